"""Who may see deliveries, see and correct what is in a row, and send files in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from inbeeld.apps.toegang.beleid import Recht
from inbeeld.apps.toegang.models import ADMINISTRATIE, BEHEERDER, LEERPLICHT, TEAMLEIDER

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

BEKIJKEN = Recht(
    "leveringen.bekijken", "Leveringen en hun bonnen zien", frozenset({LEERPLICHT, ADMINISTRATIE, TEAMLEIDER, BEHEERDER})
)
HERSTELLEN = Recht(
    "leveringen.herstellen",
    "De inhoud van apart gezette rijen zien en herstellen",
    frozenset({LEERPLICHT, ADMINISTRATIE, TEAMLEIDER}),
)
GEHEIM_ADRES = Recht(
    "leveringen.geheim_adres",
    "Een geheim adres zien om het te herstellen",
    frozenset({ADMINISTRATIE, TEAMLEIDER}),
)
"""Only on the page of a row in which the address itself is wrong. Nobody sees a secret address anywhere else."""
AANLEVEREN = Recht("leveringen.aanleveren", "Bestanden aanleveren", frozenset({ADMINISTRATIE, TEAMLEIDER, BEHEERDER}))
AANLEVEREN_API = Recht("api.leveringen", "Een programma levert bestanden aan, met een sleutel", frozenset())


def zichtbaar(medewerker: Medewerker) -> Q:
    """Deliveries and their rows: all of someone's organisation. Whose content may be seen is for ``apps.personen.beleid``."""
    return Q(tenant_id=medewerker.tenant_id)
