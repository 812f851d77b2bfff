"""All URLs. Who may open them stands in the ``beleid.py`` of each app."""

from collections.abc import Iterator

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
    path("toegang/", include("inbeeld.apps.toegang.beheer_urls")),
    path("api/v1/leveringen/", include("inbeeld.apps.leveringen.api_urls")),
    path("bewaren/", include("inbeeld.apps.bewaren.urls")),
    path("betwist/", include("inbeeld.apps.rectificatie.urls")),
    path("inzage/", include("inbeeld.apps.inzage.urls")),
    path("leveringen/", include("inbeeld.apps.leveringen.urls")),
    path("school/", include("inbeeld.apps.school.urls")),
    path("mijn/", include("inbeeld.apps.mijn.urls")),
    path("leeslog/", include("inbeeld.apps.leeslog.urls")),
]
handler400 = "inbeeld.project.voordeur.niet_te_lezen"
handler404 = "inbeeld.project.voordeur.niet_gevonden"
handler500 = "inbeeld.project.voordeur.mislukt"


def alle_paden(delen: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    for p in urlpatterns if delen is None else delen:
        if isinstance(p, URLResolver):
            yield from alle_paden(p.url_patterns)
        else:
            yield p
