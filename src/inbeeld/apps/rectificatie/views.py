"""The pages *Betwist*: requests to correct, recording one, deciding about it."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.gronden.selectors import met_grond, openheid
from inbeeld.apps.personen.beleid import zichtbaar_van, zichtbare_jongeren
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.selectors import weergave
from inbeeld.apps.rectificatie import selectors, services
from inbeeld.apps.rectificatie.beleid import BESLISSEN, VASTLEGGEN
from inbeeld.apps.rectificatie.models import Besluit, Verzoek
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.pagina import bladnummer, pagina, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording.models import SCHRIJVEN
from inbeeld.apps.verantwoording.services import lees_log
from inbeeld.web.bladen import blad_van
from inbeeld.web.velden import dagveld

_DOEL, _PER_BLAD = "rectificatieverzoek", 25
ANDERS = "anders"
_DICHT = gettext_lazy("Dossier niet open")
UITKOMST = {
    Besluit.DOORGEGEVEN: gettext_lazy("doorgegeven aan de bron"),
    Besluit.AFGEWEZEN: gettext_lazy("afgewezen"),
    Besluit.INGETROKKEN: gettext_lazy("ingetrokken"),
}


def _zichtbaar(wie: Medewerker) -> Any:
    """Of who may be seen, also when asked under a number that went up in another since."""
    return selectors.verzoeken(wie.tenant_id).filter(zichtbaar_van(wie))


def _wie(v: Verzoek) -> Jongere:
    return v.jongere.opgegaan_in or v.jongere


def _log_schrijven(request: HttpRequest, jongere: Jongere, waar: str, *wat: str) -> None:
    lees_log(request, [jongere.pk], doel=_DOEL, pagina=waar, handeling=SCHRIJVEN, velden=wat)


@pagina(VASTLEGGEN)
def lijst(request: HttpRequest) -> HttpResponse:
    """Requests that wait for a decision, the longest first; or those that are decided."""
    wie = wie_vraagt(request)
    nu = vandaag(wie.tenant)
    klaar = request.GET.get("toon") == "klaar"
    alle = _zichtbaar(wie).filter(besluit__isnull=not klaar)
    if klaar:
        alle = alle.order_by("-besluit__op")
    blad = blad_van(alle.count(), _PER_BLAD, bladnummer(request))
    deze = list(alle[blad.deel])
    lees_log(request, [_wie(v).pk for v in deze], doel=_DOEL, pagina="betwist")
    is_open = met_grond([_wie(v).pk for v in deze], nu)
    rijen = [(v, weergave(_wie(v), nu), selectors.uiterlijk(v), getattr(v, "besluit", None)) for v in deze]
    context = {
        "rijen": [
            (v, selectors.feit_van(v) if _wie(v).pk in is_open else _DICHT, w, u, b, UITKOMST[b.uitkomst] if b else "")
            for v, w, u, b in rijen
        ],
        "klaar": klaar,
        "blad": blad.nummer,
        "bladen": blad.bladen,
        "extra": "toon=klaar&" if klaar else "",
        "nu": nu,
    }
    return render(request, "rectificatie/lijst.html", context)


class Verzoekformulier(forms.Form):
    feit = forms.ChoiceField(
        label=gettext_lazy("Wat klopt er niet?"),
        error_messages={
            "required": gettext_lazy("Kies een feit, of iets anders."),
            "invalid_choice": gettext_lazy("Kies een feit uit de lijst."),
        },
    )
    van = forms.ChoiceField(
        label=gettext_lazy("Wie vraagt het?"),
        choices=[
            (Verzoek.JONGERE, gettext_lazy("De jongere zelf")),
            (Verzoek.OUDER, gettext_lazy("Een ouder met gezag")),
            (Verzoek.GEMACHTIGDE, gettext_lazy("Iemand met een machtiging")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wie het vraagt.")},
    )
    ontvangen = dagveld(
        gettext_lazy("Wanneer kwam het verzoek binnen?"),
        leeg=gettext_lazy("Vul een dag in."),
        uitleg=gettext_lazy("Bijvoorbeeld 16-11-2026. Binnen een maand na die dag moet er een antwoord zijn."),
    )
    betwist = forms.CharField(
        label=gettext_lazy("Wat moet het volgens hen zijn?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Schrijf op wat er niet klopt en wat het moet zijn.")},
    )
    waarom = forms.CharField(
        label=gettext_lazy("Waarop baseren zij dat?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Schrijf op waarop zij dat baseren.")},
    )

    def __init__(self, data: Any, feiten: list[selectors.Feit]) -> None:
        super().__init__(data, label_suffix="")
        veld = cast(forms.ChoiceField, self.fields["feit"])
        veld.choices = [("", _("Kies een feit")), *((f.code, f.tekst) for f in feiten), (ANDERS, services.IETS_ANDERS)]


@pagina(VASTLEGGEN, ("GET", "POST"))
def nieuw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Records what someone disputes about a youth."""
    wie = wie_vraagt(request)
    jongere = Jongere.objects.filter(zichtbare_jongeren(wie), uuid=uuid).first()
    if jongere is None:
        raise Http404(_("Deze jongere is er niet, of hoort niet bij uw gemeenten."))
    lees_log(request, [jongere.pk], doel=_DOEL, pagina="betwist: nieuw")
    nu = vandaag(wie.tenant)
    is_open = openheid(jongere, nu).open
    feiten = selectors.feiten_van(wie.tenant_id, jongere.pk) if is_open else []
    formulier = Verzoekformulier(request.POST or None, feiten)
    if request.method == "POST" and formulier.is_valid():
        g = formulier.cleaned_data
        feit = next((f for f in feiten if f.code == g["feit"]), None)
        try:
            with transaction.atomic():
                verzoek = services.leg_verzoek_vast(
                    wie, jongere, feit, van=g["van"], ontvangen=g["ontvangen"], betwist=g["betwist"], waarom=g["waarom"]
                )
                _log_schrijven(
                    request, jongere, "betwist: nieuw", "betwist", *(["grond"] if services.geeft_grond(g["van"]) else [])
                )
        except GebruikFout as fout:
            formulier.add_error("ontvangen", f"{fout.wat} {fout.doe}")
        else:
            messages.success(request, _("Vastgelegd. Bij het feit staat nu dat het betwist wordt."))
            return redirect("rectificatie:detail", verzoek.uuid)
    context = {"wie": weergave(jongere, nu), "formulier": formulier, "is_open": is_open}
    return render(request, "rectificatie/nieuw.html", context, status=422 if formulier.errors else 200)


