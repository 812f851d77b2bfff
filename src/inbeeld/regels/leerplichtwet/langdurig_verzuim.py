"""R-10 and the four weeks of R-14. Away from all lessons for four full lesweken."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from inbeeld.regels.aanwezigheid.schooldagen import hele_dagen, per_dag, reeksen
from inbeeld.regels.dagen import laatste, plus_dagen
from inbeeld.regels.feiten import Feiten
from inbeeld.regels.leerplichtwet.kwalificatieplicht import plichtig
from inbeeld.regels.parameters import vast
from inbeeld.regels.periodes import Reeks, Toestanden
from inbeeld.regels.regel import regel

LRV_GRENS = vast(
    "lrv_grens", 4, "full lesweken away from all lessons that make it langdurig", "lesweken", "beleid OCW en DUO", "keuze"
)
WEKEN_18PLUS = vast(
    "weken_18plus", 4, "consecutive weeks away; the board may set fewer", "lesweken", "WEB art. 9.2.1 en 9.2.2", "wet"
)
VAKANTIE_TELT_MEE_18PLUS = vast(
    "vakantie_telt_mee_18plus", False, "whether vacation weeks count for the weeks of 18+", "ja/nee", "WEB art. 9.2.2", "keuze"
)


def reeksen_weg(feiten: Feiten, verzuim: ir.Table) -> ir.Table:
    """Unbroken runs of schooldagen on which every lesson was missed without valid reason (see ``schooldagen.reeksen``)."""
    dagen = hele_dagen(per_dag(verzuim.filter(verzuim.reden == "ongeoorloofd")), feiten.rooster)
    return feiten.bewaar("reeksen_weg", reeksen(dagen))


def _na_lesweken(reeks: ir.Table, weken: ir.Table, aantal: int) -> ir.Table:
    """Runs with ``bereikt``: the last schooldag of their ``aantal``-th full lesweek, for those that got so far."""
    w = weken.select("kalender", "lesweek_nr", bereikt=weken.laatste_schooldag)
    r = reeks.mutate(doel=reeks.week + ibis.ifelse(reeks.begint_week, 0, 1) + aantal - 1)
    r = r.join(w, [r.kalender == w.kalender, r.doel == w.lesweek_nr]).select(*reeks.columns, w.bereikt)
    return r.filter(r.bereikt <= r.laatste)


def _na_kalenderweken(reeks: ir.Table, weken: ir.Table, aantal: int) -> ir.Table:
    """As ``_na_lesweken``, with vacation weeks counted: the Friday of the ``aantal``-th calendar week."""
    w = weken.select("kalender", "lesweek_nr", "maandag")
    r = reeks.mutate(doel=reeks.week + ibis.ifelse(reeks.begint_week, 0, 1))
    r = r.join(w, [r.kalender == w.kalender, r.doel == w.lesweek_nr])
    r = r.select(*reeks.columns, bereikt=plus_dagen(w.maandag, 7 * aantal - 3))
    return r.filter(r.bereikt < r.volgende)


def reeksen_bereikt(feiten: Feiten, reeks: ir.Table) -> list[Reeks]:
    """States ``lrv_reeks`` and ``weken_weg``: from the day on which the weeks are full until the next schooldag without
    absence."""
    instelling = feiten.instelling
    lrv = _na_lesweken(reeks, feiten.weken, instelling[LRV_GRENS].nu)
    telwijze = _na_kalenderweken if instelling[VAKANTIE_TELT_MEE_18PLUS].nu else _na_lesweken
    rmc = telwijze(reeks, feiten.weken, instelling[WEKEN_18PLUS].nu)
    return [
        Reeks(lrv.select("jongere_id", van=lrv.bereikt, tot=lrv.volgende), tijdens={"lrv_reeks": True}),
        Reeks(rmc.select("jongere_id", van=rmc.bereikt, tot=rmc.volgende), tijdens={"weken_weg": True}),
    ]


def lopende_meldingen(feiten: Feiten) -> ir.Table:
    """Reports that run from their receipt until their end: ``jongere_id, verzuimsoort, van, tot, begin_feit, feit_id,
    ontvangen_op``.

    Withdrawn reports (I) are left out. A report that was closed (G) without an end date ends with the delivery that said so.
    """
    m = feiten.meldingen
    m = m.filter(m.status != "I")
    gesloten = ibis.ifelse(m.status == "G", laatste(m.bron_datum, m.ontvangen), ibis.null("date"))
    m = m.select(
        "jongere_id",
        "verzuimsoort",
        "status",
        "feit_id",
        "ontvangen_op",
        van=laatste(m.van, m.ontvangen),
        tot=ibis.coalesce(m.tot, gesloten),
        begin_feit=m.van,
        ontvangen=m.ontvangen,
    )
    return m.filter(m.tot.isnull() | (m.tot > m.van))


def meldingen_lopend(feiten: Feiten) -> Reeks:
    """States ``melding_lrv`` and ``melding_rmc``."""
    m = lopende_meldingen(feiten)
    return Reeks(m, tijdens={"melding_lrv": m.verzuimsoort == "LRV", "melding_rmc": m.verzuimsoort == "RMC"})


@regel("R-10", "LPW art. 21a; Kamerbrief 26695 nr. 108", "2026-08-01", berust_op="beleid", parameters=(LRV_GRENS,))
def langdurig_relatief_verzuim(t: Toestanden) -> ir.BooleanValue:
    """Leer- or kwalificatieplichtig, enrolled, and four full lesweken unbroken away from all lessons without valid reason.

    Reached on the last schooldag of the fourth full lesweek; over with the first schooldag that was attended. Vacations do not
    count and do not break the run. Also a running LRV report, from its receipt.
    """
    return t["ingezetene"] & ~t["overleden"] & plichtig(t) & t["ingeschreven"] & (t["lrv_reeks"] | t["melding_lrv"])


def eerste_dag_weg(reeks: ir.Table, meldingen: ir.Table, soort: str) -> ir.Table:
    """Where runs and reports of absence begin: ``jongere_id, begin`` (first day), ``aansluitend`` (day after the schooldag
    before it), ``eind`` (exclusive, null = running), ``tabel, feit_id, waarde, ontvangen_op``."""
    m = meldingen.filter(meldingen.verzuimsoort == soort)
    van_reeks = reeks.select(
        "jongere_id",
        begin=reeks.eerste,
        aansluitend=plus_dagen(reeks.vorige, 1),
        eind=reeks.volgende,
        tabel=ibis.literal("verzuim"),
        feit_id=reeks.feit_id,
        waarde=reeks.aantal.cast("string") + " schooldagen alle lessen",
        ontvangen_op=reeks.ontvangen_op,
        gedekt=reeks.gedekt,
    )
    van_melding = m.select(
        "jongere_id",
        begin=m.begin_feit,
        aansluitend=m.begin_feit,
        eind=m.tot,
        tabel=ibis.literal("meldingen"),
        feit_id=m.feit_id,
        waarde=ibis.literal(soort),
        ontvangen_op=ibis.greatest(m.ontvangen_op.fill_null(m.ontvangen), m.ontvangen),
        gedekt=ibis.literal(True),
    )
    return ibis.union(van_reeks, van_melding)
