"""R-30 over many youths: borders of each ground, and the same answer as the question about one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbeeld.regels.bewaren.bewaartermijn import BewaartermijnGegevens, bewaartermijn
from inbeeld.regels.bewaren.gronden import (
    DOORSTROOMGROND,
    DOORSTROOMPUNT,
    DOSSIER,
    DOSSIERGROND,
    GRONDEN,
    RUIMTE,
    TOEZICHTGROND,
    bewaargronden,
    voorbij_vanaf,
)
from inbeeld.regels.kalender import Kalenders
from inbeeld.regels.parameters import Instelling

GEBOREN = date(2000, 5, 6)
JONGEREN = {"jongere_id": "int64", "geboren": "date", "nauwkeurig": "string", "overleden": "date", "gezien": "date"}
VERBLIJF, DIPLOMAS = {"jongere_id": "int64", "tot": "date"}, {"jongere_id": "int64", "diploma": "string", "datum": "date"}


def gronden(
    geboren: date | None = GEBOREN,
    *,
    verblijf: list[date | None] | None = None,
    diplomas: list[tuple[str, date]] | None = None,
    instelling: Instelling | None = None,
    **meer: Any,
) -> dict[str, date | None]:
    """The first day that each ground no longer covers, for one youth; a resident unless said otherwise."""
    wie = {"jongere_id": 1, "geboren": geboren, "nauwkeurig": "dag", "overleden": None, "gezien": date(2020, 1, 1)} | meer
    tot = [None] if verblijf is None else verblijf
    con = ibis.duckdb.connect()
    uit = bewaargronden(
        ibis.memtable([wie], schema=JONGEREN),
        ibis.memtable([{"jongere_id": 1, "tot": t} for t in tot], schema=VERBLIJF),
        ibis.memtable([{"jongere_id": 1, "diploma": d, "datum": op} for d, op in diplomas or []], schema=DIPLOMAS),
        instelling or Instelling(),
    )
    rijen = con.to_pyarrow(uit.mutate(vanaf=uit.vanaf.cast("string"))).to_pylist()
    return {r["grond"]: date.fromisoformat(r["vanaf"][:10]) if r["vanaf"] else None for r in rijen}


def test_wie_hier_blijft_wonen() -> None:
    """Nineteen for the file, twenty for supervision, twenty-nine for who is followed until twenty-seven."""
    assert gronden() == {
        DOSSIERGROND: date(2019, 5, 6),
        TOEZICHTGROND: date(2020, 5, 6),
        DOORSTROOMGROND: date(2029, 5, 6),
    }


def test_wie_vertrok_of_overleed_wordt_niet_langer_gevolgd() -> None:
    weg = date(2021, 3, 1)
    assert gronden(verblijf=[date(2015, 1, 1), weg])[DOORSTROOMGROND] == date(2023, 3, 1)
    assert gronden(verblijf=[weg, None])[DOORSTROOMGROND] == date(2029, 5, 6), "came back"
    assert gronden(overleden=weg)[DOORSTROOMGROND] == date(2023, 3, 1)
    assert gronden(verblijf=[])[DOORSTROOMGROND] == date(2022, 1, 1), "never lived here: last named by a source"


def test_startkwalificatie_eindigt_het_toezicht_niet_het_volgen() -> None:
    """Whoever forgets a diploma takes a resident of twenty for an early leaver."""
    uit = gronden(diplomas=[("havo", date(2017, 6, 20)), ("vmbo", date(2016, 6, 20))])
    assert uit[TOEZICHTGROND] == date(2019, 6, 20)
    assert uit[DOORSTROOMGROND] == date(2029, 5, 6)
    assert gronden(diplomas=[("havo", date(2019, 6, 20))])[TOEZICHTGROND] == date(2020, 5, 6), "after eighteen nothing changes"


def test_onzekere_geboortedag() -> None:
    assert gronden(date(2000, 1, 1), nauwkeurig="jaar")[DOSSIERGROND] == date(2019, 12, 31)
    assert gronden(date(2000, 5, 1), nauwkeurig="maand")[DOSSIERGROND] == date(2019, 5, 31)
    assert set(gronden(None).values()) == {None}, "without a date of birth no day can be named"


def test_eigen_selectielijst() -> None:
    kort = Instelling({DOSSIER.naam: 18, DOORSTROOMPUNT.naam: 0})
    assert gronden(instelling=kort)[DOSSIERGROND] == date(2018, 5, 6)
    assert gronden(instelling=kort)[DOORSTROOMGROND] == date(2027, 5, 6)


def test_de_wet_begrenst_de_eigen_lijst() -> None:
    assert {p.naam for p, _ in GRONDEN.values()} < set(RUIMTE)
    for naam, ruimte in RUIMTE.items():
        assert ruimte.minst <= ruimte.hoogst, naam
    assert RUIMTE[DOORSTROOMPUNT.naam].hoogst == 2
    assert RUIMTE[DOSSIER.naam].minst == 18


@settings(deadline=None, max_examples=25)
@given(geboren=st.dates(date(1995, 1, 1), date(2015, 12, 31)))
def test_dossier_als_de_vraag_over_een_jongere(geboren: date) -> None:
    g = BewaartermijnGegevens(soort_gegevens="leerplichtdossier", geboren=geboren)
    assert gronden(geboren)[DOSSIERGROND] == bewaartermijn(g, Kalenders({}))["vernietigen_vanaf"]


@pytest.mark.parametrize("geboren", [GEBOREN, date(2004, 2, 29), date(1990, 1, 1)])
@pytest.mark.parametrize("jaren", [0, 15, 19, 26, 30])
def test_de_deur_laat_niemand_binnen_die_meteen_weer_weg_moet(geboren: date, jaren: int) -> None:
    """Who is let in on the word of one delivery is not due on that same day, and the other way round."""
    gezien = geboren + timedelta(days=365 * jaren)
    uit = gronden(geboren, verblijf=[], gezien=gezien)
    assert voorbij_vanaf(geboren, gezien) == max(d for d in uit.values() if d)
