from django.urls import path

from inbeeld.apps.jongere import gedeeld, grond

app_name = "gronden"
urlpatterns = [
    path("", grond.lijst, name="lijst"),
    path("jongere/<uuid:uuid>/", grond.leg_vast, name="leg_vast"),
    path("jongere/<uuid:uuid>/kennisgeving/", grond.kennisgeving, name="kennisgeving"),
    path("jongere/<uuid:uuid>/delen/", gedeeld.deel, name="deel"),
    path("gedeeld/", gedeeld.lijst, name="gedeeld"),
    path("gedeeld/<uuid:uuid>/", gedeeld.toon, name="gedeeld_een"),
    path("gedeeld/<uuid:uuid>/intrekken/", gedeeld.trek_in, name="trek_in"),
    path("<uuid:uuid>/einde/", grond.einde, name="einde"),
]
