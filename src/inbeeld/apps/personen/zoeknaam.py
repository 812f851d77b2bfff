"""The form in which names are compared: without diacritics, prefixes, and the difference between ij, ÿ and y."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n", "ĸ": "k"}
)
_VOORVOEGSELS = frozenset(
    [
        "a",
        "aan",
        "al",
        "am",
        "af",
        "bij",
        "d",
        "da",
        "dal",
        "dalla",
        "de",
        "degli",
        "dei",
        "del",
        "della",
        "den",
        "der",
        "des",
        "di",
        "do",
        "don",
        "dos",
        "du",
        "e",
        "een",
        "el",
        "en",
        "ibn",
        "il",
        "in",
        "l",
        "la",
        "las",
        "le",
        "les",
        "lo",
        "los",
        "o",
        "of",
        "onder",
        "op",
        "over",
        "s",
        "t",
        "te",
        "ten",
        "ter",
        "tho",
        "thoe",
        "thor",
        "to",
        "toe",
        "tot",
        "uijt",
        "uit",
        "van",
        "vanden",
        "vander",
        "ver",
        "vom",
        "von",
        "voor",
        "vor",
        "y",
        "zu",
        "zum",
        "zur",
    ]
)
_SCHEIDING = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=200_000)
def zoekvorm(naam: str) -> str:
    """``"Van der Heijden-Çelik"`` → ``"heyden celik"``. A name of prefixes only keeps them."""
    letters = unicodedata.normalize("NFKD", naam.lower().translate(_LETTERS))
    kaal = "".join(c for c in letters if not unicodedata.combining(c)).replace("ij", "y").translate(_LETTERS)
    woorden = [w for w in _SCHEIDING.split(kaal) if w]
    eerste = next((i for i, w in enumerate(woorden) if w not in _VOORVOEGSELS), 0)
    return " ".join(woorden[eerste:])


def zoeknaam(achternaam: str | None, voornamen: str | None) -> str:
    """What is stored to search in: surname first, then first names."""
    voor = " ".join(w for w in _SCHEIDING.split(zoekvorm_voornaam(voornamen or "")) if w)
    return f"{zoekvorm(achternaam or '')} {voor}".strip()


@lru_cache(maxsize=200_000)
def zoekvorm_voornaam(naam: str) -> str:
    letters = unicodedata.normalize("NFKD", naam.lower().translate(_LETTERS))
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("ij", "y").translate(_LETTERS)
