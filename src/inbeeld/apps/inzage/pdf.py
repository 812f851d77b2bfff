"""The PDF: by typst, tagged for screen readers (PDF/UA-1), with the fonts that typst brings along and no others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inbeeld.apps.inzage.dossier import Inzage

_VORM = Path(__file__).with_name("opmaak") / "inzage.typ"


def maak_pdf(inzage: Inzage) -> bytes:
    """Rows are handed over as data, never as text of the template: nothing in them is carried out."""
    import typst

    pdf = typst.compile(
        str(_VORM),
        root=str(_VORM.parent),
        ignore_system_fonts=True,
        sys_inputs={"inzage": json.dumps(inzage.als_dict(), ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    assert isinstance(pdf, bytes)
    return pdf
