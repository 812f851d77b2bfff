"""What stands in a line of the read log: the tasks for which data are read, and which data a page shows of a youth."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DOELEN = {
    "werklijst": _("Werklijst"),
    "leerplicht en doorstroom": _("Leerplicht en Doorstroompunt"),
    "zoeken": _("Zoeken"),
    "gegevensbeheer": _("Gegevensbeheer"),
    "toezicht": _("Toezicht op het leeslog"),
    "inzage": _("Inzageverzoek"),
}
"""Purposes; each is a processing activity of the organisation."""

VELDEN: dict[str, tuple[str, ...]] = {
    "vandaag": ("naam", "leeftijd", "school", "signalen"),
    "zoeken": ("naam", "geboortedatum", "woonplaats", "school", "rechtspositie", "signalen"),
    "jongere": (
        "naam",
        "geboortedatum",
        "adres",
        "gezag",
        "school",
        "werk",
        "rechtspositie",
        "vrijstellingen",
        "verzuim",
        "meldingen",
        "diplomas",
        "signalen",
    ),
    "mogelijk dubbel": ("naam", "geboortedatum"),
    "samengevoegd": ("naam", "geboortedatum"),
    "vergelijken": ("naam", "geboortedatum", "geslacht", "adres", "ouders", "school", "rechtspositie", "bronnen"),
    "uit elkaar halen": ("naam",),
    "apart gezette rijen": ("naam", "leeftijd", "rij zoals geleverd"),
    "apart gezette rij": ("naam", "leeftijd", "rij zoals geleverd"),
    "uitvoer voor de leverancier": ("rij zoals geleverd",),
}
"""Per page what it can show of a youth. A page that isn't here can't be logged."""

LIJSTEN = ("vandaag", "mogelijk dubbel", "samengevoegd", "apart gezette rijen")
"""Pages on which a youth stands without anyone asking for that youth."""
