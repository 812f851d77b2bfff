"""The one kind of error that reaches a user: what is wrong, where, and what to do."""

from __future__ import annotations


class InbeeldFout(Exception):
    """Says in Dutch what is wrong (``wat``), where (``waar``) and what to do (``doe``). Never holds personal data."""

    zonder_gegevens = True
    """What it says may be logged."""

    def __init__(self, wat: str, *, waar: str = "", doe: str = "") -> None:
        super().__init__(wat)
        self.wat, self.waar, self.doe = wat, waar, doe

    def __str__(self) -> str:
        return " ".join(d for d in (f"{self.waar}:" if self.waar else "", self.wat, self.doe) if d)


class GeweigerdFout(InbeeldFout):
    """The data were refused (exit code 1). ``levering_id``: the receipt of that, when there is one."""

    levering_id: int | None = None


class GebruikFout(InbeeldFout):
    """The command was used wrongly (exit code 2)."""
