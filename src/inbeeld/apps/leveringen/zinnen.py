"""Words for the pages of deliveries. Decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from inbeeld.apps.leveringen.models import Levering
from inbeeld.web.datums import dag
from inbeeld.web.woorden import ONDERWIJS

REDEN = {
    "elfproef": "Het nummer voldoet niet aan de elfproef",
    "pgn_vorm": "Het nummer heeft geen negen cijfers",
    "onmogelijke_datum": "De datum bestaat niet",
    "ongeldige_datum": "Dit is geen datum",
    "onvolledige_datum": "De dag of maand is niet bekend",
    "ongeldige_maand": "Dit is geen maand",
    "ongeldige_tijd": "Dit is geen tijd",
    "einde_voor_begin": "Het einde ligt voor het begin",
    "in_de_toekomst": "De datum ligt na de levering",
    "onbekende_code": "De code is niet bekend",
    "ongeldige_waarde": "De waarde kan niet",
    "ongeldig_getal": "Dit is geen getal",
    "ongeldige_brin": "Dit is geen BRIN",
    "ongeldige_vestiging": "Dit is geen vestigingsnummer",
    "ongeldige_gemeente": "Dit is geen gemeentecode",
    "geen_weekdag": "Het verzuim valt in het weekend",
    "leeg": "De cel is leeg",
    "te_lang": "De tekst is te lang",
    "dubbel": "De rij staat er twee keer in",
    "vorm": "De vorm klopt niet",
    "nul_teken": "Er staat een onleesbaar teken in",
    "onleesbaar_teken": "Er staat een onleesbaar teken in",
    "aantal_cellen": "Het aantal cellen klopt niet",
    "aanhalingsteken": "Een aanhalingsteken is niet gesloten",
}
TABEL = {
    "personen": "Personen",
    "jongeren": "Personen",
    "verblijf": "Woonperioden",
    "inschrijvingen": "Inschrijvingen",
    "diplomas": "Diploma's",
    "vrijstellingen": "Vrijstellingen",
    "verzuim": "Verzuim",
    "meldingen": "Meldingen",
    "werk": "Werk en uitkering",
    "scholen": "Scholen",
    "kalender": "Vakanties en feestdagen",
    "rooster": "Roosters",
}
_ENKEL = {"personen": "persoon", "verblijf": "woonperiode", "inschrijvingen": "inschrijving", "diplomas": "diploma"}
_ENKEL |= {"vrijstellingen": "vrijstelling", "verzuim": "verzuim", "meldingen": "melding", "werk": "werk of uitkering"}
OMVANG = {"volledig": "alles wat de bron nu weet", "mutaties": "alleen wat er veranderd is"}
VIA = {Levering.OPDRACHTREGEL: "via de opdrachtregel", Levering.WEB: "via deze pagina", Levering.HERSTEL: "herstelde rij"}
WACHT = {
    "persoon_onbekend": "Deze persoon staat nog in geen levering met naam en geboortedatum.",
    "geen_nummer": "In deze rij staat geen bruikbaar BSN of onderwijsnummer.",
}
WACHT_DOE = {
    "persoon_onbekend": "Neem de persoon op in de volgende selectie uit de BRP, of vraag de leverancier of het nummer klopt. "
    "Daarna worden deze rijen vanzelf opgenomen.",
    "geen_nummer": "Vraag de leverancier om de rij opnieuw te leveren met het nummer erbij.",
}


def reden(code: str) -> str:
    return REDEN.get(code) or code.replace("_", " ").capitalize()


def zin(tekst: str) -> str:
    """As a sentence: a capital in front, a full stop behind."""
    tekst = tekst.strip()
    return tekst[:1].upper() + tekst[1:] + ("" if not tekst or tekst.endswith((".", "?")) else ".")


def n(aantal: int) -> str:
    return f"{aantal:,}".replace(",", ".")


def rijen(aantal: int) -> str:
    return f"{n(aantal)} {'rij' if aantal == 1 else 'rijen'}"


def wat_het_bracht(bon: Mapping[str, Any]) -> str:
    """What a delivery that was taken in brought, in a sentence."""
    tabellen: Mapping[str, Mapping[str, int]] = bon.get("tabellen", {})

    def som(veld: str) -> int:
        return sum(t.get(veld, 0) for t in tabellen.values())

    veranderd = {"nieuw": som("opgenomen"), "gewijzigd": som("gewijzigd"), "beëindigd": som("gesloten")}
    delen = [f"{n(aantal)} {wat}" for wat, aantal in veranderd.items() if aantal]
    gelezen = f"{rijen(bon.get('gelezen', 0))} gelezen"
    if not delen:
        if som("verouderd"):
            return f"{gelezen}; we wisten al iets nieuwers."
        return f"{gelezen}; we wisten het al." if som("ongewijzigd") else f"{gelezen}."
    eerste, _spatie, hoe = delen[0].partition(" ")
    delen[0] = f"{eerste} {'gegeven' if eerste == '1' else 'gegevens'} {hoe}"
    return f"{gelezen}: {opsomming(delen)}."


def tabelzinnen(bon: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, int]]]]:
    """Per kind of fact what happened to it: words and a number, without what did not happen."""
    uit = []
    for naam, t in bon.get("tabellen", {}).items():
        delen = [
            (woord, t.get(veld, 0))
            for veld, woord in (
                ("opgenomen", "nieuw"),
                ("gewijzigd", "gewijzigd"),
                ("ongewijzigd", "wisten we al"),
                ("verouderd", "bewaard als geschiedenis: we wisten al iets nieuwers"),
                ("gesloten", "niet meer genoemd, en daarom beëindigd"),
                ("ongekoppeld", "wachtten op een persoon"),
            )
            if t.get(veld)
        ]
        if delen:
            uit.append((TABEL.get(naam, naam.capitalize()), delen))
    return uit


def opsomming(delen: list[str]) -> str:
    return delen[0] if len(delen) == 1 else f"{', '.join(delen[:-1])} en {delen[-1]}"


def enkel(tabel: str) -> str:
    return _ENKEL.get(tabel, TABEL.get(tabel, tabel).lower())


def wachtrij(tabel: str, rij: Mapping[str, Any], school: str) -> tuple[str, ...]:
    """What a waiting row says, without who it is about: kind, education, school, and the period when it has one."""
    delen = [enkel(tabel)]
    if tabel == "inschrijvingen" and rij.get("onderwijs"):
        delen.append(ONDERWIJS.get(rij["onderwijs"], rij["onderwijs"]))
    if school:
        delen.append(school)
    van, tot = _datum(rij.get("van")), _datum(rij.get("tot"))
    if van:
        delen.append(f"vanaf {dag(van)}" + (f" tot {dag(tot)}" if tot else ""))
    return tuple(delen)


def wachtdagen(rijen: Collection[Mapping[str, Any]]) -> str:
    """The days of rows that are about one day each."""
    dagen = sorted({d for r in rijen if (d := _datum(r.get("datum"))) is not None})
    if not dagen:
        return ""
    if len(dagen) == 1:
        return f"op {dag(dagen[0])}"
    return f"{len(dagen)} dagen van {dag(dagen[0], dagen[-1])} tot en met {dag(dagen[-1])}"


def kort(tekst: str) -> str:
    """The reason of a refusal without the list of all that is known."""
    return tekst.partition(" Bekend zijn:")[0]


def _datum(waarde: Any) -> date | None:
    return date.fromisoformat(waarde[:10]) if isinstance(waarde, str) and len(waarde) >= 10 else None
