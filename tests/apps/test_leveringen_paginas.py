"""The pages of deliveries as a browser asks for them, in role ``web``: who may, how many queries, what is logged."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbeeld.apps.basis.muren import in_tenant, toon_pas_op
from inbeeld.apps.leveringen import services
from inbeeld.apps.leveringen.aanleveren import TEGELIJK, binnen_map
from inbeeld.apps.leveringen.bronnenlijst import VERWACHT, stand
from inbeeld.apps.leveringen.models import Aangeboden, Afhandeling, ApartGezet, Levering
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.registers import services as registers
from inbeeld.apps.toegang.models import ROLLEN, Medewerker, Organisatie
from inbeeld.apps.toegang.pagina import LANGST_PEILEN
from inbeeld.apps.toegang.services import leg_medewerker_vast
from inbeeld.apps.verantwoording.models import Leesregel
from inbeeld.project.database import WEB, WERKER, Server

from .maken import ANNA, BRAM, CEM, WACHTWOORD, brp, gaat_naar, gelogd, neem, persoon, scholen_van
from .maken import levering as gelezen
from .test_leveringen_herstellen import ROD, lever, rod
from .test_leveringen_opdrachten import BRP, brp_rij, opdrachten

LIJST = "/leveringen/"


@dataclass
class Gevuld:
    tenant: Organisatie
    levering: Levering
    wie: dict[str, Medewerker]
    installatie: Path
    database: str

    @contextmanager
    def als(self, rol: str) -> Iterator[None]:
        """Within it Django has the rights of this role of the database."""
        verbinding = connections["default"]
        oud = dict(verbinding.settings_dict)
        verbinding.close()
        verbinding.settings_dict.update(Server(self.installatie).verbinding(rol, self.database))
        try:
            yield
        finally:
            verbinding.close()
            verbinding.settings_dict.update(oud)

    def client(self, rol: str = "administratie") -> Client:
        client = Client()
        client.force_login(self.wie[rol])
        return client


@pytest.fixture
def gevuld(organisatie: Organisatie, tmp_path: Path, installatie: Path, database: str) -> Iterator[Gevuld]:
    """Anna is known; of her one row is set apart, and one of someone unknown; Bram waits. The pages run in role ``web``."""
    neem(
        organisatie,
        brp(date(2026, 9, 1), ANNA),
        gelezen("rod-levering-v1", date(2026, 9, 7), inschrijvingen=[gaat_naar(BRAM), gaat_naar(BRAM, "2")]),
    )
    levering = lever(organisatie, tmp_path, rod(ANNA, van="20269801"), rod("123456780"), rod(ANNA))
    wie = {
        rol: leg_medewerker_vast(
            organisatie,
            f"{rol}-{organisatie.pk}",
            naam=f"{rol.title()} Vos",
            rol=rol,
            scholen=scholen_van(rol),
            wachtwoord=WACHTWOORD,
        )
        for rol in ROLLEN
    }
    alles = Gevuld(organisatie, levering, wie, installatie, database)
    with alles.als(WEB):
        yield alles


def adres(levering: Levering, *rest: object) -> str:
    return f"{LIJST}{levering.uuid}/" + "".join(f"{deel}/" for deel in rest)


def rij_van(gevuld: Gevuld, code: str = "onmogelijke_datum") -> ApartGezet:
    return ApartGezet.objects.select_related("levering").get(levering=gevuld.levering, code=code)


def tekst(client: Client, pad: str, status: int = 200) -> str:
    antwoord = client.get(pad)
    assert antwoord.status_code == status, antwoord.content.decode()[:2000]
    return antwoord.content.decode()


def velden(html: str) -> dict[str, str]:
    """Name → value of the fields of a correction form."""
    return dict(re.findall(r'<input type="text" name="(cel_\d+)"(?: value="([^"]*)")?', html))


def veld(html: str, kolom: str) -> str:
    gevonden = re.search(rf'for="id_(cel_\d+)">{kolom}</label>', html)
    assert gevonden, kolom
    return gevonden[1]


def gelezen_regels(gevuld: Gevuld) -> list[tuple[int | None, str]]:
    """Youth and page; of rows about nobody that we know the page with the delivery."""
    regels = Leesregel.objects.filter(tenant=gevuld.tenant).order_by("pk")
    bij = [next((f", {v}" for v in r.velden if v.startswith("levering ")), "") for r in regels]
    return [(wie, pagina + b) for (wie, pagina), b in zip(gelogd(gevuld.tenant), bij, strict=True)]


# -- who may ---------------------------------------------------------------------------------------------------------------

BEKIJKEN = {"leerplichtambtenaar", "administratie", "teamleider", "functioneel_beheerder"}
INHOUD = {"leerplichtambtenaar", "administratie", "teamleider"}
AANLEVEREN = {"administratie", "teamleider", "functioneel_beheerder"}


@pytest.mark.parametrize("rol", ROLLEN)
def test_wie_wat_mag(gevuld: Gevuld, rol: str) -> None:
    client, rij = gevuld.client(rol), rij_van(gevuld)
    bon = adres(gevuld.levering)
    paden = {
        LIJST: BEKIJKEN,
        f"{LIJST}bronnen/": BEKIJKEN,
        f"{LIJST}voortgang/": BEKIJKEN,
        bon: BEKIJKEN,
        f"{LIJST}wacht/": INHOUD,
        f"{bon}apart/": INHOUD,
        f"{bon}apart/{rij.pk}/": INHOUD,
        f"{LIJST}aanleveren/": AANLEVEREN,
    }
    assert {pad: client.get(pad).status_code for pad in paden} == {pad: 200 if rol in wie else 403 for pad, wie in paden.items()}
    for pad, wie in ((f"{bon}apart/uitvoer/", INHOUD), (f"{bon}apart/{rij.pk}/laat-zo/", INHOUD)):
        assert (client.post(pad).status_code == 403) == (rol not in wie)
        assert client.get(pad).status_code == 405


def test_zonder_inloggen_naar_inloggen(gevuld: Gevuld) -> None:
    for pad in (LIJST, adres(gevuld.levering), f"{LIJST}wacht/"):
        assert Client().get(pad)["Location"].startswith("/inloggen/")


def test_bon_zonder_inhoud_voor_wie_die_niet_mag_zien(gevuld: Gevuld) -> None:
    html = tekst(gevuld.client("functioneel_beheerder"), adres(gevuld.levering))
    assert "De datum bestaat niet" in html
    assert "Vermeer" not in html
    assert "/apart/" not in html


def test_van_een_andere_organisatie_is_niets_te_zien(gevuld: Gevuld, tmp_path: Path) -> None:
    from inbeeld.apps.toegang.services import leg_organisatie_vast

    with gevuld.als(WERKER):
        ander = leg_organisatie_vast(f"ander-{gevuld.tenant.pk}", "Elders", ["1998"])
        (tmp_path / "ander").mkdir()
        with in_tenant(ander.pk):
            levering = lever(ander, tmp_path / "ander", rod(CEM, van="20269801"))
            rij = ApartGezet.objects.get(levering=levering)
    client = gevuld.client()
    assert str(levering.uuid) not in tekst(client, LIJST)
    for pad in (
        adres(levering),
        adres(levering, "apart"),
        adres(levering, "apart", rij.pk),
        adres(gevuld.levering, "apart", rij.pk),
    ):
        assert client.get(pad).status_code == 404
    assert client.post(adres(levering, "apart", "uitvoer")).status_code == 404


def test_inhoud_over_iemand_buiten_de_eigen_gemeenten_blijft_dicht(gevuld: Gevuld) -> None:
    with gevuld.als(WERKER):
        Jongere.objects.filter(tenant=gevuld.tenant).update(gemeente="9001")
        wie = gevuld.wie["leerplichtambtenaar"]
        wie.gemeenten = ["1999"]
        wie.save()
    client, rij = gevuld.client("leerplichtambtenaar"), rij_van(gevuld)
    html = tekst(client, adres(gevuld.levering, "apart"))
    assert "buiten uw gemeenten" in html
    assert "20269801" not in html
    assert "123456780" in html, "nobody knows whom the other row is about"
    tekst(client, adres(gevuld.levering, "apart", rij.pk), 404)
    uit = b"".join(client.post(adres(gevuld.levering, "apart", "uitvoer")).streaming_content)  # type: ignore[attr-defined]
    assert b"20269801" not in uit
    assert {jongere for jongere, _ in gelezen_regels(gevuld)} == {None}


def test_na_samenvoegen_is_een_rij_die_van_wie_bleef(gevuld: Gevuld) -> None:
    """The number of who went up leads to who stayed: their municipality decides, and their line is in the read log."""
    with gevuld.als(WERKER):
        neem(gevuld.tenant, gelezen("brp-selectie-v1", date(2026, 9, 20), personen=[persoon(CEM)]))
        anna, cem = Jongere.objects.filter(tenant=gevuld.tenant).order_by("pk")
        registers.voeg_samen(gevuld.tenant.pk, cem.pk, anna.pk, None, "dezelfde")
    client = gevuld.client("leerplichtambtenaar")
    assert "20269801" in tekst(client, adres(gevuld.levering, "apart"))
    assert {j for j, _ in gelogd(gevuld.tenant) if j} == {cem.pk}
    with gevuld.als(WERKER):
        Jongere.objects.filter(pk=cem.pk).update(gemeente="9001")
        Medewerker.objects.filter(pk=gevuld.wie["leerplichtambtenaar"].pk).update(gemeenten=["1999"])
    html = tekst(client, adres(gevuld.levering, "apart"))
    assert "buiten uw gemeenten" in html
    assert "20269801" not in html
    tekst(client, adres(gevuld.levering, "apart", rij_van(gevuld).pk), 404)


# -- secret addresses ------------------------------------------------------------------------------------------------------

MET_ADRES = (
    "BSN;GESLACHTSNAAM;VOORNAMEN;GESLACHT;GEBOORTEDATUM;STRAAT;HUISNUMMER;POSTCODE;WOONPLAATS;EMAIL;GEMEENTECODE;"
    "DATUM_VESTIGING;DATUM_VERTREK;GEHEIM\n"
)
GEHEIM = ("Verborgenlaan", "1234AB", "Schuilstad", "noor@example.nl", "8765")
"""What is written of the address in the rows below."""


def met_adres(
    gevuld: Gevuld,
    map_: Path,
    bsn: str = ANNA,
    geboren: str = "20109904",
    gemeente: str = "8765",
    geheim: str = "7",
) -> ApartGezet:
    rij = f"{bsn};Vermeer;Noor;V;{geboren};Verborgenlaan;4;1234AB;Schuilstad;noor@example.nl;{gemeente};20100304;;{geheim}\n"
    return _apart_met(gevuld, map_, rij, MET_ADRES, "brp-selectie_20260905.csv")


def rod_met_adres(gevuld: Gevuld, map_: Path) -> ApartGezet:
    """From a source that does not say whether an address is secret; of Anna it is."""
    with gevuld.als(WERKER):
        neem(gevuld.tenant, gelezen("brp-selectie-v1", date(2026, 9, 2), personen=[persoon(ANNA, geheim=7)]))
    kop = ROD.strip() + ";STRAAT;HUISNUMMER;POSTCODE;WOONPLAATS;EMAIL;GEMEENTECODE\n"
    rij = rod(ANNA).strip().replace("20100304", "20109904") + ";Verborgenlaan;4;1234AB;Schuilstad;noor@example.nl;8765\n"
    return _apart_met(gevuld, map_, rij, kop, "rod-levering-P_20260908.csv")


def _apart_met(gevuld: Gevuld, map_: Path, rij: str, kop: str, naam: str) -> ApartGezet:
    (map_ / "met").mkdir()
    with gevuld.als(WERKER):
        levering = lever(gevuld.tenant, map_ / "met", rij, kop=kop, naam=naam)
    return ApartGezet.objects.select_related("levering").get(levering=levering)


def uitvoer(client: Client, levering: Levering) -> str:
    antwoord = client.post(adres(levering, "apart", "uitvoer"))
    inhoud = b"".join(antwoord.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    antwoord.close()
    return inhoud


@pytest.mark.parametrize("rol", sorted(INHOUD))
@pytest.mark.parametrize("door", ["rij", "jongere"])
def test_geheim_adres_staat_nergens_en_gaat_ongezien_mee(gevuld: Gevuld, tmp_path: Path, rol: str, door: str) -> None:
    rij = met_adres(gevuld, tmp_path) if door == "rij" else rod_met_adres(gevuld, tmp_path)
    client, pad = gevuld.client(rol), adres(rij.levering, "apart", rij.pk)
    lijst, html, bestand = tekst(client, adres(rij.levering, "apart")), tekst(client, pad), uitvoer(client, rij.levering)
    for waar in (lijst, html, bestand):
        assert [stuk for stuk in GEHEIM if stuk in waar] == []
    assert "Geheim adres" in lijst
    assert "Geheim adres" in html
    assert ";geheim;geheim;geheim;geheim;" in bestand
    assert "20109904" in lijst
    antwoord = client.post(pad, velden(html) | {veld(html, "GEBOORTEDATUM"): "20100304"})
    assert antwoord.status_code == 302, antwoord.content.decode()
    with gevuld.als(WERKER):
        services.handel_af(gevuld.tenant.pk, Afhandeling.objects.get(apart=rij).pk)
    assert Jongere.objects.get(tenant=gevuld.tenant).straat == "Verborgenlaan"
    klaar = tekst(client, adres(rij.levering, "apart") + "?toon=klaar") + tekst(client, pad)
    assert "20100304" in klaar
    assert [stuk for stuk in GEHEIM if stuk in klaar] == []


@pytest.mark.parametrize(
    ("bsn", "geboren", "gemeente", "kolom"),
    [
        (ANNA, "20100304", "Schuilstad", "GEMEENTECODE"),
        (f"{ANNA};7", "20100304", "8765", ""),
    ],
)
def test_geheim_adres_dat_zelf_fout_is_ziet_alleen_wie_het_herstelt(
    gevuld: Gevuld, tmp_path: Path, bsn: str, geboren: str, gemeente: str, kolom: str
) -> None:
    """Either the cell itself, or a row with a cell too many: then it may stand in any column."""
    rij = met_adres(gevuld, tmp_path, bsn=bsn, geboren=geboren, gemeente=gemeente)
    assert (rij.kolom or "") == kolom
    pad = adres(rij.levering, "apart", rij.pk)
    for rol in INHOUD:
        client = gevuld.client(rol)
        html = tekst(client, adres(rij.levering, "apart")) + uitvoer(client, rij.levering)
        assert [stuk for stuk in GEHEIM if stuk in html] == []
    client = gevuld.client("leerplichtambtenaar")
    html = tekst(client, pad)
    assert "Dat doet de administratie of de teamleider." in html
    assert [stuk for stuk in GEHEIM if stuk in html] == []
    assert client.post(pad, {"cel_0": ANNA}).status_code == 403
    for rol in ("administratie", "teamleider"):
        html = tekst(gevuld.client(rol), pad)
        assert "Verborgenlaan" in html
        assert "Geef het aan niemand door." in html
    assert gevuld.client("leerplichtambtenaar").post(pad + "laat-zo/", {"laat-reden": "dubbel geleverd"}).status_code == 302


def test_geheim_adres_gaat_niet_ongezien_naar_een_ander(gevuld: Gevuld, tmp_path: Path) -> None:
    """With another number, or without the mark, it would be readable on somebody's page."""
    mis = "zou dat met deze verbetering niet meer zijn"
    rij = rod_met_adres(gevuld, tmp_path)
    client, pad = gevuld.client(), adres(rij.levering, "apart", rij.pk)
    html = tekst(client, pad)
    goed = velden(html) | {veld(html, "GEBOORTEDATUM"): "20100304"}
    antwoord = client.post(pad, goed | {veld(html, "PERSOONSGEBONDENNUMMER"): BRAM})
    assert antwoord.status_code == 422
    assert mis in antwoord.content.decode()
    assert client.post(pad, goed).status_code == 302


