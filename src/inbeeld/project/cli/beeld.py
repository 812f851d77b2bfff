"""``inbeeld beeld``: the picture on a day, from a folder of tables or from the database."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inbeeld.apps.basis.fouten import GebruikFout, GeweigerdFout
from inbeeld.project.cli.uitvoer import getal, tabel, uit, voortgang

if TYPE_CHECKING:
    from inbeeld.beeld import Beeld

STAPPEN = 52
"""About how many steps a run takes; only for the progress bar."""


def registreer(app: typer.Typer) -> None:
    app.command("beeld", help="Berekent het beeld op een dag: rechtsposities en signalen.")(beeld)


def beeld(
    peildatum: Annotated[str, typer.Option(help="De dag waarop we kijken: jjjj-mm-dd. Feiten van later tellen niet mee.")],
    bekend_op: Annotated[str | None, typer.Option(help="Wat we op deze dag wisten: jjjj-mm-dd. Zonder: wat we nu weten.")] = None,
    motor: Annotated[str, typer.Option(help="duckdb of spark")] = "duckdb",
    tabellen: Annotated[Path | None, typer.Option(help="Map met tabellen (Parquet). Zonder: de database.")] = None,
    uit_map: Annotated[Path | None, typer.Option("--uit", help="Map waar de uitkomsten komen.")] = None,
    organisatie: Annotated[str | None, typer.Option(help="Code van de organisatie, als er meer dan één is.")] = None,
    als_json: Annotated[bool, typer.Option("--json", help="Het bewijs en de aantallen als JSON.")] = False,
) -> None:
    peil, bekend = lees_dag(peildatum, "--peildatum"), lees_dag(bekend_op, "--bekend-op") if bekend_op else None
    if motor not in ("duckdb", "spark"):
        raise GebruikFout(f"De motor '{motor}' bestaat niet.", waar="--motor", doe="Kies duckdb of spark.")
    if tabellen is None:
        bewijs, telling = _uit_database(peil, bekend, motor, uit_map, organisatie)
    else:
        if uit_map is None:
            raise GebruikFout(
                "Waar moeten de uitkomsten komen?", waar="--uit", doe="Geef een map, bijvoorbeeld --uit uitkomsten."
            )
        bewijs, telling = _uit_map(tabellen, uit_map, peil, bekend, motor)
    if als_json:
        typer.echo(json.dumps({"bewijs": bewijs, "aantallen": telling}, ensure_ascii=False, indent=2))
        return
    _toon(bewijs, telling, uit_map)


def lees_dag(tekst: str, optie: str) -> date:
    """A day as it is typed."""
    try:
        return datetime.strptime(tekst, "%Y-%m-%d").date()
    except ValueError:
        raise GebruikFout(f"'{tekst}' is geen datum.", waar=optie, doe="Schrijf jjjj-mm-dd, bijvoorbeeld 2026-11-20.") from None


def _uit_map(map_: Path, uit_map: Path, peil: date, bekend: date | None, motor: str) -> tuple[dict[str, Any], dict[str, Any]]:
    from inbeeld.beeld import InvoerFout, MotorFout, bereken_map

    try:
        with voortgang("Beeld", STAPPEN) as meld:
            stap = iter(range(STAPPEN))
            b = bereken_map(
                map_, peildatum=peil, bekend_op=bekend, motor=motor, uit=uit_map, stap=lambda wat: meld(wat, next(stap, STAPPEN))
            )
    except InvoerFout as reden:
        raise GeweigerdFout(str(reden), waar=str(map_)) from None
    except MotorFout as reden:
        raise GebruikFout(str(reden), waar="--motor") from None
    except OSError as reden:
        raise GebruikFout(
            f"Schrijven lukt niet ({reden.strerror}).", waar=str(uit_map), doe="Kies met --uit een andere map."
        ) from None
    return b.bewijs.to_dict(), _tel_bestanden(uit_map)


def _tel_bestanden(map_: Path) -> dict[str, Any]:
    import pyarrow.parquet as pq

    posities = pq.read_table(map_ / "rechtspositie.parquet", columns=["jongere_id", "positie", "tot"])
    signalen = pq.read_table(map_ / "signalen.parquet", columns=["jongere_id", "signaal", "tot"])
    return tel(posities, signalen)


def tel(posities: Any, signalen: Any) -> dict[str, Any]:
    """How many youths have which position, and how many have which signal, on the peildatum."""
    import pyarrow.compute as pc

    def nu(t: Any, kolom: str) -> dict[str, int]:
        open_ = t.filter(pc.is_null(t["tot"]))
        per = open_.group_by([kolom]).aggregate([("jongere_id", "count_distinct")])
        aantal = zip(per[kolom].to_pylist(), per["jongere_id_count_distinct"].to_pylist(), strict=True)
        return dict(sorted(aantal, key=lambda rij: (-rij[1], rij[0])))

    return {"rechtspositie": nu(posities, "positie"), "signalen": nu(signalen, "signaal")}


def _uit_database(
    peil: date, bekend: date | None, motor: str, uit_map: Path | None, code: str | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """From the database. The picture is kept there, unless it goes to a folder or looks back ("zoals bekend op")."""
    from inbeeld.project.cli.start import begin, organisatie

    begin()
    from inbeeld.apps.beelden import selectors
    from inbeeld.apps.beelden.momentopname import neem_momentopname
    from inbeeld.apps.werklijst.services import ververs
    from inbeeld.beeld import InvoerFout, MotorFout, bereken

    tenant = organisatie(code)
    try:
        with voortgang("Beeld", STAPPEN) as meld:
            stap = iter(range(STAPPEN))

            def volgende(wat: str) -> None:
                meld(wat, next(stap, STAPPEN))

            if uit_map is None and bekend is None:
                run = ververs(tenant, peil, motor=motor, stap=volgende)
                telling = {
                    "rechtspositie": dict(selectors.posities(tenant.pk)),
                    "signalen": {s.signaal: s.jongeren for s in selectors.signalen(tenant.pk)},
                }
                return run.bewijs, telling
            tabellen = neem_momentopname(tenant.pk, tenant.vakantieregio, bekend)
            b: Beeld = bereken(tabellen, peildatum=peil, bekend_op=bekend, motor=motor, stap=volgende)
    except InvoerFout as reden:
        raise GeweigerdFout(str(reden)) from None
    except MotorFout as reden:
        raise GebruikFout(str(reden), waar="--motor") from None
    if uit_map is not None:
        schrijf(b, uit_map)
    return b.bewijs.to_dict(), tel(b.uitkomsten["rechtspositie"], b.uitkomsten["signalen"])


def schrijf(b: Beeld, map_: Path) -> None:
    """The outcomes as Parquet."""
    import pyarrow.parquet as pq

    map_.mkdir(parents=True, exist_ok=True)
    for naam, t in b.uitkomsten.items():
        pq.write_table(t, map_ / f"{naam}.parquet", compression="zstd")


def _toon(bewijs: dict[str, Any], telling: dict[str, Any], uit_map: Path | None) -> None:
    bekend = f", zoals bekend op {bewijs['bekend_op']}" if bewijs.get("bekend_op") else ""
    uit.print(f"Beeld op {bewijs['peildatum']}{bekend}: {getal(bewijs['jongeren'])} jongeren", soft_wrap=True)
    uit.print()
    tabel("Rechtspositie", ["Positie", "Jongeren"], [[p, getal(n)] for p, n in telling["rechtspositie"].items()])
    if telling["signalen"]:
        tabel("Signalen op deze dag", ["Signaal", "Jongeren"], [[s, getal(n)] for s, n in telling["signalen"].items()])
    else:
        uit.print("Geen signalen op deze dag.")
    regels = f"regels {bewijs['regelversie']}, parameters {bewijs['parameterversie']}, gegevens {bewijs['momentopname']}"
    uit.print(f"Bewijs: {regels}, {bewijs['motor']}, {bewijs['seconden']} s", soft_wrap=True)
    if uit_map is not None:
        uit.print(f"Uitkomsten: {uit_map}", soft_wrap=True)
