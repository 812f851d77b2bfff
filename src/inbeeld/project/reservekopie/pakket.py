"""What is in a backup: a tar stream of the manifest, the files, the keys when asked for, the database in parts, and the end."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path, PurePosixPath
from typing import IO, Any

from inbeeld.apps.basis.sleutelbos import Sleutelbos
from inbeeld.project.reservekopie.postgres import Som
from inbeeld.project.reservekopie.stroom import Lezer, ReservekopieFout

VORM = 1
"""Version of what is in a backup. A reader takes its own and older ones."""
BESTANDEN = ("leveringen", "kaarten", "thema")
"""Folders of an installation that go along."""
MANIFEST, EINDE, DATABASE, BESTAND, SLEUTEL = "manifest.json", "einde.json", "database/", "bestanden/", "sleutels/"
_NIET_MEE = re.compile(r"postgres-|\.")
_DEEL = 4 * 1024 * 1024


@dataclass
class Manifest:
    """What a backup says of itself. ``sleutels``: of each key a mark by which it is recognised, that tells nothing of the key."""

    inbeeld: str
    gemaakt: str
    postgresql: int
    migraties: list[list[str]]
    tabellen: dict[str, Som]
    rollen: list[str]
    sleutels: dict[str, str]
    met_sleutels: bool
    vorm: int = VORM
    zonder_rijen: list[str] = field(default_factory=list)

    def als_json(self) -> bytes:
        return json.dumps(asdict(self) | {"tabellen": {n: list(s) for n, s in self.tabellen.items()}}, indent=1).encode()

    @classmethod
    def uit_json(cls, tekst: bytes, waar: str) -> Manifest:
        alles: dict[str, Any] = json.loads(tekst)
        if alles.get("vorm", 0) > VORM:
            raise ReservekopieFout(
                "Deze reservekopie is van een nieuwere versie van InBeeld.",
                waar=waar,
                doe="Installeer die versie en herstel daarmee.",
            )
        eigen = {f.name for f in fields(cls)}
        uit = cls(**{k: v for k, v in alles.items() if k in eigen})
        uit.tabellen = {n: Som(*s) for n, s in alles["tabellen"].items()}
        return uit


def merken(bos: Sleutelbos) -> dict[str, str]:
    """The keys of an installation with their marks; passwords of the embedded server are of that server alone."""
    if not bos.map.is_dir():
        return {}
    namen = sorted(p.name for p in bos.map.iterdir() if p.is_file() and not _NIET_MEE.match(p.name))
    return {naam: merk(naam, bos.lees(naam)) for naam in namen}


def merk(naam: str, sleutel: str) -> str:
    return hashlib.sha256(f"inbeeld|{naam}|{sleutel}".encode()).hexdigest()[:16]


class Pakker:
    """Puts things in, in the order in which they are to be read."""

    def __init__(self, naar: io.RawIOBase) -> None:
        self._gzip = gzip.GzipFile(fileobj=naar, mode="wb", compresslevel=1, mtime=0)
        self._tar = tarfile.open(fileobj=self._gzip, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.bestanden = 0
        self.bytes = 0

    def tekst(self, naam: str, inhoud: bytes) -> None:
        kop = tarfile.TarInfo(naam)
        kop.size = len(inhoud)
        self._tar.addfile(kop, io.BytesIO(inhoud))

    def bestand(self, naam: str, stroom: IO[bytes], omvang: int) -> None:
        """``omvang`` bytes of a file; what is short is filled up with zeros by nobody: it is an error."""
        kop = tarfile.TarInfo(BESTAND + naam)
        kop.size = omvang
        self._tar.addfile(kop, stroom)
        self.bestanden += 1

    def database(self, stroom: IO[bytes]) -> None:
        deel = 0
        som = hashlib.sha256()
        while stuk := _lees(stroom, _DEEL):
            som.update(stuk)
            self.bytes += len(stuk)
            self.tekst(f"{DATABASE}{deel:08d}", stuk)
            deel += 1
        self.som = som.hexdigest()

    def einde(self) -> None:
        self.tekst(EINDE, json.dumps({"bytes": self.bytes, "sha256": self.som, "bestanden": self.bestanden}).encode())
        self._tar.close()
        self._gzip.close()


def _lees(stroom: IO[bytes], omvang: int) -> bytes:
    delen = []
    while omvang and (stuk := stroom.read(omvang)):
        delen.append(stuk)
        omvang -= len(stuk)
    return b"".join(delen)


@dataclass
class Deel:
    """Something that comes out of a backup. ``soort``: one of the prefixes."""

    soort: str
    naam: str
    omvang: int
    stroom: IO[bytes]


def pak_uit(pad: Path, geheim: str) -> Iterator[tuple[Manifest, Deel | None]]:
    """Everything in a backup, in order, the manifest each time with it; first once without a part.

    Raises:
        ReservekopieFout: it is no whole, unchanged backup; at the latest when the last part was given.
    """
    waar = pad.name
    with pad.open("rb") as bestand:
        lezer = Lezer(bestand, geheim, waar)
        with _in_woorden(waar), gzip.GzipFile(fileobj=io.BufferedReader(lezer, 1024 * 1024)) as uitgepakt:
            with tarfile.open(fileobj=uitgepakt, mode="r|") as tar:
                manifest: Manifest | None = None
                einde: dict[str, Any] | None = None
                som, bytes_, bestanden = hashlib.sha256(), 0, 0
                for kop in tar:
                    stroom = tar.extractfile(kop)
                    if stroom is None or einde is not None:
                        raise _vreemd(waar)
                    if kop.name == MANIFEST and manifest is None:
                        manifest = Manifest.uit_json(stroom.read(), waar)
                        yield manifest, None
                    elif manifest is None:
                        raise _vreemd(waar)
                    elif kop.name == EINDE:
                        einde = json.loads(stroom.read())
                    elif kop.name.startswith(DATABASE):
                        stuk = stroom.read()
                        som.update(stuk)
                        bytes_ += len(stuk)
                        yield manifest, Deel(DATABASE, kop.name, len(stuk), io.BytesIO(stuk))
                    elif (soort := next((s for s in (BESTAND, SLEUTEL) if kop.name.startswith(s)), None)) is not None:
                        bestanden += soort == BESTAND
                        yield manifest, Deel(soort, _veilig(kop.name.removeprefix(soort), waar), kop.size, stroom)
                    else:
                        raise _vreemd(waar)
            while uitgepakt.read(1024 * 1024):
                pass
        while lezer.read(1024 * 1024):  # to the last, authenticated chunk
            pass
    if einde != {"bytes": bytes_, "sha256": som.hexdigest(), "bestanden": bestanden}:
        raise _vreemd(waar)


def nieuw_bestand(pad: Path) -> IO[bytes]:
    """A new file that only its owner can read."""
    return os.fdopen(os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


@contextlib.contextmanager
def _in_woorden(waar: str) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, json.JSONDecodeError, KeyError, TypeError):
        raise _vreemd(waar) from None


def _vreemd(waar: str) -> ReservekopieFout:
    return ReservekopieFout(
        "In deze reservekopie staat niet wat erin hoort.", waar=waar, doe="Neem een andere reservekopie. Er is niets teruggezet."
    )


def _veilig(naam: str, waar: str) -> str:
    """The name of a file within its folder, that leads nowhere else."""
    pad = PurePosixPath(naam)
    if not naam or pad.is_absolute() or ".." in pad.parts or "\0" in naam:
        raise _vreemd(waar)
    return naam
