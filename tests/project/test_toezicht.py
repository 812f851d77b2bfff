"""Alive, ready, measured, logged: and never a word about a person."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import Client

from apps.maken import ANNA, BRAM, WACHTWOORD, brp, gaat_naar, levering, log_in, neem, persoon, vraag, woont
from apps.test_leveringen_opdrachten import bied_aan, brp_bestand, brp_rij, werker
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.basis.sleutelbos import Sleutelbos
from inbeeld.apps.toegang.models import Organisatie
from inbeeld.apps.toegang.services import leg_medewerker_vast
from inbeeld.bronnen.basis import Apart
from inbeeld.project.database import WERKER, Server
from inbeeld.project.toezicht import gereed, logboek, metingen

from .test_server import antwoordt, server, vrije_poort, wacht_tot

NAAM, VOORNAAM = "Zonneschijn", "Quirijntje"


@pytest.fixture
def een_werker(database: str, installatie: Path) -> Iterator[None]:
    """Says it is alive, for as long as the test lasts."""
    with psycopg.connect(Server(installatie).url(WERKER, database), autocommit=True) as v:
        (id_,) = v.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()) RETURNING id").fetchone() or (0,)
        yield
        v.execute("DELETE FROM procrastinate_workers WHERE id = %s", [id_])


# ---------------------------------------------------------------------- alive and ready


def test_gezond_vraagt_de_database_niets(django_assert_num_queries: Any, database: str) -> None:
    with django_assert_num_queries(0):
        antwoord = Client().get("/gezond/")
    assert (antwoord.status_code, antwoord.content) == (200, b"goed\n")


def test_gereed(een_werker: None, als_web_straks: Callable[[], None]) -> None:
    als_web_straks()
    antwoord = Client().get("/gereed/")
    assert antwoord.status_code == 200
    assert antwoord.json() == {"gereed": True, "delen": dict.fromkeys(gereed.DELEN, "goed")}
    assert Client(headers={"x-forwarded-for": "203.0.113.9"}).get("/gereed/").json() == {"gereed": True}


@pytest.mark.parametrize(
    ("deel", "stand", "klaar"),
    [
        ("werker", "let op", True),
        ("schijf", "fout", False),
        ("sleutels", "fout", False),
        ("migraties", "fout", False),
        ("database", "fout", False),
    ],
)
def test_niet_gereed(
    deel: str, stand: str, klaar: bool, database: str, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part is really missing, not said to be."""
    if deel == "werker":
        settings.WERKER_STIL = -10
    elif deel == "schijf":
        monkeypatch.setattr(gereed, "VOL", 2**62)
    elif deel == "sleutels":
        settings.SLEUTEL_MAP = tmp_path
    elif deel == "migraties":
        monkeypatch.setattr(gereed, "_migraties", (0.0, ""))
        monkeypatch.setattr(gereed, "bekende_migraties", lambda: {("toegang", "9999_straks")})
    else:
        monkeypatch.setattr(
            connections["default"], "settings_dict", connections["default"].settings_dict | {"HOST": str(tmp_path)}
        )
        connections["default"].close()
    with in_tenant(None):
        antwoord = Client().get("/gereed/")
        connections["default"].close()  # else leaving signs a pass, with a key that may be missing here
    gereed._migraties = (0.0, "")
    assert antwoord.json()["delen"][deel] == stand
    assert (antwoord.status_code, antwoord.json()["gereed"]) == ((200, True) if klaar else (503, False))


# ---------------------------------------------------------------------- measured


