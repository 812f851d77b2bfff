from django.urls import path

from inbeeld.apps.toegang import views

app_name = "toegang"
urlpatterns = [
    path("inloggen/", views.inloggen, name="inloggen"),
    path("uitloggen/", views.uitloggen, name="uitloggen"),
    path("instellingen/", views.instellingen, name="instellingen"),
]
