"""``inbeeld werker`` and ``inbeeld server``: doing the jobs, and serving the app with a worker beside it."""

from __future__ import annotations

import ctypes
import errno
import ipaddress
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType
from typing import Annotated

import typer

from inbeeld.apps.basis.fouten import GebruikFout, InbeeldFout
from inbeeld.project import database
from inbeeld.project.cli.start import begin
from inbeeld.project.cli.uitvoer import err, fout, uit

POORT = 8000
ADRES = "127.0.0.1"
WACHT_OP_STOP = 20.0
"""Seconds that whoever works on something gets to finish; what is cut off is done again at the next start."""
WACHT_OP_START = 60.0
TEGELIJK = 2
"""Jobs at once: a picture and, meanwhile, a delivery."""
_TE_VAAK = 5


def registreer(app: typer.Typer) -> None:
    app.command("server", help="Start de webapplicatie, met een werker en zo nodig de database. Stoppen: Ctrl-C.")(server)
    app.command("werker", help="Voert de opdrachten uit: leveringen inlezen, het beeld maken. Stoppen: Ctrl-C.")(werker)


# ---------------------------------------------------------------------- the worker


def werker(
    tegelijk: Annotated[int, typer.Option(help="Zoveel opdrachten tegelijk.", min=1, max=8)] = TEGELIJK,
    tot_leeg: Annotated[bool, typer.Option("--tot-leeg", help="Stop als er niets meer te doen is.")] = False,
) -> None:
    os.environ["INBEELD_ROL"] = "werker"
    begin()
    from django.conf import settings
    from procrastinate.contrib.django.procrastinate_app import current_app

    from inbeeld.apps.basis.opdrachten import RIJ, nog_te_doen, stel_beheer_uit

    stel_beheer_uit()
    with current_app.replace_connector(current_app.connector.get_worker_connector()) as app:  # type: ignore[attr-defined]
        uit.print("De werker wacht op opdrachten. Stoppen: Ctrl-C.")
        sys.stdout.flush()
        while True:
            app.run_worker(
                queues=[RIJ],
                # One at a time when we stop by ourselves: what waits for another job must not look like nothing to do.
                concurrency=1 if tot_leeg else tegelijk,
                wait=not tot_leeg,
                fetch_job_polling_interval=2.0,
                abort_job_polling_interval=2.0,
                shutdown_graceful_timeout=WACHT_OP_STOP / 2,
                update_heartbeat_interval=settings.WERKER_STIL / 3,
                stalled_worker_timeout=settings.WERKER_STIL,
                delete_jobs="successful",
            )
            if not (tot_leeg and nog_te_doen()):
                break
            time.sleep(0.5)
    uit.print("De werker is gestopt.")


# ---------------------------------------------------------------------- the server


def server(
    poort: Annotated[int, typer.Option(help="Poort.", min=1, max=65535)] = POORT,
    hosts: Annotated[str, typer.Option(help="Namen waarop de webapplicatie antwoordt, met komma's.")] = "",
    adres: Annotated[str, typer.Option(help="Adres waarop wordt geluisterd.")] = ADRES,
    web: Annotated[int, typer.Option(help="Zoveel processen voor de webapplicatie.", min=1, max=64)] = 2,
    zonder_werker: Annotated[bool, typer.Option("--zonder-werker", help="De werker draait elders.")] = False,
) -> int:
    begin()
    from django.conf import settings

    from inbeeld.apps.toegang.identiteit import lees
    from inbeeld.apps.toegang.selectors import leeg

    lees()  # a mistake in the file is told here, not at the first login
    if not settings.TWEEDE_FACTOR:
        err.print("Let op: een wachtwoord alleen is genoeg om in te loggen. Dat is alleen om te proberen.", soft_wrap=True)
    if leeg():
        fout(
            "Er kan nog niemand inloggen.",
            doe="Maak een eerste gebruiker in een ander venster: inbeeld gebruiker NAAM --naam 'Voor Achter'.",
        )
    return draai_server(poort, hosts=hosts, adres=adres, processen=web, met_werker=not zonder_werker)


