"""What we know of one youth, in plain sentences for a parent or the youth; and who looked.

A parent of whose child the address is or ever was secret reads no address and no school of any time, as in the file of
``inzage``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inbeeld.apps.gronden.beleid import NALOOP
from inbeeld.apps.gronden.selectors import delingen_van, kennisgevingen, openheid
from inbeeld.apps.inzage.dossier import geheimen, van_andere_ouder
from inbeeld.apps.jongere.gedeeld import KORT
from inbeeld.apps.jongere.grond import WIJZE, Grondregel, grondregel
from inbeeld.apps.jongere.kijk import Kijk
from inbeeld.apps.jongere.selectors import Jongerebeeld, beeld
from inbeeld.apps.jongere.zinnen import Positiezin, kenmerken, loopt, positiezin, school_naam
from inbeeld.apps.leeslog.inzien import HANDELING
from inbeeld.apps.personen.selectors import Weergave, leden, weergave
from inbeeld.apps.rectificatie.models import Besluit
from inbeeld.apps.rectificatie.selectors import noten_van
from inbeeld.apps.toegang.models import OUDER, ROLLEN
from inbeeld.apps.verantwoording.inhoud import DOELEN, TOEGANG_GEVEN, TOEZICHT
from inbeeld.apps.verantwoording.models import LEZEN, Leesregel
from inbeeld.apps.verantwoording.selectors import gelezen_van
from inbeeld.web.bladen import blad_van
from inbeeld.web.datums import dag, periode
from inbeeld.web.templatetags.inbeeld import hoofdletter
from inbeeld.web.woorden import DIPLOMA, GROND, MELDINGSTATUS, REDEN, VERZUIMSOORT, WERKVORM, bron_tekst

if TYPE_CHECKING:
    from inbeeld.apps.inzage.dossier import Geheimen
    from inbeeld.apps.mijn.models import Betrokkene
    from inbeeld.apps.toegang.models import Medewerker

AFWEZIG_HOOGST = 30
"""Days of absence on the page, the last first; the file has them all."""
METEEN = 5
"""Lines of a heading that are not folded."""
PER_BLAD, NU_GEZIEN = 40, 5
TERUG = timedelta(days=365)
"""How far back the page tells who looked; the file goes back as far as the log does."""
AAN = {
    "ouders": gettext_lazy("Aan de ouders verteld dat er een dossier is"),
    "jongere": gettext_lazy("Aan de jongere verteld dat er een dossier is"),
    "beiden": gettext_lazy("Aan ouders en jongere verteld dat er een dossier is"),
}
ANTWOORD = {
    "": gettext_lazy("wij hebben nog niet geantwoord"),
    Besluit.DOORGEGEVEN: gettext_lazy("u hebt gelijk: wij hebben het doorgegeven aan de bron"),
    Besluit.AFGEWEZEN: gettext_lazy("wij hebben het niet gewijzigd"),
    Besluit.INGETROKKEN: gettext_lazy("ingetrokken"),
}


@dataclass(frozen=True)
class Regel:
    """A line: what, and below it when and from whom we have it."""

    wat: str
    bij: str = ""


@dataclass(frozen=True)
class Onderdeel:
    """A heading with lines, the rest of many folded. ``leeg``: what it says without any; ``uitleg`` and ``meer``: before and
    after them."""

    code: str
    kop: str
    regels: list[Regel]
    leeg: str
    uitleg: str = ""
    meer: str = ""

    @property
    def eerst(self) -> list[Regel]:
        return self.regels if len(self.regels) <= METEEN + 1 else self.regels[:METEEN]

    @property
    def rest(self) -> list[Regel]:
        return self.regels[len(self.eerst) :]

    @property
    def rest_kop(self) -> str:
        return _("Nog %s tonen") % len(self.rest)


@dataclass(frozen=True)
class Gezien:
    op: date
    rol: str
    wat: str
    doel: str
    gegevens: str


@dataclass(frozen=True)
class Keek:
    regels: list[Gezien]
    totaal: int
    blad: int = 1
    bladen: int = 1


@dataclass(frozen=True)
class Overzicht:
    wie: Weergave
    kenmerken: list[tuple[str, str]]
    positie: Positiezin | None
    onderdelen: list[Onderdeel]
    geheim: bool
    keek: Keek


def overzicht(account: Medewerker, b: Betrokkene, nu: date) -> Overzicht:
    """Everything on the page of one youth."""
    geheim = geheimen(b.jongere, b.als)
    beeld_ = beeld(account, b.jongere, Kijk(nu, nu, nu))
    wie = weergave(b.jongere, nu)
    if geheim is not None:
        beeld_, wie = replace(beeld_, scholen={}), replace(wie, adres="", woonplaats="")
    onderdelen = [
        _scholen(beeld_),
        _afwezig(beeld_),
        _meldingen(beeld_),
        _vrijstellingen(beeld_),
        _diplomas_en_werk(beeld_),
        *_dossier(account, b, nu),
        _gedeeld(b, nu, geheim is not None),
        _betwist(account, b, nu, geheim is not None),
    ]
    positie = positiezin(beeld_)
    return Overzicht(
        wie,
        [(label, _zonder(geheim, tekst)) for label, tekst in kenmerken(beeld_, wie)],
        # With a secret address no reason: "does not live in this region" would tell too.
        positie and (replace(positie, want="") if geheim else positie),
        [_zonder_geheim(o, geheim) for o in onderdelen],
        geheim is not None,
        _keek(account, regels_van(account, b).exclude(medewerker=account), 1, NU_GEZIEN),
    )


def _zonder(geheim: Geheimen | None, tekst: str) -> str:
    return geheim.zonder(tekst) if geheim else tekst


def _zonder_geheim(o: Onderdeel, geheim: Geheimen | None) -> Onderdeel:
    regels = [Regel(_zonder(geheim, r.wat), _zonder(geheim, r.bij)) for r in o.regels]
    return replace(o, regels=regels)


def _bij(*delen: str) -> str:
    return " · ".join(d for d in delen if d)


def _bron(b: Jongerebeeld, tabel: str, rij: dict[str, Any]) -> str:
    h = b.bron.get((tabel, rij.get("feit_id") or 0))
    if h is None:
        return ""
    van = bron_tekst(h.bron)
    wie = _("de school") if van == h.bron else van  # what is none of the registers comes from a school
    stand = f", {dag(h.bron_datum)}" if h.bron_datum else ""
    return _("van %(wie)s%(stand)s") % {"wie": wie, "stand": stand}


def _rijen(b: Jongerebeeld, tabel: str, op: str = "van") -> list[dict[str, Any]]:
    """The last first, and each once: two sources may say the same."""
    return sorted(b.feiten.get(tabel, ()), key=lambda r: (r[op], r.get("feit_id") or 0), reverse=True)


def _uniek(regels: Iterable[Regel]) -> list[Regel]:
    return list(dict.fromkeys(regels))


def _scholen(b: Jongerebeeld) -> Onderdeel:
    regels = [
        Regel(hoofdletter(school_naam(b, r)), _bij(periode(r["van"], r["tot"], b.kijk.peil), _bron(b, "inschrijvingen", r)))
        for r in _rijen(b, "inschrijvingen")
    ]
    return Onderdeel("scholen", _("Scholen"), _uniek(regels), _("Wij weten van geen inschrijving op een school."))


def _afwezig(b: Jongerebeeld) -> Onderdeel:
    per: defaultdict[tuple[date, str], float] = defaultdict(float)
    for r in b.feiten.get("verzuim", ()):
        per[(r["datum"], r["reden"])] += r["uren"] or 0
    dagen = sorted(per.items(), key=lambda x: x[0], reverse=True)
    regels = [
        Regel(
            f"{dag(op, b.kijk.peil)}: {REDEN.get(reden, reden)}", _("%s uur") % f"{uren:.1f}".replace(".0", "").replace(".", ",")
        )
        for (op, reden), uren in dagen[:AFWEZIG_HOOGST]
    ]
    over = len(dagen) - len(regels)
    meer = ngettext("En nog %s dag: die staat in het bestand.", "En nog %s dagen: die staan in het bestand.", over) % over
    return Onderdeel(
        "afwezig",
        _("Afwezigheid"),
        regels,
        _("Geen school heeft ons afwezigheid gemeld."),
        _("Dit heeft de school aan ons doorgegeven. Klopt het niet, zeg het dan ook tegen de school."),
        meer if over > 0 else "",
    )


def _meldingen(b: Jongerebeeld) -> Onderdeel:
    regels = []
    for r in _rijen(b, "meldingen"):
        school = b.scholen.get(r.get("school_id") or 0, "")
        status = MELDINGSTATUS.get(str(r.get("status")), "")
        wat = hoofdletter(VERZUIMSOORT.get(str(r["verzuimsoort"]), _("verzuim"))) + (f", {school}" if school else "")
        wanneer = periode(r["van"], r["tot"], b.kijk.peil)
        regels.append(Regel(wat, _bij(status, wanneer, _bron(b, "meldingen", r))))
    return Onderdeel("meldingen", _("Meldingen van de school"), _uniek(regels), _("Er is geen melding van een school."))


def _vrijstellingen(b: Jongerebeeld) -> Onderdeel:
    regels = [
        Regel(
            hoofdletter(GROND.get(str(r["grond"]), str(r["grond"]))),
            _bij(periode(r["van"], r["tot"], b.kijk.peil), _bron(b, "vrijstellingen", r)),
        )
        for r in _rijen(b, "vrijstellingen")
    ]
    return Onderdeel("vrijstellingen", _("Vrijstellingen"), _uniek(regels), _("Er is geen vrijstelling van de leerplicht."))


def _diplomas_en_werk(b: Jongerebeeld) -> Onderdeel:
    regels = [
        Regel(_("Diploma %s") % DIPLOMA.get(str(r["diploma"]), str(r["diploma"])), _bij(dag(r["datum"]), _bron(b, "diplomas", r)))
        for r in _rijen(b, "diplomas", "datum")
    ]
    regels += [
        Regel(
            _("Werk: %s") % WERKVORM.get(str(r["vorm"]), str(r["vorm"])),
            _bij(periode(r["van"], r["tot"], b.kijk.peil), _bron(b, "werk", r)),
        )
        for r in _rijen(b, "werk")
        if loopt(r, b.kijk.peil)
    ]
    return Onderdeel("diplomas", _("Diploma's en werk"), _uniek(regels), _("Wij weten van geen diploma en geen werk."))


def _grond(g: Grondregel, nu: date, reden: str) -> Regel:
    wat = g.wat + (f": {g.waarvan}" if g.waarvan else "")
    return Regel(wat, _bij(periode(g.van, g.tot, nu), g.artikel, reden))


def _dossier(account: Medewerker, b: Betrokkene, nu: date) -> list[Onderdeel]:
    """Why the file is open, and what was told of it. Not what anybody wrote about it, nor that another parent asked something."""
    stand = openheid(b.jongere, nu)
    regels = [
        _grond(grondregel(g, nu), nu, g.reden if g.door_id in (None, account.pk) else "")
        for g in stand.gronden
        if not van_andere_ouder(account, g.door)
    ]
    dicht = _("Het dossier is dicht: er is nu geen reden om het te openen. Medewerkers zien dan alleen wie dit is.")
    if stand.eerder is not None and stand.eerder.tot is not None:
        dicht = _("Het dossier is dicht sinds %s. Medewerkers zien dan alleen wie dit is.") % dag(stand.eerder.tot + NALOOP)
    verteld = [
        Regel(str(AAN[k.aan]), _bij(dag(k.op, nu), str(WIJZE.get(k.wijze, "")).lower()))
        for k in kennisgevingen(b.jongere)
        if k.aan in AAN and not van_andere_ouder(account, k.door)
    ]
    return [
        Onderdeel(
            "gronden",
            _("Waarom het dossier open is"),
            regels,
            dicht,
            _("Een medewerker mag uw gegevens alleen gebruiken als daar een reden voor is. Dit zijn de redenen van nu."),
        ),
        Onderdeel(
            "verteld",
            _("Wat u daarover is verteld"),
            verteld,
            _("Er staat niet dat iemand u over dit dossier heeft verteld. Vraag ons ernaar."),
        ),
    ]


def _gedeeld(b: Betrokkene, nu: date, geheim: bool) -> Onderdeel:
    regels = []
    for d in delingen_van(b.jongere, nu):
        met = _("Een partner") if geheim else hoofdletter(d.met.wat)
        regels.append(Regel(met, _bij(", ".join(str(KORT[o]) for o in d.onderdelen), _("tot %s") % dag(d.tot, nu))))
    return Onderdeel(
        "gedeeld", _("Met wie wij delen"), regels, _("Wij delen deze gegevens nu met niemand buiten onze organisatie.")
    )


def _betwist(account: Medewerker, b: Betrokkene, nu: date, geheim: bool) -> Onderdeel:
    """What this account said: what another wrote may tell more about them than about the youth."""
    regels = []
    for n in noten_van(account.tenant_id, b.jongere_id, account):
        stand, noot = str(ANTWOORD[n.besluit]), "" if geheim else n.noot
        wat = n.betwist if geheim else f"{n.feit}: {n.betwist}"
        regels.append(Regel(wat, _bij(stand, dag(n.sinds, nu), noot)))
    return Onderdeel("betwist", _("Wat volgens u niet klopt"), regels, _("U hebt nog niet gezegd dat iets niet klopt."))


# ---------------------------------------------------------------------- who looked


def regels_van(account: Medewerker, b: Betrokkene) -> QuerySet[Leesregel]:
    """The lines of the last year of the read log about this youth, the last first. When another parent looked, or got access, is
    not for a parent."""
    alle = gelezen_van(account.tenant_id, leden(b.jongere)).filter(op__gte=timezone.now() - TERUG)
    return alle.exclude((Q(rol=OUDER) & ~Q(medewerker=account)) | Q(pagina=TOEGANG_GEVEN)) if b.als == OUDER else alle


def keek(account: Medewerker, b: Betrokkene, blad: int) -> Keek:
    """Every look, also one's own."""
    return _keek(account, regels_van(account, b), blad, PER_BLAD)


def _keek(account: Medewerker, alle: QuerySet[Leesregel], blad: int, per_blad: int) -> Keek:
    totaal = alle.count()
    nummer, bladen, deel = blad_van(totaal, per_blad, blad)
    return Keek([_gezien(account, r) for r in alle[deel]], totaal, nummer, bladen)


def _gezien(account: Medewerker, r: Leesregel) -> Gezien:
    """Of the oversight no more than that it was: the rest would tell that someone is marked."""
    rol = r.rol.split(",")[0]
    toezicht = r.doel == TOEZICHT
    return Gezien(
        timezone.localdate(r.op),
        _("Uzelf") if r.medewerker_id == account.pk else ROLLEN.get(rol, rol),
        str(HANDELING[LEZEN] if toezicht else HANDELING.get(r.handeling, r.handeling)),
        str(DOELEN.get(r.doel, r.doel)),
        "" if toezicht else ", ".join(r.velden),
    )
