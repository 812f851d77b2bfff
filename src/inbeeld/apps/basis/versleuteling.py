"""Numbers of persons at rest: AES-GCM for the value, a keyed HMAC for finding it back.

Stored value: one byte with the number of the key, twelve bytes nonce, then ciphertext with tag. The *doel* (which column)
is authenticated, so that a value can't be moved to another column. There may be several keys: the newest writes, all read.

An index tells nothing of its key. Which one an organisation's indexes are made with stands in the database and changes with them
in one transaction; as long as there is one key only, nothing needs to be asked. Indexes of anything but a personal number, such
as the numbers of canonical tables, keep the first key.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.apps.basis.sleutelbos import VERSLEUTELING, ZOEKINDEX, Sleutelbos, met_nummer, soort_van

_NONCE = 12
_EERSTE = 1
_DRAAIT = ("BSN", "ONR")
"""Kinds of number whose indexes are made anew with a new key: all that is a number of a person, and is kept beside it."""
_gezien: dict[tuple[str, str], tuple[int, tuple[int, ...]]] = {}


def nummers(soort: str) -> tuple[int, ...]:
    """The numbers of the keys of a kind (``VERSLEUTELING``, ``ZOEKINDEX``) that are there, the newest last. A process that runs
    sees a new key at once: keys change their folder."""
    map_: Path = settings.SLEUTEL_MAP
    try:
        veranderd = map_.stat().st_mtime_ns
    except OSError:
        return (_EERSTE,)  # reading it says what is wrong
    sleutel = (str(map_), soort_van(soort))
    bekend = _gezien.get(sleutel)
    if bekend is None or bekend[0] != veranderd:
        bekend = _gezien[sleutel] = (veranderd, Sleutelbos(map_).nummers(soort) or (_EERSTE,))
    return bekend[1]


@cache
def _aes(map_: str, nummer: int) -> AESGCM:
    return AESGCM(bytes.fromhex(Sleutelbos(Path(map_)).lees(met_nummer(VERSLEUTELING, nummer))))


@cache
def _zoek(map_: str, nummer: int) -> bytes:
    return bytes.fromhex(Sleutelbos(Path(map_)).lees(met_nummer(ZOEKINDEX, nummer)))


def versleutel(waarde: bytes | str, doel: str) -> bytes:
    """``waarde`` encrypted for column ``doel``; twice the same value gives two different results."""
    nonce = os.urandom(_NONCE)
    tekst = waarde.encode() if isinstance(waarde, str) else waarde
    nummer = nummers(VERSLEUTELING)[-1]
    return bytes([nummer]) + nonce + _aes(str(settings.SLEUTEL_MAP), nummer).encrypt(nonce, tekst, doel.encode())


def ontsleutel(waarde: bytes | memoryview, doel: str) -> bytes:
    """The original bytes.

    Raises:
        InbeeldFout: another key or column, or the value was changed.
    """
    waarde = bytes(waarde)
    if not waarde or waarde[0] not in nummers(VERSLEUTELING):
        raise InbeeldFout(
            "Een versleuteld gegeven is gemaakt met een sleutel die er niet is.",
            waar=met_nummer(VERSLEUTELING, waarde[0]) if waarde else "",
            doe="Zet de juiste sleutels terug.",
        )
    try:
        return _aes(str(settings.SLEUTEL_MAP), waarde[0]).decrypt(waarde[1 : 1 + _NONCE], waarde[1 + _NONCE :], doel.encode())
    except InvalidTag:
        raise InbeeldFout(
            "Een versleuteld gegeven is niet te lezen met de sleutels van deze installatie.", doe="Zet de juiste sleutels terug."
        ) from None


def zoekindex(tenant_id: int, soort: str, nummer: str) -> bytes:
    """The keyed index of a number. Different per tenant, so that two tenants' rows can't be linked by it."""
    return zoeker(tenant_id)(soort, nummer)


def zoeker(tenant_id: int) -> Callable[[str, str], bytes]:
    """Makes indexes of many numbers of one tenant, for as long as the transaction lasts."""
    return zoeker_met(tenant_id, sleutel_van(tenant_id))


def zoeker_met(tenant_id: int, sleutel: int) -> Callable[[str, str], bytes]:
    """The same with the key of this number, whatever is in force."""
    map_ = str(settings.SLEUTEL_MAP)

    def index(soort: str, nummer: str) -> bytes:
        met = _zoek(map_, sleutel if soort in _DRAAIT else _EERSTE)
        return hmac.digest(met, f"{tenant_id}|{soort}|{nummer}".encode(), "sha256")

    return index


def sleutel_van(tenant_id: int) -> int:
    """The number of the key that the tenant's indexes are made with."""
    if len(nummers(ZOEKINDEX)) == 1:
        return nummers(ZOEKINDEX)[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT nummer FROM sleutels_zoeksleutel WHERE tenant_id = %s", [tenant_id])
        rij = cursor.fetchone()
    return int(rij[0]) if rij else _EERSTE
