"""Reading deliveries and what waits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Min, QuerySet

from inbeeld.apps.leveringen.models import ApartGezet, Levering, OngekoppeldRij
from inbeeld.apps.leveringen.overzicht import aantal_te_herstellen as aantal_te_herstellen


@dataclass(frozen=True)
class Wachtend:
    """How many rows of one delivery wait for an unknown person; ``personen``: how many different numbers."""

    levering: str
    bron: str
    bestand: str
    tabel: str
    reden: str
    rijen: int
    personen: int
    eerste_regel: int
    laatste_regel: int


def leveringen(tenant_id: int) -> QuerySet[Levering]:
    return Levering.objects.filter(tenant_id=tenant_id).order_by("-ontvangen_op", "-id")


def levering(tenant_id: int, naam: str) -> Levering | None:
    """The delivery whose uuid starts with ``naam``, or with that number; null when none or more than one."""
    gevonden = [v for v in leveringen(tenant_id).only("id", "uuid") if str(v.pk) == naam or str(v.uuid).startswith(naam.lower())]
    return Levering.objects.get(pk=gevonden[0].pk) if len(gevonden) == 1 else None


def apart(levering: Levering) -> QuerySet[ApartGezet]:
    return ApartGezet.objects.filter(levering=levering).order_by("regel", "id")


def ongekoppeld(tenant_id: int) -> list[Wachtend]:
    """What waits, per delivery and kind of fact; nothing that tells who it is about."""
    groepen = (
        OngekoppeldRij.objects.filter(tenant_id=tenant_id)
        .values("levering__uuid", "levering__bron", "levering__bestand", "tabel", "reden")
        .annotate(rijen=Count("id"), personen=Count("pgn_index", distinct=True), eerste=Min("regel"), laatste=Max("regel"))
        .order_by("levering__bron", "levering__bestand", "tabel")
    )
    return [
        Wachtend(
            str(g["levering__uuid"]),
            g["levering__bron"],
            g["levering__bestand"],
            g["tabel"],
            g["reden"],
            g["rijen"],
            g["personen"],
            g["eerste"],
            g["laatste"],
        )
        for g in groepen
    ]


@dataclass(frozen=True)
class Herkomst:
    """Where a fact comes from: the delivery, its date, the line in it, and since when we know it.

    Of a row that was corrected the delivery is the one it stood in: only that has a receipt to show.
    """

    levering: UUID
    naam: str
    bron: str
    bron_datum: date | None
    regel: int
    ontvangen_op: datetime


_FEITTABEL = {
    "verblijf": "registers_verblijf",
    "inschrijvingen": "registers_inschrijving",
    "diplomas": "registers_diploma",
    "vrijstellingen": "registers_vrijstelling",
    "verzuim": "registers_verzuim",
    "meldingen": "registers_melding",
    "werk": "registers_werk",
}


def herkomst(tenant_id: int, feiten: Mapping[str, Collection[int]]) -> dict[tuple[str, int], Herkomst]:
    """Where facts come from, by table and our number of the row; one query. Set-apart rows (``apart``) as well."""
    delen: list[str] = []
    waarden: list[int | list[int]] = []
    for tabel in (*_FEITTABEL, "apart"):
        if tabel not in feiten or not feiten[tabel]:
            continue
        echt = _FEITTABEL.get(tabel, "leveringen_apartgezet")
        ontvangen = "l.ontvangen_op" if tabel == "apart" else "f.ontvangen_op"
        delen.append(
            f"SELECT '{tabel}', f.id, coalesce(o.uuid, l.uuid), l.naam, l.bron, l.bron_datum, f.regel, {ontvangen} FROM {echt} f "
            "JOIN leveringen_levering l ON l.id = f.levering_id LEFT JOIN leveringen_levering o ON o.id = l.herstel_van_id "
            "WHERE f.tenant_id = %s AND f.id = ANY(%s)"
        )
        waarden += [tenant_id, list(feiten[tabel])]
    if not delen:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(delen), waarden)
        return {(r[0], r[1]): Herkomst(*r[2:]) for r in cursor.fetchall()}


def laatste_per_bron(tenant_id: int) -> dict[str, datetime]:
    """When the newest delivery of each kind was taken in."""
    ingelezen = Levering.objects.filter(tenant_id=tenant_id, status=Levering.INGELEZEN, herstel_van=None)
    return dict(ingelezen.order_by("bron").values_list("bron").annotate(laatst=Max("ontvangen_op")))


class Laatste(NamedTuple):
    """The newest delivery that was taken in, corrected rows as well: our number, and when."""

    nummer: int
    ontvangen_op: datetime


def laatste_levering(tenant_id: int) -> Laatste | None:
    """Of one organisation deliveries are taken in one after the other: what came later has a higher number."""
    ingelezen = Levering.objects.filter(tenant_id=tenant_id, status=Levering.INGELEZEN)
    nieuwste = ingelezen.aggregate(nummer=Max("id"), laatst=Max("ontvangen_op"))
    return None if nieuwste["nummer"] is None else Laatste(nieuwste["nummer"], nieuwste["laatst"])
