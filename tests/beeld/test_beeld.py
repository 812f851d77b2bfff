"""The engine: what a run may see, receipts, explanations, and one youth from compiled SQL."""

from __future__ import annotations

import functools
import itertools
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from inbeeld.beeld import InvoerFout, bereken, bereken_map
from inbeeld.beeld.draaiboek import MEEST, Draaiboek, TeVeelRijen, _plan_voor
from inbeeld.beeld.vragen import stel_alle
from inbeeld.project.cli.wet import kalendertabel
from inbeeld.regels.geheel import DEEL_VAN_SIGNAAL
from inbeeld.regels.parameters import Instelling
from inbeeld.synthese import bevolking, schrijf_tabellen
from inbeeld.tabellen import FEITEN, UITKOMSTEN
from inbeeld.tabellen.codes import SIGNAAL

D = date(2026, 11, 20)
AANTAL = 1500


@functools.cache
def tabellen() -> dict[str, pa.Table]:
    return bevolking(AANTAL, zaad=7, peildatum=D).tabellen


@functools.cache
def beeld(peildatum: date = D, bekend_op: date | None = None) -> dict[str, pa.Table]:
    return bereken(tabellen(), peildatum=peildatum, bekend_op=bekend_op).uitkomsten


def _rijen(t: pa.Table, *sleutels: str) -> list[dict[str, Any]]:
    return sorted(t.to_pylist(), key=lambda r: tuple(str(r[s]) for s in sleutels))


def _op(t: pa.Table, dag: date) -> pa.Table:
    return t.filter(pc.and_kleene(pc.less_equal(t["van"], dag), pc.or_kleene(pc.is_null(t["tot"]), pc.greater(t["tot"], dag))))


def een(**rijen: list[dict[str, Any]]) -> dict[str, pa.Table]:
    """Tables of a few youths, with the national calendar."""
    return {n: FEITEN[n].uit_rijen(r) for n, r in rijen.items()} | {"kalender": kalendertabel(None)}


def test_uitkomsten_houden_hun_contract() -> None:
    for naam, contract in UITKOMSTEN.items():
        t = beeld()[naam]
        assert t.schema.equals(contract.schema)
        assert contract.problemen(t) == []
        sleutels = list(zip(*(t[k].to_pylist() for k in contract.sleutel), strict=True))
        assert len(sleutels) == len(set(sleutels))
        assert t.num_rows > 0


def test_rechtspositie_is_een_sluitende_reeks_vanaf_de_geboorte() -> None:
    geboren = dict(zip(*(tabellen()["jongeren"][k].to_pylist() for k in ("jongere_id", "geboren")), strict=True))
    per: dict[int, list[dict[str, Any]]] = {}
    for r in _rijen(beeld()["rechtspositie"], "jongere_id", "van"):
        per.setdefault(r["jongere_id"], []).append(r)
    assert per.keys() == geboren.keys()
    for nummer, reeks in per.items():
        assert reeks[0]["van"] == geboren[nummer]
        assert [r["tot"] for r in reeks[:-1]] == [r["van"] for r in reeks[1:]]
        assert reeks[-1]["tot"] is None
        buur = [(r["positie"], r["vrijgesteld"], r["zekerheid"]) for r in reeks]
        assert all(a != b for a, b in itertools.pairwise(buur))


@pytest.mark.parametrize("dagen", [1, 30, 75, 200, 420])
def test_een_run_ziet_niets_van_na_de_peildatum(dagen: int) -> None:
    """A run on an earlier day gives on that day what the run on D says of it."""
    dag = D - timedelta(days=dagen)
    toen, nu = beeld(dag), beeld()
    for naam, sleutels in (("rechtspositie", ("jongere_id",)), ("signalen", ("jongere_id", "signaal", "van"))):
        kolommen = [k for k in UITKOMSTEN[naam].namen if k not in ("tot", "feiten", "redenen", "sinds_bekend", "zekerheid")]
        vroeger = _rijen(_op(toen[naam], dag).select(kolommen), *sleutels)
        achteraf = _op(nu[naam], dag)
        assert vroeger == _rijen(achteraf.select(kolommen), *sleutels)


