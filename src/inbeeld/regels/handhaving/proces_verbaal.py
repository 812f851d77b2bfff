"""R-20 and R-21. Blame and proces-verbaal, LPW 2 and 22."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from inbeeld.regels.kalender import Kalenders
from inbeeld.regels.parameters import Instelling, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.verjaardag import SCHRIKKELDAG, leeftijd_op
from inbeeld.regels.vraag import STANDAARD, Dag, Gegevens, Rechtspositie, na_geboorte, vraag

EIGEN_PLICHT = vast("leeftijd_eigen_plicht", 12, "the youth has a duty to attend from this age", "jaar", "LPW art. 2 lid 3")
PLICHTIG = ("leerplichtig", "kwalificatieplichtig")
SCHULDIG = {(True, True): "beide", (True, False): "ouders", (False, True): "jongere", (False, False): "geen"}


class ProcesVerbaalGegevens(Gegevens):
    """``ouders_wisten_ervan`` and ``ouders_grijpen_in`` are background for who decides."""

    OORDEEL = "beoordeling"

    geboren: Dag
    datum: Dag
    rechtspositie: Rechtspositie
    verzuim: Literal["absoluut", "relatief"]
    ouders_gehoord: bool
    ouders_weigeren: bool
    jongere_gehoord: bool = False
    jongere_weigert: bool = False
    ouders_eerder_veroordeeld: bool = False
    ouders_wisten_ervan: bool = False
    ouders_grijpen_in: bool = False
    ouders_zoeken_aantoonbaar: bool = False

    @model_validator(mode="after")
    def _na_geboorte(self) -> ProcesVerbaalGegevens:
        na_geboorte(self.geboren, self.datum, "datum")
        return self


def ouders_verwijtbaar(g: ProcesVerbaalGegevens) -> bool:
    """They refuse to enrol or to see to attendance, and the duty is there (LPW 2 lid 1, 22 lid 2)."""
    return g.rechtspositie in PLICHTIG and g.ouders_weigeren and not g.ouders_zoeken_aantoonbaar


def jongere_verwijtbaar(g: ProcesVerbaalGegevens, instelling: Instelling = STANDAARD) -> bool:
    """Refuses to attend and has a duty of its own: from 12, or kwalificatieplichtig (LPW 2 lid 3, 4c, 22 lid 3)."""
    leeftijd = leeftijd_op(g.geboren, g.datum, instelling[SCHRIKKELDAG].nu)
    oud_genoeg = leeftijd >= instelling[EIGEN_PLICHT].op(g.datum) or g.rechtspositie == "kwalificatieplichtig"
    weigert = g.jongere_weigert and g.verzuim == "relatief" and not g.ouders_zoeken_aantoonbaar
    return g.rechtspositie in PLICHTIG and weigert and oud_genoeg


@vraag("proces_verbaal", ProcesVerbaalGegevens)
@regel("R-20", "LPW art. 2, 4c, 22 (R-21)", "2026-08-01", parameters=(EIGEN_PLICHT, SCHRIKKELDAG), ook=("R-21",))
def proces_verbaal(g: ProcesVerbaalGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> dict[str, object]:
    """Who is to blame, and against whom a proces-verbaal can be drawn up: a proposal, a person decides and says why.

    * Blame asks for a duty: nobody is blamed who is not leer- or kwalificatieplichtig on ``datum``. Nobody either when the
      parents demonstrably look for a place that is not there (LPW 2 lid 2).
    * A proces-verbaal only against who is to blame and has been heard; never against the youth for absoluut verzuim.
    * Copy to the Raad voor de Kinderbescherming: against parents convicted before (22 lid 5).
    """
    ouders, jongere = ouders_verwijtbaar(g), jongere_verwijtbaar(g, instelling)
    pv_ouders = ouders and g.ouders_gehoord
    return {
        "verwijtbaar": SCHULDIG[ouders, jongere],
        "pv_ouders": pv_ouders,
        "pv_jongere": jongere and g.jongere_gehoord,
        "afschrift_raad": pv_ouders and g.ouders_eerder_veroordeeld,
    }
