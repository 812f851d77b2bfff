"""The rules against the day model: cases worked out by hand, and many random youths on every day of three school years."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbeeld.beeld import bereken
from inbeeld.beeld.casus import Tafel, keur
from inbeeld.beeld.toets import toets
from inbeeld.regels.kalender import Kalenders
from inbeeld.tabellen import FEITEN

from . import grepen
from .dagmodel import KALENDER, KALENDER_VAN, LAATSTE, SIGNALEN, dagen, fouten, stand, verloop

DAG = timedelta(days=1)
TABEL = FEITEN["kalender"].uit_rijen(KALENDER)
KALENDERS = Kalenders.uit(TABEL)

Jongere = dict[str, Any]
Verschil = tuple[date, str, object, object]
"""Day, what differs, what the model says, what the rules say."""


# -- the two sides ----------------------------------------------------------------------------------


class Uitkomst:
    """What the rules say about one youth, laid out per day."""

    def __init__(self) -> None:
        self.positie: dict[date, tuple[str, str | None]] = {}
        self.signalen: dict[date, set[str]] = defaultdict(set)


def reken(jongeren: Iterable[Jongere], peildatum: date) -> list[Uitkomst]:
    """One run for all; every day from the begin of the calendar up to and including the peildatum."""
    tafel = Tafel(KALENDERS)
    nummers = [tafel.jongere(*keur(j["geboren"], j["feiten"])) for j in jongeren]
    uit = {n: Uitkomst() for n in nummers}
    tabellen = bereken(tafel.tabellen(TABEL), peildatum=peildatum).uitkomsten

    def op_dagen(rij: dict[str, Any]) -> Iterable[date]:
        return dagen(max(rij["van"], KALENDER_VAN), min(rij["tot"] or peildatum + DAG, peildatum + DAG))

    for r in tabellen["rechtspositie"].select(["jongere_id", "van", "tot", "positie", "vrijgesteld"]).to_pylist():
        for dag in op_dagen(r):
            assert dag not in uit[r["jongere_id"]].positie, f"twee rechtsposities op {dag}"
            uit[r["jongere_id"]].positie[dag] = (r["positie"], r["vrijgesteld"])
    for r in tabellen["signalen"].select(["jongere_id", "van", "tot", "signaal"]).to_pylist():
        for dag in op_dagen(r):
            uit[r["jongere_id"]].signalen[dag].add(r["signaal"])
    return [uit[n] for n in nummers]


def verschillen(jongere: Jongere, uitkomst: Uitkomst, peildatum: date) -> list[Verschil]:
    uit: list[Verschil] = []
    for dag, s in verloop(jongere, peildatum).items():
        if dag < max(KALENDER_VAN, jongere["geboren"]):
            continue
        positie, grond = uitkomst.positie.get(dag, (None, None))
        if positie != s.rechtspositie:
            uit.append((dag, "rechtspositie", s.rechtspositie, positie))
        elif grond not in (s.gronden or {None}):
            uit.append((dag, "vrijgesteld", sorted(s.gronden) or None, grond))
        signalen = uitkomst.signalen.get(dag, set()) & SIGNALEN
        uit += [(dag, c, c in s.signalen, c in signalen) for c in sorted((signalen ^ s.signalen) - s.open)]
    return uit


def vergelijk(jongeren: list[Jongere], peildatum: date) -> list[list[Verschil]]:
    return [verschillen(j, u, peildatum) for j, u in zip(jongeren, reken(jongeren, peildatum), strict=True)]


# -- making a failure small ----------------------------------------------------------------------------------


def zonder(jongere: Jongere, plekken: set[tuple[str, int | None]]) -> Jongere:
    feiten = {}
    for naam, waarde in jongere["feiten"].items():
        if isinstance(waarde, list):
            rest = [f for nr, f in enumerate(waarde) if (naam, nr) not in plekken]
            if rest:
                feiten[naam] = rest
        elif (naam, None) not in plekken:
            feiten[naam] = waarde
    return {"geboren": jongere["geboren"], "feiten": feiten}


def krimp(jongere: Jongere, mislukt: Callable[[list[Jongere]], list[bool]]) -> Jongere:
    """The youth with as few facts as still fail; ``mislukt`` tries many at once."""
    while True:
        plekken: list[tuple[str, int | None]] = []
        for naam, waarde in jongere["feiten"].items():
            plekken += [(naam, nr) for nr in range(len(waarde))] if isinstance(waarde, list) else [(naam, None)]
        los = [p for p in plekken if not fouten(zonder(jongere, {p}))]
        los = [p for p, m in zip(los, mislukt([zonder(jongere, {p}) for p in los]), strict=True) if m] if los else []
        if not los:
            return jongere
        samen = [set(los[:n]) for n in range(len(los), 0, -1)] + [set(los[n:]) for n in range(1, len(los))]
        proef = [c for c in (zonder(jongere, s) for s in samen) if not fouten(c)]
        goed = [c for c, m in zip(proef, mislukt(proef), strict=True) if m]
        jongere = min(goed, key=lambda c: sum(len(v) if isinstance(v, list) else 1 for v in c["feiten"].values()))


class _Schrijver(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def als_casus(jongere: Jongere, verschil: Verschil) -> str:
    dag, wat, model, regels = verschil
    s = stand(jongere, dag)
    verwacht: dict[str, Any] = {"peildatum": dag, "rechtspositie": s.rechtspositie}
    if len(s.gronden) < 2:
        verwacht["vrijgesteld"] = next(iter(s.gronden), None)
    verwacht["signalen"] = sorted(s.signalen)
    verwacht["geen_signalen"] = sorted(SIGNALEN - s.signalen - s.open)
    casus = {"id": "X", "soort": "beeld", **jongere, "verwacht": [verwacht]}
    tekst = yaml.dump([casus], Dumper=_Schrijver, sort_keys=False, default_flow_style=None, width=140)
    return f"# {wat} op {dag}: dagmodel {model}, regels {regels}\n{tekst}"


def meld(jongeren: list[Jongere], gevonden: list[list[Verschil]], hoeveel: int = 1) -> None:
    """Fails with the smallest youth for the most frequent differences."""
    per_soort: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for nr, lijst in enumerate(gevonden):
        for soort in {(v[1], bool(v[2])) for v in lijst}:
            per_soort[soort].append(nr)
    if not per_soort:
        return
    tekst = [f"{wat} (dagmodel: {model}): {len(nrs)} van {len(jongeren)} jongeren" for (wat, model), nrs in per_soort.items()]
    for soort in sorted(per_soort, key=lambda s: -len(per_soort[s]))[:hoeveel]:
        nr = min(per_soort[soort], key=lambda n: len(str(jongeren[n])))
        eerste = next(v for v in gevonden[nr] if (v[1], bool(v[2])) == soort)
        tot_en_met = eerste[0]

        def mislukt(proef: list[Jongere], soort: Any = soort, tot_en_met: date = tot_en_met) -> list[bool]:
            return [any((v[1], bool(v[2])) == soort for v in lijst) for lijst in vergelijk(proef, tot_en_met)]

        klein = krimp(jongeren[nr], mislukt) if mislukt([jongeren[nr]])[0] else jongeren[nr]
        tekst.append(als_casus(klein, eerste))
    pytest.fail("\n".join(tekst), pytrace=False)


# -- (a) cases by hand ----------------------------------------------------------------------------------

CASUSSEN = """
- {id: begin in de zomervakantie, geboren: 2021-07-15, feiten: {},
   verwacht: [{peildatum: 2026-08-30, rechtspositie: te_jong, geen_signalen: [absoluut_verzuim]},
              {peildatum: 2026-08-31, rechtspositie: leerplichtig, signalen: [absoluut_verzuim]}]}
