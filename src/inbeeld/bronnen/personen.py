"""The part that DUO and BRP rows share: who the row is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from inbeeld.bronnen import waarden
from inbeeld.bronnen.blok import Blok


@dataclass(frozen=True)
class Velden:
    """Field names of the person in a column map."""

    pgn: str = "PERSOONSGEBONDENNUMMER"
    pgn_soort: str = "PGN_SOORT"
    onderwijsnummer: str = "ONDERWIJSNUMMER"
    achternaam: str = "ACHTERNAAM"
    voorvoegsel: str = "VOORVOEGSEL"
    voornamen: str = "ALLE_VOORNAMEN"
    geslacht: str = "GESLACHT"
    geboren: str = "GEBOORTEDATUM"
    overleden: str = "DATUM_OVERLIJDEN"
    straat: str = "STRAAT"
    huisnummer: str = "HUISNUMMER"
    huisletter: str = "HUISLETTER"
    toevoeging: str = "HUISNUMMER_TOEVOEGING"
    postcode: str = "POSTCODE"
    woonplaats: str = "WOONPLAATS"
    gemeente: str = "GEMEENTECODE"


GESLACHT = {"MAN": "M", "VROUW": "V", "ONBEKEND": "O", "X": "O"}


def nummer(blok: Blok, veld: Velden) -> tuple[pa.Array, pa.Array]:
    """The persoonsgebonden nummer; a BSN of 0 or none means: use the onderwijsnummer.

    Where the onderwijsnummer stands beside a BSN it is not looked at: some files repeat the BSN there.
    """
    soort = blok.code(veld.pgn_soort, ("BSN", "ONR"), {"ONDERWIJSNUMMER": "ONR"})
    pgn, pgn_soort = blok.pgn(veld.pgn, soort)
    if veld.onderwijsnummer not in blok.koppeling:
        return pgn, pgn_soort
    onr, onr_soort = blok.pgn(veld.onderwijsnummer, meld=False)
    mis = blok.heeft(veld.onderwijsnummer) & pc.and_(onr.is_null(), pgn.is_null()).to_numpy(zero_copy_only=False)
    cijfers = pc.fill_null(pc.match_substring_regex(blok.tekst(veld.onderwijsnummer), "^0+$"), False)
    blok.meld(mis & ~cijfers.to_numpy(zero_copy_only=False), veld.onderwijsnummer, *waarden.PGN_FOUT)
    return pc.coalesce(pgn, onr), pc.coalesce(pgn_soort, onr_soort)


def lees_persoon(blok: Blok, peil: pa.Array | date | None, veld: Velden, *, zonder_nummer: bool = True) -> Mapping[str, Any]:
    """Columns for ``personen``, checked. ``peil``: no birth after it. ``zonder_nummer``: name and birth date will do.

    A row needs a number, or a surname and date of birth to look the person up with.
    """
    pgn, soort = nummer(blok, veld)
    geboren, _, nauwkeurig = blok.ruwe_datum(veld.geboren)
    overleden, overleden_laatst, _ = blok.ruwe_datum(veld.overleden)
    blok.niet_na(veld.geboren, geboren, peil)
    blok.niet_na(veld.overleden, overleden, peil)
    blok.meld(
        pc.less(overleden_laatst, geboren),
        veld.overleden,
        "einde_voor_begin",
        "overleden vóór de geboorte",
        "Controleer beide datums.",
    )
    achternaam = blok.tekst(veld.achternaam)
    zonder = pgn.is_null()
    if zonder_nummer:
        zonder = pc.and_(zonder, pc.or_(achternaam.is_null(), geboren.is_null()))
    blok.meld(
        zonder, veld.pgn, "leeg", "deze rij is van niemand: er is geen bruikbaar nummer", "Vul het BSN of onderwijsnummer in."
    )
    return {
        "pgn": pgn,
        "pgn_soort": soort,
        "achternaam": achternaam,
        "voorvoegsel": blok.tekst(veld.voorvoegsel),
        "voornamen": blok.tekst(veld.voornamen),
        "geslacht": blok.code(veld.geslacht, ("M", "V", "O"), GESLACHT),
        "geboren": geboren,
        "geboren_nauwkeurig": nauwkeurig,
        "overleden": overleden,
        "straat": blok.tekst(veld.straat),
        "huisnummer": blok.huisnummer(veld.huisnummer),
        "huisletter": blok.tekst(veld.huisletter),
        "toevoeging": blok.huisnummer(veld.toevoeging),
        "postcode": blok.postcode(veld.postcode),
        "woonplaats": blok.tekst(veld.woonplaats),
        "gemeente": blok.waarde(veld.gemeente, waarden.gemeente, pa.string()),
    }
