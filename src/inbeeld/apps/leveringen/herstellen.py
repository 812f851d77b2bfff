"""Correcting set-apart rows: the cells as someone made them go through the same adapter as the delivery they came from, as a
small delivery of the same source and date. So a corrected row becomes a fact in the same way as any other.

Reading needs no database: the web app does it at once, to point at what is still wrong. Storing is for the worker.
"""

from __future__ import annotations

import csv
import dataclasses
import json
import os
import re
import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.db import IntegrityError, transaction
from django.utils import timezone

from inbeeld.apps.basis.fouten import GeweigerdFout
from inbeeld.apps.basis.opdrachten import BEELD, HERSTEL, stel_uit
from inbeeld.apps.basis.versleuteling import ontsleutel, versleutel
from inbeeld.apps.leveringen.aanleveren import binnen_map
from inbeeld.apps.leveringen.inname import DOEL_APART, Herkomst, eigen_kaarten, neem_op, nummers_in
from inbeeld.apps.leveringen.models import Afhandeling, ApartGezet, Levering
from inbeeld.apps.personen.selectors import op_nummer

if TYPE_CHECKING:
    from inbeeld.apps.personen.models import Jongere
    from inbeeld.apps.toegang.models import Medewerker
    from inbeeld.bronnen import Gelezen

DOEL_HERSTELD = "afhandeling.inhoud"
LANGSTE_CEL = 10_000
VERSCHOVEN = "aantal_cellen"
"""Code of a row with too many or too few cells: they may stand in another column than their own."""
Log = Callable[[list[int], str], None]
"""Records that the data of these youths are read, on which page."""
AL_GEDAAN = "al_gedaan"
"""Code of ``Mis``: someone else was first."""
_OVER = re.compile(r"cel \d+")
_LIJST = {"verzuimmelding-v1": "meldingen", "absentie-v1": "absenties"}
"""JSON deliveries: the name of the list."""


@dataclass(frozen=True)
class Mis:
    """What is (still) wrong with a row. ``kolom``: one of its cells, or empty when it is the row as a whole."""

    kolom: str
    wat: str
    doe: str
    code: str = ""


def cellen_van(apart: ApartGezet) -> dict[str, str]:
    """The original cells, by column."""
    if apart.inhoud is None:
        return {}
    uit: dict[str, str] = json.loads(ontsleutel(apart.inhoud, DOEL_APART))
    if apart.levering.bron in _LIJST:
        return {naam: "" if cel == "null" else cel for naam, cel in uit.items()}
    return uit


def hersteld_van(afhandeling: Afhandeling) -> dict[str, str]:
    """The corrected cells."""
    if afhandeling.inhoud is None:
        return {}
    uit: dict[str, str] = json.loads(ontsleutel(afhandeling.inhoud, DOEL_HERSTELD))
    return uit


def velden_van(apart: ApartGezet, cellen: Mapping[str, str]) -> tuple[list[str], str]:
    """The columns to fill in, and which of them is wrong (empty: the row as a whole).

    A column that the file lacks, but of which the adapter says that it must be filled, is one of them.
    """
    from inbeeld.bronnen import kaart_van

    kolommen = list(cellen)
    fout = _veld(apart.kolom or "", kolommen)
    if fout or not apart.kolom:
        return kolommen, fout
    if in_json := re.fullmatch(r"\w+\[\d+\]\.(\w+)", apart.kolom):
        fout = in_json[1]
    else:
        kaart = kaart_van(apart.levering.bron, eigen_kaarten())
        fout = kaart.kolommen.get(apart.kolom, ("",))[0] if kaart else ""
    return ([*kolommen, fout] if fout else kolommen), fout


def _veld(kolom: str, kolommen: list[str]) -> str:
    """The cell that a column, a JSON path or ``table.column`` points at; empty when it is none of them."""
    if kolom in kolommen:
        return kolom
    delen = [d for d in re.split(r"[.\[\]]+", kolom) if d and not d.isdigit()]
    return next((d for d in delen if d in kolommen), "")


