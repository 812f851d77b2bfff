"""Who sees the work list, and which part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from inbeeld.apps.toegang.beleid import UITVOERDERS, Recht, gemeenten_van, ziet_personen
from inbeeld.apps.toegang.models import DOORSTROOM, LEERPLICHT

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

LIJST_ZIEN = Recht("werklijst.zien", "De werklijst zien", UITVOERDERS, meekijken=True)

TAAK = {LEERPLICHT: "leerplicht", DOORSTROOM: "doorstroompunt"}
"""Roles that do one of the two tasks; the others see both."""


def zichtbare_regels(medewerker: Medewerker) -> Q:
    """The lines of someone's organisation, own municipalities and task."""
    if not ziet_personen(medewerker):
        return Q(pk__in=[])
    q = Q(tenant_id=medewerker.tenant_id)
    if gemeenten := gemeenten_van(medewerker):
        q &= Q(gemeente__in=gemeenten) | Q(gemeente__isnull=True)
    if medewerker.rol in TAAK:
        q &= Q(taak=TAAK[medewerker.rol])
    return q
