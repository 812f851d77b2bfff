"""What each database role may do. Run after every migration; again and again the same result."""

from __future__ import annotations

from typing import Any

from inbeeld.project.database import WEB, WERKER

_ALLEEN_EIGENAAR = ("django_migrations",)


def verleen(cursor: Any) -> None:
    """``web`` reads; ``werker`` reads and writes; neither owns, creates or empties a table.

    An own PostgreSQL may lack these roles: then nothing is granted and the administrator decides.
    """
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [[WEB, WERKER]])
    rollen = {r[0] for r in cursor.fetchall()}
    cursor.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    # MAINTAIN (PostgreSQL 17 and later): to ANALYZE after a big delivery, so that the next one is planned well.
    cursor.execute("SELECT current_setting('server_version_num')::int >= 170000")
    onderhoud = ", MAINTAIN" if cursor.fetchone()[0] else ""
    for rol, rechten in ((WEB, "SELECT"), (WERKER, f"SELECT, INSERT, UPDATE, DELETE{onderhoud}")):
        if rol not in rollen:
            continue
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {rol}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {rol}")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (tabel,) in cursor.fetchall():
            if tabel not in _ALLEEN_EIGENAAR:
                cursor.execute(f'GRANT {rechten} ON "{tabel}" TO {rol}')
    if WERKER in rollen:
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {WERKER}")
