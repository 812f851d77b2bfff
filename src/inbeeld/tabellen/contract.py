"""What a table promises, and the check that it keeps the promise: each problem names table, column and row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Kolom:
    """One column: name, Arrow type, whether it must be filled, allowed values, lower bound, meaning."""

    naam: str
    soort: pa.DataType
    betekenis: str
    verplicht: bool = True
    waarden: tuple[str, ...] | None = None
    minimum: float | None = None


@dataclass(frozen=True)
class Probleem:
    """Row ``rij`` (0-based) of ``tabel`` breaks the contract in ``kolom``; ``code`` is the short reason."""

    tabel: str
    kolom: str
    rij: int
    code: str
    uitleg: str

    def __str__(self) -> str:
        return f"{self.tabel}, kolom {self.kolom}, rij {self.rij + 1}: {self.uitleg}"


class ContractFout(ValueError):
    """A whole table does not fit: a column is missing or has another type."""


@dataclass(frozen=True)
class Tabel:
    """A table contract. ``sleutel`` names the columns that identify a row; ``perioden`` the pairs that must not run backwards."""

    naam: str
    betekenis: str
    kolommen: tuple[Kolom, ...]
    sleutel: tuple[str, ...] = ()
    perioden: tuple[tuple[str, str], ...] = field(default=(("van", "tot"),))

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(k.naam, k.soort) for k in self.kolommen])

    @property
    def namen(self) -> tuple[str, ...]:
        return tuple(k.naam for k in self.kolommen)

    def leeg(self) -> pa.Table:
        return self.schema.empty_table()

    def uit_rijen(self, rijen: Iterable[Mapping[str, object]]) -> pa.Table:
        """A table from dicts; keys that are left out become null.

        Raises:
            ContractFout: a value does not fit its column's type, or a key is no column.
        """
        rijen = list(rijen)
        vreemd = {s for r in rijen for s in r} - set(self.namen)
        if vreemd:
            raise ContractFout(f"{self.naam} kent geen kolom {', '.join(sorted(vreemd))}")
        kolommen = []
        for k in self.kolommen:
            try:
                kolommen.append(pa.array([r.get(k.naam) for r in rijen], k.soort))
            except (pa.ArrowInvalid, pa.ArrowTypeError) as fout:
                raise ContractFout(f"{self.naam}, kolom {k.naam}: {fout}") from fout
        return pa.table(kolommen, schema=self.schema)

    def pas(self, tabel: pa.Table) -> pa.Table:
        """The table with exactly the contract's columns, in order and type; optional columns that are absent become null.

        Raises:
            ContractFout: a required column is absent, or a column can't be read as its type.
        """
        kolommen = []
        for k in self.kolommen:
            if k.naam not in tabel.column_names:
                if k.verplicht:
                    raise ContractFout(f"{self.naam} mist de kolom {k.naam} ({k.betekenis})")
                kolommen.append(pa.nulls(tabel.num_rows, k.soort))
                continue
            kolom = tabel.column(k.naam)
            try:
                kolommen.append(kolom if kolom.type == k.soort else kolom.cast(k.soort))
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as fout:
                raise ContractFout(f"{self.naam}, kolom {k.naam}: {kolom.type} is geen {k.soort} ({fout})") from fout
        return pa.table(kolommen, schema=self.schema)

    def problemen(self, tabel: pa.Table, ten_hoogste: int = 1000) -> list[Probleem]:
        """What is wrong per row: empty required cells, values outside their list, negatives, periods that end before they
        begin."""
        uit: list[Probleem] = []

        def meld(fout: pa.ChunkedArray | pa.Array, kolom: str, code: str, uitleg: str) -> None:
            for rij in pc.indices_nonzero(pc.fill_null(fout, False)).to_pylist()[: ten_hoogste - len(uit)]:
                uit.append(Probleem(self.naam, kolom, rij, code, uitleg))

        for k in self.kolommen:
            kolom = tabel.column(k.naam)
            if k.verplicht and kolom.null_count:
                meld(pc.is_null(kolom), k.naam, "leeg", "mag niet leeg zijn")
            if k.waarden is not None:
                goed = pc.is_in(kolom, value_set=pa.array(k.waarden, kolom.type))
                fout = pc.and_(pc.is_valid(kolom), pc.invert(goed))
                meld(fout, k.naam, "ongeldige_waarde", f"toegestaan: {', '.join(k.waarden)}")
            if pa.types.is_floating(k.soort):
                meld(pc.invert(pc.is_finite(kolom)), k.naam, "ongeldige_waarde", "geen eindig getal")
            if k.minimum is not None:
                meld(pc.less(kolom, k.minimum), k.naam, "ongeldige_waarde", f"kleiner dan {k.minimum:g}")
        for van, tot in self.perioden:
            if van in self.namen and tot in self.namen:
                meld(
                    pc.less_equal(tabel.column(tot), tabel.column(van)),
                    tot,
                    "einde_voor_begin",
                    f"{tot} ligt op of voor {van}",
                )
        return uit
