"""What each database role may do, and the wall around each organisation. Run after every migration; always the same result."""

from __future__ import annotations

from typing import Any

from inbeeld.apps.basis.muren import INSTELLING, stempels
from inbeeld.project.database import WEB, WERKER

_ALLEEN_LEZEN = ("django_migrations",)
"""Written by the owner alone; the others look whether all is done."""
_SLEUTEL = "muur_sleutel"
_ALLEEN_EIGENAAR = (_SLEUTEL,)
_VAN_WEB = {
    "django_session": "INSERT, UPDATE, DELETE",
    "toegang_koppeling": "INSERT",
    "toegang_noodsessie": "INSERT, UPDATE (gestopt_op, bekeken_op, bekeken_door_id)",
    "toegang_dienstsleutel": "UPDATE (laatst_gebruikt)",
    "toegang_rem": "INSERT, UPDATE, DELETE",
    "mfa_authenticator": "INSERT, UPDATE, DELETE",
    "toegang_medewerker": "INSERT, UPDATE (last_login, password, toetsen_aan, thema, bezoek, vorig_bezoek)",
}
"""What the web app itself writes. Registers are written by the worker alone."""
_VAN_WEB |= {
    "procrastinate_jobs": "INSERT",
    "procrastinate_events": "INSERT",
    "leveringen_upload": "INSERT",
    "leveringen_afhandeling": "INSERT",
    "personen_oordeel": "INSERT",
    "gronden_grond": "INSERT, UPDATE (tot, beeindigd_door_id)",
    "gronden_kennisgeving": "INSERT",
    "gronden_deling": "INSERT, UPDATE (tot, ingetrokken_door_id)",
    "rectificatie_verzoek": "INSERT",
    "rectificatie_besluit": "INSERT",
    "mijn_betrokkene": "INSERT, UPDATE (tot, beeindigd_door_id)",
    "mijn_uitnodiging": "INSERT, UPDATE (af_op)",
    "bewaren_uitstel": "INSERT",
    "bewaren_vernietiging": "INSERT",
    "bewaren_vernietigregel": "INSERT",
}
"""What the web app leaves for the worker to do, and what someone records about a file."""
_VAN_WEB |= {
    "verantwoording_letop": "INSERT, UPDATE (tot, tot_door_id)",
    "verantwoording_leesmelding": "UPDATE (gezien_op, gezien_door_id, reden)",
}
"""What comes of looking into the read log."""
_ERBIJ_VAN_WEB = {"toegang_medewerker": "rol IN ('ouder', 'jongere')"}
"""Which rows the web app may add of a table: accounts of a parent or youth, and no others."""
_REEKSEN_VAN_WEB = ("procrastinate_jobs_id_seq", "procrastinate_events_id_seq")
_ALLEEN_ERBIJ = (
    "verantwoording_leesregel",
    "verantwoording_leeszegel",
    "verantwoording_leesvergeten",
)
"""Nobody changes or removes a row of these."""
_NIEMAND = ("verantwoording_leesvervallen",)
"""Written by a function of the owner alone."""
_SCHRIJFT = ("leeslog_schrijf",)
"""Functions of the owner: the only way into tables that nobody may write."""
_VAN_WERKER = ("leeslog_verval",)
"""The same, for the worker only."""

_VIA = {
    "personen_samenvoegrij": ("samenvoeging_id", "personen_samenvoeging"),
    "mfa_authenticator": ("user_id", "toegang_medewerker"),
    "account_emailaddress": ("user_id", "toegang_medewerker"),
    "account_emailconfirmation": ("email_address_id", "account_emailaddress"),
}
"""Tables without an organisation of their own: the column and the table they have it from."""
_FUNCTIES = {
    "inbeeld_tenant()": (
        "bigint",
        f"""
DECLARE
    delen text[] := string_to_array(current_setting('{INSTELLING}', true), '.');
    sleutel record;
BEGIN
    IF cardinality(delen) = 4 AND delen[2] = pg_backend_pid()::text THEN
        FOR sleutel IN SELECT binnen, buiten FROM public.{_SLEUTEL} LOOP
            IF sha256(sleutel.buiten || sha256(sleutel.binnen || convert_to(array_to_string(delen[1:3], '.'), 'UTF8')))
                = decode(delen[4], 'hex') AND delen[3]::bigint > extract(epoch FROM clock_timestamp())
            THEN
                RETURN delen[1]::bigint;
            END IF;
        END LOOP;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'no organisation is open on this connection';
END""",
    ),
    "inbeeld_tenant_van(wie text)": (
        "bigint",
        "\nBEGIN\n    RETURN (SELECT m.tenant_id FROM public.toegang_medewerker m WHERE m.gebruikersnaam = wie);\nEND",
    ),
    "inbeeld_iemand()": ("boolean", "\nBEGIN\n    RETURN EXISTS (SELECT 1 FROM public.toegang_medewerker);\nEND"),
}
"""What the owner looks up for others: whose pass a connection shows, where someone works who logs in, whether anyone can."""
_ZOEK = "inbeeld_kandidaten(vraag tsquery, zonder bigint[], hoogstens integer)"
"""Looks in the search index of the organisation that is open. As the owner: behind the wall PostgreSQL would try every row of
the organisation, because it can't know that a text search tells nothing of the rows it passes over. What is found is
materialised, so that the planner doesn't hope that the limit ends a full scan."""


