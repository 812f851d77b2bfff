"""rod-levering-v1: our own CSV for DUO's P-levering (weekly, changes) and C-levering (on request, the whole picture).

The layout of the true deliveries is not public. One row per person and event, names from the monthly reports; columns in
``rod-levering-v1.toml``.

Which facts a row gives:

* always the person;
* MUTATIESOORT ``INSCHRIJVING_T/W/V``: the enrolment, ``RESULTAAT_T/W/V``: the diploma, with ``mutatie`` T, W or V;
* an empty MUTATIESOORT (C-levering): every group that is filled, as a plain statement (``mutatie`` null);
* a filled VRIJSTELLING_SOORT: the exemption, whatever the event. The register knows its kind, not its ground;
* ``OVERLEDEN``: DATUM_OVERLIJDEN must be there. ``SK_BEHAALD`` with a filled DIPLOMA_CODE: the diploma; without it a remark
  only. The other events (moved, birthdays, SK_VERVALLEN): the person only.

DATUM_UITSCHRIJVING is read as the first day no longer enrolled, VRIJSTELLING_EIND as the last day of the exemption: both
assumptions, set under ``[lezing]`` in the column map. LEVERDATUM is the date of the delivery; the
latest one of the good rows counts. A delivery with both P and C rows counts as changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from inbeeld.bronnen import waarden
from inbeeld.bronnen.basis import Bron, Gelezen, LeveringFout, Voortgang
from inbeeld.bronnen.blok import Blok
from inbeeld.bronnen.duo import codes
from inbeeld.bronnen.kaart import Kaart, uit_toml
from inbeeld.bronnen.lezen import Lezing, lees_csv
from inbeeld.bronnen.personen import Velden, lees_persoon
from inbeeld.tabellen.codes import DIPLOMA, GROND_REGISTER, LEERWEG_INSCHRIJVING, LEERWEG_VMBO

MUTATIESOORT = (
    "OVERLEDEN",
    "LEEFTIJD_4",
    "LEEFTIJD_23",
    "LEEFTIJD_27",
    "VERHUISD_BINNEN",
    "VERHUISD_UIT",
    *(f"INSCHRIJVING_{m}" for m in "TWV"),
    *(f"RESULTAAT_{m}" for m in "TWV"),
    "SK_BEHAALD",
    "SK_VERVALLEN",
)
DAG_LEZING = ("eerste_dag_uit", "laatste_dag")
TABELLEN = ("personen", "inschrijvingen", "diplomas", "vrijstellingen")
PERSOON = Velden()


def _is(kolom: pa.Array, patroon: str) -> Any:
    return pc.fill_null(pc.match_substring_regex(kolom, patroon), False).to_numpy(zero_copy_only=False)


def einde(blok: Blok, dag: pa.Array, instelling: str) -> pa.Array:
    """The first day after, as the column map says the date is meant."""
    return _dag_later(dag) if blok.kaart.lezing[instelling] == "laatste_dag" else dag


def _dag_later(dag: pa.Array) -> pa.Array:
    return pc.cast(pc.add(pc.cast(dag, pa.int32()), pa.scalar(1, pa.int32())), pa.date32())


def _verwerk(blok: Blok, lezing: Lezing) -> Mapping[str, pa.Table]:
    soort = blok.code("LEVERING", ("P", "C"))
    leverdatum = blok.datum("LEVERDATUM")
    blok.eis("LEVERING", soort)
    blok.eis("LEVERDATUM", leverdatum)
    persoon = lees_persoon(blok, leverdatum, PERSOON)
    gebeurtenis = blok.code("MUTATIESOORT", MUTATIESOORT)
    geen = gebeurtenis.is_null().to_numpy(zero_copy_only=False)

    vrijgesteld = blok.heeft("VRIJSTELLING_SOORT")
    diploma_gevuld = blok.heeft("DIPLOMA_CODE")
    sk = _is(gebeurtenis, "^SK_BEHAALD$")
    met_inschrijving = _is(gebeurtenis, "^INSCHRIJVING_") | (geen & blok.heeft("DATUM_INSCHRIJVING"))
    met_diploma = _is(gebeurtenis, "^RESULTAAT_") | ((geen | sk) & diploma_gevuld)
    blok.meld(
        _is(soort, "^P$") & geen & ~vrijgesteld,
        "MUTATIESOORT",
        "leeg",
        "in een P-levering moet de soort mutatie gevuld zijn",
        "Vul MUTATIESOORT.",
    )
    blok.eis("DATUM_OVERLIJDEN", persoon["overleden"], _is(gebeurtenis, "^OVERLEDEN$"))
    # Half a group is a mistake, not an absence: it must not look like "not enrolled".
    blok.meld(
        geen
        & ~met_inschrijving
        & (blok.heeft("DATUM_UITSCHRIJVING") | (blok.heeft("INSCHRIJVINGSVOLGNUMMER") & ~diploma_gevuld)),
        "DATUM_INSCHRIJVING",
        "leeg",
        "er staat een inschrijving zonder begin",
        "Vul DATUM_INSCHRIJVING.",
    )
    blok.meld(
        geen & ~diploma_gevuld & blok.heeft("DATUM_DIPLOMA"),
        "DIPLOMA_CODE",
        "leeg",
        "er staat een datum van een diploma zonder diploma",
        "Vul DIPLOMA_CODE.",
    )
    letter = pc.utf8_slice_codeunits(gebeurtenis, -1, 2**31 - 1)
    mutatie = pc.if_else(pa.array(_is(gebeurtenis, "_[TWV]$")), letter, pa.scalar(None, pa.string()))
    wie = {"pgn": persoon["pgn"], "pgn_soort": persoon["pgn_soort"]}

    extra = dict(blok.kaart.waarden.get("NIVEAU", {})) | dict(blok.kaart.waarden.get("ONDERWIJSSOORT", {}))
    onderwijs = blok.samen(("ONDERWIJSSOORT", "NIVEAU"), lambda s, n: codes.van_soort(s, n, extra), "ONDERWIJSSOORT")
    brin, vestiging = blok.school("BRIN", "BRIN_VOLGNUMMER")
    leerweg = blok.code("LEERWEG", (*LEERWEG_INSCHRIJVING, *LEERWEG_VMBO), codes.LEERWEG | codes.LEERWEG_VMBO)
    leerjaar = blok.waarde("LEERJAAR", waarden.geheel, pa.int32())
    blok.meld(
        pc.or_(pc.less(leerjaar, 0), pc.greater(leerjaar, 12)),
        "LEERJAAR",
        "ongeldige_waarde",
        "geen leerjaar",
        "Vul 0 tot en met 12 in.",
    )
    volgnummer = blok.tekst("INSCHRIJVINGSVOLGNUMMER")
    van, uit = blok.datum("DATUM_INSCHRIJVING"), einde(blok, blok.datum("DATUM_UITSCHRIJVING"), "datum_uitschrijving")
    blok.eis("DATUM_INSCHRIJVING", van, met_inschrijving)
    blok.eis("ONDERWIJSSOORT", onderwijs, met_inschrijving)
    blok.volgorde("DATUM_UITSCHRIJVING", van, uit, met_inschrijving)
    sleutel_inschrijving = pc.binary_join_element_wise(brin, volgnummer, "/")

    diploma = blok.code("DIPLOMA_CODE", DIPLOMA, codes.DIPLOMA)
    diploma_leerweg = blok.waarde("DIPLOMA_CODE", lambda cel: codes.LEERWEG_VMBO.get(cel.upper()), pa.string())
    datum_diploma = blok.datum("DATUM_DIPLOMA")
    blok.eis("DIPLOMA_CODE", diploma, met_diploma)
    blok.eis("DATUM_DIPLOMA", datum_diploma, met_diploma)
    blok.meld(
        pc.and_(pa.array(met_diploma), pc.less(datum_diploma, persoon["geboren"])),
        "DATUM_DIPLOMA",
        "onmogelijke_datum",
        "het diploma is van vóór de geboorte",
        "Verbeter de datum.",
    )

    vrijstelling = blok.code("VRIJSTELLING_SOORT", GROND_REGISTER, codes.VRIJSTELLING)
    begin = blok.datum("VRIJSTELLING_BEGIN")
    eind = einde(blok, blok.datum("VRIJSTELLING_EIND"), "vrijstelling_eind")
    blok.eis("VRIJSTELLING_BEGIN", begin, vrijgesteld)
    blok.volgorde("VRIJSTELLING_EIND", begin, eind, vrijgesteld)

    blok.tel(
        sk & ~diploma_gevuld,
        "{} keer is een startkwalificatie behaald zonder diploma in de rij: dat telt pas als het diploma zelf geleverd is",
    )
    goed = pa.array(blok.goed)
    lezing.noteer_levering(leverdatum.filter(goed))
    if _is(soort.filter(goed), "^P$").any():
        lezing.omvang = "mutaties"

    is_vmbo = pa.array(_is(diploma, "^vmbo$"))
    leeg = pa.scalar(None, pa.string())
    return {
        "personen": blok.maak("personen", persoon),
        "inschrijvingen": blok.maak(
            "inschrijvingen",
            wie
            | {
                "brin": brin,
                "vestiging": vestiging,
                "onderwijs": onderwijs,
                "leerweg": _alleen(leerweg, LEERWEG_INSCHRIJVING),
                "leerjaar": leerjaar,
                "van": van,
                "tot": uit,
                "kenmerk": sleutel_inschrijving,
                "mutatie": mutatie,
            },
            met_inschrijving,
        ),
        "diplomas": blok.maak(
            "diplomas",
            wie
            | {
                "diploma": diploma,
                "leerweg": pc.if_else(is_vmbo, pc.coalesce(diploma_leerweg, _alleen(leerweg, LEERWEG_VMBO)), leeg),
                "datum": datum_diploma,
                "kenmerk": pc.coalesce(
                    pc.binary_join_element_wise(sleutel_inschrijving, diploma, "/"),
                    pc.binary_join_element_wise(diploma, pc.cast(datum_diploma, pa.string()), "/"),
                ),
                "mutatie": mutatie,
            },
            met_diploma,
        ),
        "vrijstellingen": blok.maak(
            "vrijstellingen",
            wie
            | {
                "grond": vrijstelling,
                "van": begin,
                "tot": eind,
                "kenmerk": pc.binary_join_element_wise(vrijstelling, pc.cast(begin, pa.string()), "/"),
            },
            vrijgesteld,
        ),
    }


def _alleen(kolom: pa.Array, waarden_: tuple[str, ...]) -> pa.Array:
    return pc.if_else(pc.is_in(kolom, value_set=pa.array(waarden_)), kolom, pa.scalar(None, pa.string()))


def kaart() -> Kaart:
    return uit_toml(Path(__file__).with_name("rod-levering-v1.toml"))


def lees(bron: Bron, pad: Path, kaarten: Path | None, voortgang: Voortgang | None) -> Gelezen:
    """Read a P- or C-levering.

    Raises:
        LeveringFout: the whole file is refused, or the column map has an unknown setting.
    """

    def opzet(lezing: Lezing) -> None:
        for naam in ("datum_uitschrijving", "vrijstelling_eind"):
            if lezing.kaart.lezing[naam] not in DAG_LEZING:
                raise LeveringFout(
                    "deze instelling kennen we niet.",
                    bestand=(kaarten or pad) / f"{bron.code}.toml",
                    kolom=f"lezing.{naam}",
                    wat_te_doen=f"Kies {' of '.join(DAG_LEZING)}.",
                )

    return lees_csv(bron, pad, kaarten, voortgang, _verwerk, TABELLEN, opzet)


BRON = Bron("rod-levering-v1", "P- of C-levering uit het register (ROD)", ("csv",), lees, kaart, r"(?i)rod[-_]?levering")
