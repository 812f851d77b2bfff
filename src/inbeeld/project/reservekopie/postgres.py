"""The database side of a backup: one snapshot for counts, digests and dump; and what must be true of where it is restored.

Works as the owner of the tables. Where row-level security holds for the owner too, a dump is only made when a policy lets the
owner see every row: a backup with rows missing would look like a backup.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

import psycopg
from psycopg.conninfo import make_conninfo

from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.project import database

ZONDER_RIJEN = ("django_session", "muur_sleutel")
"""Whose rows stay out: who was logged in then is not let in by a restore, and keys are kept apart."""
SCHRIJFWIJZE = (
    ("TimeZone", "UTC"),
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "postgres"),
    ("extra_float_digits", "1"),
    ("bytea_output", "hex"),
    ("search_path", "public, pg_catalog"),
)
"""How values are written as text, for digests that are the same everywhere."""
_EIGEN = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"


class Som(NamedTuple):
    """Of a table: the number of rows, and the sum of two halves of the digests of its rows. Says nothing of their order."""

    rijen: int
    een: int
    ander: int


@dataclass(frozen=True)
class Verbinding:
    """How the owner gets at the database. ``instelling`` as in Django's DATABASES."""

    instelling: dict[str, Any]

    @property
    def adres(self) -> str:
        """Without the password, so that it may be an argument of a program."""
        i = self.instelling
        delen = {"dbname": i["NAME"], "user": i.get("USER"), "host": i.get("HOST"), "port": i.get("PORT")}
        return make_conninfo(**{k: v for k, v in delen.items() if v}, **(i.get("OPTIONS") or {}))

    def omgeving(self) -> dict[str, str]:
        schoon = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "DATABASE_URL"))}
        return schoon | {"LC_ALL": "C.UTF-8"} | ({"PGPASSWORD": w} if (w := self.instelling.get("PASSWORD")) else {})

    @contextmanager
    def open(self) -> Iterator[psycopg.Connection[Any]]:
        try:
            verbinding = psycopg.connect(self.adres, password=self.instelling.get("PASSWORD") or None, autocommit=True)
        except psycopg.OperationalError:
            raise InbeeldFout(
                "De database is niet bereikbaar.", waar="DATABASE_URL_EIGENAAR", doe="Controleer adres, gebruiker en wachtwoord."
            ) from None
        with verbinding:
            yield verbinding

    def programma(self, naam: str, versie: int) -> str:
        """``pg_dump`` or ``psql`` that fits a server of this version: the lowest that is not older.

        Raises:
            InbeeldFout: there is none.
        """
        gevonden: list[tuple[int, str]] = []
        mappen = [database.meegeleverd(), *(Path(p) for p in sorted(Path("/usr/lib/postgresql").glob("*/bin")))]
        paden = [str(m / naam) for m in mappen if m is not None] + ([p] if (p := shutil.which(naam)) else [])
        for pad in paden:
            if Path(pad).exists() and (groot := _versie(pad)) >= versie // 10000:
                gevonden.append((groot, pad))
        if not gevonden:
            raise InbeeldFout(
                f"Er is geen {naam} dat bij deze PostgreSQL ({versie // 10000}) past.",
                waar=naam,
                doe=f"Installeer postgresql-client-{versie // 10000} of nieuwer.",
            )
        return min(gevonden)[1]


