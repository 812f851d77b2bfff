"""R-22. Referral to Halt for absence; policy of Halt and OM."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from pydantic import model_validator

from inbeeld.regels.handhaving.proces_verbaal import PLICHTIG
from inbeeld.regels.kalender import Kalenders
from inbeeld.regels.parameters import Instelling, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.verjaardag import SCHRIKKELDAG, leeftijd_op
from inbeeld.regels.vraag import STANDAARD, Dag, Gegevens, Getal, Rechtspositie, na_geboorte, vraag

BRON = "halt.nl voor leerplichtambtenaren"
VANAF = vast("halt_vanaf", 12, "Halt from this age", "jaar", BRON, "beleid")
TOT = vast("halt_tot", 18, "Halt below this age", "jaar", BRON, "beleid")
MINSTE_UREN = vast("halt_minste_uren", 9, "enough absence, in hours", "uur", BRON, "beleid")
MEESTE_UREN = vast("halt_meeste_uren", 60, "too much absence above this", "uur", BRON, "beleid")
MINSTE_KEREN = vast("halt_minste_keren", 12, "enough, in times late", "keer", BRON, "beleid")
MEESTE_KEREN = vast("halt_meeste_keren", 60, "too much above this", "keer", BRON, "beleid")
INSTEMMING_OUDERS_ONDER = vast(
    "halt_instemming_ouders_onder", 16, "the parents consent too below this age", "jaar", BRON, "beleid"
)
PARAMETERS = (VANAF, TOT, MINSTE_UREN, MEESTE_UREN, MINSTE_KEREN, MEESTE_KEREN, INSTEMMING_OUDERS_ONDER, SCHRIKKELDAG)


class HaltFeiten(Protocol):
    """The facts that the conditions share with the route of R-23."""

    @property
    def geboren(self) -> date: ...
    @property
    def datum(self) -> date: ...
    @property
    def uren(self) -> float: ...
    @property
    def keer_te_laat(self) -> float: ...
    @property
    def eigen_initiatief(self) -> bool: ...
    @property
    def instemming_jongere(self) -> bool: ...
    @property
    def instemming_ouders(self) -> bool | None: ...


class HaltGegevens(Gegevens):
    """``instemming_ouders`` None: not asked."""

    OORDEEL = "beoordeling"

    geboren: Dag
    datum: Dag
    rechtspositie: Rechtspositie
    uren: Getal
    keer_te_laat: Getal
    eigen_initiatief: bool
    eerder_halt_verzuim: bool
    ernstige_problematiek: bool
    instemming_jongere: bool
    instemming_ouders: bool | None = None

    @model_validator(mode="after")
    def _na_geboorte(self) -> HaltGegevens:
        na_geboorte(self.geboren, self.datum, "datum")
        return self


def bezwaren_halt(g: HaltFeiten, instelling: Instelling = STANDAARD) -> list[str]:
    """Conditions on age, amount, initiative and consent that are not met."""
    leeftijd = leeftijd_op(g.geboren, g.datum, instelling[SCHRIKKELDAG].nu)
    jong = leeftijd < instelling[INSTEMMING_OUDERS_ONDER].op(g.datum)
    genoeg = g.uren >= instelling[MINSTE_UREN].op(g.datum) or g.keer_te_laat >= instelling[MINSTE_KEREN].op(g.datum)
    te_veel = g.uren > instelling[MEESTE_UREN].op(g.datum) or g.keer_te_laat > instelling[MEESTE_KEREN].op(g.datum)
    return _codes(
        te_jong=leeftijd < instelling[VANAF].op(g.datum),
        te_oud=leeftijd >= instelling[TOT].op(g.datum),
        te_weinig_verzuim=not genoeg,
        te_veel_verzuim=te_veel,
        geen_eigen_initiatief=not g.eigen_initiatief,
        geen_instemming_jongere=not g.instemming_jongere,
        geen_instemming_ouders=jong and not g.instemming_ouders,
    )


def _codes(**bezwaar: bool) -> list[str]:
    return [code for code, geldt in bezwaar.items() if geldt]


@vraag("halt", HaltGegevens)
@regel("R-22", BRON, "2022-01-01", berust_op="beleid", parameters=PARAMETERS)
def halt(g: HaltGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> dict[str, object]:
    """Whether a referral to Halt fits; every condition that is not met is named.

    * From the 12th birthday until the day before the 18th, leer- or kwalificatieplichtig.
    * At least 9 hours or 12 times late, and at most 60 hours and 60 times. Above that the officier van justitie is consulted.
    * On own initiative, no serious untreated problems, not at Halt for absence before.
    * The youth consents; the parents too while the youth is under 16 (consent that was not asked is none).
    """
    redenen = bezwaren_halt(g, instelling) + _codes(
        niet_leerplichtig=g.rechtspositie not in PLICHTIG,
        eerder_halt=g.eerder_halt_verzuim,
        ernstige_problematiek=g.ernstige_problematiek,
    )
    return {"halt": not redenen, "redenen": redenen, "overleg_ovj": "te_veel_verzuim" in redenen}
