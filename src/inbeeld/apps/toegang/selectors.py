"""Reading organisations and who works there."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.toegang import rem
from inbeeld.apps.toegang.beleid import NOODSESSIES_NAGAAN
from inbeeld.apps.toegang.models import Medewerker, Noodsessie, Organisatie


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


def noodsessies(medewerker: Medewerker) -> QuerySet[Noodsessie]:
    """The sessions of someone's organisation, the ones to look into first."""
    return (
        Noodsessie.objects.filter(tenant_id=medewerker.tenant_id)
        .select_related("medewerker", "bekeken_door")
        .order_by(F("bekeken_op").desc(nulls_first=True), "-begonnen_op")
    )


def aantal_na_te_gaan(medewerker: Medewerker) -> int:
    """How many sessions of others this person still has to look into."""
    if not NOODSESSIES_NAGAAN.heeft(medewerker):
        return 0
    return Noodsessie.objects.filter(tenant_id=medewerker.tenant_id, bekeken_op=None).exclude(medewerker=medewerker).count()


def vergrendeld(medewerker: Medewerker) -> list[tuple[Medewerker, datetime]]:
    """Who of the organisation can't log in now, after too many tries, and until when."""
    collegas = {m.pk: m for m in Medewerker.objects.filter(tenant_id=medewerker.tenant_id, is_active=True)}
    wachtwoord = rem.dicht(rem.ACCOUNT, [m.gebruikersnaam for m in collegas.values()])
    factor = rem.dicht(rem.FACTOR, [str(m.uuid) for m in collegas.values()])
    tijden = ((m, [t for t in (wachtwoord.get(m.gebruikersnaam), factor.get(str(m.uuid))) if t]) for m in collegas.values())
    return sorted(((m, max(t)) for m, t in tijden if t), key=lambda x: x[0].naam)
