"""The open signals of a youth with everything behind "Waarom?"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inbeeld.apps.jongere.zinnen import Feitzin, feitzin
from inbeeld.regels.regel import REGELS
from inbeeld.regels.werklijst.urgentie import LATER
from inbeeld.regels.werklijst.werk import WERK
from inbeeld.web.datums import dag, dag_kort, dagen_tussen, tot_dag
from inbeeld.web.woorden import reden_tekst
from inbeeld.web.zinnen import UITLEG, Uitleg, zin

if TYPE_CHECKING:
    from inbeeld.apps.jongere.selectors import Jongerebeeld
    from inbeeld.web.zinnen import Sein

MEEST = 40
"""Facts that are shown; of more the number is told."""


@dataclass(frozen=True)
class Signaalzin:
    """``code``: anchor on the page. ``merk``: how urgent, as on the work list. ``termijn``: of the one that stands in front."""

    code: str
    uitleg: Uitleg
    waarom: str
    bij: tuple[str, ...]
    bekend: str
    merk: str
    termijn: str
    wet: bool
    feiten: list[Feitzin]
    meer_feiten: int
    redenen: list[str]
    regel: str
    artikel: str
    versie: str
    zekerheid: str
    open: bool


def toon_signalen(b: Jongerebeeld) -> list[Signaalzin]:
    """Work first, in the order of the work list when the youth is on it; then marks."""
    volgorde = list(b.plek.regel.signalen) if b.plek else []

    def plek(s: Sein) -> tuple[int, int, str]:
        voor = volgorde.index(s.signaal) if s.signaal in volgorde else len(volgorde)
        return (voor, 0 if s.signaal in WERK else 1, s.signaal)

    seinen = sorted((s for s in b.open_signalen if s.signaal != "thuiszitter"), key=plek)
    gehad: set[str] = set()
    uit = []
    for s in seinen:
        code = f"{s.signaal}-{s.van}" if s.signaal in gehad else s.signaal
        uit.append(_toon(b, s, code, eerste=not gehad))
        gehad.add(s.signaal)
    return uit


def _toon(b: Jongerebeeld, s: Sein, code: str, *, eerste: bool) -> Signaalzin:
    peil, r = b.kijk.peil, b.plek.regel if b.plek else None
    z = zin(s, peil)
    voorop = r is not None and r.signalen[0] == s.signaal
    regel = REGELS["thuiszitter" if s.signaal.startswith("thuiszitter") else s.signaal]
    feiten = sorted(s.feiten, key=lambda f: (str(f.get("van") or ""), f["tabel"]))
    merk = b.plek.groep if voorop and b.plek else LATER
    te_laat = (s.sinds_bekend - s.van).days
    bekend = f"bij ons bekend sinds {dag(s.sinds_bekend, peil)}"
    if te_laat > 0:
        bekend += f", dus na {dagen_tussen(s.van, s.sinds_bekend)}"
    return Signaalzin(
        code=code,
        uitleg=UITLEG[s.signaal],
        waarom=z.waarom,
        bij=z.bij,
        bekend=bekend,
        merk=merk,
        termijn=f"{dag_kort(r.uiterlijk)}, {tot_dag(r.uiterlijk, peil)}" if voorop and r is not None else "",
        wet=voorop and r is not None and r.grondslag == "wet",
        feiten=[feitzin(b, dict(f)) for f in feiten[:MEEST]],
        meer_feiten=max(0, len(feiten) - MEEST),
        redenen=[reden_tekst(x, [dict(f) for f in s.feiten]) for x in s.redenen]
        if s.signaal != "tegenstrijdige_gegevens"
        else [],
        regel=regel.nummer,
        artikel=regel.artikel,
        versie=str(regel.versie),
        zekerheid=s.zekerheid,
        open=eerste,
    )
