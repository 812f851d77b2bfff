"""The delivery desk: idempotence, who wins, full and partial deliveries, waiting, both time axes."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.leveringen import selectors
from inbeeld.apps.leveringen.models import Levering
from inbeeld.apps.leveringen.services import exporteer_apart, lees_in, neem_op
from inbeeld.apps.personen.selectors import bsn_van, met_bsn, op_naam
from inbeeld.apps.personen.zoeknaam import zoekvorm
from inbeeld.apps.toegang.models import Organisatie
from inbeeld.apps.toegang.services import leg_organisatie_vast
from inbeeld.bronnen.basis import Apart, Gelezen

from .maken import ANNA, BRAM, CEM, brp, gaat_naar, levering, neem, op, persoon, toestand, vraag, woont

D1, D2, D3 = date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1)
ROD = "rod-levering-v1"


def geldend(organisatie: Organisatie, kolommen: str, tabel: str = "registers_inschrijving") -> list[tuple[object, ...]]:
    return vraag(
        f"SELECT {kolommen} FROM {tabel} WHERE tenant_id = %s AND vervangen_op IS NULL AND NOT vervallen ORDER BY 1",
        organisatie.pk,
    )


def test_de_brp_maakt_personen_en_verblijf(organisatie: Organisatie) -> None:
    (bon,) = neem(organisatie, brp(D1, ANNA, BRAM))
    assert (bon.nieuwe_jongeren, bon.opgenomen, bon.ongekoppeld) == (2, 4, 0)
    jongere = met_bsn(organisatie.pk, ANNA)
    assert jongere is not None
    assert (jongere.achternaam, jongere.geboren, jongere.bron_bekend) == ("Vermeer", date(2010, 3, 4), "brp-selectie-v1")
    assert bsn_van(jongere) == ANNA
    assert met_bsn(organisatie.pk, CEM) is None


def test_twee_keer_hetzelfde_verandert_niets(organisatie: Organisatie) -> None:
    eerste = levering(ROD, D1, personen=[persoon(ANNA)], inschrijvingen=[gaat_naar(ANNA), gaat_naar(ANNA, "2")])
    neem(organisatie, eerste)
    voor = toestand(organisatie)
    (bon,) = neem(organisatie, eerste)
    assert (bon.opgenomen, bon.ongewijzigd) == (0, 3)
    assert toestand(organisatie) == voor
    assert vraag("SELECT count(*) FROM registers_inschrijving WHERE tenant_id = %s", organisatie.pk) == [(2,)]


def test_nieuwer_wint_en_ouder_wordt_geschiedenis(organisatie: Organisatie) -> None:
    neem(organisatie, brp(D1, ANNA), levering(ROD, D2, inschrijvingen=[gaat_naar(ANNA, tot=date(2025, 9, 15))]))
    (laat,) = neem(organisatie, levering(ROD, D1, inschrijvingen=[gaat_naar(ANNA)]))
    assert laat.totaal.verouderd == 1
    assert geldend(organisatie, "tot") == [(date(2025, 9, 15),)]
    (nog_eens,) = neem(organisatie, levering(ROD, D1, inschrijvingen=[gaat_naar(ANNA)]))
    assert nog_eens.opgenomen == 0
    (nieuw,) = neem(organisatie, levering(ROD, D3, inschrijvingen=[gaat_naar(ANNA)]))
    assert nieuw.totaal.gewijzigd == 1
    assert geldend(organisatie, "tot, bron_datum") == [(None, D3)]
    assert vraag("SELECT count(*) FROM registers_inschrijving WHERE tenant_id = %s", organisatie.pk) == [(3,)]


def test_bevestiging_telt_mee_voor_wie_er_wint(organisatie: Organisatie) -> None:
    gelijk = [gaat_naar(ANNA)]
    neem(organisatie, brp(D1, ANNA), levering(ROD, D1, inschrijvingen=gelijk), levering(ROD, D3, inschrijvingen=gelijk))
    neem(organisatie, levering(ROD, D2, inschrijvingen=[gaat_naar(ANNA, onderwijs="pro")]))
    assert geldend(organisatie, "onderwijs, bron_datum") == [("vo", D3)]


def test_zelfde_datum_laatst_ontvangen_wint(organisatie: Organisatie) -> None:
    neem(organisatie, brp(D1, ANNA), levering(ROD, D2, inschrijvingen=[gaat_naar(ANNA)]))
    neem(organisatie, levering(ROD, D2, inschrijvingen=[gaat_naar(ANNA, onderwijs="pro")]))
    assert geldend(organisatie, "onderwijs") == [("pro",)]


def test_volledig_sluit_wat_ontbreekt_alleen_bij_wie_erin_staat(organisatie: Organisatie) -> None:
    neem(organisatie, brp(D1, ANNA, BRAM))
    neem(organisatie, levering(ROD, D1, inschrijvingen=[gaat_naar(ANNA, "1"), gaat_naar(ANNA, "2"), gaat_naar(BRAM, "1")]))
    (bon,) = neem(organisatie, levering(ROD, D2, "volledig", inschrijvingen=[gaat_naar(ANNA, "2")]))
    assert bon.totaal.gesloten == 1
    assert geldend(organisatie, "kenmerk") == [("1",), ("2",)]
    # An older statement that comes in late must not bring it back.
    neem(organisatie, levering(ROD, date(2025, 9, 15), inschrijvingen=[gaat_naar(ANNA, "1")]))
    assert len(geldend(organisatie, "kenmerk")) == 2
    # A newer one does.
    neem(organisatie, levering(ROD, D3, inschrijvingen=[gaat_naar(ANNA, "1")]))
    assert len(geldend(organisatie, "kenmerk")) == 3


def test_volledige_levering_van_een_andere_bron_laat_met_rust(organisatie: Organisatie) -> None:
    neem(organisatie, brp(D1, ANNA), levering(ROD, D1, inschrijvingen=[gaat_naar(ANNA)]))
    neem(organisatie, levering("duo-a05", D2, "volledig", inschrijvingen=[gaat_naar(ANNA, "x", van=D2)]))
    assert len(geldend(organisatie, "bron")) == 2


def test_verwijderd_blijft_verwijderd(organisatie: Organisatie) -> None:
    neem(organisatie, brp(D1, ANNA))
    weg = levering(ROD, D2, inschrijvingen=[gaat_naar(ANNA, mutatie="V")])
    neem(organisatie, weg, levering(ROD, D1, inschrijvingen=[gaat_naar(ANNA, mutatie="T")]))
    assert geldend(organisatie, "kenmerk") == []
    (opnieuw,) = neem(organisatie, weg)
    assert opnieuw.opgenomen == 0
    neem(organisatie, levering(ROD, D3, inschrijvingen=[gaat_naar(ANNA, mutatie="T")]))
    assert geldend(organisatie, "kenmerk") == [("1",)]


def test_binnen_een_bestand_geldt_de_laatste_regel(organisatie: Organisatie) -> None:
    rijen = [gaat_naar(ANNA, mutatie="T"), gaat_naar(ANNA, onderwijs="pro", mutatie="W")]
    (_, bon) = neem(organisatie, brp(D1, ANNA), levering(ROD, D1, inschrijvingen=rijen))
    assert geldend(organisatie, "onderwijs, regel") == [("pro", 3)]
    assert (bon.opgenomen, bon.ongewijzigd) == (1, 1)


def test_brp_gaat_voor_andere_bronnen(organisatie: Organisatie) -> None:
    anders = persoon(ANNA, "Fout", postcode="1000AA", woonplaats="Elders")
    neem(organisatie, levering(ROD, D3, personen=[anders]))
    assert met_bsn(organisatie.pk, ANNA).bron_bekend == ROD  # type: ignore[union-attr]
    neem(organisatie, brp(D1, ANNA))
    jongere = met_bsn(organisatie.pk, ANNA)
    assert jongere is not None
    assert (jongere.achternaam, jongere.bron_bekend, jongere.postcode) == ("Vermeer", "brp-selectie-v1", "1000AA")


def test_nieuwste_adresperiode_geldt_ook_als_die_eerder_in_het_bestand_staat(organisatie: Organisatie) -> None:
    rijen = [persoon(ANNA, postcode="2000BB"), persoon(ANNA, postcode="1000AA")]
    verblijf = [woont(ANNA, date(2020, 1, 1)), woont(ANNA, date(2010, 3, 4), date(2020, 1, 1))]
    neem(organisatie, levering("brp-selectie-v1", D1, "volledig", personen=rijen, verblijf=verblijf))
    assert met_bsn(organisatie.pk, ANNA).postcode == "2000BB"  # type: ignore[union-attr]


def test_onbekende_persoon_wacht_en_wordt_later_gekoppeld(organisatie: Organisatie) -> None:
    dag = {"brin": "99ZZ", "datum": date(2025, 9, 3), "minuten": 60, "uren": 1.0, "reden": "ongeoorloofd"}
    verzuim = [{"pgn": ANNA, **dag}, {"pgn": CEM, **dag}, {"pgn": None, **dag}]
    (bon,) = neem(organisatie, levering("absentie-v1", D1, verzuim=verzuim))
    assert bon.ongekoppeld == 3
    wacht = selectors.ongekoppeld(organisatie.pk)
    assert {(w.reden, w.rijen) for w in wacht} == {("persoon_onbekend", 2), ("geen_nummer", 1)}
    assert ANNA not in repr(wacht)
    (na,) = neem(organisatie, brp(D2, ANNA))
    assert na.alsnog_gekoppeld == 1
    assert geldend(organisatie, "datum, bron_datum, bron", "registers_verzuim") == [(date(2025, 9, 3), D1, "absentie-v1")]
    assert sum(w.rijen for w in selectors.ongekoppeld(organisatie.pk)) == 2


def test_wachtende_volledige_levering_sluit_ook_bij_koppelen(organisatie: Organisatie) -> None:
    neem(
        organisatie,
        levering(ROD, D1, "volledig", inschrijvingen=[gaat_naar(ANNA, "1"), gaat_naar(ANNA, "2")]),
        levering(ROD, D2, "volledig", inschrijvingen=[gaat_naar(ANNA, "2")]),
        brp(D3, ANNA),
    )
    assert geldend(organisatie, "kenmerk") == [("2",)]


def test_nieuwe_versie_van_een_verzuimbericht_vervangt_alle_dagen(organisatie: Organisatie) -> None:
    dag = {"pgn": ANNA, "brin": "99ZZ", "minuten": 300, "uren": 5.0, "reden": "ziek", "kenmerk": "20250901--"}
    lang = [dag | {"datum": date(2025, 9, d)} for d in (1, 2, 3)]
    kort = levering("absentie-v1", D2, verzuim=lang[:2])
    neem(organisatie, brp(D1, ANNA), levering("absentie-v1", D1, verzuim=lang), kort)
    assert len(geldend(organisatie, "datum", "registers_verzuim")) == 2
    (laat,) = neem(organisatie, levering("absentie-v1", date(2025, 9, 9), verzuim=lang))
    assert len(geldend(organisatie, "datum", "registers_verzuim")) == 2
    assert laat.totaal.opgenomen == 0


def test_onderwijsnummer_is_geen_bsn(organisatie: Organisatie) -> None:
    neem(organisatie, brp(D1, ANNA))
    neem(organisatie, levering(ROD, D1, personen=[persoon(ANNA, pgn_soort="ONR")]))
    assert vraag("SELECT count(*) FROM personen_jongere WHERE tenant_id = %s", organisatie.pk) == [(2,)]


def test_een_ander_zijn_gegevens_zijn_van_een_ander(organisatie: Organisatie, database: str) -> None:
    ander = leg_organisatie_vast(f"{organisatie.code}-b", "Elders", ["1998"])
    neem(organisatie, brp(D1, ANNA))
    neem(ander, brp(D1, ANNA))
    een = met_bsn(organisatie.pk, ANNA)
    with in_tenant(ander.pk):
        twee = met_bsn(ander.pk, ANNA)
    assert een is not None
    assert twee is not None
    assert een.pk != twee.pk
    assert bytes(een.bsn_index) != bytes(twee.bsn_index)


def test_kalender_en_school_worden_gecorrigeerd(organisatie: Organisatie) -> None:
    zomer = {
        "vakantieregio": "noord",
        "soort": "zomer",
        "schooljaar": "2025-2026",
        "van": date(2026, 7, 4),
        "tot": date(2026, 8, 17),
    }
    feest = [{"vakantieregio": "alle", "soort": "feestdag", "schooljaar": "2025-2026", "van": d} for d in (date(2026, 4, 27), D1)]
    school = {"brin": "99ZZ", "vestiging": "00", "naam": "De Plas"}
    neem(organisatie, levering("kalender-v1", D1, kalender=[zomer, *feest], scholen=[school]))
    neem(
        organisatie,
        levering("kalender-v1", D2, kalender=[zomer | {"van": date(2026, 7, 3)}], scholen=[school | {"naam": "De Wiel"}]),
    )
    assert geldend(organisatie, "van", "scholen_kalender") == [(D1,), (date(2026, 4, 27),), (date(2026, 7, 3),)]
    assert vraag("SELECT naam FROM scholen_school WHERE tenant_id = %s", organisatie.pk) == [("De Wiel",)]


def test_rooster_van_school_en_van_jongere(organisatie: Organisatie) -> None:
    uur = {"brin": "99ZZ", "van": D1, "weekdag": 1, "minuten": 300}
    rooster = [uur, uur | {"weekdag": 2}, uur | {"pgn": ANNA, "minuten": 120}, uur | {"pgn": CEM}]
    (_, bon) = neem(organisatie, brp(D1, ANNA), levering("absentie-v1", D1, rooster=rooster))
    assert (bon.opgenomen, bon.ongekoppeld) == (3, 1)
    assert len(geldend(organisatie, "weekdag", "scholen_rooster")) == 3


def test_zoals_bekend_op(organisatie: Organisatie) -> None:
    neem_op(brp(D1, ANNA), organisatie, op(2025, 9, 1))
    neem_op(levering(ROD, D1, inschrijvingen=[gaat_naar(ANNA)]), organisatie, op(2025, 9, 2))
    neem_op(levering(ROD, D3, inschrijvingen=[gaat_naar(ANNA, tot=D2)]), organisatie, op(2025, 11, 5))
    neem_op(levering(ROD, D2, inschrijvingen=[gaat_naar(ANNA, onderwijs="pro")]), organisatie, op(2025, 11, 20))
    bekend = (
        "SELECT onderwijs, tot FROM registers_inschrijving WHERE tenant_id = %s AND ontvangen_op <= %s "
        "AND (vervangen_op IS NULL OR vervangen_op > %s)"
    )
    for dag, verwacht in (
        (op(2025, 9, 1), []),
        (op(2025, 10, 1), [("vo", None)]),
        (op(2025, 11, 10), [("vo", D2)]),
        (op(2025, 12, 1), [("vo", D2)]),
    ):
        assert vraag(bekend, organisatie.pk, dag, dag) == verwacht


# ---------------------------------------------------------------------- order of arrival

_RIJ = st.tuples(
    st.sampled_from([ANNA, BRAM]), st.sampled_from("12"), st.sampled_from(["vo", "pro"]), st.sampled_from([None, "T", "W", "V"])
)
_ROD = st.tuples(st.lists(_RIJ, max_size=4), st.booleans(), st.booleans())


def _maak(inhoud: list[tuple[list[tuple[str, str, str, str | None]], bool, bool]]) -> list[Gelezen]:
    uit = []
    for maand, (rijen, volledig, met_persoon) in enumerate(inhoud, 1):
        datum = date(2025, maand, 1)
        uit.append(
            levering(
                ROD,
                datum,
                "volledig" if volledig else "mutaties",
                personen=[persoon(r[0], f"Naam{maand}", postcode=f"10{maand:02d}AA") for r in rijen] if met_persoon else [],
                inschrijvingen=[gaat_naar(p, k, onderwijs=o, mutatie=None if volledig else m) for p, k, o, m in rijen],
            )
        )
    return [*uit, brp(date(2025, 6, 1), ANNA)]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), inhoud=st.lists(_ROD, min_size=1, max_size=4))
def test_eindstand_hangt_niet_van_de_volgorde_af(
    database: str, data: st.DataObject, inhoud: list[tuple[list[tuple[str, str, str, str | None]], bool, bool]]
) -> None:
    standen = []
    leveringen = _maak(inhoud)
    for _ in range(2):
        with transaction.atomic():
            tenant = leg_organisatie_vast("permutatie", "Waterveen", [])
            neem(tenant, *data.draw(st.permutations(leveringen)))
            with in_tenant(tenant.pk):
                standen.append(toestand(tenant))
            transaction.set_rollback(True)
    assert standen[0] == standen[1]


# ---------------------------------------------------------------------- files, privacy, set apart


def test_bestand_dat_er_niet_is(organisatie: Organisatie, tmp_path: Path) -> None:
    with pytest.raises(GebruikFout, match="niet"):
        lees_in(tmp_path / "weg.csv", organisatie)


def test_apart_gezet_en_geexporteerd(organisatie: Organisatie, tmp_path: Path) -> None:
    apart = (
        Apart(7, "BSN", "elfproef", "voldoet niet aan de elfproef", "Controleer het nummer.", {"BSN": "123", "NAAM": "=1+1"}),
    )
    (bon,) = neem(organisatie, levering(ROD, D1, apart=apart, personen=[persoon(ANNA)]))
    assert (bon.apart, bon.apart_redenen) == (1, {"elfproef": 1})
    doel = tmp_path / "apart.csv"
    assert exporteer_apart(Levering.objects.get(pk=bon.levering_id), doel) == 1
    assert doel.read_text("utf-8-sig").splitlines()[1] == "123;'=1+1;7;BSN;voldoet niet aan de elfproef;Controleer het nummer."


def test_geen_nummer_in_de_database(organisatie: Organisatie) -> None:
    ouder = "999990044"
    apart = (Apart(9, "BSN", "x", "reden", "doe", {"BSN": BRAM}),)
    neem(
        organisatie,
        levering(
            ROD, D1, apart=apart, personen=[persoon(ANNA, pgn_ouder_1=ouder)], inschrijvingen=[gaat_naar(ANNA), gaat_naar(CEM)]
        ),
    )
    tabellen = [
        r[0]
        for r in vraag("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        if r[0] not in ("django_migrations", "muur_sleutel")
    ]
    for tabel in tabellen:
        with connection.cursor() as cursor, cursor.copy(f'COPY "{tabel}" TO STDOUT') as stroom:
            inhoud = io.BytesIO(b"".join(bytes(s) for s in stroom)).getvalue()
        for nummer in (ANNA, BRAM, CEM, ouder):
            assert nummer.encode() not in inhoud, tabel
            assert nummer.encode().hex().encode() not in inhoud, tabel


@pytest.mark.parametrize(
    ("naam", "vorm"),
    [
        ("van der Heijden", "heyden"),
        ("Heyden", "heyden"),
        ("Çelik-Øster", "celik oster"),
        ("D'Hondt", "hondt"),
        ("de", "de"),
        ("IJsselmeër", "ysselmeer"),
        ("Groß", "gross"),
    ],
)
def test_zoekvorm(naam: str, vorm: str) -> None:
    assert zoekvorm(naam) == vorm


def test_zoeken_op_naam(organisatie: Organisatie) -> None:
    neem(organisatie, levering(ROD, D1, personen=[persoon(ANNA, "Heijden", voorvoegsel="van der")]))
    assert [j.achternaam for j in op_naam(organisatie.pk, "van der Heyden")] == ["Heijden"]


def test_terug_naar_een_eerdere_inhoud_is_een_nieuwe_levering(tmp_path: Path, organisatie: Organisatie) -> None:
    """The same bytes as an older delivery, with another one in between: the source has gone back, and the newest wins."""
    from inbeeld.apps.leveringen.services import lees_in
    from inbeeld.apps.personen.models import Jongere

    def lever(dag: str, achternaam: str) -> bool:
        pad = tmp_path / f"brp_{dag}.csv"
        kop = "BSN;GESLACHTSNAAM;VOORNAMEN;GESLACHT;GEBOORTEDATUM;GEMEENTECODE;DATUM_VESTIGING;DATUM_VERTREK"
        pad.write_text(f"{kop}\n999990019;{achternaam};Kind;V;20140401;9001;20140401;\n", "utf-8")
        return lees_in(pad, organisatie).al_ingelezen

    al = [lever(dag, naam) for dag, naam in (("20260910", "Eerste"), ("20260911", "Tweede"), ("20260912", "Eerste"))]
    assert al == [False, False, False]
    assert Jongere.objects.get(tenant=organisatie).achternaam == "Eerste"
    assert lever("20260912", "Eerste")
    assert lever("20260913", "Eerste")


def test_een_foute_verblijfsregel_sluit_niet_wat_we_wisten(tmp_path: Path, organisatie: Organisatie) -> None:
    """The person stays, the stay is set apart, and the stay known from before is not closed for not being repeated."""
    from inbeeld.apps.leveringen.services import lees_in
    from inbeeld.apps.registers.models import Verblijf

    kop = "BSN;GESLACHTSNAAM;VOORNAMEN;GESLACHT;GEBOORTEDATUM;GEMEENTECODE;DATUM_VESTIGING;DATUM_VERTREK"
    for dag, vertrek in (("20260910", ""), ("20260917", "20130101")):
        pad = tmp_path / f"brp_{dag}.csv"
        pad.write_text(f"{kop}\n999990019;Jansen;Kind;V;20140401;9001;20140401;{vertrek}\n", "utf-8")
        ontvangst = lees_in(pad, organisatie)
    assert ontvangst.apart == 1
    assert Verblijf.objects.filter(tenant=organisatie, vervangen_op=None).count() == 1


def test_een_lange_straat_kost_de_levering_niet(tmp_path: Path, organisatie: Organisatie) -> None:
    from inbeeld.apps.leveringen.services import lees_in
    from inbeeld.apps.personen.models import Jongere

    kop = "BSN;GESLACHTSNAAM;VOORVOEGSEL;GEBOORTEDATUM;GEMEENTECODE;DATUM_VESTIGING;STRAAT;HUISNUMMER"
    rijen = [
        f"999990019;Jansen;van der {'x' * 40};20140401;9001;20140401;{'Straat' * 30};{'1' * 30}",
        f"999990408;{'Lang' * 800};;20140401;9001;20140401;;",
    ]
    pad = tmp_path / "brp_20260910.csv"
    pad.write_text("\n".join([kop, *rijen, ""]), "utf-8")
    assert lees_in(pad, organisatie).apart == 1
    assert Jongere.objects.filter(tenant=organisatie).count() == 1


def test_een_bestandsnaam_met_een_bsn_wordt_niet_bewaard(tmp_path: Path, organisatie: Organisatie) -> None:
    from inbeeld.apps.leveringen.services import veilige_naam

    assert veilige_naam(Path("brp 999990019.csv")) == "brp *********.csv"
    assert veilige_naam(Path("brp_20260910.csv")) == "brp_20260910.csv"
    assert veilige_naam(Path("a\x1b[31m.csv")) == "a?[31m.csv"
