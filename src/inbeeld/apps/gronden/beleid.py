"""What opens a file, how long, and who may record a ground."""

from __future__ import annotations

from datetime import timedelta

from inbeeld.apps.gronden.models import DOORSTROOM as TAAK_DOORSTROOM
from inbeeld.apps.gronden.models import JONGERE, MELDING, OUDERS, SIGNAAL, TOESTEMMING, VRIJSTELLING, ZORG
from inbeeld.apps.toegang.beleid import UITVOERDERS, Recht
from inbeeld.apps.toegang.models import DOORSTROOM, KETENPARTNER, LEERPLICHT, TEAMLEIDER

VASTLEGGEN = Recht("gronden.vastleggen", "Een grond of kennisgeving vastleggen", UITVOERDERS)
DELEN = Recht(
    "gronden.delen",
    "Iets van een jongere delen met een ketenpartner",
    frozenset({LEERPLICHT, DOORSTROOM, TEAMLEIDER}),
    in_nood=False,
)
GEDEELD_ZIEN = Recht("gronden.gedeeld", "Zien wat met u gedeeld is", frozenset({KETENPARTNER}))
NAGAAN = Recht("gronden.nagaan", "Nagaan welke gronden medewerkers zelf vastlegden", frozenset({TEAMLEIDER}))

NALOOP = timedelta(weeks=8)
"""So long a file stays open after its last ground ended, to finish the work on it. A choice of ours; the law gives no number."""
LANGSTE = timedelta(days=183)
"""So long a ground that someone recorded holds at most; after that it is recorded anew, or the file closes."""

RUST_OP = {
    SIGNAAL: "LPW art. 16; WEB art. 8.1.8 en 9.2.5",
    MELDING: "LPW art. 21 en 21a; WEB art. 8.1.8",
    VRIJSTELLING: "LPW art. 5, 5a, 8 en 15",
    TAAK_DOORSTROOM: "WEB art. 9.2.5",
    OUDERS: "AVG art. 6 lid 1 onder e",
    JONGERE: "AVG art. 6 lid 1 onder e",
    TOESTEMMING: "AVG art. 6 lid 1 onder a",
    ZORG: "LPW art. 16 lid 4; AVG art. 6 lid 1 onder e",
}
"""On which article each ground rests."""
EIGEN_POSITIE = ("rmc_doelgroep", "rmc_monitoring")
"""Legal positions that make someone a task of the Doorstroompunt, whatever else is or isn't the matter."""
LOPENDE_MELDING = ("R", "B")
"""Status of a report that still asks something: registered, or being dealt with."""
