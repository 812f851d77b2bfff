"""The delivery desk. One transaction per delivery: a kill at any moment leaves the old state or the new one.

Everything goes in sets: numbers of persons are replaced by positions before anything reaches the database, rows go in with
COPY, and SQL decides what is new, changed, outdated or the same (``apps.basis.samenvoegen``). Deliveries of one tenant
wait for each other.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db import connection, transaction

from inbeeld.apps.basis.fouten import GebruikFout, GeweigerdFout
from inbeeld.apps.basis.laden import hex_tekst, voeg_toe
from inbeeld.apps.basis.samenvoegen import PERSONEN, Feittabel, Telling, Zending, laad, verwerk
from inbeeld.apps.basis.versleuteling import ontsleutel, versleutel, zoeker
from inbeeld.apps.leveringen.models import ApartGezet, Levering
from inbeeld.apps.leveringen.ontvangst import Ontvangst
from inbeeld.apps.leveringen.tabelvorm import uit_canoniek
from inbeeld.apps.personen import services as personen
from inbeeld.apps.registers import services as registers
from inbeeld.apps.scholen import services as scholen
from inbeeld.regels.bewaren.gronden import voorbij_vanaf
from inbeeld.tabellen.leveringen import GELEVERD

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie
    from inbeeld.bronnen import Gelezen

Voortgang = Callable[[str, int], None]
"""Called with what is being done and how many rows so far."""

GEHEIM = "geheim"
"""What stands in a file for the supplier in place of a secret address."""
DOEL_APART, DOEL_WACHT = "apartgezet.inhoud", "ongekoppeld.inhoud"
_VOLGORDE: dict[str, Feittabel] = {
    "scholen": scholen.SCHOOLGEGEVENS,
    "kalender": scholen.KALENDER,
    "personen": personen.GEGEVENS,
    **registers.TABELLEN,
    "rooster": scholen.ROOSTER,
}
_GROOT = 5_000
_KENNIS = ("achternaam", "geboren", "postcode", "straat", "woonplaats", "geslacht")
"""A row about a person with none of these tells nothing of that person."""


@dataclass(frozen=True)
class Herkomst:
    """How a delivery came in, and by whom. ``herstel_van``: the delivery of which this is one corrected row."""

    via: str = Levering.OPDRACHTREGEL
    door_id: int | None = None
    herstel_van: int | None = None
    dienst_id: int | None = None


_OPDRACHTREGEL = Herkomst()


def lees_in(
    pad: Path | str,
    organisatie: Organisatie,
    *,
    ontvangen_op: datetime | None = None,
    voortgang: Voortgang | None = None,
    gelezen: Gelezen | None = None,
    herkomst: Herkomst = _OPDRACHTREGEL,
) -> Ontvangst:
    """Recognises a file, reads it and takes it in. The same file a second time changes nothing.

    ``gelezen``: what ``bronnen.lees`` gave for this file, when the caller has read it already. ``voortgang`` may raise to stop.

    Raises:
        GebruikFout: there is no such file.
        GeweigerdFout: the file as a whole can't be used; that is kept as a refused delivery.
    """
    from inbeeld.bronnen import LeveringFout, lees

    pad = Path(pad)
    eerder, digest = _eerder(pad, organisatie)
    if eerder is not None:
        return eerder
    try:
        gelezen = gelezen or lees(
            pad,
            kaarten=eigen_kaarten(),
            voortgang=(lambda n: voortgang("lezen", n)) if voortgang else None,
        )
    except LeveringFout as fout:
        levering = Levering.objects.create(
            tenant=organisatie,
            sha256=digest,
            bestand=veilige_naam(pad),
            bron="onbekend",
            naam="geweigerd",
            status=Levering.GEWEIGERD,
            via=herkomst.via,
            door_id=herkomst.door_id,
            dienst_id=herkomst.dienst_id,
            bon={"reden": fout.reden, "regel": fout.regel, "kolom": fout.kolom, "wat_te_doen": fout.wat_te_doen},
        )
        plek = ", ".join(
            d
            for d in (
                str(pad),
                f"regel {fout.regel}" if fout.regel is not None else "",
                f"kolom {fout.kolom}" if fout.kolom else "",
            )
            if d
        )
        weigering = GeweigerdFout(fout.reden, waar=plek, doe=fout.wat_te_doen)
        weigering.levering_id = levering.pk
        raise weigering from None
    return neem_op(gelezen, organisatie, ontvangen_op, sha256=digest, voortgang=voortgang, herkomst=herkomst)


def eigen_kaarten() -> Path | None:
    """The folder with the installation's own column maps, if there is one."""
    map_: Path = settings.INBEELD_MAP / "kaarten"
    return map_ if map_.is_dir() else None