def test_zoals_bekend_op_volgt_de_ontvangst() -> None:
    feiten = een(
        jongeren=[{"jongere_id": 1, "geboren": date(2014, 4, 1)}],
        verblijf=[{"jongere_id": 1, "gemeente": "0599", "van": date(2014, 4, 1)}],
        inschrijvingen=[
            # First we thought the enrolment went on; on 10 November we heard that it had ended on 15 September.
            {
                "jongere_id": 1,
                "onderwijs": "po",
                "van": date(2018, 4, 1),
                "ontvangen_op": date(2018, 4, 10),
                "vervangen_op": date(2026, 11, 10),
            },
            {
                "jongere_id": 1,
                "onderwijs": "po",
                "van": date(2018, 4, 1),
                "tot": date(2026, 9, 15),
                "ontvangen_op": date(2026, 11, 10),
            },
        ],
    )

    def absoluut(bekend_op: date | None) -> list[tuple[date, date]]:
        s = bereken(feiten, peildatum=D, bekend_op=bekend_op).uitkomsten["signalen"].to_pylist()
        return [(r["van"], r["sinds_bekend"]) for r in s if r["signaal"] == "absoluut_verzuim"]

    assert absoluut(date(2026, 11, 9)) == []
    assert absoluut(date(2026, 11, 10)) == [(date(2026, 9, 15), date(2026, 11, 10))]
    assert absoluut(None) == [(date(2026, 9, 15), date(2026, 11, 10))]


def test_elk_signaal_noemt_zijn_feiten() -> None:
    zonder = {}
    for r in beeld()["signalen"].to_pylist():
        tabellen_ = {f["tabel"] for f in r["feiten"] or []}
        if not tabellen_ and r["signaal"] != "tegenstrijdige_gegevens":
            zonder[r["signaal"]] = r
        if r["signaal"] == "absoluut_verzuim":
            assert {"verblijf", "jongeren"} <= tabellen_, r
        if r["signaal"] == "relatief_verzuim_16u":
            assert tabellen_ <= {"verzuim", "meldingen"}, r
            uren = [float(f["waarde"].split()[0]) for f in r["feiten"] if f["tabel"] == "verzuim"]
            assert not uren or sum(uren) >= 15.95, r
        assert r["sinds_bekend"] >= r["van"]
        assert r["begin_feit"] is not None
    assert zonder == {}


def test_redenen_bij_absoluut_verzuim() -> None:
    feiten = een(
        jongeren=[{"jongere_id": n, "geboren": date(2013, 4, 1)} for n in (1, 2, 3, 4)],
        verblijf=[
            {"jongere_id": 1, "gemeente": "0599", "van": date(2026, 11, 2)},
            {"jongere_id": 2, "gemeente": "0599", "van": date(2013, 4, 1)},
            {"jongere_id": 3, "gemeente": "0599", "van": date(2013, 4, 1)},
            {"jongere_id": 4, "gemeente": "0599", "van": date(2013, 4, 1)},
        ],
        inschrijvingen=[
            {"jongere_id": 2, "onderwijs": "po", "van": date(2017, 4, 1), "tot": date(2026, 11, 9)},
            {"jongere_id": 3, "onderwijs": "b3", "van": date(2017, 4, 1), "tot": date(2026, 1, 9)},
            {"jongere_id": 4, "onderwijs": "po", "van": date(2017, 4, 1), "tot": date(2026, 1, 9)},
            {"jongere_id": 4, "onderwijs": "buitenland", "van": date(2026, 1, 9)},
        ],
    )
    s = [r for r in bereken(feiten, peildatum=D).uitkomsten["signalen"].to_pylist() if r["tot"] is None]
    redenen = {r["jongere_id"]: r["redenen"] for r in s if r["signaal"] == "absoluut_verzuim"}
    assert {r["jongere_id"]: r["redenen"] for r in s if r["signaal"] == "thuiszitter"} == redenen
    assert redenen == {
        1: ["recent_gevestigd"],
        2: ["wisseling_van_school"],
        3: ["niet_bekostigde_school"],
        4: ["school_in_buitenland"],
    }


