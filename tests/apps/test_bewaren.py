"""What is due and why, deciding about it on the page, carrying it out, and the certificate that remains."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.basis.muren import betreed
from inbeeld.apps.beelden.selectors import laatste_run
from inbeeld.apps.bewaren import selectors, services
from inbeeld.apps.bewaren.models import Uitstel, Vernietiging, Vernietigregel
from inbeeld.apps.leveringen.models import OngekoppeldRij
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.personen.selectors import met_bsn
from inbeeld.apps.toegang.models import ROLLEN, Medewerker
from inbeeld.apps.toegang.pagina import LANGST_PEILEN
from inbeeld.apps.toegang.services import leg_medewerker_vast, leg_organisatie_vast
from inbeeld.apps.verantwoording.models import Leesregel
from inbeeld.regels.bewaren.gronden import DOORSTROOMPUNT, DOSSIER

from .maken import WACHTWOORD, gaat_naar, gelogd, levering, log_in, neem, neem_op, nummers, op, persoon, scholen_van, vraag, woont

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Organisatie

PEIL = date(2026, 11, 20)
OUD, VERTROK, HIER, JONG, DOSSIER_VOL, ONBEKEND = nummers(998_444_000, 6)
VERZUIM = {"brin": "99ZZ", "datum": date(2022, 9, 5), "minuten": 60, "uren": 1.0, "reden": "ziek"}


def vul(tenant: Organisatie) -> Organisatie:
    """One who is past every term, one who left, two who live here (one with a leerplicht file), and one who is young."""
    wie = {
        OUD: date(1996, 3, 1),
        VERTROK: date(2003, 3, 1),
        HIER: date(2004, 3, 1),
        JONG: date(2012, 3, 1),
        DOSSIER_VOL: date(2005, 3, 1),
    }
    toen = op(2022, 10, 1)
    neem_op(
        levering(
            "brp-selectie-v1",
            date(2022, 9, 1),
            "volledig",
            personen=[persoon(n, f"Vos{i}", g) for i, (n, g) in enumerate(wie.items())],
            verblijf=[woont(n, g, tot=date(2023, 5, 1) if n == VERTROK else None) for n, g in wie.items()],
        ),
        tenant,
        toen,
    )
    neem_op(levering("absentie-v1", date(2022, 9, 30), verzuim=[{"pgn": DOSSIER_VOL} | VERZUIM]), tenant, toen)
    neem_op(levering("rod-levering-v1", date(2022, 9, 30), inschrijvingen=[gaat_naar(HIER)]), tenant, toen)
    return tenant


def nummer(tenant: Organisatie, bsn: str) -> int:
    jongere = met_bsn(tenant.pk, bsn)
    assert jongere is not None
    return jongere.pk


def teamleider(tenant: Organisatie, naam: str = "chef") -> str:
    leg_medewerker_vast(tenant, f"{naam}-{tenant.code}", naam="Noor Vos", rol="teamleider", wachtwoord=WACHTWOORD)
    return f"{naam}-{tenant.code}"


@pytest.fixture
def tenant(organisatie: Organisatie) -> Organisatie:
    organisatie.vaste_dag = PEIL
    organisatie.save()
    return vul(organisatie)


# ---------------------------------------------------------------------- the proposal


def test_wat_weg_moet_en_wat_nog_niet(tenant: Organisatie) -> None:
    alle = selectors.groepen(tenant, PEIL, alles=True)
    assert {(g.omvang, g.grond, g.waarom, g.aantal) for g in alle} == {
        ("persoon", "doorstroompunt", "", 2),
        ("dossier", "toezicht_kwalificatieplicht", "", 1),
        ("persoon", "doorstroompunt", "loopt", 3),
    }
    nu = {r.jongere_id: r for r in selectors.regels(tenant, PEIL)}
    assert set(nu) == {nummer(tenant, n) for n in (OUD, VERTROK, DOSSIER_VOL)}
    assert nu[nummer(tenant, VERTROK)].vanaf == date(2025, 5, 1)
    assert nu[nummer(tenant, OUD)].vanaf == date(2025, 3, 1)
    assert nu[nummer(tenant, DOSSIER_VOL)].vanaf == date(2025, 3, 1)


@pytest.mark.parametrize(("dag", "weg"), [(date(2025, 4, 30), False), (date(2025, 5, 1), True)])
def test_op_de_dag_zelf(tenant: Organisatie, dag: date, weg: bool) -> None:
    assert (nummer(tenant, VERTROK) in {r.jongere_id for r in selectors.regels(tenant, dag)}) == weg


def test_het_is_een_vraag_hoeveel_jongeren_ook(tenant: Organisatie) -> None:
    with CaptureQueriesContext(
        connection,
    ) as vragen:
        selectors.groepen(tenant, PEIL, alles=True)
    assert len(vragen) == 2, "the own terms, and the proposal"


def test_zonder_geboortedatum_beslist_niemand(tenant: Organisatie) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE personen_jongere SET geboren = NULL WHERE id = %s", [nummer(tenant, OUD)])
    assert [r.jongere_id for r in selectors.regels(tenant, PEIL, waarom=selectors.ONBEKEND)] == [nummer(tenant, OUD)]


def test_uitstel_houdt_tegen_tot_de_dag(tenant: Organisatie) -> None:
    wie = leg_medewerker_vast(tenant, "uitsteller", naam="Noor Vos", rol="teamleider", wachtwoord=WACHTWOORD)
    jongere = Jongere.objects.get(pk=nummer(tenant, OUD))
    services.stel_vernietiging_uit(wie, jongere, PEIL + timedelta(days=1), "er loopt een bezwaar")
    assert [r.jongere_id for r in selectors.regels(tenant, PEIL, waarom=selectors.UITGESTELD)] == [jongere.pk]
    assert jongere.pk not in {r.jongere_id for r in selectors.regels(tenant, PEIL)}
    assert jongere.pk in {r.jongere_id for r in selectors.regels(tenant, PEIL + timedelta(days=1))}
    services.stel_vernietiging_uit(wie, jongere, PEIL, "bezwaar ingetrokken")
    assert jongere.pk in {r.jongere_id for r in selectors.regels(tenant, PEIL)}
    for tot, reden in ((PEIL, "  "), (PEIL + timedelta(days=400), "lang")):
        with pytest.raises(GebruikFout):
            services.stel_vernietiging_uit(wie, jongere, tot, reden)


def test_eigen_selectielijst_vanaf_een_dag(tenant: Organisatie) -> None:
    services.leg_termijn_vast(tenant, DOORSTROOMPUNT.naam, 0, date(2026, 1, 1), "besluit B&W 12-12-2025")
    assert nummer(tenant, VERTROK) not in {r.jongere_id for r in selectors.regels(tenant, date(2024, 6, 1))}
    services.leg_termijn_vast(tenant, DOSSIER.naam, 25, date(2026, 1, 1), "besluit B&W 12-12-2025")
    assert {r.jongere_id for r in selectors.regels(tenant, PEIL)} == {nummer(tenant, OUD)}
    for naam, jaren in ((DOORSTROOMPUNT.naam, 3), (DOSSIER.naam, 17), ("onbekend", 1)):
        with pytest.raises(GebruikFout):
            services.leg_termijn_vast(tenant, naam, jaren, PEIL, "besluit")


# ---------------------------------------------------------------------- carrying it out


def keur_alles_goed(tenant: Organisatie) -> Vernietiging:
    wie = leg_medewerker_vast(tenant, teamleider(tenant), naam="Noor Vos", rol="teamleider")
    keuze = [(g.omvang, g.grond) for g in selectors.groepen(tenant, PEIL) if not g.waarom]
    return services.keur_goed(wie, keuze, 3, "jaarlijkse ronde")


def test_wat_is_goedgekeurd_gaat_weg_met_een_bewijs(tenant: Organisatie) -> None:
    v = keur_alles_goed(tenant)
    assert not selectors.regels(tenant, PEIL), "what was approved is not proposed once more"
    assert services.voer_vernietiging_uit(tenant, v.pk) == 3
    assert services.voer_vernietiging_uit(tenant, v.pk) == 0, "a second time does nothing"
    v.refresh_from_db()
    assert (v.status, v.personen, v.dossiers, v.overgeslagen) == ("klaar", 2, 1, 0)
    assert [met_bsn(tenant.pk, n) is None for n in (OUD, VERTROK, HIER, JONG, DOSSIER_VOL)] == [True, True, False, False, False]
    assert selectors.bewijs_klopt(v)
    tekst = json.dumps(selectors.bewijs(v))
    assert not any(w in tekst for w in (OUD, "Vos0", "Vos1"))
    assert not Vernietigregel.objects.filter(tenant=tenant).exists()
    v.personen = 1
    assert not selectors.bewijs_klopt(v)


def test_bewijzen_staan_in_een_keten(tenant: Organisatie) -> None:
    eerste = keur_alles_goed(tenant)
    services.voer_vernietiging_uit(tenant, eerste.pk)
    tweede = Vernietiging.objects.create(tenant=tenant, peildatum=PEIL, door=eerste.door, reden="nog een")
    services.voer_vernietiging_uit(tenant, tweede.pk)
    eerste.refresh_from_db()
    tweede.refresh_from_db()
    assert tweede.vooraf == eerste.hash
    assert selectors.bewijs_klopt(tweede)
    eerste.delete()
    assert not selectors.bewijs_klopt(tweede), "a certificate that is gone is missed"


def test_afgebroken_gaat_verder_waar_het_was(tenant: Organisatie, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "STUK", 1)
    v = keur_alles_goed(tenant)

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.voer_vernietiging_uit(tenant, v.pk, kijk=stop)
    v.refresh_from_db()
    assert (v.status, v.personen + v.dossiers) == ("bezig", 1)
    assert services.voer_vernietiging_uit(tenant, v.pk) == 2
    v.refresh_from_db()
    assert (v.status, v.personen, v.dossiers) == ("klaar", 2, 1)


def test_de_werker_doet_het_en_maakt_het_beeld_opnieuw(tenant: Organisatie, schone_rij: None, omgeving: dict[str, str]) -> None:
    """The job as the page leaves it, in a process of its own and in role ``werker``."""
    v = keur_alles_goed(tenant)
    werker = [sys.executable, "-m", "inbeeld", "werker", "--tot-leeg"]
    klaar = subprocess.run(werker, env=omgeving, capture_output=True, text=True, check=False, timeout=120)
    assert klaar.returncode == 0, klaar.stderr
    v.refresh_from_db()
    assert (v.status, v.personen, v.dossiers) == ("klaar", 2, 1)
    assert vraag("SELECT status FROM procrastinate_jobs WHERE args->>'tenant_id' = %s", str(tenant.pk)) == [], "nothing failed"
    assert laatste_run(tenant.pk) is not None
    assert "Vos" not in klaar.stdout + klaar.stderr


def test_wie_terugkwam_blijft(tenant: Organisatie) -> None:
    """Between approval and carrying out someone moved back."""
    v = keur_alles_goed(tenant)
    terug = [woont(VERTROK, date(2026, 10, 1))]
    neem(
        tenant,
        levering("brp-selectie-v1", date(2026, 11, 1), personen=[persoon(VERTROK, "Vos1", date(2003, 3, 1))], verblijf=terug),
    )
    services.voer_vernietiging_uit(tenant, v.pk)
    v.refresh_from_db()
    assert (v.personen, v.overgeslagen) == (1, 1)
    assert met_bsn(tenant.pk, VERTROK) is not None


def test_wat_op_niemand_blijft_wachten_gaat_vanzelf(tenant: Organisatie) -> None:
    rij = {"pgn": ONBEKEND} | VERZUIM
    neem_op(levering("absentie-v1", date(2025, 11, 1), verzuim=[rij]), tenant, op(2025, 11, 19))
    neem_op(levering("absentie-v1", date(2025, 11, 2), verzuim=[rij | {"datum": date(2025, 10, 1)}]), tenant, op(2025, 11, 21))
    assert services.ruim_wachtende_op(tenant) == 1
    assert OngekoppeldRij.objects.filter(tenant=tenant).count() == 1


# ---------------------------------------------------------------------- the page and the command


@pytest.fixture(scope="module")
def gemeente(database: str) -> Organisatie:
    leeg = leg_organisatie_vast("bewaren", "Waterveen", ["1999"], vaste_dag=PEIL)
    betreed(leeg.pk)
    tenant = vul(leeg)
    for rol in ROLLEN:
        leg_medewerker_vast(tenant, f"{rol}-bewaren", naam="Noor Vos", rol=rol, scholen=scholen_van(rol), wachtwoord=WACHTWOORD)
    return tenant


def test_pagina_toont_wie_en_waarom_en_legt_vast(gemeente: Organisatie, als_web_straks: Callable[[], None]) -> None:
    als_web_straks()
    client = log_in("teamleider-bewaren")
    eerder = Leesregel.objects.filter(tenant=gemeente).count()
    tekst = client.get("/bewaren/").content.decode()
    for stuk in (
        "Van 3 jongeren is een bewaartermijn voorbij",
        "Noor Vos0",
        "te bewaren tot 1 mrt 2025",
        "Doorstroompunt",
        "12.1.4",
    ):
        assert stuk in tekst, stuk
    assert OUD not in tekst
    assert Leesregel.objects.filter(tenant=gemeente).count() == eerder + 3


@pytest.mark.parametrize("rol", [r for r in ROLLEN if r != "teamleider"])
def test_alleen_de_teamleider(gemeente: Organisatie, als_web_straks: Callable[[], None], rol: str) -> None:
    jongere = Jongere.objects.filter(tenant=gemeente).first()
    assert jongere is not None
    als_web_straks()
    client = log_in(f"{rol}-bewaren")
    for pad in ("/bewaren/", "/bewaren/goedkeuren/", f"/bewaren/uitstel/{jongere.uuid}/"):
        assert client.get(pad).status_code == 403


def test_uitstellen_en_goedkeuren_op_de_pagina(
    gemeente: Organisatie, schone_rij: None, als_web_straks: Callable[[], None]
) -> None:
    jongere = Jongere.objects.get(pk=nummer(gemeente, OUD))
    als_web_straks()
    client = log_in("teamleider-bewaren")
    pad = f"/bewaren/uitstel/{jongere.uuid}/"
    assert client.post(pad, {"tot": "30-06-2099", "reden": "x"}).status_code == 422
    assert client.post(pad, {"tot": "30-06-2027", "reden": "Er loopt een bezwaar"}).status_code == 302
    assert gelogd(gemeente, handeling="schrijven") == [(jongere.pk, "bewaren: uitstel")]
    assert Uitstel.objects.filter(jongere=jongere).count() == 1
    assert "Er loopt een bezwaar" in client.get("/bewaren/?toon=uitgesteld").content.decode()
    keuze = {"omvang": "persoon", "grond": "doorstroompunt"}
    scherm = client.get("/bewaren/goedkeuren/", keuze).content.decode()
    aantal = re.search(r'name="aantal" value="(\d+)"', scherm)
    assert aantal is not None
    assert aantal[1] == "1"
    assert client.post("/bewaren/goedkeuren/", keuze | {"aantal": "1", "reden": ""}).status_code == 422
    assert client.post("/bewaren/goedkeuren/", keuze | {"aantal": "2", "reden": "ronde"}).status_code == 422, "another list"
    assert client.post("/bewaren/goedkeuren/", keuze | {"aantal": "1", "reden": "ronde"}).status_code == 302
    v = Vernietiging.objects.get(tenant=gemeente)
    assert gelogd(gemeente, handeling="schrijven")[1:] == [(nummer(gemeente, VERTROK), "bewaren: goedkeuren")]
    assert vraag("SELECT args FROM procrastinate_jobs WHERE task_name = 'bewaren.vernietig'") != []
    assert (v.status, v.gronden[0]["aantal"], v.gronden[0]["jaren"]) == ("wacht", 1, 2)
    assert "Wordt vernietigd" in client.get("/bewaren/").content.decode()
    assert client.get(f"/bewaren/bewijs/{v.uuid}/").status_code == 404, "nothing was destroyed yet"


def test_noodtoegang_vernietigt_niet_meer(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    """Seeing beyond the own municipalities for half an hour isn't deciding there."""
    naam = teamleider(tenant)
    Jongere.objects.filter(tenant=tenant).update(gemeente="1999")
    Medewerker.objects.filter(gebruikersnaam=naam).update(gemeenten=["1998"])
    jongere = Jongere.objects.get(pk=nummer(tenant, OUD))
    als_web_straks()
    client = log_in(naam)
    assert client.post("/toegang/noodsessie/", {"reden": "er is brand en een kind is zoek"}).status_code == 302
    assert client.get(f"/jongeren/{jongere.uuid}/").status_code == 200, "it is seen"
    assert client.get("/bewaren/").status_code == 403, "to see more, not to decide"
    keuze = {"omvang": "persoon", "grond": "doorstroompunt", "aantal": "2", "reden": "ronde"}
    assert client.post("/bewaren/goedkeuren/", keuze).status_code == 403
    assert not Vernietiging.objects.filter(tenant=tenant).exists()
    assert client.post(f"/bewaren/uitstel/{jongere.uuid}/", {"tot": "30-06-2027", "reden": "bezwaar"}).status_code == 403
    for pad in ("/jongeren/dubbel/", f"/gronden/jongere/{jongere.uuid}/delen/", f"/inzage/{jongere.uuid}/"):
        assert client.get(pad).status_code == 403, pad


