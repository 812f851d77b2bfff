import hashlib
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from stdnum.nl import brin as stdnum_brin
from stdnum.nl import bsn as stdnum_bsn
from stdnum.nl import onderwijsnummer as stdnum_onderwijsnummer

from inbeeld.synthese import Bevolking, bevolking, blokken
from inbeeld.synthese.toeval import Stroom, dag, datum, uitrollen, verjaardag
from inbeeld.tabellen import FEITEN

NATIONAAL_PLICHTIG = 2_400_000
GETALLEN = [625, 589, 100, 174, 957, 53]


def vraag(bev: Bevolking, sql: str) -> list[tuple]:
    with duckdb.connect() as db:
        for naam, tabel in bev.tabellen.items():
            db.register(naam, tabel)
        db.register("personen", bev.personen)
        return db.sql(sql).fetchall()


def een(bev: Bevolking, sql: str) -> float:
    return vraag(bev, sql)[0][0]


def afdruk(bev: Bevolking) -> str:
    som = hashlib.sha256()
    for tabel in (*bev.tabellen.values(), bev.personen):
        stroom = pa.BufferOutputStream()
        with pa.ipc.new_stream(stroom, tabel.schema) as schrijver:
            schrijver.write_table(tabel.combine_chunks())
        som.update(stroom.getvalue())
    return som.hexdigest()


def test_hetzelfde_zaad_geeft_dezelfde_bytes() -> None:
    assert afdruk(bevolking(2_000, zaad=3)) == afdruk(bevolking(2_000, zaad=3))
    assert afdruk(bevolking(2_000, zaad=3)) != afdruk(bevolking(2_000, zaad=4))


def test_het_toeval_hangt_niet_van_de_machine_af() -> None:
    assert Stroom(1, 0, "proef").geheel(0, 1000, 6).tolist() == GETALLEN
    assert Stroom(1, 0, "ander").geheel(0, 1000, 6).tolist() != GETALLEN


def test_hulpjes() -> None:
    wie, rang = uitrollen(np.array([2, 0, 3]))
    assert wie.tolist() == [0, 0, 2, 2, 2]
    assert rang.tolist() == [0, 1, 0, 1, 2]
    schrikkel = np.array([dag(date(2012, 2, 29)), dag(date(2010, 12, 31))], dtype=np.int32)
    assert [datum(d) for d in verjaardag(schrikkel, 5)] == [date(2017, 3, 1), date(2015, 12, 31)]
    assert [datum(d) for d in verjaardag(schrikkel, 4)] == [date(2016, 2, 29), date(2014, 12, 31)]


@pytest.mark.parametrize("aantal", [1, 10, 900])
def test_ook_een_kleine_bevolking(aantal: int) -> None:
    bev = bevolking(aantal)
    assert bev.tabellen["jongeren"].num_rows == aantal
    assert bev.personen.num_rows == aantal
    assert not bev.verhalen


def test_zonder_jongeren_gaat_het_niet() -> None:
    with pytest.raises(ValueError, match="minstens 1"):
        bevolking(0)


def test_elke_tabel_houdt_zich_aan_het_contract(gemeente: Bevolking, streek: Bevolking) -> None:
    for bev in (gemeente, streek):
        assert list(bev.tabellen) == list(FEITEN)
        for naam, tabel in bev.tabellen.items():
            assert tabel.schema.equals(FEITEN[naam].schema), naam
            assert FEITEN[naam].problemen(tabel) == [], naam
            assert tabel.num_rows or naam == "apart", naam
            for kolom in ("feit_id", "bron_datum", "ontvangen_op"):
                assert tabel.column(kolom).null_count == 0, (naam, kolom)
            assert tabel.column("vervangen_op").null_count == tabel.num_rows
            assert len(tabel.column("feit_id").unique()) == tabel.num_rows
            if naam in ("jongeren", "verblijf", "inschrijvingen", "verzuim"):
                wie = tabel.column("jongere_id").to_numpy()
                assert (np.diff(wie) >= 0).all(), naam


