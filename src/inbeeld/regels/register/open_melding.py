"""R-25. Reports of schools that wait for the municipality, BRO 21 and 46."""

from __future__ import annotations

import ibis

from inbeeld.regels.dagen import laatste
from inbeeld.regels.feiten import Feiten
from inbeeld.regels.regel import regel
from inbeeld.regels.uitkomst import Signalen, feit, signaal


@regel("R-25", "BRO art. 21 lid 4, 46", "2026-08-01")
def melding_open(feiten: Feiten) -> Signalen:
    """A report that has not been closed, taken note of or withdrawn: the municipality owes the school an answer.

    However late it came: an event that has left the recent window is not forgotten here.
    """
    m = feiten.meldingen
    m = m.filter(m.status.isin(["R", "B"])).mutate(begin=lambda x: laatste(x.ontvangen, x.van))
    per = m.group_by("jongere_id", "begin").aggregate(begin_feit=m.van.min())
    s = signaal(per, "melding_open", van=per.begin, tot=ibis.null("date"), begin_feit=per.begin_feit)
    f = feit(
        m,
        "melding_open",
        m.begin,
        "meldingen",
        feit_id=m.feit_id,
        feit_van=m.van,
        feit_tot=m.tot,
        waarde=m.verzuimsoort,
        ontvangen_op=ibis.greatest(m.ontvangen, m.ontvangen_op.fill_null(m.ontvangen)),
    )
    return Signalen(s, f)