def test_rij_die_apart_is_gezet_is_een_reden() -> None:
    """From the date of its delivery, as long as it was not replaced; since when we know of the signal stays as it was."""
    apart = {"bron": "rod-levering-v1", "datum": date(2026, 9, 3), "ontvangen_op": date(2026, 9, 3)}
    feiten = een(
        jongeren=[{"jongere_id": n, "geboren": date(2013, 4, 1)} for n in (1, 2, 3)],
        verblijf=[{"jongere_id": n, "gemeente": "0599", "van": date(2013, 4, 1)} for n in (1, 2, 3)],
        apart=[
            apart | {"jongere_id": 1, "feit_id": 7},
            apart | {"jongere_id": 2, "vervangen_op": date(2026, 10, 5)},
            apart | {"jongere_id": 3, "datum": date(2026, 11, 21)},
        ],
    )

    def nu(**opties: Any) -> dict[int, dict[str, Any]]:
        s = bereken(feiten, **opties).uitkomsten["signalen"].to_pylist()
        return {r["jongere_id"]: r for r in s if r["signaal"] == "absoluut_verzuim" and r["tot"] is None}

    s = nu(peildatum=D)
    assert {n: r["redenen"] for n, r in s.items()} == {1: ["rij_apart_gezet"], 2: [], 3: []}
    feit = {"tabel": "apart", "feit_id": 7, "van": date(2026, 9, 3), "tot": None, "waarde": "rod-levering-v1"}
    assert [f for f in s[1]["feiten"] if f["tabel"] == "apart"] == [feit]
    assert s[1]["sinds_bekend"] == s[2]["sinds_bekend"]
    assert nu(peildatum=date(2026, 9, 30), bekend_op=date(2026, 9, 30))[2]["redenen"] == ["rij_apart_gezet"]
    assert nu(peildatum=date(2026, 9, 2))[1]["redenen"] == []


def test_verwachting_zegt_wat_komt_als_er_niets_verandert() -> None:
    dagen = [date(2026, 11, 9) + timedelta(days=d) for d in range(5)]
    feiten = een(
        jongeren=[
            {"jongere_id": 1, "geboren": date(2009, 2, 3)},
            {"jongere_id": 2, "geboren": date(2013, 4, 1)},
            {"jongere_id": 3, "geboren": date(2013, 4, 1)},
            {"jongere_id": 4, "geboren": date(2013, 4, 1)},
        ],
        verblijf=[{"jongere_id": n, "gemeente": "0599", "van": date(2013, 4, 1)} for n in (1, 2, 3, 4)],
        inschrijvingen=[
            {"jongere_id": 1, "onderwijs": "mbo2", "van": date(2025, 8, 1)},
            {"jongere_id": 3, "onderwijs": "po", "van": date(2017, 4, 1)},
            {"jongere_id": 4, "onderwijs": "po", "van": date(2017, 4, 1), "tot": date(2026, 11, 2)},
        ],
        vrijstellingen=[{"jongere_id": 2, "grond": "5_onder_a", "van": date(2025, 8, 1), "tot": date(2026, 12, 21)}],
        verzuim=[
            {"jongere_id": 3, "datum": d, "minuten": 90, "uren": 1.5, "reden": "ongeoorloofd", "alle_lessen": False}
            for d in dagen
        ],
    )
    komt = {
        (r["jongere_id"], r["wat"]): (r["datum"], r["zekerheid"])
        for r in bereken(feiten, peildatum=D).uitkomsten["verwachting"].to_pylist()
    }
    assert komt[1, "rmc_monitoring"] == (date(2027, 2, 3), "zeker")
    assert komt[2, "einde_vrijstelling"] == (date(2026, 12, 21), "zeker")
    assert komt[2, "absoluut_verzuim"] == (date(2026, 12, 21), "zeker")
    assert komt[4, "thuiszitter_3mnd"] == (date(2027, 2, 3), "zeker")
    # 7.5 hours in the week of 9 November, none in that of the peildatum (the last full lesweek): no pace, no expectation.
    assert (3, "relatief_verzuim_16u") not in komt
    vrijdag = date(2026, 11, 13)
    eerder = {
        (r["jongere_id"], r["wat"]): (r["datum"], r["zekerheid"])
        for r in bereken(feiten, peildatum=vrijdag).uitkomsten["verwachting"].to_pylist()
    }
    # At 7.5 hours a week: 15 after the next lesweek, 22.5 after the one after that.
    assert eerder[3, "relatief_verzuim_16u"] == (date(2026, 11, 27), "benaderd")