def al_ingelezen(pad: Path, organisatie: Organisatie) -> Ontvangst | None:
    """The receipt of this very file, when it was taken in before."""
    return _eerder(pad, organisatie)[0]


def _eerder(pad: Path, organisatie: Organisatie) -> tuple[Ontvangst | None, str]:
    if not pad.exists():
        raise GebruikFout("Dit bestand is er niet.", waar=str(pad), doe="Controleer het pad.")
    if not (pad.is_file() or pad.is_dir()):
        raise GebruikFout("Dit is geen gewoon bestand.", waar=str(pad), doe="Geef een bestand of een map op.")
    digest = _sha256(pad)
    levering = _zelfde(organisatie, digest, veilige_naam(pad))
    return (Ontvangst.uit_bon(levering.pk, levering.bon, al_ingelezen=True) if levering else None), digest


def _zelfde(organisatie: Organisatie, digest: str, naam: str) -> Levering | None:
    """The delivery that this file is once more: the same content under the same name, or with nothing of that source since.

    The same content under another name after a different delivery is a new one: the source has gone back.
    """
    alle = Levering.objects.filter(tenant=organisatie, status=Levering.INGELEZEN)
    gelijk = list(alle.filter(sha256=digest).order_by("-id"))
    for levering in gelijk:
        if levering.bestand == naam:
            return levering
    if gelijk and not alle.filter(bron=gelijk[0].bron, id__gt=gelijk[0].pk).exists():
        return gelijk[0]
    return None


def veilige_naam(pad: Path) -> str:
    """The name of a file as it can be kept and shown: no control characters, no number of a person."""
    from stdnum.nl import bsn, onderwijsnummer

    naam = "".join(t if t.isprintable() else "?" for t in pad.name)[:255]
    return re.sub(
        r"(?<!\d)\d{9}(?!\d)", lambda m: "*" * 9 if bsn.is_valid(m[0]) or onderwijsnummer.is_valid(m[0]) else m[0], naam
    )


def neem_op(
    gelezen: Gelezen,
    organisatie: Organisatie,
    ontvangen_op: datetime | None = None,
    *,
    sha256: str | None = None,
    voortgang: Voortgang | None = None,
    herkomst: Herkomst = _OPDRACHTREGEL,
) -> Ontvangst:
    """Takes in a delivery that was read. ``ontvangen_op`` is now, unless history is being loaded."""
    nu = ontvangen_op or datetime.now(UTC)
    tenant = organisatie.pk
    meld = voortgang or (lambda _wat, _aantal: None)
    if gelezen.bron == "tabellen":
        gelezen = uit_canoniek(gelezen)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('inbeeld.levering'), %s)", [tenant])
        cursor.execute("SET LOCAL work_mem = '256MB'; SET LOCAL synchronous_commit = on")
        if gelezen.gelezen > _GROOT:
            # The tables may have grown since the planner last looked; a wrong guess then costs hours, a hash join seconds.
            cursor.execute("SET LOCAL enable_nestloop = off")
        if sha256 is not None:
            eerder = _zelfde(organisatie, sha256, veilige_naam(gelezen.pad))
            if eerder is not None:  # another process took it in while we read
                return Ontvangst.uit_bon(eerder.pk, eerder.bon, al_ingelezen=True)
        levering = Levering.objects.create(
            tenant=organisatie,
            sha256=sha256 or hashlib.sha256(repr(gelezen.pad).encode() + nu.isoformat().encode()).hexdigest(),
            bestand=veilige_naam(gelezen.pad),
            bron=gelezen.bron,
            naam=gelezen.naam,
            bron_datum=gelezen.bron_datum,
            omvang=gelezen.omvang,
            ontvangen_op=nu,
            status=Levering.INGELEZEN,
            via=herkomst.via,
            door_id=herkomst.door_id,
            dienst_id=herkomst.dienst_id,
            herstel_van_id=herkomst.herstel_van,
        )
        zending = Zending(tenant, levering.pk, gelezen.bron, gelezen.bron_datum, gelezen.omvang == "volledig", nu)
        tabellen = {n: t for n, t in gelezen.tabellen.items() if n in _VOLGORDE}
        _zet_apart(cursor, zending, gelezen)
        tellingen, nieuw = _verwerk(cursor, zending, tabellen, meld, wacht=True)
        if zending.volledig:
            _laat_vervallen(cursor, zending)
        alsnog = _koppel_wachtenden(cursor, zending, meld) if nieuw else 0
        ontvangst = Ontvangst(
            levering_id=levering.pk,
            levering=str(levering.uuid),
            bestand=levering.bestand,
            bron=gelezen.bron,
            naam=gelezen.naam,
            bron_datum=gelezen.bron_datum,
            omvang=gelezen.omvang,
            gelezen=gelezen.gelezen,
            apart=len(gelezen.apart),
            ongekoppeld=sum(t.ongekoppeld for t in tellingen.values()),
            nieuwe_jongeren=nieuw,
            alsnog_gekoppeld=alsnog,
            tabellen=tellingen,
            apart_redenen=dict(Counter(a.code for a in gelezen.apart)),
            opmerkingen=gelezen.opmerkingen,
        )
        levering.bon = ontvangst.als_dict()
        levering.save(update_fields=["bon"])
        meld("vastleggen", gelezen.gelezen)
    _werk_statistiek_bij(tellingen)
    return ontvangst


