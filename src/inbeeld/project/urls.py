"""All URLs. Who may open them stands in the ``beleid.py`` of each app."""

from django.urls import URLPattern, URLResolver, include, path

from inbeeld.project.voordeur import begin

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("inbeeld.apps.toegang.urls")),
    path("", include("inbeeld.apps.werklijst.urls")),
    path("", include("inbeeld.apps.wet.urls")),
    path("jongeren/dubbel/", include("inbeeld.apps.jongere.dubbel_urls")),
    path("jongeren/", include("inbeeld.apps.jongere.urls")),
    path("begin/", begin, name="begin"),
    path("bewaren/", include("inbeeld.apps.bewaren.urls")),
    path("betwist/", include("inbeeld.apps.rectificatie.urls")),
    path("inzage/", include("inbeeld.apps.inzage.urls")),
    path("leveringen/", include("inbeeld.apps.leveringen.urls")),
]
