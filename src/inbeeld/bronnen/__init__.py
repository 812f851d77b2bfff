"""Adapters: a file as a supplier delivers it becomes delivery tables (``tabellen.leveringen.GELEVERD``).

One folder per source. ``lees`` recognises a file by itself; wrong rows are set apart with line and column, a file that can't
be trusted as a whole raises ``LeveringFout``. Adapters know no law, no engine and no database.
"""

from inbeeld.bronnen.apart import adreskolommen, geheimkolommen, nummer_van, schrijf_apart, zegt_geheim
from inbeeld.bronnen.basis import Apart, Bron, Gelezen, LeveringFout, OnbekendeLevering
from inbeeld.bronnen.herkennen import BRONNEN, herken, kaart_van, lees

__all__ = [
    "BRONNEN",
    "Apart",
    "Bron",
    "Gelezen",
    "LeveringFout",
    "OnbekendeLevering",
    "adreskolommen",
    "geheimkolommen",
    "herken",
    "kaart_van",
    "lees",
    "nummer_van",
    "schrijf_apart",
    "zegt_geheim",
]
