"""Reading the work list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from inbeeld.apps.werklijst.beleid import zichtbare_regels
from inbeeld.apps.werklijst.models import Werkregel

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker


def regels(medewerker: Medewerker) -> QuerySet[Werkregel]:
    return Werkregel.objects.filter(zichtbare_regels(medewerker))


def aantal_regels(medewerker: Medewerker) -> int:
    return regels(medewerker).count()