def test_geheim_blijft_geheim_bij_het_herstellen(gevuld: Gevuld, tmp_path: Path) -> None:
    with gevuld.als(WERKER):
        neem(gevuld.tenant, gelezen("brp-selectie-v1", date(2026, 9, 2), personen=[persoon(ANNA, geheim=7)]))
    rij = met_adres(gevuld, tmp_path)
    client, pad = gevuld.client(), adres(rij.levering, "apart", rij.pk)
    html = tekst(client, pad)
    goed = velden(html) | {veld(html, "GEBOORTEDATUM"): "20100304"}
    assert client.post(pad, goed | {veld(html, "GEHEIM"): "0"}).status_code == 422
    assert client.post(pad, goed | {veld(html, "BSN"): BRAM}).status_code == 302, "whoever it is, the address stays secret"


# -- the list --------------------------------------------------------------------------------------------------------------


def test_lijst_met_filters_en_aantallen(gevuld: Gevuld) -> None:
    with gevuld.als(WERKER):
        Levering.objects.create(
            tenant=gevuld.tenant,
            sha256="x",
            bestand="raar.csv",
            bron="onbekend",
            naam="geweigerd",
            status=Levering.GEWEIGERD,
            bon={"reden": "hier staat geen regel met kolomnamen.", "regel": 1, "kolom": "", "wat_te_doen": "Zet ze erin."},
        )
    client = gevuld.client()
    html = tekst(client, LIJST)
    for stuk in ("2 te herstellen", "2 rijen wachten", "Hier staat geen regel met kolomnamen.", "regel 1", "Zet ze erin."):
        assert stuk in html, stuk
    chips = re.findall(r'class="chip"[^>]*>([^<]+) <b>(\d+)</b>', html)
    assert [(naam.strip(), int(n)) for naam, n in chips] == [
        ("Alles", 4),
        ("Te herstellen", 1),
        ("Geweigerd", 1),
        ("Wacht op een persoon", 1),
    ]
    assert tekst(client, f"{LIJST}?toon=geweigerd").count("data-regel") == 1
    assert tekst(client, f"{LIJST}?toon=wacht").count("data-regel") == 1
    assert tekst(client, f"{LIJST}?toon=onzin&blad=999").count("data-regel") == 4
    assert "2 te herstellen" in html.split("Hoofdmenu")[1].split("</nav>")[0], "beside the menu item"


