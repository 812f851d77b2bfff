"""Who looked at whom stays; that it was this person does not."""

from __future__ import annotations

from typing import Any

from inbeeld.apps.basis.vernietigen import DOSSIER, Wie, vernietigt
from inbeeld.apps.verantwoording import services


@vernietigt("verantwoording_leesregel", "verantwoording_leessleutel", "verantwoording_letop", rang=90)
def sleutel(cursor: Any, wie: Wie) -> dict[str, int]:
    """The lines are chained and can't be removed: what leads from a pseudonym to the person is."""
    if wie.omvang == DOSSIER:
        return {}
    return {"verantwoording_leessleutel": sum(services.vergeet_persoon(wie.tenant_id, j) for j in wie.jongeren)}
