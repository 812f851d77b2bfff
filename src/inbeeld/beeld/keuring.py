"""Whether the tables keep their contract, before a rule sees them: a row that does not would drop a youth without a word."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from inbeeld.tabellen import FEITEN
from inbeeld.tabellen.contract import ContractFout, Tabel

UITGEZONDERD = ("einde_voor_begin",)
"""What a rule reports itself (``tegenstrijdige_gegevens``), with the youth it is about."""

TEN_HOOGSTE = 5


def soort_past(naar: pa.DataType, van: pa.DataType) -> bool:
    """Whether values of one type can be read as the other without losing anything."""
    t = pa.types
    if van == naar or t.is_null(van):
        return True
    if t.is_dictionary(van):
        return soort_past(naar, van.value_type)
    if t.is_integer(naar):
        return bool(t.is_integer(van))
    if t.is_floating(naar):
        return bool(t.is_integer(van) or t.is_floating(van) or t.is_decimal(van))
    if t.is_string(naar):
        return bool(t.is_string(van) or t.is_large_string(van) or t.is_string_view(van))
    if t.is_date(naar):
        return bool(t.is_date(van))
    return bool(t.is_time(naar) and t.is_time(van))


def schema_van(pad: Path) -> pa.Schema:
    """The schema of a Parquet file.

    Raises:
        ContractFout: it can't be read as Parquet.
    """
    try:
        return pq.read_schema(pad)
    except (pa.ArrowException, OSError, ValueError) as fout:
        raise ContractFout(f"{pad.name} is geen leesbaar Parquet-bestand. Maak of kopieer het opnieuw") from fout


def keur_soorten(waar: str, contract: Tabel, schema: pa.Schema) -> None:
    """Raises:
    ContractFout: a required column is absent, or a column has another type.
    """
    for k in contract.kolommen:
        if k.naam not in schema.names:
            if k.verplicht:
                raise ContractFout(f"{waar} mist de kolom {k.naam} ({k.betekenis})")
        elif not soort_past(k.soort, schema.field(k.naam).type):
            gevonden = schema.field(k.naam).type
            raise ContractFout(f"{waar}, kolom {k.naam}: {gevonden} waar {k.soort} hoort. Zet de kolom om")


def voorwaarden(contract: Tabel) -> list[str]:
    """SQL conditions of which each is true for a row that breaks the contract."""
    uit = []
    for k in contract.kolommen:
        if k.verplicht:
            uit.append(f'"{k.naam}" IS NULL')
        if k.waarden is not None:
            lijst = ", ".join(f"'{w}'" for w in k.waarden)
            uit.append(f'"{k.naam}" NOT IN ({lijst})')
        if k.minimum is not None:
            uit.append(f'"{k.naam}" < {k.minimum}')
        if pa.types.is_floating(k.soort):
            uit.append(f'NOT isfinite("{k.naam}")')
    return uit


def noem(contract: Tabel, tabel: pa.Table) -> str:
    """The first rows that are wrong, in words; empty when all is well."""
    fout = [p for p in contract.problemen(tabel, TEN_HOOGSTE * 20) if p.code not in UITGEZONDERD][:TEN_HOOGSTE]
    return "; ".join(str(p) for p in fout)


def keur(con: object, tabellen: Mapping[str, pa.Table | Path], *, bekend_sql: str) -> None:
    """Checks tables that the engine knows as ``in_<name>``.

    Args:
        con: connection with ``execute``.
        bekend_sql: condition for the rows that are current in this run.

    Raises:
        ContractFout: names table, column and row, or the youths that are there twice or not at all.
    """

    def tel(sql: str) -> int:
        return int(con.execute(sql).fetchall()[0][0])  # type: ignore[attr-defined]

    for naam, bron in tabellen.items():
        contract = FEITEN[naam]
        if tel(f"SELECT count(*) FROM in_{naam} WHERE {' OR '.join(voorwaarden(contract)) or 'false'}"):
            inhoud = contract.pas(pq.ParquetFile(bron).read()) if isinstance(bron, Path) else bron
            raise ContractFout(noem(contract, inhoud) or f"{naam}: er zijn rijen die niet kloppen")
    huidig = f"(SELECT * FROM in_jongeren WHERE {bekend_sql})"
    if dubbel := tel(f"SELECT count(*) - count(DISTINCT jongere_id) FROM {huidig}"):
        eerste = tel(f"SELECT min(jongere_id) FROM (SELECT jongere_id FROM {huidig} GROUP BY 1 HAVING count(*) > 1)")
        raise ContractFout(f"jongeren, kolom jongere_id: {dubbel} jongeren staan er meer dan eens in, zoals {eerste}")
    for naam in tabellen:
        if "jongere_id" in FEITEN[naam].namen and naam != "jongeren":
            vreemd = f"FROM in_{naam} f ANTI JOIN in_jongeren j USING (jongere_id) WHERE f.jongere_id IS NOT NULL"
            if aantal := tel(f"SELECT count(*) {vreemd}"):
                wie = tel(f"SELECT min(f.jongere_id) {vreemd}")
                raise ContractFout(f"{naam}, kolom jongere_id: {aantal} rijen van wie niet in jongeren staat, zoals {wie}")
