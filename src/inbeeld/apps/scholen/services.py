"""Writing schools, calendars and timetables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from inbeeld.apps.basis.laden import kopieer, maak_tijdelijk
from inbeeld.apps.basis.samenvoegen import SCHOLEN, Feittabel

_KENMERKEN = ("naam", "soort", "denominatie", "gemeente", "postcode", "lat", "lon", "vakantieregio")

SCHOOLGEGEVENS = Feittabel(
    naam="scholen",
    tabel="scholen_schoolgegevens",
    kolommen=_KENMERKEN,
    natuurlijk=("brin", "vestiging"),
    kenmerk_bij=("brin", "vestiging"),
    onderwerp="school_id",
    jongere=False,
    dekking=False,
)
KALENDER = Feittabel(
    naam="kalender",
    tabel="scholen_kalender",
    kolommen=("vakantieregio", "soort", "van", "tot", "schooljaar"),
    # A vacation keeps its identity when its dates are corrected; of free days there are many in a year.
    natuurlijk=(
        "vakantieregio",
        "brin",
        "vestiging",
        "soort",
        "schooljaar",
        "eigen_dag",
    ),
    onderwerp=None,
    jongere=False,
    school=True,
    dekking=False,
)
ROOSTER = Feittabel(
    naam="rooster",
    tabel="scholen_rooster",
    kolommen=("van", "tot", "weekdag", "minuten", "lessen"),
    natuurlijk=("weekdag", "van"),
    kenmerk_bij=("weekdag", "van"),
    onderwerp=None,
    jongere_verplicht=False,
    school=True,
    dekking=False,
)


def koppel_scholen(cursor: Any, tenant_id: int, sleutels: Iterable[tuple[str, str]]) -> int:
    """Makes the temporary table key → school; a school that was never described is made with its key only. Gives how many."""
    paren = list(sleutels)
    maak_tijdelijk(cursor, SCHOLEN, [("brin", "text"), ("vestiging", "text"), ("school_id", "bigint")])
    kopieer(
        cursor,
        SCHOLEN,
        pa.table(
            {"brin": pa.array([b for b, _ in paren], pa.string()), "vestiging": pa.array([v for _, v in paren], pa.string())}
        ),
    )
    cursor.execute(
        f"INSERT INTO scholen_school (tenant_id, brin, vestiging) SELECT %s, brin, vestiging FROM {SCHOLEN} "
        "ORDER BY 2, 3 ON CONFLICT (tenant_id, brin, vestiging) DO NOTHING",
        [tenant_id],
    )
    nieuw = int(cursor.rowcount)
    cursor.execute(
        f"UPDATE {SCHOLEN} k SET school_id = s.id FROM scholen_school s "
        "WHERE s.tenant_id = %s AND s.brin = k.brin AND s.vestiging = k.vestiging",
        [tenant_id],
    )
    cursor.execute(f"ANALYZE {SCHOLEN}")
    return nieuw


def werk_huidig_bij(cursor: Any, tenant_id: int, scholen_sql: str) -> None:
    """Chooses the current description of the schools in ``scholen_sql`` anew: per column the newest source that has it."""
    keuzes = ", ".join(
        f"(array_agg({k} ORDER BY bron_datum DESC, bron) FILTER (WHERE {k} IS NOT NULL))[1] AS {k}" for k in _KENMERKEN
    )
    cursor.execute(
        f"UPDATE scholen_school s SET {', '.join(f'{k} = n.{k}' for k in _KENMERKEN)} FROM ("
        f"SELECT school_id, {keuzes} FROM scholen_schoolgegevens WHERE tenant_id = %(t)s AND vervangen_op IS NULL "
        f"AND NOT vervallen AND school_id IN ({scholen_sql}) GROUP BY school_id) n WHERE s.id = n.school_id",
        {"t": tenant_id},
    )
