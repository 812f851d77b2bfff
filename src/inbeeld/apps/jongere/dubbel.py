"""The pages *Mogelijk dubbel*: two youths that may be one person, and telling apart who was taken for one."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbeeld.apps.basis.opdrachten import SPLITS, VOEG_SAMEN, stel_uit
from inbeeld.apps.jongere import paren, zoeken
from inbeeld.apps.jongere.selectors import vind as vind_jongere
from inbeeld.apps.personen.beleid import SAMENVOEGEN
from inbeeld.apps.personen.models import Jongere, Oordeel, Samenvoeging
from inbeeld.apps.personen.selectors import weergave
from inbeeld.apps.personen.services import een_voor_een, leg_oordeel_vast
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.onthouden import DUBBEL, GEVONDEN, onthoud_lijst, onthoud_zoekvraag, vorige_lijst, zoekvraag
from inbeeld.apps.toegang.pagina import bladnummer, nog_bezig, pagina, peilt_sinds, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording.models import SCHRIJVEN
from inbeeld.apps.verantwoording.services import lees_log
from inbeeld.web.botsing import Botsing, MetStand, Verschil

_DOEL = "gegevensbeheer"
EEN, TWEE = "een", "twee"


def _reden(uitleg: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Hoe weet u dat?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=uitleg,
        error_messages={"required": gettext_lazy("Schrijf op hoe u dat weet. Een ander moet het kunnen nagaan.")},
    )


class Oordeelformulier(MetStand):
    """One person or two, why, and who stays. Who alone has a BSN must stay."""

    oordeel = forms.ChoiceField(
        label=gettext_lazy("Is dit één persoon?"),
        choices=((EEN, gettext_lazy("Ja, dit is één persoon")), (TWEE, gettext_lazy("Nee, dit zijn twee personen"))),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies ja of nee.")},
    )
    blijft = forms.ChoiceField(label=gettext_lazy("Wie blijft?"), widget=forms.RadioSelect, required=False)
    reden = _reden(gettext_lazy("Bijvoorbeeld: de school bevestigt dat het dezelfde leerling is. Noem geen nummer."))

    def __init__(self, data: Any, een: Jongere, ander: Jongere, stand: str) -> None:
        met_bsn = [j for j in (een, ander) if j.bsn_index]
        self._wie = {str(j.uuid): j for j in (met_bsn if len(met_bsn) == 1 else [een, ander])}
        self._beide = (een, ander)
        super().__init__(data, label_suffix="", initial={"blijft": next(iter(self._wie))}, stand=stand)
        veld = cast(forms.ChoiceField, self.fields["blijft"])
        if len(self._wie) == 1:
            del self.fields["blijft"]
        else:
            veld.choices = [(str(een.uuid), _("A blijft")), (str(ander.uuid), _("B blijft"))]
            veld.help_text = _("De nummers en gegevens van de ander gaan mee. Er gaat niets verloren.")

    def blijft_en_vervalt(self) -> tuple[Jongere, Jongere]:
        gekozen = self.cleaned_data.get("blijft") or next(iter(self._wie))
        blijft = self._wie[gekozen]
        een, ander = self._beide
        return blijft, ander if blijft == een else een


class Uiteenformulier(MetStand):
    reden = _reden(gettext_lazy("Bijvoorbeeld: de moeder vertelt dat het nichtjes zijn. Noem geen nummer."))


@pagina(SAMENVOEGEN)
def lijst(request: HttpRequest) -> HttpResponse:
    """Who may be one person with another, what was decided and waits, and the latest merges."""
    wie = wie_vraagt(request)
    alles = paren.parenlijst(wie, vandaag(wie.tenant), bladnummer(request))
    lees_log(request, alles.gezien, doel=_DOEL, pagina="mogelijk dubbel")
    onthoud_lijst(request, DUBBEL)
    return render(request, "jongere/dubbel.html", {"lijst": alles, "peilt": peilt_sinds(request)})


@pagina(SAMENVOEGEN, peilt=True)
def voortgang(request: HttpRequest) -> HttpResponse:
    """Asked again and again while the worker is busy; when it is done the page is fetched anew. Shows no person."""
    return nog_bezig(request, bezig=paren.bezig(wie_vraagt(request)))


@pagina(SAMENVOEGEN)
def samengevoegd(request: HttpRequest) -> HttpResponse:
    """All merges that hold."""
    wie = wie_vraagt(request)
    alles = paren.samenlijst(wie, vandaag(wie.tenant), bladnummer(request))
    lees_log(request, alles.gezien, doel=_DOEL, pagina="samengevoegd")
    return render(request, "jongere/samengevoegd.html", {"lijst": alles})


def _over(wie: Medewerker, uuid: UUID) -> Jongere:
    jongere = vind_jongere(wie, uuid)
    if jongere is None:
        raise Http404(_("Deze jongere is er niet, of hoort niet bij uw gemeenten."))
    return jongere


@pagina(SAMENVOEGEN, ("GET", "POST"))
def kies(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Searching for who may be the same as this youth: also when nothing suggests it."""
    wie = wie_vraagt(request)
    jongere, nu = _over(wie, uuid), vandaag(wie.tenant)
    lees_log(request, [jongere.pk], doel=_DOEL, pagina="dezelfde zoeken")
    tekst = zoeken.getypt(request)
    fout = zoeken.fout_in(tekst, nu) if request.method == "POST" else ""
    if tekst and not fout:
        return redirect("dubbel:gekozen", uuid, onthoud_zoekvraag(request, tekst))
    context = {"wie": weergave(jongere, nu), "tekst": tekst, "fout": fout, "leeg": not fout}
    return render(request, "jongere/kies.html", context, status=422 if fout else 200)


