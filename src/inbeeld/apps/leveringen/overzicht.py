"""What the pages of deliveries show: a fixed number of queries, however many receipts, rows or persons there are."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from inbeeld.apps.basis.opdrachten import stand_van_werk
from inbeeld.apps.basis.versleuteling import ontsleutel
from inbeeld.apps.leveringen import bronnenlijst, zinnen
from inbeeld.apps.leveringen.beleid import GEHEIM_ADRES, zichtbaar
from inbeeld.apps.leveringen.herstellen import VERSCHOVEN, cellen_van, hersteld_van, velden_van
from inbeeld.apps.leveringen.inname import DOEL_WACHT, eigen_kaarten
from inbeeld.apps.leveringen.models import Aangeboden, Afhandeling, ApartGezet, Levering, OngekoppeldRij
from inbeeld.apps.personen.selectors import Weergave, op_nummer, weergave
from inbeeld.apps.scholen.selectors import kalender_tot, namen
from inbeeld.web.bladen import blad_van
from inbeeld.web.botsing import Botsing, Verschil

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker

PER_BLAD = 25
RIJEN_PER_BLAD = 20
PERSONEN_PER_BLAD = 20
RIJEN_PER_PERSOON = 50
_STAND = {Aangeboden.BEZIG: 0, Aangeboden.WACHT: 1}
PAS_KLAAR = timedelta(minutes=15)
"""So long a file that was sent in stays in sight after it is done."""
HERSTELLEN, GEWEIGERD, WACHT = "herstellen", "geweigerd", "wacht"


def _filters() -> dict[str, Q]:
    """Which receipts a filter shows."""
    te_herstellen = ApartGezet.objects.filter(levering=OuterRef("pk"), status=ApartGezet.OPEN)
    wacht = OngekoppeldRij.objects.filter(levering=OuterRef("pk"))
    return {HERSTELLEN: Q(Exists(te_herstellen)), GEWEIGERD: Q(status=Levering.GEWEIGERD), WACHT: Q(Exists(wacht))}


def _bonnen(medewerker: Medewerker) -> QuerySet[Levering]:
    """Receipts, without those of single corrected rows."""
    return Levering.objects.filter(zichtbaar(medewerker), herstel_van=None)


def aantal_te_herstellen(medewerker: Medewerker) -> int:
    return ApartGezet.objects.filter(zichtbaar(medewerker), status=ApartGezet.OPEN).count()


# ---------------------------------------------------------------------- the list of receipts


@dataclass(frozen=True)
class Bonregel:
    """A receipt in the list. ``soort``: geweigerd, herstellen, wacht, or empty when there is nothing to do."""

    levering: Levering
    soort: str
    zin: str
    bij: tuple[str, ...]
    open: int
    wacht: int


@dataclass(frozen=True)
class Bonnenlijst:
    aantallen: Mapping[str, int]
    dagen: list[tuple[date, list[Bonregel]]]
    blad: int
    bladen: int

    @property
    def leeg(self) -> bool:
        return not self.aantallen["alles"]


def bonnenlijst(medewerker: Medewerker, toon: str, blad: int) -> Bonnenlijst:
    """Receipts, the last received first, by day."""
    alle = _bonnen(medewerker)
    filters = _filters()
    aantallen = alle.aggregate(alles=Count("pk"), **{naam: Count("pk", filter=q) for naam, q in filters.items()})
    gekozen = alle.filter(filters[toon]) if toon in filters else alle
    totaal = aantallen.get(toon if toon in filters else "alles", 0)
    blad, bladen, deel = blad_van(totaal, PER_BLAD, blad)
    rijen = list(gekozen.select_related("door", "dienst").order_by("-ontvangen_op", "-id")[deel])
    telling = _tel(rijen)
    regels = [_bonregel(levering, *telling[levering.pk]) for levering in rijen]
    dagen = groupby(regels, key=lambda r: timezone.localtime(r.levering.ontvangen_op).date())
    return Bonnenlijst(aantallen, [(dag, list(groep)) for dag, groep in dagen], blad, bladen)


def _tel(leveringen: Collection[Levering]) -> dict[int, tuple[int, int]]:
    """Of each delivery: rows still to be corrected, rows that wait."""
    sleutels = [v.pk for v in leveringen]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v, (SELECT count(*) FROM leveringen_apartgezet a WHERE a.levering_id = v AND a.status = 'open'), "
            "(SELECT count(*) FROM leveringen_ongekoppeldrij o WHERE o.levering_id = v) FROM unnest(%s::bigint[]) AS v",
            [sleutels],
        )
        return {v: (open_, wacht) for v, open_, wacht in cursor.fetchall()}


def _bonregel(levering: Levering, open_: int, wacht: int) -> Bonregel:
    bij = []
    if levering.via == Levering.WEB and levering.door is not None:
        bij.append(f"aangeleverd door {levering.door.naam}")
    if levering.dienst is not None:
        bij.append(f"aangeleverd door het programma {levering.dienst.naam}")
    if levering.status == Levering.GEWEIGERD:
        zin = zinnen.zin(zinnen.kort(levering.bon.get("reden", "")))
        return Bonregel(levering, GEWEIGERD, zin, (*_plek(levering), *bij), 0, 0)
    soort = HERSTELLEN if open_ else WACHT if wacht else ""
    return Bonregel(levering, soort, zinnen.wat_het_bracht(levering.bon), tuple(bij), open_, wacht)


def _plek(levering: Levering) -> tuple[str, ...]:
    bon = levering.bon
    delen = [f"regel {bon['regel']}" if bon.get("regel") is not None else "", f"kolom {bon['kolom']}" if bon.get("kolom") else ""]
    return tuple(d for d in delen if d)


# ---------------------------------------------------------------------- files on their way


@dataclass(frozen=True)
class Onderweg:
    """Files that were sent in and are not done, or only just; and the picture, when one is to be made (``bezig``) or could not be
    made (``mislukt``). ``stil``: work waits and no worker is alive."""

    bestanden: list[Aangeboden]
    beeld: str
    stil: bool

    @property
    def aantal(self) -> int:
        return sum(b.status in Aangeboden.ONDERWEG for b in self.bestanden)

    @property
    def bezig(self) -> bool:
        return self.aantal > 0 or self.beeld == "bezig"


def onderweg(medewerker: Medewerker) -> Onderweg:
    pas = timezone.now() - PAS_KLAAR
    zip_ = Q(bestand__iendswith=".zip", status=Aangeboden.KLAAR)
    rijen = list(
        Aangeboden.objects.filter(zichtbaar(medewerker))
        .filter(Q(status__in=Aangeboden.ONDERWEG) | Q(klaar_op__gt=pas))
        .exclude(zip_)
        .select_related("levering", "door")
        .order_by("-op", "-id")[:50]
    )
    rijen.sort(key=lambda b: (_STAND.get(b.status, 2), b.pk))
    werk = stand_van_werk(medewerker.tenant_id)
    beeld = "bezig" if werk.beeld else "mislukt" if werk.beeld_mislukt else ""
    wacht = beeld == "bezig" or any(b.status in Aangeboden.ONDERWEG for b in rijen)
    return Onderweg(rijen, beeld, wacht and not werk.leeft)


# ---------------------------------------------------------------------- one receipt


@dataclass(frozen=True)
class Redentelling:
    code: str
    naam: str
    aantal: int


@dataclass(frozen=True)
class Bon:
    """``afgedaan``: set-apart rows that are no longer open, by what became of them. ``hersteld``: rows taken in by correcting."""

    levering: Levering
    regel: Bonregel
    tabellen: list[tuple[str, list[tuple[str, int]]]]
    open: list[Redentelling]
    afgedaan: Mapping[str, int]
    opmerkingen: list[str]
    plek: tuple[str, ...]
    bekend: list[str]


def levering_van(medewerker: Medewerker, uuid: UUID) -> Levering | None:
    return _bonnen(medewerker).select_related("door", "dienst").filter(uuid=uuid).first()


def bon(levering: Levering) -> Bon:
    apart = ApartGezet.objects.filter(levering=levering)
    per_reden: dict[str, int] = {}
    afgedaan: dict[str, int] = defaultdict(int)
    for code, status, aantal in apart.values_list("code", "status").annotate(n=Count("pk")).order_by("-n", "code"):
        if status == ApartGezet.OPEN:
            per_reden[code] = aantal
        else:
            afgedaan[status] += aantal
    wacht = OngekoppeldRij.objects.filter(levering=levering).count()
    return Bon(
        levering,
        _bonregel(levering, sum(per_reden.values()), wacht),
        zinnen.tabelzinnen(levering.bon),
        [Redentelling(c, zinnen.reden(c), n) for c, n in per_reden.items()],
        dict(afgedaan),
        [zinnen.zin(o) for o in levering.bon.get("opmerkingen", [])],
        _plek(levering),
        [s.strip(" .") for s in levering.bon.get("reden", "").partition(" Bekend zijn:")[2].split(";") if s.strip()],
    )


# ---------------------------------------------------------------------- set-apart rows


@dataclass(frozen=True)
class Apartrij:
    """A set-apart row. ``wie``: the youth it is about, when known and for this person to see; ``afgeschermd``: it is not.

    ``verborgen``: columns that would tell a secret address.
    ``cel``: the cell that is wrong; ``cellen``: the other cells that hold something. ``stand``: what was done about it;
    ``veranderd``: column, what it was, what it became. ``geheim``: the address is secret; ``verborgen``: the columns that are
    left out because of that; ``te_geheim``: it is the address that is wrong, and not for this person to correct.
    """

    rij: ApartGezet
    reden: str
    doe: str
    wie: Weergave | None
    jongere_id: int | None
    afgeschermd: bool
    kolom: str = ""
    cel: str = ""
    cellen: list[tuple[str, str]] = field(default_factory=list)
    stand: Afhandeling | None = None
    veranderd: list[tuple[str, str, str]] = field(default_factory=list)
    geheim: bool = False
    verborgen: frozenset[str] = frozenset()
    te_geheim: bool = False

    @property
    def versie(self) -> str:
        """What was last done about it, for a form to remember; empty when nothing was."""
        return str(self.stand.pk) if self.stand else ""


@dataclass(frozen=True)
class Apartlijst:
    redenen: list[Redentelling]
    totaal: int
    rijen: list[Apartrij]
    blad: int
    bladen: int


def apartlijst(medewerker: Medewerker, levering: Levering, reden: str, status: str, blad: int, nu: date) -> Apartlijst:
    """The set-apart rows of a delivery with their content, in the order of the file."""
    alle = ApartGezet.objects.filter(zichtbaar(medewerker), levering=levering)
    alle = alle.filter(status=ApartGezet.OPEN) if status == ApartGezet.OPEN else alle.exclude(status=ApartGezet.OPEN)
    tellingen = list(alle.values_list("code").annotate(n=Count("pk")).order_by("-n", "code"))
    redenen = [Redentelling(c, zinnen.reden(c), n) for c, n in tellingen]
    gekozen = alle.filter(code=reden) if reden else alle
    aantal = sum(r.aantal for r in redenen if not reden or r.code == reden)
    blad, bladen, deel = blad_van(aantal, RIJEN_PER_BLAD, blad)
    handelingen = Prefetch("afhandelingen", queryset=Afhandeling.objects.select_related("door", "levering").order_by("-id"))
    rijen = list(gekozen.prefetch_related(handelingen).order_by("regel", "id")[deel])
    return Apartlijst(redenen, sum(r.aantal for r in redenen), apartrijen(medewerker, levering, rijen, nu), blad, bladen)


def apartrij_van(medewerker: Medewerker, levering: Levering, id_: int) -> ApartGezet | None:
    return ApartGezet.objects.filter(zichtbaar(medewerker), levering=levering, pk=id_).first()


def gezien(rijen: Iterable[Apartrij]) -> tuple[list[int], bool]:
    """Youths whose data are shown with these rows, and whether there are rows of which nobody knows whom they are about."""
    open_ = [r for r in rijen if not r.afgeschermd]
    return [r.jongere_id for r in open_ if r.jongere_id is not None], any(r.jongere_id is None for r in open_)


def apartrijen(
    medewerker: Medewerker, levering: Levering, rijen: Iterable[ApartGezet], nu: date, *, herstelt: bool = False
) -> list[Apartrij]:
    """Rows with their content, except of youths that this person may not see, and except secret addresses.

    ``herstelt``: to correct a row; who may, sees a secret address when that is what is wrong.
    """
    from inbeeld.bronnen import adreskolommen, geheimkolommen, kaart_van, zegt_geheim

    kaart = kaart_van(levering.bron, eigen_kaarten())
    mag_adres = GEHEIM_ADRES.heeft(medewerker)
    rijen = list(rijen)
    bekend = op_nummer(medewerker, [bytes(r.pgn_index) for r in rijen if r.pgn_index is not None])
    uit = []
    for rij in rijen:
        rij.levering = levering
        jongere, mag = bekend.get(bytes(rij.pgn_index), (None, True)) if rij.pgn_index is not None else (None, True)
        stand: Afhandeling | None = max(rij.afhandelingen.all(), key=lambda a: a.pk, default=None)
        reden, doe = zinnen.zin(rij.reden), rij.wat_te_doen
        if not mag:
            uit.append(Apartrij(rij, reden, doe, None, jongere.pk if jongere else None, True, stand=stand))
            continue
        cellen = cellen_van(rij)
        kolommen, fout = velden_van(rij, cellen)
        verschoven = rij.code == VERSCHOVEN  # then an address, and that it is secret, may stand anywhere
        geheim = bool(jongere and jongere.geheim) or zegt_geheim(cellen, kaart)
        geheim = geheim or (verschoven and bool(geheimkolommen(kolommen, kaart)))
        verborgen, te_geheim = frozenset[str](), False
        if geheim:
            verborgen = frozenset(kolommen) if verschoven else adreskolommen(kolommen, kaart)
            om_adres = verschoven or fout in verborgen | geheimkolommen(kolommen, kaart)
            te_geheim = om_adres and not mag_adres
            if om_adres and mag_adres and herstelt and rij.status == ApartGezet.OPEN:
                verborgen = frozenset()
        rest = [(k, v) for k, v in cellen.items() if v.strip() and k != fout and k not in verborgen]
        wie = weergave(jongere, nu) if jongere else None
        uit.append(
            Apartrij(
                rij,
                reden,
                doe,
                wie,
                jongere.pk if jongere else None,
                False,
                fout,
                "" if fout in verborgen else cellen.get(fout, ""),
                rest,
                stand,
                _veranderd(cellen, hersteld_van(stand), verborgen) if stand is not None and stand.inhoud is not None else [],
                geheim,
                verborgen,
                te_geheim,
            )
        )
    return uit


def botsing_met(r: Apartrij, eigen: Mapping[str, str] | None, reden: str = "", verborgen: Collection[str] = ()) -> Botsing:
    """What somebody did about a row while someone else had it open too. ``eigen``: the cells of the latter, or the ``reden``;
    ``verborgen``: columns that the latter may not see."""
    stand, was = r.stand, cellen_van(r.rij)
    if stand is None:
        return Botsing(_("Deze rij"), r.rij.afgedaan_op, _("is vanzelf vervallen"))
    ander = hersteld_van(stand) if stand.inhoud is not None else {}
    verschillen = []
    if eigen is not None:
        for kolom in dict.fromkeys([*eigen, *ander]):
            a, e = (cel.get(kolom, was.get(kolom, "")).strip() for cel in (ander, eigen))
            if a != e and kolom not in verborgen:
                verschillen.append(Verschil(kolom, was.get(kolom, "").strip(), a, e))
    if stand.reden or reden:
        verschillen.append(Verschil(_("Waarom het zo mag blijven"), "", stand.reden, reden))
    if stand.status == Afhandeling.MISLUKT:
        wat = _("heeft deze rij geprobeerd te herstellen, maar dat kon niet worden opgenomen")
    elif stand.soort == Afhandeling.HERSTELD:
        wat = _("heeft deze rij hersteld")
    else:
        wat = _("heeft deze rij zo gelaten")
    dicht = r.rij.status != ApartGezet.OPEN or stand.status == Afhandeling.WACHT
    return Botsing(stand.door.naam, stand.op, wat, verschillen, verder=not dicht)


def _veranderd(cellen: Mapping[str, str], hersteld: Mapping[str, str], verborgen: Collection[str]) -> list[tuple[str, str, str]]:
    paren = ((k, cellen.get(k, "").strip(), v.strip()) for k, v in hersteld.items() if k not in verborgen)
    return [(k, was, wordt) for k, was, wordt in paren if was != wordt]


# ---------------------------------------------------------------------- waiting for a person


@dataclass(frozen=True)
class Wachtrij:
    """Rows of one delivery that say the same of the same school, on one day or more."""

    wat: str
    levering: Levering
    regel: int
    tot_en_met: int


@dataclass(frozen=True)
class Wachtende:
    """Rows about one person whom we don't know; nothing that tells who it is. ``meer``: rows that are not shown."""

    reden: str
    doe: str
    sinds: datetime
    aantal: int
    rijen: list[Wachtrij]
    meer: int


