"""The API is what its document says, whoever asks and whatever is sent."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import one_of
from schemathesis import openapi
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from inbeeld.apps.toegang.models import ROLLEN

from .conftest import Toneel
from .wereld import SPOREN, deuren

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "beheer" / "openapi.json"
WIE = ["niemand", "rommel", "buur", "goed", "verlopen", "ingetrokken", "ander recht", "buur met eigen nummer", *ROLLEN]
"""No key, nonsense, next door's key, one's own of every kind, a mixture, and the session of every role."""
MAG = {"goed", "buur"}


def document() -> dict[str, Any]:
    return json.loads(DOCUMENT.read_text("utf-8"))  # type: ignore[no-any-return]


def test_het_document_is_de_code() -> None:
    code = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{d.adres}"), m.lower())
        for d in deuren()
        if d.adres.startswith("api/")
        for m in d.view.methodes
    }
    assert {(pad, m) for pad, deel in document()["paths"].items() for m in deel} == code
    openapi.from_dict(document()).validate()


def koppen(t: Toneel, wie: str) -> dict[str, str]:
    if wie in ROLLEN:
        return {"Cookie": "; ".join(f"{m.key}={m.value}" for m in t.binnen[wie].cookies.values())}
    if wie == "niemand":
        return {}
    if wie == "buur met eigen nummer":
        delen = t.vreemd.sleutels["goed"].split("_")
        sleutel = "_".join((delen[0], str(t.eigen.tenant.pk), *delen[2:]))
    else:
        sleutel = {"rommel": "rommel", "buur": t.vreemd.sleutels["goed"]}.get(wie) or t.eigen.sleutels[wie]
    return {"Authorization": f"Bearer {sleutel}"}


@pytest.fixture
def app() -> Any:
    """The web app as a server sees it, but for the connection to the database, which the test keeps."""
    for signaal in (request_started, request_finished):
        signaal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signaal in (request_started, request_finished):
        signaal.connect(close_old_connections)


def bestook(t: Toneel, app: Any, wie: str, aantal: int) -> Counter[int]:
    """Schemathesis makes requests that fit the document and that don't; checks of its own, and ours."""
    schema = openapi.from_dict(document())
    schema.app = app
    gezien: Counter[int] = Counter()
    if wie == "buur":
        t.zelf |= {"toegang_dienstsleutel", "leveringen_upload"}
    kop = koppen(t, wie)
    verboden = t.eigen.woorden if wie == "buur" else t.verboden | set(t.eigen.woorden)
    for stap in schema.get_all_operations():
        operatie = stap.ok()

        @seed(20261120)
        @settings(
            max_examples=aantal,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=one_of(*(operatie.as_strategy(generation_mode=m) for m in GenerationMode)))
        def een(case: schemathesis.Case) -> None:
            case.headers = {k: v for k, v in (case.headers or {}).items() if k.lower() not in ("authorization", "cookie")}
            antwoord = case.call(headers=kop)
            case.validate_response(antwoord, excluded_checks=UIT)
            gezien[antwoord.status_code] += 1
            tekst = f"{antwoord.headers}{antwoord.content.decode('utf-8', 'replace')}".casefold()
            assert antwoord.status_code < 500
            assert wie in MAG or antwoord.status_code in (401, 403, 404, 405), (wie, antwoord.status_code)
            assert [w for w in (*verboden, *SPOREN) if w in tekst] == []

        een()
    return gezien


UIT = [checks.negative_data_rejection, checks.positive_data_acceptance, checks.ignored_auth, checks.missing_required_header]
"""Checks that don't fit: any bytes are a body here, and whether a key is needed is asked by ``WIE``."""


@pytest.mark.usefixtures("schone_rij")
@pytest.mark.parametrize("wie", WIE)
def test_wie_ook_vraagt(toneel: Toneel, app: Any, wie: str) -> None:
    gezien = bestook(toneel, app, wie, 40 if wie in MAG else 12)
    assert sum(gezien.values()) >= 20
    if wie in MAG:
        assert {404, 422} <= set(gezien) or {400, 404} <= set(gezien), gezien


@pytest.mark.lang
@pytest.mark.usefixtures("schone_rij")
@pytest.mark.parametrize("wie", WIE)
def test_wie_ook_vraagt_en_hoe_lang(toneel: Toneel, app: Any, wie: str) -> None:
    assert sum(bestook(toneel, app, wie, 500).values()) >= 20


NAMEN = [
    'attachment; filename="x.csv"',
    "attachment; filename*=utf-8''%00%ff.csv",
    "attachment; filename*=onzin'nl'%e9.csv",
    'attachment; filename="../../../etc/passwd"',
    'attachment; filename="a\\..\\b.csv"',
    "attachment; filename*0=a; filename*1=.csv",
    "attachment; filename*0*=onzin''a; filename*1*=%ff.csv",
    'attachment; filename="' + "é" * 5000 + '.csv"',
    "x" * 9000,
    'attachment; filename="=cmd|x!A1.csv"',
    'attachment; filename="\ud83d\ude00.csv"',
    "attachment; filename=;;;=",
    "=?utf-8?q?=00?=",
    'attachment; filename="<script>alert(1)</script>.csv"',
    'attachment; filename="998711007.csv"',
    'inline; filename=""',
    ";",
    "attachment; filename*=utf-16'x'%d8%00%2e%63%73%76",
    "attachment; filename*=idna''x%2ecsv",
    "attachment; filename*=rot13''k.pfi",
    "attachment; filename*=zlib''x.csv",
    "attachment; filename*=utf-8''%ed%a0%80.csv",
    "attachment; filename*=utf-7''+2AA-.csv",
    "attachment; filename*=unicode_escape''%5cud800.csv",
]


@pytest.mark.usefixtures("schone_rij")
@pytest.mark.parametrize("kop", NAMEN)
def test_welke_naam_het_bestand_ook_heeft(toneel: Toneel, kop: str) -> None:
    client = Client(raise_request_exception=False)
    for inhoud in (b"brin;vestiging;naam\r\n99ZZ;00;De Brug\r\n", b"\x00", b"\xff\xfe\x00\xd8", b"{", b"PK\x03\x04"):
        antwoord = client.generic(
            "POST",
            "/api/v1/leveringen/",
            inhoud,
            content_type="application/octet-stream",
            headers={"authorization": f"Bearer {toneel.eigen.sleutels['goed']}"},
            HTTP_CONTENT_DISPOSITION=kop.encode("utf-8", "surrogatepass").decode("latin-1"),
        )
        assert antwoord.status_code in (200, 202, 400, 422), (antwoord.status_code, getattr(antwoord, "exc_info", None))
        assert toneel.eigen.wie["zichtbaar"].pgn not in antwoord.content.decode()


def test_van_de_buren_is_er_niets(toneel: Toneel) -> None:
    (van_buur,) = [u for u, _ in toneel.vreemd.voorwerpen["Aangeboden"]]
    (eigen,) = [u for u, _ in toneel.eigen.voorwerpen["Aangeboden"]]
    kop = {"authorization": f"Bearer {toneel.eigen.sleutels['goed']}"}
    nee = Client().get(f"/api/v1/leveringen/{van_buur}/", headers=kop)
    assert (nee.status_code, nee.content) == (404, Client().get(f"/api/v1/leveringen/{uuid4()}/", headers=kop).content)
    assert Client().get(f"/api/v1/leveringen/{eigen}/", headers=kop).status_code == 200
