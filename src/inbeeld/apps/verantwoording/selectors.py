"""Reading the read log."""

from __future__ import annotations

from django.db.models import QuerySet

from inbeeld.apps.verantwoording.models import Leesregel


def gelezen_van(tenant_id: int, jongere_id: int) -> QuerySet[Leesregel]:
    """Who looked at this youth, the last first."""
    return (
        Leesregel.objects.filter(tenant_id=tenant_id, jongere_id=jongere_id).select_related("medewerker").order_by("-op", "-id")
    )
