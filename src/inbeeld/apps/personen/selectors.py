"""Reading youths."""

from __future__ import annotations

from django.db.models import QuerySet

from inbeeld.apps.basis.versleuteling import ontsleutel, zoekindex
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.toen import zoals_bekend_op
from inbeeld.apps.personen.weergave import Weergave, achternaam_van, weergave
from inbeeld.apps.personen.zoeken import Treffer, Uitslag, zoek
from inbeeld.apps.personen.zoeknaam import zoekvorm
from inbeeld.apps.personen.zoekvraag import DATUM, KORT, LEEG, NUMMER
from inbeeld.apps.personen.zoekvraag import lees as lees_zoekvraag

__all__ = [
    "DATUM",
    "KORT",
    "LEEG",
    "NUMMER",
    "Treffer",
    "Uitslag",
    "Weergave",
    "aantallen",
    "achternaam_van",
    "bsn_van",
    "jongeren",
    "lees_zoekvraag",
    "met_bsn",
    "op_naam",
    "weergave",
    "zoals_bekend_op",
    "zoek",
]


def jongeren(tenant_id: int) -> QuerySet[Jongere]:
    """Who turned out to be somebody else is not there any more."""
    return Jongere.objects.filter(tenant_id=tenant_id, opgegaan_in__isnull=True)


def met_bsn(tenant_id: int, bsn: str) -> Jongere | None:
    """The youth with this BSN, by the keyed index."""
    alle = Jongere.objects.filter(tenant_id=tenant_id).select_related("opgegaan_in")
    gevonden = alle.filter(bsn_index=zoekindex(tenant_id, "BSN", bsn)).first()
    return gevonden and (gevonden.opgegaan_in or gevonden)


def bsn_van(jongere: Jongere) -> str | None:
    """The BSN in plain text: only for a page or message that must show it."""
    return ontsleutel(jongere.bsn, "jongere.bsn").decode() if jongere.bsn else None


def op_naam(tenant_id: int, naam: str) -> QuerySet[Jongere]:
    """Youths whose surname starts as ``naam``, diacritics and prefixes aside."""
    return jongeren(tenant_id).filter(zoeknaam__startswith=zoekvorm(naam))


def aantallen(tenant_id: int) -> dict[str, int]:
    """How many youths there are, how many of them the BRP knows, and how many have no date of birth."""
    alle = jongeren(tenant_id)
    return {
        "jongeren": alle.count(),
        "in_brp": alle.filter(bron_bekend__startswith="brp").count(),
        "zonder_geboortedatum": alle.filter(geboren__isnull=True).count(),
    }
