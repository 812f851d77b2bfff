"""R-30 over many youths: until when each ground allows keeping what is known of them, and what a municipality may decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from inbeeld.regels.bewaren.bewaartermijn import BIJZONDER, BIJZONDER_LEEFTIJD, DOSSIER
from inbeeld.regels.dagen import plus_maanden, verjaardag, vroegste
from inbeeld.regels.leerplichtwet.kwalificatieplicht import EINDLEEFTIJD_KWALIFICATIEPLICHT
from inbeeld.regels.leerplichtwet.startkwalificatie import startkwalificatie
from inbeeld.regels.parameters import Instelling, Parameter, vast
from inbeeld.regels.regel import regel
from inbeeld.regels.verjaardag import SCHRIKKELDAG
from inbeeld.regels.verjaardag import plus_maanden as later
from inbeeld.regels.verjaardag import verjaardag as jarig
from inbeeld.regels.vraag import STANDAARD

TOEZICHT = vast(
    "bewaren_toezicht_kwalificatieplicht",
    2,
    "after the end of the kwalificatieplicht",
    "jaar",
    "Selectielijst gemeenten 2020, 12.1.4",
    "beleid",
)
DOORSTROOMPUNT = vast(
    "bewaren_doorstroompunt",
    2,
    "after the last day on which the Doorstroompunt follows the youth",
    "jaar",
    "geen termijn in de wet voor gewone gegevens; ten hoogste die van WEB art. 9.2.7 lid 3",
    "keuze",
)
WACHTEND = vast(
    "bewaren_wachtende_rij",
    1,
    "after receipt, for rows about a person we don't know",
    "jaar",
    "AVG art. 5 lid 1 onder e",
    "keuze",
)
LEESLOG = vast(
    "bewaren_leeslog",
    5,
    "after the day on which someone looked",
    "jaar",
    "AVG art. 5 lid 1 onder e en lid 2; BW 3:310: zo lang kan iemand er nog een vordering op bouwen",
    "keuze",
)

DOSSIERGROND, TOEZICHTGROND, DOORSTROOMGROND = "leerplichtdossier", "toezicht_kwalificatieplicht", "doorstroompunt"
GRONDEN: Mapping[str, tuple[Parameter[int], str]] = {
    DOSSIERGROND: (DOSSIER, "Selectielijst gemeenten 2020, 12.1.3"),
    TOEZICHTGROND: (TOEZICHT, "Selectielijst gemeenten 2020, 12.1.4"),
    DOORSTROOMGROND: (DOORSTROOMPUNT, "WEB art. 9.2.7; AVG art. 5 lid 1 onder e"),
}
"""Each ground for keeping, with its term and article."""
DOSSIER_OMVANG, PERSOON_OMVANG = "dossier", "persoon"
OMVANG: Mapping[str, tuple[str, ...]] = {
    DOSSIER_OMVANG: (DOSSIERGROND, TOEZICHTGROND),
    PERSOON_OMVANG: (DOSSIERGROND, TOEZICHTGROND, DOORSTROOMGROND),
}
"""What goes when the last of these grounds has ended: the leerplicht file, or all of the person."""


@dataclass(frozen=True)
class Ruimte:
    """How far a municipality's own selectielijst may go, in years, and why no further."""

    minst: int
    hoogst: int
    waarom: str


RUIMTE: Mapping[str, Ruimte] = {
    DOSSIER.naam: Ruimte(
        18, 29, "de kwalificatieplicht loopt tot 18 jaar (LPW art. 4b); daarna is er geen taak na 27 plus 2 jaar"
    ),
    TOEZICHT.naam: Ruimte(0, 5, "na vijf jaar kan over toezicht geen geschil meer lopen"),
    DOORSTROOMPUNT.naam: Ruimte(0, 2, "langer dan twee jaar mag niet (WEB art. 9.2.7 lid 3)"),
    WACHTEND.naam: Ruimte(0, 2, "van wie we niet kennen, bewaren we niet langer dan van wie we wel kennen"),
    LEESLOG.naam: Ruimte(2, 20, "korter dan twee jaar is misbruik niet na te gaan; na twintig jaar is elke vordering verjaard"),
}


