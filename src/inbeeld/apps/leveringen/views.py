"""The pages of *Leveringen*."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbeeld.apps.basis.fouten import GeweigerdFout
from inbeeld.apps.leveringen import beleid, overzicht, services
from inbeeld.apps.leveringen.aanleveren import TEGELIJK, binnen_map, groot, grootste
from inbeeld.apps.leveringen.formulieren import Aanleverformulier, Herstelformulier, Laatzoformulier
from inbeeld.apps.leveringen.herstellen import cellen_van, velden_van
from inbeeld.apps.leveringen.models import ApartGezet, Levering
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.onthouden import APART, onthoud_lijst, vorige_lijst
from inbeeld.apps.toegang.pagina import bladnummer, pagina, peilt_sinds, peilt_te_lang, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording.inhoud import VELDEN
from inbeeld.apps.verantwoording.models import LEZEN, SCHRIJVEN, UITVOEREN
from inbeeld.apps.verantwoording.services import lees_log, leg_bezoek_vast
from inbeeld.web.botsing import Botsing

_DOEL = "gegevensbeheer"


def _levering(request: HttpRequest, uuid: UUID) -> Levering:
    levering = overzicht.levering_van(wie_vraagt(request), uuid)
    if levering is None:
        raise Http404(_("Deze levering is er niet. Kies er een uit de lijst."))
    return levering


def _magen(wie: Medewerker) -> dict[str, bool]:
    return {"mag_herstellen": beleid.HERSTELLEN.heeft(wie), "mag_aanleveren": beleid.AANLEVEREN.heeft(wie)}


# ---------------------------------------------------------------------- the list


@pagina(beleid.BEKIJKEN)
def lijst(request: HttpRequest) -> HttpResponse:
    wie = wie_vraagt(request)
    context = _lijst_context(request, wie, overzicht.onderweg(wie))
    if context["lijst"].leeg:
        return render(request, "leveringen/leeg.html", context)
    return render(request, "leveringen/lijst.html", context)


def _toon(request: HttpRequest) -> str:
    toon = request.GET.get("toon", "")
    return toon if toon in (overzicht.HERSTELLEN, overzicht.GEWEIGERD, overzicht.WACHT) else ""


def _lijst_context(request: HttpRequest, wie: Medewerker, onderweg: overzicht.Onderweg) -> dict[str, Any]:
    nu = vandaag(wie.tenant)
    toon = _toon(request)
    bonnen = overzicht.bonnenlijst(wie, toon, bladnummer(request))
    filters = [
        (overzicht.HERSTELLEN, _("Te herstellen")),
        (overzicht.GEWEIGERD, _("Geweigerd")),
        (overzicht.WACHT, _("Wacht op een persoon")),
    ]
    standen = overzicht.bronstanden(wie, nu)
    return _magen(wie) | {
        "lijst": bonnen,
        "toon": toon,
        "filters": [(code, naam, bonnen.aantallen[code]) for code, naam in filters if bonnen.aantallen[code] or code == toon],
        "onderweg": onderweg,
        "blad": bonnen.blad,
        "zoek": f"toon={toon}&" if toon else "",
        "peilt": _peilt(request),
        "standen": standen,
        "let_op": [s for s in standen if s.let_op],
    }


def _peilt(request: HttpRequest) -> int:
    """Since when the page asks how far it is; 0 when it has done so long enough."""
    sinds = peilt_sinds(request)
    return 0 if peilt_te_lang(sinds) else sinds


@pagina(beleid.BEKIJKEN, peilt=True)
def voortgang(request: HttpRequest) -> HttpResponse:
    """The files on their way, asked for again and again; with the list when a file is done since the last time (``was``)."""
    wie = wie_vraagt(request)
    onderweg = overzicht.onderweg(wie)
    was = request.GET.get("was", "")
    if was.isdecimal() and onderweg.aantal < int(was[:6]):
        return render(request, "leveringen/onderweg.html", _lijst_context(request, wie, onderweg) | {"met_lijst": True})
    toon, blad = _toon(request), bladnummer(request)
    context = {"onderweg": onderweg, "zoek": f"toon={toon}&" if toon else "", "blad": blad, "peilt": _peilt(request)}
    return render(request, "leveringen/onderweg.html", _magen(wie) | context)


@pagina(beleid.BEKIJKEN)
def bronnen(request: HttpRequest) -> HttpResponse:
    wie = wie_vraagt(request)
    standen = overzicht.bronstanden(wie, vandaag(wie.tenant))
    return render(request, "leveringen/bronnen.html", _magen(wie) | {"standen": standen})


# ---------------------------------------------------------------------- sending in


@pagina(beleid.AANLEVEREN, ("GET", "POST"))
def aanleveren(request: HttpRequest) -> HttpResponse:
    wie = wie_vraagt(request)
    if request.method != "POST":
        formulier = Aanleverformulier(grootste=groot(grootste()))
        return render(request, "leveringen/aanleveren.html", {"formulier": formulier})
    formulier = Aanleverformulier(request.POST, request.FILES, grootste=groot(grootste()))
    if (aantal := getattr(request, "aantal", 0)) > TEGELIJK:
        formulier.errors.clear()
        tekst = _(
            "U koos %(n)s bestanden; ten hoogste %(meest)s tegelijk. Er is niets aangeleverd. Doe het in delen, of in een zip."
        )
        formulier.add_error("bestanden", tekst % {"n": aantal, "meest": TEGELIJK})
        return render(request, "leveringen/aanleveren.html", {"formulier": formulier}, status=422)
    te_groot: list[str] = getattr(request, "te_groot", [])
    aangenomen = 0
    if formulier.is_valid() or te_groot:
        bestanden = formulier.cleaned_data.get("bestanden", [])
        formulier.errors.clear()
        for naam in te_groot:
            _weiger(formulier, naam, _("Dit bestand is te groot."), _("Ten hoogste %s per bestand.") % groot(grootste()))
        for bestand in bestanden:
            try:
                services.bied_aan(wie.tenant, wie, bestand.name, Path(bestand.temporary_file_path()))
                aangenomen += 1
            except GeweigerdFout as fout:
                _weiger(formulier, bestand.name, fout.wat, fout.doe)
    if aangenomen:
        tekst = ngettext(
            "%(n)s bestand is aangekomen en wordt ingelezen.", "%(n)s bestanden zijn aangekomen en worden ingelezen.", aangenomen
        )
        messages.success(request, tekst % {"n": aangenomen})
    if formulier.errors:
        return render(request, "leveringen/aanleveren.html", {"formulier": formulier, "aangenomen": aangenomen}, status=422)
    return redirect("leveringen:lijst")


def _weiger(formulier: Aanleverformulier, naam: str, wat: str, doe: str) -> None:
    formulier.add_error("bestanden", f"{services.veilige_naam(Path(naam))}: {wat} {doe}")


# ---------------------------------------------------------------------- one receipt


@pagina(beleid.BEKIJKEN)
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    wie = wie_vraagt(request)
    bon = overzicht.bon(_levering(request, uuid))
    return render(request, "leveringen/detail.html", _magen(wie) | {"bon": bon, "levering": bon.levering})


@pagina(beleid.HERSTELLEN)
def apart(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The set-apart rows with their content."""
    wie = wie_vraagt(request)
    levering = _levering(request, uuid)
    status = "klaar" if request.GET.get("toon") == "klaar" else ApartGezet.OPEN
    reden = _reden(request.GET.get("reden", ""))
    rijen = overzicht.apartlijst(wie, levering, reden, status, bladnummer(request), vandaag(wie.tenant))
    _log(request, levering, rijen.rijen, "apart gezette rijen")
    onthoud_lijst(request, APART)
    zoek = f"toon={status}&" if status != ApartGezet.OPEN else ""
    context = {"levering": levering, "rijen": rijen, "reden": reden, "status": status, "filter": zoek}
    return render(request, "leveringen/apart.html", context | {"zoek": f"{zoek}reden={reden}&" if reden else zoek})


