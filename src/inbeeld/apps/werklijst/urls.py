from django.urls import path

from inbeeld.apps.werklijst import views

app_name = "werklijst"
urlpatterns = [
    path("", views.vandaag, name="vandaag"),
    path("vandaag/volgorde/", views.volgorde, name="volgorde"),
]