- {id: begin op de eerste van de maand, geboren: 2021-06-30, feiten: {},
   verwacht: [{peildatum: 2026-06-30, rechtspositie: te_jong}, {peildatum: 2026-07-01, rechtspositie: leerplichtig}]}
- {id: begin na de kerstvakantie, geboren: 2020-12-31, feiten: {},
   verwacht: [{peildatum: 2026-01-04, rechtspositie: te_jong}, {peildatum: 2026-01-05, rechtspositie: leerplichtig}]}
- {id: zestien op de laatste dag van het schooljaar, geboren: 2010-07-31,
   feiten: {inschrijvingen: [{onderwijs: isk, van: 2023-10-02}]},
   verwacht: [{peildatum: 2026-07-31, rechtspositie: leerplichtig},
       {peildatum: 2026-08-01, rechtspositie: kwalificatieplichtig}]}
- {id: een schooldag gemist maakt het jaar niet vol, geboren: 2009-08-02,
   feiten: {inschrijvingen: [{onderwijs: po, van: 2013-08-02, tot: 2021-08-01},
       {onderwijs: vo, van: 2021-08-01, tot: 2025-01-14},
                             {onderwijs: vo, van: 2025-01-15}]},
   verwacht: [{peildatum: 2025-08-01, rechtspositie: leerplichtig}, {peildatum: 2026-07-31, rechtspositie: leerplichtig},
              {peildatum: 2026-08-01, rechtspositie: kwalificatieplichtig}]}
- {id: alleen een zaterdag en zondag ertussen laat het jaar vol, geboren: 2009-08-02,
   feiten: {inschrijvingen: [{onderwijs: po, van: 2013-08-02, tot: 2021-08-01},
       {onderwijs: vo, van: 2021-08-01, tot: 2025-01-11},
                             {onderwijs: vo, van: 2025-01-13}]},
   verwacht: [{peildatum: 2025-08-01, rechtspositie: kwalificatieplichtig}]}
