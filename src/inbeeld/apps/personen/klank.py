"""How a name sounds to a Dutch ear, also in the spellings in which Turkish, Arabic, Polish and Ukrainian names reach us.

A word is heard as consonants with vowels between them. Words that may sound alike share a *sleutel*: their consonants, by group
(``v``, ``w`` and ``ph`` are F; ``ch``, ``g`` and ``h`` are G; ``sz``, ``sh`` and ``sj`` are S). That finds candidates by index;
how far their vowels differ decides (``afstand``). Spellings that can be read in two ways (Rachid: Rasjid or Ragid) have a key for
each. Words are as ``zoeknaam.woorden`` gives them: small letters, no diacritics, ``ij`` written as ``y``.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

Deel = tuple[str, ...]
"""What is heard: first the vowels before the first consonant, then per consonant its group and the vowels after it."""

_KLINKERS: tuple[tuple[str, str], ...] = (
    ("eau", "O"),
    ("aai", "Y"), ("aay", "Y"), ("aie", "Y"), ("aee", "Y"), ("aei", "Y"), ("aye", "Y"), ("ayi", "Y"), ("eyi", "Y"),
    ("eye", "Y"), ("eie", "Y"), ("eij", "Y"), ("aji", "Y"), ("eji", "Y"), ("oei", "U"), ("oui", "U"), ("ouy", "Q"),
    ("aa", "A"), ("ae", "A"), ("ai", "Y"), ("ay", "Y"), ("aj", "Y"), ("au", "B"),
    ("ee", "E"), ("ea", "E"), ("ei", "Y"), ("ey", "Y"), ("ej", "Y"), ("eu", "X"),
    ("ie", "I"), ("ii", "I"), ("iy", "I"), ("ij", "Y"), ("yi", "I"), ("yj", "Y"), ("ji", "I"), ("je", "I"), ("ye", "I"),
    ("oo", "O"), ("oe", "U"), ("ou", "W"), ("oa", "O"),
    ("uu", "U"), ("ui", "Q"), ("uy", "Q"), ("uj", "Q"), ("ue", "U"),
    ("a", "A"), ("e", "E"), ("i", "I"), ("j", "I"), ("y", "Y"), ("o", "O"), ("u", "U"),
)  # fmt: skip
"""Spelling of a vowel → how it sounds. Y: ij, B: au, W: ou (as in Wouter, and in Youssef), X: eu, Q: ui."""

_NABIJ: dict[frozenset[str], float] = {
    frozenset(p): w
    for p, w in (
        ("WB", 0.0), ("WU", 0.0), ("WO", 0.5), ("OU", 0.5), ("XU", 0.5), ("XO", 0.5), ("QY", 0.5), ("QU", 0.5),
        ("IY", 0.25), ("IE", 0.5), ("AY", 0.25), ("BA", 0.5),
    )
}  # fmt: skip
_DOF = 0.5
"""Between a mute e and any other vowel, or none; in the first syllable a vowel is never mute."""

_MEDEKLINKERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("tsch", ("S",)), ("zsch", ("S",)), ("ssch", ("S",)),
    ("tsj", ("S",)), ("tch", ("S",)), ("tsh", ("S",)), ("sch", ("S",)), ("dzj", ("J",)), ("dsj", ("J",)),
    ("sj", ("S",)), ("sh", ("S",)), ("sz", ("S",)), ("cz", ("S",)), ("zh", ("S",)), ("zj", ("S",)), ("zs", ("S",)),
    ("ph", ("F",)), ("th", ("T",)), ("dh", ("T",)), ("bh", ("B",)), ("wh", ("F",)), ("kh", ("G",)), ("gh", ("G",)),
    ("ch", ("G", "S", "K")), ("ck", ("K",)), ("cq", ("K",)), ("qu", ("KF",)), ("dt", ("T",)), ("dj", ("J",)),
    ("x", ("KS",)), ("q", ("K",)), ("k", ("K",)), ("f", ("F",)), ("v", ("F",)), ("w", ("F",)), ("s", ("S",)), ("z", ("S",)),
    ("d", ("T",)), ("t", ("T",)), ("g", ("G",)), ("b", ("B",)), ("p", ("P",)), ("m", ("M",)), ("n", ("N",)), ("l", ("L",)),
    ("r", ("R",)),
)  # fmt: skip
_KLINKER = frozenset("aeiouyj")
_EERSTE = re.compile(r"(?P<w>wh?)|(?P<f>ph|[fv])|(?P<h>h)|(?P<g>[ckg]h|g)|(?P<t>th?)|(?P<d>dt?(?!j|z|s))")
"""At the beginning of a word these are told apart a little: Haan and Gaan, Dijk and Tijk."""
_MAX = 8


@lru_cache(maxsize=200_000)
def uitspraken(woord: str) -> tuple[Deel, ...]:
    """The ways a word can be heard, the most likely first; at least one."""
    stukken = _stukken(re.sub(r"[^a-z]", "", woord))
    uit: dict[Deel, None] = {}
    for keuze in itertools.islice(itertools.product(*stukken), 4 * _MAX):
        uit[_hoor("".join(keuze))] = None
        if len(uit) == _MAX:
            break
    return tuple(uit)


@lru_cache(maxsize=200_000)
def sleutels(woord: str) -> tuple[str, ...]:
    """The keys to find what sounds like this word: its consonants. A word of vowels alone has those as its key."""
    return tuple(dict.fromkeys(_sleutel(d) for d in uitspraken(woord)))


def klank(woord: str) -> str:
    """The most likely key."""
    return sleutels(woord)[0] if woord else ""


@lru_cache(maxsize=100_000)
def afstand(een: str, ander: str) -> float | None:
    """How far two words are apart to the ear: 0 is the same, null is not alike."""
    if een == ander:
        return 0.0
    begin = _begin_verschil(een, ander)
    beste: float | None = None
    for a in uitspraken(een):
        for b in uitspraken(ander):
            if _sleutel(a) != _sleutel(b):
                continue
            n = max(sum(map(len, a[::2])), sum(map(len, b[::2])))
            per_greep = [(_verschil(x, y, plek), plek) for x, y, plek in _lettergrepen(a, b)]
            verschil = begin + sum(v for v, _ in per_greep)
            grens = 0.25 if n <= 1 else 0.5 if n == 2 else 1.0
            if verschil <= grens and all(v < 1 or not plek for v, plek in per_greep) and (beste is None or verschil < beste):
                beste = verschil
    return beste


# ---------------------------------------------------------------------- hearing


def _stukken(woord: str) -> list[tuple[str, ...]]:
    """The word in pieces with their possible sounds: a group of a consonant in capitals, or vowels as spelled."""
    uit: list[tuple[str, ...]] = []
    i, n = 0, len(woord)
    while i < n:
        rest, vorige, letter = woord[i:], woord[i - 1] if i else "", woord[i]
        volgende = woord[i + 1] if i + 1 < n else ""
        if letter in "jy" and not i and volgende in _KLINKER and volgende not in "jy":
            uit.append(("J", "") if volgende == "e" else ("J",))  # Yevhen and Evhen
            i += 1
        elif letter in _KLINKER:
            uit.append((letter,))
            i += 1
        elif letter == "h":
            stemmen: tuple[str, ...] = ("",) if not volgende and i else ("G", "") if i and volgende not in _KLINKER else ("G",)
            uit.append(stemmen)
            i += 1
        elif letter == "w" and vorige == "u":  # Brouwer
            i += 1
        elif letter == "c" and not rest.startswith(("ch", "ck", "cq", "cz")):
            zacht = volgende in ("e", "i", "y")
            uit.append((("S", "K") if not i else ("S",)) if zacht else ("K",))
            i += 1
        elif rest.startswith("ch") and rest[2:3] in ("r", "l"):  # Christiaan
            uit.append(("K",))
            i += 2
        elif letter == "b" and not volgende and i:  # Receb
            uit.append(("P",))
            i += 1
        else:
            schrift, mogelijk = next((s, g) for s, g in _MEDEKLINKERS if rest.startswith(s))
            uit.append(("",) if mogelijk == ("J",) and i else mogelijk)  # Khadidja: the j is heard as a vowel
            i += len(schrift)
    return uit


def _hoor(klanken: str) -> Deel:
    """``"*oHaMMeD"`` in pieces: vowels, consonant, vowels, ... with a doubled consonant heard once."""
    delen: list[str] = [""]
    for stuk in re.findall(r"[A-Z]|[a-z]+", klanken):
        if stuk.islower():
            delen[-1] += _klinkers(stuk)
        elif len(delen) > 1 and delen[-2] == stuk and not delen[-1]:
            continue
        else:
            delen += [stuk, ""]
    return tuple(delen)


@lru_cache(maxsize=20_000)
def _klinkers(schrift: str) -> str:
    uit, i = "", 0
    while i < len(schrift):
        stuk, klank_ = next((s, k) for s, k in _KLINKERS if schrift.startswith(s, i))
        uit += klank_
        i += len(stuk)
    return uit


def _sleutel(deel: Deel) -> str:
    medeklinkers = "".join(deel[1::2])
    return ("*" if deel[0] else "") + medeklinkers if medeklinkers else deel[0].lower()


# ---------------------------------------------------------------------- comparing


def _lettergrepen(a: Deel, b: Deel) -> list[tuple[str, str, str]]:
    """The vowels of both side by side, and where: ``voor`` the first consonant, else ``eerste`` syllable, or later (empty)."""
    uit, plek = [], "voor"
    for x, y in zip(a[::2], b[::2], strict=True):
        uit.append((x, y, plek))
        plek = "" if x or y or not plek else "eerste"
    return uit


@lru_cache(maxsize=20_000)
def _verschil(een: str, ander: str, plek: str) -> float:
    """Cheapest way from one row of vowels to the other."""
    vorige = [0.0]
    for c in ander:
        vorige.append(vorige[-1] + _los(c, plek))
    for a in een:
        nu = [vorige[0] + _los(a, plek)]
        for j, b in enumerate(ander):
            nu.append(min(vorige[j] + _van_naar(a, b, plek), vorige[j + 1] + _los(a, plek), nu[j] + _los(b, plek)))
        vorige = nu
    return vorige[-1]


def _los(klinker: str, plek: str) -> float:
    return _DOF if klinker == "E" and not plek else 1.0


def _van_naar(a: str, b: str, plek: str) -> float:
    if a == b:
        return 0.0
    paar = {a, b}
    dof = ("E" in paar and not plek) or (plek == "voor" and paar == {"A", "O"})  # Oleksandr, Aleksandr
    return min(_NABIJ.get(frozenset(paar), 1.0), _DOF if dof else 1.0)


def _begin_verschil(een: str, ander: str) -> float:
    a, b = _EERSTE.match(een), _EERSTE.match(ander)
    x, y = a.lastgroup if a else None, b.lastgroup if b else None
    if x == y:
        return 0.0
    paar = {x, y}
    if paar == {"w", "f"}:
        return 0.25
    return 0.5 if paar in ({"h", "g"}, {"d", "t"}) else 0.0
