"""A few youths at a time, again and again: what a page needs. The statements are those of a full run (``recept``)."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from inbeeld.beeld.berekening import PERIODETABELLEN, kalendertabellen
from inbeeld.beeld.motor import DuckMotor
from inbeeld.beeld.recept import BEKEND_OP, PEILDATUM, recept
from inbeeld.regels.geheel import DEEL_VAN_SIGNAAL
from inbeeld.regels.parameters import Instelling
from inbeeld.tabellen import FEITEN, UITKOMSTEN

MEEST = 255
"""Largest number of rows of one youth in a table of periods that a run can take."""


class TeVeelRijen(ValueError):
    """A youth has more rows than a run of this kind can take; do a full run."""


@dataclass(frozen=True)
class _Gepland:
    """A statement with the days as parameters, so that it is planned once for all of them. ``dagen``: which it uses, in order."""

    sql: str
    dagen: tuple[str, ...]

    @classmethod
    def van(cls, sql: str) -> _Gepland:
        gebruikt: list[str] = []
        for naam in (PEILDATUM, BEKEND_OP):
            nieuw = re.sub(rf"\b{naam}\(\)", f"CAST(${len(gebruikt) + 1} AS DATE)", sql, flags=re.IGNORECASE)
            if nieuw != sql:
                gebruikt.append(naam)
            sql = nieuw
        return cls(sql, tuple(gebruikt))

    def waarden(self, dagen: Mapping[str, date]) -> str:
        return ", ".join(f"DATE '{dagen[naam].isoformat()}'" for naam in self.dagen)

    def ingevuld(self, dagen: Mapping[str, date]) -> str:
        sql = self.sql
        for nummer, naam in enumerate(self.dagen, 1):
            sql = sql.replace(f"CAST(${nummer} AS DATE)", f"DATE '{dagen[naam].isoformat()}'")
        return sql


class Draaiboek:
    """The statements, planned, for one calendar. Safe for use by several threads, one at a time.

    Args:
        kalender, scholen: fact tables; they stay the same over the runs.
        terug: whether runs look back ("zoals bekend op").
    """

    def __init__(
        self, kalender: pa.Table, scholen: pa.Table, *, terug: bool = False, instelling: Instelling | None = None
    ) -> None:
        r = recept(terug=terug, meest=MEEST, instelling=instelling or Instelling())
        self._motor = DuckMotor(kernen=1)
        self._slot = threading.Lock()
        self._terug = terug
        self._wissel = [n for n in FEITEN if n not in ("kalender", "scholen")]
        for naam, t in FEITEN.items():
            self._motor.tabel(f"in_{naam}", t.leeg())
        for naam, tabel in kalendertabellen(kalender, scholen).items():
            self._motor.tabel(f"k_{naam}", tabel)
        con = self._motor.con.con
        ooit = {PEILDATUM: date(2000, 1, 1), BEKEND_OP: date(2000, 1, 1)}
        self._stappen = {naam: _Gepland.van(sql) for naam, sql in r.stappen}
        for naam, stap in self._stappen.items():
            con.execute(f'CREATE TEMP TABLE "{naam}" AS {stap.ingevuld(ooit)}')
        for naam, stap in self._stappen.items():
            con.execute(f'PREPARE "stap_{naam}" AS INSERT INTO "{naam}" {stap.sql}')
        self._uitkomsten = {naam: _Gepland.van(sql) for naam, sql in r.uitkomsten.items()}

    def draai(self, tabellen: Mapping[str, pa.Table], peildatum: date, bekend_op: date | None = None) -> dict[str, pa.Table]:
        """Outcomes for the youths in ``tabellen`` (contract tables; absent = empty).

        Raises:
            TeVeelRijen: a youth has more than ``MEEST`` rows in a table of periods.
            ValueError: ``bekend_op`` does not fit this draaiboek.
        """
        if (bekend_op is not None) != self._terug:
            raise ValueError("dit draaiboek kijkt niet terug" if bekend_op else "dit draaiboek heeft bekend_op nodig")
        for naam in PERIODETABELLEN:
            t = tabellen.get(naam)
            if t is not None and t.num_rows > MEEST and t["jongere_id"].value_counts().field(1).to_numpy().max() > MEEST:
                raise TeVeelRijen(f"een jongere heeft meer dan {MEEST} rijen in {naam}")
        dagen = {PEILDATUM: peildatum} | ({BEKEND_OP: bekend_op} if bekend_op else {})
        with self._slot:
            self._vul(tabellen)
            self._doe(list(self._stappen), dagen)
            con = self._motor.con.con
            return {
                n: con.sql(q.ingevuld(dagen)).to_arrow_table().cast(UITKOMSTEN[n].schema) for n, q in self._uitkomsten.items()
            }

    def waarom(
        self, tabellen: Mapping[str, pa.Table], peildatum: date, signaal: str, van: date, bekend_op: date | None = None
    ) -> list[dict[str, Any]]:
        """The facts behind one signal of a youth (see ``tabellen.uitkomsten.FEIT``), from the steps that lead to them only."""
        dagen = {PEILDATUM: peildatum} | ({BEKEND_OP: bekend_op} if bekend_op else {})
        with self._slot:
            self._vul(tabellen)
            tabel = f"{DEEL_VAN_SIGNAAL[signaal]}_feiten"
            self._doe(self._nodig_voor(tabel), dagen)
            # A signal that goes on after a break in the residence has its facts under its own first day.
            rijen = self._motor.con.con.execute(
                "SELECT feit_van AS van, tabel, feit_id, waarde, feit_tot AS tot "
                f'FROM (SELECT *, max(van) OVER () AS laatst FROM "{tabel}" WHERE signaal = $1 AND van <= $2) '
                "WHERE van = laatst ORDER BY 1, 2, 3, 4, 5",
                [signaal, van],
            )
            kolommen = ("van", "tabel", "feit_id", "waarde", "tot")
            uit = [dict(zip(kolommen, r, strict=True)) for r in rijen.fetchall()]
            return uit

    def _nodig_voor(self, doel: str) -> list[str]:
        """The steps that ``doel`` rests on, in order, itself last."""
        nodig: set[str] = set()
        rij = [doel]
        while rij:
            naam = rij.pop()
            if naam not in nodig:
                nodig.add(naam)
                rij += [n for n in re.findall(r'"(\w+)"', self._stappen[naam].sql) if n in self._stappen]
        return [naam for naam in self._stappen if naam in nodig]

    def _vul(self, tabellen: Mapping[str, pa.Table]) -> None:
        con = self._motor.con.con
        for naam in self._wissel:
            inhoud = tabellen.get(naam)
            con.execute(f"DELETE FROM in_{naam}")
            if inhoud is not None and inhoud.num_rows:
                con.register("nieuw", FEITEN[naam].pas(inhoud))
                con.execute(f"INSERT INTO in_{naam} SELECT * FROM nieuw")
                con.unregister("nieuw")

    def _doe(self, stappen: list[str], dagen: Mapping[str, date]) -> None:
        con = self._motor.con.con
        for naam in stappen:
            stap = self._stappen[naam]
            con.execute(f'DELETE FROM "{naam}"')
            con.execute(f'EXECUTE "stap_{naam}"' + (f"({stap.waarden(dagen)})" if stap.dagen else ""))
