"""R-05, R-06, R-07 over time. Which exemption or replacement covers a day."""

from __future__ import annotations

import functools
import operator

import ibis.expr.types as ir

from inbeeld.regels.leerplichtwet.kwalificatieplicht import kwalificatieplichtig, leerplichtig
from inbeeld.regels.periodes import Reeks, Toestanden
from inbeeld.regels.regel import regel
from inbeeld.tabellen.codes import GROND, GROND_REGISTER

GRONDEN = (*GROND, *GROND_REGISTER)
"""In the order in which the ground is named when several cover a day: those with a known ground first."""

VERVANGING = ("3a", "3b", "vervangende_leerplicht")
"""Replacement: the youth is enrolled, but with another programme."""


def toestand(grond: str) -> str:
    return f"vrijstelling_{grond}"


def reeks(vrijstellingen: ir.Table) -> Reeks:
    """The state of each ground."""
    return Reeks(vrijstellingen, tijdens={toestand(g): vrijstellingen.grond == g for g in GRONDEN})


def _werkt(t: Toestanden, grond: str) -> ir.BooleanValue:
    plicht = kwalificatieplichtig(t) if grond == "15" else leerplichtig(t) | kwalificatieplichtig(t)
    return t[toestand(grond)] & plicht


@regel("R-05", "LPW art. 3a, 3b, 5, 5a, 15", "2026-08-01")
def vrijgesteld(t: Toestanden) -> list[tuple[ir.BooleanValue, str]]:
    """The ground that covers the day (the first that applies), only for who is leerplichtig or kwalificatieplichtig.

    Art. 15 works for kwalificatieplichtigen only (LPW 15). A record with ``nooit_geschikt`` and no end keeps running (LPW 6
    lid 3).
    """
    return [(_werkt(t, g), g) for g in GRONDEN]


def is_vrijgesteld(t: Toestanden) -> ir.BooleanValue:
    overal = functools.reduce(operator.or_, (t[toestand(g)] for g in GRONDEN if g != "15"))
    return (overal & (leerplichtig(t) | kwalificatieplichtig(t))) | _werkt(t, "15")


@regel("R-05", "LPW art. 15a", "2026-08-01", berust_op="keuze")
def vrijgesteld_en_ingeschreven(t: Toestanden) -> ir.BooleanValue:
    """An exemption from enrolment and an enrolment that counts run together: one of the two is no longer right.

    Replacement (3a, 3b) goes with an enrolment and is left out.
    """
    vrij = functools.reduce(operator.or_, (_werkt(t, g) for g in GRONDEN if g not in VERVANGING))
    return t["ingezetene"] & ~t["overleden"] & vrij & t["ingeschreven"]
