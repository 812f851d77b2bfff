"""R-20, R-24, R-27, R-28. Last day of a term."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from inbeeld.regels.kalender import Kalenders, lees_schooljaar
from inbeeld.regels.parameters import Instelling, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.verjaardag import plus_maanden
from inbeeld.regels.vraag import STANDAARD, Aantal, Dag, Gegevens, Schooljaar, vraag

TERMIJNENWET = vast(
    "algemene_termijnenwet",
    True,
    "a statutory term that ends on a Saturday, Sunday or public holiday runs to the next working day",
    "ja/nee",
    "Algemene termijnenwet art. 1 en 3",
)
REGISTER_NAAR_GEMEENTE = vast(
    "termijn_register_naar_gemeente", 1, "the register passes a report on to the municipality", "werkdagen", "BRO art. 46 lid 2"
)
INFORMATIE_SCHOOL = vast(
    "termijn_informatie_school", 4, "a school answers a request for information", "weken", "WEB art. 9.2.3; WVO art. 8.22"
)
PV_NA_MELDING = vast(
    "termijn_pv_na_melding",
    2,
    "from report to proces-verbaal, at most, where the question does not give another number",
    "maanden",
    "OM-aanwijzing 2011 (te controleren)",
    "beleid",
)
RAADSVERSLAG_VOOR = vast(
    "datum_raadsverslag", (10, 1), "the report to the council is there before this day", "(maand, dag)", "LPW art. 25 lid 1"
)
EFFECTRAPPORTAGE_OP = vast(
    "datum_effectrapportage", (12, 15), "the effectrapportage is in on this day", "(maand, dag)", "WEB art. 9.2.10; DUO", "keuze"
)

Soort = Literal[
    "register_naar_gemeente",
    "eerste_actie",
    "informatie_school",
    "proces_verbaal_na_melding",
    "raadsverslag",
    "effectrapportage",
]


class TermijnGegevens(Gegevens):
    """``aantal``: working days (eerste_actie) or months (proces_verbaal_na_melding), set by municipality or OM."""

    BRONNEN: ClassVar[dict[str, tuple[str, str]]] = {
        "register_naar_gemeente": ("R-24", "BRO art. 46 lid 2"),
        "eerste_actie": ("R-24", "LPW art. 16 lid 4; instructie van de gemeente"),
        "informatie_school": ("R-24", "WEB art. 9.2.3; WVO art. 8.22"),
        "proces_verbaal_na_melding": ("R-20", "LPW art. 22; OM-aanwijzing 2011"),
        "raadsverslag": ("R-27", "LPW art. 25 lid 1"),
        "effectrapportage": ("R-28", "WEB art. 9.2.10"),
    }

    termijn: Soort
    startdatum: Dag | None = None
    aantal: Annotated[Aantal, Field(le=366)] | None = None
    schooljaar: Schooljaar | None = None
    indiener_is_contactgemeente: bool = False

    def ontbrekend(self) -> tuple[str, ...]:
        if self.termijn in ("raadsverslag", "effectrapportage"):
            return () if self.schooljaar else ("schooljaar",)
        nodig = ("startdatum", "aantal") if self.termijn == "eerste_actie" else ("startdatum",)
        return tuple(veld for veld in nodig if getattr(self, veld) is None)

    def bron(self) -> tuple[str, str]:
        return self.BRONNEN[self.termijn]


def verlengd(dag: date, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> date:
    """The end of a statutory term counted forwards: ``dag``, or the next working day (Algemene termijnenwet art. 1).

    Not for terms of policy, fixed dates ("before 1 October") or terms counted backwards.
    """
    return kalenders[None].werkdag_op_of_na(dag) if instelling[TERMIJNENWET].op(dag) else dag


def werkdagen_na(dag: date, aantal: int, kalenders: Kalenders) -> date:
    """``aantal`` working days after ``dag``; zero is the day itself, or the next working day when it is none."""
    kalender = kalenders[None]
    return kalender.werkdagen_na(dag, aantal) if aantal else kalender.werkdag_op_of_na(dag)


def _na_start(g: TermijnGegevens, start: date, kalenders: Kalenders, instelling: Instelling) -> date | None:
    if g.termijn == "register_naar_gemeente":
        return werkdagen_na(start, instelling[REGISTER_NAAR_GEMEENTE].op(start), kalenders)
    if g.termijn == "informatie_school":
        return verlengd(start + timedelta(weeks=instelling[INFORMATIE_SCHOOL].op(start)), kalenders, instelling)
    if g.termijn == "proces_verbaal_na_melding":
        return plus_maanden(start, instelling[PV_NA_MELDING].op(start) if g.aantal is None else g.aantal)
    return None if g.aantal is None else werkdagen_na(start, g.aantal, kalenders)


def _na_schooljaar(g: TermijnGegevens, schooljaar: str, instelling: Instelling) -> date:
    jaar = lees_schooljaar(schooljaar) + 1
    if g.termijn == "raadsverslag":
        return date(jaar, *instelling[RAADSVERSLAG_VOOR].op(date(jaar, 8, 1))) - timedelta(days=1)
    return date(jaar, *instelling[EFFECTRAPPORTAGE_OP].op(date(jaar, 8, 1)))


@vraag("termijn", TermijnGegevens)
@regel(
    "R-24",
    "LPW art. 16, 22, 25; BRO art. 46; WEB art. 9.2.3, 9.2.10; WVO art. 8.22",
    "2026-08-01",
    parameters=(TERMIJNENWET, REGISTER_NAAR_GEMEENTE, INFORMATIE_SCHOOL, PV_NA_MELDING, RAADSVERSLAG_VOOR, EFFECTRAPPORTAGE_OP),
    ook=("R-20", "R-27", "R-28"),
)
def termijn(g: TermijnGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> dict[str, object]:
    """The last day (inclusive) of a term; the day it starts on does not count.

    * register_naar_gemeente: one working day (BRO 46). eerste_actie: ``aantal`` working days, set by the municipality.
    * informatie_school: four weeks, then to the next working day (Algemene termijnenwet).
    * proces_verbaal_na_melding: ``aantal`` months (OM, policy): not lengthened.
    * raadsverslag: 30 September, effectrapportage: 15 December, both after the school year; fixed dates, not lengthened.

    Without ``startdatum``, ``aantal`` or ``schooljaar`` where it is needed ``uiterlijk`` is None. Whoever is not said to be
    the contactgemeente gets a warning with the effectrapportage.
    """
    if g.termijn in ("raadsverslag", "effectrapportage"):
        uiterlijk = _na_schooljaar(g, g.schooljaar, instelling) if g.schooljaar else None
    else:
        uiterlijk = _na_start(g, g.startdatum, kalenders, instelling) if g.startdatum else None
    vreemd = g.termijn == "effectrapportage" and not g.indiener_is_contactgemeente
    return {"uiterlijk": uiterlijk, "waarschuwingen": ["geen_contactgemeente"] if vreemd else []}
