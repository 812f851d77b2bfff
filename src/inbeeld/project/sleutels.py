"""Turning the keys: everything encrypted anew with a new key, and all search indexes made anew with theirs.

Values go in batches, each its own transaction; meanwhile all keys read. Indexes go per organisation in one transaction, with the
note which key they are made with, under the lock of taking in deliveries. A kill at any moment leaves everything readable and
findable; the same command goes on where it was.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.basis.sleutelbos import VERSLEUTELING, ZOEKINDEX, Sleutelbos, met_nummer
from inbeeld.apps.basis.versleuteling import nummers, ontsleutel, versleutel, zoeker_met
from inbeeld.apps.personen.services import GEGEVENS
from inbeeld.apps.toegang import factoren
from inbeeld.project.versleuteld import VERSLEUTELD, Tabel

BLOK = 5000
_MEESTE = 255
Meld = Callable[[str, int], None]


@dataclass(frozen=True)
class Gebruik:
    """How many values of a column are encrypted with which key."""

    kolom: str
    sleutel: int
    aantal: int


@dataclass(frozen=True)
class Gedraaid:
    """``nieuw``: keys that were made; ``zonder_index``: rows whose number can't be found in them any more."""

    nieuw: list[str]
    waarden: int
    indexen: int
    zonder_index: int


# ---------------------------------------------------------------------- looking


def gebruik(verbinding: Any, tenants: list[int]) -> list[Gebruik]:
    uit: dict[tuple[str, int], int] = {}
    with verbinding.cursor() as cursor:
        for tenant in tenants:
            for tabel in VERSLEUTELD:
                for kolom in tabel.kolommen:
                    cursor.execute(
                        f"SELECT get_byte({kolom}, 0), count(*) FROM {tabel.naam} WHERE tenant_id = %s AND {kolom} IS NOT NULL "
                        "GROUP BY 1",
                        [tenant],
                    )
                    for sleutel, aantal in cursor.fetchall():
                        plek = (f"{tabel.naam}.{kolom}", int(sleutel))
                        uit[plek] = uit.get(plek, 0) + int(aantal)
            with in_tenant(tenant):
                for sleutel, aantal in factoren.sleutels_in_gebruik().items():
                    plek = ("mfa_authenticator.data", sleutel)
                    uit[plek] = uit.get(plek, 0) + aantal
    return [Gebruik(k, s, n) for (k, s), n in sorted(uit.items())]


def zoeksleutels(verbinding: Any, tenants: list[int]) -> dict[int, int]:
    """Per organisation the key its indexes are made with."""
    uit = dict.fromkeys(tenants, 1)
    with verbinding.cursor() as cursor:
        for tenant in tenants:
            cursor.execute("SELECT nummer FROM sleutels_zoeksleutel WHERE tenant_id = %s", [tenant])
            if rij := cursor.fetchone():
                uit[tenant] = int(rij[0])
    return uit


def onaf(verbinding: Any, tenants: list[int]) -> bool:
    """Whether something is still on an older key than the newest."""
    nieuwste, zoek = nummers(VERSLEUTELING)[-1], nummers(ZOEKINDEX)[-1]
    oud = any(n < zoek for n in zoeksleutels(verbinding, tenants).values())
    return oud or any(g.sleutel != nieuwste for g in gebruik(verbinding, tenants))


# ---------------------------------------------------------------------- turning


def maak_nieuwe() -> list[str]:
    """A new key of each kind. From here on everything that is written is written with it."""
    map_: Path = settings.SLEUTEL_MAP
    bos = Sleutelbos(map_)
    uit = []
    for soort in (VERSLEUTELING, ZOEKINDEX):
        nieuw = (bos.nummers(soort) or (0,))[-1] + 1
        if nieuw > _MEESTE:
            raise InbeeldFout(
                "Er zijn al 255 sleutels gemaakt.", waar=str(map_), doe="Verwijder sleutels die niet meer worden gebruikt."
            )
        naam = met_nummer(soort, nieuw)
        bos.lees_of_maak(naam)
        uit.append(naam)
    time.sleep(0.05)  # processes look at the time of the folder: never the same as before
    os.utime(map_)
    return uit


