from __future__ import annotations

import csv
import os
import socket
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bronnen_hulp import A04, BSN, klopt, lees_rijen, lees_tekst, rijen

from inbeeld.bronnen import BRONNEN, Apart, LeveringFout, OnbekendeLevering, herken, lees, schrijf_apart
from inbeeld.tabellen.feiten import FEITEN

JONGEREN = [
    {"jongere_id": 1, "geboren": date(2010, 2, 1), "bron_datum": date(2026, 1, 3)},
    {"jongere_id": 2, "geboren": date(2011, 2, 1), "vakantieregio": "zuid"},
]
VERBLIJF = [{"jongere_id": 1, "gemeente": "0505", "van": date(2010, 2, 1), "tot": None}]


def schrijf(map_: Path, naam: str, inhoud: list[dict[str, object]]) -> Path:
    pad = map_ / f"{naam}.parquet"
    pq.write_table(FEITEN[naam].uit_rijen(inhoud), pad)
    return pad


def test_map_met_parquet_en_csv(tmp_path: Path) -> None:
    schrijf(tmp_path, "jongeren", JONGEREN)
    (tmp_path / "verblijf.csv").write_text("jongere_id;gemeente;van;tot\n1;0505;2010-02-01;\n1;0505;2012-01-01;2011-01-01\n")
    (tmp_path / "leesmij.txt").write_text("niets")
    g = klopt(lees(tmp_path))
    assert (g.bron, g.bron_datum, g.gelezen, g.omvang) == ("tabellen", date(2026, 1, 3), 4, "volledig")
    assert [r["jongere_id"] for r in rijen(g, "jongeren")] == [1, 2]
    assert rijen(g, "verblijf") == [{"jongere_id": 1, "gemeente": "0505", "van": date(2010, 2, 1)}]
    assert [(a.regel, a.kolom, a.code) for a in g.apart] == [(3, "verblijf.tot", "einde_voor_begin")]


def test_een_bestand_zonder_sprekende_naam(tmp_path: Path) -> None:
    pad = schrijf(tmp_path, "vrijstellingen", [{"jongere_id": 1, "grond": "15", "van": date(2025, 1, 1)}])
    pad = pad.rename(tmp_path / "export-20260101.parquet")
    g = klopt(lees(pad))
    assert (list(g.tabellen), g.bron_datum) == (["vrijstellingen"], date(2026, 1, 1))


def test_dubbele_sleutel_en_foute_waarde(tmp_path: Path) -> None:
    pad = schrijf(
        tmp_path, "jongeren", [*JONGEREN, JONGEREN[0], {"jongere_id": 3}, JONGEREN[1] | {"jongere_id": 4, "vakantieregio": "x"}]
    )
    g = klopt(lees(pad))
    assert [(a.regel, a.code) for a in g.apart] == [(3, "dubbel"), (4, "leeg"), (5, "ongeldige_waarde")]


