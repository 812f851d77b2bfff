"""The rule questions that are answered by a set-based rule: one youth per question, all questions of a kind in one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

import pyarrow as pa
from pydantic import model_validator

from inbeeld.beeld.berekening import richt_in
from inbeeld.beeld.casus import Casusfeiten, Diploma, Inschrijving, Tafel, Verzuim
from inbeeld.beeld.motor import DuckMotor
from inbeeld.regels.aanwezigheid.schooldagen import per_dag, verzuim_op_schooldagen
from inbeeld.regels.dagen import plus_dagen
from inbeeld.regels.kalender import EINDE, STANDAARDREGIO, Kalenders
from inbeeld.regels.leerplichtwet.langdurig_verzuim import reeksen_weg
from inbeeld.regels.leerplichtwet.relatief_verzuim import RUST, herstarts, houd_in
from inbeeld.regels.leerplichtwet.startkwalificatie import startkwalificatie
from inbeeld.regels.parameters import Instelling
from inbeeld.regels.rechtspositie import alle_toestanden, mijlpalen, verloop_rechtspositie
from inbeeld.regels.verjaardag import SCHRIKKELDAG
from inbeeld.regels.vraag import Dag, Gegevens, Lijst, Vakantieregio, lees, na_geboorte, uit

LAATST = EINDE - timedelta(days=730)


class Grenzen(Gegevens):
    """``leerplicht_grenzen``."""

    geboren: Dag
    vakantieregio: Vakantieregio = STANDAARDREGIO
    schrikkeldag: Annotated[str, uit("1-mrt", "28-feb")] = "1-mrt"
    inschrijvingen: Lijst[Inschrijving] | None = None
    diplomas: Lijst[Diploma] = ()

    @model_validator(mode="after")
    def _na_de_geboorte(self) -> Grenzen:
        for i in self.inschrijvingen or ():
            na_geboorte(self.geboren, i.van, "inschrijvingen.van")
        for d in self.diplomas:
            na_geboorte(self.geboren, d.datum, "diplomas.datum")
        return self


class Startkwalificatie(Gegevens):
    """``startkwalificatie``."""

    diplomas: Lijst[Diploma]


class Relatief(Gegevens):
    """``relatief_verzuim_meldingen``."""

    geboren: Dag
    vakantieregio: Vakantieregio = STANDAARDREGIO
    verzuim: Lijst[Verzuim]

    @model_validator(mode="after")
    def _na_de_geboorte(self) -> Relatief:
        for v in self.verzuim:
            na_geboorte(self.geboren, v.van, "verzuim.van")
        return self


@dataclass(frozen=True)
class Omgeving:
    kalender: pa.Table
    kalenders: Kalenders


def _leerplicht_grenzen(vragen: Sequence[Grenzen], o: Omgeving) -> list[dict[str, object]]:
    uit_: list[dict[str, object]] = [{} for _ in vragen]
    for keuze in {v.schrikkeldag for v in vragen}:
        wie = [n for n, v in enumerate(vragen) if v.schrikkeldag == keuze]
        tafel = Tafel(o.kalenders)
        for n in wie:
            v = vragen[n]
            tafel.jongere(
                v.geboren,
                Casusfeiten(vakantieregio=v.vakantieregio, inschrijvingen=v.inschrijvingen or (), diplomas=v.diplomas),
            )
        m = DuckMotor()
        try:
            f = richt_in(m, tafel.tabellen(o.kalender), LAATST, instelling=Instelling({SCHRIKKELDAG.naam: keuze}))
            mijlpaal = mijlpalen(f)
            t = alle_toestanden(f, mijlpaal, reeksen_weg(f, verzuim_op_schooldagen(f)), f.op)
            p = verloop_rechtspositie(t)
            kwal = p.filter(p.positie == "kwalificatieplichtig").group_by("jongere_id")
            kwal = kwal.aggregate(eerste=lambda x: x.van.min(), laatste=lambda x: plus_dagen(x.tot.max(), -1))
            einde = {r["jongere_id"]: r for r in mijlpaal.to_pyarrow().to_pylist()}
            plicht = {r["jongere_id"]: r for r in kwal.to_pyarrow().to_pylist()}
        finally:
            m.sluit()
        for nummer, n in enumerate(wie, 1):
            e, k = einde[nummer], plicht.get(nummer)
            uit_[n] = {
                "eerste_dag_leerplicht": e["begin_leerplicht"],
                "laatste_dag_leerplicht": e["einde_leerplicht"] - timedelta(days=1),
                "grond_einde": e["grond_einde"],
                "eerste_dag_kwalificatieplicht": k["eerste"] if k else None,
                "laatste_dag_kwalificatieplicht": k["laatste"] if k else None,
            }
            if vragen[n].inschrijvingen is None:
                uit_[n] = {"eerste_dag_leerplicht": e["begin_leerplicht"]}
    return uit_


def _startkwalificatie(vragen: Sequence[Startkwalificatie], o: Omgeving) -> list[dict[str, object]]:
    tafel = Tafel(o.kalenders)
    for v in vragen:
        tafel.jongere(date(1990, 1, 1), Casusfeiten(diplomas=v.diplomas))
    m = DuckMotor()
    try:
        f = richt_in(m, tafel.tabellen(o.kalender), LAATST)
        sinds = {r["jongere_id"]: r["sinds"] for r in startkwalificatie(f.diplomas).to_pyarrow().to_pylist()}
    finally:
        m.sluit()
    return [{"startkwalificatie": n in sinds, "sinds": sinds.get(n)} for n in range(1, len(vragen) + 1)]


def _relatief_verzuim_meldingen(vragen: Sequence[Relatief], o: Omgeving) -> list[dict[str, object]]:
    tafel = Tafel(o.kalenders)
    for v in vragen:
        tafel.jongere(v.geboren, Casusfeiten(vakantieregio=v.vakantieregio, verzuim=v.verzuim))
    m = DuckMotor()
    try:
        f = richt_in(m, tafel.tabellen(o.kalender), LAATST)
        verzuim = verzuim_op_schooldagen(f)
        dagen = per_dag(verzuim.filter(verzuim.reden == "ongeoorloofd"))
        tot = mijlpalen(f).select("jongere_id", "achttien")
        dagen = dagen.join(tot, "jongere_id").filter(lambda x: x.datum < x.achttien).select(*dagen.columns)
        raak = houd_in(herstarts(f, dagen), reeksen_weg(f, verzuim), f.instelling[RUST].nu)
        rijen = raak.select("jongere_id", "begindatum", "einddatum").order_by("einddatum").to_pyarrow().to_pylist()
    finally:
        m.sluit()
    per: dict[int, list[dict[str, object]]] = {}
    for r in rijen:
        per.setdefault(r.pop("jongere_id"), []).append(r)
    return [{"meldingen": per.get(n, [])} for n in range(1, len(vragen) + 1)]


MOTORVRAGEN: dict[str, tuple[type[Gegevens], Any]] = {
    "leerplicht_grenzen": (Grenzen, _leerplicht_grenzen),
    "startkwalificatie": (Startkwalificatie, _startkwalificatie),
    "relatief_verzuim_meldingen": (Relatief, _relatief_verzuim_meldingen),
}
"""Question → its facts and the function that answers many at once."""


def stel_alle(naam: str, gegevens: Sequence[Mapping[str, object]], kalender: pa.Table) -> list[dict[str, object]]:
    """Answers many questions of one kind.

    Raises:
        OngeldigGegeven: a fact is refused.
    """
    model, functie = MOTORVRAGEN[naam]
    antwoord: list[dict[str, object]] = functie([lees(model, g) for g in gegevens], Omgeving(kalender, Kalenders.uit(kalender)))
    return antwoord
