"""Facts that contradict each other. They are kept, both of them; someone must find out which is right."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from inbeeld.regels.feiten import Feiten
from inbeeld.regels.periodes import Toestanden, samenvoegen
from inbeeld.regels.regel import regel
from inbeeld.regels.uitkomst import Signalen, feit, signaal

CODES = (
    "einde_voor_begin",
    "voor_geboorte",
    "na_overlijden",
    "verblijf_overlapt",
    "verzuim_zonder_inschrijving",
)
"""In the order in which one is named when a youth has several."""

PERIODEN = ("verblijf", "inschrijvingen", "vrijstellingen", "meldingen", "werk")


def _begin(feiten: Feiten) -> ir.Table:
    """Where each fact begins: ``jongere_id, tabel, feit_id, van, tot, ontvangen_op``."""
    delen = [
        t.select("jongere_id", "feit_id", "van", "tot", "ontvangen_op", tabel=ibis.literal(naam))
        for naam, t in ((n, getattr(feiten, n)) for n in PERIODEN)
    ]
    for naam, t in (("diplomas", feiten.diplomas), ("verzuim", feiten.verzuim)):
        delen.append(
            t.select(
                "jongere_id", "feit_id", "ontvangen_op", van=t.datum, tot=ibis.null("date"), tabel=ibis.literal(naam)
            ).select(*delen[0].columns)
        )
    return ibis.union(*delen)


def verzuim_zonder_inschrijving(feiten: Feiten, t: Toestanden, dagen: ir.Table) -> ir.Table:
    """Absence on a schooldag without any enrolment, not even abroad: ``jongere_id, datum, feit_id, ontvangen_op``.

    Args:
        dagen: absence on schooldagen.
    """
    bereik = dagen.group_by("jongere_id").aggregate(eerste=dagen.datum.min(), laatste=dagen.datum.max())
    los = t.tabel.filter(~t["ingeschreven"] & ~t["in_buitenland"]).select("jongere_id", "van", "tot")
    los = los.join(bereik, "jongere_id").filter(lambda x: (x.van <= x.laatste) & (x.tot.isnull() | (x.tot > x.eerste)))
    m = los.select("jongere_id", "van", "tot").join(dagen, "jongere_id")
    m = m.filter((m.datum >= m.van) & (m.tot.isnull() | (m.datum < m.tot)))
    return m.select("jongere_id", "datum", "feit_id", "ontvangen_op").distinct()


def tegenstrijdigheden(feiten: Feiten, t: Toestanden, dagen: ir.Table) -> ir.Table:
    """Every contradiction: ``jongere_id, code, tabel, feit_id, van, tot, ontvangen_op`` with a code of ``CODES``."""
    kolommen = ["jongere_id", "code", "tabel", "feit_id", "van", "tot", "ontvangen_op"]
    j = feiten.jongeren
    te_vroeg = t.tabel.filter(~t["geboren"]).select("jongere_id").distinct()
    b = _begin(feiten)
    # Reports and work need not be in the line of time: they are looked at one by one.
    verdacht = ibis.union(te_vroeg, feiten.meldingen.select("jongere_id"), feiten.werk.select("jongere_id")).distinct()
    vroeg = b.filter(b.tabel != "verzuim").semi_join(verdacht, "jongere_id").join(j.select("jongere_id", "geboren"), "jongere_id")
    eerst = dagen.group_by("jongere_id").aggregate(eerste=dagen.datum.min()).join(j, "jongere_id")
    eerst = eerst.filter(eerst.eerste < eerst.geboren).select("jongere_id", eerst.geboren)
    dag_vroeg = dagen.join(eerst, "jongere_id").filter(lambda x: x.datum < x.geboren)
    dood = j.filter(j.overleden.notnull()).select("jongere_id", "overleden")
    na = b.join(dood, "jongere_id").filter(lambda x: x.van >= x.overleden)
    dubbel = samenvoegen(t.tabel.filter(t["verblijf_dubbel"]))
    zonder = verzuim_zonder_inschrijving(feiten, t, dagen)
    achteruit = feiten.achteruit
    return ibis.union(
        achteruit.mutate(code=ibis.literal("einde_voor_begin")).select(*kolommen),
        vroeg.filter(vroeg.van < vroeg.geboren).mutate(code=ibis.literal("voor_geboorte")).select(*kolommen),
        dag_vroeg.select(
            "jongere_id",
            code=ibis.literal("voor_geboorte"),
            tabel=ibis.literal("verzuim"),
            feit_id=dag_vroeg.feit_id,
            van=dag_vroeg.datum,
            tot=ibis.null("date"),
            ontvangen_op=dag_vroeg.ontvangen_op,
        ),
        na.mutate(code=ibis.literal("na_overlijden")).select(*kolommen),
        dubbel.select(
            "jongere_id",
            code=ibis.literal("verblijf_overlapt"),
            tabel=ibis.literal("verblijf"),
            feit_id=ibis.null("int64"),
            van=dubbel.van,
            tot=dubbel.tot,
            ontvangen_op=ibis.null("date"),
        ),
        zonder.select(
            "jongere_id",
            code=ibis.literal("verzuim_zonder_inschrijving"),
            tabel=ibis.literal("verzuim"),
            feit_id=zonder.feit_id,
            van=zonder.datum,
            tot=ibis.null("date"),
            ontvangen_op=zonder.ontvangen_op,
        ),
    )


@regel("R-25", "AVG art. 5 lid 1 onder d", "2026-08-01", berust_op="keuze")
def tegenstrijdige_gegevens(feiten: Feiten, fouten: ir.Table) -> Signalen:
    """Facts that can't be true together; present until the data are put right. The codes stand in ``redenen``."""
    f = fouten.mutate(van=ibis.least(fouten.van, feiten.op))
    per = f.group_by("jongere_id").aggregate(van=f.van.min(), redenen=f.code.collect(distinct=True, order_by=f.code))
    s = signaal(
        per,
        "tegenstrijdige_gegevens",
        van=per.van,
        tot=ibis.null("date"),
        begin_feit=per.van,
        zekerheid="beoordeling",
        redenen=per.redenen,
    )
    m = f.join(per.select("jongere_id", begin=per.van), "jongere_id")
    nr = ibis.row_number().over(group_by=[m.jongere_id, m.code], order_by=[m.van, m.feit_id, m.tabel])
    m = m.mutate(nr=nr).filter(lambda x: x.nr < 5)
    return Signalen(
        s,
        feit(
            m,
            "tegenstrijdige_gegevens",
            m.begin,
            m.tabel,
            feit_id=m.feit_id,
            feit_van=m.van,
            feit_tot=m.tot,
            waarde=m.code,
            ontvangen_op=m.ontvangen_op,
        ),
    )
