"""Reading schools and calendars."""

from __future__ import annotations

import pyarrow as pa
from django.db.models import QuerySet

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
