"""Writing organisations."""

from __future__ import annotations

from collections.abc import Sequence

from inbeeld.apps.toegang.models import Organisatie


def leg_organisatie_vast(code: str, naam: str, gemeenten: Sequence[str], vakantieregio: str = "midden") -> Organisatie:
    """The organisation with ``code``, made or brought up to date."""
    organisatie, _ = Organisatie.objects.update_or_create(
        code=code, defaults={"naam": naam, "gemeenten": list(gemeenten), "vakantieregio": vakantieregio}
    )
    return organisatie
