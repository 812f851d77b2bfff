"""Reading the current picture."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from inbeeld.apps.basis.opdrachten import stand_van_werk
from inbeeld.apps.beelden.een import bereken_een
from inbeeld.apps.beelden.models import Beeldrun, Klok, Rechtspositie, Signaal, VervallenSignaal
from inbeeld.apps.beelden.momentopname import neem_ingeschreven, neem_momentopname_van

if TYPE_CHECKING:
    from inbeeld.apps.leveringen.selectors import Laatste

__all__ = [
    "BEZIG",
    "BIJ",
    "LAATST_VERVALLEN",
    "MISLUKT",
    "OUD",
    "bereken_een",
    "klok",
    "laatste_run",
    "lopende_signalen",
    "neem_ingeschreven",
    "neem_momentopname_van",
    "posities",
    "signalen",
    "stand_van_beeld",
    "vervallen_sinds",
]

LAATST_VERVALLEN = ("-vervallen_op", "-id")
TWIJFEL = Q(redenen__len__gt=0)
"""There is a practical reason for doubt: something to check first."""


class Aantal(NamedTuple):
    """How many youths have a signal; for how many of those something must be checked first; of how many it is an
    approximation."""

    signaal: str
    jongeren: int
    nagaan: int
    benaderd: int


def laatste_run(tenant_id: int) -> Beeldrun | None:
    return Beeldrun.objects.filter(tenant_id=tenant_id).order_by("-id").first()


BIJ, BEZIG, MISLUKT, OUD = "bij", "bezig", "mislukt", "oud"


def stand_van_beeld(tenant_id: int, run: Beeldrun | None, nu: date, laatste: Laatste | None) -> str:
    """Whether the stored picture shows what we know now (BIJ). If not: a new one is on its way (BEZIG), could not be made
    (MISLUKT), or nobody is making one (OUD)."""
    werk = stand_van_werk(tenant_id)
    if werk.beeld and werk.leeft:
        return BEZIG
    if werk.beeld_mislukt:
        return MISLUKT
    if werk.beeld:
        return OUD
    if run is None:
        return BIJ if laatste is None else OUD
    mist = laatste is not None and (run.levering is None or laatste.nummer > run.levering)
    return OUD if mist or run.bekend_op is not None or run.peildatum < nu else BIJ


def posities(tenant_id: int) -> list[tuple[str, int]]:
    """How many youths are in which legal position now."""
    nu = Rechtspositie.objects.filter(tenant_id=tenant_id, tot__isnull=True)
    return list(nu.values_list("positie").annotate(n=Count("jongere", distinct=True)).order_by("-n", "positie"))


def signalen(tenant_id: int) -> list[Aantal]:
    """The signals that are present now, the most frequent first."""

    def jongeren(waar: Q | None = None) -> Count:
        return Count("jongere", distinct=True, filter=waar)

    nu = Signaal.objects.filter(tenant_id=tenant_id, tot__isnull=True).values_list("signaal")
    alle = nu.annotate(n=jongeren(), nagaan=jongeren(TWIJFEL), benaderd=jongeren(Q(zekerheid="benaderd")))
    return [Aantal(*rij) for rij in alle.order_by("-n", "signaal")]


def lopende_signalen(tenant_id: int, signaal: str | None = None) -> QuerySet[Signaal]:
    """Signals that are present now, the longest known first."""
    nu = Signaal.objects.filter(tenant_id=tenant_id, tot__isnull=True).select_related("jongere")
    return (nu.filter(signaal=signaal) if signaal else nu).order_by("sinds_bekend", "jongere_id", "van")


def klok(tenant_id: int, jongere_id: int) -> QuerySet[Klok]:
    """The hands that run for a youth, the one that strikes first in front."""
    return Klok.objects.filter(tenant_id=tenant_id, jongere_id=jongere_id).order_by(F("tot").asc(nulls_last=True), "wijzer")


def vervallen_sinds(tenant_id: int, moment: datetime) -> QuerySet[VervallenSignaal]:
    """Signals that lapsed by themselves after ``moment``, the latest first; without those that the youth has (again) now.

    In the order of the index: who asks for the first few makes the database look at little more.
    """
    nu = Signaal.objects.filter(tenant_id=tenant_id, jongere=OuterRef("jongere"), signaal=OuterRef("signaal"), tot__isnull=True)
    weg = VervallenSignaal.objects.filter(~Exists(nu), tenant_id=tenant_id, vervallen_op__gt=moment)
    return weg.order_by(*LAATST_VERVALLEN)
