"""One person under two numbers: who may be one, going up in another, standing on one's own again.

The facts are moved by ``registers.een_persoon``; here are the youths themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from inbeeld.apps.basis.laden import kopieer, maak_tijdelijk
from inbeeld.apps.personen.klank import afstand
from inbeeld.apps.personen.models import Gegevens
from inbeeld.apps.personen.zoeknaam import voornaamwoorden, woorden, zonder_voorvoegsels

GEBOREN, VOORNAAM, ACHTERNAAM, ADRES, GESLACHT, OUDER = "geboren", "voornaam", "achternaam", "adres", "geslacht", "ouder"
NUMMER = "nummer"
"""What is the same or different of two youths. NUMMER: only one of them has a BSN."""


def laat_opgaan(cursor: Any, tenant_id: int, blijft: int, vervalt: int, nu: datetime) -> None:
    """The numbers of ``vervalt``, and of who had gone up in it, lead to ``blijft``; of ``vervalt`` itself we know nothing now."""
    leeg = ", ".join(f"{v.name} = NULL" for v in Gegevens._meta.get_fields())
    cursor.execute(
        f"UPDATE personen_jongere SET {leeg}, zoeknaam = '', bron_bekend = '', bron_datum = NULL "
        "WHERE id = %s AND tenant_id = %s",
        [vervalt, tenant_id],
    )
    cursor.execute(
        "UPDATE personen_jongere SET opgegaan_in_id = %s, opgegaan_op = coalesce(opgegaan_op, %s) "
        "WHERE tenant_id = %s AND (id = %s OR opgegaan_in_id = %s)",
        [blijft, nu, tenant_id, vervalt, vervalt],
    )
    cursor.execute("DELETE FROM personen_zoekrij WHERE jongere_id = %s", [vervalt])
    cursor.execute("DELETE FROM personen_dubbel WHERE tenant_id = %s AND %s IN (een_id, ander_id)", [tenant_id, vervalt])


def laat_los(cursor: Any, tenant_id: int, blijft: int, vervalt: int, leden: Sequence[int]) -> None:
    """``vervalt`` stands on its own again, with those who had gone up in it before."""
    cursor.execute(
        "UPDATE personen_jongere SET opgegaan_in_id = nullif(%s, id), opgegaan_op = CASE WHEN id <> %s THEN opgegaan_op END "
        "WHERE tenant_id = %s AND id = ANY(%s) AND opgegaan_in_id = %s",
        [vervalt, vervalt, tenant_id, list(leden), blijft],
    )


def ververs(cursor: Any, tenant_id: int, jongeren_sql: str) -> int:
    """Who of the youths in ``jongeren_sql`` (a query for ``jongere_id``) may be one person with another. Gives how many pairs.

    Born on the same day, with first names that sound the same; and then either the same surname, and one without a BSN or both
    at one address, or one address, one without a BSN and another surname. Twins have other first names and are never one.
    A secret address is not looked at: a pair would tell who lives there, and so would its place in the order.
    """
    cursor.execute("DROP TABLE IF EXISTS pg_temp._verdacht, pg_temp._paar")
    cursor.execute(f"CREATE TEMP TABLE _verdacht ON COMMIT DROP AS SELECT DISTINCT jongere_id FROM ({jongeren_sql}) v")
    cursor.execute("ANALYZE _verdacht")
    naam = "concat_ws(' ', {0}.voorvoegsel, {0}.achternaam)"
    cursor.execute(
        f"""
        CREATE TEMP TABLE _paar ON COMMIT DROP AS
        SELECT DISTINCT e.id AS een, a.id AS ander, e.voornamen AS voor_een, a.voornamen AS voor_ander,
               {naam.format("e")} AS achter_een, {naam.format("a")} AS achter_ander,
               CASE WHEN e.postcode IS NOT NULL AND a.postcode IS NOT NULL AND v.openbaar THEN v.adres END AS adres, v.zonder_bsn,
               CASE WHEN e.geslacht IS NOT NULL AND a.geslacht IS NOT NULL THEN e.geslacht = a.geslacht END AS geslacht,
               CASE WHEN coalesce(e.ouder_1_index, e.ouder_2_index) IS NOT NULL
                         AND coalesce(a.ouder_1_index, a.ouder_2_index) IS NOT NULL
                    THEN e.ouder_1_index IN (a.ouder_1_index, a.ouder_2_index)
                         OR e.ouder_2_index IN (a.ouder_1_index, a.ouder_2_index) END AS ouder
        FROM _verdacht w
        JOIN personen_zoekrij z ON z.jongere_id = w.jongere_id
        JOIN personen_zoekrij y ON y.tenant_id = z.tenant_id AND y.geboren = z.geboren AND y.voorklank = z.voorklank
             AND y.jongere_id <> z.jongere_id
        JOIN personen_jongere e ON e.id = least(y.jongere_id, z.jongere_id)
        JOIN personen_jongere a ON a.id = greatest(y.jongere_id, z.jongere_id)
        CROSS JOIN LATERAL (
            SELECT coalesce(e.geheim, 0) = 0 AND coalesce(a.geheim, 0) = 0 AS openbaar
        ) o
        CROSS JOIN LATERAL (
            SELECT e.bsn_index IS NULL OR a.bsn_index IS NULL AS zonder_bsn, o.openbaar,
                   o.openbaar AND coalesce(e.postcode = a.postcode AND e.huisnummer = a.huisnummer
                            AND (e.huisletter IS NOT DISTINCT FROM a.huisletter), false) AS adres
        ) v
        WHERE z.tenant_id = %s AND z.voorklank <> '' AND e.tabelnummer_index IS NULL AND a.tabelnummer_index IS NULL
        AND (v.zonder_bsn OR v.adres)
        AND ((y.achterklank = z.achterklank AND z.achterklank <> '') OR (v.adres AND v.zonder_bsn))
        """,
        [tenant_id],
    )
    cursor.execute("SELECT * FROM _paar ORDER BY een, ander")
    paren = [p for r in cursor.fetchall() if (p := _weeg(*r)) is not None]
    cursor.execute(
        "DELETE FROM personen_dubbel d WHERE d.tenant_id = %s AND (d.een_id IN (SELECT jongere_id FROM _verdacht) "
        "OR d.ander_id IN (SELECT jongere_id FROM _verdacht))",
        [tenant_id],
    )
    soorten = {"een_id": "bigint", "ander_id": "bigint", "gelijk": "text[]", "anders": "text[]", "zeker": "int"}
    maak_tijdelijk(cursor, "_dubbel", soorten.items())
    kopieer(
        cursor,
        "_dubbel",
        pa.table(
            {
                "een_id": pa.array([p[0] for p in paren], pa.int64()),
                "ander_id": pa.array([p[1] for p in paren], pa.int64()),
                "gelijk": pa.array(["{" + ",".join(p[2]) + "}" for p in paren], pa.string()),
                "anders": pa.array(["{" + ",".join(p[3]) + "}" for p in paren], pa.string()),
                "zeker": pa.array([p[4] for p in paren], pa.int32()),
            }
        ),
    )
    cursor.execute(
        "INSERT INTO personen_dubbel (tenant_id, een_id, ander_id, gelijk, anders, zeker) "
        "SELECT %s, een_id, ander_id, gelijk, anders, zeker FROM _dubbel ORDER BY een_id, ander_id "
        "ON CONFLICT (een_id, ander_id) DO NOTHING",
        [tenant_id],
    )
    return len(paren)


def _weeg(
    een: int,
    ander: int,
    voor_een: str | None,
    voor_ander: str | None,
    achter_een: str,
    achter_ander: str,
    adres: bool | None,
    zonder_bsn: bool,
    geslacht: bool | None,
    ouder: bool | None,
) -> tuple[int, int, list[str], list[str], int] | None:
    """The pair with what is the same and what is not; null when the ear or the eye says no."""
    if not _zelfde_voornamen(voornaamwoorden(voor_een), voornaamwoorden(voor_ander)):
        return None
    achternaam = _zelfde_achternaam(achter_een, achter_ander)
    if not achternaam and not (adres and zonder_bsn):
        return None
    oordelen = {ACHTERNAAM: achternaam, ADRES: adres, GESLACHT: geslacht, OUDER: ouder}
    gelijk = [GEBOREN, VOORNAAM, *(k for k, v in oordelen.items() if v)]
    anders = [k for k, v in oordelen.items() if v is False]
    zeker = 2 * zonder_bsn + 2 * achternaam + 2 * bool(adres) + bool(ouder) - 2 * (ouder is False) - (geslacht is False)
    return een, ander, gelijk, [*anders, *([NUMMER] if zonder_bsn else [])], zeker


def _zelfde_voornamen(een: Sequence[str], ander: Sequence[str]) -> bool:
    """As far as both have them: Mohammed Ali and Mohammed Hasan may be twins."""
    return bool(een) and bool(ander) and all(_zelfde_woord(a, b) for a, b in zip(een, ander, strict=False))


def _zelfde_woord(een: str, ander: str) -> bool:
    return bool(een) and bool(ander) and afstand(een, ander) is not None


def _zelfde_achternaam(een: str, ander: str) -> bool:
    a, b = zonder_voorvoegsels(woorden(een)), zonder_voorvoegsels(woorden(ander))
    los = len(a) == len(b) and all(_zelfde_woord(x, y) for x, y in zip(a, b, strict=True))
    return los or _zelfde_woord("".join(a), "".join(b))
