"""The order of work: every signal has its place, terms are working days, the order is total and a rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbeeld.regels.kalender import Kalender, Kalenders
from inbeeld.regels.parameters import Instelling
from inbeeld.regels.werklijst.termijn import REACTIE, Combinatie, Termijn, termijn, termijnen
from inbeeld.regels.werklijst.volgorde import Lijn, lijnen, volgorde
from inbeeld.regels.werklijst.werk import GEEN_WERK, SOORTEN, TAAK_VAN_POSITIE, VERLIEZEN, WERK, taak
from inbeeld.tabellen import codes

DAG = timedelta(days=1)
NU = date(2026, 11, 20)
KALENDERS = Kalenders({regio: Kalender() for regio in codes.VAKANTIEREGIO})
MIDDEN = KALENDERS["midden"]
dagen = st.dates(date(2015, 1, 1), date(2040, 12, 31))


@st.composite
def combinaties(draw: st.DrawFn) -> Combinatie:
    van = draw(dagen)
    return Combinatie(
        draw(st.sampled_from(list(WERK))),
        van + timedelta(days=draw(st.integers(0, 60))),
        draw(st.none() | st.just(van - timedelta(days=draw(st.integers(0, 90))))),
        van,
    )


def op(signaal: str, bekend: date, van: date | None = None) -> Combinatie:
    return Combinatie(signaal, bekend, van or bekend, van or bekend)


def test_elk_signaal_is_werk_of_staat_met_reden_apart() -> None:
    assert set(WERK) | set(GEEN_WERK) == set(codes.SIGNAAL)
    assert not set(WERK) & set(GEEN_WERK)
    assert set(REACTIE) == set(WERK)
    assert set(TAAK_VAN_POSITIE) == set(codes.RECHTSPOSITIE)
    assert {w.soort for w in WERK.values()} - {None} == set(SOORTEN)
    assert all((w.soort is None) == bool(w.deel_van) for w in WERK.values())
    assert all(WERK[d].soort for w in WERK.values() for d in w.deel_van)
    assert all(reden for reden in GEEN_WERK.values())


def test_wat_geen_werk_is_wordt_geweigerd() -> None:
    for signaal in (*GEEN_WERK, "verzonnen"):
        with pytest.raises(ValueError, match="is geen werk"):
            termijn(op(signaal, date(2026, 11, 20)), KALENDERS)


def test_taak() -> None:
    assert taak("absoluut_verzuim", "kwalificatieplichtig") == "leerplicht"
    assert taak("verzuim_18plus", "rmc_doelgroep") == "doorstroompunt"
    assert taak("relatief_verzuim_16u", "rmc_monitoring") == "leerplicht"
    assert taak("melding_open", "leerplichtig") == "leerplicht"
    assert taak("melding_open", "rmc_monitoring") == "doorstroompunt"
    assert taak("melding_open", None) == "leerplicht"


@pytest.mark.parametrize(
    ("signaal", "bekend", "uiterlijk"),
    [
        ("absoluut_verzuim", date(2026, 11, 23), date(2026, 11, 30)),
        ("langdurig_relatief_verzuim", date(2026, 11, 20), date(2026, 11, 25)),
        ("relatief_verzuim_16u", date(2026, 11, 21), date(2026, 11, 27)),
        ("thuiszitter_3mnd", date(2026, 4, 2), date(2026, 4, 9)),
        ("vsv_nieuw", date(2026, 10, 1), date(2026, 10, 29)),
        ("ziekteverzuim_signaal", date(2026, 12, 18), date(2027, 1, 5)),
    ],
)
def test_werkdagen_na_bekend(signaal: str, bekend: date, uiterlijk: date) -> None:
    """On a Monday, over a weekend, from a Saturday, over Good Friday and Easter Monday, over Christmas and New Year's Day."""
    t = termijn(op(signaal, bekend, bekend - 10 * DAG), KALENDERS)
    assert (t.uiterlijk, t.uitleg, t.eenheid, t.regel) == (uiterlijk, "werkdagen_na_bekend", "werkdagen", "R-24")


def test_melding_telt_vanaf_de_ontvangst() -> None:
    t = termijn(op("melding_open", date(2026, 11, 20), van=date(2026, 11, 2)), KALENDERS)
    assert (t.uiterlijk, t.uitleg) == (date(2026, 11, 9), "werkdagen_na_ontvangst")


def test_geen_enkele_termijn_doet_zich_voor_als_wet() -> None:
    """The acts give no number of days for what the municipality does after a signal."""
    for signaal in WERK:
        t = termijn(op(signaal, date(2026, 11, 20)), KALENDERS)
        assert t.grondslag == "afspraak"
        assert "gemeente" in t.artikel


@given(combinaties(), st.integers(0, 40))
def test_uiterlijk_is_een_werkdag_en_volgt_de_afspraak(c: Combinatie, aantal: int) -> None:
    t = termijn(c, KALENDERS, Instelling({f"reactie_{c.signaal}": aantal}))
    start = c.van if c.signaal == "melding_open" else c.sinds_bekend
    assert MIDDEN.is_werkdag(t.uiterlijk)
    assert t.aantal == aantal
    tussen = sum(MIDDEN.is_werkdag(start + i * DAG) for i in range(1, (t.uiterlijk - start).days + 1))
    assert tussen == (aantal or (0 if t.uiterlijk == start else 1))


def test_minder_dan_nul_werkdagen_kan_niet() -> None:
    with pytest.raises(ValueError, match="reactie_luxeverzuim"):
        termijn(op("luxeverzuim", date(2026, 11, 20)), KALENDERS, Instelling({"reactie_luxeverzuim": -1}))


