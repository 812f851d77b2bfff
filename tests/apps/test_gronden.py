"""A file is open on a ground, and closes by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.gronden import services
from inbeeld.apps.gronden.beleid import LANGSTE, NALOOP
from inbeeld.apps.gronden.models import DOORSTROOM, OUDERS, SIGNAAL, TOESTEMMING, VRIJSTELLING, Deling, Grond, Kennisgeving
from inbeeld.apps.gronden.selectors import met_grond, openheid
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.registers.services import voeg_samen
from inbeeld.apps.toegang.models import Medewerker, Organisatie
from inbeeld.apps.toegang.services import laat_vertrekken, leg_medewerker_vast
from inbeeld.apps.werklijst.services import ververs

from .maken import ANNA, BRAM, CEM, WACHTWOORD, gaat_naar, gelogd, levering, log_in, neem, persoon, woont

PEIL = date(2026, 11, 20)
ROD, BRP = "rod-levering-v1", "brp-selectie-v1"
DAAN = "999990044"
GEBOREN = {ANNA: date(2010, 3, 4), BRAM: date(2010, 5, 5), CEM: date(2003, 1, 1), DAAN: date(2012, 6, 6)}
NAAM = {ANNA: "Adams", BRAM: "Bakker", CEM: "Celik", DAAN: "Dijk"}
WEET = {"aan": "ouders", "wijze": "gesprek", "op": PEIL}
INVOER = {"soort": OUDERS, "reden": "Moeder belde.", "tot": "01-02-2027", "aan": "ouders", "wijze": "telefoon"}


@pytest.fixture
def regio(organisatie: Organisatie) -> Organisatie:
    """Anna is enrolled nowhere, Bram goes to school, Cem is 23 without a qualification, Daan is exempt."""
    organisatie.vaste_dag = PEIL
    organisatie.save()
    personen = [persoon(p, NAAM[p], GEBOREN[p], straat="Dorpsweg", huisnummer="7") for p in GEBOREN]
    neem(
        organisatie,
        levering(BRP, date(2026, 9, 1), "volledig", personen=personen, verblijf=[woont(p, GEBOREN[p]) for p in GEBOREN]),
        levering(ROD, date(2026, 11, 16), "volledig", inschrijvingen=[gaat_naar(BRAM), gaat_naar(ANNA, tot=date(2026, 9, 1))]),
        levering(
            "vrijstellingen-v1",
            date(2026, 10, 1),
            "volledig",
            vrijstellingen=[{"pgn": DAAN, "grond": "5_onder_a", "van": date(2026, 8, 1), "kenmerk": "1"}],
        ),
    )
    ververs(organisatie, PEIL)
    return organisatie


def wie(naam: str) -> Jongere:
    return Jongere.objects.get(achternaam=naam)


def soorten(naam: str) -> set[tuple[str, str, bool]]:
    return {(g.soort, g.waarvan, g.tot is None) for g in Grond.objects.filter(jongere=wie(naam))}


def medewerker(regio: Organisatie, rol: str = "leerplichtambtenaar", gemeenten: tuple[str, ...] = ()) -> Medewerker:
    return leg_medewerker_vast(
        regio, f"{rol}-{uuid4().hex[:6]}", naam="Noor Vos", rol=rol, wachtwoord=WACHTWOORD, gemeenten=gemeenten
    )


def test_wat_een_dossier_opent(regio: Organisatie) -> None:
    assert (SIGNAAL, "absoluut_verzuim", True) in soorten("Adams")
    assert soorten("Bakker") == set()
    assert (DOORSTROOM, "rmc_doelgroep", True) in soorten("Celik")
    assert (VRIJSTELLING, "5_onder_a", True) in soorten("Dijk")
    alle = list(Jongere.objects.values_list("pk", flat=True))
    assert met_grond(alle, PEIL) == {wie(n).pk for n in ("Adams", "Celik", "Dijk")}


def test_gaat_vanzelf_dicht_na_de_naloop(regio: Organisatie) -> None:
    neem(regio, levering(ROD, date(2026, 11, 23), "volledig", inschrijvingen=[gaat_naar(ANNA), gaat_naar(BRAM)]))
    einde = PEIL + timedelta(days=7)
    ververs(regio, einde)
    (grond,) = Grond.objects.filter(jongere=wie("Adams"), waarvan="absoluut_verzuim")
    assert grond.tot == einde
    naloop = openheid(wie("Adams"), einde + NALOOP - timedelta(days=1))
    assert naloop.open
    assert not naloop.loopt(einde)
    dicht = openheid(wie("Adams"), einde + NALOOP)
    assert not dicht.open
    assert dicht.eerder is not None
    assert dicht.eerder.tot == einde
    assert wie("Adams").pk not in met_grond([wie("Adams").pk], einde + NALOOP)


def test_twee_keer_hetzelfde_beeld_verandert_niets(regio: Organisatie) -> None:
    def alles() -> list[tuple[object, ...]]:
        return list(Grond.objects.order_by("id").values_list("id", "jongere", "soort", "waarvan", "van", "tot"))

    voor = alles()
    ververs(regio, PEIL)
    assert alles() == voor
    ververs(regio, PEIL - timedelta(days=30))
    assert alles() == voor, "a picture of an earlier day closes nothing"


def test_vervalt_en_komt_terug(regio: Organisatie) -> None:
    neem(regio, levering(ROD, date(2026, 11, 23), "volledig", inschrijvingen=[gaat_naar(ANNA), gaat_naar(BRAM)]))
    ververs(regio, PEIL + timedelta(days=7))
    weg = [gaat_naar(ANNA, tot=date(2026, 11, 26)), gaat_naar(BRAM)]
    neem(regio, levering(ROD, date(2026, 11, 30), "volledig", inschrijvingen=weg))
    ververs(regio, PEIL + timedelta(days=21))
    perioden = Grond.objects.filter(jongere=wie("Adams"), waarvan="absoluut_verzuim").order_by("van", "id")
    assert [g.tot is None for g in perioden] == [False, True]


def test_samengevoegd_houdt_de_grond(regio: Organisatie) -> None:
    noor = medewerker(regio)
    services.leg_grond_vast(noor, wie("Bakker"), TOESTEMMING, "formulier van 3 november", PEIL, PEIL + timedelta(days=30), WEET)
    blijft, vervalt = wie("Dijk"), wie("Bakker")
    Grond.objects.filter(jongere=blijft).delete()
    assert not openheid(blijft, PEIL).open
    Jongere.objects.filter(pk=vervalt.pk).update(opgegaan_in=blijft)
    assert openheid(blijft, PEIL).open
    assert met_grond([blijft.pk], PEIL) == {blijft.pk}
    assert callable(voeg_samen)


@pytest.mark.parametrize(
    ("anders", "melding"),
    [
        ({"soort": SIGNAAL}, "grond"),
        ({"reden": "  "}, "reden"),
        ({"tot": PEIL}, "einddatum"),
        ({"tot": PEIL + LANGSTE + timedelta(days=1)}, "einddatum"),
    ],
)
def test_een_grond_heeft_reden_en_einde(regio: Organisatie, anders: dict[str, object], melding: str) -> None:
    goed = {"soort": OUDERS, "reden": "moeder belde", "tot": PEIL + timedelta(days=9)} | anders
    with pytest.raises(GebruikFout, match=melding):
        services.leg_grond_vast(medewerker(regio), wie("Bakker"), vandaag=PEIL, kennisgeving=WEET, **goed)  # type: ignore[arg-type]
    assert not Kennisgeving.objects.exists(), "nothing half written"


@pytest.mark.parametrize(
    "fout",
    [
        {"aan": "niemand", "wijze": "", "op": PEIL, "toelichting": ""},
        {"aan": "ouders", "wijze": "geen", "op": PEIL},
        {"aan": "ouders", "wijze": "brief", "op": PEIL + timedelta(days=1)},
    ],
)
def test_een_kennisgeving_klopt(regio: Organisatie, fout: dict[str, object]) -> None:
    with pytest.raises(GebruikFout):
        services.leg_kennisgeving_vast(medewerker(regio), wie("Adams"), vandaag=PEIL, **fout)  # type: ignore[arg-type]


# -- pages -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def bij(regio: Organisatie, als_web_straks: Callable[[], None]) -> Callable[..., Client]:
    def maak(rol: str = "leerplichtambtenaar", gemeenten: tuple[str, ...] = ()) -> Client:
        noor = medewerker(regio, rol, gemeenten)
        als_web_straks()
        return log_in(noor.gebruikersnaam)

    return maak


def test_zonder_grond_alleen_wie_het_is(regio: Organisatie, bij: Callable[..., Client]) -> None:
    bram = wie("Bakker")
    client = bij()
    html = client.get(f"/jongeren/{bram.uuid}/").content.decode()
    assert "Er is nu geen grond" in html
    assert "Noor Bakker" in html
    for dicht in ("Dorpsweg", "Tijdlijn", "Rechtspositie", "99ZZ", "leerplichtig"):
        assert dicht not in html
    assert gelogd(regio) == [(bram.pk, "zonder grond")]
    terug = client.get(f"/jongeren/{bram.uuid}/?bekend=01-10-2026").content.decode()
    assert "Er is nu geen grond" in terug, "looking back opens nothing"


def test_zoeken_toont_van_een_dicht_dossier_niets_meer(regio: Organisatie, bij: Callable[..., Client]) -> None:
    client = bij()
    dicht = client.post("/jongeren/", {"zoek": "bakker"}, follow=True).content.decode()
    assert "Noor Bakker" in dicht
    assert "dossier niet open" in dicht
    for niet in ("Dorpsweg", "plichtig", "99ZZ"):
        assert niet not in dicht
    assert "Dorpsweg 7" in client.post("/jongeren/", {"zoek": "adams"}, follow=True).content.decode()


def test_vastleggen_opent_en_beeindigen_sluit(regio: Organisatie, bij: Callable[..., Client]) -> None:
    bram = wie("Bakker")
    client = bij()
    antwoord = client.post(f"/gronden/jongere/{bram.uuid}/", INVOER)
    assert antwoord.status_code == 302
    html = client.get(f"/jongeren/{bram.uuid}/").content.decode()
    assert "Verzoek van de ouders" in html
    assert "Moeder belde." in html
    assert "de ouders weten het" in html
    assert "Tijdlijn" in html
    (grond,) = Grond.objects.filter(jongere=bram)
    assert client.get(f"/gronden/{grond.uuid}/einde/").status_code == 200
    assert client.post(f"/gronden/{grond.uuid}/einde/").status_code == 302
    grond.refresh_from_db()
    assert grond.tot == PEIL
    tweede = client.post(f"/gronden/{grond.uuid}/einde/", follow=True).content.decode()
    assert "loopt niet meer" in tweede
    assert not openheid(bram, PEIL + NALOOP).open


@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        ({"soort": ""}, "Kies een grond"),
        ({"soort": SIGNAAL}, "is geen"),
        ({"reden": ""}, "waarom het dossier open moet"),
        ({"tot": "01-01-2030"}, "niet later dan"),
        ({"tot": "31-02-2027"}, "geen datum"),
        ({"aan": "niemand"}, "waarom zij het nog niet weten"),
        ({"wijze": ""}, "Kies hoe zij het weten"),
        ({"op": "01-01-2030"}, "moet nog komen"),
    ],
)
def test_wat_niet_kan_blijft_staan(regio: Organisatie, bij: Callable[..., Client], anders: dict[str, str], zin: str) -> None:
    bram = wie("Bakker")
    antwoord = bij().post(f"/gronden/jongere/{bram.uuid}/", INVOER | anders)
    assert antwoord.status_code == 422
    assert zin in antwoord.content.decode()
    if anders.get("reden", "x"):
        assert "Moeder belde." in antwoord.content.decode()
    assert not Grond.objects.filter(jongere=bram).exists()


def test_kennisgeving_vastleggen(regio: Organisatie, bij: Callable[..., Client]) -> None:
    anna, bram = wie("Adams"), wie("Bakker")
    client = bij()
    assert "nog niet vastgelegd" in client.get(f"/jongeren/{anna.uuid}/").content.decode()
    pad = f"/gronden/jongere/{anna.uuid}/kennisgeving/"
    assert client.post(pad, {"aan": "niemand", "toelichting": ""}).status_code == 422
    assert client.post(pad, {"aan": "niemand", "toelichting": "eerst de school spreken"}).status_code == 302
    assert client.post(pad, {"aan": "beiden", "wijze": "gesprek", "op": "19-11-2026"}).status_code == 302
    html = client.get(f"/jongeren/{anna.uuid}/").content.decode()
    assert "eerst de school spreken" in html
    assert "19 nov 2026: ouders en jongere weten het" in html
    assert client.get(f"/gronden/jongere/{bram.uuid}/kennisgeving/").status_code == 302, "not while the file is closed"


def test_niet_buiten_de_eigen_gemeenten(regio: Organisatie, bij: Callable[..., Client]) -> None:
    regio.gemeenten = ["1999", "1998"]
    regio.save()
    Jongere.objects.update(gemeente="1999")
    bram = wie("Bakker")
    grond = services.leg_grond_vast(medewerker(regio), bram, OUDERS, "moeder belde", PEIL, PEIL + timedelta(days=9), WEET)
    client = bij(gemeenten=("1998",))
    for pad in (f"/gronden/jongere/{bram.uuid}/", f"/gronden/jongere/{bram.uuid}/kennisgeving/", f"/gronden/{grond.uuid}/einde/"):
        assert client.get(pad).status_code == 404
        assert client.post(pad, INVOER).status_code == 404


def test_teamleider_ziet_wie_zelf_een_grond_vastlegde(regio: Organisatie, bij: Callable[..., Client]) -> None:
    bram = wie("Bakker")
    services.leg_grond_vast(medewerker(regio), bram, OUDERS, "Moeder belde.", PEIL, PEIL + timedelta(days=9), WEET)
    html = bij("teamleider").get("/gronden/").content.decode()
    assert "Noor Bakker" in html
    assert "Moeder belde." in html
    assert gelogd(regio, pagina="gronden") == [(bram.pk, "gronden")]


def test_web_wist_geen_kennisgeving(regio: Organisatie, als_web_straks: Callable[[], None]) -> None:
    als_web_straks()
    for opdracht in (
        "DELETE FROM gronden_grond",
        "UPDATE gronden_grond SET van = van",
        "UPDATE gronden_kennisgeving SET op = op",
        "DELETE FROM gronden_kennisgeving",
    ):
        with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(opdracht)


# -- shared with a partner -------------------------------------------------------------------------------------------------


DEEL = {"onderdelen": ["positie"], "reden": "Voor het gesprek van dinsdag.", "tot": "01-02-2027"}


def deling(regio: Organisatie, naam: str = "Adams", onderdelen: tuple[str, ...] = ("positie",), dagen: int = 30) -> Deling:
    noor = medewerker(regio)
    services.leg_kennisgeving_vast(noor, wie(naam), aan="ouders", wijze="brief", op=PEIL, vandaag=PEIL)
    partner = medewerker(regio, "ketenpartner")
    return services.deel(noor, wie(naam), partner, onderdelen, "Voor het gesprek.", PEIL, PEIL + timedelta(days=dagen))


def test_delen_kan_pas_als_zij_het_weten(regio: Organisatie, bij: Callable[..., Client]) -> None:
    partner = medewerker(regio, "ketenpartner")
    anna, bram = wie("Adams"), wie("Bakker")
    client = bij()
    pad = f"/gronden/jongere/{anna.uuid}/delen/"
    assert "Weten ouders of jongere het?" in client.get(pad).content.decode()
    invoer = DEEL | {"met": str(partner.uuid)}
    assert client.post(pad, invoer).status_code == 200
    assert not Deling.objects.exists()
    client.post(f"/gronden/jongere/{anna.uuid}/kennisgeving/", {"aan": "ouders", "wijze": "brief"})
    assert client.post(pad, invoer | {"tot": "01-01-2030"}).status_code == 422
    assert client.post(pad, invoer | {"met": str(uuid4())}).status_code == 422
    assert client.post(pad, invoer | {"onderdelen": ["adres"]}).status_code == 422
    assert client.post(pad, invoer).status_code == 302
    (gedeeld,) = Deling.objects.all()
    assert (gedeeld.met, gedeeld.onderdelen, gedeeld.tot) == (partner, ["positie"], date(2027, 2, 1))
    assert "Dit dossier is niet open" in client.get(f"/gronden/jongere/{bram.uuid}/delen/").content.decode()


def test_een_partner_ziet_precies_wat_gedeeld_is(regio: Organisatie, als_web_straks: Callable[[], None]) -> None:
    alleen_positie = deling(regio)
    alles = deling(regio, "Dijk", Deling.ONDERDELEN)
    voorbij = deling(regio, "Celik", dagen=1)
    Deling.objects.filter(pk=voorbij.pk).update(van=PEIL - timedelta(days=2), tot=PEIL)
    als_web_straks()
    client = log_in(alleen_positie.met.gebruikersnaam)
    html = client.get("/gronden/gedeeld/").content.decode()
    assert "Noor Adams" in html
    assert "Noor Dijk" not in html, "shared with someone else"
    een = client.get(f"/gronden/gedeeld/{alleen_positie.uuid}/").content.decode()
    assert "plichtig" in een
    assert "Tijdlijn" not in een
    assert "Open signalen" not in een
    ander = log_in(alles.met.gebruikersnaam)
    heel = ander.get(f"/gronden/gedeeld/{alles.uuid}/").content.decode()
    assert "Tijdlijn" in heel
    assert "Open signalen" in heel
    for html in (een, heel):
        assert "Dorpsweg" not in html
        assert ANNA not in html
    for client_, vreemd in ((client, alles), (ander, alleen_positie), (log_in(voorbij.met.gebruikersnaam), voorbij)):
        assert client_.get(f"/gronden/gedeeld/{vreemd.uuid}/").status_code == 404
    for pad in ("/", "/jongeren/", f"/jongeren/{wie('Adams').uuid}/", "/gronden/", "/leveringen/"):
        assert client.get(pad).status_code == 403
    assert client.post("/jongeren/", {"zoek": "adams"}).status_code == 403
    assert (wie("Adams").pk, "gedeeld, een jongere") in gelogd(regio, rol="ketenpartner")


def test_intrekken_werkt_meteen(regio: Organisatie, bij: Callable[..., Client]) -> None:
    gedeeld = deling(regio)
    client = bij()
    assert "Voor het gesprek." in client.get(f"/jongeren/{wie('Adams').uuid}/").content.decode()
    assert client.post(f"/gronden/gedeeld/{gedeeld.uuid}/intrekken/").status_code == 302
    assert log_in(gedeeld.met.gebruikersnaam).get(f"/gronden/gedeeld/{gedeeld.uuid}/").status_code == 404
    gedeeld.refresh_from_db()
    assert gedeeld.tot == PEIL
    assert gedeeld.ingetrokken_door is not None
    assert "niet meer gedeeld" in client.post(f"/gronden/gedeeld/{gedeeld.uuid}/intrekken/", follow=True).content.decode()


def test_wie_vertrekt_ziet_niets_meer(regio: Organisatie) -> None:
    gedeeld = deling(regio)
    client = log_in(gedeeld.met.gebruikersnaam)
    assert client.get("/gronden/gedeeld/").status_code == 200
    laat_vertrekken(regio, gedeeld.met.gebruikersnaam)
    assert client.get("/gronden/gedeeld/").status_code == 302


def test_beleid_ziet_geen_personen(regio: Organisatie, bij: Callable[..., Client]) -> None:
    client = bij("beleidsmedewerker")
    assert client.get("/begin/", follow=True).status_code == 200
    for pad in ("/", "/jongeren/", f"/jongeren/{wie('Adams').uuid}/", "/gronden/", "/gronden/gedeeld/", "/leveringen/"):
        assert client.get(pad).status_code == 403


def test_een_dicht_dossier_wordt_niet_meer_gedeeld(regio: Organisatie, bij: Callable[..., Client]) -> None:
    """The partner sees nothing while the file is closed; who shared it can still see that and end it."""
    gedeeld = deling(regio)
    Grond.objects.filter(jongere=wie("Adams")).update(van=PEIL - NALOOP * 3, tot=PEIL - NALOOP * 2)
    partner = gedeeld.met.gebruikersnaam
    client = bij()
    assert log_in(partner).get(f"/gronden/gedeeld/{gedeeld.uuid}/").status_code == 404
    assert "Noor Adams" not in log_in(partner).get("/gronden/gedeeld/").content.decode()
    dicht = client.get(f"/jongeren/{wie('Adams').uuid}/").content.decode()
    assert "gedeeld met een partner" in dicht
    pad = f"/gronden/jongere/{wie('Adams').uuid}/delen/"
    html = client.get(pad).content.decode()
    assert "Intrekken" in html
    assert 'name="onderdelen"' not in html
    assert client.post(pad, DEEL | {"met": str(gedeeld.met.uuid)}).status_code in (200, 422)
    assert Deling.objects.count() == 1
    assert client.post(f"/gronden/gedeeld/{gedeeld.uuid}/intrekken/").status_code == 302
    gedeeld.refresh_from_db()
    assert gedeeld.tot == PEIL


def test_na_samenvoegen_wordt_opnieuw_besloten(regio: Organisatie, bij: Callable[..., Client]) -> None:
    """What was shared of one is not shared of both; what was recorded about who went up can be ended."""
    gedeeld = deling(regio)
    grond = services.leg_grond_vast(
        medewerker(regio), wie("Adams"), OUDERS, "Moeder belde.", PEIL, PEIL + timedelta(days=9), WEET
    )
    Jongere.objects.filter(pk=wie("Adams").pk).update(opgegaan_in=wie("Celik"))
    client = bij()
    assert log_in(gedeeld.met.gebruikersnaam).get(f"/gronden/gedeeld/{gedeeld.uuid}/").status_code == 404
    assert client.post(f"/gronden/gedeeld/{gedeeld.uuid}/intrekken/").status_code == 302
    assert client.get(f"/gronden/{grond.uuid}/einde/").status_code == 200
    antwoord = client.post(f"/gronden/{grond.uuid}/einde/")
    assert antwoord["Location"] == f"/jongeren/{wie('Celik').uuid}/"


def test_wie_een_geheim_adres_heeft_naar_welke_school_gaat_niet_mee(
    regio: Organisatie, als_web_straks: Callable[[], None]
) -> None:
    neem(regio, levering("scholen-v1", date(2026, 1, 1), scholen=[{"brin": "99ZZ", "vestiging": "00", "naam": "De Plas"}]))
    gedeeld = deling(regio, "Adams", Deling.ONDERDELEN)
    als_web = log_in(gedeeld.met.gebruikersnaam)
    pad = f"/gronden/gedeeld/{gedeeld.uuid}/"
    assert "De Plas" in als_web.get(pad).content.decode()
    Jongere.objects.filter(pk=wie("Adams").pk).update(geheim=7)
    html = als_web.get(pad).content.decode()
    assert "De Plas" not in html
    assert "Tijdlijn" in html


def test_onder_een_miljoen_gronden_wordt_niet_gezocht(regio: Organisatie) -> None:
    """Whether a file is open is found by the youth; a condition that spans two tables has to look at all grounds for that."""
    anna = wie("Adams")
    for vraag in (lambda: openheid(anna, PEIL), lambda: met_grond([anna.pk], PEIL)):
        with CaptureQueriesContext(connection) as gevraagd:
            vraag()
        with connection.cursor() as c:
            c.execute(f"EXPLAIN {gevraagd.captured_queries[-1]['sql']}")
            plan = "\n".join(r[0] for r in c.fetchall())
        assert "opgegaan_in" in plan, plan
        assert not re.search(r"\bjongere_id = .* OR .*opgegaan_in", plan), plan