def test_lege_installatie_zegt_wat_er_eerst_moet(
    database: str, organisatie: Organisatie, als_web_straks: Callable[[], None]
) -> None:
    sam = leg_medewerker_vast(organisatie, f"leeg-{organisatie.pk}", naam="Sam", rol="administratie", wachtwoord=WACHTWOORD)
    als_web_straks()
    client = Client()
    client.force_login(sam)
    html = tekst(client, LIJST)
    assert "Er zijn nog geen gegevens" in html
    assert html.count("Nog niet binnen") == len(VERWACHT)
    assert html.count("Bestanden aanleveren</a>") == 1


def test_wat_binnen_is_en_wat_verouderd_is(gevuld: Gevuld) -> None:
    html = tekst(gevuld.client(), f"{LIJST}bronnen/")
    assert html.count("Binnen, stand van") == 2
    assert "De nieuwste is" in html


def test_wanneer_een_bron_verouderd_is() -> None:
    nu = date(2026, 11, 20)

    def let_op(laatst: date, kalender_tot: date | None = None, bron: str = "rod-levering-v1") -> str:
        sleutel = next(w.sleutel for w in VERWACHT if bron in w.bronnen)
        return next(s.let_op for s in stand({bron: laatst}, kalender_tot, nu) if s.wat.sleutel == sleutel)

    assert let_op(nu - timedelta(days=10)) == ""
    assert "11 dagen oud" in let_op(nu - timedelta(days=11))
    assert let_op(nu - timedelta(days=300), date(2027, 9, 1), "kalender-v1") == ""
    assert "loopt tot 1 mei 2027" in let_op(nu, date(2027, 5, 1), "kalender-v1")
    assert "afgelopen" in let_op(nu, date(2026, 9, 1), "kalender-v1")
    assert [s.binnen for s in stand({}, None, nu)] == [False] * len(VERWACHT)