def _vind(request: HttpRequest, uuid: UUID, waarvoor: str) -> Verzoek:
    verzoek: Verzoek | None = _zichtbaar(wie_vraagt(request)).filter(Q(uuid=uuid)).first()
    if verzoek is None:
        raise Http404(_("Dit verzoek is er niet, of hoort niet bij uw gemeenten."))
    lees_log(request, [_wie(verzoek).pk], doel=_DOEL, pagina=waarvoor)
    return verzoek


def _feit(v: Verzoek, nu: date) -> dict[str, Any]:
    """What it is about, unless the file is closed: of it no more is shown than who it is."""
    is_open = openheid(_wie(v), nu).open
    return {"feit": selectors.feit_van(v) if is_open else _DICHT, "is_open": is_open}


@pagina(VASTLEGGEN)
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    wie = wie_vraagt(request)
    verzoek = _vind(request, uuid, "betwist: verzoek")
    uitkomst = getattr(verzoek, "besluit", None)
    context = {
        "v": verzoek,
        **_feit(verzoek, vandaag(wie.tenant)),
        "wie": weergave(_wie(verzoek), vandaag(wie.tenant)),
        "uiterlijk": selectors.uiterlijk(verzoek),
        "besluit": uitkomst,
        "uitkomst": UITKOMST[uitkomst.uitkomst] if uitkomst else "",
        "mag_beslissen": BESLISSEN.heeft(wie),
    }
    return render(request, "rectificatie/detail.html", context)


class Besluitformulier(forms.Form):
    uitkomst = forms.ChoiceField(
        label=gettext_lazy("Wat is de uitkomst?"),
        choices=[
            (Besluit.DOORGEGEVEN, gettext_lazy("Het verzoek is terecht: doorgegeven aan de bron, die het verbetert")),
            (Besluit.AFGEWEZEN, gettext_lazy("Het verzoek is afgewezen: het gegeven blijft zo")),
            (Besluit.INGETROKKEN, gettext_lazy("Het verzoek is ingetrokken")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies een uitkomst.")},
    )
    noot = forms.CharField(
        label=gettext_lazy("Toelichting die bij het feit blijft staan"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Wie dit later leest, moet begrijpen wat is uitgezocht. De jongere en de ouders krijgen haar ook te zien."
        ),
        error_messages={"required": gettext_lazy("Schrijf op waarom.")},
    )


@pagina(BESLISSEN, ("GET", "POST"))
def besluit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    wie = wie_vraagt(request)
    verzoek = _vind(request, uuid, "betwist: besluit")
    if hasattr(verzoek, "besluit"):
        messages.info(request, _("Over dit verzoek is al beslist."))
        return redirect("rectificatie:detail", verzoek.uuid)
    formulier = Besluitformulier(request.POST or None, label_suffix="")
    if request.method == "POST" and formulier.is_valid():
        try:
            with transaction.atomic():
                services.beslis(wie, verzoek, formulier.cleaned_data["uitkomst"], formulier.cleaned_data["noot"])
                _log_schrijven(request, _wie(verzoek), "betwist: besluit", "besluit")
        except GebruikFout as fout:
            formulier.add_error(None, f"{fout.wat} {fout.doe}")
        else:
            messages.success(request, _("Vastgelegd. De toelichting blijft bij het feit staan."))
            return redirect("rectificatie:detail", verzoek.uuid)
    context = {
        "v": verzoek,
        **_feit(verzoek, vandaag(wie.tenant)),
        "wie": weergave(_wie(verzoek), vandaag(wie.tenant)),
        "formulier": formulier,
    }
    return render(request, "rectificatie/besluit.html", context, status=422 if formulier.errors else 200)
