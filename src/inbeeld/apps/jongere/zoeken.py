"""Finding a youth. What was typed comes in the body of the request and stays in the session, never in an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from inbeeld.apps.gronden.selectors import met_grond
from inbeeld.apps.jongere import selectors
from inbeeld.apps.personen.beleid import ZOEKEN
from inbeeld.apps.personen.selectors import DATUM, KORT, LEEG, NUMMER, Treffer, Weergave, lees_zoekvraag, weergave, zoek
from inbeeld.apps.toegang.onthouden import GEVONDEN, onthoud_lijst, onthoud_zoekvraag, zoekvraag
from inbeeld.apps.toegang.pagina import pagina, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording.services import lees_log
from inbeeld.web.woorden import POSITIES
from inbeeld.web.zinnen import UITLEG

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

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


def getypt(request: HttpRequest) -> str:
    return request.POST.get("zoek", "").strip()[:MEEST]


def fout_in(tekst: str, nu: date) -> str:
    """Why this can't be searched for, and what to do; empty when it can."""
    return str(FOUT.get(lees_zoekvraag(tekst, nu).fout or "", ""))


def vind(wie: Medewerker, tekst: str, nu: date) -> tuple[list[int], dict[str, Any]]:
    """Our numbers of who was found, and what a page shows of them: no more than is needed to find the right one."""
    uitslag = zoek(wie, tekst, nu)
    ids = [t.jongere.pk for t in uitslag.treffers]
    open_ = met_grond(ids, nu)
    bij = selectors.kort(wie.tenant_id, sorted(open_), nu)
    return ids, {
        "tekst": tekst,
        "uitslag": uitslag,
        "ook": [t.tekst for t in uitslag.vraag.termen],
        "gevonden": [_toon(t, weergave(t.jongere, nu), bij, dicht=t.jongere.pk not in open_) for t in uitslag.treffers],
    }


@pagina(ZOEKEN, ("GET", "POST"))
def zoeken(request: HttpRequest) -> HttpResponse:
    """A page to search on. What can be searched for goes on to a page that can be asked again, and come back to."""
    wie = wie_vraagt(request)
    tekst = getypt(request)
    if not tekst:
        return render(request, "jongere/zoeken.html", {"tekst": "", "leeg": True})
    if fout := fout_in(tekst, vandaag(wie.tenant)):
        return render(request, "jongere/zoeken.html", {"tekst": tekst, "fout": fout}, status=422)
    return redirect("jongere:gevonden", onthoud_zoekvraag(request, tekst))


@pagina(ZOEKEN)
def gevonden(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The results of a search of this session."""
    wie = wie_vraagt(request)
    tekst = zoekvraag(request, uuid)
    if tekst is None:
        messages.info(request, _("Deze zoekvraag is niet bewaard. Zoek opnieuw."))
        return redirect("jongere:zoeken")
    ids, context = vind(wie, tekst, vandaag(wie.tenant))
    lees_log(request, ids, doel="zoeken", pagina="zoeken")
    onthoud_lijst(request, GEVONDEN)
    return render(request, "jongere/zoeken.html", context)


def _toon(t: Treffer, w: Weergave, bij: selectors.Kort, *, dicht: bool) -> Gevonden:
    return Gevonden(
        wie=w,
        school=bij.school.get(t.jongere.pk, ""),
        positie=POSITIES.get(bij.positie.get(t.jongere.pk, ""), ""),
        open=tuple(UITLEG[s].titel for s in dict.fromkeys(bij.signalen.get(t.jongere.pk, ()))),
        hoe=str(HOE.get(t.hoe, "")),
        dicht=dicht,
    )
