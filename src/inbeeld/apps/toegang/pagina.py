"""Every view goes through here: who is asking, and may they. A view without it does not pass the tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from inbeeld.apps.toegang.beleid import OPENBAAR, Recht
from inbeeld.apps.toegang.binnenkomen import mist_factor
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.noodsessies import lopende_noodsessie


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


LANGST_PEILEN = 30 * 60
"""Seconds that an open page asks by itself how far something is."""
VERLOPEN = "inbeeld_verlopen"
"""Cookie from the login page to the first page after it, whichever way someone logs in: what was sent is lost, because the
session had ended."""


def peilt_sinds(request: HttpRequest) -> int:
    """When an open page began to ask, in whole seconds since 1970: told by the page itself (``?sinds=``), else now."""
    sinds = request.GET.get("sinds", "")
    return int(sinds) if sinds.isdecimal() and len(sinds) < 12 else int(time.time())


_VRAAG_NIET_MEER = 286
"""To htmx: stop asking."""


def nog_bezig(request: HttpRequest, *, bezig: bool) -> HttpResponse:
    """The answer to an open page that asks whether the worker is busy still: go on asking, stop it, or fetch the page anew."""
    if bezig:
        return HttpResponse(status=_VRAAG_NIET_MEER if peilt_te_lang(peilt_sinds(request)) else 204)
    return HttpResponse(headers={"HX-Refresh": "true"})


def peilt_te_lang(sinds: int) -> bool:
    return not 0 <= time.time() - sinds < LANGST_PEILEN


def _pagina_van(formulier: str, delen: dict[str, Any]) -> str:
    try:
        return reverse(formulier, kwargs=delen)
    except NoReverseMatch:  # a form that is one of many on its page
        return reverse(formulier)


def _naar_inloggen(request: HttpRequest, methodes: tuple[str, ...], formulier: str, delen: dict[str, Any]) -> HttpResponse:
    """The login page, and then the page that was asked, or that holds the form that was sent."""
    verder = _pagina_van(formulier, delen) if formulier else request.get_full_path() if "GET" in methodes else "/"
    antwoord = cast(HttpResponse, redirect_to_login(verder))
    if request.method not in ("GET", "HEAD"):
        antwoord.set_cookie(
            VERLOPEN, "1", max_age=15 * 60, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
        )
    return antwoord


def _zeg_verlopen(request: HttpRequest) -> None:
    messages.warning(request, _("U was uitgelogd. Wat u net invulde of koos, is niet bewaard: doe het opnieuw."))


def pagina(
    recht: Recht, methodes: tuple[str, ...] = ("GET",), *, formulier: str = "", peilt: bool = False, zonder_factor: bool = False
) -> Callable[[Pagina], Pagina]:
    """Lets through who has ``recht``; sends who is not logged in to the login page; refuses others (403).

    Who has not shown a second factor where one is required is sent to set one up; ``zonder_factor``: but not from here.
    What is shown to who is logged in is never kept by the browser or anything in between.

    Args:
        formulier: of a page that is only sent to: the name of the page with the form, which takes the same arguments or none.
        peilt: an open page asks this by itself, again and again: that is no use, and keeps nobody logged in.
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
                    return _naar_inloggen(request, methodes, formulier, kwargs)
                if not zonder_factor and mist_factor(request):
                    return redirect("toegang:factoren")
                medewerker = request.user
                medewerker.noodsessie = lopende_noodsessie(request, medewerker)
                if not recht.heeft(medewerker):
                    raise PermissionDenied(recht.uitleg)
                cast(Verzoek, request).medewerker = medewerker
            if request.user.is_authenticated and not peilt:
                request.session.modified = True  # the hour begins anew
            verlopen = recht is not OPENBAAR and not peilt and bool(request.COOKIES.get(VERLOPEN))
            if verlopen:
                _zeg_verlopen(request)
            antwoord = view(request, *args, **kwargs)
            if verlopen:
                antwoord.delete_cookie(VERLOPEN, samesite="Lax")
            patch_cache_control(antwoord, no_store=True, private=True)
            if recht is not OPENBAAR and medewerker.noodsessie is not None and request.method == "GET":
                # What is on the screen goes too when the time is up.
                over = (medewerker.noodsessie.tot - timezone.now()).total_seconds()
                antwoord.headers.setdefault("Refresh", str(max(1, int(over) + 1)))
            return antwoord

        beschermd.__dict__.update(recht=recht, methodes=methodes, formulier=formulier, peilt=peilt)
        return beschermd

    return om
