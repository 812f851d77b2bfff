"""The kernel against sets of days: what a period means, one day at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import ibis
import pyarrow as pa
import pytest

from inbeeld.beeld.motor import DuckMotor
from inbeeld.regels.periodes import MEEST, Reeks, kies_op_afstand, samenvoegen, toestanden, verloop

NUL = date(2025, 2, 20)
LENGTE = 40
DAGEN = range(LENGTE)
SCHEMA = pa.schema(
    [("jongere_id", pa.int64()), ("van", pa.date32()), ("tot", pa.date32()), ("soort", pa.string()), ("telt", pa.bool_())]
)

Rij = dict[str, Any]


@pytest.fixture(scope="module")
def motor() -> Iterator[DuckMotor]:
    m = DuckMotor(kernen=2)
    yield m
    m.sluit()


def op(nr: int | None) -> date | None:
    return None if nr is None else NUL + timedelta(days=nr)


def nr(dag: date | None) -> int:
    return LENGTE if dag is None else (dag - NUL).days


def grepen(zaad: int, jongeren: int, meest: int = 6, open_: float = 0.2) -> list[Rij]:
    """Random periods of a few kinds, with many boundaries on the same day; some youths have none."""
    r = Random(zaad)
    uit = []
    for jongere in range(1, jongeren + 1):
        begin = 0
        for _ in range(r.randint(0, meest)):
            soort = r.random()
            van = begin if soort < 0.4 else min(LENGTE - 1, begin + r.randint(0, 4)) if soort < 0.7 else r.randrange(LENGTE)
            tot = None if r.random() < open_ else min(LENGTE, van + r.choice((1, 1, 2, 3, 7, 20)))
            begin = van if tot is None or tot == LENGTE else tot
            uit.append({"jongere_id": jongere, "van": van, "tot": tot, "soort": r.choice("xy"), "telt": r.random() < 0.7})
    r.shuffle(uit)
    return uit


def tabel(motor: DuckMotor, naam: str, rijen: list[Rij]) -> Any:
    inhoud = [{**r, "van": op(r["van"]), "tot": op(r["tot"])} for r in rijen]
    return motor.tabel(naam, pa.Table.from_pylist(inhoud, schema=SCHEMA))


_teller = iter(range(10**9))


def vers() -> str:
    return f"t{next(_teller)}"


def loopt(r: Rij, dag: int) -> bool:
    return r["van"] <= dag and (r["tot"] is None or dag < r["tot"])


def per_jongere(rijen: list[Rij]) -> dict[int, list[Rij]]:
    uit: dict[int, list[Rij]] = defaultdict(list)
    for r in rijen:
        uit[r["jongere_id"]].append(r)
    return uit


def haal(motor: DuckMotor, uitdrukking: Any) -> dict[int, list[Rij]]:
    rijen = motor.arrow(uitdrukking).to_pylist()
    return per_jongere(sorted(rijen, key=lambda r: (r["jongere_id"], r["van"])))


def gapeloos(stukken: list[Rij]) -> None:
    for een, ander in pairwise(stukken):
        assert een["tot"] == ander["van"]
    assert stukken[-1]["tot"] is None
    assert all(s["tot"] is None or s["van"] < s["tot"] for s in stukken)


# -- toestanden -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zaad", [1, 2, 3])
@pytest.mark.parametrize("tot_en_met", [None, 17])
def test_toestanden_per_dag(motor: DuckMotor, zaad: int, tot_en_met: int | None) -> None:
    a, b, c = grepen(zaad, 150), grepen(zaad + 50, 150), grepen(zaad + 90, 150, meest=2)
    enkel = list({r["jongere_id"]: r for r in grepen(zaad + 70, 150)}.values())
    ta, tb, tc, te = (tabel(motor, vers(), rijen) for rijen in (a, b, c, enkel))
    t = toestanden(
        [
            Reeks(ta, tijdens={"a": True, "a_telt": ta.telt}, vanaf={"a_ooit_x": ta.soort == "x"}, erna={"a_voorbij": True}),
            Reeks(tb, tijdens={"b": tb.soort == "x", "a": tb.soort == "y"}),
            Reeks(tc, tot=None, vanaf={"c": tc.telt}),
            Reeks(te, tijdens={"e": True}, enkel=True),
        ],
        dubbel={"a": "a_dubbel"},
        tot_en_met=None if tot_en_met is None else ibis.date(str(op(tot_en_met))),
    )
    kolommen = {naam: t[naam] for naam in t.namen}
    uit = haal(motor, t.tabel.select("jongere_id", "van", "tot", **kolommen))
    eigen = [per_jongere(rijen) for rijen in (a, b, c, enkel)]
    laatst = LENGTE if tot_en_met is None else tot_en_met

    for jongere in range(1, 151):
        ja, jb, jc, je = (e.get(jongere, []) for e in eigen)
        grenzen = {r["van"] for r in (*ja, *jb, *jc, *je)} | {r["tot"] for r in (*ja, *jb, *je) if r["tot"] is not None}
        grenzen = {g for g in grenzen if g <= laatst}
        if not grenzen:
            assert jongere not in uit
            continue
        stukken = uit[jongere]
        gapeloos(stukken)
        assert {nr(s["van"]) for s in stukken} == grenzen
        for dag in range(min(grenzen), laatst + 1):
            aan = [r for r in ja if loopt(r, dag)]
            verwacht = {
                "a": bool(aan) or any(loopt(r, dag) and r["soort"] == "y" for r in jb),
                "a_telt": any(r["telt"] for r in aan),
                "a_ooit_x": any(r["van"] <= dag and r["soort"] == "x" for r in ja),
                "a_voorbij": any(r["tot"] is not None and r["tot"] <= dag for r in ja),
                "b": any(loopt(r, dag) and r["soort"] == "x" for r in jb),
                "c": any(r["van"] <= dag and r["telt"] for r in jc),
                "e": any(loopt(r, dag) for r in je),
                "a_dubbel": len(aan) + sum(loopt(r, dag) and r["soort"] == "y" for r in jb) > 1,
            }
            stuk = next(s for s in reversed(stukken) if nr(s["van"]) <= dag)
            assert {n: stuk[n] for n in verwacht} == verwacht, (jongere, dag)


def test_toestanden_zonder_feiten(motor: DuckMotor) -> None:
    leeg, ook_leeg = tabel(motor, vers(), []), tabel(motor, vers(), [])
    t = toestanden([Reeks(leeg, tijdens={"a": True}), Reeks(ook_leeg, erna={"b": True})])
    assert motor.arrow(t.tabel).num_rows == 0
    assert motor.arrow(verloop(t.tabel.select("jongere_id", "van", k=t["a"]), "k")).num_rows == 0
    assert motor.arrow(samenvoegen(leeg)).num_rows == 0


def test_toestanden_met_een_lege_reeks(motor: DuckMotor) -> None:
    vol = tabel(motor, vers(), [{"jongere_id": 1, "van": 3, "tot": 5, "soort": "x", "telt": True}])
    t = toestanden([Reeks(vol, tijdens={"a": True}), Reeks(tabel(motor, vers(), []), tijdens={"b": True})])
    uit = haal(motor, t.tabel.select("jongere_id", "van", "tot", a=t["a"], b=t["b"]))
    assert [(nr(s["van"]), nr(s["tot"]), s["a"], s["b"]) for s in uit[1]] == [(3, 5, True, False), (5, LENGTE, False, False)]


@pytest.mark.parametrize("aantal", [2, 63, 64, MEEST])
def test_toestanden_telt_ver(motor: DuckMotor, aantal: int) -> None:
    """Many periods of one state at once don't spill over into its neighbours, in any lane."""
    rijen = [{"jongere_id": 1, "van": 1, "tot": 9, "soort": "x", "telt": True}] * aantal
    rijen += [{"jongere_id": 1, "van": 4, "tot": 6, "soort": "y", "telt": False}]
    t_ = tabel(motor, vers(), rijen)
    namen = [f"s{i}" for i in range(20)]
    t = toestanden([Reeks(t_, tijdens={n: t_.soort == ("x" if i % 2 else "y") for i, n in enumerate(namen)})])
    uit = haal(motor, t.tabel.select("jongere_id", "van", "tot", **{n: t[n] for n in namen}))
    for dag in range(1, 12):
        stuk = next(s for s in reversed(uit[1]) if nr(s["van"]) <= dag)
        for i, n in enumerate(namen):
            assert stuk[n] == (dag < 9 if i % 2 else 4 <= dag < 6), (n, dag)


