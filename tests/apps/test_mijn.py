"""A parent sees their own child until it is 16, a youth themselves from 16; nobody else, and all of it is logged."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.basis.vernietigen import PERSOON, Wie
from inbeeld.apps.gronden.models import Grond, Kennisgeving
from inbeeld.apps.gronden.services import deel, leg_grond_vast
from inbeeld.apps.leeslog.inzien import wie_keek
from inbeeld.apps.leeslog.patronen import kijk_na
from inbeeld.apps.mijn import services
from inbeeld.apps.mijn.beleid import te_zien
from inbeeld.apps.mijn.models import Betrokkene, Uitnodiging
from inbeeld.apps.mijn.overzicht import regels_van
from inbeeld.apps.mijn.vernietigen import betrokkenen as vernietig_betrokkenen
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.rectificatie.models import Verzoek
from inbeeld.apps.registers.services import splits, voeg_samen
from inbeeld.apps.toegang import rem
from inbeeld.apps.toegang.models import Medewerker, Organisatie
from inbeeld.apps.toegang.services import leg_medewerker_vast, leg_organisatie_vast
from inbeeld.apps.verantwoording.models import Leesmelding, Leespatroon, Leesregel
from inbeeld.apps.verantwoording.services import markeer
from inbeeld.apps.werklijst.services import ververs

from .maken import WACHTWOORD, gaat_naar, gelogd, levering, log_in, log_regel, neem, nummers, persoon, woont

if TYPE_CHECKING:
    from django.http import HttpResponse

PEIL = date(2026, 11, 20)
KIND, ZUS, GROOT, ANDER = nummers(998_555_000, 4)
GEBOREN = {KIND: date(2012, 3, 4), ZUS: date(2014, 5, 6), GROOT: date(2009, 1, 2), ANDER: date(2012, 7, 8)}
NAAM = {KIND: "Kersenhof", ZUS: "Zonneveld", GROOT: "Groothuis", ANDER: "Anderling"}
JAAR = date(2027, 11, 20)
VERRAADT = ("duinroosweg", "1999zq", "1999 zq", "stilleveen", "school aan zee")
GEHEIM = {"straat": "Duinroosweg", "huisnummer": "77", "postcode": "1999ZQ", "woonplaats": "Stilleveen", "geheim": 1}


@pytest.fixture
def tenant(organisatie: Organisatie) -> Organisatie:
    return vul(organisatie)


def vul(tenant: Organisatie, **van_kind: Any) -> Organisatie:
    tenant.vaste_dag = PEIL
    tenant.save()
    school = {"brin": "99ZZ", "vestiging": "00", "naam": "School aan zee", "gemeente": "1999"}
    verzuim = [
        {"pgn": KIND, "brin": "99ZZ", "vestiging": "00", "datum": date(2026, 11, d), "minuten": 300, "uren": 5.0,
         "reden": "ongeoorloofd"}
        for d in (9, 10, 11, 12)
    ]  # fmt: skip
    melding = {"pgn": KIND, "brin": "99ZZ", "vestiging": "00", "verzuimsoort": "V3", "van": date(2026, 11, 9), "status": "B",
               "kenmerk": "1"}  # fmt: skip
    vrij = {"pgn": ZUS, "grond": "5_onder_a", "van": date(2026, 8, 1), "kenmerk": "1"}
    personen = [persoon(n, NAAM[n], GEBOREN[n], **(van_kind if n == KIND else {})) for n in GEBOREN]
    neem(
        tenant,
        levering("scholen-v1", date(2025, 1, 1), scholen=[school]),
        levering("brp-selectie-v1", date(2026, 9, 1), personen=personen, verblijf=[woont(n, GEBOREN[n]) for n in GEBOREN]),
        levering("rod-levering-v1", date(2026, 9, 1), inschrijvingen=[gaat_naar(n, n[-2:]) for n in (KIND, GROOT)]),
        levering("absentie-v1", date(2026, 11, 13), verzuim=verzuim),
        levering("duo-a05", date(2026, 11, 13), meldingen=[melding]),
        levering("vrijstellingen-v1", date(2026, 10, 1), vrijstellingen=[vrij]),
    )
    ververs(tenant, PEIL)
    return tenant


def wie(naam: str) -> Jongere:
    return Jongere.objects.get(achternaam=naam)


def staf(tenant: Organisatie, rol: str = "administratie") -> Medewerker:
    naam = f"{rol}-{uuid4().hex[:8]}"
    return leg_medewerker_vast(tenant, naam, naam="Sam Pinas", rol=rol, wachtwoord=WACHTWOORD)


def geef(tenant: Organisatie, jongere: Jongere, als: str = "ouder", **meer: Any) -> Betrokkene:
    """Access, with ``WACHTWOORD`` as the password that the code was used for."""
    wat = {
        "als": als,
        "gebruikersnaam": f"{als}-{uuid4().hex[:8]}",
        "naam": "Robin Bloem",
        "hoe": "balie",
        "gezag": "brp" if als == "ouder" else "",
        "tot": JAAR,
    } | meer
    b = services.geef_toegang(staf(tenant), jongere, **wat).betrokkene
    b.account.set_password(WACHTWOORD)
    b.account.save(update_fields=["password"])
    return b


def ziet(b: Betrokkene, dag: date = PEIL) -> set[int]:
    return {x.jongere_id for x in te_zien(Medewerker.objects.get(pk=b.account_id), dag)}


def tekst(antwoord: HttpResponse) -> str:
    return antwoord.content.decode()


# ---------------------------------------------------------------------- who sees whom


def test_een_ouder_ziet_tot_de_dag_waarop_het_kind_zestien_wordt(tenant: Organisatie) -> None:
    kind = wie("Kersenhof")
    b = geef(tenant, kind)
    Betrokkene.objects.filter(pk=b.pk).update(tot=date(2040, 1, 1))
    assert ziet(b, date(2028, 3, 3)) == {kind.pk}
    assert ziet(b, date(2028, 3, 4)) == set()
    with pytest.raises(GebruikFout, match="16 of ouder"):
        geef(tenant, wie("Groothuis"))


def test_een_jongere_ziet_vanaf_de_dag_waarop_die_zestien_wordt(tenant: Organisatie) -> None:
    groot = wie("Groothuis")
    b = geef(tenant, groot, "jongere")
    assert ziet(b) == {groot.pk}
    Betrokkene.objects.filter(pk=b.pk).update(van=date(2024, 1, 1))
    assert ziet(b, date(2025, 1, 1)) == set()
    assert ziet(b, date(2025, 1, 2)) == {groot.pk}
    with pytest.raises(GebruikFout, match="nog geen 16"):
        geef(tenant, wie("Kersenhof"), "jongere")


def test_van_wie_de_geboortedag_niet_bekend_is(tenant: Organisatie) -> None:
    """Of only the year neither, in the year in which it could be."""
    kind = wie("Kersenhof")
    b = geef(tenant, kind)
    Betrokkene.objects.filter(pk=b.pk).update(tot=date(2040, 1, 1))
    Jongere.objects.filter(pk=kind.pk).update(geboren=date(2012, 7, 1), geboren_nauwkeurig="jaar")
    assert ziet(b, date(2027, 12, 31)) == {kind.pk}
    assert ziet(b, date(2028, 1, 1)) == set()
    Jongere.objects.filter(pk=kind.pk).update(geboren=None)
    assert ziet(b) == set()


def test_na_het_einde_na_overlijden_en_in_een_andere_rol_niets(tenant: Organisatie) -> None:
    kind = wie("Kersenhof")
    b = geef(tenant, kind, tot=date(2026, 12, 1))
    assert ziet(b, date(2026, 11, 30)) == {kind.pk}
    assert ziet(b, date(2026, 12, 1)) == set()
    Medewerker.objects.filter(pk=b.account_id).update(rol="jongere")
    assert ziet(b) == set()
    Medewerker.objects.filter(pk=b.account_id).update(rol="teamleider")
    assert ziet(b) == set()
    Medewerker.objects.filter(pk=b.account_id).update(rol="ouder", is_active=False)
    assert ziet(b) == set()
    Medewerker.objects.filter(pk=b.account_id).update(is_active=True)
    assert ziet(b) == {kind.pk}
    Jongere.objects.filter(pk=kind.pk).update(overleden=PEIL)
    assert ziet(b) == set()


def test_na_samenvoegen_eerst_bevestigen(tenant: Organisatie) -> None:
    """Of who went up in another and of who stays; and once more after they are told apart."""
    kind, ander = wie("Kersenhof"), wie("Anderling")
    van_kind, van_ander = geef(tenant, kind), geef(tenant, ander)
    samen = voeg_samen(tenant.pk, kind.pk, ander.pk, None, "leek dezelfde")
    assert ziet(van_kind) == ziet(van_ander) == set()
    nieuw = services.bevestig(staf(tenant), Betrokkene.objects.get(pk=van_ander.pk), hoe="overgezet", gezag="brp")
    assert (nieuw.jongere_id, nieuw.tot, nieuw.account_id) == (kind.pk, van_ander.tot, van_ander.account_id)
    assert ziet(van_ander) == {kind.pk}
    assert ziet(van_kind) == set()
    with pytest.raises(GebruikFout, match="niets te bevestigen"):
        services.bevestig(staf(tenant), nieuw, hoe="overgezet", gezag="brp")
    splits(samen, None, "toch niet")
    assert ziet(van_ander) == set()


def test_toegang_geven_zegt_waarom_het_niet_kan(tenant: Organisatie) -> None:
    kind = wie("Kersenhof")
    for waar, meer in (
        ("gezag", {"gezag": ""}),
        ("hoe", {"hoe": "telefoon"}),
        ("naam", {"naam": " "}),
        ("gebruikersnaam", {"gebruikersnaam": "a b"}),
        ("tot", {"tot": PEIL}),
        ("tot", {"tot": JAAR + timedelta(days=1)}),
        ("als", {"als": "teamleider"}),
    ):
        with pytest.raises(GebruikFout) as fout:
            geef(tenant, kind, **meer)
        assert fout.value.waar == waar
        assert fout.value.doe
    assert not Betrokkene.objects.exists()
    assert not Medewerker.objects.filter(naam="Robin Bloem").exists()


def test_een_account_voor_twee_kinderen_en_niet_voor_een_ander(tenant: Organisatie) -> None:
    een = geef(tenant, wie("Kersenhof"), gebruikersnaam="robin-twee")
    tweede = services.geef_toegang(
        staf(tenant), wie("Zonneveld"), als="ouder", gebruikersnaam="ROBIN-twee", naam="robin bloem", hoe="balie", gezag="brp",
        tot=JAAR, zelfde=True,
    )  # fmt: skip
    assert tweede.code == "", "has a password"
    assert ziet(een) == {wie("Kersenhof").pk, wie("Zonneveld").pk}
    bezet = staf(tenant)
    for meer in (
        {"gebruikersnaam": "robin-twee", "naam": "Iemand Anders", "zelfde": True},
        {"gebruikersnaam": bezet.gebruikersnaam, "naam": bezet.naam, "zelfde": True},
        {"gebruikersnaam": "robin-twee", "zelfde": True},
        {"gebruikersnaam": "robin-twee"},
    ):
        with pytest.raises(GebruikFout) as fout:
            geef(tenant, wie("Kersenhof"), **meer)
        assert fout.value.waar == "gebruikersnaam"
    groot = geef(tenant, wie("Groothuis"), "jongere", gebruikersnaam="zelf-twee")
    Jongere.objects.filter(pk=wie("Anderling").pk).update(geboren=date(2009, 1, 1))
    with pytest.raises(GebruikFout):
        geef(tenant, wie("Anderling"), "jongere", gebruikersnaam="zelf-twee", zelfde=True)
    assert ziet(groot) == {wie("Groothuis").pk}


def test_beeindigen_werkt_meteen(tenant: Organisatie) -> None:
    b = geef(tenant, wie("Kersenhof"), gebruikersnaam="robin-eind")
    tweede = services.geef_toegang(
        staf(tenant), wie("Zonneveld"), als="ouder", gebruikersnaam="robin-eind", naam="Robin Bloem", hoe="balie", gezag="brp",
        tot=JAAR, zelfde=True,
    ).betrokkene  # fmt: skip
    client = log_in("robin-eind")
    services.beeindig(staf(tenant), Betrokkene.objects.get(pk=b.pk))
    assert client.get(f"/mijn/{b.uuid}/").status_code == 404
    assert client.get(f"/mijn/{tweede.uuid}/").status_code == 200
    services.beeindig(staf(tenant), Betrokkene.objects.get(pk=tweede.pk))
    assert client.get("/mijn/").status_code == 302, "logged out"
    fout = Client().post("/inloggen/", {"gebruikersnaam": "robin-eind", "wachtwoord": WACHTWOORD})
    assert fout.status_code == 422
    with pytest.raises(GebruikFout):
        services.beeindig(staf(tenant), Betrokkene.objects.get(pk=b.pk))
    terug = services.geef_toegang(
        staf(tenant), wie("Kersenhof"), als="ouder", gebruikersnaam="robin-eind", naam="Robin Bloem", hoe="balie", gezag="brp",
        tot=JAAR, zelfde=True,
    )  # fmt: skip
    assert terug.code, "a new password, by a new code"


# ---------------------------------------------------------------------- the code


def nieuw(tenant: Organisatie, gebruikersnaam: str, door: Medewerker | None = None) -> str:
    wat = {"als": "ouder", "naam": "Robin Bloem", "hoe": "balie", "gezag": "brp", "tot": JAAR}
    code = services.geef_toegang(door or staf(tenant), wie("Kersenhof"), gebruikersnaam=gebruikersnaam, **wat).code  # type: ignore[arg-type]
    assert re.fullmatch(r"([A-Z2-9]{4}-){2}[A-Z2-9]{4}", code)
    return code


def wissel(gebruikersnaam: str, code: str, wachtwoord: str = WACHTWOORD, client: Client | None = None) -> Any:
    velden = {"gebruikersnaam": gebruikersnaam, "code": code, "wachtwoord": wachtwoord, "nog_eens": wachtwoord}
    return (client or Client()).post("/mijn/uitnodiging/", velden)


def test_de_code_werkt_een_keer(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    code = nieuw(tenant, "robin-code")
    assert code.replace("-", "") not in json.dumps(list(Uitnodiging.objects.values()), default=str)
    als_web_straks()
    assert wissel("robin-code", code, "kort").status_code == 422, "a weak password: the code still works"
    client = Client()
    antwoord = wissel("Robin-Code", code.lower().replace("-", " "), client=client)
    assert (antwoord.status_code, antwoord["Location"]) == (302, "/mijn/")
    assert client.get("/mijn/").status_code == 200
    assert wissel("robin-code", code, "een-ander-lang-wachtwoord").status_code == 422
    log_in("robin-code")


def test_een_code_verloopt_en_een_nieuwe_vervangt_de_oude(tenant: Organisatie) -> None:
    oud = nieuw(tenant, "robin-oud")
    b = Betrokkene.objects.get(account__gebruikersnaam="robin-oud")
    vers = services.nieuwe_code(staf(tenant), b)
    assert wissel("robin-oud", oud).status_code == 422
    Uitnodiging.objects.update(geldig_tot=timezone.now() - timedelta(seconds=1))
    assert wissel("robin-oud", vers).status_code == 422
    laatste = services.nieuwe_code(staf(tenant), b)
    assert wissel("robin-oud", laatste).status_code == 302


def test_een_code_is_van_een_account_en_een_onbekende_naam_krijgt_hetzelfde_antwoord(tenant: Organisatie) -> None:
    code = nieuw(tenant, "robin-een")
    geef(tenant, wie("Zonneveld"), gebruikersnaam="robin-ander")
    ander, niemand = wissel("robin-ander", code), wissel("robin-niemand", code)
    assert ander.status_code == niemand.status_code == 422
    schoon = [re.sub(r"robin-\w+|\w{64}", "", tekst(a)) for a in (ander, niemand)]
    assert schoon[0] == schoon[1]
    Medewerker.objects.filter(gebruikersnaam="robin-een").update(rol="teamleider")
    assert wissel("robin-een", code).status_code == 422, "only for a parent or youth"


def test_raden_wordt_geremd(tenant: Organisatie) -> None:
    code = nieuw(tenant, "robin-raad")
    antwoorden = [wissel("robin-raad", "AAAA-AAAA-AAAA").status_code for _ in range(rem.ACCOUNT.vrij + 1)]
    assert antwoorden == [422] * rem.ACCOUNT.vrij + [429]
    assert wissel("robin-raad", code).status_code == 429, "also with the right one"
    rem.laat_los(rem.ACCOUNT, "robin-raad")
    assert wissel("robin-raad", code).status_code == 302


def test_web_maakt_alleen_accounts_van_betrokkenen(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    als_web_straks()
    zin = (
        "INSERT INTO toegang_medewerker (uuid, tenant_id, gebruikersnaam, naam, functie, rol, gemeenten, scholen, is_active, "
        "toetsen_aan, thema, password) VALUES (gen_random_uuid(), %s, %s, 'x', '', %s, '{}', '{}', true, true, 'licht', '!')"
    )
    for rol in ("teamleider", "leerplichtambtenaar", "functioneel_beheerder"):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(zin, [tenant.pk, f"sluip-{uuid4().hex}", rol])
    with connection.cursor() as cursor:
        cursor.execute(zin, [tenant.pk, f"ouder-{uuid4().hex}", "ouder"])


# ---------------------------------------------------------------------- the pages


def test_een_ouder_ziet_wat_wij_weten(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    chef, partner = staf(tenant, "teamleider"), staf(tenant, "ketenpartner")
    kind = wie("Kersenhof")
    zwijg = {"aan": "niemand", "wijze": "geen", "op": PEIL, "toelichting": "bang voor vader"}
    leg_grond_vast(chef, kind, "zorg_van_derde", "de buurvrouw hoort geschreeuw", PEIL, date(2027, 1, 31), zwijg)
    zeg = {"aan": "ouders", "wijze": "telefoon", "op": PEIL, "toelichting": "moeder gebeld"}
    leg_grond_vast(chef, kind, "verzoek_ouders", "moeder vraagt hulp", PEIL, date(2027, 1, 31), zeg)
    deel(chef, kind, partner, ["positie"], "intern overleg met jeugdhulp", PEIL, date(2027, 1, 31))
    b = geef(tenant, kind)
    als_web_straks()
    client = log_in(b.account.gebruikersnaam)
    lijst = tekst(client.get("/begin/", follow=True))
    assert "Kersenhof" in lijst
    assert "Zonneveld" not in lijst
    een = tekst(client.get(f"/mijn/{b.uuid}/"))
    for staat in (
        "Leerplichtig", "LPW", "School aan zee", "van DUO, 1 sep 2026", "12 nov: ongeoorloofd", "16 uur of meer verzuim",
        "in behandeling", "Er is geen vrijstelling", "Melding van de school", "Verzoek van de ouders", "Aan de ouders verteld",
        "Ketenpartner", "rechtspositie", "UAVG artikel 5",
    ):  # fmt: skip
        assert staat in een, staat
    for niet in ("buurvrouw", "bang voor vader", "intern overleg", "Sam Pinas", KIND):
        assert niet not in een, niet


def test_alleen_het_eigen_kind(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    """Not another child of the organisation, not one of another organisation, not by any page or method."""
    eigen, ander = geef(tenant, wie("Kersenhof")), geef(tenant, wie("Zonneveld"))
    elders = leg_organisatie_vast(f"elders-{tenant.code}", "Elders", ["1999"], vaste_dag=PEIL)
    with in_tenant(elders.pk):
        vul(elders)
        daar = geef(elders, wie("Kersenhof"))
    kind = wie("Kersenhof")
    als_web_straks()
    client = log_in(eigen.account.gebruikersnaam)
    voor = Leesregel.objects.filter(tenant=tenant).count()
    for uuid in (ander.uuid, daar.uuid, kind.uuid, uuid4()):
        for pad in ("", "wie-keek/", "klopt-niet/"):
            assert client.get(f"/mijn/{uuid}/{pad}").status_code == 404
        assert client.post(f"/mijn/{uuid}/bestand/", {"vorm": "json"}).status_code == 404
        assert client.post(f"/mijn/{uuid}/klopt-niet/", {"feit": "anders"}).status_code == 404
    assert Leesregel.objects.filter(tenant=tenant).count() == voor
    for pad in (f"/jongeren/{kind.uuid}/", f"/mijn/toegang/{kind.uuid}/", f"/inzage/{kind.uuid}/", "/betwist/", "/leeslog/"):
        assert client.get(pad).status_code == 403, pad
    for actie in ("einde", "code", "bevestig"):
        assert client.post(f"/mijn/toegang/{ander.uuid}/{actie}/").status_code == 403


def test_een_jongere_komt_meteen_bij_zichzelf(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    b = geef(tenant, wie("Groothuis"), "jongere", naam="Noor Groothuis")
    als_web_straks()
    client = log_in(b.account.gebruikersnaam)
    antwoord = client.get("/begin/", follow=True)
    assert antwoord.redirect_chain[-1][0] == f"/mijn/{b.uuid}/"
    assert "U bent 16 of ouder" in tekst(antwoord)
    uit = json.loads(client.post(f"/mijn/{b.uuid}/bestand/", {"vorm": "json"}).content)
    rij = next(d["rijen"] for d in uit["delen"] if d["naam"] == "mijn_betrokkene")
    assert [(r["account"], r["hoe"]) for r in rij] == [("Jongere", "balie")]


def test_zonder_toegang_staat_er_waarom(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    b = geef(tenant, wie("Kersenhof"))
    Jongere.objects.filter(achternaam="Kersenhof").update(geboren=date(2010, 11, 20))
    als_web_straks()
    client = log_in(b.account.gebruikersnaam)
    een = tekst(client.get("/mijn/"))
    assert "Is uw kind 16 geworden" in een
    assert "Kersenhof" not in een
    assert client.get(f"/mijn/{b.uuid}/").status_code == 404


def test_geheim_adres_niet_voor_een_ouder(organisatie: Organisatie, als_web_straks: Callable[[], None]) -> None:
    """Not on the page, in what can be disputed, in the file; and neither whether and when another parent looks."""
    tenant = vul(organisatie, **GEHEIM)
    kind = wie("Kersenhof")
    weet = {"aan": "ouders", "wijze": "brief", "op": PEIL}
    leg_grond_vast(staf(tenant), kind, "verzoek_ouders", "woont nu aan de DUINROOSWEG", PEIL, date(2027, 1, 31), weet)
    een, twee = geef(tenant, kind), geef(tenant, kind, naam="Vos Bloem")
    als_web_straks()
    ander = log_in(twee.account.gebruikersnaam)
    ander.get(f"/mijn/{twee.uuid}/")
    client = log_in(een.account.gebruikersnaam)
    gezien = [client.get(f"/mijn/{een.uuid}/{pad}") for pad in ("", "klopt-niet/", "wie-keek/")]
    gezien.append(client.post(f"/mijn/{een.uuid}/bestand/", {"vorm": "json"}))
    for antwoord in gezien:
        inhoud = tekst(antwoord).casefold()
        assert antwoord.status_code == 200
        assert not [w for w in (*VERRAADT, "vos bloem", "meekijken") if w in inhoud]
    uit = json.loads(gezien[3].content)
    assert "mijn_betrokkene" not in {d["naam"] for d in uit["delen"]}
    assert not [d for d in uit["delen"] if d["naam"] == "gelezen" and [r for r in d["rijen"] if r["rol"] == "Ouder"]]
    assert {r.medewerker_id for r in regels_van(een.account, een).filter(rol="ouder")} == {een.account_id}


# ---------------------------------------------------------------------- who looked


def test_wie_keek_is_het_leeslog(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    kind, chef = wie("Kersenhof"), staf(tenant, "teamleider")
    for i in range(45):
        log_regel(tenant, chef, kind.pk, pagina="jongere" if i % 2 else "vandaag")
    markeer(chef, kind.pk, "kind van een bekende")
    log_regel(tenant, chef, kind.pk, pagina="let op", doel="toezicht")
    log_regel(tenant, chef, wie("Zonneveld").pk)
    b = geef(tenant, kind)
    als_web_straks()
    client = log_in(b.account.gebruikersnaam)
    een = tekst(client.get(f"/mijn/{b.uuid}/"))
    assert een.count("data-keek") == 5
    assert "Uzelf" not in een
    bladen = [tekst(client.get(f"/mijn/{b.uuid}/wie-keek/?blad={n}")) for n in (1, 2)]
    van_kind = wie_keek(chef, kind, 1).totaal
    assert van_kind == 45 + 1 + 3
    assert Leesregel.objects.filter(tenant=tenant).count() == van_kind + 1, "and one of the sister"
    assert [b.count("data-keek") for b in bladen] == [40, van_kind - 40], "the second page has the look at the first as well"
    assert all("Teamleider" in blad for blad in bladen)
    for niet in ("Sam Pinas", "let op", "kind van een bekende"):
        assert not [blad for blad in bladen if niet in blad], niet
    assert "Toezicht" in bladen[0]
    assert "Uzelf" in bladen[0]


def test_niet_verder_terug_dan_een_jaar(tenant: Organisatie, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = wie("Kersenhof")
    log_regel(tenant, staf(tenant), kind.pk)
    b = geef(tenant, kind)
    assert regels_van(b.account, b).count() == 1
    straks: datetime = timezone.now() + timedelta(days=366)
    monkeypatch.setattr("inbeeld.apps.mijn.overzicht.timezone.now", lambda: straks)
    assert regels_van(b.account, b).count() == 0


def test_zelf_kijken_staat_in_het_leeslog_en_meldt_niets(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    """Also of a marked child with the parent's surname, at night and with a file."""
    kind = wie("Kersenhof")
    markeer(staf(tenant, "teamleider"), kind.pk, "kind van een bekende")
    b = geef(tenant, kind, naam="Robin Kersenhof")
    als_web_straks()
    client = log_in(b.account.gebruikersnaam)
    client.get("/mijn/")
    for _ in range(7):
        client.get(f"/mijn/{b.uuid}/")
    client.get(f"/mijn/{b.uuid}/wie-keek/")
    assert client.post(f"/mijn/{b.uuid}/bestand/", {"vorm": "pdf"}).content.startswith(b"%PDF-")
    regels = gelogd(tenant, rol="ouder", doel="inzage", medewerker=b.account)
    assert set(regels) == {(kind.pk, p) for p in ("mijn", "mijn: gegevens", "mijn: wie keek", "mijn: bestand")}
    assert len(regels) == 1 + 7 + 1 + 1
    assert gelogd(tenant, handeling="uitvoeren") == [(kind.pk, "mijn: bestand")]
    assert not Leesmelding.objects.filter(tenant=tenant).exists()


