"""What a DUO column or code means. The one place for it.

Source: the pages "Rapportages" of DUO and files as delivered. The same report changes its headers over the years, so a
column is found by any of its names, the current one first.
"""

from __future__ import annotations

from inbeeld.bronnen.kaart import sleutel
from inbeeld.bronnen.waarden import Onwaarde
from inbeeld.tabellen.codes import ONDERWIJS

ALIASSEN: dict[str, tuple[str, ...]] = {
    "PERSOONSGEBONDENNUMMER": ("PERSOONSGEBONDENNUMMER", "BSN_ONDERWIJSNR", "BURGERSERVICENUMMER"),
    "ONDERWIJSNUMMER": ("ONDERWIJSNUMMER",),
    "ACHTERNAAM": ("ACHTERNAAM",),
    "VOORVOEGSEL": ("VOORVOEGSEL",),
    "ALLE_VOORNAMEN": ("ALLE_VOORNAMEN", "VOORNAMEN"),
    "GESLACHT": ("GESLACHT",),
    "GEBOORTEDATUM": ("GEBOORTEDATUM",),
    "GEMEENTECODE": ("GEMEENTECODE", "GEMCODE"),
    "RMC_REGIO": ("RMC_REGIO",),
    "STRAAT": ("STRAAT",),
    "HUISNUMMER": ("HUISNUMMER",),
    "HUISLETTER": ("HUISLETTER",),
    "HUISNUMMER_TOEVOEGING": ("HUISNUMMER_TOEVOEGING", "HUISNR_TOEV"),
    "POSTCODE": ("POSTCODE",),
    "WOONPLAATS": ("WOONPLAATS",),
    "RAPPORTAGEMAAND": ("RAPPORTAGEMAAND", "RAPPORTAGE_MAAND"),
    "VANAF_WANNEER": ("VANAF_WANNEER",),
    "BRIN": ("BRIN",),
    "BRIN_NR": ("BRIN_NR",),
    "BRIN_VOLGNUMMER": ("BRIN_VOLGNUMMER", "BRIN_VOLGNR"),
    "NIVEAU": ("NIVEAU",),
    "LEERWEG": ("LEERWEG", "ONDERWIJSSOORT"),
    "ONDERWIJSCODE": ("ONDERWIJSCODE", "ILT/CREBO", "CREBO"),
    "ONDERWIJSNAAM": ("ONDERWIJSNAAM", "ILT/CREBO_OMS", "CREBO_OMSCHRIJVING"),
    "INSCHRIJVINGSVOLGNUMMER": ("INSCHRIJVINGSVOLGNUMMER", "INSCHR_VLGNR"),
    "DATUM_UITSCHRIJVING": ("DATUM_UITSCHRIJVING",),
    "REDEN_UITSTROOM": ("REDEN_UITSTROOM",),
    "MELDING_VERZUIM_WETTELIJK": ("MELDING_VERZUIM_WETTELIJK", "MELDING_VERZUIMLOKET_WETTELIJK"),
    "INDICATIE_STARTKWALIFICATIE": ("INDICATIE_STARTKWALIFICATIE",),
    "POSTCODE_CIJFERS": ("POSTCODE_CIJFERS",),
    "EXAMEN": ("EXAMEN",),
    "IND_BEKOSTIGING": ("IND_BEKOSTIGING",),
}
"""Field -> headers. HUISNUMMER_AANDUIDING (HUISNR_AAND: "to", "by") is not the addition and is not read. In NRSP and NenR
ONDERWIJSSOORT holds what the other reports call LEERWEG."""

NIVEAU: dict[str, str] = {
    **{f"{vorm}{n}{rest}": f"mbo{n}" for n in "1234" for vorm in ("MBO", "MBO ", "MBO-", "MBO NIVEAU ", "NIVEAU ")
       for rest in ("", " OPLEIDINGEN", " OPLEIDING")},
    "ENTREE": "mbo1",
    "ENTREEOPLEIDING": "mbo1",
    "ENTREEOPLEIDINGEN": "mbo1",
    **dict.fromkeys(
        (
            "VO", "VMBO", "HAVO", "VWO", "HAVO/VWO", "MAVO", "ATHENEUM", "GYMNASIUM", "ONDERBOUW", "BOVENBOUW", "BRUGKLAS",
            "VO BRUGJAAR", "VO ONDERBOUW", "VMBO ONDERBOUW", "VMBO BOVENBOUW", "HAVO/VWO ONDERBOUW", "HAVO/VWO BOVENBOUW",
            "HAVO ONDERBOUW", "HAVO BOVENBOUW", "VWO ONDERBOUW", "VWO BOVENBOUW", "VMBO BB", "VMBO KB", "VMBO GL", "VMBO TL",
            "VMBO BBL", "VMBO KBL", "VMBO-BB", "VMBO-KB", "VMBO-GL", "VMBO-TL", "VMBO B", "VMBO K", "VMBO G", "VMBO T",
        ),
        "vo",
    ),
    **dict.fromkeys(("VAVO", "VAVO OPLEIDINGEN", "VAVO HAVO", "VAVO VWO", "VAVO VMBO TL", "VAVO MAVO", "VAVO HAVO/VWO"), "vavo"),
    **dict.fromkeys(("PRAKTIJKONDERWIJS", "PRO", "PRAKTIJKONDERW."), "pro"),
    **dict.fromkeys(("BASISONDERWIJS", "PO", "BAO"), "po"),
    **dict.fromkeys(("SPECIAAL BASISONDERWIJS", "SBO", "SBAO"), "sbo"),
    **dict.fromkeys(("SPECIAAL ONDERWIJS", "SO"), "so"),
    **dict.fromkeys(("ISK", "INTERNATIONALE SCHAKELKLAS", "EERSTE OPVANG"), "isk"),
    **dict.fromkeys(("HO", "HBO", "WO", "HOGER ONDERWIJS"), "ho"),
}  # fmt: skip
"""The texts of NIVEAU (upper case, single spaces). DUO also cuts them at 15 characters."""

