"""Everything on one person: nothing forgotten, nothing of somebody else, and no secret address for whom it is secret."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.basis.muren import betreed
from inbeeld.apps.gronden.services import deel, leg_grond_vast
from inbeeld.apps.inzage.dossier import APART, JONGERE, KOPPEN, NIET, OUDER, modellen, verzamel
from inbeeld.apps.inzage.pdf import maak_pdf
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.registers.services import splits, voeg_samen
from inbeeld.apps.toegang.models import ROLLEN
from inbeeld.apps.toegang.services import leg_medewerker_vast, leg_organisatie_vast
from inbeeld.apps.verantwoording.models import Leesregel
from inbeeld.apps.verantwoording.services import markeer
from inbeeld.apps.werklijst.services import ververs
from inbeeld.bronnen.basis import Apart

from .maken import (
    WACHTWOORD,
    gaat_naar,
    gelogd,
    levering,
    log_in,
    log_regel,
    neem,
    neem_op,
    nummers,
    op,
    persoon,
    scholen_van,
    woont,
)

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

PEIL = date(2026, 11, 20)
KIND, OUDER_BSN, ANDER, TWEEDE = nummers(998_333_000, 4)
ADRES = {"straat": "Duinroosweg", "huisnummer": "77", "postcode": "1999ZQ", "woonplaats": "Stilleveen"}
VERRAADT = ("duinroosweg", "1999zq", "1999 zq", "stilleveen", "school aan zee")


def vul(tenant: Organisatie, nummer: str = KIND, geboren: date = date(2012, 3, 4)) -> Jongere:
    """A child with a secret address, that moved within it, misses school and has a row set apart."""
    zelf = {"pgn_ouder_1": OUDER_BSN, "geheim": 1}
    rij = {"PERSOONSGEBONDENNUMMER": nummer, "STRAAT": "Duinroosweg", "REDEN": "onleesbaar"}
    school = {"brin": "99ZZ", "vestiging": "00", "naam": "School aan zee", "gemeente": "1999"}
    verzuim = [
        {"pgn": nummer, "brin": "99ZZ", "vestiging": "00", "datum": date(2026, 11, d), "minuten": 300, "uren": 5.0,
         "reden": "ongeoorloofd"}
        for d in (9, 10, 11, 12)
    ]  # fmt: skip
    eerste = levering(
        "brp-selectie-v1",
        date(2024, 9, 1),
        personen=[persoon(nummer, geboren=geboren, **ADRES)],
        verblijf=[woont(nummer, geboren)],
    )
    neem_op(eerste, tenant, op(2024, 9, 2))
    neem(
        tenant,
        levering("scholen-v1", date(2025, 1, 1), scholen=[school]),
        levering("brp-selectie-v1", date(2025, 9, 1), personen=[persoon(nummer, "Vermeer-Bos", geboren, **ADRES, **zelf)]),
        levering("rod-levering-v1", date(2025, 9, 1), apart=(Apart(4, "REDEN", "x", "reden deugt niet", "doe", rij),),
                 inschrijvingen=[gaat_naar(nummer)]),
        levering("absentie-v1", date(2026, 11, 13), verzuim=verzuim),
    )  # fmt: skip
    ververs(tenant, PEIL)
    return Jongere.objects.get(tenant=tenant, voornamen="Noor", achternaam="Vermeer-Bos")


@pytest.fixture
def tenant(organisatie: Organisatie) -> Organisatie:
    organisatie.vaste_dag = PEIL
    organisatie.save()
    return organisatie


def tekst_van(inzage: Any) -> str:
    return json.dumps(inzage.als_dict(), ensure_ascii=False)


def delen(inzage: Any) -> dict[str, list[dict[str, str]]]:
    return {d.naam: d.rijen for d in inzage.delen}


def test_alles_staat_erin_met_bron_en_datum(tenant: Organisatie) -> None:
    kind = vul(tenant)
    alle = delen(verzamel(tenant, kind, OUDER))
    assert {
        "wie", "bewaren", "personen_persoonsgegevens", "registers_verblijf", "registers_inschrijving", "registers_verzuim",
        "beelden_rechtspositie", "beelden_signaal", "werklijst_werkregel", "apart", "leveringen",
    } <= set(alle)  # fmt: skip
    versies = alle["personen_persoonsgegevens"]
    assert [v["achternaam"] for v in versies] == ["Vermeer", "Vermeer-Bos"], "also what no longer holds"
    assert versies[0]["bron"] == "brp-selectie-v1"
    assert versies[0]["stand van"] == "01-09-2024"
    assert versies[0]["bekend sinds"].startswith("02-09-2024")
    assert versies[0]["bekend tot"]
    assert alle["wie"][0]["BSN"] == KIND
    assert {"signaal", "volgens"} <= set(alle["beelden_signaal"][0])
    assert alle["registers_verzuim"][0]["reden"] == "ongeoorloofd"
    assert {r["grond"] for r in alle["bewaren"]} == {"leerplichtdossier", "toezicht op de kwalificatieplicht", "Doorstroompunt"}
    assert len(alle["leveringen"]) == 4


def test_nummers_van_ouders_en_anderen_staan_er_nooit_in(tenant: Organisatie) -> None:
    kind = vul(tenant)
    neem(tenant, levering("rod-levering-v1", date(2025, 9, 1), personen=[persoon(ANDER, "Zonnebloem") | {"pgn_soort": "ONR"}]))
    ander = Jongere.objects.get(tenant=tenant, achternaam="Zonnebloem")
    samen = voeg_samen(tenant.pk, kind.pk, ander.pk, None, "leek dezelfde")
    splits(samen, None, "toch niet")
    tekst = tekst_van(verzamel(tenant, kind, OUDER))
    for wat in (OUDER_BSN, ANDER, "Zonnebloem"):
        assert wat not in tekst, wat
    assert "iemand anders" in tekst


def test_wie_samengevoegd_is_krijgt_beide_nummers(tenant: Organisatie) -> None:
    kind = vul(tenant)
    neem(tenant, levering("rod-levering-v1", date(2025, 9, 1), personen=[persoon(ANDER) | {"pgn_soort": "ONR"}],
                          inschrijvingen=[gaat_naar(ANDER, "9", van=date(2023, 8, 1)) | {"pgn_soort": "ONR"}]))  # fmt: skip
    ander = Jongere.objects.get(tenant=tenant, onderwijsnummer__isnull=False)
    voeg_samen(tenant.pk, kind.pk, ander.pk, None, "kreeg een BSN")
    alle = delen(verzamel(tenant, Jongere.objects.get(pk=kind.pk), OUDER))
    assert alle["wie"][0]["onderwijsnummer"] == ANDER
    assert {r["van"] for r in alle["registers_inschrijving"]} == {"01-08-2023", "01-08-2024"}


def test_geheim_adres_niet_voor_een_ouder(tenant: Organisatie) -> None:
    """Not in a column, not in an old version, not in a row as delivered, not in a free text."""
    kind = vul(tenant)
    neem(tenant, levering("rod-levering-v1", date(2025, 10, 1), personen=[persoon(TWEEDE, "Anders") | {"pgn_soort": "ONR"}]))
    tweede = Jongere.objects.get(tenant=tenant, achternaam="Anders")
    splits(voeg_samen(tenant.pk, kind.pk, tweede.pk, None, "woont ook aan de DUINROOSWEG in Stilleveen"), None, "toch niet")
    inzage = verzamel(tenant, kind, OUDER)
    tekst = tekst_van(inzage).casefold()
    assert inzage.adres_weggelaten
    assert not [w for w in VERRAADT if w in tekst]
    assert "(geheim)" in tekst
    assert "registers_inschrijving" in tekst, "that there is a school stays"


def test_dat_iemand_gemarkeerd_is_staat_er_niet_in(tenant: Organisatie) -> None:
    kind = vul(tenant)
    chef = leg_medewerker_vast(tenant, f"chef-{tenant.code}", naam="Noor Vos", rol="teamleider", wachtwoord=WACHTWOORD)
    markeer(chef, kind.pk, "kind van een bekende")
    for bladzij in ("let op", "meldingen", "leeslog"):
        log_regel(tenant, chef, kind.pk, pagina=bladzij, doel="toezicht")
    inzage = verzamel(tenant, kind, OUDER)
    assert [r["waar"] for r in delen(inzage)["gelezen"]] == ["toezicht"] * 3
    assert not [w for w in ("let op", "meldingen", "kind van een bekende") if w in tekst_van(inzage)]


def test_gronden_zonder_wat_een_ander_vertelde(tenant: Organisatie) -> None:
    """Kind, period, article and with whom: not what a neighbour said, nor why the parents don't know yet."""
    kind = vul(tenant)
    chef = leg_medewerker_vast(tenant, f"grond-{tenant.code}", naam="Noor Vos", rol="teamleider", wachtwoord=WACHTWOORD)
    partner = leg_medewerker_vast(
        tenant, f"partner-{tenant.code}", naam="Jeugdhulp Duin", rol="ketenpartner", wachtwoord=WACHTWOORD
    )
    tot = date(2027, 1, 31)
    zwijg = {"aan": "niemand", "wijze": "geen", "op": PEIL, "toelichting": "bang voor vader"}
    leg_grond_vast(chef, kind, "zorg_van_derde", "de buurvrouw hoort geschreeuw", PEIL, tot, zwijg)
    zeg = {"aan": "ouders", "wijze": "telefoon", "op": PEIL, "toelichting": "moeder gebeld"}
    leg_grond_vast(chef, kind, "verzoek_ouders", "moeder vraagt hulp", PEIL, tot, zeg)
    deel(chef, kind, partner, ["positie"], "intern overleg met jeugdhulp", PEIL, tot)
    inzage = verzamel(tenant, kind, OUDER)
    alle = delen(inzage)
    zorg = next(r for r in alle["gronden_grond"] if r["grond"] == "zorg van school of een ander")
    assert (zorg["van"], zorg["tot"], zorg["reden"]) == ("20-11-2026", "31-01-2027", "")
    assert zorg["volgens"].startswith("LPW art. 16 lid 4")
    assert "moeder vraagt hulp" in {r["reden"] for r in alle["gronden_grond"]}
    assert {(r["aan"], r["hoe"], r["toelichting"]) for r in alle["gronden_kennisgeving"]} == {
        ("niemand", "", ""),
        ("ouders", "telefoon", "moeder gebeld"),
    }
    assert alle["gronden_deling"] == [{"met": "Jeugdhulp Duin", "wat": "positie", "van": "20-11-2026", "tot": "31-01-2027"}]
    assert not [w for w in ("buurvrouw", "bang voor vader", "intern overleg") if w in tekst_van(inzage)]


