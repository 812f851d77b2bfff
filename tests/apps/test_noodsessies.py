"""Looking along and break-glass access: with a reason, for half an hour, in one browser, in the log, with an alarm."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from inbeeld.apps.basis.muren import in_tenant, toon_pas_op
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.toegang.models import Medewerker, Noodsessie
from inbeeld.apps.toegang.services import leg_medewerker_vast, leg_organisatie_vast
from inbeeld.apps.verantwoording.models import Leesregel
from inbeeld.apps.werklijst.services import ververs
from inbeeld.project.database import WERKER, Server

from .maken import ANNA, BRAM, WACHTWOORD, gaat_naar, levering, log_in, neem, persoon, woont

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

PEIL = date(2026, 11, 20)
REDEN = "Een storing op de werklijst uitzoeken, melding 12"
BEGIN = "/toegang/noodsessie/"
MENSEN = (
    ("noor", "leerplichtambtenaar", ["1998"]),
    ("karim", "teamleider", []),
    ("lea", "teamleider", ["1998"]),
    ("wil", "functioneel_beheerder", []),
)


@pytest.fixture(scope="module")
def gevuld(database: str) -> Organisatie:
    """Anna lives in 1999, Bram in 1998; neither is enrolled. Noor and Lea work for 1998 only."""
    tenant = leg_organisatie_vast("noodsessies", "Waterveen", ["1998", "1999"], vaste_dag=PEIL)
    personen = levering(
        "brp-selectie-v1",
        date(2026, 9, 1),
        "volledig",
        personen=[persoon(ANNA, "Anders", gemeente="1999"), persoon(BRAM, "Bos", gemeente="1998")],
        verblijf=[woont(ANNA, gemeente="1999"), woont(BRAM, gemeente="1998")],
    )
    scholen = [gaat_naar(ANNA, tot=date(2026, 9, 7)), gaat_naar(BRAM, tot=date(2026, 9, 7))]
    neem(tenant, personen, levering("rod-levering-v1", date(2026, 11, 16), "volledig", inschrijvingen=scholen))
    with in_tenant(tenant.pk):
        ververs(tenant, PEIL)
    for naam, rol, gemeenten in MENSEN:
        leg_medewerker_vast(tenant, f"{naam}-nood", naam=naam.title(), rol=rol, wachtwoord=WACHTWOORD, gemeenten=gemeenten)
    elders = leg_organisatie_vast("noodsessies-elders", "Elders", ["1997"])
    leg_medewerker_vast(elders, "elders-nood", naam="Els", rol="teamleider", wachtwoord=WACHTWOORD)
    return tenant


@pytest.fixture(autouse=True)
def _schoon(gevuld: Organisatie, als_web_straks: Callable[[], None]) -> Iterator[None]:
    with in_tenant(gevuld.pk):
        Noodsessie.objects.all().delete()
        als_web_straks()
        yield


def binnen(naam: str) -> Client:
    return log_in(f"{naam}-nood")


def pad(achternaam: str) -> str:
    return f"/jongeren/{Jongere.objects.get(tenant__code='noodsessies', achternaam=achternaam).uuid}/"


def met_sessie(naam: str) -> tuple[Client, Noodsessie]:
    client = binnen(naam)
    assert client.post(BEGIN, {"reden": REDEN}).status_code == 302
    return client, Noodsessie.objects.filter(medewerker__gebruikersnaam=f"{naam}-nood").latest("id")


def ziet(client: Client) -> dict[str, bool]:
    """Whether Anna is to be seen: in the list, by searching, on her own page."""
    zoek = client.post("/jongeren/", {"zoek": "Anders"}, follow=True)
    lijst = client.get("/")
    return {
        "lijst": lijst.status_code == 200 and "Anders" in lijst.content.decode(),
        "zoeken": zoek.status_code == 200 and pad("Anders") in zoek.content.decode(),
        "pagina": client.get(pad("Anders")).status_code == 200,
    }


ALLES, NIETS = dict.fromkeys(("lijst", "zoeken", "pagina"), True), dict.fromkeys(("lijst", "zoeken", "pagina"), False)


@pytest.mark.parametrize("naam", ["noor", "wil"])
def test_meer_zien_zolang_het_loopt(naam: str) -> None:
    client = binnen(naam)
    assert ziet(client) == NIETS
    client.post(BEGIN, {"reden": REDEN})
    assert ziet(client) == ALLES
    client.post("/toegang/noodsessie/stop/")
    assert ziet(client) == NIETS
    assert Noodsessie.objects.get(medewerker__gebruikersnaam=f"{naam}-nood").gestopt_op is not None


@pytest.mark.parametrize("naam", ["noor", "wil"])
def test_na_een_half_uur_is_het_voorbij(naam: str) -> None:
    client, sessie = met_sessie(naam)
    assert timedelta(minutes=29) < sessie.tot - timezone.now() <= timedelta(minutes=30)
    assert 1700 < int(client.get("/").headers["Refresh"]) <= 1801, "what is on the screen goes too"
    _verloop(sessie)
    assert ziet(client) == NIETS
    assert "Refresh" not in client.get("/instellingen/").headers


def _verloop(sessie: Noodsessie) -> None:
    """As the web app can't: the end is moved to a second ago."""
    server = Server(Path(os.environ["INBEELD_TESTMAP"]))
    with psycopg.connect(server.url(WERKER, connection.settings_dict["NAME"]), autocommit=True) as verbinding:
        toon_pas_op(verbinding.cursor())
        verbinding.execute("UPDATE toegang_noodsessie SET tot = now() - interval '1 second' WHERE id = %s", [sessie.pk])


