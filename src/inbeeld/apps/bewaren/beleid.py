"""Who decides that data are destroyed."""

from __future__ import annotations

from inbeeld.apps.toegang.beleid import Recht
from inbeeld.apps.toegang.models import TEAMLEIDER

VERNIETIGEN = Recht(
    "bewaren.vernietigen",
    "Gegevens laten vernietigen waarvan de bewaartermijn voorbij is",
    frozenset({TEAMLEIDER}),
    in_nood=False,
)
"""Not during break-glass access: that is for seeing more, and destroying is for ever."""
