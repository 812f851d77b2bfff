"""What a school owes the register after absence of its own, LPW 21a, WEB 9.2.1 and BRO 13: which report, and is it there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from inbeeld.regels.leerplichtwet.relatief_verzuim import RUST
from inbeeld.regels.register.melding import EINDDATUM_METEEN

MELDEN_ALS = {
    "relatief_verzuim_16u": ("V3", "LRV"),
    "langdurig_relatief_verzuim": ("LRV",),
    "luxeverzuim": ("L",),
    "verzuim_18plus": ("RMC",),
}
"""Per signal the kinds of report that tell it, the one to choose first.

A report of long absence tells the sixteen hours too (R-10)."""


@dataclass(frozen=True)
class Gemeld:
    """A report of the school; ``tot`` is the first day after, null = no end date."""

    verzuimsoort: str
    van: date
    tot: date | None
    status: str | None


def is_gemeld(signaal: str, begin: date, bereikt: date, meldingen: Iterable[Gemeld]) -> bool:
    """Whether a report that was not withdrawn is about this absence: of a kind that tells it, in a period that touches it.

    The acts name no number of days: the report is due on the day on which it is reached (``bereikt``).
    """
    soorten = MELDEN_ALS[signaal]
    return any(
        m.verzuimsoort in soorten and m.status != "I" and m.van <= bereikt and (m.tot is None or m.tot > begin) for m in meldingen
    )


@dataclass(frozen=True)
class Bereikt:
    """Sixteen hours that were reached on ``dag``, with the days of absence that counted."""

    dag: date
    dagen: frozenset[date]


def afzonderlijk(bereikt: Iterable[Bereikt]) -> set[date]:
    """The days on which sixteen hours were reached and that ask a report of their own (R-09).

    Not within a week of the last one while the absence goes on: no weekday between the two without absence that counts.
    """
    alle = sorted(bereikt, key=lambda b: b.dag)
    weg = frozenset[date]().union(*(b.dagen for b in alle))
    uit: list[date] = []
    for b in alle:
        if uit and (b.dag - uit[-1]).days < RUST.nu:
            ertussen = (uit[-1] + timedelta(days=n) for n in range(1, (b.dag - uit[-1]).days + 1))
            if all(d in weg or d.weekday() > 4 for d in ertussen):
                continue
        uit.append(b.dag)
    return set(uit)


def mist_einddatum(m: Gemeld, op: date) -> bool:
    """Whether a report that still runs lacks the end date that its kind needs at once (R-25)."""
    return m.tot is None and (m.status or "R") in LOPEND and m.verzuimsoort in EINDDATUM_METEEN.op(op)


LOPEND = ("R", "B")
"""Status of a report that the municipality has yet to answer (``open_melding``)."""
