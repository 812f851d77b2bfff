from django.urls import path

from inbeeld.apps.inzage import views

app_name = "inzage"
urlpatterns = [path("<uuid:uuid>/", views.vraag, name="vraag")]