def _reden(code: str) -> str:
    return code if re.fullmatch(r"[a-z_]{1,60}", code) else ""


@pagina(beleid.HERSTELLEN, ("POST",), formulier="leveringen:apart")
def uitvoer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The open rows for the supplier, as CSV. Rows of youths that this person may not see are left out, and
    secret addresses: the supplier has them."""
    wie = wie_vraagt(request)
    levering = _levering(request, uuid)
    rijen = ApartGezet.objects.filter(beleid.zichtbaar(wie), levering=levering, status=ApartGezet.OPEN)
    if reden := _reden(request.POST.get("reden", "")):
        rijen = rijen.filter(code=reden)
    met_inhoud = overzicht.apartrijen(
        wie, levering, rijen.prefetch_related("afhandelingen").order_by("regel", "id"), vandaag(wie.tenant)
    )
    open_ = [r for r in met_inhoud if not r.afgeschermd]
    _log(request, levering, open_, "uitvoer voor de leverancier", UITVOEREN)
    bestand = NamedTemporaryFile(prefix="uit-", suffix=".csv", dir=binnen_map())  # noqa: SIM115 (closed with the answer)
    services.exporteer_apart(levering, bestand.name, [r.rij for r in open_], verborgen={r.rij.pk: r.verborgen for r in open_})
    naam = f"apart-{levering.bron}-{levering.bron_datum}.csv"
    antwoord = FileResponse(bestand, as_attachment=True, filename=naam, content_type="text/csv; charset=utf-8")
    return cast(HttpResponse, antwoord)


# ---------------------------------------------------------------------- one row


def _rij(request: HttpRequest, uuid: UUID, id_: int) -> tuple[Levering, overzicht.Apartrij]:
    """The row, when its content may be seen. That it was looked at is recorded."""
    wie = wie_vraagt(request)
    levering = _levering(request, uuid)
    rij = overzicht.apartrij_van(wie, levering, id_)
    if rij is None:
        raise Http404(_("Deze rij is er niet. Kies er een uit de lijst."))
    (met_inhoud,) = overzicht.apartrijen(wie, levering, [rij], vandaag(wie.tenant), herstelt=True)
    if met_inhoud.afgeschermd:
        raise Http404(_("Deze rij gaat over iemand buiten uw gemeenten."))
    _log(request, levering, [met_inhoud], "apart gezette rij")
    return levering, met_inhoud


def _log(
    request: HttpRequest, levering: Levering, rijen: Iterable[overzicht.Apartrij], waar: str, handeling: str = LEZEN
) -> None:
    """A line for each youth, and one for rows of which nobody knows whom they are about."""
    jongeren, onbekend = overzicht.gezien(rijen)
    lees_log(request, jongeren, doel=_DOEL, pagina=waar, handeling=handeling)
    if onbekend:
        velden = [*VELDEN[waar], f"levering {levering.uuid}"]
        leg_bezoek_vast(request, doel=_DOEL, pagina=waar, handeling=handeling, velden=velden)


def _log_wijziging(request: HttpRequest, rij: overzicht.Apartrij, velden: list[str]) -> None:
    """That something was decided about the row, in the same transaction; also when we don't know whom it is about."""
    hoe: dict[str, Any] = {"doel": _DOEL, "pagina": "apart gezette rij", "handeling": SCHRIJVEN, "velden": velden}
    if rij.jongere_id is None:
        leg_bezoek_vast(request, **hoe)
    else:
        lees_log(request, [rij.jongere_id], **hoe)


