"""A secret address stands on no page, in no export and in no inzage for whom it is secret: every address of the web app is
opened, by every role, with the youth's own things filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from inbeeld.apps.basis.muren import betreed
from inbeeld.apps.bewaren.models import Vernietiging
from inbeeld.apps.leveringen.models import ApartGezet, Levering
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.rectificatie.services import leg_verzoek_vast
from inbeeld.apps.registers.services import voeg_samen
from inbeeld.apps.toegang.models import ROLLEN
from inbeeld.apps.toegang.services import leg_medewerker_vast, leg_organisatie_vast
from inbeeld.apps.werklijst.services import ververs
from inbeeld.bronnen.basis import Apart
from inbeeld.project.database import Server

from .maken import WACHTWOORD, gaat_naar, levering, log_in, neem, nummers, persoon, scholen_van, vraag, woont

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

PEIL = date(2026, 11, 20)
KIND, SAMEN, TWEELING, OUD = nummers(998_555_000, 4)
WOORDEN = ("verborgenlaan", "1234zq", "1234 zq", "schuilstad")
ADRES = {"straat": "Verborgenlaan", "huisnummer": "7", "postcode": "1234ZQ", "woonplaats": "Schuilstad"}


@pytest.fixture(scope="module")
def gemeente(database: str) -> Organisatie:
    """One child, in every kind of trouble that has a page; and another at the same address whose address is secret as well."""
    tenant = leg_organisatie_vast("geheim", "Waterveen", ["1999"], vaste_dag=PEIL)
    betreed(tenant.pk)
    geheim = ADRES | {"geheim": 7}
    rij = {"PERSOONSGEBONDENNUMMER": KIND, "STRAAT": "Verborgenlaan", "POSTCODE": "1234 ZQ",
           "OPMERKING": "verhuisd naar Schuilstad", "DATUM_INSCHRIJVING": "onleesbaar"}  # fmt: skip
    los = {"BSN": "000", "STRAATNAAM": "Verborgenlaan", "GEHEIM": "7", "GESLACHTSNAAM": "x"}
    neem(
        tenant,
        # It was not secret before: of then it is not shown either.
        levering("brp-selectie-v1", date(2025, 9, 1), personen=[persoon(KIND, geboren=date(2012, 3, 4), **ADRES)]),
        levering("brp-selectie-v1", date(2026, 9, 1), "volledig",
                 personen=[persoon(KIND, geboren=date(2012, 3, 4), **geheim), persoon(OUD, "Oud", date(1996, 1, 1), **geheim)],
                 verblijf=[woont(KIND, date(2012, 3, 4)), woont(OUD, date(1996, 1, 1))],
                 apart=(Apart(9, "BSN", "x", "reden", "doe", los),)),
        levering("rod-levering-v1", date(2026, 10, 1), personen=[
            persoon(SAMEN, geboren=date(2012, 3, 4), **geheim) | {"pgn_soort": "ONR"},
            persoon(TWEELING, geboren=date(2012, 3, 4), **geheim) | {"pgn_soort": "ONR"},
        ], inschrijvingen=[gaat_naar(KIND, tot=date(2026, 10, 1))],
            apart=(Apart(3, "DATUM_INSCHRIJVING", "x", "reden", "doe", rij),)),
    )  # fmt: skip
    kind, samen = (j.pk for j in Jongere.objects.filter(tenant=tenant, geboren=date(2012, 3, 4)).order_by("pk")[:2])
    voeg_samen(tenant.pk, kind, samen, None, "dezelfde")
    for rol in ROLLEN:
        leg_medewerker_vast(tenant, f"{rol}-geheim", naam="Noor Vos", rol=rol, scholen=scholen_van(rol), wachtwoord=WACHTWOORD)
    chef = leg_medewerker_vast(tenant, "teamleider-geheim", naam="Noor Vos", rol="teamleider")
    jongere = Jongere.objects.get(pk=kind)
    leg_verzoek_vast(chef, jongere, None, van="ouder", ontvangen=date(2026, 11, 2), betwist="De naam.", waarom="paspoort")
    toen = "2026-11-01T00:00Z"
    Vernietiging.objects.create(tenant=tenant, peildatum=PEIL, door=chef, reden="x", status="klaar", klaar_op=toen, hash="x")
    ververs(tenant, PEIL)
    return tenant


def paden(tenant: Organisatie) -> list[str]:
    """Every address of the web app, with each of what it can be filled in with."""
    uuids = [str(u) for tabel in ("personen_jongere", "leveringen_levering", "rectificatie_verzoek", "bewaren_vernietiging")
             for (u,) in vraag(f"SELECT uuid FROM {tabel} WHERE tenant_id = %s", tenant.pk)]  # fmt: skip
    uuids += [str(u) for (u,) in vraag("SELECT uuid FROM personen_jongere WHERE tenant_id = %s", tenant.pk)]
    nummers_ = [str(i) for (i,) in vraag("SELECT id FROM leveringen_apartgezet WHERE tenant_id = %s", tenant.pk)]
    uit: set[str] = set()
    for patroon in _patronen():
        gevuld = [patroon]
        while any("<" in p for p in gevuld):
            nieuw = []
            for p in gevuld:
                gat = re.search(r"<(\w+):\w+>", p)
                if gat is None:
                    nieuw.append(p)
                    continue
                soort = {"uuid": uuids, "int": nummers_, "str": ["R-30"]}.get(gat[1], ["x"])
                nieuw += [p.replace(gat[0], w, 1) for w in soort]
            gevuld = nieuw
        uit |= set(gevuld)
    return sorted(f"/{p}" for p in uit)


def _patronen(deel: URLResolver | None = None, voor: str = "") -> Iterator[str]:
    for p in (deel or get_resolver()).url_patterns:
        if isinstance(p, URLResolver):
            yield from _patronen(p, voor + str(p.pattern))
        elif isinstance(p, URLPattern):
            yield voor + str(p.pattern)


def inhoud(client: Client, antwoord: object) -> str:
    stromend = getattr(antwoord, "streaming_content", None)
    data = b"".join(stromend) if stromend is not None else antwoord.content  # type: ignore[attr-defined]
    return data.decode("utf-8", "ignore").casefold()


def test_geen_pagina_toont_het(gemeente: Organisatie, als_web_straks: Callable[[], None]) -> None:
    alle = paden(gemeente)
    kind = Jongere.objects.get(tenant=gemeente, geboren=date(2012, 3, 4), opgegaan_in=None, bsn__isnull=False)
    lijst = [*alle, f"/jongeren/{kind.uuid}/?bekend=01-10-2025", f"/jongeren/{kind.uuid}/?peil=01-10-2025"]
    als_web_straks()
    geopend: dict[str, int] = {}
    for rol in ROLLEN:
        client = log_in(f"{rol}-geheim")
        for pad in lijst:
            antwoord = client.get(pad)
            geopend[pad] = geopend.get(pad, 0) + (antwoord.status_code == 200)
            tekst = inhoud(client, antwoord)
            assert not [w for w in WOORDEN if w in tekst], (rol, pad)
    gezien = {p for p, n in geopend.items() if n}
    for deel in ("/apart/", "/jongeren/dubbel/", "/inzage/", "/betwist/", "/bewaren/"):
        assert any(deel in p for p in gezien), f"{deel} was never opened"
    assert any(re.search(r"/apart/\d+/$", p) for p in gezien), "a set-apart row"
    assert any(p.count("-") > 6 for p in gezien), "two youths side by side"


def test_zoeken_op_het_adres_vindt_niemand(gemeente: Organisatie, als_web_straks: Callable[[], None]) -> None:
    als_web_straks()
    client = log_in("teamleider-geheim")
    for tekst in ("1234 ZQ", "1234ZQ 7", "1234"):
        antwoord = client.post("/jongeren/", {"zoek": tekst}, follow=True).content.decode()
        assert "Vermeer" not in antwoord, tekst
    gevonden = client.post("/jongeren/", {"zoek": "Vermeer"}, follow=True).content.decode()
    assert "Geheim adres" in gevonden
    assert not [w for w in WOORDEN if w in gevonden.casefold()]


def test_geen_uitvoer_bevat_het(gemeente: Organisatie, als_web_straks: Callable[[], None]) -> None:
    """What goes out by the web app; who may work on the server itself writes rows as they came."""
    kind = Jongere.objects.get(tenant=gemeente, geboren=date(2012, 3, 4), opgegaan_in=None, bsn__isnull=False)
    leveringen = [str(v.uuid) for v in Levering.objects.filter(tenant=gemeente)]
    als_web_straks()
    client = log_in("teamleider-geheim")
    teksten = [inhoud(client, client.post(f"/leveringen/{u}/apart/uitvoer/")) for u in leveringen]
    inzage = client.post(f"/inzage/{kind.uuid}/", {"voor_wie": "ouder", "vorm": "json"})
    assert inzage.status_code == 200
    teksten.append(inhoud(client, inzage))
    assert any("onleesbaar" in t for t in teksten), "the rest of the row is there"
    for t in teksten:
        assert not [w for w in WOORDEN if w in t]


def test_herstellen_laat_het_adres_zoals_het_was(gemeente: Organisatie, als_web_straks: Callable[[], None]) -> None:
    """The cells that nobody sees are still there when the row is read again."""
    rij = ApartGezet.objects.get(tenant=gemeente, regel=3)
    als_web_straks()
    client = log_in("administratie-geheim")
    pad = f"/leveringen/{rij.levering.uuid}/apart/{rij.pk}/"
    scherm = client.get(pad).content.decode()
    velden = dict(re.findall(r'name="(cel_\d+)"[^>]*value="([^"]*)"', scherm))
    assert set(velden.values()) & {"onleesbaar"}
    assert "verborgenlaan" not in scherm.casefold()
    antwoord = client.post(pad, velden)
    assert antwoord.status_code == 422
    assert "Er is nog niets veranderd" in antwoord.content.decode(), "the hidden cells count as they were"
    assert "verborgenlaan" not in antwoord.content.decode().casefold()


def test_niets_ervan_in_het_logboek(gemeente: Organisatie) -> None:
    logboek = Server(settings.INBEELD_MAP).logboek
    logs = list(logboek.glob("*")) if logboek.is_dir() else [logboek]
    for pad in logs:
        assert not [w for w in WOORDEN if w in pad.read_text("utf-8", "ignore").casefold()], pad
