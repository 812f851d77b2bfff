"""What each database role may do. Run after every migration; again and again the same result."""

from __future__ import annotations

from typing import Any

from inbeeld.project.database import WEB, WERKER

_ALLEEN_LEZEN = ("django_migrations",)
"""Written by the owner alone; the others look whether all is done."""
_VAN_WEB = {
    "django_session": "INSERT, UPDATE, DELETE",
    "verantwoording_leesregel": "INSERT",
    "toegang_medewerker": "UPDATE (last_login, password, toetsen_aan, thema, bezoek, vorig_bezoek)",
}
"""What the web app itself writes. Registers are written by the worker alone."""
_VAN_WEB |= {
    "procrastinate_jobs": "INSERT",
    "procrastinate_events": "INSERT",
    "leveringen_upload": "INSERT",
    "leveringen_afhandeling": "INSERT",
    "personen_oordeel": "INSERT",
}
"""What the web app leaves for the worker to do."""
_REEKSEN_VAN_WEB = ("procrastinate_jobs_id_seq", "procrastinate_events_id_seq")
_ALLEEN_ERBIJ = ("verantwoording_leesregel",)
"""Nobody changes or removes a row of these."""


def verleen(cursor: Any) -> None:
    """``web`` reads, and writes what is its own; ``werker`` reads and writes; neither owns, creates or empties a table.

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
            rij = "SELECT, INSERT" if tabel in _ALLEEN_ERBIJ and rol == WERKER else rechten
            cursor.execute(f'GRANT {"SELECT" if tabel in _ALLEEN_LEZEN else rij} ON "{tabel}" TO {rol}')
            if rol == WEB and tabel in _VAN_WEB:
                cursor.execute(f'GRANT {_VAN_WEB[tabel]} ON "{tabel}" TO {rol}')
    if WERKER in rollen:
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {WERKER}")
    if WEB in rollen:
        cursor.execute(f"GRANT USAGE ON SEQUENCE verantwoording_leesregel_id_seq TO {WEB}")
        cursor.execute(f"GRANT USAGE ON SEQUENCE {', '.join(_REEKSEN_VAN_WEB)} TO {WEB}")
