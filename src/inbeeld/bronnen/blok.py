"""A block of rows as columns: read the cells, set wrong rows apart, build delivery tables.

The work is done per column, and for dates and codes per *distinct* value, so that a million rows take seconds. The order
for an adapter: read and check every column first, build tables last; a row that failed any check is in no table. The first
failure of a row is the one that is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inbeeld.bronnen import waarden
from inbeeld.bronnen.basis import Apart
from inbeeld.bronnen.csv import Kop, Ruw, als_inhoud
from inbeeld.bronnen.kaart import Kaart, sleutel
from inbeeld.bronnen.waarden import Datum, Onwaarde
from inbeeld.tabellen.leveringen import GELEVERD

T = TypeVar("T")
EINDE_VOOR_BEGIN = "einde_voor_begin"
LANGSTE_CEL = 200
VRIJE_TEKST = ("OPMERKING",)
"""Fields that become no column: they may be of any length."""


class Blok:
    """``goed`` tells per row whether it has passed all checks so far; ``telling`` counts what deserves a remark."""

    def __init__(self, ruw: Ruw, kop: Kop, koppeling: Mapping[str, int], kaart: Kaart, telling: Counter[str]) -> None:
        self.kop, self.koppeling, self.kaart, self.telling = kop, koppeling, kaart, telling
        self._ruw = ruw
        self.regel = ruw.regels
        self.n = len(ruw.regels)
        self.goed = np.ones(self.n, bool)
        self._fouten: dict[int, tuple[str, Onwaarde]] = {}
        self._deelfouten: dict[int, tuple[str, Onwaarde]] = {}
        self._cellen: dict[str, pa.Array] = {}
        if kop.keuring.nul:
            self._onleesbaar("\0", "nul_teken", "de regel bevat een nulteken")
        if kop.keuring.onleesbaar:
            self._onleesbaar("\ufffd", "onleesbaar_teken", "de regel bevat een teken dat niet te lezen is")
        self._te_lang()

    def _onleesbaar(self, teken: str, code: str, reden: str) -> None:
        for i, kolom in enumerate(self._ruw.kolommen):
            fout = pc.match_substring(kolom, teken).to_numpy(zero_copy_only=False)
            if fout.any():
                self._meld(fout, self.kop.kolommen[i], Onwaarde(code, reden, "Lever het bestand opnieuw als UTF-8."))

    def _te_lang(self) -> None:
        for veld, plaats in self.koppeling.items():
            # Characters are counted only where the bytes, which cost nothing to count, are too many.
            bytes_ = pc.max(pc.binary_length(self._ruw.kolommen[plaats])).as_py() or 0
            if bytes_ > LANGSTE_CEL and veld not in VRIJE_TEKST:
                self.meld(
                    pc.greater(pc.utf8_length(self.tekst(veld)), LANGSTE_CEL),
                    veld,
                    "te_lang",
                    f"deze cel is langer dan {LANGSTE_CEL} tekens",
                    "Kort de tekst in.",
                )

    # -- reading ---------------------------------------------------------------------------------------------------

    def tekst(self, veld: str) -> pa.Array:
        """The cells of a field, stripped; empty or absent = null."""
        if veld not in self._cellen:
            if veld not in self.koppeling:
                self._cellen[veld] = pa.nulls(self.n, pa.string())
            else:
                kaal = pc.utf8_trim_whitespace(self._ruw.kolommen[self.koppeling[veld]])
                self._cellen[veld] = pc.if_else(pc.equal(kaal, ""), pa.scalar(None, pa.string()), kaal)
        return self._cellen[veld]

    def heeft(self, veld: str) -> Any:
        """Boolean per row: the cell is filled."""
        return self.tekst(veld).is_valid().to_numpy(zero_copy_only=False)

    def _per_waarde(
        self, veld: str, functie: Callable[[str], T | None], cellen: pa.Array | None = None
    ) -> tuple[list[T | None], Any]:
        """Apply ``functie`` to each distinct cell: the results (None for null or wrong) and the row's index into them."""
        gecodeerd = (self.tekst(veld) if cellen is None else cellen).dictionary_encode()
        uitkomst: list[T | None] = []
        fouten: list[Onwaarde | None] = []
        for cel in gecodeerd.dictionary.to_pylist():
            try:
                uitkomst.append(functie(cel))
                fouten.append(None)
            except Onwaarde as fout:
                uitkomst.append(None)
                fouten.append(fout)
        uitkomst.append(None)
        fouten.append(None)
        plaats = gecodeerd.indices.fill_null(len(uitkomst) - 1).to_numpy(zero_copy_only=False)
        mis = np.array([fout is not None for fout in fouten])
        if mis.any():
            for rij in np.flatnonzero(mis[plaats]).tolist():
                reden = fouten[plaats[rij]]
                assert reden is not None
                self._zet(rij, self.kolomnaam(veld), reden)
        return uitkomst, plaats

    def waarde(self, veld: str, functie: Callable[[str], T | None], soort: pa.DataType) -> pa.Array:
        """A column read by a function of ``waarden``; cells that it refuses set the row apart."""
        uitkomst, plaats = self._per_waarde(veld, functie)
        return pa.array(uitkomst, soort).take(pa.array(plaats))

    def datum(self, veld: str) -> pa.Array:
        """A date of which the day must be known."""
        return self.waarde(veld, waarden.hele_datum, pa.date32())

    def ruwe_datum(self, veld: str) -> tuple[pa.Array, pa.Array, pa.Array]:
        """A date that may be partial: the earliest day that fits, the latest, and how precise it is."""
        uitkomst, plaats = self._per_waarde(veld, waarden.datum)
        index = pa.array(plaats)
        gevuld: list[Datum | None] = uitkomst
        return (
            pa.array([d and d.dag for d in gevuld], pa.date32()).take(index),
            pa.array([d and d.laatste for d in gevuld], pa.date32()).take(index),
            pa.array([d and d.nauwkeurig for d in gevuld], pa.string()).take(index),
        )

    def code(self, veld: str, toegestaan: Sequence[str], extra: Mapping[str, str] | None = None) -> pa.Array:
        """A cell from a list. ``extra`` and the map's ``waarden`` translate other spellings; an empty translation is null."""
        vertaal = {sleutel(c): c for c in toegestaan} | dict(extra or {}) | dict(self.kaart.waarden.get(veld, {}))

        def lees(cel: str) -> str | None:
            uit = vertaal.get(sleutel(cel))
            if uit is None or (uit and uit not in toegestaan):
                raise Onwaarde("onbekende_code", "deze waarde staat niet in de lijst", f"Bekend: {', '.join(toegestaan)}.")
            return uit or None

        return self.waarde(veld, lees, pa.string())

    def samen(self, velden: Sequence[str], functie: Callable[..., str | None], veld: str) -> pa.Array:
        """A column from several cells together; ``functie`` gets None for an empty cell. A failure is told of ``veld``."""
        cellen = [pc.fill_null(self.tekst(v), "") for v in velden]
        sleutels = pc.binary_join_element_wise(*cellen, "\x1f")

        def lees(cel: str) -> str | None:
            return functie(*(deel or None for deel in cel.split("\x1f")[: len(velden)]))

        uitkomst, plaats = self._per_waarde(veld, lees, sleutels)
        return pa.array(uitkomst, pa.string()).take(pa.array(plaats))

    def pgn(self, veld: str, soort: pa.Array | None = None, *, meld: bool = True) -> tuple[pa.Array, pa.Array]:
        """Persoonsgebonden nummer and its kind, checked; see ``waarden.pgn``, of which this is the columnar form."""
        kaal = pc.replace_substring_regex(pc.replace_substring_regex(self.tekst(veld), r"\.0$", ""), r"[.\s]", "")
        vorm = pc.fill_null(pc.match_substring_regex(kaal, r"^[0-9]{1,9}$"), False)
        gevuld = kaal.is_valid().to_numpy(zero_copy_only=False)
        n = pc.cast(pc.if_else(vorm, kaal, "0"), pa.int64()).to_numpy(zero_copy_only=False)
        is_vorm = vorm.to_numpy(zero_copy_only=False) & ((n == 0) | (n >= 1_000_000))
        rest = np.zeros(self.n, np.int64)
        over = n.copy()
        for gewicht in (-1, 2, 3, 4, 5, 6, 7, 8, 9):
            rest += gewicht * (over % 10)
            over //= 10
        rest %= 11
        bsn = (rest == 0) & is_vorm & (n > 0)
        onr = (rest == 5) & is_vorm & (n // 10_000_000 == 10)
        if soort is not None:
            wil = pc.fill_null(soort, "").to_numpy(zero_copy_only=False)
            bsn, onr = bsn & (wil != "ONR"), onr & (wil != "BSN")
        if meld:
            self._meld(
                gevuld & ~is_vorm,
                self.kolomnaam(veld),
                Onwaarde("pgn_vorm", "dit is geen nummer van negen cijfers", "Vul het BSN of onderwijsnummer in."),
            )
            self._meld(gevuld & is_vorm & (n > 0) & ~bsn & ~onr, self.kolomnaam(veld), Onwaarde(*waarden.PGN_FOUT))
        goed = pa.array(bsn | onr)
        nummers = pc.utf8_lpad(pc.cast(pa.array(n), pa.string()), 9, "0")
        leeg = pa.scalar(None, pa.string())
        return pc.if_else(goed, nummers, leeg), pc.if_else(goed, pc.if_else(pa.array(bsn), "BSN", "ONR"), leeg)

    def postcode(self, veld: str) -> pa.Array:
        """1234AB; anything else becomes null and is counted: a child is not lost for a typing error in an address."""
        kaal = pc.utf8_upper(pc.replace_substring_regex(self.tekst(veld), r"\s", ""))
        goed = pc.match_substring_regex(kaal, r"^[1-9][0-9]{3}[A-Z]{2}$")
        self.tel(
            pc.fill_null(pc.invert(goed), False).to_numpy(zero_copy_only=False),
            f"{{}} keer is {self.kolomnaam(veld)} geen Nederlandse postcode; de cel is leeg gelaten",
        )
        return pc.if_else(goed, kaal, pa.scalar(None, pa.string()))

    def huisnummer(self, veld: str) -> pa.Array:
        return pc.replace_substring_regex(self.tekst(veld), r"^([0-9]+)[.,]0$", r"\1")

    def school(self, veld_brin: str, veld_vestiging: str) -> tuple[pa.Array, pa.Array]:
        """BRIN and location; a location written behind the BRIN counts when its own cell is empty."""
        brin = self.waarde(veld_brin, lambda cel: waarden.brin(cel)[0], pa.string())
        achter = self.waarde(veld_brin, lambda cel: waarden.brin(cel)[1], pa.string())
        return brin, pc.coalesce(self.waarde(veld_vestiging, waarden.vestiging, pa.string()), achter)

    # -- checking --------------------------------------------------------------------------------------------------

    def kolomnaam(self, veld: str) -> str:
        """The header of a field as it stands in the file."""
        if veld in self.koppeling:
            return self.kop.kolommen[self.koppeling[veld]].strip().lstrip("\ufeff")
        return veld

    def _zet(self, rij: int, kolom: str, fout: Onwaarde) -> None:
        if rij not in self._fouten:
            self._fouten[rij] = (kolom, fout)
            self.goed[rij] = False

    def _meld(self, waar: Any, kolom: str, fout: Onwaarde) -> None:
        for rij in np.flatnonzero(waar).tolist():
            self._zet(rij, kolom, fout)

    def meld(self, waar: Any, veld: str, code: str, reden: str, wat_te_doen: str) -> None:
        """Set apart the rows where ``waar`` holds (numpy or Arrow; null = no)."""
        if isinstance(waar, pa.Array):
            waar = pc.fill_null(waar, False).to_numpy(zero_copy_only=False)
        self._meld(waar, self.kolomnaam(veld), Onwaarde(code, reden, wat_te_doen))

    def eis(self, veld: str, kolom: pa.Array, waar: Any = True) -> None:
        """The column must be filled where ``waar`` holds."""
        self.meld(
            kolom.is_null().to_numpy(zero_copy_only=False) & waar, veld, "leeg", "deze cel mag hier niet leeg zijn", "Vul de cel."
        )

    def volgorde(self, veld: str, van: pa.Array, tot: pa.Array, waar: Any = True, *, rij: bool = True) -> Any:
        """``tot`` must lie after ``van``. With ``rij=False`` only this period is set apart, and the rest of the row stays good.

        Gives the rows where it does not: with ``rij=False`` the caller must leave the period out of the tables.
        """
        fout = pc.fill_null(pc.less_equal(tot, van), False).to_numpy(zero_copy_only=False) & waar
        uitleg = Onwaarde(EINDE_VOOR_BEGIN, "het einde ligt op of voor het begin", "Controleer beide datums.")
        if rij:
            self._meld(fout, self.kolomnaam(veld), uitleg)
        else:
            self._deelfouten |= dict.fromkeys(np.flatnonzero(fout).tolist(), (self.kolomnaam(veld), uitleg))
        return fout

    def niet_na(self, veld: str, dag: pa.Array, peil: pa.Array | date | None) -> None:
        """The day must not lie after the date of the delivery itself."""
        if peil is not None:
            peil = peil if isinstance(peil, pa.Array) else pa.scalar(peil, pa.date32())
            self.meld(
                pc.greater(dag, peil), veld, "in_de_toekomst", "deze datum ligt na de datum van de levering", "Verbeter de datum."
            )

    def tel(self, waar: Any, tekst: str) -> None:
        """Count good rows for a remark; ``tekst`` has a ``{}`` for the number."""
        aantal = int(np.count_nonzero(waar & self.goed))
        if aantal:
            self.telling[tekst] += aantal

    # -- giving ----------------------------------------------------------------------------------------------------

    def maak(self, naam: str, kolommen: Mapping[str, Any], waar: Any = True) -> pa.Table:
        """Rows for a delivery table, of the good rows where ``waar`` holds. Absent columns are null, scalars are repeated."""
        kies = self.goed & waar
        filter_ = None if kies.all() else pa.array(kies)
        aantal = int(np.count_nonzero(kies))
        uit = []
        for kolom in GELEVERD[naam].kolommen:
            waarde = self.regel if kolom.naam == "regel" else kolommen.get(kolom.naam)
            if isinstance(waarde, pa.Array):
                waarde = waarde if filter_ is None else waarde.filter(filter_)
                uit.append(waarde if waarde.type == kolom.soort else waarde.cast(kolom.soort))
            elif waarde is None:
                uit.append(pa.nulls(aantal, kolom.soort))
            else:
                uit.append(pa.repeat(pa.scalar(waarde, kolom.soort), aantal))
        return pa.table(uit, schema=GELEVERD[naam].schema)

    def apart(self) -> list[Apart]:
        """The rows set apart, whole or in part, with their original cells; each row once."""
        uit = list(self._ruw.apart)
        regels = self.regel.to_numpy(zero_copy_only=False)
        for rij, (kolom, fout) in (self._deelfouten | self._fouten).items():
            cellen = [k[rij].as_py() for k in self._ruw.kolommen]
            uit.append(Apart(int(regels[rij]), kolom, fout.code, fout.reden, fout.wat_te_doen, als_inhoud(self.kop, cellen)))
        return sorted(uit, key=lambda a: a.regel)
