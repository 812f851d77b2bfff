"""The pages of the read log. Looking at it is logged as well."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.jongere.beleid import ZIEN
from inbeeld.apps.leeslog import inzien
from inbeeld.apps.leeslog.formulieren import Filterformulier, Inzageformulier, Redenformulier
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.selectors import weergave
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.pagina import bladnummer, pagina, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording import services
from inbeeld.apps.verantwoording.beleid import LEESLOG_INZIEN, MARKEREN
from inbeeld.apps.verantwoording.models import SCHRIJVEN, UITVOEREN
from inbeeld.apps.verantwoording.selectors import (
    aantal_meldingen,
    laatste_controle,
    laatste_zegel,
    let_op_geldt,
    onverzegeld,
    pseudoniemen,
)
from inbeeld.apps.verantwoording.services import lees_log, leg_bezoek_vast

_TOEZICHT, _INZAGE = "toezicht", "inzage"
_TE_LANG = timedelta(hours=26)
"""A line that is so long under no seal: something is wrong with the worker, or with the chain."""


@pagina(LEESLOG_INZIEN)
def overzicht(request: HttpRequest) -> HttpResponse:
    """What is unusual, and below it everything of one day."""
    wie = wie_vraagt(request)
    formulier = Filterformulier(request.GET or None, wie.tenant_id)
    gevraagd = formulier.filter()
    alles = inzien.overzicht(wie, gevraagd, bladnummer(request))
    _log(request, alles.gezien, "leeslog")
    zegel = laatste_zegel(wie.tenant_id)
    extra = request.GET.copy()
    extra.pop("blad", None)
    context = {
        "formulier": formulier,
        "log": alles,
        "gefilterd": any((gevraagd.dag, gevraagd.medewerker, gevraagd.doel)),
        "meldingen": aantal_meldingen(wie.tenant_id),
        "zegel": zegel,
        "controle": laatste_controle(wie.tenant_id),
        "zegel_oud": onverzegeld(wie.tenant_id, zegel, timezone.now() - _TE_LANG),
        "extra": f"{extra.urlencode()}&" if extra else "",
    }
    return render(request, "leeslog/overzicht.html", context, status=422 if formulier.errors else 200)


def _log(request: HttpRequest, gezien: list[int], pagina_: str) -> None:
    if gezien:
        lees_log(request, gezien, doel=_TOEZICHT, pagina=pagina_)
    else:
        leg_bezoek_vast(request, doel=_TOEZICHT, pagina=pagina_)


# ---------------------------------------------------------------------- one youth


def _jongere(wie: Medewerker, uuid: UUID) -> Jongere:
    jongere = inzien.vind(wie, uuid)
    if jongere is None:
        raise Http404(_("Deze jongere is er niet, of hoort niet bij uw gemeenten."))
    return jongere


def _naam(wie: Medewerker, jongere: Jongere) -> str:
    """A name for who sees files; else what stands for the youth."""
    if inzien.ziet_personen(wie):
        return weergave(jongere, vandaag(wie.tenant)).naam
    pseudoniem = pseudoniemen(wie.tenant_id, [jongere.pk]).get(jongere.pk)
    return _("jongere %s") % (pseudoniem.hex[:8] if pseudoniem else "–")


@pagina(LEESLOG_INZIEN)
def wie_keek(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Everybody who looked at one youth."""
    wie = wie_vraagt(request)
    jongere = _jongere(wie, uuid)
    keek = inzien.wie_keek(wie, jongere, bladnummer(request))
    lees_log(request, [jongere.pk], doel=_TOEZICHT, pagina="wie keek")
    mag_markeren = MARKEREN.heeft(wie)
    context = {
        "keek": keek,
        "naam": _naam(wie, jongere),
        "jongere": jongere,
        "mag_zien": ZIEN.heeft(wie),
        "mag_markeren": mag_markeren,
        "let_op": let_op_geldt(wie.tenant_id, jongere.pk) if mag_markeren else None,
        "inzage": Inzageformulier(label_suffix=""),
    }
    return render(request, "leeslog/wie_keek.html", context)


