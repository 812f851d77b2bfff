"""What someone typed in the search box, understood: names, a date of birth, a postcode, a number, or several of these."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from stdnum.nl import bsn, onderwijsnummer

from inbeeld.apps.personen.zoeknaam import is_voorvoegsel, woorden, zonder_voorvoegsels

MAX_TEKENS, _MAX_WOORDEN = 120, 8
KORT, NUMMER, DATUM, LEEG = "kort", "nummer", "datum", "leeg"
"""Why nothing can be searched for: too little, a number or a day that can't exist, nothing at all."""

_MAANDEN = {
    naam: nr
    for nr, namen in enumerate(
        (
            "januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul", "augustus aug",
            "september sept sep", "oktober okt", "november nov", "december dec",
        ),
        1,
    )
    for naam in namen.split()
}  # fmt: skip
_MAAND = "|".join(sorted(_MAANDEN, key=len, reverse=True))
_NIET_EEN_NAAM = "|".join(sorted((m for m in _MAANDEN if m not in ("jan", "mei", "april", "juni", "juli", "dec")), key=len)[::-1])
"""Months that, with only a year, can't be a first name instead."""
_DATUMS = (
    re.compile(r"(?<![\w-])(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2})[-/. ](?P<j>(?:19|20)\d\d|\d\d)(?![\w-])"),
    re.compile(r"(?<![\w-])(?P<j>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\w-])"),
    re.compile(rf"(?<!\w)(?P<d>\d{{1,2}})[-. ]*(?P<m>{_MAAND})[-. ]*(?P<j>(?:19|20)\d\d|\d\d)(?!\w)"),
    re.compile(r"(?<!\w)(?P<d>\d\d)(?P<m>\d\d)(?P<j>(?:19|20)\d\d)(?!\w)"),
    re.compile(r"(?<!\w)(?P<j>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\w)"),
    re.compile(r"(?<!\w)(?P<d>\d\d)(?P<m>\d\d)(?P<j>\d\d)(?!\w)"),
)
_MET_TEKENS = 3
"""So many of these can't be anything but a date."""
_MAAND_JAAR = re.compile(rf"(?<!\w)(?P<m>{_NIET_EEN_NAAM})\.? ?(?P<j>(?:19|20)\d\d)(?!\w)")
_NUMMER = re.compile(r"(?<![\w.])(\d{9}|\d{8}|\d{3}[. ]\d{3}[. ]\d{3}|\d{4}[. ]\d{2}[. ]\d{3})(?![\w])")
_POSTCODE = re.compile(
    r"(?<!\w)(?P<c>[1-9]\d{3})(?P<t> ?)(?P<l>[a-z]{2})(?P<n>[ ,-]*(?:nr\.? ?)?\d{1,5}(?: ?-? ?[a-z])?)?(?![\w])"
)
_VIER = re.compile(r"(?<!\w)([1-9]\d{3})(?!\w)")
_HUIS = re.compile(r"(?<!\w)(\d{1,5})(?: ?([a-z]))?(?!\w)")
_APOSTROF_VOORVOEGSEL = re.compile(r"(?<!\w)['’‘`´](?:s|t|n)(?!\w)|(?<!\w)[dlo]['’‘`´](?=\w)")


@dataclass(frozen=True)
class Term:
    """Something else than a name that must be so: one of ``merken`` (see ``zoekindex``). ``tekst``: as it was understood."""

    soort: str
    merken: tuple[str, ...]
    tekst: str


@dataclass(frozen=True)
class Zoekvraag:
    """``nummer``: nine digits that pass the elfproef. ``fout``: why nothing can be searched for, else empty."""

    woorden: tuple[str, ...] = ()
    weggelaten: tuple[str, ...] = ()
    """Prefixes: not searched for, but who has them comes first."""
    initialen: tuple[str, ...] = ()
    termen: tuple[Term, ...] = ()
    nummer: str | None = field(default=None, repr=False)
    fout: str = ""


