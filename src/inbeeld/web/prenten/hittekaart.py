"""Absence per day in one school year: a column is a week, a row a weekday, the height of the fill the part that was missed.

Only what a school reported or shared. A day without a report is shown as present only when a school where the youth was enrolled
shared its absence of that day; else it is shown as not shared, or as without an enrolment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from inbeeld.web.datums import KORT, WEEKDAGEN, dag, dag_kort
from inbeeld.web.prenten.tekening import (
    Element,
    Legendapunt,
    Strook,
    Tekening,
    Tekst,
    Vak,
    Vorm,
    getal,
    rechthoek,
    rechthoeken,
)
from inbeeld.web.prenten.tekst import breedte

SCHOOLDAG, VAKANTIE, FEESTDAG, BUITEN = "schooldag", "vakantie", "feestdag", "buiten"


@dataclass(frozen=True)
class Dag:
    """``soort``: schooldag, vakantie, feestdag or buiten (no enrolment). ``delen``: code of ``REDEN`` → part of the day that was
    missed, 0 to 1. ``uren``: the same in lesuren, as far as known. ``gedeeld``: the school shared all absence of this day."""

    datum: date
    soort: str = SCHOOLDAG
    delen: Mapping[str, float] = field(default_factory=dict)
    uren: Mapping[str, float] = field(default_factory=dict)
    vrijgesteld: bool = False
    gedeeld: bool = False


@dataclass(frozen=True)
class Hittekaart:
    """``kader``: the half-open period that counts now, with ``kader_tekst`` ("4 lesweken die nu tellen, 9 uur")."""

    schooljaar: str
    dagen: Sequence[Dag]
    nu: date
    kader: tuple[date, date] | None = None
    kader_tekst: str = ""
    vrijgesteld_tekst: str = "vrijgesteld"


@dataclass(frozen=True)
class Tabelrij:
    """One reason on one day."""

    datum: date
    reden: str
    deel: float
    uren: float | None

    @property
    def dag_tekst(self) -> str:
        return f"{dag_kort(self.datum)} {self.datum.year}"

    @property
    def reden_tekst(self) -> str:
        return _woord(self.reden)

    @property
    def hoeveel(self) -> str:
        return _hoeveel(self.reden, 1, self.deel, self.uren)


@dataclass(frozen=True)
class Totaal:
    """A reason over the whole year. ``uren``: None when not known of every day."""

    reden: str
    keren: int
    dagen: float
    uren: float | None

    @property
    def reden_tekst(self) -> str:
        return _woord(self.reden)

    @property
    def hoeveel(self) -> str:
        return _hoeveel(self.reden, self.keren, self.dagen, self.uren)


@dataclass(frozen=True)
class HittekaartPrent:
    """``kop``: the school year; ``bij``: of which days the school shares, and what the frame means."""

    sleutel: str
    kop: str
    bij: str
    tekeningen: tuple[Tekening, ...]
    tabel: tuple[Tabelrij, ...]
    totalen: tuple[Totaal, ...]
    leeg: str


# -- words and patterns ------------------------------------------------------------

_WOORDEN = {
    "te_laat": "te laat",
    "luxe": "luxeverzuim",
    "geoorloofd_overig": "andere toestemming",
    "volgens_plan": "volgens plan",
    "nog_onbekend": "reden nog niet bekend",
}
_VLAK = {
    "ongeoorloofd": "ongeoorloofd",
    "luxe": "ongeoorloofd",
    "ziek": "ziek",
    "verlof": "verlof",
    "schorsing": "verlof",
    "geoorloofd_overig": "verlof",
    "volgens_plan": "plan",
    "nog_onbekend": "onbekend",
}
"""Reason → how it is filled; what is not here is filled as unknown. ``te_laat`` is a corner, not a fill."""

_VOLGORDE = ("ongeoorloofd", "onbekend", "ziek", "verlof", "plan")
"""From the bottom of a cell up."""

_RANDEN = {"ziek": "pr-rand-ziek", "verlof": "pr-rand-verlof", "plan": "pr-rand-plan", "onbekend": "pr-rand-onbekend"}


def _woord(reden: str) -> str:
    return _WOORDEN.get(reden, reden.replace("_", " "))


def _komma(waarde: float) -> str:
    return getal(waarde).replace(".", ",")


def _hoeveel(reden: str, keren: int, dagen: float, uren: float | None) -> str:
    """In hours when these are known, else in days; being late in times."""
    if reden == "te_laat":
        return f"{keren} keer"
    if uren is not None:
        return f"{_komma(uren)} uur"
    if dagen < 0.95 and keren == 1:
        return "deel van de dag"
    return f"{_komma(dagen)} {'dag' if round(dagen, 1) == 1 else 'dagen'}"


def _afwezig(d: Dag) -> list[tuple[str, float]]:
    return [(reden, deel) for reden, deel in d.delen.items() if deel > 0]


def _dagtitel(d: Dag) -> str:
    delen = [f"{_hoeveel(r, 1, deel, d.uren.get(r))} {_woord(r)}" if r != "te_laat" else "te laat" for r, deel in _afwezig(d)]
    return f"{dag_kort(d.datum)}: {', '.join(delen)}"


# -- table ------------------------------------------------------------


def tabel_rijen(h: Hittekaart) -> tuple[Tabelrij, ...]:
    """Only the days with absence, newest first."""
    return tuple(
        Tabelrij(d.datum, reden, deel, d.uren.get(reden))
        for d in sorted(h.dagen, key=lambda d: d.datum, reverse=True)
        for reden, deel in _afwezig(d)
    )


def totalen(h: Hittekaart) -> tuple[Totaal, ...]:
    """Per reason, in the order in which they are drawn."""
    rijen = tabel_rijen(h)
    uit = []
    for reden in sorted({r.reden for r in rijen}, key=lambda r: (r == "te_laat", _VOLGORDE.index(_VLAK.get(r, "onbekend")), r)):
        van = [r for r in rijen if r.reden == reden]
        uren = None if any(r.uren is None for r in van) else sum(r.uren or 0.0 for r in van)
        uit.append(Totaal(reden, len(van), sum(r.deel for r in van), uren))
    return tuple(uit)


# -- layout ------------------------------------------------------------


@dataclass(frozen=True)
class Maat:
    """``cel``: side of a day; ``tussen``: room between two; ``weken``: how many columns at most; ``stap``: a week number under
    every so many columns."""

    naam: str
    cel: float
    tussen: float
    weken: int
    stap: int


MATEN = (Maat("breed", 14, 2.2, 54, 4), Maat("smal", 18, 2.6, 16, 2))
LINKS, BOVEN = 26.0, 20.0


@dataclass
class _Blad:
    """One drawing in the making. ``eerste``: the Monday of the first column; ``n``: columns."""

    h: Hittekaart
    maat: Maat
    eerste: date
    n: int
    elementen: list[Element] = field(default_factory=list)
    woorden: dict[str, dict[str, None]] = field(default_factory=dict)

    @property
    def steek(self) -> float:
        return self.maat.cel + self.maat.tussen

    @property
    def breedte(self) -> float:
        return LINKS + max(self.n, 16 if self.maat.naam == "smal" else 30) * self.steek

    @property
    def onder(self) -> float:
        return BOVEN + 5 * self.steek

    @property
    def hoogte(self) -> float:
        return self.onder + 19

    def kolom(self, d: date) -> int:
        return (d - self.eerste).days // 7

    def ziet(self, d: date) -> bool:
        return d.weekday() < 5 and 0 <= self.kolom(d) < self.n

    def cel(self, d: date) -> Vak:
        x, y = LINKS + self.kolom(d) * self.steek, BOVEN + d.weekday() * self.steek
        return Vak(x, y, x + self.maat.cel, y + self.maat.cel)

    def noem(self, sleutel: str, woord: str = "") -> None:
        self.woorden.setdefault(sleutel, {})[woord] = None

    # parts

    def assen(self) -> None:
        midden = self.maat.cel / 2 + 4.5
        for i, naam in enumerate(WEEKDAGEN[:5]):
            self.elementen.append(Tekst("pr-m", 0, BOVEN + i * self.steek + midden, naam[:2], naam="weekdag"))
        strook = Strook(LINKS, self.breedte)
        vorige = 0
        for k in range(self.n):
            maandag = self.eerste + timedelta(days=7 * k)
            x = LINKS + k * self.steek
            maand = (maandag + timedelta(days=4)).month
            if maand != vorige and (w := breedte(KORT[maand - 1])) and strook.probeer(x, x + w):
                self.elementen.append(Tekst("pr-m", x, 12, KORT[maand - 1], naam="maand"))
                strook.neem(x + w, x + w + 6)
            vorige = maand
            week = maandag.isocalendar().week
            if k % self.maat.stap == 0:
                mid = x + self.maat.cel / 2
                self.elementen.append(Tekst("pr-m", mid, self.onder + 14, str(week), "middle", naam="week"))

    def vlakken(self, dagen: Sequence[Dag]) -> None:
        """Everything below the absence: exempt, present, not shared, not enrolled, still to come, free."""
        soorten: dict[str, list[Vak]] = {}
        for d in dagen:
            vak = self.cel(d.datum)
            vrij = d.soort in (VAKANTIE, FEESTDAG)
            if d.vrijgesteld:
                rand = self.maat.tussen / 2
                soorten.setdefault("vrijgesteld", []).append(Vak(vak.x - rand, vak.y - rand, vak.x2 + rand, vak.y2 + rand))
            if vrij:
                soorten.setdefault("vakantie", []).append(Vak(vak.x + 0.5, vak.y + 0.5, vak.x2 - 0.5, vak.y2 - 0.5))
            elif d.soort == SCHOOLDAG and not d.vrijgesteld:
                if d.datum > self.h.nu and not _afwezig(d):
                    mx, my = (vak.x + vak.x2) / 2, (vak.y + vak.y2) / 2
                    soorten.setdefault("straks", []).append(Vak(mx - 1.2, my - 1.2, mx + 1.2, my + 1.2))
                elif d.gedeeld or _afwezig(d):
                    soorten.setdefault("aanwezig" if d.gedeeld else "gemeld", []).append(vak)
                else:
                    soorten.setdefault("niet_gedeeld", []).append(Vak(vak.x + 0.5, vak.y + 0.5, vak.x2 - 0.5, vak.y2 - 0.5))
            elif _niet_ingeschreven(d, self.h.nu):
                soorten.setdefault("buiten", []).append(_streep(vak))
        self.elementen += rechthoeken("pr-vrijgesteld", soorten.get("vrijgesteld", []), naam="vrijgesteld")
        self.elementen += rechthoeken("pr-aanwezig", soorten.get("aanwezig", []), naam="aanwezig")
        self.elementen += rechthoeken("pr-gemeld", soorten.get("gemeld", []), naam="gemeld")
        self.elementen += rechthoeken("pr-niet-gedeeld", soorten.get("niet_gedeeld", []), naam="niet_gedeeld")
        self.elementen += rechthoeken("pr-buiten", soorten.get("buiten", []), naam="buiten")
        self.elementen += rechthoeken("pr-straks-dag", soorten.get("straks", []), naam="straks")
        self.elementen += rechthoeken("pr-rand-vakantie", soorten.get("vakantie", []), patroon="vakantie", naam="vakantie")
        for soort in ("aanwezig", "niet_gedeeld", "buiten"):
            if soort in soorten:
                self.noem(soort)
        for d in dagen:
            if d.soort in (VAKANTIE, FEESTDAG):
                self.noem("vakantie", d.soort)

    def vul(self, d: Dag) -> None:
        """The absence of a day: fills from the bottom up, a corner for being late."""
        vak, titel = self.cel(d.datum), _dagtitel(d)
        delen: dict[str, float] = {}
        for reden, deel in _afwezig(d):
            if reden != "te_laat":
                vulling = _VLAK.get(reden, "onbekend")
                delen[vulling] = delen.get(vulling, 0.0) + min(deel, 1.0)
                self.noem(vulling, _woord(reden))
        cel = self.maat.cel
        hoogtes = {v: max(cel * delen[v], 3.0) for v in _VOLGORDE if v in delen}
        som = sum(hoogtes.values())
        y = vak.y2
        for vulling, hoog in hoogtes.items():
            hoog = hoog * min(1.0, cel / som)
            y -= hoog
            if vulling == "ongeoorloofd":
                self.elementen.append(rechthoek("pr-ongeoorloofd", vak.x, y, cel, hoog, titel=titel, naam="afwezig"))
            else:
                inzet = 0.5 if hoog > 2 else 0.0
                self.elementen.append(
                    rechthoek(
                        _RANDEN[vulling],
                        vak.x + inzet,
                        y + inzet,
                        cel - 2 * inzet,
                        hoog - 2 * inzet,
                        titel=titel,
                        patroon=vulling,
                        naam="afwezig",
                    )
                )
        if any(reden == "te_laat" for reden, _ in _afwezig(d)):
            self.noem("te_laat", _woord("te_laat"))
            self.elementen.append(hoek(vak.x, vak.y, cel * 0.72, titel))

    def vrijstelling(self, dagen: Sequence[Dag]) -> None:
        """The word over the longest run of exempt weeks in which nothing else is drawn on the row; in the legend otherwise."""
        if not any(d.vrijgesteld for d in dagen):
            return
        tekst = self.h.vrijgesteld_tekst
        w = breedte(tekst)
        for rij in (2, 1, 3, 0, 4):
            leeg = sorted(
                self.kolom(d.datum)
                for d in dagen
                if d.vrijgesteld and d.datum.weekday() == rij and d.soort in (SCHOOLDAG, BUITEN) and not _afwezig(d)
            )
            for _, groep in groupby(enumerate(leeg), key=lambda ik: ik[1] - ik[0]):
                kolommen = [k for _, k in groep]
                x, x2 = LINKS + kolommen[0] * self.steek, LINKS + (kolommen[-1] + 1) * self.steek
                if x2 - x >= w + 10:
                    y = BOVEN + rij * self.steek + self.maat.cel / 2 + 4.5
                    self.elementen.append(Tekst("pr-t", (x + x2) / 2, y, tekst, "middle", naam="vrijgesteld"))
                    return
        self.noem("vrijgesteld", tekst)

    def kader(self) -> None:
        if self.h.kader is None:
            return
        van, tot = self.h.kader
        k, k2 = max(self.kolom(van), 0), min(self.kolom(tot - timedelta(days=1)), self.n - 1)
        if k2 < k:
            return
        x, x2 = LINKS + k * self.steek - 2, min(LINKS + k2 * self.steek + self.maat.cel + 2, self.breedte - 1)
        y, y2 = BOVEN - 2, self.onder + 0.5
        titel = self.h.kader_tekst
        self.elementen.append(rechthoek("pr-kader", x, y, x2 - x, y2 - y, titel=titel, naam="kader"))
        if not titel:
            self.noem("kader")

    def nu(self) -> None:
        if self.ziet(self.h.nu):
            v = self.cel(self.h.nu)
            titel = f"nu, {dag_kort(self.h.nu)}"
            zij = self.maat.cel - 1.5
            self.elementen.append(rechthoek("pr-nu-dag", v.x + 0.75, v.y + 0.75, zij, zij, titel=titel, naam="nu"))
            self.noem("nu")


def hoek(x: float, y: float, zij: float, titel: str = "") -> Vorm:
    """The corner of being late."""
    d = f"M{getal(x)} {getal(y)}h{getal(zij)}l{getal(-zij)} {getal(zij)}z"
    return Vorm("pr-te-laat", d, Vak(x, y, x + zij, y + zij), titel, "", "te_laat")


def _streep(vak: Vak) -> Vak:
    """The dash of a day without an enrolment."""
    midden, rand = (vak.y + vak.y2) / 2, (vak.x2 - vak.x) / 4
    return Vak(vak.x + rand, midden - 0.8, vak.x2 - rand, midden + 0.8)


def _niet_ingeschreven(d: Dag, nu: date) -> bool:
    return d.soort == BUITEN and not d.vrijgesteld and d.datum <= nu and not _afwezig(d)


def _telt(d: Dag) -> bool:
    """There is something to show on this day but that it is free."""
    return d.soort == SCHOOLDAG or (d.vrijgesteld and d.soort == BUITEN) or bool(_afwezig(d))


def _kolommen(dagen: Sequence[Dag], nu: date) -> tuple[date, int]:
    """The Monday of the first week and how many weeks: without the free weeks at both ends."""
    telt = [d.datum for d in dagen if _telt(d) or _niet_ingeschreven(d, nu)]
    eerste = min(telt) - timedelta(days=min(telt).weekday())
    return eerste, (max(telt) - eerste).days // 7 + 1


def _teken(h: Hittekaart, maat: Maat, sleutel: str, titel: str, omschrijving: str) -> Tekening:
    doordeweeks = sorted((d for d in h.dagen if d.datum.weekday() < 5), key=lambda d: d.datum)
    eerste, alle = _kolommen(doordeweeks, h.nu)
    n = alle
    if n > maat.weken:
        nu = min(max((h.nu - eerste).days // 7, 0), n - 1)
        van = min(max(nu + 3 - maat.weken, 0), n - maat.weken)
        eerste, n = eerste + timedelta(days=7 * van), maat.weken
    blad = _Blad(h, maat, eerste, n)
    dagen = [d for d in doordeweeks if blad.ziet(d.datum)]
    blad.assen()
    blad.vlakken(dagen)
    for d in dagen:
        if _afwezig(d):
            blad.vul(d)
    blad.vrijstelling(dagen)
    blad.kader()
    blad.nu()
    laatste = eerste + timedelta(days=7 * n - 3)
    return Tekening(
        f"{sleutel}-{maat.naam}",
        maat.naam,
        blad.breedte,
        blad.hoogte,
        f"{titel}, {dag(eerste)} tot en met {dag(laatste)}",
        omschrijving,
        tuple(blad.elementen),
        sleutel,
        _legenda(blad),
        f"{n} van de {alle} weken; alles staat in de tabel" if n < alle else "",
    )


def _legenda(blad: _Blad) -> tuple[Legendapunt, ...]:
    """What occurs in the drawing, and no more."""
    vierkant = (1.5, 1.5, 13.0, 13.0)
    vormen: dict[str, tuple[Element, ...]] = {
        "aanwezig": (rechthoek("pr-aanwezig", 1, 1, 14, 14),),
        "ongeoorloofd": (rechthoek("pr-ongeoorloofd", 1, 1, 14, 14),),
        **{v: (rechthoek(klasse, *vierkant, patroon=v),) for v, klasse in _RANDEN.items()},
        "te_laat": (rechthoek("pr-aanwezig", 1, 1, 14, 14), hoek(1, 1, 10)),
        "niet_gedeeld": (rechthoek("pr-niet-gedeeld", *vierkant),),
        "buiten": (*rechthoeken("pr-buiten", [_streep(Vak(1, 1, 15, 15))]),),
        "vakantie": (rechthoek("pr-rand-vakantie", *vierkant, patroon="vakantie"),),
        "vrijgesteld": (rechthoek("pr-vrijgesteld", 1, 1, 14, 14),),
        "kader": (rechthoek("pr-kader", 2, 2, 12, 12),),
        "nu": (rechthoek("pr-nu-dag", *vierkant),),
    }
    vast = {
        "aanwezig": "geen afwezigheid",
        "niet_gedeeld": "niet gedeeld",
        "buiten": "geen inschrijving bekend",
        "kader": "telt nu mee",
        "nu": "nu",
    }
    return tuple(
        Legendapunt(vast.get(soort) or _opsomming(sorted(blad.woorden[soort], key=_rang)), vorm)
        for soort, vorm in vormen.items()
        if soort in blad.woorden
    )


def _rang(woord: str) -> int:
    return next((i for i, reden in enumerate((*_VLAK, VAKANTIE, FEESTDAG)) if _woord(reden) == woord), len(_VLAK))


def _opsomming(woorden: Sequence[str]) -> str:
    return woorden[0] if len(woorden) == 1 else f"{', '.join(woorden[:-1])} of {woorden[-1]}"


# -- the picture ------------------------------------------------------------


def omschrijf(h: Hittekaart) -> str:
    """The year in sentences, for who doesn't see it."""
    alle = totalen(h)
    zinnen = []
    if alle:
        zinnen.append("Dit schooljaar " + ", ".join(f"{t.hoeveel} {t.reden_tekst}" for t in alle) + ".")
    else:
        zinnen.append("Dit schooljaar is geen afwezigheid gemeld of gedeeld.")
    if h.kader_tekst:
        zinnen.append(f"Kader: {h.kader_tekst}.")
    zinnen.append(_gedeeld(h) + ".")
    if n := sum(_niet_ingeschreven(d, h.nu) for d in h.dagen if d.datum.weekday() < 5):
        zinnen.append(f"Op {n} {'schooldag' if n == 1 else 'schooldagen'} is geen inschrijving bekend.")
    vrij = [d.datum for d in h.dagen if d.vrijgesteld]
    if vrij:
        zinnen.append(f"{h.vrijgesteld_tekst.capitalize()} van {dag(min(vrij))} tot en met {dag(max(vrij))}.")
    return " ".join((*zinnen, "De tabel hieronder noemt elke dag met afwezigheid."))


