"""The chain of the read log: whatever is done to it, also by who owns the database, is found and named."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.apps.basis.muren import in_tenant, toon_pas_op
from inbeeld.apps.toegang.models import Medewerker, Organisatie
from inbeeld.apps.toegang.services import leg_medewerker_vast
from inbeeld.apps.verantwoording.keten import _HASH, _zegel
from inbeeld.apps.verantwoording.models import Leesregel, Leessleutel
from inbeeld.apps.verantwoording.selectors import Tijdvak, gelezen_van, jongeren_van, let_op_geldt, pseudoniemen
from inbeeld.apps.verantwoording.services import controleer, laat_vervallen, markeer, vergeet_persoon, verzegel

from .maken import WACHTWOORD, gelogd, log_regel, vraag

VANDAAG = timezone.localdate()
MORGEN = VANDAAG + timedelta(days=1)


@pytest.fixture
def wie(organisatie: Organisatie) -> Medewerker:
    return leg_medewerker_vast(
        organisatie, f"k-{organisatie.pk}", naam="Noor Vos", rol="leerplichtambtenaar", wachtwoord=WACHTWOORD
    )


@pytest.fixture
def tien(organisatie: Organisatie, wie: Medewerker) -> Organisatie:
    """Ten lines, of a day that is over and sealed."""
    for i in range(5):
        log_regel(organisatie, wie, i + 1, i + 2)
    assert verzegel(organisatie.pk, MORGEN) == 1
    assert controleer(organisatie.pk, MORGEN).breuk is None
    return organisatie


@pytest.fixture
def eigenaar(database: str, installatie: Path) -> Iterator[Callable[..., None]]:
    """Does something to the log as the superuser, with everything off that stands in the way."""
    from inbeeld.project.database import BEHEER, Server

    with psycopg.connect(Server(installatie).url(BEHEER, database), autocommit=True) as verbinding:
        # The triggers are all that stands between the superuser and the lines.
        wachters = verbinding.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'leeslog%'")
        triggers = wachters.fetchall()
        verbinding.execute(
            "CREATE FUNCTION pg_temp.leeslog_hash(v bytea, r verantwoording_leesregel) RETURNS bytea LANGUAGE sql AS "
            f"$$ SELECT {_HASH.format(vorige='v')} FROM (SELECT r.*) x $$"
        )

        def doe(sql: str, *w: Any) -> None:
            for tabel, naam in triggers:
                verbinding.execute(f"ALTER TABLE {tabel} DISABLE TRIGGER {naam}")
            try:
                verbinding.execute(sql, w)
            finally:
                for tabel, naam in triggers:
                    verbinding.execute(f"ALTER TABLE {tabel} ENABLE ALWAYS TRIGGER {naam}")

        yield doe


def herschrijf(doe: Callable[..., Any], tenant: int) -> None:
    """A chain over what there is now, as the database itself would have made it."""
    doe(
        """
        DO $$ DECLARE r verantwoording_leesregel; v bytea := ''; n bigint := 0; BEGIN
        FOR r IN SELECT * FROM verantwoording_leesregel WHERE tenant_id = """
        + str(int(tenant))
        + """ ORDER BY nummer, id LOOP
            n := n + 1; r.nummer := n; v := pg_temp.leeslog_hash(v, r);
            UPDATE verantwoording_leesregel SET nummer = -n, hash = v WHERE id = r.id;
        END LOOP;
        UPDATE verantwoording_leesregel SET nummer = -nummer WHERE tenant_id = """
        + str(int(tenant))
        + """ AND nummer < 0;
        END $$"""
    )


# ---------------------------------------------------------------------- writing


def test_een_regel_zegt_alles(organisatie: Organisatie, wie: Medewerker) -> None:
    log_regel(organisatie, wie, 7, pagina="vandaag", doel="werklijst")
    r = Leesregel.objects.get(tenant=organisatie)
    assert (r.medewerker, r.rol, r.doel, r.pagina, r.handeling) == (wie, wie.rol, "werklijst", "vandaag", "lezen")
    assert r.velden == ["naam", "leeftijd", "school", "signalen"]
    assert r.begonnen <= r.op
    assert (r.dag, r.nummer, len(r.trace), len(r.hash)) == (timezone.localdate(r.op), 1, 32, 32)
    assert jongeren_van(organisatie.pk, [r.pseudoniem]) == {r.pseudoniem: 7}


def test_vijftig_jongeren_zijn_een_vraag(organisatie: Organisatie, wie: Medewerker) -> None:
    with CaptureQueriesContext(connection) as c:
        log_regel(organisatie, wie, *range(1, 51))
    assert len(c) == 1
    assert Leesregel.objects.filter(tenant=organisatie).count() == 50
    assert controleer(organisatie.pk).breuk is None


def test_tegelijk_schrijven_geeft_een_keten(organisatie: Organisatie, wie: Medewerker) -> None:
    """Also about youths whose key is made at that very moment."""
    fouten: list[BaseException] = []

    def schrijf(begin: int) -> None:
        from django.db import connections

        try:
            for i in range(10):
                log_regel(organisatie, wie, begin + i, begin + i + 1, 1000 - i)
        except BaseException as fout:
            fouten.append(fout)
        finally:
            connections.close_all()

    draden = [threading.Thread(target=schrijf, args=(n,)) for n in (1, 3, 5, 7)]
    for d in draden:
        d.start()
    for d in draden:
        d.join()
    assert fouten == []
    uitslag = controleer(organisatie.pk)
    assert (uitslag.regels, uitslag.breuk) == (120, None)
    assert Leesregel.objects.filter(tenant=organisatie).latest("nummer").nummer == 120


def test_niemand_wijzigt_of_verwijdert(tien: Organisatie, database: str, installatie: Path) -> None:
    """Neither the web app, nor the worker, nor, without taking the guard away, the owner or the superuser."""
    from inbeeld.project.database import BEHEER, EIGENAAR, WEB, WERKER, Server

    pogingen = (
        "UPDATE verantwoording_leesregel SET doel = 'x'",
        "DELETE FROM verantwoording_leesregel",
        "TRUNCATE verantwoording_leesregel",
        "DELETE FROM verantwoording_leeszegel",
        "UPDATE verantwoording_leeszegel SET aantal = 1",
        "DELETE FROM verantwoording_leesvergeten",
        "TRUNCATE verantwoording_leesvergeten",
    )
    for rol in (WEB, WERKER, EIGENAAR, BEHEER):
        with psycopg.connect(Server(installatie).url(rol, database), autocommit=True) as v:
            if rol == BEHEER:
                v.execute("SET session_replication_role = replica")
            toon_pas_op(v.cursor())
            leeg = v.execute("SELECT count(*) FROM verantwoording_leesvergeten").fetchone() == (0,)
            for zin in pogingen:
                if leeg and zin.startswith("DELETE FROM verantwoording_leesvergeten") and rol in (EIGENAAR, BEHEER):
                    continue  # there is no row to guard
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    v.execute(zin)
            if rol == WEB:
                for tabel in ("leesregel", "leessleutel", "leeszegel", "leesvergeten"):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        v.execute(f"INSERT INTO verantwoording_{tabel} (tenant_id) VALUES (1)")


def test_web_schrijft_niet_voor_een_ander(organisatie: Organisatie, wie: Medewerker, als_web_straks: Callable[[], None]) -> None:
    """Not under the name of someone of another organisation."""
    from django.db import ProgrammingError

    from inbeeld.apps.toegang.services import leg_organisatie_vast

    ander = leg_organisatie_vast(f"ander-{organisatie.pk}", "Elders", ["1998"])
    als_web_straks()
    wie.tenant_id = ander.pk
    with pytest.raises(ProgrammingError, match="hoort niet bij deze organisatie"):
        log_regel(ander, wie, 1)


# ---------------------------------------------------------------------- tampering


KNOEIEN: dict[str, tuple[str, str, int | None]] = {
    "gewijzigd": ("UPDATE verantwoording_leesregel SET doel = 'zoeken' WHERE tenant_id = %(t)s AND nummer = 4", "gewijzigd", 4),
    "tijd gewijzigd": (
        "UPDATE verantwoording_leesregel SET op = op - interval '1 microsecond' WHERE tenant_id = %(t)s AND nummer = 6",
        "gewijzigd",
        6,
    ),
    "andere medewerker": (
        "UPDATE verantwoording_leesregel SET medewerker_id = (SELECT min(id) FROM toegang_medewerker) "
        "WHERE tenant_id = %(t)s AND nummer = 1",
        "gewijzigd",
        1,
    ),
    "andere hash": (
        "UPDATE verantwoording_leesregel SET hash = sha256('x') WHERE tenant_id = %(t)s AND nummer = 2",
        "gewijzigd",
        2,
    ),
    "middelste weg": ("DELETE FROM verantwoording_leesregel WHERE tenant_id = %(t)s AND nummer = 5", "weg", 5),
    "eerste weg": ("DELETE FROM verantwoording_leesregel WHERE tenant_id = %(t)s AND nummer = 1", "weg", 1),
    "laatste weg": ("DELETE FROM verantwoording_leesregel WHERE tenant_id = %(t)s AND nummer = 10", "weg", 10),
    "alles weg": ("DELETE FROM verantwoording_leesregel WHERE tenant_id = %(t)s", "weg", 1),
    "ingevoegd": (
        "INSERT INTO verantwoording_leesregel (tenant_id, dag, nummer, op, begonnen, medewerker_id, rol, pseudoniem, handeling, "
        "doel, pagina, velden, trace, hash) SELECT tenant_id, dag, 11, op, begonnen, medewerker_id, rol, pseudoniem, handeling, "
        "doel, pagina, velden, trace, hash FROM verantwoording_leesregel WHERE tenant_id = %(t)s AND nummer = 10",
        "gewijzigd",
        11,
    ),
    "verwisseld": (
        "UPDATE verantwoording_leesregel r SET nummer = CASE nummer WHEN 3 THEN 13 ELSE 3 END "
        "WHERE tenant_id = %(t)s AND nummer IN (3, 13); "
        "UPDATE verantwoording_leesregel SET nummer = 3 WHERE tenant_id = %(t)s AND nummer = 8; "
        "UPDATE verantwoording_leesregel SET nummer = 8 WHERE tenant_id = %(t)s AND nummer = 13",
        "gewijzigd",
        3,
    ),
}


@pytest.mark.parametrize("hoe", KNOEIEN)
def test_knoeien_wordt_gevonden(tien: Organisatie, eigenaar: Callable[..., None], hoe: str) -> None:
    sql, wat, nummer = KNOEIEN[hoe]
    for zin in sql.split(";"):
        eigenaar(zin % {"t": tien.pk})
    breuk = controleer(tien.pk, MORGEN).breuk
    assert breuk is not None
    assert (wat in breuk.wat, breuk.dag, breuk.nummer) == (True, VANDAAG, nummer), breuk


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE verantwoording_leesregel SET doel = 'zoeken' WHERE tenant_id = %s AND nummer = 4",
        "DELETE FROM verantwoording_leesregel WHERE tenant_id = %s AND nummer = 4",
        "DELETE FROM verantwoording_leesregel WHERE tenant_id = %s AND nummer = 10",
    ],
)
def test_een_herschreven_dag_wordt_gevonden(tien: Organisatie, eigenaar: Callable[..., None], sql: str) -> None:
    """Changed, and then all of the day computed anew, so that the chain itself is whole."""
    eigenaar(sql, tien.pk)
    herschrijf(eigenaar, tien.pk)
    breuk = controleer(tien.pk, MORGEN).breuk
    assert breuk is not None
    assert breuk.dag == VANDAAG
    assert "herschreven" in breuk.wat or "weg" in breuk.wat


def test_herschreven_met_zegels_en_al(tien: Organisatie, eigenaar: Callable[..., None]) -> None:
    """Who owns the database has everything but the key."""
    eigenaar("DELETE FROM verantwoording_leesregel WHERE tenant_id = %s AND nummer = 10", tien.pk)
    eigenaar(
        "UPDATE verantwoording_leeszegel z SET aantal = 9, hoofd = r.hash FROM verantwoording_leesregel r "
        "WHERE z.tenant_id = %s AND r.tenant_id = z.tenant_id AND r.nummer = 9",
        tien.pk,
    )
    breuk = controleer(tien.pk, MORGEN).breuk
    assert breuk is not None
    assert "niet door deze installatie gemaakt" in breuk.wat
    eigenaar("DELETE FROM verantwoording_leeszegel WHERE tenant_id = %s", tien.pk)
    breuk = controleer(tien.pk, MORGEN).breuk
    assert breuk is not None
    assert "Zegel 1 is weg" in breuk.wat, "the file outside the database remembers"
    with pytest.raises(InbeeldFout, match="niet meer zoals het verzegeld is"):
        verzegel(tien.pk, MORGEN)


def test_een_regel_erbij_na_het_zegel(tien: Organisatie, eigenaar: Callable[..., None]) -> None:
    """Put in at the end, with a hash that is right."""
    eigenaar(
        "INSERT INTO verantwoording_leesregel (tenant_id, dag, nummer, op, begonnen, medewerker_id, rol, pseudoniem, handeling, "
        "doel, pagina, velden, trace, hash) SELECT tenant_id, dag, 11, op, begonnen, medewerker_id, rol, pseudoniem, handeling, "
        "doel, pagina, velden, trace, hash FROM verantwoording_leesregel WHERE tenant_id = %s AND nummer = 10",
        tien.pk,
    )
    herschrijf(eigenaar, tien.pk)
    breuk = controleer(tien.pk, MORGEN).breuk
    assert breuk is not None
    assert (breuk.wat, breuk.nummer) == ("Deze regel is ingevoegd nadat de dag was gesloten.", 11)


def test_een_dag_erbij(tien: Organisatie, eigenaar: Callable[..., None]) -> None:
    eigenaar(
        "INSERT INTO verantwoording_leesregel (tenant_id, dag, nummer, op, begonnen, medewerker_id, rol, pseudoniem, handeling, "
        "doel, pagina, velden, trace, hash) SELECT tenant_id, dag - 1, 1, op, begonnen, medewerker_id, rol, pseudoniem, "
        "handeling, doel, pagina, velden, trace, hash FROM verantwoording_leesregel WHERE tenant_id = %s AND nummer = 1",
        tien.pk,
    )
    eigenaar(
        "UPDATE verantwoording_leesregel r SET hash = pg_temp.leeslog_hash('', r) WHERE tenant_id = %s AND dag = %s",
        tien.pk,
        VANDAAG - timedelta(days=1),
    )
    breuk = controleer(tien.pk, MORGEN).breuk
    assert breuk is not None
    assert breuk.wat.startswith("Deze dag is ingevoegd")


def test_een_ander_zijn_leeslog_blijft_heel(
    tien: Organisatie, wie: Medewerker, eigenaar: Callable[..., None], database: str
) -> None:
    from inbeeld.apps.toegang.services import leg_organisatie_vast

    ander = leg_organisatie_vast(f"heel-{tien.pk}", "Elders", ["1998"])
    eigenaar("DELETE FROM verantwoording_leesregel WHERE tenant_id = %s AND nummer = 5", tien.pk)
    assert controleer(ander.pk, MORGEN).breuk is None


# ---------------------------------------------------------------------- sealing


def test_zegels_van_dag_tot_dag(organisatie: Organisatie, wie: Medewerker) -> None:
    """Halfway the day, at its end, and no second time."""
    log_regel(organisatie, wie, 1, 2)
    assert verzegel(organisatie.pk) == 1
    assert verzegel(organisatie.pk) == 0, "nothing came since"
    log_regel(organisatie, wie, 3)
    uitslag = controleer(organisatie.pk)
    assert (uitslag.los, uitslag.open_dagen, uitslag.breuk) == (1, 0, None)
    assert controleer(organisatie.pk, MORGEN).open_dagen == 1
    assert verzegel(organisatie.pk, MORGEN) == 1
    assert verzegel(organisatie.pk, MORGEN) == 0
    zegels = vraag(
        "SELECT nummer, dag, aantal, hoofd, gesloten, zegel FROM verantwoording_leeszegel WHERE tenant_id = %s ORDER BY nummer",
        organisatie.pk,
    )
    assert [(n, dag, aantal, dicht) for n, dag, aantal, _, dicht, _ in zegels] == [
        (1, VANDAAG, 2, False),
        (2, VANDAAG, 3, True),
    ]
    assert zegels[1][5] == _zegel(organisatie.pk, 2, VANDAAG, 3, zegels[1][3], True, zegels[0][5])
    uitslag = controleer(organisatie.pk, MORGEN)
    assert (uitslag.los, uitslag.open_dagen, uitslag.breuk) == (0, 0, None)


def test_wat_verzegeld_is_kan_halverwege_de_dag_al_niet_weg(
    organisatie: Organisatie, wie: Medewerker, eigenaar: Callable[..., None]
) -> None:
    log_regel(organisatie, wie, 1, 2, 3)
    verzegel(organisatie.pk)
    eigenaar("DELETE FROM verantwoording_leesregel WHERE tenant_id = %s AND nummer = 3", organisatie.pk)
    breuk = controleer(organisatie.pk).breuk
    assert breuk is not None
    assert (breuk.nummer, "weg" in breuk.wat) == (3, True)


# ---------------------------------------------------------------------- pseudonyms


def test_dezelfde_jongere_hetzelfde_pseudoniem(organisatie: Organisatie, wie: Medewerker) -> None:
    log_regel(organisatie, wie, 5)
    log_regel(organisatie, wie, 5, 6)
    assert Leessleutel.objects.filter(tenant=organisatie).count() == 2
    assert [j for j, _ in gelogd(organisatie)] == [5, 5, 6]
    assert gelezen_van(organisatie.pk, [Tijdvak(5)]).count() == 2


def test_vergeten_laat_de_keten_heel(tien: Organisatie, wie: Medewerker) -> None:
    assert gelezen_van(tien.pk, [Tijdvak(3)]).count() == 2
    assert vergeet_persoon(tien.pk, 3)
    assert not vergeet_persoon(tien.pk, 3)
    assert gelezen_van(tien.pk, [Tijdvak(3)]).count() == 0
    assert pseudoniemen(tien.pk, [3]) == {}
    assert Leesregel.objects.filter(tenant=tien).count() == 10
    assert [j for j, _ in gelogd(tien)].count(None) == 2
    assert controleer(tien.pk, MORGEN).breuk is None
    log_regel(tien, wie, 3)
    assert gelezen_van(tien.pk, [Tijdvak(3)]).count() == 1, "a new pseudonym, that says nothing of before"


def test_een_sleutel_die_niet_door_ons_is_vernietigd(tien: Organisatie, eigenaar: Callable[..., None]) -> None:
    (pseudoniem,) = pseudoniemen(tien.pk, [3]).values()
    eigenaar("DELETE FROM verantwoording_leessleutel WHERE tenant_id = %s AND pseudoniem = %s", tien.pk, pseudoniem)
    breuk = controleer(tien.pk, MORGEN).breuk
    assert breuk is not None
    assert "niet door InBeeld vernietigd" in breuk.wat
    eigenaar(
        "INSERT INTO verantwoording_leesvergeten (tenant_id, pseudoniem, zegel) VALUES (%s, %s, sha256('x'))",
        tien.pk,
        pseudoniem,
    )
    assert controleer(tien.pk, MORGEN).breuk is not None, "the seal isn't ours"


def test_een_pseudoniem_van_een_ander(tien: Organisatie, eigenaar: Callable[..., None]) -> None:
    """Two persons change places in the log: nothing in the lines shows that, their keys do."""
    een, ander = pseudoniemen(tien.pk, [3, 4]).values()
    for was, wordt in ((een, None), (ander, een), (None, ander)):
        tijdelijk = "00000000-0000-4000-8000-000000000000"
        eigenaar(
            "UPDATE verantwoording_leessleutel SET pseudoniem = %s WHERE tenant_id = %s AND pseudoniem = %s",
            wordt or tijdelijk,
            tien.pk,
            was or tijdelijk,
        )
    breuk = controleer(tien.pk, MORGEN).breuk
    assert breuk is not None
    assert "aan iemand anders gegeven" in breuk.wat


# ---------------------------------------------------------------------- what is too old


@pytest.fixture
def oud(tien: Organisatie, eigenaar: Callable[..., None]) -> Organisatie:
    """The same ten lines, of six years ago and sealed then; and two of today."""
    dagen = 6 * 366
    eigenaar("DELETE FROM verantwoording_leeszegel WHERE tenant_id = %s", tien.pk)
    (Path(settings.LEESLOG_MAP) / f"{tien.pk}.zegel").unlink()
    eigenaar(
        "UPDATE verantwoording_leesregel SET dag = dag - %s, op = op - make_interval(days => %s), "
        "begonnen = begonnen - make_interval(days => %s) WHERE tenant_id = %s",
        dagen,
        dagen,
        dagen,
        tien.pk,
    )
    herschrijf(eigenaar, tien.pk)
    assert verzegel(tien.pk, VANDAAG) == 1
    log_regel(tien, Medewerker.objects.get(tenant=tien), 1, 2)
    return tien


def voor() -> Any:
    return VANDAAG - timedelta(days=5 * 366)


def test_wat_oud_is_vervalt_en_de_keten_blijft_heel(oud: Organisatie) -> None:
    assert laat_vervallen(oud.pk, VANDAAG - timedelta(days=7 * 366)) == 0
    assert laat_vervallen(oud.pk, voor()) == 1
    assert laat_vervallen(oud.pk, voor()) == 0
    assert Leesregel.objects.filter(tenant=oud).count() == 2
    uitslag = controleer(oud.pk)
    assert (uitslag.breuk, uitslag.vervallen, uitslag.zegels, uitslag.regels) == (None, 1, 1, 2)
    assert verzegel(oud.pk, MORGEN) == 1
    assert controleer(oud.pk, MORGEN).breuk is None


def test_een_keten_die_niet_klopt_vervalt_niet(oud: Organisatie, eigenaar: Callable[..., None]) -> None:
    """What may be evidence stays."""
    eigenaar("UPDATE verantwoording_leesregel SET doel = 'x' WHERE tenant_id = %s AND nummer = 4", oud.pk)
    with pytest.raises(InbeeldFout, match="blijft nu staan"):
        laat_vervallen(oud.pk, voor())
    assert Leesregel.objects.filter(tenant=oud).count() == 12


@pytest.mark.parametrize(
    ("sql", "wat"),
    [
        ("DELETE FROM verantwoording_leesvervallen WHERE tenant_id = %s", "er waren er meer"),
        ("UPDATE verantwoording_leesvervallen SET zegel = sha256('x') WHERE tenant_id = %s", "niet door InBeeld vernietigd"),
        ("UPDATE verantwoording_leesvervallen SET aantal = 3 WHERE tenant_id = %s", "niet door InBeeld vernietigd"),
    ],
)
def test_een_vervallen_dag_die_niet_van_ons_is(oud: Organisatie, eigenaar: Callable[..., None], sql: str, wat: str) -> None:
    assert laat_vervallen(oud.pk, voor()) == 1
    eigenaar(sql, oud.pk)
    breuk = controleer(oud.pk).breuk
    assert breuk is not None
    assert wat in breuk.wat


def test_in_een_vervallen_dag_komt_niets_terug(oud: Organisatie, eigenaar: Callable[..., None]) -> None:
    dag = Leesregel.objects.filter(tenant=oud).earliest("dag").dag
    assert laat_vervallen(oud.pk, voor()) == 1
    eigenaar("UPDATE verantwoording_leesregel SET dag = %s WHERE tenant_id = %s", dag, oud.pk)
    breuk = controleer(oud.pk).breuk
    assert breuk is not None
    assert breuk.dag == dag


def test_wat_jong_is_gaat_niet_weg_wie_het_ook_vraagt(tien: Organisatie, database: str, installatie: Path) -> None:
    """The database holds on to two years; the web app can let nothing go, and nobody can write the note by hand."""
    from inbeeld.project.database import BEHEER, EIGENAAR, WEB, WERKER, Server

    assert laat_vervallen(tien.pk, VANDAAG) == 0
    vraag_ = f"SELECT leeslog_verval({tien.pk}, current_date, sha256('x'))"
    kolommen = "tenant_id, dag, aantal, hoofd, zegel"
    note = f"INSERT INTO verantwoording_leesvervallen ({kolommen}) VALUES ({tien.pk}, current_date, 10, '', '')"
    for rol in (WEB, WERKER, EIGENAAR, BEHEER):
        with psycopg.connect(Server(installatie).url(rol, database), autocommit=True) as v:
            toon_pas_op(v.cursor())
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                v.execute(vraag_)
            if rol in (WEB, WERKER):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    v.execute(note)
    assert Leesregel.objects.filter(tenant=tien).count() == 10


def test_de_werker_laat_vervallen_wat_de_eigen_termijn_zegt(oud: Organisatie) -> None:
    from inbeeld.apps.bewaren.services import laat_leeslog_vervallen, leg_termijn_vast

    leg_termijn_vast(oud, "bewaren_leeslog", 10, VANDAAG, "Besluit van het college")
    assert laat_leeslog_vervallen(oud) == 0
    leg_termijn_vast(oud, "bewaren_leeslog", 4, VANDAAG, "Besluit van het college")
    assert laat_leeslog_vervallen(oud) == 1


# ---------------------------------------------------------------------- on the command line, and from an older version


def test_op_de_opdrachtregel(tien: Organisatie, eigenaar: Callable[..., None], omgeving: dict[str, str]) -> None:
    import subprocess
    import sys

    def roep() -> subprocess.CompletedProcess[str]:
        opdracht = [sys.executable, "-m", "inbeeld", "leeslog", "controleer", "--organisatie", tien.code]
        return subprocess.run(opdracht, capture_output=True, text=True, env=omgeving, timeout=120, check=False)

    goed = roep()
    assert goed.returncode == 0, goed.stderr
    assert "10 regels van 1 dagen, 1 zegels" in goed.stdout
    eigenaar("UPDATE verantwoording_leesregel SET rol = 'x' WHERE tenant_id = %s AND nummer = 4", tien.pk)
    mis = roep()
    assert mis.returncode == 1
    assert f"{VANDAAG:%d-%m-%Y} regel 4" in mis.stderr
    assert "Traceback" not in mis.stderr


def test_oude_regels_gaan_mee(installatie: Path, database: str, tmp_path: Path, settings: Any) -> None:
    """Lines of a version without chain: the same lines, in the same order, under a pseudonym and in a chain."""
    from django.core.management import call_command
    from django.db import connections

    from inbeeld.project.database import BEHEER, EIGENAAR, Server

    settings.LEESLOG_MAP = tmp_path  # another database: other seals
    server = Server(installatie)
    naam = f"{database}_oud"
    with psycopg.connect(server.url(BEHEER, "postgres"), autocommit=True) as v:
        v.execute(f"DROP DATABASE IF EXISTS {naam}")
        server.maak_database(v, naam)
    verbinding = connections["default"]
    nu = dict(verbinding.settings_dict)
    verbinding.close()
    verbinding.settings_dict.update(server.verbinding(EIGENAAR, naam))
    try:
        call_command("migrate", "verantwoording", "0001", verbosity=0)
        call_command("migrate", "toegang", verbosity=0)
        with connection.cursor() as c:
            c.execute(
                "INSERT INTO toegang_organisatie (code, naam, gemeenten, vakantieregio) VALUES ('a', 'A', '{}', 'midden'), "
                "('b', 'B', '{}', 'midden')"
            )
            c.execute(
                "INSERT INTO toegang_medewerker (uuid, tenant_id, gebruikersnaam, naam, rol, functie, gemeenten, scholen, "
                "is_active, password, toetsen_aan, thema) SELECT gen_random_uuid(), id, code, code, 'teamleider', '', "
                "'{}', '{}', true, 'x', true, 'licht' FROM toegang_organisatie"
            )
            c.execute(
                "INSERT INTO verantwoording_leesregel (tenant_id, medewerker_id, op, rol, jongere_id, doel, pagina, trace) "
                "SELECT m.tenant_id, m.id, timestamptz '2026-11-01 23:30+01' + n * interval '10 minutes', 'teamleider', n % 3, "
                "'zoeken', 'zoeken', repeat('a', 32) FROM toegang_medewerker m, generate_series(1, 6) n ORDER BY n DESC"
            )
        call_command("migrate", "verantwoording", verbosity=0)
        tenants = [t for (t,) in vraag("SELECT id FROM toegang_organisatie ORDER BY id")]
        for t in tenants:
            uitslag = controleer(t)
            assert (uitslag.regels, uitslag.dagen, uitslag.breuk) == (6, 2, None)
            with in_tenant(t):
                regels = list(Leesregel.objects.filter(tenant=t).order_by("op"))
                wie = jongeren_van(t, [r.pseudoniem for r in regels if r.pseudoniem])
            assert [wie[r.pseudoniem] for r in regels if r.pseudoniem] == [1, 2, 0, 1, 2, 0]
            assert [r.nummer for r in regels] == [1, 2, 1, 2, 3, 4]
    finally:
        verbinding.close()
        verbinding.settings_dict.update(nu)
        with psycopg.connect(server.url(BEHEER, "postgres"), autocommit=True) as v:
            v.execute(f"DROP DATABASE IF EXISTS {naam} WITH (FORCE)")


def test_een_markering_gaat_mee_ook_van_wie_nooit_bekeken_is(organisatie: Organisatie, wie: Medewerker) -> None:
    markeer(wie, 41, "kind van een bekende")
    markeer(wie, 42, "kind van een ander")
    assert vergeet_persoon(organisatie.pk, 41) is False, "there is no key"
    assert [let_op_geldt(organisatie.pk, j) is not None for j in (41, 42)] == [False, True]
