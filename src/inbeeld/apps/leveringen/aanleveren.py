"""Files sent in through the web app: kept under a random name that nothing serves, taken in by the worker, then removed.

A file is taken in in one transaction with the note that it was, and with the job for the new picture: a kill at any moment leaves
either nothing (the job is done again) or everything.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from inbeeld.apps.basis.fouten import GeweigerdFout
from inbeeld.apps.basis.opdrachten import BEELD, NEEM_AAN, stel_uit
from inbeeld.apps.leveringen.inname import Herkomst, lees_in, veilige_naam
from inbeeld.apps.leveringen.models import Aangeboden, Levering
from inbeeld.apps.leveringen.zinnen import kort

if TYPE_CHECKING:
    from inbeeld.apps.leveringen.ontvangst import Ontvangst
    from inbeeld.apps.toegang.models import Dienstsleutel, Medewerker, Organisatie

MB = 1024 * 1024
SOORTEN = (".csv", ".txt", ".json", ".parquet")
ZIP_BESTANDEN = TEGELIJK = 500
"""So many files in a zip, or sent in at once."""
ZIP_FACTOR = 20
"""A zip may unpack to so many times the largest file that may be sent in."""
PARQUET_RIJEN = 20_000_000
"""Rows that a Parquet file may have: a few kB can say so many times the same that no memory holds it."""
_OUD = 86400
_MELD_ELKE = 1.0
_WERK = "werk-"


def binnen_map() -> Path:
    """The folder for what came in, for our own user only."""
    map_: Path = settings.INBEELD_MAP / "leveringen" / "binnen"
    map_.mkdir(parents=True, exist_ok=True, mode=0o700)
    map_.chmod(0o700)
    return map_


def grootste() -> int:
    """The largest file that may be sent in, in bytes."""
    return int(settings.GROOTSTE_LEVERING_MB) * MB


def groot(bytes_: int) -> str:
    return f"{bytes_ / MB:.0f} MB" if bytes_ >= MB else f"{max(1, bytes_ // 1024)} kB"


# ---------------------------------------------------------------------- at the door


def keur(naam: str, omvang: int, begin: bytes) -> None:
    """Looks at the name, the size and the first bytes of a file.

    Raises:
        GeweigerdFout: it can't be a delivery; says what to do.
    """
    from inbeeld.bronnen import LeveringFout
    from inbeeld.bronnen.csv import weiger_vreemd

    soort = PurePosixPath(naam).suffix.lower()
    if soort in (".xls", ".xlsx", ".ods"):
        raise GeweigerdFout("Dit is een werkblad.", waar=naam, doe="Bewaar het werkblad als CSV (UTF-8) en lever dat aan.")
    if soort not in (*SOORTEN, ".zip"):
        raise GeweigerdFout(
            "Dit soort bestand kunnen we niet lezen.", waar=naam, doe="Lever CSV, JSON of Parquet aan, of een zip daarvan."
        )
    if omvang > grootste():
        raise GeweigerdFout(
            f"Dit bestand is te groot ({groot(omvang)}).",
            waar=naam,
            doe=f"Lever ten hoogste {settings.GROOTSTE_LEVERING_MB} MB per bestand aan, of laat het op de server inlezen.",
        )
    if omvang == 0:
        raise GeweigerdFout("Dit bestand is leeg.", waar=naam, doe="Vraag de leverancier om een nieuwe levering.")
    merk = {".zip": b"PK", ".parquet": b"PAR1"}.get(soort)
    if merk is not None:
        if not begin.startswith(merk):
            raise GeweigerdFout(
                f"De naam zegt {soort[1:]}, maar de inhoud is iets anders.",
                waar=naam,
                doe="Controleer of dit het goede bestand is.",
            )
        return
    try:
        weiger_vreemd(begin, Path(naam))
    except LeveringFout as fout:
        raise GeweigerdFout(_zin(fout.reden), waar=naam, doe=fout.wat_te_doen) from None
    if soort == ".json" and begin.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        raise GeweigerdFout(
            "De naam zegt json, maar de inhoud is iets anders.", waar=naam, doe="Controleer of dit het goede bestand is."
        )


def keur_omvang(naam: str, pad: Path) -> None:
    """Looks at how large a Parquet file is when it is unpacked.

    Raises:
        GeweigerdFout: it holds too much, or it can't be opened.
    """
    if not naam.lower().endswith(".parquet"):
        return
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        inhoud = pq.read_metadata(pad)
        omvang = sum(inhoud.row_group(i).total_byte_size for i in range(inhoud.num_row_groups))
    except (pa.ArrowException, OSError, ValueError):
        raise GeweigerdFout("Dit Parquet-bestand is beschadigd.", waar=naam, doe="Maak of kopieer het opnieuw.") from None
    if inhoud.num_rows > PARQUET_RIJEN or not 0 <= omvang <= ZIP_FACTOR * grootste():
        raise GeweigerdFout(
            "In dit bestand zit te veel.", waar=naam, doe=f"Lever ten hoogste {PARQUET_RIJEN} rijen per bestand aan."
        )


def bied_aan(organisatie: Organisatie, door: Medewerker | None, naam: str, bestand: Path) -> Aangeboden:
    """Keeps a file (``bestand`` is moved) and puts taking it in off to the worker.

    Raises:
        GeweigerdFout: it can't be a delivery.
    """
    naam, omvang = _aan_de_deur(naam, bestand)
    return _leg_neer(Aangeboden(tenant=organisatie, bestand=naam, bytes=omvang, door=door), bestand)


def bied_aan_als_dienst(dienst: Dienstsleutel, naam: str, bestand: Path) -> tuple[Aangeboden, bool]:
    """As ``bied_aan``, by a program. The same content under the same name once more gives what was sent in before, and false.

    What was refused may be sent again: a column map may have been added since.

    Raises:
        GeweigerdFout: it can't be a delivery.
    """
    naam, omvang = _aan_de_deur(naam, bestand)
    with bestand.open("rb") as stroom:
        digest = hashlib.file_digest(stroom, "sha256").hexdigest()
    eerder = Aangeboden.objects.filter(
        tenant_id=dienst.tenant_id, bestand=naam, sha256=digest, status__in=(*Aangeboden.ONDERWEG, Aangeboden.KLAAR)
    )
    if (gevonden := eerder.first()) is not None:
        return gevonden, False
    nieuw = Aangeboden(tenant_id=dienst.tenant_id, bestand=naam, bytes=omvang, dienst=dienst, sha256=digest)
    try:
        return _leg_neer(nieuw, bestand), True
    except IntegrityError:  # somebody was a moment earlier
        return eerder.get(), False


def _aan_de_deur(naam: str, bestand: Path) -> tuple[str, int]:
    """The name under which a file goes on, and its size; when it may be a delivery."""
    naam = veilige_naam(Path(PurePosixPath(naam.replace("\\", "/")).name or "zonder naam"))
    omvang = bestand.stat().st_size
    with bestand.open("rb") as stroom:
        begin = stroom.read(65536)
    keur(naam, omvang, begin)
    keur_omvang(naam, bestand)
    return naam, omvang


def _leg_neer(aangeboden: Aangeboden, bestand: Path) -> Aangeboden:
    aangeboden.opslag = secrets.token_hex(16)
    doel = binnen_map() / aangeboden.opslag
    bestand.replace(doel)
    doel.chmod(0o600)
    try:
        with transaction.atomic():
            aangeboden.save()
            stel_uit(NEEM_AAN, aangeboden.tenant_id, aangeboden_id=aangeboden.pk)
    except IntegrityError:
        verwijder(doel)
        raise
    return aangeboden


# ---------------------------------------------------------------------- taking in


def neem_aangeboden(tenant_id: int, aangeboden_id: int, kijk: Callable[[], None] = lambda: None) -> bool:
    """Takes in what was sent in; a zip is unpacked, and each file in it waits for its own turn. A second time does nothing.

    ``kijk`` is called between the steps and may raise to stop: then nothing has happened. Gives whether there was work.
    """
    aangeboden = (
        Aangeboden.objects.select_related("tenant")
        .filter(pk=aangeboden_id, tenant_id=tenant_id, status__in=Aangeboden.ONDERWEG)
        .first()
    )
    if aangeboden is None:
        return False
    pad = binnen_map() / aangeboden.opslag
    try:
        if not aangeboden.opslag or not pad.exists():
            _weiger(aangeboden, "Dit bestand is er niet meer.", "", "Lever het opnieuw aan.", Aangeboden.MISLUKT)
        elif pad.is_file() and aangeboden.bestand.lower().endswith(".zip"):
            _pak_uit(aangeboden, pad)
        else:
            _neem(aangeboden, pad, kijk)
    except Exception as fout:
        if type(fout).__name__ in ("JobAborted", "OperationalError", "InterfaceError"):
            with contextlib.suppress(Exception):
                Aangeboden.objects.filter(pk=aangeboden.pk).update(status=Aangeboden.WACHT, stap="", gelezen=0)
        else:
            geef_op(tenant_id, aangeboden_id, "Bij het inlezen van dit bestand ging iets mis dat niet voorzien was.")
        raise
    if not settings.BEWAAR_LEVERINGEN and aangeboden.status not in Aangeboden.ONDERWEG:
        verwijder(pad)
    return True


def geef_op(tenant_id: int, aangeboden_id: int, wat: str = "Het inlezen van dit bestand is telkens afgebroken.") -> None:
    """Notes that a file could not be taken in for a reason that is not in the file. It is kept, for whoever looks into it."""
    Aangeboden.objects.filter(pk=aangeboden_id, tenant_id=tenant_id, status__in=Aangeboden.ONDERWEG).update(
        status=Aangeboden.MISLUKT,
        klaar_op=timezone.now(),
        fout={
            "wat": wat,
            "waar": "",
            "doe": "Er is niets van opgenomen. Meld dit bij de beheerder en lever het later opnieuw aan.",
        },
    )


def _neem(aangeboden: Aangeboden, pad: Path, kijk: Callable[[], None]) -> None:
    with _voortgang(aangeboden, kijk) as meld, _onder_eigen_naam(pad, aangeboden.bestand) as werk, transaction.atomic():
        meld.begin(schat(werk))
        via = Levering.API if aangeboden.dienst_id is not None else Levering.WEB
        herkomst = Herkomst(via, aangeboden.door_id, dienst_id=aangeboden.dienst_id)
        ontvangst: Ontvangst | None = None
        try:
            ontvangst = lees_in(werk, aangeboden.tenant, voortgang=meld, herkomst=herkomst)
        except GeweigerdFout as fout:
            plek = fout.waar.replace(str(werk), "").strip(", ")
            aangeboden.levering_id = fout.levering_id
            _weiger(aangeboden, _zin(kort(fout.wat)), plek, fout.doe)
        if ontvangst is not None:
            aangeboden.status, aangeboden.klaar_op = Aangeboden.KLAAR, timezone.now()
            aangeboden.levering_id, aangeboden.al_ingelezen = ontvangst.levering_id, ontvangst.al_ingelezen
            aangeboden.gelezen = aangeboden.totaal = ontvangst.gelezen
            if not settings.BEWAAR_LEVERINGEN:
                aangeboden.opslag = ""
            aangeboden.save()
            if not ontvangst.al_ingelezen:
                stel_uit(BEELD, aangeboden.tenant_id)


def _weiger(aangeboden: Aangeboden, wat: str, waar: str, doe: str, status: str = Aangeboden.GEWEIGERD) -> None:
    aangeboden.status, aangeboden.klaar_op = status, timezone.now()
    aangeboden.fout = {"wat": wat, "waar": waar, "doe": doe}
    if not settings.BEWAAR_LEVERINGEN:
        aangeboden.opslag = ""
    aangeboden.save()


def _zin(tekst: str) -> str:
    tekst = tekst.strip()
    return tekst[:1].upper() + tekst[1:] + ("" if tekst.endswith((".", "?")) else ".")


@contextmanager
def _onder_eigen_naam(pad: Path, naam: str) -> Iterator[Path]:
    """The file under the name it was sent with, which may tell what it is: a second link to the same bytes."""
    with tempfile.TemporaryDirectory(prefix=_WERK, dir=binnen_map()) as map_:
        werk = Path(map_) / (naam.replace("/", "_").lstrip(".")[-150:] or "levering")
        if pad.is_dir():
            werk = werk.with_suffix("")
            shutil.copytree(pad, werk, copy_function=os.link)
        else:
            os.link(pad, werk)
        yield werk


def schat(pad: Path) -> int | None:
    """About how many rows a file has; null when that can't be told quickly."""
    try:
        if pad.is_dir() or pad.suffix.lower() == ".json":
            return None
        if pad.suffix.lower() == ".parquet":
            import pyarrow.parquet as pq

            return int(pq.read_metadata(pad).num_rows)
        einden = 0
        with pad.open("rb") as stroom:
            while stuk := stroom.read(MB):
                einden += stuk.count(b"\n") or stuk.count(b"\r")
        return max(einden - 1, 0)
    except Exception:  # a damaged file: the reader tells what is wrong with it
        return None


