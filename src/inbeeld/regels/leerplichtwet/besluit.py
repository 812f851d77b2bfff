"""R-06 and R-07. Decisions of burgemeester en wethouders under LPW 3a, 3b and 15."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Literal

from pydantic import model_validator

from inbeeld.regels.kalender import Kalenders, lees_schooljaar, schooljaar_van
from inbeeld.regels.parameters import Instelling, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.termijnen import TERMIJNENWET, verlengd
from inbeeld.regels.verjaardag import SCHRIKKELDAG, leeftijd_op
from inbeeld.regels.vraag import STANDAARD, Dag, Gegevens, Rechtspositie, Schooljaar, na_geboorte, vraag

LEEFTIJD_3A = vast("leeftijd_3a", 14, "vervangende leerplicht at the own school from this age", "jaar", "LPW art. 3a lid 1")
BESLISTERMIJN = vast("beslistermijn_3a_3b", 6, "decision after receipt of the request", "weken", "LPW art. 3a lid 4, 3b")
BESLISTERMIJN_15 = vast("beslistermijn_15", 8, "decision after receipt of the request", "weken", "Awb art. 4:13 (te controleren)")
VERLENGING_VOORAF = vast(
    "verlenging_3a_vooraf", 8, "an extension is asked this long before the period ends", "weken", "LPW art. 3a lid 5"
)


class BesluitGegevens(Gegevens):
    """``datum``: the day the request was received. ``einde_lopende_periode``: its last day, inclusive."""

    OORDEEL = "beoordeling"
    ARTIKELEN: ClassVar[dict[str, tuple[str, str]]] = {
        "3a": ("R-07", "LPW art. 3a"),
        "3b": ("R-07", "LPW art. 3b"),
        "15": ("R-06", "LPW art. 15"),
    }

    grond: Literal["3a", "3b", "15"]
    geboren: Dag
    datum: Dag
    rechtspositie: Rechtspositie | None = None
    voldoende_ander_onderwijs: bool = False
    periode_opgegeven: bool = False
    schooljaar: Schooljaar | None = None
    laatste_dag_leerplicht: Dag | None = None
    plan_van_aanpak: bool = False
    instemming_school: bool = False
    verlenging: bool = False
    einde_lopende_periode: Dag | None = None

    @model_validator(mode="after")
    def _na_geboorte(self) -> BesluitGegevens:
        na_geboorte(self.geboren, self.datum, "datum")
        return self

    @property
    def verlengt(self) -> bool:
        return self.grond == "3a" and self.verlenging

    def ontbrekend(self) -> tuple[str, ...]:
        nodig = {"3a": ("einde_lopende_periode",) if self.verlengt else (), "15": ("rechtspositie",)}
        velden = nodig.get(self.grond, ("schooljaar", "laatste_dag_leerplicht"))
        return tuple(veld for veld in velden if getattr(self, veld) is None)

    def bron(self) -> tuple[str, str]:
        return self.ARTIKELEN[self.grond]


def _is_veertien(g: BesluitGegevens, instelling: Instelling) -> bool:
    return leeftijd_op(g.geboren, g.datum, instelling[SCHRIKKELDAG].nu) >= instelling[LEEFTIJD_3A].op(g.datum)


def _is_laatste_schooljaar(g: BesluitGegevens) -> bool:
    if g.schooljaar is None or g.laatste_dag_leerplicht is None:
        return False
    return schooljaar_van(g.laatste_dag_leerplicht) == lees_schooljaar(g.schooljaar)


def _redenen(g: BesluitGegevens, instelling: Instelling) -> list[str]:
    voorwaarden = {
        "15": {
            "niet_kwalificatieplichtig": g.rechtspositie == "kwalificatieplichtig",
            "ander_onderwijs_niet_aangetoond": g.voldoende_ander_onderwijs,
            "periode_ontbreekt": g.periode_opgegeven,
        },
        "3a": {
            "jonger_dan_veertien": _is_veertien(g, instelling),
            "instemming_school_ontbreekt": g.instemming_school,
            "plan_van_aanpak_ontbreekt": g.plan_van_aanpak,
        },
        "3b": {
            "niet_laatste_schooljaar": _is_laatste_schooljaar(g),
            "plan_van_aanpak_ontbreekt": g.plan_van_aanpak,
        },
    }
    return [reden for reden, vervuld in voorwaarden[g.grond].items() if not vervuld]


def beslissen_uiterlijk(g: BesluitGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> date:
    """Six weeks after receipt (3a, 3b) or eight (15, Awb); to the next working day (Algemene termijnenwet)."""
    weken = instelling[BESLISTERMIJN_15 if g.grond == "15" else BESLISTERMIJN].op(g.datum)
    return verlengd(g.datum + timedelta(weeks=weken), kalenders, instelling)


def _aanvragen_uiterlijk(g: BesluitGegevens, instelling: Instelling) -> date | None:
    if not g.verlengt or g.einde_lopende_periode is None:
        return None
    return g.einde_lopende_periode - timedelta(weeks=instelling[VERLENGING_VOORAF].op(g.datum))


@vraag("besluit_vrijstelling", BesluitGegevens)
@regel(
    "R-07",
    "LPW art. 3a, 3b, 15 (R-06)",
    "2026-08-01",
    parameters=(LEEFTIJD_3A, BESLISTERMIJN, BESLISTERMIJN_15, VERLENGING_VOORAF, TERMIJNENWET, SCHRIKKELDAG),
    ook=("R-06",),
)
def besluit_vrijstelling(g: BesluitGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> dict[str, object]:
    """Whether the legal conditions of a request are met, and when it has to be asked and decided. Granting is a decision.

    * 3a: 14 or older on the day of receipt, the school board agrees, plan van aanpak. An extension is asked eight weeks before
      the last day of the running period (backwards, not lengthened); asking late is told in ``tijdig``, it is no reason.
    * 3b: only for the last school year of the leerplicht, with a plan. Otherwise 3a is named as the alternative from 14 on.
    * 15: only for kwalificatieplichtigen, other education shown, begin and end date given.

    A fact that is not given does not count as met. ``aanvragen_uiterlijk`` and ``tijdig`` are None when it is no extension.
    """
    redenen = _redenen(g, instelling)
    uiterlijk = _aanvragen_uiterlijk(g, instelling)
    naar_3a = "niet_laatste_schooljaar" in redenen and _is_veertien(g, instelling)
    return {
        "mogelijk": not redenen,
        "redenen": redenen,
        "alternatief": "3a" if naar_3a else None,
        "beslissen_uiterlijk": beslissen_uiterlijk(g, kalenders, instelling),
        "aanvragen_uiterlijk": uiterlijk,
        "tijdig": None if uiterlijk is None else g.datum <= uiterlijk,
    }
