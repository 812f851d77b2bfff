"""Two people at the same form. A form says what it was made from (``stand``); when that is no longer so, whoever comes second is
shown what the first one did next to their own input, and nothing is stored until they have seen it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict


@dataclass(frozen=True)
class Verschil:
    """Of one field: what it was, what the other made of it, and what was filled in here."""

    wat: str
    was: str
    ander: str
    eigen: str


@dataclass(frozen=True)
class Botsing:
    """What someone else did meanwhile; ``wie`` and ``wat`` make a sentence. ``verder``: one may still decide, knowing this."""

    wie: str
    op: datetime | None
    wat: str
    verschillen: list[Verschil] = field(default_factory=list)
    verder: bool = False

    @property
    def met_was(self) -> bool:
        return any(v.was for v in self.verschillen)


class MetStand(forms.Form):
    """A form that carries what it was made from; empty when nobody had done anything yet."""

    stand = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, stand: str, **kwargs: Any) -> None:
        kwargs["initial"] = (kwargs.get("initial") or {}) | {"stand": stand}
        super().__init__(*args, **kwargs)
        self._nu = stand

    def gemaakt_van(self) -> str:
        return str(self.data.get(self.add_prefix("stand"), ""))

    def is_van_nu(self) -> bool:
        return self.gemaakt_van() == self._nu

    def gezien(self, stand: str) -> None:
        """From here on it is a form of how things stand now: for whoever was shown the difference."""
        self._nu = stand
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("stand")] = stand
        self.data = data
