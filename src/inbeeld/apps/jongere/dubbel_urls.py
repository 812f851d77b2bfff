from django.urls import path

from inbeeld.apps.jongere import dubbel

app_name = "dubbel"
urlpatterns = [
    path("", dubbel.lijst, name="lijst"),
    path("voortgang/", dubbel.voortgang, name="voortgang"),
    path("samengevoegd/", dubbel.samengevoegd, name="samengevoegd"),
    path("<uuid:uuid>/", dubbel.kies, name="kies"),
    path("<uuid:uuid>/gevonden/<uuid:vraag>/", dubbel.gekozen, name="gekozen"),
    path("<uuid:een>/<uuid:ander>/", dubbel.paar, name="paar"),
    path("<uuid:uuid>/uit-elkaar/", dubbel.uiteen, name="uiteen"),
]
