"""Writing organisations and the people who work there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.basis.versleuteling import zoekindex
from inbeeld.apps.toegang import factoren, rem
from inbeeld.apps.toegang.models import BETROKKEN, ROLLEN, VERZUIM, Koppeling, Medewerker, Organisatie
from inbeeld.apps.toegang.selectors import tenant_van

_SCHOOL = re.compile(r"\d{2}[A-Z]{2}(\d{2})?")


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
    scholen: Sequence[str] = (),
    zonder_wachtwoord: bool = False,
) -> Medewerker:
    """Someone who can log in, made or brought up to date. Without ``wachtwoord`` an existing one stays.

    ``zonder_wachtwoord``: logs in through the organisation's identity provider only.

    Raises:
        GebruikFout: an unknown role or municipality, no school where the role needs one, a weak password, or a name that is taken
            elsewhere.
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
    scholen = [s.strip().upper() for s in scholen]
    if bool(scholen) != (rol == VERZUIM):
        raise GebruikFout(
            "Een verzuimcoördinator hoort bij een school."
            if not scholen
            else "Alleen een verzuimcoördinator hoort bij een school.",
            waar="--scholen",
            doe="Geef de BRIN van de school, met of zonder vestiging, zoals 07XY00." if not scholen else "Laat --scholen weg.",
        )
    if fout := next((s for s in scholen if not _SCHOOL.fullmatch(s)), None):
        raise GebruikFout(
            f"'{fout}' is geen school.", waar="--scholen", doe="Geef de BRIN, met of zonder vestiging, zoals 07XY00."
        )
    if tenant_van(gebruikersnaam) not in (None, organisatie.pk):
        raise GebruikFout(
            f"De gebruikersnaam '{gebruikersnaam}' is al in gebruik bij een andere organisatie.", doe="Kies een andere naam."
        )
    with in_tenant(organisatie.pk):
        return _leg_vast(organisatie, gebruikersnaam, naam, rol, wachtwoord, zonder_wachtwoord, functie, gemeenten, scholen)


def _leg_vast(
    organisatie: Organisatie,
    gebruikersnaam: str,
    naam: str,
    rol: str,
    wachtwoord: str | None,
    zonder_wachtwoord: bool,
    functie: str,
    gemeenten: Sequence[str],
    scholen: Sequence[str],
) -> Medewerker:
    persoon = Medewerker.objects.filter(gebruikersnaam=gebruikersnaam).first()
    if persoon is None:
        if wachtwoord is None and not zonder_wachtwoord:
            raise GebruikFout("Een nieuwe gebruiker heeft een wachtwoord nodig.", doe="Geef er een op.")
        persoon = Medewerker(gebruikersnaam=gebruikersnaam, tenant=organisatie)
    if persoon.pk and persoon.rol != rol and {persoon.rol, rol} & set(BETROKKEN):
        wat = "het account van een ouder of jongere" if persoon.rol in BETROKKEN else "een medewerker"
        raise GebruikFout(
            f"{gebruikersnaam} is {wat}.",
            waar="--rol",
            doe="Kies een andere gebruikersnaam: wat iemand hier instelde, gaat anders mee naar de nieuwe rol.",
        )
    if wachtwoord is None and not zonder_wachtwoord and not persoon.is_active:
        raise GebruikFout(f"{gebruikersnaam} is vertrokken.", doe="Geef een nieuw wachtwoord op om weer toe te laten.")
    persoon.naam, persoon.rol, persoon.functie, persoon.gemeenten = naam, rol, functie, list(gemeenten)
    persoon.scholen = list(scholen)
    persoon.is_active = True
    if wachtwoord is not None:
        try:
            validate_password(wachtwoord, persoon)
        except ValidationError as fout:
            raise GebruikFout(" ".join(fout.messages), waar="wachtwoord", doe="Kies een ander wachtwoord.") from None
        persoon.set_password(wachtwoord)
    elif zonder_wachtwoord and (persoon.has_usable_password() or not persoon.password):
        persoon.set_unusable_password()
    persoon.save()
    return persoon


