"""R-05. Notification of an exemption from enrolment, LPW 5, 5a and 6-9."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Literal

from inbeeld.regels.kalender import Kalenders, lees_schooljaar
from inbeeld.regels.parameters import Instelling, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.verjaardag import plus_maanden
from inbeeld.regels.vraag import STANDAARD, Dag, Gegevens, Getal, Schooljaar, vraag

EERSTE_VOORAF = vast(
    "kennisgeving_eerste_vooraf", 1, "first notification, before the leerplicht begins", "maanden", "LPW art. 6 lid 2 onder a"
)
VERVOLG_VOOR = vast(
    "kennisgeving_vervolg_voor",
    (7, 1),
    "renewal before this day, for the school year that follows",
    "(maand, dag)",
    "LPW art. 6 lid 2 onder b",
)
VERKLARING_GELDIG = vast(
    "verklaring_5_onder_a_geldig", 3, "a statement may be this old at the notification", "maanden", "LPW art. 7"
)
TERUGBLIK_RICHTING = vast(
    "terugblik_5_onder_b", 12, "not placed at a school of the richting in this time before", "maanden", "LPW art. 8 lid 2"
)
AFSTAND_RIJDENDE_SCHOOL = vast(
    "afstand_rijdende_school",
    5,
    "no exemption when an open rijdende school is nearer than this",
    "km",
    "Besluit vrijstelling leerplicht trekkende bevolking",
)


class KennisgevingGegevens(Gegevens):
    """``kennisgeving`` None: there is none. ``rijdende_school_km`` None: no rijdende school is open to the youth."""

    ARTIKELEN: ClassVar[dict[str, str]] = {
        "5_onder_a": "LPW art. 5 onder a, 6, 7",
        "5_onder_b": "LPW art. 5 onder b, 6, 8",
        "5_onder_c": "LPW art. 5 onder c, 6, 9",
        "5a_trekkend": "LPW art. 5a, 6; Besluit vrijstelling leerplicht trekkende bevolking",
    }

    grond: Literal["5_onder_a", "5_onder_b", "5_onder_c", "5a_trekkend"]
    kennisgeving_soort: Literal["eerste", "vervolg"]
    kennisgeving: Dag | None = None
    eerste_dag_leerplicht: Dag | None = None
    schooljaar: Schooljaar | None = None
    verklaring_datum: Dag | None = None
    verklaring_afgever: Literal["aangewezen_arts", "aangewezen_pedagoog_psycholoog", "behandelend_arts"] | None = None
    nooit_geschikt: bool = False
    laatst_op_school_richting: Dag | None = None
    omstandigheden_gewijzigd: bool = False
    verklaring_buitenlandse_school: bool = False
    jongere_reist_mee: bool = False
    rijdende_school_km: Getal | None = None

    @property
    def nodig(self) -> bool:
        return not (self.kennisgeving_soort == "vervolg" and self.grond == "5_onder_a" and self.nooit_geschikt)

    def ontbrekend(self) -> tuple[str, ...]:
        if not self.nodig:
            return ()
        velden = ["eerste_dag_leerplicht" if self.kennisgeving_soort == "eerste" else "schooljaar"]
        if self.grond == "5_onder_a" and (self.verklaring_datum or self.verklaring_afgever):
            velden += ["verklaring_datum", "verklaring_afgever"]
        return tuple(veld for veld in velden if getattr(self, veld) is None)

    def bron(self) -> tuple[str, str]:
        return "R-05", self.ARTIKELEN[self.grond]


def uiterste_dag(g: KennisgevingGegevens, instelling: Instelling = STANDAARD) -> date | None:
    """The last day on which the notification is in time (LPW 6 lid 2); counted backwards, so not lengthened.

    First: one month before the first day of the leerplicht. Renewal: 30 June. None when no notification is needed or the
    day it hangs on is not known.
    """
    if not g.nodig:
        return None
    if g.kennisgeving_soort == "eerste":
        begin = g.eerste_dag_leerplicht
        return plus_maanden(begin, -instelling[EERSTE_VOORAF].op(begin)) if begin else None
    if g.schooljaar is None:
        return None
    jaar = lees_schooljaar(g.schooljaar)
    return date(jaar, *instelling[VERVOLG_VOOR].op(date(jaar, 1, 1))) - timedelta(days=1)


def _tijdig(g: KennisgevingGegevens, uiterlijk: date | None) -> bool | None:
    if uiterlijk is None:
        return None
    return g.kennisgeving is not None and g.kennisgeving <= uiterlijk


def _verklaring_arts(g: KennisgevingGegevens, instelling: Instelling) -> list[str]:
    """LPW 7. A statement without date or without issuer shows nothing; exactly three months old is still good."""
    redenen = ["verkeerde_afgever"] if g.verklaring_afgever == "behandelend_arts" else []
    if not g.nodig:
        return redenen
    if g.verklaring_datum is None or g.verklaring_afgever is None:
        redenen.append("verklaring_ontbreekt")
    if g.verklaring_datum and g.kennisgeving:
        geldig_tot_en_met = plus_maanden(g.verklaring_datum, instelling[VERKLARING_GELDIG].op(g.kennisgeving))
        redenen += ["verklaring_te_oud"] if g.kennisgeving > geldig_tot_en_met else []
    return redenen


def _richting(g: KennisgevingGegevens, instelling: Instelling) -> list[str]:
    """LPW 8 lid 2: placed there on a day of the year that ends the day before the notification; HR BV9201 for a first claim."""
    redenen = []
    if g.kennisgeving and g.laatst_op_school_richting:
        telt_tot_en_met = plus_maanden(g.laatst_op_school_richting, instelling[TERUGBLIK_RICHTING].op(g.kennisgeving))
        redenen += ["school_van_richting_bezocht"] if g.kennisgeving <= telt_tot_en_met else []
    begonnen = g.kennisgeving and g.eerste_dag_leerplicht and g.kennisgeving >= g.eerste_dag_leerplicht
    if g.kennisgeving_soort == "eerste" and begonnen and not g.omstandigheden_gewijzigd:
        redenen.append("eerste_beroep_na_begin")
    return redenen


def _trekkend(g: KennisgevingGegevens, instelling: Instelling) -> list[str]:
    """LPW 5a and its Besluit, which says "less than 5 kilometres": at exactly 5 the exemption stands."""
    redenen = [] if g.jongere_reist_mee else ["reist_niet_mee"]
    if g.rijdende_school_km is not None and g.rijdende_school_km < instelling[AFSTAND_RIJDENDE_SCHOOL].nu:
        redenen.append("rijdende_school_nabij")
    return redenen


def _inhoud(g: KennisgevingGegevens, instelling: Instelling) -> list[str]:
    if g.grond == "5_onder_a":
        return _verklaring_arts(g, instelling)
    if g.grond == "5_onder_b":
        return _richting(g, instelling)
    if g.grond == "5_onder_c":
        return [] if g.verklaring_buitenlandse_school else ["verklaring_buitenlandse_school_ontbreekt"]
    return _trekkend(g, instelling)


@vraag("kennisgeving_vrijstelling", KennisgevingGegevens)
@regel(
    "R-05",
    "LPW art. 5, 5a, 6-9",
    "2026-08-01",
    parameters=(EERSTE_VOORAF, VERVOLG_VOOR, VERKLARING_GELDIG, TERUGBLIK_RICHTING, AFSTAND_RIJDENDE_SCHOOL),
)
def kennisgeving_vrijstelling(
    g: KennisgevingGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD
) -> dict[str, object]:
    """Whether a notification is needed and in time (LPW 6), and whether the claim meets the conditions of its ground (LPW 7-9).

    The exemption works by force of law; the answer is a check, not a decision.

    * First claim: at least one month before the leerplicht begins. Renewal: before 1 July.
    * A renewal of 5 onder a needs none when the statement says the youth will never be fit (6 lid 3); ``uiterlijk`` and
      ``tijdig`` are then None. A notification that is needed and not there is not in time.
    * ``voldoet`` is about the contents only. 5 onder a: statement of a designated doctor, pedagogue or psychologist, not older
      than three months at the notification. 5 onder b: not at a school of that richting in the year before, and no first claim
      once the leerplicht has begun, unless a move or closing of the school changed the circumstances. 5 onder c: statement of
      the head of the foreign school. 5a: the youth travels along, no open rijdende school nearer than 5 km.
    """
    uiterlijk = uiterste_dag(g, instelling)
    redenen = _inhoud(g, instelling)
    return {
        "kennisgeving_nodig": g.nodig,
        "uiterlijk": uiterlijk,
        "tijdig": _tijdig(g, uiterlijk),
        "voldoet": not redenen,
        "redenen": redenen,
    }
