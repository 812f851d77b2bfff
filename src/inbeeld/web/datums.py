"""Days in words: ``17 nov``, with the year when it is another year than ``nu``. ``tot`` is the first day after."""

from __future__ import annotations

from datetime import date, timedelta

MAANDEN = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
KORT = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
WEEKDAGEN = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


def dag(d: date, nu: date | None = None) -> str:
    """``17 nov``; ``17 nov 2025`` seen from another year (or when ``nu`` is not given)."""
    kort = f"{d.day} {KORT[d.month - 1]}"
    return kort if nu is not None and d.year == nu.year else f"{kort} {d.year}"


def dag_kort(d: date) -> str:
    """``wo 2 dec``."""
    return f"{WEEKDAGEN[d.weekday()][:2]} {d.day} {KORT[d.month - 1]}"


def dag_lang(d: date, *, jaar: bool = True) -> str:
    """``maandag 30 november 2026``."""
    return f"{WEEKDAGEN[d.weekday()]} {d.day} {MAANDEN[d.month - 1]}" + (f" {d.year}" if jaar else "")


def periode(van: date, tot: date | None, nu: date | None = None) -> str:
    """``12 jan - 20 dec 2026`` of a half-open period; ``31 aug - nu`` while it runs."""
    if tot is None:
        return f"{dag(van, nu)} – nu"
    laatste = tot - timedelta(days=1)
    return dag(van, nu) if laatste <= van else f"{dag(van, laatste)} – {dag(laatste, nu)}"


def dagen_tussen(van: date, tot: date) -> str:
    """``9 dagen``, ``1 dag``."""
    n = max(0, (tot - van).days)
    return "op de dag zelf" if n == 0 else f"{n} {'dag' if n == 1 else 'dagen'}"


def tot_dag(uiterlijk: date, nu: date) -> str:
    """How long there still is: ``vandaag``, ``nog 3 dagen``, ``2 dagen te laat``; further away as a date."""
    n = (uiterlijk - nu).days
    if n == 0:
        return "vandaag"
    if n == 1:
        return "morgen"
    if 1 < n <= 60:
        return f"nog {n} dagen"
    if n > 60:
        return dag(uiterlijk, nu)
    return f"{-n} {'dag' if n == -1 else 'dagen'} te laat"


def leeftijd(geboren: date, nu: date) -> int:
    return nu.year - geboren.year - ((nu.month, nu.day) < (geboren.month, geboren.day))
