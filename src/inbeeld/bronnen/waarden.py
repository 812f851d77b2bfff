"""Single values as suppliers write them: dates, numbers of persons, schools, postcodes.

Each function takes the cell (stripped, not empty) and gives the value, or raises ``Onwaarde`` with a reason that does not
repeat the value. Source of the variants: DUO's monthly reports (dd-mm-jjjj and jjjjmmdd, decimal comma, ``REGIO 28``) and
spreadsheets in between (``129.0``).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Literal

from stdnum.nl import bsn as stdnum_bsn
from stdnum.nl import onderwijsnummer as stdnum_onderwijsnummer

Nauwkeurig = Literal["dag", "maand", "jaar"]

VROEGSTE_JAAR, LAATSTE_JAAR = 1880, 2150
"""Outside these years a date is a typing error, and arithmetic with it would make absurd periods."""


class Onwaarde(ValueError):
    """A cell that can't be read. ``code`` is for machines, ``reden`` and ``wat_te_doen`` for the supplier."""

    def __init__(self, code: str, reden: str, wat_te_doen: str = "") -> None:
        super().__init__(reden)
        self.code, self.reden, self.wat_te_doen = code, reden, wat_te_doen


@dataclass(frozen=True)
class Datum:
    """A day and how precise it is; ``dag`` is the earliest day that fits."""

    dag: date
    nauwkeurig: Nauwkeurig = "dag"

    @property
    def laatste(self) -> date:
        """The latest day that fits."""
        if self.nauwkeurig == "jaar":
            return date(self.dag.year, 12, 31)
        if self.nauwkeurig == "maand":
            return date(self.dag.year, self.dag.month, monthrange(self.dag.year, self.dag.month)[1])
        return self.dag


DATUM_VORMEN = "dd-mm-jjjj, jjjjmmdd of jjjj-mm-dd"
_DAG_EERST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T]00:00(?::00)?(?:\.0+)?)?")
_JAAR_EERST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_AANEEN = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0)?")


@lru_cache(maxsize=65536)
def _datum(tekst: str) -> Datum | Onwaarde | None:
    if gevonden := _DAG_EERST.fullmatch(tekst):
        dag, maand, jaar = (int(deel) for deel in gevonden.groups())
    elif gevonden := _JAAR_EERST.fullmatch(tekst) or _AANEEN.fullmatch(tekst):
        jaar, maand, dag = (int(deel) for deel in gevonden.groups())
    else:
        return Onwaarde("ongeldige_datum", "dit is geen datum", f"Schrijf een datum als {DATUM_VORMEN}.")
    if jaar == 0 and maand == 0 and dag == 0:
        return None
    fout = Onwaarde("onmogelijke_datum", "deze datum bestaat niet", "Verbeter de datum (00 mag voor een onbekende dag of maand).")
    if not VROEGSTE_JAAR <= jaar <= LAATSTE_JAAR or (maand == 0 and dag != 0):
        return fout
    nauwkeurig: Nauwkeurig = "jaar" if maand == 0 else "maand" if dag == 0 else "dag"
    try:
        return Datum(date(jaar, maand or 1, dag or 1), nauwkeurig)
    except ValueError:
        return fout


def datum(tekst: str) -> Datum | None:
    """A date; 00 for an unknown day or month is allowed, and all zeros (wholly unknown) gives None."""
    uitkomst = _datum(tekst)
    if isinstance(uitkomst, Onwaarde):
        raise uitkomst
    return uitkomst


def hele_datum(tekst: str) -> date | None:
    """A date of which the day is known."""
    uitkomst = datum(tekst)
    if uitkomst is None:
        return None
    if uitkomst.nauwkeurig != "dag":
        raise Onwaarde("onvolledige_datum", "van deze datum is de dag of maand niet bekend", "Vul de volledige datum in.")
    return uitkomst.dag


def maand(tekst: str) -> date:
    """JJJJMM (or jjjj-mm): the first day of that month."""
    gevonden = re.fullmatch(r"(\d{4})-?(\d{2})(?:\.0)?", tekst)
    if not gevonden or not 1 <= int(gevonden[2]) <= 12 or not VROEGSTE_JAAR <= int(gevonden[1]) <= LAATSTE_JAAR:
        raise Onwaarde("ongeldige_maand", "dit is geen maand", "Schrijf een maand als jjjjmm.")
    return date(int(gevonden[1]), int(gevonden[2]), 1)


def volgende_maand(dag: date) -> date:
    return (dag.replace(day=1) + timedelta(days=32)).replace(day=1)


def kloktijd(tekst: str) -> time:
    """uumm, uu:mm or uu:mm:ss."""
    gevonden = re.fullmatch(r"(\d{1,2}):?(\d{2})(?::?(\d{2}))?", tekst)
    if gevonden:
        uur, minuut, seconde = int(gevonden[1]), int(gevonden[2]), int(gevonden[3] or 0)
        if uur < 24 and minuut < 60 and seconde < 60:
            return time(uur, minuut, seconde)
    raise Onwaarde("ongeldige_tijd", "dit is geen tijd", "Schrijf een tijd als uu:mm.")


