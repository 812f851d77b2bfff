"""The kernel: arithmetic on dated periods, for all youths at once.

Every rule is a sentence about *toestanden*: named states that are on or off on each day of a youth's life. ``toestanden`` lays
the boundaries of all period sets of a youth on one line of time and gives the stretches in between, in which nothing changes.
Union, intersection and difference are then ``|``, ``&`` and ``& ~`` on the states of a stretch; ``samenvoegen`` makes longest
periods again. One sort, whatever the number of rules.

A state may be covered by several periods at once (two enrolments), so each has a counter. The counters are packed in a few
64-bit *lanes* that are added up along the line in one running sum each (``docs/adr/0003-toestanden.md``).
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

MEEST = 1023
"""How many periods of one state may run at the same time for one youth, when nothing is known of the data."""

_LANE = 63

DEELS = "jongere_id"


@ibis.udf.scalar.builtin(name="inbeeld_kies_op_afstand")  # type: ignore[untyped-decorator]
def kies_op_afstand(lijst: dt.Array(dt.int64), afstand: dt.int64) -> dt.Array(dt.int64):  # type: ignore[valid-type]
    """Of an ascending list: the first, then each next one that is at least ``afstand`` further than the last chosen.

    Counting with a restart; plain Ibis can't say it, so each engine brings its own (``docs/adr/0004-kies-op-afstand.md``).
    """


@dataclass(frozen=True)
class Reeks:
    """Periods of one table and the states they carry.

    Args:
        tabel: has ``jongere_id`` and the columns named by ``van`` and ``tot``; rows with ``tot`` ≤ ``van`` must have been left
            out.
        tijdens: state → condition; on from ``van`` until ``tot``.
        vanaf: state → condition; on from ``van`` for good.
        erna: state → condition; on from ``tot`` for good.
        enkel: these states have at most one period per youth in all tables together (packs tighter).
    """

    tabel: ir.Table
    van: str = "van"
    tot: str | None = "tot"
    tijdens: Mapping[str, ir.BooleanValue | bool] = field(default_factory=dict)
    vanaf: Mapping[str, ir.BooleanValue | bool] = field(default_factory=dict)
    erna: Mapping[str, ir.BooleanValue | bool] = field(default_factory=dict)
    enkel: bool = False


@dataclass(frozen=True)
class Toestanden:
    """Stretches without change: ``jongere_id, van, tot, vlaggen`` (``tot`` null = no later boundary); ``namen`` gives each
    state's bit."""

    tabel: ir.Table
    namen: tuple[str, ...]

    def __getitem__(self, naam: str) -> ir.BooleanValue:
        """Whether the state is on."""
        return self.op(self.tabel, naam)

    def op(self, tabel: ir.Table, naam: str, kolom: str = "vlaggen") -> ir.BooleanValue:
        """The state, read from a table derived from this one."""
        bit = 1 << self.namen.index(naam)
        return (tabel[kolom] & ibis.literal(bit, "int64")) != 0


def _getal(voorwaarde: ir.BooleanValue | bool, waarde: int) -> ir.IntegerValue:
    if voorwaarde is True:
        return ibis.literal(waarde, "int64")
    return ibis.ifelse(voorwaarde, ibis.literal(waarde, "int64"), ibis.literal(0, "int64"))


def _plaatsen(reeksen: Sequence[Reeks], meest: int) -> dict[str, tuple[int, int, int]]:
    """state → (lane, offset, width); widest first, in the first lane with room."""
    breedte: dict[str, int] = {}
    for r in reeksen:
        for naam in (*r.tijdens, *r.vanaf, *r.erna):
            breedte[naam] = max(breedte.get(naam, 1), 1 if r.enkel else meest.bit_length())
    vol: list[int] = []
    uit: dict[str, tuple[int, int, int]] = {}
    for naam in sorted(breedte, key=lambda n: -breedte[n]):
        lane = next((i for i, v in enumerate(vol) if v + breedte[naam] <= _LANE), len(vol))
        if lane == len(vol):
            vol.append(0)
        uit[naam] = (lane, vol[lane], breedte[naam])
        vol[lane] += breedte[naam]
    return uit


