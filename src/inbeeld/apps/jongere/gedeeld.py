"""Sharing with a partner: what someone else may see of a youth, why and until when; and what that partner then sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast
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
from inbeeld.apps.gronden.beleid import DELEN, GEDEELD_ZIEN, LANGSTE
from inbeeld.apps.gronden.models import Deling
from inbeeld.apps.jongere.grond import kennis
from inbeeld.apps.jongere.kijk import Kijk
from inbeeld.apps.jongere.prenten import tijdlijn_voor_partner
from inbeeld.apps.jongere.selectors import beeld, vind
from inbeeld.apps.jongere.signalen import toon_signalen
from inbeeld.apps.jongere.zinnen import positiezin
from inbeeld.apps.personen.selectors import Weergave, weergave
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.pagina import pagina, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording.models import SCHRIJVEN
from inbeeld.apps.verantwoording.services import lees_log
from inbeeld.web.prenten.tijdlijn import teken_tijdlijn
from inbeeld.web.velden import dagveld

DOEL = "gedeeld"
ONDERDELEN = {
    Deling.POSITIE: gettext_lazy("De rechtspositie: leerplichtig of niet, waar ingeschreven"),
    Deling.TIJDLIJN: gettext_lazy("De tijdlijn: scholen, vrijstellingen, gemiste uren, meldingen, diploma"),
    Deling.SIGNALEN: gettext_lazy("De open signalen, zonder de feiten erachter"),
}
KORT = {
    Deling.POSITIE: gettext_lazy("rechtspositie"),
    Deling.TIJDLIJN: gettext_lazy("tijdlijn"),
    Deling.SIGNALEN: gettext_lazy("open signalen"),
}


class Deelformulier(forms.Form):
    met = forms.ChoiceField(
        label=gettext_lazy("Met wie?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies met wie u deelt.")},
    )
    onderdelen = forms.MultipleChoiceField(
        label=gettext_lazy("Wat heeft de ander nodig?"),
        choices=tuple(ONDERDELEN.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Niet meer dan nodig. Het adres en de nummers worden nooit gedeeld."),
        error_messages={"required": gettext_lazy("Kies wat de ander nodig heeft.")},
    )
    reden = forms.CharField(
        label=gettext_lazy("Waarvoor?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("De ander leest dit ook. Noem geen nummer."),
        error_messages={"required": gettext_lazy("Schrijf op waarom de ander dit nodig heeft.")},
    )
    tot = dagveld(gettext_lazy("Tot wanneer?"), leeg=gettext_lazy("Vul een einddatum in."))

    def __init__(self, data: Any, partners: list[Medewerker], vandaag: date) -> None:
        super().__init__(data, label_suffix="")
        self.vandaag = vandaag
        self._partners = {str(p.uuid): p for p in partners}
        cast(forms.ChoiceField, self.fields["met"]).choices = [
            (k, f"{p.naam}, {p.wat.lower()}") for k, p in self._partners.items()
        ]
        self.fields["tot"].initial = vandaag + LANGSTE / 2
        self.fields["tot"].help_text = _("dd-mm-jjjj, op zijn laatst %s. Daarna ziet de ander vanzelf niets meer.") % (
            (vandaag + LANGSTE).strftime("%d-%m-%Y")
        )

    def clean_tot(self) -> date:
        tot: date = self.cleaned_data["tot"]
        if not self.vandaag < tot <= self.vandaag + LANGSTE:
            raise forms.ValidationError(_("Kies een dag na vandaag, en niet later dan hieronder staat."))
        return tot

    def partner(self) -> Medewerker:
        return self._partners[self.cleaned_data["met"]]


@dataclass(frozen=True)
class Gedeeld:
    """A line about what is shared. ``wat``: the parts, in words."""

    uuid: UUID
    wie: Weergave
    met: str
    wat: str
    reden: str
    tot: date
    door: str


def gedeeld(d: Deling, nu: date) -> Gedeeld:
    wie = weergave(d.jongere, nu)
    return Gedeeld(d.uuid, wie, d.met.naam, ", ".join(str(KORT[o]) for o in d.onderdelen), d.reden, d.tot, d.door.naam)


@pagina(DELEN, ("GET", "POST"))
def deel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Lets a partner see something of a youth; first it must be recorded that parents or youth know."""
    wie = wie_vraagt(request)
    nu = vandaag(wie.tenant)
    jongere = vind(wie, uuid)
    if jongere is None:
        raise Http404(_("Deze jongere is er niet, of hoort niet bij uw gemeenten."))
    dicht = not selectors.openheid(jongere, nu).open
    lees_log(request, [jongere.pk], doel="delen", pagina="delen")
    partners = list(selectors.partners(wie.tenant_id))
    geweten = kennis(jongere)
    formulier = Deelformulier(request.POST if request.method == "POST" else None, partners, nu)
    if request.method == "POST" and geweten and not dicht and formulier.is_valid():
        g = formulier.cleaned_data
        try:
            with transaction.atomic():
                services.deel(wie, jongere, formulier.partner(), g["onderdelen"], g["reden"], nu, g["tot"])
                lees_log(request, [jongere.pk], doel="delen", pagina="delen", handeling=SCHRIJVEN, velden=g["onderdelen"])
        except GebruikFout as fout:
            formulier.add_error(None, str(fout))
        else:
            messages.success(request, _("Gedeeld met %s.") % formulier.partner().naam)
            return redirect("jongere:detail", uuid)
    context = {
        "wie": weergave(jongere, nu),
        "dicht": dicht,
        "formulier": formulier,
        "partners": partners,
        "geweten": geweten,
        "delingen": [gedeeld(d, nu) for d in selectors.delingen_van(jongere, nu)],
    }
    return render(request, "jongere/deel.html", context, status=422 if formulier.errors else 200)


