"""The web process: starts the embedded database when that is used, then Django."""

import os
import threading

from inbeeld.project import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbeeld.project.settings")
database.start()

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()


def _plan_de_regels() -> None:
    """It takes seconds; the first who asks for another day need not wait for it."""
    from inbeeld.beeld.draaiboek import maak_klaar

    maak_klaar()


threading.Thread(target=_plan_de_regels, name="draaiboek", daemon=True).start()
