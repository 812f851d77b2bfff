"""Backup and restore: row for row the same, all or nothing, and nothing that was changed is taken for whole."""

from __future__ import annotations

import dataclasses
import io
import itertools
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from apps.maken import ANNA, BRAM, brp, gaat_naar, levering, neem
from inbeeld.apps.basis.fouten import InbeeldFout
from inbeeld.apps.basis.sleutelbos import Sleutelbos
from inbeeld.apps.toegang.models import Organisatie
from inbeeld.project.database import BEHEER, EIGENAAR, WEB, WERKER, Server
from inbeeld.project.reservekopie import herstel as herstellen
from inbeeld.project.reservekopie import maak as maken_
from inbeeld.project.reservekopie import stroom
from inbeeld.project.reservekopie.herstel import Hersteld, herstel
from inbeeld.project.reservekopie.maak import maak
from inbeeld.project.reservekopie.pakket import pak_uit
from inbeeld.project.reservekopie.postgres import Verbinding
from inbeeld.project.reservekopie.stroom import Lezer, Schrijver

GEHEIM = "een-lang-genoeg-wachtwoord"
_nummer = itertools.count(1)
_ZOEK_TABELLEN = (
    "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1"
)


@pytest.fixture(autouse=True)
def _snel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stroom, "_KOSTEN", (8, 8, 1))


@dataclasses.dataclass
class Plek:
    """A database with the folder that goes with it."""

    server: Server
    naam: str
    map: Path

    @property
    def verbinding(self) -> Verbinding:
        return Verbinding(self.server.verbinding(EIGENAAR, self.naam))

    def open(self, rol: str = EIGENAAR) -> psycopg.Connection[Any]:
        return psycopg.connect(self.server.url(rol, self.naam), autocommit=True)

    def vraag(self, sql: str) -> list[tuple[Any, ...]]:
        with self.open() as verbinding:
            return verbinding.execute(sql).fetchall()  # type: ignore[arg-type]

    def bestand(self, naam: str, inhoud: bytes) -> Path:
        pad = self.map / naam
        pad.parent.mkdir(parents=True, exist_ok=True)
        pad.write_bytes(inhoud)
        return pad

    def maak(self, doel: Path, **meer: Any) -> Path:
        return maak(doel, GEHEIM, verbinding=self.verbinding, installatie=self.map, **meer).pad

    def herstel(self, bron: Path, geheim: str = GEHEIM, **meer: Any) -> Hersteld:
        meer = {"bekend": {("proef", "0001")}} | meer
        return herstel(bron, geheim, verbinding=self.verbinding, installatie=self.map, **meer)

    @property
    def leeg(self) -> bool:
        resten = [p for p in self.map.rglob("*") if p.is_file() and p.parent.name != "sleutels"]
        return not self.vraag(_ZOEK_TABELLEN) and not resten


@pytest.fixture
def plek(database: str, installatie: Path, tmp_path: Path) -> Iterator[Callable[[], Plek]]:
    """Makes an empty database and folder."""
    server = Server(installatie)
    namen: list[str] = []

    def maak_plek() -> Plek:
        naam = f"inbeeld_kopie_{os.getpid()}_{next(_nummer)}"
        with psycopg.connect(server.url(BEHEER, "postgres"), autocommit=True) as verbinding:
            server.maak_database(verbinding, naam)
        namen.append(naam)
        map_ = tmp_path / naam
        map_.mkdir()
        return Plek(server, naam, map_)

    yield maak_plek
    with psycopg.connect(server.url(BEHEER, "postgres"), autocommit=True) as verbinding:
        for naam in namen:
            verbinding.execute(f"DROP DATABASE IF EXISTS {naam} WITH (FORCE)")  # type: ignore[arg-type]