@pagina(SAMENVOEGEN)
def gekozen(request: HttpRequest, uuid: UUID, vraag: UUID) -> HttpResponse:
    """Who was found: each of them to be compared with this youth."""
    wie = wie_vraagt(request)
    jongere, nu, tekst = _over(wie, uuid), vandaag(wie.tenant), zoekvraag(request, vraag)
    if tekst is None:
        messages.info(request, _("Deze zoekvraag is niet bewaard. Zoek opnieuw."))
        return redirect("dubbel:kies", uuid)
    ids, context = zoeken.vind(wie, tekst, nu)
    context["gevonden"] = [g for g in context["gevonden"] if g.wie.uuid != jongere.uuid]
    lees_log(request, [*{jongere.pk, *ids}], doel=_DOEL, pagina="dezelfde zoeken")
    onthoud_lijst(request, GEVONDEN)
    return render(request, "jongere/kies.html", context | {"wie": weergave(jongere, nu)})


@pagina(SAMENVOEGEN, ("GET", "POST"))
def paar(request: HttpRequest, een: UUID, ander: UUID) -> HttpResponse:
    """Two youths side by side, and the decision about them."""
    wie = wie_vraagt(request)
    gevonden = paren.vind_paar(wie, een, ander)
    if gevonden is None:
        raise Http404(_("Een van beide is er niet meer, of hoort niet bij uw gemeenten. Kies er een uit de lijst."))
    lees_log(request, [j.pk for j in gevonden], doel=_DOEL, pagina="vergelijken")
    laatste = paren.laatste_oordeel(*gevonden)
    formulier = Oordeelformulier(request.POST or None, *gevonden, stand=paren.versie(laatste))
    status, botsing = 200, None
    if request.method == "POST":
        status = 422
        if formulier.is_valid():
            botsing = _leg_vast(request, wie, formulier, gevonden)
            if botsing is None:
                samen = formulier.cleaned_data["oordeel"] == EEN
                messages.success(request, _("Vastgelegd. Ze worden samengevoegd.") if samen else _("Vastgelegd: twee personen."))
                return redirect("dubbel:lijst")
            status = 409
    wacht = paren.wachtend(*gevonden)
    nu = vandaag(wie.tenant)
    context = {
        "een": weergave(gevonden[0], nu),
        "ander": weergave(gevonden[1], nu),
        "regels": paren.vergelijk(*gevonden, nu),
        "formulier": formulier,
        "wacht": wacht,
        "botsing": botsing,
        "lijst": vorige_lijst(request, DUBBEL, GEVONDEN),
        "allebei_bsn": all(j.bsn_index for j in gevonden),
    }
    return render(request, "jongere/paar.html", context, status=status)


