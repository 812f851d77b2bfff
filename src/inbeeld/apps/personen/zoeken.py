"""Finding a youth: what was typed, looked up in the index of marks, in three steps of trust, and put in order.

1. every word is a word of the name;  2. every word begins one;  3. a word sounds like one, or is one letter off. A next step is
taken only while there is room. At most ``MEER`` candidates per step are looked at: who has so many must tell more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce

from inbeeld.apps.basis.versleuteling import zoeker
from inbeeld.apps.personen.beleid import gebied, zichtbare_jongeren
from inbeeld.apps.personen.klank import afstand, sleutels
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.zoekindex import merk
from inbeeld.apps.personen.zoeknaam import achternaamwoorden, voornaamwoorden, woorden
from inbeeld.apps.personen.zoekvraag import Zoekvraag, lees

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

TONEN, MEER = 50, 200
PRECIES, BEGIN, KLANK, LETTER = "precies", "begin", "klank", "letter"
"""Why someone was found: as typed, begins as typed, sounds like it, one letter off."""
_ORDE = {PRECIES: 0, BEGIN: 1, KLANK: 2, LETTER: 3}
_ALFABET = "abcdefghijklmnopqrstuvwxyz"
_KORTST = 4
"""Of shorter words one letter is too much to be off."""
_VARIANTEN = 40


@dataclass(frozen=True)
class Treffer:
    """``hoe``: PRECIES, BEGIN, KLANK or LETTER."""

    jongere: Jongere
    hoe: str


@dataclass(frozen=True)
class Uitslag:
    """``meer``: there are more than are shown; tell more to find the right one."""

    vraag: Zoekvraag
    treffers: tuple[Treffer, ...] = ()
    meer: bool = False


def zoek(medewerker: Medewerker, tekst: str, vandaag: date) -> Uitslag:
    """Who is meant by ``tekst``, of the youths that this person may see; the surest first. At most six queries."""
    vraag = lees(tekst, vandaag)
    if vraag.fout:
        return Uitslag(vraag)
    if vraag.nummer:
        gevonden = _op_nummer(medewerker, vraag.nummer)
        return Uitslag(vraag, tuple(Treffer(j, PRECIES) for j in gevonden))
    tenant = medewerker.tenant_id
    vast = [" | ".join(_q(tenant, m) for m in t.merken) for t in vraag.termen]
    vast += [_q(tenant, f"i{letter}") for letter in vraag.initialen]
    if (gemeenten := gebied(medewerker)) is not None:
        vast.append(" | ".join(_q(tenant, f"g{g.lower()}") for g in gemeenten))
    ids: dict[int, None] = {}
    for woordtermen in _stappen(tenant, vraag):
        ids.update(dict.fromkeys(_kandidaten([*woordtermen, *vast], list(ids))))
        if len(ids) > TONEN:
            break
    jongeren = Jongere.objects.filter(zichtbare_jongeren(medewerker), pk__in=list(ids))
    gewogen = sorted(((_weeg(j, vraag), j) for j in jongeren), key=lambda g: (*g[0], g[1].zoeknaam, str(g[1].geboren), g[1].pk))
    namen = {v: k for k, v in _ORDE.items()}
    treffers = tuple(Treffer(j, namen[w[0]]) for w, j in gewogen[:TONEN])
    return Uitslag(vraag, treffers, len(gewogen) > TONEN)


def _op_nummer(medewerker: Medewerker, nummer: str) -> list[Jongere]:
    """By the keyed index; the number of who turned out to be somebody else finds that other."""
    tenant = medewerker.tenant_id
    index = zoeker(tenant)
    eigen = Q(bsn_index=index("BSN", nummer)) | Q(onderwijsnummer_index=index("ONR", nummer))
    wie = Jongere.objects.filter(eigen, tenant_id=tenant).values(wie=Coalesce("opgegaan_in", "pk"))
    return list(Jongere.objects.filter(zichtbare_jongeren(medewerker), pk__in=wie).order_by("pk"))


# ---------------------------------------------------------------------- looking up


def _q(tenant: int, waarde: str, achter: str = "") -> str:
    return f"'{merk(tenant, waarde)}'{achter}"


def _stappen(tenant: int, vraag: Zoekvraag) -> Iterable[list[str]]:
    """Per step what must hold of the name, in the language of the index."""
    w = vraag.woorden
    if len(w) == 1:
        yield [_q(tenant, f"a{w[0]}")]
    yield [" | ".join(_q(tenant, f"{soort}{x}") for soort in "av") for x in w]
    if not w:
        return
    yield [" | ".join(_q(tenant, f"{soort}{x}", ":*") for soort in "av") for x in w]
    ruim = _lijkend(tenant, w)
    if any(ruim.values()):
        yield [
            " | ".join(
                [_q(tenant, f"{soort}{x}", ":*") for soort in "av"] + [_q(tenant, f"{s}{y}") for y in ruim[x] for s in "av"]
            )
            for x in w
        ]


def _kandidaten(termen: Sequence[str], zonder: Sequence[int]) -> list[int]:
    """Ids of whom all terms hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inbeeld_kandidaten(%s::tsquery, %s::bigint[], %s)",
            [" & ".join(f"({t})" for t in termen), list(zonder), MEER + 1],
        )
        return [r[0] for r in cursor.fetchall()]


