"""What is due, and why; and what is not due yet, and why. One query over all youths of an organisation.

The law is ``regels.bewaren.gronden``; its expression is run by PostgreSQL itself, so that no person leaves the database. What
keeps something longer than its term allows: someone postponed it, a decision about the person waits, or the youth disputes it
(AVG art. 18: who disputes a fact may ask that it stays until that is settled).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import ibis
from django.db import connection

from inbeeld.apps.bewaren.models import Termijn
from inbeeld.apps.registers.vernietigen import DOSSIERTABELLEN
from inbeeld.regels.bewaren.gronden import DOSSIER_OMVANG, DOSSIERGROND, GRONDEN, OMVANG, PERSOON_OMVANG, RUIMTE, bewaargronden
from inbeeld.regels.parameters import Instelling

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

UITGESTELD, BESLUIT, BETWIST, ONBEKEND, LOOPT = "uitgesteld", "besluit", "betwist", "geboortedatum", "loopt"
"""Why something is not due: three that keep it longer, no date of birth, or simply that its term still runs."""


@dataclass(frozen=True)
class Groep:
    """How many youths share what goes, the ground that ended last, and what keeps it (empty: nothing, it is due)."""

    omvang: str
    grond: str
    waarom: str
    aantal: int
    eerste: date | None
    laatste: date | None

    @property
    def artikel(self) -> str:
        return GRONDEN[self.grond][1]


@dataclass(frozen=True)
class Regel:
    """One youth in the proposal. ``vanaf``: the first day on which the data may no longer be kept; ``einde``: from when the
    term counts."""

    jongere_id: int
    omvang: str
    grond: str
    einde: date | None
    vanaf: date | None
    waarom: str


def instelling_van(tenant_id: int, op: date) -> Instelling:
    """The terms in force on a day: those of the own selectielijst in place of the rule's."""
    eigen = Termijn.objects.filter(tenant_id=tenant_id, vanaf__lte=op).order_by("vanaf", "id")
    return Instelling({t.parameter: t.jaren for t in eigen if t.parameter in RUIMTE})


def termijnen(tenant_id: int, op: date) -> list[tuple[str, str, int, Termijn | None]]:
    """Per ground: its article, the term in years, and the own decision when there is one."""
    instelling = instelling_van(tenant_id, op)
    eigen = {t.parameter: t for t in Termijn.objects.filter(tenant_id=tenant_id, vanaf__lte=op).order_by("vanaf", "id")}
    return [(grond, artikel, instelling[p].nu, eigen.get(p.naam)) for grond, (p, artikel) in GRONDEN.items()]


def groepen(organisatie: Organisatie, op: date, *, gebied: Sequence[str] | None = None, alles: bool = False) -> list[Groep]:
    """The proposal in numbers. ``alles``: also those whose term still runs, which asks about every youth."""
    sql, w = _vraag(organisatie, op, gebied=gebied, alles=alles)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{sql} SELECT omvang, grond, waarom, count(*), min(vanaf), max(vanaf) FROM uit GROUP BY 1, 2, 3 "
            "ORDER BY waarom <> '', omvang DESC, count(*) DESC, grond, waarom",
            w,
        )
        return [Groep(*rij) for rij in cursor.fetchall()]


def regels(
    organisatie: Organisatie,
    op: date,
    *,
    gebied: Sequence[str] | None = None,
    omvang: str | None = None,
    grond: str | None = None,
    waarom: str = "",
    ids: Iterable[int] | None = None,
    van: int = 0,
    meest: int | None = None,
) -> list[Regel]:
    """The youths of the proposal, the longest overdue first."""
    sql, w = _vraag(organisatie, op, gebied=gebied, ids=ids)
    waar = "waarom = %(waarom)s"
    w["waarom"] = waarom
    for naam, waarde in (("omvang", omvang), ("grond", grond)):
        if waarde is not None:
            waar += f" AND {naam} = %({naam})s"
            w[naam] = waarde
    grens = f"OFFSET {int(van)}" + (f" LIMIT {int(meest)}" if meest is not None else "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"{sql} SELECT jongere_id, omvang, grond, einde, vanaf, waarom FROM uit WHERE {waar} "
            f"ORDER BY vanaf NULLS LAST, jongere_id {grens}",
            w,
        )
        return [Regel(*rij) for rij in cursor.fetchall()]


