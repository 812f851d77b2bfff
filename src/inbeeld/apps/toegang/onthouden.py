"""Where someone came from and what they searched for: in the session, on the server. Never in an address, and what was typed
never readable in the database."""

from __future__ import annotations

import base64
from typing import NamedTuple
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from inbeeld.apps.basis.versleuteling import ontsleutel, versleutel

VANDAAG, GEVONDEN, DUBBEL, APART, LEERLINGEN = "vandaag", "gevonden", "dubbel", "apart", "leerlingen"
"""Lists that lead to a youth."""
_NAMEN = {
    VANDAAG: _("Vandaag"),
    GEVONDEN: _("Gevonden jongeren"),
    DUBBEL: _("Mogelijk dubbel"),
    APART: _("Te herstellen"),
    LEERLINGEN: _("Leerlingen"),
}
_LIJST, _ZOEKVRAGEN = "lijst", "zoekvragen"
_MEEST = 10
"""Searches that are kept: as far back as someone will go."""
_DOEL = "sessie.zoekvraag"


class Lijst(NamedTuple):
    """``adres``: with its filter and page."""

    soort: str
    adres: str

    @property
    def naam(self) -> str:
        return str(_NAMEN[self.soort])


def onthoud_lijst(request: HttpRequest, soort: str) -> None:
    """This page is the list to go back to."""
    request.session[_LIJST] = [soort, request.get_full_path()]


def vorige_lijst(request: HttpRequest, *soorten: str) -> Lijst | None:
    """The list that was seen last, when it is one of ``soorten`` (none = any)."""
    soort, adres = request.session.get(_LIJST, ("", ""))
    return Lijst(soort, adres) if soort in _NAMEN and (not soorten or soort in soorten) else None


def onthoud_zoekvraag(request: HttpRequest, tekst: str) -> UUID:
    """Gives what the search is called in an address. Each its own: going back shows what was found there."""
    sleutel = uuid4()
    vragen = list(request.session.get(_ZOEKVRAGEN, {}).items())[1 - _MEEST :]
    bewaard = base64.b64encode(versleutel(tekst, _DOEL)).decode("ascii")
    request.session[_ZOEKVRAGEN] = {**dict(vragen), str(sleutel): bewaard}
    return sleutel


def zoekvraag(request: HttpRequest, sleutel: UUID) -> str | None:
    """What was typed; null when it is no longer kept, or was someone else's."""
    bewaard = request.session.get(_ZOEKVRAGEN, {}).get(str(sleutel))
    return None if bewaard is None else ontsleutel(base64.b64decode(bewaard), _DOEL).decode()
