"""A second opinion on the law: one youth, one day at a time, in plain Python.

The rules compute all youths at once with arithmetic on periods. This model does the opposite: it walks through the days of one
life and asks on each day what is true on that day, with what is known on that day. Slow and simple on purpose; it shares no code
with the rules. A youth is a mapping in the form of a law case: ``{"geboren": date, "feiten": {...}}``.

Where the text leaves more than one reading, ``Stand.open`` names the signals on which the readings differ for that day; these are
not held against the rules. ``LEZINGEN`` says which readings there are.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

KALENDERBESTAND = Path(__file__).parent / "vragen" / "kalender.csv"

KALENDER_VAN, KALENDER_TOT = date(2024, 8, 1), date(2027, 8, 1)
"""The span in which school days are known."""

EERSTE, LAATSTE = date(2023, 9, 1), date(2027, 7, 31)
"""The days that ``verloop`` walks through. Nothing that is asked on or after 2024-08-01 depends on an earlier first day."""

ONDERWIJS = {
    *("po", "sbo", "so", "vso_vervolg", "vso_arbeid", "vso_dagbesteding", "pro", "vo", "isk", "vavo"),
    *("mbo1", "mbo2", "mbo3", "mbo4", "ho", "b3", "buitenland"),
}
SCHOLEN = {"po", "sbo", "so", "vso_vervolg", "vso_arbeid", "vso_dagbesteding", "pro", "vo", "isk", "b3"}
VOORTGEZET = {"vso_vervolg", "vso_arbeid", "vso_dagbesteding", "pro", "vo", "isk"}
DIPLOMAS = {"vmbo", "pro", "pro_verklaring", "vso", "entree", "mbo2", "mbo3", "mbo4", "havo", "vwo", "mbo_certificaat"}
VSO = {"vso_vervolg", "vso_arbeid", "vso_dagbesteding"}
STARTKWALIFICATIE = {"mbo2", "mbo3", "mbo4", "havo", "vwo"}
GRONDEN = {"5_onder_a", "5_onder_b", "5_onder_c", "5a_trekkend", "15", "3a", "3b"}
REDENEN = {"ongeoorloofd", "ziek", "verlof", "te_laat", "schorsing", "luxe"}
VERZUIMSOORTEN = {"V3", "V4", "LRV", "L", "RMC", "O"}
WERKVORMEN = {"arbeidsovereenkomst", "zelfstandig", "overig"}

PLICHT = {"leerplichtig", "kwalificatieplichtig"}

SIGNALEN = {
    *("absoluut_verzuim", "relatief_verzuim_16u", "langdurig_relatief_verzuim", "luxeverzuim", "verzuim_18plus"),
    *("thuiszitter", "thuiszitter_3mnd", "ziekteverzuim_signaal", "vsv_nieuw", "jikp"),
}
"""The signals that this model knows."""

Jongere = Mapping[str, Any]


# -- days -------------------------------------------------------------------------------------------------------------------


def dagen(van: date, tot: date) -> Iterable[date]:
    dag = van
    while dag < tot:
        yield dag
        dag += timedelta(days=1)


def verjaardag(geboren: date, leeftijd: int) -> date:
    """The day on which that age is reached; who is born on 29 February: 1 March in a common year."""
    try:
        return geboren.replace(year=geboren.year + leeftijd)
    except ValueError:
        return date(geboren.year + leeftijd, 3, 1)


def maanden_later(dag: date, aantal: int) -> date:
    """The same day of a later month, or the last day of that month."""
    jaar, maand = divmod(dag.year * 12 + dag.month - 1 + aantal, 12)
    for nummer in range(dag.day, 0, -1):
        try:
            return date(jaar, maand + 1, nummer)
        except ValueError:
            continue
    raise AssertionError


def schooljaar(dag: date) -> int:
    """2025 for a day in 2025-2026."""
    return dag.year if dag.month >= 8 else dag.year - 1


@dataclass(frozen=True)
class Schoolkalender:
    """Vacations and holidays of one region."""

    vrij: frozenset[date]
    zomers: tuple[tuple[date, date], ...]

    @classmethod
    def van_regio(cls, regio: str, rijen: Iterable[Mapping[str, Any]]) -> Schoolkalender:
        eigen = [r for r in rijen if r["vakantieregio"] in (regio, "alle")]
        vrij = {d for r in eigen for d in dagen(r["van"], r["tot"])}
        return cls(frozenset(vrij), tuple(sorted((r["van"], r["tot"]) for r in eigen if r["soort"] == "zomer")))

    @cached_property
    def schooldagen(self) -> frozenset[date]:
        ruim = dagen(KALENDER_VAN - timedelta(days=1200), KALENDER_TOT + timedelta(days=500))
        return frozenset(d for d in ruim if d.weekday() < 5 and d not in self.vrij)

    @cached_property
    def _maandagen(self) -> list[date]:
        return sorted({d - timedelta(days=d.weekday()) for d in self.schooldagen})

    def lesweek(self, dag: date) -> int:
        """A number that goes up by one with every lesweek; of the last one before it for a day outside a lesweek."""
        return bisect_right(self._maandagen, dag) - 1

    @cached_property
    def weken(self) -> dict[date, list[date]]:
        """The schooldagen of each calendar week, by its Monday."""
        uit: dict[date, list[date]] = {}
        for d in sorted(self.schooldagen):
            uit.setdefault(d - timedelta(days=d.weekday()), []).append(d)
        return uit

    def zomer_op(self, dag: date) -> tuple[date, date] | None:
        return next(((van, tot) for van, tot in self.zomers if van <= dag < tot), None)

    @cached_property
    def laatste_voor_zomer(self) -> dict[date, date]:
        """Last schooldag before a summer vacation, by its first day."""
        uit = {}
        for van, _ in self.zomers:
            dag = van - timedelta(days=1)
            while dag not in self.schooldagen:
                dag -= timedelta(days=1)
            uit[van] = dag
        return uit


def lees_kalender(pad: Path = KALENDERBESTAND) -> list[dict[str, Any]]:
    with pad.open(encoding="utf-8") as bestand:
        return [{**r, "van": date.fromisoformat(r["van"]), "tot": date.fromisoformat(r["tot"])} for r in csv.DictReader(bestand)]


KALENDER = lees_kalender()
REGIOS = {regio: Schoolkalender.van_regio(regio, KALENDER) for regio in ("noord", "midden", "zuid")}


# -- fout -------------------------------------------------------------------------------------------------------------------


def fouten(jongere: Jongere) -> set[str]:
    """All codes that apply to the facts; empty when they are fit to be judged."""
    f, geboren = jongere.get("feiten") or {}, jongere["geboren"]
    uit: set[str] = set()

    def uit_lijst(waarde: object, lijst: set[str]) -> None:
        if waarde not in lijst:
            uit.add("ongeldige_waarde")

    perioden = [
        p for k in ("verblijf", "inschrijvingen", "vrijstellingen", "verzuim", "meldingen", "werk") for p in f.get(k) or []
    ]
    for p in perioden:
        if p.get("tot") is not None and p["tot"] <= p["van"]:
            uit.add("einde_voor_begin")
    begin = [p["van"] for p in perioden] + [d["datum"] for d in f.get("diplomas") or []]
    if any(b < geboren for b in begin):
        uit.add("voor_geboorte")
    if f.get("overleden") and any(b >= f["overleden"] for b in begin):
        uit.add("na_overlijden")

    uit_lijst(f.get("vakantieregio", "midden"), {"noord", "midden", "zuid"})
    for p in f.get("inschrijvingen") or []:
        uit_lijst(p["onderwijs"], ONDERWIJS)
        if p.get("leerweg") is not None:
            uit_lijst(p["leerweg"], {"bol", "bbl"})
    for d in f.get("diplomas") or []:
        uit_lijst(d["diploma"], DIPLOMAS)
        if d.get("leerweg") is not None:
            uit_lijst(d["leerweg"], {"bb", "kb", "gl", "tl"})
    for p in f.get("vrijstellingen") or []:
        uit_lijst(p["grond"], GRONDEN)
    for p in f.get("verzuim") or []:
        uit_lijst(p["reden"], REDENEN)
        if p.get("uren", 0) < 0:
            uit.add("ongeldige_waarde")
    for p in f.get("meldingen") or []:
        uit_lijst(p["verzuimsoort"], VERZUIMSOORTEN)
    for p in f.get("werk") or []:
        uit_lijst(p["vorm"], WERKVORMEN)
    if uit:
        return uit

    verblijf = sorted(f.get("verblijf") or [], key=lambda p: p["van"])
    for een, ander in pairwise(verblijf):
        if een.get("tot") is None or een["tot"] > ander["van"]:
            uit.add("verblijf_overlapt")
    kalender = REGIOS[f.get("vakantieregio", "midden")]
    for p in f.get("verzuim") or []:
        for d in dagen(p["van"], p["tot"]):
            if d in kalender.schooldagen and not any(_loopt(i, d) for i in f.get("inschrijvingen") or []):
                uit.add("verzuim_zonder_inschrijving")
    return uit


# -- stand ------------------------------------------------------------------------------------------------------------------

LEZINGEN = {
    "vsv_nieuw": "reference days after 2025-10-01: the definition changes and is not given",
    "luxeverzuim": "a message L of several days: on which of them the event falls",
    "jikp": "a change between kinds of vso: whether vso as a whole is one kind",
    "relatief_verzuim_16u": "a message V3 without an end, or while not enrolled",
    "ziekteverzuim_signaal": "an event on a day without residence, seen after the return",
    "thuiszitter_3mnd": "a vacation or weekend between two parts: whether they follow each other without interruption; a report "
    "LRV within a run of absence that began before it: whether the run or the report gives the first day",
}


@dataclass(frozen=True)
class Stand:
    """What holds on one day. ``gronden``: every ground that may be named as ``vrijgesteld``; empty = none. ``klok``: hand →
    (how far, first day that counts); None where the readings differ."""

    rechtspositie: str
    gronden: frozenset[str] = frozenset()
    signalen: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    klok: Mapping[str, tuple[Fraction, date] | None] = field(default_factory=dict)


WIJZERS = {"zestien_uur", "langdurig", "drie_maanden", "achttien", "begin_leerplicht"}
"""The hands of the law clock that this model knows."""


@dataclass
class _Reeks:
    """The unbroken run of schooldagen with unauthorised absence from all lessons, as far as it has come."""

    eerste: date | None = None
    dagen: set[date] = field(default_factory=set)
    volle_weken: int = 0


def _loopt(p: Mapping[str, Any], dag: date) -> bool:
    return bool(p["van"] <= dag and (p.get("tot") is None or dag < p["tot"]))


def bekend_op(jongere: Jongere, dag: date) -> dict[str, Any]:
    """The facts dated up to and including ``dag``; what runs on after it, runs without a known end."""
    f = dict(jongere.get("feiten") or {})
    for naam in ("verblijf", "inschrijvingen", "vrijstellingen", "meldingen", "werk"):
        if naam in f:
            f[naam] = [
                {**p, "tot": None if p.get("tot") is not None and p["tot"] > dag else p.get("tot")}
                for p in f[naam]
                if p["van"] <= dag
            ]
    if "meldingen" in f:
        f["meldingen"] = [p for p in f["meldingen"] if (p.get("ontvangen") or p["van"]) <= dag]
    if "verzuim" in f:  # keeps its end: the hours are spread over it
        f["verzuim"] = [p for p in f["verzuim"] if p["van"] <= dag]
    if "diplomas" in f:
        f["diplomas"] = [d for d in f["diplomas"] if d["datum"] <= dag]
    if f.get("overleden") and f["overleden"] > dag:
        del f["overleden"]
    return {"geboren": jongere["geboren"], "feiten": f}


def stand(jongere: Jongere, dag: date) -> Stand:
    """What holds on ``dag`` for who knows only the facts up to that day."""
    return Leven(bekend_op(jongere, dag)).loop(dag)[dag]


def verloop(jongere: Jongere, tot_en_met: date = LAATSTE) -> dict[date, Stand]:
    """What holds on each day, in one walk. The walk itself never looks ahead, so this equals ``stand`` on each day."""
    return Leven(jongere).loop(tot_en_met)


class Leven:
    """One youth, made ready for the walk."""

    def __init__(self, jongere: Jongere) -> None:
        self.geboren: date = jongere["geboren"]
        f: Mapping[str, Any] = jongere.get("feiten") or {}
        self.kalender = REGIOS[f.get("vakantieregio", "midden")]
        self.overleden: date | None = f.get("overleden")
        self.verblijf = f["verblijf"] if f.get("verblijf") is not None else [{"van": self.geboren}]
        self.inschrijvingen = list(f.get("inschrijvingen") or [])
        self.diplomas = list(f.get("diplomas") or [])
        self.vrijstellingen = list(f.get("vrijstellingen") or [])
        self.meldingen = list(f.get("meldingen") or [])
        self.werk = list(f.get("werk") or [])
        self.verzuim = list(f.get("verzuim") or [])
        self.achttien, self.twaalf = verjaardag(self.geboren, 18), verjaardag(self.geboren, 12)
        self.drieentwintig, self.zevenentwintig = verjaardag(self.geboren, 23), verjaardag(self.geboren, 27)
        self.sk_sinds = min((d["datum"] for d in self.diplomas if d["diploma"] in STARTKWALIFICATIE), default=None)
        self._spreid_verzuim()
        self._volle: dict[int, bool] = {}

    def _spreid_verzuim(self) -> None:
        """Per schooldag what was missed: hours without permission, whether all lessons, and the other reasons."""
        self.uren: dict[date, Fraction] = {}
        self.alles: set[date] = set()
        self.luxe: set[date] = set()
        self.ziekmeldingen: list[date] = []
        self.lang_ziek: set[date] = set()
        for v in self.verzuim:
            lijst = [d for d in dagen(v["van"], v["tot"]) if d in self.kalender.schooldagen]
            if not lijst:
                continue
            for nummer, d in enumerate(lijst, 1):
                if v["reden"] == "ongeoorloofd":
                    self.uren[d] = self.uren.get(d, Fraction(0)) + Fraction(str(v.get("uren", 0))) / len(lijst)
                    if v.get("alle_lessen"):
                        self.alles.add(d)
                elif v["reden"] == "luxe":
                    self.luxe.add(d)
                elif v["reden"] == "ziek" and nummer >= 7:
                    self.lang_ziek.add(d)
            if v["reden"] == "ziek":
                self.ziekmeldingen.append(lijst[0])

    # -- begin and end of the duties --------------------------------------------------------------------------------

    @cached_property
    def begin_leerplicht(self) -> date:
        """R-01."""
        vijf = verjaardag(self.geboren, 5)
        dag = maanden_later(vijf.replace(day=1), 1)
        if not KALENDER_VAN <= dag < KALENDER_TOT:
            return dag
        while dag not in self.kalender.schooldagen:
            dag += timedelta(days=1)
        return dag

    def _vol(self, jaar: int, opleidingen: set[str] = SCHOLEN) -> bool:
        """Whether school year ``jaar`` was full."""
        if jaar >= schooljaar(KALENDER_VAN):
            teldagen = [d for d in dagen(date(jaar, 8, 1), date(jaar + 1, 8, 1)) if d in self.kalender.schooldagen]
        else:
            teldagen = list(dagen(date(jaar, 9, 1), date(jaar + 1, 7, 1)))
        op_school = [p for p in self.inschrijvingen if p["onderwijs"] in opleidingen]
        return all(any(_loopt(p, d) for p in op_school) for d in teldagen)

    def _volle_jaren(self, eind: date) -> int:
        """Full school years up to and including the one that ends on ``eind`` (a 31 July), with the top-up of R-02."""
        jaren = range(self.geboren.year, eind.year)
        vol = []
        for j in jaren:
            if j not in self._volle:
                self._volle[j] = self._vol(j)
            if self._volle[j]:
                vol.append(j)
        overstap = [
            v["van"]
            for v in self.inschrijvingen
            for p in self.inschrijvingen
            if v["onderwijs"] in VOORTGEZET and p["onderwijs"] == "po" and p["van"] < v["van"] <= eind
        ]
        if not overstap:
            return len(vol)
        op_basisschool = [j for j in vol if date(j + 1, 7, 31) < min(overstap)]
        return max(8, len(op_basisschool)) + len(vol) - len(op_basisschool)

    def _einde_op(self, eind: date) -> bool:
        """Whether the leerplicht ends with the school year that ends on ``eind``, if it had not ended before."""
        begin = date(eind.year - 1, 8, 1)
        return begin <= verjaardag(self.geboren, 16) <= eind or self._volle_jaren(eind) >= 12

    # -- the walk ---------------------------------------------------------------------------------------------------

    def loop(self, tot_en_met: date) -> dict[date, Stand]:
        uit: dict[date, Stand] = {}
        geeindigd = False
        einde = date.max
        for j in range(self.geboren.year + 5, EERSTE.year + 1):
            if date(j, 7, 31) < EERSTE and self._einde_op(date(j, 7, 31)):
                geeindigd = True
                einde = min(einde, date(j, 8, 1))
        reeks = _Reeks()
        teller: dict[date, Fraction] = {}
        gebeurd: dict[str, int] = {}  # signal → lesweek of its last event
        misschien: dict[str, int] = {}  # the same, for events of which it is open whether they are one
        later: list[tuple[date, str, date, bool]] = []  # (known from, signal, day, sure): messages, possibly received later
        vsv = vsv_bekend = False
        thuis_sinds: dict[date, tuple[date, date]] = {}  # day → first day of the period at home, one per reading
        op_school: dict[date, bool] = {}

        for dag in dagen(EERSTE, tot_en_met + timedelta(days=1)):
            schooldag = dag in self.kalender.schooldagen
            lesweek = self.kalender.lesweek(dag)
            if (dag.month, dag.day) == (8, 1) and not geeindigd:
                geeindigd = self._einde_op(dag - timedelta(days=1))
                einde = dag if geeindigd else einde
            ingeschreven = any(_loopt(p, dag) for p in self.inschrijvingen if p["onderwijs"] != "buitenland")
            op_school[dag] = ingeschreven

            # the run of absence
            if schooldag:
                if dag in self.alles:
                    reeks.eerste = reeks.eerste or dag
                    reeks.dagen.add(dag)
                    week = self.kalender.weken[dag - timedelta(days=dag.weekday())]
                    if dag == week[-1] and all(d in reeks.dagen for d in week):
                        reeks.volle_weken += 1
                else:
                    reeks = _Reeks()
            vier_weken = reeks.eerste if reeks.volle_weken >= 4 else None

            # the legal position
            aanwezig = not (self.overleden and dag >= self.overleden) and any(_loopt(p, dag) for p in self.verblijf)
            sk = self.sk_sinds is not None and dag >= self.sk_sinds
            te_oud = dag >= (self.zevenentwintig if dag >= date(2026, 1, 1) else self.drieentwintig)
            plicht = None
            if dag >= self.begin_leerplicht:
                if not geeindigd:
                    plicht = "leerplichtig"
                elif dag < self.achttien and not sk and not self._uitgezonderd(dag):
                    plicht = "kwalificatieplichtig"
            rmc_melding = any(self._melding_loopt(m, dag) for m in self.meldingen if m["verzuimsoort"] == "RMC")
            weg = ingeschreven and (vier_weken is not None or rmc_melding)
            if not aanwezig:
                positie = "buiten_doelgroep"
            elif dag < self.begin_leerplicht:
                positie = "te_jong"
            elif plicht:
                positie = plicht
            elif sk:
                positie = "startkwalificatie"
            elif te_oud:
                positie = "buiten_doelgroep"
            elif dag < date(2026, 1, 1) and self._werkt_met_diploma(dag):
                positie = "rmc_monitoring"
            elif not ingeschreven or weg:
                positie = "rmc_doelgroep"
            else:
                positie = "rmc_monitoring"
            gronden = frozenset(
                p["grond"]
                for p in self.vrijstellingen
                if _loopt(p, dag) and positie in PLICHT and (p["grond"] != "15" or positie == "kwalificatieplichtig")
            )
            signalen: set[str] = set()
            open_: set[str] = set()
            klok: dict[str, tuple[Fraction, date] | None] = {}
            if positie == "te_jong" and self.begin_leerplicht <= maanden_later(dag, 12):
                klok["begin_leerplicht"] = Fraction((dag - self.geboren).days), self.geboren
            if positie == "kwalificatieplichtig":
                klok["achttien"] = Fraction((dag - einde).days), einde
            if positie in PLICHT and ingeschreven and reeks.eerste and reeks.volle_weken:
                klok["langdurig"] = Fraction(reeks.volle_weken), reeks.eerste

            # absoluut verzuim and who sits at home
            if positie in PLICHT and not ingeschreven and not gronden and not self._zomergat(dag, op_school):
                signalen.add("absoluut_verzuim")
            begin: list[date] = []
            if positie in PLICHT and ingeschreven:
                if vier_weken is not None:
                    begin.append(vier_weken)
                begin += [m["van"] for m in self.meldingen if m["verzuimsoort"] == "LRV" and self._melding_loopt(m, dag)]
                if begin:
                    signalen.add("langdurig_relatief_verzuim")
            if "absoluut_verzuim" in signalen:
                begin.append(dag)
            if begin:
                signalen.add("thuiszitter")
                eng, ruim = self._sinds(dag, min(begin), thuis_sinds)
                if "langdurig_relatief_verzuim" in signalen and reeks.eerste:
                    ruim = min(ruim, reeks.eerste)
                thuis_sinds[dag] = eng, ruim
                langer = {dag > maanden_later(b, 3) for b in thuis_sinds[dag]}
                if langer == {True}:
                    signalen.add("thuiszitter_3mnd")
                elif len(langer) > 1:
                    open_.add("thuiszitter_3mnd")
                klok["drie_maanden"] = (Fraction((dag - eng).days), eng) if eng == ruim else None

            # 16 hours
            if positie in PLICHT and ingeschreven and dag in self.uren:
                teller[dag] = self.uren[dag]
            venster = {d: u for d, u in teller.items() if u and self.kalender.lesweek(d) >= lesweek - 3}
            if positie in PLICHT and ingeschreven and venster:
                klok["zestien_uur"] = sum(venster.values(), Fraction(0)), min(venster)
            if sum(venster.values()) >= 16:
                gebeurd["relatief_verzuim_16u"] = lesweek
                teller = {}
            if positie in PLICHT and dag in self.luxe:
                gebeurd["luxeverzuim"] = lesweek
            for m in self.meldingen:
                bekend = m.get("ontvangen") or m["van"]
                if m["verzuimsoort"] == "V3" and m.get("tot") == dag + timedelta(days=1) and positie in PLICHT:
                    later.append((bekend, "relatief_verzuim_16u", dag, ingeschreven))
                if m["verzuimsoort"] == "V3" and m["van"] <= dag and m.get("tot") is None:
                    open_.add("relatief_verzuim_16u")
                if m["verzuimsoort"] == "L" and m["van"] == dag and positie in PLICHT:
                    later.append((bekend, "luxeverzuim", dag, True))
                if m["verzuimsoort"] == "L" and m["van"] <= dag and m.get("tot") != m["van"] + timedelta(days=1):
                    open_.add("luxeverzuim")
            for bekend, signaal, gebeurtenis, zeker in later:
                if bekend <= dag:
                    doel = gebeurd if zeker else misschien
                    doel[signaal] = max(doel.get(signaal, -9), self.kalender.lesweek(gebeurtenis))

            # sickness
            vandaag = [d for d in self.ziekmeldingen if d <= dag and self.kalender.lesweek(d) > lesweek - 12]
            if dag in self.lang_ziek or (dag in vandaag and len(vandaag) >= 4):
                (gebeurd if aanwezig else misschien)["ziekteverzuim_signaal"] = lesweek

            signalen |= {signaal for signaal, week in gebeurd.items() if lesweek - week <= 3}
            open_ |= {signaal for signaal, week in misschien.items() if lesweek - week <= 3} - signalen

            # 18 and over, and the statistics
            if aanwezig and positie != "te_jong" and not plicht and not sk and not te_oud and weg:
                signalen.add("verzuim_18plus")
            if (dag.month, dag.day) == (10, 1):
                vorig_jaar = dag.replace(year=dag.year - 1)
                was = any(_loopt(p, vorig_jaar) for p in self.inschrijvingen if p["onderwijs"] != "buitenland")
                jong = self.twaalf <= dag < self.drieentwintig
                vsv = was and not ingeschreven and not sk and jong and aanwezig and not gronden
                vsv_bekend = dag <= date(2025, 10, 1)
            if vsv:
                signalen.add("vsv_nieuw")
            if not vsv_bekend:
                open_.add("vsv_nieuw")
            if not sk and not te_oud:
                jikp = self._kwetsbaar(dag)
                if True in jikp:
                    signalen.add("jikp")
                if len(jikp) > 1:
                    open_.add("jikp")

            if not aanwezig:
                signalen, open_ = set(), set()
            uit[dag] = Stand(positie, gronden, frozenset(signalen), frozenset(open_), klok if aanwezig else {})
        return uit

    # -- parts ------------------------------------------------------------------------------------------------------

    def _uitgezonderd(self, dag: date) -> bool:
        """No kwalificatieplicht: a diploma or statement of praktijkonderwijs, or ever in vso arbeid or dagbesteding."""
        return any(d["diploma"] in {"pro", "pro_verklaring"} and d["datum"] <= dag for d in self.diplomas) or any(
            p["onderwijs"] in {"vso_arbeid", "vso_dagbesteding"} and p["van"] <= dag for p in self.inschrijvingen
        )

    def _werkt_met_diploma(self, dag: date) -> bool:
        return any(d["diploma"] in {"entree", "vso", "pro"} and d["datum"] <= dag for d in self.diplomas) and any(
            w["vorm"] == "arbeidsovereenkomst" and _loopt(w, dag) for w in self.werk
        )

    def _melding_loopt(self, m: Mapping[str, Any], dag: date) -> bool:
        return _loopt(m, dag) and (m.get("ontvangen") or m["van"]) <= dag

    def _zomergat(self, dag: date, op_school: Mapping[date, bool]) -> bool:
        """Whether the day lies in a summer vacation and the youth was enrolled on the last schooldag before it or later."""
        zomer = self.kalender.zomer_op(dag)
        if zomer is None:
            return False
        vanaf = self.kalender.laatste_voor_zomer[zomer[0]]
        return any(op_school[d] for d in dagen(max(vanaf, EERSTE), dag + timedelta(days=1)))

    def _sinds(self, vandaag: date, begin: date, thuis_sinds: Mapping[date, tuple[date, date]]) -> tuple[date, date]:
        """First day of the period at home of which today's part began on ``begin``; in two readings.

        What came before belongs to it if it lasted up to the day before; in the second reading, days without school in between
        don't interrupt.
        """
        uit = [begin, begin]
        for deel in (begin, vandaag):
            for ruim in (0, 1):
                dag = deel - timedelta(days=1)
                while ruim and dag > EERSTE and dag not in thuis_sinds and dag not in self.kalender.schooldagen:
                    dag -= timedelta(days=1)
                if dag in thuis_sinds:
                    uit[ruim] = min(uit[ruim], thuis_sinds[dag][ruim])
        return uit[0], uit[1]

    @cached_property
    def _kwetsbaar_diploma(self) -> date | None:
        return min(
            (
                d["datum"]
                for d in self.diplomas
                if d["diploma"] in {"pro", "pro_verklaring", "vso", "entree"}
                or (d["diploma"] == "vmbo" and d.get("leerweg") == "bb")
            ),
            default=None,
        )

    def _kwetsbaar(self, dag: date) -> set[bool]:
        """Whether the origin is one of those of ``jikp``; both answers if the readings differ."""
        if self._kwetsbaar_diploma is not None and self._kwetsbaar_diploma <= dag:
            return {True}
        nu = {p["onderwijs"] for p in self.inschrijvingen if _loopt(p, dag)}
        eerder = {p["onderwijs"] for p in self.inschrijvingen if p.get("tot") is not None and p["tot"] <= dag} - nu
        if eerder & {"pro", "mbo1"}:
            return {True}
        return {bool(eerder & VSO), bool(eerder & VSO) and not nu & VSO}
