"""Writing the read log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from django.db import connection

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from inbeeld.apps.toegang.pagina import Verzoek


def lees_log(request: HttpRequest, jongere_ids: Iterable[int], *, doel: str, pagina: str) -> None:
    """Records that the data of these youths are shown, in one statement and before anything is sent.

    Args:
        doel: for which legal task: ``leerplicht``, ``doorstroompunt``, ``zoeken``, ``gegevensbeheer``.
        pagina: which page or part.
    """
    ids = sorted(set(jongere_ids))
    if not ids:
        return
    wie = cast("Verzoek", request)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO verantwoording_leesregel (tenant_id, medewerker_id, rol, jongere_id, doel, pagina, trace) "
            "SELECT %s, %s, %s, j, %s, %s, %s FROM unnest(%s::bigint[]) AS j",
            [wie.medewerker.tenant_id, wie.medewerker.pk, wie.medewerker.rol_in_log, doel, pagina, wie.trace, ids],
        )


def lees_log_rijen(request: HttpRequest, levering: UUID, *, doel: str, pagina: str) -> None:
    """Records that rows of a delivery are shown of which nobody knows whom they are about: one line, without a youth."""
    wie = cast("Verzoek", request)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO verantwoording_leesregel (tenant_id, medewerker_id, rol, doel, pagina, trace) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            [wie.medewerker.tenant_id, wie.medewerker.pk, wie.medewerker.rol, doel, f"{pagina}, levering {levering}", wie.trace],
        )