def lees_opnieuw(apart: ApartGezet, cellen: Mapping[str, str]) -> Gelezen | Mis:
    """Reads corrected cells as the delivery was read: the tables, with the original line and date, or what is still wrong."""
    from inbeeld.bronnen import BRONNEN, LeveringFout

    levering = apart.levering
    bron = BRONNEN.get(levering.bron)
    if bron is None or levering.bron_datum is None:
        return Mis("", "Deze levering kunnen we niet meer lezen.", "Vraag de leverancier om een nieuwe levering.")
    kolommen = list(cellen)
    for kolom, cel in cellen.items():
        if len(cel) > LANGSTE_CEL or "\0" in cel:
            return Mis(kolom, "Deze cel is te lang of bevat een onleesbaar teken.", "Kort de tekst in.")
        if cel and _OVER.fullmatch(kolom) and apart.code == VERSCHOVEN:
            return Mis(
                kolom,
                "Deze cel hoort bij geen kolom.",
                "Zet de waarden in de goede kolom en maak deze cel leeg.",
                apart.code,
            )
    with tempfile.TemporaryDirectory(prefix="werk-", dir=binnen_map()) as map_:
        pad = _schrijf(Path(map_), apart, cellen)
        try:
            gelezen = bron.lezer(bron, pad, eigen_kaarten(), None)
        except LeveringFout as fout:
            return Mis(_veld(fout.kolom, kolommen), _zin(fout.reden), fout.wat_te_doen)
    if gelezen.apart:
        nu = gelezen.apart[0]
        return Mis(_veld(nu.kolom, kolommen), _zin(nu.reden), nu.wat_te_doen, nu.code)
    if not any(t.num_rows for t in gelezen.tabellen.values()):
        return Mis("", "In deze rij staat niets om op te nemen.", "Vul de rij aan, of laat haar zo.")
    return dataclasses.replace(
        gelezen,
        pad=Path(levering.bestand),
        bron_datum=levering.bron_datum,
        omvang="mutaties",
        tabellen={naam: _met_regel(tabel, apart.regel) for naam, tabel in gelezen.tabellen.items()},
        opmerkingen=(),
    )


def _met_regel(tabel: pa.Table, regel: int) -> pa.Table:
    regels = pa.array([regel] * tabel.num_rows, pa.int64())
    if "regel" not in tabel.column_names:
        return tabel.append_column("regel", regels)
    veld = tabel.schema.field("regel")
    return tabel.set_column(tabel.column_names.index("regel"), veld, regels.cast(veld.type))


def _schrijf(map_: Path, apart: ApartGezet, cellen: Mapping[str, str]) -> Path:
    """The row as a file of its kind, under the name of the delivery and as old as it: an adapter looks at both."""
    levering = apart.levering
    naam = levering.bestand.replace("/", "_").lstrip(".")[-150:] or "levering"
    lijst = _LIJST.get(levering.bron)
    if lijst and (levering.bron == "verzuimmelding-v1" or naam.lower().endswith(".json")):
        pad = map_ / naam
        inhoud = {
            "formaat": levering.bron,
            "leverdatum": str(levering.bron_datum),
            "omvang": "mutaties",
            lijst: [{k: _uit_json(v) for k, v in cellen.items() if v != ""}],
        }
        pad.write_text(json.dumps(inhoud), "utf-8")
    else:
        if levering.bron == "tabellen":
            tabel = (apart.kolom or "").partition(".")[0] if "." in (apart.kolom or "") else Path(naam).stem
            naam = f"{tabel}.csv"
        pad = map_ / naam
        with pad.open("w", encoding="utf-8", newline="") as stroom:
            schrijver = csv.writer(stroom, delimiter=";")
            schrijver.writerow(cellen)
            schrijver.writerow([_regels(c) for c in cellen.values()])
    pad.chmod(0o600)
    if levering.bron_datum is not None:
        toen = datetime.combine(levering.bron_datum, time(12), UTC).timestamp()
        os.utime(pad, (toen, toen))
    return pad


