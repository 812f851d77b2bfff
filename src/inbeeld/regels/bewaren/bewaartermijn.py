"""R-30. Until when data may be kept: WRO 30, WEB 9.2.7, Selectielijst gemeenten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Literal

from pydantic import model_validator

from inbeeld.regels.kalender import Kalenders, schooljaar_van
from inbeeld.regels.parameters import Instelling, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.verjaardag import SCHRIKKELDAG, plus_maanden, verjaardag
from inbeeld.regels.vraag import STANDAARD, Dag, Gegevens, na_geboorte, vraag

VERZUIM = vast("bewaren_verzuim_register", 1, "school years after that of entry", "schooljaar", "WRO art. 30 lid 5")
VRIJSTELLING = vast("bewaren_vrijstelling_register", 1, "after the end of the exemption", "jaar", "WRO art. 30 lid 4")
BASISGEGEVENS = vast("bewaren_basisgegevens_register", 5, "after the last enrolment", "jaar", "WRO art. 30 lid 1")
BIJZONDER = vast("bewaren_doorstroompunt_bijzonder", 2, "after the moment below", "jaar", "WEB art. 9.2.7 lid 3")
BIJZONDER_LEEFTIJD = vast(
    "bewaren_doorstroompunt_leeftijd", 27, "this age, or the startkwalificatie when earlier", "jaar", "WEB art. 9.2.7 lid 3"
)
DOSSIER = vast("bewaren_leerplichtdossier", 19, "after birth", "jaar", "Selectielijst gemeenten 2020, 12.1.3", "beleid")


class BewaartermijnGegevens(Gegevens):
    """``laatste_dag``: last day of the exemption or enrolment, inclusive."""

    BRONNEN: ClassVar[dict[str, tuple[str, tuple[str, ...]]]] = {
        "verzuim_register": ("WRO art. 30 lid 5", ("geregistreerd",)),
        "vrijstelling_register": ("WRO art. 30 lid 4", ("laatste_dag",)),
        "basisgegevens_register": ("WRO art. 30 lid 1", ("laatste_dag",)),
        "doorstroompunt_bijzonder": ("WEB art. 9.2.7 lid 3", ("geboren",)),
        "leerplichtdossier": ("Selectielijst gemeenten 2020, 12.1.3", ("geboren",)),
    }

    soort_gegevens: Literal[
        "verzuim_register", "vrijstelling_register", "basisgegevens_register", "doorstroompunt_bijzonder", "leerplichtdossier"
    ]
    geregistreerd: Dag | None = None
    laatste_dag: Dag | None = None
    geboren: Dag | None = None
    startkwalificatie_sinds: Dag | None = None

    @model_validator(mode="after")
    def _na_geboorte(self) -> BewaartermijnGegevens:
        for veld in ("geregistreerd", "laatste_dag", "startkwalificatie_sinds"):
            na_geboorte(self.geboren, getattr(self, veld), veld)
        return self

    def ontbrekend(self) -> tuple[str, ...]:
        return tuple(veld for veld in self.BRONNEN[self.soort_gegevens][1] if getattr(self, veld) is None)

    def bron(self) -> tuple[str, str]:
        return "R-30", self.BRONNEN[self.soort_gegevens][0]


def _na_laatste_dag(laatste_dag: date | None, jaren: int) -> date | None:
    """Whole years from the first day after ``laatste_dag``."""
    return plus_maanden(laatste_dag + timedelta(days=1), 12 * jaren) if laatste_dag else None


def _bijzonder(g: BewaartermijnGegevens, instelling: Instelling) -> date | None:
    """Two years after the 27th birthday or the startkwalificatie, whichever is first."""
    leeftijd = instelling[BIJZONDER_LEEFTIJD].nu
    oud = verjaardag(g.geboren, leeftijd, instelling[SCHRIKKELDAG].nu) if g.geboren else None
    momenten = [dag for dag in (oud, g.startkwalificatie_sinds) if dag]
    return plus_maanden(min(momenten), 12 * instelling[BIJZONDER].nu) if momenten else None


def _vanaf(g: BewaartermijnGegevens, instelling: Instelling) -> date | None:
    if g.soort_gegevens == "verzuim_register":
        dag = g.geregistreerd
        return date(schooljaar_van(dag) + 1 + instelling[VERZUIM].op(dag), 8, 1) if dag else None
    if g.soort_gegevens == "vrijstelling_register":
        return _na_laatste_dag(g.laatste_dag, instelling[VRIJSTELLING].nu)
    if g.soort_gegevens == "basisgegevens_register":
        return _na_laatste_dag(g.laatste_dag, instelling[BASISGEGEVENS].nu)
    if g.soort_gegevens == "doorstroompunt_bijzonder":
        return _bijzonder(g, instelling)
    return verjaardag(g.geboren, instelling[DOSSIER].nu, instelling[SCHRIKKELDAG].nu) if g.geboren else None


@vraag("bewaartermijn", BewaartermijnGegevens)
@regel(
    "R-30",
    "WRO art. 30; WEB art. 9.2.7; Selectielijst gemeenten 2020",
    "2026-08-01",
    parameters=(VERZUIM, VRIJSTELLING, BASISGEGEVENS, BIJZONDER, BIJZONDER_LEEFTIJD, DOSSIER, SCHRIKKELDAG),
)
def bewaartermijn(g: BewaartermijnGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> dict[str, object]:
    """The first day on which the data may no longer be kept; None while the fact it hangs on is not known (still running).

    * verzuim_register: the school year of entry and the next, so a 1 August.
    * vrijstelling_register one year, basisgegevens_register five years after the end, counted from the day after the last day.
    * doorstroompunt_bijzonder (health, criminal law): two years after the 27th birthday or the startkwalificatie, whichever is
      first; a startkwalificatie after 27 changes nothing.
    * leerplichtdossier: the 19th birthday.
    """
    return {"vernietigen_vanaf": _vanaf(g, instelling)}
