"""The outcomes of a run. ``tot`` null = still so on the peildatum."""

from __future__ import annotations

import pyarrow as pa

from inbeeld.tabellen import codes
from inbeeld.tabellen.contract import Kolom, Tabel

DAG, TEKST, ID = pa.date32(), pa.string(), pa.int64()

FEIT = pa.struct(
    [
        ("van", DAG),
        ("tabel", TEKST),
        ("feit_id", ID),
        ("waarde", TEKST),
        ("tot", DAG),
    ]
)
"""One fact behind an outcome: its period, table, our row number, and the value that mattered. In the order in which facts are
sorted."""

RECHTSPOSITIE = Tabel(
    "rechtspositie",
    "legal position over time: for every youth a gapless series of periods since birth",
    (
        Kolom("jongere_id", ID, "our number of the youth"),
        Kolom("van", DAG, "first day"),
        Kolom("tot", DAG, "first day after; null = still so on the peildatum", verplicht=False),
        Kolom("positie", TEKST, "legal position", waarden=codes.RECHTSPOSITIE),
        Kolom(
            "vrijgesteld",
            TEKST,
            "ground of the exemption that covers the period",
            verplicht=False,
            waarden=codes.GROND + codes.GROND_REGISTER,
        ),
        Kolom("regel", TEKST, "rule number"),
        Kolom("artikel", TEKST, "article"),
        Kolom("zekerheid", TEKST, "how sure", waarden=codes.ZEKERHEID),
    ),
    sleutel=("jongere_id", "van"),
)

SIGNALEN = Tabel(
    "signalen",
    "what needs someone's attention, over time",
    (
        Kolom("jongere_id", ID, "our number of the youth"),
        Kolom("signaal", TEKST, "which signal", waarden=codes.SIGNAAL),
        Kolom("van", DAG, "first day of the signal"),
        Kolom("tot", DAG, "first day without it; null = present on the peildatum", verplicht=False),
        Kolom("sinds_bekend", DAG, "day on which the facts behind it were all known to us"),
        Kolom("regel", TEKST, "rule number"),
        Kolom("artikel", TEKST, "article"),
        Kolom("feiten", pa.list_(FEIT), "the facts that made it"),
        Kolom("zekerheid", TEKST, "how sure", waarden=codes.ZEKERHEID),
        Kolom("redenen", pa.list_(TEKST), "practical reasons for doubt, to check first"),
        Kolom("begin_feit", DAG, "first day of what it is about (first day of absence, of being without school)"),
    ),
    sleutel=("jongere_id", "signaal", "van"),
)

VERWACHTING = Tabel(
    "verwachting",
    "what will change if nothing changes: terms and birthdays exactly, hours by the pace of the last full lesweek",
    (
        Kolom("jongere_id", ID, "our number of the youth"),
        Kolom("wat", TEKST, "position or signal that is expected"),
        Kolom("datum", DAG, "expected day"),
        Kolom("regel", TEKST, "rule number"),
        Kolom("artikel", TEKST, "article"),
        Kolom("zekerheid", TEKST, "zeker for dates, benaderd for a pace", waarden=codes.ZEKERHEID),
    ),
)

DEEL = pa.struct([("label", DAG), ("aantal", pa.float64())])
"""How much of a hand's count falls in the lesweek that begins on Monday ``label``."""

KLOK = Tabel(
    "klok",
    "the law clock: every rule that runs for a youth on the peildatum, how far it is, and when it strikes if nothing changes",
    (
        Kolom("jongere_id", ID, "our number of the youth"),
        Kolom("wijzer", TEKST, "which hand", waarden=codes.WIJZER),
        Kolom("stand", pa.float64(), "how far it is on the peildatum, in eenheid; of days: those since van", minimum=0),
        Kolom("grens", pa.float64(), "at which it strikes; null = it only counts", verplicht=False),
        Kolom("eenheid", TEKST, "in what it counts", waarden=codes.EENHEID),
        Kolom("van", DAG, "first day that counts"),
        Kolom(
            "tot",
            DAG,
            "first day on which it is otherwise if nothing changes: it strikes, ends or counts less; of one that has struck, the "
            "day on which it did; null = nothing happens by itself",
            verplicht=False,
        ),
        Kolom("zekerheid", TEKST, "how sure tot is", waarden=codes.ZEKERHEID),
        Kolom("regel", TEKST, "rule number"),
        Kolom("artikel", TEKST, "article"),
        Kolom("delen", pa.list_(DEEL), "per lesweek, oldest first; empty for a hand that does not count by lesweek"),
        Kolom("zegt", TEKST, "what happens on tot", waarden=codes.WIJZER_ZEGT),
    ),
    sleutel=("jongere_id", "wijzer"),
    perioden=(),
)

UITKOMSTEN: dict[str, Tabel] = {t.naam: t for t in (RECHTSPOSITIE, SIGNALEN, VERWACHTING, KLOK)}
