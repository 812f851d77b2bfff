"""Which lines stand on a page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inbeeld.web.bladen import blad_van


@given(aantal=st.integers(0, 200), per=st.integers(1, 50))
def test_elke_regel_staat_op_een_blad(aantal: int, per: int) -> None:
    regels = list(range(aantal))
    bladen = blad_van(aantal, per, 1).bladen
    assert [r for b in range(1, bladen + 1) for r in regels[blad_van(aantal, per, b).deel]] == regels
    assert bladen == 1 or regels[blad_van(aantal, per, bladen).deel], "no empty page at the end"


@given(aantal=st.integers(0, 200), per=st.integers(1, 50), gevraagd=st.integers(-5, 99_999))
def test_een_blad_dat_er_niet_is_wordt_het_dichtste(aantal: int, per: int, gevraagd: int) -> None:
    blad = blad_van(aantal, per, gevraagd)
    assert 1 <= blad.nummer <= blad.bladen
    assert blad.nummer in (gevraagd, 1, blad.bladen)
