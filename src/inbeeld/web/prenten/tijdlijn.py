"""The timeline of one youth: what the law asked, where the youth was, what was missed and reported, and what is expected.

Periods are half-open ``[van, tot)``. What lies after the peildatum is drawn dashed. The table tells everything; the drawings show
the years that fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from inbeeld.web.datums import KORT, dag
from inbeeld.web.prenten.tekening import (
    Element,
    Legendapunt,
    Strook,
    Tekening,
    Tekst,
    Vak,
    Vorm,
    lijn,
    rechthoek,
    rechthoeken,
    teken,
)
from inbeeld.web.prenten.tekst import breedte, pas

# -- what goes in ------------------------------------------------------------


@dataclass(frozen=True)
class Balk:
    """A period. ``soort``: for ``plicht`` a code of ``RECHTSPOSITIE``; for ``scholen`` a code of ``ONDERWIJS``, or ``geen`` for
    a stretch in which the youth should have been enrolled and was not; elsewhere free. ``verwacht``: all of it is expected."""

    van: date
    tot: date | None
    tekst: str
    soort: str = ""
    verwacht: bool = False
    bron: str = ""


@dataclass(frozen=True)
class Punt:
    """Something on a day. ``soort``: a key of ``PUNTEN``; others get an open circle."""

    datum: date
    soort: str
    tekst: str = ""
    bron: str = ""


@dataclass(frozen=True)
class Gemist:
    """Missed lesuren in the week that begins on ``week``. ``onbekend``: the reason isn't known yet."""

    week: date
    ongeoorloofd: float = 0.0
    geoorloofd: float = 0.0
    onbekend: float = 0.0

    @property
    def uren(self) -> float:
        return self.ongeoorloofd + self.geoorloofd + self.onbekend


@dataclass(frozen=True)
class Tijdlijn:
    """``peil``: the day that is looked at (the line); ``vandaag``: today. ``van``, ``tot``: from and until when there is
    something to draw. ``verjaardagen``: day and age."""

    vandaag: date
    peil: date
    van: date
    tot: date
    plicht: Sequence[Balk] = ()
    scholen: Sequence[Balk] = ()
    vrijstellingen: Sequence[Balk] = ()
    werk: Sequence[Balk] = ()
    gemist: Sequence[Gemist] = ()
    meldingen: Sequence[Punt] = ()
    contacten: Sequence[Punt] = ()
    diplomas: Sequence[Punt] = ()
    verjaardagen: Sequence[tuple[date, int]] = ()
    botsingen: Sequence[Balk] = ()


# -- what comes out ------------------------------------------------------------


@dataclass(frozen=True)
class Tabelrij:
    """``loopt``: a period; its end may be open."""

    soort: str
    wat: str
    van: date
    tot: date | None
    loopt: bool
    bron: str
    nu: date

    @property
    def van_tekst(self) -> str:
        return dag(self.van)

    @property
    def tot_tekst(self) -> str:
        if not self.loopt:
            return ""
        return "loopt" if self.tot is None else dag(self.tot)


@dataclass(frozen=True)
class TijdlijnPrent:
    """``leeg``: the sentence that stands in place of a drawing when there is nothing to draw."""

    sleutel: str
    tekeningen: tuple[Tekening, ...]
    tabel: tuple[Tabelrij, ...]
    leeg: str

    @property
    def met_bron(self) -> bool:
        return any(rij.bron for rij in self.tabel)


# -- words and marks ------------------------------------------------------------

PUNTEN: dict[str, tuple[str, str, str]] = {
    "V3": ("driehoek", "pr-vol", "melding 16 uur"),
    "LRV": ("blok", "pr-vol", "melding langdurig verzuim"),
    "L": ("driehoek", "pr-open", "melding luxeverzuim"),
    "V4": ("schijf", "pr-vol", "melding 18 jaar en ouder"),
    "RMC": ("schijf", "pr-vol", "melding 18 jaar en ouder"),
    "O": ("ring", "pr-open", "melding overig"),
    "V1": ("ring", "pr-open", "melding overig"),
    "V2": ("ring", "pr-open", "melding overig"),
    "signaal": ("ruit", "pr-rood-vol", "signaal"),
    "gesprek": ("stip", "pr-accent-vol", "gesprek"),
    "overleg": ("blokje", "pr-accent-vol", "overleg"),
    "niet_bereikt": ("ringetje", "pr-accent-open", "niet bereikt"),
    "startkwalificatie": ("vlag", "pr-groen-vol", "startkwalificatie"),
    "diploma": ("vlag", "pr-groen-open", "diploma"),
}
"""Kind of point → mark, class, word in the legend."""

