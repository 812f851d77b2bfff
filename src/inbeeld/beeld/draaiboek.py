"""A few youths at a time, again and again: what a page needs. The statements are those of a full run (``recept``).

Nearly all the time of one youth goes into planning, so everything is one statement that is planned once. DuckDB plans a prepared
statement again, without a word, when it reads a table of its own, uses a parameter twice, or gets a value of another type than
the parameter's. Hence tables come in as streams (``_Stroom``), and every use of a day is a parameter by itself.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from inbeeld.beeld.berekening import PERIODETABELLEN, kalendertabellen
from inbeeld.beeld.motor import DuckMotor
from inbeeld.beeld.recept import BEKEND_OP, PEILDATUM, Recept, recept
from inbeeld.regels.geheel import DEEL_VAN_SIGNAAL
from inbeeld.regels.kalender import STANDAARDREGIO, nummer
from inbeeld.regels.parameters import Instelling
from inbeeld.tabellen import FEITEN, UITKOMSTEN
from inbeeld.tabellen.codes import VAKANTIEREGIO

MEEST = 255
"""Largest number of rows of one youth in a table of periods that a run can take."""

_FEIT = ("van", "tabel", "feit_id", "waarde", "tot")
_DAG = re.compile(rf"\b({PEILDATUM}|{BEKEND_OP})\(\)", re.IGNORECASE)


class TeVeelRijen(ValueError):
    """A youth has more rows than a run of this kind can take; do a full run."""


class _Stroom:
    """A table of which the content may change between runs, without the engine having to plan anew."""

    def __init__(self, leeg: pa.Table) -> None:
        self.tabel = self._leeg = leeg

    def maak_leeg(self) -> None:
        self.tabel = self._leeg

    def __arrow_c_schema__(self) -> object:
        return self._leeg.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.tabel.__arrow_c_stream__(requested_schema)


@dataclass(frozen=True)
class _Gepland:
    """A prepared statement; ``dagen``: which day each of its parameters is."""

    naam: str
    dagen: tuple[str, ...]

    def opdracht(self, dagen: Mapping[str, date]) -> str:
        waarden = ", ".join(f"DATE '{dagen[d].isoformat()}'" for d in self.dagen)
        return f'EXECUTE "{self.naam}"({waarden})'


class _Plan:
    """An engine with the statements of one kind of run. One thread at a time: hold ``slot``."""

    def __init__(self, terug: bool, instelling: Instelling) -> None:
        self.slot = threading.Lock()
        self.recept: Recept = recept(terug=terug, meest=MEEST, instelling=instelling)
        self._motor = DuckMotor(kernen=1)
        self._con = self._motor.con.con
        # What is pushed into the reading of a stream can't be a parameter.
        self._con.execute("SET disabled_optimizers = 'cte_filter_pusher'")
        leeg = kalendertabellen(FEITEN["kalender"].leeg(), FEITEN["scholen"].leeg())
        tabellen = {f"in_{n}": t.leeg() for n, t in FEITEN.items()} | {f"k_{n}": t.slice(0, 0) for n, t in leeg.items()}
        self.stromen = {naam: _Stroom(t) for naam, t in tabellen.items()}
        for naam, stroom in self.stromen.items():
            self._con.register(f"stroom_{naam}", stroom)
        self._gepland: dict[str, _Gepland] = {}

    def beeld(self, dagen: Mapping[str, date]) -> dict[str, pa.Table]:
        """All outcomes from what is in the streams."""
        namen = tuple(self.recept.uitkomsten)
        if "beeld" not in self._gepland:
            kolommen = ", ".join(f'(SELECT list(u) FROM "uit_{n}" u) AS "{n}"' for n in namen)
            self._gepland["beeld"] = self._plan("beeld", [*self.recept.stappen, *self.recept.uitvoer], f"SELECT {kolommen}")
        gevonden = self._con.sql(self._gepland["beeld"].opdracht(dagen)).to_arrow_table()
        return {n: _uitgepakt(gevonden[n], UITKOMSTEN[n].schema) for n in namen}

    def feiten(self, signaal: str, dagen: Mapping[str, date]) -> pa.Table:
        """The facts behind all signals of one kind: ``begin`` of the signal, and ``_FEIT``."""
        doel = _feiten_van(signaal)
        if signaal not in self._gepland:
            keuze = "van AS begin, feit_van AS van, tabel, feit_id, waarde, feit_tot AS tot"
            vraag = f"SELECT {keuze} FROM \"{doel}\" WHERE signaal = '{signaal}'"
            self._gepland[signaal] = self._plan(signaal, self.recept.nodig_voor(doel), vraag)
        return self._con.sql(self._gepland[signaal].opdracht(dagen)).to_arrow_table()

    def _plan(self, naam: str, stappen: Sequence[tuple[str, str]], vraag: str) -> _Gepland:
        gelezen = self.recept.gelezen(stappen)
        invoer = [(n, f'SELECT * FROM "stroom_{n}"') for n in self.stromen if n in gelezen]
        delen = ", ".join(f'"{n}" AS MATERIALIZED ({sql})' for n, sql in (*invoer, *stappen))
        gebruikt: list[str] = []

        def parameter(gevonden: re.Match[str]) -> str:
            gebruikt.append(gevonden[1].lower())
            return f"CAST(${len(gebruikt)} AS DATE)"

        sql = _DAG.sub(parameter, f"WITH {delen} {vraag}")
        self._con.execute(f'PREPARE "{naam}" AS {sql}')
        return _Gepland(naam, tuple(gebruikt))


def _feiten_van(signaal: str) -> str:
    return f"{DEEL_VAN_SIGNAAL[signaal]}_feiten"


def _uitgepakt(kolom: pa.ChunkedArray, schema: pa.Schema) -> pa.Table:
    """A column with one list of rows, as a table."""
    rijen = kolom.combine_chunks().flatten()
    return pa.Table.from_struct_array(rijen).cast(schema) if len(rijen) else schema.empty_table()


_PLANNEN: dict[tuple[bool, str], _Plan] = {}
_plannen_slot = threading.Lock()


def _plan_voor(terug: bool, instelling: Instelling) -> _Plan:
    sleutel = terug, repr(sorted(instelling.vervangen.items()))
    with _plannen_slot:
        if sleutel not in _PLANNEN:
            _PLANNEN[sleutel] = _Plan(terug, instelling)
        return _PLANNEN[sleutel]


def maak_klaar() -> None:
    """Makes the plan of a run that does not look back, so that the first run need not."""
    plan = _plan_voor(terug=False, instelling=Instelling())
    with plan.slot:
        plan.beeld({PEILDATUM: date(2000, 1, 1)})


class Draaiboek:
    """The statements with one calendar. Safe for use by several threads, one at a time.

    The plan takes seconds to make and serves all calendars of a process: it is made at the first run.

    Args:
        kalender, scholen: fact tables; they stay the same over the runs.
        terug: whether runs look back ("zoals bekend op").
    """

    def __init__(
        self, kalender: pa.Table, scholen: pa.Table, *, terug: bool = False, instelling: Instelling | None = None
    ) -> None:
        self._terug = terug
        self._instelling = instelling or Instelling()
        kalenders = kalendertabellen(kalender, scholen)
        self._van_school = dict(zip(*(kalenders["scholen"][k].to_pylist() for k in ("school_id", "kalender")), strict=True))
        self._scholen = kalenders.pop("scholen")
        self._per_kalender = {naam: _verdeeld(t) for naam, t in kalenders.items()}

    def draai(self, tabellen: Mapping[str, pa.Table], peildatum: date, bekend_op: date | None = None) -> dict[str, pa.Table]:
        """Outcomes for the youths in ``tabellen`` (contract tables; absent = empty).

        Raises:
            TeVeelRijen: a youth has more than ``MEEST`` rows in a table of periods.
            ValueError: ``bekend_op`` does not fit this draaiboek.
        """
        dagen = self._keur(tabellen, peildatum, bekend_op)
        plan = _plan_voor(self._terug, self._instelling)
        with plan.slot:
            self._vul(plan, tabellen)
            return plan.beeld(dagen)

    def tabellen_voor(self, signaal: str) -> frozenset[str]:
        """The fact tables that ``waarom`` reads for this signal; of the others nothing need be fetched."""
        plan = _plan_voor(self._terug, self._instelling)
        gelezen = plan.recept.gelezen(plan.recept.nodig_voor(_feiten_van(signaal)))
        return frozenset(naam for naam in FEITEN if f"in_{naam}" in gelezen)

    def waarom(
        self, tabellen: Mapping[str, pa.Table], peildatum: date, signaal: str, van: date, bekend_op: date | None = None
    ) -> list[dict[str, Any]]:
        """The facts behind one signal of a youth (see ``tabellen.uitkomsten.FEIT``), from the steps that lead to them only."""
        dagen = self._keur(tabellen, peildatum, bekend_op)
        plan = _plan_voor(self._terug, self._instelling)
        with plan.slot:
            self._vul(plan, tabellen)
            feiten = plan.feiten(signaal, dagen)
        # A signal that goes on after a break in the residence has its facts under its own first day.
        feiten = feiten.filter(pc.less_equal(feiten["begin"], van))
        feiten = feiten.filter(pc.equal(feiten["begin"], pc.max(feiten["begin"])))
        return feiten.select(_FEIT).sort_by([(k, "ascending") for k in _FEIT]).to_pylist()  # type: ignore[no-any-return]

    def _keur(self, tabellen: Mapping[str, pa.Table], peildatum: date, bekend_op: date | None) -> dict[str, date]:
        if (bekend_op is not None) != self._terug:
            raise ValueError("dit draaiboek kijkt niet terug" if bekend_op else "dit draaiboek heeft bekend_op nodig")
        for naam in PERIODETABELLEN:
            t = tabellen.get(naam)
            if t is not None and t.num_rows > MEEST and t["jongere_id"].value_counts().field(1).to_numpy().max() > MEEST:
                raise TeVeelRijen(f"een jongere heeft meer dan {MEEST} rijen in {naam}")
        return {PEILDATUM: peildatum} | ({BEKEND_OP: bekend_op} if bekend_op else {})

    def _vul(self, plan: _Plan, tabellen: Mapping[str, pa.Table]) -> None:
        for stroom in plan.stromen.values():
            stroom.maak_leeg()
        for naam, inhoud in tabellen.items():
            if naam in FEITEN and naam not in ("kalender", "scholen"):
                plan.stromen[f"in_{naam}"].tabel = FEITEN[naam].pas(inhoud)
        nummers = self._kalenders_van(tabellen)
        for naam, per in self._per_kalender.items():
            plan.stromen[f"k_{naam}"].tabel = pa.concat_tables([per[n] for n in nummers if n in per])
        plan.stromen["k_scholen"].tabel = self._scholen

    def _kalenders_van(self, tabellen: Mapping[str, pa.Table]) -> Sequence[int]:
        """The calendars that say something of these youths: that of the home, and those of the schools in their facts."""
        nummers = {nummer(STANDAARDREGIO)}
        if "jongeren" in tabellen:
            nummers |= {nummer(r) for r in pc.unique(tabellen["jongeren"]["vakantieregio"]).to_pylist() if r in VAKANTIEREGIO}
        for t in tabellen.values():
            if "school_id" in t.column_names:
                nummers |= {self._van_school[s] for s in pc.unique(t["school_id"]).to_pylist() if s in self._van_school}
        return sorted(nummers)


def _verdeeld(tabel: pa.Table) -> dict[int, pa.Table]:
    """The rows of each calendar."""
    return {n: tabel.filter(pc.equal(tabel["kalender"], n)) for n in pc.unique(tabel["kalender"]).to_pylist()}
