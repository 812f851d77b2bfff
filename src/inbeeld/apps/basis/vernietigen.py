"""Destroying for good what is known of youths: each app destroys what is in its own tables and files, when it is asked.

An app says so in its module ``vernietigen``, with ``@vernietigt``; all of them are called in one transaction
(``apps.bewaren.services``). A table with youths that nobody names here fails a test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

DOSSIER, PERSOON = "dossier", "persoon"
"""How much goes: the leerplicht file of a youth who is still followed, or everything."""
LAATST = 100


@dataclass(frozen=True)
class Wie:
    """Whose data go. ``jongeren``: our numbers, of whoever has gone up in them as well."""

    tenant_id: int
    jongeren: tuple[int, ...]
    omvang: str

    @property
    def sql(self) -> dict[str, Any]:
        """Values for a statement: ``t`` and ``j``."""
        return {"t": self.tenant_id, "j": list(self.jongeren)}


Vernietiger = Callable[[Any, Wie], Mapping[str, int]]
"""Called with a cursor; gives how many rows went, per table, and files under ``bestanden``."""


@dataclass(frozen=True)
class Geregistreerd:
    tabellen: frozenset[str]
    rang: int
    functie: Vernietiger


_LIJST: dict[str, Geregistreerd] = {}


def vernietigt(*tabellen: str, rang: int = 50) -> Callable[[Vernietiger], Vernietiger]:
    """Registers who destroys the rows of these tables. The lowest ``rang`` goes first; the youths themselves go last."""

    def inschrijven(functie: Vernietiger) -> Vernietiger:
        _LIJST[f"{functie.__module__}.{functie.__name__}"] = Geregistreerd(frozenset(tabellen), rang, functie)
        return functie

    return inschrijven


def vernietigers() -> list[Geregistreerd]:
    """All of them, in the order in which they are called."""
    return [g for _, g in sorted(_LIJST.items(), key=lambda x: (x[1].rang, x[0]))]


def wis(cursor: Any, tabel: str, waar: str, waarden: Mapping[str, Any]) -> dict[str, int]:
    """Removes the rows of an organisation (``%(t)s``) that ``waar`` is true of. Gives ``{tabel: how many}``."""
    cursor.execute(f"DELETE FROM {tabel} x WHERE x.tenant_id = %(t)s AND ({waar})", waarden)
    return {tabel: int(cursor.rowcount)}
