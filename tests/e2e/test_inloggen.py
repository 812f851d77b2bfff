"""Logging in in Chromium: a passkey made and used with a virtual authenticator, an app with codes; accessible all along."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings

from inbeeld.apps.toegang import rem
from inbeeld.apps.toegang.identiteit import BESTAND
from inbeeld.apps.toegang.models import Medewerker

from .conftest import BREED, SMAL, WACHTWOORD, log_in
from .test_bladen import keur

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from inbeeld.apps.toegang.models import Organisatie

MATEN = pytest.mark.parametrize("blad", [BREED, SMAL], indirect=True, ids=["breed", "smal"])


@pytest.fixture(autouse=True)
def _verplicht(server: str) -> Iterator[None]:
    settings.TWEEDE_FACTOR = True
    yield
    settings.TWEEDE_FACTOR = False
    Authenticator.objects.filter(user=Medewerker.objects.get(gebruikersnaam="teamleider-e2e")).delete()


def wachtwoord(page: Page) -> None:
    page.goto("/inloggen/")
    page.get_by_label("Gebruikersnaam").fill("teamleider-e2e")
    page.get_by_label("Wachtwoord").fill(WACHTWOORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()


def _met_sleutel(page: Page) -> None:
    """A device that makes and keeps passkeys and always recognises its owner."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    opties = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**opties, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )


@MATEN
def test_passkey(blad: Page, server: str) -> None:
    """From the first login to logging in with nothing but the passkey. Passkeys want a name, not a number: localhost."""
    adres = server.replace("127.0.0.1", "localhost")
    _met_sleutel(blad)
    blad.goto(f"{adres}/inloggen/")
    keur(blad, "inloggen")
    blad.get_by_label("Gebruikersnaam").fill("teamleider-e2e")
    blad.get_by_label("Wachtwoord").fill(WACHTWOORD)
    blad.get_by_role("button", name="Inloggen", exact=True).click()
    blad.wait_for_url("**/instellingen/inloggen/")
    keur(blad, "eerst een factor")
    blad.get_by_role("link", name="Passkey toevoegen").click()
    keur(blad, "passkey toevoegen")
    blad.get_by_label("Naam", exact=True).fill("laptop")
    blad.get_by_role("button", name="Passkey toevoegen").click()
    blad.wait_for_url("**/herstelcodes/")
    keur(blad, "herstelcodes")
    blad.get_by_role("link", name="Ik heb ze bewaard").click()
    blad.wait_for_url("**/")
    blad.goto(f"{adres}/instellingen/inloggen/")
    assert "laptop" in blad.locator("main").inner_text()
    keur(blad, "hoe ik inlog")
    for tweede in (False, True):
        blad.context.clear_cookies()
        blad.goto(f"{adres}/inloggen/?next=/wet/")
        if tweede:
            blad.get_by_label("Gebruikersnaam").fill("teamleider-e2e")
            blad.get_by_label("Wachtwoord").fill(WACHTWOORD)
            blad.get_by_role("button", name="Inloggen", exact=True).click()
            blad.wait_for_url("**/tweede/")
            keur(blad, "tweede stap")
        blad.get_by_role("button", name="Inloggen met een passkey").click()
        blad.wait_for_url(f"{adres}/wet/")


@MATEN
def test_app(blad: Page) -> None:
    wachtwoord(blad)
    blad.wait_for_url("**/instellingen/inloggen/")
    blad.get_by_role("link", name="App koppelen").click()
    keur(blad, "app koppelen")
    sleutel = blad.locator("main code.nummer").inner_text().replace(" ", "")
    blad.get_by_label("Code", exact=True).fill("000000")
    blad.get_by_role("button", name="Koppelen").click()
    keur(blad, "verkeerde code")
    blad.get_by_label("Code", exact=True).fill(format_hotp_value(hotp_value(sleutel, int(time.time()) // 30)))
    blad.get_by_role("button", name="Koppelen").click()
    blad.wait_for_url("**/herstelcodes/")
    blad.context.clear_cookies()
    wachtwoord(blad)
    blad.wait_for_url("**/tweede/")
    blad.get_by_label("Code", exact=True).fill(format_hotp_value(hotp_value(sleutel, int(time.time()) // 30 + 1)))
    blad.get_by_role("button", name="Verder").click()
    blad.wait_for_url("**/")
    assert blad.locator("h1").inner_text()


@MATEN
def test_meekijken_en_nagaan(blad: Page) -> None:
    """The administrator looks along, the teamleider sees it and looks into it; who is locked out stands there too."""
    settings.TWEEDE_FACTOR = False
    log_in(blad, "functioneel_beheerder")
    blad.goto("/toegang/noodsessie/")
    keur(blad, "meekijken")
    blad.get_by_label("Waarom is het nodig?").fill("kort")
    blad.get_by_role("button", name="Half uur meekijken").click()
    keur(blad, "meekijken te kort")
    blad.get_by_label("Waarom is het nodig?").fill("Een storing op de werklijst uitzoeken, melding 12")
    blad.get_by_role("button", name="Half uur meekijken").click()
    blad.wait_for_url("**/")
    assert "U kijkt mee als teamleider" in blad.locator(".noodbalk").inner_text()
    keur(blad, "kijkt mee")
    blad.get_by_role("button", name="Nu stoppen").click()
    assert blad.locator(".noodbalk").count() == 0
    for _ in range(6):
        rem.tel(rem.ACCOUNT, "administratie-e2e")
    blad.context.clear_cookies()
    log_in(blad, "teamleider")
    blad.goto("/toegang/")
    keur(blad, "toegang")
    blad.get_by_role("button", name="Ontgrendelen").click()
    assert "Er is nu niemand vergrendeld" in blad.locator("main").inner_text()
    blad.get_by_role("link", name="Bekijk wie en waarom").click()
    keur(blad, "nagaan")
    blad.get_by_role("button", name="Nagegaan").first.click()
    assert "Nagegaan door" in blad.locator("main").inner_text()
    keur(blad, "nagegaan")
    blad.goto("/instellingen/")
    keur(blad, "instellingen")


@MATEN
def test_via_de_organisatie(blad: Page, gemeente: Organisatie, installatie: Path) -> None:
    bestand = installatie / BESTAND
    (installatie / "geheim").write_text("x")
    regels = (f'["{gemeente.code}"]', 'naam = "Gemeente Waterveen"', 'issuer = "https://in.example"', 'client_id = "x"')
    bestand.write_text("\n".join((*regels, 'geheim = "geheim"')))
    try:
        blad.goto("/inloggen/")
        assert blad.get_by_role("link", name="Inloggen via Gemeente Waterveen").is_visible()
        keur(blad, "inloggen via de organisatie")
    finally:
        bestand.unlink()
