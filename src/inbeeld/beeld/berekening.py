"""One run: fact tables in, outcome tables and a receipt out."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import importlib
import pkgutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import inbeeld.regels
from inbeeld.beeld.keuring import keur, keur_soorten, noem, schema_van
from inbeeld.beeld.motor import DuckMotor, Motor, als_parquet, als_tabel, start
from inbeeld.beeld.recept import bron, recept, zet_dagen
from inbeeld.regels.feiten import Feiten, bekend, zie
from inbeeld.regels.geheel import bereken as bereken_geheel
from inbeeld.regels.kalender import Kalenders
from inbeeld.regels.parameters import Instelling, Parameter
from inbeeld.regels.parameters import versie as parameterversie
from inbeeld.regels.regel import REGELS, regelversie
from inbeeld.tabellen import FEITEN, UITKOMSTEN
from inbeeld.tabellen.contract import ContractFout

Stap = Callable[[str], None]


class InvoerFout(ValueError):
    """The tables can't be used; the message names file, table, column, and what to do."""


@dataclass(frozen=True)
class Bewijs:
    """The receipt: enough to make the same figures again."""

    regelversie: str
    parameterversie: str
    momentopname: str
    motor: str
    peildatum: date
    bekend_op: date | None
    inbeeld: str
    jongeren: int
    rijen: dict[str, int]
    seconden: float

    def to_dict(self) -> dict[str, Any]:
        d = dataclasses.asdict(self)
        d["peildatum"] = self.peildatum.isoformat()
        d["bekend_op"] = self.bekend_op.isoformat() if self.bekend_op else None
        return d


@dataclass(frozen=True)
class Beeld:
    """Outcomes by name (see ``tabellen.UITKOMSTEN``) and the receipt."""

    uitkomsten: dict[str, pa.Table]
    bewijs: Bewijs


@functools.cache
def alle_regels() -> dict[str, Any]:
    """Imports every module of the law, so that ``REGELS`` is complete; returns it."""
    for m in pkgutil.walk_packages(inbeeld.regels.__path__, "inbeeld.regels."):
        importlib.import_module(m.name)
    return REGELS


def parameters() -> dict[str, Parameter[Any]]:
    """Every parameter that a rule uses, by name."""
    return {p.naam: p for r in alle_regels().values() for p in r.parameters}


def _geldig(tabel: pa.Table, bekend_op: date | None) -> pa.Table:
    """The rows that were current on ``bekend_op`` (the Arrow twin of ``regels.feiten.bekend``)."""
    weg = tabel["vervangen_op"]
    if bekend_op is None:
        return tabel.filter(pc.is_null(weg))
    op = tabel["ontvangen_op"]
    ontvangen = pc.or_kleene(pc.is_null(op), pc.less_equal(op, bekend_op))
    return tabel.filter(pc.and_(ontvangen, pc.or_kleene(pc.is_null(weg), pc.greater(weg, bekend_op))))


def kalendertabellen(kalender: pa.Table, scholen: pa.Table, bekend_op: date | None = None) -> dict[str, pa.Table]:
    """The calendar tables that the rules use: ``dagen, weken, zomers, maanden, scholen``, as known on ``bekend_op``.

    Raises:
        InvoerFout: a row of the calendar has no school year.
    """
    scholen = _geldig(scholen, bekend_op)
    regio = {s: r for s, r in zip(scholen["school_id"].to_pylist(), scholen["vakantieregio"].to_pylist(), strict=True) if r}
    try:
        alle = Kalenders.uit(_geldig(kalender, bekend_op), regio)
    except ValueError as fout:
        raise InvoerFout(f"kalender, kolom schooljaar: {fout}") from fout
    soorten = {"dagen": "dag", "weken": "week", "zomers": "zomer", "maanden": "maand"}
    return {naam: alle.tabel(soort) for naam, soort in soorten.items()} | {"scholen": alle.van_scholen(regio)}


def in_de_motor(
    motor: Motor, tabellen: Mapping[str, pa.Table | Path], bekend_op: date | ir.DateScalar | None = None
) -> tuple[dict[str, ir.Table], dict[str, ir.Table]]:
    """Makes the fact tables (``in_…``) and those of the calendar (``k_…``) known to the engine; gives both.

    Raises:
        ContractFout: a table does not keep its contract.
    """
    uit: dict[str, ir.Table] = {}
    arrow: dict[str, pa.Table] = {}
    for naam, contract in FEITEN.items():
        bron_ = tabellen.get(naam)
        if bron_ is None:
            arrow[naam] = contract.leeg()
        elif isinstance(bron_, Path):
            keur_soorten(bron_.name, contract, schema_van(bron_))
            if naam not in ("kalender", "scholen"):
                soorten = ibis.Schema.from_pyarrow(contract.schema)
                uit[naam] = motor.uit_parquet(f"in_{naam}", bron_, soorten, schema_van(bron_).names)
                continue
            arrow[naam] = contract.pas(pq.ParquetFile(bron_).read())
        else:
            arrow[naam] = contract.pas(bron_)
        if fout := noem(contract, arrow[naam]):
            raise ContractFout(fout)
        uit[naam] = motor.tabel(f"in_{naam}", arrow[naam])
    toen = bekend_op if isinstance(bekend_op, date) else None
    kalender = kalendertabellen(arrow["kalender"], arrow["scholen"], toen)
    uit_kalender = {naam: motor.tabel(f"k_{naam}", tabel) for naam, tabel in kalender.items()}
    if isinstance(motor, DuckMotor):
        dag = f"DATE '{toen.isoformat()}'" if toen else None
        bekend_sql = (
            f"(ontvangen_op IS NULL OR ontvangen_op <= {dag}) AND (vervangen_op IS NULL OR vervangen_op > {dag})"
            if dag
            else "vervangen_op IS NULL"
        )
        keur(motor.tel, {n: t for n, t in tabellen.items() if n in FEITEN}, bekend_sql=bekend_sql)
    return uit, uit_kalender