- {id: gat in de zomer en aangevuld tot acht, geboren: 2009-09-02,
   feiten: {inschrijvingen: [{onderwijs: po, van: 2013-09-02, tot: 2021-08-01},
       {onderwijs: vo, van: 2021-08-01, tot: 2025-07-19},
                             {onderwijs: vo, van: 2025-09-01}]},
   verwacht: [{peildatum: 2025-07-31, rechtspositie: leerplichtig},
              {peildatum: 2025-08-01, rechtspositie: kwalificatieplichtig, geen_signalen: [absoluut_verzuim]}]}
- {id: so telt mee maar wordt niet aangevuld, geboren: 2009-09-02,
   feiten: {inschrijvingen: [{onderwijs: so, van: 2013-09-02, tot: 2021-08-01}, {onderwijs: vso_vervolg, van: 2021-08-01}]},
   verwacht: [{peildatum: 2025-08-01, rechtspositie: leerplichtig}]}
- {id: een mbo-jaar telt niet als schooljaar, geboren: 2009-08-02,
   feiten: {inschrijvingen: [{onderwijs: po, van: 2013-08-02, tot: 2021-08-01},
       {onderwijs: vo, van: 2021-08-01, tot: 2024-08-01},
                             {onderwijs: mbo1, van: 2024-08-01}]},
   verwacht: [{peildatum: 2025-08-01, rechtspositie: leerplichtig}]}
- {id: vso arbeid begonnen in de kwalificatieplicht, geboren: 2009-03-01,
   feiten: {inschrijvingen: [{onderwijs: po, van: 2013-03-01, tot: 2021-08-01},
       {onderwijs: vo, van: 2021-08-01, tot: 2026-02-02},
                             {onderwijs: vso_arbeid, van: 2026-02-02}]},
   verwacht: [{peildatum: 2026-02-01, rechtspositie: kwalificatieplichtig},
       {peildatum: 2026-02-02, rechtspositie: rmc_monitoring}]}
- {id: drieentwintig op de laatste dag van het oude recht, geboren: 2002-12-31, feiten: {},
   verwacht: [{peildatum: 2025-12-30, rechtspositie: rmc_doelgroep}, {peildatum: 2025-12-31, rechtspositie: buiten_doelgroep},
              {peildatum: 2026-01-01, rechtspositie: rmc_doelgroep}]}
- {id: zevenentwintig, geboren: 1999-06-10, feiten: {},
   verwacht: [{peildatum: 2026-06-09, rechtspositie: rmc_doelgroep}, {peildatum: 2026-06-10, rechtspositie: buiten_doelgroep}]}
- {id: vso-diploma en contract rond de jaarwisseling, geboren: 2005-05-05,
   feiten: {diplomas: [{diploma: vso, datum: 2023-07-01}], werk: [{vorm: arbeidsovereenkomst, van: 2025-03-01}]},
   verwacht: [{peildatum: 2025-02-28, rechtspositie: rmc_doelgroep}, {peildatum: 2025-03-01, rechtspositie: rmc_monitoring},
              {peildatum: 2025-12-31, rechtspositie: rmc_monitoring}, {peildatum: 2026-01-01, rechtspositie: rmc_doelgroep}]}
- {id: verklaring praktijkonderwijs en contract, geboren: 2005-05-05,
   feiten: {diplomas: [{diploma: pro_verklaring, datum: 2023-07-01}], werk: [{vorm: arbeidsovereenkomst, van: 2025-03-01}]},
   verwacht: [{peildatum: 2025-12-31, rechtspositie: rmc_doelgroep, signalen: [jikp]}]}
- {id: entree en eigen bedrijf, geboren: 2005-05-05,
   feiten: {diplomas: [{diploma: entree, datum: 2023-07-01}], werk: [{vorm: zelfstandig, van: 2025-03-01}]},
   verwacht: [{peildatum: 2025-12-31, rechtspositie: rmc_doelgroep}]}
- {id: uitgeschreven op een zaterdag, geboren: 2013-05-06,
   feiten: {inschrijvingen: [{onderwijs: po, van: 2017-05-08, tot: 2025-11-15}]},
   verwacht: [{peildatum: 2025-11-14, geen_signalen: [absoluut_verzuim]},
              {peildatum: 2025-11-15, signalen: [absoluut_verzuim, thuiszitter]}]}
- {id: uitgeschreven op de laatste schooldag voor de zomer, geboren: 2013-05-06,
   feiten: {inschrijvingen: [{onderwijs: po, van: 2017-05-08, tot: 2026-07-17}]},
   verwacht: [{peildatum: 2026-07-17, signalen: [absoluut_verzuim]}, {peildatum: 2026-08-10, signalen: [absoluut_verzuim]}]}
- {id: uitgeschreven na de laatste schooldag voor de zomer, geboren: 2013-05-06,
   feiten: {inschrijvingen: [{onderwijs: po, van: 2017-05-08, tot: 2026-07-18}]},
   verwacht: [{peildatum: 2026-07-18, geen_signalen: [absoluut_verzuim]},
       {peildatum: 2026-08-30, geen_signalen: [absoluut_verzuim]},
              {peildatum: 2026-08-31, signalen: [absoluut_verzuim], geen_signalen: [thuiszitter_3mnd]},
              {peildatum: 2026-11-30, geen_signalen: [thuiszitter_3mnd]},
                  {peildatum: 2026-12-01, signalen: [thuiszitter_3mnd]}]}
