"""Writing youths: matching numbers, making persons, and keeping their current data.

A person is made by any source that gives enough identity: number, surname and date of birth. What a source says is kept in
``Persoonsgegevens``; the row in ``Jongere`` is chosen from it, BRP before other sources, then the newest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.db import connection

from inbeeld.apps.basis import versleuteling
from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.basis.laden import hex_tekst, kopieer, maak_tijdelijk
from inbeeld.apps.basis.samenvoegen import PERSONEN, Feittabel
from inbeeld.apps.basis.versleuteling import versleutel
from inbeeld.apps.personen import dubbelen, zoekindex
from inbeeld.apps.personen.models import Jongere, Oordeel, Samenvoeging

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

BRP = "brp"
"""Sources whose code starts with this go before others."""

BSN, ONR, TABEL = "BSN", "ONR", "TABEL"
"""Kinds of number. TABEL: the person's number in canonical tables that were read in; no personal number."""

GROEPEN: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("achternaam",), ("achternaam", "voorvoegsel", "voornamen")),
    (("geboren",), ("geboren", "geboren_nauwkeurig")),
    (
        ("postcode", "straat", "woonplaats", "gemeente"),
        ("straat", "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats", "gemeente"),
    ),
    (("geslacht",), ("geslacht",)),
    (("geheim",), ("geheim",)),
    (("nationaliteit",), ("nationaliteit",)),
    (("gezag", "ouder_1_index", "ouder_2_index"), ("gezag", "ouder_1", "ouder_1_index", "ouder_2", "ouder_2_index")),
)
"""Columns that belong together: they come from the first source that knows one of the columns before them."""

GEGEVENS = Feittabel(
    naam="personen",
    tabel="personen_persoonsgegevens",
    kolommen=(
        "achternaam",
        "voorvoegsel",
        "voornamen",
        "geslacht",
        "geboren",
        "geboren_nauwkeurig",
        "overleden",
        "straat",
        "huisnummer",
        "huisletter",
        "toevoeging",
        "postcode",
        "woonplaats",
        "gemeente",
        "geheim",
        "nationaliteit",
        "gezag",
        "ouder_1_index",
        "ouder_2_index",
    ),
    extra=("ouder_1", "ouder_2"),
    laatste="adres_van",
    natuurlijk=(),
    dekking=False,
)
OVERLEDEN_VOLGORDE = "(bron LIKE 'brp%%') DESC, bron_datum DESC, bron"


def koppel_nummers(cursor: Any, tenant_id: int, nummers: Sequence[tuple[str, str]]) -> None:
    """Makes the temporary table of numbers with the youth that belongs to each, when known.

    The numbers themselves stay out of SQL.
    """
    kolommen = [("p", "integer"), ("soort", "text"), ("index", "bytea"), ("jongere_id", "bigint"), ("via", "bigint")]
    index = versleuteling.zoeker(tenant_id)
    maak_tijdelijk(cursor, PERSONEN, kolommen)
    kopieer(
        cursor,
        PERSONEN,
        pa.table(
            {
                "p": pa.array(range(len(nummers)), pa.int32()),
                "soort": pa.array([s for s, _ in nummers], pa.string()),
                "index": hex_tekst(index(s, n) for s, n in nummers),
            }
        ),
    )
    for soort, kolom in ((BSN, "bsn_index"), (ONR, "onderwijsnummer_index"), (TABEL, "tabelnummer_index")):
        cursor.execute(
            f"UPDATE {PERSONEN} u SET jongere_id = coalesce(j.opgegaan_in_id, j.id), "
            "via = CASE WHEN j.opgegaan_in_id IS NOT NULL THEN j.id END FROM personen_jongere j "
            f"WHERE u.soort = %s AND j.tenant_id = %s AND j.{kolom} = u.index",
            [soort, tenant_id],
        )
    cursor.execute(
        f"UPDATE {PERSONEN} SET via = jongere_id WHERE via IS NULL AND jongere_id IN "
        "(SELECT opgegaan_in_id FROM personen_jongere WHERE opgegaan_in_id IS NOT NULL AND tenant_id = %s)",
        [tenant_id],
    )
    cursor.execute(f"CREATE UNIQUE INDEX ON {PERSONEN} (p)")
    cursor.execute(f"ANALYZE {PERSONEN}")