@pagina(DELEN, ("GET", "POST"))
def trek_in(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ends sharing."""
    wie = wie_vraagt(request)
    gevonden = selectors.deling(wie, str(uuid))
    if gevonden is None:
        raise Http404(_("Dit wordt niet gedeeld, of hoort niet bij uw gemeenten."))
    if request.method != "POST":  # after logging in again: the page with the button
        return redirect("gronden:deel", (gevonden.jongere.opgegaan_in or gevonden.jongere).uuid)
    try:
        with transaction.atomic():
            services.trek_in(wie, gevonden, vandaag(wie.tenant))
            lees_log(request, [gevonden.jongere_id], doel="delen", pagina="delen intrekken", handeling=SCHRIJVEN)
    except GebruikFout as fout:
        messages.error(request, str(fout))
    else:
        messages.success(request, _("%s ziet hier niets meer van.") % gevonden.met.naam)
    return redirect("gronden:deel", (gevonden.jongere.opgegaan_in or gevonden.jongere).uuid)


# ---------------------------------------------------------------------- what the partner sees


@pagina(GEDEELD_ZIEN)
def lijst(request: HttpRequest) -> HttpResponse:
    """Everything that is shared with this partner now."""
    wie = wie_vraagt(request)
    nu = vandaag(wie.tenant)
    delingen = selectors.gedeeld_met(wie, nu)
    lees_log(request, [d.jongere_id for d in delingen], doel=DOEL, pagina="gedeeld")
    return render(request, "jongere/gedeeld.html", {"regels": [gedeeld(d, nu) for d in delingen]})


@pagina(GEDEELD_ZIEN)
def toon(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The parts of one youth's picture that are shared, of today."""
    wie = wie_vraagt(request)
    nu = vandaag(wie.tenant)
    deling = next((d for d in selectors.gedeeld_met(wie, nu) if d.uuid == uuid), None)
    if deling is None:
        raise Http404(_("Dit wordt niet (meer) met u gedeeld. Vraag het aan wie het met u deelde."))
    jongere = deling.jongere
    lees_log(request, [jongere.pk], doel=DOEL, pagina="gedeeld, een jongere")
    b = beeld(wie, jongere, Kijk(nu, nu, nu))
    delen, persoon = set(deling.onderdelen), weergave(jongere, nu)
    positie = positiezin(b)
    context = {
        "deling": gedeeld(deling, nu),
        "wie": persoon,
        "positie": (replace(positie, want="") if persoon.geheim and positie else positie) if Deling.POSITIE in delen else None,
        "tijdlijn": teken_tijdlijn(tijdlijn_voor_partner(b), wie=persoon.naam) if Deling.TIJDLIJN in delen else None,
        "signalen": toon_signalen(b) if Deling.SIGNALEN in delen else None,
        "betwist": any(n.open for n in b.noten),
    }
    return render(request, "jongere/gedeeld_een.html", context)
