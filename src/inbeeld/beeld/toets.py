"""Runs law cases through the same rules as the picture, and compares with what they expect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from inbeeld.beeld.berekening import alle_regels, richt_in
from inbeeld.beeld.casus import Casus, Casusfeiten, Tafel, keur, lees_casussen
from inbeeld.beeld.motor import Motor, start
from inbeeld.beeld.vragen import MOTORVRAGEN, stel_alle
from inbeeld.regels.gegevens import CODES
from inbeeld.regels.geheel import bereken
from inbeeld.regels.kalender import BEGIN, EINDE, Kalenders
from inbeeld.regels.vraag import VRAGEN, OngeldigGegeven, lees, stel


@dataclass(frozen=True)
class Afwijking:
    """One thing that is not as expected. ``waar``: the peildatum or the answer's name."""

    waar: str
    verwacht: object
    gekregen: object


@dataclass(frozen=True)
class Uitslag:
    """The result of one case; ``goed`` when nothing deviates."""

    casus: Casus
    afwijkingen: tuple[Afwijking, ...]

    @property
    def goed(self) -> bool:
        return not self.afwijkingen


CODELIJSTEN = ("redenen", "fouten", "velden", "waarschuwingen")
"""Answers that are sets of codes: the order is free."""


def toets(pad: Path, kalender: pa.Table, motor: str = "duckdb") -> list[Uitslag]:
    """Runs every case of a file.

    Args:
        kalender: the calendar on which the cases rely, with the columns of ``tabellen.feiten.KALENDER``.

    Raises:
        CasusFout: the file is no list of cases.
    """
    alle_regels()
    casussen = lees_casussen(pad)
    afwijkingen: dict[int, list[Afwijking]] = {}
    beelden = [(n, c) for n, c in enumerate(casussen) if c.soort == "beeld"]
    vragen = [(n, c) for n, c in enumerate(casussen) if c.soort == "vraag"]
    afwijkingen |= _toets_beelden(beelden, kalender, motor)
    afwijkingen |= _toets_vragen(vragen, kalender)
    return [Uitslag(c, tuple(afwijkingen[n])) for n, c in enumerate(casussen)]


# -- soort: beeld ----------------------------------------------------------------------------------------------------------


def _toets_beelden(casussen: Sequence[tuple[int, Casus]], kalender: pa.Table, motor: str) -> dict[int, list[Afwijking]]:
    """All in one run: each case is a youth per peildatum, with the facts dated up to then, and one with all facts to check
    these."""
    uit: dict[int, list[Afwijking]] = {}
    tafel = Tafel(Kalenders.uit(kalender))
    bij_dag: list[tuple[int, Mapping[str, Any], date, int]] = []
    geheel: dict[int, int] = {}
    for n, c in casussen:
        verwacht = c.inhoud["verwacht"]
        try:
            geboren, feiten = keur(c.inhoud.get("geboren"), c.inhoud.get("feiten"))
            geheel[n] = tafel.jongere(geboren, feiten)
        except OngeldigGegeven as fout:
            uit[n] = _vergelijk_fout(verwacht, fout.code)
            continue
        except ValueError as fout:
            uit[n] = [Afwijking("feiten", "een antwoord", str(fout))]
            continue
        for v in verwacht:
            if "peildatum" in v:
                bij_dag.append((n, v, v["peildatum"], tafel.jongere(geboren, feiten, v["peildatum"])))
    if not geheel:
        return uit
    stand, fouten = _stand(start(motor), tafel, kalender, [dag for _, _, dag, _ in bij_dag])
    for n, c in casussen:
        if n in geheel:
            uit[n] = _vergelijk_fout(c.inhoud["verwacht"], fouten.get(geheel[n]))
    for n, v, dag, nummer in bij_dag:
        if not uit[n]:
            uit.setdefault(n, []).extend(_vergelijk_dag(v, stand.op(nummer, dag), dag))
    return uit


def _vergelijk_fout(verwacht: object, code: str | None) -> list[Afwijking]:
    regels = verwacht if isinstance(verwacht, list) else [verwacht]
    verwachte = next((r["fout"] for r in regels if isinstance(r, Mapping) and "fout" in r), None)
    return [] if verwachte == code else [Afwijking("fout", verwachte, code)]


@dataclass(frozen=True)
class _Stand:
    posities: dict[int, list[dict[str, Any]]]
    signalen: dict[int, list[dict[str, Any]]]

    def op(self, nummer: int, dag: date) -> dict[str, Any]:
        def geldt(r: dict[str, Any]) -> bool:
            return bool(r["van"] <= dag and (r["tot"] is None or dag < r["tot"]))

        positie = next(
            (r for r in self.posities.get(nummer, []) if geldt(r)), {"positie": "buiten_doelgroep", "vrijgesteld": None}
        )
        return {
            "rechtspositie": positie["positie"],
            "vrijgesteld": positie["vrijgesteld"],
            "signalen": {r["signaal"] for r in self.signalen.get(nummer, []) if geldt(r)},
        }


