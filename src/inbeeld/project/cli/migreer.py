"""``inbeeld migreer`` and ``inbeeld database``: setting up, starting and stopping."""

from __future__ import annotations

from typing import Annotated

import typer

from inbeeld.apps.basis.fouten import GebruikFout, InbeeldFout
from inbeeld.apps.basis.sleutelbos import LEESLOG, MUUR, VERSLEUTELING, ZOEKINDEX, Sleutelbos
from inbeeld.project import database
from inbeeld.project.cli.start import begin, te_doen
from inbeeld.project.cli.uitvoer import fout, uit


def registreer(app: typer.Typer) -> None:
    app.command("migreer", help="Richt de database in of brengt haar bij; mag altijd opnieuw.")(migreer)
    app.command("database", help="Start of stopt de meegeleverde database, of zegt waar zij is.")(beheer)


def migreer(
    organisatie: Annotated[
        str | None, typer.Option(help="Code van een organisatie (regio) die wordt aangemaakt of bijgewerkt.")
    ] = None,
    naam: Annotated[str | None, typer.Option(help="Naam van die organisatie.")] = None,
    gemeenten: Annotated[str, typer.Option(help="Gemeentecodes, gescheiden door komma's.")] = "",
    vakantieregio: Annotated[str, typer.Option(help="noord, midden of zuid.")] = "midden",
) -> None:
    codes = [g.strip() for g in gemeenten.split(",") if g.strip()]
    if any(not (c.isdigit() and len(c) == 4) for c in codes):
        raise GebruikFout("Een gemeentecode heeft vier cijfers.", waar="--gemeenten", doe="Bijvoorbeeld --gemeenten 0363,0384.")
    if vakantieregio not in ("noord", "midden", "zuid"):
        raise GebruikFout("Deze vakantieregio bestaat niet.", waar="--vakantieregio", doe="Kies noord, midden of zuid.")
    begin(gemigreerd=False)
    aantal = richt_in()
    uit.print(f"De database is ingericht ({aantal} stappen gedaan)." if aantal else "De database was al bij.")
    if database.een_rol():
        fout(
            "De webapplicatie en de werker verbinden als de eigenaar van de tabellen: de muur in de database staat dan open.",
            "DATABASE_URL",
            "Maak drie rollen (docs/beheer/installeren.md) en zet DATABASE_URL_EIGENAAR en DATABASE_URL_WEB.",
        )
    if organisatie:
        from django.db import connections

        from inbeeld.apps.toegang.services import leg_organisatie_vast
        from inbeeld.project.sleutels import begin_met_nieuwste

        nieuw = leg_organisatie_vast(organisatie, naam or organisatie, codes, vakantieregio)
        begin_met_nieuwste(connections["eigenaar"], nieuw.pk)
        uit.print(f"Organisatie {organisatie} is vastgelegd.")


def richt_in() -> int:
    """Migrates, gives the roles their rights, makes the keys of a new installation. Gives the number of steps."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from inbeeld.project import rechten

    aantal = te_doen()
    if aantal:
        call_command("migrate", database="eigenaar", verbosity=0, interactive=False)
    sleutels = Sleutelbos(settings.SLEUTEL_MAP)
    with connections["eigenaar"].cursor() as cursor:
        rechten.zet_muren(cursor, sleutels.lees_of_maak(MUUR))
        rechten.verleen(cursor)
        cursor.execute("SELECT EXISTS (SELECT 1 FROM personen_jongere) OR EXISTS (SELECT 1 FROM leveringen_levering)")
        gevuld = cursor.fetchone()[0]
        cursor.execute("SELECT EXISTS (SELECT 1 FROM verantwoording_leeszegel)")
        verzegeld = cursor.fetchone()[0]
    for sleutel, er_is, gebruikt, gevolg in (
        (VERSLEUTELING, bool(sleutels.nummers(VERSLEUTELING)), gevuld, "Zonder deze sleutel zijn de nummers niet te lezen."),
        (ZOEKINDEX, bool(sleutels.nummers(ZOEKINDEX)), gevuld, "Zonder deze sleutel zijn de nummers niet te vinden."),
        (LEESLOG, sleutels.heeft(LEESLOG), verzegeld, "Zonder deze sleutel is niet te bewijzen dat het leeslog klopt."),
    ):
        if er_is:
            continue
        if gebruikt:
            raise InbeeldFout(
                f"De sleutel {sleutel} ontbreekt, terwijl hij al is gebruikt.",
                waar=str(settings.SLEUTEL_MAP),
                doe=f"Zet de sleutels terug uit de reservekopie. {gevolg}",
            )
        sleutels.lees_of_maak(sleutel)
    return aantal


def beheer(wat: Annotated[str, typer.Argument(help="start, stop of waar")] = "waar") -> None:
    if wat not in ("start", "stop", "waar"):
        raise GebruikFout(f"'{wat}' kan niet.", waar="inbeeld database", doe="Kies start, stop of waar.")
    if not database.eigen_server():
        uit.print("DATABASE_URL wijst naar een eigen PostgreSQL; InBeeld start en stopt die niet.")
        return
    if wat == "start":
        database.start()
    elif wat == "stop":
        database.stop()
    uit.print(f"Meegeleverde PostgreSQL (alleen om te proberen): {database.server().map}")
