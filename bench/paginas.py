"""How fast pages are with very many youths: ``python -m bench.paginas``.

Makes the municipality of the demo (12,000 youths, read and computed as always) and copies every row of every youth until there
are enough: true in shape, with numbers of their own. One copy in ``BUREN`` lives in a neighbouring municipality. Then asks pages
as the web process does, in its database role: Vandaag with its filters and other pages, of the region and of one municipality,
many different youths, today and on a past day, search. The floor is a page behind the same login that shows no person.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench import toon
from bench.gegevens import UIT
from bench.proces import BenchFout

if TYPE_CHECKING:
    from django.test import Client

BASIS = 12_000
WACHTWOORD = "lang-genoeg-wachtwoord"
GEMEENTE, BUUR = "9001", "9009"
BUREN = 20
NIET = frozenset({"personen_zoekwoord"})
"""Tables with a youth's data that need no copy: a word is there once, whoever has it."""


@dataclass(frozen=True)
class Bladtijd:
    """One kind of page: how often, milliseconds (by the clock; of this process's processor; waiting for statements), the
    largest number of statements, and kilobytes of HTML."""

    pagina: str
    keer: int
    p50: float
    p95: float
    hoogste: float
    cpu_p50: float
    database_p50: float
    vragen: int
    kb: float


def main(argumenten: list[str] | None = None) -> int:
    p = argparse.ArgumentParser("bench.paginas", description="Meet hoe snel pagina's zijn.")
    p.add_argument("--jongeren", type=int, default=1_000_000)
    p.add_argument("--keer", type=int, default=300, help="zoveel verschillende jongeren")
    p.add_argument("--meet", action="store_true", help="alleen meten, in de rol van de webapplicatie")
    o = p.parse_args(argumenten)
    if o.meet:
        _kies(o.jongeren, "web")
    try:
        if o.meet:
            print(json.dumps([asdict(t) for t in meet(o.keer)]))
        else:
            toon_tijden(vul_en_meet(o.jongeren, o.keer), o.jongeren)
    except BenchFout as reden:
        toon.fout.print(f"Fout: {reden}", soft_wrap=True, markup=False)
        return 1
    return 0


def _kies(jongeren: int, rol: str) -> None:
    os.environ["INBEELD_MAP"] = str(UIT / f"paginas-{jongeren}")
    os.environ["INBEELD_ROL"] = rol
    os.environ["INBEELD_TWEEDE_FACTOR"] = "nee"


def vul_en_meet(jongeren: int, keer: int) -> list[Bladtijd]:
    """Pages with ``jongeren`` youths, measured in a process of the web application.

    Raises:
        BenchFout: filling failed, or a page answers anything but 200.
    """
    from inbeeld.project import database

    _kies(jongeren, "werker")
    try:
        vul(jongeren)
        vraag = [sys.executable, "-m", "bench.paginas", "--meet", "--jongeren", str(jongeren), "--keer", str(keer)]
        klaar = subprocess.run(vraag, capture_output=True, text=True, check=False)
    finally:
        database.stop()
    if klaar.returncode:
        raise BenchFout(klaar.stderr.strip().splitlines()[-1] if klaar.stderr.strip() else "de meting mislukte")
    return [Bladtijd(**t) for t in json.loads(klaar.stdout)]


def toon_tijden(tijden: list[Bladtijd], jongeren: int) -> None:
    toon.scherm.print(f"Pagina's met {toon.getal(jongeren)} jongeren, milliseconden")
    kop = ("keer", "p50", "p95", "hoogste", "CPU p50", "SQL p50", "vragen", "kB")
    toon.scherm.print(f"{'':34}" + "".join(f"{k:>9}" for k in kop))
    for t in tijden:
        getallen = "".join(f"{toon.getal(x, 1):>9}" for x in (t.p50, t.p95, t.hoogste, t.cpu_p50, t.database_p50))
        toon.scherm.print(f"{t.pagina:34}{t.keer:>9}{getallen}{t.vragen:>9}{toon.getal(t.kb):>9}")


# ---------------------------------------------------------------------- filling


def vul(jongeren: int) -> None:
    """The demo, copied until there are ``jongeren``; made once per folder.

    Raises:
        BenchFout: the demo failed.
    """
    klaar = Path(os.environ["INBEELD_MAP"]) / "gevuld"
    if not klaar.exists():
        opdracht = [sys.executable, "-m", "inbeeld", "demo", "--zonder-server", "--jongeren", str(min(BASIS, jongeren))]
        gelukt = subprocess.run(opdracht, capture_output=True, text=True, check=False)
        if gelukt.returncode not in (0, 1):  # 1: rows were set apart
            raise BenchFout(gelukt.stderr.strip() or "inbeeld demo mislukte")
    from inbeeld.project.cli.migreer import richt_in
    from inbeeld.project.cli.start import begin

    begin(gemigreerd=False)
    richt_in()
    from django.db import connection

    from inbeeld.apps.basis.muren import betreed
    from inbeeld.apps.toegang.selectors import organisatie

    if not klaar.exists():
        betreed(organisatie().pk)
        with connection.cursor() as cursor:
            _kopieer(cursor, jongeren)
        _neem_buren_aan()
        klaar.touch()


