"""The law cases that lie beside the rules, and the runner itself: a case that is wrong must fail, and say how."""

from __future__ import annotations

import functools
import json
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from inbeeld.beeld.casus import CasusFout, lees_casussen
from inbeeld.beeld.toets import Uitslag, toets
from inbeeld.project.cli import app
from inbeeld.project.cli.wet import kalendertabel
from inbeeld.regels.vraag import VRAGEN

CASUSSEN = Path(str(files("inbeeld.regels") / "casussen"))
ALLE = [(pad, c.id) for pad in sorted(CASUSSEN.glob("R-*.yaml")) for c in lees_casussen(pad)]


@functools.cache
def uitslagen(pad: Path) -> dict[str, Uitslag]:
    """Each rule's file by itself: a case may not need its neighbours."""
    return {u.casus.id: u for u in toets(pad, kalendertabel(None))}


@pytest.mark.parametrize(("pad", "nummer"), ALLE, ids=[c for _, c in ALLE])
@pytest.mark.xdist_group("casussen")
def test_casus(pad: Path, nummer: str) -> None:
    uitslag = uitslagen(pad)[nummer]
    assert uitslag.goed, "\n".join(f"{a.waar}: verwacht {a.verwacht}, gekregen {a.gekregen}" for a in uitslag.afwijkingen)


@pytest.mark.parametrize("nummer", ["C02-01", "C03-01", "C08-02", "C13-01", "C13-07", "C19-05"])
def test_casus_alleen_in_zijn_bestand(tmp_path: Path, nummer: str) -> None:
    """The peildatum lies years after the last fact: the answer may not hang on what else is in the file."""
    pad, _ = next(rij for rij in ALLE if rij[1] == nummer)
    casus = next(c for c in yaml.safe_load(pad.read_text("utf-8")) if c["id"] == nummer)
    (uitslag,) = toets(_schrijf(tmp_path, casus), kalendertabel(None))
    assert uitslag.goed, uitslag.afwijkingen


def test_alleen_een_geboortedag(tmp_path: Path) -> None:
    verwacht = [{"peildatum": date(2025, 1, 1), "rechtspositie": "leerplichtig", "signalen": ["absoluut_verzuim"]}]
    casus = {"id": "T", "soort": "beeld", "geboren": date(2010, 1, 1), "feiten": {}, "verwacht": verwacht}
    (uitslag,) = toets(_schrijf(tmp_path, casus), kalendertabel(None))
    assert uitslag.goed, uitslag.afwijkingen


@pytest.mark.parametrize(
    "verwacht",
    [
        5,
        [],
        [5],
        [{"peildatum": "2025-10-01", "rechtspositie": "leerplichtig"}],
        [{"rechtspositie": "leerplichtig"}],
        [{"peildatum": date(2025, 10, 1), "rechtsposite": "leerplichtig"}],
        [{"peildatum": date(2025, 10, 1), "geen_signalen": ["absoluut_verzuin"]}],
    ],
)
def test_een_casus_die_niet_kan_zakken_wordt_geweigerd(tmp_path: Path, verwacht: object) -> None:
    with pytest.raises(CasusFout, match="casus T1"):
        toets(_schrijf(tmp_path, {**BEELD, "verwacht": verwacht}), kalendertabel(None))


def test_een_datum_buiten_de_kalender_laat_de_andere_casussen_doorgaan(tmp_path: Path) -> None:
    gegevens = {"termijn": "register_naar_gemeente", "startdatum": date(1950, 3, 1)}
    oud = {"id": "oud", "soort": "vraag", "vraag": "termijn", "gegevens": gegevens, "verwacht": {"uiterlijk": date(1950, 3, 2)}}
    goed = {**BEELD, "verwacht": [{"peildatum": date(2025, 10, 1), "rechtspositie": "leerplichtig"}]}
    uit = toets(_schrijf(tmp_path, oud, goed), kalendertabel(None))
    assert [u.goed for u in uit] == [False, True]
    assert "kalender" in str(uit[0].afwijkingen[0].gekregen)


@pytest.mark.parametrize(
    ("vraag", "gegevens"),
    [
        ("leerplicht_grenzen", {"inschrijvingen": [{"onderwijs": "po", "van": date(2009, 1, 1)}]}),
        ("leerplicht_grenzen", {"diplomas": [{"diploma": "havo", "datum": date(2009, 1, 1)}]}),
        (
            "relatief_verzuim_meldingen",
            {"verzuim": [{"van": date(2009, 1, 5), "tot": date(2009, 1, 6), "uren": 4, "reden": "ongeoorloofd"}]},
        ),
    ],
)
def test_feit_voor_de_geboorte_in_een_vraag(tmp_path: Path, vraag: str, gegevens: dict[str, object]) -> None:
    casus = {
        "id": "T",
        "soort": "vraag",
        "vraag": vraag,
        "gegevens": {"geboren": date(2010, 1, 1), "vakantieregio": "midden", **gegevens},
        "verwacht": {"fout": "voor_geboorte"},
    }
    (uitslag,) = toets(_schrijf(tmp_path, casus), kalendertabel(None))
    assert uitslag.goed, uitslag.afwijkingen


