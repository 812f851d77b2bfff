"""Recording what someone disputes, and what was decided. Nothing in a register changes by it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.gronden.models import JONGERE, OUDERS
from inbeeld.apps.gronden.services import leg_grond_vast
from inbeeld.apps.rectificatie.models import Besluit, Verzoek
from inbeeld.apps.toegang.selectors import vandaag
from inbeeld.regels.verjaardag import plus_maanden

if TYPE_CHECKING:
    from inbeeld.apps.personen.models import Jongere
    from inbeeld.apps.rectificatie.selectors import Feit
    from inbeeld.apps.toegang.models import Medewerker

IETS_ANDERS = "Iets anders dan één feit"
_REDEN = "Verzoek om verbetering"
_GROND = {Verzoek.JONGERE: (JONGERE, "jongere"), Verzoek.OUDER: (OUDERS, "ouders")}
"""Who asked knows of the file, and wants something done in it: a ground for as long as an answer may take."""


def leg_verzoek_vast(
    medewerker: Medewerker,
    jongere: Jongere,
    feit: Feit | None,
    *,
    van: str,
    ontvangen: date,
    betwist: str,
    waarom: str,
    wijze: str = "gesprek",
) -> Verzoek:
    """From now on the fact is disputed (AVG art. 18 lid 1 onder a), and the request of youth or parents is a ground.

    Args:
        wijze: how they came to know of the file, as in a notice.

    Raises:
        GebruikFout: no reason, or a day that is still to come.
    """
    if not betwist.strip() or not waarom.strip():
        raise GebruikFout("Wat er niet klopt en waarom, ontbreekt.", doe="Schrijf allebei op.")
    if ontvangen > vandaag(medewerker.tenant):
        raise GebruikFout("De dag van ontvangst moet nog komen.", doe="Vul de dag in waarop het verzoek binnenkwam.")
    nu = vandaag(medewerker.tenant)
    with transaction.atomic():
        verzoek = Verzoek.objects.create(
            tenant_id=medewerker.tenant_id,
            jongere=jongere,
            tabel=feit.tabel if feit else "",
            bron=feit.bron if feit else "",
            sleutel=feit.sleutel if feit else None,
            feit=feit.tekst if feit else IETS_ANDERS,
            gevraagd_door=van,
            ontvangen=ontvangen,
            betwist=betwist.strip()[:1000],
            waarom=waarom.strip()[:1000],
            door=medewerker,
        )
        if geeft_grond(van):
            soort, aan = _GROND[van]
            weten = {"aan": aan, "wijze": wijze, "op": ontvangen}
            leg_grond_vast(medewerker, jongere, soort, _REDEN, nu, plus_maanden(nu, 1), weten)
    return verzoek


def geeft_grond(van: str) -> bool:
    """Whether a request of this one opens the file: not of somebody else's on their behalf."""
    return van in _GROND


def beslis(medewerker: Medewerker, verzoek: Verzoek, uitkomst: str, noot: str) -> Besluit:
    """Ends the dispute; the note stays with the fact.

    Raises:
        GebruikFout: no note, or somebody decided already.
    """
    if uitkomst not in Besluit.UITKOMSTEN or not noot.strip():
        raise GebruikFout("De uitkomst of de toelichting ontbreekt.", doe="Kies een uitkomst en schrijf op waarom.")
    try:
        with transaction.atomic():
            return Besluit.objects.create(
                tenant_id=verzoek.tenant_id,
                verzoek=verzoek,
                jongere_id=verzoek.jongere_id,
                uitkomst=uitkomst,
                noot=noot.strip()[:1000],
                door=medewerker,
            )
    except IntegrityError:
        raise GebruikFout("Over dit verzoek is net al beslist.", doe="Ververs de pagina.") from None
