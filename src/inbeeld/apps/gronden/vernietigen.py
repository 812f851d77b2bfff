"""Grounds, notices and what was shared of who is forgotten."""

from __future__ import annotations

from typing import Any

from inbeeld.apps.basis.vernietigen import DOSSIER, Wie, vernietigt, wis


@vernietigt("gronden_grond", "gronden_kennisgeving", "gronden_deling", rang=20)
def gronden(cursor: Any, wie: Wie) -> dict[str, int]:
    """Of a file that goes while the youth is followed, what still holds stays."""
    van_hen = "x.jongere_id = ANY(%(j)s)"
    voorbij = f"{van_hen} AND x.tot <= CURRENT_DATE" if wie.omvang == DOSSIER else van_hen
    uit = wis(cursor, "gronden_grond", voorbij, wie.sql)
    uit |= wis(cursor, "gronden_deling", voorbij, wie.sql)
    return uit | wis(cursor, "gronden_kennisgeving", van_hen, wie.sql)
