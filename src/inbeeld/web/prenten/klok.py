"""The law clock: per running rule its state against its limit, and when it comes to that if nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from inbeeld.web.datums import dag, dag_kort
from inbeeld.web.prenten.tekening import Element, Strook, Tekening, Tekst, Vak, Vorm, getal, lijn, rechthoek, rechthoeken
from inbeeld.web.prenten.tekst import breedte, pas

BLOKJES, BALK = "blokjes", "balk"


@dataclass(frozen=True)
class Wijzer:
    """A running rule. ``soort`` ``blokjes``: ``stand`` of ``grens`` in blocks, with ``groepen``: what made up the state, oldest
    first, such as ``("week 46", 1)``. ``soort`` ``balk``: the time from ``van`` to ``tot`` with a mark at ``nu``.

    ``verwacht_tekst``: what happens if nothing changes; ``{dag}`` in it becomes the day ``verwacht``, else it goes at the end.
    ``reden``: absence that it counts (fills the blocks in that colour and pattern), or "".
    """

    naam: str
    stand_tekst: str
    soort: str
    nu: date
    stand: float = 0.0
    grens: float = 0.0
    groepen: Sequence[tuple[str, float]] = ()
    van: date | None = None
    tot: date | None = None
    uitleg: str = ""
    artikel: str = ""
    verwacht: date | None = None
    verwacht_tekst: str = ""
    reden: str = ""
    eenheid: str = "uur"


@dataclass(frozen=True)
class Klok:
    """``niet_lopend``: a name or short sentence per rule that doesn't run."""

    wijzers: Sequence[Wijzer] = ()
    niet_lopend: Sequence[str] = ()


@dataclass(frozen=True)
class WijzerPrent:
    """``voor``, ``dag``, ``na``: the sentence about what happens if nothing changes, around its day."""

    wijzer: Wijzer
    tekening: Tekening
    voor: str
    dag: str
    na: str


@dataclass(frozen=True)
class Tabelrij:
    """A running rule as numbers and days."""

    naam: str
    stand: str
    opbouw: str
    van: date | None
    tot: date | None
    verwacht: date | None
    artikel: str

    @property
    def van_tekst(self) -> str:
        return "" if self.van is None else dag(self.van)

    @property
    def tot_tekst(self) -> str:
        return "" if self.tot is None else dag(self.tot)

    @property
    def verwacht_tekst(self) -> str:
        return "" if self.verwacht is None else dag(self.verwacht)


@dataclass(frozen=True)
class KlokPrent:
    sleutel: str
    wijzers: tuple[WijzerPrent, ...]
    niet_lopend: tuple[str, ...]
    tabel: tuple[Tabelrij, ...]
    leeg: str

    @property
    def niet_lopend_kop(self) -> str:
        n = len(self.niet_lopend)
        return f"{n} regel die nu niet loopt" if n == 1 else f"{n} regels die nu niet lopen"


def _komma(waarde: float) -> str:
    return getal(waarde).replace(".", ",")


def tabel_rijen(k: Klok) -> tuple[Tabelrij, ...]:
    """The running rules, in the order they were given."""
    return tuple(
        Tabelrij(
            w.naam,
            w.stand_tekst,
            ", ".join(f"{label}: {_komma(aantal)} {w.eenheid}" for label, aantal in w.groepen),
            w.van,
            w.tot,
            w.verwacht,
            w.artikel,
        )
        for w in k.wijzers
    )


# -- layout ------------------------------------------------------------

BREED = 320.0
HOOG = 14.0
MEEST = 40
"""More blocks than this become one bar."""

_TUSSEN = 2.4


