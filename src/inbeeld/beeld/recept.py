"""The rules as SQL for DuckDB: written once, kept, and run on any tables.

Turning the rules into SQL takes seconds, whatever the number of youths; running it on one youth takes a fraction of one. So the
statements are kept: in this process, and in a folder (``INBEELD_CACHE``, default ``~/.cache/inbeeld``; empty = keep nothing).
What is kept is found by a fingerprint of the rules' own source, the parameters and the versions of the libraries: after any
change the statements are written anew. They are the same whatever the day: the peildatum is a macro in them.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import itertools
import json
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from inbeeld.beeld.motor import DuckMotor
from inbeeld.regels.parameters import Instelling
from inbeeld.tabellen import FEITEN, UITKOMSTEN

PEILDATUM, BEKEND_OP = "inbeeld_peildatum", "inbeeld_bekend_op"


@ibis.udf.scalar.builtin(name=PEILDATUM)  # type: ignore[untyped-decorator]
def _peildatum() -> dt.date:
    """The peildatum of the run."""


@ibis.udf.scalar.builtin(name=BEKEND_OP)  # type: ignore[untyped-decorator]
def _bekend_op() -> dt.date:
    """The day as known on which the run looks."""


_NAAM = re.compile(r'\b(?:FROM|JOIN)\s+"(\w+)"')


@dataclass(frozen=True)
class Recept:
    """``stappen``: table → query, in order; ``uitkomsten``: outcome → query. They read ``in_<fact table>`` and ``k_<calendar
    table>``."""

    stappen: tuple[tuple[str, str], ...]
    uitkomsten: dict[str, str]

    @property
    def uitvoer(self) -> list[tuple[str, str]]:
        """The outcomes as further steps, ``uit_<outcome>``."""
        return [(f"uit_{naam}", sql) for naam, sql in self.uitkomsten.items()]

    def eerst(self, naam: str, sql: str) -> list[str]:
        """The steps before step ``naam`` that its query may read."""
        eerder = itertools.takewhile(lambda s: s != naam, (n for n, _ in self.stappen))
        genoemd = set(_NAAM.findall(sql))
        return [n for n in eerder if n in genoemd]

    @staticmethod
    def gelezen(stappen: Iterable[tuple[str, str]]) -> set[str]:
        """Every table that these steps read."""
        return {naam for _, sql in stappen for naam in _NAAM.findall(sql)}

    def nodig_voor(self, doel: str) -> list[tuple[str, str]]:
        """The steps that step ``doel`` rests on, in order, itself last."""
        sql = dict(self.stappen)
        nodig: set[str] = set()
        rij = [doel]
        while rij:
            naam = rij.pop()
            if naam not in nodig:
                nodig.add(naam)
                rij += self.eerst(naam, sql[naam])
        return [(n, s) for n, s in self.stappen if n in nodig]


def recept(*, terug: bool, meest: int, instelling: Instelling) -> Recept:
    """The statements for one kind of run.

    Args:
        terug: whether the run looks back ("zoals bekend op").
        meest: the largest number of rows that a youth has in a table of periods.
    """
    return _recept(terug, meest, json.dumps(dict(instelling.vervangen), sort_keys=True, default=str), instelling)


_IN_GEHEUGEN: dict[str, Recept] = {}


def _recept(terug: bool, meest: int, keuzes: str, instelling: Instelling) -> Recept:
    sleutel = hashlib.sha256(f"{bron()} {terug} {meest} {keuzes}".encode()).hexdigest()[:24]
    if sleutel not in _IN_GEHEUGEN:
        _IN_GEHEUGEN[sleutel] = _lees(sleutel) or _bewaar(sleutel, _schrijf(terug, meest, instelling))
    return _IN_GEHEUGEN[sleutel]


@functools.cache
def bron() -> str:
    """Fingerprint of everything that decides how the statements read: the source of rules, tables and engine, and the
    libraries."""
    h = hashlib.sha256()
    for pakket in ("inbeeld.tabellen", "inbeeld.regels", "inbeeld.beeld"):
        for pad, inhoud in sorted(_broncode(files(pakket), pakket)):
            h.update(pad.encode() + b"\0" + inhoud)
    for bibliotheek in ("ibis-framework", "sqlglot", "duckdb"):
        h.update(version(bibliotheek).encode())
    return h.hexdigest()


def _broncode(map_: Traversable, pad: str) -> list[tuple[str, bytes]]:
    uit = []
    for deel in map_.iterdir():
        if deel.is_dir():
            uit += _broncode(deel, f"{pad}/{deel.name}")
        elif deel.name.endswith(".py"):
            uit.append((f"{pad}/{deel.name}", deel.read_bytes()))
    return uit


def _schrijf(terug: bool, meest: int, instelling: Instelling) -> Recept:
    """Writes the statements, by running the rules once on empty tables."""
    from inbeeld.beeld.berekening import richt_in
    from inbeeld.regels.geheel import bereken

    motor = DuckMotor(kernen=1)
    stappen: list[tuple[str, str]] = []

    def bewaar(naam: str, uitdrukking: ir.Table) -> ir.Table:
        sql = motor.sql(uitdrukking)
        stappen.append((naam, sql))
        return motor.bewaar_sql(naam, sql, uitdrukking.schema())

    try:
        zet_dagen(motor, "2000-01-01", "2000-01-01")
        leeg = {n: t.leeg() for n, t in FEITEN.items()}
        feiten = richt_in(motor, leeg, _peildatum(), _bekend_op() if terug else None, instelling, bewaar=bewaar, meest=meest)
        geheel = bereken(feiten)
        uitkomsten = {n: motor.sql(getattr(geheel, n).select(*t.namen)) for n, t in UITKOMSTEN.items()}
    finally:
        motor.sluit()
    return Recept(tuple(stappen), uitkomsten)


def zet_dagen(motor: DuckMotor, peildatum: str, bekend_op: str | None) -> None:
    """Tells the engine the days (ISO) that the statements use."""
    for naam, dag in ((PEILDATUM, peildatum), (BEKEND_OP, bekend_op)):
        waarde = f"'{dag}'" if dag is not None else "NULL"
        motor.con.raw_sql(f"CREATE OR REPLACE MACRO {naam}() AS CAST({waarde} AS DATE)")


def _map() -> Path | None:
    gezet = os.environ.get("INBEELD_CACHE")
    if gezet is not None:
        return Path(gezet) if gezet else None
    basis = os.environ.get("XDG_CACHE_HOME") or (Path.home() / ".cache" if os.environ.get("HOME") else None)
    return Path(basis) / "inbeeld" if basis else None


def _lees(sleutel: str) -> Recept | None:
    """What was kept; None when there is nothing, or it can't be read."""
    map_ = _map()
    if map_ is None:
        return None
    try:
        pad = map_ / f"recept-{sleutel}.json"
        if pad.stat().st_uid != os.getuid():
            return None
        inhoud = json.loads(pad.read_text("utf-8"))
        return Recept(tuple((n, s) for n, s in inhoud["stappen"]), dict(inhoud["uitkomsten"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _bewaar(sleutel: str, nieuw: Recept) -> Recept:
    map_ = _map()
    if map_ is None:
        return nieuw
    with contextlib.suppress(OSError):  # a folder that can't be written costs time, nothing else
        map_.mkdir(parents=True, exist_ok=True, mode=0o700)
        greep, tijdelijk = tempfile.mkstemp(dir=map_)
        with os.fdopen(greep, "w", encoding="utf-8") as bestand:
            json.dump({"stappen": nieuw.stappen, "uitkomsten": nieuw.uitkomsten}, bestand)
        Path(tijdelijk).replace(map_ / f"recept-{sleutel}.json")
        for oud in sorted(map_.glob("recept-*.json"), key=lambda p: p.stat().st_mtime)[:-20]:
            oud.unlink(missing_ok=True)
    return nieuw
