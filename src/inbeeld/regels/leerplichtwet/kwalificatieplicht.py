"""R-03. Kwalificatieplicht, LPW 4a, 4b, 4c."""

from __future__ import annotations

import ibis.expr.types as ir

from inbeeld.regels.parameters import vast
from inbeeld.regels.periodes import Toestanden
from inbeeld.regels.regel import regel

EINDLEEFTIJD_KWALIFICATIEPLICHT = vast(
    "kwalificatieplicht_eindleeftijd", 18, "kwalificatieplicht ends on this birthday", "jaar", "LPW art. 4b"
)
PRAKTIJKDIPLOMA = ("pro", "pro_verklaring")
VSO_ZONDER_PLICHT = ("vso_arbeid", "vso_dagbesteding")


@regel("R-02", "LPW art. 3", "2026-08-01")
def leerplichtig(t: Toestanden) -> ir.BooleanValue:
    """From the begin (R-01) until the end (R-02); an exemption, a diploma or turning sixteen changes nothing."""
    return t["leerplicht_begonnen"] & ~t["leerplicht_voorbij"]


@regel("R-03", "LPW art. 4a-4c", "2026-08-01", parameters=(EINDLEEFTIJD_KWALIFICATIEPLICHT,))
def kwalificatieplichtig(t: Toestanden) -> ir.BooleanValue:
    """After the leerplicht, under 18, without startkwalificatie.

    Not for who holds the diploma or verklaring praktijkonderwijs, nor for who ever followed VSO arbeidsmarktgericht or
    dagbesteding; profile vervolgonderwijs gives no exception. A diploma works from its own date on.
    """
    return t["leerplicht_voorbij"] & ~t["achttien"] & ~uitgezonderd(t)


def uitgezonderd(t: Toestanden) -> ir.BooleanValue:
    """What keeps the kwalificatieplicht away: a startkwalificatie, or one of the exceptions."""
    return t["startkwalificatie"] | t["praktijkdiploma"] | t["vso_zonder_plicht"]


def plichtig(t: Toestanden) -> ir.BooleanValue:
    """Leerplichtig or kwalificatieplichtig."""
    return leerplichtig(t) | kwalificatieplichtig(t)
