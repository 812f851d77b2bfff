"""Reading the rules and their cases. Both come with the program; nothing is read from the database."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from typing import Any

from inbeeld.apps.wet.woorden import BERUST, HOOFDSTUKKEN, ONDERWERP
from inbeeld.beeld.berekening import alle_regels
from inbeeld.beeld.casus import Casus, lees_casussen
from inbeeld.regels.parameters import ALTIJD
from inbeeld.regels.regel import Regel
from inbeeld.web.datums import dag
from inbeeld.web.woorden import DIPLOMA, ONDERWIJS, POSITIES, VERZUIMSOORT, WERKVORM
from inbeeld.web.zinnen import UITLEG, kort_grond


@dataclass(frozen=True)
class Getal:
    """A parameter with its values, the newest first: (value, from, source)."""

    naam: str
    eenheid: str
    berust_op: str
    waarden: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Voorbeeld:
    """A case: what it shows, the facts, and what the rule makes of them, in words."""

    id: str
    omschrijving: str
    feiten: list[str]
    uitkomst: list[str]


@dataclass(frozen=True)
class Deel:
    """One function of the law: where it rests on, and where an engineer finds it."""

    naam: str
    artikel: str
    versie: str
    berust_op: str
    uitleg: str
    module: str


@dataclass(frozen=True)
class Onderwerp:
    nummer: str
    titel: str
    zin: str
    artikelen: str
    delen: list[Deel]
    getallen: list[Getal]
    voorbeelden: list[Voorbeeld]


@functools.cache
def _per_nummer() -> dict[str, list[Regel]]:
    uit: dict[str, list[Regel]] = {n: [] for n in ONDERWERP}
    for r in sorted(alle_regels().values(), key=lambda r: (r.nummer, r.naam)):
        for nummer in dict.fromkeys((r.nummer, *r.ook)):
            uit[nummer].append(r)
    return uit


@functools.cache
def hoofdstukken() -> list[tuple[str, list[Onderwerp]]]:
    return [(titel, [_onderwerp(n) for n in nummers]) for titel, nummers in HOOFDSTUKKEN]


def onderwerp(nummer: str) -> Onderwerp | None:
    return _onderwerp(nummer.upper()) if nummer.upper() in ONDERWERP else None


@functools.cache
def _onderwerp(nummer: str) -> Onderwerp:
    titel, zin = ONDERWERP[nummer]
    regels = _per_nummer()[nummer]
    eigen = [r for r in regels if r.nummer == nummer] or regels
    parameters = {p.naam: p for r in eigen for p in r.parameters}
    return Onderwerp(
        nummer=nummer,
        titel=titel,
        zin=zin,
        artikelen="; ".join(dict.fromkeys(r.artikel for r in eigen)),
        delen=[Deel(r.naam, r.artikel, r.versie, BERUST[r.berust_op], r.uitleg, r.module) for r in eigen],
        getallen=[
            Getal(
                p.naam.replace("_", " "),
                p.eenheid,
                BERUST[p.berust_op],
                [(_waarde(w.waarde), "altijd" if w.vanaf == ALTIJD else dag(w.vanaf), w.bron) for w in reversed(p.waarden)],
            )
            for p in parameters.values()
        ],
        voorbeelden=[_voorbeeld(c) for c in _casussen(nummer)],
    )


def _casussen(nummer: str) -> list[Casus]:
    bestand = files("inbeeld.regels").joinpath("casussen", f"{nummer}.yaml")
    with as_file(bestand) as pad:
        return lees_casussen(pad) if pad.exists() else []


def _waarde(w: object) -> str:
    if isinstance(w, bool):
        return "ja" if w else "nee"
    if isinstance(w, date):
        return dag(w)
    if isinstance(w, tuple | list | frozenset | set):
        return ", ".join(_waarde(x) for x in w)
    return str(w).replace("_", " ")


# ---------------------------------------------------------------------- cases in words

_SOORT = {
    "inschrijvingen": ("Ingeschreven", "onderwijs", ONDERWIJS),
    "diplomas": ("Diploma", "diploma", DIPLOMA),
    "vrijstellingen": ("Vrijstelling", "grond", {}),
    "meldingen": ("Melding", "verzuimsoort", VERZUIMSOORT),
    "werk": ("Werk", "vorm", WERKVORM),
    "verblijf": ("Woont in gemeente", "gemeente", {}),
    "verzuim": ("Afwezig", "reden", {}),
}


def _voorbeeld(c: Casus) -> Voorbeeld:
    if c.soort == "vraag":
        gegevens = c.inhoud.get("gegevens") or {}
        verwacht = c.inhoud["verwacht"]
        antwoord = (
            [f"{_woord(k)}: {_plat(v)}" for k, v in verwacht.items()] if isinstance(verwacht, Mapping) else [_plat(verwacht)]
        )
        return Voorbeeld(c.id, c.omschrijving, [f"{_woord(k)}: {_plat(v)}" for k, v in gegevens.items()], antwoord)
    feiten = [f"Geboren {dag(c.inhoud['geboren'])}"] if isinstance(c.inhoud.get("geboren"), date) else []
    for naam, waarde in (c.inhoud.get("feiten") or {}).items():
        feiten += [_feit(naam, r) for r in waarde] if isinstance(waarde, list) else [f"{_woord(naam)}: {_plat(waarde)}"]
    return Voorbeeld(c.id, c.omschrijving, feiten, [_op_dag(v) for v in c.inhoud["verwacht"]])


def _feit(naam: str, r: Mapping[str, Any]) -> str:
    kop, sleutel, woorden = _SOORT.get(naam, (_woord(naam), "", {}))
    waarde = str(r.get(sleutel, ""))
    if naam == "verzuim":
        waarde = f"{r.get('uren', '?')} uur, {waarde.replace('_', ' ')}"
    elif naam == "vrijstellingen":
        waarde = kort_grond(waarde)
    van, tot = r.get("van") or r.get("datum"), r.get("tot")
    wanneer = (f" vanaf {dag(van)}" if naam not in ("diplomas",) else f" op {dag(van)}") if isinstance(van, date) else ""
    return f"{kop}: {woorden.get(waarde, waarde)}{wanneer}" + (f" tot {dag(tot)}" if isinstance(tot, date) else "")


def _op_dag(v: Mapping[str, Any]) -> str:
    if "fout" in v:
        return f"Tegenstrijdig: {_woord(str(v['fout'])).lower()}"
    delen = []
    if v.get("rechtspositie"):
        delen.append(POSITIES.get(v["rechtspositie"], str(v["rechtspositie"])))
    if v.get("vrijgesteld"):
        delen.append(f"vrijgesteld ({kort_grond(v['vrijgesteld'])})")
    delen += [_titel(s) for s in v.get("signalen") or []]
    delen += [f"geen signaal {_titel(s)}" for s in v.get("geen_signalen") or []]
    return f"Op {dag(v['peildatum'])}: {'; '.join(delen) or 'niets bijzonders'}"


def _titel(signaal: str) -> str:
    return f"‘{UITLEG[signaal].titel}’" if signaal in UITLEG else signaal


def _woord(naam: str) -> str:
    return str(naam).replace("_", " ").capitalize()


def _plat(w: object) -> str:
    if isinstance(w, Mapping):
        return ", ".join(f"{str(k).replace('_', ' ')} {_plat(x)}" for k, x in w.items())
    if isinstance(w, list):
        return "; ".join(_plat(x) for x in w) or "geen"
    return "niets" if w is None else _waarde(w)
