"""The careful CSV reader: one pass to inspect, one pass to read, block by block.

* UTF-8 with or without BOM, else cp1252; UTF-16, zip, Excel and PDF are refused by name.
* Separator ``;`` ``,`` tab or ``|``, taken from the header; a leading ``#`` in the header is dropped.
* A row with too many or too few cells, with a quote that never closes, or with unreadable characters is set apart; the
  rows around it are kept. A last line that breaks off without a line end means the file is cut off: the whole file is
  refused, because what is missing would look like "no longer so".
* Empty lines and lines of separators only are no rows.

Lines without a quote (nearly all) are parsed by Arrow in bulk; the others one by one.
"""

from __future__ import annotations

import codecs
import csv as _csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from inbeeld.bronnen.basis import Apart, LeveringFout

LANGSTE_REGEL = 10 * 1024 * 1024
BLOK = 8 * 1024 * 1024
REGELS_PER_CEL = 20
"""A quoted cell may hold at most so many line ends; beyond that the quote is taken for a stray one."""

_HERKENBAAR = (
    (b"PK\x03\x04", "een zip- of Excelbestand", "Pak het uit, of bewaar het werkblad als CSV (UTF-8)."),
    (b"\x1f\x8b", "een gz-bestand", "Pak het eerst uit."),
    (b"\xd0\xcf\x11\xe0", "een oud Excelbestand", "Bewaar het werkblad als CSV (UTF-8)."),
    (b"%PDF", "een pdf", "Lever de gegevens als CSV."),
    (b"{\\rtf", "een tekstdocument (RTF)", "Lever de gegevens als CSV."),
    (b"PAR1", "een Parquet-bestand", "Geef het bestand een naam die eindigt op .parquet."),
    (b"MZ\x90", "een programma", "Controleer of dit het goede bestand is."),
    (b"\x7fELF", "een programma", "Controleer of dit het goede bestand is."),
    (b"\x89PNG", "een afbeelding", "Lever de gegevens als CSV."),
    (b"\xff\xd8\xff", "een afbeelding", "Lever de gegevens als CSV."),
    (b"GIF8", "een afbeelding", "Lever de gegevens als CSV."),
    (b"Rar!", "een rar-bestand", "Pak het eerst uit."),
    (b"BZh91AY&SY", "een bz2-bestand", "Pak het eerst uit."),
    (b"\xfd7zXZ", "een xz-bestand", "Pak het eerst uit."),
    (b"\x28\xb5\x2f\xfd", "een zst-bestand", "Pak het eerst uit."),
    (b"7z\xbc\xaf", "een 7z-bestand", "Pak het eerst uit."),
    (b"\xff\xfe", "tekst in UTF-16", "Bewaar het bestand als CSV (UTF-8)."),
    (b"\xfe\xff", "tekst in UTF-16", "Bewaar het bestand als CSV (UTF-8)."),
)


@dataclass(frozen=True)
class Keuring:
    """What the first pass saw. ``mac``: lines end in a bare CR. ``open_einde``: no line end after the last line."""

    codering: str
    bom: bool
    nul: bool
    onleesbaar: bool
    mac: bool
    open_einde: bool


@dataclass(frozen=True)
class Kop:
    """The header: cells as written, their normal form, and the line it stands on."""

    kolommen: tuple[str, ...]
    namen: tuple[str, ...]
    scheiding: str
    regel: int
    keuring: Keuring


@dataclass(frozen=True)
class Ruw:
    """A block of rows: line numbers, text columns named by position, and the rows that could not be cut into cells."""

    regels: pa.Array
    kolommen: tuple[pa.Array, ...]
    apart: tuple[Apart, ...]


def normaal(kop: str) -> str:
    """The name of a column without what varies: BOM, ``#``, quotes, case, spaces and dashes."""
    kaal = kop.replace("\ufeff", "").strip().strip('"').strip().lstrip("#").strip()
    return re.sub(r"[\s\-_]+", "_", kaal).upper()


def open_bestand(pad: Path) -> Any:
    """The file opened for bytes.

    Raises:
        LeveringFout: it is absent, no file (a folder, a pipe, a device), or may not be read.
    """
    try:
        if pad.is_dir():
            raise LeveringFout("dit is een map, geen bestand.", bestand=pad, wat_te_doen="Geef de bestanden zelf op.")
        # Opening a pipe or a device may wait forever.
        if pad.exists() and not pad.is_file():
            raise LeveringFout("dit is geen gewoon bestand.", bestand=pad, wat_te_doen="Geef een bestand of een map op.")
        return pad.open("rb")
    except LeveringFout:
        raise
    except FileNotFoundError as fout:
        raise LeveringFout("dit bestand bestaat niet.", bestand=pad, wat_te_doen="Controleer de naam en de map.") from fout
    except (OSError, ValueError) as fout:
        raise LeveringFout("dit bestand kan niet worden geopend.", bestand=pad, wat_te_doen="Controleer de rechten.") from fout


