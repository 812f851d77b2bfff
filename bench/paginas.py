"""How fast pages are with very many youths: ``python -m bench.paginas``.

Makes the municipality of the demo (12,000 youths, read and computed as always) and copies every row of every youth until there
are enough: true in shape, with numbers of their own. Then asks pages as the web process does, in its database role: Vandaag with
its filters and last page, many different youths, search. The floor is a page behind the same login that shows no person.
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
NIET = frozenset({"personen_zoekwoord"})
"""Tables with a youth's data that need no copy: a word is there once, whoever has it."""


@dataclass(frozen=True)
class Bladtijd:
    """One kind of page: how often, milliseconds, statements, and kilobytes of HTML."""

    pagina: str
    keer: int
    p50: float
    p95: float
    hoogste: float
    cpu_p50: float
    vragen: int
    kb: float


def main(argumenten: list[str] | None = None) -> int:
    p = argparse.ArgumentParser("bench.paginas", description="Meet hoe snel pagina's zijn.")
    p.add_argument("--jongeren", type=int, default=1_000_000)
    p.add_argument("--keer", type=int, default=150, help="zoveel verschillende jongeren")
    p.add_argument("--meet", action="store_true", help="alleen meten, in de rol van de webapplicatie")
    o = p.parse_args(argumenten)
    os.environ["INBEELD_MAP"] = str(UIT / f"paginas-{o.jongeren}")
    os.environ["INBEELD_ROL"] = "web" if o.meet else "werker"
    try:
        if o.meet:
            toon.scherm.print_json(json.dumps([asdict(t) for t in meet(o.keer)]))
            return 0
        aantal = vul(o.jongeren)
        vraag = [sys.executable, "-m", "bench.paginas", "--meet", "--jongeren", str(o.jongeren), "--keer", str(o.keer)]
        klaar = subprocess.run(vraag, capture_output=True, text=True, check=False)
        if klaar.returncode:
            raise BenchFout(klaar.stderr.strip().splitlines()[-1] if klaar.stderr.strip() else "de meting mislukte")
        toon_tijden([Bladtijd(**t) for t in json.loads(klaar.stdout)], aantal)
    except BenchFout as reden:
        toon.fout.print(f"Fout: {reden}", soft_wrap=True, markup=False)
        return 1
    finally:
        if not o.meet:
            from inbeeld.project import database

            database.stop()
    return 0


def toon_tijden(tijden: list[Bladtijd], jongeren: int) -> None:
    toon.scherm.print(f"Pagina's met {toon.getal(jongeren)} jongeren, milliseconden")
    toon.scherm.print(f"{'':34}{'keer':>6}{'p50':>9}{'p95':>9}{'hoogste':>9}{'CPU p50':>9}{'vragen':>8}{'kB':>7}")
    for t in tijden:
        getallen = "".join(f"{toon.getal(x, 1):>9}" for x in (t.p50, t.p95, t.hoogste, t.cpu_p50))
        toon.scherm.print(f"{t.pagina:34}{t.keer:>6}{getallen}{t.vragen:>8}{toon.getal(t.kb):>7}")


# ---------------------------------------------------------------------- filling


def vul(jongeren: int) -> int:
    """The demo, copied until there are ``jongeren``; made once per folder. Gives how many there are.

    Raises:
        BenchFout: the demo failed.
    """
    klaar = Path(os.environ["INBEELD_MAP"]) / "gevuld"
    if not klaar.exists():
        opdracht = [sys.executable, "-m", "inbeeld", "demo", "--zonder-server", "--jongeren", str(min(BASIS, jongeren))]
        gelukt = subprocess.run(opdracht, capture_output=True, text=True, check=False)
        if gelukt.returncode not in (0, 1):  # 1: rows were set apart
            raise BenchFout(gelukt.stderr.strip() or "inbeeld demo mislukte")
    from inbeeld.project.cli.start import begin

    begin(gemigreerd=False)
    from django.db import connection

    with connection.cursor() as cursor:
        if not klaar.exists():
            _kopieer(cursor, jongeren)
            klaar.touch()
        cursor.execute("SELECT count(*) FROM personen_jongere")
        return int(cursor.fetchone()[0])