def test_wie_zelf_vraagt_krijgt_het_eigen_adres(tenant: Organisatie) -> None:
    kind = vul(tenant, geboren=date(2009, 3, 4))
    inzage = verzamel(tenant, kind, JONGERE)
    assert not inzage.adres_weggelaten
    assert all(w in tekst_van(inzage).casefold() for w in ("duinroosweg", "stilleveen", "school aan zee"))


def test_vanaf_zestien_vraagt_de_jongere(tenant: Organisatie) -> None:
    kind = vul(tenant, geboren=date(2010, 11, 20))
    verzamel(tenant, kind, JONGERE)
    with pytest.raises(GebruikFout):
        verzamel(tenant, kind, OUDER)
    kind.geboren = date(2010, 11, 21)
    verzamel(tenant, kind, OUDER)
    with pytest.raises(GebruikFout):
        verzamel(tenant, kind, JONGERE)
    with pytest.raises(GebruikFout):
        verzamel(tenant, kind, "buurman")


def test_pdf_is_toegankelijk_en_leest_geen_opdrachten(tenant: Organisatie) -> None:
    """What stands in a cell is text, also when it looks like markup of the template."""
    kind = vul(tenant)
    vreemd = '#panic("x") $ \\ */ " </x> Ünïcødé'
    neem(tenant, levering("brp-selectie-v1", date(2026, 10, 1), personen=[persoon(KIND, vreemd, date(2012, 3, 4))]))
    pdf = maak_pdf(verzamel(tenant, Jongere.objects.get(pk=kind.pk), OUDER))
    assert pdf.startswith(b"%PDF-")
    assert b"pdfuaid" in pdf
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang (nl)" in pdf or b"/Lang(nl)" in pdf


