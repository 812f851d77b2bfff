"""``inbeeld inlezen``, ``apart``, ``ongekoppeld``: deliveries in, what was set apart out, what waits."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inbeeld.apps.basis.fouten import GebruikFout, GeweigerdFout
from inbeeld.project.cli.start import begin, organisatie
from inbeeld.project.cli.uitvoer import fout, getal, tabel, toon_bonnen, uit, voortgang

if TYPE_CHECKING:
    from inbeeld.apps.leveringen.ontvangst import Ontvangst

_ORGANISATIE = Annotated[str | None, typer.Option("--organisatie", help="Code van de organisatie, als er meer dan één is.")]
_UITGANGEN = (".csv", ".json", ".parquet", ".txt")


def registreer(app: typer.Typer) -> None:
    app.command("inlezen", help="Leest leveringen in. Elk bestand wordt herkend aan zijn inhoud en krijgt een bon.")(inlezen)
    app.command("apart", help="Schrijft de apart gezette rijen van een levering weg, voor de leverancier.")(apart)
    app.command("ongekoppeld", help="Toont wat wacht op een persoon die nog niet bekend is.")(ongekoppeld)


def inlezen(
    paden: Annotated[list[Path], typer.Argument(help="Bestanden of mappen.", metavar="PAD...")],
    als_json: Annotated[bool, typer.Option("--json", help="Bonnen als JSON.")] = False,
    code: _ORGANISATIE = None,
) -> int:
    bestanden = list(_bestanden(paden))
    begin()
    from inbeeld.apps.leveringen.services import lees_in

    tenant = organisatie(code)
    bonnen: list[Ontvangst] = []
    geweigerd: list[GeweigerdFout] = []
    for pad in bestanden:
        with voortgang(pad.name) as meld:
            try:
                bonnen.append(lees_in(pad, tenant, voortgang=meld))
            except GeweigerdFout as reden:
                geweigerd.append(reden)
    if als_json:
        weigeringen = [{"bestand": g.waar, "reden": g.wat, "wat_te_doen": g.doe} for g in geweigerd]
        uit.print_json(json.dumps({"bonnen": [b.als_dict() for b in bonnen], "geweigerd": weigeringen}))
    elif bonnen:
        toon_bonnen(bonnen)
    for weigering in geweigerd:
        fout(weigering.wat, weigering.waar, weigering.doe)
    return 1 if geweigerd or any(b.apart and not b.al_ingelezen for b in bonnen) else 0


def _bestanden(paden: Iterable[Path]) -> Iterable[Path]:
    """The files to read, in the order given; of a folder all files in it, except when it is a folder of tables."""
    for pad in paden:
        if not pad.exists():
            raise GebruikFout("Dit bestand of deze map is er niet.", waar=str(pad), doe="Controleer het pad.")
        if not pad.is_dir():
            yield pad
            continue
        if (pad / "jongeren.parquet").exists() or (pad / "jongeren.csv").exists():
            yield pad
            continue
        gevonden = sorted(p for p in pad.rglob("*") if p.is_file() and p.suffix.lower() in _UITGANGEN)
        if not gevonden:
            raise GebruikFout(
                "In deze map staan geen leveringen.", waar=str(pad), doe="Geef een map met CSV-, JSON- of Parquet-bestanden."
            )
        yield from gevonden


def apart(
    levering: Annotated[str, typer.Argument(help="Nummer van de levering, of het begin ervan (zie de bon).")],
    naar: Annotated[Path, typer.Option("--uit", help="CSV-bestand dat wordt geschreven.")],
    code: _ORGANISATIE = None,
) -> None:
    begin()
    from inbeeld.apps.leveringen import selectors
    from inbeeld.apps.leveringen.services import exporteer_apart

    gevonden = selectors.levering(organisatie(code).pk, levering)
    if gevonden is None:
        raise GebruikFout(
            "Deze levering is er niet, of het nummer is niet eenduidig.", waar=levering, doe="Neem het nummer van de bon."
        )
    try:
        aantal = exporteer_apart(gevonden, naar)
    except OSError as reden:
        raise GebruikFout(
            f"Kan niet worden geschreven ({reden.strerror}).", waar=str(naar), doe="Kies een ander bestand."
        ) from None
    uit.print(f"{getal(aantal)} rijen in {naar}. Let op: dit bestand bevat persoonsgegevens.", soft_wrap=True)


def ongekoppeld(als_json: Annotated[bool, typer.Option("--json")] = False, code: _ORGANISATIE = None) -> None:
    begin()
    from inbeeld.apps.leveringen import selectors

    wacht = selectors.ongekoppeld(organisatie(code).pk)
    if als_json:
        uit.print_json(json.dumps([vars(w) for w in wacht]))
        return
    if not wacht:
        uit.print("Er wacht niets: elke rij hoort bij een bekende persoon.")
        return
    redenen = {"persoon_onbekend": "persoon nog niet bekend", "geen_nummer": "geen BSN of onderwijsnummer"}
    rijen = [
        [
            w.bestand,
            w.tabel,
            redenen.get(w.reden, w.reden),
            f"{w.eerste_regel}-{w.laatste_regel}",
            getal(w.rijen),
            getal(w.personen),
        ]
        for w in wacht
    ]
    tabel("Wacht op een persoon", ["Bestand", "Soort", "Waarom", "Regels", "Rijen", "Personen"], rijen, getallen=3)
    uit.print("Zodra een latere levering de persoon bekend maakt, worden deze rijen vanzelf opgenomen.")
