"""How urgent work is: the headings of the work list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from inbeeld.regels.regel import regel

VANDAAG, WEEK, NIEUW, LATER = GROEPEN = ("vandaag", "week", "nieuw", "later")
"""The headings in their order."""

_VRIJDAG = 4


class Urgentie(NamedTuple):
    """Up to which last day of its term (inclusive) work stands under VANDAAG, and up to which under WEEK."""

    vandaag: date
    week: date


@regel("R-24", "LPW art. 16 lid 4; WEB art. 9.2.5", "2026-08-01", naam="urgentie", berust_op="keuze")
def urgentie(vandaag: date) -> Urgentie:
    """What is due today or overdue stands under VANDAAG; what is due by Friday under WEEK, in the weekend by next Friday.

    What can wait longer stands under NIEUW when it came on the list after someone's visit before, on an earlier day; else under
    LATER. What can't wait is never merely new.
    """
    tot_vrijdag = _VRIJDAG - vandaag.weekday()
    return Urgentie(vandaag, vandaag + timedelta(days=tot_vrijdag if tot_vrijdag >= 0 else tot_vrijdag + 7))
