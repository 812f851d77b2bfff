"""Recognisable special cases, written by hand and put in the place of generated youths: what every professional asks for first.

Only in a municipality (not in a country). Dates are relative to the peildatum or to its school year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from inbeeld.synthese import kalender as kal
from inbeeld.synthese.scholen import GROEPEN, LESMINUTEN, LESSEN, Gemeenten, Scholen
from inbeeld.synthese.toeval import dag, datum
from inbeeld.tabellen import FEITEN

MINSTENS, HOOGSTENS = 1_000, 100_000
START = date(2024, 8, 12)


@dataclass
class Verhaal:
    """One youth. ``rijen``: table → rows without the ids, which are filled in later."""

    naam: str
    geboren: date
    rijen: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def bij(self, tabel: str, **velden: Any) -> Verhaal:
        self.rijen.setdefault(tabel, []).append(velden)
        return self


class Verteller:
    """Short words for the facts of a story."""

    def __init__(self, peil: date, sch: Scholen, gem: Gemeenten) -> None:
        self.peil, self.sch, self.gem = peil, sch, gem
        self.jaar = peil.year if peil.month >= 8 else peil.year - 1
        self.verhalen: list[Verhaal] = []

    def terug(self, dagen: int) -> date:
        return self.peil - timedelta(dagen)

    def oud(self, jaren: int, dagen: int = 100) -> date:
        """Born so that the youth is ``jaren`` years and ``dagen`` days old on the peildatum."""
        d = self.peil - timedelta(dagen)
        return date(d.year - jaren, d.month, min(d.day, 28))

    def jongere(
        self, naam: str, geboren: date, *, gemeente: int = 0, vanaf: date | None = None, tot: date | None = None
    ) -> Verhaal:
        v = Verhaal(naam, geboren)
        v.bij("jongeren", geboren=geboren, overleden=None, vakantieregio=kal.REGIOS[int(self.gem.regio[0])])
        v.bij("verblijf", gemeente=self.gem.code[gemeente], van=vanaf or geboren, tot=tot)
        self.verhalen.append(v)
        return v

    def school(self, groep: str, deelt: bool | None = None, rang: int = 0) -> int:
        g = GROEPEN.index(groep)
        eigen: list[int] = np.flatnonzero((self.sch.groep == g) & (self.sch.gemeente == 0)).tolist()
        if not eigen:
            eigen = np.flatnonzero(self.sch.groep == g).tolist()
        passend = [i for i in eigen if deelt is None or bool(self.sch.deelt[i]) == deelt] or eigen
        return int(passend[rang % len(passend)])

    def in_school(
        self,
        v: Verhaal,
        onderwijs: str,
        van: date,
        tot: date | None = None,
        *,
        leerjaar: int = 1,
        school: int | None = None,
        weg: str | None = None,
    ) -> Verhaal:
        if tot is not None and tot <= van:
            return v
        groep = "vso" if onderwijs.startswith("vso") else "mbo" if onderwijs.startswith("mbo") else onderwijs
        nr = None if onderwijs == "buitenland" else self.sch.eerste_id + (self.school(groep) if school is None else school)
        return v.bij("inschrijvingen", school_id=nr, onderwijs=onderwijs, leerweg=weg, leerjaar=leerjaar, van=van, tot=tot)

    def basis(self, v: Verhaal, tot: date | None = None) -> Verhaal:
        """Primary school from the fourth birthday; by default until the summer after group 8, or until now."""
        vier = date(v.geboren.year + 4, v.geboren.month, v.geboren.day)
        if vier > self.peil:
            return v
        klaar = date(vier.year + 8, 8, 1)
        if tot is None and klaar <= self.peil:
            tot = klaar
        return self.in_school(v, "po", vier, tot, leerjaar=8 if tot == klaar else min(8, max(1, self.jaar - vier.year + 1)))

    def weg(
        self, v: Verhaal, school: int, dagen: list[date], reden: str, *, lessen: int | None = None, ziek: int | None = None
    ) -> Verhaal:
        """Absent on those days: whole days, or the first ``lessen`` lessons."""
        groep = GROEPEN[int(self.sch.groep[school])]
        lengte = LESMINUTEN[groep]
        for d in dagen:
            vast = {
                "school_id": self.sch.eerste_id + school,
                "datum": d,
                "reden": reden,
                "ziekmelding": ziek,
                "geregistreerd_op": d,
            }
            if lessen is None:
                minuten = round(LESSEN[groep][d.weekday()] * lengte)
                v.bij("verzuim", **vast, lesuur=None, minuten=minuten, uren=round(minuten / lengte, 2), alle_lessen=True)
                continue
            for les in range(1, lessen + 1):
                v.bij("verzuim", **vast, lesuur=les, minuten=lengte, uren=1.0, alle_lessen=False)
        return v

    def schooldagen(self, school: int, tot: date, aantal: int) -> list[date]:
        """The last ``aantal`` schooldagen up to and including ``tot``."""
        alle = self.sch.schooldagen[int(self.sch.kalender[school])]
        return [datum(d) for d in alle[alle <= dag(tot)][-aantal:].tolist()] if aantal else []

    def schooldag(self, school: int, op: date) -> date:
        """That day, or the last schooldag before it."""
        return next(iter(self.schooldagen(school, op, 1)), op)

    def melding(
        self, v: Verhaal, school: int, soort: str, van: date, tot: date | None, ontvangen: date, status: str = "R"
    ) -> Verhaal:
        return v.bij(
            "meldingen",
            school_id=self.sch.eerste_id + school,
            verzuimsoort=soort,
            van=van,
            tot=tot,
            ontvangen=ontvangen,
            status=status,
        )


def vertel(peil: date, sch: Scholen, gem: Gemeenten) -> list[Verhaal]:
    t = Verteller(peil, sch, gem)
    for deel in (_zonder_school, _verzuim, _vrijgesteld, _zestien_en_ouder, _gegevens):
        deel(t)
    return t.verhalen


def _zonder_school(t: Verteller) -> None:
    zomer = date(t.jaar, 8, 1)
    v = t.jongere("tussen_twee_scholen_na_verhuizing", t.oud(9), gemeente=1, tot=t.terug(30))
    v.bij("verblijf", gemeente=t.gem.code[0], van=t.terug(30), tot=None)
    t.basis(v, t.terug(25))

    v = t.jongere("leerplicht_ten_einde_na_twaalf_schooljaren", date(t.jaar - 16, 12, 10))
    t.basis(v, date(t.jaar - 4, 8, 1))
    t.in_school(v, "vo", date(t.jaar - 4, 8, 1), zomer + timedelta(36), leerjaar=4)

    t.jongere("nieuwkomer_zonder_school", t.oud(11), vanaf=t.terug(60))
    t.jongere("nieuwkomer_leert_op_afstand", t.oud(14), vanaf=t.terug(240))
    v = t.jongere("nieuwkomer_isk_zestien", t.oud(16, 20), vanaf=t.terug(420))
    t.in_school(v, "isk", t.terug(400))

    t.basis(t.jongere("geemigreerd_niet_verwerkt", t.oud(10)), date(t.jaar, 7, 4))
    t.basis(t.jongere("geemigreerd_niet_verwerkt_zusje", t.oud(7)), date(t.jaar, 7, 4))
    v = t.basis(t.jongere("thuiszitter_langer_dan_drie_maanden", t.oud(13)))
    t.in_school(v, "vo", v.rijen["inschrijvingen"][-1]["tot"], date(t.jaar, 5, 12), leerjaar=1)
    v = t.jongere("basisschool_af_nooit_begonnen_in_vo", date(t.jaar - 12, 9, 20))
    t.basis(v, zomer)
    v = t.jongere("bijna_achttien_zonder_school", t.oud(17, 360))
    t.basis(v)
    t.in_school(v, "vo", v.rijen["inschrijvingen"][-1]["tot"], t.terug(40), leerjaar=4)
    v = t.jongere("teruggekeerd_uit_buitenland", t.oud(12), tot=t.terug(700))
    v.bij("verblijf", gemeente=t.gem.code[0], van=t.terug(90), tot=None)
    t.in_school(v, "po", date(v.geboren.year + 4, v.geboren.month, v.geboren.day), t.terug(690), leerjaar=6)
    t.in_school(v, "vo", t.terug(20))


def _verzuim(t: Verteller) -> None:
    deelt, dicht, po = t.school("vo", True), t.school("vo", False), t.school("po", True, 1)
    mbo, mbo_dicht = t.school("mbo", True), t.school("mbo", False)

    def leerling(naam: str, jaren: int, school: int) -> Verhaal:
        v = t.basis(t.jongere(naam, t.oud(jaren)))
        return t.in_school(v, "vo", v.rijen["inschrijvingen"][-1]["tot"], leerjaar=max(1, jaren - 11), school=school)

    v = leerling("langdurig_verzuim_laat_gemeld", 15, dicht)
    t.melding(v, dicht, "LRV", t.schooldag(dicht, t.terug(74)), None, t.terug(11), "B")
    v = leerling("langdurig_verzuim_vandaag_vier_weken", 14, deelt)
    t.weg(v, deelt, t.schooldagen(deelt, t.peil, 24), "ongeoorloofd")
    laatste = t.schooldagen(deelt, t.peil, 20)
    v = leerling("zestien_uur_vandaag_bereikt", 15, deelt)
    t.weg(v, deelt, [laatste[3], laatste[8], laatste[13], laatste[19]], "ongeoorloofd", lessen=4)
    v = leerling("vijftien_uur_net_niet", 16, deelt)
    t.weg(v, deelt, [laatste[4], laatste[9], laatste[14]], "ongeoorloofd", lessen=5)
    v = leerling("zestien_uur_niet_gemeld", 14, deelt)
    t.weg(v, deelt, t.schooldagen(deelt, t.terug(20), 8), "ongeoorloofd", lessen=3)
    v = leerling("vaak_te_laat", 13, deelt)
    for d in t.schooldagen(deelt, t.peil, 40)[::2]:
        v.bij(
            "verzuim", school_id=t.sch.eerste_id + deelt, datum=d, lesuur=1, minuten=12, uren=0.24, reden="te_laat",
            alle_lessen=False, ziekmelding=None, geregistreerd_op=d,
        )  # fmt: skip
    v = leerling("vierde_ziekmelding", 13, deelt)
    dagen = t.schooldagen(deelt, t.peil, 50)
    for k, (a, b) in enumerate(((5, 7), (18, 20), (30, 31), (46, 48))):
        t.weg(v, deelt, dagen[a:b], "ziek", ziek=90_000_001 + k)
    v = leerling("lang_ziek", 16, deelt)
    t.weg(v, deelt, t.schooldagen(deelt, t.peil, 34), "ziek", ziek=90_000_009)
    v = leerling("geoorloofd_en_ongeoorloofd_stapelen", 15, deelt)
    dagen = t.schooldagen(deelt, t.peil, 30)
    t.weg(v, deelt, dagen[0:3] + dagen[14:16], "ziek", ziek=90_000_010)
    t.weg(v, deelt, [dagen[6], dagen[20], dagen[26]], "ongeoorloofd", lessen=3)
    t.weg(v, deelt, [dagen[10], dagen[22]], "verlof")
    v = leerling("maatwerk_halve_dagen", 13, deelt)
    t.weg(v, deelt, t.schooldagen(deelt, t.peil, 45), "volgens_plan", lessen=3)
    v = leerling("ingetrokken_melding", 14, dicht)
    t.melding(v, dicht, "V3", t.schooldag(dicht, t.terug(60)), t.terug(41), t.terug(40), "I")
    v = leerling("derde_melding_in_een_schooljaar", 16, dicht)
    for k, s in ((75, "G"), (40, "B"), (4, "R")):
        t.melding(v, dicht, "V3", t.schooldag(dicht, t.terug(k + 20)), t.terug(k), t.terug(k - 2), s)

    herfst = [x.van for x in t.sch.kalenders[1] if x.soort == "herfst" and x.van <= t.peil]
    for naam, jaren in (("luxeverzuim_broer", 8), ("luxeverzuim_zus", 10)):
        v = t.jongere(naam, t.oud(jaren))
        t.in_school(v, "po", date(v.geboren.year + 4, v.geboren.month, v.geboren.day), leerjaar=jaren - 3, school=po)
        if herfst:
            weg = t.schooldagen(po, max(herfst) - timedelta(1), 3)
            t.weg(v, po, weg, "luxe")
            t.melding(v, po, "L", weg[0], weg[-1] + timedelta(1), weg[-1] + timedelta(12), "B")

    v = t.basis(t.jongere("achttien_vier_weken_weg_van_mbo", t.oud(18, 200)))
    vo = v.rijen["inschrijvingen"][-1]["tot"]
    t.in_school(v, "vo", vo, date(t.jaar - 1, 8, 1), leerjaar=4)
    t.in_school(v, "mbo2", date(t.jaar - 1, 8, 1), leerjaar=2, school=mbo, weg="bol")
    v.bij("diplomas", diploma="vmbo", leerweg="bb", datum=date(t.jaar - 1, 6, 24))
    t.weg(v, mbo, t.schooldagen(mbo, t.peil, 26), "ongeoorloofd")
    v = t.basis(t.jongere("achttien_rmc_melding", t.oud(19, 30)))
    t.in_school(v, "vo", v.rijen["inschrijvingen"][-1]["tot"], date(t.jaar - 1, 8, 1), leerjaar=5)
    t.in_school(v, "mbo3", date(t.jaar - 1, 8, 1), leerjaar=2, school=mbo_dicht, weg="bol")
    t.melding(v, mbo_dicht, "RMC", t.schooldag(mbo_dicht, t.terug(63)), None, t.terug(5), "R")


def _vrijgesteld(t: Verteller) -> None:
    dit, volgend = date(t.jaar, 8, 1), date(t.jaar + 1, 8, 1)

    def jaren(v: Verhaal, grond: str, van: date, tot: date, nooit: bool | None = None) -> Verhaal:
        while van < tot:
            eind = min(tot, date(van.year + (1 if van.month >= 8 else 0), 8, 1))
            v.bij("vrijstellingen", grond=grond, van=van, tot=eind, nooit_geschikt=nooit)
            van = eind
        return v

    v = t.basis(t.jongere("meisje_5_onder_a_en_toch_ingeschreven", t.oud(13)))
    t.in_school(v, "vo", v.rijen["inschrijvingen"][-1]["tot"], leerjaar=2)
    jaren(v, "5_onder_a", date(t.jaar - 1, 8, 1), volgend, False)
    v = t.basis(t.jongere("5_onder_a_niet_verlengd", t.oud(10)), date(t.jaar - 2, 11, 4))
    jaren(v, "5_onder_a", date(t.jaar - 2, 11, 4), dit, False)
    v = t.jongere("5_onder_a_nooit_geschikt", t.oud(12))
    v.bij("vrijstellingen", grond="5_onder_a", van=date(t.jaar - 6, 8, 1), tot=None, nooit_geschikt=True)
    v = t.jongere("5_onder_b_sinds_begin_leerplicht", t.oud(11, 300))
    jaren(v, "5_onder_b", date(v.geboren.year + 5, v.geboren.month, 28) + timedelta(4), volgend)
    v = t.jongere("5_onder_b_niet_verlengd", t.oud(8, 300))
    jaren(v, "5_onder_b", date(v.geboren.year + 5, v.geboren.month, 28) + timedelta(4), dit)
    v = t.jongere("school_over_de_grens", t.oud(9))
    jaren(v, "5_onder_c", date(t.jaar - 3, 8, 1), volgend)
    t.in_school(v, "buitenland", date(t.jaar - 3, 8, 1), leerjaar=4)
    v = t.jongere("kermiskind", t.oud(8))
    t.basis(v, date(t.jaar, 3, 1))
    jaren(v, "5a_trekkend", date(t.jaar, 3, 1), volgend)
    v = t.basis(t.jongere("ander_onderwijs_na_leerplicht", t.oud(17, 60)))
    t.in_school(v, "vo", v.rijen["inschrijvingen"][-1]["tot"], dit, leerjaar=4)
    jaren(v, "15", dit, volgend)
    v = t.basis(t.jongere("vervangende_leerplicht_3a", t.oud(14, 250)))
    t.in_school(v, "vo", v.rijen["inschrijvingen"][-1]["tot"], leerjaar=2)
    jaren(v, "3a", dit, volgend)
    v = t.basis(t.jongere("vervangende_leerplicht_3b", t.oud(15, 330)))
    t.in_school(v, "vo", v.rijen["inschrijvingen"][-1]["tot"], dit, leerjaar=3)
    t.in_school(v, "mbo1", dit, weg="bbl")
    jaren(v, "3b", dit, volgend)


def _zestien_en_ouder(t: Verteller) -> None:
    dit = date(t.jaar, 8, 1)
    v = t.basis(t.jongere("zeventien_pro_diploma_aan_het_werk", t.oud(17, 150)))
    t.in_school(v, "pro", v.rijen["inschrijvingen"][-1]["tot"], dit, leerjaar=5)
    v.bij("diplomas", diploma="pro", leerweg=None, datum=date(t.jaar, 7, 3))
    v.bij("werk", van=date(t.jaar, 8, 24), tot=None, vorm="arbeidsovereenkomst", inkomensklasse="BOVEN_300", uitkering="GEEN")

    v = t.basis(t.jongere("wordt_zevenentwintig", t.oud(26, 353)))
    t.in_school(v, "vo", v.rijen["inschrijvingen"][-1]["tot"], date(v.geboren.year + 17, 8, 1), leerjaar=4)
    v.bij("werk", van=t.terug(900), tot=t.terug(300), vorm="overig", inkomensklasse="TOT_300", uitkering="GEEN")

    for naam, werkt in (("vsv_zonder_werk", False), ("vsv_met_arbeidscontract", True)):
        v = t.basis(t.jongere(naam, t.oud(19)))
        t.in_school(v, "vo", v.rijen["inschrijvingen"][-1]["tot"], date(t.jaar - 2, 8, 1), leerjaar=4)
        t.in_school(v, "mbo2", date(t.jaar - 2, 8, 1), date(t.jaar, 3, 16), leerjaar=2, weg="bol")
        v.bij("diplomas", diploma="vmbo", leerweg="kb", datum=date(t.jaar - 2, 6, 20))
        if werkt:
            v.bij(
                "werk", van=date(t.jaar, 4, 1), tot=None, vorm="arbeidsovereenkomst", inkomensklasse="BOVEN_300", uitkering="GEEN"
            )
        else:
            v.bij("werk", van=date(t.jaar, 7, 1), tot=None, vorm="overig", inkomensklasse="GEEN", uitkering="GSD")

    v = t.basis(t.jongere("vmbo_basis_niet_begonnen_aan_mbo", t.oud(17)))
    t.in_school(v, "vo", v.rijen["inschrijvingen"][-1]["tot"], dit, leerjaar=4)
    v.bij("diplomas", diploma="vmbo", leerweg="bb", datum=date(t.jaar, 6, 19))
    v = t.basis(t.jongere("entree_en_dan_werk_dat_stopt", t.oud(21)))
    t.in_school(v, "pro", v.rijen["inschrijvingen"][-1]["tot"], date(t.jaar - 3, 8, 1), leerjaar=5)
    t.in_school(v, "mbo1", date(t.jaar - 3, 8, 1), date(t.jaar - 2, 8, 1), weg="bbl")
    v.bij("diplomas", diploma="entree", leerweg=None, datum=date(t.jaar - 2, 7, 2))
    v.bij(
        "werk",
        van=date(t.jaar - 2, 8, 15),
        tot=t.terug(24),
        vorm="arbeidsovereenkomst",
        inkomensklasse="BOVEN_300",
        uitkering="GEEN",
    )
    v = t.basis(t.jongere("startkwalificatie_laat_bekend", t.oud(19, 40)))
    t.in_school(v, "vo", v.rijen["inschrijvingen"][-1]["tot"], date(t.jaar - 2, 8, 1), leerjaar=4)
    t.in_school(v, "mbo2", date(t.jaar - 2, 8, 1), dit, leerjaar=2, weg="bbl")
    v.bij("diplomas", diploma="mbo2", leerweg=None, datum=date(t.jaar, 7, 6), bekend=t.terug(3))
    v = t.basis(t.jongere("vso_dagbesteding", t.oud(18, 20)))
    t.in_school(v, "vso_dagbesteding", v.rijen["inschrijvingen"][-1]["tot"], dit, leerjaar=6)
    v.bij("diplomas", diploma="vso", leerweg=None, datum=date(t.jaar, 7, 1))


def _gegevens(t: Verteller) -> None:
    a, b = t.school("vo", None, 0), t.school("vo", None, 1)
    v = t.basis(t.jongere("op_twee_scholen_ingeschreven", t.oud(14)))
    begin = v.rijen["inschrijvingen"][-1]["tot"]
    t.in_school(v, "vo", begin, None, leerjaar=3, school=a)
    t.in_school(v, "vo", t.terug(80), None, leerjaar=3, school=b)

    deelt = t.school("vo", True)
    v = t.basis(t.jongere("verzuim_na_uitschrijving", t.oud(15)))
    t.in_school(v, "vo", v.rijen["inschrijvingen"][-1]["tot"], t.terug(28), leerjaar=3, school=deelt)
    t.weg(v, deelt, t.schooldagen(deelt, t.peil, 6), "ongeoorloofd")

    v = t.basis(t.jongere("overleden", t.oud(11)), t.terug(50))
    v.rijen["jongeren"][0]["overleden"] = t.terug(50)
    v.rijen["verblijf"][0]["tot"] = t.terug(50)
    v = t.jongere("schrikkelkind", date(2012, 2, 29) if t.jaar >= 2024 else date(2008, 2, 29))
    t.in_school(v, "po", date(v.geboren.year + 4, 2, 29), date(v.geboren.year + 12, 8, 1), leerjaar=8)
    t.in_school(v, "vo", date(v.geboren.year + 12, 8, 1), leerjaar=2)


def voeg_in(
    tabellen: dict[str, pa.Table], verhalen: list[Verhaal], eerste: int, peil: date, nummer: Callable[[str, int], pa.Array]
) -> dict[str, int]:
    """Put the stories in the place of youths spread over the numbers. Changes ``tabellen``; gives name → jongere_id.

    ``nummer`` gives the row numbers of a table anew, as its rows have changed.
    """
    n = tabellen["jongeren"].num_rows
    ids = {v.naam: eerste + (k + 1) * n // (len(verhalen) + 1) for k, v in enumerate(verhalen)}
    weg = pa.array(sorted(ids.values()), pa.int64())
    for naam, tabel in tabellen.items():
        if naam in ("rooster", "kalender", "scholen"):
            continue
        kolom = np.asarray(tabel.column("jongere_id"))
        rest = tabel.filter(pa.array(~np.isin(kolom, weg.to_numpy())))
        extra = FEITEN[naam].uit_rijen(_rijen(naam, verhalen, ids, peil))
        samen = pa.concat_tables([rest, extra])
        samen = samen.take(pa.array(np.argsort(np.asarray(samen.column("jongere_id")), kind="stable"))).combine_chunks()
        for sleutel in ("feit_id", "verzuim_id", "melding_id"):
            if sleutel in samen.column_names:
                k = samen.schema.get_field_index(sleutel)
                samen = samen.set_column(k, samen.schema.field(k), nummer(naam, samen.num_rows))
        tabellen[naam] = samen
    return ids


def _rijen(naam: str, verhalen: list[Verhaal], ids: dict[str, int], peil: date) -> Iterator[dict[str, Any]]:
    for v in verhalen:
        for rij in v.rijen.get(naam, []):
            rij = dict(rij)
            if (rij.get("van") or peil) > peil:
                continue
            if naam != "vrijstellingen" and (rij.get("tot") or peil) > peil:
                rij["tot"] = None
            bekend = rij.pop("bekend", None)
            if bekend is None:
                begin: date = rij.get("ontvangen") or rij.get("datum") or rij.get("van") or rij["geboren"]
                bekend = begin if naam == "meldingen" else max(begin + timedelta(4), START + timedelta(3))
            bekend = min(bekend, peil)
            yield rij | {"jongere_id": ids[v.naam], "bron_datum": bekend, "ontvangen_op": bekend}
