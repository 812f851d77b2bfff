from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from inbeeld.bronnen import Gelezen, lees
from inbeeld.synthese import Bevolking, bevolking, schrijf_leveringen, schrijf_tabellen
from inbeeld.synthese.kalender import BEGIN, EIND, KALENDER, REGIOS, schooldagen, van_regio
from inbeeld.synthese.leveringen import Levering
from inbeeld.synthese.opslag import RIJGROEP
from inbeeld.synthese.toeval import datum
from inbeeld.tabellen import FEITEN


def inhoud(map: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(map.iterdir())}


def test_de_kalender_heeft_alle_vakanties_van_drie_schooljaren() -> None:
    per = Counter((v.regio, v.schooljaar) for v in KALENDER)
    for regio in REGIOS:
        for jaar in ("2024-2025", "2025-2026", "2026-2027"):
            assert per[regio, jaar] == 5
            soorten = {v.soort for v in KALENDER if (v.regio, v.schooljaar) == (regio, jaar)}
            assert soorten == {"herfst", "kerst", "voorjaar", "mei", "zomer"}
    assert per["alle", "2025-2026"] == 9
    assert all(v.van < v.tot for v in KALENDER)


def test_schooldagen() -> None:
    midden = {datum(d) for d in schooldagen(van_regio("midden"))}
    assert min(midden) == date(2024, 8, 26)
    assert max(midden) < EIND
    assert BEGIN not in midden
    assert date(2026, 10, 16) in midden
    assert not {date(2026, 10, 19), date(2026, 10, 24), date(2026, 4, 27), date(2026, 5, 14)} & midden
    for regio in REGIOS:
        for jaar in (2024, 2025):
            aantal = sum(date(jaar, 8, 1) <= datum(d) < date(jaar + 1, 8, 1) for d in schooldagen(van_regio(regio)))
            assert 190 < aantal < 215


def test_tabellen_als_parquet(tmp_path: Path) -> None:
    bev = bevolking(1_500)
    paden = schrijf_tabellen(bev, tmp_path / "a")
    schrijf_tabellen(bevolking(1_500), tmp_path / "b")
    assert inhoud(tmp_path / "a") == inhoud(tmp_path / "b")
    assert [p.stem for p in paden] == list(FEITEN)
    for pad in paden:
        # Parquet knows no time in whole seconds; the contract makes it one again.
        assert FEITEN[pad.stem].pas(pq.read_table(pad)).equals(bev.tabellen[pad.stem])


def test_een_land_in_blokken_wordt_een_stel_bestanden(land: list[Bevolking], tmp_path: Path) -> None:
    schrijf_tabellen(iter(land), tmp_path)
    jongeren = pq.ParquetFile(tmp_path / "jongeren.parquet")
    assert [jongeren.metadata.row_group(k).num_rows for k in range(jongeren.num_row_groups)] == [RIJGROEP, 140_000 - RIJGROEP]
    wie = pq.read_table(tmp_path / "verzuim.parquet", columns=["jongere_id"]).column(0).to_numpy()
    assert (wie[1:] >= wie[:-1]).all()
    for naam in FEITEN:
        rijen = pq.ParquetFile(tmp_path / f"{naam}.parquet").metadata.num_rows
        assert rijen == sum(d.tabellen[naam].num_rows for d in land)


def test_parquet_is_te_lezen_als_levering(tmp_path: Path) -> None:
    bev = bevolking(1_000)
    schrijf_tabellen(bev, tmp_path)
    gelezen = lees(tmp_path)
    assert gelezen.bron == "tabellen"
    assert not gelezen.apart


def test_dezelfde_bevolking_geeft_dezelfde_leveringen(tmp_path: Path) -> None:
    schrijf_leveringen(bevolking(1_000, zaad=2), tmp_path / "a")
    paden = schrijf_leveringen(bevolking(1_000, zaad=2), tmp_path / "b")
    assert inhoud(tmp_path / "a") == inhoud(tmp_path / "b")
    assert sorted(p.name for p in paden) == sorted(inhoud(tmp_path / "b"))


