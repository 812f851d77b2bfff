from django.urls import path

from inbeeld.apps.jongere import views, zoeken

app_name = "jongere"
urlpatterns = [
    path("", zoeken.zoeken, name="zoeken"),
    path("gevonden/<uuid:uuid>/", zoeken.gevonden, name="gevonden"),
    path("<uuid:uuid>/", views.detail, name="detail"),
]
