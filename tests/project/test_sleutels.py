"""Turning the keys: everything stays readable and findable, at every moment, and nothing is left on the old keys."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

import inbeeld
from apps.maken import ANNA, BRAM, CEM, gaat_naar, levering, log_regel, neem, persoon, vraag, woont
from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.basis.sleutelbos import VERSLEUTELING, Sleutelbos
from inbeeld.apps.basis.versleuteling import nummers, ontsleutel, versleutel
from inbeeld.apps.leveringen.herstellen import DOEL_HERSTELD
from inbeeld.apps.personen.selectors import met_bsn
from inbeeld.apps.toegang.models import Organisatie
from inbeeld.bronnen.basis import Apart
from inbeeld.project import sleutels
from inbeeld.project.versleuteld import NIET_VERSLEUTELD, VERSLEUTELD, Tabel

ONBEKEND = "999990044"
OUDER = "999990056"


def test_de_lijst_is_volledig() -> None:
    """Every column of bytes in a table is encrypted, an index, or said to be something else."""
    in_modellen = {
        f"{m._meta.db_table}.{v.column}"
        for m in apps.get_models()
        if m.__module__.startswith("inbeeld.")
        for v in m._meta.local_fields
        if isinstance(v, models.BinaryField)
    }
    in_lijst = {f"{t.naam}.{k}" for t in VERSLEUTELD for k in (*t.kolommen, *(i.kolom for i in t.indexen))}
    assert in_modellen == in_lijst | set(NIET_VERSLEUTELD)
    for tabel in VERSLEUTELD:
        assert {i.van for i in tabel.indexen} <= set(tabel.kolommen)


VERSLEUTELT = {
    "apps/leveringen/herstellen.py",
    "apps/leveringen/inname.py",
    "apps/personen/services.py",
    "apps/toegang/factoren.py",
    "apps/verantwoording/pseudoniem.py",
    "apps/verantwoording/migrations/0002_keten.py",
    "project/sleutels.py",
}
"""Who encrypts something that is kept; what each of them encrypts stands in the list."""


IN_EEN_SESSIE = {"apps/toegang/onthouden.py"}
"""What is gone within a day; the old key lasts longer."""


def test_wie_versleutelt_staat_in_de_lijst() -> None:
    """Turning the keys must reach everything: whoever comes to encrypt something adds it to the list, and itself here."""
    bron = Path(inbeeld.__file__).parent
    roepen = {str(p.relative_to(bron)) for p in bron.rglob("*.py") if re.search(r"(?<!def )\bversleutel\(", p.read_text("utf-8"))}
    assert roepen == VERSLEUTELT | IN_EEN_SESSIE


@pytest.mark.usefixtures("eigen_sleutels")
def test_een_doel_dat_een_kolom_noemt(organisatie: Organisatie, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was encrypted for its own row alone stays so, and a row keeps what it was encrypted for."""
    tabel = Tabel("leveringen_ongekoppeldrij", {"inhoud": "proef.{reden}"})
    monkeypatch.setattr(sleutels, "VERSLEUTELD", (tabel,))
    neem(organisatie, levering("rod-levering-v1", date(2025, 10, 2), inschrijvingen=[gaat_naar(BRAM), gaat_naar(BRAM, "2")]))
    for (id_,) in vraag("SELECT id FROM leveringen_ongekoppeldrij WHERE tenant_id = %s", organisatie.pk):
        vraag(
            "UPDATE leveringen_ongekoppeldrij SET reden = %s, inhoud = %s WHERE id = %s RETURNING id",
            f"r{id_}", versleutel(f"tekst {id_}", f"proef.r{id_}"), id_,
        )  # fmt: skip
    sleutels.maak_nieuwe()
    assert sleutels.draai(connection, [organisatie.pk]).waarden == 2
    for id_, reden, inhoud_ in vraag(
        "SELECT id, reden, inhoud FROM leveringen_ongekoppeldrij WHERE tenant_id = %s", organisatie.pk
    ):
        assert inhoud_[0] == 2
        assert ontsleutel(inhoud_, f"proef.{reden}").decode() == f"tekst {id_}"


