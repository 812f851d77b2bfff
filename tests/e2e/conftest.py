"""A real browser on a real server: the invented municipality in small, served as role ``web``."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from inbeeld.project.cli.demo import op_volgorde, school_van_demo
from inbeeld.project.cli.genereer import schrijf

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from inbeeld.apps.toegang.models import Organisatie

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's loop runs in the thread of the test
JONGEREN = 600
WACHTWOORD = "proef-wachtwoord-lang"
BREED, SMAL = (1440, 1000), (390, 844)


def chromium() -> str:
    for naam in ("chromium", "chromium-browser", "google-chrome"):
        if pad := shutil.which(naam):
            return pad
    pytest.fail("Chromium is not there. Run 'make chromium', or install the package 'chromium'.")


@pytest.fixture(scope="module")
def gemeente(database: str, tmp_path_factory: pytest.TempPathFactory) -> Organisatie:
    """A municipality of 600 youths, read from delivery files, with two pictures and an account per role."""
    from django.utils import timezone

    from inbeeld.apps.basis.muren import betreed
    from inbeeld.apps.leveringen.services import lees_in
    from inbeeld.apps.toegang.models import ROLLEN, VERZUIM, Medewerker
    from inbeeld.apps.toegang.services import leg_medewerker_vast, leg_organisatie_vast
    from inbeeld.apps.werklijst.services import ververs
    from inbeeld.bronnen import lees
    from inbeeld.synthese.bevolking import PEILDATUM
    from inbeeld.synthese.scholen import gemeenten

    map_ = tmp_path_factory.mktemp("leveringen")
    schrijf(JONGEREN, 1, map_, "leveringen")
    code = next(iter(gemeenten(JONGEREN, 0, False, JONGEREN).code))
    tenant = leg_organisatie_vast(f"e2e-{os.getpid()}", "Waterveen", [code], "midden", PEILDATUM)
    betreed(tenant.pk)
    bestanden = sorted(p for p in map_.rglob("*") if p.suffix.lower() in (".csv", ".json"))
    for gelezen in op_volgorde([lees(p) for p in bestanden]):
        lees_in(gelezen.pad, tenant, ontvangen_op=datetime.combine(gelezen.bron_datum, time(12), UTC), gelezen=gelezen)
    ververs(tenant, date(2026, 11, 13))
    tweede = ververs(tenant, PEILDATUM)
    for rol in ROLLEN:
        scholen = [school_van_demo(tenant)] if rol == VERZUIM else []
        wie = leg_medewerker_vast(tenant, f"{rol}-e2e", naam="Noor van Dalen", rol=rol, wachtwoord=WACHTWOORD, scholen=scholen)
        Medewerker.objects.filter(pk=wie.pk).update(
            vorig_bezoek=tweede.gemaakt_op, bezoek=timezone.now(), toetsen_aan=True, thema="licht"
        )
    _betrokkenen(tenant, PEILDATUM)
    return tenant


def _betrokkenen(tenant: Organisatie, nu: date) -> None:
    """The parent sees two children, the youth themselves."""
    from inbeeld.apps.mijn.beleid import te_zien
    from inbeeld.apps.mijn.services import geef_toegang, uiterlijk
    from inbeeld.apps.personen.models import Jongere
    from inbeeld.apps.registers.models import Melding
    from inbeeld.apps.toegang.models import Medewerker

    door = Medewerker.objects.get(gebruikersnaam="administratie-e2e")
    gemeld = Melding.objects.filter(tenant=tenant).values("jongere")
    wie = Jongere.objects.filter(pk__in=gemeld, tenant=tenant, opgegaan_in=None, overleden=None, geheim=False).order_by("pk")
    jong = wie.filter(geboren__gt=nu.replace(year=nu.year - 15))[:2]
    groot = wie.filter(geboren__lt=nu.replace(year=nu.year - 16))[:1]
    for als, jongeren in (("ouder", jong), ("jongere", groot)):
        if te_zien(Medewerker.objects.get(gebruikersnaam=f"{als}-e2e"), nu):
            continue  # another module made them
        for jongere in jongeren:
            geef_toegang(
                door,
                jongere,
                als=als,
                gebruikersnaam=f"{als}-e2e",
                naam="Noor van Dalen",
                hoe="balie",
                gezag="brp" if als == "ouder" else "",
                tot=uiterlijk(nu),
                zelfde=True,
            )


@pytest.fixture(scope="module")
def server(gemeente: Organisatie, installatie: Path, database: str) -> Iterator[str]:
    """Address of the web app, which connects as role ``web``."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    from inbeeld.project.database import WEB, Server

    class Stil(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the output of the tests is for the tests."""

    verbinding = connections["default"]
    oud = dict(verbinding.settings_dict)
    verbinding.close()
    verbinding.settings_dict.update(Server(installatie).verbinding(WEB, database))
    dienst = ThreadedWSGIServer(("127.0.0.1", 0), Stil, allow_reuse_address=False)
    dienst.daemon_threads = True
    dienst.set_app(get_wsgi_application())
    threading.Thread(target=dienst.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{dienst.server_address[1]}"
    dienst.shutdown()
    dienst.server_close()
    verbinding.close()
    verbinding.settings_dict.update(oud)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        b = p.chromium.launch(
            executable_path=chromium(),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield b
        b.close()


_ZEGT = re.compile("422|409").search


@pytest.fixture
def blad(browser: Browser, server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in a window of its own; whatever the browser complains about fails the test. Size by ``parametrize(indirect)``."""
    breedte, hoogte = getattr(request, "param", BREED)
    context = browser.new_context(
        reduced_motion="reduce", viewport={"width": breedte, "height": hoogte}, locale="nl-NL", base_url=server
    )
    page = context.new_page()
    klachten: list[str] = []
    # The browser also mentions each form that was not right (422), or that someone else was first (409): that is no complaint.
    page.on("console", lambda m: klachten.append(m.text) if m.type in ("error", "warning") and not _ZEGT(m.text) else None)
    page.on("pageerror", lambda e: klachten.append(str(e)))
    yield page
    context.close()
    assert klachten == []


def log_in(page: Page, rol: str = "leerplichtambtenaar") -> None:
    page.goto("/inloggen/")
    page.get_by_label("Gebruikersnaam").fill(f"{rol}-e2e")
    page.get_by_label("Wachtwoord").fill(WACHTWOORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url("**/" if rol not in ("ouder", "jongere") else "**/mijn/**")
