"""Reading the work list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, QuerySet, Value, When

from inbeeld.apps.beelden.models import Beeldrun, VervallenSignaal
from inbeeld.apps.beelden.selectors import LAATST_VERVALLEN, laatste_run, vervallen_sinds
from inbeeld.apps.personen.beleid import zichtbare_jongeren
from inbeeld.apps.werklijst.beleid import TAAK, zichtbare_regels
from inbeeld.apps.werklijst.models import Werkregel
from inbeeld.regels.werklijst.werk import SOORTEN, WERK
from inbeeld.web.bladen import blad_van

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

PER_BLAD = 40
VERVALLEN_MEEST, VERVALLEN_TELLEN = 30, 1_000
VANDAAG, WEEK, NIEUW, LATER = GROEPEN = ("vandaag", "week", "nieuw", "later")
"""Headings in their order."""


@dataclass(frozen=True)
class Groep:
    """Lines under one heading. ``aantal``: how many there are in all, ``regels``: those on this page."""

    naam: str
    aantal: int
    regels: list[Werkregel]


@dataclass(frozen=True)
class Lijst:
    """The page *Vandaag*. ``soorten``: (heading, number) with at least one line. ``nieuw_sinds``: the day of the last visit.
    ``vervallen_aantal``: ``VERVALLEN_TELLEN`` at most; ``vervallen_meer``: there are more. ``beide_taken``: a youth may have two
    lines, one for each task.
    """

    groepen: list[Groep]
    totaal: int
    soorten: list[tuple[str, int]]
    blad: int
    bladen: int
    run: Beeldrun | None
    nieuw_sinds: date | None
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
    vorig = _vorige_run(medewerker)
    nieuw_sinds = vorig.peildatum if vorig else None
    einde_week = nu + timedelta(days=max(0, 4 - nu.weekday()) if nu.weekday() < 5 else 4 - nu.weekday() + 7)
    alle: QuerySet[Any] = regels(medewerker).annotate(groep=_groep(nu, einde_week, nieuw_sinds))
    gekozen = alle.filter(soorten__contains=[soort]) if soort else alle
    tellingen = _tel(alle, soort)
    blad, bladen, deel = blad_van(sum(tellingen.groepen.values()), PER_BLAD, blad)
    vervallen, vervallen_aantal = _vervallen(medewerker)
    return Lijst(
        groepen=[
            Groep(naam, tellingen.groepen[naam], list(rijen))
            for naam, rijen in groupby(_op_blad(gekozen, deel), key=lambda r: GROEPEN[r.groep])
        ],
        totaal=tellingen.totaal,
        soorten=[(s, tellingen.soorten[s]) for s in SOORTEN if tellingen.soorten.get(s)],
        blad=blad,
        bladen=bladen,
        run=run,
        nieuw_sinds=nieuw_sinds,
        einde_week=einde_week,
        vervallen=vervallen,
        vervallen_aantal=min(vervallen_aantal, VERVALLEN_TELLEN),
        vervallen_meer=vervallen_aantal > VERVALLEN_TELLEN,
        beide_taken=medewerker.rol not in TAAK,
    )


@dataclass(frozen=True)
class _Tellingen:
    """How many lines there are: in all, per kind, and of the kind that was chosen per heading."""

    totaal: int
    soorten: dict[str, int]
    groepen: dict[str, int]


def _tel(alle: QuerySet[Any], soort: str | None) -> _Tellingen:
    """One pass over the lines. Their kinds are few, and so are the combinations of these."""
    totaal, soorten, groepen = 0, Counter[str](), Counter[str]()
    for groep, heeft, n in alle.values_list("groep", "soorten").annotate(n=Count("id")).order_by():
        totaal += n
        soorten.update(dict.fromkeys(heeft, n))
        if soort is None or soort in heeft:
            groepen[GROEPEN[groep]] += n
    return _Tellingen(totaal, soorten, groepen)


def _op_blad(gekozen: QuerySet[Any], deel: slice) -> QuerySet[Any]:
    """The lines of a page. Which those are is decided first: only of these is the youth looked up."""
    volgorde = ("groep", "rang", "id")
    deze = gekozen.order_by(*volgorde).values("pk")[deel]
    return gekozen.filter(pk__in=deze).select_related("jongere", "signaal").order_by(*volgorde)


def _groep(nu: date, einde_week: date, nieuw_sinds: date | None) -> Case:
    """Under which of ``GROEPEN`` a line stands. What became known since the last visit is new, unless it can't wait."""
    nieuw = [When(sinds_bekend__gt=nieuw_sinds, then=Value(GROEPEN.index(NIEUW)))] if nieuw_sinds else []
    return Case(
        When(uiterlijk__lte=nu, then=Value(GROEPEN.index(VANDAAG))),
        When(uiterlijk__lte=einde_week, then=Value(GROEPEN.index(WEEK))),
        *nieuw,
        default=Value(GROEPEN.index(LATER)),
    )


def _vorige_run(medewerker: Medewerker) -> Beeldrun | None:
    """The picture that was shown on the visit before."""
    if medewerker.vorig_bezoek is None:
        return None
    toen = Beeldrun.objects.filter(tenant_id=medewerker.tenant_id, bekend_op=None, gemaakt_op__lte=medewerker.vorig_bezoek)
    return toen.order_by("-id").first()


def _vervallen(medewerker: Medewerker) -> tuple[list[VervallenSignaal], int]:
    """The latest of what lapsed, and how many there are: counted up to one above ``VERVALLEN_TELLEN``."""
    ids = list(vervallen_voor(medewerker).values_list("pk", flat=True)[: VERVALLEN_TELLEN + 1])
    laatste = VervallenSignaal.objects.filter(pk__in=ids[:VERVALLEN_MEEST]).select_related("jongere").order_by(*LAATST_VERVALLEN)
    return list(laatste), len(ids)


def vervallen_voor(medewerker: Medewerker) -> QuerySet[VervallenSignaal]:
    """Work that lapsed by itself since the visit before, of the youths and the task this person sees."""
    if medewerker.vorig_bezoek is None:
        return VervallenSignaal.objects.none()
    taak = TAAK.get(medewerker.rol)
    namen = [s for s, w in WERK.items() if w.soort and (taak is None or w.taak in (None, taak))]
    weg = vervallen_sinds(medewerker.tenant_id, medewerker.vorig_bezoek).filter(signaal__in=namen)
    return weg.filter(zichtbare_jongeren(medewerker, "jongere__"))
