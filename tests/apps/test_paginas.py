"""Pages as a browser asks for them, in role ``web``: who gets in, how many queries, what is logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbeeld.apps.basis.muren import betreed, in_tenant
from inbeeld.apps.gronden.services import leg_grond_vast
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.toegang.beleid import UITVOERDERS
from inbeeld.apps.toegang.models import ROLLEN
from inbeeld.apps.toegang.services import leg_medewerker_vast
from inbeeld.apps.verantwoording.models import Leesregel
from inbeeld.apps.werklijst.models import Werkregel
from inbeeld.apps.werklijst.services import ververs

from .maken import ANNA, BRAM, CEM, WACHTWOORD, brp, gaat_naar, gelogd, levering, log_in, neem, persoon, scholen_van, woont

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
        leg_medewerker_vast(tenant, f"{rol}-paginas", naam="Noor Vos", rol=rol, scholen=scholen_van(rol), wachtwoord=WACHTWOORD)
    return tenant


@pytest.fixture
def binnen(gevuld: Organisatie, als_web_straks: Callable[[], None]) -> Binnen:
    """A client that is logged in; from then on everything happens in role ``web``."""

    def maak(rol: str = "leerplichtambtenaar") -> Client:
        als_web_straks()
        return log_in(f"{rol}-paginas")

    return maak


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
    assert gelogd(gevuld, eerder) == [(jongere(gevuld, i).pk, "vandaag") for i in range(2)]


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
    titel = tekst.partition("<title>")[2].partition("</title>")[0]
    assert "Vermeer" not in titel, "the title stays in the history of the browser"
    assert gelogd(gevuld, eerder) == [(wie.pk, "jongere")]
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
    assert gelogd(gevuld, eerder) == []


@pytest.mark.parametrize("rol", ROLLEN)
def test_rollen(gevuld: Organisatie, binnen: Binnen, rol: str) -> None:
    client = binnen(rol)
    wie = jongere(gevuld)
    mag = rol in UITVOERDERS
    for pad in ("/", f"/jongeren/{wie.uuid}/"):
        assert client.get(pad).status_code == (200 if mag else 403), pad
    assert client.get("/wet/").status_code == 200


@pytest.mark.parametrize("rol", ROLLEN)
def test_na_het_inloggen_een_pagina_die_mag(gevuld: Organisatie, binnen: Binnen, rol: str) -> None:
    client = binnen(rol)
    antwoord = client.get("/begin/", follow=True)
    assert antwoord.status_code == 200
    anders = {
        "functioneel_beheerder": "/leveringen/",
        "beleidsmedewerker": "/wet/",
        "ketenpartner": "/gronden/gedeeld/",
        "privacy_officer": "/leeslog/",
        "verzuimcoordinator": "/school/",
        "ouder": "/mijn/",
        "jongere": "/mijn/",
    }
    assert antwoord.redirect_chain[-1][0] == anders.get(rol, "/")


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
    assert max(aantallen) <= 33
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


def test_leeg_wijst_niemand_naar_wat_niet_mag(organisatie: Organisatie, als_web_straks: Callable[[], None]) -> None:
    for rol in ("leerplichtambtenaar", "doorstroomcoach"):
        leg_medewerker_vast(
            organisatie, f"{rol}-{organisatie.code}", naam="Noor", rol=rol, scholen=scholen_van(rol), wachtwoord=WACHTWOORD
        )
    als_web_straks()
    inhoud = {
        rol: log_in(f"{rol}-{organisatie.code}").get("/").content.decode() for rol in ("leerplichtambtenaar", "doorstroomcoach")
    }
    assert 'class="knop" href="/leveringen/"' in inhoud["leerplichtambtenaar"]
    assert 'href="/leveringen/"' not in inhoud["doorstroomcoach"]


def test_bekend_sinds_is_de_dag_hier(organisatie: Organisatie, als_web_straks: Callable[[], None]) -> None:
    """Received at half past midnight in Amsterdam, when it is still the day before in Greenwich."""
    from inbeeld.apps.leveringen.services import neem_op

    organisatie.vaste_dag = PEIL
    organisatie.save()
    nacht = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)
    neem_op(brp(date(2026, 9, 1), ANNA), organisatie, nacht)
    school = levering("rod-levering-v1", date(2026, 11, 16), "volledig", inschrijvingen=[gaat_naar(ANNA, tot=date(2026, 9, 7))])
    neem_op(school, organisatie, nacht)
    ververs(organisatie, PEIL)
    naam = f"n-{organisatie.code}"
    leg_medewerker_vast(organisatie, naam, naam="Noor", rol="leerplichtambtenaar", wachtwoord=WACHTWOORD)
    als_web_straks()
    tekst = log_in(naam).get(f"/jongeren/{jongere(organisatie).uuid}/").content.decode()
    assert 'class="naast">17 nov</td>' in tekst
    assert 'class="naast">16 nov</td>' not in tekst


def test_knop_zegt_of_iemand_op_de_lijst_staat(gevuld: Organisatie, binnen: Binnen) -> None:
    """On the list of leerplicht; of the doorstroomcoach who finds this youth by searching not, nor on an earlier day."""
    pad = f"/jongeren/{jongere(gevuld).uuid}/"
    client = binnen()
    assert "Waarom op de lijst?" in client.get(pad).content.decode()
    toen = client.get(f"{pad}?peil=15-11-2026").content.decode()
    assert "Waarom op de lijst?" not in toen
    assert "Naar de signalen" in toen
    coach = binnen("doorstroomcoach").get(pad).content.decode()
    op_lijst = Werkregel.objects.filter(jongere=jongere(gevuld), taak="doorstroompunt").exists()
    assert ("Waarom op de lijst?" in coach) == op_lijst
    assert ("Naar de signalen" in coach) != op_lijst


def test_wat_na_het_beeld_binnenkwam_staat_op_de_hele_pagina(
    organisatie: Organisatie, als_web_straks: Callable[[], None], schone_rij: None
) -> None:
    """Stored outcomes beside newer facts would contradict each other on one page; the list says that it lags behind."""

    from inbeeld.apps.basis.opdrachten import BEELD, stel_uit

    organisatie.vaste_dag = PEIL
    organisatie.save()
    school = levering("rod-levering-v1", date(2026, 11, 16), "volledig", inschrijvingen=[gaat_naar(ANNA, tot=date(2026, 9, 7))])
    neem(organisatie, brp(date(2026, 9, 1), ANNA), school)
    ververs(organisatie, PEIL)
    naam = f"m-{organisatie.code}"
    leg_medewerker_vast(organisatie, naam, naam="Noor", rol="leerplichtambtenaar", wachtwoord=WACHTWOORD)
    client, pad = log_in(naam), f"/jongeren/{jongere(organisatie).uuid}/"

    def bladen() -> tuple[str, str]:
        return client.get("/").content.decode(), client.get(pad).content.decode()

    lijst, blad = bladen()
    assert "Deze lijst is van" not in lijst
    assert "Nergens ingeschreven." in blad
    assert "Beeld van vrijdag 20 november 2026." in blad
    neem(organisatie, levering("rod-levering-v1", date(2026, 11, 18), inschrijvingen=[gaat_naar(ANNA, "2", date(2026, 9, 7))]))
    stel_uit(BEELD, organisatie.pk)
    with connection.cursor() as cursor:
        mislukt = "UPDATE procrastinate_jobs SET status = 'failed' WHERE args @> jsonb_build_object('tenant_id', %s::bigint)"
        cursor.execute(mislukt, [organisatie.pk])
    als_web_straks()
    lijst, blad = bladen()
    assert "Ingeschreven bij" in blad
    assert "ergens ingeschreven" not in blad.split('id="kop-grond"')[0], "the ground is that of the picture"
    assert "lopen hierop achter" in blad
    assert "Het beeld kon niet opnieuw worden gemaakt. Deze lijst is van" in lijst


def test_terug_toont_wie_het_toen_was(organisatie: Organisatie, als_web_straks: Callable[[], None]) -> None:
    """Name, address, parents and address secrecy as known on the day; what is secret now stays secret."""
    from inbeeld.apps.leveringen.services import neem_op

    organisatie.vaste_dag = PEIL
    organisatie.save()
    thuis = {"woonplaats": "Waterveen", "huisnummer": "1"}
    toen = persoon(ANNA, "Bakker", straat="Oudelaan", gezag="O1", **thuis), persoon(BRAM, "Visser", straat="Zeeweg", **thuis)
    nu = (
        persoon(ANNA, "Vermeer", straat="Nieuwelaan", gezag="O12", overleden=date(2026, 11, 10), **thuis),
        persoon(BRAM, "Visser", straat="Duinpad", geheim=7, **thuis),
    )
    for dag, personen in ((date(2026, 9, 1), toen), (date(2026, 11, 11), nu)):
        brp_ = levering("brp-selectie-v1", dag, "volledig", personen=list(personen), verblijf=[woont(ANNA), woont(BRAM)])
        neem_op(brp_, organisatie, datetime(dag.year, dag.month, dag.day, 12, tzinfo=UTC))
    ververs(organisatie, PEIL)
    naam = f"t-{organisatie.code}"
    noor = leg_medewerker_vast(organisatie, naam, naam="Noor", rol="teamleider", wachtwoord=WACHTWOORD)
    weet = {"aan": "ouders", "wijze": "brief", "op": PEIL}
    for j in Jongere.objects.all():
        leg_grond_vast(noor, j, "verzoek_ouders", "vraag van de ouders", PEIL, PEIL + timedelta(days=9), weet)
    als_web_straks()
    client = log_in(naam)

    def blad(wie: int, dag: str = "") -> str:
        return client.get(f"/jongeren/{jongere(organisatie, wie).uuid}/", {"bekend": dag}).content.decode()

    for dag, wel, niet in (
        ("", ("Noor Vermeer", "Nieuwelaan", "overleden op", "beide ouders"), ("Bakker", "Oudelaan")),
        ("01-10-2026", ("Noor Bakker", "Oudelaan", "ouder 1"), ("Vermeer", "Nieuwelaan", "overleden", "beide ouders")),
        ("01-08-2026", ("niet bekend",), ("Vermeer", "Bakker", "2010", "laan 1")),
    ):
        tekst = blad(0, dag)
        assert [w for w in wel if w not in tekst] == [], dag
        assert [w for w in niet if w in tekst] == [], dag
    bram = blad(1, "01-10-2026")
    assert "Geheim adres" in bram
    assert "Zeeweg" not in bram


def test_voor_de_geboorte_is_er_geen_leeftijd(gevuld: Organisatie, binnen: Binnen) -> None:
    tekst = binnen().get(f"/jongeren/{jongere(gevuld).uuid}/?peil=01-01-2000").content.decode()
    assert "nog niet geboren" in tekst
    assert "-10" not in tekst
    assert "geboren 4 maart 2010" in tekst


def kruimel(tekst: str) -> str:
    return tekst.partition('class="kruimel"')[2].partition("</nav>")[0]


def test_terug_naar_de_lijst_waar_iemand_vandaan_kwam(gevuld: Organisatie, binnen: Binnen) -> None:
    """With its filter and page; from a search to what was found."""
    client, pad = binnen(), f"/jongeren/{jongere(gevuld).uuid}/"
    assert 'href="/"' in kruimel(client.get(pad).content.decode())
    client.get("/?soort=absoluut&blad=3")
    assert 'href="/?soort=absoluut&amp;blad=3"' in kruimel(client.get(pad).content.decode())
    naar = client.post("/jongeren/", {"zoek": "vermeer"})["Location"]
    client.get(naar)
    terug = kruimel(client.get(pad).content.decode())
    assert f'href="{naar}"' in terug
    assert "Gevonden jongeren" in terug


def test_zoeken_is_opnieuw_op_te_vragen_en_staat_nergens_leesbaar(gevuld: Organisatie, binnen: Binnen) -> None:
    """A search is answered with an address of its own, without what was typed; going back shows what was found there."""
    client, eerder = binnen(), tot_nu(gevuld)
    antwoord = client.post("/jongeren/", {"zoek": "Vermeer 2010"})
    assert antwoord.status_code == 302
    eerste = antwoord["Location"]
    assert "ermeer" not in eerste
    assert gelogd(gevuld, eerder) == [], "nobody was shown yet"
    tweede = client.post("/jongeren/", {"zoek": ANNA})["Location"]
    for _ in range(2):
        assert "3 jongeren gevonden." in client.get(eerste).content.decode()
        assert "1 jongere gevonden." in client.get(tweede).content.decode()
    assert len(gelogd(gevuld, eerder)) == 8, "each time someone is shown"
    sessie = str(dict(client.session.items()))
    assert ANNA not in sessie
    assert "ermeer" not in sessie
    assert client.post("/jongeren/", {"zoek": "123456789"}).status_code == 422
    ander = binnen("teamleider").get(eerste)
    assert ander.status_code == 302, "what someone else searched for is not there"
    assert ander["Location"] == "/jongeren/"
