"""Who may be one person, and the pages on which somebody decides that."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbeeld.apps.basis.opdrachten import SPLITS, VOEG_SAMEN, stel_uit
from inbeeld.apps.gronden.models import Grond
from inbeeld.apps.opdrachten import taken
from inbeeld.apps.personen.models import Dubbel, Jongere, Oordeel, Samenvoeging
from inbeeld.apps.personen.selectors import leden
from inbeeld.apps.personen.services import leg_oordeel_vast
from inbeeld.apps.registers import services as registers
from inbeeld.apps.toegang.models import ROLLEN
from inbeeld.apps.toegang.pagina import LANGST_PEILEN
from inbeeld.apps.toegang.services import leg_medewerker_vast, leg_organisatie_vast
from inbeeld.apps.verantwoording.models import Leesregel
from inbeeld.apps.verantwoording.selectors import gelezen_van

from .maken import (
    ANNA,
    BRAM,
    WACHTWOORD,
    gaat_naar,
    gelogd,
    levering,
    log_in,
    log_regel,
    neem,
    persoon,
    scholen_van,
    vraag,
    woont,
)
from .test_personen_een_persoon import ROD, onr, twee

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

D1, D2 = date(2025, 9, 1), date(2025, 10, 1)
Binnen = Callable[..., Client]


def paren(organisatie: Organisatie) -> list[tuple[list[str], list[str]]]:
    return [(d.gelijk, d.anders) for d in Dubbel.objects.filter(tenant=organisatie).order_by("-zeker", "id")]


def gezin(organisatie: Organisatie, *kinderen: dict[str, Any]) -> None:
    """Who the BRP knows, at one address; and who a school knows by an onderwijsnummer."""
    thuis = {"postcode": "1008HC", "huisnummer": "12"}
    brp = [thuis | k for k in kinderen if k["pgn"]]
    school = [onr(thuis | k) for k in kinderen if not k["pgn"]]
    neem(organisatie, levering("brp-selectie-v1", D1, "volledig", personen=brp, verblijf=[woont(k["pgn"]) for k in brp]))
    if school:
        neem(organisatie, levering(ROD, D1, personen=school, inschrijvingen=[onr(gaat_naar(""))]))


# ---------------------------------------------------------------------- suggestions


def test_hetzelfde_kind_onder_twee_nummers_valt_op(organisatie: Organisatie) -> None:
    twee(organisatie)
    ((gelijk, anders),) = paren(organisatie)
    assert {"geboren", "voornaam", "achternaam"} <= set(gelijk)
    assert anders == ["nummer"]


@pytest.mark.parametrize(
    ("ander", "waarom"),
    [
        ({"voornamen": "Tess"}, "twins have other first names"),
        ({"voornamen": "Noor Maria"}, "one more first name is no other first name, but both have a BSN and no address"),
        ({"geboren": date(2010, 3, 5)}, "born on another day"),
        ({"achternaam": "Bakker"}, "another surname, and no address in common"),
    ],
)
def test_wie_niet_dezelfde_is_valt_niet_op(organisatie: Organisatie, ander: dict[str, Any], waarom: str) -> None:
    brp = [persoon(ANNA), persoon(BRAM) | ander]
    neem(organisatie, levering("brp-selectie-v1", D1, "volledig", personen=brp, verblijf=[woont(ANNA), woont(BRAM)]))
    assert paren(organisatie) == [], waarom


def test_tweeling_en_vader_en_zoon_nooit(organisatie: Organisatie) -> None:
    """Also at one address and with one of them known by an onderwijsnummer only."""
    gezin(
        organisatie,
        persoon(ANNA, voornamen="Noor"),
        persoon("", voornamen="Nora Tess"),
        persoon(BRAM, voornamen="Noor", geboren=date(1999, 1, 2)),
    )
    namen = {frozenset((d.een.voornamen, d.ander.voornamen)) for d in Dubbel.objects.filter(tenant=organisatie)}
    assert not any("Tess" in (n or "") and "Noor" in groep for groep in namen for n in groep)
    assert all(d.een.geboren == d.ander.geboren for d in Dubbel.objects.filter(tenant=organisatie))


def test_andere_achternaam_op_hetzelfde_adres(organisatie: Organisatie) -> None:
    """A name that changed, or was written otherwise by the school."""
    gezin(organisatie, persoon(ANNA), persoon("", naam="Bakker"))
    ((gelijk, anders),) = paren(organisatie)
    assert "adres" in gelijk
    assert "achternaam" in anders


@pytest.mark.parametrize("geheim", [ANNA, BRAM])
def test_uit_een_geheim_adres_volgt_geen_paar(organisatie: Organisatie, geheim: str) -> None:
    """Not with another surname, and not of two with a BSN: only that they live at one address made them a pair."""
    brp = [persoon(p, postcode="1008HC", huisnummer="12", geheim=7 if p == geheim else 0) for p in (ANNA, BRAM)]
    neem(organisatie, levering("brp-selectie-v1", D1, "volledig", personen=brp, verblijf=[woont(ANNA), woont(BRAM)]))
    assert paren(organisatie) == []
    brp = [b | {"geheim": 0} for b in brp]
    neem(organisatie, levering("brp-selectie-v1", D2, "volledig", personen=brp, verblijf=[woont(ANNA), woont(BRAM)]))
    assert len(paren(organisatie)) == 1


def test_een_geheim_adres_maakt_een_paar_niet_zekerder(organisatie: Organisatie) -> None:
    """No address-only pair, and nothing about the address of the pair that there is."""
    gezin(organisatie, persoon(ANNA, geheim=7), persoon("", naam="Bakker"))
    assert paren(organisatie) == []
    gezin(organisatie, persoon(ANNA, geheim=7), persoon(""))
    (met,) = Dubbel.objects.filter(tenant=organisatie)
    assert "adres" not in (*met.gelijk, *met.anders)
    gezin(organisatie, persoon(ANNA, geheim=7, postcode="1011AA"), persoon(""))
    (zonder,) = Dubbel.objects.filter(tenant=organisatie)
    assert zonder.zeker == met.zeker


# ---------------------------------------------------------------------- the pages


@pytest.fixture
def dubbel(organisatie: Organisatie) -> Organisatie:
    twee(organisatie)
    for rol in ROLLEN:
        leg_medewerker_vast(
            organisatie, f"{rol}-{organisatie.pk}", naam="Sam Pinas", rol=rol, scholen=scholen_van(rol), wachtwoord=WACHTWOORD
        )
    return organisatie


@pytest.fixture
def binnen(dubbel: Organisatie, als_web_straks: Callable[[], None]) -> Binnen:
    def maak(rol: str = "administratie") -> Client:
        als_web_straks()
        return log_in(f"{rol}-{dubbel.pk}")

    return maak


def adres(organisatie: Organisatie) -> str:
    d = Dubbel.objects.get(tenant=organisatie)
    return f"/jongeren/dubbel/{d.een.uuid}/{d.ander.uuid}/"


def test_lijst_en_vergelijking_en_leeslog(dubbel: Organisatie, binnen: Binnen) -> None:
    client = binnen()
    blad = client.get("/jongeren/dubbel/").content.decode()
    assert "Van 1 paar lijken" in blad
    assert "Anders: soort nummer." in blad
    blad = client.get(adres(dubbel)).content.decode()
    assert "<strong>anders</strong>" not in blad, "nothing but the kind of number differs"
    assert "onderwijsnummer" in blad
    for nummer in (ANNA, "999990020"):
        assert nummer not in blad
    paginas = set(Leesregel.objects.filter(tenant=dubbel).values_list("pagina", flat=True))
    assert paginas == {"mogelijk dubbel", "vergelijken"}
    assert Leesregel.objects.filter(tenant=dubbel, pagina="vergelijken").count() == 2


def test_een_persoon_en_toch_weer_twee(dubbel: Organisatie, binnen: Binnen, installatie: Any) -> None:
    """Decided in role web, which writes the decision and no more; carried out as the worker would."""
    client = binnen()
    weg = adres(dubbel)
    assert client.post(weg, {"oordeel": "een", "reden": ""}).status_code == 422, "no reason"
    assert client.post(weg, {"reden": "school zegt het"}).status_code == 422, "no choice"
    assert client.post(weg, {"oordeel": "een", "reden": "school zegt het"}).status_code == 302
    blad = client.get("/jongeren/dubbel/").content.decode()
    assert "Wordt samengevoegd." in blad
    assert "hx-get" in blad
    assert "Over deze twee is al besloten" in client.get(weg).content.decode()
    assert client.post(weg, {"oordeel": "een", "reden": "nog eens"}).status_code == 409
    oordeel = Oordeel.objects.get(tenant=dubbel)
    assert (oordeel.soort, oordeel.status, bool(oordeel.een.bsn_index)) == (Oordeel.SAMEN, Oordeel.WACHT, True)
    ((naam, args),) = vraag(
        "SELECT task_name, args ->> 'oordeel_id' FROM procrastinate_jobs "
        "WHERE args @> jsonb_build_object('tenant_id', %s::bigint)",
        dubbel.pk,
    )
    assert (naam, int(args)) == ("persoon.voeg_samen", oordeel.pk)
    geschreven = Leesregel.objects.filter(tenant=dubbel, handeling="schrijven")
    assert sorted(gelogd(dubbel, handeling="schrijven")) == sorted((j, "vergelijken") for j in (oordeel.een_id, oordeel.ander_id))
    assert {tuple(r.velden) for r in geschreven} == {("oordeel",)}


def test_wie_keek_er_na_samenvoegen_en_splitsen(dubbel: Organisatie) -> None:
    """Of the merged person what was looked at of both; of who is told apart again not what was only about the other."""
    wie = _medewerker(dubbel)
    d = Dubbel.objects.get(tenant=dubbel)
    blijft, vervalt = (d.een, d.ander) if d.een.bsn_index else (d.ander, d.een)

    def keek(jongere: Jongere) -> list[str]:
        jongere.refresh_from_db()
        return [r.pagina for r in reversed(gelezen_van(dubbel.pk, leden(jongere)))]

    log_regel(dubbel, wie, blijft.pk, pagina="jongere")
    log_regel(dubbel, wie, vervalt.pk, pagina="zoeken")
    taken.voeg_samen.func(dubbel.pk, leg_oordeel_vast(wie, Oordeel.SAMEN, blijft, vervalt, "zegt de school").pk)
    assert keek(blijft) == ["jongere", "zoeken"]
    log_regel(dubbel, wie, blijft.pk, pagina="vandaag")
    samen = Samenvoeging.objects.get(tenant=dubbel)
    oordeel = leg_oordeel_vast(wie, Oordeel.SPLITS, blijft, vervalt, "toch een nichtje", samenvoeging=samen)
    taken.splits.func(dubbel.pk, oordeel.pk)
    log_regel(dubbel, wie, blijft.pk, pagina="vergelijken")
    assert keek(blijft) == ["jongere", "vandaag", "vergelijken"]
    assert keek(vervalt) == ["zoeken", "vandaag"], "while they were one, it was about both"


def test_na_het_samenvoegen(dubbel: Organisatie, als_web_straks: Callable[[], None], binnen: Binnen) -> None:
    wie = _medewerker(dubbel)
    d = Dubbel.objects.get(tenant=dubbel)
    blijft, vervalt = (d.een, d.ander) if d.een.bsn_index else (d.ander, d.een)
    oordeel = leg_oordeel_vast(wie, Oordeel.SAMEN, blijft, vervalt, "school zegt het")
    taken.voeg_samen.func(dubbel.pk, oordeel.pk)
    taken.voeg_samen.func(dubbel.pk, oordeel.pk)  # killed and done again
    assert Samenvoeging.objects.filter(tenant=dubbel).count() == 1

    client = binnen()
    antwoord = client.get(f"/jongeren/{vervalt.uuid}/")
    assert (antwoord.status_code, antwoord["Location"]) == (302, f"/jongeren/{blijft.uuid}/")
    assert "de twee zijn samengevoegd" in client.get(f"/jongeren/{blijft.uuid}/").content.decode()
    blad = client.get("/jongeren/dubbel/").content.decode()
    assert "Uit elkaar halen" in blad
    assert "school zegt het" in blad
    weg = f"/jongeren/dubbel/{vervalt.uuid}/uit-elkaar/"
    assert client.get(weg).status_code == 200
    assert client.post(weg, {"reden": " "}).status_code == 422
    assert client.post(weg, {"reden": "toch een neefje"}).status_code == 302
    assert client.post(weg, {"reden": "nog eens"}).status_code == 409, "it waits already"
    assert Oordeel.objects.filter(tenant=dubbel, soort=Oordeel.SPLITS).count() == 1
    laatste = Leesregel.objects.filter(tenant=dubbel).latest("pk").pk
    assert "Wordt uit elkaar gehaald." in client.get("/jongeren/dubbel/").content.decode()
    assert [j for j, _ in gelogd(dubbel, laatste)] == [blijft.pk], "who went up is not shown, and not logged"


def test_twee_personen_tot_de_gegevens_veranderen(dubbel: Organisatie) -> None:
    from inbeeld.apps.jongere.paren import aantal_paren, parenlijst

    wie = _medewerker(dubbel)
    d = Dubbel.objects.get(tenant=dubbel)
    assert aantal_paren(wie) == 1
    leg_oordeel_vast(wie, Oordeel.TWEE, d.ander, d.een, "nichtjes")
    assert aantal_paren(wie) == 0
    assert parenlijst(wie, D2).paren == []
    verhuisd = persoon(ANNA, postcode="1008HC", huisnummer="12")
    neem(dubbel, levering("brp-selectie-v1", D2, "volledig", personen=[verhuisd], verblijf=[woont(ANNA)]))
    assert aantal_paren(wie) == 1, "something is known now that was not known then"


def test_wie_er_niet_bij_mag(dubbel: Organisatie, binnen: Binnen) -> None:
    weg = adres(dubbel)
    for rol in ROLLEN:
        client = binnen(rol)
        mag = rol in ("administratie", "teamleider")
        assert client.get("/jongeren/dubbel/").status_code == (200 if mag else 403), rol
        assert client.get(weg).status_code == (200 if mag else 403), rol
        assert client.post(weg, {}).status_code == (422 if mag else 403), rol


def test_een_ander_zijn_paar_is_er_niet(dubbel: Organisatie, als_web_straks: Callable[[], None]) -> None:
    """Another organisation, and someone whose municipality it is not."""
    dubbel.gemeenten = ["1998", "1999"]
    dubbel.save()
    vreemd = leg_organisatie_vast(f"vreemd-{dubbel.pk}", "Vreemd", ["1997"])
    leg_medewerker_vast(vreemd, f"vreemd-{dubbel.pk}", naam="X", rol="teamleider", wachtwoord=WACHTWOORD)
    leg_medewerker_vast(dubbel, f"elders-{dubbel.pk}", naam="Y", rol="administratie", gemeenten=["1998"], wachtwoord=WACHTWOORD)
    Jongere.objects.filter(tenant=dubbel, bsn_index__isnull=False).update(gemeente="1999")
    weg = adres(dubbel)
    als_web_straks()
    for naam, elders in (("vreemd", False), ("elders", True)):
        client = log_in(f"{naam}-{dubbel.pk}")
        assert client.get(weg).status_code == 404, naam
        assert client.post(weg, {"oordeel": "twee", "reden": "x"}).status_code == 404, naam
        blad = client.get("/jongeren/dubbel/").content.decode()
        assert "Vermeer" not in blad
        assert ("buiten uw gemeenten" in blad) == elders
    assert not Oordeel.objects.filter(tenant=dubbel).exists()


def test_wie_elders_woont_blijft_verborgen_in_besluiten(dubbel: Organisatie, als_web_straks: Callable[[], None]) -> None:
    """A decision about someone outside the municipalities of who looks: no name, no reason, no line in the read log."""
    dubbel.gemeenten = ["1998", "1999"]
    dubbel.save()
    leg_medewerker_vast(dubbel, f"elders-{dubbel.pk}", naam="Y", rol="administratie", gemeenten=["1998"], wachtwoord=WACHTWOORD)
    d = Dubbel.objects.get(tenant=dubbel)
    leg_oordeel_vast(_medewerker(dubbel), Oordeel.SAMEN, d.een, d.ander, "school zegt het")
    Jongere.objects.filter(tenant=dubbel, bsn_index__isnull=False).update(gemeente="1999")
    als_web_straks()
    client = log_in(f"elders-{dubbel.pk}")
    blad = client.get("/jongeren/dubbel/").content.decode()
    assert "Vermeer" not in blad
    assert "Wordt samengevoegd." not in blad
    assert not Leesregel.objects.filter(tenant=dubbel).exists()


def test_voortgang_toont_niemand(dubbel: Organisatie, binnen: Binnen) -> None:
    """Nothing while the worker is busy, then the whole page anew; asking is not reading."""
    d = Dubbel.objects.get(tenant=dubbel)
    blijft, vervalt = (d.een, d.ander) if d.een.bsn_index else (d.ander, d.een)
    client = binnen()
    assert client.get("/jongeren/dubbel/voortgang/")["HX-Refresh"] == "true", "there is nothing to wait for"
    te_lang = f"/jongeren/dubbel/voortgang/?sinds={int(time.time()) - LANGST_PEILEN - 1}"
    leg_oordeel_vast(_medewerker(dubbel), Oordeel.SAMEN, blijft, vervalt, "school zegt het")
    antwoord = client.get("/jongeren/dubbel/voortgang/")
    assert (antwoord.status_code, antwoord.content) == (204, b"")
    assert client.get(te_lang).status_code == 286, "htmx: ask no more"
    assert not Leesregel.objects.filter(tenant=dubbel).exists()


def test_wat_mislukte_wacht_op_niemand(dubbel: Organisatie, binnen: Binnen) -> None:
    """Nothing to ask progress of, and no remark that nobody works; a later decision about the same two replaces it."""
    d = Dubbel.objects.get(tenant=dubbel)
    eerste = leg_oordeel_vast(_medewerker(dubbel), Oordeel.SAMEN, d.een, d.ander, "school zegt het")
    eerste.status, eerste.fout = Oordeel.MISLUKT, "Ze zijn net allebei veranderd."
    eerste.save()
    opnieuw = binnen()
    blad = opnieuw.get("/jongeren/dubbel/").content.decode()
    assert "Ze zijn net allebei veranderd." in blad
    assert "hx-get" not in blad
    assert "de werker" not in blad
    opnieuw.post(adres(dubbel), {"oordeel": "een", "reden": "nog eens", "stand": str(eerste.uuid)})
    blad = opnieuw.get("/jongeren/dubbel/").content.decode()
    assert "Ze zijn net allebei veranderd." not in blad
    assert "Vraag de beheerder om de werker te starten" in blad, "it waits, and there is no worker"


@pytest.mark.parametrize("vanzelf", [True, False])
@pytest.mark.parametrize("soort", [Oordeel.SAMEN, Oordeel.SPLITS])
def test_wat_onvoorzien_mislukt_blijft_niet_hangen(
    dubbel: Organisatie, binnen: Binnen, monkeypatch: pytest.MonkeyPatch, soort: str, vanzelf: bool
) -> None:
    """Told at once by the job itself, or afterwards of a job that could not tell; then somebody can decide anew."""
    d = Dubbel.objects.get(tenant=dubbel)
    blijft, vervalt = (d.een, d.ander) if d.een.bsn_index else (d.ander, d.een)
    wie, samen = _medewerker(dubbel), None
    if soort == Oordeel.SPLITS:
        samen = registers.voeg_samen(dubbel.pk, blijft.pk, vervalt.pk, None, "school zegt het")
    besluit = leg_oordeel_vast(wie, soort, blijft, vervalt, "school zegt het", samenvoeging=samen)
    naam, taak = (VOEG_SAMEN, taken.voeg_samen) if soort == Oordeel.SAMEN else (SPLITS, taken.splits)

    def stuk(*_: object) -> None:
        raise ValueError(f"key ({ANNA}) already exists")

    if vanzelf:
        monkeypatch.setattr(registers, "voer_uit", stuk)
        with pytest.raises(taken.OpdrachtFout):
            taak(tenant_id=dubbel.pk, oordeel_id=besluit.pk)
    else:
        stel_uit(naam, dubbel.pk, oordeel_id=besluit.pk)
        taken.geef_mislukte_op()
        besluit.refresh_from_db()
        assert besluit.status == Oordeel.WACHT, "its job waits"
        vraag_niets("UPDATE procrastinate_jobs SET status = 'failed' WHERE args->>'tenant_id' = %s", str(dubbel.pk))
        taken.geef_mislukte_op()
    besluit.refresh_from_db()
    assert besluit.status == Oordeel.MISLUKT
    client = binnen()
    blad = client.get("/jongeren/dubbel/").content.decode()
    assert "Niet gelukt: Er ging iets mis dat niet voorzien was." in blad
    assert ANNA not in blad
    assert "every 2s" not in blad
    assert client.get("/jongeren/dubbel/voortgang/")["HX-Refresh"] == "true"
    pad = adres(dubbel) if soort == Oordeel.SAMEN else f"/jongeren/dubbel/{vervalt.uuid}/uit-elkaar/"
    stand = re.search(r'name="stand" value="([^"]*)"', client.get(pad).content.decode())
    assert stand, "the form knows what was decided before"
    antwoord = client.post(pad, {"oordeel": "een", "reden": "nog eens", "stand": stand[1]})
    assert antwoord.status_code == 302
    assert Oordeel.objects.filter(tenant=dubbel, status=Oordeel.WACHT).count() == 1


def test_alle_samenvoegingen_zijn_te_vinden(dubbel: Organisatie, binnen: Binnen) -> None:
    d = Dubbel.objects.get(tenant=dubbel)
    blijft, vervalt = (d.een, d.ander) if d.een.bsn_index else (d.ander, d.een)
    taken.voeg_samen.func(dubbel.pk, leg_oordeel_vast(_medewerker(dubbel), Oordeel.SAMEN, blijft, vervalt, "zegt de school").pk)
    blad = binnen().get("/jongeren/dubbel/samengevoegd/").content.decode()
    assert "zegt de school" in blad
    assert f"/jongeren/dubbel/{vervalt.uuid}/uit-elkaar/" in blad
    assert {j for j, _ in gelogd(dubbel, pagina="samengevoegd")} == {blijft.pk}


def test_geheim_adres_is_niet_af_te_leiden(dubbel: Organisatie, binnen: Binnen) -> None:
    """Of who has a secret address neither the address nor that it is the other's is told."""
    Dubbel.objects.filter(tenant=dubbel).update(gelijk=["geboren", "voornaam", "adres"], anders=["achternaam"])
    Jongere.objects.filter(tenant=dubbel).update(postcode="1008HC", huisnummer="12")
    Jongere.objects.filter(tenant=dubbel, bsn_index__isnull=False).update(geheim=7)
    client = binnen()
    assert "Gelijk: geboortedag, voornaam." in client.get("/jongeren/dubbel/").content.decode()
    blad = client.get(adres(dubbel)).content.decode()
    assert "1008" not in blad
    assert "geheim adres" in blad


