"""The page *Toegang voor ouder of jongere*: for staff, from the page of a youth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
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
from inbeeld.apps.jongere.beleid import TOEGANG
from inbeeld.apps.jongere.selectors import vind
from inbeeld.apps.mijn import beleid, services
from inbeeld.apps.mijn.beleid import betrokkenen, past_bij_leeftijd, stand
from inbeeld.apps.mijn.models import Betrokkene
from inbeeld.apps.mijn.uitnodiging import GELDIG
from inbeeld.apps.personen.beleid import zichtbaar_van
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.selectors import weergave
from inbeeld.apps.toegang.models import JONGERE, OUDER, Medewerker
from inbeeld.apps.toegang.pagina import pagina, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording.inhoud import TOEGANG_GEVEN
from inbeeld.apps.verantwoording.models import SCHRIJVEN
from inbeeld.apps.verantwoording.services import lees_log
from inbeeld.web.velden import dagveld

_LOG = {"doel": "inzage", "pagina": TOEGANG_GEVEN}
HOE = {
    "balie": gettext_lazy("Aan de balie, met een identiteitsbewijs"),
    "digid": gettext_lazy("Met DigiD, via onze eigen inlogdienst"),
    "huisbezoek": gettext_lazy("Bij een gesprek thuis of op school, met een identiteitsbewijs"),
    "overgezet": gettext_lazy("Eerder vastgesteld, en opnieuw nagekeken"),
}
GEZAG = {
    "brp": gettext_lazy("In de BRP"),
    "register": gettext_lazy("In het gezagsregister"),
    "uitspraak": gettext_lazy("Met een uitspraak van de rechter"),
}
GEZAGTEKST = {
    "brp": gettext_lazy("gezag volgens de BRP"),
    "register": gettext_lazy("gezag volgens het gezagsregister"),
    "uitspraak": gettext_lazy("gezag volgens een uitspraak van de rechter"),
}
ALS = {OUDER: gettext_lazy("Een ouder met gezag (tot 16 jaar)"), JONGERE: gettext_lazy("De jongere zelf (vanaf 16 jaar)")}
STAND = {
    beleid.ZIET: gettext_lazy("ziet de gegevens"),
    beleid.VOORBIJ: gettext_lazy("geëindigd"),
    beleid.GEWISSELD: gettext_lazy("ziet niets, tot u bevestigt: personen zijn samengevoegd of gesplitst"),
    beleid.LEEFTIJD: gettext_lazy("ziet niets meer: de jongere is 16"),
    beleid.TE_JONG: gettext_lazy("ziet niets: de jongere is nog geen 16"),
    beleid.ONBEKEND: gettext_lazy("ziet niets: de geboortedatum is niet bekend"),
    beleid.OVERLEDEN: gettext_lazy("ziet niets meer: de jongere is overleden"),
}


class Hoeformulier(forms.Form):
    """How it was established who this is."""

    hoe = forms.ChoiceField(
        label=gettext_lazy("Hoe stelde u vast wie dit is?"),
        choices=tuple(HOE.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies hoe u vaststelde wie dit is.")},
    )
    gezag = forms.ChoiceField(
        label=gettext_lazy("Hoe stelde u vast dat deze ouder gezag heeft?"),
        choices=(("", gettext_lazy("Kies")), *GEZAG.items()),
        help_text=gettext_lazy("Dat iemand ouder is, zegt niet dat die gezag heeft."),
        error_messages={"required": gettext_lazy("Kies hoe u het gezag vaststelde.")},
    )

    def alleen_voor(self, als: str) -> None:
        """Of a youth nobody asks about custody."""
        if als == JONGERE:
            del self.fields["gezag"]


class Toegangformulier(Hoeformulier):
    als = forms.ChoiceField(
        label=gettext_lazy("Voor wie is de toegang?"),
        choices=tuple(ALS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies voor wie de toegang is.")},
    )
    naam = forms.CharField(
        label=gettext_lazy("Naam"),
        max_length=120,
        help_text=gettext_lazy("Zoals op het identiteitsbewijs."),
        error_messages={"required": gettext_lazy("Vul de naam in.")},
    )
    gebruikersnaam = forms.CharField(
        label=gettext_lazy("Gebruikersnaam"),
        max_length=80,
        help_text=gettext_lazy("Daarmee logt de ouder of jongere in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Kies een gebruikersnaam.")},
    )
    zelfde = forms.BooleanField(
        label=gettext_lazy("Deze ouder heeft hier al een account, voor een ander kind"),
        required=False,
        help_text=gettext_lazy("Alleen als u zeker weet dat het dezelfde persoon is: een naamgenoot zou dit kind zien."),
    )
    tot = dagveld(gettext_lazy("Tot wanneer?"), leeg=gettext_lazy("Vul een einddatum in."))
    field_order = ("als", "naam", "gebruikersnaam", "zelfde", "hoe", "gezag", "tot")

    def __init__(self, data: Any, jongere: Jongere, nu: date) -> None:
        als = JONGERE if past_bij_leeftijd(jongere, OUDER, nu) == beleid.LEEFTIJD else OUDER
        super().__init__(data, label_suffix="", initial={"als": als, "tot": services.uiterlijk(nu)})
        self._jongere, self._nu = jongere, nu
        self.alleen_voor(als)
        self.fields["tot"].help_text = _("dd-mm-jjjj, hoogstens een jaar. Daarna ziet deze persoon vanzelf niets meer.")

    def clean_als(self) -> str:
        als: str = self.cleaned_data["als"]
        try:
            services.keur_leeftijd(self._jongere, als, self._nu)
        except GebruikFout as fout:
            raise forms.ValidationError(f"{fout.wat} {fout.doe}") from None
        return als


@dataclass(frozen=True)
class Toegangregel:
    uuid: UUID
    naam: str
    gebruikersnaam: str
    als: str
    hoe: str
    van: date
    tot: date
    door: str
    stand: str
    loopt: bool
    te_bevestigen: bool


def _regel(b: Betrokkene, dag: date) -> Toegangregel:
    hoe = str(HOE[b.hoe]) + (f"; {GEZAGTEKST[b.gezag]}" if b.gezag else "")
    staat = stand(b, dag)
    return Toegangregel(
        b.uuid,
        b.account.naam,
        b.account.gebruikersnaam,
        str(ALS[b.als]),
        hoe,
        b.van,
        b.tot,
        b.door.naam,
        str(STAND[staat]),
        b.tot > dag,
        staat == beleid.GEWISSELD,
    )


def _jongere(wie: Medewerker, uuid: UUID) -> Jongere:
    jongere = vind(wie, uuid)
    if jongere is None:
        raise Http404(_("Deze jongere is er niet, of hoort niet bij uw gemeenten."))
    return jongere


def _betrokkene(wie: Medewerker, uuid: UUID) -> Betrokkene:
    gevonden = betrokkenen().filter(zichtbaar_van(wie), uuid=uuid).select_related("jongere__opgegaan_in").first()
    if gevonden is None:
        raise Http404(_("Deze toegang is er niet, of hoort niet bij uw gemeenten."))
    return gevonden


def _terug(b: Betrokkene) -> HttpResponse:
    return redirect("mijn:toegang", (b.jongere.opgegaan_in or b.jongere).uuid)


def _toon_code(request: HttpRequest, b: Betrokkene, code: str) -> HttpResponse:
    """Once: it stands nowhere else, and no page shows it again."""
    jongere = b.jongere.opgegaan_in or b.jongere
    context = {
        "wie": weergave(jongere, vandaag(jongere.tenant)),
        "account": b.account,
        "als": b.als,
        "code": code,
        "dagen": GELDIG.days,
    }
    return render(request, "mijn/code.html", context)


@pagina(TOEGANG, ("GET", "POST"))
def toegang(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who has access to the data of this youth; and giving it."""
    wie = wie_vraagt(request)
    jongere, nu = _jongere(wie, uuid), vandaag(wie.tenant)
    lees_log(request, [jongere.pk], **_LOG)
    formulier = Toegangformulier(request.POST if request.method == "POST" else None, jongere, nu)
    if request.method == "POST" and formulier.is_valid():
        try:
            with transaction.atomic():
                gegeven = services.geef_toegang(wie, jongere, **formulier.cleaned_data)
                lees_log(request, [jongere.pk], handeling=SCHRIJVEN, **_LOG)
        except GebruikFout as fout:
            formulier.add_error(fout.waar if fout.waar in formulier.fields else None, f"{fout.wat} {fout.doe}")
        else:
            if gegeven.code:
                return _toon_code(request, gegeven.betrokkene, gegeven.code)
            messages.success(request, _("Vastgelegd. %s logt in met het eigen wachtwoord.") % gegeven.betrokkene.account.naam)
            return redirect("mijn:toegang", uuid)
    alle = betrokkenen().filter(Q(jongere=jongere) | Q(jongere__opgegaan_in=jongere)).order_by("-tot", "-id")
    context = {
        "wie": weergave(jongere, nu),
        "regels": [_regel(b, nu) for b in alle],
        "formulier": formulier,
    }
    return render(request, "mijn/toegang.html", context, status=422 if formulier.errors else 200)


