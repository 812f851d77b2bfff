"""One measurement in a fresh process, so that no run warms up another and memory is its own."""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

WORTEL = Path(__file__).parents[1]


class BenchFout(RuntimeError):
    """A result is not what it must be, so its time means nothing."""


@dataclass(frozen=True)
class Meting:
    """What one run took. ``geheel`` counts from the start of the process, imports included; ``piek_mb`` is the peak RSS."""

    seconden: float
    cpu: float
    geheel: float
    piek_mb: float
    rijen: dict[str, int] = field(default_factory=dict)


def meet(wat: str, map_: Path, uit: Path) -> Meting:
    """Runs ``wat`` (a key of ``WERK``) on a folder of tables; its result comes in ``uit``.

    Raises:
        BenchFout: the process failed.
    """
    begin = time.perf_counter()
    klaar = subprocess.run(
        [sys.executable, "-m", "bench.proces", wat, str(map_), str(uit)],
        capture_output=True,
        text=True,
        cwd=WORTEL,
        env=_omgeving(),
        check=False,
    )
    geheel = time.perf_counter() - begin
    if klaar.returncode:
        raise BenchFout(f"{wat} op {map_.name} mislukte:\n{klaar.stderr.strip()}")
    return Meting(**{**json.loads(klaar.stdout.splitlines()[-1]), "geheel": geheel})


def _omgeving() -> dict[str, str]:
    """As on an installation that was used before: compiled modules are kept, here in a folder of the bench."""
    schoon = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    pad = os.pathsep.join(filter(None, [str(WORTEL), schoon.get("PYTHONPATH")]))
    return {**schoon, "PYTHONPATH": pad, "PYTHONPYCACHEPREFIX": str(WORTEL / "bench" / "uit" / "pyc")}


def _cpu() -> float:
    eigen = resource.getrusage(resource.RUSAGE_SELF)
    return eigen.ru_utime + eigen.ru_stime


def _piek_mb() -> float:
    piek = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return piek / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _ons(map_: Path, uit: Path) -> tuple[float, float, dict[str, int]]:
    """The picture, as ``inbeeld beeld --tabellen`` computes it."""
    import ibis
    import pandas  # noqa: F401 - Arrow loads it at the first array

    from bench.gegevens import PEILDATUM
    from inbeeld.beeld import bereken_map
    from inbeeld.beeld.berekening import alle_regels

    ibis.duckdb.name  # noqa: B018 - loads the engine's modules
    alle_regels()
    begin, cpu = time.perf_counter(), _cpu()
    beeld = bereken_map(map_, peildatum=PEILDATUM, uit=uit)
    return time.perf_counter() - begin, _cpu() - cpu, beeld.bewijs.rijen


def _vloer(map_: Path, uit: Path) -> tuple[float, float, dict[str, int]]:
    """The floor, with the same engine settings as a run."""
    import duckdb
    import pyarrow.parquet as pq

    sql = (Path(__file__).parent / "vloer.sql").read_text("utf-8")
    doel = uit / "vloer.parquet"
    begin, cpu = time.perf_counter(), _cpu()
    con = duckdb.connect()
    con.execute("SET preserve_insertion_order = false")
    con.execute(sql.replace("{map}", str(map_)).replace("{uit}", str(doel)))
    con.close()
    return time.perf_counter() - begin, _cpu() - cpu, {"gebeurtenissen": pq.read_metadata(doel).num_rows}


def _regel(wijze: str) -> Werk:
    def reken(map_: Path, uit: Path) -> tuple[float, float, dict[str, int]]:
        import pyarrow.parquet as pq

        from bench.gegevens import PEILDATUM

        module = importlib.import_module(f"bench.regel_{wijze}")
        begin, cpu = time.perf_counter(), _cpu()
        tabel = module.reken(map_, PEILDATUM)
        duur = time.perf_counter() - begin, _cpu() - cpu
        pq.write_table(tabel, uit / "regel.parquet")
        return *duur, {"perioden": tabel.num_rows}

    return reken


Werk = Callable[[Path, Path], tuple[float, float, dict[str, int]]]
WERK: dict[str, Werk] = {"ons": _ons, "vloer": _vloer, **{f"regel_{w}": _regel(w) for w in ("ons", "pandas", "lus")}}
"""What can be measured: seconds, CPU seconds and rows."""


def main(wat: str, map_: str, uit: str) -> None:
    seconden, cpu, rijen = WERK[wat](Path(map_), Path(uit))
    print(json.dumps(asdict(Meting(seconden, cpu, 0.0, _piek_mb(), rijen))))


if __name__ == "__main__":
    main(*sys.argv[1:])
