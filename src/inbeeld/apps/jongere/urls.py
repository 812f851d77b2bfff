from django.urls import path

from inbeeld.apps.jongere import views, zoeken

app_name = "jongere"
urlpatterns = [
    path("jongeren/", zoeken.zoeken, name="zoeken"),
    path("jongeren/<uuid:uuid>/", views.detail, name="detail"),
]
