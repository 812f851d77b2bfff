"""Counts and logs every answer: which page, which status, how long. The outermost, so that nothing is missed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from inbeeld.project.toezicht import metingen
from inbeeld.project.toezicht.logboek import BESTAND, pagina_van

log = logging.getLogger("inbeeld.verzoek")


def meet(volgende: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def doe(request: HttpRequest) -> HttpResponse:
        begin = time.perf_counter()
        antwoord = volgende(request)
        duur = metingen.tel(request, antwoord, begin)
        pagina = pagina_van(request)
        if pagina != BESTAND and log.isEnabledFor(logging.INFO):
            log.info(
                "verzoek",
                extra={
                    "pagina": pagina,
                    "methode": request.method,
                    "status": antwoord.status_code,
                    "ms": round(duur * 1000),
                    "trace": getattr(request, "trace", None),
                },
            )
        return antwoord

    return doe
