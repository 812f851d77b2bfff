"""The chain of the read log: sealing what is there, and proving that nothing was changed, removed or put in.

The seals are made with a key that lies outside the database, and the last one is also noted in a file there. Who owns the
database can write another chain, but no seals to it. What is proved here asks the database for arithmetic only; none of its own
functions, which could have been replaced, is trusted.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.apps.basis.sleutelbos import LEESLOG, Sleutelbos
from inbeeld.apps.verantwoording.pseudoniem import index_van, jongere_van

_HASH = (
    "sha256({vorige} || convert_to(jsonb_build_array(id, tenant_id, dag - DATE '2000-01-01', nummer, extract(epoch FROM op), "
    "extract(epoch FROM begonnen), medewerker_id, rol, pseudoniem, handeling, doel, pagina, velden, trace)::text, 'UTF8'))"
)
"""What ``leeslog_keten`` makes, in the migrations."""
SLOT = "SELECT pg_advisory_xact_lock(hashtextextended('inbeeld.leeslog', %s))"
"""Lets one write in the log of an organisation at a time."""
CONTROLE = f"""
WITH r AS (
    SELECT id, dag, nummer, hash, lag(nummer, 1, 0::bigint) OVER keten AS nummer_ervoor,
           {_HASH.format(vorige="coalesce(lag(hash) OVER keten, ''::bytea)")} AS hoort
    FROM verantwoording_leesregel WHERE tenant_id = %(t)s AND dag >= %(vanaf)s
    WINDOW keten AS (PARTITION BY dag ORDER BY nummer, id)
)
SELECT dag, nummer, id, nummer_ervoor, hash = hoort FROM r
WHERE hash <> hoort OR nummer <> nummer_ervoor + 1
ORDER BY dag, nummer, id LIMIT 1
"""
ZEGELS = """
SELECT z.nummer, z.dag, z.aantal, z.hoofd, z.gesloten, z.zegel, r.hash,
       (SELECT max(x.nummer) FROM verantwoording_leesregel x WHERE x.tenant_id = %(t)s AND x.dag = z.dag),
       v.aantal, v.hoofd, v.zegel
