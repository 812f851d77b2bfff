"""The snapshot for the engine, and storing the picture."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from inbeeld.apps.beelden import selectors
from inbeeld.apps.beelden.models import Klok, Signaal, VervallenSignaal
from inbeeld.apps.beelden.momentopname import neem_momentopname
from inbeeld.apps.beelden.services import bewaar_beeld, maak_beeld
from inbeeld.apps.leveringen.services import neem_op
from inbeeld.apps.toegang.models import Organisatie
from inbeeld.bronnen import Apart
from inbeeld.tabellen import FEITEN, UITKOMSTEN

from .maken import ANNA, BRAM, CEM, brp, gaat_naar, levering, neem, op, persoon

D1, D2 = date(2025, 9, 1), date(2025, 11, 1)
ROD = "rod-levering-v1"


def opname(organisatie: Organisatie, bekend_op: date | None = None) -> dict[str, list[dict[str, Any]]]:
    return {n: t.to_pylist() for n, t in neem_momentopname(organisatie.pk, "midden", bekend_op).items()}


def test_alle_tabellen_houden_zich_aan_hun_contract(organisatie: Organisatie) -> None:
    verzuim = {"pgn": ANNA, "brin": "99ZZ", "datum": D1, "minuten": 60, "uren": 1.0, "reden": "luxe", "begin": None}
    neem(
        organisatie,
        brp(D1, ANNA),
        levering(ROD, D1, inschrijvingen=[gaat_naar(ANNA)]),
        levering("absentie-v1", D1, verzuim=[verzuim]),
    )
    tabellen = neem_momentopname(organisatie.pk, "midden")
    assert set(tabellen) == set(FEITEN)
    for naam, tabel in tabellen.items():
        assert tabel.schema.equals(FEITEN[naam].schema)
        assert FEITEN[naam].problemen(tabel) == []
    assert tabellen["inschrijvingen"].num_rows == tabellen["verzuim"].num_rows == 1


def test_dezelfde_gegevens_geven_dezelfde_bytes(organisatie: Organisatie) -> None:
    neem(organisatie, brp(D1, ANNA, BRAM), levering(ROD, D1, inschrijvingen=[gaat_naar(ANNA, tot=D2), gaat_naar(BRAM)]))

    def bytes_van(tabel: pa.Table) -> list[bytes | None]:
        return [b.to_pybytes() if b else None for k in tabel.columns for d in k.chunks for b in d.buffers()]

    een, twee = (neem_momentopname(organisatie.pk, "midden") for _ in range(2))
    assert {n: bytes_van(t) for n, t in een.items()} == {n: bytes_van(t) for n, t in twee.items()}


def test_zoals_bekend_op(organisatie: Organisatie) -> None:
    neem_op(brp(D1, ANNA), organisatie, op(2025, 9, 1))
    neem_op(levering(ROD, D1, inschrijvingen=[gaat_naar(ANNA)]), organisatie, op(2025, 9, 5))
    neem_op(levering(ROD, D2, inschrijvingen=[gaat_naar(ANNA, mutatie="V")]), organisatie, op(2025, 11, 5))
    assert [
        len(opname(organisatie, d)["inschrijvingen"]) for d in (date(2025, 9, 4), date(2025, 9, 5), date(2025, 11, 5), None)
    ] == [
        0,
        1,
        0,
        0,
    ]
    assert opname(organisatie, date(2025, 8, 31))["jongeren"] == []
    assert len(opname(organisatie, D2)["jongeren"]) == 1


def test_startset_wijkt_voor_het_register(organisatie: Organisatie) -> None:
    okt = date(2024, 10, 1)
    neem(
        organisatie,
        brp(D1, ANNA, BRAM),
        levering(ROD, D1, inschrijvingen=[gaat_naar(ANNA, tot=date(2025, 2, 1))]),
        levering("duo-a05", D1, inschrijvingen=[gaat_naar(p, "s", van=okt) for p in (ANNA, BRAM)]),
    )
    rijen = opname(organisatie)["inschrijvingen"]
    assert [(r["van"], r["tot"]) for r in rijen] == [(date(2024, 8, 1), date(2025, 2, 1)), (okt, date(2025, 10, 1))]


def test_vrijstelling_uit_het_register_wijkt_voor_de_eigen(organisatie: Organisatie) -> None:
    register = {"pgn": ANNA, "grond": "vrijstelling", "van": date(2024, 8, 1), "tot": date(2025, 8, 1)}
    later = register | {"van": date(2025, 8, 1), "tot": None}
    eigen = {"pgn": ANNA, "grond": "5_onder_b", "van": date(2024, 9, 1), "tot": date(2025, 8, 1)}
    neem(
        organisatie,
        brp(D1, ANNA),
        levering(ROD, D1, vrijstellingen=[register, later]),
        levering("eigen", D1, vrijstellingen=[eigen]),
    )
    assert [(r["grond"], r["van"]) for r in opname(organisatie)["vrijstellingen"]] == [
        ("vrijstelling", date(2025, 8, 1)),
        ("5_onder_b", date(2024, 9, 1)),
    ]


def test_geen_persoonsgegevens_in_de_opname(organisatie: Organisatie) -> None:
    neem(organisatie, levering(ROD, D1, personen=[persoon(ANNA, "Zeldzamenaam", postcode="1234AB")]))
    alles = repr(opname(organisatie))
    for geheim in (ANNA, "Zeldzamenaam", "1234AB", "Noor"):
        assert geheim not in alles


def test_beeld_wordt_vervangen(organisatie: Organisatie) -> None:
    neem(organisatie, brp(D1, ANNA))
    wie = opname(organisatie)["jongeren"][0]["jongere_id"]
    feit = {"tabel": "verblijf", "feit_id": 1, "van": D1, "tot": None, "waarde": 'a"b'}
    vast = {"jongere_id": wie, "regel": "R-09", "artikel": "LPW 2", "zekerheid": "zeker"}
    wijzer = vast | {"zegt": "telt_minder", "van": D1}
    deel = [{"label": D1, "aantal": 12.5}]
    uitkomsten = {
        "rechtspositie": [vast | {"van": D1, "positie": "leerplichtig"}],
        "signalen": [
            vast
            | {
                "signaal": "absoluut_verzuim",
                "van": D1,
                "sinds_bekend": D1,
                "feiten": [feit],
                "redenen": ["zomer", "a,b"],
                "begin_feit": D1,
            }
        ],
        "verwachting": [vast | {"wat": "kwalificatieplichtig", "datum": D2}],
        "klok": [
            wijzer | {"wijzer": "zestien_uur", "stand": 12.5, "grens": 16, "eenheid": "uren", "tot": D2, "delen": deel},
            wijzer | {"wijzer": "lopende_melding", "stand": 3, "eenheid": "dagen", "delen": []},
        ],
    }
    tabellen: dict[str, pa.Table] = {n: UITKOMSTEN[n].uit_rijen(r) for n, r in uitkomsten.items()}
    for _ in range(2):
        bewaar_beeld(organisatie, tabellen, {"regelversie": "1"}, D2, None, "duckdb")
    assert selectors.posities(organisatie.pk) == [("leerplichtig", 1)]
    assert selectors.signalen(organisatie.pk) == [("absoluut_verzuim", 1, 1, 0)]
    signaal = Signaal.objects.get(tenant=organisatie)
    assert signaal.feiten[0]["waarde"] == 'a"b'
    assert signaal.redenen == ["zomer", "a,b"]
    uren, melding = selectors.klok(organisatie.pk, wie)
    assert (uren.wijzer, uren.stand, uren.delen) == ("zestien_uur", 12.5, [{"label": D1.isoformat(), "aantal": 12.5}])
    assert (melding.wijzer, melding.grens, melding.tot, melding.delen) == ("lopende_melding", None, None, [])


def test_beeld_van_echte_leveringen(organisatie: Organisatie) -> None:
    neem(organisatie, brp(D1, ANNA, BRAM), levering(ROD, D1, "volledig", inschrijvingen=[gaat_naar(ANNA)]))
    run = maak_beeld(organisatie, date(2025, 11, 20))
    assert run.snapshot
    assert dict(selectors.posities(organisatie.pk)) == {"leerplichtig": 2}
    namen = {s[0] for s in selectors.signalen(organisatie.pk)}
    assert "absoluut_verzuim" in namen
    assert {w.wijzer for w in Klok.objects.filter(tenant=organisatie)} == {"einde_leerplicht", "drie_maanden"}


def test_apart_gezette_rij_is_een_reden_om_eerst_na_te_gaan(organisatie: Organisatie) -> None:
    """From a delivery to the reason, and how it ends: by a later delivery in which the youth has an enrolment."""
    cellen = {"PERSOONSGEBONDENNUMMER": ANNA, "LEERJAAR": "zeven"}
    rijen = (
        Apart(2, "LEERJAAR", "ongeldig_getal", "geen getal", "Verbeter het.", cellen),
        Apart(3, "BSN_OUDER_1", "elfproef", "geen nummer", "Verbeter het.", {"PGN": "123456789", "BSN_OUDER_1": BRAM}),
    )
    neem_op(brp(D1, ANNA, BRAM), organisatie, op(2025, 9, 1))
    neem_op(levering(ROD, D1, "volledig", apart=rijen, inschrijvingen=[]), organisatie, op(2025, 9, 3))
    neem_op(levering("absentie-v1", D1, apart=(Apart(2, "", "x", "r", "d", {"PGN": BRAM}),)), organisatie, op(2025, 9, 3))
    (rij,) = opname(organisatie)["apart"]
    assert (rij["bron"], rij["datum"], rij["ontvangen_op"]) == (ROD, D1, date(2025, 9, 3))

    maak_beeld(organisatie, date(2025, 11, 20))
    signalen = Signaal.objects.filter(tenant=organisatie, signaal="absoluut_verzuim", tot__isnull=True)
    redenen = {s.jongere_id: s.redenen for s in signalen}
    assert redenen.pop(rij["jongere_id"]) == ["rij_apart_gezet"]
    assert list(redenen.values()) == [[]]
    anna = signalen.get(jongere_id=rij["jongere_id"])
    assert [f["waarde"] for f in anna.feiten if f["tabel"] == "apart"] == [ROD]
    assert anna.sinds_bekend == date(2025, 9, 1)

    neem_op(levering(ROD, D2, inschrijvingen=[gaat_naar(ANNA)]), organisatie, op(2025, 11, 5))
    assert opname(organisatie)["apart"] == []
    assert [len(opname(organisatie, d)["apart"]) for d in (date(2025, 9, 2), D2, date(2025, 11, 5))] == [0, 1, 0]


def test_levering_van_dezelfde_dag_herstelt_wat_apart_stond(organisatie: Organisatie) -> None:
    rijen = (Apart(2, "VAN", "x", "reden", "doe", {"PGN": ANNA}), Apart(3, "VAN", "x", "reden", "doe", {"PGN": BRAM}))
    oud = gaat_naar(BRAM, van=date(2020, 8, 1), tot=date(2021, 8, 1))
    neem(organisatie, brp(D1, ANNA, BRAM), levering(ROD, D1, apart=rijen, inschrijvingen=[oud]))
    assert len(opname(organisatie)["apart"]) == 2
    neem(organisatie, levering(ROD, D1, inschrijvingen=[gaat_naar(ANNA), oud]))
    assert len(opname(organisatie)["apart"]) == 1


def bewaar(organisatie: Organisatie, peildatum: date, bekend_op: date | None = None, **rijen: list[dict[str, Any]]) -> None:
    vast = {"regel": "R-00", "artikel": "LPW", "zekerheid": "zeker"}
    signaal = {"sinds_bekend": D1, "feiten": [], "redenen": [], "begin_feit": D1}
    alle = {
        n: t.uit_rijen([vast | (signaal if n == "signalen" else {}) | r for r in rijen.get(n, [])]) for n, t in UITKOMSTEN.items()
    }
    bewaar_beeld(organisatie, alle, {}, peildatum, bekend_op, "duckdb")


def test_wat_vanzelf_vervalt_wordt_onthouden(organisatie: Organisatie) -> None:
    neem(organisatie, brp(D1, ANNA, BRAM, CEM))
    anna, bram, cem = sorted(j["jongere_id"] for j in opname(organisatie)["jongeren"])
    positie = [{"jongere_id": j, "van": D1, "positie": "leerplichtig"} for j in (anna, bram, cem)]

    def s(wie: int, signaal: str, van: date = D1, tot: date | None = None) -> dict[str, Any]:
        return {"jongere_id": wie, "signaal": signaal, "van": van, "tot": tot}

    voor = [s(anna, "absoluut_verzuim"), s(anna, "thuiszitter"), s(bram, "absoluut_verzuim"), s(cem, "jikp")]
    bewaar(organisatie, D2, rechtspositie=positie, signalen=[*voor, s(bram, "luxeverzuim", tot=D2)])
    assert not VervallenSignaal.objects.filter(tenant=organisatie).exists()
    begin = datetime.now(UTC) - timedelta(minutes=1)

    # Anna is enrolled since yesterday and was never a thuiszitter; Bram's first day was corrected; Cem moved away.
    weg = [*positie[:2], positie[2] | {"tot": D2}, {"jongere_id": cem, "van": D2, "positie": "buiten_doelgroep"}]
    na = [s(anna, "absoluut_verzuim", tot=D2), s(bram, "absoluut_verzuim", van=D2), s(cem, "jikp", tot=D2)]
    for _ in range(2):
        bewaar(organisatie, D2, rechtspositie=weg, signalen=na)
    vervallen = selectors.vervallen_sinds(organisatie.pk, begin)
    assert {(v.jongere_id, v.signaal): (v.reden, v.tot, v.sinds_bekend) for v in vervallen} == {
        (anna, "absoluut_verzuim"): ("geeindigd", D2, D1),
        (anna, "thuiszitter"): ("gegevens", None, D1),
        (cem, "jikp"): ("persoon_weg", D2, D1),
    }
    assert all(v.vervallen_op > begin for v in vervallen)
    assert not selectors.vervallen_sinds(organisatie.pk, datetime.now(UTC)).exists()

    # Someone without any position any more; and a signal that is back is not shown as gone.
    bewaar(organisatie, D2, rechtspositie=weg[:1], signalen=[s(anna, "thuiszitter")])
    assert {(v.jongere_id, v.signaal, v.reden) for v in selectors.vervallen_sinds(organisatie.pk, begin)} == {
        (anna, "absoluut_verzuim", "geeindigd"),
        (bram, "absoluut_verzuim", "persoon_weg"),
        (cem, "jikp", "persoon_weg"),
    }


def test_terugkijken_laat_niets_vervallen(organisatie: Organisatie) -> None:
    neem(organisatie, brp(D1, ANNA))
    wie = opname(organisatie)["jongeren"][0]["jongere_id"]
    signaal = [{"jongere_id": wie, "signaal": "absoluut_verzuim", "van": D1}]
    positie = [{"jongere_id": wie, "van": D1, "positie": "leerplichtig"}]
    bewaar(organisatie, D2, rechtspositie=positie, signalen=signaal)
    bewaar(organisatie, D1, rechtspositie=positie)
    bewaar(organisatie, D2, rechtspositie=positie, signalen=signaal)
    bewaar(organisatie, D2, bekend_op=D1, rechtspositie=positie)
    bewaar(organisatie, D2, rechtspositie=positie)
    assert not VervallenSignaal.objects.filter(tenant=organisatie).exists()
