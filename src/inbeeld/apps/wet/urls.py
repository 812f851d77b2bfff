from django.urls import path

from inbeeld.apps.wet import views

app_name = "wet"
urlpatterns = [
    path("wet/", views.lijst, name="lijst"),
    path("wet/<str:nummer>/", views.regel, name="regel"),
]