@dataclass
class _Meld:
    """Tells how far it is, over a connection of its own: what the transaction writes is seen by nobody yet."""

    aangeboden_id: int
    kijk: Callable[[], None]
    laatst: float = 0.0
    slaat_op: bool = False

    def __post_init__(self) -> None:
        self._verbinding = connections.create_connection("default")

    def begin(self, totaal: int | None) -> None:
        self._zet("status = %s, stap = 'lezen', gelezen = 0, totaal = %s", [Aangeboden.BEZIG, totaal])

    def __call__(self, wat: str, aantal: int) -> None:
        self.kijk()
        nu = time.monotonic()
        if wat != "lezen" and not self.slaat_op:
            self.slaat_op = True
            self._zet("stap = 'opslaan'", [])
        elif wat == "lezen" and nu - self.laatst >= _MELD_ELKE:
            self.laatst = nu
            self._zet("gelezen = %s", [aantal])

    def _zet(self, wat: str, waarden: list[int | str | None]) -> None:
        with self._verbinding.cursor() as cursor:
            cursor.execute(f"UPDATE leveringen_upload SET {wat} WHERE id = %s", [*waarden, self.aangeboden_id])

    def sluit(self) -> None:
        self._verbinding.close()


@contextmanager
def _voortgang(aangeboden: Aangeboden, kijk: Callable[[], None]) -> Iterator[_Meld]:
    meld = _Meld(aangeboden.pk, kijk)
    try:
        yield meld
    finally:
        meld.sluit()