def _van(organisatie: Organisatie, gebruikersnaam: str) -> Medewerker:
    """Someone of the organisation that is being worked for."""
    persoon = Medewerker.objects.filter(gebruikersnaam=gebruikersnaam.strip().lower()).first()
    if persoon is None:
        raise GebruikFout(
            f"Bij {organisatie.naam} is geen gebruiker '{gebruikersnaam}'.", waar="gebruikersnaam", doe="Kijk de naam na."
        )
    return persoon


def ontgrendel(organisatie: Organisatie, gebruikersnaam: str) -> bool:
    """Lets someone try again at once, after too many wrong passwords or codes. Gives whether there was something to forget.

    Raises:
        GebruikFout: nobody of this organisation has that name.
    """
    with in_tenant(organisatie.pk):
        persoon = _van(organisatie, gebruikersnaam)
    wachtwoord = rem.laat_los(rem.ACCOUNT, persoon.gebruikersnaam)
    return rem.laat_los(rem.FACTOR, str(persoon.uuid)) or wachtwoord


def ontkoppel(organisatie: Organisatie, gebruikersnaam: str) -> bool:
    """Forgets who someone is at the identity provider: at the next login they are found by name again.

    Raises:
        GebruikFout: nobody of this organisation has that name.
    """
    with in_tenant(organisatie.pk):
        return bool(Koppeling.objects.filter(medewerker=_van(organisatie, gebruikersnaam)).delete()[0])


def wis_factoren(organisatie: Organisatie, gebruikersnaam: str) -> int:
    """Forgets the second factors of someone who lost them: a new one is set up at the next login. Gives how many there were.

    Raises:
        GebruikFout: nobody of this organisation has that name.
    """
    with in_tenant(organisatie.pk):
        return factoren.wis(_van(organisatie, gebruikersnaam))


def laat_vertrekken(organisatie: Organisatie, gebruikersnaam: str) -> Medewerker:
    """Shuts someone out at once. The row stays: the read log and deliveries name it.

    Without a usable password no session is valid any more, also not after someone is let in again.

    Raises:
        GebruikFout: nobody of this organisation has that name.
    """
    with in_tenant(organisatie.pk):
        persoon = _van(organisatie, gebruikersnaam)
        persoon.is_active = False
        persoon.set_unusable_password()
        persoon.save(update_fields=["is_active", "password"])
        factoren.wis(persoon)
        ontkoppel(organisatie, persoon.gebruikersnaam)
        return persoon


def wijzig_wachtwoord(medewerker: Medewerker, nieuw: str) -> str:
    """Gives someone the password they chose; when it won't do, why not."""
    try:
        validate_password(nieuw, medewerker)
    except ValidationError as fout:
        return " ".join(fout.messages)
    medewerker.set_password(nieuw)
    medewerker.save(update_fields=["password"])
    return ""


def adres_index(tenant_id: int, postcode: str, huisnummer: str) -> bytes | None:
    """What an address is compared by: postcode and number, without letter or addition. Null when it is no address."""
    kaal, nummer = re.sub(r"\s", "", postcode).upper(), re.match(r"\s*(\d+)", huisnummer)
    if not re.fullmatch(r"[1-9]\d{3}[A-Z]{2}", kaal) or nummer is None:
        return None
    return zoekindex(tenant_id, "ADRES", f"{kaal} {int(nummer[1])}")


def zet_adres(medewerker: Medewerker, adres: str) -> None:
    """Keeps the index of someone's own address, such as ``1234 AB 12``; empty = none. The address itself is not kept.

    Raises:
        GebruikFout: no postcode and number.
    """
    index = None
    if adres.strip():
        delen = re.fullmatch(r"\s*(\d{4}\s?[A-Za-z]{2})[\s,]+(\d.*)", adres)
        index = adres_index(medewerker.tenant_id, *delen.groups()) if delen else None
        if index is None:
            raise GebruikFout("Dit is geen postcode met huisnummer.", waar="--adres", doe="Bijvoorbeeld --adres '1234 AB 12'.")
    medewerker.adres_index = index
    medewerker.save(update_fields=["adres_index"])


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


def vergeet_pogingen() -> int:
    """Removes attempts to log in that no longer count."""
    return rem.ruim_op()
