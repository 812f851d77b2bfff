"""A person as a page shows them. A secret address is not in here, so no page can show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from inbeeld.web.datums import MAANDEN, leeftijd

if TYPE_CHECKING:
    from inbeeld.apps.personen.models import Jongere


@dataclass(frozen=True)
class Weergave:
    """``leeftijd``: null when not born yet or not known. ``geboren_nauwkeurig``: dag, maand or jaar. ``adres``: empty when it
    is secret or not known.
    """

    uuid: UUID
    naam: str
    roepnaam: str
    leeftijd: int | None
    geboren: date | None
    geboren_nauwkeurig: str
    overleden: date | None
    geheim: bool
    adres: str
    woonplaats: str

    @property
    def geboren_tekst(self) -> str:
        """``14 mei 2009``, ``mei 2009`` or ``2009``: no more than is known; empty when nothing is."""
        if self.geboren is None:
            return ""
        delen = {"dag": [str(self.geboren.day), MAANDEN[self.geboren.month - 1]], "maand": [MAANDEN[self.geboren.month - 1]]}
        return " ".join([*delen.get(self.geboren_nauwkeurig, []), str(self.geboren.year)])


def achternaam_van(j: Jongere) -> str:
    """With what stands before it; empty when not known."""
    return " ".join(d for d in (j.voorvoegsel or "", j.achternaam or "") if d)


def weergave(j: Jongere, nu: date) -> Weergave:
    geheim = bool(j.geheim)
    nummer = "".join(d for d in (j.huisnummer or "", j.huisletter or "", f"-{j.toevoeging}" if j.toevoeging else ""))
    straat = " ".join(d for d in (j.straat or "", nummer) if d)
    plaats = " ".join(d for d in (j.postcode or "", j.woonplaats or "") if d)
    voornaam = (j.voornamen or "").split(" ")[0]
    achternaam = achternaam_van(j)
    return Weergave(
        uuid=j.uuid,
        naam=" ".join(d for d in (voornaam, achternaam) if d) or "Naam niet bekend",
        roepnaam=voornaam or achternaam or "deze jongere",
        leeftijd=leeftijd(j.geboren, nu) if j.geboren and j.geboren <= nu else None,
        geboren=j.geboren,
        geboren_nauwkeurig=j.geboren_nauwkeurig or "dag",
        overleden=j.overleden,
        geheim=geheim,
        adres="" if geheim else ", ".join(d for d in (straat, plaats) if d),
        woonplaats="" if geheim else (j.woonplaats or ""),
    )
