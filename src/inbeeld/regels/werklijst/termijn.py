"""R-24. By when something is asked after a signal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from inbeeld.regels.kalender import BEGIN, Kalenders
from inbeeld.regels.parameters import Instelling, Parameter, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.termijnen import werkdagen_na
from inbeeld.regels.vraag import STANDAARD
from inbeeld.regels.werklijst.werk import werk_van

Grondslag = Literal["wet", "afspraak"]
Uitleg = Literal["werkdagen_na_bekend", "werkdagen_na_ontvangst"]

INSTRUCTIE = "LPW art. 16 lid 4; instructie van de gemeente"
AFSPRAAK_DOORSTROOM = "WEB art. 9.2.5; werkafspraak van de gemeente"


def _dagen(signaal: str, aantal: int, wat: str, bron: str = INSTRUCTIE) -> Parameter[int]:
    return vast(f"reactie_{signaal}", aantal, f"first action after {wat}, at the latest", "werkdagen", bron, "keuze")


REACTIE: dict[str, Parameter[int]] = {
    "absoluut_verzuim": _dagen("absoluut_verzuim", 5, "absoluut verzuim is known"),
    "langdurig_relatief_verzuim": _dagen("langdurig_relatief_verzuim", 3, "long absence is known"),
    "thuiszitter_3mnd": _dagen("thuiszitter_3mnd", 3, "three months at home"),
    "relatief_verzuim_16u": _dagen("relatief_verzuim_16u", 5, "sixteen hours are known"),
    "luxeverzuim": _dagen("luxeverzuim", 5, "a holiday without leave is known"),
    "verzuim_18plus": _dagen("verzuim_18plus", 10, "four weeks away from 18 on are known", AFSPRAAK_DOORSTROOM),
    "vsv_nieuw": _dagen("vsv_nieuw", 20, "an early school leaver is known", AFSPRAAK_DOORSTROOM),
    "ziekteverzuim_signaal": _dagen("ziekteverzuim_signaal", 10, "frequent or long sickness is known"),
    "melding_open": _dagen("melding_open", 5, "the receipt of a report"),
    "vrijgesteld_en_ingeschreven": _dagen("vrijgesteld_en_ingeschreven", 7, "an exemption beside an enrolment is known"),
    "tegenstrijdige_gegevens": _dagen("tegenstrijdige_gegevens", 10, "a contradiction is known"),
}
"""Working days per signal."""


class Combinatie(NamedTuple):
    """What the term and the place of a signal depend on: the columns of the outcome table ``signalen`` with these names."""

    signaal: str
    sinds_bekend: date
    begin_feit: date | None
    van: date


@dataclass(frozen=True)
class Termijn:
    """Until when (inclusive) something is asked.

    Args:
        grondslag: ``wet`` only where an act gives the term; else ``afspraak``.
        uitleg: from which day is counted; the page has words for it.
        aantal: number of ``eenheid`` that are counted.
        regel: rule number.
    """

    uiterlijk: date
    grondslag: Grondslag
    artikel: str
    uitleg: Uitleg
    aantal: int
    eenheid: str
    regel: str


@regel(
    "R-24",
    "LPW art. 16 lid 4; WEB art. 9.2.5",
    "2026-08-01",
    naam="reactietermijn",
    berust_op="keuze",
    parameters=tuple(REACTIE.values()),
)
def termijn(c: Combinatie, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> Termijn:
    """A number of working days per signal after the day on which it became known to us; that day itself does not count.

    The Leerplichtwet and the WEB name no number of days for what a municipality does after a signal; it lays them down in its
    instruction (LPW 16 lid 4 b). So every term here is an agreement, never shown as law. An open report counts from its receipt:
    what we learned about it afterwards gives no more time. With zero days: the day itself, or the next working day.

    Raises:
        ValueError: the signal is no work, or the number of days is below zero.
    """
    werk_van(c.signaal)
    na_ontvangst = c.signaal == "melding_open"
    start = max(c.van if na_ontvangst else c.sinds_bekend, BEGIN)
    reactie = instelling[REACTIE[c.signaal]]
    aantal = reactie.op(start)
    if aantal < 0:
        raise ValueError(f"{reactie.naam}: {aantal} werkdagen kan niet; geef 0 of meer")
    return Termijn(
        uiterlijk=werkdagen_na(start, aantal, kalenders),
        grondslag="afspraak",
        artikel=REACTIE[c.signaal].waarden[0].bron,
        uitleg="werkdagen_na_ontvangst" if na_ontvangst else "werkdagen_na_bekend",
        aantal=aantal,
        eenheid=reactie.eenheid,
        regel="R-24",
    )


def termijnen(combinaties: Iterable[Combinatie], kalenders: Kalenders, instelling: Instelling = STANDAARD) -> list[Termijn]:
    """``termijn`` of each, in the same order. Of a million signals only a few thousand combinations differ."""
    return [termijn(c, kalenders, instelling) for c in combinaties]