@pytest.fixture
def klein(plek: Callable[[], Plek]) -> Plek:
    """A few tables: one with row-level security that holds for the owner as well, and a schema of its own."""
    p = plek()
    with p.open() as v:
        v.execute("CREATE TABLE django_migrations (id serial PRIMARY KEY, app text, name text)")
        v.execute("INSERT INTO django_migrations (app, name) VALUES ('proef', '0001')")
        v.execute("CREATE TABLE django_session (session_key text)")
        v.execute("INSERT INTO django_session VALUES ('open')")
        v.execute(
            "CREATE TABLE soorten (id bigserial PRIMARY KEY, t text, b bytea, f double precision, d date, op timestamptz, "
            "j jsonb, l text[])"
        )
        v.execute(
            "INSERT INTO soorten (t, b, f, d, op, j, l) SELECT 'ë ''\\n' || chr(10) || n, sha256(n::text::bytea), n / 3.0, "
            "'2026-01-01'::date + n, now() + n * interval '1 minute', jsonb_build_object('n', n), ARRAY['a', NULL, n::text] "
            "FROM generate_series(1, 500) n"
        )
        v.execute("CREATE SCHEMA muur")
        v.execute('CREATE TABLE muur."Van Tenant" (id int PRIMARY KEY, tenant_id int)')
        v.execute('INSERT INTO muur."Van Tenant" SELECT n, n % 3 FROM generate_series(1, 50) n')
        v.execute('ALTER TABLE muur."Van Tenant" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')
        v.execute(f'CREATE POLICY alles ON muur."Van Tenant" TO {EIGENAAR} USING (true)')
        v.execute(f'CREATE POLICY eigen ON muur."Van Tenant" TO {WEB} USING (tenant_id = 1)')
        v.execute(f"GRANT USAGE ON SCHEMA muur TO {WEB}")
        v.execute(f'GRANT SELECT ON muur."Van Tenant" TO {WEB}')
    p.bestand("leveringen/binnen/abc", b"a" * 3_000_000)
    p.bestand("kaarten/rod.toml", b"[kolommen]\n")
    for naam in ("versleuteling-1", "zoekindex-1", "django", "postgres-x"):
        Sleutelbos(p.map / "sleutels").lees_of_maak(naam)
    return p


def rijen(p: Plek) -> dict[str, list[str]]:
    with p.open(BEHEER) as v:
        v.execute("SET TIME ZONE 'UTC'")
        tabellen = [r[0] for r in v.execute(_ZOEK_TABELLEN).fetchall()]
        return {
            t: sorted(r[0] for r in v.execute(f'SELECT r::text FROM {t.split(".")[0]}."{t.split(".")[1]}" r').fetchall())  # type: ignore[arg-type]
            for t in tabellen
        }


_VORM = (
    "SELECT indexdef FROM pg_indexes WHERE schemaname !~ '^pg_' ORDER BY 1",
    "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype <> 'n' ORDER BY 1, 2",
    "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    "SELECT grantee, table_schema, table_name, privilege_type FROM information_schema.role_table_grants "
    "WHERE table_schema !~ '^pg_' AND table_schema <> 'information_schema' ORDER BY 1, 2, 3, 4",
    "SELECT grantee, table_name, column_name, privilege_type FROM information_schema.column_privileges "
    "WHERE table_schema !~ '^pg_' AND table_schema <> 'information_schema' ORDER BY 1, 2, 3, 4",
    "SELECT schemaname, sequencename, last_value FROM pg_sequences ORDER BY 1, 2",
    "SELECT schemaname, tablename, policyname, roles::text, cmd, qual FROM pg_policies ORDER BY 1, 2, 3",
    "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relkind = 'r' AND relnamespace > 16000 ORDER BY 1",
    "SELECT p.oid::regprocedure::text, proacl::text, prosecdef FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace "
    "WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1",
)


def _kaal(rijen: Any) -> str:
    """Without casts: PostgreSQL writes a condition down otherwise when it reads its own text again."""
    return re.sub(r"::[a-z ]+(\[\])?|[() ]", "", str(rijen))


def test_alles_komt_rij_voor_rij_terug(
    organisatie: Organisatie, database: str, installatie: Path, plek: Callable[[], Plek], tmp_path: Path
) -> None:
    """The real tables, filled by real deliveries."""
    neem(
        organisatie,
        brp(date(2025, 10, 1), ANNA, BRAM),
        levering("rod-levering-v1", date(2025, 10, 2), inschrijvingen=[gaat_naar(ANNA), gaat_naar(BRAM, "2")]),
    )
    bron = Plek(Server(installatie), database, tmp_path / "leeg")
    bron.map.mkdir()
    kopie = bron.maak(tmp_path)
    doel = plek()
    bekend = {(a, n) for a, n in bron.vraag("SELECT app, name FROM django_migrations")}
    gedaan = doel.herstel(kopie, bekend=bekend)
    toen, nu = rijen(bron), rijen(doel)
    assert len(toen["public.personen_jongere"]) >= 2
    for zonder in ("public.django_session", "public.muur_sleutel"):
        assert nu.pop(zonder) == []
        assert toen.pop(zonder) != [] or zonder != "public.muur_sleutel"
    assert nu == toen
    assert gedaan.rijen == sum(len(r) for r in toen.values())
    for vraag in _VORM:
        assert _kaal(doel.vraag(vraag)) == _kaal(bron.vraag(vraag)), vraag
    with doel.open(WERKER) as werker:
        assert werker.execute("SELECT count(*) FROM toegang_organisatie").fetchone() == (len(toen["public.toegang_organisatie"]),)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no organisation"):
            werker.execute("SELECT count(*) FROM personen_jongere")
    with doel.open(WEB) as web, pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("DELETE FROM personen_jongere")


