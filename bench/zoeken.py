"""How fast a youth is found among very many: ``python -m bench.zoeken``.

Fills one organisation with invented persons, straight into the tables, and asks what people ask: common names, rare names, typing
errors, sounds, dates, postcodes, numbers, all together. Names are spread as in the country: a few that everybody has, and tens of
thousands that hardly anybody has. Everything that is asked must also be found; a wrong result ends it with exit code 1.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from bench import toon
from bench.gegevens import UIT
from bench.proces import BenchFout

if TYPE_CHECKING:
    from inbeeld.apps.personen.models import Jongere
    from inbeeld.apps.toegang.models import Medewerker, Organisatie

VANDAAG = date(2026, 11, 20)
_WOORDEN = {
    "achternamen": (
        "Jong Jansen Vries Berg Bakker Dijk Visser Janssen Smit Meijer Boer Mulder Groot Bos Vos Peters Hendriks Leeuwen "
        "Dekker Brouwer Wit Dijkstra Smits Graaf Meer Linden Kok Jacobs Haan Vermeulen Heuvel Veen Broek Bruijn Schouten Beek "
        "Willems Vliet Ven Hoekstra Maas Verhoeven Koster Dam Wal Prins Blom Huisman Peeters Jonge Kuipers Veenstra Kuiper "
        "Post Kramer Brink Scholten Wijk Postma Martens Vink Bosch Timmermans Zanden Gerritsen Hoek Bosman Yılmaz Mohamed Ali "
        "Kaya Nguyen Öztürk Demir Şahin Çelik Kowalski Nowak Wiśniewski Shevchenko Kovalenko Hassan Ahmed Amrani Bouzid"
    ),
    "voornamen": (
        "Noah Emma Daan Julia Lucas Mila Levi Sophie Sem Olivia Finn Yara Mohammed Saar James Nora Milan Tess Luuk Noor Bram "
        "Evi Thijs Anna Mees Lotte Yusuf Fatima Liam Zoë Jayden Sara Ahmed Lina Adam Maud Benjamin Roos Jesse Eva Thomas "
        "Fleur Ruben Isa Oleksandr Sofiia Kacper Zofia Omar Amina Ibrahim Aisha Emir Elif Hugo Jasmijn Stijn Lynn Max Fenna "
        "Youssef Maryam"
    ),
    "lettergrepen": (
        "ba be bo da de di do fa fe ga ge ha he ho ja jo ka ke ki ko la le li lo ma me mi mo na ne no pa pe pi po ra re ri ro "
        "sa se si so ta te ti to va ve vi vo wa we wi wo za ze zi zo"
    ),
    "slot": ("n r l s t m k ma ga ra sen man stra ers ink ing eld aard huis kamp beek donk"),
}
GEMEENTEN = [f"{1900 + i}" for i in range(30)]
_VOORVOEGSEL = dict.fromkeys(("Jong", "Vries", "Boer", "Groot", "Wit"), "de") | dict.fromkeys(("Dijk", "Vliet"), "van")


@dataclass(frozen=True)
class Vraag:
    """``wie`` must be among what is found, or (``vol``) more than can be shown."""

    soort: str
    tekst: str
    wie: int | None = None
    vol: bool = False


@dataclass(frozen=True)
class Tijd:
    soort: str
    keer: int
    p50: float
    p95: float
    hoogste: float


def main(argumenten: list[str] | None = None) -> int:
    p = argparse.ArgumentParser("bench.zoeken", description="Meet hoe snel een jongere gevonden wordt.")
    p.add_argument("--jongeren", type=int, default=1_000_000)
    p.add_argument("--keer", type=int, default=100, help="vragen per soort")
    o = p.parse_args(argumenten)
    os.environ.setdefault("INBEELD_MAP", str(UIT / f"zoeken-{o.jongeren}"))
    os.environ.setdefault("INBEELD_ROL", "werker")
    _begin()
    try:
        organisatie = _vul(o.jongeren)
        tijden = meet(organisatie, o.jongeren, o.keer)
    except BenchFout as reden:
        toon.fout.print(f"Fout: {reden}", soft_wrap=True, markup=False)
        return 1
    toon_tijden(tijden, o.jongeren)
    return 0


def toon_tijden(tijden: list[Tijd], jongeren: int) -> None:
    toon.scherm.print(f"Zoeken onder {toon.getal(jongeren)} jongeren, milliseconden")
    for t in tijden:
        toon.scherm.print(
            f"{t.soort:34}{t.keer:>6}{toon.getal(t.p50, 1):>9}{toon.getal(t.p95, 1):>9}{toon.getal(t.hoogste, 1):>9}"
        )


def _begin() -> None:
    from inbeeld.project.cli.migreer import richt_in
    from inbeeld.project.cli.start import begin

    Path(os.environ["INBEELD_MAP"]).mkdir(parents=True, exist_ok=True)
    begin(gemigreerd=False)
    richt_in()


# ---------------------------------------------------------------------- persons


def _vul(aantal: int) -> Organisatie:
    """The organisation with its persons; made once per folder."""
    from django.db import connection, transaction

    from inbeeld.apps.basis.laden import voeg_toe
    from inbeeld.apps.basis.muren import betreed
    from inbeeld.apps.personen.models import Jongere
    from inbeeld.apps.personen.zoekindex import werk_bij
    from inbeeld.apps.toegang.services import leg_organisatie_vast

    organisatie = leg_organisatie_vast("zoekproef", "Zoekproef", GEMEENTEN)
    betreed(organisatie.pk)
    if Jongere.objects.filter(tenant=organisatie).count() == aantal:
        return organisatie
    klok = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        for tabel in ("personen_zoekrij", "personen_zoekwoord", "personen_jongere"):
            cursor.execute(f"DELETE FROM {tabel} WHERE tenant_id = %s", [organisatie.pk])
        voeg_toe(cursor, "personen_jongere", personen(organisatie.pk, aantal))
        toon.scherm.print(f"Personen geschreven: {time.perf_counter() - klok:.0f} s")
        werk_bij(cursor, organisatie.pk, f"SELECT id AS jongere_id FROM personen_jongere WHERE tenant_id = {organisatie.pk}")
    toon.scherm.print(f"Vindbaar gemaakt: {time.perf_counter() - klok:.0f} s")
    with connection.cursor() as cursor:
        for tabel in ("personen_jongere", "personen_zoekrij", "personen_zoekwoord"):
            cursor.execute(f"ANALYZE {tabel}")
            cursor.execute("SELECT pg_table_size(%s), pg_indexes_size(%s)", [tabel, tabel])
            tafel, index = cursor.fetchone()
            toon.scherm.print(f"  {tabel}: {tafel / 1e6:.0f} MB, indexen {index / 1e6:.0f} MB")
    return organisatie


def personen(tenant: int, aantal: int, zaad: int = 1) -> pa.Table:
    """Rows of ``personen_jongere``."""
    from inbeeld.apps.basis.laden import hex_tekst
    from inbeeld.apps.basis.versleuteling import zoekindex

    toeval = np.random.default_rng(zaad)
    achter = _namen("achternamen", 80_000, random.Random(zaad), _WOORDEN["slot"].split())
    voor = _namen("voornamen", 20_000, random.Random(zaad + 1), ["", "a", "n", "s", "el", "in"])
    wie = _verdeeld(toeval, len(achter), aantal, 0.95)
    eerste = _verdeeld(toeval, len(voor), aantal, 1.05)
    geboren = [VANDAAG - timedelta(days=int(d)) for d in toeval.integers(0, 27 * 365, aantal)]
    gemeente = _verdeeld(toeval, len(GEMEENTEN), aantal, 1.2)
    cijfers, letters = toeval.integers(0, 130, aantal), toeval.integers(0, 400, aantal)
    huis = toeval.integers(1, 240, aantal)
    ander = _verdeeld(toeval, len(voor), aantal, 1.05)
    tweede = [f" {voor[b]}" if x else "" for b, x in zip(ander, toeval.random(aantal) < 0.4, strict=True)]
    return pa.table(
        {
            "tenant_id": pa.array([tenant] * aantal, pa.int64()),
            "bsn_index": hex_tekst(zoekindex(tenant, "BSN", f"{i:09}") for i in range(aantal)),
            "achternaam": pa.array([achter[i] for i in wie]),
            "voorvoegsel": pa.array([_VOORVOEGSEL.get(achter[i]) for i in wie], pa.string()),
            "voornamen": pa.array([voor[a] + meer for a, meer in zip(eerste, tweede, strict=True)]),
            "geboren": pa.array(geboren, pa.date32()),
            "geboren_nauwkeurig": pa.array(["dag"] * aantal),
            "straat": pa.array(["Kwikstaartlaan"] * aantal),
            "postcode": pa.array([_postcode(*d) for d in zip(gemeente, cijfers, letters, strict=True)]),
            "huisnummer": pa.array([str(h) for h in huis]),
            "woonplaats": pa.array(["Waterveen"] * aantal),
            "gemeente": pa.array([GEMEENTEN[g] for g in gemeente]),
            "geheim": pa.array([7 if x else 0 for x in toeval.random(aantal) < 0.004], pa.int16()),
            "bron_bekend": pa.array(["brp-selectie-v1"] * aantal),
        }
    )


def _postcode(gemeente: int, cijfers: int, letters: int) -> str:
    return f"{2000 + gemeente * 130 + cijfers}{chr(65 + letters % 20)}{chr(65 + letters // 20)}"


def _namen(bekend: str, aantal: int, toeval: random.Random, slot: list[str]) -> list[str]:
    uit, grepen = dict.fromkeys(_WOORDEN[bekend].split()), _WOORDEN["lettergrepen"].split()
    while len(uit) < aantal:
        uit["".join(toeval.choice(grepen) for _ in range(toeval.choice((2, 2, 3)))).capitalize() + toeval.choice(slot)] = None
    return list(uit)


def _verdeeld(toeval: np.random.Generator, soorten: int, aantal: int, macht: float) -> np.ndarray:
    """The most common first: the k-th is there as often as 1 / (k + 10) to a power."""
    gewicht = 1.0 / (np.arange(soorten) + 10.0) ** macht
    return toeval.choice(soorten, aantal, p=gewicht / gewicht.sum())


# ---------------------------------------------------------------------- questions


def vragen(tenant: int, aantal: int, keer: int) -> list[Vraag]:
    """``keer`` questions of each kind about existing persons."""
    from inbeeld.apps.personen.models import Jongere

    toeval = random.Random(7)
    laagste = Jongere.objects.filter(tenant_id=tenant).order_by("pk").values_list("pk", flat=True)[0]
    ids = toeval.sample(range(laagste, laagste + aantal), min(aantal, keer * 12))
    alle = list(Jongere.objects.filter(pk__in=ids, geheim=0))
    toeval.shuffle(alle)
    uit: list[Vraag] = []

    def voeg(soort: str, maak: Callable[[Jongere], str | None]) -> None:
        gemaakt = 0
        for j in alle:
            if gemaakt == keer:
                break
            if (tekst := maak(j)) is not None:
                uit.append(Vraag(soort, tekst, j.pk))
                gemaakt += 1
        toeval.shuffle(alle)

    def heel(j: Jongere) -> str:
        return " ".join(d for d in ((j.voornamen or "").split()[0], j.voorvoegsel, j.achternaam) if d)

    def typfout(w: str) -> str:
        i = toeval.randrange(1, len(w) - 1)
        return toeval.choice(
            (w[:i] + w[i + 1 :], w[: i - 1] + w[i] + w[i - 1] + w[i + 1 :], w[:i] + toeval.choice("eanrst") + w[i + 1 :])
        )

    uit += [Vraag("meest voorkomende achternaam", t, vol=True) for t in ("jong", "Jansen", "de Vries", "Bakker") * (keer // 4)]
    uit += [Vraag("meest voorkomende voornaam", t, vol=True) for t in ("Noah", "emma", "Mohamed", "Sophie") * (keer // 4)]
    uit += [Vraag("begin van twee letters", t, vol=True) for t in ("ja", "be", "mo", "sa") * (keer // 4)]
    uit += [Vraag("begin van drie letters", t, vol=True) for t in ("jan", "bak", "moh", "vis") * (keer // 4)]
    voeg("voor- en achternaam", heel)
    voeg("achternaam, voornaam", lambda j: f"{j.achternaam}, {(j.voornamen or '').split()[0]} {j.geboren:%d-%m-%Y}")
    voeg("naam en geboortejaar", lambda j: f"{heel(j)} {j.geboren:%Y}")
    voeg("naam en postcode", lambda j: f"{j.achternaam} {(j.postcode or '')[:4]} {j.geboren:%d%m%y}")
    voeg("geboortedatum en voornaam", lambda j: f"{j.geboren:%d-%m-%Y} {(j.voornamen or '').split()[0]}")
    voeg("postcode en huisnummer", lambda j: f"{j.postcode} {j.huisnummer} {(j.voornamen or '').split()[0]}")
    voeg(
        "typfout en geboortedatum",
        lambda j: f"{typfout(j.achternaam or '')} {j.geboren:%d-%m-%Y}" if len(j.achternaam or "") > 4 else None,
    )
    voeg("voorletter, achternaam, datum", lambda j: f"{(j.voornamen or 'x')[0]}. {j.achternaam} {j.geboren:%d-%m-%Y}")
    uit += [Vraag("geboortejaar alleen", str(j), vol=True) for j in (2009, 2010, 2011, 2012) * (keer // 4)]
    uit += [Vraag("klank, veel voorkomend", t, vol=True) for t in ("jhanssen", "muhamed", "fisser", "mayer") * (keer // 4)]
    uit += [Vraag("niemand", t) for t in ("qqxzy", "xylofoontje", "wrzbrg 2011", "9999zz") * (keer // 4)]
    uit += [Vraag("onderwijsnummer of bsn", n) for n in ("999990019", "999990020", "999990032", "990000011") * (keer // 4)]
    return uit


def meet(organisatie: Organisatie, aantal: int, keer: int) -> list[Tijd]:
    from inbeeld.apps.personen.zoeken import TONEN, zoek
    from inbeeld.apps.toegang.models import LEERPLICHT, Medewerker

    alles = Medewerker(tenant=organisatie, rol=LEERPLICHT, gemeenten=[])
    klein = Medewerker(tenant=organisatie, rol=LEERPLICHT, gemeenten=[GEMEENTEN[-1]])
    per_soort: dict[str, list[float]] = defaultdict(list)

    def doe(wie: Medewerker, v: Vraag) -> Any:
        begin = time.perf_counter()
        uitslag = zoek(wie, v.tekst, VANDAAG)
        return (time.perf_counter() - begin) * 1000, uitslag

    alle = vragen(organisatie.pk, aantal, keer)
    random.Random(3).shuffle(alle)
    for v in alle:
        duur, uitslag = doe(alles, v)
        per_soort[v.soort].append(duur)
        gevonden = {t.jongere.pk for t in uitslag.treffers}
        if v.wie and v.wie not in gevonden and not uitslag.meer:
            raise BenchFout(f"{v.soort}: iemand wordt niet gevonden ({v.tekst!r})")
        if v.vol and aantal >= 1_000_000 and len(gevonden) != TONEN:
            raise BenchFout(f"{v.soort}: {v.tekst!r} geeft er {len(gevonden)}")
    for v in alle[:: max(1, len(alle) // (4 * keer))]:
        duur, uitslag = doe(klein, v)
        per_soort["kleine gemeente, van alles wat"].append(duur)
        if any(t.jongere.gemeente != GEMEENTEN[-1] for t in uitslag.treffers):
            raise BenchFout("iemand buiten het gebied werd gevonden")
    per_soort["alles bij elkaar"] = [d for s in per_soort.values() for d in s]
    return [_tijd(soort, t) for soort, t in per_soort.items()]


def _tijd(soort: str, duren: list[float]) -> Tijd:
    p50, p95 = (float(x) for x in np.percentile(duren, [50, 95]))
    return Tijd(soort, len(duren), p50, p95, max(duren))


if __name__ == "__main__":
    sys.exit(main())
