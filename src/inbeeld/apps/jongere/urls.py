from django.urls import path

from inbeeld.apps.jongere import dubbel, views, zoeken

app_name = "jongere"
urlpatterns = [
    path("jongeren/", zoeken.zoeken, name="zoeken"),
    path("jongeren/dubbel/", dubbel.lijst, name="dubbel"),
    path("jongeren/dubbel/<uuid:een>/<uuid:ander>/", dubbel.paar, name="paar"),
    path("jongeren/dubbel/<uuid:uuid>/uit-elkaar/", dubbel.uiteen, name="uiteen"),
    path("jongeren/<uuid:uuid>/", views.detail, name="detail"),
]
