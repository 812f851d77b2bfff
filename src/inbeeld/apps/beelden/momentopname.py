"""The snapshot for the engine: what we hold true, or held true on a past day, as Arrow. No numbers of persons, no names.

Where two sources state the same thing, the better one is taken here, because only here all of them are seen together:

* A row of DUO's monthly or yearly reports ("enrolled on 1 October", begin unknown; or "left on this day") is left out where a
  ROD enrolment at the same BRIN overlaps it, and a startset row (A05, NRSP) also where A04 or A14 says when the youth left.
  Without an end such a row counts until the end of its teljaar: it says nothing about later years.
* What the register says of an exemption (its kind only) is left out where the municipality's own record, with its ground,
  overlaps.
* A row that was set apart tells nothing itself, but is a reason for doubt about the youth it is about (table ``apart``), as long
  as no later delivery of that source (or the same one, sent again) brought an enrolment or exemption of this youth, and
  nobody corrected it. Only sources that state those.
* Youths without a date of birth are left out, with their facts: no rule can say anything about them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa
from django.db import connection

from inbeeld.apps.basis.muren import toon_pas_op
from inbeeld.apps.personen.services import OVERLEDEN_VOLGORDE
from inbeeld.tabellen import FEITEN, codes

KALENDERTABELLEN = ("kalender", "scholen")
VAN_JONGEREN = tuple(naam for naam in FEITEN if naam not in KALENDERTABELLEN)
_DAG = "({} AT TIME ZONE 'Europe/Amsterdam')::date"


def neem_momentopname(tenant_id: int, vakantieregio: str, bekend_op: date | None = None) -> dict[str, pa.Table]:
    """All fact tables of a tenant, read in one transaction, sorted by youth."""
    import adbc_driver_postgresql.dbapi as adbc

    with adbc.connect(_uri()) as verbinding, verbinding.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        toon_pas_op(cursor)
        uit = {}
        for naam, contract in FEITEN.items():
            cursor.execute(_vraag(naam, int(tenant_id), vakantieregio, bekend_op))
            uit[naam] = _vaste_vorm(contract.pas(cursor.fetch_arrow_table()))
        verbinding.rollback()
    return uit


def neem_momentopname_van(
    tenant_id: int,
    jongere_id: int,
    vakantieregio: str,
    bekend_op: date | None = None,
    tabellen: Iterable[str] = VAN_JONGEREN,
) -> dict[str, pa.Table]:
    """The same for one youth, over the connection of the page: the tables of facts about youths that are asked, a query each.

    Of timetables of schools only those that can say something about this youth's absence.
    """
    return {naam: _lees(naam, _vraag(naam, int(tenant_id), vakantieregio, bekend_op, int(jongere_id))) for naam in tabellen}


def neem_kalender(tenant_id: int, vakantieregio: str, bekend_op: date | None = None) -> dict[str, pa.Table]:
    """Calendar and schools of a tenant."""
    return {naam: _lees(naam, _vraag(naam, int(tenant_id), vakantieregio, bekend_op)) for naam in KALENDERTABELLEN}


def _lees(naam: str, vraag: str) -> pa.Table:
    with connection.cursor() as cursor:
        cursor.execute(vraag)
        kolommen = [k.name for k in cursor.description or ()]
        return FEITEN[naam].uit_rijen(dict(zip(kolommen, r, strict=True)) for r in cursor.fetchall())


def _vaste_vorm(tabel: pa.Table) -> pa.Table:
    """The same rows always in the same bytes, so that the digest of a snapshot means something.

    The driver leaves the unused bits behind the last row of a null bitmap as they happened to be in memory.
    """
    kolommen = []
    for kolom in tabel.combine_chunks().columns:
        delen = []
        for deel in kolom.chunks:
            if deel.null_count and deel.offset == 0:
                bits = np.packbits(deel.is_valid().to_numpy(zero_copy_only=False), bitorder="little")
                deel = pa.Array.from_buffers(deel.type, len(deel), [pa.py_buffer(bits), *deel.buffers()[1:]])
            delen.append(deel)
        kolommen.append(pa.chunked_array(delen, kolom.type))
    return pa.table(kolommen, schema=tabel.schema)


def _uri() -> str:
    s: dict[str, Any] = connection.settings_dict
    wie = f"{quote(s['USER'], safe='')}:{quote(s['PASSWORD'], safe='')}@" if s["USER"] else ""
    deel = {"host": s["HOST"], "port": s["PORT"]} | {k: v for k, v in s.get("OPTIONS", {}).items() if isinstance(v, str)}
    opties = "&".join(f"{k}={quote(str(v), safe='')}" for k, v in deel.items() if v)
    return f"postgresql://{wie}/{quote(s['NAME'], safe='')}?{opties}"


def _zichtbaar(alias: str, bekend_op: date | None) -> str:
    if bekend_op is None:
        return f"{alias}.vervangen_op IS NULL AND NOT {alias}.vervallen"
    dag = f"DATE '{bekend_op.isoformat()}'"
    return (
        f"{_DAG.format(f'{alias}.ontvangen_op')} <= {dag} AND NOT {alias}.vervallen "
        f"AND ({alias}.vervangen_op IS NULL OR {_DAG.format(f'{alias}.vervangen_op')} > {dag})"
    )


def _bekend(alias: str) -> str:
    """The *bekend* columns. ``vervangen_op`` stays empty: within the snapshot nothing has been replaced."""
    ontvangen = _DAG.format(f"{alias}.ontvangen_op")
    return f"{alias}.id AS feit_id, {alias}.bron_datum, {ontvangen} AS ontvangen_op, NULL::date AS vervangen_op"


def _vraag(naam: str, tenant: int, regio: str, bekend_op: date | None, jongere: int | None = None) -> str:
    """The query of a table; of all youths, or of one."""
    assert regio in codes.VAKANTIEREGIO
    waar = f"f.tenant_id = {tenant} AND {_zichtbaar('f', bekend_op)}"
    alle = _jongeren(tenant, regio, bekend_op, jongere)
    if naam == "jongeren":
        return f"{alle} ORDER BY jongere_id"
    wie = f"JOIN ({alle}) j ON j.jongere_id = f.jongere_id"
    if naam == "scholen":
        return (
            "SELECT s.id AS school_id, s.brin, nullif(s.vestiging, '') AS vestiging, s.naam, s.soort, s.denominatie, s.gemeente, "
            "s.postcode, s.lat, s.lon, s.vakantieregio, s.id AS feit_id "
            f"FROM scholen_school s WHERE s.tenant_id = {tenant} ORDER BY s.id"
        )
    if naam == "kalender":
        return (
            f"SELECT f.vakantieregio, f.school_id, f.soort, f.van, f.tot, f.schooljaar, {_bekend('f')} FROM scholen_kalender f "
            f"WHERE {waar} ORDER BY f.van, f.id"
        )
    if jongere is not None:
        van_school = (
            " OR (f.jongere_id IS NULL AND f.school_id IN "
            f"(SELECT v.school_id FROM registers_verzuim v WHERE v.jongere_id = {jongere}))"
        )
        waar += f" AND (f.jongere_id = {jongere}{van_school if naam == 'rooster' else ''})"
    if naam == "rooster":
        return (
            f"SELECT f.jongere_id, f.school_id, f.van, f.tot, f.weekdag, f.minuten, f.lessen, {_bekend('f')} "
            f"FROM scholen_rooster f LEFT JOIN ({alle}) j ON j.jongere_id = f.jongere_id "
            f"WHERE {waar} AND (f.jongere_id IS NULL OR j.jongere_id IS NOT NULL) "
            "ORDER BY f.jongere_id, f.school_id, f.weekdag, f.id"
        )
    if naam == "apart":
        return _apart(tenant, wie, bekend_op, jongere)
    tabel = {
        "verblijf": "verblijf",
        "inschrijvingen": "inschrijving",
        "diplomas": "diploma",
        "vrijstellingen": "vrijstelling",
        "verzuim": "verzuim",
        "meldingen": "melding",
        "werk": "werk",
    }[naam]
    eigen = {"verzuim": "f.id AS verzuim_id, ", "meldingen": "f.id AS melding_id, "}.get(naam, "")
    vast = {"feit_id", "bron_datum", "ontvangen_op", "vervangen_op", "verzuim_id", "melding_id"}
    kolommen = {k: f"f.{k}" for k in FEITEN[naam].namen if k not in vast}
    if naam == "inschrijvingen":
        kolommen["tot"] = f"{_TOT_INSCHRIJVING} AS tot"
        waar += f" AND NOT ({_beter_bekend(tenant, bekend_op)})"
    if naam == "vrijstellingen":
        soorten = ", ".join(f"'{c}'" for c in codes.GROND_REGISTER)
        waar += (
            f" AND NOT (f.grond IN ({soorten}) AND EXISTS (SELECT 1 FROM registers_vrijstelling e WHERE e.tenant_id = {tenant} "
            f"AND e.jongere_id = f.jongere_id AND e.grond NOT IN ({soorten}) AND {_zichtbaar('e', bekend_op)} "
            f"AND {_overlapt('e', 'f')}))"
        )
    return (
        f"SELECT {eigen}{', '.join(kolommen.values())}, {_bekend('f')} FROM registers_{tabel} f {wie} "
        f"WHERE {waar} ORDER BY f.jongere_id, f.id"
    )


_TOT_INSCHRIJVING = "CASE WHEN f.bron LIKE 'duo-%' THEN coalesce(f.tot, (f.van + interval '1 year')::date) ELSE f.tot END"


def neem_ingeschreven(tenant_id: int, school_ids: Iterable[int], op: date) -> list[dict[str, Any]]:
    """Enrolments at these schools that run on a day, by what is known now: ``jongere_id, school_id, onderwijs, leerweg, leerjaar,
    van, tot``, the newest last. The same that a picture sees, of whoever is still there: not of who turned out to be somebody
    else."""
    tenant, ids = int(tenant_id), ", ".join(str(int(s)) for s in school_ids)
    if not ids:
        return []
    dag = f"DATE '{op.isoformat()}'"
    vraag = (
        f"SELECT f.jongere_id, f.school_id, f.onderwijs, f.leerweg, f.leerjaar, f.van, {_TOT_INSCHRIJVING} AS tot "
        f"FROM registers_inschrijving f JOIN personen_jongere p ON p.id = f.jongere_id AND p.tenant_id = {tenant} "
        f"WHERE f.tenant_id = {tenant} AND f.school_id IN ({ids}) AND {_zichtbaar('f', None)} AND p.opgegaan_in_id IS NULL "
        f"AND NOT ({_beter_bekend(tenant, None)}) "
        f"AND f.van <= {dag} AND coalesce({_TOT_INSCHRIJVING}, 'infinity') > {dag} ORDER BY f.jongere_id, f.van, f.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(vraag)
        kolommen = [k.name for k in cursor.description or ()]
        return [dict(zip(kolommen, r, strict=True)) for r in cursor.fetchall()]


def _overlapt(een: str, ander: str) -> str:
    return f"{een}.van < coalesce({ander}.tot, 'infinity') AND coalesce({een}.tot, 'infinity') > {ander}.van"


def _beter_bekend(tenant: int, bekend_op: date | None) -> str:
    return (
        "f.bron LIKE 'duo-%' AND EXISTS ("
        "SELECT 1 FROM registers_inschrijving r JOIN scholen_school rs ON rs.id = r.school_id "
        "JOIN scholen_school fs ON fs.id = f.school_id AND fs.brin = rs.brin "
        f"WHERE r.tenant_id = {tenant} AND r.jongere_id = f.jongere_id AND {_zichtbaar('r', bekend_op)} "
        "AND (r.bron LIKE 'rod-%' OR (f.bron IN ('duo-a05', 'duo-nrsp') AND r.bron IN ('duo-a04', 'duo-a14'))) "
        "AND r.van < coalesce(f.tot, f.van + 1) AND coalesce(r.tot, 'infinity') > f.van)"
    )


def _apart(tenant: int, wie: str, bekend_op: date | None, jongere: int | None = None) -> str:
    deze = f" AND (p.id = {jongere} OR p.opgegaan_in_id = {jongere})" if jongere is not None else ""

    def ontvangen(alias: str) -> str:
        return f"{_DAG.format(f'{alias}.ontvangen_op')} <= DATE '{bekend_op.isoformat()}'" if bekend_op else "true"

    hersteld = " UNION ALL ".join(
        f"SELECT 1 FROM registers_{tabel} h WHERE h.tenant_id = {tenant} AND h.jongere_id = f.jongere_id AND h.bron = l.bron "
        f"AND (h.levering_id = n.id OR (n.bron_datum > l.bron_datum AND h.bron_datum >= n.bron_datum)) AND {ontvangen('h')}"
        for tabel in ("inschrijving", "vrijstelling")
    )
    met_de_hand = "a.status = 'hersteld'"
    if bekend_op:
        met_de_hand += f" AND {_DAG.format('a.afgedaan_op')} <= DATE '{bekend_op.isoformat()}'"
    wie_nu = "coalesce(p.opgegaan_in_id, p.id)"
    if bekend_op:
        wie_nu = f"CASE WHEN {_DAG.format('p.opgegaan_op')} <= DATE '{bekend_op.isoformat()}' THEN p.opgegaan_in_id ELSE p.id END"
    dag = _DAG.format("l.ontvangen_op")
    return (
        f"SELECT f.jongere_id, l.bron, l.bron_datum AS datum, f.id AS feit_id, l.bron_datum, {dag} AS ontvangen_op, "
        "NULL::date AS vervangen_op "
        f"FROM (SELECT a.id, a.levering_id, {wie_nu} AS jongere_id FROM leveringen_apartgezet a JOIN personen_jongere p "
        "ON p.tenant_id = a.tenant_id AND (p.bsn_index = a.pgn_index OR p.onderwijsnummer_index = a.pgn_index) "
        f"WHERE a.tenant_id = {tenant}{deze} AND NOT ({met_de_hand})) f {wie} JOIN leveringen_levering l ON l.id = f.levering_id "
        f"WHERE (l.bron IN ('rod-levering-v1', 'vrijstellingen-v1') OR l.bron LIKE 'duo-%') AND {ontvangen('l')} "
        f"AND NOT EXISTS (SELECT 1 FROM leveringen_levering n WHERE n.tenant_id = {tenant} AND n.bron = l.bron "
        f"AND (n.bron_datum, n.id) > (l.bron_datum, l.id) AND {ontvangen('n')} AND EXISTS ({hersteld})) "
        "ORDER BY f.jongere_id, f.id"
    )


def _jongeren(tenant: int, regio: str, bekend_op: date | None, jongere: int | None = None) -> str:
    def deze(kolom: str) -> str:
        return f" AND {kolom} = {jongere}" if jongere is not None else ""

    if bekend_op is None:
        return (
            f"SELECT id AS jongere_id, geboren, overleden, coalesce(vakantieregio, '{regio}') AS vakantieregio, "
            f"id AS feit_id, bron_datum FROM personen_jongere WHERE tenant_id = {tenant} AND geboren IS NOT NULL{deze('id')}"
        )
    volgorde = OVERLEDEN_VOLGORDE.replace("%%", "%")
    return (
        "SELECT jongere_id, (array_agg(geboren ORDER BY rang) FILTER (WHERE geboren IS NOT NULL))[1] AS geboren, "
        "CASE WHEN (array_agg(bron ORDER BY rang))[1] LIKE 'brp%' THEN (array_agg(overleden ORDER BY rang))[1] "
        "ELSE (array_agg(overleden ORDER BY rang) FILTER (WHERE overleden IS NOT NULL))[1] END AS overleden, "
        f"'{regio}' AS vakantieregio, jongere_id AS feit_id, max(bron_datum) AS bron_datum FROM ("
        f"SELECT g.*, row_number() OVER (PARTITION BY jongere_id ORDER BY {volgorde}) AS rang FROM personen_persoonsgegevens g "
        f"WHERE g.tenant_id = {tenant} AND {_zichtbaar('g', bekend_op)}{deze('g.jongere_id')}) v "
        "GROUP BY jongere_id HAVING count(geboren) > 0"
    )
