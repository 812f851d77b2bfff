"""Two organisations that look alike, in which every person and every text is recognisable wherever it turns up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from psycopg import sql

from apps.maken import WACHTWOORD, gaat_naar, levering, log_in, log_regel, neem, nummers, persoon, woont
from inbeeld.apps.basis.muren import in_tenant
from inbeeld.apps.bewaren.models import Vernietiging
from inbeeld.apps.gronden.models import Deling
from inbeeld.apps.leveringen.models import Aangeboden, ApartGezet
from inbeeld.apps.mijn.models import Betrokkene
from inbeeld.apps.personen.models import Jongere, Oordeel
from inbeeld.apps.rectificatie.services import leg_verzoek_vast
from inbeeld.apps.registers.services import voeg_samen
from inbeeld.apps.toegang import sleutels
from inbeeld.apps.toegang.beleid import UITVOERDERS
from inbeeld.apps.toegang.models import KETENPARTNER, OUDER, ROLLEN, VERZUIM, Dienstsleutel, Medewerker, Noodsessie, Organisatie
from inbeeld.apps.toegang.services import leg_medewerker_vast, leg_organisatie_vast
from inbeeld.apps.verantwoording.services import markeer
from inbeeld.apps.werklijst.services import ververs
from inbeeld.bronnen.basis import Apart
from inbeeld.project.database import EIGENAAR, Server

PEIL = date(2026, 11, 20)
HIER, DAAR = "1999", "1998"
GEBOREN = date(2012, 3, 4)
ZICHTBAAR, ELDERS, DICHT, GEHEIM, OPGEGAAN = "zichtbaar", "elders", "dicht", "geheim", "opgegaan"
"""Someone's own youth; one of another municipality; a file without a ground; a secret address; who went up in ``ELDERS``."""
API_RECHT = "api.leveringen"


@dataclass
class Wie:
    """A youth, and the words by which to recognise what is told of them."""

    soort: str
    pgn: str
    achternaam: str
    voornaam: str
    straat: str
    pk: int = 0
    uuid: UUID = field(default_factory=uuid4)

    @property
    def woorden(self) -> tuple[str, ...]:
        return (self.pgn, self.achternaam.casefold(), self.voornaam.casefold(), self.straat.casefold())


@dataclass
class Kant:
    """An organisation with all that a page can name. ``voorwerpen``: per model its rows with an opaque id."""

    tenant: Organisatie
    wie: dict[str, Wie]
    tekst: str
    voorwerpen: dict[str, list[tuple[UUID, int | None]]] = field(default_factory=dict)
    nummers: dict[str, list[int]] = field(default_factory=dict)
    sleutels: dict[str, str] = field(default_factory=dict)

    @property
    def woorden(self) -> set[str]:
        return {w for p in self.wie.values() for w in p.woorden} | {self.tekst}

    def van(self, *soorten: str) -> set[int]:
        return {self.wie[s].pk for s in soorten}


def _mensen(letter: str, vanaf: int) -> dict[str, Wie]:
    soorten = (ZICHTBAAR, ELDERS, DICHT, GEHEIM, OPGEGAAN)
    return {
        s: Wie(s, pgn, f"Qx{letter}{s}naam", f"Qx{letter}{s}voor", f"Qx{letter}{s}laan")
        for s, pgn in zip(soorten, nummers(vanaf, len(soorten)), strict=True)
    }


def bouw(letter: str, vanaf: int, elders: str) -> Kant:
    """``elders``: the municipality of who lives elsewhere."""
    code = f"aanval-{letter}"
    tenant = leg_organisatie_vast(code, f"Organisatie {letter}", [HIER, DAAR], vaste_dag=PEIL)
    kant = Kant(tenant, _mensen(letter, vanaf), f"qx{letter}tekst")
    with in_tenant(tenant.pk):
        _vul(kant, letter, elders)
    return kant


