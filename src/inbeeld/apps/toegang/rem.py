"""Slowing down who guesses: attempts counted in the database, per account, per address and per second factor.

An attempt is counted before it is looked at, in one statement: whoever tries many at once gets no more tries. A name that does
not exist is counted like any other, so that the answer tells nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from inbeeld.apps.basis.versleuteling import zoekindex


@dataclass(frozen=True)
class Grens:
    """After ``vrij`` attempts it closes for a minute, then two, four …, at most ``hoogst``. After ``vergeet`` it starts anew."""

    soort: str
    vrij: int
    vergeet: int
    hoogst: int = 60


ACCOUNT = Grens("account", 5, 24)
FACTOR = Grens("factor", 5, 24)
ADRES = Grens("adres", 50, 1, 15)
"""A whole town hall may have one address."""

# A counter that is closed stays as it is: waiting is never made longer by trying meanwhile.
_TEL = """
INSERT INTO toegang_rem AS r (sleutel, aantal, laatst, dicht_tot) VALUES (%(sleutel)s, 1, clock_timestamp(), NULL)
ON CONFLICT (sleutel) DO UPDATE SET
  aantal = CASE WHEN r.laatst < clock_timestamp() - make_interval(hours => %(vergeet)s) THEN 1 ELSE r.aantal + 1 END,
  dicht_tot = CASE
    WHEN r.laatst < clock_timestamp() - make_interval(hours => %(vergeet)s) OR r.aantal + 1 < %(vrij)s THEN NULL
    ELSE clock_timestamp() + make_interval(mins => least(%(hoogst)s, power(2, least(r.aantal + 1 - %(vrij)s, 10))::int)) END,
  laatst = clock_timestamp()
WHERE r.dicht_tot IS NULL OR r.dicht_tot <= clock_timestamp()
RETURNING aantal
"""


def _sleutel(grens: Grens, wie: str) -> str:
    return zoekindex(0, f"rem.{grens.soort}", wie).hex()


def tel(grens: Grens, wie: str) -> int:
    """Counts an attempt. Gives 0 when it may be made, else how many seconds to wait."""
    sleutel = _sleutel(grens, wie)
    waarden: dict[str, str | int] = {"sleutel": sleutel, "vrij": grens.vrij, "vergeet": grens.vergeet, "hoogst": grens.hoogst}
    with connection.cursor() as cursor:
        cursor.execute(_TEL, waarden)
        if cursor.fetchone() is not None:
            return 0
        cursor.execute(
            "SELECT greatest(1, ceil(extract(epoch FROM dicht_tot - clock_timestamp())))::int FROM toegang_rem "
            "WHERE sleutel = %s",
            [sleutel],
        )
        rij = cursor.fetchone()
        return int(rij[0]) if rij and rij[0] else 1


def laat_los(grens: Grens, wie: str) -> bool:
    """Forgets the attempts. Gives whether there were any."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM toegang_rem WHERE sleutel = %s", [_sleutel(grens, wie)])
        return bool(cursor.rowcount)


def reken_niet(grens: Grens, wie: str) -> None:
    """An attempt that succeeded does not count; those before it still do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE toegang_rem SET aantal = greatest(aantal - 1, 0), dicht_tot = NULL WHERE sleutel = %s", [_sleutel(grens, wie)]
        )


def dicht(grens: Grens, wie: Iterable[str]) -> dict[str, datetime]:
    """Who of ``wie`` is closed now, and until when."""
    namen = {_sleutel(grens, w): w for w in wie}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sleutel, dicht_tot FROM toegang_rem WHERE sleutel = ANY(%s) AND dicht_tot > clock_timestamp()", [list(namen)]
        )
        return {namen[sleutel]: tot for sleutel, tot in cursor.fetchall()}


def eenmalig(wat: str) -> bool:
    """Whether ``wat`` (a code) is used for the first time."""
    sleutel = hashlib.sha256(_sleutel(Grens("eenmalig", 0, 0), wat).encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO toegang_rem (sleutel, aantal, laatst) VALUES (%s, 1, clock_timestamp()) ON CONFLICT DO NOTHING",
            [sleutel],
        )
        return bool(cursor.rowcount)


def ruim_op() -> int:
    """Removes what no longer counts."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM toegang_rem WHERE laatst < clock_timestamp() - interval '2 days'")
        return int(cursor.rowcount)


def adres_van(request: HttpRequest) -> str:
    """The address of the browser. Only as many web servers as are ours are believed: the rest of the header is anybody's."""
    keten = [a.strip() for a in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if a.strip()]
    if settings.PROXYS and len(keten) >= settings.PROXYS:
        return str(keten[-settings.PROXYS])
    return str(request.META.get("REMOTE_ADDR", ""))