@pagina(LEESLOG_INZIEN, ("POST",), formulier="leeslog:wie_keek")
def uitvoer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who looked at one youth, as a file for who asked for it."""
    wie = wie_vraagt(request)
    jongere = _jongere(wie, uuid)
    formulier = Inzageformulier(request.POST)
    namen = formulier.is_valid() and formulier.cleaned_data["met_namen"]
    lees_log(request, [jongere.pk], doel=_INZAGE, pagina="wie keek", handeling=UITVOEREN)
    tekst = inzien.inzagebestand(wie, jongere, met_namen=namen)
    antwoord = HttpResponse("\ufeff" + tekst, content_type="text/csv; charset=utf-8")
    antwoord["Content-Disposition"] = 'attachment; filename="wie-keek.csv"'
    return antwoord


@pagina(MARKEREN, ("GET", "POST"))
def let_op(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Marks a youth, with the reason, or takes the mark away."""
    wie = wie_vraagt(request)
    jongere = _jongere(wie, uuid)
    geldt = let_op_geldt(wie.tenant_id, jongere.pk)
    formulier = Redenformulier(
        request.POST or None,
        _("Waarom wilt u het weten als iemand deze jongere opzoekt?"),
        _("Bijvoorbeeld: kind van een bekende Nederlander."),
    )
    if request.method == "POST":
        if geldt is not None:
            services.neem_markering_weg(wie, jongere.pk)
            _log_markering(request, jongere)
            messages.success(request, _("De markering is weg. Opzoeken wordt niet meer gemeld."))
            return redirect("leeslog:wie_keek", uuid)
        if formulier.is_valid():
            try:
                services.markeer(wie, jongere.pk, formulier.cleaned_data["reden"])
            except GebruikFout as fout:
                formulier.add_error("reden", f"{fout.wat} {fout.doe}")
            else:
                _log_markering(request, jongere)
                messages.success(request, _("Vastgelegd. Zoekt iemand deze jongere op, dan krijgt u een melding."))
                return redirect("leeslog:wie_keek", uuid)
    else:
        lees_log(request, [jongere.pk], doel=_TOEZICHT, pagina="let op")
    context = {"naam": _naam(wie, jongere), "jongere": jongere, "geldt": geldt, "formulier": formulier}
    return render(request, "leeslog/let_op.html", context, status=422 if formulier.errors else 200)


def _log_markering(request: HttpRequest, jongere: Jongere) -> None:
    lees_log(request, [jongere.pk], doel=_TOEZICHT, pagina="let op", handeling=SCHRIJVEN, velden=["let op"])


# ---------------------------------------------------------------------- what was told


@pagina(LEESLOG_INZIEN)
def meldingen(request: HttpRequest) -> HttpResponse:
    wie = wie_vraagt(request)
    alles = inzien.meldingen(wie, bladnummer(request))
    _log(request, alles.gezien, "meldingen")
    return render(request, "leeslog/meldingen.html", {"meldingen": alles})


@pagina(LEESLOG_INZIEN, ("GET", "POST"))
def melding(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One alert, and what came of it."""
    wie = wie_vraagt(request)
    m = inzien.melding_van(wie, uuid)
    if m is None:
        raise Http404(_("Deze melding is er niet. Kies er een uit de lijst."))
    gezien = [m.persoon.pk] if m.persoon.pk is not None else []
    formulier = Redenformulier(
        request.POST or None, _("Wat hebt u gevonden?"), _("Bijvoorbeeld: hoorde bij een melding van de school.")
    )
    if request.method == "POST" and formulier.is_valid():
        try:
            if services.handel_melding_af(m.melding, wie, formulier.cleaned_data["reden"]):
                hoe = {"doel": _TOEZICHT, "pagina": "meldingen", "handeling": SCHRIJVEN}
                if gezien:
                    lees_log(request, gezien, velden=["melding"], **hoe)
                else:
                    leg_bezoek_vast(request, velden=["melding"], **hoe)
                messages.success(request, _("Vastgelegd. De melding is afgehandeld."))
            else:
                messages.info(request, _("Iemand anders heeft deze melding net afgehandeld."))
            return redirect("leeslog:meldingen")
        except GebruikFout as fout:
            formulier.add_error("reden", f"{fout.wat} {fout.doe}")
    else:
        _log(request, gezien, "meldingen")
    return render(request, "leeslog/melding.html", {"m": m, "formulier": formulier}, status=422 if formulier.errors else 200)
