"""Requests of who is forgotten."""

from __future__ import annotations

from typing import Any

from inbeeld.apps.basis.vernietigen import DOSSIER, Wie, vernietigt, wis
from inbeeld.apps.rectificatie.selectors import DOSSIERFEITEN


@vernietigt("rectificatie_besluit", "rectificatie_verzoek", rang=30)
def verzoeken(cursor: Any, wie: Wie) -> dict[str, int]:
    """With a leerplicht file goes what was said of it; of a person everything."""
    w, van = wie.sql | {"d": list(DOSSIERFEITEN)}, "x.jongere_id = ANY(%(j)s)"
    if wie.omvang == DOSSIER:
        van += " AND x.tabel = ANY(%(d)s) AND x.op < "
        van += "(SELECT j.geboren + interval '18 years' FROM personen_jongere j WHERE j.id = x.jongere_id)"
    cursor.execute(
        "DELETE FROM rectificatie_besluit b USING rectificatie_verzoek x WHERE b.verzoek_id = x.id AND b.tenant_id = %(t)s "
        f"AND x.tenant_id = %(t)s AND {van}",
        w,
    )
    return {"rectificatie_besluit": int(cursor.rowcount)} | wis(cursor, "rectificatie_verzoek", van, w)
