"""Logging in and out, and one's own settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.toegang import services
from inbeeld.apps.toegang.beleid import EIGEN_INSTELLINGEN, OPENBAAR
from inbeeld.apps.toegang.pagina import pagina, wie_vraagt
from inbeeld.apps.toegang.selectors import leeg
from inbeeld.web.botsing import Botsing, MetStand, Verschil


class Inlogformulier(forms.Form):
    gebruikersnaam = forms.CharField(
        label=gettext_lazy("Gebruikersnaam"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    wachtwoord = forms.CharField(
        label=gettext_lazy("Wachtwoord"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@pagina(OPENBAAR, ("GET", "POST"))
def inloggen(request: HttpRequest) -> HttpResponse:
    verder = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(verder, {request.get_host()}, request.is_secure()):
        verder = "/"
    if verder == "/":
        verder = resolve_url(settings.LOGIN_REDIRECT_URL)
    if request.user.is_authenticated:
        return redirect(verder)
    formulier = Inlogformulier(request.POST or None)
    if request.method == "POST" and formulier.is_valid():
        gegevens = formulier.cleaned_data
        wie = authenticate(request, username=gegevens["gebruikersnaam"].strip().lower(), password=gegevens["wachtwoord"])
        if wie is not None:
            with in_tenant(wie.tenant_id):
                login(request, wie)
            return redirect(verder)
        formulier.add_error(None, _("Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar. Probeer het opnieuw."))
    status = 422 if formulier.errors else 200
    return render(request, "toegang/inloggen.html", {"formulier": formulier, "next": verder, "niemand": leeg()}, status=status)


@pagina(OPENBAAR, ("POST",))
def uitloggen(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("toegang:inloggen")


class Instellingenformulier(MetStand):
    toetsen_aan = forms.BooleanField(
        label=gettext_lazy("Toetsen van één letter gebruiken"),
        help_text=gettext_lazy("J en K voor op en neer, S voor de volgende stap. Zet dit uit als u met uw stem werkt."),
        required=False,
    )
    thema = forms.ChoiceField(
        label=gettext_lazy("Kleuren"),
        choices=[("licht", gettext_lazy("Licht")), ("donker", gettext_lazy("Donker"))],
        widget=forms.RadioSelect,
    )


@pagina(EIGEN_INSTELLINGEN, ("GET", "POST"))
def instellingen(request: HttpRequest) -> HttpResponse:
    wie = wie_vraagt(request)
    nu = {"toetsen_aan": wie.toetsen_aan, "thema": wie.thema}
    formulier = Instellingenformulier(request.POST or None, initial=nu, stand=_stand(nu))
    status, botsing = 200, None
    if request.method == "POST":
        status = 422
        if formulier.is_valid():
            eigen = {k: v for k, v in formulier.cleaned_data.items() if k != "stand"}
            if formulier.is_van_nu() and services.zet_instellingen(wie, nu, **eigen):
                messages.success(request, _("Uw instellingen zijn opgeslagen."))
                return redirect("toegang:instellingen")
            wie.refresh_from_db(fields=["toetsen_aan", "thema"])
            nu = {"toetsen_aan": wie.toetsen_aan, "thema": wie.thema}
            formulier.gezien(_stand(nu))
            status, botsing = 409, _botsing(formulier, nu, eigen)
    return render(request, "toegang/instellingen.html", {"formulier": formulier, "botsing": botsing}, status=status)


def _stand(nu: dict[str, Any]) -> str:
    return f"{nu['thema']}-{int(nu['toetsen_aan'])}"


def _botsing(formulier: Instellingenformulier, nu: dict[str, Any], eigen: dict[str, Any]) -> Botsing:
    """The same person in another window."""
    woorden = {True: _("ja"), False: _("nee"), "licht": _("Licht"), "donker": _("Donker")}
    anders = [Verschil(str(formulier[k].label), "", str(woorden[nu[k]]), str(woorden[eigen[k]])) for k in nu if nu[k] != eigen[k]]
    return Botsing(_("U, in een ander venster"), None, _("hebt deze instellingen intussen gewijzigd"), anders, verder=True)
