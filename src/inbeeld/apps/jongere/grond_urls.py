from django.urls import path

from inbeeld.apps.jongere import grond

app_name = "gronden"
urlpatterns = [
    path("", grond.lijst, name="lijst"),
    path("jongere/<uuid:uuid>/", grond.leg_vast, name="leg_vast"),
    path("jongere/<uuid:uuid>/kennisgeving/", grond.kennisgeving, name="kennisgeving"),
    path("<uuid:uuid>/einde/", grond.einde, name="einde"),
]
