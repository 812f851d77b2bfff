"""Deciding about keeping and destroying (web), and carrying it out (worker)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.basis.opdrachten import BEELD, VERNIETIG, stel_uit
from inbeeld.apps.basis.vernietigen import DOSSIER, PERSOON, Wie, vernietigers
from inbeeld.apps.bewaren.models import Termijn, Uitstel, Vernietiging, Vernietigregel
from inbeeld.apps.bewaren.selectors import hash_van
from inbeeld.apps.bewaren.voorstel import instelling_van, regels
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.apps.verantwoording import services as verantwoording
from inbeeld.regels.bewaren.gronden import GRONDEN, LEESLOG, RUIMTE, WACHTEND
from inbeeld.regels.verjaardag import plus_maanden

if TYPE_CHECKING:
    from inbeeld.apps.personen.models import Jongere
    from inbeeld.apps.toegang.models import Medewerker, Organisatie

STUK = 200
"""Youths per transaction: a kill loses no more than that, and deliveries wait no longer."""
LANGSTE_UITSTEL = 366


def leg_termijn_vast(organisatie: Organisatie, parameter: str, jaren: int, vanaf: date, besluit: str) -> Termijn:
    """A term of the own selectielijst, as far as the law leaves room.

    Raises:
        GebruikFout: no such term, out of bounds, or no decision named.
    """
    if parameter not in RUIMTE:
        raise GebruikFout(f"De termijn '{parameter}' bestaat niet.", doe=f"Kies uit {', '.join(RUIMTE)}.")
    ruimte = RUIMTE[parameter]
    if not ruimte.minst <= jaren <= ruimte.hoogst:
        raise GebruikFout(
            f"{jaren} jaar kan niet: {ruimte.waarom}.", doe=f"Kies van {ruimte.minst} tot en met {ruimte.hoogst} jaar."
        )
    if not besluit.strip():
        raise GebruikFout("Het besluit ontbreekt.", doe="Noem het besluit waarin deze termijn is vastgesteld.")
    return Termijn.objects.create(
        tenant=organisatie, parameter=parameter, jaren=jaren, vanaf=vanaf, besluit=besluit.strip()[:500]
    )


# ---------------------------------------------------------------------- deciding (web)


def stel_vernietiging_uit(medewerker: Medewerker, jongere: Jongere, tot: date, reden: str) -> Uitstel:
    """Keeps what is known of a youth until a day; a day that is today or before ends an earlier postponement.

    Raises:
        GebruikFout: no reason, or too far ahead.
    """
    if not reden.strip():
        raise GebruikFout("Er is geen reden gegeven.", doe="Schrijf op waarom dit langer bewaard moet blijven.")
    if (tot - vandaag(medewerker.tenant)).days > LANGSTE_UITSTEL:
        raise GebruikFout("Uitstel duurt ten hoogste een jaar.", doe="Kies een eerdere dag; daarna kan het opnieuw.")
    return Uitstel.objects.create(
        tenant_id=medewerker.tenant_id, jongere=jongere, tot=tot, reden=reden.strip()[:500], door=medewerker
    )


def keur_goed(
    medewerker: Medewerker, keuze: Sequence[tuple[str, str]], aantal: int, reden: str, gebied: Sequence[str] | None = None
) -> Vernietiging:
    """Approves destroying what is due in these groups (omvang, grond). The worker carries it out.

    Args:
        aantal: how many youths were shown; another number now means that someone approved what they did not see.

    Raises:
        GebruikFout: no reason, nothing chosen, or the list is no longer what was shown.
    """
    if not reden.strip():
        raise GebruikFout("Er is geen reden gegeven.", doe="Schrijf op waarom dit vernietigd mag worden.")
    organisatie, op = medewerker.tenant, vandaag(medewerker.tenant)
    gekozen = set(keuze)
    with transaction.atomic():
        alle = [r for r in regels(organisatie, op, gebied=gebied) if (r.omvang, r.grond) in gekozen]
        if not alle or len(alle) != aantal:
            raise GebruikFout("De lijst is intussen veranderd.", doe="Bekijk haar opnieuw en keur dan goed.")
        instelling = instelling_van(organisatie.pk, op)
        per = Counter((r.omvang, r.grond) for r in alle)
        vernietiging = Vernietiging.objects.create(
            tenant=organisatie,
            peildatum=op,
            door=medewerker,
            reden=reden.strip()[:500],
            gronden=[
                {
                    "omvang": omvang,
                    "grond": grond,
                    "artikel": GRONDEN[grond][1],
                    "jaren": instelling[GRONDEN[grond][0]].nu,
                    "aantal": n,
                }
                for (omvang, grond), n in sorted(per.items())
            ],
        )
        Vernietigregel.objects.bulk_create(
            [
                Vernietigregel(
                    tenant=organisatie, vernietiging=vernietiging, jongere_id=r.jongere_id, omvang=r.omvang, grond=r.grond
                )
                for r in alle
            ],
            batch_size=5000,
        )
        stel_uit(VERNIETIG, organisatie.pk, vernietiging_id=vernietiging.pk)
    return vernietiging


# ---------------------------------------------------------------------- carrying it out (worker)


def voer_vernietiging_uit(organisatie: Organisatie, vernietiging_id: int, kijk: Callable[[], None] = lambda: None) -> int:
    """Destroys what was approved, some youths per transaction; broken off, it goes on where it was. A second time does nothing.

    What is no longer due by now (moved back, postponed, disputed) stays. Gives of how many youths something was destroyed.
    """
    gedaan = 0
    while (aantal := _een_stuk(organisatie, vernietiging_id)) is not None:
        gedaan += aantal
        kijk()
    return gedaan


def _een_stuk(organisatie: Organisatie, vernietiging_id: int) -> int | None:
    with transaction.atomic(), connection.cursor() as cursor:
        # Neither a picture that still has them, nor a delivery that is being taken in about them.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('inbeeld.werklijst'), %s)", [organisatie.pk])
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('inbeeld.levering'), %s)", [organisatie.pk])
        v = Vernietiging.objects.select_for_update(of=("self",)).get(tenant=organisatie, pk=vernietiging_id)
        if v.status == Vernietiging.KLAAR:
            return None
        stuk = list(Vernietigregel.objects.filter(tenant=organisatie, vernietiging=v).order_by("id")[:STUK])
        if not stuk:
            _sluit_af(v)
            return None
        nu = {r.jongere_id: r.omvang for r in regels(organisatie, vandaag(organisatie), ids=[r.jongere_id for r in stuk])}
        mag = {o: [r.jongere_id for r in stuk if r.omvang == o == nu.get(r.jongere_id)] for o in (DOSSIER, PERSOON)}
        rijen = Counter(v.rijen)
        for omvang, ids in mag.items():
            rijen.update(vernietig(cursor, organisatie.pk, ids, omvang) if ids else {})
        Vernietigregel.objects.filter(tenant=organisatie, pk__in=[r.pk for r in stuk]).delete()
        v.rijen = {naam: n for naam, n in rijen.items() if n}
        v.personen += len(mag[PERSOON])
        v.dossiers += len(mag[DOSSIER])
        v.overgeslagen += len(stuk) - sum(len(ids) for ids in mag.values())
        v.status = Vernietiging.BEZIG
        v.save(update_fields=["rijen", "personen", "dossiers", "overgeslagen", "status"])
        return sum(len(ids) for ids in mag.values())


def vernietig(cursor: Any, tenant_id: int, jongere_ids: Sequence[int], omvang: str) -> dict[str, int]:
    """Lets every app destroy what it has of these youths, in the transaction of the caller. Gives how many rows, per table."""
    cursor.execute(
        "SELECT id FROM personen_jongere WHERE tenant_id = %s AND (id = ANY(%s) OR opgegaan_in_id = ANY(%s)) ORDER BY id",
        [tenant_id, list(jongere_ids), list(jongere_ids)],
    )
    wie = Wie(tenant_id, tuple(r[0] for r in cursor.fetchall()), omvang)
    rijen: Counter[str] = Counter()
    for v in vernietigers():
        rijen.update(v.functie(cursor, wie))
    return dict(rijen)


def _sluit_af(v: Vernietiging) -> None:
    """Makes the certificate, on top of the one before it, and lets the picture be made without them."""
    vorige = Vernietiging.objects.filter(tenant_id=v.tenant_id, status=Vernietiging.KLAAR).order_by("-klaar_op", "-id").first()
    v.vooraf, v.klaar_op, v.status = vorige.hash if vorige else "", timezone.now(), Vernietiging.KLAAR
    v.hash = hash_van(v)
    v.save(update_fields=["vooraf", "klaar_op", "status", "hash"])
    stel_uit(BEELD, v.tenant_id)


def laat_leeslog_vervallen(organisatie: Organisatie) -> int:
    """Destroys the days of the read log whose term is over, under a sealed note. Nobody approves that: it names no youth any more
    than it must, and nobody should be able to keep a day back. Gives how many days.

    Raises:
        InbeeldFout: the log is broken; nothing goes.
    """
    op = timezone.localdate()
    jaren = int(instelling_van(organisatie.pk, op)[LEESLOG].nu)
    return verantwoording.laat_vervallen(organisatie.pk, plus_maanden(op, -12 * jaren))


def ruim_wachtende_op(organisatie: Organisatie) -> int:
    """Rows that wait or were set apart, about a person nobody knows, go when no delivery has said for so long who it is. Gives
    how many. Nobody approves that: there is nobody to decide about."""
    op = vandaag(organisatie)
    jaren = int(instelling_van(organisatie.pk, op)[WACHTEND].nu)
    with transaction.atomic(), connection.cursor() as cursor:
        w: dict[str, Any] = {"t": organisatie.pk, "op": op, "jaren": jaren}
        oud = (
            "x.tenant_id = %(t)s AND l.id = x.levering_id AND l.ontvangen_op < %(op)s::date - make_interval(years => %(jaren)s) "
            "AND NOT EXISTS (SELECT 1 FROM personen_jongere j WHERE j.tenant_id = %(t)s "
            "AND x.pgn_index IN (j.bsn_index, j.onderwijsnummer_index, j.tabelnummer_index))"
        )
        aantal = 0
        for begin in (
            "DELETE FROM leveringen_ongekoppeldrij x USING leveringen_levering l WHERE",
            "DELETE FROM leveringen_afhandeling a USING leveringen_apartgezet x, leveringen_levering l "
            "WHERE a.apart_id = x.id AND",
            "DELETE FROM leveringen_apartgezet x USING leveringen_levering l WHERE",
        ):
            cursor.execute(f"{begin} {oud}", w)
            aantal += int(cursor.rowcount)
        return aantal
