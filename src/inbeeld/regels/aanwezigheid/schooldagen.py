"""Absence on schooldagen, and unbroken runs of such days."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from inbeeld.regels.feiten import Feiten

MICRO = 1_000_000
"""Hours are added up as whole millionths, so that halves and thirds make exactly sixteen, on every engine."""


def verzuim_op_schooldagen(feiten: Feiten) -> ir.Table:
    """Absence on schooldagen of the calendar that holds; on other days there is no lesson to miss.

    The calendar is the school's own, else that of the school's region, else that of the youth's.

    Returns:
        ``jongere_id, kalender, datum, reden, uren`` (millionths), ``minuten, alle_lessen, ziekmelding, school_id, feit_id,
        ontvangen_op`` and of the day ``schooldag_nr, lesweek_nr, eerste_van_lesweek, volgende_schooldag, vorige_schooldag``.
    """
    v, j, s, d = feiten.verzuim, feiten.jongeren, feiten.scholen, feiten.dagen
    v = v.select(
        "jongere_id",
        "school_id",
        "datum",
        "reden",
        "minuten",
        "ziekmelding",
        "feit_id",
        "ontvangen_op",
        uren=(v.uren * MICRO).round().cast("int64"),
        alle_lessen=v.alle_lessen.fill_null(False),
    )
    v = v.join(j.select("jongere_id", van_jongere=j.kalender), "jongere_id")
    s = s.select("school_id", van_school=s.kalender)
    v = v.left_join(s, "school_id").select(*v.columns, s.van_school)
    v = v.mutate(kalender=ibis.coalesce(v.van_school, v.van_jongere)).drop("van_jongere", "van_school")
    d = d.filter(d.schooldag).drop("schooldag", "teldag_voor", "eerste_vol_jaar", "laatste_vol_jaar")
    return feiten.bewaar("verzuim_op_schooldagen", v.join(d, ["kalender", "datum"]))


def per_dag(verzuim: ir.Table, *sleutels: str) -> ir.Table:
    """One row per youth, ``sleutels`` and day: hours and minutes added up, ``alle_lessen`` when any row says so."""
    v = verzuim
    return v.group_by("jongere_id", "kalender", *sleutels, "datum").aggregate(
        uren=v.uren.sum(),
        minuten=v.minuten.sum(),
        alle_lessen=v.alle_lessen.any(),
        gedekt=v.gedekt.all(),
        school_id=v.school_id.max(),
        feit_id=v.feit_id.min(),
        ontvangen_op=v.ontvangen_op.max(),
        **{
            k: v[k].arbitrary()
            for k in ("schooldag_nr", "lesweek_nr", "eerste_van_lesweek", "volgende_schooldag", "vorige_schooldag")
        },
    )


def in_weken_van_thuis(feiten: Feiten, dagen: ir.Table) -> ir.Table:
    """One row per youth and day, whatever the school, numbered by the lesweken of the youth's own region.

    Hours at schools with other vacations are added up in the same weeks.

    Returns:
        ``jongere_id, kalender, datum, lesweek_nr, uren, feit_id, ontvangen_op, gedekt``.
    """
    thuis = feiten.jongeren.select("jongere_id", thuis=feiten.jongeren.kalender)
    week = feiten.dagen.select("datum", thuis=feiten.dagen.kalender, thuis_week=feiten.dagen.lesweek_nr)
    m = dagen.join(thuis, "jongere_id").join(week, ["thuis", "datum"])
    m = m.select("jongere_id", "datum", "uren", "feit_id", "ontvangen_op", "gedekt", "thuis_week", kalender=m.thuis)
    return m.group_by("jongere_id", "kalender", "datum").aggregate(
        lesweek_nr=m.thuis_week.max(),
        uren=m.uren.sum(),
        feit_id=m.feit_id.min(),
        ontvangen_op=m.ontvangen_op.max(),
        gedekt=m.gedekt.all(),
    )


def zekerheid(gedekt: ir.BooleanValue) -> ir.StringValue:
    """Outside what the calendar covers, schooldagen are approximated."""
    return ibis.ifelse(gedekt.fill_null(True), "zeker", "benaderd")


def hele_dagen(dagen: ir.Table, rooster: ir.Table) -> ir.Table:
    """The days on which every lesson was missed: the school says so, or the missed minutes fill the timetable of that weekday."""
    d = dagen.mutate(weekdag=(dagen.datum.day_of_week.index() + 1).cast("int64"))
    r = rooster.filter(rooster.minuten > 0)
    eigen = r.filter(r.jongere_id.notnull()).select(
        "jongere_id", "van", "tot", weekdag=r.weekdag.cast("int64"), geplande=r.minuten
    )
    school = r.filter(r.jongere_id.isnull()).select(
        "school_id", "van", "tot", weekdag=r.weekdag.cast("int64"), geplande=r.minuten
    )

    def gepland(rooster: ir.Table, sleutel: str) -> ir.Table:
        m = d.filter(~d.alle_lessen).join(rooster, [sleutel, "weekdag"])
        m = m.filter(m.van <= m.datum, m.tot.isnull() | (m.tot > m.datum))
        return m.group_by("jongere_id", "datum").aggregate(gepland=m.geplande.sum())

    van_eigen, van_school = gepland(eigen, "jongere_id"), gepland(school, "school_id").rename(gepland_school="gepland")
    m = d.left_join(van_eigen, ["jongere_id", "datum"]).select(*d.columns, van_eigen.gepland)
    m = m.left_join(van_school, ["jongere_id", "datum"]).select(*m.columns, van_school.gepland_school)
    heel = m.alle_lessen | (m.minuten >= ibis.coalesce(m.gepland, m.gepland_school)).fill_null(False)
    return m.filter(heel).select(*dagen.columns)


def reeksen(dagen: ir.Table, *sleutels: str) -> ir.Table:
    """Unbroken runs of schooldagen; vacations and weekends do not break them.

    Args:
        dagen: one row per youth, ``sleutels`` and day, as from ``per_dag``.

    Returns:
        ``jongere_id, kalender, *sleutels, reeks`` (number of the run), ``eerste, laatste`` (days), ``aantal`` (schooldagen),
        ``week`` and ``begint_week`` of the first day, ``laatste_week``, ``volgende`` (first schooldag after it), ``vorige``
        (last one before it), ``uren``, ``feit_id``, ``ontvangen_op``.
    """
    groep = ["jongere_id", "kalender", *sleutels]
    nr = ibis.row_number().over(group_by=[dagen[k] for k in groep], order_by=dagen.datum)
    d = dagen.mutate(reeks=dagen.schooldag_nr - nr)
    return d.group_by(*groep, "reeks").aggregate(
        eerste=d.datum.min(),
        laatste=d.datum.max(),
        aantal=d.datum.count(),
        week=d.lesweek_nr.min(),
        begint_week=d.eerste_van_lesweek.argmin(d.schooldag_nr),
        laatste_week=d.lesweek_nr.max(),
        volgende=d.volgende_schooldag.max(),
        vorige=d.vorige_schooldag.min(),
        uren=d.uren.sum(),
        feit_id=d.feit_id.min(),
        ontvangen_op=d.ontvangen_op.max(),
        gedekt=d.gedekt.all(),
    )


def uit_venster(t: ir.Table, weken: ir.Table, week: str = "laatste_week", lesweken: int = 4) -> ir.Table:
    """Adds ``uit_venster``: the Monday on which an event of lesweek ``week`` has left the recent window (four lesweken)."""
    w = weken.select("kalender", _week=weken.lesweek_nr - lesweken, uit_venster=weken.maandag)
    return t.left_join(w, [t.kalender == w.kalender, t[week] == w._week]).select(*t.columns, w.uit_venster)
