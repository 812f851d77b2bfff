"""Abuse of the login page: guessing, looking for accounts, planted sessions, forged requests."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory

from inbeeld.apps.toegang import rem
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.services import laat_vertrekken, leg_medewerker_vast, ontgrendel

from .maken import WACHTWOORD

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie


@pytest.fixture
def adres() -> str:
    """An address of this test alone."""
    deel = uuid4().bytes
    return f"10.{deel[0]}.{deel[1]}.{deel[2]}"


@pytest.fixture
def noor(organisatie: Organisatie) -> Medewerker:
    return leg_medewerker_vast(organisatie, f"noor-{uuid4().hex[:8]}", naam="Noor Vos", rol="teamleider", wachtwoord=WACHTWOORD)


def probeer(naam: str, wachtwoord: str, adres: str, client: Client | None = None, **meer: str) -> Any:
    gegevens = {"gebruikersnaam": naam, "wachtwoord": wachtwoord, **meer}
    return (client or Client()).post("/inloggen/", gegevens, REMOTE_ADDR=adres)


def wacht_af() -> None:
    """As if all waiting is over."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE toegang_rem SET dicht_tot = clock_timestamp() - interval '1 second' WHERE dicht_tot IS NOT NULL")


def minuten(antwoord: Any) -> int:
    gevonden = re.search(r"over (\d+) minu", antwoord.content.decode())
    assert gevonden is not None, antwoord.status_code
    return int(gevonden[1])


def test_een_account_raden(noor: Medewerker, adres: str, als_web_straks: Callable[[], None]) -> None:
    """Five tries, then waiting, ever longer; meanwhile the right password is of no use either."""
    als_web_straks()
    assert [probeer(noor.gebruikersnaam, f"fout{i}", adres).status_code for i in range(6)] == [422] * 5 + [429]
    assert probeer(noor.gebruikersnaam, WACHTWOORD, adres).status_code == 429
    assert probeer(noor.gebruikersnaam.upper() + " ", WACHTWOORD, "10.9.9.9").status_code == 429, "from anywhere, however written"
    gewacht = []
    for _ in range(8):
        wacht_af()
        assert probeer(noor.gebruikersnaam, "fout", adres).status_code == 422
        gewacht.append(minuten(probeer(noor.gebruikersnaam, "fout", adres)))
    assert gewacht == [2, 4, 8, 16, 32, 60, 60, 60]
    wacht_af()
    assert probeer(noor.gebruikersnaam, WACHTWOORD, adres).status_code == 302
    assert probeer(noor.gebruikersnaam, "fout", adres).status_code == 422, "counting starts anew"


