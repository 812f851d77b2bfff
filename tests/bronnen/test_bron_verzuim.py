from __future__ import annotations

import json
from datetime import date, time
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from bronnen_hulp import ABSENTIE, BSN, MELDING, csv_tekst, lees_json, lees_rijen, lees_tekst, rijen, zonder_pad

from inbeeld.bronnen import Apart, Gelezen, LeveringFout
from inbeeld.bronnen.duo.verzuimmelding import Melding, meldingen
from inbeeld.tabellen.codes import MELDINGSTATUS, VERZUIMSOORT

ABSENTIE_NAAM = "absentie-20260130.csv"


def lees_meldingen(*meldingen_: Any, **kop: Any) -> Gelezen:
    inhoud = {"formaat": "verzuimmelding-v1", "leverdatum": "2026-01-20", "meldingen": list(meldingen_)} | kop
    return lees_json("verzuimmelding.json", inhoud)


def test_melding() -> None:
    g = lees_meldingen(MELDING)
    assert (g.bron, g.bron_datum, g.omvang) == ("verzuimmelding-v1", date(2026, 1, 20), "mutaties")
    wie = {"regel": 1, "pgn": BSN[5], "pgn_soort": "BSN", "brin": "27GZ", "vestiging": "00", "kenmerk": "200001"}
    assert rijen(g, "meldingen") == [
        wie
        | {"verzuimsoort": "V3", "van": date(2026, 1, 5), "tot": date(2026, 1, 17), "ontvangen": date(2026, 1, 19), "status": "R"}
    ]
    wie |= {"reden": "ongeoorloofd", "geregistreerd_op": date(2026, 1, 19)}
    assert rijen(g, "verzuim") == [
        wie | {"datum": date(2026, 1, 5), "minuten": 300, "uren": 5.0, "alle_lessen": True},
        wie | {"datum": date(2026, 1, 6), "lesuur": 1, "minuten": 60, "uren": 1.0},
        wie | {"datum": date(2026, 1, 6), "lesuur": 2, "minuten": 60, "uren": 1.0},
    ]


@pytest.mark.parametrize("soort", VERZUIMSOORT)
def test_elke_soort_en_status(soort: str) -> None:
    g = lees_meldingen(*(MELDING | {"soortVerzuim": soort, "statusMelding": s, "nummer": s} for s in MELDINGSTATUS))
    assert g.tabellen["meldingen"].num_rows == len(MELDINGSTATUS)
    assert rijen(g, "verzuim")[0]["reden"] == {"L": "luxe", "O": "nog_onbekend"}.get(soort, "ongeoorloofd")


@pytest.mark.parametrize(
    ("velden", "pad", "code"),
    [
        ({"soortVerzuim": "V9"}, "soortVerzuim", "onbekende_code"),
        ({"soortVerzuim": None}, "soortVerzuim", "leeg"),
        ({"statusMelding": "W"}, "statusMelding", "onbekende_code"),
        ({"einddatumVerzuim": "2026-01-04"}, "einddatumVerzuim", "einde_voor_begin"),
        ({"begindatumVerzuim": "2026-02-30"}, "begindatumVerzuim", "onmogelijke_datum"),
        ({"persoonsgebondenNummer": "999000001"}, "persoonsgebondenNummer", "elfproef"),
        ({"persoonsgebondenNummer": [1]}, "persoonsgebondenNummer", "vorm"),
        ({"nummer": ""}, "nummer", "leeg"),
        ({"nummer": "1" * 121}, "nummer", "te_lang"),
        ({"melder": {"naam": "x" * 201}}, "melder.naam", "te_lang"),
        ({"vermoedelijkeReden": "x" * 201}, "vermoedelijkeReden", "te_lang"),
        ({"vermoedelijkeReden": "\ud800"}, "vermoedelijkeReden", "onleesbaar_teken"),
        ({"alleLessenGemist": "misschien"}, "alleLessenGemist", "onbekende_code"),
        ({"melder": {"functie": "x" * 61}}, "melder.functie", "te_lang"),
        ({"melder": "iemand"}, "melder", "vorm"),
        ({"verzuimspecificatie": {"verzuimdagen": ["31-13-2026"]}}, "verzuimspecificatie.verzuimdagen[0]", "onmogelijke_datum"),
        (
            {"verzuimspecificatie": {"verzuimuren": [{"datum": "2026-01-06", "lesuren": [0]}]}},
            "verzuimspecificatie.verzuimuren[0].lesuren",
            "ongeldige_waarde",
        ),
    ],
)
def test_fout_met_pad(velden: dict[str, Any], pad: str, code: str) -> None:
    g = lees_meldingen(MELDING, MELDING | velden, MELDING | {"nummer": "3"}, "geen object")
    assert [(a.regel, a.kolom.rstrip("."), a.code) for a in g.apart] == [
        (2, f"meldingen[1].{pad}", code),
        (4, "meldingen[3]", "vorm"),
    ]
    assert g.tabellen["meldingen"].column("regel").to_pylist() == [1, 3]