FROM verantwoording_leeszegel z
LEFT JOIN verantwoording_leesvervallen v ON v.tenant_id = %(t)s AND v.dag = z.dag
LEFT JOIN verantwoording_leesregel r ON r.tenant_id = %(t)s AND r.dag = z.dag AND r.nummer = z.aantal
WHERE z.tenant_id = %(t)s ORDER BY z.nummer
"""


@dataclass(frozen=True)
class Breuk:
    """The first thing that is wrong. ``nummer``: of the line on that day; null when it is the day as a whole or a seal."""

    wat: str
    dag: date | None = None
    nummer: int | None = None

    @property
    def waar(self) -> str:
        """``20-11-2026 regel 4``, as far as it can be said."""
        delen = (f"{self.dag:%d-%m-%Y}" if self.dag else "", f"regel {self.nummer}" if self.nummer is not None else "")
        return " ".join(d for d in delen if d)


@dataclass(frozen=True)
class Controle:
    """What was looked at. ``open_dagen``: days that are over and not sealed yet; ``los``: lines that no seal covers yet;
    ``vervallen``: days whose term was over."""

    regels: int
    dagen: int
    zegels: int
    vervallen: int
    open_dagen: int
    los: int
    breuk: Breuk | None


# ---------------------------------------------------------------------- sealing


@cache
def _sleutel(map_: str) -> bytes:
    return bytes.fromhex(Sleutelbos(settings.SLEUTEL_MAP).lees(LEESLOG))


def _zegel(tenant_id: int, nummer: int, dag: date, aantal: int, hoofd: bytes, gesloten: bool, vorige: bytes) -> bytes:
    inhoud = json.dumps([1, tenant_id, nummer, dag.isoformat(), aantal, bytes(hoofd).hex(), gesloten, bytes(vorige).hex()])
    return hmac.digest(_sleutel(str(settings.SLEUTEL_MAP)), inhoud.encode(), "sha256")


def verzegel(tenant_id: int, vandaag: date | None = None) -> int:
    """Seals each day that is over, and what there is of today so far. A second time does nothing. Gives the number of seals made.

    Raises:
        InbeeldFout: the chain is broken already; nothing is sealed then.
    """
    nu = vandaag or timezone.localdate()
    gemaakt = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SLOT, [tenant_id])
        cursor.execute(
            "SELECT nummer, zegel FROM verantwoording_leeszegel WHERE tenant_id = %s ORDER BY nummer DESC LIMIT 1", [tenant_id]
        )
        nummer, vorige = cursor.fetchone() or (0, b"")
        _keur_anker(tenant_id, nummer, bytes(vorige))
        cursor.execute(
            """
            SELECT r.dag, r.nummer, r.hash FROM (
                SELECT DISTINCT ON (dag) dag, nummer, hash FROM verantwoording_leesregel r
                WHERE tenant_id = %(t)s AND dag > coalesce(
                    (SELECT max(dag) FROM verantwoording_leeszegel WHERE tenant_id = %(t)s AND gesloten), DATE '0001-01-01')
                ORDER BY dag, nummer DESC) r
            WHERE r.dag < %(nu)s OR NOT EXISTS (
                SELECT 1 FROM verantwoording_leeszegel z WHERE z.tenant_id = %(t)s AND z.dag = r.dag AND z.aantal >= r.nummer)
            ORDER BY r.dag
            """,
            {"t": tenant_id, "nu": nu},
        )
        for dag, aantal, hoofd in cursor.fetchall():
            nummer += 1
            gesloten = dag < nu
            vorige = _zegel(tenant_id, nummer, dag, aantal, hoofd, gesloten, vorige)
            cursor.execute(
                "INSERT INTO verantwoording_leeszegel (tenant_id, nummer, dag, aantal, hoofd, gesloten, zegel) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [tenant_id, nummer, dag, aantal, hoofd, gesloten, vorige],
            )
            gemaakt += 1
        if gemaakt:
            transaction.on_commit(lambda: _zet_anker(tenant_id, nummer, bytes(vorige)))
    return gemaakt


def zegel_van_vergeten(tenant_id: int, pseudoniem: UUID) -> bytes:
    """That the key of this pseudonym was destroyed by us."""
    return hmac.digest(_sleutel(str(settings.SLEUTEL_MAP)), f"vergeten {tenant_id} {pseudoniem}".encode(), "sha256")


# ---------------------------------------------------------------------- letting go


def laat_vervallen(tenant_id: int, voor: date) -> int:
    """Destroys the lines of all days before ``voor``, which stay sealed. Gives how many days that were.

    Raises:
        InbeeldFout: the chain is broken: then nothing goes, since it is evidence.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT z.dag, z.aantal, z.hoofd FROM verantwoording_leeszegel z WHERE z.tenant_id = %(t)s AND z.gesloten "
            "AND z.dag < %(voor)s AND NOT EXISTS "
            "(SELECT 1 FROM verantwoording_leesvervallen v WHERE v.tenant_id = %(t)s AND v.dag = z.dag) ORDER BY z.dag",
            {"t": tenant_id, "voor": voor},
        )
        dagen = cursor.fetchall()
    if not dagen:
        return 0
    if (breuk := controleer(tenant_id).breuk) is not None:
        raise InbeeldFout(
            "Het leeslog klopt niet; wat oud genoeg is om te vervallen, blijft nu staan.",
            waar=breuk.waar,
            doe="Voer 'inbeeld leeslog controleer' uit en zoek uit wat er is gebeurd.",
        )
    for dag, aantal, hoofd in dagen:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT leeslog_verval(%s, %s, %s)", [tenant_id, dag, _zegel_vervallen(tenant_id, dag, aantal, hoofd)])
    return len(dagen)


def _zegel_vervallen(tenant_id: int, dag: date, aantal: int, hoofd: bytes) -> bytes:
    inhoud = f"vervallen {tenant_id} {dag.isoformat()} {aantal} {bytes(hoofd).hex()}"
    return hmac.digest(_sleutel(str(settings.SLEUTEL_MAP)), inhoud.encode(), "sha256")


# ---------------------------------------------------------------------- the last seal, outside the database


def _anker(tenant_id: int) -> Path:
    return Path(settings.LEESLOG_MAP) / f"{tenant_id}.zegel"


def _lees_anker(tenant_id: int) -> tuple[int, bytes] | None:
    try:
        nummer, zegel = _anker(tenant_id).read_text("ascii").split()
        return int(nummer), bytes.fromhex(zegel)
    except FileNotFoundError:
        return None
    except ValueError:
        raise InbeeldFout(
            "Het bestand met het laatste zegel is niet te lezen.",
            waar=str(_anker(tenant_id)),
            doe="Zet het terug uit de reservekopie.",
        ) from None


