"""Outcomes about who is forgotten."""

from __future__ import annotations

from typing import Any

from inbeeld.apps.basis.vernietigen import DOSSIER, Wie, vernietigt, wis

TABELLEN = ("beelden_rechtspositie", "beelden_signaal", "beelden_verwachting", "beelden_klok", "beelden_vervallensignaal")
_ACHTTIEN = "(SELECT (j.geboren + interval '18 years')::date FROM personen_jongere j WHERE j.id = x.jongere_id)"


@vernietigt(*TABELLEN, rang=20)
def uitkomsten(cursor: Any, wie: Wie) -> dict[str, int]:
    """Of whom only the file goes, the past signals do; what holds now is computed anew right after."""
    uit: dict[str, int] = {}
    if wie.omvang == DOSSIER:
        oud = f"x.jongere_id = ANY(%(j)s) AND x.van < {_ACHTTIEN}"
        uit |= wis(cursor, "beelden_signaal", f"{oud} AND x.tot IS NOT NULL", wie.sql)
        return uit | wis(cursor, "beelden_vervallensignaal", oud, wie.sql)
    for tabel in TABELLEN:
        uit |= wis(cursor, tabel, "x.jongere_id = ANY(%(j)s)", wie.sql)
    return uit