# ---------------------------------------------------------------------- nothing is overlooked


def test_geen_tabel_wordt_vergeten() -> None:
    kolommen = {"jongere_id", "via", "pgn_index", "wie"}
    gevonden = {
        m._meta.db_table
        for m in apps.get_models()
        for v in m._meta.concrete_fields
        if v.related_model is Jongere or v.column in kolommen
    }
    gevonden.discard("leveringen_levering")  # its ``via`` is how it came in
    gevonden |= {m._meta.db_table for m in modellen()}
    bedacht = set(KOPPEN) | set(NIET) | set(APART)
    assert gevonden <= bedacht, gevonden - bedacht
    assert all(len(reden) > 20 for reden in NIET.values())


# ---------------------------------------------------------------------- the page and the command


@pytest.fixture(scope="module")
def gemeente(database: str) -> Organisatie:
    tenant = leg_organisatie_vast("inzage", "Waterveen", ["1999"], vaste_dag=PEIL)
    betreed(tenant.pk)
    vul(tenant)
    for rol in ROLLEN:
        leg_medewerker_vast(tenant, f"{rol}-inzage", naam="Noor Vos", rol=rol, scholen=scholen_van(rol), wachtwoord=WACHTWOORD)
    return tenant


def test_pagina_geeft_een_bestand_en_legt_vast(gemeente: Organisatie, als_web_straks: Callable[[], None]) -> None:
    kind = Jongere.objects.get(tenant=gemeente)
    als_web_straks()
    client = log_in("administratie-inzage")
    pad = f"/inzage/{kind.uuid}/"
    assert "Het adres is geheim" in client.get(pad).content.decode()
    antwoord = client.post(pad, {"voor_wie": OUDER, "vorm": "pdf"})
    assert antwoord.content.startswith(b"%PDF-")
    assert "no-store" in antwoord["Cache-Control"]
    assert antwoord["Content-Disposition"] == 'attachment; filename="inzage-2026-11-20.pdf"'
    assert client.post(pad, {"voor_wie": JONGERE, "vorm": "pdf"}).status_code == 422
    assert client.post(pad, {"vorm": "pdf"}).status_code == 422
    uit = json.loads(client.post(pad, {"voor_wie": OUDER, "vorm": "json"}).content)
    gelezen = next(d["rijen"] for d in uit["delen"] if d["naam"] == "gelezen")
    assert {r["waarvoor"] for r in gelezen} == {"inzage"}
    assert "medewerker" not in gelezen[0]
    gegeven = gelogd(gemeente, pagina="inzage gegeven", handeling="uitvoeren")
    assert gegeven == [(kind.pk, "inzage gegeven")] * 2, "not when none was made"
    assert pad in client.get(f"/jongeren/{kind.uuid}/").content.decode()


