"""What the demo shows: in which order it reads, and the picture in plain words."""

from __future__ import annotations

import re
from datetime import date

import pytest

from inbeeld.apps.beelden.services import maak_beeld
from inbeeld.apps.toegang.models import Organisatie
from inbeeld.bronnen import Apart
from inbeeld.project.cli.demo import op_volgorde, toon_beeld
from inbeeld.tabellen import codes
from inbeeld.web import woorden

from .maken import ANNA, brp, gaat_naar, levering, neem

D = date(2026, 9, 1)


def test_waar_de_rest_op_leunt_gaat_voor() -> None:
    dagen = [date(2026, n, 1) for n in range(1, 10)]
    bronnen = ["absentie-v1", "rod-levering-v1", "brp-selectie-v1", "kalender-v1", "scholen-v1", "brp-selectie-v1", "absentie-v1"]
    reeks = [levering(bron, dag) for bron, dag in zip(bronnen, dagen, strict=False)]
    assert [(g.bron, g.bron_datum.month) for g in op_volgorde(list(reversed(reeks)))] == [
        ("brp-selectie-v1", 3),
        ("kalender-v1", 4),
        ("scholen-v1", 5),
        ("absentie-v1", 1),
        ("rod-levering-v1", 2),
        ("brp-selectie-v1", 6),
        ("absentie-v1", 7),
    ]


def test_elke_code_heeft_woorden() -> None:
    for lijst, tabel in (
        (codes.SIGNAAL, woorden.SIGNALEN),
        (codes.RECHTSPOSITIE, woorden.POSITIES),
        (codes.ONDERWIJS, woorden.ONDERWIJS),
        (codes.DIPLOMA, woorden.DIPLOMA),
        (codes.GROND + codes.GROND_REGISTER, woorden.GROND),
        (codes.VERZUIMSOORT, woorden.VERZUIMSOORT),
        (codes.WERKVORM, woorden.WERKVORM),
    ):
        assert set(lijst) == set(tabel)
        assert not any("_" in tekst for tekst in tabel.values())


def test_feit_en_reden_in_woorden() -> None:
    vrij = {"tabel": "vrijstellingen", "waarde": "5_onder_a", "van": "2025-08-01", "tot": "2026-08-01"}
    assert woorden.feit_tekst(vrij) == (
        "vrijstelling (artikel 5 onder a: lichamelijk of psychisch niet geschikt) vanaf 1 augustus 2025 tot 1 augustus 2026"
    )
    apart = {"tabel": "apart", "waarde": "duo-a05", "van": "2026-11-02", "tot": None}
    assert woorden.feit_tekst(apart) == "apart gezette rij in de levering van DUO van 2 november 2026"
    woont = {"tabel": "verblijf", "waarde": "0363", "van": "2026-11-02", "tot": None}
    assert woorden.reden_tekst("recent_gevestigd", [woont]) == "pas gevestigd sinds 2 november 2026"
    assert woorden.reden_tekst("rij_apart_gezet", []) == "een rij over deze jongere is apart gezet"


def test_het_beeld_zegt_wat_eerst_is_na_te_gaan(organisatie: Organisatie, capsys: pytest.CaptureFixture[str]) -> None:
    rij = Apart(2, "VAN", "x", "reden", "doe", {"PERSOONSGEBONDENNUMMER": ANNA})
    oud = gaat_naar(ANNA, van=date(2020, 8, 1), tot=date(2021, 8, 1), onderwijs="po")
    neem(organisatie, brp(D, ANNA), levering("rod-levering-v1", D, apart=(rij,), inschrijvingen=[oud]))
    toon_beeld(organisatie, maak_beeld(organisatie, date(2026, 11, 20)))
    tekst = capsys.readouterr().out
    assert re.search(r"\(absoluut verzuim\)[ *]+1 +1\n", tekst)
    assert "Eerst nagaan: een rij over deze jongere in de levering van DUO is apart gezet.\n" in tekst
    assert ANNA not in tekst
    assert "rij_apart_gezet" not in tekst