- {id: in de zomer even ingeschreven, geboren: 2013-05-06,
   feiten: {inschrijvingen: [{onderwijs: po, van: 2017-05-08, tot: 2026-07-01},
       {onderwijs: vo, van: 2026-07-20, tot: 2026-07-25}]},
   verwacht: [{peildatum: 2026-07-19, signalen: [absoluut_verzuim]}, {peildatum: 2026-07-20, geen_signalen: [absoluut_verzuim]},
              {peildatum: 2026-07-25, geen_signalen: [absoluut_verzuim]},
                  {peildatum: 2026-08-31, signalen: [absoluut_verzuim]}]}
- {id: geen zomergat in de herfstvakantie, geboren: 2013-05-06,
   feiten: {inschrijvingen: [{onderwijs: po, van: 2017-05-08, tot: 2025-10-18}, {onderwijs: po, van: 2025-10-27}]},
   verwacht: [{peildatum: 2025-10-20, signalen: [absoluut_verzuim]},
       {peildatum: 2025-10-27, geen_signalen: [absoluut_verzuim]}]}
- {id: artikel 15 werkt pas in de kwalificatieplicht, geboren: 2010-03-10,
   feiten: {vrijstellingen: [{grond: "15", van: 2025-09-01, tot: 2027-01-01}]},
   verwacht: [{peildatum: 2026-07-31, rechtspositie: leerplichtig, vrijgesteld: null, signalen: [absoluut_verzuim]},
              {peildatum: 2026-08-01, rechtspositie: kwalificatieplichtig, vrijgesteld: "15", geen_signalen: [absoluut_verzuim]},
              {peildatum: 2027-01-01, vrijgesteld: null, signalen: [absoluut_verzuim]}]}
- {id: nooit geschikt loopt door, geboren: 2014-03-10,
   feiten: {vrijstellingen: [{grond: 5_onder_a, van: 2019-04-01, nooit_geschikt: true}]},
   verwacht: [{peildatum: 2027-05-05, rechtspositie: leerplichtig, vrijgesteld: 5_onder_a, geen_signalen: [absoluut_verzuim]}]}
- {id: vrijgesteld maar geen ingezetene, geboren: 2014-03-10,
   feiten: {verblijf: [{gemeente: "0599", van: 2014-03-10, tot: 2026-01-12}],
            vrijstellingen: [{grond: 5_onder_c, van: 2025-08-01, tot: 2026-08-01}]},
   verwacht: [{peildatum: 2026-01-11, rechtspositie: leerplichtig, vrijgesteld: 5_onder_c},
              {peildatum: 2026-01-12, rechtspositie: buiten_doelgroep, vrijgesteld: null}]}
- {id: zestien uur in derden, geboren: 2012-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2024-08-01}],
            verzuim: [{van: 2025-11-03, tot: 2025-11-06, uren: 8, reden: ongeoorloofd},
                      {van: 2025-11-10, tot: 2025-11-13, uren: 8, reden: ongeoorloofd}]},
   verwacht: [{peildatum: 2025-11-11, geen_signalen: [relatief_verzuim_16u]},
       {peildatum: 2025-11-12, signalen: [relatief_verzuim_16u]}]}
- {id: zestien uur uit delen van derden, geboren: 2012-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2024-08-01}],
            verzuim: [{van: 2025-11-03, tot: 2025-11-06, uren: 8, reden: ongeoorloofd},
                      {van: 2025-11-03, tot: 2025-11-06, uren: 8, reden: ongeoorloofd},
                      {van: 2025-11-03, tot: 2025-11-06, uren: 8, reden: ongeoorloofd}]},
   verwacht: [{peildatum: 2025-11-03, geen_signalen: [relatief_verzuim_16u]},
              {peildatum: 2025-11-04, signalen: [relatief_verzuim_16u]}]}
- {id: elke keer dat zestien wordt bereikt telt, geboren: 2012-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2024-08-01}],
            verzuim: [{van: 2024-08-26, tot: 2024-09-19, uren: 135, reden: ongeoorloofd, alle_lessen: true}]},
   verwacht: [{peildatum: 2024-10-07, signalen: [relatief_verzuim_16u]},
              {peildatum: 2024-10-14, geen_signalen: [relatief_verzuim_16u]}]}
- {id: een dag geen ingezetene wist wat recent is niet, geboren: 2008-10-02,
   feiten: {verblijf: [{gemeente: "0599", van: 2008-10-02, tot: 2025-02-15}, {gemeente: "0344", van: 2025-02-16}],
            inschrijvingen: [{onderwijs: mbo1, van: 2025-01-01}],
            verzuim: [{van: 2025-02-03, tot: 2025-02-08, uren: 35, reden: ongeoorloofd}]},
   verwacht: [{peildatum: 2025-02-14, signalen: [relatief_verzuim_16u]},
              {peildatum: 2025-02-15, geen_signalen: [relatief_verzuim_16u]},
              {peildatum: 2025-02-16, signalen: [relatief_verzuim_16u]}]}