def test_aanhoudend_verzuim_wordt_niet_binnen_zeven_dagen_opnieuw_gemeld() -> None:
    """Full days of five hours: sixteen is reached every four schooldagen. Each is an event; the school need not report one within
    seven days of the last message while the absence simply goes on."""
    dagen = [date(2026, 11, 2) + timedelta(days=d) for d in range(19) if (date(2026, 11, 2) + timedelta(days=d)).weekday() < 5]
    feiten = een(
        jongeren=[{"jongere_id": 1, "geboren": date(2013, 4, 1)}],
        verblijf=[{"jongere_id": 1, "gemeente": "0599", "van": date(2013, 4, 1)}],
        inschrijvingen=[{"jongere_id": 1, "onderwijs": "po", "van": date(2017, 4, 1)}],
        verzuim=[
            {"jongere_id": 1, "datum": d, "minuten": 300, "uren": 5.0, "reden": "ongeoorloofd", "alle_lessen": True}
            for d in dagen
        ],
    )
    s = bereken(feiten, peildatum=D).uitkomsten["signalen"].to_pylist()
    assert sorted(r["van"].day for r in s if r["regel"] == "R-09") == [5, 11, 17]
    vragen = [
        {
            "geboren": date(2013, 4, 1),
            "vakantieregio": "midden",
            "verzuim": [{"van": dagen[0], "tot": D, "uren": 70, "reden": "ongeoorloofd", "alle_lessen": heel}],
        }
        for heel in (True, False)
    ]
    heel, deel = stel_alle("relatief_verzuim_meldingen", vragen, kalendertabel(None))
    assert [m["einddatum"].day for m in heel["meldingen"]] == [5, 17]
    assert [m["einddatum"].day for m in deel["meldingen"]] == [5, 11, 17]


def test_rooster_maakt_van_alle_minuten_een_hele_dag() -> None:
    rooster = [{"school_id": 5, "van": date(2024, 8, 1), "weekdag": w, "minuten": 240} for w in range(1, 6)]
    dagen = [date(2026, 10, 26) + timedelta(days=d) for d in range(26) if (date(2026, 10, 26) + timedelta(days=d)).weekday() < 5]
    feiten = een(
        jongeren=[{"jongere_id": 1, "geboren": date(2013, 4, 1)}],
        verblijf=[{"jongere_id": 1, "gemeente": "0599", "van": date(2013, 4, 1)}],
        inschrijvingen=[{"jongere_id": 1, "onderwijs": "po", "van": date(2017, 4, 1), "school_id": 5}],
        rooster=rooster,
        verzuim=[
            {"jongere_id": 1, "school_id": 5, "datum": d, "lesuur": u, "minuten": 120, "uren": 2.0, "reden": "ongeoorloofd"}
            for d in dagen
            for u in (1, 2)
        ],
    )
    s = bereken(feiten, peildatum=D).uitkomsten["signalen"].to_pylist()
    assert [r["van"] for r in s if r["signaal"] == "langdurig_relatief_verzuim"] == [date(2026, 11, 20)]


def test_eigen_kalender_van_de_school_gaat_voor() -> None:
    """The school has its autumn break a week later than its region: absence in the region's break counts there."""
    kalender = kalendertabel(None)
    eigen = FEITEN["kalender"].uit_rijen(
        [
            {"school_id": 5, "soort": "herfst", "van": date(2026, 10, 24), "tot": date(2026, 11, 2), "schooljaar": "2026-2027"},
            {"school_id": 5, "soort": "zomer", "van": date(2027, 7, 17), "tot": date(2027, 8, 30), "schooljaar": "2026-2027"},
        ]
    )
    feiten = een(
        jongeren=[{"jongere_id": 1, "geboren": date(2013, 4, 1)}],
        verblijf=[{"jongere_id": 1, "gemeente": "0599", "van": date(2013, 4, 1)}],
        inschrijvingen=[{"jongere_id": 1, "onderwijs": "po", "van": date(2017, 4, 1)}],
        verzuim=[
            {"jongere_id": 1, "school_id": s, "datum": d, "minuten": 540, "uren": 9.0, "reden": "ongeoorloofd"}
            for s, d in ((5, date(2026, 10, 20)), (5, date(2026, 10, 22)))
        ],
    )
    zonder = bereken(feiten, peildatum=D).uitkomsten["signalen"].to_pylist()
    assert [r for r in zonder if r["regel"] == "R-09"] == []
    met = bereken({**feiten, "kalender": pa.concat_tables([kalender, eigen])}, peildatum=D).uitkomsten["signalen"].to_pylist()
    assert [r["van"] for r in met if r["regel"] == "R-09"] == [date(2026, 10, 22)]


