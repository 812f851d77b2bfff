"""The heat map of a youth, from deliveries: present is only who was enrolled where absence of that day was shared."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from inbeeld.apps.jongere import selectors
from inbeeld.apps.jongere.kijk import Kijk
from inbeeld.apps.jongere.prenten import hittekaarten
from inbeeld.apps.leveringen.services import neem_op
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.registers.selectors import gedeeld
from inbeeld.apps.toegang.services import leg_medewerker_vast
from inbeeld.bronnen import basis

from .maken import ANNA, BRAM, CEM, gaat_naar, levering, op, persoon, vraag, woont

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker, Organisatie
    from inbeeld.web.prenten.hittekaart import Hittekaart

PEIL = date(2026, 11, 20)
GEBOREN = {ANNA: date(2010, 3, 4), BRAM: date(2010, 3, 5), CEM: date(2010, 3, 6)}
ABSENTIE = "absentie-v1"


def weg(dag: date, pgn: str = BRAM, **meer: Any) -> dict[str, Any]:
    return {"pgn": pgn, "brin": "99ZZ", "vestiging": "00", "datum": dag, "minuten": 60, "uren": 1.0, "reden": "ziek"} | meer


def deelt(lever: date, *dagen: date, **meer: Any) -> basis.Gelezen:
    return levering(ABSENTIE, lever, verzuim=[weg(d, kenmerk=str(d), **meer) for d in dagen])


@pytest.fixture
def school(organisatie: Organisatie) -> Organisatie:
    """99ZZ shares from 1 September. Anna left it and is nowhere since October, Bram is still there, Cem went on to 98YY."""
    personen = [persoon(p, geboren=d) for p, d in GEBOREN.items()]
    brp = levering("brp-selectie-v1", date(2026, 8, 1), "volledig", personen=personen, verblijf=[woont(p) for p in GEBOREN])
    weggegaan = date(2026, 10, 1)
    rod = levering(
        "rod-levering-v1",
        date(2026, 10, 5),
        "volledig",
        inschrijvingen=[
            gaat_naar(ANNA, tot=weggegaan),
            gaat_naar(BRAM),
            gaat_naar(CEM, tot=weggegaan),
            gaat_naar(CEM, "2", weggegaan, brin="98YY"),
        ],
    )
    for gelezen, toen in ((brp, op(2026, 8, 3)), (rod, op(2026, 10, 5))):
        neem_op(gelezen, organisatie, toen)
    neem_op(deelt(date(2026, 11, 16), date(2026, 9, 1), date(2026, 10, 12), date(2026, 11, 13)), organisatie, op(2026, 11, 16))
    return organisatie


@pytest.fixture
def wie(organisatie: Organisatie) -> Medewerker:
    return leg_medewerker_vast(
        organisatie, f"tl-{organisatie.pk}", naam="Karim", rol="teamleider", wachtwoord="lang-genoeg-wachtwoord"
    )


def kaart(wie: Medewerker, pgn: str, bekend_op: date = PEIL) -> Hittekaart | None:
    jongere = Jongere.objects.get(tenant=wie.tenant, geboren=GEBOREN[pgn])
    b = selectors.beeld(wie, jongere, Kijk(PEIL, bekend_op, bekend_op))
    scholen = {i["school_id"] for i in b.feiten["inschrijvingen"]}
    kaarten = hittekaarten(b, gedeeld(wie.tenant_id, scholen, b.bekend_op))
    return kaarten[0] if kaarten and kaarten[0].schooljaar == "2026-2027" else None


def aanwezig(k: Hittekaart | None) -> tuple[date, date] | None:
    """First and last day that is shown as present, or absent for a part."""
    dagen = [d.datum for d in k.dagen if d.soort == "schooldag" and d.gedeeld and d.datum <= PEIL] if k else []
    return (min(dagen), max(dagen)) if dagen else None


def test_wie_nergens_staat_is_niet_aanwezig(school: Organisatie, wie: Medewerker) -> None:
    k = kaart(wie, ANNA)
    assert k is not None
    assert aanwezig(k) == (date(2026, 9, 1), date(2026, 9, 30))
    buiten = [d.datum for d in k.dagen if d.soort == "buiten"]
    assert min(buiten) == date(2026, 10, 1)
    assert PEIL in buiten


def test_na_de_laatste_dag_waarover_de_school_iets_deelde_is_niets_bekend(school: Organisatie, wie: Medewerker) -> None:
    assert aanwezig(kaart(wie, BRAM)) == (date(2026, 9, 1), date(2026, 11, 13))
    vooruit = deelt(date(2026, 11, 16), date(2026, 11, 19), reden="verlof")
    neem_op(vooruit, school, op(2026, 11, 16))
    assert aanwezig(kaart(wie, BRAM)) == (date(2026, 9, 1), date(2026, 11, 13)), "leave that was told ahead"


def test_een_andere_school_die_niet_deelt(school: Organisatie, wie: Medewerker) -> None:
    k = kaart(wie, CEM)
    assert aanwezig(k) == (date(2026, 9, 1), date(2026, 9, 30))
    assert k is not None
    assert not [d for d in k.dagen if d.soort == "buiten" and d.datum >= date(2026, 9, 1)], "enrolled, but not shared"


def test_alleen_wat_toen_bekend_was_en_niet_is_ingetrokken(school: Organisatie, wie: Medewerker) -> None:
    assert aanwezig(kaart(wie, BRAM, date(2026, 11, 10))) is None, "nothing was shared by then"
    vraag(
        "UPDATE registers_verzuim SET vervallen = true, vervangen_op = now() WHERE tenant_id = %s AND datum = %s RETURNING id",
        school.pk,
        date(2026, 11, 13),
    )
    assert aanwezig(kaart(wie, BRAM)) == (date(2026, 9, 1), date(2026, 10, 12)), "the school took it back"


def test_een_melding_is_geen_delen(school: Organisatie, wie: Medewerker) -> None:
    """What comes with a report about one youth says nothing about the others."""
    vraag("UPDATE registers_verzuim SET bron = 'verzuimmelding-v1' WHERE tenant_id = %s RETURNING id", school.pk)
    assert aanwezig(kaart(wie, BRAM)) is None
