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
            help="leerplichtambtenaar, doorstroomcoach, administratie, teamleider, beleidsmedewerker, ketenpartner of "
            "functioneel_beheerder."
        ),
    ] = "functioneel_beheerder",
    functie: Annotated[str, typer.Option(help="Functie, als die anders heet dan de rol.")] = "",
    gemeenten: Annotated[str, typer.Option(help="Alleen deze gemeenten (codes, met komma's). Leeg: alle.")] = "",
    organisatie_code: Annotated[
        str | None, typer.Option("--organisatie", help="Code van de organisatie, als er meer dan één is.")
    ] = None,
    wachtwoord_van_invoer: Annotated[
        bool, typer.Option("--wachtwoord-van-invoer", help="Lees het wachtwoord van de standaardinvoer.")
    ] = False,
    vertrekt: Annotated[bool, typer.Option("--vertrekt", help="Sluit deze gebruiker meteen buiten.")] = False,
) -> None:
    begin()
    from inbeeld.apps.toegang.services import laat_vertrekken, leg_medewerker_vast

    tenant = organisatie(organisatie_code)
    if vertrekt:
        weg = laat_vertrekken(tenant, gebruikersnaam)
        uit.print(f"{weg.gebruikersnaam} kan niet meer inloggen; open sessies zijn gesloten.", soft_wrap=True)
        return
    if not naam.strip():
        raise GebruikFout("De naam ontbreekt.", waar="--naam", doe="Geef de naam op zoals die op het scherm komt.")
    wachtwoord = sys.stdin.readline().rstrip("\n") if wachtwoord_van_invoer else _vraag_wachtwoord()
    codes = [g.strip() for g in gemeenten.split(",") if g.strip()]
    wie = leg_medewerker_vast(tenant, gebruikersnaam, naam=naam, rol=rol, wachtwoord=wachtwoord, functie=functie, gemeenten=codes)
    uit.print(f"{wie.gebruikersnaam} kan inloggen bij {tenant.naam} als {wie.get_rol_display().lower()}.", soft_wrap=True)


def _vraag_wachtwoord() -> str:
    if not sys.stdin.isatty():
        raise GebruikFout(
            "Er is geen toetsenbord om het wachtwoord te vragen.",
            doe="Geef het met --wachtwoord-van-invoer op de standaardinvoer.",
        )
    return str(typer.prompt("Wachtwoord (minstens 12 tekens)", hide_input=True, confirmation_prompt="Nog een keer"))
