"""Every view goes through here: who is asking, and may they. A view without it does not pass the tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_cache_control

from inbeeld.apps.toegang.beleid import OPENBAAR, Recht
from inbeeld.apps.toegang.models import Medewerker


class Verzoek(HttpRequest):
    """A request by someone who is logged in. ``trace``: one id for everything that this request reads."""

    medewerker: Medewerker
    trace: str
    begonnen: datetime
    htmx: Any


Pagina = Callable[..., HttpResponse]


def wie_vraagt(request: HttpRequest) -> Medewerker:
    """Who is asking; only behind ``@pagina`` with a permission."""
    return cast(Verzoek, request).medewerker


def bladnummer(request: HttpRequest) -> int:
    """Which page of a list is asked (``?blad=``); the first when that is no number."""
    blad = request.GET.get("blad", "1")
    return int(blad) if blad.isdecimal() and len(blad) < 6 else 1


INGELOGD = "ingelogd"
"""Key in the session: when someone logged in, in whole seconds since 1970."""
LANGSTE_SESSIE = 12 * 60 * 60
"""Seconds after which someone logs in again, however busy: a cookie that was taken is of no use the next day."""


def _te_oud(request: HttpRequest) -> bool:
    return not 0 <= time.time() - request.session.get(INGELOGD, 0) < LANGSTE_SESSIE


def pagina(recht: Recht, methodes: tuple[str, ...] = ("GET",)) -> Callable[[Pagina], Pagina]:
    """Lets through who has ``recht``; sends who is not logged in to the login page; refuses others (403).

    What is shown to who is logged in is never kept by the browser or anything in between.
    """

    def om(view: Pagina) -> Pagina:
        @wraps(view)
        def beschermd(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methodes and not (request.method == "HEAD" and "GET" in methodes):
                return HttpResponseNotAllowed(methodes)
            if request.user.is_authenticated and _te_oud(request):
                logout(request)
            if recht is not OPENBAAR:
                if not request.user.is_authenticated:
                    return cast(HttpResponse, redirect_to_login(request.get_full_path()))
                medewerker = request.user
                if not recht.heeft(medewerker):
                    raise PermissionDenied(recht.uitleg)
                cast(Verzoek, request).medewerker = medewerker
            antwoord = view(request, *args, **kwargs)
            patch_cache_control(antwoord, no_store=True, private=True)
            return antwoord

        beschermd.recht = recht  # type: ignore[attr-defined]
        return beschermd

    return om