def test_leeftijd_en_woonplaats(gemeente: Bevolking) -> None:
    jongst, oudst = vraag(gemeente, "select max(geboren), min(geboren) from jongeren")[0]
    assert jongst <= gemeente.peildatum
    assert oudst > date(gemeente.peildatum.year - 27, 11, 20)
    woont = een(gemeente, "select count(distinct jongere_id) from verblijf where tot is null and gemeente = '9001'")
    assert 0.9 < woont / 12_000 < 0.98
    assert een(gemeente, "select count(distinct vakantieregio) from jongeren") == 1


def test_nummers_zijn_verzonnen_geldig_en_uniek(gemeente: Bevolking) -> None:
    p = gemeente.personen
    jongeren = [b for b in p.column("bsn").to_pylist() if b]
    ouders = {b for k in ("bsn_ouder_1", "bsn_ouder_2") for b in p.column(k).to_pylist() if b}
    onr = [b for b in p.column("onderwijsnummer").to_pylist() if b]
    assert len(jongeren) + len(onr) == 12_000
    assert onr
    assert len(set(jongeren)) == len(jongeren)
    assert not ouders & set(jongeren)
    assert len(ouders) > 5_000
    assert all(b.startswith("99") and stdnum_bsn.is_valid(b) for b in (*jongeren, *ouders))
    assert all(stdnum_onderwijsnummer.is_valid(o) for o in onr)
    assert len(set(onr)) == len(onr)
    assert all(stdnum_brin.is_valid(b) and int(b[:2]) > 80 for b in gemeente.tabellen["scholen"].column("brin").to_pylist())


def test_gezinnen(gemeente: Bevolking) -> None:
    broers = een(
        gemeente,
        "select count(*) from (select bsn_ouder_1 from personen where bsn_ouder_1 is not null group by 1 having count(*) > 1)",
    )
    assert broers > 500
    ver = een(
        gemeente,
        """select count(*) from (
        select bsn_ouder_1, max(geboren) - min(geboren) verschil, count(distinct postcode) adressen
        from personen join jongeren using (jongere_id) where bsn_ouder_1 is not null group by 1)
        where verschil > 3000 or adressen > 1""",
    )
    assert ver < 60


def test_geen_feit_voor_de_geboorte_of_na_het_overlijden(streek: Bevolking) -> None:
    begin = {
        "verblijf": "van",
        "inschrijvingen": "van",
        "diplomas": "datum",
        "vrijstellingen": "van",
        "verzuim": "datum",
        "meldingen": "van",
        "werk": "van",
    }
    for naam, kolom in begin.items():
        fout = een(
            streek,
            f"""select count(*) from {naam} f join jongeren j using (jongere_id)
            where f.{kolom} < geboren or f.{kolom} >= overleden""",
        )
        assert fout == 0, naam
    assert een(streek, "select count(*) from jongeren where overleden is not null") > 50


def test_niets_is_van_na_de_peildatum(gemeente: Bevolking) -> None:
    for naam, tabel in gemeente.tabellen.items():
        if naam != "kalender":
            for kolom in ("van", "datum", "bron_datum", "ontvangen_op", "ontvangen", "geregistreerd_op"):
                if kolom in tabel.column_names and naam != "rooster":
                    assert max(tabel.column(kolom).drop_null().to_pylist(), default=gemeente.peildatum) <= gemeente.peildatum, (
                        naam,
                        kolom,
                    )


def test_verblijf_overlapt_niet(streek: Bevolking) -> None:
    assert not een(
        streek,
        """select count(*) from (select tot, lead(van) over (partition by jongere_id order by van) volgend from verblijf)
        where volgend is not null and (tot is null or tot > volgend)""",
    )


