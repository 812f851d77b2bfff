"""School days, lesweken, working days and school years, from the calendar as delivered.

A *schooldag* is Monday to Friday, not in a vacation and not a public holiday. A *lesweek* is a calendar week with at least one
schooldag. A *werkdag* is Monday to Friday that is not a public holiday. A *schooljaar* runs from 1 August to 31 July and is
named by its first calendar year here (2025 = 2025-2026).

Outside the school years that the calendar covers, days are approximated and marked so: the summer is July and August, other
weekdays are schooldagen, public holidays are those of the Algemene termijnenwet art. 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

import numpy as np
import pyarrow as pa
from dateutil.easter import easter

from inbeeld.tabellen.codes import VAKANTIEREGIO

BEGIN, EINDE = date(1985, 1, 1), date(2070, 1, 1)
"""The days a calendar knows; wide enough for the whole history of who turns 27 and all terms ahead."""

STANDAARDREGIO = "midden"
_DAG = np.timedelta64(1, "D")

Rij = tuple[str, date, date, str]
"""``(soort, van, tot, schooljaar)`` with ``soort`` from ``codes.KALENDERSOORT``."""


def schooljaar_van(dag: date) -> int:
    """The school year that ``dag`` falls in, as its first calendar year."""
    return dag.year if dag.month >= 8 else dag.year - 1


def naam_schooljaar(jaar: int) -> str:
    return f"{jaar}-{jaar + 1}"


def lees_schooljaar(naam: str) -> int:
    """``"2025-2026"`` → 2025.

    Raises:
        ValueError: not two consecutive years.
    """
    begin, _, eind = naam.partition("-")
    if not (begin.isdigit() and eind.isdigit() and len(begin) == len(eind) == 4 and int(eind) == int(begin) + 1):
        raise ValueError(f"{naam!r} is geen schooljaar; schrijf bijvoorbeeld 2025-2026")
    return int(begin)


@lru_cache(maxsize=256)
def algemene_feestdagen(jaar: int) -> frozenset[date]:
    """Public holidays of the Algemene termijnenwet art. 3 lid 1 and Good Friday (lid 3), for one calendar year."""
    pasen = easter(jaar)
    koning = date(jaar, 4, 27) if jaar >= 2014 else date(jaar, 4, 30)
    if koning.weekday() == 6:
        koning -= timedelta(days=1)
    return frozenset(
        {
            date(jaar, 1, 1),
            pasen - timedelta(days=2),
            pasen + timedelta(days=1),
            pasen + timedelta(days=39),
            pasen + timedelta(days=50),
            koning,
            date(jaar, 5, 5),
            date(jaar, 12, 25),
            date(jaar, 12, 26),
        }
    )


def _nr(dag: date) -> int:
    return (dag - BEGIN).days


class Kalender:
    """One calendar: of a vacation region, or of a school that keeps its own.

    Args:
        rijen: vacations and holidays, already chosen for this calendar.
    """

    def __init__(self, rijen: Iterable[Rij] = ()) -> None:
        self.rijen = tuple(sorted(rijen, key=lambda r: (r[1], r[2], r[0])))
        dagen = np.arange(np.datetime64(BEGIN), np.datetime64(EINDE))
        self.dagen = dagen
        weekdag = (dagen.astype("datetime64[D]").view("int64") - 4) % 7  # 1970-01-01 was a Thursday
        maand = dagen.astype("datetime64[M]").view("int64") % 12 + 1
        jaar = dagen.astype("datetime64[Y]").view("int64") + 1970
        self.schooljaar = np.where(maand >= 8, jaar, jaar - 1)

        jaren: dict[int, set[str]] = {}
        for soort, _, _, naam in self.rijen:
            jaren.setdefault(lees_schooljaar(naam), set()).add(soort)
        self.gedekte_jaren = frozenset(j for j, s in jaren.items() if "zomer" in s and s & {"herfst", "kerst", "voorjaar", "mei"})
        self.gedekt = np.isin(self.schooljaar, sorted(self.gedekte_jaren))

        vakantie = np.zeros(len(dagen), bool)
        feestdag = np.zeros(len(dagen), bool)
        for soort, van, tot, _ in self.rijen:
            (feestdag if soort == "feestdag" else vakantie)[max(_nr(van), 0) : max(_nr(tot), 0)] = True
        berekend = np.zeros(len(dagen), bool)
        for j in range(BEGIN.year, EINDE.year):
            for d in algemene_feestdagen(j):
                berekend[_nr(d)] = True
        self.feestdag = np.where(self.gedekt, feestdag, berekend)
        zomermaanden = (maand == 7) | (maand == 8)
        vrij = np.where(self.gedekt, vakantie, zomermaanden)
        self.schooldag = (weekdag < 5) & ~vrij & ~self.feestdag
        self.werkdag = (weekdag < 5) & ~self.feestdag
        self._kan_les = self.werkdag & ~vakantie

        self.schooldag_nr = np.cumsum(self.schooldag)
        week = (np.arange(len(dagen)) + BEGIN.weekday()) // 7
        met_les = np.bincount(week, weights=self.schooldag) > 0
        self.lesweek_nr = np.cumsum(met_les)[week]
        self.in_lesweek = met_les[week]
        self._week = week

        # Days that make a school year full: schooldagen where the calendar is known, else 1 September - 30 June.
        telt = np.where(self.gedekt, self.schooldag, ~zomermaanden)
        self.teldag_nr = np.cumsum(telt)

    # -- questions about one day ------------------------------------------------------------------------------------

    def _plek(self, dag: date) -> int:
        if not BEGIN <= dag < EINDE:
            raise ValueError(f"{dag} ligt buiten de kalender ({BEGIN} tot {EINDE})")
        return _nr(dag)

    def is_gedekt(self, dag: date) -> bool:
        """Whether the calendar as delivered covers this day's school year."""
        return bool(self.gedekt[self._plek(dag)])

    def is_schooldag(self, dag: date) -> bool:
        return bool(self.schooldag[self._plek(dag)])

    def is_werkdag(self, dag: date) -> bool:
        return bool(self.werkdag[self._plek(dag)])

    def schooldagen(self, van: date, tot: date) -> int:
        """Number of schooldagen in ``[van, tot)``."""
        return int(self.schooldag[self._plek(van) : _nr(tot)].sum())

    def lijst_schooldagen(self, van: date, tot: date) -> list[date]:
        plekken = np.flatnonzero(self.schooldag[self._plek(van) : _nr(tot)]) + _nr(van)
        return [d.item() for d in self.dagen[plekken]]

    def eerste_schooldag_vanaf(self, dag: date) -> date:
        """The first schooldag on or after ``dag``."""
        plek = self._plek(dag)
        return date.fromisoformat(str(self.dagen[plek + int(np.argmax(self.schooldag[plek:]))]))

    def lesweek(self, dag: date) -> int:
        """Number of the lesweek of ``dag``, or of the last one before it."""
        return int(self.lesweek_nr[self._plek(dag)])

    def lesweek_in_schooljaar(self, dag: date) -> int:
        """1 for the first lesweek of the school year that ``dag`` falls in; 0 before it."""
        eerste = self.eerste_schooldag_vanaf(date(schooljaar_van(dag), 8, 1))
        return self.lesweek(dag) - self.lesweek(eerste) + 1

    def werkdagen_na(self, dag: date, aantal: int) -> date:
        """The ``aantal``-th working day after ``dag`` (the day itself does not count)."""
        plek = self._plek(dag)
        return date.fromisoformat(str(self.dagen[np.flatnonzero(self.werkdag[plek + 1 :])[aantal - 1] + plek + 1]))

    def werkdag_op_of_na(self, dag: date) -> date:
        """The day itself, or the next working day (Algemene termijnenwet art. 1)."""
        plek = self._plek(dag)
        return date.fromisoformat(str(self.dagen[plek + int(np.argmax(self.werkdag[plek:]))]))

    # -- tables for the set-based rules ------------------------------------------------------------------------------

    @cached_property
    def _volgende(self) -> np.ndarray:
        plek = np.where(self.schooldag, np.arange(len(self.dagen)), len(self.dagen))
        achteraf = np.minimum.accumulate(plek[::-1])[::-1]
        return np.append(achteraf[1:], len(self.dagen))

    @cached_property
    def _vorige(self) -> np.ndarray:
        plek = np.where(self.schooldag, np.arange(len(self.dagen)), -1)
        vooraf = np.maximum.accumulate(plek)
        return np.insert(vooraf[:-1], 0, -1)

    def _dagen_op(self, plekken: np.ndarray) -> np.ndarray:
        dagen: np.ndarray = self.dagen[np.clip(plekken, 0, len(self.dagen) - 1)]
        return dagen

    def dagtabel(self, nummer: int) -> pa.Table:
        """One row per day: ``kalender, datum, schooldag, schooldag_nr, lesweek_nr, eerste_van_lesweek, volgende_schooldag,
        vorige_schooldag, gedekt, teldag_voor, eerste_vol_jaar, laatste_vol_jaar``.

        ``teldag_voor``: number of days before it that count for a full school year; ``eerste_vol_jaar``: first school year
        that is full for who starts on the day; ``laatste_vol_jaar``: last school year that is full for who leaves on the day
        (R-02).
        """
        n = len(self.dagen)
        nr_voor = np.insert(self.teldag_nr[:-1], 0, 0)  # counted days before the day
        jaren = np.arange(BEGIN.year, EINDE.year)
        grens = np.array([_nr(date(int(j), 8, 1)) for j in jaren])
        voor_grens = nr_voor[grens]
        eerste_vol = jaren[np.clip(np.searchsorted(voor_grens, nr_voor, "left"), 0, len(jaren) - 1)]
        laatste_vol = jaren[np.clip(np.searchsorted(voor_grens, nr_voor, "right") - 1, 0, len(jaren) - 1)] - 1
        eerste_van_week = self.schooldag & (np.append(-1, self._week[self._vorige[1:]]) != self._week)
        return pa.table(
            {
                "kalender": pa.array(np.full(n, nummer), pa.int64()),
                "datum": pa.array(self.dagen, pa.date32()),
                "schooldag": pa.array(self.schooldag),
                "schooldag_nr": pa.array(self.schooldag_nr, pa.int64()),
                "lesweek_nr": pa.array(self.lesweek_nr, pa.int64()),
                "eerste_van_lesweek": pa.array(eerste_van_week),
                "volgende_schooldag": pa.array(self._dagen_op(self._volgende), pa.date32()),
                "vorige_schooldag": pa.array(self._dagen_op(self._vorige), pa.date32()),
                "gedekt": pa.array(self.gedekt),
                "teldag_voor": pa.array(nr_voor, pa.int64()),
                "eerste_vol_jaar": pa.array(eerste_vol, pa.int64()),
                "laatste_vol_jaar": pa.array(laatste_vol, pa.int64()),
            }
        )

    def weektabel(self, nummer: int) -> pa.Table:
        """One row per lesweek: ``kalender, lesweek_nr, maandag, eerste_schooldag, laatste_schooldag``."""
        les = np.flatnonzero(self.schooldag)
        _, eerste, aantal = np.unique(self._week[les], return_index=True, return_counts=True)
        maandag = self._week[les[eerste]] * 7 - BEGIN.weekday()
        return pa.table(
            {
                "kalender": pa.array(np.full(len(eerste), nummer), pa.int64()),
                "lesweek_nr": pa.array(self.lesweek_nr[les[eerste]], pa.int64()),
                "maandag": pa.array(self._dagen_op(maandag), pa.date32()),
                "eerste_schooldag": pa.array(self.dagen[les[eerste]], pa.date32()),
                "laatste_schooldag": pa.array(self.dagen[les[eerste + aantal - 1]], pa.date32()),
            }
        )

    def zomertabel(self, nummer: int) -> pa.Table:
        """One row per summer vacation: ``kalender, van, tot, laatste_schooldag`` (the last schooldag before it), ``gedekt``."""
        zomers = {van.year: (van, tot, True) for soort, van, tot, sj in self.rijen if soort == "zomer" and BEGIN < van < EINDE}
        for j in range(BEGIN.year + 1, EINDE.year):
            if j - 1 not in self.gedekte_jaren and j not in zomers:
                zomers[j] = (date(j, 7, 1), date(j, 9, 1), False)
        # Of a summer that is known, the days before it are not approximated, whatever else is known of that year.
        rijen = [
            (
                van,
                tot,
                self.dagen[np.flatnonzero(self._kan_les[: _nr(van)])[-1] if gedekt else self._vorige[_nr(van)]].item(),
                gedekt,
            )
            for _, (van, tot, gedekt) in sorted(zomers.items())
        ]
        return pa.table(
            {
                "kalender": pa.array(np.full(len(rijen), nummer), pa.int64()),
                "van": pa.array([r[0] for r in rijen], pa.date32()),
                "tot": pa.array([r[1] for r in rijen], pa.date32()),
                "laatste_schooldag": pa.array([r[2] for r in rijen], pa.date32()),
                "gedekt": pa.array([r[3] for r in rijen], pa.bool_()),
            }
        )

    def maandtabel(self, nummer: int) -> pa.Table:
        """One row per month: ``kalender, maand`` (its first day), ``eerste_schooldag`` (in it, or after it), ``gedekt``.

        In a month that the calendar does not cover, ``eerste_schooldag`` is the first of the month (R-01).
        """
        maanden = [date(j, m, 1) for j in range(BEGIN.year, EINDE.year) for m in range(1, 13)]
        plek = np.array([_nr(m) for m in maanden])
        volgende = np.where(self.schooldag[plek], plek, self._volgende[plek])
        eerste = np.where(self.gedekt[plek], volgende, plek)
        return pa.table(
            {
                "kalender": pa.array(np.full(len(maanden), nummer), pa.int64()),
                "maand": pa.array(maanden, pa.date32()),
                "eerste_schooldag": pa.array(self._dagen_op(eerste), pa.date32()),
                "gedekt": pa.array(self.gedekt[plek]),
            }
        )


