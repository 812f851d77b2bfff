"""R-18. Nieuwe voortijdig schoolverlater (vsv), a statistic with a replaceable definition."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from inbeeld.regels.dagen import verjaardag
from inbeeld.regels.feiten import Feiten
from inbeeld.regels.leerplichtwet.startkwalificatie import startkwalificatie
from inbeeld.regels.leerplichtwet.vrijstelling import is_vrijgesteld
from inbeeld.regels.parameters import ALTIJD, Parameter, Waarde, vast
from inbeeld.regels.periodes import Toestanden
from inbeeld.regels.regel import regel
from inbeeld.regels.uitkomst import Signalen, register_feiten, signaal
from inbeeld.regels.verjaardag import SCHRIKKELDAG

VANAF = vast("vsv_leeftijd_vanaf", 12, "from this age", "jaar", "vsv-definitie OCW", "beleid")
TOT = vast("vsv_leeftijd_tot", 23, "younger than this", "jaar", "vsv-definitie OCW tot 2026", "beleid")
DEFINITIE = Parameter(
    "vsv_definitie",
    "which definition is used; that of after 2026 is not published, so the old one goes on as an approximation",
    "naam",
    "beleid",
    (Waarde("ocw-2012", ALTIJD, "vsv-definitie OCW tot 2026"), Waarde("ocw-2012-benaderd", date(2026, 1, 1), "nog niet bekend")),
)


@regel(
    "R-18", "vsv-definitie OCW tot 2026; WRO art. 16 lid 5", "2025-10-01", berust_op="beleid", parameters=(VANAF, TOT, DEFINITIE)
)
def vsv_nieuw(feiten: Feiten, t: Toestanden, stil: ir.Table) -> Signalen:
    """Enrolled on 1 October a year earlier, not enrolled on reference day R (the next 1 October), no startkwalificatie, 12 up
    to 23, resident and alive on R, and not exempt. Present from R for a year, as long as the youth is a resident.

    Args:
        stil: where an enrolled stretch is followed by one without: ``jongere_id, van`` (first day without enrolment).
    """
    i, j = feiten.inschrijvingen, feiten.jongeren
    schrikkel = feiten.instelling[SCHRIKKELDAG].nu
    r_jaar = (stil.van.year() + ibis.ifelse(stil.van.month() >= 10, 1, 0)).cast("int32")
    r_jaar = ibis.ifelse((stil.van.month() == 10) & (stil.van.day() == 1), stil.van.year().cast("int32"), r_jaar)
    k = stil.select("jongere_id", r=ibis.date(r_jaar, 10, 1), r_eerder=ibis.date(r_jaar - 1, 10, 1)).distinct()
    k = k.filter(k.r <= feiten.op).join(j, "jongere_id").select("jongere_id", "r", "r_eerder", j.geboren)
    vanaf = verjaardag(k.geboren, feiten.instelling[VANAF].nu, schrikkel)
    grens = verjaardag(k.geboren, feiten.instelling[TOT].nu, schrikkel)
    k = k.filter(vanaf <= k.r, k.r < grens)
    sk = startkwalificatie(feiten.diplomas)
    k = k.left_join(sk, "jongere_id").filter(lambda x: x.sinds.isnull() | (x.sinds > x.r)).select("jongere_id", "r", "r_eerder")

    telt = i.filter(i.onderwijs != "buitenland")
    m = k.join(telt, "jongere_id")
    op_r = (m.van <= m.r) & (m.tot.isnull() | (m.tot > m.r))
    op_eerder = (m.van <= m.r_eerder) & (m.tot.isnull() | (m.tot > m.r_eerder))
    m = m.group_by("jongere_id", "r").aggregate(op_r=op_r.any(), op_eerder=op_eerder.any())
    k = m.filter(m.op_eerder, ~m.op_r).select("jongere_id", "r")

    vlag = t.tabel.join(k, "jongere_id").filter(lambda x: (x.van <= x.r) & (x.tot.isnull() | (x.tot > x.r)))
    op = Toestanden(vlag, t.namen)
    k = vlag.filter(op["ingezetene"], ~op["overleden"], ~is_vrijgesteld(op)).select("jongere_id", "r")

    volgende = ibis.date(k.r.year().cast("int32") + 1, 10, 1)
    s = k.mutate(van=k.r, tot=volgende)
    uiterlijk = feiten.instelling[DEFINITIE].tijdvakken()[0][1]
    zekerheid = (
        ibis.literal("zeker") if uiterlijk is None else ibis.ifelse(s.van < ibis.date(uiterlijk.isoformat()), "zeker", "benaderd")
    )
    signalen = signaal(s, "vsv_nieuw", van=s.van, tot=s.tot, begin_feit=s.van, zekerheid=zekerheid)
    kern = s.select("jongere_id", "van", raakt=ibis.date(s.van.year().cast("int32") - 1, 10, 1))
    return Signalen(signalen, register_feiten(kern, "vsv_nieuw", {"inschrijvingen": (telt, "van", "tot", telt.onderwijs)}))
