"""Reading the current picture."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from inbeeld.apps.beelden.models import Beeldrun, Rechtspositie, Signaal


def laatste_run(tenant_id: int) -> Beeldrun | None:
    return Beeldrun.objects.filter(tenant_id=tenant_id).order_by("-id").first()


def posities(tenant_id: int) -> list[tuple[str, int]]:
    """How many youths are in which legal position now."""
    nu = Rechtspositie.objects.filter(tenant_id=tenant_id, tot__isnull=True)
    return list(nu.values_list("positie").annotate(n=Count("jongere", distinct=True)).order_by("-n", "positie"))


def signalen(tenant_id: int) -> list[tuple[str, int, int]]:
    """Per signal that is present now: how many youths, and how many of those with certainty."""
    nu = Signaal.objects.filter(tenant_id=tenant_id, tot__isnull=True)
    zeker = dict(nu.filter(zekerheid="zeker").values_list("signaal").annotate(n=Count("jongere", distinct=True)))
    alle = nu.values_list("signaal").annotate(n=Count("jongere", distinct=True)).order_by("-n", "signaal")
    return [(s, n, zeker.get(s, 0)) for s, n in alle]


def lopende_signalen(tenant_id: int, signaal: str | None = None) -> QuerySet[Signaal]:
    """Signals that are present now, the longest known first."""
    nu = Signaal.objects.filter(tenant_id=tenant_id, tot__isnull=True).select_related("jongere")
    return (nu.filter(signaal=signaal) if signaal else nu).order_by("sinds_bekend", "id")
