from django.urls import path

from inbeeld.apps.jongere import views, zoeken

app_name = "jongere"
urlpatterns = [
    path("", zoeken.zoeken, name="zoeken"),
    path("<uuid:uuid>/", views.detail, name="detail"),
]
