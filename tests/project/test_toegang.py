"""Access on the command line: keys of programs, letting go, forgetting a factor, somebody without a password."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.utils import timezone

from inbeeld.apps.toegang import factoren, rem
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.apps.toegang.services import leg_medewerker_vast
from inbeeld.apps.toegang.sleutels import herken

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

WACHTWOORD = "lang-genoeg-wachtwoord"


@pytest.fixture
def roep(organisatie: Organisatie, omgeving: dict[str, str]) -> object:
    def doe(*argumenten: str) -> subprocess.CompletedProcess[str]:
        opdracht = [sys.executable, "-m", "inbeeld", *argumenten, "--organisatie", organisatie.code]
        return subprocess.run(opdracht, env=omgeving, capture_output=True, text=True, check=False, timeout=120)

    return doe


def test_sleutels(organisatie: Organisatie, roep) -> None:  # type: ignore[no-untyped-def]
    tot = f"{timezone.localdate() + timedelta(days=30)}"
    gemaakt = roep("sleutel", "maak", "las", "--recht", "api.leveringen", "--tot", tot)
    assert gemaakt.returncode == 0, gemaakt.stderr
    sleutel = gemaakt.stdout.splitlines()[-1]
    gevonden = herken(sleutel)
    assert gevonden is not None
    assert (gevonden.tenant, gevonden.rechten) == (organisatie, ["api.leveringen"])
    lijst = roep("sleutel", "lijst").stdout
    assert "las" in lijst
    assert "api.leveringen" in lijst
    assert sleutel not in lijst
    assert roep("sleutel", "maak", "x", "--recht", "alles", "--tot", tot).returncode == 2
    assert roep("sleutel", "maak", "x", "--recht", "api.leveringen", "--tot", "2099-01-01").returncode == 2
    assert roep("sleutel", "maak", "x", "--recht", "api.leveringen").returncode == 2, "without a last day"
    assert roep("sleutel", "trek-in", "las").returncode == 0
    assert herken(sleutel) is None


def test_medewerkers(organisatie: Organisatie, roep) -> None:  # type: ignore[no-untyped-def]
    naam = f"noor-{uuid4().hex[:8]}"
    wie = leg_medewerker_vast(organisatie, naam, naam="Noor", rol="teamleider", wachtwoord=WACHTWOORD)
    for _ in range(6):
        rem.tel(rem.ACCOUNT, naam)
    assert "weer proberen" in roep("gebruiker", naam, "--ontgrendel").stdout
    assert rem.dicht(rem.ACCOUNT, [naam]) == {}
    assert "niet vergrendeld" in roep("gebruiker", naam, "--ontgrendel").stdout
    factoren.maak_herstelcodes(wie)
    assert "nieuwe tweede factor" in roep("gebruiker", naam, "--factor-kwijt").stdout
    assert factoren.herstelcodes(wie) is None
    assert roep("gebruiker", "bestaat-niet", "--ontgrendel").returncode == 2
    nieuw = roep("gebruiker", f"bo-{naam}", "--naam", "Bo", "--rol", "teamleider", "--zonder-wachtwoord")
    assert nieuw.returncode == 0, nieuw.stderr
    assert not Medewerker.objects.get(gebruikersnaam=f"bo-{naam}").has_usable_password()
