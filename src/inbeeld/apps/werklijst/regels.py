"""A line as it is shown: words and dates from what was stored. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_lazy, ngettext

from inbeeld.regels.werklijst.termijn import REACTIE
from inbeeld.web.datums import dag, dag_kort, tot_dag
from inbeeld.web.zinnen import UITLEG, Sein, zin

if TYPE_CHECKING:
    from inbeeld.apps.beelden.models import Signaal, VervallenSignaal
    from inbeeld.apps.personen.selectors import Weergave
    from inbeeld.apps.werklijst.models import Werkregel
    from inbeeld.apps.werklijst.selectors import Lijst


@dataclass(frozen=True)
class Getoond:
    """``wie``: the youth; ``waarom`` one sentence; ``bij`` what goes with it; ``nog`` how long; ``ook`` titles of "
    "other signals."""

    wie: Weergave
    school: str
    waarom: str
    bij: tuple[str, ...]
    ook: tuple[str, ...]
    nog: str
    te_laat: bool
    wet: bool
    termijn: str
    stap: str
    signaal: str


def sein(s: Signaal) -> Sein:
    """A stored signal as the sentences want it."""
    return Sein(s.signaal, s.van, s.tot, s.sinds_bekend, s.begin_feit, s.feiten, s.redenen, s.zekerheid)


def toon_regel(r: Werkregel, nu: date, wie: Weergave, school: str | None) -> Getoond:
    z = zin(sein(r.signaal), nu)
    hoofd = UITLEG[r.signaal.signaal]
    return Getoond(
        wie=wie,
        school=school or "geen school bekend",
        waarom=z.waarom,
        bij=z.bij,
        ook=tuple(UITLEG[s].titel.lower() for s in dict.fromkeys(r.signalen) if s != r.signaal.signaal),
        nog=tot_dag(r.uiterlijk, nu),
        te_laat=r.uiterlijk <= nu,
        wet=r.grondslag == "wet",
        termijn=dag_kort(r.uiterlijk),
        stap=hoofd.stap,
        signaal=r.signaal.signaal,
    )


_WEG = {
    "geeindigd": "liep af op {}",
    "gegevens": "volgt niet meer uit de gegevens",
    "persoon_weg": "de jongere hoort niet meer bij de doelgroep",
}


@dataclass(frozen=True)
class Weg:
    wie: Weergave
    titel: str
    reden: str


def toon_vervallen(v: VervallenSignaal, nu: date, wie: Weergave) -> Weg:
    return Weg(wie, UITLEG[v.signaal].titel, _WEG[v.reden].format(dag(v.tot, nu) if v.tot else "een eerdere dag"))


def reactietermijnen() -> list[tuple[str, int, str]]:
    """Per signal: its title, the number of working days, and on what that rests."""
    return [(UITLEG[s].titel, p.nu, p.waarden[0].bron) for s, p in REACTIE.items()]


SOORT = {
    "absoluut": gettext_lazy("Nergens ingeschreven"),
    "verzuim": gettext_lazy("Verzuim"),
    "luxe": gettext_lazy("Luxeverzuim"),
    "ziekte": gettext_lazy("Ziekte"),
    "vrijstelling": gettext_lazy("Vrijstelling"),
    "achttienplus": gettext_lazy("Van school, 18+"),
    "gegevens": gettext_lazy("Gegevens"),
}


def samenvatting(lijst: Lijst, nu: date) -> str:
    """All of the list in a sentence or two."""
    aantal = lijst.aantallen
    if not lijst.totaal:
        return ""
    delen = []
    if (n := aantal.get("vandaag", 0)) > 0:
        delen.append(
            ngettext("%(n)s jongere vraagt vandaag iets van u.", "%(n)s jongeren vragen vandaag iets van u.", n)
            % {"n": _getal(n)}
        )
    if (n := aantal.get("week", 0)) > 0:
        delen.append(ngettext("Deze week nog %(n)s andere.", "Deze week nog %(n)s andere.", n) % {"n": _getal(n)})
    if (n := aantal.get("nieuw", 0)) > 0:
        delen.append(ngettext("%(n)s is nieuw.", "%(n)s zijn nieuw.", n) % {"n": _getal(n)})
    return " ".join(delen)


def _getal(n: int) -> str:
    return f"{n:,}".replace(",", ".")


def leeg(lijst: Lijst, soort: str | None, mag_leveringen: bool) -> dict[str, str]:
    """What to say when nothing is there: what it means and what to do, as far as this person may do it."""
    if lijst.run is None:
        return {
            "leeg_titel": gettext("Er is nog geen beeld"),
            "leeg_tekst": gettext(
                "InBeeld heeft nog geen leveringen gelezen. Begin met de inwoners (selectie uit de BRP), de scholen "
                "en de kalender; "
                "daarna volgen inschrijvingen en meldingen."
            ),
            "leeg_url": "/leveringen/" if mag_leveringen else "",
            "leeg_actie": gettext("Naar leveringen") if mag_leveringen else "",
        }
    if soort:
        return {
            "leeg_titel": gettext("Niets van deze soort"),
            "leeg_tekst": gettext("Kies Alles om de andere zaken te zien."),
            "leeg_url": "/",
            "leeg_actie": gettext("Toon alles"),
        }
    return {
        "leeg_titel": gettext("Niemand vraagt nu iets van u"),
        "leeg_tekst": gettext("Wij kijken bij elke levering opnieuw. Zoekt u iemand? Gebruik het zoekveld bovenaan."),
        "leeg_url": "",
        "leeg_actie": "",
    }