def _kopieer(cursor: Any, jongeren: int) -> None:
    """Every row of every youth again, under other numbers, in one statement per table and copy."""
    tabellen = _tabellen(cursor)
    sprong = {}
    for tabel in tabellen:
        cursor.execute(f"SELECT coalesce(max({'id' if 'id' in tabellen[tabel] else 'jongere_id'}), 0) FROM {tabel}")
        sprong[tabel] = int(cursor.fetchone()[0])
    cursor.execute("SELECT count(*) FROM personen_jongere")
    keer = max(1, -(-jongeren // int(cursor.fetchone()[0])))
    for k in range(1, keer):
        for tabel, kolommen in tabellen.items():
            waarden = ", ".join(_waarde(tabel, kolom, soort, sprong, k) for kolom, soort in kolommen.items())
            cursor.execute(
                f"INSERT INTO {tabel} ({', '.join(kolommen)}) SELECT {waarden} FROM {tabel} o {_oorspronkelijk(tabel, sprong)}"
            )
        toon.fout.print(f"[dim]{k + 1} van {keer}[/]")
    cursor.execute("ANALYZE")


def _tabellen(cursor: Any) -> dict[str, dict[str, str]]:
    """The tables with a youth, and of each its columns and their types; what others point at comes first."""
    cursor.execute(
        "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c "
        "WHERE c.table_schema = 'public' AND c.is_generated = 'NEVER' AND (c.table_name = 'personen_jongere' OR EXISTS ("
        "SELECT 1 FROM information_schema.columns j WHERE j.table_name = c.table_name AND j.column_name = 'jongere_id')) "
        "AND c.table_name NOT LIKE 'verantwoording%%' ORDER BY c.table_name <> 'personen_jongere', "
        "c.table_name = 'werklijst_werkregel', c.table_name, c.ordinal_position"
    )
    uit: dict[str, dict[str, str]] = {}
    for tabel, kolom, soort in cursor.fetchall():
        if tabel not in NIET:
            uit.setdefault(tabel, {})[kolom] = soort
    return uit


def _waarde(tabel: str, kolom: str, soort: str, sprong: dict[str, int], k: int) -> str:
    naar = {"jongere_id": "personen_jongere", "signaal_id": "beelden_signaal", "opgegaan_in_id": "personen_jongere"}
    if kolom == "id":
        return f"o.id + {k * sprong[tabel]}"
    if kolom in naar:
        return f"o.{kolom} + {k * sprong[naar[kolom]]}"
    if kolom == "uuid":
        return "gen_random_uuid()"
    if tabel == "personen_jongere" and kolom.endswith("_index"):
        return f"CASE WHEN o.{kolom} IS NOT NULL THEN sha256(o.{kolom} || '{k}'::bytea) END"
    return f"o.{kolom}"


def _oorspronkelijk(tabel: str, sprong: dict[str, int]) -> str:
    if tabel == "personen_jongere":
        return f"WHERE o.id <= {sprong[tabel]}"
    return f"WHERE o.jongere_id <= {sprong['personen_jongere']}"


# ---------------------------------------------------------------------- measuring


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
    from inbeeld.apps.personen.models import Jongere
    from inbeeld.apps.toegang.models import Medewerker
    from inbeeld.apps.werklijst.models import Werkregel

    namen = {m.rol: m for m in Medewerker.objects.filter(tenant__code="demo")} or {m.rol: m for m in Medewerker.objects.all()}
    wie = namen["leerplichtambtenaar"]
    client = Client()
    client.force_login(wie, backend=settings.AUTHENTICATION_BACKENDS[0])
    toeval = random.Random(1)
    op_lijst = list(Werkregel.objects.filter(taak="leerplicht").order_by("id").values_list("jongere__uuid", flat=True)[:200_000])
    hoogste = Jongere.objects.order_by("-id").values_list("id", flat=True)[0]
    anderen = [toeval.randrange(1, hoogste + 1) for _ in range(3 * keer)]
    overig = list(Jongere.objects.filter(pk__in=anderen).values_list("uuid", flat=True))[: keer // 3]
    jongeren = [*toeval.sample(op_lijst, min(keer - len(overig), len(op_lijst))), *overig]
    blad = client.get("/").content.decode()
    laatste = max([int(d.split('"')[0]) for d in blad.split("?blad=")[1:] if d.split('"')[0].isdigit()] or [1])
    soorten = {
        "vloer: eigen instellingen": ["/instellingen/"] * 40,
        "Vandaag": ["/"] * 40,
        "Vandaag, een soort": ["/?soort=absoluut", "/?soort=verzuim", "/?soort=ziekte", "/?soort=gegevens"] * 10,
        "Vandaag, laatste blad": [f"/?blad={laatste}"] * 20,
        "Jongere": [f"/jongeren/{u}/" for u in jongeren],
        "Jongere, zoals bekend op": [f"/jongeren/{u}/?bekend=09-11-2026" for u in jongeren[: keer // 3]],
    }
    uit = [_meet(client, naam, [(pad, None) for pad in paden]) for naam, paden in soorten.items()]
    zoek = ["jansen", "ozturk 2012", "bakker", "14-05-2009", "1008 HC", "de vries 2010", "yilmaz", "noor van dalen"] * 6
    uit.append(_meet(client, "Zoeken", [("/jongeren/", {"zoek": z}) for z in zoek]))
    return uit


def _meet(client: Client, naam: str, vragen: list[tuple[str, dict[str, str] | None]]) -> Bladtijd:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def vraag(pad: str, inhoud: dict[str, str] | None) -> Any:
        antwoord = client.post(pad, inhoud) if inhoud else client.get(pad)
        if antwoord.status_code != 200:
            raise BenchFout(f"{naam} geeft {antwoord.status_code}")
        return antwoord

    for pad, inhoud in vragen[:3]:
        vraag(pad, inhoud)
    with CaptureQueriesContext(connection) as geteld:
        vraag(*vragen[0])
    statements = len(geteld)
    duren, cpu, groot = [], [], []
    for pad, inhoud in vragen:
        begin, rekent = time.perf_counter(), time.process_time()
        antwoord = vraag(pad, inhoud)
        duren.append((time.perf_counter() - begin) * 1000)
        cpu.append((time.process_time() - rekent) * 1000)
        groot.append(len(antwoord.content) / 1000)
    p50, p95 = (float(x) for x in np.percentile(duren, [50, 95]))
    return Bladtijd(naam, len(duren), p50, p95, max(duren), float(np.median(cpu)), statements, float(np.median(groot)))


if __name__ == "__main__":
    sys.exit(main())
