"""What this app itself remembers of who is forgotten."""

from __future__ import annotations

from typing import Any

from inbeeld.apps.basis.vernietigen import DOSSIER, Wie, vernietigt, wis


@vernietigt("bewaren_uitstel", "bewaren_vernietigregel", rang=80)
def uitstel(cursor: Any, wie: Wie) -> dict[str, int]:
    wis(cursor, "bewaren_vernietigregel", "x.jongere_id = ANY(%(j)s)", wie.sql)
    if wie.omvang == DOSSIER:
        return {}
    return wis(cursor, "bewaren_uitstel", "x.jongere_id = ANY(%(j)s)", wie.sql)
