"""Who the invented youths are: numbers, names, addresses, parents. Only for delivery files; never in the fact tables.

BSN start with 99 (with 9 for a country) and pass the elfproef. The range 9999xxxxx is left to the official test persons as long
as there is room.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from inbeeld.synthese.scholen import postcodecijfers
from inbeeld.synthese.toeval import Ints, Masker, Stroom

if TYPE_CHECKING:
    from inbeeld.synthese.bevolking import Bevolking

JONGENS = (
    "Daan", "Sem", "Levi", "Noud", "Finn", "Thijs", "Milan", "Jesse", "Ties", "Ruben", "Mohammed", "Yusuf", "Amir", "Ilias",
    "Jayden", "Kacper", "Danylo", "Omar", "Bram", "Gijs", "Sven", "Tygo", "Hugo", "Mees", "Rayan", "Joris", "Koen", "Wout",
)  # fmt: skip
MEISJES = (
    "Emma", "Saar", "Noor", "Julia", "Fleur", "Evi", "Lotte", "Roos", "Fatima", "Amina", "Yara", "Sofiia", "Zofia", "Maryam",
    "Lynn", "Isa", "Femke", "Jasmijn", "Liv", "Nora", "Elif", "Hanna", "Veerle", "Puck", "Chloë", "Naomi", "Inés", "Sterre",
)  # fmt: skip
NAMEN = (
    ("", "Bakker"), ("de", "Wilde"), ("van", "Lindeveld"), ("", "Mulderij"), ("van der", "Kade"), ("", "Yılmaz"),
    ("", "El Amrani"),
    ("de", "Groene"),
    ("", "Kowalczyk"), ("", "Kovalenko"), ("", "Hakim"), ("van den", "Dijkgraaf"), ("", "Visscher"),
    ("ten", "Have"),
    ("", "Smeets"), ("", "Pinas"), ("", "Martina"), ("van 't", "Veer"), ("", "Tesfay"), ("", "Nguyen"), ("", "Jansema"),
    ("de", "Rooij"),
    ("", "Öztürk"), ("", "Brouwer"), ("", "Hofstra"), ("van", "Esdoorn"), ("", "Ramlal"), ("", "Wolters"), ("in 't", "Hout"),
    ("", "Saïdi"),
)  # fmt: skip
STRATEN = (
    "Kwikstaartlaan", "Zilvervosstraat", "Nevelpad", "Hazelworm", "Turfschipkade", "Rietgorsweg", "Papiermolenhof",
    "Klaproosdreef",
    "Oude Zeilmakerij", "Lantaarnplein", "Wolkammerstraat", "Bruine Beukweg", "Vuursteenring", "Ganzenbloem", "Eendrachtsluis",
    "Sterrenwachtlaan", "Mosterdzaadhof", "Ketelmakersgang", "Waterviolier", "Pannenbakkerij",
)  # fmt: skip
KLEIN = 295_000
"""Up to so many youths, they and their parents fit in the numbers that start with 99."""
GENOEG_ONR = 130_000
_TOEVOEGING = ("", "", "", "", "", "", "", "1", "2", "bis")
_NATIONALITEIT = ("Nederlandse", "Oekraïense", "Poolse", "Syrische", "Eritrese", "Turkse", "Marokkaanse", "Duitse", "Onbekend")


@cache
def _geldige_bsn(ruim: bool) -> Ints:
    """Every number of the range that passes the elfproef, ascending."""
    voor = np.arange(90_000_000 if ruim else 99_000_000, 100_000_000, dtype=np.int64)
    if not ruim:
        voor = voor[voor // 10_000 != 9999]
    som = np.zeros(len(voor), dtype=np.int64)
    rest = voor.copy()
    for gewicht in (2, 3, 4, 5, 6, 7, 8, 9):
        som += gewicht * (rest % 10)
        rest //= 10
    controle = som % 11
    return np.asarray((voor * 10 + controle)[controle < 10], dtype=np.int64)


def bsn(volgnummers: Ints, ruim: bool) -> Ints:
    """A BSN for each sequence number (from 0): valid, unique, scattered over the range.

    Raises:
        ValueError: there are not that many numbers.
    """
    alle = _geldige_bsn(ruim)
    if len(volgnummers) and int(volgnummers.max()) >= len(alle):
        raise ValueError("er zijn niet genoeg verzonnen BSN's voor zoveel mensen")
    # A step that shares no divisor with the length visits every number once.
    stap = int(len(alle) * 0.618) | 1
    while np.gcd(stap, len(alle)) != 1:
        stap += 2
    return np.asarray(alle[(volgnummers * stap + 12_345) % len(alle)], dtype=np.int64)


def onderwijsnummer(volgnummers: Ints) -> Ints:
    """Numbers that start with 10 and leave 5 in the check."""
    voor = 10_000_000 + volgnummers * 7 + volgnummers // 3
    for _ in range(3):
        cijfers = [(voor // 10**k) % 10 for k in range(8)]
        laatste = (sum(c * (k + 2) for k, c in enumerate(cijfers)) - 5) % 11
        voor = np.where(laatste == 10, voor + 1, voor)
    return np.asarray(voor * 10 + laatste, dtype=np.int64)


def _gezinnen(gemeente: Ints, geboren: Ints, st: Stroom) -> Ints:
    """A household number per youth: brothers and sisters live in one municipality and differ at most some seven years."""
    n = len(geboren)
    toeval = st.u(n)
    golf = geboren // 1280
    # Within a municipality, the k-th of an even wave goes with the k-th of the odd wave after it: about half become pairs.
    volgorde = np.lexsort((toeval, golf, gemeente))
    groep = gemeente[volgorde] * 1000 + golf[volgorde]
    _, begin = np.unique(groep, return_index=True)
    rang = np.arange(n) - np.repeat(begin, np.diff(np.append(begin, n)))
    sleutel = np.empty(n, dtype=np.int64)
    sleutel[volgorde] = (gemeente[volgorde] * 1000 + golf[volgorde] // 2 * 2) * 10_000_000 + rang
    alleen = st.u(n) < 0.3
    sleutel[alleen] = -1 - np.flatnonzero(alleen)
    return np.asarray(np.unique(sleutel, return_inverse=True)[1], dtype=np.int64)


def personen(bev: Bevolking) -> pa.Table:
    """One row per youth, in the order of ``jongeren``."""
    st = Stroom(bev.zaad, bev.blok, "personen")
    j = bev.tabellen["jongeren"]
    n = j.num_rows
    geboren = j.column("geboren").combine_chunks().view(pa.int32()).to_numpy().astype(np.int64)
    woon, nieuw = _laatste_gemeente(bev, geboren)
    gezin = _gezinnen(woon, geboren, st)
    gezinnen = int(gezin.max()) + 1

    def per_gezin(k: Ints) -> Ints:
        return k[gezin]

    man = st.u(n) < 0.512
    eerste = bev.eerste_id - 1
    verteld = np.zeros(n, dtype=np.bool_)
    for verhaal, jongere in bev.verhalen.items():
        verteld[jongere - bev.eerste_id] = True
        if "meisje" in verhaal or "zus" in verhaal:
            man[jongere - bev.eerste_id] = False
    voor = np.where(man, st.geheel(0, len(JONGENS), n), st.geheel(0, len(MEISJES), n))
    naam = per_gezin(st.geheel(0, len(NAMEN), gezinnen))
    straat = per_gezin(st.geheel(0, len(STRATEN), gezinnen))
    nummer = per_gezin(1 + np.floor(st.u(gezinnen) ** 1.6 * 240).astype(np.int64))
    letter = per_gezin(np.where(st.u(gezinnen) < 0.05, st.geheel(1, 4, gezinnen), 0))
    toevoeging = per_gezin(st.geheel(0, len(_TOEVOEGING), gezinnen))
    cijfers = np.array([postcodecijfers(bev.gemeenten, i) for i in range(len(bev.gemeenten))])[woon]
    hoek = straat * 13 + nummer // 20
    plaats = np.array(bev.gemeenten.naam)[woon]

    # Newcomers without BSN are known by an onderwijsnummer.
    zonder = ~verteld & nieuw & (st.u(n) < 0.04) & (np.arange(eerste, eerste + n) < GENOEG_ONR)
    nummers = bsn(np.arange(eerste, eerste + n), bev.totaal > KLEIN)
    onr = onderwijsnummer(np.arange(eerste, eerste + n))
    ouder1, ouder2 = _ouders(bev, gezin, gezinnen, st)
    gezag = np.array(["O12", "O1", "O2", "D", "N", "ONBEKEND"])[
        per_gezin(st.kies((0.8, 0.12, 0.03, 0.02, 0.005, 0.025), gezinnen))
    ]
    volwassen = geboren <= _dag(bev) - 18 * 365 - 5
    geheim = np.where(per_gezin((st.u(gezinnen) < 0.012).astype(np.int64)) > 0, 7, 0)
    nat = np.where(nieuw, 1 + st.geheel(0, len(_NATIONALITEIT) - 1, n), np.where(st.u(n) < 0.03, 5 + st.geheel(0, 2, n), 0))

    def nummerkolom(k: Ints, leeg: Masker | None = None) -> pa.Array:
        return pa.array(k, mask=leeg).cast(pa.string())

    def tekst(k: list[str]) -> pa.Array:
        return pa.array([x or None for x in k], pa.string())

    namen = np.where(man, np.array(JONGENS)[voor % len(JONGENS)], np.array(MEISJES)[voor % len(MEISJES)])
    return pa.table(
        {
            "jongere_id": j.column("jongere_id"),
            "bsn": nummerkolom(nummers, zonder),
            "onderwijsnummer": nummerkolom(onr, ~zonder),
            "achternaam": pa.array([b for _, b in NAMEN]).take(pa.array(naam)),
            "voorvoegsel": tekst([a for a, _ in NAMEN]).take(pa.array(naam)),
            "voornamen": pa.array(namen.tolist(), pa.string()),
            "geslacht": pa.array(np.where(man, "M", "V").tolist(), pa.string()),
            "straat": pa.array(STRATEN).take(pa.array(straat)),
            "huisnummer": pa.array(nummer).cast(pa.string()),
            "huisletter": tekst(["", "A", "B", "C"]).take(pa.array(letter)),
            "toevoeging": tekst(list(_TOEVOEGING)).take(pa.array(toevoeging)),
            "postcode": pa.array(
                [
                    f"{c}{'ABCDEGHKLM'[h % 10]}{'ABCEGHKLPR'[h // 10 % 10]}"
                    for c, h in zip(cijfers.tolist(), hoek.tolist(), strict=True)
                ],
                pa.string(),
            ),
            "woonplaats": pa.array(plaats.tolist(), pa.string()),
            "bsn_ouder_1": nummerkolom(ouder1, volwassen | (ouder1 < 0)),
            "bsn_ouder_2": nummerkolom(ouder2, volwassen | (ouder2 < 0) | (gezag == "O1")),
            "gezag": pa.array(gezag.tolist(), pa.string(), mask=volwassen),
            "geheim": pa.array(geheim.astype(np.int16)),
            "nationaliteit": pa.array(_NATIONALITEIT).take(pa.array(nat)),
        }
    )


def _ouders(bev: Bevolking, gezin: Ints, gezinnen: int, st: Stroom) -> tuple[Ints, Ints]:
    """BSN of the parents, from the same range, behind those of the youths. In a country they run out: then -1."""
    if bev.totaal > KLEIN:
        return np.full(len(gezin), -1), np.full(len(gezin), -1)
    eerste = bev.totaal + 2 * (bev.eerste_id - 1 + np.arange(gezinnen))
    return bsn(eerste, False)[gezin], np.where(st.u(gezinnen) < 0.95, bsn(eerste + 1, False), -1)[gezin]


def _dag(bev: Bevolking) -> int:
    from inbeeld.synthese.toeval import dag

    return dag(bev.peildatum)


def _laatste_gemeente(bev: Bevolking, geboren: Ints) -> tuple[Ints, Masker]:
    """Where each lives or lived last (row number), and whether they came from abroad."""
    v = bev.tabellen["verblijf"]
    rij = v.column("jongere_id").to_numpy() - bev.eerste_id
    code = v.column("gemeente").combine_chunks().dictionary_encode()
    plek = {c: i for i, c in enumerate(bev.gemeenten.code)}
    index = np.array([plek[c] for c in code.dictionary.to_pylist()], dtype=np.int64)[code.indices.to_numpy()]
    van = v.column("van").combine_chunks().view(pa.int32()).to_numpy()
    n = len(geboren)
    woon = np.zeros(n, dtype=np.int64)
    woon[rij] = index
    eerste = np.full(n, 10**6, dtype=np.int64)
    np.minimum.at(eerste, rij, van)
    return woon, np.asarray(eerste > geboren + 25, dtype=np.bool_)