def test_een_open_pagina_houdt_op_met_vragen(tenant: Organisatie, als_web_straks: Callable[[], None]) -> None:
    keur_alles_goed(tenant)
    als_web_straks()
    client = log_in(f"chef-{tenant.code}")
    pad = re.search(r'hx-get="(/bewaren/voortgang/\?sinds=\d{10})"', client.get("/bewaren/").content.decode())
    assert pad is not None
    assert client.get(pad[1]).status_code == 204
    te_lang = int(time.time()) - LANGST_PEILEN - 1
    assert client.get(f"/bewaren/voortgang/?sinds={te_lang}").status_code == 286, "htmx: ask no more"


def test_bewijs_op_de_pagina_en_op_de_opdrachtregel(
    tenant: Organisatie, als_web_straks: Callable[[], None], omgeving: dict[str, str]
) -> None:
    v = keur_alles_goed(tenant)
    services.voer_vernietiging_uit(tenant, v.pk)
    assert "Dit bewijs klopt." in opdracht(omgeving, tenant, "--bewijs", str(v.uuid))
    als_web_straks()
    tekst = log_in(f"chef-{tenant.code}").get(f"/bewaren/bewijs/{v.uuid}/").content.decode()
    v.refresh_from_db()
    assert v.hash in tekst
    assert "na het vernietigen veranderd" not in tekst


def opdracht(omgeving: dict[str, str], tenant: Organisatie, *meer: str, code: int = 0) -> str:
    wat = [sys.executable, "-m", "inbeeld", "bewaar", "--organisatie", tenant.code, *meer]
    klaar = subprocess.run(wat, env=omgeving, capture_output=True, text=True, check=False)
    assert klaar.returncode == code, klaar.stderr
    return klaar.stdout


def test_opdrachtregel_toont_en_legt_termijnen_vast(tenant: Organisatie, omgeving: dict[str, str]) -> None:
    uit = json.loads(opdracht(omgeving, tenant, "--json"))
    assert sum(g["aantal"] for g in uit["groepen"] if g["waarom_niet"] is None) == 3
    opdracht(omgeving, tenant, "--termijn", "bewaren_doorstroompunt=1", "--besluit", "B&W 2026")
    opdracht(omgeving, tenant, "--termijn", "bewaren_doorstroompunt=9", "--besluit", "B&W 2026", code=2)
    tekst = opdracht(omgeving, tenant, "--peildatum", "2020-01-01")
    assert "niets waarvan de bewaartermijn voorbij is" in tekst
    assert "B&W 2026" in opdracht(omgeving, tenant)
