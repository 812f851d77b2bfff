"""Looking along and break-glass access: begun with a reason, for half an hour, in one browser; an alarm for the teamleider."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from inbeeld.apps.basis.fouten import GeweigerdFout
from inbeeld.apps.toegang.beleid import soort_noodsessie
from inbeeld.apps.toegang.models import Medewerker, Noodsessie

DUUR = timedelta(minutes=30)
KORTSTE_REDEN = 15
_SLEUTEL = "noodsessie"


def lopende_noodsessie(request: HttpRequest, medewerker: Medewerker) -> Noodsessie | None:
    """The session that runs in this browser. Only who began one pays a query for it."""
    uuid = request.session.get(_SLEUTEL)
    if not uuid:
        return None
    sessie = Noodsessie.objects.filter(
        uuid=uuid, tenant_id=medewerker.tenant_id, medewerker=medewerker, gestopt_op=None, tot__gt=timezone.now()
    ).first()
    # Who got another role meanwhile has nothing left of it.
    if sessie is None or sessie.soort != soort_noodsessie(medewerker):
        request.session.pop(_SLEUTEL)
        return None
    return sessie


def begin_noodsessie(request: HttpRequest, medewerker: Medewerker, reden: str) -> Noodsessie:
    """Begins one, in this browser.

    Raises:
        GeweigerdFout: this person has nothing to gain, or the reason says nothing.
    """
    soort = soort_noodsessie(medewerker)
    reden = " ".join(reden.split())
    if soort is None:
        raise GeweigerdFout("U ziet alle jongeren al.", doe="Hiervoor is geen noodtoegang nodig.")
    if len(reden) < KORTSTE_REDEN:
        raise GeweigerdFout(
            "Deze reden is te kort.", doe="Schrijf op wat u wilt uitzoeken en waarom dat niet anders kan. Noem geen naam."
        )
    stop_noodsessie(request, medewerker)
    sessie = Noodsessie.objects.create(
        tenant_id=medewerker.tenant_id, medewerker=medewerker, soort=soort, reden=reden[:500], tot=timezone.now() + DUUR
    )
    request.session.cycle_key()
    request.session[_SLEUTEL] = str(sessie.uuid)
    return sessie


def stop_noodsessie(request: HttpRequest, medewerker: Medewerker) -> None:
    uuid = request.session.pop(_SLEUTEL, None)
    if uuid:
        Noodsessie.objects.filter(uuid=uuid, medewerker=medewerker, gestopt_op=None).update(gestopt_op=timezone.now())


def bekijk(door: Medewerker, uuid: UUID) -> bool:
    """Notes that someone looked into a session of somebody else. Gives whether that could be."""
    open_ = Noodsessie.objects.filter(tenant_id=door.tenant_id, uuid=uuid, bekeken_op=None).exclude(medewerker=door)
    return bool(open_.update(bekeken_op=timezone.now(), bekeken_door=door))
