"""The engine: takes the fact tables, runs the rules on DuckDB or Spark, gives outcomes and a receipt."""

from inbeeld.beeld.berekening import Beeld, Bewijs, bereken, bereken_map

__all__ = ["Beeld", "Bewijs", "bereken", "bereken_map"]
