"""Working for one organisation: outside its walls no query runs.

Three walls stand behind one another. The managers of tables that belong to an organisation raise where nobody said for which
one (``in_tenant``) and show its rows alone; ``beleid.py`` of each app says which of those someone may see; PostgreSQL lets a
connection see rows of the organisation only that its pass names (row-level security, ``project/rechten.py``).

A pass is ``tenant.connection.until.signature``. Its key lies in the key folder and, for checking, in a table that only the
owner of the database can read. It holds for one connection until a moment, so that one that was seen elsewhere opens nothing.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, models
from psycopg import Cursor
from psycopg.pq import TransactionStatus

from inbeeld.apps.basis.sleutelbos import MUUR, Sleutelbos

INSTELLING = "inbeeld.toegang"
"""Setting of a connection that holds its pass."""
GELDIG = 12 * 60 * 60
"""Seconds that a pass holds: the longest session, or the longest job."""
M = TypeVar("M", bound=models.Model)
_huidig: ContextVar[int | None] = ContextVar("tenant", default=None)


class BuitenDeMuren(RuntimeError):
    """A query without an organisation: a mistake in the program."""


def huidige_tenant() -> int:
    """The organisation that is being worked for.

    Raises:
        BuitenDeMuren: none was named.
    """
    tenant = _huidig.get()
    if tenant is None:
        raise BuitenDeMuren("Name the organisation first: with in_tenant(tenant_id).")
    return tenant


@contextmanager
def in_tenant(tenant_id: int | None) -> Iterator[None]:
    """Everything in here is done for this organisation; null: for none, and a query on its tables fails."""
    vorige = _huidig.set(tenant_id)
    try:
        toon_pas()
        yield
    finally:
        _huidig.reset(vorige)
        toon_pas()


def betreed(tenant_id: int) -> None:
    """The same for the rest of this process: for commands."""
    _huidig.set(tenant_id)
    toon_pas()


def toon_pas(verbinding: Any = None) -> None:
    """Shows the pass of the current organisation on Django's connection; without one takes the last one back.

    A connection that is not open yet shows it when it opens. One whose transaction failed takes the last one back by itself.
    """
    django = verbinding or connection
    ruw = django.connection
    if ruw is None or ruw.closed or ruw.info.transaction_status == TransactionStatus.INERROR:
        return
    # Not over Django's kind of cursor: it would write the pass into the text of the statement, which other connections can see.
    with Cursor(ruw) as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [INSTELLING, _pas(ruw.info.backend_pid)], prepare=True)


def toon_pas_op(cursor: Any) -> None:
    """The same on a connection that is not Django's (ADBC), in its own transaction."""
    cursor.execute("SELECT pg_backend_pid()")
    (nummer,) = cursor.fetchone()
    cursor.execute(f"SELECT set_config('{INSTELLING}', '{_pas(nummer)}', false)")
    cursor.fetchone()


def bij_openen(connection: Any, **_: Any) -> None:
    """Every connection that opens while there is an organisation shows its pass."""
    if _huidig.get() is not None:
        toon_pas(connection)


def _pas(nummer: int) -> str:
    tenant = _huidig.get()
    if tenant is None:
        return ""
    tekst = f"{int(tenant)}.{int(nummer)}.{int(time.time()) + GELDIG}"
    return f"{tekst}.{hmac.digest(_sleutel(str(settings.SLEUTEL_MAP)), tekst.encode(), 'sha256').hex()}"


@cache
def _sleutel(map_: str) -> bytes:
    return bytes.fromhex(Sleutelbos(settings.SLEUTEL_MAP).lees(MUUR))


def stempels(sleutel: str) -> tuple[bytes, bytes]:
    """The two blocks that HMAC-SHA256 puts before what it digests, of a key in hexadecimal: PostgreSQL has SHA-256 only."""
    blok = bytes.fromhex(sleutel).ljust(64, b"\0")
    return bytes(b ^ 0x36 for b in blok), bytes(b ^ 0x5C for b in blok)


class Afgeschermd(models.Manager[M]):
    """Rows of the organisation that is being worked for; without one it raises."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(tenant_id=huidige_tenant())
