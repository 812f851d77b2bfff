"""``inbeeld leeslog``: proving that the read log is whole, and giving it away."""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, TextIO

import typer

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.project.cli.start import begin, organisatie
from inbeeld.project.cli.uitvoer import fout, getal, uit

_ORGANISATIE = Annotated[str | None, typer.Option("--organisatie", help="Code van de organisatie, als er meer dan één is.")]


def registreer(app: typer.Typer) -> None:
    groep = typer.Typer(help="Het leeslog: controleren en uitvoeren.", no_args_is_help=True)
    groep.command("controleer", help="Bewijst dat in het leeslog niets is gewijzigd, weggehaald of ingevoegd.")(controleer)
    groep.command("uitvoer", help="Schrijft het leeslog van een dag als Logboek Dataverwerkingen (JSON, een record per regel).")(
        uitvoer
    )
    app.add_typer(groep, name="leeslog")


def controleer(code: _ORGANISATIE = None) -> int:
    begin()
    from inbeeld.apps.verantwoording.services import controleer as controleer_leeslog

    tenant = organisatie(code)
    uitslag = controleer_leeslog(tenant.pk)
    if (breuk := uitslag.breuk) is not None:
        fout(
            f"Het leeslog klopt niet. {breuk.wat}",
            breuk.waar,
            "Bewaar de database zoals zij nu is, vergelijk met een reservekopie en meld het aan de functionaris "
            "gegevensbescherming.",
        )
        return 1
    uit.print(
        f"Het leeslog is heel: {getal(uitslag.regels)} regels van {getal(uitslag.dagen)} dagen, {getal(uitslag.zegels)} zegels.",
        soft_wrap=True,
    )
    if uitslag.vervallen:
        uit.print(
            f"Van {getal(uitslag.vervallen)} dagen was de bewaartermijn voorbij: de regels zijn weg, de zegels staan er nog.",
            soft_wrap=True,
        )
    if uitslag.los:
        uit.print(f"{getal(uitslag.los)} regels zijn nog niet verzegeld; de werker doet dat elk uur.", soft_wrap=True)
    if uitslag.open_dagen:
        uit.print(
            f"Let op: {getal(uitslag.open_dagen)} dagen zijn voorbij en nog niet gesloten. Draait de werker?", soft_wrap=True
        )
    return 0


def uitvoer(
    dag: Annotated[str, typer.Option(help="Welke dag, bijvoorbeeld 2026-11-20.")],
    naar: Annotated[Path | None, typer.Option("--uit", help="Bestand dat wordt geschreven. Zonder: de standaarduitvoer.")] = None,
    register: Annotated[
        str, typer.Option(help="URI van uw register van verwerkingsactiviteiten; {doel} wordt het doel uit de regel.")
    ] = "",
    code: _ORGANISATIE = None,
) -> None:
    try:
        welke = date.fromisoformat(dag)
    except ValueError:
        raise GebruikFout(
            "Dit is geen datum.", waar="--dag", doe="Schrijf jaar, maand en dag, bijvoorbeeld 2026-11-20."
        ) from None
    if register and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:\S+$", register):
        raise GebruikFout("Dit is geen URI.", waar="--register", doe="Bijvoorbeeld https://register.example/{doel}.")
    begin()
    from inbeeld.apps.verantwoording.ldv import REGISTER, records

    regels = (json.dumps(r, ensure_ascii=False) + "\n" for r in records(organisatie(code), welke, register or REGISTER))
    if naar is None:
        sys.stdout.writelines(regels)
        return
    aantal = 0
    with _eigen_bestand(naar) as bestand:
        for regel in regels:
            bestand.write(regel)
            aantal += 1
    uit.print(f"{getal(aantal)} regels geschreven naar {naar}.", soft_wrap=True)


def _eigen_bestand(pad: Path) -> TextIO:
    """A new file that others can't read."""
    try:
        greep = os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        return os.fdopen(greep, "w", encoding="utf-8")
    except OSError as reden:
        raise GebruikFout(
            f"Dit bestand kan niet worden geschreven ({reden.strerror}).", waar=str(pad), doe="Kies een ander pad met --uit."
        ) from None
