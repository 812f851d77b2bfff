"""Putting work off to the worker: jobs by name, with the organisation they are for. What they do stands in ``apps.opdrachten``.

A job that is put off in a transaction is there when the transaction is, and not otherwise.
"""

from __future__ import annotations

import contextlib
import time
from typing import NamedTuple

from django.db import connection, transaction

RIJ = "inbeeld"
"""Name of the queue."""
NEEM_AAN, HERSTEL, BEELD = "levering.neem_aan", "levering.herstel", "beeld.ververs"
VOEG_SAMEN, SPLITS = "persoon.voeg_samen", "persoon.splits"
VERNIETIG = "bewaren.vernietig"
DAGELIJKS, HERVAT = "beheer.dagelijks", "beheer.hervat"
SCHRIJFT = (NEEM_AAN, HERSTEL, VOEG_SAMEN, SPLITS, VERNIETIG)
"""Jobs that change what we know: a picture made before they are done is a picture too many."""


def stel_uit(naam: str, tenant_id: int, over: int = 0, **gegevens: int | str | None) -> bool:
    """Puts a job off, at the earliest ``over`` seconds from now. Jobs that write for one organisation are done one after the
    other, in order.

    ``gegevens`` are kept and may be logged: our own numbers only. Gives false when the same work is waiting already.
    """
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued

    beeld = naam == BEELD
    opdracht = app.configure_task(
        naam,
        queue=RIJ,
        lock=f"{'beeld' if beeld else 'schrijven'}-{tenant_id}",
        queueing_lock=f"beeld-{tenant_id}" if beeld else None,
        # Ten deliveries, then one picture.
        priority=-1 if beeld else 0,
        schedule_in={"seconds": over} if over else None,
    )
    try:
        with transaction.atomic():
            opdracht.defer(tenant_id=tenant_id, **gegevens)
    except AlreadyEnqueued:
        return False
    return True


def stel_beheer_uit() -> None:
    """Lets the worker look at once at what was broken off, and whether today's picture is there."""
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued

    for naam in (HERVAT, DAGELIJKS):
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            app.configure_task(naam, queue=RIJ, queueing_lock=naam).defer(timestamp=int(time.time()))


def nog_te_doen() -> bool:
    """Whether a job waits that may be begun within a few seconds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = %s "
            "AND (scheduled_at IS NULL OR scheduled_at < now() + interval '5 seconds'))",
            [RIJ],
        )
        return bool(cursor.fetchone()[0])


class Werkstand(NamedTuple):
    """``beeld``: a picture is to be made or being made; ``beeld_mislukt``: the last one failed; ``leeft``: a worker is alive."""

    beeld: bool
    beeld_mislukt: bool
    leeft: bool


def stand_van_werk(tenant_id: int) -> Werkstand:
    """What the worker has to do for an organisation, and whether there is one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(bool_or(status IN ('todo', 'doing')), false), coalesce(bool_or(status = 'failed'), false), "
            "EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute') "
            "FROM procrastinate_jobs WHERE task_name = %s AND args @> jsonb_build_object('tenant_id', %s::bigint)",
            [BEELD, tenant_id],
        )
        return Werkstand(*cursor.fetchone())


def vergeet_mislukt_beeld(tenant_id: int) -> None:
    """A picture was made: that an earlier one failed no longer matters."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'failed' "
            "AND args @> jsonb_build_object('tenant_id', %s::bigint)",
            [BEELD, tenant_id],
        )