_PLICHT = {
    "leerplichtig": "pr-leerplichtig",
    "kwalificatieplichtig": "pr-kwalificatieplichtig",
    "startkwalificatie": "pr-startkwalificatie",
    "rmc_doelgroep": "pr-rmc",
    "rmc_monitoring": "pr-rmc",
}
_OP_DONKER = ("pr-leerplichtig", "pr-kwalificatieplichtig")
_TEGENSPRAAK = "bronnen spreken elkaar tegen"


def _punt(soort: str) -> tuple[str, str, str]:
    return PUNTEN.get(soort, ("ring", "pr-open", soort.replace("_", " ") or "gebeurtenis"))


def _uren(uren: float) -> str:
    return f"{uren:.1f}".removesuffix(".0").replace(".", ",")


def _periode(b: Balk, nu: date) -> str:
    eind = "loopt" if b.tot is None else f"tot {dag(b.tot)}"
    return f"{b.tekst}, vanaf {dag(b.van)}, {eind}" + (", verwacht" if b.verwacht else "")


# -- table ------------------------------------------------------------


def tabel_rijen(t: Tijdlijn) -> tuple[Tabelrij, ...]:
    """Everything that was put in, in the order of the rows of the drawing; within a row by date."""

    def balken(soort: str, lijst: Iterable[Balk]) -> Iterable[Tabelrij]:
        for b in sorted(lijst, key=lambda b: (b.van, b.tot or date.max)):
            yield Tabelrij(soort, b.tekst + (", verwacht" if b.verwacht else ""), b.van, b.tot, True, b.bron, t.peil)

    def punten(soort: str, lijst: Iterable[Punt]) -> Iterable[Tabelrij]:
        for p in sorted(lijst, key=lambda p: p.datum):
            woord = _punt(p.soort)[2].removeprefix("melding ")
            if not p.tekst:
                wat = woord
            elif p.soort in ("signaal", "gesprek", "overleg", "niet_bereikt", "startkwalificatie") or soort == "Melding":
                wat = f"{woord}: {p.tekst}"
            else:
                wat = p.tekst
            yield Tabelrij(soort, wat, p.datum, None, False, p.bron, t.peil)

    def weken() -> Iterable[Tabelrij]:
        for g in sorted(t.gemist, key=lambda g: g.week):
            yield Tabelrij("Gemist", _gemist_tekst(g), g.week, g.week + timedelta(days=7), True, "", t.peil)

    return (
        *balken("Plicht", t.plicht),
        *balken("School", t.scholen),
        *balken("Vrijstelling", t.vrijstellingen),
        *balken("Tegenspraak", t.botsingen),
        *balken("Werk", t.werk),
        *weken(),
        *punten("Melding", t.meldingen),
        *punten("Contact", t.contacten),
        *punten("Diploma", t.diplomas),
    )


def _gemist_tekst(g: Gemist) -> str:
    delen = [f"{_uren(uren)} uur {_GEMIST[aard][1]}" for aard, uren in _delen(g) if uren > 0]
    return ", ".join(delen) or "niets gemist"


_GEMIST = {
    "ongeoorloofd": ("", "ongeoorloofd"),
    "onbekend": ("onbekend", "reden nog niet bekend"),
    "geoorloofd": ("ziek", "geoorloofd"),
}
"""Kind of missed hours, from the bottom of a bar up → pattern (empty: filled) and word."""


def _delen(g: Gemist) -> list[tuple[str, float]]:
    return [(aard, getattr(g, aard)) for aard in _GEMIST]


def _samen(gemist: Iterable[Gemist], van: date) -> Gemist:
    """All of it as one."""
    alle = list(gemist)
    return Gemist(van, **{aard: sum(getattr(g, aard) for g in alle) for aard in _GEMIST})


# -- window ------------------------------------------------------------


@dataclass(frozen=True)
class Maat:
    """``links``: room for the names of the rows; 0 puts them above. ``jaren``: how many fit. ``vooruit``: days that at least
    have to be seen after the peildatum, before the next 1 August."""

    naam: str
    breedte: float
    links: float
    jaren: int
    vooruit: int


MATEN = (Maat("breed", 1120, 96, 5, 100), Maat("midden", 720, 96, 3, 60), Maat("smal", 358, 0, 3, 30))
_RECHTS = 2.0


def _eerste_augustus(na: date) -> date:
    return date(na.year + ((na.month, na.day) > (8, 1)), 8, 1)


def _jaar_terug(d: date, jaren: int) -> date:
    return date(d.year - jaren, d.month, min(d.day, 28))


