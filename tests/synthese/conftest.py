from pathlib import Path

import pytest

from inbeeld.bronnen import Gelezen, OnbekendeLevering, lees
from inbeeld.synthese import Bevolking, bevolking, blokken
from inbeeld.synthese.leveringen import Levering, leveringen


@pytest.fixture(scope="session")
def gemeente() -> Bevolking:
    return bevolking(12_000)


@pytest.fixture(scope="session")
def streek() -> Bevolking:
    """Large enough for rates of rare things."""
    return bevolking(120_000, zaad=7)


@pytest.fixture(scope="session")
def geleverd(gemeente: Bevolking, tmp_path_factory: pytest.TempPathFactory) -> list[Levering]:
    return leveringen(gemeente, Path(tmp_path_factory.mktemp("leveringen")))


@pytest.fixture(scope="session")
def gelezen(geleverd: list[Levering]) -> dict[Path, Gelezen]:
    """Each delivery as read; the municipality's own files only when there is a reader for them."""
    uit = {}
    for levering in geleverd:
        try:
            uit[levering.pad] = lees(levering.pad)
        except OnbekendeLevering:
            assert levering.soort in ("vrijstellingen", "werk")
    return uit


@pytest.fixture(scope="session")
def land() -> list[Bevolking]:
    return list(blokken(140_000, grootte=50_000))
