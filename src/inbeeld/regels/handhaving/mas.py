"""R-23. Proposed route of the Methodische Aanpak Schoolverzuim."""

from __future__ import annotations

from pydantic import model_validator

from inbeeld.regels.handhaving.halt import PARAMETERS as HALT_PARAMETERS
from inbeeld.regels.handhaving.halt import bezwaren_halt
from inbeeld.regels.kalender import Kalenders
from inbeeld.regels.parameters import Instelling
from inbeeld.regels.regel import regel
from inbeeld.regels.vraag import STANDAARD, Dag, Gegevens, Getal, na_geboorte, vraag


class MasGegevens(Gegevens):
    OORDEEL = "beoordeling"

    geboren: Dag
    datum: Dag
    uren: Getal
    keer_te_laat: Getal
    onderliggende_problematiek: bool
    eigen_initiatief: bool
    eerste_keer: bool
    luxeverzuim: bool
    weigert_inschrijving: bool
    weigert_hulp: bool
    zorg_over_veiligheid: bool
    instemming_jongere: bool
    instemming_ouders: bool | None = None

    @model_validator(mode="after")
    def _na_geboorte(self) -> MasGegevens:
        na_geboorte(self.geboren, self.datum, "datum")
        return self


def _route(g: MasGegevens, instelling: Instelling) -> str:
    if g.weigert_hulp or g.zorg_over_veiligheid:
        return "gedwongen_hulp"
    if g.onderliggende_problematiek:
        return "vrijwillige_hulp"
    zwaarder = g.luxeverzuim or g.weigert_inschrijving or not g.eerste_keer
    if not zwaarder and not bezwaren_halt(g, instelling):
        return "halt"
    return "strafrecht" if zwaarder else "vrijwillige_hulp"


@vraag("mas_route", MasGegevens)
@regel("R-23", "Methodische Aanpak Schoolverzuim", "2022-01-01", berust_op="keuze", parameters=HALT_PARAMETERS)
def mas_route(g: MasGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> dict[str, object]:
    """The route to propose, the first that fits: help before punishment where there is a problem behind the absence.

    gedwongen_hulp (refuses help, or concern about safety), vrijwillige_hulp (a problem behind it), halt (first time, no holiday,
    no refused enrolment, conditions of R-22), strafrecht (holiday, refused enrolment, or not the first time), else
    vrijwillige_hulp. The legal position is not asked: leer- or kwalificatieplichtig is taken for granted. A person decides.
    """
    return {"route": _route(g, instelling)}
