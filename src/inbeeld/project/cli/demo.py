"""``inbeeld demo``: an invented municipality from delivery files to the picture."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from datetime import time as kloktijd
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.project.cli.genereer import schrijf
from inbeeld.project.cli.migreer import richt_in
from inbeeld.project.cli.start import begin
from inbeeld.project.cli.uitvoer import fout, getal, tabel, toon_bonnen, uit, voortgang

if TYPE_CHECKING:
    from inbeeld.apps.beelden.models import Beeldrun, Signaal
    from inbeeld.apps.leveringen.ontvangst import Ontvangst
    from inbeeld.apps.toegang.models import Organisatie

ZAAD = 1
_POSITIES = {
    "te_jong": "nog niet leerplichtig",
    "leerplichtig": "leerplichtig",
    "kwalificatieplichtig": "kwalificatieplichtig",
    "startkwalificatie": "heeft een startkwalificatie",
    "rmc_doelgroep": "doelgroep Doorstroompunt",
    "rmc_monitoring": "Doorstroompunt volgt",
    "buiten_doelgroep": "buiten de doelgroep",
}
_SIGNALEN = {
    "absoluut_verzuim": "leerplichtig, maar nergens ingeschreven (absoluut verzuim)",
    "relatief_verzuim_16u": "16 uur of meer gemist in vier lesweken",
    "langdurig_relatief_verzuim": "meer dan vier weken niet naar school (langdurig relatief verzuim)",
    "luxeverzuim": "luxeverzuim",
    "verzuim_18plus": "verzuim van 18 jaar en ouder",
    "thuiszitter": "thuiszitter",
    "thuiszitter_3mnd": "thuiszitter, langer dan drie maanden",
    "ziekteverzuim_signaal": "vaak of lang ziek",
    "vsv_nieuw": "nieuw voortijdig schoolverlater",
    "jikp": "jongere in een kwetsbare positie",
    "vrijgesteld_en_ingeschreven": "vrijgesteld én ingeschreven",
    "tegenstrijdige_gegevens": "bronnen spreken elkaar tegen",
    "melding_open": "melding van een school staat open",
}
_FEITEN = {
    "jongeren": "geboren",
    "verblijf": "woont hier",
    "inschrijvingen": "ingeschreven",
    "diplomas": "diploma",
    "vrijstellingen": "vrijstelling",
    "verzuim": "afwezig",
    "meldingen": "melding van de school",
    "werk": "werk",
}
_UITGELEGD = (
    "absoluut_verzuim",
    "thuiszitter_3mnd",
    "relatief_verzuim_16u",
    "langdurig_relatief_verzuim",
    "vsv_nieuw",
    "verzuim_18plus",
)


def registreer(app: typer.Typer) -> None:
    app.command("demo", help="Een verzonnen gemeente, van leveringen tot beeld. Mag altijd opnieuw.")(demo)


def demo(
    jongeren: Annotated[int, typer.Option(help="Aantal jongeren van 0-27 jaar.")] = 12_000,
    poort: Annotated[int, typer.Option(help="Poort van de webapplicatie (volgt nog).")] = 8000,
    zonder_server: Annotated[bool, typer.Option("--zonder-server", help="Stop na het beeld.")] = False,
) -> int:
    if jongeren < 1:
        raise GebruikFout("Het aantal jongeren moet minstens 1 zijn.", waar="--jongeren", doe="Bijvoorbeeld --jongeren 12000.")
    begonnen = time.monotonic()
    with voortgang("Database inrichten"):
        begin(gemigreerd=False)
        richt_in()
    from django.conf import settings

    from inbeeld.apps.beelden.services import maak_beeld
    from inbeeld.apps.toegang.services import leg_organisatie_vast

    map_ = Path(settings.LEVERING_MAP) / f"demo-{jongeren}"
    bestanden = _leveringen(map_, jongeren)
    # The size is part of the code: two populations must not end up in one register.
    code = "waterveen" if jongeren == 12_000 else f"waterveen-{jongeren}"
    tenant = leg_organisatie_vast(code, "Waterveen", _gemeenten(jongeren), "midden")
    bonnen = _lees_in(bestanden, tenant)
    with voortgang("Beeld maken") as meld:
        run = maak_beeld(tenant, _peildatum(), stap=lambda wat: meld(wat, 0))
    toon_bonnen(bonnen)
    toon_beeld(tenant, run)
    uit.print(f"Klaar in {time.monotonic() - begonnen:.0f} seconden. Alles staat in {settings.INBEELD_MAP}", soft_wrap=True)
    return 0


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
    """In the order of their own dates, as if each was received on its day: so the demo has a past."""
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
    te_doen.sort(key=lambda g: (g.bron_datum, g.pad.name))
    with voortgang("Inlezen", len(te_doen)) as meld:
        for i, gelezen in enumerate(te_doen, 1):
            meld(gelezen.pad.name, i)
            toen = datetime.combine(gelezen.bron_datum, kloktijd(12), UTC)
            bonnen.append(lees_in(gelezen.pad, tenant, ontvangen_op=toen, gelezen=gelezen))
    return bonnen


# ---------------------------------------------------------------------- showing


def toon_beeld(tenant: Organisatie, run: Beeldrun) -> None:
    """Positions, signals, and some of them explained."""
    from inbeeld.apps.beelden import selectors
    from inbeeld.apps.personen.selectors import aantallen

    n = aantallen(tenant.pk)
    uit.print(
        f"[bold]Het beeld van {tenant.naam} op {_dag(run.peildatum)}[/]: {getal(n['jongeren'])} jongeren, "
        f"waarvan {getal(n['jongeren'] - n['in_brp'])} niet in de BRP-selectie.",
        soft_wrap=True,
    )
    uit.print()
    tabel("Rechtspositie", ["Positie", "Jongeren"], [[_POSITIES.get(p, p), getal(a)] for p, a in selectors.posities(tenant.pk)])
    rijen = [[_SIGNALEN.get(s, s), getal(a), getal(z)] for s, a, z in selectors.signalen(tenant.pk)]
    tabel("Signalen nu", ["Signaal", "Jongeren", "waarvan zeker"], rijen)
    uit.print("[bold]Enkele uitgelegd[/]")
    for naam in _UITGELEGD:
        signaal = selectors.lopende_signalen(tenant.pk, naam).filter(zekerheid="zeker").last()
        if signaal is not None:
            _leg_uit(signaal, run.peildatum)
    uit.print()
    uit.print(
        f"Bewijs: regels {run.regelversie}, parameters {run.parameterversie}, momentopname {run.snapshot}, {run.motor}.",
        soft_wrap=True,
    )


def _leg_uit(signaal: Signaal, peildatum: date) -> None:
    leeftijd = _leeftijd(signaal.jongere.geboren, peildatum)
    uit.print(
        f"- Een jongere van {leeftijd} jaar: {_SIGNALEN.get(signaal.signaal, signaal.signaal)}, sinds {_dag(signaal.van)}.",
        soft_wrap=True,
    )
    feiten: list[dict[str, Any]] = signaal.feiten
    getoond = [_feit(f) for f in feiten[:4]]
    if len(feiten) > 4:
        getoond.append(f"en nog {len(feiten) - 4}")
    if getoond:
        uit.print(f"  Feiten: {'; '.join(getoond)}.", soft_wrap=True)
    uit.print(f"  Regel {signaal.regel}, {signaal.artikel}. Bij ons bekend sinds {_dag(signaal.sinds_bekend)}.", soft_wrap=True)


def _feit(feit: dict[str, Any]) -> str:
    van, tot = (date.fromisoformat(feit[k][:10]) if feit.get(k) else None for k in ("van", "tot"))
    tekst = str(_FEITEN.get(feit["tabel"], feit["tabel"]))
    if feit.get("waarde") and feit["tabel"] != "jongeren":
        tekst += f" ({feit['waarde']})"
    if van:
        tekst += f" {_dag(van)}" if feit["tabel"] in ("verzuim", "diplomas", "jongeren") else f" vanaf {_dag(van)}"
    if tot and feit["tabel"] not in ("verzuim", "diplomas", "jongeren"):
        tekst += f" tot {_dag(tot)}"
    return tekst


def _leeftijd(geboren: date | None, op: date) -> int:
    return 0 if geboren is None else op.year - geboren.year - ((op.month, op.day) < (geboren.month, geboren.day))


def _dag(dag: date) -> str:
    maanden = [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ]
    return f"{dag.day} {maanden[dag.month - 1]} {dag.year}"
