"""``inbeeld leeslog``: proving that the read log is whole, and giving it away."""

from __future__ import annotations

from typing import Annotated

import typer

from inbeeld.project.cli.start import begin, organisatie
from inbeeld.project.cli.uitvoer import fout, getal, uit

_ORGANISATIE = Annotated[str | None, typer.Option("--organisatie", help="Code van de organisatie, als er meer dan één is.")]


def registreer(app: typer.Typer) -> None:
    groep = typer.Typer(help="Het leeslog: controleren.", no_args_is_help=True)
    groep.command("controleer", help="Bewijst dat in het leeslog niets is gewijzigd, weggehaald of ingevoegd.")(controleer)
    app.add_typer(groep, name="leeslog")


def controleer(code: _ORGANISATIE = None) -> int:
    begin()
    from inbeeld.apps.verantwoording.services import controleer as controleer_leeslog

    tenant = organisatie(code)
    uitslag = controleer_leeslog(tenant.pk)
    if (breuk := uitslag.breuk) is not None:
        waar = " ".join(
            deel
            for deel in (
                f"{breuk.dag:%d-%m-%Y}" if breuk.dag else "",
                f"regel {getal(breuk.nummer)}" if breuk.nummer is not None else "",
            )
            if deel
        )
        fout(
            f"Het leeslog klopt niet. {breuk.wat}",
            waar,
            "Bewaar de database zoals zij nu is, vergelijk met een reservekopie en meld het aan de functionaris "
            "gegevensbescherming.",
        )
        return 1
    uit.print(
        f"Het leeslog is heel: {getal(uitslag.regels)} regels van {getal(uitslag.dagen)} dagen, {getal(uitslag.zegels)} zegels.",
        soft_wrap=True,
    )
    if uitslag.los:
        uit.print(f"{getal(uitslag.los)} regels zijn nog niet verzegeld; de werker doet dat elk uur.", soft_wrap=True)
    if uitslag.open_dagen:
        uit.print(
            f"Let op: {getal(uitslag.open_dagen)} dagen zijn voorbij en nog niet gesloten. Draait de werker?", soft_wrap=True
        )
    return 0