def richt_in(
    motor: Motor,
    tabellen: Mapping[str, pa.Table | Path],
    peildatum: date | ir.DateScalar,
    bekend_op: date | ir.DateScalar | None = None,
    instelling: Instelling | None = None,
    bewaar: Callable[..., Any] | None = None,
    meest: int | None = None,
) -> Feiten:
    """Makes the tables known to the engine and gives the facts as the run sees them.

    Args:
        meest: the largest number of rows that a youth has in a table of periods; None = count.

    Raises:
        InvoerFout: a table does not keep its contract.
    """
    in_motor, kalender = in_de_motor(motor, tabellen, bekend_op)
    return zie(
        in_motor,
        kalender,
        peildatum,
        bekend_op,
        meest=meest or _meeste_rijen(motor, in_motor),
        instelling=instelling,
        bewaar=bewaar or motor.bewaar,
    )


PERIODETABELLEN = ("verblijf", "inschrijvingen", "diplomas", "vrijstellingen", "meldingen", "werk")


def _meeste_rijen(motor: Motor, tabellen: Mapping[str, ir.Table]) -> int:
    """The largest number of rows that a youth has in a table of periods; at least 15, so that the same SQL serves most data."""
    per_tabel = []
    for naam in PERIODETABELLEN:
        per = tabellen[naam].group_by("jongere_id").aggregate(n=ibis._.count())
        per_tabel.append(per.aggregate(meest=per.n.max()))
    meest = ibis.union(*per_tabel).meest.max().to_pyarrow().as_py()
    return max(15, meest or 0)


def momentopname(tabellen: Mapping[str, pa.Table | Path]) -> str:
    """A fingerprint of the input: row counts and content of each table."""
    h = hashlib.sha256()
    for naam in sorted(tabellen):
        bron = tabellen[naam]
        h.update(naam.encode())
        if isinstance(bron, Path):
            with bron.open("rb") as f:
                h.update(hashlib.file_digest(f, "sha256").digest())
        else:
            for batch in bron.to_batches():
                for kolom in batch.columns:
                    for buffer in kolom.buffers():
                        if buffer is not None:
                            h.update(buffer)
    return h.hexdigest()[:16]


def bereken(
    tabellen: Mapping[str, pa.Table | Path],
    *,
    peildatum: date,
    bekend_op: date | None = None,
    motor: str | Motor = "duckdb",
    instelling: Instelling | None = None,
    uit: Path | None = None,
    stap: Stap | None = None,
) -> Beeld:
    """Runs all rules.

    Args:
        tabellen: fact tables by name, as Arrow or as the path of a Parquet file; absent = empty.
        uit: folder for the outcomes as Parquet; then ``Beeld.uitkomsten`` is empty.
        stap: is told the name of each step.

    Raises:
        InvoerFout: a table does not keep its contract.
        MotorFout: the engine is not there.
    """
    begin = time.perf_counter()
    m = start(motor) if isinstance(motor, str) else motor
    keuze = instelling or Instelling()
    try:
        if isinstance(m, DuckMotor):
            uitkomsten, rijen = _volgens_recept(m, tabellen, peildatum, bekend_op, keuze, uit, stap or _stil)
        else:
            uitkomsten, rijen = _rechtstreeks(m, tabellen, peildatum, bekend_op, keuze, uit, stap or _stil)
    except ContractFout as fout:
        raise InvoerFout(str(fout)) from fout
    except duckdb.ConversionException as fout:
        raise InvoerFout(_past_niet(tabellen) or f"Een waarde past niet in haar kolom: {fout}") from fout
    finally:
        if isinstance(motor, str):
            m.sluit()
    bewijs = Bewijs(
        regelversie=regelversie_volledig(),
        parameterversie=parameterversie(parameters(), keuze),
        momentopname=momentopname(tabellen),
        motor=m.naam,
        peildatum=peildatum,
        bekend_op=bekend_op,
        inbeeld=version("inbeeld"),
        jongeren=rijen.pop("jongeren"),
        rijen=rijen,
        seconden=round(time.perf_counter() - begin, 3),
    )
    return Beeld(uitkomsten, bewijs)


