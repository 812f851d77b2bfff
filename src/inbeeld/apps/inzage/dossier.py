"""Everything on one person, in parts. Every table that points at a youth is in it by itself; what is left out has a reason here.

Whoever gets it decides what it holds. A parent of whose child the address is secret gets no address and no school of any time,
and wherever one of these stands in a text it is made unreadable: the other parent may live there. Numbers of parents and other
youths are never in it: they are data of somebody else (AVG art. 15 lid 4).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.basis.modellen import Persoonsfeit
from inbeeld.apps.basis.versleuteling import ontsleutel
from inbeeld.apps.bewaren.selectors import gronden_van
from inbeeld.apps.gronden.beleid import RUST_OP
from inbeeld.apps.gronden.models import (
    DOORSTROOM,
    MELDING,
    OUDERS,
    SIGNAAL,
    TOESTEMMING,
    VRIJSTELLING,
    ZORG,
    Deling,
    Grond,
    Kennisgeving,
)
from inbeeld.apps.gronden.models import JONGERE as VERZOEK_JONGERE
from inbeeld.apps.leveringen.inname import DOEL_APART, DOEL_WACHT
from inbeeld.apps.leveringen.models import ApartGezet, Levering, OngekoppeldRij
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.selectors import leden as in_leeslog
from inbeeld.apps.personen.selectors import weergave
from inbeeld.apps.rectificatie.selectors import TABELLEN, noten_bij
from inbeeld.apps.scholen.models import School
from inbeeld.apps.toegang.models import ROLLEN, Medewerker, Organisatie
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording.inhoud import TOEGANG_GEVEN, TOEZICHT
from inbeeld.apps.verantwoording.selectors import gelezen_van
from inbeeld.regels.gegevensbescherming.vertegenwoordiging import ZELF_VANAF as _ZELF_VANAF
from inbeeld.regels.verjaardag import leeftijd_op
from inbeeld.web.woorden import BEWAARGROND, WOORDEN, woord

if TYPE_CHECKING:
    from uuid import UUID

JONGERE, OUDER = "jongere", "ouder"
VOOR_WIE = {JONGERE: "de jongere zelf (vanaf 16 jaar)", OUDER: "een ouder met gezag (tot 16 jaar)"}
ZELF_VANAF = _ZELF_VANAF.nu
"""From this age a youth asks, and not the parents (UAVG art. 5)."""
GEHEIM = "(geheim)"

NIET: Mapping[str, str] = {
    "personen_zoekrij": "woorden en klanken van naam en adres, die zelf in de inzage staan",
    "personen_samenvoegrij": "welke rij bij samenvoegen in welke andere opging; de rijen zelf staan in de inzage",
    "personen_bevestiging": "tot wanneer een nummer een feit bevestigde; de feiten zelf staan in de inzage",
    "registers_nummerdekking": "per nummer wat Dekking per persoon zegt",
    "verantwoording_letop": "waarschuwt de teamleider als iemand deze jongere opzoekt; erover vertellen neemt dat weg",
    "bewaren_vernietigregel": "staat er alleen tussen goedkeuren en vernietigen",
}
"""Tables that point at a youth and are left out, and why."""
APART = {
    "personen_jongere": "wie dit is",
    "leveringen_apartgezet": "apart gezette rijen",
    "leveringen_ongekoppeldrij": "wachtende rijen",
    "gronden_grond": "waarom het dossier open was",
    "gronden_kennisgeving": "wat u daarvan is verteld",
    "gronden_deling": "met wie is gedeeld",
    "verantwoording_leesregel": "wie keek",
    "verantwoording_leessleutel": "wie keek",
}
"""Tables that have a part of their own."""
KOPPEN = {
    "personen_persoonsgegevens": ("Persoonsgegevens", "Elke versie, per bron, ook wat niet meer geldt."),
    "registers_verblijf": ("Inschrijving in de gemeente", ""),
    "registers_inschrijving": ("Inschrijvingen op school", ""),
    "registers_diploma": ("Diploma's", ""),
    "registers_vrijstelling": ("Vrijstellingen", ""),
    "registers_verzuim": ("Afwezigheid", ""),
    "registers_melding": ("Verzuimmeldingen", ""),
    "registers_werk": ("Werk en uitkering", ""),
    "scholen_rooster": ("Rooster", ""),
    "registers_dekking": ("Tot wanneer een bron volledig was", "Nodig om te weten of iets dat ontbreekt echt weg is."),
    "beelden_rechtspositie": ("Rechtspositie", "Door InBeeld berekend uit de feiten hierboven, met het artikel."),
    "beelden_signaal": ("Signalen", "Door InBeeld berekend. Een signaal is geen besluit: een mens beoordeelt het."),
    "beelden_verwachting": ("Verwachting", "Wanneer er volgens de wet iets verandert, als de feiten gelijk blijven."),
    "beelden_klok": ("Klok van de wet", "Wat er telt, en hoe ver het is."),
    "beelden_vervallensignaal": ("Vervallen signalen", ""),
    "werklijst_werkregel": ("Werklijst", "Waarom deze jongere op de lijst van een medewerker staat."),
    "personen_oordeel": ("Besluiten over samenvoegen", "Een ander die erin voorkomt, wordt niet genoemd."),
    "personen_samenvoeging": ("Samengevoegd met een ander nummer", "Een ander die erin voorkomt, wordt niet genoemd."),
    "personen_dubbel": ("Mogelijk dubbel", "Een ander die erin voorkomt, wordt niet genoemd."),
    "bewaren_uitstel": ("Langer bewaren", ""),
    "rectificatie_verzoek": ("Wat betwist is", ""),
    "rectificatie_besluit": ("Wat daarover is besloten", ""),
    "mijn_betrokkene": ("Wie met een eigen account mag meekijken", "Ouders, tot de dag waarop u 16 werd, en uzelf."),
}
VAN_DE_ANDER = ("mijn_betrokkene",)
"""Parts that tell a parent about the other parent."""
_TECHNIEK = {
    "id", "uuid", "tenant", "sleutel", "inhoud", "regel", "run", "kenmerk", "via", "levering", "leden", "grens", "rang",
    "tabelnummer_index", "bsn_index", "onderwijsnummer_index", "ouder_1_index", "ouder_2_index", "ouder_1", "ouder_2", "zoeknaam",
    "bsn", "onderwijsnummer", "status", "fout",
}  # fmt: skip
"""Columns that tell nothing of a person, or something of somebody else."""
_ADRES = {"straat", "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats", "gemeente", "vakantieregio"}
_WOORD = {
    "onderwijs": "onderwijs", "diploma": "diploma", "grond": "grond", "reden": "reden", "verzuimsoort": "verzuimsoort",
    "vorm": "werkvorm", "inkomensklasse": "inkomensklasse", "uitkering": "uitkering", "zekerheid": "zekerheid",
    "positie": "rechtspositie", "signaal": "signaal", "wat": "rechtspositie", "status": "meldingstatus",
}  # fmt: skip
_SPEC = {spec.tabel: naam for naam, spec in TABELLEN.items()}
LABEL = {
    "bron_datum": "stand van", "ontvangen_op": "bekend sinds", "vervangen_op": "bekend tot", "vervallen": "ingetrokken",
    "van": "van", "tot": "tot", "geboren_nauwkeurig": "geboren, bekend tot op", "geheim": "adres geheim", "artikel": "volgens",
    "sinds_bekend": "bekend sinds", "begin_feit": "feit begon", "een": "wie", "ander": "en wie", "blijft": "wie blijft",
    "opgegaan_in": "zelfde persoon als", "dossier_weg_tot": "leerplichtdossier vernietigd tot",
}  # fmt: skip

_GRONDSOORT = {
    SIGNAAL: "signaal", MELDING: "melding van de school", VRIJSTELLING: "vrijstelling",
    DOORSTROOM: "taak van het Doorstroompunt", OUDERS: "verzoek van de ouders", VERZOEK_JONGERE: "verzoek van de jongere",
    TOESTEMMING: "toestemming", ZORG: "zorg van school of een ander",
}  # fmt: skip


@dataclass
class Deel:
    """A part: a heading, a sentence, and rows that all have the same columns."""

    naam: str
    kop: str
    uitleg: str
    rijen: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Inzage:
    """Everything, as it is given. ``adres_weggelaten``: the address is secret for whom this is."""

    wie: str
    organisatie: str
    op: date
    voor_wie: str
    adres_weggelaten: bool
    delen: list[Deel]

    def als_dict(self) -> dict[str, Any]:
        return {
            "over": self.wie,
            "organisatie": self.organisatie,
            "gemaakt_op": self.op.isoformat(),
            "voor": VOOR_WIE[self.voor_wie],
            "adres_weggelaten_wegens_geheimhouding": self.adres_weggelaten,
            "delen": [{"naam": d.naam, "kop": d.kop, "uitleg": d.uitleg, "rijen": d.rijen} for d in self.delen],
        }


def vind(tenant_id: int, uuid: UUID) -> Jongere | None:
    """Who this is now, also when asked under a number that went up in another."""
    gevonden = Jongere.objects.filter(tenant_id=tenant_id, uuid=uuid).select_related("opgegaan_in").first()
    return gevonden and (gevonden.opgegaan_in or gevonden)


def van_andere_ouder(eigen: Medewerker, door: Medewerker | None) -> bool:
    """Whether something was recorded by another parent's account than this parent's: not for this one to see."""
    return eigen.rol == OUDER and door is not None and door.rol == OUDER and door.pk != eigen.pk


def verzamel(
    organisatie: Organisatie, jongere: Jongere, voor_wie: str, *, namen: bool = False, eigen: Medewerker | None = None
) -> Inzage:
    """Everything that is known of ``jongere``.

    Args:
        eigen: the account that takes it itself. Then nobody reads it first: what others wrote in their own words is not in it,
            nor that another parent asked for something.
        namen: call employees who looked by their name; else only by what they are.

    Raises:
        GebruikFout: this is not for whom it is asked: from sixteen a youth asks, before that a parent.
    """
    op = vandaag(organisatie)
    _keur(jongere, voor_wie, op)
    leden = list(Jongere.objects.filter(Q(pk=jongere.pk) | Q(opgegaan_in=jongere), tenant=organisatie).order_by("pk"))
    ids = [j.pk for j in leden]
    verzamelaar = _Verzamelaar(organisatie, ids, eigen)
    delen = [
        _wie(jongere, leden),
        _over(organisatie, jongere, op),
        *verzamelaar.tabellen(),
        *_gronden(organisatie, ids, eigen, eigen is not None and geheimen(jongere, voor_wie) is not None),
        _apart(organisatie, leden),
        _wachtend(organisatie, leden),
        verzamelaar.leveringen(),
        _gelezen(organisatie, jongere, voor_wie, namen),
    ]
    delen = [d for d in delen if d.rijen and not (voor_wie == OUDER and d.naam in VAN_DE_ANDER)]
    geheim = geheimen(jongere, voor_wie)
    if geheim is not None:
        _zonder_adres(delen, geheim)
    return Inzage(weergave(jongere, op).naam, organisatie.naam, op, voor_wie, geheim is not None, delen)


def _keur(jongere: Jongere, voor_wie: str, op: date) -> None:
    if voor_wie not in VOOR_WIE:
        raise GebruikFout("Voor wie de inzage is, staat er niet bij.", doe=f"Kies uit {', '.join(VOOR_WIE)}.")
    if jongere.geboren is None or jongere.overleden is not None:
        return
    oud = leeftijd_op(jongere.geboren, op)
    if voor_wie == OUDER and oud >= ZELF_VANAF:
        raise GebruikFout("Vanaf 16 jaar vraagt de jongere zelf om inzage.", doe="Geef haar aan de jongere.")
    if voor_wie == JONGERE and oud < ZELF_VANAF:
        raise GebruikFout("Tot 16 jaar vraagt een ouder met gezag om inzage.", doe="Geef haar aan de ouder.")


# ---------------------------------------------------------------------- tables


_VERZOEKEN = {"rectificatie_verzoek": "door", "rectificatie_besluit": "verzoek__door"}
"""Tables of requests, and how each says who asked."""
_EIGEN_WOORDEN, _ZAKELIJK = ("reden", "toelichting"), ("registers_", "rectificatie_")
"""Columns in which someone wrote in their own words, but for tables where they are a code, or one's own words."""


