"""What holds for every picture."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

import inbeeld.web
from inbeeld.web.prenten.tekening import PATRONEN, Tekening, Tekst, Vorm

SVG = "{http://www.w3.org/2000/svg}"
CSS = (Path(inbeeld.web.__file__).parent / "bron" / "prenten.css").read_text("utf-8")
_KLASSEN = set(re.findall(r"\.(pr-[a-z_-]+)", CSS)) | {"pr-t", "pr-leeg"}


def binnen(tekeningen: Iterable[Tekening]) -> None:
    """Every shape and text lies in its drawing; classes and patterns exist."""
    for t in tekeningen:
        assert t.hoogte > 0
        for e in t.elementen:
            assert e.vak.x <= e.vak.x2, e
            assert e.vak.y <= e.vak.y2, e
            assert e.vak.x >= -0.06, (t.id, e)
            assert e.vak.y >= -0.06, (t.id, e)
            assert e.vak.x2 <= t.breedte + 0.06, (t.id, e)
            assert e.vak.y2 <= t.hoogte + 0.06, (t.id, e)
            assert set(e.klasse.split()) <= _KLASSEN, e
            if isinstance(e, Vorm):
                assert "nan" not in e.d
                assert not e.patroon or e.patroon in PATRONEN
                assert e.klasse or e.patroon
        for punt in t.legenda:
            assert punt.tekst
            for e in punt.elementen:
                assert min(e.vak.x, e.vak.y) >= 0, punt
                assert max(e.vak.x2, e.vak.y2) <= 16, punt


def van(t: Tekening, *namen: str) -> list[Any]:
    return [e for e in t.elementen if e.naam in namen]


def teksten(t: Tekening, *namen: str) -> list[str]:
    return [e.tekst for e in t.elementen if isinstance(e, Tekst) and (not namen or e.naam in namen)]


def los(elementen: Sequence[Any], lucht: float = 0.0) -> None:
    """No two of these lie over each other."""
    for i, a in enumerate(elementen):
        for b in elementen[i + 1 :]:
            over = min(a.vak.x2, b.vak.x2) - max(a.vak.x, b.vak.x) + lucht, min(a.vak.y2, b.vak.y2) - max(a.vak.y, b.vak.y)
            assert min(over) <= 0.11, (a, b)


def schrijf(sjabloon: str, prent: object) -> ET.Element:
    """The page's part as a tree: well-formed, without style, ids once, every reference met, every SVG named and described.

    Class of an element is found by ``el.get("class")``.
    """
    tekst = render_to_string(f"web/prenten/{sjabloon}", {"prent": prent})
    boom = ET.fromstring(f"<div>{tekst}</div>")  # noqa: S314
    ids = [el.get("id") for el in boom.iter() if el.get("id")]
    assert len(ids) == len(set(ids))
    for el in boom.iter():
        assert el.get("style") is None
        assert not [k for k in el.attrib if k.startswith("on")]
        for naam in ("aria-labelledby", "aria-describedby"):
            if waarde := el.get(naam):
                assert waarde in ids
        if (vulling := el.get("fill", "")).startswith("url(#"):
            assert vulling[5:-1] in ids
        if el.get("role") == "img":
            kinderen = [k.tag for k in el]
            assert kinderen[:2] == ["title", "desc"]
            assert all((k.text or "").strip() for k in list(el)[:2])
        if el.tag == "svg" and el.get("role") != "img":
            assert el.get("aria-hidden") == "true"
    for el in boom.iter("path"):
        assert not re.search(r"\d,\d", el.get("d", "")), "a comma in a number"
    return boom


def tabel(boom: ET.Element, deel: str = "tbody") -> list[list[str]]:
    """The cells of the one table."""
    (t,) = list(boom.iter("table"))
    return [["".join(cel.itertext()) for cel in rij] for rij in t.findall(f"./{deel}/tr")]
