"""A list in pages."""

from __future__ import annotations

from typing import NamedTuple


class Blad(NamedTuple):
    """``nummer``: the page that is shown, from 1; ``bladen``: how many there are, at least 1; ``deel``: its lines of all."""

    nummer: int
    bladen: int
    deel: slice


def blad_van(aantal: int, per_blad: int, gevraagd: int) -> Blad:
    """The page that was asked for of ``aantal`` lines, or the nearest one that exists."""
    bladen = max(1, -(-aantal // per_blad))
    nummer = min(max(1, gevraagd), bladen)
    return Blad(nummer, bladen, slice((nummer - 1) * per_blad, nummer * per_blad))
