"""Reading schools."""

from __future__ import annotations

from django.db.models import QuerySet

from inbeeld.apps.scholen.models import School


def scholen(tenant_id: int) -> QuerySet[School]:
    return School.objects.filter(tenant_id=tenant_id)