def _vul(kant: Kant, letter: str, elders: str) -> None:
    tenant, wie = kant.tenant, kant.wie

    def gegevens(p: Wie, **meer: Any) -> dict[str, Any]:
        adres = {"straat": p.straat, "huisnummer": "7", "postcode": "1234ZQ", "woonplaats": "Waterveen"}
        adres["gemeente"] = elders if p.soort in (ELDERS, OPGEGAAN) else HIER
        return persoon(p.pgn, p.achternaam, GEBOREN, voornamen=p.voornaam, **adres | meer)

    def apart(regel: int, p: Wie) -> Apart:
        rij = {"PERSOONSGEBONDENNUMMER": p.pgn, "ACHTERNAAM": p.achternaam, "STRAAT": p.straat, "DATUM_INSCHRIJVING": "x"}
        return Apart(regel, "DATUM_INSCHRIJVING", "x", "reden", "doe", rij)

    in_brp = [p for s, p in wie.items() if s != OPGEGAAN]
    neem(
        tenant,
        levering(
            "brp-selectie-v1",
            date(2026, 9, 1),
            "volledig",
            personen=[gegevens(p, **({"geheim": 7} if p.soort == GEHEIM else {})) for p in in_brp],
            verblijf=[woont(p.pgn, GEBOREN, gemeente=elders if p.soort == ELDERS else HIER) for p in in_brp],
        ),
        levering(
            "rod-levering-v1",
            date(2026, 10, 1),
            personen=[gegevens(wie[OPGEGAAN]) | {"pgn_soort": "ONR"}],
            inschrijvingen=[gaat_naar(wie[DICHT].pgn), gaat_naar(wie[ZICHTBAAR].pgn, "2", tot=date(2026, 9, 1))],
            apart=tuple(apart(i, p) for i, p in enumerate(in_brp, 3)),
        ),
    )
    for p in wie.values():
        p.pk, p.uuid = Jongere.objects.values_list("pk", "uuid").get(achternaam=p.achternaam)
    mensen = {rol: _medewerker(tenant, letter, rol) for rol in ROLLEN}
    ander = leg_medewerker_vast(
        tenant, f"{letter}-partner-twee", naam=f"{kant.tekst} twee", rol=KETENPARTNER, wachtwoord=WACHTWOORD
    )
    tweede = leg_medewerker_vast(tenant, f"{letter}-ouder-twee", naam=f"{kant.tekst} ouder", rol=OUDER, wachtwoord=WACHTWOORD)
    chef = leg_medewerker_vast(tenant, f"{letter}-chef", naam=f"{kant.tekst} chef", rol="teamleider", wachtwoord=WACHTWOORD)
    voeg_samen(tenant.pk, wie[ELDERS].pk, wie[OPGEGAAN].pk, chef.pk, f"{kant.tekst} dezelfde")
    ververs(tenant, PEIL)
    for p in (wie[ZICHTBAAR], wie[ELDERS], wie[GEHEIM]):
        jongere = Jongere.objects.get(pk=p.pk)
        leg_verzoek_vast(
            chef, jongere, None, van="ouder", ontvangen=PEIL, betwist=f"{kant.tekst} {p.voornaam}", waarom=kant.tekst
        )
        Deling.objects.create(
            tenant=tenant, jongere=jongere, met=mensen[KETENPARTNER] if p.soort == ZICHTBAAR else ander, door=chef,
            onderdelen=list(Deling.ONDERDELEN), reden=kant.tekst, van=PEIL, tot=PEIL + timedelta(days=60),
        )  # fmt: skip
        Betrokkene.objects.create(
            tenant=tenant, jongere=jongere, account=mensen[OUDER] if p.soort == ZICHTBAAR else tweede, als=OUDER, hoe="balie",
            gezag="brp", van=PEIL, tot=PEIL + timedelta(days=60), door=chef,
        )  # fmt: skip
        Oordeel.objects.create(
            tenant=tenant, soort=Oordeel.TWEE, een=jongere, ander_id=wie[DICHT].pk, door=chef, reden=kant.tekst
        )
        markeer(chef, p.pk, kant.tekst)
        log_regel(tenant, mensen["leerplichtambtenaar"], p.pk)
    toen = timezone.now()
    Vernietiging.objects.create(
        tenant=tenant, peildatum=PEIL, door=chef, reden=kant.tekst, status="klaar", klaar_op=toen, hash="x"
    )
    Noodsessie.objects.create(
        tenant=tenant, medewerker=mensen["leerplichtambtenaar"], soort=Noodsessie.NOODTOEGANG, reden=kant.tekst, tot=toen
    )
    morgen = timezone.localdate() + timedelta(days=1)
    kant.sleutels = {
        "goed": sleutels.maak(tenant, "goed", [API_RECHT], morgen),
        "verlopen": sleutels.maak(tenant, "verlopen", [API_RECHT], morgen),
        "ander recht": sleutels.maak(tenant, "ander", ["leveringen.aanleveren"], morgen),
        "ingetrokken": sleutels.maak(tenant, "weg", [API_RECHT], morgen),
    }
    sleutels.trek_in(tenant, "weg")
    Dienstsleutel.objects.filter(naam="verlopen").update(geldig_tot=toen - timedelta(seconds=1))
    Aangeboden.objects.create(
        tenant=tenant, bestand=f"{kant.tekst}.csv", bytes=3, status=Aangeboden.GEWEIGERD,
        dienst=Dienstsleutel.objects.get(naam="goed"), fout={"wat": kant.tekst},
    )  # fmt: skip
    totp = Authenticator.objects.create(user=ander, type="totp", data={})
    kant.nummers = {"leveringen": list(ApartGezet.objects.order_by("pk").values_list("pk", flat=True)), "toegang": [totp.pk]}
    kant.voorwerpen = {m.__name__: _rijen(m) for m in met_uuid()}


def _medewerker(tenant: Organisatie, letter: str, rol: str) -> Medewerker:
    gemeenten = [HIER] if rol in UITVOERDERS else []
    return leg_medewerker_vast(
        tenant, f"{letter}-{rol}", naam=f"qx{letter}tekst {rol}", rol=rol, gemeenten=gemeenten, wachtwoord=WACHTWOORD,
        scholen=["99ZZ"] if rol == VERZUIM else [],
    )  # fmt: skip


