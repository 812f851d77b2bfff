"""Which signals are work, for whom, and under which heading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inbeeld.regels.regel import regel

Taak = Literal["leerplicht", "doorstroompunt"]
Soort = Literal["verzuim", "absoluut", "vrijstelling", "achttienplus", "ziekte", "luxe", "gegevens"]
Verlies = Literal["alles", "uren", "niet_bekend"]

SOORTEN: tuple[Soort, ...] = ("absoluut", "verzuim", "luxe", "ziekte", "vrijstelling", "achttienplus", "gegevens")
"""The headings, in the order in which a page shows them."""

VERLIEZEN: tuple[Verlies, ...] = ("alles", "uren", "niet_bekend")
"""What a youth loses of school while nothing happens, most first: all hours, some, or we can't tell."""


@dataclass(frozen=True)
class Werk:
    """What kind of work a signal is.

    Args:
        taak: None = that of the youth's legal position (``TAAK_VAN_POSITIE``).
        soort: None = that of the signal it is a part of.
        deel_van: it only exists beside one of these; both make one line.
    """

    taak: Taak | None
    soort: Soort | None
    verlies: Verlies
    deel_van: tuple[str, ...] = ()


WERK: dict[str, Werk] = {
    "thuiszitter_3mnd": Werk("leerplicht", None, "alles", deel_van=("absoluut_verzuim", "langdurig_relatief_verzuim")),
    "absoluut_verzuim": Werk("leerplicht", "absoluut", "alles"),
    "langdurig_relatief_verzuim": Werk("leerplicht", "verzuim", "alles"),
    "relatief_verzuim_16u": Werk("leerplicht", "verzuim", "uren"),
    "luxeverzuim": Werk("leerplicht", "luxe", "uren"),
    "verzuim_18plus": Werk("doorstroompunt", "achttienplus", "alles"),
    "vsv_nieuw": Werk("doorstroompunt", "achttienplus", "alles"),
    "ziekteverzuim_signaal": Werk(None, "ziekte", "uren"),
    "melding_open": Werk(None, "verzuim", "niet_bekend"),
    "vrijgesteld_en_ingeschreven": Werk("leerplicht", "vrijstelling", "niet_bekend"),
    "tegenstrijdige_gegevens": Werk(None, "gegevens", "niet_bekend"),
}
"""The signals that are work; where nothing else decides, the earlier goes first."""

GEEN_WERK = {
    "thuiszitter": "is absoluut verzuim of langdurig relatief verzuim, en dat staat al op de lijst",
    "jikp": "is een kenmerk van de jongere: het zegt waar u op let, niet dat er nu iets moet",
}
"""The signals that are not, and why (Dutch, for a page)."""

TAAK_VAN_POSITIE: dict[str, Taak] = {
    "te_jong": "leerplicht",
    "leerplichtig": "leerplicht",
    "kwalificatieplichtig": "leerplicht",
    "startkwalificatie": "doorstroompunt",
    "rmc_doelgroep": "doorstroompunt",
    "rmc_monitoring": "doorstroompunt",
    "buiten_doelgroep": "doorstroompunt",
}
"""Who deals with a signal that belongs to neither task by itself."""


@regel("R-24", "LPW art. 16 lid 4; WEB art. 9.2.5", "2026-08-01", naam="werk", berust_op="keuze")
def taak(signaal: str, positie: str | None) -> Taak:
    """For whom a signal is work: leerplicht when the Leerplichtwet makes it, doorstroompunt when the WEB does.

    Sickness, an open report and contradictory data belong to neither: the youth's legal position decides, and without one
    it is leerplicht. A signal keeps its task when the position changes: sixteen hours missed at seventeen stay with leerplicht.
    ``thuiszitter`` is no work beside the absence it consists of; ``jikp`` is a mark.

    Raises:
        ValueError: the signal is no work.
    """
    return werk_van(signaal).taak or TAAK_VAN_POSITIE.get(positie or "te_jong", "leerplicht")


def werk_van(signaal: str) -> Werk:
    """
    Raises:
        ValueError: the signal is no work.
    """
    if signaal not in WERK:
        raise ValueError(f"{signaal} is geen werk; wel: {', '.join(WERK)}")
    return WERK[signaal]
