"""Deliveries in Chromium: a file sent in and taken in, a row corrected by keyboard, rows sent back; accessible all along."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import BREED, SMAL, log_in
from .test_bladen import axe, past

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from inbeeld.apps.toegang.models import Organisatie

MATEN = pytest.mark.parametrize("blad", [BREED, SMAL, (320, 640)], indirect=True, ids=["breed", "smal", "320"])


pytestmark = pytest.mark.usefixtures("schone_rij")


def werk(omgeving: dict[str, str]) -> None:
    """The worker does what there is to do."""
    subprocess.run([sys.executable, "-m", "inbeeld", "werker", "--tot-leeg"], env=omgeving, check=True, timeout=180)


def adressen(gemeente: Organisatie) -> list[str]:
    """Each page of deliveries, of a delivery with set-apart rows."""
    from inbeeld.apps.leveringen.models import ApartGezet

    rij = ApartGezet.objects.filter(tenant=gemeente, status="open").select_related("levering").order_by("pk").first()
    assert rij is not None
    bon = f"/leveringen/{rij.levering.uuid}/"
    lijsten = [
        "/leveringen/",
        "/leveringen/?toon=herstellen",
        "/leveringen/bronnen/",
        "/leveringen/aanleveren/",
        "/leveringen/wacht/",
    ]
    return [*lijsten, bon, f"{bon}apart/", f"{bon}apart/?toon=klaar", f"{bon}apart/{rij.pk}/"]


@MATEN
def test_elke_pagina(blad: Page, gemeente: Organisatie) -> None:
    log_in(blad, "administratie")
    for pad in adressen(gemeente):
        antwoord = blad.goto(pad)
        assert antwoord is not None
        assert antwoord.status == 200, pad
        blad.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        assert axe(blad) == [], pad
        assert past(blad), f"{pad} scrolls sideways"
        assert blad.locator("h1").count() == 1, pad


def test_aanleveren_tot_bon(blad: Page, tmp_path: Path, omgeving: dict[str, str]) -> None:
    goed, raar = tmp_path / "verzuim_20261117.csv", tmp_path / "raar.csv"
    goed.write_text("BSN;GESLACHTSNAAM;VOORNAMEN;GESLACHT;GEBOORTEDATUM;GEMEENTECODE;DATUM_VESTIGING;DATUM_VERTREK\n", "utf-8")
    goed.write_text(goed.read_text() + "999990019;Vermeer;Noor;V;20100304;9001;20100304;\n", "utf-8")
    raar.write_text("KLEUR;SMAAK\nrood;zoet\n", "utf-8")
    log_in(blad, "administratie")
    blad.goto("/leveringen/aanleveren/")
    blad.get_by_role("button", name="Aanleveren", exact=True).click()
    blad.get_by_text("Kies eerst een of meer bestanden.").first.wait_for()
    assert axe(blad) == []
    blad.locator("input[type=file]").set_input_files([str(goed), str(raar)])
    blad.get_by_role("button", name="Aanleveren", exact=True).click()
    blad.wait_for_url("**/leveringen/")
    blad.get_by_text("2 bestanden worden ingelezen").wait_for()
    assert axe(blad) == []
    werk(omgeving)
    # By itself, without loading the page again: the files, and then the picture.
    blad.get_by_text("Net aangeleverd").wait_for(timeout=30_000)
    assert blad.locator("#onderweg").get_by_text("Ingelezen", exact=True).count() == 1
    assert blad.locator("#onderweg").get_by_text("Dit is geen levering die we kennen.").count() == 1
    assert blad.locator("#bonnen").get_by_text("verzuim_20261117.csv", exact=True).count() == 1
    assert axe(blad) == []
    blad.locator("#onderweg").get_by_role("link", name="Bon bekijken raar.csv").click()
    assert blad.locator("h1").inner_text() == "Geweigerd"


def test_rij_herstellen_met_alleen_het_toetsenbord(blad: Page, gemeente: Organisatie, omgeving: dict[str, str]) -> None:
    from inbeeld.apps.leveringen.models import ApartGezet

    rij = (
        ApartGezet.objects.filter(tenant=gemeente, status="open", levering__bron="absentie-v1", code="onbekende_code")
        .select_related("levering")
        .order_by("pk")
        .first()
    )
    assert rij is not None
    log_in(blad, "administratie")
    blad.goto(f"/leveringen/{rij.levering.uuid}/apart/?reden=onbekende_code")
    blad.keyboard.press("j")
    blad.keyboard.press("s")
    blad.wait_for_url("**/apart/*/")
    veld = blad.locator(".cellen-fout input")
    veld.focus()
    blad.keyboard.press("Control+A")
    blad.keyboard.type("nog steeds fout")
    blad.keyboard.press("Enter")
    # What is wrong stands on top and at the field; what was typed is still there.
    blad.locator(".fouten").wait_for()
    assert blad.evaluate("document.activeElement.className") == "fouten"
    assert veld.input_value() == "nog steeds fout"
    assert axe(blad) == []
    blad.keyboard.press("Tab")
    blad.keyboard.press("Enter")
    assert blad.evaluate("document.activeElement === document.querySelector('.cellen-fout input')")
    blad.keyboard.press("Control+A")
    blad.keyboard.type("ziek")
    blad.keyboard.press("Enter")
    blad.get_by_text("is hersteld en wordt ingelezen").wait_for()
    werk(omgeving)
    blad.goto(f"/leveringen/{rij.levering.uuid}/apart/?toon=klaar")
    assert blad.get_by_text("Hersteld door Noor van Dalen").count() == 1
    assert axe(blad) == []


@pytest.mark.parametrize("blad", [BREED, SMAL], indirect=True, ids=["breed", "smal"])
def test_een_ander_was_voor(blad: Page, gemeente: Organisatie) -> None:
    """The page that says so can be read by all, and holds what was typed."""
    from inbeeld.apps.leveringen.models import ApartGezet
    from inbeeld.apps.leveringen.services import laat_zo
    from inbeeld.apps.toegang.models import Medewerker

    log_in(blad, "administratie")
    rij = ApartGezet.objects.filter(tenant=gemeente, status="open", afhandelingen=None).select_related("levering").latest("pk")
    blad.goto(f"/leveringen/{rij.levering.uuid}/apart/{rij.pk}/")
    blad.locator("main details").last.evaluate("d => d.open = true")
    ander = Medewerker.objects.filter(tenant=gemeente, rol="teamleider").latest("pk")
    assert laat_zo(rij, "komt opnieuw", ander) is None
    blad.get_by_label("Waarom mag deze rij zo blijven?").fill("dubbel geleverd")
    blad.get_by_role("button", name="Zo laten").click()
    melding = blad.get_by_role("alert")
    assert "Iemand was u voor" in melding.inner_text()
    assert "dubbel geleverd" in melding.inner_text()
    assert axe(blad) == []
    assert past(blad)


def test_rijen_voor_de_leverancier(blad: Page, gemeente: Organisatie, tmp_path: Path) -> None:
    from inbeeld.apps.leveringen.models import ApartGezet

    levering = ApartGezet.objects.filter(tenant=gemeente, levering__bron="brp-selectie-v1", status="open").latest("pk").levering
    log_in(blad, "administratie")
    blad.goto(f"/leveringen/{levering.uuid}/apart/")
    with blad.expect_download() as gevangen:
        blad.get_by_role("button", name="Rijen voor de leverancier opslaan").click()
    tekst = Path(gevangen.value.path()).read_text("utf-8-sig")
    rijen = list(csv.DictReader(io.StringIO(tekst, newline=""), delimiter=";"))
    assert len(rijen) == ApartGezet.objects.filter(levering=levering, status="open").count() > 0
    blad.wait_for_timeout(1500)
    assert blad.locator("#laden").inner_text() == "", "no sentence that stays"
