"""Real PostgreSQL for every test that asks for it: one embedded server per session, a database per worker, a tenant per test.

A tenant of its own replaces rolling back: what is stored is really stored, as other connections (ADBC, processes) see it.
"""

from __future__ import annotations

import io
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

_SNEL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}
_teller = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and "INBEELD_TESTMAP" not in os.environ:
        map_ = Path(tempfile.mkdtemp(prefix="inbeeld-test-"))
        map_.chmod(0o711)
        os.environ["INBEELD_TESTMAP"] = str(map_)
        config.add_cleanup(lambda: _ruim_op(map_))


def _ruim_op(map_: Path) -> None:
    from inbeeld.project.database import Server

    Server(map_).stop()
    shutil.rmtree(map_, ignore_errors=True)
    os.environ.pop("INBEELD_TESTMAP", None)


@pytest.fixture(scope="session")
def installatie() -> Path:
    """The folder of the test installation."""
    return Path(os.environ["INBEELD_TESTMAP"])


@pytest.fixture(scope="session")
def database(installatie: Path, django_db_blocker: object) -> Iterator[str]:
    """A migrated database; Django works in it as ``werker``. Gives its name."""
    import psycopg
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from inbeeld.apps.basis.sleutelbos import LEESLOG, MUUR, VERSLEUTELING, ZOEKINDEX
    from inbeeld.project import rechten
    from inbeeld.project.database import BEHEER, EIGENAAR, WERKER, Server

    server = Server(installatie)
    server.start(_SNEL)
    for sleutel in (VERSLEUTELING, ZOEKINDEX, LEESLOG):
        server.sleutels.lees_of_maak(sleutel)
    settings.INBEELD_MAP, settings.SLEUTEL_MAP = installatie, installatie / "sleutels"
    settings.TWEEDE_FACTOR = False  # a password is enough, but for the tests that say otherwise
    naam = f"inbeeld_test_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}"
    settings.LEESLOG_MAP = installatie / "leeslog" / naam
    with psycopg.connect(server.url(BEHEER, "postgres"), autocommit=True) as verbinding:
        verbinding.execute(f"DROP DATABASE IF EXISTS {naam}")
        server.maak_database(verbinding, naam)

    def instelling(rol: str) -> dict[str, str]:
        return server.verbinding(rol, naam)

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        oud = dict(connections["default"].settings_dict)
        connections["default"].settings_dict.update(instelling(EIGENAAR))
        call_command("migrate", verbosity=0)
        with connections["default"].cursor() as cursor:
            rechten.zet_muren(cursor, server.sleutels.lees_of_maak(MUUR))
            rechten.verleen(cursor)
        connections["default"].close()
        connections["default"].settings_dict.update(instelling(WERKER))
        yield naam
        connections.close_all()
        connections["default"].settings_dict.update(oud)


@pytest.fixture
def als_web_straks(database: str, installatie: Path) -> Iterator[Callable[[], None]]:
    """From the moment it is called Django works as role ``web``, as the pages do; before, a test can fill the registers."""
    from django.db import connections

    from inbeeld.project.database import WEB, Server

    verbinding = connections["default"]
    oud = dict(verbinding.settings_dict)

    def wissel() -> None:
        verbinding.close()
        verbinding.settings_dict.update(Server(installatie).verbinding(WEB, database))

    yield wissel
    verbinding.close()
    verbinding.settings_dict.update(oud)


@pytest.fixture(autouse=True)
def binnen_de_muren() -> Iterator[None]:
    """A test leaves the organisation that it entered."""
    from inbeeld.apps.basis import muren

    was = muren._huidig.get()
    yield
    if muren._huidig.get() != was:
        muren._huidig.set(was)
        muren.toon_pas()


@pytest.fixture
def organisatie(database: str) -> Iterator[Organisatie]:
    """A tenant of this test alone; the test works within it."""
    from inbeeld.apps.basis.muren import in_tenant
    from inbeeld.apps.toegang.services import leg_organisatie_vast

    eigen = leg_organisatie_vast(f"proef-{next(_teller)}", "Waterveen", ["1999"])
    with in_tenant(eigen.pk):
        yield eigen


@pytest.fixture
def omgeving(database: str, installatie: Path) -> dict[str, str]:
    """Environment for a process of the command line on the test database."""
    schoon = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_URL", "INBEELD_", "DJANGO_"))}
    return schoon | {"INBEELD_MAP": str(installatie), "INBEELD_DATABASE": database, "INBEELD_TWEEDE_FACTOR": "nee"}


@pytest.fixture
def schone_rij(database: str, installatie: Path) -> Iterator[None]:
    """No jobs of other tests, and no picture of today for the organisations of other tests."""
    import psycopg

    from inbeeld.apps.basis.opdrachten import DAGELIJKS, RIJ
    from inbeeld.project.database import WERKER, Server

    with psycopg.connect(Server(installatie).url(WERKER, database), autocommit=True) as verbinding:
        verbinding.execute("DELETE FROM procrastinate_jobs")
        # The daily work waits already, until the year is out: nobody puts it off once more.
        verbinding.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args, scheduled_at) "
            "VALUES (%s, %s, %s, '{}', now() + interval '1 year')",
            [RIJ, DAGELIJKS, DAGELIJKS],
        )
        yield
        verbinding.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, in the form in which it is written."""
    import logging

    from inbeeld.project.toezicht import logboek

    uit = io.StringIO()
    handler = logging.StreamHandler(uit)
    handler.setFormatter(logboek.formatter())
    bronnen = [logging.getLogger(n) for n in ("", "django.db.backends")]
    for bron in bronnen:
        bron.addHandler(handler)
    inbeeld = logging.getLogger("inbeeld")
    peil = inbeeld.level
    inbeeld.setLevel(logging.DEBUG)
    yield uit
    inbeeld.setLevel(peil)
    for bron in bronnen:
        bron.removeHandler(handler)
