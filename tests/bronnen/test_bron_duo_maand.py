from __future__ import annotations

from datetime import date

import pytest
from bronnen_hulp import A04, A05, BSN, NRSP, lees_rijen, rijen, zonder_pad

from inbeeld.bronnen import LeveringFout
from inbeeld.bronnen.csv import normaal
from inbeeld.bronnen.duo import codes
from inbeeld.bronnen.waarden import Onwaarde


def test_a04() -> None:
    g = lees_rijen("202303A04I27GZ.csv", A04)
    assert (g.bron, g.bron_datum, g.omvang) == ("duo-a04", date(2023, 3, 1), "mutaties")
    assert rijen(g, "personen") == [
        {
            "regel": 2,
            "pgn": BSN[1],
            "pgn_soort": "BSN",
            "achternaam": "Demo",
            "geboren": date(2004, 3, 13),
            "geboren_nauwkeurig": "dag",
            "huisnummer": "129",
            "postcode": "1024RZ",
            "gemeente": "0518",
        }
    ]
    assert rijen(g, "inschrijvingen") == [
        {
            "regel": 2,
            "pgn": BSN[1],
            "pgn_soort": "BSN",
            "brin": "27GZ",
            "onderwijs": "mbo4",
            "leerweg": "bol",
            "van": date(2022, 10, 1),
            "tot": date(2022, 11, 15),
            "kenmerk": "27GZ/A1",
        }
    ]


def test_a04_zonder_uitschrijving_geeft_alleen_de_persoon() -> None:
    g = lees_rijen("202303A04I27GZ.csv", A04 | {"DATUM_UITSCHRIJVING": ""}, A04 | {"DATUM_UITSCHRIJVING": "01-10-2022"})
    assert g.tabellen["personen"].num_rows == 2
    assert g.tabellen["inschrijvingen"].num_rows == 0
    assert not g.apart
    assert any("alleen de persoon" in o for o in g.opmerkingen)


def test_a14_hoort_bij_het_vorige_teljaar() -> None:
    g = lees_rijen(
        "202311A14G0518.csv", A04 | {"RAPPORTAGEMAAND": "202309", "VANAF_WANNEER": "202309", "DATUM_UITSCHRIJVING": "20230801"}
    )
    assert g.bron == "duo-a14"
    assert rijen(g, "inschrijvingen")[0]["van"] == date(2022, 10, 1)


def test_a01_en_a02() -> None:
    assert lees_rijen("202301A01I27GZ.csv", A04).tabellen["inschrijvingen"].num_rows == 1
    g = lees_rijen("202301A02I27GZ.csv", A04)
    assert (g.bron, g.tabellen["inschrijvingen"].num_rows, g.tabellen["personen"].num_rows) == ("duo-a02", 0, 1)


def test_zonder_maand_in_de_naam_telt_de_laatste_rapportagemaand() -> None:
    g = lees_rijen("werkvoorraad.csv", A04, A04 | {"RAPPORTAGEMAAND": "202302", "PERSOONSGEBONDENNUMMER": BSN[7]})
    assert (g.bron, g.bron_datum) == ("duo-a04", date(2023, 3, 1))


def test_a05_is_een_bewering_over_1_oktober() -> None:
    g = lees_rijen("202301A05I27GZ.csv", A05)
    assert g.bron == "duo-a05"
    inschrijving = rijen(g, "inschrijvingen")[0]
    assert inschrijving["van"] == date(2022, 10, 1)
    assert "tot" not in inschrijving
    assert "mutatie" not in inschrijving
    assert "leerweg" not in inschrijving
    assert (inschrijving["onderwijs"], inschrijving["kenmerk"]) == ("mbo2", "27GZ/2")
    assert rijen(g, "personen")[0]["toevoeging"] == "bis"


def test_nrsp_en_nenr() -> None:
    g = lees_rijen("NRSP2023VI27GZ.csv", NRSP, NRSP | {"#BURGERSERVICENUMMER": "0", "ONDERWIJSNUMMER": "100000004"})
    assert (g.bron, g.bron_datum) == ("duo-nrsp", date(2023, 10, 1))
    eerste, tweede = rijen(g, "inschrijvingen")
    assert (eerste["van"], eerste["onderwijs"], eerste["leerweg"]) == (date(2022, 10, 1), "mbo4", "bbl")
    assert "vestiging" not in eerste
    assert (tweede["pgn"], tweede["pgn_soort"]) == ("100000004", "ONR")
    assert lees_rijen("NRSP2023DI27GZ.csv", NRSP).bron_datum > g.bron_datum
    nenr = lees_rijen("NenR2023VI27GZ.csv", NRSP | {"EXAMEN": "", "IND_BEKOSTIGING": "J"})
    assert (nenr.bron, nenr.tabellen["inschrijvingen"].num_rows) == ("duo-nenr", 0)
    zonder = lees_rijen("20231101-startpopulatie.csv", NRSP)
    assert any("teljaar 2023" in o for o in zonder.opmerkingen)


