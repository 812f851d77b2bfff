"""School careers: a step per school year through a table of chances, then the disturbances of real life.

The chances are round numbers after CBS and DUO flow figures (vo and mbo flow, early leavers per level); they are meant to look
like the Netherlands, not to measure it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from inbeeld.synthese.scholen import GROEPEN, Scholen
from inbeeld.synthese.toeval import NOOIT, Dagen, Ints, Masker, Reeel, Stroom, jaardag, verjaardag
from inbeeld.tabellen import codes

_ONDERWIJS_VAN = {
    "bb": "vo", "kb": "vo", "gt": "vo", "havo": "vo", "vwo": "vo", "vsov": "vso_vervolg", "vsoa": "vso_arbeid",
    "vsod": "vso_dagbesteding", "uitz": "", "uitm": "",
}  # fmt: skip

# from: to chance [diploma], …   ``uitz``/``uitm`` = not enrolled, without / with startkwalificatie.
_TABEL = """
po0: po1 1
po1: po2 .97, po1 .03
po2: po3 .93, po2 .055, sbo3 .01, so3 .005
po3: po4 .968, po3 .02, sbo4 .008, so4 .004
po4: po5 .978, po4 .01, sbo5 .008, so5 .004
po5: po6 .984, po5 .006, sbo6 .007, so6 .003
po6: po7 .988, po6 .006, sbo7 .004, so7 .002
po7: po8 .994, po7 .004, sbo8 .002
po8: bb1 .085, kb1 .135, gt1 .245, havo1 .265, vwo1 .235, pro1 .018, vsov1 .005, po8 .012
sbo3: sbo4 1
sbo4: sbo5 1
sbo5: sbo6 1
sbo6: sbo7 1
sbo7: sbo8 1
sbo8: pro1 .33, bb1 .4, kb1 .17, gt1 .05, vsoa1 .05
so1: so2 1
so2: so3 1
so3: so4 1
so4: so5 1
so5: so6 1
so6: so7 1
so7: so8 1
so8: vsov1 .38, vsoa1 .28, vsod1 .24, pro1 .05, bb1 .05
b31: b32 .97, po2 .03
b32: b33 .97, po3 .03
b33: b34 1
b34: b35 1
b35: b36 1
b36: b37 1
b37: b38 1
b38: b39 .6, gt1 .2, havo1 .2
b39: b310 1
b310: b311 1
b311: b312 1
b312: vavo1 .5, mbo32 .3, uitz1 .2
bb1: bb2 .96, bb1 .015, kb2 .015, pro2 .01
bb2: bb3 .955, bb2 .025, kb3 .02
bb3: bb4 .94, bb3 .03, mbo11 .02, uitz1 .01
bb4: mbo21 .88 vmbo-bb, mbo31 .02 vmbo-bb, uitz1 .012 vmbo-bb, bb4 .045, mbo11 .033, uitz1 .01
kb1: kb2 .965, kb1 .02, bb2 .015
kb2: kb3 .95, kb2 .025, bb3 .025
kb3: kb4 .955, kb3 .03, bb4 .01, uitz1 .005
kb4: mbo31 .41 vmbo-kb, mbo41 .42 vmbo-kb, mbo21 .06 vmbo-kb, gt4 .025 vmbo-kb, uitz1 .008 vmbo-kb, kb4 .055, mbo21 .02
gt1: gt2 .955, gt1 .02, havo2 .015, kb2 .01
gt2: gt3 .935, gt2 .025, havo3 .01, kb3 .03
gt3: gt4 .955, gt3 .035, kb4 .005, uitz1 .005
gt4: mbo41 .735 vmbo-tl, mbo31 .04 vmbo-gl, havo4 .145 vmbo-tl, uitz1 .007 vmbo-tl, gt4 .055, mbo21 .013, uitz1 .005
havo1: havo2 .96, havo1 .015, gt2 .015, vwo2 .01
havo2: havo3 .945, havo2 .02, gt3 .03, vwo3 .005
havo3: havo4 .92, havo3 .03, gt4 .05
havo4: havo5 .865, havo4 .09, mbo41 .04, uitz1 .005
havo5: ho1 .7 havo, uitm1 .085 havo, mbo41 .03 havo, vwo5 .04 havo, havo5 .09, vavo1 .03, mbo41 .015, uitz1 .01
vwo1: vwo2 .97, vwo1 .01, havo2 .02
vwo2: vwo3 .96, vwo2 .015, havo3 .025
vwo3: vwo4 .93, vwo3 .02, havo4 .05
vwo4: vwo5 .92, vwo4 .05, havo4 .03
vwo5: vwo6 .92, vwo5 .055, havo5 .022, uitz1 .003
vwo6: ho1 .81 vwo, uitm1 .095 vwo, vwo6 .065, vavo1 .02, uitz1 .01
pro1: pro2 .98, bb2 .02
pro2: pro3 1
pro3: pro4 1
pro4: pro5 .83, mbo11 .11 pro_verklaring, uitz1 .06 pro_verklaring
pro5: mbo11 .37 pro, mbo21 .12 pro, uitz1 .4 pro, uitz1 .05 pro_verklaring, pro5 .06
vsov1: vsov2 .97, gt2 .03
vsov2: vsov3 1
vsov3: vsov4 .97, uitz1 .03
vsov4: vsov5 .3, mbo21 .22 vmbo-bb, mbo31 .18 vmbo-kb, mbo41 .12 vmbo-tl, uitz1 .06 vso, uitz1 .07, vsoa4 .05
vsov5: mbo41 .2 vmbo-tl, ho1 .12 havo, uitm1 .08 havo, mbo21 .2 vso, uitz1 .25 vso, uitz1 .15
vsoa1: vsoa2 1
vsoa2: vsoa3 1
vsoa3: vsoa4 1
vsoa4: vsoa5 .85, uitz1 .1 vso, uitz1 .05
vsoa5: mbo11 .27 vso, uitz1 .55 vso, uitz1 .06, vsod5 .12
vsod1: vsod2 1
vsod2: vsod3 1
vsod3: vsod4 1
vsod4: vsod5 1
vsod5: vsod6 1
vsod6: uitz1 .9 vso, vsod6 .1
isk1: isk2 .66, bb3 .08, gt3 .07, havo3 .03, mbo11 .1, pro3 .04, uitz1 .02
isk2: mbo11 .4, mbo21 .14, bb4 .11, kb4 .1, havo4 .05, isk2 .12, uitz1 .08
mbo11: mbo21 .46 entree, uitz1 .21 entree, mbo11 .11, uitz1 .26
mbo21: mbo22 .845, mbo21 .045, mbo31 .015, mbo11 .01, uitz1 .105
mbo22: mbo31 .34 mbo2, mbo41 .1 mbo2, uitm1 .42 mbo2, mbo22 .07, uitz1 .085
mbo31: mbo32 .9, mbo31 .03, mbo42 .02, mbo21 .01, uitz1 .05
mbo32: mbo33 .935, mbo32 .03, uitz1 .035
mbo33: mbo42 .28 mbo3, uitm1 .63 mbo3, mbo33 .06, uitz1 .03
mbo41: mbo42 .86, mbo41 .06, mbo31 .035, uitz1 .058
mbo42: mbo43 .915, mbo42 .04, mbo32 .015, uitz1 .04
mbo43: ho1 .3 mbo4, uitm1 .42 mbo4, mbo44 .235, uitz1 .052
mbo44: ho1 .25 mbo4, uitm1 .62 mbo4, mbo44 .09, uitz1 .04
vavo1: ho1 .36 havo, ho1 .16 vwo, uitm1 .14 havo, vavo1 .16, mbo41 .06, uitz1 .12
ho1: ho2 .78, ho1 .1, uitm1 .12
ho2: ho3 .92, uitm1 .08
ho3: ho4 .9, uitm1 .1
ho4: ho5 .45, uitm1 .55
ho5: ho5 .25, uitm1 .75
uitz1: uitz1 .82, mbo21 .09, mbo11 .03, mbo31 .02, mbo41 .01, vavo1 .03
uitm1: uitm1 .93, ho1 .035, mbo41 .02, mbo31 .015
"""


@dataclass(frozen=True)
class _Stappen:
    namen: tuple[str, ...]
    onderwijs: Ints
    """Index into codes.ONDERWIJS; -1 = not enrolled."""
    leerjaar: Ints
    drempel: Reeel
    naar: Ints
    diploma: Ints

    def nr(self, naam: str) -> int:
        return self.namen.index(naam)


DIPLOMAS: tuple[tuple[str, str | None], ...] = (
    ("", None),
    *((d, None) for d in codes.DIPLOMA if d != "vmbo"),
    *(("vmbo", w) for w in codes.LEERWEG_VMBO),
)


def _splits(naam: str) -> tuple[str, int]:
    for voor in ("mbo1", "mbo2", "mbo3", "mbo4", "b3"):
        if naam.startswith(voor):
            return voor, int(naam[len(voor) :])
    kop = naam.rstrip("0123456789")
    return kop, int(naam[len(kop) :])


def _lees_tabel() -> _Stappen:
    regels = [r.split(":") for r in _TABEL.strip().splitlines()]
    namen = tuple(r[0] for r in regels)
    drempel: list[float] = []
    naar: list[int] = []
    diploma: list[int] = []
    for i, (_, stappen) in enumerate(regels):
        delen = [s.split() for s in stappen.split(",")]
        som = sum(float(d[1]) for d in delen)
        loopt = 0.0
        for d in delen:
            loopt += float(d[1]) / som
            # Never exactly i + 1: a draw just under it must stay with this state.
            drempel.append(i + min(loopt, 1.0))
            naar.append(namen.index(d[0]))
            wat, _, weg = (d[2] if len(d) > 2 else "").partition("-")
            diploma.append(DIPLOMAS.index((wat, weg or None)))
        drempel[-1] = i + 1.0
    ond, jaar = [], []
    for n in namen:
        kop, j = _splits(n)
        soort = _ONDERWIJS_VAN.get(kop, kop)
        ond.append(codes.ONDERWIJS.index(soort) if soort else -1)
        jaar.append(max(j, 1))
    return _Stappen(
        namen,
        np.array(ond, dtype=np.int64),
        np.array(jaar, dtype=np.int64),
        np.array(drempel, dtype=np.float64),
        np.array(naar, dtype=np.int64),
        np.array(diploma, dtype=np.int64),
    )


STAPPEN = _lees_tabel()
GROEP_VAN = np.array(
    [
        -1 if o == "buitenland" else GROEPEN.index("vso" if o.startswith("vso") else "mbo" if o.startswith("mbo") else o)
        for o in codes.ONDERWIJS
    ],
    dtype=np.int64,
)
_SK = {"havo", "vwo", "mbo2", "mbo3", "mbo4"}
SK_DIPLOMA = np.array([d in _SK for d, _ in DIPLOMAS], dtype=np.bool_)


@dataclass
class Inschrijvingen:
    """Enrolments as columns; ``jongere`` and ``school`` are row numbers (school -1 = none of ours)."""

    jongere: Ints
    school: Ints
    onderwijs: Ints
    leerweg: Ints
    leerjaar: Ints
    van: Dagen
    tot: Dagen

    def neem(self, welke: Ints | Masker) -> Inschrijvingen:
        return Inschrijvingen(**{k: v[welke] for k, v in self.__dict__.items()})

    def met(self, *andere: Inschrijvingen) -> Inschrijvingen:
        alle = (self, *andere)
        return Inschrijvingen(**{k: np.concatenate([a.__dict__[k] for a in alle]) for k in self.__dict__})

    def __len__(self) -> int:
        return len(self.jongere)


@dataclass
class Loopbanen:
    inschrijvingen: Inschrijvingen
    dip_jongere: Ints
    dip_soort: Ints
    dip_datum: Dagen


@dataclass
class _Schrijver:
    """Open enrolment per youth; what is closed goes to ``delen``."""

    n: int
    delen: list[Inschrijvingen] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.van = np.full(self.n, NOOIT, dtype=np.int32)
        self.school = np.full(self.n, -1, dtype=np.int32)
        self.onderwijs = np.full(self.n, -1, dtype=np.int8)
        self.leerweg = np.zeros(self.n, dtype=np.int8)
        self.leerjaar = np.zeros(self.n, dtype=np.int8)

    def sluit(self, wie: Ints, tot: Dagen) -> None:
        goed = tot > self.van[wie]
        w = wie[goed]
        self.delen.append(
            Inschrijvingen(
                w.astype(np.int32),
                self.school[w],
                self.onderwijs[w],
                self.leerweg[w],
                self.leerjaar[w],
                self.van[w],
                tot[goed].astype(np.int32),
            )
        )
        self.onderwijs[wie] = -1

    def open(self, wie: Ints, onderwijs: Ints, school: Ints, leerweg: Ints, leerjaar: Ints, van: Dagen) -> None:
        self.onderwijs[wie] = onderwijs
        self.school[wie] = school
        self.leerweg[wie] = leerweg
        self.leerjaar[wie] = leerjaar
        self.van[wie] = van


def loopbanen(
    geboren: Dagen, aankomst: Dagen, gemeente: Ints, scholen: Scholen, st: Stroom, peildag: int, eerste_jaar: int, jaar_nu: int
) -> Loopbanen:
    """Careers of all youths up to ``peildag``; ``aankomst`` = first day in the Netherlands (birth, for most)."""
    n = len(geboren)
    schrijver = _Schrijver(n)
    toestand = np.full(n, -1, dtype=np.int16)
    dip: list[tuple[Ints, Ints, Dagen]] = []
    vier = verjaardag(geboren, 4)
    achttien = verjaardag(geboren, 18)
    nieuwkomer = aankomst >= vier
    start4 = np.maximum(vier + st.scheve_dagen((0, 0, 0, 0, 0, 1, 3, 10, 40), n), aankomst)

    def open_voor(wie: Ints, nieuw: Ints, van: Dagen, school: Ints | None) -> None:
        ond = STAPPEN.onderwijs[nieuw]
        gr = GROEP_VAN[ond]
        u = st.u(len(wie))
        kies = scholen.kies(gr, gemeente[wie].astype(np.int64), u)
        if school is not None:
            kies = np.where(school >= 0, school, kies)
        schrijver.open(wie, ond, kies, _leerweg(ond, st), STAPPEN.leerjaar[nieuw], van)

    for jaar in range(eerste_jaar, jaar_nu + 2):
        d0, d1 = jaardag(jaar), jaardag(jaar + 1)
        wie = np.flatnonzero(toestand >= 0)
        if len(wie):
            _stap(wie, toestand, schrijver, dip, st, achttien, d0, jaar, min(peildag, d0), open_voor, jaar == jaar_nu + 1)
        if jaar == jaar_nu + 1:
            break

        klein = np.flatnonzero(~nieuwkomer & (start4 >= d0) & (start4 < d1) & (toestand < 0))
        u = st.u(len(klein))
        # Who enters after New Year starts group 1 anew in August.
        na_nieuwjaar = start4[klein] >= jaardag(jaar + 1, 1, 1)
        eerste = np.where(na_nieuwjaar, STAPPEN.nr("po0"), STAPPEN.nr("po1"))
        eerste = np.where(u < 0.011, STAPPEN.nr("so1"), np.where(u > 0.9985, STAPPEN.nr("b31"), eerste))
        toestand[klein] = eerste
        open_voor(klein, eerste, start4[klein], None)

        groot = np.flatnonzero(nieuwkomer & (aankomst >= d0) & (aankomst < d1) & (toestand < 0))
        if len(groot):
            leeftijd = (d0 - geboren[groot]) // 365
            eerste = _instap(leeftijd.astype(np.int64), st)
            toestand[groot] = eerste
            wacht = st.scheve_dagen((-20, -10, -5, -3, -2, -1, 0, 0, 0, 0, 0, 5, 40), len(groot))
            wel = STAPPEN.onderwijs[eerste] >= 0
            van = np.maximum(aankomst[groot] + wacht, geboren[groot] + 1461).astype(np.int32)
            open_voor(groot[wel], eerste[wel], van[wel], None)

        _wissels(toestand, schrijver, scholen, gemeente, st, d0, peildag)

    rest = np.flatnonzero(schrijver.onderwijs >= 0)
    schrijver.sluit(rest, np.full(len(rest), NOOIT, dtype=np.int32))
    ins = schrijver.delen[0].met(*schrijver.delen[1:])
    ins = ins.neem(ins.van <= peildag)
    ins.tot = np.where(ins.tot > peildag, NOOIT, ins.tot).astype(np.int32)
    leeg = np.zeros(0, dtype=np.int32)
    dip = dip or [(leeg.astype(np.int64), leeg.astype(np.int64), leeg)]
    datums = np.concatenate([d for _, _, d in dip])
    goed = datums <= peildag
    return Loopbanen(
        ins, np.concatenate([w for w, _, _ in dip])[goed], np.concatenate([s for _, s, _ in dip])[goed], datums[goed]
    )


def _leerweg(ond: Ints, st: Stroom) -> Ints:
    bbl = np.array([{"mbo1": 0.2, "mbo2": 0.33, "mbo3": 0.33, "mbo4": 0.13}.get(o, 0.0) for o in codes.ONDERWIJS])
    mbo = np.array([o.startswith("mbo") for o in codes.ONDERWIJS])
    return np.where(mbo[ond], np.where(st.u(len(ond)) < bbl[ond], 2, 1), 0).astype(np.int64)


def _instap(leeftijd: Ints, st: Stroom) -> Ints:
    """Where a child from abroad starts: primary school by age, the isk from 12, or nowhere (yet)."""
    nr = STAPPEN.nr
    po = np.array([nr("po1"), nr("po1"), nr("po2"), *(nr(f"po{g}") for g in range(2, 9))])
    a = np.clip(leeftijd, 3, 26)
    u = st.u(len(a))
    laag = po[np.clip(a - 3, 0, 9)]
    midden = np.where(u < 0.8, nr("isk1"), np.where(a <= 12, nr("po8"), nr("gt1") + np.clip(a - 13, 0, 2)))
    hoog = np.where(u < 0.5, nr("ho1"), np.where(u < 0.56, nr("mbo11"), np.where(u < 0.6, nr("isk1"), nr("uitz1"))))
    zestien = np.where(u < 0.72, nr("isk1"), np.where(u < 0.9, nr("mbo11"), nr("vavo1")))
    return np.where(a < 12, laag, np.where(a < 16, midden, np.where(a < 18, zestien, hoog))).astype(np.int64)


def _stap(
    wie: Ints,
    toestand: np.typing.NDArray[np.int16],
    s: _Schrijver,
    dip: list[tuple[Ints, Ints, Dagen]],
    st: Stroom,
    achttien: Dagen,
    d0: int,
    jaar: int,
    grens: int,
    open_voor: Callable[[Ints, Ints, Dagen, Ints | None], None],
    laatste: bool,
) -> None:
    oud = toestand[wie].astype(np.int64)
    k = np.searchsorted(STAPPEN.drempel, oud + st.u(len(wie)), side="right")
    nieuw, diploma = STAPPEN.naar[k], STAPPEN.diploma[k]
    ond_oud, ond_nieuw = STAPPEN.onderwijs[oud], STAPPEN.onderwijs[nieuw]

    minderjarig = achttien[wie] > d0
    # Minors seldom leave without a diploma: the duty to qualify holds most of them.
    valt_uit = (ond_oud >= 0) & (ond_nieuw < 0) & (diploma == 0)
    blijft = valt_uit & minderjarig & (st.u(len(wie)) < 0.93)
    nieuw = np.where(blijft, oud, nieuw)
    terug = minderjarig & (ond_oud < 0) & (ond_nieuw < 0) & (st.u(len(wie)) < 0.6)
    nieuw = np.where(terug, STAPPEN.nr("mbo21"), nieuw)
    ond_nieuw = STAPPEN.onderwijs[nieuw]
    valt_uit &= ~blijft

    # Seven in ten of those leave in the course of the year, not at its end.
    uit = np.flatnonzero(valt_uit)
    jaardeel = st.scheve_dagen((25, 60, 90, 130, 170, 220, 260, 300, 335), len(uit))
    tot = np.where(st.u(len(uit)) < 0.7, d0 - 365 + jaardeel, d0)
    vroegst = s.van[wie[uit]] + 20
    tot = np.minimum(np.maximum(tot, vroegst), d0).astype(np.int32)
    if laatste:
        nu = tot <= grens
        s.sluit(wie[uit[nu]], tot[nu])
        return
    s.sluit(wie[uit], tot)
    toestand[wie] = nieuw

    met = np.flatnonzero(diploma > 0)
    if len(met):
        # Most in June and July; some mbo diplomas in winter.
        mbo = np.isin(diploma[met], [i for i, (d, _) in enumerate(DIPLOMAS) if d in ("mbo2", "mbo3", "mbo4", "entree")])
        zomer = jaardag(jaar, 6, 15) + st.geheel(0, 26, len(met))
        winter = jaardag(jaar, 1, 20) + st.geheel(0, 30, len(met))
        wanneer = np.where(mbo & (st.u(len(met)) < 0.12), winter, zomer).astype(np.int32)
        dip.append((wie[met].astype(np.int64), diploma[met].astype(np.int64), np.maximum(wanneer, s.van[wie[met]])))

    klaar = np.flatnonzero((ond_oud >= 0) & (ond_nieuw < 0) & ~valt_uit & (s.onderwijs[wie] >= 0))
    s.sluit(wie[klaar], np.full(len(klaar), d0, dtype=np.int32))

    verder = np.flatnonzero(ond_nieuw >= 0)
    anders = verder[(ond_oud[verder] != ond_nieuw[verder]) | (s.onderwijs[wie[verder]] < 0)]
    door = verder[(ond_oud[verder] == ond_nieuw[verder]) & (s.onderwijs[wie[verder]] >= 0)]
    s.leerjaar[wie[door]] = STAPPEN.leerjaar[nieuw[door]]

    w = wie[anders]
    zelfde = (GROEP_VAN[ond_nieuw[anders]] == GROEP_VAN[ond_oud[anders]]) & (ond_oud[anders] >= 0) & (st.u(len(w)) < 0.75)
    school = np.where(zelfde, s.school[w], -1).astype(np.int64)
    liep = s.onderwijs[w] >= 0
    s.sluit(w[liep], np.full(int(liep.sum()), d0, dtype=np.int32))
    # Nearly everyone starts on 1 August; a few are entered after the summer, mbo some in winter after an empty half year.
    u = st.u(len(w))
    mbo = np.array([o.startswith("mbo") for o in codes.ONDERWIJS])[ond_nieuw[anders]]
    later = st.geheel(20, 70, len(w))
    van = np.where(u < 0.0025, d0 + later, d0)
    van = np.where(mbo & ~liep & (u > 0.75), d0 + 184, van).astype(np.int32)
    open_voor(w, nieuw[anders], van, school)


def _wissels(
    toestand: np.typing.NDArray[np.int16], s: _Schrijver, scholen: Scholen, gemeente: Ints, st: Stroom, d0: int, peildag: int
) -> None:
    """Changes of school inside a year: moves, another course in mbo, a fresh start elsewhere."""
    wie = np.flatnonzero((toestand >= 0) & (s.onderwijs >= 0))
    kans = np.array(
        [
            {"po": 0.024, "vo": 0.02, "mbo2": 0.06, "mbo3": 0.06, "mbo4": 0.06, "mbo1": 0.03, "ho": 0.08}.get(o, 0.0)
            for o in codes.ONDERWIJS
        ]
    )
    wie = wie[st.u(len(wie)) < kans[s.onderwijs[wie]]]
    t = (d0 + st.geheel(20, 330, len(wie))).astype(np.int32)
    # Study changes gather around the first of February.
    hoger = s.onderwijs[wie] > codes.ONDERWIJS.index("vavo")
    t = np.where(hoger & (st.u(len(wie)) < 0.6), d0 + 184, t).astype(np.int32)
    goed = (t <= peildag) & (t > s.van[wie] + 30)
    wie, t = wie[goed], t[goed]
    ond = s.onderwijs[wie].astype(np.int64)
    nieuw = scholen.kies(GROEP_VAN[ond], gemeente[wie].astype(np.int64), st.u(len(wie)))
    goed = (nieuw != s.school[wie]) | np.array([o.startswith("mbo") or o == "ho" for o in codes.ONDERWIJS])[ond]
    wie, t, ond, nieuw = wie[goed], t[goed], ond[goed], nieuw[goed]
    weg, jaar = s.leerweg[wie].copy(), s.leerjaar[wie].copy()
    s.sluit(wie, t)
    s.open(wie, ond, nieuw, _leerweg(ond, st) if len(ond) else weg.astype(np.int64), jaar.astype(np.int64), t)


def knip(ins: Inschrijvingen, weg_van: Dagen, weg_tot: Dagen) -> Inschrijvingen:
    """The enrolments minus one period per youth (NOOIT = no period): what lies before it and what lies after it."""
    van, tot = weg_van[ins.jongere], weg_tot[ins.jongere]
    raakt = (van < ins.tot) & (tot > ins.van) & (van < NOOIT)
    if not raakt.any():
        return ins
    heel, deel = ins.neem(~raakt), ins.neem(raakt)
    voor, na = deel.neem(np.arange(len(deel))), deel.neem(np.arange(len(deel)))
    voor.tot = np.minimum(voor.tot, van[raakt])
    na.van = np.maximum(na.van, tot[raakt])
    return heel.met(voor.neem(voor.tot > voor.van), na.neem((na.tot > na.van) & (na.van < NOOIT)))
