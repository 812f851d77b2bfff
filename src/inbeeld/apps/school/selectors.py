"""Reading what a school sees of its own pupils: from the stored picture, nothing is counted anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from inbeeld.apps.beelden.models import Klok, Signaal
from inbeeld.apps.jongere.kijk import Kijk
from inbeeld.apps.jongere.selectors import Jongerebeeld, Uitkomsten, beeld
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.registers.models import Melding, Verzuim
from inbeeld.apps.scholen.selectors import kalender, scholen
from inbeeld.apps.school.beleid import (
    SIGNALEN,
    WIJZERS,
    Elders,
    eigen_leerlingen,
    eigen_scholen,
    eigen_signaal,
    eigen_wijzer,
)

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

Rij = dict[str, Any]


@dataclass(frozen=True)
class Leerling:
    """A pupil with what the school itself told and what follows from that. ``inschrijvingen``: those that run at the own
    school, the newest last; ``signalen`` and ``klok``: of the stored picture, only what is this school's; ``zestien``: when
    sixteen hours were reached before, to see whether that was one absence."""

    jongere: Jongere
    inschrijvingen: list[Rij]
    signalen: list[Rij] = field(default_factory=list)
    zestien: list[Rij] = field(default_factory=list)
    klok: list[Rij] = field(default_factory=list)
    meldingen: list[Melding] = field(default_factory=list)


def leerlingen(medewerker: Medewerker, op: date) -> list[Leerling]:
    """All own pupils of whom the school told something that is in the picture, or whom it reported. By name.

    The number of queries does not depend on how many there are.
    """
    tenant, eigen = medewerker.tenant_id, eigen_leerlingen(medewerker, op)
    bij = eigen_scholen(medewerker) if eigen else set()
    van_school = {"tenant_id": tenant, "jongere_id__in": list(eigen)}
    signalen = _per(Signaal.objects.filter(**van_school, signaal__in=SIGNALEN).order_by("van", "signaal").values())
    klok = _per(Klok.objects.filter(**van_school, wijzer__in=WIJZERS).order_by("id").values())
    meldingen = meldingen_van(tenant, eigen, bij)
    wie = set(klok) | set(meldingen) | {j for j, rijen in signalen.items() if any(s["tot"] is None for s in rijen)}
    elders = elders_van(tenant, wie, bij)
    alle = Jongere.objects.filter(tenant_id=tenant, pk__in=wie, opgegaan_in=None).order_by("zoeknaam", "id")
    return [
        Leerling(
            j,
            eigen[j.pk],
            _eigen_signalen(signalen[j.pk], elders[j.pk], op),
            _zestien(signalen[j.pk]),
            [k for k in klok[j.pk] if eigen_wijzer(k, elders[j.pk], signalen[j.pk], op)],
            meldingen[j.pk],
        )
        for j in alle
    ]


def _per(rijen: Iterable[Any]) -> defaultdict[int, list[Rij]]:
    uit: defaultdict[int, list[Rij]] = defaultdict(list)
    for r in rijen:
        uit[r["jongere_id"]].append(r)
    return uit


def _eigen_signalen(rijen: list[Rij], elders: Elders, op: date) -> list[Rij]:
    return [s for s in rijen if eigen_signaal(s, elders, rijen, op)]


def _zestien(rijen: Iterable[Rij]) -> list[Rij]:
    return [s for s in rijen if s["signaal"] == "relatief_verzuim_16u"]


def meldingen_van(tenant_id: int, jongeren: Iterable[int], bij: Collection[int]) -> defaultdict[int, list[Melding]]:
    """The reports of these schools about these youths, the newest first."""
    uit: defaultdict[int, list[Melding]] = defaultdict(list)
    alle = Melding.objects.filter(tenant_id=tenant_id, jongere_id__in=list(jongeren), school_id__in=bij)
    for m in alle.filter(vervangen_op=None, vervallen=False).order_by("-van", "-id"):
        uit[m.jongere_id].append(m)
    return uit


def elders_van(tenant_id: int, jongeren: Iterable[int], bij: Collection[int]) -> defaultdict[int, Elders]:
    """Of each youth what is not of these schools."""
    ids = list(jongeren)
    deze = {"tenant_id": tenant_id, "jongere_id__in": ids}
    dagen: dict[int, set[date]] = defaultdict(set)
    for j, dag in Verzuim.objects.filter(**deze).exclude(school_id__in=bij).values_list("jongere_id", "datum").distinct():
        dagen[j].add(dag)
    gemeld: dict[int, dict[int, frozenset[date]]] = defaultdict(dict)
    for m in Melding.objects.filter(**deze).exclude(school_id__in=bij):
        begin = (m.van, m.ontvangen, timezone.localdate(m.ontvangen_op))
        gemeld[m.jongere_id][m.pk] = frozenset(d for d in begin if d is not None)
    uit: defaultdict[int, Elders] = defaultdict(Elders)
    uit.update({j: Elders(frozenset(dagen[j]), gemeld[j]) for j in ids})
    return uit


@dataclass(frozen=True)
class Leerlingbeeld:
    """One pupil: ``b`` holds nothing but what is this school's; ``bij``: our numbers of the own locations."""

    leerling: Leerling
    b: Jongerebeeld
    bij: set[int]


def leerling(medewerker: Medewerker, uuid: UUID, op: date) -> Leerling | None:
    """The own pupil with this id; null for anyone else, whether they exist or not."""
    eigen = eigen_leerlingen(medewerker, op)
    jongere = Jongere.objects.filter(tenant_id=medewerker.tenant_id, uuid=uuid, pk__in=list(eigen), opgegaan_in=None).first()
    return None if jongere is None else Leerling(jongere, eigen[jongere.pk])


def leerlingbeeld(medewerker: Medewerker, wie: Leerling, op: date) -> Leerlingbeeld:
    """The picture of one pupil, with all that is not this school's left out."""
    tenant, jongere, bij = medewerker.tenant, wie.jongere, eigen_scholen(medewerker)
    alles = beeld(medewerker, jongere, Kijk(op, op, op))
    elders = elders_van(tenant.pk, [jongere.pk], bij)[jongere.pk]
    signalen = alles.uitkomsten.signalen
    uitkomsten = Uitkomsten(
        rechtspositie=[],
        signalen=_eigen_signalen(signalen, elders, op),
        verwachting=[],
        klok=[k for k in alles.uitkomsten.klok if eigen_wijzer(k, elders, signalen, op)],
    )
    feiten = {n: [r for r in alles.feiten[n] if r["school_id"] in bij] for n in ("inschrijvingen", "verzuim", "meldingen")}
    regio = scholen(tenant.pk).filter(pk=wie.inschrijvingen[-1]["school_id"]).values_list("vakantieregio", flat=True).first()
    b = replace(
        alles,
        uitkomsten=uitkomsten,
        feiten=feiten,
        scholen={s: n for s, n in alles.scholen.items() if s in bij},
        kalender=kalender(tenant.pk, regio or tenant.vakantieregio),  # not of where the pupil lives
        bron={},
        plekken=[],
        noten=[],
        noten_bij={},
    )
    gemeld = meldingen_van(tenant.pk, [jongere.pk], bij)[jongere.pk]
    van_school = replace(wie, signalen=uitkomsten.signalen, zestien=_zestien(signalen), klok=uitkomsten.klok, meldingen=gemeld)
    return Leerlingbeeld(van_school, b, bij)