def test_zelfde_dag_uit_en_weer_in(motor: DuckMotor) -> None:
    """Where one period ends and the next begins on the same day, nothing changes."""
    rijen = [{"jongere_id": 1, "van": v, "tot": v + 5, "soort": "x", "telt": True} for v in (0, 5, 10)]
    t_ = tabel(motor, vers(), rijen)
    t = toestanden([Reeks(t_, tijdens={"a": True})], dubbel={"a": "twee"})
    uit = haal(motor, verloop(t.tabel.select("jongere_id", "van", a=t["a"], twee=t["twee"]), "a", "twee"))
    assert [(nr(s["van"]), nr(s["tot"]), s["a"], s["twee"]) for s in uit[1]] == [(0, 15, True, False), (15, LENGTE, False, False)]


# -- union, intersection, difference ----------------------------------------------------------------------------------


def langste(waarden: dict[int, Any]) -> list[tuple[int, int, Any]]:
    """Days → longest periods with the same value."""
    uit: list[tuple[int, int, Any]] = []
    for dag in sorted(waarden):
        if uit and uit[-1][1] == dag and uit[-1][2] == waarden[dag]:
            uit[-1] = (uit[-1][0], dag + 1, waarden[dag])
        else:
            uit.append((dag, dag + 1, waarden[dag]))
    return uit


