"""absentie-v1: absence as the school notes it, CSV with a header or JSON. Our own format on the nine columns of EduArte.

One row per report: from BEGINDATUM to EINDDATUM (the last day), with clock times, lesson hours, or neither (whole days).
Added to EduArte's columns: BRIN, VESTIGING, PGN, PGN_SOORT, GEOORLOOFD (J/N), SOORT (``tabellen.codes.REDEN``), and optionally
ONDERWIJS (``po`` counts clock hours, the others lesson hours), GEREGISTREERD_OP, LEVERDATUM. In JSON the same names in
camelCase: ``{"formaat": "absentie-v1", "leverdatum": …, "omvang": "mutaties" | "volledig", "absenties": […]}``. How it is read:

* A row per lesson hour when lesson hours are given, else a row per day, Monday to Friday. Which of those days are schooldagen
  is for the law to decide, with the calendar.
* ``minuten``: from the clock times, else per lesson hour 50 minutes, else 300 for a whole day. ``uren``: lesson hours (po: clock
  hours), 5 for a whole day. All set under ``[lezing]`` in the column map.
* Over several days with a time or lesson hour at the ends: it is not known how much of the first and last day was
  missed, so they count as whole days with ``alle_lessen`` null; counted in the remarks.
* No EINDDATUM: one day when times or lesson hours are given; else the absence goes on: read up to the date of the delivery.
* SOORT decides ``reden``. When it is empty: REDENCODE through the school's list (``waarden.REDENCODE`` in the column map,
  key ``ZK`` or ``01AB:ZK``); without REDENCODE: GEOORLOOFD J ``geoorloofd_overig``, N ``ongeoorloofd``, empty ``nog_onbekend``.
* A row needs a PGN: the DEELNEMERNUMMER of a school does not enter InBeeld.
* ``ziekmelding`` is a number made of school and begin of the report: unique *per person*, and on purpose not made of the
  person's number, because a hash of a BSN can be undone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa

from inbeeld.bronnen import csv, waarden
from inbeeld.bronnen.basis import Apart, Bron, Gelezen, Voortgang
from inbeeld.bronnen.duo.verzuimmelding import controleer_kop
from inbeeld.bronnen.json_lezer import Element, formaat, open_document
from inbeeld.bronnen.kaart import Kaart, sleutel
from inbeeld.bronnen.lezen import Lezing, begin
from inbeeld.bronnen.school import pgn, school
from inbeeld.bronnen.stapel import Stapel
from inbeeld.bronnen.waarden import Onwaarde
from inbeeld.tabellen.codes import ONDERWIJS, REDEN

FORMAAT = "absentie-v1"
LANGSTE_DAGEN = 400
KLOKUREN = ("po", "sbo", "so")
VELDEN = {
    "deelnemernummer": "DEELNEMERNUMMER",
    "begindatum": "BEGINDATUM",
    "begintijd": "BEGINTIJD",
    "einddatum": "EINDDATUM",
    "eindtijd": "EINDTIJD",
    "beginlesuur": "BEGINLESUUR",
    "eindlesuur": "EINDLESUUR",
    "redencode": "REDENCODE",
    "opmerking": "OPMERKING",
    "brin": "BRIN",
    "vestiging": "VESTIGING",
    "pgn": "PGN",
    "pgnSoort": "PGN_SOORT",
    "geoorloofd": "GEOORLOOFD",
    "soort": "SOORT",
    "onderwijs": "ONDERWIJS",
    "geregistreerdOp": "GEREGISTREERD_OP",
    "leverdatum": "LEVERDATUM",
}


def _lesuur(cel: str) -> int:
    uur = waarden.geheel(cel)
    if not 0 < uur <= 20:
        raise Onwaarde("ongeldige_waarde", "een lesuur is een getal van 1 tot 20", "Verbeter het lesuur.")
    return uur


def _reden(e: Element, brin: str | None, kaart: Kaart) -> str | None:
    soort = e.tekst("soort")
    geoorloofd = e.ja_nee("geoorloofd")
    if soort:
        return e.code("soort", REDEN) if soort.lower() not in REDEN else soort.lower()
    if code := e.tekst("redencode"):
        lijst = kaart.waarden.get("REDENCODE", {})
        reden = lijst.get(sleutel(f"{brin}:{code}")) or lijst.get(sleutel(code))
        if reden not in REDEN:
            e.meld(
                "redencode",
                Onwaarde(
                    "onbekende_code",
                    "deze redencode heeft geen betekenis",
                    "Vul SOORT, of zet de code in de lijst van de school.",
                ),
            )
        return reden
    return "nog_onbekend" if geoorloofd is None else "geoorloofd_overig" if geoorloofd else "ongeoorloofd"


def _minuten(van: time, tot: time) -> int:
    dag = date(2000, 1, 1)
    return int((datetime.combine(dag, tot) - datetime.combine(dag, van)).total_seconds() // 60)


def lees_rij(e: Element, peil: date, lezing: Lezing) -> list[dict[str, Any]]:
    """The rows of ``verzuim`` of one report; when something is wrong it stands in ``e.fout``."""
    kaart = lezing.kaart
    wie = pgn(e, "pgn", "pgnSoort")
    brin, vestiging = school(e)
    reden = _reden(e, brin, kaart)
    onderwijs = e.lees("onderwijs", str.lower)
    if onderwijs and onderwijs not in (*ONDERWIJS, "mbo", "vso"):
        e.meld("onderwijs", Onwaarde("onbekende_code", "dit onderwijs kennen we niet", f"Bekend: {', '.join(ONDERWIJS)}."))
    eerste = e.lees("begindatum", waarden.hele_datum, verplicht=True)
    laatste = e.lees("einddatum", waarden.hele_datum)
    van, tot = e.lees("begintijd", waarden.kloktijd), e.lees("eindtijd", waarden.kloktijd)
    les_van, les_tot = e.lees("beginlesuur", _lesuur), e.lees("eindlesuur", _lesuur)
    geregistreerd = e.lees("geregistreerdOp", waarden.hele_datum)
    if e.mis() or not eerste or not wie:
        return []
    deel = van is not None or tot is not None or les_van is not None or les_tot is not None
    loopt = laatste is None and not deel
    laatste = laatste or (peil if loopt else eerste)
    if laatste < eerste:
        fout = ("leeg", "zonder einddatum, en begonnen na de datum van de levering", "Vul EINDDATUM.") if loopt else None
        e.meld("einddatum", Onwaarde(*fout or ("einde_voor_begin", "het einde ligt voor het begin", "Controleer beide datums.")))
    elif (laatste - eerste).days > LANGSTE_DAGEN:
        e.meld("einddatum", Onwaarde("te_lang", f"langer dan {LANGSTE_DAGEN} dagen", "Controleer de datums."))
    elif eerste == laatste:
        if (van is None) != (tot is None):
            e.meld(
                "eindtijd" if tot is None else "begintijd", Onwaarde("leeg", "een tijd zonder de andere", "Vul begin en einde.")
            )
        elif van and tot and tot <= van:
            e.meld("eindtijd", Onwaarde("einde_voor_begin", "de eindtijd ligt op of voor de begintijd", "Controleer de tijden."))
        if les_van is None and les_tot is not None:
            e.meld("beginlesuur", Onwaarde("leeg", "een eindlesuur zonder begin", "Vul het beginlesuur."))
        elif les_van is not None and les_tot is not None and les_tot < les_van:
            e.meld("eindlesuur", Onwaarde("einde_voor_begin", "het einde ligt voor het begin", "Controleer de lesuren."))
    if reden == "te_laat" and not deel:
        e.meld("begintijd", Onwaarde("leeg", "te laat, maar niet hoe lang", "Vul de tijden of het lesuur."))
    if e.mis():
        return []
    dagen = [eerste + timedelta(days=n) for n in range((laatste - eerste).days + 1)]
    dagen = [dag for dag in dagen if dag.weekday() < 5]
    if not dagen:
        e.meld("begindatum", Onwaarde("geen_weekdag", "het verzuim valt geheel in het weekend", "Controleer de datums."))
        return []
    kenmerk = f"{eerste:%Y%m%d}-{van or ''}-{les_van or ''}"
    vast: dict[str, Any] = {
        "pgn": wie[0],
        "pgn_soort": wie[1],
        "brin": brin,
        "vestiging": vestiging,
        "reden": reden,
        "geregistreerd_op": geregistreerd,
        "kenmerk": kenmerk,
    }
    if reden == "ziek":
        merk = blake2b(f"{brin}|{vestiging}|{kenmerk}".encode(), digest_size=8).digest()
        vast["ziekmelding"] = int.from_bytes(merk, "big") >> 1
    if loopt:
        lezing.telling["{} meldingen zonder einddatum zijn gelezen tot en met de datum van de levering"] += 1
    if eerste == laatste and deel:
        return _op_een_dag(vast | {"datum": eerste}, van, tot, les_van, les_tot, onderwijs in KLOKUREN, kaart)
    minuten, uren = kaart.getal("minuten_hele_dag"), kaart.getal("uren_hele_dag")
    lezing.telling[f"{{}} hele dagen zijn geteld als {minuten:g} minuten ({uren:g} uur) elk"] += len(dagen)
    uit = [vast | {"datum": dag, "minuten": int(minuten), "uren": uren, "alle_lessen": True} for dag in dagen]
    if deel:
        lezing.telling[
            "{} meldingen over meer dagen noemen een tijd of lesuur; de eerste en laatste dag zijn als hele dag geteld, "
            "en of alle lessen gemist zijn is daar onbekend"
        ] += 1
        for rij in uit:
            if rij["datum"] in (eerste, laatste):
                rij["alle_lessen"] = None
    return uit


def _op_een_dag(
    vast: dict[str, Any], van: time | None, tot: time | None, les_van: int | None, les_tot: int | None, klok: bool, kaart: Kaart
) -> list[dict[str, Any]]:
    per_les = kaart.getal("minuten_lesuur")
    totaal = _minuten(van, tot) if van and tot else None
    if les_van is None:
        minuten = totaal or 0
        return [vast | {"begin": van, "eind": tot, "minuten": minuten, "uren": minuten / (60 if klok else per_les)}]
    lessen = list(range(les_van, (les_tot or les_van) + 1))
    tijden = {"begin": van, "eind": tot} if len(lessen) == 1 else {}
    uit = []
    for i, les in enumerate(lessen):
        minuten = int(per_les) if totaal is None else totaal // len(lessen) + int(i < totaal % len(lessen))
        uit.append(vast | tijden | {"lesuur": les, "minuten": minuten, "uren": minuten / 60 if klok else 1.0})
    return uit


def _uit_csv(pad: Path, lezing: Lezing) -> Iterator[Element | Apart]:
    """The rows of a CSV as elements; the number of the line is in ``regel``."""
    kop = csv.lees_kop(pad)
    koppeling = lezing.kaart.koppel(kop, pad)
    plaats = {naam: koppeling[veld] for naam, veld in VELDEN.items() if veld in koppeling}
    koppen = {naam: kop.kolommen[i] for naam, i in plaats.items()}
    for ruw in csv.blokken(pad, kop):
        rijen = iter(zip(*(kolom.to_pylist() for kolom in ruw.kolommen), strict=True))
        los: list[Element | Apart] = list(ruw.apart)
        for regel, cellen in zip(ruw.regels.to_pylist(), rijen, strict=True):
            e = CsvElement(cellen, {naam: cellen[i] for naam, i in plaats.items()}, regel, kop, koppen)
            if kop.keuring.onleesbaar and any("\ufffd" in cel for cel in cellen):
                e.meld("", Onwaarde("onleesbaar_teken", "de regel bevat een teken dat niet te lezen is", "Lever het als UTF-8."))
            los.append(e)
        yield from sorted(los, key=lambda x: x.regel if isinstance(x, Apart | CsvElement) else 0)


class CsvElement(Element):
    """A CSV row that is read like a JSON element; failures name the header."""

    def __init__(
        self, cellen: Sequence[str], waarde: dict[str, str], regel: int, kop: csv.Kop, koppen: Mapping[str, str]
    ) -> None:
        super().__init__(waarde, "")
        self.regel, self._cellen, self._kop, self._koppen = regel, cellen, kop, koppen

    def meld(self, naam: str, fout: Onwaarde) -> None:
        super().meld(self._koppen.get(naam, VELDEN.get(naam, naam)) if naam else "", fout)

    def apart(self, regel: int) -> Apart:
        assert self.fout is not None
        kolom, fout = self.fout
        return Apart(regel, kolom, fout.code, fout.reden, fout.wat_te_doen, csv.als_inhoud(self._kop, list(self._cellen)))


def lees(bron: Bron, pad: Path, kaarten: Path | None, voortgang: Voortgang | None) -> Gelezen:
    """Read absence of a school, CSV or JSON.

    Raises:
        LeveringFout: the whole file is refused.
    """
    lezing = begin(bron, pad, kaarten)
    lezing.omvang = "mutaties"
    stapel = Stapel(("verzuim",), lezing)
    document = open_document(pad, "absenties") if formaat(pad) is not None else None
    rijen: Iterator[Element | Apart]
    if document:
        rijen = (Element(ruw, f"absenties[{i}]") for i, ruw in enumerate(document.elementen()))
        if document.velden.get("omvang") == "volledig":
            lezing.omvang = "volledig"
        kop = Element({"leverdatum": document.velden.get("leverdatum")}, "")
        lezing.levering = kop.lees("leverdatum", waarden.hele_datum)
    else:
        rijen = _uit_csv(pad, lezing)
    for i, e in enumerate(rijen, start=1):
        lezing.gelezen = i
        if isinstance(e, Apart):
            lezing.apart.append(e)
            continue
        regel = e.regel if isinstance(e, CsvElement) else i
        leverdatum = None if document else e.lees("leverdatum", waarden.hele_datum)
        delen = lees_rij(e, leverdatum or lezing.bron_datum(), lezing) if not e.mis() else []
        if e.mis():
            lezing.apart.append(e.apart(regel))
            continue
        if leverdatum:
            lezing.noteer_levering(pa.array([leverdatum]))
        for rij in delen:
            stapel.leg("verzuim", rij | {"regel": regel})
        if i % 10_000 == 0:
            stapel.leg_weg()
            if voortgang:
                voortgang(i)
    stapel.leg_weg()
    if document:
        controleer_kop(document, lezing, FORMAAT)
    if voortgang:
        voortgang(lezing.gelezen)
    return lezing.af(bron, ("verzuim",))


def kaart() -> Kaart:
    return Kaart(
        {veld: (veld,) for veld in VELDEN.values()} | {"PGN": ("PGN", "PERSOONSGEBONDENNUMMER")},
        ("BEGINDATUM", "PGN"),
        ("BEGINDATUM", "EINDDATUM", "PGN", "BEGINLESUUR"),
        {},
        {"minuten_hele_dag": 300, "uren_hele_dag": 5, "minuten_lesuur": 50},
    )


BRON = Bron(FORMAAT, "Absentie van een school", ("csv", "json"), lees, kaart, r"(?i)absentie")
