"""``inbeeld gebruiker``: who may log in."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.project.cli.start import begin, organisatie
from inbeeld.project.cli.uitvoer import uit


def registreer(app: typer.Typer) -> None:
    app.command("gebruiker", help="Maakt of wijzigt iemand die mag inloggen, of sluit iemand buiten die vertrekt.")(gebruiker)


def gebruiker(
    gebruikersnaam: Annotated[str, typer.Argument(help="Waarmee iemand inlogt.")],
    naam: Annotated[str, typer.Option(help="Naam zoals die op het scherm komt.")] = "",
    rol: Annotated[
        str,
        typer.Option(
            help="leerplichtambtenaar, doorstroomcoach, administratie, teamleider, beleidsmedewerker, ketenpartner, "
            "functioneel_beheerder, privacy_officer of verzuimcoordinator."
        ),
    ] = "functioneel_beheerder",
    functie: Annotated[str, typer.Option(help="Functie, als die anders heet dan de rol.")] = "",
    gemeenten: Annotated[str, typer.Option(help="Alleen deze gemeenten (codes, met komma's). Leeg: alle.")] = "",
    scholen: Annotated[
        str, typer.Option(help="Van welke scholen iemand verzuimcoördinator is (BRIN of BRIN en vestiging, met komma's).")
    ] = "",
    organisatie_code: Annotated[
        str | None, typer.Option("--organisatie", help="Code van de organisatie, als er meer dan één is.")
    ] = None,
    wachtwoord_van_invoer: Annotated[
        bool, typer.Option("--wachtwoord-van-invoer", help="Lees het wachtwoord van de standaardinvoer.")
    ] = False,
    zonder_wachtwoord: Annotated[
        bool, typer.Option("--zonder-wachtwoord", help="Logt alleen in via de eigen organisatie; heeft hier geen wachtwoord.")
    ] = False,
    ontkoppel: Annotated[
        bool, typer.Option("--ontkoppel", help="Vergeet het account bij de eigen organisatie, als dat is vervangen.")
    ] = False,
    ontgrendel: Annotated[
        bool, typer.Option("--ontgrendel", help="Laat deze gebruiker na te veel pogingen meteen weer toe.")
    ] = False,
    factor_kwijt: Annotated[
        bool, typer.Option("--factor-kwijt", help="Wis de tweede factor van wie telefoon of passkey kwijt is.")
    ] = False,
    adres: Annotated[
        str | None,
        typer.Option(help="Eigen adres ('1234 AB 12'): wie naasten opzoekt, wordt gemeld. Alleen een kenmerk blijft."),
    ] = None,
    vertrekt: Annotated[bool, typer.Option("--vertrekt", help="Sluit deze gebruiker meteen buiten.")] = False,
) -> None:
    begin()
    from inbeeld.apps.toegang.services import laat_vertrekken, leg_medewerker_vast, wis_factoren, zet_adres
    from inbeeld.apps.toegang.services import ontgrendel as laat_los
    from inbeeld.apps.toegang.services import ontkoppel as maak_los

    tenant = organisatie(organisatie_code)
    if ontgrendel:
        gedaan = laat_los(tenant, gebruikersnaam)
        tekst = "kan het weer proberen." if gedaan else "was niet vergrendeld."
        uit.print(f"{gebruikersnaam.strip().lower()} {tekst}", soft_wrap=True)
        return
    if factor_kwijt:
        aantal = wis_factoren(tenant, gebruikersnaam)
        tekst = "stelt bij het inloggen een nieuwe tweede factor in." if aantal else "had geen tweede factor."
        uit.print(f"{gebruikersnaam.strip().lower()} {tekst}", soft_wrap=True)
        return
    if ontkoppel:
        gedaan = maak_los(tenant, gebruikersnaam)
        tekst = "wordt bij het inloggen opnieuw op naam herkend." if gedaan else "was niet gekoppeld."
        uit.print(f"{gebruikersnaam.strip().lower()} {tekst}", soft_wrap=True)
        return
    if vertrekt:
        weg = laat_vertrekken(tenant, gebruikersnaam)
        uit.print(f"{weg.gebruikersnaam} kan niet meer inloggen; open sessies zijn gesloten.", soft_wrap=True)
        return
    if not naam.strip():
        raise GebruikFout("De naam ontbreekt.", waar="--naam", doe="Geef de naam op zoals die op het scherm komt.")
    wachtwoord = None
    if not zonder_wachtwoord:
        wachtwoord = sys.stdin.readline().rstrip("\n") if wachtwoord_van_invoer else _vraag_wachtwoord()
    wie = leg_medewerker_vast(
        tenant,
        gebruikersnaam,
        naam=naam,
        rol=rol,
        wachtwoord=wachtwoord,
        functie=functie,
        gemeenten=_delen(gemeenten),
        scholen=_delen(scholen),
        zonder_wachtwoord=zonder_wachtwoord,
    )
    if adres is not None:
        zet_adres(wie, adres)
    uit.print(f"{wie.gebruikersnaam} kan inloggen bij {tenant.naam} als {wie.get_rol_display().lower()}.", soft_wrap=True)


def _delen(tekst: str) -> list[str]:
    return [deel.strip() for deel in tekst.split(",") if deel.strip()]


def _vraag_wachtwoord() -> str:
    if not sys.stdin.isatty():
        raise GebruikFout(
            "Er is geen toetsenbord om het wachtwoord te vragen.",
            doe="Geef het met --wachtwoord-van-invoer op de standaardinvoer.",
        )
    return str(typer.prompt("Wachtwoord (minstens 12 tekens)", hide_input=True, confirmation_prompt="Nog een keer"))
