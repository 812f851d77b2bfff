from __future__ import annotations

import csv as stdcsv
import io
from pathlib import Path

import pytest
from bronnen_hulp import BRP, BRP_KOP, BSN, csv_tekst, klopt, lees_tekst, rijen, zonder_pad
from hypothesis import given
from hypothesis import strategies as st

from inbeeld.bronnen import LeveringFout, OnbekendeLevering, csv, herken, lees

NAAM = "brp-selectie-20260105.csv"
NAMEN = ["Ångström", "Proefstra", "Çelik"]
RIJEN = [BRP | {"BSN": BSN[i], "GESLACHTSNAAM": naam} for i, naam in enumerate(NAMEN)]
TEKST = csv_tekst(*RIJEN)


def achternamen(ruw: str | bytes) -> list[str]:
    return [r["achternaam"] for r in rijen(klopt(lees_tekst(NAAM, ruw)), "personen")]


@pytest.mark.parametrize(
    "ruw",
    [
        TEKST.encode(),
        TEKST.encode("utf-8-sig"),
        TEKST.encode("cp1252"),
        TEKST.replace("\r\n", "\n").encode(),
        TEKST.replace("\r\n", "\r").encode(),
        TEKST.rstrip().encode(),
        TEKST.replace(";", ",").encode(),
        TEKST.replace(";", "\t").encode(),
        ("sep=;\r\n" + TEKST).encode(),
        ("\r\n\r\n" + TEKST).encode(),
        ("#" + TEKST).encode(),
        (TEKST + "\r\n" + ";" * (len(BRP_KOP) - 1) + "\r\n\r\n").encode(),
        ('"' + TEKST.replace(";", '";"').replace("\r\n", '"\r\n"')[:-1]).encode(),
    ],
    ids=["utf8", "bom", "cp1252", "lf", "cr", "geen-einde", "komma", "tab", "sep", "witregels", "hekje", "staart", "aanhaling"],
)
def test_vormen(ruw: bytes) -> None:
    assert achternamen(ruw) == NAMEN


def met_rij(regel: str) -> str:
    kop, een, twee, drie, _ = TEKST.split("\r\n")
    return "\r\n".join([kop, een, regel, twee, drie, ""])


@pytest.mark.parametrize(
    ("regel", "code"),
    [
        ("te;weinig", "aantal_cellen"),
        (";".join(["x"] * 40), "aantal_cellen"),
        (";".join(['"open', *["x"] * (len(BRP_KOP) - 1)]), "aanhalingsteken"),
        (";".join([BSN[5], "", "Pro\0ef", *["x"] * (len(BRP_KOP) - 3)]), "nul_teken"),
        ("alleen tekst", "aantal_cellen"),
    ],
)
def test_een_rij_die_niet_te_snijden_is_kost_de_andere_niet(regel: str, code: str) -> None:
    g = klopt(lees_tekst(NAAM, met_rij(regel)))
    assert [(a.regel, a.code) for a in g.apart] == [(3, code)]
    assert [r["achternaam"] for r in rijen(g, "personen")] == NAMEN
    assert g.tabellen["personen"].column("regel").to_pylist() == [2, 4, 5]


def test_een_onleesbaar_teken_in_utf8_kost_alleen_die_rij() -> None:
    regel = TEKST.split("\r\n")[2].encode().replace(b"Proefstra", b"Pr\xffefstra")
    kop, een, _, drie, _ = TEKST.encode().split(b"\r\n")
    g = klopt(lees_tekst(NAAM, b"\r\n".join([kop, een, regel, drie, b""])))
    assert [(a.regel, a.code, a.kolom) for a in g.apart] == [(3, "onleesbaar_teken", "GESLACHTSNAAM")]
    assert [r["achternaam"] for r in rijen(g, "personen")] == [NAMEN[0], NAMEN[2]]


def test_cel_over_meer_regels() -> None:
    rij = BRP | {"STRAAT": '"Laan\r\n;met ""een"" staart"'}
    g = klopt(lees_tekst(NAAM, csv_tekst(rij, RIJEN[1])))
    assert rijen(g, "personen")[0]["straat"] == 'Laan\n;met "een" staart'
    assert g.tabellen["personen"].column("regel").to_pylist() == [2, 4]


def test_losse_cr_en_formules_blijven_tekst() -> None:
    g = klopt(lees_tekst(NAAM, csv_tekst(BRP | {"STRAAT": "Laan\rachter", "GESLACHTSNAAM": "=1+1"})))
    assert (rijen(g, "personen")[0]["straat"], rijen(g, "personen")[0]["achternaam"]) == ("Laan achter", "=1+1")


