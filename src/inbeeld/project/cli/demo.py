"""``inbeeld demo``: an invented municipality from delivery files to the picture."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as kloktijd
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.project.cli.genereer import schrijf
from inbeeld.project.cli.migreer import richt_in
from inbeeld.project.cli.start import begin
from inbeeld.project.cli.uitvoer import fout, getal, tabel, toon_bonnen, uit, voortgang
from inbeeld.web.woorden import POSITIES, SIGNALEN, dag_tekst, feit_tekst, reden_tekst

if TYPE_CHECKING:
    from inbeeld.apps.beelden.models import Beeldrun, Signaal
    from inbeeld.apps.leveringen.ontvangst import Ontvangst
    from inbeeld.apps.toegang.models import Organisatie
    from inbeeld.bronnen import Gelezen

ZAAD = 1
_UITGELEGD = (
    ("absoluut_verzuim", "rij_apart_gezet"),
    ("absoluut_verzuim", "recent_gevestigd"),
    ("thuiszitter_3mnd", None),
    ("relatief_verzuim_16u", None),
    ("langdurig_relatief_verzuim", None),
    ("vsv_nieuw", None),
)
"""Signals to explain, each of another youth: with this reason for doubt, or without any."""
_EERST = ("kalender-v1", "scholen-v1")


def registreer(app: typer.Typer) -> None:
    app.command("demo", help="Een verzonnen gemeente, van leveringen tot beeld. Mag altijd opnieuw.")(demo)


def demo(
    jongeren: Annotated[int, typer.Option(help="Aantal jongeren van 0-27 jaar.")] = 12_000,
    poort: Annotated[int, typer.Option(help="Poort van de webapplicatie.")] = 8000,
    zonder_server: Annotated[bool, typer.Option("--zonder-server", help="Stop na het beeld, zonder webapplicatie.")] = False,
) -> int:
    if jongeren < 1:
        raise GebruikFout("Het aantal jongeren moet minstens 1 zijn.", waar="--jongeren", doe="Bijvoorbeeld --jongeren 12000.")
    os.environ.setdefault("INBEELD_TWEEDE_FACTOR", "nee")  # for trying out, with invented youths
    begonnen = time.monotonic()
    with voortgang("Database inrichten"):
        begin(gemigreerd=False)
        richt_in()
    from django.conf import settings

    from inbeeld.apps.basis.muren import betreed
    from inbeeld.apps.toegang.services import leg_organisatie_vast

    map_ = Path(settings.LEVERING_MAP) / f"demo-{jongeren}"
    bestanden = _leveringen(map_, jongeren)
    # The size is part of the code: two populations must not end up in one register.
    code = "waterveen" if jongeren == 12_000 else f"waterveen-{jongeren}"
    tenant = leg_organisatie_vast(code, "Waterveen", _gemeenten(jongeren), "midden", _peildatum())
    betreed(tenant.pk)
    bonnen = _lees_in(bestanden, tenant)
    with voortgang("Beeld maken") as meld:
        run = _beelden(tenant, lambda wat: meld(wat, 0))
    wachtwoord = _medewerkers(tenant)
    toon_bonnen(bonnen)
    toon_beeld(tenant, run)
    uit.print(f"Klaar in {time.monotonic() - begonnen:.0f} seconden. Alles staat in {settings.INBEELD_MAP}", soft_wrap=True)
    _toon_inloggen(tenant, wachtwoord)
    if zonder_server:
        uit.print("De webapplicatie start met: INBEELD_TWEEDE_FACTOR=nee inbeeld server", soft_wrap=True)
        return 0
    from inbeeld.project.cli.server import draai_server

    return draai_server(poort)


def _beelden(tenant: Organisatie, stap: Callable[[str], None]) -> Beeldrun:
    """The picture of today; the first time after one of a week earlier, so that there is something new and something lapsed."""
    from inbeeld.apps.beelden.selectors import laatste_run
    from inbeeld.apps.werklijst.services import ververs

    if laatste_run(tenant.pk) is None:
        ververs(tenant, _peildatum() - timedelta(days=7), stap=stap)
    return ververs(tenant, _peildatum(), stap=stap)


VERZUIM = "verzuimcoordinator"
_ACCOUNTS = (
    ("noor", "Noor van Dalen", "leerplichtambtenaar"),
    ("ilse", "Ilse de Groot", "doorstroomcoach"),
    ("sam", "Sam Pinas", "administratie"),
    ("karim", "Karim Bouzid", "teamleider"),
    ("yara", "Yara de Wit", "ketenpartner"),
    ("roos", "Roos Vink", VERZUIM),
    ("beheer", "Wil Beheer", "functioneel_beheerder"),
    ("femke", "Femke Adema", "privacy_officer"),
    ("robin", "Robin Ouwerkerk", "ouder"),
    ("puck", "Puck Jansma", "jongere"),
)
_ZELF = ("robin", "puck")
"""Who sees a youth of the demo, as parent or as themselves."""


def _medewerkers(tenant: Organisatie) -> str:
    """The accounts of the demo, last here between its two pictures. Gives their password, this installation's own."""
    from django.conf import settings
    from django.utils import timezone

    from inbeeld.apps.basis.sleutelbos import Sleutelbos
    from inbeeld.apps.beelden.models import Beeldrun
    from inbeeld.apps.toegang.models import Medewerker
    from inbeeld.apps.toegang.services import leg_medewerker_vast

    wachtwoord = Sleutelbos(settings.SLEUTEL_MAP).lees_of_maak("demo-wachtwoord")[:16]
    tweede = Beeldrun.objects.filter(tenant=tenant).order_by("id").values_list("gemaakt_op", flat=True)[1:2].first()
    school = school_van_demo(tenant)
    for gebruikersnaam, voluit, rol in _inlognamen(tenant, school):
        scholen = [school] if rol == VERZUIM else []
        wie = leg_medewerker_vast(tenant, gebruikersnaam, naam=voluit, rol=rol, wachtwoord=wachtwoord, scholen=scholen)
        Medewerker.objects.filter(pk=wie.pk, bezoek=None).update(vorig_bezoek=tweede, bezoek=timezone.now())
    _betrokkenen(tenant)
    return wachtwoord


