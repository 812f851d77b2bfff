"""Rows gathered one by one, put away as tables in portions: for adapters that can't work per column."""

from __future__ import annotations

from collections.abc import Mapping

from inbeeld.bronnen.lezen import Lezing
from inbeeld.tabellen.leveringen import GELEVERD


class Stapel:
    def __init__(self, tabellen: tuple[str, ...], lezing: Lezing) -> None:
        self._rijen: dict[str, list[Mapping[str, object]]] = {naam: [] for naam in tabellen}
        self._lezing = lezing

    def leg(self, tabel: str, rij: Mapping[str, object]) -> None:
        self._rijen[tabel].append(rij)

    def leg_weg(self) -> None:
        """Put what is gathered away as Arrow tables."""
        for naam, rijen in self._rijen.items():
            if rijen:
                self._lezing.neem({naam: GELEVERD[naam].uit_rijen(rijen)})
                rijen.clear()