def _zet_anker(tenant_id: int, nummer: int, zegel: bytes) -> None:
    pad = _anker(tenant_id)
    pad.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    greep, tijdelijk = tempfile.mkstemp(dir=pad.parent, prefix=".nieuw-")
    try:
        with os.fdopen(greep, "w", encoding="ascii") as bestand:
            bestand.write(f"{nummer} {zegel.hex()}\n")
            bestand.flush()
            os.fsync(bestand.fileno())
        Path(tijdelijk).replace(pad)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(tijdelijk).unlink()


def _keur_anker(tenant_id: int, nummer: int, zegel: bytes) -> None:
    """A seal that is in the file but not in the database was taken away: nothing is sealed on top of that."""
    anker = _lees_anker(tenant_id)
    if anker is not None and (anker[0] > nummer or (anker[0] == nummer and anker[1] != zegel)):
        raise InbeeldFout(
            "Het leeslog is niet meer zoals het verzegeld is.",
            doe="Voer 'inbeeld leeslog controleer' uit en zoek uit wat er is gebeurd.",
        )


# ---------------------------------------------------------------------- proving


def controleer(tenant_id: int, vandaag: date | None = None, vanaf: date = date.min) -> Controle:
    """Goes over the lines of an organisation from a day on, and over all seals and keys."""
    nu = vandaag or timezone.localdate()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        # Names mean what PostgreSQL means by them, whatever stands in other schemas.
        cursor.execute("SET LOCAL search_path = pg_catalog, public, pg_temp")
        cursor.execute("SET LOCAL timezone = 'UTC'")
        w: dict[str, Any] = {"t": tenant_id, "nu": nu, "vanaf": vanaf}
        breuken = [
            *_breuken_in_regels(cursor, w),
            *_breuken_in_zegels(cursor, tenant_id, w),
            *_breuken_in_sleutels(cursor, tenant_id, w),
        ]
        cursor.execute(
            "SELECT count(*), count(DISTINCT dag), (SELECT count(*) FROM verantwoording_leeszegel WHERE tenant_id = %(t)s), "
            "(SELECT count(*) FROM verantwoording_leesvervallen WHERE tenant_id = %(t)s) "
            "FROM verantwoording_leesregel WHERE tenant_id = %(t)s",
            w,
        )
        regels, dagen, zegels, vervallen = cursor.fetchone()
        cursor.execute(
            """
            WITH z AS (SELECT dag, max(aantal) AS aantal, bool_or(gesloten) AS gesloten FROM verantwoording_leeszegel
                       WHERE tenant_id = %(t)s GROUP BY dag)
            SELECT count(DISTINCT r.dag) FILTER (WHERE r.dag < %(nu)s AND z.gesloten IS NOT TRUE),
                   count(*) FILTER (WHERE r.nummer > coalesce(z.aantal, 0))
            FROM verantwoording_leesregel r LEFT JOIN z USING (dag) WHERE r.tenant_id = %(t)s
            """,
            w,
        )
        open_dagen, los = cursor.fetchone()
    return Controle(regels, dagen, zegels, vervallen, open_dagen, los, _eerste(breuken))


def _eerste(breuken: list[Breuk]) -> Breuk | None:
    """The earliest day; on that day a line before the day as a whole."""
    return min(breuken, key=lambda b: (b.dag or date.min, b.nummer is None, b.nummer or 0), default=None)


def _breuken_in_regels(cursor: Any, w: dict[str, Any]) -> Iterator[Breuk]:
    cursor.execute(CONTROLE, w)
    rij = cursor.fetchone()
    if rij is None:
        return
    dag, nummer, _id, ervoor, gelijk = rij
    if nummer > ervoor + 1:
        yield Breuk("Deze regel is weg.", dag, ervoor + 1)
    elif nummer <= ervoor:
        yield Breuk("Deze regel is ingevoegd: het nummer komt twee keer voor.", dag, nummer)
    elif not gelijk:
        yield Breuk("Deze regel is gewijzigd, of de regel ervoor is weg of vervangen.", dag, nummer)


