"""R-12. Leave and other grounds for absence, LPW 11-14."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from inbeeld.regels.kalender import Kalender, Kalenders
from inbeeld.regels.parameters import Instelling, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.termijnen import TERMIJNENWET, verlengd
from inbeeld.regels.verjaardag import SCHRIKKELDAG, leeftijd_op
from inbeeld.regels.vraag import STANDAARD, Aantal, Dag, Gegevens, Getal, Vakantieregio, na_geboorte, vraag

MELDEN_NA = vast(
    "verlof_melden_na", 2, "tell of illness, or give reasons afterwards, this long after onset", "dagen", "LPW art. 12, 14 lid 2"
)
MELDEN_VOORAF_RELIGIE = vast(
    "verlof_religie_vooraf", 2, "tell of a religious obligation this long before", "dagen", "LPW art. 13"
)
DAGEN_RELIGIE = vast("verlof_religie_dagen", 1, "days per obligation", "dagen", "uitvoeringspraktijk", "beleid")
DAGEN_VAKANTIE = vast("verlof_vakantie_dagen", 10, "holiday because of the parents' work", "schooldagen", "LPW art. 13a lid 2")
EERSTE_LESWEKEN = vast(
    "verlof_vakantie_lesweken", 2, "no such holiday in the first of the school year", "lesweken", "LPW art. 13a lid 2"
)
DAGEN_DIRECTEUR = vast(
    "verlof_dagen_directeur",
    10,
    "gewichtige omstandigheden: up to here per school year the head",
    "schooldagen",
    "LPW art. 14 lid 3",
)
LESDAGEN_VOL = vast("lesdagen_volle_week", 5, "full week for the pro rata part", "dagen", "LPW art. 13a lid 2, 14", "keuze")
LEEFTIJD_ZES = vast("verlof_jonger_dan", 6, "hours at home below this age", "jaar", "LPW art. 11a lid 1")
UREN_MEDEDELING = vast("verlof_uren_mededeling", 5, "hours a week by notice to the head", "uur", "LPW art. 11a lid 1")
UREN_DIRECTEUR = vast("verlof_uren_directeur", 5, "further hours a week the head may grant", "uur", "LPW art. 11a lid 2")


class VerlofGegevens(Gegevens):
    """``gemeld``: the day the head was told; None: not told."""

    ARTIKELEN: ClassVar[dict[str, str]] = {
        "ziekte": "LPW art. 11 onder d, 12",
        "religie": "LPW art. 11 onder e, 13",
        "vakantie_beroep": "LPW art. 11 onder f, 13a",
        "gewichtige_omstandigheden": "LPW art. 11 onder g, 14",
        "jonger_dan_zes": "LPW art. 11a",
    }

    grond: Literal["ziekte", "religie", "vakantie_beroep", "gewichtige_omstandigheden", "jonger_dan_zes"]
    eerste_dag: Dag
    dagen: Aantal = 0
    gemeld: Dag | None = None
    vakantieregio: Vakantieregio = "midden"
    eerder_vakantieverlof: bool = False
    eerder_verleend: Aantal = 0
    vooraf_gevraagd: bool = True
    kwalificatieplichtig: bool = False
    lesdagen_per_week: Annotated[Aantal, Field(le=7)] = 5
    geboren: Dag | None = None
    uren_per_week: Getal = 0
    directeur_op_de_hoogte: bool = False
    uren_directeur: Getal = 0

    @model_validator(mode="after")
    def _na_geboorte(self) -> VerlofGegevens:
        na_geboorte(self.geboren, self.eerste_dag, "eerste_dag")
        return self

    def ontbrekend(self) -> tuple[str, ...]:
        achteraf = self.grond == "gewichtige_omstandigheden" and not self.vooraf_gevraagd
        nodig = {"ziekte": "gemeld", "religie": "gemeld", "jonger_dan_zes": "geboren"}.get(self.grond)
        veld = "gemeld" if achteraf else nodig
        return (veld,) if veld and getattr(self, veld) is None else ()

    def bron(self) -> tuple[str, str]:
        return "R-12", self.ARTIKELEN[self.grond]

    def zekerheid(self, kalenders: Kalenders) -> str:
        gokt = self.grond == "vakantie_beroep" and not kalenders[self.vakantieregio].is_gedekt(self.eerste_dag)
        return "benaderd" if gokt else super().zekerheid(kalenders)


Uitkomst = tuple[str, int | None, list[str]]
"""Who decides, most days, reasons against."""


def _te_laat(gemeld: date | None, uiterlijk: date) -> list[str]:
    return [] if gemeld is not None and gemeld <= uiterlijk else ["te_laat_gemeld"]


def _uiterlijk_achteraf(g: VerlofGegevens, kalenders: Kalenders, instelling: Instelling) -> date:
    """Two days after onset; on a weekend or holiday the next working day (Algemene termijnenwet)."""
    return verlengd(g.eerste_dag + timedelta(days=instelling[MELDEN_NA].op(g.eerste_dag)), kalenders, instelling)


def _naar_rato(dagen: int, g: VerlofGegevens, instelling: Instelling) -> int:
    """Kwalificatieplichtigen get their part of the days, rounded down; never more than the whole."""
    vol = instelling[LESDAGEN_VOL].op(g.eerste_dag)
    return dagen * min(g.lesdagen_per_week, vol) // vol if g.kwalificatieplichtig else dagen


def _in_eerste_lesweken(g: VerlofGegevens, kalender: Kalender, instelling: Instelling) -> bool:
    """Whether one of the schooldagen of the leave falls in the first lesweken of its school year."""
    weken = instelling[EERSTE_LESWEKEN].op(g.eerste_dag)
    schooldagen = kalender.lijst_schooldagen(g.eerste_dag, g.eerste_dag + timedelta(days=366))
    return any(kalender.lesweek_in_schooljaar(dag) <= weken for dag in schooldagen[: max(g.dagen, 1)])


def _ziekte(g: VerlofGegevens, kalenders: Kalenders, instelling: Instelling) -> Uitkomst:
    return "geen", None, _te_laat(g.gemeld, _uiterlijk_achteraf(g, kalenders, instelling))


def _religie(g: VerlofGegevens, kalenders: Kalenders, instelling: Instelling) -> Uitkomst:
    maximum = instelling[DAGEN_RELIGIE].op(g.eerste_dag)
    uiterlijk = g.eerste_dag - timedelta(days=instelling[MELDEN_VOORAF_RELIGIE].op(g.eerste_dag))
    te_veel = ["te_veel_dagen"] if g.dagen > maximum else []
    return "geen", maximum, _te_laat(g.gemeld, uiterlijk) + te_veel


def _vakantie(g: VerlofGegevens, kalenders: Kalenders, instelling: Instelling) -> Uitkomst:
    maximum = _naar_rato(instelling[DAGEN_VAKANTIE].op(g.eerste_dag), g, instelling)
    bezwaren = {
        "eerste_twee_lesweken": _in_eerste_lesweken(g, kalenders[g.vakantieregio], instelling),
        "al_verleend_dit_schooljaar": g.eerder_vakantieverlof,
        "te_veel_dagen": g.dagen > maximum,
    }
    return "directeur", maximum, [reden for reden, geldt in bezwaren.items() if geldt]


def _gewichtig(g: VerlofGegevens, kalenders: Kalenders, instelling: Instelling) -> Uitkomst:
    maximum = _naar_rato(instelling[DAGEN_DIRECTEUR].op(g.eerste_dag), g, instelling)
    beslisser = "directeur" if g.eerder_verleend + g.dagen <= maximum else "leerplichtambtenaar"
    redenen = [] if g.vooraf_gevraagd else _te_laat(g.gemeld, _uiterlijk_achteraf(g, kalenders, instelling))
    return beslisser, maximum, redenen


def _jonger_dan_zes(g: VerlofGegevens, kalenders: Kalenders, instelling: Instelling) -> Uitkomst:
    vrij = instelling[UREN_MEDEDELING].op(g.eerste_dag)
    extra = min(g.uren_directeur, instelling[UREN_DIRECTEUR].op(g.eerste_dag))
    leeftijd = leeftijd_op(g.geboren, g.eerste_dag, instelling[SCHRIKKELDAG].nu) if g.geboren else 0
    bezwaren = {
        "zes_jaar_of_ouder": leeftijd >= instelling[LEEFTIJD_ZES].op(g.eerste_dag),
        "te_veel_uren": g.uren_per_week > vrij + extra,
        "geen_mededeling": not g.directeur_op_de_hoogte,
    }
    return "directeur" if g.uren_per_week > vrij else "geen", None, [reden for reden, geldt in bezwaren.items() if geldt]


_PER_GROND = {
    "ziekte": _ziekte,
    "religie": _religie,
    "vakantie_beroep": _vakantie,
    "gewichtige_omstandigheden": _gewichtig,
    "jonger_dan_zes": _jonger_dan_zes,
}


@vraag("verlof", VerlofGegevens)
@regel(
    "R-12",
    "LPW art. 11-14",
    "2026-08-01",
    parameters=(
        MELDEN_NA,
        MELDEN_VOORAF_RELIGIE,
        DAGEN_RELIGIE,
        DAGEN_VAKANTIE,
        EERSTE_LESWEKEN,
        DAGEN_DIRECTEUR,
        LESDAGEN_VOL,
        LEEFTIJD_ZES,
        UREN_MEDEDELING,
        UREN_DIRECTEUR,
        TERMIJNENWET,
        SCHRIKKELDAG,
    ),
)
def verlof(g: VerlofGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> dict[str, object]:
    """Whether the law allows the absence, and who decides. ``geen``: nobody, it follows from the law after notice.

    * ziekte: told within two days of onset, to the next working day. religie: told two days before at the latest (calendar
      days, not lengthened); one day per obligation (policy). Not told at all counts as told too late.
    * vakantie_beroep: the head, once per school year, at most ten schooldagen, none of them in the first two lesweken.
    * gewichtige_omstandigheden: with what was granted before, up to ten days a school year the head, above that the
      leerplichtambtenaar; ``maximum_dagen`` is what the head may grant. Not asked beforehand: reasons within two days of onset.
    * Both are pro rata (lesdagen per week / 5, rounded down) for kwalificatieplichtigen only.
    * jonger_dan_zes: under 6 on the first day; five hours a week by notice, at most five more granted by the head. Notice is
      needed for the extra hours too.
    """
    beslisser, maximum, redenen = _PER_GROND[g.grond](g, kalenders, instelling)
    return {"mogelijk": not redenen, "beslisser": beslisser, "maximum_dagen": maximum, "redenen": redenen}
