"""R-15. Thuiszitter, and more than three months."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from inbeeld.regels.dagen import laatste, plus_dagen, plus_maanden
from inbeeld.regels.feiten import Feiten
from inbeeld.regels.parameters import vast
from inbeeld.regels.periodes import samenvoegen
from inbeeld.regels.regel import regel
from inbeeld.regels.uitkomst import Signalen, samen, signaal

MAANDEN = vast(
    "thuiszitter_maanden", 3, "longer than this at home: target group of the pact", "maanden", "Thuiszitterspact", "beleid"
)

ONEINDIG = ibis.date("9999-12-31")


def _feiten_van(bron: Signalen, deel: ir.Table, naam: str) -> ir.Table:
    """The facts of the signals a ``thuiszitter`` period is made of. ``deel``: ``jongere_id, van`` and ``bron, bron_van``."""
    f = bron.feiten
    m = deel.join(f, [deel.jongere_id == f.jongere_id, deel.bron == f.signaal, deel.bron_van == f.van])
    return m.select(
        jongere_id=deel.jongere_id,
        signaal=ibis.literal(naam),
        van=deel.van,
        tabel=f.tabel,
        feit_id=f.feit_id,
        feit_van=f.feit_van,
        feit_tot=f.feit_tot,
        waarde=f.waarde,
        ontvangen_op=f.ontvangen_op,
    )


@regel(
    "R-15",
    "Thuiszitterspact; Kamerbrief 26695 nr. 108",
    "2026-08-01",
    naam="thuiszitter",
    berust_op="beleid",
    parameters=(MAANDEN,),
)
def thuiszitter(feiten: Feiten, absoluut: Signalen, langdurig: Signalen, aansluitend: ir.Table) -> Signalen:
    """Absoluut verzuim or langdurig relatief verzuim; ``thuiszitter_3mnd`` from the day after the three-month date.

    The three months run from the first day without education: the first day of absence of the run, or of absoluut verzuim. One
    that follows the other without a schooldag in between is one period. Exempt youths and long-term sick are not counted. What
    is to be checked first (``redenen``) is that of the last part.

    Args:
        aansluitend: ``jongere_id, signaal, van, aansluitend``: from which day on a signal joins up with what came before it.
    """
    alle = ibis.union(absoluut.signalen, langdurig.signalen)
    kolommen = ["jongere_id", "van", "tot", "begin_feit", "zekerheid", "redenen"]
    a = aansluitend.select("jongere_id", "van", bron=aansluitend.signaal, vroegst=aansluitend.aansluitend)
    deel = alle.select(*kolommen, bron=alle.signaal).left_join(a, ["jongere_id", "bron", "van"])
    deel = deel.select(*kolommen, "bron", vroegst=ibis.least(a.vroegst.fill_null(deel.van), deel.van))

    # Which parts are one period, and since when: looking back from each part only, for what comes later is not known then.
    op_volgorde = [deel.van, deel.bron]
    verst = deel.tot.fill_null(ONEINDIG).max().over(group_by=deel.jongere_id, order_by=op_volgorde, rows=(None, -1))
    deel = deel.mutate(nieuw=(verst.isnull() | (deel.vroegst > verst)).cast("int64"))
    groep = deel.nieuw.sum().over(group_by=deel.jongere_id, order_by=[deel.van, deel.bron], rows=(None, 0))
    deel = deel.mutate(groep=groep)
    tot_hier = ibis.window(group_by=[deel.jongere_id, deel.groep], order_by=[deel.van, deel.bron], rows=(None, 0))
    deel = deel.mutate(eerste=deel.begin_feit.min().over(tot_hier))

    lang = deel.mutate(vanaf=laatste(deel.van, plus_dagen(plus_maanden(deel.eerste, feiten.instelling[MAANDEN].nu), 1)))
    lang = lang.filter(lang.tot.isnull() | (lang.tot > lang.vanaf))
    delen = {
        "thuiszitter": deel.mutate(begin=deel.begin_feit, vanaf=deel.van),
        "thuiszitter_3mnd": lang.mutate(begin=lang.eerste),
    }
    uit = [_signalen(naam, d, deel, (absoluut, langdurig)) for naam, d in delen.items()]
    return samen(uit)


def _signalen(naam: str, delen: ir.Table, alle: ir.Table, bronnen: tuple[Signalen, ...]) -> Signalen:
    """Parts that touch become one signal, with the facts of every part that led to it.

    Args:
        delen: ``jongere_id, vanaf, tot, begin, groep, zekerheid, redenen``; the signal runs from ``vanaf``.
        alle: every part, also those that ended before: ``jongere_id, van, bron, groep``.
    """
    staat = samenvoegen(delen.select("jongere_id", "tot", van=delen.vanaf))
    d = delen.select("jongere_id", "vanaf", "begin", "groep", "zekerheid", "redenen", deel_van=delen.van)
    raak = d.join(staat, "jongere_id").filter(lambda x: (x.vanaf >= x.van) & (x.tot.isnull() | (x.vanaf < x.tot)))
    dag = raak.vanaf.cast("string")
    nu = raak.group_by("jongere_id", "van").aggregate(
        tot=raak.tot.max(),
        begin_feit=raak.begin.argmin(dag + raak.begin.cast("string")),
        benaderd=(raak.zekerheid == "benaderd").any(),
        redenen=raak.redenen.argmax(raak.deel_van),
    )
    signalen = signaal(
        nu,
        naam,
        van=nu.van,
        tot=nu.tot,
        begin_feit=nu.begin_feit,
        regel="thuiszitter",
        zekerheid=ibis.ifelse(nu.benaderd, "benaderd", "zeker"),
        redenen=nu.redenen,
    )
    groep = raak.group_by("jongere_id", "van", "groep").aggregate(laatst=raak.deel_van.max())
    a = alle.select("jongere_id", "groep", "bron", bron_van=alle.van)
    herkomst = groep.join(a, ["jongere_id", "groep"]).filter(lambda x: x.bron_van <= x.laatst)
    herkomst = herkomst.select("jongere_id", "van", "bron", "bron_van")
    return Signalen(signalen, ibis.union(*(_feiten_van(bron, herkomst, naam) for bron in bronnen)))
