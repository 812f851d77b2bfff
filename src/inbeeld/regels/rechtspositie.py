"""The legal position of every youth on every day: exactly one, in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from inbeeld.regels.dagen import verjaardag
from inbeeld.regels.doorstroompunt import doelgroep, kwetsbaar
from inbeeld.regels.feiten import Feiten
from inbeeld.regels.leerplichtwet import langdurig_verzuim, vrijstelling
from inbeeld.regels.leerplichtwet.kwalificatieplicht import (
    EINDLEEFTIJD_KWALIFICATIEPLICHT,
    PRAKTIJKDIPLOMA,
    VSO_ZONDER_PLICHT,
    kwalificatieplichtig,
    leerplichtig,
)
from inbeeld.regels.leerplichtwet.leerplicht import begin_leerplicht, einde_leerplicht
from inbeeld.regels.leerplichtwet.startkwalificatie import TELT
from inbeeld.regels.periodes import Reeks, Toestanden, toestanden, verloop
from inbeeld.regels.regel import REGELS, regel
from inbeeld.regels.verjaardag import SCHRIKKELDAG
from inbeeld.tabellen import codes


def mijlpalen(feiten: Feiten) -> ir.Table:
    """The days of a life on which the law turns: ``jongere_id, geboren, overleden, begin_leerplicht, begin_gedekt,
    begin_uiterlijk, einde_leerplicht, grond_einde, achttien``."""
    j = feiten.jongeren
    begin, einde = begin_leerplicht(feiten), einde_leerplicht(feiten)
    achttien = verjaardag(j.geboren, feiten.instelling[EINDLEEFTIJD_KWALIFICATIEPLICHT].nu, feiten.instelling[SCHRIKKELDAG].nu)
    m = j.select("jongere_id", "geboren", "overleden", achttien=achttien).join(begin, "jongere_id").join(einde, "jongere_id")
    return feiten.bewaar("mijlpalen", m)


def alle_toestanden(feiten: Feiten, mijlpaal: ir.Table, weg: ir.Table, tot_en_met: ir.DateScalar) -> Toestanden:
    """Everything that is on or off in a youth's life, on one line of time."""
    i, d = feiten.inschrijvingen, feiten.diplomas
    benaderd = mijlpaal.filter(~mijlpaal.begin_gedekt)

    def punt(dag: str, naam: str) -> Reeks:
        return Reeks(mijlpaal, van=dag, tot=None, vanaf={naam: True}, enkel=True)

    t = toestanden(
        [
            punt("geboren", "geboren"),
            punt("overleden", "overleden"),
            punt("begin_leerplicht", "leerplicht_begonnen"),
            punt("einde_leerplicht", "leerplicht_voorbij"),
            punt("achttien", "achttien"),
            Reeks(benaderd, van="begin_leerplicht", tot="begin_uiterlijk", tijdens={"benaderd": True}, enkel=True),
            doelgroep.te_oud(feiten),
            doelgroep.werk_met_uitzondering(feiten),
            Reeks(feiten.verblijf, tijdens={"ingezetene": True}),
            Reeks(
                i,
                tijdens={"ingeschreven": i.onderwijs != "buitenland", "in_buitenland": i.onderwijs == "buitenland"},
                vanaf={"vso_zonder_plicht": i.onderwijs.isin(VSO_ZONDER_PLICHT)},
            ),
            kwetsbaar.herkomst(i),
            Reeks(
                d,
                van="datum",
                tot=None,
                vanaf={
                    "startkwalificatie": d.diploma.isin(TELT),
                    "praktijkdiploma": d.diploma.isin(PRAKTIJKDIPLOMA),
                    "diploma_uitzondering": d.diploma.isin(doelgroep.DIPLOMA_UITZONDERING),
                    "diploma_kwetsbaar": kwetsbaar.diploma_kwetsbaar(d),
                },
            ),
            vrijstelling.reeks(feiten.vrijstellingen),
            langdurig_verzuim.meldingen_lopend(feiten),
            *langdurig_verzuim.reeksen_bereikt(feiten, weg),
        ],
        dubbel={"ingezetene": "verblijf_dubbel"},
        tot_en_met=tot_en_met,
        meest=feiten.meest,
    )
    return Toestanden(feiten.bewaar("toestanden", t.tabel), t.namen)