@pytest.fixture
def eigen_sleutels(installatie: Path, database: str, tmp_path: Path, settings: Any) -> Path:
    """A folder of keys for this test alone, beside the same database."""
    map_ = tmp_path / "installatie"
    map_.mkdir()
    (map_ / "postgres").symlink_to(installatie / "postgres")
    shutil.copytree(installatie / "sleutels", map_ / "sleutels")
    settings.SLEUTEL_MAP = map_ / "sleutels"
    return map_


def vul(organisatie: Organisatie) -> dict[str, Any]:
    """Something in every encrypted column. Gives the deliveries."""
    brp = levering(
        "brp-selectie-v1",
        date(2025, 10, 1),
        "volledig",
        personen=[persoon(ANNA, pgn_ouder_1=OUDER, gezag="ouder_1"), persoon(BRAM, pgn_ouder_1=OUDER, pgn_ouder_2=CEM)],
        verblijf=[woont(ANNA), woont(BRAM)],
    )
    onderwijs = persoon("104190011", naam="Vos", pgn_soort="ONR")
    fout = Apart(9, "GEBOORTEDATUM", "datum", "geen datum", "Herstel", {"BSN": ANNA, "GEBOORTEDATUM": "31-02-2010"})
    school = levering(
        "rod-levering-v1",
        date(2025, 10, 2),
        apart=(fout,),
        personen=[onderwijs],
        inschrijvingen=[gaat_naar(ANNA), gaat_naar(ONBEKEND, "7")],
    )
    neem(organisatie, brp, school)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM leveringen_apartgezet WHERE tenant_id = %s", [organisatie.pk])
        (apart,) = cursor.fetchone()
        from inbeeld.apps.toegang.services import leg_medewerker_vast

        wie = leg_medewerker_vast(
            organisatie, f"sleutel-{organisatie.pk}", naam="Wil", rol="administratie", wachtwoord="lang-genoeg-wachtwoord"
        )
        cursor.execute(
            "INSERT INTO leveringen_afhandeling (tenant_id, apart_id, soort, door_id, reden, inhoud, status) "
            "VALUES (%s, %s, 'hersteld', %s, '', %s, 'mislukt')",
            [organisatie.pk, apart, wie.pk, versleutel(json.dumps({"BSN": ANNA}), DOEL_HERSTELD)],
        )
    log_regel(organisatie, wie, met_bsn(organisatie.pk, ANNA).pk)  # type: ignore[union-attr]
    return {"brp": brp, "school": school}


def inhoud(organisatie: Organisatie) -> dict[str, list[bytes]]:
    """Everything that is encrypted, in plain."""
    return {
        f"{t.naam}.{k}": sorted(
            ontsleutel(r[0], doel.format(pseudoniem=r[1]))
            for r in vraag(
                f"SELECT {k}, {'pseudoniem' if '{pseudoniem}' in doel else 'NULL'} FROM {t.naam} "
                f"WHERE tenant_id = %s AND {k} IS NOT NULL",
                organisatie.pk,
            )
        )
        for t in VERSLEUTELD
        for k, doel in t.kolommen.items()
    }


def indexen(organisatie: Organisatie) -> set[bytes]:
    return {
        r[0]
        for t in VERSLEUTELD
        for i in t.indexen
        for r in vraag(f"SELECT {i.kolom} FROM {t.naam} WHERE tenant_id = %s AND {i.kolom} IS NOT NULL", organisatie.pk)
    }


def gebruikt(organisatie: Organisatie) -> set[int]:
    return {g.sleutel for g in sleutels.gebruik(connection, [organisatie.pk])}