def draai(verbinding: Any, tenants: list[int], *, meld: Meld = lambda _wat, _n: None) -> Gedraaid:
    """Brings everything of these organisations to the newest keys. ``verbinding``: one that sees all their rows."""
    waarden = indexen = zonder = 0
    for tenant in tenants:
        for tabel in VERSLEUTELD:
            for aantal in _versleutel_opnieuw(verbinding, tenant, tabel):
                waarden += aantal
                meld(tabel.naam, waarden)
        with in_tenant(tenant):
            waarden += factoren.versleutel_opnieuw()
    for tenant in tenants:
        meld("zoekindex", indexen)
        gedaan, leeg = _maak_indexen(verbinding, tenant)
        indexen, zonder = indexen + gedaan, zonder + leeg
    return Gedraaid([], waarden, indexen, zonder)


def _versleutel_opnieuw(verbinding: Any, tenant: int, tabel: Tabel) -> Iterator[int]:
    nieuwste = nummers(VERSLEUTELING)[-1]
    namen = list(tabel.kolommen)
    oud = " OR ".join(f"get_byte({k}, 0) <> {nieuwste}" for k in namen)
    zet = ", ".join(f"{k} = v.{k}" for k in namen)
    gelijk = " AND ".join(f"t.{k} IS NOT DISTINCT FROM v.{k}_was" for k in namen)
    velden = ", ".join([*namen, *(f"{k}_was" for k in namen)])
    reeksen = ", ".join(["%s::bigint[]", *["%s::bytea[]"] * (2 * len(namen))])
    genoemd = sorted({n for doel in tabel.kolommen.values() for n in re.findall(r"{(\w+)}", doel)})
    laatste = 0
    while True:
        with transaction.atomic(using=verbinding.alias), verbinding.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {', '.join([*namen, *genoemd])} FROM {tabel.naam} WHERE tenant_id = %s AND id > %s AND ({oud}) "
                f"ORDER BY id LIMIT {BLOK}",
                [tenant, laatste],
            )
            rijen = cursor.fetchall()
            if not rijen:
                return
            waren = [[None if r[i] is None else bytes(r[i]) for r in rijen] for i in range(1, len(namen) + 1)]
            bij = [dict(zip(genoemd, r[1 + len(namen) :], strict=True)) for r in rijen]
            nu = [
                [None if w is None else _opnieuw(w, doel.format(**b)) for w, b in zip(kolom, bij, strict=True)]
                for kolom, doel in zip(waren, tabel.kolommen.values(), strict=True)
            ]
            # Who changed a row meanwhile, did so with the newest key.
            cursor.execute(
                f"UPDATE {tabel.naam} t SET {zet} FROM unnest({reeksen}) AS v (id, {velden}) "
                f"WHERE t.id = v.id AND t.tenant_id = %s AND {gelijk}",
                [[r[0] for r in rijen], *nu, *waren, tenant],
            )
            laatste = rijen[-1][0]
        yield len(rijen)


def _opnieuw(waarde: bytes, doel: str) -> bytes:
    return versleutel(ontsleutel(waarde, doel), doel)


def _maak_indexen(verbinding: Any, tenant: int) -> tuple[int, int]:
    """Gives how many numbers have a new index, and how many rows have none any more."""
    nieuw = nummers(ZOEKINDEX)[-1]
    with transaction.atomic(using=verbinding.alias), verbinding.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('inbeeld.levering'), %s)", [tenant])
        was = zoeksleutels(verbinding, [tenant])[tenant]
        if was == nieuw:
            return 0, 0
        cursor.execute("CREATE TEMP TABLE _draai (oud bytea, nieuw bytea) ON COMMIT DROP")
        for tabel in VERSLEUTELD:
            for bij in _nieuwe_indexen(cursor, tenant, tabel, was, nieuw):
                with cursor.copy("COPY _draai FROM STDIN") as stroom:
                    for rij in bij.items():
                        stroom.write_row(rij)
        cursor.execute("CREATE TEMP TABLE _index ON COMMIT DROP AS SELECT DISTINCT oud, nieuw FROM _draai")
        aantal = int(cursor.rowcount)
        cursor.execute("CREATE UNIQUE INDEX ON _index (oud)")
        cursor.execute("ANALYZE _index")
        zonder = 0
        for tabel in VERSLEUTELD:
            if tabel.indexen:
                zonder += _zet_indexen(cursor, tenant, tabel)
        cursor.execute(
            "INSERT INTO sleutels_zoeksleutel (tenant_id, nummer) VALUES (%s, %s) ON CONFLICT (tenant_id) DO UPDATE "
            "SET nummer = excluded.nummer",
            [tenant, nieuw],
        )
    return aantal, zonder