def school_van_demo(tenant: Organisatie) -> str:
    """BRIN and location of the school with the most pupils who missed lessons without reason in the last four weeks; of equals
    the first. Empty when no school told of any."""
    from django.db.models import Count

    from inbeeld.apps.registers.models import Verzuim

    nu = tenant.vaste_dag or _peildatum()
    gemist = Verzuim.objects.filter(tenant=tenant, vervangen_op=None, vervallen=False, reden="ongeoorloofd")
    gemist = gemist.filter(datum__gt=nu - timedelta(weeks=4), datum__lte=nu).exclude(school=None)
    per = gemist.values_list("school__brin", "school__vestiging").annotate(n=Count("jongere", distinct=True))
    eerste = per.order_by("-n", "school__brin", "school__vestiging").first()
    return "" if eerste is None else f"{eerste[0]}{eerste[1]}"


def _betrokkenen(tenant: Organisatie) -> None:
    """A parent sees a child under 16, a youth of 16 or 17 sees themselves: whoever has most to show, and always the same."""
    from django.db.models import Count, Q

    from inbeeld.apps.gronden.selectors import met_grond
    from inbeeld.apps.mijn.beleid import te_zien
    from inbeeld.apps.mijn.services import geef_toegang, uiterlijk
    from inbeeld.apps.personen.models import Jongere
    from inbeeld.apps.registers.models import Melding
    from inbeeld.apps.toegang.models import OUDER, Medewerker
    from inbeeld.regels.verjaardag import plus_maanden

    nu = _peildatum()
    erbij = _erbij(tenant)
    door = Medewerker.objects.get(gebruikersnaam=f"sam{erbij}")
    for kort in _ZELF:
        account = Medewerker.objects.get(gebruikersnaam=f"{kort}{erbij}")
        if te_zien(account, nu):
            continue
        ouder = account.rol == OUDER
        # Not a birthday within the year that access holds.
        jaren = Q(geboren__gt=plus_maanden(nu, -12 * 14)) if ouder else Q(geboren__lte=plus_maanden(nu, -12 * 16))
        jaren &= Q(geboren__gt=plus_maanden(nu, -12 * 18))
        wie = Jongere.objects.filter(jaren, tenant=tenant, opgegaan_in=None, overleden=None, geheim=False)
        alle = list(wie.values_list("pk", flat=True))
        if not alle:  # a very small municipality
            continue
        geldend = Melding.objects.filter(tenant=tenant, vervangen_op=None, vervallen=False, jongere__in=alle)
        gemeld = dict(geldend.values_list("jongere").annotate(n=Count("id")))
        open_ = met_grond(alle, nu)
        jongere = wie.get(pk=min(alle, key=lambda pk: (pk not in open_, -gemeld.get(pk, 0), pk)))
        geef_toegang(
            door,
            jongere,
            als=account.rol,
            gebruikersnaam=account.gebruikersnaam,
            naam=account.naam,
            hoe="balie",
            gezag="brp" if ouder else "",
            tot=uiterlijk(nu),
            zelfde=True,
        )


