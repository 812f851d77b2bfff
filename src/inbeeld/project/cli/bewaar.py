"""``inbeeld bewaar``: what may no longer be kept and why, the own selectielijst, and certificates of what was destroyed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.project.cli.beeld import lees_dag
from inbeeld.project.cli.start import begin, organisatie
from inbeeld.project.cli.uitvoer import getal, tabel, uit
from inbeeld.web.woorden import BEWAARGROND, BEWAAROMVANG, BEWAARREDEN

if TYPE_CHECKING:
    from inbeeld.apps.bewaren.selectors import Groep
    from inbeeld.apps.toegang.models import Organisatie


def registreer(app: typer.Typer) -> None:
    app.command("bewaar", help="Toont wat niet langer bewaard mag worden en waarom, en wat al vernietigd is.")(bewaar)


def bewaar(
    peildatum: Annotated[str | None, typer.Option(help="De dag waarop we kijken: jjjj-mm-dd. Zonder: vandaag.")] = None,
    code: Annotated[str | None, typer.Option("--organisatie", help="Code van de organisatie, als er meer dan één is.")] = None,
    als_json: Annotated[bool, typer.Option("--json", help="Als JSON.")] = False,
    termijn: Annotated[
        str | None, typer.Option(help="Legt een termijn van de eigen selectielijst vast: NAAM=JAREN. Met --vanaf en --besluit.")
    ] = None,
    vanaf: Annotated[str | None, typer.Option(help="Vanaf welke dag die termijn geldt: jjjj-mm-dd.")] = None,
    besluit: Annotated[str, typer.Option(help="In welk besluit die termijn staat.")] = "",
    bewijs: Annotated[
        str | None, typer.Option(help="Toont het bewijs van een vernietiging (nummer, of het begin ervan) en kijkt het na.")
    ] = None,
    naar: Annotated[Path | None, typer.Option("--uit", help="Bestand voor dat bewijs.")] = None,
) -> None:
    begin()
    from inbeeld.apps.toegang.selectors import vandaag

    tenant = organisatie(code)
    dag = lees_dag(peildatum, "--peildatum") if peildatum else vandaag(tenant)
    if termijn is not None:
        _leg_termijn_vast(tenant, termijn, lees_dag(vanaf, "--vanaf") if vanaf else dag, besluit)
    elif bewijs is not None:
        _toon_bewijs(tenant, bewijs, naar)
    else:
        _toon_voorstel(tenant, dag, als_json)


def _leg_termijn_vast(tenant: Organisatie, tekst: str, vanaf: date, besluit: str) -> None:
    from inbeeld.apps.bewaren.services import leg_termijn_vast

    naam, is_, jaren = tekst.partition("=")
    if not is_ or not jaren.isdecimal():
        raise GebruikFout("Dit is geen termijn.", waar="--termijn", doe="Schrijf NAAM=JAREN, zoals bewaren_doorstroompunt=1.")
    nieuw = leg_termijn_vast(tenant, naam.strip(), int(jaren), vanaf, besluit)
    uit.print(f"{nieuw.parameter} is vanaf {nieuw.vanaf} {nieuw.jaren} jaar.", soft_wrap=True)


def _toon_voorstel(tenant: Organisatie, dag: date, als_json: bool) -> None:
    from inbeeld.apps.bewaren import selectors
    from inbeeld.regels.bewaren.gronden import GRONDEN

    alle = selectors.groepen(tenant, dag, alles=True)
    termijnen = selectors.termijnen(tenant.pk, dag)
    if als_json:
        inhoud = {
            "peildatum": dag.isoformat(),
            "groepen": [_als_json(g) for g in alle],
            "termijnen": [
                {"grond": g, "naam": GRONDEN[g][0].naam, "artikel": a, "jaren": n, "besluit": eigen.besluit if eigen else None}
                for g, a, n, eigen in termijnen
            ],
        }
        typer.echo(json.dumps(inhoud, ensure_ascii=False, indent=2))
        return
    nu, later = [g for g in alle if not g.waarom], [g for g in alle if g.waarom]
    if nu:
        rijen = [
            [BEWAAROMVANG[g.omvang], BEWAARGROND[g.grond], g.artikel, f"{g.eerste} … {g.laatste}", getal(g.aantal)] for g in nu
        ]
        tabel(f"Mag niet langer bewaard worden op {dag}", ["Wat", "Grond", "Volgens", "Termijn voorbij", "Jongeren"], rijen, 4)
        uit.print("Een teamleider keurt goed op de pagina Bewaren; daarna wordt het vernietigd.", soft_wrap=True)
    else:
        uit.print(f"Op {dag} is er niets waarvan de bewaartermijn voorbij is.", soft_wrap=True)
    uit.print()
    if later:
        rijen = [
            [BEWAAROMVANG[g.omvang], BEWAARGROND[g.grond], BEWAARREDEN[g.waarom], str(g.eerste or "–"), getal(g.aantal)]
            for g in later
        ]
        tabel("Nog niet", ["Wat", "Grond", "Want", "Eerste op", "Jongeren"], rijen, 4)
    rijen = [[GRONDEN[g][0].naam, a, eigen.besluit if eigen else "landelijk", str(n)] for g, a, n, eigen in termijnen]
    tabel("Termijnen", ["Naam", "Volgens", "Besluit", "Jaar"], rijen, 3)


def _als_json(g: Groep) -> dict[str, Any]:
    return {
        "omvang": g.omvang,
        "grond": g.grond,
        "artikel": g.artikel,
        "waarom_niet": g.waarom or None,
        "aantal": g.aantal,
        "eerste": g.eerste.isoformat() if g.eerste else None,
        "laatste": g.laatste.isoformat() if g.laatste else None,
    }


def _toon_bewijs(tenant: Organisatie, nummer: str, naar: Path | None) -> None:
    from inbeeld.apps.bewaren import selectors

    gevonden = [v for v in selectors.vernietigingen(tenant.pk) if str(v.uuid).startswith(nummer) and v.hash]
    if len(gevonden) != 1:
        raise GebruikFout("Dit bewijs is er niet, of het nummer is niet eenduidig.", waar=nummer, doe="Neem het hele nummer.")
    inhoud = selectors.bewijs(gevonden[0]) | {"hash": gevonden[0].hash}
    tekst = json.dumps(inhoud, ensure_ascii=False, indent=2)
    if naar is None:
        typer.echo(tekst)
    else:
        try:
            naar.write_text(tekst + "\n", "utf-8")
        except OSError as reden:
            raise GebruikFout(
                f"Kan niet worden geschreven ({reden.strerror}).", waar=str(naar), doe="Kies een ander bestand."
            ) from None
    klopt = selectors.bewijs_klopt(gevonden[0])
    uit.print("Dit bewijs klopt." if klopt else "Dit bewijs is na het vernietigen veranderd.", soft_wrap=True)
    if not klopt:
        raise typer.Exit(1)
