"""``inbeeld reservekopie`` and ``inbeeld herstel``: everything of an installation in one encrypted file, and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.basis.sleutelbos import MUUR, Sleutelbos
from inbeeld.project.cli.start import begin
from inbeeld.project.cli.uitvoer import err, getal, uit, voortgang
from inbeeld.project.reservekopie.maak import BEWAAR_DAGEN
from inbeeld.project.reservekopie.postgres import Verbinding
from inbeeld.project.reservekopie.stroom import KORTSTE

_SLEUTELBESTAND = Annotated[
    Path | None, typer.Option("--sleutelbestand", help="Bestand met het wachtwoord van de reservekopie, op één regel.")
]
_VAN_INVOER = Annotated[bool, typer.Option("--wachtwoord-van-invoer", help="Lees het wachtwoord van de standaardinvoer.")]


def registreer(app: typer.Typer) -> None:
    app.command("reservekopie", help="Maakt een versleutelde reservekopie van database en bestanden.")(reservekopie)
    app.command("herstel", help="Zet een reservekopie terug in een lege installatie, en vergelijkt.")(herstel)


def reservekopie(
    doel: Annotated[Path, typer.Argument(help="Map (met opruimen van oude), of een nieuw bestand.", metavar="DOEL")],
    sleutelbestand: _SLEUTELBESTAND = None,
    van_invoer: _VAN_INVOER = False,
    met_sleutels: Annotated[
        bool, typer.Option("--met-sleutels", help="Ook de sleutels, die u anders apart bewaart. Zie docs/beheer/reservekopie.md.")
    ] = False,
    bewaar_dagen: Annotated[
        int, typer.Option("--bewaar-dagen", help="Oudere reservekopieën in de map vervallen.", min=1, max=3650)
    ] = BEWAAR_DAGEN,
) -> None:
    geheim = _geheim(sleutelbestand, van_invoer, nieuw=True)
    begin()
    from django.conf import settings

    from inbeeld.project.reservekopie.maak import maak

    with voortgang("Reservekopie") as meld:
        gemaakt = maak(
            doel.absolute(),
            geheim,
            verbinding=_verbinding(),
            installatie=settings.INBEELD_MAP,
            met_sleutels=met_sleutels,
            bewaar_dagen=bewaar_dagen,
            meld=meld,
        )
    uit.print(
        f"Reservekopie in {gemaakt.pad} ({getal(gemaakt.bytes // 1000)} kB): {gemaakt.tabellen} tabellen met "
        f"{getal(gemaakt.rijen)} rijen, {gemaakt.bestanden} bestanden.",
        soft_wrap=True,
    )
    if met_sleutels:
        uit.print(
            f"De {gemaakt.sleutels} sleutels zitten erin: wie dit bestand en het wachtwoord heeft, kan alles lezen.",
            soft_wrap=True,
        )
    else:
        uit.print("De sleutels zitten er niet in: bewaar de map sleutels apart, op een andere plaats.", soft_wrap=True)
    if gemaakt.vervallen:
        uit.print(f"Vervallen (ouder dan {bewaar_dagen} dagen) en verwijderd: {', '.join(gemaakt.vervallen)}.", soft_wrap=True)


def herstel(
    bron: Annotated[Path, typer.Argument(help="Het bestand van de reservekopie.", metavar="BRON")],
    sleutelbestand: _SLEUTELBESTAND = None,
    van_invoer: _VAN_INVOER = False,
    zonder_sleutels: Annotated[
        bool, typer.Option("--zonder-sleutels", help="Ook als sleutels ontbreken; zet ze daarna zelf terug.")
    ] = False,
) -> None:
    if not bron.is_file():
        raise GebruikFout("Dit bestand is er niet.", waar=str(bron), doe="Geef het bestand van een reservekopie.")
    geheim = _geheim(sleutelbestand, van_invoer, nieuw=False)
    begin(gemigreerd=False)
    from django.conf import settings
    from django.db import connections

    from inbeeld.project import rechten
    from inbeeld.project.cli.start import te_doen
    from inbeeld.project.reservekopie.herstel import herstel as zet_terug
    from inbeeld.project.toezicht.gereed import bekende_migraties

    with voortgang("Herstel") as meld:
        gedaan = zet_terug(
            bron.absolute(),
            geheim,
            verbinding=_verbinding(),
            installatie=settings.INBEELD_MAP,
            bekend=bekende_migraties(),
            zonder_sleutels=zonder_sleutels,
            meld=meld,
        )
    with connections["eigenaar"].cursor() as cursor:
        cursor.execute("ANALYZE")
        bij = not te_doen()
        if bij:
            rechten.zet_muren(cursor, Sleutelbos(settings.SLEUTEL_MAP).lees_of_maak(MUUR))
            rechten.verleen(cursor)
    uit.print(
        f"Teruggezet en vergeleken: {len(gedaan.manifest.tabellen)} tabellen met {getal(gedaan.rijen)} rijen, {gedaan.bestanden} "
        f"bestanden, van {gedaan.manifest.gemaakt}.",
        soft_wrap=True,
    )
    if gedaan.ontbreekt:
        err.print(
            f"Let op: deze sleutels ontbreken nog in {settings.SLEUTEL_MAP}: {', '.join(gedaan.ontbreekt)}. Zonder zijn nummers "
            "van personen niet te lezen en niet te koppelen.",
            soft_wrap=True,
        )
    if not bij:
        uit.print("De reservekopie is van een oudere versie: voer nu 'inbeeld migreer' uit.", soft_wrap=True)


def _verbinding() -> Verbinding:
    from django.db import connections

    return Verbinding(connections["eigenaar"].settings_dict)


def _geheim(bestand: Path | None, van_invoer: bool, *, nieuw: bool) -> str:
    if bestand is not None:
        try:
            geheim = bestand.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise GebruikFout(
                "Het sleutelbestand is niet te lezen.", waar=str(bestand), doe="Controleer het pad en wie het mag lezen."
            ) from None
        if "\n" in geheim:
            raise GebruikFout("Een sleutelbestand heeft één regel.", waar=str(bestand), doe="Zie docs/beheer/reservekopie.md.")
    elif van_invoer:
        geheim = sys.stdin.readline().rstrip("\n")
    elif sys.stdin.isatty():
        geheim = str(typer.prompt("Wachtwoord van de reservekopie", hide_input=True, confirmation_prompt=nieuw))
    else:
        raise GebruikFout(
            "Er is geen toetsenbord om het wachtwoord te vragen.", doe="Geef --sleutelbestand BESTAND of --wachtwoord-van-invoer."
        )
    if nieuw and len(geheim) < KORTSTE:
        raise GebruikFout(
            f"Dit wachtwoord is te kort: minstens {KORTSTE} tekens.",
            doe="Gebruik een lange zin, of een sleutelbestand: openssl rand -hex 32.",
        )
    return geheim
