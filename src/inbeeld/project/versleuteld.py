"""The one list of what is encrypted in the database and of the indexes that find it. A test compares it with the models."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from inbeeld.apps.leveringen.herstellen import DOEL_HERSTELD
from inbeeld.apps.leveringen.inname import DOEL_APART, DOEL_WACHT

Kandidaten = Iterable[tuple[str, str]]
"""Numbers with their kind, one of which the index was made of."""


@dataclass(frozen=True)
class Index:
    """An index column, the encrypted column that holds its number, and how that is found there.

    ``mag_leeg``: the number may not be there any more; then the index is emptied.
    """

    kolom: str
    van: str
    nummers: Callable[[str], Kandidaten]
    mag_leeg: bool = False


@dataclass(frozen=True)
class Tabel:
    """A table with a ``tenant_id`` and an ``id``; ``kolommen`` with what each was encrypted for. That may name another column of
    the row, ``{so}``."""

    naam: str
    kolommen: dict[str, str]
    indexen: tuple[Index, ...] = field(default=())


def _bsn(tekst: str) -> Kandidaten:
    return [("BSN", tekst)]


def _onderwijsnummer(tekst: str) -> Kandidaten:
    return [("ONR", tekst)]


def _van_rij(tekst: str) -> Kandidaten:
    rij = json.loads(tekst)
    return [(rij["pgn_soort"] or "BSN", rij["pgn"])] if rij.get("pgn") is not None else []


def _van_cellen(tekst: str) -> Kandidaten:
    """Any cell may hold it: which column it was may be read differently by now."""
    from inbeeld.bronnen import waarden

    for cel in json.loads(tekst).values():
        for soort in (None, "BSN", "ONR"):
            try:
                gevonden = waarden.pgn(str(cel).strip(), soort)
            except waarden.Onwaarde:
                continue
            if gevonden:
                yield gevonden[1], gevonden[0]


_OUDERS = {"ouder_1": "ouder.bsn", "ouder_2": "ouder.bsn"}
_INDEX_OUDERS = (Index("ouder_1_index", "ouder_1", _bsn), Index("ouder_2_index", "ouder_2", _bsn))

VERSLEUTELD = (
    Tabel(
        "personen_jongere",
        {"bsn": "jongere.bsn", "onderwijsnummer": "jongere.onderwijsnummer"} | _OUDERS,
        (Index("bsn_index", "bsn", _bsn), Index("onderwijsnummer_index", "onderwijsnummer", _onderwijsnummer), *_INDEX_OUDERS),
    ),
    Tabel("personen_persoonsgegevens", _OUDERS, _INDEX_OUDERS),
    Tabel("leveringen_ongekoppeldrij", {"inhoud": DOEL_WACHT}, (Index("pgn_index", "inhoud", _van_rij),)),
    Tabel("leveringen_apartgezet", {"inhoud": DOEL_APART}, (Index("pgn_index", "inhoud", _van_cellen, mag_leeg=True),)),
    Tabel("leveringen_afhandeling", {"inhoud": DOEL_HERSTELD}),
    Tabel("verantwoording_leessleutel", {"jongere": "leeslog.jongere.{pseudoniem}"}),
)
NIET_VERSLEUTELD = {
    "personen_jongere.tabelnummer_index": "index of a number that is no personal number; keeps the first key",
    "verantwoording_leesregel.hash": "digest of the chain",
    "verantwoording_leeszegel.hoofd": "digest of the chain",
    "verantwoording_leeszegel.zegel": "seal, with a key of its own",
    "verantwoording_leesvergeten.zegel": "seal, with a key of its own",
    "verantwoording_leesvervallen.hoofd": "digest of the chain",
    "verantwoording_leesvervallen.zegel": "seal, with a key of its own",
    "verantwoording_letop.wie": "index of our own number; keeps the first key",
    "verantwoording_leessleutel.wie": "index of our own number; keeps the first key",
    "toegang_medewerker.adres_index": "index of an address that is kept nowhere; keeps the first key",
}
"""Columns of bytes that are something else, and why."""
