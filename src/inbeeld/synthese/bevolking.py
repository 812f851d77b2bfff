"""A synthetic municipality, or a country of them: all fact tables of one invented population."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from inbeeld.synthese import kalender as kal
from inbeeld.synthese import verhalen
from inbeeld.synthese.loopbaan import DIPLOMAS, GROEP_VAN, SK_DIPLOMA, Inschrijvingen, Loopbanen, knip, loopbanen
from inbeeld.synthese.scholen import GROEPEN, LESMINUTEN, LESSEN, Gemeenten, Scholen, gemeenten, scholen
from inbeeld.synthese.toeval import NOOIT, Dagen, Ints, Masker, Stroom, dag, jaardag, uitrollen, verjaardag
from inbeeld.synthese.verzuim import GEEN, Meldingen, Verzuim, verzuim
from inbeeld.tabellen import FEITEN, codes

__all__ = ["Bevolking", "bevolking", "blokken"]

PEILDATUM = date(2026, 11, 20)
START = date(2024, 8, 12)
"""Monday of the first delivery: what is older was received then."""

GROND = {g: i for i, g in enumerate(codes.GROND)}
_ID_PER_BLOK = 100_000_000


@dataclass
class Bevolking:
    """The fact tables of one block, with what is needed to write its delivery files."""

    tabellen: dict[str, pa.Table]
    peildatum: date
    zaad: int
    blok: int
    eerste_id: int
    gemeenten: Gemeenten
    scholen: Scholen
    totaal: int
    """Youths of all blocks together."""
    verhalen: dict[str, int] = field(default_factory=dict)
    """Recognisable special cases by name, with their ``jongere_id``."""

    @cached_property
    def personen(self) -> pa.Table:
        """Who they are: numbers, names, addresses, parents. Made on first use, for the delivery files only."""
        from inbeeld.synthese.personen import personen

        return personen(self)


def bevolking(jongeren: int, zaad: int = 1, peildatum: date = PEILDATUM) -> Bevolking:
    """A population of ``jongeren`` youths aged 0-26 on ``peildatum``; the same seed gives the same bytes.

    Up to 100,000 youths form one municipality with two neighbours; more are spread over municipalities and vacation regions.
    """
    return _maak(jongeren, jongeren, zaad, 0, peildatum, 0, jongeren)


def blokken(jongeren: int, zaad: int = 1, peildatum: date = PEILDATUM, grootte: int = 250_000) -> Iterator[Bevolking]:
    """The same for any number of youths in bounded memory: blocks with their own ids, numbers, schools and municipalities."""
    for blok, eerste in enumerate(range(0, jongeren, grootte)):
        yield _maak(min(grootte, jongeren - eerste), jongeren, zaad, blok, peildatum, eerste, grootte)


def _maak(n: int, totaal: int, zaad: int, blok: int, peildatum: date, eerste: int, grootte: int) -> Bevolking:
    if n < 1:
        raise ValueError("jongeren moet minstens 1 zijn")
    peil = dag(peildatum)
    meer = totaal > 100_000
    gem = gemeenten(n, blok, meer, grootte)
    sch = scholen(gem, n, zaad, blok, grootte)

    def stroom(naam: str) -> Stroom:
        return Stroom(zaad, blok, naam)

    mens = _mensen(n, gem, stroom("mensen"), peil)
    jaar_nu = peildatum.year if peildatum.month >= 8 else peildatum.year - 1
    loop = loopbanen(mens.geboren, mens.aankomst, mens.herkomst, sch, stroom("loopbaan"), peil, jaar_nu - 24, jaar_nu)
    ins = _verhuis(loop.inschrijvingen, mens, sch, stroom("verhuizing"))
    vrij = _vrijstellingen(mens, stroom("vrijstelling"), peil, jaar_nu)
    ins = _verstoor(ins, mens, vrij, sch, stroom("storing"), peil)
    loop = _diploma_rest(loop, mens, vrij)
    sk = np.full(n, NOOIT, dtype=np.int32)
    telt = SK_DIPLOMA[loop.dip_soort]
    np.minimum.at(sk, loop.dip_jongere[telt], loop.dip_datum[telt])

    begin, eind = dag(kal.BEGIN), min(peil + 1, dag(kal.EIND))
    afw, mld = verzuim(
        ins, mens.geboren, np.minimum(mens.overleden, mens.weg), sk, sch, stroom("verzuim"), peil, min(begin, eind), eind
    )

    bouw = _Bouwer(blok, eerste, sch, gem, peil, stroom("ontvangst"))
    tabellen = {
        "jongeren": bouw.jongeren(mens),
        "verblijf": bouw.verblijf(mens),
        "inschrijvingen": bouw.inschrijvingen(ins),
        "diplomas": bouw.diplomas(loop),
        "vrijstellingen": bouw.vrijstellingen(vrij),
        "verzuim": bouw.verzuim(afw),
        "rooster": bouw.rooster(),
        "meldingen": bouw.meldingen(mld),
        "werk": bouw.werk(_werk(ins, mens, sk, stroom("werk"), peil)),
        "apart": FEITEN["apart"].leeg(),
        "kalender": bouw.kalender(),
        "scholen": bouw.scholen(),
    }
    tabellen = {naam: tabellen[naam] for naam in FEITEN}
    verteld: dict[str, int] = {}
    if verhalen.MINSTENS <= totaal <= verhalen.HOOGSTENS:
        verteld = verhalen.voeg_in(tabellen, verhalen.vertel(peildatum, sch, gem), eerste + 1, peildatum, bouw.nummers)
    return Bevolking(tabellen, peildatum, zaad, blok, eerste + 1, gem, sch, totaal, verhalen=verteld)


@dataclass
class _Mensen:
    geboren: Dagen
    aankomst: Dagen
    overleden: Dagen
    weg: Dagen
    terug: Dagen
    gemeente: Ints
    """Where they live, or lived last."""
    herkomst: Ints
    """Where they lived before ``verhuisd``; the same when they never moved."""
    verhuisd: Dagen

    def __len__(self) -> int:
        return len(self.geboren)


def _mensen(n: int, gem: Gemeenten, st: Stroom, peil: int) -> _Mensen:
    oudst = verjaardag(np.array([peil], dtype=np.int32), -27)[0] + 1
    deel = np.interp(st.u(n), (0.0, 0.25, 0.5, 0.75, 1.0), (0.0, 0.235, 0.485, 0.74, 1.0))
    geboren = (peil - np.floor(deel * (peil - oudst + 1))).astype(np.int32)

    # Nine in a hundred came from abroad, more of them in recent years and as students.
    komt = st.u(n) < 0.09
    leeft = peil - geboren
    aankomst = np.where(komt & (leeft > 60), geboren + 30 + np.floor(st.u(n) ** 0.75 * (leeft - 30)), geboren).astype(np.int32)

    woon = st.kies(gem.gewicht, n)
    herkomst = woon.copy()
    verhuisd = np.full(n, NOOIT, dtype=np.int32)
    in_nl = peil - aankomst
    ander = _andere_gemeente(woon, gem, st)
    trekt = (st.u(n) < 0.15) & (in_nl > 60)
    verhuisd[trekt] = (aankomst + 20 + np.floor(st.u(n) * (in_nl - 30)))[trekt]
    uit = trekt & (st.u(n) < 0.18)
    recent = np.maximum(peil - 1100, aankomst + 20)
    verhuisd[uit] = (recent + np.floor(st.u(n) * (peil - recent)))[uit]
    herkomst[trekt & ~uit] = ander[trekt & ~uit]
    woon[uit] = ander[uit]

    weg = np.full(n, NOOIT, dtype=np.int32)
    terug = np.full(n, NOOIT, dtype=np.int32)
    vertrekt = (st.u(n) < 0.022) & (in_nl > 200) & ~trekt
    weg[vertrekt] = (peil - np.floor(st.u(n) * np.minimum(1460, in_nl - 100)))[vertrekt]
    keert = vertrekt & (st.u(n) < 0.25)
    duur = st.scheve_dagen((120, 200, 300, 400, 700, 1000), n)
    keert &= weg + duur < peil
    terug[keert] = (weg + duur)[keert]

    overleden = np.full(n, NOOIT, dtype=np.int32)
    sterft = (st.u(n) < 0.0012) & ~vertrekt & (leeft > 30)
    overleden[sterft] = (np.maximum(aankomst, peil - 4000) + 5 + np.floor(st.u(n) * np.minimum(in_nl, 3990) * 0.99))[sterft]
    overleden[sterft] = np.minimum(overleden[sterft], peil)
    # The move stays before the death.
    botst = verhuisd >= overleden
    verhuisd[botst & sterft] = NOOIT
    herkomst[botst & sterft] = woon[botst & sterft]
    return _Mensen(geboren, aankomst, overleden, weg, terug, woon, herkomst, verhuisd)


def _andere_gemeente(woon: Ints, gem: Gemeenten, st: Stroom) -> Ints:
    """Another municipality of the same group."""
    eerste = np.array([int(np.flatnonzero(gem.groep == g)[0]) for g in gem.groep], dtype=np.int64)
    grootte = np.array([int((gem.groep == g).sum()) for g in gem.groep], dtype=np.int64)
    k = np.maximum(grootte[woon] - 1, 1)
    stap = 1 + np.floor(st.u(len(woon)) * k).astype(np.int64)
    return np.asarray(eerste[woon] + (woon - eerste[woon] + stap) % grootte[woon], dtype=np.int64)


_PER_GEMEENTE = np.isin(np.array(GROEPEN), ["po", "vo"])


def _verhuis(ins: Inschrijvingen, mens: _Mensen, sch: Scholen, st: Stroom) -> Inschrijvingen:
    """Who moved goes to school in the new place: later enrolments, and most of the enrolment that was running."""
    j = ins.jongere
    m = mens.verhuisd[j]
    groep = GROEP_VAN[ins.onderwijs]
    raakt = (m < ins.tot) & _PER_GEMEENTE[groep] & (m < NOOIT)
    na = raakt & (ins.van >= m)
    nieuw = sch.kies(groep, mens.gemeente[j], st.u(len(ins)))
    ins.school = np.where(na, nieuw, ins.school)
    midden = raakt & ~na & (m > ins.van + 20) & (st.u(len(ins)) < np.where(groep == 0, 0.85, 0.4)) & (nieuw != ins.school)
    if not midden.any():
        return ins
    eerste, tweede = ins.neem(midden), ins.neem(midden)
    wissel = (m + st.scheve_dagen((-15, 0, 0, 0, 0, 0, 0, 0, 5, 30), len(ins)))[midden].astype(np.int32)
    wissel = np.minimum(np.maximum(wissel, eerste.van + 1), np.where(eerste.tot < NOOIT, eerste.tot, wissel))
    eerste.tot = wissel
    tweede.van = wissel
    tweede.school = nieuw[midden]
    return ins.neem(~midden).met(eerste, tweede.neem(tweede.tot > tweede.van))


@dataclass
class _Vrijstellingen:
    jongere: Ints
    grond: Ints
    van: Dagen
    tot: Dagen
    nooit: Masker
    weg_van: Dagen
    weg_tot: Dagen
    """Per youth: the period in which there is no enrolment because of the exemption."""
    b3: Ints
    """Youths with 3b: in that year at an instelling."""


# Ground, share of all youths that ever has it, youngest and oldest age at the start, years it lasts (quantiles).
_GRONDEN: tuple[tuple[str, float, int, int, tuple[float, ...]], ...] = (
    ("5_onder_a", 0.0100, 5, 17, (1, 2, 3, 5, 8, 13)),
    ("5_onder_b", 0.00125, 5, 6, (6, 9, 11, 12, 13, 13)),
    ("5_onder_c", 0.0008, 5, 16, (1, 2, 3, 6)),
    ("5a_trekkend", 0.00015, 5, 12, (2, 4, 8)),
    ("15", 0.0007, 16, 18, (1, 1, 2)),
    ("3a", 0.0006, 14, 16, (1, 1, 2)),
    ("3b", 0.0006, 15, 16, (1, 1)),
)


def _vrijstellingen(mens: _Mensen, st: Stroom, peil: int, jaar_nu: int) -> _Vrijstellingen:
    n = len(mens)
    u = st.u(n)
    leeg = np.zeros(0, dtype=np.int64)
    weg_van = np.full(n, NOOIT, dtype=np.int32)
    weg_tot = np.full(n, NOOIT, dtype=np.int32)
    delen: list[tuple[Ints, Ints, Dagen, Dagen, Masker]] = []
    b3 = leeg
    laag = 0.0
    achttien = verjaardag(mens.geboren, 18)
    for naam, deel, jongst, oudst, duren in _GRONDEN:
        wie = np.flatnonzero((u >= laag) & (u < laag + deel))
        laag += deel
        leeftijd = st.geheel(jongst, oudst, len(wie))
        duur = np.maximum(np.floor(st.scheef(duren, len(wie))), 1).astype(np.int64)
        midden = st.u(len(wie))
        nooit = (st.u(len(wie)) < 0.3) & (naam == "5_onder_a")
        ook = st.u(len(wie)) < 0.03
        g = mens.geboren[wie]
        geboortejaar = g.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        # Most start with the school year; 5 onder b with the duty itself; 5 onder a also in between.
        jaar = geboortejaar + leeftijd
        begin = np.array([jaardag(int(x)) for x in jaar], dtype=np.int32)
        vijf = _eerste_van_maand_na(verjaardag(g, 5))
        begin = np.where(leeftijd == 5, vijf, begin)
        if naam == "5_onder_a":
            begin = np.where((midden < 0.4) & (leeftijd > 5), begin + (midden * 800).astype(np.int32), begin)
        if naam == "5_onder_b":
            begin = vijf
        begin = np.maximum(np.maximum(begin, mens.aankomst[wie]), vijf).astype(np.int32)
        beginjaar = _schooljaar_van(begin)
        eind = np.minimum(np.array([jaardag(int(x)) for x in beginjaar + duur], dtype=np.int32), achttien[wie])
        stop = np.minimum(mens.overleden[wie], mens.weg[wie])
        eind = np.minimum(eind, stop)
        eind = np.where(nooit, NOOIT, eind)
        goed = (begin <= peil) & (begin < eind) & (begin < achttien[wie] - 30) & (begin < stop)
        wie, begin, eind, beginjaar = wie[goed], begin[goed], eind[goed].astype(np.int32), beginjaar[goed]
        nooit, ook = nooit[goed], ook[goed]

        # A row per school year, the renewals; never fit runs on without.
        laatste = np.minimum(_schooljaar_van(np.where(eind < NOOIT, eind - 1, begin).astype(np.int32)), jaar_nu)
        jaren = np.where(nooit, 1, laatste - beginjaar + 1)
        r, rang = uitrollen(np.maximum(jaren, 0))
        van = np.where(rang == 0, begin[r], np.array([jaardag(int(x)) for x in beginjaar[r] + rang], dtype=np.int32))
        tot = np.array([jaardag(int(x)) for x in beginjaar[r] + rang + 1], dtype=np.int32)
        tot = np.where(nooit[r], NOOIT, np.minimum(tot, eind[r])).astype(np.int32)
        past = tot > van
        delen.append((wie[r][past], np.full(int(past.sum()), GROND[naam]), van[past].astype(np.int32), tot[past], nooit[r][past]))
        if naam == "3a":
            continue
        zonder = ~ook
        weg_van[wie[zonder]] = begin[zonder]
        weg_tot[wie[zonder]] = np.where(nooit, NOOIT, eind)[zonder]
        if naam == "5_onder_b":
            weg_van[wie[zonder]] = mens.geboren[wie[zonder]]
        if naam == "3b":
            b3 = wie[zonder]
    kolommen = [np.concatenate([d[k] for d in delen]) for k in range(5)]
    volgorde = np.lexsort((kolommen[2], kolommen[0]))
    j, gr, van, tot, nooit = (k[volgorde] for k in kolommen)
    return _Vrijstellingen(j, gr, van, tot, nooit, weg_van, weg_tot, b3)


def _eerste_van_maand_na(d: Dagen) -> Dagen:
    m = d.astype("datetime64[D]").astype("datetime64[M]") + np.timedelta64(1, "M")
    return np.asarray(m.astype("datetime64[D]").astype(np.int64), dtype=np.int32)


def _schooljaar_van(d: Dagen) -> Ints:
    maanden = d.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray(1970 + (maanden - 7) // 12, dtype=np.int64)


def _verstoor(ins: Inschrijvingen, mens: _Mensen, vrij: _Vrijstellingen, sch: Scholen, st: Stroom, peil: int) -> Inschrijvingen:
    """Exemptions, departure, death, weeks without a school, and facts that contradict each other."""
    n = len(mens)
    ins = knip(ins, vrij.weg_van, vrij.weg_tot)
    ins = ins.met(_op_grond(vrij, sch, mens, peil))

    # Departure: the school strikes off a little earlier or later than the municipality.
    weg = np.where(mens.weg < NOOIT, mens.weg + st.scheve_dagen((-21, -1, 0, 0, 0, 0, 0, 0, 0, 4, 30), n), NOOIT).astype(np.int32)
    terug = np.where(mens.terug < NOOIT, mens.terug + st.scheve_dagen((0, 0, 0, 0, 0, 5, 60), n), NOOIT).astype(np.int32)
    ins = knip(ins, weg, terug)
    nooit = np.full(n, NOOIT, dtype=np.int32)
    ins = knip(ins, mens.overleden, nooit)

    # Weeks without a school while the duty runs: about 10,000 of 2.4 million a year, more in the months of transition.
    u = st.u(n)
    start = (peil - np.floor(st.u(n) * 1200)).astype(np.int32)
    duur = st.scheve_dagen((3, 6, 10, 16, 25, 40, 70, 120, 330), n)
    plicht = (start - mens.geboren >= 1860) & (start - mens.geboren < 17.8 * 365)
    gat = plicht & (u < 0.0036)
    zoek = plicht & (u > 0.9997)
    gat_van = np.where(gat | zoek, start, NOOIT).astype(np.int32)
    gat_tot = np.where(zoek, NOOIT, start + duur).astype(np.int32)
    ins = knip(ins, gat_van, np.where(gat_van < NOOIT, gat_tot, NOOIT).astype(np.int32))
    # After it six in ten start at another school.
    terugkeer = (ins.van == gat_tot[ins.jongere]) & gat[ins.jongere] & (ins.school >= 0) & (st.u(len(ins)) < 0.6)
    ander = sch.kies(np.maximum(GROEP_VAN[ins.onderwijs], 0), mens.gemeente[ins.jongere], st.u(len(ins)))
    ins.school = np.where(terugkeer, ander, ins.school)
    ins = ins.neem((ins.van <= peil) & (ins.tot > ins.van))

    # The old school strikes off late: two enrolments overlap for some weeks.
    volgorde = np.lexsort((ins.van, ins.jongere))
    ins = ins.neem(volgorde)
    laat = (ins.tot < NOOIT) & (st.u(len(ins)) < 0.008)
    grens = np.minimum(np.minimum(mens.overleden, mens.weg)[ins.jongere], peil)
    langer = np.minimum(ins.tot + 5 + st.geheel(0, 40, len(ins)), grens)
    ins.tot = np.where(laat, np.maximum(ins.tot, langer), ins.tot).astype(np.int32)
    # A few stay entered at two schools.
    dubbel = np.flatnonzero((ins.tot < NOOIT) & (ins.tot - ins.van > 200) & (ins.school >= 0) & (st.u(len(ins)) < 0.001))
    tweede = ins.neem(dubbel)
    tweede.van = (tweede.tot - 60 - st.geheel(0, 100, len(dubbel))).astype(np.int32)
    tweede.school = sch.kies(np.maximum(GROEP_VAN[tweede.onderwijs], 0), mens.gemeente[tweede.jongere], st.u(len(dubbel)))
    ins = ins.met(tweede.neem(tweede.school != ins.school[dubbel]))
    return ins.neem(np.lexsort((ins.onderwijs, ins.van, ins.jongere)))


def _op_grond(vrij: _Vrijstellingen, sch: Scholen, mens: _Mensen, peil: int) -> Inschrijvingen:
    """Enrolments that belong to a ground: abroad for 5 onder c, an instelling for 3b."""
    c = np.flatnonzero((vrij.grond == GROND["5_onder_c"]) & (vrij.weg_van[vrij.jongere] < NOOIT))
    b = np.flatnonzero((vrij.grond == GROND["3b"]) & (vrij.weg_van[vrij.jongere] < NOOIT))
    welk = np.concatenate([c, b])
    welk = welk[vrij.van[welk] <= peil]
    buiten = vrij.grond[welk] == GROND["5_onder_c"]
    ond = np.where(buiten, codes.ONDERWIJS.index("buitenland"), codes.ONDERWIJS.index("mbo1"))
    j = vrij.jongere[welk]
    mbo = sch.kies(np.full(len(welk), GROEPEN.index("mbo")), mens.gemeente[j], np.zeros(len(welk)))
    tot = np.where(vrij.tot[welk] > peil, NOOIT, vrij.tot[welk]).astype(np.int32)
    return Inschrijvingen(
        j.astype(np.int32),
        np.where(buiten, -1, mbo),
        ond.astype(np.int8),
        np.where(buiten, 0, 1).astype(np.int8),
        np.ones(len(welk), dtype=np.int8),
        vrij.van[welk],
        tot,
    )


def _diploma_rest(loop: Loopbanen, mens: _Mensen, vrij: _Vrijstellingen) -> Loopbanen:
    """Without the diplomas of a career that an exemption, departure or death has cut off."""
    j, d = loop.dip_jongere, loop.dip_datum
    weg = (d >= vrij.weg_van[j]) & (d < vrij.weg_tot[j]) | (d >= mens.weg[j]) & (d < mens.terug[j]) | (d >= mens.overleden[j])
    volgorde = np.flatnonzero(~weg)
    volgorde = volgorde[np.lexsort((loop.dip_datum[volgorde], loop.dip_jongere[volgorde]))]
    return Loopbanen(loop.inschrijvingen, j[volgorde], loop.dip_soort[volgorde], d[volgorde])


@dataclass
class _Werk:
    jongere: Ints
    van: Dagen
    tot: Dagen
    vorm: Ints
    inkomen: Ints
    uitkering: Ints


def _werk(ins: Inschrijvingen, mens: _Mensen, sk: Dagen, st: Stroom, peil: int) -> _Werk:
    """A main activity for who has left school, a side job for a third of the older pupils and students."""
    n = len(mens)
    laatste = np.zeros(n, dtype=np.int32)
    np.maximum.at(laatste, ins.jongere, ins.tot)
    begin = np.where(laatste == 0, np.maximum(verjaardag(mens.geboren, 18), mens.aankomst), laatste).astype(np.int32)
    hier = (mens.weg == NOOIT) & (mens.overleden == NOOIT)
    weg = np.flatnonzero((begin < peil - 20) & (begin - mens.geboren > 16 * 365) & hier)
    u = st.u(len(weg))
    heeft = sk[weg] < NOOIT
    werkt = u < np.where(heeft, 0.86, 0.62)
    steun = ~werkt & (u < np.where(heeft, 0.93, 0.86))
    weg, werkt = weg[werkt | steun], werkt[werkt | steun]
    van = begin[weg] + st.scheve_dagen((0, 5, 20, 40, 70, 120, 250), len(weg))
    vast = st.u(len(weg))
    vorm = np.where(~werkt, 2, np.where(vast < 0.87, 0, np.where(vast < 0.96, 1, 2)))
    klasse = np.where(~werkt, 0, np.where(st.u(len(weg)) < 0.06, 1, 2))
    uitkering = np.where(werkt, 0, 1 + st.kies((0.25, 0.6, 0.15), len(weg)))
    # A quarter of the jobs of who has no qualification does not last.
    eindigt = werkt & (st.u(len(weg)) < np.where(sk[weg] < NOOIT, 0.06, 0.25))
    tot = np.where(eindigt, van + 60 + st.geheel(0, 500, len(weg)), NOOIT)
    hoofd = _Werk(weg, van.astype(np.int32), tot.astype(np.int32), vorm, klasse, uitkering)

    zestien = verjaardag(mens.geboren, 16)
    bij = np.flatnonzero((laatste == NOOIT) & hier & (zestien < peil - 60) & (st.u(n) < 0.34))
    ruimte = peil - 20 - np.maximum(zestien[bij], mens.aankomst[bij])
    goed = ruimte > 0
    bij, ruimte = bij[goed], ruimte[goed]
    van = (peil - 20 - np.floor(st.u(len(bij)) ** 2 * np.minimum(ruimte, 1200))).astype(np.int32)
    los = st.u(len(bij))
    bijbaan = _Werk(
        bij,
        van,
        np.where(los < 0.25, van + 40 + st.geheel(0, 300, len(bij)), NOOIT).astype(np.int32),
        np.where(los > 0.95, 2, 0),
        np.where(st.u(len(bij)) < 0.55, 1, 2),
        np.zeros(len(bij), dtype=np.int64),
    )
    alles = _Werk(**{k: np.concatenate([hoofd.__dict__[k], bijbaan.__dict__[k]]) for k in hoofd.__dict__})
    goed = alles.van < peil
    volgorde = np.flatnonzero(goed)[np.lexsort((alles.van[goed], alles.jongere[goed]))]
    uit = _Werk(**{k: v[volgorde] for k, v in alles.__dict__.items()})
    uit.tot = np.where(uit.tot > peil, NOOIT, uit.tot).astype(np.int32)
    return uit


Kolommen = dict[str, pa.Array]


class _Bouwer:
    """From columns with row numbers to the tables of the contract."""

    def __init__(self, blok: int, eerste: int, sch: Scholen, gem: Gemeenten, peil: int, st: Stroom) -> None:
        self.blok, self.eerste, self.sch, self.gem, self.peil, self.st = blok, eerste, sch, gem, peil, st
        self.start = min(dag(START), peil)

    def _tabel(self, naam: str, kolommen: Kolommen, bekend: Dagen, achter: Dagen | int = 1) -> pa.Table:
        """``bekend`` = day on which the source knew; the delivery is of the Monday after it, and comes ``achter`` days later."""
        rijen = len(bekend)
        maandag = bekend + (4 - bekend % 7) % 7
        bron = np.minimum(np.maximum(maandag, self.start), self.peil).astype(np.int32)
        ontvangen = np.where(bron <= self.start, self.start + 3, bron + achter)
        kolommen |= {
            "feit_id": self.nummers(naam, rijen),
            "bron_datum": dagen(bron),
            "ontvangen_op": dagen(np.minimum(ontvangen, self.peil).astype(np.int32)),
            "vervangen_op": pa.nulls(rijen, pa.date32()),
        }
        schema = FEITEN[naam].schema
        return pa.table([kolommen[k] for k in schema.names], schema=schema)

    def nummers(self, naam: str, rijen: int) -> pa.Array:
        return pa.array(np.arange(1, rijen + 1, dtype=np.int64) + self.blok * _ID_PER_BLOK)

    def _wie(self, rijen: npt.NDArray[np.integer]) -> pa.Array:
        return pa.array(rijen.astype(np.int64) + (self.eerste + 1))

    def _school(self, rijen: npt.NDArray[np.integer]) -> pa.Array:
        return pa.array(rijen.astype(np.int64) + self.sch.eerste_id, mask=np.asarray(rijen < 0))

    def _achter(self, n: int) -> Dagen:
        return self.st.scheve_dagen((0, 1, 1, 1, 1, 2, 2, 4), n)

    def jongeren(self, m: _Mensen) -> pa.Table:
        return self._tabel(
            "jongeren",
            {
                "jongere_id": self._wie(np.arange(len(m))),
                "geboren": dagen(m.geboren),
                "overleden": dagen(m.overleden),
                "vakantieregio": tekst(self.gem.regio[m.gemeente], codes.VAKANTIEREGIO),
            },
            np.where(m.overleden < NOOIT, m.overleden, np.maximum(m.geboren, m.aankomst)) + np.int32(4),
        )

    def verblijf(self, m: _Mensen) -> pa.Table:
        """Municipality before and after the move, minus the time abroad, up to the day of death."""
        n = len(m)
        wie = np.arange(n)
        trekt = np.flatnonzero(m.verhuisd < NOOIT)
        j = np.concatenate([wie, trekt])
        gem = np.concatenate([np.where(m.verhuisd < NOOIT, m.herkomst, m.gemeente), m.gemeente[trekt]])
        van = np.concatenate([m.aankomst, m.verhuisd[trekt]])
        tot = np.concatenate([np.minimum(m.verhuisd, m.weg), np.minimum(m.weg[trekt], NOOIT)])
        keert = np.flatnonzero(m.terug < NOOIT)
        j = np.concatenate([j, keert])
        gem = np.concatenate([gem, m.gemeente[keert]])
        van = np.concatenate([van, m.terug[keert]])
        tot = np.concatenate([tot, np.full(len(keert), NOOIT)])
        tot = np.minimum(tot, m.overleden[j])
        goed = np.flatnonzero(tot > van)
        volgorde = goed[np.lexsort((van[goed], j[goed]))]
        j, gem, van, tot = j[volgorde], gem[volgorde], van[volgorde].astype(np.int32), tot[volgorde].astype(np.int32)
        return self._tabel(
            "verblijf",
            {"jongere_id": self._wie(j), "gemeente": tekst(gem, self.gem.code), "van": dagen(van), "tot": dagen(tot)},
            van + self.st.scheve_dagen((0, 0, 1, 3, 5, 8, 14, 30), len(j)),
            self._achter(len(j)),
        )

    def inschrijvingen(self, i: Inschrijvingen) -> pa.Table:
        return self._tabel(
            "inschrijvingen",
            {
                "jongere_id": self._wie(i.jongere),
                "school_id": self._school(i.school),
                "onderwijs": tekst(i.onderwijs, codes.ONDERWIJS),
                "leerweg": tekst(i.leerweg.astype(np.int64) - 1, codes.LEERWEG_INSCHRIJVING),
                "leerjaar": pa.array(i.leerjaar.astype(np.int16)),
                "van": dagen(i.van),
                "tot": dagen(i.tot),
            },
            i.van + self.st.scheve_dagen((0, 1, 2, 4, 7, 10, 14, 21, 40, 120), len(i)),
            self._achter(len(i)),
        )

    def diplomas(self, loop: Loopbanen) -> pa.Table:
        d = loop.dip_soort
        namen = [x for x, _ in DIPLOMAS]
        wegen = np.array([codes.LEERWEG_VMBO.index(w) if w else -1 for _, w in DIPLOMAS])
        return self._tabel(
            "diplomas",
            {
                "jongere_id": self._wie(loop.dip_jongere),
                "diploma": tekst(d, namen),
                "leerweg": tekst(wegen[d], codes.LEERWEG_VMBO),
                "datum": dagen(loop.dip_datum),
            },
            loop.dip_datum + self.st.scheve_dagen((2, 5, 9, 14, 20, 28, 40, 70, 150), len(d)),
            self._achter(len(d)),
        )

    def vrijstellingen(self, v: _Vrijstellingen) -> pa.Table:
        n = len(v.jongere)
        return self._tabel(
            "vrijstellingen",
            {
                "jongere_id": self._wie(v.jongere),
                "grond": tekst(v.grond, codes.GROND),
                "van": dagen(v.van),
                "tot": dagen(v.tot),
                "nooit_geschikt": pa.array(v.nooit, mask=v.grond != GROND["5_onder_a"]),
            },
            v.van + self.st.scheve_dagen((-60, -45, -30, -20, -10, 0, 15, 60), n),
            self._achter(n),
        )

    def verzuim(self, v: Verzuim) -> pa.Table:
        n = len(v)
        groep = self.sch.groep[v.school]
        lengte = np.array([LESMINUTEN[g] for g in GROEPEN])[groep]
        begin = 30_600 + (v.lesuur.astype(np.int64) - 1) * lengte * 60
        heel = v.lesuur == 0
        offset = self.blok * _ID_PER_BLOK
        return self._tabel(
            "verzuim",
            {
                "verzuim_id": self.nummers("verzuim", n),
                "jongere_id": self._wie(v.jongere),
                "school_id": self._school(v.school),
                "datum": dagen(v.datum),
                "lesuur": pa.array(v.lesuur, mask=heel),
                "begin": pa.array(begin.astype(np.int32), mask=heel).view(pa.time32("s")),
                "eind": pa.array((begin + v.minuten.astype(np.int64) * 60).astype(np.int32), mask=heel).view(pa.time32("s")),
                "minuten": pa.array(v.minuten),
                "uren": pa.array(v.uren),
                "reden": tekst(v.reden, codes.REDEN),
                "alle_lessen": pa.array(v.alle_lessen),
                "ziekmelding": pa.array(v.ziekmelding + offset, mask=v.ziekmelding == GEEN),
                "geregistreerd_op": dagen(np.minimum(v.geregistreerd, self.peil).astype(np.int32)),
            },
            v.geregistreerd + self.st.scheve_dagen((0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 40), n),
            0,
        )

    def meldingen(self, m: Meldingen) -> pa.Table:
        n = len(m.jongere)
        tabel = self._tabel(
            "meldingen",
            {
                "melding_id": self.nummers("meldingen", n),
                "jongere_id": self._wie(m.jongere),
                "school_id": self._school(m.school),
                "verzuimsoort": tekst(m.soort, codes.VERZUIMSOORT),
                "van": dagen(m.van),
                "tot": dagen(np.asarray(m.tot, dtype=np.int32)),
                "ontvangen": dagen(m.ontvangen),
                "status": tekst(m.status, ("R", "B", "G", "K", "I")),
            },
            m.ontvangen,
        )
        # Reports come one by one, the working day itself.
        for naam in ("bron_datum", "ontvangen_op"):
            k = tabel.schema.get_field_index(naam)
            tabel = tabel.set_column(k, tabel.schema.field(k), tabel.column("ontvangen"))
        return tabel

    def werk(self, w: _Werk) -> pa.Table:
        n = len(w.jongere)
        return self._tabel(
            "werk",
            {
                "jongere_id": self._wie(w.jongere),
                "van": dagen(w.van),
                "tot": dagen(w.tot),
                "vorm": tekst(w.vorm, codes.WERKVORM),
                "inkomensklasse": tekst(w.inkomen, codes.INKOMENSKLASSE),
                "uitkering": tekst(w.uitkering, codes.UITKERING),
            },
            w.van + self.st.scheve_dagen((20, 30, 40, 50, 70, 110), n),
            self._achter(n),
        )

    def rooster(self) -> pa.Table:
        n = len(self.sch)
        school, weekdag = np.repeat(np.arange(n), 5), np.tile(np.arange(5), n)
        lessen = np.array([LESSEN[g] for g in GROEPEN])[self.sch.groep[school], weekdag]
        lengte = np.array([LESMINUTEN[g] for g in GROEPEN])[self.sch.groep[school]]
        klok = np.isin(np.array(GROEPEN), ["po", "sbo", "so", "b3"])[self.sch.groep[school]]
        van = np.full(n * 5, jaardag(2024), dtype=np.int32)
        return self._tabel(
            "rooster",
            {
                "jongere_id": pa.nulls(n * 5, pa.int64()),
                "school_id": self._school(school),
                "van": dagen(van),
                "tot": pa.nulls(n * 5, pa.date32()),
                "weekdag": pa.array((weekdag + 1).astype(np.int16)),
                "minuten": pa.array(np.round(lessen * lengte).astype(np.int32)),
                "lessen": pa.array(lessen.astype(np.int16), mask=klok),
            },
            van,
        )

    def kalender(self) -> pa.Table:
        rijen: list[tuple[str | None, int | None, kal.Vrij]] = [(v.regio, None, v) for v in kal.KALENDER]
        if self.blok:
            rijen = []
        rijen += [(None, self.sch.eerste_id, v) for v in self.sch.kalenders[3]]
        van = np.array([dag(v.van) for _, _, v in rijen], dtype=np.int32)
        return self._tabel(
            "kalender",
            {
                "vakantieregio": pa.array([r for r, _, _ in rijen], pa.string()),
                "school_id": pa.array([s for _, s, _ in rijen], pa.int64()),
                "soort": pa.array([v.soort for _, _, v in rijen], pa.string()),
                "van": dagen(van),
                "tot": dagen(np.array([dag(v.tot) for _, _, v in rijen], dtype=np.int32)),
                "schooljaar": pa.array([v.schooljaar for _, _, v in rijen], pa.string()),
            },
            np.full(len(rijen), self.start, dtype=np.int32),
        )

    def scholen(self) -> pa.Table:
        s, n = self.sch, len(self.sch)
        return self._tabel(
            "scholen",
            {
                "school_id": self._school(np.arange(n)),
                "brin": pa.array(s.brin, pa.string()),
                "vestiging": pa.array(s.vestiging, pa.string()),
                "naam": pa.array(s.naam, pa.string()),
                "soort": tekst(s.groep, GROEPEN),
                "denominatie": pa.array(s.denominatie, pa.string()),
                "gemeente": tekst(s.gemeente, self.gem.code),
                "postcode": pa.array(s.postcode, pa.string()),
                "lat": pa.array(s.lat, pa.float64()),
                "lon": pa.array(s.lon, pa.float64()),
                "vakantieregio": tekst(self.gem.regio[s.gemeente], codes.VAKANTIEREGIO),
            },
            np.full(n, self.start, dtype=np.int32),
        )


def dagen(d: npt.NDArray[np.integer]) -> pa.Array:
    """A column of dates; NOOIT becomes null."""
    k = np.asarray(d, dtype=np.int32)
    return pa.array(k, mask=k >= NOOIT).view(pa.date32())


def tekst(index: npt.NDArray[np.integer], waarden: tuple[str, ...] | list[str]) -> pa.Array:
    """A column of texts by their number; -1 becomes null."""
    k = np.asarray(index, dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(k, mask=k < 0), pa.array(list(waarden), pa.string())).cast(pa.string())
