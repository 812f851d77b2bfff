"""Facts about who is forgotten: of all time, and what other numbers of the same person stated."""

from __future__ import annotations

from collections import Counter
from typing import Any

from inbeeld.apps.basis.vernietigen import DOSSIER, Wie, vernietigt, wis
from inbeeld.apps.registers.een_persoon import FEITEN

_VAN_WIE = "(x.jongere_id = ANY(%(j)s) OR x.via = ANY(%(j)s))"
"""``via`` as well: while two were taken for one, what was stated of the one was kept under the other."""
DOSSIERTABELLEN = {"registers_vrijstelling": "van", "registers_verzuim": "datum", "registers_melding": "van"}
"""The leerplicht file: table, and the day that says whether it is of before the eighteenth birthday."""
_ACHTTIEN = "(SELECT (j.geboren + interval '18 years')::date FROM personen_jongere j WHERE j.id = x.jongere_id)"


@vernietigt(*(spec.tabel for spec in FEITEN), "registers_dekking", "registers_nummerdekking", "personen_bevestiging", rang=40)
def feiten(cursor: Any, wie: Wie) -> dict[str, int]:
    uit: Counter[str] = Counter()
    if wie.omvang == DOSSIER:
        for tabel, dag in DOSSIERTABELLEN.items():
            uit.update(_feiten(cursor, wie, tabel, f"{_VAN_WIE} AND x.{dag} < {_ACHTTIEN}"))
        return uit
    for spec in FEITEN:
        uit.update(_feiten(cursor, wie, spec.tabel, _VAN_WIE))
    uit.update(wis(cursor, "personen_bevestiging", "x.via = ANY(%(j)s)", wie.sql))
    uit.update(wis(cursor, "registers_dekking", "x.jongere_id = ANY(%(j)s)", wie.sql))
    uit.update(wis(cursor, "registers_nummerdekking", "x.via = ANY(%(j)s)", wie.sql))
    return uit


def _feiten(cursor: Any, wie: Wie, tabel: str, waar: str) -> dict[str, int]:
    cursor.execute(
        f"DELETE FROM personen_bevestiging b USING {tabel} x WHERE b.tenant_id = %(t)s AND b.tabel = '{tabel}' "
        f"AND b.feit_id = x.id AND x.tenant_id = %(t)s AND {waar}",
        wie.sql,
    )
    return {"personen_bevestiging": int(cursor.rowcount)} | wis(cursor, tabel, waar, wie.sql)
