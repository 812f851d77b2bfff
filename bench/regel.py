"""One rule, absoluut verzuim, three ways: by the product, in pandas, and as a loop over persons. Same tables, same result."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pyarrow as pa
import pyarrow.parquet as pq

from bench.gegevens import map_van
from bench.proces import BenchFout, Meting, meet

WIJZEN = {"ons": "InBeeld", "pandas": "pandas", "lus": "lus over personen"}


@dataclass(frozen=True)
class Wijze:
    """Medians of one way. ``per_100k`` is the time per 100,000 youths; ``verhouding`` is against ours."""

    naam: str
    jongeren: int
    seconden: float
    cpu: float
    per_100k: float
    verhouding: float
    piek_mb: float
    perioden: int


def vergelijk(jongeren: int, keer: int, meld: Callable[[str], None]) -> list[Wijze]:
    """Runs the three in turn, each in a process of its own.

    Raises:
        BenchFout: they don't give the same periods.
    """
    map_ = map_van(jongeren)
    metingen: dict[str, list[Meting]] = {w: [] for w in WIJZEN}
    for nr in range(1, keer + 1):
        uitkomst: dict[str, pa.Table] = {}
        for wijze in WIJZEN:
            meld(f"regel, {jongeren} jongeren, {wijze}, keer {nr} van {keer}")
            with tempfile.TemporaryDirectory(prefix="bench-") as uit:
                metingen[wijze].append(meet(f"regel_{wijze}", map_, Path(uit)))
                uitkomst[wijze] = pq.read_table(Path(uit) / "regel.parquet")
        for wijze, tabel in uitkomst.items():
            if _op_volgorde(tabel) != _op_volgorde(uitkomst["ons"]):
                raise BenchFout(f"{wijze} geeft op {map_.name} andere perioden van absoluut verzuim dan InBeeld")
    ons = metingen["ons"]
    return [
        Wijze(
            naam=WIJZEN[wijze],
            jongeren=jongeren,
            seconden=median(x.seconden for x in m),
            cpu=median(x.cpu for x in m),
            per_100k=median(x.seconden for x in m) * 100_000 / jongeren,
            verhouding=median(x.seconden / o.seconden for x, o in zip(m, ons, strict=True)),
            piek_mb=median(x.piek_mb for x in m),
            perioden=m[0].rijen["perioden"],
        )
        for wijze, m in metingen.items()
    ]


def _op_volgorde(tabel: pa.Table) -> list[tuple[object, ...]]:
    return sorted((tuple(rij.values()) for rij in tabel.to_pylist()), key=lambda r: (r[0], r[1]))