@pytest.mark.parametrize(
    ("ruw", "wat"),
    [
        (b"", "leeg"),
        (b"\xef\xbb\xbf\r\n", "leeg"),
        (b"\0" * 100, "leeg"),
        (TEKST.encode("utf-16"), "UTF-16"),
        (TEKST.encode("utf-16-le"), "UTF-16"),
        (b"PK\x03\x04rest", "zip"),
        (b"%PDF-1.7", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel"),
        (b"een woord", "kolomnamen"),
        (b"PAR1rommel", "Parquet"),
        (b'{"formaat": "verzuimmelding-v1", "meldingen": [{', "JSON"),
        (b'{"formaat": "iets-anders"}', "formaat"),
        (TEKST[:-90].encode(), "breekt"),
        ((TEKST[:-5] + '"O12').encode(), "breekt"),
        (TEKST.replace("Proefstra", "x" * (10 * 1024 * 1024 + 10)).encode(), "10 MB"),
        (TEKST.replace("BSN_OUDER_1", "BSN").encode(), "twee keer"),
        (b"a;b\r\n1;2\r\n", "kennen"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_het_hele_bestand_wordt_geweigerd(ruw: bytes, wat: str) -> None:
    with pytest.raises(LeveringFout, match=wat) as fout:
        lees_tekst(NAAM, ruw)
    assert fout.value.wat_te_doen


def test_regel_van_te_lange_regel() -> None:
    with pytest.raises(LeveringFout) as fout:
        lees_tekst(NAAM, TEKST.replace("\r\n", "\n").replace("Proefstra", "x" * (10 * 1024 * 1024 + 10)))
    assert fout.value.regel == 3


def test_map_en_ontbrekend_bestand(tmp_path: Path) -> None:
    with pytest.raises(OnbekendeLevering, match="map"):
        lees(tmp_path)
    with pytest.raises(LeveringFout, match="bestaat niet"):
        lees(tmp_path / "niets.csv")
    with pytest.raises(LeveringFout):
        lees(Path("a\0b.csv"))


def test_de_melding_noemt_geen_inhoud(tmp_path: Path) -> None:
    pad = tmp_path / "zonder-kop.csv"
    pad.write_text("\n".join(TEKST.split("\r\n")[1:]))
    with pytest.raises(OnbekendeLevering) as fout:
        herken(pad)
    assert BSN[0] not in str(fout.value)
    assert "Proefstra" not in str(fout.value)
    assert "Selectie uit de BRP" in str(fout.value)


@pytest.mark.parametrize("blok", [64, 200, 1000])
def test_grens_van_een_blok_doet_er_niet_toe(blok: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lastig = [
        r | {"STRAAT": s}
        for r in RIJEN
        for s in ("Laan", '"Laan; met"', '"over\r\ntwee\r\nregels"', 'mid"den', "Ü" * 90, '"a""b"')
    ]
    tekst = csv_tekst(*lastig).replace("\r\n" + BSN[1], "\r\nte;kort\r\n\r\n" + BSN[1])
    gezien: list[int] = []
    heel = klopt(lees_tekst(NAAM, tekst))
    monkeypatch.setattr(csv, "BLOK", blok)
    g = klopt(lees_tekst(NAAM, tekst, voortgang=gezien.append))
    assert zonder_pad(g) == zonder_pad(heel)
    assert gezien == sorted(gezien)
    assert gezien[-1] == g.gelezen
    assert len(gezien) > 1


CEL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\ufffd"), max_size=8)


@given(st.lists(st.lists(CEL, min_size=3, max_size=3), min_size=1, max_size=8))
def test_wat_csv_schrijft_komt_zo_terug(tmp_path_factory: pytest.TempPathFactory, inhoud: list[list[str]]) -> None:
    stroom = io.StringIO(newline="")
    schrijver = stdcsv.writer(stroom, delimiter=";", lineterminator="\r\n")
    schrijver.writerows([["A", "B", "C"], *inhoud])
    pad = tmp_path_factory.getbasetemp() / "csv-heen-en-terug.csv"
    pad.write_bytes(stroom.getvalue().encode())
    kop = csv.lees_kop(pad)
    ruw = list(csv.blokken(pad, kop))
    terug = [list(rij) for r in ruw for rij in zip(*(k.to_pylist() for k in r.kolommen), strict=True)]
    assert terug == [rij for rij in inhoud if any(rij)]
    assert not [a for r in ruw for a in r.apart]
