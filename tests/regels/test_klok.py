"""The law clock against the day model, and hand against signal: what points to today strikes today."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from inbeeld.beeld import bereken
from inbeeld.beeld.berekening import alle_regels
from inbeeld.beeld.casus import Tafel, keur
from inbeeld.beeld.draaiboek import Draaiboek
from inbeeld.regels.kalender import Kalenders
from inbeeld.regels.klok import WIJZERS
from inbeeld.tabellen import FEITEN, KLOK, codes

from . import grepen
from .dagmodel import EERSTE, KALENDER, bekend_op, maanden_later, verjaardag, verloop
from .dagmodel import WIJZERS as IN_MODEL

DAG = timedelta(days=1)
TABEL = FEITEN["kalender"].uit_rijen(KALENDER)
KALENDERS = Kalenders.uit(TABEL)

Rij = dict[str, Any]


class Run:
    """One run over some youths: per youth its hands, and the signals that are present."""

    def __init__(self, jongeren: list[Rij], peildatum: date) -> None:
        tafel = Tafel(KALENDERS)
        nummers = [tafel.jongere(*keur(j["geboren"], j["feiten"])) for j in jongeren]
        self.tabellen = tafel.tabellen(TABEL)
        uit = bereken(self.tabellen, peildatum=peildatum).uitkomsten
        self.klok: dict[int, dict[str, Rij]] = {n: {} for n in nummers}
        self.signalen: dict[int, list[Rij]] = defaultdict(list)
        self.verwacht: dict[tuple[int, str], date] = {}
        assert KLOK.problemen(uit["klok"]) == []
        for r in uit["klok"].to_pylist():
            assert r["wijzer"] not in self.klok[r["jongere_id"]], "one row per youth and hand"
            self.klok[r["jongere_id"]][r["wijzer"]] = r
        for r in uit["signalen"].to_pylist():
            if r["tot"] is None:
                self.signalen[r["jongere_id"]].append(r)
        for r in uit["verwachting"].to_pylist():
            self.verwacht[r["jongere_id"], r["wat"]] = r["datum"]
        self.nummers = nummers

    def sinds(self, nummer: int, signaal: str) -> list[date]:
        return [s["van"] for s in self.signalen[nummer] if s["signaal"] == signaal]


def vergelijk(zaad: int, aantal: int, peildata: list[date]) -> None:
    """Every hand of the model: there or not, how far, since when. One walk for all days: the model does not look ahead."""
    jongeren = grepen.groep(zaad, aantal)
    gelopen = [verloop(j, max(peildata)) for j in jongeren]
    for peildatum in peildata:
        run = Run(jongeren, peildatum)
        for jongere, nummer, model in zip(jongeren, run.nummers, gelopen, strict=True):
            if jongere["geboren"] <= peildatum:
                zelfde(run.klok[nummer], model[peildatum].klok, f"op {peildatum}: {jongere}")
                slaat(run, nummer, jongere, peildatum)


def zelfde(ons: dict[str, Rij], model: Mapping[str, tuple[Fraction, date] | None], wie: str) -> None:
    for wijzer in IN_MODEL:
        m = model.get(wijzer)
        if wijzer in model and m is None:
            continue
        if m and m[1] == EERSTE:
            # The model does not know what was before its first day.
            assert ons[wijzer]["van"] <= EERSTE, f"{wijzer} {wie}"
            continue
        if m and wijzer == "drie_maanden" and ons[wijzer]["stand"] >= ons[wijzer]["grens"] and m[1] < ons[wijzer]["van"]:
            # It has struck, from the first day as it was then; a part that came later would let it begin earlier.
            continue
        eigen = (ons[wijzer]["stand"], ons[wijzer]["van"]) if wijzer in ons else None
        assert eigen == ((pytest.approx(float(m[0]), abs=0.0011), m[1]) if m else None), f"{wijzer} {wie}"


def slaat(run: Run, nummer: int, jongere: Rij, peildatum: date) -> None:
    """A hand that has reached its limit and its signal go together; exact days are those of ``verwachting``."""
    klok = run.klok[nummer]

    def bereikt(wijzer: str) -> bool:
        return wijzer in klok and klok[wijzer]["stand"] >= klok[wijzer]["grens"]

    eigen = [
        s["van"]
        for s in run.signalen[nummer]
        if s["signaal"] == "relatief_verzuim_16u" and any(f["tabel"] == "verzuim" for f in s["feiten"])
    ]
    assert bereikt("zestien_uur") == (peildatum in eigen)
    assert bereikt("drie_maanden") == bool(run.sinds(nummer, "thuiszitter_3mnd"))
    assert ("drie_maanden" in klok) == bool(run.sinds(nummer, "thuiszitter"))
    assert ("lopende_melding" in klok) == bool(run.sinds(nummer, "melding_open"))
    if bereikt("langdurig"):
        assert run.sinds(nummer, "langdurig_relatief_verzuim")
    if bereikt("weg_18plus"):
        assert run.sinds(nummer, "verzuim_18plus")
    for wijzer in ("ziekte_dagen", "ziekte_meldingen"):
        if bereikt(wijzer) and klok[wijzer]["tot"] == peildatum:
            assert peildatum in run.sinds(nummer, "ziekteverzuim_signaal")
    for wijzer, r in klok.items():
        assert r["van"] <= peildatum
        if r["tot"] is not None and r["grens"] is not None and r["eenheid"] != "meldingen":
            assert (r["tot"] <= peildatum) == bereikt(wijzer), r
        if r["eenheid"] in ("dagen", "datum"):
            assert r["stand"] == (peildatum - r["van"]).days
        assert bool(r["delen"]) == (wijzer == "zestien_uur")
        if r["delen"]:
            assert sum(d["aantal"] for d in r["delen"]) == pytest.approx(r["stand"], abs=0.0011)
            assert [d["label"] for d in r["delen"]] == sorted(d["label"] for d in r["delen"])
            assert {d["label"].weekday() for d in r["delen"]} == {0}
    if "drie_maanden" in klok and not bereikt("drie_maanden"):
        r = klok["drie_maanden"]
        assert run.verwacht.get((nummer, "thuiszitter_3mnd")) == (r["tot"] if r["zegt"] == "thuiszitter_3mnd" else None)
        assert r["grens"] == (maanden_later(r["van"], 3) + DAG - r["van"]).days
    if "zestien_uur" in klok and not bereikt("zestien_uur"):
        r = klok["zestien_uur"]
        assert run.verwacht.get((nummer, "relatief_verzuim_16u")) == (r["tot"] if r["zekerheid"] == "benaderd" else None)
    if "achttien" in klok:
        assert klok["achttien"]["tot"] == verjaardag(jongere["geboren"], 18)


PEILDATA = [date(2024, 11, 15), date(2025, 7, 31), date(2025, 12, 31), date(2026, 3, 4), date(2026, 10, 9), date(2027, 5, 21)]


def test_klok_is_het_dagmodel() -> None:
    vergelijk(31, 100, PEILDATA)


@pytest.mark.lang
@pytest.mark.parametrize("zaad", range(400, 420))
def test_klok_is_het_dagmodel_lang(zaad: int) -> None:
    r = Random(zaad)
    vergelijk(zaad, 400, [grepen.lastige_dag(r, date(2009, 6, 1), "midden") for _ in range(4)])


def test_stand_kent_geen_later_feit() -> None:
    """Known ends after the peildatum move the day to which a hand points, and never how far it is."""
    peildatum = date(2026, 3, 4)
    jongeren = [j for j in grepen.groep(33, 150) if j["geboren"] < peildatum]
    alles, toen = Run(jongeren, peildatum), Run([bekend_op(j, peildatum) for j in jongeren], peildatum)
    for een, ander in zip(alles.nummers, toen.nummers, strict=True):
        a, b = alles.klok[een], toen.klok[ander]
        assert set(a) ^ set(b) <= {"einde_leerplicht", "kennisgeving"}
        for wijzer in set(a) & set(b):
            assert [a[wijzer][k] for k in ("stand", "van", "delen")] == [b[wijzer][k] for k in ("stand", "van", "delen")]


def test_grepen_raken_elke_wijzer_van_het_model() -> None:
    gezien = {w for j in grepen.groep(31, 60) for s in verloop(j).values() for w in s.klok}
    assert gezien == IN_MODEL


# -- by hand ----------------------------------------------------------------------------------------------------------------

VO = {"onderwijs": "vo", "van": date(2024, 8, 1)}


@functools.cache
def draaiboek() -> Draaiboek:
    return Draaiboek(TABEL, FEITEN["scholen"].leeg())


def klok(geboren: date, peildatum: date, **feiten: Any) -> dict[str, Rij]:
    tafel = Tafel(KALENDERS)
    tafel.jongere(*keur(geboren, feiten))
    rijen = draaiboek().draai(tafel.tabellen(TABEL), peildatum)["klok"].to_pylist()
    uit = {r["wijzer"]: r for r in rijen}
    assert len(uit) == len(rijen)
    return uit


def verzuim(*dagen: date, uren: float = 4, **meer: Any) -> list[Rij]:
    return [{"van": d, "tot": d + DAG, "uren": uren, "reden": "ongeoorloofd"} | meer for d in dagen]


def test_zestien_uur_loopt_op_slaat_en_begint_opnieuw() -> None:
    geboren, maandag = date(2012, 5, 6), date(2026, 11, 2)
    feiten = {"inschrijvingen": [VO], "verzuim": verzuim(*(maandag + 7 * i * DAG for i in range(4)), uren=4)}

    def op(dag: date) -> Rij | None:
        return klok(geboren, dag, **feiten).get("zestien_uur")

    derde = op(date(2026, 11, 20))
    assert derde is not None
    assert (derde["stand"], derde["grens"], derde["van"], derde["eenheid"]) == (12, 16, maandag, "uren")
    assert derde["delen"] == [
        {"label": date(2026, 10, 26), "aantal": 0},
        *({"label": maandag + 7 * i * DAG, "aantal": 4} for i in range(3)),
    ]
    assert (derde["tot"], derde["zegt"], derde["zekerheid"]) == (date(2026, 11, 27), "relatief_verzuim_16u", "benaderd")
    vierde = op(date(2026, 11, 23))
    assert vierde is not None
    assert (vierde["stand"], vierde["tot"], vierde["zegt"]) == (16, date(2026, 11, 23), "relatief_verzuim_16u")
    assert op(date(2026, 11, 24)) is None


def test_zonder_tempo_telt_straks_minder() -> None:
    k = klok(date(2012, 5, 6), date(2026, 11, 20), inschrijvingen=[VO], verzuim=verzuim(date(2026, 11, 3), date(2026, 11, 10)))
    r = k["zestien_uur"]
    assert (r["stand"], r["tot"], r["zegt"], r["zekerheid"]) == (8, date(2026, 11, 30), "telt_minder", "zeker")


def test_langdurig_in_lesweken_en_na_achttien() -> None:
    weg = [{"van": date(2026, 11, 2), "tot": date(2026, 11, 21), "uren": 0, "reden": "ongeoorloofd", "alle_lessen": True}]
    verwacht = (3, 4, date(2026, 11, 2), date(2026, 11, 27))
    for geboren, wijzer in ((date(2012, 5, 6), "langdurig"), (date(2006, 5, 6), "weg_18plus")):
        k = klok(geboren, date(2026, 11, 20), inschrijvingen=[VO], verzuim=weg)
        assert tuple(k[wijzer][n] for n in ("stand", "grens", "van", "tot")) == verwacht
        assert not {"langdurig", "weg_18plus"} - {wijzer} & set(k)
        # On Saturday the run goes on; on Monday, without absence, it is over.
        assert wijzer in klok(geboren, date(2026, 11, 22), inschrijvingen=[VO], verzuim=weg)
        assert wijzer not in klok(geboren, date(2026, 11, 23), inschrijvingen=[VO], verzuim=weg)


def test_ziek() -> None:
    ziek = verzuim(*(date(2026, 10, 26) + 7 * i * DAG for i in range(2)), reden="ziek")
    ziek += [{"van": date(2026, 11, 17), "tot": date(2026, 11, 21), "uren": 20, "reden": "ziek"}]
    k = klok(date(2012, 5, 6), date(2026, 11, 20), inschrijvingen=[VO], verzuim=ziek)
    meldingen, dagen = k["ziekte_meldingen"], k["ziekte_dagen"]
    assert (meldingen["stand"], meldingen["grens"], meldingen["van"], meldingen["zegt"]) == (
        3,
        4,
        date(2026, 10, 26),
        "telt_minder",
    )
    assert meldingen["tot"] == date(2027, 2, 1)  # twelve lesweken after that of 26 October, Christmas holiday not counted
    assert (dagen["stand"], dagen["grens"], dagen["van"], dagen["tot"]) == (4, 7, date(2026, 11, 17), date(2026, 11, 25))
    assert "zestien_uur" not in k
    assert not {"ziekte_meldingen", "ziekte_dagen"} & set(
        klok(date(2012, 5, 6), date(2026, 10, 26), inschrijvingen=[VO], verzuim=ziek[:1])
    )


def test_vrijstelling_en_kennisgeving() -> None:
    geboren, peildatum = date(2014, 3, 10), date(2026, 11, 20)
    jaar = {"grond": "5_onder_b", "van": date(2026, 8, 1), "tot": date(2027, 8, 1)}
    k = klok(geboren, peildatum, vrijstellingen=[jaar])
    assert tuple(k["vrijstelling"][n] for n in ("stand", "grens", "tot", "artikel", "regel")) == (
        111,
        365,
        date(2027, 8, 1),
        "LPW art. 5 onder b, 6, 8",
        "R-05",
    )
    assert (k["kennisgeving"]["tot"], k["kennisgeving"]["artikel"]) == (date(2027, 7, 1), "LPW art. 6 lid 2 onder b")
    assert "kennisgeving" not in klok(geboren, date(2027, 7, 1), vrijstellingen=[jaar])

    nooit = {"grond": "5_onder_a", "van": date(2020, 8, 1), "nooit_geschikt": True}
    k = klok(geboren, peildatum, vrijstellingen=[nooit])
    assert k["vrijstelling"]["tot"] == date(2032, 3, 10)  # with the duty, on the eighteenth birthday
    assert "kennisgeving" not in k

    # The last one: after the summer the duty is over.
    zeventien = klok(date(2009, 7, 20), peildatum, vrijstellingen=[jaar])
    assert zeventien["vrijstelling"]["tot"] == date(2027, 7, 20)
    assert "kennisgeving" not in zeventien
    anders = klok(date(2009, 3, 10), peildatum, vrijstellingen=[{**jaar, "grond": "15"}], inschrijvingen=[])
    assert (anders["vrijstelling"]["regel"], anders["vrijstelling"]["artikel"]) == ("R-06", "LPW art. 15")
    assert "kennisgeving" not in anders


def test_eerste_kennisgeving_een_maand_voor_het_begin() -> None:
    geboren = date(2021, 12, 15)
    k = klok(geboren, date(2026, 11, 20))
    assert (k["begin_leerplicht"]["tot"], k["begin_leerplicht"]["zegt"]) == (date(2027, 1, 4), "leerplichtig")
    assert (k["kennisgeving"]["tot"], k["kennisgeving"]["artikel"]) == (date(2026, 12, 5), "LPW art. 6 lid 2 onder a")
    assert "kennisgeving" not in klok(geboren, date(2026, 12, 5))
    assert "kennisgeving" not in klok(geboren, date(2026, 11, 20), inschrijvingen=[{"onderwijs": "po", "van": date(2026, 1, 5)}])
    assert "begin_leerplicht" not in klok(date(2023, 1, 1), date(2026, 11, 20))


@pytest.mark.parametrize(
    ("geboren", "feiten", "wijzer", "van", "tot", "zegt"),
    [
        (date(2011, 2, 1), {}, "einde_leerplicht", date(2026, 8, 1), date(2027, 8, 1), "kwalificatieplichtig"),
        (date(2009, 2, 1), {}, "achttien", date(2025, 8, 1), date(2027, 2, 1), "rmc_doelgroep"),
        (date(2010, 2, 1), {}, "achttien", date(2026, 8, 1), date(2028, 2, 1), "einde_kwalificatieplicht"),
        (date(2000, 2, 1), {}, "doorstroompunt", date(2018, 2, 1), date(2027, 2, 1), "buiten_doelgroep"),
        (date(2000, 2, 29), {}, "doorstroompunt", date(2018, 3, 1), date(2027, 3, 1), "buiten_doelgroep"),
    ],
)
def test_op_datum(geboren: date, feiten: Rij, wijzer: str, van: date, tot: date, zegt: str) -> None:
    r = klok(geboren, date(2026, 11, 20), **feiten)[wijzer]
    assert (r["van"], r["tot"], r["zegt"], r["eenheid"]) == (van, tot, zegt, "datum")
    assert r["grens"] == (tot - van).days


def test_doorstroompunt_niet_te_vroeg_en_niet_met_startkwalificatie() -> None:
    peildatum = date(2026, 11, 20)
    assert "doorstroompunt" in klok(date(2001, 11, 20), peildatum)
    assert "doorstroompunt" not in klok(date(2001, 11, 21), peildatum)
    assert "doorstroompunt" not in klok(date(2001, 11, 20), peildatum, diplomas=[{"diploma": "mbo2", "datum": date(2020, 7, 1)}])
    # Before 2026 the limit was 23; who has not reached it by then goes on until 27.
    assert klok(date(2002, 12, 10), date(2025, 11, 20))["doorstroompunt"]["tot"] == date(2025, 12, 10)
    assert "doorstroompunt" not in klok(date(2003, 1, 10), date(2025, 11, 20))


def test_lopende_melding_telt_en_slaat_niet() -> None:
    m = {"verzuimsoort": "V3", "van": date(2026, 10, 1), "tot": date(2026, 10, 20), "ontvangen": date(2026, 10, 21)}
    r = klok(date(2012, 5, 6), date(2026, 11, 20), inschrijvingen=[VO], meldingen=[m])["lopende_melding"]
    assert (r["stand"], r["grens"], r["tot"], r["van"], r["zegt"]) == (30, None, None, date(2026, 10, 21), "antwoord_aan_school")


def test_elke_wijzer_heeft_een_regel_en_een_titel() -> None:
    alle_regels()
    assert tuple(WIJZERS) == codes.WIJZER
    assert all(w.eenheid in codes.EENHEID and w.titel and w.regel.artikel for w in WIJZERS.values())


def test_wie_er_niet_woont_heeft_geen_klok() -> None:
    weg = [{"gemeente": "0599", "van": date(2012, 5, 6), "tot": date(2026, 9, 1)}]
    assert klok(date(2010, 5, 6), date(2026, 11, 20), inschrijvingen=[VO], verblijf=weg) == {}
