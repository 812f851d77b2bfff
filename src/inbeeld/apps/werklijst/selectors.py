"""Reading the work list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Func, Q, QuerySet

from inbeeld.apps.beelden.models import Beeldrun, VervallenSignaal
from inbeeld.apps.beelden.selectors import laatste_run, vervallen_sinds
from inbeeld.apps.personen.beleid import zichtbare_jongeren
from inbeeld.apps.werklijst.beleid import TAAK, zichtbare_regels
from inbeeld.apps.werklijst.models import Werkregel
from inbeeld.regels.werklijst.werk import SOORTEN, WERK

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

PER_BLAD = 40
VERVALLEN_MEEST = 30
VANDAAG, WEEK, NIEUW, LATER = "vandaag", "week", "nieuw", "later"


@dataclass(frozen=True)
class Groep:
    """Lines under one heading. ``aantal``: how many there are in all, ``regels``: those on this page."""

    naam: str
    aantal: int
    regels: list[Werkregel]


@dataclass(frozen=True)
class Lijst:
    """The page *Vandaag*. ``soorten``: (heading, number) with at least one line. ``nieuw_sinds``: the day of the last visit."""

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


def regels(medewerker: Medewerker) -> QuerySet[Werkregel]:
    return Werkregel.objects.filter(zichtbare_regels(medewerker))


def aantal_regels(medewerker: Medewerker) -> int:
    return regels(medewerker).count()


def lijst(medewerker: Medewerker, nu: date, soort: str | None = None, blad: int = 1) -> Lijst:
    """What is asked, in the order of the rule: what is due today or overdue, what this week, what is new, the rest."""
    alle = regels(medewerker)
    run = laatste_run(medewerker.tenant_id)
    vorig = _vorige_run(medewerker)
    nieuw_sinds = vorig.peildatum if vorig else None
    einde_week = nu + timedelta(days=max(0, 4 - nu.weekday()) if nu.weekday() < 5 else 4 - nu.weekday() + 7)
    waar = _groepen(nu, einde_week, nieuw_sinds)
    gekozen = alle.filter(soorten__contains=[soort]) if soort else alle
    tellingen = gekozen.aggregate(**{naam: Count("id", filter=q) for naam, q in waar.items()})
    per_soort = dict(
        alle.annotate(een=Func(F("soorten"), function="unnest")).values_list("een").annotate(n=Count("id")).order_by()
    )
    bladen = max(1, -(-sum(tellingen.values()) // PER_BLAD))
    blad = min(max(1, blad), bladen)
    over, plek, uit = PER_BLAD, (blad - 1) * PER_BLAD, []
    for naam, q in waar.items():
        aantal = tellingen[naam]
        regels_: list[Werkregel] = []
        if plek < aantal and over > 0:
            volgorde = gekozen.filter(q).order_by("rang", "id").select_related("jongere", "signaal")
            regels_ = list(volgorde[plek : plek + over])
            over -= len(regels_)
        plek = max(0, plek - aantal)
        if regels_:
            uit.append(Groep(naam, aantal, regels_))
    vervallen = vervallen_voor(medewerker)
    return Lijst(
        groepen=uit,
        totaal=alle.count() if soort else sum(tellingen.values()),
        soorten=[(s, per_soort[s]) for s in SOORTEN if per_soort.get(s)],
        blad=blad,
        bladen=bladen,
        run=run,
        nieuw_sinds=nieuw_sinds,
        einde_week=einde_week,
        vervallen=list(vervallen[:VERVALLEN_MEEST]),
        vervallen_aantal=vervallen.count(),
    )


def _groepen(nu: date, einde_week: date, nieuw_sinds: date | None) -> dict[str, Q]:
    """Headings in their order. What became known since the last visit is new, unless it can't wait."""
    moet, week = Q(uiterlijk__lte=nu), Q(uiterlijk__gt=nu, uiterlijk__lte=einde_week)
    rest = Q(uiterlijk__gt=max(nu, einde_week))
    nieuw = Q(sinds_bekend__gt=nieuw_sinds) if nieuw_sinds else Q(pk__in=[])
    return {VANDAAG: moet, WEEK: week, NIEUW: rest & nieuw, LATER: rest & ~nieuw}


def _vorige_run(medewerker: Medewerker) -> Beeldrun | None:
    """The picture that was shown on the visit before."""
    if medewerker.vorig_bezoek is None:
        return None
    toen = Beeldrun.objects.filter(tenant_id=medewerker.tenant_id, bekend_op=None, gemaakt_op__lte=medewerker.vorig_bezoek)
    return toen.order_by("-id").first()


def vervallen_voor(medewerker: Medewerker) -> QuerySet[VervallenSignaal]:
    """Work that lapsed by itself since the visit before, of the youths and the task this person sees."""
    if medewerker.vorig_bezoek is None:
        return VervallenSignaal.objects.none()
    taak = TAAK.get(medewerker.rol)
    namen = [s for s, w in WERK.items() if w.soort and (taak is None or w.taak in (None, taak))]
    weg = vervallen_sinds(medewerker.tenant_id, medewerker.vorig_bezoek).filter(signaal__in=namen)
    return weg.filter(zichtbare_jongeren(medewerker, "jongere__"))