NIVEAU_LENGTE = 15

VSO = {
    **dict.fromkeys(("VERVOLGONDERWIJS", "VERVOLG"), "vso_vervolg"),
    **dict.fromkeys(("ARBEIDSMARKTGERICHT", "ARBEIDSMARKT", "ARBEID"), "vso_arbeid"),
    **dict.fromkeys(("DAGBESTEDING",), "vso_dagbesteding"),
}
"""The leaving profile of vso; without it we do not know whether the pupil may still get a startkwalificatie by school."""

LEERWEG = {
    **dict.fromkeys(("BOL", "BOL VT", "BOL DT", "BOL-VT", "BOL-DT", "BOLVT", "BOLDT"), "bol"),
    "BBL": "bbl",
    # Examination only, other education, or a vmbo learning path: no learning path of an mbo enrolment.
    **dict.fromkeys(("EX", "OVO", "VAVO", "BB", "KB", "GL", "TL", "VMBO-BB", "VMBO-KB", "VMBO-GL", "VMBO-TL"), ""),
}

LEERWEG_VMBO = {**{f"VMBO{s}{w}": w.lower() for w in ("BB", "KB", "GL", "TL") for s in ("-", " ", "_")}, "B": "bb", "K": "kb",
                "G": "gl", "T": "tl", "BBL": "bb", "KBL": "kb"}  # fmt: skip

DIPLOMA = {
    "MBO1": "entree",
    "ENTREEOPLEIDING": "entree",
    "ATHENEUM": "vwo",
    "GYMNASIUM": "vwo",
    "PRAKTIJKONDERWIJS": "pro",
    "MAVO": "vmbo",
    **{f"VMBO{s}{w}": "vmbo" for w in ("BB", "KB", "GL", "TL") for s in ("-", " ", "_")},
    **{f"MBO {n}": f"mbo{n}" for n in "234"},
    **{f"MBO NIVEAU {n}": f"mbo{n}" for n in "234"},
}

VRIJSTELLING = {
    "VRIJSTELLING": "vrijstelling",
    "VERVANGENDE LEERPLICHT": "vervangende_leerplicht",
    "VERVANGENDE_LEERPLICHT": "vervangende_leerplicht",
}

ONBEKEND_ONDERWIJS = (
    "onbekende_code",
    "dit onderwijs of niveau staat niet in de lijst",
    "Voeg de waarde toe aan de kolomkaart (waarden.NIVEAU) met één van: " + ", ".join(ONDERWIJS) + ".",
)


def van_niveau(niveau: str, extra: dict[str, str] | None = None) -> str:
    """``onderwijs`` of a NIVEAU text, whole or cut at 15 characters.

    Raises:
        Onwaarde: the text is unknown, or cut so short that it fits several kinds. Never guessed.
    """
    lijst = NIVEAU | (extra or {})
    kaal = sleutel(niveau)
    uit = lijst.get(kaal)
    if uit is None and len(niveau.strip()) == NIVEAU_LENGTE:
        passend = {soort for tekst, soort in lijst.items() if tekst.startswith(kaal)}
        uit = passend.pop() if len(passend) == 1 else None
    if uit not in ONDERWIJS:
        raise Onwaarde(*ONBEKEND_ONDERWIJS)
    return uit


def van_rapport(niveau: str | None, opleiding: str | None, extra: dict[str, str] | None = None) -> str | None:
    """``onderwijs`` of a row of a monthly report. A vo level of an education whose name begins with "vavo" is vavo."""
    if niveau is None:
        return None
    uit = van_niveau(niveau, extra)
    return "vavo" if uit == "vo" and (opleiding or "").upper().startswith("VAVO") else uit


def van_soort(soort: str | None, niveau: str | None, extra: dict[str, str] | None = None) -> str | None:
    """``onderwijs`` of ONDERWIJSSOORT and NIVEAU together.

    ONDERWIJSSOORT is PO, SBO, SO, VSO, PRO, VO, ISK, VAVO, MBO, HO, B3 or BUITENLAND, or one of our own codes. MBO needs a
    NIVEAU (1-4 or a text of the list), VSO its leaving profile. Without ONDERWIJSSOORT, NIVEAU alone decides.

    Raises:
        Onwaarde: unknown, or too little to tell.
    """
    if soort is None:
        return None if niveau is None else van_niveau(niveau, extra)
    kaal = sleutel(soort).replace(" ", "_").replace("-", "_").lower()
    if kaal in ONDERWIJS:
        return kaal
    if kaal in ("mbo", "bve") and niveau is not None:
        uit = f"mbo{sleutel(niveau)}" if sleutel(niveau) in ("1", "2", "3", "4") else van_niveau(niveau, extra)
        if uit.startswith("mbo"):
            return uit
    if kaal == "vso" and niveau is not None and sleutel(niveau) in VSO:
        return VSO[sleutel(niveau)]
    if sleutel(soort) in (extra or {}):
        return van_niveau(soort, extra)
    raise Onwaarde(*ONBEKEND_ONDERWIJS)
