"""Asking: what is refused, and what an answer carries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from inbeeld.regels.handhaving.halt import VANAF
from inbeeld.regels.kalender import Kalenders
from inbeeld.regels.parameters import Instelling
from inbeeld.regels.vraag import OngeldigGegeven, stel

HALT: dict[str, Any] = {
    "geboren": "2012-03-05",
    "datum": date(2025, 11, 20),
    "rechtspositie": "leerplichtig",
    "uren": 9,
    "keer_te_laat": 0.0,
    "eigen_initiatief": True,
    "eerder_halt_verzuim": False,
    "ernstige_problematiek": False,
    "instemming_jongere": True,
    "instemming_ouders": True,
}


def test_datum_als_tekst_of_datum_en_getal_als_int_of_float(kalenders: Kalenders) -> None:
    assert stel("halt", HALT, kalenders).uitkomst["halt"] is True


def test_onbekende_vraag_noemt_wat_bekend_is(kalenders: Kalenders) -> None:
    with pytest.raises(ValueError, match=r"halt.*termijn"):
        stel("halte", {}, kalenders)


@pytest.mark.parametrize(
    ("anders", "code", "veld"),
    [
        ({"uren": -1}, "ongeldige_waarde", "uren"),
        ({"uren": float("nan")}, "ongeldige_waarde", "uren"),
        ({"uren": True}, "ongeldige_waarde", "uren"),
        ({"uren": "9"}, "ongeldige_waarde", "uren"),
        ({"eigen_initiatief": 1}, "ongeldige_waarde", "eigen_initiatief"),
        ({"eigen_initiatief": None}, "ongeldige_waarde", "eigen_initiatief"),
        ({"rechtspositie": "vrijgesteld"}, "ongeldige_waarde", "rechtspositie"),
        ({"geboren": "5 maart 2012"}, "ongeldige_waarde", "geboren"),
        ({"geboren": "2013-02-29"}, "ongeldige_waarde", "geboren"),
        ({"geboren": "0012-03-05"}, "ongeldige_waarde", "geboren"),
        ({"geboren": datetime(2012, 3, 5)}, "ongeldige_waarde", "geboren"),
        ({"geboren": "2025-11-21"}, "voor_geboorte", "datum"),
        ({"leeftijd": 13}, "onbekend_gegeven", "leeftijd"),
    ],
)
def test_geweigerd(anders: dict[str, Any], code: str, veld: str, kalenders: Kalenders) -> None:
    with pytest.raises(OngeldigGegeven) as fout:
        stel("halt", HALT | anders, kalenders)
    assert (fout.value.code, fout.value.veld) == (code, veld)


def test_onbekend_gegeven_noemt_wat_bekend_is(kalenders: Kalenders) -> None:
    with pytest.raises(OngeldigGegeven, match="keer_te_laat"):
        stel("halt", HALT | {"te_laat": 3}, kalenders)


def test_verplicht_gegeven_ontbreekt(kalenders: Kalenders) -> None:
    with pytest.raises(OngeldigGegeven) as fout:
        stel("halt", {k: v for k, v in HALT.items() if k != "uren"}, kalenders)
    assert (fout.value.code, fout.value.veld) == ("ontbreekt", "uren")


def test_plek_van_een_fout_in_een_lijst(kalenders: Kalenders) -> None:
    geval = {"van": "2025-09-01", "tot": "2025-09-01"}
    with pytest.raises(OngeldigGegeven) as fout:
        stel("telling", {"schooljaar": "2025-2026", "jongeren": [{"id": 1, "absoluut": [geval]}]}, kalenders)
    assert (fout.value.code, fout.value.veld) == ("einde_voor_begin", "jongeren.0.absoluut.0.tot")


def test_optioneel_gegeven_met_none_is_niet_gegeven(kalenders: Kalenders) -> None:
    gegevens = {"termijn": "raadsverslag", "schooljaar": "2025-2026", "indiener_is_contactgemeente": None, "startdatum": None}
    assert stel("termijn", gegevens, kalenders).gebruikt == {"termijn": "raadsverslag", "schooljaar": "2025-2026"}


def test_antwoord_noemt_regel_artikel_zekerheid_en_wat_ontbreekt(kalenders: Kalenders) -> None:
    antwoord = stel("verlof", {"grond": "ziekte", "eerste_dag": "2025-11-10"}, kalenders)
    assert (antwoord.regel, antwoord.artikel) == ("R-12", "LPW art. 11 onder d, 12")
    assert (antwoord.zekerheid, antwoord.ontbreekt) == ("onbekend", ("gemeld",))
    assert stel("halt", HALT, kalenders).zekerheid == "beoordeling"


def test_buiten_de_kalender_is_een_antwoord_op_schooldagen_benaderd(kalenders: Kalenders) -> None:
    gegevens = {"grond": "vakantie_beroep", "eerste_dag": "2031-11-10", "dagen": 5}
    assert stel("verlof", gegevens, kalenders).zekerheid == "benaderd"


def test_instelling_vervangt_een_getal(kalenders: Kalenders) -> None:
    wat_als = Instelling({VANAF.naam: 14})
    assert stel("halt", HALT, kalenders, wat_als).uitkomst["redenen"] == ["te_jong"]
