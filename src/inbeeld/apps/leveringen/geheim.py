"""Cells of a delivered row that would tell where somebody lives whose address is secret. They are shown to nobody and sent to
nobody: who corrects a row can do without, and the supplier has them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q

from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.selectors import jongeren

GEHEIM = "(geheim)"
_ADRES = re.compile(r"straat|adres|huis_?(nummer|letter|nr)|toevoeging|post_?code|woonplaats|plaatsnaam|gemeente|locatie", re.I)
_INDICATIE = re.compile(r"geheim", re.I)


def verborgen(jongere: Jongere | None, cellen: Mapping[str, str]) -> frozenset[str]:
    """Which columns of this row are kept from sight: none when nothing says that the address is secret.

    The youth says so, or the row itself: it may be about somebody whom we don't know (yet).
    """
    zelf = any(_INDICATIE.search(k) and v.strip() not in ("", "0") for k, v in cellen.items())
    if not zelf and not (jongere and jongere.geheim):
        return frozenset()
    woorden = [w.casefold() for w in _woorden(jongere)]
    return frozenset(k for k, v in cellen.items() if _ADRES.search(k) or any(w in v.casefold() for w in woorden))


def _woorden(jongere: Jongere | None) -> list[str]:
    if jongere is None:
        return []
    code = jongere.postcode or ""
    return [w for w in (jongere.straat, code, f"{code[:4]} {code[4:]}", jongere.woonplaats) if w and len(w.strip()) >= 3]


def zonder(cellen: Mapping[str, str], weg: Collection[str]) -> dict[str, str]:
    """The row with what must not be seen made unreadable."""
    return {k: GEHEIM if k in weg and v.strip() else v for k, v in cellen.items()}


def met_geheim_adres(tenant_id: int, indexen: Iterable[bytes]) -> dict[bytes, Jongere]:
    """Of these numbers the youths whose address is secret."""
    lijst = list(indexen)
    wie = jongeren(tenant_id).filter(Q(bsn_index__in=lijst) | Q(onderwijsnummer_index__in=lijst), geheim__gt=0)
    return {bytes(i): j for j in wie for i in (j.bsn_index, j.onderwijsnummer_index) if i is not None}