def weiger_vreemd(begin: bytes, pad: Path) -> None:
    """Refuses what is plainly no text.

    Raises:
        LeveringFout: empty, zip, Excel, PDF, UTF-16.
    """
    if not begin.strip(b"\r\n\t \x00\xef\xbb\xbf"):
        raise LeveringFout("het bestand is leeg.", bestand=pad, wat_te_doen="Vraag de leverancier om een nieuwe levering.")
    for merk, wat, doen in _HERKENBAAR:
        if begin.startswith(merk):
            raise LeveringFout(f"dit is {wat}.", bestand=pad, wat_te_doen=doen)
    if begin[:4096].count(0) * 4 > len(begin[:4096]):
        raise LeveringFout(
            "dit is geen leesbare tekst (UTF-16 of een programma-eigen vorm).",
            bestand=pad,
            wat_te_doen="Bewaar het bestand als CSV (UTF-8).",
        )


def keur(pad: Path) -> Keuring:
    """First pass: encoding, line ends, longest line.

    Raises:
        LeveringFout: unreadable, no text, or a line over 10 MB.
    """
    ontcijfer = codecs.getincrementaldecoder("utf-8")(errors="replace")
    regel = lengte = buiten_ascii = vervangen = cr = lf = 0
    nul = bom = False
    laatste = b""
    with open_bestand(pad) as stroom:
        eerste = True
        while blok := _lees(stroom, pad):
            if eerste:
                weiger_vreemd(blok[:65536], pad)
                bom, eerste = blok.startswith(codecs.BOM_UTF8), False
            nul = nul or b"\0" in blok
            if not blok.isascii() or vervangen:
                tekst = ontcijfer.decode(blok)
                if not tekst.isascii():
                    vervangen += tekst.count("\ufffd")
                    buiten_ascii += len(tekst) - len(tekst.encode("ascii", "ignore"))
            else:
                ontcijfer.decode(blok)
            cr, lf = cr + blok.count(b"\r"), lf + blok.count(b"\n")
            einden = np.flatnonzero((np.frombuffer(blok, np.uint8) == 10) | (np.frombuffer(blok, np.uint8) == 13))
            lengtes = np.diff(einden, prepend=-lengte - 1, append=len(blok))
            if (te_lang := np.flatnonzero(lengtes > LANGSTE_REGEL)).size:
                raise LeveringFout(
                    "deze regel is langer dan 10 MB.",
                    bestand=pad,
                    regel=regel + int(te_lang[0]) + 1 if not cr or not lf else None,
                    wat_te_doen="Vraag de leverancier om een levering met één rij per regel.",
                )
            lengte = int(lengtes[-1]) - 1
            regel += len(einden)
            laatste = blok[-1:]
        vervangen += ontcijfer.decode(b"", final=True).count("\ufffd")
        if eerste:
            weiger_vreemd(b"", pad)
    # A file with BOM, or one that is mostly good UTF-8 with a few bad bytes, is UTF-8; else it is Windows text.
    utf8 = bom or vervangen == 0 or vervangen * 2 < buiten_ascii
    return Keuring(
        codering="utf-8" if utf8 else "cp1252",
        bom=bom,
        nul=nul,
        onleesbaar=vervangen > 0,
        mac=lf == 0 and cr > 0,
        open_einde=laatste not in (b"\n", b"\r"),
    )


def _lees(stroom: Any, pad: Path) -> bytes:
    try:
        return bytes(stroom.read(BLOK))
    except OSError as fout:
        raise LeveringFout("het bestand is niet te lezen.", bestand=pad, wat_te_doen="Kopieer het opnieuw.") from fout


def lees_kop(pad: Path, keuring: Keuring | None = None) -> Kop:
    """The header of a CSV file: the first line that is not empty (a line ``sep=;`` is passed over).

    Raises:
        LeveringFout: no text, or no header with at least two columns.
    """
    keuring = keuring or keur(pad)
    with open_bestand(pad) as stroom:
        ruw = bytearray()
        while blok := _lees(stroom, pad):
            ruw += blok
            if len(ruw) > 65536:
                break
    regels = _tekst(bytes(ruw), keuring, eerste=True).split(b"\n")
    for nummer, bytes_ in enumerate(regels[:100], start=1):
        regel = bytes_.decode("utf-8", "replace").strip("\r\n")
        if not regel.strip(" \t;,|\0") or re.fullmatch(r'"?sep=.?"?', regel.strip(), re.IGNORECASE):
            continue
        scheiding = max(";,\t|", key=lambda teken: (regel.count(teken), -";,\t|".index(teken)))
        if scheiding not in regel:
            break
        try:
            cellen = next(_csv.reader([regel.replace("\0", "")], delimiter=scheiding, strict=False))
        except (_csv.Error, StopIteration):
            break
        return Kop(tuple(cellen), tuple(normaal(c) for c in cellen), scheiding, nummer, keuring)
    raise LeveringFout(
        "hier staat geen regel met kolomnamen.", bestand=pad, regel=1, wat_te_doen="De eerste regel moet de kolomnamen bevatten."
    )


