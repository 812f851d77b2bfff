"""``inbeeld sleutels``: which keys are used for what, and turning them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.project.cli.start import begin, organisatie
from inbeeld.project.cli.uitvoer import getal, tabel, uit, voortgang

if TYPE_CHECKING:
    from inbeeld.project.sleutels import Gebruik


def registreer(app: typer.Typer) -> None:
    app.command("sleutels", help="Toont waar welke sleutel voor wordt gebruikt, of draait ze: alles met nieuwe sleutels.")(
        sleutels
    )


def sleutels(
    wat: Annotated[str, typer.Argument(help="toon of draai")] = "toon",
    code: Annotated[str | None, typer.Option("--organisatie", help="Alleen deze organisatie; de rest een volgende keer.")] = None,
) -> None:
    if wat not in ("toon", "draai"):
        raise GebruikFout(f"'{wat}' kan niet.", waar="inbeeld sleutels", doe="Kies toon of draai.")
    begin()
    from django.db import connections

    from inbeeld.apps.toegang.models import Organisatie
    from inbeeld.project import sleutels as s
    from inbeeld.project.reservekopie.postgres import controleer_zicht

    eigenaar = connections["eigenaar"]
    with eigenaar.cursor() as cursor:
        controleer_zicht(cursor, "er zou iets op de oude sleutels blijven staan")
    namen = dict(Organisatie.objects.order_by("id").values_list("id", "code"))
    welke = [organisatie(code).pk] if code else list(namen)
    if wat == "toon":
        _toon(s.gebruik(eigenaar, welke), {namen[t]: n for t, n in s.zoeksleutels(eigenaar, welke).items()})
        return
    if s.onaf(eigenaar, welke):
        uit.print("Er stond nog iets op een oudere sleutel: dat wordt afgemaakt, zonder nieuwe sleutels.", soft_wrap=True)
    else:
        uit.print(f"Nieuwe sleutels: {', '.join(s.maak_nieuwe())}.", soft_wrap=True)
    with voortgang("Sleutels draaien") as meld:
        gedaan = s.draai(eigenaar, welke, meld=meld)
    uit.print(
        f"{getal(gedaan.waarden)} rijen opnieuw versleuteld, {getal(gedaan.indexen)} nummers met een nieuwe zoekindex.",
        soft_wrap=True,
    )
    if gedaan.zonder_index:
        uit.print(
            f"Van {getal(gedaan.zonder_index)} apart gezette rijen is het nummer niet te vinden; ze staan los van een persoon.",
            soft_wrap=True,
        )
    uit.print(
        "Bewaar de nieuwe sleutels op de plaats waar u ze apart bewaart, en de oude tot de laatste reservekopie die ermee is "
        "gemaakt is vervallen.",
        soft_wrap=True,
    )


def _toon(gebruikt: list[Gebruik], zoek: dict[str, int]) -> None:
    from inbeeld.apps.basis.sleutelbos import VERSLEUTELING, ZOEKINDEX, met_nummer
    from inbeeld.apps.basis.versleuteling import nummers

    rijen = [[g.kolom, met_nummer(VERSLEUTELING, g.sleutel), getal(g.aantal)] for g in gebruikt]
    tabel("Versleuteld", ["Kolom", "Sleutel", "Waarden"], rijen, getallen=2)
    tabel("Zoekindexen", ["Organisatie", "Sleutel"], [[c, met_nummer(ZOEKINDEX, n)] for c, n in zoek.items()], getallen=2)
    in_gebruik = {g.sleutel for g in gebruikt}
    over = [met_nummer(VERSLEUTELING, n) for n in nummers(VERSLEUTELING)[:-1] if n not in in_gebruik]
    over += [met_nummer(ZOEKINDEX, n) for n in nummers(ZOEKINDEX)[1:-1] if n not in zoek.values()]
    if over:
        uit.print(f"Niet meer in gebruik, alleen nog nodig voor oudere reservekopieën: {', '.join(over)}.", soft_wrap=True)
