"""What a reason of absence comes to."""

from __future__ import annotations

from typing import Literal

Aard = Literal["ongeoorloofd", "geoorloofd", "onbekend"]

AARD: dict[str, Aard | None] = {
    "ongeoorloofd": "ongeoorloofd",
    "luxe": "ongeoorloofd",
    "ziek": "geoorloofd",
    "verlof": "geoorloofd",
    "schorsing": "geoorloofd",
    "geoorloofd_overig": "geoorloofd",
    "volgens_plan": "geoorloofd",
    "nog_onbekend": "onbekend",
    "te_laat": None,
}
"""By ``tabellen.codes.REDEN``. A reason that isn't known yet is neither; None: coming late is no missed hour."""


def aard(reden: str) -> Aard | None:
    """A code that we don't know says nothing about whether the absence was allowed."""
    return AARD.get(reden, "onbekend")
