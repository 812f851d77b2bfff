"""The engines give the same outcomes: DuckDB, and Spark where it is installed."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.schema as sch
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ibis.backends.sql.dialects import PySpark

from inbeeld.beeld import bereken, bereken_map
from inbeeld.beeld import spark as spark_motor
from inbeeld.beeld.berekening import richt_in
from inbeeld.beeld.motor import DuckMotor, Motor, MotorFout, als_tabel, start
from inbeeld.beeld.recept import Recept
from inbeeld.beeld.toets import toets
from inbeeld.project.cli.wet import kalendertabel
from inbeeld.regels.dagen import plus_dagen
from inbeeld.regels.geheel import bereken as bereken_geheel
from inbeeld.regels.periodes import kies_op_afstand
from inbeeld.synthese import bevolking, schrijf_tabellen
from inbeeld.tabellen import FEITEN, UITKOMSTEN

AANTAL = 1500
CASUSSEN = Path(spark_motor.__file__).parents[1] / "regels" / "casussen"
HEEFT_SPARK = importlib.util.find_spec("pyspark") is not None


def _loop(lijst: list[int], afstand: int) -> list[int]:
    """What ``kies_op_afstand`` promises."""
    keuze: list[int] = []
    for x in lijst:
        if not keuze or x >= keuze[-1] + afstand:
            keuze.append(x)
    return keuze


def _kies(m: Motor, lijsten: list[list[int]], afstanden: list[int]) -> list[list[int]]:
    inhoud = pa.table({"nr": range(len(lijsten)), "lijst": pa.array(lijsten, pa.list_(pa.int64())), "afstand": afstanden})
    t = m.tabel("kies", inhoud)
    uit = m.arrow(t.select("nr", keuze=kies_op_afstand(t.lijst, t.afstand)))
    return [r["keuze"] for r in sorted(uit.to_pylist(), key=lambda r: r["nr"])]


LIJSTEN = st.lists(
    st.tuples(st.lists(st.integers(0, 200_000_000), min_size=1, max_size=40).map(sorted), st.integers(1, 60_000_000)),
    min_size=1,
    max_size=20,
)


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckMotor]:
    m = DuckMotor(kernen=1)
    m.tabel("kies", pa.table({"x": [1]}))
    yield m
    m.sluit()


@given(LIJSTEN)
def test_kies_op_afstand_op_duckdb_is_de_lus(duck: DuckMotor, gevallen: list[tuple[list[int], int]]) -> None:
    duck.con.drop_table("kies", force=True)
    lijsten, afstanden = [g[0] for g in gevallen], [g[1] for g in gevallen]
    assert _kies(duck, lijsten, afstanden) == [_loop(*g) for g in gevallen]


def test_duckdb_schrijft_een_dag_als_dag(duck: DuckMotor, tmp_path: Path) -> None:
    t = duck.tabel("dagen", pa.table({"dag": [date(2024, 2, 29), None]}))
    duck.schrijf(t.select("dag", later=plus_dagen(t.dag, 1)), tmp_path / "dagen.parquet")
    uit = pq.read_table(tmp_path / "dagen.parquet")
    assert uit.schema.types == [pa.date32(), pa.date32()]
    assert {"dag": date(2024, 2, 29), "later": date(2024, 3, 1)} in uit.to_pylist()


def _zelfde_soorten(map_: Path) -> None:
    for naam, contract in UITKOMSTEN.items():
        schema = pq.read_schema(map_ / f"{naam}.parquet")
        assert schema.names == list(contract.namen)
        assert [(f.name, f.type) for f in schema if not pa.types.is_list(f.type)] == [
            (k.naam, k.soort) for k in contract.kolommen if not pa.types.is_list(k.soort)
        ]
        pq.read_table(map_ / f"{naam}.parquet").cast(contract.schema)


ORDE = {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c")}


def _optellen() -> dict[str, str]:
    eerder = {naam: "".join(f" + (SELECT x FROM orde_{e})" for e in na) for naam, na in ORDE.items()}
    return {naam: als_tabel(f"orde_{naam}", f"SELECT 1{erbij} AS x") for naam, erbij in eerder.items()}


def test_opdrachten_naast_elkaar_wachten_op_elkaar(duck: DuckMotor) -> None:
    gedaan: list[str] = []
    duck.voer_alle_uit(dict(reversed(_optellen().items())), ORDE, gedaan.append)
    assert (gedaan[0], gedaan[-1], sorted(gedaan)) == ("a", "d", list(ORDE))
    assert duck.tel(["SELECT x FROM orde_d", "SELECT x FROM orde_a"]) == [5, 1]


def test_wat_de_engine_weigert_stopt_de_rest(duck: DuckMotor) -> None:
    gedaan: list[str] = []
    opdrachten = {**_optellen(), "b": "SELECT * FROM bestaat_niet"}
    with pytest.raises(duckdb.CatalogException, match="bestaat_niet"):
        duck.voer_alle_uit(opdrachten, ORDE, gedaan.append)
    assert "d" not in gedaan


def test_wie_wil_stoppen_stopt_de_rest(duck: DuckMotor) -> None:
    def genoeg(naam: str) -> None:
        raise InterruptedError(naam)

    with pytest.raises(InterruptedError, match="a"):
        duck.voer_alle_uit(_optellen(), ORDE, genoeg)


def test_een_opdracht_leest_wat_ervoor_kwam_en_geen_kolom() -> None:
    stappen = (("x", "SELECT 1 AS a"), ("y", 'SELECT "x" FROM "in_z"'), ("z", 'SELECT * FROM "y" JOIN "x" ON true'))
    r = Recept(stappen, {"uit": 'SELECT * FROM "z"'})
    assert {naam: r.eerst(naam, sql) for naam, sql in (*stappen, *r.uitvoer)} == {
        "x": [],
        "y": [],
        "z": ["x", "y"],
        "uit_uit": ["z"],
    }
    assert [naam for naam, _ in r.nodig_voor("y")] == ["y"]
    assert r.gelezen(r.nodig_voor("z")) == {"x", "y", "in_z"}


class Vertaling(Motor):
    """Computes nothing: keeps the SQL that Spark would get."""

    naam = "vertaling"

    def __init__(self) -> None:
        self.con = None
        self.sql: dict[str, str] = {}

    def tabel(self, naam: str, inhoud: pa.Table) -> ir.Table:
        return ibis.table(sch.Schema.from_pyarrow(inhoud.schema), name=naam)

    def uit_parquet(self, naam: str, pad: Path, soorten: sch.Schema, aanwezig: Collection[str]) -> ir.Table:
        raise AssertionError("nothing is read here")

    def bewaar(self, naam: str, uitdrukking: ir.Table) -> ir.Table:
        self.sql[naam] = spark_motor.VERTALER.to_sqlglot(uitdrukking).sql(PySpark)
        return ibis.table(uitdrukking.schema(), name=naam)

    def sluit(self) -> None: ...


def test_alle_regels_zijn_te_zeggen_in_spark() -> None:
    eigen = {"school_id": 7, "soort": "zomer", "van": date(2025, 7, 5), "tot": date(2025, 8, 16), "schooljaar": "2024-2025"}
    kalender = FEITEN["kalender"].uit_rijen([eigen])
    m = Vertaling()
    geheel = bereken_geheel(richt_in(m, {"kalender": kalender}, date(2026, 11, 20), meest=255))
    for naam, contract in UITKOMSTEN.items():
        m.bewaar(naam, getattr(geheel, naam).select(*contract.namen))
    assert "AGGREGATE(" in m.sql["herstarts"]
    assert not [naam for naam, sql in m.sql.items() if "INBEELD_" in sql.upper()], "this needs a function in Spark"


def test_een_lijst_met_een_volgorde_die_spark_niet_kan() -> None:
    t = ibis.table({"g": "int64", "x": "int64"}, name="t")
    with pytest.raises(Exception, match="ascending"):
        spark_motor.VERTALER.to_sqlglot(t.group_by("g").aggregate(l=t.x.collect(order_by=t.x.desc())))


def test_zonder_spark_staat_er_wat_te_doen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_motor.importlib.util, "find_spec", lambda naam: None)
    with pytest.raises(MotorFout, match=r"inbeeld\[spark\]"):
        start("spark")


def test_een_motor_die_niet_bestaat() -> None:
    with pytest.raises(MotorFout, match="duckdb of spark"):
        start("stoom")


# -- on Spark itself ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def spark() -> Iterator[Motor]:
    """Spark, kept open so that it starts once; set for small tables. The engines of the tests get sessions of their own on it."""
    if not HEEFT_SPARK:
        warnings.warn(pytest.PytestWarning(f"SPARK IS NIET GETOETST. {spark_motor.HOE}"), stacklevel=1)
        pytest.skip(f"Spark is er niet. {spark_motor.HOE}")
    klein = {
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
    }
    with pytest.MonkeyPatch.context() as mp:
        mp.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        mp.setattr(spark_motor, "SESSIE", spark_motor.SESSIE | klein)
        m = start("spark", geheugen="2g")
        yield m
        m.sluit()


@pytest.mark.lang
def test_kies_op_afstand_op_spark_is_die_op_duckdb(spark: Motor) -> None:
    gevallen = [
        ([5], 1),
        ([0, 0, 0], 1),
        ([1, 2, 3, 4], 2),
        (list(range(0, 1000, 7)), 50),
        ([16_000_000, 31_999_999], 16_000_000),
    ]
    lijsten, afstanden = [g[0] for g in gevallen], [g[1] for g in gevallen]
    m = DuckMotor(kernen=1)
    assert _kies(spark, lijsten, afstanden) == _kies(m, lijsten, afstanden) == [_loop(*g) for g in gevallen]
    m.sluit()


@pytest.mark.lang
def test_een_lijst_van_feiten_staat_op_beide_motoren_in_dezelfde_volgorde(spark: Motor) -> None:
    dag = date(2026, 1, 1)
    rijen = [{"van": v, "nr": n, "wat": w} for v in (dag, None) for n in (2, None, 1) for w in ("b", None, "a")]
    inhoud = pa.table({"g": [1] * len(rijen)} | {k: [r[k] for r in rijen] for k in ("van", "nr", "wat")})
    duck = DuckMotor(kernen=1)
    uit = []
    for m in (duck, spark):
        t = m.tabel("feitjes", inhoud)
        ding = ibis.struct({k: t[k] for k in ("van", "nr", "wat")})
        los = t.group_by("g").aggregate(sort=ding.collect().sort(), volgorde=ding.collect(order_by=[t.van, t.nr, t.wat]))
        uit += m.arrow(los).to_pylist()
    duck.sluit()
    assert uit[0] == uit[1]
    assert uit[0]["sort"] == uit[0]["volgorde"]


@pytest.mark.lang
def test_volgorde_lege_lijst_klok_en_getallen_op_spark(spark: Motor) -> None:
    inhoud = pa.table(
        {
            "x": pa.array([3, None, 1, 2], pa.int64()),
            "s": pa.array(["c", "b", None, "a"]),
            "klok": pa.array([1, 2, 3, None], pa.time32("s")),
            "klein": pa.array([255, 0, 1, None], pa.uint8()),
            "dag": pa.array([date(2024, 2, 29)] * 4),
        }
    )
    t = spark.tabel("proef", inhoud)
    paar = ibis.struct({"x": t.x, "s": t.s})
    per = t.group_by("dag").aggregate(
        paren=paar.collect(order_by=[t.s, t.x]), codes=t.s.collect(distinct=True, order_by=t.s), som=t.klein.sum()
    )
    bewaard = spark.bewaar(
        "per", per.mutate(leeg=ibis.literal([], "array<string>"), maand=per.dag.truncate("month").cast("date"))
    )
    (rij,) = spark.arrow(bewaard).to_pylist()
    assert [p["s"] for p in rij["paren"]] == ["a", "b", "c", None]
    assert rij["codes"] == ["a", "b", "c"]
    assert (rij["som"], rij["leeg"], rij["maand"]) == (256, [], date(2024, 2, 1))
    met_klok = spark.arrow(spark.bewaar("met_klok", t))
    assert met_klok.column_names == inhoud.column_names
    assert met_klok.drop_columns("klok").to_pylist() == inhoud.drop_columns("klok").to_pylist()


def _rijen(t: pa.Table) -> list[str]:
    return sorted(repr(r) for r in t.to_pylist())


def _zelfde(een: dict[str, pa.Table], ander: dict[str, pa.Table]) -> None:
    for naam in UITKOMSTEN:
        a, b = _rijen(een[naam]), _rijen(ander[naam])
        assert len(a) > 100, naam
        alleen = {"duckdb": sorted(set(a) - set(b))[:3], "spark": sorted(set(b) - set(a))[:3]}
        assert alleen == {"duckdb": [], "spark": []}, naam
        assert a == b, naam


@pytest.mark.lang
def test_spark_geeft_dezelfde_uitkomsten_uit_het_geheugen(spark: Motor) -> None:
    b = bevolking(AANTAL, 1)
    uit: dict[str, Any] = {m: bereken(b.tabellen, peildatum=b.peildatum, motor=m) for m in ("duckdb", "spark")}
    _zelfde(uit["duckdb"].uitkomsten, uit["spark"].uitkomsten)
    assert uit["duckdb"].bewijs.rijen == uit["spark"].bewijs.rijen


@pytest.mark.lang
def test_spark_geeft_dezelfde_uitkomsten_uit_een_map_zoals_bekend(spark: Motor, tmp_path: Path) -> None:
    b = bevolking(AANTAL, 2)
    bron = tmp_path / "bron [2] {x}"
    schrijf_tabellen(b, bron)
    uit = {}
    for m in ("duckdb", "spark"):
        bereken_map(bron, peildatum=b.peildatum, bekend_op=date(2026, 9, 15), motor=m, uit=tmp_path / m)
        _zelfde_soorten(tmp_path / m)
        uit[m] = {naam: pq.read_table(tmp_path / m / f"{naam}.parquet") for naam in UITKOMSTEN}
    _zelfde(uit["duckdb"], uit["spark"])


@pytest.mark.lang
def test_alle_casussen_van_de_wet_op_spark(spark: Motor, tmp_path: Path) -> None:
    beelden = [
        c for p in sorted(CASUSSEN.glob("R-*.yaml")) for c in yaml.safe_load(p.read_text("utf-8")) if c["soort"] == "beeld"
    ]
    samen = tmp_path / "alle.yaml"
    samen.write_text(yaml.safe_dump(beelden, allow_unicode=True), "utf-8")
    uitslagen = toets(samen, kalendertabel(None), motor="spark")
    assert len(uitslagen) > 80
    assert [(u.casus.id, u.afwijkingen) for u in uitslagen if not u.goed] == []
