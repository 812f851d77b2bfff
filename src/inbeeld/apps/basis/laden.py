"""Arrow to PostgreSQL in one stream: COPY of CSV written by Arrow; no row passes through Python."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

_SOORT: dict[str, str] = {
    "string": "text",
    "large_string": "text",
    "int64": "bigint",
    "int32": "integer",
    "int16": "smallint",
    "double": "double precision",
    "bool": "boolean",
    "date32[day]": "date",
    "time32[s]": "time",
    "binary": "bytea",
}
_STUK = 100_000


def soort_in_postgres(soort: pa.DataType) -> str:
    return _SOORT[str(soort)]


def kopieer(cursor: Any, tabel: str, gegevens: pa.Table, kolommen: Sequence[str] | None = None) -> None:
    """COPY ``gegevens`` into ``tabel``; binary columns must be hexadecimal text starting with ``\\x``."""
    namen = ", ".join(f'"{k}"' for k in (kolommen or gegevens.column_names))
    opties = pacsv.WriteOptions(include_header=False)
    with cursor.copy(f"COPY {tabel} ({namen}) FROM STDIN (FORMAT csv)") as stroom:
        for stuk in gegevens.to_batches(max_chunksize=_STUK):
            buffer = io.BytesIO()
            pacsv.write_csv(_zonder_nul(stuk), buffer, opties)
            stroom.write(buffer.getvalue())


def voeg_toe(cursor: Any, tabel: str, gegevens: pa.Table) -> None:
    """The same into a table that belongs to an organisation: PostgreSQL takes no COPY there, so by way of a temporary table.

    In a transaction.
    """
    namen = ", ".join(f'"{k}"' for k in gegevens.column_names)
    cursor.execute(
        f"DROP TABLE IF EXISTS pg_temp._erbij; CREATE TEMP TABLE _erbij ON COMMIT DROP AS SELECT {namen} FROM {tabel} LIMIT 0"
    )
    kopieer(cursor, "_erbij", gegevens)
    cursor.execute(f"INSERT INTO {tabel} ({namen}) SELECT {namen} FROM _erbij; DROP TABLE _erbij")


def _zonder_nul(stuk: pa.RecordBatch) -> pa.RecordBatch:
    """PostgreSQL text can't hold the NUL character; a delivery can."""
    kolommen = [
        pc.replace_substring(k, "\x00", "") if pa.types.is_string(k.type) or pa.types.is_large_string(k.type) else k
        for k in stuk.columns
    ]
    return pa.RecordBatch.from_arrays(kolommen, names=stuk.schema.names)


def maak_tijdelijk(cursor: Any, naam: str, kolommen: Iterable[tuple[str, str]]) -> None:
    """A temporary table that goes with the transaction."""
    cursor.execute(f'DROP TABLE IF EXISTS pg_temp."{naam}"')
    cursor.execute(f'CREATE TEMP TABLE "{naam}" ({", ".join(f"{chr(34)}{k}{chr(34)} {s}" for k, s in kolommen)}) ON COMMIT DROP')


def hex_tekst(waarden: Iterable[bytes | None]) -> pa.Array:
    """Bytes as PostgreSQL reads them in text."""
    return pa.array([None if w is None else "\\x" + w.hex() for w in waarden], pa.string())