def _nieuwe_indexen(cursor: Any, tenant: int, tabel: Tabel, was: int, nieuw: int) -> Iterator[dict[bytes, bytes]]:
    met_oud, met_nieuw = zoeker_met(tenant, was), zoeker_met(tenant, nieuw)
    for index in tabel.indexen:
        doel = tabel.kolommen[index.van]
        laatste = 0
        while True:
            cursor.execute(
                f"SELECT id, {index.kolom}, {index.van} FROM {tabel.naam} WHERE tenant_id = %s AND id > %s "
                f"AND {index.kolom} IS NOT NULL AND {index.van} IS NOT NULL ORDER BY id LIMIT {BLOK}",
                [tenant, laatste],
            )
            rijen = cursor.fetchall()
            if not rijen:
                break
            laatste = rijen[-1][0]
            uit: dict[bytes, bytes] = {}
            for _, oud, waarde in rijen:
                if (bekend := bytes(oud)) not in uit:
                    for soort, nummer in index.nummers(ontsleutel(waarde, doel).decode()):
                        if met_oud(soort, nummer) == bekend:
                            uit[bekend] = met_nieuw(soort, nummer)
                            break
            yield uit


def _zet_indexen(cursor: Any, tenant: int, tabel: Tabel) -> int:
    zonder = 0
    for index in tabel.indexen:
        cursor.execute(
            f"SELECT count(*) FROM {tabel.naam} t WHERE tenant_id = %s AND {index.kolom} IS NOT NULL "
            f"AND NOT EXISTS (SELECT 1 FROM _index i WHERE i.oud = t.{index.kolom})",
            [tenant],
        )
        mist = int(cursor.fetchone()[0])
        if mist and not index.mag_leeg:
            raise InbeeldFout(
                f"Van {mist} rijen past de zoekindex niet bij het nummer dat erin staat. De zoekindexen zijn niet veranderd.",
                waar=f"{tabel.naam}.{index.kolom}",
                doe="Meld dit met deze regel erbij. Alles blijft werken met de vorige zoeksleutel.",
            )
        zonder += mist
    kolommen = [i.kolom for i in tabel.indexen]
    gevuld = " OR ".join(f"{k} IS NOT NULL" for k in kolommen)
    zet = [f"{k} = (SELECT i.nieuw FROM _index i WHERE i.oud = t.{k})" for k in kolommen]
    cursor.execute(
        f"UPDATE {tabel.naam} t SET {', '.join(zet)} WHERE tenant_id = %s AND ({gevuld})",
        [tenant],
    )
    if tabel.naam == GEGEVENS.tabel:  # its digest is of the indexes too: the next delivery must find the same
        cursor.execute(
            f"UPDATE {tabel.naam} SET inhoud = md5(ROW({', '.join(GEGEVENS.kolommen)})::text)::uuid "
            f"WHERE tenant_id = %s AND NOT vervallen AND ({gevuld})",
            [tenant],
        )
    return zonder


def begin_met_nieuwste(verbinding: Any, tenant: int) -> None:
    """A new organisation starts with the newest search key. Does nothing when it has numbers already."""
    nieuw = nummers(ZOEKINDEX)[-1]
    heeft = " OR ".join(f"EXISTS (SELECT 1 FROM {t.naam} WHERE tenant_id = %(t)s)" for t in VERSLEUTELD if t.indexen)
    with transaction.atomic(using=verbinding.alias), verbinding.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO sleutels_zoeksleutel (tenant_id, nummer) SELECT %(t)s, %(n)s WHERE NOT ({heeft}) "
            "ON CONFLICT (tenant_id) DO NOTHING",
            {"t": tenant, "n": nieuw},
        )
