"""Taking statements of a delivery into a fact table: who wins, what is closed, what is only history. All in SQL, per table.

The rules, for one fact (same tenant, source, subject and key):

* the newest ``bron_datum`` wins, whatever the order of arrival; with the same date the one received last;
* what is stated again only moves ``bron_datum`` forward; nothing else changes;
* what is outdated on arrival is kept as history (``vervangen_op`` = ``ontvangen_op``) and never becomes current;
* a withdrawal (mutation V) is a statement as well: it stays as a current row with ``vervallen``, so that an older statement that
  arrives late meets it;
* a full delivery closes what it no longer states about the youths in it, and leaves in ``registers_dekking`` up to which date
  it spoke, for the same reason. Youths who aren't in it are untouched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from inbeeld.apps.basis.laden import kopieer, maak_tijdelijk, soort_in_postgres

PERSONEN, SCHOLEN = "_pgn", "_school"
"""Temporary tables of a delivery: number → youth, and key → school. Filled by the delivery desk.

A number of someone who has more than one (``registers.dubbelen``) has ``via``: the youth that this number was first of.
"""


@dataclass(frozen=True)
class Feittabel:
    """How a delivered table goes into its fact table.

    ``kolommen``: payload, the same name on both sides. ``kenmerk_bij``: what must go with the supplier's own key to make it
    unique. ``natuurlijk``: the key when the supplier gives none. ``onderwerp``: column that says whom a row is about.
    """

    naam: str
    tabel: str
    kolommen: tuple[str, ...]
    natuurlijk: tuple[str, ...]
    kenmerk_bij: tuple[str, ...] = ()
    onderwerp: str | None = "jongere_id"
    jongere: bool = True
    """Has a column ``jongere_id``."""
    jongere_verplicht: bool = True
    school: bool = False
    """Has a column ``school_id``."""
    dekking: bool = True
    """A full delivery closes what it leaves out."""
    groep: bool = False
    """The supplier's key is of a report of several rows (one per day): a newer version of the report replaces all of them."""
    laatste: str | None = None
    """Column that says which of two rows about the same fact in one file is the last; else the line does."""
    extra: tuple[str, ...] = field(default=())
    """Columns to store that don't count as content (another encryption of the same value)."""


@dataclass(frozen=True)
class Zending:
    """The delivery the statements come from."""

    tenant_id: int
    levering_id: int
    bron: str
    bron_datum: date
    volledig: bool
    ontvangen_op: datetime


@dataclass(frozen=True)
class Telling:
    """What happened to the rows of one table."""

    gelezen: int = 0
    opgenomen: int = 0
    gewijzigd: int = 0
    ongewijzigd: int = 0
    verouderd: int = 0
    gesloten: int = 0
    ongekoppeld: int = 0

    def als_dict(self) -> dict[str, int]:
        return dict(vars(self))

    def __add__(self, ander: Telling) -> Telling:
        return Telling(**{k: v + getattr(ander, k) for k, v in vars(self).items()})


def laad(cursor: Any, spec: Feittabel, gegevens: pa.Table, extra_soorten: dict[str, str] | None = None) -> str:
    """COPY the rows into a temporary table. ``p`` stands for the person's number. Gives the table's name."""
    naam = f"_in_{spec.naam}"
    anders = extra_soorten or {}
    maak_tijdelijk(cursor, naam, [(v.name, anders.get(v.name) or soort_in_postgres(v.type)) for v in gegevens.schema])
    kopieer(cursor, f'"{naam}"', gegevens)
    return naam


