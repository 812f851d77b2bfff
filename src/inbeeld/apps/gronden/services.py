"""Writing grounds: those that follow from the picture, and those that someone records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.utils import IntegrityError

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.gronden.beleid import EIGEN_POSITIE, LANGSTE, LOPENDE_MELDING
from inbeeld.apps.gronden.models import (
    DOORSTROOM,
    MELDING,
    SIGNAAL,
    VANZELF,
    VASTGELEGD,
    VRIJSTELLING,
    Deling,
    Grond,
    Kennisgeving,
)
from inbeeld.apps.gronden.selectors import kennisgevingen, openheid
from inbeeld.apps.toegang.models import KETENPARTNER

if TYPE_CHECKING:
    from inbeeld.apps.personen.models import Jongere
    from inbeeld.apps.toegang.models import Medewerker

_NU = f"""
    DROP TABLE IF EXISTS pg_temp._grond;
    CREATE TEMP TABLE _grond ON COMMIT DROP AS
    SELECT jongere_id, soort, waarvan, min(van) AS van FROM (
        SELECT jongere_id, '{SIGNAAL}' AS soort, signaal AS waarvan, van FROM beelden_signaal
        WHERE tenant_id = %(t)s AND tot IS NULL
        UNION ALL
        SELECT jongere_id, '{DOORSTROOM}', positie, van FROM beelden_rechtspositie
        WHERE tenant_id = %(t)s AND tot IS NULL AND positie = ANY(%(posities)s)
        UNION ALL
        SELECT jongere_id, '{MELDING}', verzuimsoort, coalesce(ontvangen, van) FROM registers_melding
        WHERE tenant_id = %(t)s AND vervangen_op IS NULL AND NOT vervallen AND van <= %(dag)s
            AND (tot IS NULL OR tot > %(dag)s OR status = ANY(%(lopend)s)) AND coalesce(status, 'R') = ANY(%(lopend)s)
        UNION ALL
        SELECT jongere_id, '{VRIJSTELLING}', grond, van FROM registers_vrijstelling
        WHERE tenant_id = %(t)s AND vervangen_op IS NULL AND NOT vervallen AND van <= %(dag)s AND (tot IS NULL OR tot > %(dag)s)
    ) g
    JOIN personen_jongere j ON j.id = g.jongere_id AND j.opgegaan_in_id IS NULL
    GROUP BY jongere_id, soort, waarvan;
    ANALYZE _grond
"""
_EINDE = """
    UPDATE gronden_grond g SET tot = greatest(g.van, %(dag)s)
    WHERE g.tenant_id = %(t)s AND g.tot IS NULL AND g.soort = ANY(%(vanzelf)s)
    AND NOT EXISTS (SELECT 1 FROM _grond n WHERE (n.jongere_id, n.soort, n.waarvan) = (g.jongere_id, g.soort, g.waarvan))
"""
_BEGIN = """
    INSERT INTO gronden_grond (tenant_id, jongere_id, soort, waarvan, van)
    SELECT %(t)s, n.jongere_id, n.soort, n.waarvan, least(n.van, %(dag)s) FROM _grond n
    WHERE NOT EXISTS (SELECT 1 FROM gronden_grond g WHERE g.tenant_id = %(t)s AND g.tot IS NULL
        AND (n.jongere_id, n.soort, n.waarvan) = (g.jongere_id, g.soort, g.waarvan))
    ORDER BY n.jongere_id
