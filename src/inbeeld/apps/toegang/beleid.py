"""Who may do what: a permission names the roles that have it. Every page names one; each app defines its own."""

from __future__ import annotations

from dataclasses import dataclass

from inbeeld.apps.toegang.models import (
    ADMINISTRATIE,
    BEHEERDER,
    BELEID,
    DOORSTROOM,
    KETENPARTNER,
    LEERPLICHT,
    TEAMLEIDER,
    Medewerker,
)

UITVOERDERS = frozenset({LEERPLICHT, DOORSTROOM, ADMINISTRATIE, TEAMLEIDER})
"""Who works with persons."""
ORGANISATIE = UITVOERDERS | {BEHEERDER, BELEID}
"""Who works for the organisation itself."""
IEDEREEN = ORGANISATIE | {KETENPARTNER}


@dataclass(frozen=True)
class Recht:
    """A permission. ``uitleg``: in Dutch, for whoever gives or lacks it."""

    naam: str
    uitleg: str
    rollen: frozenset[str]

    def heeft(self, medewerker: Medewerker) -> bool:
        return medewerker.is_active and medewerker.rol in self.rollen


OPENBAAR = Recht("openbaar", "Zonder inloggen", IEDEREEN)
EIGEN_INSTELLINGEN = Recht("toegang.instellingen", "Eigen instellingen wijzigen", IEDEREEN)
