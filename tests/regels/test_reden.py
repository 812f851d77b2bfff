"""What reasons of absence come to."""

from __future__ import annotations

from inbeeld.regels.aanwezigheid.reden import AARD, aard
from inbeeld.tabellen.codes import REDEN


def test_elke_reden_heeft_een_aard() -> None:
    assert set(AARD) == set(REDEN)
    assert aard("nog_onbekend") == aard("iets_nieuws") == "onbekend"
    assert aard("te_laat") is None
