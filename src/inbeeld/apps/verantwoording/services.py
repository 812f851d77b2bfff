"""Writing the read log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from django.db import connection, transaction

from inbeeld.apps.verantwoording.inhoud import VELDEN
from inbeeld.apps.verantwoording.keten import controleer, verzegel, zegel_van_vergeten
from inbeeld.apps.verantwoording.models import LEZEN, Leessleutel, Leesvergeten
from inbeeld.apps.verantwoording.pseudoniem import index_van, nieuw

if TYPE_CHECKING:
    from django.http import HttpRequest

    from inbeeld.apps.toegang.pagina import Verzoek

__all__ = ["controleer", "lees_log", "leg_bezoek_vast", "vergeet_persoon", "verzegel"]


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
            "SELECT leeslog_schrijf(%s, %s, %s, %s, %s, %s::text[], %s, %s, %s::bytea[], %s::bytea[], %s::uuid[])",
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
            ],
        )


def vergeet_persoon(tenant_id: int, jongere_id: int) -> bool:
    """Destroys what leads from the read log to this youth. The lines stay, and so does the chain. Gives whether there was a key.

    Whoever has gone up in the youth has a key of their own, and is named apart.
    """
    with transaction.atomic():
        sleutel = (
            Leessleutel.objects.select_for_update().filter(tenant_id=tenant_id, wie=index_van(tenant_id, jongere_id)).first()
        )
        if sleutel is None:
            return False
        zegel = zegel_van_vergeten(tenant_id, sleutel.pseudoniem)
        Leesvergeten.objects.create(tenant_id=tenant_id, pseudoniem=sleutel.pseudoniem, zegel=zegel)
        sleutel.delete()
    return True