def lees(tekst: str, vandaag: date) -> Zoekvraag:
    """Understands ``tekst``. What can be two things (2011 as year or postcode) is both."""
    rest = " ".join(tekst[:MAX_TEKENS].lower().split())
    if not rest:
        return Zoekvraag(fout=LEEG)
    rest, termen, fout = _datums(rest, vandaag)
    if fout:
        return Zoekvraag(fout=fout)
    rest, nummer, fout = _nummer(rest)
    if nummer or fout:
        return Zoekvraag(nummer=nummer, fout=fout)
    rest, huis = _postcode(rest, termen)
    rest = _vier_cijfers(rest, termen, vandaag)
    los = [w for w in woorden(_APOSTROF_VOORVOEGSEL.sub(" ", rest)) if not any(c.isdigit() for c in w)]
    if not huis and (los or termen) and (m := _HUIS.search(rest)):
        huis = m
        los = [w for w in woorden(_APOSTROF_VOORVOEGSEL.sub(" ", _zonder(rest, m))) if not any(c.isdigit() for c in w)]
    if huis:
        termen.append(_huisnummer(huis))
    initialen = tuple(dict.fromkeys(w for w in los if len(w) == 1))
    namen = tuple(dict.fromkeys(w for w in los if len(w) > 1))[:_MAX_WOORDEN]
    kern = zonder_voorvoegsels(namen)
    if not kern and not termen:
        return Zoekvraag(fout=KORT)
    return Zoekvraag(kern, tuple(w for w in namen if is_voorvoegsel(w) and w not in kern), initialen, tuple(termen))


def _zonder(tekst: str, m: re.Match[str]) -> str:
    return f"{tekst[: m.start()]}  {tekst[m.end() :]}"


def _datums(rest: str, vandaag: date) -> tuple[str, list[Term], str]:
    termen: list[Term] = []
    for i, patroon in enumerate(_DATUMS):
        m = patroon.search(rest)
        dag = _dag(m, vandaag) if m else None
        if m and dag:
            termen.append(Term("geboren", (f"d{dag:%Y%m%d}",), f"{dag:%d-%m-%Y}"))
            return _zonder(rest, m), termen, ""
        if m and i < _MET_TEKENS and len(m["j"]) == 4:
            return rest, [], DATUM
    if m := _MAAND_JAAR.search(rest):
        maand, jaar = _MAANDEN[m["m"]], int(m["j"])
        termen.append(Term("geboren", (f"m{jaar}{maand:02}",), f"{m['m']} {jaar}"))
        rest = _zonder(rest, m)
    return rest, termen, ""


def _dag(m: re.Match[str], vandaag: date) -> date | None:
    """Two digits for the year mean the newest year that isn't in the future."""
    jaar = int(m["j"])
    if len(m["j"]) == 2:
        jaar += 2000 if 2000 + jaar <= vandaag.year else 1900
    try:
        return date(jaar, _MAANDEN.get(m["m"]) or int(m["m"]), int(m["d"]))
    except ValueError:
        return None


def _nummer(rest: str) -> tuple[str, str | None, str]:
    m = _NUMMER.search(rest)
    if not m:
        return rest, None, ""
    cijfers = re.sub(r"\D", "", m[1]).zfill(9)
    if bsn.is_valid(cijfers) or onderwijsnummer.is_valid(cijfers):
        return _zonder(rest, m), cijfers, ""
    return rest, None, NUMMER


def _postcode(rest: str, termen: list[Term]) -> tuple[str, re.Match[str] | None]:
    m = _POSTCODE.search(rest)
    if not m:
        return rest, None
    na = rest[m.end() :].strip()
    if m["t"] and is_voorvoegsel(m["l"]) and not m["n"] and na[:1].isalpha():  # 2011 de vries
        return rest, None
    code = f"{m['c']}{m['l']}"
    termen.append(Term("postcode", (f"p{code}",), code.upper()))
    return _zonder(rest, m), _HUIS.search(m["n"]) if m["n"] else None


def _vier_cijfers(rest: str, termen: list[Term], vandaag: date) -> str:
    soorten = {t.soort for t in termen}
    for m in list(_VIER.finditer(rest))[:2]:
        merken = []
        if 1980 <= int(m[1]) <= vandaag.year and "geboren" not in soorten:
            merken.append(f"j{m[1]}")
        if "postcode" not in soorten:
            merken.append(f"q{m[1]}")
        if merken:
            soort = "jaar_of_postcode" if len(merken) == 2 else "geboren" if merken[0][0] == "j" else "postcode"
            termen.append(Term(soort, tuple(merken), m[1]))
            soorten.add(soort)
            rest = rest.replace(m[0], " ", 1)
    return rest


def _huisnummer(m: re.Match[str]) -> Term:
    nummer = m[1].lstrip("0") or "0"
    if m[2]:
        return Term("huisnummer", (f"h{nummer}{m[2]}",), f"{nummer}{m[2]}")
    return Term("huisnummer", (f"h{nummer}",), nummer)
