"""Which deliveries there should be, how new they should be, and which of them are there.

The number of days is ours: how often a source delivers, and a little more. They are no law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Verwacht:
    """A kind of delivery that is expected. ``dagen``: older than this is a reason to ask (null: never too old)."""

    sleutel: str
    naam: str
    waarvoor: str
    vorm: str
    bronnen: tuple[str, ...]
    dagen: int | None
    nodig: bool = True


VERWACHT = (
    Verwacht(
        "brp",
        "Selectie uit de BRP",
        "Wie hier woont en hoe oud iemand is. Zonder deze is niet te zien wie nergens op school zit.",
        "CSV, alle inwoners tot en met 27 jaar",
        ("brp-selectie-v1",),
        40,
    ),
    Verwacht(
        "scholen",
        "Scholen",
        "Namen en vestigingen van de scholen in inschrijvingen en meldingen.",
        "CSV, zoals de open data van DUO",
        ("scholen-v1",),
        400,
    ),
    Verwacht(
        "kalender",
        "Schoolvakanties en feestdagen",
        "Om schooldagen te tellen. Zonder kalender zijn termijnen een benadering.",
        "CSV, één rij per vakantie en regio",
        ("kalender-v1",),
        None,
    ),
    Verwacht(
        "rod",
        "P- of C-levering uit het register (ROD)",
        "Inschrijvingen, diploma's en vrijstellingen. Elke week.",
        "CSV",
        ("rod-levering-v1",),
        10,
    ),
    Verwacht(
        "meldingen",
        "Verzuimmeldingen",
        "Meldingen van scholen in het verzuimregister. Elke week.",
        "JSON of een uitdraai daarvan",
        ("verzuimmelding-v1",),
        10,
    ),
    Verwacht(
        "absentie",
        "Absentie van scholen",
        "Verzuim dat scholen zelf delen, ook vóór een melding.",
        "CSV of JSON, één bestand per school",
        ("absentie-v1",),
        40,
        nodig=False,
    ),
    Verwacht(
        "duo",
        "Maandrapportages van DUO",
        "De werkvoorraad en de startset van het Doorstroompunt: A01, A02, A04, A05, A14, NRSP.",
        "CSV, zoals DUO ze klaarzet",
        ("duo-a01", "duo-a02", "duo-a04", "duo-a05", "duo-a14", "duo-nrsp", "duo-nenr"),
        45,
        nodig=False,
    ),
    Verwacht(
        "vrijstellingen",
        "Vrijstellingen van de gemeente",
        "Met de grond, die het register niet kent.",
        "CSV",
        ("vrijstellingen-v1",),
        100,
        nodig=False,
    ),
    Verwacht(
        "werk",
        "Werk en uitkering",
        "Wie van school is en werkt of een uitkering heeft.",
        "CSV",
        ("werk-v1",),
        100,
        nodig=False,
    ),
)
KALENDER_VOORUIT = 183
"""A calendar that ends sooner than this many days from now should be renewed."""


@dataclass(frozen=True)
class Stand:
    """``laatst``: the newest date of a delivery of this kind. ``let_op``: what is wrong with it, with what to do."""

    wat: Verwacht
    laatst: date | None
    let_op: str = ""

    @property
    def binnen(self) -> bool:
        return self.laatst is not None


def stand(laatste: Mapping[str, date], kalender_tot: date | None, nu: date) -> list[Stand]:
    """Each kind that is expected. ``laatste``: newest date per source; ``kalender_tot``: first day after the last school year
    that the calendar knows."""
    uit = []
    for wat in VERWACHT:
        gevonden = [laatste[b] for b in wat.bronnen if b in laatste]
        laatst = max(gevonden, default=None)
        let_op = ""
        if laatst is not None and wat.dagen is not None and (nu - laatst).days > wat.dagen:
            let_op = f"De nieuwste is {(nu - laatst).days} dagen oud; we verwachten er een per {_hoe_vaak(wat.dagen)}."
        if wat.sleutel == "kalender" and laatst is not None:
            let_op = _kalender(kalender_tot, nu)
        uit.append(Stand(wat, laatst, let_op))
    return uit


def _hoe_vaak(dagen: int) -> str:
    return "week" if dagen <= 14 else "maand" if dagen <= 60 else "kwartaal" if dagen <= 120 else "jaar"


def _kalender(tot: date | None, nu: date) -> str:
    from inbeeld.web.datums import dag

    if tot is None or tot <= nu:
        return "De kalender is afgelopen: termijnen zijn nu een benadering. Lever het nieuwe schooljaar aan."
    if tot <= nu + timedelta(days=KALENDER_VOORUIT):
        return f"De kalender loopt tot {dag(tot, nu)}. Lever het volgende schooljaar aan."
    return ""
