"""All rules together: from facts to the outcome tables."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from inbeeld.regels.aanwezigheid import schooldagen
from inbeeld.regels.aanwezigheid.thuiszitter import thuiszitter
from inbeeld.regels.aanwezigheid.ziekteverzuim import ziekreeksen, ziekteverzuim_signaal
from inbeeld.regels.dagen import laatste, plus_dagen, vroegste
from inbeeld.regels.doorstroompunt import doelgroep, kwetsbaar
from inbeeld.regels.feiten import Feiten
from inbeeld.regels.gegevens import tegenstrijdige_gegevens, tegenstrijdigheden
from inbeeld.regels.klok import klok
from inbeeld.regels.leerplichtwet import absoluut_verzuim as av
from inbeeld.regels.leerplichtwet import langdurig_verzuim as lrv
from inbeeld.regels.leerplichtwet import relatief_verzuim as rv
from inbeeld.regels.leerplichtwet.kwalificatieplicht import plichtig
from inbeeld.regels.leerplichtwet.luxeverzuim import luxeverzuim
from inbeeld.regels.leerplichtwet.vrijstelling import vrijgesteld_en_ingeschreven
from inbeeld.regels.periodes import Toestanden, samenvoegen
from inbeeld.regels.rechtspositie import alle_toestanden, mijlpalen, verloop_rechtspositie
from inbeeld.regels.register.open_melding import melding_open
from inbeeld.regels.statistiek.vsv import vsv_nieuw
from inbeeld.regels.uitkomst import Signalen, feit, met_feiten, register_feiten, samen, signaal
from inbeeld.regels.verwachting import uren_nu, verwachtingen

HORIZON = 366
"""Days ahead that ``verwachting`` looks."""


DEEL_VAN_SIGNAAL = {
    "absoluut_verzuim": "av",
    "relatief_verzuim_16u": "rv",
    "langdurig_relatief_verzuim": "lrv",
    "luxeverzuim": "luxe",
    "verzuim_18plus": "rmc",
    "thuiszitter": "thuis",
    "thuiszitter_3mnd": "thuis",
    "ziekteverzuim_signaal": "ziek",
    "vsv_nieuw": "vsv",
    "jikp": "jikp",
    "vrijgesteld_en_ingeschreven": "dubbel",
    "tegenstrijdige_gegevens": "fout",
    "melding_open": "open",
}
"""Under which name the signals and facts of a rule are kept: ``<name>_signalen``, ``<name>_feiten``."""


@dataclass(frozen=True)
class Geheel:
    """The outcome tables, and ``fouten``: the contradictions in the facts (see ``gegevens.tegenstrijdigheden``)."""

    rechtspositie: ir.Table
    signalen: ir.Table
    verwachting: ir.Table
    klok: ir.Table
    fouten: ir.Table
    mijlpalen: ir.Table


def _van_toestand(feiten: Feiten, t: Toestanden, naam: str, aan: ir.BooleanValue) -> ir.Table:
    s = samenvoegen(t.tabel.filter(aan))
    return feiten.bewaar(naam, s.filter(s.van <= feiten.op))


def _bewaard(feiten: Feiten, naam: str, s: Signalen) -> Signalen:
    return Signalen(feiten.bewaar(f"{naam}_signalen", s.signalen), feiten.bewaar(f"{naam}_feiten", s.feiten))


def in_beeld(t: Toestanden) -> ir.BooleanValue:
    """Resident and alive."""
    return t["ingezetene"] & ~t["overleden"]


def _weg(feiten: Feiten, staat: ir.Table, naam: str, begin: ir.Table) -> tuple[Signalen, ir.Table]:
    """Signals of four weeks away, with where the absence began.

    Args:
        begin: as from ``langdurig_verzuim.eerste_dag_weg``.
    """
    b = begin.rename(bekend="ontvangen_op")
    m = staat.join(b, "jongere_id").filter(lambda x: (x.begin <= x.van) & (x.eind.isnull() | (x.eind > x.van)))
    per = m.group_by("jongere_id", "van").aggregate(begin=m.begin.min(), aansluitend=m.aansluitend.min(), gedekt=m.gedekt.all())
    s = staat.join(per, ["jongere_id", "van"])
    signalen = signaal(s, naam, van=s.van, tot=s.tot, begin_feit=s.begin, zekerheid=schooldagen.zekerheid(s.gedekt))
    f = feit(
        m,
        naam,
        m.van,
        m.tabel,
        feit_id=m.feit_id,
        feit_van=m.begin,
        feit_tot=m.eind,
        waarde=m.waarde,
        ontvangen_op=m.bekend,
    )
    return Signalen(signalen, f), per.select("jongere_id", "van", "aansluitend", signaal=ibis.literal(naam))


def _binnen(dagen: ir.Table, periode: ir.Table) -> ir.Table:
    """The days that lie in one of the youth's periods."""
    p = periode.select("jongere_id", p_van=periode.van, p_tot=periode.tot)
    m = dagen.join(p, "jongere_id").filter(lambda x: (x.p_van <= x.datum) & (x.p_tot.isnull() | (x.p_tot > x.datum)))
    return m.select(*dagen.columns)


