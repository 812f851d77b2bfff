"""``inbeeld inzage``: everything on one person as PDF and JSON, for that person."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated
from uuid import UUID, uuid4

import typer

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.project.cli.start import begin, organisatie
from inbeeld.project.cli.uitvoer import uit

if TYPE_CHECKING:
    from inbeeld.apps.personen.models import Jongere
    from inbeeld.apps.toegang.models import Medewerker, Organisatie


def registreer(app: typer.Typer) -> None:
    app.command("inzage", help="Schrijft alles over één jongere weg als PDF en JSON, om aan die jongere of een ouder te geven.")(
        inzage
    )


def inzage(
    kenmerk: Annotated[str, typer.Argument(help="Het kenmerk in het adres van de pagina van de jongere.", metavar="UUID")],
    naar: Annotated[Path, typer.Option("--uit", help="Map waar de bestanden komen.")],
    voor_wie: Annotated[str, typer.Option("--voor", help="jongere (vanaf 16 jaar) of ouder (met gezag, tot 16 jaar).")],
    door: Annotated[
        str,
        typer.Option("--door", help="Gebruikersnaam van de medewerker die de inzage geeft; komt in het leeslog.", metavar="NAAM"),
    ],
    namen: Annotated[bool, typer.Option("--namen", help="Noem medewerkers die keken bij naam.")] = False,
    code: Annotated[str | None, typer.Option("--organisatie", help="Code van de organisatie, als er meer dan één is.")] = None,
) -> None:
    try:
        uuid = UUID(kenmerk)
    except ValueError:
        raise GebruikFout(
            "Dit is geen kenmerk.", waar=kenmerk, doe="Neem het over uit het adres van de pagina van de jongere."
        ) from None
    begin()
    from inbeeld.apps.inzage.dossier import verzamel, vind
    from inbeeld.apps.inzage.pdf import maak_pdf
    from inbeeld.apps.jongere.selectors import vind as vind_voor

    tenant = organisatie(code)
    medewerker = _medewerker(tenant, door)
    jongere = vind(tenant.pk, uuid)
    if jongere is None or vind_voor(medewerker, jongere.uuid) is None:
        raise GebruikFout(
            "Deze jongere is er niet, of hoort niet bij de gemeenten van deze medewerker.",
            waar=kenmerk,
            doe="Controleer het kenmerk.",
        )
    gemaakt = verzamel(tenant, jongere, voor_wie, namen=namen)
    bestanden = {
        f"inzage-{uuid}.pdf": maak_pdf(gemaakt),
        f"inzage-{uuid}.json": (json.dumps(gemaakt.als_dict(), ensure_ascii=False, indent=2) + "\n").encode(),
    }
    _leg_vast(medewerker, jongere)
    try:
        naar.mkdir(parents=True, exist_ok=True, mode=0o700)
        for naam, inhoud in bestanden.items():
            pad = naar / naam
            pad.touch(mode=0o600, exist_ok=True)
            pad.write_bytes(inhoud)
    except OSError as reden:
        raise GebruikFout(f"Kan niet worden geschreven ({reden.strerror}).", waar=str(naar), doe="Kies een andere map.") from None
    uit.print(f"PDF en JSON staan in {naar}. Let op: ze bevatten persoonsgegevens.", soft_wrap=True)


def _medewerker(tenant: Organisatie, gebruikersnaam: str) -> Medewerker:
    """For whom the file is made: someone who may make it on the page as well."""
    from inbeeld.apps.jongere.beleid import INZAGE
    from inbeeld.apps.toegang.models import Medewerker

    gevonden = Medewerker.objects.filter(tenant=tenant, gebruikersnaam=gebruikersnaam.lower()).first()
    if gevonden is None or not INZAGE.heeft(gevonden):
        raise GebruikFout(
            "Deze medewerker is er niet, of mag geen inzage geven.",
            waar="--door",
            doe="Noem de gebruikersnaam van wie de inzage geeft.",
        )
    return gevonden


def _leg_vast(medewerker: Medewerker, jongere: Jongere) -> None:
    """In the read log, as the page does."""
    from django.utils import timezone

    from inbeeld.apps.verantwoording.models import UITVOEREN
    from inbeeld.apps.verantwoording.services import lees_log

    verzoek = SimpleNamespace(medewerker=medewerker, trace=uuid4().hex, begonnen=timezone.now())
    lees_log(verzoek, [jongere.pk], doel="inzage", pagina="inzage gegeven", handeling=UITVOEREN)  # type: ignore[arg-type]
