from django.urls import path

from inbeeld.apps.bewaren import views

app_name = "bewaren"
urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("goedkeuren/", views.goedkeuren, name="goedkeuren"),
    path("voortgang/", views.voortgang, name="voortgang"),
    path("uitstel/<uuid:uuid>/", views.uitstel, name="uitstel"),
    path("bewijs/<uuid:uuid>/", views.bewijs, name="bewijs"),
]