def draai_server(
    poort: int = POORT,
    *,
    hosts: str = "",
    adres: str = ADRES,
    processen: int = 2,
    met_werker: bool = True,
    klaar: Callable[[str], None] | None = None,
) -> int:
    """Serves the app until it is told to stop; then stops all it started, the embedded database too when this command started it.

    Needs a database that is set up. ``klaar`` is called with the address as soon as the app answers. Gives the exit code.

    Raises:
        GebruikFout: the port is taken or not allowed, or it would serve others without https.
    """
    controleer_poort(adres, poort)
    _sluit_verbindingen()
    omgeving = os.environ | {"DJANGO_SETTINGS_MODULE": "inbeeld.project.settings"}
    if hosts:
        namen = [*(h.strip() for h in hosts.split(",")), "localhost", ADRES]
        omgeving["INBEELD_HOSTS"] = ",".join(dict.fromkeys(n for n in namen if n))
    gunicorn = [
        sys.executable, "-m", "gunicorn", "inbeeld.project.wsgi:application", "--bind", _bind(adres, poort),
        "--workers", str(processen), "--worker-class", "gthread", "--threads", "4", "--timeout", "120",
        "--graceful-timeout", str(int(WACHT_OP_STOP / 2)), "--keep-alive", "5", "--log-level", "warning", "--no-control-socket",
        "--logger-class", "inbeeld.project.toezicht.gunicorn.Logboek",
    ]  # fmt: skip
    toezicht = _Toezicht()
    tellingen = tempfile.mkdtemp(prefix="inbeeld-metingen-")  # the processes of the web app count together
    toezicht.start("webapplicatie", gunicorn, _als_web(omgeving) | {"PROMETHEUS_MULTIPROC_DIR": tellingen})
    if met_werker:
        toezicht.start("werker", [sys.executable, "-m", "inbeeld", "werker"], omgeving | {"INBEELD_ROL": "werker"}, stil=True)
    try:
        hier = {"0.0.0.0": ADRES, "::": "::1"}.get(adres, adres)  # noqa: S104
        waar = f"http://{'localhost' if hier in (ADRES, '::1') else _bind(adres, poort).rpartition(':')[0]}:{poort}/"
        if toezicht.wacht_tot(lambda: _antwoordt(hier, poort)):
            if klaar is not None:
                klaar(waar)
            else:
                uit.print(f"InBeeld draait op {waar} Stoppen: Ctrl-C.", soft_wrap=True)
                sys.stdout.flush()
            toezicht.blijf()
    finally:
        toezicht.stop()
        shutil.rmtree(tellingen, ignore_errors=True)
        if database.zelf_gestart():
            database.stop()
    if toezicht.mislukt:
        raise InbeeldFout(
            f"De {toezicht.mislukt} is gestopt.", doe="Kijk naar de meldingen hierboven, of naar het logboek van de database."
        )
    uit.print("InBeeld is gestopt.")
    return 0


def _als_web(omgeving: dict[str, str]) -> dict[str, str]:
    """What the web app is told of the database: its own role, which writes no registers, and nothing of the owner."""
    uit = {k: v for k, v in omgeving.items() if k not in ("DATABASE_URL_EIGENAAR", "DATABASE_URL_WEB")} | {"INBEELD_ROL": "web"}
    if not database.eigen_server():
        if adres := omgeving.get("DATABASE_URL_WEB"):
            uit["DATABASE_URL"] = adres
        else:
            err.print("Let op: de webapplicatie heeft nu alle rechten van de werker. Zet DATABASE_URL_WEB.", soft_wrap=True)
    return uit