@given(st.lists(combinaties(), max_size=12), st.randoms())
def test_volgorde_is_volledig_en_altijd_dezelfde(lijst: list[Combinatie], toeval: object) -> None:
    paren = list(zip(lijst, termijnen(lijst, KALENDERS), strict=True))
    rang = {c: volgorde(c, t, NU) for c, t in paren}
    assert all(0 <= r < 1 << 63 for r in rang.values())
    zonder_begin = {(c.signaal, c.sinds_bekend, c.van) for c in lijst}
    assert len(set(rang.values())) == len(zonder_begin)
    anders = list(paren)
    toeval.shuffle(anders)  # type: ignore[attr-defined]
    assert [rang[c] for c, _ in sorted(anders, key=lambda p: volgorde(*p, NU))] == sorted(rang[c] for c in lijst)


@given(combinaties(), combinaties())
def test_volgorde_is_de_regel(een: Combinatie, ander: Combinatie) -> None:
    """In words: last day (overdue is today), law before agreement, loss of education, longest known."""

    def in_woorden(c: Combinatie, t: Termijn) -> tuple[object, ...]:
        return max(t.uiterlijk, NU), t.grondslag == "afspraak", VERLIEZEN.index(WERK[c.signaal].verlies), c.sinds_bekend

    t1, t2 = termijnen([een, ander], KALENDERS)
    if in_woorden(een, t1) != in_woorden(ander, t2):
        assert (volgorde(een, t1, NU) < volgorde(ander, t2, NU)) == (in_woorden(een, t1) < in_woorden(ander, t2))


def test_wet_gaat_op_dezelfde_dag_voor() -> None:
    c = op("vrijgesteld_en_ingeschreven", date(2026, 11, 20))
    afspraak = termijn(c, KALENDERS)
    wet = Termijn(afspraak.uiterlijk, "wet", "LPW art. 3a", afspraak.uitleg, 6, "weken", "R-07")
    eerder = termijn(op("absoluut_verzuim", date(2026, 11, 20)), KALENDERS)
    assert volgorde(c, wet, NU) < volgorde(c, afspraak, NU)
    assert volgorde(op("absoluut_verzuim", date(2026, 11, 20)), eerder, NU) < volgorde(c, wet, NU)


def test_wie_geen_school_heeft_gaat_voor_wat_langer_te_laat_is() -> None:
    gegevens = op("tegenstrijdige_gegevens", date(2025, 8, 1))
    school = op("absoluut_verzuim", date(2026, 11, 2))
    t1, t2 = termijnen([gegevens, school], KALENDERS)
    assert t1.uiterlijk < t2.uiterlijk < NU
    assert volgorde(school, t2, NU) < volgorde(gegevens, t1, NU)
    assert volgorde(school, t2, date(2026, 11, 3)) > volgorde(gegevens, t1, date(2026, 11, 3)), "that one can wait, the other not"


def lijnen_van(signalen: list[Combinatie], positie: str) -> list[Lijn]:
    return lijnen(zip(signalen, termijnen(signalen, KALENDERS), strict=True), positie, NU)


def test_een_jongere_is_een_regel_per_taak() -> None:
    bekend = date(2026, 11, 2)
    signalen = [op("vsv_nieuw", date(2026, 10, 1)), op("absoluut_verzuim", bekend), op("thuiszitter_3mnd", bekend)]
    vsv, thuis = lijnen_van(signalen, "kwalificatieplichtig")
    assert (vsv.hoofd.signaal, vsv.taak, vsv.soort, vsv.soorten) == (
        "vsv_nieuw",
        "doorstroompunt",
        "achttienplus",
        ("achttienplus",),
    )
    assert vsv.signalen == ("vsv_nieuw", "thuiszitter_3mnd", "absoluut_verzuim"), "the other task's are told as well"
    assert (thuis.hoofd.signaal, thuis.taak, thuis.soort, thuis.soorten) == (
        "thuiszitter_3mnd",
        "leerplicht",
        "absoluut",
        ("absoluut",),
    )
    assert thuis.signalen == ("thuiszitter_3mnd", "absoluut_verzuim", "vsv_nieuw")
    assert vsv.rang < thuis.rang

    (zonder_vsv,) = lijnen_van(signalen[1:], "leerplichtig")
    assert (zonder_vsv.hoofd.signaal, zonder_vsv.taak, zonder_vsv.soort) == ("thuiszitter_3mnd", "leerplicht", "absoluut")
    (lrv,) = lijnen_van([op("thuiszitter_3mnd", bekend), op("langdurig_relatief_verzuim", bekend)], "leerplichtig")
    assert lrv.soort == "verzuim"


def test_net_achttien_met_een_melding_en_uren_van_daarvoor() -> None:
    """The report is for the Doorstroompunt by now; sixteen hours missed at seventeen stay with leerplicht."""
    uit = lijnen_van([op("melding_open", date(2026, 11, 17)), op("relatief_verzuim_16u", date(2026, 11, 10))], "rmc_doelgroep")
    assert {(lijn.taak, lijn.hoofd.signaal) for lijn in uit} == {
        ("doorstroompunt", "melding_open"),
        ("leerplicht", "relatief_verzuim_16u"),
    }


def test_zonder_signalen_geen_regel() -> None:
    with pytest.raises(ValueError, match="zonder signalen"):
        lijnen([], "leerplichtig", NU)
