"""Second factors: codes of an app, passkeys, recovery codes. The arithmetic and the table are allauth's; this is the only file
of ours that knows them."""

from __future__ import annotations

import base64
import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import qrcode
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import transaction
from fido2.utils import websafe_decode

from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.basis.sleutelbos import VERSLEUTELING
from inbeeld.apps.basis.versleuteling import nummers, ontsleutel, versleutel
from inbeeld.apps.toegang import rem
from inbeeld.apps.toegang.models import Medewerker

if TYPE_CHECKING:
    from django.http import HttpRequest

log = logging.getLogger("inbeeld.inloggen")
APP, PASSKEY, HERSTELCODE = "app", "passkey", "herstelcode"
_SOORT = {
    Authenticator.Type.TOTP: APP,
    Authenticator.Type.WEBAUTHN: PASSKEY,
    Authenticator.Type.RECOVERY_CODES: HERSTELCODE,
}
_DOEL = "medewerker.factor"
_RAND = 4
"""White modules around a QR code, as its standard asks."""


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What allauth asks us: how to keep secrets, and under which name a passkey stands in someone's device."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(versleutel(text, _DOEL)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return ontsleutel(base64.b64decode(encrypted_text), _DOEL).decode()

    def get_totp_label(self, user: Medewerker) -> str:
        return user.gebruikersnaam

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": "InBeeld"}

    def get_public_key_credential_user_entity(self, user: Medewerker) -> dict[str, Any]:
        return {"id": _handvat(user), "display_name": user.naam, "name": user.gebruikersnaam}


def _handvat(wie: Medewerker) -> bytes:
    """Under what a passkey knows someone: the organisation, so that we know where to look, and who it is."""
    return wie.tenant_id.to_bytes(8) + wie.uuid.bytes


class _Totp(totp.TOTP):  # type: ignore[misc]
    def _mark_code_used(self, code: str) -> bool:
        """Several web processes: that a code was used is kept in the database, not in the memory of one."""
        return rem.eenmalig(f"{self.instance.user_id}:{''.join(code.split())}")


def _geheimen(data: dict[str, Any]) -> list[str]:
    """Under which names allauth keeps what it let us encrypt."""
    return [k for k in ("secret", "seed") if data.get(k)]


def sleutels_in_gebruik() -> dict[int, int]:
    """Of the organisation that is being worked for: the number of the key, and how many secrets are encrypted with it."""
    uit: dict[int, int] = {}
    for data in Authenticator.objects.filter(user__in=Medewerker.objects.all()).values_list("data", flat=True):
        for k in _geheimen(data):
            nummer = base64.b64decode(data[k])[0]
            uit[nummer] = uit.get(nummer, 0) + 1
    return uit


def versleutel_opnieuw() -> int:
    """The secrets of the organisation that is being worked for with the newest key. Gives how many."""
    aantal = 0
    for pk in Authenticator.objects.filter(user__in=Medewerker.objects.all()).values_list("pk", flat=True):
        with transaction.atomic():
            r = Authenticator.objects.select_for_update().get(pk=pk)
            for k in _geheimen(r.data):
                if base64.b64decode(r.data[k])[0] != nummers(VERSLEUTELING)[-1]:
                    waarde = ontsleutel(base64.b64decode(r.data[k]), _DOEL)
                    r.data[k] = base64.b64encode(versleutel(waarde, _DOEL)).decode()
                    aantal += 1
            r.save(update_fields=["data"])
    return aantal


@dataclass(frozen=True)
class Factor:
    id: int
    soort: str
    naam: str
    gemaakt: datetime
    gebruikt: datetime | None


def factoren(wie: Medewerker) -> list[Factor]:
    """What someone logs in with besides a password; recovery codes are not among them."""
    rijen = Authenticator.objects.filter(user=wie).exclude(type=Authenticator.Type.RECOVERY_CODES).order_by("created_at", "pk")
    return [Factor(r.pk, _SOORT[r.type], r.data.get("name", ""), r.created_at, r.last_used_at) for r in rijen]


