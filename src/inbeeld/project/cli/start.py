"""Getting Django and the database ready for a command."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from inbeeld.apps.basis.fouten import GebruikFout, InbeeldFout
from inbeeld.project import database

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie


def begin(*, gemigreerd: bool = True) -> None:
    """Starts the embedded database when that is used, then Django.

    Raises:
        GebruikFout: the tables aren't there yet, or are those of an older version.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbeeld.project.settings")
    os.environ.setdefault("INBEELD_ROL", "werker")
    database.start()
    import django

    django.setup()
    if gemigreerd and te_doen():
        raise GebruikFout("De database is nog niet ingericht of niet bij deze versie.", doe="Voer eerst 'inbeeld migreer' uit.")


def te_doen() -> int:
    """How many migrations are still to be done."""
    from django.db import OperationalError, connections
    from django.db.migrations.executor import MigrationExecutor

    try:
        uitvoerder = MigrationExecutor(connections["eigenaar"])
    except OperationalError:
        raise InbeeldFout(
            "De database is niet bereikbaar.", waar="DATABASE_URL", doe="Controleer adres, gebruiker en wachtwoord."
        ) from None
    return len(uitvoerder.migration_plan(uitvoerder.loader.graph.leaf_nodes()))


def organisatie(code: str | None) -> Organisatie:
    """The organisation that the rest of this command works for."""
    from inbeeld.apps.basis.muren import betreed
    from inbeeld.apps.toegang.selectors import organisatie as zoek

    gevonden = zoek(code)
    betreed(gevonden.pk)
    return gevonden
