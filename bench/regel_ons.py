"""Absoluut verzuim by the product's own rules, and nothing else: the tables it does not use are left empty."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa

from inbeeld.beeld.berekening import richt_in
from inbeeld.beeld.motor import DuckMotor
from inbeeld.regels.aanwezigheid.schooldagen import verzuim_op_schooldagen
from inbeeld.regels.geheel import tot_peildatum
from inbeeld.regels.leerplichtwet.absoluut_verzuim import absoluut_verzuim, perioden
from inbeeld.regels.leerplichtwet.langdurig_verzuim import reeksen_weg
from inbeeld.regels.rechtspositie import alle_toestanden, mijlpalen

NODIG = ("jongeren", "verblijf", "inschrijvingen", "diplomas", "vrijstellingen", "kalender", "scholen")


def reken(map_: Path, op: date) -> pa.Table:
    """``jongere_id, van, tot`` of every period of absoluut verzuim up to and including ``op``."""
    motor = DuckMotor()
    try:
        feiten = richt_in(motor, {naam: map_ / f"{naam}.parquet" for naam in NODIG}, op)
        weg = reeksen_weg(feiten, verzuim_op_schooldagen(feiten))
        t = alle_toestanden(feiten, mijlpalen(feiten), weg, feiten.op)
        signalen = absoluut_verzuim(feiten, perioden(feiten, t)).signalen
        return tot_peildatum(signalen, feiten).select("jongere_id", "van", "tot").to_pyarrow()
    finally:
        motor.sluit()
