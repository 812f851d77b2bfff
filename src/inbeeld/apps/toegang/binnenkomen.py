"""Coming in: name and password, then a second factor; or a passkey; or the organisation's own identity provider.

Between the two steps nobody is logged in: the session only remembers whose password was right, for ten minutes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import HttpRequest

from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.toegang import rem
from inbeeld.apps.toegang.factoren import controleer_code
from inbeeld.apps.toegang.models import Medewerker

FACTOR = "factor"
"""Key in the session: which second factor was shown; empty = none."""
BEVESTIGD = "bevestigd"
"""Key in the session: when someone last showed who they are, in seconds since 1970."""
ORGANISATIE = "organisatie"
"""In ``FACTOR``: the organisation's identity provider vouches for it."""
_HALF = "half_binnen"
_HALF_SECONDEN = 10 * 60
_VERS = 10 * 60


@dataclass(frozen=True)
class Uitkomst:
    """``wacht``: seconds until the next try; ``wie``: who it is. Neither: it was not right."""

    wie: Medewerker | None = None
    wacht: int = 0


def controleer_wachtwoord(request: HttpRequest, gebruikersnaam: str, wachtwoord: str) -> Uitkomst:
    """Whose name and password these are. A name that does not exist is treated as one that does, to the millisecond or so."""
    naam = gebruikersnaam.strip().lower()
    adres = rem.adres_van(request)
    if wacht := max(rem.tel(rem.ADRES, adres), rem.tel(rem.ACCOUNT, naam)):
        return Uitkomst(wacht=wacht)
    wie = authenticate(request, username=naam, password=wachtwoord)
    if not isinstance(wie, Medewerker):
        return Uitkomst()
    rem.laat_los(rem.ACCOUNT, naam)
    rem.reken_niet(rem.ADRES, adres)
    return Uitkomst(wie)


def controleer_factorcode(wie: Medewerker, code: str) -> tuple[str | None, int]:
    """Which factor the code is of, and how many seconds to wait when it was tried too often."""
    if wacht := rem.tel(rem.FACTOR, str(wie.uuid)):
        return None, wacht
    soort = controleer_code(wie, code)
    if soort is not None:
        rem.laat_los(rem.FACTOR, str(wie.uuid))
    return soort, 0


@dataclass(frozen=True)
class Half:
    """Whose password was right just now, and where they were going."""

    tenant: int
    uuid: str
    verder: str

    def wie(self) -> Medewerker | None:
        """Who that is, unless they have left meanwhile; within their organisation."""
        return Medewerker.objects.filter(uuid=self.uuid, is_active=True).first()


def zet_half_binnen(request: HttpRequest, wie: Medewerker, verder: str) -> None:
    request.session.cycle_key()
    half = {"tenant": wie.tenant_id, "wie": str(wie.uuid), "op": int(time.time()), "verder": verder}
    request.session[_HALF] = half


def half_binnen(request: HttpRequest) -> Half | None:
    half = request.session.get(_HALF)
    if not half or not 0 <= time.time() - half["op"] < _HALF_SECONDEN:
        return None
    return Half(half["tenant"], half["wie"], half["verder"])


def laat_binnen(request: HttpRequest, wie: Medewerker, factor: str) -> None:
    """Logs in, with a new session key. ``factor``: which second factor was shown; empty for none."""
    request.session.pop(_HALF, None)
    with in_tenant(wie.tenant_id):
        login(request, wie, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[FACTOR] = factor
    bevestig(request)


def bevestig(request: HttpRequest) -> None:
    request.session[BEVESTIGD] = int(time.time())


def is_vers(request: HttpRequest) -> bool:
    """Whether someone showed who they are a moment ago: needed to change how they log in."""
    return bool(0 <= time.time() - request.session.get(BEVESTIGD, 0) < _VERS)


def mist_factor(request: HttpRequest) -> bool:
    """Whether this session may not go on without a second factor."""
    return bool(settings.TWEEDE_FACTOR) and not request.session.get(FACTOR)
