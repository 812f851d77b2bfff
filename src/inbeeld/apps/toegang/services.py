"""Writing organisations and the people who work there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.toegang.models import ROLLEN, Medewerker, Organisatie
from inbeeld.apps.toegang.selectors import tenant_van


def leg_organisatie_vast(
    code: str, naam: str, gemeenten: Sequence[str], vakantieregio: str = "midden", vaste_dag: date | None = None
) -> Organisatie:
    """The organisation with ``code``, made or brought up to date."""
    organisatie, _ = Organisatie.objects.update_or_create(
        code=code,
        defaults={"naam": naam, "gemeenten": list(gemeenten), "vakantieregio": vakantieregio, "vaste_dag": vaste_dag},
    )
    return organisatie


def leg_medewerker_vast(
    organisatie: Organisatie,
    gebruikersnaam: str,
    *,
    naam: str,
    rol: str,
    wachtwoord: str | None = None,
    functie: str = "",
    gemeenten: Sequence[str] = (),
) -> Medewerker:
    """Someone who can log in, made or brought up to date. Without ``wachtwoord`` an existing one stays.

    Raises:
        GebruikFout: an unknown role or municipality, a weak password, or a name that is taken elsewhere.
    """
    gebruikersnaam = gebruikersnaam.strip().lower()
    if rol not in ROLLEN:
        raise GebruikFout(f"De rol '{rol}' bestaat niet.", waar="--rol", doe=f"Kies uit {', '.join(ROLLEN)}.")
    vreemd = sorted(set(gemeenten) - set(organisatie.gemeenten))
    if vreemd:
        raise GebruikFout(
            f"Gemeente {vreemd[0]} hoort niet bij {organisatie.naam}.",
            waar="--gemeenten",
            doe="Kies een gemeente van de organisatie.",
        )
    if tenant_van(gebruikersnaam) not in (None, organisatie.pk):
        raise GebruikFout(
            f"De gebruikersnaam '{gebruikersnaam}' is al in gebruik bij een andere organisatie.", doe="Kies een andere naam."
        )
    with in_tenant(organisatie.pk):
        return _leg_vast(organisatie, gebruikersnaam, naam, rol, wachtwoord, functie, gemeenten)


def _leg_vast(
    organisatie: Organisatie,
    gebruikersnaam: str,
    naam: str,
    rol: str,
    wachtwoord: str | None,
    functie: str,
    gemeenten: Sequence[str],
) -> Medewerker:
    persoon = Medewerker.objects.filter(gebruikersnaam=gebruikersnaam).first()
    if persoon is None:
        if wachtwoord is None:
            raise GebruikFout("Een nieuwe gebruiker heeft een wachtwoord nodig.", doe="Geef er een op.")
        persoon = Medewerker(gebruikersnaam=gebruikersnaam, tenant=organisatie)
    if wachtwoord is None and not persoon.is_active:
        raise GebruikFout(f"{gebruikersnaam} is vertrokken.", doe="Geef een nieuw wachtwoord op om weer toe te laten.")
    persoon.naam, persoon.rol, persoon.functie, persoon.gemeenten = naam, rol, functie, list(gemeenten)
    persoon.is_active = True
    if wachtwoord is not None:
        try:
            validate_password(wachtwoord, persoon)
        except ValidationError as fout:
            raise GebruikFout(" ".join(fout.messages), waar="wachtwoord", doe="Kies een ander wachtwoord.") from None
        persoon.set_password(wachtwoord)
    persoon.save()
    return persoon


def laat_vertrekken(organisatie: Organisatie, gebruikersnaam: str) -> Medewerker:
    """Shuts someone out at once. The row stays: the read log and deliveries name it.

    Without a usable password no session is valid any more, also not after someone is let in again.

    Raises:
        GebruikFout: nobody of this organisation has that name.
    """
    gebruikersnaam = gebruikersnaam.strip().lower()
    with in_tenant(organisatie.pk):
        persoon = Medewerker.objects.filter(gebruikersnaam=gebruikersnaam).first()
        if persoon is None:
            raise GebruikFout(
                f"Bij {organisatie.naam} is geen gebruiker '{gebruikersnaam}'.", waar="gebruikersnaam", doe="Kijk de naam na."
            )
        persoon.is_active = False
        persoon.set_unusable_password()
        persoon.save(update_fields=["is_active", "password"])
        return persoon


def zet_instellingen(medewerker: Medewerker, was: Mapping[str, Any], *, toetsen_aan: bool, thema: str) -> bool:
    """Changes settings that are still as they ``was``. Gives whether they were."""
    thema = thema if thema in ("licht", "donker") else "licht"
    return bool(Medewerker.objects.filter(pk=medewerker.pk, **was).update(toetsen_aan=toetsen_aan, thema=thema))


def noteer_bezoek(medewerker: Medewerker) -> None:
    """Remembers the visit: what came since the visit on an earlier day is shown as new all of today."""
    nu = timezone.now()
    laatste = medewerker.bezoek
    if laatste is not None and timezone.localtime(laatste).date() == timezone.localdate():
        return
    Medewerker.objects.filter(pk=medewerker.pk).update(vorig_bezoek=laatste, bezoek=nu)
    medewerker.vorig_bezoek, medewerker.bezoek = laatste, nu
