"""Absence as schools note it, and the reports that come of it.

Rates: about 4.5 % of the schooldagen ill, about 1 % unauthorised and very unevenly spread (England's published pupil absence
2018/19 gives 2.9 / 3.7 % authorised and 1.1 / 1.8 % unauthorised in primary / secondary, twice that in special schools).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from inbeeld.synthese.loopbaan import GROEP_VAN, Inschrijvingen
from inbeeld.synthese.scholen import GROEPEN, LESMINUTEN, LESSEN, Scholen
from inbeeld.synthese.toeval import NOOIT, Dagen, Ints, Masker, Reeel, Stroom, uitrollen, verjaardag
from inbeeld.tabellen import codes

_R = {naam: i for i, naam in enumerate(codes.REDEN)}
GEEN = -1

# Per kind of school: sick spells, late arrivals, odd days with some missed lessons, other authorised absence, leave; per year.
_PER_JAAR: dict[str, tuple[float, float, float, float, float]] = {
    "po": (2.65, 1.2, 0.12, 0.8, 0.25),
    "sbo": (3.4, 1.8, 0.3, 1.0, 0.2),
    "so": (4.0, 1.5, 0.3, 1.2, 0.2),
    "vso": (4.0, 3.0, 1.2, 1.2, 0.2),
    "pro": (3.8, 5.0, 1.8, 0.8, 0.2),
    "vo": (2.6, 4.0, 1.3, 0.8, 0.25),
    "isk": (2.8, 4.0, 2.0, 0.6, 0.1),
    "vavo": (2.6, 3.0, 3.0, 0.4, 0.1),
    "mbo": (2.5, 4.5, 3.2, 0.4, 0.1),
}
# Chance per pupil and year of: weeks of skipping lessons, a month or more away, a luxury absence, a suspension.
_KANS: dict[str, tuple[float, float, float, float]] = {
    "po": (0.0012, 0.0006, 0.010, 0.0004),
    "sbo": (0.008, 0.0018, 0.006, 0.002),
    "so": (0.010, 0.0030, 0.004, 0.002),
    "vso": (0.028, 0.0090, 0.003, 0.008),
    "pro": (0.045, 0.0090, 0.004, 0.010),
    "vo": (0.030, 0.0027, 0.007, 0.008),
    "isk": (0.050, 0.0120, 0.010, 0.004),
    "vavo": (0.060, 0.0150, 0.003, 0.0),
    "mbo": (0.070, 0.0170, 0.003, 0.002),
}
_ZIEKDUUR = (1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 7, 16)
_MATE = (0.05, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0, 3.6)
_MATE_SPIJBEL = (0.0, 0.0, 0.0, 0.0, 0.1, 0.3, 0.6, 1.2, 2.5, 9.0)
_WEG = (21, 26, 34, 48, 70, 100, 150, 240)
"""Schooldagen away from all lessons, of who stays away for a month or more."""
_V3_LAAT = (0, 1, 1, 2, 3, 4, 6, 9, 15, 30, 80)
_LRV_LAAT = (0, 2, 6, 14, 25, 33, 42, 55, 80, 130, 300)
"""Days after the fourth week; half of them more than a month late."""


@dataclass
class Verzuim:
    jongere: Ints
    school: Ints
    datum: Dagen
    lesuur: Ints
    minuten: Ints
    uren: Reeel
    reden: Ints
    alle_lessen: Masker
    ziekmelding: Ints
    geregistreerd: Dagen

    def __len__(self) -> int:
        return len(self.jongere)


@dataclass
class Meldingen:
    jongere: Ints
    school: Ints
    soort: Ints
    van: Dagen
    tot: Dagen
    ontvangen: Dagen
    status: Ints


def _tabel(bron: Mapping[str, tuple[float, ...]], kolom: int) -> Reeel:
    return np.array([bron[g][kolom] if g in bron else 0.0 for g in GROEPEN], dtype=np.float64)


_LES = np.array([LESMINUTEN[g] for g in GROEPEN], dtype=np.int64)
_DAGLESSEN = np.array([[*LESSEN[g], 0, 0] for g in GROEPEN], dtype=np.float64)
_PRIMAIR = np.isin(np.array(GROEPEN), ["po", "sbo", "so"])


Melder = Callable[[Ints, Ints, Dagen, Dagen, Dagen, Reeel], None]


class _Rijen:
    """Enrolments in the window as stretches of schooldagen: ``i0``, ``i1`` point into one flat list of days of all calendars."""

    def __init__(self, ins: Inschrijvingen, scholen: Scholen, begin: int, eind: int) -> None:
        groep = GROEP_VAN[ins.onderwijs]
        mee = (ins.school >= 0) & (ins.tot > begin) & (ins.van < eind)
        mee &= np.isin(groep, [i for i, g in enumerate(GROEPEN) if g in _PER_JAAR])
        deel = ins.neem(mee)
        self.jongere, self.school = deel.jongere.astype(np.int64), deel.school.astype(np.int64)
        self.groep = groep[mee]
        self.kal = scholen.kalender[self.school]
        lengten = [len(s) for s in scholen.schooldagen]
        self.eerste = np.concatenate([[0], np.cumsum(lengten)]).astype(np.int64)
        self.dagen = np.concatenate(scholen.schooldagen)
        self.i0, self.i1 = np.zeros(len(deel), dtype=np.int64), np.zeros(len(deel), dtype=np.int64)
        self.einde_kal = np.zeros(len(deel), dtype=np.int64)
        van, tot = np.maximum(deel.van, begin), np.minimum(deel.tot, eind)
        for k, s in enumerate(scholen.schooldagen):
            w = self.kal == k
            self.i0[w] = self.eerste[k] + np.searchsorted(s, van[w])
            self.i1[w] = self.eerste[k] + np.searchsorted(s, tot[w])
            self.einde_kal[w] = self.eerste[k] + np.searchsorted(s, eind)
        self.geeindigd = deel.tot < eind
        self.jaren = np.maximum(self.i1 - self.i0, 0) / 195.0
        self.deelt = scholen.deelt[self.school]
        winter = 1.0 + 0.45 * np.cos((self.dagen % 365.25 - 25) / 365.25 * 2 * np.pi)
        # Rounded, so that a last bit of the cosine can't move a day.
        self.seizoen = np.concatenate([[0.0], np.cumsum(np.round(winter, 6))])

    def trek(self, st: Stroom, per_jaar: Reeel, seizoen: bool = False) -> tuple[Ints, Ints]:
        """Events at ``per_jaar`` per stretch: the stretch and the index of the first day of each."""
        aantal = np.floor(self.jaren * per_jaar + st.u(len(self.i0))).astype(np.int64)
        aantal[self.i1 <= self.i0] = 0
        r, _ = uitrollen(aantal)
        u = st.u(len(r))
        a, b = self.i0[r], self.i1[r]
        if not seizoen:
            return r, a + np.floor(u * (b - a)).astype(np.int64)
        w = self.seizoen[a] + u * (self.seizoen[b] - self.seizoen[a])
        return r, np.clip(np.searchsorted(self.seizoen, w, side="right") - 1, a, b - 1).astype(np.int64)


@dataclass
class _Dag:
    """Whole days (les 0) or single lessons, before they become rows."""

    r: Ints
    i: Ints
    les: Ints
    minuten: Ints
    reden: Ints
    ziek: Ints


def _dag(r: Ints, i: Ints, reden: int, les: Ints | None = None, minuten: Ints | None = None, ziek: Ints | None = None) -> _Dag:
    nul = np.zeros(len(r), dtype=np.int64)
    return _Dag(
        r, i, nul if les is None else les, nul if minuten is None else minuten, nul + reden, nul + GEEN if ziek is None else ziek
    )


def _reeks(rijen: _Rijen, r: Ints, begin: Ints, duur: Ints) -> tuple[Ints, Ints, Ints]:
    """Unroll runs of schooldagen, cut off at the end of the stretch: run number, stretch, day index."""
    eind = np.minimum(begin + duur, rijen.i1[r])
    wie, rang = uitrollen(np.maximum(eind - begin, 0))
    return wie, r[wie], begin[wie] + rang


def verzuim(
    ins: Inschrijvingen,
    geboren: Dagen,
    weg_vanaf: Dagen,
    sk_vanaf: Dagen,
    scholen: Scholen,
    st: Stroom,
    peildag: int,
    begin: int,
    eind: int,
) -> tuple[Verzuim, Meldingen]:
    """All absence in ``[begin, eind)`` at schools that share it, and the reports of all schools."""
    rijen = _Rijen(ins, scholen, begin, eind)
    n = len(geboren)
    mate = st.scheef(_MATE, n)[rijen.jongere]
    spijbel = st.scheef(_MATE_SPIJBEL, n)[rijen.jongere]
    deelt = rijen.deelt.astype(np.float64)
    g = rijen.groep
    primair = _PRIMAIR[g]
    dagen: list[_Dag] = []
    meldingen: list[Meldingen] = []
    achttien = verjaardag(geboren, 18)

    def meld(soort: Ints, r: Ints, van: Dagen, tot: Dagen, ontvangen: Dagen, kans: Reeel) -> None:
        goed = (ontvangen <= peildag) & (st.u(len(r)) < kans)
        soort, r, van, tot, ontvangen = soort[goed], r[goed], van[goed], tot[goed], ontvangen[goed]
        oud = peildag - ontvangen
        u = st.u(len(r))
        nieuw = np.where(u < 0.75, 0, 1)
        midden = np.select([u < 0.6, u < 0.72, u < 0.92], [1, 0, 3], 4)
        lang = np.select([u < 0.7, u < 0.92, (u < 0.96) | (oud > 180)], [2, 3, 4], 1)
        bezig = np.select([u < 0.12, u < 0.9], [0, 1], 3)  # nobody closes a report of an absence that goes on
        lang = np.where(tot == NOOIT, bezig, lang)
        midden = np.where(tot == NOOIT, bezig, midden)
        status = np.where(oud < 6, nieuw, np.where(oud < 45, midden, lang)).astype(np.int64)
        meldingen.append(Meldingen(rijen.jongere[r], rijen.school[r], soort, van, tot, ontvangen.astype(np.int32), status))

    soort_nr = {s: i for i, s in enumerate(codes.VERZUIMSOORT)}

    # A month or more away, at every school: the reports do not wait for shared attendance.
    r, b = rijen.trek(st, _tabel(_KANS, 1)[g])
    duur = st.scheve_dagen(_WEG, len(r)).astype(np.int64)
    past = rijen.i1[r] - b >= 20
    r, b, duur = r[past], b[past], duur[past]
    loopt = (b + duur >= rijen.i1[r]) & ~rijen.geeindigd[r]
    laatste = np.minimum(b + duur, rijen.i1[r]) - 1
    wie, rr, ii = _reeks(rijen, r, b, duur)
    mee = rijen.deelt[rr]
    dagen.append(_dag(rr[mee], ii[mee], _R["ongeoorloofd"]))
    eerste_dag, laatste_dag = rijen.dagen[b], rijen.dagen[laatste]
    vier_weken = rijen.dagen[np.minimum(b + 19, laatste)]
    volwassen = achttien[rijen.jongere[r]] <= eerste_dag
    zonder_sk = sk_vanaf[rijen.jongere[r]] > eerste_dag
    ontvangen = vier_weken + st.scheve_dagen(_LRV_LAAT, len(r))
    meld(
        np.where(volwassen, soort_nr["RMC"], soort_nr["LRV"]),
        r,
        eerste_dag,
        np.where(loopt, NOOIT, laatste_dag + 1).astype(np.int32),
        ontvangen,
        np.where(volwassen & ~zonder_sk, 0.0, 0.8),
    )

    # Weeks in which lessons are skipped.
    r, b = rijen.trek(st, _tabel(_KANS, 0)[g] * np.where(spijbel > 0.5, 2.2, 0.45))
    wie, rr, ii = _reeks(rijen, r, b, 5 * st.geheel(2, 10, len(r)))
    mis = st.u(len(ii)) < 0.42
    wie, rr, ii = wie[mis], rr[mis], ii[mis]
    heel = (st.u(len(ii)) < 0.16) | primair[rr]
    weekdag = (rijen.dagen[ii] + 3) % 7
    per_dag = np.floor(_DAGLESSEN[g[rr], weekdag]).astype(np.int64)
    aantal = np.where(heel, per_dag, np.minimum(st.geheel(1, 5, len(ii)), per_dag))
    _v3(wie, rr, ii, aantal, rijen, achttien, st, meld, soort_nr)
    mee = rijen.deelt[rr]
    dagen.append(_dag(rr[mee & heel], ii[mee & heel], _R["ongeoorloofd"]))
    dagen.append(_lessen(rr[mee & ~heel], ii[mee & ~heel], aantal[mee & ~heel], per_dag[mee & ~heel], g, st))

    # Odd lessons.
    r, i = rijen.trek(st, _tabel(_PER_JAAR, 2)[g] * spijbel * deelt)
    per_dag = np.floor(_DAGLESSEN[g[r], (rijen.dagen[i] + 3) % 7]).astype(np.int64)
    dagen.append(_lessen(r, i, np.minimum(st.geheel(1, 4, len(r)), per_dag), per_dag, g, st))
    overig = st.u(len(r)) < 0.004
    meld(
        np.full(int(overig.sum()), soort_nr["O"]),
        r[overig],
        rijen.dagen[i[overig]],
        rijen.dagen[i[overig]] + np.int32(1),
        rijen.dagen[i[overig]] + st.scheve_dagen(_V3_LAAT, int(overig.sum())),
        np.ones(int(overig.sum())),
    )

    _luxe(rijen, st, dagen, meld, soort_nr, g)

    r, b = rijen.trek(st, _tabel(_KANS, 3)[g] * deelt)
    wie, rr, ii = _reeks(rijen, r, b, st.geheel(1, 5, len(r)))
    dagen.append(_dag(rr, ii, _R["schorsing"]))

    # Illness: spells, more in winter, unevenly over pupils; a few long ones.
    r, b = rijen.trek(st, _tabel(_PER_JAAR, 0)[g] * mate * deelt, seizoen=True)
    duur = st.scheve_dagen(_ZIEKDUUR, len(r)).astype(np.int64)
    r2, b2 = rijen.trek(st, np.full(len(g), 0.006) * deelt)
    r, b = np.concatenate([r, r2]), np.concatenate([b, b2])
    duur = np.concatenate([duur, st.scheve_dagen((15, 20, 30, 60, 120), len(r2)).astype(np.int64)])
    wie, rr, ii = _reeks(rijen, r, b, duur)
    dagen.append(_dag(rr, ii, _R["ziek"], ziek=wie + 1))

    r, b = rijen.trek(st, _tabel(_PER_JAAR, 4)[g] * deelt)
    wie, rr, ii = _reeks(rijen, r, b, st.geheel(1, 3, len(r)))
    dagen.append(_dag(rr, ii, _R["verlof"]))

    # What happened in the last days is not always explained yet.
    vers = np.flatnonzero(rijen.deelt & (rijen.i1 - rijen.i0 > 5) & ~rijen.geeindigd & (st.u(len(g)) < 0.02))
    dagen.append(_dag(vers, rijen.i1[vers] - st.geheel(1, 5, len(vers)), _R["nog_onbekend"]))

    _maatwerk(rijen, st, dagen)
    _na_uitschrijving(rijen, weg_vanaf, st, dagen)

    # Late arrivals and other authorised hours.
    r, i = rijen.trek(st, _tabel(_PER_JAAR, 1)[g] * (0.4 + 0.6 * spijbel) * deelt)
    een = np.ones(len(r), dtype=np.int64)
    dagen.append(_dag(r, i, _R["te_laat"], les=een, minuten=st.scheve_dagen((3, 5, 7, 10, 15, 25, 45), len(r)).astype(np.int64)))
    r, i = rijen.trek(st, _tabel(_PER_JAAR, 3)[g] * deelt)
    les = np.where(primair[r], 0, st.geheel(1, 6, len(r)))
    dagen.append(
        _dag(r, i, _R["geoorloofd_overig"], les=les, minuten=np.where(primair[r], 30 * st.geheel(2, 6, len(r)), _LES[g[r]]))
    )

    return _samen(dagen, rijen, st), _meldingen_samen(meldingen)


def _lessen(r: Ints, i: Ints, aantal: Ints, per_dag: Ints, g: Ints, st: Stroom) -> _Dag:
    """``aantal`` consecutive lessons of a day as one row each; in primary education one row with the minutes."""
    begin = 1 + np.floor(st.u(len(r)) * (per_dag - aantal + 1)).astype(np.int64)
    po = _PRIMAIR[g[r]]
    wie, rang = uitrollen(np.where(po, 1, aantal))
    les = np.where(po[wie], 0, begin[wie] + rang)
    minuten = np.where(po[wie], 60 * aantal[wie], _LES[g[r[wie]]])
    return _dag(r[wie], i[wie], _R["ongeoorloofd"], les=les, minuten=minuten)


def _v3(
    wie: Ints, rr: Ints, ii: Ints, aantal: Ints, rijen: _Rijen, achttien: Dagen, st: Stroom, meld: Melder, nr: dict[str, int]
) -> None:
    """A report each time that an episode passes a multiple of 16 hours."""
    if not len(wie):
        return
    loopt = np.cumsum(aantal)
    nieuw = np.concatenate([[True], wie[1:] != wie[:-1]])
    basis = np.maximum.accumulate(np.where(nieuw, loopt - aantal, 0))
    stand = loopt - basis
    over = np.flatnonzero(stand // 16 > (stand - aantal) // 16)
    eerste_van = np.flatnonzero(nieuw)[np.cumsum(nieuw)[over] - 1]
    vorige = np.concatenate([[-1], over[:-1]])
    zelfde = (vorige >= 0) & (wie[np.maximum(vorige, 0)] == wie[over])
    van = rijen.dagen[ii[np.where(zelfde, np.minimum(vorige + 1, over), eerste_van)]]
    bereikt = rijen.dagen[ii[over]]
    r = rr[over]
    volwassen = achttien[rijen.jongere[r]] <= bereikt
    meld(
        np.where(volwassen, nr["V4"], nr["V3"]),
        r,
        van,
        (bereikt + 1).astype(np.int32),
        bereikt + st.scheve_dagen(_V3_LAAT, len(r)),
        np.where(volwassen, 0.25, np.where(rijen.deelt[r], 0.7, 0.55)),
    )


def _luxe(rijen: _Rijen, st: Stroom, dagen: list[_Dag], meld: Melder, nr: dict[str, int], g: Ints) -> None:
    """Holidays a little longer than the school's: the days just before or after a vacation."""
    gat = np.diff(rijen.dagen, append=rijen.dagen[-1] + 1)
    voor_vakantie = np.flatnonzero(gat > 5)
    r, i = rijen.trek(st, _tabel(_KANS, 2)[g])
    if not len(r) or not len(voor_vakantie):
        return
    k = voor_vakantie[np.clip(np.searchsorted(voor_vakantie, i), 0, len(voor_vakantie) - 1)]
    duur = st.geheel(1, 6, len(r))
    ervoor = st.u(len(r)) < 0.65
    b = np.where(ervoor, k - duur + 1, k + 1)
    past = (b >= rijen.i0[r]) & (b + duur <= rijen.i1[r])
    r, b, duur = r[past], b[past], duur[past]
    _, rr, ii = _reeks(rijen, r, b, duur)
    mee = rijen.deelt[rr]
    dagen.append(_dag(rr[mee], ii[mee], _R["luxe"]))
    eerste, laatste = rijen.dagen[b], rijen.dagen[b + duur - 1]
    meld(
        np.full(len(r), nr["L"]),
        r,
        eerste,
        (laatste + 1).astype(np.int32),
        eerste + st.scheve_dagen(_V3_LAAT, len(r)),
        np.full(len(r), 0.6),
    )


