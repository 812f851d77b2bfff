"""Rows that were set apart: whom they are about, where an address is in them, and written as CSV to send back to the supplier."""

from __future__ import annotations

import csv
import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from inbeeld.bronnen import waarden
from inbeeld.bronnen.basis import Apart
from inbeeld.bronnen.csv import normaal
from inbeeld.bronnen.kaart import Kaart

EIGEN = ("REGEL", "KOLOM", "REDEN", "WAT_TE_DOEN")
_GEVAARLIJK = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMMER = ("PERSOONSGEBONDENNUMMER", "BSN_ONDERWIJSNR", "BURGERSERVICENUMMER", "BSN", "PGN", "ONDERWIJSNUMMER")
"""Columns and JSON fields with the number of the person a row is about; those of parents have other names."""


def nummer_van(inhoud: Mapping[str, str], kaart: Kaart | None = None) -> tuple[str, str] | None:
    """The persoonsgebonden nummer in the cells of a row, and its kind; None when there is no valid one."""
    cellen = {normaal(naam): cel for naam, cel in inhoud.items()}
    eigen = [normaal(naam) for veld in _NUMMER for naam in (kaart.kolommen.get(veld, ()) if kaart else ())]
    soort = (cellen.get("PGN_SOORT") or cellen.get("PGNSOORT") or "").strip().upper()
    for naam in dict.fromkeys((*eigen, *_NUMMER)):
        try:
            gevonden = waarden.pgn(cellen.get(naam, "").strip(), soort if soort in ("BSN", "ONR") else None)
        except waarden.Onwaarde:
            continue
        if gevonden:
            return gevonden
    return None


_ADRES = re.compile(r"ADRES|STRAAT|HUIS|TOEVOEG|POSTC|WOON|LOCATIE|GEMEENTE|GEMCODE")
_GEHEIM = "GEHEIM"
_NIET_GEHEIM = ("", "0", "N", "NEE", "FALSE", "ONWAAR")


def adreskolommen(kolommen: Iterable[str], kaart: Kaart | None = None) -> frozenset[str]:
    """The columns that may hold where someone lives. Also those that the adapter does not read: nobody knows what is in them."""
    eigen = {normaal(n): veld for veld, namen in kaart.kolommen.items() for n in namen} if kaart else {}
    return frozenset(
        k
        for k in kolommen
        if _ADRES.search(normaal(k)) or (kaart is not None and _ADRES.search(eigen.get(normaal(k), "ADRES")) is not None)
    )


def geheimkolommen(kolommen: Iterable[str], kaart: Kaart | None = None) -> frozenset[str]:
    """The columns that say whether the address is secret."""
    eigen = {normaal(n) for n in (kaart.kolommen.get(_GEHEIM, ()) if kaart else ())}
    return frozenset(k for k in kolommen if _GEHEIM in normaal(k) or normaal(k) in eigen)


def zegt_geheim(inhoud: Mapping[str, str], kaart: Kaart | None = None) -> bool:
    """Whether the row itself says that the address is secret; what can't be read counts as yes."""
    return any(inhoud[k].strip().upper() not in _NIET_GEHEIM for k in geheimkolommen(inhoud, kaart))


def veilig(cel: str) -> str:
    """A cell that a spreadsheet will not run as a formula; characters that a CSV can't carry are dropped."""
    cel = cel.replace("\0", "").encode("utf-8", "replace").decode()
    return f"'{cel}" if cel.lstrip(" ").startswith(_GEVAARLIJK) else cel


def _alleen_eigenaar(pad: str, vlaggen: int) -> int:
    """Open for the owner only, also where the file was there already with wider rights."""
    nummer = os.open(pad, vlaggen, 0o600)
    try:
        if stat.S_ISREG(os.fstat(nummer).st_mode):
            os.fchmod(nummer, 0o600)
    except OSError:
        os.close(nummer)
        raise
    return nummer


def schrijf_apart(apart: Iterable[Apart], pad: Path) -> int:
    """Write the rows (``;``, UTF-8 with BOM so that Excel reads it): the original columns, then ours. Gives the number of rows.

    The rows hold numbers of persons: only the owner may read the file. An own column that the supplier uses too gets
    ``INBEELD_`` before it.
    """
    rijen = list(apart)
    kolommen = list(dict.fromkeys(naam for rij in rijen for naam in rij.inhoud))
    eigen = [f"INBEELD_{naam}" if naam in kolommen else naam for naam in EIGEN]
    with open(pad, "w", encoding="utf-8-sig", newline="", opener=_alleen_eigenaar) as stroom:
        schrijver = csv.writer(stroom, delimiter=";", quoting=csv.QUOTE_MINIMAL)
        schrijver.writerow([veilig(naam) for naam in (*kolommen, *eigen)])
        for rij in rijen:
            cellen = [rij.inhoud.get(naam, "") for naam in kolommen]
            schrijver.writerow([veilig(c) for c in (*cellen, str(rij.regel), rij.kolom, rij.reden, rij.wat_te_doen)])
    return len(rijen)
