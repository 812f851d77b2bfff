"""One youth on a page: everything computed afresh, and the facts behind one signal, both from SQL that was compiled before."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.gegevens import PEILDATUM, lees, map_van
from bench.proces import BenchFout
from inbeeld.beeld import bereken_map
from inbeeld.beeld.draaiboek import Draaiboek
from inbeeld.tabellen import FEITEN, UITKOMSTEN

PER_JONGERE = tuple(naam for naam, tabel in FEITEN.items() if "jongere_id" in tabel.namen)
"""Tables with rows of one youth."""

_ROOSTER = "jongere_id = $1 OR school_id IN (SELECT school_id FROM verzuim WHERE jongere_id = $1)"


@dataclass(frozen=True)
class Tijden:
    """Milliseconds of one kind of question."""

    wat: str
    aantal: int
    p50: float
    p95: float
    hoogste: float
    cpu_p50: float
    cpu_p95: float


Duur = tuple[float, float]
"""Seconds by the clock, and of the processor."""


class Klok:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._begin, self._cpu = time.perf_counter(), time.process_time()

    def stop(self) -> Duur:
        return time.perf_counter() - self._begin, time.process_time() - self._cpu


def meet(jongeren: int, aantal: int, meld: Callable[[str], None]) -> list[Tijden]:
    """Asks ``aantal`` youths, of a population of ``jongeren``: all afresh, why afresh, and why from the picture as kept.

    Raises:
        BenchFout: a youth alone gives another outcome than the same youth in a full run.
    """
    map_ = map_van(jongeren)
    meld(f"jongere: beeld van {jongeren} jongeren om mee te vergelijken")
    vol = _beeld(map_)
    con = _in_geheugen(map_, vol)
    tabellen = lees(map_)
    meld("jongere: draaiboek maken")
    wie = _kies(vol["signalen"], tabellen["jongeren"], aantal)
    klok = Klok()
    boek = Draaiboek(tabellen["kalender"], tabellen["scholen"])
    boek.draai(_haal(con, wie[0]), PEILDATUM)
    maken = klok.stop()
    gepland: list[Duur] = []
    for signaal in np.unique(vol["signalen"]["signaal"].to_numpy(zero_copy_only=False)):
        klok = Klok()
        boek.waarom({}, PEILDATUM, str(signaal), PEILDATUM)
        gepland.append(klok.stop())

    vers: list[Duur] = []
    waarom_vers: list[Duur] = []
    waarom_sql: list[Duur] = []
    waarom: list[Duur] = []
    for tel, nummer in enumerate(wie, 1):
        if tel % 20 == 0:
            meld(f"jongere {tel} van {aantal}")
        klok = Klok()
        uit = boek.draai(_haal(con, nummer), PEILDATUM)
        vers.append(klok.stop())
        _vergelijk(nummer, uit, con)

        signalen = uit["signalen"]
        if not signalen.num_rows:
            continue
        signaal = signalen.slice(signalen.num_rows - 1).to_pylist()[0]
        klok = Klok()
        gevonden = con.execute(
            "SELECT feiten FROM signalen WHERE jongere_id = ? AND signaal = ? AND van = ?",
            [nummer, signaal["signaal"], signaal["van"]],
        ).fetchall()
        waarom.append(klok.stop())
        if [f for (f,) in gevonden] != [signaal["feiten"]]:
            raise BenchFout(f"de bewaarde feiten van {signaal['signaal']} van jongere {nummer} zijn andere dan die van nu")

        klok = Klok()
        rijen = _haal(con, nummer, boek.tabellen_voor(signaal["signaal"]))
        zonder = Klok()
        feiten = boek.waarom(rijen, PEILDATUM, signaal["signaal"], signaal["van"])
        waarom_sql.append(zonder.stop())
        waarom_vers.append(klok.stop())
        if feiten != signaal["feiten"]:
            raise BenchFout(f"{signaal['signaal']} van jongere {nummer} heeft vers andere feiten")
    con.close()
    return [
        _tijden("alle regels plannen (eenmaal per proces)", [maken]),
        _tijden("één waarom plannen (eenmaal per signaal)", gepland),
        _tijden("één jongere, alles vers", vers),
        _tijden("één waarom, vers berekend", waarom_vers),
        _tijden("één waarom, vers, zonder het ophalen", waarom_sql),
        _tijden("één waarom, uit het bewaarde beeld", waarom),
    ]


def _beeld(map_: Path) -> dict[str, pa.Table]:
    uit = map_.with_name(f"beeld-{map_.name}")
    bereken_map(map_, peildatum=PEILDATUM, uit=uit)
    return {naam: pq.read_table(uit / f"{naam}.parquet").cast(t.schema) for naam, t in UITKOMSTEN.items()}


def _in_geheugen(map_: Path, uitkomsten: dict[str, pa.Table]) -> duckdb.DuckDBPyConnection:
    """Facts and outcomes in one database in this process, as they stand in the files."""
    con = duckdb.connect(config={"threads": 1})
    for naam in FEITEN:
        con.execute(f"CREATE TABLE {naam} AS FROM '{map_}/{naam}.parquet'")
    for naam, tabel in uitkomsten.items():
        con.register("nieuw", tabel)
        con.execute(f"CREATE TABLE {naam} AS FROM nieuw ORDER BY jongere_id")
        con.unregister("nieuw")
    return con


def _haal(con: duckdb.DuckDBPyConnection, nummer: int, tabellen: Collection[str] = PER_JONGERE) -> dict[str, pa.Table]:
    """All rows that say something of one youth, in these tables."""
    return {
        naam: con.sql(
            f"SELECT * FROM {naam} WHERE {_ROOSTER if naam == 'rooster' else 'jongere_id = $1'}", params=[nummer]
        ).to_arrow_table()
        for naam in PER_JONGERE
        if naam in tabellen
    }


def _kies(signalen: pa.Table, jongeren: pa.Table, aantal: int) -> list[int]:
    """Three of four with a signal, since those are the pages that are opened; the others at random."""
    toeval = np.random.default_rng(1)
    met = np.unique(signalen["jongere_id"].to_numpy())
    alle = jongeren["jongere_id"].to_numpy()
    deel = min(len(met), aantal * 3 // 4)
    keuze = np.concatenate([toeval.choice(met, deel, replace=False), toeval.choice(alle, aantal - deel, replace=False)])
    return [int(n) for n in keuze]


def _vergelijk(nummer: int, uit: dict[str, pa.Table], con: duckdb.DuckDBPyConnection) -> None:
    for naam, tabel in uit.items():
        vol = con.sql(f"SELECT * FROM {naam} WHERE jongere_id = ?", params=[nummer]).to_arrow_table()
        if sorted(map(str, tabel.to_pylist())) != sorted(map(str, vol.select(tabel.column_names).to_pylist())):
            raise BenchFout(f"{naam} van jongere {nummer} is alleen berekend anders dan in het hele beeld")


def _tijden(wat: str, metingen: list[Duur]) -> Tijden:
    echt, cpu = np.array(metingen).T * 1000
    p50, p95 = (float(p) for p in np.percentile(echt, [50, 95]))
    cpu50, cpu95 = (float(p) for p in np.percentile(cpu, [50, 95]))
    return Tijden(wat, len(echt), p50, p95, float(echt.max()), cpu50, cpu95)
