"""Reading organisations and who works there."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.utils import timezone

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.toegang.models import Organisatie


def organisatie(code: str | None = None) -> Organisatie:
    """The organisation with ``code``; without a code the only one there is.

    Raises:
        GebruikFout: none, or more than one to choose from.
    """
    if code is not None:
        gevonden = Organisatie.objects.filter(code=code).first()
        if gevonden is None:
            raise GebruikFout(f"Er is geen organisatie met de code {code}.", doe="Kies een bestaande code met --organisatie.")
        return gevonden
    alle = list(Organisatie.objects.order_by("id")[:2])
    if not alle:
        raise GebruikFout(
            "Er is nog geen organisatie.",
            doe="Maak er een: inbeeld migreer --organisatie CODE --naam NAAM --gemeenten 0000,0001.",
        )
    if len(alle) > 1:
        raise GebruikFout("Er is meer dan één organisatie.", doe="Zeg met --organisatie CODE welke bedoeld is.")
    return alle[0]


def vandaag(organisatie: Organisatie) -> date:
    """The day that counts as today."""
    return organisatie.vaste_dag or timezone.localdate()


def tenant_van(gebruikersnaam: str) -> int | None:
    """Where someone works who wants to log in: all that is told before we know who it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT inbeeld_tenant_van(%s)", [gebruikersnaam.strip().lower()])
        gevonden: int | None = cursor.fetchone()[0]
        return gevonden


def leeg() -> bool:
    """Nobody can log in yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT inbeeld_iemand()")
        return bool(cursor.fetchone()[0])
