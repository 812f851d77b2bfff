"""The page *Vandaag*."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from inbeeld.apps.leveringen.beleid import BEKIJKEN
from inbeeld.apps.personen.selectors import weergave
from inbeeld.apps.registers.selectors import school_op
from inbeeld.apps.toegang.onthouden import VANDAAG, onthoud_lijst
from inbeeld.apps.toegang.pagina import bladnummer, pagina, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag as dag_van
from inbeeld.apps.toegang.services import noteer_bezoek
from inbeeld.apps.verantwoording.services import lees_log
from inbeeld.apps.werklijst import beleid, selectors
from inbeeld.apps.werklijst.regels import SOORT, leeg, reactietermijnen, samenvatting, toon_regel, toon_vervallen
from inbeeld.regels.werklijst.volgorde import IN_WOORDEN
from inbeeld.regels.werklijst.werk import GEEN_WERK, SOORTEN
from inbeeld.web.zinnen import UITLEG

_DOEL = "werklijst"


@pagina(beleid.LIJST_ZIEN)
def vandaag(request: HttpRequest) -> HttpResponse:
    wie = wie_vraagt(request)
    noteer_bezoek(wie)
    nu = dag_van(wie.tenant)
    soort = request.GET.get("soort")
    soort = soort if soort in SOORTEN else None
    lijst = selectors.lijst(wie, nu, soort, bladnummer(request))
    gezien = [r.jongere_id for g in lijst.groepen for r in g.regels] + [v.jongere_id for v in lijst.vervallen]
    lees_log(request, gezien, doel=_DOEL, pagina="vandaag")
    onthoud_lijst(request, VANDAAG)
    school = school_op(wie.tenant_id, [r.jongere_id for g in lijst.groepen for r in g.regels], nu)
    groepen = [
        (g, [toon_regel(r, nu, weergave(r.jongere, nu), school.get(r.jongere_id)) for r in g.regels]) for g in lijst.groepen
    ]
    vervallen = [toon_vervallen(v, nu, weergave(v.jongere, nu)) for v in lijst.vervallen]
    return render(
        request,
        "werklijst/vandaag.html",
        {
            "lijst": lijst,
            "groepen": groepen,
            "soort": soort,
            "soorten": [(s, SOORT[s], n) for s, n in lijst.soorten],
            "vervallen": vervallen,
            "nu": nu,
            "samenvatting": samenvatting(lijst, nu),
            "bladen_extra": f"soort={soort}&" if soort else "",
        }
        | leeg(lijst, soort, BEKIJKEN.heeft(wie)),
    )


@pagina(beleid.LIJST_ZIEN)
def volgorde(request: HttpRequest) -> HttpResponse:
    """The rule for the order, and the terms that the municipality chose."""
    context = {
        "in_woorden": IN_WOORDEN,
        "termijnen": reactietermijnen(),
        "geen_werk": [(UITLEG[s].titel, w) for s, w in GEEN_WERK.items()],
    }
    return render(request, "werklijst/volgorde.html", context)
