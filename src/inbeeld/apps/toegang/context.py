"""What every page knows: who works here, which day it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from inbeeld.apps.toegang.beleid import kijkt_mee, soort_noodsessie
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.selectors import vandaag


def wie(request: HttpRequest) -> dict[str, Any]:
    medewerker = getattr(request, "medewerker", None)
    if not isinstance(medewerker, Medewerker):
        return {"vandaag": timezone.localdate()}
    return {
        "medewerker": medewerker,
        "organisatie": medewerker.tenant,
        "vandaag": vandaag(medewerker.tenant),
        "noodsessie": medewerker.noodsessie,
        "noodsessie_kan": soort_noodsessie(medewerker),
        "alleen_kijken": kijkt_mee(medewerker),
    }
