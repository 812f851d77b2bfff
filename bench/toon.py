"""The measurements as tables on the screen."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

from bench.beeld import Lijn, Vergelijking
from bench.jongere import Tijden
from bench.regel import Wijze

scherm = Console(highlight=False, width=None if sys.stdout.isatty() else 130)
fout = Console(stderr=True, highlight=False)


def getal(x: float, decimalen: int = 0) -> str:
    """1234.5 → 1.234,5."""
    return f"{x:,.{decimalen}f}".translate(str.maketrans(",.", ".,"))


def beeld(rijen: list[Vergelijking], lijn: dict[str, Lijn]) -> None:
    _tabel(
        "Het hele beeld tegen de vloer (mediaan, seconden)",
        [
            "Jongeren",
            "Keer",
            "InBeeld",
            "Vloer",
            "Verhouding",
            "CPU",
            "CPU vloer",
            "Verhouding CPU",
            "Proces",
            "Piek MB",
            "Rijen",
        ],
        [
            [
                getal(v.jongeren),
                str(v.keer),
                getal(v.ons, 2),
                getal(v.vloer, 2),
                f"{getal(v.verhouding, 1)} ×",
                getal(v.ons_cpu, 2),
                getal(v.vloer_cpu, 2),
                f"{getal(v.verhouding_cpu, 1)} ×",
                getal(v.ons_geheel, 2),
                getal(v.ons_piek_mb),
                getal(sum(n for naam, n in v.rijen.items() if naam != "gebeurtenissen")),
            ]
            for v in rijen
        ],
        getallen=0,
    )
    for naam, x in lijn.items():
        scherm.print(f"{naam}: t = {getal(x.a, 2)} s + {getal(x.b * 100_000, 2)} s per 100.000 jongeren")
    scherm.print()


def regel(rijen: list[Wijze]) -> None:
    _tabel(
        f"De regel absoluut verzuim, {getal(rijen[0].jongeren)} jongeren: drie keer dezelfde {getal(rijen[0].perioden)} perioden",
        ["Wijze", "Seconden", "CPU", "Per 100.000", "Tegen InBeeld", "Piek MB"],
        [
            [
                w.naam,
                getal(w.seconden, 2),
                getal(w.cpu, 2),
                getal(w.per_100k, 2),
                f"{getal(w.verhouding, 2)} ×",
                getal(w.piek_mb),
            ]
            for w in rijen
        ],
    )


def jongere(rijen: list[Tijden]) -> None:
    _tabel(
        "Eén jongere (milliseconden)",
        ["Wat", "Aantal", "p50", "p95", "Hoogste", "CPU p50", "CPU p95"],
        [[t.wat, str(t.aantal), *(getal(x, 1) for x in (t.p50, t.p95, t.hoogste, t.cpu_p50, t.cpu_p95))] for t in rijen],
    )


def _tabel(titel: str, koppen: list[str], rijen: list[list[str]], getallen: int = 1) -> None:
    t = Table(title=titel, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for i, kop in enumerate(koppen):
        t.add_column(kop, justify="right" if i >= getallen else "left")
    for rij in rijen:
        t.add_row(*rij)
    scherm.print(t)
    scherm.print()
