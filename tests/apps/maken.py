"""Deliveries made by hand, of invented persons."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.utils import timezone
from stdnum.nl import bsn

from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.basis.versleuteling import ontsleutel
from inbeeld.apps.leveringen.ontvangst import Ontvangst
from inbeeld.apps.leveringen.services import neem_op
from inbeeld.apps.toegang.models import VERZUIM, Medewerker, Organisatie
from inbeeld.apps.verantwoording.models import Leesregel
from inbeeld.apps.verantwoording.selectors import jongeren_van
from inbeeld.apps.verantwoording.services import lees_log
from inbeeld.bronnen.basis import Apart, Gelezen
from inbeeld.tabellen.leveringen import GELEVERD

ANNA, BRAM, CEM = "999990019", "999990020", "999990032"
WACHTWOORD = "lang-genoeg-wachtwoord"


def scholen_van(rol: str) -> list[str]:
    """The school without which someone can't have this role."""
    return ["99ZZ"] if rol == VERZUIM else []


def nummers(vanaf: int, aantal: int) -> list[str]:
    """Numbers that pass the elfproef and are nobody's; each test its own, as one looks through all of the database."""
    alle = (str(n) for n in range(vanaf, vanaf + 100 * aantal) if bsn.is_valid(str(n)))
    return list(itertools.islice(alle, aantal))


def log_in(gebruikersnaam: str) -> Client:
    """A browser in which someone with ``WACHTWOORD`` has logged in."""
    client = Client()
    antwoord = client.post("/inloggen/", {"gebruikersnaam": gebruikersnaam, "wachtwoord": WACHTWOORD})
    assert antwoord.status_code == 302, antwoord.content
    return client


def levering(
    bron: str, datum: date, omvang: str = "mutaties", apart: tuple[Apart, ...] = (), **tabellen: list[dict[str, Any]]
) -> Gelezen:
    """A delivery of ``tabellen``; ``regel`` and ``pgn_soort`` are filled in."""
    uit = {}
    for naam, rijen in tabellen.items():
        basis = [{"regel": i} | ({"pgn_soort": "BSN"} if r.get("pgn") else {}) | r for i, r in enumerate(rijen, 2)]
        uit[naam] = GELEVERD[naam].uit_rijen(basis)
    aantal = sum(t.num_rows for t in uit.values())
    return Gelezen(bron, bron, Path(f"{bron}-{datum}.csv"), datum, omvang, aantal, uit, apart)  # type: ignore[arg-type]


def persoon(pgn: str, naam: str = "Vermeer", geboren: date = date(2010, 3, 4), **meer: Any) -> dict[str, Any]:
    return {"pgn": pgn, "achternaam": naam, "voornamen": "Noor", "geboren": geboren, "geboren_nauwkeurig": "dag"} | meer


def woont(pgn: str, van: date = date(2010, 3, 4), tot: date | None = None, gemeente: str = "1999") -> dict[str, Any]:
    return {"pgn": pgn, "gemeente": gemeente, "van": van, "tot": tot}


def gaat_naar(pgn: str, kenmerk: str = "1", van: date = date(2024, 8, 1), **meer: Any) -> dict[str, Any]:
    return {"pgn": pgn, "brin": "99ZZ", "vestiging": "00", "onderwijs": "vo", "van": van, "kenmerk": kenmerk} | meer


def brp(datum: date, *pgns: str) -> Gelezen:
    return levering("brp-selectie-v1", datum, "volledig", personen=[persoon(p) for p in pgns], verblijf=[woont(p) for p in pgns])


def op(jaar: int, maand: int, dag: int) -> datetime:
    return datetime(jaar, maand, dag, 12, tzinfo=UTC)


def neem(organisatie: Organisatie, *leveringen: Gelezen) -> list[Ontvangst]:
    with in_tenant(organisatie.pk):
        return [neem_op(v, organisatie) for v in leveringen]


def vraag(sql: str, *waarden: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, waarden)
        return [tuple(bytes(c) if isinstance(c, memoryview) else c for c in r) for r in cursor.fetchall()]


def toestand(organisatie: Organisatie) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that holds now, without our own numbers: what must not depend on the order of arrival."""
    tabellen = {
        "registers_verblijf": "f.gemeente, f.van, f.tot",
        "registers_inschrijving": "(SELECT brin FROM scholen_school s WHERE s.id = f.school_id), onderwijs, van, tot",
        "registers_diploma": "f.diploma, f.datum",
        "personen_persoonsgegevens": "f.achternaam, f.geboren, f.postcode",
    }
    uit = {
        tabel: vraag(
            f"SELECT j.bsn, f.bron, f.bron_datum, {kolommen} FROM {tabel} f JOIN personen_jongere j ON j.id = f.jongere_id "
            "WHERE f.tenant_id = %s AND f.vervangen_op IS NULL AND NOT f.vervallen",
            organisatie.pk,
        )
        for tabel, kolommen in tabellen.items()
    }
    uit["jongeren"] = vraag(
        "SELECT bsn, achternaam, geboren, postcode, bron_bekend, bron_datum FROM personen_jongere WHERE tenant_id = %s",
        organisatie.pk,
    )
    uit = {naam: [(ontsleutel(r[0], "jongere.bsn").decode(), *r[1:]) for r in rijen] for naam, rijen in uit.items()}
    uit["wacht"] = vraag("SELECT tabel, regel, reden FROM leveringen_ongekoppeldrij WHERE tenant_id = %s", organisatie.pk)
    return {naam: sorted(rijen, key=repr) for naam, rijen in uit.items()}


def gelogd(organisatie: Organisatie, na: int = 0, **filter_: Any) -> list[tuple[int | None, str]]:
    """Youth and page of the lines in the read log since line ``na``, in their order; null: of nobody, or of who was forgotten."""
    regels = list(Leesregel.objects.filter(tenant=organisatie, pk__gt=na, **filter_).order_by("pk"))
    wie = jongeren_van(organisatie.pk, [r.pseudoniem for r in regels if r.pseudoniem])
    return [(wie.get(r.pseudoniem) if r.pseudoniem else None, r.pagina) for r in regels]


def log_regel(organisatie: Organisatie, wie: Medewerker, *jongeren: int, pagina: str = "jongere", **meer: Any) -> None:
    """Lines in the read log, as a page writes them."""
    verzoek = SimpleNamespace(medewerker=wie, trace=uuid4().hex, begonnen=timezone.now())
    with in_tenant(organisatie.pk):
        lees_log(verzoek, jongeren, pagina=pagina, **{"doel": "leerplicht en doorstroom"} | meer)  # type: ignore[arg-type]