class _Verzamelaar:
    """Reads every table that points at a youth: one query each."""

    def __init__(self, organisatie: Organisatie, ids: list[int], eigen: Medewerker | None) -> None:
        self._tenant, self._ids, self._eigen = organisatie.pk, ids, eigen
        self._levering_ids: set[int] = set()
        self._noten = noten_bij(organisatie.pk, ids, eigen)
        self._scholen = {s.pk: s.naam or f"school {s.brin}" for s in School.objects.filter(tenant=organisatie)}
        self._medewerkers = {m.pk: ROLLEN.get(m.rol, m.rol) for m in Medewerker.objects.filter(tenant=organisatie)}

    def tabellen(self) -> list[Deel]:
        gevonden = {m._meta.db_table: m for m in modellen()}
        volgorde = [*(t for t in KOPPEN if t in gevonden), *sorted(t for t in gevonden if t not in KOPPEN)]
        return [self._tabel(gevonden[t]) for t in volgorde]

    def _tabel(self, model: type[models.Model]) -> Deel:
        tabel = model._meta.db_table
        kop, uitleg = KOPPEN.get(tabel, (tabel.split("_", 1)[-1].capitalize(), ""))
        velden = list(model._meta.concrete_fields)
        wijst = [v.name for v in velden if v.related_model is Jongere]
        waar = Q(pk__in=[])
        for naam in wijst:
            waar |= Q(**{f"{naam}__in": self._ids})
        if issubclass(model, Persoonsfeit):
            # While two were taken for one, what was stated of the other was kept under this one: that is not theirs to see.
            waar = (waar & (Q(via=None) | Q(via__in=self._ids))) | Q(via__in=self._ids)
        if any(v.name == "tenant" for v in velden):
            waar &= Q(tenant_id=self._tenant)
        if self._eigen is not None and tabel in _VERZOEKEN:
            waar &= Q(**{_VERZOEKEN[tabel]: self._eigen})
        deel = Deel(tabel, kop, uitleg)
        for rij in model._default_manager.filter(waar).order_by("pk"):
            if issubclass(model, Persoonsfeit):
                self._levering_ids.add(rij.levering_id)  # type: ignore[attr-defined]
            cellen = {_label(v.name): self._tekst(v, rij) for v in velden if self._toont(v, wijst)}
            if noot := self._noten.get((rij.pk, _SPEC.get(tabel, ""))):
                cellen["betwist"] = noot.betwist if noot.open else f"{noot.betwist} {noot.besluit}: {noot.noot}"
            deel.rijen.append(cellen)
        return deel

    def _toont(self, veld: models.Field[Any, Any], wijst: list[str]) -> bool:
        if veld.name == "status" and veld.model._meta.db_table == "registers_melding":
            return True
        if len(wijst) > 1 and veld.name in wijst:
            return True
        if self._eigen is not None and veld.name in _EIGEN_WOORDEN and not veld.model._meta.db_table.startswith(_ZAKELIJK):
            return False
        return veld.name not in _TECHNIEK and veld.name not in wijst and not isinstance(veld, models.BinaryField)

    def _tekst(self, veld: models.Field[Any, Any], rij: models.Model) -> str:
        waarde = getattr(rij, veld.attname)
        if waarde is None:
            return ""
        if veld.related_model is Jongere:
            return "deze persoon" if waarde in self._ids else "iemand anders"
        if veld.related_model is School:
            return self._scholen.get(waarde, "")
        if veld.related_model is Medewerker:
            return self._medewerkers.get(waarde, "een medewerker")
        if veld.is_relation:
            return ""
        return _tekst(veld.name, waarde)

    def leveringen(self) -> Deel:
        deel = Deel("leveringen", "Leveringen waarin u voorkomt", "Waar de gegevens hierboven vandaan komen.")
        for v in Levering.objects.filter(tenant_id=self._tenant, pk__in=self._levering_ids).order_by("ontvangen_op", "pk"):
            deel.rijen.append(
                {
                    "wat": v.naam,
                    "stand van": _tekst("", v.bron_datum),
                    "ontvangen": _tekst("", v.ontvangen_op),
                    "nummer": str(v.uuid),
                }
            )
        return deel