def test_beschadigd_of_verkeerd(tmp_path: Path) -> None:
    pad = schrijf(tmp_path, "jongeren", JONGEREN)
    ruw = pad.read_bytes()
    for stuk in (ruw[:-1], ruw[: len(ruw) // 2], ruw[:4] + b"\xff" * 200 + ruw[204:]):
        pad.write_bytes(stuk)
        with pytest.raises(LeveringFout):
            lees(pad)
    pq.write_table(pa.table({"jongere_id": ["een"], "geboren": [date(2010, 1, 1)]}), pad)
    with pytest.raises(LeveringFout, match="jongere_id"):
        lees(pad)
    pq.write_table(pa.table({"x": [1]}), tmp_path / "x.parquet")
    with pytest.raises(OnbekendeLevering):
        lees(tmp_path / "x.parquet")
    (tmp_path / "jongeren.csv").write_text("jongere_id;gebdat\n1;2\n")
    with pytest.raises(LeveringFout, match="geboren"):
        lees(tmp_path / "jongeren.csv")


def test_csv_met_alle_soorten_kolommen(tmp_path: Path) -> None:
    (tmp_path / "verzuim.csv").write_text(
        "jongere_id,datum,begin,minuten,uren,reden,alle_lessen,ziekmelding\n"
        "1,2026-01-05,08:30,300,5.5,ziek,J,9223372036854775\n"
        "1,2026-01-05,08:30,99999999999,5,ziek,J,1\n"
        "1,2026-01-05,half negen,300,5,ziek,J,1\n"
    )
    g = klopt(lees(tmp_path / "verzuim.csv"))
    assert rijen(g, "verzuim")[0]["uren"] == 5.5
    assert [(a.regel, a.kolom) for a in g.apart] == [(3, "minuten"), (4, "begin")]


KALENDER = "schooljaar,regio,vakantie,van,tot,bron,status\n"


def test_kalender() -> None:
    g = klopt(
        lees_tekst(
            "kalender-20250801.csv",
            KALENDER
            + "2025-2026,zuid,herfst,2025-10-11,2025-10-20,x,berekend\n"
            + "2025-2026,alle,feestdag_koningsdag,2026-04-27,2026-04-28,x,berekend\n"
            + "2025-2026,oost,herfst,2025-10-11,2025-10-20,x,\n"
            + "2025-2026,zuid,herfst,2025-10-20,2025-10-20,x,\n"
            + "2025-2027,zuid,herfst,2025-10-11,2025-10-20,x,\n"
            + "2025-2026,,carnaval,2025-10-11,2025-10-20,x,\n",
        )
    )
    assert (g.bron, g.bron_datum) == ("kalender-v1", date(2025, 8, 1))
    assert [(r["vakantieregio"], r["soort"]) for r in rijen(g, "kalender")] == [("zuid", "herfst"), ("alle", "feestdag")]
    assert [(a.regel, a.kolom) for a in g.apart] == [(4, "regio"), (5, "tot"), (6, "schooljaar"), (7, "vakantie")]


def test_kalender_van_een_school() -> None:
    g = klopt(
        lees_tekst(
            "kalender.csv",
            "schooljaar,regio,vakantie,van,tot,brin,vestiging\n2025-2026,,vakantie,2025-10-11,2025-10-20,27GZ,01\n"
            "2025-2026,,vakantie,2025-10-11,2025-10-20,,\n",
        )
    )
    assert rijen(g, "kalender")[0] | {"kenmerk": ""} == {
        "regel": 2,
        "brin": "27GZ",
        "vestiging": "01",
        "soort": "vakantie",
        "van": date(2025, 10, 11),
        "tot": date(2025, 10, 20),
        "schooljaar": "2025-2026",
        "kenmerk": "",
    }
    assert [a.kolom for a in g.apart] == ["regio"]


def test_scholen() -> None:
    g = klopt(
        lees_tekst(
            "02-adressen_vo_20260101.csv",
            "BRIN NUMMER;VESTIGINGSNUMMER;VESTIGINGSNAAM;STRAATNAAM;HUISNUMMER-TOEVOEGING;POSTCODE;PLAATSNAAM;GEMEENTENUMMER;"
            "GEMEENTENAAM;DENOMINATIE;ONDERWIJSSTRUCTUUR;VAKANTIEREGIO\n"
            "27GZ;27GZ00;Proefcollege;Laan;1;1234 AB;Stad;505;Stad;Openbaar;VBO/MAVO/HAVO/VWO;Zuid\n"
            ";01AB03;Proefschool;Laan;1;1234AB;Stad;0505;Stad;Rooms-Katholiek;;\n"
            "XX;00;Fout;Laan;1;1234AB;Stad;0505;Stad;;PRO;\n"
            ";;Zonder;Laan;1;1234AB;Stad;0505;Stad;;PRO;\n",
        )
    )
    assert g.bron == "scholen-v1"
    een, twee = rijen(g, "scholen")
    assert (een["brin"], een["vestiging"], een["soort"], een["vakantieregio"], een["kenmerk"]) == (
        "27GZ",
        "00",
        "vo",
        "zuid",
        "27GZ00",
    )
    assert (twee["brin"], twee["vestiging"], twee["soort"], twee["gemeente"]) == ("01AB", "03", "vo", "0505")
    assert [(a.regel, a.code) for a in g.apart] == [(4, "ongeldige_brin"), (5, "leeg")]


def test_register() -> None:
    assert {
        "brp-selectie-v1",
        "duo-a04",
        "duo-a14",
        "duo-a05",
        "duo-nrsp",
        "duo-nenr",
        "rod-levering-v1",
        "verzuimmelding-v1",
        "absentie-v1",
        "scholen-v1",
        "kalender-v1",
        "tabellen",
    } <= set(BRONNEN)
    assert all(code == bron.code and bron.naam for code, bron in BRONNEN.items())


def test_een_pijp_socket_of_apparaat_wordt_geweigerd(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pijp.csv")
    paden = [tmp_path / "pijp.csv", Path("/dev/zero")]
    (tmp_path / "koppeling.csv").symlink_to(paden[0])
    with socket.socket(socket.AF_UNIX) as stekker:
        stekkerpad = tmp_path / "s.csv"
        stekker.bind(str(stekkerpad))
        for pad in (*paden, tmp_path / "koppeling.csv", stekkerpad):
            for doe in (herken, lees):
                with pytest.raises(LeveringFout, match="geen gewoon bestand"):
                    doe(pad)


def test_inhoud_gaat_voor_naam(tmp_path: Path) -> None:
    pad = tmp_path / "brp-selectie-20260101.csv"
    pad.write_text(";".join(A04) + "\n" + ";".join(A04.values()) + "\n")
    assert herken(pad).code == "duo-a04"


def test_apart_voor_de_leverancier(tmp_path: Path) -> None:
    g = lees_rijen(
        "202303A04I27GZ.csv", A04 | {"NIVEAU": "=2+5+cmd|' /C calc'!A0", "STRAAT": "-x"}, A04 | {"PERSOONSGEBONDENNUMMER": "1"}
    )
    extra = Apart(9, "REDEN", "x", "reden", "doe", {"REDEN": "van de school", "  @k": "\ud800\0"})
    pad = tmp_path / "apart.csv"
    pad.touch(0o644)
    assert schrijf_apart([*g.apart, extra], pad) == 3
    assert pad.read_bytes().startswith(b"\xef\xbb\xbf")
    assert pad.stat().st_mode & 0o777 == 0o600
    with pad.open(encoding="utf-8-sig", newline="") as stroom:
        uit = list(csv.DictReader(stroom, delimiter=";"))
    assert list(uit[0])[:3] == list(A04)[:3]
    assert uit[0]["NIVEAU"].startswith("'=")
    assert uit[0]["STRAAT"] == "'-x"
    assert (uit[0]["REGEL"], uit[0]["KOLOM"], uit[1]["KOLOM"]) == ("2", "NIVEAU", "PERSOONSGEBONDENNUMMER")
    assert uit[2]["INBEELD_REDEN"] == "reden"
    assert uit[2]["REDEN"] == "van de school"
    assert all(not cel.startswith(("=", "+", "-", "@")) for rij in uit for cel in rij.values())
    assert BSN[0] not in repr(g.apart)
