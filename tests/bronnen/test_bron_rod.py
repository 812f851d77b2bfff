from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from bronnen_hulp import BSN, INSCHRIJVING, ROD, csv_tekst, klopt, lees_rijen, lees_tekst, rijen

from inbeeld.bronnen import LeveringFout

NAAM = "rod-levering-c.csv"


def p(**cellen: str) -> dict[str, str]:
    return ROD | {"LEVERING": "P"} | cellen


def test_c_levering_geeft_elke_gevulde_groep() -> None:
    g = lees_rijen(
        NAAM,
        ROD
        | INSCHRIJVING
        | {"DIPLOMA_CODE": "VMBO-TL", "DATUM_DIPLOMA": "20250601"}
        | {"VRIJSTELLING_SOORT": "vervangende leerplicht", "VRIJSTELLING_BEGIN": "2025-08-01", "VRIJSTELLING_EIND": "2026-07-31"},
    )
    assert (g.bron, g.omvang, g.bron_datum) == ("rod-levering-v1", "volledig", date(2026, 1, 5))
    wie = {"regel": 2, "pgn": BSN[0], "pgn_soort": "BSN"}
    assert rijen(g, "inschrijvingen") == [
        wie
        | {
            "brin": "27GZ",
            "vestiging": "00",
            "onderwijs": "vo",
            "leerjaar": 3,
            "van": date(2021, 8, 1),
            "kenmerk": "27GZ/A1",
        }
    ]
    assert rijen(g, "diplomas") == [
        wie | {"diploma": "vmbo", "leerweg": "tl", "datum": date(2025, 6, 1), "kenmerk": "27GZ/A1/vmbo"}
    ]
    assert rijen(g, "vrijstellingen") == [
        wie
        | {
            "grond": "vervangende_leerplicht",
            "van": date(2025, 8, 1),
            "tot": date(2026, 8, 1),
            "kenmerk": "vervangende_leerplicht/2025-08-01",
        }
    ]


@pytest.mark.parametrize("letter", "TWV")
def test_p_levering_geeft_het_gebeurde(letter: str) -> None:
    g = lees_rijen(
        NAAM,
        p(MUTATIESOORT=f"INSCHRIJVING_{letter}", **INSCHRIJVING),
        p(MUTATIESOORT=f"RESULTAAT_{letter}", DIPLOMA_CODE="HAVO", DATUM_DIPLOMA="2025-06-01"),
        p(MUTATIESOORT="VERHUISD_UIT"),
        p(MUTATIESOORT="LEEFTIJD_27"),
        p(MUTATIESOORT="SK_BEHAALD"),
    )
    assert (g.omvang, g.tabellen["personen"].num_rows) == ("mutaties", 5)
    assert [r["mutatie"] for r in rijen(g, "inschrijvingen")] == [letter]
    assert [r["mutatie"] for r in rijen(g, "diplomas")] == [letter]
    assert any("startkwalificatie" in o for o in g.opmerkingen)


def test_overleden() -> None:
    g = lees_rijen(NAAM, p(MUTATIESOORT="OVERLEDEN", DATUM_OVERLIJDEN="2026-01-02"), p(MUTATIESOORT="OVERLEDEN"))
    assert rijen(g, "personen")[0]["overleden"] == date(2026, 1, 2)
    assert [(a.regel, a.kolom, a.code) for a in g.apart] == [(3, "DATUM_OVERLIJDEN", "leeg")]


def test_datum_van_uitschrijving_en_einde_van_de_vrijstelling_zijn_te_kiezen(tmp_path: Path) -> None:
    rij = ROD | INSCHRIJVING | {"DATUM_UITSCHRIJVING": "2025-07-31"}
    rij |= {"VRIJSTELLING_SOORT": "VRIJSTELLING", "VRIJSTELLING_BEGIN": "20250801", "VRIJSTELLING_EIND": "20260731"}
    assert rijen(lees_rijen(NAAM, rij), "inschrijvingen")[0]["tot"] == date(2025, 7, 31)
    kaart = tmp_path / "rod-levering-v1.toml"
    kaart.write_text('[lezing]\ndatum_uitschrijving = "laatste_dag"\nvrijstelling_eind = "eerste_dag_uit"\n')
    g = lees_rijen(NAAM, rij, kaarten=tmp_path)
    assert rijen(g, "inschrijvingen")[0]["tot"] == date(2025, 8, 1)
    assert rijen(g, "vrijstellingen")[0]["tot"] == date(2026, 7, 31)
    for fout in (
        '[lezing]\ndatum_uitschrijving = "morgen"\n',
        "[lezing]\nniets = 1\n",
        "kapot",
        '[kolommen]\nNIETS = ["X"]\n',
        "x = 1",
    ):
        kaart.write_text(fout)
        with pytest.raises(LeveringFout, match=r"rod-levering-v1\.toml"):
            lees_rijen(NAAM, rij, kaarten=tmp_path)


