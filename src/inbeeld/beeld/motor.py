"""The engines: how each takes tables, keeps an intermediate result, and does the kernel's own primitive."""

from __future__ import annotations

import os
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.schema as sch
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
    def tabel(self, naam: str, inhoud: pa.Table) -> ir.Table:
        """Makes an Arrow table known under ``naam``."""

    @abstractmethod
    def uit_parquet(self, naam: str, pad: Path, soorten: sch.Schema, aanwezig: Collection[str]) -> ir.Table:
        """Makes a Parquet file known under ``naam``, read column by column: those of ``soorten``, null when not ``aanwezig``."""

    @abstractmethod
    def bewaar(self, naam: str, uitdrukking: ir.Table) -> ir.Table:
        """Computes ``uitdrukking`` once and returns the table to go on with."""

    @abstractmethod
    def sluit(self) -> None:
        """Lets go of everything."""

    def arrow(self, uitdrukking: ir.Table) -> pa.Table:
        return self.con.to_pyarrow(uitdrukking)

    def schrijf(self, uitdrukking: ir.Table, pad: Path) -> None:
        self.con.to_parquet(uitdrukking, str(pad), compression="zstd")


NAAST_ELKAAR = 3
"""So many statements at a time; more than a few gain nothing, since each uses all cores when it has many rows."""


def als_tabel(naam: str, sql: str) -> str:
    return f'CREATE OR REPLACE TABLE "{naam}" AS {sql}'


def als_parquet(sql: str, pad: Path) -> str:
    naar = str(pad).replace("'", "''")
    return f"COPY ({sql}) TO '{naar}' (FORMAT parquet, COMPRESSION zstd)"


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

    def tabel(self, naam: str, inhoud: pa.Table) -> ir.Table:
        self.con.con.register("aangeboden", inhoud)
        tabel = self.bewaar_sql(naam, "FROM aangeboden", sch.Schema.from_pyarrow(inhoud.schema))
        self.con.con.unregister("aangeboden")
        return tabel

    def uit_parquet(self, naam: str, pad: Path, soorten: sch.Schema, aanwezig: Collection[str]) -> ir.Table:
        naar = self.con.compiler.type_mapper.to_string
        waarde = {n: f'"{n}"' if n in aanwezig else "NULL" for n in soorten}
        kolommen = ", ".join(f'CAST({waarde[n]} AS {naar(t)}) AS "{n}"' for n, t in soorten.items())
        van = str(pad).replace("'", "''")
        self.con.raw_sql(f"CREATE OR REPLACE VIEW \"{naam}\" AS SELECT {kolommen} FROM read_parquet('{van}')")
        return self._bekend(naam, soorten)

    def _bekend(self, naam: str, schema: sch.Schema) -> ir.Table:
        """A table of which the columns are known, so that the engine need not be asked."""
        return ops.DatabaseTable(naam, schema=schema, source=self.con, namespace=ops.Namespace()).to_expr()

    def bewaar(self, naam: str, uitdrukking: ir.Table) -> ir.Table:
        return self.bewaar_sql(naam, self.sql(uitdrukking), uitdrukking.schema())

    def sql(self, uitdrukking: ir.Table) -> str:
        """The query, with every column in the type that Ibis says it has: to DuckDB the sum of bigints is a hugeint."""
        naar = self.con.compiler.type_mapper.to_string
        kolommen = ", ".join(f'"{n}"::{naar(t)} AS "{n}"' for n, t in uitdrukking.schema().items())
        return f"SELECT {kolommen} FROM ({self.con.compile(uitdrukking)})"

    def bewaar_sql(self, naam: str, sql: str, schema: sch.Schema) -> ir.Table:
        """As ``bewaar``, of a query that was written before."""
        self.con.raw_sql(als_tabel(naam, sql))
        return self._bekend(naam, schema)

    def voer_alle_uit(self, opdrachten: Mapping[str, str], na: Mapping[str, Iterable[str]], klaar: Callable[[str], None]) -> None:
        """Runs statements by name, a few side by side, each when those of ``na`` are done.

        Planning a statement uses one core: meanwhile another one runs. ``klaar`` is told what is done, in this thread; what it
        raises stops the rest.
        """
        orde = TopologicalSorter({naam: na.get(naam, ()) for naam in opdrachten})
        orde.prepare()
        lopend: dict[Future[None], str] = {}
        with ThreadPoolExecutor(NAAST_ELKAAR) as werkers:
            try:
                while orde.is_active():
                    lopend |= {werkers.submit(self._op_eigen_cursor, opdrachten[naam]): naam for naam in orde.get_ready()}
                    for gedaan in wait(lopend, return_when=FIRST_COMPLETED).done:
                        naam = lopend.pop(gedaan)
                        gedaan.result()
                        klaar(naam)
                        orde.done(naam)
            finally:
                werkers.shutdown(wait=False, cancel_futures=True)

    def tel(self, vragen: Sequence[str]) -> list[int]:
        """Queries that give one number, side by side."""
        with ThreadPoolExecutor(NAAST_ELKAAR) as werkers:
            return list(werkers.map(self._getal, vragen))

    def _op_eigen_cursor(self, sql: str) -> None:
        with self.con.con.cursor() as cursor:
            cursor.execute(sql)

    def _getal(self, sql: str) -> int:
        with self.con.con.cursor() as cursor:
            return int(cursor.execute(sql).fetchall()[0][0])

    def schrijf(self, uitdrukking: ir.Table, pad: Path) -> None:
        self.con.raw_sql(als_parquet(self.sql(uitdrukking), pad))

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