def test_de_woorden_van_een_melding(tmp_path: Path) -> None:
    pad = tmp_path / "m.json"
    pad.write_text(json.dumps({"formaat": "verzuimmelding-v1", "meldingen": [MELDING, {}]}))
    een, twee = meldingen(pad)
    assert isinstance(een, Melding)
    assert isinstance(twee, Apart)
    assert (een.vermoedelijke_reden, een.melder.functie, een.alle_lessen_gemist) == ("geen idee", "verzuimcoördinator", False)
    assert BSN[5] not in repr(een)


@pytest.mark.parametrize(
    "tekst",
    [
        '{"formaat": "verzuimmelding-v1"}',
        '{"formaat": "verzuimmelding-v1", "meldingen": {}}',
        '{"formaat": "verzuimmelding-v1", "meldingen": [], "leverdatum": "ooit"}',
        '{"formaat": "verzuimmelding-v1", "meldingen": []',
        '{"formaat": "verzuimmelding-v1", "meldingen": [{}, ]}',
        '{"formaat": "verzuimmelding-v1", "meldingen": [NaN]}',
        '{"formaat": "verzuimmelding-v1", "meldingen": []} en meer',
        '{"formaat": "verzuimmelding-v1", "meldingen": [' + "[" * 100_000,
        '{"formaat": "verzuimmelding-v1", "x": ' + "9" * 10_000 + "}",
    ],
    ids=range(9),
)
def test_kapotte_json_wordt_geweigerd(tekst: str) -> None:
    with pytest.raises(LeveringFout):
        lees_tekst("m.json", tekst)


def test_lijst_voor_of_achter_de_kop() -> None:
    g = lees_json("m-20260120.json", {"meldingen": [MELDING], "formaat": "verzuimmelding-v1", "leverdatum": "20-01-2026"})
    assert zonder_pad(g) == zonder_pad(lees_meldingen(MELDING))


def test_schema_past_bij_de_code() -> None:
    schema = json.loads((resources.files("inbeeld.bronnen.duo") / "verzuimmelding-v1.schema.json").read_text("utf-8"))
    velden = schema["$defs"]["melding"]["properties"]
    assert velden["soortVerzuim"]["enum"] == list(VERZUIMSOORT)
    assert velden["statusMelding"]["enum"] == [*MELDINGSTATUS, None]
    assert set(MELDING) <= set(velden)


def verzuim(**cellen: str) -> list[dict[str, Any]]:
    g = lees_rijen(ABSENTIE_NAAM, ABSENTIE | cellen)
    assert not g.apart, g.apart
    return rijen(g, "verzuim")


def test_absentie_hele_dag() -> None:
    assert verzuim() == [
        {
            "regel": 2,
            "pgn": BSN[4],
            "pgn_soort": "BSN",
            "brin": "27GZ",
            "vestiging": "00",
            "datum": date(2026, 1, 12),
            "minuten": 300,
            "uren": 5.0,
            "reden": "ongeoorloofd",
            "alle_lessen": True,
            "kenmerk": "20260112--",
        }
    ]


def test_absentie_lesuren_en_tijden() -> None:
    uit = verzuim(BEGINLESUUR="2", EINDLESUUR="4")
    assert [(r["lesuur"], r["minuten"], r["uren"]) for r in uit] == [(2, 50, 1.0), (3, 50, 1.0), (4, 50, 1.0)]
    uit = verzuim(BEGINLESUUR="2", EINDLESUUR="4", BEGINTIJD="0830", EINDTIJD="1030")
    assert [(r["minuten"], r["uren"]) for r in uit] == [(40, 1.0)] * 3
    (een,) = verzuim(BEGINTIJD="0830", EINDTIJD="1010")
    assert (een["begin"], een["eind"], een["minuten"], een["uren"]) == (time(8, 30), time(10, 10), 100, 2.0)
    (een,) = lees_en_een(ABSENTIE | {"BEGINTIJD": "0830", "EINDTIJD": "1000", "ONDERWIJS": "po"})
    assert een["uren"] == 1.5
    (een,) = verzuim(BEGINLESUUR="1", EINDDATUM="", SOORT="te_laat", BEGINTIJD="08:30", EINDTIJD="08:45")
    assert (een["lesuur"], een["minuten"], een["begin"]) == (1, 15, time(8, 30))


def lees_en_een(rij: dict[str, str]) -> list[dict[str, Any]]:
    return rijen(lees_rijen(ABSENTIE_NAAM, rij), "verzuim")