def test_alles_komt_onder_nieuwe_sleutels(organisatie: Organisatie, eigen_sleutels: Path) -> None:
    leveringen = vul(organisatie)
    toen, oude_index = inhoud(organisatie), indexen(organisatie)
    assert all(toen.values()), "every encrypted column is tried"
    assert not sleutels.onaf(connection, [organisatie.pk])
    assert sleutels.maak_nieuwe() == ["versleuteling-2", "zoekindex-2"]
    assert sleutels.onaf(connection, [organisatie.pk])
    gedaan = sleutels.draai(connection, [organisatie.pk])
    assert gedaan.zonder_index == 0
    assert gedaan.indexen >= 5
    assert inhoud(organisatie) == toen
    assert gebruikt(organisatie) == {2}
    assert not indexen(organisatie) & oude_index
    assert not sleutels.onaf(connection, [organisatie.pk])
    (eigen_sleutels / "sleutels/versleuteling-1").unlink()
    assert inhoud(organisatie) == toen
    anna = met_bsn(organisatie.pk, ANNA)
    assert anna is not None
    # The same again is the same; who was waited for is recognised; what was set apart lapses with a new full delivery.
    voor = vraag("SELECT count(*) FROM personen_persoonsgegevens WHERE tenant_id = %s", organisatie.pk)
    (nog_eens,) = neem(organisatie, leveringen["brp"])
    assert (nog_eens.nieuwe_jongeren, nog_eens.tabellen["personen"].gewijzigd, nog_eens.tabellen["personen"].ongewijzigd) == (
        0,
        0,
        2,
    )
    assert vraag("SELECT count(*) FROM personen_persoonsgegevens WHERE tenant_id = %s", organisatie.pk) == voor
    (later,) = neem(
        organisatie,
        levering("brp-selectie-v1", date(2025, 11, 1), "volledig", personen=[persoon(ONBEKEND)], verblijf=[woont(ONBEKEND)]),
    )
    assert (later.nieuwe_jongeren, later.alsnog_gekoppeld) == (1, 1)
    assert gebruikt(organisatie) == {2}
    neem(
        organisatie,
        levering("rod-levering-v1", date(2025, 11, 2), "volledig", inschrijvingen=[gaat_naar(ANNA)]),
    )
    assert vraag("SELECT status FROM leveringen_apartgezet WHERE tenant_id = %s", organisatie.pk) == [("vervallen",)]


def test_een_andere_organisatie_blijft_vindbaar(organisatie: Organisatie, eigen_sleutels: Path) -> None:
    from inbeeld.apps.toegang.services import leg_organisatie_vast

    buur = leg_organisatie_vast(f"{organisatie.code}-buur", "Buur", ["1998"])
    for wie in (organisatie, buur):
        with in_tenant(wie.pk):
            vul(wie)
    sleutels.maak_nieuwe()
    sleutels.draai(connection, [organisatie.pk])
    nieuw = leg_organisatie_vast(f"{organisatie.code}-nieuw", "Nieuw", ["1997"])
    for wie, sleutel in ((organisatie, 2), (buur, 1), (nieuw, 2)):
        with in_tenant(wie.pk):
            assert (met_bsn(wie.pk, ANNA) is None) == (wie is nieuw)
            sleutels.begin_met_nieuwste(connection, wie.pk)
            assert sleutels.zoeksleutels(connection, [wie.pk]) == {wie.pk: sleutel}


class Gedood(Exception):
    pass


@pytest.mark.parametrize("na", [1, 3, 6, 9])
def test_afgebroken_en_verder(organisatie: Organisatie, eigen_sleutels: Path, monkeypatch: pytest.MonkeyPatch, na: int) -> None:
    vul(organisatie)
    toen = inhoud(organisatie)
    monkeypatch.setattr(sleutels, "BLOK", 1)
    tel = itertools.count(1)

    def sterf(_wat: str, _n: int) -> None:
        if next(tel) > na:
            raise Gedood

    sleutels.maak_nieuwe()
    with suppress(Gedood):
        sleutels.draai(connection, [organisatie.pk], meld=sterf)
    assert inhoud(organisatie) == toen
    assert met_bsn(organisatie.pk, BRAM) is not None
    sleutels.draai(connection, [organisatie.pk])
    assert gebruikt(organisatie) == {2}
    assert inhoud(organisatie) == toen
    assert met_bsn(organisatie.pk, BRAM) is not None
    assert sleutels.draai(connection, [organisatie.pk]) == sleutels.Gedraaid([], 0, 0, 0)


