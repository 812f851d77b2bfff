"""Reading grounds: is this file open, why, and do they know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Case, F, IntegerField, Q, QuerySet, When
from django.db.models.functions import Coalesce

from inbeeld.apps.gronden.beleid import NALOOP
from inbeeld.apps.gronden.models import VASTGELEGD, Deling, Grond, Kennisgeving
from inbeeld.apps.personen.beleid import zichtbaar_van
from inbeeld.apps.personen.selectors import met_opgegane
from inbeeld.apps.toegang.models import KETENPARTNER, Medewerker

if TYPE_CHECKING:
    from inbeeld.apps.personen.models import Jongere


@dataclass(frozen=True)
class Openheid:
    """``gronden``: those that open the file, running ones first. ``eerder``: the last one that ended too long ago."""

    gronden: tuple[Grond, ...]
    eerder: Grond | None

    @property
    def open(self) -> bool:
        return bool(self.gronden)

    def loopt(self, dag: date) -> bool:
        """Whether one of them still runs; otherwise the work is being finished."""
        return any(g.tot is None or g.tot > dag for g in self.gronden)


def _van(jongeren: Iterable[int]) -> Q:
    """Of these youths, and of who turned out to be one of them."""
    return Q(jongere__in=met_opgegane(jongeren))


def openheid(jongere: Jongere, dag: date) -> Openheid:
    """Why the file of a youth is open on ``dag``, or why it isn't. One query."""
    alle = list(
        Grond.objects.filter(_van([jongere.pk]), van__lte=dag)
        .select_related("door")
        .order_by(Case(When(tot=None, then=0), When(tot__gt=dag, then=0), default=1, output_field=IntegerField()), "van", "id")
    )
    nu = tuple(g for g in alle if g.tot is None or g.tot + NALOOP > dag)
    ooit = [g for g in alle if g not in nu]
    return Openheid(nu, max(ooit, key=lambda g: (g.tot or dag, g.pk)) if ooit and not nu else None)


def met_grond(jongeren: Iterable[int], dag: date) -> set[int]:
    """Which of these youths have an open file on ``dag``."""
    ids = list(jongeren)
    if not ids:
        return set()
    return set(
        Grond.objects.filter(_van(ids), Q(tot__isnull=True) | Q(tot__gt=dag - NALOOP), van__lte=dag)
        .annotate(wie=Coalesce("jongere__opgegaan_in", F("jongere_id")))
        .values_list("wie", flat=True)
        .distinct()
    )


def kennisgevingen(jongere: Jongere) -> list[Kennisgeving]:
    """What parents and youth were told, the last first."""
    return list(Kennisgeving.objects.filter(_van([jongere.pk])).select_related("door").order_by("-op", "-id"))


def grond(medewerker: Medewerker, uuid: str) -> Grond | None:
    """A ground that someone recorded, of a youth that this person may see."""
    return (
        Grond.objects.filter(zichtbaar_van(medewerker), uuid=uuid, soort__in=VASTGELEGD)
        .select_related("jongere", "jongere__opgegaan_in", "door")
        .first()
    )


def vastgelegd(medewerker: Medewerker) -> QuerySet[Grond]:
    """The grounds that people recorded about youths that this person may see, the last first."""
    return (
        Grond.objects.filter(zichtbaar_van(medewerker), door__isnull=False)
        .select_related("jongere", "jongere__opgegaan_in", "door")
        .order_by("-vastgelegd_op", "-id")
    )


# ---------------------------------------------------------------------- shared with partners


def partners(tenant_id: int) -> QuerySet[Medewerker]:
    """With whom something can be shared."""
    return Medewerker.objects.filter(tenant_id=tenant_id, rol=KETENPARTNER, is_active=True).order_by("naam", "id")


def delingen_van(jongere: Jongere, dag: date) -> list[Deling]:
    """What of a youth is shared on ``dag``, the first to end first. Of who turned out to be someone else nothing is shared."""
    return list(Deling.objects.filter(jongere=jongere, tot__gt=dag).select_related("met", "door").order_by("tot", "id"))


def deling(medewerker: Medewerker, uuid: str) -> Deling | None:
    """Sharing of a youth that this person may see, or that this person began."""
    gevonden = Deling.objects.filter(zichtbaar_van(medewerker) | Q(door=medewerker), uuid=uuid)
    return gevonden.select_related("jongere", "jongere__opgegaan_in", "met", "door").first()


def gedeeld_met(partner: Medewerker, dag: date) -> list[Deling]:
    """What is shared with a partner on ``dag``, the first to end first: the only thing a partner sees, and only while the file
    is open. Who turned out to be someone else is shared anew or not at all."""
    alle = Deling.objects.filter(tenant_id=partner.tenant_id, met=partner, van__lte=dag, tot__gt=dag, jongere__opgegaan_in=None)
    rijen = list(alle.select_related("jongere", "met", "door").order_by("tot", "id"))
    open_ = met_grond((d.jongere_id for d in rijen), dag)
    return [d for d in rijen if d.jongere_id in open_]
