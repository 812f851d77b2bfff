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


_GEMELD = "verzuimmelding-v1"
"""Absence that comes with a report is of that one youth: it does not say that the school shares all absence."""


def gedeeld(tenant_id: int, school_ids: Iterable[int], bekend_op: date | None = None) -> dict[int, tuple[date, date]]:
    """Of schools that share absence: the first and the last day about which we know, or knew on a day, that they told anything.

    Absence that was told ahead, such as leave, does not count for the last day: of the days before nothing may be told yet.
    """
    ids = sorted(set(school_ids))
    if not ids:
        return {}
    zichtbaar = "v.vervangen_op IS NULL"
    dag: list[date] = []
    if bekend_op is not None:
        lokaal = "(v.{} AT TIME ZONE 'Europe/Amsterdam')::date"
        zichtbaar = f"{lokaal.format('ontvangen_op')} <= %s AND (v.vervangen_op IS NULL OR {lokaal.format('vervangen_op')} > %s)"
        dag = [bekend_op, bekend_op]
    van_school = (
        f"SELECT v.datum FROM registers_verzuim v WHERE v.tenant_id = %s AND v.school_id = s AND {zichtbaar} AND NOT v.vervallen "
        "AND v.bron <> %s AND v.datum <= v.bron_datum ORDER BY v.datum"
    )
    een: tuple[int | str | date, ...] = (tenant_id, *dag, _GEMELD)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s, ({van_school} LIMIT 1), ({van_school} DESC LIMIT 1) FROM unnest(%s::bigint[]) AS s", [*een, *een, ids]
        )
        return {s: (van, tot) for s, van, tot in cursor.fetchall() if van is not None}
