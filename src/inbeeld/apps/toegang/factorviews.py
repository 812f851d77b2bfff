"""One's own way of logging in: an app with codes, passkeys, recovery codes. Changing it asks to show again who you are."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbeeld.apps.toegang import factoren as f
from inbeeld.apps.toegang import services
from inbeeld.apps.toegang.beleid import EIGEN_FACTOR
from inbeeld.apps.toegang.binnenkomen import (
    FACTOR,
    ORGANISATIE,
    bevestig,
    controleer_factorcode,
    controleer_wachtwoord,
    is_vers,
    mist_factor,
)
from inbeeld.apps.toegang.pagina import pagina, wie_vraagt
from inbeeld.apps.toegang.views import Codeformulier, wacht_zin

View = Callable[..., HttpResponse]


def eigen(*methodes: str, vers: bool = True) -> Callable[[View], View]:
    """A page on one's own factors. Who has one and did not show it logs in anew; ``vers``: shown a moment ago."""

    def om(view: View) -> View:
        @pagina(EIGEN_FACTOR, methodes, zonder_factor=True)
        @wraps(view)
        def beschermd(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            wie = wie_vraagt(request)
            if mist_factor(request) and f.heeft_factor(wie):
                logout(request)
                return redirect("toegang:inloggen")
            if vers and request.session.get(FACTOR) == ORGANISATIE:
                return redirect("toegang:factoren")
            if vers and not is_vers(request):
                return redirect(f"{reverse('toegang:bevestig')}?next={request.path}")
            return view(request, *args, **kwargs)

        return beschermd

    return om


def _toon(request: HttpRequest, blad: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Without the menu and its numbers, for who still has to set up a second factor."""
    basis = "web/kaal.html" if mist_factor(request) else "web/raam.html"
    return render(request, f"toegang/{blad}", context | {"basis": basis}, status=status)


@eigen("GET", vers=False)
def overzicht(request: HttpRequest) -> HttpResponse:
    wie = wie_vraagt(request)
    eigen_factoren = f.factoren(wie)
    context = {
        "factoren": eigen_factoren,
        "met_wachtwoord": wie.has_usable_password() and not mist_factor(request),
        "met_app": any(x.soort == f.APP for x in eigen_factoren),
        "codes_over": f.aantal_herstelcodes(wie),
        "verplicht": settings.TWEEDE_FACTOR,
        "moet_eerst": mist_factor(request),
        "via_organisatie": request.session.get(FACTOR) == ORGANISATIE,
    }
    return _toon(request, "factoren.html", context)


def _erbij(request: HttpRequest, soort: str, melding: str) -> HttpResponse:
    """After adding one. The first brings recovery codes, and opens the other pages."""
    wie = wie_vraagt(request)
    request.session.cycle_key()
    if not request.session.get(FACTOR):
        request.session[FACTOR] = soort
    messages.success(request, melding)
    if f.herstelcodes(wie) is None:
        f.maak_herstelcodes(wie)
        return redirect("toegang:herstelcodes")
    return redirect("toegang:factoren")


class Appformulier(Codeformulier):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("De zes cijfers die de app nu laat zien.")


@eigen("GET", "POST")
def app(request: HttpRequest) -> HttpResponse:
    wie = wie_vraagt(request)
    formulier = Appformulier(request.POST or None)
    if request.method == "POST" and formulier.is_valid():
        if f.voeg_app_toe(request, wie, formulier.cleaned_data["code"]):
            return _erbij(request, f.APP, _("De app is gekoppeld."))
        formulier.add_error("code", _("Deze code klopt niet. Wacht op de volgende code en probeer het opnieuw."))
    context = {"formulier": formulier, "app": f.nieuwe_app(request, wie)}
    return _toon(request, "app.html", context, status=422 if formulier.errors else 200)


class Passkeyformulier(forms.Form):
    naam = forms.CharField(
        label=gettext_lazy("Naam"),
        help_text=gettext_lazy("Zodat u hem later herkent, zoals: laptop van het werk."),
        max_length=60,
    )
    antwoord = forms.CharField(widget=forms.HiddenInput, max_length=20_000, required=False)


@eigen("GET", "POST")
def passkey(request: HttpRequest) -> HttpResponse:
    wie = wie_vraagt(request)
    formulier = Passkeyformulier(request.POST or None)
    if request.method == "POST" and formulier.is_valid():
        gegevens = formulier.cleaned_data
        if f.voeg_passkey_toe(wie, gegevens["naam"], gegevens["antwoord"]):
            return _erbij(request, f.PASSKEY, _("De passkey is toegevoegd."))
        formulier.add_error(None, _("Het toevoegen is niet gelukt, of het duurde te lang. Probeer het opnieuw."))
    context = {"formulier": formulier, "opties": f.nieuwe_passkey(wie)}
    return _toon(request, "passkey.html", context, status=422 if formulier.errors else 200)


@eigen("GET", "POST")
def herstelcodes(request: HttpRequest) -> HttpResponse:
    """Shows the codes once; a POST makes new ones."""
    wie = wie_vraagt(request)
    if not f.heeft_factor(wie):
        return redirect("toegang:factoren")
    if request.method == "POST":
        f.maak_herstelcodes(wie)
        return redirect("toegang:herstelcodes")
    context = {"codes": f.toon_herstelcodes(wie), "over": f.aantal_herstelcodes(wie)}
    return _toon(request, "herstelcodes.html", context)


@eigen("GET", "POST")
def weg(request: HttpRequest, id_: int) -> HttpResponse:
    """Removing one. The last one stays where one is required: someone would be without."""
    wie = wie_vraagt(request)
    alle = f.factoren(wie)
    factor = next((x for x in alle if x.id == id_), None)
    if factor is None:
        raise Http404(_("Deze manier van inloggen is er niet meer."))
    if len(alle) == 1 and settings.TWEEDE_FACTOR:
        messages.error(request, _("Dit is uw laatste tweede factor. Voeg eerst een andere toe."))
        return redirect("toegang:factoren")
    if request.method == "POST":
        f.verwijder(wie, id_)
        messages.success(request, _("Dit is verwijderd. U kunt er niet meer mee inloggen."))
        return redirect("toegang:factoren")
    context = {
        "kop": _("De app loskoppelen?") if factor.soort == f.APP else _("Passkey ‘%s’ verwijderen?") % factor.naam,
        "tekst": _("U kunt er daarna niet meer mee inloggen. U kunt hem later opnieuw toevoegen."),
        "actie": _("Verwijderen"),
        "terug_url": reverse("toegang:factoren"),
    }
    return render(request, "web/bevestig.html", context)


class Wachtwoordformulier(forms.Form):
    wachtwoord = forms.CharField(
        label=gettext_lazy("Wachtwoord"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@eigen("GET", "POST", vers=False)
def bevestigen(request: HttpRequest) -> HttpResponse:
    """Showing again who you are: with the password, or a code for who has none."""
    wie = wie_vraagt(request)
    verder = request.POST.get("next") or request.GET.get("next") or ""
    if not verder.startswith(reverse("toegang:factoren")):
        verder = reverse("toegang:factoren")
    met_wachtwoord = wie.has_usable_password()
    formulier: forms.Form = (Wachtwoordformulier if met_wachtwoord else Codeformulier)(request.POST or None)
    status = 200
    if request.method == "POST" and formulier.is_valid():
        if met_wachtwoord:
            uitkomst = controleer_wachtwoord(request, wie.gebruikersnaam, formulier.cleaned_data["wachtwoord"])
            goed, wacht = uitkomst.wie == wie, uitkomst.wacht
        else:
            soort, wacht = controleer_factorcode(wie, formulier.cleaned_data["code"])
            goed = soort is not None
        if goed:
            bevestig(request)
            return redirect(verder)
        formulier.add_error(None, wacht_zin(wacht) if wacht else _("Dit klopt niet. Probeer het opnieuw."))
        status = 429 if wacht else 422
    elif formulier.errors:
        status = 422
    context = {
        "kop": _("Bent u het zelf?"),
        "tekst": _("U gaat wijzigen hoe u inlogt. Bevestig daarom eerst dat u het bent."),
        "actie": _("Verder"),
        "terug_url": reverse("toegang:factoren"),
        "formulier": formulier,
        "velden": [("next", verder)],
    }
    return render(request, "web/bevestig.html", context, status=status)


class Nieuwformulier(forms.Form):
    """A new password, twice, after the old one."""

    oud = forms.CharField(
        label=gettext_lazy("Wachtwoord van nu"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    nieuw = forms.CharField(
        label=gettext_lazy("Nieuw wachtwoord"),
        help_text=gettext_lazy("Minstens twaalf tekens. Een zin is goed te onthouden."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    nog_eens = forms.CharField(
        label=gettext_lazy("Nieuw wachtwoord, nog een keer"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        gegevens = self.cleaned_data
        if "nieuw" in gegevens and gegevens.get("nog_eens") not in (None, gegevens["nieuw"]):
            self.add_error("nog_eens", _("Dit is niet hetzelfde als het nieuwe wachtwoord."))
        return gegevens


@pagina(EIGEN_FACTOR, ("GET", "POST"))
def wachtwoord(request: HttpRequest) -> HttpResponse:
    """One's own password. Sessions in other browsers end."""
    wie = wie_vraagt(request)
    if not wie.has_usable_password():
        return redirect("toegang:factoren")
    formulier = Nieuwformulier(request.POST or None)
    status = 200
    if request.method == "POST" and formulier.is_valid():
        uitkomst = controleer_wachtwoord(request, wie.gebruikersnaam, formulier.cleaned_data["oud"])
        if uitkomst.wie == wie:
            mis = services.wijzig_wachtwoord(wie, formulier.cleaned_data["nieuw"])
            if not mis:
                update_session_auth_hash(request, wie)
                messages.success(request, _("Uw wachtwoord is gewijzigd. In andere browsers bent u uitgelogd."))
                return redirect("toegang:factoren")
            formulier.add_error("nieuw", mis)
        elif uitkomst.wacht:
            formulier.add_error(None, wacht_zin(uitkomst.wacht))
            status = 429
        else:
            formulier.add_error("oud", _("Dit is niet uw wachtwoord van nu."))
    if formulier.errors and status == 200:
        status = 422
    context = {
        "kop": _("Wachtwoord wijzigen"),
        "tekst": _("In andere browsers bent u daarna uitgelogd."),
        "actie": _("Wijzigen"),
        "terug_url": reverse("toegang:factoren"),
        "formulier": formulier,
    }
    return render(request, "web/bevestig.html", context, status=status)
