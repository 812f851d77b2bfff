"""Where someone comes in: the first page of the menu that they may open."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from inbeeld.apps.toegang.beleid import EIGEN_INSTELLINGEN
from inbeeld.apps.toegang.pagina import Verzoek, pagina
from inbeeld.project.menu import PUNTEN


@pagina(EIGEN_INSTELLINGEN)
def begin(request: HttpRequest) -> HttpResponse:
    wie = cast(Verzoek, request).medewerker
    mag = (url for _, url, recht, _, _ in PUNTEN if recht.heeft(wie))
    return redirect(next(mag, "toegang:instellingen"))
