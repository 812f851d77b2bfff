"""The walls around an organisation hold, also for who can type SQL in the web app's name."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.db import connection, models, transaction
from django.db.models import Model
from django.test import Client
from psycopg import sql

from inbeeld.apps.basis import muren
from inbeeld.apps.basis.muren import GELDIG, INSTELLING, BuitenDeMuren, in_tenant, toon_pas_op
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.toegang.models import Organisatie
from inbeeld.apps.toegang.services import leg_medewerker_vast, leg_organisatie_vast
from inbeeld.project.database import EIGENAAR, WEB, WERKER, Server
from inbeeld.project.rechten import _VIA

from .maken import ANNA, BRAM, WACHTWOORD, brp, log_in, neem

D1 = date(2026, 9, 1)
OPEN = {
    "toegang_organisatie": "names of organisations, no persons",
    "toegang_rem": "counters under keyed digests, of who has not logged in",
    "django_session": "each row signed for its own key, and kept under a digest of it",
    "django_migrations": "the owner's",
    "muur_sleutel": "the owner's",
    "django_content_type": "Django's own",
    "auth_group": "Django's own, empty",
    "auth_group_permissions": "Django's own, empty",
    "auth_permission": "Django's own",
}
"""Tables that belong to no organisation, and why that is no harm. Those of the queue hold our own numbers only."""
LEEG = sql.SQL("SELECT 1 FROM {}")


@pytest.fixture
def ander(organisatie: Organisatie) -> Organisatie:
    """Both organisations know Anna and Bram; someone works at each."""
    buur = leg_organisatie_vast(f"buur-{organisatie.code}", "Buur", ["1998"])
    for wie in (organisatie, buur):
        neem(wie, brp(D1, ANNA, BRAM))
        leg_medewerker_vast(wie, f"noor-{wie.pk}", naam="Noor", rol="teamleider", wachtwoord=WACHTWOORD)
    return buur


@pytest.fixture(params=[WEB, WERKER])
def sql_van(request: pytest.FixtureRequest, installatie: Path, database: str) -> Iterator[psycopg.Connection]:
    """A connection of a role, as someone has it who found a hole."""
    with psycopg.connect(Server(installatie).url(request.param, database), autocommit=True) as verbinding:
        yield verbinding


def tabellen(verbinding: psycopg.Connection) -> list[str]:
    rijen = verbinding.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    return [r[0] for r in rijen]


def afgeschermd(verbinding: psycopg.Connection) -> list[str]:
    return [t for t in tabellen(verbinding) if t not in OPEN and not t.startswith("procrastinate_")]


def pas(verbinding: psycopg.Connection, tekst: str) -> None:
    verbinding.execute("SELECT set_config(%s, %s, false)", [INSTELLING, tekst])


# -- the database ----------------------------------------------------------------------------------------------------------


def test_om_elke_tabel_een_muur(sql_van: psycopg.Connection, organisatie: Organisatie) -> None:
    rijen = sql_van.execute(
        "SELECT relname, relrowsecurity AND relforcerowsecurity AND "
        "(SELECT array_agg(polname::text ORDER BY polname) FROM pg_policy WHERE polrelid = c.oid AND polpermissive) "
        "= ARRAY['eigenaar', 'muur'] "
        "FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    ).fetchall()
    heeft = {naam for naam, muur in rijen if muur}
    assert set(afgeschermd(sql_van)) == heeft
    assert len(heeft) > 25


def test_zonder_pas_faalt_elke_vraag(sql_van: psycopg.Connection, ander: Organisatie) -> None:
    """It fails; it does not say that there is nothing."""
    gevuld = 0
    with psycopg.connect(sql_van.info.dsn, password=sql_van.info.password, autocommit=True) as met:
        toon_pas_op(met.cursor())
        for tabel in afgeschermd(sql_van):
            if met.execute(LEEG.format(sql.Identifier(tabel))).fetchone() is None:
                continue
            gevuld += 1
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sql_van.execute(LEEG.format(sql.Identifier(tabel)))
    assert gevuld >= 8


def test_met_pas_alleen_van_zichzelf(sql_van: psycopg.Connection, organisatie: Organisatie, ander: Organisatie) -> None:
    toon_pas_op(sql_van.cursor())
    for tabel in afgeschermd(sql_van):
        kolom = sql.Identifier("tenant_id")
        if tabel in _VIA:
            continue
        vreemd = sql.SQL("SELECT count(*) FROM {} WHERE {} <> {}").format(sql.Identifier(tabel), kolom, organisatie.pk)
        assert sql_van.execute(vreemd).fetchone() == (0,), tabel
    aantal = sql_van.execute("SELECT count(*) FROM personen_jongere").fetchone()
    assert aantal == (2,)


def nagemaakt(verbinding: psycopg.Connection, organisatie: Organisatie, ander: Organisatie) -> dict[str, str]:
    """Passes for the other organisation that someone could think of."""
    eigen = muren._pas(verbinding.info.backend_pid)
    tenant, nummer, tot, teken = eigen.split(".")
    with in_tenant(ander.pk):
        elders = muren._pas(verbinding.info.backend_pid + 1)
    return {
        "geen": "",
        "alleen het nummer": str(ander.pk),
        "ander nummer, eigen handtekening": f"{ander.pk}.{nummer}.{tot}.{teken}",
        "pas van een andere verbinding": elders,
        "die pas met dit nummer": ".".join([*elders.split(".")[:1], nummer, *elders.split(".")[2:]]),
        "langer geldig": f"{tenant}.{nummer}.{int(tot) + 1}.{teken}",
        "geen handtekening": f"{ander.pk}.{nummer}.{tot}.",
        "geen hex": f"{ander.pk}.{nummer}.{tot}.zz",
        "te veel": f"{eigen}.{teken}",
        "rommel": "a.b.c.d",
        "haakjes": "{" + eigen + "}",
        "komma's": eigen.replace(".", ","),
    }


def test_een_nagemaakte_pas_opent_niets(sql_van: psycopg.Connection, organisatie: Organisatie, ander: Organisatie) -> None:
    for wat, tekst in nagemaakt(sql_van, organisatie, ander).items():
        pas(sql_van, tekst)
        with pytest.raises(psycopg.Error) as reden:
            sql_van.execute("SELECT achternaam FROM personen_jongere")
        assert not isinstance(reden.value, psycopg.OperationalError), wat
    pas(sql_van, muren._pas(sql_van.info.backend_pid))
    assert len(sql_van.execute("SELECT achternaam FROM personen_jongere").fetchall()) == 2


def test_een_pas_verloopt(sql_van: psycopg.Connection, organisatie: Organisatie, monkeypatch: pytest.MonkeyPatch) -> None:
    neem(organisatie, brp(D1, ANNA))
    echt = time.time()
    monkeypatch.setattr(time, "time", lambda: echt - GELDIG - 1)
    pas(sql_van, muren._pas(sql_van.info.backend_pid))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql_van.execute("SELECT 1 FROM personen_jongere")


@pytest.mark.parametrize(
    "opdracht",
    [
        "SELECT * FROM muur_sleutel",
        "ALTER TABLE personen_jongere DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE personen_jongere NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY muur ON personen_jongere",
        "CREATE POLICY open ON personen_jongere USING (true)",
        "CREATE OR REPLACE FUNCTION public.inbeeld_tenant() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
        "CREATE FUNCTION public.pg_backend_pid() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "SET ROLE inbeeld_eigenaar",
        "SET SESSION AUTHORIZATION inbeeld_eigenaar",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
        "SELECT lo_import('/etc/passwd')",
        "COPY personen_jongere TO PROGRAM 'cat'",
        "SELECT pg_read_file('postgresql.conf')",
    ],
)
def test_de_muur_is_niet_te_slopen(sql_van: psycopg.Connection, ander: Organisatie, opdracht: str) -> None:
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.DuplicateObject)):
        sql_van.execute(opdracht)  # type: ignore[call-overload]


def test_row_security_uit_laat_niets_zien(sql_van: psycopg.Connection, organisatie: Organisatie, ander: Organisatie) -> None:
    toon_pas_op(sql_van.cursor())
    sql_van.execute("SET row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql_van.execute("SELECT * FROM personen_jongere")


def test_schrijven_voor_een_ander_kan_niet(
    organisatie: Organisatie, ander: Organisatie, installatie: Path, database: str
) -> None:
    with psycopg.connect(Server(installatie).url(WEB, database), autocommit=True) as verbinding:
        toon_pas_op(verbinding.cursor())
        (eigen,) = verbinding.execute("SELECT id FROM toegang_medewerker").fetchone() or (None,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            verbinding.execute(
                "INSERT INTO toegang_koppeling (tenant_id, medewerker_id, issuer, sub) VALUES (%s, %s, 'x', 'x')",
                [ander.pk, eigen],
            )
        assert verbinding.execute("UPDATE toegang_medewerker SET thema = 'donker'").rowcount == 1


def test_de_pas_staat_niet_in_wat_anderen_zien(organisatie: Organisatie, sql_van: psycopg.Connection) -> None:
    """Other connections of the same role can see the text of the last statement."""
    with in_tenant(organisatie.pk):
        with connection.cursor() as cursor:
            cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()")
        (nummer,) = (connection.connection.info.backend_pid,)
        muren.toon_pas()
    gezien = sql_van.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [nummer]).fetchone()
    assert gezien is None or f"{organisatie.pk}.{nummer}." not in str(gezien[0])


def test_zoeken_blijft_binnen_de_muur(sql_van: psycopg.Connection, organisatie: Organisatie, ander: Organisatie) -> None:
    vraag = "SELECT inbeeld_kandidaten(%s::tsquery, '{}', 10)"
    van_ander = f"'{ander.pk}.avermeer'"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql_van.execute(vraag, [f"'{organisatie.pk}.avermeer'"])
    toon_pas_op(sql_van.cursor())
    assert sql_van.execute(vraag, [van_ander]).fetchall() == []


def test_de_eigenaar_komt_erin(organisatie: Organisatie, ander: Organisatie, installatie: Path, database: str) -> None:
    with psycopg.connect(Server(installatie).url(EIGENAAR, database)) as verbinding:
        aantal = verbinding.execute("SELECT count(DISTINCT tenant_id) FROM personen_jongere").fetchone()
    assert aantal is not None
    assert aantal[0] >= 2


def test_een_sessie_is_niet_over_te_schrijven(
    organisatie: Organisatie, ander: Organisatie, installatie: Path, database: str
) -> None:
    """Who can write the table can't make a session of somebody else their own: it is signed for its own key."""
    from hashlib import sha256

    echt = log_in(f"noor-{ander.pk}")
    assert echt.get("/wet/").status_code == 200
    with psycopg.connect(Server(installatie).url(WEB, database), autocommit=True) as verbinding:
        for nep in ("k" * 32, "z" * 32):
            verbinding.execute(
                "INSERT INTO django_session SELECT %s, session_data, expire_date FROM django_session "
                "ORDER BY expire_date DESC LIMIT 1 ON CONFLICT DO NOTHING",
                [sha256(nep.encode()).hexdigest()[:40]],
            )
            client = Client()
            client.cookies["inbeeld_sessie"] = nep
            assert client.get("/wet/").status_code == 302
    assert echt.get("/wet/").status_code == 200