# ---------------------------------------------------------------------- zip


def _pak_uit(aangeboden: Aangeboden, pad: Path) -> None:
    """Each file of a zip becomes a file that was sent in; canonical tables that belong together stay together."""
    try:
        with zipfile.ZipFile(pad) as inhoud:
            leden = _leden(inhoud)
            with transaction.atomic():
                for naam, groep in leden:
                    _uit_zip(aangeboden, inhoud, naam, groep)
                aangeboden.status, aangeboden.klaar_op, aangeboden.stap = Aangeboden.KLAAR, timezone.now(), ""
                if not settings.BEWAAR_LEVERINGEN:
                    aangeboden.opslag = ""
                aangeboden.save()
    except GeweigerdFout as fout:
        _weiger(aangeboden, fout.wat, fout.waar, fout.doe)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, RuntimeError, zlib.error):
        _weiger(aangeboden, "Deze zip is beschadigd of niet te openen.", "", "Maak of kopieer de zip opnieuw.")


def _leden(inhoud: zipfile.ZipFile) -> list[tuple[str, list[zipfile.ZipInfo]]]:
    """The files in a zip, by the name under which each goes on."""
    from inbeeld.bronnen.tabellen import LEVERBAAR

    alle = [i for i in inhoud.infolist() if not i.is_dir() and not any(d.startswith((".", "__")) for d in _delen(i))]
    if not alle:
        raise GeweigerdFout("In deze zip zit geen bestand.", doe="Controleer of dit de goede zip is.")
    if any(i.flag_bits & 0x1 for i in alle):
        raise GeweigerdFout("Deze zip heeft een wachtwoord.", doe="Pak de zip uit en lever de bestanden zelf aan.")
    if len(alle) > ZIP_BESTANDEN or sum(i.file_size for i in alle) > ZIP_FACTOR * grootste():
        raise GeweigerdFout("In deze zip zit te veel.", doe=f"Lever ten hoogste {ZIP_BESTANDEN} bestanden per zip aan.")
    mappen: dict[str, list[zipfile.ZipInfo]] = {}
    for info in alle:
        mappen.setdefault(str(PurePosixPath(info.filename).parent), []).append(info)
    uit: list[tuple[str, list[zipfile.ZipInfo]]] = []
    for map_, groep in sorted(mappen.items()):
        tabellen = [i for i in groep if PurePosixPath(i.filename).stem.lower() in LEVERBAAR]
        if any(PurePosixPath(i.filename).stem.lower() == "jongeren" for i in tabellen) and len(tabellen) > 1:
            uit.append((PurePosixPath(map_).name or "tabellen", tabellen))
            groep = [i for i in groep if i not in tabellen]
        uit += [(PurePosixPath(i.filename).name, [i]) for i in groep]
    return uit


