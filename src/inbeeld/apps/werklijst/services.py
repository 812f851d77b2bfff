"""Making the picture and, from it, the work list: one transaction, so that both are always of the same run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.db import connection, transaction

from inbeeld.apps.basis.laden import kopieer, maak_tijdelijk
from inbeeld.apps.beelden import services as beelden
from inbeeld.apps.gronden import services as gronden
from inbeeld.apps.scholen.selectors import kalenders
from inbeeld.regels.werklijst.termijn import Combinatie, Termijn, termijnen
from inbeeld.regels.werklijst.volgorde import volgorde
from inbeeld.regels.werklijst.werk import TAAK_VAN_POSITIE, WERK

if TYPE_CHECKING:
    from inbeeld.apps.beelden.models import Beeldrun
    from inbeeld.apps.toegang.models import Organisatie


def ververs(
    organisatie: Organisatie, peildatum: date, motor: str = "duckdb", stap: Callable[[str], None] | None = None
) -> Beeldrun:
    """A new picture with its work list in place of the old ones; whoever reads meanwhile sees the old ones.

    Runs of one tenant wait for each other from the beginning: the last to start is the last to be kept.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('inbeeld.werklijst'), %s)", [organisatie.pk])
        cursor.execute(_EERDER, [organisatie.pk, organisatie.pk])
        cursor.execute("DELETE FROM werklijst_werkregel WHERE tenant_id = %s", [organisatie.pk])
        run = beelden.maak_beeld(organisatie, peildatum, motor=motor, stap=stap)
        if stap:
            stap("werklijst")
        maak_lijst(cursor, organisatie, peildatum)
        gronden.werk_bij(cursor, organisatie.pk, peildatum)
    return run


_EERDER = """
    DROP TABLE IF EXISTS pg_temp._eerder;
    CREATE TEMP TABLE _eerder ON COMMIT DROP AS
    SELECT s.jongere_id, s.signaal, s.van, max(s.sinds_bekend) AS sinds_bekend, max(w.nieuw_op) AS nieuw_op
    FROM werklijst_werkregel w
    JOIN beelden_signaal s ON s.tenant_id = w.tenant_id AND s.jongere_id = w.jongere_id AND s.tot IS NULL
        AND s.signaal = ANY(w.signalen)
    WHERE w.tenant_id = %s AND s.tenant_id = %s GROUP BY 1, 2, 3;
    ANALYZE _eerder
"""
"""What stood on the list already."""


