"""Reading the work list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, Q, QuerySet, Value, When
from django.utils import timezone

from inbeeld.apps.beelden.models import Beeldrun, VervallenSignaal
from inbeeld.apps.beelden.selectors import LAATST_VERVALLEN, laatste_run, stand_van_beeld, vervallen_sinds
from inbeeld.apps.gronden.beleid import NALOOP
from inbeeld.apps.leveringen.selectors import laatste_levering
from inbeeld.apps.personen.beleid import zichtbare_jongeren
from inbeeld.apps.werklijst.beleid import TAAK, zichtbare_regels
from inbeeld.apps.werklijst.models import Werkregel
from inbeeld.regels.werklijst.urgentie import GROEPEN, LATER, NIEUW, VANDAAG, WEEK, Urgentie, urgentie
from inbeeld.regels.werklijst.werk import SOORTEN, WERK
from inbeeld.web.bladen import blad_van

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

PER_BLAD = 40
VERVALLEN_MEEST, VERVALLEN_TELLEN = 30, 1_000


@dataclass(frozen=True)
class Groep:
    """Lines under one heading. ``aantal``: how many there are in all, ``regels``: those on this page."""

    naam: str
    aantal: int
    regels: list[Werkregel]


@dataclass(frozen=True)
class Lijst:
    """The page *Vandaag*. ``aantallen``: lines per heading in all, whatever is chosen or on this page.
    ``soorten``: (kind, number) with at least one line. ``nieuw_sinds``: the visit before, on an earlier day.
    ``stand``: of the picture (``beelden.selectors``). ``vervallen_aantal``: ``VERVALLEN_TELLEN`` at most; ``vervallen_meer``:
    there are more.
    """

    groepen: list[Groep]
    aantallen: Mapping[str, int]
    totaal: int
    soorten: list[tuple[str, int]]
    blad: int
    bladen: int
    run: Beeldrun | None
    stand: str
    nieuw_sinds: datetime | None
    einde_week: date
    vervallen: list[VervallenSignaal]
    vervallen_aantal: int
    vervallen_meer: bool
    beide_taken: bool


def regels(medewerker: Medewerker) -> QuerySet[Werkregel]:
    return Werkregel.objects.filter(zichtbare_regels(medewerker))


def aantal_regels(medewerker: Medewerker) -> int:
    return regels(medewerker).count()


def lijst(medewerker: Medewerker, nu: date, soort: str | None = None, blad: int = 1) -> Lijst:
    """What is asked, in the order of the rule: what is due today or overdue, what this week, what is new, the rest."""
    run = laatste_run(medewerker.tenant_id)
    hoe = urgentie(nu)
    alle: QuerySet[Any] = regels(medewerker).annotate(groep=_groep(hoe, medewerker.vorig_bezoek))
    gekozen = alle.filter(soorten__contains=[soort]) if soort else alle
    tellingen = _tel(alle, soort)
    blad, bladen, deel = blad_van(sum(tellingen.groepen.values()), PER_BLAD, blad)
    vervallen, vervallen_aantal = _vervallen(medewerker)
    return Lijst(
        groepen=[
            Groep(naam, tellingen.groepen[naam], list(rijen))
            for naam, rijen in groupby(_op_blad(gekozen, deel), key=lambda r: GROEPEN[r.groep])
        ],
        aantallen=tellingen.alle,
        totaal=sum(tellingen.alle.values()),
        soorten=[(s, tellingen.soorten[s]) for s in SOORTEN if tellingen.soorten.get(s)],
        blad=blad,
        bladen=bladen,
        run=run,
        stand=stand_van_beeld(medewerker.tenant_id, run, nu, laatste_levering(medewerker.tenant_id)),
        nieuw_sinds=medewerker.vorig_bezoek,
        einde_week=hoe.week,
        vervallen=vervallen,
        vervallen_aantal=min(vervallen_aantal, VERVALLEN_TELLEN),
        vervallen_meer=vervallen_aantal > VERVALLEN_TELLEN,
        beide_taken=medewerker.rol not in TAAK,
    )


@dataclass(frozen=True)
class _Tellingen:
    """How many lines there are: per heading in all, per kind, and of the kind that was chosen per heading."""

    alle: dict[str, int]
    soorten: dict[str, int]
    groepen: dict[str, int]


def _tel(alle: QuerySet[Any], soort: str | None) -> _Tellingen:
    """One pass over the lines. Their kinds are few, and so are the combinations of these."""
    van_alle, soorten, groepen = Counter[str](), Counter[str](), Counter[str]()
    for groep, heeft, n in alle.values_list("groep", "soorten").annotate(n=Count("id")).order_by():
        van_alle[GROEPEN[groep]] += n
        soorten.update(dict.fromkeys(heeft, n))
        if soort is None or soort in heeft:
            groepen[GROEPEN[groep]] += n
    return _Tellingen(van_alle, soorten, groepen)


def _op_blad(gekozen: QuerySet[Any], deel: slice) -> QuerySet[Any]:
    """The lines of a page. Which those are is decided first: only of these is the youth looked up."""
    volgorde = ("groep", "rang", "id")
    deze = gekozen.order_by(*volgorde).values("pk")[deel]
    return gekozen.filter(pk__in=deze).select_related("jongere", "signaal").order_by(*volgorde)


def _groep(hoe: Urgentie, nieuw_sinds: datetime | None) -> Case:
    """Under which of ``GROEPEN`` a line stands (rule ``urgentie``), for the database."""
    nieuw = [When(nieuw_op__gt=nieuw_sinds, then=Value(GROEPEN.index(NIEUW)))] if nieuw_sinds else []
    return Case(
        When(uiterlijk__lte=hoe.vandaag, then=Value(GROEPEN.index(VANDAAG))),
        When(uiterlijk__lte=hoe.week, then=Value(GROEPEN.index(WEEK))),
        *nieuw,
        default=Value(GROEPEN.index(LATER)),
    )


@dataclass(frozen=True)
class Plek:
    """The line of one youth, the heading it stands under, and whether it is on the list of who asks: it may be another's task."""

    regel: Werkregel
    groep: str
    op_lijst: bool