def test_verzuim_is_op_schooldagen_van_scholen_die_delen(gemeente: Bevolking) -> None:
    scholen = gemeente.scholen
    for school, eerste in vraag(gemeente, "select distinct school_id, datum from verzuim"):
        rij = school - scholen.eerste_id
        dagen = scholen.schooldagen[int(scholen.kalender[rij])]
        plek = int(np.searchsorted(dagen, dag(eerste)))
        assert dagen[plek] == dag(eerste)
        assert scholen.deelt[rij]
    deel = scholen.deelt.mean()
    assert 0.25 < deel < 0.45


def test_verzuim_valt_binnen_een_inschrijving_op_een_enkele_na(streek: Bevolking, gemeente: Bevolking) -> None:
    for bev in (streek, gemeente):
        buiten, alles = vraag(
            bev,
            """select count(*) filter (where not exists (select 1 from inschrijvingen i where i.jongere_id = v.jongere_id
            and i.van <= v.datum and (i.tot is null or i.tot > v.datum))), count(*) from verzuim v""",
        )[0]
        assert 0 < buiten < 0.0008 * alles


def test_geen_dubbele_verzuimregels(streek: Bevolking) -> None:
    assert not vraag(streek, "select 1 from verzuim group by jongere_id, datum, lesuur having count(*) > 1 limit 1")
    assert not vraag(
        streek,
        """select 1 from verzuim group by jongere_id, datum having bool_or(alle_lessen) and count(*) > 1 limit 1""",
    )


def test_tegenstrijdige_feiten_komen_voor_maar_weinig(streek: Bevolking) -> None:
    dubbel = een(
        streek,
        """select count(*) from inschrijvingen a join inschrijvingen b on a.jongere_id = b.jongere_id and a.feit_id < b.feit_id
        and a.van < coalesce(b.tot, date '2100-01-01') and b.van < coalesce(a.tot, date '2100-01-01')""",
    )
    assert 0.002 < dubbel / streek.tabellen["inschrijvingen"].num_rows < 0.02
    vrij = een(
        streek,
        """select count(distinct v.jongere_id) from vrijstellingen v join inschrijvingen i on v.jongere_id = i.jongere_id
        and v.van < coalesce(i.tot, date '2100-01-01') and i.van < coalesce(v.tot, date '2100-01-01')
        where v.grond in ('5_onder_a', '5_onder_b') and i.onderwijs <> 'buitenland'""",
    )
    alle = een(streek, "select count(distinct jongere_id) from vrijstellingen where grond in ('5_onder_a', '5_onder_b')")
    assert 0.005 < vrij / alle < 0.12


def test_loopbanen_lijken_op_nederland(streek: Bevolking) -> None:
    def deel(leeftijd: int, onderwijs: str) -> float:
        return een(
            streek,
            f"""select avg(exists (select 1 from inschrijvingen i where i.jongere_id = j.jongere_id
            and i.onderwijs in ({onderwijs}) and i.van <= date '2026-10-01'
            and (i.tot is null or i.tot > date '2026-10-01'))::int) from jongeren j
            where date_sub('year', geboren, date '2026-10-01') = {leeftijd}""",
        )

    assert deel(8, "'po', 'sbo', 'so'") > 0.96
    assert 0.02 < deel(10, "'sbo', 'so'") < 0.09
    assert 0.8 < deel(14, "'vo'") < 0.96
    assert 0.015 < deel(14, "'pro'") < 0.05
    assert 0.015 < deel(15, "'vso_vervolg', 'vso_arbeid', 'vso_dagbesteding'") < 0.07
    assert 0.25 < deel(17, "'mbo1', 'mbo2', 'mbo3', 'mbo4'") < 0.6
    assert 0.3 < deel(20, "'ho'") < 0.6
    sk = een(
        streek,
        """select avg(exists (select 1 from diplomas d where d.jongere_id = j.jongere_id
        and d.diploma in ('havo', 'vwo', 'mbo2', 'mbo3', 'mbo4'))::int) from jongeren j
        where geboren between date '2001-10-01' and date '2003-10-01'""",
    )
    assert 0.7 < sk < 0.93
    volwassen = een(
        streek,
        """select count(*) / count(distinct jongere_id) from inschrijvingen join jongeren using (jongere_id)
        where geboren < date '2006-01-01'""",
    )
    assert 2.8 < volwassen < 4.8