def test_een_andere_indeling_is_een_andere_kaart(tmp_path: Path) -> None:
    rij = ROD | INSCHRIJVING
    anders = {{"PERSOONSGEBONDENNUMMER": "LLNR", "DATUM_INSCHRIJVING": "BEGIN_ISG"}.get(k, k): v for k, v in rij.items()}
    anders["ONDERWIJSSOORT"] = "VOORTGEZET"
    (tmp_path / "rod-levering-v1.toml").write_text(
        '[kolommen]\nPERSOONSGEBONDENNUMMER = ["LLNR"]\nDATUM_INSCHRIJVING = "BEGIN_ISG"\n'
        '[waarden.ONDERWIJSSOORT]\nvoortgezet = "vo"\n'
    )
    assert rijen(lees_rijen(NAAM, anders, kaarten=tmp_path), "inschrijvingen") == rijen(lees_rijen(NAAM, rij), "inschrijvingen")


@pytest.mark.parametrize(
    ("cellen", "kolom", "code"),
    [
        ({"LEVERING": "X"}, "LEVERING", "onbekende_code"),
        ({"LEVERING": ""}, "LEVERING", "leeg"),
        ({"LEVERDATUM": ""}, "LEVERDATUM", "leeg"),
        ({"LEVERDATUM": "2026-01-00"}, "LEVERDATUM", "onvolledige_datum"),
        ({"MUTATIESOORT": "GEKKE_DAG"}, "MUTATIESOORT", "onbekende_code"),
        ({"LEVERING": "P"}, "MUTATIESOORT", "leeg"),
        ({"GEBOORTEDATUM": "2026-02-01"}, "GEBOORTEDATUM", "in_de_toekomst"),
        ({"PGN_SOORT": "ONR"}, "PERSOONSGEBONDENNUMMER", "elfproef"),
        ({"DATUM_UITSCHRIJVING": "2021-08-01"}, "DATUM_UITSCHRIJVING", "einde_voor_begin"),
        ({"DATUM_INSCHRIJVING": ""}, "DATUM_INSCHRIJVING", "leeg"),
        ({"ONDERWIJSSOORT": ""}, "ONDERWIJSSOORT", "leeg"),
        ({"ONDERWIJSSOORT": "VSO"}, "ONDERWIJSSOORT", "onbekende_code"),
        ({"ONDERWIJSSOORT": "MBO"}, "ONDERWIJSSOORT", "onbekende_code"),
        ({"LEERJAAR": "99"}, "LEERJAAR", "ongeldige_waarde"),
        ({"LEERJAAR": "drie"}, "LEERJAAR", "ongeldig_getal"),
        ({"DIPLOMA_CODE": "HAVO"}, "DATUM_DIPLOMA", "leeg"),
        ({"DIPLOMA_CODE": "HAVO", "DATUM_DIPLOMA": "2001-01-01"}, "DATUM_DIPLOMA", "onmogelijke_datum"),
        ({"DATUM_DIPLOMA": "2025-01-01"}, "DIPLOMA_CODE", "leeg"),
        ({"VRIJSTELLING_SOORT": "5a", "VRIJSTELLING_BEGIN": "2025-08-01"}, "VRIJSTELLING_SOORT", "onbekende_code"),
        ({"VRIJSTELLING_SOORT": "VRIJSTELLING"}, "VRIJSTELLING_BEGIN", "leeg"),
    ],
)
def test_fouten(cellen: dict[str, str], kolom: str, code: str) -> None:
    g = lees_rijen(NAAM, ROD | INSCHRIJVING, ROD | INSCHRIJVING | cellen)
    assert [(a.regel, a.kolom, a.code) for a in g.apart] == [(3, kolom, code)]
    assert g.tabellen["inschrijvingen"].num_rows == 1


@pytest.mark.parametrize(
    ("soort", "niveau", "onderwijs"),
    [
        ("PO", "", "po"),
        ("MBO", "3", "mbo3"),
        ("MBO", "Mbo3 opleidinge", "mbo3"),
        ("", "Mbo niveau 2", "mbo2"),
        ("VSO", "Arbeidsmarktgericht", "vso_arbeid"),
        ("VSO_DAGBESTEDING", "", "vso_dagbesteding"),
        ("B3", "", "b3"),
        ("Buitenland", "", "buitenland"),
        ("mbo1", "", "mbo1"),
        ("ISK", "", "isk"),
    ],
)
def test_onderwijs(soort: str, niveau: str, onderwijs: str) -> None:
    g = lees_rijen(NAAM, ROD | INSCHRIJVING | {"ONDERWIJSSOORT": soort, "NIVEAU": niveau})
    assert rijen(g, "inschrijvingen")[0]["onderwijs"] == onderwijs


def test_alleen_een_kop_is_een_lege_levering() -> None:
    g = klopt(lees_tekst("rod-levering-20260105.csv", csv_tekst(ROD).split("\r\n")[0] + "\r\n"))
    assert (g.gelezen, g.bron_datum) == (0, date(2026, 1, 5))