@pagina(TOEGANG, ("GET", "POST"))
def code(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new code, for who lost the first one or the password."""
    wie = wie_vraagt(request)
    b = _betrokkene(wie, uuid)
    if request.method != "POST":  # after logging in again: the page with the button
        return _terug(b)
    try:
        with transaction.atomic():
            nieuw = services.nieuwe_code(wie, b)
            lees_log(request, [b.jongere_id], handeling=SCHRIJVEN, **_LOG)
    except GebruikFout as fout:
        messages.error(request, str(fout))
        return _terug(b)
    return _toon_code(request, b, nieuw)


@pagina(TOEGANG, ("GET", "POST"))
def einde(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ends access."""
    wie = wie_vraagt(request)
    b = _betrokkene(wie, uuid)
    if request.method != "POST":
        return _terug(b)
    try:
        with transaction.atomic():
            services.beeindig(wie, b)
            lees_log(request, [b.jongere_id], handeling=SCHRIJVEN, **_LOG)
    except GebruikFout as fout:
        messages.error(request, str(fout))
    else:
        messages.success(request, _("%s ziet hier niets meer van.") % b.account.naam)
    return _terug(b)


@pagina(TOEGANG, ("GET", "POST"))
def bevestig(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """After a merge: this account may see who it is now."""
    wie = wie_vraagt(request)
    b, nu = _betrokkene(wie, uuid), vandaag(wie.tenant)
    jongere = b.jongere.opgegaan_in or b.jongere
    lees_log(request, [jongere.pk], **_LOG)
    formulier = Hoeformulier(request.POST if request.method == "POST" else None, label_suffix="")
    formulier.alleen_voor(b.als)
    if request.method == "POST" and formulier.is_valid():
        try:
            with transaction.atomic():
                services.bevestig(wie, b, **formulier.cleaned_data)
                lees_log(request, [jongere.pk], handeling=SCHRIJVEN, **_LOG)
        except GebruikFout as fout:
            formulier.add_error(fout.waar if fout.waar in formulier.fields else None, f"{fout.wat} {fout.doe}")
        else:
            messages.success(request, _("Bevestigd. %s ziet de gegevens weer.") % b.account.naam)
            return _terug(b)
    context = {"wie": weergave(jongere, nu), "regel": _regel(b, nu), "formulier": formulier}
    return render(request, "mijn/bevestig.html", context, status=422 if formulier.errors else 200)
