"""Reading what is due, what was postponed and what was destroyed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db.models import QuerySet

from inbeeld.apps.bewaren.models import Uitstel, Vernietiging, Vernietigregel
from inbeeld.apps.bewaren.voorstel import (
    BESLUIT,
    BETWIST,
    LOOPT,
    ONBEKEND,
    UITGESTELD,
    Groep,
    Regel,
    groepen,
    gronden_van,
    instelling_van,
    regels,
    termijnen,
)

__all__ = [
    "BESLUIT",
    "BETWIST",
    "LOOPT",
    "ONBEKEND",
    "UITGESTELD",
    "Groep",
    "Regel",
    "bewijs",
    "bewijs_klopt",
    "goedgekeurd",
    "groepen",
    "gronden_van",
    "hash_van",
    "instelling_van",
    "regels",
    "termijnen",
    "uitstel_van",
    "vernietigingen",
]


def vernietigingen(tenant_id: int) -> QuerySet[Vernietiging]:
    """Approvals and certificates, the last first."""
    return Vernietiging.objects.filter(tenant_id=tenant_id).select_related("door").order_by("-op", "-id")


def uitstel_van(tenant_id: int, jongere_ids: list[int]) -> dict[int, Uitstel]:
    """The last decision to keep each of these youths longer."""
    rijen = Uitstel.objects.filter(tenant_id=tenant_id, jongere_id__in=jongere_ids).select_related("door").order_by("id")
    return {u.jongere_id: u for u in rijen}


def goedgekeurd(v: Vernietiging) -> list[int]:
    """Of whom something is still to be destroyed."""
    return list(Vernietigregel.objects.filter(tenant_id=v.tenant_id, vernietiging=v).values_list("jongere_id", flat=True))


def bewijs(v: Vernietiging) -> dict[str, Any]:
    """The certificate as it is hashed and can be kept elsewhere. Nothing in it is about a youth."""
    return {
        "nummer": str(v.uuid),
        "organisatie": v.tenant.naam,
        "peildatum": v.peildatum.isoformat(),
        "goedgekeurd_op": v.op.isoformat(),
        "goedgekeurd_door": v.door.naam,
        "reden": v.reden,
        "gronden": v.gronden,
        "personen": v.personen,
        "leerplichtdossiers": v.dossiers,
        "overgeslagen": v.overgeslagen,
        "rijen": dict(sorted(v.rijen.items())),
        "klaar_op": v.klaar_op.isoformat() if v.klaar_op else None,
        "vorig_bewijs": v.vooraf,
    }


def hash_van(v: Vernietiging) -> str:
    tekst = json.dumps(bewijs(v), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(tekst.encode()).hexdigest()


def bewijs_klopt(v: Vernietiging) -> bool:
    """Whether the certificate is still what it was, and still follows on the one before it."""
    eerder = Vernietiging.objects.filter(tenant_id=v.tenant_id, status=Vernietiging.KLAAR, klaar_op__lt=v.klaar_op)
    vorige = eerder.order_by("-klaar_op", "-id").values_list("hash", flat=True).first() or ""
    return v.hash == hash_van(v) and v.vooraf == vorige
