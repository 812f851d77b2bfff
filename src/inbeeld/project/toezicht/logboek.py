"""The log: one JSON object per line, or lines for people on a terminal. No personal data reach it.

What we log ourselves we word ourselves. Of others only the fixed text goes in, not the values that were put in it: an address may
hold what someone typed, a message of the database may hold a name. Of an error its kind and its place go in, and its message only
when it is one of ours that says it holds no data. Whatever still looks like a number of a person is blacked out.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping
from typing import Any

import structlog
from django.conf import settings
from structlog.types import EventDict, Processor, WrappedLogger

ONBEKEND, BESTAND = "onbekend", "bestand"
"""Pages without a name: an address that isn't there, and a file of the pages themselves."""
_EIGEN = "inbeeld"
_NUMMER = re.compile(r"(?<!\d)\d{8,9}(?!\d)")
_VELDEN = ("trace", "pagina", "status", "ms", "methode")
_EIGEN_WAARDEN = ("_record", "timestamp", "trace", "status", "ms", "nummer", "organisatie")
_WEG = ("exc_info", "exception", "stack_info", "stack", "positional_args")


def terminal() -> bool:
    return sys.stderr.isatty()


def zonder_inhoud(_logger: WrappedLogger, _methode: str, gebeurtenis: EventDict) -> EventDict:
    """Takes out of a record of the standard library all that may hold personal data."""
    record: logging.LogRecord | None = gebeurtenis.get("_record")
    if record is not None:
        if not _van_ons(record.name):
            gebeurtenis["event"] = _vaste_tekst(record, bool(gebeurtenis.get("positional_args")))
        for veld in _VELDEN:
            if hasattr(record, veld):
                gebeurtenis[veld] = getattr(record, veld)
        gebeurtenis.update(_van_verzoek(record) | _van_opdracht(record))
        if record.exc_info:
            gebeurtenis.update(_van_fout(record.exc_info[1]))
    fout = gebeurtenis.get("exc_info")
    if fout:
        fout = fout if isinstance(fout, BaseException) else (fout[1] if isinstance(fout, tuple) else sys.exc_info()[1])
        gebeurtenis.update(_van_fout(fout))
    for veld in _WEG:
        gebeurtenis.pop(veld, None)
    return gebeurtenis


def zwart(_logger: WrappedLogger, _methode: str, gebeurtenis: EventDict) -> EventDict:
    """Blacks out what looks like a BSN or onderwijsnummer, wherever it stands but in what we make ourselves."""
    return {k: v if k in _EIGEN_WAARDEN else _zwart(v) for k, v in gebeurtenis.items()}


def _zwart(waarde: Any) -> Any:
    if isinstance(waarde, str):
        return _NUMMER.sub("*********", waarde)
    if isinstance(waarde, Mapping):
        return {_zwart(k): _zwart(v) for k, v in waarde.items()}
    if isinstance(waarde, list | tuple):
        return [_zwart(w) for w in waarde]
    if isinstance(waarde, int | float | None):
        return "*********" if isinstance(waarde, int) and 10_000_000 <= waarde <= 999_999_999 else waarde
    return _NUMMER.sub("*********", str(waarde))


def _van_ons(naam: str) -> bool:
    return naam == _EIGEN or naam.startswith(f"{_EIGEN}.")


def _vaste_tekst(record: logging.LogRecord, met_waarden: bool) -> str:
    """The text without the values. Without values apart the text may have been put together from them: then only who says it."""
    if record.name.startswith(("django.request", "django.security")):
        return "verzoek geweigerd" if getattr(record, "status_code", 500) < 500 else "verzoek mislukt"
    if record.name.startswith("procrastinate") and hasattr(record, "action"):
        return str(record.action)
    return str(record.msg) if met_waarden else f"melding van {record.name}"


def _van_verzoek(record: logging.LogRecord) -> dict[str, Any]:
    verzoek = getattr(record, "request", None)
    uit: dict[str, Any] = {"status": record.status_code} if hasattr(record, "status_code") else {}
    if verzoek is not None and hasattr(verzoek, "META"):
        uit |= {"pagina": pagina_van(verzoek), "trace": getattr(verzoek, "trace", None)}
    return uit


def _van_opdracht(record: logging.LogRecord) -> dict[str, Any]:
    job = getattr(record, "job", None)
    if not isinstance(job, Mapping):
        return {}
    gegevens = job.get("task_kwargs") or {}
    return {"opdracht": job.get("task_name"), "nummer": job.get("id"), "organisatie": gegevens.get("tenant_id")}


def pagina_van(verzoek: Any) -> str:
    """The name of the page, never its address."""
    gevonden = getattr(verzoek, "resolver_match", None)
    if gevonden:
        return gevonden.view_name or ONBEKEND
    return BESTAND if verzoek.path.startswith(f"/{settings.STATIC_URL.lstrip('/')}") else ONBEKEND


def _van_fout(fout: BaseException | None) -> dict[str, Any]:
    if fout is None:
        return {}
    stappen = traceback.extract_tb(fout.__traceback__)
    eigen = [s for s in stappen if "/inbeeld/" in s.filename] or stappen[-3:]
    plek = [f"{s.filename.rsplit('/inbeeld/', 1)[-1].rsplit('site-packages/', 1)[-1]}:{s.lineno}" for s in eigen[-8:]]
    uit: dict[str, Any] = {"fout": type(fout).__name__, "plek": plek}
    if getattr(fout, "zonder_gegevens", False):
        uit["wat"] = str(fout)
    code = getattr(fout, "sqlstate", None) or getattr(fout.__cause__, "sqlstate", None)
    return uit | ({"sqlstate": code} if code else {})


_VOORAF: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """Named in the settings; the same for our own processes and for gunicorn."""
    vorm: Processor = (
        structlog.dev.ConsoleRenderer() if terminal() else structlog.processors.JSONRenderer(default=str, ensure_ascii=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_VOORAF,
        pass_foreign_args=True,
        processors=[zonder_inhoud, zwart, structlog.stdlib.ProcessorFormatter.remove_processors_meta, vorm],
    )


def instelling(peil: str) -> dict[str, Any]:
    """Django's LOGGING. ``peil``: from which level on our own messages are written."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"inbeeld": {"()": "inbeeld.project.toezicht.logboek.formatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "inbeeld"}},
        # Statements and their parameters never go to a log: they hold personal data.
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            "django.db.backends": {"handlers": [], "level": "ERROR", "propagate": False},
            "procrastinate": {"level": "ERROR"},
            _EIGEN: {"level": peil},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }
