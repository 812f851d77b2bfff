"""Writing facts about youths: which tables there are, who spoke in full, and how two youths become one person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from inbeeld.apps.basis.samenvoegen import PERSONEN, Zending
from inbeeld.apps.registers.een_persoon import geef_op, haal_uit_elkaar, maak_ongedaan, splits, voeg_samen, voer_uit
from inbeeld.apps.registers.feittabellen import TABELLEN

__all__ = ["TABELLEN", "geef_op", "haal_uit_elkaar", "leg_dekking_vast", "maak_ongedaan", "splits", "voeg_samen", "voer_uit"]


def leg_dekking_vast(cursor: Any, zending: Zending, tabellen: Iterable[str]) -> None:
    """Notes that this full delivery has spoken about the youths in ``_gedekt``, for these kinds of fact."""
    namen = [n for n in tabellen if n in TABELLEN]
    if not namen:
        return
    wie = "SELECT jongere_id AS wie FROM _gedekt"
    via = f"SELECT DISTINCT u.via FROM {PERSONEN} u JOIN _gedekt USING (jongere_id) WHERE u.via IS NOT NULL"
    for tabel, kolom, van in (("registers_dekking", "jongere_id", wie), ("registers_nummerdekking", "via", via)):
        cursor.execute(
            f"INSERT INTO {tabel} AS d (tenant_id, {kolom}, bron, {', '.join(namen)}) "
            f"SELECT %s, v.*, %s, {', '.join(['%s::date'] * len(namen))} FROM ({van}) v "
            f"ON CONFLICT (tenant_id, {kolom}, bron) DO UPDATE SET "
            + ", ".join(f"{n} = greatest(d.{n}, excluded.{n})" for n in namen),
            [zending.tenant_id, zending.bron, *([zending.bron_datum] * len(namen))],
        )
