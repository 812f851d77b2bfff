"""Where someone comes in: the first page of the menu that they may open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from inbeeld.apps.toegang.beleid import EIGEN_INSTELLINGEN
from inbeeld.apps.toegang.pagina import pagina, wie_vraagt
from inbeeld.project.menu import PUNTEN


@pagina(EIGEN_INSTELLINGEN)
def begin(request: HttpRequest) -> HttpResponse:
    wie = wie_vraagt(request)
    mag = (url for _, url, recht, _, _ in PUNTEN if recht.heeft(wie))
    return redirect(next(mag, "toegang:instellingen"))
