"""``inbeeld sleutel``: keys for programs that use the API."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.project.cli.start import begin, organisatie
from inbeeld.project.cli.uitvoer import tabel, uit

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Dienstsleutel

sleutel = typer.Typer(help="Sleutels voor programma's die de API gebruiken.", no_args_is_help=True)
Organisatiecode = Annotated[str | None, typer.Option("--organisatie", help="Code van de organisatie, als er meer dan één is.")]
Naam = Annotated[str, typer.Argument(help="Van welk programma de sleutel is.")]


def registreer(app: typer.Typer) -> None:
    app.add_typer(sleutel, name="sleutel")


def rechten_van_de_api() -> dict[str, str]:
    """The permissions that operations of the API ask, with what they mean."""
    from inbeeld.project.urls import alle_paden

    operaties: list[Any] = [p.callback for p in alle_paden() if getattr(p.callback, "api", False)]
    return {o.recht.naam: o.recht.uitleg for o in operaties}


@sleutel.command("maak", help="Maakt een sleutel en toont haar, één keer.")
def maak(
    naam: Naam,
    tot: Annotated[str, typer.Option(help="Laatste dag dat de sleutel werkt, als JJJJ-MM-DD; hoogstens een jaar.")],
    recht: Annotated[list[str], typer.Option(help="Wat het programma mag, zoals api.leveringen. Mag vaker.")],
    organisatie_code: Organisatiecode = None,
) -> None:
    begin()
    from inbeeld.apps.toegang import sleutels

    bekend = rechten_van_de_api()
    vreemd = sorted(set(recht) - set(bekend))
    if vreemd:
        raise GebruikFout(f"Het recht '{vreemd[0]}' bestaat niet.", waar="--recht", doe=f"Kies uit {', '.join(sorted(bekend))}.")
    try:
        dag = datetime.strptime(tot, "%Y-%m-%d").date()
    except ValueError:
        raise GebruikFout("Dit is geen dag.", waar=f"--tot {tot}", doe="Schrijf de dag als 2027-11-30.") from None
    tekst = sleutels.maak(organisatie(organisatie_code), naam, recht, dag)
    uit.print(f"De sleutel van {naam.strip()}, die u nu één keer ziet:", soft_wrap=True)
    typer.echo(tekst)


@sleutel.command("lijst", help="Welke sleutels er zijn, wat ze mogen en wanneer ze zijn gebruikt.")
def lijst(organisatie_code: Organisatiecode = None) -> None:
    begin()
    from django.utils import timezone

    from inbeeld.apps.toegang import sleutels

    def dag(op: datetime | None) -> str:
        return f"{timezone.localtime(op):%d-%m-%Y}" if op else "–"

    alle = sleutels.lijst(organisatie(organisatie_code))
    if not alle:
        uit.print("Er zijn nog geen sleutels. Maak er een met 'inbeeld sleutel maak'.")
        return
    nu = timezone.now()

    def stand(s: Dienstsleutel) -> str:
        laatste = f"tot en met {dag(s.geldig_tot - timedelta(seconds=1))}"
        return "ingetrokken" if s.ingetrokken_op else "verlopen" if s.geldig_tot <= nu else laatste

    rijen = [[s.naam, ", ".join(s.rechten), stand(s), dag(s.laatst_gebruikt)] for s in alle]
    tabel("Sleutels", ["Programma", "Mag", "Geldig", "Laatst gebruikt"], rijen)


@sleutel.command("trek-in", help="Laat een sleutel meteen niet meer werken.")
def trek_in(naam: Naam, organisatie_code: Organisatiecode = None) -> None:
    begin()
    from inbeeld.apps.toegang import sleutels

    weg = sleutels.trek_in(organisatie(organisatie_code), naam)
    uit.print(f"De sleutel van {weg.naam} werkt niet meer.", soft_wrap=True)
