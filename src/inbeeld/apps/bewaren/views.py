"""The pages *Bewaren*: what may no longer be kept, deciding about it, and the certificates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
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
from inbeeld.apps.bewaren import selectors, services
from inbeeld.apps.bewaren.beleid import VERNIETIGEN
from inbeeld.apps.bewaren.models import Uitstel, Vernietiging
from inbeeld.apps.personen.beleid import gebied, zichtbare_jongeren
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.selectors import Weergave, weergave
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.pagina import bladnummer, nog_bezig, pagina, peilt_sinds, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording.models import SCHRIJVEN
from inbeeld.apps.verantwoording.services import lees_log
from inbeeld.web.bladen import blad_van
from inbeeld.web.velden import dagveld
from inbeeld.web.woorden import BEWAARGROND, BEWAAROMVANG, BEWAARREDEN

_DOEL, _PER_BLAD, _BEWIJZEN = "gegevensbeheer", 25, 50


@dataclass(frozen=True)
class Getoond:
    """A youth of the proposal as the page shows it."""

    wie: Weergave
    regel: selectors.Regel
    wat: str
    grond: str
    reden: str
    uitstel: Uitstel | None


def _groepen(wie: Medewerker) -> list[dict[str, Any]]:
    alle = selectors.groepen(wie.tenant, vandaag(wie.tenant), gebied=gebied(wie))
    return [{"g": g, "wat": BEWAAROMVANG[g.omvang], "grond": BEWAARGROND[g.grond], "reden": BEWAARREDEN[g.waarom]} for g in alle]


@pagina(VERNIETIGEN)
def lijst(request: HttpRequest) -> HttpResponse:
    """What is due per ground, who they are, what stays a while and why, and what was destroyed."""
    wie = wie_vraagt(request)
    nu = vandaag(wie.tenant)
    groepen = _groepen(wie)
    toon = request.GET.get("toon", "")
    gevraagd = toon if toon in (selectors.UITGESTELD, selectors.BESLUIT, selectors.BETWIST, selectors.ONBEKEND) else ""
    aantal = sum(x["g"].aantal for x in groepen if x["g"].waarom == gevraagd)
    blad = blad_van(aantal, _PER_BLAD, bladnummer(request))
    regels = selectors.regels(wie.tenant, nu, gebied=gebied(wie), waarom=gevraagd, van=blad.deel.start, meest=_PER_BLAD)
    ids = [r.jongere_id for r in regels]
    jongeren = Jongere.objects.filter(zichtbare_jongeren(wie), pk__in=ids).in_bulk()
    lees_log(request, jongeren, doel=_DOEL, pagina="bewaren")
    uitgesteld = selectors.uitstel_van(wie.tenant_id, list(jongeren))
    rijen = [
        Getoond(
            weergave(jongeren[r.jongere_id], nu),
            r,
            BEWAAROMVANG[r.omvang],
            BEWAARGROND[r.grond],
            BEWAARREDEN[r.waarom],
            uitgesteld.get(r.jongere_id),
        )
        for r in regels
        if r.jongere_id in jongeren
    ]
    vernietigingen = list(selectors.vernietigingen(wie.tenant_id)[:_BEWIJZEN])
    per_reden: dict[str, int] = {}
    for x in groepen:
        per_reden[x["g"].waarom] = per_reden.get(x["g"].waarom, 0) + x["g"].aantal
    return render(
        request,
        "bewaren/lijst.html",
        {
            "groepen": [x for x in groepen if not x["g"].waarom],
            "aantal": per_reden.get("", 0),
            "redenen": [(code, BEWAARREDEN[code], n) for code, n in per_reden.items() if code],
            "toon": gevraagd,
            "toon_reden": BEWAARREDEN[gevraagd],
            "rijen": rijen,
            "blad": blad.nummer,
            "bladen": blad.bladen,
            "extra": f"toon={gevraagd}&" if gevraagd else "",
            "nu": nu,
            "vernietigingen": vernietigingen,
            "peilt": peilt_sinds(request),
            "bezig": any(v.status != Vernietiging.KLAAR for v in vernietigingen),
            "termijnen": [(BEWAARGROND[g], a, n, eigen) for g, a, n, eigen in selectors.termijnen(wie.tenant_id, nu)],
        },
    )


class Goedkeurformulier(forms.Form):
    """``aantal``: how many youths the page showed."""

    omvang = forms.ChoiceField(choices=list(BEWAAROMVANG.items()), widget=forms.HiddenInput)
    grond = forms.ChoiceField(choices=list(BEWAARGROND.items()), widget=forms.HiddenInput)
    aantal = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reden = forms.CharField(
        label=gettext_lazy("Waarom mag dit vernietigd worden?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Deze tekst blijft in het bewijs staan. Noem daarom geen naam en geen nummer."),
        error_messages={"required": gettext_lazy("Schrijf op waarom dit vernietigd mag worden.")},
    )


@pagina(VERNIETIGEN, ("GET", "POST"))
def goedkeuren(request: HttpRequest) -> HttpResponse:
    """What will go, once more, and the decision. It can't be undone."""
    wie = wie_vraagt(request)
    gekozen = request.POST if request.method == "POST" else request.GET
    groep = next(
        (
            x
            for x in _groepen(wie)
            if not x["g"].waarom and (x["g"].omvang, x["g"].grond) == (gekozen.get("omvang"), gekozen.get("grond"))
        ),
        None,
    )
    if groep is None:
        messages.info(request, _("Hiervan is niets meer te vernietigen."))
        return redirect("bewaren:lijst")
    g = groep["g"]
    formulier = Goedkeurformulier(
        request.POST or None, initial={"omvang": g.omvang, "grond": g.grond, "aantal": g.aantal}, label_suffix=""
    )
    if request.method == "POST" and formulier.is_valid():
        gegevens = formulier.cleaned_data
        try:
            with transaction.atomic():
                v = services.keur_goed(wie, [(g.omvang, g.grond)], gegevens["aantal"], gegevens["reden"], gebied(wie))
                ids = selectors.goedgekeurd(v)
                lees_log(request, ids, doel=_DOEL, pagina="bewaren: goedkeuren", handeling=SCHRIJVEN, velden=["vernietigen"])
        except GebruikFout as fout:
            formulier.add_error(None, f"{fout.wat} {fout.doe}")
        else:
            messages.success(request, _("Goedgekeurd. Het wordt nu vernietigd; het bewijs vindt u straks hieronder."))
            return redirect("bewaren:lijst")
    status = 422 if formulier.errors else 200
    return render(request, "bewaren/goedkeuren.html", {"groep": groep, "formulier": formulier}, status=status)


