"""The work list: one line per youth and task, in the order of the rule, for who may see it."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from stdnum.nl import bsn

from inbeeld.apps.beelden.models import Beeldrun, Rechtspositie, Signaal
from inbeeld.apps.gronden import services as gronden
from inbeeld.apps.leveringen.models import Levering
from inbeeld.apps.personen.models import Jongere
from inbeeld.apps.scholen.selectors import kalenders
from inbeeld.apps.toegang.services import leg_medewerker_vast
from inbeeld.apps.werklijst import selectors
from inbeeld.apps.werklijst.models import Werkregel
from inbeeld.apps.werklijst.regels import leeg, samenvatting
from inbeeld.apps.werklijst.services import maak_lijst, ververs
from inbeeld.regels.werklijst.termijn import Combinatie, termijnen
from inbeeld.regels.werklijst.volgorde import lijnen
from inbeeld.regels.werklijst.werk import TAAK_VAN_POSITIE, WERK

from .maken import ANNA, BRAM, CEM, brp, gaat_naar, levering, log_in, neem, persoon, woont

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
    regels = list(Werkregel.objects.filter(tenant=drie, taak="leerplicht").order_by("uiterlijk", "rang"))
    assert len(regels) == 2, "Cem is at school; thuiszitter is no line of its own"
    assert {r.signalen[0] for r in regels} == {"absoluut_verzuim"}
    assert all(r.soort == "absoluut" and r.grondslag == "afspraak" for r in regels)
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
    assert dict(lijst.soorten) == {"absoluut": 2}
    assert dict(selectors.lijst(ambtenaar(drie, "doorstroomcoach"), PEIL).soorten) == {"achttienplus": 1}
    baas = selectors.lijst(ambtenaar(drie, "teamleider"), PEIL)
    assert (baas.totaal, dict(baas.soorten)) == (3, {"absoluut": 2, "achttienplus": 1})
    assert selectors.lijst(wie, PEIL, soort="ziekte").groepen == []
    later = selectors.lijst(wie, date(2027, 1, 8))
    assert [g.naam for g in later.groepen] == ["vandaag"], "by then everything is due"


def test_wie_wat_ziet(drie: Organisatie) -> None:
    ververs(drie, PEIL)
    assert selectors.aantal_regels(ambtenaar(drie)) == 2
    assert selectors.aantal_regels(ambtenaar(drie, "doorstroomcoach")) == 1, "who was enrolled on 1 October last year left school"
    assert selectors.aantal_regels(ambtenaar(drie, "teamleider")) == 3
    assert selectors.aantal_regels(ambtenaar(drie, "functioneel_beheerder")) == 0, "settings, no persons"


def _signalen(organisatie: Organisatie, per_jongere: dict[int, list[Combinatie]], posities: dict[int, str]) -> None:
    """A picture with these signals, made by hand, and its work list."""
    run = Beeldrun.objects.create(
        tenant=organisatie,
        peildatum=PEIL,
        motor="x",
        regelversie="x",
        parameterversie="x",
        snapshot="x",
        levering=max(Levering.objects.values_list("pk", flat=True), default=None),
    )
    vast = {"tenant": organisatie, "run": run, "regel": "x", "artikel": "x", "zekerheid": "zeker"}
    for jongere, signalen in per_jongere.items():
        Rechtspositie.objects.create(jongere_id=jongere, van=date(2020, 1, 1), positie=posities[jongere], **vast)
        Signaal.objects.bulk_create(Signaal(jongere_id=jongere, **c._asdict(), **vast) for c in signalen)
    with transaction.atomic(), connection.cursor() as cursor:
        maak_lijst(cursor, organisatie, PEIL)
        gronden.werk_bij(cursor, organisatie.pk, PEIL)


def test_werk_voor_twee_taken_staat_bij_allebei(organisatie: Organisatie) -> None:
    """Just eighteen: an open report is for the Doorstroompunt, the sixteen hours of before stay with leerplicht."""
    neem(organisatie, brp(date(2026, 9, 1), ANNA, BRAM))
    anna, bram = Jongere.objects.filter(tenant=organisatie).order_by("pk")
    melding = Combinatie("melding_open", date(2026, 11, 2), None, date(2026, 11, 2))
    uren = Combinatie("relatief_verzuim_16u", date(2026, 11, 18), None, date(2026, 11, 18))
    _signalen(
        organisatie, {anna.pk: [melding, uren], bram.pk: [uren]}, {anna.pk: "rmc_doelgroep", bram.pk: "kwalificatieplichtig"}
    )
    leerplicht, doorstroom, baas = (ambtenaar(organisatie, r) for r in ("leerplichtambtenaar", "doorstroomcoach", "teamleider"))

    def regels(wie: Medewerker) -> list[tuple[int, str, list[str]]]:
        return [(r.jongere_id, r.signaal.signaal, r.signalen) for g in selectors.lijst(wie, PEIL).groepen for r in g.regels]

    een, ander = ["melding_open", "relatief_verzuim_16u"], ["relatief_verzuim_16u", "melding_open"]
    assert regels(doorstroom) == [(anna.pk, "melding_open", een)]
    assert sorted(regels(leerplicht)) == [(anna.pk, "relatief_verzuim_16u", ander), (bram.pk, "relatief_verzuim_16u", ander[:1])]
    assert regels(baas)[0][0] == anna.pk, "the report can't wait"
    assert len(regels(baas)) == selectors.aantal_regels(baas) == selectors.lijst(baas, PEIL).totaal == 3
    assert [selectors.lijst(w, PEIL).soorten for w in (leerplicht, doorstroom)] == [[("verzuim", 2)], [("verzuim", 1)]]
    client = log_in(baas.gebruikersnaam)
    organisatie.vaste_dag = PEIL
    organisatie.save()
    blad = client.get("/").content.decode()
    assert blad.count("data-regel") == 3
    assert "Doorstroompunt · " in blad
    assert "1 zaak vraagt vandaag iets van u." in blad
    blad = client.get(f"/jongeren/{anna.uuid}/").content.decode()
    assert blad.count('<span class="bron') == 2, "each team its own term"


@pytest.mark.parametrize("zaad", range(3))
def test_sql_en_regel_zeggen_hetzelfde(organisatie: Organisatie, zaad: int) -> None:
    """Any signals of any youths: the lines are those of the rule."""
    toeval = random.Random(zaad)
    bsns = [b for n in range(999990000, 999991000) if bsn.is_valid(b := str(n))][:60]
    neem(organisatie, brp(date(2026, 9, 1), *bsns))
    ids = list(Jongere.objects.filter(tenant=organisatie).values_list("pk", flat=True))
    assert len(ids) == 60
    posities = {j: toeval.choice(list(TAAK_VAN_POSITIE)) for j in ids}
    per: dict[int, list[Combinatie]] = {}
    for j in ids:
        namen = {toeval.choice([s for s in WERK if not WERK[s].deel_van]) for _ in range(toeval.randint(1, 4))}
        if toeval.random() < 0.5 and namen & {"absoluut_verzuim", "langdurig_relatief_verzuim"}:
            namen.add("thuiszitter_3mnd")
        per[j] = []
        for naam in sorted(namen):
            van = date(2026, 9, 1) + timedelta(days=toeval.randint(0, 80))
            per[j].append(Combinatie(naam, van + timedelta(days=toeval.randint(0, 9)), None, van))
    _signalen(organisatie, per, posities)
    kalender = kalenders(organisatie.pk)
    verwacht = {
        (j, lijn.taak): (lijn.hoofd.signaal, lijn.soort, set(lijn.soorten), lijn.signalen, lijn.rang, lijn.termijn.uiterlijk)
        for j, signalen in per.items()
        for lijn in lijnen(zip(signalen, termijnen(signalen, kalender), strict=True), posities[j], PEIL)
    }
    staat = {
        (r.jongere_id, r.taak): (
            r.signaal.signaal,
            r.soort,
            set(r.soorten),
            tuple(dict.fromkeys(r.signalen)),
            r.rang,
            r.uiterlijk,
        )
        for r in Werkregel.objects.filter(tenant=organisatie).select_related("signaal")
    }
    assert staat == verwacht
    assert len(staat) > 70


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


def test_wat_na_het_bezoek_kwam_is_nieuw(drie: Organisatie) -> None:
    """Seen in the morning; what the delivery of that afternoon brings is new the next day, and only that."""
    ververs(drie, PEIL)
    wie = ambtenaar(drie)
    wie.vorig_bezoek = timezone.now()
    weg = gaat_naar(CEM, tot=date(2026, 11, 17))
    neem(drie, levering("rod-levering-v1", date(2026, 11, 18), inschrijvingen=[weg]))
    ververs(drie, PEIL)
    Werkregel.objects.filter(tenant=drie).update(uiterlijk=date(2027, 3, 1), sinds_bekend=date(2026, 11, 19))
    for _ in range(2):  # also after another picture
        lijst = selectors.lijst(wie, PEIL)
        assert {g.naam: g.aantal for g in lijst.groepen} == {"nieuw": 1, "later": 2}
        cem = lijst.groepen[0].regels[0]
        assert cem.signalen[0] == "absoluut_verzuim"
        ververs(drie, PEIL)
        Werkregel.objects.filter(tenant=drie).update(uiterlijk=date(2027, 3, 1))
    wie.vorig_bezoek = timezone.now()
    assert [g.naam for g in selectors.lijst(wie, PEIL).groepen] == ["later"], "seen by now"


@pytest.mark.parametrize(
    ("nu", "uiterlijk", "groep"),
    [
        (date(2026, 11, 19), date(2026, 11, 19), "vandaag"),
        (date(2026, 11, 19), date(2026, 11, 2), "vandaag"),
        (date(2026, 11, 19), date(2026, 11, 20), "week"),
        (date(2026, 11, 19), date(2026, 11, 23), "later"),
        (date(2026, 11, 20), date(2026, 11, 23), "later"),
        (date(2026, 11, 21), date(2026, 11, 27), "week"),
    ],
)
def test_een_jongere_staat_onder_dezelfde_kop_als_op_vandaag(drie: Organisatie, nu: date, uiterlijk: date, groep: str) -> None:
    ververs(drie, PEIL)
    Werkregel.objects.filter(tenant=drie).update(uiterlijk=uiterlijk)
    wie = ambtenaar(drie)
    lijst = selectors.lijst(wie, nu)
    assert [g.naam for g in lijst.groepen] == [groep]
    for r in lijst.groepen[0].regels:
        plek = selectors.plekken_van(wie, r.jongere_id, nu)[0]
        assert (plek.groep, plek.op_lijst) == (groep, True)
    anderen = selectors.plekken_van(ambtenaar(drie, "doorstroomcoach"), lijst.groepen[0].regels[0].jongere_id, nu)
    assert [p.regel.taak for p in anderen if not p.op_lijst] == ["leerplicht"]


def test_vervallen_staat_alleen_bij_wie_het_werk_was(organisatie: Organisatie) -> None:
    """An open report of a child is leerplicht's, of someone of nineteen the Doorstroompunt's: also when it lapses."""
    kind, ouder = persoon(ANNA), persoon(BRAM, geboren=date(2007, 3, 4))
    school = [gaat_naar(ANNA), gaat_naar(BRAM, onderwijs="mbo2")]

    def meldingen(status: str) -> list[dict[str, Any]]:
        melding = {"brin": "99ZZ", "verzuimsoort": "V3", "van": date(2026, 11, 2), "ontvangen": date(2026, 11, 9)}
        return [melding | {"pgn": p, "kenmerk": p[-2:], "status": status} for p in (ANNA, BRAM)]

    neem(
        organisatie,
        levering("brp-selectie-v1", date(2026, 9, 1), "volledig", personen=[kind, ouder], verblijf=[woont(ANNA), woont(BRAM)]),
        levering("rod-levering-v1", date(2026, 11, 9), "volledig", inschrijvingen=school),
        levering("verzuimmelding-v1", date(2026, 11, 9), meldingen=meldingen("B")),
    )
    ververs(organisatie, PEIL)
    regels = dict(Werkregel.objects.filter(tenant=organisatie).values_list("jongere__geboren__year", "taak"))
    assert regels == {2010: "leerplicht", 2007: "doorstroompunt"}
    rollen = ("leerplichtambtenaar", "doorstroomcoach", "teamleider")
    mensen = {rol: ambtenaar(organisatie, rol) for rol in rollen}
    for wie in mensen.values():
        wie.vorig_bezoek = timezone.now()
    neem(organisatie, levering("verzuimmelding-v1", date(2026, 11, 16), meldingen=meldingen("I")))
    ververs(organisatie, PEIL)
    lijsten = {rol: selectors.lijst(wie, PEIL).vervallen for rol, wie in mensen.items()}
    weg = {r: sorted(v.jongere.geboren.year for v in lijst if v.signaal == "melding_open") for r, lijst in lijsten.items()}
    assert weg == {"leerplichtambtenaar": [2010], "doorstroomcoach": [2007], "teamleider": [2007, 2010]}
