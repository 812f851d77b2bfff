"""Who sees their own data, and of which youth."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from inbeeld.apps.mijn.models import Betrokkene
from inbeeld.apps.personen.models import Samenvoeging
from inbeeld.apps.toegang.beleid import Recht
from inbeeld.apps.toegang.models import JONGERE, OUDER
from inbeeld.regels.gegevensbescherming.vertegenwoordiging import wisseling

if TYPE_CHECKING:
    from inbeeld.apps.personen.models import Jongere
    from inbeeld.apps.toegang.models import Medewerker

ZIEN = Recht("mijn.zien", "Zien wat er over u of uw kind bekend is, en wie keek", frozenset({OUDER, JONGERE}))

ZIET, VOORBIJ, GEWISSELD, TE_JONG, ONBEKEND, OVERLEDEN, LEEFTIJD = (
    "ziet",
    "voorbij",
    "gewisseld",
    "te_jong",
    "onbekend",
    "overleden",
    "leeftijd",
)
"""How a link stands: it works, has ended, must be confirmed after a merge of persons, the youth is not old enough for it, no date
of birth, died, or the youth is too old for a parent's link."""


def betrokkenen() -> QuerySet[Betrokkene]:
    """Links, each with whether persons were merged or told apart since it was recorded (``gewisseld``)."""
    sinds = Samenvoeging.objects.filter(
        Q(blijft=OuterRef("jongere")) | Q(vervalt=OuterRef("jongere")),
        Q(op__gte=OuterRef("vastgelegd_op")) | Q(ongedaan_op__gte=OuterRef("vastgelegd_op")),
    )
    return Betrokkene.objects.select_related("jongere", "account", "door").annotate(gewisseld=Exists(sinds))


def past_bij_leeftijd(jongere: Jongere, als: str, dag: date) -> str:
    """``ZIET`` when someone may ask as this on ``dag``, else why not. Before 16 a parent, from 16 the youth (UAVG art. 5); the
    AVG is not about who died."""
    if jongere.overleden is not None and jongere.overleden <= dag:
        return OVERLEDEN
    if jongere.geboren is None:
        return ONBEKEND
    w = wisseling(jongere.geboren, jongere.geboren_nauwkeurig or "dag")
    if als == OUDER:
        return ZIET if dag < w.ouder_tot else LEEFTIJD
    return ZIET if dag >= w.zelf_vanaf else TE_JONG


def stand(b: Betrokkene, dag: date) -> str:
    """How a link of ``betrokkenen`` stands on ``dag``."""
    if not b.van <= dag < b.tot:
        return VOORBIJ
    if b.gewisseld or b.jongere.opgegaan_in_id is not None:  # type: ignore[attr-defined]
        return GEWISSELD
    return past_bij_leeftijd(b.jongere, b.als, dag)


def te_zien(account: Medewerker, dag: date) -> list[Betrokkene]:
    """Which youths an account sees on ``dag``, the youngest first: the only thing it sees."""
    if not ZIEN.heeft(account):
        return []
    eigen = betrokkenen().filter(tenant_id=account.tenant_id, account=account, als=account.rol, van__lte=dag, tot__gt=dag)
    per_jongere = {b.jongere_id: b for b in eigen.order_by("-jongere__geboren", "jongere_id", "id") if stand(b, dag) == ZIET}
    return list(per_jongere.values())
