"""Restoring a backup into an installation in which there is nothing yet."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inbeeld.apps.basis.fouten import GebruikFout, InbeeldFout
from inbeeld.apps.basis.sleutelbos import DJANGO, MUUR, Sleutelbos
from inbeeld.project.reservekopie.pakket import BESTAND, BESTANDEN, DATABASE, SLEUTEL, Manifest, merken, nieuw_bestand, pak_uit
from inbeeld.project.reservekopie.postgres import Terugzetten, Verbinding, is_leeg, ontbrekende_rollen
from inbeeld.project.reservekopie.stroom import ReservekopieFout

_KLAARGEZET = ".herstel"
_BEZIG = ".herstel-bezig"
_VERVANGBAAR = (DJANGO, MUUR, "demo-wachtwoord")
"""Keys without which nothing is lost: they sign what lives for a day at most."""
Meld = Callable[[str, int], None]


@dataclass(frozen=True)
class Hersteld:
    """``ontbreekt``: keys that are not there; without them the numbers can't be read."""

    manifest: Manifest
    rijen: int
    bestanden: int
    ontbreekt: list[str]


def herstel(
    bron: Path,
    geheim: str,
    *,
    verbinding: Verbinding,
    installatie: Path,
    bekend: set[tuple[str, str]],
    zonder_sleutels: bool = False,
    meld: Meld = lambda _wat, _n: None,
) -> Hersteld:
    """Puts everything of a backup back, or nothing. ``bekend``: the migrations this version of the program has.

    First the whole file is read and checked. Then database, files and keys are put in place; the database is compared with what
    the backup says of every table before the change is made final.

    Raises:
        GebruikFout: there is something already, or a key or role is missing. ReservekopieFout: see ``pak_uit``.
    """
    if not bron.is_file():
        raise GebruikFout("Dit bestand is er niet.", waar=str(bron), doe="Geef het bestand van een reservekopie.")
    manifest, omvang = _controleer(bron, geheim, meld)
    _controleer_versie(manifest, bekend, bron.name)
    with verbinding.open() as sessie:
        cursor = sessie.cursor()
        leeg, versie = is_leeg(cursor), sessie.info.server_version
        weg = ontbrekende_rollen(cursor, manifest.rollen)
    _ruim_rest_op(installatie, leeg)
    _controleer_leeg(leeg, installatie)
    if versie // 10000 < manifest.postgresql // 10000:
        raise GebruikFout(
            f"De reservekopie komt uit PostgreSQL {manifest.postgresql // 10000}; deze is ouder ({versie // 10000}).",
            waar=bron.name,
            doe="Gebruik dezelfde versie of een nieuwere.",
        )
    if weg:
        raise GebruikFout(
            f"Deze rollen ontbreken in PostgreSQL: {', '.join(weg)}.",
            waar=bron.name,
            doe="Maak ze zoals in docs/beheer/installeren.md staat, en herstel dan.",
        )
    ontbreekt = _controleer_sleutels(manifest, Sleutelbos(installatie / "sleutels"), zonder_sleutels)
    _controleer_ruimte(installatie, omvang)
    with _klaargezet(installatie) as klaar:
        aantal = _zet_terug(bron, geheim, manifest, verbinding, versie, installatie, klaar, meld)
    return Hersteld(manifest, sum(s.rijen for s in manifest.tabellen.values()), aantal, ontbreekt)


# ---------------------------------------------------------------------- before


