"""A JSON delivery: one object with a few fields and one long list, read element by element.

The text is held in memory; of the list only one element at a time. A cell is taken with its JSON path, so that a wrong one
can be pointed at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from inbeeld.bronnen import csv
from inbeeld.bronnen.basis import Apart, LeveringFout
from inbeeld.bronnen.waarden import Onwaarde, ja_nee

T = TypeVar("T")
GROOTSTE = 2 * 1024**3
_LEEG = re.compile(r"[ \t\n\r]*")


def _geen_getal(naam: str) -> Any:
    raise ValueError(f"{naam} is geen JSON")


_LEZER = json.JSONDecoder(parse_constant=_geen_getal)


@dataclass
class Document:
    """The fields beside the list, and the list itself, to be walked once. ``velden`` is complete after the walk only for
    what stands behind the list."""

    pad: Path
    tekst: str
    lijst: str
    velden: dict[str, Any] = field(default_factory=dict)
    _plek: int = 0

    def elementen(self) -> Iterator[Any]:
        """The elements in order.

        Raises:
            LeveringFout: the JSON is broken or cut off.
        """
        if self._plek < 0:
            return
        try:
            plek = self._na(self._plek, "[")
            if self.tekst[plek : plek + 1] == "]":
                plek += 1
            else:
                while True:
                    element, plek = _LEZER.raw_decode(self.tekst, plek)
                    yield element
                    plek = self._wit(plek)
                    if self.tekst[plek : plek + 1] == "]":
                        plek += 1
                        break
                    plek = self._na(plek, ",")
            self._velden(self._verder(plek))
        except (ValueError, RecursionError) as fout:
            raise self._stuk(fout) from fout

    def begin(self) -> None:
        """Read the fields up to the list.

        Raises:
            LeveringFout: broken JSON, or no object.
        """
        try:
            plek = self._na(0, "{")
            self._velden(-1 if self.tekst[plek : plek + 1] == "}" else plek)
        except (ValueError, RecursionError) as fout:
            raise self._stuk(fout) from fout

    def _velden(self, plek: int) -> None:
        self._plek = -1
        while plek >= 0:
            naam, plek = _LEZER.raw_decode(self.tekst, plek)
            if not isinstance(naam, str):
                raise ValueError("geen naam van een veld")
            plek = self._na(plek, ":")
            if naam == self.lijst and self.tekst[plek : plek + 1] == "[" and self.lijst not in self.velden:
                self.velden[self.lijst] = ...
                self._plek = plek
                return
            self.velden[naam], plek = _LEZER.raw_decode(self.tekst, plek)
            plek = self._verder(plek)

    def _wit(self, plek: int) -> int:
        gevonden = _LEEG.match(self.tekst, plek)
        return gevonden.end() if gevonden else plek

    def _na(self, plek: int, teken: str) -> int:
        plek = self._wit(plek)
        if self.tekst[plek : plek + 1] != teken:
            raise json.JSONDecodeError(f"hier hoort {teken}", self.tekst, plek)
        return self._wit(plek + 1)

    def _verder(self, plek: int) -> int:
        """After a member: the next one, or -1 at the end of the object."""
        plek = self._wit(plek)
        if self.tekst[plek : plek + 1] == "}":
            if self._wit(plek + 1) != len(self.tekst):
                raise json.JSONDecodeError("tekst na het einde", self.tekst, plek + 1)
            return -1
        return self._na(plek, ",")

    def _stuk(self, fout: Exception) -> LeveringFout:
        regel = fout.lineno if isinstance(fout, json.JSONDecodeError) else None
        return LeveringFout(
            "dit is geen geldige JSON: het bestand is afgekapt of beschadigd.",
            bestand=self.pad,
            regel=regel,
            wat_te_doen="Haal de levering opnieuw op.",
        )


def open_document(pad: Path, lijst: str) -> Document:
    """The document, with the fields before the list.

    Raises:
        LeveringFout: not readable, not UTF-8, not JSON.
    """
    with csv.open_bestand(pad) as stroom:
        try:
            ruw = stroom.read(GROOTSTE + 1)
        except OSError as fout:
            raise LeveringFout("het bestand is niet te lezen.", bestand=pad, wat_te_doen="Kopieer het opnieuw.") from fout
    csv.weiger_vreemd(ruw[:65536], pad)
    if len(ruw) > GROOTSTE:
        raise LeveringFout("het bestand is groter dan 2 GB.", bestand=pad, wat_te_doen="Splits de levering.")
    try:
        tekst = ruw.decode("utf-8-sig")
    except UnicodeDecodeError as fout:
        raise LeveringFout("dit bestand is geen UTF-8.", bestand=pad, wat_te_doen="JSON moet in UTF-8 worden geleverd.") from fout
    document = Document(pad, tekst, lijst)
    document.begin()
    return document


def formaat(pad: Path) -> str | None:
    """The field ``formaat`` at the begin of a JSON file, if it is one."""
    with csv.open_bestand(pad) as stroom:
        kop = stroom.read(65536).decode("utf-8-sig", "replace")
    if not kop.lstrip().startswith("{"):
        return None
    gevonden = re.search(r'"formaat"\s*:\s*"([A-Za-z0-9._-]{1,40})"', kop)
    return gevonden[1] if gevonden else ""


class Element:
    """One element: takes cells by name, checks them, and remembers the first that is wrong."""

    def __init__(self, waarde: Any, pad: str) -> None:
        self.pad = pad
        self.waarde: dict[str, Any] = waarde if isinstance(waarde, dict) else {}
        self.fout: tuple[str, Onwaarde] | None = None
        if not isinstance(waarde, dict):
            self.meld("", Onwaarde("vorm", "dit is geen object", "Lever elk element als object."))

    def meld(self, naam: str, fout: Onwaarde) -> None:
        if self.fout is None:
            self.fout = (".".join(deel for deel in (self.pad, naam) if deel), fout)

    def tekst(self, naam: str, *, verplicht: bool = False) -> str | None:
        """A text or number as stripped text; absent, null or empty = None."""
        ruw = self.waarde.get(naam)
        if isinstance(ruw, bool) or not isinstance(ruw, str | int | float | None):
            self.meld(naam, Onwaarde("vorm", "hier hoort tekst", "Lever één waarde."))
            return None
        cel = "" if ruw is None else str(ruw).strip()
        if not cel.isascii() and any("\ud800" <= teken <= "\udfff" for teken in cel):
            self.meld(naam, Onwaarde("onleesbaar_teken", "hier staat een half teken", "Lever geldige Unicode."))
            return None
        if "\0" in cel:
            self.meld(naam, Onwaarde("nul_teken", "hier staat een nulteken", "Laat het nulteken weg."))
            return None
        if verplicht and not cel:
            self.meld(naam, Onwaarde("leeg", "dit veld mag niet leeg zijn", "Vul het veld."))
        return cel or None

    def lees(self, naam: str, functie: Callable[[str], T | None], *, verplicht: bool = False) -> T | None:
        """A cell read by a function of ``waarden``."""
        cel = self.tekst(naam, verplicht=verplicht)
        if cel is None:
            return None
        try:
            uit = functie(cel)
        except Onwaarde as fout:
            self.meld(naam, fout)
            return None
        if uit is None and verplicht:
            self.meld(naam, Onwaarde("leeg", "dit veld mag niet leeg zijn", "Vul het veld."))
        return uit

    def code(self, naam: str, toegestaan: Sequence[str], *, verplicht: bool = False) -> str | None:
        cel = self.tekst(naam, verplicht=verplicht)
        if cel is None or cel in toegestaan:
            return cel
        self.meld(naam, Onwaarde("onbekende_code", "deze waarde staat niet in de lijst", f"Bekend: {', '.join(toegestaan)}."))
        return None

    def ja_nee(self, naam: str) -> bool | None:
        """JSON true or false, or J/N."""
        ruw = self.waarde.get(naam)
        if ruw is None or isinstance(ruw, bool):
            return ruw
        return self.lees(naam, ja_nee)

    def lijst(self, naam: str) -> list[Any]:
        ruw = self.waarde.get(naam)
        if ruw is None or isinstance(ruw, list):
            return ruw or []
        self.meld(naam, Onwaarde("vorm", "hier hoort een lijst", "Lever een lijst."))
        return []

    def deel(self, naam: str) -> Element:
        """A nested object; absent = an empty one."""
        ruw = self.waarde.get(naam)
        return Element({} if ruw is None else ruw, ".".join(deel for deel in (self.pad, naam) if deel))

    def mis(self) -> bool:
        """Something was wrong so far."""
        return self.fout is not None

    def neem_over(self, ander: Element) -> None:
        if self.fout is None:
            self.fout = ander.fout

    def apart(self, regel: int) -> Apart:
        assert self.fout is not None
        kolom, fout = self.fout
        inhoud = {str(k)[:200]: v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for k, v in self.waarde.items()}
        return Apart(regel, kolom, fout.code, fout.reden, fout.wat_te_doen, {_heel(k): _heel(v) for k, v in inhoud.items()})


def _heel(tekst: str) -> str:
    return tekst.encode("utf-8", "replace").decode()