def _delen(info: zipfile.ZipInfo) -> tuple[str, ...]:
    return PurePosixPath(info.filename.replace("\\", "/")).parts


def _uit_zip(zip_: Aangeboden, inhoud: zipfile.ZipFile, naam: str, groep: list[zipfile.ZipInfo]) -> None:
    opslag = secrets.token_hex(16)
    doel = binnen_map() / opslag
    naam = veilige_naam(Path(naam))
    omvang = sum(i.file_size for i in groep)
    nieuw = Aangeboden(
        tenant=zip_.tenant,
        bestand=naam,
        opslag=opslag,
        bytes=omvang,
        door_id=zip_.door_id,
        dienst_id=zip_.dienst_id,
        uit_zip=zip_,
    )
    try:
        if len(groep) == 1:
            with inhoud.open(groep[0]) as stroom:
                begin = stroom.read(65536)
            if naam.lower().endswith(".zip"):
                raise GeweigerdFout("Dit is een zip in een zip.", doe="Pak de binnenste zip eerst uit.")
            keur(naam, omvang, begin)
            _kopieer(inhoud, groep[0], doel)
            keur_omvang(naam, doel)
        else:
            doel.mkdir(mode=0o700)
            for info in groep:
                lid = doel / PurePosixPath(info.filename).name.lower()
                _kopieer(inhoud, info, lid)
                keur_omvang(lid.name, lid)
    except GeweigerdFout as fout:
        verwijder(doel)
        nieuw.opslag = ""
        _weiger(nieuw, fout.wat, "", fout.doe)
        return
    nieuw.save()
    stel_uit(NEEM_AAN, zip_.tenant_id, aangeboden_id=nieuw.pk)


