"""The codes of the tables in plain Dutch: one dictionary per list of ``tabellen/codes.py``; ``woord`` finds the right one."""

from __future__ import annotations

from datetime import date
from typing import Any

POSITIES = {
    "te_jong": "nog niet leerplichtig",
    "leerplichtig": "leerplichtig",
    "kwalificatieplichtig": "kwalificatieplichtig",
    "startkwalificatie": "heeft een startkwalificatie",
    "rmc_doelgroep": "doelgroep Doorstroompunt",
    "rmc_monitoring": "Doorstroompunt volgt",
    "buiten_doelgroep": "buiten de doelgroep",
}
SIGNALEN = {
    "absoluut_verzuim": "leerplichtig, maar nergens ingeschreven (absoluut verzuim)",
    "relatief_verzuim_16u": "16 uur of meer gemist in vier lesweken",
    "langdurig_relatief_verzuim": "meer dan vier weken niet naar school (langdurig relatief verzuim)",
    "luxeverzuim": "luxeverzuim",
    "verzuim_18plus": "verzuim van 18 jaar en ouder",
    "thuiszitter": "thuiszitter",
    "thuiszitter_3mnd": "thuiszitter, langer dan drie maanden",
    "ziekteverzuim_signaal": "vaak of lang ziek",
    "vsv_nieuw": "nieuw voortijdig schoolverlater",
    "jikp": "jongere in een kwetsbare positie",
    "vrijgesteld_en_ingeschreven": "vrijgesteld én ingeschreven",
    "tegenstrijdige_gegevens": "bronnen spreken elkaar tegen",
    "melding_open": "melding van een school staat open",
}
_TABELLEN = {
    "jongeren": "geboren",
    "verblijf": "woont hier",
    "inschrijvingen": "ingeschreven",
    "diplomas": "diploma",
    "vrijstellingen": "vrijstelling",
    "verzuim": "afwezig",
    "meldingen": "melding van de school",
    "werk": "werk",
    "apart": "apart gezette rij",
}
ONDERWIJS = {
    "po": "basisschool",
    "sbo": "speciaal basisonderwijs",
    "so": "speciaal onderwijs",
    "vso_vervolg": "voortgezet speciaal onderwijs, naar vervolgonderwijs",
    "vso_arbeid": "voortgezet speciaal onderwijs, naar werk",
    "vso_dagbesteding": "voortgezet speciaal onderwijs, naar dagbesteding",
    "pro": "praktijkonderwijs",
    "vo": "voortgezet onderwijs",
    "isk": "internationale schakelklas",
    "vavo": "volwassenenonderwijs (vavo)",
    "mbo1": "mbo, entree",
    "mbo2": "mbo, niveau 2",
    "mbo3": "mbo, niveau 3",
    "mbo4": "mbo, niveau 4",
    "ho": "hbo of universiteit",
    "b3": "particuliere school",
    "buitenland": "school in het buitenland",
}
DIPLOMA = {
    "vmbo": "vmbo",
    "pro": "praktijkonderwijs",
    "pro_verklaring": "verklaring praktijkonderwijs",
    "vso": "voortgezet speciaal onderwijs",
    "entree": "mbo, entree",
    "mbo2": "mbo, niveau 2",
    "mbo3": "mbo, niveau 3",
    "mbo4": "mbo, niveau 4",
    "havo": "havo",
    "vwo": "vwo",
    "mbo_certificaat": "mbo-certificaat",
}
GROND = {
    "5_onder_a": "artikel 5 onder a: lichamelijk of psychisch niet geschikt",
    "5_onder_b": "artikel 5 onder b: bezwaar tegen de richting van de scholen",
    "5_onder_c": "artikel 5 onder c: school in het buitenland",
    "5a_trekkend": "artikel 5a: trekkend bestaan",
    "15": "artikel 15: ander onderwijs",
    "3a": "artikel 3a: vervangende leerplicht",
    "3b": "artikel 3b: vervangende leerplicht, laatste jaar",
    "vrijstelling": "grond niet bekend",
    "vervangende_leerplicht": "vervangende leerplicht",
}
VERZUIMSOORT = {
    "V3": "16 uur of meer verzuim",
    "V4": "verzuim van 18 jaar en ouder",
    "RMC": "18 jaar of ouder, vier weken weg",
    "L": "luxeverzuim",
    "LRV": "langdurig relatief verzuim",
    "O": "ander verzuim",
    "V1": "verzuim",
    "V2": "verzuim",
}
MELDINGSTATUS = {
    "R": "nog niet opgepakt",
    "B": "in behandeling",
    "G": "afgesloten",
    "K": "ter kennisgeving aangenomen",
    "I": "ingetrokken",
    "D": "overgedragen",
}
REDEN = {
    "ongeoorloofd": "ongeoorloofd",
    "ziek": "ziek",
    "verlof": "verlof",
    "te_laat": "te laat",
    "schorsing": "geschorst",
    "luxe": "vakantie zonder verlof",
    "geoorloofd_overig": "geoorloofd, andere reden",
    "volgens_plan": "volgens afgesproken opbouw",
    "nog_onbekend": "reden nog niet bekend",
}
ZEKERHEID = {
    "zeker": "zeker",
    "benaderd": "benaderd",
    "beoordeling": "beoordeling nodig",
    "onbekend": "niet bekend",
}
VAKANTIEREGIO = {"noord": "regio Noord", "midden": "regio Midden", "zuid": "regio Zuid"}
LEERWEG = {
    "bol": "leert op school (bol)",
    "bbl": "leert en werkt (bbl)",
    "bb": "basisberoepsgericht",
    "kb": "kaderberoepsgericht",
    "gl": "gemengde leerweg",
    "tl": "theoretische leerweg",
}
INKOMENSKLASSE = {
    "GEEN": "geen inkomen",
    "TOT_300": "tot 300 euro per maand",
    "BOVEN_300": "meer dan 300 euro per maand",
    "ONBEKEND": "inkomen niet bekend",
}
UITKERING = {
    "GEEN": "geen uitkering",
    "UWV": "uitkering van het UWV",
    "GSD": "uitkering van de gemeente",
    "WAJONG": "Wajong",
}
KALENDERSOORT = {
    "herfst": "herfstvakantie",
    "kerst": "kerstvakantie",
    "voorjaar": "voorjaarsvakantie",
    "mei": "meivakantie",
    "zomer": "zomervakantie",
    "vakantie": "vrij op deze school",
    "feestdag": "feestdag",
}
WERKVORM = {"arbeidsovereenkomst": "in dienst", "zelfstandig": "zelfstandig", "overig": "anders"}
_WAARDEN = {
    "inschrijvingen": ONDERWIJS,
    "diplomas": DIPLOMA,
    "vrijstellingen": GROND,
    "meldingen": VERZUIMSOORT,
    "werk": WERKVORM,
}
REDENEN = {
    "recent_gevestigd": "pas gevestigd",
    "wisseling_van_school": "net van school: misschien onderweg naar een andere",
    "begin_schooljaar": "het schooljaar is net begonnen: inschrijvingen komen nog binnen",
    "school_in_buitenland": "gaat volgens de gegevens in het buitenland naar school",
    "niet_bekostigde_school": "zat op een particuliere school: die levert niet aan het register",
    "rij_apart_gezet": "een rij over deze jongere is apart gezet",
}
BEWAAROMVANG = {"persoon": "alles over de jongere", "dossier": "het leerplichtdossier"}
BEWAARGROND = {
    "leerplichtdossier": "leerplichtdossier",
    "toezicht_kwalificatieplicht": "toezicht op de kwalificatieplicht",
    "doorstroompunt": "Doorstroompunt",
}
BEWAARREDEN = {
    "": "",
    "loopt": "de termijn loopt nog",
    "uitgesteld": "iemand stelde het uit",
    "besluit": "er wacht een besluit over deze persoon",
    "betwist": "de jongere of een ouder betwist de gegevens",
    "geboortedatum": "de geboortedatum is niet bekend",
}
WOORDEN: dict[str, dict[str, str]] = {
    "vakantieregio": VAKANTIEREGIO,
    "onderwijs": ONDERWIJS,
    "school": ONDERWIJS,
    "voortgezet": ONDERWIJS,
    "leerweg_inschrijving": LEERWEG,
    "leerweg_vmbo": LEERWEG,
    "diploma": DIPLOMA,
    "grond": GROND,
    "grond_register": GROND,
    "reden": REDEN,
    "verzuimsoort": VERZUIMSOORT,
    "meldingstatus": MELDINGSTATUS,
    "werkvorm": WERKVORM,
    "inkomensklasse": INKOMENSKLASSE,
    "uitkering": UITKERING,
    "kalendersoort": KALENDERSOORT,
    "zekerheid": ZEKERHEID,
    "rechtspositie": POSITIES,
    "signaal": SIGNALEN,
}
"""Name of a list in ``tabellen/codes.py``, in small letters → its words."""


