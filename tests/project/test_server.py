"""``inbeeld server`` and ``inbeeld werker``: one command for everything, a clean stop, a plain refusal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.project.cli.server import _als_web, controleer_poort
from inbeeld.project.database import WERKER, Server


def vrije_poort() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def test_bezette_poort_zegt_wat_te_doen() -> None:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen()
        poort = s.getsockname()[1]
        with pytest.raises(GebruikFout, match="is bezet") as fout:
            controleer_poort("127.0.0.1", poort)
    assert f"--poort {poort + 1}" in fout.value.doe
    controleer_poort("127.0.0.1", vrije_poort())


def test_zonder_https_alleen_op_deze_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(GebruikFout, match="geen https"):
        controleer_poort("0.0.0.0", vrije_poort())  # noqa: S104
    monkeypatch.setenv("INBEELD_HTTPS", "1")
    controleer_poort("0.0.0.0", vrije_poort())  # noqa: S104


def test_webapplicatie_kent_de_eigenaar_niet(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://werker@x/y")
    alles = {"DATABASE_URL": "postgresql://werker@x/y", "DATABASE_URL_EIGENAAR": "postgresql://eigenaar@x/y"}
    assert _als_web(alles | {"DATABASE_URL_WEB": "postgresql://web@x/y"}) == {
        "DATABASE_URL": "postgresql://web@x/y",
        "INBEELD_ROL": "web",
    }
    assert "DATABASE_URL_WEB" not in capsys.readouterr().err
    assert "DATABASE_URL_EIGENAAR" not in _als_web(alles)
    assert "DATABASE_URL_WEB" in capsys.readouterr().err


@contextmanager
def server(omgeving: dict[str, str], poort: int) -> Iterator[subprocess.Popen[str]]:
    proces = subprocess.Popen(
        [sys.executable, "-m", "inbeeld", "server", "--poort", str(poort), "--web", "1"],
        env=omgeving,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield proces
    finally:
        if proces.poll() is None:
            proces.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                proces.wait(40)
            proces.kill()
        proces.communicate()


def antwoordt(poort: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{poort}/inloggen/", timeout=5) as antwoord:
            return bool(antwoord.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def kinderen(pid: int) -> dict[str, int]:
    """Name → process id of the children."""
    uit = {}
    for map_ in Path("/proc").glob("[0-9]*"):
        try:
            ouder = int((map_ / "stat").read_text().rpartition(")")[2].split()[1])
            opdracht = (map_ / "cmdline").read_bytes().decode()
        except (OSError, ValueError):
            continue
        if ouder == pid:
            uit["werker" if "werker" in opdracht else "web"] = int(map_.name)
    return uit


def wacht_tot(klaar: object, seconden: float = 60) -> None:
    grens = time.monotonic() + seconden
    while not klaar():  # type: ignore[operator]
        assert time.monotonic() < grens, "too late"
        time.sleep(0.2)


@pytest.mark.lang
def test_server_draait_herstelt_zich_en_stopt_schoon(installatie: Path, database: str, omgeving: dict[str, str]) -> None:
    poort = vrije_poort()
    with server(omgeving, poort) as proces:
        wacht_tot(lambda: antwoordt(poort))
        assert proces.stdout is not None
        assert f"http://localhost:{poort}/" in proces.stdout.readline()
        werker = kinderen(proces.pid)["werker"]
        os.kill(werker, signal.SIGKILL)
        wacht_tot(lambda: kinderen(proces.pid).get("werker", werker) != werker)
        alle = kinderen(proces.pid)
        assert set(alle) == {"werker", "web"}
        # A second one on the same port refuses, and leaves the first alone.
        tweede = subprocess.run(
            [sys.executable, "-m", "inbeeld", "server", "--poort", str(poort)],
            env=omgeving,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert tweede.returncode == 2
        assert f"Poort {poort} is bezet." in tweede.stderr
        assert antwoordt(poort)
        proces.send_signal(signal.SIGINT)
        assert proces.wait(60) == 0
        assert [pid for pid in alle.values() if Path(f"/proc/{pid}").exists()] == []
    # The database was there before: it stays.
    with psycopg.connect(Server(installatie).url(WERKER, database)) as verbinding:
        assert verbinding.execute("SELECT 1").fetchone() == (1,)
    assert not antwoordt(poort)
