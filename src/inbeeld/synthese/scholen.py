"""Invented municipalities and schools.

Municipality codes start with 90 and BRIN codes with 99, 98, …: well-formed, and given to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from inbeeld.synthese.kalender import REGIOS, Vrij, schooldagen, van_regio
from inbeeld.synthese.toeval import Dagen, Ints, Masker, Reeel, Stroom

GROEPEN = ("po", "sbo", "so", "vso", "pro", "vo", "isk", "vavo", "mbo", "ho", "b3")
"""Kinds of school; a vso school gives all three profiles, an mbo institution all levels."""

LESMINUTEN = {"po": 60, "sbo": 60, "so": 60, "vso": 45, "pro": 50, "vo": 50, "isk": 60, "vavo": 50, "mbo": 60, "ho": 60, "b3": 60}
"""Minutes of one hour after the definition of that kind of education (clock hours in po, sbo and so)."""

LESSEN: dict[str, tuple[float, ...]] = {
    "po": (5.25, 5.25, 3.5, 5.25, 5.25),
    "sbo": (5.25, 5.25, 3.5, 5.25, 5.25),
    "so": (5.5, 5.5, 3.5, 5.5, 5.0),
    "vso": (7, 7, 5, 7, 6),
    "pro": (7, 7, 6, 7, 5),
    "vo": (7, 6, 6, 7, 5),
    "isk": (5, 5, 5, 5, 5),
    "vavo": (5, 5, 5, 5, 4),
    "mbo": (5, 6, 5, 6, 3),
    "ho": (4, 4, 4, 4, 2),
    "b3": (5.5, 5.5, 4.0, 5.5, 5.0),
}
"""Lessons on Monday … Friday, in hours of LESMINUTEN."""

DEELT = 0.35
"""Part of the schools that share their attendance; of the others only the reports are known."""

_PLAATS_1 = ("Linde", "Wilgen", "Esdoorn", "Rietvoorn", "Kiekendief", "Leeuwerik", "Grutto", "Waterlelie", "Vlinder", "Zonnedauw")
_PLAATS_2 = ("veld", "hoven", "muiden", "drecht", "oord", "werve", "kerke", "broek", "dijke", "zande")
_NAAM_1 = (
    "Nevel",
    "Koper",
    "Zilver",
    "Vonken",
    "Kruimel",
    "Schelpen",
    "Wolken",
    "Barnsteen",
    "Kiezel",
    "Maneschijn",
    "Tinnen",
    "Mosgroene",
)
_NAAM_2 = ("steiger", "lantaarn", "toren", "egel", "karavaan", "trom", "vlieger", "tuin", "sluis", "molenaar", "ekster", "brug")
_SOORTNAAM = {
    "po": "Basisschool",
    "sbo": "SBO",
    "so": "SO",
    "vso": "VSO",
    "pro": "Praktijkschool",
    "vo": "Scholengemeenschap",
    "isk": "ISK",
    "vavo": "Vavo",
    "mbo": "ROC",
    "ho": "Hogeschool",
    "b3": "Dagschool",
}
_DENOMINATIE_PO = (
    "openbaar", "rk", "pc", "openbaar", "rk", "islamitisch", "pc", "antroposofisch",
    "openbaar", "rk", "reformatorisch", "algemeen_bijzonder", "pc", "openbaar", "rk",
)  # fmt: skip
_DENOMINATIE_VO = ("openbaar", "rk", "pc", "samenwerking", "openbaar", "algemeen_bijzonder")

# Youths per school of a kind, and the least number. po and vo are counted per municipality, the rest per group of five.
_DICHTHEID = {
    "po": (900, 2), "vo": (3500, 1), "sbo": (25_000, 1), "so": (22_000, 1), "vso": (16_000, 1), "pro": (13_000, 1),
    "isk": (28_000, 1), "vavo": (60_000, 1), "mbo": (6_000, 2), "ho": (35_000, 2), "b3": (25_000, 1),
}  # fmt: skip

_STUDIEDAGEN = (
    date(2024, 12, 6), date(2025, 3, 21), date(2025, 6, 13), date(2025, 10, 6), date(2026, 2, 6), date(2026, 6, 8),
    date(2026, 11, 6), date(2027, 3, 12),
)  # fmt: skip


@dataclass(frozen=True)
class Gemeenten:
    """The municipalities of one block. ``groep`` shares special schools, mbo and the vacation region."""

    code: tuple[str, ...]
    naam: tuple[str, ...]
    groep: Ints
    regio: Ints
    gewicht: tuple[float, ...]
    lat: tuple[float, ...]
    lon: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True)
class Scholen:
    """Schools by row number; ``school_id`` = ``eerste_id`` + row number."""

    eerste_id: int
    groep: Ints
    gemeente: Ints
    brin: tuple[str, ...]
    vestiging: tuple[str, ...]
    naam: tuple[str, ...]
    denominatie: tuple[str, ...]
    postcode: tuple[str, ...]
    lat: tuple[float, ...]
    lon: tuple[float, ...]
    deelt: Masker
    kalender: Ints
    """Which of ``kalenders`` the school follows: its region's, or its own."""
    kalenders: tuple[tuple[Vrij, ...], ...]
    schooldagen: tuple[Dagen, ...]
    eerste: Ints
    aantal: Ints

    def __len__(self) -> int:
        return len(self.brin)

    def kies(self, groep: Ints, gemeente: Ints, u: Reeel) -> Ints:
        """A school (row number) of that kind for who lives in that municipality."""
        return np.asarray(self.eerste[groep, gemeente] + np.floor(u * self.aantal[groep, gemeente]), dtype=np.int64)


