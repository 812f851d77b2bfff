"""Youths that may be one person: the suggestions, what was decided, and two of them side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbeeld.apps.basis.opdrachten import stand_van_werk
from inbeeld.apps.jongere.selectors import kort
from inbeeld.apps.personen import dubbelen
from inbeeld.apps.personen.beleid import zichtbare_jongeren
from inbeeld.apps.personen.models import Dubbel, Jongere, Oordeel, Persoonsgegevens, Samenvoeging
from inbeeld.apps.personen.selectors import Weergave, achternaam_van, weergave
from inbeeld.web.bladen import blad_van
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

    namen: list[str]
    samen: bool
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
    """``elders``: suggestions with someone that this person may not see. ``stil``: work waits and no worker is alive."""

    paren: list[Paar]
    aantal: int
    elders: int
    besluiten: list[Besluit]
    samen: list[Samen]
    blad: int
    bladen: int
    samen_meer: bool
    stil: bool
    gezien: list[int]

    @property
    def bezig(self) -> bool:
        return any(b.wacht for b in self.besluiten)


@dataclass(frozen=True)
class Samenlijst:
    """A page of the merges that hold."""

    samen: list[Samen]
    blad: int
    bladen: int
    gezien: list[int]


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
    return Dubbel.objects.filter(~Exists(twee.filter(_zelfde_paar())), ~Exists(wacht.filter(_zelfde_paar())), tenant_id=tenant)


def _van_mij(medewerker: Medewerker) -> Q:
    return zichtbare_jongeren(medewerker, "een__") & zichtbare_jongeren(medewerker, "ander__")


def aantal_paren(medewerker: Medewerker) -> int:
    return _openstaand(medewerker).filter(_van_mij(medewerker)).count()


def _zelfde_paar() -> Q:
    """In a subquery: about the same two, whoever stands first."""
    een, ander = OuterRef("een"), OuterRef("ander")
    return Q(een=een, ander=ander) | Q(een=ander, ander=een)


def _te_doen(medewerker: Medewerker) -> QuerySet[Oordeel]:
    """Decisions that wait, and the ones that failed and were not taken again, of youths that this person sees.

    Of a merge both; of who is told apart who stayed: the other is nobody as long as that lasts.
    """
    later = Oordeel.objects.filter(_zelfde_paar(), tenant_id=medewerker.tenant_id, pk__gt=OuterRef("pk"))
    niet_klaar = Q(status=Oordeel.WACHT) | (Q(status=Oordeel.MISLUKT) & ~Exists(later))
    van_mij = Q(soort=Oordeel.SAMEN) & _van_mij(medewerker) | Q(soort=Oordeel.SPLITS) & zichtbare_jongeren(medewerker, "een__")
    return Oordeel.objects.filter(niet_klaar, van_mij, tenant_id=medewerker.tenant_id)


def _samengevoegd(medewerker: Medewerker) -> QuerySet[Samenvoeging]:
    """Merges that hold, of whom this person sees who stayed, the latest first."""
    geldt = Samenvoeging.objects.filter(
        zichtbare_jongeren(medewerker, "blijft__"), tenant_id=medewerker.tenant_id, ongedaan_op=None
    )
    return geldt.select_related("blijft", "vervalt", "door").order_by("-op", "-id")


def bezig(medewerker: Medewerker) -> bool:
    """Whether decisions that this person sees wait for the worker. Reads nothing about a person."""
    return _te_doen(medewerker).filter(status=Oordeel.WACHT).exists()


def parenlijst(medewerker: Medewerker, nu: date, blad: int = 1) -> Parenlijst:
    """The suggestions, most certain first; decisions that wait or failed; the latest merges. A fixed number of queries."""
    open_ = _openstaand(medewerker)
    van_mij = open_.filter(_van_mij(medewerker))
    aantal = van_mij.count()
    blad, bladen, deel = blad_van(aantal, PER_BLAD, blad)
    rijen = list(van_mij.select_related("een", "ander").order_by("-zeker", "id")[deel])
    besluiten = list(_te_doen(medewerker).select_related("een", "ander", "door").order_by("-id")[:PER_BLAD])
    samen = list(_samengevoegd(medewerker)[: PER_BLAD + 1])
    samen, samen_meer = samen[:PER_BLAD], len(samen) > PER_BLAD
    return Parenlijst(
        paren=[_paar(d, nu) for d in rijen],
        aantal=aantal,
        elders=open_.count() - aantal,
        besluiten=[_besluit(b, nu) for b in besluiten],
        samen=_toon_samen(samen, nu),
        blad=blad,
        bladen=bladen,
        samen_meer=samen_meer,
        stil=any(b.status == Oordeel.WACHT for b in besluiten) and not stand_van_werk(medewerker.tenant_id).leeft,
        gezien=[
            *(j.pk for d in rijen for j in (d.een, d.ander)),
            *(j.pk for b in besluiten for j in _over_wie(b)),
            *(s.blijft_id for s in samen),
        ],
    )


def samenlijst(medewerker: Medewerker, nu: date, blad: int = 1) -> Samenlijst:
    """All merges that hold, a page of them."""
    alle = _samengevoegd(medewerker)
    blad, bladen, deel = blad_van(alle.count(), PER_BLAD, blad)
    samen = list(alle[deel])
    return Samenlijst(_toon_samen(samen, nu), blad, bladen, [s.blijft_id for s in samen])


def _paar(d: Dubbel, nu: date) -> Paar:
    """That an address is the same would tell a secret one."""
    niet = {dubbelen.ADRES} if d.een.geheim or d.ander.geheim else set()
    return Paar(weergave(d.een, nu), weergave(d.ander, nu), _woorden(d.gelijk, niet), _woorden(d.anders, niet))


def _over_wie(o: Oordeel) -> tuple[Jongere, ...]:
    """Who is shown with a decision."""
    return (o.een, o.ander) if o.soort == Oordeel.SAMEN else (o.een,)


def _besluit(o: Oordeel, nu: date) -> Besluit:
    return Besluit(
        namen=list(dict.fromkeys(weergave(j, nu).naam for j in _over_wie(o))),
        samen=o.soort == Oordeel.SAMEN,
        wacht=o.status == Oordeel.WACHT,
        fout=o.fout,
        door=o.door.naam,
        op=timezone.localdate(o.op),
    )


def _toon_samen(samen: list[Samenvoeging], nu: date) -> list[Samen]:
    wachten = Oordeel.objects.filter(status=Oordeel.WACHT, soort=Oordeel.SPLITS, samenvoeging__in=[s.pk for s in samen])
    wacht = set(wachten.values_list("samenvoeging_id", flat=True))
    return [
        Samen(
            blijft=weergave(s.blijft, nu),
            vervalt=s.vervalt.uuid,
            reden=s.reden,
            door=s.door.naam if s.door else "",
            op=timezone.localdate(s.op),
            wacht=s.pk in wacht,
        )
        for s in samen
    ]


def _woorden(codes: Iterable[str], niet: Collection[str]) -> list[str]:
    return [str(WAT_GELIJK[c]) for c in codes if c not in niet]


def vind_paar(medewerker: Medewerker, een: UUID, ander: UUID) -> tuple[Jongere, Jongere] | None:
    """Both youths, when this person may see both and they are two."""
    gevonden = {j.uuid: j for j in Jongere.objects.filter(zichtbare_jongeren(medewerker), uuid__in=(een, ander))}
    return (gevonden[een], gevonden[ander]) if len(gevonden) == 2 else None


def laatste_oordeel(een: Jongere, ander: Jongere) -> Oordeel | None:
    """What was last decided about these two."""
    beide = (een.pk, ander.pk)
    over = Oordeel.objects.filter(
        tenant_id=een.tenant_id, soort__in=(Oordeel.SAMEN, Oordeel.TWEE), een__in=beide, ander__in=beide
    )
    return over.select_related("door", "een").order_by("-id").first()


def laatste_splitsing(samenvoeging: Samenvoeging) -> Oordeel | None:
    over = Oordeel.objects.filter(tenant_id=samenvoeging.tenant_id, soort=Oordeel.SPLITS, samenvoeging=samenvoeging)
    return over.select_related("door").order_by("-id").first()


def versie(oordeel: Oordeel | None) -> str:
    """For a form to remember what had been decided when it was opened."""
    return str(oordeel.uuid) if oordeel else ""


def wachtend(een: Jongere, ander: Jongere) -> bool:
    """Whether a decision about these two waits for the worker."""
    beide = (een.pk, ander.pk)
    return Oordeel.objects.filter(
        tenant_id=een.tenant_id, status=Oordeel.WACHT, soort=Oordeel.SAMEN, een__in=beide, ander__in=beide
    ).exists()


def samenvoeging_van(medewerker: Medewerker, vervalt: UUID) -> Samenvoeging | None:
    """The merge in which this youth went up, when it holds and this person may see who stayed."""
    return _samengevoegd(medewerker).filter(vervalt__uuid=vervalt).first()


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

    def regel(wat: str, links: str, rechts: str) -> Regel:
        beide = bool(links and rechts)
        return Regel(wat, links or _("niet bekend"), rechts or _("niet bekend"), links == rechts if beide else None)

    return [
        regel(_("Voornamen"), een.voornamen or "", ander.voornamen or ""),
        regel(_("Achternaam"), achternaam_van(een), achternaam_van(ander)),
        regel(_("Geboren"), a.geboren_tekst, b.geboren_tekst),
        regel(_("Geslacht"), str(_GESLACHT.get(een.geslacht or "", "")), str(_GESLACHT.get(ander.geslacht or "", ""))),
        _adressen(a, b) if a.geheim or b.geheim else regel(_("Adres"), a.adres, b.adres),
        Regel(_("Ouders"), _ouders(een), _ouders(ander), _zelfde_ouders(een, ander)),
        Regel(_("Nummers"), _nummers(een), _nummers(ander), None),
        regel(_("School nu"), bij.school.get(een.pk, ""), bij.school.get(ander.pk, "")),
        regel(_("Rechtspositie"), POSITIES.get(bij.positie.get(een.pk, ""), ""), POSITIES.get(bij.positie.get(ander.pk, ""), "")),
        Regel(_("Bekend door"), bronnen.get(een.pk, ""), bronnen.get(ander.pk, ""), None),
    ]


def _adressen(a: Weergave, b: Weergave) -> Regel:
    """One of them has a secret address; if they are one person, the other's is that address."""
    een, ander = (_("geheim adres") if w.geheim else _("niet getoond: van de ander is het geheim") for w in (a, b))
    return Regel(_("Adres"), een, ander, None)


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