def _werk_statistiek_bij(tellingen: Mapping[str, Telling]) -> None:
    """After a big delivery the planner must know it at once; autovacuum comes too late for the next file."""
    groot = [_VOLGORDE[n].tabel for n, t in tellingen.items() if t.opgenomen + t.gewijzigd > _GROOT]
    if not groot:
        return
    if "personen_persoonsgegevens" in groot:
        groot += ["personen_jongere", "registers_dekking"]
    with connection.cursor() as cursor:
        for tabel in groot:
            cursor.execute(f"ANALYZE {tabel}")


def exporteer_apart(
    levering: Levering,
    pad: Path | str,
    rijen: Iterable[ApartGezet] | None = None,
    *,
    verborgen: Mapping[int, Collection[str]] | None = None,
) -> int:
    """Writes the set-apart rows (all of them, or ``rijen``) for the supplier: where, why, what to do, and the original cells.
    Gives how many.

    ``verborgen``: of a row (its id) the columns that are left out because the address is secret.
    """
    from inbeeld.bronnen import Apart, schrijf_apart

    if rijen is None:
        rijen = ApartGezet.objects.filter(levering=levering).order_by("regel", "id")
    return schrijf_apart(
        (
            Apart(r.regel, r.kolom or "", r.code, r.reden, r.wat_te_doen, _cellen(r.inhoud, (verborgen or {}).get(r.pk, ())))
            for r in rijen
            if r.inhoud is not None
        ),
        Path(pad),
    )


def _cellen(inhoud: bytes | memoryview, verborgen: Collection[str]) -> dict[str, str]:
    cellen: dict[str, str] = json.loads(ontsleutel(inhoud, DOEL_APART))
    return {naam: GEHEIM if naam in verborgen and cel.strip() else cel for naam, cel in cellen.items()}


def nummers_in(gelezen: Gelezen, tenant_id: int) -> list[bytes]:
    """The keyed indexes of all numbers of persons whom a delivery is about."""
    if gelezen.bron == "tabellen":
        gelezen = uit_canoniek(gelezen)
    nummers, _ = _nummers({naam: t for naam, t in gelezen.tabellen.items() if t.num_rows})
    index = zoeker(tenant_id)
    return [index(soort, nummer) for soort, nummer in nummers]


# ---------------------------------------------------------------------- taking in