def _lijst_van(request: HttpRequest, levering: Levering, rij: ApartGezet) -> str:
    """Back to the list with the filter and page that were seen; else to the rows with the same reason."""
    van_levering = reverse("leveringen:apart", args=[levering.uuid])
    vorige = vorige_lijst(request, APART)
    return vorige.adres if vorige and vorige.adres.startswith(van_levering) else f"{van_levering}?reden={rij.code}"


def _herstelformulier(r: overzicht.Apartrij, data: Any = None) -> tuple[Herstelformulier, dict[str, str]]:
    """The form for the cells that may be seen, and all cells as they are."""
    cellen = cellen_van(r.rij)
    kolommen, fout = velden_van(r.rij, cellen)
    zichtbaar = [k for k in kolommen if k not in r.verborgen]
    uitleg = f"{r.reden} {r.doe}".strip()
    zichtbaar_fout = fout if fout in zichtbaar else ""
    formulier = Herstelformulier(data, cellen=cellen, kolommen=zichtbaar, fout=zichtbaar_fout, uitleg=uitleg, stand=r.versie)
    return formulier, {k: cellen.get(k, "") for k in kolommen}


@pagina(beleid.HERSTELLEN, ("GET", "POST"))
def rij(request: HttpRequest, uuid: UUID, id_: int) -> HttpResponse:
    """Correcting a row: its cells as fields, read again on the spot; what is right now is taken in by the worker."""
    levering, met_inhoud = _rij(request, uuid, id_)
    apart_ = met_inhoud.rij
    if request.method == "POST" and met_inhoud.te_geheim:
        raise PermissionDenied(beleid.GEHEIM_ADRES.uitleg)
    formulier, cellen = _herstelformulier(met_inhoud, request.POST or None)
    status = 200
    if request.method == "POST" and formulier.is_valid():
        if met_inhoud.stand is not None and not formulier.is_van_nu():
            return _botst(request, levering, met_inhoud, formulier)
        nieuw = formulier.cellen()
        with transaction.atomic():
            mis = services.leg_herstel_vast(
                apart_,
                cellen | nieuw,
                wie_vraagt(request),
                verborgen=met_inhoud.verborgen,
                log=lambda jongeren, waar: lees_log(request, jongeren, doel=_DOEL, pagina=waar),
            )
            if mis is None:
                _log_wijziging(request, met_inhoud, [k for k, cel in nieuw.items() if cel.strip() != cellen.get(k, "").strip()])
        if mis is None:
            messages.success(request, _("Regel %(regel)s is hersteld en wordt ingelezen.") % {"regel": apart_.regel})
            return redirect(_lijst_van(request, levering, apart_))
        if mis.code == services.AL_GEDAAN:
            return _botst(request, levering, met_inhoud, formulier)
        formulier.meld(mis)
        status = 422
    return _toon_rij(request, levering, met_inhoud, formulier, Laatzoformulier(stand=met_inhoud.versie), status)


