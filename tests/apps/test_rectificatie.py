"""What is disputed is marked, stays with the fact in every version, keeps data from being destroyed, and changes no register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.basis.muren import betreed
from inbeeld.apps.bewaren import selectors as bewaren
from inbeeld.apps.gronden.models import Grond, Kennisgeving
from inbeeld.apps.gronden.selectors import openheid
from inbeeld.apps.inzage.dossier import OUDER, verzamel
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.rectificatie import selectors, services
from inbeeld.apps.rectificatie.models import Besluit, Verzoek
from inbeeld.apps.registers.models import Inschrijving
from inbeeld.apps.toegang.models import ROLLEN, Medewerker
from inbeeld.apps.toegang.services import leg_medewerker_vast, leg_organisatie_vast
from inbeeld.apps.verantwoording.models import Leesregel
from inbeeld.apps.werklijst.services import ververs

from .maken import ANNA, BRAM, WACHTWOORD, gaat_naar, gelogd, levering, log_in, neem, persoon, scholen_van, vraag, woont

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

PEIL = date(2026, 11, 20)


def vul(tenant: Organisatie) -> Jongere:
    neem(
        tenant,
        levering("brp-selectie-v1", date(2025, 9, 1), personen=[persoon(ANNA, geboren=date(2012, 3, 4))], verblijf=[woont(ANNA)]),
        levering("rod-levering-v1", date(2025, 9, 1), inschrijvingen=[gaat_naar(ANNA, tot=date(2026, 10, 1))]),
    )
    ververs(tenant, PEIL)
    return Jongere.objects.get(tenant=tenant)


def medewerker(tenant: Organisatie) -> Medewerker:
    return leg_medewerker_vast(tenant, f"baas-{tenant.code}", naam="Noor Vos", rol="teamleider", wachtwoord=WACHTWOORD)


@pytest.fixture
def tenant(organisatie: Organisatie) -> Organisatie:
    organisatie.vaste_dag = PEIL
    organisatie.save()
    return organisatie


def school(tenant: Organisatie, wie: Jongere) -> selectors.Feit:
    return next(f for f in selectors.feiten_van(tenant.pk, wie.pk) if f.tabel == "inschrijvingen")


def betwist(tenant: Organisatie, wie: Jongere, feit: selectors.Feit | None) -> Verzoek:
    return services.leg_verzoek_vast(
        medewerker(tenant),
        wie,
        feit,
        van="ouder",
        ontvangen=date(2026, 11, 2),
        betwist="Zij zit er nog op.",
        waarom="de schoolpas",
    )


def test_elk_feit_is_te_kiezen_in_woorden(tenant: Organisatie) -> None:
    feiten = selectors.feiten_van(tenant.pk, vul(tenant).pk)
    assert {f.tabel for f in feiten} == {"personen", "verblijf", "inschrijvingen"}
    tekst = next(f.tekst for f in feiten if f.tabel == "inschrijvingen")
    assert "1 aug 2024 tot 1 okt 2026" in tekst
    assert "rod-levering-v1" in tekst


def test_de_noot_blijft_bij_het_feit_ook_in_een_nieuwe_versie(tenant: Organisatie) -> None:
    wie = vul(tenant)
    voor = vraag("SELECT to_jsonb(f) FROM registers_inschrijving f WHERE tenant_id = %s", tenant.pk)
    verzoek = betwist(tenant, wie, school(tenant, wie))
    assert vraag("SELECT to_jsonb(f) FROM registers_inschrijving f WHERE tenant_id = %s", tenant.pk) == voor, "a register stays"
    assert [n.open for n in selectors.noten_bij(tenant.pk, [wie.pk]).values()] == [True]
    neem(tenant, levering("rod-levering-v1", date(2026, 11, 1), inschrijvingen=[gaat_naar(ANNA, tot=date(2026, 11, 1))]))
    nummers = set(Inschrijving.objects.filter(tenant=tenant).values_list("pk", flat=True))
    noten = selectors.noten_bij(tenant.pk, [wie.pk])
    assert {feit for feit, _ in noten} == nummers
    assert len(nummers) == 2
    services.beslis(medewerker(tenant), verzoek, Besluit.DOORGEGEVEN, "DUO heeft het verbeterd")
    assert {n.noot for n in selectors.noten_bij(tenant.pk, [wie.pk]).values()} == {"DUO heeft het verbeterd"}
    assert selectors.uiterlijk(verzoek) == date(2026, 12, 2)


def test_een_besluit_is_er_een(tenant: Organisatie) -> None:
    verzoek = betwist(tenant, vul(tenant), None)
    services.beslis(medewerker(tenant), verzoek, Besluit.AFGEWEZEN, "nagevraagd")
    with pytest.raises(GebruikFout):
        services.beslis(medewerker(tenant), verzoek, Besluit.INGETROKKEN, "toch niet")
    with pytest.raises(GebruikFout):
        services.leg_verzoek_vast(
            medewerker(tenant), verzoek.jongere, None, van="ouder", ontvangen=PEIL + timedelta(days=1), betwist="x", waarom="y"
        )


def test_zolang_het_betwist_is_wordt_niets_vernietigd(tenant: Organisatie) -> None:
    neem(tenant, levering("brp-selectie-v1", date(2026, 9, 1), personen=[persoon(BRAM, geboren=date(2001, 3, 4))]))
    Jongere.objects.filter(tenant=tenant).update(geboren=date(1995, 3, 4))
    wie = Jongere.objects.get(tenant=tenant)
    assert [r.jongere_id for r in bewaren.regels(tenant, PEIL)] == [wie.pk]
    verzoek = betwist(tenant, wie, None)
    assert not bewaren.regels(tenant, PEIL)
    assert [r.jongere_id for r in bewaren.regels(tenant, PEIL, waarom=bewaren.BETWIST)] == [wie.pk]
    services.beslis(medewerker(tenant), verzoek, Besluit.AFGEWEZEN, "nagevraagd")
    assert [r.jongere_id for r in bewaren.regels(tenant, PEIL)] == [wie.pk]


def test_geen_gemeente_in_wat_betwist_is(tenant: Organisatie) -> None:
    """Where someone is whose address is secret: not in the sentence, and not in what was kept before."""
    wie = vul(tenant)
    feit = next(f for f in selectors.feiten_van(tenant.pk, wie.pk) if f.tabel == "verblijf")
    assert "1999" not in feit.tekst
    verzoek = betwist(tenant, wie, feit)
    Verzoek.objects.filter(pk=verzoek.pk).update(feit="Inschrijving in gemeente: 1999, vanaf 4 mrt 2010")
    assert "1999" not in selectors.noten_van(tenant.pk, wie.pk)[0].feit
    Jongere.objects.filter(pk=wie.pk).update(geheim=7)
    (rij,) = next(
        d.rijen for d in verzamel(tenant, Jongere.objects.get(pk=wie.pk), OUDER).delen if d.naam == "rectificatie_verzoek"
    )
    assert rij["betwist"] == "Zij zit er nog op."
    assert "1999" not in " ".join(rij.values())
    assert "feit" not in rij


def test_in_de_inzage_staat_het_bij_het_feit(tenant: Organisatie) -> None:
    wie = vul(tenant)
    betwist(tenant, wie, school(tenant, wie))
    alle = {d.naam: d.rijen for d in verzamel(tenant, wie, OUDER).delen}
    assert alle["registers_inschrijving"][0]["betwist"] == "Zij zit er nog op."
    assert alle["rectificatie_verzoek"][0]["waarom"] == "de schoolpas"


# ---------------------------------------------------------------------- the pages


@pytest.fixture(scope="module")
def gemeente(database: str) -> Organisatie:
    tenant = leg_organisatie_vast("betwist", "Waterveen", ["1999"], vaste_dag=PEIL)
    betreed(tenant.pk)
    vul(tenant)
    for rol in ROLLEN:
        leg_medewerker_vast(tenant, f"{rol}-betwist", naam="Noor Vos", rol=rol, scholen=scholen_van(rol), wachtwoord=WACHTWOORD)
    return tenant


def test_vastleggen_en_beslissen(gemeente: Organisatie, als_web_straks: Callable[[], None]) -> None:
    wie = Jongere.objects.get(tenant=gemeente)
    feit = school(gemeente, wie)
    als_web_straks()
    client = log_in("leerplichtambtenaar-betwist")
    pad = f"/betwist/nieuw/{wie.uuid}/"
    invoer = {
        "feit": feit.code,
        "van": "ouder",
        "ontvangen": "16-11-2026",
        "betwist": "Zij zit er nog op.",
        "waarom": "schoolpas",
    }
    assert pad in client.get(f"/jongeren/{wie.uuid}/").content.decode()
    assert client.post(pad, invoer | {"ontvangen": "01-01-2099"}).status_code == 422
    assert client.post(pad, invoer | {"feit": "inschrijvingen:0"}).status_code == 422
    antwoord = client.post(pad, invoer)
    assert antwoord.status_code == 302
    verzoek = antwoord["Location"]
    tekst = client.get(f"/jongeren/{wie.uuid}/").content.decode()
    assert "Zij zit er nog op." in tekst
    assert tekst.count(">betwist<") >= 2, "above, and with the fact behind the signal"
    assert "Antwoord uiterlijk 16 dec" in client.get("/betwist/").content.decode()
    assert client.get(f"{verzoek}besluit/").status_code == 403, "deciding is for the teamleider"
    chef = log_in("teamleider-betwist")
    assert chef.post(f"{verzoek}besluit/", {"uitkomst": "afgewezen", "noot": ""}).status_code == 422
    assert chef.post(f"{verzoek}besluit/", {"uitkomst": "afgewezen", "noot": "De school schreef haar uit."}).status_code == 302
    tekst = client.get(f"/jongeren/{wie.uuid}/").content.decode()
    assert "De school schreef haar uit." in tekst
    assert ">betwist<" not in tekst
    assert "De school schreef haar uit." in client.get(verzoek).content.decode()
    assert "Er wacht geen verzoek" in client.get("/betwist/").content.decode()
    assert {w for w, _ in gelogd(gemeente, doel="rectificatieverzoek")} == {wie.pk}
    geschreven = gelogd(gemeente, handeling="schrijven")
    assert geschreven == [(wie.pk, "betwist: nieuw"), (wie.pk, "betwist: besluit")], "each once, and nothing that failed"


def test_een_dicht_dossier_blijft_dicht(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    """No fact to choose, none in what was recorded before; asking opens it, and is logged."""
    wie = vul(tenant)
    chef = medewerker(tenant)
    feit = school(tenant, wie)
    hoe = {"ontvangen": date(2026, 11, 2), "betwist": "Zij zit er nog op.", "waarom": "de schoolpas"}
    verzoek = services.leg_verzoek_vast(chef, wie, feit, van="gemachtigde", **hoe)  # type: ignore[arg-type]
    Grond.objects.filter(tenant=tenant).delete()
    assert not openheid(wie, PEIL).open
    als_web_straks()
    client = log_in(chef.gebruikersnaam)
    nieuw = f"/betwist/nieuw/{wie.uuid}/"
    paden = (nieuw, "/betwist/", f"/betwist/{verzoek.uuid}/", f"/betwist/{verzoek.uuid}/besluit/")
    geheim = (feit.tekst, feit.code, "Zij zit er nog op.", "de schoolpas")
    for pad in paden:
        scherm = client.get(pad).content.decode()
        assert not [g for g in geheim if g in scherm], pad
    for pad in paden[1:3]:
        assert "Dossier niet open" in client.get(pad).content.decode(), pad
    invoer = {"feit": feit.code, "van": "ouder", "ontvangen": "16-11-2026", "betwist": "De naam.", "waarom": "paspoort"}
    assert client.post(nieuw, invoer).status_code == 422, "a fact that was not offered"
    assert client.post(nieuw, invoer | {"feit": "anders"}).status_code == 302
    (grond,) = Grond.objects.filter(tenant=tenant)
    assert (grond.soort, grond.van, grond.tot) == ("verzoek_ouders", PEIL, date(2026, 12, 20))
    (weten,) = Kennisgeving.objects.filter(tenant=tenant)
    assert (weten.aan, weten.wijze, weten.op) == ("ouders", "gesprek", date(2026, 11, 16))
    assert feit.tekst in client.get(f"/betwist/{verzoek.uuid}/").content.decode(), "now it is open"


def test_een_ander_ziet_niets(gemeente: Organisatie, als_web_straks: Callable[[], None]) -> None:
    wie = Jongere.objects.get(tenant=gemeente)
    verzoek = betwist(gemeente, wie, None)
    elders = leg_organisatie_vast("elders-betwist", "Elders", ["1998"], vaste_dag=PEIL)
    leg_medewerker_vast(elders, "vreemde-betwist", naam="V", rol="teamleider", wachtwoord=WACHTWOORD)
    als_web_straks()
    client = log_in("vreemde-betwist")
    for pad in (f"/betwist/{verzoek.uuid}/", f"/betwist/{verzoek.uuid}/besluit/", f"/betwist/nieuw/{wie.uuid}/"):
        assert client.get(pad).status_code == 404
    assert "Er wacht geen verzoek" in client.get("/betwist/").content.decode()
    assert log_in("functioneel_beheerder-betwist").get("/betwist/").status_code == 403


@pytest.mark.parametrize(("van", "velden"), [("ouder", ["betwist", "grond"]), ("gemachtigde", ["betwist"])])
def test_het_log_noemt_een_grond_alleen_als_die_er_kwam(
    gemeente: Organisatie, als_web_straks: Callable[[], None], van: str, velden: list[str]
) -> None:
    wie = Jongere.objects.get(tenant=gemeente)
    als_web_straks()
    client = log_in("leerplichtambtenaar-betwist")
    invoer = {"feit": "anders", "van": van, "ontvangen": "16/11/2026", "betwist": "De naam.", "waarom": "paspoort"}
    assert client.post(f"/betwist/nieuw/{wie.uuid}/", invoer).status_code == 302
    laatste = Leesregel.objects.filter(handeling="schrijven", pagina="betwist: nieuw").latest("pk")
    assert laatste.velden == velden
