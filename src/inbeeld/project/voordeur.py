"""Where someone comes in: the first page of the menu that they may open; and what is said where nothing is to be had."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views import defaults

from inbeeld.apps.toegang.api import probleem
from inbeeld.apps.toegang.beleid import EIGEN_INSTELLINGEN
from inbeeld.apps.toegang.pagina import pagina, wie_vraagt
from inbeeld.project.menu import PUNTEN


@pagina(EIGEN_INSTELLINGEN)
def begin(request: HttpRequest) -> HttpResponse:
    wie = wie_vraagt(request)
    mag = (url for _, url, recht, _, _ in PUNTEN if recht.heeft(wie))
    return redirect(next(mag, "toegang:instellingen"))


def _voor_programma(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def niet_te_lezen(request: HttpRequest, exception: Exception) -> HttpResponse:
    """To a program every error is JSON, also where no operation came to it."""
    if _voor_programma(request):
        return probleem(400, "Dit verzoek is niet te lezen")
    return defaults.bad_request(request, exception)


def niet_gevonden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return probleem(404, "Dit is er niet") if _voor_programma(request) else defaults.page_not_found(request, exception)


def mislukt(request: HttpRequest) -> HttpResponse:
    if _voor_programma(request):
        return probleem(500, "Er ging iets mis", "Dat ligt aan ons. Stuur het later opnieuw.")
    return defaults.server_error(request)