def modellen() -> list[type[models.Model]]:
    """Every model with a youth in it that has no part of its own and no reason to be left out."""
    return [
        m
        for m in apps.get_models()
        if any(v.related_model is Jongere for v in m._meta.concrete_fields) and m._meta.db_table not in {*NIET, *APART}
    ]


def _label(naam: str) -> str:
    return LABEL.get(naam, naam.replace("_", " "))


def _tekst(naam: str, waarde: Any) -> str:
    if waarde is None:
        return ""
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    if naam == "geheim":
        return "ja" if waarde else "nee"
    if isinstance(waarde, datetime):
        return timezone.localtime(waarde).strftime("%d-%m-%Y %H:%M") if timezone.is_aware(waarde) else str(waarde)
    if isinstance(waarde, date):
        return waarde.strftime("%d-%m-%Y")
    if isinstance(waarde, list | tuple):
        return ", ".join(_onderdeel(naam, w) for w in waarde)
    if isinstance(waarde, str) and naam in _WOORD:
        return woord(_WOORD[naam], waarde)
    return str(waarde)


def _onderdeel(naam: str, waarde: Any) -> str:
    if isinstance(waarde, dict):
        woonde = waarde.get("tabel") == "verblijf"  # its value is a municipality: that stands with the facts themselves
        delen = (v for k, v in waarde.items() if v is not None and not k.endswith("_id") and not (woonde and k == "waarde"))
        return " ".join(str(v).replace("_", " ") for v in delen)
    return woord("signaal", waarde) if naam == "signalen" and waarde in WOORDEN["signaal"] else str(waarde).replace("_", " ")