def _stand(m: Motor, tafel: Tafel, kalender: pa.Table, peildata: Sequence[date]) -> tuple[_Stand, dict[int, str]]:
    """One run on a day after every fact and peildatum: what it says of an earlier day is what was so on that day."""
    tabellen = tafel.tabellen(kalender)
    dagen = [
        r[k] for rijen in tafel.rijen.values() for r in rijen for k in ("van", "tot", "datum", "geboren", "ontvangen") if r.get(k)
    ]
    dagen += peildata
    laatst = max([d for d in dagen if BEGIN <= d < EINDE - timedelta(days=800)] or [date(2026, 1, 1)])
    try:
        g = bereken(richt_in(m, tabellen, laatst + timedelta(days=400), bewaar=m.bewaar))
        posities = g.rechtspositie.select("jongere_id", "van", "tot", "positie", "vrijgesteld").to_pyarrow().to_pylist()
        signalen = g.signalen.select("jongere_id", "van", "tot", "signaal").to_pyarrow().to_pylist()
        codes = g.fouten.select("jongere_id", "code").distinct().to_pyarrow().to_pylist()
    finally:
        m.sluit()
    fouten: dict[int, str] = {}
    for r in sorted(codes, key=lambda r: CODES.index(r["code"])):
        fouten.setdefault(r["jongere_id"], r["code"])
    return _Stand(_per_jongere(posities), _per_jongere(signalen)), fouten


def _per_jongere(rijen: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    uit: dict[int, list[dict[str, Any]]] = {}
    for r in rijen:
        uit.setdefault(r["jongere_id"], []).append(r)
    return uit


def _vergelijk_dag(v: Mapping[str, Any], stand: Mapping[str, Any], dag: date) -> list[Afwijking]:
    uit = []
    for sleutel in ("rechtspositie", "vrijgesteld"):
        if sleutel in v and v[sleutel] != stand[sleutel]:
            uit.append(Afwijking(f"{dag} {sleutel}", v[sleutel], stand[sleutel]))
    gekregen = sorted(stand["signalen"])
    gemist = [s for s in v.get("signalen") or [] if s not in stand["signalen"]]
    teveel = [s for s in v.get("geen_signalen") or [] if s in stand["signalen"]]
    if gemist:
        uit.append(Afwijking(f"{dag} signalen", gemist, gekregen))
    if teveel:
        uit.append(Afwijking(f"{dag} geen_signalen", teveel, gekregen))
    return uit


# -- soort: vraag ----------------------------------------------------------------------------------------------------------


def _toets_vragen(casussen: Sequence[tuple[int, Casus]], kalender: pa.Table) -> dict[int, list[Afwijking]]:
    kalenders = Kalenders.uit(kalender)
    uit: dict[int, list[Afwijking]] = {}
    voor_motor: dict[str, list[tuple[int, Casus]]] = {}
    for n, c in casussen:
        naam = str(c.inhoud.get("vraag"))
        if naam in MOTORVRAGEN:
            voor_motor.setdefault(naam, []).append((n, c))
        elif naam in VRAGEN:
            uit[n] = _vergelijk_antwoord(c, lambda c=c, naam=naam: stel(naam, c.inhoud.get("gegevens") or {}, kalenders).uitkomst)
        else:
            uit[n] = [Afwijking("vraag", naam, f"onbekend; bekend: {', '.join(sorted({*VRAGEN, *MOTORVRAGEN}))}")]
    for naam, groep in voor_motor.items():
        goed = []
        for n, c in groep:
            try:
                _keur_vraag(naam, c)
                goed.append((n, c))
            except OngeldigGegeven as fout:
                uit[n] = _vergelijk_fout(c.inhoud["verwacht"], fout.code)
        antwoorden = stel_alle(naam, [c.inhoud.get("gegevens") or {} for _, c in goed], kalender) if goed else []
        for (n, c), antwoord in zip(goed, antwoorden, strict=True):
            uit[n] = _vergelijk_antwoord(c, lambda antwoord=antwoord: antwoord)
    return uit


def _keur_vraag(naam: str, c: Casus) -> None:
    lees(MOTORVRAGEN[naam][0], c.inhoud.get("gegevens") or {})


def _vergelijk_antwoord(c: Casus, vraag: Any) -> list[Afwijking]:
    verwacht = c.inhoud["verwacht"]
    try:
        antwoord = vraag()
    except OngeldigGegeven as fout:
        return _vergelijk_fout(verwacht, fout.code) and [Afwijking("fout", verwacht.get("fout"), f"{fout.code}: {fout}")]
    except ValueError as fout:  # a date that no calendar knows, for one: this case fails, the others go on
        return [Afwijking("gegevens", "een antwoord", str(fout))]
    if "fout" in verwacht:
        return [Afwijking("fout", verwacht["fout"], antwoord)]
    uit = []
    for sleutel, waarde in verwacht.items():
        gekregen = antwoord.get(sleutel, "(geen antwoord)")
        if not _gelijk(sleutel, waarde, gekregen):
            uit.append(Afwijking(sleutel, waarde, gekregen))
    return uit


def _gelijk(sleutel: str, verwacht: object, gekregen: object) -> bool:
    if sleutel in CODELIJSTEN and isinstance(verwacht, list) and isinstance(gekregen, list | tuple | set | frozenset):
        return sorted(map(str, verwacht)) == sorted(map(str, gekregen))
    if isinstance(verwacht, list) and isinstance(gekregen, list | tuple):
        return len(verwacht) == len(gekregen) and all(_gelijk("", v, g) for v, g in zip(verwacht, gekregen, strict=True))
    if isinstance(verwacht, Mapping) and isinstance(gekregen, Mapping):
        return all(k in gekregen and _gelijk(k, v, gekregen[k]) for k, v in verwacht.items())
    return (type(verwacht) is type(gekregen) and verwacht == gekregen) or (
        isinstance(verwacht, int | float)
        and isinstance(gekregen, int | float)
        and not isinstance(verwacht, bool)
        and verwacht == gekregen
    )


__all__ = ["Afwijking", "Casusfeiten", "Uitslag", "toets"]