def test_zelf_twee_kiezen_om_te_vergelijken(organisatie: Organisatie, als_web_straks: Callable[[], None]) -> None:
    """Two that nothing suggests: from the page of the one by a search to the comparison with the other."""
    personen = [persoon(ANNA, "Vermeer"), persoon(BRAM, "Bakker", geboren=date(2011, 1, 2))]
    neem(organisatie, levering("brp-selectie-v1", D1, "volledig", personen=personen, verblijf=[woont(ANNA), woont(BRAM)]))
    assert paren(organisatie) == []
    anna, bram = Jongere.objects.filter(tenant=organisatie).order_by("geboren")
    Grond.objects.create(tenant=organisatie, jongere=anna, soort="signaal", waarvan="absoluut_verzuim", van=D1)
    for rol in ("administratie", "leerplichtambtenaar"):
        leg_medewerker_vast(
            organisatie, f"{rol}-{organisatie.pk}", naam="Sam Pinas", rol=rol, scholen=scholen_van(rol), wachtwoord=WACHTWOORD
        )
    als_web_straks()
    client = log_in(f"administratie-{organisatie.pk}")
    kies = f"/jongeren/dubbel/{anna.uuid}/"
    assert f'href="{kies}"' in client.get(f"/jongeren/{anna.uuid}/").content.decode()
    assert kies not in client.get(f"/jongeren/{anna.uuid}/?peil=01-10-2025").content.decode(), "nothing is decided of a past day"
    laatst = Leesregel.objects.order_by("-pk").values_list("pk", flat=True)[0]
    assert client.post(kies, {"zoek": ""}).status_code == 422
    naar = client.post(kies, {"zoek": "noor"})["Location"]
    blad = client.get(naar).content.decode()
    assert f'href="/jongeren/dubbel/{anna.uuid}/{bram.uuid}/"' in blad
    assert f"/{anna.uuid}/{anna.uuid}/" not in blad, "nobody is compared with themselves"
    gezien = gelogd(organisatie, laatst, pagina="dezelfde zoeken", doel="gegevensbeheer")
    assert {wie for wie, _ in gezien} == {anna.pk, bram.pk}
    paar = f"/jongeren/dubbel/{anna.uuid}/{bram.uuid}/"
    vergelijking = client.get(paar).content.decode()
    assert f'href="{naar}"' in vergelijking, "back to what was found"
    besluit = {"oordeel": "een", "blijft": str(anna.uuid), "reden": "de moeder belde", "stand": ""}
    assert client.post(paar, besluit).status_code == 302
    assert Oordeel.objects.get(tenant=organisatie).soort == Oordeel.SAMEN
    ambtenaar = log_in(f"leerplichtambtenaar-{organisatie.pk}")
    assert ambtenaar.get(kies).status_code == ambtenaar.get(naar).status_code == 403
    assert kies not in ambtenaar.get(f"/jongeren/{anna.uuid}/").content.decode()


def test_aantal_vragen(dubbel: Organisatie, binnen: Binnen) -> None:
    client = binnen()

    def vragen(pad: str) -> int:
        with CaptureQueriesContext(connection) as c:
            assert client.get(pad).status_code == 200
        return len(c)

    client.get("/jongeren/dubbel/")
    assert vragen("/jongeren/dubbel/") <= 18
    assert vragen(adres(dubbel)) <= 18


def vraag_niets(sql: str, *waarden: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, waarden)


def _medewerker(organisatie: Organisatie) -> Any:
    from inbeeld.apps.toegang.models import Medewerker

    return Medewerker.objects.get(tenant=organisatie, gebruikersnaam=f"administratie-{organisatie.pk}")