def maak_lijst(cursor: Any, organisatie: Organisatie, vandaag: date) -> int:
    """A line per youth and task from the signals that are open now (``regels.werklijst.volgorde``). The rules are asked once per
    different combination of what they look at; the rest is SQL. A signal that is not in ``_eerder``, or was known later than it,
    is new now. Gives the number of lines."""
    cursor.execute(
        "CREATE TEMP TABLE IF NOT EXISTS _eerder (jongere_id bigint, signaal text, van date, sinds_bekend date, "
        "nieuw_op timestamptz) ON COMMIT DROP"
    )
    cursor.execute(
        "SELECT DISTINCT signaal, sinds_bekend, begin_feit, van FROM beelden_signaal "
        "WHERE tenant_id = %s AND tot IS NULL AND signaal = ANY(%s)",
        [organisatie.pk, list(WERK)],
    )
    combinaties = [Combinatie(*rij) for rij in cursor.fetchall()]
    _laad_combinaties(cursor, combinaties, termijnen(combinaties, kalenders(organisatie.pk)), vandaag)
    maak_tijdelijk(cursor, "_positie", [("positie", "text"), ("taak", "text")])
    kopieer(cursor, "_positie", pa.table({"positie": list(TAAK_VAN_POSITIE), "taak": list(TAAK_VAN_POSITIE.values())}))
    maak_tijdelijk(cursor, "_deel", [("deel", "text"), ("geheel", "text")])
    delen = [(s, geheel) for s, w in WERK.items() for geheel in w.deel_van]
    kopieer(cursor, "_deel", pa.table({"deel": [d for d, _ in delen], "geheel": [g for _, g in delen]}))
    cursor.execute(
        """
        INSERT INTO werklijst_werkregel (tenant_id, jongere_id, signaal_id, gemeente, taak, soort, soorten, signalen,
                                         uiterlijk, grondslag, artikel, uitleg, rang, sinds_bekend, nieuw_op)
        WITH werk AS MATERIALIZED (
            SELECT s.id, s.jongere_id, s.signaal, s.sinds_bekend, j.gemeente, c.soort, c.uiterlijk, c.grondslag, c.artikel,
                   c.uitleg, c.rang, coalesce(c.taak, p.taak, 'leerplicht') AS taak, e.sinds_bekend AS eerder, e.nieuw_op
            FROM beelden_signaal s
            JOIN _combinatie c ON (c.signaal, c.sinds_bekend, c.van) = (s.signaal, s.sinds_bekend, s.van)
                 AND c.begin_feit IS NOT DISTINCT FROM s.begin_feit
            JOIN personen_jongere j ON j.id = s.jongere_id
            LEFT JOIN beelden_rechtspositie r ON r.jongere_id = s.jongere_id AND r.tenant_id = s.tenant_id AND r.tot IS NULL
            LEFT JOIN _positie p USING (positie)
            LEFT JOIN _eerder e ON e.jongere_id = s.jongere_id AND e.signaal = s.signaal AND e.van = s.van
            WHERE s.tenant_id = %(t)s AND s.tot IS NULL
        ), voor AS (
            SELECT w.*, t.taak AS voor, w.taak = t.taak AS eigen,
                   first_value(signaal) OVER (PARTITION BY jongere_id, t.taak ORDER BY w.taak <> t.taak, rang) AS vooraan
            FROM werk w JOIN (SELECT DISTINCT jongere_id, taak FROM werk) t USING (jongere_id)
        )
        SELECT %(t)s, jongere_id, (array_agg(id ORDER BY rang) FILTER (WHERE eigen))[1], min(gemeente), voor,
               (array_agg(soort ORDER BY geheel IS NULL, rang) FILTER (WHERE eigen AND soort IS NOT NULL))[1],
               array_agg(DISTINCT soort) FILTER (WHERE eigen AND soort IS NOT NULL),
               array_agg(signaal ORDER BY NOT eigen, rang),
               (array_agg(uiterlijk ORDER BY rang) FILTER (WHERE eigen))[1],
               (array_agg(grondslag ORDER BY rang) FILTER (WHERE eigen))[1],
               (array_agg(artikel ORDER BY rang) FILTER (WHERE eigen))[1],
               (array_agg(uitleg ORDER BY rang) FILTER (WHERE eigen))[1],
               min(rang) FILTER (WHERE eigen), max(sinds_bekend) FILTER (WHERE eigen),
               max(CASE WHEN eerder IS NULL OR eerder < sinds_bekend THEN clock_timestamp() ELSE nieuw_op END)
                   FILTER (WHERE eigen)
        FROM voor LEFT JOIN _deel ON deel = vooraan AND geheel = signaal
        GROUP BY jongere_id, voor HAVING count(soort) FILTER (WHERE eigen) > 0
        """,
        {"t": organisatie.pk},
    )
    return int(cursor.rowcount)


def _laad_combinaties(cursor: Any, combinaties: list[Combinatie], uitkomsten: list[Termijn], vandaag: date) -> None:
    soorten = {
        "signaal": "text", "sinds_bekend": "date", "begin_feit": "date", "van": "date", "uiterlijk": "date", "grondslag": "text",
        "artikel": "text", "uitleg": "text", "rang": "bigint", "soort": "text", "taak": "text",
    }  # fmt: skip
    maak_tijdelijk(cursor, "_combinatie", soorten.items())
    rijen = [
        c._asdict() | asdict(t) | {"rang": volgorde(c, t, vandaag), "soort": WERK[c.signaal].soort, "taak": WERK[c.signaal].taak}
        for c, t in zip(combinaties, uitkomsten, strict=True)
    ]
    arrow = {"text": pa.string(), "date": pa.date32(), "bigint": pa.int64()}
    kopieer(cursor, "_combinatie", pa.table({k: pa.array([r[k] for r in rijen], arrow[s]) for k, s in soorten.items()}))
    cursor.execute("ANALYZE _combinatie")