def verwerk(cursor: Any, spec: Feittabel, zending: Zending, bron_tabel: str, gelezen: int) -> Telling:
    """Classifies the loaded rows against what is current and carries it out. Leaves ``_werk_<naam>`` for the caller."""
    werk = f"_werk_{spec.naam}"
    waarden = {
        "tenant": zending.tenant_id,
        "bron": zending.bron,
        "datum": zending.bron_datum,
        "nu": zending.ontvangen_op,
        "levering": zending.levering_id,
    }
    cursor.execute(f'DROP TABLE IF EXISTS pg_temp."{werk}"')
    cursor.execute(_classificeer(spec, bron_tabel, werk), waarden)
    cursor.execute(f'ANALYZE "{werk}"')
    cursor.execute(f'SELECT klasse, count(*), sum(aantal) FROM "{werk}" GROUP BY klasse')
    per_klasse: dict[str, int] = {}
    gekoppeld = 0
    for klasse, aantal, rijen in cursor.fetchall():
        per_klasse[klasse] = aantal
        gekoppeld += int(rijen)
    cursor.execute(
        f"UPDATE {spec.tabel} h SET vervangen_op = greatest(%(nu)s, h.ontvangen_op) "
        f"FROM \"{werk}\" w WHERE h.id = w.huidig AND w.klasse = 'gewijzigd'",
        waarden,
    )
    if spec.jongere:
        _noteer_bevestiging(cursor, spec, werk, waarden)
    cursor.execute(
        f"UPDATE {spec.tabel} h SET bron_datum = %(datum)s "
        f"FROM \"{werk}\" w WHERE h.id = w.huidig AND w.klasse = 'gelijk' AND h.bron_datum < %(datum)s",
        waarden,
    )
    cursor.execute(_voeg_toe(spec, werk), waarden)
    gesloten = 0
    if zending.volledig and spec.dekking:
        cursor.execute(
            f"UPDATE {spec.tabel} h SET vervangen_op = greatest(%(nu)s, h.ontvangen_op) FROM _gedekt g "
            "WHERE h.jongere_id = g.jongere_id AND h.tenant_id = %(tenant)s AND h.bron = %(bron)s AND h.vervangen_op IS NULL "
            "AND NOT h.vervallen AND h.bron_datum <= %(datum)s AND NOT EXISTS "
            f'(SELECT 1 FROM "{werk}" w WHERE w.jongere_id = h.jongere_id AND w.sleutel = h.sleutel)',
            waarden,
        )
        gesloten = cursor.rowcount
    if spec.groep:
        cursor.execute(
            f'UPDATE {spec.tabel} h SET vervangen_op = greatest(%(nu)s, h.ontvangen_op) WHERE EXISTS (SELECT 1 FROM "{werk}" r '
            f"WHERE {_ZELFDE_GROEP.format(een='h', ander='r')}) AND h.bron_datum <= %(datum)s AND NOT h.vervallen AND NOT EXISTS "
            f'(SELECT 1 FROM "{werk}" w WHERE w.jongere_id = h.jongere_id AND w.sleutel = h.sleutel)',
            waarden,
        )
        gesloten += cursor.rowcount
    gelijk = per_klasse.get("gelijk", 0) + per_klasse.get("bekend", 0)
    dubbel = gekoppeld - sum(per_klasse.values())
    return Telling(
        gelezen=gelezen,
        opgenomen=per_klasse.get("nieuw", 0),
        gewijzigd=per_klasse.get("gewijzigd", 0),
        ongewijzigd=gelijk + dubbel,
        verouderd=per_klasse.get("verouderd", 0),
        gesloten=gesloten,
        ongekoppeld=gelezen - gekoppeld,
    )


def _noteer_bevestiging(cursor: Any, spec: Feittabel, werk: str, waarden: dict[str, Any]) -> None:
    """Of someone with more than one number: which number stated the same, until when. Needed to tell them apart again."""
    cursor.execute(f"SELECT EXISTS (SELECT 1 FROM \"{werk}\" WHERE via IS NOT NULL AND klasse IN ('gelijk', 'bekend'))")
    if not cursor.fetchone()[0]:
        return
    onderwerp = f"h.{spec.onderwerp} = w.{spec.onderwerp} AND " if spec.onderwerp else ""
    gelijk = (
        f'FROM "{werk}" w CROSS JOIN LATERAL (SELECT h.id, h.via, h.jongere_id, h.bron_datum FROM {spec.tabel} h '
        f"WHERE {onderwerp}h.tenant_id = %(tenant)s AND h.bron = %(bron)s AND h.sleutel = w.sleutel AND h.inhoud = w.inhoud "
        "AND h.vervallen = w.vervallen AND (h.id = w.huidig OR w.klasse = 'bekend') "
        "ORDER BY (h.bron_datum >= %(datum)s) DESC, h.id DESC LIMIT 1) h "
        "WHERE w.via IS NOT NULL AND w.klasse IN ('gelijk', 'bekend')"
    )
    for via, op, bij_dubbel in (
        ("coalesce(h.via, h.jongere_id)", "h.bron_datum", "NOTHING"),
        ("w.via", "%(datum)s::date", "UPDATE SET bron_datum = greatest(b.bron_datum, excluded.bron_datum)"),
    ):
        cursor.execute(
            f"INSERT INTO personen_bevestiging AS b (tenant_id, tabel, feit_id, via, bron_datum) "
            f"SELECT %(tenant)s, '{spec.tabel}', h.id, {via}, {op} {gelijk} ON CONFLICT (tabel, feit_id, via) DO {bij_dubbel}",
            waarden,
        )


