"""Column maps: which header of a file is which field, and what its codes mean.

A map is data (TOML), so that the true layout of a delivery is a change of the map and not of the code. The shipped map is
the default; ``<code>.toml`` in the folder given as ``kaarten`` goes over it::

    [kolommen]                        # field -> the headers it may have, best first; replaces the default list
    PERSOONSGEBONDENNUMMER = ["BSN_LEERLING"]
    [waarden.NIVEAU]                  # cell -> our code; added to the default list
    "MBO VIER" = "mbo4"
    [lezing]                          # how to read what the file leaves open; see the shipped map
    datum_uitschrijving = "laatste_dag"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inbeeld.bronnen.basis import LeveringFout
from inbeeld.bronnen.csv import Kop, normaal


@dataclass(frozen=True)
class Kaart:
    """``verplicht``: fields that must have a column. ``kenmerkend``: fields by which the kind is recognised."""

    kolommen: Mapping[str, tuple[str, ...]]
    verplicht: tuple[str, ...]
    kenmerkend: tuple[str, ...] = ()
    waarden: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lezing: Mapping[str, str | int | float] = field(default_factory=dict)

    def plaats(self, veld: str, kop: Kop) -> int | None:
        """The column of a field, the best of its headers first."""
        for naam in self.kolommen.get(veld, (veld,)):
            if normaal(naam) in kop.namen:
                return kop.namen.index(normaal(naam))
        return None

    def past(self, kop: Kop) -> bool:
        return all(self.plaats(veld, kop) is not None for veld in self.kenmerkend)

    def koppel(self, kop: Kop, pad: Path) -> dict[str, int]:
        """Field -> column.

        Raises:
            LeveringFout: a required column is absent, or a column that we need is there twice.
        """
        uit: dict[str, int] = {}
        for veld in self.kolommen:
            plaats = self.plaats(veld, kop)
            if plaats is None:
                if veld in self.verplicht:
                    raise LeveringFout(
                        "deze kolom ontbreekt.",
                        bestand=pad,
                        regel=kop.regel,
                        kolom=self.kolommen[veld][0],
                        wat_te_doen="Voeg de kolom toe, of zeg in de kolomkaart hoe hij in dit bestand heet: "
                        f"nu bekend als {', '.join(self.kolommen[veld])}.",
                    )
                continue
            if kop.namen.count(kop.namen[plaats]) > 1:
                raise LeveringFout(
                    "deze kolom komt twee keer voor.",
                    bestand=pad,
                    regel=kop.regel,
                    kolom=self.kolommen[veld][0],
                    wat_te_doen="Laat één van beide weg.",
                )
            uit[veld] = plaats
        return uit

    def getal(self, naam: str) -> float:
        waarde = self.lezing[naam]
        assert not isinstance(waarde, str)
        return float(waarde)


def uit_toml(pad: Path) -> Kaart:
    """A shipped map."""
    inhoud = tomllib.loads(pad.read_text("utf-8"))
    return Kaart(
        kolommen={veld: tuple(namen) for veld, namen in inhoud["kolommen"].items()},
        verplicht=tuple(inhoud["verplicht"]),
        kenmerkend=tuple(inhoud["kenmerkend"]),
        waarden={veld: {sleutel(k): v for k, v in lijst.items()} for veld, lijst in inhoud.get("waarden", {}).items()},
        lezing=inhoud.get("lezing", {}),
    )


def sleutel(cel: str) -> str:
    """How a code is compared: upper case, single spaces."""
    return " ".join(cel.upper().split())


def laad(standaard: Kaart, code: str, kaarten: Path | None) -> Kaart:
    """The default map with the user's own over it.

    Raises:
        LeveringFout: the user's map can't be read, or names a field or setting that does not exist.
    """
    pad = kaarten / f"{code}.toml" if kaarten else None
    if pad is None or not pad.is_file():
        return standaard
    doen = "Herstel de kolomkaart; de vorm staat in de handleiding bij deze bron."
    try:
        inhoud = tomllib.loads(pad.read_text("utf-8"))
    except (OSError, ValueError) as fout:
        raise LeveringFout("deze kolomkaart is geen leesbare TOML.", bestand=pad, wat_te_doen=doen) from fout
    kolommen, waarden, lezing = dict(standaard.kolommen), dict(standaard.waarden), dict(standaard.lezing)
    for deel, lijst in inhoud.items():
        if deel not in ("kolommen", "waarden", "lezing") or not isinstance(lijst, dict):
            raise LeveringFout("dit deel kent de kolomkaart niet.", bestand=pad, kolom=deel, wat_te_doen=doen)
        for naam, waarde in lijst.items():
            goed = False
            if deel == "kolommen":
                namen = [waarde] if isinstance(waarde, str) else waarde
                goed = naam in kolommen and isinstance(namen, list) and bool(namen) and all(isinstance(n, str) for n in namen)
                if goed:
                    kolommen[naam] = tuple(namen)
            elif deel == "waarden":
                goed = isinstance(waarde, dict) and all(isinstance(v, str) for v in waarde.values())
                if goed:
                    waarden[naam] = {**waarden.get(naam, {}), **{sleutel(k): v for k, v in waarde.items()}}
            else:
                oud = lezing.get(naam)
                goed = (
                    oud is not None and isinstance(waarde, str) == isinstance(oud, str) and isinstance(waarde, str | int | float)
                )
                lezing[naam] = waarde
            if not goed:
                raise LeveringFout("deze regel past niet.", bestand=pad, kolom=f"{deel}.{naam}", wat_te_doen=doen)
    return Kaart(kolommen, standaard.verplicht, standaard.kenmerkend, waarden, lezing)
