"""The calendar against counting by hand, one day at a time."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from random import Random

import pyarrow as pa
import pytest

from inbeeld.regels.kalender import Kalender, Kalenders, nummer

from .dagmodel import KALENDER, KALENDER_TOT, KALENDER_VAN, dagen

DAG = timedelta(days=1)
REGIOS = ("noord", "midden", "zuid")
DAGEN = list(dagen(KALENDER_VAN, KALENDER_TOT))
JAREN = (2024, 2025, 2026)


def tabel(extra: list[dict[str, object]] | None = None) -> pa.Table:
    rijen = [{**r, "school_id": None} for r in KALENDER] + (extra or [])
    namen = ("vakantieregio", "school_id", "soort", "van", "tot", "schooljaar")
    soorten = (pa.string(), pa.int64(), pa.string(), pa.date32(), pa.date32(), pa.string())
    return pa.table({n: pa.array([r.get(n) for r in rijen], s) for n, s in zip(namen, soorten, strict=True)})


KALENDERS = Kalenders.uit(tabel())


@lru_cache
def schooldag(regio: str, dag: date) -> bool:
    return dag.weekday() < 5 and not any(r["van"] <= dag < r["tot"] for r in KALENDER if r["vakantieregio"] in (regio, "alle"))


def werkdag(dag: date) -> bool:
    return dag.weekday() < 5 and not any(r["van"] <= dag < r["tot"] for r in KALENDER if r["soort"] == "feestdag")


def maandag(dag: date) -> date:
    return dag - dag.weekday() * DAG


@pytest.fixture(params=REGIOS)
def regio(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_schooldagen(regio: str) -> None:
    k = KALENDERS[regio]
    assert [d for d in DAGEN if k.is_schooldag(d)] == [d for d in DAGEN if schooldag(regio, d)]
    assert all(k.is_gedekt(d) for d in DAGEN)
    assert not k.is_gedekt(KALENDER_VAN - DAG)
    assert not k.is_gedekt(KALENDER_TOT)


def test_zonder_regio_geldt_midden() -> None:
    assert KALENDERS[None] is KALENDERS["midden"]


def test_schooldagen_tussen_twee_dagen(regio: str) -> None:
    k, r = KALENDERS[regio], Random(1)
    for _ in range(200):
        van, tot = sorted(r.choices(DAGEN, k=2))
        verwacht = [d for d in dagen(van, tot) if schooldag(regio, d)]
        assert k.lijst_schooldagen(van, tot) == verwacht
        assert k.schooldagen(van, tot) == len(verwacht)


def test_lesweken(regio: str) -> None:
    """The number goes up by one on the Monday of each week with a schooldag, and on no other day."""
    k = KALENDERS[regio]
    for gisteren, dag in pairwise(DAGEN):
        nieuw = dag.weekday() == 0 and any(schooldag(regio, dag + n * DAG) for n in range(5))
        if dag + 4 * DAG < KALENDER_TOT:
            assert k.lesweek(dag) - k.lesweek(gisteren) == nieuw, dag


def test_lesweek_in_schooljaar(regio: str) -> None:
    k = KALENDERS[regio]
    for jaar in JAREN:
        teller, gezien = 0, set()
        for dag in dagen(date(jaar, 8, 1), date(jaar + 1, 8, 1)):
            if schooldag(regio, dag) and maandag(dag) not in gezien:
                gezien.add(maandag(dag))
                teller += 1
            if schooldag(regio, dag):
                assert k.lesweek_in_schooljaar(dag) == teller, dag


def test_werkdagen() -> None:
    k, r = KALENDERS["midden"], Random(2)
    assert [d for d in DAGEN if k.is_werkdag(d)] == [d for d in DAGEN if werkdag(d)]
    for _ in range(200):
        dag, aantal = r.choice(DAGEN[:-60]), r.randint(1, 20)
        verwacht, over = dag, aantal
        while over:
            verwacht += DAG
            over -= werkdag(verwacht)
        assert k.werkdagen_na(dag, aantal) == verwacht
        eerste = dag
        while not werkdag(eerste):
            eerste += DAG
        assert k.werkdag_op_of_na(dag) == eerste


def test_eerste_schooldag(regio: str) -> None:
    k = KALENDERS[regio]
    for dag in DAGEN[:-60]:
        eerste = dag
        while not schooldag(regio, eerste):
            eerste += DAG
        assert k.eerste_schooldag_vanaf(dag) == eerste


# -- the tables for the rules ----------------------------------------------------------------------------------


def test_dagtabel(regio: str) -> None:
    rijen = {r["datum"]: r for r in KALENDERS[regio].dagtabel(nummer(regio)).to_pylist()}
    k = KALENDERS[regio]
    for dag in DAGEN[40:-40]:
        rij = rijen[dag]
        assert rij["kalender"] == nummer(regio)
        assert rij["schooldag"] == schooldag(regio, dag)
        assert rij["lesweek_nr"] == k.lesweek(dag)
        assert rij["schooldag_nr"] - rijen[dag - DAG]["schooldag_nr"] == schooldag(regio, dag)
        eerder = [d for d in dagen(maandag(dag), dag) if schooldag(regio, d)]
        assert rij["eerste_van_lesweek"] == (schooldag(regio, dag) and not eerder)
        volgende, vorige = dag + DAG, dag - DAG
        while not schooldag(regio, volgende):
            volgende += DAG
        while not schooldag(regio, vorige):
            vorige -= DAG
        if DAGEN[0] + 40 * DAG < vorige and volgende < DAGEN[-1]:
            assert (rij["volgende_schooldag"], rij["vorige_schooldag"]) == (volgende, vorige)


def teldagen(regio: str, jaar: int) -> list[date]:
    """The days that have to be attended for a full school year (R-02)."""
    if jaar in JAREN:
        return [d for d in dagen(date(jaar, 8, 1), date(jaar + 1, 8, 1)) if schooldag(regio, d)]
    return list(dagen(date(jaar, 9, 1), date(jaar + 1, 7, 1)))


def test_volle_schooljaren(regio: str) -> None:
    """Who starts, or leaves, on a day: the first, or last, school year of which no counted day is missed."""
    rijen = {r["datum"]: r for r in KALENDERS[regio].dagtabel(nummer(regio)).to_pylist()}
    per_jaar = {j: teldagen(regio, j) for j in range(2015, 2028)}
    for dag in dagen(date(2017, 1, 1), date(2027, 7, 31)):
        assert rijen[dag]["eerste_vol_jaar"] == min(j for j, t in per_jaar.items() if t[0] >= dag), dag
        assert rijen[dag]["laatste_vol_jaar"] == max(j for j, t in per_jaar.items() if t[-1] < dag), dag
    alle = sorted(d for t in per_jaar.values() for d in t)
    r = Random(3)
    for _ in range(300):
        van, tot = sorted(r.choices(list(dagen(date(2016, 1, 1), date(2027, 7, 31))), k=2))
        assert rijen[tot]["teldag_voor"] - rijen[van]["teldag_voor"] == sum(van <= d < tot for d in alle)


def test_weektabel(regio: str) -> None:
    rijen = {r["maandag"]: r for r in KALENDERS[regio].weektabel(nummer(regio)).to_pylist()}
    for dag in DAGEN[:-7]:
        if dag.weekday() == 0:
            week = [dag + n * DAG for n in range(5) if schooldag(regio, dag + n * DAG)]
            assert (dag in rijen) == bool(week), dag
            if week:
                assert (rijen[dag]["eerste_schooldag"], rijen[dag]["laatste_schooldag"]) == (week[0], week[-1])
                assert rijen[dag]["lesweek_nr"] == KALENDERS[regio].lesweek(dag)


def test_zomertabel(regio: str) -> None:
    rijen = {r["van"]: r for r in KALENDERS[regio].zomertabel(nummer(regio)).to_pylist()}
    for r in KALENDER:
        if r["soort"] == "zomer" and r["vakantieregio"] == regio:
            assert rijen[r["van"]]["tot"] == r["tot"]
            if r["van"].year > 2024:
                laatste = r["van"]
                while not schooldag(regio, laatste):
                    laatste -= DAG
                assert rijen[r["van"]]["laatste_schooldag"] == laatste
    per_jaar = [v.year for v in rijen]
    assert len(per_jaar) == len(set(per_jaar))


def test_maandtabel(regio: str) -> None:
    """R-01: the first schooldag of the month or the first after it; the first of the month where the calendar says nothing."""
    rijen = {r["maand"]: r for r in KALENDERS[regio].maandtabel(nummer(regio)).to_pylist()}
    for jaar in range(2000, 2040):
        for maand in range(1, 13):
            eerste = dag = date(jaar, maand, 1)
            if KALENDER_VAN <= dag < KALENDER_TOT:
                while not schooldag(regio, dag):
                    dag += DAG
            assert rijen[eerste]["eerste_schooldag"] == dag
            assert rijen[eerste]["gedekt"] == (KALENDER_VAN <= eerste < KALENDER_TOT)


# -- a school with its own calendar ----------------------------------------------------------------------------------


def test_eigen_kalender_gaat_voor() -> None:
    """In the year for which a school gives vacations, these replace the region's; other years and holidays stay."""
    eigen = [
        {"school_id": 7, "soort": "herfst", "van": date(2025, 10, 6), "tot": date(2025, 10, 13), "schooljaar": "2025-2026"},
        {"school_id": 7, "soort": "zomer", "van": date(2026, 7, 4), "tot": date(2026, 8, 24), "schooljaar": "2025-2026"},
        {"school_id": 8, "soort": "feestdag", "van": date(2025, 11, 11), "tot": date(2025, 11, 12), "schooljaar": "2025-2026"},
    ]
    k = Kalenders.uit(tabel(eigen), {7: "noord"})
    assert sorted(k.eigen_scholen) == [7, 8]
    zeven, acht = k["school 7"], k["school 8"]
    for dag in DAGEN:
        vrij = any(r["van"] <= dag < r["tot"] for r in eigen if r["school_id"] == 7)
        feest = any(r["van"] <= dag < r["tot"] for r in KALENDER if r["soort"] == "feestdag")
        if date(2025, 8, 25) <= dag < date(2026, 8, 1):
            assert zeven.is_schooldag(dag) == (dag.weekday() < 5 and not vrij and not feest), dag
        elif date(2024, 8, 1) <= dag < date(2025, 7, 12) or date(2026, 8, 24) <= dag:
            assert zeven.is_schooldag(dag) == schooldag("noord", dag), dag
        assert acht.is_schooldag(dag) == (schooldag("midden", dag) and dag != date(2025, 11, 11)), dag
        assert k["noord"].is_schooldag(dag) == schooldag("noord", dag)
    assert zeven.is_schooldag(date(2025, 10, 20))
    assert not zeven.is_schooldag(date(2025, 10, 8))


def test_een_lege_kalender_heeft_feestdagen() -> None:
    k = Kalender()
    assert not k.is_gedekt(date(2026, 3, 2))
    assert k.is_schooldag(date(2026, 3, 2))
    assert not k.is_schooldag(date(2026, 4, 6))
    assert not k.is_schooldag(date(2026, 7, 15))
