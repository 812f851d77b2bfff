from django.urls import path

from inbeeld.apps.mijn import beheerviews, views

app_name = "mijn"
urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("uitnodiging/", views.uitnodiging, name="uitnodiging"),
    path("toegang/<uuid:uuid>/", beheerviews.toegang, name="toegang"),
    path("toegang/<uuid:uuid>/bevestig/", beheerviews.bevestig, name="bevestig"),
    path("toegang/<uuid:uuid>/code/", beheerviews.code, name="code"),
    path("toegang/<uuid:uuid>/einde/", beheerviews.einde, name="einde"),
    path("<uuid:uuid>/", views.een, name="een"),
    path("<uuid:uuid>/bestand/", views.bestand, name="bestand"),
    path("<uuid:uuid>/klopt-niet/", views.klopt_niet, name="klopt_niet"),
    path("<uuid:uuid>/wie-keek/", views.wie_keek, name="wie_keek"),
]
