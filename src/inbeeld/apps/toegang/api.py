"""Every operation of the API goes through here: which program is asking, and may it. Answers are JSON, errors too (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt

from inbeeld.apps.basis.fouten import GebruikFout, GeweigerdFout
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.toegang.beleid import Recht
from inbeeld.apps.toegang.models import Dienstsleutel
from inbeeld.apps.toegang.sleutels import herken

Operatie = Callable[..., HttpResponse]


class ApiVerzoek(HttpRequest):
    """A request by a program. ``trace``: one id for everything that this request does."""

    dienst: Dienstsleutel
    trace: str


def dienst_van(request: HttpRequest) -> Dienstsleutel:
    """Which program is asking; only behind ``@api``."""
    return cast(ApiVerzoek, request).dienst


def probleem(status: int, titel: str, uitleg: str = "", **meer: Any) -> JsonResponse:
    inhoud = {"title": titel, "status": status} | ({"detail": uitleg} if uitleg else {}) | meer
    return JsonResponse(inhoud, status=status, content_type="application/problem+json")


def api(recht: Recht, methodes: tuple[str, ...]) -> Callable[[Operatie], Operatie]:
    """Lets through a program whose key has ``recht``. Cookies don't count here: no browser, no forged requests."""

    def om(operatie: Operatie) -> Operatie:
        @csrf_exempt
        @wraps(operatie)
        def beschermd(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            antwoord = _doe(operatie, recht, methodes, request, *args, **kwargs)
            patch_cache_control(antwoord, no_store=True, private=True)
            return antwoord

        beschermd.__dict__.update(recht=recht, api=True, methodes=methodes, formulier="", peilt=False)
        return beschermd

    return om


def _doe(
    operatie: Operatie, recht: Recht, methodes: tuple[str, ...], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    soort, _, tekst = request.headers.get("Authorization", "").partition(" ")
    dienst = herken(tekst) if soort.lower() == "bearer" else None
    if dienst is None:
        antwoord = probleem(401, "Geen geldige sleutel", "Stuur een geldige sleutel mee: Authorization: Bearer …")
        antwoord["WWW-Authenticate"] = 'Bearer realm="InBeeld"'
        return antwoord
    if recht.naam not in dienst.rechten:
        return probleem(403, "Deze sleutel mag dit niet", f"Nodig is het recht {recht.naam}: {recht.uitleg}.")
    if request.method not in methodes:
        antwoord = probleem(405, "Dit kan hier niet", f"Gebruik {' of '.join(methodes)}.")
        antwoord["Allow"] = ", ".join(methodes)
        return antwoord
    cast(ApiVerzoek, request).dienst = dienst
    try:
        with in_tenant(dienst.tenant_id):
            return operatie(request, *args, **kwargs)
    except GeweigerdFout as fout:
        return probleem(422, fout.wat, fout.doe)
    except GebruikFout as fout:
        return probleem(400, fout.wat, fout.doe)
    except Http404:
        return probleem(404, "Dit is er niet")