def test_metingen(organisatie: Organisatie, een_werker: None, schone_rij: None, als_web_straks: Callable[[], None]) -> None:
    neem(organisatie, brp(date(2025, 10, 1), ANNA))
    vraag(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) VALUES ('inbeeld', 'proef.mislukt', %s, 'failed') "
        "RETURNING id",
        json.dumps({"tenant_id": organisatie.pk}),
    )
    vraag("INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('inbeeld', 'proef.wacht', '{}') RETURNING id")
    als_web_straks()
    client = Client()
    client.get("/inloggen/")
    client.get(f"/jongeren/{ANNA}/{NAAM}/")
    tekst = client.get("/metingen/").content.decode()
    assert 'inbeeld_verzoeken_total{methode="GET",pagina="toegang:inloggen",status="200"}' in tekst
    assert 'pagina="onbekend",status="404"' in tekst
    assert 'inbeeld_opdrachten{opdracht="proef.mislukt",stand="failed"} 1.0' in tekst
    assert 'inbeeld_opdrachten{opdracht="proef.wacht",stand="todo"} 1.0' in tekst
    assert f'inbeeld_levering_seconden{{bron="brp-selectie-v1",organisatie="{organisatie.code}"}}' in tekst
    assert "inbeeld_opdracht_oudste_seconden" in tekst
    assert "inbeeld_werkers 1.0" in tekst or "inbeeld_werkers" in tekst
    for weg in (ANNA, NAAM, "/jongeren/"):
        assert weg not in tekst


def test_metingen_alleen_van_hier_of_met_de_sleutel(database: str, installatie: Path, settings: Any) -> None:
    assert Client().get("/metingen/").status_code == 200
    assert Client(REMOTE_ADDR="203.0.113.9").get("/metingen/").status_code == 404
    for kop in ("x-forwarded-for", "x-forwarded-proto", "x-real-ip", "forwarded"):
        assert Client(headers={kop: "127.0.0.1"}).get("/metingen/").status_code == 404, kop
    settings.METINGEN_VANAF = ["203.0.113.0/24"]
    assert Client(REMOTE_ADDR="203.0.113.9").get("/metingen/").status_code == 200
    assert Client().get("/metingen/").status_code == 404
    assert Client(headers={"authorization": "Bearer "}).get("/metingen/").status_code == 404
    bos = Sleutelbos(installatie / "sleutels")
    sleutel = bos.lees_of_maak("metingen")
    try:
        assert Client(headers={"authorization": f"Bearer {sleutel}", "x-forwarded-for": "x"}).get("/metingen/").status_code == 200
        assert Client(headers={"authorization": f"Bearer {sleutel}x"}).get("/metingen/").status_code == 404
    finally:
        (bos.map / "metingen").unlink()


@pytest.mark.lang
def test_processen_tellen_samen(installatie: Path, database: str, omgeving: dict[str, str]) -> None:
    poort = vrije_poort()
    with server(omgeving, poort):
        wacht_tot(lambda: antwoordt(poort))
        for _ in range(5):
            urllib.request.urlopen(f"http://localhost:{poort}/gezond/").read()
        tekst = urllib.request.urlopen(f"http://localhost:{poort}/metingen/").read().decode()
        assert 'inbeeld_verzoeken_total{methode="GET",pagina="gezond",status="200"} 5.0' in tekst


# ---------------------------------------------------------------------- logged


def regels(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(r) for r in log.getvalue().splitlines()]


def test_een_verzoek_is_een_regel(log: io.StringIO, database: str) -> None:
    Client().get("/inloggen/", {"next": f"/jongeren/?zoek={NAAM}"})
    (regel,) = regels(log)
    assert {k: regel[k] for k in ("event", "pagina", "methode", "status", "level", "logger")} == {
        "event": "verzoek",
        "pagina": "toegang:inloggen",
        "methode": "GET",
        "status": 200,
        "level": "info",
        "logger": "inbeeld.verzoek",
    }
    assert len(regel["trace"]) == 32
    assert regel["ms"] >= 0