@pytest.mark.parametrize("veld", [v for v, namen in codes.ALIASSEN.items() if len(namen) > 1])
@pytest.mark.parametrize(
    ("naam", "rij"), [("202303A04I27GZ.csv", A04), ("202301A05I27GZ.csv", A05), ("NRSP2023VI27GZ.csv", NRSP)]
)
def test_elke_naam_van_een_kolom_geeft_hetzelfde(naam: str, rij: dict[str, str], veld: str) -> None:
    verwacht = lees_rijen(naam, rij)
    namen = codes.ALIASSEN[veld]
    hier = {normaal(k) for k in rij}
    for alias in namen:
        eigen = [k for k in rij if normaal(k) in namen]
        if alias in hier or len(eigen) != 1:
            continue
        for vorm in (alias, f"#{alias.lower()}", f" {alias} "):
            anders = {vorm if k == eigen[0] else k: v for k, v in rij.items()}
            g = lees_rijen(naam, anders)
            assert {n: t.to_pylist() for n, t in g.tabellen.items()} == {n: t.to_pylist() for n, t in verwacht.tabellen.items()}


def test_volgorde_van_kolommen_doet_er_niet_toe() -> None:
    assert zonder_pad(lees_rijen("202303A04I27GZ.csv", dict(reversed(A04.items())))) == zonder_pad(
        lees_rijen("202303A04I27GZ.csv", A04)
    )


@pytest.mark.parametrize(
    ("veld", "cel", "code"),
    [
        ("NIVEAU", "Mbo9 opleidingen", "onbekende_code"),
        ("LEERWEG", "QQ", "onbekende_code"),
        ("GEBOORTEDATUM", "31-02-2004", "onmogelijke_datum"),
        ("GEBOORTEDATUM", "13-03-2024", "in_de_toekomst"),
        ("PERSOONSGEBONDENNUMMER", "999000001", "elfproef"),
        ("PERSOONSGEBONDENNUMMER", "12", "pgn_vorm"),
        ("BRIN", "ABCD", "ongeldige_brin"),
        ("GEMEENTECODE", "Delft", "ongeldige_gemeente"),
        ("RAPPORTAGEMAAND", "202213", "ongeldige_maand"),
        ("DATUM_UITSCHRIJVING", "gisteren", "ongeldige_datum"),
        ("BRIN_VOLGNUMMER", "X9", "ongeldige_vestiging"),
    ],
)
def test_een_foute_cel_zet_alleen_zijn_rij_apart(veld: str, cel: str, code: str) -> None:
    g = lees_rijen("202303A04I27GZ.csv", A04, A04 | {veld: cel}, A04 | {"PERSOONSGEBONDENNUMMER": BSN[8]})
    assert [(a.regel, a.kolom, a.code) for a in g.apart] == [(3, veld, code)]
    assert g.apart[0].inhoud[veld] == cel
    assert g.tabellen["personen"].column("regel").to_pylist() == [2, 4]


def test_zonder_nummer_mag_met_naam_en_geboortedatum() -> None:
    g = lees_rijen(
        "202303A04I27GZ.csv", A04 | {"PERSOONSGEBONDENNUMMER": ""}, A04 | {"PERSOONSGEBONDENNUMMER": "0", "ACHTERNAAM": ""}
    )
    assert g.tabellen["personen"].column("pgn").to_pylist() == [None]
    assert g.apart[0].code == "leeg"


@pytest.mark.parametrize(
    ("tekst", "onderwijs"),
    [
        ("Mbo4 opleidingen", "mbo4"),
        ("Mbo4 opleidinge", "mbo4"),
        ("Mbo niveau 4", "mbo4"),
        ("HAVO/VWO bovenbouw", "vo"),
        ("HAVO/VWO bovenb", "vo"),
        ("VMBO bovenbouw", "vo"),
        ("praktijkonderwi", "pro"),
        ("Vavo", "vavo"),
    ],
)
def test_niveau(tekst: str, onderwijs: str) -> None:
    assert codes.van_niveau(tekst) == onderwijs


@pytest.mark.parametrize("tekst", ["Mbo", "Mbo4 opleiding en meer", "x", "MBO NIVEAU", "HAVO/VWO boven"])
def test_niveau_wordt_niet_geraden(tekst: str) -> None:
    with pytest.raises(Onwaarde):
        codes.van_niveau(tekst)


def test_vavo_blijkt_uit_de_opleiding() -> None:
    g = lees_rijen("202303A04I27GZ.csv", A04 | {"NIVEAU": "HAVO/VWO bovenbouw", "ONDERWIJSNAAM": "Vavo Havo Zonder Profiel"})
    assert rijen(g, "inschrijvingen")[0]["onderwijs"] == "vavo"


def test_ontbrekende_kolom_wordt_genoemd() -> None:
    rij = dict(A04)
    del rij["NIVEAU"]
    with pytest.raises(LeveringFout) as fout:
        lees_rijen("202303A04I27GZ.csv", rij)
    assert fout.value.kolom == "NIVEAU"
    assert "NIVEAU" in fout.value.wat_te_doen
