from django.urls import path

from inbeeld.apps.school import views

app_name = "school"
urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("<uuid:uuid>/", views.leerling, name="leerling"),
]
