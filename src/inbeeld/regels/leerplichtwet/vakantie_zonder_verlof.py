"""R-11. Holiday without leave (luxeverzuim), LPW 11, 13a, 14; guideline of the OM."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from inbeeld.regels.kalender import Kalenders
from inbeeld.regels.leerplichtwet.verlof import DAGEN_DIRECTEUR
from inbeeld.regels.parameters import Instelling, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.vraag import STANDAARD, Aantal, Dag, Gegevens, Vakantieregio, vraag, weiger

DAGEN_WAARSCHUWING = vast(
    "luxeverzuim_waarschuwing",
    1,
    "a first time up to here: a warning",
    "schooldagen",
    "OM-richtlijn schoolverzuim 2017",
    "beleid",
)


class LuxeverzuimGegevens(Gegevens):
    """The absence is half-open; only schooldagen of the region count."""

    OORDEEL = "beoordeling"

    van: Dag
    tot: Dag
    vakantieregio: Vakantieregio
    verleend_dagen: Aantal
    verleend_door: Literal["directeur", "leerplichtambtenaar"] | None = None
    eerste_keer: bool
    school_kondigde_melding_aan: bool

    @model_validator(mode="after")
    def _eindigt_na_begin(self) -> LuxeverzuimGegevens:
        if self.tot <= self.van:
            raise weiger("einde_voor_begin", "tot is de eerste dag weer op school en ligt dus na van; draai ze om?", "tot")
        return self

    def ontbrekend(self) -> tuple[str, ...]:
        onbekend = self.verleend_door is None and self.verleend_dagen > DAGEN_DIRECTEUR.op(self.van)
        return ("verleend_door",) if onbekend else ()

    def zekerheid(self, kalenders: Kalenders) -> str:
        gedekt = kalenders[self.vakantieregio].is_gedekt(self.van)
        return super().zekerheid(kalenders) if gedekt else "benaderd"


def _voorstel(g: LuxeverzuimGegevens, weg: int, dagen: int, instelling: Instelling) -> str:
    if dagen == 0:
        return "geen"
    overschreden = 0 < g.verleend_dagen < weg
    licht = dagen <= instelling[DAGEN_WAARSCHUWING].op(g.van)
    zwaarder = overschreden or not g.eerste_keer or g.school_kondigde_melding_aan
    return "waarschuwing" if licht and not zwaarder else "proces_verbaal"


@vraag("luxeverzuim", LuxeverzuimGegevens)
@regel(
    "R-11",
    "LPW art. 11, 13a, 14, 27; OM-richtlijn schoolverzuim 2017",
    "2026-08-01",
    berust_op="beleid",
    parameters=(DAGEN_DIRECTEUR, DAGEN_WAARSCHUWING),
)
def vakantie_zonder_verlof(g: LuxeverzuimGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> dict[str, object]:
    """How many schooldagen were missed without leave, and what the OM guideline proposes.

    * Weekends, vacations of the region and public holidays are no schooldagen; without any there is no luxeverzuim.
    * More than ten days granted by the head: the head was not competent, so none of that leave counts (R-11: treat as
      unauthorised), and the Inspectie is told (LPW 27). Leave of the leerplichtambtenaar counts in full; so does leave of
      which the granter is not given.
    * A warning only for one day, the first time, with no leave exceeded, and when the school had not announced that it
      reports this. Everything else: proces-verbaal. A person decides.
    """
    onbevoegd = g.verleend_door == "directeur" and g.verleend_dagen > instelling[DAGEN_DIRECTEUR].op(g.van)
    weg = kalenders[g.vakantieregio].schooldagen(g.van, g.tot)
    dagen = max(weg - (0 if onbevoegd else g.verleend_dagen), 0)
    return {
        "luxeverzuim": dagen > 0,
        "dagen": dagen,
        "voorstel": _voorstel(g, weg, dagen, instelling),
        "directeur_bevoegd": not onbevoegd,
        "melding_inspectie": onbevoegd,
    }
