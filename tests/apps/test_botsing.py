"""Two people at the same form, of every form that writes: the second is shown the difference, and nothing is overwritten."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from django import forms
from django.test import Client

from inbeeld import apps
from inbeeld.apps.leveringen import services
from inbeeld.apps.leveringen.herstellen import hersteld_van
from inbeeld.apps.leveringen.models import Afhandeling
from inbeeld.apps.opdrachten import taken
from inbeeld.apps.personen.models import Dubbel, Oordeel
from inbeeld.apps.personen.services import leg_oordeel_vast
from inbeeld.apps.toegang.models import Medewerker, Organisatie
from inbeeld.project.database import WERKER
from inbeeld.web.botsing import MetStand

from .test_dubbel import Binnen, binnen, dubbel  # noqa: F401 (fixtures)
from .test_leveringen_paginas import Gevuld, adres, gevuld, rij_van, tekst, veld, velden  # noqa: F401

NIEUW = {
    "Aanleverformulier",
    "Appformulier",
    "Besluitformulier",
    "Codeformulier",
    "Deelformulier",
    "Filterformulier",
    "Goedkeurformulier",
    "Grondformulier",
    "Inlogformulier",
    "Inzageformulier",
    "Kennisgevingformulier",
    "Nieuwformulier",
    "Passkeyformulier",
    "Redenformulier",
    "Uitstelformulier",
    "Verzoekformulier",
    "Kloptniet",
    "Hoeformulier",
    "Toegangformulier",
    "Uitnodigingformulier",
    "Wachtwoordformulier",
}
"""Forms that add something and change nothing that is there, or that the database takes only once (a decision, an alert)."""


def formulieren(soort: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for onder in soort.__subclasses__():
        yield onder
        yield from formulieren(onder)


def test_elk_formulier_weet_waarvan_het_gemaakt_is() -> None:
    for module in pkgutil.walk_packages(apps.__path__, "inbeeld.apps."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    onze = {f for f in formulieren() if f.__module__.startswith("inbeeld.") and f is not MetStand}
    assert {f.__name__ for f in onze if not issubclass(f, MetStand)} == NIEUW
    assert len(onze) > len(NIEUW) + 3


def stand(html: str, voor: str = "") -> str:
    gevonden = re.search(rf'<input type="hidden" name="{voor}stand"(?: value="([^"]*)")?', html)
    assert gevonden
    return gevonden[1] or ""


# ---------------------------------------------------------------------- set-apart rows


def test_dezelfde_rij_herstellen(gevuld: Gevuld) -> None:  # noqa: F811
    een, twee = gevuld.client("administratie"), gevuld.client("teamleider")
    rij = rij_van(gevuld)
    pad = adres(gevuld.levering, "apart", rij.pk)
    html = tekst(een, pad)
    assert tekst(twee, pad)
    datum = veld(html, "DATUM_INSCHRIJVING")
    goed = velden(html) | {"stand": stand(html)}
    assert een.post(pad, goed | {datum: "20260801"}).status_code == 302
    tweede = twee.post(pad, goed | {datum: "20260901"})
    assert tweede.status_code == 409
    blad = tweede.content.decode()
    assert "Iemand was u voor" in blad
    assert "Administratie Vos" in blad
    for waarde in ("20269801", "20260801", "20260901"):
        assert waarde in blad, "what it was, what the first and what the second made of it"
    assert "niets meer aan veranderen" in blad
    (gedaan,) = Afhandeling.objects.filter(apart=rij)
    assert hersteld_van(gedaan)["DATUM_INSCHRIJVING"] == "20260801"


def test_na_een_mislukte_poging_van_een_ander(gevuld: Gevuld) -> None:  # noqa: F811
    """The row is open again: the second sees what was tried, and may then decide."""
    een, twee = gevuld.client("administratie"), gevuld.client("teamleider")
    rij = rij_van(gevuld)
    pad = adres(gevuld.levering, "apart", rij.pk)
    html = tekst(twee, pad)
    datum = veld(html, "DATUM_INSCHRIJVING")
    goed = velden(html) | {"stand": stand(html)}
    assert een.post(pad, goed | {datum: "20260801"}).status_code == 302
    with gevuld.als(WERKER):
        Afhandeling.objects.filter(apart=rij).update(status="mislukt", fout={"wat": "Dat kon niet.", "doe": ""})
    botst = twee.post(pad, goed | {datum: "20260901"})
    assert botst.status_code == 409
    blad = botst.content.decode()
    assert "heeft deze rij geprobeerd te herstellen" in blad
    assert velden(blad)[datum] == "20260901", "nobody's typing is lost"
    assert Afhandeling.objects.filter(apart=rij).count() == 1
    assert twee.post(pad, velden(blad) | {"stand": stand(blad)}).status_code == 302
    assert Afhandeling.objects.filter(apart=rij).count() == 2


def test_zo_laten_en_tegelijk_herstellen(gevuld: Gevuld) -> None:  # noqa: F811
    een, twee = gevuld.client("administratie"), gevuld.client("teamleider")
    rij = rij_van(gevuld)
    pad = adres(gevuld.levering, "apart", rij.pk)
    html = tekst(twee, pad)
    goed = velden(html) | {veld(html, "DATUM_INSCHRIJVING"): "20260901", "stand": stand(html)}
    laat = {"laat-reden": "komt opnieuw", "laat-stand": stand(html, "laat-")}
    assert een.post(f"{pad}laat-zo/", laat).status_code == 302
    for antwoord in (twee.post(pad, goed), twee.post(f"{pad}laat-zo/", laat | {"laat-reden": "dubbel geleverd"})):
        assert antwoord.status_code == 409
        assert "heeft deze rij zo gelaten" in antwoord.content.decode()
        assert "komt opnieuw" in antwoord.content.decode()
    assert "dubbel geleverd" in antwoord.content.decode()
    assert Afhandeling.objects.filter(apart=rij).count() == 1


def test_wie_geen_stand_meestuurt_overschrijft_ook_niets(gevuld: Gevuld) -> None:  # noqa: F811
    rij = rij_van(gevuld)
    een, twee = gevuld.wie["administratie"], gevuld.wie["teamleider"]
    assert services.laat_zo(rij, "komt opnieuw", een) is None
    mis = services.laat_zo(rij, "dubbel", twee)
    assert mis is not None
    assert mis.code == services.AL_GEDAAN


# ---------------------------------------------------------------------- one person or two


def paarblad(organisatie: Organisatie) -> str:
    d = Dubbel.objects.get(tenant=organisatie)
    return f"/jongeren/dubbel/{d.een.uuid}/{d.ander.uuid}/"


def test_over_hetzelfde_paar_besluiten(dubbel: Organisatie, binnen: Binnen) -> None:  # noqa: F811
    een, twee = binnen("administratie"), binnen("teamleider")
    pad = paarblad(dubbel)
    open_ = stand(een.get(pad).content.decode())
    assert stand(twee.get(pad).content.decode()) == open_ == ""
    assert een.post(pad, {"oordeel": "twee", "reden": "nichtjes", "stand": open_}).status_code == 302
    botst = twee.post(pad, {"oordeel": "een", "reden": "school zegt het", "stand": open_})
    assert botst.status_code == 409
    blad = botst.content.decode()
    for woord in ("Iemand was u voor", "Nee, twee personen", "Ja, één persoon", "nichtjes", "school zegt het"):
        assert woord in blad
    assert [o.soort for o in Oordeel.objects.filter(tenant=dubbel)] == [Oordeel.TWEE]
    # Knowing that, one may decide otherwise.
    assert twee.post(pad, {"oordeel": "een", "reden": "school zegt het", "stand": stand(blad)}).status_code == 302
    wacht = een.post(pad, {"oordeel": "twee", "reden": "toch niet", "stand": stand(blad)})
    assert wacht.status_code == 409
    assert "niets meer aan veranderen" in wacht.content.decode()
    assert Oordeel.objects.filter(tenant=dubbel).count() == 2


def test_uit_elkaar_halen(dubbel: Organisatie, binnen: Binnen) -> None:  # noqa: F811
    wie = Medewerker.objects.get(gebruikersnaam=f"administratie-{dubbel.pk}")
    d = Dubbel.objects.get(tenant=dubbel)
    blijft, vervalt = (d.een, d.ander) if d.een.bsn_index else (d.ander, d.een)
    oordeel = leg_oordeel_vast(wie, Oordeel.SAMEN, blijft, vervalt, "school zegt het")
    taken.voeg_samen.func(dubbel.pk, oordeel.pk)
    een, twee = binnen("administratie"), binnen("teamleider")
    pad = f"/jongeren/dubbel/{vervalt.uuid}/uit-elkaar/"
    open_ = stand(twee.get(pad).content.decode())
    assert een.post(pad, {"reden": "toch een neefje", "stand": open_}).status_code == 302
    botst = twee.post(pad, {"reden": "de moeder zegt het", "stand": open_})
    assert botst.status_code == 409
    for woord in ("toch een neefje", "de moeder zegt het", "uit elkaar moeten"):
        assert woord in botst.content.decode()
    assert Oordeel.objects.filter(tenant=dubbel, soort=Oordeel.SPLITS).count() == 1


# ---------------------------------------------------------------------- one's own settings, in two windows


def test_eigen_instellingen(gevuld: Gevuld) -> None:  # noqa: F811
    wie = gevuld.wie["teamleider"]
    een, twee = Client(), Client()
    for client in (een, twee):
        client.force_login(wie)
    open_ = stand(tekst(een, "/instellingen/"))
    assert een.post("/instellingen/", {"thema": "donker", "toetsen_aan": "on", "stand": open_}).status_code == 302
    botst = twee.post("/instellingen/", {"thema": "licht", "stand": open_})
    assert botst.status_code == 409
    wie.refresh_from_db()
    assert (wie.thema, wie.toetsen_aan) == ("donker", True)
    blad = botst.content.decode()
    assert "in een ander venster" in blad
    assert twee.post("/instellingen/", {"thema": "licht", "stand": stand(blad)}).status_code == 302
    wie.refresh_from_db()
    assert (wie.thema, wie.toetsen_aan) == ("licht", False)


@pytest.mark.parametrize("stuk", ["x", "999999", "<b>"])
def test_een_stand_die_niet_bestaat(gevuld: Gevuld, stuk: str) -> None:  # noqa: F811
    """Someone else's or an invented stand is not the present one."""
    client, rij = gevuld.client(), rij_van(gevuld)
    pad = adres(gevuld.levering, "apart", rij.pk)
    html = tekst(client, pad)
    assert services.laat_zo(rij, "komt opnieuw", gevuld.wie["teamleider"]) is None
    antwoord = client.post(pad, velden(html) | {veld(html, "DATUM_INSCHRIJVING"): "20260801", "stand": stuk})
    assert antwoord.status_code == 409
    assert stuk not in antwoord.content.decode() or stuk == "x"
    assert Afhandeling.objects.filter(apart=rij).count() == 1
