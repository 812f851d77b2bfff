"""Giving a parent or youth access to their own data, confirming it after a merge, and ending it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection, transaction

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.mijn import beleid
from inbeeld.apps.mijn.beleid import (
    GEWISSELD,
    LEEFTIJD,
    ONBEKEND,
    OVERLEDEN,
    TE_JONG,
    VOORBIJ,
    ZIET,
    betrokkenen,
    past_bij_leeftijd,
)
from inbeeld.apps.mijn.models import Betrokkene
from inbeeld.apps.mijn.uitnodiging import nodig_uit, trek_in
from inbeeld.apps.rectificatie.models import Verzoek
from inbeeld.apps.rectificatie.services import leg_verzoek_vast
from inbeeld.apps.toegang import factoren
from inbeeld.apps.toegang.models import JONGERE, OUDER, Medewerker
from inbeeld.apps.toegang.selectors import tenant_van, vandaag
from inbeeld.apps.toegang.services import leg_medewerker_vast
from inbeeld.regels.verjaardag import plus_maanden

if TYPE_CHECKING:
    from inbeeld.apps.personen.models import Jongere
    from inbeeld.apps.rectificatie.selectors import Feit

LANGST_MAANDEN = 12
"""So long access holds at most; after that someone looks again whether it still fits. A choice of ours."""
WACHTEND_HOOGST = 5
"""So many requests of one account about one youth may wait for an answer."""
_NAAM = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,79}")
_LEEFTIJD = {
    LEEFTIJD: ("Deze jongere is 16 of ouder: dan vraagt de jongere zelf (UAVG art. 5).", "Geef de jongere zelf toegang."),
    TE_JONG: ("Deze jongere is nog geen 16: dan vraagt een ouder met gezag (UAVG art. 5).", "Geef een ouder met gezag toegang."),
    ONBEKEND: ("Van deze jongere is geen geboortedatum bekend, dus ook niet wie mag vragen.", "Vraag de bron om de datum."),
    OVERLEDEN: ("Deze jongere is overleden.", "Beantwoord een vraag van nabestaanden zelf."),
}


@dataclass(frozen=True)
class Gegeven:
    """``code``: what to hand over; empty when the account has a password already."""

    betrokkene: Betrokkene
    code: str


def uiterlijk(dag: date) -> date:
    """The last first-day-without that access given on ``dag`` may have."""
    return plus_maanden(dag, LANGST_MAANDEN)


def keur_leeftijd(jongere: Jongere, als: str, dag: date) -> None:
    """Whether someone may ask as this on ``dag``.

    Raises:
        GebruikFout: not; says who may.
    """
    waarom = past_bij_leeftijd(jongere, als, dag)
    if waarom != ZIET:
        wat, doe = _LEEFTIJD[waarom]
        raise GebruikFout(wat, waar="als", doe=doe)


def _keur_hoe(als: str, hoe: str, gezag: str) -> None:
    if hoe not in Betrokkene.HOE:
        raise GebruikFout("Hoe is vastgesteld wie dit is, ontbreekt.", waar="hoe", doe="Kies het uit de lijst.")
    if als == OUDER and gezag not in Betrokkene.GEZAG:
        raise GebruikFout("Hoe het gezag is vastgesteld, ontbreekt.", waar="gezag", doe="Kies het uit de lijst.")


def geef_toegang(
    door: Medewerker,
    jongere: Jongere,
    *,
    als: str,
    gebruikersnaam: str,
    naam: str,
    hoe: str,
    gezag: str = "",
    tot: date,
    zelfde: bool = False,
) -> Gegeven:
    """Lets an account see this youth, from today. A new account gets no password: a code to set one with.

    Args:
        zelfde: whoever gives access says that this is the person of an account that is there.

    Raises:
        GebruikFout: the age does not fit, something is missing, the name is somebody else's, or the end can't be.
    """
    dag = vandaag(door.tenant)
    if als not in (OUDER, JONGERE):
        raise GebruikFout("Voor wie de toegang is, ontbreekt.", waar="als", doe="Kies een ouder of de jongere zelf.")
    keur_leeftijd(jongere, als, dag)
    _keur_hoe(als, hoe, gezag)
    naam, inlog = " ".join(naam.split()), gebruikersnaam.strip().lower()
    if len(naam) < 2:
        raise GebruikFout("De naam ontbreekt.", waar="naam", doe="Vul de naam in zoals op het identiteitsbewijs.")
    if not _NAAM.fullmatch(inlog):
        raise GebruikFout(
            "Deze gebruikersnaam kan niet.",
            waar="gebruikersnaam",
            doe="Gebruik minstens drie letters, cijfers, punten of streepjes.",
        )
    if not dag < tot <= uiterlijk(dag):
        raise GebruikFout(
            "Deze einddatum kan niet.", waar="tot", doe=f"Kies een dag na vandaag, op zijn laatst {uiterlijk(dag):%d-%m-%Y}."
        )
    with transaction.atomic():
        _een_tegelijk(door, inlog)
        account = _account(door, jongere, als, inlog, naam, zelfde)
        if any(beleid.stand(b, dag) != VOORBIJ for b in betrokkenen().filter(account=account, jongere=jongere)):
            raise GebruikFout(f"{account.naam} heeft al toegang.", waar="gebruikersnaam", doe="Zie de lijst hierboven.")
        b = Betrokkene.objects.create(
            tenant_id=door.tenant_id,
            account=account,
            jongere=jongere,
            als=als,
            hoe=hoe,
            gezag=gezag if als == OUDER else "",
            van=dag,
            tot=tot,
            door=door,
        )
        return Gegeven(b, "" if account.has_usable_password() else nodig_uit(door, account))


def _een_tegelijk(door: Medewerker, inlog: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"mijn.{door.tenant_id}.{inlog}"])


def _account(door: Medewerker, jongere: Jongere, als: str, inlog: str, naam: str, zelfde: bool) -> Medewerker:
    """The account with this name, when it is said to be of the same person; else a new one."""
    bezet = GebruikFout(
        "Deze gebruikersnaam is al in gebruik.",
        waar="gebruikersnaam",
        doe="Kies een andere. Is dit dezelfde persoon, kruis dat dan aan en vul precies dezelfde naam in.",
    )
    tenant = tenant_van(inlog)
    if tenant is None:
        return leg_medewerker_vast(door.tenant, inlog, naam=naam, rol=als, zonder_wachtwoord=True)
    bestaand = (
        Medewerker.objects.filter(gebruikersnaam=inlog, rol=als, is_active=True).first() if tenant == door.tenant_id else None
    )
    if bestaand is None or not zelfde or bestaand.naam.casefold() != naam.casefold():
        raise bezet
    anderen = Betrokkene.objects.filter(account=bestaand).exclude(jongere=jongere).exclude(jongere__opgegaan_in=jongere)
    if als == JONGERE and anderen.exists():
        raise bezet
    return bestaand


def bevestig(door: Medewerker, b: Betrokkene, *, hoe: str, gezag: str = "") -> Betrokkene:
    """After a merge of persons: someone looked again, and this account may see who it is now. Gives the link that replaces it.

    Raises:
        GebruikFout: there is nothing to confirm, or the age does not fit.
    """
    dag = vandaag(door.tenant)
    jongere = b.jongere.opgegaan_in or b.jongere
    keur_leeftijd(jongere, b.als, dag)
    _keur_hoe(b.als, hoe, gezag)
    with transaction.atomic():
        _een_tegelijk(door, b.account.gebruikersnaam)
        nu = betrokkenen().filter(pk=b.pk).first()
        if nu is None or beleid.stand(nu, dag) != GEWISSELD:
            raise GebruikFout("Hier valt niets te bevestigen.", doe="Ververs de pagina.")
        Betrokkene.objects.filter(pk=b.pk).update(tot=dag, beeindigd_door=door)
        return Betrokkene.objects.create(
            tenant_id=b.tenant_id,
            account=b.account,
            jongere=jongere,
            als=b.als,
            hoe=hoe,
            gezag=gezag if b.als == OUDER else "",
            van=dag,
            tot=b.tot,
            door=door,
        )


def nieuwe_code(door: Medewerker, b: Betrokkene) -> str:
    """For who lost the first one, or the password. The old password works until a new one is set.

    Raises:
        GebruikFout: there is no access any more.
    """
    if b.tot <= vandaag(door.tenant):
        raise GebruikFout("Deze toegang is al geëindigd.", doe="Geef eerst opnieuw toegang.")
    return nodig_uit(door, b.account)


def beeindig(door: Medewerker, b: Betrokkene) -> None:
    """From this moment the account does not see this youth; who sees nobody any more can't log in either.

    Raises:
        GebruikFout: it has ended already.
    """
    dag = vandaag(door.tenant)
    with transaction.atomic():
        if not Betrokkene.objects.filter(pk=b.pk, tot__gt=dag).update(tot=dag, beeindigd_door=door):
            raise GebruikFout("Deze toegang is al geëindigd.", doe="Ververs de pagina.")
        if not Betrokkene.objects.filter(account=b.account_id, tot__gt=dag).exists():
            trek_in(b.account)
            factoren.wis(b.account)
            b.account.set_unusable_password()
            b.account.save(update_fields=["password"])


def vraag_verbetering(account: Medewerker, b: Betrokkene, feit: Feit | None, *, betwist: str, waarom: str) -> Verzoek:
    """A request to correct, of the parent or youth who looks: it waits for an answer like any other.

    Raises:
        GebruikFout: something is missing, or too many are waiting.
    """
    wachtend = Verzoek.objects.filter(jongere=b.jongere, door=account, besluit__isnull=True).count()
    if wachtend >= WACHTEND_HOOGST:
        raise GebruikFout(
            f"Er wachten al {wachtend} verzoeken van u op een antwoord.",
            doe="Wacht op het antwoord, of bel ons als het haast heeft.",
        )
    van = Verzoek.OUDER if b.als == OUDER else Verzoek.JONGERE
    return leg_verzoek_vast(
        account, b.jongere, feit, van=van, ontvangen=vandaag(account.tenant), betwist=betwist, waarom=waarom, wijze="bericht"
    )
