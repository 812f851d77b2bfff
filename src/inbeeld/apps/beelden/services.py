"""Making the picture: snapshot, engine, outcomes, receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
from django.db import connection, transaction

from inbeeld.apps.basis.laden import voeg_toe
from inbeeld.apps.beelden.models import Beeldrun, Klok, Rechtspositie, Signaal, Verwachting
from inbeeld.apps.beelden.momentopname import neem_momentopname
from inbeeld.apps.beelden.selectors import laatste_run
from inbeeld.apps.leveringen.selectors import laatste_levering
from inbeeld.regels.werklijst.werk import TAAK_VAN_POSITIE, WERK, taak
from inbeeld.tabellen import UITKOMSTEN

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie
    from inbeeld.beeld import Beeld

_TABEL = {
    "rechtspositie": "beelden_rechtspositie",
    "signalen": "beelden_signaal",
    "verwachting": "beelden_verwachting",
    "klok": "beelden_klok",
}


def maak_beeld(
    organisatie: Organisatie,
    peildatum: date,
    bekend_op: date | None = None,
    motor: str = "duckdb",
    stap: Callable[[str], None] | None = None,
) -> Beeldrun:
    """Computes the picture of a tenant and puts it in place of the previous one, in one transaction. The receipts all stay."""
    laatste = laatste_levering(organisatie.pk)  # before the snapshot: what comes in meanwhile may be in it, but not surely
    beeld = bereken_beeld(organisatie, peildatum, bekend_op, motor, stap)
    if stap:
        stap("opslaan")
    bewijs = beeld.bewijs.to_dict()
    return bewaar_beeld(organisatie, beeld.uitkomsten, bewijs, peildatum, bekend_op, motor, laatste and laatste.nummer)


def bereken_beeld(
    organisatie: Organisatie,
    peildatum: date,
    bekend_op: date | None = None,
    motor: str = "duckdb",
    stap: Callable[[str], None] | None = None,
) -> Beeld:
    """Computes the picture of a tenant and stores nothing."""
    from inbeeld.beeld import bereken

    if stap:
        stap("momentopname")
    tabellen = neem_momentopname(organisatie.pk, organisatie.vakantieregio, bekend_op)
    return bereken(tabellen, peildatum=peildatum, bekend_op=bekend_op, motor=motor, stap=stap)


def bewaar_beeld(
    organisatie: Organisatie,
    uitkomsten: dict[str, pa.Table],
    bewijs: dict[str, object],
    peildatum: date,
    bekend_op: date | None,
    motor: str,
    levering: int | None = None,
) -> Beeldrun:
    """Stores outcomes with their receipt, and what lapsed since the previous picture; whoever reads meanwhile sees that one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('inbeeld.beeld'), %s)", [organisatie.pk])
        vorige = laatste_run(organisatie.pk)
        run = Beeldrun.objects.create(
            tenant=organisatie,
            peildatum=peildatum,
            bekend_op=bekend_op,
            motor=str(bewijs.get("motor", motor)),
            regelversie=str(bewijs.get("regelversie", "")),
            parameterversie=str(bewijs.get("parameterversie", "")),
            snapshot=str(bewijs.get("momentopname", "")),
            levering=levering,
            bewijs=bewijs,
        )
        vergelijkbaar = vorige is not None and _volgt_op(run, vorige)
        if vergelijkbaar:
            cursor.execute(_WAS_OPEN, {"tenant": organisatie.pk, "volgt": _VOLGT_POSITIE})
        for naam, tabel in _TABEL.items():
            cursor.execute(f"DELETE FROM {tabel} WHERE tenant_id = %s", [organisatie.pk])
            rijen = _als_tekst(UITKOMSTEN[naam].pas(uitkomsten[naam]))
            n = rijen.num_rows
            rijen = rijen.append_column("tenant_id", pa.array([organisatie.pk] * n, pa.int64()))
            voeg_toe(cursor, tabel, rijen.append_column("run_id", pa.array([run.pk] * n, pa.int64())))
        if vergelijkbaar:
            cursor.execute(_VERVALLEN, {"tenant": organisatie.pk, "run": run.pk, **_taken()})
    return run


