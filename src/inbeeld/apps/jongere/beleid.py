"""Who may open the page of a youth; which youths, says ``personen.beleid``."""

from __future__ import annotations

from inbeeld.apps.toegang.beleid import UITVOERDERS, Recht
from inbeeld.apps.toegang.models import ADMINISTRATIE, TEAMLEIDER

ZIEN = Recht("jongere.zien", "De gegevens van een jongere zien", UITVOERDERS, meekijken=True)
INZAGE = Recht(
    "jongere.inzage",
    "Inzage geven: alles over een jongere in een bestand",
    frozenset({ADMINISTRATIE, TEAMLEIDER}),
    in_nood=False,
)
TOEGANG = Recht(
    "jongere.toegang",
    "Een ouder of jongere toegang geven tot de eigen gegevens",
    frozenset({ADMINISTRATIE, TEAMLEIDER}),
    in_nood=False,
)