def _erbij(tenant: Organisatie) -> str:
    return tenant.code.removeprefix("waterveen")


def _inlognamen(tenant: Organisatie, school: str) -> list[tuple[str, str, str]]:
    """Names to log in with; those of a demo of another size have that size behind them. Without a school nobody works there."""
    erbij = _erbij(tenant)
    return [(f"{kort}{erbij}", voluit, rol) for kort, voluit, rol in _ACCOUNTS if school or rol != VERZUIM]


def _toon_inloggen(tenant: Organisatie, wachtwoord: str) -> None:
    from inbeeld.apps.toegang.models import ROLLEN

    uit.print()
    uit.print("[bold]Inloggen[/] met een van deze namen:", soft_wrap=True)
    for gebruikersnaam, voluit, rol in _inlognamen(tenant, school_van_demo(tenant)):
        uit.print(f"  {gebruikersnaam:<12} {voluit}, {ROLLEN[rol].lower()}", soft_wrap=True)
    uit.print(f"  Wachtwoord:  {wachtwoord}", soft_wrap=True)


def _peildatum() -> date:
    from inbeeld.synthese.bevolking import PEILDATUM

    return PEILDATUM


def _gemeenten(jongeren: int) -> list[str]:
    from inbeeld.synthese.scholen import gemeenten

    codes = list(gemeenten(jongeren, 0, jongeren > 100_000, jongeren).code)
    return codes if jongeren > 100_000 else codes[:1]


def _leveringen(map_: Path, jongeren: int) -> list[Path]:
    """The delivery files; made once, in a folder that is there only when it is complete."""
    import shutil

    if not map_.exists():
        half = map_.with_name(map_.name + ".half")
        if half.exists():
            shutil.rmtree(half)
        half.mkdir(parents=True, mode=0o700)
        schrijf(jongeren, ZAAD, half, "leveringen")
        half.rename(map_)
    return sorted(p for p in map_.rglob("*") if p.is_file() and p.suffix.lower() in (".csv", ".json"))


def _lees_in(bestanden: list[Path], tenant: Organisatie) -> list[Ontvangst]:
    """As if each was received on its own day: so the demo has a past."""
    from inbeeld.apps.leveringen.services import al_ingelezen, lees_in
    from inbeeld.bronnen import LeveringFout, lees

    bonnen = []
    te_doen = []
    with voortgang("Leveringen lezen", len(bestanden)) as meld:
        for i, pad in enumerate(bestanden, 1):
            meld(pad.name, i)
            if (bon := al_ingelezen(pad, tenant)) is not None:
                bonnen.append(bon)
                continue
            try:
                te_doen.append(lees(pad))
            except LeveringFout as reden:
                fout(reden.reden, pad.name, reden.wat_te_doen)
    te_doen = op_volgorde(te_doen)
    with voortgang("Inlezen", len(te_doen)) as meld:
        for i, gelezen in enumerate(te_doen, 1):
            meld(gelezen.pad.name, i)
            toen = datetime.combine(gelezen.bron_datum, kloktijd(12), UTC)
            bonnen.append(lees_in(gelezen.pad, tenant, ontvangen_op=toen, gelezen=gelezen))
    return bonnen


