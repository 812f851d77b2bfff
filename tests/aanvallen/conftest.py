"""The scene of the attacks, made once: who attacks works for ``eigen``; ``vreemd`` is next door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import pytest
from django.test import Client

from inbeeld.apps.basis.muren import in_tenant

from .wereld import DAAR, ELDERS, HIER, OPGEGAAN, Kant, afdruk, bouw, stel_binnen


@dataclass
class Toneel:
    eigen: Kant
    vreemd: Kant
    binnen: dict[str, Client]
    zelf: set[str] = field(default_factory=set)
    """Tables in which a test lets next door itself do something."""

    @property
    def verboden(self) -> set[str]:
        """What nobody who is kept to ``HIER`` may get to see."""
        return self.vreemd.woorden | {w for s in (ELDERS, OPGEGAAN) for w in self.eigen.wie[s].woorden}


@pytest.fixture(scope="session")
def _gebouwd(database: str) -> Toneel:
    eigen, vreemd = bouw("a", 998_711_000, DAAR), bouw("b", 998_722_000, HIER)
    with in_tenant(None):
        return Toneel(eigen, vreemd, stel_binnen(eigen))


@pytest.fixture
def toneel(
    _gebouwd: Toneel, als_web_straks: Callable[[], None], installatie: Path, database: str, log: StringIO
) -> Iterator[Toneel]:
    """Afterwards: nothing changed next door or of who is out of sight, and no person stands in the log."""
    t = _gebouwd

    def stand() -> dict[str, tuple[int, str]]:
        uit = {f"next door: {k}": v for k, v in afdruk(installatie, database, t.vreemd).items() if k not in t.zelf}
        verborgen = afdruk(installatie, database, t.eigen, t.eigen.van(ELDERS, OPGEGAAN))
        return uit | {f"out of sight: {k}": v for k, v in verborgen.items()}

    t.zelf.clear()
    voor = stand()
    als_web_straks()
    with in_tenant(None):
        yield t
    assert {k: (voor[k], v) for k, v in stand().items() if voor[k] != v} == {}
    logboek = log.getvalue().casefold()
    assert [w for w in t.eigen.woorden | t.vreemd.woorden if w in logboek] == []