# ---------------------------------------------------------------------- parts of their own


def _wie(jongere: Jongere, leden: Iterable[Jongere]) -> Deel:
    deel = Deel("wie", "Wie dit is", "Zoals bij ons bekend op de dag waarop dit is gemaakt.")
    rij: dict[str, str] = {}
    for j in leden:
        for kolom, label in (("bsn", "BSN"), ("onderwijsnummer", "onderwijsnummer")):
            if (waarde := getattr(j, kolom)) is not None:
                tekst = ontsleutel(waarde, f"jongere.{kolom}").decode()
                rij[label] = f"{rij[label]}, {tekst}" if label in rij else tekst
    for veld in Jongere._meta.concrete_fields:
        if veld.name not in _TECHNIEK and not veld.is_relation and not isinstance(veld, models.BinaryField):
            rij[_label(veld.name)] = _tekst(veld.name, getattr(jongere, veld.attname))
    rij["kenmerk"] = str(jongere.uuid)
    rij["nummer van ouders"] = "bij ons bekend" if jongere.ouder_1_index or jongere.ouder_2_index else ""
    deel.rijen.append({k: v for k, v in rij.items() if v})
    return deel


def _over(organisatie: Organisatie, jongere: Jongere, op: date) -> Deel:
    deel = Deel(
        "bewaren",
        "Waarvoor, en hoe lang",
        "Wij gebruiken deze gegevens voor de uitvoering van de Leerplichtwet 1969 en voor het Doorstroompunt (WEB hoofdstuk 9). "
        "U mag ons vragen iets te verbeteren of te wissen, bezwaar maken tegen het gebruik, en een klacht indienen bij de "
        "Autoriteit Persoonsgegevens. Per grond staat hieronder vanaf welke dag wij niet meer mogen bewaren.",
    )
    for grond, vanaf in gronden_van(organisatie, op, jongere.pk):
        deel.rijen.append({"grond": BEWAARGROND[grond], "niet langer dan": _tekst("", vanaf) or "nog niet te zeggen"})
    return deel