def nummer(naam: str) -> int:
    """The number of a calendar in tables: 1, 2, 3 for the regions; below zero for a school's own (``-1 - school_id``)."""
    if naam in VAKANTIEREGIO:
        return VAKANTIEREGIO.index(naam) + 1
    return -1 - int(naam.removeprefix("school "))


@dataclass(frozen=True)
class Kalenders:
    """The calendars of a run: one per vacation region (``"noord"`` …) and one per school that keeps its own (``"school 12"``)."""

    per_naam: dict[str, Kalender]

    @classmethod
    def uit(cls, kalender: pa.Table, schoolregio: dict[int, str] | None = None) -> Kalenders:
        """From a table with the columns of ``tabellen.feiten.KALENDER``.

        In a school year for which a school gives vacations of its own, these replace those of its region. ``schoolregio`` gives
        the region of a school (``school_id`` → region); without it ``midden``.
        """
        rijen = kalender.select(["vakantieregio", "school_id", "soort", "van", "tot", "schooljaar"]).to_pylist()
        voor_regio: dict[str, list[Rij]] = {r: [] for r in VAKANTIEREGIO}
        voor_school: dict[int, list[Rij]] = {}
        for r in rijen:
            rij = (r["soort"], r["van"], r["tot"], r["schooljaar"])
            if r["school_id"] is not None:
                voor_school.setdefault(r["school_id"], []).append(rij)
            else:
                regios = VAKANTIEREGIO if r["vakantieregio"] in (None, "alle") else (r["vakantieregio"],)
                for regio in regios:
                    voor_regio[regio].append(rij)
        per_naam = {regio: Kalender(van_regio) for regio, van_regio in voor_regio.items()}
        for school, eigen in voor_school.items():
            regio = (schoolregio or {}).get(school) or STANDAARDREGIO
            jaren = {r[3] for r in eigen if r[0] != "feestdag"}
            basis = [r for r in voor_regio[regio] if r[0] == "feestdag" or r[3] not in jaren]
            per_naam[f"school {school}"] = Kalender([*basis, *eigen])
        return cls(per_naam)

    def __getitem__(self, naam: str | None) -> Kalender:
        return self.per_naam[naam or STANDAARDREGIO]

    @property
    def eigen_scholen(self) -> list[int]:
        return [int(n.removeprefix("school ")) for n in self.per_naam if n.startswith("school ")]

    def van_scholen(self, schoolregio: Mapping[int, str]) -> pa.Table:
        """Which calendar holds at a school: ``school_id, kalender``; its own, else that of its region."""
        van = {s: nummer(r) for s, r in schoolregio.items()} | {s: nummer(f"school {s}") for s in self.eigen_scholen}
        return pa.table({"school_id": pa.array(list(van), pa.int64()), "kalender": pa.array(list(van.values()), pa.int64())})

    def tabel(self, soort: str) -> pa.Table:
        """All calendars under each other; ``soort`` is dag, week, zomer or maand. ``kalender`` is their ``nummer``."""
        return pa.concat_tables([getattr(k, f"{soort}tabel")(nummer(n)) for n, k in self.per_naam.items()])