@dataclass(frozen=True)
class Wachtlijst:
    personen: int
    rijen: int
    wachtenden: list[Wachtende]
    blad: int
    bladen: int


_GROEP = "pgn_index, CASE WHEN pgn_index IS NULL THEN levering_id END"


def wachtlijst(medewerker: Medewerker, blad: int) -> Wachtlijst:
    """Waiting rows by person, those with most rows first; rows without a number by delivery."""
    tenant = medewerker.tenant_id
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(n), 0) FROM "
            f"(SELECT count(*) AS n FROM leveringen_ongekoppeldrij WHERE tenant_id = %s GROUP BY {_GROEP}) g",
            [tenant],
        )
        personen, aantal = (int(n) for n in cursor.fetchone())
        blad, bladen, deel = blad_van(personen, PERSONEN_PER_BLAD, blad)
        cursor.execute(
            f"""
            SELECT g.n, l.ontvangen_op, r.ids FROM (
                SELECT {_GROEP} AS zonder, count(*) AS n, min(id) AS eerste, min(levering_id) AS levering
                FROM leveringen_ongekoppeldrij WHERE tenant_id = %(t)s
                GROUP BY {_GROEP} ORDER BY n DESC, eerste LIMIT %(op)s OFFSET %(over)s
            ) g JOIN leveringen_levering l ON l.id = g.levering, LATERAL (
                SELECT array_agg(id ORDER BY id) AS ids FROM (
                    (SELECT id FROM leveringen_ongekoppeldrij
                     WHERE tenant_id = %(t)s AND pgn_index = g.pgn_index ORDER BY id LIMIT %(rijen)s)
                    UNION ALL
                    (SELECT id FROM leveringen_ongekoppeldrij
                     WHERE levering_id = g.zonder AND pgn_index IS NULL ORDER BY id LIMIT %(rijen)s)
                ) v
            ) r ORDER BY g.n DESC, g.eerste
            """,
            {
                "t": tenant,
                "op": PERSONEN_PER_BLAD,
                "over": deel.start,
                "rijen": RIJEN_PER_PERSOON,
            },
        )
        groepen = cursor.fetchall()
    alle = OngekoppeldRij.objects.filter(zichtbaar(medewerker)).select_related("levering")
    per_id = alle.in_bulk([i for _, _, ids in groepen for i in ids])
    inhoud: dict[int, dict[str, Any]] = {i: json.loads(ontsleutel(r.inhoud, DOEL_WACHT)) for i, r in per_id.items()}
    scholen = namen(medewerker.tenant_id, {_school(r) for r in inhoud.values()})
    wachtenden = []
    for n, sinds, ids in groepen:
        rijen = [per_id[i] for i in ids if i in per_id]
        if not rijen:
            continue
        reden = rijen[0].reden
        wachtenden.append(
            Wachtende(
                zinnen.WACHT.get(reden, reden),
                zinnen.WACHT_DOE.get(reden, ""),
                sinds,
                n,
                _wachtrijen(rijen, inhoud, scholen),
                n - len(rijen),
            )
        )
    return Wachtlijst(personen, aantal, wachtenden, blad, bladen)