def _neem_buren_aan() -> None:
    """Someone who works for the neighbouring municipality only."""
    from inbeeld.apps.toegang.models import LEERPLICHT
    from inbeeld.apps.toegang.selectors import organisatie
    from inbeeld.apps.toegang.services import leg_medewerker_vast

    regio = organisatie()
    regio.gemeenten = [*regio.gemeenten, BUUR]
    regio.save()
    leg_medewerker_vast(regio, BUUR, naam="Buur", rol=LEERPLICHT, wachtwoord=WACHTWOORD, gemeenten=[BUUR])


def _kopieer(cursor: Any, jongeren: int) -> None:
    """Every row of every youth again, under other numbers, in one statement per table and copy."""
    cursor.execute("SELECT DISTINCT tenant_id FROM personen_jongere")
    ((tenant,),) = cursor.fetchall()
    tabellen = _tabellen(cursor)
    sprong = {}
    for tabel in tabellen:
        cursor.execute(f"SELECT coalesce(max({'id' if 'id' in tabellen[tabel] else 'jongere_id'}), 0) FROM {tabel}")
        sprong[tabel] = int(cursor.fetchone()[0])
    cursor.execute("SELECT count(*) FROM personen_jongere")
    keer = max(1, -(-jongeren // int(cursor.fetchone()[0])))
    for k in range(1, keer):
        for tabel, kolommen in tabellen.items():
            waarden = ", ".join(_waarde(tabel, kolom, sprong, k, tenant) for kolom in kolommen)
            cursor.execute(
                f"INSERT INTO {tabel} ({', '.join(kolommen)}) SELECT {waarden} FROM {tabel} o {_oorspronkelijk(tabel, sprong)}"
            )
        if toon.fout.is_terminal:
            toon.fout.print(f"[dim]{k + 1} van {keer}[/]")
    cursor.execute("ANALYZE")


def _tabellen(cursor: Any) -> dict[str, list[str]]:
    """The tables with a youth, and of each its columns; what others point at comes first."""
    cursor.execute(
        "SELECT c.table_name, c.column_name FROM information_schema.columns c "
        "WHERE c.table_schema = 'public' AND c.is_generated = 'NEVER' AND (c.table_name = 'personen_jongere' OR EXISTS ("
        "SELECT 1 FROM information_schema.columns j WHERE j.table_name = c.table_name AND j.column_name = 'jongere_id')) "
        "AND c.table_name NOT LIKE 'verantwoording%%' ORDER BY c.table_name <> 'personen_jongere', "
        "c.table_name = 'werklijst_werkregel', c.table_name, c.ordinal_position"
    )
    uit: dict[str, list[str]] = {}
    for tabel, kolom in cursor.fetchall():
        if tabel not in NIET:
            uit.setdefault(tabel, []).append(kolom)
    return uit


def _waarde(tabel: str, kolom: str, sprong: dict[str, int], k: int, tenant: int) -> str:
    naar = {"jongere_id": "personen_jongere", "signaal_id": "beelden_signaal", "opgegaan_in_id": "personen_jongere"}
    if kolom == "id":
        return f"o.id + {k * sprong[tabel]}"
    if kolom in naar:
        return f"o.{kolom} + {k * sprong[naar[kolom]]}"
    if kolom == "uuid":
        return "gen_random_uuid()"
    if tabel == "personen_jongere" and kolom.endswith("_index"):
        return f"CASE WHEN o.{kolom} IS NOT NULL THEN sha256(o.{kolom} || '{k}'::bytea) END"
    if k % BUREN == 1 and kolom == "gemeente":
        return f"CASE o.{kolom} WHEN '{GEMEENTE}' THEN '{BUUR}' ELSE o.{kolom} END"
    if k % BUREN == 1 and kolom == "zoek":
        van, naar_ = (f"'{tenant}.g{g}'" for g in (GEMEENTE, BUUR))
        return f"array_to_tsvector(array_replace(tsvector_to_array(o.{kolom}), {van}, {naar_}))"
    return f"o.{kolom}"


def _oorspronkelijk(tabel: str, sprong: dict[str, int]) -> str:
    if tabel == "personen_jongere":
        return f"WHERE o.id <= {sprong[tabel]}"
    return f"WHERE o.jongere_id <= {sprong['personen_jongere']}"


# ---------------------------------------------------------------------- measuring


Vraag = tuple[str, dict[str, str] | None]
"""An address, and what is posted to it."""


def meet(keer: int) -> list[Bladtijd]:
    """Asks the pages, warm.

    Raises:
        BenchFout: a page answers anything but 200.
    """
    import django

    from inbeeld.project import database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbeeld.project.settings")
    database.start()
    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    from inbeeld.apps.basis.muren import betreed
    from inbeeld.apps.personen.models import Jongere
    from inbeeld.apps.toegang.models import LEERPLICHT, TEAMLEIDER, Medewerker
    from inbeeld.apps.toegang.selectors import organisatie
    from inbeeld.apps.werklijst.models import Werkregel

    betreed(organisatie().pk)

    def binnen(**wie: Any) -> Client:
        client = Client()
        client.force_login(Medewerker.objects.get(**wie), backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    regio, buur, baas = binnen(rol=LEERPLICHT, gemeenten=[]), binnen(gebruikersnaam=BUUR), binnen(rol=TEAMLEIDER)
    toeval = random.Random(1)
    op_lijst = list(Werkregel.objects.filter(taak="leerplicht").order_by("id").values_list("jongere__uuid", flat=True)[:200_000])
    hoogste = Jongere.objects.order_by("-id").values_list("id", flat=True)[0]
    anderen = [toeval.randrange(1, hoogste + 1) for _ in range(3 * keer)]
    overig = list(Jongere.objects.filter(pk__in=anderen).values_list("uuid", flat=True))[: keer // 3]
    jongeren = [*toeval.sample(op_lijst, min(keer - len(overig), len(op_lijst))), *overig]
    toeval.shuffle(jongeren)
    bladen = -(-len(op_lijst) // 40)
    soorten = ["absoluut", "verzuim", "luxe", "ziekte", "vrijstelling", "gegevens"]
    zoek = ["jansen", "ozturk 2012", "bakker", "14-05-2009", "1008 HC", "de vries 2010", "yilmaz", "noor van dalen"]

    def paden(*paden: str) -> list[Vraag]:
        return [(pad, None) for pad in paden]

    bekijk: list[tuple[str, Client, list[Vraag]]] = [
        ("vloer: eigen instellingen", regio, paden(*["/instellingen/"] * 60)),
        ("Vandaag, regio", regio, paden(*["/"] * 60)),
        ("Vandaag, regio, een soort", regio, paden(*[f"/?soort={s}" for s in soorten] * 10)),
        ("Vandaag, regio, ander blad", regio, paden(*[f"/?blad={toeval.randint(2, max(2, bladen))}" for _ in range(60)])),
        ("Vandaag, teamleider, beide taken", baas, paden(*["/"] * 60)),
        ("Vandaag, een gemeente", buur, paden(*["/", "/?soort=verzuim", "/?blad=2"] * 20)),
        ("Jongere, met Waarom", regio, paden(*[f"/jongeren/{u}/" for u in jongeren])),
        ("Jongere, andere peildatum", regio, paden(*[f"/jongeren/{u}/?peil=01-10-2026" for u in jongeren[: keer // 3]])),
        ("Jongere, zoals bekend op", regio, paden(*[f"/jongeren/{u}/?bekend=09-11-2026" for u in jongeren[: keer // 3]])),
        ("Zoeken, regio", regio, [("/jongeren/", {"zoek": z}) for z in zoek * 8]),
        ("Zoeken, een gemeente", buur, [("/jongeren/", {"zoek": z}) for z in zoek * 8]),
    ]
    return [_meet(naam, client, vragen) for naam, client, vragen in bekijk]


class _Teller:
    """Counts statements, and how long they take."""

    def __init__(self) -> None:
        self.aantal, self.seconden = 0, 0.0

    def __call__(self, voer_uit: Any, *vraag: Any) -> Any:
        begin = time.perf_counter()
        try:
            return voer_uit(*vraag)
        finally:
            self.aantal += 1
            self.seconden += time.perf_counter() - begin


def _meet(naam: str, client: Client, vragen: list[Vraag]) -> Bladtijd:
    from django.db import connection

    def vraag(pad: str, inhoud: dict[str, str] | None) -> Any:
        antwoord = client.post(pad, inhoud, follow=True) if inhoud else client.get(pad)
        if antwoord.status_code != 200:
            raise BenchFout(f"{naam} geeft {antwoord.status_code}")
        return antwoord

    for pad, inhoud in vragen[:5]:
        vraag(pad, inhoud)
    tijden = []
    for pad, inhoud in vragen:
        teller = _Teller()
        begin, rekent = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(teller):
            antwoord = vraag(pad, inhoud)
        duur, cpu = time.perf_counter() - begin, time.process_time() - rekent
        tijden.append((duur * 1000, cpu * 1000, teller.seconden * 1000, teller.aantal, len(antwoord.content) / 1000))
    duren, cpu_, sql, aantallen, groot = (np.array(k) for k in zip(*tijden, strict=True))
    return Bladtijd(
        naam,
        len(tijden),
        float(np.percentile(duren, 50)),
        float(np.percentile(duren, 95)),
        float(duren.max()),
        float(np.median(cpu_)),
        float(np.median(sql)),
        int(aantallen.max()),
        float(np.median(groot)),
    )


if __name__ == "__main__":
    sys.exit(main())
