"""The same population as delivery files: what a municipality would really get, over time, with the flaws of real files.

The clock of the deliveries: a BRP selection and a C-levering twelve weeks before the last Monday, then P-leveringen eight,
four, one and zero weeks before it. What the source did not know yet on a delivery day is not in that delivery.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from inbeeld.synthese import kolommen
from inbeeld.synthese.bevolking import Bevolking
from inbeeld.synthese.personen import GENOEG_ONR, onderwijsnummer
from inbeeld.synthese.scholen import GROEPEN
from inbeeld.synthese.toeval import Stroom

FOUT, FOUT_KLEIN = 0.001, 0.003
"""Part of the rows that is wrong on purpose; more in a small population, so that each has some."""

_CODE = {"ongeoorloofd": "ON", "ziek": "ZK", "verlof": "VL", "te_laat": "TL", "schorsing": "SC", "luxe": "LX",
         "geoorloofd_overig": "GO", "volgens_plan": "PL", "nog_onbekend": "??"}  # fmt: skip
_WEL = {"ziek", "verlof", "schorsing", "geoorloofd_overig", "volgens_plan"}
_RMC = "REGIO 28"

Rij = dict[str, str]


@dataclass(frozen=True)
class Levering:
    """A written file: how many rows, and which of them are wrong on purpose (line or element number)."""

    pad: Path
    soort: str
    rijen: int
    fout: tuple[int, ...] = ()


@dataclass(frozen=True)
class Fouten:
    """Where a wrong value can be put in a kind of file; an empty name: not in this kind."""

    datum: str = ""
    nummer: str = ""
    code: str = ""
    van: str = ""
    tot: str = ""


def schrijf_leveringen(bevolking: Bevolking, map: Path) -> list[Path]:
    """Write all delivery files of a population; the same population gives the same bytes."""
    return [levering.pad for levering in leveringen(bevolking, map)]


def leveringen(bevolking: Bevolking, map: Path) -> list[Levering]:
    map.mkdir(parents=True, exist_ok=True)
    return _Schrijver(bevolking, map).alles()


def _rijen(tabel: pa.Table) -> list[dict[str, Any]]:
    uit: list[dict[str, Any]] = tabel.to_pylist()
    return uit


def _kort(d: date | None) -> str:
    return d.strftime("%Y%m%d") if d else ""


def _nl(d: date | None) -> str:
    return d.strftime("%d-%m-%Y") if d else ""


def _iso(d: date | None) -> str:
    return d.isoformat() if d else ""


class _Schrijver:
    def __init__(self, bev: Bevolking, map: Path) -> None:
        self.bev, self.map = bev, map
        peil = bev.peildatum
        self.slot = peil - timedelta(peil.weekday())
        self.start = self.slot - timedelta(84)
        self.dagen = [self.start, *(self.slot - timedelta(weken * 7) for weken in (8, 4, 1, 0))]
        t = bev.tabellen
        self.personen = {p["jongere_id"]: p for p in _rijen(bev.personen)}
        self.jongeren = {j["jongere_id"]: j for j in _rijen(t["jongeren"])}
        self.scholen = {s["school_id"]: s for s in _rijen(t["scholen"])}
        self.verblijf: dict[int, list[dict[str, Any]]] = {}
        for v in _rijen(t["verblijf"]):
            self.verblijf.setdefault(v["jongere_id"], []).append(v)
        # Our own residents, and who left in the last year; a population of many municipalities is one big region.
        eigen = set(bev.gemeenten.code) if len(bev.gemeenten) > 3 else {bev.gemeenten.code[0]}
        grens = peil - timedelta(365)
        self.kring = {
            j
            for j, rijen in self.verblijf.items()
            if any(v["gemeente"] in eigen and (v["tot"] is None or v["tot"] > grens) for v in rijen)
        }
        self.eigen = eigen
        self.inschrijvingen = [i for i in _rijen(t["inschrijvingen"]) if i["jongere_id"] in self.kring]
        self.diplomas = [d for d in _rijen(t["diplomas"]) if d["jongere_id"] in self.kring]
        teller: dict[tuple[int, str], int] = {}
        for i in self.inschrijvingen:
            brin = self.scholen[i["school_id"]]["brin"] if i["school_id"] else ""
            teller[i["jongere_id"], brin] = i["volgnummer"] = teller.get((i["jongere_id"], brin), 0) + 1
        self.sk: dict[int, date] = {}
        for d in self.diplomas:
            if d["diploma"] in ("havo", "vwo", "mbo2", "mbo3", "mbo4"):
                self.sk[d["jongere_id"]] = min(d["datum"], self.sk.get(d["jongere_id"], d["datum"]))
        # A handful is missing from the BRP selection: just arrived, or a query that was cut too tight.
        st = Stroom(bev.zaad, bev.blok, "buiten-brp")
        volgorde = sorted(self.kring)
        gemist = st.u(len(volgorde)) < 0.0005
        verhalen = set(bev.verhalen.values())
        self.buiten_brp = {j for j, mis in zip(volgorde, gemist.tolist(), strict=True) if mis and j not in verhalen}
        self.beschermd = verhalen
        self.fout = FOUT_KLEIN if len(self.kring) < 5_000 else FOUT
        self.twee_nummers = self._met_twee_nummers()

    def _met_twee_nummers(self) -> dict[int, str]:
        """Newcomers whose school enrolled them under an onderwijsnummer before they had a BSN, and kept it: id → number."""
        zitten = {i["jongere_id"] for i in self.inschrijvingen if i["onderwijs"] == "po" and i["tot"] is None}

        def later_gekomen(j: int) -> bool:
            komst, geboren = self.verblijf[j][0]["van"], self.jongeren[j]["geboren"]
            return bool(komst > self.start - timedelta(800) and komst > geboren + timedelta(800))

        kan = sorted(j for j in zitten - self.beschermd - self.buiten_brp if j < GENOEG_ONR and self.personen[j]["bsn"])
        nieuw = [j for j in kan if later_gekomen(j) and self._geboren(j) == _kort(self.jongeren[j]["geboren"])]
        gekozen = nieuw[: max(1, len(self.kring) // 3_000)]
        return dict(zip(gekozen, map(str, onderwijsnummer(np.array(gekozen, np.int64) - 1).tolist()), strict=True))

    def alles(self) -> list[Levering]:
        uit = [self._scholen(), self._kalender()]
        uit += [self._brp(self.start), self._brp(self.slot)]
        uit += self._rod()
        uit += self._maandrapportages()
        uit += self._meldingen()
        uit += self._absentie()
        uit += [self._vrijstellingen(), self._werk()]
        return uit

    # -- writing ---------------------------------------------------------------------------------------------------

    def _csv(
        self,
        naam: str,
        soort: str,
        kop: Sequence[str],
        rijen: list[Rij],
        fouten: Fouten | None = None,
        ids: Sequence[int] | None = None,
        *,
        codering: str = "utf-8",
        einde: str = "\r\n",
    ) -> Levering:
        """Write rows, spoiling some of them on purpose; never a row of a story (``ids``: whose row it is)."""
        fout: list[int] = []
        if fouten:
            st = Stroom(self.bev.zaad, self.bev.blok, f"fout {naam}")
            raak = st.u(len(rijen)) < self.fout
            soortkeuze = st.geheel(0, 4, len(rijen)).tolist()
            for k in raak.nonzero()[0].tolist():
                if ids is None or ids[k] not in self.beschermd:
                    rijen[k] = _bederf(rijen[k], fouten, int(soortkeuze[k]))
                    fout.append(k + 2)
        buffer = io.StringIO()
        schrijver = csv.DictWriter(buffer, kop, delimiter=";", lineterminator=einde, restval="", extrasaction="raise")
        schrijver.writeheader()
        schrijver.writerows(rijen)
        pad = self.map / naam
        tekst = buffer.getvalue()
        if codering == "cp1252":
            tekst = tekst.replace("ı", "i")
        pad.write_bytes(tekst.encode(codering))
        return Levering(pad, soort, len(rijen), tuple(fout))

    def _pgn(self, j: int) -> tuple[str, str]:
        """The number under which schools and the register know a youth."""
        p = self.personen[j]
        if j in self.twee_nummers:
            return self.twee_nummers[j], "ONR"
        return (p["bsn"], "BSN") if p["bsn"] else (p["onderwijsnummer"], "ONR")

    # -- schools and calendar ----------------------------------------------------------------------------------------

    def _scholen(self) -> Levering:
        rijen = [
            {
                "BRIN": s["brin"],
                "VESTIGINGSNUMMER": s["brin"] + s["vestiging"],
                "VESTIGINGSNAAM": s["naam"],
                "SOORT": s["soort"],
                "DENOMINATIE": s["denominatie"],
                "GEMEENTENUMMER": s["gemeente"],
                "POSTCODE": s["postcode"],
                "LAT": str(s["lat"]),
                "LON": str(s["lon"]).replace(".", ","),
                "VAKANTIEREGIO": f"Regio {s['vakantieregio'].capitalize()}",
            }
            for s in self.scholen.values()
        ]
        return self._csv(f"scholen_{_kort(self.start)}.csv", "scholen-v1", kolommen.SCHOLEN, rijen)

    def _kalender(self) -> Levering:
        rijen = []
        for k in _rijen(self.bev.tabellen["kalender"]):
            school = self.scholen[k["school_id"]] if k["school_id"] else None
            rijen.append(
                {
                    "SCHOOLJAAR": k["schooljaar"],
                    "REGIO": k["vakantieregio"] or "",
                    "VAKANTIE": f"feestdag_{k['van']:%m%d}" if k["soort"] == "feestdag" else k["soort"],
                    "VAN": _iso(k["van"]),
                    "TOT": _iso(k["tot"]),
                    "BRIN": school["brin"] if school else "",
                    "VESTIGING": school["vestiging"] if school else "",
                }
            )
        return self._csv(f"kalender_{_kort(self.start)}.csv", "kalender-v1", kolommen.KALENDER, rijen, einde="\n")

    # -- residents -----------------------------------------------------------------------------------------------------

    def _brp(self, dag: date) -> Levering:
        rijen, ids = [], []
        for j in sorted(self.kring):
            p, wie = self.personen[j], self.jongeren[j]
            if not p["bsn"] or j in self.buiten_brp or wie["geboren"] > dag:
                continue
            for v in self.verblijf[j]:
                if v["van"] > dag:
                    continue
                tot = v["tot"] if v["tot"] and v["tot"] <= dag else None
                # Where they went after us is another municipality's business.
                if v["gemeente"] not in self.eigen and v is self.verblijf[j][-1] and len(self.verblijf[j]) > 1:
                    continue
                naar = self._waarheen(j, tot)
                rijen.append(
                    {
                        "BSN": p["bsn"],
                        "A_NUMMER": "",
                        "GESLACHTSNAAM": p["achternaam"],
                        "VOORVOEGSEL": p["voorvoegsel"] or "",
                        "VOORNAMEN": p["voornamen"],
                        "GESLACHT": p["geslacht"],
                        "GEBOORTEDATUM": self._geboren(j),
                        "DATUM_OVERLIJDEN": _kort(wie["overleden"]) if wie["overleden"] and wie["overleden"] <= dag else "",
                        "GEMEENTECODE": v["gemeente"],
                        "DATUM_VESTIGING": _kort(v["van"]),
                        "DATUM_VERTREK": _kort(tot),
                        "LAND_VERTREK": naar,
                        "STRAAT": p["straat"],
                        "HUISNUMMER": p["huisnummer"],
                        "HUISLETTER": p["huisletter"] or "",
                        "TOEVOEGING": p["toevoeging"] or "",
                        "POSTCODE": p["postcode"],
                        "WOONPLAATS": p["woonplaats"],
                        "GEHEIM": str(p["geheim"]),
                        "NATIONALITEIT": p["nationaliteit"],
                        "BSN_OUDER_1": p["bsn_ouder_1"] or "",
                        "BSN_OUDER_2": p["bsn_ouder_2"] or "",
                        "GEZAG": p["gezag"] or "",
                    }
                )
                ids.append(j)
        fouten = Fouten("GEBOORTEDATUM", "BSN", "GEHEIM", "DATUM_VESTIGING", "DATUM_VERTREK")
        return self._csv(f"brp-selectie_{_kort(dag)}.csv", "brp-selectie-v1", kolommen.BRP, rijen, fouten, ids)

    def _geboren(self, j: int) -> str:
        """Of some newcomers only the year or month of birth is known."""
        geboren = self.jongeren[j]["geboren"]
        if self.verblijf[j][0]["van"] - geboren > timedelta(400) and j % 50 == 7 and j not in self.beschermd:
            return f"{geboren.year}0000" if j % 100 == 7 else f"{geboren:%Y%m}00"
        return _kort(geboren)

    def _waarheen(self, j: int, tot: date | None) -> str:
        """Only who leaves the country has a country of departure."""
        if tot is None or self.jongeren[j]["overleden"] == tot or any(v["van"] == tot for v in self.verblijf[j]):
            return ""
        return ("België", "Duitsland", "Polen", "Turkije", "Spanje")[j % 5]

    # -- the education register ----------------------------------------------------------------------------------------

    def _persoon(self, j: int, dag: date) -> Rij:
        p, wie = self.personen[j], self.jongeren[j]
        pgn, soort = self._pgn(j)
        woont = [v for v in self.verblijf[j] if v["van"] <= dag] or self.verblijf[j][:1]
        return {
            "LEVERDATUM": _kort(dag),
            "PERSOONSGEBONDENNUMMER": pgn,
            "PGN_SOORT": soort,
            "ACHTERNAAM": p["achternaam"],
            "VOORVOEGSEL": p["voorvoegsel"] or "",
            "ALLE_VOORNAMEN": p["voornamen"],
            "GESLACHT": p["geslacht"],
            "GEBOORTEDATUM": _kort(wie["geboren"]),
            "STRAAT": p["straat"],
            "HUISNUMMER": p["huisnummer"],
            "HUISLETTER": p["huisletter"] or "",
            "HUISNUMMER_TOEVOEGING": p["toevoeging"] or "",
            "POSTCODE": p["postcode"],
            "WOONPLAATS": p["woonplaats"],
            "GEMEENTECODE": woont[-1]["gemeente"],
            "RMC_REGIO": _RMC,
            "INDICATIE_STARTKWALIFICATIE": "J" if j in self.sk and self.sk[j] <= dag else "N",
        }

    def _inschrijving(self, i: Mapping[str, Any], dag: date, met_einde: bool) -> Rij:
        school = self.scholen[i["school_id"]]
        soort = i["onderwijs"]
        niveau = {"vso_vervolg": "VERVOLGONDERWIJS", "vso_arbeid": "ARBEIDSMARKTGERICHT", "vso_dagbesteding": "DAGBESTEDING"}.get(
            soort
        )
        return self._persoon(i["jongere_id"], dag) | {
            "BRIN": school["brin"],
            "BRIN_VOLGNUMMER": school["vestiging"],
            "ONDERWIJSSOORT": "VSO" if niveau else "MBO" if soort.startswith("mbo") else soort.upper(),
            "NIVEAU": niveau or (soort[3:] if soort.startswith("mbo") else ""),
            "LEERJAAR": str(min(i["leerjaar"], 12)),
            "LEERWEG": (i["leerweg"] or "").upper(),
            "INSCHRIJVINGSVOLGNUMMER": str(i["volgnummer"]),
            "DATUM_INSCHRIJVING": _kort(i["van"]),
            "DATUM_UITSCHRIJVING": _kort(i["tot"]) if met_einde else "",
        }

    def _diploma(self, d: Mapping[str, Any], dag: date) -> Rij:
        code = f"vmbo-{d['leerweg']}" if d["leerweg"] else d["diploma"]
        return self._persoon(d["jongere_id"], dag) | {"DIPLOMA_CODE": code, "DATUM_DIPLOMA": _kort(d["datum"])}

    def _rod(self) -> list[Levering]:
        """A C-levering with the whole history known then, and P-leveringen with what came after: late, corrected, removed."""
        st = Stroom(self.bev.zaad, self.bev.blok, "rod")
        n = len(self.inschrijvingen)
        laat = st.scheve_dagen((0, 1, 2, 4, 7, 10, 14, 21, 40, 120), n).tolist()
        gok = st.u(n).tolist()
        per_dag: list[list[tuple[int, Rij]]] = [[] for _ in self.dagen]

        def leg(k: int, j: int, rij: Rij, soort: str) -> None:
            per_dag[k].append((j, rij | {"LEVERING": "C" if k == 0 else "P", "MUTATIESOORT": soort}))

        def welke(bekend: date) -> int | None:
            return next((k for k, d in enumerate(self.dagen) if bekend <= d), None)

        for i, later, u in zip(self.inschrijvingen, laat, gok, strict=True):
            if i["school_id"] is None or i["van"] > self.slot:
                continue
            k = welke(i["bron_datum"])
            if k is None:
                continue
            # An end is known some days after it; who goes on elsewhere is reported by the new school as well.
            einde = welke(i["tot"] + timedelta(later)) if i["tot"] else None
            j, rij = i["jongere_id"], i
            verteld = j in self.beschermd
            if k == 0 and u < 0.004 and not verteld:
                fout = dict(i, van=i["van"] + timedelta(9))
                if i["tot"] is None or fout["van"] < i["tot"]:
                    rij = fout
            klaar = einde is not None and einde <= k
            leg(k, j, self._inschrijving(rij, self.dagen[k], klaar), "" if k == 0 else "INSCHRIJVING_T")
            if rij is not i:
                leg(2, j, self._inschrijving(i, self.dagen[2], klaar), "INSCHRIJVING_W")
            if einde is not None and einde > k:
                leg(einde, j, self._inschrijving(i, self.dagen[einde], True), "INSCHRIJVING_W")
            if k == 0 and u > 0.9992 and not verteld and i["van"] < self.start - timedelta(60):
                # An enrolment that never was: entered for the wrong child, taken back two deliveries later.
                spook = dict(i, volgnummer=90, van=self.start - timedelta(30), tot=None)
                leg(0, j, self._inschrijving(spook, self.start, False), "")
                leg(3, j, self._inschrijving(spook, self.dagen[3], False), "INSCHRIJVING_V")
        for d in self.diplomas:
            k = welke(d["bron_datum"])
            if k is None:
                continue
            leg(k, d["jongere_id"], self._diploma(d, self.dagen[k]), "" if k == 0 else "RESULTAAT_T")
            if k and self.sk.get(d["jongere_id"]) == d["datum"]:
                leg(k, d["jongere_id"], self._persoon(d["jongere_id"], self.dagen[k]), "SK_BEHAALD")
        for v in _rijen(self.bev.tabellen["vrijstellingen"]):
            k = welke(v["bron_datum"])
            if k is None or v["jongere_id"] not in self.kring:
                continue
            rij = self._persoon(v["jongere_id"], self.dagen[k]) | {
                "VRIJSTELLING_SOORT": "VERVANGENDE LEERPLICHT" if v["grond"] in ("3a", "3b") else "VRIJSTELLING",
                "VRIJSTELLING_BEGIN": _kort(v["van"]),
                "VRIJSTELLING_EIND": _kort(v["tot"] - timedelta(1)) if v["tot"] else "",
            }
            leg(k, v["jongere_id"], rij, "")
        self._gebeurtenissen(leg)
        uit = []
        fouten = Fouten(
            "DATUM_INSCHRIJVING", "PERSOONSGEBONDENNUMMER", "ONDERWIJSSOORT", "DATUM_INSCHRIJVING", "DATUM_UITSCHRIJVING"
        )
        for k, rijen in enumerate(per_dag):
            rijen.sort(key=lambda paar: paar[0])
            naam = f"rod-levering-{'C' if k == 0 else 'P'}_{_kort(self.dagen[k])}.csv"
            uit.append(self._csv(naam, "rod-levering-v1", kolommen.ROD, [r for _, r in rijen], fouten, [j for j, _ in rijen]))
        return uit

    def _gebeurtenissen(self, leg: Any) -> None:
        for j in sorted(self.kring):
            wie = self.jongeren[j]
            for k in range(1, len(self.dagen)):
                van, tot = self.dagen[k - 1], self.dagen[k]
                if wie["overleden"] and van < wie["overleden"] <= tot:
                    leg(k, j, self._persoon(j, tot) | {"DATUM_OVERLIJDEN": _kort(wie["overleden"])}, "OVERLEDEN")
                for jaren in (4, 27):
                    g = wie["geboren"]
                    verjaart = date(g.year + jaren, 3, 1) if (g.month, g.day) == (2, 29) else g.replace(year=g.year + jaren)
                    if van < verjaart <= tot and not wie["overleden"]:
                        leg(k, j, self._persoon(j, tot), f"LEEFTIJD_{jaren}")
                for v in self.verblijf[j]:
                    if v["tot"] and van < v["tot"] <= tot and v["gemeente"] in self.eigen and not wie["overleden"]:
                        leg(k, j, self._persoon(j, tot), "VERHUISD_UIT")

    # -- DUO's monthly reports -----------------------------------------------------------------------------------------

    def _maandrapportages(self) -> list[Levering]:
        """A04, kolommen.A05, A14 and NRSP per mbo institution, each with another of the quirks of real files."""
        mbo: dict[str, list[dict[str, Any]]] = {}
        for i in self.inschrijvingen:
            if i["onderwijs"].startswith("mbo") and i["school_id"]:
                mbo.setdefault(self.scholen[i["school_id"]]["brin"], []).append(i)
        uit: list[Levering] = []
        for brin in sorted(mbo):
            uit += self._rapporten_van(brin, mbo[brin])
        return uit

    def _rapporten_van(self, brin: str, rijen: list[dict[str, Any]]) -> list[Levering]:
        peil = self.bev.peildatum
        teljaar = peil.year if peil.month >= 10 else peil.year - 1
        nu, vorig = date(teljaar, 10, 1), date(teljaar - 1, 10, 1)
        maand = self.slot.replace(day=1)
        rapport = f"{maand - timedelta(1):%Y%m}"
        a04, a05, a14, nrsp = [], [], [], []
        for i in rijen:
            j = i["jongere_id"]
            leeftijd = (nu - self.jongeren[j]["geboren"]).days // 365
            if leeftijd >= 23 or (j in self.sk and self.sk[j] < vorig):
                continue
            zonder = j not in self.sk or self.sk[j] > peil
            op_nu = i["van"] <= nu and (i["tot"] is None or i["tot"] > nu)
            op_vorig = i["van"] <= vorig and (i["tot"] is None or i["tot"] > vorig)
            # Left for good; who goes on elsewhere is not a leaver.
            weg = i["tot"] is not None and not any(
                k["jongere_id"] == j and k is not i and (k["tot"] is None or k["tot"] > i["tot"]) for k in self._van(j)
            )
            if weg and zonder and nu < i["tot"] < maand:
                a04.append(self._a04(i, rapport, f"{i['tot']:%Y%m}"))
            if op_nu and (j not in self.sk or self.sk[j] > nu):
                a05.append(self._a05(i, rapport))
            if weg and zonder and vorig < i["tot"] <= nu:
                a14.append(self._a04(i, f"{nu - timedelta(1):%Y%m}", f"{i['tot']:%Y%m}"))
            if op_vorig:
                nrsp.append(self._nrsp(i))
        code = f"{maand:%Y%m}"
        fouten = Fouten("GEBOORTEDATUM", "PERSOONSGEBONDENNUMMER", "", "", "")
        return [
            self._csv(f"{code}A04I{brin}.csv", "duo-a04", kolommen.A04, a04, fouten, codering="utf-8-sig"),
            self._csv(
                f"{code}A05I{brin}.csv",
                "duo-a05",
                kolommen.A05,
                a05,
                Fouten("GEBOORTEDATUM", "BSN_ONDERWIJSNR", "NIVEAU"),
                codering="cp1252",
            ),
            self._csv(f"{code}A14I{brin}.csv", "duo-a14", kolommen.A04, a14, fouten),
            self._csv(f"NRSP{teljaar}VI{brin}.csv", "duo-nrsp", kolommen.NRSP, nrsp, Fouten("GEBOORTEDATUM", "", "NIVEAU")),
        ]

    def _van(self, j: int) -> list[dict[str, Any]]:
        if not hasattr(self, "_per_jongere"):
            self._per_jongere: dict[int, list[dict[str, Any]]] = {}
            for i in self.inschrijvingen:
                self._per_jongere.setdefault(i["jongere_id"], []).append(i)
        return self._per_jongere[j]

    def _a04(self, i: Mapping[str, Any], maand: str, vanaf: str) -> Rij:
        j, school = i["jongere_id"], self.scholen[i["school_id"]]
        p = self.personen[j]
        niveau = i["onderwijs"][3:]
        return {
            "BRIN_NR": school["brin"],
            "NAAM_INST": school["naam"],
            "RAPPORTAGEMAAND": maand,
            "PERSOONSGEBONDENNUMMER": self._pgn(j)[0],
            "ACHTERNAAM": p["achternaam"],
            "VOORVOEGSEL": p["voorvoegsel"] or "",
            "ALLE_VOORNAMEN": p["voornamen"],
            "WOONGEMEENTE": p["woonplaats"].upper(),
            "GEBOORTEDATUM": _nl(self.jongeren[j]["geboren"]),
            "ONDERWIJSCODE": _crebo(i),
            "ONDERWIJSNAAM": _opleiding(i),
            "LEERWEG": (i["leerweg"] or "").upper(),
            "DATUM_UITSCHRIJVING": _nl(i["tot"]),
            "MELDING_VERZUIM_WETTELIJK": "J" if j % 3 == 0 else "N",
            "REDEN": "GEEN INSCHRIJVING",
            "BRIN": school["brin"],
            "NAAM_INSTELLING": school["naam"],
            "ONDERWIJSAANBIEDERCODE": f"900A{i['school_id'] % 1000:03d}",
            "NAAM_ONDERWIJSAANBIEDER": school["naam"],
            "MELDING_VERZUIM_NIET_WETTELIJK": "N",
            "GEMEENTECODE": str(int(self.verblijf[j][-1]["gemeente"])),
            "RMC_REGIO": _RMC,
            "REDEN_UITSTROOM": f"{1 + j % 7:02d}",
            "ONDERWIJSLOCATIECODE": f"900X{i['school_id'] % 1000:03d}",
            "POSTCODE_ONDERWIJSLOCATIE": school["postcode"],
            "HUISNUMMER_ONDERWIJSLOCATIE": "1",
            "BRIN_VOLGNUMMER": f"C{school['vestiging']}",
            "NIVEAU": f"Mbo{niveau} opleidingen",
            "INSCHRIJVINGSVOLGNUMMER": f"{'A' if j % 90 == 0 else ''}{i['volgnummer']}",
            "STRAAT": p["straat"],
            "HUISNUMMER": p["huisnummer"],
            "HUISLETTER": p["huisletter"] or "",
            "HUISNUMMER_TOEVOEGING": p["toevoeging"] or "",
            "POSTCODE": p["postcode"],
            "WOONPLAATS": p["woonplaats"],
            "VANAF_WANNEER": vanaf,
        }

    def _a05(self, i: Mapping[str, Any], maand: str) -> Rij:
        a = self._a04(i, maand, "")
        return {
            "#BRIN": a["BRIN"],
            "NAAM_INSTELLING": a["NAAM_INSTELLING"],
            "RAPPORTAGE_MAAND": maand,
            "BSN_ONDERWIJSNR": a["PERSOONSGEBONDENNUMMER"],
            "VOORNAMEN": a["ALLE_VOORNAMEN"],
            "VOORVOEGSEL": a["VOORVOEGSEL"],
            "ACHTERNAAM": a["ACHTERNAAM"],
            "WOONGEMEENTE": a["WOONGEMEENTE"],
            "GEBOORTEDATUM": _kort(self.jongeren[i["jongere_id"]]["geboren"]),
            "ILT/CREBO": a["ONDERWIJSCODE"],
            "ILT/CREBO_OMS": a["ONDERWIJSNAAM"],
            "LEERWEG": a["LEERWEG"],
            "BRIN_NR": a["BRIN"],
            "NAAM_INST": a["NAAM_INST"],
            "ONDERWIJSAANBIEDERCODE": a["ONDERWIJSAANBIEDERCODE"],
            "ONDERWIJSAANBIEDER_NAAM": a["NAAM_ONDERWIJSAANBIEDER"],
            "GEMCODE": a["GEMEENTECODE"],
            "RMC_REGIO": "28",
            "ONDERWIJSLOCATIECODE": a["ONDERWIJSLOCATIECODE"],
            "ONDERWIJSLOCATIE_POSTCODE": a["POSTCODE_ONDERWIJSLOCATIE"],
            "ONDERWIJSLOCATIE_HUISNUMMER": "1.0",
            "BRIN_VOLGNR": a["BRIN_VOLGNUMMER"][1:],
            # DUO cuts this at 15 characters.
            "NIVEAU": a["NIVEAU"][:15],
            "INSCHR_VLGNR": a["INSCHRIJVINGSVOLGNUMMER"],
            "STRAAT": a["STRAAT"],
            "HUISNUMMER": f"{a['HUISNUMMER']}.0",
            "HUISLETTER": a["HUISLETTER"],
            "HUISNR_TOEV": a["HUISNUMMER_TOEVOEGING"],
            "POSTCODE": a["POSTCODE"],
            "WOONPLAATS": a["WOONPLAATS"],
            "INDICATIE_STARTKWALIFICATIE": "N",
        }

    def _nrsp(self, i: Mapping[str, Any]) -> Rij:
        j, school = i["jongere_id"], self.scholen[i["school_id"]]
        p = self.personen[j]
        a = self._a04(i, "", "")
        niveau = i["onderwijs"][3:]
        return {
            "#BURGERSERVICENUMMER": p["bsn"] or "0",
            "ONDERWIJSNUMMER": p["onderwijsnummer"] or "",
            "GEBOORTEDATUM": a["GEBOORTEDATUM"],
            "GESLACHT": p["geslacht"],
            "ACHTERNAAM": p["achternaam"],
            "VOORVOEGSEL": a["VOORVOEGSEL"],
            "VOORNAMEN": p["voornamen"],
            "POSTCODE_CIJFERS": p["postcode"][:4],
            "RMC_REGIO": _RMC,
            "GEMCODE": a["GEMEENTECODE"],
            "GEMEENTENAAM": a["WOONGEMEENTE"],
            "BRIN": school["brin"],
            "BRIN_VOLGNR": school["brin"] if j % 4 == 0 else school["vestiging"],
            "NIVEAU": f"Mbo niveau {niveau}" if j % 2 else f"Mbo{niveau} opleidingen",
            "ONDERWIJSSOORT": a["LEERWEG"],
            "CREBO": a["ONDERWIJSCODE"],
            "CREBO_OMSCHRIJVING": a["ONDERWIJSNAAM"],
            "ONDERWIJSAANBIEDER_CODE": a["ONDERWIJSAANBIEDERCODE"],
            "ONDERWIJSAANBIEDER_NAAM": school["naam"],
            "ONDERWIJSLOCATIE_CODE": a["ONDERWIJSLOCATIECODE"],
            "ONDERWIJSLOCATIE_STRAATNAAM": "Ambachtsplein",
            "ONDERWIJSLOCATIE_HUISNUMMER": "1.0",
            "ONDERWIJSLOCATIE_POSTCODE": school["postcode"],
            "ONDERWIJSLOCATIE_PLAATSNAAM": self.bev.gemeenten.naam[0],
        }

    # -- absence -------------------------------------------------------------------------------------------------------

    def _meldingen(self) -> list[Levering]:
        """Reports in batches; who came as registered comes back with its later status in the last batch."""
        per_dag: list[list[dict[str, Any]]] = [[] for _ in self.dagen]
        laatste = len(self.dagen) - 1
        for m in _rijen(self.bev.tabellen["meldingen"]):
            if m["jongere_id"] not in self.kring or m["ontvangen"] > self.slot:
                continue
            k = next(k for k, d in enumerate(self.dagen) if m["ontvangen"] <= d)
            eerst = m["status"] if k in (0, laatste) else "R"
            per_dag[k].append(self._melding(m, eerst))
            if eerst != m["status"]:
                per_dag[laatste].append(self._melding(m, m["status"]))
        uit = []
        for k, lijst in enumerate(per_dag):
            st = Stroom(self.bev.zaad, self.bev.blok, f"fout verzuimmelding {k}")
            fout = []
            for e, (u, v) in enumerate(zip(st.u(len(lijst)).tolist(), st.geheel(0, 4, len(lijst)).tolist(), strict=True)):
                if u < self.fout:
                    mis = (
                        {"begindatumVerzuim": "2026-02-30"},
                        {"persoonsgebondenNummer": "123456789"},
                        {"soortVerzuim": "V9"},
                        {"einddatumVerzuim": "2019-01-01"},
                    )
                    lijst[e] |= mis[v]
                    fout.append(e + 1)
            pad = self.map / f"verzuimmelding_{_kort(self.dagen[k])}.json"
            inhoud = {"formaat": "verzuimmelding-v1", "leverdatum": _iso(self.dagen[k]), "meldingen": lijst}
            pad.write_bytes((json.dumps(inhoud, ensure_ascii=False, indent=1) + "\n").encode())
            uit.append(Levering(pad, "verzuimmelding-v1", len(lijst), tuple(fout)))
        return uit

    def _melding(self, m: Mapping[str, Any], status: str) -> dict[str, Any]:
        j, school = m["jongere_id"], self.scholen[m["school_id"]]
        pgn, soort = self._pgn(j)
        afgesloten = status == "G"
        rij: dict[str, Any] = {
            "nummer": str(7_000_000 + m["melding_id"]),
            "persoonsgebondenNummer": pgn,
            "pgnSoort": soort,
            "brin": school["brin"],
            "vestiging": school["vestiging"],
            "soortVerzuim": m["verzuimsoort"],
            "begindatumVerzuim": _iso(m["van"]),
            "einddatumVerzuim": _iso(m["tot"] - timedelta(1)) if m["tot"] else None,
            "vermoedelijkeReden": (
                "Onbekend",
                "Motivatie",
                "Problemen thuis",
                "Zegt ziek te zijn",
                "Vakantie met familie",
                "Angst voor school",
            )[4 if m["verzuimsoort"] == "L" else j % 4],
            "alleLessenGemist": m["verzuimsoort"] in ("LRV", "RMC", "L"),
            "ondernomenActieSchool": (
                "Gesprek met mentor",
                "Ouders gebeld",
                "Brief gestuurd",
                "Huisbezoek door schoolmaatschappelijk werk",
            )[j % 4],
            "actieDoorGemeenteGewenst": j % 5 != 0,
            "toelichtingGeenActieGewenst": None if j % 5 else "Zorgteam is al betrokken",
            "naamLeslocatie": school["naam"],
            "telefoonOuderOfLeerling": f"06{90_000_000 + j % 9_999_999:08d}",
            "melder": {
                "naam": ("M. de Wilde", "S. Smeets", "F. Hakim")[j % 3],
                "functie": ("verzuimcoördinator", "teamleider", "directeur")[j % 3],
                "telefoonnummer": "0100000000",
                "email": f"verzuim@{school['brin'].lower()}.example",
            },
            "statusMelding": status,
            "redenAfgesloten": "Leerling gaat weer naar school" if afgesloten else None,
            "toelichtingAfsluiting": "Afspraken gemaakt met school en ouders" if afgesloten and j % 2 else None,
            "ontvangenOp": _iso(m["ontvangen"]),
        }
        # Of schools that share their attendance the days are known already.
        deelt = bool(self.bev.scholen.deelt[m["school_id"] - self.bev.scholen.eerste_id])
        if m["verzuimsoort"] == "L" and m["tot"] and not deelt:
            dagen = [m["van"] + timedelta(k) for k in range(min((m["tot"] - m["van"]).days, 30))]
            rij["verzuimspecificatie"] = {"verzuimdagen": [_iso(d) for d in dagen if d.weekday() < 5]}
        return rij

    def _absentie(self) -> list[Levering]:
        """Per school that shares: a file per past school year, and one per month of the present one."""
        per_school: dict[int, list[dict[str, Any]]] = {}
        for v in _rijen(self.bev.tabellen["verzuim"]):
            if v["jongere_id"] in self.kring:
                per_school.setdefault(v["school_id"], []).append(v)
        jaar = self.slot.year if self.slot.month >= 8 else self.slot.year - 1
        maanden = [d for m in range(12) if (d := _maandeinde(date(jaar, 8, 1), m)) < self.slot]
        grenzen = [date(jaar - 1, 8, 1), date(jaar, 8, 1), *maanden, self.slot]
        uit = []
        for school in sorted(per_school):
            rest = per_school[school]
            for tot in grenzen:
                nu = [v for v in rest if v["datum"] < tot and v["geregistreerd_op"] <= tot]
                rest = [v for v in rest if v["datum"] >= tot or v["geregistreerd_op"] > tot]
                if nu:
                    uit.append(self._absentie_van(school, tot, nu))
        return uit

    def _absentie_van(self, school_id: int, dag: date, verzuim: list[dict[str, Any]]) -> Levering:
        school = self.scholen[school_id]
        groep = GROEPEN[int(self.bev.scholen.groep[school_id - self.bev.scholen.eerste_id])]
        rijen, ids = [], []
        for eerste, laatste in _reeksen(verzuim):
            j = eerste["jongere_id"]
            pgn, soort = self._pgn(j)
            hele_dag = eerste["alle_lessen"]
            begin, eind = eerste["begin"], laatste["eind"]
            if not hele_dag and begin is None:
                begin = 8 * 60 + 30
                eind = begin + eerste["minuten"]
                tijden = (f"{begin // 60:02d}{begin % 60:02d}", f"{eind // 60:02d}{eind % 60:02d}")
            else:
                tijden = ("", "") if hele_dag or begin is None else (f"{begin:%H%M}", f"{eind:%H%M}")
            les = eerste["lesuur"] is not None and eerste["reden"] != "te_laat"
            rijen.append(
                {
                    "DEELNEMERNUMMER": str(100_000 + j),
                    "BEGINDATUM": _kort(eerste["datum"]),
                    "BEGINTIJD": tijden[0],
                    "EINDDATUM": _kort(laatste["datum"]),
                    "EINDTIJD": tijden[1],
                    "BEGINLESUUR": str(eerste["lesuur"]) if les else "",
                    "EINDLESUUR": str(laatste["lesuur"]) if les else "",
                    "REDENCODE": _CODE[eerste["reden"]],
                    "OPMERKING": "",
                    "BRIN": school["brin"],
                    "VESTIGING": school["vestiging"],
                    "PGN": pgn,
                    "PGN_SOORT": soort,
                    "GEOORLOOFD": "" if eerste["reden"] == "nog_onbekend" else "J" if eerste["reden"] in _WEL else "N",
                    "SOORT": eerste["reden"],
                    "ONDERWIJS": groep,
                    "GEREGISTREERD_OP": _kort(eerste["geregistreerd_op"]),
                }
            )
            ids.append(j)
        naam = f"absentie_{school['brin']}{school['vestiging']}_{_kort(dag)}.csv"
        return self._csv(
            naam, "absentie-v1", kolommen.ABSENTIE, rijen, Fouten("BEGINDATUM", "PGN", "SOORT", "BEGINDATUM", "EINDDATUM"), ids
        )

    # -- the municipality's own ----------------------------------------------------------------------------------------

    def _vrijstellingen(self) -> Levering:
        rijen = []
        for v in _rijen(self.bev.tabellen["vrijstellingen"]):
            if v["jongere_id"] in self.kring and v["bron_datum"] <= self.slot:
                pgn, soort = self._pgn(v["jongere_id"])
                nooit = {True: "J", False: "N", None: ""}[v["nooit_geschikt"]]
                rijen.append(
                    {
                        "pgn": pgn,
                        "pgn_soort": soort,
                        "grond": v["grond"],
                        "van": _iso(v["van"]),
                        "tot": _iso(v["tot"]),
                        "nooit_geschikt": nooit,
                        "kenmerk": f"VR{v['feit_id']:06d}",
                    }
                )
        return self._csv(f"vrijstellingen_{_kort(self.slot)}.csv", "vrijstellingen", kolommen.VRIJSTELLINGEN, rijen, einde="\n")

    def _werk(self) -> Levering:
        rijen = []
        for w in _rijen(self.bev.tabellen["werk"]):
            if w["jongere_id"] in self.kring and w["bron_datum"] <= self.slot:
                pgn, soort = self._pgn(w["jongere_id"])
                rijen.append(
                    {
                        "pgn": pgn,
                        "pgn_soort": soort,
                        "van": _iso(w["van"]),
                        "tot": _iso(w["tot"]),
                        "vorm": w["vorm"],
                        "inkomensklasse": w["inkomensklasse"],
                        "uitkering": w["uitkering"],
                        "kenmerk": f"WK{w['feit_id']:06d}",
                    }
                )
        return self._csv(f"werk_{_kort(self.slot)}.csv", "werk", kolommen.WERK, rijen, einde="\n")


def _bederf(rij: Rij, f: Fouten, soort: int) -> Rij:
    """The row with one thing wrong; the kind that was drawn, or the next that this row can have."""
    for k in range(4):
        keuze = (soort + k) % 4
        if keuze == 0 and f.datum and rij.get(f.datum):
            return rij | {f.datum: "31-02-2019"}
        if keuze == 1 and f.nummer and rij.get(f.nummer):
            oud = rij[f.nummer]
            # Two more is neither a BSN nor an onderwijsnummer: the check moves by two of eleven.
            return rij | {f.nummer: oud[:-1] + str((int(oud[-1]) + 2) % 10)}
        if keuze == 2 and f.code and rij.get(f.code):
            return rij | {f.code: "8X"}
        if keuze == 3 and f.tot and rij.get(f.tot) and rij.get(f.van):
            return rij | {f.tot: "19990101"}
    raise ValueError("deze rij kan niet fout worden gemaakt")


def _reeksen(verzuim: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Consecutive days, or consecutive lessons of a day, as one report: the first and the last row of each."""
    uit: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for v in verzuim:
        if uit:
            eerste, laatste = uit[-1]
            zelfde = (
                eerste["jongere_id"] == v["jongere_id"]
                and eerste["reden"] == v["reden"]
                and eerste["ziekmelding"] == v["ziekmelding"]
                and eerste["alle_lessen"] == v["alle_lessen"]
            )
            gat = (v["datum"] - laatste["datum"]).days
            dagen = v["alle_lessen"] and (gat == 1 or (gat <= 3 and laatste["datum"].weekday() == 4))
            lessen = (
                gat == 0 and v["lesuur"] is not None and laatste["lesuur"] is not None and v["lesuur"] == laatste["lesuur"] + 1
            )
            if zelfde and (dagen or (lessen and v["reden"] != "te_laat")):
                uit[-1] = (eerste, v)
                continue
        uit.append((v, v))
    return uit


def _maandeinde(eerste: date, later: int) -> date:
    maand = eerste.month + later
    return date(eerste.year + maand // 12, maand % 12 + 1, 1)


def _crebo(i: Mapping[str, Any]) -> str:
    return str(25_000 + int(i["onderwijs"][3:]) * 100 + i["school_id"] % 7)


def _opleiding(i: Mapping[str, Any]) -> str:
    namen = ("Logistiek", "Verzorgende", "Medewerker horeca", "Techniek", "Handel", "Groen", "ICT")
    return f"{namen[i['school_id'] % 7]} niveau {i['onderwijs'][3:]}"