PLICHTIG = "(select count(*) from jongeren where geboren between date '2008-09-01' and date '2021-01-01')"


def test_vrijstellingen_zo_vaak_als_in_het_land(streek: Bevolking) -> None:
    stand = dict(
        vraag(
            streek,
            f"""select grond, count(distinct jongere_id) / {PLICHTIG} from vrijstellingen join jongeren using (jongere_id)
            where van <= date '2026-03-01' and (tot is null or tot > date '2026-03-01')
            and geboren > date '2008-03-01' group by 1""",
        )
    )
    assert 0.6 < stand["5_onder_a"] * NATIONAAL_PLICHTIG / 7_400 < 1.5
    assert 0.5 < stand["5_onder_b"] * NATIONAAL_PLICHTIG / 2_500 < 1.6
    assert 0 < stand["5_onder_c"] < stand["5_onder_b"]
    gronden = {g for (g,) in vraag(streek, "select distinct grond from vrijstellingen")}
    assert gronden == {"5_onder_a", "5_onder_b", "5_onder_c", "5a_trekkend", "15", "3a", "3b"}
    verlengd = een(streek, "select count(*) from (select 1 from vrijstellingen group by jongere_id having count(*) > 2)")
    nooit = een(streek, "select count(*) from vrijstellingen where nooit_geschikt and tot is null")
    assert verlengd > 100
    assert nooit > 50


def test_absoluut_verzuim_ongeveer_als_landelijk(streek: Bevolking) -> None:
    jaar = een(
        streek,
        f"""select count(distinct jongere_id) / {PLICHTIG} from (
        select d.dag, j.jongere_id
        from (select unnest(generate_series(date '2025-09-08', date '2026-07-10', interval 28 day))::date dag) d, jongeren j
        where dag >= geboren + interval 62 month and dag < geboren + interval 18 year
        and exists (select 1 from verblijf v where v.jongere_id = j.jongere_id and v.van <= dag
            and (v.tot is null or v.tot > dag))
        and not exists (select 1 from diplomas p where p.jongere_id = j.jongere_id and p.datum <= dag
            and p.diploma not in ('vmbo', 'entree', 'vso'))
        and not exists (select 1 from inschrijvingen i where i.jongere_id = j.jongere_id
            and (i.onderwijs in ('vso_arbeid', 'vso_dagbesteding')
            or i.onderwijs <> 'buitenland' and i.van <= dag and (i.tot is null or i.tot > dag)))
        and not exists (select 1 from vrijstellingen i where i.jongere_id = j.jongere_id and i.van <= dag
            and (i.tot is null or i.tot > dag)))""",
    )
    assert 0.4 < jaar * NATIONAAL_PLICHTIG / 10_000 < 2.0


