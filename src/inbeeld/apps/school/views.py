"""The pages of a school's verzuimcoördinator."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inbeeld.apps.beelden.selectors import laatste_run, stand_van_beeld
from inbeeld.apps.jongere.prenten import hittekaarten, klok
from inbeeld.apps.leveringen.selectors import laatste_levering
from inbeeld.apps.personen.selectors import past_bij, weergave
from inbeeld.apps.registers.selectors import gedeeld
from inbeeld.apps.school import selectors
from inbeeld.apps.school.beleid import LEERLINGEN_ZIEN, eigen_kaarten
from inbeeld.apps.school.plicht import GROEPEN, MERK, klas, meldingrij, plichten, regels
from inbeeld.apps.toegang.onthouden import LEERLINGEN, onthoud_lijst, onthoud_zoekvraag, vorige_lijst, zoekvraag
from inbeeld.apps.toegang.pagina import bladnummer, pagina, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording.services import lees_log
from inbeeld.web.bladen import blad_van
from inbeeld.web.prenten.hittekaart import teken_hittekaart
from inbeeld.web.prenten.klok import Klok, teken_klok

DOEL = "eigen leerlingen"
PER_BLAD, MEEST = 50, 100
"""Lines on a page; characters of a search that are looked at."""


def _gevraagd(request: HttpRequest) -> str:
    """What was typed before on this page: kept in the session, in the address is only what it is called there."""
    try:
        sleutel = UUID(request.GET.get("vraag", ""))
    except ValueError:
        return ""
    return zoekvraag(request, sleutel) or ""


@pagina(LEERLINGEN_ZIEN, ("GET", "POST"))
def lijst(request: HttpRequest) -> HttpResponse:
    """The own pupils who have something running. A name to look for comes in the body, so that it stands in no address."""
    wie = wie_vraagt(request)
    if request.method == "POST":
        tekst = request.POST.get("zoek", "").strip()[:MEEST]
        adres = reverse("school:lijst")
        return redirect(f"{adres}?vraag={onthoud_zoekvraag(request, tekst)}" if tekst else adres)
    nu, tekst = vandaag(wie.tenant), _gevraagd(request)
    alle = selectors.leerlingen(wie, nu)
    wie_is = {x.jongere.uuid: x.jongere.pk for x in alle}
    lopend = regels(alle, nu)
    gevonden = regels([x for x in alle if past_bij(x.jongere, tekst)], nu) if tekst else lopend
    blad = blad_van(len(gevonden), PER_BLAD, bladnummer(request))
    deel = gevonden[blad.deel]
    lees_log(request, [wie_is[r.uuid] for r in deel], doel=DOEL, pagina="school")
    onthoud_lijst(request, LEERLINGEN)
    run = laatste_run(wie.tenant_id)
    context = {
        "groepen": [(MERK[g], GROEPEN[g], list(rijen)) for g, rijen in groupby(deel, key=lambda r: r.groep)],
        "aantal": len(lopend),
        "gevonden": len(gevonden),
        "tekst": tekst,
        "blad": blad.nummer,
        "bladen": blad.bladen,
        "extra": f"vraag={request.GET['vraag']}&" if tekst else "",
        "nu": nu,
        "run": run,
        "bij": stand_van_beeld(wie.tenant_id, run, nu, laatste_levering(wie.tenant_id)) == "bij",
    }
    return render(request, "school/lijst.html", context)


@pagina(LEERLINGEN_ZIEN)
def leerling(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One pupil: what the school itself told, and what follows from that."""
    wie = wie_vraagt(request)
    nu = vandaag(wie.tenant)
    deze = selectors.leerling(wie, uuid, nu)
    if deze is None:
        raise Http404(_("Deze leerling is er niet, of staat niet bij uw school ingeschreven."))
    lees_log(request, [deze.jongere.pk], doel=DOEL, pagina="school, een leerling")
    beeld = selectors.leerlingbeeld(wie, deze, nu)
    b, persoon, wijzers = beeld.b, weergave(deze.jongere, nu), klok(beeld.b).wijzers
    context = {
        "naam": persoon.naam,
        "leeftijd": persoon.leeftijd,
        "klas": klas(deze.inschrijvingen),
        "inschrijvingen": [(b.scholen.get(i["school_id"], ""), klas([i]), i["van"]) for i in deze.inschrijvingen],
        "plichten": plichten(beeld.leerling, nu),
        "meldingen": [meldingrij(m, nu) for m in beeld.leerling.meldingen],
        # Of what does not run here nothing is said: it may run by what another school told.
        "klok": teken_klok(Klok(wijzers)) if wijzers else None,
        "hittekaarten": [
            teken_hittekaart(k, sleutel=f"kaart-{k.schooljaar}")
            for k in eigen_kaarten(hittekaarten(b, gedeeld(wie.tenant_id, beeld.bij)))
        ],
        "lijst": vorige_lijst(request, LEERLINGEN),
        "nu": nu,
        "run": b.run,
    }
    return render(request, "school/leerling.html", context)