def test_het_web_kan_einde_en_reden_niet_wijzigen() -> None:
    _, sessie = met_sessie("noor")
    for kolom, waarde in (("tot", "now() + interval '1 day'"), ("reden", "'anders'"), ("begonnen_op", "now()")):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE toegang_noodsessie SET {kolom} = {waarde} WHERE id = %s", [sessie.pk])
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM toegang_noodsessie WHERE id = %s", [sessie.pk])


@pytest.mark.parametrize("naam", ["noor", "wil"])
def test_alles_staat_in_het_leeslog(gevuld: Organisatie, naam: str) -> None:
    client, sessie = met_sessie(naam)
    eerder = Leesregel.objects.filter(tenant=gevuld).order_by("-pk").values_list("pk", flat=True).first() or 0
    assert ziet(client) == ALLES
    regels = list(Leesregel.objects.filter(tenant=gevuld, pk__gt=eerder))
    assert {r.pagina for r in regels} >= {"vandaag", "jongere"}
    assert all(str(sessie.uuid) in r.rol and sessie.soort in r.rol for r in regels)
    client.post("/toegang/noodsessie/stop/")
    if naam == "noor":
        client.get(pad("Bos"))
        assert Leesregel.objects.filter(tenant=gevuld).latest("pk").rol == "leerplichtambtenaar"


def test_alleen_in_deze_browser() -> None:
    met_sessie("noor")
    assert ziet(binnen("noor")) == NIETS


def test_de_sessie_van_een_ander_geeft_niets() -> None:
    _, sessie = met_sessie("noor")
    client = binnen("lea")
    gegevens = client.session
    gegevens["noodsessie"] = str(sessie.uuid)
    gegevens.save()
    assert ziet(client) == NIETS


def test_meekijken_is_alleen_kijken() -> None:
    client, _ = met_sessie("wil")
    for adres in ("/jongeren/dubbel/", "/leveringen/wacht/", "/toegang/noodsessies/"):
        assert client.get(adres).status_code == 403, adres
    for adres in ("/", pad("Anders")):
        assert client.post(adres).status_code == 405, adres
    assert "/gronden/" not in client.get(pad("Anders")).content.decode(), "no button that leads nowhere"
    tekst = client.get("/").content.decode()
    assert "U kijkt mee als teamleider" in tekst
    assert REDEN in tekst


@pytest.mark.parametrize("reden", ["", "kort", " " * 40, "x      " * 3])
def test_zonder_reden_niet(reden: str) -> None:
    client = binnen("noor")
    assert client.post(BEGIN, {"reden": reden}).status_code == 422
    assert not Noodsessie.objects.filter(medewerker__gebruikersnaam="noor-nood").exists()


def test_wie_alles_al_ziet_hoeft_niets() -> None:
    client = binnen("karim")
    assert "ziet alle jongeren" in client.get(BEGIN).content.decode()
    assert client.post(BEGIN, {"reden": REDEN}).status_code == 422


def test_een_alarm_tot_een_ander_heeft_gekeken() -> None:
    client, sessie = met_sessie("lea")
    karim = binnen("karim")
    assert "1 na te gaan" in karim.get("/").content.decode()
    tekst = karim.get("/toegang/noodsessies/").content.decode()
    assert REDEN in tekst
    assert "loopt nu" in tekst
    bekeken = f"/toegang/noodsessies/{sessie.uuid}/bekeken/"
    assert "na te gaan" not in client.get("/toegang/").content.decode().split("<main")[0]
    client.post(bekeken)
    sessie.refresh_from_db()
    assert sessie.bekeken_op is None, "not one's own"
    karim.post(bekeken)
    sessie.refresh_from_db()
    assert sessie.bekeken_door is not None
    assert sessie.bekeken_door.gebruikersnaam == "karim-nood"
    assert "na te gaan" not in karim.get("/").content.decode()
    assert ziet(client) == ALLES, "looking into it does not end it"


def test_een_andere_organisatie_ziet_het_niet() -> None:
    _, sessie = met_sessie("noor")
    client = binnen("elders")
    assert REDEN not in client.get("/toegang/noodsessies/").content.decode()
    client.post(f"/toegang/noodsessies/{sessie.uuid}/bekeken/")
    sessie.refresh_from_db()
    assert sessie.bekeken_op is None


def test_vergrendelde_accounts() -> None:
    for _ in range(6):
        Client().post("/inloggen/", {"gebruikersnaam": "noor-nood", "wachtwoord": "fout"})
    wil = binnen("wil")
    tekst = wil.get("/toegang/").content.decode()
    assert "Vergrendeld tot" in tekst
    noor = Medewerker.objects.get(gebruikersnaam="noor-nood")
    wil.post(f"/toegang/{noor.uuid}/ontgrendel/")
    assert "Er is nu niemand vergrendeld" in wil.get("/toegang/").content.decode()
    assert binnen("noor").get("/toegang/").status_code == 403


def test_wie_intussen_is_uitgelogd_komt_bij_het_formulier_terug() -> None:
    noor = Medewerker.objects.get(gebruikersnaam="noor-nood")
    antwoord = Client().post(f"/toegang/{noor.uuid}/ontgrendel/")
    assert antwoord.headers["Location"] == "/inloggen/?next=/toegang/"
