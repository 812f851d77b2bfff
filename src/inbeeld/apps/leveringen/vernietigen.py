"""What deliveries left behind of who is forgotten: rows set apart, rows that wait, and the files themselves.

Not every such row says in so many words whom it is about: its number may be what is wrong with it. Those are opened and compared
with numbers, and with surname and date of birth together. A kept file in which someone occurs goes as a whole: nobody can be cut
out of a delivery that must stay what it was.
"""

from __future__ import annotations

import functools
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.apps.basis.vernietigen import DOSSIER, Wie, vernietigt, wis
from inbeeld.apps.basis.versleuteling import ontsleutel
from inbeeld.apps.leveringen.aanleveren import binnen_map, verwijder
from inbeeld.apps.leveringen.inname import DOEL_APART, DOEL_WACHT
from inbeeld.apps.personen.selectors import Kenmerken, kenmerken

_STUK = 1 << 20
_OPEN = ("wacht", "bezig")


@vernietigt("leveringen_apartgezet", "leveringen_afhandeling", "leveringen_ongekoppeldrij", "leveringen_upload", rang=30)
def rijen_en_bestanden(cursor: Any, wie: Wie) -> dict[str, int]:
    van = kenmerken(wie.tenant_id, wie.jongeren)
    indexen = [i for k in van for i in k.indexen]
    uit = _apart(cursor, wie, van, indexen)
    if wie.omvang != DOSSIER:
        wachtend = _gevonden(cursor, wie, "leveringen_ongekoppeldrij", DOEL_WACHT, van)
        waar = "x.pgn_index = ANY(%(i)s) OR x.id = ANY(%(r)s)"
        uit |= wis(cursor, "leveringen_ongekoppeldrij", waar, wie.sql | {"i": indexen, "r": wachtend})
    return uit | {"bestanden": _bestanden(cursor, wie, van)}


def _apart(cursor: Any, wie: Wie, van: Sequence[Kenmerken], indexen: list[bytes]) -> dict[str, int]:
    """Of a leerplicht file: what was set apart of deliveries of before the eighteenth birthday."""
    waar, waarden = "(x.pgn_index = ANY(%(i)s) OR x.id = ANY(%(r)s))", wie.sql | {"i": indexen}
    waarden["r"] = [] if wie.omvang == DOSSIER else _gevonden(cursor, wie, "leveringen_apartgezet", DOEL_APART, van)
    if wie.omvang == DOSSIER:
        waar += (
            " AND EXISTS (SELECT 1 FROM personen_jongere j JOIN leveringen_levering l ON l.id = x.levering_id "
            "WHERE j.id = ANY(%(j)s) AND x.pgn_index IN (j.bsn_index, j.onderwijsnummer_index) "
            "AND l.bron_datum < j.geboren + interval '18 years')"
        )
    cursor.execute(
        "DELETE FROM leveringen_afhandeling a USING leveringen_apartgezet x WHERE a.tenant_id = %(t)s AND a.apart_id = x.id "
        f"AND x.tenant_id = %(t)s AND {waar}",
        waarden,
    )
    weg = int(cursor.rowcount)
    return {"leveringen_afhandeling": weg} | wis(cursor, "leveringen_apartgezet", waar, waarden)


def _gevonden(cursor: Any, wie: Wie, tabel: str, doel: str, van: Sequence[Kenmerken]) -> list[int]:
    """Rows without a number that can be read, that are about one of them all the same."""
    cursor.execute(
        f"SELECT id, inhoud FROM {tabel} WHERE tenant_id = %(t)s AND pgn_index IS NULL AND inhoud IS NOT NULL", wie.sql
    )
    uit = []
    for id_, inhoud in cursor.fetchall():
        cellen = json.loads(ontsleutel(inhoud, doel))
        tekst = "\n".join(str(c) for c in cellen.values() if c is not None)
        if any(noemt(tekst, k) for k in van):
            uit.append(id_)
    return uit


def noemt(tekst: str, k: Kenmerken) -> bool:
    """Whether a text names this person: by number, or by surname and date of birth."""
    klein = tekst.casefold()
    if any(n in klein for n in k.nummers):
        return True
    return any(n.casefold() in klein for n in k.achternamen) and any(v in klein for d in k.geboren for v in _vormen(d))


