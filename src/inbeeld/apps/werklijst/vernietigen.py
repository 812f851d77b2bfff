"""Lines of the work list of who is forgotten."""

from __future__ import annotations

from typing import Any

from inbeeld.apps.basis.vernietigen import DOSSIER, Wie, vernietigt, wis


@vernietigt("werklijst_werkregel", rang=10)
def regels(cursor: Any, wie: Wie) -> dict[str, int]:
    if wie.omvang == DOSSIER:
        return {}  # what is to be done now has nothing to do with the leerplicht file
    return wis(cursor, "werklijst_werkregel", "x.jongere_id = ANY(%(j)s)", wie.sql)