def bereken(feiten: Feiten) -> Geheel:
    """The picture: rechtspositie and signalen of every youth over the whole history up to the peildatum, verwachting and klok on
    that day."""
    bewaar = feiten.bewaar
    dagen = schooldagen.verzuim_op_schooldagen(feiten)
    weg = lrv.reeksen_weg(feiten, dagen)
    mijlpaal = mijlpalen(feiten)
    t = alle_toestanden(feiten, mijlpaal, weg, plus_dagen(feiten.op, HORIZON))

    posities = bewaar("posities", verloop_rechtspositie(t))
    ongeoorloofd = schooldagen.per_dag(dagen.filter(dagen.reden == "ongeoorloofd"))
    luxe = schooldagen.per_dag(dagen.filter(dagen.reden == "luxe"))
    verzuimers = ibis.union(
        dagen.filter(dagen.reden.isin(["ongeoorloofd", "luxe"])).select("jongere_id"), feiten.meldingen.select("jongere_id")
    )
    van_verzuimers = Toestanden(t.tabel.semi_join(verzuimers.distinct(), "jongere_id"), t.namen)
    aanwezig = in_beeld(van_verzuimers) & plichtig(van_verzuimers)
    plicht = _van_toestand(feiten, van_verzuimers, "plicht", aanwezig)
    onder_plicht = _van_toestand(feiten, van_verzuimers, "onder_plicht", aanwezig & van_verzuimers["ingeschreven"])

    perioden = av.perioden(feiten, t)
    absoluut = _bewaard(feiten, "av", av.absoluut_verzuim(feiten, perioden))
    meldingen = lrv.lopende_meldingen(feiten)
    staat_lrv = _van_toestand(feiten, t, "staat_lrv", lrv.langdurig_relatief_verzuim(t))
    langdurig, sluit_aan = _weg(feiten, staat_lrv, "langdurig_relatief_verzuim", lrv.eerste_dag_weg(weg, meldingen, "LRV"))
    langdurig = _bewaard(feiten, "lrv", langdurig)
    staat_18 = _van_toestand(feiten, t, "weg_18plus", doelgroep.verzuim_18plus(t))
    achttienplus, _ = _weg(feiten, staat_18, "verzuim_18plus", lrv.eerste_dag_weg(weg, meldingen, "RMC"))

    ongeoorloofd = _binnen(schooldagen.in_weken_van_thuis(feiten, ongeoorloofd), onder_plicht)
    ongeoorloofd = bewaar("ongeoorloofd", ongeoorloofd)
    raak = rv.herstarts(feiten, ongeoorloofd)
    kwetsbaren = _van_toestand(feiten, t, "kwetsbaar", kwetsbaar.jikp(t))
    dubbel = _van_toestand(feiten, t, "staat_dubbel", vrijgesteld_en_ingeschreven(t))
    i_jikp, d_jikp = kwetsbaar.feiten_jikp(feiten)
    ziek = ziekreeksen(feiten, dagen)
    stil = _eerste_dag_zonder(feiten, t)
    fouten = bewaar("fouten", tegenstrijdigheden(feiten, t, dagen))

    delen = {
        "rv": rv.relatief_verzuim_16u(feiten, ongeoorloofd, raak, plicht),
        "luxe": luxeverzuim(feiten, _binnen(luxe, plicht), plicht),
        "rmc": achttienplus,
        "thuis": thuiszitter(feiten, absoluut, langdurig, ibis.union(av.aansluitend(perioden), sluit_aan)),
        "ziek": ziekteverzuim_signaal(feiten, ziek),
        "vsv": vsv_nieuw(feiten, t, stil),
        "jikp": _staat(
            kwetsbaren,
            "jikp",
            {"inschrijvingen": (i_jikp, "van", "tot", i_jikp.onderwijs), "diplomas": (d_jikp, "van", "tot", d_jikp.diploma)},
            voorbij=True,
        ),
        "dubbel": _staat(
            dubbel,
            "vrijgesteld_en_ingeschreven",
            {
                "inschrijvingen": (feiten.inschrijvingen, "van", "tot", feiten.inschrijvingen.onderwijs),
                "vrijstellingen": (feiten.vrijstellingen, "van", "tot", feiten.vrijstellingen.grond),
            },
        ),
    }
    alle = samen([absoluut, langdurig, *(_bewaard(feiten, naam, deel) for naam, deel in delen.items())])
    altijd = [_bewaard(feiten, "open", melding_open(feiten)), _bewaard(feiten, "fout", tegenstrijdige_gegevens(feiten, fouten))]
    signalen = met_feiten(samen([binnen_verblijf(feiten, alle, t), *altijd]))
    s = bewaar("signalen", signalen)
    nog = onder_plicht.filter(onder_plicht.tot.isnull() | (onder_plicht.tot > feiten.op)).select("jongere_id").distinct()
    uren = uren_nu(feiten, ongeoorloofd, raak, nog)
    return Geheel(
        rechtspositie=tot_peildatum(posities, feiten),
        signalen=tot_peildatum(s, feiten),
        verwachting=verwachtingen(feiten, posities, s, perioden, uren),
        klok=klok(feiten, t, mijlpaal, posities, uren, weg, ziek, s),
        fouten=fouten,
        mijlpalen=mijlpaal,
    )


