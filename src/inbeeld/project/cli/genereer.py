"""``inbeeld genereer``: an invented municipality, as tables or as delivery files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.project.cli.uitvoer import getal, uit, voortgang

GROOTTE = 250_000


def registreer(app: typer.Typer) -> None:
    app.command("genereer", help="Maakt een verzonnen gemeente: tabellen (Parquet) of leveringsbestanden.")(genereer)


def genereer(
    jongeren: Annotated[int, typer.Option(help="Aantal jongeren van 0-27 jaar.")],
    uit_map: Annotated[Path, typer.Option("--uit", help="Map waar de bestanden komen.")],
    zaad: Annotated[int, typer.Option(help="Hetzelfde zaad geeft dezelfde gemeente.")] = 1,
    vorm: Annotated[str, typer.Option(help="tabellen of leveringen")] = "tabellen",
) -> None:
    if jongeren < 1:
        raise GebruikFout("Het aantal jongeren moet minstens 1 zijn.", waar="--jongeren", doe="Bijvoorbeeld --jongeren 12000.")
    if vorm not in ("tabellen", "leveringen"):
        raise GebruikFout(f"De vorm '{vorm}' bestaat niet.", waar="--vorm", doe="Kies tabellen of leveringen.")
    try:
        uit_map.mkdir(parents=True, exist_ok=True)
    except OSError as reden:
        raise GebruikFout(
            f"De map kan niet worden gemaakt ({reden.strerror}).", waar=str(uit_map), doe="Kies met --uit een andere map."
        ) from None
    bestanden = schrijf(jongeren, zaad, uit_map, vorm)
    uit.print(f"{getal(jongeren)} verzonnen jongeren: {len(bestanden)} bestanden in {uit_map}", soft_wrap=True)


def schrijf(jongeren: int, zaad: int, map_: Path, vorm: str) -> list[Path]:
    """Writes the files; in blocks when there are many youths."""
    from inbeeld import synthese

    with voortgang("Genereren", jongeren) as meld:
        meld("", 0)
        if vorm == "leveringen":
            # Each block is a region of its own with its own files.
            if jongeren <= GROOTTE:
                return list(synthese.schrijf_leveringen(synthese.bevolking(jongeren, zaad=zaad), map_))
            bestanden: list[Path] = []
            for i, blok in enumerate(synthese.blokken(jongeren, zaad=zaad, grootte=GROOTTE), 1):
                bestanden += synthese.schrijf_leveringen(blok, map_ / f"deel-{i:03d}")
                meld("", min(i * GROOTTE, jongeren))
            return bestanden
        if jongeren <= GROOTTE:
            return synthese.schrijf_tabellen(synthese.bevolking(jongeren, zaad=zaad), map_)

        def met_voortgang() -> object:
            for i, blok in enumerate(synthese.blokken(jongeren, zaad=zaad, grootte=GROOTTE), 1):
                yield blok
                meld("", min(i * GROOTTE, jongeren))

        return synthese.schrijf_tabellen(met_voortgang(), map_)  # type: ignore[arg-type]
