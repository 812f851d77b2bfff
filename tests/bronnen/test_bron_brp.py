from __future__ import annotations

from datetime import date

import pytest
from bronnen_hulp import BRP, BSN, lees_rijen, rijen

NAAM = "brp-selectie-20260105.csv"


def test_rij_is_persoon_en_verblijf() -> None:
    g = lees_rijen(NAAM, BRP | {"BSN_OUDER_1": BSN[10], "GEHEIM": "7", "DATUM_VERTREK": "2024-01-01"})
    assert (g.bron, g.bron_datum, g.omvang) == ("brp-selectie-v1", date(2026, 1, 5), "volledig")
    persoon = rijen(g, "personen")[0]
    assert (persoon["pgn_ouder_1"], persoon["geheim"], persoon["gezag"], persoon["postcode"]) == (BSN[10], 7, "O12", "1234AB")
    assert rijen(g, "verblijf") == [
        {
            "regel": 2,
            "pgn": BSN[0],
            "pgn_soort": "BSN",
            "gemeente": "0505",
            "van": date(2009, 3, 20),
            "tot": date(2024, 1, 1),
            "kenmerk": "0505-2009-03-20",
        }
    ]


def test_onvolledige_datums() -> None:
    g = lees_rijen(
        NAAM,
        BRP | {"GEBOORTEDATUM": "20090300", "DATUM_VESTIGING": "20100000", "DATUM_VERTREK": "20240200"},
        BRP | {"BSN": BSN[1], "GEBOORTEDATUM": "00-00-2009"},
        BRP | {"BSN": BSN[2], "GEBOORTEDATUM": "00000000"},
    )
    een, twee, drie = rijen(g, "personen")
    assert (een["geboren"], een["geboren_nauwkeurig"]) == (date(2009, 3, 1), "maand")
    assert (twee["geboren"], twee["geboren_nauwkeurig"]) == (date(2009, 1, 1), "jaar")
    assert "geboren" not in drie
    verblijf = rijen(g, "verblijf")[0]
    assert (verblijf["van"], verblijf["tot"]) == (date(2010, 1, 1), date(2024, 2, 29))
    assert len(g.opmerkingen) == 2


def test_niet_ingezetenen_hebben_geen_verblijf() -> None:
    g = lees_rijen(NAAM, BRP | {"GEMEENTECODE": "1999"}, BRP | {"GEMEENTECODE": "", "DATUM_VESTIGING": ""}, BRP)
    assert (g.tabellen["personen"].num_rows, g.tabellen["verblijf"].num_rows) == (3, 1)


@pytest.mark.parametrize(
    ("cellen", "kolom", "code"),
    [
        ({"BSN": ""}, "BSN", "leeg"),
        ({"BSN": "100000004"}, "BSN", "elfproef"),
        ({"GEBOORTEDATUM": "20260301"}, "GEBOORTEDATUM", "in_de_toekomst"),
        ({"DATUM_VERTREK": "20090320"}, "DATUM_VERTREK", "einde_voor_begin"),
        ({"DATUM_VESTIGING": ""}, "DATUM_VESTIGING", "leeg"),
        ({"DATUM_VESTIGING": "20090230"}, "DATUM_VESTIGING", "onmogelijke_datum"),
        ({"GEHEIM": "8"}, "GEHEIM", "onbekende_code"),
        ({"GEZAG": "MOEDER"}, "GEZAG", "onbekende_code"),
        ({"BSN_OUDER_2": "999000001"}, "BSN_OUDER_2", "elfproef"),
        ({"DATUM_OVERLIJDEN": "20080101"}, "DATUM_OVERLIJDEN", "einde_voor_begin"),
        ({"GESLACHT": "Q"}, "GESLACHT", "onbekende_code"),
    ],
)
def test_fouten(cellen: dict[str, str], kolom: str, code: str) -> None:
    g = lees_rijen(NAAM, BRP, BRP | cellen)
    assert [(a.regel, a.kolom, a.code) for a in g.apart] == [(3, kolom, code)]
    assert g.tabellen["verblijf"].num_rows == 1


def test_een_foute_postcode_kost_het_kind_niet() -> None:
    g = lees_rijen(NAAM, BRP | {"POSTCODE": "12345"})
    assert "postcode" not in rijen(g, "personen")[0]
    assert any("postcode" in o.lower() for o in g.opmerkingen)


def test_een_onmogelijk_verblijf_kost_het_kind_niet() -> None:
    mis = {"BSN": BSN[1], "DATUM_VERTREK": "20090320"}
    g = lees_rijen(NAAM, BRP, BRP | mis, BRP | mis | {"GEHEIM": "8"}, BRP | {"BSN": BSN[2]})
    assert g.gelezen == 4
    assert [(p["regel"], p["pgn"]) for p in rijen(g, "personen")] == [(2, BSN[0]), (3, BSN[1]), (5, BSN[2])]
    assert [v["regel"] for v in rijen(g, "verblijf")] == [2, 5]
    assert [(a.regel, a.kolom, a.code) for a in g.apart] == [
        (3, "DATUM_VERTREK", "einde_voor_begin"),
        (4, "GEHEIM", "onbekende_code"),
    ]
    assert g.apart[0].inhoud["BSN"] == BSN[1]


def test_een_te_lange_cel_kost_alleen_die_rij() -> None:
    g = lees_rijen(
        NAAM,
        BRP | {"VOORNAMEN": "é" * 200 + " " * 50},
        BRP | {"BSN": BSN[1], "GESLACHTSNAAM": "x" * 201},
        BRP | {"BSN": BSN[2], "A_NUMMER": "x" * 201},
    )
    assert [p["pgn"] for p in rijen(g, "personen")] == [BSN[0], BSN[2]]
    assert [(a.regel, a.kolom, a.code, a.reden) for a in g.apart] == [
        (3, "GESLACHTSNAAM", "te_lang", "deze cel is langer dan 200 tekens")
    ]


def test_zonder_datum_in_de_naam_is_het_de_datum_van_het_bestand() -> None:
    assert any("datum van het bestand" in o for o in lees_rijen("brp.csv", BRP).opmerkingen)
    assert lees_rijen("brp.csv", BRP | {"PEILDATUM": "2026-01-07"}).bron_datum == date(2026, 1, 7)
