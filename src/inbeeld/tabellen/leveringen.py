"""Tables as a supplier delivers them: the fact tables, with the supplier's own keys in place of our ids.

An adapter in ``bronnen`` gives these; the delivery desk looks up the ids. Persons are named by ``pgn`` (BSN or
onderwijsnummer), schools by ``brin`` and ``vestiging``. ``regel`` is the line (CSV: header = 1) or element number in the file.
"""

from __future__ import annotations

import pyarrow as pa

from inbeeld.tabellen.contract import Kolom, Tabel
from inbeeld.tabellen.feiten import BEKEND, FEITEN

DAG, TEKST, ID = pa.date32(), pa.string(), pa.int64()

PGN_SOORT = ("BSN", "ONR")
NAUWKEURIG = ("dag", "maand", "jaar")

REGEL = Kolom("regel", ID, "line or element number in the delivery")
PGN = (
    Kolom("pgn", TEKST, "persoonsgebonden nummer, nine digits; null when the row has none", verplicht=False),
    Kolom("pgn_soort", TEKST, "BSN or onderwijsnummer", verplicht=False, waarden=PGN_SOORT),
)
SCHOOL = (
    Kolom("brin", TEKST, "BRIN, four characters", verplicht=False),
    Kolom("vestiging", TEKST, "location number, two digits", verplicht=False),
)

PERSONEN = Tabel(
    "personen",
    "who the rows are about, as far as this delivery tells",
    (
        REGEL,
        *PGN,
        Kolom("achternaam", TEKST, "surname without prefix", verplicht=False),
        Kolom("voorvoegsel", TEKST, "prefix", verplicht=False),
        Kolom("voornamen", TEKST, "first names", verplicht=False),
        Kolom("geslacht", TEKST, "M, V or O", verplicht=False, waarden=("M", "V", "O")),
        Kolom(
            "geboren",
            DAG,
            "date of birth; an unknown day is the first of the month, an unknown month is January",
            verplicht=False,
        ),
        Kolom("geboren_nauwkeurig", TEKST, "how precise", verplicht=False, waarden=NAUWKEURIG),
        Kolom("overleden", DAG, "date of death", verplicht=False),
        Kolom("straat", TEKST, "street", verplicht=False),
        Kolom("huisnummer", TEKST, "number", verplicht=False),
        Kolom("huisletter", TEKST, "letter", verplicht=False),
        Kolom("toevoeging", TEKST, "addition", verplicht=False),
        Kolom("postcode", TEKST, "postcode, 1234AB", verplicht=False),
        Kolom("woonplaats", TEKST, "town", verplicht=False),
        Kolom("gemeente", TEKST, "municipality code", verplicht=False),
        Kolom("geheim", pa.int16(), "BRP code of secrecy 0-7", verplicht=False),
        Kolom("nationaliteit", TEKST, "nationality", verplicht=False),
        Kolom("pgn_ouder_1", TEKST, "BSN of a parent", verplicht=False),
        Kolom("pgn_ouder_2", TEKST, "BSN of a parent", verplicht=False),
        Kolom("gezag", TEKST, "who has authority", verplicht=False),
    ),
)


def _geleverd(tabel: Tabel) -> Tabel:
    kolommen: list[Kolom] = [REGEL]
    eigen = {k.naam for k in BEKEND} | {"verzuim_id", "melding_id"}
    for k in tabel.kolommen:
        if k.naam == "jongere_id":
            kolommen += PGN
        elif k.naam == "school_id":
            kolommen += SCHOOL
        elif k.naam not in eigen and k.naam not in {c.naam for c in kolommen}:
            kolommen.append(k)
    kolommen.append(
        Kolom("kenmerk", TEKST, "the supplier's own key of this fact (enrolment number, report number …)", verplicht=False)
    )
    if tabel.naam in ("inschrijvingen", "diplomas", "vrijstellingen"):
        kolommen.append(
            Kolom(
                "mutatie",
                TEKST,
                "T added, W changed, V removed; null = a plain statement",
                verplicht=False,
                waarden=("T", "W", "V"),
            )
        )
    return Tabel(tabel.naam, tabel.betekenis, tuple(kolommen), perioden=tabel.perioden)


GELEVERD: dict[str, Tabel] = {"personen": PERSONEN} | {
    naam: _geleverd(FEITEN[naam])
    for naam in (
        "verblijf",
        "inschrijvingen",
        "diplomas",
        "vrijstellingen",
        "verzuim",
        "rooster",
        "meldingen",
        "werk",
        "kalender",
        "scholen",
    )
}
