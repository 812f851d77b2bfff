"""BRIN and location of one row, for the adapters that work row by row."""

from __future__ import annotations

from inbeeld.bronnen import waarden
from inbeeld.bronnen.json_lezer import Element


def school(element: Element, brin_veld: str = "brin", vestiging_veld: str = "vestiging") -> tuple[str | None, str | None]:
    brin = element.lees(brin_veld, waarden.brin)
    vestiging = element.lees(vestiging_veld, waarden.vestiging)
    return (brin[0], vestiging or brin[1]) if brin else (None, vestiging)


def pgn(element: Element, veld: str, soort_veld: str) -> tuple[str, str] | None:
    """Persoonsgebonden nummer and its kind; required."""
    soort = element.code(soort_veld, ("BSN", "ONR"))
    return element.lees(veld, lambda cel: waarden.pgn(cel, soort), verplicht=True)