@dataclass(frozen=True)
class _As:
    """Units to places: ``n`` blocks over the whole width."""

    n: int
    los: bool

    @property
    def blok(self) -> float:
        return (BREED - 2) / self.n

    def x(self, waarde: float) -> float:
        return 0.5 + min(max(waarde, 0.0), self.n) * self.blok

    def vak(self, i: int, van: float = 0.0, tot: float = 1.0) -> Vak:
        """Of block ``i`` the part between ``van`` and ``tot``."""
        tussen = min(_TUSSEN, self.blok * 0.25) if self.los else 0.0
        x = self.x(i)
        b = self.blok - tussen
        return Vak(x + b * van, 2.0, x + b * tot, 2.0 + HOOG)


def _blokjes(w: Wijzer) -> tuple[list[Element], float]:
    grens, stand = max(w.grens, 0.0), max(w.stand, 0.0)
    n = max(ceil(grens), min(ceil(stand), ceil(grens) * 2), 1)
    stand = min(stand, n)
    los = n <= MEEST
    a = _As(n, los)
    vol: list[Vak] = []
    leeg: list[Vak] = []
    if los:
        heel = floor(stand)
        vol = [a.vak(i) for i in range(heel)]
        leeg = [a.vak(i) for i in range(heel, n)]
        if stand > heel:
            vol.append(a.vak(heel, 0.0, stand - heel))
    else:
        leeg = [Vak(a.x(0), 2, a.x(n), 2 + HOOG)]
        if stand > 0:
            vol = [Vak(a.x(0), 2, a.x(stand), 2 + HOOG)]
    leeg = [Vak(v.x + 0.5, v.y + 0.5, v.x2 - 0.5, v.y2 - 0.5) for v in leeg]
    elementen: list[Element] = [*rechthoeken("pr-blok-leeg", leeg, naam="leeg")]
    patroon = w.reden if w.reden in ("ziek", "verlof") else ""
    klasse = "pr-ongeoorloofd" if w.reden == "ongeoorloofd" else "" if patroon else "pr-blok"
    elementen += rechthoeken(klasse, vol, patroon=patroon, naam="vol")
    if w.stand > grens > 0:
        x = a.x(grens) - (0.5 if los else 0)
        elementen.append(lijn("pr-grens", x, 0, x, HOOG + 4, titel=f"grens: {_komma(grens)} {w.eenheid}", naam="grens"))
    onder = HOOG + 4
    return elementen + _groepen(w, a, stand), onder + (22 if w.groepen or w.stand < w.grens else 2)


def _groepen(w: Wijzer, a: _As, stand: float) -> list[Element]:
    """A bracket with its number under the blocks of every group; what is still left, at the right."""
    uit: list[Element] = []
    y = HOOG + 5.0
    rest = w.grens - w.stand
    tekst = f"nog {_komma(rest)}"
    strook = Strook(0, BREED - breedte(tekst) - 6 if rest > 0 else BREED)
    if rest > 0:
        uit.append(Tekst("pr-m", BREED, y + 16, tekst, "end", naam="nog"))
    tussen = min(_TUSSEN, a.blok * 0.25)
    loopt = 0.0
    for label, aantal in w.groepen:
        van, loopt = loopt, loopt + max(aantal, 0.0)
        x, x2 = a.x(min(van, stand)) + 0.5, a.x(min(loopt, stand)) - tussen
        if aantal <= 0 or x2 - x < 2:
            continue
        d = f"M{getal(x)} {getal(y)}v4h{getal(x2 - x)}v-4"
        titel = f"{label}: {_komma(aantal)} {w.eenheid}"
        uit.append(Vorm("pr-haak", d, Vak(x, y, x2, y + 4), titel, "", "haak"))
        getaltekst = _komma(aantal)
        b = breedte(getaltekst)
        mid = (x + x2) / 2
        if b <= x2 - x + 4 and strook.probeer(mid - b / 2, mid + b / 2):
            uit.append(Tekst("pr-m", mid, y + 16, getaltekst, "middle", naam="groep"))
    return uit


