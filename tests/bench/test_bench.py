"""The bench itself: it runs from end to end on a few youths and all its results agree. Nothing here looks at the clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

WORTEL = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def uitslag() -> dict[str, object]:
    klaar = subprocess.run(
        [sys.executable, "-m", "bench", "--snel", "--json"],
        cwd=WORTEL,
        capture_output=True,
        text=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("DJANGO_")},
        check=False,
    )
    assert klaar.returncode == 0, klaar.stderr
    return json.loads(klaar.stdout)


def test_het_beeld_naast_de_vloer(uitslag: dict) -> None:
    (rij,) = uitslag["beeld"]["rijen"]
    assert rij["jongeren"] == 500
    assert rij["rijen"]["rechtspositie"] >= 500
    assert rij["rijen"]["gebeurtenissen"] > 500


def test_de_regel_geeft_drie_keer_hetzelfde(uitslag: dict) -> None:
    assert {w["naam"] for w in uitslag["regel"]} == {"InBeeld", "pandas", "lus over personen"}
    assert len({w["perioden"] for w in uitslag["regel"]}) == 1
    assert uitslag["regel"][0]["perioden"] > 0


def test_een_jongere_los_geeft_hetzelfde_als_in_het_beeld(uitslag: dict) -> None:
    soorten = {t["wat"]: t["aantal"] for t in uitslag["jongere"]}
    assert soorten["één jongere, alles vers"] == 5


def test_een_onbekend_onderdeel_wordt_geweigerd() -> None:
    klaar = subprocess.run([sys.executable, "-m", "bench", "iets"], cwd=WORTEL, capture_output=True, text=True, check=False)
    assert klaar.returncode == 2
    assert "onbekend onderdeel" in klaar.stderr
