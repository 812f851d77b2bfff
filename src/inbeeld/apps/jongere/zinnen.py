"""The legal position in a sentence, and facts in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from inbeeld.web.datums import dag, leeftijd, periode
from inbeeld.web.woorden import DIPLOMA, ONDERWIJS, POSITIES, VERZUIMSOORT, WERKVORM
from inbeeld.web.zinnen import kort_grond

if TYPE_CHECKING:
    from inbeeld.apps.jongere.selectors import Jongerebeeld, Rij
    from inbeeld.apps.personen.selectors import Weergave

ZEKERHEID = {
    "zeker": "zeker",
    "benaderd": "benaderd: de schoolkalender of de definitie voor deze dag is niet bekend",
    "beoordeling": "beoordeling nodig: de wet vraagt hier een oordeel van een mens",
    "onbekend": "onbekend: er ontbreekt een gegeven",
}
_KORT = {
    "te_jong": "Nog niet leerplichtig",
    "leerplichtig": "Leerplichtig",
    "kwalificatieplichtig": "Kwalificatieplichtig",
    "startkwalificatie": "Heeft een startkwalificatie",
    "rmc_doelgroep": "Doelgroep van het Doorstroompunt",
    "rmc_monitoring": "Wordt gevolgd door het Doorstroompunt",
    "buiten_doelgroep": "Buiten de doelgroep",
}

_TOT = {"te_jong": "begin_leerplicht", "leerplichtig": "einde_leerplicht", "kwalificatieplichtig": "achttien"}
"""Which hand of the clock tells until when a position lasts."""


@dataclass(frozen=True)
class Positiezin:
    """``kop``: the position; ``want``: why and what else; ``artikel``; ``zekerheid`` in words."""

    kop: str
    want: str
    artikel: str
    zekerheid: str
    code: str


def positiezin(b: Jongerebeeld) -> Positiezin | None:
    p = b.positie
    if p is None:
        return None
    peil, geboren = b.kijk.peil, b.jongere.geboren
    wijzer = _TOT.get(p["positie"])
    tot = next((k["tot"] for k in b.uitkomsten.klok if k["wijzer"] == wijzer), None)
    if tot is None:
        tot = next((v["datum"] for v in b.uitkomsten.verwachting if v["wat"] in POSITIES and v["datum"] > peil), None)
    kop = _KORT[p["positie"]]
    if tot is not None and p["positie"] in _TOT:
        kop += f" tot {dag(tot, peil)}"
    elif p["positie"] == "startkwalificatie":
        kop += f" sinds {dag(p['van'], peil)}"
    oud = leeftijd(geboren, peil) if geboren and geboren <= peil else None
    want = _want(p["positie"], oud, b)
    return Positiezin(kop, " ".join([want, *_school_en_vrijstelling(b)]), p["artikel"], ZEKERHEID[p["zekerheid"]], p["positie"])


def _want(positie: str, oud: int | None, b: Jongerebeeld) -> str:
    jaar = f"{oud} jaar" if oud is not None else "leeftijd niet bekend"
    match positie:
        case "te_jong":
            return f", want {jaar}: de leerplicht begint op de eerste schooldag van de maand nadat een kind 5 is geworden."
        case "leerplichtig":
            return f", want {jaar}."
        case "kwalificatieplichtig":
            return f", want {jaar} en nog geen startkwalificatie."
        case "startkwalificatie":
            return f", {jaar}: school mag, maar moet niet meer."
        case "rmc_doelgroep":
            return f": {jaar}, geen startkwalificatie en niet (meer) op school."
        case "rmc_monitoring":
            return f": {jaar}, nog geen startkwalificatie."
        case _:
            if b.jongere.overleden and b.jongere.overleden <= b.kijk.peil:
                return ": overleden."
            return f": {jaar}." if _woont_hier(b) else ": woont volgens de BRP niet in deze regio."


def _woont_hier(b: Jongerebeeld) -> bool:
    return any(loopt(v, b.kijk.peil) for v in b.feiten.get("verblijf", ()))


def loopt(rij: Rij, op: date) -> bool:
    return rij["van"] <= op and (rij.get("tot") is None or rij["tot"] > op)


def _school_en_vrijstelling(b: Jongerebeeld) -> list[str]:
    peil = b.kijk.peil
    nu = [i for i in b.feiten.get("inschrijvingen", ()) if loopt(i, peil)]
    vrij = [v for v in b.feiten.get("vrijstellingen", ()) if loopt(v, peil)]
    uit = []
    if nu:
        namen = list(dict.fromkeys(school_naam(b, i) for i in nu))
        uit.append(_("Ingeschreven bij %(school)s.") % {"school": " en ".join(namen)})
    elif not vrij and b.positie and b.positie["positie"] in ("leerplichtig", "kwalificatieplichtig"):
        uit.append(_("Nergens ingeschreven."))
    for v in vrij:
        tot = f" tot {dag(v['tot'], peil)}" if v.get("tot") else ""
        ook = "Maar ook vrijgesteld" if nu else "Vrijgesteld"
        uit.append(f"{ook}{tot} ({kort_grond(v['grond'])}).")
    return uit


def school_naam(b: Jongerebeeld, i: Rij) -> str:
    soort = ONDERWIJS.get(str(i["onderwijs"]), str(i["onderwijs"]))
    naam = b.scholen.get(i.get("school_id") or 0)
    return f"{naam}, {soort}" if naam else soort


def school_kort(b: Jongerebeeld, i: Rij) -> str:
    return b.scholen.get(i.get("school_id") or 0) or ONDERWIJS.get(str(i["onderwijs"]), str(i["onderwijs"]))


# ---------------------------------------------------------------------- facts behind a signal


@dataclass(frozen=True)
class Feitzin:
    """One fact: what, when it holds, from which source (with a link when there is one), since when known."""

    wat: str
    geldt: str
    bron: str
    levering: Any
    bekend: str


def feitzin(b: Jongerebeeld, f: dict[str, Any]) -> Feitzin:
    peil = b.kijk.peil
    tabel, waarde = f["tabel"], str(f.get("waarde") or "")
    van, tot = _datum(f.get("van")), _datum(f.get("tot"))
    rij = next((r for r in b.feiten.get(tabel, ()) if r.get("feit_id") == f.get("feit_id")), None)
    wat = _wat(b, tabel, waarde, rij)
    een_dag = tabel in ("jongeren", "diplomas", "apart") or (tabel == "verzuim" and "schooldagen" not in waarde)
    geldt = "" if van is None else dag(van, peil) if een_dag else periode(van, tot, peil)
    h = b.bron.get((tabel, f.get("feit_id") or 0))
    if h is None:
        return Feitzin(wat, geldt, (b.jongere.bron_bekend and _("persoonsgegevens")) or "", None, "")
    bron = f"{h.naam}, {dag(h.bron_datum, peil)}" if h.bron_datum else h.naam
    return Feitzin(wat, geldt, f"{bron}, regel {h.regel}", h.levering, dag(timezone.localdate(h.ontvangen_op), peil))


def _datum(waarde: Any) -> date | None:
    return waarde if waarde is None or isinstance(waarde, date) else date.fromisoformat(str(waarde)[:10])


def _wat(b: Jongerebeeld, tabel: str, waarde: str, rij: Rij | None) -> str:
    match tabel:
        case "jongeren":
            return _("Geboren")
        case "verblijf":
            return _("Woont hier")
        case "inschrijvingen":
            return "Ingeschreven bij " + (school_naam(b, rij) if rij else ONDERWIJS.get(waarde, waarde))
        case "diplomas":
            return "Diploma " + DIPLOMA.get(waarde, waarde)
        case "vrijstellingen":
            return f"Vrijstelling {kort_grond(waarde)}"
        case "meldingen":
            school = b.scholen.get((rij or {}).get("school_id") or 0)
            return "Melding: " + VERZUIMSOORT.get(waarde, "verzuim") + (f", {school}" if school else "")
        case "werk":
            return "Werk: " + WERKVORM.get(waarde, waarde)
        case "apart":
            return _("Rij die apart is gezet")
        case "verzuim":
            from inbeeld.web.zinnen import TEGENSTRIJDIG

            if waarde in TEGENSTRIJDIG:
                return TEGENSTRIJDIG[waarde].capitalize()
            return "Afwezig, " + waarde.replace(".0 ", " ").replace(".", ",")
    return waarde.replace("_", " ").capitalize()


# ---------------------------------------------------------------------- who

GEZAG = {
    "O1": "ouder 1",
    "O2": "ouder 2",
    "O12": "beide ouders",
    "D": "een derde, geen ouder",
    "N": "niemand, of tijdelijk geen gezag",
    "ONBEKEND": "niet te bepalen",
}


def kenmerken(b: Jongerebeeld, wie: Weergave) -> list[tuple[str, str]]:
    """What stands below the name: label and text. Only what is known."""
    peil = b.kijk.peil
    nu = [i for i in b.feiten.get("inschrijvingen", ()) if loopt(i, peil)]
    uit = []
    if wie.adres:
        uit.append((_("Woont"), wie.adres))
    if nu:
        leerjaar = nu[-1].get("leerjaar")
        bij = f", leerjaar {leerjaar}" if leerjaar else ""
        uit.append((_("School"), "; ".join(dict.fromkeys(school_naam(b, i) for i in nu)) + bij))
    werk = [w for w in b.feiten.get("werk", ()) if loopt(w, peil)]
    if werk:
        uit.append((_("Werk"), ", ".join(dict.fromkeys(WERKVORM.get(str(w["vorm"]), str(w["vorm"])) for w in werk))))
    if b.jongere.gezag and wie.leeftijd is not None and wie.leeftijd < 18:
        uit.append((_("Gezag"), GEZAG.get(b.jongere.gezag, b.jongere.gezag)))
    return uit
