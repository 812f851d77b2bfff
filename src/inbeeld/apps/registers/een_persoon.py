"""Two youths turn out to be one person, and sometimes turn out not to be after all.

A child comes in under an onderwijsnummer and later under a BSN, or twice by mistake. After merging, ``blijft`` has the facts it
would have had if all deliveries had named it from the start: the newest ``bron_datum`` wins, and what a later full delivery
under one of the numbers does not state is gone. It has them *from now on*: what held of ``vervalt`` is closed and said again of
``blijft``, so that what we knew before today stays as it was. The numbers of ``vervalt`` lead to ``blijft``; what comes in under
them keeps ``via``.

Undoing is one of two things. ``maak_ongedaan`` puts every row back as it was, as if nobody had merged anything; only while
nothing has come in since. ``splits`` tells them apart from now on: each gets what its own numbers stated last, also after the
merge. ``haal_uit_elkaar`` takes the first on the day itself, when no other day's picture can hold it, else the second.

All in SQL, in one transaction that waits for the deliveries of this organisation.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from inbeeld.apps.basis.fouten import GebruikFout, InbeeldFout
from inbeeld.apps.basis.samenvoegen import Feittabel, eigen_kolommen, sleutel_bij
from inbeeld.apps.personen import services as personen
from inbeeld.apps.personen.models import Oordeel, Samenvoeging
from inbeeld.apps.registers.feittabellen import TABELLEN
from inbeeld.apps.scholen.services import ROOSTER

FEITEN: tuple[Feittabel, ...] = (personen.GEGEVENS, *TABELLEN.values(), ROOSTER)
"""Every table with facts of a youth."""
_NU, _RIJ = "_samen_nu", "_splits_rij"


def voeg_samen(
    tenant_id: int, blijft: int, vervalt: int, door: int | None, reden: str, *, op: datetime | None = None
) -> Samenvoeging:
    """``vervalt`` goes up in ``blijft`` (ids of youths). ``door``: who decided it.

    Raises:
        GebruikFout: they aren't two youths of this organisation that stand on their own.
    """
    if not reden.strip():
        raise GebruikFout("Er is geen reden gegeven.", doe="Schrijf op waarom dit één persoon is.")
    with transaction.atomic(), connection.cursor() as cursor:
        nu = _begin(cursor, tenant_id, op)
        _keur(cursor, tenant_id, blijft, vervalt)
        leden = _leden(cursor, vervalt)
        _eigen_dekking(cursor, tenant_id, blijft)
        _eigen_dekking(cursor, tenant_id, vervalt)
        samen = Samenvoeging.objects.create(
            tenant_id=tenant_id, blijft_id=blijft, vervalt_id=vervalt, leden=leden, door_id=door, reden=reden.strip(), op=nu
        )
        grens = {}
        for spec in FEITEN:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {spec.tabel}")
            grens[spec.tabel] = cursor.fetchone()[0]
            _voeg_tabel_samen(cursor, spec, samen)
        samen.grens = grens
        samen.save(update_fields=["grens"])
        personen.laat_opgaan(cursor, tenant_id, blijft, vervalt, nu)
        _tel_dekking_op(cursor, tenant_id, blijft)
    return samen


def haal_uit_elkaar(samenvoeging: Samenvoeging, door: int | None, reden: str) -> None:
    """Ends a merge: without a trace on the day itself when nothing came in since, else from now on."""
    with transaction.atomic(), connection.cursor() as cursor:
        _begin(cursor, samenvoeging.tenant_id, None)
        vandaag = timezone.localdate(samenvoeging.op) == timezone.localdate()
        if vandaag and _onveranderd(cursor, samenvoeging):
            maak_ongedaan(samenvoeging, door, reden)
        else:
            splits(samenvoeging, door, reden)


def maak_ongedaan(samenvoeging: Samenvoeging, door: int | None, reden: str) -> None:
    """Puts every row back as it was before the merge.

    Raises:
        GebruikFout: ended already, a later merge stands on it, or facts have come in since.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        nu = _begin(cursor, samenvoeging.tenant_id, None)
        _keur_einde(cursor, samenvoeging)
        if not _onveranderd(cursor, samenvoeging):
            raise GebruikFout(
                "Sinds deze samenvoeging zijn gegevens binnengekomen.",
                doe="Haal de twee uit elkaar: wat later kwam, gaat mee met het nummer waarmee het kwam.",
            )
        for spec in FEITEN:
            _draai_tabel_terug(cursor, spec, samenvoeging)
        _sluit_af(cursor, samenvoeging, nu, door, reden, Samenvoeging.TERUGGEDRAAID)


