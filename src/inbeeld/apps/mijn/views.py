"""The pages *Mijn gegevens*: for a parent or youth, of their own."""

from __future__ import annotations

from dataclasses import replace
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
from inbeeld.apps.inzage.dossier import geheimen, verzamel
from inbeeld.apps.inzage.views import JSON, PDF, geef_bestand
from inbeeld.apps.mijn import services
from inbeeld.apps.mijn.beleid import ZIEN, te_zien
from inbeeld.apps.mijn.models import Betrokkene
from inbeeld.apps.mijn.overzicht import keek, overzicht
from inbeeld.apps.mijn.uitnodiging import wissel_in
from inbeeld.apps.personen.selectors import weergave
from inbeeld.apps.rectificatie.selectors import feiten_van
from inbeeld.apps.rectificatie.views import Verzoekformulier
from inbeeld.apps.toegang.beleid import OPENBAAR
from inbeeld.apps.toegang.models import JONGERE, Medewerker
from inbeeld.apps.toegang.pagina import bladnummer, pagina, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.toegang.views import na_wachtwoord, wacht_zin
from inbeeld.apps.verantwoording.models import SCHRIJVEN, UITVOEREN
from inbeeld.apps.verantwoording.services import lees_log
from inbeeld.regels.gegevensbescherming.vertegenwoordiging import ZELF_VANAF

_DOEL = "inzage"


def _vind(wie: Medewerker, uuid: UUID) -> Betrokkene:
    """One of the youths that this account sees; of any other nothing is told, not even that there is one."""
    gevonden = next((b for b in te_zien(wie, vandaag(wie.tenant)) if b.uuid == uuid), None)
    if gevonden is None:
        raise Http404(_("Deze pagina is er niet, of u hebt er geen toegang (meer) toe."))
    return gevonden


@pagina(ZIEN)
def lijst(request: HttpRequest) -> HttpResponse:
    """A card per child; a youth goes straight on."""
    wie = wie_vraagt(request)
    nu = vandaag(wie.tenant)
    alle = te_zien(wie, nu)
    if len(alle) == 1 and wie.rol == JONGERE:
        return redirect("mijn:een", alle[0].uuid)
    lees_log(request, [b.jongere_id for b in alle], doel=_DOEL, pagina="mijn")
    kaarten = [(b, weergave(b.jongere, nu)) for b in alle]
    return render(request, "mijn/lijst.html", {"kaarten": kaarten, "zelf_vanaf": ZELF_VANAF.nu, "zelf": wie.rol == JONGERE})


