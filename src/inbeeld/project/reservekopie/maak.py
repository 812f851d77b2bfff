"""Making a backup."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from inbeeld.apps.basis.fouten import GebruikFout, InbeeldFout
from inbeeld.apps.basis.sleutelbos import Sleutelbos
from inbeeld.project.reservekopie.pakket import BESTANDEN, MANIFEST, SLEUTEL, Manifest, Pakker, merken, nieuw_bestand
from inbeeld.project.reservekopie.postgres import (
    ZONDER_RIJEN,
    Opname,
    Verbinding,
    controleer_zicht,
    opname,
    rollen,
    som,
    tabellen,
)
from inbeeld.project.reservekopie.stroom import Schrijver

BEWAAR_DAGEN = 30
"""Days after which a backup lapses, and with it what was destroyed since."""
UITGANG = ".inbeeld"
_VOOR = "inbeeld-"
_DEEL = ".deel"
_SLOT = ".reservekopie.slot"
Meld = Callable[[str, int], None]


@dataclass(frozen=True)
class Gemaakt:
    """``vervallen``: names of older backups that were removed."""

    pad: Path
    bytes: int
    tabellen: int
    rijen: int
    bestanden: int
    sleutels: int
    vervallen: list[str]


def maak(
    doel: Path,
    geheim: str,
    *,
    verbinding: Verbinding,
    installatie: Path,
    met_sleutels: bool = False,
    bewaar_dagen: int = BEWAAR_DAGEN,
    meld: Meld = lambda _wat, _n: None,
) -> Gemaakt:
    """A backup in the folder ``doel``, under a name with the time; older ones than ``bewaar_dagen`` lapse. Or, when ``doel``
    is no folder, under that name: then nothing lapses.

    The file gets its name when it is whole and on disk; what stops halfway leaves nothing under that name.

    Raises:
        GebruikFout: it can't be written there. InbeeldFout: no room, or the database can't be read in full.
    """
    map_, naam = (doel, None) if doel.is_dir() else (doel.parent, doel.name)
    if not map_.is_dir():
        raise GebruikFout("Deze map is er niet.", waar=str(map_), doe="Maak haar, of kies een andere.")
    if naam is not None and doel.exists():
        raise GebruikFout("Dit bestand is er al.", waar=str(doel), doe="Kies een andere naam, of een map.")
    with _schrijffouten(map_), _alleen(map_):
        for rest in map_.glob(f"{_VOOR}*{_DEEL}"):
            rest.unlink(missing_ok=True)  # of one that was broken off
        eind = map_ / (naam or f"{_VOOR}{datetime.now(UTC):%Y%m%dT%H%M%SZ}{UITGANG}")
        deel = map_ / f"{_VOOR}{os.getpid()}{_DEEL}"
        try:
            with nieuw_bestand(deel) as bestand:
                uitkomst = _schrijf(bestand, geheim, verbinding, installatie, met_sleutels, meld)
                bestand.flush()
                os.fsync(bestand.fileno())
            os.link(deel, eind)  # unlike renaming, never over another
            _leg_map_vast(map_)
        except FileExistsError:
            raise GebruikFout("Dit bestand is er al.", waar=str(eind), doe="Probeer het over een seconde opnieuw.") from None
        finally:
            deel.unlink(missing_ok=True)
        vervallen = _ruim_op(map_, eind, bewaar_dagen) if naam is None else []
    manifest, bestanden = uitkomst
    return Gemaakt(
        eind,
        eind.stat().st_size,
        len(manifest.tabellen),
        sum(s.rijen for s in manifest.tabellen.values()),
        bestanden,
        len(manifest.sleutels) if met_sleutels else 0,
        vervallen,
    )


def _schrijf(
    naar: IO[bytes], geheim: str, verbinding: Verbinding, installatie: Path, met_sleutels: bool, meld: Meld
) -> tuple[Manifest, int]:
    bos = Sleutelbos(installatie / "sleutels")
    stroom = Schrijver(naar, geheim)
    with _binnengekomen(installatie) as vastgehouden, opname(verbinding) as foto:
        vastgehouden.kijk()  # what came between the first look and the snapshot
        manifest = _manifest(foto, bos, met_sleutels, meld)
        pakker = Pakker(stroom)
        pakker.tekst(MANIFEST, manifest.als_json())
        for pad in sorted({*bestanden(installatie), *vastgehouden.paden}):
            met = vastgehouden.stroom(pad)
            if met is not None:
                meld("bestanden", pakker.bestanden)
                pakker.bestand(str(pad.relative_to(installatie)), met, os.fstat(met.fileno()).st_size)
                met.close()
        if met_sleutels:
            for naam in manifest.sleutels:
                pakker.tekst(SLEUTEL + naam, bos.lees(naam).encode())
        with foto.dump() as dump:
            pakker.database(_Meldend(dump, meld))  # type: ignore[arg-type]
        pakker.einde()
        stroom.sluit_af()
    return manifest, pakker.bestanden


def _manifest(foto: Opname, bos: Sleutelbos, met_sleutels: bool, meld: Meld) -> Manifest:
    controleer_zicht(foto.cursor)
    namen = [t for t in tabellen(foto.cursor) if t.removeprefix("public.") not in ZONDER_RIJEN]
    sommen = {}
    for i, naam in enumerate(namen):
        meld(f"tellen van {naam}", i)
        sommen[naam] = som(foto.cursor, naam)
    return Manifest(
        inbeeld=version("inbeeld"),
        gemaakt=datetime.now(UTC).isoformat(timespec="seconds"),
        postgresql=foto.versie,
        migraties=foto.migraties(),
        tabellen=sommen,
        rollen=rollen(foto.cursor),
        sleutels=merken(bos),
        met_sleutels=met_sleutels,
        zonder_rijen=list(ZONDER_RIJEN),
    )


# ---------------------------------------------------------------------- files


def bestanden(installatie: Path) -> list[Path]:
    """The files that go along; links lead elsewhere and are left out."""
    uit: list[Path] = []
    for map_ in BESTANDEN:
        for waar, mappen, namen in os.walk(installatie / map_):
            mappen[:] = sorted(m for m in mappen if not m.startswith("werk-"))  # a second link to a file, for a moment
            uit += [Path(waar) / n for n in sorted(namen) if not n.startswith(("komt-", "uit-"))]
    return [p for p in uit if p.is_file() and not p.is_symlink()]


class _Vastgehouden:
    """Files that wait to be taken in, held open: the worker may take one in, and remove it, after the snapshot was taken in which
    it still waits."""

    def __init__(self, installatie: Path) -> None:
        self._map = installatie / "leveringen" / "binnen"
        self._open: dict[Path, IO[bytes]] = {}
        zacht, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self._meest = max(hard if hard != resource.RLIM_INFINITY else 65536, zacht) - 64

    def kijk(self) -> None:
        if not self._map.is_dir():
            return
        for pad in self._map.iterdir():
            if pad in self._open or pad.is_symlink() or not pad.is_file() or len(self._open) >= self._meest:
                continue
            with contextlib.suppress(FileNotFoundError):
                self._open[pad] = pad.open("rb")

    @property
    def paden(self) -> list[Path]:
        return list(self._open)

    def stroom(self, pad: Path) -> IO[bytes] | None:
        if pad in self._open:
            return self._open.pop(pad)
        try:
            return pad.open("rb")
        except FileNotFoundError:  # removed meanwhile, as it would have been in any case
            return None

    def sluit(self) -> None:
        for stroom in self._open.values():
            stroom.close()


@contextmanager
def _binnengekomen(installatie: Path) -> Iterator[_Vastgehouden]:
    vast = _Vastgehouden(installatie)
    try:
        vast.kijk()
        yield vast
    finally:
        vast.sluit()


class _Meldend:
    """A stream that tells how far it is."""

    def __init__(self, stroom: IO[bytes], meld: Meld) -> None:
        self._stroom, self._meld, self._gelezen = stroom, meld, 0

    def read(self, n: int) -> bytes:
        stuk = self._stroom.read(n)
        self._gelezen += len(stuk)
        self._meld("database (MB)", self._gelezen // 1_000_000)
        return stuk


# ---------------------------------------------------------------------- the folder


def _ruim_op(map_: Path, nieuwste: Path, dagen: int) -> list[str]:
    """Removes backups of our own making that are older. The time is in the name: copying a file does not make it younger."""
    grens = time.time() - dagen * 86400
    weg = []
    for pad in sorted(map_.glob(f"{_VOOR}*{UITGANG}")):
        try:
            gemaakt = datetime.strptime(pad.name, f"{_VOOR}%Y%m%dT%H%M%SZ{UITGANG}").replace(tzinfo=UTC)
        except ValueError:
            continue
        if pad != nieuwste and gemaakt.timestamp() < grens:
            pad.unlink(missing_ok=True)
            weg.append(pad.name)
    return weg


@contextmanager
def _alleen(map_: Path) -> Iterator[None]:
    with (map_ / _SLOT).open("w") as slot:
        try:
            fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InbeeldFout(
                "In deze map wordt al een reservekopie gemaakt.", waar=str(map_), doe="Wacht tot die klaar is."
            ) from None
        yield


@contextmanager
def _schrijffouten(map_: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fout:
        if fout.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            wat, doe = "De schijf is vol. Er is geen reservekopie gemaakt.", "Maak ruimte, of kies een andere map."
        else:
            wat, doe = (
                f"De reservekopie kan niet worden geschreven ({fout.strerror}).",
                "Controleer de map en wie erin mag schrijven.",
            )
        raise InbeeldFout(wat, waar=str(map_), doe=doe) from None


def _leg_map_vast(map_: Path) -> None:
    greep = os.open(map_, os.O_RDONLY)
    try:
        os.fsync(greep)
    finally:
        os.close(greep)
