"""Forms of the read log."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbeeld.apps.leeslog.inzien import Filter, medewerkers
from inbeeld.apps.verantwoording.inhoud import DOELEN
from inbeeld.web.velden import dagveld


class Filterformulier(forms.Form):
    medewerker = forms.ChoiceField(label=gettext_lazy("Medewerker"), required=False)
    dag = dagveld(
        gettext_lazy("Dag"),
        widget=forms.TextInput(attrs={"size": 10, "placeholder": "dd-mm-jjjj", "inputmode": "numeric", "autocomplete": "off"}),
    )
    doel = forms.ChoiceField(
        label=gettext_lazy("Waarvoor"), required=False, choices=[("", gettext_lazy("Alles")), *DOELEN.items()]
    )

    def __init__(self, data: Any, tenant_id: int) -> None:
        super().__init__(data, label_suffix="", auto_id="filter-%s")
        veld = cast(forms.ChoiceField, self.fields["medewerker"])
        veld.choices = [("", _("Iedereen")), *((str(m.uuid), m.naam) for m in medewerkers(tenant_id))]

    def filter(self) -> Filter:
        """What was asked; a field that can't be read asks for nothing."""
        self.full_clean()
        schoon: dict[str, Any] = getattr(self, "cleaned_data", {})
        wie, doel = schoon.get("medewerker"), schoon.get("doel")
        return Filter(schoon.get("dag"), UUID(wie) if wie else None, doel or "")


class Redenformulier(forms.Form):
    reden = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Schrijf op waarom. Een ander moet het kunnen nagaan.")},
    )

    def __init__(self, data: Any, vraag: str, uitleg: str) -> None:
        super().__init__(data, label_suffix="")
        self.fields["reden"].label, self.fields["reden"].help_text = vraag, uitleg


class Inzageformulier(forms.Form):
    met_namen = forms.BooleanField(
        label=gettext_lazy("Met de namen van medewerkers"),
        help_text=gettext_lazy("Zonder: alleen de rol. Geef namen alleen als dat nodig is en u hun belang hebt gewogen."),
        required=False,
    )