- {id: vsv na terugkeer, geboren: 2006-04-01,
   feiten: {verblijf: [{gemeente: "0344", van: 2006-04-01, tot: 2026-05-16}, {gemeente: "0344", van: 2026-06-25}],
            inschrijvingen: [{onderwijs: mbo2, van: 2023-08-01, tot: 2025-07-15}]},
   verwacht: [{peildatum: 2026-05-15, signalen: [vsv_nieuw]}, {peildatum: 2026-05-16, geen_signalen: [vsv_nieuw]},
              {peildatum: 2026-06-25, signalen: [vsv_nieuw]}]}
- {id: net geen zestien uur, geboren: 2012-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2024-08-01}],
            verzuim: [{van: 2025-11-03, tot: 2025-11-05, uren: 15.99, reden: ongeoorloofd},
                      {van: 2025-11-05, tot: 2025-11-06, uren: 8, reden: luxe}]},
   verwacht: [{peildatum: 2025-11-05, signalen: [luxeverzuim], geen_signalen: [relatief_verzuim_16u]}]}
- {id: de vierde lesweek ervoor telt niet, geboren: 2012-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2024-08-01}],
            verzuim: [{van: 2025-09-26, tot: 2025-09-27, uren: 8, reden: ongeoorloofd},
                      {van: 2025-10-27, tot: 2025-10-28, uren: 8, reden: ongeoorloofd}]},
   verwacht: [{peildatum: 2025-10-27, geen_signalen: [relatief_verzuim_16u]}]}
- {id: de derde lesweek ervoor telt wel over de herfstvakantie heen, geboren: 2012-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2024-08-01}],
            verzuim: [{van: 2025-09-29, tot: 2025-09-30, uren: 8, reden: ongeoorloofd},
                      {van: 2025-10-27, tot: 2025-10-28, uren: 8, reden: ongeoorloofd}]},
   verwacht: [{peildatum: 2025-10-26, geen_signalen: [relatief_verzuim_16u]},
       {peildatum: 2025-10-27, signalen: [relatief_verzuim_16u]}]}
- {id: na zestien uur begint het tellen opnieuw, geboren: 2012-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2024-08-01}],
            verzuim: [{van: 2025-11-03, tot: 2025-11-04, uren: 40, reden: ongeoorloofd},
                      {van: 2025-11-10, tot: 2025-11-11, uren: 15, reden: ongeoorloofd}]},
   verwacht: [{peildatum: 2025-11-30, signalen: [relatief_verzuim_16u]},
       {peildatum: 2025-12-01, geen_signalen: [relatief_verzuim_16u]}]}
- {id: luxeverzuim blijft recent over de kerstvakantie, geboren: 2012-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2024-08-01}],
            verzuim: [{van: 2025-12-19, tot: 2025-12-20, uren: 5, reden: luxe}]},
   verwacht: [{peildatum: 2025-12-19, signalen: [luxeverzuim]}, {peildatum: 2026-01-25, signalen: [luxeverzuim]},
              {peildatum: 2026-01-26, geen_signalen: [luxeverzuim]}]}
- {id: vier volle weken die op dinsdag beginnen, geboren: 2012-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2024-08-01}],
            verzuim: [{van: 2025-11-04, tot: 2025-12-06, uren: 0, reden: ongeoorloofd, alle_lessen: true}]},
   verwacht: [{peildatum: 2025-12-04, geen_signalen: [langdurig_relatief_verzuim]},
              {peildatum: 2025-12-05, signalen: [langdurig_relatief_verzuim, thuiszitter]},
              {peildatum: 2025-12-07, signalen: [langdurig_relatief_verzuim]},
              {peildatum: 2025-12-08, geen_signalen: [langdurig_relatief_verzuim, thuiszitter]}]}
- {id: de vierde week eindigt door Goede Vrijdag op donderdag, geboren: 2012-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2024-08-01}],
            verzuim: [{van: 2026-03-09, tot: 2026-04-03, uren: 0, reden: ongeoorloofd, alle_lessen: true}]},
   verwacht: [{peildatum: 2026-04-01, geen_signalen: [langdurig_relatief_verzuim]},
              {peildatum: 2026-04-02, signalen: [langdurig_relatief_verzuim]},
                  {peildatum: 2026-04-06, signalen: [langdurig_relatief_verzuim]},
              {peildatum: 2026-04-07, geen_signalen: [langdurig_relatief_verzuim]}]}
- {id: een dag niet alle lessen breekt de reeks, geboren: 2012-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2024-08-01}],
            verzuim: [{van: 2025-11-03, tot: 2025-11-19, uren: 60, reden: ongeoorloofd, alle_lessen: true},
                      {van: 2025-11-19, tot: 2025-11-20, uren: 4, reden: ongeoorloofd},
                      {van: 2025-11-20, tot: 2025-12-13, uren: 60, reden: ongeoorloofd, alle_lessen: true}]},
   verwacht: [{peildatum: 2025-12-12, geen_signalen: [langdurig_relatief_verzuim]}]}