def _verwerk(
    cursor: Any, zending: Zending, tabellen: Mapping[str, pa.Table], meld: Voortgang, *, wacht: bool
) -> tuple[dict[str, Telling], int]:
    """Takes in the tables of one delivery; gives the counts per table and the number of new youths."""
    nummers, posities = _nummers(tabellen)
    meld("koppelen", len(nummers))
    personen.koppel_nummers(cursor, zending.tenant_id, nummers)
    tabellen, posities = _zonder_vernietigde(cursor, zending, tabellen, posities)
    nieuw = personen.maak_personen(cursor, zending.tenant_id, nummers, _genoeg_bekend(tabellen, posities, zending.bron))
    scholen.koppel_scholen(cursor, zending.tenant_id, _scholen(tabellen))
    cursor.execute("DROP TABLE IF EXISTS pg_temp._gedekt")
    # Of who had a row set apart the delivery has not told everything: what we knew of them stays.
    cursor.execute(
        f"CREATE TEMP TABLE _gedekt ON COMMIT DROP AS SELECT DISTINCT jongere_id FROM {PERSONEN} p "
        "WHERE jongere_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM leveringen_apartgezet a JOIN personen_jongere j "
        "ON a.pgn_index IN (j.bsn_index, j.onderwijsnummer_index) "
        "WHERE a.levering_id = %s AND j.tenant_id = %s AND coalesce(j.opgegaan_in_id, j.id) = p.jongere_id)",
        [zending.levering_id, zending.tenant_id],
    )
    cursor.execute("ANALYZE _gedekt")
    cursor.execute(f"SELECT p FROM {PERSONEN} WHERE jongere_id IS NULL")
    onbekend = pa.array([r[0] for r in cursor.fetchall()], pa.int32())
    tellingen: dict[str, Telling] = {}
    gedaan = 0
    for naam, spec in _VOLGORDE.items():
        tabel = tabellen.get(naam)
        if tabel is None:
            continue
        if wacht and spec.jongere and tabel.num_rows:
            _laat_wachten(cursor, zending, naam, tabel, posities[naam], onbekend, verplicht=spec.jongere_verplicht)
        if naam == "personen":
            tabel = _met_adres_van(tabel, tabellen.get("verblijf"))
        bron_tabel = laad(cursor, spec, *_voor_laden(zending, spec, tabel, posities.get(naam)))
        tellingen[naam] = verwerk(cursor, spec, zending, bron_tabel, tabel.num_rows)
        gedaan += tabel.num_rows
        meld(naam, gedaan)
    geraakt = "klasse IN ('nieuw', 'gewijzigd', 'gelijk')"
    if "personen" in tellingen:
        personen.werk_huidig_bij(cursor, zending.tenant_id, f"SELECT jongere_id FROM _werk_personen WHERE {geraakt}")
    if "scholen" in tellingen:
        scholen.werk_huidig_bij(cursor, zending.tenant_id, f"SELECT school_id FROM _werk_scholen WHERE {geraakt}")
    if zending.volledig:
        registers.leg_dekking_vast(cursor, zending, tabellen)
    return tellingen, nieuw


def _nummers(tabellen: Mapping[str, pa.Table]) -> tuple[list[tuple[str, str]], dict[str, pa.Array]]:
    """The different numbers in a delivery, and per table for each row its position among them (null = no number)."""
    delen = {
        naam: pc.binary_join_element_wise(
            pc.fill_null(t.column("pgn_soort"), "BSN"), t.column("pgn"), "|", null_handling="emit_null"
        ).combine_chunks()
        for naam, t in tabellen.items()
        if "pgn" in t.column_names
    }
    if not delen:
        return [], {}
    alles = pa.concat_arrays([_heel(d) for d in delen.values()]).dictionary_encode()
    uit: dict[str, pa.Array] = {}
    begin = 0
    for naam, deel in delen.items():
        uit[naam] = alles.indices.slice(begin, len(deel)).cast(pa.int32())
        begin += len(deel)
    paren = [w.split("|", 1) for w in alles.dictionary.to_pylist()]
    return [(soort, nummer) for soort, nummer in paren], uit


def _zonder_vernietigde(
    cursor: Any, zending: Zending, tabellen: Mapping[str, pa.Table], posities: Mapping[str, pa.Array]
) -> tuple[dict[str, pa.Table], dict[str, pa.Array]]:
    """What may no longer be kept does not come in again: not who is unknown to us and by this very delivery past every term, and
    of whose leerplicht file was destroyed not what was in it. What is left out is not kept anywhere, not even to wait."""
    uit, plek = dict(tabellen), dict(posities)
    cursor.execute(
        f"SELECT u.p, j.dossier_weg_tot FROM {PERSONEN} u JOIN personen_jongere j ON j.id = u.jongere_id "
        "WHERE j.tenant_id = %s AND j.dossier_weg_tot IS NOT NULL",
        [zending.tenant_id],
    )
    if grenzen := dict(cursor.fetchall()):
        van = pa.array(list(grenzen), pa.int32())
        dagen = pa.array(list(grenzen.values()), pa.date32())
        for naam, dag in (("vrijstellingen", "van"), ("verzuim", "datum"), ("meldingen", "van")):
            if naam in uit:
                grens = dagen.take(pc.index_in(plek[naam], value_set=van))
                _houd(uit, plek, naam, pc.invert(pc.fill_null(pc.less(_heel(uit[naam].column(dag)), grens), False)))
    oud = _te_lang_geleden(zending, tabellen, posities)
    if oud:
        cursor.execute(f"SELECT p FROM {PERSONEN} WHERE jongere_id IS NULL AND p = ANY(%s)", [oud])
        if onbekend := [r[0] for r in cursor.fetchall()]:
            weg = pa.array(onbekend, pa.int32())
            for naam in plek:
                _houd(uit, plek, naam, pc.invert(pc.is_in(plek[naam], value_set=weg)))
            cursor.execute(f"DELETE FROM {PERSONEN} WHERE p = ANY(%s)", [onbekend])
    return uit, plek


