"""No page without a permission, and nobody gets more than the matrix says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from inbeeld.apps.toegang.beleid import OPENBAAR, UITVOERDERS, Recht
from inbeeld.apps.toegang.models import KETENPARTNER, ROLLEN

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "beheer" / "rechten.md"
OPEN = {"toegang:inloggen", "toegang:uitloggen", "gezond", "gereed", "metingen"}
"""What may be opened without logging in."""


def paden(deel: URLResolver | None = None, ruimte: str = "") -> Iterator[tuple[str, URLPattern]]:
    deel = deel or get_resolver()
    for p in deel.url_patterns:
        if isinstance(p, URLResolver):
            yield from paden(p, f"{p.namespace}:" if p.namespace else ruimte)
        else:
            yield f"{ruimte}{p.name}", p


def rechten() -> dict[str, Recht]:
    return {naam: p.callback.recht for naam, p in paden() if hasattr(p.callback, "recht")}


def test_elke_pagina_heeft_een_recht() -> None:
    zonder = [naam for naam, p in paden() if not isinstance(getattr(p.callback, "recht", None), Recht)]
    assert zonder == []
    assert len(rechten()) > 5


def test_alleen_inloggen_is_openbaar() -> None:
    assert {naam for naam, recht in rechten().items() if recht is OPENBAAR} <= OPEN


@pytest.mark.parametrize("rol", ROLLEN)
def test_wie_instellingen_doet_ziet_geen_personen(rol: str) -> None:
    personen = {
        n for n, r in rechten().items() if n.split(":")[0] in ("werklijst", "jongere", "dubbel", "personen") and rol in r.rollen
    }
    assert bool(personen) == (rol in UITVOERDERS)


def test_een_partner_ziet_alleen_wat_gedeeld_is() -> None:
    mag = {n for n, r in rechten().items() if KETENPARTNER in r.rollen and r is not OPENBAAR}
    assert mag == {"gronden:gedeeld", "gronden:gedeeld_een", "toegang:instellingen", "begin", "wet:lijst", "wet:regel"}


def test_geen_persoon_in_een_adres() -> None:
    """A person is named by an opaque id only; numbers of our own never stand in an address."""
    for naam, p in paden():
        soorten = {type(c).__name__ for c in p.pattern.converters.values()}
        if naam.split(":")[0] in ("jongere", "dubbel", "personen"):
            assert soorten <= {"UUIDConverter"}, naam


def matrix() -> list[str]:
    """The table of ``docs/beheer/rechten.md``: per permission its pages and the roles that have it."""
    adressen = defaultdict(set)
    for adres, p in adressen_van():
        adressen[p.callback.recht].add("/" + re.sub(r"<[^>]*>", "…", adres))
    kop = ["mag", "pagina's", *(naam.lower() for naam in ROLLEN.values())]
    rijen = [kop, ["---"] * 2 + [":-:"] * len(ROLLEN)]
    for recht, waar in sorted(adressen.items(), key=lambda x: min(x[1])):
        if recht is not OPENBAAR:
            rijen.append(
                [recht.uitleg, " ".join(f"`{a}`" for a in sorted(waar)), *("ja" if r in recht.rollen else "–" for r in ROLLEN)]
            )
    return ["| " + " | ".join(rij) + " |" for rij in rijen]


def adressen_van(deel: URLResolver | None = None, voor: str = "") -> Iterator[tuple[str, URLPattern]]:
    for p in (deel or get_resolver()).url_patterns:
        if isinstance(p, URLResolver):
            yield from adressen_van(p, voor + str(p.pattern))
        else:
            yield voor + str(p.pattern), p


def test_document_zegt_wie_wat_mag() -> None:
    """The table in the document is the code's; when it is not, this shows what it should be."""
    staat = [r for r in DOCUMENT.read_text("utf-8").splitlines() if r.startswith("|")]
    begin = next(i for i, r in enumerate(staat) if r.startswith("| mag |"))
    goed = matrix()
    assert staat[begin : begin + len(goed)] == goed, "\n" + "\n".join(goed)
