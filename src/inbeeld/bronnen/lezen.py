"""The frame of every CSV adapter: file → blocks → tables, with progress, refused rows and the date of the delivery."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from inbeeld.bronnen import csv
from inbeeld.bronnen.basis import Apart, Bron, Gelezen, Omvang, Voortgang
from inbeeld.bronnen.blok import Blok
from inbeeld.bronnen.kaart import Kaart, laad
from inbeeld.bronnen.waarden import datum_in_naam
from inbeeld.tabellen.leveringen import GELEVERD


@dataclass
class Lezing:
    """What is gathered while a file is read. ``levering``: the latest date of delivery that a row states."""

    pad: Path
    kaart: Kaart
    naam_datum: date | None
    levering: date | None = None
    omvang: Omvang = "volledig"
    telling: Counter[str] = field(default_factory=Counter)
    opmerkingen: list[str] = field(default_factory=list)
    delen: dict[str, list[pa.Table]] = field(default_factory=dict)
    apart: list[Apart] = field(default_factory=list)
    gelezen: int = 0

    def neem(self, tabellen: Mapping[str, pa.Table]) -> None:
        for naam, tabel in tabellen.items():
            self.delen.setdefault(naam, []).append(tabel)

    def noteer_levering(self, dagen: pa.Array) -> None:
        laatste = pc.max(dagen).as_py()
        if laatste is not None and (self.levering is None or laatste > self.levering):
            self.levering = laatste

    def bron_datum(self) -> date:
        """The date that the rows state; else that of the file name; else, with a remark, when the file was last changed."""
        if self.levering or self.naam_datum:
            return self.levering or self.naam_datum or date.min
        dag = datetime.fromtimestamp(self.pad.stat().st_mtime, UTC).date()
        tekst = (
            f"de levering noemt zelf geen datum; de datum van het bestand ({dag.isoformat()}) is genomen. "
            "Zet de datum in de bestandsnaam (jjjjmmdd) om dit te voorkomen"
        )
        if tekst not in self.opmerkingen:
            self.opmerkingen.append(tekst)
        return dag

    def af(self, bron: Bron, tabellen: tuple[str, ...]) -> Gelezen:
        dag = self.bron_datum()
        aantallen = (tekst.format(aantal) for tekst, aantal in sorted(self.telling.items()))
        return Gelezen(
            bron=bron.code,
            naam=bron.naam,
            pad=self.pad,
            bron_datum=dag,
            omvang=self.omvang,
            gelezen=self.gelezen,
            tabellen={
                naam: pa.concat_tables(self.delen[naam]).combine_chunks() if naam in self.delen else GELEVERD[naam].leeg()
                for naam in tabellen
            },
            apart=tuple(self.apart),
            opmerkingen=(*self.opmerkingen, *aantallen),
        )


def begin(bron: Bron, pad: Path, kaarten: Path | None) -> Lezing:
    assert bron.kaart is not None
    in_naam = datum_in_naam(pad.name)
    return Lezing(pad, laad(bron.kaart(), bron.code, kaarten), in_naam[0] if in_naam else None)


def lees_csv(
    bron: Bron,
    pad: Path,
    kaarten: Path | None,
    voortgang: Voortgang | None,
    verwerk: Callable[[Blok, Lezing], Mapping[str, pa.Table]],
    tabellen: tuple[str, ...],
    opzet: Callable[[Lezing], None] | None = None,
) -> Gelezen:
    """Read a CSV delivery; ``verwerk`` turns one block into (parts of) tables, ``opzet`` sees the frame before the first.

    Raises:
        LeveringFout: the whole file is refused.
    """
    lezing = begin(bron, pad, kaarten)
    kop = csv.lees_kop(pad)
    koppeling = lezing.kaart.koppel(kop, pad)
    if opzet:
        opzet(lezing)
    for ruw in csv.blokken(pad, kop):
        blok = Blok(ruw, kop, koppeling, lezing.kaart, lezing.telling)
        if blok.n:
            lezing.neem(verwerk(blok, lezing))
        lezing.apart += blok.apart()
        lezing.gelezen += blok.n + len(ruw.apart)
        if voortgang:
            voortgang(lezing.gelezen)
    return lezing.af(bron, tabellen)
