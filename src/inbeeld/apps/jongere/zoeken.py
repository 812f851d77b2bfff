"""Finding a youth. What was typed comes in the body of the request, never in an address."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from inbeeld.apps.gronden.selectors import met_grond
from inbeeld.apps.jongere import selectors
from inbeeld.apps.personen.beleid import ZOEKEN
from inbeeld.apps.personen.selectors import DATUM, KORT, LEEG, NUMMER, Treffer, Weergave, weergave, zoek
from inbeeld.apps.toegang.pagina import pagina, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording.services import lees_log
from inbeeld.web.woorden import POSITIES
from inbeeld.web.zinnen import UITLEG

MEEST = 100
"""Characters that are looked at."""
FOUT = {
    KORT: _("Dit is te weinig om te zoeken. Vul minstens twee letters in, of een geboortedatum of postcode erbij."),
    NUMMER: _("Dit nummer kan niet bestaan. Controleer de cijfers van het BSN of onderwijsnummer."),
    DATUM: _("Deze datum kan niet bestaan. Schrijf dag, maand en jaar, bijvoorbeeld 14-05-2009."),
    LEEG: _("Vul een naam, geboortedatum, postcode of BSN in."),
}
HOE = {"klank": _("klinkt zo"), "letter": _("scheelt een letter")}


@dataclass(frozen=True)
class Gevonden:
    """One line: who, the school now, the legal position, what is open, and why found when the name is not as typed.

    Of a file that is not open (``dicht``) no more than is needed to find the right person.
    """

    wie: Weergave
    school: str
    positie: str
    open: tuple[str, ...]
    hoe: str
    dicht: bool


@pagina(ZOEKEN, ("GET", "POST"))
def zoeken(request: HttpRequest) -> HttpResponse:
    """A page to search on; with POST the results. Shows no more than is needed to find the right one."""
    wie = wie_vraagt(request)
    tekst = request.POST.get("zoek", "").strip()[:MEEST]
    if not tekst:
        return render(request, "jongere/zoeken.html", {"tekst": "", "leeg": True})
    nu = vandaag(wie.tenant)
    uitslag = zoek(wie, tekst, nu)
    ids = [t.jongere.pk for t in uitslag.treffers]
    lees_log(request, ids, doel="zoeken", pagina="zoeken")
    open_ = met_grond(ids, nu)
    bij = selectors.kort(wie.tenant_id, sorted(open_), nu)
    gevonden = [_toon(t, weergave(t.jongere, nu), bij, dicht=t.jongere.pk not in open_) for t in uitslag.treffers]
    context = {
        "tekst": tekst,
        "uitslag": uitslag,
        "fout": FOUT.get(uitslag.vraag.fout or "", ""),
        "ook": [t.tekst for t in uitslag.vraag.termen],
        "gevonden": gevonden,
    }
    return render(request, "jongere/zoeken.html", context, status=422 if uitslag.vraag.fout else 200)


def _toon(t: Treffer, w: Weergave, bij: selectors.Kort, *, dicht: bool) -> Gevonden:
    return Gevonden(
        wie=w,
        school=bij.school.get(t.jongere.pk, ""),
        positie=POSITIES.get(bij.positie.get(t.jongere.pk, ""), ""),
        open=tuple(UITLEG[s].titel for s in dict.fromkeys(bij.signalen.get(t.jongere.pk, ()))),
        hoe=str(HOE.get(t.hoe, "")),
        dicht=dicht,
    )