# -- the managers ----------------------------------------------------------------------------------------------------------


def modellen() -> list[type[Model]]:
    from django.apps import apps

    return [m for m in apps.get_models() if any(f.name == "tenant" for f in m._meta.fields)]


@pytest.mark.parametrize("model", modellen(), ids=lambda m: m.__name__)
def test_zonder_organisatie_geen_vraag(model: type[Model]) -> None:
    assert isinstance(model._default_manager, models.Manager)
    with in_tenant(None), pytest.raises(BuitenDeMuren):
        model._default_manager.all()


def test_een_organisatie_ziet_alleen_zichzelf(organisatie: Organisatie, ander: Organisatie) -> None:
    assert {j.tenant_id for j in Jongere.objects.all()} == {organisatie.pk}
    with in_tenant(ander.pk):
        assert {j.tenant_id for j in Jongere.objects.all()} == {ander.pk}
    assert {j.tenant_id for j in Jongere.objects.all()} == {organisatie.pk}


def test_na_een_mislukte_transactie_staat_de_muur_er_weer(organisatie: Organisatie, ander: Organisatie) -> None:
    with pytest.raises(psycopg.Error), transaction.atomic(), in_tenant(ander.pk):
        connection.connection.execute("SELECT 1/0")
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tenant_id FROM personen_jongere")
        assert cursor.fetchall() == [(organisatie.pk,)]


def test_een_nieuwe_verbinding_toont_de_pas(organisatie: Organisatie, ander: Organisatie) -> None:
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tenant_id FROM personen_jongere")
        assert cursor.fetchall() == [(organisatie.pk,)]


def test_na_een_verzoek_blijft_er_geen_pas(organisatie: Organisatie, ander: Organisatie) -> None:
    with in_tenant(organisatie.pk):
        Jongere.objects.count()
    with in_tenant(None), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [INSTELLING])
        assert cursor.fetchone() == ("",)
