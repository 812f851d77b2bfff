"""Reading youths."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from inbeeld.apps.basis.versleuteling import ontsleutel, zoekindex
from inbeeld.apps.personen.beleid import zichtbare_jongeren
from inbeeld.apps.personen.models import Jongere, Samenvoeging
from inbeeld.apps.personen.toen import zoals_bekend_op
from inbeeld.apps.personen.weergave import Weergave, achternaam_van, weergave
from inbeeld.apps.personen.zoeken import Treffer, Uitslag, zoek
from inbeeld.apps.personen.zoeknaam import zoekvorm
from inbeeld.apps.personen.zoekvraag import DATUM, KORT, LEEG, NUMMER
from inbeeld.apps.personen.zoekvraag import lees as lees_zoekvraag
from inbeeld.apps.verantwoording.selectors import Tijdvak

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

__all__ = [
    "DATUM",
    "KORT",
    "LEEG",
    "NUMMER",
    "Kenmerken",
    "Treffer",
    "Uitslag",
    "Weergave",
    "aantallen",
    "achternaam_van",
    "bsn_van",
    "jongeren",
    "kenmerken",
    "leden",
    "lees_zoekvraag",
    "met_bsn",
    "op_naam",
    "op_nummer",
    "weergave",
    "zoals_bekend_op",
    "zoek",
]


def jongeren(tenant_id: int) -> QuerySet[Jongere]:
    """Who turned out to be somebody else is not there any more."""
    return Jongere.objects.filter(tenant_id=tenant_id, opgegaan_in__isnull=True)


def met_opgegane(jongere_ids: Iterable[int]) -> QuerySet[Jongere, int]:
    """The ids of these youths and of who turned out to be one of them. For a subquery: asked over a join it takes every row."""
    ids = list(jongere_ids)
    return Jongere.objects.filter(Q(pk__in=ids) | Q(opgegaan_in__in=ids)).values_list("pk", flat=True)


def met_bsn(tenant_id: int, bsn: str) -> Jongere | None:
    """The youth with this BSN, by the keyed index."""
    alle = Jongere.objects.filter(tenant_id=tenant_id).select_related("opgegaan_in")
    gevonden = alle.filter(bsn_index=zoekindex(tenant_id, "BSN", bsn)).first()
    return gevonden and (gevonden.opgegaan_in or gevonden)


def op_nummer(medewerker: Medewerker, indexen: Collection[bytes]) -> dict[bytes, tuple[Jongere, bool]]:
    """Of each number (its keyed index) that we know: whose it is, and whether this person may see that youth.

    A number of who turned out to be somebody else is that somebody's.
    """
    if not indexen:
        return {}
    nummers = Q(bsn_index__in=indexen) | Q(onderwijsnummer_index__in=indexen) | Q(tabelnummer_index__in=indexen)
    is_nu = Coalesce(OuterRef("opgegaan_in"), OuterRef("pk"))
    mag = Exists(Jongere.objects.filter(zichtbare_jongeren(medewerker), pk=is_nu))
    alle = Jongere.objects.filter(nummers, tenant_id=medewerker.tenant_id).select_related("opgegaan_in").annotate(mag=mag)
    return {
        bytes(index): (j.opgegaan_in or j, bool(j.mag))
        for j in alle
        for index in (j.bsn_index, j.onderwijsnummer_index, j.tabelnummer_index)
        if index is not None
    }


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


def leden(jongere: Jongere) -> list[Tijdvak]:
    """This person in the read log: also under what has gone up in it, and under whom it had gone up itself for a while."""
    alle = Samenvoeging.objects.filter(tenant_id=jongere.tenant_id)
    eerder = alle.filter(leden__contains=[jongere.pk], ongedaan_op__isnull=False)
    opgegaan = Jongere.objects.filter(tenant_id=jongere.tenant_id, opgegaan_in=jongere).values_list("pk", flat=True)
    return [
        Tijdvak(jongere.pk),
        *(Tijdvak(pk) for pk in opgegaan),
        *(Tijdvak(*rij) for rij in eerder.values_list("blijft_id", "op", "ongedaan_op")),
    ]


@dataclass(frozen=True)
class Kenmerken:
    """What a youth is recognised by in a row or a file that is not linked to them. Never logged, never shown."""

    nummers: frozenset[str]
    indexen: frozenset[bytes]
    achternamen: frozenset[str]
    geboren: frozenset[date]


def kenmerken(tenant_id: int, jongere_ids: Iterable[int]) -> list[Kenmerken]:
    """Of each of these youths, former names included."""
    ids = list(jongere_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.id, j.bsn, j.onderwijsnummer, j.bsn_index, j.onderwijsnummer_index, j.tabelnummer_index, "
            "array_agg(DISTINCT p.achternaam) || j.achternaam, array_agg(DISTINCT p.geboren) || j.geboren "
            "FROM personen_jongere j LEFT JOIN personen_persoonsgegevens p "
            "ON p.tenant_id = j.tenant_id AND (p.jongere_id = j.id OR p.via = j.id) "
            "WHERE j.tenant_id = %s AND j.id = ANY(%s) GROUP BY j.id ORDER BY j.id",
            [tenant_id, ids],
        )
        rijen = cursor.fetchall()
    uit = []
    for _, bsn, onr, bsn_index, onr_index, tabel_index, namen, dagen in rijen:
        nummers = [(bsn, "jongere.bsn"), (onr, "jongere.onderwijsnummer")]
        uit.append(
            Kenmerken(
                frozenset(ontsleutel(n, doel).decode() for n, doel in nummers if n),
                frozenset(bytes(i) for i in (bsn_index, onr_index, tabel_index) if i),
                frozenset(n for n in namen if n),
                frozenset(d for d in dagen if d),
            )
        )
    return uit
