"""What the worker does. Every job names its organisation and looks nothing up outside it.

A job may be killed at any moment and is then done again (``hervat``): each does its writing in one transaction, and finds out
first whether that was done already. An error in a job may hold personal data in its message; only its kind and place are told.
A job that ends for good without having done its work says so where somebody waits for it (``_OPGEVEN``).
"""

from __future__ import annotations

import contextlib
import inspect
import json
import logging
import traceback
from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from procrastinate import RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.retry import BaseRetryStrategy

from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.basis.opdrachten import (
    BEELD,
    DAGELIJKS,
    HERSTEL,
    HERVAT,
    NEEM_AAN,
    RIJ,
    SCHRIJFT,
    SPLITS,
    VERNIETIG,
    VOEG_SAMEN,
    stel_uit,
    vergeet_mislukt_beeld,
)
from inbeeld.apps.beelden import services as beelden
from inbeeld.apps.beelden.selectors import laatste_run
from inbeeld.apps.bewaren import services as bewaren
from inbeeld.apps.leeslog import services as leeslogboek
from inbeeld.apps.leveringen import services as leveringen
from inbeeld.apps.personen import selectors as personen
from inbeeld.apps.registers import services as registers
from inbeeld.apps.toegang import services as toegang
from inbeeld.apps.toegang.models import Organisatie
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.werklijst.services import ververs

if TYPE_CHECKING:
    from procrastinate import JobContext
    from procrastinate.jobs import Job

log = logging.getLogger("inbeeld.opdrachten")
POGINGEN = 3
"""So often a job is begun; after that someone must look at it."""
BEWAAR_UREN = 30 * 24
"""How long a finished job is kept."""
VROEG = 4
"""The hour from which the picture of the day is made."""


class OpdrachtFout(Exception):
    """What a job's failure looks like outside: kind and place, no message."""

    zonder_gegevens = True


class NietNu(OpdrachtFout):
    """The database was away, or the worker stops: do it again later."""


class _Opnieuw(BaseRetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, NietNu | JobAborted) or job.attempts >= 10 * POGINGEN:
            return None
        return RetryDecision(retry_in={"seconds": 5 if isinstance(exception, NietNu) else 0})


_OPGEVEN: dict[str, tuple[str, Callable[[int, int], None]]] = {
    NEEM_AAN: ("aangeboden_id", leveringen.geef_op),
    HERSTEL: ("afhandeling_id", leveringen.geef_afhandeling_op),
    VOEG_SAMEN: ("oordeel_id", registers.geef_op),
    SPLITS: ("oordeel_id", registers.geef_op),
}
"""Per job the argument that says what somebody waits for, and who notes that it failed."""


def _geef_op(naam: str, gegevens: Mapping[str, Any]) -> None:
    if naam in _OPGEVEN:
        wat, noteer = _OPGEVEN[naam]
        tenant_id = int(gegevens["tenant_id"])
        with in_tenant(tenant_id):
            noteer(tenant_id, int(gegevens[wat]))


def _zonder_inhoud(taak: Callable[..., Any], naam: str = "") -> Callable[..., Any]:
    """Within the organisation that the job names. Errors without their message; for the log kind and place. When it ends for
    good, whoever waits for it is told."""
    vorm = inspect.signature(taak)

    @wraps(taak)
    def doe(*args: Any, **kwargs: Any) -> Any:
        fout: OpdrachtFout
        try:
            with in_tenant(vorm.bind(*args, **kwargs).arguments.get("tenant_id")):
                return taak(*args, **kwargs)
        except (JobAborted, OpdrachtFout):
            raise
        except InbeeldFout as reden:  # never holds personal data
            fout = OpdrachtFout(str(reden))
        except (OperationalError, InterfaceError) as reden:
            fout = NietNu(_plek(reden))
        except Exception as reden:
            fout = OpdrachtFout(_plek(reden))
        if naam and not isinstance(fout, NietNu):
            with contextlib.suppress(Exception):  # ``hervat`` does it later
                _geef_op(naam, vorm.bind(*args, **kwargs).arguments)
        raise fout from None

    return doe