def _past_niet(tabellen: Mapping[str, pa.Table | Path]) -> str:
    """Which column of a file has a number that is too large for it; empty when none has."""
    for naam, bron_ in tabellen.items():
        if naam in FEITEN and isinstance(bron_, Path):
            try:
                FEITEN[naam].pas(pq.ParquetFile(bron_).read())
            except ContractFout as fout:
                return str(fout)
    return ""


def _stil(naam: str) -> None:
    """For who does not want to be told."""


def regelversie_volledig() -> str:
    """Fingerprint of the rules: their numbers and versions, and their source."""
    alle_regels()
    return hashlib.sha256(f"{regelversie()} {bron()}".encode()).hexdigest()[:12]


Uitkomst = tuple[dict[str, pa.Table], dict[str, int]]
"""Outcome tables (empty when written to a folder) and their numbers of rows, with that of the youths."""


def _rechtstreeks(
    m: Motor,
    tabellen: Mapping[str, pa.Table | Path],
    peildatum: date,
    bekend_op: date | None,
    instelling: Instelling,
    uit: Path | None,
    stap: Stap,
) -> Uitkomst:
    """The rules, built and run on this engine."""

    def bewaar(naam: str, uitdrukking: ir.Table) -> ir.Table:
        stap(naam)
        return m.bewaar(naam, uitdrukking)

    feiten = richt_in(m, tabellen, peildatum, bekend_op, instelling, bewaar)
    geheel = bereken_geheel(feiten)
    uitkomsten: dict[str, pa.Table] = {}
    rijen = {"jongeren": int(m.con.execute(feiten.jongeren.count()))}
    for naam, contract in UITKOMSTEN.items():
        stap(naam)
        tabel = getattr(geheel, naam).select(*contract.namen)
        if uit is None:
            uitkomsten[naam] = tabel.to_pyarrow().cast(contract.schema)
            rijen[naam] = uitkomsten[naam].num_rows
        else:
            uit.mkdir(parents=True, exist_ok=True)
            m.schrijf(tabel, uit / f"{naam}.parquet")
            rijen[naam] = pq.read_metadata(uit / f"{naam}.parquet").num_rows
    return uitkomsten, rijen


def _volgens_recept(
    m: DuckMotor,
    tabellen: Mapping[str, pa.Table | Path],
    peildatum: date,
    bekend_op: date | None,
    instelling: Instelling,
    uit: Path | None,
    stap: Stap,
) -> Uitkomst:
    """The same rules, from the statements that were written before (``recept``)."""
    stap("inrichten")
    in_motor, _ = in_de_motor(m, tabellen, bekend_op)
    meest = _ruim(_meeste_rijen(m, in_motor))
    zet_dagen(m, peildatum.isoformat(), bekend_op.isoformat() if bekend_op else None)
    r = recept(terug=bekend_op is not None, meest=meest, instelling=instelling)
    opdrachten = {naam: als_tabel(naam, sql) for naam, sql in r.stappen}
    if uit is not None:
        uit.mkdir(parents=True, exist_ok=True)
        opdrachten |= {f"uit_{naam}": als_parquet(r.uitkomsten[naam], uit / f"{naam}.parquet") for naam in UITKOMSTEN}
    m.voer_alle_uit(opdrachten, {naam: r.eerst(naam, sql) for naam, sql in (*r.stappen, *r.uitvoer)}, stap)
    uitkomsten: dict[str, pa.Table] = {}
    rijen = {"jongeren": int(m.con.execute(bekend(in_motor["jongeren"], bekend_op).count()))}
    for naam, contract in UITKOMSTEN.items():
        if uit is None:
            stap(naam)
            uitkomsten[naam] = m.con.con.sql(r.uitkomsten[naam]).to_arrow_table().cast(contract.schema)
            rijen[naam] = uitkomsten[naam].num_rows
        else:
            rijen[naam] = pq.read_metadata(uit / f"{naam}.parquet").num_rows
    return uitkomsten, rijen


def _ruim(meest: int) -> int:
    """The next of a few sizes, so that few recipes serve all data."""
    for grens in (15, 63, 255, 1023):
        if meest <= grens:
            return grens
    return int(2 ** meest.bit_length() - 1)


def bereken_map(map_: Path, **opties: Any) -> Beeld:
    """As ``bereken``, on a folder with ``<table>.parquet`` files.

    Raises:
        InvoerFout: no folder, or no table of youths in it.
    """
    if not map_.is_dir():
        raise InvoerFout(f"{map_} is geen map. Geef een map met jongeren.parquet, verblijf.parquet enzovoort.")
    tabellen: dict[str, pa.Table | Path] = {n: map_ / f"{n}.parquet" for n in FEITEN if (map_ / f"{n}.parquet").is_file()}
    if "jongeren" not in tabellen:
        raise InvoerFout(f"In {map_} staat geen jongeren.parquet. Maak een map met: inbeeld genereer --vorm tabellen")
    return bereken(tabellen, **opties)
