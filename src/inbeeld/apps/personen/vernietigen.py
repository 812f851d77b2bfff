"""Youths themselves, what they are found by, and what was decided about them."""

from __future__ import annotations

from typing import Any

from inbeeld.apps.basis.vernietigen import DOSSIER, LAATST, Wie, vernietigt, wis
from inbeeld.apps.personen.zoekindex import merk
from inbeeld.apps.personen.zoeknaam import achternaamwoorden, voornaamwoorden


@vernietigt("personen_zoekwoord", rang=30)
def zoekwoorden(cursor: Any, wie: Wie) -> dict[str, int]:
    """Words of their names, also of former ones, that nobody else has. Before the facts go: they hold the names."""
    if wie.omvang == DOSSIER:
        return {}
    cursor.execute(
        "SELECT DISTINCT voorvoegsel, achternaam, voornamen FROM personen_persoonsgegevens WHERE tenant_id = %(t)s "
        "AND (jongere_id = ANY(%(j)s) OR via = ANY(%(j)s)) UNION "
        "SELECT voorvoegsel, achternaam, voornamen FROM personen_jongere WHERE tenant_id = %(t)s AND id = ANY(%(j)s)",
        wie.sql,
    )
    woorden = sorted({w for v, a, n in cursor.fetchall() for w in (*achternaamwoorden(v, a), *voornaamwoorden(n))})
    vragen = [f"'{merk(wie.tenant_id, 'a' + w)}' | '{merk(wie.tenant_id, 'v' + w)}'" for w in woorden]
    cursor.execute(
        "DELETE FROM personen_zoekwoord z USING unnest(%(w)s::text[], %(v)s::text[]) AS g(woord, vraag) "
        "WHERE z.tenant_id = %(t)s AND z.woord = g.woord AND NOT EXISTS ("
        "SELECT 1 FROM inbeeld_kandidaten(g.vraag::tsquery, %(j)s::bigint[], 1))",
        wie.sql | {"w": woorden, "v": vragen},
    )
    return {"personen_zoekwoord": int(cursor.rowcount)}


@vernietigt(
    "personen_zoekrij",
    "personen_dubbel",
    "personen_samenvoegrij",
    "personen_oordeel",
    "personen_samenvoeging",
    "personen_jongere",
    rang=LAATST,
)
def jongeren(cursor: Any, wie: Wie) -> dict[str, int]:
    if wie.omvang == DOSSIER:
        cursor.execute(
            "UPDATE personen_jongere SET dossier_weg_tot = (geboren + interval '18 years')::date "
            "WHERE tenant_id = %(t)s AND id = ANY(%(j)s) AND geboren IS NOT NULL",
            wie.sql,
        )
        return {}
    uit = wis(cursor, "personen_zoekrij", "x.jongere_id = ANY(%(j)s)", wie.sql)
    uit |= wis(cursor, "personen_dubbel", "x.een_id = ANY(%(j)s) OR x.ander_id = ANY(%(j)s)", wie.sql)
    samen = (
        "SELECT s.id FROM personen_samenvoeging s WHERE s.tenant_id = %(t)s "
        "AND (s.blijft_id = ANY(%(j)s) OR s.vervalt_id = ANY(%(j)s))"
    )
    cursor.execute(f"DELETE FROM personen_samenvoegrij WHERE samenvoeging_id IN ({samen})", wie.sql)
    uit["personen_samenvoegrij"] = int(cursor.rowcount)
    waar = f"x.een_id = ANY(%(j)s) OR x.ander_id = ANY(%(j)s) OR x.samenvoeging_id IN ({samen})"
    uit |= wis(cursor, "personen_oordeel", waar, wie.sql)
    uit |= wis(cursor, "personen_samenvoeging", "x.blijft_id = ANY(%(j)s) OR x.vervalt_id = ANY(%(j)s)", wie.sql)
    cursor.execute(  # of others, that this number once went along with theirs
        "UPDATE personen_samenvoeging SET leden = "
        "ARRAY(SELECT lid FROM unnest(leden) WITH ORDINALITY AS u(lid, n) WHERE lid <> ALL(%(j)s::bigint[]) ORDER BY n) "
        "WHERE tenant_id = %(t)s AND leden && %(j)s::bigint[]",
        wie.sql,
    )
    return uit | wis(cursor, "personen_jongere", "x.id = ANY(%(j)s)", wie.sql)
