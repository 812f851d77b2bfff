"""Writing the read log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, cast

from django.db import connection, transaction
from django.db.models.functions import Now

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.verantwoording.inhoud import VELDEN, is_gericht
from inbeeld.apps.verantwoording.keten import SLOT, controleer, verzegel, zegel_van_vergeten
from inbeeld.apps.verantwoording.keten import laat_vervallen as laat_dagen_vervallen
from inbeeld.apps.verantwoording.models import LEZEN, Leesdag, Leesmelding, Leespatroon, Leessleutel, Leesvergeten, Letop
from inbeeld.apps.verantwoording.pseudoniem import index_van, nieuw
from inbeeld.apps.verantwoording.selectors import let_op_geldt

if TYPE_CHECKING:
    from django.http import HttpRequest

    from inbeeld.apps.toegang.models import Medewerker
    from inbeeld.apps.toegang.pagina import Verzoek

__all__ = [
    "controleer",
    "handel_melding_af",
    "laat_vervallen",
    "lees_log",
    "leg_bezoek_vast",
    "markeer",
    "neem_markering_weg",
    "vergeet_persoon",
    "verzegel",
]


def lees_log(
    request: HttpRequest,
    jongere_ids: Iterable[int],
    *,
    doel: str,
    pagina: str,
    handeling: str = LEZEN,
    velden: Iterable[str] | None = None,
) -> None:
    """Records that the data of these youths are shown or changed, in one statement and before anything is sent.

    Args:
        doel: for which task, of ``DOELEN``.
        pagina: which page or part, of ``VELDEN``.
        handeling: reading, changing, or putting in a file.
        velden: which data; those that the page shows when left out.
    """
    ids = sorted(set(jongere_ids))
    if ids:
        _schrijf(request, ids, doel, pagina, handeling, velden)


def leg_bezoek_vast(
    request: HttpRequest, *, doel: str, pagina: str, handeling: str = LEZEN, velden: Iterable[str] | None = None
) -> None:
    """Records what someone did on a page that is about no youth that we know."""
    _schrijf(request, [], doel, pagina, handeling, velden)


def _schrijf(request: HttpRequest, ids: list[int], doel: str, pagina: str, handeling: str, velden: Iterable[str] | None) -> None:
    wie = cast("Verzoek", request)
    tenant = wie.medewerker.tenant_id
    sleutels = [nieuw(j) for j in ids]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT leeslog_schrijf(%s, %s, %s, %s, %s, %s::text[], %s, %s, %s::bytea[], %s::bytea[], %s::uuid[], %s, %s)",
            [
                tenant,
                wie.medewerker.pk,
                handeling,
                doel,
                pagina,
                list(VELDEN[pagina] if velden is None else velden),
                wie.trace,
                wie.begonnen,
                [index_van(tenant, j) for j in ids],
                [versleuteld for _, versleuteld in sleutels],
                [pseudoniem for pseudoniem, _ in sleutels],
                is_gericht(pagina, len(ids)),
                wie.medewerker.rol_in_log,
            ],
        )


def vergeet_persoon(tenant_id: int, jongere_id: int) -> bool:
    """Destroys what leads from the read log to this youth. The lines stay, and so does the chain. Gives whether there was a key.

    Whoever has gone up in the youth has a key of their own, and is named apart.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:  # nobody writes a line about this youth meanwhile
            cursor.execute(SLOT, [tenant_id])
        wie = index_van(tenant_id, jongere_id)
        Letop.objects.filter(tenant_id=tenant_id, wie=wie).delete()
        sleutel = Leessleutel.objects.filter(tenant_id=tenant_id, wie=wie).first()
        if sleutel is None:
            return False
        zegel = zegel_van_vergeten(tenant_id, sleutel.pseudoniem)
        Leesvergeten.objects.create(tenant_id=tenant_id, pseudoniem=sleutel.pseudoniem, zegel=zegel)
        sleutel.delete()
    return True


def laat_vervallen(tenant_id: int, voor: date) -> int:
    """Destroys what the log has of days before ``voor``: the lines, and what was made of them. Alerts that nobody looked into
    stay. Gives how many days that were.

    Raises:
        InbeeldFout: the chain is broken; nothing goes.
    """
    dagen = laat_dagen_vervallen(tenant_id, voor)
    Leesdag.objects.filter(tenant_id=tenant_id, dag__lt=voor).delete()
    Leespatroon.objects.filter(tenant_id=tenant_id, dag__lt=voor).delete()
    Leesmelding.objects.filter(tenant_id=tenant_id, op__date__lt=voor, gezien_op__isnull=False).delete()
    return dagen


# ---------------------------------------------------------------------- what someone should know of


def _reden(reden: str) -> str:
    kaal = " ".join(reden.split())
    if len(kaal) < 3:
        raise GebruikFout("Een reden ontbreekt.", doe="Schrijf in een paar woorden waarom.")
    return kaal[:500]


def markeer(door: Medewerker, jongere_id: int, reden: str) -> None:
    """From now on the teamleider is told of everybody who looks this youth up. A second time does nothing.

    Raises:
        GebruikFout: no reason given.
    """
    reden, wie = _reden(reden), index_van(door.tenant_id, jongere_id)
    with transaction.atomic():
        if let_op_geldt(door.tenant_id, jongere_id) is None:
            Letop.objects.create(tenant_id=door.tenant_id, wie=wie, soort=Letop.VIP, reden=reden, door=door)


def neem_markering_weg(door: Medewerker, jongere_id: int) -> None:
    """It is told no longer. That it was, and who ended it, stays."""
    Letop.objects.filter(
        tenant_id=door.tenant_id, wie=index_van(door.tenant_id, jongere_id), soort=Letop.VIP, tot__isnull=True
    ).update(tot=Now(), tot_door=door)


def handel_melding_af(melding: Leesmelding, door: Medewerker, reden: str) -> bool:
    """Someone looked into it. Gives false when it was done already.

    Raises:
        GebruikFout: no reason, or it is about one's own look.
    """
    if melding.medewerker_id == door.pk:
        raise GebruikFout("Deze melding gaat over uzelf.", doe="Laat een ander de melding afhandelen.")
    return bool(
        Leesmelding.objects.filter(tenant_id=door.tenant_id, pk=melding.pk, gezien_op__isnull=True).update(
            gezien_op=Now(), gezien_door=door, reden=_reden(reden)
        )
    )
