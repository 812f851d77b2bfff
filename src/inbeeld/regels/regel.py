"""What a rule says of itself: number, article, version, parameters. ``inbeeld wet toon`` prints this."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from inbeeld.regels.parameters import Berust, Parameter

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Regel:
    """A rule. ``versie`` is the date of the law or policy text it follows, with a letter when our reading changed."""

    nummer: str
    naam: str
    artikel: str
    versie: str
    berust_op: Berust
    parameters: tuple[Parameter[Any], ...]
    uitleg: str
    module: str
    ook: tuple[str, ...] = ()


REGELS: dict[str, Regel] = {}
"""All rules by name; filled when the modules of ``regels`` are imported (``inbeeld.beeld.alle_regels`` does)."""


def regel(
    nummer: str,
    artikel: str,
    versie: str,
    *,
    naam: str | None = None,
    berust_op: Berust = "wet",
    parameters: tuple[Parameter[Any], ...] = (),
    ook: tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Registers a function as a rule; its docstring is the explanation. ``ook``: other rule numbers that it decides.

    Raises:
        ValueError: the name is taken, or the function has no docstring.
    """

    def inschrijven(functie: F) -> F:
        sleutel = naam or functie.__name__
        if sleutel in REGELS and REGELS[sleutel].module != functie.__module__:
            raise ValueError(f"regel {sleutel} bestaat al in {REGELS[sleutel].module}")
        uitleg = inspect.getdoc(functie)
        if not uitleg:
            raise ValueError(f"regel {sleutel} heeft geen uitleg")
        REGELS[sleutel] = Regel(nummer, sleutel, artikel, versie, berust_op, parameters, uitleg, functie.__module__, ook)
        return functie

    return inschrijven


def regelversie() -> str:
    """A short fingerprint of all rules and their versions, for the receipt of a run."""
    tekst = "\n".join(f"{r.nummer} {r.naam} {r.versie}" for r in sorted(REGELS.values(), key=lambda r: r.naam))
    return hashlib.sha256(tekst.encode()).hexdigest()[:12]
