"""brp-selectie-v1: all residents of 0-27 years, one row per person and address period. Our own CSV.

* Every row gives the person (the newest address period goes before the older ones, later on) and, where GEMEENTECODE is
  a municipality, a period of residence ``[DATUM_VESTIGING, DATUM_VERTREK)``.
* A partly unknown date (00) is read wide: a begin as the earliest day that fits, a departure as the latest, and counted.
* GEMEENTECODE empty, 0000 or 1999 (register of non-residents): the person only, no residence.
* A departure on or before the begin: only the residence is set apart; the person is kept.
* The date of the delivery: column LEVERDATUM or PEILDATUM (no column of the format itself, but welcome), else the file name.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from inbeeld.bronnen import waarden
from inbeeld.bronnen.basis import Bron, Gelezen, Voortgang
from inbeeld.bronnen.blok import Blok
from inbeeld.bronnen.kaart import Kaart, uit_toml
from inbeeld.bronnen.lezen import Lezing, lees_csv
from inbeeld.bronnen.personen import Velden, lees_persoon

GEZAG = ("O1", "O2", "O12", "D", "N", "ONBEKEND")
GEEN_GEMEENTE = ("0000", "1999")
PERSOON = Velden(pgn="BSN", achternaam="GESLACHTSNAAM", voornamen="VOORNAMEN", toevoeging="TOEVOEGING")


def _verwerk(blok: Blok, lezing: Lezing) -> Mapping[str, pa.Table]:
    leverdatum = blok.datum("LEVERDATUM")
    peil = leverdatum if "LEVERDATUM" in blok.koppeling else lezing.naam_datum
    persoon = dict(lees_persoon(blok, peil, PERSOON, zonder_nummer=False))
    blok.meld(
        pc.equal(persoon["pgn_soort"], "ONR"),
        "BSN",
        "elfproef",
        "dit is een onderwijsnummer, geen BSN",
        "Controleer het nummer in de bron.",
    )
    van, van_laatst, _ = blok.ruwe_datum("DATUM_VESTIGING")
    vertrek_eerst, tot, _ = blok.ruwe_datum("DATUM_VERTREK")
    onmogelijk = blok.volgorde("DATUM_VERTREK", van, tot, rij=False)
    gemeente = persoon["gemeente"]
    ingezetene = pc.invert(pc.is_in(gemeente, value_set=pa.array(GEEN_GEMEENTE)))
    woont = pc.fill_null(pc.and_(gemeente.is_valid(), ingezetene), False).to_numpy(zero_copy_only=False)
    blok.eis("DATUM_VESTIGING", van, woont)
    persoon |= {
        "geheim": blok.waarde("GEHEIM", _geheim, pa.int16()),
        "nationaliteit": blok.tekst("NATIONALITEIT"),
        "pgn_ouder_1": blok.pgn("BSN_OUDER_1")[0],
        "pgn_ouder_2": blok.pgn("BSN_OUDER_2")[0],
        "gezag": blok.code("GEZAG", GEZAG),
    }
    for kolom, een, ander, wat in (
        ("DATUM_VESTIGING", van, van_laatst, "de vroegst mogelijke"),
        ("DATUM_VERTREK", vertrek_eerst, tot, "de laatst mogelijke"),
    ):
        half = pc.fill_null(pc.not_equal(een, ander), False).to_numpy(zero_copy_only=False)
        blok.tel(half & ~onmogelijk, f"{{}} keer is {kolom} niet volledig bekend; {wat} dag is genomen")
    blok.tel(~woont, "{} rijen zijn van niet-ingezetenen; daarvan is alleen de persoon gelezen")
    if "LEVERDATUM" in blok.koppeling:
        lezing.noteer_levering(leverdatum.filter(pa.array(blok.goed)))
    verblijf = {
        "pgn": persoon["pgn"],
        "pgn_soort": persoon["pgn_soort"],
        "gemeente": gemeente,
        "van": van,
        "tot": tot,
        "kenmerk": pc.binary_join_element_wise(gemeente, pc.cast(van, pa.string()), "-"),
    }
    return {"personen": blok.maak("personen", persoon), "verblijf": blok.maak("verblijf", verblijf, woont & ~onmogelijk)}


def _geheim(cel: str) -> int:
    getal = waarden.geheel(cel)
    if not 0 <= getal <= 7:
        raise waarden.Onwaarde("onbekende_code", "de code geheim loopt van 0 tot en met 7", "Vul 0 tot en met 7 in.")
    return getal


def kaart() -> Kaart:
    return uit_toml(Path(__file__).with_name("brp-selectie-v1.toml"))


def lees(bron: Bron, pad: Path, kaarten: Path | None, voortgang: Voortgang | None) -> Gelezen:
    """Read a selection.

    Raises:
        LeveringFout: the whole file is refused.
    """
    return lees_csv(bron, pad, kaarten, voortgang, _verwerk, ("personen", "verblijf"))


BRON = Bron("brp-selectie-v1", "Selectie uit de BRP", ("csv",), lees, kaart, r"(?i)brp[-_]?selectie")