@pytest.mark.parametrize(
    ("naam", "schrijf"),
    [
        ("inbeeld.proef", lambda log: log.error("nummer %s", ANNA)),
        ("inbeeld.proef", lambda log: log.error("nummer %s en %s", int(ANNA), {"bsn": [ANNA]})),
        ("ander.pakket", lambda log: log.error("kan %s niet lezen", NAAM)),
        ("ander.pakket", lambda log: log.error(f"kan {NAAM} niet lezen")),
        ("django.request", lambda log: log.warning("Not Found: %s", f"/jongeren/{NAAM}/", extra={"status_code": 404})),
        ("gunicorn.error", lambda log: log.error("Error handling request %s", f"/jongeren/?q={NAAM}")),
        ("inbeeld.proef", lambda log: _met_fout(log)),
        ("ander.pakket", lambda log: _met_fout(log)),
    ],
)
def test_wat_anderen_erin_zetten_komt_er_niet_in(log: io.StringIO, naam: str, schrijf: Callable[[logging.Logger], None]) -> None:
    schrijf(logging.getLogger(naam))
    (regel,) = regels(log)
    assert naam in ("inbeeld.proef", "django.request") or regel["event"] in _ZONDER_WAARDEN
    for weg in (ANNA, NAAM):
        assert weg not in log.getvalue()


_ZONDER_WAARDEN = ("kan %s niet lezen", "melding van ander.pakket", "Error handling request %s")


def _met_fout(log: logging.Logger) -> None:
    try:
        try:
            raise ValueError(f"{NAAM} {ANNA}")
        except ValueError as eerste:
            raise RuntimeError(f"om {NAAM}") from eerste
    except RuntimeError:
        log.exception("mislukt")


def test_van_een_fout_soort_en_plek(log: io.StringIO) -> None:
    _met_fout(logging.getLogger("inbeeld.proef"))
    (regel,) = regels(log)
    assert regel["fout"] == "RuntimeError"
    assert regel["event"] == "mislukt"
    assert any("test_toezicht.py" in p for p in regel["plek"])


def test_een_mislukte_opdracht_zegt_wat_maar_niet_over_wie(log: io.StringIO) -> None:
    from inbeeld.apps.opdrachten.taken import OpdrachtFout

    job = {"id": 123456789, "task_name": "levering.herstel", "task_kwargs": {"tenant_id": 3, "naam": NAAM}}
    try:
        raise OpdrachtFout("De sleutel versleuteling-1 ontbreekt.")
    except OpdrachtFout:
        extra = {"action": "job_error", "job": job}
        logging.getLogger("procrastinate.worker").error(f"Job {job} mislukt", exc_info=True, extra=extra)
    (regel,) = regels(log)
    gelijk = {"event": "job_error", "opdracht": "levering.herstel", "nummer": 123456789, "organisatie": 3, "fout": "OpdrachtFout"}
    assert {k: regel[k] for k in gelijk} == gelijk
    assert regel["wat"] == "De sleutel versleuteling-1 ontbreekt."
    assert NAAM not in log.getvalue()


