"""Contract tests on files as published. They are not part of the project: INBEELD_ARTEFACTEN names the folder that holds them."""

from __future__ import annotations

import csv
import json
import os
from datetime import date
from pathlib import Path

import pytest
from bronnen_hulp import klopt

from inbeeld.bronnen import LeveringFout, herken, lees
from inbeeld.tabellen.codes import MELDINGSTATUS, VERZUIMSOORT


@pytest.fixture(scope="module")
def artefacten() -> Path:
    if not (map_ := os.environ.get("INBEELD_ARTEFACTEN")):
        pytest.skip(
            "INBEELD_ARTEFACTEN is not set: THE OFFICIAL FILES ARE NOT TESTED. Set it to the folder that holds duo/ and legal/."
        )
    return Path(map_)


def test_a04(artefacten: Path) -> None:
    g = klopt(lees(artefacten / "duo/vsv/202303A04I27GZ.csv"))
    assert (g.bron, g.bron_datum, g.gelezen, g.apart) == ("duo-a04", date(2023, 3, 1), 493, ())
    assert g.tabellen["personen"].num_rows == 493
    assert not any("." in (h or "") for h in g.tabellen["personen"].column("huisnummer").to_pylist())


def test_nrsp(artefacten: Path) -> None:
    g = klopt(lees(artefacten / "duo/vsv/NRSP2023VI27GZ.csv"))
    assert (g.bron, g.gelezen, g.apart) == ("duo-nrsp", 300, ())
    assert g.tabellen["inschrijvingen"].num_rows == 300
    assert set(g.tabellen["inschrijvingen"].column("onderwijs").to_pylist()) <= {"mbo1", "mbo2", "mbo3", "mbo4", "vo", "vavo"}


def test_a05(artefacten: Path) -> None:
    assert herken(artefacten / "duo/vsv/A05_header_only.csv").code == "duo-a05"
    assert lees(artefacten / "duo/vsv/A05_header_only.csv").gelezen == 0


def test_codes(artefacten: Path) -> None:
    codes = json.loads((artefacten / "legal/duo_verzuim_codes.json").read_text("utf-8"))
    assert {c["code"] for c in codes["verzuimsoort"]} == set(VERZUIMSOORT)
    assert {c["code"] for c in codes["statusMelding"] if not c.get("alleenLokaal")} == set(MELDINGSTATUS)


def test_namen_van_de_wet_staan_in_het_schema(artefacten: Path) -> None:
    from inbeeld.bronnen.duo import verzuimmelding

    schema = Path(verzuimmelding.__file__).with_name("verzuimmelding-v1.schema.json").read_text("utf-8")
    with (artefacten / "legal/besluit_verzuimmelding_velden.csv").open(newline="") as stroom:
        rijen = list(csv.DictReader(stroom, delimiter=";"))
    for rij in rijen:
        if rij["groep"] not in ("afwijkendAdres", "contactpersoon"):
            assert f'"{rij["veld"]}"' in schema


def test_andere_bestanden_worden_niet_voor_een_levering_aangezien(artefacten: Path) -> None:
    for pad in sorted(p for p in artefacten.rglob("*") if p.is_file() and "vsv" not in p.parts):
        with pytest.raises(LeveringFout):
            lees(pad)