def _houd(tabellen: dict[str, pa.Table], posities: dict[str, pa.Array], naam: str, welke: pa.Array) -> None:
    tabellen[naam], posities[naam] = tabellen[naam].filter(welke), posities[naam].filter(welke)


def _te_lang_geleden(zending: Zending, tabellen: Mapping[str, pa.Table], posities: Mapping[str, pa.Array]) -> list[int]:
    """Positions of persons who, by what this delivery says of them, may no longer be kept today."""
    tabel = tabellen.get("personen")
    if tabel is None or not tabel.num_rows:
        return []
    vandaag = zending.ontvangen_op.date()
    geboren = _heel(tabel.column("geboren"))
    ruw = pc.not_equal(pc.fill_null(_heel(tabel.column("geboren_nauwkeurig")), "dag"), "dag")
    weg = []
    for dag in pc.unique(geboren).to_pylist():
        if dag is None or voorbij_vanaf(dag, zending.bron_datum) > vandaag:
            continue
        deze = pc.equal(geboren, pa.scalar(dag, pa.date32()))
        if voorbij_vanaf(dag + timedelta(days=366), zending.bron_datum) > vandaag:
            deze = pc.and_(deze, pc.invert(ruw))  # only the year is known: it may have been later in it
        weg += [p for p in posities["personen"].filter(pc.fill_null(deze, False)).to_pylist() if p is not None]
    return weg


def _heel(kolom: pa.Array | pa.ChunkedArray) -> pa.Array:
    return kolom.combine_chunks() if isinstance(kolom, pa.ChunkedArray) else kolom


def _genoeg_bekend(tabellen: Mapping[str, pa.Table], posities: Mapping[str, pa.Array], bron: str) -> list[int]:
    """Positions of persons of whom this delivery tells enough to make them: surname and date of birth."""
    tabel = tabellen.get("personen")
    if tabel is None or not tabel.num_rows:
        return []
    genoeg = pc.is_valid(tabel.column("geboren"))
    if bron != "tabellen":  # canonical tables hold no names
        genoeg = pc.and_(genoeg, pc.is_valid(tabel.column("achternaam")))
    met = posities["personen"].filter(_heel(genoeg))
    return [p for p in pc.unique(met).to_pylist() if p is not None]


def _scholen(tabellen: Mapping[str, pa.Table]) -> list[tuple[str, str]]:
    paren: set[tuple[str, str]] = set()
    for tabel in tabellen.values():
        if "brin" in tabel.column_names:
            groep = tabel.select(["brin", "vestiging"]).group_by(["brin", "vestiging"]).aggregate([])
            paren |= {
                (b, v or "") for b, v in zip(*(groep.column(k).to_pylist() for k in ("brin", "vestiging")), strict=True) if b
            }
    return sorted(paren)


