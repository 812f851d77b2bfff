"""Who may do what: a permission names the roles that have it. Every page names one; each app defines its own."""

from __future__ import annotations

from dataclasses import dataclass

from inbeeld.apps.toegang.models import (
    ADMINISTRATIE,
    BEHEERDER,
    BELEID,
    DOORSTROOM,
    FUNCTIONARIS,
    JONGERE,
    KETENPARTNER,
    LEERPLICHT,
    OUDER,
    TEAMLEIDER,
    VERZUIM,
    Medewerker,
    Noodsessie,
)

UITVOERDERS = frozenset({LEERPLICHT, DOORSTROOM, ADMINISTRATIE, TEAMLEIDER})
"""Who works with persons."""
ORGANISATIE = UITVOERDERS | {BEHEERDER, BELEID, FUNCTIONARIS}
"""Who works for the organisation itself."""
BUITEN = frozenset({KETENPARTNER, VERZUIM, OUDER, JONGERE})
"""Who works elsewhere, or whom it is about."""
IEDEREEN = ORGANISATIE | BUITEN


@dataclass(frozen=True)
class Recht:
    """A permission. ``uitleg``: in Dutch, for whoever gives or lacks it. ``meekijken``: who looks along has it too; ``in_nood``:
    it holds during break-glass access as well, which is for seeing more."""

    naam: str
    uitleg: str
    rollen: frozenset[str]
    meekijken: bool = False
    in_nood: bool = True

    def heeft(self, medewerker: Medewerker) -> bool:
        if medewerker.noodsessie is not None and not self.in_nood:
            return False
        return medewerker.is_active and (medewerker.rol in self.rollen or (self.meekijken and kijkt_mee(medewerker)))


def kijkt_mee(medewerker: Medewerker) -> bool:
    """Whether a functioneel beheerder looks along now, in a session of half an hour with a reason."""
    return medewerker.noodsessie is not None and medewerker.noodsessie.soort == Noodsessie.MEEKIJKEN


def ziet_personen(medewerker: Medewerker) -> bool:
    return medewerker.rol in UITVOERDERS or kijkt_mee(medewerker)


def gemeenten_van(medewerker: Medewerker) -> list[str]:
    """The municipalities someone is kept to; empty = all. Break-glass access lifts that, as long as it lasts."""
    sessie = medewerker.noodsessie
    return [] if sessie is not None and sessie.soort == Noodsessie.NOODTOEGANG else medewerker.gemeenten


def soort_noodsessie(medewerker: Medewerker) -> str | None:
    """What someone may begin, with a reason: nothing for who sees everything already."""
    if medewerker.rol == BEHEERDER:
        return Noodsessie.MEEKIJKEN
    return Noodsessie.NOODTOEGANG if medewerker.rol in UITVOERDERS and medewerker.gemeenten else None


OPENBAAR = Recht("openbaar", "Zonder inloggen", IEDEREEN)
EIGEN_INSTELLINGEN = Recht("toegang.instellingen", "Eigen instellingen wijzigen", IEDEREEN)
EIGEN_FACTOR = Recht("toegang.factor", "Eigen manier van inloggen wijzigen", IEDEREEN)
NOODSESSIE = Recht("toegang.noodsessie", "Met een reden een half uur meekijken of noodtoegang nemen", UITVOERDERS | {BEHEERDER})
NOODSESSIES_NAGAAN = Recht("toegang.noodsessies", "Nagaan wie meekeek of noodtoegang nam", frozenset({TEAMLEIDER, FUNCTIONARIS}))
ACCOUNTS = Recht("toegang.accounts", "Vergrendelde accounts zien en ontgrendelen", frozenset({TEAMLEIDER, BEHEERDER}))
