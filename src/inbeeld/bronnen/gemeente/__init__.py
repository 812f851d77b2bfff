"""The municipality's own records: ``vrijstellingen-v1`` and ``werk-v1``, CSV with the columns of the delivery tables.

A record of an exemption carries its ground, which the national register does not know (BRO 9-12). ``tot`` is the first day after;
an exemption without it needs ``nooit_geschikt`` (LPW 6 lid 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from inbeeld.bronnen import waarden
from inbeeld.bronnen.basis import Bron, Gelezen, Voortgang
from inbeeld.bronnen.blok import Blok
from inbeeld.bronnen.kaart import Kaart
from inbeeld.bronnen.lezen import Lezing, lees_csv
from inbeeld.tabellen import codes

_PERSOON = ("PGN", "PGN_SOORT")


def _persoon_en_periode(blok: Blok) -> dict[str, pa.Array]:
    pgn, soort = blok.pgn("PGN", blok.code("PGN_SOORT", ("BSN", "ONR")))
    van, tot = blok.datum("VAN"), blok.datum("TOT")
    blok.eis("PGN", pgn)
    blok.eis("VAN", van)
    blok.volgorde("TOT", van, tot)
    return {"pgn": pgn, "pgn_soort": soort, "van": van, "tot": tot}


def _kenmerk(blok: Blok, soort: pa.Array, van: pa.Array) -> pa.Array:
    """The supplier's own key, else kind and begin: what makes it the same record in a next delivery."""
    eigen = pc.binary_join_element_wise(soort, pc.cast(van, pa.string()), "/")
    return pc.coalesce(blok.tekst("KENMERK"), eigen)


def _vrijstellingen(blok: Blok, lezing: Lezing) -> Mapping[str, pa.Table]:
    rij = _persoon_en_periode(blok)
    grond = blok.code("GROND", codes.GROND)
    nooit = blok.waarde("NOOIT_GESCHIKT", waarden.ja_nee, pa.bool_())
    blok.eis("GROND", grond)
    open_ = pc.and_(pc.is_null(rij["tot"]), pc.invert(pc.fill_null(nooit, False)))
    blok.meld(
        open_.to_numpy(zero_copy_only=False),
        "TOT",
        "leeg",
        "een vrijstelling zonder einde kan alleen als de jongere nooit geschikt zal zijn",
        "Vul TOT in (meestal 1 augustus), of NOOIT_GESCHIKT.",
    )
    rij |= {"grond": grond, "nooit_geschikt": nooit, "kenmerk": _kenmerk(blok, grond, rij["van"])}
    return {"vrijstellingen": blok.maak("vrijstellingen", rij)}


def _werk(blok: Blok, lezing: Lezing) -> Mapping[str, pa.Table]:
    rij = _persoon_en_periode(blok)
    vorm = blok.code("VORM", codes.WERKVORM)
    blok.eis("VORM", vorm)
    rij |= {
        "vorm": vorm,
        "inkomensklasse": blok.code("INKOMENSKLASSE", codes.INKOMENSKLASSE),
        "uitkering": blok.code("UITKERING", codes.UITKERING),
        "kenmerk": _kenmerk(blok, vorm, rij["van"]),
    }
    return {"werk": blok.maak("werk", rij)}


def _kaart(*velden: str, kenmerkend: tuple[str, ...]) -> Kaart:
    alle = (*_PERSOON, "VAN", "TOT", "KENMERK", *velden)
    return Kaart({v: (v,) for v in alle}, ("PGN", "VAN", *kenmerkend), ("PGN", "VAN", *kenmerkend))


def kaart_vrijstellingen() -> Kaart:
    return _kaart("GROND", "NOOIT_GESCHIKT", kenmerkend=("GROND",))


def kaart_werk() -> Kaart:
    return _kaart("VORM", "INKOMENSKLASSE", "UITKERING", kenmerkend=("VORM",))


def lees_vrijstellingen(bron: Bron, pad: Path, kaarten: Path | None, voortgang: Voortgang | None) -> Gelezen:
    """Read the municipality's exemptions.

    Raises:
        LeveringFout: the whole file is refused.
    """
    return lees_csv(bron, pad, kaarten, voortgang, _vrijstellingen, ("vrijstellingen",))


def lees_werk(bron: Bron, pad: Path, kaarten: Path | None, voortgang: Voortgang | None) -> Gelezen:
    """Read work and benefit as the municipality knows it.

    Raises:
        LeveringFout: the whole file is refused.
    """
    return lees_csv(bron, pad, kaarten, voortgang, _werk, ("werk",))


BRONNEN = (
    Bron(
        "vrijstellingen-v1",
        "Vrijstellingen van de gemeente",
        ("csv",),
        lees_vrijstellingen,
        kaart_vrijstellingen,
        r"(?i)vrijstel",
    ),
    Bron("werk-v1", "Werk en uitkering", ("csv",), lees_werk, kaart_werk, r"(?i)werk"),
)