def _voor_laden(zending: Zending, spec: Feittabel, tabel: pa.Table, positie: pa.Array | None) -> tuple[pa.Table, dict[str, str]]:
    """The rows as they go into the temporary table: no numbers of persons, parents' numbers encrypted."""
    soorten: dict[str, str] = {}
    tabel = tabel.append_column("rij", pa.array(range(tabel.num_rows), pa.int64()))
    if positie is not None:
        tabel = tabel.append_column("p", positie).drop_columns(["pgn", "pgn_soort"])
    if spec.naam == "personen":
        for kolom in ("ouder_1", "ouder_2"):
            index, waarde = personen.versleutel_ouders(zending.tenant_id, tabel.column(f"pgn_{kolom}"))
            tabel = tabel.drop_columns([f"pgn_{kolom}"]).append_column(f"{kolom}_index", index).append_column(kolom, waarde)
            soorten |= {f"{kolom}_index": "bytea", kolom: "bytea"}
        iets = pc.is_valid(tabel.column(_KENNIS[0]))
        for kolom in _KENNIS[1:]:
            iets = pc.or_(iets, pc.is_valid(tabel.column(kolom)))
        tabel = tabel.filter(iets)
    if spec.naam == "kalender":
        veel = pc.is_in(tabel.column("soort"), value_set=pa.array(["feestdag", "vakantie"]))
        tabel = tabel.append_column("eigen_dag", pc.if_else(veel, tabel.column("van"), pa.scalar(None, pa.date32())))
    return tabel, soorten


def _met_adres_van(personen_: pa.Table, verblijf: pa.Table | None) -> pa.Table:
    """A person may be there once per address period, in any order: the row of the newest period is the one that counts."""
    van = pa.nulls(personen_.num_rows, pa.date32())
    if verblijf is not None and verblijf.num_rows:
        per_regel = verblijf.select(["regel", "van"]).group_by("regel").aggregate([("van", "max")])
        plek = pc.index_in(personen_.column("regel"), value_set=_heel(per_regel.column("regel")))
        van = per_regel.column("van_max").take(plek)
    return personen_.append_column("adres_van", van)


# ---------------------------------------------------------------------- waiting for a person


def _laat_wachten(
    cursor: Any, zending: Zending, naam: str, tabel: pa.Table, positie: pa.Array, onbekend: pa.Array, *, verplicht: bool
) -> None:
    """Keeps the rows about persons we don't know, encrypted, until a delivery makes them known."""
    mist = pc.is_in(positie, value_set=onbekend)
    zonder = pc.is_null(positie)
    wachten = tabel.filter(pc.or_(mist, zonder) if verplicht else mist)
    if not wachten.num_rows:
        return
    rijen = wachten.to_pylist()
    zoek = zoeker(zending.tenant_id)
    index = [zoek(r["pgn_soort"] or personen.BSN, r["pgn"]) if r["pgn"] is not None else None for r in rijen]
    voeg_toe(
        cursor,
        "leveringen_ongekoppeldrij",
        pa.table(
            {
                "tenant_id": pa.array([zending.tenant_id] * len(rijen), pa.int64()),
                "levering_id": pa.array([zending.levering_id] * len(rijen), pa.int64()),
                "tabel": pa.array([naam] * len(rijen)),
                "regel": wachten.column("regel").cast(pa.int64()),
                "pgn_index": hex_tekst(index),
                "reden": pa.array(["persoon_onbekend" if i else "geen_nummer" for i in index]),
                "inhoud": hex_tekst(versleutel(json.dumps(r, default=_als_tekst), DOEL_WACHT) for r in rijen),
            }
        ),
    )


def _koppel_wachtenden(cursor: Any, zending: Zending, meld: Voortgang) -> int:
    """Takes in what waited for persons who are known now: per delivery it came with, the oldest first.

    From now on, not from when it came, these rows are *bekend*: an earlier picture was made without them.
    """
    cursor.execute(
        f"""
        DELETE FROM leveringen_ongekoppeldrij o USING {PERSONEN} u, leveringen_levering l
        WHERE o.tenant_id = %s AND o.pgn_index = u.index AND u.jongere_id IS NOT NULL AND l.id = o.levering_id
        RETURNING o.levering_id, l.bron, l.bron_datum, l.omvang, o.tabel, o.id, o.inhoud
        """,
        [zending.tenant_id],
    )
    per_levering: dict[tuple[date, int, str, str], dict[str, list[tuple[int, bytes]]]] = defaultdict(lambda: defaultdict(list))
    aantal = 0
    for levering_id, bron, bron_datum, omvang, tabel, id_, inhoud in cursor.fetchall():
        per_levering[(bron_datum, levering_id, bron, omvang)][tabel].append((id_, bytes(inhoud)))
        aantal += 1
    for (bron_datum, levering_id, bron, omvang), rijen in sorted(per_levering.items()):
        tabellen = {
            naam: GELEVERD[naam].uit_rijen(
                _uit_tekst(naam, json.loads(ontsleutel(inhoud, DOEL_WACHT))) for _, inhoud in sorted(lijst)
            )
            for naam, lijst in rijen.items()
        }
        oud = Zending(zending.tenant_id, levering_id, bron, bron_datum, omvang == "volledig", zending.ontvangen_op)
        if oud.volledig:  # what this delivery left out counts as well
            cursor.execute("SELECT bon->'tabellen' FROM leveringen_levering WHERE id = %s", [levering_id])
            gestaan = cursor.fetchone()[0]
            namen = json.loads(gestaan) if isinstance(gestaan, str) else (gestaan or {})
            tabellen |= {n: GELEVERD[n].leeg() for n in namen if n in registers.TABELLEN and n not in tabellen}
        _verwerk(cursor, oud, tabellen, meld, wacht=False)
    return aantal


