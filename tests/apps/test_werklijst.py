"""The work list: one line per youth, in the order of the rule, for who may see it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.toegang.services import leg_medewerker_vast
from inbeeld.apps.werklijst import selectors
from inbeeld.apps.werklijst.models import Werkregel
from inbeeld.apps.werklijst.regels import leeg, samenvatting
from inbeeld.apps.werklijst.services import ververs

from .maken import ANNA, BRAM, CEM, brp, gaat_naar, levering, neem, persoon, woont

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker, Organisatie

PEIL = date(2026, 11, 20)


def ambtenaar(organisatie: Organisatie, rol: str = "leerplichtambtenaar", **meer: Any) -> Medewerker:
    return leg_medewerker_vast(
        organisatie, f"{rol}-{organisatie.code}", naam="Noor Vos", rol=rol, wachtwoord="lang-genoeg-wachtwoord", **meer
    )


@pytest.fixture
def drie(organisatie: Organisatie) -> Organisatie:
    """Anna is enrolled nowhere since long, Bram since a few days, Cem is at school."""
    neem(
        organisatie,
        brp(date(2026, 9, 1), ANNA, BRAM, CEM),
        levering(
            "rod-levering-v1",
            date(2026, 11, 16),
            "volledig",
            inschrijvingen=[
                gaat_naar(ANNA, tot=date(2026, 9, 7)),
                gaat_naar(BRAM, tot=date(2026, 11, 12)),
                gaat_naar(CEM),
            ],
        ),
    )
    return organisatie


def test_een_regel_per_jongere_op_volgorde(drie: Organisatie) -> None:
    ververs(drie, PEIL)
    regels = list(Werkregel.objects.filter(tenant=drie).order_by("uiterlijk", "rang"))
    assert len(regels) == 2, "Cem is at school; thuiszitter is no line of its own"
    assert {r.signalen[0] for r in regels} == {"absoluut_verzuim"}
    assert all(r.soort == "absoluut" and r.taak == "leerplicht" and r.grondslag == "afspraak" for r in regels)
    assert [r.rang for r in regels] == sorted(r.rang for r in regels)


def test_opnieuw_geeft_hetzelfde(drie: Organisatie) -> None:
    def stand() -> list[tuple[Any, ...]]:
        return list(
            Werkregel.objects.filter(tenant=drie).order_by("rang").values_list("jongere", "signalen", "uiterlijk", "rang")
        )

    ververs(drie, PEIL)
    eerst = stand()
    ververs(drie, PEIL)
    assert stand() == eerst


def test_groepen_en_filters(drie: Organisatie) -> None:
    ververs(drie, PEIL)
    wie = ambtenaar(drie)
    lijst = selectors.lijst(wie, PEIL)
    assert lijst.totaal == 2
    assert sum(g.aantal for g in lijst.groepen) == 2
    assert dict(lijst.soorten) == {"absoluut": 2, "achttienplus": 1}, "who was enrolled on 1 October last year left school too"
    assert selectors.lijst(wie, PEIL, soort="ziekte").groepen == []
    later = selectors.lijst(wie, date(2027, 1, 8))
    assert [g.naam for g in later.groepen] == ["vandaag"], "by then everything is due"


def test_wie_wat_ziet(drie: Organisatie) -> None:
    ververs(drie, PEIL)
    assert selectors.aantal_regels(ambtenaar(drie)) == 2
    assert selectors.aantal_regels(ambtenaar(drie, "doorstroomcoach")) == 0, "another task"
    assert selectors.aantal_regels(ambtenaar(drie, "teamleider")) == 2
    assert selectors.aantal_regels(ambtenaar(drie, "functioneel_beheerder")) == 0, "settings, no persons"


def test_alleen_eigen_gemeente(organisatie: Organisatie) -> None:
    organisatie.gemeenten = ["1999", "1998"]
    organisatie.save()
    personen = [persoon(ANNA, gemeente="1999"), persoon(BRAM, gemeente="1998")]
    verblijf = [woont(ANNA), woont(BRAM, gemeente="1998")]
    neem(organisatie, levering("brp-selectie-v1", date(2026, 9, 1), "volledig", personen=personen, verblijf=verblijf))
    ververs(organisatie, PEIL)
    assert selectors.aantal_regels(ambtenaar(organisatie, gemeenten=["1998"])) == 1
    assert selectors.aantal_regels(ambtenaar(organisatie, "teamleider")) == 2


def test_vervallen_staat_er(drie: Organisatie, monkeypatch: pytest.MonkeyPatch) -> None:
    ververs(drie, PEIL)
    wie = ambtenaar(drie)
    wie.vorig_bezoek = timezone.now()
    neem(drie, levering("rod-levering-v1", date(2026, 11, 18), inschrijvingen=[gaat_naar(BRAM, tot=None)]))
    ververs(drie, PEIL)
    lijst = selectors.lijst(wie, PEIL)
    weg = lijst.vervallen
    assert (lijst.vervallen_aantal, lijst.vervallen_meer) == (1, False)
    assert [(v.signaal, v.reden) for v in weg] == [("absoluut_verzuim", "gegevens")]
    assert Jongere.objects.get(pk=weg[0].jongere_id).tenant_id == drie.pk
    assert selectors.aantal_regels(wie) == 1
    neem(drie, levering("rod-levering-v1", date(2026, 11, 19), inschrijvingen=[gaat_naar(ANNA, tot=None)]))
    ververs(drie, PEIL)
    monkeypatch.setattr(selectors, "VERVALLEN_TELLEN", 1)
    lijst = selectors.lijst(wie, PEIL)
    assert (lijst.vervallen_aantal, lijst.vervallen_meer) == (1, True), "of very many only that there are more"
    assert lijst.vervallen[0].jongere_id != weg[0].jongere_id, "the latest first"


def test_bladen(drie: Organisatie, monkeypatch: pytest.MonkeyPatch) -> None:
    ververs(drie, PEIL)
    monkeypatch.setattr(selectors, "PER_BLAD", 1)
    wie = ambtenaar(drie)
    bladen = [selectors.lijst(wie, PEIL, blad=n) for n in (1, 2, 99)]
    gezien = [r.jongere_id for b in bladen for g in b.groepen for r in g.regels]
    assert len(set(gezien[:2])) == 2
    assert bladen[2].blad == bladen[2].bladen == 2


def test_samenvatting_hangt_niet_van_het_blad_af(drie: Organisatie, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all of the list, whatever page of it or which kind is shown."""
    ververs(drie, PEIL)
    monkeypatch.setattr(selectors, "PER_BLAD", 1)
    wie = ambtenaar(drie)
    eerste = Werkregel.objects.filter(tenant=drie).order_by("rang")[0]
    Werkregel.objects.filter(pk=eerste.pk).update(uiterlijk=PEIL)
    heel = samenvatting(selectors.lijst(wie, PEIL), PEIL)
    assert heel.startswith("1 jongere vraagt vandaag iets van u.")
    for lijst in (selectors.lijst(wie, PEIL, blad=2), selectors.lijst(wie, PEIL, soort="achttienplus")):
        assert samenvatting(lijst, PEIL) == heel


def test_zonder_beeld_geen_weg_waar_iemand_niet_heen_mag(organisatie: Organisatie) -> None:
    lijst = selectors.lijst(ambtenaar(organisatie, "doorstroomcoach"), PEIL)
    assert leeg(lijst, None, mag_leveringen=True)["leeg_url"] == "/leveringen/"
    assert leeg(lijst, None, mag_leveringen=False)["leeg_url"] == ""