def test_elke_soort_levering_is_er(geleverd: list[Levering]) -> None:
    per = Counter(levering.soort for levering in geleverd)
    assert per["brp-selectie-v1"] == 2
    assert per["rod-levering-v1"] == 5
    assert per["verzuimmelding-v1"] == 5
    assert per["absentie-v1"] > 20
    for soort in ("scholen-v1", "kalender-v1", "duo-a04", "duo-a05", "duo-a14", "duo-nrsp", "vrijstellingen", "werk"):
        assert per[soort] >= 1, soort


def test_alleen_de_opzettelijk_foute_rijen_worden_apart_gezet(geleverd: list[Levering], gelezen: dict[Path, Gelezen]) -> None:
    fouten = rijen = 0
    for levering in geleverd:
        if levering.pad not in gelezen:
            continue
        uit = gelezen[levering.pad]
        assert levering.soort in ("vrijstellingen", "werk", uit.bron), levering.pad.name
        assert sorted({a.regel for a in uit.apart}) == sorted(levering.fout), levering.pad.name
        assert uit.gelezen == levering.rijen, levering.pad.name
        fouten += len(levering.fout)
        rijen += levering.rijen
    assert 0.0005 < fouten / rijen < 0.005


def test_eigenaardigheden_van_duo_bestanden(geleverd: list[Levering]) -> None:
    per = {levering.soort: levering.pad.read_bytes() for levering in geleverd if levering.soort.startswith("duo-")}
    assert per["duo-a04"].startswith(b"\xef\xbb\xbfBRIN_NR;")
    assert per["duo-a05"].startswith(b"#BRIN;")
    assert b"opleidinge;" in per["duo-a05"]
    with pytest.raises(UnicodeDecodeError):
        per["duo-a05"].decode("utf-8")
    assert b"REGIO 28" in per["duo-nrsp"]


def personen(gelezen: dict[Path, Gelezen], bron: str) -> set[str]:
    return {p for g in gelezen.values() if g.bron == bron for p in g.tabellen["personen"].column("pgn").to_pylist()}


def test_wie_bij_duo_staat_en_niet_in_de_brp(gelezen: dict[Path, Gelezen]) -> None:
    """Persons without BSN and a few that the selection missed are in the register only."""
    alleen = personen(gelezen, "rod-levering-v1") - personen(gelezen, "brp-selectie-v1")
    assert 10 < len(alleen) < 200
    assert any(p.startswith("10") for p in alleen)


def test_p_leveringen_vullen_aan_verbeteren_en_verwijderen(gemeente: Bevolking, gelezen: dict[Path, Gelezen]) -> None:
    rod = [g for g in gelezen.values() if g.bron == "rod-levering-v1"]
    assert sorted(g.omvang for g in rod) == ["mutaties"] * 4 + ["volledig"]
    (start,) = (g.tabellen["inschrijvingen"].num_rows for g in rod if g.omvang == "volledig")
    assert start > 0.9 * gemeente.tabellen["inschrijvingen"].num_rows
    mutaties = Counter(m for g in rod for m in g.tabellen["inschrijvingen"].column("mutatie").to_pylist())
    assert mutaties["T"] > 100
    assert mutaties["W"] > 100
    assert mutaties["V"] > 0


def test_geen_verhaal_raakt_zoek_in_een_foute_rij(gemeente: Bevolking, gelezen: dict[Path, Gelezen]) -> None:
    p = gemeente.personen
    bsn = dict(zip(p.column("jongere_id").to_pylist(), p.column("bsn").to_pylist(), strict=True))
    brp = personen(gelezen, "brp-selectie-v1")
    assert {naam for naam, j in gemeente.verhalen.items() if bsn[j] not in brp} == set()
