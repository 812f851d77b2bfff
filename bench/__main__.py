"""``python -m bench``: measures, checks that the results are right, and prints. Any wrong result ends it with exit code 1."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb

from bench import beeld, jongere, regel, toon
from bench.gegevens import map_van
from bench.proces import BenchFout, meet

GROOTTEN = (10_000, 30_000, 100_000, 300_000, 1_000_000)
ONDERDELEN = ("beeld", "regel", "jongere")
SNEL = 500


def opties(argumenten: list[str]) -> argparse.Namespace:
    p = argparse.ArgumentParser("bench", description="Meet hoe snel InBeeld is.")
    p.add_argument("onderdeel", nargs="*", help=f"wat te meten: {', '.join(ONDERDELEN)}; zonder: alles")
    p.add_argument("--keer", type=int, default=5, help="zo vaak, om en om; de mediaan telt (standaard 5)")
    p.add_argument("--grootten", type=int, nargs="+", default=list(GROOTTEN), help="aantallen jongeren voor het beeld")
    p.add_argument("--jongeren", type=int, default=100_000, help="aantal jongeren voor regel en jongere")
    p.add_argument("--aantal", type=int, default=200, help="zoveel jongeren worden los bevraagd")
    p.add_argument("--snel", action="store_true", help=f"alleen kijken of alles klopt, op {SNEL} jongeren")
    p.add_argument("--json", action="store_true", help="de metingen als JSON")
    o = p.parse_args(argumenten)
    if onbekend := set(o.onderdeel) - set(ONDERDELEN):
        p.error(f"onbekend onderdeel: {', '.join(sorted(onbekend))}; kies uit {', '.join(ONDERDELEN)}")
    if o.snel:
        o.keer, o.grootten, o.jongeren, o.aantal = 1, [SNEL], SNEL, 5
    if min(o.keer, o.jongeren, o.aantal, *o.grootten) < 1:
        p.error("aantallen moeten minstens 1 zijn")
    return o


def omgeving() -> dict[str, Any]:
    """On what was measured."""
    return {
        "kernen": os.cpu_count(),
        "belasting": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
    }


def main(argumenten: list[str] | None = None) -> int:
    o = opties(sys.argv[1:] if argumenten is None else argumenten)
    onderdelen = o.onderdeel or list(ONDERDELEN)

    def meld(wat: str) -> None:
        if toon.fout.is_terminal:
            toon.fout.print(f"[dim]{wat}[/]")

    uit: dict[str, Any] = {"omgeving": omgeving()}
    try:
        if not o.snel and set(onderdelen) & {"beeld", "regel"}:
            _warm_op()
        if "beeld" in onderdelen:
            rijen = [beeld.vergelijk(n, o.keer, meld) for n in o.grootten]
            lijn = {}
            if len(rijen) > 1:
                lijn["InBeeld"] = beeld.Lijn.door([(v.jongeren, v.ons) for v in rijen])
                lijn["Vloer"] = beeld.Lijn.door([(v.jongeren, v.vloer) for v in rijen])
                lijn["InBeeld, CPU"] = beeld.Lijn.door([(v.jongeren, v.ons_cpu) for v in rijen])
            uit["beeld"] = {"rijen": [asdict(v) for v in rijen], "lijn": {n: asdict(x) for n, x in lijn.items()}}
            if not o.json:
                toon.beeld(rijen, lijn)
        if "regel" in onderdelen:
            wijzen = regel.vergelijk(o.jongeren, o.keer, meld)
            uit["regel"] = [asdict(w) for w in wijzen]
            if not o.json:
                toon.regel(wijzen)
        if "jongere" in onderdelen:
            tijden = jongere.meet(o.jongeren, o.aantal, meld)
            uit["jongere"] = [asdict(t) for t in tijden]
            if not o.json:
                toon.jongere(tijden)
    except BenchFout as reden:
        toon.fout.print(f"Fout: {reden}", soft_wrap=True, markup=False)
        return 1
    if o.json:
        print(json.dumps(uit, ensure_ascii=False, indent=2))
    else:
        toon.scherm.print(", ".join(f"{k}: {v}" for k, v in uit["omgeving"].items()))
    return 0


def _warm_op() -> None:
    """One run that is not measured: afterwards Python's compiled modules are there, as on a machine in use."""
    for wat in ("ons", "vloer", "regel_ons", "regel_pandas", "regel_lus"):
        with tempfile.TemporaryDirectory(prefix="bench-") as uit:
            meet(wat, map_van(SNEL), Path(uit))


if __name__ == "__main__":
    sys.exit(main())
