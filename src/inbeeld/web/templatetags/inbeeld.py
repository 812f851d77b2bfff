"""Template filters and tags: days and numbers in words, shapes, form controls. ``{% load inbeeld %}``.

Every day filter takes today as its argument, ``{{ d|dag:vandaag }}``: an organisation may have another today than the clock.
Without it the clock's day counts. Each takes a ``date``, a ``datetime`` or nothing; nothing gives ``""``.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.forms import BoundField, CheckboxInput, FileInput, Select, Textarea
from django.forms.boundfield import BoundWidget
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from inbeeld.web import datums, woorden

register = template.Library()

# -- days and numbers ------------------------------------------------------------------------------------------------------


def _dag(waarde: Any) -> date | None:
    if isinstance(waarde, datetime):
        return timezone.localtime(waarde).date() if timezone.is_aware(waarde) else waarde.date()
    return waarde if isinstance(waarde, date) else None


def _nu(waarde: Any) -> date:
    return _dag(waarde) or timezone.localdate()


@register.filter
def dag(waarde: Any, nu: Any = None) -> str:
    """``17 nov``; ``17 nov 2025`` when that is another year than ``nu``."""
    d = _dag(waarde)
    return datums.dag(d, _nu(nu)) if d else ""


@register.filter
def dag_jaar(waarde: Any) -> str:
    """``17 nov 2026``, always with its year."""
    d = _dag(waarde)
    return datums.dag(d) if d else ""


@register.filter
def dag_kort(waarde: Any, nu: Any = None) -> str:
    """``wo 2 dec``; ``wo 2 dec 2027`` when that is another year than ``nu``."""
    d = _dag(waarde)
    return (datums.dag_kort(d) + ("" if d.year == _nu(nu).year else f" {d.year}")) if d else ""


@register.filter
def dag_lang(waarde: Any, nu: Any = None) -> str:
    """``maandag 30 november 2026``; with ``nu`` in the same year without the year."""
    d, anker = _dag(waarde), _dag(nu)
    return datums.dag_lang(d, jaar=anker is None or anker.year != d.year) if d else ""


@register.filter
def dag_invoer(waarde: Any) -> str:
    """``30-11-2026``, as a date field shows it."""
    d = _dag(waarde)
    return f"{d:%d-%m-}{d.year:04}" if d else ""


@register.filter
def tijdstip(waarde: Any, nu: Any = None) -> str:
    """``vr 27 nov, 06.12 uur``."""
    if not isinstance(waarde, datetime):
        return dag_kort(waarde, nu)
    lokaal = timezone.localtime(waarde) if timezone.is_aware(waarde) else waarde
    return f"{dag_kort(lokaal, nu)}, {lokaal:%H.%M} uur"


@register.filter
def over_dagen(waarde: Any, nu: Any = None) -> str:
    """``vandaag``, ``morgen``, ``nog 3 dagen``, ``1 dag te laat``; further than 60 days away as a date."""
    d = _dag(waarde)
    return datums.tot_dag(d, _nu(nu)) if d else ""


@register.filter
def leeftijd(geboren: Any, nu: Any = None) -> str:
    """Whole years on ``nu``."""
    d = _dag(geboren)
    return str(datums.leeftijd(d, _nu(nu))) if d else ""


@register.filter
def getal(waarde: Any) -> str:
    """``12.000``; ``9,5`` with at most one decimal."""
    if waarde is None or waarde == "":
        return ""
    geheel, _punt, rest = f"{abs(waarde):,.1f}".partition(".")
    min_ = "−" if round(waarde, 1) < 0 else ""
    return min_ + geheel.replace(",", ".") + ("" if rest == "0" else f",{rest}")


@register.filter
def woord(code: str | None, soort: str) -> str:
    """``{{ r.grond|woord:"grond" }}``: the words of a code; ``soort`` is a list of ``tabellen/codes.py`` in small letters."""
    return woorden.woord(soort, code)


@register.filter
def hoofdletter(tekst: Any) -> str:
    """First letter large, the rest as it is."""
    t = str(tekst or "")
    return t[:1].upper() + t[1:]


# -- shapes ----------------------------------------------------------------------------------------------------------------

_LOGO = (
    '<path d="M2 7V2h5M15 2h5v5M20 15v5h-5M7 20H2v-5" fill="none" stroke="currentColor" stroke-width="2.4"/>'
    '<circle cx="11" cy="11" r="3.6" fill="currentColor"/>'
)
_RING = '<circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" stroke-width="1.6"'
ICONEN: dict[str, tuple[int, int, str]] = {
    "ruit": (14, 14, '<path d="M7 .6 13.4 7 7 13.4 .6 7z" fill="currentColor"/>'),
    "driehoek": (14, 14, '<path d="M7 1.2 13.4 12.6H.6z" fill="currentColor"/>'),
    "schijf": (14, 14, '<circle cx="7" cy="7" r="5.6" fill="currentColor"/>'),
    "balk": (
        14,
        14,
        '<rect x="1.2" y="4.4" width="11.6" height="5.2" rx="1" fill="none" stroke="currentColor" stroke-width="1.8"/>',
    ),
    "slot": (
        12,
        13,
        '<rect x="1" y="5.5" width="10" height="7" rx="1" fill="currentColor"/>'
        '<path d="M3.2 6V3.9a2.8 2.8 0 0 1 5.6 0V6" fill="none" stroke="currentColor" stroke-width="1.7"/>',
    ),
    "zoek": (
        16,
        16,
        '<circle cx="6.8" cy="6.8" r="4.6" fill="none" stroke="currentColor" stroke-width="1.7"/>'
        '<path d="M10.4 10.4 14.4 14.4" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/>',
    ),
    "logo": (22, 22, _LOGO),
    "menu": (22, 22, '<path d="M3 6h16M3 11h16M3 16h16" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>'),
    "klok": (
        16,
        16,
        f'{_RING}/><path d="M8 4.6V8l2.4 1.6" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>',
    ),
    "fout": (
        16,
        16,
        '<path d="M8 1.2 15 14.4H1z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/>'
        '<path d="M8 5.8v4M8 11.4v1.4" stroke="currentColor" stroke-width="1.7"/>',
    ),
    "vink": (
        16,
        16,
        '<circle cx="8" cy="8" r="6.4" fill="currentColor"/>'
        '<path d="M4.9 8.2 7.2 10.5 11.2 6" fill="none" stroke="var(--inbeeld-color-surface)" stroke-width="1.8"/>',
    ),
    "loopt": (16, 16, f'{_RING}/><path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor"/>'),
    "wacht": (16, 16, f'{_RING} stroke-dasharray="2.6 2.2"/>'),
    "bestand": (
        16,
        16,
        '<path d="M3.5 1.5h6l3 3v10h-9z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/>'
        '<path d="M9.5 1.5v3h3" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    ),
    "print": (
        16,
        16,
        '<path d="M4.5 6V1.8h7V6M4.5 11.5h-3V6h13v5.5h-3M4.5 9.5h7v4.7h-7z" fill="none" stroke="currentColor"/>',
    ),
}
MERKEN = {
    "vandaag": ("ruit", "Vandaag uiterlijk"),
    "week": ("driehoek", "Deze week"),
    "nieuw": ("schijf", "Nieuw"),
    "later": ("balk", "Later"),
}


@register.simple_tag
def icoon(vorm: str, klasse: str = "", naam: str = "") -> SafeString:
    """``{% icoon "slot" %}``: an SVG of our own; hidden from screen readers, or spoken as ``naam``."""
    breed, hoog, inhoud = ICONEN[vorm]
    wie = format_html('role="img" aria-label="{}"', naam) if naam else SafeString('aria-hidden="true"')
    klas = format_html(' class="{}"', klasse) if klasse else ""
    return format_html(
        '<svg{} width="{}" height="{}" viewBox="0 0 {} {}" {} focusable="false">{}</svg>',
        klas,
        breed,
        hoog,
        breed,
        hoog,
        wie,
        SafeString(inhoud),
    )


@register.simple_tag
def merk(groep: str, spreek: bool = True) -> SafeString:
    """``{% merk "week" %}``: the shape of an urgency, in its colour; ``spreek=False`` beside the same word."""
    vorm, naam = MERKEN[groep]
    return icoon(vorm, f"merk merk--{groep}", _(naam) if spreek else "")


@register.simple_tag
def pijl(kant: str = "links") -> SafeString:
    """``{% pijl %}`` ←, ``{% pijl "rechts" %}`` →, hidden from screen readers."""
    return SafeString(f'<span class="pijl" aria-hidden="true">{"←" if kant == "links" else "→"}</span>')


@register.simple_tag
def bron(wet: Any, extra: str = "") -> SafeString:
    """``{% bron r.wet %}``: filled label Wet, or open label Afspraak."""
    soort, tekst = (" bron--wet", _("Wet")) if wet else ("", _("Afspraak"))
    return format_html('<span class="bron{}">{}</span>{}', soort, tekst, format_html(" {}", extra) if extra else "")


# -- forms -----------------------------------------------------------------------------------------------------------------


@register.simple_tag
def invoer(veld: BoundField) -> SafeString:
    """The control of a form field, with NL Design System's classes and its hint and error tied to it."""
    widget = veld.field.widget
    attrs: dict[str, Any] = {}
    if isinstance(widget, CheckboxInput):
        klasse = "utrecht-checkbox utrecht-checkbox--html-input utrecht-form-field__input"
    elif isinstance(widget, Select):
        klasse = "utrecht-select utrecht-select--html-select"
    elif isinstance(widget, Textarea):
        klasse = "utrecht-textarea utrecht-textarea--html-textarea"
    elif isinstance(widget, FileInput):
        klasse = "bestand__veld"
    else:
        klasse = "utrecht-textbox utrecht-textbox--html-input"
    eigen = str(widget.attrs.get("class", ""))
    attrs["class"] = f"{klasse} {eigen}".strip()
    uitleg = [f"{veld.auto_id}_{soort}" for soort, er in (("helptext", veld.help_text), ("error", veld.errors)) if er]
    if uitleg:
        attrs["aria-describedby"] = " ".join(uitleg)
    if veld.errors:
        attrs["aria-invalid"] = "true"
    return veld.as_widget(attrs=attrs)


