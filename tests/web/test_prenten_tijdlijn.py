"""The timeline: everything in its place, nothing over something else, and a table that says the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prenten_hulp import binnen, los, schrijf, tabel, teksten, van

from inbeeld.tabellen.codes import ONDERWIJS, RECHTSPOSITIE, VERZUIMSOORT
from inbeeld.web.datums import dag
from inbeeld.web.prenten.tekening import Tekening
from inbeeld.web.prenten.tijdlijn import PUNTEN, Balk, Gemist, Punt, Tijdlijn, TijdlijnPrent, tabel_rijen, teken_tijdlijn

NU = date(2026, 11, 30)


def verjaardagen(geboren: date) -> list[tuple[date, int]]:
    return [(geboren.replace(year=geboren.year + n), n) for n in range(4, 28)]


NINA = Tijdlijn(
    NU,
    NU,
    date(2014, 6, 1),
    date(2027, 8, 1),
    plicht=[
        Balk(date(2014, 6, 1), date(2025, 8, 1), "Leerplicht", "leerplichtig", bron="BRP"),
        Balk(date(2025, 8, 1), date(2027, 5, 14), "Kwalificatieplicht tot 18", "kwalificatieplichtig", bron="BRP"),
    ],
    scholen=[
        Balk(date(2013, 8, 1), date(2021, 8, 1), "basisschool De Wilg", "po", bron="ROD"),
        Balk(date(2021, 8, 1), date(2023, 10, 14), "Lyceum Waterveen, havo/vwo", "vo", bron="ROD"),
        Balk(date(2023, 10, 14), date(2023, 11, 6), "niet ingeschreven", "geen"),
        Balk(date(2023, 11, 6), date(2025, 8, 1), "vmbo De Sluis, kader", "vo", bron="ROD"),
        Balk(date(2025, 8, 1), date(2026, 1, 12), "mbo Lekoever", "mbo2", bron="ROD"),
        Balk(date(2026, 8, 31), None, "mbo Lekoever", "mbo2", bron="ROD"),
    ],
    vrijstellingen=[Balk(date(2026, 1, 12), date(2026, 12, 21), "5 onder a", "5_onder_a")],
    gemist=[Gemist(date(2025, 11, 3) + timedelta(days=7 * n), n % 3, 12) for n in range(9)] + [Gemist(date(2026, 11, 23), 5, 0)],
    meldingen=[
        Punt(date(2023, 10, 9), "V3"),
        Punt(date(2024, 3, 18), "V3"),
        Punt(date(2025, 11, 24), "O", "twijfel over ziek"),
        Punt(date(2026, 11, 23), "signaal", "vrijgesteld én ingeschreven"),
    ],
    contacten=[Punt(date(2026, 11, 24), "gesprek"), Punt(date(2026, 11, 24), "overleg")],
    diplomas=[Punt(date(2025, 6, 12), "diploma", "vmbo kader, geen startkwalificatie")],
    verjaardagen=verjaardagen(date(2009, 5, 14)),
    botsingen=[Balk(date(2026, 8, 31), date(2026, 12, 21), "spreekt elkaar tegen")],
)
KIND = Tijdlijn(
    NU,
    NU,
    date(2024, 9, 3),
    date(2027, 8, 1),
    plicht=[Balk(date(2025, 10, 1), None, "Leerplicht", "leerplichtig")],
    scholen=[Balk(date(2024, 9, 3), None, "Openbare basisschool Het Kleine Kasteel", "po")],
    verjaardagen=verjaardagen(date(2020, 9, 3)),
)
TWEEENTWINTIG = Tijdlijn(
    NU,
    NU,
    date(2009, 2, 1),
    date(2031, 3, 9),
    plicht=[
        Balk(date(2020, 8, 1), date(2022, 3, 9), "Kwalificatieplicht", "kwalificatieplichtig"),
        Balk(date(2022, 3, 9), date(2031, 3, 9), "Doelgroep Doorstroompunt", "rmc_doelgroep"),
    ],
    scholen=[
        Balk(date(2020 + n // 2, 2 + 6 * (n % 2), 1), date(2021 + n // 2, 3, 1), f"ROC nummer {n}, een lange naam", "mbo2")
        for n in range(9)
    ],
    werk=[Balk(date(2023, 4, 1), date(2023, 7, 1), "in dienst"), Balk(date(2025, 9, 1), None, "in dienst, 32 uur per week")],
    meldingen=[Punt(date(2022, 11, d), "V4", "verzuim") for d in range(1, 20, 2)],
    diplomas=[Punt(date(2025, 7, 4), "startkwalificatie", "havo")],
    verjaardagen=verjaardagen(date(2004, 3, 9)),
)
GEVALLEN = {"nina": NINA, "kind": KIND, "tweeentwintig": TWEEENTWINTIG}


@pytest.fixture(params=GEVALLEN, ids=str)
def geval(request: pytest.FixtureRequest) -> Tijdlijn:
    return GEVALLEN[request.param]


def klopt(prent: TijdlijnPrent) -> None:
    """What every drawing of a timeline has to hold."""
    binnen(prent.tekeningen)
    for t in prent.tekeningen:
        balken = van(t, "balk")
        los(balken)
        for e in van(t, "balktekst"):
            onder = [b for b in balken if b.vak.y <= e.vak.y and e.vak.y2 <= b.vak.y2]
            assert any(b.vak.x <= e.vak.x and e.vak.x2 <= b.vak.x2 for b in onder), e
        punten = van(t, "punt")
        labels = van(t, "label")
        los(labels)
        los([*van(t, "naast"), *balken, *van(t, "botsing")])
        for label in labels:
            for punt in punten:
                los([label, punt])
        (nu,) = van(t, "nu")
        for e in van(t, "label", "naast", "botsing", "leeftijd", "piek"):
            assert not e.vak.x < nu.vak.x < e.vak.x2, e
        los([*van(t, "jaar"), van(t, "vlag")[0]])
        los(van(t, "leeftijd"))
        los([*van(t, "rijnaam"), *van(t, "leeg")])
        los(van(t, "uren"))


# -- cases ------------------------------------------------------------


def test_gevallen(geval: Tijdlijn) -> None:
    prent = teken_tijdlijn(geval, wie="Nina Verhoeven")
    assert [t.maat for t in prent.tekeningen] == ["breed", "midden", "smal"]
    klopt(prent)
    boom = schrijf("tijdlijn.html", prent)
    assert len([el for el in boom.iter("svg") if el.get("role") == "img"]) == 3


def test_tabel_op_de_pagina_is_de_invoer(geval: Tijdlijn) -> None:
    rijen = tabel(schrijf("tijdlijn.html", teken_tijdlijn(geval)))
    balken = [*geval.plicht, *geval.scholen, *geval.vrijstellingen, *geval.botsingen, *geval.werk]
    perioden = [(b.tekst, dag(b.van), "loopt" if b.tot is None else dag(b.tot)) for b in balken]
    assert sorted(perioden) == sorted(
        (r[1], r[2], r[3]) for r in rijen if r[0] not in ("Gemist", "Melding", "Contact", "Diploma")
    )
    assert [dag(g.week) for g in geval.gemist] == [r[2] for r in rijen if r[0] == "Gemist"]
    punten = [*geval.meldingen, *geval.contacten, *geval.diplomas]
    assert sorted(dag(p.datum) for p in punten) == sorted(r[2] for r in rijen if r[0] in ("Melding", "Contact", "Diploma"))
    for p in punten:
        assert any(p.tekst in r[1] for r in rijen)


def test_vaste_rijen_en_werk_alleen_als_het_er_is() -> None:
    namen = ["Plicht", "School", "Vrijstelling", "Gemiste uren", "Meldingen", "Diploma"]
    assert teksten(teken_tijdlijn(KIND).tekeningen[0], "rijnaam") == namen
    assert "Werk" in teksten(teken_tijdlijn(TWEEENTWINTIG).tekeningen[0], "rijnaam")
    assert "Contacten" in teksten(teken_tijdlijn(NINA).tekeningen[0], "rijnaam")


def test_lege_rijen_zeggen_dat() -> None:
    zinnen = teksten(teken_tijdlijn(KIND).tekeningen[0], "leeg")
    assert zinnen == ["geen vrijstelling bekend", "niets gemeld of gedeeld", "geen meldingen bekend", "geen diploma bekend"]
    smal = teksten(teken_tijdlijn(TWEEENTWINTIG).tekeningen[2], "leeg")
    assert "niets in deze jaren" in smal


def test_niets_bekend_geeft_een_zin() -> None:
    prent = teken_tijdlijn(Tijdlijn(NU, NU, NU, NU, verjaardagen=verjaardagen(date(2010, 1, 1))))
    assert not prent.tekeningen
    boom = schrijf("tijdlijn.html", prent)
    assert not list(boom.iter("svg"))
    assert "nog geen plicht, school" in "".join(boom.itertext())


def test_na_de_peildatum_is_gestreept() -> None:
    breed = teken_tijdlijn(NINA).tekeningen[0]
    (nu,) = van(breed, "nu")
    for b in van(breed, "balk"):
        assert ("pr-straks" in b.klasse) == (b.vak.x >= nu.vak.x - 1), b
    assert "gestreept is verwacht" in breed.bijschrift
    verwacht = replace(KIND, scholen=[Balk(date(2026, 1, 1), None, "school", "po", verwacht=True)])
    (school, *_) = [b for b in van(teken_tijdlijn(verwacht).tekeningen[0], "balk") if "pr-school" in b.klasse]
    assert "pr-straks" in school.klasse
    assert ("School", "school, verwacht") in [(r.soort, r.wat) for r in tabel_rijen(verwacht)]


def test_vlag_zegt_nu_of_de_peildatum() -> None:
    breed, _, smal = teken_tijdlijn(NINA).tekeningen
    assert teksten(breed, "vlag") == ["nu, 30 nov"]
    assert teksten(smal, "vlag") == ["nu"]
    eerder = teken_tijdlijn(replace(NINA, peil=date(2026, 9, 1)))
    klopt(eerder)
    assert teksten(eerder.tekeningen[0], "vlag") == ["op 1 sep"]
    assert len(van(eerder.tekeningen[0], "vandaag")) == 1
    assert not van(breed, "vandaag")


def test_smal_toont_de_laatste_jaren_en_zegt_waar_de_rest_staat() -> None:
    breed, _, smal = teken_tijdlijn(NINA).tekeningen
    assert teksten(breed, "jaar") == ["2022-2023", "2023-2024", "2024-2025", "2025-2026", "2026-2027"]
    assert teksten(smal, "jaar") == ["24/25", "25/26", "26/27"]
    assert "wat ouder is, staat in de tabel" in smal.bijschrift
    assert "ouder" not in teken_tijdlijn(KIND).tekeningen[2].bijschrift


def test_inschrijvingen_die_samenvallen_krijgen_een_eigen_baan() -> None:
    t = replace(KIND, scholen=[Balk(date(2025, 1, 1), None, f"school {n}", "vo") for n in range(4)])
    for tekening in teken_tijdlijn(t).tekeningen:
        school = [b for b in van(tekening, "balk") if "pr-school" in b.klasse]
        assert len({b.vak.y for b in school}) == 4
    na = replace(
        KIND, scholen=[Balk(date(2024, 9, 1), date(2025, 9, 1), "een", "vo"), Balk(date(2025, 9, 1), None, "twee", "vo")]
    )
    assert len({b.vak.y for b in van(teken_tijdlijn(na).tekeningen[0], "balk") if "pr-school" in b.klasse}) == 1


def test_tegenspraak_krijgt_kader_woord_en_legenda() -> None:
    breed, _, smal = teken_tijdlijn(NINA).tekeningen
    (kader,) = van(breed, "frame")
    assert teksten(breed, "botsing") == ["spreekt elkaar tegen"]
    school = [b for b in van(breed, "balk") if "pr-school" in b.klasse]
    vrij = [b for b in van(breed, "balk") if "pr-vrijstelling" in b.klasse]
    assert kader.vak.y < min(b.vak.y for b in school)
    assert kader.vak.y2 > max(b.vak.y2 for b in vrij)
    for t in (breed, smal):
        assert "bronnen spreken elkaar tegen" in [p.tekst for p in t.legenda]
    assert "bronnen spreken elkaar tegen" not in [p.tekst for p in teken_tijdlijn(KIND).tekeningen[0].legenda]


def test_legenda_noemt_alleen_wat_er_staat() -> None:
    assert teken_tijdlijn(KIND).tekeningen[0].legenda == ()
    woorden = [[p.tekst for p in t.legenda] for t in teken_tijdlijn(NINA).tekeningen]
    assert "melding 16 uur" in woorden[0]
    assert "niet ingeschreven" in woorden[0]
    assert "melding 16 uur" not in woorden[2]
    assert "niet ingeschreven" not in woorden[2]
    assert len(woorden[0]) == len(set(woorden[0]))


def test_bron_alleen_als_er_een_is() -> None:
    assert teken_tijdlijn(NINA).met_bron
    assert not teken_tijdlijn(KIND).met_bron
    assert len(tabel(schrijf("tijdlijn.html", teken_tijdlijn(KIND)))[0]) == 4
    assert tabel(schrijf("tijdlijn.html", teken_tijdlijn(NINA)))[0][4] == "BRP"


def test_tekst_uit_een_bron_blijft_tekst() -> None:
    raar = "</title><script>alert(1)</script> \"&amp; O'Brien"
    t = replace(KIND, scholen=[Balk(date(2025, 1, 1), None, raar, "po", bron=raar)], meldingen=[Punt(NU, "X<y>", raar)])
    boom = schrijf("tijdlijn.html", teken_tijdlijn(t, wie=raar))
    assert not list(boom.iter("script"))
    assert any(raar in "".join(el.itertext()) for el in boom.iter("td"))


@pytest.mark.parametrize("soort", VERZUIMSOORT)
def test_elke_melding_heeft_een_teken(soort: str) -> None:
    assert soort in PUNTEN


def test_geen_twee_soorten_met_hetzelfde_teken() -> None:
    woorden: dict[tuple[str, str], str] = {}
    for vorm, klasse, woord in PUNTEN.values():
        assert woorden.setdefault((vorm, klasse), woord) == woord


# -- whatever comes ------------------------------------------------------------

DAGEN = st.dates(date(2004, 1, 1), date(2035, 12, 31))
WOORDEN = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).map(str.strip).filter(bool)
)


@st.composite
def balken(draw: st.DrawFn, soorten: tuple[str, ...] = ("",), meest: int = 7) -> list[Balk]:
    uit = []
    for _ in range(draw(st.integers(0, meest))):
        begin = draw(DAGEN)
        tot = draw(st.none() | st.integers(1, 3000).map(lambda n, b=begin: b + timedelta(days=n)))
        uit.append(Balk(begin, tot, draw(WOORDEN), draw(st.sampled_from(soorten)), draw(st.booleans())))
    return uit


PUNTEN_ST = st.lists(st.builds(Punt, DAGEN, st.sampled_from([*PUNTEN, "anders"]), st.just("") | WOORDEN), max_size=12)


@st.composite
def tijdlijnen(draw: st.DrawFn) -> Tijdlijn:
    peil = draw(DAGEN)
    begin, eind = sorted((draw(DAGEN), draw(DAGEN)))
    return Tijdlijn(
        draw(st.just(peil) | DAGEN),
        peil,
        begin,
        eind,
        plicht=draw(balken(RECHTSPOSITIE)),
        scholen=draw(balken((*ONDERWIJS, "geen"), 12)),
        vrijstellingen=draw(balken()),
        werk=draw(balken()),
        gemist=draw(st.lists(st.builds(Gemist, DAGEN, st.floats(0, 40), st.floats(0, 40), st.floats(0, 40)), max_size=30)),
        meldingen=draw(PUNTEN_ST),
        contacten=draw(PUNTEN_ST),
        diplomas=draw(PUNTEN_ST),
        verjaardagen=verjaardagen(draw(DAGEN.filter(lambda d: (d.month, d.day) != (2, 29)))),
        botsingen=draw(balken(meest=3)),
    )


@settings(max_examples=100, deadline=None)
@given(tijdlijnen())
def test_elke_tijdlijn_klopt(t: Tijdlijn) -> None:
    prent = teken_tijdlijn(t)
    if prent.leeg:
        assert not prent.tabel
        return
    klopt(prent)


@settings(max_examples=30, deadline=None)
@given(tijdlijnen())
def test_elke_tijdlijn_is_goede_opmaak(t: Tijdlijn) -> None:
    prent = teken_tijdlijn(t)
    boom = schrijf("tijdlijn.html", prent)
    if not prent.leeg:
        assert len(tabel(boom)) == len(prent.tabel)


@settings(max_examples=60, deadline=None)
@given(tijdlijnen())
def test_tabel_verliest_niets(t: Tijdlijn) -> None:
    rijen = tabel_rijen(t)
    lijsten: list[Any] = [
        t.plicht,
        t.scholen,
        t.vrijstellingen,
        t.werk,
        t.gemist,
        t.meldingen,
        t.contacten,
        t.diplomas,
        t.botsingen,
    ]
    assert len(rijen) == sum(map(len, lijsten))
    perioden = sorted((b.van, b.tot or date.max) for lijst in (*lijsten[:4], t.botsingen) for b in lijst)
    assert perioden == sorted((r.van, r.tot or date.max) for r in rijen if r.loopt and r.soort != "Gemist")


def test_zelfde_invoer_zelfde_tekening() -> None:
    een: Tekening = teken_tijdlijn(NINA).tekeningen[0]
    assert een == teken_tijdlijn(NINA).tekeningen[0]


def test_reden_die_nog_niet_bekend_is_heet_niet_ongeoorloofd() -> None:
    gemist = [Gemist(date(2026, 11, 16), onbekend=3), Gemist(date(2026, 11, 23), 5, 2)]
    prent = teken_tijdlijn(replace(NINA, gemist=gemist))
    rijen = [r.wat for r in tabel_rijen(replace(NINA, gemist=gemist)) if r.soort == "Gemist"]
    assert rijen == ["3 uur reden nog niet bekend", "5 uur ongeoorloofd, 2 uur geoorloofd"]
    breed = prent.tekeningen[0]
    assert {"reden nog niet bekend", "ongeoorloofd", "geoorloofd"} <= {p.tekst for p in breed.legenda}
    alleen = teken_tijdlijn(replace(NINA, gemist=gemist[:1])).tekeningen[0]
    assert not [e for e in van(alleen, "uren") if e.klasse == "pr-ongeoorloofd"]
    assert "Gemist: 3 uur reden nog niet bekend." in alleen.omschrijving
