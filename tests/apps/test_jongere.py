"""The page of a youth: the day that is asked, the stored picture beside the computed one, pictures that say what the data say."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbeeld.apps.basis.muren import betreed
from inbeeld.apps.beelden.models import Rechtspositie, Signaal, Verwachting
from inbeeld.apps.beelden.selectors import bereken_een, neem_momentopname_van
from inbeeld.apps.jongere import selectors
from inbeeld.apps.jongere.kijk import Kijk, KijkFout, lees_dag, lees_kijk
from inbeeld.apps.jongere.prenten import hittekaarten, klok, tijdlijn
from inbeeld.apps.jongere.signalen import toon_signalen
from inbeeld.apps.jongere.zinnen import positiezin
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.selectors import zoals_bekend_op
from inbeeld.apps.personen.services import GROEPEN
from inbeeld.apps.toegang.services import leg_medewerker_vast, leg_organisatie_vast
from inbeeld.apps.werklijst.services import ververs
from inbeeld.project.cli.demo import op_volgorde
from inbeeld.project.cli.genereer import schrijf
from inbeeld.synthese.bevolking import PEILDATUM

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker, Organisatie

NU = date(2026, 11, 20)


@given(st.dates(date(1990, 1, 2), NU), st.sampled_from(["{:%d-%m-%Y}", "{:%d/%m/%Y}", " {:%d %m %Y} ", "{:%Y-%m-%d}"]))
def test_een_dag_is_te_schrijven(dag: date, vorm: str) -> None:
    assert lees_dag(vorm.format(dag)) == dag
    assert lees_kijk(NU, vorm.format(dag), "") == Kijk(NU, dag, dag)


@given(st.text(max_size=30))
def test_geen_tekst_laat_hem_struikelen(tekst: str) -> None:
    dag = lees_dag(tekst)
    if not tekst.strip() or (dag is not None and date(1990, 1, 1) <= dag <= NU):
        assert lees_kijk(NU, tekst, "").bekend_op == (dag or NU)
        return
    with pytest.raises(KijkFout) as reden:
        lees_kijk(NU, tekst, "")
    assert reden.value.veld == "bekend"
    assert str(reden.value).endswith(".")


@pytest.fixture(scope="module")
def gemeente(database: str, tmp_path_factory: pytest.TempPathFactory) -> Organisatie:
    from inbeeld.apps.leveringen.services import lees_in
    from inbeeld.bronnen import lees
    from inbeeld.synthese.scholen import gemeenten

    map_ = tmp_path_factory.mktemp("leveringen")
    schrijf(400, 3, map_, "leveringen")
    tenant = leg_organisatie_vast("jongere", "Waterveen", list(gemeenten(400, 0, False, 400).code)[:1], "midden", PEILDATUM)
    betreed(tenant.pk)
    bestanden = sorted(p for p in map_.rglob("*") if p.suffix.lower() in (".csv", ".json"))
    for gelezen in op_volgorde([lees(p) for p in bestanden]):
        lees_in(gelezen.pad, tenant, ontvangen_op=datetime.combine(gelezen.bron_datum, time(12), UTC), gelezen=gelezen)
    ververs(tenant, PEILDATUM)
    return tenant


@pytest.fixture(scope="module")
def wie(gemeente: Organisatie) -> Medewerker:
    return leg_medewerker_vast(gemeente, "jongere-tl", naam="Karim", rol="teamleider", wachtwoord="lang-genoeg-wachtwoord")


def test_berekend_is_opgeslagen(gemeente: Organisatie) -> None:
    """What a page computes of one youth is what the run of all of them stored."""
    met_signaal = Signaal.objects.filter(tenant=gemeente).values("jongere")
    jongeren = [*Jongere.objects.filter(pk__in=met_signaal).order_by("pk")[:25], *Jongere.objects.filter(tenant=gemeente)[:15]]
    for j in jongeren:
        uit = bereken_een(gemeente, neem_momentopname_van(gemeente.pk, j.pk, "midden"), PEILDATUM)
        for naam, model, kolommen in (
            ("rechtspositie", Rechtspositie, ("van", "tot", "positie", "vrijgesteld", "zekerheid")),
            ("signalen", Signaal, ("signaal", "van", "tot", "sinds_bekend", "begin_feit", "zekerheid")),
            ("verwachting", Verwachting, ("wat", "datum")),
        ):
            berekend = sorted((tuple(r[k] for k in kolommen) for r in uit[naam].to_pylist()), key=repr)
            opgeslagen = sorted(model.objects.filter(jongere=j).values_list(*kolommen), key=repr)
            assert berekend == opgeslagen, (j.pk, naam)


def test_wat_later_bekend_werd_telt_niet_terug(gemeente: Organisatie, wie: Medewerker) -> None:
    """As known on a day: no fact that came later, and none that began later."""
    toen = PEILDATUM - timedelta(days=45)
    for j in Jongere.objects.filter(tenant=gemeente).order_by("pk")[:20]:
        b = selectors.beeld(wie, j, Kijk(PEILDATUM, toen, toen))
        for naam, rijen in b.feiten.items():
            for r in rijen:
                assert naam == "jongeren" or r["ontvangen_op"] <= toen
                begin = r.get("van") or r.get("datum")
                assert begin is None or begin <= toen
        assert b.plek is None
        assert b.run is None


def test_personen_van_vandaag_zijn_zoals_ze_nu_bekend_zijn(gemeente: Organisatie) -> None:
    """Chosen from the versions by the page as by the delivery that wrote them."""
    kolommen = [k for _, groep in GROEPEN for k in groep] + ["overleden", "bron_bekend", "bron_datum"]

    def gegevens(j: Jongere) -> dict[str, object]:
        return {k: bytes(w) if isinstance(w := getattr(j, k), memoryview) else w for k in kolommen}

    for j in Jongere.objects.filter(tenant=gemeente).order_by("pk")[:60]:
        assert gegevens(zoals_bekend_op(j, date(2100, 1, 1))) == gegevens(j)


def test_prenten_zeggen_wat_de_gegevens_zeggen(gemeente: Organisatie, wie: Medewerker) -> None:
    nu = Kijk(PEILDATUM, PEILDATUM, PEILDATUM)
    for j in Jongere.objects.filter(tenant=gemeente).order_by("pk")[:60]:
        b = selectors.beeld(wie, j, nu)
        t = tijdlijn(b)
        assert len([s for s in t.scholen if s.soort != "geen"]) == len(b.feiten["inschrijvingen"])
        assert len(t.vrijstellingen) == len(b.feiten["vrijstellingen"])
        assert len(t.meldingen) == len(b.feiten["meldingen"])
        verzuim = b.feiten["verzuim"]
        gemist = [v for v in verzuim if v["reden"] != "te_laat"]
        assert sum(g.uren for g in t.gemist) == pytest.approx(sum(v["uren"] for v in gemist)), "late is not missed"
        for soort, redenen in (("ongeoorloofd", ("ongeoorloofd", "luxe")), ("onbekend", ("nog_onbekend",))):
            deel = sum(v["uren"] for v in gemist if v["reden"] in redenen)
            assert sum(getattr(g, soort) for g in t.gemist) == pytest.approx(deel), soort
        in_kaart = sum(sum(d.uren.values()) for k in hittekaarten(b, {}) for d in k.dagen)
        assert in_kaart <= sum(v["uren"] for v in verzuim) + 1e-6
        k = klok(b)
        assert len(k.wijzers) == len(b.uitkomsten.klok)
        assert all(w.stand_tekst and w.verwacht_tekst for w in k.wijzers)
        zin = positiezin(b)
        assert (zin is None) == (b.positie is None)
        codes = [s.code for s in toon_signalen(b)]
        assert len(set(codes)) == len(codes)
        assert {c.partition("-")[0] for c in codes} == {s.signaal for s in b.open_signalen} - {"thuiszitter"}


def test_elk_signaal_noemt_feiten_met_bron(gemeente: Organisatie, wie: Medewerker) -> None:
    """Every fact behind an open signal has a source, but for the date of birth."""
    nu = Kijk(PEILDATUM, PEILDATUM, PEILDATUM)
    gezien = 0
    for s in Signaal.objects.filter(tenant=gemeente, tot=None).select_related("jongere")[:60]:
        for getoond in toon_signalen(selectors.beeld(wie, s.jongere, nu)):
            assert getoond.feiten, getoond.code
            gezien += len(getoond.feiten)
            assert all(f.bron for f in getoond.feiten if f.wat != "Geboren"), getoond.code
    assert gezien > 50