@register.filter
def keuzes(veld: BoundField) -> list[BoundWidget]:
    """The radio buttons or check boxes of a group, one by one."""
    uit = list(veld)
    for keuze in uit:
        soort = "radio-button" if keuze.data["type"] == "radio" else "checkbox"
        keuze.data["attrs"]["class"] = f"utrecht-{soort} utrecht-{soort}--html-input"
        if veld.errors:
            keuze.data["attrs"]["aria-invalid"] = "true"
    return uit


@register.filter
def is_vinkje(veld: BoundField) -> bool:
    """One box to tick: its label stands behind it."""
    return isinstance(veld.field.widget, CheckboxInput)


@register.filter
def bladzijden(aantal: int, nu: int) -> list[int | None]:
    """``{{ 20|bladzijden:7 }}`` → 1, None, 6, 7, 8, None, 20; ``None`` stands for a gap."""
    toon = sorted({1, aantal, *range(max(1, nu - 1), min(aantal, nu + 1) + 1)})
    uit: list[int | None] = []
    for vorige, n in zip([0, *toon], toon, strict=False):
        if n - vorige == 2:
            uit.append(n - 1)
        elif n - vorige > 2:
            uit.append(None)
        uit.append(n)
    return uit


# -- theme -----------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _thema_er() -> bool:
    return finders.find("thema/thema.css") is not None


@register.simple_tag
def thema() -> SafeString:
    """The link to an organisation's own theme file, when there is one (docs/beheer/thema.md)."""
    return format_html('<link rel="stylesheet" href="{}">', static("thema/thema.css")) if _thema_er() else SafeString("")