@pytest.mark.parametrize("zaad", [4, 5])
def test_verzamelingen(motor: DuckMotor, zaad: int) -> None:
    a, b, c = grepen(zaad, 200), grepen(zaad + 20, 200), grepen(zaad + 40, 200)
    ta, tb, tc = (tabel(motor, vers(), rijen) for rijen in (a, b, c))
    t = toestanden([Reeks(ta, tijdens={"a": True}), Reeks(tb, tijdens={"b": True}), Reeks(tc, tijdens={"c": True})])
    keuzes = {
        "of": (t["a"] | t["b"], lambda x, y, z: x or y),
        "en": (t["a"] & t["b"], lambda x, y, z: x and y),
        "zonder": (t["a"] & ~t["b"], lambda x, y, z: x and not y),
        "alles": ((t["a"] | t["b"]) & ~t["c"], lambda x, y, z: (x or y) and not z),
    }
    eigen = [per_jongere(rijen) for rijen in (a, b, c)]
    for naam, (uitdrukking, regel) in keuzes.items():
        uit = haal(motor, verloop(t.tabel.select("jongere_id", "van", k=uitdrukking), "k"))
        for jongere in range(1, 201):
            drie = [e.get(jongere, []) for e in eigen]
            grenzen = [r["van"] for d in drie for r in d]
            if not grenzen:
                assert jongere not in uit
                continue
            gapeloos(uit[jongere])
            verwacht = langste(
                {d: regel(*(any(loopt(r, d) for r in rijen) for rijen in drie)) for d in range(min(grenzen), LENGTE)}
            )
            # the last stretch may begin on the day after the last day that is looked at
            gekregen = [(nr(s["van"]), nr(s["tot"]), s["k"]) for s in uit[jongere] if nr(s["van"]) < LENGTE]
            assert gekregen == verwacht, (naam, jongere)


