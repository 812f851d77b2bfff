"""Which day is looked at, and with whose knowledge: as asked in the address of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

VROEGST = date(1990, 1, 1)


class KijkFout(ValueError):
    """The asked day can't be used; says why and what to do. ``veld``: ``bekend`` or ``peil``."""

    def __init__(self, veld: str, tekst: str) -> None:
        super().__init__(tekst)
        self.veld = veld


@dataclass(frozen=True)
class Kijk:
    """``peil``: the day we look at. ``bekend_op``: the day whose knowledge is used. ``terug``: one of them is not today."""

    nu: date
    peil: date
    bekend_op: date

    @property
    def terug(self) -> bool:
        return self.peil != self.nu or self.bekend_op != self.nu


def lees_dag(tekst: str) -> date | None:
    """``30-11-2026``, ``30/11/2026``, ``30 11 2026`` or ``2026-11-30``; None when it is no date."""
    tekst = tekst.strip()
    for vorm, volgorde in ((r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", (3, 2, 1)), (r"(\d{4})-(\d{1,2})-(\d{1,2})", (1, 2, 3))):
        if gevonden := re.fullmatch(vorm, tekst):
            try:
                return date(*(int(gevonden[i]) for i in volgorde))
            except ValueError:
                return None
    return None


def lees_kijk(nu: date, bekend: str, peil: str) -> Kijk:
    """From what was typed; empty = today. Who asks only for what was known on a day, looks at that day as well.

    Raises:
        KijkFout: no date, too long ago, or after today.
    """
    bekend_op = _dag("bekend", bekend, nu) or nu
    return Kijk(nu, _dag("peil", peil, nu) or bekend_op, bekend_op)


def _dag(veld: str, tekst: str, nu: date) -> date | None:
    if not tekst.strip():
        return None
    dag = lees_dag(tekst)
    if dag is None:
        raise KijkFout(veld, _("Dit is geen datum. Schrijf dag, maand en jaar, bijvoorbeeld 01-10-2026."))
    if dag > nu:
        raise KijkFout(veld, _("Deze dag moet nog komen. Vul een datum in tot en met vandaag."))
    if dag < VROEGST:
        raise KijkFout(veld, _("Zo ver terug kijken wij niet. Vul een datum in na 1 januari 1990."))
    return dag
