"""Reading schools and calendars."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

import pyarrow as pa
from django.db.models import Max, QuerySet

from inbeeld.apps.scholen.models import Kalender, School
from inbeeld.regels.kalender import Kalender as Dagen
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
    regios = {s: r for s, r in scholen(tenant_id).exclude(vakantieregio=None).values_list("id", "vakantieregio") if r}
    return _bouw(_rijen(_geldend(tenant_id)), regios)


def kalender(tenant_id: int, regio: str) -> Dagen:
    """The calendar of a region that holds now. Read every time, built anew only when a row of it became another."""
    return _van_regios(_rijen(_geldend(tenant_id).filter(school=None)))[regio]


def _geldend(tenant_id: int) -> QuerySet[Kalender]:
    return Kalender.objects.filter(tenant_id=tenant_id, vervangen_op__isnull=True, vervallen=False)


def _rijen(vraag: QuerySet[Kalender]) -> tuple[tuple[Any, ...], ...]:
    return tuple(vraag.order_by("van", "id").values_list(*_KOLOMMEN))


def _bouw(rijen: tuple[tuple[Any, ...], ...], regios: dict[int, str]) -> Kalenders:
    kolommen = zip(*rijen, strict=True) if rijen else [()] * len(_KOLOMMEN)
    tabel = pa.table({naam: pa.array(list(k), soort) for (naam, soort), k in zip(_KOLOMMEN.items(), kolommen, strict=True)})
    return Kalenders.uit(tabel, regios)


@lru_cache(maxsize=8)
def _van_regios(rijen: tuple[tuple[Any, ...], ...]) -> Kalenders:
    return _bouw(rijen, {})


def kalender_tot(tenant_id: int) -> date | None:
    """The first day of which the calendars of the regions say nothing any more."""
    uit: date | None = _geldend(tenant_id).filter(school=None).aggregate(tot=Max("tot"))["tot"]
    return uit


def namen(tenant_id: int, sleutels: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Names of schools by BRIN and location; those that are not described are left out."""
    gevonden = scholen(tenant_id).filter(brin__in={b for b, _ in sleutels}).exclude(naam=None)
    return {(b, v): n for b, v, n in gevonden.values_list("brin", "vestiging", "naam") if n}