def _breuken_in_zegels(cursor: Any, tenant_id: int, w: dict[str, Any]) -> Iterator[Breuk]:
    cursor.execute(ZEGELS, w)
    vorige, laatste, gesloten_tot = b"", 0, None
    anker = _lees_anker(tenant_id)
    anker_gezien = anker is None
    for nummer, dag, aantal, hoofd, gesloten, zegel, hash_, in_dag, *vervallen in cursor.fetchall():
        zegel = bytes(zegel)
        if nummer != laatste + 1:
            yield Breuk(f"Zegel {laatste + 1} is weg.", dag)
        elif not hmac.compare_digest(zegel, _zegel(tenant_id, nummer, dag, aantal, hoofd, gesloten, vorige)):
            yield Breuk(f"Zegel {nummer} is niet door deze installatie gemaakt, of gewijzigd.", dag)
        elif vervallen[0] is not None:
            yield from _breuken_in_vervallen(tenant_id, dag, aantal, hoofd, gesloten, in_dag, *vervallen)
        elif in_dag is None or in_dag < aantal:
            yield Breuk("Deze regel is weg: er waren er meer toen de dag werd verzegeld.", dag, (in_dag or 0) + 1)
        elif hash_ is None or bytes(hash_) != bytes(hoofd):
            yield Breuk("De regels van deze dag zijn niet die van het zegel: de dag is herschreven.", dag)
        elif gesloten and in_dag > aantal:
            yield Breuk("Deze regel is ingevoegd nadat de dag was gesloten.", dag, aantal + 1)
        if anker is not None and anker[0] == nummer:
            anker_gezien = anker[1] == zegel
        vorige, laatste = zegel, nummer
        if gesloten:
            gesloten_tot = dag
    if not anker_gezien and anker is not None:
        yield Breuk(f"Zegel {anker[0]} is weg of vervangen: dat was het laatste dat hier is gemaakt.")
    if gesloten_tot is not None:
        cursor.execute(
            "SELECT min(r.dag) FROM verantwoording_leesregel r WHERE r.tenant_id = %(t)s AND r.dag < %(tot)s AND NOT EXISTS "
            "(SELECT 1 FROM verantwoording_leeszegel z WHERE z.tenant_id = %(t)s AND z.dag = r.dag AND z.gesloten)",
            w | {"tot": gesloten_tot},
        )
        if (dag := cursor.fetchone()[0]) is not None:
            yield Breuk("Deze dag is ingevoegd: hij is nooit verzegeld.", dag, 1)


def _breuken_in_vervallen(
    tenant_id: int,
    dag: date,
    aantal: int,
    hoofd: bytes,
    gesloten: bool,
    in_dag: int | None,
    weg: int,
    weg_hoofd: bytes,
    weg_zegel: bytes,
) -> Iterator[Breuk]:
    """A day may be gone when we say so under seal, and then it is gone as a whole, as it was when it was closed."""
    if not hmac.compare_digest(bytes(weg_zegel), _zegel_vervallen(tenant_id, dag, weg, weg_hoofd)):
        yield Breuk("Deze dag is weg, en niet door InBeeld vernietigd.", dag)
    elif weg < aantal or (gesloten and (weg, bytes(weg_hoofd)) != (aantal, bytes(hoofd))):
        yield Breuk("Van deze dag is meer of iets anders weg dan wat verzegeld was.", dag)
    elif in_dag is not None:
        yield Breuk("Deze regel is ingevoegd: de dag was al vervallen.", dag, in_dag)


def _breuken_in_sleutels(cursor: Any, tenant_id: int, w: dict[str, Any]) -> Iterator[Breuk]:
    """A pseudonym must stand for the youth it was made for; its key may be gone only when we destroyed it."""
    cursor.execute("SELECT pseudoniem, wie, jongere FROM verantwoording_leessleutel WHERE tenant_id = %(t)s", w)
    for pseudoniem, wie, jongere in cursor.fetchall():
        try:
            klopt = index_van(tenant_id, jongere_van(pseudoniem, jongere)) == bytes(wie)
        except InbeeldFout:
            klopt = False
        if not klopt:
            yield Breuk(f"Pseudoniem {pseudoniem} is aan iemand anders gegeven.")
            break
    cursor.execute(
        """
        SELECT r.pseudoniem, min(r.dag), v.zegel FROM verantwoording_leesregel r
        LEFT JOIN verantwoording_leesvergeten v ON v.tenant_id = %(t)s AND v.pseudoniem = r.pseudoniem
        WHERE r.tenant_id = %(t)s AND r.pseudoniem IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM verantwoording_leessleutel s WHERE s.tenant_id = %(t)s AND s.pseudoniem = r.pseudoniem)
        GROUP BY 1, 3 ORDER BY 2
        """,
        w,
    )
    for pseudoniem, dag, zegel in cursor.fetchall():
        if zegel is None or not hmac.compare_digest(bytes(zegel), zegel_van_vergeten(tenant_id, pseudoniem)):
            yield Breuk(f"De sleutel van pseudoniem {pseudoniem} is weg, en niet door InBeeld vernietigd.", dag)
            break
