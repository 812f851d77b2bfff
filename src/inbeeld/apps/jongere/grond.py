"""On what ground a file is open: recording one, whether parents or youth know, and looking after what colleagues recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.gronden import selectors, services
from inbeeld.apps.gronden.beleid import DELEN, LANGSTE, NAGAAN, NALOOP, RUST_OP, VASTLEGGEN
from inbeeld.apps.gronden.models import (
    DOORSTROOM,
    JONGERE,
    MELDING,
    OUDERS,
    SIGNAAL,
    TOESTEMMING,
    VRIJSTELLING,
    ZORG,
    Grond,
)
from inbeeld.apps.gronden.selectors import Openheid
from inbeeld.apps.jongere.beleid import TOEGANG
from inbeeld.apps.jongere.selectors import vind
from inbeeld.apps.personen.beleid import SAMENVOEGEN
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.selectors import Weergave, weergave
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.pagina import bladnummer, pagina, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording.beleid import LEESLOG_INZIEN
from inbeeld.apps.verantwoording.models import SCHRIJVEN
from inbeeld.apps.verantwoording.services import lees_log
from inbeeld.web.bladen import blad_van
from inbeeld.web.velden import dagveld
from inbeeld.web.woorden import GROND, POSITIES, VERZUIMSOORT
from inbeeld.web.zinnen import UITLEG

PER_BLAD = 25
SOORTEN = {
    OUDERS: gettext_lazy("De ouders vragen om hulp of informatie"),
    JONGERE: gettext_lazy("De jongere vraagt om hulp of informatie"),
    ZORG: gettext_lazy("School of een ander meldt een zorg die nog geen melding is"),
    TOESTEMMING: gettext_lazy("Toestemming, door wie die mag geven"),
}
NAMEN = {
    SIGNAAL: gettext_lazy("Signaal"),
    MELDING: gettext_lazy("Melding van de school"),
    VRIJSTELLING: gettext_lazy("Vrijstelling"),
    DOORSTROOM: gettext_lazy("Taak van het Doorstroompunt"),
    OUDERS: gettext_lazy("Verzoek van de ouders"),
    JONGERE: gettext_lazy("Verzoek van de jongere"),
    ZORG: gettext_lazy("Zorg van school of een ander"),
    TOESTEMMING: gettext_lazy("Toestemming"),
}
AAN = {
    "ouders": gettext_lazy("Ja, de ouders"),
    "jongere": gettext_lazy("Ja, de jongere"),
    "beiden": gettext_lazy("Ja, ouders en jongere"),
    "niemand": gettext_lazy("Nee, nog niet"),
}
WETEN = {
    "ouders": gettext_lazy("de ouders weten het"),
    "jongere": gettext_lazy("de jongere weet het"),
    "beiden": gettext_lazy("ouders en jongere weten het"),
    "niemand": gettext_lazy("ouders en jongere weten het nog niet"),
}
WIJZE = {
    "brief": gettext_lazy("Brief"),
    "gesprek": gettext_lazy("Gesprek"),
    "telefoon": gettext_lazy("Telefoon"),
    "bericht": gettext_lazy("Bericht"),
    "via_school": gettext_lazy("Via de school"),
}


class Kennisgevingformulier(forms.Form):
    """Whether parents and youth know, since when and how; if not, why not."""

    aan = forms.ChoiceField(
        label=gettext_lazy("Weten ouders of jongere dat u dit dossier gebruikt?"),
        choices=tuple(AAN.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies wie het weet.")},
    )
    wijze = forms.ChoiceField(
        label=gettext_lazy("Hoe weten zij het?"),
        choices=(("", gettext_lazy("Kies")), *WIJZE.items()),
        required=False,
        help_text=gettext_lazy("Alleen als zij het weten."),
    )
    op = dagveld(gettext_lazy("Sinds wanneer?"), uitleg=gettext_lazy("dd-mm-jjjj. Leeg is vandaag."))
    toelichting = forms.CharField(
        label=gettext_lazy("Toelichting"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Verplicht als zij het nog niet weten: waarom niet, en wanneer wel?"),
    )

    def __init__(self, data: Any = None, *, vandaag: date) -> None:
        self.vandaag = vandaag
        super().__init__(data, label_suffix="")

    def clean(self) -> dict[str, Any]:
        g = super().clean() or {}
        if g.get("aan") == "niemand":
            if not g.get("toelichting", "").strip():
                self.add_error("toelichting", _("Schrijf op waarom zij het nog niet weten."))
        elif g.get("aan") and not g.get("wijze"):
            self.add_error("wijze", _("Kies hoe zij het weten."))
        if g.get("op") and g["op"] > self.vandaag:
            self.add_error("op", _("Deze dag moet nog komen. Leg vast wat al gebeurd is."))
        return g

    def gegevens(self) -> dict[str, Any]:
        g = self.cleaned_data
        return {"aan": g["aan"], "wijze": g["wijze"], "op": g["op"] or self.vandaag, "toelichting": g["toelichting"]}


class Grondformulier(Kennisgevingformulier):
    """Why the file must be opened, until when, and who knows."""

    soort = forms.ChoiceField(
        label=gettext_lazy("Waarom moet dit dossier open?"),
        choices=tuple(SOORTEN.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies een grond.")},
    )
    reden = forms.CharField(
        label=gettext_lazy("Wat is er aan de hand?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Zo dat een ander het kan nagaan: wie vroeg of vertelde wat, en wanneer. Noem geen nummer."),
        error_messages={"required": gettext_lazy("Schrijf op waarom het dossier open moet.")},
    )
    tot = dagveld(gettext_lazy("Tot wanneer?"), leeg=gettext_lazy("Vul een einddatum in."))
    field_order = ("soort", "reden", "tot", "aan", "wijze", "op", "toelichting")

    def __init__(self, data: Any = None, *, vandaag: date) -> None:
        super().__init__(data, vandaag=vandaag)
        uiterlijk = vandaag + LANGSTE
        self.fields["tot"].initial = vandaag + LANGSTE / 2
        self.fields["tot"].help_text = _("dd-mm-jjjj, op zijn laatst %s. Daarna gaat het dossier vanzelf dicht.") % (
            uiterlijk.strftime("%d-%m-%Y")
        )

    def clean(self) -> dict[str, Any]:
        g = super().clean()
        tot = g.get("tot")
        if tot and not self.vandaag < tot <= self.vandaag + LANGSTE:
            self.add_error("tot", _("Kies een dag na vandaag, en niet later dan hieronder staat."))
        return g


@dataclass(frozen=True)
class Grondregel:
    """``wat``: the kind; ``waarvan``: of which signal, report, exemption; ``eigen``: someone recorded it and it still runs."""

    uuid: UUID
    wat: str
    waarvan: str
    artikel: str
    van: date
    tot: date | None
    door: str
    reden: str
    eigen: bool


def grondregel(g: Grond, dag: date) -> Grondregel:
    waarvan = ""
    if g.soort == SIGNAAL:
        waarvan = UITLEG[g.waarvan].titel if g.waarvan in UITLEG else g.waarvan
    elif g.soort == DOORSTROOM:
        waarvan = POSITIES.get(g.waarvan, g.waarvan)
    elif g.soort == VRIJSTELLING:
        waarvan = GROND.get(g.waarvan, g.waarvan)
    elif g.soort == MELDING:
        waarvan = VERZUIMSOORT.get(g.waarvan, g.waarvan)
    loopt = g.tot is None or g.tot > dag
    return Grondregel(
        g.uuid,
        str(NAMEN[g.soort]),
        waarvan,
        RUST_OP[g.soort],
        g.van,
        g.tot,
        g.door.naam if g.door else "",
        g.reden,
        bool(g.door_id) and loopt,
    )


@dataclass(frozen=True)
class Kennis:
    """``wat``: who knows it; ``hoe``: in words, empty when nobody does."""

    op: date
    wat: str
    hoe: str
    door: str
    toelichting: str


def kennis(jongere: Jongere) -> list[Kennis]:
    """What parents and youth were told, the last first."""
    return [
        Kennis(k.op, str(WETEN[k.aan]), str(WIJZE.get(k.wijze, "")), k.door.naam, k.toelichting)
        for k in selectors.kennisgevingen(jongere)
    ]


@dataclass(frozen=True)
class Grondblok:
    """What stands on the page of a youth about grounds and notices."""

    gronden: list[Grondregel]
    loopt: bool
    kennisgevingen: list[Kennis]


def grondblok(jongere: Jongere, stand: Openheid, dag: date) -> Grondblok:
    return Grondblok([grondregel(g, dag) for g in stand.gronden], stand.loopt(dag), kennis(jongere))


def toon_dicht(request: HttpRequest, jongere: Jongere, stand: Openheid, formulier: Grondformulier | None = None) -> HttpResponse:
    """What is shown of someone without a ground: enough to know whether this is the right person, and how to open the file."""
    wie = wie_vraagt(request)
    nu = vandaag(wie.tenant)
    context = {
        "wie": weergave(jongere, nu),
        "eerder": grondregel(stand.eerder, nu) if stand.eerder else None,
        "dicht_sinds": stand.eerder.tot + NALOOP if stand.eerder and stand.eerder.tot else None,
        "formulier": formulier or Grondformulier(vandaag=nu),
        "mag_samenvoegen": SAMENVOEGEN.heeft(wie),
        "mag_leeslog": LEESLOG_INZIEN.heeft(wie),
        "mag_toegang": TOEGANG.heeft(wie),
        "gedeeld": DELEN.heeft(wie) and bool(selectors.delingen_van(jongere, nu)),
    }
    return render(request, "jongere/dicht.html", context, status=422 if formulier and formulier.errors else 200)


def _vind(wie: Medewerker, uuid: UUID) -> Jongere:
    jongere = vind(wie, uuid)
    if jongere is None:
        raise Http404(_("Deze jongere is er niet, of hoort niet bij uw gemeenten."))
    return jongere


@pagina(VASTLEGGEN, ("GET", "POST"))
def leg_vast(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Records a ground; then the file is open."""
    wie = wie_vraagt(request)
    jongere, nu = _vind(wie, uuid), vandaag(wie.tenant)
    lees_log(request, [jongere.pk], doel="grond vastleggen", pagina="zonder grond")
    formulier = Grondformulier(request.POST if request.method == "POST" else None, vandaag=nu)
    if request.method == "POST" and formulier.is_valid():
        g = formulier.cleaned_data
        with transaction.atomic():
            services.leg_grond_vast(wie, jongere, g["soort"], g["reden"], nu, g["tot"], formulier.gegevens())
            lees_log(
                request,
                [jongere.pk],
                doel="grond vastleggen",
                pagina="zonder grond",
                handeling=SCHRIJVEN,
                velden=["grond", "kennisgeving"],
            )
        messages.success(request, _("Vastgelegd. Het dossier is open tot de einddatum."))
        return redirect("jongere:detail", uuid)
    return toon_dicht(request, jongere, selectors.openheid(jongere, nu), formulier)