def maak_personen(cursor: Any, tenant_id: int, nummers: Sequence[tuple[str, str]], bekend: Sequence[int]) -> int:
    """Makes a youth for each of ``bekend`` (positions in ``nummers`` with enough identity) that has none. Gives how many."""
    maak_tijdelijk(cursor, "_bekend", [("p", "integer")])
    kopieer(cursor, "_bekend", pa.table({"p": pa.array(bekend, pa.int32())}))
    cursor.execute(f"SELECT u.p FROM {PERSONEN} u JOIN _bekend b USING (p) WHERE u.jongere_id IS NULL ORDER BY u.p")
    nieuw = [r[0] for r in cursor.fetchall()]
    if not nieuw:
        return 0
    maak_tijdelijk(cursor, "_nieuw", [("p", "integer"), ("nummer", "bytea")])
    kopieer(
        cursor,
        "_nieuw",
        pa.table(
            {
                "p": pa.array(nieuw, pa.int32()),
                "nummer": hex_tekst(
                    None if nummers[p][0] == TABEL else versleutel(nummers[p][1], _doel(nummers[p][0])) for p in nieuw
                ),
            }
        ),
    )
    cursor.execute(
        f"""
        WITH gemaakt AS (
            INSERT INTO personen_jongere
                (tenant_id, bsn, bsn_index, onderwijsnummer, onderwijsnummer_index, tabelnummer_index)
            SELECT %(t)s, CASE WHEN u.soort = 'BSN' THEN n.nummer END, CASE WHEN u.soort = 'BSN' THEN u.index END,
                   CASE WHEN u.soort = 'ONR' THEN n.nummer END, CASE WHEN u.soort = 'ONR' THEN u.index END,
                   CASE WHEN u.soort = 'TABEL' THEN u.index END
            FROM _nieuw n JOIN {PERSONEN} u USING (p) ORDER BY p
            RETURNING id, bsn_index, onderwijsnummer_index, tabelnummer_index
        )
        UPDATE {PERSONEN} u SET jongere_id = g.id FROM gemaakt g
        WHERE u.index = coalesce(g.bsn_index, g.onderwijsnummer_index, g.tabelnummer_index)
        """,
        {"t": tenant_id},
    )
    return len(nieuw)


def werk_huidig_bij(cursor: Any, tenant_id: int, jongeren_sql: str) -> int:
    """Chooses the current data of the youths in ``jongeren_sql`` (a query for their ids) anew."""
    keuzes = []
    for toets, kolommen in GROEPEN:
        bekend = " OR ".join(f"{k} IS NOT NULL" for k in toets)
        for kolom in kolommen:
            keuzes.append(f"(array_agg({kolom} ORDER BY rang) FILTER (WHERE {bekend}))[1] AS {kolom}")
    # Of the death of someone in the BRP, only the BRP may tell.
    keuzes.append(
        "CASE WHEN (array_agg(bron ORDER BY rang))[1] LIKE 'brp%%' THEN (array_agg(overleden ORDER BY rang))[1] "
        "ELSE (array_agg(overleden ORDER BY rang) FILTER (WHERE overleden IS NOT NULL))[1] END AS overleden"
    )
    alle = [*(k for _, groep in GROEPEN for k in groep), "overleden"]
    # In steps with known sizes: in one statement the planner guesses, and once guessed wrong on a first big delivery.
    cursor.execute("DROP TABLE IF EXISTS pg_temp._geraakt, pg_temp._keuze")
    cursor.execute(f"CREATE TEMP TABLE _geraakt ON COMMIT DROP AS SELECT DISTINCT jongere_id FROM ({jongeren_sql}) v")
    cursor.execute("ANALYZE _geraakt")
    cursor.execute(
        f"""
        CREATE TEMP TABLE _keuze ON COMMIT DROP AS
        SELECT jongere_id, (array_agg(bron ORDER BY rang))[1] AS bron,
               (array_agg(bron_datum ORDER BY rang))[1] AS bron_datum, {", ".join(keuzes)}
        FROM (
            SELECT p.*, row_number() OVER (PARTITION BY jongere_id ORDER BY {OVERLEDEN_VOLGORDE}) AS rang
            FROM personen_persoonsgegevens p JOIN _geraakt g USING (jongere_id)
            WHERE tenant_id = %(t)s AND vervangen_op IS NULL AND NOT vervallen
        ) v GROUP BY jongere_id
        """,
        {"t": tenant_id},
    )
    cursor.execute("ANALYZE _keuze")
    oud, nieuw = (", ".join(f"{van}.{k}" for k in zoekindex.GROND) for van in "jk")
    cursor.execute("DROP TABLE IF EXISTS pg_temp._anders")
    cursor.execute(
        f"""
        CREATE TEMP TABLE _anders ON COMMIT DROP AS
        SELECT j.id AS jongere_id FROM _keuze k JOIN personen_jongere j ON j.id = k.jongere_id
        LEFT JOIN personen_zoekrij z ON z.jongere_id = j.id
        WHERE z.jongere_id IS NULL OR ({oud}) IS DISTINCT FROM ({nieuw})
        """
    )
    zelf = [k for k in alle if k not in GEGEVENS.extra]  # the same number encrypted again looks different
    nu, straks = [*zelf, "bron_bekend", "bron_datum"], [*zelf, "bron", "bron_datum"]
    cursor.execute(
        f"""
        UPDATE personen_jongere j SET {", ".join(f"{k} = k.{k}" for k in alle)},
               bron_bekend = k.bron, bron_datum = k.bron_datum
        FROM _keuze k WHERE j.id = k.jongere_id AND j.tenant_id = %(t)s
        AND ({", ".join(f"j.{k}" for k in nu)}) IS DISTINCT FROM ({", ".join(f"k.{k}" for k in straks)})
        """,
        {"t": tenant_id},
    )
    aantal = int(cursor.rowcount)
    zoekindex.werk_bij(cursor, tenant_id, "SELECT jongere_id FROM _anders")
    dubbelen.ververs(cursor, tenant_id, "SELECT jongere_id FROM _anders")
    return aantal


