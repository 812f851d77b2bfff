"""The law clock: per youth every rule that runs on the peildatum, how far it is, and when it strikes if nothing changes.

Each hand (*wijzer*) takes its numbers from the rule it shows; none of them is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from inbeeld.regels.aanwezigheid.schooldagen import MICRO, zekerheid
from inbeeld.regels.aanwezigheid.thuiszitter import MAANDEN
from inbeeld.regels.aanwezigheid.ziekteverzuim import SCHOOLDAGEN_ZIEK, ZIEK_LESWEKEN, ZIEKMELDINGEN, ziekmeldingen
from inbeeld.regels.dagen import plus_dagen, plus_maanden, vroegste
from inbeeld.regels.doorstroompunt.doelgroep import met_grens, onder_grens
from inbeeld.regels.feiten import Feiten
from inbeeld.regels.leerplichtwet import kennisgeving as kg
from inbeeld.regels.leerplichtwet.besluit import BesluitGegevens
from inbeeld.regels.leerplichtwet.kwalificatieplicht import plichtig, uitgezonderd
from inbeeld.regels.leerplichtwet.langdurig_verzuim import LRV_GRENS, VAKANTIE_TELT_MEE_18PLUS, WEKEN_18PLUS
from inbeeld.regels.leerplichtwet.relatief_verzuim import DREMPEL, LESWEKEN, SPELING
from inbeeld.regels.parameters import vast
from inbeeld.regels.periodes import Toestanden
from inbeeld.regels.regel import REGELS, Regel, regel

BEGIN_VOORAF = vast("klok_begin_vooraf", 12, "the begin of the leerplicht shows this long before", "maanden", "weergave", "keuze")
DOORSTROOMPUNT_VOORAF = vast(
    "klok_doorstroompunt_vooraf", 24, "the age limit of the Doorstroompunt shows this long before", "maanden", "weergave", "keuze"
)
VANAF = vast(
    "klok_vanaf", 2, "sick reports, and consecutive sick schooldagen, from which on they show", "keer", "weergave", "keuze"
)


@dataclass(frozen=True)
class Wijzer:
    """A hand of the clock: ``titel`` (Dutch), the rule that it shows, and in what it counts."""

    naam: str
    titel: str
    regelnaam: str
    eenheid: str

    @property
    def regel(self) -> Regel:
        """Number, article, explanation and parameters."""
        return REGELS[self.regelnaam]


WIJZERS: dict[str, Wijzer] = {
    w.naam: w
    for w in (
        Wijzer("zestien_uur", "16 uur in 4 lesweken", "relatief_verzuim_16u", "uren"),
        Wijzer("langdurig", "4 lesweken niet op school", "langdurig_relatief_verzuim", "lesweken"),
        Wijzer("drie_maanden", "3 maanden thuis", "thuiszitter", "dagen"),
        Wijzer("ziekte_meldingen", "Vaak ziek", "ziekteverzuim_signaal", "meldingen"),
        Wijzer("ziekte_dagen", "Lang ziek", "ziekteverzuim_signaal", "schooldagen"),
        Wijzer("weg_18plus", "4 weken weg, 18 jaar of ouder", "verzuim_18plus", "lesweken"),
        Wijzer("begin_leerplicht", "Begin van de leerplicht", "begin_leerplicht", "datum"),
        Wijzer("einde_leerplicht", "Einde van de leerplicht", "einde_leerplicht", "datum"),
        Wijzer("achttien", "Einde van de kwalificatieplicht", "kwalificatieplichtig", "datum"),
        Wijzer("doorstroompunt", "Leeftijdsgrens van het Doorstroompunt", "rmc_doelgroep", "datum"),
        Wijzer("vrijstelling", "Einde van de vrijstelling", "vrijgesteld", "dagen"),
        Wijzer("kennisgeving", "Kennisgeving van de vrijstelling", "kennisgeving_vrijstelling", "datum"),
        Wijzer("lopende_melding", "Melding van de school", "melding_open", "dagen"),
    )
}
"""All hands; those without a row for a youth do not run for that youth."""

_ARTIKEL_VAN_GROND = {
    g: ("R-05", artikel) for g, artikel in kg.KennisgevingGegevens.ARTIKELEN.items()
} | BesluitGegevens.ARTIKELEN


def _rij(
    t: ir.Table,
    wijzer: ir.StringValue | str,
    *,
    stand: ir.NumericValue,
    grens: ir.NumericValue | float | None,
    van: ir.DateValue,
    tot: ir.DateValue,
    zegt: ir.StringValue | str,
    zekerheid: ir.StringValue | str = "zeker",
    eenheid: str | None = None,
    nummer: ir.StringValue | str | None = None,
    artikel: ir.StringValue | str | None = None,
    delen: ir.ArrayValue | None = None,
) -> ir.Table:
    """Rows of the outcome table; unit, number and article are those of the hand, unless they are given."""
    w = WIJZERS[wijzer] if isinstance(wijzer, str) else None
    return t.select(
        "jongere_id",
        wijzer=_waarde(wijzer),
        stand=stand.cast("float64"),
        grens=ibis.null("float64") if grens is None else _waarde(grens).cast("float64"),
        eenheid=_waarde(eenheid or (w and w.eenheid)),
        van=van,
        tot=tot,
        zekerheid=_waarde(zekerheid),
        regel=_waarde(w.regel.nummer if w and nummer is None else nummer),
        artikel=_waarde(w.regel.artikel if w and artikel is None else artikel),
        delen=ibis.literal([], "array<struct<label: date, aantal: float64>>") if delen is None else delen,
        zegt=_waarde(zegt),
    )


def _waarde(x: ir.Value | str | float) -> ir.Value:
    return x if isinstance(x, ir.Value) else ibis.literal(x)


def _dagen(van: ir.DateValue, tot: ir.DateValue) -> ir.IntegerValue:
    return tot.epoch_days().cast("int64") - van.epoch_days().cast("int64")


def _loopt(t: ir.Table, feiten: Feiten) -> ir.Table:
    return t.filter(t.van <= feiten.op, t.tot.isnull() | (t.tot > feiten.op))


@regel(
    "R-01",
    "LPW art. 3, 4a-4c, 5-6, 21a; WEB art. 9.2.1, 9.2.2; BRO art. 21",
    "2026-08-01",
    berust_op="keuze",
    parameters=(BEGIN_VOORAF, DOORSTROOMPUNT_VOORAF, VANAF),
    ook=("R-02", "R-03", "R-05", "R-09", "R-10", "R-13", "R-14", "R-15", "R-17", "R-25"),
)
def klok(
    feiten: Feiten,
    t: Toestanden,
    mijlpaal: ir.Table,
    posities: ir.Table,
    uren: ir.Table,
    weg: ir.Table,
    ziek: ir.Table,
    signalen: ir.Table,
) -> ir.Table:
    """Which rules run for a youth on the peildatum, how far each is, and on which day it strikes if nothing changes.

    ``stand`` looks at facts up to and including the peildatum only. ``tot`` looks ahead as ``verwachting`` does: dates and
    birthdays exactly, the known end of what runs, hours by the pace of the last full lesweek. The sixteen hours show their full
    count on the day on which they are reached; counting starts anew the day after. Only residents, except for an open report.

    Args:
        t: all states, over time.
        uren: hours that count now (``verwachting.uren_nu``).
        weg: unbroken runs of full days (``langdurig_verzuim.reeksen_weg``).
        ziek: runs of sick days (``ziekteverzuim.ziekreeksen``).
        signalen: also those that begin after the peildatum.

    Returns:
        The outcome table ``klok``.
    """
    nu = _loopt(t.tabel.filter(t["ingezetene"] & ~t["overleden"]), feiten).select("jongere_id", "vlaggen")
    nu = feiten.bewaar("nu", nu)
    p = _loopt(posities, feiten).select("jongere_id", "positie", "vrijgesteld")
    p = p.join(mijlpaal.drop("overleden", "begin_uiterlijk", "grond_einde"), "jongere_id")
    vrij = feiten.bewaar("vrijstelling_nu", _vrijstellingen(feiten, p, nu, t.namen))
    delen = [
        _zestien_uur(feiten, uren),
        _weken_weg(feiten, weg, nu, t.namen),
        _drie_maanden(feiten, signalen),
        *_ziekte(feiten, ziek, nu),
        _op_datum(feiten, p, posities),
        _vrijstelling(feiten, vrij),
        _kennisgeving_eerste(feiten, p, nu, t.namen),
        _kennisgeving_vervolg(feiten, vrij),
        _lopende_melding(feiten, signalen),
    ]
    return feiten.bewaar("klok", ibis.union(*delen))


def _zestien_uur(feiten: Feiten, uren: ir.Table) -> ir.Table:
    drempel, lesweken = feiten.instelling[DREMPEL].nu, feiten.instelling[LESWEKEN].nu
    u = uren.filter(uren.eerste.notnull())
    u = u.mutate(som=sum((u[f"uren{k}"] for k in range(1, lesweken)), u.uren0) + SPELING)
    bereikt = u.som >= round(drempel * MICRO)
    weken = [
        ibis.struct({"label": u[f"maandag{k}"], "aantal": u[f"uren{k}"].cast("float64") / MICRO})
        for k in reversed(range(lesweken))
    ]
    return _rij(
        u,
        "zestien_uur",
        stand=u.som // 1000 / 1000,
        grens=drempel,
        van=u.eerste,
        tot=ibis.ifelse(bereikt, feiten.op, ibis.coalesce(u.verwacht, u.vervalt)),
        zegt=ibis.ifelse(bereikt | u.verwacht.notnull(), "relatief_verzuim_16u", "telt_minder"),
        zekerheid=ibis.ifelse(~bereikt & u.verwacht.notnull(), "benaderd", zekerheid(u.gedekt)),
        delen=ibis.array(weken),
    )


def _weken_weg(feiten: Feiten, weg: ir.Table, nu: ir.Table, namen: tuple[str, ...]) -> ir.Table:
    """Full lesweken of a run that goes on: under the duty (R-10), or no longer (R-14)."""
    instelling = feiten.instelling
    grens = {"langdurig": instelling[LRV_GRENS].nu, "weg_18plus": instelling[WEKEN_18PLUS].nu}
    w = feiten.weken
    r = weg.filter(weg.volgende > feiten.op, weg.eerste <= feiten.op).join(nu, "jongere_id")
    t = Toestanden(r, namen)
    r = r.filter(t["ingeschreven"], plichtig(t) | onder_grens(t)).mutate(
        plicht=plichtig(t), vol=r.week + ibis.ifelse(r.begint_week, 0, 1)
    )
    r = r.mutate(doel=r.vol + ibis.ifelse(r.plicht, grens["langdurig"], grens["weg_18plus"]) - 1)
    week = w.select("kalender", laatste_week=w.lesweek_nr, tot_en_met=w.laatste_schooldag)
    doel = w.select("kalender", doel=w.lesweek_nr, bereikt=w.laatste_schooldag)
    r = r.join(week, ["kalender", "laatste_week"]).join(doel, ["kalender", "doel"])
    r = r.mutate(stand=r.laatste_week - r.vol + ibis.ifelse(r.laatste >= r.tot_en_met, 1, 0))
    if instelling[VAKANTIE_TELT_MEE_18PLUS].nu:
        begin = w.select("kalender", "maandag", vol=w.lesweek_nr)
        r = r.join(begin, ["kalender", "vol"])
        in_weken = (_dagen(r.maandag, feiten.op) + 3) // 7
        r = r.mutate(
            stand=ibis.ifelse(r.plicht, r.stand, in_weken.cast("int64")),
            bereikt=ibis.ifelse(r.plicht, r.bereikt, plus_dagen(r.maandag, 7 * grens["weg_18plus"] - 3)),
        )
    per = (
        r.filter(r.stand >= 1)
        .group_by("jongere_id", "plicht")
        .aggregate(stand=r.stand.max(), van=r.eerste.min(), tot=r.bereikt.min(), gedekt=r.gedekt.all())
    )
    onder, boven = WIJZERS["langdurig"], WIJZERS["weg_18plus"]

    def een_van(plicht: str | float, anders: str | float) -> ir.Value:
        return ibis.ifelse(per.plicht, plicht, anders)

    return _rij(
        per,
        een_van(onder.naam, boven.naam),
        stand=per.stand,
        grens=een_van(grens["langdurig"], grens["weg_18plus"]),
        eenheid="lesweken",
        van=per.van,
        tot=per.tot,
        zegt=een_van("langdurig_relatief_verzuim", "verzuim_18plus"),
        zekerheid=zekerheid(per.gedekt),
        nummer=een_van(onder.regel.nummer, boven.regel.nummer),
        artikel=een_van(onder.regel.artikel, boven.regel.artikel),
    )


def _drie_maanden(feiten: Feiten, signalen: ir.Table) -> ir.Table:
    """Days at home; the three months count from the first day of the period (R-15)."""
    s = signalen
    thuis = _loopt(s.filter(s.signaal == "thuiszitter"), feiten)
    lang = s.filter(s.signaal == "thuiszitter_3mnd", s.tot.isnull() | (s.tot > feiten.op))
    lang = lang.group_by("jongere_id").aggregate(begin=lang.begin_feit.min(), vanaf=lang.van.min())
    m = thuis.left_join(lang, "jongere_id").select(
        thuis.jongere_id, thuis.tot, thuis.zekerheid, lang.vanaf, van=ibis.coalesce(lang.begin, thuis.begin_feit)
    )
    return _rij(
        m,
        "drie_maanden",
        stand=_dagen(m.van, feiten.op),
        grens=_dagen(m.van, plus_dagen(plus_maanden(m.van, feiten.instelling[MAANDEN].nu), 1)),
        van=m.van,
        tot=ibis.coalesce(m.vanaf, m.tot),
        zegt=ibis.ifelse(m.vanaf.notnull(), "thuiszitter_3mnd", "eindigt"),
        zekerheid=m.zekerheid,
    )


def _ziekte(feiten: Feiten, ziek: ir.Table, nu: ir.Table) -> list[ir.Table]:
    """Sick reports in twelve lesweken, and schooldagen of a report that goes on (R-17)."""
    instelling = feiten.instelling
    keer, nodig, lesweken = instelling[ZIEKMELDINGEN].nu, instelling[SCHOOLDAGEN_ZIEK].nu, instelling[ZIEK_LESWEKEN].nu
    d, w = feiten.dagen, feiten.weken
    ziek = ziek.filter(ziek.eerste <= feiten.op).semi_join(nu, "jongere_id")

    week = d.filter(d.datum == feiten.op).select("kalender", nu=d.lesweek_nr)
    k = ziekmeldingen(ziek).join(week, "kalender").filter(lambda x: x.week > x.nu - lesweken)
    k = k.group_by("jongere_id", "kalender").aggregate(
        stand=k.count(), van=k.eerste.min(), nieuwste=k.eerste.max(), weg=k.week.min() + lesweken, gedekt=k.gedekt.all()
    )
    straks = w.select("kalender", "maandag", weg=w.lesweek_nr)
    k = k.filter(k.stand >= instelling[VANAF].nu).join(straks, ["kalender", "weg"])
    k = k.mutate(tot=ibis.ifelse(k.stand >= keer, k.nieuwste, k.maandag))
    k = k.group_by("jongere_id").aggregate(stand=k.stand.max(), van=k.van.min(), tot=k.tot.min(), gedekt=k.gedekt.all())
    meldingen = _rij(
        k,
        "ziekte_meldingen",
        stand=k.stand,
        grens=keer,
        van=k.van,
        tot=k.tot,
        zegt=ibis.ifelse(k.stand >= keer, "ziekteverzuim_signaal", "telt_minder"),
        zekerheid=zekerheid(k.gedekt),
    )

    r = ziek.filter(ziek.volgende > feiten.op, ziek.aantal >= instelling[VANAF].nu)
    begin = d.select("kalender", eerste=d.datum, begin_nr=d.schooldag_nr)
    r = r.join(begin, ["kalender", "eerste"]).mutate(nr=lambda x: x.begin_nr + nodig - 1)
    zoveelste = d.filter(d.schooldag).select("kalender", nr=d.schooldag_nr, zoveelste=d.datum)
    r = r.join(zoveelste, ["kalender", "nr"])
    r = r.group_by("jongere_id").aggregate(stand=r.aantal.max(), van=r.eerste.min(), tot=r.zoveelste.min(), gedekt=r.gedekt.all())
    schooldagen = _rij(
        r,
        "ziekte_dagen",
        stand=r.stand,
        grens=nodig,
        van=r.van,
        tot=r.tot,
        zegt="ziekteverzuim_signaal",
        zekerheid=zekerheid(r.gedekt),
    )
    return [meldingen, schooldagen]


def _op_datum(feiten: Feiten, p: ir.Table, posities: ir.Table) -> ir.Table:
    """The day on which the legal position changes; a youth has at most one of these hands.

    Args:
        p: ``jongere_id, positie, vrijgesteld`` on the peildatum, and the days of ``rechtspositie.mijlpalen``.
    """
    instelling = feiten.instelling
    p = met_grens(feiten, p)
    begint = p.begin_leerplicht <= plus_maanden(feiten.op, instelling[BEGIN_VOORAF].nu)
    dichtbij = p.grens <= plus_maanden(feiten.op, instelling[DOORSTROOMPUNT_VOORAF].nu)
    eind, laatste_jaar = p.einde_leerplicht, p.einde_leerplicht <= plus_maanden(feiten.op, 12)
    keuzes = {
        "begin_leerplicht": ((p.positie == "te_jong") & begint, p.geboren, p.begin_leerplicht),
        "einde_leerplicht": (
            (p.positie == "leerplichtig") & laatste_jaar,
            plus_maanden(p.einde_leerplicht, -12),
            p.einde_leerplicht,
        ),
        "achttien": (p.positie == "kwalificatieplichtig", eind, p.achttien),
        "doorstroompunt": (p.positie.isin(("rmc_doelgroep", "rmc_monitoring")) & dichtbij, p.achttien, p.grens),
    }
    anders = ("leerplichtig", "einde_leerplicht", "einde_kwalificatieplicht", "buiten_doelgroep")
    p = p.mutate(nr=ibis.cases(*((k[0], i) for i, k in enumerate(keuzes.values(), 1)), else_=0))

    def per(nr: ir.IntegerValue, waarden: Iterable[ir.Value | str]) -> ir.Value:
        return nr.cases(*enumerate(waarden, 1), else_=None)

    x = p.filter(p.nr > 0).select(
        "jongere_id",
        "nr",
        benaderd=(p.nr == 1) & ~p.begin_gedekt,
        van=per(p.nr, (k[1] for k in keuzes.values())),
        tot=per(p.nr, (k[2] for k in keuzes.values())),
    )
    straks = posities.filter(posities.van > feiten.op).select("jongere_id", "positie", tot=posities.van)
    x = x.left_join(straks, ["jongere_id", "tot"]).select(*x.columns, straks.positie)
    return _rij(
        x,
        per(x.nr, keuzes),
        stand=_dagen(x.van, feiten.op),
        grens=_dagen(x.van, x.tot),
        eenheid="datum",
        van=x.van,
        tot=x.tot,
        zekerheid=zekerheid(~x.benaderd),
        nummer=per(x.nr, (WIJZERS[n].regel.nummer for n in keuzes)),
        artikel=per(x.nr, (WIJZERS[n].regel.artikel for n in keuzes)),
        zegt=ibis.coalesce(x.positie, per(x.nr, anders)),
    )


def _vrijstellingen(feiten: Feiten, p: ir.Table, nu: ir.Table, namen: tuple[str, ...]) -> ir.Table:
    """The exemption that covers the peildatum: ``jongere_id, grond, van, tot`` (as the records say; null = open), ``nooit``
    (statement that the youth will never be fit), ``plicht_tot`` (first day without the duty it lifts)."""
    v = _loopt(feiten.vrijstellingen, feiten).select("jongere_id", "van", "tot", "nooit_geschikt", vrijgesteld="grond")
    x = p.join(v, ["jongere_id", "vrijgesteld"]).join(nu, "jongere_id")
    zonder = uitgezonderd(Toestanden(x, namen))
    x = x.mutate(plicht_tot=ibis.ifelse(zonder, x.einde_leerplicht, ibis.greatest(x.einde_leerplicht, x.achttien)))
    oneindig = ibis.date("9999-12-31")
    return x.group_by("jongere_id", "plicht_tot", grond=x.vrijgesteld).aggregate(
        van=x.van.min(), tot=x.tot.fill_null(oneindig).max().nullif(oneindig), nooit=x.nooit_geschikt.fill_null(False).any()
    )


def _vrijstelling(feiten: Feiten, vrij: ir.Table) -> ir.Table:
    """A running exemption until its end, or that of the duty."""
    v = vrij.mutate(einde=vroegste(vrij.tot, vrij.plicht_tot))
    w = WIJZERS["vrijstelling"].regel

    def van_grond(plek: int, anders: str) -> ir.StringValue:
        return v.grond.cases(*((g, regel[plek]) for g, regel in _ARTIKEL_VAN_GROND.items()), else_=anders)

    return _rij(
        v,
        "vrijstelling",
        stand=_dagen(v.van, feiten.op),
        grens=_dagen(v.van, v.einde),
        van=v.van,
        tot=v.einde,
        zegt="einde_vrijstelling",
        nummer=van_grond(0, w.nummer),
        artikel=van_grond(1, w.artikel),
    )


def _kennisgeving_eerste(feiten: Feiten, p: ir.Table, nu: ir.Table, namen: tuple[str, ...]) -> ir.Table:
    """Who claims an exemption for a youth that is not enrolled must say so this long before the leerplicht begins (LPW 6)."""
    vooraf = feiten.instelling[kg.EERSTE_VOORAF].nu
    begint = p.begin_leerplicht <= plus_maanden(feiten.op, feiten.instelling[BEGIN_VOORAF].nu)
    e = p.filter(p.positie == "te_jong", begint).join(nu, "jongere_id")
    e = e.filter(~Toestanden(e, namen)["ingeschreven"])
    e = e.mutate(tot=plus_dagen(plus_maanden(e.begin_leerplicht, -vooraf), 1)).filter(lambda x: x.tot > feiten.op)
    return _rij(
        e,
        "kennisgeving",
        stand=_dagen(e.geboren, feiten.op),
        grens=_dagen(e.geboren, e.tot),
        van=e.geboren,
        tot=e.tot,
        zegt="kennisgeving_te_laat",
        zekerheid=zekerheid(e.begin_gedekt),
        artikel=kg.EERSTE_VOORAF.waarden[0].bron,
    )


def _kennisgeving_vervolg(feiten: Feiten, vrij: ir.Table) -> ir.Table:
    """A running exemption that must be claimed anew before 1 July, for as long as the duty goes on after the summer (LPW 6)."""
    maand, dag = feiten.instelling[kg.VERVOLG_VOOR].nu
    jaar = feiten.op.year().cast("int32")
    dit = ibis.date(jaar, maand, dag)
    e = vrij.mutate(straks=ibis.ifelse(dit > feiten.op, dit, ibis.date(jaar + 1, maand, dag)))
    e = e.filter(
        e.grond.isin(tuple(kg.KennisgevingGegevens.ARTIKELEN)),
        ~((e.grond == "5_onder_a") & e.nooit),
        e.tot.isnull() | (e.tot > e.straks),
        e.plicht_tot > ibis.date(e.straks.year().cast("int32"), 8, 1),
    )
    begin = plus_maanden(e.straks, -12)
    return _rij(
        e,
        "kennisgeving",
        stand=_dagen(begin, feiten.op),
        grens=_dagen(begin, e.straks),
        van=begin,
        tot=e.straks,
        zegt="kennisgeving_te_laat",
        artikel=kg.VERVOLG_VOOR.waarden[0].bron,
    )


def _lopende_melding(feiten: Feiten, signalen: ir.Table) -> ir.Table:
    """The open report that has waited longest: days since its receipt. No act says how many it may be."""
    s = _loopt(signalen.filter(signalen.signaal == "melding_open"), feiten)
    s = s.group_by("jongere_id").aggregate(van=s.van.min())
    return _rij(
        s,
        "lopende_melding",
        stand=_dagen(s.van, feiten.op),
        grens=None,
        van=s.van,
        tot=ibis.null("date"),
        zegt="antwoord_aan_school",
    )
