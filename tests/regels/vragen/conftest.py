"""The questions of the rules, with a calendar of three school years."""

from __future__ import annotations

import csv
import importlib
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from inbeeld.regels.kalender import Kalenders

HIER = Path(__file__).parent
MODULES = (
    "bewaren.bewaartermijn",
    "handhaving.halt",
    "handhaving.mas",
    "handhaving.proces_verbaal",
    "leerplichtwet.besluit",
    "leerplichtwet.kennisgeving",
    "leerplichtwet.vakantie_zonder_verlof",
    "leerplichtwet.verlof",
    "register.gegevenslevering",
    "register.melding",
    "register.verzuimsoort",
    "register.vrijstelling_levering",
    "statistiek.telling",
    "termijnen",
)
for module in MODULES:
    importlib.import_module(f"inbeeld.regels.{module}")


@pytest.fixture(scope="session")
def kalenders() -> Kalenders:
    with (HIER / "kalender.csv").open(encoding="utf-8") as bestand:
        rijen = [
            r | {"van": date.fromisoformat(r["van"]), "tot": date.fromisoformat(r["tot"]), "school_id": None}
            for r in csv.DictReader(bestand)
        ]
    return Kalenders.uit(pa.Table.from_pylist(rijen))
