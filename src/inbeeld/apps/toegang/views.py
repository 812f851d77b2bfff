"""Logging in and out, and one's own settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inbeeld.apps.basis.fouten import GeweigerdFout
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.toegang import identiteit, rem, services
from inbeeld.apps.toegang.beleid import EIGEN_INSTELLINGEN, OPENBAAR
from inbeeld.apps.toegang.binnenkomen import (
    ORGANISATIE,
    controleer_factorcode,
    controleer_wachtwoord,
    half_binnen,
    laat_binnen,
    zet_half_binnen,
)
from inbeeld.apps.toegang.factoren import APP, HERSTELCODE, PASSKEY, controleer_passkey, factoren, heeft_factor, vraag_passkey
from inbeeld.apps.toegang.models import Medewerker
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


def _verder(request: HttpRequest) -> str:
    """Where someone was going; never to another site."""
    verder = request.POST.get("next") or request.GET.get("next") or "/"
    eigen = verder.startswith("/") and url_has_allowed_host_and_scheme(verder, {request.get_host()}, request.is_secure())
    if not eigen or verder == "/":  # what is no path, Django would take for the name of a page
        verder = resolve_url(settings.LOGIN_REDIRECT_URL)
    return verder


def wacht_zin(seconden: int) -> str:
    minuten = -(-seconden // 60)
    tekst = ngettext(
        "Er is te vaak geprobeerd in te loggen. Probeer het over %(n)s minuut opnieuw.",
        "Er is te vaak geprobeerd in te loggen. Probeer het over %(n)s minuten opnieuw.",
        minuten,
    )
    return tekst % {"n": minuten}


@pagina(OPENBAAR, ("GET", "POST"))
def inloggen(request: HttpRequest) -> HttpResponse:
    verder = _verder(request)
    if request.user.is_authenticated:
        return redirect(verder)
    formulier = Inlogformulier(request.POST or None)
    status = 200
    if request.method == "POST" and formulier.is_valid():
        uitkomst = controleer_wachtwoord(request, **formulier.cleaned_data)
        if uitkomst.wie is not None:
            return na_wachtwoord(request, uitkomst.wie, verder)
        if uitkomst.wacht:
            formulier.add_error(None, wacht_zin(uitkomst.wacht))
            status = 429
        else:
            formulier.add_error(None, _("Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar. Probeer het opnieuw."))
    if formulier.errors and status == 200:
        status = 422
    context = {"formulier": formulier, "next": verder, "niemand": leeg(), "aanbieders": identiteit.aanbieders().values()}
    return render(request, "toegang/inloggen.html", context, status=status)


def na_wachtwoord(request: HttpRequest, wie: Medewerker, verder: str) -> HttpResponse:
    """Whose password was right: on to the second step, or in."""
    with in_tenant(wie.tenant_id):
        met_factor = heeft_factor(wie)  # also where none is required
    if met_factor:
        zet_half_binnen(request, wie, verder)
        return redirect("toegang:tweede")
    laat_binnen(request, wie, "")
    return redirect("toegang:factoren" if settings.TWEEDE_FACTOR else verder)


class Codeformulier(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Zes cijfers uit de app op uw telefoon, of een van uw herstelcodes."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )


@pagina(OPENBAAR, ("GET", "POST"))
def tweede(request: HttpRequest) -> HttpResponse:
    """The second step: a code or a passkey."""
    half = half_binnen(request)
    if half is None or request.user.is_authenticated:
        return redirect("toegang:inloggen")
    with in_tenant(half.tenant):
        wie = half.wie()
        return _tweede(request, wie, half.verder) if wie else redirect("toegang:inloggen")


def _tweede(request: HttpRequest, wie: Medewerker, verder: str) -> HttpResponse:
    formulier = Codeformulier(request.POST or None)
    status = 200
    if request.method == "POST" and formulier.is_valid():
        soort, wacht = controleer_factorcode(wie, formulier.cleaned_data["code"])
        if soort is not None:
            laat_binnen(request, wie, soort)
            if soort == HERSTELCODE:
                messages.warning(request, _("U hebt een herstelcode gebruikt. Die werkt niet nog een keer."))
            return redirect(verder)
        mis = _("Deze code klopt niet. Wacht op de volgende code en probeer het opnieuw.")
        formulier.add_error(None if wacht else "code", wacht_zin(wacht) if wacht else mis)
        status = 429 if wacht else 422
    elif formulier.errors:
        status = 422
    soorten = {f.soort for f in factoren(wie)}
    context = {"formulier": formulier, "met_app": APP in soorten, "met_passkey": PASSKEY in soorten}
    return render(request, "toegang/tweede.html", context, status=status)


@pagina(OPENBAAR, ("POST",))
def passkey(request: HttpRequest) -> HttpResponse:
    """Without ``antwoord``: what the browser is to ask. With it: logs in, with the passkey alone or as the second step."""
    half = half_binnen(request)
    with in_tenant(half.tenant if half else None):
        wie = half.wie() if half else None
        antwoord = request.POST.get("antwoord", "")
        if not antwoord:
            return HttpResponse(vraag_passkey(wie), content_type="application/json")
        return _met_passkey(request, antwoord, wie, half.verder if half and wie else "")


def _met_passkey(request: HttpRequest, antwoord: str, half: Medewerker | None, verder: str) -> HttpResponse:
    adres = rem.adres_van(request)
    if wacht := rem.tel(rem.ADRES, adres):
        messages.error(request, wacht_zin(wacht))
        return redirect("toegang:inloggen")
    wie = controleer_passkey(antwoord, half)
    if wie is None:
        messages.error(request, _("Deze passkey hoort niet bij een account, of het duurde te lang. Probeer het opnieuw."))
        return redirect("toegang:tweede" if half else "toegang:inloggen")
    rem.reken_niet(rem.ADRES, adres)
    laat_binnen(request, wie, PASSKEY)
    return redirect(verder or _verder(request))


VERDER = "verder"
"""Key in the session: where someone goes after coming back from the identity provider."""


def _terug(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(reverse("toegang:organisatie_terug", args=[code]))


@pagina(OPENBAAR)
def organisatie(request: HttpRequest, code: str) -> HttpResponse:
    """Off to the identity provider. A link, not a form: our policy lets forms go nowhere else."""
    aanbieder = identiteit.aanbieders().get(code)
    if aanbieder is None:
        raise Http404(_("Inloggen via deze organisatie kan niet."))
    try:
        adres = identiteit.stuur_weg(request, aanbieder, _terug(request, code))
    except GeweigerdFout as fout:
        return _geweigerd(request, fout)
    request.session[VERDER] = _verder(request)
    return HttpResponseRedirect(adres)


@pagina(OPENBAAR)
def organisatie_terug(request: HttpRequest, code: str) -> HttpResponse:
    aanbieder = identiteit.aanbieders().get(code)
    if aanbieder is None:
        raise Http404(_("Inloggen via deze organisatie kan niet."))
    try:
        wie = identiteit.wie_komt_terug(request, aanbieder)
    except GeweigerdFout as fout:
        return _geweigerd(request, fout)
    verder = request.session.pop(VERDER, "") or resolve_url(settings.LOGIN_REDIRECT_URL)
    laat_binnen(request, wie, ORGANISATIE)
    return redirect(verder)


def _geweigerd(request: HttpRequest, fout: GeweigerdFout) -> HttpResponse:
    messages.error(request, f"{fout.wat} {fout.doe}")
    return redirect("toegang:inloggen")


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
