"""What the pages of the read log show. Who may not see files sees no names: a youth is then its pseudonym."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inbeeld.apps.leeslog import patronen
from inbeeld.apps.personen.beleid import zichtbare_jongeren
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.selectors import leden, weergave
from inbeeld.apps.toegang.models import JONGERE, OUDER, ROLLEN, TEAMLEIDER, Medewerker
from inbeeld.apps.verantwoording.inhoud import DOELEN, TOEZICHT
from inbeeld.apps.verantwoording.models import LEZEN, SCHRIJVEN, UITVOEREN, Leesmelding, Leespatroon, Leesregel, Letop
from inbeeld.apps.verantwoording.selectors import gelezen_van, jongeren_van
from inbeeld.web.bladen import blad_van
from inbeeld.web.templatetags.inbeeld import getal

if TYPE_CHECKING:
    from collections.abc import Mapping

PER_BLAD, PATRONEN_MEEST, MELDINGEN_MEEST = 40, 30, 30
MET_NAAM = 5
"""Of a request with more youths only the number is shown."""

HANDELING = {
    LEZEN: gettext_lazy("gezien"),
    SCHRIJVEN: gettext_lazy("gewijzigd"),
    UITVOEREN: gettext_lazy("in een bestand opgeslagen"),
}
SOORT_MELDING = {
    Letop.VIP: gettext_lazy("gemarkeerde jongere"),
    Letop.ADRES: gettext_lazy("woont op het adres van de medewerker"),
    Letop.ZELF: gettext_lazy("de medewerker zelf"),
}


@dataclass(frozen=True)
class Persoon:
    """A youth in the log. ``naam`` is a name, or what stands for it. ``uuid``: of the youth, when there is one to go to."""

    naam: str
    uuid: UUID | None
    pk: int | None


@dataclass(frozen=True)
class Verzoekregel:
    """What one request looked at."""

    op: datetime
    medewerker: str
    rol: str
    handeling: str
    doel: str
    pagina: str
    velden: str
    aantal: int
    personen: list[Persoon]


@dataclass(frozen=True)
class Opvallend:
    """Something worth a look. ``zin`` says what was seen, ``regel`` by which rule."""

    dag: date
    medewerker: str
    medewerker_uuid: UUID
    zin: str
    regel: str
    persoon: Persoon | None


@dataclass(frozen=True)
class Melding:
    melding: Leesmelding
    persoon: Persoon
    waarom: str
    pagina: str
    eigen: bool


@dataclass(frozen=True)
class Meldingen:
    """``totaal``: how many wait."""

    wacht: list[Melding]
    klaar: list[Melding]
    totaal: int
    blad: int
    bladen: int
    gezien: list[int]


@dataclass(frozen=True)
class Filter:
    """``dag`` null = the last day with lines."""

    dag: date | None
    medewerker: UUID | None
    doel: str


@dataclass(frozen=True)
class Overzicht:
    dag: date | None
    opvallend: list[Opvallend]
    opvallend_meer: int
    regels: list[Verzoekregel]
    totaal: int
    blad: int
    bladen: int
    gezien: list[int]


@dataclass(frozen=True)
class Wiekeek:
    regels: list[Verzoekregel]
    totaal: int
    blad: int
    bladen: int


# ---------------------------------------------------------------------- youths behind pseudonyms


def personen_van(wie: Medewerker, pseudoniemen: Iterable[UUID | None]) -> dict[UUID, Persoon]:
    """Each pseudonym as this person may see it. Whoever may not see the youth, or any youth, gets no name."""
    alle = {p for p in pseudoniemen if p is not None}
    ids = jongeren_van(wie.tenant_id, alle)
    jongeren = Jongere.objects.filter(tenant_id=wie.tenant_id, pk__in=set(ids.values())).select_related("opgegaan_in")
    bekend = {j.pk: j.opgegaan_in or j for j in jongeren}
    zichtbaar = set(
        Jongere.objects.filter(zichtbare_jongeren(wie), pk__in={j.pk for j in bekend.values()}).values_list("pk", flat=True)
    )
    uit = {}
    for p in alle:
        j = bekend.get(ids.get(p, 0))
        if j is None:
            uit[p] = Persoon(_("vernietigd (%s)") % _kort(p), None, None)
        elif j.pk in zichtbaar:
            uit[p] = Persoon(weergave(j, date.today()).naam, j.uuid, j.pk)
        else:
            uit[p] = Persoon(_("jongere %s") % _kort(p), j.uuid, None)
    return uit


def _kort(pseudoniem: UUID) -> str:
    return pseudoniem.hex[:8]


def vind(wie: Medewerker, uuid: UUID) -> Jongere | None:
    """A youth whose log this person may see: who sees files, of their own municipalities; who sees none, of all."""
    alle = Jongere.objects.filter(tenant_id=wie.tenant_id, uuid=uuid, opgegaan_in__isnull=True)
    return (alle.filter(zichtbare_jongeren(wie)) if ziet_personen(wie) else alle).first()


def ziet_personen(wie: Medewerker) -> bool:
    return wie.rol == TEAMLEIDER


# ---------------------------------------------------------------------- the log by request

_REGELS = """
SELECT min(r.op), r.medewerker_id, r.rol, r.handeling, r.doel, r.pagina, r.velden, count(r.pseudoniem),
       (array_agg(r.pseudoniem) FILTER (WHERE r.pseudoniem IS NOT NULL))[1:%(meest)s], count(*) OVER ()
