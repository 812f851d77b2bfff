"""The embedded server: locked, idempotent, roles with only their rights."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from inbeeld.apps.basis.muren import toon_pas_op
from inbeeld.apps.toegang.models import Organisatie
from inbeeld.project import database
from inbeeld.project.database import EIGENAAR, WEB, WERKER, DatabaseFout, Server

_START = "import sys, pathlib; from inbeeld.project.database import Server; Server(pathlib.Path(sys.argv[1])).start()"


def test_twee_tegelijk_starten(installatie: Path, database: str) -> None:
    lopen = [subprocess.Popen([sys.executable, "-c", _START, str(installatie)]) for _ in range(2)]
    assert [p.wait(60) for p in lopen] == [0, 0]


def test_niemand_zonder_wachtwoord(installatie: Path, database: str) -> None:
    server = Server(installatie)
    for rol in ("postgres", EIGENAAR, WEB):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(host=str(server.socketmap), user=rol, dbname=database)
    hba = (server.data / "pg_hba.conf").read_text()
    assert "trust" not in hba
    assert stat.S_IMODE(server.map.stat().st_mode) == 0o700
    for sleutel in (installatie / "sleutels").iterdir():
        assert stat.S_IMODE(sleutel.stat().st_mode) == 0o600
    assert stat.S_IMODE((installatie / "sleutels").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("rol", "opdracht", "mag"),
    [
        (WEB, "SELECT count(*) FROM personen_jongere", True),
        (WEB, "DELETE FROM personen_jongere", False),
        (WEB, "CREATE TEMP TABLE t (i int)", False),
        (WERKER, "DELETE FROM leveringen_apartgezet WHERE false", True),
        (WERKER, "TRUNCATE personen_jongere", False),
        (WERKER, "DROP TABLE personen_jongere", False),
        (WERKER, "CREATE TABLE t (i int)", False),
        (WERKER, "SELECT * FROM django_migrations", True),
        (WERKER, "DELETE FROM django_migrations", False),
        (EIGENAAR, "CREATE ROLE boef", False),
    ],
)
def test_rollen_hebben_alleen_hun_rechten(
    organisatie: Organisatie, installatie: Path, database: str, rol: str, opdracht: str, mag: bool
) -> None:
    with psycopg.connect(Server(installatie).url(rol, database)) as verbinding:
        if mag:
            toon_pas_op(verbinding.cursor())
            verbinding.execute(opdracht)  # type: ignore[call-overload]
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                verbinding.execute(opdracht)  # type: ignore[call-overload]
        verbinding.rollback()


def test_fout_van_de_database_komt_niet_met_inhoud_in_het_logboek(installatie: Path, database: str) -> None:
    server = Server(installatie)
    with psycopg.connect(server.url(WERKER, database)) as verbinding, pytest.raises(psycopg.Error):
        verbinding.execute("SELECT 'geheim-999990019'::int")
    assert "geheim" not in server.logboek.read_text()


def test_map_die_niet_kan(tmp_path: Path) -> None:
    bestand = tmp_path / "bestand"
    bestand.write_text("")
    with pytest.raises(DatabaseFout, match="INBEELD_MAP"):
        Server(bestand / "var").start()


def test_te_lang_pad_krijgt_een_korte_socketmap(tmp_path: Path) -> None:
    lang = Server(tmp_path / ("x" * 120))
    assert len(str(lang.socketmap)) < 85


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgresql://host", "zomaar", "postgresql://h:poort/db"])
def test_onbruikbare_database_url(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(DatabaseFout, match="DATABASE_URL"):
        database.instellingen("werker")


def test_database_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://wie:w%40s@db.lokaal:5433/inb?sslmode=require")
    gewoon = database.instellingen("web")["default"]
    assert (gewoon["USER"], gewoon["PASSWORD"], gewoon["HOST"], gewoon["PORT"]) == ("wie", "w@s", "db.lokaal", "5433")
    assert gewoon["OPTIONS"] == {"sslmode": "require"}
    assert "eigenaar" not in database.instellingen("web")


def test_sleutel_ook_bij_een_eigen_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://wie@db.lokaal/inb")
    monkeypatch.setenv("INBEELD_MAP", str(tmp_path / "var"))
    database.start()
    sleutel = tmp_path / "var" / "sleutels" / "django"
    eerst = sleutel.read_text()
    database.start()
    assert sleutel.read_text() == eerst
    assert stat.S_IMODE(sleutel.stat().st_mode) == 0o600
    (tmp_path / "bestand").write_text("")
    monkeypatch.setenv("INBEELD_MAP", str(tmp_path / "bestand" / "var"))
    with pytest.raises(DatabaseFout, match="INBEELD_MAP"):
        database.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user")
def test_onbereikbare_map_verandert_geen_rechten(tmp_path: Path) -> None:
    thuis = tmp_path / "thuis"
    thuis.mkdir(mode=0o700)
    server = Server(thuis / "var")
    try:
        server.start()
        assert stat.S_IMODE(thuis.stat().st_mode) == 0o700
        assert server.map.is_symlink()
        with psycopg.connect(server.url(WEB)) as verbinding:
            assert verbinding.execute("SELECT 1").fetchone() == (1,)
    finally:
        elders = server.map.resolve()
        server.stop()
        if elders.parent == Path("/var/lib/inbeeld"):
            import shutil

            shutil.rmtree(elders)
