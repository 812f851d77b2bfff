"""Youths that may be one person: the suggestions, what was decided, and two of them side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbeeld.apps.jongere.selectors import kort
from inbeeld.apps.personen import dubbelen
from inbeeld.apps.personen.beleid import zichtbare_jongeren
from inbeeld.apps.personen.models import Dubbel, Jongere, Oordeel, Persoonsgegevens, Samenvoeging
from inbeeld.apps.personen.selectors import Weergave, weergave
from inbeeld.web.datums import dag
from inbeeld.web.woorden import POSITIES

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

PER_BLAD = 20
WAT_GELIJK = {
    dubbelen.GEBOREN: gettext_lazy("geboortedag"),
    dubbelen.VOORNAAM: gettext_lazy("voornaam"),
    dubbelen.ACHTERNAAM: gettext_lazy("achternaam"),
    dubbelen.ADRES: gettext_lazy("adres"),
    dubbelen.GESLACHT: gettext_lazy("geslacht"),
    dubbelen.OUDER: gettext_lazy("ouder"),
    dubbelen.NUMMER: gettext_lazy("soort nummer"),
}
_GESLACHT = {"M": gettext_lazy("jongen"), "V": gettext_lazy("meisje"), "O": gettext_lazy("niet vastgesteld")}


@dataclass(frozen=True)
class Paar:
    """A suggestion. ``gelijk``, ``anders``: what is and what isn't the same, in words."""

    een: Weergave
    ander: Weergave
    gelijk: list[str]
    anders: list[str]


@dataclass(frozen=True)
class Besluit:
    """What someone decided about two youths, as far as it is not done yet, or failed."""

    uuid: UUID
    een: Weergave
    ander: Weergave
    soort: str
    wacht: bool
    fout: str
    door: str
    op: date


@dataclass(frozen=True)
class Samen:
    """A merge that holds."""

    blijft: Weergave
    vervalt: UUID
    reden: str
    door: str
    op: date
    wacht: bool


@dataclass(frozen=True)
class Parenlijst:
    """``elders``: suggestions with someone that this person may not see."""

    paren: list[Paar]
    aantal: int
    elders: int
    besluiten: list[Besluit]
    samen: list[Samen]
    blad: int
    bladen: int
    gezien: list[int]

    @property
    def bezig(self) -> bool:
        return any(b.wacht for b in self.besluiten)


@dataclass(frozen=True)
class Regel:
    """One line of the comparison: what it is, of the one and of the other, and whether they agree (null = can't be said)."""

    wat: str
    een: str
    ander: str
    gelijk: bool | None


def _openstaand(medewerker: Medewerker) -> QuerySet[Dubbel]:
    """Suggestions of the organisation that nobody has judged since the data were last other."""
    tenant = medewerker.tenant_id
    twee = Oordeel.objects.filter(tenant_id=tenant, soort=Oordeel.TWEE, op__gte=OuterRef("gezien_op"))
    wacht = Oordeel.objects.filter(tenant_id=tenant, soort=Oordeel.SAMEN, status=Oordeel.WACHT)
    samen = Q(een=OuterRef("een"), ander=OuterRef("ander")) | Q(een=OuterRef("ander"), ander=OuterRef("een"))
    return Dubbel.objects.filter(~Exists(twee.filter(samen)), ~Exists(wacht.filter(samen)), tenant_id=tenant)


def _van_mij(medewerker: Medewerker) -> Q:
    return zichtbare_jongeren(medewerker, "een__") & zichtbare_jongeren(medewerker, "ander__")


def aantal_paren(medewerker: Medewerker) -> int:
    return _openstaand(medewerker).filter(_van_mij(medewerker)).count()