def geheel(tekst: str) -> int:
    """A whole number, also as ``3.0`` or ``3,0``."""
    gevonden = re.fullmatch(r"([+-]?\d{1,9})(?:[.,]0+)?", tekst)
    if not gevonden:
        raise Onwaarde("ongeldig_getal", "dit is geen geheel getal", "Schrijf alleen cijfers.")
    return int(gevonden[1])


def getal(tekst: str) -> float:
    """A number with decimal comma or point."""
    if not re.fullmatch(r"[+-]?\d{1,12}(?:[.,]\d{1,12})?", tekst):
        raise Onwaarde("ongeldig_getal", "dit is geen getal", "Schrijf alleen cijfers met een decimale komma.")
    return float(tekst.replace(",", "."))


def ja_nee(tekst: str) -> bool:
    uitkomst = {"J": True, "JA": True, "1": True, "TRUE": True, "N": False, "NEE": False, "0": False, "FALSE": False}.get(
        tekst.upper()
    )
    if uitkomst is None:
        raise Onwaarde("onbekende_code", "dit is geen J of N", "Vul J of N in.")
    return uitkomst


@lru_cache(maxsize=65536)
def pgn(tekst: str, soort: str | None = None) -> tuple[str, str] | None:
    """The persoonsgebonden nummer (nine digits) and its kind, BSN or ONR; None when it is 0 ("has none").

    A number that passes the elfproef is a BSN; an onderwijsnummer starts with 10 and fails the elfproef with rest 5.
    """
    cijfers = re.sub(r"[.\s]", "", re.sub(r"\.0$", "", tekst))
    if not re.fullmatch(r"[0-9]{1,9}", cijfers) or (0 < len(cijfers.lstrip("0")) < 7):
        raise Onwaarde("pgn_vorm", "dit is geen nummer van negen cijfers", "Vul het BSN of onderwijsnummer in.")
    if not cijfers.strip("0"):
        return None
    cijfers = cijfers.zfill(9)
    if soort in (None, "BSN") and stdnum_bsn.is_valid(cijfers):
        return cijfers, "BSN"
    if soort in (None, "ONR") and stdnum_onderwijsnummer.is_valid(cijfers):
        return cijfers, "ONR"
    raise Onwaarde(*PGN_FOUT)


PGN_FOUT = (
    "elfproef",
    "dit nummer voldoet niet aan de elfproef (BSN) of de controle van het onderwijsnummer",
    "Controleer het nummer in de bron.",
)


def brin(tekst: str) -> tuple[str, str | None]:
    """BRIN, and the location when it is written behind it (``27GZ00``)."""
    gevonden = re.fullmatch(r"(\d{2}[A-Z]{2})[- /]?C?(\d{2})?", tekst.upper())
    if not gevonden:
        raise Onwaarde("ongeldige_brin", "dit is geen BRIN", "Een BRIN is twee cijfers en twee letters, soms met een vestiging.")
    return gevonden[1], gevonden[2]


def vestiging(tekst: str) -> str | None:
    """Location number, two digits, with or without a leading C or the whole BRIN before it; a bare BRIN gives None."""
    gevonden = re.fullmatch(r"(?:\d{2}[A-Z]{2})?[- /]?C?(\d{1,2})?(?:\.0)?", tekst.upper())
    if not gevonden:
        raise Onwaarde("ongeldige_vestiging", "dit is geen vestigingsnummer", "Een vestigingsnummer is twee cijfers.")
    return gevonden[1].zfill(2) if gevonden[1] else None


def gemeente(tekst: str) -> str:
    """Municipality code, four digits."""
    gevonden = re.fullmatch(r"0*(\d{1,4})(?:\.0)?", tekst)
    if not gevonden:
        raise Onwaarde("ongeldige_gemeente", "dit is geen gemeentecode", "Een gemeentecode is vier cijfers.")
    return gevonden[1].zfill(4)


def postcode(tekst: str) -> str | None:
    """1234AB, or None when it is no Dutch postcode (foreign address, typing error)."""
    kaal = re.sub(r"\s", "", tekst).upper()
    return kaal if re.fullmatch(r"[1-9][0-9]{3}[A-Z]{2}", kaal) else None


def rmc_regio(tekst: str) -> int:
    """``REGIO 28`` or ``28``."""
    return geheel(re.sub(r"(?i)^regio\s*", "", tekst))


_NAAM_DAG = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")
_NAAM_MAAND = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_.]?(\d{2})(?!\d)")


def datum_in_naam(naam: str) -> tuple[date, Literal["dag", "maand"]] | None:
    """The date in a file name: jjjjmmdd or jjjj-mm-dd, else jjjjmm (the first day of that month)."""
    for gevonden in _NAAM_DAG.finditer(naam):
        try:
            return date(int(gevonden[1]), int(gevonden[2]), int(gevonden[3])), "dag"
        except ValueError:
            continue
    for gevonden in _NAAM_MAAND.finditer(naam):
        if 1 <= int(gevonden[2]) <= 12:
            return date(int(gevonden[1]), int(gevonden[2]), 1), "maand"
    return None
