"""The forms of deliveries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbeeld.apps.leveringen.aanleveren import TEGELIJK
from inbeeld.apps.leveringen.herstellen import LANGSTE_CEL, Mis
from inbeeld.web.botsing import MetStand

_LANG = 80


class MeerBestanden(forms.ClearableFileInput):
    allow_multiple_selected = True


class Bestanden(forms.FileField):
    """One file or more; gives a list."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        los = super().clean
        bestanden = data if isinstance(data, list | tuple) else [data] if data else []
        if not bestanden:
            los(None, initial)
        return [b for b in bestanden if isinstance(b, UploadedFile)]


class Aanleverformulier(forms.Form):
    bestanden = Bestanden(
        label=gettext_lazy("Bestanden"),
        allow_empty_file=True,
        widget=MeerBestanden(attrs={"multiple": True, "accept": ".csv,.txt,.json,.parquet,.zip"}),
        error_messages={"required": gettext_lazy("Kies eerst een of meer bestanden.")},
    )

    def __init__(self, *args: Any, grootste: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bestanden"].help_text = _(
            "CSV, JSON of Parquet, of een zip daarvan. Ten hoogste %(meest)s bestanden tegelijk, van %(grootste)s per bestand. "
            "U hoeft niet te zeggen wat het is."
        ) % {"grootste": grootste, "meest": TEGELIJK}


class Herstelformulier(MetStand):
    """A field per cell of a row: the wrong one first, then what is filled, then what is empty."""

    def __init__(
        self, data: Any = None, *, cellen: Mapping[str, str], kolommen: list[str], fout: str, uitleg: str, stand: str
    ) -> None:
        super().__init__(data, label_suffix="", stand=stand)
        self.kolommen = kolommen
        for i, kolom in enumerate(kolommen):
            waarde = cellen.get(kolom, "")
            breed = len(waarde) > _LANG or "\n" in waarde
            attrs = {"autocomplete": "off", "spellcheck": "false"}
            self.fields[f"cel_{i}"] = forms.CharField(
                label=kolom,
                initial=waarde,
                required=False,
                max_length=LANGSTE_CEL,
                widget=forms.Textarea(attrs=attrs | {"rows": 3}) if breed else forms.TextInput(attrs=attrs),
                help_text=uitleg if kolom == fout else "",
            )
        self.fout = fout
        self._gevuld = {k for k in kolommen if cellen.get(k, "").strip()}

    def cellen(self) -> dict[str, str]:
        return {kolom: self.cleaned_data.get(f"cel_{i}", "") for i, kolom in enumerate(self.kolommen)}

    def meld(self, mis: Mis) -> None:
        veld = f"cel_{self.kolommen.index(mis.kolom)}" if mis.kolom in self.kolommen else None
        self.add_error(veld, f"{mis.wat} {mis.doe}".strip())
        if veld is not None:
            self[veld].help_text = ""  # what was wrong is no longer of interest

    def _velden(self, soort: str) -> Iterator[BoundField]:
        for i, kolom in enumerate(self.kolommen):
            veld = self[f"cel_{i}"]
            eigen = "fout" if kolom == self.fout or veld.errors else "gevuld" if kolom in self._gevuld else "leeg"
            if eigen == soort:
                yield veld

    @property
    def foute(self) -> list[BoundField]:
        return list(self._velden("fout"))

    @property
    def gevulde(self) -> list[BoundField]:
        return list(self._velden("gevuld"))

    @property
    def lege(self) -> list[BoundField]:
        return list(self._velden("leeg"))


class Laatzoformulier(MetStand):
    reden = forms.CharField(
        label=gettext_lazy("Waarom mag deze rij zo blijven?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Bijvoorbeeld: dubbel geleverd, of de leverancier levert haar opnieuw. Noem geen persoon."),
        error_messages={"required": gettext_lazy("Schrijf in een paar woorden waarom deze rij zo mag blijven.")},
    )

    prefix = "laat"