def test_index_die_niet_past_verandert_niets(organisatie: Organisatie, eigen_sleutels: Path) -> None:
    vul(organisatie)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE personen_persoonsgegevens SET ouder_2_index = '\\x00' WHERE tenant_id = %s AND ouder_2 IS NOT NULL",
            [organisatie.pk],
        )
    sleutels.maak_nieuwe()
    oud = indexen(organisatie)
    with pytest.raises(InbeeldFout, match="past de zoekindex niet") as fout:
        sleutels.draai(connection, [organisatie.pk])
    assert fout.value.waar == "personen_persoonsgegevens.ouder_2_index"
    assert indexen(organisatie) == oud
    assert met_bsn(organisatie.pk, ANNA) is not None


def test_een_proces_dat_loopt_schrijft_meteen_met_de_nieuwe(eigen_sleutels: Path) -> None:
    assert versleutel("a", "x")[0] == nummers(VERSLEUTELING)[-1] == 1
    oud = versleutel("geheim", "x")
    subprocess.run(
        [sys.executable, "-c", "import sys, pathlib; from inbeeld.apps.basis.sleutelbos import Sleutelbos; "
         "Sleutelbos(pathlib.Path(sys.argv[1])).lees_of_maak('versleuteling-2')", str(eigen_sleutels / "sleutels")],
        check=True,
    )  # fmt: skip
    assert versleutel("a", "x")[0] == 2
    assert ontsleutel(oud, "x") == b"geheim"
    (eigen_sleutels / "sleutels/versleuteling-1").unlink()
    with pytest.raises(InbeeldFout, match="sleutel die er niet is") as fout:
        ontsleutel(oud, "x")
    assert fout.value.waar == "versleuteling-1"


def test_opdracht(organisatie: Organisatie, eigen_sleutels: Path, omgeving: dict[str, str]) -> None:
    vul(organisatie)
    hier = omgeving | {"INBEELD_MAP": str(eigen_sleutels)}

    def roep(*argumenten: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "inbeeld", "sleutels", *argumenten, "--organisatie", organisatie.code],
            capture_output=True, text=True, env=hier, timeout=120, check=False,
        )  # fmt: skip

    klaar = roep("draai")
    assert klaar.returncode == 0, klaar.stderr
    assert "versleuteling-2, zoekindex-2" in klaar.stdout
    assert gebruikt(organisatie) == {2}
    toon = roep()
    assert "personen_jongere.bsn" in toon.stdout
    assert "Niet meer in gebruik, alleen nog nodig voor oudere reservekopieën: versleuteling-1." in toon.stdout
    assert (eigen_sleutels / "sleutels/versleuteling-2").stat().st_mode & 0o777 == 0o600
    assert roep("dans").returncode == 2


@pytest.mark.lang
def test_kill_op_elk_moment(organisatie: Organisatie, eigen_sleutels: Path, omgeving: dict[str, str]) -> None:
    leveringen = vul(organisatie)
    toen = inhoud(organisatie)
    hier = omgeving | {"INBEELD_MAP": str(eigen_sleutels)}
    opdracht = [sys.executable, "-m", "inbeeld", "sleutels", "draai", "--organisatie", organisatie.code]
    begin = time.monotonic()
    subprocess.run(opdracht, env=hier, check=True, capture_output=True)
    duur = time.monotonic() - begin
    kans = random.Random(3)
    for _ in range(12):
        proces = subprocess.Popen(opdracht, env=hier, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with suppress(subprocess.TimeoutExpired):
            proces.wait(kans.uniform(duur / 3, duur * 1.3))
        with suppress(ProcessLookupError):
            os.kill(proces.pid, signal.SIGKILL)
        proces.wait()
        assert inhoud(organisatie) == toen
        assert met_bsn(organisatie.pk, ANNA) is not None
        (nog_eens,) = neem(organisatie, leveringen["brp"])
        assert nog_eens.tabellen["personen"].gewijzigd == 0
        toen = inhoud(organisatie)
    while sleutels.onaf(connection, [organisatie.pk]):
        subprocess.run(opdracht, env=hier, check=True, capture_output=True)
    nieuwste = Sleutelbos(eigen_sleutels / "sleutels").nummers(VERSLEUTELING)[-1]
    assert nieuwste > 2
    assert gebruikt(organisatie) == {nieuwste}