def _balk(w: Wijzer) -> tuple[list[Element], float]:
    """The time that has passed, a mark at now, what is left open; dashed and without end when it has none."""
    y, h = 7.0, 6.0
    if w.van is not None and w.tot is not None and w.tot > w.van:
        deel = (w.nu - w.van).days / (w.tot - w.van).days
    elif w.van is not None and w.tot is None:
        deel = 0.75
    else:
        deel = w.stand / w.grens if w.grens > 0 else 0.0
    x = 1 + (BREED - 3) * min(max(deel, 0.0), 1.0)
    einde = BREED - 1.0
    uit: list[Element] = []
    if x > 1.5:
        uit.append(rechthoek("pr-blok", 0.5, y, x - 0.5, h, naam="vol"))
    open_ = w.tot is None and w.van is not None
    if einde - x > 1.5:
        uit.append(rechthoek("pr-blok-straks" if open_ else "pr-blok-leeg", x, y + 0.5, einde - x, h - 1, naam="leeg"))
    uit.append(lijn("pr-grens", x, 2, x, 18, titel=f"nu, {dag(w.nu)}", naam="nu"))
    if not open_:
        uit.append(lijn("pr-grens", einde, 2, einde, 18, naam="einde"))
    links = "" if w.van is None else dag(w.van, w.nu)
    rechts = "loopt door" if open_ else "" if w.tot is None else dag(w.tot, w.nu)
    if rechts:
        uit.append(Tekst("pr-m", BREED, 34, rechts, "end", naam="tot"))
    if links and (kort := pas(links, BREED - breedte(rechts) - 12)):
        uit.append(Tekst("pr-m", 0, 34, kort, naam="van"))
    return uit, 39.0 if links or rechts else 20.0


def _zin(w: Wijzer) -> tuple[str, str, str]:
    tekst = w.verwacht_tekst.strip()
    if w.verwacht is None:
        return tekst.replace(" op {dag}", "").replace("{dag}", "").strip(), "", ""
    wanneer = dag_kort(w.verwacht) + ("" if w.verwacht.year == w.nu.year else f" {w.verwacht.year}")
    if "{dag}" in tekst:
        voor, _, na = tekst.partition("{dag}")
        return voor, wanneer, na
    kop = tekst.rstrip(".")
    return (f"{kop}: " if kop else "Als er niets verandert: "), wanneer, "."


def _beschrijf(w: Wijzer) -> str:
    delen = [f"{w.naam}: {w.stand_tekst}."]
    if w.groepen:
        delen.append("Opbouw: " + ", ".join(f"{label} {_komma(aantal)} {w.eenheid}" for label, aantal in w.groepen) + ".")
    if w.van is not None:
        delen.append(f"Vanaf {dag(w.van)}" + (f" tot {dag(w.tot)}." if w.tot is not None else ", zonder einde."))
    elif w.tot is not None:
        delen.append(f"Tot {dag(w.tot)}.")
    return " ".join(delen)


def teken_wijzer(w: Wijzer, sleutel: str, nr: int) -> WijzerPrent:
    """
    Raises:
        ValueError: another ``soort`` than blokjes or balk.
    """
    if w.soort not in (BLOKJES, BALK):
        raise ValueError(f"een wijzer is blokjes of balk, geen {w.soort!r}")
    elementen, hoogte = _blokjes(w) if w.soort == BLOKJES else _balk(w)
    tekening = Tekening(
        f"{sleutel}-{nr}", "smal", BREED, hoogte, f"{w.naam}: {w.stand_tekst}", _beschrijf(w), tuple(elementen), sleutel
    )
    return WijzerPrent(w, tekening, *_zin(w))


def teken_klok(k: Klok, *, sleutel: str = "klok") -> KlokPrent:
    """``sleutel``: prefix of the ids on the page."""
    wijzers = tuple(teken_wijzer(w, sleutel, nr) for nr, w in enumerate(k.wijzers, 1))
    leeg = "" if wijzers else "Er loopt nu geen wettelijke termijn of telling voor deze jongere."
    return KlokPrent(sleutel, wijzers, tuple(k.niet_lopend), tabel_rijen(k), leeg)