def _botst(
    request: HttpRequest,
    levering: Levering,
    oud: overzicht.Apartrij,
    formulier: Herstelformulier | Laatzoformulier,
) -> HttpResponse:
    """Somebody else was first: their work next to this one's, and nothing is stored."""
    wie = wie_vraagt(request)
    rij = overzicht.apartrij_van(wie, levering, oud.rij.pk)
    if rij is None:
        raise Http404(_("Deze rij is er niet. Kies er een uit de lijst."))
    (nu,) = overzicht.apartrijen(wie, levering, [rij], vandaag(wie.tenant))
    formulier.gezien(nu.versie)
    if isinstance(formulier, Herstelformulier):
        botsing = overzicht.botsing_met(nu, formulier.cellen(), verborgen=nu.verborgen)
        return _toon_rij(request, levering, nu, formulier, Laatzoformulier(stand=nu.versie), 409, botsing)
    botsing = overzicht.botsing_met(nu, None, formulier.cleaned_data["reden"])
    return _toon_rij(request, levering, nu, _herstelformulier(nu)[0], formulier, 409, botsing)


@pagina(beleid.HERSTELLEN, ("POST",), formulier="leveringen:rij")
def laat_zo(request: HttpRequest, uuid: UUID, id_: int) -> HttpResponse:
    """Leaving a row as it is, with the reason."""
    levering, met_inhoud = _rij(request, uuid, id_)
    formulier = Laatzoformulier(request.POST, stand=met_inhoud.versie)
    if formulier.is_valid():
        if met_inhoud.stand is not None and not formulier.is_van_nu():
            return _botst(request, levering, met_inhoud, formulier)
        with transaction.atomic():
            mis = services.laat_zo(met_inhoud.rij, formulier.cleaned_data["reden"], wie_vraagt(request))
            if mis is None:
                _log_wijziging(request, met_inhoud, ["laten zoals het is"])
        if mis is None:
            messages.success(request, _("Regel %(regel)s blijft zoals hij is.") % {"regel": met_inhoud.rij.regel})
            return redirect(_lijst_van(request, levering, met_inhoud.rij))
        if mis.code == services.AL_GEDAAN:
            return _botst(request, levering, met_inhoud, formulier)
        formulier.add_error("reden" if mis.kolom == "reden" else None, f"{mis.wat} {mis.doe}".strip())
    herstel, _cellen = _herstelformulier(met_inhoud)
    return _toon_rij(request, levering, met_inhoud, herstel, formulier, 422)


def _toon_rij(
    request: HttpRequest,
    levering: Levering,
    met_inhoud: overzicht.Apartrij,
    formulier: Herstelformulier,
    laat_zo: Laatzoformulier,
    status: int,
    botsing: Botsing | None = None,
) -> HttpResponse:
    afgedaan = met_inhoud.rij.status != ApartGezet.OPEN
    stand = met_inhoud.stand
    return render(
        request,
        "leveringen/rij.html",
        {
            "levering": levering,
            "r": met_inhoud,
            "formulier": formulier,
            "laat_zo": laat_zo,
            "botsing": botsing,
            "dicht": afgedaan or (stand is not None and stand.status == stand.WACHT),
            "lijst_url": _lijst_van(request, levering, met_inhoud.rij),
        },
        status=status,
    )


# ---------------------------------------------------------------------- waiting for a person


@pagina(beleid.HERSTELLEN)
def wacht(request: HttpRequest) -> HttpResponse:
    wachtlijst = overzicht.wachtlijst(wie_vraagt(request), bladnummer(request))
    return render(request, "leveringen/wacht.html", {"wachtlijst": wachtlijst})
