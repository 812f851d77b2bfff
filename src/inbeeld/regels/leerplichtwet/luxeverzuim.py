"""R-11. Luxeverzuim over time: unauthorised holiday, LPW 11 f/g, 13a, 14."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from inbeeld.regels.aanwezigheid.schooldagen import reeksen, uit_venster, zekerheid
from inbeeld.regels.dagen import plus_dagen
from inbeeld.regels.feiten import Feiten
from inbeeld.regels.leerplichtwet.relatief_verzuim import gebeurtenis_uit_melding
from inbeeld.regels.regel import regel
from inbeeld.regels.uitkomst import Signalen, feit, signaal


@regel("R-11", "LPW art. 11, 13a, 14", "2026-08-01", naam="luxeverzuim", berust_op="beleid")
def luxeverzuim(feiten: Feiten, dagen: ir.Table, plicht: ir.Table) -> Signalen:
    """Leer- or kwalificatieplichtig and a schooldag with reason luxe; also an L report.

    Each such day is an event; consecutive schooldagen make one signal, from the first day until the last has left the recent
    window.

    Args:
        dagen: absence with reason luxe per schooldag under the duty (``schooldagen.per_dag``).
        plicht: ``jongere_id, van, tot``: under the duty.
    """
    r = uit_venster(reeksen(dagen), feiten.weken)
    s1 = signaal(r, "luxeverzuim", van=r.eerste, tot=r.uit_venster, begin_feit=r.eerste, zekerheid=zekerheid(r.gedekt))
    f1 = feit(
        r,
        "luxeverzuim",
        r.eerste,
        "verzuim",
        feit_id=r.feit_id,
        feit_van=r.eerste,
        feit_tot=plus_dagen(r.laatste, 1),
        waarde=r.aantal.cast("string") + " schooldagen luxe",
        ontvangen_op=r.ontvangen_op,
    )
    s2, f2 = gebeurtenis_uit_melding(feiten, plicht, "L", "luxeverzuim", hele_periode=True)
    return Signalen(ibis.union(s1, s2), ibis.union(f1, f2))