@regel(
    "R-30",
    "Selectielijst gemeenten 2020, 12.1.3 en 12.1.4; WEB art. 9.2.7; AVG art. 5 lid 1 onder e",
    "2026-08-01",
    berust_op="beleid",
    parameters=(
        DOSSIER,
        TOEZICHT,
        DOORSTROOMPUNT,
        WACHTEND,
        LEESLOG,
        BIJZONDER,
        BIJZONDER_LEEFTIJD,
        EINDLEEFTIJD_KWALIFICATIEPLICHT,
        SCHRIKKELDAG,
    ),
)
def bewaargronden(jongeren: ir.Table, verblijf: ir.Table, diplomas: ir.Table, instelling: Instelling = STANDAARD) -> ir.Table:
    """Per youth and ground the first day on which that ground no longer allows keeping; null as long as no day can be named.

    * leerplichtdossier: the 19th birthday.
    * toezicht_kwalificatieplicht: two years after the kwalificatieplicht ended: 18, a startkwalificatie or death.
    * doorstroompunt: two years after the Doorstroompunt stopped following the youth: 27, moved out of the region, or death. A
      startkwalificatie does not end it: whoever forgets it would take a resident of 20 for an early leaver.

    Of a birth of which only year or month is known counts the last day that it can be. Who lives nowhere that we know of, counts
    as having left on the day a source last named them. Data on health and criminal law of the Doorstroompunt have a term of their
    own (question ``bewaartermijn``).

    Args:
        jongeren: ``jongere_id, geboren, nauwkeurig, overleden, gezien``.
        verblijf: ``jongere_id, tot``; periods in the municipalities of the region.
        diplomas: ``jongere_id, diploma, datum``.

    Returns:
        ``jongere_id, grond, einde, vanaf``: ``einde`` is the day from which the term counts.
    """
    schrikkel = instelling[SCHRIKKELDAG].nu
    per = verblijf.group_by("jongere_id").aggregate(
        woonde=verblijf.count(), woont=verblijf.tot.isnull().sum(), vertrokken=verblijf.tot.max()
    )
    met = jongeren.left_join(per, "jongere_id").drop("jongere_id_right")
    met = met.left_join(startkwalificatie(diplomas), "jongere_id").drop("jongere_id_right")
    geboren = _laatst_mogelijk(met.geboren, met.nauwkeurig)
    j = met.mutate(
        geboren=geboren,
        weg=ibis.cases((met.woont > 0, ibis.null("date")), (met.woonde > 0, met.vertrokken), else_=met.gezien),
    )
    oud = verjaardag(j.geboren, instelling[BIJZONDER_LEEFTIJD].nu, schrikkel)
    achttien = verjaardag(j.geboren, instelling[EINDLEEFTIJD_KWALIFICATIEPLICHT].nu, schrikkel)
    einden = {
        DOSSIERGROND: (j.geboren, verjaardag(j.geboren, instelling[DOSSIER].nu, schrikkel)),
        TOEZICHTGROND: _jaren_na(vroegste(achttien, j.sinds, j.overleden), instelling[TOEZICHT].nu),
        DOORSTROOMGROND: _jaren_na(vroegste(oud, j.weg, j.overleden), instelling[DOORSTROOMPUNT].nu),
    }
    onbekend = ibis.null("date")
    return ibis.union(
        *(
            j.select(
                "jongere_id",
                grond=ibis.literal(grond),
                einde=ibis.ifelse(j.geboren.isnull(), onbekend, einde),
                vanaf=ibis.ifelse(j.geboren.isnull(), onbekend, vanaf),
            )
            for grond, (einde, vanaf) in einden.items()
        )
    )


def _jaren_na(einde: ir.DateValue, jaren: int) -> tuple[ir.DateValue, ir.DateValue]:
    return einde, plus_maanden(einde, 12 * jaren)


def _laatst_mogelijk(geboren: ir.DateValue, nauwkeurig: ir.StringValue) -> ir.DateValue:
    eind_jaar, eind_maand = (
        ibis.date(geboren.year(), 12, 31),
        (geboren.truncate("M") + ibis.interval(months=1)) - ibis.interval(days=1),
    )
    return ibis.cases((nauwkeurig == "jaar", eind_jaar), (nauwkeurig == "maand", eind_maand.cast("date")), else_=geboren)


def voorbij_vanaf(geboren: date, gezien: date, instelling: Instelling = STANDAARD) -> date:
    """The first day on which someone may no longer be kept, of whom a source says no more than when they were born and, on
    ``gezien``, that it follows them. For the door: who is past it is not made known (again).
    """
    schrikkel = instelling[SCHRIKKELDAG].nu
    achttien = jarig(geboren, instelling[EINDLEEFTIJD_KWALIFICATIEPLICHT].nu, schrikkel)
    oud = jarig(geboren, instelling[BIJZONDER_LEEFTIJD].nu, schrikkel)
    return max(
        jarig(geboren, instelling[DOSSIER].nu, schrikkel),
        later(achttien, 12 * instelling[TOEZICHT].nu),
        later(min(oud, gezien), 12 * instelling[DOORSTROOMPUNT].nu),
    )
