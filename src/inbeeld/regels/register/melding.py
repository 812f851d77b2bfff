"""R-25. Reports of absence and the status updates on them, BRO 13, 14 and 21."""

from __future__ import annotations

from datetime import date
from typing import Literal

from inbeeld.regels.kalender import Kalenders
from inbeeld.regels.parameters import ALTIJD, Instelling, Parameter, Waarde, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.vraag import STANDAARD, Aantal, Dag, Gegevens, Verzuimsoort, vraag

EINDDATUM_METEEN = vast(
    "melding_einddatum_meteen",
    ("V3",),
    "reports that need an end date at once",
    "verzuimsoorten",
    "DUO verzuim digitaal melden",
    "beleid",
)
STATUS_VAN = Parameter(
    "meldingstatus_van",
    "who may set which status",
    "status: afzender",
    "beleid",
    (
        Waarde(
            {
                "geregistreerd": "school",
                "ingetrokken": "school",
                "in_behandeling": "gemeente",
                "afgesloten": "gemeente",
                "ter_kennisgeving_aangenomen": "gemeente",
                "overgedragen_aan_derden": "gemeente",
            },
            ALTIJD,
            "DUO verzuimregister",
        ),
        Waarde(
            {
                "geregistreerd": "school",
                "ingetrokken": "school",
                "in_behandeling": "gemeente",
                "afgesloten": "gemeente",
                "ter_kennisgeving_aangenomen": "gemeente",
            },
            date(2020, 8, 1),
            "DUO verzuimregister augustus 2020",
        ),
    ),
)


class Verblijfadres(Gegevens):
    straat: str | None = None
    huisnummer: Aantal | str | None = None
    postcode: str | None = None
    plaats: str | None = None

    @property
    def volledig(self) -> bool:
        return all(str(deel or "").strip() for deel in (self.straat, self.huisnummer, self.postcode, self.plaats))


class MeldingGegevens(Gegevens):
    """Both dates are inclusive."""

    verzuimsoort: Verzuimsoort
    begindatum: Dag | None = None
    einddatum: Dag | None = None
    vermoedelijke_reden: str | None = None
    actie_school: str | None = None
    naam_leslocatie: str | None = None
    alle_lessen: bool = False
    actie_gemeente_gewenst: bool = False
    toelichting_geen_actie: str | None = None
    contactpersoon: bool = False
    verblijfadres_wijkt_af: bool = False
    verblijfadres: Verblijfadres | None = None


class StatusGegevens(Gegevens):
    afzender: Literal["school", "gemeente"]
    status: Literal[
        "geregistreerd",
        "ingetrokken",
        "in_behandeling",
        "afgesloten",
        "ter_kennisgeving_aangenomen",
        "overgedragen_aan_derden",
    ]
    datum: Dag
    reden_afgesloten: str | None = None
    contactpersoon: bool = False


def _leeg(tekst: str | None) -> bool:
    return not (tekst or "").strip()


def _oordeel(bezwaren: dict[str, bool]) -> dict[str, object]:
    fouten = [code for code, geldt in bezwaren.items() if geldt]
    return {"geldig": not fouten, "fouten": fouten}


@vraag("melding_toets", MeldingGegevens)
@regel("R-25", "BRO art. 13, 14, 21", "2026-08-01", parameters=(EINDDATUM_METEEN,))
def melding_toets(g: MeldingGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> dict[str, object]:
    """Whether a report of the school is complete; every shortcoming is named.

    * The end date is needed at once for V3 only; others may be running. It may be the begin date itself, not before it.
    * Blank text is no text. No municipal action wanted: an explanation.
    * The address where the youth stays, when it differs from the BRP, with street, number, postcode and place: a part of it is
      not enough. When it does not differ the address is not looked at.
    """
    meteen = instelling[EINDDATUM_METEEN].nu
    adres_klopt = g.verblijfadres is not None and g.verblijfadres.volledig
    return _oordeel(
        {
            "begindatum_ontbreekt": g.begindatum is None,
            "einddatum_ontbreekt": g.einddatum is None and g.verzuimsoort in meteen,
            "einde_voor_begin": g.begindatum is not None and g.einddatum is not None and g.einddatum < g.begindatum,
            "reden_ontbreekt": _leeg(g.vermoedelijke_reden),
            "actie_school_ontbreekt": _leeg(g.actie_school),
            "leslocatie_ontbreekt": _leeg(g.naam_leslocatie),
            "toelichting_ontbreekt": not g.actie_gemeente_gewenst and _leeg(g.toelichting_geen_actie),
            "contactpersoon_ontbreekt": not g.contactpersoon,
            "verblijfadres_ontbreekt": g.verblijfadres_wijkt_af and not adres_klopt,
        }
    )


@vraag("statusterugmelding_toets", StatusGegevens)
@regel("R-25", "BRO art. 14, 21; DUO verzuimregister augustus 2020", "2020-08-01", berust_op="beleid", parameters=(STATUS_VAN,))
def statusterugmelding_toets(g: StatusGegevens, kalenders: Kalenders, instelling: Instelling = STANDAARD) -> dict[str, object]:
    """Whether the sender may set this status on this day; every shortcoming is named.

    ``overgedragen_aan_derden`` could be set (by the municipality) until 31 July 2020; of an ended status nobody is the owner, so
    ``afzender_niet_bevoegd`` is not added. ``afgesloten`` needs a reason.
    """
    van = instelling[STATUS_VAN].op(g.datum)
    return _oordeel(
        {
            "status_vervallen": g.status not in van,
            "afzender_niet_bevoegd": van.get(g.status, g.afzender) != g.afzender,
            "reden_afgesloten_ontbreekt": g.status == "afgesloten" and _leeg(g.reden_afgesloten),
            "contactpersoon_ontbreekt": not g.contactpersoon,
        }
    )
