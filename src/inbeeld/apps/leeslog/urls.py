from django.urls import path

from inbeeld.apps.leeslog import views

app_name = "leeslog"
urlpatterns = [
    path("", views.overzicht, name="overzicht"),
    path("meldingen/", views.meldingen, name="meldingen"),
    path("meldingen/<uuid:uuid>/", views.melding, name="melding"),
    path("jongere/<uuid:uuid>/", views.wie_keek, name="wie_keek"),
    path("jongere/<uuid:uuid>/uitvoer/", views.uitvoer, name="uitvoer"),
    path("jongere/<uuid:uuid>/let-op/", views.let_op, name="let_op"),
]