def _als_tekst(waarde: object) -> str:
    if isinstance(waarde, date | time):
        return waarde.isoformat()
    raise TypeError(type(waarde).__name__)


def _uit_tekst(naam: str, rij: dict[str, Any]) -> dict[str, Any]:
    for kolom in GELEVERD[naam].kolommen:
        waarde = rij.get(kolom.naam)
        if waarde is not None and pa.types.is_date(kolom.soort):
            rij[kolom.naam] = date.fromisoformat(waarde)
        elif waarde is not None and pa.types.is_time(kolom.soort):
            rij[kolom.naam] = time.fromisoformat(waarde)
    return rij


# ---------------------------------------------------------------------- set apart


def _zet_apart(cursor: Any, zending: Zending, gelezen: Gelezen) -> None:
    from inbeeld.bronnen import kaart_van, nummer_van

    apart = gelezen.apart
    if not apart:
        return
    kaart = kaart_van(gelezen.bron, eigen_kaarten())
    nummers = [nummer_van(a.inhoud, kaart) for a in apart]
    zoek = zoeker(zending.tenant_id)
    voeg_toe(
        cursor,
        "leveringen_apartgezet",
        pa.table(
            {
                "tenant_id": pa.array([zending.tenant_id] * len(apart), pa.int64()),
                "levering_id": pa.array([zending.levering_id] * len(apart), pa.int64()),
                "regel": pa.array([a.regel for a in apart], pa.int64()),
                "kolom": pa.array([a.kolom[:80] or None for a in apart], pa.string()),
                "code": pa.array([a.code[:60] for a in apart], pa.string()),
                "reden": pa.array([a.reden for a in apart], pa.string()),
                "wat_te_doen": pa.array([a.wat_te_doen for a in apart], pa.string()),
                "pgn_index": hex_tekst(zoek(n[1], n[0]) if n else None for n in nummers),
                "inhoud": hex_tekst(versleutel(json.dumps(a.inhoud), DOEL_APART) for a in apart),
            }
        ),
    )


def _laat_vervallen(cursor: Any, zending: Zending) -> None:
    """A full delivery says anew what an earlier one of its source could not: of who is in it and has no row set apart again, what
    was still to be corrected need not be."""
    cursor.execute(
        f"""
        UPDATE leveringen_apartgezet a SET status = 'vervallen', afgedaan_op = %(nu)s
        FROM leveringen_levering l, {PERSONEN} p
        WHERE a.tenant_id = %(tenant)s AND a.status = 'open' AND a.pgn_index = p.index AND p.jongere_id IS NOT NULL
          AND l.id = a.levering_id AND l.id <> %(levering)s AND l.bron = %(bron)s AND l.bron_datum <= %(datum)s
          AND NOT EXISTS (SELECT 1 FROM leveringen_apartgezet n WHERE n.levering_id = %(levering)s AND n.pgn_index = a.pgn_index)
        """,
        {
            "tenant": zending.tenant_id,
            "nu": zending.ontvangen_op,
            "levering": zending.levering_id,
            "bron": zending.bron,
            "datum": zending.bron_datum,
        },
    )


def _sha256(pad: Path) -> str:
    som = hashlib.sha256()
    try:
        for deel in sorted(p for p in pad.iterdir() if p.is_file()) if pad.is_dir() else [pad]:
            if pad.is_dir():
                som.update(deel.name.encode())
            with deel.open("rb") as bestand:
                while stuk := bestand.read(1 << 20):
                    som.update(stuk)
    except OSError as fout:
        raise GebruikFout(
            f"Dit bestand is niet te lezen ({fout.strerror}).", waar=str(pad), doe="Controleer de rechten."
        ) from None
    return som.hexdigest()
