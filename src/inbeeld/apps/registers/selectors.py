"""Reading facts about youths."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q

from inbeeld.apps.registers.models import Inschrijving


def school_op(tenant_id: int, jongere_ids: Iterable[int], op: date) -> dict[int, str]:
    """The school where each youth is enrolled on a day, by name: of more than one the newest."""
    loopt = Q(van__lte=op) & (Q(tot__isnull=True) | Q(tot__gt=op))
    rijen = (
        Inschrijving.objects.filter(loopt, tenant_id=tenant_id, jongere_id__in=list(jongere_ids))
        .filter(vervangen_op__isnull=True, vervallen=False)
        .order_by("van", "id")
        .values_list("jongere_id", "school__naam")
    )
    return {j: naam or "school zonder naam" for j, naam in rijen}


def gedeeld(school_ids: Iterable[int]) -> dict[int, tuple[date, date]]:
    """Of schools that share absence: the first and the last day about which they told anything."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s, (SELECT min(datum) FROM registers_verzuim v WHERE v.school_id = s), "
            "(SELECT max(datum) FROM registers_verzuim v WHERE v.school_id = s) FROM unnest(%s::bigint[]) AS s",
            [sorted(set(school_ids))],
        )
        return {s: (van, tot) for s, van, tot in cursor.fetchall() if van is not None}
