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


_UMLAUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""How these are written where a keyboard lacks them; without this they lose their dots only."""
_APOSTROF = re.compile(r"['’‘`´]")


@lru_cache(maxsize=200_000)
def zoekvorm(naam: str) -> str:
    """``"Van der Heijden-Çelik"`` → ``"heyden celik"``. A name of prefixes only keeps them."""
    woorden_ = [w for w in _SCHEIDING.split(_kaal(naam)) if w]
    eerste = next((i for i, w in enumerate(woorden_) if w not in _VOORVOEGSELS), 0)
    return " ".join(woorden_[eerste:])


def zoeknaam(achternaam: str | None, voornamen: str | None) -> str:
    """What is stored to order by: surname first, then first names."""
    voor = " ".join(w for w in _SCHEIDING.split(zoekvorm_voornaam(voornamen or "")) if w)
    return f"{zoekvorm(achternaam or '')} {voor}".strip()


@lru_cache(maxsize=200_000)
def zoekvorm_voornaam(naam: str) -> str:
    return _kaal(naam)


@lru_cache(maxsize=200_000)
def woorden(naam: str) -> tuple[str, ...]:
    """All words of a name as they are compared, prefixes included: ``"Van der Heijden-Çelik"`` → ``van der heyden celik``.

    What stands before an apostrophe is a prefix of its own (``O'Neill``, ``'t Hart``), what stands after it a word.
    """
    return tuple(w for w in _SCHEIDING.split(_kaal(_APOSTROF.sub(" ", naam))) if w)


@lru_cache(maxsize=200_000)
def achternaamwoorden(voorvoegsel: str | None, achternaam: str | None) -> tuple[str, ...]:
    """Under which words a surname is found: without prefixes in any place, also as one word, also with ``oe`` for ``ö``."""
    geheel = f"{voorvoegsel or ''} {achternaam or ''}"
    alle = woorden(geheel)
    uit = dict.fromkeys(zonder_voorvoegsels(alle))
    uit.update(dict.fromkeys(_aan_elkaar(tuple(uit))))
    if len(alle) > 1:
        uit["".join(alle)] = None
    if (anders := geheel.lower().translate(_UMLAUT)) != geheel.lower():
        uit.update(dict.fromkeys(zonder_voorvoegsels(woorden(anders))))
    return tuple(uit)


@lru_cache(maxsize=200_000)
def voornaamwoorden(voornamen: str | None) -> tuple[str, ...]:
    """Under which words first names are found; the first is the first name."""
    uit = dict.fromkeys(woorden(voornamen or ""))
    if (anders := (voornamen or "").lower().translate(_UMLAUT)) != (voornamen or "").lower():
        uit.update(dict.fromkeys(woorden(anders)))
    return tuple(uit)


def is_voorvoegsel(woord: str) -> bool:
    return woord in _VOORVOEGSELS


def zonder_voorvoegsels(alle: tuple[str, ...]) -> tuple[str, ...]:
    """The words that aren't prefixes; all of them when there is nothing else (``De``)."""
    return tuple(w for w in alle if w not in _VOORVOEGSELS) or alle


def _aan_elkaar(alle: tuple[str, ...]) -> list[str]:
    """``vandenberg`` is found as ``berg`` as well."""
    return [w[len(v) :] for w in alle for v in ("vanden", "vander", "vande") if w.startswith(v) and len(w) > len(v) + 2][:1]


def _kaal(naam: str) -> str:
    letters = unicodedata.normalize("NFKD", naam.lower().translate(_LETTERS))
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("ij", "y").translate(_LETTERS)