@pytest.mark.parametrize("zaad", [6, 7])
def test_verloop_met_twee_sleutels(motor: DuckMotor, zaad: int) -> None:
    a = grepen(zaad, 200)
    ta = tabel(motor, vers(), a)
    t = toestanden([Reeks(ta, tijdens={"x": ta.soort == "x", "y": ta.soort == "y"})])
    uit = haal(motor, verloop(t.tabel.select("jongere_id", "van", x=t["x"], y=t["y"]), "x", "y"))
    for jongere, rijen in per_jongere(a).items():
        dagen = range(min(r["van"] for r in rijen), LENGTE)
        verwacht = langste({d: tuple(any(loopt(r, d) and r["soort"] == s for r in rijen) for s in "xy") for d in dagen})
        gekregen = [(nr(s["van"]), nr(s["tot"]), (s["x"], s["y"])) for s in uit[jongere] if nr(s["van"]) < LENGTE]
        assert gekregen == verwacht, jongere


# -- samenvoegen ----------------------------------------------------------------------------------


def dicht(dagen: set[int], gat: int) -> list[tuple[int, int]]:
    """Days → periods; holes of at most ``gat`` days are filled."""
    uit: list[tuple[int, int]] = []
    for dag in sorted(dagen):
        if uit and dag - uit[-1][1] <= gat:
            uit[-1] = (uit[-1][0], dag + 1)
        else:
            uit.append((dag, dag + 1))
    return uit


@pytest.mark.parametrize("gat", [0, 1, 2, 5])
@pytest.mark.parametrize("zaad", [8, 9])
def test_samenvoegen(motor: DuckMotor, zaad: int, gat: int) -> None:
    a = grepen(zaad, 200)
    ta = tabel(motor, vers(), a)
    zonder_sleutel, met_sleutel = haal(motor, samenvoegen(ta, gat=gat)), haal(motor, samenvoegen(ta, "soort", gat=gat))
    for jongere in range(1, 201):
        rijen = [r for r in a if r["jongere_id"] == jongere]
        verwacht = dicht({d for d in DAGEN for r in rijen if loopt(r, d)}, gat)
        assert [(nr(s["van"]), nr(s["tot"])) for s in zonder_sleutel.get(jongere, [])] == verwacht
        for soort in "xy":
            verwacht = dicht({d for d in DAGEN for r in rijen if loopt(r, d) and r["soort"] == soort}, gat)
            gekregen = [(nr(s["van"]), nr(s["tot"])) for s in met_sleutel.get(jongere, []) if s["soort"] == soort]
            assert gekregen == verwacht, (jongere, soort)


def test_samenvoegen_laat_open_eind_open(motor: DuckMotor) -> None:
    rijen = [(1, 0, None), (1, 5, 7), (2, 0, 3), (2, 3, None), (3, 0, 3), (3, 5, None)]
    t = tabel(motor, vers(), [{"jongere_id": j, "van": v, "tot": t, "soort": "x", "telt": True} for j, v, t in rijen])
    uit = haal(motor, samenvoegen(t, gat=1))
    plat = {j: [(nr(s["van"]), s["tot"] and nr(s["tot"])) for s in s_] for j, s_ in uit.items()}
    assert plat == {1: [(0, None)], 2: [(0, None)], 3: [(0, 3), (5, None)]}


# -- kies_op_afstand ----------------------------------------------------------------------------------


def gekozen(lijst: list[int], afstand: int) -> list[int]:
    uit: list[int] = []
    for x in lijst:
        if not uit or x >= uit[-1] + afstand:
            uit.append(x)
    return uit


def test_kies_op_afstand(motor: DuckMotor) -> None:
    r = Random(10)
    lijsten = [sorted(r.choice((r.randint(-9, 60), 7 * r.randint(0, 9))) for _ in range(r.randint(1, 30))) for _ in range(400)]
    lijsten += [[5], [5, 5], [0, 7, 14], [0, 6, 7, 13, 14], [-3, 4, 11]]
    t = motor.tabel(vers(), pa.table({"nr": pa.array(range(len(lijsten))), "lijst": pa.array(lijsten, pa.list_(pa.int64()))}))
    for afstand in (1, 7, 28):
        uit = motor.arrow(t.select("nr", keuze=kies_op_afstand(t.lijst, ibis.literal(afstand, "int64")))).to_pylist()
        assert len(uit) == len(lijsten)
        for rij in uit:
            assert rij["keuze"] == gekozen(lijsten[rij["nr"]], afstand)
