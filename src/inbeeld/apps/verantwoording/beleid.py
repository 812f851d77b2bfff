"""Who may see who looked at whom."""

from __future__ import annotations

from inbeeld.apps.toegang.beleid import Recht
from inbeeld.apps.toegang.models import FUNCTIONARIS, TEAMLEIDER

LEESLOG_INZIEN = Recht("leeslog.inzien", "Het leeslog inzien en meldingen afhandelen", frozenset({TEAMLEIDER, FUNCTIONARIS}))
MARKEREN = Recht("leeslog.markeren", "Een jongere markeren, zodat opzoeken gemeld wordt", frozenset({TEAMLEIDER}))
