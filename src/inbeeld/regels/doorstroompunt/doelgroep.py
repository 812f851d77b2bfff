"""R-13. Target group of the Doorstroompunt, WEB 9.2.1 (before 2026: 8.3.1)."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from inbeeld.regels.dagen import laatste, verjaardag, vroegste
from inbeeld.regels.feiten import Feiten
from inbeeld.regels.leerplichtwet.kwalificatieplicht import plichtig
from inbeeld.regels.leerplichtwet.langdurig_verzuim import VAKANTIE_TELT_MEE_18PLUS, WEKEN_18PLUS
from inbeeld.regels.parameters import ALTIJD, Parameter, Waarde
from inbeeld.regels.periodes import Reeks, Toestanden
from inbeeld.regels.regel import regel
from inbeeld.regels.verjaardag import SCHRIKKELDAG

NIEUWE_WEB = date(2026, 1, 1)
LEEFTIJDSGRENS = Parameter(
    "rmc_leeftijdsgrens",
    "the Doorstroompunt follows youths younger than this",
    "jaar",
    "wet",
    (Waarde(23, ALTIJD, "WEB art. 8.3.1 (oud)"), Waarde(27, NIEUWE_WEB, "WEB art. 9.2.1")),
)
UITZONDERING_WERK = Parameter(
    "rmc_uitzondering_werk",
    "holders of entree, VSO or pro with an employment contract are followed, not target group",
    "ja/nee",
    "wet",
    (Waarde(True, ALTIJD, "WEB art. 8.3.1 lid 2 (oud)"), Waarde(False, NIEUWE_WEB, "WEB art. 9.2.1")),
)
DIPLOMA_UITZONDERING = ("entree", "vso", "pro")


def te_oud(feiten: Feiten) -> Reeks:
    """When the age limit in force has been reached; a change of the limit brings people back."""
    j = feiten.jongeren
    delen = []
    for vanaf, tot, grens in feiten.instelling[LEEFTIJDSGRENS].tijdvakken():
        bereikt = verjaardag(j.geboren, grens, feiten.instelling[SCHRIKKELDAG].nu)
        eind = ibis.null("date") if tot is None else ibis.date(tot.isoformat())
        deel = j.select("jongere_id", van=laatste(bereikt, ibis.date(vanaf.isoformat())), tot=eind)
        delen.append(deel.filter(deel.tot.isnull() | (deel.tot > deel.van)))
    periodes = ibis.union(*delen) if len(delen) > 1 else delen[0]
    return Reeks(periodes, tijdens={"te_oud": True}, enkel=True)


def met_grens(feiten: Feiten, t: ir.Table) -> ir.Table:
    """Adds ``grens``: the next day after the peildatum on which the age limit in force is reached; null = none.

    Args:
        t: has ``geboren``, and no columns ``_grens0, _grens1 …``.
    """
    vakken = feiten.instelling[LEEFTIJDSGRENS].tijdvakken()
    t = t.mutate(
        **{f"_grens{i}": verjaardag(t.geboren, g, feiten.instelling[SCHRIKKELDAG].nu) for i, (_, _, g) in enumerate(vakken)}
    )
    kan = []
    for i, (vanaf, tot, _) in enumerate(vakken):
        dag = t[f"_grens{i}"] if vanaf <= ALTIJD else ibis.greatest(t[f"_grens{i}"], ibis.date(vanaf.isoformat()))
        geldt = dag > feiten.op if tot is None else (dag > feiten.op) & (dag < ibis.date(tot.isoformat()))
        kan.append(ibis.ifelse(geldt, dag, ibis.null("date")))
    # The periods follow each other: the first that still comes is the earliest.
    return t.mutate(grens=ibis.coalesce(*kan)).drop(*(f"_grens{i}" for i in range(len(vakken))))


def werk_met_uitzondering(feiten: Feiten) -> Reeks:
    """Employment contracts, for as long as the law makes an exception for them."""
    werk = feiten.werk.filter(feiten.werk.vorm == "arbeidsovereenkomst")
    delen = []
    for vanaf, tot, geldt in feiten.instelling[UITZONDERING_WERK].tijdvakken():
        if geldt:
            eind = ibis.null("date") if tot is None else ibis.date(tot.isoformat())
            deel = werk.select("jongere_id", van=laatste(werk.van, ibis.date(vanaf.isoformat())), tot=vroegste(werk.tot, eind))
            delen.append(deel.filter(deel.tot.isnull() | (deel.tot > deel.van)))
    if not delen:
        delen = [werk.filter(False).select("jongere_id", "van", "tot")]
    return Reeks(ibis.union(*delen) if len(delen) > 1 else delen[0], tijdens={"werk_met_uitzondering": True})


def onder_grens(t: Toestanden) -> ir.BooleanValue:
    """Not (or no longer) leer- or kwalificatieplichtig, no startkwalificatie, and younger than the age limit."""
    return t["leerplicht_begonnen"] & ~plichtig(t) & ~t["startkwalificatie"] & ~t["te_oud"]


@regel("R-14", "WEB art. 9.2.2; WVO art. 8.20", "2026-01-01", parameters=(WEKEN_18PLUS, VAKANTIE_TELT_MEE_18PLUS))
def verzuim_18plus(t: Toestanden) -> ir.BooleanValue:
    """Enrolled, under the limit of R-13, and four lesweken away without valid reason, or a running RMC report from its
    receipt."""
    return t["ingezetene"] & ~t["overleden"] & onder_grens(t) & t["ingeschreven"] & (t["weken_weg"] | t["melding_rmc"])


@regel("R-13", "WEB art. 9.2.1; voor 2026 art. 8.3.1", "2026-01-01", parameters=(LEEFTIJDSGRENS, UITZONDERING_WERK, SCHRIKKELDAG))
def rmc_doelgroep(t: Toestanden) -> ir.BooleanValue:
    """Under the limit and either not enrolled, or enrolled and away for four weeks (R-14); no lower age.

    Before 2026 not who holds entree, VSO or pro and works on an employment contract.
    """
    return onder_grens(t) & ~rmc_uitzondering(t) & (~t["ingeschreven"] | verzuim_18plus(t))


def rmc_uitzondering(t: Toestanden) -> ir.BooleanValue:
    """The exception before 2026: followed until the age limit, not target group."""
    return onder_grens(t) & t["diploma_uitzondering"] & t["werk_met_uitzondering"]
