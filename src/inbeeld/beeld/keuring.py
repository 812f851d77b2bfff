"""Whether the tables keep their contract, before a rule sees them: a row that does not would drop a youth without a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


def keur(tel: Callable[[Sequence[str]], list[int]], tabellen: Mapping[str, pa.Table | Path], *, bekend_sql: str) -> None:
    """Checks tables that the engine knows as ``in_<name>``.

    Args:
        tel: gives the number that each of some queries gives.
        bekend_sql: condition for the rows that are current in this run.

    Raises:
        ContractFout: names table, column and row, or the youths that are there twice or not at all.
    """
    huidig = f"(SELECT * FROM in_jongeren WHERE {bekend_sql})"
    van_iemand = [n for n in tabellen if "jongere_id" in FEITEN[n].namen and n != "jongeren"]
    vreemd = {n: f"FROM in_{n} f ANTI JOIN in_jongeren j USING (jongere_id) WHERE f.jongere_id IS NOT NULL" for n in van_iemand}
    fout = {n: f"SELECT count(*) FROM in_{n} WHERE {' OR '.join(voorwaarden(FEITEN[n])) or 'false'}" for n in tabellen}
    dubbel = f"SELECT count(*) - count(DISTINCT jongere_id) FROM {huidig}"
    vragen = [*fout.values(), dubbel, *(f"SELECT count(*) {v}" for v in vreemd.values())]
    aantallen = dict(zip(vragen, tel(vragen), strict=True))

    for naam, bron in tabellen.items():
        if aantallen[fout[naam]]:
            contract = FEITEN[naam]
            inhoud = contract.pas(pq.ParquetFile(bron).read()) if isinstance(bron, Path) else bron
            raise ContractFout(noem(contract, inhoud) or f"{naam}: er zijn rijen die niet kloppen")
    if aantal := aantallen[dubbel]:
        (eerste,) = tel([f"SELECT min(jongere_id) FROM (SELECT jongere_id FROM {huidig} GROUP BY 1 HAVING count(*) > 1)"])
        raise ContractFout(f"jongeren, kolom jongere_id: {aantal} jongeren staan er meer dan eens in, zoals {eerste}")
    for naam, van in vreemd.items():
        if aantal := aantallen[f"SELECT count(*) {van}"]:
            (wie,) = tel([f"SELECT min(f.jongere_id) {van}"])
            raise ContractFout(f"{naam}, kolom jongere_id: {aantal} rijen van wie niet in jongeren staat, zoals {wie}")
