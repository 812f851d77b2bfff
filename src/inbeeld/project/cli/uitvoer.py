"""What the commands write: messages to stderr, results to stdout, progress only on a terminal."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from inbeeld.apps.leveringen.ontvangst import Ontvangst

# A file or pipe has no width: then wide enough for a line of a table.
uit = Console(highlight=False, width=None if sys.stdout.isatty() else 130)
err = Console(stderr=True, highlight=False)
VEEL = 12
"""From this many files on, receipts are shown per kind of delivery."""

Meld = Callable[[str, int], None]


def fout(wat: str, waar: str = "", doe: str = "") -> None:
    """What is wrong, where, what to do."""
    err.print(f"[bold red]Fout:[/] {escape(wat)}", soft_wrap=True)
    if waar:
        err.print(f"  Waar: {escape(waar)}", soft_wrap=True)
    if doe:
        err.print(f"  Doe: {escape(doe)}", soft_wrap=True)


@contextmanager
def voortgang(titel: str, totaal: int | None = None) -> Iterator[Meld]:
    """A progress bar on a terminal; elsewhere nothing. Call the result with what is being done and how far it is."""
    kolommen = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*kolommen, console=err, transient=True, disable=not err.is_terminal) as balk:
        taak = balk.add_task(titel, total=totaal)

        def meld(wat: str, aantal: int) -> None:
            balk.update(taak, description=f"{titel}: {wat}" if wat else titel, completed=aantal)

        yield meld


def getal(n: int) -> str:
    """1234567 → 1.234.567."""
    return f"{n:,}".replace(",", ".")


def tabel(titel: str, koppen: list[str], rijen: list[list[str]], getallen: int = 1) -> None:
    """A table; the columns from ``getallen`` on are right-aligned."""
    t = Table(title=titel, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for i, kop in enumerate(koppen):
        t.add_column(kop, justify="right" if i >= getallen else "left", no_wrap=i >= getallen, overflow="fold")
    for rij in rijen:
        t.add_row(*(escape(c) for c in rij))
    uit.print(t)
    uit.print()


def toon_bonnen(bonnen: list[Ontvangst]) -> None:
    """The receipts of deliveries: one line per file, or per kind when there are many, and below them what needs attention."""
    per_soort: dict[str, list[Ontvangst]] = {}
    for b in bonnen:
        per_soort.setdefault(b.naam if len(bonnen) > VEEL else b.levering, []).append(b)
    rijen = []
    for groep in per_soort.values():
        dagen = sorted({b.bron_datum.isoformat() for b in groep})
        al = sum(b.al_ingelezen for b in groep)
        wat = groep[0].naam + (f" ({al} al ingelezen)" if al else "")
        tellen = (
            sum(getattr(b, veld) for b in groep) for veld in ("gelezen", "opgenomen", "ongewijzigd", "apart", "ongekoppeld")
        )
        rijen.append(
            [
                groep[0].bestand if len(groep) == 1 else f"{len(groep)} bestanden",
                wat,
                dagen[0] if len(dagen) == 1 else f"{dagen[0]} … {dagen[-1]}",
                *(getal(n) for n in tellen),
            ]
        )
    koppen = ["Bestand", "Herkend als", "Datum", "Gelezen", "Opgenomen", "Ongewijzigd", "Apart", "Wacht"]
    tabel("Leveringen", koppen, rijen, getallen=3)
    uit.print("Gelezen telt rijen; opgenomen en ongewijzigd tellen feiten: een rij kan er meer dan één bevatten.", soft_wrap=True)
    if len(bonnen) > VEEL:
        _toon_samen(bonnen)
    else:
        for b in bonnen:
            _toon_aandacht(b)
    uit.print()


def _toon_samen(bonnen: list[Ontvangst]) -> None:
    apart, alsnog = sum(b.apart for b in bonnen), sum(b.alsnog_gekoppeld for b in bonnen if not b.al_ingelezen)
    if apart:
        redenen: Counter[str] = Counter()
        for b in bonnen:
            redenen.update(b.apart_redenen)
        tekst = ", ".join(f"{c} {getal(n)}x" for c, n in redenen.most_common())
        meeste = max(bonnen, key=lambda b: b.apart)
        uit.print(
            escape(
                f"Apart gezet: {getal(apart)} rijen ({tekst}). Bekijk ze per levering, bijvoorbeeld die van {meeste.bestand}: "
                f"inbeeld apart {meeste.levering[:8]} --uit apart.csv"
            ),
            soft_wrap=True,
        )
    if alsnog:
        uit.print(f"Alsnog gekoppeld: {getal(alsnog)} rijen die op een persoon wachtten.")


def _toon_aandacht(b: Ontvangst) -> None:
    if b.apart:
        redenen = ", ".join(f"{c} {getal(n)}x" for c, n in sorted(b.apart_redenen.items(), key=lambda r: -r[1]))
        tekst = f"{b.bestand}: apart gezet: {redenen}. Bekijk: inbeeld apart {b.levering[:8]} --uit apart.csv"
        uit.print(escape(tekst), soft_wrap=True)
    if b.ongekoppeld:
        tekst = f"{b.bestand}: {getal(b.ongekoppeld)} feiten wachten op een persoon die nog niet bekend is (inbeeld ongekoppeld)."
        uit.print(escape(tekst), soft_wrap=True)
    if b.alsnog_gekoppeld:
        uit.print(escape(f"{b.bestand}: {getal(b.alsnog_gekoppeld)} wachtende feiten zijn alsnog gekoppeld."), soft_wrap=True)
    for opmerking in b.opmerkingen:
        uit.print(escape(f"{b.bestand}: {opmerking}."), soft_wrap=True)