- {id: achttien tijdens langdurig verzuim, geboren: 2007-12-10,
   feiten: {inschrijvingen: [{onderwijs: mbo2, van: 2023-08-01}],
            verzuim: [{van: 2025-11-03, tot: 2025-12-20, uren: 0, reden: ongeoorloofd, alle_lessen: true}]},
   verwacht: [{peildatum: 2025-12-09, rechtspositie: kwalificatieplichtig, signalen: [langdurig_relatief_verzuim, thuiszitter],
               geen_signalen: [verzuim_18plus]},
              {peildatum: 2025-12-10, rechtspositie: rmc_doelgroep, signalen: [verzuim_18plus],
               geen_signalen: [langdurig_relatief_verzuim, thuiszitter]}]}
- {id: drie maanden na de laatste dag van november, geboren: 2013-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2025-08-01, tot: 2025-11-30}]},
   verwacht: [{peildatum: 2026-02-28, signalen: [thuiszitter], geen_signalen: [thuiszitter_3mnd]},
              {peildatum: 2026-03-01, signalen: [thuiszitter_3mnd]}]}
- {id: langdurig verzuim en dan uitgeschreven is een periode, geboren: 2013-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2025-08-01, tot: 2025-12-01}],
            verzuim: [{van: 2025-11-03, tot: 2025-12-01, uren: 0, reden: ongeoorloofd, alle_lessen: true}]},
   verwacht: [{peildatum: 2026-02-03, signalen: [thuiszitter], geen_signalen: [thuiszitter_3mnd]},
              {peildatum: 2026-02-04, signalen: [thuiszitter_3mnd, absoluut_verzuim],
            geen_signalen: [langdurig_relatief_verzuim]}]}
- {id: een later ontvangen LRV-melding werkt niet terug, geboren: 2013-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2025-08-01, tot: 2026-01-12}],
            meldingen: [{verzuimsoort: LRV, van: 2025-10-06, ontvangen: 2026-06-01}]},
   verwacht: [{peildatum: 2026-02-02, signalen: [absoluut_verzuim, thuiszitter], geen_signalen: [thuiszitter_3mnd]}]}
- {id: twee ziekmeldingen samen zeven dagen, geboren: 2012-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2024-08-01}],
            verzuim: [{van: 2025-11-10, tot: 2025-11-14, uren: 20, reden: ziek},
                {van: 2025-11-14, tot: 2025-11-22, uren: 30, reden: ziek}]},
   verwacht: [{peildatum: 2025-11-21, geen_signalen: [ziekteverzuim_signaal]}]}
- {id: vierde ziekmelding in de twaalfde lesweek, geboren: 2012-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2024-08-01}],
            verzuim: [{van: 2025-09-02, tot: 2025-09-03, uren: 5, reden: ziek},
                {van: 2025-09-30, tot: 2025-10-01, uren: 5, reden: ziek},
                      {van: 2025-10-28, tot: 2025-10-29, uren: 5, reden: ziek},
                          {van: 2025-11-28, tot: 2025-11-29, uren: 5, reden: ziek}]},
   verwacht: [{peildatum: 2025-11-28, signalen: [ziekteverzuim_signaal]}]}
- {id: vierde ziekmelding in de dertiende lesweek, geboren: 2012-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2024-08-01}],
            verzuim: [{van: 2025-09-02, tot: 2025-09-03, uren: 5, reden: ziek},
                {van: 2025-09-30, tot: 2025-10-01, uren: 5, reden: ziek},
                      {van: 2025-10-28, tot: 2025-10-29, uren: 5, reden: ziek},
                          {van: 2025-12-01, tot: 2025-12-02, uren: 5, reden: ziek}]},
   verwacht: [{peildatum: 2025-12-01, geen_signalen: [ziekteverzuim_signaal]}]}
- {id: op 1 oktober net uitgeschreven, geboren: 2006-04-01,
   feiten: {inschrijvingen: [{onderwijs: mbo2, van: 2023-08-01, tot: 2025-10-01}, {onderwijs: buitenland, van: 2025-10-01}]},
   verwacht: [{peildatum: 2025-09-30, geen_signalen: [vsv_nieuw]}, {peildatum: 2025-10-01, signalen: [vsv_nieuw]},
              {peildatum: 2026-09-30, signalen: [vsv_nieuw]}]}
- {id: op 1 oktober nog ingeschreven, geboren: 2006-04-01,
   feiten: {inschrijvingen: [{onderwijs: mbo2, van: 2023-08-01, tot: 2025-10-02}]},
   verwacht: [{peildatum: 2025-10-02, geen_signalen: [vsv_nieuw]}]}
