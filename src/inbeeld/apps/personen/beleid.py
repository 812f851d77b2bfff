"""Who may see which youth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from inbeeld.apps.toegang.beleid import UITVOERDERS, Recht
from inbeeld.apps.toegang.models import ADMINISTRATIE, TEAMLEIDER

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

ZOEKEN = Recht("personen.zoeken", "Een jongere zoeken", UITVOERDERS)
SAMENVOEGEN = Recht("personen.samenvoegen", "Dubbele personen samenvoegen en splitsen", frozenset({ADMINISTRATIE, TEAMLEIDER}))


def zichtbare_jongeren(medewerker: Medewerker, pad: str = "") -> Q:
    """The youths of someone's organisation, and of their own municipalities when they have any.

    Who lives nowhere that we know of is shown to all of the organisation: nobody else would look.

    Args:
        pad: how the queryset reaches the youth, such as ``"jongere__"``.
    """
    q = Q(**{f"{pad}tenant_id": medewerker.tenant_id})
    if medewerker.rol not in UITVOERDERS:
        return q & Q(pk__in=[])
    if medewerker.gemeenten:
        buiten = Q(**{f"{pad}gemeente__isnull": True})
        q &= Q(**{f"{pad}gemeente__in": medewerker.gemeenten}) | buiten
    return q