def versleutel_ouders(tenant_id: int, nummers: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """Index and encrypted value of parents' numbers, both as text for COPY."""
    gecodeerd = nummers.combine_chunks().dictionary_encode()
    uniek = gecodeerd.dictionary.to_pylist()
    zoek = versleuteling.zoeker(tenant_id)
    index = hex_tekst(zoek(BSN, n) for n in uniek)
    waarde = hex_tekst(versleutel(n, _doel("OUDER")) for n in uniek)
    return index.take(gecodeerd.indices), waarde.take(gecodeerd.indices)


def _doel(soort: str) -> str:
    return {BSN: "jongere.bsn", ONR: "jongere.onderwijsnummer", "OUDER": "ouder.bsn"}[soort]


# ---------------------------------------------------------------------- one and the same person


def kies_opnieuw(cursor: Any, tenant_id: int, jongeren: Sequence[int]) -> None:
    """Chooses the current data of these youths anew."""
    ids = ", ".join(str(int(j)) for j in jongeren)
    werk_huidig_bij(cursor, tenant_id, f"SELECT unnest(ARRAY[{ids}]::bigint[]) AS jongere_id")


def laat_opgaan(cursor: Any, tenant_id: int, blijft: int, vervalt: int, nu: datetime) -> None:
    """``vervalt`` goes up in ``blijft``, whose facts it has by now."""
    dubbelen.laat_opgaan(cursor, tenant_id, blijft, vervalt, nu)
    kies_opnieuw(cursor, tenant_id, [blijft])


def laat_los(cursor: Any, tenant_id: int, blijft: int, vervalt: int, leden: Sequence[int]) -> None:
    """``vervalt`` stands on its own again."""
    dubbelen.laat_los(cursor, tenant_id, blijft, vervalt, leden)


def een_voor_een(tenant_id: int) -> None:
    """Until the end of the transaction nobody else of the organisation decides about persons."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('inbeeld.oordeel'), %s)", [tenant_id])


def leg_oordeel_vast(
    medewerker: Medewerker, soort: str, een: Jongere, ander: Jongere, reden: str, samenvoeging: Samenvoeging | None = None
) -> Oordeel:
    """Writes down what someone decided about two youths; the worker carries it out.

    Raises:
        GebruikFout: no reason given.
    """
    if not reden.strip():
        raise GebruikFout("Er is geen reden gegeven.", doe="Schrijf op waarom.")
    return Oordeel.objects.create(
        tenant_id=medewerker.tenant_id,
        soort=soort,
        een=een,
        ander=ander,
        samenvoeging=samenvoeging,
        door=medewerker,
        reden=reden.strip()[:1000],
        status=Oordeel.KLAAR if soort == Oordeel.TWEE else Oordeel.WACHT,
    )