- {id: twaalf op 1 oktober, geboren: 2013-10-01, feiten: {inschrijvingen: [{onderwijs: po, van: 2018-10-01, tot: 2025-09-05}]},
   verwacht: [{peildatum: 2025-10-01, signalen: [vsv_nieuw, absoluut_verzuim]}]}
- {id: nog elf op 1 oktober, geboren: 2013-10-02, feiten: {inschrijvingen: [{onderwijs: po, van: 2018-10-01, tot: 2025-09-05}]},
   verwacht: [{peildatum: 2025-10-02, geen_signalen: [vsv_nieuw]}]}
- {id: drieentwintig op 1 oktober, geboren: 2002-10-01,
            feiten: {inschrijvingen: [{onderwijs: mbo2, van: 2023-08-01, tot: 2025-09-05}]},
   verwacht: [{peildatum: 2025-10-01, rechtspositie: buiten_doelgroep, geen_signalen: [vsv_nieuw]}]}
- {id: van praktijkonderwijs naar entree, geboren: 2008-05-06,
   feiten: {inschrijvingen: [{onderwijs: pro, van: 2020-08-01, tot: 2025-08-01}, {onderwijs: mbo1, van: 2025-08-01}]},
   verwacht: [{peildatum: 2025-07-31, geen_signalen: [jikp]}, {peildatum: 2025-08-01, signalen: [jikp]}]}
- {id: vmbo basis, geboren: 2008-05-06,
   feiten: {inschrijvingen: [{onderwijs: vo, van: 2020-08-01}], diplomas: [{diploma: vmbo, leerweg: bb, datum: 2025-06-12}]},
   verwacht: [{peildatum: 2025-06-11, geen_signalen: [jikp]}, {peildatum: 2025-06-12, signalen: [jikp]}]}
- {id: overleden, geboren: 2008-05-06,
   feiten: {overleden: 2026-02-02, inschrijvingen: [{onderwijs: pro, van: 2020-08-01, tot: 2025-08-01}]},
   verwacht: [{peildatum: 2026-02-01, signalen: [jikp, absoluut_verzuim, thuiszitter_3mnd]},
              {peildatum: 2026-02-02, rechtspositie: buiten_doelgroep, vrijgesteld: null,
               geen_signalen: [jikp, absoluut_verzuim, thuiszitter, thuiszitter_3mnd, vsv_nieuw]}]}
- {id: V4 en O geven geen signaal en RMC niet onder de achttien, geboren: 2009-03-01,
   feiten: {inschrijvingen: [{onderwijs: mbo2, van: 2025-08-01}],
            meldingen: [{verzuimsoort: V4, van: 2026-02-02}, {verzuimsoort: O, van: 2026-02-02},
            {verzuimsoort: RMC, van: 2026-02-02}]},
   verwacht: [{peildatum: 2026-02-10, rechtspositie: kwalificatieplichtig,
               geen_signalen: [relatief_verzuim_16u, langdurig_relatief_verzuim, luxeverzuim, verzuim_18plus, thuiszitter]}]}
"""


def lees_casussen() -> list[dict[str, Any]]:
    return [{"soort": "beeld", **c} for c in yaml.safe_load(CASUSSEN)]


@pytest.mark.parametrize("casus", lees_casussen(), ids=lambda c: c["id"])
def test_dagmodel_kent_de_casussen(casus: dict[str, Any]) -> None:
    assert fouten(casus) == set()
    for v in casus["verwacht"]:
        s = stand(casus, v["peildatum"])
        if "rechtspositie" in v:
            assert s.rechtspositie == v["rechtspositie"]
        if "vrijgesteld" in v:
            assert s.gronden == ({v["vrijgesteld"]} if v["vrijgesteld"] else set())
        assert set(v.get("signalen", ())) <= s.signalen
        assert not set(v.get("geen_signalen", ())) & s.signalen
        assert not (set(v.get("signalen", ())) | set(v.get("geen_signalen", ()))) & s.open


def tegenstrijdige_casussen(zaad: int, per_code: int) -> list[dict[str, Any]]:
    """For each code some youths whose facts are contradictory in that way, and some with sound facts."""
    r = Random(zaad)
    uit = []
    for code in grepen.TEGENSTRIJDIG:
        for nr in range(per_code):
            jongere = copy.deepcopy(grepen.tegenstrijdig(r, code))
            uit.append({"id": f"{code} {nr}", "soort": "beeld", **jongere, "verwacht": [{"fout": code}]})
    for nr, jongere in enumerate(grepen.groep(zaad, per_code * 4)):
        uit.append({"id": f"goed {nr}", "soort": "beeld", **jongere, "verwacht": [{"peildatum": date(2026, 9, 1)}]})
    return uit


def toets_casussen(casussen: list[dict[str, Any]], map_: Path) -> dict[str, str]:
    """What deviates, by case."""
    pad = map_ / "casussen.yaml"
    pad.write_text(yaml.dump(casussen, Dumper=_Schrijver, sort_keys=False), "utf-8")
    uitslagen = toets(pad, TABEL)
    assert [u.casus.id for u in uitslagen] == [c["id"] for c in casussen]
    return {
        u.casus.id: "; ".join(f"{a.waar}: {a.verwacht} / {a.gekregen}" for a in u.afwijkingen) for u in uitslagen if not u.goed
    }


@pytest.fixture(scope="module")
def afwijkingen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One run for the cases by hand and the contradictory ones."""
    return toets_casussen(lees_casussen() + tegenstrijdige_casussen(21, 12), tmp_path_factory.mktemp("casussen"))


