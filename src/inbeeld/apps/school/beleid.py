"""Which youths the verzuimcoördinator of a school sees, and what of them: the school's own view only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from inbeeld.apps.beelden.selectors import neem_ingeschreven
from inbeeld.apps.scholen.selectors import scholen
from inbeeld.apps.toegang.beleid import Recht
from inbeeld.apps.toegang.models import VERZUIM

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker
    from inbeeld.web.prenten.hittekaart import Hittekaart

Rij = Mapping[str, Any]

LEERLINGEN_ZIEN = Recht("school.leerlingen", "De leerlingen van de eigen school zien", frozenset({VERZUIM}))

SIGNALEN = ("relatief_verzuim_16u", "langdurig_relatief_verzuim", "luxeverzuim", "verzuim_18plus")
"""Signals about absence of a school; no others are for a school."""
WIJZERS = ("zestien_uur", "langdurig", "weg_18plus", "ziekte_meldingen", "ziekte_dagen", "lopende_melding")
"""Hands of the law clock that count absence or reports of a school."""
_REEKS = timedelta(weeks=11)
"""Four lesweken with a summer in between: so far back one count of sixteen hours can have made the next begin anew."""


def eigen_scholen(medewerker: Medewerker) -> set[int]:
    """Our numbers of the locations someone works for; a BRIN without a location means all of them."""
    if medewerker.rol != VERZUIM or not medewerker.is_active or not medewerker.scholen:
        return set()
    deze = Q(pk__in=[])
    for code in medewerker.scholen:
        deze |= Q(brin=code) if len(code) == 4 else Q(brin=code[:4], vestiging=code[4:])
    return set(scholen(medewerker.tenant_id).filter(deze).values_list("pk", flat=True))


def eigen_leerlingen(medewerker: Medewerker, op: date) -> dict[int, list[dict[str, Any]]]:
    """The youths a verzuimcoördinator sees, with their enrolments at the own school on that day: nobody else, ever.

    Valid and known now: when the enrolment ends so does this, by itself. Who turned out to be somebody else is not there.
    """
    uit = defaultdict(list)
    for i in neem_ingeschreven(medewerker.tenant_id, eigen_scholen(medewerker), op):
        uit[i["jongere_id"]].append(i)
    return dict(uit)


@dataclass(frozen=True)
class Elders:
    """What is not this school's about one youth: days of absence; reports by our number, with the days on which each may have
    begun to count. Also what was withdrawn or replaced: a picture of before still rests on it."""

    verzuim: frozenset[date] = frozenset()
    meldingen: Mapping[int, frozenset[date]] = field(default_factory=dict)

    def raakt(self, van: date, tot_en_met: date) -> bool:
        """Whether another school told of absence in this period."""
        return any(van <= d <= tot_en_met for d in self.verzuim)


def eigen_signaal(s: Rij, elders: Elders, alle: Iterable[Rij], op: date) -> bool:
    """Whether a stored signal is for the school to see: about absence, and resting on nothing but this school's own.

    ``alle``: all signals of the youth. The days between first and last are looked at rather than the facts alone: of a day with
    absence at two schools the picture names one row.
    """
    feiten = [f for f in s["feiten"] or () if f["tabel"] in ("verzuim", "meldingen")]
    if s["signaal"] not in SIGNALEN or s["tot"] is not None or not feiten:
        return False
    if any(f["tabel"] == "meldingen" and f["feit_id"] in elders.meldingen for f in feiten):
        return False
    zestien = s["signaal"] == "relatief_verzuim_16u"
    begin = min([_begin(s), *(d for f in feiten if (d := _datum(f["van"])) is not None)])
    if zestien:
        begin = _keten(begin, s["van"], alle)
    return not elders.raakt(begin, s["van"] if zestien else op)


def eigen_wijzer(k: Rij, elders: Elders, alle: Iterable[Rij], op: date) -> bool:
    """The same of a hand of the law clock."""
    if k["wijzer"] not in WIJZERS:
        return False
    if k["wijzer"] == "lopende_melding":
        return not any(k["van"] in begin for begin in elders.meldingen.values())
    begin = min([k["van"], *(d for deel in k["delen"] or () if (d := _datum(deel["label"])) is not None)])
    return not elders.raakt(_keten(begin, op, alle) if k["wijzer"] == "zestien_uur" else begin, op)


def eigen_kaarten(kaarten: Iterable[Hittekaart]) -> list[Hittekaart]:
    """Without the days on which the pupil was not enrolled here: those say nothing about enrolment elsewhere."""
    hier = [replace(k, dagen=[d for d in k.dagen if d.soort != "buiten"]) for k in kaarten]
    return [k for k in hier if any(d.soort == "schooldag" for d in k.dagen)]


def _keten(begin: date, eind: date, alle: Iterable[Rij]) -> date:
    """From which day on absence can weigh in a count of sixteen hours: each count begins anew after the one before."""
    gehad = sorted((s for s in alle if s["signaal"] == "relatief_verzuim_16u"), key=lambda s: s["van"], reverse=True)
    for s in gehad:
        if begin - _REEKS <= s["van"] < eind:
            begin = min(begin, _begin(s))
    return begin


def _begin(s: Rij) -> date:
    begin: date = s["begin_feit"] or s["van"]
    return begin


def _datum(waarde: Any) -> date | None:
    return waarde if waarde is None or isinstance(waarde, date) else date.fromisoformat(str(waarde)[:10])
