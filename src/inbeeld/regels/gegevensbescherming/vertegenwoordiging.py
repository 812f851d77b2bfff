"""R-31. Who exercises the rights of a youth under the AVG, UAVG art. 5."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Literal, NamedTuple

from pydantic import model_validator

from inbeeld.regels.kalender import Kalenders
from inbeeld.regels.parameters import Instelling, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.verjaardag import SCHRIKKELDAG, verjaardag
from inbeeld.regels.vraag import STANDAARD, Dag, Gegevens, na_geboorte, vraag

ZELF_VANAF = vast(
    "rechten_zelf_vanaf",
    16,
    "from this age a youth exercises the rights of the AVG, before it the parents",
    "jaar",
    "UAVG art. 5",
)


class Wisseling(NamedTuple):
    """``ouder_tot``: the first day on which a parent no longer does. ``zelf_vanaf``: the first on which the youth does. Of a
    birth of which only year or month is known the days between are nobody's."""

    ouder_tot: date
    zelf_vanaf: date


def wisseling(geboren: date, nauwkeurig: str = "dag", instelling: Instelling = STANDAARD) -> Wisseling:
    """When the rights go over from the parents to the youth."""
    vroegst, laatst = geboren, geboren
    if nauwkeurig == "jaar":
        vroegst, laatst = date(geboren.year, 1, 1), date(geboren.year, 12, 31)
    elif nauwkeurig == "maand":
        vroegst = geboren.replace(day=1)
        laatst = geboren.replace(day=monthrange(geboren.year, geboren.month)[1])
    jaren, schrikkel = instelling[ZELF_VANAF].nu, instelling[SCHRIKKELDAG].nu
    return Wisseling(verjaardag(vroegst, jaren, schrikkel), verjaardag(laatst, jaren, schrikkel))


class VertegenwoordigingGegevens(Gegevens):
    geboren: Dag
    geboren_nauwkeurig: Literal["dag", "maand", "jaar"] = "dag"
    datum: Dag

    @model_validator(mode="after")
    def _na_geboorte(self) -> VertegenwoordigingGegevens:
        na_geboorte(self.geboren, self.datum, "datum")
        return self


@vraag("vertegenwoordiging", VertegenwoordigingGegevens)
@regel("R-31", "UAVG art. 5", "2018-05-25", parameters=(ZELF_VANAF, SCHRIKKELDAG))
def vertegenwoordiging(
    g: VertegenwoordigingGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD
) -> dict[str, object]:
    """Who asks what is known, has it corrected and asks who looked (AVG art. 12-23): ``ouder``, ``jongere`` or ``niemand``.

    * Until the day before the 16th birthday a parent with custody (``ouder``); from the birthday itself the youth.
    * Of a birth of which only year or month is known a parent does until the first day that the 16th birthday can be, the youth
      from the last; on the days between neither (``niemand``): a person decides.

    Whether a parent has custody, and whether someone stands under curatele, follows from other sources.
    """
    w = wisseling(g.geboren, g.geboren_nauwkeurig, instelling)
    wie = "ouder" if g.datum < w.ouder_tot else "jongere" if g.datum >= w.zelf_vanaf else "niemand"
    return {"wie": wie, "ouder_tot": w.ouder_tot, "jongere_vanaf": w.zelf_vanaf}
