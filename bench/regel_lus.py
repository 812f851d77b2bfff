"""Absoluut verzuim (R-08) as a loop over persons: plain Python, one youth after the other, the law read again from the text.

Shares with the product the value lists of the law and the calendar; no rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from inbeeld.regels.kalender import BEGIN, EINDE, STANDAARDREGIO, Kalender, Kalenders
from inbeeld.tabellen import codes

STARTKWALIFICATIE = ("mbo2", "mbo3", "mbo4", "havo", "vwo")
PRAKTIJK = ("pro", "pro_verklaring")
VSO = ("vso_arbeid", "vso_dagbesteding")

Periode = tuple[date, date | None]
Rij = dict[str, Any]


def reken(map_: Path, op: date) -> pa.Table:
    """``jongere_id, van, tot`` of every period of absoluut verzuim up to and including ``op``."""
    verblijf = _per_jongere(map_, "verblijf", op, "van", "tot")
    inschrijvingen = _per_jongere(map_, "inschrijvingen", op, "van", "tot", "onderwijs")
    vrijstellingen = _per_jongere(map_, "vrijstellingen", op, "van", "tot", "grond")
    diplomas = _per_jongere(map_, "diplomas", op, "datum", "diploma")
    regios = {s["school_id"]: s["vakantieregio"] for s in pq.read_table(map_ / "scholen.parquet").to_pylist()}
    kalenders = Kalenders.uit(pq.read_table(map_ / "kalender.parquet"), {s: r for s, r in regios.items() if r})
    kennis = {regio: Jaren(kalenders[regio]) for regio in codes.VAKANTIEREGIO}

    uit: list[Rij] = []
    for j in _rijen(map_, "jongeren", "jongere_id", "geboren", "overleden", "vakantieregio"):
        nr = j["jongere_id"]
        jongere = Jongere(
            j["geboren"],
            j["overleden"],
            kennis[j["vakantieregio"] or STANDAARDREGIO],
            verblijf[nr],
            inschrijvingen[nr],
            vrijstellingen[nr],
            diplomas[nr],
        )
        for van, tot in jongere.absoluut_verzuim(op):
            if van <= op:
                uit.append({"jongere_id": nr, "van": van, "tot": tot if tot and tot <= op else None})
    return pa.Table.from_pylist(uit, pa.schema([("jongere_id", pa.int64()), ("van", pa.date32()), ("tot", pa.date32())]))


def _rijen(map_: Path, naam: str, *kolommen: str) -> Iterator[Rij]:
    for rij in pq.read_table(map_ / f"{naam}.parquet", columns=[*kolommen, "vervangen_op"]).to_pylist():
        if rij["vervangen_op"] is None:
            yield rij


def _per_jongere(map_: Path, naam: str, op: date, begin: str, *kolommen: str) -> dict[int, list[Rij]]:
    """The facts that count on ``op``, per youth."""
    uit: dict[int, list[Rij]] = defaultdict(list)
    for rij in _rijen(map_, naam, "jongere_id", begin, *kolommen):
        tot = rij.get("tot")
        if rij[begin] <= op and (tot is None or tot > rij[begin]):
            uit[rij["jongere_id"]].append(rij)
    return uit


class Jaren:
    """What the loop asks of a calendar: first schooldagen, full school years, summers."""

    def __init__(self, kalender: Kalender) -> None:
        self.kalender = kalender
        self._nr = np.insert(kalender.teldag_nr, 0, 0).tolist()
        self.zomers = [(z["van"], z["tot"], z["laatste_schooldag"]) for z in kalender.zomertabel(0).to_pylist()]

    def teldagen_voor(self, dag: date) -> int:
        """Days before ``dag`` that count for a full school year."""
        return int(self._nr[(dag - BEGIN).days])

    def vol(self, van: date, tot: date | None) -> list[int]:
        """The school years that are full for who was at school from ``van`` until ``tot``."""
        eind = tot or EINDE - timedelta(days=1)
        n_van, n_tot = self.teldagen_voor(van), self.teldagen_voor(eind)
        return [
            jaar
            for jaar in range(van.year - 1, eind.year)
            if n_van <= self.teldagen_voor(date(jaar, 8, 1)) and self.teldagen_voor(date(jaar + 1, 8, 1)) <= n_tot
        ]


class Jongere:
    """One youth and the facts that count."""

    def __init__(
        self,
        geboren: date,
        overleden: date | None,
        jaren: Jaren,
        verblijf: list[Rij],
        inschrijvingen: list[Rij],
        vrijstellingen: list[Rij],
        diplomas: list[Rij],
    ) -> None:
        self.geboren, self.overleden, self.jaren = geboren, overleden, jaren
        self.verblijf, self.inschrijvingen, self.vrijstellingen = verblijf, inschrijvingen, vrijstellingen
        self.startkwalificatie = min((d["datum"] for d in diplomas if d["diploma"] in STARTKWALIFICATIE), default=None)
        self.praktijk = min((d["datum"] for d in diplomas if d["diploma"] in PRAKTIJK), default=None)
        self.vso = min((i["van"] for i in inschrijvingen if i["onderwijs"] in VSO), default=None)
        self.begin, self.einde, self.achttien = self._begin_leerplicht(), self._einde_leerplicht(), self._jarig(18)

    def _jarig(self, leeftijd: int) -> date:
        try:
            return self.geboren.replace(year=self.geboren.year + leeftijd)
        except ValueError:
            return date(self.geboren.year + leeftijd, 3, 1)

    def _begin_leerplicht(self) -> date:
        """First schooldag of the month after the fifth birthday; the first of the month where the calendar does not reach."""
        vijf = self._jarig(5)
        maand = date(vijf.year + vijf.month // 12, vijf.month % 12 + 1, 1)
        kalender = self.jaren.kalender
        return kalender.eerste_schooldag_vanaf(maand) if kalender.is_gedekt(maand) else maand

    def _einde_leerplicht(self) -> date:
        """1 August after the sixteenth birthday or after twelve full school years, whichever comes first."""
        zestien = self._jarig(16)
        jaar = zestien.year + (zestien.month >= 8)
        vol = self._volle_jaren()
        nodig = 12 - self._jaren_erbij(vol)
        if len(vol) >= nodig:
            jaar = min(jaar, vol[nodig - 1] + 1)
        return date(jaar, 8, 1)

    def _volle_jaren(self) -> list[int]:
        """Times at a school that follow each other without a counted day in between are one."""
        school = sorted((i for i in self.inschrijvingen if i["onderwijs"] in codes.SCHOOL), key=lambda i: i["van"])
        tijden: list[Periode] = []
        for i in school:
            van, tot = i["van"], i["tot"]
            if tijden and (tijden[-1][1] is None or self._sluit_aan(tijden[-1][1], van)):
                eerder = tijden[-1][1]
                tijden[-1] = (tijden[-1][0], None if eerder is None or tot is None else max(eerder, tot))
            else:
                tijden.append((van, tot))
        return [jaar for van, tot in tijden for jaar in self.jaren.vol(van, tot)]

    def _sluit_aan(self, tot: date, van: date) -> bool:
        return self.jaren.teldagen_voor(van) <= self.jaren.teldagen_voor(tot)

    def _jaren_erbij(self, vol: list[int]) -> int:
        """Who went on from the basisschool with fewer than eight full years counts as having eight."""
        po = min((i["van"] for i in self.inschrijvingen if i["onderwijs"] == "po"), default=None)
        vo = min((i["van"] for i in self.inschrijvingen if i["onderwijs"] in codes.VOORTGEZET), default=None)
        if po is None or vo is None or po >= vo:
            return 0
        n_vo = self.jaren.teldagen_voor(vo)
        return max(8 - sum(self.jaren.teldagen_voor(date(jaar + 1, 8, 1)) <= n_vo for jaar in vol), 0)

    def absoluut_verzuim(self, op: date) -> Iterator[Periode]:
        """Longest periods of days on which the rule holds, without the summer gap."""
        periode: Periode | None = None
        for van, tot in pairwise([*self._grenzen(op), None]):
            if van is not None and self._zonder_inschrijving(van):
                periode = (periode[0] if periode else van, tot)
            elif periode:
                yield from self._zonder_zomergat(*periode)
                periode = None
        if periode:
            yield from self._zonder_zomergat(*periode)

    def _grenzen(self, op: date) -> list[date]:
        """The days on which something may change."""
        dagen = {self.begin, self.einde, self.achttien, self.overleden, self.startkwalificatie, self.praktijk, self.vso}
        for p in (*self.verblijf, *self.inschrijvingen, *self.vrijstellingen):
            dagen |= {p["van"], p["tot"]}
        return sorted(d for d in dagen if d is not None and d <= op)

    def _zonder_inschrijving(self, dag: date) -> bool:
        if (self.overleden and self.overleden <= dag) or not any(_loopt(v, dag) for v in self.verblijf):
            return False
        leerplichtig = self.begin <= dag < self.einde
        kwalificatieplichtig = self.einde <= dag < self.achttien and not any(
            d and d <= dag for d in (self.startkwalificatie, self.praktijk, self.vso)
        )
        if not (leerplichtig or kwalificatieplichtig):
            return False
        if any(i["onderwijs"] != "buitenland" and _loopt(i, dag) for i in self.inschrijvingen):
            return False
        return not any(_loopt(v, dag) and (v["grond"] != "15" or kwalificatieplichtig) for v in self.vrijstellingen)

    def _zonder_zomergat(self, van: date, tot: date | None) -> Iterator[Periode]:
        """Takes out the summer vacation for who was enrolled on the last schooldag before it or later."""
        einden = [i["tot"] for i in self.inschrijvingen if i["onderwijs"] != "buitenland" and i["tot"] and i["tot"] <= van]
        laatst = max(einden, default=None)
        for z_van, z_tot, voor in self.jaren.zomers:
            if laatst and voor < laatst <= z_tot and z_tot > van:
                if van < z_van:
                    yield van, min(tot or z_van, z_van)
                if tot is None or tot > z_tot:
                    yield max(van, z_tot), tot
                return
        yield van, tot


def _loopt(periode: Rij, dag: date) -> bool:
    return periode["van"] <= dag and (periode["tot"] is None or periode["tot"] > dag)