def vergeet_opgegane(tenant_id: int, jongere_ids: Iterable[int]) -> None:
    """Of who turned out to be somebody else no outcome holds any more; the next picture has theirs under the other."""
    weg = {"tenant_id": tenant_id, "jongere_id__in": list(jongere_ids), "jongere__opgegaan_in__isnull": False}
    for uitkomst in (Signaal, Rechtspositie, Verwachting, Klok):
        uitkomst.objects.filter(**weg).delete()


def _volgt_op(run: Beeldrun, vorige: Beeldrun) -> bool:
    """Whether what is gone since the previous picture has lapsed: both show what we know now, of a day that is not earlier."""
    return vorige.bekend_op is None and run.bekend_op is None and vorige.peildatum <= run.peildatum


_VOLGT_POSITIE = [s for s, w in WERK.items() if w.taak is None]
"""Signals whose task is that of the legal position of the youth at that time."""


def _taken() -> dict[str, list[str]]:
    """For whom each signal is work, by legal position where that decides."""
    rijen = [(s, p, taak(s, p or None)) for s in WERK for p in ("", *TAAK_VAN_POSITIE) if not p or s in _VOLGT_POSITIE]
    return dict(zip(("signalen", "posities", "taken"), map(list, zip(*rijen, strict=True)), strict=True))


_WAS_OPEN = """
    DROP TABLE IF EXISTS pg_temp.was_open;
    CREATE TEMP TABLE was_open ON COMMIT DROP AS
    SELECT s.jongere_id, s.signaal, s.van, s.sinds_bekend, CASE WHEN s.signaal = ANY(%(volgt)s) THEN
        (SELECT min(r.positie) FROM beelden_rechtspositie r
        WHERE r.tenant_id = %(tenant)s AND r.jongere_id = s.jongere_id AND r.tot IS NULL) END AS positie
    FROM beelden_signaal s WHERE s.tenant_id = %(tenant)s AND s.tot IS NULL;
    ANALYZE was_open
"""

_VERVALLEN = """
    INSERT INTO beelden_vervallensignaal (tenant_id, run_id, jongere_id, signaal, van, tot, sinds_bekend, taak, reden)
    SELECT %(tenant)s, %(run)s, w.jongere_id, w.signaal, w.van, n.tot, w.sinds_bekend, t.taak,
        CASE WHEN p.positie IS NULL OR p.positie = 'buiten_doelgroep' THEN 'persoon_weg'
            WHEN n.tot IS NOT NULL THEN 'geeindigd' ELSE 'gegevens' END
    FROM was_open w
    LEFT JOIN unnest(%(signalen)s::text[], %(posities)s::text[], %(taken)s::text[]) AS t (signaal, positie, taak)
        ON t.signaal = w.signaal AND t.positie = coalesce(w.positie, '')
    LEFT JOIN beelden_signaal n
        ON n.tenant_id = %(tenant)s AND n.jongere_id = w.jongere_id AND n.signaal = w.signaal AND n.van = w.van
    LEFT JOIN (SELECT jongere_id, min(positie) AS positie FROM beelden_rechtspositie
        WHERE tenant_id = %(tenant)s AND tot IS NULL GROUP BY jongere_id) p ON p.jongere_id = w.jongere_id
    WHERE n.tot IS NOT NULL
        OR (n.id IS NULL AND NOT EXISTS (SELECT 1 FROM beelden_signaal o WHERE o.tenant_id = %(tenant)s
            AND o.jongere_id = w.jongere_id AND o.signaal = w.signaal AND o.tot IS NULL))
"""
"""What was open and is so no longer. A signal whose first day moved because a fact was corrected, and that is still open, has
not lapsed."""


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
