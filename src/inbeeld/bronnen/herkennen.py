"""Which kind of delivery a file is: by what is in it first, by its name second."""

from __future__ import annotations

import re
from pathlib import Path

from inbeeld.bronnen import csv, gemeente, json_lezer, kalender, scholen, tabellen
from inbeeld.bronnen.basis import Bron, Gelezen, LeveringFout, OnbekendeLevering, Voortgang
from inbeeld.bronnen.brp import selectie
from inbeeld.bronnen.duo import maandrapportages, rod_levering, verzuimmelding
from inbeeld.bronnen.kaart import Kaart, laad
from inbeeld.bronnen.las import absentie

BRONNEN: dict[str, Bron] = {
    bron.code: bron
    for bron in (
        selectie.BRON,
        rod_levering.BRON,
        *maandrapportages.BRONNEN,
        verzuimmelding.BRON,
        absentie.BRON,
        scholen.BRON,
        kalender.BRON,
        *gemeente.BRONNEN,
        tabellen.BRON,
    )
}
"""Every kind we know, by code. Where two kinds fit equally, the first one named here is taken."""


def _op_naam(pad: Path, bronnen: list[Bron]) -> list[Bron]:
    return [b for b in bronnen if b.naam_patroon and re.search(b.naam_patroon, pad.name, re.IGNORECASE)]


def _onbekend(pad: Path, gezien: str, doen: str = "") -> OnbekendeLevering:
    soorten = "; ".join(bron.naam for bron in BRONNEN.values())
    return OnbekendeLevering(
        f"dit is geen levering die we kennen. Gezien: {gezien}. Bekend zijn: {soorten}.",
        bestand=pad,
        wat_te_doen=doen or "Controleer of dit het goede bestand is, of zeg in een kolomkaart hoe de kolommen heten.",
    )


def _kaarten(kaarten: Path | None) -> dict[str, Kaart]:
    return {b.code: laad(b.kaart(), b.code, kaarten) for b in BRONNEN.values() if b.kaart and "csv" in b.vorm}


def kaart_van(code: str, kaarten: Path | None = None) -> Kaart | None:
    """The column map of a kind of delivery, with the user's own over it."""
    bron = BRONNEN.get(code)
    return laad(bron.kaart(), code, kaarten) if bron and bron.kaart else None


def herken(pad: Path, *, kaarten: Path | None = None) -> Bron:
    """The kind of a file or folder.

    Raises:
        OnbekendeLevering: none fits; says what was seen (headers we know, never cells), which kinds there are, what to do.
        LeveringFout: the file can't be opened, is empty, or is plainly something else (zip, Excel, UTF-16).
    """
    if pad.is_dir():
        if tabellen.in_map(pad):
            return BRONNEN["tabellen"]
        raise _onbekend(pad, "een map zonder InBeeld-tabellen", "Geef de bestanden zelf op.")
    if tabellen.is_parquet(pad):
        if tabellen.welke(pad, tabellen.parquet_kolommen(pad)):
            return BRONNEN["tabellen"]
        raise _onbekend(pad, "een Parquet-bestand met andere kolommen dan onze tabellen")
    formaat = json_lezer.formaat(pad)
    if formaat is not None:
        if formaat in BRONNEN and "json" in BRONNEN[formaat].vorm:
            return BRONNEN[formaat]
        raise _onbekend(pad, "JSON zonder een bekend veld formaat", 'Zet "formaat" vooraan, zoals "verzuimmelding-v1".')
    return _herken_csv(pad, kaarten)


def _herken_csv(pad: Path, kaarten: Path | None) -> Bron:
    kop = csv.lees_kop(pad)
    alle = _kaarten(kaarten)
    passend = [BRONNEN[code] for code, kaart in alle.items() if kaart.past(kop)]
    if passend:
        # The most telling headers win (NenR has all columns of NRSP); among equals (A04, A14) the name decides.
        meeste = max(len(alle[b.code].kenmerkend) for b in passend)
        passend = [b for b in passend if len(alle[b.code].kenmerkend) == meeste]
        return (_op_naam(pad, passend) or passend)[0]
    if tabellen.welke(pad, tuple(naam.lower() for naam in kop.namen)):
        return BRONNEN["tabellen"]
    bekend = {csv.normaal(naam) for kaart in alle.values() for namen in kaart.kolommen.values() for naam in namen}
    gezien = [naam for naam in kop.namen if naam in bekend]
    # A name that promises a kind, with headers of it: let the reader say which column is missing.
    for bron in _op_naam(pad, [BRONNEN[code] for code in alle]):
        eigen = {csv.normaal(naam) for namen in alle[bron.code].kolommen.values() for naam in namen}
        if len(eigen & set(kop.namen)) >= 3:
            return bron
    wat = f"een tekstbestand met {len(kop.namen)} kolommen"
    raise _onbekend(pad, f"{wat}, waarvan we er {len(gezien)} kennen" + (f" ({', '.join(gezien[:12])})" if gezien else ""))


def lees(pad: Path, *, kaarten: Path | None = None, voortgang: Voortgang | None = None) -> Gelezen:
    """Recognise a delivery and read it.

    ``kaarten``: folder with column maps (``<code>.toml``); ``voortgang`` is told the number of rows so far.

    Raises:
        OnbekendeLevering: it is none of the kinds we know.
        LeveringFout: the whole file is refused.
    """
    bron = herken(pad, kaarten=kaarten)
    return bron.lezer(bron, pad, kaarten, voortgang)


__all__ = ["BRONNEN", "LeveringFout", "herken", "lees"]