def test_elke_regel_heeft_casussen() -> None:
    assert {pad.stem for pad, _ in ALLE} == {f"R-{n:02}" for n in range(1, 32)}
    assert len({c for _, c in ALLE}) == len(ALLE) >= 200


def _schrijf(map_: Path, *casussen: dict[str, object]) -> Path:
    pad = map_ / "casussen.yaml"
    pad.write_text(yaml.safe_dump(list(casussen), allow_unicode=True), "utf-8")
    return pad


BEELD = {
    "id": "T1",
    "soort": "beeld",
    "regel": "R-08",
    "geboren": "2014-04-01",
    "feiten": {"inschrijvingen": [{"onderwijs": "po", "van": "2018-04-01", "tot": "2025-09-05"}]},
}


def test_elke_verwachting_kan_zakken(tmp_path: Path) -> None:
    """Each key is compared: turn each expectation round, and the case fails on that key."""
    verkeerd = [
        {"rechtspositie": "te_jong"},
        {"vrijgesteld": "15"},
        {"signalen": ["luxeverzuim"]},
        {"geen_signalen": ["absoluut_verzuim"]},
    ]
    casussen = [{**BEELD, "id": f"T{n}", "verwacht": [{"peildatum": date(2025, 10, 1), **v}]} for n, v in enumerate(verkeerd)]
    casussen.append({**BEELD, "id": "T-fout", "verwacht": [{"fout": "voor_geboorte"}]})
    casussen.append(
        {
            "id": "T-vraag",
            "soort": "vraag",
            "vraag": "startkwalificatie",
            "gegevens": {"diplomas": [{"diploma": "havo", "datum": date(2024, 6, 1)}]},
            "verwacht": {"startkwalificatie": False},
        }
    )
    uit = toets(_schrijf(tmp_path, *casussen), kalendertabel(None))
    assert [u.goed for u in uit] == [False] * 6
    assert [u.afwijkingen[0].waar.split()[-1] for u in uit] == [
        "rechtspositie",
        "vrijgesteld",
        "signalen",
        "geen_signalen",
        "fout",
        "startkwalificatie",
    ]


def test_fout_in_de_feiten_wordt_gemeld_ook_als_hij_niet_verwacht_is(tmp_path: Path) -> None:
    feiten = {"inschrijvingen": [{"onderwijs": "gymnasium", "van": date(2022, 8, 1)}]}
    casus = {**BEELD, "feiten": feiten, "verwacht": [{"peildatum": date(2025, 10, 1), "rechtspositie": "leerplichtig"}]}
    (uit,) = toets(_schrijf(tmp_path, casus), kalendertabel(None))
    assert [(a.waar, a.gekregen) for a in uit.afwijkingen] == [("fout", "ongeldige_waarde")]


@pytest.mark.parametrize("inhoud", ["", "geen: lijst", "- [", "- {id: x}", "- {id: x, soort: anders, verwacht: {}}"])
def test_geen_casusbestand(tmp_path: Path, inhoud: str) -> None:
    pad = tmp_path / "x.yaml"
    pad.write_text(inhoud, "utf-8")
    with pytest.raises(CasusFout, match=r"x\.yaml"):
        toets(pad, kalendertabel(None))


def test_opdracht_eindigt_met_1_en_zegt_verwacht_en_gekregen(tmp_path: Path) -> None:
    casus = {**BEELD, "verwacht": [{"peildatum": date(2025, 10, 1), "rechtspositie": "te_jong"}]}
    pad = _schrijf(tmp_path, casus)
    uit = CliRunner().invoke(app, ["wet", "toets", str(pad)])
    assert uit.exit_code == 1
    assert "verwacht te_jong, gekregen leerplichtig" in uit.stdout
    als_json = CliRunner().invoke(app, ["wet", "toets", str(pad), "--json"])
    assert als_json.exit_code == 1
    assert json.loads(als_json.stdout)["gezakt"] == 1


def test_wet_toon_noemt_elke_regel_met_artikel_en_parameters() -> None:
    uit = CliRunner().invoke(app, ["wet", "toon", "--json"])
    regels = json.loads(uit.stdout)
    assert {n for r in regels for n in (r["nummer"], *r["ook"])} == {f"R-{n:02}" for n in range(1, 32)}
    assert all(r["artikel"] and r["versie"] and r["uitleg"] for r in regels)
    grens = next(p for r in regels for p in r["parameters"] if p["naam"] == "rmc_leeftijdsgrens")
    assert [(w["waarde"], w["vanaf"]) for w in grens["waarden"]] == [(23, "1969-01-01"), (27, "2026-01-01")]
    assert VRAGEN
