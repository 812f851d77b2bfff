"""R-01 and R-02. When the leerplicht begins and ends, LPW 3."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from inbeeld.regels.dagen import eerste_augustus, plus_maanden, verjaardag
from inbeeld.regels.feiten import Feiten
from inbeeld.regels.parameters import vast
from inbeeld.regels.regel import regel
from inbeeld.regels.verjaardag import SCHRIKKELDAG
from inbeeld.tabellen.codes import SCHOOL, VOORTGEZET

BEGINLEEFTIJD = vast("leerplicht_beginleeftijd", 5, "leerplichtig from the month after this birthday", "jaar", "LPW art. 3 lid 1")
EINDLEEFTIJD = vast(
    "leerplicht_eindleeftijd", 16, "leerplicht ends after the school year of this birthday", "jaar", "LPW art. 3 lid 1"
)
SCHOOLJAREN = vast("leerplicht_schooljaren", 12, "leerplicht ends after this many full school years", "jaar", "LPW art. 3 lid 1")
BASISSCHOOL = vast("leerplicht_basisschooljaren", 8, "the basisschool counts as at least this many", "jaar", "LPW art. 3 lid 2")

NOOIT = 9999


@regel("R-01", "LPW art. 3 lid 1", "2026-08-01", parameters=(BEGINLEEFTIJD, SCHRIKKELDAG))
def begin_leerplicht(feiten: Feiten) -> ir.Table:
    """The first schooldag of the month after the month of the fifth birthday; without one in that month, the first after it.

    Where the calendar does not reach, the first of the month, marked as approximated.

    Returns:
        ``jongere_id, begin_leerplicht, begin_gedekt`` and, for the approximation, ``begin_uiterlijk``.
    """
    j = feiten.jongeren
    vijf = verjaardag(j.geboren, feiten.instelling[BEGINLEEFTIJD].nu, feiten.instelling[SCHRIKKELDAG].nu)
    j = j.select("jongere_id", kalender=j.kalender, maand=plus_maanden(vijf.truncate("month").cast("date"), 1))
    m = feiten.maanden
    met = j.join(m, [j.kalender == m.kalender, j.maand == m.maand], how="left")
    zomer = ibis.ifelse(j.maand.month() == 7, 2, 1)
    return met.select(
        j.jongere_id,
        begin_leerplicht=ibis.coalesce(m.eerste_schooldag, j.maand),
        begin_gedekt=m.gedekt.fill_null(False),
        begin_uiterlijk=(j.maand + zomer.as_interval("M")).cast("date"),
    )


def _tijdvakken_op_school(feiten: Feiten) -> ir.Table:
    """Unbroken times at a school, in full school years: ``jongere_id, eerste, laatste`` (school years, inclusive).

    A change of school without a gap, or with a gap without schooldag, does not break them.
    """
    i, j, d = feiten.inschrijvingen, feiten.jongeren, feiten.dagen
    i = i.filter(i.onderwijs.isin(SCHOOL)).select("jongere_id", "van", "tot")
    i = i.join(j, "jongere_id").select("jongere_id", "van", "tot", kalender=j.kalender)
    begin = d.select("kalender", van=d.datum, m_van=d.teldag_voor, eerste=d.eerste_vol_jaar)
    eind = d.select("kalender", tot=d.datum, m_tot=d.teldag_voor, laatste=d.laatste_vol_jaar)
    i = i.join(begin, ["kalender", "van"]).select("jongere_id", "kalender", "tot", "m_van", "eerste")
    i = i.join(eind, ["kalender", "tot"], how="left").select(
        "jongere_id",
        "m_van",
        "eerste",
        m_tot=ibis.coalesce(eind.m_tot, ibis.literal(1_000_000, "int64")),
        laatste=ibis.coalesce(eind.laatste, ibis.literal(NOOIT, "int64")),
    )
    per = ibis.window(group_by=i.jongere_id, order_by=[i.m_van, i.m_tot], rows=(None, -1))
    i = i.mutate(nieuw=(i.m_tot.max().over(per).fill_null(-1) < i.m_van).cast("int64"))
    i = i.mutate(vak=i.nieuw.sum().over(group_by=i.jongere_id, order_by=[i.m_van, i.m_tot], rows=(None, 0)))
    vak = i.group_by("jongere_id", "vak").aggregate(eerste=i.eerste.min(), laatste=i.laatste.max())
    return vak.filter(vak.laatste >= vak.eerste).select("jongere_id", "eerste", "laatste")


def _naar_voortgezet(feiten: Feiten) -> ir.Table:
    """Who went on from the basisschool: ``jongere_id, voor`` (last school year that is full before the change)."""
    i, j, d = feiten.inschrijvingen, feiten.jongeren, feiten.dagen
    over = i.group_by("jongere_id").aggregate(
        po=i.van.min(where=i.onderwijs == "po"), vo=i.van.min(where=i.onderwijs.isin(VOORTGEZET))
    )
    over = over.filter(over.po < over.vo)
    over = over.join(j, "jongere_id").select("jongere_id", kalender=j.kalender, datum=over.vo)
    return over.join(d, ["kalender", "datum"]).select("jongere_id", voor=d.laatste_vol_jaar)


@regel("R-02", "LPW art. 3 lid 1 en 2", "2026-08-01", parameters=(EINDLEEFTIJD, SCHOOLJAREN, BASISSCHOOL, SCHRIKKELDAG))
def einde_leerplicht(feiten: Feiten) -> ir.Table:
    """The earliest of: the end of the school year after 12 full school years at a school, and that of the sixteenth birthday.

    Who went from the basisschool to secondary education with fewer than 8 full years counts as having 8. Foreign schools, mbo
    and vavo are no school here. A startkwalificatie does not end it.

    Returns:
        ``jongere_id, einde_leerplicht`` (a 1 August: first day after it), ``grond_einde``.
    """
    instelling = feiten.instelling
    vol, basis = instelling[SCHOOLJAREN].nu, instelling[BASISSCHOOL].nu
    j = feiten.jongeren
    zestien = verjaardag(j.geboren, instelling[EINDLEEFTIJD].nu, instelling[SCHRIKKELDAG].nu)
    door_leeftijd = j.select("jongere_id", jaar16=zestien.year().cast("int64") + ibis.ifelse(zestien.month() >= 8, 1, 0))

    vak, over = _tijdvakken_op_school(feiten), _naar_voortgezet(feiten)
    vak = vak.join(over, "jongere_id", how="left").select("jongere_id", "eerste", "laatste", over.voor)
    vak = vak.mutate(
        aantal=vak.laatste - vak.eerste + 1,
        ervoor=ibis.greatest(ibis.least(vak.laatste, vak.voor) - vak.eerste + 1, 0),
    )
    geheel = ibis.window(group_by=vak.jongere_id)
    vak = vak.mutate(
        eerder=vak.aantal.sum().over(group_by=vak.jongere_id, order_by=vak.eerste, rows=(None, 0)) - vak.aantal,
        bij=ibis.ifelse(vak.voor.isnull(), 0, ibis.greatest(basis - vak.ervoor.sum().over(geheel), 0)),
    )
    nodig = vol - vak.bij - vak.eerder
    gehaald = vak.filter((nodig > 0) & (nodig <= vak.aantal)).mutate(jaar12=vak.eerste + nodig)
    door_jaren = gehaald.group_by("jongere_id").aggregate(jaar12=gehaald.jaar12.min())

    t = door_leeftijd.join(door_jaren, "jongere_id", how="left").select("jongere_id", "jaar16", door_jaren.jaar12)
    jaar12 = t.jaar12.fill_null(NOOIT)
    return t.select(
        "jongere_id",
        einde_leerplicht=eerste_augustus(ibis.least(t.jaar16, jaar12)),
        grond_einde=ibis.cases((jaar12 < t.jaar16, "twaalf_schooljaren"), (jaar12 == t.jaar16, "beide"), else_="zestien_jaar"),
    )
