"""Pages as a browser asks for them, in role ``web``: who gets in, how many queries, what is logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbeeld.apps.basis.muren import betreed, in_tenant
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.toegang.models import ROLLEN
from inbeeld.apps.toegang.services import leg_medewerker_vast
from inbeeld.apps.verantwoording.models import Leesregel
from inbeeld.apps.werklijst.services import ververs

from .maken import ANNA, BRAM, CEM, WACHTWOORD, brp, gaat_naar, levering, log_in, neem, persoon, woont

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

PEIL = date(2026, 11, 20)
Binnen = Callable[..., Client]


@pytest.fixture(scope="module")
def gevuld(database: str) -> Organisatie:
    """Anna and Bram are enrolled nowhere, Cem is at school; an account per role."""
    from inbeeld.apps.toegang.services import leg_organisatie_vast

    tenant = leg_organisatie_vast("paginas", "Waterveen", ["1999"], vaste_dag=PEIL)
    betreed(tenant.pk)
    scholen = [gaat_naar(ANNA, tot=date(2026, 9, 7)), gaat_naar(BRAM, tot=date(2026, 11, 12)), gaat_naar(CEM)]
    neem(
        tenant,
        brp(date(2026, 9, 1), ANNA, BRAM, CEM),
        levering("rod-levering-v1", date(2026, 11, 16), "volledig", inschrijvingen=scholen),
    )
    ververs(tenant, PEIL)
    for rol in ROLLEN:
        leg_medewerker_vast(tenant, f"{rol}-paginas", naam="Noor Vos", rol=rol, wachtwoord=WACHTWOORD)
    return tenant


@pytest.fixture
def binnen(gevuld: Organisatie, als_web_straks: Callable[[], None]) -> Binnen:
    """A client that is logged in; from then on everything happens in role ``web``."""

    def maak(rol: str = "leerplichtambtenaar") -> Client:
        als_web_straks()
        return log_in(f"{rol}-paginas")

    return maak


def gelezen(tenant: Organisatie, na: int = 0) -> list[tuple[int, str]]:
    return list(Leesregel.objects.filter(tenant=tenant, pk__gt=na).order_by("jongere_id").values_list("jongere_id", "pagina"))


def tot_nu(tenant: Organisatie) -> int:
    laatste = Leesregel.objects.filter(tenant=tenant).order_by("-pk").first()
    return laatste.pk if laatste else 0


def jongere(tenant: Organisatie, wie: int = 0) -> Jongere:
    return Jongere.objects.filter(tenant=tenant).order_by("id")[wie]


def test_zonder_inloggen_naar_inloggen(gevuld: Organisatie) -> None:
    for pad in ("/", f"/jongeren/{jongere(gevuld).uuid}/", "/wet/", "/instellingen/"):
        antwoord = Client().get(pad)
        assert antwoord.status_code == 302
        assert antwoord["Location"].startswith("/inloggen/?next=")


def test_verkeerd_wachtwoord_zegt_niet_wie_er_is(gevuld: Organisatie) -> None:
    antwoorden = [
        Client().post("/inloggen/", {"gebruikersnaam": naam, "wachtwoord": "fout"}) for naam in ("teamleider-paginas", "niemand")
    ]
    assert {a.status_code for a in antwoorden} == {422}
    zinnen = [a.content.decode().count("horen niet bij elkaar") for a in antwoorden]
    assert zinnen[0] == zinnen[1] > 0


def test_niet_weg_naar_een_ander_adres(gevuld: Organisatie) -> None:
    invoer = {"gebruikersnaam": "teamleider-paginas", "wachtwoord": WACHTWOORD, "next": "https://elders.example/"}
    antwoord = Client().post("/inloggen/", invoer)
    assert antwoord["Location"] == "/begin/"


def test_vandaag_toont_en_legt_vast(gevuld: Organisatie, binnen: Binnen) -> None:
    client, eerder = binnen(), tot_nu(gevuld)
    tekst = client.get("/").content.decode()
    assert tekst.count('class="zaak ') == 2
    assert "nergens ingeschreven" in tekst
    assert gelezen(gevuld, eerder) == [(jongere(gevuld, i).pk, "vandaag") for i in range(2)]


def test_jongere_toont_en_legt_vast(gevuld: Organisatie, binnen: Binnen) -> None:
    client, eerder = binnen(), tot_nu(gevuld)
    wie = jongere(gevuld)
    antwoord = client.get(f"/jongeren/{wie.uuid}/")
    tekst = antwoord.content.decode()
    assert antwoord.status_code == 200
    for stuk in (
        "Kwalificatieplichtig tot 4 mrt 2028",
        "Nergens ingeschreven",
        "Waarom?",
        "Wat u moet beoordelen",
        "<svg",
        "Toon als tabel",
    ):
        assert stuk in tekst, stuk
    assert ANNA not in tekst, "a BSN stands on no page"
    assert gelezen(gevuld, eerder) == [(wie.pk, "jongere")]
    assert "no-store" in antwoord["Cache-Control"]


def test_terug_in_de_tijd(gevuld: Organisatie, binnen: Binnen) -> None:
    client = binnen()
    pad = f"/jongeren/{jongere(gevuld).uuid}/"
    toen = client.get(f"{pad}?peil=01-09-2026").content.decode()
    assert "U ziet de toestand op" in toen
    assert "Nergens ingeschreven." not in toen
    assert "U ziet" not in client.get(pad).content.decode()


@pytest.mark.parametrize("dag", ["32-01-2026", "gisteren", "01-01-2030", "01-01-1900", "2026-13-01"])
def test_een_dag_die_niet_kan(gevuld: Organisatie, binnen: Binnen, dag: str) -> None:
    antwoord = binnen().get(f"/jongeren/{jongere(gevuld).uuid}/", {"bekend": dag})
    assert antwoord.status_code == 422
    assert 'aria-invalid="true"' in antwoord.content.decode()
    assert dag in antwoord.content.decode(), "what was typed stays"


def test_een_ander_is_er_niet(gevuld: Organisatie, binnen: Binnen, database: str) -> None:
    """Whoever is of another organisation, and whoever does not exist, look the same."""
    from inbeeld.apps.toegang.services import leg_organisatie_vast

    ander = leg_organisatie_vast(f"ander-{gevuld.code}", "Elders", ["1998"])
    neem(ander, levering("brp-selectie-v1", date(2026, 9, 1), "volledig", personen=[persoon(ANNA)], verblijf=[woont(ANNA)]))
    with in_tenant(ander.pk):
        vreemd = jongere(ander)
    client, eerder = binnen(), tot_nu(gevuld)
    antwoorden = [client.get(f"/jongeren/{u}/") for u in (vreemd.uuid, uuid4())]
    assert {a.status_code for a in antwoorden} == {404}
    assert str(vreemd.uuid) not in antwoorden[0].content.decode().replace(f"/jongeren/{vreemd.uuid}/", "")
    assert gelezen(gevuld, eerder) == []


@pytest.mark.parametrize("rol", ROLLEN)
def test_rollen(gevuld: Organisatie, binnen: Binnen, rol: str) -> None:
    client = binnen(rol)
    wie = jongere(gevuld)
    mag = rol != "functioneel_beheerder"
    for pad in ("/", f"/jongeren/{wie.uuid}/"):
        assert client.get(pad).status_code == (200 if mag else 403), pad
    assert client.get("/wet/").status_code == 200


@pytest.mark.parametrize("rol", ROLLEN)
def test_na_het_inloggen_een_pagina_die_mag(gevuld: Organisatie, binnen: Binnen, rol: str) -> None:
    client = binnen(rol)
    antwoord = client.get("/begin/", follow=True)
    assert antwoord.status_code == 200
    assert antwoord.redirect_chain[-1][0] == ("/leveringen/" if rol == "functioneel_beheerder" else "/")


def test_aantal_vragen_groeit_niet_mee(gevuld: Organisatie, binnen: Binnen) -> None:
    """Fixed numbers of queries, whatever the number of lines or facts."""
    client = binnen()
    client.get("/")

    def vragen(pad: str) -> int:
        with CaptureQueriesContext(connection) as c:
            assert client.get(pad).status_code == 200
        return len(c)

    assert vragen("/") <= 16
    aantallen = [vragen(f"/jongeren/{jongere(gevuld, i).uuid}/") for i in range(3)]
    assert max(aantallen) <= 28
    assert len(set(aantallen)) <= 2, aantallen
    assert vragen("/wet/") <= 8


def test_web_schrijft_geen_registers(gevuld: Organisatie, binnen: Binnen) -> None:
    from django.db import ProgrammingError, transaction

    binnen()
    for zin in (
        "UPDATE personen_jongere SET achternaam = 'x'",
        "DELETE FROM registers_inschrijving",
        "DELETE FROM verantwoording_leesregel",
        "UPDATE verantwoording_leesregel SET doel = 'x'",
        "UPDATE toegang_medewerker SET rol = 'teamleider'",
        "INSERT INTO toegang_organisatie (code, naam, gemeenten, vakantieregio) VALUES ('x', 'x', '{}', 'midden')",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(zin)


def test_geheim_adres_staat_nergens(organisatie: Organisatie, als_web_straks: Callable[[], None]) -> None:
    organisatie.vaste_dag = PEIL
    organisatie.save()
    geheim = persoon(ANNA, straat="Verborgenlaan", huisnummer="7", postcode="1234AB", woonplaats="Schuilstad", geheim=7)
    neem(organisatie, levering("brp-selectie-v1", date(2026, 9, 1), "volledig", personen=[geheim], verblijf=[woont(ANNA)]))
    ververs(organisatie, PEIL)
    naam = f"g-{organisatie.code}"
    leg_medewerker_vast(organisatie, naam, naam="Noor", rol="leerplichtambtenaar", wachtwoord=WACHTWOORD)
    als_web_straks()
    client = log_in(naam)
    tekst = client.get(f"/jongeren/{jongere(organisatie).uuid}/").content.decode() + client.get("/").content.decode()
    assert "Geheim adres" in tekst
    for woord in ("Verborgenlaan", "1234AB", "Schuilstad"):
        assert woord not in tekst
