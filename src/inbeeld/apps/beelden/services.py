"""Making the picture: snapshot, engine, outcomes, receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
from django.db import connection, transaction

from inbeeld.apps.basis.laden import kopieer
from inbeeld.apps.beelden.models import Beeldrun
from inbeeld.apps.beelden.momentopname import neem_momentopname
from inbeeld.tabellen import UITKOMSTEN

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

_TABEL = {"rechtspositie": "beelden_rechtspositie", "signalen": "beelden_signaal", "verwachting": "beelden_verwachting"}


def maak_beeld(
    organisatie: Organisatie,
    peildatum: date,
    bekend_op: date | None = None,
    motor: str = "duckdb",
    stap: Callable[[str], None] | None = None,
) -> Beeldrun:
    """Computes the picture of a tenant and puts it in place of the previous one, in one transaction. The receipts all stay."""
    from inbeeld.beeld import bereken

    if stap:
        stap("momentopname")
    tabellen = neem_momentopname(organisatie.pk, organisatie.vakantieregio, bekend_op)
    beeld = bereken(tabellen, peildatum=peildatum, bekend_op=bekend_op, motor=motor, stap=stap)
    if stap:
        stap("opslaan")
    return bewaar_beeld(organisatie, beeld.uitkomsten, beeld.bewijs.to_dict(), peildatum, bekend_op, motor)


def bewaar_beeld(
    organisatie: Organisatie,
    uitkomsten: dict[str, pa.Table],
    bewijs: dict[str, object],
    peildatum: date,
    bekend_op: date | None,
    motor: str,
) -> Beeldrun:
    """Stores outcomes with their receipt; whoever reads meanwhile sees the previous picture."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('inbeeld.beeld'), %s)", [organisatie.pk])
        run = Beeldrun.objects.create(
            tenant=organisatie,
            peildatum=peildatum,
            bekend_op=bekend_op,
            motor=str(bewijs.get("motor", motor)),
            regelversie=str(bewijs.get("regelversie", "")),
            parameterversie=str(bewijs.get("parameterversie", "")),
            snapshot=str(bewijs.get("momentopname", "")),
            bewijs=bewijs,
        )
        for naam, tabel in _TABEL.items():
            cursor.execute(f"DELETE FROM {tabel} WHERE tenant_id = %s", [organisatie.pk])
            rijen = _als_tekst(UITKOMSTEN[naam].pas(uitkomsten[naam]))
            n = rijen.num_rows
            rijen = rijen.append_column("tenant_id", pa.array([organisatie.pk] * n, pa.int64()))
            kopieer(cursor, tabel, rijen.append_column("run_id", pa.array([run.pk] * n, pa.int64())))
    return run


def _als_tekst(tabel: pa.Table) -> pa.Table:
    """Lists as PostgreSQL reads them in text: structures as JSON, texts as an array."""
    keuzes = []
    for veld in tabel.schema:
        if not pa.types.is_list(veld.type):
            keuzes.append(f'"{veld.name}"')
        elif pa.types.is_struct(veld.type.value_type):
            keuzes.append(f'coalesce(to_json("{veld.name}")::VARCHAR, \'[]\') AS "{veld.name}"')
        else:
            cel = r"""'"' || replace(replace(x, '\', '\\'), '"', '\"') || '"'"""
            lijst = f"array_to_string(list_transform(coalesce(\"{veld.name}\", []), lambda x: {cel}), ',')"
            keuzes.append(f"'{{' || {lijst} || '}}' AS \"{veld.name}\"")
    with duckdb.connect() as motor:
        motor.register("tabel", tabel)
        return motor.sql(f"SELECT {', '.join(keuzes)} FROM tabel").to_arrow_table()
