"""``inbeeld wet``: run law cases, show the rules."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from inbeeld.apps.basis.fouten import GebruikFout, GeweigerdFout
from inbeeld.project.cli.uitvoer import tabel, uit

if TYPE_CHECKING:
    import pyarrow as pa

    from inbeeld.beeld.toets import Uitslag
    from inbeeld.regels.regel import Regel

wet = typer.Typer(help="De regels: casussen toetsen, regels tonen.", no_args_is_help=True, rich_markup_mode=None)


def registreer(app: typer.Typer) -> None:
    app.add_typer(wet, name="wet")


@wet.command("toets", help="Voert casussen uit. Eindigt met 1 als er een niet klopt.")
def toets(
    bestand: Annotated[Path, typer.Argument(help="YAML-bestand met casussen.")],
    kalender: Annotated[
        Path | None, typer.Option(help="Kalender (CSV). Zonder: kalender.csv naast de casussen, anders de landelijke.")
    ] = None,
    als_json: Annotated[bool, typer.Option("--json", help="De uitslag als JSON.")] = False,
) -> None:
    from inbeeld.beeld.casus import CasusFout
    from inbeeld.beeld.toets import toets as voer_uit

    if not bestand.is_file():
        raise GebruikFout("Dit bestand is er niet.", waar=str(bestand), doe="Geef een YAML-bestand met casussen.")
    naast = bestand.parent / "kalender.csv"
    try:
        uitslagen = voer_uit(bestand, kalendertabel(kalender or (naast if naast.is_file() else None)))
    except CasusFout as reden:
        raise GeweigerdFout(str(reden)) from None
    if als_json:
        typer.echo(json.dumps(_als_json(uitslagen), ensure_ascii=False, indent=2, default=str))
    else:
        _toon_uitslag(uitslagen)
    if not all(u.goed for u in uitslagen):
        raise typer.Exit(1)


def kalendertabel(pad: Path | None) -> pa.Table:
    """The calendar of a file, or the national one.

    Raises:
        GeweigerdFout: the file is no calendar.
    """
    from inbeeld.tabellen.feiten import KALENDER

    if pad is None:
        from inbeeld.synthese.kalender import KALENDER as LANDELIJK

        return KALENDER.uit_rijen(
            {"vakantieregio": v.regio, "soort": v.soort, "van": v.van, "tot": v.tot, "schooljaar": v.schooljaar}
            for v in LANDELIJK
        )
    from inbeeld.bronnen import LeveringFout, OnbekendeLevering, lees

    try:
        gelezen = lees(pad)
    except (LeveringFout, OnbekendeLevering) as reden:
        raise GeweigerdFout(str(reden), waar=str(pad)) from None
    if "kalender" not in gelezen.tabellen or gelezen.apart:
        raise GeweigerdFout(
            "Dit is geen kalender, of er zijn regels die niet kloppen.", waar=str(pad), doe="Herstel het bestand."
        )
    rijen = gelezen.tabellen["kalender"].to_pylist()
    return KALENDER.uit_rijen(
        {k: r[k] for k in ("vakantieregio", "soort", "van", "tot", "schooljaar")} for r in rijen if not r.get("brin")
    )


def _als_json(uitslagen: list[Uitslag]) -> dict[str, Any]:
    return {
        "casussen": len(uitslagen),
        "geslaagd": sum(u.goed for u in uitslagen),
        "gezakt": sum(not u.goed for u in uitslagen),
        "uitslagen": [
            {
                "id": u.casus.id,
                "regel": u.casus.regel,
                "goed": u.goed,
                "afwijkingen": [{"waar": a.waar, "verwacht": a.verwacht, "gekregen": a.gekregen} for a in u.afwijkingen],
            }
            for u in uitslagen
        ],
    }


def _toon_uitslag(uitslagen: list[Uitslag]) -> None:
    for u in uitslagen:
        if not u.goed:
            uit.print(f"[bold red]✗[/] {escape(u.casus.id)} ({u.casus.regel}) {escape(u.casus.omschrijving)}", soft_wrap=True)
            for a in u.afwijkingen:
                uit.print(f"    {escape(a.waar)}: verwacht {_tekst(a.verwacht)}, gekregen {_tekst(a.gekregen)}", soft_wrap=True)
    gezakt = sum(not u.goed for u in uitslagen)
    uit.print(f"{len(uitslagen) - gezakt} van {len(uitslagen)} casussen kloppen" + (f", {gezakt} niet." if gezakt else "."))


def _tekst(waarde: object) -> str:
    if isinstance(waarde, date):
        return waarde.isoformat()
    if isinstance(waarde, list | tuple):
        return escape("[" + ", ".join(_tekst(w) for w in waarde) + "]")
    if isinstance(waarde, dict):
        return escape("{" + ", ".join(f"{k}: {_tekst(w)}" for k, w in waarde.items()) + "}")
    return escape(str(waarde))


@wet.command("toon", help="Toont de regels met artikel, versie en parameters.")
def toon(
    naam: Annotated[str | None, typer.Argument(metavar="[REGEL]", help="Nummer (R-08) of naam van een regel.")] = None,
    als_json: Annotated[bool, typer.Option("--json", help="Als JSON.")] = False,
) -> None:
    from inbeeld.beeld.berekening import alle_regels

    alle: dict[str, Regel] = alle_regels()
    gekozen = sorted(
        (r for r in alle.values() if naam is None or naam.lower() in (r.nummer.lower(), r.naam, *(n.lower() for n in r.ook))),
        key=lambda r: (r.nummer, r.naam),
    )
    if not gekozen:
        raise GebruikFout(f"De regel '{naam}' is er niet.", doe="Zie alle regels met: inbeeld wet toon")
    if als_json:
        typer.echo(json.dumps([_regel_json(r) for r in gekozen], ensure_ascii=False, indent=2, default=str))
    elif naam is None:
        tabel(
            "Regels",
            ["Regel", "Naam", "Artikel", "Berust op", "Versie", "Parameters"],
            [[r.nummer, r.naam, r.artikel, r.berust_op, r.versie, ", ".join(p.naam for p in r.parameters)] for r in gekozen],
            getallen=6,
        )
    else:
        for r in gekozen:
            _toon_regel(r)


def _regel_json(r: Regel) -> dict[str, Any]:
    return {
        "nummer": r.nummer,
        "ook": list(r.ook),
        "naam": r.naam,
        "artikel": r.artikel,
        "berust_op": r.berust_op,
        "versie": r.versie,
        "module": r.module,
        "uitleg": r.uitleg,
        "parameters": [
            {
                "naam": p.naam,
                "betekenis": p.betekenis,
                "eenheid": p.eenheid,
                "berust_op": p.berust_op,
                "waarden": [{"waarde": w.waarde, "vanaf": w.vanaf, "bron": w.bron} for w in p.waarden],
            }
            for p in r.parameters
        ],
    }


def _toon_regel(r: Regel) -> None:
    uit.print(f"[bold]{r.nummer} {r.naam}[/]  {escape(r.artikel)}", soft_wrap=True)
    uit.print(f"versie {r.versie}, berust op {r.berust_op}, {r.module}", soft_wrap=True)
    uit.print()
    uit.print(escape(r.uitleg), soft_wrap=True)
    uit.print()
    if r.parameters:
        tabel(
            "Parameters",
            ["Naam", "Waarde", "Eenheid", "Vanaf", "Bron", "Berust op"],
            [
                [p.naam, _tekst(w.waarde), p.eenheid, w.vanaf.isoformat(), w.bron, p.berust_op]
                for p in r.parameters
                for w in p.waarden
            ],
            getallen=6,
        )
