"""Reading the current picture."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from inbeeld.apps.beelden.models import Beeldrun, Rechtspositie, Signaal

TWIJFEL = Q(redenen__len__gt=0) | ~Q(zekerheid="zeker")
"""There is a practical reason for doubt, or the rule itself can't be sure."""


def laatste_run(tenant_id: int) -> Beeldrun | None:
    return Beeldrun.objects.filter(tenant_id=tenant_id).order_by("-id").first()


def posities(tenant_id: int) -> list[tuple[str, int]]:
    """How many youths are in which legal position now."""
    nu = Rechtspositie.objects.filter(tenant_id=tenant_id, tot__isnull=True)
    return list(nu.values_list("positie").annotate(n=Count("jongere", distinct=True)).order_by("-n", "positie"))


def signalen(tenant_id: int) -> list[tuple[str, int, int]]:
    """Per signal that is present now: how many youths, and for how many of those something must be checked first."""
    nu = Signaal.objects.filter(tenant_id=tenant_id, tot__isnull=True)
    twijfel = dict(nu.filter(TWIJFEL).values_list("signaal").annotate(n=Count("jongere", distinct=True)))
    alle = nu.values_list("signaal").annotate(n=Count("jongere", distinct=True)).order_by("-n", "signaal")
    return [(s, n, twijfel.get(s, 0)) for s, n in alle]


def lopende_signalen(tenant_id: int, signaal: str | None = None) -> QuerySet[Signaal]:
    """Signals that are present now, the longest known first."""
    nu = Signaal.objects.filter(tenant_id=tenant_id, tot__isnull=True).select_related("jongere")
    return (nu.filter(signaal=signaal) if signaal else nu).order_by("sinds_bekend", "id")
