"""Who is locked out, who saw more than usual and why, and beginning and ending that."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbeeld.apps.basis.fouten import GeweigerdFout
from inbeeld.apps.toegang import noodsessies, selectors, services
from inbeeld.apps.toegang.beleid import ACCOUNTS, NOODSESSIE, NOODSESSIES_NAGAAN, soort_noodsessie
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.pagina import bladnummer, pagina, wie_vraagt
from inbeeld.web.bladen import blad_van

PER_BLAD = 25


@pagina(ACCOUNTS)
def accounts(request: HttpRequest) -> HttpResponse:
    wie = wie_vraagt(request)
    context = {
        "vergrendeld": selectors.vergrendeld(wie),
        "mag_nagaan": NOODSESSIES_NAGAAN.heeft(wie),
        "na_te_gaan": selectors.aantal_na_te_gaan(wie),
    }
    return render(request, "toegang/accounts.html", context)


@pagina(ACCOUNTS, ("POST",), formulier="toegangsbeheer:accounts")
def ontgrendel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    wie = wie_vraagt(request)
    collega = Medewerker.objects.filter(tenant_id=wie.tenant_id, uuid=uuid, is_active=True).first()
    if collega is None:
        raise Http404(_("Deze medewerker is er niet."))
    services.ontgrendel(wie.tenant, collega.gebruikersnaam)
    messages.success(request, _("%s kan weer inloggen.") % collega.naam)
    return redirect("toegangsbeheer:accounts")


class Redenformulier(forms.Form):
    reden = forms.CharField(
        label=gettext_lazy("Waarom is het nodig?"),
        help_text=gettext_lazy("De teamleider leest dit. Noem geen naam of nummer van een jongere."),
        min_length=noodsessies.KORTSTE_REDEN,
        error_messages={"min_length": gettext_lazy("Deze reden is te kort. Schrijf op wat u wilt uitzoeken.")},
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@pagina(NOODSESSIE, ("GET", "POST"))
def noodsessie(request: HttpRequest) -> HttpResponse:
    wie = wie_vraagt(request)
    formulier = Redenformulier(request.POST or None)
    if request.method == "POST" and formulier.is_valid():
        try:
            noodsessies.begin_noodsessie(request, wie, formulier.cleaned_data["reden"])
        except GeweigerdFout as fout:
            formulier.add_error(None, f"{fout.wat} {fout.doe}")
        else:
            return redirect("begin")
    context = {"formulier": formulier, "soort": soort_noodsessie(wie)}
    return render(request, "toegang/noodsessie.html", context, status=422 if formulier.errors else 200)


@pagina(NOODSESSIE, ("POST",), formulier="toegangsbeheer:noodsessie")
def stop(request: HttpRequest) -> HttpResponse:
    noodsessies.stop_noodsessie(request, wie_vraagt(request))
    messages.success(request, _("U ziet weer alleen wat bij uw eigen rol hoort."))
    return redirect("begin")


@pagina(NOODSESSIES_NAGAAN)
def nagaan(request: HttpRequest) -> HttpResponse:
    wie = wie_vraagt(request)
    alle = selectors.noodsessies(wie)
    blad, bladen, deel = blad_van(alle.count(), PER_BLAD, bladnummer(request))
    context = {"sessies": list(alle[deel]), "blad": blad, "bladen": bladen, "nu": timezone.now()}
    return render(request, "toegang/nagaan.html", context)


@pagina(NOODSESSIES_NAGAAN, ("POST",), formulier="toegangsbeheer:nagaan")
def bekeken(request: HttpRequest, uuid: UUID) -> HttpResponse:
    if not noodsessies.bekijk(wie_vraagt(request), uuid):
        messages.error(request, _("Deze sessie is al bekeken, of is van uzelf: dan kijkt een ander."))
    return redirect("toegangsbeheer:nagaan")