@dataclass(frozen=True)
class Schaal:
    """Days to places on the x-axis, from ``begin`` to ``eind``."""

    begin: date
    eind: date
    links: float
    rechts: float

    @classmethod
    def van(cls, t: Tijdlijn, maat: Maat) -> Schaal:
        eind = max(t.peil + timedelta(days=30), min(t.tot, _eerste_augustus(t.peil + timedelta(days=maat.vooruit))))
        begin = max(_jaar_terug(eind, maat.jaren), t.van.replace(day=1))
        begin = min(begin, t.peil - timedelta(days=30), _jaar_terug(eind, 1))
        return cls(begin, eind, maat.links, maat.breedte - _RECHTS)

    @property
    def per_dag(self) -> float:
        return (self.rechts - self.links) / (self.eind - self.begin).days

    def x(self, d: date) -> float:
        return self.links + self.per_dag * (min(max(d, self.begin), self.eind) - self.begin).days

    def ziet(self, van: date, tot: date | None) -> bool:
        return van < self.eind and (tot is None or tot > self.begin) and (tot is None or tot > van)

    def ziet_dag(self, d: date) -> bool:
        return self.begin <= d < self.eind


# -- layout ------------------------------------------------------------

BALK, TUSSEN, LUCHT = 22.0, 4.0, 4.0
_MINSTENS = 3.0
_ELDERS = "niets in deze jaren"


@dataclass(frozen=True)
class _Rij:
    """A row: its top, where its contents begin, and its bottom."""

    y: float
    inhoud: float
    onder: float