def _maatwerk(rijen: _Rijen, st: Stroom, dagen: list[_Dag]) -> None:
    """Tailor-made programmes: for some months half of each day is missed as planned."""
    kans = np.where(_PRIMAIR[rijen.groep], 0.0016, 0.0028) * rijen.deelt
    r, b = rijen.trek(st, kans)
    _, rr, ii = _reeks(rijen, r, b, st.geheel(30, 140, len(r)))
    weekdag = (rijen.dagen[ii] + 3) % 7
    half = np.floor(_DAGLESSEN[rijen.groep[rr], weekdag] / 2).astype(np.int64) * _LES[rijen.groep[rr]]
    dagen.append(_dag(rr, ii, _R["volgens_plan"], minuten=half))


def _na_uitschrijving(rijen: _Rijen, weg_vanaf: Dagen, st: Stroom, dagen: list[_Dag]) -> None:
    """Deliberate contradiction: the attendance system did not notice that the pupil has left."""
    hier = weg_vanaf[rijen.jongere] == NOOIT
    w = np.flatnonzero(rijen.deelt & rijen.geeindigd & hier & (rijen.i1 > rijen.i0) & (st.u(len(rijen.i0)) < 0.02))
    duur = np.minimum(st.geheel(1, 4, len(w)), rijen.einde_kal[w] - rijen.i1[w])
    wie, rang = uitrollen(np.maximum(duur, 0))
    dagen.append(_dag(w[wie], rijen.i1[w][wie] + rang, _R["ongeoorloofd"]))


