from __future__ import annotations

from collections import Counter
from datetime import date, time

import pyarrow as pa
import pytest
from bronnen_hulp import BSN, ONR
from hypothesis import given
from hypothesis import strategies as st
from stdnum.nl import bsn as stdnum_bsn
from stdnum.nl import onderwijsnummer as stdnum_onderwijsnummer

from inbeeld.bronnen import waarden
from inbeeld.bronnen.blok import Blok
from inbeeld.bronnen.csv import Keuring, Kop, Ruw
from inbeeld.bronnen.kaart import Kaart
from inbeeld.bronnen.waarden import Datum, Onwaarde


@pytest.mark.parametrize(
    ("tekst", "verwacht"),
    [
        ("14-03-2009", Datum(date(2009, 3, 14))),
        ("1-3-2009", Datum(date(2009, 3, 1))),
        ("20090314", Datum(date(2009, 3, 14))),
        ("20090314.0", Datum(date(2009, 3, 14))),
        ("2009-03-14", Datum(date(2009, 3, 14))),
        ("2009-03-14T00:00:00+01:00", Datum(date(2009, 3, 14))),
        ("14/03/2009 00:00:00", Datum(date(2009, 3, 14))),
        ("20090300", Datum(date(2009, 3, 1), "maand")),
        ("00-00-2009", Datum(date(2009, 1, 1), "jaar")),
        ("2009-00-00", Datum(date(2009, 1, 1), "jaar")),
        ("00000000", None),
        ("00-00-0000", None),
    ],
)
def test_datum(tekst: str, verwacht: Datum | None) -> None:
    assert waarden.datum(tekst) == verwacht


@pytest.mark.parametrize(
    "tekst", ["", "x", "14-03-09", "31-02-2009", "2009-13-01", "20091301", "14-00-2009", "1009-01-01", "9999-12-31"]
)
def test_geen_datum(tekst: str) -> None:
    with pytest.raises(Onwaarde):
        waarden.datum(tekst)


def test_laatste_dag_van_een_onvolledige_datum() -> None:
    assert Datum(date(2024, 2, 1), "maand").laatste == date(2024, 2, 29)
    assert Datum(date(2024, 1, 1), "jaar").laatste == date(2024, 12, 31)


@given(st.dates(date(1880, 1, 1), date(2150, 12, 31)))
def test_elke_datum_in_elke_vorm(dag: date) -> None:
    for vorm in ("%d-%m-%Y", "%Y%m%d", "%Y-%m-%d", "%d/%m/%Y"):
        assert waarden.hele_datum(dag.strftime(vorm)) == dag


def blok(cellen: list[str]) -> Blok:
    kop = Kop(("N", "X"), ("N", "X"), ";", 1, Keuring("utf-8", False, False, False, False, False))
    ruw = Ruw(pa.array(range(2, len(cellen) + 2)), (pa.array(cellen), pa.array(cellen)), ())
    return Blok(ruw, kop, {"N": 0}, Kaart({"N": ("N",)}, ()), Counter())


NUMMER = st.integers(0, 999_999_999).map(str) | st.integers(100_000_000, 109_999_999).map(str) | st.sampled_from([*BSN[:50], ONR])


@given(st.lists(NUMMER | st.from_regex(r"[0-9 .]{0,11}(\.0)?", fullmatch=True), min_size=1, max_size=20))
def test_nummers_per_kolom_als_per_cel(cellen: list[str]) -> None:
    b = blok(cellen)
    pgn, soort = b.pgn("N")
    for i, cel in enumerate(cellen):
        try:
            verwacht = waarden.pgn(cel.strip()) if cel.strip() else None
            assert b.goed[i]
        except Onwaarde:
            verwacht = None
            assert not b.goed[i]
        assert (pgn[i].as_py(), soort[i].as_py()) == (verwacht or (None, None))


@given(NUMMER)
def test_elfproef_is_die_van_stdnum(tekst: str) -> None:
    try:
        uit = waarden.pgn(tekst)
    except Onwaarde:
        heel = tekst.zfill(9)
        assert not stdnum_bsn.is_valid(heel) or len(tekst.lstrip("0")) < 7
        assert not stdnum_onderwijsnummer.is_valid(heel)
    else:
        assert uit is None or (stdnum_bsn if uit[1] == "BSN" else stdnum_onderwijsnummer).is_valid(uit[0])


def test_nummer_van_de_gezegde_soort() -> None:
    assert waarden.pgn(ONR) == (ONR, "ONR")
    assert waarden.pgn(BSN[0], "BSN") == (BSN[0], "BSN")
    for nummer, soort in ((ONR, "BSN"), (BSN[0], "ONR")):
        with pytest.raises(Onwaarde):
            waarden.pgn(nummer, soort)
    assert waarden.pgn("0") is None


def test_kleine_waarden() -> None:
    assert waarden.brin("27gz") == ("27GZ", None)
    assert waarden.brin("27GZ00") == ("27GZ", "00")
    assert [waarden.vestiging(v) for v in ("C00", "0", "27GZ", "27GZ03", "C1")] == ["00", "00", None, "03", "01"]
    assert waarden.gemeente("488") == waarden.gemeente("0488.0") == "0488"
    assert waarden.postcode("1234 ab") == "1234AB"
    assert waarden.postcode("0123AB") is None
    assert waarden.getal("12,5") == 12.5
    assert waarden.geheel("3,0") == 3
    assert waarden.rmc_regio("REGIO 28") == waarden.rmc_regio("28") == 28
    assert waarden.kloktijd("0830") == waarden.kloktijd("8:30") == waarden.kloktijd("08:30:00") == time(8, 30)
    assert waarden.ja_nee("j")
    assert not waarden.ja_nee("0")
    assert waarden.maand("202303") == date(2023, 3, 1)
    assert waarden.volgende_maand(date(2023, 12, 31)) == date(2024, 1, 1)


@pytest.mark.parametrize(
    ("naam", "verwacht"),
    [
        ("brp-selectie-20260105.csv", (date(2026, 1, 5), "dag")),
        ("brp_2026-01-05.csv", (date(2026, 1, 5), "dag")),
        ("202303A04I27GZ.csv", (date(2023, 3, 1), "maand")),
        ("20269999.csv", None),
        ("NRSP2023VI27GZ.csv", None),
        ("x123456789.csv", None),
    ],
)
def test_datum_in_naam(naam: str, verwacht: tuple[date, str] | None) -> None:
    assert waarden.datum_in_naam(naam) == verwacht
