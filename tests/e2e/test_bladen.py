"""Every page in Chromium: accessible by axe, no sideways scrolling from 320 px, no complaint of the browser, by keyboard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import BREED, SMAL, log_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PADEN = (
    "/",
    "/?soort=ziekte",
    "/vandaag/volgorde/",
    "/wet/",
    "/wet/R-09/",
    "/leveringen/",
    "/jongeren/",
    "/betwist/",
    "/instellingen/",
)
MATEN = pytest.mark.parametrize("blad", [BREED, SMAL], indirect=True, ids=["breed", "smal"])


def axe(page: Page) -> list[str]:
    """What axe finds wrong by WCAG 2.2 AA."""
    page.evaluate(AXE.read_text("utf-8"))
    gevonden: dict[str, Any] = page.evaluate(
        "axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}})"
    )
    return [
        f"{v['id']}: {json.dumps([n['target'] for n in v['nodes'][:3]])} {v['nodes'][0]['failureSummary'][:200]}"
        for v in gevonden["violations"]
    ]


def past(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def keur(page: Page, pad: str) -> None:
    assert axe(page) == [], pad
    assert past(page), f"{pad} scrolls sideways"
    assert page.locator("h1").count() == 1, pad
    dubbel = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id).filter((x, i, alle) => alle.indexOf(x) !== i)")
    assert dubbel == [], f"{pad}: ids that occur twice"


@MATEN
def test_inloggen(blad: Page) -> None:
    blad.goto("/inloggen/")
    keur(blad, "/inloggen/")


@MATEN
def test_elke_pagina(blad: Page) -> None:
    log_in(blad)
    for pad in PADEN:
        antwoord = blad.goto(pad)
        assert antwoord is not None
        assert antwoord.status == 200, pad
        keur(blad, pad)


@MATEN
def test_mogelijk_dubbel(blad: Page) -> None:
    """The list, a pair with an empty form, and with its errors."""
    log_in(blad, "teamleider")
    blad.goto("/jongeren/dubbel/")
    keur(blad, "dubbel")
    blad.locator("main .zaak__wie a").first.click()
    keur(blad, "paar")
    blad.get_by_role("button", name="Vastleggen").click()
    assert blad.locator(".utrecht-form-field-error-message").count() == 2
    keur(blad, "paar met fouten")
    blad.goto(blad.locator(".vergelijk th a").first.get_attribute("href") or "")
    blad.get_by_role("link", name="Is dit dezelfde als iemand anders?").click()
    keur(blad, "dezelfde zoeken")
    blad.get_by_label("Met wie wilt u vergelijken?").fill("noor")
    blad.get_by_role("main").get_by_role("button", name="Zoeken").click()
    blad.locator("[data-melding]").wait_for()
    keur(blad, "dezelfde gevonden")
    blad.goto("/jongeren/dubbel/samengevoegd/")
    keur(blad, "samengevoegd")


@MATEN
def test_leeslog(blad: Page) -> None:
    """The log, who looked at one youth, marking and the alerts that come of it; with errors."""
    log_in(blad, "teamleider")
    pad = blad.locator(".zaak__wie a").first.get_attribute("href") or ""
    blad.goto(pad)
    blad.get_by_role("link", name="Wie keek er").click()
    keur(blad, "wie keek")
    blad.locator("main .vooraan a.knop").click()
    if blad.get_by_role("button", name="Vastleggen").count():
        blad.get_by_role("button", name="Vastleggen").click()
        keur(blad, "let op met fout")
        blad.locator("textarea").fill("kind van een bekende")
        blad.get_by_role("button", name="Vastleggen").click()
        keur(blad, "gemarkeerd")
    else:
        keur(blad, "markering weg")
    blad.goto(pad)
    for adres in ("/leeslog/", "/leeslog/?dag=32-13-2026", "/leeslog/meldingen/"):
        blad.goto(adres)
        keur(blad, adres)
    assert blad.get_by_text("gaat over uzelf").count() == 1


def test_bewaren_betwist_en_inzage(blad: Page) -> None:
    """What the teamleider does about one youth, with empty forms and with their errors."""
    log_in(blad, "teamleider")
    blad.goto("/bewaren/")
    keur(blad, "bewaren")
    blad.goto("/")
    blad.locator(".zaak__wie a").first.click()
    jongere = blad.url
    for naam, knop in (("Dit klopt niet", "Vastleggen"), ("Inzage geven", "")):
        blad.goto(jongere)
        blad.get_by_role("link", name=naam).click()
        keur(blad, naam)
        if knop:
            blad.get_by_role("button", name=knop).click()
            assert blad.locator(".utrecht-form-field-error-message").count() >= 4
            keur(blad, f"{naam} met fouten")
    blad.goto(f"/bewaren/uitstel/{jongere.rstrip('/').rsplit('/', 1)[-1]}/")
    keur(blad, "langer bewaren")


@MATEN
def test_mijn_gegevens(blad: Page) -> None:
    """What a parent and a youth see, with the form and its errors."""
    log_in(blad, "ouder")
    keur(blad, "mijn")
    assert blad.locator("main .rijtjes > li").count() == 2
    blad.locator("main .rijtjes h2 a").first.click()
    een = blad.url
    keur(blad, "mijn: een")
    blad.goto(f"{een}wie-keek/")
    keur(blad, "mijn: wie keek")
    blad.goto(een)
    blad.get_by_role("link", name="Er klopt iets niet").click()
    keur(blad, "klopt niet")
    blad.get_by_role("button", name="Versturen").click()
    assert blad.locator(".utrecht-form-field-error-message").count() == 3
    keur(blad, "klopt niet met fouten")
    blad.get_by_label("Wat klopt er niet?").select_option(index=1)
    blad.get_by_label("Wat moet het zijn?").fill("Zit op een andere school.")
    blad.get_by_label("Hoe weet u dat?").fill("De schoolpas.")
    blad.get_by_role("button", name="Versturen").click()
    assert blad.get_by_text("U krijgt binnen een maand antwoord.").count() == 1
    with blad.expect_download() as bestand:
        blad.get_by_role("button", name="Alles opslaan als PDF").click()
    assert bestand.value.suggested_filename.startswith("inzage-")
    blad.set_viewport_size({"width": 320, "height": 640})
    assert past(blad)


@MATEN
def test_toegang_van_geven_tot_kijken(blad: Page) -> None:
    """Staff gives a code, the youth sets a password and is in; by the pages alone."""
    log_in(blad, "jongere")
    blad.get_by_role("heading", name="Wat u kunt doen").wait_for()
    keur(blad, "jongere zelf")
    blad.locator("form[action='/uitloggen/'] button").first.evaluate("b => b.form.submit()")
    blad.wait_for_url("**/inloggen/**")
    log_in(blad, "administratie")
    jong = [a.get_attribute("href") or "" for a in blad.locator(".zaak__wie a").all()]
    for pad in jong:
        blad.goto(pad)
        if int((blad.locator(".wie__naam p").inner_text()).split(" ")[0]) < 15:
            break
    blad.get_by_role("link", name="Toegang voor ouder of jongere geven").click()
    keur(blad, "toegang")
    blad.get_by_role("button", name="Toegang geven").click()
    keur(blad, "toegang met fouten")
    naam = f"robin-{(blad.viewport_size or {})['width']}"
    blad.get_by_label("Naam", exact=True).fill("Robin Bloem")
    blad.get_by_label("Gebruikersnaam").fill(naam)
    blad.get_by_label("Aan de balie").check()
    blad.get_by_label("Hoe stelde u vast dat deze ouder gezag heeft?").select_option("brp")
    blad.get_by_role("button", name="Toegang geven").click()
    code = blad.locator("dd code").inner_text()
    keur(blad, "code")
    blad.get_by_role("link", name="Overhandigd").click()
    keur(blad, "toegang gegeven")
    assert blad.get_by_text("ziet de gegevens").count() >= 1
    blad.locator("form[action='/uitloggen/'] button").first.evaluate("b => b.form.submit()")
    blad.wait_for_url("**/inloggen/**")
    blad.get_by_role("link", name="Kies dan eerst een wachtwoord").click()
    keur(blad, "uitnodiging")
    blad.get_by_role("button", name="Wachtwoord instellen").click()
    keur(blad, "uitnodiging met fouten")
    blad.get_by_label("Gebruikersnaam").fill(naam)
    blad.get_by_label("Code").fill(code)
    blad.get_by_label("Kies een wachtwoord").fill("een-lang-eigen-wachtwoord")
    blad.get_by_label("Hetzelfde wachtwoord nog een keer").fill("een-lang-eigen-wachtwoord")
    blad.get_by_role("button", name="Wachtwoord instellen").click()
    blad.wait_for_url("**/mijn/")
    assert blad.locator("main .rijtjes > li").count() == 1


@MATEN
def test_jongeren(blad: Page) -> None:
    """Three youths with different stories, everything unfolded."""
    log_in(blad)
    adressen = [a.get_attribute("href") or "" for a in blad.locator(".zaak__wie a").all()]
    for pad in (adressen[0], adressen[len(adressen) // 2], adressen[-1]):
        blad.goto(pad)
        blad.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        keur(blad, "jongere")


@MATEN
def test_school(blad: Page) -> None:
    """The list of a school's verzuimcoördinator, a name that is not there, and pupils with everything unfolded."""
    log_in(blad, "verzuimcoordinator")
    assert blad.url.endswith("/school/")
    keur(blad, "school")
    adressen = [a.get_attribute("href") or "" for a in blad.locator(".zaak__wie a").all()]
    assert len(adressen) > 1
    blad.get_by_label("Naam").fill("qqqq")
    blad.get_by_role("button", name="Filter").click()
    blad.get_by_role("heading", name="Niemand gevonden").wait_for()
    assert "qqqq" not in blad.url
    keur(blad, "niemand")
    for pad in dict.fromkeys((adressen[0], adressen[len(adressen) // 2], adressen[-1])):
        blad.goto(pad)
        blad.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        keur(blad, "leerling")
        blad.get_by_role("link", name="← Leerlingen").click()
        blad.wait_for_url("**/school/**")


def test_school_met_het_toetsenbord(blad: Page) -> None:
    log_in(blad, "verzuimcoordinator")
    blad.keyboard.press("j")
    naam = blad.locator(".zaak--gekozen, [data-gekozen]").first.locator("h3 a").inner_text()
    blad.keyboard.press("Enter")
    blad.wait_for_url("**/school/*-*/")
    assert blad.locator("h1").inner_text() == naam


def test_donker(blad: Page) -> None:
    log_in(blad, "teamleider")
    blad.goto("/instellingen/")
    blad.get_by_label("Donker").check()
    blad.get_by_role("button", name="Opslaan").click()
    for pad in ("/", blad.locator("a").first.get_attribute("href") or "/"):
        blad.goto(pad)
        assert axe(blad) == []
    blad.goto("/")
    blad.locator(".zaak__wie a").first.click()
    assert axe(blad) == []
    blad.goto("/instellingen/")
    blad.get_by_label("Licht").check()
    blad.get_by_role("button", name="Opslaan").click()


@pytest.mark.parametrize("blad", [(320, 640)], indirect=True, ids=["320"])
def test_school_heel_smal(blad: Page) -> None:
    log_in(blad, "verzuimcoordinator")
    assert past(blad)
    blad.locator(".zaak__wie a").first.click()
    assert past(blad)


@pytest.mark.parametrize("blad", [(320, 640)], indirect=True, ids=["320"])
def test_heel_smal(blad: Page) -> None:
    log_in(blad)
    for pad in PADEN:
        blad.goto(pad)
        assert past(blad), pad
    blad.goto("/")
    blad.locator(".zaak__wie a").first.click()
    assert past(blad)


def test_alles_met_het_toetsenbord(blad: Page) -> None:
    """From the list to the reason and back, without a mouse."""
    log_in(blad)
    blad.keyboard.press("j")
    gekozen = blad.locator(".zaak--gekozen, [data-gekozen]").first
    naam = gekozen.locator("h3 a").inner_text()
    blad.keyboard.press("Enter")
    blad.wait_for_url("**/jongeren/**")
    assert blad.locator("h1").inner_text() == naam
    blad.keyboard.press("Tab")
    assert blad.evaluate("document.activeElement.className").startswith("nl-skip-link")
    blad.keyboard.press("/")
    assert blad.evaluate("document.activeElement.id") == "zoek"
    blad.keyboard.press("Escape")


def test_letters_uit(blad: Page) -> None:
    """WCAG 2.1.4: single letters can be switched off."""
    log_in(blad, "administratie")
    blad.goto("/instellingen/")
    blad.get_by_label("Toetsen van één letter gebruiken").uncheck()
    blad.get_by_role("button", name="Opslaan").click()
    blad.goto("/")
    voor = blad.evaluate("document.activeElement.tagName")
    blad.keyboard.press("j")
    blad.keyboard.press("/")
    assert blad.evaluate("document.activeElement.tagName") == voor
    blad.goto("/instellingen/")
    blad.get_by_label("Toetsen van één letter gebruiken").check()
    blad.get_by_role("button", name="Opslaan").click()
    blad.goto("/")
    blad.keyboard.press("/")
    assert blad.evaluate("document.activeElement.id") == "zoek"


def test_tabel_zegt_wat_de_prent_zegt(blad: Page) -> None:
    """The table behind the timeline has every enrolment that the page's data has; the clock every hand."""
    from inbeeld.apps.personen.models import Jongere
    from inbeeld.apps.registers.models import Inschrijving

    log_in(blad)
    uuid = (blad.locator(".zaak__wie a").nth(3).get_attribute("href") or "").strip("/").split("/")[-1]
    wie = Jongere.objects.get(uuid=uuid)
    blad.goto(f"/jongeren/{uuid}/")
    blad.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
    rijen = blad.locator("section:has(#kop-tijdlijn) table tbody tr").all_inner_texts()
    echt = Inschrijving.objects.filter(jongere=wie, vervangen_op=None, vervallen=False).exclude(bron__startswith="duo-")
    assert len([r for r in rijen if r.startswith("School") and "niet ingeschreven" not in r]) >= echt.count() > 0 or not echt


def test_terug_in_de_tijd_en_weer_vandaag(blad: Page) -> None:
    log_in(blad)
    blad.locator(".zaak__wie a").first.click()
    blad.get_by_label("Zoals bekend op").fill("01-10-2026")
    blad.get_by_role("button", name="Toon").click()
    balk = blad.get_by_text("U ziet deze jongere zoals wij die kenden op donderdag 1 oktober 2026.")
    assert balk.is_visible()
    assert axe(blad) == []
    blad.get_by_role("link", name="Naar vandaag").click()
    assert blad.get_by_text("U ziet deze jongere zoals").count() == 0
