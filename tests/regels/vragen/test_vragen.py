"""Every question on the borders of its rule; the name of a case tells why the answer is what it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from inbeeld.regels.kalender import Kalenders
from inbeeld.regels.regel import REGELS
from inbeeld.regels.vraag import VRAGEN, OngeldigGegeven, stel

ONGEORDEND = ("redenen", "fouten", "velden", "waarschuwingen")


def _gevallen() -> list[Any]:
    gevallen = []
    for bestand in sorted(Path(__file__).parent.glob("*.yaml")):
        for vraag, rijen in yaml.safe_load(bestand.read_text(encoding="utf-8")).items():
            for rij in rijen["gevallen"]:
                gegevens = rijen.get("basis", {}) | (rij.get("gegevens") or {})
                gevallen.append(pytest.param(vraag, gegevens, rij["verwacht"], id=f"{vraag}: {rij['omdat']}"))
    return gevallen


@pytest.mark.parametrize(("vraag", "gegevens", "verwacht"), _gevallen())
def test_geval(vraag: str, gegevens: dict[str, Any], verwacht: dict[str, Any], kalenders: Kalenders) -> None:
    if "fout" in verwacht:
        with pytest.raises(OngeldigGegeven) as fout:
            stel(vraag, gegevens, kalenders)
        assert fout.value.code == verwacht["fout"]
        assert fout.value.uitleg
        return
    antwoord = stel(vraag, gegevens, kalenders)
    for sleutel, waarde in verwacht.items():
        if sleutel in ("ontbreekt", "zekerheid", "artikel"):
            werkelijk = getattr(antwoord, sleutel)
            assert (list(werkelijk) if sleutel == "ontbreekt" else werkelijk) == waarde
        elif sleutel in ONGEORDEND:
            assert sorted(antwoord.uitkomst[sleutel]) == sorted(waarde)
        else:
            assert antwoord.uitkomst[sleutel] == waarde, sleutel
            assert type(antwoord.uitkomst[sleutel]) is type(waarde), sleutel


@pytest.mark.parametrize("naam", sorted({geval.values[0] for geval in _gevallen()}))
def test_elke_vraag_is_een_regel_met_artikel_en_bron_van_elk_getal(naam: str) -> None:
    regel = REGELS[VRAGEN[naam].functie.__name__]
    assert regel.module == VRAGEN[naam].functie.__module__
    assert regel.artikel
    for parameter in regel.parameters:
        assert all(w.bron for w in parameter.waarden), parameter.naam
        assert parameter.betekenis
        assert parameter.eenheid


def test_namen_van_parameters_zijn_uniek() -> None:
    gezien: dict[str, object] = {}
    for regel in REGELS.values():
        for parameter in regel.parameters:
            assert gezien.setdefault(parameter.naam, parameter) is parameter, parameter.naam
