"""The law clock: what comes if nothing changes. Dates and birthdays exactly, hours by the pace of the last full lesweek."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from inbeeld.regels.aanwezigheid.schooldagen import MICRO
from inbeeld.regels.aanwezigheid.thuiszitter import MAANDEN
from inbeeld.regels.dagen import plus_dagen, plus_maanden
from inbeeld.regels.feiten import Feiten
from inbeeld.regels.leerplichtwet.relatief_verzuim import DREMPEL, LESWEKEN
from inbeeld.regels.regel import REGELS


def _rij(t: ir.Table, wat: str, datum: ir.DateValue, zekerheid: str, regel: str | None = None) -> ir.Table:
    r = REGELS[regel or wat]
    return t.select(
        "jongere_id",
        wat=ibis.literal(wat),
        datum=datum,
        regel=ibis.literal(r.nummer),
        artikel=ibis.literal(r.artikel),
        zekerheid=ibis.literal(zekerheid),
    )


def zestien_uur_verwacht(feiten: Feiten, dagen: ir.Table, raak: ir.Table, nog: ir.Table) -> ir.Table:
    """When sixteen hours are reached at the pace of the last full lesweek: ``jongere_id, datum`` (last schooldag of that
    lesweek).

    Args:
        dagen: unauthorised absence per schooldag under the duty.
        raak: the days on which the count started anew (``relatief_verzuim.zestien_uur``).
        nog: who is under the duty and enrolled on the peildatum: ``jongere_id``.
    """
    drempel = round(feiten.instelling[DREMPEL].nu * MICRO)
    lesweken = feiten.instelling[LESWEKEN].nu
    d, w = feiten.dagen, feiten.weken
    nu = d.filter(d.datum == feiten.op).select("kalender", nu=d.lesweek_nr)
    nu = nu.join(w, [nu.kalender == w.kalender, nu.nu == w.lesweek_nr]).select(
        nu.kalender, nu.nu, vol=ibis.ifelse(w.laatste_schooldag <= feiten.op, nu.nu, nu.nu - 1)
    )
    herstart = raak.group_by("jongere_id", "kalender").aggregate(herstart=raak.einddatum.max())
    u = dagen.join(nu, "kalender").filter(lambda x: x.lesweek_nr > x.nu - lesweken - 1).semi_join(nog, "jongere_id")
    u = u.left_join(herstart, ["jongere_id", "kalender"]).select(
        "jongere_id",
        "kalender",
        "lesweek_nr",
        "nu",
        "vol",
        "uren",
        telt=herstart.herstart.isnull() | (u.datum > herstart.herstart),
    )
    per = u.group_by("jongere_id", "kalender", "nu").aggregate(
        tempo=u.uren.sum(where=u.lesweek_nr == u.vol).fill_null(0),
        **{
            f"over{k}": u.uren.sum(where=u.telt & (u.lesweek_nr > u.nu + k - lesweken)).fill_null(0)
            for k in range(1, lesweken + 1)
        },
    )
    over = ibis.cases(*((per[f"over{k}"] + per.tempo * k >= drempel, k) for k in range(1, lesweken + 1)), else_=ibis.null("int8"))
    m = per.filter(per.tempo > 0).mutate(doel=(per.nu + over).cast("int64"))
    m = m.join(w, [m.kalender == w.kalender, m.doel == w.lesweek_nr])
    return m.group_by("jongere_id").aggregate(datum=m.laatste_schooldag.min())


def verwachtingen(
    feiten: Feiten,
    posities: ir.Table,
    signalen: ir.Table,
    absoluut: ir.Table,
    dagen: ir.Table,
    raak: ir.Table,
    onder_plicht: ir.Table,
) -> ir.Table:
    """``jongere_id, wat, datum, regel, artikel, zekerheid`` for what is expected after the peildatum.

    ``wat`` is a rechtspositie, ``einde_vrijstelling``, or a signal.
    """
    per = ibis.window(group_by=posities.jongere_id, order_by=posities.van)
    v = posities.mutate(
        was=posities.positie.lag().over(per), was_vrij=posities.vrijgesteld.lag().over(per), vrij=posities.vrijgesteld
    ).filter(lambda x: x.van > feiten.op)
    anders = v.filter(v.was.isnull() | (v.was != v.positie))
    positie = anders.select(
        "jongere_id", wat=anders.positie, datum=anders.van, regel=anders.regel, artikel=anders.artikel, zekerheid=anders.zekerheid
    )
    los = v.filter(v.was_vrij.notnull(), v.vrij.isnull() | (v.vrij != v.was_vrij))
    einde_vrij = _rij(los, "einde_vrijstelling", los.van, "zeker", regel="vrijgesteld")
    straks = absoluut.filter(absoluut.van > feiten.op)
    verzuim = _rij(straks, "absoluut_verzuim", straks.van, "zeker")
    thuis = signalen.filter(
        signalen.signaal == "thuiszitter", signalen.van <= feiten.op, signalen.tot.isnull() | (signalen.tot > feiten.op)
    )
    dag3 = plus_dagen(plus_maanden(thuis.begin_feit, feiten.instelling[MAANDEN].nu), 1)
    thuis = thuis.mutate(dag3=dag3).filter(lambda x: (x.dag3 > feiten.op) & (x.tot.isnull() | (x.tot > x.dag3)))
    drie = _rij(thuis, "thuiszitter_3mnd", thuis.dag3, "zeker", regel="thuiszitter")
    nog = onder_plicht.filter(onder_plicht.tot.isnull() | (onder_plicht.tot > feiten.op)).select("jongere_id").distinct()
    uren = zestien_uur_verwacht(feiten, dagen, raak, nog)
    zestien = _rij(uren, "relatief_verzuim_16u", uren.datum, "benaderd")
    return ibis.union(positie, einde_vrij, verzuim, drie, zestien)