# -- set-apart rows --------------------------------------------------------------------------------------------------------


def test_rijen_met_inhoud_worden_vastgelegd(gevuld: Gevuld) -> None:
    client = gevuld.client()
    anna = Jongere.objects.get(tenant=gevuld.tenant).pk
    html = tekst(client, adres(gevuld.levering, "apart"))
    for stuk in ("Regel 2", "DATUM_INSCHRIJVING", "20269801", "Deze datum bestaat niet.", "Noor Vermeer", "Regel 3"):
        assert stuk in html, stuk
    assert ANNA not in html.split("<details")[0]
    tekst(client, adres(gevuld.levering, "apart", rij_van(gevuld).pk))
    client.post(adres(gevuld.levering, "apart", "uitvoer"))
    assert gelezen_regels(gevuld) == [
        (anna, "apart gezette rijen"),
        (None, f"apart gezette rijen, levering {gevuld.levering.uuid}"),
        (anna, "apart gezette rij"),
        (anna, "uitvoer voor de leverancier"),
        (None, f"uitvoer voor de leverancier, levering {gevuld.levering.uuid}"),
    ]
    assert set(Leesregel.objects.filter(tenant=gevuld.tenant).values_list("doel", flat=True)) == {"gegevensbeheer"}


def test_een_rij_waarvan_niemand_weet_over_wie_wordt_ook_vastgelegd(gevuld: Gevuld) -> None:
    tekst(gevuld.client(), adres(gevuld.levering, "apart", rij_van(gevuld, "elfproef").pk))
    assert gelezen_regels(gevuld) == [(None, f"apart gezette rij, levering {gevuld.levering.uuid}")]