def _regels(cel: str) -> str:
    return cel.replace("\r\n", "\n").replace("\r", "\n")


def _uit_json(cel: str) -> Any:
    """A cell that was a list, an object, true or false in the JSON is that again."""
    if cel[:1] in "[{" or cel in ("true", "false"):
        try:
            return json.loads(cel)
        except ValueError:
            return cel
    return cel


def _zin(tekst: str) -> str:
    tekst = tekst.strip()
    return tekst[:1].upper() + tekst[1:] + ("" if tekst.endswith((".", "?")) else ".")


# ---------------------------------------------------------------------- what someone decides (web)


def leg_herstel_vast(
    apart: ApartGezet,
    cellen: Mapping[str, str],
    door: Medewerker,
    *,
    verborgen: Collection[str] = (),
    log: Log | None = None,
) -> Mis | None:
    """Checks corrected cells; when they are right, keeps them and puts taking them in off to the worker. Gives what is wrong.

    ``verborgen``: columns with a secret address, that ``door`` did not see. ``log``: told which youths the row is about now.
    """
    if apart.status != ApartGezet.OPEN:
        return Mis("", "Deze rij is al afgehandeld.", "Ga terug naar de lijst.", AL_GEDAAN)
    if _gevuld(cellen) == _gevuld(cellen_van(apart)):
        return Mis(_veld(apart.kolom or "", list(cellen)), f"Er is nog niets veranderd. {_zin(apart.reden)}", apart.wat_te_doen)
    uit = lees_opnieuw(apart, cellen)
    if isinstance(uit, Mis):
        return uit
    wie, mis = _over_wie(uit, door)
    if log is not None and wie:
        log([j.pk for j in wie], "herstelde rij" if mis is None else "herstelde rij, geweigerd")
    if mis is None and any(cellen.get(k, "").strip() for k in verborgen):
        mis = _blijft_geheim(apart, cellen, wie)
    if mis is not None:
        return mis
    return _leg_vast(apart, door, Afhandeling.HERSTELD, inhoud=versleutel(json.dumps(dict(cellen)), DOEL_HERSTELD))


def _over_wie(gelezen: Gelezen, door: Medewerker) -> tuple[list[Jongere], Mis | None]:
    """The youths whom we know by the numbers in a row, and what is wrong when one of them is not for ``door`` to see.

    What it says is the same for every number: no more than that it can't be done.
    """
    gevonden = list(op_nummer(door, nummers_in(gelezen, door.tenant_id)).values())
    if all(mag for _, mag in gevonden):
        return [j for j, _ in gevonden], None
    return [j for j, _ in gevonden], Mis(
        "",
        "Met dit nummer kunt u deze rij niet opnemen.",
        "Controleer het nummer. Klopt het, laat de rij dan herstellen door een collega die voor alle gemeenten werkt.",
    )


def _blijft_geheim(apart: ApartGezet, cellen: Mapping[str, str], wie: Collection[Jongere]) -> Mis | None:
    """An address that goes along unseen stays secret: the row says so, or never did and is about who has a secret one."""
    from inbeeld.bronnen import kaart_van, zegt_geheim

    kaart = kaart_van(apart.levering.bron, eigen_kaarten())
    if zegt_geheim(cellen, kaart):
        return None
    if wie and all(j.geheim for j in wie) and not zegt_geheim(cellen_van(apart), kaart):
        return None
    return Mis(
        "",
        "Het adres in deze rij is geheim, en zou dat met deze verbetering niet meer zijn.",
        "Stuur de rij terug naar de leverancier.",
    )


def _gevuld(cellen: Mapping[str, str]) -> dict[str, str]:
    return {naam: kaal for naam, cel in cellen.items() if (kaal := cel.strip())}


