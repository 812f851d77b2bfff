"""The second factor: required before any other page, checked once, changed only by who shows again who they are."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from inbeeld.apps.toegang.models import Medewerker, Rem
from inbeeld.apps.toegang.services import laat_vertrekken, leg_medewerker_vast, ontgrendel, wis_factoren

from .maken import WACHTWOORD

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

HOE = "/instellingen/inloggen/"


@pytest.fixture(autouse=True)
def _verplicht(database: str) -> Iterator[None]:
    settings.TWEEDE_FACTOR = True
    yield
    settings.TWEEDE_FACTOR = False


@pytest.fixture
def noor(organisatie: Organisatie, als_web_straks: Callable[[], None]) -> Medewerker:
    wie = leg_medewerker_vast(organisatie, f"noor-{uuid4().hex[:8]}", naam="Noor Vos", rol="teamleider", wachtwoord=WACHTWOORD)
    als_web_straks()
    return wie


def wachtwoord(client: Client, wie: Medewerker, verder: str = "") -> Any:
    return client.post("/inloggen/", {"gebruikersnaam": wie.gebruikersnaam, "wachtwoord": WACHTWOORD, "next": verder})


def code_van(sleutel: str, over: int = 1) -> str:
    """The code of now (0), or of half a minute later: also good, and not that of the set-up."""
    return format_hotp_value(hotp_value(sleutel, int(time.time()) // 30 + over))


def tekst(antwoord: HttpResponse) -> str:
    return antwoord.content.decode()


def stel_in(client: Client) -> tuple[str, list[str]]:
    """Couples an app. Gives its key and the recovery codes."""
    gevonden = re.search(r'<code class="nummer">([A-Z2-7 ]+)</code>', tekst(client.get(f"{HOE}app/")))
    assert gevonden is not None
    sleutel = gevonden[1].replace(" ", "")
    antwoord = client.post(f"{HOE}app/", {"code": code_van(sleutel, 0)})
    assert antwoord.headers["Location"] == f"{HOE}herstelcodes/", tekst(antwoord)
    codes = re.findall(r'<code class="nummer">([0-9 ]+)</code>', tekst(client.get(f"{HOE}herstelcodes/")))
    assert len(codes) == 10
    return sleutel, codes


@pytest.fixture
def met_app(noor: Medewerker) -> tuple[Medewerker, str, list[str]]:
    client = Client()
    wachtwoord(client, noor)
    sleutel, codes = stel_in(client)
    return noor, sleutel, codes


def test_eerst_een_tweede_factor(noor: Medewerker) -> None:
    client = Client()
    assert wachtwoord(client, noor).headers["Location"] == HOE
    for pad in ("/", "/jongeren/", "/instellingen/", "/leveringen/", "/begin/"):
        assert client.get(pad).headers["Location"] == HOE, pad
    assert "Stel eerst een tweede factor in" in tekst(client.get(HOE))
    stel_in(client)
    assert client.get("/instellingen/").status_code == 200


def test_zonder_de_code_is_niemand_binnen(met_app: tuple[Medewerker, str, list[str]]) -> None:
    noor, sleutel, _ = met_app
    client = Client()
    assert wachtwoord(client, noor, "/instellingen/").headers["Location"] == "/inloggen/tweede/"
    assert "_auth_user_id" not in client.session
    for pad in ("/", "/instellingen/", HOE, f"{HOE}app/"):
        assert client.get(pad).headers["Location"].startswith("/inloggen/?next="), pad
    for fout in ("000000", "", "abc", code_van(sleutel, 40)):
        assert client.post("/inloggen/tweede/", {"code": fout}).status_code == 422
    goed = client.post("/inloggen/tweede/", {"code": code_van(sleutel)})
    assert goed.headers["Location"] == "/instellingen/", "where they were going"
    assert client.get("/instellingen/").status_code == 200


def test_een_code_werkt_een_keer(met_app: tuple[Medewerker, str, list[str]]) -> None:
    noor, sleutel, codes = met_app
    code = code_van(sleutel)
    for keer, status in ((code, 302), (code, 422), (codes[0], 302), (codes[0], 422), (codes[1].replace(" ", ""), 302)):
        client = Client()
        wachtwoord(client, noor)
        assert client.post("/inloggen/tweede/", {"code": keer}).status_code == status


def test_de_tweede_stap_is_van_wie_het_wachtwoord_wist(met_app: tuple[Medewerker, str, list[str]]) -> None:
    _, sleutel, _ = met_app
    assert Client().post("/inloggen/tweede/", {"code": code_van(sleutel)}).headers["Location"] == "/inloggen/"


def test_de_tweede_stap_duurt_tien_minuten(met_app: tuple[Medewerker, str, list[str]]) -> None:
    noor, sleutel, _ = met_app
    client = Client()
    wachtwoord(client, noor)
    sessie = client.session
    sessie["half_binnen"] = sessie["half_binnen"] | {"op": int(time.time()) - 601}
    sessie.save()
    assert client.post("/inloggen/tweede/", {"code": code_van(sleutel)}).headers["Location"] == "/inloggen/"


def test_codes_raden_wordt_afgeremd(met_app: tuple[Medewerker, str, list[str]]) -> None:
    noor, sleutel, _ = met_app
    client = Client()
    wachtwoord(client, noor)
    statussen = [client.post("/inloggen/tweede/", {"code": f"{i:06}"}).status_code for i in range(7)]
    assert statussen == [422] * 5 + [429] * 2
    assert client.post("/inloggen/tweede/", {"code": code_van(sleutel)}).status_code == 429, "also the right one"
    ander = Client()
    wachtwoord(ander, noor)
    assert ander.post("/inloggen/tweede/", {"code": code_van(sleutel)}).status_code == 429, "also from another browser"
    assert ontgrendel(noor.tenant, noor.gebruikersnaam)
    assert ander.post("/inloggen/tweede/", {"code": code_van(sleutel)}).status_code == 302


def test_wijzigen_vraagt_opnieuw_wie_u_bent(met_app: tuple[Medewerker, str, list[str]]) -> None:
    noor, sleutel, _ = met_app
    client = Client()
    wachtwoord(client, noor)
    client.post("/inloggen/tweede/", {"code": code_van(sleutel)})
    sessie = client.session
    sessie["bevestigd"] = int(time.time()) - 601
    sessie.save()
    for pad in ("app/", "passkey/", "herstelcodes/"):
        assert client.get(HOE + pad).headers["Location"] == f"{HOE}bevestig/?next={HOE}{pad}"
    assert client.post(f"{HOE}herstelcodes/").headers["Location"].startswith(f"{HOE}bevestig/")
    assert client.post(f"{HOE}bevestig/", {"wachtwoord": "fout", "next": f"{HOE}app/"}).status_code == 422
    goed = client.post(f"{HOE}bevestig/", {"wachtwoord": WACHTWOORD, "next": f"{HOE}app/"})
    assert goed.headers["Location"] == f"{HOE}app/"
    assert (
        client.post(f"{HOE}bevestig/", {"wachtwoord": WACHTWOORD, "next": "https://elders.example/"}).headers["Location"] == HOE
    )


def test_de_laatste_blijft(met_app: tuple[Medewerker, str, list[str]]) -> None:
    noor, sleutel, _ = met_app
    client = Client()
    wachtwoord(client, noor)
    client.post("/inloggen/tweede/", {"code": code_van(sleutel)})
    factor = Authenticator.objects.get(user=noor, type="totp")
    assert client.post(f"{HOE}{factor.pk}/weg/").headers["Location"] == HOE
    assert Authenticator.objects.filter(pk=factor.pk).exists()
    settings.TWEEDE_FACTOR = False
    client.post(f"{HOE}{factor.pk}/weg/")
    assert not Authenticator.objects.filter(user=noor).exists(), "the recovery codes went along"


def test_die_van_een_ander_is_er_niet(organisatie: Organisatie) -> None:
    namen = [f"{kort}-{uuid4().hex[:8]}" for kort in ("noor", "bo")]
    noor, bo = (leg_medewerker_vast(organisatie, n, naam="Vos", rol="teamleider", wachtwoord=WACHTWOORD) for n in namen)
    clients = [Client(), Client()]
    for client, wie in zip(clients, (noor, bo), strict=True):
        wachtwoord(client, wie)
        stel_in(client)
    factor = Authenticator.objects.get(user=noor, type="totp")
    settings.TWEEDE_FACTOR = False
    assert clients[1].post(f"{HOE}{factor.pk}/weg/").status_code == 404
    assert Authenticator.objects.filter(pk=factor.pk).exists()
    assert clients[0].post(f"{HOE}{factor.pk}/weg/").status_code == 302


def test_oude_sessie_zonder_factor_komt_nergens(met_app: tuple[Medewerker, str, list[str]]) -> None:
    """Who has a factor but came in without (it was not required then) can't add another: they log in anew."""
    noor, _, _ = met_app
    client = Client()
    client.force_login(noor)
    assert client.get("/instellingen/").headers["Location"] == HOE
    assert client.get(f"{HOE}app/").headers["Location"] == "/inloggen/"
    assert "_auth_user_id" not in client.session


