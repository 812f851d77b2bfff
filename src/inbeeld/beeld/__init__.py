"""The engine: takes the fact tables, runs the rules on DuckDB or Spark, gives outcomes and a receipt."""

from inbeeld.beeld.berekening import Beeld, Bewijs, InvoerFout, bereken, bereken_map
from inbeeld.beeld.motor import MotorFout

__all__ = ["Beeld", "Bewijs", "InvoerFout", "MotorFout", "bereken", "bereken_map"]