def plekken_van(medewerker: Medewerker, jongere_id: int, nu: date) -> list[Plek]:
    """Where a youth stands on the work lists today, this person's own line first: one for each task that has work."""
    alle: QuerySet[Any] = Werkregel.objects.filter(tenant_id=medewerker.tenant_id, jongere=jongere_id)
    op_lijst = ExpressionWrapper(zichtbare_regels(medewerker), BooleanField())
    alle = alle.annotate(groep=_groep(urgentie(nu), medewerker.vorig_bezoek), op_lijst=op_lijst)
    return [Plek(r, GROEPEN[r.groep], bool(r.op_lijst)) for r in alle.order_by("-op_lijst", "rang", "id")]


def _vervallen(medewerker: Medewerker) -> tuple[list[VervallenSignaal], int]:
    """The latest of what lapsed, and how many there are: counted up to one above ``VERVALLEN_TELLEN``."""
    ids = list(vervallen_voor(medewerker).values_list("pk", flat=True)[: VERVALLEN_TELLEN + 1])
    laatste = VervallenSignaal.objects.filter(pk__in=ids[:VERVALLEN_MEEST]).select_related("jongere").order_by(*LAATST_VERVALLEN)
    return list(laatste), len(ids)


def vervallen_voor(medewerker: Medewerker) -> QuerySet[VervallenSignaal]:
    """Work that lapsed by itself since the visit before, of the youths and the task this person sees."""
    if medewerker.vorig_bezoek is None:
        return VervallenSignaal.objects.none()
    namen = [s for s, w in WERK.items() if w.soort]
    weg = vervallen_sinds(medewerker.tenant_id, medewerker.vorig_bezoek).filter(signaal__in=namen)
    if taak := TAAK.get(medewerker.rol):
        # Of what lapsed before the task was kept, only what is of one task by itself.
        vanzelf = Q(taak=None, signaal__in=[s for s in namen if WERK[s].taak == taak])
        weg = weg.filter(Q(taak=taak) | vanzelf)
    # Longer ago their file may be closed.
    weg = weg.filter(vervallen_op__gt=timezone.now() - NALOOP)
    return weg.filter(zichtbare_jongeren(medewerker, "jongere__"))
