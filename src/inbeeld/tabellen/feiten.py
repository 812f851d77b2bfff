"""The fact tables: everything InBeeld knows about youths, schools and calendars.

Ids are our own integers. BSN, onderwijsnummer and names never enter these tables: persons are known here by ``jongere_id``.
Every table carries the *bekend* axis: ``bron_datum`` (date of the delivery itself: decides which of two deliveries wins),
``ontvangen_op`` (when we got the row: decides "zoals bekend op") and ``vervangen_op`` (when a later delivery replaced it; null
= still current).
"""

from __future__ import annotations

import pyarrow as pa

from inbeeld.tabellen import codes
from inbeeld.tabellen.contract import Kolom, Tabel

DAG, TEKST, ID = pa.date32(), pa.string(), pa.int64()
MINUTEN = pa.int32()

BEKEND = (
    Kolom("feit_id", ID, "our number of this row, to point at it in an explanation", verplicht=False),
    Kolom("bron_datum", DAG, "date of the delivery itself", verplicht=False),
    Kolom("ontvangen_op", DAG, "day on which we received the row", verplicht=False),
    Kolom("vervangen_op", DAG, "day on which a later delivery replaced the row; null = current", verplicht=False),
)


def _jongere() -> Kolom:
    return Kolom("jongere_id", ID, "our number of the youth")


def _van() -> Kolom:
    return Kolom("van", DAG, "first day")


def _tot() -> Kolom:
    return Kolom("tot", DAG, "first day that no longer belongs to it; null = still running", verplicht=False)


def _school() -> Kolom:
    return Kolom("school_id", ID, "our number of the school", verplicht=False)


JONGEREN = Tabel(
    "jongeren",
    "one row per youth",
    (
        _jongere(),
        Kolom("geboren", DAG, "date of birth"),
        Kolom("overleden", DAG, "date of death", verplicht=False),
        Kolom("vakantieregio", TEKST, "region of the home; null = midden", verplicht=False, waarden=codes.VAKANTIEREGIO),
        *BEKEND,
    ),
    sleutel=("jongere_id",),
)

VERBLIJF = Tabel(
    "verblijf",
    "periods as ingezetene in the BRP",
    (_jongere(), Kolom("gemeente", TEKST, "municipality code, four digits"), _van(), _tot(), *BEKEND),
)

INSCHRIJVINGEN = Tabel(
    "inschrijvingen",
    "enrolments at a school or instelling",
    (
        _jongere(),
        _school(),
        Kolom("onderwijs", TEKST, "kind of education", waarden=codes.ONDERWIJS),
        Kolom("leerweg", TEKST, "bol or bbl", verplicht=False, waarden=codes.LEERWEG_INSCHRIJVING),
        Kolom("leerjaar", pa.int16(), "year of study", verplicht=False, minimum=0),
        _van(),
        _tot(),
        *BEKEND,
    ),
)

DIPLOMAS = Tabel(
    "diplomas",
    "diplomas and statements, effective from their own date",
    (
        _jongere(),
        Kolom("diploma", TEKST, "kind of diploma", waarden=codes.DIPLOMA),
        Kolom("leerweg", TEKST, "of a vmbo diploma", verplicht=False, waarden=codes.LEERWEG_VMBO),
        Kolom("datum", DAG, "date of the diploma"),
        *BEKEND,
    ),
)

VRIJSTELLINGEN = Tabel(
    "vrijstellingen",
    "recognised exemptions and replacements (LPW 3a, 3b, 5, 5a, 15)",
    (
        _jongere(),
        Kolom("grond", TEKST, "ground", waarden=codes.GROND + codes.GROND_REGISTER),
        _van(),
        _tot(),
        Kolom("nooit_geschikt", pa.bool_(), "the art. 7 statement says: never fit (LPW 6 lid 3)", verplicht=False),
        *BEKEND,
    ),
)

VERZUIM = Tabel(
    "verzuim",
    "absence as reported or shared by the school, one row per day or lesson hour",
    (
        Kolom("verzuim_id", ID, "our number of the row", verplicht=False),
        _jongere(),
        _school(),
        Kolom("datum", DAG, "day of the absence"),
        Kolom("lesuur", pa.int16(), "lesson hour; null = the whole row's minutes", verplicht=False, minimum=0),
        Kolom("begin", pa.time32("s"), "clock time", verplicht=False),
        Kolom("eind", pa.time32("s"), "clock time", verplicht=False),
        Kolom("minuten", MINUTEN, "missed minutes: authoritative", minimum=0),
        Kolom("uren", pa.float64(), "missed hours after the school type's definition of an hour", minimum=0),
        Kolom("reden", TEKST, "reason", waarden=codes.REDEN),
        Kolom("alle_lessen", pa.bool_(), "every lesson of that day was missed", verplicht=False),
        Kolom("ziekmelding", ID, "number of the sick report the row belongs to", verplicht=False),
        Kolom("geregistreerd_op", DAG, "day on which the school noted it", verplicht=False),
        *BEKEND,
    ),
    perioden=(("begin", "eind"),),
)

