"""In which order the work is done: a rule, not a score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from inbeeld.regels.kalender import BEGIN
from inbeeld.regels.regel import regel
from inbeeld.regels.werklijst.termijn import Combinatie, Termijn
from inbeeld.regels.werklijst.werk import SOORTEN, VERLIEZEN, WERK, Soort, Taak, taak, werk_van

IN_WOORDEN = (
    "De volgorde is een regel, geen score.",
    "Wat het eerst moet, staat bovenaan: de uiterste dag van de termijn telt als eerste. "
    "Wat al te laat is, telt als vandaag: te laat is te laat.",
    "Is die dag gelijk, dan gaat een termijn uit de wet voor een afspraak van de gemeente.",
    "Is ook dat gelijk, dan gaat voor wie het meeste onderwijs mist: eerst wie niet naar school gaat, dan wie uren mist.",
    "Daarna gaat voor wat we het langst weten.",
    "Meer signalen van één jongere voor dezelfde taak staan op één regel; het signaal dat volgens deze regel voorgaat, staat "
    "vooraan. Is er werk voor leerplicht en voor het Doorstroompunt, dan staat de jongere bij allebei.",
)
"""The rule as a page shows it."""

_DAG, _SIGNAAL, _VERLIES = 16, 5, 2
"""Bits of a day since ``BEGIN``, of a signal, of a loss."""


@regel("R-24", "LPW art. 16 lid 4; WEB art. 9.2.5", "2026-08-01", naam="volgorde_werklijst", berust_op="keuze")
def volgorde(c: Combinatie, termijn: Termijn, vandaag: date) -> int:
    """The place of a signal in the work as one number, below 2^63; the lower, the earlier.

    In this order: the last day of the term, where all that is overdue counts as today; a term of law before an agreement; how
    much education is lost (all of it, hours, not known); what has been known longest. The rest only makes the order the same
    every day: the kind of signal, and its first day. Two signals have the same number only when all of this is the same.

    Overdue work is not ordered by how late it is: a contradiction in old data would go before a child without a school.

    Raises:
        ValueError: the signal is no work.
    """
    plekken = (
        (_dagnummer(max(termijn.uiterlijk, vandaag)), _DAG),
        (0 if termijn.grondslag == "wet" else 1, 1),
        (VERLIEZEN.index(werk_van(c.signaal).verlies), _VERLIES),
        (_dagnummer(c.sinds_bekend), _DAG),
        (list(WERK).index(c.signaal), _SIGNAAL),
        (_dagnummer(c.van), _DAG),
    )
    rang = 0
    for waarde, bits in plekken:
        rang = rang << bits | waarde
    return rang


def _dagnummer(dag: date) -> int:
    return min(max((dag - BEGIN).days, 0), (1 << _DAG) - 1)


@dataclass(frozen=True)
class Lijn:
    """One youth on the work list of one task. ``signalen``: those of the task, the one that comes first in front; then what is
    work for the other task. Everything else, ``termijn`` and ``soorten`` too, is of the task alone."""

    hoofd: Combinatie
    termijn: Termijn
    rang: int
    taak: Taak
    soort: Soort
    soorten: tuple[Soort, ...]
    signalen: tuple[str, ...]


def lijnen(signalen: Iterable[tuple[Combinatie, Termijn]], positie: str | None, vandaag: date) -> list[Lijn]:
    """All work of one youth: a line for each task that has any, the one that comes first in front.

    Heading of a line is that of the signal in front; of a part (three months at home) that of the signal it is a part of.

    Raises:
        ValueError: there is nothing, or a signal that is no work.
    """
    op_volgorde = sorted(((volgorde(c, t, vandaag), c, t) for c, t in signalen), key=lambda x: x[0])
    if not op_volgorde:
        raise ValueError("zonder signalen is er geen regel op de werklijst")
    taken = dict.fromkeys(taak(c.signaal, positie) for _, c, _ in op_volgorde)
    return [_lijn([x for x in op_volgorde if taak(x[1].signaal, positie) == t], t, op_volgorde) for t in taken]


def _lijn(eigen: list[tuple[int, Combinatie, Termijn]], voor: Taak, alle: list[tuple[int, Combinatie, Termijn]]) -> Lijn:
    rang, hoofd, termijn = eigen[0]
    soorten = [s for _, c, _ in eigen if (s := WERK[c.signaal].soort) is not None]
    eerst = WERK[hoofd.signaal].soort or _soort_van_geheel(hoofd.signaal, [c.signaal for _, c, _ in eigen])
    return Lijn(
        hoofd=hoofd,
        termijn=termijn,
        rang=rang,
        taak=voor,
        soort=eerst,
        soorten=tuple(s for s in SOORTEN if s in {*soorten, eerst}),
        signalen=tuple(dict.fromkeys(c.signaal for _, c, _ in (*eigen, *alle))),
    )


def _soort_van_geheel(signaal: str, ook: list[str]) -> Soort:
    gehelen = WERK[signaal].deel_van
    geheel = next((s for s in ook if s in gehelen), gehelen[0])
    soort = WERK[geheel].soort
    assert soort is not None
    return soort
