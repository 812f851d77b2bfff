"""The shape in which a rule gives its signals, and the facts behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from inbeeld.regels.regel import REGELS


@dataclass(frozen=True)
class Signalen:
    """``signalen``: ``jongere_id, signaal, van, tot, begin_feit, regel, artikel, zekerheid, redenen``.
    ``feiten``: one row per fact behind a signal: ``jongere_id, signaal, van, tabel, feit_id, feit_van, feit_tot, waarde,
    ontvangen_op``; ``van`` is that of the signal.
    """

    signalen: ir.Table
    feiten: ir.Table


def signaal(
    t: ir.Table,
    naam: str,
    *,
    van: ir.DateValue,
    tot: ir.DateValue,
    begin_feit: ir.DateValue,
    regel: str | None = None,
    zekerheid: ir.StringValue | str = "zeker",
    redenen: ir.ArrayValue | None = None,
) -> ir.Table:
    """Rows in the shape of ``Signalen.signalen``; number and article are those of the rule."""
    r = REGELS[regel or naam]
    return t.select(
        "jongere_id",
        signaal=ibis.literal(naam),
        van=van,
        tot=tot,
        begin_feit=begin_feit,
        regel=ibis.literal(r.nummer),
        artikel=ibis.literal(r.artikel),
        zekerheid=ibis.literal(zekerheid) if isinstance(zekerheid, str) else zekerheid,
        redenen=ibis.literal([], "array<string>") if redenen is None else redenen,
    )


def feit(
    t: ir.Table,
    naam: ir.StringValue | str,
    van: ir.DateValue,
    tabel: ir.StringValue | str,
    *,
    feit_id: ir.IntegerValue,
    feit_van: ir.DateValue,
    feit_tot: ir.DateValue,
    waarde: ir.StringValue,
    ontvangen_op: ir.DateValue,
) -> ir.Table:
    """Rows in the shape of ``Signalen.feiten``."""
    return t.select(
        "jongere_id",
        signaal=ibis.literal(naam) if isinstance(naam, str) else naam,
        van=van,
        tabel=ibis.literal(tabel) if isinstance(tabel, str) else tabel,
        feit_id=feit_id.cast("int64"),
        feit_van=feit_van,
        feit_tot=feit_tot,
        waarde=waarde,
        ontvangen_op=ontvangen_op,
    )


def samen(delen: Iterable[Signalen]) -> Signalen:
    delen = list(delen)
    return Signalen(ibis.union(*(d.signalen for d in delen)), ibis.union(*(d.feiten for d in delen)))


def eenmaal(s: ir.Table) -> ir.Table:
    """One row per youth, signal and first day: two sources may give the same signal (own hours and a report), with all its
    facts."""
    oneindig = ibis.date("9999-12-31")
    per = s.group_by("jongere_id", "signaal", "van").aggregate(
        tot=s.tot.fill_null(oneindig).max().nullif(oneindig),
        begin_feit=s.begin_feit.min(),
        regel=s.regel.min(),
        artikel=s.artikel.min(),
        zekerheid=s.zekerheid.min(),
        redenen=s.redenen.max(),
    )
    return per.select(*s.columns)


def met_feiten(alle: Signalen) -> ir.Table:
    """The outcome table ``signalen``: facts gathered per signal, and ``sinds_bekend``: the day on which the signal stood and all
    its facts were known."""
    f = alle.feiten
    ding = ibis.struct({"van": f.feit_van, "tabel": f.tabel, "feit_id": f.feit_id, "waarde": f.waarde, "tot": f.feit_tot})
    per = f.group_by("jongere_id", "signaal", "van").aggregate(feiten=ding.collect().sort(), bekend=f.ontvangen_op.max())
    s = eenmaal(alle.signalen)
    met = s.join(per, ["jongere_id", "signaal", "van"], how="left")
    return met.select(
        s.jongere_id,
        s.signaal,
        s.van,
        s.tot,
        sinds_bekend=ibis.greatest(s.van, per.bekend.fill_null(s.van)),
        regel=s.regel,
        artikel=s.artikel,
        feiten=per.feiten,
        zekerheid=s.zekerheid,
        redenen=s.redenen,
        begin_feit=s.begin_feit,
    )


def register_feiten(
    kern: ir.Table,
    naam: str,
    tabellen: dict[str, tuple[ir.Table, str, str, ir.StringValue]],
    *,
    voorbij: bool = False,
) -> ir.Table:
    """The periods in the registers that touch a day.

    Args:
        kern: ``jongere_id, van`` (of the signal), ``raakt`` (the day).
        tabellen: table name → (table, begin column, end column, value column expression).
        voorbij: what had ended by that day (or, without an end, begun) instead.
    """
    delen = []
    for tabel, (t, begin, eind, waarde) in tabellen.items():
        rij = t.select("jongere_id", "feit_id", "ontvangen_op", f_van=t[begin], f_tot=t[eind], waarde=waarde)
        m = kern.join(rij, "jongere_id").select(
            "jongere_id", "van", "raakt", rij.feit_id, rij.ontvangen_op, rij.f_van, rij.f_tot, rij.waarde
        )
        if voorbij:
            m = m.filter(ibis.coalesce(m.f_tot, m.f_van) <= m.raakt)
        else:
            m = m.filter(m.f_van <= m.raakt, m.f_tot.isnull() | (m.f_tot >= m.raakt))
        delen.append(
            feit(
                m,
                naam,
                m.van,
                tabel,
                feit_id=m.feit_id,
                feit_van=m.f_van,
                feit_tot=m.f_tot,
                waarde=m.waarde,
                ontvangen_op=m.ontvangen_op,
            )
        )
    return ibis.union(*delen) if len(delen) > 1 else delen[0]
