"""The read log in the form of the standard Logboek Dataverwerkingen: every field that must be there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from inbeeld.apps.toegang.services import leg_medewerker_vast
from inbeeld.apps.verantwoording.models import Leesregel

from .maken import ANNA, WACHTWOORD, brp, log_regel, neem

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

VERPLICHT = {"trace_id", "operation_id", "status_code", "name", "start_time", "end_time", "attributes"}
OPTIONEEL = {"parent_operation_id", "foreign_operation", "resource"}


def roep(omgeving: dict[str, str], *argumenten: str) -> subprocess.CompletedProcess[str]:
    opdracht = [sys.executable, "-m", "inbeeld", "leeslog", "uitvoer", *argumenten]
    return subprocess.run(opdracht, capture_output=True, text=True, env=omgeving, timeout=120, check=False)


@pytest.fixture
def twee(organisatie: Organisatie) -> Organisatie:
    """A page with two youths, and one with none."""
    from inbeeld.apps.personen.models import Jongere

    neem(organisatie, brp(timezone.localdate(), ANNA))
    wie = leg_medewerker_vast(organisatie, f"u-{organisatie.pk}", naam="Noor Vos", rol="teamleider", wachtwoord=WACHTWOORD)
    anna = Jongere.objects.get(tenant=organisatie)
    log_regel(organisatie, wie, anna.pk, anna.pk + 1)
    log_regel(organisatie, wie, anna.pk, pagina="vergelijken", doel="gegevensbeheer", handeling="schrijven", velden=["oordeel"])
    return organisatie


def test_elk_verplicht_veld(twee: Organisatie, omgeving: dict[str, str]) -> None:
    dag = Leesregel.objects.filter(tenant=twee).latest("pk").dag
    klaar = roep(omgeving, "--dag", dag.isoformat(), "--organisatie", twee.code)
    assert klaar.returncode == 0, klaar.stderr
    records = [json.loads(r) for r in klaar.stdout.splitlines()]
    regels = list(Leesregel.objects.filter(tenant=twee, dag=dag).order_by("nummer"))
    assert len(records) == len(regels) == 3
    for record, regel in zip(records, regels, strict=True):
        assert set(record) >= VERPLICHT
        assert set(record) <= VERPLICHT | OPTIONEEL
        assert re.fullmatch("[0-9a-f]{32}", record["trace_id"]), "16 byte"
        assert record["trace_id"] == regel.trace
        assert re.fullmatch("[0-9a-f]{16}", record["operation_id"]), "8 byte"
        assert record["status_code"] in (0, 1, 2)
        assert record["name"] == f"{regel.handeling}: {regel.pagina}"
        for veld in ("start_time", "end_time"):
            assert isinstance(record[veld], int)
        assert record["start_time"] <= record["end_time"] == round(regel.op.timestamp() * 1000)
        attributen = {a["key"]: a["value"] for a in record["attributes"]}
        assert all(k.startswith("dpl.") for k in attributen)
        assert re.match(r"[a-z]+:\S+$", attributen["dpl.core.processing_activity_id"]), "a URI"
        assert attributen["dpl.core.data_subject_id"] == str(regel.pseudoniem)
        assert {a["key"] for a in record["resource"]["attributes"]} >= {"service.name", "service.version"}
    assert len({r["operation_id"] for r in records}) == 3
    assert records[0]["trace_id"] == records[1]["trace_id"] != records[2]["trace_id"]
    for geheim in (ANNA, "Vermeer", "Noor Vos"):
        assert geheim not in klaar.stdout


def test_eigen_register_en_bestand(twee: Organisatie, omgeving: dict[str, str], tmp_path: Path) -> None:
    dag = Leesregel.objects.filter(tenant=twee).latest("pk").dag
    naar = tmp_path / "dag.jsonl"
    basis = ["--dag", dag.isoformat(), "--organisatie", twee.code, "--uit", str(naar)]
    klaar = roep(omgeving, *basis, "--register", "https://register.example/verwerking/{doel}")
    assert klaar.returncode == 0, klaar.stderr
    assert "3 regels" in klaar.stdout
    assert naar.stat().st_mode & 0o077 == 0, "of others"

    def activiteit(record: dict[str, Any]) -> str:
        return next(a["value"] for a in record["attributes"] if a["key"] == "dpl.core.processing_activity_id")

    activiteiten = {activiteit(json.loads(r)) for r in naar.read_text("utf-8").splitlines()}
    assert activiteiten == {
        "https://register.example/verwerking/leerplicht-en-doorstroom",
        "https://register.example/verwerking/gegevensbeheer",
    }


@pytest.mark.parametrize(
    "fout", [["--dag", "gisteren"], ["--dag", "2026-13-01"], ["--dag", "2026-11-20", "--register", "geen uri"]]
)
def test_verkeerd_gebruik(omgeving: dict[str, str], fout: list[str]) -> None:
    klaar = roep(omgeving, *fout)
    assert klaar.returncode == 2
    assert "Traceback" not in klaar.stderr
