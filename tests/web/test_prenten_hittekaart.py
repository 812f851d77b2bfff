"""The heat map: shows what was reported or shared, and never makes more of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prenten_hulp import binnen, los, schrijf, tabel, teksten, van

from inbeeld.tabellen.codes import REDEN
from inbeeld.web.prenten.hittekaart import Dag, Hittekaart, HittekaartPrent, tabel_rijen, teken_hittekaart, totalen
from inbeeld.web.prenten.tekening import Tekening

NU = date(2026, 11, 30)
VAKANTIES = [
    (date(2026, 8, 1), date(2026, 8, 31)),
    (date(2026, 10, 17), date(2026, 10, 26)),
    (date(2026, 12, 19), date(2027, 1, 4)),
    (date(2027, 7, 17), date(2027, 8, 1)),
]
UREN = {date(2026, 11, 9): 1, date(2026, 11, 16): 3, date(2026, 11, 23): 5}


def gedeeld(d: date, soort: str) -> Dag:
    return Dag(d, soort, gedeeld=True)


def schooljaar(maak: Callable[[date, str], Dag] = Dag) -> list[Dag]:
    uit = []
    for n in range(365):
        d = date(2026, 8, 1) + timedelta(days=n)
        soort = "vakantie" if any(v <= d < t for v, t in VAKANTIES) else "feestdag" if d == date(2027, 3, 29) else "schooldag"
        uit.append(maak(d, soort))
    return uit


def nina(d: date, soort: str) -> Dag:
    if d in UREN:
        return Dag(d, soort, {"ongeoorloofd": UREN[d] / 6}, {"ongeoorloofd": UREN[d]}, gedeeld=True)
    if d in (date(2026, 11, 4), date(2026, 11, 5)):
        return Dag(d, soort, {"ziek": 1.0}, gedeeld=True)
    if d == date(2026, 10, 5):
        return Dag(d, soort, {"te_laat": 0.1}, gedeeld=True)
    return gedeeld(d, soort)


NINA = Hittekaart("2026-2027", schooljaar(nina), NU, (date(2026, 11, 9), date(2026, 12, 5)), "4 lesweken die nu tellen, 9 uur")


def oppervlak(t: Tekening, naam: str) -> int:
    """How many cells a shape of many rectangles has."""
    return sum(e.d.count("M") for e in van(t, naam))


def klopt(prent: HittekaartPrent) -> None:
    binnen(prent.tekeningen)
    for t in prent.tekeningen:
        los(van(t, "afwezig"))
        los(van(t, "maand"))
        los(van(t, "week"))
        los([*van(t, "weekdag"), *van(t, "maand")])
        woorden = [p.tekst for p in t.legenda]
        assert len(woorden) == len(set(woorden))


def test_nina() -> None:
    prent = teken_hittekaart(NINA)
    klopt(prent)
    breed, smal = prent.tekeningen
    assert prent.bij == "de school deelt de absentie van dit schooljaar · kader: 4 lesweken die nu tellen, 9 uur"
    assert [p.tekst for p in breed.legenda] == [
        "geen afwezigheid",
        "ongeoorloofd",
        "ziek",
        "te laat",
        "vakantie of feestdag",
        "nu",
    ]
    assert [p.tekst for p in smal.legenda] == ["geen afwezigheid", "ongeoorloofd", "ziek", "te laat", "vakantie", "nu"]
    assert teksten(breed, "maand")[:4] == ["sep", "okt", "nov", "dec"]
    assert teksten(smal, "week") == ["36", "38", "40", "42", "44", "46", "48", "50"]
    assert smal.bijschrift == "16 van de 46 weken; alles staat in de tabel"
    schrijf("hittekaart.html", prent)


def test_hoogte_is_het_gemiste_deel() -> None:
    (breed, _) = teken_hittekaart(NINA).tekeningen
    hoogtes = [round(e.vak.y2 - e.vak.y, 1) for e in van(breed, "afwezig") if e.klasse == "pr-ongeoorloofd"]
    assert hoogtes == [3.0, 7.0, 11.7]
    assert [e.titel for e in van(breed, "afwezig")][-1] == "ma 23 nov: 5 uur ongeoorloofd"


def test_kader_om_de_lesweken_en_vandaag() -> None:
    (breed, _) = teken_hittekaart(NINA).tekeningen
    (kader,) = van(breed, "kader")
    (nu,) = van(breed, "nu")
    weken = (kader.vak.x2 - kader.vak.x - 4 + 2.2) / 16.2
    assert round(weken, 3) == 4
    assert kader.vak.x < nu.vak.x < nu.vak.x2 < kader.vak.x2


def deelt(van: date, tot: date = date.max) -> Hittekaart:
    return replace(NINA, dagen=[replace(d, gedeeld=van <= d.datum <= tot) for d in NINA.dagen])


def test_niet_gedeeld_is_geen_aanwezigheid() -> None:
    alleen_gemeld = deelt(date.max)
    (breed, _) = teken_hittekaart(alleen_gemeld).tekeningen
    assert not van(breed, "aanwezig")
    assert "niet gedeeld" in [p.tekst for p in breed.legenda]
    assert "geen afwezigheid" not in [p.tekst for p in breed.legenda]
    assert "alleen meldingen zijn bekend" in breed.omschrijving

    half = replace(deelt(date(2026, 11, 2)), kader=None, kader_tekst="")
    prent = teken_hittekaart(half)
    voor = [d for d in half.dagen if d.soort == "schooldag" and d.datum.weekday() < 5 and d.datum < date(2026, 11, 2)]
    assert oppervlak(prent.tekeningen[0], "niet_gedeeld") == sum(not d.delen for d in voor)
    sinds = [d for d in half.dagen if d.soort == "schooldag" and d.datum.weekday() < 5 and date(2026, 11, 2) <= d.datum <= NU]
    assert oppervlak(prent.tekeningen[0], "aanwezig") == len(sinds)
    assert prent.bij.startswith("de school deelt de absentie sinds 2 nov 2026")


def test_waar_de_school_stopt_met_delen_stopt_de_aanwezigheid() -> None:
    (breed, _) = teken_hittekaart(replace(deelt(date(2026, 8, 1), date(2026, 10, 2)), kader=None)).tekeningen
    dagen = [d for d in NINA.dagen if d.soort == "schooldag" and d.datum.weekday() < 5]
    assert oppervlak(breed, "aanwezig") == sum(d.datum <= date(2026, 10, 2) for d in dagen)
    assert "De school deelde de absentie tot en met 2 okt 2026" in breed.omschrijving


def test_zonder_inschrijving_is_geen_aanwezigheid() -> None:
    """Enrolled until 30 September and nowhere since: those days have a mark and a word of their own, up to today."""
    weg = date(2026, 10, 1)
    kaart = replace(NINA, dagen=[Dag(d.datum, "buiten") if d.datum >= weg and d.soort == "schooldag" else d for d in NINA.dagen])
    prent = teken_hittekaart(kaart)
    klopt(prent)
    breed = prent.tekeningen[0]
    dagen = [d for d in NINA.dagen if d.soort == "schooldag" and d.datum.weekday() < 5]
    assert oppervlak(breed, "aanwezig") == sum(d.datum < weg for d in dagen)
    assert oppervlak(breed, "buiten") == sum(weg <= d.datum <= NU for d in dagen)
    assert "geen inschrijving bekend" in [p.tekst for p in breed.legenda]
    assert "schooldagen is geen inschrijving bekend." in breed.omschrijving
    assert van(breed, "nu"), "the weeks up to today are drawn"


def test_wat_nog_komt_is_een_stip() -> None:
    (breed, _) = teken_hittekaart(NINA).tekeningen
    straks = [d for d in NINA.dagen if d.soort == "schooldag" and d.datum.weekday() < 5 and d.datum > NU]
    assert oppervlak(breed, "straks") == len(straks)


def test_vrijgesteld_is_gearceerd_met_het_woord_erin() -> None:
    vrij = [replace(d, vrijgesteld=d.datum >= date(2027, 1, 12)) for d in NINA.dagen]
    prent = teken_hittekaart(replace(NINA, dagen=vrij, vrijgesteld_tekst="vrijgesteld, 5 onder a"))
    klopt(prent)
    assert teksten(prent.tekeningen[0], "vrijgesteld") == ["vrijgesteld, 5 onder a"]
    assert "Vrijgesteld, 5 onder a van 12 jan 2027" in prent.tekeningen[0].omschrijving
    kort = [replace(d, vrijgesteld=date(2026, 9, 14) <= d.datum < date(2026, 9, 18)) for d in NINA.dagen]
    breed = teken_hittekaart(replace(NINA, dagen=kort)).tekeningen[0]
    assert "vrijgesteld" in [p.tekst for p in breed.legenda]


def test_tabel_noemt_alleen_dagen_met_afwezigheid() -> None:
    boom = schrijf("hittekaart.html", teken_hittekaart(NINA))
    assert tabel(boom) == [
        ["ma 23 nov 2026", "ongeoorloofd", "5 uur"],
        ["ma 16 nov 2026", "ongeoorloofd", "3 uur"],
        ["ma 9 nov 2026", "ongeoorloofd", "1 uur"],
        ["do 5 nov 2026", "ziek", "1 dag"],
        ["wo 4 nov 2026", "ziek", "1 dag"],
        ["ma 5 okt 2026", "te laat", "1 keer"],
    ]
    assert tabel(boom, "tfoot") == [
        ["Samen", "ongeoorloofd", "9 uur"],
        ["Samen", "ziek", "2 dagen"],
        ["Samen", "te laat", "1 keer"],
    ]


@pytest.mark.parametrize(
    ("kaart", "zin"),
    [
        (Hittekaart("2026-2027", [], NU), "niets bekend"),
        (Hittekaart("2026-2027", schooljaar(lambda d, _: Dag(d, "buiten")), NU), "niets bekend"),
        (Hittekaart("2026-2027", schooljaar(), NU), "De school deelt geen absentie"),
    ],
)
def test_niets_bekend_geeft_een_zin(kaart: Hittekaart, zin: str) -> None:
    prent = teken_hittekaart(kaart)
    assert zin in prent.leeg
    boom = schrijf("hittekaart.html", prent)
    assert not list(boom.iter("svg"))
    assert zin in "".join(boom.itertext())


def test_deelt_en_altijd_aanwezig_is_wel_een_tekening() -> None:
    prent = teken_hittekaart(Hittekaart("2026-2027", schooljaar(gedeeld), NU))
    klopt(prent)
    assert prent.tekeningen
    assert not prent.tabel
    assert not list(schrijf("hittekaart.html", prent).iter("table"))


@st.composite
def kaarten(draw: st.DrawFn) -> Hittekaart:
    begin = date(draw(st.integers(2015, 2030)), 8, 1)
    keuze = st.builds(
        lambda soort, delen, vrij, deelt: (soort, delen, vrij, deelt),
        st.sampled_from(["schooldag", "schooldag", "schooldag", "vakantie", "feestdag", "buiten"]),
        st.just({}) | st.just({}) | st.dictionaries(st.sampled_from([*REDEN, "iets_nieuws"]), st.floats(0, 1.5), max_size=4),
        st.booleans(),
        st.booleans(),
    )
    vakjes = draw(st.lists(keuze, min_size=1, max_size=25))
    van_dag, n = draw(st.integers(0, 364)), draw(st.integers(1, 366))
    stap = draw(st.integers(1, 9))
    dagen = []
    for i in range(van_dag, min(van_dag + n, 366)):
        soort, delen, vrij, deelt_ = vakjes[(i // stap) % len(vakjes)]
        dagen.append(Dag(begin + timedelta(days=i), soort, delen, {r: 6 * f for r, f in delen.items() if f < 0.5}, vrij, deelt_))
    moment = st.integers(-40, 420).map(lambda k: begin + timedelta(days=k))
    nu = draw(moment)
    k, k2 = sorted((draw(moment), draw(moment)))
    kader = draw(st.sampled_from([None, (k, k2 + timedelta(days=1))]))
    return Hittekaart(f"{begin.year}-{begin.year + 1}", dagen, nu, kader, draw(st.sampled_from(["", "4 lesweken"])))


@settings(max_examples=40, deadline=None)
@given(kaarten())
def test_elke_kaart_klopt(h: Hittekaart) -> None:
    prent = teken_hittekaart(h)
    klopt(prent)
    boom = schrijf("hittekaart.html", prent)
    afwezig = [(d.datum, reden) for d in h.dagen for reden, deel in d.delen.items() if deel > 0]
    assert sorted((r.datum, r.reden) for r in tabel_rijen(h)) == sorted(afwezig)
    assert sum(t.keren for t in totalen(h)) == len(afwezig)
    if not prent.leeg and afwezig:
        assert len(tabel(boom)) == len(afwezig)
    for t in prent.tekeningen:
        telt = [d for d in h.dagen if d.soort == "schooldag" and d.gedeeld and not d.vrijgesteld]
        assert oppervlak(t, "aanwezig") <= sum(d.datum <= h.nu or bool(d.delen) for d in telt)
        buiten = [d for d in h.dagen if d.soort == "buiten" and not d.vrijgesteld and d.datum <= h.nu]
        assert oppervlak(t, "buiten") <= len(buiten)
