"""A person as we knew them on a past day, chosen from the versions of that day as ``werk_huidig_bij`` chooses today's."""

from __future__ import annotations

import copy
from datetime import date

from django.db.models import Q

from inbeeld.apps.personen.models import Jongere, Persoonsgegevens
from inbeeld.apps.personen.services import BRP, GROEPEN


def zoals_bekend_op(jongere: Jongere, dag: date) -> Jongere:
    """Not to be saved. Who was not known yet has no data, but the same id. An address that is secret now stays so."""
    versies = Persoonsgegevens.objects.filter(
        Q(vervangen_op__isnull=True) | Q(vervangen_op__date__gt=dag),
        tenant_id=jongere.tenant_id,
        jongere=jongere,
        ontvangen_op__date__lte=dag,
        vervallen=False,
    )
    rijen = sorted(versies, key=lambda v: (not v.bron.startswith(BRP), -v.bron_datum.toordinal(), v.bron))
    toen = copy.copy(jongere)
    for toets, kolommen in GROEPEN:
        eerste = next((r for r in rijen if any(getattr(r, k) is not None for k in toets)), None)
        for kolom in kolommen:
            setattr(toen, kolom, getattr(eerste, kolom, None))
    toen.overleden = _overleden(rijen)
    toen.geheim = max((g for g in (toen.geheim, jongere.geheim) if g is not None), default=None)
    toen.bron_bekend = rijen[0].bron if rijen else ""
    toen.bron_datum = rijen[0].bron_datum if rijen else None
    return toen


def _overleden(rijen: list[Persoonsgegevens]) -> date | None:
    """Of the death of someone in the BRP, only the BRP may tell."""
    if rijen and rijen[0].bron.startswith(BRP):
        return rijen[0].overleden
    return next((r.overleden for r in rijen if r.overleden is not None), None)
