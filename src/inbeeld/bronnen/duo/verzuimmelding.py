"""verzuimmelding-v1: absence reports as our own JSON, with the field names of the law.

DUO's own message is not public. The names are those of the annex of the Besluit Verzuimmelding (BWBR0027085) and of the
Besluit register onderwijsdeelnemers art. 14 and 21, in camelCase; the form is in ``verzuimmelding-v1.schema.json``.

* ``einddatumVerzuim`` is the last day: ``tot`` is the day after.
* ``verzuimspecificatie`` becomes rows of ``verzuim``: a whole day counts 300 minutes and 5 hours, a lesson hour 60 minutes and
  1 hour (the longest that the law takes for one; set under ``[lezing]`` in the column map). A lesson hour on a day that is
  also given as a whole day is not counted twice. The rows of an L report are ``luxe``, of O ``nog_onbekend`` (schools use it
  when in doubt about illness), of the others ``ongeoorloofd``.
* ``kenmerk`` is the number of the report; ``statusMelding`` W (waiting in the school's own system) is refused.
* The words of the report (reason, action, melder) are in no table: ``meldingen()`` gives them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from inbeeld.bronnen import waarden
from inbeeld.bronnen.basis import Apart, Bron, Gelezen, LeveringFout, Voortgang
from inbeeld.bronnen.json_lezer import Document, Element, open_document
from inbeeld.bronnen.kaart import Kaart
from inbeeld.bronnen.lezen import Lezing, begin
from inbeeld.bronnen.school import pgn, school
from inbeeld.bronnen.stapel import Stapel
from inbeeld.bronnen.waarden import Onwaarde
from inbeeld.tabellen.codes import MELDINGSTATUS, VERZUIMSOORT

FORMAAT = "verzuimmelding-v1"
REDEN: Mapping[str, str] = dict.fromkeys(VERZUIMSOORT, "ongeoorloofd") | {"L": "luxe", "O": "nog_onbekend"}
LENGTES = {"nummer": 120, "vermoedelijkeReden": 200, "naam": 200, "functie": 60, "email": 100}
LANGSTE_TEKST = 10_000
MEESTE_DAGEN = 1000


@dataclass(frozen=True, repr=False)
class Melder:
    naam: str | None
    functie: str | None
    telefoonnummer: str | None
    email: str | None


@dataclass(frozen=True, repr=False)
class Melding:
    """One report, whole. ``dagen``: whole days missed; ``lesuren``: lesson hours per day."""

    element: int
    nummer: str
    pgn: str
    pgn_soort: str
    brin: str | None
    vestiging: str | None
    verzuimsoort: str
    van: date
    tot: date | None
    ontvangen: date | None
    status: str | None
    vermoedelijke_reden: str | None
    alle_lessen_gemist: bool | None
    ondernomen_actie_school: str | None
    actie_door_gemeente_gewenst: bool | None
    toelichting_geen_actie_gewenst: str | None
    naam_leslocatie: str | None
    telefoon_ouder_of_leerling: str | None
    reden_afgesloten: str | None
    toelichting_afsluiting: str | None
    melder: Melder
    dagen: tuple[date, ...]
    lesuren: tuple[tuple[date, int], ...]


def _tekst(element: Element, naam: str, *, verplicht: bool = False) -> str | None:
    cel = element.tekst(naam, verplicht=verplicht)
    if cel and len(cel) > LENGTES.get(naam, LANGSTE_TEKST):
        element.meld(naam, Onwaarde("te_lang", f"langer dan {LENGTES.get(naam, LANGSTE_TEKST)} tekens", "Kort de tekst in."))
    return cel


def _specificatie(element: Element) -> tuple[tuple[date, ...], tuple[tuple[date, int], ...]]:
    deel = element.deel("verzuimspecificatie")
    dagen: set[date] = set()
    uren: set[tuple[date, int]] = set()
    ruwe_dagen, ruwe_uren = deel.lijst("verzuimdagen"), deel.lijst("verzuimuren")
    if len(ruwe_dagen) > MEESTE_DAGEN or len(ruwe_uren) > MEESTE_DAGEN:
        deel.meld("", Onwaarde("te_lang", f"meer dan {MEESTE_DAGEN} dagen in één melding", "Splits de melding."))
    for i, cel in enumerate(ruwe_dagen[:MEESTE_DAGEN]):
        los = Element({"": cel}, f"{deel.pad}.verzuimdagen[{i}]")
        dag = los.lees("", waarden.hele_datum, verplicht=True)
        deel.neem_over(los)
        if dag:
            dagen.add(dag)
    for i, ruw in enumerate(ruwe_uren[:MEESTE_DAGEN]):
        uur = Element(ruw, f"{deel.pad}.verzuimuren[{i}]")
        dag = uur.lees("datum", waarden.hele_datum, verplicht=True)
        lesuren = uur.lijst("lesuren")
        if not all(type(lesuur) is int and 0 < lesuur <= 20 for lesuur in lesuren):
            uur.meld("lesuren", Onwaarde("ongeldige_waarde", "een lesuur is een getal van 1 tot 20", "Verbeter de lesuren."))
        elif dag:
            uren |= {(dag, lesuur) for lesuur in lesuren}
        deel.neem_over(uur)
    element.neem_over(deel)
    return tuple(sorted(dagen)), tuple(sorted(uur for uur in uren if uur[0] not in dagen))


def lees_melding(ruw: Any, nummer: int) -> Melding | Apart:
    """One element of the list, checked; what is wrong comes back set apart."""
    e = Element(ruw, f"meldingen[{nummer - 1}]")
    kenmerk = _tekst(e, "nummer", verplicht=True)
    wie = pgn(e, "persoonsgebondenNummer", "pgnSoort")
    brin, vestiging = school(e)
    soort = e.code("soortVerzuim", VERZUIMSOORT, verplicht=True)
    van = e.lees("begindatumVerzuim", waarden.hele_datum, verplicht=True)
    laatste = e.lees("einddatumVerzuim", waarden.hele_datum)
    if van and laatste and laatste < van:
        e.meld("einddatumVerzuim", Onwaarde("einde_voor_begin", "het einde ligt voor het begin", "Controleer beide datums."))
    melder = e.deel("melder")
    door = Melder(*(_tekst(melder, naam) for naam in ("naam", "functie", "telefoonnummer", "email")))
    e.neem_over(melder)
    dagen, lesuren = _specificatie(e)
    ontvangen = e.lees("ontvangenOp", waarden.hele_datum)
    status = e.code("statusMelding", MELDINGSTATUS)
    tekst = {
        naam: _tekst(e, naam)
        for naam in (
            "vermoedelijkeReden",
            "ondernomenActieSchool",
            "toelichtingGeenActieGewenst",
            "naamLeslocatie",
            "telefoonOuderOfLeerling",
            "redenAfgesloten",
            "toelichtingAfsluiting",
        )
    }
    alle, gewenst = e.ja_nee("alleLessenGemist"), e.ja_nee("actieDoorGemeenteGewenst")
    if e.fout is not None or not (wie and kenmerk and soort and van):
        return e.apart(nummer)
    return Melding(
        element=nummer,
        nummer=kenmerk,
        pgn=wie[0],
        pgn_soort=wie[1],
        brin=brin,
        vestiging=vestiging,
        verzuimsoort=soort,
        van=van,
        tot=laatste + timedelta(days=1) if laatste else None,
        ontvangen=ontvangen,
        status=status,
        vermoedelijke_reden=tekst["vermoedelijkeReden"],
        alle_lessen_gemist=alle,
        ondernomen_actie_school=tekst["ondernomenActieSchool"],
        actie_door_gemeente_gewenst=gewenst,
        toelichting_geen_actie_gewenst=tekst["toelichtingGeenActieGewenst"],
        naam_leslocatie=tekst["naamLeslocatie"],
        telefoon_ouder_of_leerling=tekst["telefoonOuderOfLeerling"],
        reden_afgesloten=tekst["redenAfgesloten"],
        toelichting_afsluiting=tekst["toelichtingAfsluiting"],
        melder=door,
        dagen=dagen,
        lesuren=lesuren,
    )


def _open(pad: Path) -> Document:
    return open_document(pad, "meldingen")


def meldingen(pad: Path) -> Iterator[Melding | Apart]:
    """The reports of a file one by one, with their words.

    Raises:
        LeveringFout: the whole file is refused.
    """
    for i, ruw in enumerate(_open(pad).elementen(), start=1):
        yield lees_melding(ruw, i)


def lees(bron: Bron, pad: Path, kaarten: Path | None, voortgang: Voortgang | None) -> Gelezen:
    """Read the reports.

    Raises:
        LeveringFout: the whole file is refused.
    """
    lezing = begin(bron, pad, kaarten)
    lezing.omvang = "mutaties"
    document = _open(pad)
    stapel = Stapel(("meldingen", "verzuim"), lezing)
    for i, ruw in enumerate(document.elementen(), start=1):
        lezing.gelezen = i
        melding = lees_melding(ruw, i)
        if isinstance(melding, Apart):
            lezing.apart.append(melding)
        else:
            _rijen(melding, stapel, lezing)
        if i % 10_000 == 0:
            stapel.leg_weg()
            if voortgang:
                voortgang(i)
    stapel.leg_weg()
    controleer_kop(document, lezing, FORMAAT)
    if voortgang:
        voortgang(lezing.gelezen)
    return lezing.af(bron, ("meldingen", "verzuim"))


def controleer_kop(document: Document, lezing: Lezing, formaat: str) -> None:
    """The fields beside the list: ``formaat`` must be ours, ``leverdatum`` becomes the date of the delivery.

    Raises:
        LeveringFout: another format, no list, or a date that is none.
    """
    if document.velden.get("formaat") != formaat or document.velden.get(document.lijst) is not ...:
        raise LeveringFout(
            f"dit is geen {formaat}: het veld formaat of de lijst {document.lijst} ontbreekt.",
            bestand=document.pad,
            wat_te_doen="Vergelijk het bestand met het schema.",
        )
    kop = Element({naam: waarde for naam, waarde in document.velden.items() if naam == "leverdatum"}, "")
    dag = kop.lees("leverdatum", waarden.hele_datum)
    if kop.fout:
        raise LeveringFout(f"{kop.fout[1].reden}.", bestand=document.pad, kolom="leverdatum", wat_te_doen=kop.fout[1].wat_te_doen)
    if dag:
        lezing.noteer_levering(pa.array([dag]))


def _rijen(melding: Melding, stapel: Stapel, lezing: Lezing) -> None:
    wie = {
        "regel": melding.element,
        "pgn": melding.pgn,
        "pgn_soort": melding.pgn_soort,
        "brin": melding.brin,
        "vestiging": melding.vestiging,
        "kenmerk": melding.nummer,
    }
    stapel.leg(
        "meldingen",
        wie
        | {
            "verzuimsoort": melding.verzuimsoort,
            "van": melding.van,
            "tot": melding.tot,
            "ontvangen": melding.ontvangen,
            "status": melding.status,
        },
    )
    vast = wie | {"reden": REDEN[melding.verzuimsoort], "geregistreerd_op": melding.ontvangen}
    minuten, uren, les = (lezing.kaart.getal(n) for n in ("minuten_hele_dag", "uren_hele_dag", "minuten_lesuur"))
    for dag in melding.dagen:
        stapel.leg("verzuim", vast | {"datum": dag, "minuten": int(minuten), "uren": uren, "alle_lessen": True})
    for dag, lesuur in melding.lesuren:
        stapel.leg("verzuim", vast | {"datum": dag, "lesuur": lesuur, "minuten": int(les), "uren": 1.0})
    if melding.dagen:
        lezing.telling[f"{{}} hele verzuimdagen zijn geteld als {minuten:g} minuten ({uren:g} uur) elk"] += len(melding.dagen)


def kaart() -> Kaart:
    return Kaart({}, (), (), {}, {"minuten_hele_dag": 300, "uren_hele_dag": 5, "minuten_lesuur": 60})


BRON = Bron(FORMAAT, "Verzuimmeldingen", ("json",), lees, kaart, r"(?i)verzuimmelding")
