"""Who decides that data are destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from inbeeld.apps.personen.beleid import zichtbare_jongeren
from inbeeld.apps.toegang.beleid import Recht
from inbeeld.apps.toegang.models import TEAMLEIDER

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

VERNIETIGEN = Recht(
    "bewaren.vernietigen",
    "Gegevens laten vernietigen waarvan de bewaartermijn voorbij is",
    frozenset({TEAMLEIDER}),
    in_nood=False,
)


def eigen_gebied(medewerker: Medewerker) -> tuple[str, ...] | None:
    """As ``personen.beleid.gebied``, but break-glass access doesn't widen it: that is for looking, and destroying is for ever."""
    return (*medewerker.gemeenten, "") if medewerker.gemeenten else None


def eigen_jongeren(medewerker: Medewerker) -> Q:
    """Of whom someone decides how long they are kept."""
    q = zichtbare_jongeren(medewerker)
    if medewerker.gemeenten:
        q &= Q(gemeente__in=medewerker.gemeenten) | Q(gemeente__isnull=True)
    return q