FROM verantwoording_leesregel r
WHERE r.tenant_id = %(t)s AND r.dag = %(dag)s {waar}
GROUP BY r.trace, r.medewerker_id, r.rol, r.handeling, r.doel, r.pagina, r.velden
"""


def overzicht(wie: Medewerker, filter_: Filter, blad: int) -> Overzicht:
    """What was unusual, and all requests of one day, the last first."""
    tenant = wie.tenant_id
    collegas = {m.pk: m for m in medewerkers(tenant)}
    gekozen = next((m for m in collegas.values() if m.uuid == filter_.medewerker), None)
    dag = filter_.dag or _laatste_dag(tenant, gekozen)
    w: dict[str, Any] = {"t": tenant, "dag": dag, "meest": MET_NAAM, "m": gekozen and gekozen.pk, "doel": filter_.doel}
    waar = ("AND r.medewerker_id = %(m)s " if gekozen else "") + ("AND r.doel = %(doel)s" if filter_.doel else "")
    sql = _REGELS.format(waar=waar)
    with connection.cursor() as cursor:
        for gevraagd in (max(1, blad), 1):  # past the last page: the first
            cursor.execute(f"{sql} ORDER BY 1 DESC LIMIT {PER_BLAD} OFFSET {(gevraagd - 1) * PER_BLAD}", w)
            if rijen := cursor.fetchall():
                break
    totaal = rijen[0][9] if rijen else 0
    blad, bladen, _deel = blad_van(totaal, PER_BLAD, gevraagd)
    opvallend = _patronen(tenant, filter_.dag, gekozen)
    meer = opvallend.count() - PATRONEN_MEEST
    getoond = list(opvallend[:PATRONEN_MEEST])
    nodig = [p for r in rijen if r[7] <= MET_NAAM for p in r[8] or ()] + [p.pseudoniem for p in getoond]
    personen = personen_van(wie, nodig)
    regels = [_verzoekregel(r, collegas, personen) for r in rijen]
    gezien = {p.pk for p in personen.values() if p.pk is not None}
    return Overzicht(dag, [_opvallend(p, personen) for p in getoond], max(0, meer), regels, totaal, blad, bladen, sorted(gezien))


def _laatste_dag(tenant_id: int, medewerker: Medewerker | None) -> date | None:
    regels = Leesregel.objects.filter(tenant_id=tenant_id)
    if medewerker is not None:
        return regels.filter(medewerker=medewerker).order_by("-op").values_list("dag", flat=True).first()
    return regels.order_by("-dag").values_list("dag", flat=True).first()


def _verzoekregel(r: tuple[Any, ...], collegas: Mapping[int, Medewerker], personen: Mapping[UUID, Persoon]) -> Verzoekregel:
    op, medewerker, rol, handeling, doel, pagina, velden, aantal, pseudoniemen, _totaal = r
    wie = [personen[p] for p in pseudoniemen or () if p in personen] if aantal <= MET_NAAM else []
    return Verzoekregel(
        op,
        _naam(collegas[medewerker]),
        ROLLEN.get(rol, rol),
        str(HANDELING.get(handeling, handeling)),
        str(DOELEN.get(doel, doel)),
        pagina,
        ", ".join(velden),
        aantal,
        wie,
    )


def _naam(m: Medewerker) -> str:
    """Of a parent or youth no name: it would tell who the youth is."""
    return ROLLEN[m.rol] if m.rol in (OUDER, JONGERE) else m.naam


def medewerkers(tenant_id: int) -> QuerySet[Medewerker]:
    return Medewerker.objects.filter(tenant_id=tenant_id).order_by("naam", "id")


# ---------------------------------------------------------------------- what is unusual


def _patronen(tenant_id: int, dag: date | None, medewerker: Medewerker | None) -> QuerySet[Leespatroon]:
    alle = Leespatroon.objects.filter(tenant_id=tenant_id).select_related("medewerker")
    if dag is not None:
        alle = alle.filter(dag=dag)
    if medewerker is not None:
        alle = alle.filter(medewerker=medewerker)
    return alle.order_by("-dag", "rang", "id")


def _opvallend(p: Leespatroon, personen: Mapping[UUID, Persoon]) -> Opvallend:
    n = {"n": getal(p.aantal), "gewoon": getal(p.gewoon)}
    persoon = personen.get(p.pseudoniem) if p.pseudoniem else None
    match p.soort:
        case patronen.NAAM:
            zin = _("zag iemand met de eigen achternaam:")
            regel = _("De jongere heet zoals de medewerker.")
        case patronen.VEEL:
            zin = _("opende of zocht %(n)s jongeren; gewoon is %(gewoon)s.") % n
            regel = _("Meer dan driemaal de middelste van de laatste dertig werkdagen, en minstens vijftien.")
        case patronen.HERHAALD:
            zin = _("zocht %(n)s keer dezelfde jongere op:") % n
            regel = _("Minstens zes keer in zeven dagen, en er staat voor deze jongere niets op de werklijst.")
        case patronen.ELDERS:
            zin = _("zag iemand buiten de eigen gemeenten:")
            regel = _("De jongere woont nu in een gemeente die de medewerker niet heeft.")
        case patronen.BUITEN:
            zin = (
                ngettext(
                    "bekeek %(n)s pagina met jongeren buiten kantoortijd.",
                    "bekeek %(n)s pagina's met jongeren buiten kantoortijd.",
                    p.aantal,
                )
                % n
            )
            regel = _("Voor zeven uur, na zeven uur 's avonds of in het weekend.")
        case _:
            zin = ngettext("sloeg %(n)s bestand met gegevens op.", "sloeg %(n)s bestanden met gegevens op.", p.aantal) % n
            regel = _("Elk bestand met gegevens van jongeren staat hier.")
    return Opvallend(p.dag, p.medewerker.naam, p.medewerker.uuid, zin, regel, persoon)


# ---------------------------------------------------------------------- who looked at one youth


def wie_keek(wie: Medewerker, jongere: Jongere, blad: int) -> Wiekeek:
    """Every look at this person, the last first."""
    alle = gelezen_van(wie.tenant_id, leden(jongere))
    totaal = alle.count()
    blad, bladen, deel = blad_van(totaal, PER_BLAD, blad)
    return Wiekeek([_keek(r) for r in alle[deel]], totaal, blad, bladen)


def _keek(r: Leesregel) -> Verzoekregel:
    return Verzoekregel(
        r.op,
        _naam(r.medewerker),
        ROLLEN.get(r.rol, r.rol),
        str(HANDELING.get(r.handeling, r.handeling)),
        str(DOELEN.get(r.doel, r.doel)),
        r.pagina,
        ", ".join(r.velden),
        1,
        [],
    )


def inzagebestand(wie: Medewerker, jongere: Jongere, *, met_namen: bool) -> str:
    """All of it as CSV, the first first. Of the oversight no more than that it was: the rest tells that someone is marked."""
    tekst = io.StringIO()
    schrijver = csv.writer(tekst, delimiter=";")
    koppen = [_("wanneer"), _("rol"), _("wat"), _("waarvoor"), _("pagina"), _("gegevens")]
    schrijver.writerow([*koppen, _("medewerker")] if met_namen else koppen)
    for regel in gelezen_van(wie.tenant_id, leden(jongere)).order_by("op", "id").iterator(chunk_size=2_000):
        r = _keek(regel)
        wat = [r.handeling, r.doel, r.pagina, r.velden]
        if regel.doel == TOEZICHT:
            wat = [str(HANDELING[LEZEN]), r.doel, TOEZICHT, ""]
        rij = [f"{timezone.localtime(r.op):%d-%m-%Y %H:%M}", r.rol, *wat]
        schrijver.writerow([_cel(c) for c in ([*rij, r.medewerker] if met_namen else rij)])
    return tekst.getvalue()


def _cel(waarde: str) -> str:
    """Not to be taken for a formula: names of columns are those of a supplier."""
    return f"'{waarde}" if waarde[:1] in ("=", "+", "-", "@", "\t", "\r") else waarde


# ---------------------------------------------------------------------- what was told


def meldingen(wie: Medewerker, blad: int) -> Meldingen:
    """Those that wait, the oldest first, and the last ones that somebody looked into."""
    alle = Leesmelding.objects.filter(tenant_id=wie.tenant_id).select_related("medewerker", "gezien_door")
    open_ = alle.filter(gezien_op__isnull=True).order_by("op", "id")
    totaal = open_.count()
    blad, bladen, deel = blad_van(totaal, PER_BLAD, blad)
    wacht, klaar = list(open_[deel]), list(alle.filter(gezien_op__isnull=False).order_by("-gezien_op")[:MELDINGEN_MEEST])
    beide = _met_personen(wie, [*wacht, *klaar])
    gezien = sorted({m.persoon.pk for m in beide if m.persoon.pk is not None})
    return Meldingen(beide[: len(wacht)], beide[len(wacht) :], totaal, blad, bladen, gezien)


def melding_van(wie: Medewerker, uuid: UUID) -> Melding | None:
    alle = Leesmelding.objects.filter(tenant_id=wie.tenant_id, uuid=uuid).select_related("medewerker", "gezien_door")
    return next(iter(_met_personen(wie, list(alle))), None)


def _met_personen(wie: Medewerker, rijen: list[Leesmelding]) -> list[Melding]:
    personen = personen_van(wie, (m.pseudoniem for m in rijen))
    return [
        Melding(m, personen[m.pseudoniem], str(SOORT_MELDING.get(m.soort, m.soort)), m.pagina, m.medewerker_id == wie.pk)
        for m in rijen
    ]
