"""The web process: starts the embedded database when that is used, then Django."""

import contextlib
import os
import threading

from inbeeld.project import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbeeld.project.settings")
database.start()

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()


def _plan_de_regels() -> None:
    """It takes seconds; the first who asks for another day need not wait for it. Whoever asks for a page goes first."""
    with contextlib.suppress(OSError, AttributeError):  # a thread has a priority of its own on Linux only
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 15)
    from inbeeld.beeld.draaiboek import maak_klaar

    maak_klaar()


def _meer_bestanden(nodig: int = 4096) -> None:
    """Each file that is being sent in is open until the answer; the usual 1024 would be gone with two who send 500."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        zacht, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if 0 <= zacht < nodig:
            resource.setrlimit(resource.RLIMIT_NOFILE, (nodig if hard == resource.RLIM_INFINITY else min(nodig, hard), hard))


_meer_bestanden()
_later = threading.Timer(3, _plan_de_regels)
_later.daemon = True
_later.start()