@pytest.mark.parametrize("naam", [c["id"] for c in lees_casussen()])
def test_regels_kennen_de_casussen(afwijkingen: dict[str, str], naam: str) -> None:
    assert naam not in afwijkingen, afwijkingen[naam]


# -- (d) contradictory facts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [*grepen.TEGENSTRIJDIG, "goed"])
def test_tegenstrijdige_feiten(afwijkingen: dict[str, str], code: str) -> None:
    """Codes as the text gives them; sound facts are not refused."""
    assert not {naam: a for naam, a in afwijkingen.items() if naam.startswith(f"{code} ") and "fout" in a}


@pytest.mark.lang
@pytest.mark.parametrize("zaad", range(300, 305))
def test_tegenstrijdige_feiten_lang(zaad: int, tmp_path: Path) -> None:
    assert toets_casussen(tegenstrijdige_casussen(zaad, 100), tmp_path) == {}


# -- the model itself ----------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(grepen.jongeren(), st.dates(KALENDER_VAN, LAATSTE))
def test_dagmodel_kijkt_niet_vooruit(jongere: Jongere, dag: date) -> None:
    """The walk through all facts gives on each day what follows from the facts up to that day.

    Which signals it leaves to either reading is no outcome: a report that comes in later may show that there are two.
    """
    lopend, los = verloop(jongere, dag)[dag], stand(jongere, dag)
    assert los.open <= lopend.open
    assert replace(lopend, open=frozenset()) == replace(los, open=frozenset())


def test_grepen_raken_alles() -> None:
    """The random youths together reach every position, ground and signal, and every reading is rare."""
    gezien: dict[str, int] = defaultdict(int)
    dagen_ = 0
    for j in grepen.groep(2, 120):
        for s in verloop(j).values():
            dagen_ += 1
            for wat in (s.rechtspositie, *s.gronden, *s.signalen, *(f"open {o}" for o in s.open - {"vsv_nieuw"})):
                gezien[wat] += 1
    verwacht = SIGNALEN | {
        "te_jong",
        "leerplichtig",
        "kwalificatieplichtig",
        "startkwalificatie",
        "rmc_doelgroep",
        "rmc_monitoring",
    }
    assert verwacht | {"buiten_doelgroep", "5_onder_a", "5_onder_b", "5_onder_c", "5a_trekkend", "15", "3a", "3b"} <= set(gezien)
    assert sum(n for wat, n in gezien.items() if wat.startswith("open ")) < dagen_ / 20


# -- (b) all days, one run ----------------------------------------------------------------------------------


def test_elke_dag_gelijk() -> None:
    jongeren = grepen.groep(11, 150)
    meld(jongeren, vergelijk(jongeren, LAATSTE))


@pytest.mark.lang
@pytest.mark.parametrize("zaad", range(100, 110))
def test_elke_dag_gelijk_lang(zaad: int) -> None:
    jongeren = grepen.groep(zaad, 500)
    meld(jongeren, vergelijk(jongeren, LAATSTE))


# -- (c) another peildatum, the same past ----------------------------------------------------------------------------------


@pytest.mark.parametrize("peildatum", [date(2025, 12, 31), date(2026, 8, 8)], ids=str)
def test_peildatum_ziet_niets_van_later(peildatum: date) -> None:
    """A run with all facts, also later ones, gives on and before its peildatum what the day model gives day by day."""
    jongeren = grepen.groep(12, 60)
    meld(jongeren, vergelijk(jongeren, peildatum))


def test_wat_later_begint_werkt_niet_terug() -> None:
    """A message LRV counts from its first day of absence, but only from the day on which it gives the signal."""
    jongere = {
        "geboren": date(2013, 5, 6),
        "feiten": {
            "inschrijvingen": [
                {"onderwijs": "po", "van": date(2017, 5, 8), "tot": date(2026, 2, 12)},
                {"onderwijs": "vo", "van": date(2026, 11, 30)},
            ],
            "meldingen": [{"verzuimsoort": "LRV", "van": date(2025, 10, 6), "ontvangen": date(2026, 12, 1)}],
        },
    }
    assert vergelijk([jongere], date(2026, 12, 20)) == [[]]


@pytest.mark.lang
@pytest.mark.parametrize("zaad", range(200, 220))
def test_peildatum_ziet_niets_van_later_lang(zaad: int) -> None:
    jongeren = grepen.groep(zaad, 150)
    r = Random(zaad)
    meld(jongeren, vergelijk(jongeren, grepen.lastige_dag(r, date(2008, 1, 1), "midden")))
