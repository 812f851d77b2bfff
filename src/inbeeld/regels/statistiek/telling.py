"""R-27. Counts for the yearly leerplicht return and the report to the council, LPW 25."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from inbeeld.regels.kalender import Kalenders, lees_schooljaar
from inbeeld.regels.parameters import Instelling, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.verjaardag import plus_maanden
from inbeeld.regels.vraag import STANDAARD, Dag, Gegevens, Grond, Lijst, Periode, Schooljaar, Verzuimsoort, vraag
from inbeeld.tabellen.codes import GROND

LANGER_DAN = vast(
    "telling_langer_dan", 3, "absoluut verzuim counted apart above this", "maanden", "Opgave ex artikel 25", "keuze"
)


class Absoluut(Periode):
    """``einde``: why it ended; None while it runs or when not known."""

    einde: Literal["herinschrijving", "verhuisd", "vrijstelling", "achttien"] | None = None


class Melding(Gegevens):
    verzuimsoort: Verzuimsoort
    datum: Dag


class Vrijstelling(Periode):
    grond: Grond
    nooit_geschikt: bool = False


class ProcesVerbaal(Gegevens):
    soort: Literal["absoluut", "relatief", "luxe"]
    datum: Dag


class Jongere(Gegevens):
    id: str | int
    absoluut: Lijst[Absoluut] = ()
    meldingen: Lijst[Melding] = ()
    vrijstellingen: Lijst[Vrijstelling] = ()
    processen_verbaal: Lijst[ProcesVerbaal] = ()


class TellingGegevens(Gegevens):
    schooljaar: Schooljaar
    jongeren: Lijst[Jongere]


@dataclass(frozen=True)
class Jaar:
    """A school year, half-open."""

    van: date
    tot: date

    @property
    def laatste_dag(self) -> date:
        return self.tot - timedelta(days=1)

    def bevat(self, dag: date) -> bool:
        return self.van <= dag < self.tot


def _duurde_langer(geval: Absoluut, jaar: Jaar, maanden: int) -> bool:
    """A day of the case, 31 July at the latest, lies past the date ``maanden`` after its first day (as in R-15)."""
    laatste = min(geval.tot - timedelta(days=1), jaar.laatste_dag) if geval.tot else jaar.laatste_dag
    return laatste > plus_maanden(geval.van, maanden)


def _absoluut(jongeren: Iterable[Jongere], jaar: Jaar, maanden: int) -> dict[str, object]:
    gevallen = [geval for j in jongeren for geval in j.absoluut if geval.raakt(jaar.van, jaar.tot)]
    opgelost = [g for g in gevallen if g.einde == "herinschrijving" and g.tot is not None and jaar.bevat(g.tot)]
    return {
        "absoluut": len(gevallen),
        "absoluut_langer_dan_3_maanden": sum(_duurde_langer(geval, jaar, maanden) for geval in gevallen),
        "absoluut_opgelost": len(opgelost),
        "absoluut_lopend": sum(geval.bevat(jaar.laatste_dag) for geval in gevallen),
    }


def _meldingen(jongeren: Iterable[Jongere], jaar: Jaar) -> dict[str, object]:
    in_jaar = [(j.id, m.verzuimsoort) for j in jongeren for m in j.meldingen if jaar.bevat(m.datum)]
    soorten = [soort for _, soort in in_jaar]
    return {
        "relatief_leerlingen": len({wie for wie, soort in in_jaar if soort == "V3"}),
        "relatief_meldingen": soorten.count("V3"),
        "lrv_meldingen": soorten.count("LRV"),
        "luxe_meldingen": soorten.count("L"),
        "overig_meldingen": soorten.count("O"),
    }


def _processen_verbaal(jongeren: Iterable[Jongere], jaar: Jaar) -> dict[str, object]:
    soorten = [pv.soort for j in jongeren for pv in j.processen_verbaal if jaar.bevat(pv.datum)]
    return {f"pv_{soort}": soorten.count(soort) for soort in ("absoluut", "relatief", "luxe")}


def _vrijstellingen(jongeren: Iterable[Jongere], jaar: Jaar) -> dict[str, object]:
    wie = {(j.id, v.grond) for j in jongeren for v in j.vrijstellingen if v.raakt(jaar.van, jaar.tot)}
    return {f"vrijstelling_{grond}": sum(g == grond for _, g in wie) for grond in GROND}


@vraag("telling", TellingGegevens)
@regel("R-27", "LPW art. 25; Opgave ex artikel 25", "2026-08-01", berust_op="keuze", parameters=(LANGER_DAN,))
def telling(g: TellingGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> dict[str, object]:
    """The counts over one school year, 1 August - 31 July.

    * absoluut: cases with a day in the year; one that ended with ``tot`` 1 August had its last day in the year before.
    * longer than three months: from the first day of the case, also when before the year, up to 31 July; a day past the
      three-month date is needed.
    * opgelost: ``tot`` in the year and ``einde`` herinschrijving. lopend: 31 July belongs to the case. Who is enrolled again on
      the 1 August after the year was running on 31 July, so not opgelost.
    * reports and processen-verbaal by their date; V4 and RMC are no part of the return.
    * exemptions: youths per ground with a day in the year, each youth once per ground.
    """
    begin = lees_schooljaar(g.schooljaar)
    jaar = Jaar(date(begin, 8, 1), date(begin + 1, 8, 1))
    return {
        **_absoluut(g.jongeren, jaar, instelling[LANGER_DAN].op(jaar.van)),
        **_meldingen(g.jongeren, jaar),
        **_processen_verbaal(g.jongeren, jaar),
        **_vrijstellingen(g.jongeren, jaar),
    }
