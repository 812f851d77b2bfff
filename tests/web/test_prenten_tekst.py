"""Measured text: it fits where it is put."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from inbeeld.web.prenten.tekening import Strook, getal
from inbeeld.web.prenten.tekst import breedte, pas
from inbeeld.web.prenten.tijdlijn import spreid


def test_breedte_is_die_van_de_letter() -> None:
    # measured in a browser at 13 px: 127.5
    assert 127.4 < breedte("Kwalificatieplicht tot 18") < 131
    assert breedte("Kwalificatieplicht tot 18", vet=True) > breedte("Kwalificatieplicht tot 18")
    assert breedte("") == 0
    assert breedte("e\u0301") == breedte("e")
    assert breedte("学", grootte=10) == 10


@given(st.text(max_size=60), st.floats(0, 300), st.booleans())
def test_pas_past(tekst: str, ruimte: float, vet: bool) -> None:
    kort = pas(tekst, ruimte, vet=vet)
    assert not kort or breedte(kort, vet=vet) <= ruimte + 1e-6
    if kort != tekst.strip():
        assert kort == "" or (kort.endswith("…") and tekst.strip().startswith(kort[:-1]) and len(kort) > 3)


def test_pas_laat_heel_of_weg() -> None:
    assert pas("mbo Lekoever", 500) == "mbo Lekoever"
    assert pas("mbo Lekoever", 60) == "mbo Lek…"
    assert pas("mbo Lekoever", 20) == ""


@given(st.lists(st.floats(0, 300), max_size=40).map(sorted), st.floats(1, 20))
def test_spreid(plekken: list[float], afstand: float) -> None:
    uit = spreid(plekken, afstand, 0, 300)
    assert len(uit) == len(plekken)
    stap = min(afstand, 300 / max(len(plekken) - 1, 1))
    assert all(0 <= x <= 300 for x in uit)
    assert all(b - a >= stap - 1e-6 for a, b in itertools.pairwise(uit))


def test_spreid_verschuift_zo_weinig_als_kan() -> None:
    assert spreid([10, 50, 52], 13, 0, 300) == [10, 50, 63]
    assert spreid([299, 300], 13, 0, 300) == [287, 300]


def test_strook() -> None:
    s = Strook(0, 100)
    assert s.probeer(10, 20)
    assert not s.probeer(19, 30)
    assert s.probeer(20, 30)
    assert not s.vrij(-1, 5)
    assert not s.vrij(90, 101)


def test_getal() -> None:
    assert [getal(x) for x in (0, -0.01, 1.25, 12.0, 1160.04, -3.55)] == ["0", "0", "1.2", "12", "1160", "-3.5"]
