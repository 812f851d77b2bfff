"""From facts and outcomes to what the pictures draw. Puts together; decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta

from inbeeld.apps.jongere.zinnen import loopt, school_kort
from inbeeld.regels.aanwezigheid.reden import aard
from inbeeld.regels.kalender import naam_schooljaar, schooljaar_van
from inbeeld.regels.klok import WIJZERS
from inbeeld.regels.leerplichtwet.startkwalificatie import TELT
from inbeeld.web.datums import dag
from inbeeld.web.prenten.hittekaart import Dag, Hittekaart
from inbeeld.web.prenten.klok import Klok, Wijzer
from inbeeld.web.prenten.tijdlijn import Balk, Gemist, Punt, Tijdlijn
from inbeeld.web.woorden import DIPLOMA, ONDERWIJS, WERKVORM
from inbeeld.web.zinnen import kort_grond, uren_tekst

if TYPE_CHECKING:
    from inbeeld.apps.jongere.selectors import Jongerebeeld, Rij

_PLICHT = {
    "leerplichtig": "Leerplicht",
    "kwalificatieplichtig": "Kwalificatieplicht",
    "rmc_doelgroep": "Doorstroompunt",
    "rmc_monitoring": "Doorstroompunt volgt",
}
_VOORUIT = 14
"""Months that the timeline looks ahead."""


def tijdlijn(b: Jongerebeeld) -> Tijdlijn:
    peil, nu, geboren = b.kijk.peil, b.kijk.nu, b.jongere.geboren
    scholen = [
        Balk(i["van"], i.get("tot"), school_kort(b, i), i["onderwijs"], bron=_bron(b, "inschrijvingen", i))
        for i in b.feiten.get("inschrijvingen", ())
    ]
    scholen += [
        Balk(s["begin_feit"] or s["van"], s["tot"] or peil + timedelta(days=1), "niet ingeschreven", "geen")
        for s in b.uitkomsten.signalen
        if s["signaal"] == "absoluut_verzuim"
    ]
    vrij = [
        Balk(v["van"], v.get("tot"), kort_grond(v["grond"]), v["grond"], bron=_bron(b, "vrijstellingen", v))
        for v in b.feiten.get("vrijstellingen", ())
    ]
    werk = [
        Balk(w["van"], w.get("tot"), WERKVORM.get(str(w["vorm"]), str(w["vorm"])), w["vorm"], bron=_bron(b, "werk", w))
        for w in b.feiten.get("werk", ())
    ]
    begin = min([x.van for x in (*scholen, *vrij, *werk)], default=geboren or peil - timedelta(days=366))
    return Tijdlijn(
        vandaag=nu,
        peil=peil,
        van=begin,
        tot=peil + relativedelta(months=_VOORUIT),
        plicht=_plicht(b),
        scholen=scholen,
        vrijstellingen=vrij,
        werk=werk,
        gemist=_gemist(b),
        meldingen=_meldingen(b),
        diplomas=[
            Punt(
                d["datum"],
                "startkwalificatie" if d["diploma"] in TELT else "diploma",
                DIPLOMA.get(str(d["diploma"]), str(d["diploma"])),
                bron=_bron(b, "diplomas", d),
            )
            for d in b.feiten.get("diplomas", ())
        ],
        verjaardagen=[(geboren + relativedelta(years=j), j) for j in range(4, 28)] if geboren else (),
        botsingen=_botsingen(b),
    )


def tijdlijn_voor_partner(b: Jongerebeeld) -> Tijdlijn:
    """Without work and without where a fact came from. Of someone with a secret address no name of a school: it tells where."""
    t, geheim = tijdlijn(b), bool(b.jongere.geheim)

    def school(x: Balk) -> Balk:
        return replace(x, tekst=ONDERWIJS.get(x.soort, "school") if geheim and x.soort != "geen" else x.tekst, bron="")

    return replace(
        t,
        werk=[],
        scholen=[school(x) for x in t.scholen],
        vrijstellingen=[replace(x, bron="") for x in t.vrijstellingen],
        meldingen=[replace(x, bron="") for x in t.meldingen],
        diplomas=[replace(x, bron="") for x in t.diplomas],
        botsingen=(),
    )


def _bron(b: Jongerebeeld, tabel: str, rij: Rij) -> str:
    h = b.bron.get((tabel, rij.get("feit_id") or 0))
    if h is None:
        return ""
    return f"{h.naam}, {dag(h.bron_datum, b.kijk.nu)}" if h.bron_datum else h.naam


def _plicht(b: Jongerebeeld) -> list[Balk]:
    uit = [Balk(p["van"], p["tot"], _PLICHT[p["positie"]], p["positie"]) for p in _samen(b) if p["positie"] in _PLICHT]
    straks = [v for v in b.uitkomsten.verwachting if v["wat"] in (*_PLICHT, "startkwalificatie", "buiten_doelgroep")]
    if straks and uit and uit[-1].tot is None:
        uit[-1] = replace(uit[-1], tot=straks[0]["datum"])
    for v, volgende in zip_longest(straks, straks[1:]):
        if v["wat"] in _PLICHT:
            uit.append(Balk(v["datum"], volgende["datum"] if volgende else None, _PLICHT[v["wat"]], v["wat"], verwacht=True))
    return uit


def _samen(b: Jongerebeeld) -> list[Rij]:
    """Positions, periods that differ only in exemption taken together."""
    uit: list[Rij] = []
    for p in b.uitkomsten.rechtspositie:
        if uit and uit[-1]["positie"] == p["positie"] and uit[-1]["tot"] == p["van"]:
            uit[-1] = {**uit[-1], "tot": p["tot"]}
        else:
            uit.append(dict(p))
    return uit


def _gemist(b: Jongerebeeld) -> list[Gemist]:
    weken: dict[date, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for v in b.feiten.get("verzuim", ()):
        if (hoe := aard(v["reden"])) is not None:
            weken[v["datum"] - timedelta(days=v["datum"].weekday())][hoe] += v["uren"]
    return [Gemist(w, **uren) for w, uren in sorted(weken.items())]


def _meldingen(b: Jongerebeeld) -> list[Punt]:
    return [
        Punt(m.get("ontvangen") or m["van"], m["verzuimsoort"], bron=_bron(b, "meldingen", m))
        for m in b.feiten.get("meldingen", ())
    ]


def _botsingen(b: Jongerebeeld) -> list[Balk]:
    return [
        Balk(s["begin_feit"] or s["van"], s["tot"], "spreekt elkaar tegen", s["signaal"])
        for s in b.uitkomsten.signalen
        if s["signaal"] in ("vrijgesteld_en_ingeschreven", "tegenstrijdige_gegevens") and s["tot"] is None
    ]


# ---------------------------------------------------------------------- heat map


def hittekaarten(b: Jongerebeeld, gedeeld: Mapping[int, tuple[date, date]]) -> list[Hittekaart]:
    """The school year of the day and the one before, as far as a school shared or reported anything. Newest first."""
    uit = []
    dit = schooljaar_van(b.kijk.peil)
    for jaar in (dit, dit - 1):
        kaart = _hittekaart(b, jaar, gedeeld)
        if kaart is not None:
            uit.append(kaart)
    return uit


def _hittekaart(b: Jongerebeeld, jaar: int, gedeeld: Mapping[int, tuple[date, date]]) -> Hittekaart | None:
    van, tot = date(jaar, 8, 1), date(jaar + 1, 8, 1)
    verzuim = [v for v in b.feiten.get("verzuim", ()) if van <= v["datum"] < tot]
    weg = [
        m
        for m in b.feiten.get("meldingen", ())
        if m["verzuimsoort"] in _ALLES_GEMIST and m.get("status") != "I" and m["van"] < tot and (m.get("tot") or tot) > van
    ]
    scholen = [i for i in b.feiten.get("inschrijvingen", ()) if i["van"] < tot and (i.get("tot") is None or i["tot"] > van)]
    if not verzuim and not weg and not any(_deelt(i, gedeeld, van, tot) for i in scholen):
        return None
    per_dag: dict[date, list[Rij]] = defaultdict(list)
    for v in verzuim:
        per_dag[v["datum"]].append(v)
    vrij = [v for v in b.feiten.get("vrijstellingen", ()) if v["van"] < tot and (v.get("tot") is None or v["tot"] > van)]
    dagen = []
    d = van
    while d < tot:
        if d.weekday() < 5:
            nu = [i for i in scholen if loopt(i, d)]
            dag_ = _dag(b, d, per_dag.get(d, []), any(loopt(m, d) for m in weg), bool(nu))
            deelt = any(_deelt(i, gedeeld, d, d + timedelta(days=1)) for i in nu)
            dagen.append(replace(dag_, vrijgesteld=any(loopt(v, d) for v in vrij), gedeeld=deelt))
        d += timedelta(days=1)
    kader = _kader(b)
    return Hittekaart(
        schooljaar=naam_schooljaar(jaar),
        dagen=dagen,
        kader=kader[0] if kader and van <= b.kijk.peil < tot else None,
        kader_tekst=kader[1] if kader and van <= b.kijk.peil < tot else "",
        nu=b.kijk.peil,
    )


_ALLES_GEMIST = ("LRV", "RMC")
"""Reports that say that every lesson is missed."""


def _dag(b: Jongerebeeld, d: date, rijen: list[Rij], gemeld: bool, ingeschreven: bool) -> Dag:
    """``gemeld``: a report says that all of the day was missed; it counts where the school shared nothing of that day."""
    uren: dict[str, float] = defaultdict(float)
    for v in rijen:
        uren[v["reden"]] += v["uren"]
    som = sum(uren.values())
    lesdag = som if any(v.get("alle_lessen") for v in rijen) and som else max(_LESDAG, som)
    soort = "schooldag" if b.kalender.is_schooldag(d) else "vakantie" if b.kalender.is_werkdag(d) else "feestdag"
    if gemeld and not rijen and soort == "schooldag" and d <= b.kijk.peil:
        return Dag(d, soort, {"ongeoorloofd": 1.0})
    if soort == "schooldag" and not ingeschreven and not rijen:
        return Dag(d, "buiten")
    return Dag(d, soort, {r: n / lesdag for r, n in uren.items()}, dict(uren))


_LESDAG = 5.5
"""Hours of a schooldag when the school gives none; only the height of a cell depends on it."""


def _deelt(i: Rij, gedeeld: Mapping[int, tuple[date, date]], van: date, tot: date) -> bool:
    """Whether the school of an enrolment shared absence of a day in this period on which it ran."""
    if i.get("school_id") not in gedeeld:
        return False
    eerste, laatste = gedeeld[i["school_id"]]
    begin, eind = max(van, i["van"]), min(tot, i.get("tot") or tot)
    return begin < eind and eerste < eind and laatste >= begin


def _kader(b: Jongerebeeld) -> tuple[tuple[date, date], str] | None:
    """The lesweken that count now for the sixteen hours, and what that is."""
    uren = next((k for k in b.uitkomsten.klok if k["wijzer"] == "zestien_uur"), None)
    if uren is None or not uren["delen"]:
        return None
    begin = min(_datum(d["label"]) for d in uren["delen"])
    einde = b.kijk.peil + timedelta(days=7 - b.kijk.peil.weekday())
    return (begin, einde), f"de lesweken die nu tellen, {uren_tekst(uren['stand'])} uur"


def _datum(waarde: Any) -> date:
    return waarde if isinstance(waarde, date) else date.fromisoformat(str(waarde)[:10])


# ---------------------------------------------------------------------- law clock

_EENHEID = {
    "uren": ("uur", "uur"),
    "lesweken": ("lesweek", "lesweken"),
    "dagen": ("dag", "dagen"),
    "schooldagen": ("schooldag", "schooldagen"),
    "meldingen": ("ziekmelding", "ziekmeldingen"),
}
_ZEGT = {
    "relatief_verzuim_16u": "is het 16 uur, en moet de school melden",
    "langdurig_relatief_verzuim": "is het langdurig verzuim",
    "thuiszitter_3mnd": "duurt het langer dan drie maanden",
    "ziekteverzuim_signaal": "hoort er een gesprek of de jeugdarts te komen",
    "verzuim_18plus": "moet de school het melden",
    "leerplichtig": "begint de leerplicht",
    "kwalificatieplichtig": "begint de kwalificatieplicht",
    "startkwalificatie": "is er een startkwalificatie",
    "rmc_doelgroep": "volgt het Doorstroompunt",
    "rmc_monitoring": "volgt het Doorstroompunt",
    "buiten_doelgroep": "valt de jongere buiten de doelgroep",
    "telt_minder": "telt het oudste deel niet meer mee",
    "eindigt": "eindigt het",
    "einde_kwalificatieplicht": "eindigt de kwalificatieplicht",
    "einde_leerplicht": "eindigt de leerplicht",
    "einde_vrijstelling": "geldt de plicht tot inschrijving weer gewoon",
    "kennisgeving_te_laat": "is een nieuwe kennisgeving te laat",
    "absoluut_verzuim": "hoort er een inschrijving of vrijstelling te zijn",
}


def klok(b: Jongerebeeld) -> Klok:
    """The hands that run, and the names of those that don't."""
    rijen = {k["wijzer"]: k for k in b.uitkomsten.klok}
    lopend = [_wijzer(b, rijen[n]) for n in WIJZERS if n in rijen]
    return Klok(lopend, [w.titel for n, w in WIJZERS.items() if n not in rijen])