@dataclass
class _Blad:
    """One drawing in the making."""

    t: Tijdlijn
    maat: Maat
    schaal: Schaal
    y: float = 34.0
    onder: list[Element] = field(default_factory=list)
    boven: list[Element] = field(default_factory=list)
    rijen: dict[str, _Rij] = field(default_factory=dict)
    vakken: dict[str, list[Vak]] = field(default_factory=dict)
    legenda: dict[str, Legendapunt] = field(default_factory=dict)

    @property
    def nu(self) -> float:
        return self.schaal.x(self.t.peil)

    def rij(self, naam: str, hoogte: float, leeg: str) -> _Rij:
        """Open the next row: name and line; with nothing in it the sentence ``leeg`` and no more."""
        boven = self.maat.links == 0
        kop = 20.0 if boven else 0.0
        if leeg and boven:
            hoogte, kop = 0.0, 22.0
        elif leeg:
            hoogte = BALK - 2
        self.onder.append(lijn("pr-lijn", 0, self.y, self.maat.breedte, self.y))
        basis = self.y + (16 if boven else LUCHT + 15.5)
        x = 6.0 if boven else 0.0
        self.boven.append(Tekst("pr-m", x, basis, naam, naam="rijnaam"))
        if leeg:
            begin = x + breedte(naam) + 8 if boven else self.maat.links + 6
            ruimte = (self.nu if self.nu - begin > 120 else self.maat.breedte) - begin - 4
            if kort := pas(leeg, ruimte):
                self.boven.append(Tekst("pr-m pr-leeg", begin, basis, kort, naam="leeg"))
        rij = _Rij(self.y, self.y + kop + LUCHT, self.y + kop + 2 * LUCHT + hoogte)
        self.rijen[naam] = rij
        self.y = rij.onder
        return rij

    # bars

    def balken(self, naam: str, balken: Sequence[Balk], leeg: str, klasse: Callable[[Balk], str]) -> None:
        gezien = [b for b in balken if self.schaal.ziet(b.van, b.tot)]
        vakken = [self._plek(b) for b in gezien]
        banen = _banen(vakken)
        n = max(banen, default=0) + 1
        rij = self.rij(naam, n * BALK + (n - 1) * TUSSEN, "" if gezien else _ELDERS if balken else leeg)
        per_baan: list[list[tuple[float, float]]] = [[] for _ in range(n)]
        for (x, x2), baan in zip(vakken, banen, strict=True):
            per_baan[baan].append((x, x2))
        for b, (x, x2), baan in sorted(zip(gezien, vakken, banen, strict=True), key=lambda r: r[1]):
            y = rij.inhoud + baan * (BALK + TUSSEN)
            volgende = min((v for v, _ in per_baan[baan] if v >= x2), default=self.schaal.rechts)
            self._balk(b, x, x2, y, klasse(b), volgende)
            self.vakken.setdefault(naam, []).append(Vak(x, y, x2, y + BALK))

    def _plek(self, b: Balk) -> tuple[float, float]:
        """Left and right, inside the window and never thinner than can be seen."""
        x = self.schaal.x(b.van)
        x2 = self.schaal.rechts if b.tot is None else self.schaal.x(b.tot)
        x = min(x, self.schaal.rechts - _MINSTENS)
        return x, max(x2, x + _MINSTENS)

    def _balk(self, b: Balk, x: float, x2: float, y: float, klasse: str, volgende: float) -> None:
        titel = _periode(b, self.t.peil)
        b2 = x2 - 1 if x2 - x > _MINSTENS else x2
        delen: list[tuple[float, float, bool]] = []
        grens = x if b.verwacht else min(max(self.nu, x), b2)
        if grens - x >= 1:
            delen.append((x, grens, False))
        if b2 - grens >= 1:
            delen.append((grens, b2, True))
        if not delen:
            delen.append((x, b2, b.verwacht or b.van >= self.t.peil))
        for v, w, straks in delen:
            stijl = f"{klasse} pr-straks" if straks else klasse
            inzet = 0.5 if w - v > 1 else 0.0
            patroon = "tegenspraak" if b.soort == "geen" and not straks and w - v > 5 else ""
            if b.soort == "geen" and not straks:
                stijl = "pr-geen-rand" if patroon else "pr-geen"
            self.onder.append(
                rechthoek(stijl, v + inzet, y + 0.5, w - v - 2 * inzet, BALK - 1, titel=titel, patroon=patroon, naam="balk")
            )
        self._balktekst(b, delen, b2, y, klasse, volgende)

    def _balktekst(
        self, b: Balk, delen: list[tuple[float, float, bool]], rechts: float, y: float, klasse: str, volgende: float
    ) -> None:
        """Inside the part where it fits; else free beside the bar; else cut in the widest part."""
        basis = y + 15.5
        nodig = breedte(b.tekst)

        def stijl(straks: bool) -> str:
            if b.soort == "geen":
                return "pr-t pr-omrand"
            return "pr-t pr-op-vol" if klasse in _OP_DONKER and not straks else "pr-t"

        for v, w, straks in delen:
            begin = self._begin(v)
            if nodig <= w - begin - 4:
                self.boven.append(Tekst(stijl(straks), begin, basis, b.tekst, naam="balktekst"))
                return
        einde = volgende if self.nu < rechts - 1 else min(volgende, self.nu)
        if einde - rechts >= nodig + 12 and max(w - v for v, w, _ in delen) < 60:
            self.boven.append(Tekst("pr-t", rechts + 6, basis, b.tekst, naam="naast"))
            self.vakken.setdefault("naast", []).append(Vak(rechts + 6, y, rechts + 6 + nodig, y + BALK))
            return
        v, w, straks = max(delen, key=lambda d: d[1] - d[0])
        begin = self._begin(v)
        if b.soort != "geen" and (kort := pas(b.tekst, w - begin - 4)):
            self.boven.append(Tekst(stijl(straks), begin, basis, kort, naam="balktekst"))

    def _begin(self, x: float) -> float:
        """Where the text of a bar that begins at ``x`` starts: past the edge of a frame that is close by."""
        randen = [self._kader(b) for b in self.t.botsingen if self.schaal.ziet(b.van, b.tot)]
        return max([x + 6, *(rand + 6 for kader in randen for rand in kader if x - 4 < rand < x + 20)])

    # missed hours

    def gemist(self) -> None:
        per_week = self.schaal.per_dag * 7 >= 6
        gezien = [g for g in self.t.gemist if self.schaal.ziet_dag(g.week) and g.uren > 0]
        hoog = 44.0
        rij = self.rij("Gemiste uren", hoog, "" if gezien else _ELDERS if self.t.gemist else "niets gemeld of gedeeld")
        if not gezien:
            return
        staven = _per_week(gezien) if per_week else _per_maand(gezien)
        basis = rij.inhoud + hoog
        top = max(s.gemist.uren for s in staven)
        schaal = (hoog - 2) / max(top, 12.0 if per_week else 40.0)
        vakken = []
        for s in staven:
            tot = self.t.peil if s.van < self.t.peil < s.tot else s.tot
            x, x2 = self.schaal.x(s.van) + 0.5, self.schaal.x(tot) - 0.5
            x2 = min(max(x2, x + 1), self.schaal.rechts)
            x = min(x, x2 - 1)
            hoogtes = {aard: max(uren * schaal, 1.0) for aard, uren in _delen(s.gemist) if uren}
            past = min(1.0, (hoog - 1) / sum(hoogtes.values()))
            y = basis
            for aard, hoogte in hoogtes.items():
                y -= hoogte * past
                patroon = _GEMIST[aard][0]
                klasse = "" if patroon else "pr-ongeoorloofd"
                vak = rechthoek(klasse, x, y, x2 - x, hoogte * past, titel=s.titel, patroon=patroon, naam="uren")
                self.onder.append(vak)
            vakken.append(Vak(x, y, x2, basis))
        self.onder.append(lijn("pr-as", self.maat.links, basis, self.maat.breedte, basis))
        i = max(range(len(staven)), key=lambda i: (staven[i].gemist.uren, i))
        self._piek(staven[i], vakken[i], [v for j, v in enumerate(vakken) if j != i], rij)

    def _piek(self, staaf: _Staaf, piek: Vak, rest: list[Vak], rij: _Rij) -> None:
        """The highest bar named beside its top, or else beside all bars, where nothing stands in the way."""
        uren = f"{_uren(staaf.gemist.uren)} uur in "
        basis = min(max(piek.y + 9, rij.inhoud + 11), rij.onder - 8)
        vakken = (piek, *rest)
        for tekst, x2, x in (
            (uren + staaf.kort, piek.x2, piek.x),
            (uren + staaf.lang, max(v.x2 for v in vakken), min(v.x for v in vakken)),
        ):
            w = breedte(tekst)
            for plek in sorted((x2 + 5, x - 5 - w), key=lambda p: p > self.nu - w):
                proef = Tekst("pr-m", plek, basis, tekst, naam="piek")
                binnen = self.maat.links <= plek and plek + w <= self.schaal.rechts
                vrij = not any(plek - 2 < streep < plek + w + 2 for streep in (self.nu, self.schaal.x(self.t.vandaag)))
                if binnen and vrij and not any(proef.vak.raakt(v) for v in vakken):
                    self.boven.append(proef)
                    return

    # points

    def punten(self, naam: str, punten: Sequence[Punt], leeg: str, *, met_datum: bool = True) -> None:
        gezien = sorted((p for p in punten if self.schaal.ziet_dag(p.datum)), key=lambda p: p.datum)
        rij = self.rij(naam, BALK - 2, "" if gezien else _ELDERS if punten else leeg)
        if not gezien:
            return
        y = rij.inhoud + 10
        links, rechts = self.maat.links + 8, self.schaal.rechts - 8
        plekken = spreid([min(max(self.schaal.x(p.datum), links), rechts) for p in gezien], 13.0, links, rechts)
        strook = Strook(self.maat.links, self.schaal.rechts)
        for x in plekken:
            strook.neem(x - 7, x + 7)
        strook.neem(self.nu - 1.5, self.nu + 1.5)
        for p, x in zip(gezien, plekken, strict=True):
            vorm, klasse, woord = _punt(p.soort)
            titel = f"{dag(p.datum)}: {woord}" + (f", {p.tekst}" if p.tekst else "")
            self.onder.append(teken(vorm, x, y, klasse, titel=titel, naam="punt"))
            self.legenda.setdefault(woord, Legendapunt(woord, (teken(vorm, 8, 8, klasse),)))
        self._labels(list(zip(gezien, plekken, strict=True)), strook, y + 4.5, met_datum)

    def _labels(self, punten: list[tuple[Punt, float]], strook: Strook, basis: float, met_datum: bool) -> None:
        """First every point its shortest label, newest first; then the words where there is room left."""
        gezet: dict[int, tuple[float, float, str, str]] = {}

        def zet(i: int, x: float, tekst: str) -> bool:
            w = breedte(tekst)
            for van, anker in ((x + 10, "start"), (x - 10 - w, "end")):
                if strook.probeer(van - 3, van + w + 3):
                    gezet[i] = (van - 3, van + w + 3, tekst, anker)
                    return True
            return False

        volgorde = sorted(range(len(punten)), key=lambda i: punten[i][0].datum, reverse=True)
        for i in volgorde:
            p, x = punten[i]
            if met_datum:
                zet(i, x, f"{p.datum.day} {KORT[p.datum.month - 1]}")
            elif p.tekst and not zet(i, x, p.tekst):
                ruimte = max((n for n in range(30, int(self.maat.breedte), 10) if strook.vrij(x + 7, x + n + 13)), default=0)
                if kort := pas(p.tekst, ruimte, minstens=6):
                    zet(i, x, kort)
        for i in volgorde if met_datum else ():
            p, x = punten[i]
            if i in gezet and p.tekst:
                oud = gezet.pop(i)
                strook.bezet.remove(oud[:2])
                if not zet(i, x, f"{oud[2]}, {p.tekst}"):
                    strook.neem(*oud[:2])
                    gezet[i] = oud
        for _, (van, tot, tekst, anker) in sorted(gezet.items()):
            x = van + 3 if anker == "start" else tot - 3
            self.boven.append(Tekst("pr-t", x, basis, tekst, anker, naam="label"))

    # frames, header, line of now

    def botsingen(self) -> None:
        rijen = [self.rijen[n] for n in ("School", "Vrijstelling")]
        boven, onder = rijen[0].inhoud - 2, rijen[-1].onder - LUCHT + 2
        bezet = [v for n in ("School", "Vrijstelling", "naast") for v in self.vakken.get(n, [])]
        bezet += [e.vak for e in self.boven if isinstance(e, Tekst) and e.naam == "leeg"]
        for b in self.t.botsingen:
            if not self.schaal.ziet(b.van, b.tot):
                continue
            x, x2 = self._kader(b)
            titel = _periode(b, self.t.peil)
            self.boven.append(rechthoek("pr-frame", x, boven, x2 - x, onder - boven, titel=titel, naam="frame"))
            kader = Vak(x, boven, x2, onder)
            self._botsingtekst(b.tekst, kader, bezet, rijen)
            bezet.append(kader)

    def _kader(self, b: Balk) -> tuple[float, float]:
        """Left and right of a frame; one that still runs ends at now."""
        x2 = self.nu if b.tot is None and not b.verwacht and b.van < self.t.peil else self._plek(b)[1]
        x = min(self.schaal.x(b.van), self.schaal.rechts - 8) + 1
        return x, min(max(x2 - 1, x + 6), self.schaal.rechts - 1)

    def _botsingtekst(self, tekst: str, kader: Vak, bezet: list[Vak], rijen: list[_Rij]) -> None:
        for woord in dict.fromkeys((tekst, "spreekt elkaar tegen", "tegenspraak", "botsing")):
            w = breedte(woord, vet=True)
            for rij in reversed(rijen):
                for x in (kader.x2 + 7, kader.x - 7 - w):
                    t = Tekst("pr-t pr-rood", x, rij.inhoud + 15.5, woord, vet=True, naam="botsing")
                    past = self.maat.links < x and x + w < self.schaal.rechts and rij.onder - rij.inhoud > BALK
                    door_nu = x - 3 < self.nu < x + w + 3
                    if woord and past and not door_nu and not any(t.vak.raakt(v, 1) for v in bezet):
                        self.boven.append(t)
                        bezet.append(t.vak)
                        return

    def kop(self, hoogte: float) -> list[Element]:
        """School years as columns, birthdays, the line of now; ``hoogte``: of the whole drawing."""
        s, t = self.schaal, self.t
        vlag, vlagvak = self._vlag()
        achter: list[Element] = []
        jaren = range(s.begin.year - 1, s.eind.year + 1)
        kolommen = [(j, s.x(date(j, 8, 1)), s.x(date(j + 1, 8, 1))) for j in jaren if s.ziet(date(j, 8, 1), date(j + 1, 8, 1))]
        banden = [Vak(x, 0, x2, hoogte) for j, x, x2 in kolommen if (j - t.peil.year) % 2 == (0 if t.peil.month >= 8 else 1)]
        achter += rechthoeken("pr-jaar", banden)
        strook = Strook(s.links, s.rechts)
        strook.neem(vlagvak.x - 3, vlagvak.x2 + 3)
        lang = [(x, x2, f"{j}-{j + 1}") for j, x, x2 in kolommen]
        kort = [(x, x2, f"{j % 100:02d}/{(j + 1) % 100:02d}") for j, x, x2 in kolommen]
        proeven = [[self._jaartekst(*k, vlagvak, strook) for k in namen] for namen in (lang, kort)]
        beste = proeven[0] if sum(map(bool, proeven[0])) >= sum(map(bool, proeven[1])) else proeven[1]
        achter += [e for e in beste if e]
        leeftijden = Strook(s.links, s.rechts)
        leeftijden.neem(self.nu - 2, self.nu + 2)
        dagen = [(d, n, s.x(d)) for d, n in sorted(t.verjaardagen) if s.ziet_dag(d)]
        for _, _, x in dagen:
            leeftijden.neem(x - 1, x + 1)
        for d, n, x in reversed(dagen):
            achter.append(lijn("pr-tik", x, 21, x, 31, titel=f"{n} jaar op {dag(d)}", naam="verjaardag"))
            for tekst in (f"{n} jaar", str(n)):
                w = breedte(tekst)
                if leeftijden.probeer(x - 4 - w, x - 3):
                    achter.append(Tekst("pr-m", x - 4, 31, tekst, "end", naam="leeftijd"))
                    break
                if leeftijden.probeer(x + 3, x + 4 + w):
                    achter.append(Tekst("pr-m", x + 4, 31, tekst, naam="leeftijd"))
                    break
        nu = min(max(self.nu, s.links + 0.75), s.rechts - 0.75)
        self.boven.append(lijn("pr-nu", nu, 1, nu, hoogte, titel=self._nu_titel(), naam="nu"))
        if t.vandaag != t.peil and s.ziet_dag(t.vandaag):
            x = s.x(t.vandaag)
            self.boven.append(lijn("pr-vandaag", x, 20, x, hoogte, titel=f"vandaag, {dag(t.vandaag)}", naam="vandaag"))
        self.boven += vlag
        return achter

    @staticmethod
    def _jaartekst(x: float, x2: float, tekst: str, vlag: Vak, strook: Strook) -> Tekst | None:
        """The name of a school year in its column, past the flag when that is in the way; None when there is no room."""
        w = breedte(tekst)
        plek = next((p for p in (x + 6, vlag.x2 + 5) if x < p and p + w <= x2 - 2 and strook.vrij(p, p + w)), None)
        return None if plek is None else Tekst("pr-t", plek, 15, tekst, naam="jaar")

    def _nu_titel(self) -> str:
        return f"{'nu' if self.t.peil == self.t.vandaag else 'peildatum'}, {dag(self.t.peil)}"

    def _vlag(self) -> tuple[list[Element], Vak]:
        t = self.t
        if t.peil == t.vandaag:
            tekst = "nu" if self.maat.naam == "smal" else f"nu, {dag(t.peil, t.vandaag)}"
        else:
            tekst = f"op {dag(t.peil, t.vandaag)}"
        w = breedte(tekst, vet=True) + 14
        x = self.nu - 0.75
        if x + w > self.maat.breedte:
            x = self.nu + 0.75 - w
        x = min(max(x, 0.0), self.maat.breedte - w)
        vlak = rechthoek("pr-vlag", x, 1, w, 19, titel=self._nu_titel(), naam="vlag")
        return [vlak, Tekst("pr-t pr-op-vlag", x + 7, 15, tekst, vet=True, naam="vlag")], vlak.vak