def test_geen_persoon_in_welk_logboek_ook(
    organisatie: Organisatie,
    installatie: Path,
    omgeving: dict[str, str],
    schone_rij: None,
    log: io.StringIO,
    tmp_path: Path,
    als_web_straks: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Deliveries, pages, searches, errors in pages and in jobs, by hand and by the worker; then look in all that was written."""
    postgres = Server(installatie).logboek
    begin = postgres.stat().st_size
    ander = ""
    fout = Apart(9, "GEBOORTEDATUM", "datum", "geen datum", "Herstel", {"BSN": BRAM, "GESLACHTSNAAM": NAAM})
    neem(
        organisatie,
        levering(
            "brp-selectie-v1", date(2025, 10, 1), "volledig", apart=(fout,),
            personen=[persoon(ANNA, naam=NAAM, voornamen=VOORNAAM)], verblijf=[woont(ANNA)],
        ),
        levering("rod-levering-v1", date(2025, 10, 2), inschrijvingen=[gaat_naar(ANNA), gaat_naar(BRAM, "7")]),
    )  # fmt: skip
    pad = brp_bestand(tmp_path, brp_rij(ANNA, naam=NAAM), brp_rij("123456789", naam=NAAM), naam=f"brp_{ANNA}_20260901.csv")
    gelezen = subprocess.run(
        [sys.executable, "-m", "inbeeld", "inlezen", str(pad), "--organisatie", organisatie.code],
        capture_output=True, text=True, env=omgeving, timeout=120, check=False,
    )  # fmt: skip
    ander += gelezen.stdout.replace(str(pad), "") + gelezen.stderr
    bied_aan(organisatie, brp_bestand(tmp_path, brp_rij(BRAM, naam=NAAM), naam="brp_20261001.csv"))
    vraag(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('inbeeld', 'levering.herstel', %s) RETURNING id",
        json.dumps({"tenant_id": organisatie.pk, "afhandeling_id": 0}),
    )
    with werker(omgeving, "--tot-leeg") as proces:
        uit, err = proces.communicate(timeout=120)
        ander += uit + err
    leg_medewerker_vast(organisatie, f"log-{organisatie.pk}", naam="Noor", rol="teamleider", wachtwoord=WACHTWOORD)
    als_web_straks()
    client = log_in(f"log-{organisatie.pk}")
    client.raise_request_exception = False
    assert NAAM in client.post("/jongeren/", {"zoek": NAAM}, follow=True).content.decode()
    client.post("/jongeren/", {"zoek": ANNA}, follow=True)
    client.get(f"/jongeren/{NAAM}/{ANNA}/")
    client.get(f"/leveringen/?toon={NAAM}")
    client.get("/inloggen/", headers={"host": f"{NAAM}.example.nl"})

    def stuk(*_: object, **__: object) -> HttpResponse:
        with psycopg.connect(Server(installatie).url(WERKER, omgeving["INBEELD_DATABASE"])) as v:
            v.execute("SELECT %s::text::int", [f"{NAAM} {ANNA}"])
        raise ValueError(NAAM)

    monkeypatch.setattr("inbeeld.apps.jongere.zoeken.render", stuk)
    mislukt = client.post("/jongeren/", {"zoek": NAAM}, follow=True)
    assert mislukt.status_code == 500
    assert NAAM not in mislukt.content.decode()

    with postgres.open("rb") as stroom:
        stroom.seek(begin)
        van_postgres = stroom.read().decode(errors="replace")
    geschreven = regels(log)
    assert {"verzoek geweigerd", "verzoek mislukt", "verzoek"} <= {r["event"] for r in geschreven}
    assert any(r.get("fout") for r in geschreven)
    for weg in (NAAM, NAAM.lower(), VOORNAAM, ANNA, BRAM, "123456789"):
        assert weg not in log.getvalue()
        assert weg not in ander
        assert weg not in van_postgres


@pytest.mark.lang
def test_een_server_die_draait_noemt_niemand(organisatie: Organisatie, installatie: Path, omgeving: dict[str, str]) -> None:
    leg_medewerker_vast(organisatie, f"srv-{organisatie.pk}", naam="Noor", rol="teamleider", wachtwoord=WACHTWOORD)
    poort = vrije_poort()
    with server(omgeving, poort) as proces:
        wacht_tot(lambda: antwoordt(poort))
        for adres in (f"/jongeren/{NAAM}/?q={ANNA}", f"/inloggen/?next=/{NAAM}", f"/%ff{NAAM}"):
            try:
                urllib.request.urlopen(f"http://localhost:{poort}{adres}").read()
            except urllib.error.HTTPError:
                continue
        os.kill(proces.pid, 15)
        _, err = proces.communicate(timeout=60)
    assert '"event": "verzoek"' in err
    assert NAAM not in err
    assert ANNA not in err


def test_een_pagina_telt_onder_haar_naam() -> None:
    verzoek = HttpRequest()
    assert logboek.pagina_van(verzoek) == "onbekend"
    assert metingen.pagina_van is logboek.pagina_van