@pagina(VASTLEGGEN, ("GET", "POST"))
def kennisgeving(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Records that parents or youth know."""
    wie = wie_vraagt(request)
    jongere, nu = _vind(wie, uuid), vandaag(wie.tenant)
    if not selectors.openheid(jongere, nu).open:
        return redirect("jongere:detail", uuid)
    lees_log(request, [jongere.pk], doel="grond vastleggen", pagina="kennisgeving")
    formulier = Kennisgevingformulier(request.POST if request.method == "POST" else None, vandaag=nu)
    if request.method == "POST" and formulier.is_valid():
        with transaction.atomic():
            services.leg_kennisgeving_vast(wie, jongere, vandaag=nu, **formulier.gegevens())
            lees_log(
                request,
                [jongere.pk],
                doel="grond vastleggen",
                pagina="kennisgeving",
                handeling=SCHRIJVEN,
                velden=["kennisgeving"],
            )
        messages.success(request, _("Vastgelegd."))
        return redirect("jongere:detail", uuid)
    context = {"wie": weergave(jongere, nu), "formulier": formulier, "eerder": kennis(jongere)}
    return render(request, "jongere/kennisgeving.html", context, status=422 if formulier.errors else 200)


@pagina(VASTLEGGEN, ("GET", "POST"))
def einde(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ends a ground that someone recorded: consent is withdrawn, the request is dealt with."""
    wie = wie_vraagt(request)
    gevonden = selectors.grond(wie, str(uuid))
    if gevonden is None:
        raise Http404(_("Deze grond is er niet, of hoort niet bij uw gemeenten."))
    jongere = gevonden.jongere.opgegaan_in or gevonden.jongere
    nu, terug = vandaag(wie.tenant), redirect("jongere:detail", jongere.uuid)
    lees_log(request, [gevonden.jongere_id], doel="grond vastleggen", pagina="grond beëindigen")
    if request.method == "POST":
        try:
            with transaction.atomic():
                services.beeindig(wie, gevonden, nu)
                lees_log(
                    request,
                    [gevonden.jongere_id],
                    doel="grond vastleggen",
                    pagina="grond beëindigen",
                    handeling=SCHRIJVEN,
                    velden=["grond"],
                )
        except GebruikFout as fout:
            messages.error(request, str(fout))
        else:
            messages.success(request, _("De grond is beëindigd."))
        return terug
    context = {"grond": grondregel(gevonden, nu), "wie": weergave(jongere, nu)}
    return render(request, "jongere/grond_einde.html", context)


@dataclass(frozen=True)
class Vastgelegd:
    wie: Weergave
    grond: Grondregel
    op: Any


@pagina(NAGAAN)
def lijst(request: HttpRequest) -> HttpResponse:
    """The grounds that people recorded themselves: who opened which file, and why."""
    wie = wie_vraagt(request)
    nu = vandaag(wie.tenant)
    alle = selectors.vastgelegd(wie)
    blad = blad_van(alle.count(), PER_BLAD, bladnummer(request))
    getoond = list(alle[blad.deel])
    lees_log(request, [g.jongere_id for g in getoond], doel="gronden nagaan", pagina="gronden")
    context = {
        "regels": [
            Vastgelegd(weergave(g.jongere.opgegaan_in or g.jongere, nu), grondregel(g, nu), g.vastgelegd_op) for g in getoond
        ],
        "blad": blad.nummer,
        "bladen": blad.bladen,
    }
    return render(request, "jongere/gronden.html", context)