def parenlijst(medewerker: Medewerker, nu: date, blad: int = 1) -> Parenlijst:
    """The suggestions, most certain first; decisions that wait or failed; merges that hold. A fixed number of queries."""
    tenant = medewerker.tenant_id
    open_ = _openstaand(medewerker)
    van_mij = open_.filter(_van_mij(medewerker))
    aantal = van_mij.count()
    bladen = max(1, -(-aantal // PER_BLAD))
    blad = min(max(1, blad), bladen)
    rijen = list(
        van_mij.select_related("een", "ander").order_by("-zeker", "id")[(blad - 1) * PER_BLAD : blad * PER_BLAD],
    )
    niet_klaar = Oordeel.objects.filter(tenant_id=tenant, status__in=(Oordeel.WACHT, Oordeel.MISLUKT))
    besluiten = list(niet_klaar.select_related("een", "ander", "door").order_by("-id")[:PER_BLAD])
    samen = Samenvoeging.objects.filter(zichtbare_jongeren(medewerker, "blijft__"), tenant_id=tenant, ongedaan_op=None)
    samenvoegingen = list(samen.select_related("blijft", "vervalt", "door").order_by("-op", "-id")[:PER_BLAD])
    zichtbaar = set(
        Jongere.objects.filter(
            zichtbare_jongeren(medewerker), pk__in={j for b in besluiten for j in (b.een_id, b.ander_id)}
        ).values_list("pk", flat=True)
    )
    besluiten = [b for b in besluiten if {b.een_id, b.ander_id} & zichtbaar]
    wacht = {b.samenvoeging_id for b in besluiten if b.status == Oordeel.WACHT}
    return Parenlijst(
        paren=[Paar(weergave(d.een, nu), weergave(d.ander, nu), _woorden(d.gelijk), _woorden(d.anders)) for d in rijen],
        aantal=aantal,
        elders=open_.count() - aantal,
        besluiten=[_besluit(b, nu) for b in besluiten],
        samen=[_samen(s, nu, wacht=s.pk in wacht) for s in samenvoegingen],
        blad=blad,
        bladen=bladen,
        gezien=sorted({j for d in rijen for j in (d.een_id, d.ander_id)} | zichtbaar | {s.blijft_id for s in samenvoegingen}),
    )


def _besluit(o: Oordeel, nu: date) -> Besluit:
    return Besluit(
        uuid=o.uuid,
        een=weergave(o.een, nu),
        ander=weergave(o.ander, nu),
        soort=o.soort,
        wacht=o.status == Oordeel.WACHT,
        fout=o.fout,
        door=o.door.naam,
        op=timezone.localdate(o.op),
    )


def _samen(s: Samenvoeging, nu: date, *, wacht: bool) -> Samen:
    return Samen(
        blijft=weergave(s.blijft, nu),
        vervalt=s.vervalt.uuid,
        reden=s.reden,
        door=s.door.naam if s.door else "",
        op=timezone.localdate(s.op),
        wacht=wacht,
    )


def _woorden(codes: Iterable[str]) -> list[str]:
    return [str(WAT_GELIJK[c]) for c in codes]


def vind_paar(medewerker: Medewerker, een: UUID, ander: UUID) -> tuple[Jongere, Jongere] | None:
    """Both youths, when this person may see both and they are two."""
    gevonden = {j.uuid: j for j in Jongere.objects.filter(zichtbare_jongeren(medewerker), uuid__in=(een, ander))}
    return (gevonden[een], gevonden[ander]) if len(gevonden) == 2 else None


def wachtend(een: Jongere, ander: Jongere) -> bool:
    """Whether a decision about these two waits for the worker."""
    beide = (een.pk, ander.pk)
    return Oordeel.objects.filter(
        tenant_id=een.tenant_id, status=Oordeel.WACHT, soort=Oordeel.SAMEN, een__in=beide, ander__in=beide
    ).exists()


def samenvoeging_van(medewerker: Medewerker, vervalt: UUID) -> Samenvoeging | None:
    """The merge in which this youth went up, when it holds and this person may see who stayed."""
    return (
        Samenvoeging.objects.filter(
            zichtbare_jongeren(medewerker, "blijft__"),
            tenant_id=medewerker.tenant_id,
            vervalt__uuid=vervalt,
            ongedaan_op=None,
        )
        .select_related("blijft", "vervalt", "door")
        .first()
    )


def uiteen_wacht(samenvoeging: Samenvoeging) -> bool:
    return Oordeel.objects.filter(
        tenant_id=samenvoeging.tenant_id, status=Oordeel.WACHT, soort=Oordeel.SPLITS, samenvoeging=samenvoeging
    ).exists()


def vergelijk(een: Jongere, ander: Jongere, nu: date) -> list[Regel]:
    """The two side by side. No number of a person is shown, only which kinds they have."""
    ids = [een.pk, ander.pk]
    bij = kort(een.tenant_id, ids, nu)
    bronnen = _bronnen(een.tenant_id, ids, nu)
    a, b = weergave(een, nu), weergave(ander, nu)
    geheim = een.geheim or ander.geheim

    def regel(wat: str, links: str, rechts: str) -> Regel:
        beide = bool(links and rechts)
        return Regel(wat, links or _("niet bekend"), rechts or _("niet bekend"), links == rechts if beide else None)

    return [
        regel(_("Voornamen"), een.voornamen or "", ander.voornamen or ""),
        regel(_("Achternaam"), _achternaam(een), _achternaam(ander)),
        regel(_("Geboren"), _dag(een), _dag(ander)),
        regel(_("Geslacht"), str(_GESLACHT.get(een.geslacht or "", "")), str(_GESLACHT.get(ander.geslacht or "", ""))),
        Regel(_("Adres"), _adres(een, a), _adres(ander, b), None if geheim or not (a.adres and b.adres) else a.adres == b.adres),
        Regel(_("Ouders"), _ouders(een), _ouders(ander), _zelfde_ouders(een, ander)),
        Regel(_("Nummers"), _nummers(een), _nummers(ander), None),
        regel(_("School nu"), bij.school.get(een.pk, ""), bij.school.get(ander.pk, "")),
        regel(_("Rechtspositie"), POSITIES.get(bij.positie.get(een.pk, ""), ""), POSITIES.get(bij.positie.get(ander.pk, ""), "")),
        Regel(_("Bekend door"), bronnen.get(een.pk, ""), bronnen.get(ander.pk, ""), None),
    ]


def _achternaam(j: Jongere) -> str:
    return " ".join(d for d in (j.voorvoegsel or "", j.achternaam or "") if d)


def _dag(j: Jongere) -> str:
    return j.geboren.strftime("%d-%m-%Y") if j.geboren else ""


def _adres(j: Jongere, w: Weergave) -> str:
    return _("geheim adres") if j.geheim else w.adres or _("niet bekend")


def _ouders(j: Jongere) -> str:
    n = sum(o is not None for o in (j.ouder_1_index, j.ouder_2_index))
    return {0: _("niet bekend"), 1: _("één ouder bekend"), 2: _("twee ouders bekend")}[n]


def _zelfde_ouders(een: Jongere, ander: Jongere) -> bool | None:
    """Whether they have a parent in common; null when of one of them none is known."""
    links, rechts = ({bytes(o) for o in (j.ouder_1_index, j.ouder_2_index) if o} for j in (een, ander))
    return bool(links & rechts) if links and rechts else None


def _nummers(j: Jongere) -> str:
    soorten = [s for s, heeft in ((_("BSN"), j.bsn_index), (_("onderwijsnummer"), j.onderwijsnummer_index)) if heeft]
    return " en ".join(soorten) or _("geen")


def _bronnen(tenant_id: int, ids: list[int], nu: date) -> dict[int, str]:
    """Which sources name each of them, and since when we know."""
    gegevens = Persoonsgegevens.objects.filter(tenant_id=tenant_id, jongere__in=ids, vervangen_op=None, vervallen=False)
    rijen = gegevens.order_by("jongere_id", "ontvangen_op", "id").values_list("jongere_id", "levering__naam", "ontvangen_op")
    uit: dict[int, dict[str, str]] = {}
    for jongere, bron, op in rijen:
        uit.setdefault(jongere, {}).setdefault(bron, dag(timezone.localdate(op), nu))
    return {j: ", ".join(f"{bron} ({sinds})" for bron, sinds in b.items()) for j, b in uit.items()}
