"""Birthdays and terms in months for one date; the twins over many youths stand in ``dagen``."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from inbeeld.regels.parameters import vast

SCHRIKKELDAG = vast(
    "schrikkeldag",
    "1-mrt",
    "birthday in common years of who was born on 29 February: 1-mrt or 28-feb",
    "dag",
    "de wet zegt het niet",
    "keuze",
)


def plus_maanden(dag: date, n: int) -> date:
    """``n`` months later (earlier when negative): the same day of the month, or the last day where that one does not exist.

    30 November + 3 months is 28 or 29 February; 31 March - 1 month too.
    """
    jaren, maand = divmod(dag.year * 12 + dag.month - 1 + n, 12)
    return date(jaren, maand + 1, min(dag.day, monthrange(jaren, maand + 1)[1]))


def verjaardag(geboren: date, leeftijd: int, schrikkeldag: str = "1-mrt") -> date:
    """The day, from 00:00, on which ``leeftijd`` (years) is reached.

    Born on 29 February: 29 February in leap years; else 1 March, or 28 February when ``schrikkeldag`` is ``28-feb``.
    """
    jaar = geboren.year + leeftijd
    if (geboren.month, geboren.day) == (2, 29) and monthrange(jaar, 2)[1] == 28:
        return date(jaar, 2, 28) if schrikkeldag == "28-feb" else date(jaar, 3, 1)
    return geboren.replace(year=jaar)


def leeftijd_op(geboren: date, dag: date, schrikkeldag: str = "1-mrt") -> int:
    """Age in whole years on ``dag``; the birthday itself counts. Negative before birth."""
    jaren = dag.year - geboren.year
    return jaren if dag >= verjaardag(geboren, jaren, schrikkeldag) else jaren - 1