"""


def werk_bij(cursor: Any, tenant_id: int, dag: date) -> None:
    """Begins and ends the grounds that follow from the picture of ``dag``; in the transaction that stores the picture.

    A picture of an earlier day than the newest opens and closes nothing.
    """
    cursor.execute("SELECT max(peildatum) > %s FROM beelden_beeldrun WHERE tenant_id = %s", [dag, tenant_id])
    if cursor.fetchone()[0]:
        return
    waarden = {
        "t": tenant_id,
        "dag": dag,
        "posities": list(EIGEN_POSITIE),
        "lopend": list(LOPENDE_MELDING),
        "vanzelf": list(VANZELF),
    }
    for opdracht in (_NU, _EINDE, _BEGIN):
        cursor.execute(opdracht, waarden)


def leg_grond_vast(
    wie: Medewerker, jongere: Jongere, soort: str, reden: str, vandaag: date, tot: date, kennisgeving: dict[str, Any]
) -> Grond:
    """A ground that someone has, from today; with whether parents or youth know.

    Raises:
        GebruikFout: an unknown kind, no reason, or an end that lies in the past or too far ahead.
    """
    if soort not in VASTGELEGD:
        raise GebruikFout("Deze grond bestaat niet.", waar="soort", doe="Kies een grond uit de lijst.")
    if not reden.strip():
        raise GebruikFout("De reden ontbreekt.", waar="reden", doe="Schrijf op waarom het dossier open moet.")
    if not vandaag < tot <= vandaag + LANGSTE:
        raise GebruikFout(
            "Deze einddatum kan niet.", waar="tot", doe=f"Kies een dag na vandaag, op zijn laatst {vandaag + LANGSTE:%d-%m-%Y}."
        )
    with transaction.atomic():
        grond = Grond.objects.create(
            tenant_id=wie.tenant_id, jongere=jongere, soort=soort, reden=reden.strip(), van=vandaag, tot=tot, door=wie
        )
        leg_kennisgeving_vast(wie, jongere, vandaag=vandaag, **kennisgeving)
    return grond


def leg_kennisgeving_vast(
    wie: Medewerker, jongere: Jongere, *, aan: str, wijze: str, op: date, vandaag: date, toelichting: str = ""
) -> Kennisgeving:
    """That parents or youth were told, or why not yet.

    Raises:
        GebruikFout: what is recorded contradicts itself, or lies in the future.
    """
    if op > vandaag:
        raise GebruikFout("Deze dag moet nog komen.", waar="op", doe="Leg vast wat al gebeurd is.")
    if aan == "niemand" and not toelichting.strip():
        raise GebruikFout("De reden ontbreekt.", waar="toelichting", doe="Schrijf op waarom zij het nog niet weten.")
    try:
        with transaction.atomic():
            return Kennisgeving.objects.create(
                tenant_id=wie.tenant_id,
                jongere=jongere,
                aan=aan,
                wijze="geen" if aan == "niemand" else wijze,
                op=op,
                toelichting=toelichting.strip(),
                door=wie,
            )
    except IntegrityError:
        raise GebruikFout(
            "Zeg hoe zij het weten.", waar="wijze", doe="Kies een brief, gesprek, telefoon, bericht of de school."
        ) from None


def deel(
    wie: Medewerker, jongere: Jongere, met: Medewerker, onderdelen: Sequence[str], reden: str, vandaag: date, tot: date
) -> Deling:
    """Lets a partner see these parts of a youth's picture, from today.

    Raises:
        GebruikFout: the file is not open, nobody recorded whether parents or youth know, it isn't a partner, nothing is chosen,
            or the end lies in the past or too far ahead.
    """
    if not openheid(jongere, vandaag).open:
        raise GebruikFout("Dit dossier is niet open.", doe="Leg eerst een grond vast.")
    if not kennisgevingen(jongere):
        raise GebruikFout(
            "Er is nog niet vastgelegd of ouders of jongere van dit dossier weten.", doe="Leg dat eerst vast; deel daarna."
        )
    if met.rol != KETENPARTNER or not met.is_active or met.tenant_id != wie.tenant_id:
        raise GebruikFout("Met deze persoon kan niet gedeeld worden.", waar="met", doe="Kies een ketenpartner uit de lijst.")
    if not onderdelen or set(onderdelen) - set(Deling.ONDERDELEN):
        raise GebruikFout("Er is niets gekozen om te delen.", waar="onderdelen", doe="Kies wat de ander nodig heeft.")
    if not reden.strip():
        raise GebruikFout("De reden ontbreekt.", waar="reden", doe="Schrijf op waarom de ander dit nodig heeft.")
    if not vandaag < tot <= vandaag + LANGSTE:
        raise GebruikFout(
            "Deze einddatum kan niet.", waar="tot", doe=f"Kies een dag na vandaag, op zijn laatst {vandaag + LANGSTE:%d-%m-%Y}."
        )
    return Deling.objects.create(
        tenant_id=wie.tenant_id,
        jongere=jongere,
        met=met,
        onderdelen=[o for o in Deling.ONDERDELEN if o in onderdelen],
        reden=reden.strip(),
        van=vandaag,
        tot=tot,
        door=wie,
    )


def trek_in(wie: Medewerker, deling: Deling, vandaag: date) -> None:
    """Ends sharing: from this moment the partner sees nothing of it.

    Raises:
        GebruikFout: it has ended already.
    """
    if not Deling.objects.filter(pk=deling.pk, tot__gt=vandaag).update(tot=vandaag, ingetrokken_door=wie):
        raise GebruikFout("Dit wordt niet meer gedeeld.", doe="Ververs de pagina.")


def beeindig(wie: Medewerker, grond: Grond, vandaag: date) -> None:
    """Ends what someone recorded: today is the first day without it. What follows from the picture ends by itself.

    Raises:
        GebruikFout: it isn't of a kind that someone records, or has ended already.
    """
    gedaan = Grond.objects.filter(pk=grond.pk, soort__in=VASTGELEGD, tot__gt=vandaag).update(tot=vandaag, beeindigd_door=wie)
    if not gedaan:
        raise GebruikFout("Deze grond loopt niet meer, of eindigt vanzelf.", doe="Ververs de pagina.")
