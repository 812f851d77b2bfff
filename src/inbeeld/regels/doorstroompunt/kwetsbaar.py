"""R-19. Jongere in kwetsbare positie (JIKP)."""

from __future__ import annotations

import functools
import operator

import ibis
import ibis.expr.types as ir

from inbeeld.regels.feiten import Feiten
from inbeeld.regels.periodes import Reeks, Toestanden
from inbeeld.regels.regel import regel

HERKOMST = {
    "pro": ("pro",),
    "vso": ("vso_vervolg", "vso_arbeid", "vso_dagbesteding"),
    "entree": ("mbo1",),
}
DIPLOMA = ("pro", "pro_verklaring", "vso", "entree")


def herkomst(inschrijvingen: ir.Table) -> Reeks:
    """States ``in_<kind>`` and ``uit_<kind>`` (ever left it) for pro, vso and entree."""
    i = inschrijvingen
    van_soort = i.filter(i.onderwijs.isin([o for soorten in HERKOMST.values() for o in soorten]))
    return Reeks(
        van_soort,
        tijdens={f"in_{k}": van_soort.onderwijs.isin(o) for k, o in HERKOMST.items()},
        erna={f"uit_{k}": van_soort.onderwijs.isin(o) for k, o in HERKOMST.items()},
    )


def diploma_kwetsbaar(diplomas: ir.Table) -> ir.BooleanValue:
    return (diplomas.diploma.isin(DIPLOMA) | ((diplomas.diploma == "vmbo") & (diplomas.leerweg == "bb"))).fill_null(False)


@regel("R-19", "WEB art. 8.3.1 lid 2 (oud); OCW-beleid", "2026-01-01", berust_op="keuze")
def jikp(t: Toestanden) -> ir.BooleanValue:
    """No startkwalificatie, under the age limit of R-13, and origin pro, vso, entree or vmbo-bb.

    Origin: such a diploma, or an ended enrolment of a kind without a present one of that kind.
    """
    afgerond = functools.reduce(operator.or_, (t[f"uit_{k}"] & ~t[f"in_{k}"] for k in HERKOMST))
    return t["ingezetene"] & ~t["overleden"] & ~t["startkwalificatie"] & ~t["te_oud"] & (t["diploma_kwetsbaar"] | afgerond)


def feiten_jikp(feiten: Feiten) -> tuple[ir.Table, ir.Table]:
    """The enrolments and diplomas that can make someone ``jikp``."""
    i, d = feiten.inschrijvingen, feiten.diplomas
    return (
        i.filter(i.tot.notnull(), i.onderwijs.isin([o for soorten in HERKOMST.values() for o in soorten])),
        d.filter(diploma_kwetsbaar(d)).mutate(van=d.datum, tot=ibis.null("date")),
    )