def test_bestanden_muren_en_sleutels(klein: Plek, plek: Callable[[], Plek], tmp_path: Path) -> None:
    kopie = klein.maak(tmp_path, met_sleutels=True)
    assert kopie.stat().st_mode & 0o777 == 0o600
    inhoud = kopie.read_bytes()
    assert b"CREATE TABLE" not in inhoud
    doel = plek()
    gedaan = doel.herstel(kopie)
    assert gedaan.ontbreekt == []
    assert gedaan.bestanden == 2
    toen, nu = rijen(klein), rijen(doel)
    assert nu.pop("public.django_session") == []
    del toen["public.django_session"]
    assert nu == toen
    for vraag in _VORM:
        assert doel.vraag(vraag) == klein.vraag(vraag), vraag
    for naam in ("leveringen/binnen/abc", "kaarten/rod.toml", "sleutels/versleuteling-1", "sleutels/django"):
        assert (doel.map / naam).read_bytes().strip() == (klein.map / naam).read_bytes().strip()
        assert (doel.map / naam).stat().st_mode & 0o777 == 0o600
        assert (doel.map / naam).parent.stat().st_mode & 0o777 == 0o700
    assert not (doel.map / "sleutels/postgres-x").exists()
    assert {p.name for p in doel.map.iterdir()} == {"leveringen", "kaarten", "sleutels"}


def test_een_moment_terwijl_anderen_schrijven(klein: Plek, plek: Callable[[], Plek], tmp_path: Path) -> None:
    """Counts, digests and dump are of one moment; a file that waits then goes along, even when it is taken in meanwhile."""
    wacht = klein.bestand("leveringen/binnen/wacht", b"levering")

    def ondertussen(wat: str, _n: int) -> None:
        with klein.open() as v:
            v.execute("INSERT INTO soorten (t) VALUES (%s)", [wat])
            v.execute("DELETE FROM soorten WHERE id = (SELECT min(id) FROM soorten)")
        wacht.unlink(missing_ok=True)

    kopie = klein.maak(tmp_path, meld=ondertussen)
    assert klein.vraag("SELECT count(*) FROM soorten WHERE t LIKE 'database%'")[0][0] > 0
    doel = plek()
    doel.herstel(kopie, zonder_sleutels=True)
    assert doel.vraag("SELECT count(*), min(id), max(id) FROM soorten") == [(500, 1, 500)]
    assert (doel.map / "leveringen/binnen/wacht").read_bytes() == b"levering"


def test_wie_niet_alles_ziet_maakt_geen_kopie(klein: Plek, tmp_path: Path) -> None:
    with klein.open() as v:
        v.execute('DROP POLICY alles ON muur."Van Tenant"')
    with pytest.raises(InbeeldFout, match="niet alle rijen") as fout:
        klein.maak(tmp_path)
    assert "Van Tenant" in fout.value.waar
    assert [p.name for p in tmp_path.glob("inbeeld-*")] == []


# ---------------------------------------------------------------------- what is not whole


def _versleuteld(inhoud: bytes) -> bytes:
    uit = io.BytesIO()
    s = Schrijver(uit, GEHEIM)
    s.write(inhoud)
    s.sluit_af()
    return uit.getvalue()


def _lees(bestand: bytes, geheim: str = GEHEIM) -> bytes:
    return Lezer(io.BytesIO(bestand), geheim, "kopie").readall()


_STUK = 1024 * 1024
_KOP = len(stroom.MERK) + stroom._KOP.size


@pytest.mark.parametrize("omvang", [0, 1, _STUK - 1, _STUK, _STUK + 1, 3 * _STUK])
def test_stroom(omvang: int) -> None:
    inhoud = random.Random(omvang).randbytes(omvang)
    assert _lees(_versleuteld(inhoud)) == inhoud


