"""Birthdays and terms as expressions over many youths; the twins for one date stand in ``verjaardag``."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def verjaardag(geboren: ir.DateValue, leeftijd: int, schrikkeldag: str = "1-mrt") -> ir.DateValue:
    """The day on which an age is reached. Born on 29 February: 1 March in common years, or 28 February when so chosen."""
    dag = (geboren + ibis.interval(years=leeftijd)).cast("date")
    if schrikkeldag == "28-feb":
        return dag
    schrikkelkind = (geboren.month() == 2) & (geboren.day() == 29) & (dag.day() == 28)
    return ibis.ifelse(schrikkelkind, (dag + ibis.interval(days=1)).cast("date"), dag)


def plus_dagen(dag: ir.DateValue, aantal: int) -> ir.DateValue:
    return (dag + ibis.interval(days=aantal)).cast("date")


def plus_maanden(dag: ir.DateValue, aantal: int) -> ir.DateValue:
    """Keeps the day of the month; where that day does not exist, the last day of the month."""
    return (dag + ibis.interval(months=aantal)).cast("date")


def eerste_augustus(jaar: ir.IntegerValue) -> ir.DateValue:
    return ibis.date(jaar.cast("int32"), 8, 1)


def laatste(*dagen: ir.DateValue) -> ir.DateValue:
    """The latest of some days; nulls are passed over."""
    return ibis.greatest(*(d.fill_null(ibis.date("1900-01-01")) for d in dagen))


def vroegste(*dagen: ir.DateValue) -> ir.DateValue:
    """The earliest of some days; null means never. Null when all are null."""
    return ibis.least(*(d.fill_null(ibis.date("9999-12-31")) for d in dagen)).nullif(ibis.date("9999-12-31"))