@dataclass(frozen=True)
class _Staaf:
    van: date
    tot: date
    gemist: Gemist
    kort: str

    @property
    def lang(self) -> str:
        return f"{self.kort} {self.van.year}"

    @property
    def titel(self) -> str:
        return f"{self.lang}: {_gemist_tekst(self.gemist)}"


def _per_week(gemist: Sequence[Gemist]) -> list[_Staaf]:
    weken: dict[date, list[Gemist]] = {}
    for g in gemist:
        weken.setdefault(g.week - timedelta(days=g.week.weekday()), []).append(g)
    return [_Staaf(w, w + timedelta(days=7), _samen(n, w), f"week {w.isocalendar().week}") for w, n in sorted(weken.items())]


def _per_maand(gemist: Sequence[Gemist]) -> list[_Staaf]:
    maanden: dict[date, list[Gemist]] = {}
    for g in gemist:
        maanden.setdefault(g.week.replace(day=1), []).append(g)
    return [
        _Staaf(m, (m + timedelta(days=32)).replace(day=1), _samen(n, m), KORT[m.month - 1]) for m, n in sorted(maanden.items())
    ]


def _banen(plekken: Sequence[tuple[float, float]]) -> list[int]:
    """The first lane that is free, for each; in the order of the input."""
    einden: list[float] = []
    uit = [0] * len(plekken)
    for i in sorted(range(len(plekken)), key=lambda i: (plekken[i][0], plekken[i][1])):
        x, x2 = plekken[i]
        baan = next((n for n, einde in enumerate(einden) if einde <= x + 0.01), len(einden))
        if baan == len(einden):
            einden.append(x2)
        einden[baan] = x2
        uit[i] = baan
    return uit


