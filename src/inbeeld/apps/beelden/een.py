"""The picture of one youth, computed now: for a past day, or when there is no stored picture of today."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from inbeeld.apps.beelden.momentopname import neem_kalender
from inbeeld.beeld.draaiboek import Draaiboek, TeVeelRijen

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

_MEEST = 4
"""Draaiboeken that are kept in a process, the last used ones: each holds a calendar."""
_bewaard: OrderedDict[str, Draaiboek] = OrderedDict()
_slot = threading.Lock()


def bereken_een(
    organisatie: Organisatie, tabellen: Mapping[str, pa.Table], peildatum: date, bekend_op: date | None = None
) -> dict[str, pa.Table]:
    """Outcome tables of one youth (``tabellen.uitkomsten``), by the same rules as the stored picture.

    Args:
        tabellen: as from ``momentopname.neem_momentopname_van`` with the same ``bekend_op``.
    """
    kalender = neem_kalender(organisatie.pk, organisatie.vakantieregio, bekend_op)
    try:
        # What was known on that day is all that was read: the engine itself need not look back.
        return _draaiboek(kalender).draai(tabellen, peildatum)
    except TeVeelRijen:
        from inbeeld.beeld import bereken

        return bereken(dict(tabellen) | kalender, peildatum=peildatum).uitkomsten


def _draaiboek(kalender: Mapping[str, pa.Table]) -> Draaiboek:
    sleutel = hashlib.sha256(repr([t.to_pydict() for t in kalender.values()]).encode()).hexdigest()
    with _slot:
        if sleutel not in _bewaard:
            _bewaard[sleutel] = Draaiboek(kalender["kalender"], kalender["scholen"])
            while len(_bewaard) > _MEEST:
                _bewaard.popitem(last=False)
        _bewaard.move_to_end(sleutel)
        return _bewaard[sleutel]
