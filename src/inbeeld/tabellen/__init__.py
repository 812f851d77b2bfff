"""The shared vocabulary: which tables exist, what their columns mean, which values are allowed.

Periods are half-open ``[van, tot)``; ``tot`` null means still running. This package imports nothing of InBeeld.
"""

from inbeeld.tabellen.contract import Kolom, Probleem, Tabel
from inbeeld.tabellen.feiten import FEITEN, NAMEN
from inbeeld.tabellen.uitkomsten import KLOK, RECHTSPOSITIE, SIGNALEN, UITKOMSTEN, VERWACHTING

__all__ = [
    "FEITEN",
    "KLOK",
    "NAMEN",
    "RECHTSPOSITIE",
    "SIGNALEN",
    "UITKOMSTEN",
    "VERWACHTING",
    "Kolom",
    "Probleem",
    "Tabel",
]