def laat_zo(apart: ApartGezet, reden: str, door: Medewerker) -> Mis | None:
    """Leaves a row as it is, with the reason. Gives what is wrong."""
    if apart.status != ApartGezet.OPEN:
        return Mis("", "Deze rij is al afgehandeld.", "Ga terug naar de lijst.", AL_GEDAAN)
    reden = " ".join(reden.split())
    if len(reden) < 3:
        return Mis("reden", "Een reden ontbreekt.", "Schrijf in een paar woorden waarom deze rij zo mag blijven.")
    return _leg_vast(apart, door, Afhandeling.GELATEN, reden=reden[:500])


def _leg_vast(apart: ApartGezet, door: Medewerker, soort: str, **meer: Any) -> Mis | None:
    try:
        with transaction.atomic():
            nieuw = Afhandeling.objects.create(tenant_id=apart.tenant_id, apart=apart, soort=soort, door=door, **meer)
            stel_uit(HERSTEL, apart.tenant_id, afhandeling_id=nieuw.pk)
    except IntegrityError:
        return Mis("", "Iemand anders heeft deze rij net afgehandeld.", "Ga terug naar de lijst.", AL_GEDAAN)
    return None


# ---------------------------------------------------------------------- carrying it out (worker)


def handel_af(tenant_id: int, afhandeling_id: int) -> bool:
    """Carries out what was decided, in one transaction with the note that it was; a second time does nothing.

    Gives whether anything was done. When something was taken in, the picture is put off to be made anew.
    """
    with transaction.atomic():
        afhandeling = (
            Afhandeling.objects.select_for_update(of=("self",))
            .select_related("apart__levering", "tenant", "door")
            .filter(pk=afhandeling_id, tenant_id=tenant_id, apart__tenant_id=tenant_id, status=Afhandeling.WACHT)
            .first()
        )
        if afhandeling is None:
            return False
        apart = afhandeling.apart
        mis: Mis | None = None
        if afhandeling.soort == Afhandeling.HERSTELD:
            mis = _neem_herstelde(afhandeling)
        if mis is not None:
            afhandeling.status = Afhandeling.MISLUKT
            afhandeling.fout = dataclasses.asdict(mis)
        else:
            afhandeling.status = Afhandeling.KLAAR
            apart.status, apart.afgedaan_op = afhandeling.soort, timezone.now()
            apart.save(update_fields=["status", "afgedaan_op"])
        afhandeling.save(update_fields=["status", "fout", "levering"])
        if afhandeling.levering_id is not None:
            stel_uit(BEELD, tenant_id)
    return True


def geef_afhandeling_op(tenant_id: int, afhandeling_id: int) -> None:
    """Notes that what was decided could not be carried out, for a reason that is not in the row. It can be decided anew."""
    mis = Mis(
        "",
        "Er ging iets mis dat niet voorzien was.",
        "Er is niets van opgenomen. Meld dit bij de beheerder, en herstel de rij daarna opnieuw.",
    )
    Afhandeling.objects.filter(pk=afhandeling_id, tenant_id=tenant_id, status=Afhandeling.WACHT).update(
        status=Afhandeling.MISLUKT, fout=dataclasses.asdict(mis)
    )


def _neem_herstelde(afhandeling: Afhandeling) -> Mis | None:
    """The rules, the column map or whom we know may have changed since the web app looked: then it is told what is wrong now."""
    apart = afhandeling.apart
    gelezen = lees_opnieuw(apart, hersteld_van(afhandeling))
    if isinstance(gelezen, Mis):
        return gelezen
    _wie, mis = _over_wie(gelezen, afhandeling.door)
    if mis is not None:
        return mis
    herkomst = Herkomst(Levering.HERSTEL, afhandeling.door_id, apart.levering_id)
    try:
        ontvangst = neem_op(gelezen, afhandeling.tenant, herkomst=herkomst)
    except GeweigerdFout as fout:
        return Mis("", fout.wat, fout.doe)
    afhandeling.levering_id = ontvangst.levering_id
    return None
