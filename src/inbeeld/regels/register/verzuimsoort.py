"""R-14 and R-16. Which report of absence the school must or may send, LPW 21a and WEB 9.2.2."""

from __future__ import annotations

from datetime import date

from pydantic import model_validator

from inbeeld.regels.doorstroompunt.doelgroep import LEEFTIJDSGRENS
from inbeeld.regels.kalender import Kalenders, schooljaar_van
from inbeeld.regels.leerplichtwet.kwalificatieplicht import EINDLEEFTIJD_KWALIFICATIEPLICHT
from inbeeld.regels.leerplichtwet.langdurig_verzuim import LRV_GRENS, WEKEN_18PLUS
from inbeeld.regels.leerplichtwet.leerplicht import BEGINLEEFTIJD, EINDLEEFTIJD
from inbeeld.regels.leerplichtwet.relatief_verzuim import DREMPEL
from inbeeld.regels.parameters import Instelling
from inbeeld.regels.regel import regel
from inbeeld.regels.verjaardag import SCHRIKKELDAG, leeftijd_op, plus_maanden, verjaardag
from inbeeld.regels.vraag import STANDAARD, Aantal, Dag, Gegevens, Getal, na_geboorte, vraag

VERPLICHT = ("V3", "LRV", "L", "RMC")


class VerzuimsoortGegevens(Gegevens):
    geboren: Dag
    datum: Dag
    startkwalificatie: bool
    uren_vier_lesweken: Getal = 0
    weken_aaneengesloten: Aantal = 0
    luxe: bool = False
    twijfel_ziekte: bool = False
    school_wil_actie: bool = False

    @model_validator(mode="after")
    def _na_geboorte(self) -> VerzuimsoortGegevens:
        na_geboorte(self.geboren, self.datum, "datum")
        return self


def _begin_leerplicht(geboren: date, instelling: Instelling) -> date:
    """First of the month after the birthday month; the region is not given, so not the first schooldag (R-01)."""
    vijf = verjaardag(geboren, instelling[BEGINLEEFTIJD].nu, instelling[SCHRIKKELDAG].nu)
    return plus_maanden(vijf.replace(day=1), 1)


def _einde_leerplicht(geboren: date, instelling: Instelling) -> date:
    """31 July of the school year of the sixteenth birthday (R-02 b); school years are not given, so not rule a."""
    zestien = verjaardag(geboren, instelling[EINDLEEFTIJD].nu, instelling[SCHRIKKELDAG].nu)
    return date(schooljaar_van(zestien) + 1, 7, 31)


def _onder_achttien(g: VerzuimsoortGegevens, instelling: Instelling) -> str:
    zonder_plicht = g.startkwalificatie and g.datum > _einde_leerplicht(g.geboren, instelling)
    if zonder_plicht or g.datum < _begin_leerplicht(g.geboren, instelling):
        return "geen"
    if g.luxe:
        return "L"
    if g.weken_aaneengesloten >= instelling[LRV_GRENS].op(g.datum):
        return "LRV"
    if g.uren_vier_lesweken >= instelling[DREMPEL].op(g.datum):
        return "V3"
    return "O" if g.school_wil_actie or g.twijfel_ziekte else "geen"


def _vanaf_achttien(g: VerzuimsoortGegevens, leeftijd: int, instelling: Instelling) -> str:
    if g.startkwalificatie or leeftijd >= instelling[LEEFTIJDSGRENS].op(g.datum):
        return "geen"
    if g.weken_aaneengesloten >= instelling[WEKEN_18PLUS].op(g.datum):
        return "RMC"
    if g.uren_vier_lesweken >= instelling[DREMPEL].op(g.datum):
        return "V4"
    return "O" if g.school_wil_actie else "geen"


@vraag("verzuimsoort", VerzuimsoortGegevens)
@regel(
    "R-14",
    "LPW art. 21a; WEB art. 9.2.2; WVO art. 8.20",
    "2026-08-01",
    ook=("R-16",),
    parameters=(
        DREMPEL,
        LRV_GRENS,
        WEKEN_18PLUS,
        LEEFTIJDSGRENS,
        BEGINLEEFTIJD,
        EINDLEEFTIJD,
        EINDLEEFTIJD_KWALIFICATIEPLICHT,
        SCHRIKKELDAG,
    ),
)
def soort_melding(g: VerzuimsoortGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> dict[str, object]:
    """The most specific report, and whether sending it is a duty.

    * Under 18 (LPW): L at any number of hours, LRV from four full lesweken, V3 from 16 hours in four lesweken; all three a
      duty. Else O, voluntary, when the school wants action or doubts a sick report (R-16). Nothing before the leerplicht begins,
      and nothing for who has a startkwalificatie once the leerplicht has ended by age (no kwalificatieplicht then).
    * From the 18th birthday, without startkwalificatie and under the age limit of the Doorstroompunt (27 from 2026, 23 before):
      RMC from four weeks, a duty; V4 from 16 hours and O when the school wants action, voluntary. Others: nothing.
    """
    leeftijd = leeftijd_op(g.geboren, g.datum, instelling[SCHRIKKELDAG].nu)
    if leeftijd < instelling[EINDLEEFTIJD_KWALIFICATIEPLICHT].op(g.datum):
        soort = _onder_achttien(g, instelling)
    else:
        soort = _vanaf_achttien(g, leeftijd, instelling)
    return {"verzuimsoort": soort, "verplicht": soort in VERPLICHT}
