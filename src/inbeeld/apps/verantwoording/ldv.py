"""The read log as a *logboek dataverwerkingen*: one record per line, in the fields of that standard.

A line is one *dataverwerking*. Its ``operation_id`` is the beginning of its hash, so that a record leads back to its line. The
data subject is the pseudonym, never a number of a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

from inbeeld.apps.toegang.models import Organisatie
from inbeeld.apps.verantwoording.models import Leesregel

REGISTER = "urn:inbeeld:verwerking:{doel}"
"""Where a processing activity is described, when the organisation names no register of its own."""
OK = 1
"""``STATUS_CODE_OK``: what was asked was read or written, and that was logged."""


def records(organisatie: Organisatie, dag: date, register: str = REGISTER) -> Iterator[dict[str, Any]]:
    """All records of a day, in the order of the chain.

    Args:
        register: URI of the register of processing activities; ``{doel}`` becomes the purpose.
    """
    regels = Leesregel.objects.filter(tenant=organisatie, dag=dag).select_related("medewerker").order_by("nummer")
    waar = {
        "attributes": [
            _paar("service.name", "InBeeld"),
            _paar("service.version", version("inbeeld")),
            _paar("service.namespace", organisatie.code),
        ]
    }
    for r in regels.iterator(chunk_size=2_000):
        yield {
            "trace_id": r.trace,
            "operation_id": bytes(r.hash)[:8].hex(),
            "status_code": OK,
            "name": f"{r.handeling}: {r.pagina}",
            "start_time": _ms(r.begonnen),
            "end_time": _ms(r.op),
            "resource": waar,
            "attributes": list(_attributen(r, register)),
        }


def _attributen(r: Leesregel, register: str) -> Iterator[dict[str, Any]]:
    yield _paar("dpl.core.processing_activity_id", register.replace("{doel}", r.doel.replace(" ", "-")))
    if r.pseudoniem is not None:
        yield _paar("dpl.core.data_subject_id", str(r.pseudoniem))
    yield _paar("dpl.inbeeld.user_id", str(r.medewerker.uuid))
    yield _paar("dpl.inbeeld.role", r.rol)
    yield _paar("dpl.inbeeld.data", r.velden)
    yield _paar("dpl.inbeeld.line", r.nummer)


def _paar(sleutel: str, waarde: Any) -> dict[str, Any]:
    return {"key": sleutel, "value": waarde}


def _ms(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return round(moment.timestamp() * 1000)