_REDEN = {"zestien_uur": "ongeoorloofd", "langdurig": "ongeoorloofd", "weg_18plus": "ongeoorloofd"} | dict.fromkeys(
    ("ziekte_meldingen", "ziekte_dagen"), "ziek"
)


def _wijzer(b: Jongerebeeld, k: Rij) -> Wijzer:
    peil = b.kijk.peil
    return Wijzer(
        naam=WIJZERS[k["wijzer"]].titel,
        stand_tekst=stand_tekst(k, peil),
        soort="blokjes" if k["eenheid"] in _TELT and k["grens"] else "balk",
        nu=peil,
        stand=k["stand"],
        grens=k["grens"] or 0.0,
        groepen=[(f"week {_datum(d['label']).isocalendar().week}", d["aantal"]) for d in k["delen"] or []],
        van=k["van"],
        tot=k["tot"],
        artikel=k["artikel"],
        verwacht=k["tot"] if k["tot"] is not None and k["tot"] > peil else None,
        verwacht_tekst=verwacht_tekst(k, peil),
        reden=_REDEN.get(k["wijzer"], ""),
        eenheid=_EENHEID.get(k["eenheid"], ("dag", "dagen"))[1],
    )


_TELT = ("uren", "lesweken", "schooldagen", "meldingen")


def stand_tekst(k: Rij, peil: date) -> str:
    een, meer = _EENHEID.get(k["eenheid"], ("dag", "dagen"))
    if k["eenheid"] in _TELT and k["grens"]:
        return f"{uren_tekst(k['stand'])} van {uren_tekst(k['grens'])} {meer}"
    if k["tot"] is not None and k["tot"] >= peil:
        return nog(k["tot"], peil)
    return f"al {uren_tekst(k['stand'])} {een if k['stand'] == 1 else meer}"


def nog(tot: date, nu: date) -> str:
    """``14 mei, nog 5 maanden``."""
    dagen = (tot - nu).days
    if dagen < 14:
        hoe = "vandaag" if dagen <= 0 else f"nog {dagen} {'dag' if dagen == 1 else 'dagen'}"
    elif dagen < 60:
        hoe = f"nog {dagen // 7} weken"
    else:
        maanden = relativedelta(tot, nu)
        n = maanden.years * 12 + maanden.months
        hoe = f"nog {n} maanden"
    return f"{dag(tot, nu)}, {hoe}"


def verwacht_tekst(k: Rij, peil: date) -> str:
    """What happens if nothing changes; ``{dag}`` is the day on which."""
    if k["zegt"] == "antwoord_aan_school":
        return "De school wacht op een bericht van de gemeente."
    doet = _ZEGT.get(k["zegt"], k["zegt"].replace("_", " "))
    if k["tot"] is None:
        return "Er verandert vanzelf niets."
    if k["tot"] <= peil:
        return f"Sinds {dag(k['tot'], peil)} {doet}."
    return f"Gaat het zo door, dan {doet}, rond {{dag}}." if k["zekerheid"] == "benaderd" else f"Op {{dag}} {doet}."
