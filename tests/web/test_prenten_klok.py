"""The law clock: the state in blocks or time, the sentence with the day, and the table."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prenten_hulp import binnen, los, schrijf, tabel, teksten, van

from inbeeld.web.prenten.klok import BREED, Klok, Wijzer, tabel_rijen, teken_klok, teken_wijzer

NU = date(2026, 11, 30)
UREN = Wijzer(
    "Ongeoorloofd verzuim",
    "9 van 16 uur",
    "blokjes",
    NU,
    9,
    16,
    [("week 46", 1), ("week 47", 3), ("week 48", 5)],
    uitleg="In week 46, 47 en 48: 1, 3 en 5 uur.",
    artikel="Art. 21a",
    verwacht=date(2026, 12, 9),
    verwacht_tekst="Blijft het 5 per week, dan is het 16 op {dag} en moet de school melden.",
    reden="ongeoorloofd",
)
VRIJSTELLING = Wijzer("Vrijstelling", "nog 3 weken", "balk", NU, van=date(2026, 1, 12), tot=date(2026, 12, 21), artikel="Art. 6")


def test_blokjes() -> None:
    t = teken_wijzer(UREN, "k", 1).tekening
    binnen([t])
    (vol,), (leeg,) = van(t, "vol"), van(t, "leeg")
    assert vol.d.count("M") == 9
    assert leeg.d.count("M") == 7
    assert vol.klasse == "pr-ongeoorloofd"
    assert teksten(t) == ["nog 7", "1", "3", "5"]
    assert [e.titel for e in van(t, "haak")] == ["week 46: 1 uur", "week 47: 3 uur", "week 48: 5 uur"]


def test_deel_van_een_blokje() -> None:
    t = teken_wijzer(Wijzer("LRV", "2,5 van 4 lesweken", "blokjes", NU, 2.5, 4, eenheid="lesweken"), "k", 1).tekening
    (vol,) = van(t, "vol")
    assert vol.d.count("M") == 3
    heel, deel = 318 / 4 - 2.4, vol.vak.x2 - (0.5 + 2 * 318 / 4)
    assert deel == pytest.approx(heel / 2)
    assert teksten(t) == ["nog 1,5"]


def test_over_de_grens_krijgt_een_streep() -> None:
    t = teken_wijzer(Wijzer("Verzuim", "22,5 van 16 uur", "blokjes", NU, 22.5, 16), "k", 1).tekening
    binnen([t])
    (grens,) = van(t, "grens")
    assert grens.titel == "grens: 16 uur"
    assert 0.6 < grens.vak.x / BREED < 0.75
    assert not van(teken_wijzer(UREN, "k", 1).tekening, "grens")
    assert not teksten(t, "nog")


def test_balk_heeft_streep_bij_nu() -> None:
    t = teken_wijzer(VRIJSTELLING, "k", 1).tekening
    binnen([t])
    (nu,) = van(t, "nu")
    assert nu.vak.x / BREED == pytest.approx(322 / 343, abs=0.01)
    assert teksten(t) == ["21 dec", "12 jan"]
    zonder_einde = teken_wijzer(Wijzer("Melding", "sinds 2 nov", "balk", NU, van=date(2026, 11, 2)), "k", 1).tekening
    assert teksten(zonder_einde) == ["loopt door", "2 nov"]
    assert "pr-blok-straks" in [e.klasse for e in van(zonder_einde, "leeg")]


def test_zin_met_de_dag() -> None:
    p = teken_wijzer(UREN, "k", 1)
    assert (p.voor, p.dag, p.na) == ("Blijft het 5 per week, dan is het 16 op ", "wo 9 dec", " en moet de school melden.")
    los_ = teken_wijzer(Wijzer("x", "y", "balk", NU, verwacht=date(2027, 1, 4), verwacht_tekst="Dan is het langdurig."), "k", 1)
    assert (los_.voor, los_.dag, los_.na) == ("Dan is het langdurig: ", "ma 4 jan 2027", ".")
    zonder = teken_wijzer(Wijzer("x", "y", "balk", NU, verwacht_tekst="Nog niet te zeggen."), "k", 1)
    assert (zonder.voor, zonder.dag, zonder.na) == ("Nog niet te zeggen.", "", "")


def test_pagina() -> None:
    boom = schrijf("klok.html", teken_klok(Klok([UREN, VRIJSTELLING], ["Thuiszitter: nee", "Te laat: 5 van 12 keer"])))
    tekst = " ".join("".join(boom.itertext()).split())
    assert "Blijft het 5 per week, dan is het 16 op wo 9 dec en moet de school melden. Art. 21a" in tekst
    assert "2 regels die nu niet lopen" in tekst
    assert tabel(boom) == [
        [
            "Ongeoorloofd verzuim",
            "9 van 16 uur",
            "week 46: 1 uur, week 47: 3 uur, week 48: 5 uur",
            "",
            "",
            "9 dec 2026",
            "Art. 21a",
        ],
        ["Vrijstelling", "nog 3 weken", "", "12 jan 2026", "21 dec 2026", "", "Art. 6"],
    ]
    assert "1 regel die nu niet loopt" in "".join(schrijf("klok.html", teken_klok(Klok([], ["een"]))).itertext())


def test_niets_loopt_geeft_een_zin() -> None:
    boom = schrijf("klok.html", teken_klok(Klok()))
    assert not list(boom.iter("svg"))
    assert "Er loopt nu geen wettelijke termijn" in "".join(boom.itertext())


def test_onbekende_soort() -> None:
    with pytest.raises(ValueError, match="blokjes of balk"):
        teken_wijzer(Wijzer("x", "y", "taart", NU), "k", 1)


DAGEN = st.dates(date(2015, 1, 1), date(2035, 1, 1))
WIJZERS = st.builds(
    Wijzer,
    st.text("abc <&é", min_size=1, max_size=20),
    st.text("0123 van", min_size=1, max_size=12),
    st.sampled_from(["blokjes", "balk"]),
    DAGEN,
    stand=st.floats(0, 500),
    grens=st.floats(0, 200),
    groepen=st.lists(st.tuples(st.text("week 1", max_size=8), st.floats(0, 60)), max_size=8),
    van=st.none() | DAGEN,
    tot=st.none() | DAGEN,
    verwacht=st.none() | DAGEN,
    verwacht_tekst=st.sampled_from(["", "Dan op {dag} klaar.", "Dan klaar."]),
    reden=st.sampled_from(["", "ongeoorloofd", "ziek", "verlof", "luxe"]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(WIJZERS, max_size=4))
def test_elke_klok_klopt(wijzers: list[Wijzer]) -> None:
    k = Klok(wijzers, ["een", "twee"])
    prent = teken_klok(k)
    binnen(p.tekening for p in prent.wijzers)
    for p in prent.wijzers:
        los(van(p.tekening, "groep", "nog"))
        los(van(p.tekening, "van", "tot"))
    assert len(tabel_rijen(k)) == len(wijzers)
    schrijf("klok.html", prent)