def controleer_poort(adres: str, poort: int) -> None:
    """Raises:
    GebruikFout: we can't listen there, or it would be plain http for others.
    """
    try:
        lokaal = ipaddress.ip_address(adres).is_loopback
    except ValueError:
        lokaal = adres == "localhost"
    if not lokaal and os.environ.get("INBEELD_HTTPS", "") in ("", "0", "nee"):
        raise GebruikFout(
            "Op dit adres kunnen anderen meelezen: er is geen https.",
            waar=f"--adres {adres}",
            doe="Zet er een webserver met https voor en zeg dat met INBEELD_HTTPS=1, of laat --adres weg.",
        )
    soort = socket.AF_INET6 if ":" in adres else socket.AF_INET
    with socket.socket(soort, socket.SOCK_STREAM) as proef:
        proef.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            proef.bind((adres, poort))
        except OSError as reden:
            if reden.errno == errno.EADDRINUSE:
                wat, doe = f"Poort {poort} is bezet.", f"Stop wat daar draait, of kies een andere poort: --poort {poort + 1}."
            elif reden.errno == errno.EACCES:
                wat, doe = f"Poort {poort} mag deze gebruiker niet gebruiken.", "Kies een poort vanaf 1024, zoals --poort 8000."
            else:
                wat, doe = f"Op dit adres kan niet worden geluisterd ({reden.strerror}).", "Controleer --adres."
            raise GebruikFout(wat, waar=f"{adres}:{poort}", doe=doe) from None


def _bind(adres: str, poort: int) -> str:
    return f"[{adres}]:{poort}" if ":" in adres else f"{adres}:{poort}"


def _antwoordt(adres: str, poort: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{_bind(adres, poort)}/inloggen/", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _sluit_verbindingen() -> None:
    """The connections of this process would keep the database from stopping, and nobody uses them from here."""
    from django.apps import apps
    from django.db import connections

    if apps.ready:
        connections.close_all()


class _Toezicht:
    """Watches over child processes: starts them anew when they stop by themselves, stops them when we are asked to."""

    def __init__(self) -> None:
        self._hoe: dict[str, tuple[list[str], dict[str, str], bool]] = {}
        self._lopend: dict[str, subprocess.Popen[bytes]] = {}
        self._gestart: dict[str, list[float]] = {}
        self._klaar = False
        self.mislukt = ""
        self._oud = {s: signal.signal(s, self._vraag_stop) for s in (signal.SIGINT, signal.SIGTERM)}

    def _vraag_stop(self, _signaal: int, _frame: FrameType | None) -> None:
        self._klaar = True

    def start(self, naam: str, opdracht: list[str], omgeving: dict[str, str], *, stil: bool = False) -> None:
        self._hoe[naam] = (opdracht, omgeving, stil)
        self._gestart.setdefault(naam, []).append(time.monotonic())
        # A session of its own: Ctrl-C reaches us, and we tell the children, in order.
        self._lopend[naam] = subprocess.Popen(
            opdracht,
            env=omgeving,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if stil else None,
            start_new_session=True,
            preexec_fn=_ga_mee,
        )

    def wacht_tot(self, klaar: Callable[[], bool]) -> bool:
        """Whether ``klaar`` came true before someone asked to stop or a child gave up."""
        grens = time.monotonic() + WACHT_OP_START
        while not self._klaar and not self.mislukt and time.monotonic() < grens:
            if klaar():
                return True
            self._kijk()
            time.sleep(0.2)
        if not self._klaar and not self.mislukt:
            self.mislukt = "webapplicatie"
        return False

    def blijf(self) -> None:
        while not self._klaar and not self.mislukt:
            self._kijk()
            time.sleep(0.5)

    def _kijk(self) -> None:
        for naam, proces in list(self._lopend.items()):
            if proces.poll() is None or self._klaar:
                continue
            recent = [t for t in self._gestart[naam] if time.monotonic() - t < 60]
            if len(recent) >= _TE_VAAK:
                self.mislukt = naam
                return
            err.print(f"De {naam} is gestopt ({proces.returncode}) en wordt opnieuw gestart.", soft_wrap=True)
            time.sleep(1)
            opdracht, omgeving, stil = self._hoe[naam]
            self.start(naam, opdracht, omgeving, stil=stil)

    def stop(self) -> None:
        """All children, the worker's job given some time; what still runs then is ended: it is done again another time."""
        for proces in self._lopend.values():
            if proces.poll() is None:
                proces.terminate()
        grens = time.monotonic() + WACHT_OP_STOP
        for proces in self._lopend.values():
            try:
                proces.wait(max(0.1, grens - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(proces.pid, signal.SIGKILL)
                proces.wait()
        for s, oud in self._oud.items():
            signal.signal(s, oud)


def _ga_mee() -> None:
    """In the child: stop as well when we are gone without a word (killed)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
