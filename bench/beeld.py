"""The whole picture against the floor: the same Parquet, the same engine, turn by turn."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from bench.gegevens import gebeurtenissen, map_van
from bench.proces import BenchFout, Meting, meet


@dataclass(frozen=True)
class Vergelijking:
    """Medians of one size. ``verhouding`` is the median over the pairs of ours divided by the floor next to it."""

    jongeren: int
    keer: int
    ons: float
    vloer: float
    verhouding: float
    ons_cpu: float
    vloer_cpu: float
    verhouding_cpu: float
    ons_geheel: float
    ons_piek_mb: float
    vloer_piek_mb: float
    rijen: dict[str, int]


@dataclass(frozen=True)
class Lijn:
    """Seconds = ``a`` + ``b`` × youths."""

    a: float
    b: float

    @classmethod
    def door(cls, punten: Sequence[tuple[int, float]]) -> Lijn:
        """Least squares on relative distance, so that the small sizes weigh as much as the large ones."""
        n, t = (np.array(x, dtype=float) for x in zip(*punten, strict=True))
        (a, b), *_ = np.linalg.lstsq(np.column_stack([1 / t, n / t]), np.ones(len(t)), rcond=None)
        return cls(float(a), float(b))


def vergelijk(jongeren: int, keer: int, meld: Callable[[str], None]) -> Vergelijking:
    """Runs ours and the floor in turn, ``keer`` times.

    Raises:
        BenchFout: the floor missed an event, or two runs of ours gave different rows.
    """
    if keer < 1:
        raise ValueError("keer moet minstens 1 zijn")
    map_ = map_van(jongeren)
    paren: list[tuple[Meting, Meting]] = []
    for nr in range(1, keer + 1):
        meld(f"beeld, {jongeren} jongeren, keer {nr} van {keer}")
        with tempfile.TemporaryDirectory(prefix="bench-") as uit:
            paren.append((meet("ons", map_, Path(uit)), meet("vloer", map_, Path(uit))))
    rijen = paren[0][0].rijen
    if any(o.rijen != rijen for o, _ in paren):
        raise BenchFout(f"twee berekeningen van {jongeren} jongeren geven verschillende aantallen rijen")
    verwacht = gebeurtenissen(map_)
    if any(v.rijen["gebeurtenissen"] != verwacht for _, v in paren):
        raise BenchFout(f"de vloer van {jongeren} jongeren telt geen {verwacht} gebeurtenissen")

    ons, vloer = zip(*paren, strict=True)
    return Vergelijking(
        jongeren=jongeren,
        keer=keer,
        ons=median(m.seconden for m in ons),
        vloer=median(m.seconden for m in vloer),
        verhouding=median(o.seconden / v.seconden for o, v in paren),
        ons_cpu=median(m.cpu for m in ons),
        vloer_cpu=median(m.cpu for m in vloer),
        verhouding_cpu=median(o.cpu / v.cpu for o, v in paren),
        ons_geheel=median(m.geheel for m in ons),
        ons_piek_mb=median(m.piek_mb for m in ons),
        vloer_piek_mb=median(m.piek_mb for m in vloer),
        rijen={**rijen, "gebeurtenissen": verwacht},
    )