def test_andere_parameters_geven_een_ander_beeld_en_een_ander_bewijs() -> None:
    gewoon = bereken(tabellen(), peildatum=D)
    strenger = bereken(tabellen(), peildatum=D, instelling=Instelling({"verzuim_drempel": 10, "rmc_leeftijdsgrens": 23}))

    def aantal(b: Any, signaal: str) -> int:
        return int(pc.sum(pc.equal(b.uitkomsten["signalen"]["signaal"], signaal)).as_py())

    assert aantal(strenger, "relatief_verzuim_16u") > aantal(gewoon, "relatief_verzuim_16u")
    oud = {
        j for j, p in zip(*(strenger.uitkomsten["rechtspositie"][k].to_pylist() for k in ("jongere_id", "positie")), strict=True)
    }
    assert oud
    assert strenger.bewijs.parameterversie != gewoon.bewijs.parameterversie
    assert strenger.bewijs.momentopname == gewoon.bewijs.momentopname


def test_zelfde_invoer_geeft_hetzelfde_bewijs_en_dezelfde_uitkomst(tmp_path: Path) -> None:
    b = bevolking(300, zaad=3, peildatum=D)
    schrijf_tabellen(b, tmp_path / "in")
    een_, twee = (bereken_map(tmp_path / "in", peildatum=D, uit=tmp_path / u) for u in ("a", "b"))
    assert een_.bewijs.momentopname == twee.bewijs.momentopname
    for naam in UITKOMSTEN:
        rijen = [_rijen(pq.read_table(tmp_path / u / f"{naam}.parquet"), *UITKOMSTEN[naam].namen[:4]) for u in ("a", "b")]
        assert rijen[0] == rijen[1]
        assert pq.read_schema(tmp_path / "a" / f"{naam}.parquet").names == list(UITKOMSTEN[naam].namen)


def test_map_zonder_de_kolommen_van_de_bekend_as(tmp_path: Path) -> None:
    """Tables that someone else made may lack the optional columns."""
    t = bevolking(200, zaad=3, peildatum=D).tabellen
    for naam, tabel in t.items():
        optioneel = [k.naam for k in FEITEN[naam].kolommen if not k.verplicht and tabel[k.naam].null_count == tabel.num_rows]
        pq.write_table(
            tabel.drop_columns(list({*optioneel, "feit_id", "bron_datum", "ontvangen_op"})), tmp_path / f"{naam}.parquet"
        )
    b = bereken_map(tmp_path, peildatum=D, uit=tmp_path / "uit")
    assert b.bewijs.rijen["rechtspositie"] > 200


def test_duidelijke_fout_bij_een_map_of_tabel_die_niet_past(tmp_path: Path) -> None:
    with pytest.raises(InvoerFout, match="geen map"):
        bereken_map(tmp_path / "weg", peildatum=D, uit=tmp_path)
    with pytest.raises(InvoerFout, match=r"jongeren\.parquet"):
        bereken_map(tmp_path, peildatum=D, uit=tmp_path)
    pq.write_table(pa.table({"jongere_id": [1]}), tmp_path / "jongeren.parquet")
    with pytest.raises(InvoerFout, match=r"jongeren\.parquet mist de kolom geboren"):
        bereken_map(tmp_path, peildatum=D, uit=tmp_path / "uit")


@functools.cache
def _draaiboek(terug: bool) -> Draaiboek:
    t = tabellen()
    return Draaiboek(t["kalender"], t["scholen"], terug=terug)


def _van(nummers: list[int]) -> dict[str, pa.Table]:
    keuze = pa.array(nummers, pa.int64())
    persoonlijk = [n for n in FEITEN if n not in ("kalender", "scholen", "rooster")]
    t = tabellen()
    return {n: t[n].filter(pc.is_in(t[n]["jongere_id"], value_set=keuze)) for n in persoonlijk} | {"rooster": t["rooster"]}