def test_verzuim_ongeveer_als_in_de_praktijk(streek: Bevolking) -> None:
    dagen = een(
        streek,
        """select sum(date_diff('day', greatest(van, date '2025-09-08'),
        least(coalesce(tot, date '2026-07-03'), date '2026-07-03')))
        / 298.0 * 180 from inschrijvingen where school_id in (select school_id from verzuim) and van < date '2026-07-03'
        and coalesce(tot, date '2026-07-03') > date '2025-09-08'""",
    )
    per = dict(
        vraag(
            streek,
            """select reden, count(distinct (jongere_id, datum)) from verzuim
            where datum between date '2025-09-08' and date '2026-07-03'
            group by 1""",
        )
    )
    assert 0.035 < per["ziek"] / dagen < 0.06
    assert 0.002 < per["ongeoorloofd"] / dagen < 0.025
    assert per["te_laat"] > per["luxe"] > 0
    assert set(per) >= {"ziek", "ongeoorloofd", "te_laat", "luxe", "verlof", "schorsing", "geoorloofd_overig", "volgens_plan"}
    zestien = een(
        streek,
        """with u as (select jongere_id, datum, sum(uren) u from verzuim where reden = 'ongeoorloofd' group by all),
        w as (select jongere_id, sum(u) over (partition by jongere_id order by datum
            range between interval 27 day preceding and current row) s from u)
        select count(distinct jongere_id) filter (where s >= 16) / (select count(distinct i.jongere_id) from inschrijvingen i
        where school_id in (select school_id from verzuim) and (tot is null or tot > date '2024-09-01')) from w""",
    )
    assert 0.01 < zestien < 0.15
    winter, zomer = (
        een(streek, f"select count(*) from verzuim where reden = 'ziek' and datum between date '{van}' and date '{van}' + 13")
        for van in ("2026-01-19", "2026-06-08")
    )
    assert winter > 1.3 * zomer


def test_meldingen_beginnen_op_een_schooldag(gemeente: Bevolking) -> None:
    sch = gemeente.scholen
    rijen = vraag(gemeente, "select school_id, van, verzuimsoort, tot, status from meldingen")
    for school, van, soort, _, _ in rijen:
        assert dag(van) in sch.schooldagen[int(sch.kalender[school - sch.eerste_id])], (soort, van)
    lopend = [r for r in rijen if r[2] == "LRV" and r[3] is None]
    assert 3 <= len(lopend) <= 6
    assert {r[4] for r in lopend} <= {"R", "B", "K"}


def test_een_ziekmelding_is_van_een_leerling_en_aaneengesloten(gemeente: Bevolking) -> None:
    assert not vraag(gemeente, "select 1 from verzuim where (reden = 'ziek') <> (ziekmelding is not null) limit 1")
    assert not vraag(
        gemeente,
        """select 1 from verzuim where ziekmelding is not null
        group by ziekmelding having count(distinct jongere_id) > 1""",
    )


def test_meldingen_komen_laat(streek: Bevolking) -> None:
    per = dict(vraag(streek, f"select verzuimsoort, count(*) / 2.3 / {PLICHTIG} from meldingen group by 1"))
    assert set(per) == {"V3", "V4", "L", "LRV", "RMC", "O"}
    assert 0.5 < per["LRV"] * NATIONAAL_PLICHTIG / 3_200 < 1.8
    assert 15_000 < per["V3"] * NATIONAAL_PLICHTIG < 90_000
    laat = een(
        streek,
        "select avg((ontvangen > van + 28 + 30)::int) from meldingen where verzuimsoort = 'LRV' and van < date '2026-03-01'",
    )
    assert 0.35 < laat < 0.65
    assert {s for (s,) in vraag(streek, "select distinct status from meldingen")} == {"R", "B", "G", "K", "I"}


def test_feiten_worden_later_bekend(gemeente: Bevolking) -> None:
    midden, lang = vraag(
        gemeente, "select median(ontvangen_op - datum), quantile_cont(ontvangen_op - datum, 0.995) from verzuim"
    )[0]
    assert 1 <= midden <= 8
    assert lang > 20
    assert not vraag(gemeente, "select 1 from verzuim where ontvangen_op < datum limit 1")
    assert een(gemeente, "select count(*) from inschrijvingen where van > date '2024-09-01' and ontvangen_op > van + 60") > 10