def spreid(plekken: Sequence[float], afstand: float, links: float, rechts: float) -> list[float]:
    """Sorted places moved apart as little as can be, within ``links`` and ``rechts``."""
    n = len(plekken)
    if n > 1:
        afstand = min(afstand, (rechts - links) / (n - 1))
    uit = list(plekken)
    for i in range(1, n):
        uit[i] = max(uit[i], uit[i - 1] + afstand)
    grens = rechts
    for i in range(n - 1, -1, -1):
        uit[i] = min(uit[i], grens)
        grens = uit[i] - afstand
    return [max(links, x) for x in uit]


# -- the picture ------------------------------------------------------------


def _klasse_plicht(b: Balk) -> str:
    return _PLICHT.get(b.soort, "pr-overig")


def _klasse_school(b: Balk) -> str:
    return "pr-buitenland" if b.soort == "buitenland" else "pr-school"


def _teken(t: Tijdlijn, maat: Maat, sleutel: str, titel: str, omschrijving: str) -> Tekening:
    blad = _Blad(t, maat, Schaal.van(t, maat))
    blad.balken("Plicht", t.plicht, "geen plicht bekend", _klasse_plicht)
    blad.balken("School", t.scholen, "geen inschrijving bekend", _klasse_school)
    blad.balken("Vrijstelling", t.vrijstellingen, "geen vrijstelling bekend", lambda _: "pr-vrijstelling")
    if t.werk:
        blad.balken("Werk", t.werk, _ELDERS, lambda _: "pr-werk")
    blad.gemist()
    blad.punten("Meldingen", t.meldingen, "geen meldingen bekend")
    if t.contacten:
        blad.punten("Contacten", t.contacten, _ELDERS, met_datum=False)
    blad.punten("Diploma", t.diplomas, "geen diploma bekend", met_datum=False)
    blad.botsingen()
    hoogte = blad.y
    achter = blad.kop(hoogte)
    jaren = f", {blad.schaal.begin.year} tot {blad.schaal.eind.year}"
    return Tekening(
        f"{sleutel}-{maat.naam}",
        maat.naam,
        maat.breedte,
        hoogte,
        titel + jaren,
        omschrijving,
        (*achter, *blad.onder, *blad.boven),
        sleutel,
        _legenda(blad),
        _bijschrift(t, blad),
    )


