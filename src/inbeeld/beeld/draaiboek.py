"""The rules compiled once, run again and again on a few youths: what a page needs.

The SQL is made by the same rules as a full run; the peildatum is a variable in it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date

import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa

from inbeeld.beeld.berekening import PERIODETABELLEN, richt_in
from inbeeld.beeld.motor import DuckMotor
from inbeeld.regels.geheel import bereken
from inbeeld.regels.parameters import Instelling
from inbeeld.tabellen import FEITEN, UITKOMSTEN


@ibis.udf.scalar.builtin(name="inbeeld_peildatum")  # type: ignore[untyped-decorator]
def _peildatum() -> dt.date:
    """The peildatum of this run."""


@ibis.udf.scalar.builtin(name="inbeeld_bekend_op")  # type: ignore[untyped-decorator]
def _bekend_op() -> dt.date:
    """The day as known on which the run looks."""


MEEST = 255
"""Largest number of rows of one youth in a table of periods that a run can take."""


class TeVeelRijen(ValueError):
    """A youth has more rows than a run of this kind can take; do a full run."""


class Draaiboek:
    """The rules as SQL statements for one calendar. Safe for use by several threads, one at a time.

    Args:
        kalender, scholen: fact tables; they stay the same over the runs.
        terug: whether runs look back ("zoals bekend op").
    """

    def __init__(
        self, kalender: pa.Table, scholen: pa.Table, *, terug: bool = False, instelling: Instelling | None = None
    ) -> None:
        self._motor = DuckMotor(kernen=1)
        self._slot = threading.Lock()
        self._terug = terug
        for naam in ("peildatum", "bekend_op"):
            self._motor.con.raw_sql(f"CREATE MACRO inbeeld_{naam}() AS getvariable('inbeeld_{naam}')::DATE")
            self._motor.con.raw_sql(f"SET VARIABLE inbeeld_{naam} = DATE '2000-01-01'")
        self._stappen: list[tuple[str, str]] = []

        def leg_vast(naam: str, uitdrukking: ibis.Table) -> ibis.Table:
            self._stappen.append((naam, self._motor.sql(uitdrukking)))
            return self._motor.bewaar_sql(naam, self._stappen[-1][1])

        leeg = {n: t.leeg() for n, t in FEITEN.items()} | {"kalender": kalender, "scholen": scholen}
        feiten = richt_in(
            self._motor,
            leeg,
            _peildatum(),
            _bekend_op() if terug else None,
            instelling,
            bewaar=leg_vast,
            meest=MEEST,
        )
        geheel = bereken(feiten)
        self._uitkomsten = {naam: self._motor.sql(getattr(geheel, naam).select(*t.namen)) for naam, t in UITKOMSTEN.items()}
        self._wissel = [n for n in FEITEN if n not in ("kalender", "scholen")]

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
        with self._slot:
            con = self._motor.con.con
            con.execute(f"SET VARIABLE inbeeld_peildatum = DATE '{peildatum.isoformat()}'")
            if bekend_op is not None:
                con.execute(f"SET VARIABLE inbeeld_bekend_op = DATE '{bekend_op.isoformat()}'")
            for naam in self._wissel:
                inhoud = tabellen.get(naam)
                con.execute(f"DELETE FROM in_{naam}")
                if inhoud is not None and inhoud.num_rows:
                    con.register("nieuw", FEITEN[naam].pas(inhoud))
                    con.execute(f"INSERT INTO in_{naam} SELECT * FROM nieuw")
                    con.unregister("nieuw")
            for naam, sql in self._stappen:
                con.execute(f'CREATE OR REPLACE TEMP TABLE "{naam}" AS {sql}')
            return {n: con.sql(sql).to_arrow_table().cast(UITKOMSTEN[n].schema) for n, sql in self._uitkomsten.items()}
