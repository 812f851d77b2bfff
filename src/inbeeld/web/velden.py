"""Fields that forms share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

DAGVORMEN = ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d")
"""How a day may be typed."""


def dagveld(label: Any, *, leeg: Any = "", uitleg: Any = "", **meer: Any) -> forms.DateField:
    """A day. ``leeg``: what to say when it is missing; without it the day may be left out."""
    fouten = {"invalid": gettext_lazy("Dit is geen datum. Schrijf dag, maand en jaar, bijvoorbeeld 01-10-2026.")}
    return forms.DateField(
        label=label,
        required=bool(leeg),
        input_formats=DAGVORMEN,
        help_text=uitleg,
        error_messages=fouten | ({"required": leeg} if leeg else {}),
        **({"widget": forms.DateInput(format=DAGVORMEN[0])} | meer),
    )
