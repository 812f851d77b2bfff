"""The menu: only pages that exist and that this person may open, with what waits there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbeeld.apps.bewaren.beleid import VERNIETIGEN
from inbeeld.apps.gronden.beleid import GEDEELD_ZIEN, NAGAAN
from inbeeld.apps.jongere.beleid import ZIEN
from inbeeld.apps.jongere.paren import aantal_paren
from inbeeld.apps.leveringen.beleid import BEKIJKEN
from inbeeld.apps.leveringen.selectors import aantal_te_herstellen
from inbeeld.apps.mijn.beleid import ZIEN as MIJN_ZIEN
from inbeeld.apps.personen.beleid import SAMENVOEGEN, ZOEKEN
from inbeeld.apps.rectificatie.beleid import VASTLEGGEN
from inbeeld.apps.school.beleid import LEERLINGEN_ZIEN
from inbeeld.apps.toegang.beleid import ACCOUNTS, Recht
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.selectors import aantal_na_te_gaan
from inbeeld.apps.verantwoording.beleid import LEESLOG_INZIEN
from inbeeld.apps.verantwoording.selectors import aantal_meldingen
from inbeeld.apps.werklijst.beleid import LIJST_ZIEN
from inbeeld.apps.werklijst.selectors import aantal_regels
from inbeeld.apps.wet.beleid import LEZEN
from inbeeld.web.templatetags.inbeeld import getal


@dataclass(frozen=True)
class Menupunt:
    """``aantal``: text beside the name, or nothing. ``groep``: under which heading it stands."""

    naam: str
    url: str
    aantal: str
    actief: bool
    groep: str


def _niets(medewerker: Medewerker) -> str:
    return ""


def _vandaag(medewerker: Medewerker) -> str:
    n = aantal_regels(medewerker)
    return getal(n) if n else ""


def _leveringen(medewerker: Medewerker) -> str:
    n = aantal_te_herstellen(medewerker)
    return (_("%s te herstellen") % n if n < 100 else getal(n)) if n else ""  # three digits and words don't fit


def _dubbel(medewerker: Medewerker) -> str:
    n = aantal_paren(medewerker)
    return getal(n) if n else ""


def _toegang(medewerker: Medewerker) -> str:
    n = aantal_na_te_gaan(medewerker)
    return (_("%s na te gaan") % n) if n else ""


def _leeslog(medewerker: Medewerker) -> str:
    n = aantal_meldingen(medewerker.tenant_id)
    return getal(n) if n else ""


GEGEVENS = gettext_lazy("Gegevens en vak")
PUNTEN: tuple[tuple[Any, str, Recht, Callable[[Medewerker], str], Any], ...] = (
    (gettext_lazy("Vandaag"), "werklijst:vandaag", LIJST_ZIEN, _vandaag, ""),
    (gettext_lazy("Jongeren"), "jongere:zoeken", ZIEN, _niets, ""),
    (gettext_lazy("Mijn gegevens"), "mijn:lijst", MIJN_ZIEN, _niets, ""),
    (gettext_lazy("Met u gedeeld"), "gronden:gedeeld", GEDEELD_ZIEN, _niets, ""),
    (gettext_lazy("Leerlingen"), "school:lijst", LEERLINGEN_ZIEN, _niets, ""),
    (gettext_lazy("Leveringen"), "leveringen:lijst", BEKIJKEN, _leveringen, GEGEVENS),
    (gettext_lazy("Mogelijk dubbel"), "dubbel:lijst", SAMENVOEGEN, _dubbel, GEGEVENS),
    (gettext_lazy("Gronden"), "gronden:lijst", NAGAAN, _niets, GEGEVENS),
    (gettext_lazy("Leeslog"), "leeslog:overzicht", LEESLOG_INZIEN, _leeslog, GEGEVENS),
    (gettext_lazy("Betwist"), "rectificatie:lijst", VASTLEGGEN, _niets, GEGEVENS),
    (gettext_lazy("Bewaren"), "bewaren:lijst", VERNIETIGEN, _niets, GEGEVENS),
    (gettext_lazy("Wet en regels"), "wet:lijst", LEZEN, _niets, GEGEVENS),
    (gettext_lazy("Toegang"), "toegangsbeheer:accounts", ACCOUNTS, _toegang, GEGEVENS),
)


def menu(request: HttpRequest) -> dict[str, Any]:
    medewerker = getattr(request, "medewerker", None)
    if not isinstance(medewerker, Medewerker):
        return {}
    hier = (request.resolver_match.namespace if request.resolver_match else "") or ""
    return {
        "mag_zoeken": ZOEKEN.heeft(medewerker),
        "menu": [
            Menupunt(str(naam), reverse(url), aantal(medewerker), url.split(":")[0] == hier, str(groep))
            for naam, url, recht, aantal, groep in PUNTEN
            if recht.heeft(medewerker)
        ],
    }