def zet_muren(cursor: Any, sleutel: str) -> None:
    """Around every table that belongs to an organisation: rows of the one whose pass the connection shows, and no others.

    Also for the owner, who has one door of its own: for migrations, copies and keys.
    """
    cursor.execute(
        f"CREATE TABLE IF NOT EXISTS {_SLEUTEL} (nummer integer PRIMARY KEY, binnen bytea NOT NULL, buiten bytea NOT NULL)"
    )
    cursor.execute(
        f"INSERT INTO {_SLEUTEL} VALUES (1, %s, %s) ON CONFLICT (nummer) DO UPDATE "
        "SET binnen = excluded.binnen, buiten = excluded.buiten",
        stempels(sleutel),
    )
    for kop, (soort, inhoud) in _FUNCTIES.items():
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {kop} RETURNS {soort} LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED "
            f"SET search_path = pg_catalog, pg_temp AS $muur${inhoud}\n$muur$"
        )
    cursor.execute(
        f"CREATE OR REPLACE FUNCTION {_ZOEK} RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED "
        "SET search_path = pg_catalog, pg_temp AS $muur$"
        "WITH gevonden AS MATERIALIZED (SELECT tenant_id, jongere_id FROM public.personen_zoekrij WHERE zoek @@ vraag) "
        "SELECT jongere_id FROM gevonden WHERE tenant_id = (SELECT public.inbeeld_tenant()) AND jongere_id <> ALL (zonder) "
        "LIMIT hoogstens$muur$"
    )
    cursor.execute(
        "SELECT c.relname, 'tenant_id = (SELECT inbeeld_tenant())' FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'tenant_id' "
        "AND NOT a.attisdropped ORDER BY 1"
    )
    muren = dict(cursor.fetchall())
    muren |= {t: f"EXISTS (SELECT 1 FROM {ouder} o WHERE o.id = {kolom})" for t, (kolom, ouder) in _VIA.items()}
    for tabel, wanneer in muren.items():
        # Only what is missing: each of these waits until nobody reads the table.
        cursor.execute(
            "SELECT c.relrowsecurity AND c.relforcerowsecurity, "
            "ARRAY(SELECT p.polname::text FROM pg_policy p WHERE p.polrelid = c.oid) FROM pg_class c WHERE c.oid = %s::regclass",
            [tabel],
        )
        staat, beleid = cursor.fetchone()
        if "muur" not in beleid:
            cursor.execute(f'CREATE POLICY muur ON "{tabel}" USING ({wanneer}) WITH CHECK ({wanneer})')
        if "eigenaar" not in beleid:
            cursor.execute(f'CREATE POLICY eigenaar ON "{tabel}" TO CURRENT_USER USING (true) WITH CHECK (true)')
        if not staat:
            cursor.execute(f'ALTER TABLE "{tabel}" ENABLE ROW LEVEL SECURITY')
            cursor.execute(f'ALTER TABLE "{tabel}" FORCE ROW LEVEL SECURITY')


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
            if tabel in _ALLEEN_EIGENAAR:
                continue
            rij = "SELECT, INSERT" if tabel in _ALLEEN_ERBIJ and rol == WERKER else rechten
            cursor.execute(f'GRANT {"SELECT" if tabel in (*_ALLEEN_LEZEN, *_NIEMAND) else rij} ON "{tabel}" TO {rol}')
            if rol == WEB and tabel in _VAN_WEB:
                if tabel in _ERBIJ_VAN_WEB:
                    _beperk(cursor, tabel, _ERBIJ_VAN_WEB[tabel])
                cursor.execute(f'GRANT {_VAN_WEB[tabel]} ON "{tabel}" TO {rol}')
    for kop in (*_FUNCTIES, _ZOEK, *_SCHRIJFT, *_VAN_WERKER):
        cursor.execute(f"REVOKE ALL ON FUNCTION {kop} FROM PUBLIC")
        for rol in rollen - ({WEB} if kop in _VAN_WERKER else set()):
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {kop} TO {rol}")
    if WERKER in rollen:
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {WERKER}")
    if WEB in rollen:
        cursor.execute(f"GRANT USAGE ON SEQUENCE {', '.join(_REEKSEN_VAN_WEB)} TO {WEB}")


def _beperk(cursor: Any, tabel: str, wanneer: str) -> None:
    """Before anything is granted, and only when it is not there: it waits until nobody reads the table."""
    cursor.execute("SELECT 1 FROM pg_policy WHERE polname = 'erbij_van_web' AND polrelid = %s::regclass", [tabel])
    if cursor.fetchone() is None:
        cursor.execute(f'CREATE POLICY erbij_van_web ON "{tabel}" AS RESTRICTIVE FOR INSERT TO {WEB} WITH CHECK ({wanneer})')
