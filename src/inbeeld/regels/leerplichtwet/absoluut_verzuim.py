"""R-08. Absoluut verzuim, LPW 19 and 22."""

from __future__ import annotations

import functools
import operator

import ibis
import ibis.expr.types as ir

from inbeeld.regels.dagen import laatste, plus_dagen, vroegste
from inbeeld.regels.feiten import Feiten
from inbeeld.regels.leerplichtwet.kwalificatieplicht import plichtig
from inbeeld.regels.leerplichtwet.vrijstelling import is_vrijgesteld
from inbeeld.regels.parameters import vast
from inbeeld.regels.periodes import Toestanden, samenvoegen
from inbeeld.regels.regel import regel
from inbeeld.regels.uitkomst import Signalen, feit, register_feiten, signaal

RECENT_GEVESTIGD = vast(
    "av_recent_gevestigd", 56, "arrived at most this long before: enrolment may be under way", "dagen", "praktijk", "keuze"
)
KORT_TUSSEN = vast(
    "av_kort_tussen_scholen", 28, "left the last school at most this long ago: change of school", "dagen", "praktijk", "keuze"
)
NA_ZOMER = vast("av_na_zomer", 21, "this long after the summer, enrolments still come in", "dagen", "praktijk", "keuze")


@regel("R-08", "LPW art. 19", "2026-08-01")
def zonder_inschrijving(t: Toestanden) -> ir.BooleanValue:
    """Ingezetene, leer- or kwalificatieplichtig, not enrolled (abroad does not count) and not exempt."""
    return t["ingezetene"] & ~t["overleden"] & plichtig(t) & ~t["ingeschreven"] & ~is_vrijgesteld(t)


def _zonder_zomergat(feiten: Feiten, kaal: ir.Table) -> ir.Table:
    """Takes the summer vacation out for who was enrolled on the last schooldag before it, or on a later day.

    Args:
        kaal: ``jongere_id, van, tot, kalender, laatst`` (day after the last enrolled day before ``van``).
    """
    z = feiten.zomers
    z = z.select("kalender", z_van=z.van, z_tot=z.tot, voor=z.laatste_schooldag, z_gedekt=z.gedekt)
    gat = kaal.join(z, "kalender").filter(lambda x: (x.laatst > x.voor) & (x.laatst <= x.z_tot) & (x.z_tot > x.van))
    gat = gat.select("jongere_id", "van", "z_van", "z_tot", "z_gedekt")
    m = kaal.left_join(gat, ["jongere_id", "van"]).select(*kaal.columns, gat.z_van, gat.z_tot, gat.z_gedekt)
    einde = vroegste(m.tot)
    voor = m.filter(m.z_van.isnull() | (m.van < m.z_van)).mutate(
        tot=vroegste(m.tot, m.z_van), na_zomer=ibis.literal(False), gedekt=ibis.literal(True)
    )
    na = m.filter(m.z_tot.notnull(), einde.isnull() | (einde > m.z_tot)).mutate(
        van=laatste(m.van, m.z_tot), na_zomer=ibis.literal(True), gedekt=m.z_gedekt.fill_null(True)
    )
    kolommen = ["jongere_id", "van", "tot", "raakt", "laatst", "onderwijs", "na_zomer", "gedekt"]
    return ibis.union(voor.select(*kolommen), na.select(*kolommen))


def perioden(feiten: Feiten, t: Toestanden) -> ir.Table:
    """The periods of absoluut verzuim: ``jongere_id, van, tot, raakt`` (first day without enrolment), ``laatst`` (day after
    the last enrolled day before), ``onderwijs`` (of that enrolment), ``na_zomer, gedekt``."""
    j, i = feiten.jongeren, feiten.inschrijvingen
    kaal = samenvoegen(t.tabel.filter(zonder_inschrijving(t)))
    kaal = kaal.join(j, "jongere_id").select("jongere_id", "van", "tot", kalender=j.kalender)

    eerder = kaal.select("jongere_id", "van").join(i, "jongere_id").filter(lambda x: x.tot.notnull() & (x.tot <= x.van))
    eerder = eerder.filter(eerder.onderwijs != "buitenland")
    eerder = eerder.group_by("jongere_id", "van").aggregate(
        laatst=eerder.tot.max(), onderwijs=eerder.onderwijs.argmax(eerder.tot.cast("string") + eerder.onderwijs)
    )
    kaal = kaal.left_join(eerder, ["jongere_id", "van"]).select(
        "jongere_id",
        "van",
        "tot",
        "kalender",
        eerder.onderwijs,
        laatst=eerder.laatst.fill_null(ibis.date("1900-01-01")),
    )
    kaal = kaal.mutate(raakt=kaal.van)
    uit = _zonder_zomergat(feiten, kaal)

    # The duty began on a day that is approximated.
    gokt = t.tabel.filter(zonder_inschrijving(t), t["benaderd"]).select("jongere_id", g_van=t.tabel.van).distinct()
    met = uit.left_join(gokt, [uit.jongere_id == gokt.jongere_id, uit.van == gokt.g_van]).select(*uit.columns, gokt.g_van)
    return feiten.bewaar("absoluut_verzuim", met.mutate(gedekt=met.gedekt & met.g_van.isnull()).drop("g_van"))