@pagina(VERNIETIGEN, peilt=True)
def voortgang(request: HttpRequest) -> HttpResponse:
    """Asked again and again while the worker is busy; when it is done the page is fetched anew. Shows no person."""
    te_doen = selectors.vernietigingen(wie_vraagt(request).tenant_id).exclude(status=Vernietiging.KLAAR)
    return nog_bezig(request, bezig=te_doen.exists())


class Uitstelformulier(forms.Form):
    tot = dagveld(
        gettext_lazy("Tot welke dag bewaren?"),
        leeg=gettext_lazy("Vul een dag in."),
        uitleg=gettext_lazy(
            "Bijvoorbeeld 30-06-2027; ten hoogste een jaar vooruit. Een dag die voorbij is, beëindigt het uitstel."
        ),
    )
    reden = forms.CharField(
        label=gettext_lazy("Waarom moet dit langer bewaard blijven?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Bijvoorbeeld: er loopt een bezwaar."),
        error_messages={"required": gettext_lazy("Schrijf op waarom. Een ander moet het kunnen nagaan.")},
    )


@pagina(VERNIETIGEN, ("GET", "POST"))
def uitstel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keeps what is known of one youth longer, with a reason and until a day."""
    wie = wie_vraagt(request)
    jongere = Jongere.objects.filter(zichtbare_jongeren(wie), uuid=uuid).first()
    if jongere is None:
        raise Http404(_("Deze jongere is er niet, of hoort niet bij uw gemeenten."))
    lees_log(request, [jongere.pk], doel=_DOEL, pagina="bewaren: uitstel")
    nu: date = vandaag(wie.tenant)
    formulier = Uitstelformulier(
        request.POST or None, initial={"tot": (nu + timedelta(days=365)).strftime("%d-%m-%Y")}, label_suffix=""
    )
    if request.method == "POST" and formulier.is_valid():
        try:
            with transaction.atomic():
                services.stel_vernietiging_uit(wie, jongere, formulier.cleaned_data["tot"], formulier.cleaned_data["reden"])
                lees_log(request, [jongere.pk], doel=_DOEL, pagina="bewaren: uitstel", handeling=SCHRIJVEN, velden=["uitstel"])
        except GebruikFout as fout:
            formulier.add_error("tot", f"{fout.wat} {fout.doe}")
        else:
            messages.success(request, _("Vastgelegd."))
            return redirect("bewaren:lijst")
    regels = selectors.regels(wie.tenant, nu, ids=[jongere.pk]) or selectors.regels(
        wie.tenant, nu, ids=[jongere.pk], waarom=selectors.UITGESTELD
    )
    context = {
        "wie": weergave(jongere, nu),
        "regel": regels[0] if regels else None,
        "grond": BEWAARGROND[regels[0].grond] if regels else "",
        "eerder": selectors.uitstel_van(wie.tenant_id, [jongere.pk]).get(jongere.pk),
        "formulier": formulier,
        "nu": nu,
    }
    return render(request, "bewaren/uitstel.html", context, status=422 if formulier.errors else 200)


@pagina(VERNIETIGEN)
def bewijs(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A certificate: what was destroyed, on which ground, who approved it. Nothing about a youth."""
    v = selectors.vernietigingen(wie_vraagt(request).tenant_id).filter(uuid=uuid).exclude(hash="").first()
    if v is None:
        raise Http404(_("Dit bewijs is er niet."))
    context = {
        "v": v,
        "klopt": selectors.bewijs_klopt(v),
        "gronden": [x | {"wat": BEWAAROMVANG[x["omvang"]], "naam": BEWAARGROND[x["grond"]]} for x in v.gronden],
        "rijen": sorted(v.rijen.items()),
    }
    return render(request, "bewaren/bewijs.html", context)
