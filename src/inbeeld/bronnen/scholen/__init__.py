"""scholen-v1: schools and locations, a CSV modelled on DUO's open data "adressen".

VESTIGINGSNUMMER holds ``27GZ00``, or ``00`` beside a BRIN. ``soort`` comes from the column SOORT or ONDERWIJSSTRUCTUUR, else from
the file name (adressen_bo, _so, _vo, _mbo). A structure we do not know is kept as it stands, in lower case, and counted.
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
from inbeeld.tabellen.codes import ONDERWIJS, VAKANTIEREGIO

STRUCTUUR = (
    ("vo", ("VMBO", "VBO", "MAVO", "HAVO", "VWO", "VO", "BRUGKLAS", "BRUGJAAR")),
    ("pro", ("PRO", "PRAKTIJKONDERWIJS")),
    ("sbo", ("SBO", "SBAO")),
    ("so", ("SO", "VSO", "(V)SO", "SOVSO")),
    ("po", ("PO", "BO", "BAO", "BASISONDERWIJS")),
    ("mbo", ("MBO", "ROC", "BVE", "AOC", "VAKSCHOOL", "VAKINSTELLING")),
    ("ho", ("HO", "HBO", "WO")),
)
IN_NAAM = {"bo": "po", "po": "po", "so": "so", "vo": "vo", "mbo": "mbo"}


def _soort(cel: str) -> str:
    """The kind of a school; the first that any word of the structure names, in the order of ``STRUCTUUR``."""
    if cel.lower() in ONDERWIJS:
        return cel.lower()
    woorden = set(re.split(r"[/,+ ]+", cel.upper()))
    return next((soort for soort, namen in STRUCTUUR if woorden & set(namen)), cel.lower())


def _graden(grens: float) -> object:
    def lees(cel: str) -> float:
        getal = waarden.getal(cel)
        if abs(getal) > grens:
            raise waarden.Onwaarde("ongeldige_waarde", "dit is geen coördinaat in graden", "Vul graden in, geen meters.")
        return getal

    return lees


def _brin_voor(cel: str) -> str | None:
    return waarden.brin(cel)[0] if len(cel) > 3 else None


def _verwerk(blok: Blok, lezing: Lezing) -> Mapping[str, pa.Table]:
    brin, vestiging = blok.school("BRIN", "VESTIGINGSNUMMER")
    brin = pc.coalesce(brin, blok.waarde("VESTIGINGSNUMMER", _brin_voor, pa.string()))
    blok.eis("BRIN" if "BRIN" in blok.koppeling else "VESTIGINGSNUMMER", brin)
    soort = blok.waarde("SOORT", _soort, pa.string())
    bekend = pc.is_in(soort, value_set=pa.array([*ONDERWIJS, *(s for s, _ in STRUCTUUR)]))
    in_naam = re.search(r"(?i)[-_](bo|po|so|vo|mbo)(?![a-z])", lezing.pad.stem)
    standaard = pa.scalar(IN_NAAM[in_naam[1].lower()] if in_naam else None, pa.string())
    rij = {
        "brin": brin,
        "vestiging": vestiging,
        "naam": blok.tekst("VESTIGINGSNAAM"),
        "soort": pc.coalesce(soort, standaard),
        "denominatie": blok.tekst("DENOMINATIE"),
        "gemeente": blok.waarde("GEMEENTENUMMER", waarden.gemeente, pa.string()),
        "postcode": blok.postcode("POSTCODE"),
        "lat": blok.waarde("LAT", _graden(90), pa.float64()),  # type: ignore[arg-type]
        "lon": blok.waarde("LON", _graden(180), pa.float64()),  # type: ignore[arg-type]
        "vakantieregio": blok.code("VAKANTIEREGIO", VAKANTIEREGIO, {f"REGIO {r.upper()}": r for r in VAKANTIEREGIO}),
        "kenmerk": pc.binary_join_element_wise(brin, pc.fill_null(vestiging, ""), ""),
    }
    blok.tel(
        pc.and_(soort.is_valid(), pc.invert(bekend)).to_numpy(zero_copy_only=False),
        "{} keer is de soort school onbekend; de tekst is overgenomen",
    )
    return {"scholen": blok.maak("scholen", rij)}


def kaart() -> Kaart:
    return Kaart(
        {
            "BRIN": ("BRIN_NUMMER", "BRINNUMMER", "BRIN", "INSTELLINGSCODE"),
            "VESTIGINGSNUMMER": ("VESTIGINGSNUMMER", "VESTIGINGSCODE", "VESTIGING"),
            "VESTIGINGSNAAM": ("VESTIGINGSNAAM", "INSTELLINGSNAAM", "NAAM_INSTELLING"),
            "POSTCODE": ("POSTCODE",),
            "GEMEENTENUMMER": ("GEMEENTENUMMER", "GEMEENTECODE"),
            "DENOMINATIE": ("DENOMINATIE",),
            "SOORT": ("SOORT", "ONDERWIJSSTRUCTUUR"),
            "VAKANTIEREGIO": ("VAKANTIEREGIO",),
            "LAT": ("LAT", "LATITUDE", "GPS_LATITUDE"),
            "LON": ("LON", "LONGITUDE", "GPS_LONGITUDE"),
        },
        ("VESTIGINGSNAAM",),
        ("VESTIGINGSNAAM", "POSTCODE", "GEMEENTENUMMER"),
    )


def lees(bron: Bron, pad: Path, kaarten: Path | None, voortgang: Voortgang | None) -> Gelezen:
    """Read schools.

    Raises:
        LeveringFout: the whole file is refused.
    """
    return lees_csv(bron, pad, kaarten, voortgang, _verwerk, ("scholen",))


BRON = Bron("scholen-v1", "Scholen en vestigingen", ("csv",), lees, kaart, r"(?i)scholen|adressen")
