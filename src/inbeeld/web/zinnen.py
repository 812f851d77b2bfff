"""Sentences about outcomes: why a youth is on the list, what the rule says, what to judge. Words only; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from inbeeld.web.datums import dag, dagen_tussen, periode
from inbeeld.web.woorden import GROND, ONDERWIJS, bron_tekst, reden_tekst


@dataclass(frozen=True)
class Sein:
    """A signal as the engine gives it. ``feiten``: maps with ``tabel, van, tot, waarde, feit_id``."""

    signaal: str
    van: date
    tot: date | None
    sinds_bekend: date
    begin_feit: date | None
    feiten: Sequence[Mapping[str, Any]] = ()
    redenen: Sequence[str] = ()
    zekerheid: str = "zeker"


@dataclass(frozen=True)
class Zin:
    """``waarom``: one sentence. ``bij``: what goes with it, in pieces."""

    waarom: str
    bij: tuple[str, ...] = ()


def _datum(waarde: Any) -> date | None:
    return waarde if waarde is None or isinstance(waarde, date) else date.fromisoformat(str(waarde)[:10])


def _van_tabel(sein: Sein, tabel: str) -> list[Mapping[str, Any]]:
    return [f for f in sein.feiten if f["tabel"] == tabel]


def _uren(sein: Sein) -> float:
    som = 0.0
    for f in _van_tabel(sein, "verzuim"):
        getal, _, eenheid = str(f.get("waarde") or "").partition(" ")
        if eenheid.startswith("uur"):
            som += float(getal)
    return som


def uren_tekst(uren: float) -> str:
    """``16`` or ``15,5``."""
    return f"{uren:.1f}".rstrip("0").rstrip(".").replace(".", ",")


def _laatst(sein: Sein) -> str:
    """What ended before this began."""
    einden = [
        (einde, f)
        for f in sein.feiten
        if f["tabel"] in ("inschrijvingen", "vrijstellingen")
        and (einde := _datum(f.get("tot"))) is not None
        and einde <= sein.van
    ]
    if not einden:
        vestiging = [d for f in _van_tabel(sein, "verblijf") if (d := _datum(f.get("van"))) is not None]
        if vestiging and abs((max(vestiging) - sein.van).days) <= 1:
            return f"Woont hier sinds {dag(max(vestiging), sein.van)}"
        return "Van een eerdere school weten we niets"
    einde, f = max(einden, key=lambda e: e[0])
    waarde = str(f.get("waarde") or "")
    if f["tabel"] == "vrijstellingen":
        return f"Vrijstelling liep tot {dag(einde, sein.van)} ({kort_grond(waarde)})"
    return f"Laatste school: {ONDERWIJS.get(waarde, waarde)}, tot {dag(einde, sein.van)}"


def kort_grond(grond: str) -> str:
    """``5_onder_a`` → ``artikel 5 onder a``."""
    return GROND.get(grond, grond.replace("_", " ")).partition(":")[0]


def _melding(sein: Sein) -> Mapping[str, Any] | None:
    meldingen = _van_tabel(sein, "meldingen")
    return meldingen[-1] if meldingen else None


_MELDING = {
    "V3": "16 uur verzuim",
    "V4": "verzuim van wie 18 of ouder is",
    "RMC": "vier weken weg, 18 of ouder",
    "L": "verzuim voor vakantie",
    "LRV": "langdurig verzuim",
    "O": "ander verzuim",
    "V1": "verzuim",
    "V2": "verzuim",
}


def zin(sein: Sein, nu: date) -> Zin:
    """Why this signal is there, on the day ``nu``."""
    begin = sein.begin_feit or sein.van
    bij: list[str] = []
    match sein.signaal:
        case "absoluut_verzuim":
            waarom = f"Sinds {dag(begin, nu)} nergens ingeschreven, en geen vrijstelling"
            bij.append(_laatst(sein))
        case "thuiszitter":
            waarom = f"Sinds {dag(begin, nu)} niet op school"
        case "thuiszitter_3mnd":
            waarom = f"Langer dan drie maanden zonder onderwijs, sinds {dag(begin, nu)}"
        case "langdurig_relatief_verzuim":
            waarom = f"Vier lesweken of langer niet op school, sinds {dag(begin, nu)}"
            bij.append("gemeld door de school" if _melding(sein) else "volgens de gedeelde absentie")
        case "verzuim_18plus":
            waarom = f"18 of ouder, zonder startkwalificatie en vier weken niet op school, sinds {dag(begin, nu)}"
            bij.append("gemeld door de school" if _melding(sein) else "volgens de gedeelde absentie")
        case "relatief_verzuim_16u":
            waarom = f"16 uur in 4 lesweken bereikt op {dag(sein.van, nu)}"
            melding, uren = _melding(sein), _uren(sein)
            if melding is not None and (ontvangen := sein.sinds_bekend):
                na = dagen_tussen(sein.van, ontvangen)
                bij.append(f"gemeld, bij ons bekend na {na}" if ontvangen > sein.van else "gemeld op de dag zelf")
            else:
                bij.append(f"{uren_tekst(uren)} uur volgens de gedeelde absentie, geen melding van de school")
        case "luxeverzuim":
            waarom = f"Verzuim voor vakantie op {periode(begin, sein.van + timedelta(days=1), nu)}, zonder verlof"
        case "ziekteverzuim_signaal":
            ziek = _van_tabel(sein, "verzuim")
            waarde = str(ziek[-1].get("waarde") or "") if ziek else ""
            if len(ziek) > 1:
                waarom = f"{len(ziek)} keer ziek gemeld in twaalf lesweken"
            elif waarde.endswith("schooldagen ziek"):
                waarom = f"{waarde.split()[0]} schooldagen achter elkaar ziek, sinds {dag(begin, nu)}"
            else:
                waarom = f"Vaak of lang ziek, sinds {dag(begin, nu)}"
            bij.append("overleg met school of jeugdarts, geen ongeoorloofd verzuim")
        case "vrijgesteld_en_ingeschreven":
            waarom = "Vrijgesteld én ingeschreven: een van beide klopt niet meer"
            for f in _van_tabel(sein, "vrijstellingen")[-1:]:
                tot = _datum(f.get("tot"))
                bij.append(f"vrijstelling {kort_grond(str(f.get('waarde') or ''))}" + (f" tot {dag(tot, nu)}" if tot else ""))
            bij.append(f"samen sinds {dag(sein.van, nu)}")
        case "vsv_nieuw":
            waarom = f"Op 1 oktober {sein.van.year} van school zonder startkwalificatie"
            bij.append(_laatst(sein))
        case "jikp":
            waarom = "Jongere in een kwetsbare positie: volgen tot school of werk vaststaat"
        case "tegenstrijdige_gegevens":
            waarom = "Bronnen spreken elkaar tegen: " + " en ".join(
                TEGENSTRIJDIG.get(r, r.replace("_", " ")) for r in sein.redenen
            )
            n = len(sein.feiten)
            bij.append(f"{n} {'feit' if n == 1 else 'feiten'} om na te gaan")
        case "melding_open":
            melding = _melding(sein)
            soort = _MELDING.get(str(melding["waarde"]), "verzuim") if melding else "verzuim"
            waarom = f"Melding van de school staat open: {soort}"
            bij.append(f"ontvangen op {dag(sein.van, nu)}")
            bij.append(f"verzuim sinds {dag(begin, nu)}")
        case _:
            waarom = sein.signaal.replace("_", " ")
    if sein.signaal != "tegenstrijdige_gegevens" and sein.redenen:
        feiten = [dict(f) for f in sein.feiten]
        bij.append("eerst nagaan: " + "; ".join(reden_tekst(r, feiten) for r in sein.redenen))
    return Zin(waarom, tuple(bij))


TEGENSTRIJDIG = {
    "einde_voor_begin": "een periode eindigt voor zij begint",
    "voor_geboorte": "een feit van voor de geboorte",
    "na_overlijden": "een feit van na het overlijden",
    "ongeldige_waarde": "een waarde die niet bestaat",
    "verblijf_overlapt": "twee woonplaatsen tegelijk",
    "verzuim_zonder_inschrijving": "afwezig gemeld zonder inschrijving",
}


@dataclass(frozen=True)
class Uitleg:
    """What a signal is: ``titel``; the rule in one sentence; what a person has to judge; when it goes by itself."""

    titel: str
    regel: str
    beoordelen: tuple[str, ...]
    vervalt: str
    stap: str = "Bekijken"
    meer: tuple[str, ...] = field(default=())


UITLEG: dict[str, Uitleg] = {
    "absoluut_verzuim": Uitleg(
        "Nergens ingeschreven",
        "Wie leerplichtig of kwalificatieplichtig is en hier woont, hoort ingeschreven te staan bij een school of instelling, "
        "tenzij er een vrijstelling is.",
        (
            "Is het kind echt zonder school, of is een inschrijving nog onderweg?",
            "Woont het gezin hier nog?",
            "Zo niet: hoor de ouders en probeer te bereiken dat zij het kind inschrijven.",
        ),
        "Vervalt vanzelf zodra een inschrijving, een vrijstelling of een verhuizing bekend is over deze dagen.",
        "Ouders bellen",
    ),
    "relatief_verzuim_16u": Uitleg(
        "16 uur in 4 lesweken",
        "Mist een ingeschreven leerling zonder geldige reden 16 uur of meer les in vier lesweken achter elkaar, dan "
        "moet de school "
        "dat melden. Daarna begint het tellen opnieuw.",
        ("Wat zit er achter het verzuim?", "Wat heeft de school al gedaan?", "Klopt het dat er geen geldige reden was?"),
        "Vervalt vanzelf na vier lesweken, of als de school uren alsnog als geoorloofd doorgeeft.",
        "Gesprek plannen",
    ),
    "langdurig_relatief_verzuim": Uitleg(
        "Langdurig verzuim",
        "Een ingeschreven leerling die zonder geldige reden vier lesweken of langer alle lessen mist, heet langdurig verzuimer.",
        ("Waarom komt de leerling niet?", "Welk aanbod ligt er nu?", "Wie zijn er betrokken, en wie houdt de regie?"),
        "Vervalt vanzelf zodra de leerling weer lessen volgt of de school de melding sluit.",
        "Tafel plannen",
    ),
    "luxeverzuim": Uitleg(
        "Luxeverzuim",
        "Buiten de schoolvakanties is voor vakantie verlof nodig: van de directeur, en boven tien dagen van de "
        "leerplichtambtenaar.",
        ("Was er verlof gevraagd of verleend?", "Is het de eerste keer?", "Had de school gezegd dat zij dit meldt?"),
        "Vervalt vanzelf na vier lesweken, of als alsnog blijkt dat er verlof was.",
        "Ouders horen",
    ),
    "verzuim_18plus": Uitleg(
        "Verzuim van 18 jaar en ouder",
        "Wie geen leerplicht meer heeft, jonger is dan de leeftijdsgrens van het Doorstroompunt, geen "
        "startkwalificatie heeft en vier "
        "weken niet op school komt, wordt gemeld.",
        ("Is er een geldige reden, zoals ziekte met een verklaring?", "Wil de jongere terug naar school, of naar werk?"),
        "Vervalt vanzelf bij terugkeer, een startkwalificatie of het sluiten van de melding.",
        "Jongere bellen",
    ),
    "thuiszitter": Uitleg(
        "Thuiszitter",
        "Thuiszitter is wie absoluut verzuimt of langdurig relatief verzuimt.",
        ("Is er een passend aanbod?",),
        "Vervalt vanzelf als het verzuim waarop het rust eindigt.",
        "Contact zoeken",
    ),
    "thuiszitter_3mnd": Uitleg(
        "Langer dan drie maanden thuis",
        "Wie langer dan drie maanden zonder onderwijs zit, valt onder het Thuiszitterspact: er hoort een passend "
        "aanbod te liggen.",
        ("Is er een aanbod, en past het?", "Wie kan doorzetten als het vastloopt?"),
        "Vervalt vanzelf als het verzuim waarop het rust eindigt.",
        "Doorzetten",
    ),
    "ziekteverzuim_signaal": Uitleg(
        "Vaak of lang ziek",
        "Bij de vierde ziekmelding in twaalf lesweken, of vanaf zeven schooldagen achter elkaar ziek, hoort een "
        "gesprek of de jeugdarts.",
        ("Weet de school wat er speelt?", "Is de jeugdarts al gevraagd?"),
        "Vervalt vanzelf na vier lesweken zonder nieuw ziekteverzuim.",
        "Overleg met school",
    ),
    "vrijgesteld_en_ingeschreven": Uitleg(
        "Vrijgesteld én ingeschreven",
        "Wie vrijgesteld is van inschrijving, hoort niet ingeschreven te staan. Een van beide klopt niet meer.",
        (
            "Gaat de jongere weer naar school? Dan stopt de vrijstelling op de dag van inschrijving.",
            "Is het een proef? Dan kan de vrijstelling doorlopen; leg het opbouwplan vast.",
        ),
        "Vervalt vanzelf als een van de twee perioden wordt aangepast.",
        "Beoordelen",
    ),
    "vsv_nieuw": Uitleg(
        "Nieuw voortijdig schoolverlater",
        "Wie op 1 oktober vorig jaar was ingeschreven, dit jaar op 1 oktober niet meer, en geen startkwalificatie "
        "heeft, telt als nieuwe "
        "voortijdig schoolverlater.",
        ("Wil de jongere terug naar school?", "Is er werk, en is dat blijvend?"),
        "Vervalt vanzelf als een inschrijving of een diploma over deze dagen bekend wordt.",
        "Jongere benaderen",
    ),
    "jikp": Uitleg(
        "Jongere in een kwetsbare positie",
        "Wie van praktijkonderwijs, vso, entree of vmbo-basis komt en geen startkwalificatie heeft, wordt gevolgd "
        "in de overstap.",
        ("Staat de volgende stap vast: school, werk of hulp?",),
        "Vervalt vanzelf bij een startkwalificatie of bij de leeftijdsgrens.",
        "Volgen",
    ),
    "tegenstrijdige_gegevens": Uitleg(
        "Bronnen spreken elkaar tegen",
        "Twee gegevens kunnen niet samen waar zijn. Wij kiezen niet: iemand die het weet, moet het zeggen.",
        ("Welke bron heeft gelijk?", "Laat de andere bron het herstellen."),
        "Vervalt vanzelf als een van de bronnen zich verbetert.",
        "Nagaan",
    ),
    "melding_open": Uitleg(
        "Melding staat open",
        "De school heeft verzuim gemeld. De melding staat nog niet op afgesloten of ter kennisgeving.",
        ("Wie pakt de melding op?", "Laat de school weten wat er gebeurt."),
        "Vervalt vanzelf als de melding wordt afgesloten, ter kennisgeving aangenomen of ingetrokken.",
        "Melding oppakken",
    ),
}


def bron_zin(bron: str) -> str:
    return bron_tekst(bron)
