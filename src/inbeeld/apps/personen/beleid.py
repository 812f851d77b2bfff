"""Who may see which youth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from inbeeld.apps.toegang.beleid import UITVOERDERS, Recht, gemeenten_van, ziet_personen
from inbeeld.apps.toegang.models import ADMINISTRATIE, TEAMLEIDER

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

ZOEKEN = Recht("personen.zoeken", "Een jongere zoeken", UITVOERDERS, meekijken=True)
SAMENVOEGEN = Recht(
    "personen.samenvoegen", "Dubbele personen samenvoegen en splitsen", frozenset({ADMINISTRATIE, TEAMLEIDER}), in_nood=False
)


def gebied(medewerker: Medewerker) -> tuple[str, ...] | None:
    """The municipalities whose youths someone sees, the empty code standing for "not known"; null = all of the organisation.

    Who lives nowhere that we know of is shown to all of the organisation: nobody else would look.
    """
    gemeenten = gemeenten_van(medewerker)
    return (*gemeenten, "") if gemeenten else None


def zichtbaar_van(medewerker: Medewerker) -> Q:
    """Rows with a ``jongere`` that someone sees; also those of before it turned out to be that youth."""
    return zichtbare_jongeren(medewerker, "jongere__") | zichtbare_jongeren(medewerker, "jongere__opgegaan_in__")


def zichtbare_jongeren(medewerker: Medewerker, pad: str = "") -> Q:
    """The youths of someone's organisation, and of their own municipalities when they have any.

    Who turned out to be somebody else is not there any more: the other one is.

    Args:
        pad: how the queryset reaches the youth, such as ``"jongere__"``.
    """
    if not ziet_personen(medewerker):
        return Q(pk__in=[])
    q = Q(**{f"{pad}tenant_id": medewerker.tenant_id, f"{pad}opgegaan_in__isnull": True})
    gemeenten = gebied(medewerker)
    if gemeenten is not None:
        q &= Q(**{f"{pad}gemeente__in": gemeenten}) | Q(**{f"{pad}gemeente__isnull": True})
    return q
