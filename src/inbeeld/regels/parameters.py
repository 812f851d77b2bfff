"""Dated numbers of the law. Each stands beside the rule that uses it; ``Instelling`` replaces some for a what-if run."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Literal, TypeVar, cast

T = TypeVar("T")
Berust = Literal["wet", "beleid", "keuze"]

ALTIJD = date(1969, 1, 1)
"""The Leerplichtwet 1969 came into force."""


@dataclass(frozen=True)
class Waarde(Generic[T]):
    """``waarde`` holds from ``vanaf`` until the next one; ``bron`` is the article or policy."""

    waarde: T
    vanaf: date = ALTIJD
    bron: str = ""


@dataclass(frozen=True)
class Parameter(Generic[T]):
    """A number or choice with its history, oldest first.

    ``berust_op`` tells whether it rests on the law, on policy, or on a choice of ours where the law is silent.
    """

    naam: str
    betekenis: str
    eenheid: str
    berust_op: Berust
    waarden: tuple[Waarde[T], ...]

    def op(self, dag: date) -> T:
        """The value in force on ``dag``; before the first one, the first."""
        geldig = [w for w in self.waarden if w.vanaf <= dag]
        return (geldig[-1] if geldig else self.waarden[0]).waarde

    @property
    def nu(self) -> T:
        """The one value of a parameter that never changed.

        Raises:
            ValueError: it has changed; a rule that reads one value for all days must then use ``tijdvakken`` or ``op``.
        """
        if len(self.waarden) > 1:
            raise ValueError(f"{self.naam} heeft meer dan één waarde in de tijd")
        return self.waarden[-1].waarde

    def tijdvakken(self) -> list[tuple[date, date | None, T]]:
        """``(vanaf, tot, value)`` for each value, ``tot`` exclusive and None for the last."""
        einden = [w.vanaf for w in self.waarden[1:]] + [None]
        return [(w.vanaf, tot, w.waarde) for w, tot in zip(self.waarden, einden, strict=True)]


def vast(naam: str, waarde: T, betekenis: str, eenheid: str, bron: str, berust_op: Berust = "wet") -> Parameter[T]:
    """A parameter that has had one value as long as we know."""
    return Parameter(naam, betekenis, eenheid, berust_op, (Waarde(waarde, ALTIJD, bron),))


@dataclass(frozen=True)
class Instelling:
    """Which value a parameter has in this run: its own, or the one that replaces it (name -> value)."""

    vervangen: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, parameter: Parameter[T]) -> Parameter[T]:
        if parameter.naam not in self.vervangen:
            return parameter
        nieuw = Waarde(self.vervangen[parameter.naam], ALTIJD, "vervangen voor deze berekening")
        return Parameter(parameter.naam, parameter.betekenis, parameter.eenheid, parameter.berust_op, (cast(Waarde[T], nieuw),))


def versie(parameters: Mapping[str, Parameter[Any]], instelling: Instelling) -> str:
    """A short fingerprint of every value in force, for the receipt of a run."""
    tekst = "\n".join(f"{n}={instelling[p].waarden!r}" for n, p in sorted(parameters.items()))
    return hashlib.sha256(tekst.encode()).hexdigest()[:12]
