"""Numbers of persons at rest: AES-GCM for the value, a keyed HMAC for finding it back.

Stored value: one byte with the number of the key, twelve bytes nonce, then ciphertext with tag. The *doel* (which column)
is authenticated, so that a value can't be moved to another column.
"""

from __future__ import annotations

import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.apps.basis.sleutelbos import VERSLEUTELING, ZOEKINDEX, Sleutelbos

SLEUTELNUMMER = 1
_NONCE = 12


@cache
def _aes(map_: str) -> AESGCM:
    return AESGCM(bytes.fromhex(Sleutelbos(settings.SLEUTEL_MAP).lees(VERSLEUTELING)))


@cache
def _zoek(map_: str) -> bytes:
    return bytes.fromhex(Sleutelbos(settings.SLEUTEL_MAP).lees(ZOEKINDEX))


def versleutel(waarde: bytes | str, doel: str) -> bytes:
    """``waarde`` encrypted for column ``doel``; twice the same value gives two different results."""
    nonce = os.urandom(_NONCE)
    tekst = waarde.encode() if isinstance(waarde, str) else waarde
    return bytes([SLEUTELNUMMER]) + nonce + _aes(str(settings.SLEUTEL_MAP)).encrypt(nonce, tekst, doel.encode())


def ontsleutel(waarde: bytes | memoryview, doel: str) -> bytes:
    """The original bytes.

    Raises:
        InbeeldFout: another key or column, or the value was changed.
    """
    waarde = bytes(waarde)
    if waarde[:1] != bytes([SLEUTELNUMMER]):
        raise InbeeldFout("Een versleuteld gegeven is met een onbekende sleutel gemaakt.", doe="Zet de juiste sleutels terug.")
    try:
        return _aes(str(settings.SLEUTEL_MAP)).decrypt(waarde[1 : 1 + _NONCE], waarde[1 + _NONCE :], doel.encode())
    except InvalidTag:
        raise InbeeldFout(
            "Een versleuteld gegeven is niet te lezen met de sleutels van deze installatie.", doe="Zet de juiste sleutels terug."
        ) from None


def zoekindex(tenant_id: int, soort: str, nummer: str) -> bytes:
    """The keyed index of a number. Different per tenant, so that two tenants' rows can't be linked by it."""
    return hmac.digest(_zoek(str(settings.SLEUTEL_MAP)), f"{tenant_id}|{soort}|{nummer}".encode(), "sha256")
