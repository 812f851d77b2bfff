"""What a browser is told, what may be sent in, what is in the repository, and what Django itself thinks of the settings."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver

from apps.test_leveringen_paginas import Gevuld, adres, gevuld  # noqa: F401 (fixture)
from inbeeld.apps.basis.fouten import GeweigerdFout
from inbeeld.apps.leveringen import aanleveren
from inbeeld.apps.leveringen.aanleveren import binnen_map, keur, keur_omvang

WORTEL = Path(__file__).resolve().parents[2]


# ---------------------------------------------------------------------- settings and headers


def _met_https(tmp_path: Path, *opdracht: str) -> subprocess.CompletedProcess[str]:
    schoon = {k: v for k, v in os.environ.items() if not k.startswith(("INBEELD_", "DATABASE_URL", "DJANGO_"))}
    sleutels = tmp_path / "sleutels"
    sleutels.mkdir()
    (sleutels / "django").write_text("a1b2c3d4e5f60718" * 4)
    hier = schoon | {
        "INBEELD_HTTPS": "1",
        "INBEELD_HOSTS": "inbeeld.example.nl",
        "INBEELD_MAP": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "inbeeld.project.settings",
    }
    return subprocess.run([sys.executable, *opdracht], capture_output=True, text=True, env=hier, timeout=60, check=False)


def test_check_deploy_vindt_niets(tmp_path: Path) -> None:
    klaar = _met_https(tmp_path, "-m", "django", "check", "--deploy", "--fail-level", "DEBUG")
    assert klaar.returncode == 0, klaar.stderr
    assert "no issues" in klaar.stdout


_VAST = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def _veilig(antwoord: HttpResponse) -> None:
    for kop, waarde in _VAST.items():
        assert antwoord.headers.get(kop) == waarde, kop
    csp = antwoord.headers["Content-Security-Policy"]
    assert "default-src 'none'" in csp
    assert "unsafe" not in csp
    assert "camera=()" in antwoord.headers["Permissions-Policy"]


@pytest.mark.parametrize(
    "pad", ["/inloggen/", "/gezond/", "/gereed/", "/is/er/niet/", "/instellingen/", "/jongeren/", "/leveringen/"]
)
def test_koppen_op_elk_antwoord(pad: str, gevuld: Gevuld) -> None:  # noqa: F811
    for client in (Client(), gevuld.client("administratie")):
        _veilig(client.get(pad))


def test_koppen_op_een_fout(gevuld: Gevuld, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    def stuk(*_: object, **__: object) -> None:
        raise ValueError("stuk")

    monkeypatch.setattr("inbeeld.apps.toegang.views.render", stuk)
    client = gevuld.client("administratie")
    client.raise_request_exception = False
    antwoord = client.get("/instellingen/")
    assert antwoord.status_code == 500
    assert "stuk" not in antwoord.content.decode()
    _veilig(antwoord)


def test_over_https(tmp_path: Path) -> None:
    """Secure cookies, HSTS, and plain http sent on; but not for who asks on this machine whether all is well."""
    vraag = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "c = Client(headers={'host': 'inbeeld.example.nl'})\n"
        "a = c.get('/gezond/', secure=True)\n"
        "print(a.headers['Strict-Transport-Security'])\n"
        "print(c.get('/instellingen/').headers['Location'])\n"
        "print(c.get('/gezond/').status_code)\n"
        "from django.conf import settings as s\n"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE)\n"
    )
    klaar = _met_https(tmp_path, "-c", vraag)
    hsts, verder, gezond, koekjes = klaar.stdout.splitlines()
    assert hsts == "max-age=31536000; includeSubDomains"
    assert verder == "https://inbeeld.example.nl/instellingen/"
    assert gezond == "200"
    assert koekjes == "True True True Lax"


# ---------------------------------------------------------------------- what is sent in


@pytest.mark.parametrize(
    ("naam", "begin"),
    [
        ("a.csv", b"MZ\x90\x00"),
        ("a.csv", b"\x7fELF\x02"),
        ("a.csv", b"PK\x03\x04"),
        ("a.txt", b"%PDF-1.7"),
        ("a.txt", b"\x89PNG\r\n"),
        ("a.csv", b"\x1f\x8b\x08"),
        ("a.csv", b"PAR1"),
        ("a.json", b"<html>"),
        ("a.json", b"a;b\n1;2\n"),
        ("a.parquet", b"a;b\n"),
        ("a.zip", b"a;b\n"),
        ("a.exe", b"a;b\n"),
        ("a.html", b"<html>"),
        ("a.svg", b"<svg/>"),
        ("csv", b"a;b\n"),
    ],
)
def test_inhoud_en_naam_moeten_kloppen(naam: str, begin: bytes) -> None:
    with pytest.raises(GeweigerdFout) as fout:
        keur(naam, len(begin), begin)
    assert fout.value.doe


@pytest.mark.parametrize(("naam", "begin"), [("a.csv", b"a;b\n"), ("a.json", b'\xef\xbb\xbf {"a": 1}'), ("A.TXT", b"a;b\n")])
def test_wat_klopt_mag(naam: str, begin: bytes) -> None:
    keur(naam, len(begin), begin)  # raises when it is refused
    with pytest.raises(GeweigerdFout):
        keur(naam, len(begin), b"%PDF-1.7")


def test_een_klein_bestand_met_veel_erin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few kB of Parquet that say a million times the same."""
    pad = tmp_path / "jongeren.parquet"
    pq.write_table(pa.table({"jongere_id": pa.array([1] * 1_000_000)}), pad)
    assert pad.stat().st_size < 20_000
    keur_omvang(pad.name, pad)
    monkeypatch.setattr(aanleveren, "PARQUET_RIJEN", 900_000)
    with pytest.raises(GeweigerdFout, match="te veel"):
        keur_omvang(pad.name, pad)
    pad.write_bytes(b"PAR1" + os.urandom(100) + b"PAR1")
    with pytest.raises(GeweigerdFout, match="beschadigd"):
        keur_omvang(pad.name, pad)


