"""The national school vacations and public holidays, 2024-08-01 up to and including 2027-07-31.

Vacations: the ministry's scheme per region. Holidays: Algemene termijnenwet art. 3. Half-open ``[van, tot)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from inbeeld.synthese.toeval import Dagen, dag

Regio = Literal["noord", "midden", "zuid"]

REGIOS: tuple[Regio, ...] = ("noord", "midden", "zuid")
BEGIN = date(2024, 8, 1)
EIND = date(2027, 8, 1)
"""First day that the calendar does not cover any more."""


@dataclass(frozen=True)
class Vrij:
    """A free period of one region, or of ``alle``."""

    regio: Regio | Literal["alle"]
    soort: str
    van: date
    tot: date
    schooljaar: str


# One line per vacation: school year, kind, then (van, tot) for noord, midden, zuid.
_VAKANTIES: tuple[tuple[str, str, dict[Regio, tuple[date, date]]], ...] = (
    (
        "2023-2024",
        "zomer",
        {
            "noord": (date(2024, 7, 20), date(2024, 9, 2)),
            "midden": (date(2024, 7, 13), date(2024, 8, 26)),
            "zuid": (date(2024, 7, 6), date(2024, 8, 19)),
        },
    ),
    (
        "2024-2025",
        "herfst",
        {
            "noord": (date(2024, 10, 26), date(2024, 11, 4)),
            "midden": (date(2024, 10, 26), date(2024, 11, 4)),
            "zuid": (date(2024, 10, 19), date(2024, 10, 28)),
        },
    ),
    (
        "2024-2025",
        "kerst",
        {
            "noord": (date(2024, 12, 21), date(2025, 1, 6)),
            "midden": (date(2024, 12, 21), date(2025, 1, 6)),
            "zuid": (date(2024, 12, 21), date(2025, 1, 6)),
        },
    ),
    (
        "2024-2025",
        "voorjaar",
        {
            "noord": (date(2025, 2, 15), date(2025, 2, 24)),
            "midden": (date(2025, 2, 22), date(2025, 3, 3)),
            "zuid": (date(2025, 2, 22), date(2025, 3, 3)),
        },
    ),
    (
        "2024-2025",
        "mei",
        {
            "noord": (date(2025, 4, 26), date(2025, 5, 5)),
            "midden": (date(2025, 4, 26), date(2025, 5, 5)),
            "zuid": (date(2025, 4, 26), date(2025, 5, 5)),
        },
    ),
    (
        "2024-2025",
        "zomer",
        {
            "noord": (date(2025, 7, 12), date(2025, 8, 25)),
            "midden": (date(2025, 7, 19), date(2025, 9, 1)),
            "zuid": (date(2025, 7, 5), date(2025, 8, 18)),
        },
    ),
    (
        "2025-2026",
        "herfst",
        {
            "noord": (date(2025, 10, 18), date(2025, 10, 27)),
            "midden": (date(2025, 10, 18), date(2025, 10, 27)),
            "zuid": (date(2025, 10, 11), date(2025, 10, 20)),
        },
    ),
    (
        "2025-2026",
        "kerst",
        {
            "noord": (date(2025, 12, 20), date(2026, 1, 5)),
            "midden": (date(2025, 12, 20), date(2026, 1, 5)),
            "zuid": (date(2025, 12, 20), date(2026, 1, 5)),
        },
    ),
    (
        "2025-2026",
        "voorjaar",
        {
            "noord": (date(2026, 2, 21), date(2026, 3, 2)),
            "midden": (date(2026, 2, 14), date(2026, 2, 23)),
            "zuid": (date(2026, 2, 14), date(2026, 2, 23)),
        },
    ),
    (
        "2025-2026",
        "mei",
        {
            "noord": (date(2026, 4, 25), date(2026, 5, 4)),
            "midden": (date(2026, 4, 25), date(2026, 5, 4)),
            "zuid": (date(2026, 4, 25), date(2026, 5, 4)),
        },
    ),
    (
        "2025-2026",
        "zomer",
        {
            "noord": (date(2026, 7, 4), date(2026, 8, 17)),
            "midden": (date(2026, 7, 18), date(2026, 8, 31)),
            "zuid": (date(2026, 7, 11), date(2026, 8, 24)),
        },
    ),
    (
        "2026-2027",
        "herfst",
        {
            "noord": (date(2026, 10, 10), date(2026, 10, 19)),
            "midden": (date(2026, 10, 17), date(2026, 10, 26)),
            "zuid": (date(2026, 10, 17), date(2026, 10, 26)),
        },
    ),
    (
        "2026-2027",
        "kerst",
        {
            "noord": (date(2026, 12, 19), date(2027, 1, 4)),
            "midden": (date(2026, 12, 19), date(2027, 1, 4)),
            "zuid": (date(2026, 12, 19), date(2027, 1, 4)),
        },
    ),
    (
        "2026-2027",
        "voorjaar",
        {
            "noord": (date(2027, 2, 20), date(2027, 3, 1)),
            "midden": (date(2027, 2, 20), date(2027, 3, 1)),
            "zuid": (date(2027, 2, 13), date(2027, 2, 22)),
        },
    ),
    (
        "2026-2027",
        "mei",
        {
            "noord": (date(2027, 4, 24), date(2027, 5, 3)),
            "midden": (date(2027, 4, 24), date(2027, 5, 3)),
            "zuid": (date(2027, 4, 24), date(2027, 5, 3)),
        },
    ),
    (
        "2026-2027",
        "zomer",
        {
            "noord": (date(2027, 7, 10), date(2027, 8, 23)),
            "midden": (date(2027, 7, 17), date(2027, 8, 30)),
            "zuid": (date(2027, 7, 24), date(2027, 9, 6)),
        },
    ),
)

_FEESTDAGEN: dict[str, tuple[date, ...]] = {
    "2024-2025": (
        date(2024, 12, 25),
        date(2024, 12, 26),
        date(2025, 1, 1),
        date(2025, 4, 18),
        date(2025, 4, 21),
        date(2025, 4, 26),
        date(2025, 5, 5),
        date(2025, 5, 29),
        date(2025, 6, 9),
    ),
    "2025-2026": (
        date(2025, 12, 25),
        date(2025, 12, 26),
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 4, 27),
        date(2026, 5, 5),
        date(2026, 5, 14),
        date(2026, 5, 25),
    ),
    "2026-2027": (
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2027, 1, 1),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 4, 27),
        date(2027, 5, 5),
        date(2027, 5, 6),
        date(2027, 5, 17),
    ),
}

KALENDER: tuple[Vrij, ...] = tuple(
    [Vrij(regio, soort, van, tot, jaar) for jaar, soort, per_regio in _VAKANTIES for regio, (van, tot) in per_regio.items()]
    + [Vrij("alle", "feestdag", d, d + timedelta(1), jaar) for jaar, dagen in _FEESTDAGEN.items() for d in dagen]
)


def schooldagen(vrij: tuple[Vrij, ...], van: date = BEGIN, tot: date = EIND) -> Dagen:
    """Day numbers of the schooldagen in ``[van, tot)``: Monday to Friday, outside every period of ``vrij``."""
    dagen = np.arange(dag(van), dag(tot), dtype=np.int32)
    # 1970-01-01 was a Thursday.
    goed = (dagen + 3) % 7 < 5
    for v in vrij:
        goed &= (dagen < dag(v.van)) | (dagen >= dag(v.tot))
    return dagen[goed]


def van_regio(regio: Regio) -> tuple[Vrij, ...]:
    return tuple(v for v in KALENDER if v.regio in (regio, "alle"))