def _versie(pad: str) -> int:
    try:
        tekst = subprocess.run([pad, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    gevonden = re.search(r"(\d+)(?:\.\d+)*", tekst)
    return int(gevonden[1]) if gevonden else 0


# ---------------------------------------------------------------------- looking


def tabellen(cursor: psycopg.Cursor[Any]) -> list[str]:
    """Names of all our tables, quoted and with their schema."""
    cursor.execute(
        "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_class c "
        f"JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND {_EIGEN} ORDER BY 1"
    )
    return [r[0] for r in cursor.fetchall()]


def som_sql(tabel: str) -> str:
    return (
        "SELECT count(*), coalesce(sum(('x' || left(h, 16))::bit(64)::bigint), 0), "
        "coalesce(sum(('x' || substr(h, 17, 16))::bit(64)::bigint), 0) FROM "
        f"(SELECT encode(sha256(convert_to(\"_rij\"::text, 'UTF8')), 'hex') AS h FROM {tabel} AS \"_rij\") AS v"
    )


def som(cursor: psycopg.Cursor[Any], tabel: str) -> Som:
    rij = cursor.execute(som_sql(tabel)).fetchone()
    assert rij is not None
    return Som(*(int(n) for n in rij))


def zet_schrijfwijze(cursor: psycopg.Cursor[Any]) -> None:
    for naam, waarde in SCHRIJFWIJZE:
        cursor.execute("SELECT set_config(%s, %s, false)", [naam, waarde])


def rollen(cursor: psycopg.Cursor[Any]) -> list[str]:
    """Roles that rights and policies name: they must exist where this is restored."""
    cursor.execute(
        f"""
        SELECT DISTINCT rolname FROM (
            SELECT (aclexplode(c.relacl)).grantee FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_EIGEN}
            UNION SELECT (aclexplode(p.proacl)).grantee
                FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {_EIGEN}
            UNION SELECT (aclexplode(n.nspacl)).grantee FROM pg_namespace n WHERE {_EIGEN}
            UNION SELECT (aclexplode(d.defaclacl)).grantee FROM pg_default_acl d
            UNION SELECT (aclexplode(a.attacl)).grantee FROM pg_attribute a WHERE a.attacl IS NOT NULL
                AND a.attrelid IN (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_EIGEN})
            UNION SELECT unnest(polroles) FROM pg_policy
        ) v JOIN pg_roles r ON r.oid = v.grantee WHERE rolname !~ '^pg_' ORDER BY 1
        """
    )
    return [r[0] for r in cursor.fetchall()]


def controleer_zicht(cursor: Any, gevolg: str = "de reservekopie zou niet volledig zijn") -> None:
    """Raises:
    InbeeldFout: this role doesn't see every row of every table.
    """
    cursor.execute(
        f"""
        SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND {_EIGEN} AND (
            NOT has_table_privilege(c.oid, 'SELECT')
            OR row_security_active(c.oid) AND (
                NOT EXISTS (
                    SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', 'r')
                    AND pg_get_expr(p.polqual, p.polrelid) = 'true' AND {_VOOR_MIJ}
                )
                OR EXISTS (
                    SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive AND p.polcmd IN ('*', 'r')
                    AND pg_get_expr(p.polqual, p.polrelid) <> 'true' AND {_VOOR_MIJ}
                )
            )
        ) ORDER BY 1
        """
    )
    dicht = [r[0] for r in cursor.fetchall()]
    if dicht:
        raise InbeeldFout(
            f"Deze rol ziet niet alle rijen van {len(dicht)} tabellen: {gevolg}.",
            waar=", ".join(dicht[:5]),
            doe="Gebruik de rol die de tabellen bezit (DATABASE_URL_EIGENAAR), en voer 'inbeeld migreer' uit.",
        )


_VOOR_MIJ = "EXISTS (SELECT 1 FROM unnest(p.polroles) AS r(o) WHERE r.o = 0 OR pg_has_role(r.o, 'USAGE'))"


def is_leeg(cursor: psycopg.Cursor[Any]) -> bool:
    """Whether there is nothing of anyone in the database."""
    cursor.execute(
        f"SELECT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_EIGEN}) "
        f"OR EXISTS (SELECT 1 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {_EIGEN})"
    )
    rij = cursor.fetchone()
    return rij is not None and not rij[0]


def ontbrekende_rollen(cursor: psycopg.Cursor[Any], namen: list[str]) -> list[str]:
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [namen])
    er_zijn = {r[0] for r in cursor.fetchall()}
    return [n for n in namen if n not in er_zijn]


# ---------------------------------------------------------------------- dumping


class Opname:
    """A snapshot of the database, held open: everything that is asked of it is of one moment, while others go on working."""

    def __init__(self, verbinding: Verbinding, sessie: psycopg.Connection[Any]) -> None:
        self._verbinding = verbinding
        self.versie = sessie.info.server_version
        self.cursor = sessie.cursor()
        self.cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        zet_schrijfwijze(self.cursor)
        self._naam = self._een("SELECT pg_export_snapshot()")

    def _een(self, vraag: str) -> str:
        rij = self.cursor.execute(vraag).fetchone()
        assert rij is not None
        return str(rij[0])

    def migraties(self) -> list[list[str]]:
        self.cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return [[str(a), str(n)] for a, n in self.cursor.fetchall()]

    @contextmanager
    def dump(self) -> Iterator[IO[bytes]]:
        """The dump as SQL text, as it comes.

        Raises:
            InbeeldFout: on leaving, when the dump did not succeed.
        """
        programma = self._verbinding.programma("pg_dump", self.versie)
        opdracht = [
            programma, "--dbname", self._verbinding.adres, "--snapshot", self._naam, "--format", "plain", "--encoding", "UTF8",
            "--no-owner", "--no-password", "--enable-row-security", "--lock-wait-timeout", "60s",
            *(f"--exclude-table-data=public.{t}" for t in ZONDER_RIJEN),
        ]  # fmt: skip
        with tempfile.TemporaryFile() as fouten:
            proces = subprocess.Popen(
                opdracht, env=self._verbinding.omgeving(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=fouten
            )
            assert proces.stdout is not None
            try:
                yield proces.stdout
                code = proces.wait()
            except BaseException:
                proces.kill()
                proces.wait()
                raise
            finally:
                proces.stdout.close()
            if code != 0:
                fouten.seek(0)
                raise InbeeldFout(
                    "De kopie van de database is niet gelukt.",
                    waar=_eerste(fouten.read().decode(errors="replace")),
                    doe="Kijk of de database bereikbaar is en of er geen migratie bezig is, en probeer het opnieuw.",
                )


def _eerste(tekst: str) -> str:
    """The first complaint of a program, without what follows: a detail may hold data."""
    regels = [r for r in tekst.splitlines() if "error" in r.lower()]
    return (regels or [""])[0].split("DETAIL")[0][:200]


@contextmanager
def opname(verbinding: Verbinding) -> Iterator[Opname]:
    with verbinding.open() as sessie:
        try:
            yield Opname(verbinding, sessie)
        except psycopg.errors.InsufficientPrivilege:
            raise InbeeldFout(
                "Deze rol mag niet alle tabellen lezen.",
                waar="DATABASE_URL_EIGENAAR",
                doe="Gebruik de rol die de tabellen bezit.",
            ) from None


# ---------------------------------------------------------------------- restoring


class Terugzetten:
    """One transaction in which a dump is carried out. Nothing stays unless ``leg_vast`` is called."""

    def __init__(self, verbinding: Verbinding, versie: int) -> None:
        programma = verbinding.programma("psql", versie)
        self._fouten = tempfile.TemporaryFile()  # noqa: SIM115 (closed in sluit)
        self._proces = subprocess.Popen(
            [programma, "-X", "-q", "-A", "-t", "-w", "-F", "|", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=sqlstate",
             "-d", verbinding.adres],
            env=verbinding.omgeving() | {"PGOPTIONS": "-c client_min_messages=error"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._fouten,
        )  # fmt: skip
        # Whoever stops halfway (killed as well) leaves no COMMIT: PostgreSQL then undoes it all.
        self.stuur(b"BEGIN;\n")

    def stuur(self, stuk: bytes) -> None:
        assert self._proces.stdin is not None
        try:
            self._proces.stdin.write(stuk)
        except (BrokenPipeError, OSError):
            raise self._mislukt() from None

    def sommen(self, namen: list[str]) -> dict[str, Som]:
        """What came into the database, still within the transaction."""
        for naam, waarde in SCHRIJFWIJZE:
            self.stuur(f"SELECT set_config('{naam}', '{waarde}', true);\n".encode())
        self.stuur(b"\\echo InBeeld-begin\n")
        for naam in namen:
            self.stuur(f"{som_sql(naam)};\n".encode())
        self.stuur(b"\\echo InBeeld-eind\n")
        regels = self._tot("InBeeld-eind")
        regels = regels[regels.index("InBeeld-begin") + 1 : -1]
        return {naam: Som(*(int(n) for n in r.split("|"))) for naam, r in zip(namen, regels, strict=True)}

    def leg_vast(self) -> None:
        self.stuur(b"COMMIT;\n\\echo InBeeld-vast\n")
        self._tot("InBeeld-vast")
        assert self._proces.stdin is not None
        self._proces.stdin.close()
        if self._proces.wait() != 0:
            raise self._mislukt()

    def sluit(self) -> None:
        if self._proces.poll() is None:
            self._proces.kill()
            self._proces.wait()
        for stroom in (self._proces.stdout, self._fouten):
            if stroom is not None:
                stroom.close()

    def _tot(self, merk: str) -> list[str]:
        assert self._proces.stdin is not None
        assert self._proces.stdout is not None
        try:
            self._proces.stdin.flush()
        except OSError:
            raise self._mislukt() from None
        uit: list[str] = []
        for regel in self._proces.stdout:
            uit.append(regel.decode().rstrip("\n"))
            if uit[-1] == merk:
                return uit
        raise self._mislukt()

    def _mislukt(self) -> InbeeldFout:
        """Only the code of the error: its text may hold data."""
        self._proces.wait()
        self._fouten.seek(0)
        codes = re.findall(r"ERROR:\s+([0-9A-Z]{5})", self._fouten.read().decode(errors="replace"))
        return InbeeldFout(
            "De database heeft de reservekopie niet aangenomen. Er is niets teruggezet.",
            waar=f"SQLSTATE {codes[0]}" if codes else "psql",
            doe="Gebruik een PostgreSQL van dezelfde of een nieuwere versie, met genoeg ruimte en de rol die de database bezit.",
        )
