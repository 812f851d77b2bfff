"""Everything of one youth, for the day and the knowledge that are asked: from the stored picture for today, else computed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from inbeeld.apps.beelden.models import Beeldrun, Klok, Rechtspositie, Signaal, Verwachting
from inbeeld.apps.beelden.selectors import BIJ, bereken_een, laatste_run, neem_momentopname_van, stand_van_beeld
from inbeeld.apps.leveringen.selectors import Herkomst, herkomst, laatste_levering
from inbeeld.apps.personen.beleid import zichtbare_jongeren
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.selectors import zoals_bekend_op
from inbeeld.apps.registers.selectors import school_op
from inbeeld.apps.scholen.selectors import kalender, scholen
from inbeeld.apps.werklijst.models import Werkregel
from inbeeld.apps.werklijst.selectors import Plek, plek_van
from inbeeld.web.zinnen import Sein

if TYPE_CHECKING:
    from inbeeld.apps.jongere.kijk import Kijk
    from inbeeld.apps.toegang.models import Medewerker
    from inbeeld.regels.kalender import Kalender

Rij = dict[str, Any]
GETOOND = ("verblijf", "inschrijvingen", "diplomas", "vrijstellingen", "verzuim", "meldingen", "werk")
"""Facts that the page shows; the others only weigh in what is computed."""


@dataclass(frozen=True)
class Uitkomsten:
    """Rows of the outcome tables of one youth, as maps with the columns of ``tabellen.uitkomsten``."""

    rechtspositie: list[Rij]
    signalen: list[Rij]
    verwachting: list[Rij]
    klok: list[Rij]


@dataclass(frozen=True)
class Jongerebeeld:
    """One youth, ``jongere`` with the personal data as they were known. ``feiten``: rows of the fact tables as the engine sees
    them; ``scholen``: name by number; ``bron``: where a fact comes from; ``plek``: where it stands on the work list, today only;
    ``run``: the picture it was read from, None = computed; ``achter``: computed because the picture lags behind what we know.
    """

    jongere: Jongere
    kijk: Kijk
    uitkomsten: Uitkomsten
    feiten: Mapping[str, list[Rij]]
    scholen: Mapping[int, str]
    kalender: Kalender
    bron: Mapping[tuple[str, int], Herkomst]
    plek: Plek | None
    run: Beeldrun | None
    achter: bool
    laatste_levering: datetime | None

    @property
    def open_signalen(self) -> list[Sein]:
        """What is present on the day, the newest first."""
        nu = [s for s in self.uitkomsten.signalen if s["tot"] is None]
        return [sein(s) for s in sorted(nu, key=lambda s: (s["van"], s["signaal"]), reverse=True)]

    @property
    def bekend_op(self) -> date | None:
        """The past day whose knowledge is used; null = what we know now."""
        return self.kijk.bekend_op if self.kijk.bekend_op != self.kijk.nu else None

    @property
    def op_lijst(self) -> bool:
        """Whether what is open here is why the youth stands on the work list of who asks."""
        return (
            self.plek is not None
            and self.plek.op_lijst
            and self.plek.regel.signalen[0] in {s.signaal for s in self.open_signalen}
        )

    @property
    def positie(self) -> Rij | None:
        lopend = [p for p in self.uitkomsten.rechtspositie if p["tot"] is None]
        return lopend[-1] if lopend else None


def sein(s: Rij) -> Sein:
    return Sein(
        s["signaal"],
        s["van"],
        s["tot"],
        s["sinds_bekend"],
        s["begin_feit"],
        s["feiten"] or [],
        s["redenen"] or [],
        s["zekerheid"],
    )


def vind(medewerker: Medewerker, uuid: UUID) -> Jongere | None:
    """The youth with this id, if this person may see them."""
    return Jongere.objects.filter(zichtbare_jongeren(medewerker), uuid=uuid).first()


def opgegaan_in(medewerker: Medewerker, uuid: UUID) -> UUID | None:
    """Who the youth with this id turned out to be, if this person may see them."""
    vervalt = Jongere.objects.filter(zichtbare_jongeren(medewerker, "opgegaan_in__"), uuid=uuid, tenant_id=medewerker.tenant_id)
    gevonden: UUID | None = vervalt.values_list("opgegaan_in__uuid", flat=True).first()
    return gevonden


def beeld(medewerker: Medewerker, jongere: Jongere, kijk: Kijk) -> Jongerebeeld:
    """The whole picture of one youth.

    Today's comes from the outcomes that the last run stored, as long as these show all we know; else it is computed, by the same
    rules. Of a past day it is computed from what was known then.
    """
    tenant = medewerker.tenant
    terug = kijk.bekend_op if kijk.bekend_op != kijk.nu else None
    run, laatste, achter = laatste_run(tenant.pk), laatste_levering(tenant.pk), False
    if kijk.terug:
        run = None  # the stored picture is of another day
    elif stand_van_beeld(tenant.pk, run, kijk.nu, laatste) != BIJ:
        run, achter = None, run is not None  # facts and outcomes on a page are always of the same moment
    if run is not None:
        tabellen = neem_momentopname_van(tenant.pk, jongere.pk, tenant.vakantieregio, tabellen=GETOOND)
        uitkomsten = _opgeslagen(jongere)
    else:
        tabellen = neem_momentopname_van(tenant.pk, jongere.pk, tenant.vakantieregio, terug)
        berekend = bereken_een(tenant, tabellen, kijk.peil, terug)
        uitkomsten = Uitkomsten(**{n: t.to_pylist() for n, t in berekend.items()})
    feiten = {n: [r for r in tabellen[n].to_pylist() if _gezien(r, kijk.peil)] for n in GETOOND}
    school_ids = {r["school_id"] for rijen in feiten.values() for r in rijen if r.get("school_id") is not None}
    namen = {s.pk: s.naam or f"school {s.brin}" for s in scholen(tenant.pk).filter(pk__in=school_ids)}
    regio = jongere.vakantieregio or tenant.vakantieregio
    return Jongerebeeld(
        jongere=jongere if terug is None else zoals_bekend_op(jongere, terug),
        kijk=kijk,
        uitkomsten=uitkomsten,
        feiten=feiten,
        scholen=namen,
        kalender=kalender(tenant.pk, regio),
        bron=herkomst(tenant.pk, _nummers(uitkomsten.signalen, feiten)),
        plek=None if kijk.terug else plek_van(medewerker, jongere.pk, kijk.nu),
        run=run,
        achter=achter,
        laatste_levering=laatste and laatste.ontvangen_op,
    )


def _gezien(rij: Rij, peil: date) -> bool:
    """Whether a fact had begun on the day that is looked at."""
    begin = rij.get("van") or rij.get("datum")
    return begin is None or begin <= peil


def _opgeslagen(jongere: Jongere) -> Uitkomsten:
    per = {"jongere": jongere, "tenant_id": jongere.tenant_id}
    return Uitkomsten(
        rechtspositie=_rijen(Rechtspositie.objects.filter(**per).order_by("van")),
        signalen=_rijen(Signaal.objects.filter(**per).order_by("van", "signaal")),
        verwachting=_rijen(Verwachting.objects.filter(**per).order_by("datum")),
        klok=_rijen(Klok.objects.filter(**per).order_by("id")),
    )


def _rijen(vraag: QuerySet[Any]) -> list[Rij]:
    return [dict(r) for r in vraag.values()]


def _nummers(signalen: Iterable[Rij], feiten: Mapping[str, list[Rij]]) -> dict[str, set[int]]:
    """The facts whose origin is shown: those behind a present signal, and all periods (not each day of absence)."""
    uit: dict[str, set[int]] = defaultdict(set)
    for s in signalen:
        if s["tot"] is None:
            for f in s["feiten"] or []:
                if f.get("feit_id") is not None:
                    uit[f["tabel"]].add(f["feit_id"])
    for naam in ("verblijf", "inschrijvingen", "diplomas", "vrijstellingen", "meldingen", "werk"):
        uit[naam] |= {r["feit_id"] for r in feiten.get(naam, ()) if r.get("feit_id") is not None}
    return uit


@dataclass(frozen=True)
class Kort:
    """Of some youths, by our number: the school now, the legal position now, the open signals that are work."""

    school: Mapping[int, str]
    positie: Mapping[int, str]
    signalen: Mapping[int, list[str]]


def kort(tenant_id: int, jongere_ids: Iterable[int], nu: date) -> Kort:
    """Three queries, however many youths."""
    ids = list(jongere_ids)
    posities = Rechtspositie.objects.filter(tenant_id=tenant_id, jongere__in=ids, tot__isnull=True)
    regels = Werkregel.objects.filter(tenant_id=tenant_id, jongere__in=ids)
    return Kort(
        school_op(tenant_id, ids, nu),
        dict(posities.values_list("jongere_id", "positie")),
        dict(regels.values_list("jongere_id", "signalen")),
    )
