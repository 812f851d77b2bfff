"""Logging in through an identity provider that really runs: who gets in, and every answer that is not right."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import requests
from django.conf import settings
from django.test import Client

from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.apps.toegang import identiteit
from inbeeld.apps.toegang.models import Koppeling, Medewerker
from inbeeld.apps.toegang.services import laat_vertrekken, leg_medewerker_vast, leg_organisatie_vast, ontkoppel

from .aanbieder import CLIENT, GEHEIM
from .maken import WACHTWOORD

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

PAGINA = "/instellingen/"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    proces = subprocess.Popen([sys.executable, str(Path(__file__).with_name("aanbieder.py"))], stdout=subprocess.PIPE, text=True)
    assert proces.stdout is not None
    yield f"http://127.0.0.1:{proces.stdout.readline().strip()}"
    proces.terminate()
    proces.wait()


@pytest.fixture
def sso(organisatie: Organisatie, issuer: str, installatie: Path, als_web_straks: Callable[[], None]) -> Iterator[Organisatie]:
    """An organisation with its own identity provider; a second factor is required."""
    (installatie / "geheim-aanbieder").write_text(f"{GEHEIM}\n")
    bestand = installatie / identiteit.BESTAND
    regels = (f'["{organisatie.code}"]', 'naam = "Gemeente Waterveen"', f'issuer = "{issuer}"', f'client_id = "{CLIENT}"')
    bestand.write_text("\n".join((*regels, 'geheim = "geheim-aanbieder"', "")))
    settings.TWEEDE_FACTOR = True
    zeg(issuer)
    yield organisatie
    settings.TWEEDE_FACTOR = False
    bestand.unlink()


def zeg(waar: str, **proef: Any) -> None:
    """What the provider does at the next login."""
    requests.post(f"{waar}/proef", json=proef, timeout=5).raise_for_status()


def medewerker(tenant: Organisatie) -> Medewerker:
    return leg_medewerker_vast(
        tenant, f"noor-{uuid4().hex[:8]}@waterveen.example", naam="Noor Vos", rol="teamleider", zonder_wachtwoord=True
    )


def ga(client: Client, tenant: Organisatie, verder: str = PAGINA) -> str:
    """All the way: to the provider, and back. Gives the address to go to with its answer."""
    antwoord = client.get(f"/inloggen/organisatie/{tenant.code}/", {"next": verder})
    assert antwoord.status_code == 302, antwoord.content
    weg = antwoord.headers["Location"]
    assert parse_qs(urlsplit(weg).query)["code_challenge_method"] == ["S256"]
    return requests.get(weg, allow_redirects=False, timeout=5).headers["Location"]


def kom_terug(client: Client, adres: str) -> Any:
    delen = urlsplit(adres)
    return client.get(f"{delen.path}?{delen.query}")


def log_in(tenant: Organisatie) -> tuple[Client, Any]:
    client = Client()
    return client, kom_terug(client, ga(client, tenant))


def geweigerd(tenant: Organisatie) -> bool:
    client, antwoord = log_in(tenant)
    assert antwoord.headers["Location"] == "/inloggen/"
    assert client.get(PAGINA).status_code == 302
    return True


def test_wie_hier_werkt_komt_binnen(sso: Organisatie, issuer: str, als_web_straks: Callable[[], None]) -> None:
    noor = medewerker(sso)
    als_web_straks()
    zeg(issuer, claims={"sub": "17", "preferred_username": noor.gebruikersnaam.upper()})
    client, antwoord = log_in(sso)
    assert antwoord.headers["Location"] == PAGINA
    assert client.get(PAGINA).status_code == 200
    assert "Daar regelt u ook" in client.get("/instellingen/inloggen/").content.decode()
    assert client.get("/instellingen/inloggen/app/").headers["Location"] == "/instellingen/inloggen/"


def test_de_eerste_keer_op_naam_daarna_op_sub(sso: Organisatie, issuer: str) -> None:
    noor = medewerker(sso)
    zeg(issuer, claims={"sub": "17", "preferred_username": noor.gebruikersnaam})
    log_in(sso)
    zeg(issuer, claims={"sub": "17", "preferred_username": "anders"})
    client, _ = log_in(sso)
    assert client.get(PAGINA).context["medewerker"] == noor
    zeg(issuer, claims={"sub": "18", "preferred_username": noor.gebruikersnaam})
    assert geweigerd(sso), "the name was given to somebody else"
    assert ontkoppel(sso, noor.gebruikersnaam)
    client, _ = log_in(sso)
    assert client.get(PAGINA).status_code == 200
    assert Koppeling.objects.get(medewerker=noor).sub == "18"


@pytest.mark.parametrize(
    ("proef", "waarom"),
    [
        ({"claims": {"nonce": "van-een-ander"}}, "InvalidClaimError"),
        ({"zonder": ["nonce"]}, "MissingClaimError"),
        ({"claims": {"aud": "een-ander-programma"}}, "InvalidClaimError"),
        ({"claims": {"aud": "een-ander-programma", "azp": CLIENT}}, "InvalidClaimError"),
        ({"claims": {"iss": "https://elders.example"}}, "InvalidClaimError"),
        ({"issuer": "https://elders.example"}, "issuer"),
        ({"claims": {"exp": 1_000_000_300, "iat": 1_000_000_000}}, "ExpiredTokenError"),
        ({"zonder": ["exp"]}, "MissingClaimError"),
        ({"zonder": ["sub"]}, "MissingClaimError"),
        ({"sleutel": "vreemd"}, "BadSignatureError"),
        ({"alg": "none"}, "UnsupportedAlgorithmError"),
        ({"alg": "geen"}, "geen id_token"),
        ({"weigert": True}, "OAuthError"),
        ({"claims": {"amr": ["pwd"]}}, "geen tweede factor"),
        ({"zonder": ["amr"]}, "geen tweede factor"),
        ({"claims": {"amr": "mfa"}}, "InvalidClaimError"),
    ],
    ids=lambda p: json.dumps(p)[:50] if isinstance(p, dict) else "",
)
def test_een_antwoord_dat_niet_klopt(
    sso: Organisatie, issuer: str, proef: dict[str, Any], waarom: str, caplog: pytest.LogCaptureFixture
) -> None:
    noor = medewerker(sso)
    wie = {"sub": "17", "preferred_username": noor.gebruikersnaam}
    zeg(issuer, **proef | {"claims": wie | proef.get("claims", {})})
    client = Client()
    if "issuer" in proef:
        assert client.get(f"/inloggen/organisatie/{sso.code}/").headers["Location"] == "/inloggen/"
    else:
        assert kom_terug(client, ga(client, sso)).headers["Location"] == "/inloggen/"
    assert client.get(PAGINA).status_code == 302
    assert not Koppeling.objects.filter(medewerker=noor).exists()
    redenen = [r.getMessage() for r in caplog.records if r.name == "inbeeld.inloggen"]
    assert [r.rsplit(": ", 1)[-1] for r in redenen] == [waarom], "for this reason and no other"
    assert noor.gebruikersnaam not in caplog.text


def test_wie_hier_niet_werkt_komt_niet_binnen(sso: Organisatie, issuer: str) -> None:
    aantal = Medewerker.objects.count()
    zeg(issuer, claims={"sub": "99", "preferred_username": "niemand@waterveen.example"})
    assert geweigerd(sso)
    elders = leg_organisatie_vast(f"elders-{uuid4().hex[:8]}", "Elders", ["1998"])
    vreemd = medewerker(elders)
    zeg(issuer, claims={"sub": "98", "preferred_username": vreemd.gebruikersnaam})
    assert geweigerd(sso), "an employee of another organisation"
    assert Medewerker.objects.count() == aantal, "nobody is made"


def test_een_ouder_komt_niet_binnen_met_een_account_van_de_organisatie(sso: Organisatie, issuer: str) -> None:
    """The provider vouches for employees: one of them may have the name there that a parent has here."""
    naam = f"m.jansen-{uuid4().hex[:8]}"
    leg_medewerker_vast(sso, naam, naam="Mo Jansen", rol="ouder", zonder_wachtwoord=True)
    zeg(issuer, claims={"sub": "97", "preferred_username": naam})
    assert geweigerd(sso)


def test_wie_vertrok_komt_niet_binnen(sso: Organisatie, issuer: str) -> None:
    noor = medewerker(sso)
    zeg(issuer, claims={"sub": "17", "preferred_username": noor.gebruikersnaam})
    client, _ = log_in(sso)
    assert client.get(PAGINA).status_code == 200
    laat_vertrekken(sso, noor.gebruikersnaam)
    assert client.get(PAGINA).status_code == 302
    assert geweigerd(sso)


def test_de_rol_komt_niet_van_buiten(sso: Organisatie, issuer: str) -> None:
    noor = leg_medewerker_vast(
        sso, f"bo-{uuid4().hex[:8]}", naam="Bo", rol="doorstroomcoach", gemeenten=["1999"], zonder_wachtwoord=True
    )
    ruim = {"rol": "teamleider", "roles": ["teamleider"], "groups": ["teamleider"], "gemeenten": []}
    zeg(issuer, claims={"sub": "17", "preferred_username": noor.gebruikersnaam} | ruim)
    log_in(sso)
    noor.refresh_from_db()
    assert (noor.rol, noor.gemeenten) == ("doorstroomcoach", ["1999"])


def test_een_antwoord_werkt_een_keer_en_alleen_waar_het_gevraagd_is(sso: Organisatie, issuer: str) -> None:
    noor = medewerker(sso)
    zeg(issuer, claims={"sub": "17", "preferred_username": noor.gebruikersnaam})
    client = Client()
    adres = ga(client, sso)
    ander = Client()
    assert kom_terug(ander, adres).headers["Location"] == "/inloggen/", "somebody else's browser"
    assert kom_terug(client, adres).headers["Location"] == PAGINA
    client.post("/uitloggen/")
    assert kom_terug(client, adres).headers["Location"] == "/inloggen/"


def test_acr_in_plaats_van_amr(sso: Organisatie, issuer: str, installatie: Path) -> None:
    bestand = installatie / identiteit.BESTAND
    bestand.write_text(bestand.read_text() + 'acr = ["urn:hoog"]\n')
    noor = medewerker(sso)
    wie = {"sub": "17", "preferred_username": noor.gebruikersnaam}
    zeg(issuer, claims=wie)
    assert geweigerd(sso), "amr is no longer enough"
    zeg(issuer, claims=wie | {"acr": "urn:hoog"})
    client, _ = log_in(sso)
    assert client.get(PAGINA).status_code == 200


def test_email_alleen_als_dat_is_nagegaan(sso: Organisatie, issuer: str, installatie: Path) -> None:
    bestand = installatie / identiteit.BESTAND
    bestand.write_text(bestand.read_text() + 'claim = "email"\n')
    noor = medewerker(sso)
    zeg(issuer, claims={"sub": "17", "email": noor.gebruikersnaam})
    assert geweigerd(sso)
    zeg(issuer, claims={"sub": "17", "email": noor.gebruikersnaam, "email_verified": True})
    client, _ = log_in(sso)
    assert client.get(PAGINA).status_code == 200


def test_niet_weg_naar_een_ander_adres(sso: Organisatie, issuer: str) -> None:
    noor = medewerker(sso)
    zeg(issuer, claims={"sub": "17", "preferred_username": noor.gebruikersnaam})
    client = Client()
    assert kom_terug(client, ga(client, sso, "https://elders.example/")).headers["Location"] == "/begin/"


def test_wie_geen_wachtwoord_heeft_kan_er_niet_een_raden(sso: Organisatie) -> None:
    noor = medewerker(sso)
    for wachtwoord in ("", "!", WACHTWOORD, noor.password):
        antwoord = Client().post("/inloggen/", {"gebruikersnaam": noor.gebruikersnaam, "wachtwoord": wachtwoord})
        assert antwoord.status_code == 422


def test_de_knop_staat_er_alleen_als_het_kan(sso: Organisatie, installatie: Path) -> None:
    assert "Inloggen via Gemeente Waterveen" in Client().get("/inloggen/").content.decode()
    assert Client().get("/inloggen/organisatie/bestaat-niet/").status_code == 404
    (installatie / identiteit.BESTAND).write_text("dit is geen toml")
    assert "Inloggen via" not in Client().get("/inloggen/").content.decode()


@pytest.mark.parametrize(
    ("regel", "fout"),
    [
        ('issuer = "http://elders.example"', "https"),
        ('issuer = "https://elders.example"\nclient_id = "x"\ngeheim = "bestaat-niet"', "geheim"),
        ('issuer = "https://elders.example"\nclaim = "naam"', "claim"),
        ('issuer = "https://elders.example"\nvreemd = 1', "vreemd"),
        ("issuer = 1", "issuer"),
    ],
)
def test_een_fout_in_het_bestand(sso: Organisatie, installatie: Path, regel: str, fout: str) -> None:
    (installatie / identiteit.BESTAND).write_text(f"[waterveen]\n{regel}\n")
    with pytest.raises(InbeeldFout, match=fout):
        identiteit.lees()
