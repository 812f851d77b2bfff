"""Rows that were set apart, written as CSV to send back to the supplier."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from inbeeld.bronnen.basis import Apart

EIGEN = ("REGEL", "KOLOM", "REDEN", "WAT_TE_DOEN")
_GEVAARLIJK = ("=", "+", "-", "@", "\t", "\r", "\n")


def veilig(cel: str) -> str:
    """A cell that a spreadsheet will not run as a formula; characters that a CSV can't carry are dropped."""
    cel = cel.replace("\0", "").encode("utf-8", "replace").decode()
    return f"'{cel}" if cel.lstrip(" ").startswith(_GEVAARLIJK) else cel


def schrijf_apart(apart: Iterable[Apart], pad: Path) -> int:
    """Write the rows (``;``, UTF-8 with BOM so that Excel reads it): the original columns, then ours. Gives the number of rows.

    An own column that the supplier uses too gets ``INBEELD_`` before it.
    """
    rijen = list(apart)
    kolommen = list(dict.fromkeys(naam for rij in rijen for naam in rij.inhoud))
    eigen = [f"INBEELD_{naam}" if naam in kolommen else naam for naam in EIGEN]
    with pad.open("w", encoding="utf-8-sig", newline="") as stroom:
        schrijver = csv.writer(stroom, delimiter=";", quoting=csv.QUOTE_MINIMAL)
        schrijver.writerow([veilig(naam) for naam in (*kolommen, *eigen)])
        for rij in rijen:
            cellen = [rij.inhoud.get(naam, "") for naam in kolommen]
            schrijver.writerow([veilig(c) for c in (*cellen, str(rij.regel), rij.kolom, rij.reden, rij.wat_te_doen)])
    return len(rijen)
