"""Two youths are one person, and sometimes not after all: nothing is lost, everything can be undone."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any

import pytest
from django.apps import apps
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.basis.muren import betreed, in_tenant
from inbeeld.apps.beelden.momentopname import neem_momentopname
from inbeeld.apps.leveringen.services import neem_op
from inbeeld.apps.personen.models import Jongere, Oordeel, Samenvoeging
from inbeeld.apps.personen.selectors import jongeren, met_bsn
from inbeeld.apps.registers.een_persoon import FEITEN
from inbeeld.apps.registers.services import haal_uit_elkaar, maak_ongedaan, splits, voeg_samen, voer_uit
from inbeeld.apps.toegang.models import Organisatie
from inbeeld.apps.toegang.services import leg_organisatie_vast
from inbeeld.bronnen.basis import Gelezen

from .maken import ANNA, BRAM, gaat_naar, levering, neem, op, persoon, vraag, woont

ONR = "999990020"
"""Used as an onderwijsnummer here; for the register it is a number like any other."""
D1, D2, D3 = date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1)
ROD = "rod-levering-v1"


def onr(rij: dict[str, Any], nummer: str = ONR) -> dict[str, Any]:
    return rij | {"pgn": nummer, "pgn_soort": "ONR"}


def dag(pgn: str, datum: date = D1, **meer: Any) -> dict[str, Any]:
    return {"pgn": pgn, "brin": "99ZZ", "datum": datum, "minuten": 60, "uren": 1.0, "reden": "ongeoorloofd"} | meer


def binnen(doe: Callable[..., Any]) -> Callable[..., Any]:
    """Within the organisation that is named first."""

    @wraps(doe)
    def om(organisatie: Organisatie, *rest: Any) -> Any:
        with in_tenant(organisatie.pk):
            return doe(organisatie, *rest)

    return om


@binnen
def paar(organisatie: Organisatie) -> tuple[int, int]:
    """Who is known by a BSN and who by an onderwijsnummer."""
    rijen = dict(vraag("SELECT bsn_index IS NOT NULL, id FROM personen_jongere WHERE tenant_id = %s", organisatie.pk))
    return rijen[True], rijen[False]


def twee(organisatie: Organisatie) -> tuple[int, int]:
    """The same child twice: the BRP knows it by BSN, the school by onderwijsnummer."""
    neem(
        organisatie,
        levering("brp-selectie-v1", D1, "volledig", personen=[persoon(ANNA)], verblijf=[woont(ANNA)]),
        levering(ROD, D1, personen=[onr(persoon(""))], inschrijvingen=[onr(gaat_naar(""))]),
    )
    return paar(organisatie)


@binnen
def alles(organisatie: Organisatie) -> dict[str, list[Any]]:
    """Every row of every table with facts of youths, and the youths themselves, to the last column but encryption."""
    uit = {}
    bij = ("registers_dekking", "registers_nummerdekking", "personen_zoekrij", "personen_bevestiging")
    for tabel in (*(s.tabel for s in FEITEN), *bij):
        uit[tabel] = vraag(f"SELECT to_jsonb(t) FROM {tabel} t WHERE tenant_id = %s ORDER BY t", organisatie.pk)
    zonder = "to_jsonb(j) - '{ouder_1,ouder_2}'::text[]"
    uit["jongeren"] = vraag(f"SELECT {zonder} FROM personen_jongere j WHERE tenant_id = %s ORDER BY id", organisatie.pk)
    return uit


@binnen
def geldend(organisatie: Organisatie, *namen: str) -> dict[str, list[Any]]:
    """What holds now of whom, without our own numbers. ``namen``: call each person so, in order of id.

    A withdrawal that is older than what its source has since said in full keeps nothing back any more: left out. Of one that
    does, what the withdrawn fact said counts no more: withdrawn twice, it says what it said the first time.
    """
    wie = [r[0] for r in vraag("SELECT id FROM personen_jongere WHERE tenant_id = %s ORDER BY id", organisatie.pk)]
    naam = dict(zip(wie, namen, strict=False))
    uit = {}
    for spec in FEITEN:
        school = "(SELECT brin FROM scholen_school s WHERE s.id = f.school_id)," if spec.school else ""
        kolommen = ", ".join(f"CASE WHEN NOT f.vervallen THEN f.{k} END" for k in spec.kolommen)
        gedekt = "FROM registers_dekking d WHERE d.jongere_id = f.jongere_id AND d.bron = f.bron"
        zonder = f"AND NOT (vervallen AND EXISTS (SELECT {gedekt} AND d.{spec.naam} > f.bron_datum))" if spec.dekking else ""
        rijen = vraag(
            f"SELECT jongere_id, bron, bron_datum, kenmerk, {school} vervallen, {kolommen} FROM {spec.tabel} f "
            f"WHERE tenant_id = %s AND vervangen_op IS NULL AND jongere_id IS NOT NULL {zonder}",
            organisatie.pk,
        )
        uit[spec.naam] = sorted(((naam.get(r[0], r[0]), *r[1:]) for r in rijen), key=repr)
    kolommen = "bron, verblijf, inschrijvingen, diplomas, vrijstellingen, verzuim, meldingen, werk"
    rijen = vraag(
        f"SELECT jongere_id, {kolommen} FROM registers_dekking d JOIN personen_jongere j ON j.id = d.jongere_id "
        "WHERE d.tenant_id = %s AND j.opgegaan_in_id IS NULL",
        organisatie.pk,
    )
    uit["dekking"] = sorted(((naam.get(r[0], r[0]), *r[1:]) for r in rijen), key=repr)
    return uit


# ---------------------------------------------------------------------- merging


def test_feiten_gaan_over_en_de_geschiedenis_blijft(organisatie: Organisatie) -> None:
    blijft, vervalt = twee(organisatie)
    voor = vraag("SELECT count(*) FROM registers_inschrijving WHERE tenant_id = %s", organisatie.pk)
    voeg_samen(organisatie.pk, blijft, vervalt, None, "kreeg een BSN")
    kolommen = "jongere_id, vervangen_op IS NULL, via"
    rijen = vraag(f"SELECT {kolommen} FROM registers_inschrijving WHERE tenant_id = %s ORDER BY id", organisatie.pk)
    assert voor == [(1,)]
    assert rijen == [(vervalt, False, None), (blijft, True, vervalt)]


def test_wie_opging_is_nergens_meer_te_zien(organisatie: Organisatie) -> None:
    blijft, vervalt = twee(organisatie)
    voeg_samen(organisatie.pk, blijft, vervalt, None, "kreeg een BSN")
    oud = Jongere.objects.get(pk=vervalt)
    assert (oud.opgegaan_in_id, oud.achternaam, oud.geboren, oud.zoeknaam) == (blijft, None, None, "")
    assert vraag("SELECT jongere_id FROM personen_zoekrij WHERE tenant_id = %s", organisatie.pk) == [(blijft,)]
    opname = neem_momentopname(organisatie.pk, "midden")
    assert opname["jongeren"]["jongere_id"].to_pylist() == opname["inschrijvingen"]["jongere_id"].to_pylist() == [blijft]


def test_beide_nummers_leiden_naar_wie_bleef(organisatie: Organisatie) -> None:
    blijft, vervalt = twee(organisatie)
    voeg_samen(organisatie.pk, blijft, vervalt, None, "kreeg een BSN")
    neem(
        organisatie,
        levering(ROD, D2, inschrijvingen=[onr(gaat_naar("", "2", brin="98YY"))]),
        levering(ROD, D2, inschrijvingen=[gaat_naar(ANNA, "3", brin="97XX")]),
    )
    assert vraag(
        "SELECT jongere_id, via, kenmerk FROM registers_inschrijving "
        "WHERE tenant_id = %s AND vervangen_op IS NULL ORDER BY kenmerk",
        organisatie.pk,
    ) == [(blijft, vervalt, "1"), (blijft, vervalt, "2"), (blijft, blijft, "3")]
    assert jongeren(organisatie.pk).count() == 1


def test_hetzelfde_feit_onder_beide_nummers_telt_eenmaal(organisatie: Organisatie) -> None:
    blijft, vervalt = twee(organisatie)
    neem(organisatie, levering(ROD, D2, inschrijvingen=[gaat_naar(ANNA, tot=D2)]))
    voeg_samen(organisatie.pk, blijft, vervalt, None, "kreeg een BSN")
    assert [(r[0], r[2], r[-1]) for r in geldend(organisatie)["inschrijvingen"]] == [(blijft, D2, D2)]


def test_wat_eerder_bekend_was_blijft_zoals_het_was(organisatie: Organisatie) -> None:
    gemeente = levering("brp-selectie-v1", D1, "volledig", personen=[persoon(ANNA)], verblijf=[woont(ANNA)])
    neem_op(gemeente, organisatie, op(2025, 9, 1))
    school = levering(ROD, D1, personen=[onr(persoon(""))], inschrijvingen=[onr(gaat_naar(""))])
    neem_op(school, organisatie, op(2025, 9, 2))
    blijft, vervalt = paar(organisatie)

    def zoals_op(dag_: date) -> dict[str, Any]:
        return {n: t.to_pylist() for n, t in neem_momentopname(organisatie.pk, "midden", dag_).items()}

    voor = zoals_op(D2)
    samen = voeg_samen(organisatie.pk, blijft, vervalt, None, "kreeg een BSN", op=op(2025, 11, 1))
    assert zoals_op(D2) == voor
    na = zoals_op(D3)
    assert [j["jongere_id"] for j in na["jongeren"]] == [blijft]
    splits(samen, None, "toch niet", op=op(2025, 12, 1))
    assert zoals_op(D2) == voor
    assert zoals_op(D3) == na
    assert len(zoals_op(date(2025, 12, 1))["jongeren"]) == 2


@pytest.mark.parametrize("verkeerd", ["zelf", "vreemd", "opgegaan", "zonder reden", "bsn vervalt"])
def test_wat_niet_kan(organisatie: Organisatie, verkeerd: str) -> None:
    blijft, vervalt = twee(organisatie)
    reden = "kreeg een BSN"
    if verkeerd == "zelf":
        vervalt = blijft
    elif verkeerd == "vreemd":
        vreemd = leg_organisatie_vast("vreemd", "Vreemd", ["1998"])
        neem(vreemd, levering(ROD, D1, personen=[persoon(BRAM)]))
        with in_tenant(vreemd.pk):
            vervalt = jongeren(vreemd.pk).values_list("pk", flat=True)[0]
    elif verkeerd == "opgegaan":
        voeg_samen(organisatie.pk, blijft, vervalt, None, reden)
    elif verkeerd == "bsn vervalt":
        blijft, vervalt = vervalt, blijft
    else:
        reden = "  "
    voor = alles(organisatie)
    with pytest.raises(GebruikFout):
        voeg_samen(organisatie.pk, blijft, vervalt, None, reden)
    assert alles(organisatie) == voor


def test_elke_tabel_met_een_jongere_is_bedacht() -> None:
    """A new table with a youth must be moved along, or be made anew from those that are."""
    feiten = {s.tabel for s in FEITEN} | {"registers_dekking"}
    afgeleid = {
        "personen_zoekrij", "personen_dubbel", "personen_samenvoeging", "personen_oordeel", "personen_jongere",
        "beelden_rechtspositie", "beelden_signaal", "beelden_verwachting", "beelden_klok", "beelden_vervallensignaal",
        "werklijst_werkregel", "gronden_grond", "gronden_kennisgeving", "gronden_deling",
        "bewaren_uitstel", "bewaren_vernietigregel", "rectificatie_verzoek", "rectificatie_besluit", "mijn_betrokkene",
    }  # fmt: skip
    velden = [(m, v) for m in apps.get_models() for v in m._meta.get_fields() if v.concrete]
    gevonden = {m._meta.db_table for m, v in velden if getattr(v, "related_model", None) is Jongere}
    assert feiten <= gevonden
    assert gevonden <= feiten | afgeleid


# ---------------------------------------------------------------------- undoing


def test_ongedaan_zet_elke_rij_terug(organisatie: Organisatie) -> None:
    blijft, vervalt = twee(organisatie)
    voor = alles(organisatie)
    samen = voeg_samen(organisatie.pk, blijft, vervalt, None, "kreeg een BSN")
    maak_ongedaan(samen, None, "toch niet")
    assert alles(organisatie) == voor
    samen.refresh_from_db()
    assert samen.wijze == Samenvoeging.TERUGGEDRAAID
    with pytest.raises(GebruikFout):
        splits(samen, None, "nog eens")


def test_ongedaan_kan_niet_meer_als_er_iets_binnenkwam(organisatie: Organisatie) -> None:
    blijft, vervalt = twee(organisatie)
    samen = voeg_samen(organisatie.pk, blijft, vervalt, None, "kreeg een BSN")
    neem(organisatie, levering(ROD, D2, inschrijvingen=[onr(gaat_naar(""))]))
    with pytest.raises(GebruikFout):
        maak_ongedaan(samen, None, "toch niet")
    haal_uit_elkaar(samen, None, "toch niet")
    assert samen.wijze == Samenvoeging.GESPLITST
    assert [(r[0], r[2]) for r in geldend(organisatie)["inschrijvingen"]] == [(vervalt, D2)]


def test_splitsen_geeft_ieder_wat_onder_het_eigen_nummer_kwam(organisatie: Organisatie) -> None:
    blijft, vervalt = twee(organisatie)
    samen = voeg_samen(organisatie.pk, blijft, vervalt, None, "kreeg een BSN")
    neem(
        organisatie,
        levering("absentie-v1", D2, verzuim=[onr(dag("", D2)), dag(ANNA, D3)]),
        levering(ROD, D2, inschrijvingen=[gaat_naar(ANNA, tot=D2)]),
    )
    assert {r[0] for r in geldend(organisatie)["verzuim"]} == {blijft}
    splits(samen, None, "een broer")
    nu = geldend(organisatie)
    assert {(r[0], D2 in r[6:], D3 in r[6:]) for r in nu["verzuim"]} == {(blijft, False, True), (vervalt, True, False)}
    assert [(r[0], r[-1]) for r in nu["inschrijvingen"]] == [(blijft, D2), (vervalt, None)]
    assert met_bsn(organisatie.pk, ANNA).achternaam == Jongere.objects.get(pk=vervalt).achternaam == "Vermeer"  # type: ignore[union-attr]


def test_eerst_de_laatste_ongedaan(organisatie: Organisatie) -> None:
    blijft, vervalt = twee(organisatie)
    neem(organisatie, levering(ROD, D1, personen=[onr(persoon(""), "999990032")]))
    derde = jongeren(organisatie.pk).order_by("-pk").values_list("pk", flat=True)[0]
    eerste = voeg_samen(organisatie.pk, vervalt, derde, None, "dubbel")
    laatste = voeg_samen(organisatie.pk, blijft, vervalt, None, "kreeg een BSN")
    assert set(Jongere.objects.filter(opgegaan_in=blijft).values_list("pk", flat=True)) == {vervalt, derde}
    with pytest.raises(GebruikFout, match="eerst de latere"):
        splits(eerste, None, "toch niet")
    maak_ongedaan(laatste, None, "toch niet")
    in_wie = dict(Jongere.objects.filter(pk__in=[vervalt, derde]).values_list("pk", "opgegaan_in"))
    assert in_wie == {vervalt: None, derde: vervalt}
    maak_ongedaan(eerste, None, "toch niet")
    assert jongeren(organisatie.pk).count() == 3


def test_een_besluit_wordt_een_keer_uitgevoerd(organisatie: Organisatie) -> None:
    from inbeeld.apps.personen.services import leg_oordeel_vast
    from inbeeld.apps.toegang.models import ADMINISTRATIE
    from inbeeld.apps.toegang.services import leg_medewerker_vast

    blijft, vervalt = (Jongere.objects.get(pk=p) for p in twee(organisatie))
    naam = f"adm-{organisatie.code}"
    wie = leg_medewerker_vast(organisatie, naam, naam="Ad", rol=ADMINISTRATIE, wachtwoord="een-lang-wachtwoord-9")
    besluit = leg_oordeel_vast(wie, Oordeel.SAMEN, blijft, vervalt, "zelfde kind")
    nog_een = leg_oordeel_vast(wie, Oordeel.SAMEN, blijft, vervalt, "zelfde kind")
    assert voer_uit(organisatie.pk, besluit.pk) == [blijft.pk, vervalt.pk]
    assert voer_uit(organisatie.pk, besluit.pk) == []
    assert voer_uit(organisatie.pk, nog_een.pk) == []
    nog_een.refresh_from_db()
    assert (nog_een.status, "al samengevoegd" in nog_een.fout) == (Oordeel.MISLUKT, True)
    samen = Samenvoeging.objects.get(tenant=organisatie)
    assert (samen.door, samen.reden) == (wie, "zelfde kind")


# ---------------------------------------------------------------------- any facts, any order

BRONNEN = (ROD, "absentie-v1")
TABELLEN = ("inschrijvingen", "verzuim", "verblijf", "rooster", "personen")
dagen = st.integers(0, 4).map(lambda n: D1 + timedelta(days=n))
INHOUD: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "inschrijvingen": st.fixed_dictionaries(
        {
            "kenmerk": st.sampled_from("12"),
            "onderwijs": st.sampled_from(["vo", "pro"]),
            "mutatie": st.sampled_from([None, None, "T", "V"]),
        }
    ),
    "verzuim": st.fixed_dictionaries(
        {"kenmerk": st.sampled_from([None, "m1"]), "datum": dagen, "reden": st.sampled_from(["ongeoorloofd", "ziek"])}
    ),
    "verblijf": st.fixed_dictionaries({"van": dagen, "tot": st.sampled_from([None, date(2026, 1, 1)])}),
    "rooster": st.fixed_dictionaries({"weekdag": st.sampled_from([1, 2]), "minuten": st.sampled_from([60, 300])}),
    "personen": st.fixed_dictionaries({"achternaam": st.sampled_from(["Vermeer", "Visser"])}),
}
VAST: dict[str, dict[str, Any]] = {
    "inschrijvingen": {"brin": "99ZZ", "vestiging": "00", "van": D1},
    "verzuim": {"brin": "99ZZ", "minuten": 60, "uren": 1.0},
    "verblijf": {"gemeente": "1999"},
    "rooster": {"brin": "99ZZ", "van": D1},
    "personen": {"voornamen": "Noor", "geboren": date(2010, 3, 4), "geboren_nauwkeurig": "dag"},
}
Zending = dict[str, Any]


@st.composite
def zendingen(draw: st.DrawFn) -> Zending:
    """One delivery as data: source, date, whether it is full, and rows with a side instead of a number. Within a table all rows
    are of one side: of two lines in one file about the same fact the last counts, whatever the number."""
    uit: Zending = {"bron": draw(st.sampled_from(BRONNEN)), "datum": draw(dagen), "volledig": draw(st.booleans())}
    for naam in draw(st.lists(st.sampled_from(TABELLEN), min_size=1, max_size=2, unique=True)):
        kant = draw(st.sampled_from("ab"))
        uit[naam] = [(kant, inhoud) for inhoud in draw(st.lists(INHOUD[naam], min_size=1, max_size=2))]
    return uit


def reeksen(meest: int, minst: int = 0) -> st.SearchStrategy[list[Zending]]:
    """Deliveries in order of arrival. Of one source no two have the same date: files of one day are parts of one another, and
    what one of them leaves out is not taken from the other number."""
    return st.lists(zendingen(), min_size=minst, max_size=meest, unique_by=lambda z: (z["bron"], z["datum"]))


def maak(z: Zending, nummers: dict[str, tuple[str, str]]) -> Gelezen:
    """The delivery with these numbers for the sides."""
    tabellen = {
        naam: [vast | inhoud | dict(zip(("pgn", "pgn_soort"), nummers[kant], strict=True)) for kant, inhoud in z[naam]]
        for naam, vast in VAST.items()
        if naam in z
    }
    return levering(z["bron"], z["datum"], "volledig" if z["volledig"] else "mutaties", **tabellen)


TWEE = {"a": (ANNA, "BSN"), "b": (ONR, "ONR")}
EEN = {"a": (ANNA, "BSN"), "b": (ANNA, "BSN")}
START: list[Zending] = [
    {"bron": "start", "datum": D1, "volledig": False, "personen": [(kant, {"achternaam": "Vermeer"})]} for kant in "ab"
]
kort = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller example takes many worlds to find
)
lang = settings(kort, max_examples=150)
_teller = itertools.count()


def wereld() -> Organisatie:
    """Another organisation, which the test enters."""
    nieuw = leg_organisatie_vast(f"wereld-{next(_teller)}", "Wereld", ["1999"])
    betreed(nieuw.pk)
    return nieuw


@binnen
def speel(w: Organisatie, reeks: list[Zending], nummers: dict[str, tuple[str, str]]) -> None:
    neem(w, *(maak(z, nummers) for z in reeks))


def samenvoegen_en_ongedaan(reeks: list[Zending]) -> None:
    w = wereld()
    speel(w, [*START, *reeks], TWEE)
    voor = alles(w)
    maak_ongedaan(voeg_samen(w.pk, *paar(w), None, "proef"), None, "proef")
    assert alles(w) == voor


def alsof_altijd_een_nummer(reeks: list[Zending]) -> None:
    een, w = wereld(), wereld()
    speel(w, [*START, *reeks], TWEE)
    voeg_samen(w.pk, *paar(w), None, "proef")
    speel(een, [*START, *reeks], EEN)
    assert geldend(w, "X") == geldend(een, "X")


def alsof_nooit_samengevoegd(voor: list[Zending], na: list[Zending]) -> None:
    nooit, w = wereld(), wereld()
    speel(w, [*START, *voor], TWEE)
    samen = voeg_samen(w.pk, *paar(w), None, "proef")
    speel(w, na, TWEE)
    splits(samen, None, "proef")
    speel(nooit, [*START, *voor, *na], TWEE)
    assert geldend(w, "A", "B") == geldend(nooit, "A", "B")
    # And the register goes on as if nothing had happened.
    for x in (w, nooit):
        speel(x, na[:1], TWEE)
    assert geldend(w, "A", "B") == geldend(nooit, "A", "B")


@kort
@given(reeksen(5))
def test_samenvoegen_en_ongedaan_is_niets(database: str, reeks: list[Zending]) -> None:
    samenvoegen_en_ongedaan(reeks)


@kort
@given(reeksen(6))
def test_samengevoegd_is_alsof_er_altijd_een_nummer_was(database: str, reeks: list[Zending]) -> None:
    alsof_altijd_een_nummer(reeks)


@kort
@given(reeksen(7, 1), st.integers(0, 4))
def test_splitsen_is_alsof_er_nooit_was_samengevoegd(database: str, reeks: list[Zending], wanneer: int) -> None:
    alsof_nooit_samengevoegd(reeks[:wanneer], reeks[wanneer:])


@pytest.mark.lang
@lang
@given(reeksen(6), st.integers(0, 4))
def test_alle_drie_lang(database: str, reeks: list[Zending], wanneer: int) -> None:
    samenvoegen_en_ongedaan(reeks)
    alsof_altijd_een_nummer(reeks)
    alsof_nooit_samengevoegd(reeks[:wanneer], reeks[wanneer:])