def test_niets_wat_binnenkwam_wordt_teruggegeven(gevuld: Gevuld) -> None:  # noqa: F811
    """What goes out is made by us and comes as a file to keep, never to be looked at in the browser."""
    assert not settings.MEDIA_ROOT
    assert not any("binnen" in str(p.pattern) or "media" in str(p.pattern) for p in get_resolver().url_patterns)
    geheim = binnen_map() / "proefbestand"
    geheim.write_text("geheim")
    try:
        for pad in (
            "/leveringen/binnen/proefbestand",
            "/static/../leveringen/binnen/proefbestand",
            "/leveringen/binnen/proefbestand/",
        ):
            assert b"geheim" not in gevuld.client().get(pad).content
    finally:
        geheim.unlink()
    uit: Any = gevuld.client().post(adres(gevuld.levering, "apart", "uitvoer"))
    assert uit.status_code == 200
    assert uit.headers["Content-Disposition"].startswith("attachment")
    assert uit.headers["X-Content-Type-Options"] == "nosniff"


# ---------------------------------------------------------------------- secrets

_GEHEIM = {
    "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "key of ours": r"(?<![0-9a-fA-F])[0-9a-f]{64}(?![0-9a-fA-F])",
    "token of a service": r"\b(?:ghp|gho|github_pat|glpat|xox[bp]|AKIA|sk_live|AGE-SECRET-KEY)[-_A-Za-z0-9]{10,}",
    "password in an address": r"postgres(?:ql)?://[^\s:/@\"'{]+:(?!wachtwoord|geheimwoord|…|\.\.\.)[^\s@\"'{]{6,}@[a-z0-9]",
}
_ZONDER = re.compile(r"requirements/.*\.(lock|txt)$|package-lock\.json$|\.(woff2|png|jpg|parquet|svg)$")
"""Digests of packages, and pictures."""


def _bestanden() -> list[Path]:
    klaar = subprocess.run(["git", "ls-files", "-z"], cwd=WORTEL, capture_output=True, check=True)
    namen = [n for n in klaar.stdout.decode().split("\0") if n and not _ZONDER.search(n)]
    return [WORTEL / n for n in namen if (WORTEL / n).is_file()]


@pytest.mark.parametrize("wat", _GEHEIM)
def test_geen_sleutel_in_het_project(wat: str) -> None:
    patroon = re.compile(_GEHEIM[wat])
    gevonden = [
        f"{p.relative_to(WORTEL)}:{i}"
        for p in _bestanden()
        for i, regel in enumerate(p.read_text("utf-8", errors="replace").splitlines(), 1)
        if patroon.search(regel) and p != Path(__file__)
    ]
    assert gevonden == []


def test_wat_een_installatie_maakt_blijft_erbuiten() -> None:
    for pad in ("var/sleutels/django", "var/postgres/data/x", "var/leveringen/a.csv"):
        assert subprocess.run(["git", "check-ignore", "-q", pad], cwd=WORTEL, check=False).returncode == 0, pad
    assert not [p for p in _bestanden() if "sleutels" in p.parts and p.suffix == ""]