def _wacht_iemand_op(naam: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return partial(_zonder_inhoud, naam=naam)


def _plek(reden: Exception) -> str:
    eigen = [r for r in traceback.extract_tb(reden.__traceback__) if "inbeeld" in r.filename]
    laatste = (eigen or traceback.extract_tb(reden.__traceback__))[-1]
    return f"{type(reden).__name__} in {laatste.filename.rsplit('inbeeld/', 1)[-1]}, regel {laatste.lineno}"


def _stop(context: JobContext) -> Callable[[], None]:
    """Raises when the worker is asked to stop: called between the steps of long work."""

    def kijk() -> None:
        if context.should_abort():
            raise JobAborted

    return kijk


@app.task(name=NEEM_AAN, queue=RIJ, pass_context=True, retry=_Opnieuw())
@_wacht_iemand_op(NEEM_AAN)
def neem_aan(context: JobContext, tenant_id: int, aangeboden_id: int) -> None:
    """Takes in a file that was sent in, then lets the picture be made anew."""
    leveringen.neem_aangeboden(tenant_id, aangeboden_id, kijk=_stop(context))


@app.task(name=HERSTEL, queue=RIJ, retry=_Opnieuw())
@_wacht_iemand_op(HERSTEL)
def herstel(tenant_id: int, afhandeling_id: int) -> None:
    """Carries out what someone decided about a set-apart row."""
    leveringen.handel_af(tenant_id, afhandeling_id)


@app.task(name=BEELD, queue=RIJ, pass_context=True, retry=_Opnieuw())
@_zonder_inhoud
def beeld(context: JobContext, tenant_id: int) -> None:
    """Makes the picture and the work list of today, unless deliveries are still to be taken in: then in a moment."""
    if schrijft_nog(tenant_id):
        stel_uit(BEELD, tenant_id, over=2)
        return
    organisatie = Organisatie.objects.get(pk=tenant_id)
    kijk = _stop(context)
    ververs(organisatie, vandaag(organisatie), stap=lambda _wat: kijk())
    vergeet_mislukt_beeld(tenant_id)


def schrijft_nog(tenant_id: int) -> bool:
    """Whether jobs that change what we know wait or run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name = ANY(%s) "
            "AND args @> jsonb_build_object('tenant_id', %s::bigint))",
            [list(SCHRIJFT), tenant_id],
        )
        return bool(cursor.fetchone()[0])


@app.task(name=VOEG_SAMEN, queue=RIJ, retry=_Opnieuw())
@_wacht_iemand_op(VOEG_SAMEN)
def voeg_samen(tenant_id: int, oordeel_id: int) -> None:
    """Two youths turn out to be one."""
    _voer_oordeel_uit(tenant_id, oordeel_id)


@app.task(name=SPLITS, queue=RIJ, retry=_Opnieuw())
@_wacht_iemand_op(SPLITS)
def splits(tenant_id: int, oordeel_id: int) -> None:
    """One youth turns out to be two after all."""
    _voer_oordeel_uit(tenant_id, oordeel_id)


def _voer_oordeel_uit(tenant_id: int, oordeel_id: int) -> None:
    with transaction.atomic():
        geraakt = registers.voer_uit(tenant_id, oordeel_id)
        if geraakt:
            beelden.vergeet_opgegane(tenant_id, geraakt)
            stel_uit(BEELD, tenant_id)


@app.task(name=VERNIETIG, queue=RIJ, pass_context=True, retry=_Opnieuw())
@_zonder_inhoud
def vernietig(context: JobContext, tenant_id: int, vernietiging_id: int) -> None:
    """Destroys what someone approved."""
    bewaren.voer_vernietiging_uit(Organisatie.objects.get(pk=tenant_id), vernietiging_id, kijk=_stop(context))


# ---------------------------------------------------------------------- by the clock


@app.periodic(cron="7 * * * *")
@app.task(name=DAGELIJKS, queue=RIJ, queueing_lock=DAGELIJKS, retry=_Opnieuw())
@_zonder_inhoud
def dagelijks(timestamp: int = 0) -> None:
    """Every day a picture of that day, early in the morning. Asked every hour: a worker that was off at night makes up for it."""
    if timezone.localtime().hour < VROEG:
        return
    nodig: set[str] = set()
    for organisatie in Organisatie.objects.order_by("id"):
        with in_tenant(organisatie.pk):
            run = laatste_run(organisatie.pk)
            if (run is None or run.peildatum < vandaag(organisatie)) and personen.jongeren(organisatie.pk).exists():
                stel_uit(BEELD, organisatie.pk)
            nodig |= leveringen.nog_nodig()
            bewaren.ruim_wachtende_op(organisatie)
    leveringen.ruim_binnen_op(nodig)
    toegang.vergeet_pogingen()


@app.periodic(cron="17 * * * *")
@app.task(name="beheer.leeslog", queue=RIJ, queueing_lock="beheer.leeslog", retry=_Opnieuw())
@_zonder_inhoud
def leeslog(timestamp: int = 0) -> None:
    """Seals the read log, looks for what is unusual in it, lets go of what is too old. One that is broken stops no other."""
    for organisatie in Organisatie.objects.order_by("id"):
        try:
            with in_tenant(organisatie.pk):
                leeslogboek.werk_bij(organisatie.pk)
                bewaren.laat_leeslog_vervallen(organisatie)
        except InbeeldFout as reden:  # never holds personal data
            log.error("leeslog van %s: %s", organisatie.code, reden)
        except DatabaseError as reden:  # may hold a row
            log.error("leeslog van %s: %s", organisatie.code, type(reden).__name__)


@app.periodic(cron="33 2 * * *")
@app.task(name="beheer.opruimen", queue=RIJ, queueing_lock="beheer.opruimen", pass_context=True, retry=_Opnieuw())
async def opruimen(context: JobContext, timestamp: int = 0) -> None:
    """Forgets jobs that ended long ago."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=BEWAAR_UREN, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="* * * * *")
@app.task(name=HERVAT, queue=RIJ, queueing_lock=HERVAT, pass_context=True)
async def hervat(context: JobContext, timestamp: int = 0) -> None:
    """Jobs whose worker is gone (killed, machine down) are done again; after too many times they are given up. Of what was given
    up, here or by failing, whoever waits for it is told."""
    from asgiref.sync import sync_to_async

    beheer = context.app.job_manager
    for job in await beheer.get_stalled_jobs(seconds_since_heartbeat=settings.WERKER_STIL):
        if job.attempts < POGINGEN:
            log.warning("opdracht %s (%s) is afgebroken en wordt opnieuw gedaan", job.id, job.task_name)
            try:
                await beheer.retry_job(job, retry_at=timezone.now())
            except UniqueViolation:  # the same work waits already
                await beheer.finish_job(job, status=Status.ABORTED, delete_job=False)
        else:
            log.error("opdracht %s (%s) is %s keer afgebroken en blijft liggen", job.id, job.task_name, job.attempts)
            await beheer.finish_job(job, status=Status.FAILED, delete_job=False)
    await sync_to_async(geef_mislukte_op)()


def geef_mislukte_op() -> None:
    """Of jobs that ended for good, in whatever way: whoever still waits for one is told. Again and again the same result."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, args FROM procrastinate_jobs "
            "WHERE status IN ('failed', 'aborted', 'cancelled') AND task_name = ANY(%s) ORDER BY id",
            [list(_OPGEVEN)],
        )
        mislukt = [(naam, json.loads(args) if isinstance(args, str) else args) for naam, args in cursor.fetchall()]
    for naam, gegevens in mislukt:
        _geef_op(naam, gegevens)
