from django.urls import path

from inbeeld.apps.leveringen import api

app_name = "api_leveringen"
urlpatterns = [
    path("", api.aanbieden, name="aanbieden"),
    path("<uuid:uuid>/", api.stand, name="stand"),
]
