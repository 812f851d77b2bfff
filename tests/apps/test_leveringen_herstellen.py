"""Set-apart rows: corrected they become facts as any other row, left they stay, and a later full delivery outdates them."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from inbeeld.apps.beelden.momentopname import neem_momentopname
from inbeeld.apps.leveringen import services
from inbeeld.apps.leveringen.herstellen import Mis, cellen_van, lees_opnieuw, velden_van
from inbeeld.apps.leveringen.models import Afhandeling, ApartGezet, Levering
from inbeeld.apps.leveringen.selectors import herkomst
from inbeeld.apps.toegang.models import Medewerker, Organisatie
from inbeeld.apps.toegang.services import leg_medewerker_vast
from inbeeld.bronnen import lees

from .maken import ANNA, BRAM, brp, neem, op, vraag
from .test_leveringen_opdrachten import opdrachten

ROD = (
    "LEVERING;LEVERDATUM;MUTATIESOORT;PERSOONSGEBONDENNUMMER;ACHTERNAAM;GEBOORTEDATUM;BRIN;BRIN_VOLGNUMMER;ONDERWIJSSOORT;"
    "INSCHRIJVINGSVOLGNUMMER;DATUM_INSCHRIJVING;DATUM_UITSCHRIJVING\n"
)


@pytest.fixture
def sam(organisatie: Organisatie) -> Medewerker:
    return leg_medewerker_vast(
        organisatie, f"sam-{organisatie.pk}", naam="Sam Pinas", rol="administratie", wachtwoord="een-lang-wachtwoord"
    )


def rod(pgn: str = ANNA, van: str = "20260801", tot: str = "", soort: str = "VO") -> str:
    return f"P;20260907;INSCHRIJVING_T;{pgn};Vermeer;20100304;99ZZ;00;{soort};1;{van};{tot}\n"


def lever(
    organisatie: Organisatie, map_: Path, *rijen: str, kop: str = ROD, naam: str = "rod-levering-P_20260907.csv"
) -> Levering:
    pad = map_ / naam
    pad.write_text(kop + "".join(rijen), "utf-8")
    bon = services.lees_in(pad, organisatie)
    return Levering.objects.get(pk=bon.levering_id)


def apart(levering: Levering) -> ApartGezet:
    return ApartGezet.objects.select_related("levering").get(levering=levering)


def herstel(rij: ApartGezet, door: Medewerker, **cellen: str) -> Mis | None:
    """Corrects cells and lets the worker carry it out."""
    mis = services.leg_herstel_vast(rij, cellen_van(rij) | cellen, door)
    for afhandeling in Afhandeling.objects.filter(apart=rij, status=Afhandeling.WACHT):
        services.handel_af(rij.tenant_id, afhandeling.pk)
    rij.refresh_from_db()
    return mis


def inschrijvingen(organisatie: Organisatie) -> list[tuple[object, ...]]:
    return vraag(
        "SELECT van, tot, bron_datum, regel FROM registers_inschrijving WHERE tenant_id = %s AND vervangen_op IS NULL "
        "AND NOT vervallen ORDER BY regel",
        organisatie.pk,
    )


# -- correcting ------------------------------------------------------------------------------------------------------------


def test_herstelde_rij_wordt_een_feit_van_dezelfde_levering(organisatie: Organisatie, sam: Medewerker, tmp_path: Path) -> None:
    neem(organisatie, brp(date(2026, 9, 1), ANNA, BRAM))
    levering = lever(organisatie, tmp_path, rod(BRAM), rod(ANNA, van="20269801"))
    rij = apart(levering)
    assert (rij.regel, rij.kolom, rij.status) == (3, "DATUM_INSCHRIJVING", ApartGezet.OPEN)
    assert herstel(rij, sam, DATUM_INSCHRIJVING="20260801") is None
    assert rij.status == ApartGezet.HERSTELD
    assert rij.afgedaan_op is not None
    # Same date and line as the delivery it came from.
    assert inschrijvingen(organisatie) == [
        (date(2026, 8, 1), None, date(2026, 9, 7), 2),
        (date(2026, 8, 1), None, date(2026, 9, 7), 3),
    ]
    afhandeling = Afhandeling.objects.get(apart=rij)
    assert (afhandeling.status, afhandeling.door_id, afhandeling.levering.herstel_van_id) == ("klaar", sam.pk, levering.pk)
    assert afhandeling.levering.via == Levering.HERSTEL
    assert opdrachten(organisatie, "beeld.ververs") == ["todo"]


def test_origineel_en_verbetering_blijven_versleuteld_bewaard(organisatie: Organisatie, sam: Medewerker, tmp_path: Path) -> None:
    rij = apart(lever(organisatie, tmp_path, rod(ANNA, van="20269801")))
    herstel(rij, sam, DATUM_INSCHRIJVING="20260801")
    assert cellen_van(rij)["DATUM_INSCHRIJVING"] == "20269801"
    afhandeling = Afhandeling.objects.get(apart=rij)
    for waarde in (rij.inhoud, afhandeling.inhoud):
        assert ANNA.encode() not in bytes(waarde or b"")
    args = vraag("SELECT args::text FROM procrastinate_jobs WHERE args->>'tenant_id' = %s", str(organisatie.pk))
    assert all(ANNA not in a for (a,) in args)


def test_rij_die_nog_fout_is_zegt_wat_er_nu_mis_is(organisatie: Organisatie, sam: Medewerker, tmp_path: Path) -> None:
    rij = apart(lever(organisatie, tmp_path, rod(ANNA, van="20269801")))
    mis = herstel(rij, sam, DATUM_INSCHRIJVING="20260801", DATUM_UITSCHRIJVING="20200101")
    assert mis is not None
    assert (mis.kolom, mis.code) == ("DATUM_UITSCHRIJVING", "einde_voor_begin")
    mis = herstel(rij, sam)
    assert mis is not None
    assert mis.wat.startswith("Er is nog niets veranderd.")
    assert rij.status == ApartGezet.OPEN
    assert not Afhandeling.objects.filter(apart=rij).exists()


def test_een_rij_wordt_een_keer_hersteld(organisatie: Organisatie, sam: Medewerker, tmp_path: Path) -> None:
    rij = apart(lever(organisatie, tmp_path, rod(ANNA, van="20269801")))
    cellen = cellen_van(rij) | {"DATUM_INSCHRIJVING": "20260801"}
    assert services.leg_herstel_vast(rij, cellen, sam) is None
    tweede = services.leg_herstel_vast(rij, cellen, sam)
    assert tweede is not None
    assert "Iemand anders" in tweede.wat
    (afhandeling,) = Afhandeling.objects.filter(apart=rij)
    assert services.handel_af(organisatie.pk + 1, afhandeling.pk) is False
    assert services.handel_af(organisatie.pk, afhandeling.pk) is True
    assert services.handel_af(organisatie.pk, afhandeling.pk) is False
    assert Levering.objects.filter(tenant=organisatie, via=Levering.HERSTEL).count() == 1


def test_nieuwere_levering_wint_van_een_herstelde_rij(organisatie: Organisatie, sam: Medewerker, tmp_path: Path) -> None:
    neem(organisatie, brp(date(2026, 9, 1), ANNA))
    rij = apart(lever(organisatie, tmp_path, rod(ANNA, van="20269801")))
    nieuw = rod(ANNA, tot="20261001").replace("20260907", "20261005")
    lever(organisatie, tmp_path, nieuw, naam="rod-levering-P_20261005.csv")
    herstel(rij, sam, DATUM_INSCHRIJVING="20260801")
    assert inschrijvingen(organisatie) == [(date(2026, 8, 1), date(2026, 10, 1), date(2026, 10, 5), 2)]


def test_herstelde_rij_over_een_onbekende_wacht(organisatie: Organisatie, sam: Medewerker, tmp_path: Path) -> None:
    kop = "PGN;GROND;VAN;TOT\n"
    levering = lever(organisatie, tmp_path, f"{ANNA};onzin;20260801;20270801\n", kop=kop, naam="vrijstellingen_20260907.csv")
    rij = apart(levering)
    assert herstel(rij, sam, GROND="15") is None
    assert vraag("SELECT tabel, regel FROM leveringen_ongekoppeldrij WHERE tenant_id = %s", organisatie.pk) == [
        ("vrijstellingen", 2)
    ]


def test_te_veel_cellen_moeten_eerst_op_hun_plaats(organisatie: Organisatie, sam: Medewerker, tmp_path: Path) -> None:
    """A separator in a name: what is shifted must not be taken in as it stands."""
    scheef = rod(ANNA).replace("Vermeer", "Ver;meer")
    rij = apart(lever(organisatie, tmp_path, scheef))
    assert rij.code == "aantal_cellen"
    recht = dict(zip(ROD.strip().split(";"), rod(ANNA).strip("\n").split(";"), strict=True))
    (over,) = [k for k in cellen_van(rij) if k.startswith("cel ")]
    mis = herstel(rij, sam, ACHTERNAAM="Vermeer")
    assert mis is not None
    assert herstel(rij, sam, **recht, **{over: ""}) is None
    assert rij.status == ApartGezet.HERSTELD


def test_te_weinig_cellen_houden_al_hun_kolommen(organisatie: Organisatie, tmp_path: Path) -> None:
    rij = apart(lever(organisatie, tmp_path, rod(ANNA), rod(BRAM).replace("99ZZ;00;", "")))
    assert list(cellen_van(rij)) == ROD.strip().split(";")


def test_kolom_die_ontbreekt_kan_worden_ingevuld(organisatie: Organisatie, sam: Medewerker, tmp_path: Path) -> None:
    kop = ROD.replace("ONDERWIJSSOORT;", "")
    levering = lever(organisatie, tmp_path, rod(ANNA).replace("VO;", ""), kop=kop)
    rij = apart(levering)
    kolommen, fout = velden_van(rij, cellen_van(rij))
    assert (fout, kolommen[-1]) == ("ONDERWIJSSOORT", "ONDERWIJSSOORT")
    assert herstel(rij, sam, ONDERWIJSSOORT="VO") is None


def test_verzuimmelding_uit_json(organisatie: Organisatie, sam: Medewerker, tmp_path: Path) -> None:
    neem(organisatie, brp(date(2026, 9, 1), ANNA))
    melding = {
        "nummer": "77",
        "persoonsgebondenNummer": ANNA,
        "pgnSoort": "BSN",
        "brin": "99ZZ",
        "vestiging": None,
        "soortVerzuim": "V9",
        "begindatumVerzuim": "2026-09-01",
        "alleLessenGemist": True,
        "verzuimspecificatie": {"verzuimdagen": ["2026-09-01"], "verzuimuren": []},
    }
    pad = tmp_path / "verzuimmelding.json"
    pad.write_text(json.dumps({"formaat": "verzuimmelding-v1", "leverdatum": "2026-09-07", "meldingen": [melding]}))
    levering = Levering.objects.get(pk=services.lees_in(pad, organisatie).levering_id)
    rij = apart(levering)
    kolommen, fout = velden_van(rij, cellen_van(rij))
    assert fout == "soortVerzuim"
    assert cellen_van(rij)["vestiging"] == ""
    assert "soortVerzuim" in kolommen
    assert herstel(rij, sam, soortVerzuim="V3") is None
    assert vraag("SELECT verzuimsoort, bron_datum FROM registers_melding WHERE tenant_id = %s", organisatie.pk) == [
        ("V3", date(2026, 9, 7))
    ]
    assert vraag("SELECT datum, alle_lessen FROM registers_verzuim WHERE tenant_id = %s", organisatie.pk) == [
        (date(2026, 9, 1), True)
    ]


def test_elk_soort_levering_leest_zijn_eigen_rijen_weer_zoals_ze_waren(organisatie: Organisatie, tmp_path: Path) -> None:
    """Read again without a change, a row fails for the same reason."""
    rijen = [rod(ANNA, van="20269801"), rod("123456780"), rod(BRAM, tot="20200101"), rod(ANNA, soort="XX")]
    levering = lever(organisatie, tmp_path, *rijen)
    for rij in ApartGezet.objects.filter(levering=levering).select_related("levering"):
        mis = lees_opnieuw(rij, cellen_van(rij))
        assert isinstance(mis, Mis)
        assert (mis.code, mis.kolom) == (rij.code, rij.kolom)


# -- what it means for the picture -----------------------------------------------------------------------------------------


def test_twijfel_over_een_jongere_is_weg_als_de_rij_hersteld_is(
    organisatie: Organisatie, sam: Medewerker, tmp_path: Path
) -> None:
    services.neem_op(brp(date(2026, 9, 1), ANNA), organisatie, op(2026, 9, 1))
    levering = lever(organisatie, tmp_path, rod(ANNA, van="20269801"))
    Levering.objects.filter(pk=levering.pk).update(ontvangen_op=op(2026, 9, 8))
    rij = apart(levering)

    def twijfel(bekend_op: date | None = None) -> int:
        return neem_momentopname(organisatie.pk, "midden", bekend_op)["apart"].num_rows

    assert twijfel() == 1
    herstel(rij, sam, DATUM_INSCHRIJVING="20260801")
    assert twijfel() == 0
    assert twijfel(date(2026, 10, 1)) == 1, "as it was known before"


@pytest.mark.lang
def test_beeld_verandert_door_een_herstelde_rij(organisatie: Organisatie, sam: Medewerker, tmp_path: Path) -> None:
    """Absoluut verzuim with a reason for doubt; the corrected enrolment ends it."""
    from inbeeld.apps.beelden.models import Signaal
    from inbeeld.apps.werklijst.services import ververs

    neem(organisatie, brp(date(2026, 9, 1), ANNA))
    rij = apart(lever(organisatie, tmp_path, rod(ANNA, van="20269801")))
    ververs(organisatie, date(2026, 11, 20))
    (signaal,) = Signaal.objects.filter(tenant=organisatie, signaal="absoluut_verzuim", tot=None)
    assert "rij_apart_gezet" in signaal.redenen
    herstel(rij, sam, DATUM_INSCHRIJVING="20200801")
    ververs(organisatie, date(2026, 11, 20))
    assert not Signaal.objects.filter(tenant=organisatie, signaal="absoluut_verzuim", tot=None).exists()


def test_bron_van_een_herstelde_rij_heeft_een_bon(organisatie: Organisatie, sam: Medewerker, tmp_path: Path) -> None:
    """The corrected row is a delivery of its own, without a page; its source is the delivery it stood in."""
    neem(organisatie, brp(date(2026, 9, 1), ANNA))
    levering = lever(organisatie, tmp_path, rod(ANNA, van="20269801"))
    assert herstel(apart(levering), sam, DATUM_INSCHRIJVING="20260801") is None
    ((feit,),) = vraag("SELECT id FROM registers_inschrijving WHERE tenant_id = %s", organisatie.pk)
    bron = herkomst(organisatie.pk, {"inschrijvingen": [feit]})["inschrijvingen", feit]
    assert bron.levering == levering.uuid
    assert bron.regel == apart(levering).regel


# -- leaving, outdating, sending back --------------------------------------------------------------------------------------


def test_zo_laten_met_een_reden(organisatie: Organisatie, sam: Medewerker, tmp_path: Path) -> None:
    rij = apart(lever(organisatie, tmp_path, rod(ANNA, van="20269801")))
    assert services.laat_zo(rij, "  ", sam) is not None
    assert services.laat_zo(rij, "dubbel geleverd", sam) is None
    (afhandeling,) = Afhandeling.objects.filter(apart=rij)
    services.handel_af(organisatie.pk, afhandeling.pk)
    rij.refresh_from_db()
    assert rij.status == ApartGezet.GELATEN
    assert opdrachten(organisatie, "beeld.ververs") == []
    assert services.laat_zo(rij, "nog eens", sam) is not None


def test_volledige_levering_laat_oude_fouten_van_wie_er_nu_goed_in_staat_vervallen(
    organisatie: Organisatie, tmp_path: Path
) -> None:
    kop = "BSN;GESLACHTSNAAM;VOORNAMEN;GESLACHT;GEBOORTEDATUM;GEMEENTECODE;DATUM_VESTIGING;DATUM_VERTREK\n"

    def brp_rij(bsn: str, geboren: str = "20100304") -> str:
        return f"{bsn};Vermeer;Noor;V;{geboren};9001;20100304;\n"

    oud = lever(
        organisatie, tmp_path, brp_rij(ANNA, "20109904"), brp_rij(BRAM, "20109904"), kop=kop, naam="brp-selectie_20260901.csv"
    )
    ouder = lever(organisatie, tmp_path, brp_rij(ANNA), brp_rij(BRAM), kop=kop, naam="brp-selectie_20260801.csv")
    assert ouder.omvang == "volledig"
    assert set(ApartGezet.objects.filter(levering=oud).values_list("status", flat=True)) == {ApartGezet.OPEN}
    lever(organisatie, tmp_path, brp_rij(ANNA), brp_rij(BRAM, "20109904"), kop=kop, naam="brp-selectie_20261001.csv")
    standen = {r.regel: r.status for r in ApartGezet.objects.filter(levering=oud)}
    assert standen == {2: ApartGezet.VERVALLEN, 3: ApartGezet.OPEN}


def test_uitvoer_is_wat_apart_staat(organisatie: Organisatie, tmp_path: Path) -> None:
    rijen = [rod(ANNA, van="20269801"), rod(BRAM), rod("123456780"), rod(BRAM, tot="20200101")]
    levering = lever(organisatie, tmp_path, *rijen)
    verwacht = lees(tmp_path / "rod-levering-P_20260907.csv").apart
    uit = tmp_path / "apart.csv"
    assert services.exporteer_apart(levering, uit) == 3
    with uit.open(encoding="utf-8-sig", newline="") as stroom:
        gevonden = list(csv.DictReader(stroom, delimiter=";"))
    assert [(r["REGEL"], r["KOLOM"], r["REDEN"]) for r in gevonden] == [(str(a.regel), a.kolom, a.reden) for a in verwacht]
    assert [{k: r[k] for k in a.inhoud} for r, a in zip(gevonden, verwacht, strict=True)] == [a.inhoud for a in verwacht]
    assert uit.stat().st_mode & 0o777 == 0o600
