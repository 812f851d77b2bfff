"""R-04. Startkwalificatie, LPW 1 onder f."""

from __future__ import annotations

import ibis.expr.types as ir

from inbeeld.regels.regel import regel

TELT = ("mbo2", "mbo3", "mbo4", "havo", "vwo")


@regel("R-04", "LPW art. 1 onder f", "2026-08-01")
def startkwalificatie(diplomas: ir.Table) -> ir.Table:
    """A diploma mbo level 2, 3 or 4, havo or vwo; effective from its own date.

    Vmbo, entree, praktijkonderwijs, a VSO diploma, an mbo-verklaring and certificates do not count.

    Returns:
        ``jongere_id, sinds``: the earliest diploma that counts, for youths who have one.
    """
    telt = diplomas.filter(diplomas.diploma.isin(TELT))
    return telt.group_by("jongere_id").aggregate(sinds=telt.datum.min())