def test_tegelijk_raden_geeft_geen_extra_pogingen(noor: Medewerker, adres: str) -> None:
    def een(i: int) -> int:
        try:
            return int(probeer(noor.gebruikersnaam, f"fout{i}", adres).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as groep:
        statussen = list(groep.map(een, range(24)))
    assert statussen.count(422) == 5
    assert statussen.count(429) == 19


def test_veel_accounts_vanaf_een_adres(organisatie: Organisatie, noor: Medewerker, adres: str) -> None:
    """One password on many names: the address is closed, and nobody else is."""
    assert [rem.tel(rem.ADRES, adres) for _ in range(46)] == [0] * 46
    statussen = [probeer(f"naam-{uuid4().hex}", "Zomer2026!abc", adres).status_code for _ in range(6)]
    assert statussen == [422] * 4 + [429] * 2
    assert probeer(noor.gebruikersnaam, WACHTWOORD, adres).status_code == 429
    assert probeer(noor.gebruikersnaam, WACHTWOORD, "10.9.9.8").status_code == 302


def test_een_kantoor_vol_dat_gewoon_inlogt(noor: Medewerker, adres: str) -> None:
    for _ in range(60):
        assert rem.tel(rem.ADRES, adres) == 0
        rem.reken_niet(rem.ADRES, adres)
    assert probeer(noor.gebruikersnaam, WACHTWOORD, adres).status_code == 302


def test_een_eigen_account_maakt_het_raden_niet_vrij(organisatie: Organisatie, noor: Medewerker, adres: str) -> None:
    """Logging in with one's own account in between does not wash away the wrong tries."""
    for ronde in range(50):
        assert rem.tel(rem.ADRES, adres) == 0
        if ronde % 20 == 10:
            assert probeer(noor.gebruikersnaam, WACHTWOORD, adres).status_code == 302
    assert probeer(f"naam-{uuid4().hex}", "fout", adres).status_code == 429


def kaal(antwoord: Any, naam: str) -> str:
    """The page, without what differs for everybody: the token of the form, the name that was typed."""
    return re.sub(r'(value|content)="[A-Za-z0-9]{64}"', "", antwoord.content.decode()).replace(naam, "NAAM")


def test_bestaand_en_niet_bestaand_zijn_gelijk(organisatie: Organisatie, noor: Medewerker, adres: str) -> None:
    """Page, status, headers and course of locking: the same for who exists, does not exist, or has left."""
    weg = leg_medewerker_vast(organisatie, f"weg-{uuid4().hex[:8]}", naam="Weg", rol="teamleider", wachtwoord=WACHTWOORD)
    laat_vertrekken(organisatie, weg.gebruikersnaam)
    namen = (noor.gebruikersnaam, f"niet-{uuid4().hex[:8]}", weg.gebruikersnaam)
    for _ in range(7):
        antwoorden = [probeer(naam, "verkeerd-wachtwoord", adres) for naam in namen]
        assert len({a.status_code for a in antwoorden}) == 1
        assert len({kaal(a, n) for a, n in zip(antwoorden, namen, strict=True)}) == 1
        assert len({tuple(sorted((k, v) for k, v in a.headers.items() if k != "Content-Length")) for a in antwoorden}) == 1
        assert len({tuple(sorted(a.cookies)) for a in antwoorden}) == 1


def test_bestaand_en_niet_bestaand_duren_even_lang(organisatie: Organisatie, noor: Medewerker) -> None:
    """A password is looked at as long for who does not exist or has left: the answer's time tells nothing."""
    weg = leg_medewerker_vast(organisatie, f"weg-{uuid4().hex[:8]}", naam="Weg", rol="teamleider", wachtwoord=WACHTWOORD)
    laat_vertrekken(organisatie, weg.gebruikersnaam)
    duur: dict[str, list[float]] = {noor.gebruikersnaam: [], weg.gebruikersnaam: [], "niemand": []}
    for ronde in range(9):
        for naam, tijden in duur.items():
            wie = f"niet-{uuid4().hex[:8]}" if naam == "niemand" else naam
            begin = time.perf_counter()
            probeer(wie, "verkeerd-wachtwoord", f"10.7.7.{ronde}")
            tijden.append(time.perf_counter() - begin)
            rem.laat_los(rem.ACCOUNT, wie)
    midden = [statistics.median(t) for t in duur.values()]
    assert max(midden) < 1.5 * min(midden), midden


@pytest.mark.parametrize(
    "verder", ["5", "toegang:inloggen", "//kwaad.example/", "https://kwaad.example/", "javascript:1", "é", "x.y"]
)
def test_waar_iemand_heen_ging_is_een_eigen_pagina(noor: Medewerker, adres: str, verder: str) -> None:
    """Anything else leads to the first page; also for who is logged in already."""
    client = Client()
    for _ in range(2):
        antwoord = probeer(noor.gebruikersnaam, WACHTWOORD, adres, client, next=verder)
        assert (antwoord.status_code, antwoord["Location"]) == (302, probeer(noor.gebruikersnaam, WACHTWOORD, adres)["Location"])


def test_beheerder_ontgrendelt(organisatie: Organisatie, noor: Medewerker, adres: str) -> None:
    for _ in range(6):
        probeer(noor.gebruikersnaam, "fout", adres)
    assert rem.dicht(rem.ACCOUNT, [noor.gebruikersnaam, "een-ander"]).keys() == {noor.gebruikersnaam}
    assert ontgrendel(organisatie, noor.gebruikersnaam)
    assert not ontgrendel(organisatie, noor.gebruikersnaam)
    assert probeer(noor.gebruikersnaam, WACHTWOORD, adres).status_code == 302


def test_zonder_csrf_geen_inloggen(noor: Medewerker, adres: str) -> None:
    """Whoever logs someone else's browser in on an account of their own would see what is typed there."""
    client = Client(enforce_csrf_checks=True)
    assert probeer(noor.gebruikersnaam, WACHTWOORD, adres, client).status_code == 403
    for pad in ("/inloggen/passkey/", "/inloggen/tweede/", "/uitloggen/"):
        assert client.post(pad, {}, REMOTE_ADDR=adres).status_code == 403, pad
    pagina = client.get("/inloggen/").content.decode()
    gevonden = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', pagina)
    assert gevonden is not None
    goed = probeer(noor.gebruikersnaam, WACHTWOORD, adres, client, csrfmiddlewaretoken=gevonden[1])
    assert goed.status_code == 302


def test_een_geplante_sessie_wordt_niet_die_van_wie_inlogt(noor: Medewerker, adres: str) -> None:
    """Also not that of who is half in: the key changes at each step."""
    client = Client()
    sessie = client.session
    sessie["geplant"] = True
    sessie.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = sessie.session_key
    from inbeeld.apps.toegang.binnenkomen import zet_half_binnen

    verzoek = RequestFactory().post("/inloggen/")
    verzoek.session = sessie  # type: ignore[attr-defined]
    zet_half_binnen(verzoek, noor, "/")
    assert sessie.session_key != client.cookies[settings.SESSION_COOKIE_NAME].value
    probeer(noor.gebruikersnaam, WACHTWOORD, adres, client)
    na = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get("/instellingen/").status_code == 200
    assert "geplant" not in client.session or na != sessie.session_key


@pytest.mark.parametrize(
    ("proxys", "keten", "verwacht"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "1.1.1.1", "9.9.9.9"),
        (1, "", "9.9.9.9"),
    ],
)
def test_een_verzonnen_adres_telt_niet(proxys: int, keten: str, verwacht: str) -> None:
    """Only what our own web servers add is believed; the rest anyone can write."""
    oud, settings.PROXYS = settings.PROXYS, proxys
    try:
        verzoek = RequestFactory().get("/", REMOTE_ADDR="9.9.9.9", HTTP_X_FORWARDED_FOR=keten)
        assert rem.adres_van(verzoek) == verwacht
    finally:
        settings.PROXYS = oud
