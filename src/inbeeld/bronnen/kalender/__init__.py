"""kalender-v1: vacations and public holidays, CSV ``schooljaar,regio,vakantie,van,tot,bron,status``.

``tot`` is the first day after. ``vakantie`` is a code of ``KALENDERSOORT``; what begins with ``feestdag_`` is a feestdag. With
``brin`` (and ``vestiging``) the row is of that school's own calendar, and its ``regio`` is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from inbeeld.bronnen import waarden
from inbeeld.bronnen.basis import Bron, Gelezen, Voortgang
from inbeeld.bronnen.blok import Blok
from inbeeld.bronnen.kaart import Kaart
from inbeeld.bronnen.lezen import Lezing, lees_csv
from inbeeld.tabellen.codes import KALENDERSOORT, VAKANTIEREGIO


def _soort(cel: str) -> str:
    soort = "feestdag" if cel.lower().startswith("feestdag_") else cel.lower()
    if soort not in KALENDERSOORT:
        raise waarden.Onwaarde(
            "onbekende_code", "deze vakantie kennen we niet", f"Bekend: {', '.join(KALENDERSOORT)}, feestdag_…."
        )
    return soort


def _schooljaar(cel: str) -> str:
    gevonden = re.fullmatch(r"(\d{4})\s*[-/]\s*(\d{4})", cel)
    if not gevonden or int(gevonden[2]) != int(gevonden[1]) + 1:
        raise waarden.Onwaarde("ongeldige_waarde", "dit is geen schooljaar", "Schrijf een schooljaar als 2025-2026.")
    return f"{gevonden[1]}-{gevonden[2]}"


def _verwerk(blok: Blok, lezing: Lezing) -> Mapping[str, pa.Table]:
    brin, vestiging = blok.school("BRIN", "VESTIGING")
    regio = blok.code("REGIO", (*VAKANTIEREGIO, "alle"))
    van, tot = blok.datum("VAN"), blok.datum("TOT")
    schooljaar = blok.waarde("SCHOOLJAAR", _schooljaar, pa.string())
    soort = blok.waarde("VAKANTIE", _soort, pa.string())
    for veld, kolom in (("VAN", van), ("TOT", tot), ("SCHOOLJAAR", schooljaar), ("VAKANTIE", soort)):
        blok.eis(veld, kolom)
    blok.volgorde("TOT", van, tot)
    van_school = brin.is_valid()
    blok.eis("REGIO", pc.coalesce(regio, brin))
    leeg = pa.scalar(None, pa.string())
    rij = {
        "vakantieregio": pc.if_else(van_school, leeg, regio),
        "brin": brin,
        "vestiging": pc.if_else(van_school, vestiging, leeg),
        "soort": soort,
        "van": van,
        "tot": tot,
        "schooljaar": schooljaar,
        "kenmerk": pc.binary_join_element_wise(schooljaar, pc.coalesce(brin, regio), pc.utf8_lower(blok.tekst("VAKANTIE")), "/"),
    }
    return {"kalender": blok.maak("kalender", rij)}


def kaart() -> Kaart:
    return Kaart(
        {veld: (veld,) for veld in ("SCHOOLJAAR", "VAKANTIE", "VAN", "TOT", "BRIN", "VESTIGING")}
        | {"REGIO": ("REGIO", "VAKANTIEREGIO")},
        ("SCHOOLJAAR", "VAKANTIE", "VAN", "TOT"),
        ("SCHOOLJAAR", "VAKANTIE", "VAN", "TOT"),
    )


def lees(bron: Bron, pad: Path, kaarten: Path | None, voortgang: Voortgang | None) -> Gelezen:
    """Read a calendar.

    Raises:
        LeveringFout: the whole file is refused.
    """
    return lees_csv(bron, pad, kaarten, voortgang, _verwerk, ("kalender",))


BRON = Bron("kalender-v1", "Schoolvakanties en feestdagen", ("csv",), lees, kaart, r"(?i)kalender|vakantie")
