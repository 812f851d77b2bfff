"""Canonical tables: Parquet or CSV with the columns of ``tabellen.FEITEN``; one file, or a folder of them.

A file is one of the fact tables by its name (``jongeren.parquet``, ``verblijf.csv``) or, when the name says nothing, by its
columns. In a folder only files with such a name are read. Rows that break the contract are set apart (``regel``: line in a CSV,
row in Parquet), and so is a second row with the same key. The date of the delivery is the latest
``bron_datum``, else that of the name.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from inbeeld.bronnen import csv, waarden
from inbeeld.bronnen.basis import Apart, Bron, Gelezen, LeveringFout, Voortgang
from inbeeld.bronnen.blok import Blok
from inbeeld.bronnen.csv import Kop
from inbeeld.bronnen.kaart import Kaart
from inbeeld.bronnen.lezen import Lezing
from inbeeld.tabellen.contract import ContractFout, Kolom, Tabel
from inbeeld.tabellen.feiten import FEITEN

UITGANGEN = (".parquet", ".csv")
LEVERBAAR = {naam: tabel for naam, tabel in FEITEN.items() if naam != "apart"}
"""What was set apart is our own administration: nobody delivers it."""
TE_DOEN = "Vergelijk het bestand met de beschrijving van de tabel."


def is_parquet(pad: Path) -> bool:
    with csv.open_bestand(pad) as stroom:
        return bool(stroom.read(4) == b"PAR1")


def welke(pad: Path, kolommen: tuple[str, ...]) -> Tabel | None:
    """The fact table that a file holds: by name, else the one table that has all its columns and misses none it must have."""
    namen = {naam.lower() for naam in kolommen}
    if tabel := LEVERBAAR.get(pad.stem.lower()):
        return tabel if namen & set(tabel.namen) else None
    passend = [t for t in LEVERBAAR.values() if namen <= set(t.namen) and {k.naam for k in t.kolommen if k.verplicht} <= namen]
    return passend[0] if len(passend) == 1 else None


def in_map(pad: Path) -> list[Path]:
    """The fact tables in a folder, in the order of the contract; Parquet goes before CSV."""
    try:
        bestanden = {p.name.lower(): p for p in pad.iterdir() if p.is_file()}
    except OSError as fout:
        raise LeveringFout("deze map kan niet worden gelezen.", bestand=pad, wat_te_doen="Controleer de rechten.") from fout
    uit = []
    for naam in LEVERBAAR:
        gevonden = [bestanden[naam + uitgang] for uitgang in UITGANGEN if naam + uitgang in bestanden]
        uit += gevonden[:1]
    return uit


def parquet_kolommen(pad: Path) -> tuple[str, ...]:
    """Column names of a Parquet file.

    Raises:
        LeveringFout: it can't be opened as Parquet.
    """
    try:
        return tuple(pq.read_schema(pad).names)
    except (pa.ArrowException, OSError, ValueError) as fout:
        raise LeveringFout(
            "dit Parquet-bestand is beschadigd of afgekapt.", bestand=pad, wat_te_doen="Maak of kopieer het opnieuw."
        ) from fout


def _lees_parquet(pad: Path, tabel: Tabel) -> tuple[pa.Table, pa.Array, list[Apart]]:
    parquet_kolommen(pad)
    try:
        ruw = tabel.pas(pq.read_table(pad, use_threads=False, partitioning=None))
        ruw.validate(full=True)
    except ContractFout as fout:
        raise LeveringFout(f"{fout}.", bestand=pad, wat_te_doen=TE_DOEN) from fout
    except (pa.ArrowException, OSError, ValueError) as fout:
        raise LeveringFout(
            "dit Parquet-bestand is beschadigd of afgekapt.", bestand=pad, wat_te_doen="Maak of kopieer het opnieuw."
        ) from fout
    return ruw, pa.array(np.arange(1, ruw.num_rows + 1)), []


def _cel(kolom: Kolom) -> Callable[[str], Any]:
    soort = kolom.soort
    if pa.types.is_date(soort):
        return waarden.hele_datum
    if pa.types.is_time(soort):
        return waarden.kloktijd
    if pa.types.is_boolean(soort):
        return waarden.ja_nee
    if pa.types.is_floating(soort):
        return waarden.getal

    def geheel(cel: str) -> int:
        if not cel.lstrip("+-").isdecimal() or not cel.isascii() or len(cel) > 18:
            raise waarden.Onwaarde("ongeldig_getal", "dit is geen geheel getal", "Schrijf alleen cijfers.")
        getal = int(cel)
        grens = 2 ** (soort.bit_width - 1)
        if not -grens <= getal < grens:
            raise waarden.Onwaarde("ongeldig_getal", "dit getal is te groot", "Verbeter het getal.")
        return getal

    return geheel


def _lees_csv(pad: Path, tabel: Tabel) -> tuple[pa.Table, pa.Array, list[Apart]]:
    kop = csv.lees_kop(pad)
    kaart = Kaart({k.naam: (k.naam,) for k in tabel.kolommen}, tuple(k.naam for k in tabel.kolommen if k.verplicht))
    koppeling = kaart.koppel(kop, pad)
    lezing = Lezing(pad, kaart, None)
    delen, regels, apart = [tabel.leeg()], [pa.array([], pa.int64())], []
    for ruw in csv.blokken(pad, kop):
        blok = Blok(ruw, kop, koppeling, kaart, lezing.telling)
        kolommen = [
            blok.tekst(k.naam) if pa.types.is_string(k.soort) else blok.waarde(k.naam, _cel(k), k.soort) for k in tabel.kolommen
        ]
        goed = pa.array(blok.goed)
        delen.append(pa.table(kolommen, schema=tabel.schema).filter(goed))
        regels.append(blok.regel.filter(goed))
        apart += blok.apart()
    return pa.concat_tables(delen).combine_chunks(), pa.concat_arrays(regels), apart


def _dubbel(tabel: Tabel, rijen: pa.Table) -> Any:
    """True for a row whose key stood in an earlier one."""
    if not tabel.sleutel or rijen.num_rows == 0:
        return np.zeros(rijen.num_rows, bool)
    eerste = (
        rijen.select(tabel.sleutel)
        .append_column("rij", pa.array(np.arange(rijen.num_rows)))
        .group_by(list(tabel.sleutel), use_threads=False)
        .aggregate([("rij", "min")])
        .column("rij_min")
        .to_numpy()
    )
    uit = np.ones(rijen.num_rows, bool)
    uit[eerste] = False
    return uit


def lees_tabel(pad: Path, tabel: Tabel) -> tuple[pa.Table, list[Apart], int]:
    """One fact table: the good rows, those set apart, and how many were read.

    Raises:
        LeveringFout: the file does not fit the table at all.
    """
    rijen, regels, apart = (_lees_parquet if is_parquet(pad) else _lees_csv)(pad, tabel)
    gelezen = rijen.num_rows + len(apart)
    mis = np.zeros(rijen.num_rows, bool)
    redenen: dict[int, tuple[str, str, str]] = {}
    for probleem in tabel.problemen(rijen, ten_hoogste=10 * rijen.num_rows + 1):
        redenen.setdefault(probleem.rij, (probleem.kolom, probleem.code, probleem.uitleg))
    for rij in np.flatnonzero(_dubbel(tabel, rijen)).tolist():
        redenen.setdefault(rij, (tabel.sleutel[0], "dubbel", "deze sleutel stond al in een eerdere rij"))
    for rij, (kolom, code, uitleg) in redenen.items():
        mis[rij] = True
        cellen = {n: "" if v is None else str(v) for n, v in rijen.slice(rij, 1).to_pylist()[0].items()}
        apart.append(Apart(regels[rij].as_py(), f"{tabel.naam}.{kolom}", code, uitleg, TE_DOEN, cellen))
    return rijen.filter(pa.array(~mis)), sorted(apart, key=lambda a: a.regel), gelezen


def kolomnamen(pad: Path) -> tuple[str, ...]:
    if is_parquet(pad):
        return parquet_kolommen(pad)
    kop: Kop = csv.lees_kop(pad)
    return tuple(naam.lower() for naam in kop.namen)


def lees(bron: Bron, pad: Path, kaarten: Path | None, voortgang: Voortgang | None) -> Gelezen:
    """Read one table or a folder of them.

    Raises:
        LeveringFout: a file can't be read or does not fit its table.
    """
    in_naam = waarden.datum_in_naam(pad.name)
    lezing = Lezing(pad, Kaart({}, ()), in_naam[0] if in_naam else None)
    tabellen: dict[str, pa.Table] = {}
    laatste: list[date] = []
    for bestand in in_map(pad) if pad.is_dir() else [pad]:
        tabel = welke(bestand, kolomnamen(bestand))
        if tabel is None:
            raise LeveringFout("de kolommen passen niet bij de tabel.", bestand=bestand, wat_te_doen=TE_DOEN)
        tabellen[tabel.naam], apart, gelezen = lees_tabel(bestand, tabel)
        lezing.apart += apart
        lezing.gelezen += gelezen
        if (dag := pc.max(tabellen[tabel.naam].column("bron_datum")).as_py()) is not None:
            laatste.append(dag)
        if voortgang:
            voortgang(lezing.gelezen)
    lezing.levering = max(laatste, default=None)
    return Gelezen(
        bron.code,
        bron.naam,
        pad,
        lezing.bron_datum(),
        "volledig",
        lezing.gelezen,
        tabellen,
        tuple(lezing.apart),
        tuple(lezing.opmerkingen),
    )


BRON = Bron("tabellen", "InBeeld-tabellen", ("tabellen",), lees)
