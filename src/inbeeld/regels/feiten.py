"""What a run may see: the facts known on ``bekend_op`` and dated up to and including the ``peildatum``.

Facts that run backwards are left out here and reported by ``gegevens.tegenstrijdig``; they never reach another rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import ibis
import ibis.expr.types as ir

from inbeeld.regels.kalender import STANDAARDREGIO, nummer
from inbeeld.regels.parameters import Instelling
from inbeeld.regels.periodes import MEEST
from inbeeld.tabellen.codes import VAKANTIEREGIO

Bewaar = Callable[[str, ir.Table], ir.Table]
"""Lets the engine compute an intermediate table once; given its name and expression, returns the table to go on with."""


def _bewaar_niet(naam: str, tabel: ir.Table) -> ir.Table:
    return tabel


@dataclass(frozen=True)
class Feiten:
    """The fact tables as this run sees them, the calendar tables, the parameters in force, and the day (``op``, the peildatum).

    ``dagen``, ``weken``, ``zomers``, ``maanden``, ``scholen`` are the tables of ``kalender.Kalenders``; ``jongeren`` has the
    number of the calendar of the home (``kalender``) besides the columns of the contract.
    """

    jongeren: ir.Table
    verblijf: ir.Table
    inschrijvingen: ir.Table
    diplomas: ir.Table
    vrijstellingen: ir.Table
    verzuim: ir.Table
    rooster: ir.Table
    meldingen: ir.Table
    werk: ir.Table
    apart: ir.Table
    scholen: ir.Table
    dagen: ir.Table
    weken: ir.Table
    zomers: ir.Table
    maanden: ir.Table
    op: ir.DateScalar
    achteruit: ir.Table
    meest: int = MEEST
    instelling: Instelling = field(default_factory=Instelling)
    bewaar: Bewaar = _bewaar_niet


def als_dag(dag: date | ir.DateScalar) -> ir.DateScalar:
    return ibis.date(dag.isoformat()) if isinstance(dag, date) else dag


def bekend(tabel: ir.Table, bekend_op: date | ir.DateScalar | None) -> ir.Table:
    """The rows that were current on ``bekend_op``; None = the rows that are current now."""
    if bekend_op is None:
        return tabel.filter(tabel.vervangen_op.isnull())
    dag = als_dag(bekend_op)
    return tabel.filter(
        tabel.ontvangen_op.isnull() | (tabel.ontvangen_op <= dag),
        tabel.vervangen_op.isnull() | (tabel.vervangen_op > dag),
    )


def _kalender(regio: ir.StringValue) -> ir.IntegerValue:
    return regio.cases(*((r, nummer(r)) for r in VAKANTIEREGIO), else_=ibis.null("int64")).cast("int64")


def zie(
    tabellen: Mapping[str, ir.Table],
    kalender: Mapping[str, ir.Table],
    peildatum: date | ir.DateScalar,
    bekend_op: date | ir.DateScalar | None = None,
    *,
    meest: int = MEEST,
    instelling: Instelling | None = None,
    bewaar: Bewaar = _bewaar_niet,
) -> Feiten:
    """The facts of a run.

    Args:
        tabellen: by name, with the columns of ``tabellen.feiten``.
        kalender: ``dagen, weken, zomers, maanden, scholen`` (tables of ``kalender.Kalenders``).
        meest: the largest number of rows that a youth has in a table of periods.
    """
    dag = als_dag(peildatum)
    t = {naam: bekend(tabel, bekend_op) for naam, tabel in tabellen.items()}

    def periode(naam: str) -> ir.Table:
        x = t[naam]
        return x.filter(x.van <= dag, x.tot.isnull() | (x.tot > x.van))

    achteruit = [
        t[naam]
        .filter(t[naam].tot.notnull(), t[naam].tot <= t[naam].van, t[naam].van <= dag)
        .select("jongere_id", "feit_id", "van", "tot", "ontvangen_op", tabel=ibis.literal(naam))
        for naam in ("verblijf", "inschrijvingen", "vrijstellingen", "meldingen", "werk")
    ]
    meldingen = t["meldingen"].mutate(
        ontvangen=ibis.coalesce(t["meldingen"].ontvangen, t["meldingen"].van), status=t["meldingen"].status.fill_null("R")
    )
    return Feiten(
        jongeren=t["jongeren"].mutate(kalender=_kalender(t["jongeren"].vakantieregio).fill_null(nummer(STANDAARDREGIO))),
        verblijf=periode("verblijf"),
        inschrijvingen=periode("inschrijvingen"),
        diplomas=t["diplomas"].filter(t["diplomas"].datum <= dag),
        vrijstellingen=periode("vrijstellingen"),
        verzuim=t["verzuim"].filter(t["verzuim"].datum <= dag),
        rooster=periode("rooster"),
        meldingen=meldingen.filter(
            meldingen.ontvangen <= dag,
            meldingen.van <= dag,
            meldingen.tot.isnull() | (meldingen.tot > meldingen.van),
        ),
        werk=periode("werk"),
        apart=t["apart"].filter(t["apart"].datum <= dag),
        scholen=kalender["scholen"],
        dagen=kalender["dagen"],
        weken=kalender["weken"],
        zomers=kalender["zomers"],
        maanden=kalender["maanden"],
        op=dag,
        achteruit=ibis.union(*achteruit),
        meest=meest,
        instelling=instelling or Instelling(),
        bewaar=bewaar,
    )
