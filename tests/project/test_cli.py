"""The command line: exit codes, words instead of tracebacks, and kill -9 at any moment."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inbeeld.apps.toegang.models import Organisatie
from inbeeld.project.cli import voer_uit

_CLI = [sys.executable, "-c", "from inbeeld.project.cli import main; main()"]
_KOP = (
    "BSN;GESLACHTSNAAM;VOORNAMEN;GESLACHT;GEBOORTEDATUM;GEMEENTECODE;DATUM_VESTIGING;DATUM_VERTREK;POSTCODE;WOONPLAATS;"
    "VOORVOEGSEL;DATUM_OVERLIJDEN;LAND_VERTREK;STRAAT;HUISNUMMER;HUISLETTER;TOEVOEGING;GEHEIM;NATIONALITEIT;BSN_OUDER_1;"
    "BSN_OUDER_2;GEZAG;A_NUMMER"
)


def bsn(n: int) -> str:
    """The n-th number that passes the elfproef and starts with 99999."""
    gevonden = 0
    for rest in range(10_000):
        cijfers = f"99999{rest:04d}"
        som = sum(int(c) * w for c, w in zip(cijfers, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
        if som % 11 == 0:
            if gevonden == n:
                return cijfers
            gevonden += 1
    raise ValueError(n)


def selectie(pad: Path, aantal: int, naam: str = "Vermeer") -> Path:
    rijen = [f"{bsn(i)};{naam};Noor;V;20100304;0363;20100304;;1011AB;Waterveen" + ";" * 13 for i in range(aantal)]
    pad.write_text("\r\n".join([_KOP, *rijen]) + "\r\n", "utf-8")
    return pad


def roep(omgeving: dict[str, str], *argumenten: str) -> subprocess.CompletedProcess[str]:
    klaar = subprocess.run([*_CLI, *argumenten], capture_output=True, text=True, env=omgeving, timeout=120, check=False)
    assert "Traceback" not in klaar.stdout + klaar.stderr
    return klaar


def test_inlezen_en_nog_eens(organisatie: Organisatie, omgeving: dict[str, str], tmp_path: Path) -> None:
    pad = selectie(tmp_path / "brp-selectie-20251001.csv", 5)
    with pad.open("a", encoding="utf-8") as bestand:
        bestand.write("123456789;Fout;Nr;V;20100304;0363;20100304;;;" + ";" * 13 + "\r\n")
    eerste = roep(omgeving, "inlezen", str(pad), "--json", "--organisatie", organisatie.code)
    assert eerste.returncode == 1  # one row was refused
    bon = json.loads(eerste.stdout)["bonnen"][0]
    assert (bon["gelezen"], bon["apart"], bon["nieuwe_jongeren"]) == (6, 1, 5)
    tweede = roep(omgeving, "inlezen", str(pad), "--json", "--organisatie", organisatie.code)
    assert tweede.returncode == 0
    assert json.loads(tweede.stdout)["bonnen"][0]["al_ingelezen"] is True
    for uitvoer in (eerste, tweede):
        assert bsn(0) not in uitvoer.stdout + uitvoer.stderr
    export = tmp_path / "apart.csv"
    assert roep(omgeving, "apart", bon["levering"][:8], "--uit", str(export), "--organisatie", organisatie.code).returncode == 0
    assert "123456789" in export.read_text("utf-8-sig")
    assert "wacht niets" in roep(omgeving, "ongekoppeld", "--organisatie", organisatie.code).stdout


@pytest.mark.parametrize(
    ("argumenten", "tekst"),
    [
        (["inlezen", "/is/er/niet.csv"], "is er niet"),
        (["inlezen"], "PAD"),
        (["bestaat-niet"], "bestaat-niet"),
        (["genereer", "--jongeren", "0", "--uit", "x"], "jongeren"),
        (["genereer", "--jongeren", "5", "--uit", "x", "--vorm", "taart"], "vorm"),
        (["genereer", "--jongeren", "veel", "--uit", "x"], "jongeren"),
        (["migreer", "--gemeenten", "12"], "vier cijfers"),
        (["database", "dans"], "start"),
        (["demo", "--jongeren", "0"], "jongeren"),
    ],
)
def test_verkeerd_gebruik(capsys: pytest.CaptureFixture[str], argumenten: list[str], tekst: str) -> None:
    assert voer_uit(argumenten) == 2
    uitvoer = capsys.readouterr()
    assert tekst in uitvoer.err
    assert uitvoer.out == ""


@pytest.mark.parametrize(
    ("argumenten", "code", "tekst"),
    [
        (["inlezen", "{leeg}", "{vreemd}", "--organisatie", "{org}"], 1, "geen levering"),
        (["inlezen", "{leeg}", "--organisatie", "nergens"], 2, "nergens"),
        (["apart", "zzzz", "--uit", "x.csv", "--organisatie", "{org}"], 2, "levering"),
    ],
)
def test_fouten_in_woorden(
    organisatie: Organisatie, omgeving: dict[str, str], tmp_path: Path, argumenten: list[str], code: int, tekst: str
) -> None:
    (tmp_path / "leeg.csv").write_text("")
    (tmp_path / "vreemd.csv").write_text("a;b\n1;2\n")
    plekken = {"leeg": tmp_path / "leeg.csv", "vreemd": tmp_path / "vreemd.csv", "org": organisatie.code}
    klaar = roep(omgeving, *(a.format(**plekken) for a in argumenten))
    assert klaar.returncode == code, klaar.stderr
    assert tekst in klaar.stderr
    assert klaar.stdout == ""


def test_onvoorziene_fout_zegt_niets_over_personen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stuk(*_: object, **__: object) -> None:
        raise ValueError(f"kan {bsn(0)} niet lezen")

    monkeypatch.setattr("inbeeld.project.cli.app", stuk)
    assert voer_uit([]) == 1
    uitvoer = capsys.readouterr().err
    assert bsn(0) not in uitvoer
    assert "ValueError" in uitvoer


def test_onbereikbare_database(omgeving: dict[str, str], tmp_path: Path) -> None:
    anders = omgeving | {"DATABASE_URL": "postgresql://a:geheimwoord@127.0.0.1:1/x", "INBEELD_MAP": str(tmp_path)}
    klaar = roep(anders, "ongekoppeld")
    assert klaar.returncode == 1
    assert "niet bereikbaar" in klaar.stderr
    assert "geheimwoord" not in klaar.stderr


def _stand(organisatie: Organisatie) -> tuple[int, ...]:
    from django.db import connection

    tabellen = ("personen_jongere", "personen_persoonsgegevens", "registers_verblijf", "leveringen_levering", "registers_dekking")
    with connection.cursor() as cursor:
        uit = []
        for tabel in tabellen:
            cursor.execute(f"SELECT count(*) FROM {tabel} WHERE tenant_id = %s", [organisatie.pk])
            uit.append(cursor.fetchone()[0])
    return tuple(uit)


def _bezig() -> bool:
    """Whether a delivery is being taken in: it holds its lock."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
            "WHERE locktype = 'advisory' AND d.datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


