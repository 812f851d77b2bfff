"""Thousands of attempts that nobody thought up: dice choose who, where, what and how. The same seed, the same attempts."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from psycopg import sql

from apps.maken import gelogd, log_in
from inbeeld.apps.basis import muren
from inbeeld.apps.basis.muren import GELDIG, INSTELLING, in_tenant
from inbeeld.apps.toegang.models import ROLLEN
from inbeeld.apps.verantwoording.models import Leesregel
from inbeeld.project.database import WEB, WERKER, Server

from .conftest import Toneel
from .test_matrix import LIJF, TEKSTEN
from .wereld import DICHT, GEHEIM, ZICHTBAAR, Deur, deuren, fouten_in, tekst_van

ZAAD = 20261120
ALLE = list(deuren())
PAGINAS = [d for d in ALLE if not getattr(d.view, "api", False)]
VERBEN = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "X" * 40]
VIES = [
    "' OR 1=1 --",
    "'; DROP TABLE personen_jongere; --",
    "1) UNION SELECT bsn, achternaam FROM personen_jongere --",
    "%' AND '1'='1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ request.user }}",
    "{% debug %}",
    "${7*7}",
    "\x00",
    "a\x00b",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "é" * 20_000,
    "\u202e\u200b\ufeff",
    "٣٤٥",
    "²",
    "½",
    "１２",
    "../../etc/passwd",
    "..\\..\\windows",
    "/etc/passwd\x00.csv",
    "-1",
    "0",
    "9" * 40,
    "1e999",
    "NaN",
    "null",
    "[]",
    "{}",
    "true",
    "31-02-2026",
    "00-00-0000",
    "01-01-0001",
    "31-12-9999",
    "99999-01-01",
    "2026-W01",
    "\r\nSet-Cookie: x=1",
    "%0d%0aX: 1",
    "%00",
    "' ' ' '",
    "()&|!:*<->",
    "a:*",
    "!!",
    "\\",
    "'" * 300,
    "00000000-0000-0000-0000-000000000000",
    "ı",
    "İ",
    "ß" * 500,
    "\u0130" * 100,
]
KOPPEN = [
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_X_FORWARDED_HOST": "kwaad.example"},
    {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
    {"HTTP_X_ORIGINAL_URL": "/toegang/"},
    {"HTTP_X_REWRITE_URL": "/toegang/"},
    {"HTTP_REFERER": "https://kwaad.example/"},
    {"HTTP_ORIGIN": "null"},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 3000},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "javascript:1"},
    {"HTTP_RANGE": "bytes=0-99999999999"},
    {"HTTP_IF_MODIFIED_SINCE": "gisteren"},
    {"HTTP_COOKIE": "inbeeld_sessie=\x00; a=;;;"},
    {"HTTP_AUTHORIZATION": "Basic YTpi"},
    {"CONTENT_TYPE": "application/json"},
    {"HTTP_X_REMOTE_USER": "b-teamleider"},
    {"REMOTE_USER": "b-teamleider"},
    {"HTTP_CONTENT_ENCODING": "gzip"},
    {"HTTP_TRANSFER_ENCODING": "chunked"},
]
QUERY = [
    "blad",
    "bekend",
    "peil",
    "sinds",
    "next",
    "van",
    "tot",
    "vorm",
    "soort",
    "medewerker",
    "code",
    "lijst",
    "format",
    "id",
    "q",
]


class Aanval:
    """One run of attempts with one seed."""

    def __init__(self, t: Toneel, zaad: int, installatie: Path, database: str) -> None:
        self.t, self.dobbel = t, random.Random(zaad)
        self.installatie, self.database = installatie, database
        self.gezien: Counter[str] = Counter()
        self.vreemd = [str(u) for rijen in t.vreemd.voorwerpen.values() for u, _ in rijen]
        self.eigen = [str(u) for rijen in t.eigen.voorwerpen.values() for u, _ in rijen]

    def doe(self) -> list[str]:
        """One attempt; gives what went wrong."""
        soort = self.dobbel.choices(
            ["pagina", "zoek", "api", "uitvoer", "sql", "sessie", "csrf", "upload"], [34, 12, 8, 8, 18, 8, 6, 6]
        )[0]
        self.gezien[soort] += 1
        self.wat = soort
        return getattr(self, f"_{soort}")()  # type: ignore[no-any-return]

    # -- what it takes

    def _een(self, keus: Any) -> Any:
        return self.dobbel.choice(list(keus))

    def _id(self) -> str:
        d = self.dobbel
        nieuw = str(UUID(int=d.getrandbits(128), version=4))
        return str(d.choice([d.choice(self.vreemd), d.choice(self.eigen), nieuw, nieuw.replace("-", ""), nieuw.upper()]))

    def _pad(self, deur: Deur) -> str:
        waarden: dict[str, object] = {}
        for naam, soort in deur.soorten:
            if soort == "UUIDConverter":
                waarden[naam] = self._id() if self.dobbel.random() < 0.9 else self._een(VIES).replace("\x00", "%00")
            elif soort == "IntConverter":
                alle = self.t.vreemd.nummers.get(deur.ruimte, []) + self.t.eigen.nummers.get(deur.ruimte, [])
                waarden[naam] = self._een([*alle, 0, 2**31, 2**63, 10**30])
            else:
                waarden[naam] = self._een([*TEKSTEN.get(deur.ruimte, ["x"]), "..", "%2e%2e", "' OR 1=1", "é", "%ff", "a" * 3000])
        pad = deur.open(**waarden)
        if self.dobbel.random() < 0.05:
            pad = self._een(
                [pad.rstrip("/"), pad + "../", "/" + pad, pad + ";x", pad.replace("/", "//", 1), pad.upper(), pad + "%00"]
            )
        return pad

    def _waarde(self) -> Any:
        d = self.dobbel
        wie = d.choice([*self.t.vreemd.wie.values(), *self.t.eigen.wie.values()])
        return d.choice(
            [d.choice(VIES), self._id(), d.choice(list(map(str, LIJF.values()))), wie.pgn, str(wie.pk), wie.achternaam]
        )

    def _lijf(self, namen: list[str] | None = None) -> dict[str, Any]:
        namen = namen or list(LIJF)
        lijf = dict(LIJF) if self.dobbel.random() < 0.6 else {}
        for naam in self.dobbel.sample(namen, k=self.dobbel.randint(0, min(5, len(namen)))):
            lijf[naam] = self._waarde()
        return lijf

    def _client(self) -> tuple[str, Client]:
        """A browser in which a role is logged in; again, when an attempt logged it out."""
        rol = self._een(ROLLEN)
        client = self.t.binnen[rol]
        if settings.SESSION_COOKIE_NAME not in client.cookies or not client.cookies[settings.SESSION_COOKIE_NAME].value:
            client.cookies.clear()
            client.cookies.update(log_in(f"{self.t.eigen.tekst[2]}-{rol}").cookies)
        if client.session.get("noodsessie"):  # begun by an attempt: it shows more, with a reason, and that is no hole
            client.post("/toegang/noodsessie/stop/")
        return rol, client

    # -- what is made of the answer

    def _keur(self, antwoord: Any, gestuurd: str, *, log_na: int | None = None, rol: str = "") -> list[str]:
        tekst = tekst_van(antwoord)
        gestuurd = gestuurd.casefold()
        verboden = {w for w in self.t.verboden | {self.t.eigen.wie[GEHEIM].straat.casefold()} if w not in gestuurd}
        mis = fouten_in(antwoord, tekst, verboden)
        mis += [f"toont {u}" for u in self.vreemd if u in tekst and u not in gestuurd]
        if "x-1" in antwoord.headers or any("kwaad.example" in v for v in antwoord.headers.values()):
            mis.append("een kop van een ander")
        if log_na is not None and antwoord.status_code == 200:
            mis += self._gelogd(tekst, gestuurd, log_na)
        return mis

    def _gelogd(self, tekst: str, gestuurd: str, na: int) -> list[str]:
        """Whose first name was shown, of him a line stands in the read log."""
        getoond = {
            p.pk for p in self.t.eigen.wie.values() if p.voornaam.casefold() in tekst and p.voornaam.casefold() not in gestuurd
        }
        if not getoond:
            return []
        self.gezien["getoond en gelogd"] += 1
        with in_tenant(self.t.eigen.tenant.pk):
            regels = {j for j, _ in gelogd(self.t.eigen.tenant, na)}
        return [f"zonder leesregel: {sorted(getoond - regels)}"] if getoond - regels else []

    def _laatste(self) -> int:
        with in_tenant(self.t.eigen.tenant.pk):
            return Leesregel.objects.filter(tenant=self.t.eigen.tenant).order_by("-pk").values_list("pk", flat=True).first() or 0

    # -- the ways in

    def _pagina(self) -> list[str]:
        rol, client = self._client()
        deur = self._een(PAGINAS)
        verb = self._een([*deur.view.methodes, *deur.view.methodes, self._een(VERBEN)])
        pad, lijf = self._pad(deur), self._lijf()
        query = {self._een(QUERY): self._waarde() for _ in range(self.dobbel.randint(0, 2))}
        kop = self._een(KOPPEN) if self.dobbel.random() < 0.3 else {}
        self.wat = f"{rol} {verb} {pad} ?{query} {lijf if verb == 'POST' else ''} {kop}"
        na = self._laatste()
        if verb == "POST":
            kop = {k: v for k, v in kop.items() if k != "CONTENT_TYPE"}
            antwoord = client.post(pad, lijf, query_params=query, **kop)
        else:
            antwoord = client.generic(verb, pad, query_params=query, **kop)
        return self._keur(antwoord, f"{pad} {query} {lijf}", log_na=na, rol=rol)

    def _zoek(self) -> list[str]:
        rol, client = self._client()
        wie = self._een([*self.t.vreemd.wie.values(), *self.t.eigen.wie.values()])
        deel = self._een(
            [wie.achternaam, wie.voornaam, wie.pgn, f"{wie.achternaam[:-1]}", f"{wie.achternaam} 04-03-2012", "1234ZQ 7"]
        )
        tekst = self._een([deel, deel + self._een(VIES), self._een(VIES), f"{wie.voornaam} {wie.achternaam}", deel.upper()])
        self.wat = f"{rol} zoekt {tekst!r}"
        na = self._laatste()
        antwoord = client.post("/jongeren/", {"zoek": tekst}, follow=True)
        return self._keur(antwoord, tekst + wie.achternaam, log_na=na, rol=rol)

    def _api(self) -> list[str]:
        sleutel = self._een(
            [*self.t.eigen.sleutels.values(), *self.t.vreemd.sleutels.values(), "", "inbeeld_1_2_3", self._een(VIES), "x" * 5000]
        )
        if self.dobbel.random() < 0.3 and len(sleutel) > 30:
            plek = self.dobbel.randrange(len(sleutel))
            sleutel = sleutel[:plek] + self._een("0123456789abcdef_") + sleutel[plek + 1 :]
        pad = self._een(["/api/v1/leveringen/", f"/api/v1/leveringen/{self._id()}/", "/api/v1/", "/api/v2/leveringen/"])
        verb = self._een(["GET", "POST", "POST", *VERBEN])
        naam = self._een(VIES).replace("\r", "").replace("\n", "")[:4000]
        self.wat = f"api {verb} {pad} {sleutel[:20]!r} {naam[:60]!r}"
        antwoord = Client(raise_request_exception=False).generic(
            verb,
            pad,
            self._een(VIES).encode("utf-8", "surrogatepass"),
            content_type="application/octet-stream",
            HTTP_AUTHORIZATION=f"Bearer {sleutel}",
            HTTP_CONTENT_DISPOSITION=f'attachment; filename="{naam}.csv"',
        )
        if sleutel in self.t.vreemd.sleutels.values():
            # Next door itself, with its own key: sees and sends its own.
            self.t.zelf |= {"toegang_dienstsleutel", "leveringen_upload"}
            return [f for f in fouten_in(antwoord, tekst_van(antwoord), self.t.eigen.woorden) if "status" in f or "spoor" in f]
        return self._keur(antwoord, f"{pad} {naam}")

    def _uitvoer(self) -> list[str]:
        rol, client = self._client()
        deur = self._een([d for d in PAGINAS if "uitvoer" in d.adres or d.ruimte == "inzage" or "bewijs" in d.adres])
        pad, verb = self._pad(deur), self._een(deur.view.methodes)
        self.wat = f"{rol} {verb} {pad}"
        na = self._laatste()
        lijf = self._lijf()
        antwoord = client.post(pad, lijf) if verb == "POST" else client.get(pad, {self._een(QUERY): self._waarde()})
        return self._keur(antwoord, f"{pad} {lijf}", log_na=na, rol=rol)

    def _sessie(self) -> list[str]:
        """Cookies: guessed, altered, of somebody else, of next door with one's own, planted."""
        _rol, client = self._client()
        echt = client.cookies[settings.SESSION_COOKIE_NAME].value
        plek = self.dobbel.randrange(len(echt))
        nep = self._een(
            [
                echt[:plek] + ("a" if echt[plek] != "a" else "b") + echt[plek + 1 :],
                echt.upper() + "x",
                "a" * 32,
                "' OR 1=1 --",
                "é" * 40,
                echt[:-1],
                echt * 50,
                f"{echt}\x00",
                "",
            ]
        )
        dief = Client(raise_request_exception=False)
        dief.cookies[settings.SESSION_COOKIE_NAME] = nep
        deur = self._een([d for d in PAGINAS if d.view.recht.naam != "openbaar"])
        pad = self._pad(deur)
        self.wat = f"sessie {nep[:50]!r} {pad}"
        antwoord = dief.get(pad)
        mis = self._keur(antwoord, pad)
        if antwoord.status_code == 200:
            mis.append("binnen met een cookie die niet klopt")
        return mis + [f"toont {w}" for w in self.t.eigen.woorden if w in tekst_van(antwoord) and w not in pad.casefold()]

    def _csrf(self) -> list[str]:
        rol, client = self._client()
        deur = self._een([d for d in PAGINAS if "POST" in d.view.methodes and d.view.recht.naam != "openbaar"])
        pad, lijf = self._pad(deur), self._lijf()
        ander = Client(enforce_csrf_checks=True, raise_request_exception=False)
        ander.cookies.update(client.cookies)
        lijf["csrfmiddlewaretoken"] = self._een(["", "x", "a" * 64, "a" * 32, self._een(VIES)])
        self.wat = f"csrf {rol} {pad}"
        antwoord = ander.post(pad, lijf, **self._een([{}, {"HTTP_ORIGIN": "https://kwaad.example"}, {"HTTP_X_CSRFTOKEN": "x"}]))
        mis = self._keur(antwoord, f"{pad} {lijf}")
        if antwoord.status_code not in (403, 404, 301):
            mis.append(f"{antwoord.status_code} zonder goed token")
        return mis

    def _upload(self) -> list[str]:
        rol, client = self._client()
        naam = self._een([v for v in VIES if v.strip() and "\x00" not in v])[:200] + self._een(
            [".csv", ".zip", ".json", "", ".csv.exe"]
        )
        naam = naam.replace("\r", "").replace("\n", "")
        inhoud = self._een([b"a;b\r\n1;2\r\n", b"PK\x03\x04" + b"\x00" * 30, b"\xff\xfe\x00", b"{", b"", b"\x00" * 10])
        pad = self._een(["/leveringen/aanleveren/", "/leveringen/aanleveren/", "/jongeren/", "/inloggen/"])
        veld = self._een(["bestanden", "bestand", "zoek", "x"])
        self.wat = f"{rol} upload {pad} {veld} {naam[:60]!r}"
        lijf = self._lijf()
        antwoord = client.post(pad, {veld: SimpleUploadedFile(naam or "x", inhoud), **lijf})
        return self._keur(antwoord, f"{naam} {lijf}")

    def _sql(self) -> list[str]:
        """Raw SQL in the role of the web app or the worker, with a pass of one's own or one that was made up."""
        rol, t = self._een([WEB, WERKER]), self.t
        with psycopg.connect(Server(self.installatie).url(rol, self.database), autocommit=True) as verbinding:
            soort, tekst = self._pas(verbinding, t)
            verbinding.execute("SELECT set_config(%s, %s, false)", [INSTELLING, tekst])
            vraag = self._vraag(verbinding, t)
            self.wat = f"{rol} met pas {soort}: {vraag.as_string(verbinding)}"
            try:
                with verbinding.transaction(force_rollback=True):
                    wijzer = verbinding.execute(vraag)
                    rijen = str(wijzer.fetchall()) if wijzer.description else ""
                    geraakt = wijzer.rowcount if not wijzer.description else 0
            except psycopg.OperationalError as fout:
                return [f"de verbinding viel weg: {fout}"] if verbinding.closed else []
            except psycopg.Error as fout:
                self.gezien["sql geweigerd"] += 1
                return [
                    f"de fout toont {w}" for w in t.vreemd.woorden if w in str(fout).casefold() and w not in self.wat.casefold()
                ]
        mis = [f"toont {w}" for w in t.vreemd.woorden if w in rijen.casefold() and w not in self.wat.casefold()]
        if soort != "eigen":
            mis += [f"toont {w}" for w in t.eigen.woorden if w in rijen.casefold() and w not in self.wat.casefold()]
        return mis + ([f"raakte {geraakt} rijen van de buren"] if geraakt > 0 else [])

    def _pas(self, verbinding: Any, t: Toneel) -> tuple[str, str]:
        pid = verbinding.info.backend_pid
        with in_tenant(t.eigen.tenant.pk):
            eigen = muren._pas(pid)
        with in_tenant(t.vreemd.tenant.pk):
            elders = muren._pas(pid + 1)
            verlopen = self._verlopen(pid)
        delen = eigen.split(".")
        keus = {
            "eigen": eigen,
            "geen": "",
            "van een andere verbinding": elders,
            "verlopen": verlopen,
            "ander nummer": ".".join([str(t.vreemd.tenant.pk), *delen[1:]]),
            "geknipt": eigen[: self.dobbel.randrange(len(eigen))],
            "ander teken": eigen[:-2] + ("00" if eigen[-2:] != "00" else "11"),
            "langer": ".".join([delen[0], delen[1], str(int(delen[2]) + 10**6), delen[3]]),
            "vies": self._een([v for v in VIES if "\x00" not in v]),
        }
        soort = self._een([*keus, "eigen", "eigen", "eigen"])
        return soort, keus[soort]

    @staticmethod
    def _verlopen(pid: int) -> str:
        with _later(-GELDIG - 1):
            return muren._pas(pid)

    def _vraag(self, verbinding: Any, t: Toneel) -> sql.Composed:
        """Always about next door, however asked."""
        kolommen = verbinding.execute(
            "SELECT c.table_name, array_agg(c.column_name::text) FROM information_schema.columns c JOIN pg_tables p ON "
            "p.tablename = c.table_name AND p.schemaname = c.table_schema WHERE c.table_schema = 'public' "
            "GROUP BY 1 HAVING bool_or(c.column_name = 'tenant_id') ORDER BY 1"
        ).fetchall()
        tabel, velden = self._een(kolommen)
        ander = self._een(kolommen)[0]
        t_, v = sql.Identifier(tabel), sql.Identifier(self._een(sorted(velden)))
        n = sql.Literal(t.vreemd.tenant.pk)
        vormen = {
            "alles": sql.SQL("SELECT * FROM {t}"),
            "van ander": sql.SQL("SELECT * FROM {t} WHERE tenant_id = {n}"),
            "of": sql.SQL("SELECT * FROM {t} WHERE tenant_id = {n} OR true"),
            "samen": sql.SQL("SELECT a.* FROM {t} a, {o} b WHERE b.tenant_id = {n} LIMIT 50"),
            "binnen": sql.SQL("SELECT (SELECT string_agg(x::text, ',') FROM {t} x WHERE x.tenant_id = {n})"),
            "aantal": sql.SQL("SELECT string_agg({v}::text, ',') FROM {t} WHERE tenant_id = {n}"),
            "kopie": sql.SQL("CREATE TEMP TABLE k ON COMMIT DROP AS SELECT * FROM {t} WHERE tenant_id = {n}"),
            "zicht": sql.SQL("WITH x AS MATERIALIZED (SELECT * FROM {t}) SELECT * FROM x WHERE tenant_id = {n}"),
            "wijzig": sql.SQL("UPDATE {t} SET {v} = {v} WHERE tenant_id = {n}"),
            "verhuis": sql.SQL("UPDATE {t} SET tenant_id = {n} WHERE tenant_id = {n}"),
            "weg": sql.SQL("DELETE FROM {t} WHERE tenant_id = {n}"),
            "erbij": sql.SQL("INSERT INTO {t} SELECT * FROM {t} WHERE tenant_id = {n}"),
            "leeg": sql.SQL("TRUNCATE {t}"),
            "slot": sql.SQL("SELECT * FROM {t} WHERE tenant_id = {n} FOR UPDATE"),
            "fout": sql.SQL("SELECT CASE WHEN tenant_id = {n} THEN ({v}::text || 'x')::int ELSE 0 END FROM {t}"),
            "lek": sql.SQL("SELECT * FROM {t} WHERE ({v}::text || '!')::text::int = 1 AND tenant_id = {n}"),
            "uit": sql.SQL("COPY (SELECT * FROM {t}) TO '/tmp/aanval-x'"),
            "statistiek": sql.SQL("SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE tablename = {l}"),
            "muur": sql.SQL("ALTER TABLE {t} DISABLE ROW LEVEL SECURITY"),
            "rol": sql.SQL("SET LOCAL ROLE inbeeld_eigenaar"),
        }
        vorm = self._een(vormen)
        self.gezien[f"sql {vorm}"] += 1
        return vormen[vorm].format(t=t_, o=sql.Identifier(ander), v=v, n=n, l=sql.Literal(tabel))


