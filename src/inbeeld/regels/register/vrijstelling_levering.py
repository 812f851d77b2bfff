"""R-26. What the municipality delivers of an exemption to the national register, BRO 9-12, 20 and 42."""

from __future__ import annotations

from inbeeld.regels.kalender import Kalenders
from inbeeld.regels.parameters import Instelling, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.vraag import STANDAARD, Gegevens, Grond, vraag

VELDEN = vast(
    "levering_vrijstelling",
    ("persoonsgebonden_nummer", "postcode", "soort", "begindatum", "einddatum", "eerder_gebruikt"),
    "delivered of every exemption",
    "velden",
    "BRO art. 9-12, 20",
)
VELDEN_NIET_BEKEND = vast(
    "levering_vrijstelling_nieuw",
    ("geslacht", "geboortedatum"),
    "further, of who never had education in the Netherlands and is not in the register",
    "velden",
    "BRO art. 9-12, 20",
)
VERVANGEND = ("3a", "3b")


class LeveringGegevens(Gegevens):
    grond: Grond
    nederlands_onderwijs_gehad: bool


@vraag("vrijstelling_levering", LeveringGegevens)
@regel("R-26", "BRO art. 9-12, 20, 42", "2026-08-01", parameters=(VELDEN, VELDEN_NIET_BEKEND))
def vrijstelling_levering(g: LeveringGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> dict[str, object]:
    """Kind and fields that go to the register; the ground never does, it is kept locally.

    3a and 3b are vervangende leerplicht, 5, 5a and 15 are vrijstelling. Sex and birth date (the postcode goes in any case) only
    of who never had education in the Netherlands.
    """
    velden = instelling[VELDEN].nu + (() if g.nederlands_onderwijs_gehad else instelling[VELDEN_NIET_BEKEND].nu)
    return {
        "soort": "vervangende_leerplicht" if g.grond in VERVANGEND else "vrijstelling",
        "velden": list(velden),
        "grond_meegeleverd": False,
    }
