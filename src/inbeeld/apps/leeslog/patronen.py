"""What is unusual in the read log, by plain rules. The worker looks every hour; a person decides what it means.

Each rule can be read here and in the handbook. None of them adds up to a score of a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.zoeknaam import achternaamwoorden
from inbeeld.apps.toegang.models import JONGERE, OUDER, Medewerker
from inbeeld.apps.verantwoording.inhoud import GERICHT_ZOEKEN, LIJSTEN, ZOEKEN
from inbeeld.apps.verantwoording.models import UITVOEREN, Leesdag, Leespatroon
from inbeeld.apps.verantwoording.selectors import jongeren_van
from inbeeld.apps.werklijst.models import Werkregel

NAAM, VEEL, HERHAALD, ELDERS, BUITEN, UITVOER = SOORTEN = ("naam", "veel", "herhaald", "elders", "buiten", "uitvoer")
"""Kinds, in the order in which they are shown."""

VEEL_KEER, VEEL_MINSTENS = 3, 15
"""More than three times the usual number of youths, and at least this many."""
GEWOON_DAGEN, GEWOON_MINSTENS = 30, 5
"""Usual: the middle one of the last thirty days on which someone worked; not said before there are five."""
HERHAALD_DAGEN, HERHAALD_KEER = 7, 6
"""So many times in so many days the same youth looked up, with no line of the work list for it."""
KANTOOR_VAN, KANTOOR_TOT = 7, 19
"""Office hours, Monday to Friday."""

_GERICHT = """
SELECT *, op AT TIME ZONE 'Europe/Amsterdam' AS lokaal, pseudoniem IS NOT NULL AND pagina <> ALL (%(lijsten)s)
       AND NOT (pagina = %(zoeken)s AND count(*) OVER (PARTITION BY trace, pagina) > %(ruim)s) AS gericht
FROM verantwoording_leesregel
WHERE tenant_id = %(t)s AND rol <> ALL (%(zelf)s) AND dag > %(dag)s::date - {dagen} AND dag <= %(dag)s
"""
"""The lines of the last days, but of parents and youths who look at themselves; and whether that youth was asked for: the same as
``inhoud.is_gericht``."""
_DAG = f"""
SELECT medewerker_id, count(*), count(DISTINCT pseudoniem) FILTER (WHERE gericht),
       count(DISTINCT trace) FILTER (WHERE pseudoniem IS NOT NULL AND (extract(isodow FROM lokaal) > 5
           OR extract(hour FROM lokaal) < %(van)s OR extract(hour FROM lokaal) >= %(tot)s)),
       count(DISTINCT trace) FILTER (WHERE handeling = %(uit)s)