def test_absentie_over_meer_dagen_is_een_rij_per_weekdag() -> None:
    uit = verzuim(BEGINDATUM="20260108", EINDDATUM="20260113", SOORT="ziek")
    assert [r["datum"].day for r in uit] == [8, 9, 12, 13]
    assert len({r["ziekmelding"] for r in uit}) == 1
    assert uit[0]["ziekmelding"] == verzuim(BEGINDATUM="20260108", EINDDATUM="20260109", SOORT="ziek")[0]["ziekmelding"]
    half = verzuim(BEGINDATUM="20260108", EINDDATUM="20260113", BEGINTIJD="1200", EINDTIJD="1000")
    assert [r.get("alle_lessen") for r in half] == [None, True, True, None]


def test_absentie_zonder_einde_loopt_tot_de_levering() -> None:
    assert [r["datum"].day for r in verzuim(BEGINDATUM="20260127", EINDDATUM="")] == [27, 28, 29, 30]


def test_absentie_reden(tmp_path: Path) -> None:
    assert verzuim(SOORT="", GEOORLOOFD="J")[0]["reden"] == "geoorloofd_overig"
    assert verzuim(SOORT="", GEOORLOOFD="N")[0]["reden"] == "ongeoorloofd"
    assert verzuim(SOORT="")[0]["reden"] == "nog_onbekend"
    (tmp_path / "absentie-v1.toml").write_text('[waarden.REDENCODE]\nZK = "ziek"\n"27GZ:LA" = "te_laat"\n')
    rij = ABSENTIE | {"SOORT": "", "REDENCODE": "zk"}
    anders = rij | {"REDENCODE": "LA", "BEGINLESUUR": "1"}
    g = lees_rijen(ABSENTIE_NAAM, rij, anders, anders | {"BRIN": "01AB"}, kaarten=tmp_path)
    assert [r["reden"] for r in rijen(g, "verzuim")] == ["ziek", "te_laat"]
    assert [(a.regel, a.kolom, a.code) for a in g.apart] == [(4, "REDENCODE", "onbekende_code")]


@pytest.mark.parametrize(
    ("cellen", "kolom", "code"),
    [
        ({"SOORT": "spijbelen"}, "SOORT", "onbekende_code"),
        ({"PGN": ""}, "PGN", "leeg"),
        ({"PGN": "999000001"}, "PGN", "elfproef"),
        ({"EINDDATUM": "20260111"}, "EINDDATUM", "einde_voor_begin"),
        ({"EINDDATUM": "20290111"}, "EINDDATUM", "te_lang"),
        ({"BEGINDATUM": "20260110", "EINDDATUM": "20260111"}, "BEGINDATUM", "geen_weekdag"),
        ({"BEGINTIJD": "2500"}, "BEGINTIJD", "ongeldige_tijd"),
        ({"BEGINTIJD": "0830"}, "EINDTIJD", "leeg"),
        ({"BEGINTIJD": "0830", "EINDTIJD": "0830"}, "EINDTIJD", "einde_voor_begin"),
        ({"EINDLESUUR": "2"}, "BEGINLESUUR", "leeg"),
        ({"BEGINLESUUR": "3", "EINDLESUUR": "2"}, "EINDLESUUR", "einde_voor_begin"),
        ({"BEGINLESUUR": "99"}, "BEGINLESUUR", "ongeldige_waarde"),
        ({"SOORT": "te_laat"}, "BEGINTIJD", "leeg"),
        ({"GEOORLOOFD": "?"}, "GEOORLOOFD", "onbekende_code"),
        ({"BRIN": "ZZ"}, "BRIN", "ongeldige_brin"),
        ({"EINDDATUM": "", "BEGINDATUM": "20260302"}, "EINDDATUM", "leeg"),
    ],
)
def test_absentie_fouten(cellen: dict[str, str], kolom: str, code: str) -> None:
    g = lees_rijen(ABSENTIE_NAAM, ABSENTIE, ABSENTIE | cellen)
    assert [(a.regel, a.kolom, a.code) for a in g.apart] == [(3, kolom, code)]


def test_absentie_een_lange_opmerking_mag() -> None:
    assert len(verzuim(OPMERKING="x" * 1000)) == 1


def test_absentie_json_is_dezelfde_als_csv() -> None:
    namen = {"pgn_soort": "pgnSoort"}
    rij = {namen.get(k.lower(), k.lower()): v for k, v in ABSENTIE.items()}
    g = lees_json("a.json", {"formaat": "absentie-v1", "leverdatum": "2026-01-30", "omvang": "volledig", "absenties": [rij, {}]})
    assert (g.bron, g.omvang, g.bron_datum) == ("absentie-v1", "volledig", date(2026, 1, 30))
    assert rijen(g, "verzuim") == [r | {"regel": 1} for r in rijen(lees_tekst(ABSENTIE_NAAM, csv_tekst(ABSENTIE)), "verzuim")]
    assert g.apart[0].kolom == "absenties[1].pgn"
