"""After destroying someone nothing is left, in no table, column or file; and of everybody else nothing has changed."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.apps.basis.muren import betreed
from inbeeld.apps.basis.vernietigen import DOSSIER, PERSOON, vernietigers
from inbeeld.apps.basis.versleuteling import ontsleutel, zoekindex
from inbeeld.apps.bewaren.models import Uitstel
from inbeeld.apps.bewaren.services import vernietig
from inbeeld.apps.leveringen.aanleveren import bied_aan, binnen_map, neem_aangeboden
from inbeeld.apps.leveringen.models import ApartGezet, OngekoppeldRij
from inbeeld.apps.personen.models import Jongere, Oordeel
from inbeeld.apps.personen.selectors import met_bsn
from inbeeld.apps.personen.zoekindex import werk_bij
from inbeeld.apps.rectificatie.services import beslis, leg_verzoek_vast
from inbeeld.apps.registers.services import splits, voeg_samen
from inbeeld.apps.toegang.models import Organisatie
from inbeeld.apps.toegang.services import leg_medewerker_vast, leg_organisatie_vast
from inbeeld.apps.werklijst.services import ververs
from inbeeld.bronnen import lees
from inbeeld.bronnen.basis import Apart
from inbeeld.project.cli.demo import _gemeenten, op_volgorde
from inbeeld.project.database import EIGENAAR, Server
from inbeeld.synthese import bevolking, schrijf_leveringen
from inbeeld.synthese.bevolking import PEILDATUM

from .maken import WACHTWOORD, gaat_naar, levering, neem_op, nummers, persoon, woont

EERSTE_ID = 731_000_000_000
"""So large that it occurs nowhere by chance."""
NUMMERS = nummers(998_877_000, 12)
NAMEN = ("kwartelbeen", "zwierezwam", "onvindbaarlaan", "snoezewiet")
DOELEN = ("jongere.bsn", "jongere.onderwijsnummer", "ouder.bsn", "apartgezet.inhoud", "ongekoppeld.inhoud", "afhandeling.inhoud")
GEBOREN = date(1990, 2, 13)


def zeldzaam(nummer: str, i: int, **meer: Any) -> dict[str, Any]:
    """A person with a name and an address that nobody else has."""
    adres = {"straat": "Onvindbaarlaan", "huisnummer": str(7000 + i), "postcode": "1999ZQ", "woonplaats": "Waterveen"}
    naam = {"achternaam": f"Kwartelbeen{'abcdefgh'[i]}", "voornamen": "Snoezewiet"}
    return persoon(nummer, geboren=date(2009, 2, 1 + i)) | naam | adres | meer


@pytest.fixture(scope="module")
def gevuld(database: str, installatie: Path, tmp_path_factory: pytest.TempPathFactory) -> Organisatie:
    """A municipality of the generator, and persons in every kind of trouble."""
    with psycopg.connect(Server(installatie).url(EIGENAAR, database), autocommit=True) as eigenaar:
        eigenaar.execute(f"ALTER TABLE personen_jongere ALTER COLUMN id RESTART WITH {EERSTE_ID}")
    tenant = leg_organisatie_vast("vernietigen", "Waterveen", [*_gemeenten(150), "1999"], vaste_dag=PEILDATUM)
    betreed(tenant.pk)
    map_ = tmp_path_factory.mktemp("leveringen")
    schrijf_leveringen(bevolking(150), map_)
    for gelezen in op_volgorde([lees(p) for p in sorted(map_.rglob("*")) if p.suffix in (".csv", ".json")]):
        neem_op(gelezen, tenant, datetime.combine(gelezen.bron_datum, time(12), UTC))
    medewerker = leg_medewerker_vast(tenant, "vernietiger", naam="Noor Vos", rol="teamleider", wachtwoord=WACHTWOORD)
    a, b, c, d, e = NUMMERS[:5]
    ouder = {"pgn_ouder_1": NUMMERS[10]}
    dag = date(2025, 9, 1)
    onr = {"pgn_soort": "ONR"}
    foute_cel = {"PERSOONSGEBONDENNUMMER": "onleesbaar", "ACHTERNAAM": "Kwartelbeena", "GEBOORTEDATUM": "20090201"}
    verzuim = [
        {"pgn": n, "brin": "99ZZ", "datum": date(2026, 9, k), "minuten": 60, "uren": 1.0, "reden": "ongeoorloofd"}
        for n in (a, c)
        for k in (7, 8, 9)
    ]
    vrijstelling = [{"pgn": a, "grond": "5_onder_b", "van": date(2020, 8, 1), "tot": date(2021, 8, 1)}]
    rooster = [{"pgn": a, "brin": "99ZZ", "van": date(2025, 8, 1), "weekdag": 1, "minuten": 300}]
    for gelezen in (
        levering("brp-selectie-v1", dag, personen=[zeldzaam(a, 0, **ouder), zeldzaam(c, 2)], verblijf=[woont(a), woont(c)]),
        levering("brp-selectie-v1", date(2025, 10, 1), personen=[zeldzaam(a, 0, achternaam="Zwierezwam", **ouder)]),
        levering("rod-levering-v1", dag, personen=[zeldzaam(b, 1) | onr, zeldzaam(d, 3) | onr], inschrijvingen=[
            gaat_naar(a, "1"), gaat_naar(b, "2") | onr, gaat_naar(c, "3", tot=date(2026, 9, 10)), gaat_naar(d, "4") | onr,
        ]),
        levering("rod-levering-v1", date(2025, 11, 1), apart=(
            Apart(7, "VAN", "x", "reden", "doe", {"PERSOONSGEBONDENNUMMER": a, "ACHTERNAAM": "Zwierezwam"}),
            Apart(8, "PERSOONSGEBONDENNUMMER", "x", "reden", "doe", foute_cel),
        )),
        levering("absentie-v1", date(2026, 9, 10), verzuim=verzuim, rooster=rooster),
        levering("vrijstellingen-v1", dag, vrijstellingen=vrijstelling),
        levering("werk-v1", dag, werk=[{"pgn": e, "vorm": "overig", "van": dag}]),
    ):  # fmt: skip
        neem_op(gelezen, tenant)
    voeg_samen(tenant.pk, wie(tenant, a), wie(tenant, b, "ONR"), medewerker.pk, "Kwartelbeen kreeg een BSN")
    beide = [gaat_naar(a, "1"), gaat_naar(b, "2") | onr, gaat_naar(b, "1") | onr]
    neem_op(levering("rod-levering-v1", date(2025, 11, 15), "volledig", inschrijvingen=beide), tenant)
    samen = voeg_samen(tenant.pk, wie(tenant, c), wie(tenant, d, "ONR"), medewerker.pk, "dezelfde Snoezewiet")
    neem_op(levering("rod-levering-v1", date(2025, 12, 1), personen=[zeldzaam(d, 3) | onr]), tenant)
    splits(samen, medewerker.pk, "toch niet")
    ververs(tenant, date(2026, 11, 13))
    ververs(tenant, PEILDATUM)
    levende = Jongere.objects.filter(tenant=tenant, pk__lt=wie(tenant, a)).order_by("pk")
    Oordeel.objects.create(
        tenant=tenant,
        soort="twee",
        een_id=wie(tenant, a),
        ander=levende[0],
        door=medewerker,
        reden="Zwierezwam niet",
        status="klaar",
    )
    Uitstel.objects.create(
        tenant=tenant, jongere_id=wie(tenant, a), tot=dag, reden="Kwartelbeen zelf vroeg erom", door=medewerker
    )
    verzoek = leg_verzoek_vast(
        medewerker, Jongere.objects.get(pk=wie(tenant, a)), None, van="ouder", ontvangen=dag, betwist="Kwartelbeen", waarom="x"
    )
    beslis(medewerker, verzoek, "afgewezen", "Zwierezwam is goed")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO leveringen_afhandeling (tenant_id, apart_id, soort, door_id, reden, inhoud, status) "
            "SELECT tenant_id, id, 'gelaten', %s, 'Zwierezwam staat goed', NULL, 'klaar' FROM leveringen_apartgezet "
            "WHERE tenant_id = %s AND pgn_index = %s",
            [medewerker.pk, tenant.pk, zoekindex(tenant.pk, "BSN", a)],
        )
    return tenant


def wie(tenant: Organisatie, nummer: str, soort: str = "BSN") -> int:
    kolom = {"BSN": "bsn_index", "ONR": "onderwijsnummer_index"}[soort]
    return Jongere.objects.get(tenant=tenant, **{kolom: zoekindex(tenant.pk, soort, nummer)}).pk


def slachtoffers(tenant: Organisatie) -> list[int]:
    """Who was merged, both who were taken apart, and some of the municipality with much to their name."""
    a, c, d = wie(tenant, NUMMERS[0]), wie(tenant, NUMMERS[2]), wie(tenant, NUMMERS[3], "ONR")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.id FROM personen_jongere j WHERE tenant_id = %s AND id < %s AND bsn IS NOT NULL AND opgegaan_in_id IS NULL "
            "ORDER BY (SELECT count(*) FROM registers_verzuim v WHERE v.jongere_id = j.id) DESC, id LIMIT 3",
            [tenant.pk, a],
        )
        return [a, c, d, *(r[0] for r in cursor.fetchall())]


def naalden(tenant: Organisatie, ids: list[int]) -> set[str]:
    """Everything these persons can be recognised by."""
    uit: set[str] = set()
    for j in Jongere.objects.filter(tenant=tenant, pk__in=ids) | Jongere.objects.filter(tenant=tenant, opgegaan_in__in=ids):
        uit |= {str(j.pk), str(j.uuid)}
        for kolom in ("bsn", "onderwijsnummer"):
            if (waarde := getattr(j, kolom)) is not None:
                uit |= {ontsleutel(waarde, f"jongere.{kolom}").decode(), bytes(getattr(j, f"{kolom}_index")).hex()}
    return {n.casefold() for n in uit}


def rijen() -> dict[str, Counter[str]]:
    """Every row of every table as text, with what is encrypted written out behind it."""
    uit: dict[str, Counter[str]] = {}
    with connection.cursor() as cursor:
        niet = ["django_migrations", "muur_sleutel"]
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s)", [niet])
        for (tabel,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(t)::text, to_jsonb(t) FROM "{tabel}" t')
            uit[tabel] = Counter(tekst + _open(rij) for tekst, rij in cursor.fetchall())
    return uit


def _open(rij: Any) -> str:
    cellen = json.loads(rij) if isinstance(rij, str) else rij
    uit = []
    for waarde in cellen.values():
        if isinstance(waarde, str) and waarde.startswith("\\x01"):
            for doel in DOELEN:
                try:
                    uit.append(ontsleutel(bytes.fromhex(waarde[2:]), doel).decode())
                except InbeeldFout:
                    continue
    return " ".join(uit)


def bestanden() -> Iterator[tuple[Path, str]]:
    """The installation's folder; the files of PostgreSQL are asked through PostgreSQL."""
    for pad in settings.INBEELD_MAP.rglob("*"):
        if pad.is_file() and "postgres" not in pad.relative_to(settings.INBEELD_MAP).parts:
            yield pad, pad.read_bytes().decode("utf-8", "ignore").casefold()


