"""Canonical tables as a delivery: their own numbers of youths and schools take the place of the suppliers' keys."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from inbeeld.apps.personen.services import TABEL
from inbeeld.tabellen.leveringen import GELEVERD

if TYPE_CHECKING:
    from inbeeld.bronnen import Gelezen

_EIGEN_SLEUTEL = {"verzuim": "verzuim_id", "meldingen": "melding_id"}


def uit_canoniek(gelezen: Gelezen) -> Gelezen:
    """The same delivery in the form of ``tabellen.leveringen``. A school is known as ``T`` with its number."""
    tabellen = {}
    for naam, tabel in gelezen.tabellen.items():
        doel = GELEVERD["personen" if naam == "jongeren" else naam]
        n = tabel.num_rows
        kolommen = {k: tabel.column(k) for k in tabel.column_names if k in doel.namen}
        kolommen["regel"] = tabel.column("regel") if "regel" in tabel.column_names else pa.array(range(1, n + 1), pa.int64())
        if "jongere_id" in tabel.column_names:
            kolommen["pgn"] = tabel.column("jongere_id").cast(pa.string())
            kolommen["pgn_soort"] = pa.array([TABEL] * n, pa.string())
        if "school_id" in tabel.column_names:
            kolommen["brin"] = pc.binary_join_element_wise("T", tabel.column("school_id").cast(pa.string()), "")
            kolommen["vestiging"] = pa.nulls(n, pa.string())
        eigen = _EIGEN_SLEUTEL.get(naam)
        if eigen in tabel.column_names:
            kolommen["kenmerk"] = tabel.column(eigen).cast(pa.string())
        if naam == "jongeren":
            kolommen["geboren_nauwkeurig"] = pa.array(["dag"] * n, pa.string())
        tabellen[doel.naam] = pa.table([kolommen.get(k.naam, pa.nulls(n, k.soort)) for k in doel.kolommen], schema=doel.schema)
    return dataclasses.replace(gelezen, tabellen=tabellen)