def _vormen(dag: date) -> tuple[str, ...]:
    return (f"{dag:%Y-%m-%d}", f"{dag:%d-%m-%Y}", f"{dag:%Y%m%d}", f"{dag:%d/%m/%Y}", f"{dag.day}-{dag.month}-{dag.year}")


# ---------------------------------------------------------------------- files


def _bestanden(cursor: Any, wie: Wie, van: Sequence[Kenmerken]) -> int:
    """Kept files in which one of them occurs, and those of which nobody can tell. Files that wait to be read are not touched:
    the door decides what of them is taken in."""
    cursor.execute(
        "SELECT id, opslag, bestand FROM leveringen_upload WHERE tenant_id = %(t)s AND opslag <> '' AND status <> ALL(%(o)s)",
        wie.sql | {"o": list(_OPEN)},
    )
    weg = [(id_, binnen_map() / opslag) for id_, opslag, naam in cursor.fetchall() if _gaat_weg(binnen_map() / opslag, naam, van)]
    if not weg:
        return 0
    cursor.execute(
        "UPDATE leveringen_upload SET opslag = '' WHERE tenant_id = %(t)s AND id = ANY(%(r)s)",
        wie.sql | {"r": [id_ for id_, _ in weg]},
    )
    # After the transaction; what a kill leaves is removed by ``ruim_binnen_op``: no delivery needs it any more.
    for _, pad in weg:
        transaction.on_commit(functools.partial(verwijder, pad))
    return len(weg)


def _gaat_weg(pad: Path, naam: str, van: Sequence[Kenmerken]) -> bool:
    if not pad.exists():
        return True
    zoek = [_Zoeker(k) for k in van]
    try:
        for stuk in _tekst(pad, naam):
            for z in zoek:
                z.kijk(stuk)
            if any(z.gevonden for z in zoek):
                return True
    except (OSError, ValueError, zipfile.BadZipFile, InbeeldFout):
        return True
    # Canonical tables know persons by a number of which only the index is kept: who is in them can't be told.
    return any(k.indexen and not k.nummers for k in van)


class _Zoeker:
    """Looks for one person in a text that comes in pieces. Surname and birth of two others: then a file too many goes."""

    def __init__(self, k: Kenmerken) -> None:
        self._nummers = k.nummers
        self._namen = {n.casefold() for n in k.achternamen}
        self._dagen = {v for d in k.geboren for v in _vormen(d)}
        self._naam = self._dag = self.gevonden = False

    def kijk(self, stuk: str) -> None:
        self._naam = self._naam or any(n in stuk for n in self._namen)
        self._dag = self._dag or any(d in stuk for d in self._dagen)
        self.gevonden = self.gevonden or (self._naam and self._dag) or any(n in stuk for n in self._nummers)


def _tekst(pad: Path, naam: str) -> Iterator[str]:
    """What is in a file, as text, in pieces that overlap."""
    if pad.is_dir():
        for deel in sorted(p for p in pad.rglob("*") if p.is_file()):
            yield from _tekst(deel, deel.name)
    elif naam.lower().endswith(".zip"):
        with zipfile.ZipFile(pad) as inhoud:
            for info in inhoud.infolist():
                if not info.is_dir():
                    with inhoud.open(info) as stroom:
                        yield from _parquet(io.BytesIO(stroom.read())) if _is_parquet(info.filename) else _stukken(stroom)
    elif _is_parquet(naam):
        yield from _parquet(pad)
    else:
        with pad.open("rb") as stroom:
            yield from _stukken(stroom)


def _is_parquet(naam: str) -> bool:
    return naam.lower().endswith(".parquet")


def _stukken(stroom: Any) -> Iterator[str]:
    rest = b""
    while stuk := stroom.read(_STUK):
        geheel = rest + stuk
        yield from _gelezen(geheel)
        rest = geheel[-200:]


def _gelezen(stuk: bytes) -> Iterable[str]:
    """In each of the encodings in which deliveries come."""
    return {stuk.decode(c, "ignore").casefold() for c in ("utf-8", "cp1252", "utf-16-le")}


def _parquet(bron: Any) -> Iterator[str]:
    import pyarrow.parquet as pq

    for deel in pq.ParquetFile(bron).iter_batches(_STUK // 64):
        yield "\n".join(str(v) for kolom in deel.columns for v in kolom.to_pylist() if v is not None).casefold()
