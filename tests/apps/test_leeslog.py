"""The pages of the read log, what is unusual in it, and what is told to the teamleider."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.leeslog import patronen
from inbeeld.apps.leeslog.services import ververs_let_op, werk_bij
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.toegang.models import ROLLEN, Medewerker
from inbeeld.apps.toegang.services import leg_medewerker_vast, zet_adres
from inbeeld.apps.verantwoording.models import Leescontrole, Leesdag, Leesmelding, Leespatroon, Letop
from inbeeld.apps.verantwoording.services import controleer, markeer, neem_markering_weg, vergeet_persoon
from inbeeld.apps.werklijst.services import ververs

from .maken import ANNA, BRAM, CEM, WACHTWOORD, gaat_naar, gelogd, levering, log_in, log_regel, neem, persoon, scholen_van, woont

if TYPE_CHECKING:
    from pathlib import Path

    from inbeeld.apps.toegang.models import Organisatie

Binnen = Callable[..., Client]
VANDAAG = timezone.localdate()
D = date(2026, 9, 1)


@pytest.fixture
def gevuld(organisatie: Organisatie) -> Organisatie:
    """Anna Vermeer and Bram Bakker at one address, Cem Vos elsewhere; an account per role."""
    thuis = {"postcode": "1008HC", "huisnummer": "12"}
    kinderen = [
        persoon(ANNA, "Vermeer", **thuis),
        persoon(BRAM, "Bakker", date(2008, 1, 2), **thuis) | {"voornamen": "Bram"},
        persoon(CEM, "Vos", date(2009, 5, 6)) | {"voornamen": "Cem"},
    ]
    neem(
        organisatie,
        levering("brp-selectie-v1", D, "volledig", personen=kinderen, verblijf=[woont(ANNA), woont(BRAM), woont(CEM)]),
    )
    for rol in ROLLEN:
        leg_medewerker_vast(
            organisatie,
            f"{rol}-{organisatie.pk}",
            naam=f"{rol[:4].title()} Jansen",
            rol=rol,
            scholen=scholen_van(rol),
            wachtwoord=WACHTWOORD,
        )
    return organisatie


@pytest.fixture
def binnen(gevuld: Organisatie, als_web_straks: Callable[[], None]) -> Binnen:
    def maak(rol: str = "teamleider") -> Client:
        als_web_straks()
        return log_in(f"{rol}-{gevuld.pk}")

    return maak


def wie(organisatie: Organisatie, rol: str = "leerplichtambtenaar") -> Medewerker:
    return Medewerker.objects.get(gebruikersnaam=f"{rol}-{organisatie.pk}")


def jongere(organisatie: Organisatie, naam: str) -> Jongere:
    return Jongere.objects.get(tenant=organisatie, achternaam=naam)


def soorten(organisatie: Organisatie) -> list[str]:
    return list(Leespatroon.objects.filter(tenant=organisatie).order_by("rang").values_list("soort", flat=True))


# ---------------------------------------------------------------------- who may


@pytest.mark.parametrize("rol", ROLLEN)
def test_wie_het_leeslog_ziet(gevuld: Organisatie, binnen: Binnen, rol: str) -> None:
    client, uuid = binnen(rol), jongere(gevuld, "Vermeer").uuid
    mag = rol in ("teamleider", "privacy_officer")
    for pad in ("/leeslog/", "/leeslog/meldingen/", f"/leeslog/jongere/{uuid}/"):
        assert client.get(pad).status_code == (200 if mag else 403), pad
    assert client.post(f"/leeslog/jongere/{uuid}/uitvoer/").status_code == (200 if mag else 403)
    assert client.get(f"/leeslog/jongere/{uuid}/let-op/").status_code == (200 if rol == "teamleider" else 403)
    if rol in ("leerplichtambtenaar", "teamleider"):
        assert ("Wie keek er" in client.get(f"/jongeren/{uuid}/").content.decode()) == (rol == "teamleider")


def test_de_functionaris_ziet_het_log_en_niet_de_jongere(gevuld: Organisatie, binnen: Binnen) -> None:
    anna = jongere(gevuld, "Vermeer")
    log_regel(gevuld, wie(gevuld), anna.pk)
    werk_bij(gevuld.pk)
    client = binnen("privacy_officer")
    for pad in ("/leeslog/", f"/leeslog/jongere/{anna.uuid}/", "/leeslog/meldingen/"):
        blad = client.get(pad).content.decode()
        assert "Vermeer" not in blad, pad
        assert "Noor" not in blad, pad
    assert "Leer Jansen" in client.get("/leeslog/").content.decode()
    for pad in ("/", "/jongeren/", f"/jongeren/{anna.uuid}/", "/leveringen/"):
        assert client.get(pad).status_code == 403, pad


def test_een_ander_zijn_log_is_er_niet(gevuld: Organisatie, als_web_straks: Callable[[], None]) -> None:
    """Another organisation, and a teamleider of other municipalities."""
    from inbeeld.apps.toegang.services import leg_organisatie_vast

    anna = jongere(gevuld, "Vermeer")
    log_regel(gevuld, wie(gevuld), anna.pk)
    markeer(wie(gevuld, "teamleider"), anna.pk, "bekend kind")
    log_regel(gevuld, wie(gevuld), anna.pk)
    melding = Leesmelding.objects.get(tenant=gevuld)
    ander = leg_organisatie_vast(f"ander-{gevuld.pk}", "Elders", ["1998"])
    gevuld.gemeenten = ["1999", "1998"]
    gevuld.save()
    Jongere.objects.filter(tenant=gevuld).update(gemeente="1999")
    leg_medewerker_vast(ander, f"ander-{gevuld.pk}", naam="X Y", rol="teamleider", wachtwoord=WACHTWOORD)
    leg_medewerker_vast(gevuld, f"elders-{gevuld.pk}", naam="Y Z", rol="teamleider", wachtwoord=WACHTWOORD, gemeenten=["1998"])
    als_web_straks()
    for naam in ("ander", "elders"):
        client = log_in(f"{naam}-{gevuld.pk}")
        for deel in ("", "let-op/"):
            assert client.get(f"/leeslog/jongere/{anna.uuid}/{deel}").status_code == 404, naam
        assert client.post(f"/leeslog/jongere/{anna.uuid}/uitvoer/").status_code == 404, naam
        assert client.post(f"/leeslog/jongere/{anna.uuid}/let-op/", {"reden": "zomaar"}).status_code == 404, naam
        assert client.get(f"/leeslog/meldingen/{melding.uuid}/").status_code == (404 if naam == "ander" else 200)
        for pad in ("/leeslog/", "/leeslog/meldingen/"):
            blad = client.get(pad).content.decode()
            assert "Vermeer" not in blad
            assert ("Leer Jansen" in blad) == (naam == "elders")


# ---------------------------------------------------------------------- the log


def test_kijken_in_het_log_staat_in_het_log(gevuld: Organisatie, binnen: Binnen) -> None:
    anna = jongere(gevuld, "Vermeer")
    log_regel(gevuld, wie(gevuld), anna.pk, pagina="jongere")
    log_regel(gevuld, wie(gevuld), *Jongere.objects.filter(tenant=gevuld).values_list("pk", flat=True), pagina="vandaag")
    client = binnen()
    blad = client.get("/leeslog/").content.decode()
    assert "Leer Jansen" in blad
    assert "Noor Vermeer" in blad
    client.get(f"/leeslog/jongere/{anna.uuid}/")
    client.get("/leeslog/meldingen/")
    eigen = gelogd(gevuld, medewerker=wie(gevuld, "teamleider"))
    namen = {j.pk for j in Jongere.objects.filter(tenant=gevuld)}
    assert {p for _, p in eigen} == {"leeslog", "wie keek", "meldingen"}
    assert {j for j, p in eigen if p == "leeslog"} == namen, "all whose name stood on the page"
    assert (None, "meldingen") in eigen
    assert controleer(gevuld.pk).breuk is None


def test_filters(gevuld: Organisatie, binnen: Binnen) -> None:
    anna = jongere(gevuld, "Vermeer")
    log_regel(gevuld, wie(gevuld), anna.pk, pagina="jongere")
    log_regel(gevuld, wie(gevuld, "administratie"), anna.pk, pagina="vergelijken", doel="gegevensbeheer")
    client = binnen()

    def regels(**vraag: Any) -> str:
        return client.get("/leeslog/", vraag).content.decode().partition('id="kop-alles"')[2]

    alles = regels()
    assert "Leer Jansen" in alles
    assert "Admi Jansen" in alles
    assert "Leer Jansen" not in regels(doel="gegevensbeheer")
    assert "Admi Jansen" not in regels(medewerker=str(wie(gevuld).uuid))
    assert "Leer Jansen" in regels(dag=f"{VANDAAG:%d-%m-%Y}")
    assert "Niemand heeft toen iets bekeken" in regels(dag="01-01-2020")
    for onzin in ({"dag": "32-13-2026"}, {"medewerker": "niemand"}, {"doel": "x'; DROP"}):
        assert client.get("/leeslog/", onzin).status_code == 422, onzin


def test_bladeren_en_een_vast_aantal_vragen(gevuld: Organisatie, binnen: Binnen) -> None:
    anna = jongere(gevuld, "Vermeer")
    client = binnen()
    client.get("/leeslog/")

    def vragen(pad: str) -> int:
        with CaptureQueriesContext(connection) as c:
            assert client.get(pad).status_code == 200
        return len(c)

    log_regel(gevuld, wie(gevuld), anna.pk)
    eerst = [vragen(p) for p in ("/leeslog/", f"/leeslog/jongere/{anna.uuid}/")]
    for _ in range(90):
        log_regel(gevuld, wie(gevuld), anna.pk)
    daarna = [vragen(p) for p in ("/leeslog/", f"/leeslog/jongere/{anna.uuid}/")]
    assert eerst == daarna
    assert max(daarna) <= 25
    assert "blad=2" in client.get("/leeslog/").content.decode()
    assert client.get("/leeslog/?blad=3").content.decode().count("<tr") > 10


def test_wie_keek_en_het_bestand_voor_inzage(gevuld: Organisatie, binnen: Binnen) -> None:
    anna, bram = jongere(gevuld, "Vermeer"), jongere(gevuld, "Bakker")
    log_regel(gevuld, wie(gevuld), anna.pk, bram.pk, pagina="vandaag", doel="werklijst", velden=["=1+1", "naam"])
    log_regel(gevuld, wie(gevuld, "administratie"), bram.pk)
    client = binnen()
    blad = client.get(f"/leeslog/jongere/{anna.uuid}/").content.decode()
    assert "Wie keek naar Noor Vermeer" in blad
    assert "Leer Jansen" in blad
    assert "Admi Jansen" not in blad

    def bestand(**keuze: str) -> list[dict[str, str]]:
        antwoord = client.post(f"/leeslog/jongere/{anna.uuid}/uitvoer/", keuze)
        return list(csv.DictReader(io.StringIO(antwoord.content.decode("utf-8-sig")), delimiter=";"))

    zonder = bestand()
    assert [(r["rol"], r["wat"], r["waarvoor"], r["pagina"]) for r in zonder[:1]] == [
        ("Leerplichtambtenaar", "gezien", "Werklijst", "vandaag")
    ]
    assert "medewerker" not in zonder[0]
    assert zonder[0]["gegevens"] == "'=1+1, naam", "no formula for a spreadsheet"
    assert bestand(met_namen="on")[0]["medewerker"] == "Leer Jansen"
    assert gelogd(gevuld, handeling="uitvoeren", doel="inzage") == [(anna.pk, "wie keek")] * 2


def test_het_bestand_vertelt_niet_dat_iemand_gemarkeerd_is(gevuld: Organisatie, binnen: Binnen) -> None:
    anna = jongere(gevuld, "Vermeer")
    client = binnen()
    assert client.post(f"/leeslog/jongere/{anna.uuid}/let-op/", {"reden": "kind van een bekende"}).status_code == 302
    log_regel(gevuld, wie(gevuld, "teamleider"), anna.pk, pagina="meldingen", doel="toezicht")
    assert {p for _, p in gelogd(gevuld)} == {"let op", "meldingen"}
    antwoord = client.post(f"/leeslog/jongere/{anna.uuid}/uitvoer/").content.decode("utf-8-sig")
    rijen = list(csv.DictReader(io.StringIO(antwoord), delimiter=";"))
    van_toezicht = [r for r in rijen if r["waarvoor"] == "Toezicht op het leeslog"]
    assert {(r["wat"], r["pagina"], r["gegevens"]) for r in van_toezicht} == {("gezien", "toezicht", "")}
    assert len(van_toezicht) == 2
    assert "let op" not in antwoord


def test_wie_vergeten_is_heeft_geen_naam_meer(gevuld: Organisatie, binnen: Binnen) -> None:
    anna = jongere(gevuld, "Vermeer")
    log_regel(gevuld, wie(gevuld), anna.pk)
    vergeet_persoon(gevuld.pk, anna.pk)
    blad = binnen().get("/leeslog/").content.decode()
    assert "Vermeer" not in blad
    assert "vernietigd (" in blad


# ---------------------------------------------------------------------- what is unusual


def test_eigen_naam_buiten_kantoortijd_en_bestanden(gevuld: Organisatie, monkeypatch: pytest.MonkeyPatch) -> None:
    vos = leg_medewerker_vast(gevuld, f"vos-{gevuld.pk}", naam="Els de Vos", rol="administratie", wachtwoord=WACHTWOORD)
    cem = jongere(gevuld, "Vos")
    log_regel(gevuld, vos, cem.pk, pagina="vandaag")
    patronen.kijk_na(gevuld.pk, VANDAAG)
    assert "naam" not in soorten(gevuld), "on the list of the day everybody sees everybody"
    log_regel(gevuld, vos, cem.pk, pagina="jongere")
    log_regel(gevuld, vos, cem.pk, pagina="uitvoer voor de leverancier", handeling="uitvoeren")
    uur = timezone.localtime().hour
    monkeypatch.setattr(patronen, "KANTOOR_VAN", 0)
    monkeypatch.setattr(patronen, "KANTOOR_TOT", uur)
    assert patronen.kijk_na(gevuld.pk, VANDAAG) == 3
    assert patronen.kijk_na(gevuld.pk, VANDAAG) == 3, "again and again the same"
    assert soorten(gevuld) == ["naam", "buiten", "uitvoer"]
    if VANDAAG.weekday() < 5:
        monkeypatch.setattr(patronen, "KANTOOR_TOT", 24)
        assert patronen.kijk_na(gevuld.pk, VANDAAG) == 2


def test_veel_meer_dan_gewoon(gevuld: Organisatie) -> None:
    noor = wie(gevuld)
    for i in range(1, 17):
        log_regel(gevuld, noor, i)
    log_regel(gevuld, noor, *range(101, 151), pagina="vandaag", doel="werklijst")
    log_regel(gevuld, noor, *range(201, 251), pagina="zoeken", doel="zoeken")
    patronen.kijk_na(gevuld.pk, VANDAAG)
    assert "veel" not in soorten(gevuld), "nobody knows yet what is usual"
    for n in range(1, 6):
        Leesdag.objects.create(tenant=gevuld, dag=VANDAAG - timedelta(days=n), medewerker=noor, jongeren=6, regels=6)
    patronen.kijk_na(gevuld.pk, VANDAAG)
    assert "veel" not in soorten(gevuld), "sixteen is less than three times six"
    Leesdag.objects.filter(tenant=gevuld, dag__lt=VANDAAG).update(jongeren=5)
    patronen.kijk_na(gevuld.pk, VANDAAG)
    p = Leespatroon.objects.get(tenant=gevuld, soort="veel")
    assert (p.medewerker, p.aantal, p.gewoon) == (noor, 16, 5)


def test_herhaald_zonder_werk(gevuld: Organisatie) -> None:
    """Six times the same youth; not when something is asked about this youth."""
    anna = jongere(gevuld, "Vermeer")
    for _ in range(5):
        log_regel(gevuld, wie(gevuld), anna.pk, pagina="zoeken", doel="zoeken")
    patronen.kijk_na(gevuld.pk, VANDAAG)
    assert "herhaald" not in soorten(gevuld)
    log_regel(gevuld, wie(gevuld), anna.pk)
    patronen.kijk_na(gevuld.pk, VANDAAG)
    assert "herhaald" in soorten(gevuld)
    neem(
        gevuld,
        levering("rod-levering-v1", date(2026, 11, 16), "volledig", inschrijvingen=[gaat_naar(ANNA, tot=date(2026, 9, 7))]),
    )
    ververs(gevuld, date(2026, 11, 20))
    patronen.kijk_na(gevuld.pk, VANDAAG)
    assert "herhaald" not in soorten(gevuld), "on the work list there is a reason"


def test_buiten_de_eigen_gemeenten(gevuld: Organisatie) -> None:
    anna = jongere(gevuld, "Vermeer")
    gevuld.gemeenten = ["1999", "1998"]
    gevuld.save()
    Jongere.objects.filter(pk=anna.pk).update(gemeente="1999")
    noor = wie(gevuld)
    Medewerker.objects.filter(pk=noor.pk).update(gemeenten=["1998"])
    log_regel(gevuld, noor, anna.pk)
    patronen.kijk_na(gevuld.pk, VANDAAG)
    assert "elders" in soorten(gevuld)


def test_opvallend_staat_bovenaan_met_de_regel(gevuld: Organisatie, binnen: Binnen) -> None:
    vos = leg_medewerker_vast(gevuld, f"vos-{gevuld.pk}", naam="Els de Vos", rol="administratie", wachtwoord=WACHTWOORD)
    log_regel(gevuld, vos, jongere(gevuld, "Vos").pk)
    werk_bij(gevuld.pk)
    blad = binnen().get("/leeslog/").content.decode()
    boven = blad.partition('id="kop-alles"')[0]
    assert "Zag iemand met de eigen achternaam:" in boven
    assert "De jongere heet zoals de medewerker." in boven
    assert "Verzegeld tot" in boven
    assert "langer dan een dag niet verzegeld" not in boven
    assert ": heel." in boven


def test_dat_het_log_niet_klopt_staat_bovenaan(gevuld: Organisatie, binnen: Binnen, database: str, installatie: Path) -> None:
    from inbeeld.project.database import BEHEER, Server

    log_regel(gevuld, wie(gevuld), 1, 2, 3)
    with psycopg.connect(Server(installatie).url(BEHEER, database), autocommit=True) as v:
        v.execute("ALTER TABLE verantwoording_leesregel DISABLE TRIGGER leeslog_blijft")
        v.execute("UPDATE verantwoording_leesregel SET doel = 'x' WHERE tenant_id = %s AND nummer = 2", [gevuld.pk])
        v.execute("ALTER TABLE verantwoording_leesregel ENABLE ALWAYS TRIGGER leeslog_blijft")
    werk_bij(gevuld.pk)
    werk_bij(gevuld.pk)
    assert Leescontrole.objects.filter(tenant=gevuld).count() == 1, "once a day"
    blad = binnen().get("/leeslog/").content.decode()
    assert "Het leeslog klopt niet." in blad
    assert f"{VANDAAG:%d-%m-%Y} regel 2" in blad
    assert ": heel." not in blad


def test_markering_gaat_mee_met_samenvoegen(organisatie: Organisatie) -> None:
    """Who looks up the one that stays is told of, when the one that went up was marked."""
    from inbeeld.apps.registers.services import voeg_samen

    from .test_personen_een_persoon import twee

    blijft, vervalt = twee(organisatie)
    baas = leg_medewerker_vast(organisatie, f"b-{organisatie.pk}", naam="X Y", rol="teamleider", wachtwoord=WACHTWOORD)
    log_regel(organisatie, baas, vervalt)
    markeer(baas, vervalt, "bekend kind")
    voeg_samen(organisatie.pk, blijft, vervalt, None, "zegt de school")
    ververs_let_op(organisatie.pk)
    ververs_let_op(organisatie.pk)
    assert Letop.objects.filter(tenant=organisatie, tot=None).count() == 2
    log_regel(organisatie, baas, blijft)
    assert [m.soort for m in Leesmelding.objects.filter(tenant=organisatie)] == ["vip"]


def test_elk_uur_voor_iedere_organisatie(gevuld: Organisatie, caplog: pytest.LogCaptureFixture) -> None:
    """A log that is broken is told of, and does not keep others from being sealed."""
    from inbeeld.apps.opdrachten import taken
    from inbeeld.apps.toegang.services import leg_organisatie_vast
    from inbeeld.apps.verantwoording.keten import _anker

    later = leg_organisatie_vast(f"later-{gevuld.pk}", "Later", ["1998"])
    baas = leg_medewerker_vast(later, f"later-{gevuld.pk}", naam="X Y", rol="teamleider", wachtwoord=WACHTWOORD)
    log_regel(gevuld, wie(gevuld), 1)
    log_regel(later, baas, 1)
    _anker(gevuld.pk).parent.mkdir(parents=True, exist_ok=True)
    _anker(gevuld.pk).write_text("9 " + "00" * 32)
    taken.leeslog.func()
    assert f"leeslog van {gevuld.code}" in caplog.text
    assert f"leeslog van {later.code}" not in caplog.text
    with in_tenant(later.pk):
        assert (controleer(later.pk).zegels, controleer(later.pk).los) == (1, 0)
    assert controleer(gevuld.pk).breuk is not None
    assert Leesdag.objects.filter(tenant=gevuld).exists(), "looked at all the same"


# ---------------------------------------------------------------------- what is told


def test_gemarkeerd_wordt_gemeld(gevuld: Organisatie, binnen: Binnen) -> None:
    """Set on the page of who may; told when someone opens or searches, once a day, and not because of a list."""
    anna = jongere(gevuld, "Vermeer")
    weg = f"/leeslog/jongere/{anna.uuid}/let-op/"
    baas = binnen()
    assert baas.post(weg, {"reden": " "}).status_code == 422
    assert baas.post(weg, {"reden": "kind van een bekende"}).status_code == 302
    assert "kind van een bekende" in baas.get(f"/leeslog/jongere/{anna.uuid}/").content.decode()
    noor = binnen("leerplichtambtenaar")
    noor.get("/")
    assert not Leesmelding.objects.filter(tenant=gevuld).exists()
    noor.post("/jongeren/", {"zoek": "Vermeer"}, follow=True)
    noor.get(f"/jongeren/{anna.uuid}/")
    (melding,) = Leesmelding.objects.filter(tenant=gevuld)
    assert (melding.medewerker, melding.soort, melding.pagina) == (wie(gevuld), "vip", "zoeken")
    assert "Meldingen" not in noor.get("/").content.decode()

    baas = binnen()
    assert "1 melding wacht" in baas.get("/leeslog/").content.decode()
    assert "<span>1</span>" in baas.get("/wet/").content.decode(), "in the menu"
    assert "Leer Jansen" in baas.get("/leeslog/meldingen/").content.decode()
    pad = f"/leeslog/meldingen/{melding.uuid}/"
    assert baas.post(pad, {"reden": ""}).status_code == 422
    assert baas.post(pad, {"reden": "hoorde bij een melding"}).status_code == 302
    assert baas.post(pad, {"reden": "nog eens"}).status_code == 302
    melding.refresh_from_db()
    assert (melding.gezien_door, melding.reden) == (wie(gevuld, "teamleider"), "hoorde bij een melding")
    assert "hoorde bij een melding" in baas.get("/leeslog/meldingen/").content.decode()
    assert gelogd(gevuld, handeling="schrijven") == [(anna.pk, "let op"), (anna.pk, "meldingen")]
    assert baas.post(weg, {"weg": "1"}).status_code == 302
    assert Letop.objects.get(tenant=gevuld).tot_door == wie(gevuld, "teamleider")
    Leesmelding.objects.filter(tenant=gevuld)
    binnen("doorstroomcoach").get(f"/jongeren/{anna.uuid}/")
    assert Leesmelding.objects.filter(tenant=gevuld).count() == 1, "the mark is gone"


def test_over_zichzelf_handelt_niemand_af(gevuld: Organisatie, binnen: Binnen) -> None:
    anna = jongere(gevuld, "Vermeer")
    markeer(wie(gevuld, "teamleider"), anna.pk, "bekend kind")
    log_regel(gevuld, wie(gevuld, "teamleider"), anna.pk)
    melding = Leesmelding.objects.get(tenant=gevuld)
    pad = f"/leeslog/meldingen/{melding.uuid}/"
    baas = binnen()
    assert "gaat over uzelf" in baas.get(pad).content.decode()
    assert baas.post(pad, {"reden": "was nodig"}).status_code == 422
    assert binnen("privacy_officer").post(pad, {"reden": "nagevraagd"}).status_code == 302


def test_eigen_adres_en_zichzelf(gevuld: Organisatie) -> None:
    """Of the address only an index is kept; the worker looks who lives there."""
    noor = leg_medewerker_vast(gevuld, f"noor-{gevuld.pk}", naam="Noor Vermeer", rol="doorstroomcoach", wachtwoord=WACHTWOORD)
    zet_adres(noor, "1008 hc 12-A")
    assert b"1008" not in bytes(noor.adres_index or b"")
    ververs_let_op(gevuld.pk)
    ververs_let_op(gevuld.pk)
    assert Letop.objects.filter(tenant=gevuld, tot=None).count() == 2
    for naam in ("Vermeer", "Bakker", "Vos"):
        log_regel(gevuld, noor, jongere(gevuld, naam).pk)
        log_regel(gevuld, wie(gevuld), jongere(gevuld, naam).pk)
    gemeld = Leesmelding.objects.filter(tenant=gevuld).order_by("op").values_list("medewerker", "soort")
    assert list(gemeld) == [(noor.pk, "zelf"), (noor.pk, "adres")], "of others it is nothing special"
    Jongere.objects.filter(tenant=gevuld, achternaam="Bakker").update(postcode="1008HD")
    ververs_let_op(gevuld.pk)
    assert Letop.objects.filter(tenant=gevuld, tot=None).count() == 1, "moved out"
    zet_adres(noor, "")
    ververs_let_op(gevuld.pk)
    assert not Letop.objects.filter(tenant=gevuld, tot=None).exists()


@pytest.mark.parametrize("adres", ["Dorpsstraat 12", "1008 12", "0123 AB 4", "1008HC"])
def test_geen_adres(gevuld: Organisatie, adres: str) -> None:
    from inbeeld.apps.basis.fouten import GebruikFout

    with pytest.raises(GebruikFout):
        zet_adres(wie(gevuld), adres)


def test_ruim_zoeken_is_niet_opzoeken(gevuld: Organisatie) -> None:
    """Who finds more than five was not after one of them."""
    anna = jongere(gevuld, "Vermeer")
    markeer(wie(gevuld, "teamleider"), anna.pk, "bekend kind")
    markeer(wie(gevuld, "teamleider"), anna.pk, "nog eens")
    assert Letop.objects.filter(tenant=gevuld).count() == 1
    log_regel(gevuld, wie(gevuld), anna.pk, *range(900_001, 900_006), pagina="zoeken", doel="zoeken")
    assert not Leesmelding.objects.filter(tenant=gevuld).exists()
    log_regel(gevuld, wie(gevuld), anna.pk, *range(900_001, 900_005), pagina="zoeken", doel="zoeken")
    assert Leesmelding.objects.filter(tenant=gevuld).count() == 1
    neem_markering_weg(wie(gevuld, "teamleider"), anna.pk)
    vergeet_persoon(gevuld.pk, anna.pk)
    assert not Letop.objects.filter(tenant=gevuld).exists()


def test_web_mag_niet_meer_dan_nodig(gevuld: Organisatie, binnen: Binnen) -> None:
    from django.db import ProgrammingError, transaction

    binnen()
    for zin in (
        "UPDATE verantwoording_letop SET reden = 'x'",
        "DELETE FROM verantwoording_letop",
        "DELETE FROM verantwoording_leesmelding",
        "UPDATE verantwoording_leesmelding SET medewerker_id = 1",
        "INSERT INTO verantwoording_leesmelding (soort) VALUES ('vip')",
        "DELETE FROM verantwoording_leespatroon",
        "UPDATE toegang_medewerker SET adres_index = NULL",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(zin)


def test_van_elke_pagina_is_bekend_wat_zij_toont() -> None:
    """``VELDEN`` names every page that is logged, and ``DOELEN`` every purpose."""
    import ast
    from pathlib import Path

    from inbeeld.apps.verantwoording.inhoud import DOELEN, LIJSTEN, VELDEN

    gevonden: dict[str, set[str]] = {"pagina": set(), "doel": set()}
    for pad in (Path(__file__).parents[2] / "src" / "inbeeld" / "apps").rglob("views.py"):
        for map_ in (pad, *pad.parent.glob("*.py")):
            for knoop in ast.walk(ast.parse(map_.read_text("utf-8"))):
                paren: list[tuple[str | None, ast.expr]] = []
                if isinstance(knoop, ast.Call) and getattr(knoop.func, "id", "") in ("lees_log", "leg_bezoek_vast"):
                    paren = [(k.arg, k.value) for k in knoop.keywords]
                for naam, waarde in paren:
                    if naam in gevonden and isinstance(waarde, ast.Constant):
                        gevonden[naam].add(str(waarde.value))
    assert len(gevonden["pagina"]) > 8
    assert gevonden["pagina"] <= set(VELDEN)
    assert gevonden["doel"] <= set(DOELEN)
    assert set(LIJSTEN) <= set(VELDEN)
