"""Every address × every role × every kind of foreign object: what is not yours answers as what isn't there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from inbeeld.apps.toegang.beleid import OPENBAAR
from inbeeld.apps.toegang.models import FUNCTIONARIS, ROLLEN

from .conftest import Toneel
from .wereld import (
    DICHT,
    ELDERS,
    GEHEIM,
    HIER,
    OPGEGAAN,
    PEIL,
    ZICHTBAAR,
    Deur,
    deuren,
    fouten_in,
    met_uuid,
    tekst_van,
    vreemd_voor,
)

TEKSTEN = {"wet": ["R-30", "R-999", "..%2f..%2fetc"], "toegang": ["aanval-b", "bestaat-niet"]}
"""What a ``<str:…>`` of an app may hold."""
GEEN_GROND_NODIG = ("leveringen", "inzage", "bewaren", "leeslog")
"""Care for the registers themselves, and duties to the person, ask no ground (docs/beheer/rechten.md)."""
LIJF = {
    "reden": "Een reden die lang genoeg is.", "waarom": "Zomaar.", "betwist": "De naam.", "noot": "Gezien.", "soort": "ouders",
    "aan": "ouders", "wijze": "telefoon", "op": "20-11-2026", "ontvangen": "20-11-2026",
    "tot": f"{PEIL + timedelta(days=30):%d-%m-%Y}",
    "van": "ouder", "uitkomst": "toegewezen", "onderdelen": ["rechtspositie"], "bevestig": "on", "zoek": "Vermeer", "blijft": "x",
    "oordeel": "twee", "vorm": "pdf", "status": "gezien",
}  # fmt: skip
"""A body with what forms here ask; what a page's own form asks comes on top."""
_INVOER = re.compile(r"<(?:input|select|textarea|button)\b[^>]*\bname=\"([^\"]+)\"[^>]*")
ALLE = list(deuren())


def kale(tekst: str, *ids: object) -> str:
    """Without what differs between any two answers: tokens, and the id that was asked."""
    tekst = re.sub(r"[a-z0-9]{64}|csrftoken=[^;]+|content-length: \d+", "", tekst)
    for i in ids:
        tekst = tekst.replace(str(i).casefold(), "ID") if len(str(i)) > 12 else tekst.replace(f"/{i}/", "/ID/")
    return tekst


def velden_van(client: Client, deur: Deur, t: Toneel) -> dict[str, Any]:
    """What the forms of a page ask, as seen with an object of one's own."""
    uit: dict[str, Any] = dict(LIJF)
    for waarden in eigen_vulling(deur, t):
        antwoord = client.get(deur.open(**waarden))
        if antwoord.status_code == 200 and "html" in antwoord.get("Content-Type", ""):
            for naam in _INVOER.findall(antwoord.content.decode()):
                if naam != "csrfmiddlewaretoken":
                    uit.setdefault(naam, "20-11-2026" if naam in ("dag", "datum") else "1")
    return uit


def voorbeelden(deur: Deur, soort: str, t: Toneel) -> list[object]:
    """Of someone's own."""
    if soort == "UUIDConverter":
        return [t.eigen.voorwerpen["Levering"][-1][0] if deur.ruimte == "leveringen" else t.eigen.wie[ZICHTBAAR].uuid]
    if soort == "IntConverter":
        return [*t.eigen.nummers.get(deur.ruimte, ())][:1]
    return [*TEKSTEN.get(deur.ruimte, ())][:1]


def eigen_vulling(deur: Deur, t: Toneel) -> Iterator[dict[str, object]]:
    namen = [n for n, _ in deur.soorten]
    for keus in product(*(voorbeelden(deur, s, t) for _, s in deur.soorten)):
        yield dict(zip(namen, keus, strict=True))


def vreemde_vulling(deur: Deur, t: Toneel, *, alle: bool) -> Iterator[tuple[str, dict[str, object], dict[str, object]]]:
    """Per foreign object: what it is, the address with it, and the same address with what does not exist in its place."""
    for plek, soort in deur.soorten:
        if soort == "UUIDConverter":
            per_soort = vreemd_voor(t.eigen, t.vreemd, alle=alle)
            vreemd: list[tuple[str, object]] = [(wat, u) for wat, ids in per_soort.items() for u in ids]
            nep: object = uuid4()
        elif soort == "IntConverter":
            vreemd, nep = [("van een andere organisatie", n) for n in t.vreemd.nummers[deur.ruimte]], 10**12
        else:
            continue
        rest = [(n, s) for n, s in deur.soorten if n != plek]
        for keus in product(*(voorbeelden(deur, s, t) for _, s in rest)):
            bij = dict(zip((n for n, _ in rest), keus, strict=True))
            for wat, ding in vreemd:
                yield wat, bij | {plek: ding}, bij | {plek: nep}
        if rest:  # all of it foreign
            for wat, ding in vreemd:
                if all(s == soort for _, s in rest):
                    yield wat, {n: ding for n, _ in deur.soorten}, {n: nep for n, _ in deur.soorten}