def _indexen(leden: Iterable[Jongere]) -> list[bytes]:
    return [bytes(i) for j in leden for i in (j.bsn_index, j.onderwijsnummer_index, j.tabelnummer_index) if i]


def _apart(organisatie: Organisatie, leden: list[Jongere]) -> Deel:
    deel = Deel("apart", "Rijen die apart zijn gezet", "Rijen uit een levering die wij zo niet konden gebruiken, en waarom.")
    rijen = ApartGezet.objects.filter(tenant=organisatie, pgn_index__in=_indexen(leden)).select_related("levering").order_by("pk")
    for r in rijen.prefetch_related("afhandelingen"):
        cellen = json.loads(ontsleutel(r.inhoud, DOEL_APART)) if r.inhoud else {}
        deel.rijen.append(
            {
                "levering": r.levering.naam,
                "stand van": _tekst("", r.levering.bron_datum),
                "wat er mis was": r.reden,
                "wat er gebeurde": r.status,
                "waarom": "; ".join(a.reden for a in r.afhandelingen.all() if a.reden),
                "de rij": ", ".join(f"{k}: {v}" for k, v in cellen.items() if v),
            }
        )
    return deel


def _wachtend(organisatie: Organisatie, leden: list[Jongere]) -> Deel:
    deel = Deel("wacht", "Rijen die wachten", "Rijen die nog niet bij een persoon zijn gezet.")
    for r in OngekoppeldRij.objects.filter(tenant=organisatie, pgn_index__in=_indexen(leden)).select_related("levering"):
        cellen = json.loads(ontsleutel(r.inhoud, DOEL_WACHT))
        tekst = ", ".join(f"{k}: {v}" for k, v in cellen.items() if v is not None and "ouder" not in k)
        deel.rijen.append({"levering": r.levering.naam, "soort": r.tabel, "de rij": tekst})
    return deel