def test_elke_verandering_wordt_gezien() -> None:
    inhoud = random.Random(1).randbytes(2 * _STUK + 500)
    heel = _versleuteld(inhoud)
    grens = [_KOP + i * (_STUK + 16) for i in range(3)]
    stukken = [heel[a:b] for a, b in itertools.pairwise([*grens, len(heel)])]
    kop = heel[:_KOP]
    veranderd = [
        *(heel[:n] for n in (0, 5, _KOP - 1, _KOP, grens[1], grens[2], grens[2] + 10, len(heel) - 1)),
        *(
            heel[:n] + bytes([heel[n] ^ 1]) + heel[n + 1 :]
            for n in (3, len(stroom.MERK) + 1, _KOP - 40, _KOP, grens[1] + 7, len(heel) - 1)
        ),
        heel + b"x",
        heel + stukken[2],
        kop + stukken[1] + stukken[0] + stukken[2],
        kop + stukken[0] + stukken[2],
        kop + stukken[0] + stukken[0] + stukken[1] + stukken[2],
        kop + _versleuteld(inhoud)[_KOP:],
    ]
    for anders in veranderd:
        with pytest.raises(InbeeldFout):
            _lees(anders)
    with pytest.raises(InbeeldFout, match="hoort niet bij"):
        _lees(heel, "een-ander-lang-wachtwoord")
    with pytest.raises(InbeeldFout, match="einde ontbreekt"):
        _lees(heel[: grens[1]])
    nieuwer = heel[: len(stroom.MERK)] + b"\x00\x02" + heel[len(stroom.MERK) + 2 :]
    with pytest.raises(InbeeldFout, match="nieuwere versie"):
        _lees(nieuwer)


