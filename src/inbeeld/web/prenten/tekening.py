"""What a drawing is made of: shapes and texts with their coordinates, and the box each of them fills.

Every shape is written as a path. Colour comes from a CSS class, or from a pattern of ``patronen.svg.html`` that the figure has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString

from inbeeld.web.prenten.tekst import GROOTTE, breedte

PATRONEN = ("ziek", "verlof", "onbekend", "plan", "vakantie", "tegenspraak")
"""Patterns that ``patronen.svg.html`` defines, each with the key of the figure before its name."""


class Vak(NamedTuple):
    """Left, top, right, bottom."""

    x: float
    y: float
    x2: float
    y2: float

    def raakt(self, ander: Vak, lucht: float = 0.0) -> bool:
        return self.x < ander.x2 + lucht and ander.x < self.x2 + lucht and self.y < ander.y2 + lucht and ander.y < self.y2 + lucht


@lru_cache(maxsize=20_000)
def getal(waarde: float) -> str:
    """As SVG writes it: a point, one decimal at most. Drawings on a grid ask the same few again and again."""
    return f"{round(waarde, 1) + 0.0:g}"


@dataclass(frozen=True)
class Vorm:
    """``titel`` is what a pointer shows. ``naam`` tells tests and readers what is drawn."""

    klasse: str
    d: str
    vak: Vak
    titel: str = ""
    patroon: str = ""
    naam: str = ""


@dataclass(frozen=True)
class Tekst:
    """``anker``: ``start``, ``middle`` or ``end``."""

    klasse: str
    x: float
    y: float
    tekst: str
    anker: str = "start"
    vet: bool = False
    naam: str = ""

    @property
    def vak(self) -> Vak:
        w = breedte(self.tekst, vet=self.vet)
        x = self.x - {"start": 0.0, "middle": w / 2, "end": w}[self.anker]
        return Vak(x, self.y - GROOTTE * 0.8, x + w, self.y + GROOTTE * 0.25)


Element = Vorm | Tekst


def schrijf(elementen: Iterable[Element], sleutel: str) -> SafeString:
    """The elements as SVG; every text and title escaped. In Python: a template takes ten times as long over hundreds of them."""
    uit = []
    for e in elementen:
        if isinstance(e, Tekst):
            anker = "" if e.anker == "start" else f' text-anchor="{e.anker}"'
            klasse = f"{e.klasse} pr-vet" if e.vet else e.klasse
            uit.append(f'<text class="{klasse}" x="{getal(e.x)}" y="{getal(e.y)}"{anker}>{escape(e.tekst)}</text>')
        else:
            klasse = f' class="{e.klasse}"' if e.klasse else ""
            vulling = f' fill="url(#{escape(sleutel)}-{e.patroon})"' if e.patroon else ""
            eind = f"><title>{escape(e.titel)}</title></path>" if e.titel else "/>"
            uit.append(f'<path{klasse} d="{e.d}"{vulling}{eind}')
    return SafeString("\n".join(uit))


@dataclass(frozen=True)
class Legendapunt:
    """A drawing of 16 × 16 and its word."""

    tekst: str
    elementen: tuple[Element, ...]


@dataclass(frozen=True)
class Tekening:
    """One SVG with its legend. ``maat`` says for which width it is made: ``breed``, ``midden`` or ``smal``. ``sleutel``: whose
    patterns it uses."""

    id: str
    maat: str
    breedte: float
    hoogte: float
    titel: str
    omschrijving: str
    elementen: tuple[Element, ...]
    sleutel: str
    legenda: tuple[Legendapunt, ...] = ()
    bijschrift: str = ""

    @property
    def svg(self) -> SafeString:
        return schrijf(self.elementen, self.sleutel)

    @property
    def legendaregels(self) -> list[tuple[SafeString, str]]:
        return [(schrijf(punt.elementen, self.sleutel), punt.tekst) for punt in self.legenda]

    @property
    def sbreedte(self) -> str:
        return getal(self.breedte)

    @property
    def shoogte(self) -> str:
        return getal(self.hoogte)

    @property
    def viewbox(self) -> str:
        return f"0 0 {self.sbreedte} {self.shoogte}"


@dataclass
class Strook:
    """Which stretches of a line are taken already."""

    van: float
    tot: float
    bezet: list[tuple[float, float]] = field(default_factory=list)

    def vrij(self, x: float, x2: float) -> bool:
        return self.van <= x and x2 <= self.tot and all(x2 <= b or e <= x for b, e in self.bezet)

    def neem(self, x: float, x2: float) -> None:
        self.bezet.append((x, x2))

    def probeer(self, x: float, x2: float) -> bool:
        if not self.vrij(x, x2):
            return False
        self.neem(x, x2)
        return True


def _rechthoek(x: float, y: float, b: float, h: float) -> str:
    return f"M{getal(x)} {getal(y)}h{getal(b)}v{getal(h)}h{getal(-b)}z"


def rechthoek(klasse: str, x: float, y: float, b: float, h: float, *, titel: str = "", patroon: str = "", naam: str = "") -> Vorm:
    return Vorm(klasse, _rechthoek(x, y, b, h), Vak(x, y, x + b, y + h), titel, patroon, naam)


def rechthoeken(klasse: str, vakken: list[Vak], *, patroon: str = "", naam: str = "") -> list[Vorm]:
    """Many rectangles of one kind as a single path; nothing when there are none."""
    if not vakken:
        return []
    om = Vak(min(v.x for v in vakken), min(v.y for v in vakken), max(v.x2 for v in vakken), max(v.y2 for v in vakken))
    return [Vorm(klasse, "".join(_rechthoek(v.x, v.y, v.x2 - v.x, v.y2 - v.y) for v in vakken), om, "", patroon, naam)]


def lijn(klasse: str, x: float, y: float, x2: float, y2: float, *, titel: str = "", naam: str = "") -> Vorm:
    d = f"M{getal(x)} {getal(y)}L{getal(x2)} {getal(y2)}"
    return Vorm(klasse, d, Vak(min(x, x2), min(y, y2), max(x, x2), max(y, y2)), titel, "", naam)


def _rond(x: float, y: float, r: float) -> str:
    return (
        f"M{getal(x - r)} {getal(y)}a{getal(r)} {getal(r)} 0 1 0 {getal(2 * r)} 0a{getal(r)} {getal(r)} 0 1 0 {getal(-2 * r)} 0z"
    )


_STRAAL = {
    "driehoek": 6.0,
    "ruit": 6.5,
    "ring": 6.0,
    "schijf": 5.0,
    "stip": 4.7,
    "ringetje": 4.7,
    "blok": 5.0,
    "blokje": 4.5,
    "vlag": 6.0,
    "streep": 7.0,
}


def teken(vorm: str, x: float, y: float, klasse: str, *, titel: str = "", naam: str = "") -> Vorm:
    """A mark of about 12 × 12 around its middle.

    Raises:
        KeyError: no such mark.
    """
    gx = getal(x)
    straal = _STRAAL[vorm]
    match vorm:
        case "driehoek":
            d = f"M{getal(x - 6)} {getal(y - 5.5)}h12l-6 11z"
        case "ruit":
            d = f"M{gx} {getal(y - 6.5)}l6.5 6.5-6.5 6.5-6.5-6.5z"
        case "ring" | "schijf":
            d = _rond(x, y, 5)
        case "stip":
            d = _rond(x, y, 4.2)
        case "ringetje":
            d = _rond(x, y, 3.8)
        case "blok" | "blokje":
            z = 5 if vorm == "blok" else 4
            d = f"M{getal(x - z)} {getal(y - z)}h{2 * z}v{2 * z}h-{2 * z}z"
        case "vlag":
            d = f"M{getal(x - 5)} {getal(y - 6)}h10v12l-5-3.4-5 3.4z"
        case _:
            d = f"M{gx} {getal(y - 7)}V{getal(y + 7)}"
    return Vorm(klasse, d, Vak(x - straal, y - straal, x + straal, y + straal), titel, "", naam)
