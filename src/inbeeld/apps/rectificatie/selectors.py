"""Reading what is disputed, and the notes that go with facts wherever these go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from inbeeld.apps.basis.samenvoegen import Feittabel
from inbeeld.apps.personen.selectors import met_opgegane
from inbeeld.apps.rectificatie.models import Verzoek
from inbeeld.apps.registers.een_persoon import FEITEN
from inbeeld.apps.toegang.models import Medewerker
from inbeeld.regels.verjaardag import plus_maanden
from inbeeld.web.datums import dag
from inbeeld.web.woorden import DIPLOMA, GROND, ONDERWIJS, REDEN, VERZUIMSOORT, WERKVORM

MEEST = 200
"""Facts of one kind to choose from, the newest first."""
TABELLEN: Mapping[str, Feittabel] = {s.naam: s for s in FEITEN}
DOSSIERFEITEN = ("vrijstellingen", "verzuim", "meldingen")
_SOORT = {
    "personen": "Persoonsgegevens",
    "verblijf": "Inschrijving in gemeente",
    "inschrijvingen": "School",
    "diplomas": "Diploma",
    "vrijstellingen": "Vrijstelling",
    "verzuim": "Afwezig",
    "meldingen": "Verzuimmelding",
    "werk": "Werk",
    "rooster": "Rooster",
}
_WOORDEN: Mapping[str, Mapping[str, str]] = {
    "onderwijs": ONDERWIJS,
    "diploma": DIPLOMA,
    "grond": GROND,
    "reden": REDEN,
    "verzuimsoort": VERZUIMSOORT,
    "vorm": WERKVORM,
}
_WAAR = ("verblijf",)
"""Of these a municipality is never named: it would tell where someone is whose address is secret."""
_TOON = ("onderwijs", "diploma", "grond", "verzuimsoort", "vorm", "reden", "weekdag")


@dataclass(frozen=True)
class Feit:
    """A fact that holds now. ``code``: how a form names it."""

    tabel: str
    id: int
    bron: str
    sleutel: UUID
    tekst: str

    @property
    def code(self) -> str:
        return f"{self.tabel}:{self.id}"


@dataclass(frozen=True)
class Noot:
    """What goes with a fact: disputed (``besluit`` empty) or what was decided, with the note."""

    verzoek: UUID
    feit: str
    betwist: str
    besluit: str
    noot: str
    sinds: date

    @property
    def open(self) -> bool:
        return not self.besluit


def feiten_van(tenant_id: int, jongere_id: int) -> list[Feit]:
    """What can be disputed: every fact of this youth that holds now."""
    uit: list[Feit] = []
    with connection.cursor() as cursor:
        for spec in FEITEN:
            kolommen = [k for k in (*_TOON, "van", "tot", "datum") if k in spec.kolommen]
            school = "s.naam" if spec.school else "NULL"
            koppel = "LEFT JOIN scholen_school s ON s.id = f.school_id" if spec.school else ""
            cellen = ", ".join(f"f.{k}" for k in kolommen) or "NULL"
            cursor.execute(
                f"SELECT f.id, f.bron, f.sleutel, {school}, {cellen} FROM {spec.tabel} f {koppel} "
                "WHERE f.tenant_id = %s AND f.jongere_id = %s AND f.vervangen_op IS NULL AND NOT f.vervallen "
                f"ORDER BY f.id DESC LIMIT {MEEST}",
                [tenant_id, jongere_id],
            )
            for id_, bron, sleutel, naam, *waarden in cursor.fetchall():
                uit.append(
                    Feit(spec.naam, id_, bron, sleutel, _zin(spec.naam, bron, naam, dict(zip(kolommen, waarden, strict=False))))
                )
    return uit


def _zin(tabel: str, bron: str, school: str | None, cellen: Mapping[str, Any]) -> str:
    if tabel == "personen":  # which of them is not right stands in the request; an address is not repeated
        return f"{_SOORT[tabel]}: naam, geboorte, adres (bron: {bron})"
    delen = [_WOORDEN.get(k, {}).get(str(v), str(v)) for k, v in cellen.items() if k in _TOON and v is not None]
    if school:
        delen.insert(0, school)
    van, tot, op = cellen.get("van"), cellen.get("tot"), cellen.get("datum")
    if op:
        delen.append(dag(op))
    elif van:
        delen.append(f"{dag(van)} tot {dag(tot)}" if tot else f"vanaf {dag(van)}")
    return f"{_SOORT[tabel]}: {', '.join(delen)} (bron: {bron})" if delen else f"{_SOORT[tabel]} volgens {bron}"


def feit_van(v: Verzoek) -> str:
    """What is disputed, in words: as it was kept, unless that names a municipality."""
    return f"{_SOORT[v.tabel]} (bron: {v.bron})" if v.tabel in _WAAR else v.feit


def verzoeken(tenant_id: int) -> QuerySet[Verzoek]:
    """Requests, the longest waiting first."""
    return (
        Verzoek.objects.filter(tenant_id=tenant_id)
        .select_related("jongere", "jongere__opgegaan_in", "door", "besluit", "besluit__door")
        .order_by("ontvangen", "id")
    )


def uiterlijk(verzoek: Verzoek) -> date:
    """The day on which an answer must have been given (AVG art. 12 lid 3): a month after receipt."""
    return plus_maanden(verzoek.ontvangen, 1)


def noten_van(tenant_id: int, jongere_id: int, door: Medewerker | None = None) -> list[Noot]:
    """Everything that was ever disputed about this person, the newest first; ``door``: by this account only."""
    alle = verzoeken(tenant_id).filter(jongere__in=met_opgegane([jongere_id]))
    return [_noot(v) for v in (alle.filter(door=door) if door else alle).order_by("-op", "-id")]


def _noot(v: Verzoek) -> Noot:
    besluit = getattr(v, "besluit", None)
    sinds = besluit.op.date() if besluit else v.ontvangen
    return Noot(v.uuid, feit_van(v), v.betwist, besluit.uitkomst if besluit else "", besluit.noot if besluit else "", sinds)


def noten_bij(tenant_id: int, jongere_ids: Iterable[int], door: Medewerker | None = None) -> dict[tuple[int, str], Noot]:
    """Per fact (our number and the name of its table) the last note that goes with it, in every version of the fact. For whatever
    shows facts or gives them away. ``door``: of this account only."""
    ids = list(jongere_ids)
    alle = verzoeken(tenant_id).filter(jongere__in=met_opgegane(ids), sleutel__isnull=False).order_by("op", "id")
    per: dict[str, list[Verzoek]] = {}
    for v in alle.filter(door=door) if door else alle:
        per.setdefault(v.tabel, []).append(v)
    uit: dict[tuple[int, str], Noot] = {}
    with connection.cursor() as cursor:
        for tabel, lijst in per.items():
            cursor.execute(
                f"SELECT f.id, k.n FROM {TABELLEN[tabel].tabel} f "
                "JOIN unnest(%s::text[], %s::uuid[]) WITH ORDINALITY AS k(bron, sleutel, n) "
                "ON k.bron = f.bron AND k.sleutel = f.sleutel WHERE f.tenant_id = %s AND f.jongere_id = ANY(%s) ORDER BY k.n",
                [[v.bron for v in lijst], [v.sleutel for v in lijst], tenant_id, ids],
            )
            for feit_id, n in cursor.fetchall():
                uit[(feit_id, tabel)] = _noot(lijst[n - 1])
    return uit
