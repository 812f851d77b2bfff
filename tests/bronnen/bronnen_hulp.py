"""Shared by the tests of the adapters. All persons are made up; their numbers begin with 99."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from stdnum.nl import bsn as stdnum_bsn

from inbeeld.bronnen import Gelezen, lees
from inbeeld.tabellen.feiten import FEITEN
from inbeeld.tabellen.leveringen import GELEVERD

BSN = [n for n in map(str, range(999000000, 999003000)) if stdnum_bsn.is_valid(n)]
ONR = "100000004"
FOUT_BSN = "999000001"


def _kop(namen: str) -> list[str]:
    return namen.split()


ROD_KOP = _kop(
    "LEVERING LEVERDATUM MUTATIESOORT PERSOONSGEBONDENNUMMER PGN_SOORT ACHTERNAAM VOORVOEGSEL ALLE_VOORNAMEN "
    "GESLACHT GEBOORTEDATUM DATUM_OVERLIJDEN STRAAT HUISNUMMER HUISLETTER HUISNUMMER_TOEVOEGING POSTCODE WOONPLAATS "
    "GEMEENTECODE RMC_REGIO BRIN BRIN_VOLGNUMMER ONDERWIJSAANBIEDERCODE ONDERWIJSLOCATIECODE ONDERWIJSSOORT "
    "ONDERWIJSCODE LEERJAAR NIVEAU LEERWEG INSCHRIJVINGSVOLGNUMMER DATUM_INSCHRIJVING DATUM_UITSCHRIJVING "
    "REDEN_UITSTROOM DIPLOMA_CODE DATUM_DIPLOMA INDICATIE_STARTKWALIFICATIE VRIJSTELLING_SOORT VRIJSTELLING_BEGIN "
    "VRIJSTELLING_EIND INDICATIE_VSV "
)
ROD = dict.fromkeys(ROD_KOP, "") | {
    "LEVERING": "C",
    "LEVERDATUM": "2026-01-05",
    "PERSOONSGEBONDENNUMMER": BSN[0],
    "PGN_SOORT": "BSN",
    "ACHTERNAAM": "Proefstra",
    "ALLE_VOORNAMEN": "Noor",
    "GESLACHT": "V",
    "GEBOORTEDATUM": "14-03-2009",
    "GEMEENTECODE": "505",
    "RMC_REGIO": "REGIO 28",
}
INSCHRIJVING = {
    "BRIN": "27GZ",
    "BRIN_VOLGNUMMER": "C0",
    "ONDERWIJSSOORT": "VO",
    "LEERJAAR": "3",
    "INSCHRIJVINGSVOLGNUMMER": "A1",
    "DATUM_INSCHRIJVING": "01-08-2021",
}
BRP_KOP = _kop(
    "BSN A_NUMMER GESLACHTSNAAM VOORVOEGSEL VOORNAMEN GESLACHT GEBOORTEDATUM DATUM_OVERLIJDEN GEMEENTECODE "
    "DATUM_VESTIGING DATUM_VERTREK LAND_VERTREK STRAAT HUISNUMMER HUISLETTER TOEVOEGING POSTCODE WOONPLAATS GEHEIM "
    "NATIONALITEIT BSN_OUDER_1 BSN_OUDER_2 GEZAG "
)
BRP = dict.fromkeys(BRP_KOP, "") | {
    "BSN": BSN[0],
    "GESLACHTSNAAM": "Proefstra",
    "GEBOORTEDATUM": "20090314",
    "GEMEENTECODE": "0505",
    "DATUM_VESTIGING": "20090320",
    "POSTCODE": "1234 ab",
    "GEHEIM": "0",
    "GEZAG": "O12",
}
A04_KOP = _kop(
    "BRIN_NR NAAM_INST RAPPORTAGEMAAND PERSOONSGEBONDENNUMMER ACHTERNAAM VOORVOEGSEL ALLE_VOORNAMEN WOONGEMEENTE "
    "GEBOORTEDATUM ONDERWIJSCODE ONDERWIJSNAAM LEERWEG DATUM_UITSCHRIJVING MELDING_VERZUIM_WETTELIJK REDEN BRIN "
    "NAAM_INSTELLING ONDERWIJSAANBIEDERCODE NAAM_ONDERWIJSAANBIEDER MELDING_VERZUIM_NIET_WETTELIJK GEMEENTECODE "
    "RMC_REGIO REDEN_UITSTROOM LOCATIECODE ONDERWIJSLOCATIECODE POSTCODE_ONDERWIJSLOCATIE "
    "HUISNUMMER_ONDERWIJSLOCATIE BRIN_VOLGNUMMER NIVEAU INSCHRIJVINGSVOLGNUMMER STRAAT HUISNUMMER HUISLETTER "
    "HUISNUMMER_TOEVOEGING HUISNUMMER_AANDUIDING ADRES_LOCATIE POSTCODE WOONPLAATS VANAF_WANNEER "
)
A04 = dict.fromkeys(A04_KOP, "") | {
    "BRIN_NR": "27GZ",
    "BRIN": "27GZ",
    "RAPPORTAGEMAAND": "202212",
    "VANAF_WANNEER": "202212",
    "PERSOONSGEBONDENNUMMER": BSN[1],
    "ACHTERNAAM": "Demo",
    "GEBOORTEDATUM": "13-03-2004",
    "LEERWEG": "BOL",
    "GEMEENTECODE": "518",
    "RMC_REGIO": "REGIO 28",
    "NIVEAU": "Mbo4 opleidingen",
    "INSCHRIJVINGSVOLGNUMMER": "A1",
    "HUISNUMMER": "129.0",
    "POSTCODE": "1024RZ",
    "DATUM_UITSCHRIJVING": "15-11-2022",
}
A05_KOP = _kop(
    "#BRIN NAAM_INSTELLING RAPPORTAGE_MAAND BSN_ONDERWIJSNR VOORNAMEN VOORVOEGSEL ACHTERNAAM WOONGEMEENTE "
    "GEBOORTEDATUM ILT/CREBO ILT/CREBO_OMS LEERWEG BRIN_NR NAAM_INST ONDERWIJSAANBIEDERCODE ONDERWIJSAANBIEDER_NAAM "
    "GEMCODE RMC_REGIO LOCATIECODE ONDERWIJSLOCATIECODE ONDERWIJSLOCATIE_POSTCODE ONDERWIJSLOCATIE_HUISNUMMER "
    "BRIN_VOLGNR NIVEAU INSCHR_VLGNR STRAAT HUISNUMMER HUISLETTER HUISNR_AAND HUISNR_TOEV ADRES_LOCATIE POSTCODE "
    "WOONPLAATS INDICATIE_STARTKWALIFICATIE "
)
A05 = dict.fromkeys(A05_KOP, "") | {
    "#BRIN": "27GZ",
    "RAPPORTAGE_MAAND": "202301",
    "BSN_ONDERWIJSNR": BSN[2],
    "ACHTERNAAM": "Toets",
    "GEBOORTEDATUM": "20040102",
    "NIVEAU": "Mbo2 opleidinge",
    "INSCHR_VLGNR": "2",
    "LEERWEG": "EX",
    "HUISNR_AAND": "to",
    "HUISNR_TOEV": "bis",
    "GEMCODE": "518",
}
NRSP_KOP = _kop(
    "#BURGERSERVICENUMMER ONDERWIJSNUMMER GEBOORTEDATUM GESLACHT ACHTERNAAM VOORVOEGSEL VOORNAMEN POSTCODE_CIJFERS "
    "RMC_REGIO RMC_REGIO_NAAM GEMCODE GEMEENTENAAM BRIN BRIN_VOLGNR BRIN_VEST_NAAM NIVEAU ONDERWIJSSOORT CREBO "
    "CREBO_OMSCHRIJVING ONDERWIJSAANBIEDER_CODE ONDERWIJSAANBIEDER_NAAM ONDERWIJSLOCATIE_CODE "
    "ONDERWIJSLOCATIE_STRAATNAAM ONDERWIJSLOCATIE_HUISNUMMER ONDERWIJSLOCATIE_HUISNUMMER_TOEVOEGING "
    "ONDERWIJSLOCATIE_POSTCODE ONDERWIJSLOCATIE_PLAATSNAAM "
)
NRSP = dict.fromkeys(NRSP_KOP, "") | {
    "#BURGERSERVICENUMMER": BSN[3],
    "ONDERWIJSNUMMER": BSN[3],
    "GEBOORTEDATUM": "12-12-2002",
    "GESLACHT": "M",
    "ACHTERNAAM": "Staalman",
    "POSTCODE_CIJFERS": "2692",
    "RMC_REGIO": "13",
    "GEMCODE": "1661",
    "BRIN": "27GZ",
    "BRIN_VOLGNR": "27GZ",
    "NIVEAU": "Mbo niveau 4",
    "ONDERWIJSSOORT": "BBL",
    "CREBO": "25251",
}
ABSENTIE_KOP = _kop(
    "DEELNEMERNUMMER BEGINDATUM BEGINTIJD EINDDATUM EINDTIJD BEGINLESUUR EINDLESUUR REDENCODE OPMERKING BRIN "
    "VESTIGING PGN PGN_SOORT GEOORLOOFD SOORT "
)
ABSENTIE = dict.fromkeys(ABSENTIE_KOP, "") | {
    "BEGINDATUM": "20260112",
    "EINDDATUM": "20260112",
    "BRIN": "27GZ",
    "VESTIGING": "00",
    "PGN": BSN[4],
    "PGN_SOORT": "BSN",
    "SOORT": "ongeoorloofd",
}
MELDING: dict[str, Any] = {
    "nummer": "200001",
    "persoonsgebondenNummer": BSN[5],
    "pgnSoort": "BSN",
    "brin": "27GZ",
    "vestiging": "00",
    "soortVerzuim": "V3",
    "begindatumVerzuim": "2026-01-05",
    "einddatumVerzuim": "2026-01-16",
    "vermoedelijkeReden": "geen idee",
    "alleLessenGemist": False,
    "statusMelding": "R",
    "ontvangenOp": "2026-01-19T09:30:00",
    "melder": {"naam": "M. Demo", "functie": "verzuimcoördinator"},
    "verzuimspecificatie": {
        "verzuimdagen": ["2026-01-05"],
        "verzuimuren": [{"datum": "2026-01-06", "lesuren": [1, 2]}, {"datum": "2026-01-05", "lesuren": [3]}],
    },
}


def csv_tekst(*rijen: dict[str, str], scheiding: str = ";") -> str:
    return "".join(scheiding.join(r) + "\r\n" for r in (list(rijen[0]), *(list(rij.values()) for rij in rijen)))


def lees_tekst(naam: str, tekst: str | bytes, **extra: Any) -> Gelezen:
    with tempfile.TemporaryDirectory() as map_:
        pad = Path(map_, naam)
        pad.write_bytes(tekst if isinstance(tekst, bytes) else tekst.encode())
        return lees(pad, **extra)


def lees_rijen(naam: str, *rijen: dict[str, str], **extra: Any) -> Gelezen:
    return klopt(lees_tekst(naam, csv_tekst(*rijen), **extra))


def lees_json(naam: str, inhoud: Any) -> Gelezen:
    return klopt(lees_tekst(naam, json.dumps(inhoud)))


def klopt(g: Gelezen) -> Gelezen:
    """The promises that every read delivery keeps."""
    contracten = FEITEN if g.bron == "tabellen" else GELEVERD
    regels: set[int] = set()
    for naam, tabel in g.tabellen.items():
        assert tabel.schema == contracten[naam].schema
        assert not contracten[naam].problemen(tabel)
        if g.bron != "tabellen":
            regels |= set(tabel.column("regel").to_pylist())
    apart = {a.regel for a in g.apart}
    if g.bron != "tabellen":
        assert len(apart) == len(g.apart)
        assert g.gelezen == len(regels | apart)
    # Of a row with an impossible stay the person is kept; any other row is in the tables or set apart, never both.
    verblijf = {a.regel for a in g.apart if (g.bron, a.kolom, a.code) == ("brp-selectie-v1", "DATUM_VERTREK", "einde_voor_begin")}
    assert regels & apart == verblijf
    assert not verblijf or not verblijf & set(g.tabellen["verblijf"].column("regel").to_pylist())
    for a in g.apart:
        assert a.code
        assert a.reden
        assert a.wat_te_doen
        gezegd = a.reden + a.wat_te_doen
        assert not re.search(r"\d{7}", gezegd)
        assert not any(rij["ACHTERNAAM"] in gezegd for rij in (ROD, A04, A05, NRSP))
    return g


def rijen(g: Gelezen, tabel: str) -> list[dict[str, Any]]:
    return [{k: v for k, v in rij.items() if v is not None} for rij in g.tabellen[tabel].to_pylist()]


def zonder_pad(g: Gelezen) -> tuple[Any, ...]:
    return (g.bron, g.omvang, g.gelezen, {n: t.to_pylist() for n, t in g.tabellen.items()}, g.apart)
