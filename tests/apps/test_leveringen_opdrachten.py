"""Files that are sent in, and the worker: taken in once whatever happens, one picture for many files, refused with a sentence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from inbeeld.apps.basis.fouten import GeweigerdFout
from inbeeld.apps.basis.opdrachten import BEELD, NEEM_AAN, stel_uit
from inbeeld.apps.leveringen import services
from inbeeld.apps.leveringen.aanleveren import binnen_map
from inbeeld.apps.leveringen.models import Aangeboden, Levering
from inbeeld.apps.toegang.models import Organisatie

from .maken import ANNA, BRAM, CEM, vraag

BRP = "BSN;VOORVOEGSEL;GESLACHTSNAAM;VOORNAMEN;GESLACHT;GEBOORTEDATUM;GEMEENTECODE;DATUM_VESTIGING;DATUM_VERTREK;LEVERDATUM\n"


def brp_rij(bsn: str, naam: str = "Vermeer", geboren: str = "20100304", datum: str = "20260901") -> str:
    return f"{bsn};;{naam};Noor;V;{geboren};9001;{geboren};;{datum}\n"


def brp_bestand(map_: Path, *rijen: str, naam: str = "brp_20260901.csv") -> Path:
    pad = map_ / naam
    pad.write_text(BRP + "".join(rijen), "utf-8")
    return pad


def bied_aan(organisatie: Organisatie, pad: Path, naam: str | None = None) -> Aangeboden:
    """``pad`` is kept: a copy is sent in."""
    kopie = binnen_map() / f"komt-{os.urandom(4).hex()}"
    kopie.write_bytes(pad.read_bytes())
    return services.bied_aan(organisatie, None, naam or pad.name, kopie)


def neem(organisatie: Organisatie, *aangeboden: Aangeboden) -> list[Aangeboden]:
    """As the worker does, in this process."""
    for a in aangeboden:
        services.neem_aangeboden(organisatie.pk, a.pk)
    return list(Aangeboden.objects.filter(tenant=organisatie).order_by("id"))


def opdrachten(organisatie: Organisatie, naam: str) -> list[str]:
    return [
        s
        for (s,) in vraag(
            "SELECT status::text FROM procrastinate_jobs WHERE task_name = %s AND args->>'tenant_id' = %s ORDER BY id",
            naam,
            str(organisatie.pk),
        )
    ]


@contextmanager
def werker(omgeving: dict[str, str], *opties: str, **extra: str) -> Iterator[subprocess.Popen[str]]:
    proces = subprocess.Popen(
        [sys.executable, "-m", "inbeeld", "werker", *opties],
        env=omgeving | extra,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield proces
    finally:
        if proces.poll() is None:
            os.killpg(proces.pid, signal.SIGKILL)
        proces.communicate(timeout=30)


def wacht_tot(klaar: Callable[[], bool], seconden: float = 60) -> None:
    grens = time.monotonic() + seconden
    while not klaar():
        assert time.monotonic() < grens, "too late"
        time.sleep(0.1)


# -- at the door -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("naam", "inhoud", "wat"),
    [
        ("lijst.xlsx", b"PK\x03\x04", "Dit is een werkblad"),
        ("brief.pdf", b"%PDF-1.7", "Dit soort bestand"),
        ("virus.exe", b"MZ", "Dit soort bestand"),
        ("zonder-uitgang", b"a;b\n", "Dit soort bestand"),
        ("leeg.csv", b"", "Dit bestand is leeg"),
        ("eigenlijk.csv", b"PK\x03\x04xxxx", "Dit is een zip- of Excelbestand"),
        ("eigenlijk.parquet", b"a;b\n", "maar de inhoud is iets anders"),
        ("eigenlijk.zip", b"a;b\n", "maar de inhoud is iets anders"),
    ],
)
def test_wat_geen_levering_kan_zijn_wordt_met_een_zin_geweigerd(
    organisatie: Organisatie, tmp_path: Path, naam: str, inhoud: bytes, wat: str
) -> None:
    pad = tmp_path / "bestand"
    pad.write_bytes(inhoud)
    with pytest.raises(GeweigerdFout, match=wat) as fout:
        bied_aan(organisatie, pad, naam)
    assert fout.value.doe
    assert not Aangeboden.objects.filter(tenant=organisatie).exists()
    assert opdrachten(organisatie, NEEM_AAN) == []


def test_te_groot(organisatie: Organisatie, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "GROOTSTE_LEVERING_MB", 1)
    pad = tmp_path / "groot.csv"
    pad.write_bytes(b"a;b\n" * 400_000)
    with pytest.raises(GeweigerdFout, match="te groot"):
        bied_aan(organisatie, pad)


def test_wat_binnen_is_staat_onder_een_willekeurige_naam(organisatie: Organisatie, tmp_path: Path) -> None:
    aangeboden = bied_aan(organisatie, brp_bestand(tmp_path, brp_rij(ANNA)), f"../../{ANNA}.csv")
    assert aangeboden.bestand == "*********.csv"
    opslag = binnen_map() / aangeboden.opslag
    assert opslag.stat().st_mode & 0o777 == 0o600
    assert binnen_map().stat().st_mode & 0o777 == 0o700
    assert ANNA not in aangeboden.opslag


# -- taking in -------------------------------------------------------------------------------------------------------------


def test_ingelezen_met_bon_en_zonder_bestand(organisatie: Organisatie, tmp_path: Path) -> None:
    pad = brp_bestand(tmp_path, brp_rij(ANNA), brp_rij(BRAM), brp_rij("123456780"))
    aangeboden = bied_aan(organisatie, pad)
    opslag = binnen_map() / aangeboden.opslag
    (klaar,) = neem(organisatie, aangeboden)
    assert (klaar.status, klaar.gelezen, klaar.totaal, klaar.opslag) == (Aangeboden.KLAAR, 3, 3, "")
    assert not opslag.exists()
    levering = Levering.objects.get(pk=klaar.levering_id)
    assert (levering.via, levering.bestand, levering.bon["apart"]) == (Levering.WEB, "brp_20260901.csv", 1)
    assert opdrachten(organisatie, BEELD) == ["todo"]


def test_twee_keer_aanleveren_verandert_niets(organisatie: Organisatie, tmp_path: Path) -> None:
    pad = brp_bestand(tmp_path, brp_rij(ANNA), brp_rij(BRAM))
    neem(organisatie, bied_aan(organisatie, pad))
    voor = vraag("SELECT id, vervangen_op FROM registers_verblijf WHERE tenant_id = %s ORDER BY id", organisatie.pk)
    assert len(voor) == 2
    tweede = neem(organisatie, bied_aan(organisatie, pad))[1]
    assert (tweede.status, tweede.al_ingelezen) == (Aangeboden.KLAAR, True)
    assert vraag("SELECT id, vervangen_op FROM registers_verblijf WHERE tenant_id = %s ORDER BY id", organisatie.pk) == voor
    assert Levering.objects.filter(tenant=organisatie).count() == 1
    # The same job once more (its worker died after the last statement) does nothing either.
    assert services.neem_aangeboden(organisatie.pk, tweede.pk) is False


def test_geweigerd_bestand_zegt_wat_waar_en_wat_te_doen(organisatie: Organisatie, tmp_path: Path) -> None:
    pad = tmp_path / "brp_20260901.csv"
    pad.write_text("KLEUR;SMAAK\nrood;zoet\n")
    (weg,) = neem(organisatie, bied_aan(organisatie, pad))
    assert weg.status == Aangeboden.GEWEIGERD
    assert weg.fout is not None
    assert "geen levering die we kennen" in weg.fout["wat"]
    assert weg.fout["doe"]
    assert str(binnen_map()) not in str(weg.fout)
    assert Levering.objects.get(pk=weg.levering_id).status == Levering.GEWEIGERD


def test_van_een_ander_wordt_niets_ingelezen(organisatie: Organisatie, tmp_path: Path) -> None:
    aangeboden = bied_aan(organisatie, brp_bestand(tmp_path, brp_rij(ANNA)))
    assert services.neem_aangeboden(organisatie.pk + 1, aangeboden.pk) is False
    aangeboden.refresh_from_db()
    assert aangeboden.status == Aangeboden.WACHT


def test_zip_wordt_uitgepakt_en_elk_bestand_krijgt_zijn_bon(organisatie: Organisatie, tmp_path: Path) -> None:
    pad = tmp_path / "week.zip"
    with zipfile.ZipFile(pad, "w") as zip_:
        zip_.writestr("map/brp_20260901.csv", BRP + brp_rij(ANNA))
        zip_.writestr("map/lees.mij", "x")
        zip_.writestr("__MACOSX/._brp.csv", "x")
        zip_.writestr("nog.zip", b"PK\x03\x04")
    neem(organisatie, bied_aan(organisatie, pad))
    alle = {a.bestand: a for a in Aangeboden.objects.filter(tenant=organisatie)}
    assert {n: a.status for n, a in alle.items()} == {
        "week.zip": "klaar",
        "brp_20260901.csv": "wacht",
        "lees.mij": "geweigerd",
        "nog.zip": "geweigerd",
    }
    neem(organisatie, alle["brp_20260901.csv"])
    assert vraag("SELECT count(*) FROM personen_jongere WHERE tenant_id = %s", organisatie.pk) == [(1,)]


@pytest.mark.parametrize("kwaad", ["wachtwoord", "kapot", "leeg", "liegt"])
def test_kwade_zip_wordt_geweigerd(organisatie: Organisatie, tmp_path: Path, kwaad: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "GROOTSTE_LEVERING_MB", 1)
    pad = tmp_path / "kwaad.zip"
    with zipfile.ZipFile(pad, "w", zipfile.ZIP_DEFLATED) as zip_:
        if kwaad != "leeg":
            zip_.writestr("a.csv", b"a;b\n" * (6_000_000 if kwaad == "liegt" else 10))
    ruw = bytearray(pad.read_bytes())
    if kwaad == "wachtwoord":
        ruw[ruw.index(b"PK\x01\x02") + 8] |= 1
    if kwaad == "kapot":
        del ruw[60:]
    pad.write_bytes(ruw)
    (weg,) = neem(organisatie, bied_aan(organisatie, pad))
    assert weg.status == Aangeboden.GEWEIGERD
    assert weg.fout is not None
    assert weg.fout["doe"]


def test_opruimen_laat_staan_wat_nog_nodig_is(organisatie: Organisatie, tmp_path: Path) -> None:
    nodig = binnen_map() / bied_aan(organisatie, brp_bestand(tmp_path, brp_rij(ANNA))).opslag
    (binnen_map() / "werk-oud").mkdir()
    (binnen_map() / "los").write_text("x")
    assert services.nog_nodig() == {nodig.name}
    assert services.ruim_binnen_op({nodig.name}, time.time() + 3600) == 0
    assert services.ruim_binnen_op({nodig.name}, time.time() + 2 * 86400) >= 2
    assert [p.exists() for p in (nodig, binnen_map() / "los", binnen_map() / "werk-oud")] == [True, False, False]


# -- jobs ------------------------------------------------------------------------------------------------------------------


def test_een_opdracht_is_er_pas_als_de_transactie_er_is(organisatie: Organisatie) -> None:
    with transaction.atomic():
        stel_uit(BEELD, organisatie.pk)
        transaction.set_rollback(True)
    assert opdrachten(organisatie, BEELD) == []
    assert stel_uit(BEELD, organisatie.pk) is True
    assert stel_uit(BEELD, organisatie.pk) is False
    assert opdrachten(organisatie, BEELD) == ["todo"]


@pytest.mark.lang
def test_tien_bestanden_een_beeld(organisatie: Organisatie, tmp_path: Path, omgeving: dict[str, str], schone_rij: None) -> None:
    for i in range(10):
        naam = f"brp_2026{i + 1:02}01.csv"
        bied_aan(organisatie, brp_bestand(tmp_path, brp_rij(ANNA, datum=f"2026{i + 1:02}01"), brp_rij(BRAM), naam=naam))
    with werker(omgeving, "--tot-leeg") as proces:
        proces.communicate(timeout=180)
    assert {a.status for a in Aangeboden.objects.filter(tenant=organisatie)} == {Aangeboden.KLAAR}
    assert vraag("SELECT count(*) FROM beelden_beeldrun WHERE tenant_id = %s", organisatie.pk) == [(1,)]
    assert vraag("SELECT count(*) FROM personen_jongere WHERE tenant_id = %s", organisatie.pk) == [(2,)]


@pytest.mark.lang
def test_gedode_werker_wordt_overgedaan_en_precies_een_keer_ingelezen(
    organisatie: Organisatie, tmp_path: Path, omgeving: dict[str, str], schone_rij: None
) -> None:
    """Killed while it waits, inside its transaction, for a lock that we hold; then a new worker does it all over."""
    aangeboden = bied_aan(organisatie, brp_bestand(tmp_path, brp_rij(ANNA), brp_rij(BRAM), brp_rij(CEM)))
    with werker(omgeving, INBEELD_WERKER_STIL="3") as eerste, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('inbeeld.levering'), %s)", [organisatie.pk])
        wacht_tot(
            lambda: vraag("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == [(1,)],
        )
        assert vraag("SELECT status FROM leveringen_upload WHERE id = %s", aangeboden.pk) == [("bezig",)]
        os.killpg(eerste.pid, signal.SIGKILL)
        eerste.wait(10)
    assert Levering.objects.filter(tenant=organisatie).count() == 0
    time.sleep(4)
    with werker(omgeving, INBEELD_WERKER_STIL="3") as tweede:
        wacht_tot(lambda: vraag("SELECT count(*) FROM beelden_beeldrun WHERE tenant_id = %s", organisatie.pk) == [(1,)], 90)
        tweede.terminate()
        assert tweede.wait(30) == 0
    aangeboden.refresh_from_db()
    assert (aangeboden.status, aangeboden.gelezen) == (Aangeboden.KLAAR, 3)
    assert Levering.objects.filter(tenant=organisatie).count() == 1
    assert vraag("SELECT count(*) FROM registers_verblijf WHERE tenant_id = %s", organisatie.pk) == [(3,)]
    assert list(binnen_map().glob("werk-*")) != [], "what the killed worker left is tidied up by the daily job"
    services.ruim_binnen_op(set(), time.time() + 2 * 86400)
    assert list(binnen_map().glob("werk-*")) == []


@pytest.mark.lang
def test_gestopte_werker_breekt_lang_werk_af_en_maakt_het_later_af(
    organisatie: Organisatie, tmp_path: Path, omgeving: dict[str, str], schone_rij: None
) -> None:
    """SIGTERM: no half work, exit code 0."""
    aangeboden = bied_aan(organisatie, brp_bestand(tmp_path, brp_rij(ANNA)))
    with werker(omgeving) as proces:
        wacht_tot(lambda: Aangeboden.objects.get(pk=aangeboden.pk).status == Aangeboden.KLAAR)
        proces.send_signal(signal.SIGTERM)
        assert proces.wait(30) == 0


@pytest.mark.lang
def test_werker_meldt_wat_eerder_mislukte(
    organisatie: Organisatie, tmp_path: Path, omgeving: dict[str, str], schone_rij: None
) -> None:
    """A job that could not tell it itself, for instance because the database was away."""
    aangeboden = bied_aan(organisatie, brp_bestand(tmp_path, brp_rij(ANNA)))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE args->>'tenant_id' = %s", [str(organisatie.pk)])
    with werker(omgeving) as proces:
        wacht_tot(lambda: Aangeboden.objects.get(pk=aangeboden.pk).status == Aangeboden.MISLUKT)
        proces.terminate()
        assert proces.wait(30) == 0


def test_beeld_wacht_op_wat_nog_moet_worden_ingelezen(organisatie: Organisatie, tmp_path: Path) -> None:
    from inbeeld.apps.opdrachten.taken import schrijft_nog

    assert schrijft_nog(organisatie.pk) is False
    bied_aan(organisatie, brp_bestand(tmp_path, brp_rij(ANNA)))
    assert schrijft_nog(organisatie.pk) is True
    assert schrijft_nog(organisatie.pk + 1) is False


def test_bestand_waarvan_de_opdracht_mislukte_wacht_niet_verder(organisatie: Organisatie, tmp_path: Path) -> None:
    from inbeeld.apps.opdrachten.taken import geef_mislukte_op

    klaar = bied_aan(organisatie, brp_bestand(tmp_path, brp_rij(ANNA)))
    neem(organisatie, klaar)
    wacht = bied_aan(organisatie, brp_bestand(tmp_path, brp_rij(BRAM), naam="brp_20260902.csv"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE args->>'tenant_id' = %s", [str(organisatie.pk)])
    geef_mislukte_op()
    standen = [Aangeboden.objects.get(pk=a.pk).status for a in (klaar, wacht)]
    assert standen == [Aangeboden.KLAAR, Aangeboden.MISLUKT]


def test_fout_in_een_opdracht_vertelt_geen_gegevens() -> None:
    from inbeeld.apps.opdrachten.taken import OpdrachtFout, _zonder_inhoud

    @_zonder_inhoud
    def taak() -> None:
        raise ValueError(f"key ({ANNA}) already exists")

    with pytest.raises(OpdrachtFout) as fout:
        taak()
    assert ANNA not in repr(fout.value)
    assert fout.value.__context__ is None or fout.value.__suppress_context__
