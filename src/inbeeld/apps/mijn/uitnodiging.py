"""The code with which someone sets their own password: handed over once, used once, of no use after some days."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.basis.versleuteling import zoekindex
from inbeeld.apps.mijn.models import Uitnodiging
from inbeeld.apps.toegang import rem
from inbeeld.apps.toegang.models import JONGERE, OUDER, Medewerker
from inbeeld.apps.toegang.selectors import tenant_van
from inbeeld.apps.toegang.services import wijzig_wachtwoord

GELDIG = timedelta(days=7)
_TEKENS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""None that look alike when read aloud or from paper."""
_GROEPEN, _PER_GROEP = 3, 4


def _digest(tenant_id: int, account: Medewerker | None, code: str) -> str:
    kaal = "".join(t for t in code.upper() if t in _TEKENS)
    return zoekindex(tenant_id, "UITNODIGING", f"{account.uuid if account else ''}.{kaal}").hex()


def nodig_uit(door: Medewerker, account: Medewerker) -> str:
    """A new code, given here and never again. Codes from before work no longer."""
    code = "-".join("".join(secrets.choice(_TEKENS) for _ in range(_PER_GROEP)) for _ in range(_GROEPEN))
    nu = timezone.now()
    with transaction.atomic():
        trek_in(account)
        Uitnodiging.objects.create(
            tenant_id=door.tenant_id,
            account=account,
            digest=_digest(door.tenant_id, account, code),
            geldig_tot=nu + GELDIG,
            door=door,
        )
    return code


def trek_in(account: Medewerker) -> None:
    """Codes that were handed out work no longer."""
    Uitnodiging.objects.filter(account=account, af_op=None).update(af_op=timezone.now())


NOOIT_SNELLER = 0.25
"""Seconds that a wrong code takes at least: longer than looking whether it is right."""


@dataclass(frozen=True)
class Uitkomst:
    """``wie``: it worked. ``wacht``: tried too often, so many seconds. ``wachtwoord``: why that one won't do. None: wrong."""

    wie: Medewerker | None = None
    wacht: int = 0
    wachtwoord: str = ""


def wissel_in(request: HttpRequest, gebruikersnaam: str, code: str, nieuw: str) -> Uitkomst:
    """Sets the password of whose code it is. A name that does not exist gets the same answer, after the same time, as a code that
    is wrong."""
    begin = time.monotonic()
    uit = _wissel_in(request, gebruikersnaam, code, nieuw)
    if uit.wie is None:
        time.sleep(max(0.0, NOOIT_SNELLER - (time.monotonic() - begin)))
    return uit


def _wissel_in(request: HttpRequest, gebruikersnaam: str, code: str, nieuw: str) -> Uitkomst:
    naam, adres = gebruikersnaam.strip().lower(), rem.adres_van(request)
    if wacht := max(rem.tel(rem.ADRES, adres), rem.tel(rem.ACCOUNT, naam)):
        return Uitkomst(wacht=wacht)
    tenant = tenant_van(naam)
    if tenant is None:
        return Uitkomst()
    with in_tenant(tenant), transaction.atomic():
        wie = Medewerker.objects.filter(gebruikersnaam=naam, is_active=True, rol__in=(OUDER, JONGERE)).first()
        nu = timezone.now()
        geldig = Uitnodiging.objects.filter(
            account=wie, digest=_digest(tenant, wie, code), geldig_tot__gt=nu, af_op=None, account__isnull=False
        )
        if wie is None or not geldig.update(af_op=nu):
            return Uitkomst()
        if fout := wijzig_wachtwoord(wie, nieuw):
            transaction.set_rollback(True)
            uit = Uitkomst(wachtwoord=fout)
        else:
            uit = Uitkomst(wie)
    rem.laat_los(rem.ACCOUNT, naam)
    rem.reken_niet(rem.ADRES, adres)
    return uit
