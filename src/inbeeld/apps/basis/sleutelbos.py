"""Keys and passwords of an installation: one file each, readable by the owner only. Needs no Django."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from inbeeld.apps.basis.fouten import InbeeldFout

VERSLEUTELING = "versleuteling-1"
ZOEKINDEX = "zoekindex-1"
LEESLOG = "leeslog-1"
"""Seals the read log."""
DJANGO = "django"
MUUR = "muur"
"""Signs what a connection shows to see the rows of an organisation."""


def soort_van(naam: str) -> str:
    """``versleuteling-1`` → ``versleuteling``."""
    return naam.rpartition("-")[0]


def met_nummer(naam: str, nummer: int) -> str:
    """``versleuteling-1``, 2 → ``versleuteling-2``."""
    return f"{soort_van(naam)}-{nummer}"


@dataclass(frozen=True)
class Sleutelbos:
    """The key files in ``map`` (0700); each file 0600."""

    map: Path

    def heeft(self, naam: str) -> bool:
        return (self.map / naam).exists()

    def nummers(self, naam: str) -> tuple[int, ...]:
        """The numbers of the keys of the kind of ``naam``, the newest last."""
        delen = (p.name.rpartition("-") for p in self.map.glob(f"{soort_van(naam)}-*"))
        return tuple(sorted(int(n) for soort, _, n in delen if soort == soort_van(naam) and n.isdecimal() and 0 < int(n) < 256))

    def lees(self, naam: str) -> str:
        """The key's text.

        Raises:
            InbeeldFout: the file isn't there. A key is never made up silently: a new one can't read what the old one wrote.
        """
        try:
            return (self.map / naam).read_text("ascii").strip()
        except FileNotFoundError:
            raise InbeeldFout(
                f"De sleutel {naam} ontbreekt.",
                waar=str(self.map),
                doe="Zet de sleutels terug uit de reservekopie, of voer bij een nieuwe installatie eerst 'inbeeld migreer' uit.",
            ) from None
        except PermissionError:
            raise InbeeldFout(
                f"De sleutel {naam} is niet leesbaar voor deze gebruiker.", waar=str(self.map), doe="Start als de eigenaar."
            ) from None

    def lees_of_maak(self, naam: str, maak: Callable[[], str] = lambda: secrets.token_hex(32)) -> str:
        """The key's text; made on first use. Two processes at once get the same one."""
        pad = self.map / naam
        if not pad.exists():
            self.map.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.map.chmod(0o700)
            greep, tijdelijk = tempfile.mkstemp(dir=self.map, prefix=".nieuw-")
            try:
                with os.fdopen(greep, "w", encoding="ascii") as bestand:
                    bestand.write(maak() + "\n")
                    bestand.flush()
                    os.fsync(bestand.fileno())
                Path(tijdelijk).chmod(0o600)
                if os.geteuid() == 0:  # for whoever runs the installation
                    os.chown(tijdelijk, self.map.stat().st_uid, self.map.stat().st_gid)
                with contextlib.suppress(FileExistsError):
                    os.link(tijdelijk, pad)
            finally:
                Path(tijdelijk).unlink(missing_ok=True)
        return self.lees(naam)
