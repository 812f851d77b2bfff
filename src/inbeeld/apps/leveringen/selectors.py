"""Reading deliveries and what waits."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Min, QuerySet

from inbeeld.apps.leveringen.models import ApartGezet, Levering, OngekoppeldRij


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