def teken_tijdlijn(t: Tijdlijn, *, sleutel: str = "tijdlijn", wie: str = "") -> TijdlijnPrent:
    """``sleutel``: prefix of the ids on the page. ``wie``: name for the title."""
    rijen = tabel_rijen(t)
    if not rijen:
        leeg = (
            "Van deze jongere is nog geen plicht, school, vrijstelling, melding of diploma bekend. "
            "De tijdlijn verschijnt met de eerste levering waar de jongere in staat."
        )
        return TijdlijnPrent(sleutel, (), (), leeg)
    titel = f"Tijdlijn van {wie}" if wie else "Tijdlijn"
    tekst = omschrijf(t)
    tekeningen = tuple(_teken(t, maat, sleutel, titel, tekst) for maat in MATEN)
    return TijdlijnPrent(sleutel, tekeningen, rijen, "")


def omschrijf(t: Tijdlijn) -> str:
    """The picture in sentences, for who doesn't see it."""
    zinnen = [
        f"{kop}: {'; '.join(_periode(b, t.peil) for b in sorted(lijst, key=lambda b: b.van))}."
        for kop, lijst in (
            ("Plicht", t.plicht),
            ("School", t.scholen),
            ("Vrijstelling", t.vrijstellingen),
            ("Bronnen spreken elkaar tegen", t.botsingen),
            ("Werk", t.werk),
        )
        if lijst
    ]
    if t.gemist:
        zinnen.append(f"Gemist: {_gemist_tekst(_samen(t.gemist, t.van))}.")
    for lijst, een, meer in (
        (t.meldingen, "melding", "meldingen"),
        (t.contacten, "contact", "contacten"),
        (t.diplomas, "diploma", "diploma's"),
    ):
        if lijst:
            zinnen.append(f"{len(lijst)} {een if len(lijst) == 1 else meer}.")
    return " ".join((*zinnen, "De tabel hieronder bevat dezelfde gegevens."))


