"""The API: keys that are made, expire, are withdrawn and can do only what they say; a delivery sent in by a program."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.leveringen.aanleveren import binnen_map, neem_aangeboden
from inbeeld.apps.leveringen.models import Aangeboden, Levering
from inbeeld.apps.toegang import sleutels
from inbeeld.apps.toegang.models import Dienstsleutel
from inbeeld.apps.toegang.services import leg_medewerker_vast, leg_organisatie_vast

from .maken import WACHTWOORD, log_in

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

API = "/api/v1/leveringen/"
RECHT = "api.leveringen"
CSV = b"brin;vestiging;naam\r\n99ZZ;00;School de Brug\r\n"
pytestmark = pytest.mark.usefixtures("schone_rij")


def morgen() -> date:
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def sleutel(organisatie: Organisatie) -> str:
    return sleutels.maak(organisatie, "leerlingadministratie", [RECHT], morgen())


def stuur(sleutel: str, inhoud: bytes = CSV, naam: str = "scholen.csv", **koppen: str) -> Any:
    kop = {"HTTP_AUTHORIZATION": f"Bearer {sleutel}", "HTTP_CONTENT_DISPOSITION": f'attachment; filename="{naam}"'} | koppen
    return Client(enforce_csrf_checks=True).generic("POST", API, inhoud, content_type="text/csv", **kop)


def vraag(sleutel: str, pad: str, methode: str = "GET") -> Any:
    return Client().generic(methode, pad, HTTP_AUTHORIZATION=f"Bearer {sleutel}")


def test_een_bestand_aanbieden(organisatie: Organisatie, sleutel: str, als_web_straks: Callable[[], None]) -> None:
    als_web_straks()
    antwoord = stuur(sleutel)
    assert antwoord.status_code == 202, antwoord.content
    gegeven = antwoord.json()
    assert (gegeven["status"], gegeven["bestand"]) == ("wacht", "scholen.csv")
    assert "no-store" in antwoord["Cache-Control"]
    aangeboden = Aangeboden.objects.get(uuid=gegeven["id"])
    assert (aangeboden.tenant, aangeboden.door) == (organisatie, None)
    assert aangeboden.dienst is not None
    assert (binnen_map() / aangeboden.opslag).read_bytes() == CSV
    assert vraag(sleutel, antwoord["Location"]).json() == gegeven


def test_wat_ervan_kwam(organisatie: Organisatie, sleutel: str) -> None:
    antwoord = stuur(sleutel)
    aangeboden = Aangeboden.objects.get(uuid=antwoord.json()["id"])
    neem_aangeboden(organisatie.pk, aangeboden.pk)
    levering = Levering.objects.filter(tenant=organisatie).latest("id")
    assert levering.via == "api"
    assert levering.dienst is not None
    assert levering.dienst.naam == "leerlingadministratie"
    stand = vraag(sleutel, antwoord["Location"]).json()
    assert stand["status"] in ("klaar", "geweigerd")
    assert stand["bon"].startswith("/leveringen/")


def test_twee_keer_hetzelfde_is_een_levering(organisatie: Organisatie, sleutel: str) -> None:
    eerste, tweede = stuur(sleutel), stuur(sleutel)
    assert (eerste.status_code, tweede.status_code) == (202, 200)
    assert eerste.json()["id"] == tweede.json()["id"]
    assert stuur(sleutel, CSV + b"98ZZ;00;School de Eik\r\n").status_code == 202
    assert stuur(sleutel, naam="anders.csv").status_code == 202
    assert Aangeboden.objects.filter(tenant=organisatie).count() == 3
    Aangeboden.objects.filter(tenant=organisatie).update(status=Aangeboden.GEWEIGERD)
    assert stuur(sleutel).status_code == 202, "what was refused may be sent again"


def test_tegelijk_hetzelfde_is_ook_een_levering(organisatie: Organisatie, sleutel: str) -> None:
    voor = set(binnen_map().iterdir())

    def een(_: int) -> int:
        try:
            return int(stuur(sleutel).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as groep:
        statussen = sorted(groep.map(een, range(12)))
    assert statussen == [200] * 11 + [202]
    assert Aangeboden.objects.filter(tenant=organisatie).count() == 1
    assert len(set(binnen_map().iterdir()) - voor) == 1, "nothing is left lying about"


def test_een_andere_organisatie_ziet_het_niet(organisatie: Organisatie, sleutel: str) -> None:
    plek = stuur(sleutel)["Location"]
    elders = leg_organisatie_vast(f"elders-{uuid4().hex[:8]}", "Elders", ["1998"])
    vreemd = sleutels.maak(elders, "x", [RECHT], morgen())
    assert vraag(vreemd, plek).status_code == 404
    assert vraag(vreemd, f"{API}{uuid4()}/").content == vraag(vreemd, plek).content
    assert stuur(vreemd).status_code == 202, "the same file of another organisation is another delivery"
    kenmerk = sleutel.split("_")
    assert stuur("_".join((kenmerk[0], str(elders.pk), *kenmerk[2:]))).status_code == 401


NUL = "0" * 64


@pytest.mark.parametrize("tekst", ["", "x", "inbeeld_1_2_3", f"inbeeld_{{t}}_{'0' * 12}_{NUL}", "{goed}0", f"{{halve}}{NUL}"])
def test_een_sleutel_die_niet_bestaat(organisatie: Organisatie, sleutel: str, tekst: str) -> None:
    antwoord = stuur(tekst.format(t=organisatie.pk, goed=sleutel, halve=sleutel[:-64]))
    assert antwoord.status_code == 401
    assert antwoord["WWW-Authenticate"].startswith("Bearer")
    assert antwoord["Content-Type"] == "application/problem+json"
    assert antwoord.content == stuur("iets anders").content


def test_verlopen_en_ingetrokken(organisatie: Organisatie, sleutel: str) -> None:
    rij = Dienstsleutel.objects.get(tenant=organisatie)
    assert stuur(sleutel).status_code == 202
    rij.geldig_tot = timezone.now() - timedelta(seconds=1)
    rij.save()
    assert stuur(sleutel).status_code == 401
    rij.geldig_tot = timezone.now() + timedelta(days=1)
    rij.save()
    assert stuur(sleutel).status_code == 200
    sleutels.trek_in(organisatie, "leerlingadministratie")
    assert stuur(sleutel).status_code == 401
    with pytest.raises(GebruikFout):
        sleutels.trek_in(organisatie, "leerlingadministratie")
    assert sleutels.maak(organisatie, "leerlingadministratie", [RECHT], morgen()) != sleutel


def test_een_sleutel_kan_alleen_wat_erin_staat(organisatie: Organisatie) -> None:
    zonder = sleutels.maak(organisatie, "anders", ["leveringen.aanleveren"], morgen())
    antwoord = stuur(zonder)
    assert antwoord.status_code == 403
    assert RECHT in antwoord.json()["detail"]
    assert not Aangeboden.objects.filter(tenant=organisatie).exists()


def test_een_sleutel_opent_geen_paginas(sleutel: str) -> None:
    for pad in ("/", "/jongeren/", "/leveringen/", "/instellingen/"):
        assert vraag(sleutel, pad).status_code == 302, pad


def test_een_sessie_opent_de_api_niet(organisatie: Organisatie) -> None:
    wie = leg_medewerker_vast(organisatie, f"k-{uuid4().hex[:8]}", naam="K", rol="teamleider", wachtwoord=WACHTWOORD)
    assert log_in(wie.gebruikersnaam).generic("POST", API, CSV, content_type="text/csv").status_code == 401


def test_ook_waar_niets_is_krijgt_een_programma_json(sleutel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for pad in ("/api/", "/api/v1/onzin/", f"{API}geen-nummer/", f"{API}\x00/"):
        antwoord = vraag(sleutel, pad)
        assert (antwoord.status_code, antwoord["Content-Type"]) == (404, "application/problem+json"), pad
    assert vraag(sleutel, "/onzin/")["Content-Type"].startswith("text/html")
    monkeypatch.setattr("inbeeld.apps.leveringen.services.bied_aan_als_dienst", lambda *_: 1 / 0)
    client = Client(raise_request_exception=False)
    antwoord = client.generic(
        "POST", API, CSV, HTTP_AUTHORIZATION=f"Bearer {sleutel}", HTTP_CONTENT_DISPOSITION='attachment; filename="x.csv"'
    )
    assert (antwoord.status_code, antwoord["Content-Type"]) == (500, "application/problem+json")
    assert b"ZeroDivision" not in antwoord.content


@pytest.mark.parametrize("tekens", ["idna", "onzin", "rot13", "utf-16", "unicode_escape"])
def test_een_naam_in_tekens_die_niet_te_lezen_zijn(sleutel: str, tekens: str) -> None:
    """It is refused or read as well as can be; never an error of ours."""
    antwoord = stuur(sleutel, HTTP_CONTENT_DISPOSITION=f"attachment; filename*={tekens}''x%2e%ffcsv")
    assert antwoord.status_code in (202, 400, 422), antwoord.content


def test_wat_geen_levering_kan_zijn(organisatie: Organisatie, sleutel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    voor = set(binnen_map().iterdir())
    assert stuur(sleutel, naam="../../etc/werk.xlsx").status_code == 422
    assert stuur(sleutel, b"").status_code == 422
    assert stuur(sleutel, b"\x00\x01" * 400).status_code == 422
    assert stuur(sleutel, HTTP_CONTENT_DISPOSITION="").status_code == 400
    assert vraag(sleutel, API).status_code == 405
    monkeypatch.setattr(settings, "GROOTSTE_LEVERING_MB", 0)
    assert stuur(sleutel).status_code == 422
    vorm = {"bestand": "x"}
    assert Client().post(API, vorm, HTTP_AUTHORIZATION=f"Bearer {sleutel}").status_code == 415
    assert not Aangeboden.objects.filter(tenant=organisatie).exists()
    assert set(binnen_map().iterdir()) == voor


def test_wanneer_gebruikt_en_niets_leesbaar(organisatie: Organisatie, sleutel: str, als_web_straks: Callable[[], None]) -> None:
    als_web_straks()
    rij = Dienstsleutel.objects.get(tenant=organisatie)
    assert rij.laatst_gebruikt is None
    stuur(sleutel)
    rij.refresh_from_db()
    assert rij.laatst_gebruikt is not None
    assert sleutel.rsplit("_", 1)[1] not in repr(Dienstsleutel.objects.filter(pk=rij.pk).values())


@pytest.mark.parametrize("dagen", [-1, 367])
def test_een_sleutel_verloopt(organisatie: Organisatie, dagen: int) -> None:
    with pytest.raises(GebruikFout, match="hoogstens een jaar"):
        sleutels.maak(organisatie, "x", [RECHT], timezone.localdate() + timedelta(days=dagen))