def _staat(
    staat: ir.Table,
    naam: str,
    tabellen: dict[str, tuple[ir.Table, str, str, ir.StringValue]],
    *,
    voorbij: bool = False,
) -> Signalen:
    kern = staat.select("jongere_id", "van", raakt=staat.van)
    return Signalen(
        signaal(staat, naam, van=staat.van, tot=staat.tot, begin_feit=staat.van),
        register_feiten(kern, naam, tabellen, voorbij=voorbij),
    )


def _eerste_dag_zonder(feiten: Feiten, t: Toestanden) -> ir.Table:
    """Where an enrolled stretch is followed by one without enrolment: ``jongere_id, van``."""
    s = t.tabel.select("jongere_id", "van", ingeschreven=t["ingeschreven"])
    s = s.mutate(eerder=s.ingeschreven.lag().over(group_by=s.jongere_id, order_by=s.van))
    return feiten.bewaar("stil", s.filter(~s.ingeschreven, s.eerder).select("jongere_id", "van"))


def binnen_verblijf(feiten: Feiten, alle: Signalen, t: Toestanden) -> Signalen:
    """No signals without residence or after death: keeps of every signal the stretches of residence.

    Not for what is about the data or owed to a school: an open report and contradictory facts show without residence too.
    """
    s = feiten.bewaar("alle_signalen", alle.signalen)
    wie = Toestanden(t.tabel.semi_join(s.select("jongere_id").distinct(), "jongere_id"), t.namen)
    verblijf = _van_toestand(feiten, wie, "in_beeld", in_beeld(wie))
    v = verblijf.select("jongere_id", v_van=verblijf.van, v_tot=verblijf.tot)
    m = s.join(v, "jongere_id").filter(lambda x: (x.v_tot.isnull() | (x.v_tot > x.van)) & (x.tot.isnull() | (x.tot > x.v_van)))
    m = m.mutate(eigen_van=m.van, van=laatste(m.van, m.v_van), tot=vroegste(m.tot, m.v_tot))
    m = feiten.bewaar("binnen_verblijf", m.select(*s.columns, "eigen_van"))

    # What goes on after a break in the residence begins on another day, and takes its facts along.
    later = m.filter(m.van > m.eigen_van).select("jongere_id", "signaal", "eigen_van", nieuw=m.van)
    f = alle.feiten
    mee = f.join(later, [f.jongere_id == later.jongere_id, f.signaal == later.signaal, f.van == later.eigen_van])
    mee = mee.select(*(f[k] for k in f.columns if k != "van"), van=later.nieuw).select(*f.columns)
    return Signalen(m.select(*s.columns), ibis.union(f, mee))


def tot_peildatum(t: ir.Table, feiten: Feiten) -> ir.Table:
    """Only what has begun; what still runs on the peildatum is open."""
    open_ = t.filter(t.van <= feiten.op)
    return open_.mutate(tot=ibis.ifelse(open_.tot > feiten.op, ibis.null("date"), open_.tot)).select(*t.columns)