def brin(nummer: int) -> str:
    voor, rest = divmod(nummer, 676)
    return f"{99 - voor:02d}{chr(65 + rest // 26)}{chr(65 + rest % 26)}"


def gemeenten(jongeren: int, blok: int, meer: bool, grootte: int) -> Gemeenten:
    """One municipality with two neighbours, or (``meer``) as many as so many youths live in, about 15,000 each."""
    if not meer:
        aantal, regio = 3, np.ones(3, dtype=np.int64)
        gewicht: tuple[float, ...] = (1.0, 0.0, 0.0)
        groep = np.zeros(3, dtype=np.int64)
    else:
        aantal = max(5, round(jongeren / 15_000))
        groep = np.arange(aantal, dtype=np.int64) // 5
        gewicht = tuple((3.0, 1.4, 0.9, 0.6, 0.5)[i % 5] for i in range(aantal))
        regio = (groep + blok) % 3
    begin = blok * (grootte // 15_000 + 5) if meer else 0
    nummers = [begin + i for i in range(aantal)]
    return Gemeenten(
        code=tuple(f"{9001 + i:04d}" for i in nummers),
        naam=tuple(
            _PLAATS_1[n % 10] + _PLAATS_2[(n // 10 + n * 3) % 10] + (f" {n // 100 + 1}" if n >= 100 else "") for n in nummers
        ),
        groep=groep,
        regio=regio,
        gewicht=gewicht,
        lat=tuple(float((52.75, 52.05, 51.55)[int(r)]) + 0.06 * (n % 5) for n, r in zip(nummers, regio, strict=True)),
        lon=tuple(4.6 + 0.12 * ((n * 7) % 15) for n in nummers),
    )


def scholen(gem: Gemeenten, jongeren: int, zaad: int, blok: int, grootte: int) -> Scholen:
    stroom = Stroom(zaad, blok, "scholen")
    totaal_gewicht = sum(gem.gewicht)
    rijen: list[tuple[int, int]] = []
    eerste = np.zeros((len(GROEPEN), len(gem)), dtype=np.int64)
    aantal = np.zeros((len(GROEPEN), len(gem)), dtype=np.int64)
    for g, naam in enumerate(GROEPEN):
        per, minst = _DICHTHEID[naam]
        if naam in ("po", "vo"):
            for i in range(len(gem)):
                k = max(minst, round(jongeren * gem.gewicht[i] / totaal_gewicht / per))
                eerste[g, i], aantal[g, i] = len(rijen), k
                rijen += [(g, i)] * k
            continue
        for c in range(int(gem.groep.max()) + 1):
            leden = np.flatnonzero(gem.groep == c)
            inwoners = jongeren * sum(gem.gewicht[int(i)] for i in leden) / totaal_gewicht
            k = max(minst, round(inwoners / per))
            # Higher education stands in the next municipality, as it mostly does.
            plaats = int(leden[min(1, len(leden) - 1)] if naam == "ho" else leden[0])
            eerste[g, leden], aantal[g, leden] = len(rijen), k
            rijen += [(g, plaats)] * k

    n = len(rijen)
    groep = np.array([g for g, _ in rijen], dtype=np.int64)
    waar = np.array([i for _, i in rijen], dtype=np.int64)
    u, v = stroom.u(n), stroom.u(n)
    rang = np.zeros(n, dtype=np.int64)
    teller: dict[tuple[int, int], int] = {}
    for i, sleutel in enumerate(rijen):
        rang[i] = teller.get(sleutel, 0)
        teller[sleutel] = int(rang[i]) + 1
    per_soort: dict[int, int] = {}
    deelt = np.zeros(n, dtype=np.bool_)
    brins, vestigingen, namen, richtingen, postcodes = [], [], [], [], []
    nummer = blok * (grootte // 300 + 100) - 1
    for i, (g, w) in enumerate(rijen):
        soort = GROEPEN[g]
        volgnr = per_soort.get(g, 0)
        per_soort[g] = volgnr + 1
        # Evenly 35 %, and of the kinds with one school only some: so, vso, isk, vavo and b3 start without.
        begin = 0.65 if soort in ("po", "vo", "mbo", "sbo", "pro") else 0.1
        deelt[i] = soort not in ("ho", "b3") and int((volgnr + 1) * DEELT + begin) > int(volgnr * DEELT + begin)
        tweede = (soort in ("vo", "vso") and rang[i] % 2 == 1) or (soort == "mbo" and rang[i] % 3 == 2)
        if not tweede:
            nummer += 1
        brins.append(brin(nummer))
        vestigingen.append("01" if tweede else "00")
        k = nummer * 5 + g
        kern = _NAAM_1[k % 12] + _NAAM_2[(k // 12 + k * 7) % 12]
        namen.append(f"{_SOORTNAAM[soort]} De {kern}" + (f", locatie {gem.naam[w]}-Oost" if tweede else ""))
        richtingen.append(
            _DENOMINATIE_PO[volgnr % len(_DENOMINATIE_PO)]
            if soort == "po"
            else _DENOMINATIE_VO[volgnr % len(_DENOMINATIE_VO)]
            if soort in ("vo", "pro", "sbo", "so", "vso")
            else "algemeen_bijzonder"
        )
        postcodes.append(f"{postcodecijfers(gem, w)}{'ABCDEGHKLM'[i % 10]}{'ABCEGHKLPR'[(i // 10) % 10]}")

    regios = [van_regio(r) for r in REGIOS]
    kalender = gem.regio[waar].astype(np.int64)
    # One school has a calendar of its own: its region's, with study days.
    eigen = regios[int(kalender[0])]
    studie = tuple(Vrij(REGIOS[int(kalender[0])], "vakantie", d, d + timedelta(1), _schooljaar(d)) for d in _STUDIEDAGEN)
    kalenders = (*regios, (*eigen, *studie))
    kalender[0] = 3
    return Scholen(
        eerste_id=blok * 100_000 + 1,
        groep=groep,
        gemeente=waar,
        brin=tuple(brins),
        vestiging=tuple(vestigingen),
        naam=tuple(namen),
        denominatie=tuple(richtingen),
        postcode=tuple(postcodes),
        lat=tuple(round(gem.lat[w] + (float(a) - 0.5) * 0.09, 5) for (_, w), a in zip(rijen, u, strict=True)),
        lon=tuple(round(gem.lon[w] + (float(b) - 0.5) * 0.14, 5) for (_, w), b in zip(rijen, v, strict=True)),
        deelt=deelt,
        kalender=kalender,
        kalenders=kalenders,
        schooldagen=tuple(schooldagen(k) for k in kalenders),
        eerste=eerste,
        aantal=aantal,
    )


def postcodecijfers(gem: Gemeenten, gemeente: int) -> int:
    return 1000 + (int(gem.code[gemeente]) - 9000) * 8


def _schooljaar(d: date) -> str:
    j = d.year if d.month >= 8 else d.year - 1
    return f"{j}-{j + 1}"