def test_van_elke_soort_is_er_een_voorbeeld(toneel: Toneel) -> None:
    """A page that names a new kind of thing needs a foreign one to be tried with."""
    leeg = [m.__name__ for m in met_uuid() for k in (toneel.eigen, toneel.vreemd) if not k.voorwerpen[m.__name__]]
    assert leeg == [], "add an example to tests/aanvallen/wereld.py"
    for deur in ALLE:
        for naam, soort in deur.soorten:
            wat = f"/{deur.adres}: no example for <{naam}>; add one to "
            if soort == "UUIDConverter":
                continue
            if soort == "IntConverter":
                assert deur.ruimte in toneel.vreemd.nummers, wat + "Kant.nummers in tests/aanvallen/wereld.py"
            else:
                assert soort == "StringConverter", f"{wat}tests/aanvallen (a converter that is not known: {soort})"
                assert deur.ruimte in TEKSTEN, wat + "TEKSTEN in tests/aanvallen/test_matrix.py"


@pytest.mark.parametrize("alle", [False, pytest.param(True, marks=pytest.mark.lang)], ids=["van elk een", "alles"])
def test_wat_van_een_ander_is_is_er_niet(toneel: Toneel, log: StringIO, alle: bool) -> None:
    mis: list[str] = []
    gedaan: Counter[str] = Counter()
    for rol, client in toneel.binnen.items():
        for deur in ALLE:
            if not deur.soorten or deur.view.recht is OPENBAAR or getattr(deur.view, "api", False):
                continue
            mag = rol in deur.view.recht.rollen
            lijf = velden_van(client, deur, toneel) if mag and "POST" in deur.view.methodes else LIJF
            nee: dict[tuple[str, str], tuple[int, str]] = {}
            gezien: set[str] = set()
            for wat, waarden, neppe in vreemde_vulling(deur, toneel, alle=alle):
                if wat in gezien and not mag:
                    continue
                gezien.add(wat)
                for methode in sorted({"GET", *deur.view.methodes}):
                    pad, nep = deur.open(**waarden), deur.open(**neppe)
                    if (nep, methode) not in nee:
                        antwoord = _stuur(client, methode, nep, lijf)
                        nee[nep, methode] = antwoord.status_code, kale(tekst_van(antwoord), *neppe.values())
                    antwoord = _stuur(client, methode, pad, lijf)
                    gedaan[wat] += 1
                    tekst = tekst_van(antwoord)
                    hier = [f"{rol} {methode} /{deur.adres} {wat}: {f}" for f in fouten_in(antwoord, tekst, toneel.verboden)]
                    if rol != FUNCTIONARIS or wat == "van een andere organisatie":
                        kaal = antwoord.status_code, kale(tekst, *waarden.values())
                        if kaal != nee[nep, methode]:  # a message of the page before may have been in either: once more
                            kaal, nee[nep, methode] = (
                                (a.status_code, kale(tekst_van(a), *ids.values()))
                                for a, ids in (
                                    (_stuur(client, methode, pad, lijf), waarden),
                                    (_stuur(client, methode, nep, lijf), neppe),
                                )
                            )
                        if kaal != nee[nep, methode]:
                            hier.append(
                                f"{rol} {methode} {pad} {wat}: {kaal[0]}, not as what is not there: {nee[nep, methode][0]}"
                            )
                    if not mag and antwoord.status_code not in (403, 405):
                        hier.append(f"{rol} {methode} {pad}: {antwoord.status_code} without the permission")
                    mis += hier
    assert mis == [], f"{len(mis)}:\n" + "\n".join(mis[:25])
    assert set(gedaan) == {"van een andere organisatie", "buiten de eigen gemeenten"}
    assert min(gedaan.values()) > 500, gedaan
    assert len(log.getvalue().splitlines()) > sum(gedaan.values()), "that no person is in the log is proved by what is in it"


