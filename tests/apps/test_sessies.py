"""Sessions that end: too old, or of someone who has left."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.pagina import INGELOGD, LANGSTE_SESSIE
from inbeeld.apps.toegang.services import laat_vertrekken, leg_medewerker_vast, leg_organisatie_vast
from inbeeld.apps.toegang.sessies import _onder

from .maken import WACHTWOORD, log_in

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

NUMMER = "11111111-2222-4333-8444-555555555555"
PAGINA = "/instellingen/"


@pytest.fixture
def noor(organisatie: Organisatie) -> Medewerker:
    return leg_medewerker_vast(organisatie, f"noor-{uuid4().hex[:8]}", naam="Noor Vos", rol="teamleider", wachtwoord=WACHTWOORD)


@pytest.mark.parametrize(("seconden", "binnen"), [(LANGSTE_SESSIE - 60, True), (LANGSTE_SESSIE + 1, False), (-60, False)])
def test_een_sessie_duurt_nooit_langer_dan_twaalf_uur(noor: Medewerker, seconden: int, binnen: bool) -> None:
    client = log_in(noor.gebruikersnaam)
    sessie = client.session
    sessie[INGELOGD] = int(time.time()) - seconden
    sessie.save()
    antwoord = client.get(PAGINA)
    assert (antwoord.status_code == 200) is binnen
    if not binnen:
        assert antwoord.headers["Location"].startswith("/inloggen/")
        assert "_auth_user_id" not in client.session


def test_een_sessie_zonder_begin_telt_niet(noor: Medewerker) -> None:
    client = Client()
    client.force_login(noor)
    sessie = client.session
    del sessie[INGELOGD]
    sessie.save()
    assert client.get(PAGINA).status_code == 302


def _rij(client: Client) -> QuerySet[Session]:
    return Session.objects.filter(session_key=_onder(client.session.session_key))


def _eindigt(client: Client) -> Any:
    return _rij(client).get().expire_date


@pytest.mark.parametrize(
    ("pad", "langer"), [(PAGINA, True), ("/leveringen/voortgang/", False), ("/jongeren/dubbel/voortgang/", False)]
)
def test_alleen_wie_iets_doet_blijft_ingelogd(noor: Medewerker, pad: str, langer: bool) -> None:
    """A page that stands open asks by itself how far it is: that does not count."""
    client = log_in(noor.gebruikersnaam)
    _rij(client).update(expire_date=timezone.now() + timedelta(minutes=5))
    voor = _eindigt(client)
    antwoord = client.get(pad)
    assert antwoord.status_code == 200
    assert (_eindigt(client) > voor + timedelta(minutes=50)) is langer
    assert (settings.SESSION_COOKIE_NAME in antwoord.cookies) is langer


def _sessie_voorbij(client: Client) -> None:
    _rij(client).update(expire_date=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("pad", "verder"),
    [
        (PAGINA, PAGINA),
        ("/jongeren/?van=hier", "/jongeren/?van=hier"),
        (f"/leveringen/{NUMMER}/apart/7/laat-zo/", f"/leveringen/{NUMMER}/apart/7/"),
        (f"/leveringen/{NUMMER}/apart/uitvoer/", f"/leveringen/{NUMMER}/apart/"),
    ],
)
def test_wie_te_lang_wachtte_met_versturen_hoort_dat_het_niet_bewaard_is(noor: Medewerker, pad: str, verder: str) -> None:
    """After logging in: the page with the form, and not one that can only be sent to."""
    client = log_in(noor.gebruikersnaam)
    _sessie_voorbij(client)
    antwoord = client.post(pad, {"thema": "donker"})
    naar = antwoord.headers["Location"]
    assert parse_qs(urlsplit(naar).query)["next"] == [verder]
    assert "U bent uitgelogd" in client.get(naar).content.decode()
    inlog = {"gebruikersnaam": noor.gebruikersnaam, "wachtwoord": WACHTWOORD}
    assert client.post(naar, inlog | {"next": verder}).headers["Location"] == verder
    blad = client.get(PAGINA).content.decode()
    assert "is niet bewaard: doe het opnieuw" in blad
    assert "is niet bewaard" not in client.get(PAGINA).content.decode(), "once"


def test_wie_alleen_een_pagina_opent_hoort_dat_niet(noor: Medewerker) -> None:
    client = log_in(noor.gebruikersnaam)
    _sessie_voorbij(client)
    naar = client.get(PAGINA).headers["Location"]
    assert "niet bewaard" not in client.get(naar).content.decode()


def test_inloggen_geeft_een_nieuwe_sleutel(noor: Medewerker) -> None:
    """Whoever planted a session key in someone's browser does not get in with it."""
    client = Client()
    sessie = client.session
    sessie["geplant"] = True
    sessie.save()
    geplant = sessie.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = geplant
    client.post("/inloggen/", {"gebruikersnaam": noor.gebruikersnaam, "wachtwoord": WACHTWOORD})
    assert client.get(PAGINA).status_code == 200
    ander = Client()
    ander.cookies[settings.SESSION_COOKIE_NAME] = geplant
    assert ander.get(PAGINA).status_code == 302


@pytest.mark.parametrize("verder", ["https://elders.example/", "//elders.example/", "javascript:alert(1)", "/\\elders.example"])
def test_inloggen_stuurt_niet_naar_buiten(noor: Medewerker, verder: str) -> None:
    gegevens = {"gebruikersnaam": noor.gebruikersnaam, "wachtwoord": WACHTWOORD}
    gewoon = Client().post("/inloggen/", gegevens).headers["Location"]
    assert Client().post("/inloggen/", {**gegevens, "next": verder}).headers["Location"] == gewoon
    assert Client().post("/inloggen/", {**gegevens, "next": PAGINA}).headers["Location"] == PAGINA


def test_wie_vertrekt_is_meteen_buiten(organisatie: Organisatie, noor: Medewerker) -> None:
    client = log_in(noor.gebruikersnaam)
    assert client.get(PAGINA).status_code == 200
    laat_vertrekken(organisatie, noor.gebruikersnaam.upper())
    assert client.get(PAGINA).status_code == 302
    fout = Client().post("/inloggen/", {"gebruikersnaam": noor.gebruikersnaam, "wachtwoord": WACHTWOORD})
    assert fout.status_code == 422
    with pytest.raises(GebruikFout, match="vertrokken"):
        leg_medewerker_vast(organisatie, noor.gebruikersnaam, naam="Noor Vos", rol="teamleider")


def test_wie_terugkomt_krijgt_oude_sessies_niet_terug(organisatie: Organisatie, noor: Medewerker) -> None:
    oud = log_in(noor.gebruikersnaam)
    laat_vertrekken(organisatie, noor.gebruikersnaam)
    leg_medewerker_vast(organisatie, noor.gebruikersnaam, naam="Noor Vos", rol="teamleider", wachtwoord=WACHTWOORD)
    assert log_in(noor.gebruikersnaam).get(PAGINA).status_code == 200
    assert oud.get(PAGINA).status_code == 302


def test_vertrekken_bij_een_andere_organisatie_kan_niet(noor: Medewerker) -> None:
    vreemd = leg_organisatie_vast(f"vreemd-{uuid4().hex[:8]}", "Elders", ["1998"])
    with pytest.raises(GebruikFout, match="geen gebruiker"):
        laat_vertrekken(vreemd, noor.gebruikersnaam)
    assert log_in(noor.gebruikersnaam).get(PAGINA).status_code == 200
