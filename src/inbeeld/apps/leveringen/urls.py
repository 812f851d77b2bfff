from django.urls import path

from inbeeld.apps.leveringen import views

app_name = "leveringen"
urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("aanleveren/", views.aanleveren, name="aanleveren"),
    path("voortgang/", views.voortgang, name="voortgang"),
    path("bronnen/", views.bronnen, name="bronnen"),
    path("wacht/", views.wacht, name="wacht"),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/apart/", views.apart, name="apart"),
    path("<uuid:uuid>/apart/uitvoer/", views.uitvoer, name="uitvoer"),
    path("<uuid:uuid>/apart/<int:id_>/", views.rij, name="rij"),
    path("<uuid:uuid>/apart/<int:id_>/laat-zo/", views.laat_zo, name="laat_zo"),
]
