"""Who saw the data of who is forgotten; and their account, when it was there for nobody else."""

from __future__ import annotations

from typing import Any

from inbeeld.apps.basis.vernietigen import DOSSIER, Wie, vernietigt, wis


@vernietigt("mijn_betrokkene", rang=25)
def betrokkenen(cursor: Any, wie: Wie) -> dict[str, int]:
    """The account stays as a number without a name: the read log and requests point at it."""
    if wie.omvang == DOSSIER:
        return {}
    # That two were taken for one is destroyed too: a link of before would work again, as if it had never been doubted.
    cursor.execute(
        "UPDATE mijn_betrokkene b SET tot = b.van FROM personen_samenvoeging s WHERE b.tenant_id = %(t)s AND s.tenant_id = %(t)s "
        "AND (s.blijft_id = ANY(%(j)s) OR s.vervalt_id = ANY(%(j)s)) AND b.jongere_id IN (s.blijft_id, s.vervalt_id) "
        "AND greatest(s.op, s.ongedaan_op) >= b.vastgelegd_op",
        wie.sql,
    )
    cursor.execute(
        "SELECT DISTINCT x.account_id FROM mijn_betrokkene x WHERE x.tenant_id = %(t)s AND x.jongere_id = ANY(%(j)s) "
        "AND NOT EXISTS (SELECT 1 FROM mijn_betrokkene y WHERE y.account_id = x.account_id AND y.jongere_id <> ALL(%(j)s))",
        wie.sql,
    )
    w = wie.sql | {"a": [r[0] for r in cursor.fetchall()]}
    uit = wis(cursor, "mijn_betrokkene", "x.jongere_id = ANY(%(j)s)", w)
    wis(cursor, "mijn_uitnodiging", "x.account_id = ANY(%(a)s)", w)
    wis(cursor, "toegang_koppeling", "x.medewerker_id = ANY(%(a)s)", w)
    cursor.execute("DELETE FROM mfa_authenticator WHERE user_id = ANY(%(a)s)", w)
    cursor.execute(
        "UPDATE toegang_medewerker SET naam = 'vernietigd', gebruikersnaam = 'vernietigd-' || id, functie = '', "
        "is_active = false, password = '!', adres_index = NULL, last_login = NULL WHERE tenant_id = %(t)s AND id = ANY(%(a)s)",
        w,
    )
    return uit