def _controleer(bron: Path, geheim: str, meld: Meld) -> tuple[Manifest, int]:
    """Reads all of it; gives the manifest and how many bytes of files there are."""
    gezien: Manifest | None = None
    omvang = gelezen = 0
    for manifest, deel in pak_uit(bron, geheim):
        gezien = manifest
        if deel is not None:
            gelezen += deel.omvang
            meld("controleren (MB)", gelezen // 1_000_000)
            if deel.soort != DATABASE:
                omvang += deel.omvang
                while deel.stroom.read(1024 * 1024):
                    pass
    assert gezien is not None
    return gezien, omvang


def _controleer_versie(manifest: Manifest, bekend: set[tuple[str, str]], waar: str) -> None:
    nieuw = [m for m in manifest.migraties if tuple(m) not in bekend]
    if nieuw:
        raise ReservekopieFout(
            f"Deze reservekopie is van een nieuwere versie van InBeeld ({manifest.inbeeld}).",
            waar=waar,
            doe="Installeer die versie en herstel daarmee.",
        )


def _controleer_leeg(leeg: bool, installatie: Path) -> None:
    if not leeg:
        raise GebruikFout(
            "In deze database staat al iets. Herstellen kan alleen in een lege.",
            waar="de database",
            doe="Maak een lege database, of kies een lege map met INBEELD_MAP. Voer daar nog geen 'inbeeld migreer' uit.",
        )
    vol = [m for m in BESTANDEN if any(p.is_file() for p in (installatie / m).rglob("*"))]
    if vol:
        raise GebruikFout(
            f"In deze installatie staan al bestanden ({', '.join(vol)}).",
            waar=str(installatie),
            doe="Kies een lege map met INBEELD_MAP, of zet deze mappen opzij.",
        )


def _controleer_sleutels(manifest: Manifest, bos: Sleutelbos, zonder: bool) -> list[str]:
    """The keys that will not be there."""
    hier = merken(bos)
    nodig = {n: m for n, m in manifest.sleutels.items() if n not in _VERVANGBAAR}
    anders = sorted(n for n, m in nodig.items() if n in hier and hier[n] != m)
    if anders:
        raise GebruikFout(
            f"Andere sleutels dan die van de reservekopie: {', '.join(anders)}.",
            waar=str(bos.map),
            doe="Zet de sleutels terug die bij deze reservekopie horen, of kies een lege map met INBEELD_MAP.",
        )
    ontbreekt = [] if manifest.met_sleutels else sorted(n for n in nodig if n not in hier)
    if ontbreekt and not zonder:
        raise GebruikFout(
            f"Deze sleutels ontbreken: {', '.join(ontbreekt)}. Ze zitten niet in de reservekopie.",
            waar=str(bos.map),
            doe="Zet ze daar eerst terug van de plaats waar ze apart worden bewaard; of later, met --zonder-sleutels.",
        )
    return ontbreekt


def _controleer_ruimte(installatie: Path, omvang: int) -> None:
    if shutil.disk_usage(installatie).free < omvang + 50_000_000:
        raise InbeeldFout(
            "Er is te weinig ruimte voor de bestanden van de reservekopie.",
            waar=str(installatie),
            doe="Maak ruimte. Er is niets teruggezet.",
        )


# ---------------------------------------------------------------------- doing it


def _zet_terug(
    bron: Path,
    geheim: str,
    verwacht: Manifest,
    verbinding: Verbinding,
    versie: int,
    installatie: Path,
    klaar: Path,
    meld: Meld,
) -> int:
    terug = Terugzetten(verbinding, versie)
    gelezen = bestanden = 0
    try:
        for manifest, deel in pak_uit(bron, geheim):
            if manifest != verwacht:
                raise ReservekopieFout("De reservekopie is onder het herstellen veranderd.", waar=bron.name, doe="Begin opnieuw.")
            if deel is None:
                continue
            gelezen += deel.omvang
            meld("terugzetten (MB)", gelezen // 1_000_000)
            if deel.soort == DATABASE:
                terug.stuur(deel.stroom.read())
                continue
            bestanden += deel.soort == BESTAND
            pad = klaar / ("sleutels" if deel.soort == SLEUTEL else "") / deel.naam
            pad.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with nieuw_bestand(pad) as naar:
                shutil.copyfileobj(deel.stroom, naar, 1024 * 1024)
                os.fsync(naar.fileno())
        meld("vergelijken", 0)
        nu = terug.sommen(sorted(verwacht.tabellen))
        anders = sorted(n for n, s in verwacht.tabellen.items() if nu[n] != s)
        if anders:
            raise ReservekopieFout(
                f"Na het terugzetten zijn {len(anders)} tabellen anders dan in de reservekopie. Alles is ongedaan gemaakt.",
                waar=", ".join(anders[:5]),
                doe="Gebruik dezelfde versie van PostgreSQL als waar de reservekopie vandaan komt.",
            )
        for map_ in klaar.rglob("*/"):
            map_.chmod(0o700)
        with _geplaatst(klaar, installatie):
            _leg_vast(terug, verbinding)
    except OSError as fout:
        raise InbeeldFout(
            f"Er kan niet worden geschreven ({fout.strerror}). Er is niets teruggezet.", waar=str(installatie), doe="Maak ruimte."
        ) from None
    finally:
        terug.sluit()
    return bestanden


def _leg_vast(terug: Terugzetten, verbinding: Verbinding) -> None:
    try:
        terug.leg_vast()
    except InbeeldFout:
        terug.sluit()
        with verbinding.open() as sessie:
            if is_leeg(sessie.cursor()):
                raise
        # It was done after all; only the answer did not arrive.


@contextmanager
def _klaargezet(installatie: Path) -> Iterator[Path]:
    """A folder beside the places where the files go."""
    map_ = Path(tempfile.mkdtemp(prefix=f"{_KLAARGEZET}-", dir=installatie))
    try:
        yield map_
    finally:
        shutil.rmtree(map_, ignore_errors=True)


@contextmanager
def _geplaatst(klaar: Path, installatie: Path) -> Iterator[None]:
    """Puts the files in place; takes them away again when what follows fails. A note tells whoever comes after a kill."""
    namen = [m for m in BESTANDEN if (klaar / m).is_dir()]
    sleutels = sorted(p.name for p in (klaar / "sleutels").iterdir()) if (klaar / "sleutels").is_dir() else []
    nieuw = [n for n in sleutels if not (installatie / "sleutels" / n).exists()]
    briefje = installatie / _BEZIG
    briefje.write_text(json.dumps({"mappen": namen, "sleutels": nieuw}))
    try:
        for naam in namen:
            if (installatie / naam).exists():
                shutil.rmtree(installatie / naam)  # without files: looked at before
            (klaar / naam).rename(installatie / naam)
        if sleutels:
            (installatie / "sleutels").mkdir(exist_ok=True, mode=0o700)
            for naam in sleutels:
                (klaar / "sleutels" / naam).replace(installatie / "sleutels" / naam)
        yield
    except BaseException:
        _haal_weg(installatie, namen, nieuw)
        raise
    finally:
        briefje.unlink(missing_ok=True)


def _haal_weg(installatie: Path, mappen: list[str], sleutels: list[str]) -> None:
    for naam in mappen:
        shutil.rmtree(installatie / naam, ignore_errors=True)
    for naam in sleutels:
        (installatie / "sleutels" / naam).unlink(missing_ok=True)


def _ruim_rest_op(installatie: Path, leeg: bool) -> None:
    """What a restore that was killed left: its files when the database did not come along."""
    for rest in installatie.glob(f"{_KLAARGEZET}-*"):
        if rest.is_dir():
            shutil.rmtree(rest, ignore_errors=True)
    briefje = installatie / _BEZIG
    if not briefje.exists():
        return
    with contextlib.suppress(json.JSONDecodeError):
        gedaan = json.loads(briefje.read_text())
        if leeg:
            _haal_weg(installatie, [m for m in gedaan["mappen"] if m in BESTANDEN], [Path(s).name for s in gedaan["sleutels"]])
    briefje.unlink(missing_ok=True)