def op_volgorde(leveringen: list[Gelezen]) -> list[Gelezen]:
    """What the others lean on first (calendar, schools, the first BRP selection), the rest by date."""
    op_datum = sorted(leveringen, key=lambda g: (g.bron_datum, g.pad.name))
    brp = next((g for g in op_datum if g.bron == "brp-selectie-v1"), None)
    return sorted(op_datum, key=lambda g: g.bron not in _EERST and g is not brp)


# ---------------------------------------------------------------------- showing


def toon_beeld(tenant: Organisatie, run: Beeldrun) -> None:
    """Positions, signals, and some of them explained."""
    from inbeeld.apps.beelden import selectors
    from inbeeld.apps.personen.selectors import aantallen

    n = aantallen(tenant.pk)
    uit.print(
        f"[bold]Het beeld van {tenant.naam} op {dag_tekst(run.peildatum)}[/]: {getal(n['jongeren'])} jongeren, "
        f"waarvan {getal(n['jongeren'] - n['in_brp'])} niet in de BRP-selectie.",
        soft_wrap=True,
    )
    uit.print()
    tabel("Rechtspositie", ["Positie", "Jongeren"], [[POSITIES.get(p, p), getal(a)] for p, a in selectors.posities(tenant.pk)])
    rijen = [
        [SIGNALEN.get(s.signaal, s.signaal) + (" *" if s.benaderd == s.jongeren else ""), getal(s.jongeren), getal(s.nagaan)]
        for s in selectors.signalen(tenant.pk)
    ]
    tabel("Signalen nu", ["Signaal", "Jongeren", "Eerst nagaan"], rijen)
    uit.print("Eerst nagaan: er is een reden om te twijfelen, zoals pas gevestigd of een apart gezette rij.", soft_wrap=True)
    if any(r[0].endswith("*") for r in rijen):
        uit.print("* Een benadering: de kalender of de definitie voor deze dag is nog niet bekend.", soft_wrap=True)
    uit.print()
    uit.print("[bold]Enkele uitgelegd[/]")
    gehad: set[int] = set()
    for naam, reden in _UITGELEGD:
        lopend = selectors.lopende_signalen(tenant.pk, naam).exclude(jongere__in=gehad)
        signaal = lopend.filter(redenen=[reden] if reden else []).last()
        if signaal is not None:
            gehad.add(signaal.jongere_id)
            _leg_uit(signaal, run.peildatum)
    uit.print()
    uit.print(
        f"Bewijs: regels {run.regelversie}, parameters {run.parameterversie}, momentopname {run.snapshot}, {run.motor}.",
        soft_wrap=True,
    )


def _leg_uit(signaal: Signaal, peildatum: date) -> None:
    leeftijd = _leeftijd(signaal.jongere.geboren, peildatum)
    uit.print(
        f"- Een jongere van {leeftijd} jaar: {SIGNALEN.get(signaal.signaal, signaal.signaal)}, sinds {dag_tekst(signaal.van)}.",
        soft_wrap=True,
    )
    feiten: list[dict[str, Any]] = signaal.feiten
    if signaal.redenen:
        redenen = "; ".join(reden_tekst(r, feiten) for r in signaal.redenen)
        uit.print(f"  Eerst nagaan: {redenen}.", soft_wrap=True)
    getoond = [feit_tekst(f) for f in feiten[:4]]
    if len(feiten) > 4:
        getoond.append(f"en nog {len(feiten) - 4}")
    if getoond:
        uit.print(f"  Feiten: {'; '.join(getoond)}.", soft_wrap=True)
    uit.print(
        f"  Regel {signaal.regel}, {signaal.artikel}. Bij ons bekend sinds {dag_tekst(signaal.sinds_bekend)}.", soft_wrap=True
    )


def _leeftijd(geboren: date | None, op: date) -> int:
    return 0 if geboren is None else op.year - geboren.year - ((op.month, op.day) < (geboren.month, geboren.day))
