"""R-15. Thuiszitter, and more than three months."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from inbeeld.regels.dagen import laatste, plus_dagen, plus_maanden
from inbeeld.regels.parameters import vast
from inbeeld.regels.periodes import samenvoegen
from inbeeld.regels.regel import regel
from inbeeld.regels.uitkomst import Signalen, signaal

MAANDEN = vast(
    "thuiszitter_maanden", 3, "longer than this at home: target group of the pact", "maanden", "Thuiszitterspact", "beleid"
)


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
def thuiszitter(absoluut: Signalen, langdurig: Signalen, aansluitend: ir.Table) -> Signalen:
    """Absoluut verzuim or langdurig relatief verzuim; ``thuiszitter_3mnd`` from the day after the three-month date.

    The three months run from the first day without education: the first day of absence of the run, or of absoluut verzuim. One
    that follows the other without a schooldag in between is one period. Exempt youths and long-term sick are not counted.

    Args:
        aansluitend: ``jongere_id, signaal, van, aansluitend``: from which day on a signal joins up with what came before it.
    """
    alle = ibis.union(absoluut.signalen, langdurig.signalen)
    kolommen = ["jongere_id", "van", "tot", "begin_feit", "zekerheid"]
    a = aansluitend.select("jongere_id", "van", bron=aansluitend.signaal, vroegst=aansluitend.aansluitend)
    deel = alle.select(*kolommen, bron=alle.signaal).left_join(a, ["jongere_id", "bron", "van"])
    deel = deel.select(*kolommen, "bron", vroegst=ibis.least(a.vroegst.fill_null(deel.van), deel.van))

    staat = samenvoegen(deel)
    raak = deel.join(staat, "jongere_id").filter(
        lambda x: (x.van >= x.van_right) & (x.tot_right.isnull() | (x.van < x.tot_right))
    )
    nu = raak.group_by("jongere_id", "van_right").aggregate(
        begin_feit=raak.begin_feit.min(), benaderd=(raak.zekerheid == "benaderd").any()
    )
    s = staat.join(nu, [staat.jongere_id == nu.jongere_id, staat.van == nu.van_right]).select(
        staat.jongere_id, staat.van, staat.tot, nu.begin_feit, zekerheid=ibis.ifelse(nu.benaderd, "benaderd", "zeker")
    )
    signalen = signaal(s, "thuiszitter", van=s.van, tot=s.tot, begin_feit=s.begin_feit, zekerheid=s.zekerheid)
    herkomst = raak.select("jongere_id", "bron", van=raak.van_right, bron_van=raak.van)

    # One period of being without education: longer than the signal, because a run counts from its first day of absence.
    geheel = samenvoegen(deel.select("jongere_id", "tot", van=ibis.least(deel.vroegst, deel.van)))
    begin = deel.join(geheel, "jongere_id").filter(
        lambda x: (x.van >= x.van_right) & (x.tot_right.isnull() | (x.van < x.tot_right))
    )
    eerste = begin.group_by("jongere_id", "van_right").aggregate(eerste=begin.begin_feit.min(), geheel_tot=begin.tot_right.max())
    lang = s.join(eerste, "jongere_id").filter(
        lambda x: (x.van >= x.van_right) & (x.geheel_tot.isnull() | (x.van < x.geheel_tot))
    )
    vanaf = laatste(lang.van, plus_dagen(plus_maanden(lang.eerste, MAANDEN.nu), 1))
    lang = lang.mutate(vanaf=vanaf, staat_van=lang.van).filter(lambda x: x.tot.isnull() | (x.tot > x.vanaf))
    signalen3 = signaal(
        lang,
        "thuiszitter_3mnd",
        van=lang.vanaf,
        tot=lang.tot,
        begin_feit=lang.eerste,
        regel="thuiszitter",
        zekerheid=lang.zekerheid,
    )
    herkomst3 = herkomst.join(lang, [herkomst.jongere_id == lang.jongere_id, herkomst.van == lang.staat_van]).select(
        herkomst.jongere_id, herkomst.bron, van=lang.vanaf, bron_van=herkomst.bron_van
    )
    feiten = [
        _feiten_van(bron, h, naam)
        for naam, h in (("thuiszitter", herkomst), ("thuiszitter_3mnd", herkomst3))
        for bron in (absoluut, langdurig)
    ]
    return Signalen(ibis.union(signalen, signalen3), ibis.union(*feiten))