def test_filter_op_reden(gevuld: Gevuld) -> None:
    client = gevuld.client()
    assert tekst(client, adres(gevuld.levering, "apart") + "?reden=elfproef").count("data-regel") == 1
    assert "Alles is hersteld" in tekst(client, adres(gevuld.levering, "apart") + "?reden=bestaatniet")
    assert "Nog niets afgehandeld" in tekst(client, adres(gevuld.levering, "apart") + "?toon=klaar")


def test_uitvoer_is_de_open_rijen(gevuld: Gevuld) -> None:
    client = gevuld.client()

    def haal(**keuze: str) -> list[dict[str, str]]:
        antwoord = client.post(adres(gevuld.levering, "apart", "uitvoer"), keuze)
        inhoud = b"".join(antwoord.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        assert "attachment" in antwoord["Content-Disposition"]
        assert ANNA not in antwoord["Content-Disposition"]
        antwoord.close()
        return list(csv.DictReader(io.StringIO(inhoud, newline=""), delimiter=";"))

    assert [(r["REGEL"], r["PERSOONSGEBONDENNUMMER"]) for r in haal()] == [("2", ANNA), ("3", "123456780")]
    assert [r["REGEL"] for r in haal(reden="elfproef")] == ["3"]
    assert not list(binnen_map().glob("uit-*")), "the file is gone when it is sent"


def test_na_het_herstellen_terug_naar_hetzelfde_blad(gevuld: Gevuld) -> None:
    client, rij = gevuld.client(), rij_van(gevuld)
    pad, lijst = adres(gevuld.levering, "apart", rij.pk), adres(gevuld.levering, "apart")
    assert f'href="{lijst}?reden={rij.code}"' in tekst(client, pad), "from elsewhere: the rows with the same reason"
    tekst(client, f"{lijst}?blad=4")
    html = tekst(client, pad)
    assert f'href="{lijst}?blad=4"' in html
    invoer = velden(html)
    antwoord = client.post(pad, invoer | {veld(html, "DATUM_INSCHRIJVING"): "20260801"})
    assert antwoord["Location"] == f"{lijst}?blad=4"


def test_herstellen_en_opnieuw_inlezen(gevuld: Gevuld) -> None:
    client, rij = gevuld.client(), rij_van(gevuld)
    pad = adres(gevuld.levering, "apart", rij.pk)
    html = tekst(client, pad)
    invoer, fout, uit = velden(html), veld(html, "DATUM_INSCHRIJVING"), veld(html, "DATUM_UITSCHRIJVING")
    assert invoer[fout] == "20269801"
    # Still wrong: at the field, and what was filled in stays.
    antwoord = client.post(pad, invoer | {fout: "20260801", uit: "20200101"})
    html = antwoord.content.decode()
    assert antwoord.status_code == 422
    assert "Het einde ligt op of voor het begin." in html
    assert re.search(rf'name="{uit}" value="20200101"[^>]*aria-invalid="true"', html)
    assert velden(html)[fout] == "20260801"
    assert not Afhandeling.objects.filter(apart=rij).exists()
    # Right: the worker does the rest.
    antwoord = client.post(pad, invoer | {fout: "20260801"})
    assert antwoord.status_code == 302
    assert "Wordt verwerkt" in tekst(client, antwoord["Location"])
    assert client.post(pad, invoer | {fout: "20260801"}).status_code == 409
    (afhandeling,) = Afhandeling.objects.filter(apart=rij)
    (geschreven,) = Leesregel.objects.filter(tenant=gevuld.tenant, handeling="schrijven")
    assert (geschreven.pagina, geschreven.velden) == ("apart gezette rij", ["DATUM_INSCHRIJVING"])
    assert opdrachten(gevuld.tenant, "levering.herstel") == ["todo"]
    with gevuld.als(WERKER):
        services.handel_af(gevuld.tenant.pk, afhandeling.pk)
    html = tekst(client, adres(gevuld.levering, "apart") + "?toon=klaar")
    assert "Hersteld door Administratie Vos" in html
    assert re.search(r'DATUM_INSCHRIJVING</span>: <s class="was">20269801</s> <span class="wordt">20260801</span>', html)
    assert "1 rij is hersteld." in tekst(client, adres(gevuld.levering))
    assert "20269801" in tekst(client, pad)


def test_herstellen_op_naam_van_een_ander_wordt_vastgelegd(gevuld: Gevuld) -> None:
    with gevuld.als(WERKER):
        neem(gevuld.tenant, gelezen("brp-selectie-v1", date(2026, 9, 20), personen=[persoon(CEM)]))
    cem = Jongere.objects.get(tenant=gevuld.tenant, pk__gt=Jongere.objects.filter(tenant=gevuld.tenant).first().pk)  # type: ignore[union-attr]
    client, rij = gevuld.client(), rij_van(gevuld, "elfproef")
    pad = adres(gevuld.levering, "apart", rij.pk)
    html = tekst(client, pad)
    assert client.post(pad, velden(html) | {veld(html, "PERSOONSGEBONDENNUMMER"): CEM}).status_code == 302
    assert (cem.pk, "herstelde rij") in gelezen_regels(gevuld)


@pytest.mark.parametrize("opgegaan", [False, True])
def test_een_rij_komt_niet_op_naam_van_wie_men_niet_mag_zien(gevuld: Gevuld, opgegaan: bool) -> None:
    """Not by correcting the number; also not when that number is of who went up in somebody else. What it says tells no more."""
    with gevuld.als(WERKER):
        neem(gevuld.tenant, gelezen("brp-selectie-v1", date(2026, 9, 20), personen=[persoon(CEM), persoon(BRAM)]))
        _anna, cem, bram = Jongere.objects.filter(tenant=gevuld.tenant).order_by("pk")
        if opgegaan:
            registers.voeg_samen(gevuld.tenant.pk, bram.pk, cem.pk, None, "dezelfde")
        wie = bram if opgegaan else cem
        Jongere.objects.filter(pk=wie.pk).update(gemeente="9001")
        Medewerker.objects.filter(pk=gevuld.wie["leerplichtambtenaar"].pk).update(gemeenten=["1999"])
    client, rij = gevuld.client("leerplichtambtenaar"), rij_van(gevuld, "elfproef")
    pad = adres(gevuld.levering, "apart", rij.pk)
    html = tekst(client, pad)
    nummer = veld(html, "PERSOONSGEBONDENNUMMER")
    antwoord = client.post(pad, velden(html) | {nummer: CEM})
    assert antwoord.status_code == 422
    html = antwoord.content.decode()
    assert "Met dit nummer kunt u deze rij niet opnemen." in html
    assert "Vermeer" not in html.split("De rest van de rij")[0]
    assert not Afhandeling.objects.filter(apart=rij).exists()
    assert gelezen_regels(gevuld)[-1] == (wie.pk, "herstelde rij, geweigerd")


def test_zo_laten(gevuld: Gevuld) -> None:
    client, rij = gevuld.client(), rij_van(gevuld)
    pad = adres(gevuld.levering, "apart", rij.pk, "laat-zo")
    antwoord = client.post(pad, {"laat-reden": " "})
    assert antwoord.status_code == 422
    assert "Schrijf in een paar woorden" in antwoord.content.decode()
    assert client.post(pad, {"laat-reden": "dubbel geleverd"}).status_code == 302
    with gevuld.als(WERKER):
        services.handel_af(gevuld.tenant.pk, Afhandeling.objects.get(apart=rij).pk)
    assert "dubbel geleverd" in tekst(client, adres(gevuld.levering, "apart") + "?toon=klaar")


def test_wacht_op_een_persoon_zonder_te_zeggen_wie(gevuld: Gevuld) -> None:
    html = tekst(gevuld.client(), f"{LIJST}wacht/")
    for stuk in ("2 rijen gaan over", "Inschrijving, voortgezet onderwijs", "vanaf 1 aug 2024", "selectie uit de BRP"):
        assert stuk in html, stuk
    assert BRAM not in html
    with gevuld.als(WERKER):
        neem(gevuld.tenant, gelezen("brp-selectie-v1", date(2026, 10, 1), personen=[persoon(BRAM)]))
    assert "Elke rij hoort bij iemand die we kennen." in tekst(gevuld.client(), f"{LIJST}wacht/")


# -- sending in ------------------------------------------------------------------------------------------------------------


def stuur(client: Client, *bestanden: tuple[str, bytes]) -> object:
    return client.post(f"{LIJST}aanleveren/", {"bestanden": [SimpleUploadedFile(n, i) for n, i in bestanden]})


def test_aanleveren(gevuld: Gevuld) -> None:
    client = gevuld.client()
    inhoud = (BRP + brp_rij(BRAM)).encode()
    zip_ = io.BytesIO()
    with zipfile.ZipFile(zip_, "w") as z:
        z.writestr("brp_20260902.csv", inhoud)
    antwoord = stuur(client, ("brp_20260901.csv", inhoud), ("week.zip", zip_.getvalue()))
    assert antwoord.status_code == 302  # type: ignore[attr-defined]
    aangeboden = list(Aangeboden.objects.filter(tenant=gevuld.tenant).order_by("id"))
    assert [(a.bestand, a.status, a.door_id) for a in aangeboden] == [
        ("brp_20260901.csv", "wacht", gevuld.wie["administratie"].pk),
        ("week.zip", "wacht", gevuld.wie["administratie"].pk),
    ]
    assert (binnen_map() / aangeboden[0].opslag).read_bytes() == inhoud
    html = tekst(client, LIJST)
    assert "2 bestanden worden ingelezen" in html
    assert re.search(r'sinds=\d{10}&amp;blad=1&amp;was=2" hx-trigger="every 2s"', html)
    assert "Vraag de beheerder om de werker te starten" in html
    with gevuld.als(WERKER):
        for a in aangeboden:
            services.neem_aangeboden(gevuld.tenant.pk, a.pk)
        for a in Aangeboden.objects.filter(tenant=gevuld.tenant, status="wacht"):
            services.neem_aangeboden(gevuld.tenant.pk, a.pk)
    html = tekst(client, f"{LIJST}voortgang/?was=1&toon=onzin&blad=1")
    assert "Het beeld wordt opnieuw gemaakt" in html
    assert html.count("Ingelezen") == 2
    assert 'hx-swap-oob="true"' in html
    assert "aangeleverd door Administratie Vos" in html
    lang_geleden = int(time.time()) - LANGST_PEILEN - 1
    html = tekst(client, f"{LIJST}voortgang/?was=0&sinds={lang_geleden}")
    assert "every 2s" not in html
    assert "Kijk hoe ver het is" in html.replace("<noscript>", "")
    assert "<noscript>" not in html
    assert "hx-swap-oob" not in tekst(client, f"{LIJST}voortgang/?was=0"), "the list stays as it is until another file is done"
    with gevuld.als(WERKER), connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE args->>'tenant_id' = %s", [str(gevuld.tenant.pk)])
    html = tekst(client, f"{LIJST}voortgang/?was=0")
    assert "every 2s" not in html
    assert "Het beeld kon niet opnieuw worden gemaakt" in html
    assert list(binnen_map().glob("komt-*")) == []


def test_wat_niet_kan_wordt_bij_het_veld_gezegd_en_de_rest_gaat_door(gevuld: Gevuld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "GROOTSTE_LEVERING_MB", 1)
    client = gevuld.client()
    goed = ("brp_20260901.csv", (BRP + brp_rij(BRAM)).encode())
    antwoord = stuur(client, ("lijst.xlsx", b"PK\x03\x04"), ("groot.csv", b"a;b\n" * 300_000), goed, ("leeg.csv", b""))
    html = antwoord.content.decode()  # type: ignore[attr-defined]
    assert antwoord.status_code == 422  # type: ignore[attr-defined]
    for stuk in ("lijst.xlsx: Dit is een werkblad.", "groot.csv: Dit bestand is te groot.", "leeg.csv: Dit bestand is leeg."):
        assert stuk in html, stuk
    assert "1 bestand is aangekomen" in html
    assert [a.bestand for a in Aangeboden.objects.filter(tenant=gevuld.tenant)] == ["brp_20260901.csv"]
    antwoord = client.post(f"{LIJST}aanleveren/", {})
    assert "Kies eerst een of meer bestanden." in antwoord.content.decode()


def test_veel_bestanden_tegelijk(gevuld: Gevuld) -> None:
    """As many as in a zip; one more, and all are refused with a sentence."""
    client = gevuld.client()
    assert f"Ten hoogste {TEGELIJK} bestanden tegelijk" in tekst(client, f"{LIJST}aanleveren/")
    voor = set(binnen_map().iterdir())
    bestanden = [(f"brp_{i}.csv", b"a;b\n1;2\n") for i in range(TEGELIJK + 1)]
    antwoord = stuur(client, *bestanden)
    assert antwoord.status_code == 422  # type: ignore[attr-defined]
    assert f"U koos {TEGELIJK + 1} bestanden; ten hoogste {TEGELIJK} tegelijk." in antwoord.content.decode()  # type: ignore[attr-defined]
    assert not Aangeboden.objects.filter(tenant=gevuld.tenant).exists()
    assert set(binnen_map().iterdir()) == voor
    assert stuur(client, *bestanden[:-1]).status_code == 302  # type: ignore[attr-defined]
    assert Aangeboden.objects.filter(tenant=gevuld.tenant).count() == TEGELIJK


def test_een_bestand_naar_een_andere_pagina_of_van_een_ander_wordt_niet_bewaard(gevuld: Gevuld) -> None:
    voor = set(binnen_map().iterdir())
    lek = {"bestanden": SimpleUploadedFile("a.csv", b"a;b\n1;2\n")}
    Client().post("/inloggen/", lek)
    assert Client().post(f"{LIJST}aanleveren/", lek).status_code == 302
    assert gevuld.client("leerplichtambtenaar").post(f"{LIJST}aanleveren/", lek).status_code == 403
    gevuld.client().post("/instellingen/", lek)
    assert set(binnen_map().iterdir()) == voor
    assert not Aangeboden.objects.filter(tenant=gevuld.tenant).exists()


def test_zonder_csrf_wordt_niets_aangenomen(gevuld: Gevuld) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(gevuld.wie["administratie"])
    assert stuur(client, ("a.csv", b"a;b\n")).status_code == 403  # type: ignore[attr-defined]
    assert not Aangeboden.objects.filter(tenant=gevuld.tenant).exists()


# -- rights of the database ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opdracht", "mag"),
    [
        ("SELECT count(*) FROM procrastinate_jobs", True),
        ("INSERT INTO leveringen_levering (tenant_id) VALUES (1)", False),
        ("UPDATE leveringen_apartgezet SET status = 'hersteld'", False),
        ("UPDATE leveringen_upload SET status = 'klaar'", False),
        ("DELETE FROM leveringen_afhandeling", False),
        ("UPDATE procrastinate_jobs SET status = 'todo'", False),
        ("DELETE FROM procrastinate_jobs", False),
        ("DELETE FROM leveringen_ongekoppeldrij", False),
        ("INSERT INTO registers_inschrijving (tenant_id) VALUES (1)", False),
        ("UPDATE personen_jongere SET achternaam = 'x'", False),
    ],
)
def test_web_schrijft_geen_registers(database: str, installatie: Path, opdracht: str, mag: bool) -> None:
    with psycopg.connect(Server(installatie).url(WEB, database)) as verbinding:
        if mag:
            toon_pas_op(verbinding.cursor())
            verbinding.execute(opdracht)  # type: ignore[call-overload]
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                verbinding.execute(opdracht)  # type: ignore[call-overload]