def _kopieer(inhoud: zipfile.ZipFile, info: zipfile.ZipInfo, doel: Path) -> None:
    """Unpacks one file; what a zip says of its sizes is not believed."""
    over = min(info.file_size, grootste()) + 1
    with inhoud.open(info) as bron, doel.open("xb") as naar:
        doel.chmod(0o600)
        while over > 0 and (stuk := bron.read(min(MB, over))):
            naar.write(stuk)
            over -= len(stuk)
    if over <= 0:
        doel.unlink()
        raise GeweigerdFout(
            "Dit bestand is te groot.", doe=f"Lever ten hoogste {settings.GROOTSTE_LEVERING_MB} MB per bestand aan."
        )


# ---------------------------------------------------------------------- tidying up


def verwijder(pad: Path) -> None:
    """Removes a file or folder that came in, if it is there."""
    with contextlib.suppress(OSError):
        if pad.is_dir():
            shutil.rmtree(pad)
        else:
            pad.unlink()


def nog_nodig() -> set[str]:
    """Names of the files that deliveries on their way to this organisation still need."""
    return set(Aangeboden.objects.exclude(opslag="").values_list("opslag", flat=True))


def ruim_binnen_op(nodig: Collection[str], nu: float | None = None) -> int:
    """Removes what is left of broken-off work: files that no organisation needs, a day old or more. Gives how many.

    A file that came in after ``nodig`` was asked is younger than a day.
    """
    nu = time.time() if nu is None else nu
    weg = 0
    for pad in binnen_map().iterdir():
        try:
            oud = nu - pad.stat().st_mtime > _OUD
        except FileNotFoundError:
            continue
        if oud and pad.name not in nodig:
            verwijder(pad)
            weg += 1
    return weg