def _kill(organisatie: Organisatie, omgeving: dict[str, str], tmp_path: Path, keren: int) -> None:
    pad = selectie(tmp_path / "brp-selectie-20251001.csv", 600)
    toeval = random.Random(7)
    klaar = (600, 600, 600, 1, 600)
    for _ in range(keren):
        loopt = subprocess.Popen(
            [*_CLI, "inlezen", str(pad), "--organisatie", organisatie.code],
            env=omgeving,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        grens = time.monotonic() + 60
        while not _bezig() and loopt.poll() is None and time.monotonic() < grens:
            time.sleep(0.005)
        time.sleep(toeval.uniform(0, 0.3))
        with contextlib.suppress(ProcessLookupError):  # it was ready before us
            os.killpg(loopt.pid, signal.SIGKILL)
        loopt.wait()
        for _ in range(100):  # the server notices a moment later that its client is gone
            if not _bezig():
                break
            time.sleep(0.05)
        assert _stand(organisatie) in ((0, 0, 0, 0, 0), klaar)
    assert roep(omgeving, "inlezen", str(pad), "--organisatie", organisatie.code).returncode == 0
    assert _stand(organisatie) == klaar


def test_kill_laat_oud_of_nieuw_achter(organisatie: Organisatie, omgeving: dict[str, str], tmp_path: Path) -> None:
    _kill(organisatie, omgeving, tmp_path, 4)


@pytest.mark.lang
def test_kill_dertig_keer(organisatie: Organisatie, omgeving: dict[str, str], tmp_path: Path) -> None:
    _kill(organisatie, omgeving, tmp_path, 30)