FROM ({_GERICHT.format(dagen=1)}) r GROUP BY medewerker_id ORDER BY medewerker_id
"""
_PAREN = f"""
SELECT medewerker_id, pseudoniem, count(DISTINCT trace)
FROM ({_GERICHT.format(dagen=HERHAALD_DAGEN)}) r WHERE gericht
GROUP BY 1, 2 HAVING bool_or(dag = %(dag)s) ORDER BY 1, 2
"""


class _Patroon(NamedTuple):
    medewerker_id: int
    soort: str
    aantal: int
    gewoon: int | None = None
    pseudoniem: UUID | None = None


def kijk_na(tenant_id: int, dag: date) -> int:
    """Writes down anew what a day looked like and what was unusual in it. Gives how much was."""
    w: dict[str, Any] = {
        "t": tenant_id,
        "dag": dag,
        "lijsten": list(LIJSTEN),
        "zelf": [OUDER, JONGERE],
        "van": KANTOOR_VAN,
        "tot": KANTOOR_TOT,
        "uit": UITVOEREN,
        "zoeken": ZOEKEN,
        "ruim": GERICHT_ZOEKEN,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DAG, w)
        dagen = cursor.fetchall()
        cursor.execute(_PAREN, w)
        paren = cursor.fetchall()
        patronen = [*_van_dagen(tenant_id, dag, dagen), *_van_paren(tenant_id, paren)]
        Leesdag.objects.filter(tenant_id=tenant_id, dag=dag).delete()
        Leesdag.objects.bulk_create(
            Leesdag(tenant_id=tenant_id, dag=dag, medewerker_id=m, jongeren=jongeren, regels=regels)
            for m, regels, jongeren, _, _ in dagen
        )
        Leespatroon.objects.filter(tenant_id=tenant_id, dag=dag).delete()
        Leespatroon.objects.bulk_create(
            Leespatroon(tenant_id=tenant_id, dag=dag, rang=SOORTEN.index(p.soort), **p._asdict()) for p in patronen
        )
    return len(patronen)


def _van_dagen(tenant_id: int, dag: date, dagen: list[tuple[Any, ...]]) -> Iterator[_Patroon]:
    gewoon = _gewoon(tenant_id, dag)
    for medewerker, _, jongeren, buiten, uitvoer in dagen:
        anders = gewoon.get(medewerker)
        if anders is not None and jongeren >= VEEL_MINSTENS and jongeren > VEEL_KEER * anders:
            yield _Patroon(medewerker, VEEL, jongeren, round(anders))
        if buiten:
            yield _Patroon(medewerker, BUITEN, buiten)
        if uitvoer:
            yield _Patroon(medewerker, UITVOER, uitvoer)


def _gewoon(tenant_id: int, dag: date) -> dict[int, float]:
    """Of each employee the usual number of youths on a day before this one."""
    eerder: dict[int, list[int]] = defaultdict(list)
    dagen = Leesdag.objects.filter(tenant_id=tenant_id, dag__lt=dag, dag__gte=dag - timedelta(days=180)).order_by("-dag")
    for medewerker, jongeren in dagen.values_list("medewerker_id", "jongeren"):
        if len(eerder[medewerker]) < GEWOON_DAGEN:
            eerder[medewerker].append(jongeren)
    return {m: median(aantallen) for m, aantallen in eerder.items() if len(aantallen) >= GEWOON_MINSTENS}


def _van_paren(tenant_id: int, paren: list[tuple[int, UUID, int]]) -> Iterator[_Patroon]:
    """``paren``: employee, youth, how often in the last days; of everyone looked at on the day."""
    wie = jongeren_van(tenant_id, (p for _, p, _ in paren))
    velden = ("pk", "voorvoegsel", "achternaam", "gemeente")
    jongeren = {j[0]: j for j in Jongere.objects.filter(tenant_id=tenant_id, pk__in=set(wie.values())).values_list(*velden)}
    collegas = Medewerker.objects.filter(tenant_id=tenant_id, pk__in={m for m, _, _ in paren}).only("naam", "gemeenten")
    namen = {m.pk: (_achternaam(m.naam), set(m.gemeenten)) for m in collegas}
    vaak = {wie[p] for _, p, keer in paren if keer >= HERHAALD_KEER and p in wie}
    werk = set(Werkregel.objects.filter(tenant_id=tenant_id, jongere_id__in=vaak).values_list("jongere_id", flat=True))
    for medewerker, pseudoniem, keer in paren:
        jongere = jongeren.get(wie.get(pseudoniem, 0))
        if jongere is None:
            continue
        pk, voorvoegsel, achternaam, gemeente = jongere
        eigen, gemeenten = namen[medewerker]
        if eigen and eigen & set(achternaamwoorden(voorvoegsel, achternaam)):
            yield _Patroon(medewerker, NAAM, keer, pseudoniem=pseudoniem)
        if keer >= HERHAALD_KEER and pk not in werk:
            yield _Patroon(medewerker, HERHAALD, keer, pseudoniem=pseudoniem)
        if gemeenten and gemeente and gemeente not in gemeenten:
            yield _Patroon(medewerker, ELDERS, keer, pseudoniem=pseudoniem)


def _achternaam(naam: str) -> set[str]:
    """The surname of an employee, who is known by one name: all but the first word."""
    _, _, rest = naam.strip().partition(" ")
    return set(achternaamwoorden(None, rest)) if rest else set()
