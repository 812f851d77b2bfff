"""The files for running it for real name commands, settings and pages that exist, and the programs they are for accept them."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import typer
import yaml
from django.urls import resolve

from inbeeld.project.cli import app
from inbeeld.project.cli.server import POORT

WORTEL = Path(__file__).resolve().parents[2]
DEPLOY = WORTEL / "deploy"
DIENSTEN = sorted((DEPLOY / "systemd").glob("*.service"))
OPDRACHTEN = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def _regels(pad: Path, sleutel: str) -> list[str]:
    return re.findall(rf"^{sleutel}=(.*)$", pad.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("dienst", DIENSTEN, ids=lambda p: p.stem)
def test_dienst_voert_een_opdracht_uit_die_bestaat(dienst: Path) -> None:
    (start,) = _regels(dienst, "ExecStart")
    programma, opdracht, *rest = shlex.split(start)
    assert programma.endswith("/.venv/bin/inbeeld")
    assert opdracht in OPDRACHTEN
    opties = {o for p in OPDRACHTEN[opdracht].params for o in p.opts}
    assert {d for d in rest if d.startswith("--")} <= opties
    with OPDRACHTEN[opdracht].make_context(opdracht, list(rest)):
        pass
    for bestand in _regels(dienst, "EnvironmentFile"):
        assert (DEPLOY / Path(bestand).name).exists()
    assert _regels(dienst, "User") == ["inbeeld"]
    for slot in ("NoNewPrivileges=true", "ProtectSystem=strict", "UMask=0077", "CapabilityBoundingSet="):
        assert slot in dienst.read_text("utf-8").splitlines()


def test_elke_timer_heeft_haar_dienst() -> None:
    timers = list((DEPLOY / "systemd").glob("*.timer"))
    assert timers
    for timer in timers:
        assert timer.with_suffix(".service").exists()
    assert len(DIENSTEN) == 3


def test_alleen_de_reservekopie_kent_de_eigenaar() -> None:
    met = {d.stem for d in DIENSTEN if "eigenaar.env" in d.read_text("utf-8")}
    assert met == {"inbeeld-reservekopie"}
    assert "EIGENAAR" not in (DEPLOY / "inbeeld.env").read_text("utf-8")


def test_namen_in_de_omgeving_bestaan() -> None:
    code = "\n".join(p.read_text("utf-8") for p in (WORTEL / "src").rglob("*.py"))
    namen = {n for p in DEPLOY.glob("*.env") for n in re.findall(r"^([A-Z_]+)=", p.read_text("utf-8"), re.MULTILINE)}
    namen |= {n for d in DIENSTEN for r in _regels(d, "Environment") for n in re.findall(r"([A-Z_]+)=", r)}
    assert {"INBEELD_MAP", "DATABASE_URL", "DATABASE_URL_WEB", "DATABASE_URL_EIGENAAR", "INBEELD_HTTPS"} <= namen
    assert {n for n in namen if f'"{n}"' not in code} == set()


def test_waarschuwingen_gaan_over_wat_er_gemeten_wordt() -> None:
    code = (WORTEL / "src/inbeeld/project/toezicht/metingen.py").read_text("utf-8")
    gemeten = set(re.findall(r'"(inbeeld_\w+)"', code)) | {"inbeeld_verzoeken_total", "inbeeld_verzoek_seconden_bucket"}
    regels = yaml.safe_load((DEPLOY / "prometheus-regels.yml").read_text("utf-8"))["groups"][0]["rules"]
    for regel in regels:
        assert set(re.findall(r"inbeeld_\w+", regel["expr"])) <= gemeten, regel["alert"]
    document = (WORTEL / "docs/beheer/toezicht.md").read_text("utf-8")
    assert set(re.findall(r"inbeeld_\w+", document)) <= gemeten | {"inbeeld_verzoek_seconden"}


@pytest.mark.parametrize("naam", ["nginx.conf", "Caddyfile"])
def test_webserver_ervoor(naam: str) -> None:
    tekst = (DEPLOY / naam).read_text("utf-8")
    assert f"127.0.0.1:{POORT}" in tekst
    for pad in re.findall(r"(?:location = |path |^\s+/)(/\S+/)", tekst):
        assert resolve(pad)
    for weg in ("/metingen/", "/gereed/"):
        assert weg in tekst
    assert "200m" in tekst.lower()
    if naam == "nginx.conf":
        assert (
            tekst.count("X-Forwarded-Proto $scheme") == tekst.count("proxy_pass ") == tekst.count("X-Forwarded-For $remote_addr")
        )


@pytest.mark.skipif(shutil.which("nginx") is None or shutil.which("openssl") is None, reason="needs nginx and openssl")
def test_nginx_leest_het(tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=x",
         "-keyout", str(tmp_path / "k"), "-out", str(tmp_path / "c"), "-days", "1"],
        check=True, capture_output=True,
    )  # fmt: skip
    tekst = (DEPLOY / "nginx.conf").read_text("utf-8")
    tekst = tekst.replace("/etc/ssl/inbeeld.pem", str(tmp_path / "c")).replace("/etc/ssl/inbeeld.key", str(tmp_path / "k"))
    tekst = tekst.replace("/var/log/nginx/", f"{tmp_path}/")
    (tmp_path / "n.conf").write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{tekst}\n}}\n")
    klaar = subprocess.run(
        ["nginx", "-t", "-c", str(tmp_path / "n.conf"), "-p", str(tmp_path), "-e", str(tmp_path / "e")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert klaar.returncode == 0, klaar.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("eenheid", sorted((DEPLOY / "systemd").iterdir()), ids=lambda p: p.name)
def test_systemd_leest_het(eenheid: Path, tmp_path: Path) -> None:
    for bestand in (DEPLOY / "systemd").iterdir():
        tekst = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", bestand.read_text("utf-8"), flags=re.MULTILINE)
        (tmp_path / bestand.name).write_text(tekst)
    klaar = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / eenheid.name)], capture_output=True, text=True, check=False
    )
    eigen = [r for r in klaar.stderr.splitlines() if str(tmp_path) in r or eenheid.name in r]
    assert eigen == [], klaar.stderr