@regel("R-01", "LPW art. 3; WEB art. 9.2.1", "2026-01-01")
def rechtspositie(t: Toestanden) -> list[tuple[ir.BooleanValue | bool, str]]:
    """The first that applies: buiten_doelgroep (deceased, or no ingezetene), te_jong, leerplichtig, kwalificatieplichtig,
    startkwalificatie, buiten_doelgroep (age limit of R-13), rmc_monitoring (exception before 2026), rmc_doelgroep,
    rmc_monitoring."""
    return [
        (t["overleden"] | ~t["ingezetene"], "buiten_doelgroep"),
        (~t["leerplicht_begonnen"], "te_jong"),
        (leerplichtig(t), "leerplichtig"),
        (kwalificatieplichtig(t), "kwalificatieplichtig"),
        (t["startkwalificatie"], "startkwalificatie"),
        (t["te_oud"], "buiten_doelgroep"),
        (doelgroep.rmc_uitzondering(t), "rmc_monitoring"),
        (doelgroep.rmc_doelgroep(t), "rmc_doelgroep"),
        (ibis.literal(True), "rmc_monitoring"),
    ]


REGEL_VAN_POSITIE = {
    "buiten_doelgroep": "rmc_doelgroep",
    "te_jong": "begin_leerplicht",
    "leerplichtig": "einde_leerplicht",
    "kwalificatieplichtig": "kwalificatieplichtig",
    "startkwalificatie": "startkwalificatie",
    "rmc_doelgroep": "rmc_doelgroep",
    "rmc_monitoring": "rmc_doelgroep",
}
"""Which rule a position rests on."""


def verloop_rechtspositie(t: Toestanden) -> ir.Table:
    """Position and exemption over time: ``jongere_id, van, tot, positie, vrijgesteld, regel, artikel, zekerheid``."""
    # One small number per stretch is what the engine compares; the words come back afterwards.
    positie = _nummer(rechtspositie(t), codes.RECHTSPOSITIE)
    in_beeld = t["ingezetene"] & ~t["overleden"]
    grond = ibis.ifelse(in_beeld, _nummer(vrijstelling.vrijgesteld(t), ("", *vrijstelling.GRONDEN)), 0)
    benaderd = t["benaderd"] & in_beeld
    s = t.tabel.select("jongere_id", "van", nr=positie * 64 + grond * 2 + benaderd.cast("int64"))
    v = verloop(s, "nr")
    naam = _woord((v.nr // 64).cast("int64"), codes.RECHTSPOSITIE)
    return v.select(
        "jongere_id",
        "van",
        "tot",
        positie=naam,
        vrijgesteld=_woord(((v.nr % 64) // 2).cast("int64"), (None, *vrijstelling.GRONDEN)),
        regel=_woord((v.nr // 64).cast("int64"), [REGELS[REGEL_VAN_POSITIE[p]].nummer for p in codes.RECHTSPOSITIE]),
        artikel=_woord((v.nr // 64).cast("int64"), [REGELS[REGEL_VAN_POSITIE[p]].artikel for p in codes.RECHTSPOSITIE]),
        zekerheid=ibis.ifelse(v.nr % 2 == 1, "benaderd", "zeker"),
    )


def _nummer(keuzes: Sequence[tuple[ir.BooleanValue | bool, str]], woorden: Sequence[str]) -> ir.IntegerValue:
    """The place in ``woorden`` of the first choice that applies; 0 when none does."""
    return ibis.cases(*((wanneer, woorden.index(woord)) for wanneer, woord in keuzes), else_=0).cast("int64")


def _woord(nummer: ir.IntegerValue, woorden: Sequence[str | None]) -> ir.StringValue:
    return nummer.cases(*((n, w) for n, w in enumerate(woorden) if w is not None), else_=ibis.null("string"))