def gronden_van(organisatie: Organisatie, op: date, jongere_id: int) -> list[tuple[str, date | None]]:
    """Of one youth: until which day each ground allows keeping."""
    sql, w = _vraag(organisatie, op, ids=[jongere_id], alles=True)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} SELECT grond, vanaf FROM gronden ORDER BY vanaf, grond", w)
        return list(cursor.fetchall())


def _vraag(
    organisatie: Organisatie,
    op: date,
    *,
    gebied: Sequence[str] | None = None,
    ids: Iterable[int] | None = None,
    alles: bool = False,
) -> tuple[str, dict[str, Any]]:
    """``WITH … uit AS (…)``: one row per youth, and its values."""
    instelling = instelling_van(organisatie.pk, op)
    w: dict[str, Any] = {
        "t": organisatie.pk,
        "op": op,
        "gemeenten": organisatie.gemeenten,
    }
    waar = "j.tenant_id = %(t)s AND j.opgegaan_in_id IS NULL"
    if ids is not None:
        waar += " AND j.id = ANY(%(ids)s)"
        w["ids"] = list(ids)
    if gebied is not None:
        waar += " AND coalesce(j.gemeente, '') = ANY(%(gebied)s)"
        w["gebied"] = list(gebied)
    if not alles:
        # Nothing goes before the leerplicht file does.
        jaren = int(instelling[GRONDEN[DOSSIERGROND][0]].nu)
        waar += f" AND (j.geboren <= %(op)s::date - interval '{jaren} years' OR j.geboren IS NULL)"
    dossier = " OR ".join(
        f"EXISTS (SELECT 1 FROM {tabel} d WHERE d.tenant_id = %(t)s AND d.jongere_id = j.jongere_id "
        f"AND d.{dag} < j.geboren + interval '18 years')"
        for tabel, dag in DOSSIERTABELLEN.items()
    )
    bij_dossier = f"grond IN ({', '.join(repr(g) for g in OMVANG[DOSSIER_OMVANG])})"
    sql = f"""
    WITH jongeren AS MATERIALIZED (
        SELECT j.id AS jongere_id, j.geboren, coalesce(j.geboren_nauwkeurig, 'dag') AS nauwkeurig, j.overleden,
               j.bron_datum AS gezien
        FROM personen_jongere j WHERE {waar}
    ), verblijf AS MATERIALIZED (
        SELECT v.jongere_id, v.tot FROM registers_verblijf v JOIN jongeren j USING (jongere_id)
        WHERE v.tenant_id = %(t)s AND v.vervangen_op IS NULL AND NOT v.vervallen AND v.gemeente = ANY(%(gemeenten)s)
    ), diplomas AS MATERIALIZED (
        SELECT d.jongere_id, d.diploma, d.datum FROM registers_diploma d JOIN jongeren j USING (jongere_id)
        WHERE d.tenant_id = %(t)s AND d.vervangen_op IS NULL AND NOT d.vervallen
    ), gronden AS (
        SELECT jongere_id, grond, einde::date AS einde, vanaf::date AS vanaf FROM ({_wet(instelling)}) wet
    ), per AS (
        SELECT jongere_id, max(einde) FILTER (WHERE grond = '{DOSSIERGROND}') AS geboren,
               CASE WHEN bool_and(vanaf IS NOT NULL) THEN max(vanaf) END AS vanaf,
               (array_agg(grond ORDER BY vanaf DESC NULLS FIRST, grond))[1] AS grond,
               (array_agg(einde ORDER BY vanaf DESC NULLS FIRST, grond))[1] AS einde,
               max(vanaf) FILTER (WHERE {bij_dossier}) AS d_vanaf,
               (array_agg(grond ORDER BY vanaf DESC NULLS FIRST, grond) FILTER (WHERE {bij_dossier}))[1] AS d_grond,
               (array_agg(einde ORDER BY vanaf DESC NULLS FIRST, grond) FILTER (WHERE {bij_dossier}))[1] AS d_einde
        FROM gronden GROUP BY 1
    ), gekozen AS (
        SELECT jongere_id, '{PERSOON_OMVANG}' AS omvang, grond, einde, vanaf FROM per j
        WHERE {"true" if alles else "j.vanaf <= %(op)s OR j.vanaf IS NULL"}
        UNION ALL
        SELECT jongere_id, '{DOSSIER_OMVANG}', d_grond, d_einde, d_vanaf FROM per j
        WHERE j.vanaf > %(op)s AND j.d_vanaf <= %(op)s AND ({dossier})
    ), uitgesteld AS MATERIALIZED (
        SELECT DISTINCT ON (1) coalesce(z.opgegaan_in_id, z.id) AS jongere_id, u.tot FROM bewaren_uitstel u
        JOIN personen_jongere z ON z.id = u.jongere_id WHERE u.tenant_id = %(t)s ORDER BY 1, u.id DESC
    ), wachtend AS MATERIALIZED (
        SELECT o.een_id AS jongere_id FROM personen_oordeel o WHERE o.tenant_id = %(t)s AND o.status = 'wacht'
        UNION SELECT o.ander_id FROM personen_oordeel o WHERE o.tenant_id = %(t)s AND o.status = 'wacht'
    ), betwist AS MATERIALIZED (
        SELECT DISTINCT coalesce(z.opgegaan_in_id, z.id) AS jongere_id FROM rectificatie_verzoek b
        JOIN personen_jongere z ON z.id = b.jongere_id
        WHERE b.tenant_id = %(t)s AND NOT EXISTS (SELECT 1 FROM rectificatie_besluit c WHERE c.verzoek_id = b.id)
    ), goedgekeurd AS MATERIALIZED (
        SELECT r.jongere_id FROM bewaren_vernietigregel r WHERE r.tenant_id = %(t)s AND %(zonder)s
    ), uit AS (
        SELECT g.*, CASE WHEN g.vanaf IS NULL THEN '{ONBEKEND}' WHEN g.vanaf > %(op)s THEN '{LOOPT}'
            WHEN u.tot > %(op)s THEN '{UITGESTELD}'
            WHEN g.jongere_id IN (SELECT jongere_id FROM wachtend) THEN '{BESLUIT}'
            WHEN g.jongere_id IN (SELECT jongere_id FROM betwist) THEN '{BETWIST}'
            ELSE '' END AS waarom
        FROM gekozen g LEFT JOIN uitgesteld u USING (jongere_id)
        WHERE g.jongere_id NOT IN (SELECT jongere_id FROM goedgekeurd)
    )"""
    w["zonder"] = ids is None  # what is approved already is no longer proposed
    return sql, w


def _wet(instelling: Instelling) -> str:
    return _wet_sql(tuple(sorted(instelling.vervangen.items())))


@lru_cache(16)
def _wet_sql(vervangen: tuple[tuple[str, int], ...]) -> str:
    """The rule as a query over ``jongeren``, ``verblijf`` and ``diplomas``."""
    jongeren = ibis.table(
        {"jongere_id": "int64", "geboren": "date", "nauwkeurig": "string", "overleden": "date", "gezien": "date"}, name="jongeren"
    )
    verblijf = ibis.table({"jongere_id": "int64", "tot": "date"}, name="verblijf")
    diplomas = ibis.table({"jongere_id": "int64", "diploma": "string", "datum": "date"}, name="diplomas")
    uitdrukking = bewaargronden(jongeren, verblijf, diplomas, Instelling(dict(vervangen)))
    return str(ibis.to_sql(uitdrukking, dialect="postgres")).replace("%", "%%")