def test_een_ouder_is_geen_opvallende_medewerker(tenant: Organisatie) -> None:
    kind = wie("Kersenhof")
    b = geef(tenant, kind, naam="Robin Kersenhof")
    for _ in range(8):
        log_regel(tenant, b.account, kind.pk, pagina="mijn: bestand", doel="inzage", handeling="uitvoeren")
    kijk_na(tenant.pk, timezone.localdate())
    assert not Leespatroon.objects.filter(tenant=tenant).exists()
    (keer, *_) = wie_keek(staf(tenant, "privacy_officer"), kind, 1).regels
    assert keer.medewerker == "Ouder", "a name would tell who the child is"


# ---------------------------------------------------------------------- a request


def test_een_verzoek_komt_aan_bij_de_medewerkers(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    kind = wie("Kersenhof")
    b = geef(tenant, kind)
    chef = staf(tenant, "teamleider")
    als_web_straks()
    client = log_in(b.account.gebruikersnaam)
    pad = f"/mijn/{b.uuid}/klopt-niet/"
    blad = tekst(client.get(pad))
    code = re.search(r'value="(inschrijvingen:\d+)"', blad)
    assert code
    assert client.post(pad, {"feit": code[1]}).status_code == 422
    assert client.post(pad, {"feit": "inschrijvingen:1", "betwist": "x", "waarom": "y"}).status_code == 422, "of somebody else"
    antwoord = client.post(pad, {"feit": code[1], "betwist": "Zit op een andere school.", "waarom": "de schoolpas"}, follow=True)
    assert "U krijgt binnen een maand antwoord" in tekst(antwoord)
    assert "Zit op een andere school." in tekst(antwoord)
    assert "wij hebben nog niet geantwoord" in tekst(antwoord)
    verzoek = Verzoek.objects.get(tenant=tenant)
    assert (verzoek.gevraagd_door, verzoek.ontvangen, verzoek.tabel, verzoek.door) == ("ouder", PEIL, "inschrijvingen", b.account)
    assert Grond.objects.get(tenant=tenant, door=b.account).soort == "verzoek_ouders"
    assert Kennisgeving.objects.get(tenant=tenant).wijze == "bericht"
    baas = log_in(chef.gebruikersnaam)
    assert "Kersenhof" in tekst(baas.get("/betwist/"))
    assert "Zit op een andere school." in tekst(baas.get(f"/betwist/{verzoek.uuid}/"))
    for _ in range(services.WACHTEND_HOOGST - 1):
        assert client.post(pad, {"feit": "anders", "betwist": "x", "waarom": "y"}).status_code == 302
    assert "Er wachten al 5 verzoeken" in tekst(client.post(pad, {"feit": "anders", "betwist": "x", "waarom": "y"}))


# ---------------------------------------------------------------------- what staff does


def test_medewerker_geeft_code_en_beeindigt(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    kind, sam = wie("Kersenhof"), staf(tenant)
    als_web_straks()
    client = log_in(sam.gebruikersnaam)
    pad = f"/mijn/toegang/{kind.uuid}/"
    assert pad in tekst(client.get(f"/jongeren/{kind.uuid}/"))
    assert client.post(pad, {}).status_code == 422
    velden = {"als": "jongere", "naam": "Robin Bloem", "gebruikersnaam": "robin-staf", "hoe": "balie", "tot": "20-11-2027"}
    assert "nog geen 16" in tekst(client.post(pad, velden))
    velden |= {"als": "ouder"}
    assert "Kies hoe u het gezag vaststelde." in tekst(client.post(pad, velden))
    antwoord = client.post(pad, velden | {"gezag": "brp"})
    code = re.search(r"<code>([A-Z2-9-]{14})</code>", tekst(antwoord))
    assert code
    assert "no-store" in antwoord["Cache-Control"]
    lijst = tekst(client.get(pad))
    assert "Robin Bloem" in lijst
    assert code[1] not in lijst
    assert wissel("robin-staf", code[1]).status_code == 302
    b = Betrokkene.objects.get(tenant=tenant)
    vers = re.search(r"<code>([A-Z2-9-]{14})</code>", tekst(client.post(f"/mijn/toegang/{b.uuid}/code/")))
    assert vers
    assert vers[1] != code[1]
    ouder = log_in("robin-staf")
    assert client.post(f"/mijn/toegang/{b.uuid}/einde/").status_code == 302
    assert ouder.get("/mijn/").status_code == 302
    assert wissel("robin-staf", vers[1]).status_code == 422
    assert "geëindigd" in tekst(client.get(pad))
    assert set(gelogd(tenant, medewerker=sam, handeling="schrijven")) == {(kind.pk, "toegang ouder of jongere")}


def test_bevestigen_op_de_pagina(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    kind, ander, sam = wie("Kersenhof"), wie("Anderling"), staf(tenant)
    b = geef(tenant, ander)
    voeg_samen(tenant.pk, kind.pk, ander.pk, None, "leek dezelfde")
    als_web_straks()
    client = log_in(sam.gebruikersnaam)
    assert f"/mijn/toegang/{b.uuid}/bevestig/" in tekst(client.get(f"/mijn/toegang/{kind.uuid}/"))
    pad = f"/mijn/toegang/{b.uuid}/bevestig/"
    assert client.get(pad).status_code == 200
    assert client.post(pad, {"hoe": "balie"}).status_code == 422
    assert client.post(pad, {"hoe": "balie", "gezag": "brp"}).status_code == 302
    assert ziet(b) == {kind.pk}


def test_buiten_de_eigen_gemeenten_geeft_niemand_toegang(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    b = geef(tenant, wie("Kersenhof"))
    Jongere.objects.filter(tenant=tenant).update(gemeente="1998")
    sam = staf(tenant)
    Medewerker.objects.filter(pk=sam.pk).update(gemeenten=["1999"])
    als_web_straks()
    client = log_in(sam.gebruikersnaam)
    assert client.get(f"/mijn/toegang/{wie('Kersenhof').uuid}/").status_code == 404
    for actie in ("einde", "code", "bevestig"):
        assert client.post(f"/mijn/toegang/{b.uuid}/{actie}/").status_code == 404
    assert ziet(b) == {wie("Kersenhof").pk}


# ---------------------------------------------------------------------- two parents


def test_wat_de_ene_ouder_schrijft_ziet_de_andere_niet(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    """Neither the words nor that there was a request, nor that access was given: on the page, in the log, in the file."""
    kind = wie("Kersenhof")
    een, ander = geef(tenant, kind), geef(tenant, kind)
    log_regel(tenant, staf(tenant), kind.pk, pagina="toegang ouder of jongere", doel="inzage")
    als_web_straks()
    schrijft = log_in(een.account.gebruikersnaam)
    woorden = {"feit": "anders", "betwist": "Wij wonen nu bij mijn zus in Emmen.", "waarom": "Dat weet de ZUS."}
    assert schrijft.post(f"/mijn/{een.uuid}/klopt-niet/", woorden).status_code == 302
    assert "zus in Emmen" in tekst(schrijft.get(f"/mijn/{een.uuid}/"))

    kijkt = log_in(ander.account.gebruikersnaam)
    blad, keek = tekst(kijkt.get(f"/mijn/{ander.uuid}/")), tekst(kijkt.get(f"/mijn/{ander.uuid}/wie-keek/"))
    assert "Emmen" not in blad
    assert "Verzoek van de ouders" not in blad
    assert "toegang" not in keek.split("<main", 1)[1].split("</main>")[0].lower().replace("geen toegang", "")
    bestand = json.loads(kijkt.post(f"/mijn/{ander.uuid}/bestand/", {"vorm": "json"}).content)
    alles = json.dumps(bestand, ensure_ascii=False)
    for geheim in ("Emmen", "ZUS", "toegang ouder of jongere"):
        assert geheim not in alles, geheim
    assert "Emmen" in json.dumps(json.loads(schrijft.post(f"/mijn/{een.uuid}/bestand/", {"vorm": "json"}).content))


def test_een_account_van_een_ouder_wordt_niet_dat_van_een_medewerker(tenant: Organisatie) -> None:
    """What a parent logs in with would go along."""
    b = geef(tenant, wie("Kersenhof"), gebruikersnaam="m.jansen")
    with pytest.raises(GebruikFout, match="account van een ouder"):
        leg_medewerker_vast(tenant, "m.jansen", naam="Mo Jansen", rol="teamleider", wachtwoord=WACHTWOORD)
    with pytest.raises(GebruikFout, match="een medewerker"):
        leg_medewerker_vast(tenant, staf(tenant).gebruikersnaam, naam="Sam", rol="ouder", zonder_wachtwoord=True)
    assert Medewerker.objects.get(pk=b.account_id).rol == "ouder"


def test_vernietigen_maakt_een_oude_band_niet_weer_goed(tenant: Organisatie) -> None:
    """Two were taken for one and told apart; that stays in doubt when one of them is gone."""
    kind, ander = wie("Kersenhof"), wie("Zonneveld")
    b = geef(tenant, kind)
    splits(voeg_samen(tenant.pk, kind.pk, ander.pk, None, "proef"), None, "proef")
    assert ziet(b) == set()
    with connection.cursor() as cursor:
        vernietig_betrokkenen(cursor, Wie(tenant.pk, (ander.pk,), PERSOON))
        cursor.execute("DELETE FROM personen_samenvoegrij")
        cursor.execute("DELETE FROM personen_samenvoeging")
    assert ziet(b) == set()


# ---------------------------------------------------------------------- gone


def test_vernietigd_is_ook_de_naam_van_de_ouder_weg(tenant: Organisatie) -> None:
    """Not of a parent who has another child here: of that one the account stays."""
    kind, zus = wie("Kersenhof"), wie("Zonneveld")
    alleen, beide = geef(tenant, kind, naam="Kwartel Alleen"), geef(tenant, kind, gebruikersnaam="robin-beide")
    services.geef_toegang(
        staf(tenant),
        zus,
        als="ouder",
        gebruikersnaam="robin-beide",
        naam="Robin Bloem",
        hoe="balie",
        gezag="brp",
        tot=JAAR,
        zelfde=True,
    )
    with connection.cursor() as cursor:
        assert vernietig_betrokkenen(cursor, Wie(tenant.pk, (kind.pk,), "dossier")) == {}
        assert vernietig_betrokkenen(cursor, Wie(tenant.pk, (kind.pk,), PERSOON)) == {"mijn_betrokkene": 2}
    weg = Medewerker.objects.get(pk=alleen.account_id)
    assert (weg.naam, weg.gebruikersnaam, weg.is_active) == ("vernietigd", f"vernietigd-{weg.pk}", False)
    assert not Uitnodiging.objects.filter(account=weg).exists()
    assert ziet(alleen) == set()
    assert ziet(beide) == {zus.pk}
    assert not Betrokkene.objects.filter(jongere=kind).exists()


def test_aantal_vragen(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    een, twee = geef(tenant, wie("Kersenhof")), geef(tenant, wie("Zonneveld"))
    for _ in range(10):
        log_regel(tenant, staf(tenant), wie("Kersenhof").pk)
    als_web_straks()

    def vragen(b: Betrokkene, pad: str) -> int:
        client = log_in(b.account.gebruikersnaam)
        client.get(pad)
        with CaptureQueriesContext(connection) as c:
            assert client.get(pad).status_code == 200
        return len(c)

    assert vragen(een, "/mijn/") <= 10
    aantallen = [vragen(b, f"/mijn/{b.uuid}/") for b in (een, twee)]
    assert max(aantallen) <= 42, aantallen
    assert vragen(een, f"/mijn/{een.uuid}/wie-keek/") <= 16
