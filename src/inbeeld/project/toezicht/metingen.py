"""Numbers for Prometheus: requests by page and status, the queue, and how old the newest picture and deliveries are.

Pages are counted by name, organisations by code: no address, no person. Several processes keep their counts in one folder
(``PROMETHEUS_MULTIPROC_DIR``, set by ``inbeeld server``).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from inbeeld.project.toezicht.logboek import pagina_van

if TYPE_CHECKING:
    from prometheus_client import Metric

TYPE = "text/plain; version=0.0.4; charset=utf-8"
_METHODES = ("GET", "POST", "HEAD")
VERZOEKEN = Counter("inbeeld_verzoeken", "Beantwoorde verzoeken", ["pagina", "methode", "status"])
DUUR = Histogram(
    "inbeeld_verzoek_seconden",
    "Hoe lang een antwoord duurde",
    ["pagina"],
    buckets=(0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


def tel(verzoek: HttpRequest, antwoord: HttpResponse, begin: float) -> float:
    """Counts an answer; gives how many seconds it took."""
    duur = time.perf_counter() - begin
    pagina = pagina_van(verzoek)
    methode = verzoek.method if verzoek.method in _METHODES else "anders"
    VERZOEKEN.labels(pagina, methode, str(antwoord.status_code)).inc()
    DUUR.labels(pagina).observe(duur)
    return duur


def tekst() -> bytes:
    """Everything, as Prometheus reads it."""
    register: CollectorRegistry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        register = CollectorRegistry()
        multiprocess.MultiProcessCollector(register)  # type: ignore[no-untyped-call]
    uit = generate_latest(register)
    stand = CollectorRegistry()
    stand.register(_Stand())
    return uit + generate_latest(stand)


class _Stand(Collector):
    """What is asked of the database at the moment of measuring."""

    def collect(self) -> Iterator[Metric]:
        yield from _rij()
        yield from _per_organisatie()


def _rij() -> Iterator[Metric]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, status::text, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') "
            "GROUP BY 1, 2 ORDER BY 1, 2"
        )
        aantal = GaugeMetricFamily("inbeeld_opdrachten", "Opdrachten, naar soort en stand", labels=["opdracht", "stand"])
        for taak, stand, n in cursor.fetchall():
            aantal.add_metric([taak, stand], n)
        yield aantal
        cursor.execute(
            "SELECT coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))), 0) FROM procrastinate_jobs j "
            "LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred' "
            "WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())"
        )
        yield _een("inbeeld_opdracht_oudste_seconden", "Hoe lang de oudste opdracht al wacht", cursor.fetchone()[0])
        cursor.execute("SELECT count(*), extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")
        werkers, stil = cursor.fetchone()
        yield _een("inbeeld_werkers", "Werkers die zich hebben gemeld", werkers)
        if stil is not None:
            yield _een("inbeeld_werker_stil_seconden", "Tijd sinds het laatste teken van leven van een werker", stil)


def _per_organisatie() -> Iterator[Metric]:
    from inbeeld.apps.basis.muren import in_tenant
    from inbeeld.apps.beelden.selectors import laatste_run
    from inbeeld.apps.leveringen.selectors import laatste_per_bron
    from inbeeld.apps.toegang.models import Organisatie

    beeld = GaugeMetricFamily("inbeeld_beeld_seconden", "Ouderdom van het laatste beeld", labels=["organisatie"])
    levering = GaugeMetricFamily(
        "inbeeld_levering_seconden", "Tijd sinds de laatste levering die werd ingelezen", labels=["organisatie", "bron"]
    )
    nu = time.time()
    for organisatie in Organisatie.objects.order_by("id"):
        with in_tenant(organisatie.pk):
            if (run := laatste_run(organisatie.pk)) is not None:
                beeld.add_metric([organisatie.code], nu - run.gemaakt_op.timestamp())
            for bron, op in laatste_per_bron(organisatie.pk).items():
                levering.add_metric([organisatie.code, bron], nu - op.timestamp())
    yield beeld
    yield levering


def _een(naam: str, uitleg: str, waarde: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(naam, uitleg, value=float(waarde))
