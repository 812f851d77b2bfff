"""Absoluut verzuim (R-08) in straightforward pandas: whole columns at a time, the law read again from the text.

Shares with the product the value lists of the law and the calendar; no rule.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from inbeeld.regels.kalender import STANDAARDREGIO, Kalenders, nummer
from inbeeld.tabellen import codes

STARTKWALIFICATIE = ("mbo2", "mbo3", "mbo4", "havo", "vwo")
PRAKTIJK = ("pro", "pro_verklaring")
VSO = ("vso_arbeid", "vso_dagbesteding")
LANG_GELEDEN = pd.Timestamp("1900-01-01")
NOOIT = 9999


def reken(map_: Path, op_: date) -> pa.Table:
    """``jongere_id, van, tot`` of every period of absoluut verzuim up to and including ``op_``."""
    op = pd.Timestamp(op_)
    jongeren = _lees(map_, "jongeren", "geboren", "overleden", "vakantieregio")
    jongeren["kalender"] = jongeren.pop("vakantieregio").fillna(STANDAARDREGIO).map(nummer)
    verblijf = _perioden(map_, "verblijf", op)
    inschrijvingen = _perioden(map_, "inschrijvingen", op, "onderwijs")
    vrijstellingen = _perioden(map_, "vrijstellingen", op, "grond")
    diplomas = _lees(map_, "diplomas", "diploma", "datum").query("datum <= @op")
    kalenders = _kalenders(map_)

    def tabel(soort: str) -> pd.DataFrame:
        return kalenders.tabel(soort).to_pandas(date_as_object=False)

    dagen = tabel("dag")[["kalender", "datum", "teldag_voor", "eerste_vol_jaar", "laatste_vol_jaar"]]
    jongeren["begin"] = _begin_leerplicht(jongeren, tabel("maand"))
    jongeren["einde"] = _einde_leerplicht(jongeren, inschrijvingen, dagen)
    jongeren["achttien"] = _verjaardag(jongeren["geboren"], 18)

    kaal = _zonder_inschrijving(jongeren, verblijf, inschrijvingen, vrijstellingen, diplomas, op)
    uit = _zonder_zomergat(kaal.merge(jongeren[["jongere_id", "kalender"]], on="jongere_id"), inschrijvingen, tabel("zomer"))
    uit = uit[uit["van"] <= op]
    uit["tot"] = uit["tot"].where(uit["tot"] <= op)
    schema = pa.schema([("jongere_id", pa.int64()), ("van", pa.date32()), ("tot", pa.date32())])
    return pa.Table.from_pandas(uit[schema.names], schema, preserve_index=False)


def _lees(map_: Path, naam: str, *kolommen: str) -> pd.DataFrame:
    tabel = pq.read_table(map_ / f"{naam}.parquet", columns=["jongere_id", *kolommen, "vervangen_op"])
    frame = tabel.to_pandas(date_as_object=False)
    return frame[frame.pop("vervangen_op").isna()]


def _perioden(map_: Path, naam: str, op: pd.Timestamp, *kolommen: str) -> pd.DataFrame:
    p = _lees(map_, naam, "van", "tot", *kolommen)
    return p[(p["van"] <= op) & (p["tot"].isna() | (p["tot"] > p["van"]))]


def _kalenders(map_: Path) -> Kalenders:
    scholen = pq.read_table(map_ / "scholen.parquet", columns=["school_id", "vakantieregio"]).to_pylist()
    return Kalenders.uit(
        pq.read_table(map_ / "kalender.parquet"), {s["school_id"]: s["vakantieregio"] for s in scholen if s["vakantieregio"]}
    )


def _verjaardag(geboren: pd.Series, leeftijd: int) -> pd.Series:
    """Born on 29 February: 1 March in common years."""
    dag = geboren + pd.DateOffset(years=leeftijd)
    schrikkelkind = (geboren.dt.month == 2) & (geboren.dt.day == 29) & (dag.dt.day == 28)
    return dag.where(~schrikkelkind, dag + pd.Timedelta(days=1))


def _begin_leerplicht(jongeren: pd.DataFrame, maanden: pd.DataFrame) -> pd.Series:
    """First schooldag of the month after the fifth birthday."""
    maand = _verjaardag(jongeren["geboren"], 5).to_numpy().astype("datetime64[M]") + np.timedelta64(1, "M")
    sleutel = pd.DataFrame({"kalender": jongeren["kalender"].to_numpy(), "maand": maand.astype("datetime64[s]")})
    maanden = maanden.astype({"maand": "datetime64[s]"})
    eerste = sleutel.merge(maanden, on=["kalender", "maand"], how="left")["eerste_schooldag"]
    return eerste.fillna(sleutel["maand"]).set_axis(jongeren.index)


def _einde_leerplicht(jongeren: pd.DataFrame, inschrijvingen: pd.DataFrame, dagen: pd.DataFrame) -> pd.Series:
    """1 August after the sixteenth birthday or after twelve full school years, whichever comes first."""
    zestien = _verjaardag(jongeren["geboren"], 16)
    jaar16 = zestien.dt.year + (zestien.dt.month >= 8)
    jaar12 = jongeren["jongere_id"].map(_jaar_na_twaalf(jongeren, inschrijvingen, dagen)).fillna(NOOIT).astype("int64")
    return pd.to_datetime({"year": np.minimum(jaar16, jaar12), "month": 8, "day": 1})


def _jaar_na_twaalf(jongeren: pd.DataFrame, inschrijvingen: pd.DataFrame, dagen: pd.DataFrame) -> pd.Series:
    kalender = jongeren[["jongere_id", "kalender"]]
    i = inschrijvingen[inschrijvingen["onderwijs"].isin(codes.SCHOOL)].merge(kalender, on="jongere_id")
    begin = dagen.rename(columns={"datum": "van", "teldag_voor": "van_nr", "eerste_vol_jaar": "eerste"})
    eind = dagen.rename(columns={"datum": "tot", "teldag_voor": "tot_nr", "laatste_vol_jaar": "laatste"})
    i = i.merge(begin[["kalender", "van", "van_nr", "eerste"]], on=["kalender", "van"])
    i = i.merge(eind[["kalender", "tot", "tot_nr", "laatste"]], on=["kalender", "tot"], how="left")
    i = i.fillna({"tot_nr": 1_000_000, "laatste": NOOIT}).sort_values(["jongere_id", "van_nr", "tot_nr"])

    # Times at a school that follow each other without a counted day in between are one.
    verst = i.groupby("jongere_id")["tot_nr"].cummax().groupby(i["jongere_id"]).shift()
    i["vak"] = (verst.fillna(-1) < i["van_nr"]).cumsum()
    vak = i.groupby(["jongere_id", "vak"], as_index=False).agg(eerste=("eerste", "min"), laatste=("laatste", "max"))
    vak = vak[vak["laatste"] >= vak["eerste"]].sort_values(["jongere_id", "eerste"])

    po = inschrijvingen[inschrijvingen["onderwijs"] == "po"].groupby("jongere_id")["van"].min()
    vo = inschrijvingen[inschrijvingen["onderwijs"].isin(codes.VOORTGEZET)].groupby("jongere_id")["van"].min()
    over = pd.DataFrame({"po": po, "datum": vo}).query("po < datum").reset_index().merge(kalender, on="jongere_id")
    over = over.merge(dagen[["kalender", "datum", "laatste_vol_jaar"]], on=["kalender", "datum"])
    vak["voor"] = vak["jongere_id"].map(over.set_index("jongere_id")["laatste_vol_jaar"])

    aantal = vak["laatste"] - vak["eerste"] + 1
    ervoor = (np.minimum(vak["laatste"], vak["voor"]) - vak["eerste"] + 1).clip(lower=0)
    op_basisschool = ervoor.groupby(vak["jongere_id"]).transform("sum")
    bij = (8 - op_basisschool).clip(lower=0).where(vak["voor"].notna(), 0)
    nodig = 12 - bij - (aantal.groupby(vak["jongere_id"]).cumsum() - aantal)
    gehaald = (nodig > 0) & (nodig <= aantal)
    return (vak["eerste"] + nodig)[gehaald].groupby(vak["jongere_id"]).min()


def _zonder_inschrijving(
    jongeren: pd.DataFrame,
    verblijf: pd.DataFrame,
    inschrijvingen: pd.DataFrame,
    vrijstellingen: pd.DataFrame,
    diplomas: pd.DataFrame,
    op: pd.Timestamp,
) -> pd.DataFrame:
    """Longest periods: resident, alive, under the duty, not enrolled, not exempt."""
    in_nederland = inschrijvingen[inschrijvingen["onderwijs"] != "buitenland"]
    telt = diplomas["diploma"]
    delen = [
        _gebeurtenis(verblijf, "van", "ingezetene", 1),
        _gebeurtenis(verblijf, "tot", "ingezetene", -1),
        _gebeurtenis(jongeren, "overleden", "overleden", 1),
        _gebeurtenis(jongeren, "begin", "begonnen", 1),
        _gebeurtenis(jongeren, "einde", "voorbij", 1),
        _gebeurtenis(jongeren, "achttien", "achttien", 1),
        _gebeurtenis(in_nederland, "van", "ingeschreven", 1),
        _gebeurtenis(in_nederland, "tot", "ingeschreven", -1),
        _gebeurtenis(inschrijvingen[inschrijvingen["onderwijs"].isin(VSO)], "van", "vso", 1),
        _gebeurtenis(diplomas[telt.isin(STARTKWALIFICATIE)], "datum", "startkwalificatie", 1),
        _gebeurtenis(diplomas[telt.isin(PRAKTIJK)], "datum", "praktijk", 1),
    ]
    for naam, groep in (
        ("vrij", vrijstellingen[vrijstellingen["grond"] != "15"]),
        ("vrij15", vrijstellingen[vrijstellingen["grond"] == "15"]),
    ):
        delen += [_gebeurtenis(groep, "van", naam, 1), _gebeurtenis(groep, "tot", naam, -1)]
    lijn = pd.concat(delen, ignore_index=True)
    lijn = lijn[lijn["datum"] <= op].fillna(0)
    som = lijn.groupby(["jongere_id", "datum"]).sum().groupby(level=0).cumsum() > 0

    leerplichtig = som["begonnen"] & ~som["voorbij"]
    kwalificatieplichtig = som["voorbij"] & ~som["achttien"] & ~som["startkwalificatie"] & ~som["praktijk"] & ~som["vso"]
    vrij = som["vrij"] | (som["vrij15"] & kwalificatieplichtig)
    kaal = som["ingezetene"] & ~som["overleden"] & (leerplichtig | kwalificatieplichtig) & ~som["ingeschreven"] & ~vrij

    stuk = kaal.rename("kaal").reset_index()
    eerder = stuk.groupby("jongere_id")["kaal"].shift()
    stuk = stuk[stuk["kaal"] != eerder.eq(True)]
    stuk["tot"] = stuk.groupby("jongere_id")["datum"].shift(-1)
    return stuk[stuk["kaal"]].rename(columns={"datum": "van"})[["jongere_id", "van", "tot"]]


def _gebeurtenis(tabel: pd.DataFrame, kolom: str, naam: str, stap: int) -> pd.DataFrame:
    datum = tabel[["jongere_id", kolom]].dropna().rename(columns={kolom: "datum"})
    return datum.astype({"datum": "datetime64[s]"}).assign(**{naam: np.float32(stap)})


def _zonder_zomergat(kaal: pd.DataFrame, inschrijvingen: pd.DataFrame, zomers: pd.DataFrame) -> pd.DataFrame:
    """Takes out the summer vacation for who was enrolled on the last schooldag before it or later."""
    oud = inschrijvingen.loc[inschrijvingen["onderwijs"] != "buitenland", ["jongere_id", "tot"]].dropna()
    eerder = kaal[["jongere_id", "van"]].merge(oud, on="jongere_id")
    laatst = eerder[eerder["tot"] <= eerder["van"]].groupby(["jongere_id", "van"])["tot"].max().rename("laatst")
    kaal = kaal.merge(laatst.reset_index(), on=["jongere_id", "van"], how="left")
    kaal["laatst"] = kaal["laatst"].fillna(LANG_GELEDEN)

    zomers = zomers.rename(columns={"van": "z_van", "tot": "z_tot", "laatste_schooldag": "voor"})
    gat = kaal.merge(zomers[["kalender", "z_van", "z_tot", "voor"]], on="kalender")
    gat = gat[(gat["laatst"] > gat["voor"]) & (gat["laatst"] <= gat["z_tot"]) & (gat["z_tot"] > gat["van"])]
    kaal = kaal.merge(gat[["jongere_id", "van", "z_van", "z_tot"]], on=["jongere_id", "van"], how="left")
    voor = kaal[kaal["z_van"].isna() | (kaal["van"] < kaal["z_van"])]
    voor = voor.assign(tot=voor[["tot", "z_van"]].min(axis=1))
    na = kaal[kaal["z_tot"].notna() & (kaal["tot"].isna() | (kaal["tot"] > kaal["z_tot"]))]
    na = na.assign(van=na[["van", "z_tot"]].max(axis=1))
    return pd.concat([voor, na])[["jongere_id", "van", "tot"]]
