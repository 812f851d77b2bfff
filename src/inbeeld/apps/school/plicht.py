"""What follows for the school, and in which order: words for outcomes of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbeeld.apps.jongere.prenten import stand_tekst, verwacht_tekst
from inbeeld.apps.jongere.selectors import sein
from inbeeld.apps.personen.selectors import weergave
from inbeeld.regels.klok import WIJZERS
from inbeeld.regels.regel import REGELS
from inbeeld.regels.register.meldplicht import LOPEND, MELDEN_ALS, Bereikt, Gemeld, afzonderlijk, is_gemeld, mist_einddatum
from inbeeld.web.datums import dag, periode, tot_dag
from inbeeld.web.woorden import LEERWEG, MELDINGSTATUS, ONDERWIJS, VERZUIMSOORT
from inbeeld.web.zinnen import zin

if TYPE_CHECKING:
    from inbeeld.apps.registers.models import Melding
    from inbeeld.apps.school.selectors import Leerling, Rij

DOEN, GEMEENTE, LOOPT = "doen", "gemeente", "loopt"
GROEPEN = {
    DOEN: gettext_lazy("Nu te doen"),
    GEMEENTE: gettext_lazy("Bij de gemeente"),
    LOOPT: gettext_lazy("Loopt op"),
}
"""Groups of the list, in this order."""
MERK = {DOEN: "vandaag", GEMEENTE: "week", LOOPT: "later"}
"""The shape of their urgency, as on the work list."""


@dataclass(frozen=True)
class Plicht:
    """``wat``: what must be done or is waited for; ``waarom``; ``uiterlijk``: when that was or is due, null = no term for the
    school; ``termijn``: that in words; ``regel`` and ``artikel``: on what it rests."""

    groep: str
    wat: str
    waarom: str
    uiterlijk: date | None
    sinds: date
    termijn: str
    regel: str
    artikel: str


def _gemeld(m: Melding) -> Gemeld:
    return Gemeld(m.verzuimsoort, m.van, m.tot, m.status)


def loopt_nog(m: Melding) -> bool:
    return (m.status or "R") in LOPEND


def plichten(leerling: Leerling, nu: date) -> list[Plicht]:
    """What the school must do, the longest due first; then what waits for the municipality."""
    uit = []
    apart = afzonderlijk(Bereikt(s["van"], _dagen(s)) for s in leerling.zestien)
    for s in leerling.signalen:
        if s["signaal"] == "relatief_verzuim_16u" and s["van"] not in apart:
            continue
        gemeld = any(f["tabel"] == "meldingen" for f in s["feiten"])
        begin = s["begin_feit"] or s["van"]
        if gemeld or is_gemeld(s["signaal"], begin, s["van"], map(_gemeld, leerling.meldingen)):
            continue
        soort = VERZUIMSOORT[MELDEN_ALS[s["signaal"]][0]]
        wat = _("Meld dit bij het verzuimregister als %(soort)s.") % {"soort": soort}
        uit.append(_doen(wat, zin(sein(s), nu).waarom + ".", s["van"], s["regel"], s["artikel"], nu))
    for m in leerling.meldingen:
        if not loopt_nog(m):
            continue
        wat = meldingzin(m, nu)
        sinds = max(m.ontvangen or m.van, m.van)
        if mist_einddatum(_gemeld(m), nu):
            r = REGELS["melding_toets"]
            uit.append(_doen(_("Vul de einddatum van de melding in."), wat, sinds, r.nummer, r.artikel, nu))
        r = REGELS["melding_open"]
        wacht = _("De gemeente moet nog antwoorden.")
        termijn = _("sinds %(dag)s") % {"dag": dag(sinds, nu)}
        uit.append(Plicht(GEMEENTE, wacht, wat, None, sinds, termijn, r.nummer, r.artikel))
    return sorted(uit, key=lambda p: (p.groep != DOEN, p.sinds))


def _dagen(s: Rij) -> frozenset[date]:
    return frozenset(_datum(f["van"]) for f in s["feiten"] or () if f["tabel"] == "verzuim" and f["van"])


def _datum(waarde: date | str) -> date:
    return waarde if isinstance(waarde, date) else date.fromisoformat(waarde[:10])


def _doen(wat: str, waarom: str, uiterlijk: date, regel: str, artikel: str, nu: date) -> Plicht:
    return Plicht(DOEN, wat, waarom, uiterlijk, uiterlijk, tot_dag(uiterlijk, nu), regel, artikel)


def meldingzin(m: Melding, nu: date) -> str:
    soort = VERZUIMSOORT.get(m.verzuimsoort, m.verzuimsoort)
    return _("Melding %(soort)s, %(wanneer)s: %(status)s.") % {
        "soort": soort,
        "wanneer": periode(m.van, m.tot, nu),
        "status": MELDINGSTATUS.get(m.status or "R", m.status),
    }


def meldingrij(m: Melding, nu: date) -> tuple[str, str, date | None, str, bool]:
    """Kind, period, receipt, status, and whether the municipality has yet to answer."""
    status = MELDINGSTATUS.get(m.status or "R", "")
    return VERZUIMSOORT.get(m.verzuimsoort, ""), periode(m.van, m.tot, nu), m.ontvangen, status, loopt_nog(m)


def klas(inschrijvingen: Iterable[Rij]) -> str:
    """``voortgezet onderwijs, leerjaar 3``; of more than one enrolment each once."""
    delen = []
    for i in inschrijvingen:
        deel = ONDERWIJS.get(str(i["onderwijs"]), str(i["onderwijs"]))
        if i["leerjaar"]:
            deel += _(", leerjaar %(n)s") % {"n": i["leerjaar"]}
        if i["leerweg"]:
            deel += f", {LEERWEG.get(str(i['leerweg']), str(i['leerweg']))}"
        delen.append(deel)
    return "; ".join(dict.fromkeys(delen))


# ---------------------------------------------------------------------- the list

_OPLOPEND = ("zestien_uur", "langdurig", "weg_18plus")
_BEREIKT = ("ziekte_meldingen", "ziekte_dagen")
"""Hands for which a pupil stands on the list while they run; those only when their number is reached."""


@dataclass(frozen=True)
class Regel:
    """A line of the list. ``wet``: ``termijn`` is one that the school must keep."""

    uuid: UUID
    naam: str
    klas: str
    groep: str
    waarom: str
    bij: tuple[str, ...]
    termijn: str
    wet: bool
    bij_termijn: str
    rang: float


def regels(leerlingen: Iterable[Leerling], nu: date) -> list[Regel]:
    """One line per pupil with something running: what to do, the longest due first; then by how far the clock is."""
    gevonden = [r for x in leerlingen if (r := regel(x, nu)) is not None]
    volgorde = list(GROEPEN)
    return sorted(gevonden, key=lambda r: (volgorde.index(r.groep), r.rang))


def regel(x: Leerling, nu: date) -> Regel | None:
    """The line of one pupil; null when nothing runs."""
    plicht = plichten(x, nu)
    klok = [k for k in x.klok if k["wijzer"] in _OPLOPEND or (k["wijzer"] in _BEREIKT and k["stand"] >= (k["grens"] or 0))]
    standen = [f"{WIJZERS[k['wijzer']].titel}: {stand_tekst(k, nu)}" for k in klok]
    if plicht:
        eerste, *rest = plicht
        bij = [eerste.wat if eerste.groep == DOEN else "", eerste.artikel, *(p.waarom for p in rest), *standen]
        waarom, groep, termijn, rang = eerste.waarom, eerste.groep, eerste.termijn, float(eerste.sinds.toordinal())
        wet, bij_termijn = eerste.groep == DOEN, dag(eerste.sinds, nu) if eerste.groep == DOEN else eerste.wat
    elif klok:
        verst = max(klok, key=lambda k: _deel(k))
        waarom, groep, wet, termijn, bij_termijn, rang = standen[klok.index(verst)], LOOPT, False, "", "", -_deel(verst)
        bij = [klokzin(verst, nu), verst["artikel"], *(s for s in standen if s != waarom)]
    else:
        return None
    klaar = tuple(dict.fromkeys(b.rstrip(".") for b in bij if b and b != waarom))
    return Regel(
        x.jongere.uuid,
        weergave(x.jongere, nu).naam,
        klas(x.inschrijvingen),
        groep,
        waarom.rstrip("."),
        klaar,
        termijn,
        wet,
        bij_termijn,
        rang,
    )


def _deel(k: Rij) -> float:
    """How much of its number a hand has reached."""
    return k["stand"] / k["grens"] if k["grens"] else 0.0


def klokzin(k: Rij, nu: date) -> str:
    """What happens if nothing changes."""
    return verwacht_tekst(k, nu).replace("{dag}", dag(k["tot"], nu) if k["tot"] else "")
