"""Whether this installation can do its work: database, migrations, worker, room on disk, keys."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import Error, connection

from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.apps.basis.sleutelbos import DJANGO, MUUR, VERSLEUTELING, ZOEKINDEX, Sleutelbos, met_nummer
from inbeeld.apps.basis.versleuteling import nummers

GOED, LET_OP, FOUT = "goed", "let op", "fout"
KRAP, VOL = 2_000_000_000, 200_000_000
"""Bytes free under which someone must look, and under which nothing can be taken in any more."""
_BEWAAR = 30.0
_migraties: tuple[float, str] = (0.0, "")


def deel_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return GOED


def bekende_migraties() -> set[tuple[str, str]]:
    """The migrations that this version of the program has."""
    from django.db.migrations.loader import MigrationLoader

    return set(MigrationLoader(None).disk_migrations)


def deel_migraties() -> str:
    """Looked at now and then: they change when the program does."""
    global _migraties
    op, stand = _migraties
    if stand != GOED or time.monotonic() - op > _BEWAAR:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            gedaan = {(a, n) for a, n in cursor.fetchall()}
        stand = GOED if bekende_migraties() <= gedaan else FOUT
        _migraties = (time.monotonic(), stand)
    return stand


def deel_werker() -> str:
    """Without one, pages go on; what is sent in waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s))",
            [2 * settings.WERKER_STIL],
        )
        return GOED if cursor.fetchone()[0] else LET_OP


def deel_schijf() -> str:
    vrij = shutil.disk_usage(settings.INBEELD_MAP).free
    return FOUT if vrij < VOL else LET_OP if vrij < KRAP else GOED


def deel_sleutels() -> str:
    bos = Sleutelbos(settings.SLEUTEL_MAP)
    nodig = [DJANGO, MUUR] + [met_nummer(soort, n) for soort in (VERSLEUTELING, ZOEKINDEX) for n in nummers(soort)]
    return GOED if all(os.access(bos.map / naam, os.R_OK) for naam in nodig) else FOUT


DELEN: dict[str, Callable[[], str]] = {
    "database": deel_database,
    "migraties": deel_migraties,
    "werker": deel_werker,
    "schijf": deel_schijf,
    "sleutels": deel_sleutels,
}


def stand() -> dict[str, Any]:
    """``gereed`` is false when a part says ``fout``; a part that says ``let op`` needs someone to look."""
    delen = {}
    for naam, kijk in DELEN.items():
        try:
            delen[naam] = kijk()
        except (Error, OSError, InbeeldFout):
            delen[naam] = FOUT
    return {"gereed": FOUT not in delen.values(), "delen": delen}
