"""What every adapter gives back, and how it says that something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pyarrow as pa

if TYPE_CHECKING:
    from inbeeld.bronnen.kaart import Kaart

Omvang = Literal["volledig", "mutaties"]
Voortgang = Callable[[int], None]


@dataclass(frozen=True)
class Apart:
    """One refused row. ``inhoud`` holds the original cells, so that the supplier can be shown what was wrong.

    ``regel`` is the line (CSV: header = 1), element (JSON) or row number (Parquet). ``kolom`` is the header or JSON path as
    the supplier wrote it. ``reden`` and ``wat_te_doen`` never hold a value from the row: they may be logged.
    """

    regel: int
    kolom: str
    code: str
    reden: str
    wat_te_doen: str
    inhoud: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class Gelezen:
    """A delivery as tables (``tabellen.leveringen.GELEVERD``; for bron ``tabellen``: ``tabellen.FEITEN``).

    Every row read is either in one of the tables or in ``apart``; a row of which only a part was refused is in both, with what
    was good of it and once in ``apart``. ``omvang`` says whether the delivery states the whole
    picture of its subjects (what is absent is no longer so) or changes only.
    """

    bron: str
    naam: str
    pad: Path
    bron_datum: date
    omvang: Omvang
    gelezen: int
    tabellen: dict[str, pa.Table]
    apart: tuple[Apart, ...] = ()
    opmerkingen: tuple[str, ...] = ()


class LeveringFout(ValueError):
    """The whole file is refused. The text is fit for the user: what is wrong, where, what to do; no personal data."""

    def __init__(
        self, reden: str, *, bestand: Path | str = "", regel: int | None = None, kolom: str = "", wat_te_doen: str = ""
    ) -> None:
        self.reden = reden
        self.bestand = str(bestand)
        self.regel = regel
        self.kolom = kolom
        self.wat_te_doen = wat_te_doen
        plek = Path(bestand).name if bestand else ""
        if regel is not None:
            plek += f", regel {regel}"
        if kolom:
            plek += f", kolom {kolom}"
        super().__init__(" ".join(deel for deel in (f"{plek}:" if plek else "", reden, wat_te_doen) if deel))


class OnbekendeLevering(LeveringFout):
    """The file can be opened, but it is none of the kinds that we know."""


@dataclass(frozen=True)
class Bron:
    """A kind of delivery. ``vorm`` is how the file is built; ``kaart`` gives the default column map (CSV, JSON)."""

    code: str
    naam: str
    vorm: tuple[Literal["csv", "json", "tabellen"], ...]
    lezer: Callable[[Bron, Path, Path | None, Voortgang | None], Gelezen] = field(repr=False, compare=False)
    kaart: Callable[[], Kaart] | None = field(default=None, repr=False, compare=False)
    naam_patroon: str | None = None