def _gedeeld(h: Hittekaart) -> str:
    dagen = [d for d in h.dagen if d.soort == SCHOOLDAG and d.datum.weekday() < 5 and d.datum <= h.nu and not d.vrijgesteld]
    wel, niet = [d.datum for d in dagen if d.gedeeld], [d.datum for d in dagen if not d.gedeeld]
    if not wel:
        return "De school deelt geen absentie; alleen meldingen zijn bekend"
    if not niet:
        return "De school deelt de absentie van dit schooljaar"
    van, tot = dag(min(wel)), dag(max(wel))
    if max(niet) < min(wel):
        return f"De school deelt de absentie sinds {van}; van ervoor zijn alleen meldingen bekend"
    if min(niet) > max(wel):
        return f"De school deelde de absentie tot en met {tot}; van erna zijn alleen meldingen bekend"
    return f"Er is absentie gedeeld van dagen tussen {van} en {tot}; van andere dagen zijn alleen meldingen bekend"


def teken_hittekaart(h: Hittekaart, *, sleutel: str = "hittekaart") -> HittekaartPrent:
    """``sleutel``: prefix of the ids on the page; every school year its own."""
    rijen = tabel_rijen(h)
    telt = any(d.datum.weekday() < 5 and _telt(d) for d in h.dagen)
    kader = f"kader: {h.kader_tekst}" if h.kader and h.kader_tekst else ""
    deelt = _gedeeld(h)[0].lower() + _gedeeld(h)[1:]
    bij = f"{deelt} · {kader}" if kader else deelt
    if not telt:
        leeg = f"Over schooljaar {h.schooljaar} is niets bekend: geen inschrijving, en geen afwezigheid gemeld of gedeeld."
        return HittekaartPrent(sleutel, h.schooljaar, kader, (), rijen, totalen(h), leeg)
    if not any(d.gedeeld for d in h.dagen) and not rijen and not any(d.vrijgesteld for d in h.dagen):
        leeg = f"In schooljaar {h.schooljaar} is geen afwezigheid gemeld. De school deelt geen absentie: meer is niet bekend."
        return HittekaartPrent(sleutel, h.schooljaar, kader, (), rijen, (), leeg)
    titel = f"Aanwezigheid per dag, schooljaar {h.schooljaar}"
    tekst = omschrijf(h)
    tekeningen = tuple(_teken(h, maat, sleutel, titel, tekst) for maat in MATEN)
    return HittekaartPrent(sleutel, h.schooljaar, bij, tekeningen, rijen, totalen(h), "")