def _samen(delen: list[_Dag], rijen: _Rijen, st: Stroom) -> Verzuim:
    """One row per youth and day, or per lesson; where two stories meet, the one listed first holds."""
    alles = _Dag(**{k: np.concatenate([d.__dict__[k] for d in delen]) for k in delen[0].__dict__})
    dagnr = rijen.dagen[alles.i].astype(np.int64)
    sleutel = rijen.jongere[alles.r] * 100_000 + dagnr
    los = (alles.les > 0) | (alles.minuten > 0)
    heel = np.flatnonzero(~los)
    sleutels_heel, eerste = np.unique(sleutel[heel], return_index=True)
    heel = heel[eerste]
    deel = np.flatnonzero(los)
    plek = np.minimum(np.searchsorted(sleutels_heel, sleutel[deel]), max(len(sleutels_heel) - 1, 0))
    if len(sleutels_heel):
        deel = deel[sleutels_heel[plek] != sleutel[deel]]
    _, eerste = np.unique(sleutel[deel] * 16 + alles.les[deel], return_index=True)
    deel = deel[eerste]
    welk = np.concatenate([heel, deel])
    volgorde = np.argsort(sleutel[welk] * 16 + alles.les[welk], kind="stable")
    welk = welk[volgorde]

    r, i, les = alles.r[welk], alles.i[welk], alles.les[welk]
    groep = rijen.groep[r]
    vol = np.round(_DAGLESSEN[groep, (rijen.dagen[i] + 3) % 7] * _LES[groep]).astype(np.int64)
    hele_dag = ~los[welk]
    minuten = np.where(hele_dag, vol, np.minimum(alles.minuten[welk], vol))
    datum = rijen.dagen[i]
    return Verzuim(
        jongere=rijen.jongere[r].astype(np.int32),
        school=rijen.school[r].astype(np.int32),
        datum=datum,
        lesuur=les.astype(np.int16),
        minuten=minuten.astype(np.int32),
        uren=np.round(minuten / _LES[groep], 2),
        reden=alles.reden[welk].astype(np.int8),
        alle_lessen=hele_dag,
        ziekmelding=alles.ziek[welk],
        geregistreerd=(datum + st.scheve_dagen((0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 7), len(datum))).astype(np.int32),
    )


def _meldingen_samen(delen: list[Meldingen]) -> Meldingen:
    alles = Meldingen(**{k: np.concatenate([d.__dict__[k] for d in delen]) for k in delen[0].__dict__})
    volgorde = np.lexsort((alles.van, alles.soort, alles.jongere))
    return Meldingen(**{k: v[volgorde] for k, v in alles.__dict__.items()})