def _wachtrijen(
    rijen: list[OngekoppeldRij], inhoud: Mapping[int, Mapping[str, Any]], scholen: Mapping[tuple[str, str], str]
) -> list[Wachtrij]:
    groepen: dict[tuple[int, str, tuple[str, ...]], list[OngekoppeldRij]] = {}
    for rij in rijen:
        wat = zinnen.wachtrij(rij.tabel, inhoud[rij.pk], scholen.get(_school(inhoud[rij.pk]), ""))
        groepen.setdefault((rij.levering_id, rij.tabel, wat), []).append(rij)
    uit = []
    for (_levering, _tabel, wat), samen in groepen.items():
        dagen = zinnen.wachtdagen([inhoud[r.pk] for r in samen])
        regels = [r.regel for r in samen]
        uit.append(Wachtrij(", ".join(d for d in (*wat, dagen) if d), samen[0].levering, min(regels), max(regels)))
    return uit


def _school(rij: Mapping[str, Any]) -> tuple[str, str]:
    return rij.get("brin") or "", rij.get("vestiging") or ""


# ---------------------------------------------------------------------- what should be there


def bronstanden(medewerker: Medewerker, nu: date) -> list[bronnenlijst.Stand]:
    """Each kind of delivery that is expected, with its newest date and what is wrong with it."""
    ingelezen = Levering.objects.filter(zichtbaar(medewerker), status=Levering.INGELEZEN, herstel_van=None)
    laatste = dict(ingelezen.values_list("bron").annotate(laatst=Max("bron_datum")))
    return bronnenlijst.stand({b: d for b, d in laatste.items() if d}, kalender_tot(medewerker.tenant_id), nu)
