"""Chance that comes out the same on every machine and with every numpy version.

Only the raw bits of PCG64 are used (numpy guarantees those), never numpy's distributions: a skewed quantity is drawn from a
short table of its quantiles, which can be read and discussed.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.signedinteger[Any]]
Dagen = npt.NDArray[np.int32]
Reeel = npt.NDArray[np.float64]
Masker = npt.NDArray[np.bool_]

EPOCHE = date(1970, 1, 1).toordinal()
NOOIT = np.int32(2_000_000)
"""Stands for "still running" in columns of days; becomes null in the tables."""


def dag(d: date) -> int:
    """Days since 1970-01-01, as Arrow counts them."""
    return d.toordinal() - EPOCHE


def datum(dagnummer: int) -> date:
    return date.fromordinal(int(dagnummer) + EPOCHE)


def jaardag(jaar: int, maand: int = 8, d: int = 1) -> int:
    """The day number of a date, by default the first day of the school year that starts in ``jaar``."""
    return dag(date(jaar, maand, d))


def verjaardag(geboren: Dagen, leeftijd: int) -> Dagen:
    """Day on which each reaches ``leeftijd``; born on 29 February: 1 March in a common year."""
    g = geboren.astype("datetime64[D]")
    maand = g.astype("datetime64[M]")
    in_maand = (g - maand.astype("datetime64[D]")).astype(np.int64)
    doel = (maand + np.timedelta64(12 * leeftijd, "M")).astype("datetime64[D]").astype(np.int64)
    return np.asarray(doel + in_maand, dtype=np.int32)


class Stroom:
    """One named stream of chance; each subject has its own, so that a change in one leaves the others as they were."""

    def __init__(self, zaad: int, blok: int, naam: str) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence([zaad, blok, zlib.crc32(naam.encode())]))

    def u(self, aantal: int) -> Reeel:
        """Uniform on [0, 1)."""
        ruw = np.asarray(self._bits.random_raw(aantal), dtype=np.uint64)
        return np.asarray((ruw >> np.uint64(11)) * (1.0 / 9007199254740992.0), dtype=np.float64)

    def geheel(self, laag: int, hoog: int, aantal: int) -> Ints:
        """Whole numbers from ``laag`` up to and not including ``hoog``."""
        return np.asarray(laag + np.floor(self.u(aantal) * (hoog - laag)), dtype=np.int64)

    def kans(self, p: float | Reeel, aantal: int) -> Masker:
        """True with chance ``p``."""
        return np.asarray(self.u(aantal) < p, dtype=np.bool_)

    def kies(self, gewichten: Sequence[float], aantal: int) -> Ints:
        """Index into ``gewichten``, in proportion to them."""
        cum = np.cumsum(np.asarray(gewichten, dtype=np.float64))
        k = np.searchsorted(cum / cum[-1], self.u(aantal), side="right")
        return np.asarray(np.minimum(k, len(cum) - 1), dtype=np.int64)

    def scheef(self, kwantielen: Sequence[float], aantal: int) -> Reeel:
        """A skewed quantity, from the values at equally spaced quantiles (first = minimum, last = maximum)."""
        return np.asarray(
            np.interp(self.u(aantal), np.linspace(0.0, 1.0, len(kwantielen)), np.asarray(kwantielen, dtype=np.float64)),
            dtype=np.float64,
        )

    def scheve_dagen(self, kwantielen: Sequence[float], aantal: int) -> Dagen:
        return np.asarray(np.floor(self.scheef(kwantielen, aantal)), dtype=np.int32)


def uitrollen(aantallen: Ints | Dagen) -> tuple[Ints, Ints]:
    """For counts [2, 0, 1]: the owner of each unrolled row [0, 0, 2] and its rank within the owner [0, 1, 0]."""
    n = np.asarray(aantallen, dtype=np.int64)
    eigenaar = np.repeat(np.arange(len(n), dtype=np.int64), n)
    begin = np.cumsum(n) - n
    return eigenaar, np.arange(int(n.sum()), dtype=np.int64) - begin[eigenaar]
