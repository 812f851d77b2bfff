"""Logging in through an organisation's own identity provider (OpenID Connect: code flow with PKCE).

What is asked of it stands in ``identiteit.toml`` in the folder of the installation, a table per organisation. It tells who
someone is, never what they may: whoever is not an employee here is not let in.
"""

from __future__ import annotations

import logging
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from joserfc.errors import JoseError
from requests import RequestException

from inbeeld.apps.basis.fouten import GeweigerdFout, InbeeldFout
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.toegang.models import BETROKKEN, Koppeling, Medewerker, Organisatie

log = logging.getLogger("inbeeld.inloggen")
BESTAND = "identiteit.toml"
ALGORITMEN = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures with a key pair only: with a shared secret, whoever can check a token can make one."""
CLAIMS = ("preferred_username", "email", "upn")
_SPELING = 60
"""Seconds that clocks may differ."""
_WACHT = 10


@dataclass(frozen=True)
class Aanbieder:
    """An identity provider. ``claim``: what it calls the name of someone here, for the first time they come in."""

    code: str
    naam: str
    issuer: str
    client_id: str
    geheim: str
    claim: str
    amr: tuple[str, ...]
    acr: tuple[str, ...]


def _fout(wat: str, doe: str, code: str = "") -> InbeeldFout:
    return InbeeldFout(wat, waar=f"{settings.INBEELD_MAP / BESTAND}{f', [{code}]' if code else ''}", doe=doe)


def _tekst(code: str, tabel: dict[str, Any], naam: str) -> str:
    waarde = tabel.get(naam)
    if not isinstance(waarde, str) or not waarde.strip():
        raise _fout(f"Hier ontbreekt {naam}.", "Vul het aan; docs/beheer/inloggen.md heeft een voorbeeld.", code)
    return waarde.strip()


def _woorden(code: str, tabel: dict[str, Any], naam: str) -> tuple[str, ...]:
    waarde = tabel.get(naam, [])
    if not isinstance(waarde, list) or not all(isinstance(w, str) and w for w in waarde):
        raise _fout(f"Bij {naam} hoort een lijst van woorden.", f'Bijvoorbeeld: {naam} = ["mfa"].', code)
    return tuple(waarde)


def _lees_een(code: str, tabel: dict[str, Any]) -> Aanbieder:
    vreemd = set(tabel) - {"naam", "issuer", "client_id", "geheim", "claim", "amr", "acr"}
    if vreemd:
        raise _fout(f"Onbekend: {min(vreemd)}.", "Kijk de naam na.", code)
    issuer = _tekst(code, tabel, "issuer")
    delen = urlsplit(issuer)
    if delen.scheme != "https" and delen.hostname not in ("localhost", "127.0.0.1"):
        raise _fout("Het adres bij issuer is niet met https.", "Gebruik het adres van de aanbieder, met https.", code)
    claim = str(tabel.get("claim", CLAIMS[0]))
    if claim not in CLAIMS:
        raise _fout(f"De claim {claim} kan niet.", f"Kies uit {', '.join(CLAIMS)}.", code)
    pad = Path(settings.INBEELD_MAP) / _tekst(code, tabel, "geheim")
    try:
        geheim = pad.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise _fout(f"Het bestand met het geheim is niet te lezen: {pad}.", "Zet het geheim in dat bestand.", code) from None
    acr = _woorden(code, tabel, "acr")
    amr = _woorden(code, tabel, "amr") or (() if acr else ("mfa",))
    naam = str(tabel.get("naam") or code)
    return Aanbieder(code, naam, issuer, _tekst(code, tabel, "client_id"), geheim, claim, amr, acr)


def lees() -> dict[str, Aanbieder]:
    """The identity providers, by code of the organisation.

    Raises:
        InbeeldFout: what stands in the file is not right; says where.
    """
    try:
        tabellen = tomllib.loads((Path(settings.INBEELD_MAP) / BESTAND).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fout:
        raise _fout(f"Dit bestand is niet te lezen ({fout}).", "Herstel het, of haal het weg.") from None
    uit = {}
    for code, tabel in tabellen.items():
        if not isinstance(tabel, dict):
            raise _fout(f"{code} staat niet onder een organisatie.", "Zet de code van de organisatie erboven: [code].")
        uit[code] = _lees_een(code, tabel)
    return uit


def aanbieders() -> dict[str, Aanbieder]:
    """As ``lees``; a mistake in the file only takes away this way of logging in."""
    try:
        return lees()
    except InbeeldFout as fout:
        log.error("%s", fout)
        return {}


# ---------------------------------------------------------------------- the flow


def _client(a: Aanbieder) -> Any:
    """The client, with what the provider tells of itself: it must be who the file says."""
    client = OAuth().register(
        name=a.code,
        client_id=a.client_id,
        client_secret=a.geheim,
        server_metadata_url=f"{a.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "default_timeout": _WACHT},
    )
    gegevens = client.load_server_metadata()
    if gegevens.get("issuer") != a.issuer:
        raise _mislukt(a, "issuer")
    kan = [alg for alg in gegevens.get("id_token_signing_alg_values_supported", ["RS256"]) if alg in ALGORITMEN]
    client.server_metadata["id_token_signing_alg_values_supported"] = kan or ["RS256"]
    return client


def _mislukt(a: Aanbieder, waarom: str) -> GeweigerdFout:
    log.warning("inloggen via de aanbieder van %s is geweigerd: %s", a.code, waarom)
    return GeweigerdFout(
        f"Inloggen via {a.naam} is niet gelukt.", doe="Probeer het opnieuw. Lukt het dan niet, vraag dan uw beheerder."
    )


def stuur_weg(request: HttpRequest, a: Aanbieder, terug: str) -> str:
    """The address at the provider where someone logs in; what is needed to check the answer is kept in the session.

    Raises:
        GeweigerdFout: the provider does not answer.
    """
    try:
        client = _client(a)
        antwoord = client.authorize_redirect(request, terug, **({"acr_values": " ".join(a.acr)} if a.acr else {}))
    except (RequestException, OAuthError, ValueError, RuntimeError) as fout:
        raise _mislukt(a, type(fout).__name__) from None
    return str(antwoord.url)


def wie_komt_terug(request: HttpRequest, a: Aanbieder) -> Medewerker:
    """Who the provider says this is.

    Raises:
        GeweigerdFout: the answer is not right, not for us, of someone unknown here, or without a second factor.
    """
    try:
        client = _client(a)
        token = client.authorize_access_token(
            request,
            claims_options={
                "iss": {"essential": True, "value": a.issuer},
                "aud": {"essential": True, "value": a.client_id},
                "sub": {"essential": True},
                "exp": {"essential": True},
            },
            leeway=_SPELING,
        )
    except (RequestException, OAuthError, JoseError, ValueError, RuntimeError, KeyError, TypeError) as fout:
        raise _mislukt(a, type(fout).__name__) from None
    claims = token.get("userinfo")
    if not claims:
        raise _mislukt(a, "geen id_token")
    if settings.TWEEDE_FACTOR and not _met_factor(a, claims):
        log.warning("inloggen via de aanbieder van %s is geweigerd: geen tweede factor", a.code)
        raise GeweigerdFout(
            f"Bij {a.naam} hebt u zonder tweede factor ingelogd.",
            doe="Stel die daar in en probeer het opnieuw.",
        )
    return _medewerker(a, claims)


def _met_factor(a: Aanbieder, claims: dict[str, Any]) -> bool:
    amr = claims.get("amr")
    return claims.get("acr") in a.acr or bool(set(a.amr) & set(amr if isinstance(amr, list) else ()))


def _medewerker(a: Aanbieder, claims: dict[str, Any]) -> Medewerker:
    """By ``sub``; the first time by name, and by ``sub`` from then on: a name may be given to somebody else later."""
    tenant = Organisatie.objects.filter(code=a.code).first()
    if tenant is None:
        raise _onbekend(a)
    with in_tenant(tenant.pk):
        return _van(tenant, a, claims)


def _van(tenant: Organisatie, a: Aanbieder, claims: dict[str, Any]) -> Medewerker:
    sub = str(claims["sub"])
    bekend = Koppeling.objects.filter(issuer=a.issuer, sub=sub).select_related("medewerker").first()
    if bekend is not None:
        if not bekend.medewerker.is_active or bekend.medewerker.rol in BETROKKEN:
            raise _onbekend(a)
        return bekend.medewerker
    naam = claims.get(a.claim)
    if a.claim == "email" and claims.get("email_verified") is not True:
        naam = None
    if not isinstance(naam, str) or not naam.strip():
        raise _onbekend(a)
    # The provider vouches for employees; a parent may happen to have the name that one of them has there.
    wie = Medewerker.objects.filter(gebruikersnaam=naam.strip().lower(), is_active=True).exclude(rol__in=BETROKKEN).first()
    if wie is None:
        raise _onbekend(a)
    try:
        with transaction.atomic():
            Koppeling.objects.create(tenant=tenant, medewerker=wie, issuer=a.issuer, sub=sub)
    except IntegrityError:  # the name is bound to another account there
        raise _onbekend(a) from None
    return wie


def _onbekend(a: Aanbieder) -> GeweigerdFout:
    log.warning("inloggen via de aanbieder van %s is geweigerd: geen medewerker", a.code)
    return GeweigerdFout(
        f"Uw account bij {a.naam} hoort niet bij een medewerker in InBeeld.", doe="Vraag uw beheerder om toegang."
    )
