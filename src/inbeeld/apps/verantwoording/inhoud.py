"""What stands in a line of the read log: the tasks for which data are read, and which data a page shows of a youth."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TOEZICHT = "toezicht"
DOELEN = {
    "werklijst": _("Werklijst"),
    "leerplicht en doorstroom": _("Leerplicht en Doorstroompunt"),
    "zoeken": _("Zoeken"),
    "gegevensbeheer": _("Gegevensbeheer"),
    TOEZICHT: _("Toezicht op het leeslog"),
    "inzage": _("Inzageverzoek"),
    "rectificatieverzoek": _("Verzoek om verbetering"),
    "grond vastleggen": _("Grond of kennisgeving vastleggen"),
    "gronden nagaan": _("Toezicht op de gronden"),
    "delen": _("Delen met een partner"),
    "gedeeld": _("Gedeeld met een partner"),
    "eigen leerlingen": _("Eigen leerlingen van een school"),
}
"""Purposes; each is a processing activity of the organisation."""

TOEGANG_GEVEN = "toegang ouder of jongere"
"""The page where a parent or youth gets access: that another parent did is not for a parent."""
_OVER = (
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
)
"""What a page about one youth shows."""
VELDEN: dict[str, tuple[str, ...]] = {
    "vandaag": ("naam", "leeftijd", "school", "signalen"),
    "zoeken": ("naam", "geboortedatum", "woonplaats", "school", "rechtspositie", "signalen"),
    "jongere": (*_OVER, "signalen"),
    "mogelijk dubbel": ("naam", "geboortedatum"),
    "samengevoegd": ("naam", "geboortedatum"),
    "vergelijken": ("naam", "geboortedatum", "geslacht", "adres", "ouders", "school", "rechtspositie", "bronnen"),
    "uit elkaar halen": ("naam",),
    "apart gezette rijen": ("naam", "leeftijd", "rij zoals geleverd"),
    "apart gezette rij": ("naam", "leeftijd", "rij zoals geleverd"),
    "herstelde rij": ("rij zoals geleverd",),
    "herstelde rij, geweigerd": ("rij zoals geleverd",),
    "dezelfde zoeken": ("naam", "geboortedatum", "woonplaats", "school", "rechtspositie", "signalen"),
    "zonder grond": ("naam", "leeftijd", "geboortedatum", "woonplaats"),
    "kennisgeving": ("naam", "kennisgevingen"),
    "grond beëindigen": ("naam", "gronden"),
    "gronden": ("naam", "gronden"),
    "delen": ("naam", "kennisgevingen", "delingen"),
    "delen intrekken": ("delingen",),
    "gedeeld": ("naam", "leeftijd"),
    "gedeeld, een jongere": ("naam", "geboortedatum", "rechtspositie", "tijdlijn", "signalen"),
    "school": ("naam", "school", "verzuim", "meldingen"),
    "school, een leerling": ("naam", "leeftijd", "school", "verzuim", "meldingen"),
    "uitvoer voor de leverancier": ("rij zoals geleverd",),
    "inzage": ("naam",),
    "inzage gegeven": ("alles",),
    "betwist": ("naam", "betwist"),
    "betwist: nieuw": ("naam", "feiten"),
    "betwist: verzoek": ("naam", "betwist"),
    "betwist: besluit": ("naam", "betwist"),
    "bewaren": ("naam", "geboortedatum", "bewaartermijn"),
    "bewaren: goedkeuren": ("bewaartermijn",),
    "bewaren: uitstel": ("naam", "bewaartermijn"),
    "leeslog": ("naam", "wie keek"),
    "wie keek": ("naam", "wie keek"),
    "meldingen": ("naam", "wie keek"),
    "let op": ("naam", "let op"),
    TOEGANG_GEVEN: ("naam", "geboortedatum", "toegang van ouders en jongere"),
    "mijn": ("naam", "leeftijd"),
    "mijn: gegevens": (*_OVER, "gronden", "kennisgevingen", "delingen", "betwist", "wie keek"),
    "mijn: wie keek": ("wie keek",),
    "mijn: bestand": ("alles",),
    "mijn: klopt niet": ("naam", "feiten"),
}
"""Per page what it can show of a youth. A page that isn't here can't be logged."""

LIJSTEN = (
    "vandaag",
    "betwist",
    "bewaren",
    "bewaren: goedkeuren",
    "gronden",
    "gedeeld",
    "school",
    "mogelijk dubbel",
    "samengevoegd",
    "apart gezette rijen",
    "leeslog",
    "wie keek",
    "meldingen",
    "let op",
    *(p for p in VELDEN if p.startswith("mijn")),
)
"""Pages on which a youth stands without anyone looking up that youth; or on which they, or a parent, look at themselves."""
ZOEKEN, GERICHT_ZOEKEN = "zoeken", 5
"""Who searches and finds more than this many was not after one of them."""


def is_gericht(pagina: str, aantal: int) -> bool:
    """Whether someone asked for these youths in particular."""
    return pagina not in LIJSTEN and not (pagina == ZOEKEN and aantal > GERICHT_ZOEKEN)