def _gronden(organisatie: Organisatie, ids: list[int], eigen: Medewerker | None, geheim: bool) -> list[Deel]:
    """Grounds, notices and with whom something was shared (AVG art. 15 lid 1 onder c).

    Not: what somebody else told about a worry (lid 4), why nobody was told yet, and why a colleague shared it.
    """
    van = {"tenant": organisatie, "jongere__in": ids}
    open_ = Deel("gronden_grond", "Waarom het dossier open was", "Wij openen een dossier alleen op een van deze gronden.")
    for g in Grond.objects.filter(**van).select_related("door").order_by("van", "pk"):
        if eigen and van_andere_ouder(eigen, g.door):
            continue
        zwijg = g.soort == ZORG or (eigen is not None and g.door_id not in (None, eigen.pk))
        open_.rijen.append(
            {
                "grond": _GRONDSOORT[g.soort],
                "waarvan": _waarvan(g),
                "van": _tekst("", g.van),
                "tot": _tekst("", g.tot),
                "volgens": RUST_OP[g.soort],
                "reden": "" if zwijg else g.reden,
            }
        )
    verteld = Deel("gronden_kennisgeving", "Wat daarover is verteld", "Of ouders of jongere van het dossier weten.")
    for k in Kennisgeving.objects.filter(**van).select_related("door").order_by("op", "pk"):
        if eigen and van_andere_ouder(eigen, k.door):
            continue
        toelichting = "" if eigen or k.aan == "niemand" else k.toelichting
        hoe = "" if k.wijze == "geen" else k.wijze.replace("_", " ")
        verteld.rijen.append({"aan": k.aan, "hoe": hoe, "op": _tekst("", k.op), "toelichting": toelichting})
    gedeeld = Deel("gronden_deling", "Met wie is gedeeld", "Wie buiten de gemeente iets van deze gegevens kon zien.")
    for d in Deling.objects.filter(**van).select_related("met").order_by("van", "pk"):
        wat = ", ".join(d.onderdelen)
        met = "een partner" if geheim else d.met.naam
        gedeeld.rijen.append({"met": met, "wat": wat, "van": _tekst("", d.van), "tot": _tekst("", d.tot)})
    return [open_, verteld, gedeeld]


def _waarvan(g: Grond) -> str:
    soort = {SIGNAAL: "signaal", MELDING: "verzuimsoort", VRIJSTELLING: "grond", DOORSTROOM: "rechtspositie"}.get(g.soort)
    return woord(soort, g.waarvan) if soort and g.waarvan else ""


