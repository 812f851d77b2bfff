"""All URLs. Who may open them stands in the ``beleid.py`` of each app."""

from django.urls import URLPattern, URLResolver, include, path

from inbeeld.project.toezicht import views as toezicht
from inbeeld.project.voordeur import begin

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("inbeeld.apps.toegang.urls")),
    path("", include("inbeeld.apps.werklijst.urls")),
    path("", include("inbeeld.apps.wet.urls")),
    path("jongeren/dubbel/", include("inbeeld.apps.jongere.dubbel_urls")),
    path("jongeren/", include("inbeeld.apps.jongere.urls")),
    path("gezond/", toezicht.gezond, name="gezond"),
    path("gereed/", toezicht.gereed, name="gereed"),
    path("metingen/", toezicht.meet, name="metingen"),
    path("gronden/", include("inbeeld.apps.jongere.grond_urls")),
    path("begin/", begin, name="begin"),
    path("leveringen/", include("inbeeld.apps.leveringen.urls")),
]