def _lijkend(tenant: int, gezocht: Sequence[str]) -> dict[str, list[str]]:
    """Per word that was typed the words in names that sound like it or are one letter off, the nearest first."""
    klanken = {k for w in gezocht for k in sleutels(w)}
    anders = {v for w in gezocht for v in een_letter_anders(w)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT woord FROM personen_zoekwoord WHERE tenant_id = %s AND klank = ANY(%s) "
            "UNION SELECT woord FROM personen_zoekwoord WHERE tenant_id = %s AND woord = ANY(%s)",
            [tenant, sorted(klanken), tenant, sorted(anders)],
        )
        bekend = [r[0] for r in cursor.fetchall()]
    uit: dict[str, list[str]] = {}
    for w in gezocht:
        dichtbij = ((gelijkenis(w, b), b) for b in bekend if b != w)
        uit[w] = [b for _, b in sorted((g, b) for g, b in dichtbij if g is not None)[:_VARIANTEN]]
    return uit


@lru_cache(maxsize=5_000)
def een_letter_anders(woord: str) -> frozenset[str]:
    """All words that ``woord`` is one slip of the finger away from: a letter too many or too few, another one, two swapped.

    A slip may make or break an ``ij``, which is one letter in ``zoeknaam``.
    """
    if len(woord) < _KORTST:
        return frozenset()
    delen = [(woord[:i], woord[i:]) for i in range(len(woord) + 1)]
    uit = {a + b[1:] for a, b in delen if b} | {a + b[1] + b[0] + b[2:] for a, b in delen if len(b) > 1}
    uit |= {a + c + b[1:] for a, b in delen if b for c in _ALFABET} | {a + c + b for a, b in delen for c in _ALFABET}
    return frozenset({w.replace("ij", "y") for w in uit} - {woord})


# ---------------------------------------------------------------------- weighing


@lru_cache(maxsize=200_000)
def gelijkenis(getypt: str, naam: str) -> tuple[int, float] | None:
    """How a typed word goes with a word of a name: the step and, within it, how far off. Null: it does not."""
    if getypt == naam:
        return _ORDE[PRECIES], 0.0
    if naam.startswith(getypt) and len(getypt) > 1:
        return _ORDE[BEGIN], 0.0
    ver = afstand(getypt, naam)
    if ver is not None:
        return _ORDE[KLANK], ver
    return (_ORDE[LETTER], 1.0) if naam in een_letter_anders(getypt) else None


def _weeg(j: Jongere, vraag: Zoekvraag) -> tuple[int, float, int, int, int]:
    """Smaller is nearer: the weakest word counts, then how far off, a surname before a first name, what is left over."""
    achter, voor = achternaamwoorden(j.voorvoegsel, j.achternaam), voornaamwoorden(j.voornamen)
    stap, ver, geen_achternaam = 0, 0.0, int(bool(vraag.woorden))
    gebruikt: set[str] = set()
    for w in vraag.woorden:
        kan = [(g, 0 if n in achter else 1, n) for n in (*achter, *voor) if (g := gelijkenis(w, n)) is not None]
        if not kan:  # found by a spelling that is kept only in the index
            continue
        (s, v), waar, naam = min(kan)
        stap, ver = max(stap, s), ver + v
        geen_achternaam = min(geen_achternaam, waar)
        gebruikt.add(naam)
    alle = set(woorden(f"{j.voorvoegsel or ''} {j.achternaam or ''} {j.voornamen or ''}"))
    gemist = sum(1 for w in vraag.weggelaten if w not in alle)
    return stap, ver, geen_achternaam, gemist, len(alle - gebruikt)