def _classificeer(spec: Feittabel, bron_tabel: str, werk: str) -> str:
    wie = "u.jongere_id" if spec.jongere else "NULL::bigint AS jongere_id"
    via = "u.via" if spec.jongere else "NULL::bigint AS via"
    waar = "sc.school_id" if spec.school or spec.onderwerp == "school_id" else "NULL::bigint AS school_id"
    koppel = f"LEFT JOIN {PERSONEN} u ON u.p = s.p " if spec.jongere else ""
    if spec.school or spec.onderwerp == "school_id":
        koppel += f"LEFT JOIN {SCHOLEN} sc ON sc.brin = s.brin AND sc.vestiging = coalesce(s.vestiging, '') "
    mutatie = spec.naam in ("inschrijvingen", "diplomas", "vrijstellingen")
    vervallen = "coalesce(s.mutatie = 'V', false)" if mutatie else "false"
    over = [] if spec.onderwerp else [k for k in (wie, waar) if not k.startswith("NULL")]
    los = f"md5(ROW({', '.join([_N, *over, *(f's.{k}' for k in spec.natuurlijk)])})::text)"
    eigen = ", ".join([_K, *over, *(f"s.{k}" for k in spec.kenmerk_bij), "s.kenmerk"])
    sleutel = f"(CASE WHEN s.kenmerk IS NULL THEN {los} ELSE md5(ROW({eigen})::text) END)" if _kent_kenmerk(spec) else los
    inhoud = ", ".join([f"s.{k}" for k in spec.kolommen] + (["sc.school_id"] if spec.school else []))
    opslag = _lijst("s", (*spec.kolommen, *spec.extra, *([spec.laatste] if spec.laatste else [])))
    volgorde = f"{spec.laatste} DESC NULLS LAST, regel DESC, rij DESC" if spec.laatste else "regel DESC, rij DESC"
    verplicht = (
        "WHERE u.jongere_id IS NOT NULL"
        if spec.jongere_verplicht and spec.jongere
        else (
            "WHERE sc.school_id IS NOT NULL"
            if spec.onderwerp == "school_id"
            else ("WHERE (s.p IS NULL OR u.jongere_id IS NOT NULL)" if spec.jongere else "")
        )
    )
    onderwerp = f"h.{spec.onderwerp} = r.{spec.onderwerp} AND " if spec.onderwerp else ""
    dekking = (
        "LEFT JOIN registers_dekking d ON d.tenant_id = %(tenant)s AND d.jongere_id = r.jongere_id AND d.bron = %(bron)s"
        if spec.dekking
        else ""
    )
    door_volledig = f"coalesce(d.{spec.naam} > %(datum)s, false)" if spec.dekking else "false"
    if spec.groep:
        door_volledig += (
            f" OR EXISTS (SELECT 1 FROM {spec.tabel} z WHERE {_ZELFDE_GROEP.format(een='z', ander='r')} "
            "AND z.bron_datum > %(datum)s)"
        )
    groep = f"{spec.onderwerp + ', ' if spec.onderwerp else ''}sleutel"
    return f"""
CREATE TEMP TABLE "{werk}" ON COMMIT DROP AS
WITH rijen AS (
    SELECT {wie}, {via}, {waar}, s.regel, {"s.kenmerk" if _kent_kenmerk(spec) else "NULL::text AS kenmerk"},
           {sleutel}::uuid AS sleutel, {vervallen} AS vervallen,
           (CASE WHEN {vervallen} THEN md5('vervallen') ELSE md5(ROW({inhoud})::text) END)::uuid AS inhoud,
           {opslag}, s.rij
    FROM "{bron_tabel}" s {koppel} {verplicht}
), laatste AS (
    SELECT DISTINCT ON ({groep}) *, count(*) OVER (PARTITION BY {groep}) AS aantal
    FROM rijen ORDER BY {groep}, {volgorde}
), naast AS (
    SELECT r.*, h.id AS huidig, {door_volledig} AS ouder_dan_volledig, h.bron_datum AS huidige_datum,
           h.inhoud = r.inhoud AND h.vervallen = r.vervallen AS gelijk
    FROM laatste r
    LEFT JOIN {spec.tabel} h ON {onderwerp}h.tenant_id = %(tenant)s AND h.bron = %(bron)s AND h.sleutel = r.sleutel
         AND h.vervangen_op IS NULL
    {dekking}
)
SELECT r.*, CASE
    WHEN coalesce(gelijk, false) THEN CASE WHEN ouder_dan_volledig THEN 'bekend' ELSE 'gelijk' END
    WHEN coalesce(ouder_dan_volledig, false) OR huidige_datum > %(datum)s THEN
        CASE WHEN EXISTS (
            SELECT 1 FROM {spec.tabel} h WHERE {onderwerp}h.tenant_id = %(tenant)s AND h.bron = %(bron)s
            AND h.sleutel = r.sleutel AND h.inhoud = r.inhoud AND h.vervallen = r.vervallen AND h.bron_datum >= %(datum)s
        ) THEN 'bekend' ELSE 'verouderd' END
    WHEN huidig IS NULL THEN 'nieuw'
    ELSE 'gewijzigd' END AS klasse
FROM naast r
"""


