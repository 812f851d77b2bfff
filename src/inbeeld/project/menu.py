"""The menu: only pages that exist and that this person may open, with what waits there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from inbeeld.apps.leveringen import beleid as leveringen
from inbeeld.apps.leveringen.selectors import aantal_te_herstellen
from inbeeld.apps.toegang.beleid import Recht
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.werklijst import beleid as werklijst
from inbeeld.apps.werklijst.selectors import aantal_regels


@dataclass(frozen=True)
class Menupunt:
    """``aantal``: text beside the name, or nothing. ``groep``: under which heading it stands."""

    naam: str
    url: str
    aantal: str
    actief: bool
    groep: str


def menu(request: HttpRequest) -> dict[str, Any]:
    medewerker = getattr(request, "medewerker", None)
    if not isinstance(medewerker, Medewerker):
        return {}
    gegevens = _("Gegevens en vak")
    punten: list[tuple[str, str, Recht, str, str]] = [
        (_("Vandaag"), "werklijst:vandaag", werklijst.LIJST_ZIEN, "", ""),
        (_("Leveringen"), "leveringen:lijst", leveringen.BEKIJKEN, "", gegevens),
    ]
    ruimte = (request.resolver_match.namespace if request.resolver_match else "") or ""
    uit = []
    for naam, url, recht, soort, groep in punten:
        if not recht.heeft(medewerker):
            continue
        try:
            adres = reverse(url)
        except NoReverseMatch:
            continue
        aantal = soort
        if url == "werklijst:vandaag":
            aantal = str(aantal_regels(medewerker) or "")
        elif url == "leveringen:lijst" and (herstel := aantal_te_herstellen(medewerker)):
            aantal = _("%s te herstellen") % herstel if herstel < 100 else str(herstel)
        uit.append(Menupunt(naam, adres, aantal, url.split(":")[0] == ruimte, groep))
    return {"menu": uit, "menu_groep": gegevens}
