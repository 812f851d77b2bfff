"""R-17. Sick leave that calls for a talk or the youth health doctor (M@ZL)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from inbeeld.regels.aanwezigheid.schooldagen import per_dag, reeksen, uit_venster, zekerheid
from inbeeld.regels.dagen import plus_dagen
from inbeeld.regels.feiten import Feiten
from inbeeld.regels.parameters import vast
from inbeeld.regels.regel import regel
from inbeeld.regels.uitkomst import Signalen, feit, signaal

SCHOOLDAGEN_ZIEK = vast(
    "ziek_schooldagen", 7, "from this consecutive schooldag of one sick report", "schooldagen", "M@ZL", "keuze"
)
ZIEKMELDINGEN = vast("ziek_meldingen", 4, "sick reports", "keer", "M@ZL", "keuze")
ZIEK_LESWEKEN = vast("ziek_lesweken", 12, "lesweken in which the sick reports fall", "lesweken", "M@ZL", "keuze")


def ziekreeksen(feiten: Feiten, verzuim: ir.Table) -> ir.Table:
    """Unbroken runs of schooldagen per sick report (see ``schooldagen.reeksen``, with ``ziekmelding``).

    Rows without the number of a sick report make one report per run; these get a number below zero.
    """
    ziek = verzuim.filter(verzuim.reden == "ziek")
    r1 = reeksen(per_dag(ziek.filter(ziek.ziekmelding.notnull()), "ziekmelding"), "ziekmelding")
    r2 = reeksen(per_dag(ziek.filter(ziek.ziekmelding.isnull()))).mutate(ziekmelding=lambda x: -x.reeks)
    return feiten.bewaar("ziekreeksen", ibis.union(r1, r2.select(*r1.columns)))


def ziekmeldingen(reeksen: ir.Table) -> ir.Table:
    """One row per sick report: ``jongere_id, kalender, ziekmelding, eerste`` (day), ``week`` (of that day), ``feit_id,
    ontvangen_op, gedekt``."""
    r = reeksen
    return r.group_by("jongere_id", "kalender", "ziekmelding").aggregate(
        eerste=r.eerste.min(),
        week=r.week.min(),
        feit_id=r.feit_id.min(),
        ontvangen_op=r.ontvangen_op.max(),
        gedekt=r.gedekt.all(),
    )


@regel("R-17", "M@ZL-criteria", "2026-08-01", berust_op="beleid", parameters=(SCHOOLDAGEN_ZIEK, ZIEKMELDINGEN, ZIEK_LESWEKEN))
def ziekteverzuim_signaal(feiten: Feiten, r: ir.Table) -> Signalen:
    """Each schooldag from the seventh consecutive one of one sick report, or the first day of the fourth report in twelve
    lesweken.

    Rows without the number of a sick report make one report per unbroken run of schooldagen. Present until it has left the recent
    window. Authorised absence: no reproach, a question how the pupil is.

    Args:
        r: the runs (``ziekreeksen``).
    """
    dagen_nodig, keer = feiten.instelling[SCHOOLDAGEN_ZIEK].nu, feiten.instelling[ZIEKMELDINGEN].nu
    lang = r.filter(r.aantal >= dagen_nodig)
    d = feiten.dagen.filter(feiten.dagen.schooldag)
    d = d.select("kalender", nr=d.schooldag_nr, zevende=d.datum)
    nummer = feiten.dagen.select("kalender", eerste=feiten.dagen.datum, begin_nr=feiten.dagen.schooldag_nr)
    lang = lang.join(nummer, ["kalender", "eerste"]).mutate(nr=lambda x: x.begin_nr + dagen_nodig - 1)
    lang = uit_venster(lang.join(d, ["kalender", "nr"]), feiten.weken)
    s1 = signaal(
        lang,
        "ziekteverzuim_signaal",
        van=lang.zevende,
        tot=lang.uit_venster,
        begin_feit=lang.eerste,
        zekerheid=zekerheid(lang.gedekt),
    )
    f1 = feit(
        lang,
        "ziekteverzuim_signaal",
        lang.zevende,
        "verzuim",
        feit_id=lang.feit_id,
        feit_van=lang.eerste,
        feit_tot=plus_dagen(lang.laatste, 1),
        waarde=lang.aantal.cast("string") + " schooldagen ziek",
        ontvangen_op=lang.ontvangen_op,
    )

    melding = ziekmeldingen(r)
    per = ibis.window(group_by=[melding.jongere_id, melding.kalender], order_by=[melding.eerste, melding.ziekmelding])
    telt = melding.mutate(week_eerder=melding.week.lag(keer - 1).over(per), dag_eerder=melding.eerste.lag(keer - 1).over(per))
    telt = telt.filter(telt.week - telt.week_eerder < feiten.instelling[ZIEK_LESWEKEN].nu)
    telt = uit_venster(telt, feiten.weken, "week")
    telt = telt.anti_join(lang.select("jongere_id", eerste=lang.zevende), ["jongere_id", "eerste"])
    s2 = signaal(
        telt,
        "ziekteverzuim_signaal",
        van=telt.eerste,
        tot=telt.uit_venster,
        begin_feit=telt.dag_eerder,
        zekerheid=zekerheid(telt.gedekt),
    )
    bij = telt.join(melding, ["jongere_id", "kalender"]).filter(
        lambda x: (x.eerste_right >= x.dag_eerder) & (x.eerste_right <= x.eerste)
    )
    f2 = feit(
        bij,
        "ziekteverzuim_signaal",
        bij.eerste,
        "verzuim",
        feit_id=bij.feit_id_right,
        feit_van=bij.eerste_right,
        feit_tot=ibis.null("date"),
        waarde=ibis.literal("ziekmelding"),
        ontvangen_op=bij.ontvangen_op_right,
    )
    return Signalen(ibis.union(s1, s2), ibis.union(f1, f2))