def met_uuid() -> list[Any]:
    """Every model whose rows a page can name."""
    return [m for m in apps.get_models() if {"uuid", "tenant"} <= {f.name for f in m._meta.get_fields()} and m._meta.managed]


def _rijen(model: Any) -> list[tuple[UUID, int | None]]:
    if model is Jongere:
        return [(u, pk) for pk, u in model.objects.values_list("pk", "uuid")]
    velden = {f.name for f in model._meta.get_fields()}
    jongere = next((f"{v}_id" for v in ("jongere", "een") if v in velden), None)
    return [(r[0], r[1] if jongere else None) for r in model.objects.values_list("uuid", *([jongere] if jongere else []))]


# -- what there is to attack ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Deur:
    """An address with its gaps."""

    adres: str
    view: Any
    soorten: tuple[tuple[str, str], ...]

    @property
    def ruimte(self) -> str:
        """The app it is of."""
        return str(self.view.__module__).split(".")[2]

    def open(self, **waarden: object) -> str:
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(waarden[m[1]]), self.adres)


def deuren(deel: URLResolver | None = None, voor: str = "") -> Iterator[Deur]:
    for p in (deel or get_resolver()).url_patterns:
        if isinstance(p, URLResolver):
            yield from deuren(p, voor + str(p.pattern))
        elif isinstance(p, URLPattern):
            soorten = tuple((naam, type(c).__name__) for naam, c in p.pattern.converters.items())
            yield Deur(voor + str(p.pattern), p.callback, soorten)


def vreemd_voor(kant: Kant, ander: Kant, *, alle: bool) -> dict[str, list[UUID]]:
    """Per kind of foreign object its ids, for who works for ``kant`` in ``HIER``: every youth, of the rest one or ``alle``."""
    verborgen = kant.van(ELDERS, OPGEGAAN)
    uit: dict[str, list[UUID]] = {"van een andere organisatie": [], "buiten de eigen gemeenten": []}
    for soort, rijen in ander.voorwerpen.items():
        uit["van een andere organisatie"] += [u for u, _ in rijen][: None if alle or soort == "Jongere" else 1]
    for soort, rijen in kant.voorwerpen.items():
        ids = [u for u, j in rijen if j in verborgen and soort != "Oordeel"]
        uit["buiten de eigen gemeenten"] += ids[: None if alle or soort == "Jongere" else 1]
    return uit


def stel_binnen(kant: Kant) -> dict[str, Client]:
    """A browser per role, logged in."""
    uit = {}
    for rol in ROLLEN:
        uit[rol] = log_in(f"{kant.tekst[2]}-{rol}")
        uit[rol].raise_request_exception = False
    return uit


# -- what is looked at afterwards ----------------------------------------------------------------------------------------


def tekst_van(antwoord: Any) -> str:
    stromend = getattr(antwoord, "streaming_content", None)
    data = b"".join(stromend) if stromend is not None else antwoord.content
    koppen = "\n".join(f"{k}: {v}" for k, v in antwoord.headers.items())
    return f"{koppen}\n{data.decode('utf-8', 'ignore')}".casefold()


SPOREN = (
    "traceback (most recent",
    "psycopg",
    "programmingerror",
    "/site-packages/",
    "inbeeld/apps",
    "django.db",
    "exception value",
)


def fouten_in(antwoord: Any, tekst: str, verboden: Iterable[str]) -> list[str]:
    """What an answer to an attack must never be."""
    uit = [f"status {antwoord.status_code}: {getattr(antwoord, 'exc_info', None)}"] if antwoord.status_code >= 500 else []
    uit += [f"toont {w}" for w in verboden if w in tekst]
    return uit + [f"spoor: {s}" for s in SPOREN if s in tekst]


def afdruk(installatie: Path, database: str, kant: Kant, jongeren: set[int] | None = None) -> dict[str, tuple[int, str]]:
    """Per table how much there is of an organisation (of these youths) and what, as the owner of the database sees it."""
    uit = {}
    with psycopg.connect(Server(installatie).url(EIGENAAR, database)) as verbinding:
        kolom = "tenant_id" if jongeren is None else "jongere_id"
        waarden = [kant.tenant.pk] if jongeren is None else sorted(jongeren)
        tabellen = verbinding.execute(
            "SELECT table_name FROM information_schema.columns JOIN pg_tables ON tablename = table_name "
            "WHERE table_schema = 'public' AND schemaname = 'public' AND column_name = %s",
            [kolom],
        ).fetchall()
        for (tabel,) in sorted(tabellen):
            vraag = sql.SQL(
                "SELECT count(*), md5(coalesce(string_agg(md5(t::text), '' ORDER BY md5(t::text)), '')) "
                "FROM {} t WHERE {} = ANY(%s)"
            )
            rij = verbinding.execute(vraag.format(sql.Identifier(tabel), sql.Identifier(kolom)), [waarden]).fetchone()
            assert rij is not None
            uit[tabel] = (rij[0], rij[1])
    return uit
