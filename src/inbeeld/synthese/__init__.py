"""Synthetic municipalities: an invented population, as tables and as real delivery files."""

from inbeeld.synthese.bevolking import Bevolking, bevolking, blokken
from inbeeld.synthese.leveringen import schrijf_leveringen
from inbeeld.synthese.opslag import schrijf_tabellen

__all__ = ["Bevolking", "bevolking", "blokken", "schrijf_leveringen", "schrijf_tabellen"]
