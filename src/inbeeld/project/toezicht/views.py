"""``/gezond/``, ``/gereed/`` and ``/metingen/``: for machines, without logging in, without a word about persons.

The last two tell something of the installation: only who asks from an address of our own, or with the key, gets to read it. A
request that came through another web server is not from here, whatever its address.
"""

from __future__ import annotations

import hmac
import ipaddress

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from inbeeld.apps.basis.sleutelbos import Sleutelbos
from inbeeld.apps.toegang.beleid import OPENBAAR
from inbeeld.apps.toegang.pagina import pagina
from inbeeld.project.toezicht import metingen
from inbeeld.project.toezicht.gereed import stand

SLEUTEL = "metingen"
_DOORGEGEVEN = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)


def mag_meten(request: HttpRequest) -> bool:
    bos = Sleutelbos(settings.SLEUTEL_MAP)
    soort, _, gegeven = request.headers.get("Authorization", "").partition(" ")
    if soort.lower() == "bearer" and bos.heeft(SLEUTEL):
        return hmac.compare_digest(gegeven.strip().encode(), bos.lees(SLEUTEL).encode())
    if any(kop in request.META for kop in _DOORGEGEVEN):
        return False
    try:
        adres = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(adres in ipaddress.ip_network(net, strict=False) for net in settings.METINGEN_VANAF)


@pagina(OPENBAAR)
def gezond(request: HttpRequest) -> HttpResponse:
    """This process answers. Asks nothing of the database: restarting would not bring that back."""
    return HttpResponse("goed\n", content_type="text/plain; charset=utf-8")


@pagina(OPENBAAR)
def gereed(request: HttpRequest) -> HttpResponse:
    alles = stand()
    toon = alles if mag_meten(request) else {"gereed": alles["gereed"]}
    return JsonResponse(toon, status=200 if alles["gereed"] else 503)


@pagina(OPENBAAR)
def meet(request: HttpRequest) -> HttpResponse:
    if not mag_meten(request):
        raise Http404
    try:
        return HttpResponse(metingen.tekst(), content_type=metingen.TYPE)
    except Error:
        return HttpResponse("# de database antwoordt niet\n", content_type=metingen.TYPE, status=503)