@pytest.mark.parametrize("rol", [r for r in ROLLEN if r not in ("teamleider", "administratie")])
def test_niet_voor_iedereen(gemeente: Organisatie, als_web_straks: Callable[[], None], rol: str) -> None:
    kind = Jongere.objects.get(tenant=gemeente)
    als_web_straks()
    client = log_in(f"{rol}-inzage")
    assert client.post(f"/inzage/{kind.uuid}/", {"voor_wie": OUDER, "vorm": "json"}).status_code == 403


def test_opdrachtregel(gemeente: Organisatie, omgeving: dict[str, str], tmp_path: Path) -> None:
    kind = Jongere.objects.get(tenant=gemeente)
    voor = max((r.pk for r in Leesregel.objects.filter(tenant=gemeente)), default=0)
    elders = f"elders-{gemeente.code}"
    m = leg_medewerker_vast(gemeente, elders, naam="Noor Vos", rol="administratie", wachtwoord=WACHTWOORD)
    Jongere.objects.filter(pk=kind.pk).update(gemeente="1999")
    m.gemeenten = ["1998"]
    m.save()

    def doe(*meer: str, door: str = "administratie-inzage") -> subprocess.CompletedProcess[str]:
        wat = [sys.executable, "-m", "inbeeld", "inzage", *meer, "--uit", str(tmp_path), "--organisatie", gemeente.code]
        wat += ["--door", door] if door else []
        return subprocess.run(wat, env=omgeving, capture_output=True, text=True, check=False)

    for niet in ("", "bestaat-niet", "leerplichtambtenaar-inzage", elders):
        assert doe(str(kind.uuid), "--voor", "ouder", door=niet).returncode == 2, niet
    assert not list(tmp_path.iterdir())
    klaar = doe(str(kind.uuid), "--voor", "ouder")
    assert klaar.returncode == 0, klaar.stderr
    json_, pdf = sorted(tmp_path.iterdir())
    assert pdf.stat().st_mode & 0o777 == json_.stat().st_mode & 0o777 == 0o600
    assert not [w for w in VERRAADT if w in json_.read_text().casefold()]
    assert doe(str(kind.uuid), "--voor", "jongere").returncode == 2
    assert doe("geen-kenmerk", "--voor", "ouder").returncode == 2
    assert gelogd(gemeente, voor, handeling="uitvoeren") == [(kind.pk, "inzage gegeven")]
    regel = Leesregel.objects.get(tenant=gemeente, pk__gt=voor, handeling="uitvoeren")
    assert regel.medewerker.gebruikersnaam == "administratie-inzage"
