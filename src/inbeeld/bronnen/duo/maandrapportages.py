"""DUO's monthly reports (Mijn DUO, CSV): A01, A02, A04, A14, A05, NRSP and NenR.

Columns and file names are known (DUO page "Rapportages"); what is read into them here:

* **Teljaar** runs from 1 October to 30 September. *Assumption*: NRSP2023 and NenR2023 are about 1 October 2022 to
  30 September 2023, so about who was enrolled on 1 October 2022.
* **A05, NRSP, NenR** say "enrolled on 1 October of the teljaar": a statement about one day. It becomes an enrolment with
  ``van`` = that day and no end, ``mutatie`` null. The true first day is usually earlier: an enrolment with a begin from the
  register (rod-levering) for the same person and school goes before it, and the delivery desk must not end other
  enrolments because of it. For NenR (who left without startkwalificatie) the enrolment is one that *has* ended on a day
  unknown: it therefore gives persons only.
* **A01, A04, A14**: who left and has no startkwalificatie. With DATUM_UITSCHRIJVING the row is an enrolment from 1 October of
  the teljaar (by then the youth was enrolled, or he would not be in the count) that ended on that day; without it, or
  when it lies on or before that 1 October, the row tells of the person only. So does A02 (no longer on the list).
  A01 and A02 have the columns of A04: *assumption*.
* **Date of the delivery**: the month in the file name is the month in which the report was made, so its first day
  (202303: the state at the end of February; in the files seen, the latest RAPPORTAGEMAAND is then 202302). Without a month in
  the name: the month after the latest RAPPORTAGEMAAND. NRSP and NenR name a teljaar only: V(oorlopig) is dated 1 October
  after the teljaar and D(efinitief) a day later, so that D wins; the true dates are later and unknown.
* A row's NIVEAU decides ``onderwijs`` (``codes.van_rapport``); unknown texts set the row apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inbeeld.bronnen import waarden
from inbeeld.bronnen.basis import Bron, Gelezen, Voortgang
from inbeeld.bronnen.blok import Blok
from inbeeld.bronnen.duo import codes
from inbeeld.bronnen.kaart import Kaart
from inbeeld.bronnen.lezen import Lezing, lees_csv
from inbeeld.bronnen.personen import Velden, lees_persoon
from inbeeld.tabellen.codes import LEERWEG_INSCHRIJVING

TELJAAR_BEGINT = -1
"""Teljaar 2023 begins on 1 October of 2023 + this. *Assumption.*"""

PERSOON = Velden()
UITSCHRIJVING = ("duo-a01", "duo-a04", "duo-a14")
STARTSET = ("duo-a05", "duo-nrsp")
JAAR = ("duo-nrsp", "duo-nenr")


def begin_teljaar(maand: date) -> date:
    """The 1 October on or before the month."""
    return date(maand.year if maand.month >= 10 else maand.year - 1, 10, 1)


def teljaar_in_naam(naam: str) -> tuple[int, str] | None:
    """Teljaar and V(oorlopig) or D(efinitief) of ``NRSP2023VI27GZ.csv``."""
    gevonden = re.search(r"(?i)(?:NRSP|NenR)_?(20\d{2})_?([VD])?", naam)
    return (int(gevonden[1]), (gevonden[2] or "V").upper()) if gevonden else None


def _inschrijving(blok: Blok, persoon: Mapping[str, Any], kenmerk: str | None) -> dict[str, Any]:
    extra = dict(blok.kaart.waarden.get("NIVEAU", {}))
    onderwijs = blok.samen(("NIVEAU", "ONDERWIJSNAAM"), lambda n, o: codes.van_rapport(n, o, extra), "NIVEAU")
    brin, vestiging = blok.school("BRIN", "BRIN_VOLGNUMMER")
    brin_nr = blok.waarde("BRIN_NR", lambda cel: waarden.brin(cel)[0], pa.string())
    blok.tel(
        pc.fill_null(pc.not_equal(brin, brin_nr), False).to_numpy(zero_copy_only=False),
        "{} keer verschillen BRIN en BRIN_NR; BRIN is genomen",
    )
    brin = pc.coalesce(brin, brin_nr)
    volgnummer = blok.tekst("INSCHRIJVINGSVOLGNUMMER" if kenmerk is None else "ONDERWIJSCODE")
    voor = brin if kenmerk is None else pc.binary_join_element_wise(kenmerk, brin, "/")
    return {
        "pgn": persoon["pgn"],
        "pgn_soort": persoon["pgn_soort"],
        "brin": brin,
        "vestiging": vestiging,
        "onderwijs": onderwijs,
        "leerweg": blok.code("LEERWEG", LEERWEG_INSCHRIJVING, codes.LEERWEG),
        "kenmerk": pc.binary_join_element_wise(voor, volgnummer, "/"),
    }


def _verwerk_maand(code: str) -> Callable[[Blok, Lezing], dict[str, pa.Table]]:
    def verwerk(blok: Blok, lezing: Lezing) -> dict[str, pa.Table]:
        maand = blok.waarde("RAPPORTAGEMAAND", waarden.maand, pa.date32())
        vanaf = pc.coalesce(blok.waarde("VANAF_WANNEER", waarden.maand, pa.date32()), maand)
        uit = blok.datum("DATUM_UITSCHRIJVING")
        na_maand = _per_dag(maand, waarden.volgende_maand)
        peil = lezing.naam_datum or na_maand
        persoon = lees_persoon(blok, peil, PERSOON)
        inschrijving = _inschrijving(blok, persoon, None)
        if lezing.naam_datum:
            vanaf = pc.fill_null(vanaf, pa.scalar(lezing.naam_datum, pa.date32()))
        op = _per_dag(vanaf, begin_teljaar)
        met: Any = np.zeros(blok.n, bool)
        if code in STARTSET:
            met = np.ones(blok.n, bool)
            inschrijving |= {"van": op}
            blok.eis("RAPPORTAGEMAAND", op)
        elif code in UITSCHRIJVING:
            heeft = uit.is_valid().to_numpy(zero_copy_only=False)
            met = pc.fill_null(pc.greater(uit, op), False).to_numpy(zero_copy_only=False)
            blok.tel(heeft & ~met, "{} keer is de uitschrijving op of vóór 1 oktober; van die rijen is alleen de persoon gelezen")
            inschrijving |= {"van": op, "tot": uit}
        blok.eis("NIVEAU", inschrijving["onderwijs"], met)
        blok.tel(~met, "van {} rijen is alleen de persoon gelezen (geen datum van uitschrijving om mee te rekenen)")
        if not lezing.naam_datum:
            lezing.noteer_levering(na_maand.filter(pa.array(blok.goed)))
        return {"personen": blok.maak("personen", persoon), "inschrijvingen": blok.maak("inschrijvingen", inschrijving, met)}

    return verwerk


def _verwerk_jaar(code: str, teljaar: int) -> Callable[[Blok, Lezing], dict[str, pa.Table]]:
    op = date(teljaar + TELJAAR_BEGINT, 10, 1)

    def verwerk(blok: Blok, lezing: Lezing) -> dict[str, pa.Table]:
        persoon = lees_persoon(blok, lezing.naam_datum, PERSOON)
        met = np.full(blok.n, code in STARTSET)
        inschrijving = _inschrijving(blok, persoon, f"NRSP{teljaar}") | {"van": op}
        blok.eis("NIVEAU", inschrijving["onderwijs"], met)
        return {"personen": blok.maak("personen", persoon), "inschrijvingen": blok.maak("inschrijvingen", inschrijving, met)}

    return verwerk


def _per_dag(dagen: pa.Array, functie: Callable[[date], date]) -> pa.Array:
    gecodeerd = dagen.dictionary_encode()
    return pa.array([functie(d) for d in gecodeerd.dictionary.to_pylist()], pa.date32()).take(gecodeerd.indices)


def lees(bron: Bron, pad: Path, kaarten: Path | None, voortgang: Voortgang | None) -> Gelezen:
    """Read one monthly report.

    Raises:
        LeveringFout: the whole file is refused.
    """
    verwerk = _verwerk_maand(bron.code)

    def opzet(lezing: Lezing) -> None:
        nonlocal verwerk
        lezing.omvang = "mutaties"
        if bron.code in JAAR:
            teljaar, versie = teljaar_in_naam(pad.name) or (lezing.bron_datum().year, "")
            if not versie:
                lezing.opmerkingen.append(f"de bestandsnaam noemt geen teljaar (zoals NRSP2023V); teljaar {teljaar} is genomen")
            lezing.naam_datum = date(teljaar + TELJAAR_BEGINT + 1, 10, 1) + timedelta(days=int(versie == "D"))
            verwerk = _verwerk_jaar(bron.code, teljaar)

    return lees_csv(
        bron, pad, kaarten, voortgang, lambda blok, lezing: verwerk(blok, lezing), ("personen", "inschrijvingen"), opzet
    )


def _kaart(verplicht: tuple[str, ...], kenmerkend: tuple[str, ...]) -> Callable[[], Kaart]:
    return lambda: Kaart(codes.ALIASSEN, verplicht, kenmerkend)


_PERSOON = ("PERSOONSGEBONDENNUMMER", "ACHTERNAAM", "GEBOORTEDATUM")
_MAAND = _kaart((*_PERSOON, "NIVEAU", "DATUM_UITSCHRIJVING"), (*_PERSOON, "DATUM_UITSCHRIJVING", "MELDING_VERZUIM_WETTELIJK"))
_A05 = _kaart((*_PERSOON, "NIVEAU", "RAPPORTAGEMAAND"), (*_PERSOON, "RAPPORTAGEMAAND", "INDICATIE_STARTKWALIFICATIE"))
_NRSP = _kaart((*_PERSOON, "NIVEAU", "BRIN"), (*_PERSOON, "ONDERWIJSNUMMER", "POSTCODE_CIJFERS", "NIVEAU"))
_NENR = _kaart((*_PERSOON, "NIVEAU", "BRIN"), (*_PERSOON, "POSTCODE_CIJFERS", "EXAMEN", "IND_BEKOSTIGING"))

BRONNEN = (
    Bron("duo-a04", "DUO-rapportage A04 (actuele werkvoorraad)", ("csv",), lees, _MAAND, r"\d{6}_?A04"),
    Bron("duo-a14", "DUO-rapportage A14 (werkvoorraad van het vorige teljaar)", ("csv",), lees, _MAAND, r"\d{6}_?A14"),
    Bron("duo-a01", "DUO-rapportage A01 (uitschrijvingen van de maand)", ("csv",), lees, _MAAND, r"\d{6}_?A01"),
    Bron(
        "duo-a02", "DUO-rapportage A02 (niet langer potentieel voortijdig schoolverlater)", ("csv",), lees, _MAAND, r"\d{6}_?A02"
    ),
    Bron("duo-a05", "DUO-rapportage A05 (startset op 1 oktober)", ("csv",), lees, _A05, r"\d{6}_?A05"),
    Bron("duo-nenr", "DUO-rapportage NenR (namen en rugnummers)", ("csv",), lees, _NENR, r"NenR"),
    Bron("duo-nrsp", "DUO-rapportage NRSP (startpopulatie van het teljaar)", ("csv",), lees, _NRSP, r"NRSP"),
)
