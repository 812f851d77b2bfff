from django.urls import path

from inbeeld.apps.rectificatie import views

app_name = "rectificatie"
urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("nieuw/<uuid:uuid>/", views.nieuw, name="nieuw"),
    path("<uuid:uuid>/", views.detail, name="detail"),
    path("<uuid:uuid>/besluit/", views.besluit, name="besluit"),
]