# -- query budgets ---------------------------------------------------------------------------------------------------------


def _meer_bonnen(gevuld: Gevuld, aantal: int) -> None:
    """Receipts with a row set apart and a row that waits, each received on its own day."""
    with gevuld.als(WERKER), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH l AS (
                INSERT INTO leveringen_levering
                    (tenant_id, sha256, bestand, bron, naam, bron_datum, omvang, ontvangen_op, status, bon)
                SELECT %s, i::text, i || '.csv', bron, naam, bron_datum, omvang, now() - i * interval '1 day', status, bon
                FROM leveringen_levering, generate_series(1, %s) i WHERE id = %s RETURNING id
            ), a AS (
                INSERT INTO leveringen_apartgezet
                    (tenant_id, levering_id, regel, kolom, code, reden, wat_te_doen, pgn_index, inhoud)
                SELECT tenant_id, l.id, regel, kolom, code, reden, wat_te_doen, pgn_index, inhoud
                FROM leveringen_apartgezet z, l WHERE z.levering_id = %s
            )
            INSERT INTO leveringen_ongekoppeldrij (tenant_id, levering_id, tabel, regel, pgn_index, reden, inhoud)
            SELECT tenant_id, l.id, tabel, regel, sha256((l.id::text)::bytea), reden, inhoud
            FROM leveringen_ongekoppeldrij o, l WHERE o.tenant_id = %s
            """,
            [gevuld.tenant.pk, aantal, gevuld.levering.pk, gevuld.levering.pk, gevuld.tenant.pk],
        )
        cursor.execute(
            "INSERT INTO leveringen_apartgezet "
            "(tenant_id, levering_id, regel, kolom, code, reden, wat_te_doen, pgn_index, inhoud) "
            "SELECT tenant_id, levering_id, regel + i, kolom, code, reden, wat_te_doen, pgn_index, inhoud "
            "FROM leveringen_apartgezet, generate_series(1, %s) i WHERE levering_id = %s",
            [aantal, gevuld.levering.pk],
        )


BUDGET = {
    LIJST: 16,
    f"{LIJST}bronnen/": 11,
    f"{LIJST}wacht/": 13,
    "bon": 12,
    "apart": 16,
    "rij": 14,
    f"{LIJST}voortgang/?was=9": 16,
}


def test_vast_aantal_vragen_hoeveel_er_ook_is(gevuld: Gevuld) -> None:
    client, rij = gevuld.client(), rij_van(gevuld)
    vertaal = {
        "bon": adres(gevuld.levering),
        "apart": adres(gevuld.levering, "apart"),
        "rij": adres(gevuld.levering, "apart", rij.pk),
    }

    def tel() -> dict[str, int]:
        uit = {}
        for naam in BUDGET:
            with CaptureQueriesContext(connection) as vragen:
                tekst(client, vertaal.get(naam, naam))
            uit[naam] = len(vragen)
        return uit

    _meer_bonnen(gevuld, 5)
    weinig = tel()
    _meer_bonnen(gevuld, 495)
    assert tel() == weinig
    assert {naam: n for naam, n in weinig.items() if n > BUDGET[naam]} == {}


def test_pas_klaar_blijft_even_in_beeld(gevuld: Gevuld) -> None:
    with gevuld.als(WERKER):
        nieuw = Aangeboden.objects.create(
            tenant=gevuld.tenant, bestand="a.csv", bytes=1, status="klaar", klaar_op=timezone.now(), gelezen=1
        )
    client = gevuld.client()
    assert "Net aangeleverd" in tekst(client, LIJST)
    with gevuld.als(WERKER):
        Aangeboden.objects.filter(pk=nieuw.pk).update(klaar_op=timezone.now() - timedelta(hours=1))
    assert "Net aangeleverd" not in tekst(client, LIJST)