@pytest.mark.parametrize("hoe", ["afgekapt", "veranderd", "wachtwoord", "nieuwer", "iets anders", "einde"])
def test_wat_niet_heel_is_komt_er_niet_in(hoe: str, klein: Plek, plek: Callable[[], Plek], tmp_path: Path) -> None:
    kopie = klein.maak(tmp_path, met_sleutels=True)
    heel = kopie.read_bytes()
    meer: dict[str, Any] = {}
    if hoe == "afgekapt":
        kopie.write_bytes(heel[: len(heel) // 2])
    elif hoe == "veranderd":
        kopie.write_bytes(heel[:-100] + bytes([heel[-100] ^ 4]) + heel[-99:])
    elif hoe == "wachtwoord":
        meer["geheim"] = "dit-is-een-ander-wachtwoord"
    elif hoe == "nieuwer":
        meer["bekend"] = {("proef", "0000")}
    elif hoe == "iets anders":
        kopie.write_bytes(os.urandom(5000))
    else:  # a file that is whole and signed, with nothing in it
        kopie.write_bytes(_versleuteld(b""))
    doel = plek()
    with pytest.raises(InbeeldFout) as fout:
        doel.herstel(kopie, **meer)
    assert fout.value.doe
    assert doel.leeg


# ---------------------------------------------------------------------- all or nothing


def test_alleen_in_een_lege_installatie(klein: Plek, plek: Callable[[], Plek], tmp_path: Path) -> None:
    kopie = klein.maak(tmp_path, met_sleutels=True)
    vol = plek()
    with vol.open() as v:
        v.execute("CREATE TABLE al_iets (id int)")
    with pytest.raises(InbeeldFout, match="staat al iets"):
        vol.herstel(kopie)
    assert vol.vraag(_ZOEK_TABELLEN) == [("public.al_iets",)]
    bezet = plek()
    bezet.bestand("thema/eigen.css", b"x")
    with pytest.raises(InbeeldFout, match="al bestanden"):
        bezet.herstel(kopie)
    assert (bezet.map / "thema/eigen.css").exists()


def test_sleutels_die_ontbreken_of_andere_zijn(klein: Plek, plek: Callable[[], Plek], tmp_path: Path) -> None:
    kopie = klein.maak(tmp_path)
    doel = plek()
    with pytest.raises(InbeeldFout, match=r"ontbreken: versleuteling-1, zoekindex-1\."):
        doel.herstel(kopie)
    bos = Sleutelbos(doel.map / "sleutels")
    bos.lees_of_maak("versleuteling-1")
    with pytest.raises(InbeeldFout, match=r"Andere sleutels .*: versleuteling-1\."):
        doel.herstel(kopie)
    assert doel.leeg
    shutil.copy(klein.map / "sleutels/versleuteling-1", bos.map)
    assert doel.herstel(kopie, zonder_sleutels=True).ontbreekt == ["zoekindex-1"]


@pytest.mark.parametrize("waar", ["andere rijen", "kapotte sql", "commit"])
def test_mislukt_halverwege_en_dan_is_er_niets(
    waar: str, klein: Plek, plek: Callable[[], Plek], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if waar == "andere rijen":
        echt = maken_.som
        monkeypatch.setattr(maken_, "som", lambda c, t: echt(c, t)._replace(ander=7) if t == "public.soorten" else echt(c, t))
    kopie = klein.maak(tmp_path, met_sleutels=True)
    doel = plek()
    if waar == "kapotte sql":
        stuur = herstellen.Terugzetten.stuur
        monkeypatch.setattr(herstellen.Terugzetten, "stuur", lambda s, b: stuur(s, b.replace(b"CREATE TABLE", b"CREATE STOEL")))
    elif waar == "commit":

        def nee(_zelf: object) -> None:
            raise InbeeldFout("weg")

        monkeypatch.setattr(herstellen.Terugzetten, "leg_vast", nee)
    with pytest.raises(InbeeldFout) as fout:
        doel.herstel(kopie)
    assert "soorten" in fout.value.waar or waar != "andere rijen"
    assert doel.leeg
    assert not (doel.map / "sleutels/versleuteling-1").exists()
    monkeypatch.undo()
    if waar != "andere rijen":
        doel.herstel(kopie)


def test_na_een_kill_tijdens_het_plaatsen(klein: Plek, plek: Callable[[], Plek], tmp_path: Path) -> None:
    """Files were put in place, the database did not follow: the next restore takes them away first."""
    kopie = klein.maak(tmp_path, met_sleutels=True)
    doel = plek()
    doel.bestand("leveringen/binnen/half", b"x")
    doel.bestand(".herstel-abc/leveringen/half", b"x")
    doel.bestand(".herstel-bezig", b'{"mappen": ["leveringen"], "sleutels": []}')
    doel.herstel(kopie)
    assert {p.name for p in (doel.map / "leveringen/binnen").iterdir()} == {"abc"}
    assert {p.name for p in doel.map.iterdir()} == {"leveringen", "kaarten", "sleutels"}


# ---------------------------------------------------------------------- where it is written


def test_oude_vervallen(klein: Plek, tmp_path: Path) -> None:
    nu = datetime.now(UTC)
    namen = {d: f"inbeeld-{nu - timedelta(days=d):%Y%m%dT%H%M%SZ}.inbeeld" for d in (1, 29, 31, 400)}
    for naam in (*namen.values(), "eigen.inbeeld", "inbeeld-oud.inbeeld", "brief.txt", "inbeeld-9.deel"):
        (tmp_path / naam).write_text("x")
    uitkomst = maak(tmp_path, GEHEIM, verbinding=klein.verbinding, installatie=klein.map)
    assert sorted(uitkomst.vervallen) == sorted([namen[31], namen[400]])
    over = {p.name for p in tmp_path.iterdir() if p.is_file() and not p.name.startswith(".")}
    assert over == {namen[1], namen[29], "eigen.inbeeld", "inbeeld-oud.inbeeld", "brief.txt", uitkomst.pad.name}


def test_een_bestand_met_een_naam(klein: Plek, tmp_path: Path) -> None:
    pad = tmp_path / "eigen.kopie"
    assert klein.maak(pad) == pad
    with pytest.raises(InbeeldFout, match="is er al"):
        klein.maak(pad)
    with pytest.raises(InbeeldFout, match="map is er niet"):
        klein.maak(tmp_path / "nergens" / "kopie")
    assert [m.gemaakt for m, d in pak_uit(pad, GEHEIM) if d is None]


_CLI = [sys.executable, "-c", "from inbeeld.project.cli import main; main()"]


def roep(
    omgeving: dict[str, str], *argumenten: str, invoer: str = "", vooraf: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_CLI, *argumenten],
        input=invoer,
        capture_output=True,
        text=True,
        env=omgeving,
        timeout=120,
        check=False,
        preexec_fn=vooraf,
    )


def test_volle_schijf_laat_niets_achter(omgeving: dict[str, str], tmp_path: Path) -> None:
    def klein_bestand() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    klaar = roep(omgeving, "reservekopie", str(tmp_path), "--wachtwoord-van-invoer", invoer=GEHEIM + "\n", vooraf=klein_bestand)
    assert klaar.returncode == 1
    assert "De schijf is vol" in klaar.stderr
    assert [p.name for p in tmp_path.glob("inbeeld-*")] == []


def test_opdrachten(omgeving: dict[str, str], tmp_path: Path) -> None:
    kort = roep(omgeving, "reservekopie", str(tmp_path), "--wachtwoord-van-invoer", invoer="kort\n")
    assert kort.returncode == 2
    assert "te kort" in kort.stderr
    zonder = roep(omgeving, "reservekopie", str(tmp_path))
    assert zonder.returncode == 2
    assert "--sleutelbestand" in zonder.stderr
    sleutel = tmp_path / "sleutel"
    sleutel.write_text("0123456789abcdef" * 4 + "\n")
    gedaan = roep(omgeving, "reservekopie", str(tmp_path), "--sleutelbestand", str(sleutel), "--bewaar-dagen", "7")
    assert gedaan.returncode == 0, gedaan.stderr
    (kopie,) = tmp_path.glob("*.inbeeld")
    assert "sleutels zitten er niet in" in gedaan.stdout
    terug = roep(omgeving, "herstel", str(kopie), "--sleutelbestand", str(sleutel))
    assert terug.returncode == 2
    assert "staat al iets" in terug.stderr
    fout = roep(omgeving, "herstel", str(kopie), "--wachtwoord-van-invoer", invoer="iets-heel-anders-dan-dat\n")
    assert fout.returncode == 1
    assert "hoort niet bij" in fout.stderr
    assert "Traceback" not in fout.stderr + terug.stderr


@pytest.mark.lang
def test_kill_op_elk_moment(omgeving: dict[str, str], organisatie: Organisatie, plek: Callable[[], Plek], tmp_path: Path) -> None:
    """Killed while making: no file under a final name that is not whole. Killed while restoring: nothing, or everything."""
    sleutel = tmp_path / "sleutel"
    sleutel.write_text("0123456789abcdef" * 4)
    kopieen = tmp_path / "kopieen"
    kopieen.mkdir()
    argumenten = ["reservekopie", str(kopieen), "--sleutelbestand", str(sleutel)]
    begin = time.monotonic()
    assert roep(omgeving, *argumenten).returncode == 0
    duur = time.monotonic() - begin
    kans = random.Random(5)
    for _ in range(10):
        _dood_na(omgeving, argumenten, kans.uniform(0, duur))
        for pad in kopieen.glob("*.inbeeld"):
            assert sum(1 for _ in pak_uit(pad, sleutel.read_text())) > 1
    assert roep(omgeving, *argumenten).returncode == 0
    assert list(kopieen.glob("*.deel")) == []
    kopie = max(kopieen.glob("*.inbeeld"))

    doel = plek()
    (doel.map / "postgres").symlink_to(Path(omgeving["INBEELD_MAP"]) / "postgres")
    shutil.copytree(Path(omgeving["INBEELD_MAP"]) / "sleutels", doel.map / "sleutels")
    daar = omgeving | {"INBEELD_MAP": str(doel.map), "INBEELD_DATABASE": doel.naam}
    terug = ["herstel", str(kopie), "--sleutelbestand", str(sleutel)]
    gelukt = 0
    for _ in range(15):
        _dood_na(daar, terug, kans.uniform(0.5, 4))
        if doel.vraag(_ZOEK_TABELLEN):
            gelukt += 1
            assert roep(daar, *terug).returncode == 2
            with psycopg.connect(doel.server.url(BEHEER, "postgres"), autocommit=True) as v:
                v.execute(f"DROP DATABASE {doel.naam} WITH (FORCE)")  # type: ignore[arg-type]
                doel.server.maak_database(v, doel.naam)
            shutil.rmtree(doel.map / "leveringen", ignore_errors=True)
    klaar = roep(daar, *terug)
    assert klaar.returncode == 0, klaar.stderr
    assert "Teruggezet en vergeleken" in klaar.stdout


def _dood_na(omgeving: dict[str, str], argumenten: list[str], seconden: float) -> None:
    proces = subprocess.Popen([*_CLI, *argumenten], env=omgeving, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with suppress(subprocess.TimeoutExpired):
        proces.wait(seconden)
    with suppress(ProcessLookupError):
        os.kill(proces.pid, signal.SIGKILL)
    proces.wait()
    time.sleep(0.3)  # PostgreSQL finds out that nobody is there any more