@pagina(ZIEN)
def een(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What we know of one youth."""
    wie = wie_vraagt(request)
    b = _vind(wie, uuid)
    lees_log(request, [b.jongere_id], doel=_DOEL, pagina="mijn: gegevens")
    alles = overzicht(wie, b, vandaag(wie.tenant))
    context = {"b": b, "o": alles, "wie": alles.wie, "zelf": b.als == JONGERE, "zelf_vanaf": ZELF_VANAF.nu}
    return render(request, "mijn/een.html", context)


@pagina(ZIEN)
def wie_keek(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who looked in the last year."""
    wie = wie_vraagt(request)
    b = _vind(wie, uuid)
    lees_log(request, [b.jongere_id], doel=_DOEL, pagina="mijn: wie keek")
    context = {
        "b": b,
        "wie": weergave(b.jongere, vandaag(wie.tenant)),
        "zelf": b.als == JONGERE,
        "keek": keek(wie, b, bladnummer(request)),
    }
    return render(request, "mijn/wie_keek.html", context)


@pagina(ZIEN, ("POST",), formulier="mijn:een")
def bestand(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Everything, as a file: the same that staff can give."""
    wie = wie_vraagt(request)
    b = _vind(wie, uuid)
    vorm = JSON if request.POST.get("vorm") == JSON else PDF
    try:
        inzage = verzamel(wie.tenant, b.jongere, b.als, eigen=wie)
    except GebruikFout as fout:
        messages.error(request, str(fout))
        return redirect("mijn:een", uuid)
    antwoord = geef_bestand(inzage, vorm)
    lees_log(request, [b.jongere_id], doel=_DOEL, pagina="mijn: bestand", handeling=UITVOEREN)
    return antwoord


class Kloptniet(Verzoekformulier):
    """Without who asks and when: that is known."""

    van = None  # type: ignore[assignment]
    ontvangen = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["betwist"].label = _("Wat moet het zijn?")
        self.fields["waarom"].label = _("Hoe weet u dat?")
        self.fields["waarom"].help_text = _("Bijvoorbeeld: het staat in de brief van school van 3 november.")
        self.fields["betwist"].error_messages["required"] = _("Schrijf op wat er niet klopt en wat het moet zijn.")
        self.fields["waarom"].error_messages["required"] = _("Schrijf op hoe u dat weet.")


@pagina(ZIEN, ("GET", "POST"))
def klopt_niet(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks to correct something: it waits with the other requests."""
    wie = wie_vraagt(request)
    b = _vind(wie, uuid)
    lees_log(request, [b.jongere_id], doel=_DOEL, pagina="mijn: klopt niet")
    feiten = feiten_van(wie.tenant_id, b.jongere_id)
    geheim = geheimen(b.jongere, b.als)
    if geheim:  # where and since when the youth lives somewhere stays out of it
        feiten = [f for f in feiten if f.tabel != "verblijf"]
    getoond = [replace(f, tekst=geheim.zonder(f.tekst)) for f in feiten] if geheim else feiten
    formulier = Kloptniet(request.POST if request.method == "POST" else None, getoond)
    if request.method == "POST" and formulier.is_valid():
        g = formulier.cleaned_data
        feit = next((f for f in feiten if f.code == g["feit"]), None)
        try:
            with transaction.atomic():
                services.vraag_verbetering(wie, b, feit, betwist=g["betwist"], waarom=g["waarom"])
                lees_log(
                    request,
                    [b.jongere_id],
                    doel=_DOEL,
                    pagina="mijn: klopt niet",
                    handeling=SCHRIJVEN,
                    velden=["betwist", "grond", "kennisgeving"],
                )
        except GebruikFout as fout:
            formulier.add_error(None, f"{fout.wat} {fout.doe}")
        else:
            messages.success(request, _("Wij hebben uw verzoek. U krijgt binnen een maand antwoord."))
            return redirect("mijn:een", uuid)
    context = {"b": b, "wie": weergave(b.jongere, vandaag(wie.tenant)), "formulier": formulier}
    return render(request, "mijn/klopt_niet.html", context, status=422 if formulier.errors else 200)


# ---------------------------------------------------------------------- the first time


class Uitnodigingformulier(forms.Form):
    gebruikersnaam = forms.CharField(
        label=gettext_lazy("Gebruikersnaam"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=gettext_lazy("Staat op het papier dat u van ons kreeg."),
        error_messages={"required": gettext_lazy("Vul uw gebruikersnaam in.")},
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=gettext_lazy("Twaalf letters en cijfers. Streepjes mogen weg."),
        error_messages={"required": gettext_lazy("Vul de code in.")},
    )
    wachtwoord = forms.CharField(
        label=gettext_lazy("Kies een wachtwoord"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Minstens twaalf tekens. Een zin die u onthoudt is goed."),
        error_messages={"required": gettext_lazy("Kies een wachtwoord.")},
    )
    nog_eens = forms.CharField(
        label=gettext_lazy("Hetzelfde wachtwoord nog een keer"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Vul het wachtwoord nog een keer in.")},
    )

    def clean(self) -> dict[str, Any]:
        g = super().clean() or {}
        if g.get("wachtwoord") and g.get("nog_eens") and g["wachtwoord"] != g["nog_eens"]:
            self.add_error("nog_eens", _("Dit is niet hetzelfde wachtwoord. Vul het nog een keer in."))
        return g


@pagina(OPENBAAR, ("GET", "POST"))
def uitnodiging(request: HttpRequest) -> HttpResponse:
    """Setting one's own password, with the code that was handed over."""
    if request.user.is_authenticated:
        return redirect("begin")
    formulier = Uitnodigingformulier(request.POST if request.method == "POST" else None, label_suffix="")
    status = 200
    if request.method == "POST" and formulier.is_valid():
        g = formulier.cleaned_data
        uit = wissel_in(request, g["gebruikersnaam"], g["code"], g["wachtwoord"])
        if uit.wie is not None:
            messages.success(request, _("Uw wachtwoord is ingesteld."))
            return na_wachtwoord(request, uit.wie, "/mijn/")
        if uit.wacht:
            formulier.add_error(None, wacht_zin(uit.wacht))
            status = 429
        elif uit.wachtwoord:
            formulier.add_error("wachtwoord", uit.wachtwoord)
        else:
            mis = _(
                "Deze gebruikersnaam en code horen niet bij elkaar, of de code geldt niet meer. Vraag ons om een nieuwe code."
            )
            formulier.add_error(None, mis)
    if formulier.errors and status == 200:
        status = 422
    return render(request, "mijn/uitnodiging.html", {"formulier": formulier}, status=status)