def _tekst(ruw: bytes, keuring: Keuring, *, eerste: bool) -> bytes:
    """The block as UTF-8 with ``\\n`` line ends."""
    if eerste and ruw.startswith(codecs.BOM_UTF8):
        ruw = ruw[3:]
    if b"\r" in ruw:
        ruw = ruw.replace(b"\r", b"\n") if keuring.mac else ruw.replace(b"\r\n", b"\n").replace(b"\r", b" ")
    if keuring.codering == "cp1252":
        return ruw.decode("cp1252", "replace").encode()
    return ruw.decode("utf-8", "replace").encode() if keuring.onleesbaar else ruw


def blokken(pad: Path, kop: Kop) -> Iterator[Ruw]:
    """Second pass: the rows under the header, in order.

    Raises:
        LeveringFout: the last line breaks off.
    """
    keuring = kop.keuring
    einde = b"\r" if keuring.mac else b"\n"
    rest, over, regel, eerste = b"", b"", 1, True
    with open_bestand(pad) as stroom:
        while True:
            blok = _lees(stroom, pad)
            laatste = not blok
            rest += blok
            knip = len(rest) if laatste else rest.rfind(einde) + 1
            deel, rest = rest[:knip], rest[knip:]
            if deel:
                over += _tekst(deel, keuring, eerste=eerste)
                eerste = False
            if over and (deel or laatste):
                ruw, gebruikt = _ontleed(over, regel, kop, pad, laatste=laatste)
                yield ruw
                regel += over.count(b"\n", 0, gebruikt)
                over = over[gebruikt:]
            if laatste:
                return


def _ontleed(tekst: bytes, eerste_regel: int, kop: Kop, pad: Path, *, laatste: bool) -> tuple[Ruw, int]:
    """The rows of a text of whole lines, and how much of it was used: a quoted cell that may go on is left for the next time."""
    breedte = len(kop.kolommen)
    if not tekst.endswith(b"\n"):
        tekst += b"\n"
    tekens = np.frombuffer(tekst, np.uint8)
    einden = np.flatnonzero(tekens == 10)
    beginnen = np.concatenate(([0], einden[:-1] + 1))
    nummers = np.arange(len(einden), dtype=np.int64) + eerste_regel

    def per_regel(teken: int) -> Any:
        plek = np.flatnonzero(tekens == teken)
        return np.diff(np.searchsorted(plek, einden), prepend=0)

    cellen = per_regel(ord(kop.scheiding)) + 1
    leeg = (einden - beginnen) == (cellen - 1)
    aanhaling = per_regel(34) > 0 if b'"' in tekst else np.zeros(len(einden), bool)
    leeg |= nummers <= kop.regel
    goed = (cellen == breedte) & ~aanhaling & ~leeg
    moeilijk = np.flatnonzero(~goed & ~leeg)

    def cel(i: int) -> str:
        return tekst[beginnen[i] : einden[i]].decode("utf-8", "replace")

    los: dict[int, list[str]] = {}
    apart: list[Apart] = []
    gebruikt, lengte = -1, len(tekst)
    if aanhaling.any():
        los = _regel_voor_regel(cel, np.flatnonzero(aanhaling & ~leeg).tolist(), kop)
        moeilijk = np.array([i for i in moeilijk.tolist() if i not in los], np.int64)
    for i in moeilijk.tolist():
        if i <= gebruikt:
            continue
        rij, tot_en_met = (None, i)
        if aanhaling[i]:
            rij, tot_en_met = _met_aanhaling(cel, i, len(einden), kop)
            if rij is None and not laatste and i + REGELS_PER_CEL >= len(einden):
                goed[i:] = False
                lengte = int(beginnen[i])
                break
        if rij is not None and len(rij) == breedte:
            los[i] = rij
            goed[i + 1 : tot_en_met + 1] = False
            gebruikt = tot_en_met
            continue
        if (
            laatste
            and kop.keuring.open_einde
            and i == len(einden) - 1
            and (rij is None or len(rij) < breedte)
            and (aanhaling[i] or cellen[i] < breedte)
        ):
            raise LeveringFout(
                "het bestand breekt midden in deze regel af.",
                bestand=pad,
                regel=int(nummers[i]),
                wat_te_doen="Haal de levering opnieuw op: er ontbreken rijen.",
            )
        regel = cel(i)
        ruw = rij if rij is not None else regel.split(kop.scheiding)
        apart.append(
            Apart(
                int(nummers[i]),
                "",
                "aantal_cellen" if rij is not None or not aanhaling[i] else "aanhalingsteken",
                f"de regel heeft {len(ruw)} cellen, de kop {breedte}"
                if rij is not None or not aanhaling[i]
                else "een aanhalingsteken in deze regel wordt niet gesloten",
                "Controleer of een scheidingsteken of aanhalingsteken in een cel staat.",
                als_inhoud(kop, ruw),
            )
        )
    regels, kolommen = _in_bulk(tekst, beginnen, einden, goed, nummers, breedte, kop.scheiding)
    if los:
        regels = pa.concat_arrays([regels, pa.array(nummers[list(los)])])
        kolommen = [
            pa.concat_arrays([k, pa.array([rij[j] for rij in los.values()], pa.string())]) for j, k in enumerate(kolommen)
        ]
        volgorde = pa.array(np.argsort(regels.to_numpy(), kind="stable"))
        regels, kolommen = regels.take(volgorde), [k.take(volgorde) for k in kolommen]
    return Ruw(regels, tuple(kolommen), tuple(apart)), lengte


