"""Finding youths in the database: in which order, by whom, how many queries, along which index."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from inbeeld.apps.personen.models import Jongere, Zoekrij
from inbeeld.apps.personen.zoeken import BEGIN, KLANK, LETTER, PRECIES, Uitslag, zoek
from inbeeld.apps.toegang.models import BEHEERDER, LEERPLICHT, Medewerker, Organisatie
from inbeeld.apps.toegang.services import leg_organisatie_vast
from inbeeld.project.database import EIGENAAR, Server

from .maken import ANNA, BRAM, CEM, levering, neem, persoon, vraag

VANDAAG, D1, D2 = date(2026, 11, 20), date(2026, 9, 1), date(2026, 10, 1)
BRP = "brp-selectie-v1"


def wie(organisatie: Organisatie, *gemeenten: str, rol: str = LEERPLICHT) -> Medewerker:
    return Medewerker(tenant=organisatie, rol=rol, gemeenten=list(gemeenten))


def vul(organisatie: Organisatie, *rijen: dict[str, Any], datum: date = D1) -> None:
    neem(organisatie, levering(BRP, datum, "mutaties", personen=list(rijen)))


def gevonden(uitslag: Uitslag) -> list[tuple[str | None, str | None, str]]:
    return [(t.jongere.voornamen, t.jongere.achternaam, t.hoe) for t in uitslag.treffers]


def test_eerst_precies_dan_begin_dan_klank_dan_een_letter(organisatie: Organisatie) -> None:
    vul(
        organisatie,
        persoon(ANNA, "Visser", voornamen="Noor"),
        persoon(BRAM, "Visserman", voornamen="Bo"),
        persoon(CEM, "Fisscher", voornamen="Cem"),
        persoon("999990044", "Vosser", voornamen="Daan"),
    )
    assert [h for _, _, h in gevonden(zoek(wie(organisatie), "visser", VANDAAG))] == [PRECIES, BEGIN, KLANK, LETTER]


@pytest.mark.parametrize(
    "tekst",
    ["El Amrani", "amrani fatima", "Fatma el-amrani", "F. Amrani", "amrani 2009", "14-05-2009", "140509 fat", "1234ab 12",
     "1234 amrani", ANNA, "Amrnai 14 mei 2009", "elamrani"],
)  # fmt: skip
def test_een_persoon_op_vele_wijzen(organisatie: Organisatie, tekst: str) -> None:
    adres = {"postcode": "1234AB", "huisnummer": "12", "huisletter": "a", "geboren": date(2009, 5, 14)}
    vul(organisatie, persoon(ANNA, "El Amrani", voornamen="Fatima Zohra", **adres), persoon(BRAM, "Bakker", voornamen="Bo"))
    assert [a for _, a, _ in gevonden(zoek(wie(organisatie), tekst, VANDAAG))] == ["El Amrani"]


def test_nooit_buiten_het_gebied(organisatie: Organisatie) -> None:
    ander = leg_organisatie_vast(f"buur-{organisatie.code}", "Buur", ["1998"])
    vul(
        organisatie,
        persoon(ANNA, gemeente="1999", voornamen="Binnen"),
        persoon(BRAM, gemeente="1998", voornamen="Buiten"),
        persoon(CEM, voornamen="Nergens"),
    )
    vul(ander, persoon("999990044", gemeente="1999", voornamen="Vreemd"))
    for tekst in ("Vermeer", "verm", "fermeer", "vermeeer", "04-03-2010", "2010"):
        assert {v for v, _, _ in gevonden(zoek(wie(organisatie, "1999"), tekst, VANDAAG))} == {"Binnen", "Nergens"}, tekst
        assert {v for v, _, _ in gevonden(zoek(wie(organisatie), tekst, VANDAAG))} == {"Binnen", "Buiten", "Nergens"}, tekst
        assert gevonden(zoek(wie(organisatie, rol=BEHEERDER), tekst, VANDAAG)) == [], tekst
    assert gevonden(zoek(wie(organisatie, "1999"), BRAM, VANDAAG)) == [], "not by number either"
    assert gevonden(zoek(wie(organisatie), "999990044", VANDAAG)) == []


def test_wie_een_geheim_adres_heeft_wordt_niet_op_adres_gevonden(organisatie: Organisatie) -> None:
    adres = {"postcode": "1234AB", "huisnummer": "12"}
    vul(organisatie, persoon(ANNA, geheim=7, **adres), persoon(BRAM, "Bakker", **adres))
    for tekst in ("1234AB", "1234", "1234ab 12"):
        assert [a for _, a, _ in gevonden(zoek(wie(organisatie), tekst, VANDAAG))] == ["Bakker"], tekst
    assert gevonden(zoek(wie(organisatie), "vermeer 12", VANDAAG)) == []
    vul(organisatie, persoon(BRAM, "Bakker", geheim=7, **adres), datum=D2)
    assert gevonden(zoek(wie(organisatie), "1234AB", VANDAAG)) == [], "from the day it became secret"


def test_een_nieuwe_naam_vervangt_de_oude(organisatie: Organisatie) -> None:
    vul(organisatie, persoon(ANNA, "Vermeer"))
    vul(organisatie, persoon(ANNA, "Zandstra"), datum=D2)
    assert gevonden(zoek(wie(organisatie), "vermeer", VANDAAG)) == []
    assert len(gevonden(zoek(wie(organisatie), "zandstra", VANDAAG))) == 1


@pytest.mark.parametrize("tekst", ["vermeer", "vermer noor 2010", "qqxzy", "1234AB", ANNA, "j", "o' & | ! ( <-> :* \\ '"])
def test_vast_aantal_vragen(organisatie: Organisatie, tekst: str) -> None:
    vul(organisatie, persoon(ANNA), persoon(BRAM), persoon(CEM, "Bakker"))
    with CaptureQueriesContext(connection) as c:
        zoek(wie(organisatie), tekst, VANDAAG)
    assert len(c) <= 6


def test_meer_dan_er_getoond_worden(organisatie: Organisatie) -> None:
    """Made directly: who they are does not matter."""
    from inbeeld.apps.personen.zoekindex import werk_bij

    vast = {"tenant": organisatie, "achternaam": "Jansen", "geboren": D1, "geboren_nauwkeurig": "dag"}
    Jongere.objects.bulk_create(Jongere(voornamen=f"Kind{i}", **vast) for i in range(60))
    with transaction.atomic(), connection.cursor() as cursor:
        werk_bij(cursor, organisatie.pk, f"SELECT id AS jongere_id FROM personen_jongere WHERE tenant_id = {organisatie.pk}")
    uitslag = zoek(wie(organisatie), "jansen", VANDAAG)
    assert (len(uitslag.treffers), uitslag.meer) == (50, True)


def test_langs_de_index(organisatie: Organisatie, installatie: Path, database: str) -> None:
    """As the owner, in whose name ``inbeeld_kandidaten`` looks."""
    vul(organisatie, persoon(ANNA))
    with psycopg.connect(Server(installatie).url(EIGENAAR, database)) as eigenaar, eigenaar.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        for zoekvraag in ("'1.avermeer' | '1.vvermeer'", "'1.averm':* | '1.vverm':*", "'1.avermeer' & '1.j2010'"):
            cursor.execute("EXPLAIN SELECT jongere_id FROM personen_zoekrij WHERE zoek @@ %s::tsquery", [zoekvraag])
            assert "zoekrij_zoek" in "\n".join(r[0] for r in cursor.fetchall())
    assert Zoekrij.objects.filter(tenant=organisatie).count() == 1
    assert vraag("SELECT count(*) FROM personen_zoekwoord WHERE tenant_id = %s AND woord = 'vermeer'", organisatie.pk) == [(1,)]
