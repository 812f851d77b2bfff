"""R-09. Relatief verzuim, sixteen hours in four lesweken, LPW 21a."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from inbeeld.regels.aanwezigheid.schooldagen import MICRO, uit_venster, zekerheid
from inbeeld.regels.dagen import laatste, plus_dagen
from inbeeld.regels.feiten import Feiten
from inbeeld.regels.parameters import vast
from inbeeld.regels.periodes import kies_op_afstand
from inbeeld.regels.regel import regel
from inbeeld.regels.uitkomst import Signalen, feit, signaal

DREMPEL = vast("verzuim_drempel", 16, "hours that must be reported", "uren", "LPW art. 21a")
LESWEKEN = vast("verzuim_lesweken", 4, "consecutive lesweken in which they are added up", "lesweken", "LPW art. 21a")
RUST = vast("verzuim_rust", 7, "days within which continuous absence is not reported again", "dagen", "DUO", "beleid")


SPELING = MICRO // 10_000
"""A third of a second: hours that were divided over days and rounded still make sixteen."""


def zestien_uur(dagen: ir.Table, drempel: float, lesweken: int) -> ir.Table:
    """Each day on which the hours since the last restart, within a lesweek and the ones before it, reach the threshold.

    Hours are added up anew from the day after. With S the running sum and W the sum within the lesweken (without restart), the
    next day after one at S = s is the first with W ≥ threshold and S ≥ s + threshold: a choice by distance along S.

    Args:
        dagen: ``jongere_id, kalender, datum, lesweek_nr, uren`` (millionths, above zero), one row per youth and day.

    Returns:
        ``jongere_id, begindatum, einddatum, uren, week`` (lesweek of the end), ``kalender, feit_id, ontvangen_op``.
    """
    grens = round(drempel * MICRO) - SPELING
    groep = [dagen.jongere_id, dagen.kalender]
    d = dagen.mutate(
        som=dagen.uren.sum().over(group_by=groep, order_by=dagen.datum, rows=(None, 0)),
        ervoor=dagen.uren.sum().over(group_by=groep, order_by=dagen.lesweek_nr, range=(None, -lesweken)).fill_null(0),
    )
    kandidaat = d.filter(d.som - d.ervoor >= grens)
    lijst = kandidaat.group_by("jongere_id", "kalender").aggregate(lijst=kandidaat.som.collect(order_by=kandidaat.som))
    raak = lijst.select("jongere_id", "kalender", som=kies_op_afstand(lijst.lijst, grens).unnest())
    raak = raak.mutate(vorige=raak.som.lag().over(group_by=[raak.jongere_id, raak.kalender], order_by=raak.som).fill_null(0))
    raak = raak.join(d, ["jongere_id", "kalender", "som"]).select(
        "jongere_id",
        "kalender",
        "som",
        ondergrens=ibis.greatest(raak.vorige, d.ervoor),
        einddatum=d.datum,
        week=d.lesweek_nr,
    )
    telt = raak.join(d, ["jongere_id", "kalender"]).filter(lambda x: (x.som_right > x.ondergrens) & (x.som_right <= x.som))
    return telt.group_by("jongere_id", "kalender", "einddatum", "week").aggregate(
        begindatum=telt.datum.min(),
        uren=telt.uren.sum(),
        feit_id=telt.feit_id.min(),
        ontvangen_op=telt.ontvangen_op.max(),
        gedekt=telt.gedekt.all(),
    )


def houd_in(raak: ir.Table, weg: ir.Table, rust: int) -> ir.Table:
    """Leaves out the messages that are held back: within ``rust`` days of the last one while the same unbroken absence goes on.

    Args:
        weg: unbroken runs of full days (``langdurig_verzuim.reeksen_weg``).
    """
    r = weg.select("jongere_id", "kalender", "eerste", "laatste")
    in_reeks = raak.join(r, ["jongere_id", "kalender"]).filter(lambda x: (x.einddatum >= x.eerste) & (x.einddatum <= x.laatste))
    in_reeks = in_reeks.select("jongere_id", "kalender", "einddatum", "eerste")
    m = raak.left_join(in_reeks, ["jongere_id", "kalender", "einddatum"]).select(*raak.columns, in_reeks.eerste)
    los = m.filter(m.eerste.isnull()).drop("eerste")
    aan = m.filter(m.eerste.notnull()).mutate(dagnr=lambda x: x.einddatum.epoch_days().cast("int64"))
    lijst = aan.group_by("jongere_id", "kalender", "eerste").aggregate(lijst=aan.dagnr.collect(order_by=aan.dagnr))
    houd = lijst.select("jongere_id", "kalender", "eerste", dagnr=kies_op_afstand(lijst.lijst, rust).unnest())
    return ibis.union(los, aan.semi_join(houd, ["jongere_id", "kalender", "eerste", "dagnr"]).select(*los.columns))


def herstarts(feiten: Feiten, dagen: ir.Table) -> ir.Table:
    """The days on which sixteen hours were reached and counting starts anew (see ``zestien_uur``).

    Args:
        dagen: unauthorised absence per schooldag under the duty.
    """
    raak = zestien_uur(dagen.filter(dagen.uren > 0), feiten.instelling[DREMPEL].nu, feiten.instelling[LESWEKEN].nu)
    return feiten.bewaar("herstarts", raak)


@regel("R-09", "LPW art. 21a", "2026-08-01", parameters=(DREMPEL, LESWEKEN, RUST))
def relatief_verzuim_16u(feiten: Feiten, dagen: ir.Table, raak: ir.Table, plicht: ir.Table) -> Signalen:
    """Sixteen hours or more without valid reason in four consecutive lesweken, while leer- or kwalificatieplichtig and enrolled.

    The day of the event is the day on which sixteen is reached; counting starts anew the next day. Sickness, leave, suspension,
    lateness and luxe do not count. Also a V3 report: its last day is the event, known from its receipt. Present until the
    event has left the recent window of four lesweken.

    Args:
        dagen: unauthorised absence per schooldag under the duty and with an enrolment.
        raak: the days on which it was reached (``herstarts``).
        plicht: ``jongere_id, van, tot``: under the duty.
    """
    eigen = uit_venster(raak, feiten.weken, "week")
    s1 = signaal(
        eigen,
        "relatief_verzuim_16u",
        van=eigen.einddatum,
        tot=eigen.uit_venster,
        begin_feit=eigen.begindatum,
        zekerheid=zekerheid(eigen.gedekt),
    )
    per_dag = raak.join(dagen, ["jongere_id", "kalender"]).filter(lambda x: (x.datum >= x.begindatum) & (x.datum <= x.einddatum))
    f1 = feit(
        per_dag,
        "relatief_verzuim_16u",
        per_dag.einddatum,
        "verzuim",
        feit_id=per_dag.feit_id_right,
        feit_van=per_dag.datum,
        feit_tot=plus_dagen(per_dag.datum, 1),
        waarde=((per_dag.uren_right + MICRO // 200) // (MICRO // 100) / 100).cast("string") + " uur ongeoorloofd",
        ontvangen_op=per_dag.ontvangen_op_right,
    )
    s2, f2 = gebeurtenis_uit_melding(feiten, plicht, "V3", "relatief_verzuim_16u", hele_periode=False)
    return Signalen(ibis.union(s1, s2), ibis.union(f1, f2))


def gebeurtenis_uit_melding(
    feiten: Feiten, plicht: ir.Table, soort: str, naam: str, *, hele_periode: bool
) -> tuple[ir.Table, ir.Table]:
    """Event signals from reports of one kind, with their facts.

    The event is the report's last day; with ``hele_periode`` every day of it. Known from the receipt, until it has left the
    recent window.
    """
    m, j, d = feiten.meldingen, feiten.jongeren, feiten.dagen
    m = m.filter(m.verzuimsoort == soort, m.status != "I")
    m = m.mutate(dag=ibis.coalesce(plus_dagen(m.tot, -1), m.van))
    if hele_periode:
        m = m.mutate(dag=ibis.least(m.dag, feiten.op), eerste=m.van)
    else:
        m = m.mutate(eerste=m.dag).filter(m.dag <= feiten.op)
    m = m.join(j.select("jongere_id", kalender=j.kalender), "jongere_id")
    m = m.join(d.select("kalender", dag=d.datum, week=d.lesweek_nr), ["kalender", "dag"])
    onder = m.join(plicht, "jongere_id").filter(
        lambda x: (x.van_right <= x.eerste) & (x.tot_right.isnull() | (x.tot_right > x.eerste))
    )
    m = uit_venster(onder.select(*m.columns), feiten.weken, "week")
    m = m.mutate(bekend_van=laatste(m.eerste, m.ontvangen))
    m = m.filter(m.uit_venster.isnull() | (m.uit_venster > m.bekend_van))
    s = signaal(m, naam, van=m.bekend_van, tot=m.uit_venster, begin_feit=m.van)
    f = feit(
        m,
        naam,
        m.bekend_van,
        "meldingen",
        feit_id=m.feit_id,
        feit_van=m.van,
        feit_tot=m.tot,
        waarde=ibis.literal(soort),
        ontvangen_op=ibis.greatest(m.ontvangen, m.ontvangen_op.fill_null(m.ontvangen)),
    )
    return s, f
