"""The law clock: what comes if nothing changes. Dates and birthdays exactly, hours by the pace of the last full lesweek."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from inbeeld.regels.aanwezigheid.schooldagen import MICRO
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


def uren_nu(feiten: Feiten, dagen: ir.Table, raak: ir.Table, nog: ir.Table) -> ir.Table:
    """The hours that count now, and when sixteen are reached at the pace of the last full lesweek.

    Args:
        dagen: unauthorised absence per schooldag under the duty.
        raak: the days on which the count started anew (``relatief_verzuim.zestien_uur``).
        nog: who is under the duty and enrolled on the peildatum: ``jongere_id``.

    Returns:
        ``jongere_id``; ``uren0, uren1 …`` (millionths) and ``maandag0, maandag1 …`` of the lesweek of the peildatum and those
        before it; ``eerste`` (day with hours that count; null = none); ``verwacht`` (last schooldag of the lesweek in which
        sixteen are reached; null = not at this pace); ``vervalt`` (Monday on which the oldest hours no longer count); ``gedekt``.
        On the day on which sixteen are reached ``uren`` are those that reached it; they start anew the day after.
    """
    drempel = round(feiten.instelling[DREMPEL].nu * MICRO)
    lesweken = feiten.instelling[LESWEKEN].nu
    voor, na = range(lesweken), range(1, lesweken + 1)
    d, w = feiten.dagen, feiten.weken
    nu = d.filter(d.datum == feiten.op).select("kalender", nu=d.lesweek_nr)
    r = w.join(nu, "kalender").filter(lambda x: (x.lesweek_nr > x.nu - lesweken) & (x.lesweek_nr <= x.nu + lesweken))
    nu = r.group_by("kalender", "nu").aggregate(
        vol=ibis.ifelse(r.laatste_schooldag.max(where=r.lesweek_nr == r.nu) <= feiten.op, 0, 1),
        **{f"maandag{k}": r.maandag.max(where=r.lesweek_nr == r.nu - k) for k in voor},
        **{f"straks{k}": r.maandag.max(where=r.lesweek_nr == r.nu + k) for k in na},
        **{f"laatste{k}": r.laatste_schooldag.max(where=r.lesweek_nr == r.nu + k) for k in na},
    )
    herstart = raak.group_by("jongere_id").aggregate(
        laatst=raak.einddatum.max(), eerder=raak.einddatum.max(where=raak.einddatum < feiten.op)
    )
    u = dagen.filter(dagen.uren > 0).semi_join(nog, "jongere_id")
    u = u.join(nu.select("kalender", "nu", "vol"), "kalender").filter(lambda x: x.lesweek_nr > x.nu - lesweken - 1)
    u = u.left_join(herstart, "jongere_id").select(
        "jongere_id",
        "kalender",
        "datum",
        "uren",
        "vol",
        "gedekt",
        geleden=u.nu - u.lesweek_nr,
        telt=herstart.laatst.isnull() | (u.datum > herstart.laatst),
        telde=herstart.eerder.isnull() | (u.datum > herstart.eerder),
    )
    nu_telt = u.telde & (u.geleden < lesweken)
    per = u.group_by("jongere_id", "kalender").aggregate(
        tempo=u.uren.sum(where=u.geleden == u.vol).fill_null(0),
        eerste=u.datum.min(where=nu_telt),
        oudste=u.geleden.max(where=nu_telt),
        gedekt=u.gedekt.all(),
        **{f"uren{k}": u.uren.sum(where=u.telde & (u.geleden == k)).fill_null(0) for k in voor},
        **{f"over{k}": u.uren.sum(where=u.telt & (u.geleden < lesweken - k)).fill_null(0) for k in na},
    )
    m = per.join(nu, "kalender")
    haalt = [((m.tempo > 0) & (m[f"over{k}"] + m.tempo * k >= drempel), m[f"laatste{k}"]) for k in na]
    return feiten.bewaar(
        "uren_nu",
        m.select(
            "jongere_id",
            "eerste",
            "gedekt",
            *(f"{naam}{k}" for naam in ("uren", "maandag") for k in voor),
            verwacht=ibis.cases(*haalt, else_=ibis.null("date")),
            vervalt=ibis.cases(*((m.oudste == lesweken - k, m[f"straks{k}"]) for k in na), else_=ibis.null("date")),
        ),
    )


def verwachtingen(
    feiten: Feiten,
    posities: ir.Table,
    signalen: ir.Table,
    absoluut: ir.Table,
    uren: ir.Table,
) -> ir.Table:
    """``jongere_id, wat, datum, regel, artikel, zekerheid`` for what is expected after the peildatum.

    ``wat`` is a rechtspositie, ``einde_vrijstelling``, or a signal.

    Args:
        signalen: also those that begin after the peildatum.
        uren: as from ``uren_nu``.
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
    thuis = signalen.filter(signalen.signaal == "thuiszitter_3mnd", signalen.van > feiten.op)
    drie = _rij(thuis, "thuiszitter_3mnd", thuis.van, "zeker", regel="thuiszitter")
    zestien = uren.filter(uren.verwacht.notnull())
    zestien = _rij(zestien, "relatief_verzuim_16u", zestien.verwacht, "benaderd")
    return ibis.union(positie, einde_vrij, verzuim, drie, zestien)
