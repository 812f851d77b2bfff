"""Reading schools and calendars."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pyarrow as pa
from django.db.models import Max, QuerySet

from inbeeld.apps.scholen.models import Kalender, School
from inbeeld.regels.kalender import Kalenders

_KOLOMMEN = {
    "vakantieregio": pa.string(),
    "school_id": pa.int64(),
    "soort": pa.string(),
    "van": pa.date32(),
    "tot": pa.date32(),
    "schooljaar": pa.string(),
}


def scholen(tenant_id: int) -> QuerySet[School]:
    return School.objects.filter(tenant_id=tenant_id)


def kalenders(tenant_id: int) -> Kalenders:
    """The calendars that hold now: of the regions, and of schools with their own."""
    geldend = Kalender.objects.filter(tenant_id=tenant_id, vervangen_op__isnull=True, vervallen=False)
    rijen = list(geldend.order_by("van", "id").values_list(*_KOLOMMEN))
    kolommen = zip(*rijen, strict=True) if rijen else [()] * len(_KOLOMMEN)
    tabel = pa.table({naam: pa.array(list(k), soort) for (naam, soort), k in zip(_KOLOMMEN.items(), kolommen, strict=True)})
    regios = {s: r for s, r in scholen(tenant_id).exclude(vakantieregio=None).values_list("id", "vakantieregio") if r}
    return Kalenders.uit(tabel, regios)


def kalender_tot(tenant_id: int) -> date | None:
    """The first day of which the calendars of the regions say nothing any more."""
    geldend = Kalender.objects.filter(tenant_id=tenant_id, school=None, vervangen_op__isnull=True, vervallen=False)
    uit: date | None = geldend.aggregate(tot=Max("tot"))["tot"]
    return uit


def namen(tenant_id: int, sleutels: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Names of schools by BRIN and location; those that are not described are left out."""
    gevonden = scholen(tenant_id).filter(brin__in={b for b, _ in sleutels}).exclude(naam=None)
    return {(b, v): n for b, v, n in gevonden.values_list("brin", "vestiging", "naam") if n}