def heeft_factor(wie: Medewerker) -> bool:
    return bool(Authenticator.objects.filter(user=wie).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


# ---------------------------------------------------------------------- an app with codes


@dataclass(frozen=True)
class AppSleutel:
    """What the app must know. ``qr``: the path of a QR code in a square of ``zijde``."""

    sleutel: str
    qr: str
    zijde: int


def nieuwe_app(request: HttpRequest, wie: Medewerker) -> AppSleutel:
    """The key that waits in the session until a first code is right."""
    sleutel = totp.get_totp_secret()
    tekening = qrcode.QRCode(border=_RAND)
    tekening.add_data(Adapter().build_totp_url(wie, sleutel))
    vlak = tekening.get_matrix()
    pad = "".join(f"M{x} {y}h1v1h-1z" for y, rij in enumerate(vlak) for x, aan in enumerate(rij) if aan)
    return AppSleutel(" ".join(sleutel[i : i + 4] for i in range(0, len(sleutel), 4)), pad, len(vlak))


def voeg_app_toe(request: HttpRequest, wie: Medewerker, code: str) -> bool:
    """Whether ``code`` is right; then the app counts from now on. An earlier app no longer does."""
    sleutel = totp.get_totp_secret()
    if not totp.validate_totp_code(sleutel, code):
        return False
    with transaction.atomic():
        Authenticator.objects.filter(user=wie, type=Authenticator.Type.TOTP).delete()
        factor = _Totp.activate(wie, sleutel)
        factor.validate_code(code)  # so that it can't be used once more
    totp.clear_totp_secret(request)
    return True


# ---------------------------------------------------------------------- passkeys


def _json(opties: Any) -> str:
    """What the browser is asked, as JSON; bytes as base64url."""
    return json.dumps(opties, default=dict)


def nieuwe_passkey(wie: Medewerker) -> str:
    """What the browser must be asked to make one. It is always kept in the device and asks for a finger, face or PIN."""
    return _json(webauthn.begin_registration(wie, passwordless=True))


def voeg_passkey_toe(wie: Medewerker, naam: str, antwoord: str) -> bool:
    try:
        gegeven = json.loads(antwoord)
        webauthn.parse_registration_response(gegeven)
        webauthn.complete_registration(gegeven)
    except (ValueError, TypeError, KeyError, ValidationError):
        return False
    webauthn.WebAuthn.add(wie, naam, gegeven)
    return True


def vraag_passkey(wie: Medewerker | None) -> str:
    """What the browser must be asked to show one: of ``wie``, or any that it has for us."""
    return _json(webauthn.begin_authentication(wie))


def controleer_passkey(antwoord: str, wie: Medewerker | None = None) -> Medewerker | None:
    """Whose passkey this is; null when it is not right, or not that of ``wie``."""
    try:
        gegeven = json.loads(antwoord)
        webauthn.parse_authentication_response(gegeven)
        if wie is not None:
            return _met_passkey(wie, gegeven)
        handvat = websafe_decode(gegeven["response"]["userHandle"])
        with in_tenant(int.from_bytes(handvat[:8], signed=True)):
            wie = Medewerker.objects.filter(uuid=UUID(bytes=handvat[8:]), is_active=True).first()
            return _met_passkey(wie, gegeven) if wie else None
    except (ValueError, TypeError, KeyError, AttributeError, ValidationError):
        return None


def _met_passkey(wie: Medewerker, gegeven: dict[str, Any]) -> Medewerker:
    webauthn.complete_authentication(wie, gegeven).record_usage()
    return wie


# ---------------------------------------------------------------------- codes


def controleer_code(wie: Medewerker, code: str) -> str | None:
    """Which factor a typed code is of: ``app``, ``herstelcode``, or none."""
    code = "".join(code.split())
    for rij in Authenticator.objects.filter(user=wie, type__in=(Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)):
        factor = _Totp(rij) if rij.type == Authenticator.Type.TOTP else RecoveryCodes(rij)
        try:
            goed = factor.validate_code(code)
        except InbeeldFout as fout:  # the key it was encrypted with is gone: nobody's code is right
            log.error("de sleutel van een tweede factor is niet te lezen: %s", fout)
            continue
        if goed:
            factor.instance.record_usage()
            return _SOORT[rij.type]
    return None


def herstelcodes(wie: Medewerker) -> RecoveryCodes | None:
    rij = Authenticator.objects.filter(user=wie, type=Authenticator.Type.RECOVERY_CODES).first()
    return RecoveryCodes(rij) if rij else None


def aantal_herstelcodes(wie: Medewerker) -> int:
    codes = herstelcodes(wie)
    return len(codes.get_unused_codes()) if codes else 0


def maak_herstelcodes(wie: Medewerker) -> None:
    """New recovery codes; the old ones no longer count."""
    with transaction.atomic():
        Authenticator.objects.filter(user=wie, type=Authenticator.Type.RECOVERY_CODES).delete()
        RecoveryCodes.activate(wie)


def toon_herstelcodes(wie: Medewerker) -> list[str]:
    """The recovery codes, once; nothing when they were shown before."""
    codes = herstelcodes(wie)
    if codes is None or codes.did_view:
        return []
    codes.mark_as_viewed()
    return [f"{c[:4]} {c[4:]}" for c in codes.get_unused_codes()]


# ---------------------------------------------------------------------- removing


def verwijder(wie: Medewerker, id_: int) -> None:
    """Removes one; with the last one the recovery codes go too."""
    with transaction.atomic():
        Authenticator.objects.filter(user=wie, pk=id_).exclude(type=Authenticator.Type.RECOVERY_CODES).delete()
        if not heeft_factor(wie):
            wis(wie)


def wis(wie: Medewerker) -> int:
    """Removes all factors, as when someone lost them. Gives how many."""
    return cast(int, Authenticator.objects.filter(user=wie).delete()[0])