def _leg_vast(
    request: HttpRequest, wie: Medewerker, formulier: Oordeelformulier, paar: tuple[Jongere, Jongere]
) -> Botsing | None:
    """Writes the decision down, unless somebody decided since the form was opened: gives what that was."""
    blijft, vervalt = formulier.blijft_en_vervalt()
    reden = formulier.cleaned_data["reden"]
    with transaction.atomic():
        een_voor_een(wie.tenant_id)
        laatste = paren.laatste_oordeel(*paar)
        if laatste is not None and _iemand_anders(formulier, laatste):
            formulier.gezien(paren.versie(laatste))
            return _botsing(laatste, paar, formulier)
        if formulier.cleaned_data["oordeel"] == TWEE:
            leg_oordeel_vast(wie, Oordeel.TWEE, blijft, vervalt, reden)
        else:
            oordeel = leg_oordeel_vast(wie, Oordeel.SAMEN, blijft, vervalt, reden)
            stel_uit(VOEG_SAMEN, wie.tenant_id, oordeel_id=oordeel.pk)
        beide = [blijft.pk, vervalt.pk]
        lees_log(request, beide, doel=_DOEL, pagina="vergelijken", handeling=SCHRIJVEN, velden=["oordeel"])
    return None


def _iemand_anders(formulier: MetStand, laatste: Oordeel) -> bool:
    """Whether a decision was taken that the form does not know of, or that still waits."""
    return formulier.gemaakt_van() != paren.versie(laatste) or laatste.status == Oordeel.WACHT


def _botsing(laatste: Oordeel, paar: tuple[Jongere, Jongere], formulier: Oordeelformulier) -> Botsing:
    letter = {paar[0].pk: "A", paar[1].pk: "B"}

    def in_woorden(samen: bool, wie_blijft: Jongere) -> str:
        return _("Ja, één persoon; %s blijft") % letter[wie_blijft.pk] if samen else _("Nee, twee personen")

    eigen = in_woorden(formulier.cleaned_data["oordeel"] == EEN, formulier.blijft_en_vervalt()[0])
    van_ander = in_woorden(laatste.soort != Oordeel.TWEE, laatste.een)
    wat = (
        _("heeft hierover besloten")
        if laatste.status != Oordeel.MISLUKT
        else _("heeft besloten, maar dat kon niet worden uitgevoerd")
    )
    return Botsing(
        laatste.door.naam,
        laatste.op,
        wat,
        [
            Verschil(_("Is dit één persoon?"), "", van_ander, eigen),
            Verschil(_("Hoe weet u dat?"), "", laatste.reden, formulier.cleaned_data["reden"]),
        ],
        verder=laatste.status != Oordeel.WACHT,
    )


@pagina(SAMENVOEGEN, ("GET", "POST"))
def uiteen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who was taken for one turns out to be two."""
    wie = wie_vraagt(request)
    samen = paren.samenvoeging_van(wie, uuid)
    if samen is None:
        raise Http404(_("Deze samenvoeging is er niet meer. Kies er een uit de lijst."))
    lees_log(request, [samen.blijft_id], doel=_DOEL, pagina="uit elkaar halen")
    formulier = Uiteenformulier(request.POST or None, label_suffix="", stand=paren.versie(paren.laatste_splitsing(samen)))
    status, botsing = 200, None
    if request.method == "POST":
        status = 422
        if formulier.is_valid():
            botsing = _haal_uiteen(request, wie, samen, formulier)
            if botsing is None:
                messages.success(request, _("Vastgelegd. Ze worden uit elkaar gehaald."))
                return redirect("dubbel:lijst")
            status = 409
    context = {
        "samen": samen,
        "wie": weergave(samen.blijft, vandaag(wie.tenant)),
        "formulier": formulier,
        "wacht": paren.uiteen_wacht(samen),
        "botsing": botsing,
    }
    return render(request, "jongere/uiteen.html", context, status=status)


def _haal_uiteen(request: HttpRequest, wie: Medewerker, samen: Samenvoeging, formulier: Uiteenformulier) -> Botsing | None:
    reden = formulier.cleaned_data["reden"]
    with transaction.atomic():
        een_voor_een(wie.tenant_id)
        laatste = paren.laatste_splitsing(samen)
        if laatste is not None and _iemand_anders(formulier, laatste):
            formulier.gezien(paren.versie(laatste))
            verschil = Verschil(_("Hoe weet u dat?"), "", laatste.reden, reden)
            wat = _("heeft vastgelegd dat ze uit elkaar moeten")
            return Botsing(laatste.door.naam, laatste.op, wat, [verschil], verder=laatste.status == Oordeel.MISLUKT)
        oordeel = leg_oordeel_vast(wie, Oordeel.SPLITS, samen.blijft, samen.vervalt, reden, samenvoeging=samen)
        stel_uit(SPLITS, wie.tenant_id, oordeel_id=oordeel.pk)
        beide = [samen.blijft_id, samen.vervalt_id]
        lees_log(request, beide, doel=_DOEL, pagina="uit elkaar halen", handeling=SCHRIJVEN, velden=["oordeel"])
    return None
