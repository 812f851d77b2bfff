"""Properties that hold for every date: birthdays, months, terms, and the borders of each rule."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbeeld.regels.kalender import Kalender, Kalenders
from inbeeld.regels.verjaardag import leeftijd_op, plus_maanden, verjaardag
from inbeeld.regels.vraag import stel

DAG = timedelta(days=1)
dagen = st.dates(date(1990, 1, 1), date(2040, 12, 31))
schrikkelkind = st.sampled_from([date(j, 2, 29) for j in (1996, 2000, 2004, 2008, 2012, 2016, 2020)])
geboren = st.one_of(dagen, schrikkelkind)
keuze = st.sampled_from(["1-mrt", "28-feb"])
LEEG = Kalenders({"midden": Kalender(), "noord": Kalender(), "zuid": Kalender()})


@given(geboren, st.integers(0, 60), keuze)
def test_leeftijd_wordt_op_de_verjaardag_bereikt_en_geen_dag_eerder(kind: date, leeftijd: int, dag29: str) -> None:
    dag = verjaardag(kind, leeftijd, dag29)
    assert leeftijd_op(kind, dag, dag29) == leeftijd
    assert leeftijd_op(kind, dag - DAG, dag29) == leeftijd - 1


@given(schrikkelkind, st.integers(0, 60))
def test_schrikkelkind(kind: date, leeftijd: int) -> None:
    jaar = kind.year + leeftijd
    if monthrange(jaar, 2)[1] == 29:
        assert verjaardag(kind, leeftijd) == verjaardag(kind, leeftijd, "28-feb") == date(jaar, 2, 29)
    else:
        assert verjaardag(kind, leeftijd) == date(jaar, 3, 1)
        assert verjaardag(kind, leeftijd, "28-feb") == date(jaar, 2, 28)


@given(dagen, st.integers(-400, 400))
def test_maanden_houden_de_dag_of_de_laatste_van_de_maand(dag: date, n: int) -> None:
    later = plus_maanden(dag, n)
    laatste = monthrange(later.year, later.month)[1]
    assert later.day == min(dag.day, laatste)
    assert (later.year * 12 + later.month) - (dag.year * 12 + dag.month) == n


@given(dagen, dagen, st.integers(-30, 30))
def test_maanden_keren_de_volgorde_niet_om(een: date, ander: date, n: int) -> None:
    eerst, later = sorted((een, ander))
    assert plus_maanden(eerst, n) <= plus_maanden(later, n)


@pytest.mark.parametrize(
    ("dag", "n", "verwacht"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 31), -1, date(2025, 12, 31)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_maanden_bij_naam(dag: date, n: int, verwacht: date) -> None:
    assert plus_maanden(dag, n) == verwacht


def _vraag(naam: str, **gegevens: Any) -> dict[str, object]:
    return stel(naam, gegevens, LEEG).uitkomst


@given(dagen)
def test_eerste_kennisgeving_ligt_een_maand_voor_het_begin(begin: date) -> None:
    basis = {"grond": "5_onder_c", "kennisgeving_soort": "eerste", "eerste_dag_leerplicht": begin}
    uiterlijk = _vraag("kennisgeving_vrijstelling", **basis)["uiterlijk"]
    assert isinstance(uiterlijk, date)
    assert plus_maanden(uiterlijk, 1) <= begin <= plus_maanden(uiterlijk + DAG, 1)
    assert _vraag("kennisgeving_vrijstelling", **basis, kennisgeving=uiterlijk)["tijdig"] is True
    assert _vraag("kennisgeving_vrijstelling", **basis, kennisgeving=uiterlijk + DAG)["tijdig"] is False


@given(dagen, st.integers(0, 200))
def test_verklaring_is_te_oud_vanaf_de_dag_na_drie_maanden(verklaring: date, dagen_later: int) -> None:
    kennisgeving = verklaring + dagen_later * DAG
    redenen = _vraag(
        "kennisgeving_vrijstelling",
        grond="5_onder_a",
        kennisgeving_soort="vervolg",
        schooljaar="2026-2027",
        verklaring_afgever="aangewezen_arts",
        verklaring_datum=verklaring,
        kennisgeving=kennisgeving,
    )["redenen"]
    assert (redenen == ["verklaring_te_oud"]) == (kennisgeving > plus_maanden(verklaring, 3))


@given(dagen, st.sampled_from(["3a", "3b", "15"]))
def test_beslistermijn_eindigt_op_een_werkdag_en_nooit_te_vroeg(datum: date, grond: str) -> None:
    uiterlijk = _vraag("besluit_vrijstelling", grond=grond, geboren="1980-01-01", datum=datum)["beslissen_uiterlijk"]
    assert isinstance(uiterlijk, date)
    weken = timedelta(weeks=8 if grond == "15" else 6)
    assert datum + weken <= uiterlijk <= datum + weken + 4 * DAG
    assert LEEG[None].is_werkdag(uiterlijk)


@given(st.dates(date(2005, 1, 1), date(2015, 12, 31)), st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_3a_vanaf_de_veertiende_verjaardag(kind: date, datum: date) -> None:
    uit = _vraag("besluit_vrijstelling", grond="3a", geboren=kind, datum=datum, plan_van_aanpak=True, instemming_school=True)
    assert uit["mogelijk"] is (datum >= verjaardag(kind, 14))


@given(st.dates(date(1995, 1, 1), date(2010, 12, 31)), st.dates(date(2018, 9, 1), date(2030, 12, 31)))
def test_verplicht_is_alleen_wat_onder_de_wet_valt(kind: date, datum: date) -> None:
    uit = _vraag("verzuimsoort", geboren=kind, datum=datum, startkwalificatie=False, uren_vier_lesweken=16)
    grens = 27 if datum >= date(2026, 1, 1) else 23
    if datum < verjaardag(kind, 18):
        assert uit == {"verzuimsoort": "V3", "verplicht": True}
    elif datum < verjaardag(kind, grens):
        assert uit == {"verzuimsoort": "V4", "verplicht": False}
    else:
        assert uit == {"verzuimsoort": "geen", "verplicht": False}


@given(st.integers(0, 100), st.integers(0, 100))
def test_halt_negen_uur_of_twaalf_keer_en_ten_hoogste_zestig(uren: int, keer: int) -> None:
    uit = _vraag(
        "halt",
        geboren="2010-03-05",
        datum="2025-11-20",
        rechtspositie="leerplichtig",
        uren=uren,
        keer_te_laat=keer,
        eigen_initiatief=True,
        eerder_halt_verzuim=False,
        ernstige_problematiek=False,
        instemming_jongere=True,
        instemming_ouders=True,
    )
    assert uit["halt"] is ((uren >= 9 or keer >= 12) and uren <= 60 and keer <= 60)
    assert uit["overleg_ovj"] is (uren > 60 or keer > 60)


@given(st.dates(date(2025, 6, 1), date(2026, 9, 30)), st.integers(1, 500))
def test_geval_telt_in_elk_schooljaar_dat_het_raakt_en_is_opgelost_of_loopt(van: date, lengte: int) -> None:
    tot = van + lengte * DAG
    jongeren = [{"id": "j", "absoluut": [{"van": van, "tot": tot, "einde": "herinschrijving"}]}]
    geteld, opgelost = 0, 0
    for jaar in range(2024, 2029):
        uit = _vraag("telling", schooljaar=f"{jaar}-{jaar + 1}", jongeren=jongeren)
        raakt = van < date(jaar + 1, 8, 1) and tot > date(jaar, 8, 1)
        assert uit["absoluut"] == int(raakt)
        assert int(str(uit["absoluut_opgelost"])) + int(str(uit["absoluut_lopend"])) == int(raakt)
        geteld += int(raakt)
        opgelost += int(str(uit["absoluut_opgelost"]))
    assert geteld >= 1
    assert opgelost == (0 if (tot.month, tot.day) == (8, 1) else 1)


@given(st.dates(date(1998, 1, 1), date(2024, 12, 31)), st.dates(date(2026, 8, 1), date(2030, 12, 31)))
def test_basisgegevens_na_de_vierde_en_voor_de_zevenentwintigste_verjaardag(kind: date, datum: date) -> None:
    uit = _vraag(
        "gegevenslevering",
        soort_gegevens="basisgegevens",
        geboren=kind,
        datum=datum,
        startkwalificatie=False,
        verblijf=[{"gemeente": "0599", "van": kind}],
        vragende_gemeente="0599",
    )
    assert uit["toegestaan"] is (verjaardag(kind, 4) < datum < verjaardag(kind, 27))


@given(st.dates(date(1998, 1, 1), date(2012, 12, 31)), st.one_of(st.none(), st.dates(date(2016, 1, 1), date(2045, 12, 31))))
def test_bijzondere_gegevens_nooit_langer_dan_tot_negenentwintig(kind: date, sinds: date | None) -> None:
    gegevens = {"soort_gegevens": "doorstroompunt_bijzonder", "geboren": kind, "startkwalificatie_sinds": sinds}
    vanaf = _vraag("bewaartermijn", **gegevens)["vernietigen_vanaf"]
    uiterste = plus_maanden(verjaardag(kind, 27), 24)
    assert vanaf == (uiterste if sinds is None else min(uiterste, plus_maanden(sinds, 24)))


@given(dagen)
def test_verzuimregister_een_augustus_na_een_tot_twee_jaar(geregistreerd: date) -> None:
    vanaf = _vraag("bewaartermijn", soort_gegevens="verzuim_register", geregistreerd=geregistreerd)["vernietigen_vanaf"]
    assert isinstance(vanaf, date)
    assert (vanaf.month, vanaf.day) == (8, 1)
    assert plus_maanden(vanaf, -24) <= geregistreerd < plus_maanden(vanaf, -12)