@pytest.mark.parametrize("bekend_op", [None, date(2026, 10, 15)])
def test_een_jongere_vers_is_gelijk_aan_de_hele_run(bekend_op: date | None) -> None:
    """Ten youths one by one, from compiled SQL, on two days: the same rows as a full run."""
    met_signaal = sorted(set(beeld()["signalen"]["jongere_id"].to_pylist()))
    for dag in (D, D - timedelta(days=100)):
        geheel = beeld(dag, bekend_op)
        for nummer in met_signaal[:: max(1, len(met_signaal) // 10)]:
            vers = _draaiboek(bekend_op is not None).draai(_van([nummer]), dag, bekend_op)
            for naam in UITKOMSTEN:
                alle = geheel[naam]
                assert _rijen(vers[naam], *UITKOMSTEN[naam].namen[:3]) == _rijen(
                    alle.filter(pc.equal(alle["jongere_id"], nummer)), *UITKOMSTEN[naam].namen[:3]
                )
            for s in vers["signalen"].to_pylist()[:2]:
                waarom = _draaiboek(bekend_op is not None).waarom(_van([nummer]), dag, s["signaal"], s["van"], bekend_op)
                assert waarom == s["feiten"]


@pytest.mark.parametrize("terug", [False, True])
def test_een_jongere_wordt_niet_opnieuw_gepland(terug: bool) -> None:
    """What makes DuckDB plan a prepared statement again, twenty times as slow: a table of its own, a parameter used twice."""
    dag = date(2026, 10, 15) if terug else None
    boek = _draaiboek(terug)
    boek.draai({}, D, dag)
    boek.waarom({}, D, "absoluut_verzuim", D, dag)
    con = _plan_voor(terug, Instelling())._con
    gepland = dict(con.execute("SELECT name, statement FROM duckdb_prepared_statements()").fetchall())
    assert gepland.keys() >= {"beeld", "absoluut_verzuim"}
    for naam, sql in gepland.items():
        nummers = re.findall(r"\$(\d+)", sql)
        assert len(nummers) == len(set(nummers)), naam
        assert not re.search(r"\b(temp|main)\W*\.", sql), naam
        assert "getvariable" not in sql, naam


def test_elk_signaal_heeft_een_deel() -> None:
    assert tuple(DEEL_VAN_SIGNAAL) == SIGNAAL


def test_draaiboek_weigert_wat_het_niet_aankan() -> None:
    rijen = [
        {"jongere_id": 1, "onderwijs": "po", "van": date(2015, 1, 1) + timedelta(days=n), "tot": date(2020, 1, 1)}
        for n in range(MEEST + 1)
    ]
    with pytest.raises(TeVeelRijen):
        _draaiboek(False).draai({"inschrijvingen": FEITEN["inschrijvingen"].uit_rijen(rijen)}, D)
    with pytest.raises(ValueError, match="terug"):
        _draaiboek(False).draai({}, D, date(2026, 1, 1))


def test_veel_gelijktijdige_inschrijvingen_tellen_goed() -> None:
    """A youth with hundreds of rows at once: the packed counters are made wide enough."""
    rijen = [{"jongere_id": 1, "onderwijs": "po", "van": date(2018, 1, 1), "tot": date(2026, 9, 1)} for _ in range(700)]
    feiten = een(
        jongeren=[{"jongere_id": 1, "geboren": date(2013, 4, 1)}],
        verblijf=[{"jongere_id": 1, "gemeente": "0599", "van": date(2013, 4, 1)}],
        inschrijvingen=rijen,
    )
    s = bereken(feiten, peildatum=D).uitkomsten["signalen"].to_pylist()
    assert [r["van"] for r in s if r["signaal"] == "absoluut_verzuim" and r["tot"] is None] == [date(2026, 9, 1)]


BASIS = {
    "jongeren": [{"jongere_id": 1, "geboren": date(2012, 4, 1)}, {"jongere_id": 2, "geboren": date(2013, 4, 1)}],
    "verblijf": [{"jongere_id": n, "gemeente": "0599", "van": date(2013, 4, 1)} for n in (1, 2)],
    "inschrijvingen": [{"jongere_id": 1, "onderwijs": "po", "van": date(2017, 4, 1)}],
    "verzuim": [{"jongere_id": 1, "datum": date(2026, 9, 2), "minuten": 60, "uren": 1.0, "reden": "ongeoorloofd"}],
}


@pytest.mark.parametrize("uit_bestand", [False, True])
@pytest.mark.parametrize(
    ("tabel", "rij", "melding"),
    [
        ("jongeren", {"jongere_id": 2, "geboren": date(2013, 4, 1)}, "jongeren, kolom jongere_id.*meer dan eens.* 2"),
        ("jongeren", {"jongere_id": 3}, "jongeren, kolom geboren, rij 3"),
        (
            "inschrijvingen",
            {"jongere_id": 1, "onderwijs": "MAVO", "van": date(2017, 4, 1)},
            "inschrijvingen, kolom onderwijs, rij 2",
        ),
        ("verzuim", {**BASIS["verzuim"][0], "reden": "Ongeoorloofd"}, "verzuim, kolom reden, rij 2"),
        ("verzuim", {**BASIS["verzuim"][0], "uren": None}, "verzuim, kolom uren, rij 2"),
        ("verzuim", {**BASIS["verzuim"][0], "uren": float("nan")}, "verzuim, kolom uren, rij 2"),
        ("verzuim", {**BASIS["verzuim"][0], "minuten": -5}, "verzuim, kolom minuten, rij 2"),
        ("verblijf", {"jongere_id": 9, "gemeente": "0599", "van": date(2013, 4, 1)}, "verblijf, kolom jongere_id.* 9"),
        (
            "jongeren",
            {"jongere_id": 3, "geboren": date(2013, 4, 1), "vakantieregio": "oost"},
            "jongeren, kolom vakantieregio, rij 3",
        ),
    ],
)
def test_een_rij_buiten_het_contract_wordt_geweigerd_en_genoemd(
    tmp_path: Path, tabel: str, rij: dict[str, Any], melding: str, uit_bestand: bool
) -> None:
    """Nobody is lost without a word: table, column and row are named."""
    rijen = {n: [*r, rij] if n == tabel else r for n, r in BASIS.items()}
    feiten: Any = een(**rijen)
    if uit_bestand:
        for naam, t in feiten.items():
            pq.write_table(t, tmp_path / f"{naam}.parquet")
        feiten = {n: tmp_path / f"{n}.parquet" for n in feiten}
    with pytest.raises(InvoerFout, match=melding):
        bereken(feiten, peildatum=D)


@pytest.mark.parametrize(
    ("kolom", "waarde", "melding"),
    [("jongere_id", pa.array([1.5]), "jongere_id: double"), ("van", pa.array(["01-01-2012"]), "van: string")],
)
def test_een_kolom_van_een_andere_soort_wordt_geweigerd(tmp_path: Path, kolom: str, waarde: pa.Array, melding: str) -> None:
    feiten = een(**BASIS)
    i = FEITEN["inschrijvingen"].namen.index(kolom)
    pq.write_table(feiten["inschrijvingen"].set_column(i, kolom, waarde), tmp_path / "inschrijvingen.parquet")
    with pytest.raises(InvoerFout, match=melding):
        bereken({**feiten, "inschrijvingen": tmp_path / "inschrijvingen.parquet"}, peildatum=D)


def test_een_bestand_dat_geen_parquet_is(tmp_path: Path) -> None:
    (tmp_path / "jongeren.parquet").write_bytes(b"")
    with pytest.raises(InvoerFout, match=r"jongeren\.parquet is geen leesbaar"):
        bereken_map(tmp_path, peildatum=D, uit=tmp_path / "uit")


def test_uren_op_twee_scholen_tellen_samen() -> None:
    """Ten hours at a school with its own calendar and ten at another: the sixteen hours are the pupil's, not the school's."""
    eigen = FEITEN["kalender"].uit_rijen(
        [{"school_id": 5, "soort": "herfst", "van": date(2026, 10, 24), "tot": date(2026, 11, 2), "schooljaar": "2026-2027"}]
    )
    feiten = een(
        **{k: v[:1] for k, v in BASIS.items() if k != "verzuim"},
        verzuim=[
            {"jongere_id": 1, "school_id": s, "datum": d, "minuten": 600, "uren": 10.0, "reden": "ongeoorloofd"}
            for s, d in ((5, date(2026, 11, 10)), (6, date(2026, 11, 12)))
        ],
    )
    feiten["kalender"] = pa.concat_tables([feiten["kalender"], eigen])
    s = bereken(feiten, peildatum=D).uitkomsten["signalen"].to_pylist()
    assert [r["van"] for r in s if r["regel"] == "R-09"] == [date(2026, 11, 12)]


def test_buiten_de_kalender_is_het_benaderd() -> None:
    feiten = een(**{k: v[:1] for k, v in BASIS.items() if k != "verzuim"}, verzuim=[{**BASIS["verzuim"][0], "uren": 20.0}])
    met = bereken(feiten, peildatum=D).uitkomsten["signalen"].to_pylist()
    zonder = bereken({**feiten, "kalender": FEITEN["kalender"].leeg()}, peildatum=D).uitkomsten["signalen"].to_pylist()
    assert [[r["zekerheid"] for r in s if r["regel"] == "R-09"] for s in (met, zonder)] == [["zeker"], ["benaderd"]]