def test_de_verhalen_kloppen(gemeente: Bevolking) -> None:
    verhalen = gemeente.verhalen
    assert len(verhalen) >= 40
    assert len(set(verhalen.values())) == len(verhalen)
    peil = gemeente.peildatum

    def nu(verhaal: str, tabel: str) -> list[tuple]:
        return vraag(
            gemeente,
            f"""select * from {tabel} where jongere_id = {verhalen[verhaal]}
            and van <= date '{peil}' and (tot is null or tot > date '{peil}')""",
        )

    for zonder in (
        "tussen_twee_scholen_na_verhuizing",
        "nieuwkomer_zonder_school",
        "geemigreerd_niet_verwerkt",
        "5_onder_b_niet_verlengd",
    ):
        assert nu(zonder, "verblijf"), zonder
        assert not nu(zonder, "inschrijvingen"), zonder
        assert not nu(zonder, "vrijstellingen"), zonder
    meisje = "meisje_5_onder_a_en_toch_ingeschreven"
    assert nu(meisje, "vrijstellingen")
    assert nu(meisje, "inschrijvingen")
    assert een(gemeente, f"select geslacht from personen where jongere_id = {verhalen[meisje]}") == "V"
    assert len(nu("op_twee_scholen_ingeschreven", "inschrijvingen")) == 2
    geboren = een(gemeente, f"select geboren from jongeren where jongere_id = {verhalen['wordt_zevenentwintig']}")
    assert 0 < (date(geboren.year + 27, geboren.month, geboren.day) - peil).days < 31
    (laat,) = vraag(
        gemeente, f"select van, ontvangen from meldingen where jongere_id = {verhalen['langdurig_verzuim_laat_gemeld']}"
    )
    assert (laat[1] - laat[0]).days > 60
    uren = een(gemeente, f"select sum(uren) from verzuim where jongere_id = {verhalen['zestien_uur_vandaag_bereikt']}")
    assert uren == 16
    assert een(gemeente, f"select max(datum) from verzuim where jongere_id = {verhalen['zestien_uur_vandaag_bereikt']}") == peil
    assert een(gemeente, f"select sum(uren) from verzuim where jongere_id = {verhalen['vijftien_uur_net_niet']}") == 15


@pytest.mark.parametrize("peildatum", [date(2025, 2, 3), date(2026, 7, 25), date(2027, 6, 30)])
def test_andere_peildatums(peildatum: date) -> None:
    bev = bevolking(3_000, peildatum=peildatum)
    for naam, tabel in bev.tabellen.items():
        assert FEITEN[naam].problemen(tabel) == [], naam
    fout = een(bev, "select count(*) from inschrijvingen join jongeren using (jongere_id) where van < geboren + 1400")
    assert fout == 0


def test_blokken_hebben_niets_gemeen(land: list[Bevolking]) -> None:
    delen = land
    assert [d.tabellen["jongeren"].num_rows for d in delen] == [50_000, 50_000, 40_000]
    for tabel, kolom in (
        ("jongeren", "jongere_id"), ("scholen", "school_id"), ("verzuim", "feit_id"), ("verzuim", "ziekmelding"),
        ("scholen", "brin"), ("verblijf", "gemeente"),
    ):  # fmt: skip
        waarden = [set(d.tabellen[tabel].column(kolom).drop_null().unique().to_pylist()) for d in delen]
        assert sum(map(len, waarden)) == len(set().union(*waarden)), (tabel, kolom)
    nummers = [b for d in delen for k in ("bsn", "onderwijsnummer") for b in d.personen.column(k).drop_null().to_pylist()]
    assert len(nummers) == len(set(nummers)) == 140_000
    regios = {r for d in delen for r in d.tabellen["jongeren"].column("vakantieregio").unique().to_pylist()}
    assert regios == {"noord", "midden", "zuid"}
    assert sum(d.tabellen["kalender"].column("vakantieregio").drop_null().length() for d in delen[1:]) == 0
    assert delen[0].personen.column("bsn").drop_null()[0].as_py().startswith("99")


def test_een_land_heeft_bsn_die_met_9_beginnen() -> None:
    deel = next(blokken(5_000_000, grootte=2_000))
    nummers = deel.personen.column("bsn").drop_null().to_pylist()
    assert all(n.startswith("9") and stdnum_bsn.is_valid(n) for n in nummers)
    assert len(set(nummers)) == len(nummers)