def raakt(tekst: str, wat: set[str]) -> bool:
    klein = tekst.casefold()
    return any(n in klein for n in wat)


def test_niets_blijft_over_en_verder_verandert_niets(gevuld: Organisatie, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BEWAAR_LEVERINGEN", True)
    ids = slachtoffers(gevuld)
    wat = naalden(gevuld, ids) | set(NAMEN)
    for naam, inhoud in (("mee.csv", f"BSN;NAAM\n{NUMMERS[0]};x\n"), ("niet.csv", "BSN;NAAM\n1;x\n")):
        pad = binnen_map() / f"komt-{naam}"
        pad.write_text(inhoud)
        aangeboden = bied_aan(gevuld, None, naam, pad)
        neem_aangeboden(gevuld.pk, aangeboden.pk)
    voor = rijen()
    geraakt = {tabel for tabel, alle in voor.items() if any(raakt(r, wat) for r in alle)}
    assert {
        "personen_jongere", "personen_persoonsgegevens", "personen_zoekrij", "personen_zoekwoord", "personen_samenvoeging",
        "personen_oordeel", "personen_bevestiging", "registers_verblijf", "registers_inschrijving", "registers_verzuim",
        "registers_vrijstelling", "registers_dekking", "registers_nummerdekking", "scholen_rooster", "beelden_rechtspositie",
        "beelden_signaal", "beelden_klok", "werklijst_werkregel", "leveringen_apartgezet", "leveringen_afhandeling",
        "bewaren_uitstel", "rectificatie_verzoek", "rectificatie_besluit",
    } <= geraakt  # fmt: skip
    assert sum(raakt(t, wat) for _, t in bestanden()) == 1, "a kept file names one of them"

    with transaction.atomic(), connection.cursor() as cursor:
        telling = vernietig(cursor, gevuld.pk, ids, PERSOON)

    na = rijen()
    for tabel, alle in na.items():
        assert not [r for r in alle if raakt(r, wat)], tabel
    assert not [pad for pad, t in bestanden() if raakt(t, wat)]
    assert sum(1 for _, t in bestanden() if t.startswith("bsn;naam")) == 1, "the file without them is still there"
    for tabel, alle in na.items():
        erbij, weg = alle - voor[tabel], voor[tabel] - alle
        if tabel == "leveringen_upload":
            assert erbij.total() == weg.total() == 1  # that its file is gone
            continue
        assert not erbij, tabel
        if tabel not in ("personen_samenvoegrij", "leveringen_afhandeling", "personen_zoekwoord"):
            assert all(raakt(r, wat) for r in weg), tabel
        if weg:
            assert telling.get(tabel) == weg.total(), tabel
    assert telling["personen_jongere"] == len(ids) + 1
    with transaction.atomic(), connection.cursor() as cursor:
        werk_bij(cursor, gevuld.pk, f"SELECT id AS jongere_id FROM personen_jongere WHERE tenant_id = {gevuld.pk}")
    assert rijen()["personen_zoekwoord"] == na["personen_zoekwoord"], "words that others have are still there"
    ververs(gevuld, PEILDATUM)


def test_wie_met_een_vernietigde_samen_was_houdt_het_eigene(gevuld: Organisatie) -> None:
    """What the other one stated while they were taken for one goes; that they had anything to do with each other as well."""
    een, ander = NUMMERS[6], NUMMERS[7]
    neem_op(levering("brp-selectie-v1", date(2025, 9, 1), personen=[zeldzaam(een, 6)], verblijf=[woont(een)]), gevuld)
    neem_op(
        levering("rod-levering-v1", date(2025, 9, 1), personen=[zeldzaam(ander, 7) | {"pgn_soort": "ONR"}],
                 inschrijvingen=[gaat_naar(ander, "9") | {"pgn_soort": "ONR"}, gaat_naar(een, "10")]),
        gevuld,
    )  # fmt: skip
    blijft, weg = wie(gevuld, een), wie(gevuld, ander, "ONR")
    splits(voeg_samen(gevuld.pk, blijft, weg, None, "leek zo"), None, "toch niet")
    wat = naalden(gevuld, [weg]) | {"kwartelbeenh"}
    eigen = "SELECT count(*) FROM registers_inschrijving WHERE tenant_id = %s AND jongere_id = %s AND vervangen_op IS NULL"
    with transaction.atomic(), connection.cursor() as cursor:
        vernietig(cursor, gevuld.pk, [weg], PERSOON)
        cursor.execute(eigen, [gevuld.pk, blijft])
        assert cursor.fetchone() == (1,)
    for tabel, alle in rijen().items():
        assert not [r for r in alle if raakt(r, wat)], tabel
    assert met_bsn(gevuld.pk, een) is not None


def test_alleen_het_leerplichtdossier(gevuld: Organisatie) -> None:
    """Who is followed on keeps name and schools; the file of before eighteen goes and stays away, later facts stay."""
    nummer = NUMMERS[8]
    verzuim = [
        {"pgn": nummer, "brin": "99ZZ", "datum": dag, "minuten": 60, "uren": 1.0, "reden": "ziek"}
        for dag in (date(2024, 9, 9), date(2025, 9, 8))
    ]
    dag = date(2025, 10, 1)
    vrij = {"pgn": nummer, "grond": "5_onder_a", "van": date(2020, 8, 1), "tot": date(2021, 8, 1)}
    leveringen = (
        levering("brp-selectie-v1", dag, personen=[persoon(nummer, geboren=date(2007, 1, 9))], verblijf=[woont(nummer)]),
        levering("absentie-v1", dag, verzuim=verzuim),
        levering("vrijstellingen-v1", dag, vrijstellingen=[vrij]),
        levering("rod-levering-v1", dag, inschrijvingen=[gaat_naar(nummer, "77")]),
    )
    for gelezen in leveringen:
        neem_op(gelezen, gevuld)
    j = wie(gevuld, nummer)

    def telling() -> list[int]:
        with connection.cursor() as cursor:
            uit = []
            for tabel in ("verzuim", "vrijstelling", "inschrijving"):
                cursor.execute(f"SELECT count(*) FROM registers_{tabel} WHERE tenant_id = %s AND jongere_id = %s", [gevuld.pk, j])
                uit.append(cursor.fetchone()[0])
            return uit

    assert telling() == [2, 1, 1]
    with transaction.atomic(), connection.cursor() as cursor:
        vernietig(cursor, gevuld.pk, [j], DOSSIER)
    assert telling() == [1, 0, 1]
    for gelezen in leveringen:
        neem_op(gelezen, gevuld)
    assert telling() == [1, 0, 1], "an old delivery that is read again brings nothing back"


# ---------------------------------------------------------------------- coming in again


def test_een_oude_levering_brengt_niemand_terug(organisatie: Organisatie) -> None:
    """Of who left long ago nothing is kept, not even to wait; and a set-apart row goes by itself in the end."""
    nummer = NUMMERS[9]
    oud = levering(
        "brp-selectie-v1", date(2015, 9, 1), personen=[persoon(nummer, geboren=GEBOREN)], verblijf=[woont(nummer, GEBOREN)]
    )
    ontvangst = neem_op(oud, organisatie)
    assert (ontvangst.nieuwe_jongeren, ontvangst.ongekoppeld) == (0, 0)
    assert not OngekoppeldRij.objects.filter(tenant=organisatie).exists()
    assert met_bsn(organisatie.pk, nummer) is None


def test_een_bron_die_iemand_nu_noemt_brengt_die_wel_terug(organisatie: Organisatie) -> None:
    """Whoever lives here now is followed, also when we forgot them before."""
    nummer = NUMMERS[9]
    nu = levering("brp-selectie-v1", date(2026, 9, 1), personen=[persoon(nummer)], verblijf=[woont(nummer)])
    neem_op(nu, organisatie)
    with transaction.atomic(), connection.cursor() as cursor:
        vernietig(cursor, organisatie.pk, [wie(organisatie, nummer)], PERSOON)
    assert met_bsn(organisatie.pk, nummer) is None
    assert neem_op(nu, organisatie).nieuwe_jongeren == 1


def test_toen_het_een_ander_was_mocht_het(organisatie: Organisatie) -> None:
    """History that is loaded is judged by the day on which it was received."""
    nummer = NUMMERS[9]
    oud = levering("brp-selectie-v1", date(2015, 9, 1), personen=[persoon(nummer, geboren=GEBOREN)])
    assert neem_op(oud, organisatie, datetime(2015, 9, 1, 12, tzinfo=UTC)).nieuwe_jongeren == 1


# ---------------------------------------------------------------------- nothing is overlooked


def test_elke_tabel_met_een_jongere_heeft_een_vernietiger() -> None:
    """By foreign key, or by a column that points at a youth without one."""
    bedacht = set().union(*(v.tabellen for v in vernietigers()))
    kolommen = {"jongere_id", "via", "pgn_index", "leden", "feit_id", "wie"}
    gevonden = {
        m._meta.db_table
        for m in apps.get_models()
        for v in m._meta.get_fields()
        if v.concrete and (getattr(v, "related_model", None) is Jongere or v.column in kolommen)
    }
    gevonden.discard("leveringen_levering")  # its ``via`` is how it came in
    assert {"personen_jongere", "registers_verzuim", "leveringen_apartgezet"} <= gevonden
    assert gevonden <= bedacht, gevonden - bedacht


def test_een_afgebroken_vernietiging_laat_alles_staan(gevuld: Organisatie) -> None:
    voor = rijen()
    wie_nu = list(Jongere.objects.filter(tenant=gevuld, opgegaan_in=None).values_list("pk", flat=True)[:3])
    with connection.cursor() as cursor, contextlib.suppress(KeyboardInterrupt), transaction.atomic():
        assert vernietig(cursor, gevuld.pk, wie_nu, PERSOON)["personen_jongere"] >= 3
        raise KeyboardInterrupt
    assert rijen() == voor
    assert ApartGezet.objects.filter(tenant=gevuld).exists()
