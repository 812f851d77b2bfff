"""What is kept to find youths by: per youth the marks of name, birth and address (``Zoekrij``), and all words that names have,
with how they sound (``Zoekwoord``).

A mark is one letter for its kind, then the value: ``a`` word of the surname, ``v`` of the first names, ``i`` initial, ``d`` ``m``
``j`` day, month and year of birth, ``p`` postcode, ``q`` its digits, ``h`` house number, ``g`` municipality (``g`` alone: not
known). Marks of a tenant start with its number, so that one index serves all tenants. Of a secret address nothing is kept:
whoever searches by an address must not find who lives there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from inbeeld.apps.basis.laden import kopieer, maak_tijdelijk
from inbeeld.apps.personen.klank import klank, sleutels
from inbeeld.apps.personen.zoeknaam import achternaamwoorden, voornaamwoorden, woorden, zoeknaam, zonder_voorvoegsels

GROND = (
    "achternaam", "voorvoegsel", "voornamen", "geboren", "geboren_nauwkeurig", "postcode", "huisnummer", "huisletter", "geheim",
    "gemeente",
)  # fmt: skip
"""Columns of a youth that the marks are made of."""
_STUK = 50_000


def merk(tenant_id: int, waarde: str) -> str:
    """A mark as it stands in the index: letters, digits and a point only."""
    return f"{tenant_id}.{waarde}"


def werk_bij(cursor: Any, tenant_id: int, jongeren_sql: str) -> int:
    """Makes the marks and order names of the youths in ``jongeren_sql`` (a query for ``jongere_id``) anew. Gives how many."""
    cursor.execute("DROP TABLE IF EXISTS pg_temp._te_merken")
    cursor.execute(f"CREATE TEMP TABLE _te_merken ON COMMIT DROP AS SELECT jongere_id FROM ({jongeren_sql}) v")
    cursor.execute("CREATE UNIQUE INDEX ON _te_merken (jongere_id)")
    cursor.execute("ANALYZE _te_merken")
    aantal, gezien = 0, set[str]()
    for rijen in _stukken(cursor, tenant_id):
        aantal += len(rijen)
        _bewaar(cursor, tenant_id, rijen)
        nieuw = {w for r in rijen for w in (*achternaamwoorden(r[2], r[1]), *voornaamwoorden(r[3]))} - gezien
        gezien |= nieuw
        _bewaar_woorden(cursor, tenant_id, sorted(nieuw))
    return aantal


def _stukken(cursor: Any, tenant_id: int) -> Iterator[list[tuple[Any, ...]]]:
    laatste = 0
    while True:
        cursor.execute(
            f"SELECT j.id, {', '.join(f'j.{k}' for k in GROND)} FROM _te_merken g JOIN personen_jongere j ON j.id = g.jongere_id "
            f"WHERE j.tenant_id = %s AND g.jongere_id > %s AND j.opgegaan_in_id IS NULL ORDER BY g.jongere_id LIMIT {_STUK}",
            [tenant_id, laatste],
        )
        rijen = cursor.fetchall()
        if not rijen:
            return
        laatste = rijen[-1][0]
        yield rijen


def _bewaar(cursor: Any, tenant_id: int, rijen: Sequence[tuple[Any, ...]]) -> None:
    kolommen = [
        ("jongere_id", "bigint"), ("tenant_id", "bigint"), ("zoek", "tsvector"), ("geboren", "date"), ("voorklank", "text"),
        ("achterklank", "text"), ("zoeknaam", "text"),
    ]  # fmt: skip
    maak_tijdelijk(cursor, "_zoek", kolommen)
    n = len(rijen)
    kopieer(
        cursor,
        "_zoek",
        pa.table(
            {
                "jongere_id": pa.array([r[0] for r in rijen], pa.int64()),
                "tenant_id": pa.array([tenant_id] * n, pa.int64()),
                "zoek": pa.array([" ".join(f"'{merk(tenant_id, m)}'" for m in merken(*r[1:])) for r in rijen], pa.string()),
                "geboren": pa.array([r[4] for r in rijen], pa.date32()),
                "voorklank": pa.array([klank(next(iter(voornaamwoorden(r[3])), "")) for r in rijen], pa.string()),
                "achterklank": pa.array([achterklank(r[2], r[1]) for r in rijen], pa.string()),
                "zoeknaam": pa.array([zoeknaam(r[1], r[3]) for r in rijen], pa.string()),
            }
        ),
    )
    cursor.execute(
        "UPDATE personen_jongere j SET zoeknaam = z.zoeknaam FROM _zoek z WHERE z.jongere_id = j.id AND j.zoeknaam <> z.zoeknaam"
    )
    gegeven = ("zoek", "geboren", "voorklank", "achterklank")
    nieuw = ", ".join(f"excluded.{k}" for k in gegeven)
    cursor.execute(
        f"INSERT INTO personen_zoekrij AS r (jongere_id, tenant_id, {', '.join(gegeven)}) "
        f"SELECT jongere_id, tenant_id, {', '.join(gegeven)} FROM _zoek ON CONFLICT (jongere_id) DO UPDATE "
        f"SET ({', '.join(gegeven)}) = ROW({nieuw}) WHERE ({', '.join(f'r.{k}' for k in gegeven)}) IS DISTINCT FROM ({nieuw})"
    )


def _bewaar_woorden(cursor: Any, tenant_id: int, alle: Sequence[str]) -> None:
    """Words that no name has any more stay: they find nobody."""
    paren = [(w, k) for w in alle for k in sleutels(w)]
    maak_tijdelijk(cursor, "_woord", [("woord", "text"), ("klank", "text")])
    kopieer(cursor, "_woord", pa.table({"woord": pa.array([w for w, _ in paren]), "klank": pa.array([k for _, k in paren])}))
    cursor.execute(
        "INSERT INTO personen_zoekwoord (tenant_id, woord, klank) SELECT %s, woord, klank FROM _woord ORDER BY woord, klank "
        "ON CONFLICT (tenant_id, woord, klank) DO NOTHING",
        [tenant_id],
    )


def merken(
    achternaam: str | None,
    voorvoegsel: str | None,
    voornamen: str | None,
    geboren: Any,
    nauwkeurig: str | None,
    postcode: str | None,
    huisnummer: str | None,
    huisletter: str | None,
    geheim: int | None,
    gemeente: str | None,
) -> list[str]:
    """The marks of one youth, without its tenant."""
    uit = [f"a{w}" for w in achternaamwoorden(voorvoegsel, achternaam)]
    uit += [f"v{w}" for w in voornaamwoorden(voornamen)]
    uit += sorted({f"i{w[0]}" for w in voornaamwoorden(voornamen)})
    if geboren is not None:
        precies = {"jaar": 1, "maand": 2}.get(nauwkeurig or "", 3)
        uit += [f"j{geboren:%Y}", f"m{geboren:%Y%m}", f"d{geboren:%Y%m%d}"][:precies]
    if not geheim:
        code, nummer = _kaal(postcode), _kaal(huisnummer).lstrip("0")
        uit += [f"p{code}", f"q{code[:4]}"] if len(code) >= 4 else []
        if nummer:
            uit += [f"h{nummer}"] + ([f"h{nummer}{_kaal(huisletter)}"] if huisletter else [])
    uit.append(f"g{_kaal(gemeente)}")
    return uit


def achterklank(voorvoegsel: str | None, achternaam: str | None) -> str:
    """How a surname as a whole sounds, prefixes aside."""
    return klank("".join(zonder_voorvoegsels(woorden(f"{voorvoegsel or ''} {achternaam or ''}"))))


def _kaal(waarde: str | None) -> str:
    return "".join(c for c in (waarde or "").lower() if c.isascii() and c.isalnum())
