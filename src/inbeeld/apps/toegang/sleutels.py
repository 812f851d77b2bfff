"""Keys of programs that use the API: made, recognised, withdrawn.

A key reads ``inbeeld_<organisation>_<kenmerk>_<secret>``: the organisation is known before anything is looked up, and a scanner
for leaked secrets recognises it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.toegang.models import Dienstsleutel, Organisatie

LANGST = 366
"""Days that a key is valid at most: nobody remembers one that is older."""
_VORM = re.compile(r"inbeeld_([0-9]{1,18})_([0-9a-f]{12})_([0-9a-f]{64})")
_GEBRUIK_ELKE = timedelta(minutes=1)


def _digest(geheim: str) -> str:
    # 256 random bits: there is nothing to guess, so nothing to slow down.
    return hashlib.sha256(geheim.encode()).hexdigest()


def maak(organisatie: Organisatie, naam: str, rechten: Collection[str], tot: date) -> str:
    """A new key for a program, valid up to and including ``tot``. Its text is given here and never again.

    Raises:
        GebruikFout: no name, a name that is taken, no permission, or a day that is past or too far away.
    """
    naam = naam.strip()
    vandaag = timezone.localdate()
    if not naam or len(naam) > 80:
        raise GebruikFout(
            "Geef de sleutel een naam van hoogstens 80 tekens.", waar="naam", doe="Bijvoorbeeld: leerlingadministratie."
        )
    if not rechten:
        raise GebruikFout("Een sleutel zonder recht kan niets.", waar="--recht", doe="Noem minstens één recht.")
    if not vandaag <= tot <= vandaag + timedelta(days=LANGST):
        raise GebruikFout(
            "Een sleutel is hoogstens een jaar geldig.",
            waar="--tot",
            doe=f"Kies een dag tot en met {vandaag + timedelta(days=LANGST):%d-%m-%Y}.",
        )
    geheim = secrets.token_hex(32)
    kenmerk = secrets.token_hex(6)
    einde = timezone.make_aware(datetime.combine(tot + timedelta(days=1), time()))
    try:
        with in_tenant(organisatie.pk), transaction.atomic():
            Dienstsleutel.objects.create(
                tenant=organisatie, kenmerk=kenmerk, naam=naam, digest=_digest(geheim), rechten=sorted(rechten), geldig_tot=einde
            )
    except IntegrityError:
        raise GebruikFout(
            f"Er is al een sleutel met de naam '{naam}'.", waar="naam", doe="Trek die eerst in, of kies een andere naam."
        ) from None
    return f"inbeeld_{organisatie.pk}_{kenmerk}_{geheim}"


def trek_in(organisatie: Organisatie, naam: str) -> Dienstsleutel:
    """From now on the key does not work. It stays in the list: deliveries name it.

    Raises:
        GebruikFout: there is no such key.
    """
    with in_tenant(organisatie.pk):
        sleutel = Dienstsleutel.objects.filter(naam=naam.strip(), ingetrokken_op=None).first()
        if sleutel is None:
            raise GebruikFout(
                f"Bij {organisatie.naam} is geen sleutel '{naam.strip()}'.", waar="naam", doe="Kijk met 'inbeeld sleutel lijst'."
            )
        sleutel.ingetrokken_op = timezone.now()
        sleutel.save(update_fields=["ingetrokken_op"])
        return sleutel


def lijst(organisatie: Organisatie) -> list[Dienstsleutel]:
    with in_tenant(organisatie.pk):
        return list(Dienstsleutel.objects.order_by("ingetrokken_op", "naam", "-id"))


def herken(tekst: str) -> Dienstsleutel | None:
    """The key, when it is one of ours and works now. That it was used is noted, once a minute at most."""
    delen = _VORM.fullmatch(tekst.strip())
    if delen is None:
        return None
    with in_tenant(int(delen[1])):
        return _herken(delen[2], delen[3])


def _herken(kenmerk: str, geheim: str) -> Dienstsleutel | None:
    sleutel = Dienstsleutel.objects.select_related("tenant").filter(kenmerk=kenmerk).first()
    nu = timezone.now()
    goed = hmac.compare_digest(sleutel.digest if sleutel else "0" * 64, _digest(geheim))
    if sleutel is None or not goed or sleutel.ingetrokken_op is not None or sleutel.geldig_tot <= nu:
        return None
    if sleutel.laatst_gebruikt is None or nu - sleutel.laatst_gebruikt > _GEBRUIK_ELKE:
        sleutel.laatst_gebruikt = nu
        sleutel.save(update_fields=["laatst_gebruikt"])
    return sleutel
