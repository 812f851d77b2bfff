"""No page without a permission, and nobody gets more than the matrix says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from inbeeld.apps.toegang.beleid import EIGEN_FACTOR, OPENBAAR, UITVOERDERS, Recht
from inbeeld.apps.toegang.models import JONGERE, KETENPARTNER, OUDER, ROLLEN, VERZUIM

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "beheer" / "rechten.md"
BRON = Path(__file__).resolve().parents[2] / "src" / "inbeeld"
OPEN = {f"toegang:{n}" for n in ("inloggen", "tweede", "passkey", "organisatie", "organisatie_terug", "uitloggen")} | {
    "gezond",
    "gereed",
    "metingen",
    "mijn:uitnodiging",
}
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
    mag = {n for n, r in rechten().items() if KETENPARTNER in r.rollen and r not in (OPENBAAR, EIGEN_FACTOR)}
    assert mag == {"gronden:gedeeld", "gronden:gedeeld_een", "toegang:instellingen", "begin", "wet:lijst", "wet:regel"}


def test_een_school_ziet_alleen_eigen_leerlingen() -> None:
    mag = {n for n, r in rechten().items() if VERZUIM in r.rollen and r not in (OPENBAAR, EIGEN_FACTOR)}
    assert mag == {"school:lijst", "school:leerling", "toegang:instellingen", "begin", "wet:lijst", "wet:regel"}
    assert all(r.rollen == {VERZUIM} for n, r in rechten().items() if n.startswith("school:"))


@pytest.mark.parametrize("rol", [OUDER, JONGERE])
def test_een_ouder_of_jongere_ziet_alleen_het_eigene(rol: str) -> None:
    mag = {n for n, r in rechten().items() if rol in r.rollen and r not in (OPENBAAR, EIGEN_FACTOR)}
    mijn = {f"mijn:{n}" for n in ("lijst", "een", "bestand", "klopt_niet", "wie_keek")}
    assert mag == mijn | {"toegang:instellingen", "begin", "wet:lijst", "wet:regel"}


def test_meekijken_is_alleen_kijken() -> None:
    """Who looks along reads: no page that changes something (searching posts, so that a name stands in no address)."""
    mag = {f"{naam}" for naam, p in paden() if getattr(p.callback, "recht", None) is not None and p.callback.recht.meekijken}
    assert mag == {"werklijst:vandaag", "werklijst:volgorde", "jongere:zoeken", "jongere:gevonden", "jongere:detail"}


def test_geen_persoon_in_een_adres() -> None:
    """A person is named by an opaque id only; numbers of our own never stand in an address."""
    for naam, p in paden():
        soorten = {type(c).__name__ for c in p.pattern.converters.values()}
        if naam.split(":")[0] in ("jongere", "dubbel", "personen", "leeslog", "school", "mijn"):
            assert soorten <= {"UUIDConverter"}, naam


def test_wat_alleen_verstuurd_wordt_noemt_de_pagina_met_het_formulier() -> None:
    """Whose session ended meanwhile goes there after logging in."""
    alle = {naam: p.callback for naam, p in paden()}
    for naam, view in alle.items():
        if view.recht is not OPENBAAR and "GET" not in view.methodes and not getattr(view, "api", False):
            assert view.formulier in alle, naam
            assert "GET" in alle[view.formulier].methodes, naam


def test_wat_een_pagina_vanzelf_vraagt_houdt_niemand_ingelogd() -> None:
    alle = {naam: p.callback for naam, p in paden()}
    vragen = set()
    for pad in BRON.rglob("templates/**/*.html"):
        for element in re.findall(r"<[^>]*hx-trigger=\"[^\"]*every[^>]*", pad.read_text("utf-8")):
            vragen |= set(re.findall(r"hx-get=\"{% url '([^']+)'", element))
    assert len(vragen) >= 2
    assert {naam for naam in vragen if not alle[naam].peilt} == set()


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


def test_alles_onder_api_vraagt_een_sleutel() -> None:
    """And nothing else takes one."""
    for adres, p in adressen_van():
        assert getattr(p.callback, "api", False) == adres.startswith("api/"), adres
    assert any(adres.startswith("api/") for adres, _ in adressen_van())
