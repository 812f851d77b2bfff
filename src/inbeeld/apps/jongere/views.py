"""The page *Jongere*."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inbeeld.apps.gronden.beleid import DELEN
from inbeeld.apps.gronden.selectors import delingen_van, openheid
from inbeeld.apps.jongere import beleid, selectors
from inbeeld.apps.jongere.gedeeld import gedeeld as gedeeld_met
from inbeeld.apps.jongere.grond import grondblok, toon_dicht
from inbeeld.apps.jongere.kijk import Kijk, KijkFout, lees_kijk
from inbeeld.apps.jongere.prenten import hittekaarten, klok, tijdlijn
from inbeeld.apps.jongere.signalen import toon_signalen
from inbeeld.apps.jongere.zinnen import kenmerken, positiezin
from inbeeld.apps.leveringen.beleid import BEKIJKEN
from inbeeld.apps.personen.beleid import SAMENVOEGEN
from inbeeld.apps.personen.selectors import weergave
from inbeeld.apps.rectificatie.beleid import VASTLEGGEN
from inbeeld.apps.registers.selectors import gedeeld
from inbeeld.apps.toegang.onthouden import vorige_lijst
from inbeeld.apps.toegang.pagina import pagina, wie_vraagt
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording.beleid import LEESLOG_INZIEN
from inbeeld.apps.verantwoording.services import lees_log
from inbeeld.web.prenten.hittekaart import teken_hittekaart
from inbeeld.web.prenten.klok import teken_klok
from inbeeld.web.prenten.tijdlijn import teken_tijdlijn


@pagina(beleid.ZIEN)
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    wie = wie_vraagt(request)
    jongere = selectors.vind(wie, uuid)
    if jongere is None:
        if (nu_ander := selectors.opgegaan_in(wie, uuid)) is not None:
            messages.info(request, _("Dit is dezelfde persoon als op het adres dat u opende: de twee zijn samengevoegd."))
            return redirect("jongere:detail", nu_ander)
        raise Http404(_("Deze jongere is er niet, of hoort niet bij uw gemeenten."))
    nu = vandaag(wie.tenant)
    stand = openheid(jongere, nu)
    if not stand.open:
        lees_log(request, [jongere.pk], doel="leerplicht en doorstroom", pagina="zonder grond")
        return toon_dicht(request, jongere, stand)
    gevraagd = {"bekend": request.GET.get("bekend", ""), "peil": request.GET.get("peil", "")}
    fout: KijkFout | None = None
    try:
        kijk = lees_kijk(nu, gevraagd["bekend"], gevraagd["peil"])
    except KijkFout as reden:
        kijk, fout = Kijk(nu, nu, nu), reden
    lees_log(request, [jongere.pk], doel="leerplicht en doorstroom", pagina="jongere")
    b = selectors.beeld(wie, jongere, kijk)
    persoon = weergave(b.jongere, kijk.peil)
    scholen = {i["school_id"] for i in b.feiten.get("inschrijvingen", ()) if i.get("school_id")}
    context = {
        "b": b,
        "kijk": kijk,
        "fout": fout,
        "gevraagd": gevraagd,
        "wie": persoon,
        "kenmerken": kenmerken(b, persoon),
        "positie": positiezin(b),
        "tijdlijn": teken_tijdlijn(tijdlijn(b), wie=persoon.naam),
        "hittekaarten": [
            teken_hittekaart(k, sleutel=f"kaart-{k.schooljaar}")
            for k in hittekaarten(b, gedeeld(wie.tenant_id, scholen, b.bekend_op))
        ],
        "klok": teken_klok(klok(b)),
        "signalen": toon_signalen(b),
        "mag_levering": BEKIJKEN.heeft(wie),
        "grond": grondblok(jongere, stand, nu),
        "delingen": [gedeeld_met(d, nu) for d in delingen_van(jongere, nu)],
        "mag_delen": DELEN.heeft(wie),
        "mag_samenvoegen": SAMENVOEGEN.heeft(wie),
        "lijst": vorige_lijst(request),
        "mag_leeslog": LEESLOG_INZIEN.heeft(wie),
        "mag_betwist": VASTLEGGEN.heeft(wie),
        "mag_inzage": beleid.INZAGE.heeft(wie),
        "mag_toegang": beleid.TOEGANG.heeft(wie),
    }
    return render(request, "jongere/detail.html", context, status=422 if fout else 200)
