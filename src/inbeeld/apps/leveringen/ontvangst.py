"""The receipt of a delivery, as it is shown and stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inbeeld.apps.basis.samenvoegen import Telling


@dataclass(frozen=True)
class Ontvangst:
    """What became of one file. ``al_ingelezen``: the very same file was taken in before, nothing was done."""

    levering_id: int
    levering: str
    bestand: str
    bron: str
    naam: str
    bron_datum: date
    omvang: str
    gelezen: int
    apart: int
    ongekoppeld: int
    nieuwe_jongeren: int = 0
    alsnog_gekoppeld: int = 0
    tabellen: dict[str, Telling] = field(default_factory=dict)
    apart_redenen: dict[str, int] = field(default_factory=dict)
    opmerkingen: tuple[str, ...] = ()
    al_ingelezen: bool = False

    @property
    def totaal(self) -> Telling:
        som = Telling()
        for telling in self.tabellen.values():
            som = som + telling
        return som

    @property
    def opgenomen(self) -> int:
        """Rows that changed what we know, or that we keep as history."""
        som = self.totaal
        return som.opgenomen + som.gewijzigd + som.verouderd

    @property
    def ongewijzigd(self) -> int:
        return self.totaal.ongewijzigd

    def als_dict(self) -> dict[str, Any]:
        return {
            "levering": self.levering,
            "bestand": self.bestand,
            "herkend_als": self.naam,
            "bron": self.bron,
            "bron_datum": self.bron_datum.isoformat(),
            "omvang": self.omvang,
            "al_ingelezen": self.al_ingelezen,
            "gelezen": self.gelezen,
            "opgenomen": self.opgenomen,
            "ongewijzigd": self.ongewijzigd,
            "apart": self.apart,
            "ongekoppeld": self.ongekoppeld,
            "gesloten": self.totaal.gesloten,
            "nieuwe_jongeren": self.nieuwe_jongeren,
            "alsnog_gekoppeld": self.alsnog_gekoppeld,
            "tabellen": {naam: t.als_dict() for naam, t in self.tabellen.items()},
            "apart_redenen": self.apart_redenen,
            "opmerkingen": list(self.opmerkingen),
        }

    @classmethod
    def uit_bon(cls, levering_id: int, bon: dict[str, Any], *, al_ingelezen: bool) -> Ontvangst:
        return cls(
            levering_id=levering_id,
            levering=bon["levering"],
            bestand=bon["bestand"],
            bron=bon["bron"],
            naam=bon["herkend_als"],
            bron_datum=date.fromisoformat(bon["bron_datum"]),
            omvang=bon["omvang"],
            gelezen=bon["gelezen"],
            apart=bon["apart"],
            ongekoppeld=bon["ongekoppeld"],
            nieuwe_jongeren=bon["nieuwe_jongeren"],
            alsnog_gekoppeld=bon["alsnog_gekoppeld"],
            tabellen={naam: Telling(**t) for naam, t in bon["tabellen"].items()},
            apart_redenen=bon["apart_redenen"],
            opmerkingen=tuple(bon["opmerkingen"]),
            al_ingelezen=al_ingelezen,
        )
