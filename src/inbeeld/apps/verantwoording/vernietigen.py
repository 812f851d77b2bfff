"""Who looked at whom stays; that it was this person does not."""

from __future__ import annotations

from typing import Any

from inbeeld.apps.basis.vernietigen import DOSSIER, Wie, vernietigt
from inbeeld.apps.verantwoording import services


@vernietigt("verantwoording_leesregel", "verantwoording_leessleutel", rang=90)
def sleutel(cursor: Any, wie: Wie) -> dict[str, int]:
    """The lines are chained and can't be removed: what leads from a pseudonym to the person is."""
    vergeet = getattr(services, "vergeet_persoon", None)
    if wie.omvang == DOSSIER or vergeet is None:
        return {}
    for jongere in wie.jongeren:
        vergeet(wie.tenant_id, jongere)
    return {"verantwoording_leessleutel": len(wie.jongeren)}
