"""The law cases that lie beside the rules, and the runner itself: a case that is wrong must fail, and say how."""

from __future__ import annotations

import functools
import json
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
def uitslagen() -> dict[str, Uitslag]:
    """All files as one, so that the engine runs once."""
    alle = [c for pad in sorted(CASUSSEN.glob("R-*.yaml")) for c in yaml.safe_load(pad.read_text("utf-8"))]
    bestand = Path(__file__).with_name("_alle.yaml")
    try:
        bestand.write_text(yaml.safe_dump(alle, allow_unicode=True), "utf-8")
        return {u.casus.id: u for u in toets(bestand, kalendertabel(None))}
    finally:
        bestand.unlink(missing_ok=True)


@pytest.mark.parametrize("nummer", [c for _, c in ALLE])
def test_casus(nummer: str) -> None:
    uitslag = uitslagen()[nummer]
    assert uitslag.goed, "\n".join(f"{a.waar}: verwacht {a.verwacht}, gekregen {a.gekregen}" for a in uitslag.afwijkingen)


def test_elke_regel_heeft_casussen() -> None:
    assert {pad.stem for pad, _ in ALLE} == {f"R-{n:02}" for n in range(1, 31)}
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
    from datetime import date

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
    from datetime import date

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
    from datetime import date

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
    assert {r["nummer"] for r in regels} >= {f"R-{n:02}" for n in (1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19)}
    assert all(r["artikel"] and r["versie"] and r["uitleg"] for r in regels)
    grens = next(p for r in regels for p in r["parameters"] if p["naam"] == "rmc_leeftijdsgrens")
    assert [(w["waarde"], w["vanaf"]) for w in grens["waarden"]] == [(23, "1969-01-01"), (27, "2026-01-01")]
    assert VRAGEN