@contextmanager
def _later(seconden: int) -> Iterator[None]:
    echt = time.time
    time.time = lambda: echt() + seconden  # type: ignore[assignment]
    try:
        yield
    finally:
        time.time = echt


def val_aan(t: Toneel, zaad: int, aantal: int, installatie: Path, database: str) -> Counter[str]:
    aanval = Aanval(t, zaad, installatie, database)
    mis: list[str] = []
    for nummer in range(aantal):
        mis += [f"seed {zaad}, attempt {nummer}: {aanval.wat[:600]!r}: {f[:600]}" for f in aanval.doe()]
    assert mis == [], f"{len(mis)} of {aantal} attempts:\n" + "\n".join(mis[:25])
    return aanval.gezien


@pytest.mark.usefixtures("schone_rij")
def test_honderd_pogingen(toneel: Toneel, installatie: Path, database: str) -> None:
    gezien = val_aan(toneel, ZAAD, 100, installatie, database)
    assert {"pagina", "zoek", "api", "uitvoer", "sql", "sessie", "csrf", "upload"} <= set(gezien)


@pytest.mark.lang
@pytest.mark.usefixtures("schone_rij")
@pytest.mark.parametrize("zaad", range(ZAAD + 1, ZAAD + 5))
def test_tweeduizend_pogingen(toneel: Toneel, installatie: Path, database: str, zaad: int) -> None:
    """Four times five hundred: a failure names the seed and the attempt."""
    gezien = val_aan(toneel, zaad, 500, installatie, database)
    assert gezien["getoond en gelogd"] > 5, "nothing legitimate was ever shown: this would pass on a web app that is shut"
    assert gezien["sql geweigerd"] > 20


def test_de_orakels_zien_het(toneel: Toneel, installatie: Path, database: str) -> None:
    """What should be found is found: an answer with a word of next door, a page without its line in the read log."""
    from django.http import HttpResponse

    aanval = Aanval(toneel, ZAAD, installatie, database)
    van_buur = toneel.vreemd.wie[ZICHTBAAR]
    assert aanval._keur(HttpResponse(f"<p>{van_buur.voornaam}</p>"), "")
    assert aanval._keur(HttpResponse(f"<p>{van_buur.uuid}</p>"), "")
    assert aanval._keur(HttpResponse(status=500), "")
    assert aanval._keur(HttpResponse("Traceback (most recent call last)"), "")
    assert aanval._keur(HttpResponse(toneel.eigen.wie[DICHT].voornaam), "", log_na=aanval._laatste())
    assert aanval._keur(HttpResponse("niets"), "") == []
