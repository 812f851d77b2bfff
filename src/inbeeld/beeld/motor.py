"""The engines: how each takes tables, keeps an intermediate result, and does the kernel's own primitive."""

from __future__ import annotations

import os
import tempfile
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler

# The engines flatten nested selects themselves; doing it in Python costs more than it saves.
ibis.options.sql.fuse_selects = False


class MotorFout(RuntimeError):
    """The engine can't be used here; the message says what is missing."""


class Motor(ABC):
    """An engine with its own tables."""

    naam: str
    con: Any

    @abstractmethod
    def tabel(self, naam: str, inhoud: pa.Table | Path) -> ir.Table:
        """Makes an Arrow table or a Parquet file known under ``naam``."""

    @abstractmethod
    def bewaar(self, naam: str, uitdrukking: ir.Table) -> ir.Table:
        """Computes ``uitdrukking`` once and returns the table to go on with."""

    def bekend_als(self, naam: str, tabel: ir.Table) -> ir.Table:
        """Makes a query known under a name where the engine's statements need that, without computing it."""
        return tabel

    @abstractmethod
    def sluit(self) -> None:
        """Lets go of everything."""

    def arrow(self, uitdrukking: ir.Table) -> pa.Table:
        return self.con.to_pyarrow(uitdrukking)

    def schrijf(self, uitdrukking: ir.Table, pad: Path) -> None:
        self.con.to_parquet(uitdrukking, str(pad), compression="zstd")


class DuckVertaler(DuckDBCompiler):  # type: ignore[misc]
    """Ibis' own compiler; but a day plus a term stays a day, where DuckDB makes a moment of it behind the back of Ibis."""

    __slots__ = ()

    def visit_DateAdd(self, op: Any, **kw: Any) -> Any:  # noqa: N802 - Ibis finds these by name
        return self.cast(super().visit_DateAdd(op, **kw), op.dtype)

    def visit_DateSub(self, op: Any, **kw: Any) -> Any:  # noqa: N802
        return self.cast(super().visit_DateSub(op, **kw), op.dtype)

    def visit_DateTruncate(self, op: Any, **kw: Any) -> Any:  # noqa: N802
        return self.cast(super().visit_DateTruncate(op, **kw), op.dtype)


class DuckMotor(Motor):
    """DuckDB in this process. Spills to ``INBEELD_TIJDELIJK`` (default: the system's temporary folder) when memory is short."""

    naam = "duckdb"

    def __init__(self, geheugen: str | None = None, kernen: int | None = None) -> None:
        self.con = ibis.duckdb.connect()
        self.con.compiler = DuckVertaler()
        self._map = tempfile.TemporaryDirectory(prefix="inbeeld-", dir=os.environ.get("INBEELD_TIJDELIJK"))
        self.con.raw_sql(f"SET temp_directory = '{self._map.name}'")
        self.con.raw_sql("SET preserve_insertion_order = false")
        if geheugen:
            self.con.raw_sql(f"SET memory_limit = '{geheugen}'")
        if kernen:
            self.con.raw_sql(f"SET threads = {kernen}")
        self.con.raw_sql(
            "CREATE MACRO inbeeld_kies_op_afstand(lijst, afstand) AS list_reduce("
            "list_transform(lijst, lambda x: [x]), "
            "lambda keuze, x: CASE WHEN x[1] >= keuze[-1] + afstand THEN list_concat(keuze, x) ELSE keuze END)"
        )

    def tabel(self, naam: str, inhoud: pa.Table | Path) -> ir.Table:
        if isinstance(inhoud, Path):
            return self.con.read_parquet(str(inhoud), table_name=naam)
        return self.con.create_table(naam, inhoud, temp=True)

    def bewaar(self, naam: str, uitdrukking: ir.Table) -> ir.Table:
        return self.bewaar_sql(naam, self.sql(uitdrukking))

    def sql(self, uitdrukking: ir.Table) -> str:
        """The query, with every column in the type that Ibis says it has: to DuckDB the sum of bigints is a hugeint."""
        naar = self.con.compiler.type_mapper.to_string
        kolommen = ", ".join(f'"{n}"::{naar(t)} AS "{n}"' for n, t in uitdrukking.schema().items())
        return f"SELECT {kolommen} FROM ({self.con.compile(uitdrukking)})"

    def bewaar_sql(self, naam: str, sql: str) -> ir.Table:
        self.voer_uit(naam, sql)
        return self.con.table(naam)

    def voer_uit(self, naam: str, sql: str) -> None:
        """As ``bewaar_sql``, for who needs no Ibis table of it: asking what it looks like costs milliseconds."""
        self.con.raw_sql(f'CREATE OR REPLACE TEMP TABLE "{naam}" AS {sql}')

    def bekend_als(self, naam: str, tabel: ir.Table) -> ir.Table:
        self.con.raw_sql(f'CREATE OR REPLACE TEMP VIEW "{naam}" AS {self.sql(tabel)}')
        return self.con.table(naam)

    def schrijf_sql(self, sql: str, pad: Path) -> None:
        naar = str(pad).replace("'", "''")
        self.con.raw_sql(f"COPY ({sql}) TO '{naar}' (FORMAT parquet, COMPRESSION zstd)")

    def schrijf(self, uitdrukking: ir.Table, pad: Path) -> None:
        self.schrijf_sql(self.sql(uitdrukking), pad)

    def sluit(self) -> None:
        self.con.disconnect()
        self._map.cleanup()


def start(naam: str, **opties: Any) -> Motor:
    """The engine of that name: ``duckdb`` or ``spark``.

    Raises:
        MotorFout: unknown, or not installed.
    """
    if naam == "duckdb":
        return DuckMotor(**opties)
    if naam == "spark":
        from inbeeld.beeld.spark import SparkMotor

        return SparkMotor(**opties)
    raise MotorFout(f"De motor {naam!r} is er niet. Kies duckdb of spark.")
