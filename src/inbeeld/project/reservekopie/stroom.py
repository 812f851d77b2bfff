"""An encrypted file that is written and read from front to back: AES-256-GCM in chunks.

Header: mark, version, cost of scrypt, salt, key check. Then chunks of 1 MiB, each authenticated together with the header, its
place and whether it is the last: chunks that were changed, moved, left out or cut off are found. The key is made from the
passphrase and a salt that no other file has, so a counter is a nonce that is never used twice. It is the construction of age;
not age itself, because its Python binding wants all of a file in memory when there is a passphrase.
"""

from __future__ import annotations

import hmac
import io
import os
import struct
from typing import IO, TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from inbeeld.apps.basis.fouten import InbeeldFout

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

MERK = b"InBeeld reservekopie\n"
VERSIE = 1
KORTSTE = 16
"""Characters a passphrase has at least."""
_STUK = 1024 * 1024
_TAG = 16
_KOP = struct.Struct(">HBBB16s16s")  # version, log2 of n, r, p of scrypt, salt, key check
_KOSTEN = (17, 8, 1)
_DUURST = 20


class ReservekopieFout(InbeeldFout):
    """The file is no backup, is damaged, or is of a newer version; or the passphrase is wrong."""


def _sleutels(geheim: str, zout: bytes, kosten: tuple[int, int, int]) -> tuple[AESGCM, bytes]:
    log_n, r, p = kosten
    stof = Scrypt(salt=zout, length=64, n=2**log_n, r=r, p=p).derive(geheim.encode())
    return AESGCM(stof[:32]), hmac.digest(stof[32:], MERK, "sha256")[:16]


def _nonce(teller: int, laatste: bool) -> bytes:
    return teller.to_bytes(11, "big") + bytes([laatste])


class Schrijver(io.RawIOBase):
    """Writes encrypted to ``naar``. Only ``sluit_af`` makes it a whole file."""

    def __init__(self, naar: IO[bytes], geheim: str) -> None:
        zout = os.urandom(16)
        self._naar = naar
        self._aes, toets = _sleutels(geheim, zout, _KOSTEN)
        self._kop = MERK + _KOP.pack(VERSIE, *_KOSTEN, zout, toets)
        self._rest = bytearray()
        self._teller = 0
        naar.write(self._kop)

    def writable(self) -> bool:
        return True

    def write(self, stuk: ReadableBuffer, /) -> int:
        self._rest += stuk
        while len(self._rest) > _STUK:
            self._stuur(bytes(self._rest[:_STUK]), laatste=False)
            del self._rest[:_STUK]
        return len(memoryview(stuk))

    def sluit_af(self) -> None:
        self._stuur(bytes(self._rest), laatste=True)
        self._rest.clear()

    def _stuur(self, stuk: bytes, *, laatste: bool) -> None:
        self._naar.write(self._aes.encrypt(_nonce(self._teller, laatste), stuk, self._kop))
        self._teller += 1


class Lezer(io.RawIOBase):
    """Reads what ``Schrijver`` wrote; gives nothing that is not authenticated.

    Raises:
        ReservekopieFout: on making it, when it is no backup or the passphrase is wrong; on reading, when it was changed.
    """

    def __init__(self, van: IO[bytes], geheim: str, waar: str = "") -> None:
        self._van, self._waar = van, waar
        merk = van.read(len(MERK))
        if merk != MERK:
            raise ReservekopieFout("Dit is geen reservekopie van InBeeld.", waar=waar, doe="Kies een bestand van 'reservekopie'.")
        kop = van.read(_KOP.size)
        if len(kop) < _KOP.size:
            raise self._afgekapt()
        versie, *kosten, zout, toets = _KOP.unpack(kop)
        if versie > VERSIE:
            raise ReservekopieFout(
                "Deze reservekopie is van een nieuwere versie van InBeeld.",
                waar=waar,
                doe="Installeer die versie en herstel daarmee.",
            )
        log_n, r, p = kosten
        if versie < 1 or not (1 <= log_n <= _DUURST and 1 <= r <= 16 and 1 <= p <= 4):
            raise self._beschadigd()
        self._aes, verwacht = _sleutels(geheim, zout, (log_n, r, p))
        if not hmac.compare_digest(toets, verwacht):
            raise ReservekopieFout(
                "Het wachtwoord of sleutelbestand hoort niet bij deze reservekopie.",
                waar=waar,
                doe="Gebruik het wachtwoord waarmee zij is gemaakt.",
            )
        self._kop = merk + kop
        self._teller = 0
        self._klaar = False
        self._vooruit = van.read(_STUK + _TAG)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        while not self._rest and not self._klaar:
            self._volgende()
        doel = memoryview(buffer).cast("B")
        n = min(len(doel), len(self._rest))
        doel[:n] = self._rest[:n]
        self._rest = self._rest[n:]
        return n

    def _volgende(self) -> None:
        stuk, self._vooruit = self._vooruit, self._van.read(_STUK + _TAG)
        laatste = not self._vooruit
        if len(stuk) < _TAG:
            raise self._afgekapt()
        try:
            self._rest = memoryview(self._aes.decrypt(_nonce(self._teller, laatste), stuk, self._kop))
        except InvalidTag:
            raise (self._afgekapt() if laatste and self._is_tussenstuk(stuk) else self._beschadigd()) from None
        self._teller += 1
        self._klaar = laatste

    def _is_tussenstuk(self, stuk: bytes) -> bool:
        try:
            self._aes.decrypt(_nonce(self._teller, False), stuk, self._kop)
        except InvalidTag:
            return len(stuk) < _STUK + _TAG
        return True

    def _afgekapt(self) -> ReservekopieFout:
        return ReservekopieFout(
            "Deze reservekopie is niet heel: het einde ontbreekt, of zij is veranderd.",
            waar=self._waar,
            doe="Neem een andere reservekopie. Er is niets teruggezet.",
        )

    def _beschadigd(self) -> ReservekopieFout:
        return ReservekopieFout(
            "Deze reservekopie is beschadigd of veranderd.",
            waar=self._waar,
            doe="Neem een andere reservekopie. Er is niets teruggezet.",
        )
