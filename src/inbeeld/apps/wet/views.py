"""The pages of *Wet en regels*."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from inbeeld.apps.toegang.pagina import pagina
from inbeeld.apps.wet import beleid, selectors


@pagina(beleid.LEZEN)
def lijst(request: HttpRequest) -> HttpResponse:
    return render(request, "wet/lijst.html", {"hoofdstukken": selectors.hoofdstukken()})


@pagina(beleid.LEZEN)
def regel(request: HttpRequest, nummer: str) -> HttpResponse:
    onderwerp = selectors.onderwerp(nummer)
    if onderwerp is None:
        raise Http404(_("Deze regel is er niet. Kies een regel uit de lijst."))
    return render(request, "wet/regel.html", {"o": onderwerp})
