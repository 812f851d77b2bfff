"""What a school's verzuimcoördinator sees: own pupils only, and of them only what the school itself told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbeeld.apps.basis.fouten import GebruikFout
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.beelden.models import Klok, Signaal
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.registers.models import Verzuim
from inbeeld.apps.registers.services import voeg_samen
from inbeeld.apps.school import selectors
from inbeeld.apps.school.beleid import eigen_leerlingen
from inbeeld.apps.school.plicht import DOEN, GEMEENTE, LOOPT, plichten, regels
from inbeeld.apps.toegang.models import Medewerker, Organisatie
from inbeeld.apps.toegang.services import laat_vertrekken, leg_medewerker_vast, leg_organisatie_vast
from inbeeld.apps.werklijst.services import ververs
from inbeeld.project.cli.demo import school_van_demo
from inbeeld.regels.register.meldplicht import Bereikt, Gemeld, afzonderlijk, is_gemeld

from .maken import WACHTWOORD, gaat_naar, gelogd, levering, log_in, neem, nummers, persoon, woont

PEIL = date(2026, 11, 20)
ANNA, BRAM, CEM, DAAN, EVA, FENNA, GIJS, HUGO, IRIS = nummers(997_100_000, 9)
NAMEN = {ANNA: "Adams", BRAM: "Bakker", CEM: "Celik", DAAN: "Dijk", EVA: "Evers", FENNA: "Faber", GIJS: "Groen", HUGO: "Hout",
         IRIS: "Ibrahim"}  # fmt: skip
SCHOOL, ELDERS = {"brin": "99ZZ", "vestiging": "00"}, {"brin": "98YY", "vestiging": "00"}
DAGEN = [date(2026, 11, 16) + timedelta(days=n) for n in range(3)]


def weg(
    pgn: str, dagen: Iterable[date] = DAGEN, uren: float = 6.0, reden: str = "ongeoorloofd", **school: str
) -> list[dict[str, Any]]:
    return [
        {"pgn": pgn, "datum": d, "minuten": int(uren * 60), "uren": uren, "reden": reden, "kenmerk": f"{d}"} | SCHOOL | school
        for d in dagen
    ]


def melding(pgn: str, soort: str = "V3", status: str = "B", **meer: Any) -> dict[str, Any]:
    vast = {"verzuimsoort": soort, "van": date(2026, 11, 2), "tot": date(2026, 11, 6), "ontvangen": date(2026, 11, 9)}
    return {"pgn": pgn, "kenmerk": uuid4().hex[:8], "status": status} | SCHOOL | vast | meer


@pytest.fixture
def regio(organisatie: Organisatie) -> Organisatie:
    """At 99ZZ00: Anna missed 18 hours, Bram was reported, Fenna missed 10 hours there and 10 elsewhere, Hugo has a secret address
    and missed 4, Iris is there and nothing is the matter. Cem is at another location, Daan at another school, Eva left."""
    organisatie.vaste_dag = PEIL
    organisatie.save()
    personen = [persoon(p, n, straat="Dorpsweg", huisnummer="7", woonplaats="Buitenlust") for p, n in NAMEN.items()]
    personen = [p | ({"geheim": 7} if p["pgn"] == HUGO else {}) for p in personen]
    neem(
        organisatie,
        levering("brp-selectie-v1", date(2026, 9, 1), "volledig", personen=personen, verblijf=[woont(p) for p in NAMEN]),
        levering(
            "rod-levering-v1",
            date(2026, 11, 16),
            "volledig",
            inschrijvingen=[
                *(gaat_naar(p, leerjaar=3) for p in (ANNA, BRAM, FENNA, HUGO, IRIS)),
                gaat_naar(CEM, vestiging="01"),
                gaat_naar(DAAN, **ELDERS),
                gaat_naar(FENNA, "2", **ELDERS),
                gaat_naar(EVA, tot=PEIL),
            ],
        ),
        levering(
            "absentie-v1",
            date(2026, 11, 19),
            verzuim=[
                *weg(ANNA),
                *weg(CEM, vestiging="01"),
                *weg(DAAN, **ELDERS),
                *weg(EVA),
                *weg(FENNA, DAGEN[:2], 5.0),
                *weg(FENNA, [date(2026, 11, 18), date(2026, 11, 19)], 5.0, **ELDERS),
                *weg(HUGO, DAGEN[:1], 4.0),
            ],
        ),
        levering("verzuimmelding-v1", date(2026, 11, 9), meldingen=[melding(BRAM), melding(BRAM, "O", "G", **ELDERS)]),
    )
    ververs(organisatie, PEIL)
    return organisatie


def wie(pgn: str) -> Jongere:
    return Jongere.objects.get(achternaam=NAMEN[pgn])


def coordinator(regio: Organisatie, *scholen: str) -> Medewerker:
    naam = f"roos-{uuid4().hex[:6]}"
    return leg_medewerker_vast(
        regio, naam, naam="Roos Vink", rol="verzuimcoordinator", wachtwoord=WACHTWOORD, scholen=scholen or ("99ZZ00",)
    )


@pytest.fixture
def bij(regio: Organisatie, als_web_straks: Callable[[], None]) -> Callable[..., Client]:
    def maak(*scholen: str) -> Client:
        roos = coordinator(regio, *scholen)
        als_web_straks()
        return log_in(roos.gebruikersnaam)

    return maak


def namen(html: str) -> set[str]:
    return {n for n in NAMEN.values() if n in html}


def ziet(medewerker: Medewerker, op: date = PEIL) -> set[str]:
    ids = eigen_leerlingen(medewerker, op)
    return {j.achternaam or "" for j in Jongere.objects.filter(pk__in=ids)}


# -- whom ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scholen", "verwacht"),
    [
        (("99ZZ00",), {"Adams", "Bakker", "Faber", "Hout", "Ibrahim"}),
        (("99ZZ01",), {"Celik"}),
        (("99ZZ",), {"Adams", "Bakker", "Faber", "Hout", "Ibrahim", "Celik"}),
        (("98YY00",), {"Dijk", "Faber"}),
        (("99ZZ01", "98YY"), {"Celik", "Dijk", "Faber"}),
        (("97XX",), set()),
    ],
)
def test_alleen_de_eigen_leerlingen(regio: Organisatie, scholen: tuple[str, ...], verwacht: set[str]) -> None:
    assert ziet(coordinator(regio, *scholen)) == verwacht


def test_eindigt_met_de_inschrijving_vanzelf(regio: Organisatie, als_web_straks: Callable[[], None]) -> None:
    roos = coordinator(regio)
    assert "Evers" in ziet(roos, PEIL - timedelta(days=1))
    assert "Evers" not in ziet(roos)
    anna = wie(ANNA)
    neem(
        regio,
        levering("rod-levering-v1", date(2026, 11, 20), inschrijvingen=[gaat_naar(ANNA, tot=date(2026, 11, 19), mutatie="W")]),
    )
    als_web_straks()
    client = log_in(roos.gebruikersnaam)
    html = client.get("/school/").content.decode()
    assert "Adams" not in html, "the stored picture still has the signal"
    assert "Deze lijst is van" in html, "which the page says"
    assert client.get(f"/school/{anna.uuid}/").status_code == 404


def test_een_bericht_van_duo_houdt_niemand_langer_vast(regio: Organisatie) -> None:
    """The register of enrolments says that Eva left; an older monthly report without an end does not keep her here."""
    neem(regio, levering("duo-a04", date(2026, 10, 1), "volledig", inschrijvingen=[gaat_naar(EVA, "9"), gaat_naar(GIJS, "8")]))
    roos = coordinator(regio)
    assert "Evers" not in ziet(roos)
    assert "Groen" not in ziet(roos, date(2025, 8, 1)), "a year after it began nothing is known any more"
    assert "Groen" in ziet(roos, date(2025, 7, 31))


def test_wie_iemand_anders_bleek_is_er_niet(regio: Organisatie, bij: Callable[..., Client]) -> None:
    anna, gijs = wie(ANNA), wie(GIJS)
    voeg_samen(regio.pk, gijs.pk, anna.pk, None, "dezelfde")
    client = bij()
    assert client.get(f"/school/{anna.uuid}/").status_code == 404
    assert client.get(f"/school/{gijs.uuid}/").status_code == 200, "Gijs is enrolled here now"


def test_een_andere_organisatie(regio: Organisatie, bij: Callable[..., Client]) -> None:
    ander = leg_organisatie_vast(f"ander-{regio.pk}", "Droogveen", ["1998"], vaste_dag=PEIL)
    with in_tenant(ander.pk):
        neem(ander, levering("rod-levering-v1", date(2026, 11, 16), personen=[persoon(ANNA, "Vreemd")],
                             inschrijvingen=[gaat_naar(ANNA)]))  # fmt: skip
        vreemd = Jongere.objects.get(achternaam="Vreemd").uuid
        assert len(eigen_leerlingen(coordinator(ander), PEIL)) == 1
    client = bij()
    assert "Vreemd" not in client.get("/school/").content.decode()
    assert client.get(f"/school/{vreemd}/").status_code == 404


def test_wie_er_niet_is_geeft_hetzelfde_antwoord(regio: Organisatie, bij: Callable[..., Client]) -> None:
    vreemd = [wie(p).uuid for p in (CEM, DAAN, EVA, GIJS)]
    client = bij()

    def antwoord(uuid: object) -> tuple[int, str]:
        a = client.get(f"/school/{uuid}/")
        return a.status_code, re.sub(str(uuid), "", a.content.decode())

    niemand = antwoord(uuid4())
    assert niemand[0] == 404
    for uuid in vreemd:
        kaal = re.compile(r'content="\w{40,}"|value="\w{40,}"')
        assert [kaal.sub("", x) if isinstance(x, str) else x for x in antwoord(uuid)] == [
            kaal.sub("", x) if isinstance(x, str) else x for x in niemand
        ]


def test_andere_paginas_zijn_dicht(regio: Organisatie, bij: Callable[..., Client]) -> None:
    anna = wie(ANNA)
    client = bij()
    assert client.get("/begin/").headers["Location"] == "/school/"
    for pad in ("/", "/jongeren/", f"/jongeren/{anna.uuid}/", "/gronden/gedeeld/", "/leveringen/", f"/inzage/{anna.uuid}/"):
        assert client.get(pad).status_code == 403, pad


def test_alleen_deze_rol_heeft_een_school(regio: Organisatie) -> None:
    def leg(rol: str, *scholen: str) -> Medewerker:
        return leg_medewerker_vast(regio, f"x-{uuid4().hex[:6]}", naam="X", rol=rol, wachtwoord=WACHTWOORD, scholen=scholen)

    with pytest.raises(GebruikFout, match="hoort bij een school"):
        leg("verzuimcoordinator")
    with pytest.raises(GebruikFout, match="Alleen een verzuimcoördinator"):
        leg("teamleider", "99ZZ00")
    with pytest.raises(GebruikFout, match="geen school"):
        leg("verzuimcoordinator", "Het Lyceum")
    assert leg("verzuimcoordinator", "99zz00").scholen == ["99ZZ00"]
    roos = coordinator(regio)
    laat_vertrekken(regio, roos.gebruikersnaam)
    roos.refresh_from_db()
    assert eigen_leerlingen(roos, PEIL) == {}
    Medewerker.objects.filter(pk=roos.pk).update(rol="teamleider", is_active=True)
    roos.refresh_from_db()
    assert eigen_leerlingen(roos, PEIL) == {}, "schools that an account has for another reason open nothing"


# -- what ------------------------------------------------------------------------------------------------------------------


def test_de_lijst_zegt_wat_de_school_moet_doen(regio: Organisatie, bij: Callable[..., Client]) -> None:
    roos = coordinator(regio)
    lijst = regels(selectors.leerlingen(roos, PEIL), PEIL)
    assert [(r.naam, r.groep) for r in lijst] == [("Noor Adams", DOEN), ("Noor Bakker", GEMEENTE), ("Noor Hout", LOOPT)]
    anna = lijst[0]
    assert anna.waarom == "16 uur in 4 lesweken bereikt op 18 nov"
    assert "LPW art. 21a" in anna.bij
    assert anna.termijn == "2 dagen te laat"
    assert anna.klas == "voortgezet onderwijs, leerjaar 3"
    html = bij().get("/school/").content.decode()
    assert namen(html) == {"Adams", "Bakker", "Hout"}, "Fenna's hours are of two schools, with Iris nothing is the matter"
    for geheim in ("Dorpsweg", "Buitenlust", "eheim", ANNA, BRAM, "98YY"):
        assert geheim not in html, geheim


def test_wat_er_staat_is_wat_het_beeld_zegt(regio: Organisatie) -> None:
    """Hours and days are those of the stored picture: when that says something else, so does the page."""
    hugo = wie(HUGO)
    roos = coordinator(regio)

    def regel() -> str:
        return next(r.waarom for r in regels(selectors.leerlingen(roos, PEIL), PEIL) if r.naam == "Noor Hout")

    assert regel() == "16 uur in 4 lesweken: 4 van 16 uur"
    Klok.objects.filter(jongere=hugo, wijzer="zestien_uur").update(stand=7.5)
    assert regel() == "16 uur in 4 lesweken: 7,5 van 16 uur"


def test_wat_ook_op_een_andere_school_rust_is_er_niet(regio: Organisatie, bij: Callable[..., Client]) -> None:
    fenna = wie(FENNA)
    assert Signaal.objects.filter(jongere=fenna, signaal="relatief_verzuim_16u", tot=None).exists(), "the picture has it"
    html = bij().get(f"/school/{fenna.uuid}/").content.decode()
    assert "16 uur in 4 lesweken" not in html
    assert "volgt nu niets" in html
    kaart = html[html.index("kop-aanwezig") :]
    rijen = re.findall(r'<th scope="row" class="naast">([^<]*)</th>', kaart)
    assert {r.split()[1] for r in rijen} == {"16", "17"}, "the hours at this school, none of the other"
    assert "10 uur" in kaart
    assert "98YY" not in html


def test_ook_niet_als_de_telling_daardoor_opnieuw_begon(regio: Organisatie) -> None:
    """Hours of another school made sixteen, so counting began anew: what is counted since says something of that school."""
    fenna = wie(FENNA)
    later = date(2026, 12, 4)
    neem(regio, levering("absentie-v1", date(2026, 12, 3), verzuim=weg(FENNA, [date(2026, 12, 1)], 3.0)))
    ververs(regio, later)
    assert Klok.objects.get(jongere=fenna, wijzer="zestien_uur").stand == 3
    assert "Noor Faber" not in {r.naam for r in regels(selectors.leerlingen(coordinator(regio), later), later)}


def test_ook_niet_als_de_andere_school_het_sindsdien_introk(regio: Organisatie) -> None:
    Verzuim.objects.filter(jongere=wie(FENNA), school__brin="98YY").update(vervallen=True)
    assert "Noor Faber" not in {r.naam for r in regels(selectors.leerlingen(coordinator(regio), PEIL), PEIL)}


def test_een_leerling(regio: Organisatie, bij: Callable[..., Client]) -> None:
    anna, bram, hugo = wie(ANNA), wie(BRAM), wie(HUGO)
    client = bij()
    html = client.get(f"/school/{anna.uuid}/").content.decode()
    for staat in ("Noor Adams", "Meld dit bij het verzuimregister als 16 uur of meer verzuim", "/wet/R-09/", "18 uur", "<svg"):
        assert staat in html, staat
    assert "Uw school heeft over deze leerling niets gemeld." in html
    html = client.get(f"/school/{bram.uuid}/").content.decode()
    assert "De gemeente moet nog antwoorden." in html
    assert "in behandeling" in html
    assert "ander verzuim" not in html.casefold(), "the report of another school"
    html = client.get(f"/school/{hugo.uuid}/").content.decode()
    assert "4 van 16 uur" in html
    for geheim in ("Dorpsweg", "Buitenlust", "eheim", HUGO, "2010"):
        assert geheim not in html, geheim
    for niet in ("Rechtspositie", "Tijdlijn", "Leeftijdsgrens", "kwalificatieplicht", "vrijstelling"):
        assert niet.casefold() not in html.casefold(), niet


def test_wat_niet_voor_de_school_is(regio: Organisatie, bij: Callable[..., Client]) -> None:
    """Exemptions, work, homes and signals about those are in the file; the school sees none of it."""
    neem(
        regio,
        levering("vrijstellingen-v1", date(2026, 11, 18), "volledig",
                 vrijstellingen=[{"pgn": ANNA, "grond": "5_onder_a", "van": date(2026, 11, 1), "kenmerk": "1"}]),
    )  # fmt: skip
    ververs(regio, PEIL)
    anna = wie(ANNA)
    assert Signaal.objects.filter(jongere=anna, signaal="vrijgesteld_en_ingeschreven", tot=None).exists()
    client = bij()
    for pad in ("/school/", f"/school/{anna.uuid}/"):
        assert "vrijstelling" not in client.get(pad).content.decode().casefold()
        assert "vrijgesteld" not in client.get(pad).content.decode().casefold()


def test_een_melding_neemt_de_plicht_weg(regio: Organisatie) -> None:
    roos = coordinator(regio)

    def wat() -> list[str]:
        x = next(x for x in selectors.leerlingen(roos, PEIL) if x.jongere.achternaam == "Adams")
        return [p.groep for p in plichten(x, PEIL)]

    assert wat() == [DOEN]
    periode = {"van": DAGEN[0], "tot": None, "ontvangen": DAGEN[2], "kenmerk": "m1"}
    neem(regio, levering("verzuimmelding-v1", DAGEN[2], meldingen=[melding(ANNA, **periode)]))
    assert wat() == [DOEN, GEMEENTE], "the end date is missing, which a report of sixteen hours needs at once"
    periode["tot"] = DAGEN[2] + timedelta(days=1)
    neem(regio, levering("verzuimmelding-v1", date(2026, 11, 19), meldingen=[melding(ANNA, **periode)]))
    assert wat() == [GEMEENTE]
    neem(regio, levering("verzuimmelding-v1", date(2026, 11, 20), meldingen=[melding(ANNA, status="I", **periode)]))
    assert wat() == [DOEN], "withdrawn"


@pytest.mark.parametrize(
    ("soort", "van", "tot", "status", "wel"),
    [
        ("V3", 16, 19, "R", True),
        ("V3", 16, 19, "G", True),
        ("V3", 16, 19, "I", False),
        ("V3", 2, 16, "R", False),
        ("V3", 18, None, None, True),
        ("V3", 19, None, "R", False),
        ("LRV", 2, None, "B", True),
        ("L", 16, 19, "R", False),
    ],
)
def test_welke_melding_het_verzuim_vertelt(soort: str, van: int, tot: int | None, status: str | None, wel: bool) -> None:
    m = Gemeld(soort, date(2026, 11, van), tot and date(2026, 11, tot), status)
    assert is_gemeld("relatief_verzuim_16u", date(2026, 11, 16), date(2026, 11, 18), [m]) == wel


def test_doorlopend_verzuim_hoeft_niet_opnieuw_binnen_een_week() -> None:
    def b(dag: int, *dagen: int) -> Bereikt:
        return Bereikt(date(2026, 11, dag), frozenset(date(2026, 11, d) for d in dagen))

    eerste = b(4, 2, 3, 4)
    assert afzonderlijk([eerste, b(9, 5, 6, 9)]) == {eerste.dag}, "the weekend is no break"
    assert afzonderlijk([eerste, b(9, 6, 9)]) == {date(2026, 11, 4), date(2026, 11, 9)}, "was at school on the fifth"
    assert afzonderlijk([b(11, 10, 11), b(9, 5, 6, 9), eerste]) == {date(2026, 11, 4), date(2026, 11, 11)}, "a week on"


def test_de_demo_kiest_de_school_waar_iets_te_zien_is(regio: Organisatie) -> None:
    assert school_van_demo(regio) == "99ZZ00"
    Verzuim.objects.filter(tenant=regio).delete()
    assert school_van_demo(regio) == "", "then nobody works at a school"


# -- the page --------------------------------------------------------------------------------------------------------------


def test_zoeken_op_naam_en_bladeren(regio: Organisatie, bij: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    from inbeeld.apps.school import views

    client = bij()
    naar = client.post("/school/", {"zoek": "Bakk"})
    assert naar.status_code == 302
    assert "akk" not in naar.headers["Location"], "no name in an address"
    assert namen(client.get(naar.headers["Location"]).content.decode()) - {"Bakker"} == set()
    leeg = client.post("/school/", {"zoek": "dijk"}, follow=True).content.decode()
    assert "Niemand gevonden" in leeg
    assert namen(leeg) == set()
    monkeypatch.setattr(views, "PER_BLAD", 1)
    assert namen(client.get("/school/?blad=2").content.decode()) == {"Bakker"}
    assert namen(client.get("/school/?blad=99").content.decode()) == {"Hout"}
    assert client.get("/school/?vraag=onzin&blad=x").status_code == 200


def test_in_het_leeslog_staat_wie_getoond_is(regio: Organisatie, bij: Callable[..., Client]) -> None:
    anna, bram, daan, hugo = (wie(p).pk for p in (ANNA, BRAM, DAAN, HUGO))
    adres = {p: f"/school/{wie(p).uuid}/" for p in (ANNA, DAAN)}
    client = bij()
    client.get("/school/")
    assert set(gelogd(regio, doel="eigen leerlingen", rol="verzuimcoordinator")) == {(j, "school") for j in (anna, bram, hugo)}
    client.get(adres[ANNA])
    client.get(adres[DAAN])
    gezien = gelogd(regio, doel="eigen leerlingen")
    assert gezien[3:] == [(anna, "school, een leerling")]
    assert daan not in {j for j, _ in gelogd(regio)}


def test_vast_aantal_vragen(regio: Organisatie, als_web_straks: Callable[[], None], installatie: object) -> None:
    roos = coordinator(regio)

    def tel() -> int:
        with CaptureQueriesContext(connection) as vragen:
            selectors.leerlingen(roos, PEIL)
        return len(vragen)

    weinig = tel()
    meer = nummers(997_200_000, 40)
    neem(
        regio,
        levering(
            "brp-selectie-v1", date(2026, 9, 2), personen=[persoon(p, "Veel") for p in meer], verblijf=[woont(p) for p in meer]
        ),
        levering("rod-levering-v1", date(2026, 11, 17), inschrijvingen=[gaat_naar(p) for p in meer]),
        levering("verzuimmelding-v1", date(2026, 11, 10), meldingen=[melding(p) for p in meer]),
    )
    ververs(regio, PEIL)
    assert len(selectors.leerlingen(roos, PEIL)) > 40
    assert tel() == weinig <= 10
    anna = wie(ANNA).uuid
    als_web_straks()
    client = log_in(roos.gebruikersnaam)
    for pad, budget in (("/school/", 25), (f"/school/{anna}/", 45)):
        with CaptureQueriesContext(connection) as vragen:
            assert client.get(pad).status_code == 200
        assert len(vragen) <= budget, pad