def _bijschrift(t: Tijdlijn, blad: _Blad) -> str:
    delen = []
    if any("pr-straks" in e.klasse for e in blad.onder):
        delen.append("gestreept is verwacht")
    begin = blad.schaal.begin
    ouder = (
        any(b.tot is not None and b.tot <= begin for lijst in (t.plicht, t.scholen, t.vrijstellingen, t.werk) for b in lijst)
        or any(p.datum < begin for lijst in (t.meldingen, t.contacten, t.diplomas) for p in lijst)
        or any(g.week < begin for g in t.gemist)
    )
    if ouder:
        delen.append("wat ouder is, staat in de tabel")
    return " · ".join(delen)


_LEGENDA = (
    ("pr-ongeoorloofd", "ongeoorloofd", rechthoek("pr-ongeoorloofd", 1, 2, 14, 12)),
    ("onbekend", "reden nog niet bekend", rechthoek("", 1, 2, 14, 12, patroon="onbekend")),
    ("ziek", "geoorloofd", rechthoek("", 1, 2, 14, 12, patroon="ziek")),
    ("pr-geen-rand", "niet ingeschreven", rechthoek("pr-geen-rand", 1.5, 2.5, 13, 11, patroon="tegenspraak")),
    ("pr-geen", "niet ingeschreven", teken("streep", 8, 8, "pr-geen-streep")),
    ("pr-buitenland", "buitenland, telt niet als inschrijving", rechthoek("pr-buitenland", 1.5, 2.5, 13, 11)),
    ("pr-frame", _TEGENSPRAAK, rechthoek("pr-frame", 2, 2, 12, 12)),
    ("pr-vandaag", "vandaag", lijn("pr-vandaag", 8, 1, 8, 15)),
)
"""Class or pattern → word and drawing."""


def _legenda(blad: _Blad) -> tuple[Legendapunt, ...]:
    """What occurs in the drawing, and no more."""
    alles = (*blad.onder, *blad.boven)
    soorten = {k for e in alles for k in e.klasse.split()} | {e.patroon for e in alles if isinstance(e, Vorm)}
    vlakken: dict[str, Legendapunt] = {}
    for soort, woord, vorm in _LEGENDA:
        if soort in soorten:
            vlakken.setdefault(woord, Legendapunt(woord, (vorm,)))
    laatste = [vlakken.pop(w) for w in (_TEGENSPRAAK, "vandaag") if w in vlakken]
    return (*vlakken.values(), *blad.legenda.values(), *laatste)