def _voeg_toe(spec: Feittabel, werk: str) -> str:
    eigen: Sequence[str] = (*spec.kolommen, *spec.extra)
    wie = ["jongere_id", "via"] if spec.jongere else []
    wie += ["school_id"] if spec.school or spec.onderwerp == "school_id" else []
    kolommen = ", ".join([*wie, "regel", "kenmerk", "sleutel", "inhoud", "vervallen", *eigen])
    return (
        f"INSERT INTO {spec.tabel} (tenant_id, levering_id, bron, bron_datum, ontvangen_op, vervangen_op, {kolommen}) "
        "SELECT %(tenant)s, %(levering)s, %(bron)s, %(datum)s, %(nu)s, CASE WHEN klasse = 'verouderd' THEN %(nu)s END, "
        f"{kolommen} FROM \"{werk}\" WHERE klasse IN ('nieuw', 'gewijzigd', 'verouderd')"
    )


_ZELFDE_GROEP = (
    "{een}.tenant_id = %(tenant)s AND {een}.bron = %(bron)s AND {een}.jongere_id = {ander}.jongere_id AND "
    "{een}.kenmerk = {ander}.kenmerk AND {een}.school_id IS NOT DISTINCT FROM {ander}.school_id AND {een}.vervangen_op IS NULL"
)
_N, _K = "'n'", "'k'"
"""So that a natural key and a supplier's key never look the same."""


def eigen_kolommen(spec: Feittabel) -> list[str]:
    """Everything a row of the fact table states, apart from whom it is about and when we held it true."""
    school = ["school_id"] if spec.school else []
    vast = ["tenant_id", "levering_id", "regel", "bron", "kenmerk", "inhoud", "vervallen"]
    return [*vast, *school, *spec.kolommen, *spec.extra]


def sleutel_bij(spec: Feittabel, rij: str, jongere: str) -> str:
    """The key that a stored row would have if it were about another youth."""
    if spec.onderwerp:
        return f"{rij}.sleutel"
    over = [jongere, f"{rij}.school_id"]
    los = ", ".join([_N, *over, *(f"{rij}.{k}" for k in spec.natuurlijk)])
    eigen = ", ".join([_K, *over, *(f"{rij}.{k}" for k in spec.kenmerk_bij), f"{rij}.kenmerk"])
    return f"(CASE WHEN {rij}.kenmerk IS NULL THEN md5(ROW({los})::text) ELSE md5(ROW({eigen})::text) END)::uuid"


def _kent_kenmerk(spec: Feittabel) -> bool:
    return spec.naam != "personen"


def _lijst(van: str, kolommen: Sequence[str]) -> str:
    return ", ".join(f"{van}.{k}" for k in kolommen)