def test_nieuwe_herstelcodes_vervangen_de_oude(met_app: tuple[Medewerker, str, list[str]]) -> None:
    noor, sleutel, oude = met_app
    client = Client()
    wachtwoord(client, noor)
    client.post("/inloggen/tweede/", {"code": code_van(sleutel)})
    assert not re.findall(r'class="nummer"', tekst(client.get(f"{HOE}herstelcodes/"))), "shown once"
    client.post(f"{HOE}herstelcodes/")
    nieuwe = re.findall(r'<code class="nummer">([0-9 ]+)</code>', tekst(client.get(f"{HOE}herstelcodes/")))
    assert len(nieuwe) == 10
    assert not set(nieuwe) & set(oude)
    ander = Client()
    wachtwoord(ander, noor)
    assert ander.post("/inloggen/tweede/", {"code": oude[3]}).status_code == 422
    assert ander.post("/inloggen/tweede/", {"code": nieuwe[3]}).status_code == 302


def test_niets_leesbaar_in_de_database(met_app: tuple[Medewerker, str, list[str]]) -> None:
    noor, sleutel, codes = met_app
    opgeslagen = repr(list(Authenticator.objects.filter(user=noor).values()))
    assert sleutel not in opgeslagen
    assert not any(c.replace(" ", "") in opgeslagen for c in codes)
    assert noor.gebruikersnaam not in repr(list(Rem.objects.values()))


