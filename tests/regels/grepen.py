"""Nasty youths: random facts that lie on and around every boundary of the rules.

``jongere`` makes one from a source of chance; ``jongeren`` is the same as a Hypothesis strategy. Facts are never contradictory,
so each youth has an answer on every day; ``tegenstrijdig`` makes one that has not.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from .dagmodel import EERSTE, KALENDER_TOT, KALENDER_VAN, ONDERWIJS, REGIOS, fouten, verjaardag

DAG = timedelta(days=1)

_JAARDAGEN = ((8, 1), (7, 31), (8, 2), (10, 1), (9, 30), (10, 2), (2, 28), (3, 1), (1, 1), (12, 31), (4, 30), (1, 31), (6, 15))
_GRENZEN = [date(2026, 1, 1), *(date(j, m, d) for j in (2024, 2025, 2026, 2027) for m, d in ((8, 1), (10, 1), (9, 1), (7, 1)))]

Feit = dict[str, Any]


def geboortedag(r: Random) -> date:
    jaar = r.choice([r.randint(2019, 2022), r.randint(2012, 2018), r.randint(2006, 2011), r.randint(2006, 2011), 2000])
    if jaar == 2000:
        jaar = r.randint(1997, 2008)
    soort = r.random()
    if soort < 0.1:
        return date(jaar - jaar % 4, 2, 29)
    if soort < 0.6:
        return date(jaar, *r.choice(_JAARDAGEN))
    return date(jaar, 1, 1) + r.randrange(365) * DAG


def lastige_dag(r: Random, geboren: date, regio: str) -> date:
    """A day in the span of the calendar, mostly on or next to a boundary."""
    kalender = REGIOS[regio]
    soort = r.random()
    if soort < 0.3:
        dag = KALENDER_VAN + r.randrange((KALENDER_TOT - KALENDER_VAN).days) * DAG
    elif soort < 0.5:
        vrij = sorted(kalender.vrij)
        dag = r.choice([d for d in vrij if d - DAG not in kalender.vrij or d + DAG not in kalender.vrij])
    elif soort < 0.7:
        dag = r.choice(_GRENZEN)
    elif soort < 0.85:
        dag = verjaardag(geboren, r.choice((5, 12, 16, 18, 23, 27)))
    else:
        dag = r.choice(sorted(kalender.schooldagen))
    dag += r.choice((-1, 0, 0, 0, 1)) * DAG
    return dag if KALENDER_VAN <= dag < KALENDER_TOT else KALENDER_VAN + r.randrange((KALENDER_TOT - KALENDER_VAN).days) * DAG


class _Maker:
    def __init__(self, r: Random) -> None:
        self.r = r
        self.geboren = geboortedag(r)
        self.regio = r.choice(("noord", "midden", "zuid"))
        self.kalender = REGIOS[self.regio]
        self.schooldagen = sorted(d for d in self.kalender.schooldagen if KALENDER_VAN <= d < KALENDER_TOT)
        self.feiten: dict[str, Any] = {"vakantieregio": self.regio}

    def dag(self) -> date:
        return max(lastige_dag(self.r, self.geboren, self.regio), self.geboren + DAG)

    def periode(self, langste: int = 400, open_: float = 0.2) -> Feit:
        van = self.dag()
        if self.r.random() < open_:
            return {"van": van}
        tot = self.dag()
        if tot <= van or self.r.random() < 0.4:
            tot = van + self.r.choice((1, 2, 7, 14, 30, self.r.randint(1, langste))) * DAG
        return {"van": van, "tot": tot}

    # -- per kind of fact -------------------------------------------------------------------------------------------

    def verblijf(self) -> None:
        soort = self.r.random()
        if soort < 0.6:
            return
        van, uit = self.geboren, []
        if soort < 0.7:
            van = max(self.dag(), self.geboren)
        for _ in range(self.r.randint(1, 3)):
            p: Feit = {"gemeente": self.r.choice(("0599", "0363", "0344")), "van": van}
            uit.append(p)
            tot = self.dag()
            if tot <= van or self.r.random() < 0.4:
                break
            p["tot"] = tot
            van = tot + self.r.choice((0, 0, 1, 7, 40, 200)) * DAG
        self.feiten["verblijf"] = uit

    def loopbaan(self) -> None:
        """Primary school, then secondary, as it goes; cut and patched from 2024 on."""
        r, jaar = self.r, self.geboren.year
        uit: list[Feit] = []
        soort = r.random()
        basis = "po" if soort < 0.75 else r.choice(("sbo", "so", "b3"))
        begin = verjaardag(self.geboren, 4) + r.choice((0, 0, 0, 1, 5, 30, 200)) * DAG
        naar = date(jaar + r.choice((11, 12, 12, 12, 13)), 8, 1)
        if soort > 0.95:
            begin = naar + r.randint(100, 900) * DAG
        elif soort > 0.9:
            weg = begin + r.randint(300, 1500) * DAG
            terug = weg + r.choice((1, 40, 365, 366)) * DAG
            uit += [{"onderwijs": basis, "van": begin, "tot": weg}, {"onderwijs": "buitenland", "van": weg, "tot": terug}]
            begin = terug
        if begin < naar:
            uit.append({"onderwijs": basis, "van": begin, "tot": naar})
            begin = naar
        if r.random() < 0.3 and uit:  # a change of school, with or without a gap, in the summer or not
            p = uit[-1]
            knip = date(r.randint(p["van"].year + 1, p["tot"].year), *r.choice(((8, 1), (7, 10), (1, 13), (6, 30), (9, 1))))
            gat = r.choice((0, 0, 0, 1, 10, 31))
            if p["van"] < knip and knip + gat * DAG < p["tot"]:
                uit[-1:] = [{**p, "tot": knip}, {**p, "van": knip + gat * DAG}]
        voortgezet = r.choice(("vo", "vo", "vo", "pro", "vso_vervolg", "vso_arbeid", "vso_dagbesteding", "isk"))
        uit.append(
            {"onderwijs": voortgezet, "van": begin, "tot": date(max(begin.year + 1, jaar + r.choice((16, 17, 18, 30))), 8, 1)}
        )

        # Cut what was planned beyond the calendar, and patch.
        uit = [p for p in uit if p["van"] < KALENDER_TOT]
        if r.random() < 0.85:
            snede = self.dag()
            uit = [p for p in uit if p["van"] < snede]
            for p in uit:
                p["tot"] = min(p["tot"], snede)
            van = snede
            for _ in range(r.choice((0, 1, 1, 2, 3, 4))):
                van += r.choice((-20, -1, 0, 0, 0, 1, 2, 3, 7, 40, 100)) * DAG
                if r.random() < 0.2:
                    van = self.dag()
                if van <= self.geboren or van >= KALENDER_TOT:
                    break
                p = {"onderwijs": self._soort(van), "van": van}
                uit.append(p)
                tot = self.dag()
                if tot <= van or r.random() < 0.3:
                    break
                p["tot"] = tot
                van = tot
        for p in uit:
            if p.get("tot") is not None and p["tot"] >= KALENDER_TOT:
                del p["tot"]
            if p["onderwijs"].startswith("mbo") and r.random() < 0.5:
                p["leerweg"] = r.choice(("bol", "bbl"))
        r.shuffle(uit)
        self.feiten["inschrijvingen"] = uit

    def _soort(self, dag: date) -> str:
        r, leeftijd = self.r, (dag - self.geboren).days // 365
        if r.random() < 0.15:
            return r.choice(sorted(ONDERWIJS))
        if leeftijd < 12:
            return r.choice(("po", "po", "sbo", "so", "b3", "buitenland"))
        if leeftijd < 16:
            return r.choice(("vo", "vo", "pro", "vso_vervolg", "vso_arbeid", "isk", "mbo1", "buitenland"))
        return r.choice(("vo", "mbo1", "mbo1", "mbo2", "mbo3", "mbo4", "vavo", "pro", "vso_dagbesteding", "ho", "buitenland"))

    def diplomas(self) -> None:
        r, uit = self.r, []
        for _ in range(r.choice((0, 0, 1, 1, 2, 3))):
            d: Feit = {
                "diploma": r.choice(
                    (
                        "vmbo",
                        "vmbo",
                        "pro",
                        "pro_verklaring",
                        "vso",
                        "entree",
                        "entree",
                        "mbo2",
                        "mbo4",
                        "havo",
                        "vwo",
                        "mbo3",
                        "mbo_certificaat",
                    )
                ),
                "datum": self.dag() if r.random() < 0.7 else date(r.randint(2019, 2024), r.randint(1, 12), 15),
            }
            if d["diploma"] == "vmbo" and r.random() < 0.8:
                d["leerweg"] = r.choice(("bb", "bb", "kb", "gl", "tl"))
            if d["datum"] >= self.geboren:
                uit.append(d)
        self.feiten["diplomas"] = uit

    def vrijstellingen(self) -> None:
        r, uit = self.r, []
        for _ in range(r.choice((0, 0, 0, 1, 1, 2, 3))):
            p = self.periode(open_=0)
            if uit and r.random() < 0.5:
                lengte = p["tot"] - p["van"]
                p["van"] = uit[-1].get("tot", p["van"]) + r.choice((0, 0, -3, 1)) * DAG
                p["tot"] = p["van"] + lengte
            p["grond"] = r.choice(("5_onder_a", "5_onder_b", "5_onder_c", "5a_trekkend", "15", "15", "3a", "3b"))
            if p["grond"] == "5_onder_a" and r.random() < 0.3:
                p["nooit_geschikt"] = True
                del p["tot"]
            uit.append(p)
        self.feiten["vrijstellingen"] = [p for p in uit if p["van"] > self.geboren]

    def werk(self) -> None:
        r = self.r
        self.feiten["werk"] = [
            {**self.periode(), "vorm": r.choice(("arbeidsovereenkomst", "arbeidsovereenkomst", "zelfstandig", "overig"))}
            for _ in range(r.choice((0, 0, 1, 2)))
        ]

    def meldingen(self) -> None:
        r, uit = self.r, []
        for _ in range(r.choice((0, 0, 1, 2, 3))):
            soort = r.choice(("V3", "V3", "LRV", "LRV", "L", "RMC", "RMC", "V4", "O"))
            if soort == "L":
                van = self.dag()
                m: Feit = {"van": van, "tot": van + DAG}
            else:
                m = self.periode(langste=130)
            m["verzuimsoort"] = soort
            if r.random() < 0.7:
                m["ontvangen"] = m["van"] + r.choice((0, 1, 3, 10, 28, 45)) * DAG
                if m.get("tot") and r.random() < 0.5:
                    m["ontvangen"] = m["tot"] + r.choice((-1, 0, 1, 7, 27, 60)) * DAG
            uit.append(m)
        self.feiten["meldingen"] = uit

    def verzuim(self) -> None:
        """Rows on enrolled schooldagen only; each recipe may add several."""
        recepten: list[Callable[[], list[Feit]]] = [
            self._lange_reeks,
            self._lange_reeks,
            self._zestien,
            self._zestien,
            self._ziek,
            self._lang_ziek,
            self._los,
        ]
        rijen: list[Feit] = []
        for _ in range(self.r.choice((0, 1, 1, 2, 3, 4))):
            rijen += self.r.choice(recepten)()
        proef = copy.deepcopy(self.feiten)
        self.feiten["verzuim"] = []
        for rij in rijen:
            proef["verzuim"] = [rij]
            if KALENDER_VAN <= rij["van"] < rij["tot"] <= KALENDER_TOT and not fouten({"geboren": self.geboren, "feiten": proef}):
                self.feiten["verzuim"].append(rij)

    def _schooldag(self) -> date:
        """A schooldag on which the youth is enrolled, if there is one."""
        op_school = [
            d
            for d in self.schooldagen
            if any(p["van"] <= d and (p.get("tot") is None or d < p["tot"]) for p in self.feiten["inschrijvingen"])
        ]
        if not op_school:
            return self.schooldagen[0]
        if self.r.random() < 0.5:
            doel = self.dag()
            return min(op_school, key=lambda d: abs(d - doel))
        return self.r.choice(op_school)

    def _schooldagen_vanaf(self, dag: date, aantal: int) -> list[date]:
        plek = self.schooldagen.index(dag)
        return self.schooldagen[plek : plek + aantal]

    def _lange_reeks(self) -> list[Feit]:
        """About four lesweken, or over three months, in one or more rows that touch; sometimes one day is missing."""
        r = self.r
        begin = self._schooldag()
        if r.random() < 0.6:
            begin -= begin.weekday() * DAG
        duur = r.choice((26, 27, 28, 29, 33, 40, 42, 47, 56, r.randint(20, 60), r.randint(90, 150), r.randint(90, 150)))
        eind = begin + duur * DAG
        eind = min([eind, *[p["tot"] for p in self.feiten["inschrijvingen"] if p.get("tot") and p["tot"] > begin][:1]])
        rijen, van = [], begin
        while van < eind:
            tot = min(eind, van + r.choice((200, 200, 7, 21)) * DAG)
            alles = r.random() < 0.95
            rijen.append(
                {"van": van, "tot": tot, "uren": r.choice((100, 5, 0, 150)), "reden": "ongeoorloofd", "alle_lessen": alles}
            )
            van = tot + r.choice((0, 0, 0, 0, 0, 0, 1)) * DAG
        if r.random() < 0.2:
            rijen.append(self._rij(begin, begin + DAG, 2, r.choice(("ziek", "te_laat", "verlof"))))
        return rijen

    def _rij(self, van: date, tot: date, uren: float, reden: str = "ongeoorloofd") -> Feit:
        rij: Feit = {"van": van, "tot": tot, "uren": uren, "reden": reden}
        if self.r.random() < 0.3:
            rij["alle_lessen"] = True
        return rij

    def _zestien(self) -> list[Feit]:
        """Parts that add up to about 16 hours, in about four lesweken."""
        r, dag = self.r, self._schooldag()
        delen = r.choice(
            (
                [(4, 1)] * 4,
                [(8, 1), (8, 1)],
                [(16, 3)],
                [(8, 3), (8, 3)],
                [(5, 3), (11, 3)],
                [(4, 3)] * 4,
                [(8, 3)] * 4,
                [(10, 7), (8, 3)] * 2,
                [(5.5, 1), (5.5, 1), (5, 1)],
                [(2.5, 1)] * 7,
                [(15.5, 2), (0.5, 1)],
                [(15.75, 2), (0.2, 1)],
                [(20, 7)] * 3,
                [(10, 6)] * 3,
                [(16.1, 7), (7.3, 1)],
                [(5, 1)] * 12,
                [(6.4, 1)] * 5,
                [(40, 1), (16, 1)],
                [(1.1, 1)] * 16,
            )
        )
        rijen = []
        stap = r.choice((0, 1, 2, 5, 6, 7, 9))
        for uren, aantal in delen:
            lijst = self._schooldagen_vanaf(dag, aantal)
            rijen.append(self._rij(lijst[0], lijst[-1] + DAG, uren, r.choice(("ongeoorloofd",) * 9 + ("te_laat",))))
            volgende = self._schooldagen_vanaf(lijst[-1], 1 + r.choice((stap, stap, r.randint(0, 8))))
            dag = volgende[-1]
        return rijen

    def _ziek(self) -> list[Feit]:
        """Sick reports on about four days in about twelve lesweken."""
        r, dag, rijen = self.r, self._schooldag(), []
        stap = r.choice((5, 14, 18, 19, 20, 21))
        for _ in range(r.randint(3, 7)):
            lijst = self._schooldagen_vanaf(dag, r.choice((1, 1, 2, 3)))
            rijen.append(self._rij(lijst[0], lijst[-1] + DAG, 5 * len(lijst), "ziek"))
            dag = self._schooldagen_vanaf(lijst[-1], 1 + max(1, stap + r.choice((0, 0, -1, 1))))[-1]
        return rijen

    def _lang_ziek(self) -> list[Feit]:
        begin = self._schooldag()
        lijst = self._schooldagen_vanaf(begin, self.r.choice((6, 7, 8, 12, 30)))
        return [self._rij(begin, lijst[-1] + DAG, 5 * len(lijst), "ziek")]

    def _los(self) -> list[Feit]:
        r, begin = self.r, self._schooldag()
        lijst = self._schooldagen_vanaf(begin, r.choice((1, 1, 2, 5, 10)))
        return [
            self._rij(
                begin, lijst[-1] + DAG, r.choice((0, 1, 5, 16, 25)), r.choice(("luxe", "luxe", "verlof", "te_laat", "schorsing"))
            )
        ]

    def overleden(self) -> None:
        if self.r.random() < 0.06:
            dag = max(self.dag(), EERSTE, self.geboren + DAG)
            self.feiten["overleden"] = dag
            for naam in ("verblijf", "inschrijvingen", "diplomas", "vrijstellingen", "meldingen", "werk"):
                if naam in self.feiten:
                    self.feiten[naam] = [f for f in self.feiten[naam] if f.get("van", f.get("datum")) < dag]


def jongere(r: Random) -> Feit:
    """A youth in the form of a law case: ``geboren`` and ``feiten``."""
    while True:
        m = _Maker(r)
        for deel in (m.verblijf, m.loopbaan, m.diplomas, m.vrijstellingen, m.werk, m.meldingen, m.overleden, m.verzuim):
            deel()
        uit = {"geboren": m.geboren, "feiten": {k: v for k, v in m.feiten.items() if v or k == "verblijf"}}
        if not fouten(uit):
            return uit


def groep(zaad: int, aantal: int) -> list[Feit]:
    """The same youths for the same ``zaad``."""
    r = Random(zaad)
    return [jongere(r) for _ in range(aantal)]


def jongeren() -> st.SearchStrategy[Feit]:
    return st.randoms(use_true_random=False).map(jongere)


# -- contradictory facts ----------------------------------------------------------------------------------------------------


def _einde_voor_begin(r: Random, f: dict[str, Any], geboren: date) -> None:
    naam = r.choice(("inschrijvingen", "werk", "meldingen", "vrijstellingen"))
    van = date(2025, 9, 10)
    soort = {"inschrijvingen": ("onderwijs", "vo"), "werk": ("vorm", "overig")}
    sleutel, waarde = {**soort, "meldingen": ("verzuimsoort", "O"), "vrijstellingen": ("grond", "3a")}[naam]
    f.setdefault(naam, []).append({sleutel: waarde, "van": van, "tot": van - r.choice((0, 1, 300)) * DAG})


def _voor_geboorte(r: Random, f: dict[str, Any], geboren: date) -> None:
    dag = geboren - r.choice((1, 2, 400)) * DAG
    p = {"van": dag, "tot": geboren + 9 * DAG}
    naam, feit = r.choice(
        (
            ("diplomas", {"diploma": r.choice(("vmbo", "entree", "mbo2", "mbo_certificaat", "pro")), "datum": dag}),
            ("inschrijvingen", {"onderwijs": r.choice(("po", "ho", "buitenland")), **p}),
            ("vrijstellingen", {"grond": r.choice(("5_onder_a", "15")), **p}),
            ("meldingen", {"verzuimsoort": r.choice(("V3", "V4", "LRV", "L", "RMC", "O")), **p}),
            ("werk", {"vorm": r.choice(("arbeidsovereenkomst", "zelfstandig", "overig")), **p}),
        )
    )
    f.setdefault(naam, []).append(feit)


def _na_overlijden(r: Random, f: dict[str, Any], geboren: date) -> None:
    f.setdefault("overleden", max(date(2026, 3, 3), geboren + DAG))
    dag = f["overleden"] + r.choice((0, 1, 40)) * DAG
    naam, feit = r.choice(
        (
            ("inschrijvingen", {"onderwijs": "vo", "van": dag}),
            ("diplomas", {"diploma": "vmbo", "datum": dag}),
            ("meldingen", {"verzuimsoort": "V3", "van": dag}),
            ("vrijstellingen", {"grond": "5_onder_a", "van": dag, "tot": dag + DAG}),
            ("werk", {"vorm": "overig", "van": dag}),
        )
    )
    f.setdefault(naam, []).append(feit)


def _ongeldig(r: Random, f: dict[str, Any], geboren: date) -> None:
    van = date(2025, 9, 10)
    naam, feit = r.choice(
        (
            ("inschrijvingen", {"onderwijs": "gymnasium", "van": van}),
            ("inschrijvingen", {"onderwijs": "mbo2", "leerweg": "kb", "van": van}),
            ("diplomas", {"diploma": "mavo", "datum": van}),
            ("diplomas", {"diploma": "vmbo", "leerweg": "bbl", "datum": van}),
            ("vrijstellingen", {"grond": "5a", "van": van, "tot": van + DAG}),
            ("verzuim", {"reden": "spijbelen", "van": van, "tot": van + DAG, "uren": 1}),
            ("verzuim", {"reden": "luxe", "van": van, "tot": van + DAG, "uren": -0.5}),
            ("meldingen", {"verzuimsoort": "V9", "van": van}),
            ("werk", {"vorm": "stage", "van": van}),
        )
    )
    f.setdefault(naam, []).append(feit)


def _verblijf_overlapt(r: Random, f: dict[str, Any], geboren: date) -> None:
    f["verblijf"] = [
        {"gemeente": "0599", "van": geboren, "tot": geboren + 1000 * DAG},
        {"gemeente": r.choice(("0599", "0363")), "van": geboren + r.choice((999, 500, 0)) * DAG},
    ]


def _zonder_inschrijving(r: Random, f: dict[str, Any], geboren: date) -> None:
    dag = date(2025, 11, 3)
    f["inschrijvingen"] = [
        p for p in f.get("inschrijvingen", []) if p.get("tot") is not None and p["tot"] <= dag and p["onderwijs"] != "buitenland"
    ]
    f.setdefault("verzuim", []).append({"van": dag, "tot": dag + r.choice((1, 3)) * DAG, "uren": 4, "reden": "ziek"})


TEGENSTRIJDIG: dict[str, Callable[[Random, dict[str, Any], date], None]] = {
    "einde_voor_begin": _einde_voor_begin,
    "voor_geboorte": _voor_geboorte,
    "na_overlijden": _na_overlijden,
    "ongeldige_waarde": _ongeldig,
    "verblijf_overlapt": _verblijf_overlapt,
    "verzuim_zonder_inschrijving": _zonder_inschrijving,
}


def tegenstrijdig(r: Random, code: str) -> Feit:
    """A youth whose facts are contradictory in exactly this way."""
    while True:
        uit = copy.deepcopy(jongere(r))
        TEGENSTRIJDIG[code](r, uit["feiten"], uit["geboren"])
        if fouten(uit) == {code}:
            return uit
