"""The synthetic populations that are measured: made once by seed, kept in ``bench/uit/``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from inbeeld.synthese import blokken, schrijf_tabellen
from inbeeld.synthese.bevolking import PEILDATUM
from inbeeld.tabellen import FEITEN

UIT = Path(__file__).parent / "uit"
ZAAD = 1

PERIODEN = ("verblijf", "inschrijvingen", "vrijstellingen", "meldingen", "werk")
"""Tables whose rows give a begin and an end."""
DAGEN = ("diplomas", "verzuim")
"""Tables whose rows give one day."""

__all__ = ["DAGEN", "PEILDATUM", "PERIODEN", "UIT", "ZAAD", "gebeurtenissen", "lees", "map_van"]


def map_van(jongeren: int) -> Path:
    """The folder with the tables of that many youths; makes it when it is not there, or the tables have changed since."""
    map_ = UIT / f"jongeren-{jongeren}-zaad-{ZAAD}"
    if not _past(map_):
        shutil.rmtree(map_, ignore_errors=True)
        bezig = map_.with_name(f"{map_.name}.bezig")
        shutil.rmtree(bezig, ignore_errors=True)
        schrijf_tabellen(blokken(jongeren, ZAAD), bezig)
        bezig.rename(map_)
    return map_


def _past(map_: Path) -> bool:
    """Whether all tables are there, as the contracts are now."""
    paden = {map_ / f"{naam}.parquet": tabel for naam, tabel in FEITEN.items()}
    return all(pad.is_file() and pq.read_schema(pad).equals(tabel.schema) for pad, tabel in paden.items())


def lees(map_: Path) -> dict[str, pa.Table]:
    """The tables of a folder."""
    return {naam: pq.read_table(map_ / f"{naam}.parquet") for naam in FEITEN}


def gebeurtenissen(map_: Path) -> int:
    """How many events the floor must count, from the tables themselves: what its result is checked against."""

    def gevuld(naam: str, *kolommen: str) -> int:
        tabel = pq.read_table(map_ / f"{naam}.parquet", columns=list(kolommen))
        return sum(len(k) - k.null_count for k in tabel.columns)

    aantal = gevuld("jongeren", "geboren", "overleden")
    aantal += sum(gevuld(naam, "van", "tot") for naam in PERIODEN)
    return aantal + sum(gevuld(naam, "datum") for naam in DAGEN)
