"""R-29. Whether a municipality may get these data, BRO 31, 43, 46 and WEB 9.2.7."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import model_validator

from inbeeld.regels.doorstroompunt.doelgroep import NIEUWE_WEB
from inbeeld.regels.kalender import Kalenders
from inbeeld.regels.parameters import ALTIJD, Instelling, Parameter, Waarde, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.verjaardag import SCHRIKKELDAG, verjaardag
from inbeeld.regels.vraag import STANDAARD, Dag, Gegevens, Gemeente, Lijst, Periode, na_geboorte, vraag, weiger

OUDER_DAN = vast("basisgegevens_ouder_dan", 4, "basic data of residents older than this", "jaar", "BRO art. 31")
JONGER_DAN = Parameter(
    "basisgegevens_jonger_dan",
    "basic data of residents younger than this",
    "jaar",
    "wet",
    (Waarde(23, ALTIJD, "BRO art. 31 (oud; te controleren)"), Waarde(27, NIEUWE_WEB, "BRO art. 31")),
)


class Verblijf(Periode):
    gemeente: Gemeente


class GegevensleveringGegevens(Gegevens):
    """``verblijf``: periods as ingezetene in the BRP; two may not overlap."""

    ARTIKELEN: ClassVar[dict[str, str]] = {
        "basisgegevens": "BRO art. 31",
        "vrijstelling": "BRO art. 43",
        "verzuim": "BRO art. 46",
        "gezondheid": "WEB art. 9.2.7",
    }

    soort_gegevens: Literal["basisgegevens", "vrijstelling", "verzuim", "gezondheid"]
    geboren: Dag
    datum: Dag
    startkwalificatie: bool
    verblijf: Lijst[Verblijf]
    vragende_gemeente: Gemeente
    toestemming: bool = False

    @model_validator(mode="after")
    def _verblijf_klopt(self) -> GegevensleveringGegevens:
        op_volgorde = sorted(self.verblijf, key=lambda v: v.van)
        for verblijf in op_volgorde:
            na_geboorte(self.geboren, verblijf.van, "verblijf")
        for eerder, later in pairwise(op_volgorde):
            if eerder.tot is None or eerder.tot > later.van:
                raise weiger(
                    "verblijf_overlapt", f"twee periodes lopen samen vanaf {later.van}; sluit de eerste dan af", "verblijf"
                )
        return self

    def bron(self) -> tuple[str, str]:
        return "R-29", self.ARTIKELEN[self.soort_gegevens]


def _leeftijd_past(g: GegevensleveringGegevens, instelling: Instelling) -> bool:
    """After the fourth birthday (on it one is four, not older than four) and before the twenty-seventh."""

    def op(leeftijd: int) -> date:
        return verjaardag(g.geboren, leeftijd, instelling[SCHRIKKELDAG].nu)

    return op(instelling[OUDER_DAN].op(g.datum)) < g.datum < op(instelling[JONGER_DAN].op(g.datum))


def _reden(g: GegevensleveringGegevens, instelling: Instelling) -> str | None:
    waar = [verblijf.gemeente for verblijf in g.verblijf if verblijf.bevat(g.datum)]
    basis = g.soort_gegevens == "basisgegevens"
    bezwaren = {
        "geen_ingezetene": not waar,
        "andere_gemeente": g.vragende_gemeente not in waar,
        "leeftijd": basis and not _leeftijd_past(g, instelling),
        "startkwalificatie": basis and g.startkwalificatie,
        "geen_toestemming": g.soort_gegevens == "gezondheid" and not g.toestemming,
    }
    return next((reden for reden, geldt in bezwaren.items() if geldt), None)


@vraag("gegevenslevering", GegevensleveringGegevens)
@regel("R-29", "BRO art. 31, 43, 46; WEB art. 9.2.7", "2026-08-01", parameters=(OUDER_DAN, JONGER_DAN, SCHRIKKELDAG))
def gegevenslevering(g: GegevensleveringGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> dict[str, object]:
    """Whether ``vragende_gemeente`` may get the data on ``datum``; ``reden`` is the first objection of the list below.

    1. Not an ingezetene of any municipality that day, or of another one. After a move only the new municipality gets data.
    2. basisgegevens: older than 4 and younger than 27 (BRO 31), without startkwalificatie. The one message when the
       startkwalificatie is obtained is not part of this question.
    3. gezondheid: with consent only (WEB 9.2.7).

    vrijstelling and verzuim know no age and no startkwalificatie.
    """
    reden = _reden(g, instelling)
    return {"toegestaan": reden is None, "reden": reden}
