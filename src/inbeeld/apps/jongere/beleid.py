"""Who may open the page of a youth; which youths, says ``personen.beleid``."""

from __future__ import annotations

from inbeeld.apps.toegang.beleid import UITVOERDERS, Recht

ZIEN = Recht("jongere.zien", "De gegevens van een jongere zien", UITVOERDERS, meekijken=True)