def splits(samenvoeging: Samenvoeging, door: int | None, reden: str, *, op: datetime | None = None) -> None:
    """Tells the two apart from now on: each has what its own numbers stated last.

    Raises:
        GebruikFout: ended already, or a later merge stands on it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        nu = _begin(cursor, samenvoeging.tenant_id, op)
        _keur_einde(cursor, samenvoeging)
        for spec in FEITEN:
            _splits_tabel(cursor, spec, samenvoeging, nu)
        _sluit_af(cursor, samenvoeging, nu, door, reden, Samenvoeging.GESPLITST)


def voer_uit(tenant_id: int, oordeel_id: int) -> list[int]:
    """Carries out a decision; a second time does nothing. Gives the youths whose picture is no longer right."""
    with transaction.atomic():
        oordeel = Oordeel.objects.select_for_update().get(tenant_id=tenant_id, pk=oordeel_id)
        if oordeel.status != Oordeel.WACHT:
            return []
        try:
            with transaction.atomic():
                if oordeel.soort == Oordeel.SAMEN:
                    voeg_samen(tenant_id, oordeel.een_id, oordeel.ander_id, oordeel.door_id, oordeel.reden)
                elif oordeel.soort == Oordeel.SPLITS and oordeel.samenvoeging is not None:
                    haal_uit_elkaar(oordeel.samenvoeging, oordeel.door_id, oordeel.reden)
        except InbeeldFout as fout:
            oordeel.status, oordeel.fout = Oordeel.MISLUKT, str(fout)
        else:
            oordeel.status = Oordeel.KLAAR
        oordeel.save(update_fields=["status", "fout"])
    return [oordeel.een_id, oordeel.ander_id] if oordeel.soort != Oordeel.TWEE and not oordeel.fout else []


def geef_op(tenant_id: int, oordeel_id: int) -> None:
    """Notes that a decision could not be carried out, for a reason that is not in the decision. It can be taken anew."""
    Oordeel.objects.filter(tenant_id=tenant_id, pk=oordeel_id, status=Oordeel.WACHT).update(
        status=Oordeel.MISLUKT,
        fout="Er ging iets mis dat niet voorzien was. Er is niets veranderd. "
        "Meld dit bij de beheerder, en besluit daarna opnieuw.",
    )


# ---------------------------------------------------------------------- merging


def _begin(cursor: Any, tenant_id: int, op: datetime | None) -> datetime:
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('inbeeld.levering'), %s)", [tenant_id])
    return op or datetime.now(UTC)


def _keur(cursor: Any, tenant_id: int, blijft: int, vervalt: int) -> None:
    cursor.execute(
        "SELECT id, opgegaan_in_id, bsn_index IS NOT NULL FROM personen_jongere WHERE tenant_id = %s AND id IN (%s, %s) "
        "ORDER BY id FOR UPDATE",
        [tenant_id, blijft, vervalt],
    )
    rijen = cursor.fetchall()
    if len(rijen) != 2:
        raise GebruikFout("Dit zijn geen twee jongeren van deze organisatie.", doe="Kies twee verschillende jongeren.")
    if any(opgegaan for _, opgegaan, _ in rijen):
        raise GebruikFout("Een van beide is al samengevoegd met iemand anders.", doe="Ververs de pagina en kijk opnieuw.")
    met_bsn = {id_ for id_, _, bsn in rijen if bsn}
    if met_bsn == {vervalt}:
        raise GebruikFout("Alleen wie vervalt, heeft een BSN.", doe="Laat de jongere met het BSN blijven.")


def _leden(cursor: Any, jongere: int) -> list[int]:
    """This youth and whoever has gone up in it."""
    cursor.execute("SELECT id FROM personen_jongere WHERE opgegaan_in_id = %s ORDER BY id", [jongere])
    return [jongere, *(r[0] for r in cursor.fetchall())]


def _school(spec: Feittabel, rij: str) -> str:
    return f"{rij}.school_id" if spec.school else "NULL::bigint"


def _voeg_tabel_samen(cursor: Any, spec: Feittabel, samen: Samenvoeging) -> None:
    w: dict[str, Any] = {
        "t": samen.tenant_id, "b": samen.blijft_id, "v": samen.vervalt_id, "nu": samen.op, "s": samen.pk, "tabel": spec.tabel,
    }  # fmt: skip
    andermans = "CASE WHEN n.kant = 'blijft' THEN %(v)s::bigint ELSE %(b)s::bigint END"
    verouderd = ["false"]
    if spec.dekking:
        verouderd.append(
            "EXISTS (SELECT 1 FROM registers_dekking d WHERE d.tenant_id = %(t)s AND d.bron = n.bron "
            f"AND d.jongere_id = {andermans} AND d.{spec.naam} > n.datum)"
        )
    if spec.groep:
        verouderd.append(
            "EXISTS (SELECT 1 FROM nu o WHERE o.kant <> n.kant AND o.bron = n.bron AND o.kenmerk = n.kenmerk "
            "AND o.school_id IS NOT DISTINCT FROM n.school_id AND o.datum > n.datum)"
        )
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{_NU}")
    cursor.execute(
        f"""
        CREATE TEMP TABLE {_NU} ON COMMIT DROP AS
        WITH f AS (
            SELECT f.id, CASE WHEN f.jongere_id = %(b)s THEN 'blijft' ELSE 'vervalt' END AS kant, f.bron, f.kenmerk, f.inhoud,
                   f.vervallen, f.bron_datum, {_school(spec, "f")} AS school_id,
                   {sleutel_bij(spec, "f", "%(b)s::bigint")} AS sleutel
            FROM {spec.tabel} f WHERE f.tenant_id = %(t)s AND f.jongere_id IN (%(b)s, %(v)s) AND f.vervangen_op IS NULL
        ), nu AS (
            SELECT f.*, max(bron_datum) OVER zelfde AS datum, count(*) OVER zelfde > 1 AS gelijk
            FROM f WINDOW zelfde AS (PARTITION BY bron, sleutel, inhoud, vervallen)
        )
        SELECT n.*, NOT vervallen AND ({" OR ".join(verouderd)}) AS verouderd,
               row_number() OVER (PARTITION BY bron, sleutel
                                  ORDER BY datum DESC, CASE WHEN gelijk THEN kant END, id DESC) = 1 AS wint,
               NULL::bigint AS kopie_id
        FROM nu n
        """,
        w,
    )
    cursor.execute(
        f"UPDATE {spec.tabel} f SET vervangen_op = greatest(%(nu)s, f.ontvangen_op) FROM {_NU} n "
        "WHERE n.id = f.id AND (n.kant = 'vervalt' OR NOT n.wint OR n.verouderd)",
        w,
    )
    _bevestig(cursor, w, _NU)
    cursor.execute(
        f"UPDATE {spec.tabel} f SET bron_datum = n.datum FROM {_NU} n WHERE n.id = f.id AND n.kant = 'blijft' AND n.wint "
        "AND NOT n.verouderd AND n.datum > n.bron_datum",
        w,
    )
    kolommen = eigen_kolommen(spec)
    cursor.execute(
        f"""
        WITH erbij AS (
            INSERT INTO {spec.tabel} (jongere_id, via, sleutel, bron_datum, ontvangen_op, {", ".join(kolommen)})
            SELECT %(b)s, coalesce(f.via, f.jongere_id), n.sleutel, f.bron_datum, %(nu)s, {", ".join(f"f.{k}" for k in kolommen)}
            FROM {_NU} n JOIN {spec.tabel} f USING (id) WHERE n.kant = 'vervalt' AND n.wint AND NOT n.verouderd ORDER BY f.id
            RETURNING id, bron, sleutel
        )
        UPDATE {_NU} n SET kopie_id = e.id FROM erbij e WHERE n.kant = 'vervalt' AND (n.bron, n.sleutel) = (e.bron, e.sleutel)
        """,
        w,
    )
    cursor.execute(
        "INSERT INTO personen_bevestiging (tenant_id, tabel, feit_id, via, bron_datum) "
        f"SELECT tenant_id, tabel, n.kopie_id, via, x.bron_datum FROM {_NU} n JOIN personen_bevestiging x "
        "ON x.tabel = %(tabel)s AND x.feit_id = n.id WHERE n.kopie_id IS NOT NULL",
        w,
    )
    cursor.execute(
        "INSERT INTO personen_samenvoegrij "
        "(samenvoeging_id, tabel, kant, feit_id, kopie_id, gesloten, bron_datum, bron_datum_na) "
        "SELECT %(s)s, %(tabel)s, kant, id, kopie_id, kant = 'vervalt' OR NOT wint OR verouderd, bron_datum, "
        f"CASE WHEN kant = 'blijft' AND wint AND NOT verouderd THEN datum ELSE bron_datum END FROM {_NU} ORDER BY id",
        w,
    )


def _bevestig(cursor: Any, w: dict[str, Any], tabel: str) -> None:
    """What both stated is kept once, with for each number until when it did."""
    paar = (
        f"FROM {tabel} h JOIN {tabel} a ON a.kant = 'vervalt' AND h.kant = 'blijft' AND a.gelijk AND h.gelijk AND h.wint "
        "AND (a.bron, a.sleutel) = (h.bron, h.sleutel)"
    )
    for wie, eigenaar in (("h", "%(b)s"), ("a", "%(v)s")):
        cursor.execute(
            "INSERT INTO personen_bevestiging AS x (tenant_id, tabel, feit_id, via, bron_datum) "
            f"SELECT %(t)s, %(tabel)s, h.id, coalesce(e.via, f.via, {eigenaar}), coalesce(e.bron_datum, {wie}.bron_datum) {paar} "
            f"JOIN {w['tabel']} f ON f.id = {wie}.id "
            f"LEFT JOIN personen_bevestiging e ON e.tabel = %(tabel)s AND e.feit_id = {wie}.id "
            "ON CONFLICT (tabel, feit_id, via) DO UPDATE SET bron_datum = greatest(x.bron_datum, excluded.bron_datum)",
            w,
        )


# ---------------------------------------------------------------------- as if it never was


def _onveranderd(cursor: Any, samen: Samenvoeging) -> bool:
    """Whether no fact of the two changed since the merge."""
    for spec in FEITEN:
        cursor.execute(
            f"""
            SELECT EXISTS (
                SELECT 1 FROM {spec.tabel} f WHERE f.tenant_id = %(t)s AND f.jongere_id IN (%(b)s, %(v)s) AND f.id > %(grens)s
                AND NOT EXISTS (SELECT 1 FROM personen_samenvoegrij r WHERE r.samenvoeging_id = %(s)s AND r.tabel = %(tabel)s
                                AND r.kopie_id = f.id AND r.bron_datum = f.bron_datum AND f.vervangen_op IS NULL)
            ) OR EXISTS (
                SELECT 1 FROM personen_samenvoegrij r JOIN {spec.tabel} f ON f.id = r.feit_id
                WHERE r.samenvoeging_id = %(s)s AND r.tabel = %(tabel)s
                AND (f.bron_datum <> r.bron_datum_na OR (f.vervangen_op IS NULL) = r.gesloten
                     OR f.jongere_id <> CASE r.kant WHEN 'blijft' THEN %(b)s ELSE %(v)s END)
            )
            """,
            {
                "t": samen.tenant_id, "b": samen.blijft_id, "v": samen.vervalt_id, "s": samen.pk, "tabel": spec.tabel,
                "grens": samen.grens[spec.tabel],
            },
        )  # fmt: skip
        if cursor.fetchone()[0]:
            return False
    return True


def _draai_tabel_terug(cursor: Any, spec: Feittabel, samen: Samenvoeging) -> None:
    alleen = len([m for m in _leden(cursor, samen.blijft_id) if m not in samen.leden]) == 1
    w = {"s": samen.pk, "tabel": spec.tabel, "leden": samen.leden}
    rijen = "personen_samenvoegrij r WHERE r.samenvoeging_id = %(s)s AND r.tabel = %(tabel)s"
    cursor.execute(
        f"DELETE FROM personen_bevestiging x USING {rijen} AND x.tabel = %(tabel)s "
        f"AND (x.feit_id = r.kopie_id OR (x.feit_id = r.feit_id AND r.kant = 'blijft' AND (x.via = ANY(%(leden)s) OR {alleen})))",
        w,
    )
    cursor.execute(f"DELETE FROM {spec.tabel} f USING {rijen} AND f.id = r.kopie_id", w)
    zoals_het_was = "vervangen_op = NULL, bron_datum = r.bron_datum"
    cursor.execute(f"UPDATE {spec.tabel} f SET {zoals_het_was} FROM {rijen} AND f.id = r.feit_id", w)


# ---------------------------------------------------------------------- from now on


def _splits_tabel(cursor: Any, spec: Feittabel, samen: Samenvoeging, nu: datetime) -> None:
    rest = [m for m in _leden(cursor, samen.blijft_id) if m not in samen.leden]
    w: dict[str, Any] = {
        "t": samen.tenant_id, "b": samen.blijft_id, "v": samen.vervalt_id, "nu": nu, "s": samen.pk, "tabel": spec.tabel,
        "leden": samen.leden, "rest": rest, "grens": samen.grens[spec.tabel],
    }  # fmt: skip
    zelf_weg = ["false"]
    if spec.dekking:
        zelf_weg.append(
            "EXISTS (SELECT 1 FROM registers_nummerdekking d WHERE d.tenant_id = %(t)s AND d.bron = r.bron "
            f"AND d.via = ANY(CASE r.kant WHEN 'vervalt' THEN %(leden)s ELSE %(rest)s END::bigint[]) AND d.{spec.naam} > r.datum)"
        )
    if spec.groep:
        zelf_weg.append(
            "EXISTS (SELECT 1 FROM rang o WHERE o.kant = r.kant AND o.bron = r.bron AND o.kenmerk = r.kenmerk "
            "AND o.school_id IS NOT DISTINCT FROM r.school_id AND (o.datum > r.datum OR (o.datum = r.datum "
            "AND o.levering_id > r.levering_id AND o.ontvangen_op = r.vervangen_op)))"
        )
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{_RIJ}")
    cursor.execute(
        f"""
        CREATE TEMP TABLE {_RIJ} ON COMMIT DROP AS
        WITH feit AS (
            SELECT f.*, {_school(spec, "f")} AS school FROM {spec.tabel} f
            WHERE f.tenant_id = %(t)s AND (
                (f.jongere_id = %(b)s AND (f.id > %(grens)s OR f.vervangen_op IS NULL
                    OR EXISTS (SELECT 1 FROM personen_bevestiging x WHERE x.tabel = %(tabel)s AND x.feit_id = f.id)))
                OR f.id IN (SELECT feit_id FROM personen_samenvoegrij r WHERE r.samenvoeging_id = %(s)s AND r.tabel = %(tabel)s
                            AND (r.kant = 'blijft' OR r.kopie_id IS NULL)))
        ), gezegd AS (
            SELECT f.id, coalesce(x.via, f.via, f.jongere_id) AS via, coalesce(x.bron_datum, f.bron_datum) AS datum
            FROM feit f LEFT JOIN personen_bevestiging x ON x.tabel = %(tabel)s AND x.feit_id = f.id
        ), kanten AS (
            SELECT id, CASE WHEN via = ANY(%(leden)s) THEN 'vervalt' ELSE 'blijft' END AS kant, max(datum) AS datum,
                   (array_agg(via ORDER BY datum DESC, via))[1] AS via
            FROM gezegd WHERE via = ANY(%(leden)s) OR via = ANY(%(rest)s) GROUP BY 1, 2
        ), rang AS (
            SELECT k.*, f.bron, f.kenmerk, f.school AS school_id, f.levering_id,
                   f.ontvangen_op, f.vervangen_op, f.vervallen,
                   {sleutel_bij(spec, "f", "%(b)s::bigint")} AS sleutel, {sleutel_bij(spec, "f", "%(v)s::bigint")} AS sleutel_v,
                   f.jongere_id = %(b)s AND f.vervangen_op IS NULL AS geldt,
                   f.jongere_id = %(b)s AND f.vervangen_op IS NULL AND k.datum = f.bron_datum AS zelf
            FROM kanten k JOIN feit f USING (id)
        ), eerste AS (
            SELECT r.*, row_number() OVER (PARTITION BY kant, bron, sleutel ORDER BY datum DESC, id DESC) = 1 AS laatst
            FROM rang r
        )
        SELECT r.*, laatst AND (zelf OR r.vervallen OR NOT ({" OR ".join(zelf_weg)})) AS houdt FROM eerste r
        """,
        w,
    )
    cursor.execute(
        f"UPDATE {spec.tabel} f SET vervangen_op = greatest(%(nu)s, f.ontvangen_op) WHERE f.tenant_id = %(t)s "
        "AND f.jongere_id = %(b)s AND f.vervangen_op IS NULL "
        f"AND NOT EXISTS (SELECT 1 FROM {_RIJ} r WHERE r.id = f.id AND r.kant = 'blijft' AND r.houdt)",
        w,
    )
    cursor.execute(
        f"UPDATE {spec.tabel} f SET bron_datum = r.datum FROM {_RIJ} r "
        "WHERE r.id = f.id AND r.kant = 'blijft' AND r.houdt AND r.geldt AND r.datum <> f.bron_datum",
        w,
    )
    kolommen = eigen_kolommen(spec)
    for kant, wie, sleutel, samen_met in (
        ("vervalt", "%(v)s", "sleutel_v", samen.leden),
        ("blijft", "%(b)s", "sleutel", rest),
    ):
        alleen = len(samen_met) == 1
        cursor.execute(
            f"""
            WITH erbij AS (
                INSERT INTO {spec.tabel} (jongere_id, via, sleutel, bron_datum, ontvangen_op, {", ".join(kolommen)})
                SELECT {wie}, {"NULL" if alleen else "r.via"}, r.{sleutel}, r.datum, %(nu)s,
                       {", ".join(f"f.{k}" for k in kolommen)}
                FROM {_RIJ} r JOIN {spec.tabel} f USING (id)
                WHERE r.kant = '{kant}' AND r.houdt AND NOT (r.kant = 'blijft' AND r.geldt) ORDER BY f.id
                RETURNING id, bron, sleutel
            )
            INSERT INTO personen_bevestiging (tenant_id, tabel, feit_id, via, bron_datum)
            SELECT x.tenant_id, x.tabel, e.id, x.via, x.bron_datum
            FROM erbij e JOIN {_RIJ} r ON r.kant = '{kant}' AND r.houdt AND (r.bron, r.{sleutel}) = (e.bron, e.sleutel)
            JOIN personen_bevestiging x ON x.tabel = %(tabel)s AND x.feit_id = r.id
            WHERE {not alleen} AND x.via = ANY(%(wie)s)
            """,
            w | {"wie": samen_met},
        )
    cursor.execute(
        f"DELETE FROM personen_bevestiging x USING {_RIJ} r, {spec.tabel} f WHERE x.tabel = %(tabel)s AND x.feit_id = r.id "
        f"AND f.id = r.id AND f.jongere_id = %(b)s AND (x.via = ANY(%(leden)s) OR {len(rest) == 1})",
        w,
    )


# ---------------------------------------------------------------------- both ways of ending


def _keur_einde(cursor: Any, samen: Samenvoeging) -> None:
    cursor.execute(
        "SELECT s.ongedaan_op IS NOT NULL, v.opgegaan_in_id, b.opgegaan_in_id FROM personen_samenvoeging s "
        "JOIN personen_jongere v ON v.id = s.vervalt_id JOIN personen_jongere b ON b.id = s.blijft_id WHERE s.id = %s FOR UPDATE",
        [samen.pk],
    )
    al_gedaan, in_wie, verder = cursor.fetchone()
    if al_gedaan:
        raise GebruikFout("Deze samenvoeging is al ongedaan gemaakt.", doe="Ververs de pagina.")
    if verder is not None or in_wie != samen.blijft_id:
        raise GebruikFout("Daarna is nog eens samengevoegd.", doe="Maak eerst de latere samenvoeging ongedaan.")


def _sluit_af(cursor: Any, samen: Samenvoeging, nu: datetime, door: int | None, reden: str, wijze: str) -> None:
    personen.laat_los(cursor, samen.tenant_id, samen.blijft_id, samen.vervalt_id, samen.leden)
    for jongere in (samen.blijft_id, samen.vervalt_id):
        _tel_dekking_op(cursor, samen.tenant_id, jongere)
        if len(_leden(cursor, jongere)) == 1:
            cursor.execute("DELETE FROM registers_nummerdekking WHERE tenant_id = %s AND via = %s", [samen.tenant_id, jongere])
    samen.ongedaan_op, samen.ongedaan_door_id, samen.ongedaan_reden, samen.wijze = nu, door, reden.strip(), wijze
    samen.save(update_fields=["ongedaan_op", "ongedaan_door", "ongedaan_reden", "wijze"])
    personen.kies_opnieuw(cursor, samen.tenant_id, [samen.blijft_id, samen.vervalt_id])


# ---------------------------------------------------------------------- who spoke in full


def _eigen_dekking(cursor: Any, tenant_id: int, jongere: int) -> None:
    """From now on the coverage of this youth's own number is kept apart from that of the person."""
    if len(_leden(cursor, jongere)) > 1:
        return
    namen = ", ".join(TABELLEN)
    cursor.execute(
        f"INSERT INTO registers_nummerdekking (tenant_id, via, bron, {namen}) SELECT tenant_id, jongere_id, bron, {namen} "
        "FROM registers_dekking WHERE tenant_id = %s AND jongere_id = %s",
        [tenant_id, jongere],
    )


def _tel_dekking_op(cursor: Any, tenant_id: int, jongere: int) -> None:
    """A person is covered as far as any of the numbers is."""
    w = {"t": tenant_id, "j": jongere, "leden": _leden(cursor, jongere)}
    namen = list(TABELLEN)
    van = "FROM registers_nummerdekking WHERE tenant_id = %(t)s AND via = ANY(%(leden)s)"
    cursor.execute(
        f"DELETE FROM registers_dekking WHERE tenant_id = %(t)s AND jongere_id = %(j)s AND bron NOT IN (SELECT bron {van})", w
    )
    cursor.execute(
        f"INSERT INTO registers_dekking (tenant_id, jongere_id, bron, {', '.join(namen)}) "
        f"SELECT %(t)s, %(j)s, bron, {', '.join(f'max({n})' for n in namen)} {van} GROUP BY bron "
        f"ON CONFLICT (tenant_id, jongere_id, bron) DO UPDATE SET {', '.join(f'{n} = excluded.{n}' for n in namen)}",
        w,
    )
