"""A population as Parquet, one file per table, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from inbeeld.synthese.bevolking import Bevolking
from inbeeld.tabellen import FEITEN

RIJGROEP = 122_880


def schrijf_tabellen(bevolking: Bevolking | Iterable[Bevolking], map: Path) -> list[Path]:
    """Write ``<table>.parquet`` per fact table, sorted by youth; give an iterable of blocks for more than fits in memory.

    The same population gives the same bytes. Rows wait until a row group is full, so blocks don't show in the files.
    """
    map.mkdir(parents=True, exist_ok=True)
    paden = {naam: map / f"{naam}.parquet" for naam in FEITEN}
    schrijvers = {
        naam: pq.ParquetWriter(pad, FEITEN[naam].schema, compression="zstd", compression_level=3) for naam, pad in paden.items()
    }
    wacht: dict[str, list[pa.Table]] = {naam: [] for naam in FEITEN}
    try:
        for deel in [bevolking] if isinstance(bevolking, Bevolking) else bevolking:
            for naam, schrijver in schrijvers.items():
                tabel = pa.concat_tables([*wacht[naam], deel.tabellen[naam]])
                vol = tabel.num_rows // RIJGROEP * RIJGROEP
                if vol:
                    schrijver.write_table(tabel.slice(0, vol), row_group_size=RIJGROEP)
                # A copy, so that the small rest does not keep the block in memory.
                rest = tabel.slice(vol)
                wacht[naam] = [rest.take(pa.array(range(rest.num_rows), pa.int64()))] if rest.num_rows else []
        for naam, schrijver in schrijvers.items():
            if wacht[naam]:
                schrijver.write_table(pa.concat_tables(wacht[naam]), row_group_size=RIJGROEP)
    finally:
        for schrijver in schrijvers.values():
            schrijver.close()
    return list(paden.values())
