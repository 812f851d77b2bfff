"""Who records what someone disputes, and who decides."""

from __future__ import annotations

from inbeeld.apps.toegang.beleid import UITVOERDERS, Recht
from inbeeld.apps.toegang.models import TEAMLEIDER

VASTLEGGEN = Recht("rectificatie.vastleggen", "Een verzoek om verbetering vastleggen en volgen", UITVOERDERS)
BESLISSEN = Recht("rectificatie.beslissen", "Over een verzoek om verbetering beslissen", frozenset({TEAMLEIDER}), in_nood=False)