def test_factor_kwijt(met_app: tuple[Medewerker, str, list[str]]) -> None:
    noor, _, _ = met_app
    assert wis_factoren(noor.tenant, noor.gebruikersnaam) == 2
    client = Client()
    assert wachtwoord(client, noor).headers["Location"] == HOE, "a new one is set up"


def test_wie_vertrekt_tussen_de_stappen(organisatie: Organisatie) -> None:
    wie = leg_medewerker_vast(organisatie, f"bo-{uuid4().hex[:8]}", naam="Bo Vos", rol="teamleider", wachtwoord=WACHTWOORD)
    client = Client()
    wachtwoord(client, wie)
    sleutel, _ = stel_in(client)
    ander = Client()
    wachtwoord(ander, wie)
    laat_vertrekken(organisatie, wie.gebruikersnaam)
    assert ander.post("/inloggen/tweede/", {"code": code_van(sleutel)}).headers["Location"] == "/inloggen/"
    assert not Authenticator.objects.filter(user=wie).exists()


def test_wachtwoord_wijzigen(met_app: tuple[Medewerker, str, list[str]]) -> None:
    noor, sleutel, codes = met_app
    client, elders = Client(), Client()
    for browser, code in ((client, code_van(sleutel)), (elders, codes[0])):
        wachtwoord(browser, noor)
        assert browser.post("/inloggen/tweede/", {"code": code}).status_code == 302
    pad, nieuw = f"{HOE}wachtwoord/", "een-heel-ander-wachtwoord"

    def wijzig(oud: str, een: str, twee: str) -> int:
        return int(client.post(pad, {"oud": oud, "nieuw": een, "nog_eens": twee}).status_code)

    assert wijzig("verkeerd", nieuw, nieuw) == 422
    assert wijzig(WACHTWOORD, nieuw, nieuw + "x") == 422
    assert wijzig(WACHTWOORD, "kort", "kort") == 422
    assert wijzig(WACHTWOORD, nieuw, nieuw) == 302
    assert client.get("/instellingen/").status_code == 200
    assert elders.get("/instellingen/").status_code == 302, "sessions elsewhere end"
    assert wachtwoord(Client(), noor).status_code == 422
    assert Client().post("/inloggen/", {"gebruikersnaam": noor.gebruikersnaam, "wachtwoord": nieuw}).status_code == 302
