"""The command line: ``inbeeld``. Puts the commands together and turns every error into words: never a traceback.

Exit codes: 0 done; 1 the data were refused (or something failed); 2 wrong use.
"""

from __future__ import annotations

import os
import sys
import traceback

import typer

from inbeeld.project.cli import (
    beeld,
    bewaar,
    demo,
    gebruiker,
    genereer,
    inlezen,
    inzage,
    leeslog,
    migreer,
    reservekopie,
    server,
    sleutel,
    sleutels,
    wet,
)
from inbeeld.project.cli.uitvoer import fout

app = typer.Typer(
    name="inbeeld",
    help="InBeeld: iedere jongere in beeld.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for _deel in (
    demo,
    server,
    genereer,
    inlezen,
    beeld,
    bewaar,
    inzage,
    wet,
    migreer,
    gebruiker,
    leeslog,
    reservekopie,
    sleutel,
    sleutels,
):
    _deel.registreer(app)


def main(argumenten: list[str] | None = None) -> None:
    """Runs a command; ends the process with its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbeeld.project.settings")
    os.environ.setdefault("INBEELD_ROL", "werker")
    sys.exit(voer_uit(argumenten))


def voer_uit(argumenten: list[str] | None = None) -> int:
    from inbeeld.apps.basis.fouten import GebruikFout, InbeeldFout

    try:
        uit = app(args=argumenten, prog_name="inbeeld", standalone_mode=False)
    except InbeeldFout as reden:
        fout(reden.wat, reden.waar, reden.doe)
        return 2 if isinstance(reden, GebruikFout) else 1
    except (KeyboardInterrupt, typer.Abort):
        fout("Afgebroken. Wat nog niet klaar was, is niet opgeslagen.")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as reden:
        return _overig(reden)
    return uit if isinstance(uit, int) else 0


def _overig(reden: Exception) -> int:
    """Errors of typer itself (wrong use), and those that nobody foresaw."""
    if hasattr(reden, "format_message") and hasattr(reden, "exit_code"):
        fout(reden.format_message(), doe="Zie 'inbeeld --help' of 'inbeeld OPDRACHT --help'.")
        return int(reden.exit_code)
    if type(reden).__name__ == "Exit":
        return int(getattr(reden, "exit_code", 0))
    if type(reden).__name__ == "OperationalError":
        fout(
            "De database is niet bereikbaar, of de opdracht is er afgebroken.",
            doe="Controleer DATABASE_URL of voer de opdracht opnieuw uit.",
        )
        return 1
    fout(
        f"Er ging iets mis dat niet voorzien was ({type(reden).__name__}).",
        waar=_plek(reden),
        doe="Meld dit met deze regel erbij.",
    )
    return 1


def _plek(reden: Exception) -> str:
    """Where it happened, without the message: that may hold personal data."""
    eigen = [r for r in traceback.extract_tb(reden.__traceback__) if "inbeeld" in r.filename]
    laatste = (eigen or traceback.extract_tb(reden.__traceback__))[-1]
    return f"{laatste.filename.rsplit('inbeeld/', 1)[-1]}, regel {laatste.lineno}"