def woord(soort: str, code: str | None) -> str:
    """``woord("grond", "15")``; a code without words is given back readable, an empty one as ``""``."""
    return WOORDEN[soort].get(code, code.replace("_", " ")) if code else ""


_MAANDEN = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]


def dag_tekst(dag: date) -> str:
    return f"{dag.day} {_MAANDEN[dag.month - 1]} {dag.year}"


def bron_tekst(bron: str) -> str:
    """Who delivers it."""
    if bron.startswith(("duo-", "rod-")):
        return "DUO"
    return "de gemeente" if bron.startswith(("vrijstellingen", "werk", "brp")) else bron


def _dag(waarde: Any) -> date | None:
    return waarde if waarde is None or isinstance(waarde, date) else date.fromisoformat(waarde[:10])


def feit_tekst(feit: dict[str, Any]) -> str:
    """A fact behind a signal, as in ``Signaal.feiten``."""
    tabel: str = feit["tabel"]
    waarde: str | None = feit.get("waarde")
    van, tot = _dag(feit.get("van")), _dag(feit.get("tot"))
    tekst = _TABELLEN.get(tabel, tabel)
    if tabel == "apart":
        tekst += f" in de levering van {bron_tekst(waarde or '')} van"
    elif waarde and tabel not in ("jongeren", "verblijf"):
        tekst += f" ({_WAARDEN.get(tabel, {}).get(waarde, waarde.replace('_', ' '))})"
    op_een_dag = tabel in ("jongeren", "verzuim", "diplomas", "apart")
    if van:
        tekst += f" {dag_tekst(van)}" if op_een_dag else f" vanaf {dag_tekst(van)}"
    if tot and not op_een_dag:
        tekst += f" tot {dag_tekst(tot)}"
    return tekst


def reden_tekst(reden: str, feiten: list[dict[str, Any]]) -> str:
    """A reason to check first, with the day or source it is about when the facts tell."""
    tekst = REDENEN.get(reden, reden.replace("_", " "))

    def van_tabel(tabel: str, veld: str) -> list[Any]:
        return sorted(f[veld] for f in feiten if f["tabel"] == tabel and f.get(veld))

    if reden == "recent_gevestigd" and (dagen := van_tabel("verblijf", "van")):
        return f"{tekst} sinds {dag_tekst(_dag(dagen[-1]) or date.min)}"
    if reden == "rij_apart_gezet" and (bronnen := van_tabel("apart", "waarde")):
        wie = " en ".join(dict.fromkeys(bron_tekst(b) for b in bronnen))
        return f"een rij over deze jongere in de levering van {wie} is apart gezet"
    return tekst