def toestanden(
    reeksen: Sequence[Reeks],
    *,
    dubbel: Mapping[str, str] | None = None,
    tot_en_met: ir.DateScalar | None = None,
    meest: int = MEEST,
) -> Toestanden:
    """Lays the boundaries of all ``reeksen`` on one line of time per youth.

    Args:
        dubbel: state → name of an extra state that is on where two or more periods of it run at once.
        tot_en_met: boundaries after this day are left out; the last stretch is then open.
        meest: no state has more periods than this for one youth. The sums are wrong beyond it: take the largest number of rows
            that a youth has in a table.

    Returns:
        ``jongere_id, van, tot, vlaggen``; gapless from the youth's first boundary on.
    """
    dubbel = dubbel or {}
    plaats = _plaatsen(reeksen, meest)
    lanes = 1 + max(p[0] for p in plaats.values())

    def gebeurtenis(
        tabel: ir.Table, datum: str, delta: Mapping[str, tuple[ir.BooleanValue | bool, int]], niet_null: bool
    ) -> ir.Table:
        kolommen = {}
        for lane in range(lanes):
            termen = [_getal(v, teken << plaats[n][1]) for n, (v, teken) in delta.items() if plaats[n][0] == lane]
            som: ir.IntegerValue = functools.reduce(operator.add, termen) if termen else ibis.literal(0, "int64")
            kolommen[f"l{lane}"] = som
        uit = tabel.select(jongere_id=tabel[DEELS].cast("int64"), datum=tabel[datum], **kolommen)
        keuze = []
        if niet_null:
            keuze.append(uit.datum.notnull())
        if tot_en_met is not None:
            keuze.append(uit.datum <= tot_en_met)
        return uit.filter(*keuze) if keuze else uit

    delen = []
    for r in reeksen:
        begin = {n: (v, 1) for n, v in (*r.tijdens.items(), *r.vanaf.items())}
        if begin:
            delen.append(gebeurtenis(r.tabel, r.van, begin, niet_null=True))
        eind = {n: (v, -1) for n, v in r.tijdens.items()} | {n: (v, 1) for n, v in r.erna.items()}
        if eind and r.tot is not None:
            delen.append(gebeurtenis(r.tabel, r.tot, eind, niet_null=True))
    lijn = ibis.union(*delen) if len(delen) > 1 else delen[0]

    per = ibis.window(group_by=lijn[DEELS], order_by=lijn.datum, rows=(None, 0))
    som = lijn.select(
        "jongere_id",
        van=lijn.datum,
        tot=lijn.datum.lead().over(group_by=lijn[DEELS], order_by=lijn.datum),
        **{f"l{i}": lijn[f"l{i}"].sum().over(per).cast("int64") for i in range(lanes)},
    )
    # Several boundaries on one day give empty stretches; the sum is right on the last of them only.
    som = som.filter(som.tot.isnull() | (som.tot > som.van))

    namen = (*plaats, *dubbel.values())
    vlaggen: ir.IntegerValue = ibis.literal(0, "int64")
    for i, naam in enumerate(namen):
        bron = naam if naam in plaats else next(n for n, d in dubbel.items() if d == naam)
        grens = 0 if naam in plaats else 1
        lane, offset, breedte = plaats[bron]
        teller = som[f"l{lane}"] & ibis.literal(((1 << breedte) - 1) << offset, "int64")
        vlaggen = vlaggen + ibis.ifelse(teller > ibis.literal(grens << offset, "int64"), 1 << i, 0).cast("int64")
    return Toestanden(som.select("jongere_id", "van", "tot", vlaggen=vlaggen), tuple(namen))


def verloop(t: ir.Table, *sleutels: str) -> ir.Table:
    """Gapless stretches → longest periods with the same ``sleutels``.

    Args:
        t: ``jongere_id, van`` and the key columns (not null); the stretches of a youth follow each other without gaps.

    Returns:
        ``jongere_id, van, tot, *sleutels``; ``tot`` null for the last.
    """
    per = ibis.window(group_by=t[DEELS], order_by=t.van)
    anders = ibis.or_(*(t[s].lag().over(per).isnull() | (t[s].lag().over(per) != t[s]) for s in sleutels))
    nieuw = t.select(DEELS, "van", *sleutels, _anders=anders).filter(lambda x: x._anders)
    return nieuw.select(
        DEELS,
        "van",
        *sleutels,
        tot=nieuw.van.lead().over(group_by=nieuw[DEELS], order_by=nieuw.van),
    )


def samenvoegen(t: ir.Table, *sleutels: str, gat: int = 0) -> ir.Table:
    """Periods that touch or overlap, or lie at most ``gat`` days apart, become one, per youth and ``sleutels``.

    Args:
        t: ``jongere_id, van, tot`` (``tot`` null = running) and the key columns.

    Returns:
        ``jongere_id, *sleutels, van, tot``.
    """
    oneindig = ibis.date("9999-12-31")
    t = t.select(DEELS, *sleutels, "van", _tot=t.tot.fill_null(oneindig))
    verst = t._tot.max().over(ibis.window(group_by=[t[DEELS], *(t[s] for s in sleutels)], order_by=t.van, rows=(None, -1)))
    los = t.select(
        DEELS, *sleutels, "van", "_tot", _nieuw=(verst.isnull() | (t.van > verst + ibis.interval(days=gat))).cast("int64")
    )
    # By range: rows with the same begin fall in the same group, whatever their order.
    groep = los._nieuw.sum().over(
        ibis.window(group_by=[los[DEELS], *(los[s] for s in sleutels)], order_by=los.van, range=(None, 0))
    )
    met = los.select(DEELS, *sleutels, "van", "_tot", _groep=groep)
    een = met.group_by(DEELS, *sleutels, "_groep").aggregate(van=met.van.min(), _tot=met._tot.max())
    return een.select(DEELS, *sleutels, "van", tot=een._tot.nullif(oneindig))