def aansluitend(av: ir.Table) -> ir.Table:
    """From which day on the youth was without enrolment, the summer gap included (``thuiszitter`` counts that as one period)."""
    return av.select("jongere_id", "van", signaal=ibis.literal("absoluut_verzuim"), aansluitend=av.raakt)


@regel("R-08", "LPW art. 19, 22", "2026-08-01", parameters=(RECENT_GEVESTIGD, KORT_TUSSEN, NA_ZOMER))
def absoluut_verzuim(feiten: Feiten, av: ir.Table) -> Signalen:
    """Without enrolment (see ``zonder_inschrijving``), except in the summer gap.

    Summer gap: not on a day in the summer vacation when the youth was enrolled on the last schooldag before it or on a later day.
    There is no other filter. What may explain it in practice is given as ``redenen`` and makes the handling, not the signal, "to
    be checked": ``recent_gevestigd, wisseling_van_school, begin_schooljaar, school_in_buitenland, niet_bekostigde_school,
    rij_apart_gezet`` (a row about the youth could not be used and waits to be put right: it may well hold an enrolment).

    Args:
        av: the periods (see ``perioden``).
    """
    instelling = feiten.instelling
    av = av.filter(av.van <= feiten.op)
    j, i, v = feiten.jongeren, feiten.inschrijvingen, feiten.verblijf
    gevestigd = av.join(v, "jongere_id").filter(
        lambda x: (x.van_right <= x.raakt) & (x.tot_right.isnull() | (x.tot_right > x.raakt))
    )
    gevestigd = gevestigd.group_by("jongere_id", "van").aggregate(gevestigd=gevestigd.van_right.max())
    elders = av.join(i.filter(i.onderwijs == "buitenland"), "jongere_id").filter(
        lambda x: x.tot_right.isnull() | (x.tot_right > x.van)
    )
    elders = elders.group_by("jongere_id", "van").aggregate(elders=elders.count())
    m = av.left_join(gevestigd, ["jongere_id", "van"]).select(*av.columns, gevestigd.gevestigd)
    m = m.left_join(elders, ["jongere_id", "van"]).select(*m.columns, elders.elders)
    wacht = feiten.apart.group_by("jongere_id").aggregate(apart=feiten.apart.count())
    m = m.left_join(wacht, "jongere_id").select(*m.columns, wacht.apart)
    m = m.join(j, "jongere_id").select(*m.columns, j.geboren)
    einde = ibis.least(m.tot.fill_null(feiten.op), feiten.op)

    def reden(voorwaarde: ir.BooleanValue, naam: str) -> ir.ArrayValue:
        return ibis.ifelse(voorwaarde.fill_null(False), ibis.literal([naam], "array<string>"), ibis.literal([], "array<string>"))

    redenen = functools.reduce(
        operator.add,
        [
            reden(
                (m.gevestigd > m.geboren) & (einde <= plus_dagen(m.gevestigd, instelling[RECENT_GEVESTIGD].nu)),
                "recent_gevestigd",
            ),
            reden(einde <= plus_dagen(m.laatst, instelling[KORT_TUSSEN].nu), "wisseling_van_school"),
            reden(m.na_zomer & (einde <= plus_dagen(m.van, instelling[NA_ZOMER].nu)), "begin_schooljaar"),
            reden(m.elders > 0, "school_in_buitenland"),
            reden(m.onderwijs == "b3", "niet_bekostigde_school"),
            reden(m.apart > 0, "rij_apart_gezet"),
        ],
    )
    signalen = signaal(
        m,
        "absoluut_verzuim",
        van=m.van,
        tot=m.tot,
        begin_feit=m.van,
        zekerheid=ibis.ifelse(m.gedekt, "zeker", "benaderd"),
        redenen=redenen,
    )
    kern = av.select("jongere_id", "van", "raakt")
    geboorte = kern.join(j, "jongere_id")
    rijen = kern.join(feiten.apart, "jongere_id")
    return Signalen(
        signalen,
        ibis.union(
            register_feiten(
                kern,
                "absoluut_verzuim",
                {
                    "verblijf": (v, "van", "tot", v.gemeente),
                    "inschrijvingen": (i, "van", "tot", i.onderwijs),
                    "vrijstellingen": (feiten.vrijstellingen, "van", "tot", feiten.vrijstellingen.grond),
                },
            ),
            feit(
                geboorte,
                "absoluut_verzuim",
                geboorte.van,
                "jongeren",
                feit_id=geboorte.feit_id,
                feit_van=geboorte.geboren,
                feit_tot=ibis.null("date"),
                waarde=ibis.literal("geboren"),
                ontvangen_op=geboorte.ontvangen_op,
            ),
            # The signal does not rest on these: they have no say in since when it was known.
            feit(
                rijen,
                "absoluut_verzuim",
                rijen.van,
                "apart",
                feit_id=rijen.feit_id,
                feit_van=rijen.datum,
                feit_tot=ibis.null("date"),
                waarde=rijen.bron,
                ontvangen_op=ibis.null("date"),
            ),
        ),
    )