def _gelezen(organisatie: Organisatie, jongere: Jongere, voor_wie: str, namen: bool) -> Deel:
    deel = Deel(
        "gelezen",
        "Wie uw gegevens heeft gezien",
        "Elke keer dat een medewerker uw gegevens op het scherm kreeg, ook in een lijst: wanneer, in welke rol en waarvoor.",
    )
    for r in gelezen_van(organisatie.pk, in_leeslog(jongere)):
        if voor_wie == OUDER and (r.rol == OUDER or r.pagina == TOEGANG_GEVEN):
            continue  # when the other parent looked, or got access, is not for this one
        wie = {"medewerker": r.medewerker.naam} if namen else {}
        rol = ROLLEN.get(r.rol.split(",")[0], r.rol)
        # Which page of the oversight it was, would tell that someone is marked.
        waar = r.doel if r.doel == TOEZICHT else r.pagina
        deel.rijen.append({"wanneer": _tekst("", r.op), **wie, "rol": rol, "waarvoor": r.doel, "waar": waar})
    return deel


# ---------------------------------------------------------------------- a secret address


def _versies(organisatie: Organisatie, ids: list[int]) -> list[models.Model]:
    from inbeeld.apps.personen.models import Persoonsgegevens

    waar = Q(jongere__in=ids) | Q(via__in=ids)
    return [*Jongere.objects.filter(pk__in=ids), *Persoonsgegevens.objects.filter(waar, tenant=organisatie)]


def _ooit_geheim(organisatie: Organisatie, ids: list[int]) -> bool:
    """Secret now, or said to be by any source at any time: better an address too few."""
    return any(getattr(v, "geheim", None) for v in _versies(organisatie, ids))


def _adreswoorden(organisatie: Organisatie, ids: list[int]) -> set[str]:
    """What would tell where: streets, postcodes and towns of all versions, and schools."""
    uit: set[str] = set()
    for v in _versies(organisatie, ids):
        for kolom in ("straat", "postcode", "woonplaats"):
            if waarde := getattr(v, kolom, None):
                uit |= {waarde, f"{waarde[:4]} {waarde[4:]}"} if kolom == "postcode" else {waarde}
    uit |= {s.naam for s in School.objects.filter(pk__in=_schoolnummers(organisatie, ids)) if s.naam}
    return {w for w in uit if len(w) >= 3}


def _schoolnummers(organisatie: Organisatie, ids: list[int]) -> set[int]:
    """Where someone goes to school is where they can be found."""
    uit: set[int] = set()
    for model in modellen():
        if any(v.related_model is School for v in model._meta.concrete_fields):
            rijen = model._default_manager.filter(tenant=organisatie, jongere__in=ids, school__isnull=False)
            uit |= set(rijen.values_list("school_id", flat=True))
    return uit


class Geheimen:
    """What must not be told to whom an address is secret for."""

    def __init__(self, woorden: Iterable[str]) -> None:
        alle = sorted(woorden, key=len, reverse=True)
        self._patroon = re.compile("|".join(re.escape(w) for w in alle), re.IGNORECASE) if alle else None

    def zonder(self, tekst: str) -> str:
        """The text with every word that tells where someone is made unreadable."""
        return self._patroon.sub(GEHEIM, tekst) if self._patroon else tekst


def geheimen(jongere: Jongere, voor_wie: str) -> Geheimen | None:
    """What a parent must not read of a youth whose address is or ever was secret; null: nothing. For whatever shows a parent
    something."""
    if voor_wie != OUDER:
        return None
    organisatie = jongere.tenant
    ids = list(Jongere.objects.filter(Q(pk=jongere.pk) | Q(opgegaan_in=jongere), tenant=organisatie).values_list("pk", flat=True))
    return Geheimen(_adreswoorden(organisatie, ids)) if _ooit_geheim(organisatie, ids) else None


def _zonder_adres(delen: list[Deel], geheim: Geheimen) -> None:
    """Leaves out columns with an address or a school, and rows as delivered; what is left of them in texts is made unreadable."""
    weg = {_label(k) for k in _ADRES} | {"de rij", "school"}
    for d in delen:
        if d.naam == "rectificatie_verzoek":
            for rij in d.rijen:
                if rij.get("tabel") in ("verblijf", "inschrijvingen"):
                    rij.pop("feit", None)
        d.rijen[:] = [{k: geheim.zonder(v) for k, v in rij.items() if k not in weg} for rij in d.rijen]
    delen[:] = [d for d in delen if any(any(r.values()) for r in d.rijen)]
