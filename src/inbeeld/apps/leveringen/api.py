"""Deliveries by a program: sending a file in, and asking what became of it. The same way as the page takes."""

from __future__ import annotations

import contextlib
import os
import tempfile
from email.message import Message
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from inbeeld.apps.basis.fouten import GebruikFout, GeweigerdFout
from inbeeld.apps.leveringen import services
from inbeeld.apps.leveringen.aanleveren import MB, binnen_map, groot, grootste
from inbeeld.apps.leveringen.beleid import AANLEVEREN_API
from inbeeld.apps.leveringen.models import Aangeboden
from inbeeld.apps.toegang.api import api, dienst_van, probleem


def _naam(request: HttpRequest) -> str:
    """The name of the file, which may tell what it is: in the header, as browsers and mail do it."""
    kop = Message()
    kop["Content-Disposition"] = request.headers.get("Content-Disposition", "")
    try:
        naam = kop.get_filename()
    except UnicodeError:  # in a character set that can't be read
        naam = None
    if not naam:
        raise GebruikFout(
            "De naam van het bestand ontbreekt.", doe='Stuur mee: Content-Disposition: attachment; filename="….csv"'
        )
    return naam


def _ontvang(request: HttpRequest, pad: Path) -> None:
    """Straight to the folder for what came in, never more than is allowed."""
    over = grootste()
    with pad.open("wb") as bestand:
        while stuk := request.read(MB):
            over -= len(stuk)
            if over < 0:
                raise GeweigerdFout("Dit bestand is te groot.", doe=f"Ten hoogste {groot(grootste())} per bestand.")
            bestand.write(stuk)


@api(AANLEVEREN_API, ("POST",))
def aanbieden(request: HttpRequest) -> HttpResponse:
    """The body is the file. Twice the same file is one delivery: whoever is not sure that it arrived sends it again."""
    if (request.content_type or "").startswith("multipart/"):
        return probleem(415, "Stuur het bestand zelf", "De inhoud van het verzoek is het bestand, zonder formulier eromheen.")
    naam = _naam(request)
    greep, tijdelijk = tempfile.mkstemp(prefix="komt-", dir=binnen_map())
    os.close(greep)
    pad = Path(tijdelijk)
    try:
        _ontvang(request, pad)
        aangeboden, nieuw = services.bied_aan_als_dienst(dienst_van(request), naam, pad)
    finally:
        with contextlib.suppress(FileNotFoundError):  # it was moved
            pad.unlink()
    antwoord = JsonResponse(_stand(aangeboden), status=202 if nieuw else 200)
    antwoord["Location"] = reverse("api_leveringen:stand", args=[aangeboden.uuid])
    return antwoord


@api(AANLEVEREN_API, ("GET",))
def stand(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What became of a file that this organisation's programs sent in. Counts and reasons, nothing of a person."""
    aangeboden = (
        Aangeboden.objects.filter(tenant_id=dienst_van(request).tenant_id, uuid=uuid, dienst__isnull=False)
        .select_related("levering")
        .first()
    )
    if aangeboden is None:
        raise Http404
    return JsonResponse(_stand(aangeboden))


def _stand(a: Aangeboden) -> dict[str, Any]:
    uit: dict[str, Any] = {"id": str(a.uuid), "bestand": a.bestand, "status": a.status, "al_ingelezen": a.al_ingelezen}
    if a.fout:
        uit["fout"] = {k: a.fout.get(k, "") for k in ("wat", "waar", "doe")}
    if a.levering is not None:
        uit["bon"] = reverse("leveringen:detail", args=[a.levering.uuid])
    return uit
