"""Reading the read log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from inbeeld.apps.verantwoording.models import Leescontrole, Leesmelding, Leesregel, Leessleutel, Leeszegel, Letop
from inbeeld.apps.verantwoording.pseudoniem import index_van, jongere_van


class Tijdvak(NamedTuple):
    """The time in which lines about ``jongere_id`` are about the person that is asked about; null = no border."""

    jongere_id: int
    van: datetime | None = None
    tot: datetime | None = None


def pseudoniemen(tenant_id: int, jongere_ids: Iterable[int]) -> dict[int, UUID]:
    """What stands for these youths in the log; who isn't in it, or was forgotten, is left out."""
    index = {index_van(tenant_id, j): j for j in jongere_ids}
    rijen = Leessleutel.objects.filter(tenant_id=tenant_id, wie__in=list(index)).values_list("wie", "pseudoniem")
    return {index[bytes(wie)]: pseudoniem for wie, pseudoniem in rijen}


def jongeren_van(tenant_id: int, pseudoniemen: Iterable[UUID]) -> dict[UUID, int]:
    """Whom these pseudonyms stand for; who was forgotten is left out."""
    rijen = Leessleutel.objects.filter(tenant_id=tenant_id, pseudoniem__in=set(pseudoniemen)).values_list("pseudoniem", "jongere")
    return {pseudoniem: jongere_van(pseudoniem, versleuteld) for pseudoniem, versleuteld in rijen}


def gelezen_van(tenant_id: int, persoon: Iterable[Tijdvak]) -> QuerySet[Leesregel]:
    """Who looked at this person, the last first. ``persoon``: see ``personen.selectors.leden``."""
    vakken = list(persoon)
    bekend = pseudoniemen(tenant_id, {v.jongere_id for v in vakken})
    q = Q(pk__in=[])
    for v in vakken:
        if v.jongere_id in bekend:
            deel = Q(pseudoniem=bekend[v.jongere_id])
            if v.van is not None:
                deel &= Q(op__gte=v.van)
            if v.tot is not None:
                deel &= Q(op__lt=v.tot)
            q |= deel
    return Leesregel.objects.filter(q, tenant_id=tenant_id).select_related("medewerker").order_by("-op", "-id")


def let_op_geldt(tenant_id: int, jongere_id: int) -> Letop | None:
    """The mark that looking this youth up is told, when there is one."""
    geldt = Letop.objects.filter(tenant_id=tenant_id, wie=index_van(tenant_id, jongere_id), soort=Letop.VIP, tot__isnull=True)
    return geldt.select_related("door").first()


def laatste_zegel(tenant_id: int) -> datetime | None:
    """When the log was sealed last."""
    return Leeszegel.objects.filter(tenant_id=tenant_id).order_by("-nummer").values_list("op", flat=True).first()


def laatste_controle(tenant_id: int) -> Leescontrole | None:
    """What the worker found when it went over the chain last."""
    return Leescontrole.objects.filter(tenant_id=tenant_id).order_by("-op").first()


def onverzegeld(tenant_id: int, sinds: datetime | None, voor: datetime) -> bool:
    """Whether a line written before ``voor`` is under no seal, the last of which was made at ``sinds``."""
    regels = Leesregel.objects.filter(tenant_id=tenant_id, op__lt=voor)
    if sinds is not None:
        regels = regels.filter(dag__gte=timezone.localdate(sinds), op__gt=sinds)
    return regels.exists()


def aantal_meldingen(tenant_id: int) -> int:
    """How many wait for someone to look into them."""
    return Leesmelding.objects.filter(tenant_id=tenant_id, gezien_op__isnull=True).count()
