from django.urls import path

from inbeeld.apps.toegang import beheerviews

app_name = "toegangsbeheer"
urlpatterns = [
    path("", beheerviews.accounts, name="accounts"),
    path("<uuid:uuid>/ontgrendel/", beheerviews.ontgrendel, name="ontgrendel"),
    path("noodsessie/", beheerviews.noodsessie, name="noodsessie"),
    path("noodsessie/stop/", beheerviews.stop, name="stop"),
    path("noodsessies/", beheerviews.nagaan, name="nagaan"),
    path("noodsessies/<uuid:uuid>/bekeken/", beheerviews.bekeken, name="bekeken"),
]