def _stuur(client: Client, methode: str, pad: str, lijf: dict[str, Any]) -> Any:
    return client.post(pad, lijf) if methode == "POST" else client.generic(methode, pad)


def test_geen_lijst_en_geen_eigen_pagina_toont_een_ander(toneel: Toneel) -> None:
    """Also of one's own: no secret address, and of a closed file no more than is needed to find the right person."""
    mis: list[str] = []
    open_ = 0
    geheim, dicht = toneel.eigen.wie[GEHEIM], toneel.eigen.wie[DICHT]
    eigen = [u for rijen in toneel.eigen.voorwerpen.values() for u, _ in rijen]
    for rol, client in toneel.binnen.items():
        for deur in ALLE:
            recht = deur.view.recht
            if getattr(deur.view, "api", False) or "GET" not in deur.view.methodes or (deur.soorten and rol not in recht.rollen):
                continue
            vullingen: list[dict[str, object]] = list(eigen_vulling(deur, toneel))
            if len(deur.soorten) == 1 and deur.soorten[0][1] == "UUIDConverter":
                vullingen = [{deur.soorten[0][0]: u} for u in eigen]
            elif "Int" in str(deur.soorten):
                leveringen = [u for u, _ in toneel.eigen.voorwerpen["Levering"]]
                vullingen = [{"uuid": u, "id_": n} for u in leveringen for n in toneel.eigen.nummers.get(deur.ruimte, ())]
            for waarden in vullingen:
                pad = deur.open(**waarden)
                antwoord = client.get(pad)
                open_ += antwoord.status_code == 200
                verboden = toneel.verboden | {geheim.straat.casefold()}
                if deur.ruimte not in GEEN_GROND_NODIG and not deur.adres.startswith("jongeren/dubbel"):
                    verboden |= {dicht.straat.casefold()}
                mis += [f"{rol} {pad}: {f}" for f in fouten_in(antwoord, tekst_van(antwoord), verboden)]
    assert mis == [], f"{len(mis)}:\n" + "\n".join(mis[:25])
    assert open_ > 200


@pytest.mark.parametrize("wie", [ELDERS, OPGEGAAN])
@pytest.mark.parametrize("zoek", ["achternaam", "pgn"])
def test_zoeken_zegt_niet_of_iemand_bestaat(toneel: Toneel, wie: str, zoek: str) -> None:
    """Whom one may not see is found as little as whom nobody knows, here and next door."""
    niemand = {"achternaam": "Qxznergensnaam", "pgn": "999990184"}[zoek]
    for rol in ("leerplichtambtenaar", "doorstroomcoach", "administratie", "teamleider"):
        client = toneel.binnen[rol]
        leeg = kale(tekst_van(client.post("/jongeren/", {"zoek": niemand}, follow=True))).replace(niemand.casefold(), "ID")
        for kant in (toneel.eigen, toneel.vreemd):
            tekst = getattr(kant.wie[wie], zoek)
            antwoord = client.post("/jongeren/", {"zoek": tekst}, follow=True)
            assert antwoord.status_code == 200
            assert kale(tekst_van(antwoord)).replace(tekst.casefold(), "ID") == leeg, (rol, kant.tekst)


def test_wie_niet_is_ingelogd_komt_nergens(toneel: Toneel) -> None:
    client = Client(raise_request_exception=False)
    for deur in ALLE:
        if deur.view.recht is OPENBAAR or getattr(deur.view, "api", False):
            continue
        for waarden in eigen_vulling(deur, toneel):
            for methode in sorted({"GET", *deur.view.methodes}):
                antwoord = _stuur(client, methode, deur.open(**waarden), LIJF)
                assert antwoord.status_code in (302, 405), (methode, deur.adres)
                assert fouten_in(antwoord, tekst_van(antwoord), toneel.verboden | toneel.eigen.woorden) == []


def test_alle_rollen_doen_mee(toneel: Toneel) -> None:
    assert set(toneel.binnen) == set(ROLLEN)
    assert {u for u, _ in toneel.vreemd.voorwerpen["Jongere"]} == {w.uuid for w in toneel.vreemd.wie.values()}
    assert all(isinstance(u, UUID) for u, _ in toneel.eigen.voorwerpen["Jongere"])
    assert HIER in toneel.vreemd.tenant.gemeenten, "next door lives where the attacker may look"