ROOSTER = Tabel(
    "rooster",
    "timetable: minutes or lessons per weekday, of one youth or of a whole school",
    (
        Kolom("jongere_id", ID, "our number of the youth", verplicht=False),
        _school(),
        _van(),
        _tot(),
        Kolom("weekdag", pa.int16(), "1 = Monday … 7 = Sunday", minimum=1),
        Kolom("minuten", MINUTEN, "scheduled minutes", verplicht=False, minimum=0),
        Kolom("lessen", pa.int16(), "scheduled lessons", verplicht=False, minimum=0),
        *BEKEND,
    ),
)

MELDINGEN = Tabel(
    "meldingen",
    "absence reports received through the register (BRO 13, 14, 21)",
    (
        Kolom("melding_id", ID, "our number of the report", verplicht=False),
        _jongere(),
        _school(),
        Kolom("verzuimsoort", TEKST, "kind of report", waarden=codes.VERZUIMSOORT),
        _van(),
        _tot(),
        Kolom("ontvangen", DAG, "day on which the municipality got the report; null = van", verplicht=False),
        Kolom("status", TEKST, "status in the register; null = geregistreerd", verplicht=False, waarden=codes.MELDINGSTATUS),
        *BEKEND,
    ),
)

WERK = Tabel(
    "werk",
    "work and benefit",
    (
        _jongere(),
        _van(),
        _tot(),
        Kolom("vorm", TEKST, "kind of work", waarden=codes.WERKVORM),
        Kolom("inkomensklasse", TEKST, "monthly income", verplicht=False, waarden=codes.INKOMENSKLASSE),
        Kolom("uitkering", TEKST, "benefit", verplicht=False, waarden=codes.UITKERING),
        *BEKEND,
    ),
)

APART = Tabel(
    "apart",
    "rows about this youth that were set apart at reading and wait to be put right",
    (
        _jongere(),
        Kolom("bron", TEKST, "kind of delivery the row stood in"),
        Kolom("datum", DAG, "date of that delivery"),
        *BEKEND,
    ),
)

KALENDER = Tabel(
    "kalender",
    "school vacations and public holidays; rows of a school go before those of its region",
    (
        Kolom(
            "vakantieregio",
            TEKST,
            "region, or alle; null when the row is of one school",
            verplicht=False,
            waarden=(*codes.VAKANTIEREGIO, "alle"),
        ),
        _school(),
        Kolom("soort", TEKST, "which vacation, or feestdag", waarden=codes.KALENDERSOORT),
        _van(),
        _tot(),
        Kolom("schooljaar", TEKST, "school year, as 2025-2026"),
        *BEKEND,
    ),
)

SCHOLEN = Tabel(
    "scholen",
    "schools and institutions with their location",
    (
        Kolom("school_id", ID, "our number of the school"),
        Kolom("brin", TEKST, "BRIN, four characters", verplicht=False),
        Kolom("vestiging", TEKST, "location number, two digits", verplicht=False),
        Kolom("naam", TEKST, "name", verplicht=False),
        Kolom("soort", TEKST, "po, so, vo, mbo …", verplicht=False),
        Kolom("denominatie", TEKST, "denomination", verplicht=False),
        Kolom("gemeente", TEKST, "municipality code", verplicht=False),
        Kolom("postcode", TEKST, "postcode of the location", verplicht=False),
        Kolom("lat", pa.float64(), "degrees", verplicht=False),
        Kolom("lon", pa.float64(), "degrees", verplicht=False),
        Kolom("vakantieregio", TEKST, "vacation region", verplicht=False, waarden=codes.VAKANTIEREGIO),
        *BEKEND,
    ),
    sleutel=("school_id",),
)

FEITEN: dict[str, Tabel] = {
    t.naam: t
    for t in (
        JONGEREN,
        VERBLIJF,
        INSCHRIJVINGEN,
        DIPLOMAS,
        VRIJSTELLINGEN,
        VERZUIM,
        ROOSTER,
        MELDINGEN,
        WERK,
        APART,
        KALENDER,
        SCHOLEN,
    )
}
NAMEN = tuple(FEITEN)