def _regel_voor_regel(cel: Any, plaatsen: list[int], kop: Kop) -> dict[int, list[str]]:
    """The quoted lines in one go, when each of them is a whole row; else nothing, and they are looked at one by one."""
    try:
        rijen = list(_csv.reader((f"{cel(i)}\n" for i in plaatsen), delimiter=kop.scheiding, strict=True))
    except _csv.Error:
        return {}
    if len(rijen) != len(plaatsen) or any(len(rij) != len(kop.kolommen) for rij in rijen):
        return {}
    return dict(zip(plaatsen, rijen, strict=True))


def _met_aanhaling(cel: Any, i: int, aantal: int, kop: Kop) -> tuple[list[str] | None, int]:
    """The cells of a row with quotes, which may run over several lines; None when no reading fits."""
    rij: list[str] | None = None
    stuk = ""
    for j in range(i, min(i + REGELS_PER_CEL + 1, aantal)):
        stuk = f"{stuk}\n{cel(j)}" if j > i else cel(j)
        try:
            gelezen = next(
                _csv.reader(iter([f"{deel}\n" for deel in stuk.split("\n")]), delimiter=kop.scheiding, strict=True), None
            )
        except _csv.Error:
            continue
        if j == i:
            rij = gelezen
            if rij is not None:
                return rij, i
        elif gelezen is not None and len(gelezen) == len(kop.kolommen):
            return gelezen, j
    return rij, i


def _in_bulk(
    tekst: bytes, beginnen: Any, einden: Any, goed: Any, nummers: Any, breedte: int, scheiding: str
) -> tuple[pa.Array, list[pa.Array]]:
    if not goed.any():
        return pa.array([], pa.int64()), [pa.array([], pa.string()) for _ in range(breedte)]
    if not goed.all():
        # Runs of good lines are copied as one slice.
        stappen = np.flatnonzero(np.diff(goed.astype(np.int8), prepend=0, append=0))
        tekst = b"".join(tekst[beginnen[a] : einden[b - 1] + 1] for a, b in stappen.reshape(-1, 2).tolist())
    namen = [str(i) for i in range(breedte)]
    tabel = pacsv.read_csv(
        pa.BufferReader(tekst),
        read_options=pacsv.ReadOptions(column_names=namen, block_size=len(tekst) + 1),
        parse_options=pacsv.ParseOptions(delimiter=scheiding, quote_char=False, double_quote=False, ignore_empty_lines=False),
        convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(namen, pa.string()), strings_can_be_null=False),
    )
    return pa.array(nummers[goed]), [kolom.combine_chunks() for kolom in tabel.itercolumns()]


def als_inhoud(kop: Kop, cellen: list[str]) -> dict[str, str]:
    """The cells under the names of the header, those that are missing empty; what is left over goes under ``cel N``."""
    uit: dict[str, str] = {}
    for i, cel in enumerate([*cellen, *[""] * (len(kop.kolommen) - len(cellen))]):
        naam = kop.kolommen[i].strip().lstrip("\ufeff") if i < len(kop.kolommen) else ""
        if not naam or naam in uit:
            naam = f"{naam} (cel {i + 1})" if naam else f"cel {i + 1}"
        uit[naam] = cel
    return uit
