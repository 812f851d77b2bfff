"""Whatever the bytes: a delivery is read, or refused with a clear sentence. Never anything else."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from bronnen_hulp import A04, A05, ABSENTIE, BRP, INSCHRIJVING, MELDING, NRSP, ROD, csv_tekst, klopt, zonder_pad
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbeeld.bronnen import LeveringFout, lees
from inbeeld.tabellen.feiten import FEITEN

KALENDER = {"schooljaar": "2025-2026", "regio": "zuid", "vakantie": "herfst", "van": "2025-10-11", "tot": "2025-10-20"}
SCHOOL = {"BRIN NUMMER": "27GZ", "VESTIGINGSNAAM": "Proef", "POSTCODE": "1234AB", "GEMEENTENUMMER": "505", "PLAATSNAAM": "Stad"}
JONGERE = {"jongere_id": "1", "geboren": "2010-01-01", "vakantieregio": "zuid"}
CSV = {
    "brp-selectie-20260105.csv": BRP,
    "rod-levering-c.csv": ROD | INSCHRIJVING,
    "202303A04I27GZ.csv": A04,
    "202303A02I27GZ.csv": A04,
    "202301A05I27GZ.csv": A05,
    "NRSP2023VI27GZ.csv": NRSP,
    "NenR2023DI27GZ.csv": NRSP | {"EXAMEN": "", "IND_BEKOSTIGING": ""},
    "absentie-20260130.csv": ABSENTIE,
    "kalender-20250801.csv": KALENDER,
    "scholen-20260101.csv": SCHOOL,
    "jongeren.csv": JONGERE,
}
JSON = {
    "verzuimmelding-20260105.json": ("verzuimmelding-v1", "meldingen", MELDING),
    "absentie-20260130.json": ("absentie-v1", "absenties", {k.lower(): v for k, v in ABSENTIE.items()}),
}
ROMMEL = [
    "",
    "0",
    "x",
    "=1+1",
    "31-02-2010",
    "99999999999999999999",
    "1e9",
    "NaN",
    "\u0661\u0662",
    "-1",
    "2026-01-00",
    "é\u2028",
    " ",
    "A'\"",
    "0000",
]
RUIM = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def map_(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bytes")


def probeer(pad: Path, ruw: bytes) -> None:
    pad.write_bytes(ruw)
    try:
        g = lees(pad)
    except LeveringFout:
        return
    klopt(g)
    assert zonder_pad(lees(pad)) == zonder_pad(g)


@RUIM
@given(
    ruw=st.binary(max_size=400),
    begin=st.sampled_from([b"", b"PAR1", b"{", b'{"formaat":"absentie-v1",', b"\xef\xbb\xbf", b"a;b\n"]),
)
def test_willekeurige_bytes(map_: Path, ruw: bytes, begin: bytes) -> None:
    probeer(map_ / "x.csv", begin + ruw)


@RUIM
@given(naam=st.sampled_from(list(CSV)), gegevens=st.data())
def test_een_goede_kop_met_rommel_eronder(map_: Path, naam: str, gegevens: st.DataObject) -> None:
    kop = csv_tekst(CSV[naam]).split("\r\n")[0].encode() + b"\r\n"
    cel = st.sampled_from(ROMMEL) | st.text(max_size=6) | st.sampled_from(list(CSV[naam].values()))
    rijen = gegevens.draw(st.lists(st.lists(cel, min_size=1, max_size=len(CSV[naam]) + 1), max_size=4))
    staart = gegevens.draw(st.binary(max_size=60))
    probeer(map_ / naam, kop + "\r\n".join(";".join(r) for r in rijen).encode("utf-8", "replace") + b"\r\n" + staart)


@RUIM
@given(naam=st.sampled_from(list(CSV)), gegevens=st.data())
def test_goede_rijen_met_een_paar_vreemde_cellen(map_: Path, naam: str, gegevens: st.DataObject) -> None:
    basis = CSV[naam]
    vreemd = st.dictionaries(st.sampled_from(list(basis)), st.sampled_from(ROMMEL), max_size=2)
    probeer(map_ / naam, csv_tekst(*(basis | gegevens.draw(vreemd) for _ in range(3))).encode())


@RUIM
@given(naam=st.sampled_from([*CSV, *JSON]), zaad=st.integers(0, 10**6))
def test_beschadigde_bestanden(map_: Path, naam: str, zaad: int) -> None:
    if naam in JSON:
        formaat, lijst, rij = JSON[naam]
        ruw = bytearray(json.dumps({"formaat": formaat, lijst: [rij] * 3}).encode())
    else:
        ruw = bytearray(csv_tekst(CSV[naam], CSV[naam], CSV[naam]).encode())
    kans = random.Random(zaad)
    for _ in range(kans.randrange(1, 6)):
        plek = kans.randrange(len(ruw))
        if kans.random() < 0.3:
            del ruw[plek:]
            break
        ruw[plek] = kans.choice(b'\0\n\r;",{}[]\xff\xc30') if kans.random() < 0.7 else kans.randrange(256)
    probeer(map_ / naam, bytes(ruw))


WAARDE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda x: (
        st.lists(x, max_size=3)
        | st.dictionaries(st.sampled_from(["datum", "lesuren", "verzuimdagen", "naam", ""]), x, max_size=3)
    ),
    max_leaves=6,
)


@RUIM
@given(naam=st.sampled_from(list(JSON)), gegevens=st.data())
def test_json_met_vreemde_waarden(map_: Path, naam: str, gegevens: st.DataObject) -> None:
    formaat, lijst, rij = JSON[naam]
    vreemd = st.dictionaries(st.sampled_from([*rij, "verzuimspecificatie", "melder"]), WAARDE, max_size=2)
    inhoud = {"formaat": formaat, lijst: [rij, rij | gegevens.draw(vreemd), gegevens.draw(WAARDE)]}
    if gegevens.draw(st.booleans()):
        inhoud["leverdatum"] = gegevens.draw(WAARDE)
    probeer(map_ / naam, json.dumps(inhoud).encode())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zaad=st.integers(0, 10**6))
def test_beschadigde_parquet(map_: Path, zaad: int) -> None:
    pad = map_ / "verblijf.parquet"
    pq.write_table(FEITEN["verblijf"].leeg(), pad)
    ruw = bytearray(pad.read_bytes())
    kans = random.Random(zaad)
    del ruw[kans.randrange(4, len(ruw)) :]
    probeer(pad, bytes(ruw))
