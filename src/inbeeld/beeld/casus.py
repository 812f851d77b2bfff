"""Law cases: their format, checked, and how their facts become tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import yaml
from pydantic import Field

from inbeeld.regels.kalender import STANDAARDREGIO, Kalenders
from inbeeld.regels.vraag import Dag, Gegevens, Getal, Lijst, OngeldigGegeven, Periode, Vakantieregio, Verzuimsoort, lees, uit
from inbeeld.tabellen import FEITEN, codes


class CasusFout(ValueError):
    """The file is no list of cases; the message says where."""


Gemeente = Annotated[str, Field(pattern=r"^\d{4}$")]


class Verblijf(Periode):
    gemeente: Gemeente


class Inschrijving(Periode):
    onderwijs: Annotated[str, uit(*codes.ONDERWIJS)]
    leerweg: Annotated[str, uit(*codes.LEERWEG_INSCHRIJVING)] | None = None
    school: str | int | None = None


class Diploma(Gegevens):
    diploma: Annotated[str, uit(*codes.DIPLOMA)]
    datum: Dag
    leerweg: Annotated[str, uit(*codes.LEERWEG_VMBO)] | None = None


class Vrijstelling(Periode):
    grond: Annotated[str, uit(*codes.GROND)]
    nooit_geschikt: bool = False


class Verzuim(Periode):
    reden: Annotated[str, uit("ongeoorloofd", "ziek", "verlof", "te_laat", "schorsing", "luxe")]
    uren: Getal = 0.0
    alle_lessen: bool = False


class Melding(Periode):
    verzuimsoort: Verzuimsoort
    ontvangen: Dag | None = None


class Werk(Periode):
    vorm: Annotated[str, uit(*codes.WERKVORM)]


class Casusfeiten(Gegevens):
    """The facts of one youth. ``verblijf`` None = resident since birth."""

    vakantieregio: Vakantieregio = STANDAARDREGIO
    verblijf: Lijst[Verblijf] | None = None
    overleden: Dag | None = None
    inschrijvingen: Lijst[Inschrijving] = ()
    diplomas: Lijst[Diploma] = ()
    vrijstellingen: Lijst[Vrijstelling] = ()
    verzuim: Lijst[Verzuim] = ()
    meldingen: Lijst[Melding] = ()
    werk: Lijst[Werk] = ()


@dataclass(frozen=True)
class Casus:
    """One case as it stands in the file."""

    id: str
    soort: str
    regel: str
    omschrijving: str
    inhoud: Mapping[str, Any]


def lees_casussen(pad: Path) -> list[Casus]:
    """The cases of a file.

    Raises:
        CasusFout: no YAML, or not a list of cases.
    """
    try:
        inhoud = yaml.load(pad.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except OSError as fout:
        raise CasusFout(f"{pad} is niet te lezen: {fout.strerror}") from fout
    except (UnicodeDecodeError, yaml.YAMLError) as fout:
        plek = getattr(fout, "problem_mark", None)
        waar = f" op regel {plek.line + 1}" if plek else ""
        raise CasusFout(f"{pad}{waar} is geen YAML in UTF-8") from fout
    if not isinstance(inhoud, list):
        raise CasusFout(f"{pad} is geen lijst van casussen")
    uit_: list[Casus] = []
    for nr, c in enumerate(inhoud, 1):
        if not isinstance(c, dict) or "id" not in c or c.get("soort") not in ("beeld", "vraag") or "verwacht" not in c:
            raise CasusFout(f"{pad}, casus {nr}: id, soort (beeld of vraag) en verwacht zijn nodig")
        _keur_vorm(pad, c)
        uit_.append(Casus(str(c["id"]), c["soort"], str(c.get("regel", "")), str(c.get("omschrijving", "")), c))
    return uit_


PER_DAG = ("peildatum", "rechtspositie", "vrijgesteld", "signalen", "geen_signalen", "fout")


def _keur_vorm(pad: Path, c: Mapping[str, Any]) -> None:
    """A case that can't fail is no case: refuses what would never be compared.

    Raises:
        CasusFout: names the case and what is wrong with it.
    """
    waar = f"{pad}, casus {c['id']}"
    verwacht = c["verwacht"]
    for groep in ("feiten", "gegevens"):
        if c.get(groep) is not None and not isinstance(c[groep], Mapping):
            raise CasusFout(f"{waar}: {groep} is geen groep gegevens")
    if c["soort"] == "vraag":
        if not isinstance(verwacht, Mapping) or not verwacht:
            raise CasusFout(f"{waar}: verwacht noemt geen antwoord")
        return
    if not isinstance(verwacht, list) or not verwacht or not all(isinstance(v, Mapping) for v in verwacht):
        raise CasusFout(f"{waar}: verwacht is een lijst met een regel per peildatum, of een regel met fout")
    for v in verwacht:
        if vreemd := sorted(set(v) - set(PER_DAG)):
            raise CasusFout(f"{waar}: verwacht kent geen {', '.join(vreemd)}; bekend zijn {', '.join(PER_DAG)}")
        if "fout" not in v and type(v.get("peildatum")) is not date:
            raise CasusFout(
                f"{waar}: peildatum {v.get('peildatum')!r} is geen datum; schrijf bijvoorbeeld 2026-03-01 zonder aanhalingstekens"
            )
        for lijst in ("signalen", "geen_signalen"):
            codes_ = v.get(lijst) or []
            if not isinstance(codes_, list) or (fout := [s for s in codes_ if s not in codes.SIGNAAL]):
                raise CasusFout(f"{waar}: {lijst} noemt {fout if isinstance(codes_, list) else codes_!r}, dat is geen signaal")


MICRO = 1_000_000


def _uren_per_dag(v: Verzuim, dagen: list[date]) -> Iterator[tuple[date, float]]:
    """The hours of an interval, spread evenly; by whole millionths of the running sum, so that they add up exactly."""
    totaal, n = round(v.uren * MICRO), len(dagen)
    for k, dag in enumerate(dagen):
        yield dag, (totaal * (k + 1) // n - totaal * k // n) / MICRO


@dataclass
class Tafel:
    """Collects the facts of many cases as tables; each youth gets an id."""

    kalenders: Kalenders
    rijen: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {n: [] for n in FEITEN})

    def jongere(self, geboren: date, f: Casusfeiten, tot_en_met: date | None = None) -> int:
        """Adds a youth with the facts up to and including ``tot_en_met``; returns the id."""
        nummer = len(self.rijen["jongeren"]) + 1

        def gezien(dag: date) -> bool:
            return tot_en_met is None or dag <= tot_en_met

        overleden = f.overleden if f.overleden and gezien(f.overleden) else None
        self.rijen["jongeren"].append(
            {"jongere_id": nummer, "geboren": geboren, "overleden": overleden, "vakantieregio": f.vakantieregio}
        )
        verblijf = [Verblijf(gemeente="0000", van=geboren)] if f.verblijf is None else f.verblijf
        for naam, feiten in (
            ("verblijf", verblijf),
            ("inschrijvingen", f.inschrijvingen),
            ("vrijstellingen", f.vrijstellingen),
            ("meldingen", f.meldingen),
            ("werk", f.werk),
        ):
            for p in feiten:
                if gezien(p.van):
                    rij = p.model_dump(exclude={"school"})
                    self.rijen[naam].append({"jongere_id": nummer, **rij})
        for d in f.diplomas:
            if gezien(d.datum):
                self.rijen["diplomas"].append({"jongere_id": nummer, **d.model_dump()})
        self._verzuim(nummer, f, tot_en_met)
        return nummer

    def _verzuim(self, nummer: int, f: Casusfeiten, tot_en_met: date | None) -> None:
        kalender = self.kalenders[f.vakantieregio]
        for melding, v in enumerate(f.verzuim, 1):
            dagen = kalender.lijst_schooldagen(v.van, v.tot) if v.tot else []
            for dag, uren in _uren_per_dag(v, dagen):
                # An interval that runs past the death began before it: no contradiction (``keur`` looks at where it begins).
                if (tot_en_met is None or dag <= tot_en_met) and (f.overleden is None or dag < f.overleden):
                    self.rijen["verzuim"].append(
                        {
                            "jongere_id": nummer,
                            "datum": dag,
                            "minuten": round(uren * 60),
                            "uren": uren,
                            "reden": v.reden,
                            "alle_lessen": v.alle_lessen,
                            "ziekmelding": melding if v.reden == "ziek" else None,
                        }
                    )

    def tabellen(self, kalender: pa.Table) -> dict[str, pa.Table]:
        t = {naam: FEITEN[naam].uit_rijen(rijen) for naam, rijen in self.rijen.items()}
        return {**t, "kalender": kalender}


def keur(geboren: object, feiten: object) -> tuple[date, Casusfeiten]:
    """The facts of a case, checked value by value.

    Raises:
        OngeldigGegeven: ``ongeldige_waarde`` or ``einde_voor_begin``.
    """
    f = lees(_Geboren, {"geboren": geboren})
    assert isinstance(f, _Geboren)
    g = lees(Casusfeiten, feiten if isinstance(feiten, Mapping) else {})
    assert isinstance(g, Casusfeiten)
    for v in g.verzuim:
        if v.tot is None:
            raise OngeldigGegeven("ongeldige_waarde", "verzuim.tot", "verzuim heeft een einde nodig")
        if v.van < f.geboren:
            raise OngeldigGegeven("voor_geboorte", "verzuim.van", "verzuim begint voor de geboorte")
        if g.overleden and v.van >= g.overleden:
            raise OngeldigGegeven("na_overlijden", "verzuim.van", "verzuim begint op of na het overlijden")
    if g.overleden and g.overleden < f.geboren:
        raise OngeldigGegeven("voor_geboorte", "overleden", "overleden voor de geboorte")
    return f.geboren, g


class _Geboren(Gegevens):
    geboren: Dag
