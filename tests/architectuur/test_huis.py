"""The house holds: import contracts, rules that name their source, documents that tell the truth, no trace of a machine."""

from __future__ import annotations

import functools
import inspect
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import typer.main
from stdnum.nl import bsn

from inbeeld.beeld.berekening import alle_regels, parameters
from inbeeld.project.cli import app
from inbeeld.regels.parameters import Berust, Parameter
from inbeeld.regels.regel import Regel
from inbeeld.tabellen import codes

WORTEL = Path(__file__).resolve().parents[2]
HIER = "tests/architectuur/test_huis.py"
VREEMD = {".lock", ".svg", ".png", ".parquet", ".pdf"}
"""Files whose contents are made by a program."""


@functools.cache
def bestanden() -> tuple[Path, ...]:
    """The files of the project: what git knows or would add; without git everything outside hidden and made folders."""
    try:
        uitvoer = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=WORTEL,
            capture_output=True,
            check=True,
        ).stdout
        gevonden = [WORTEL / n for n in uitvoer.decode().split("\0") if n]
    except (OSError, subprocess.CalledProcessError):
        overslaan = {"var", "build", "dist", "uit", "node_modules", "__pycache__"}
        gevonden = [
            p for p in WORTEL.rglob("*") if not any(d.startswith(".") or d in overslaan for d in p.relative_to(WORTEL).parts[:-1])
        ]
    return tuple(p for p in gevonden if p.is_file())


@functools.cache
def teksten() -> dict[str, str]:
    """Path in the project → contents, of every text file that people write."""
    uit = {}
    for pad in bestanden():
        if pad.suffix in VREEMD:
            continue
        try:
            uit[pad.relative_to(WORTEL).as_posix()] = pad.read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    return uit


def _vind(patroon: str, *, zonder: tuple[str, ...] = ()) -> list[str]:
    zoek = re.compile(patroon)
    return [
        f"{naam}:{nr}: {regel.strip()[:100]}"
        for naam, tekst in teksten().items()
        if naam not in zonder
        for nr, regel in enumerate(tekst.splitlines(), 1)
        if zoek.search(regel)
    ]


# -- layers ----------------------------------------------------------------------------------------------------------------


def test_importcontracten() -> None:
    """The contracts of ``pyproject.toml``. A process of its own: import-linter changes the import path."""
    opdracht = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    klaar = subprocess.run([sys.executable, "-c", opdracht], cwd=WORTEL, capture_output=True, text=True, check=False)
    assert klaar.returncode == 0, klaar.stdout + klaar.stderr


def test_elke_laag_staat_in_het_contract() -> None:
    pyproject = tomllib.loads((WORTEL / "pyproject.toml").read_text("utf-8"))
    lagen = next(c for c in pyproject["tool"]["importlinter"]["contracts"] if c["type"] == "layers")["layers"]
    genoemd = {naam.strip() for laag in lagen for naam in laag.split("|")}
    assert genoemd == {f"inbeeld.{p.parent.name}" for p in (WORTEL / "src" / "inbeeld").glob("*/__init__.py")}


# -- rules -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("regel", alle_regels().values(), ids=lambda r: r.naam)
def test_elke_regel_zegt_waar_hij_vandaan_komt(regel: Regel) -> None:
    assert re.fullmatch(r"R-\d{2}", regel.nummer)
    assert regel.artikel.strip()
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}[a-z]?", regel.versie)
    date.fromisoformat(regel.versie[:10])
    assert regel.berust_op in get_args(Berust)
    assert len(regel.uitleg) >= 40, "the docstring gives condition and edge cases"
    assert regel.module.startswith("inbeeld.regels.")


@pytest.mark.parametrize("parameter", parameters().values(), ids=lambda p: p.naam)
def test_elk_getal_heeft_eenheid_en_bron(parameter: Parameter[object]) -> None:
    assert parameter.betekenis.strip()
    assert parameter.eenheid.strip()
    assert parameter.berust_op in get_args(Berust)
    assert all(w.bron.strip() for w in parameter.waarden)
    vanaf = [w.vanaf for w in parameter.waarden]
    assert vanaf
    assert vanaf == sorted(set(vanaf)), "oldest first, no two on one day"


def test_elke_parameter_hoort_bij_een_regel() -> None:
    """A number that no rule names is not in the receipt of a run, nor in ``wet toon``."""
    alle_regels()
    genoemd = {id(p) for p in (p for r in alle_regels().values() for p in r.parameters)}
    los = {
        f"{naam}.{n}"
        for naam, module in sys.modules.items()
        if naam.startswith("inbeeld.regels.")
        for n, p in inspect.getmembers(module, lambda x: isinstance(x, Parameter))
        if id(p) not in genoemd
    }
    assert los == set()


def test_geen_code_heet_kaal_5a() -> None:
    """Art. 5 onder a and art. 5a are two grounds."""
    lijsten = {n: w for n, w in vars(codes).items() if isinstance(w, tuple)}
    assert lijsten
    assert [n for n, w in lijsten.items() if "5a" in w] == []


# -- documents -------------------------------------------------------------------------------------------------------------

DOCUMENTEN = sorted(n for n in teksten() if n == "README.md" or (n.startswith("docs/") and n.endswith(".md")))
_PAD = re.compile(r"`((?:src|docs|tests|scripts|bench|requirements)/[^`\s]*|[A-Z]+(?:\.md)?|Makefile|pyproject\.toml)`")
_KOPPELING = re.compile(r"\]\(([^)#]+)\)")


def _blokken(tekst: str, soort: str) -> Iterator[str]:
    for blok in re.finditer(r"^```([a-z]*)\n(.*?)^```$", tekst, re.MULTILINE | re.DOTALL):
        if blok[1] == soort:
            yield blok[2]


def test_er_zijn_documenten() -> None:
    assert {"README.md", "docs/begrippen.md", "docs/beheer/installeren.md", "docs/handleiding/index.md"} <= set(DOCUMENTEN)


@pytest.mark.parametrize("document", DOCUMENTEN)
def test_elk_genoemd_pad_bestaat(document: str) -> None:
    tekst = teksten()[document]
    paden = {m[1] for m in _PAD.finditer(tekst) if "/" in m[1] or (WORTEL / m[1]).suffix or m[1] == "LICENSE"}
    mist = {p for p in paden if not (WORTEL / p).exists()}
    # Where a document is about the package, `beeld/motor.py` is enough.
    kort = set(re.findall(r"`([a-z_]+(?:/[\w-]+)+\.(?:py|toml|yaml))`", tekst)) - paden
    mist |= {p for p in kort if not (WORTEL / "src" / "inbeeld" / p).exists()}
    mist |= {k for k in _KOPPELING.findall(tekst) if "://" not in k and not (WORTEL / document).parent.joinpath(k).exists()}
    assert mist == set()


def test_code_verwijst_naar_bestaande_documenten() -> None:
    genoemd = {
        (n, pad) for n, t in teksten().items() if n.startswith(("src/", "bench/")) for pad in re.findall(r"docs/[\w./-]+\.md", t)
    }
    assert {(n, pad) for n, pad in genoemd if not (WORTEL / pad).exists()} == set()


@pytest.mark.parametrize("document", DOCUMENTEN)
def test_getoonde_code_is_echte_code(document: str) -> None:
    bron = "\n".join(t for n, t in teksten().items() if n.startswith("src/"))
    for blok in _blokken(teksten()[document], "python"):
        assert blok in bron, blok


def test_begrippen_staan_op_volgorde_en_een_keer() -> None:
    rijen = re.findall(r"^\| (.+?) \| .+ \| .* \| `.+` \|$", teksten()["docs/begrippen.md"], re.MULTILINE)
    assert len(rijen) >= 90
    assert rijen == sorted(rijen, key=str.lower)
    assert len({r.lower() for r in rijen}) == len(rijen)


def test_elke_code_heeft_een_begrip() -> None:
    """Positions and signals are what users meet first."""
    tekst = teksten()["docs/begrippen.md"].lower()
    kaal = {"rmc_monitoring": "rmc", "rmc_doelgroep": "rmc", "te_jong": "rechtspositie", "leerplichtig": "leerplicht"}
    kaal |= {"kwalificatieplichtig": "kwalificatieplicht", "buiten_doelgroep": "buiten de doelgroep", "vsv_nieuw": "vsv"}
    kaal |= {"relatief_verzuim_16u": "relatief verzuim", "verzuim_18plus": "verzuim 18+", "thuiszitter_3mnd": "thuiszitter"}
    kaal |= {"ziekteverzuim_signaal": "ziekmelding", "vrijgesteld_en_ingeschreven": "vrijstelling", "melding_open": "melding"}
    mist = [c for c in (*codes.RECHTSPOSITIE, *codes.SIGNAAL) if kaal.get(c, c.replace("_", " ")) not in tekst]
    assert mist == []


def test_adr_zijn_genummerd_en_kort() -> None:
    namen = [Path(n).name for n in DOCUMENTEN if n.startswith("docs/adr/")]
    assert [n[:4] for n in namen] == [f"{i:04}" for i in range(1, len(namen) + 1)]
    for n in DOCUMENTEN:
        if n.startswith("docs/adr/"):
            koppen = re.findall(r"^## (.+)$", teksten()[n], re.MULTILINE)
            assert koppen == ["Context", "Decision", "Consequences", "What would make us undo it"], n
            assert len(teksten()[n].splitlines()) <= 65, n


# -- commands --------------------------------------------------------------------------------------------------------------


def _opdrachten() -> list[tuple[str, str]]:
    """Every command line of ours that a document shows: in a block of its own, indented, or between backquotes."""
    gevonden = []
    for n in DOCUMENTEN:
        stukken = [r for blok in _blokken(teksten()[n], "") for r in blok.splitlines()]
        stukken += [r for r in teksten()[n].splitlines() if r.startswith("    ")]
        stukken += re.findall(r"`((?:\.venv/bin/)?inbeeld [^`]+)`", teksten()[n])
        for stuk in stukken:
            regel = re.sub(r"\s#\s.*", "", stuk).strip().removeprefix(".venv/bin/")
            if regel.startswith("inbeeld "):
                gevonden.append((n, regel))
    return gevonden


@pytest.mark.parametrize(("document", "regel"), _opdrachten(), ids=lambda x: x)
def test_getoonde_opdracht_bestaat(document: str, regel: str) -> None:
    """The command, its subcommand and each of its options."""
    opdracht = typer.main.get_command(app)
    woorden = shlex.split(regel)[1:]
    while woorden and hasattr(opdracht, "commands") and not woorden[0].startswith("-"):
        assert woorden[0] in opdracht.commands, f"{document}: {regel}"
        opdracht = opdracht.commands[woorden.pop(0)]
    bekend = {o for p in opdracht.params for o in p.opts} | {"--help"}
    assert {w.split("=")[0] for w in woorden if w.startswith("--")} <= bekend, f"{document}: {regel}"


def test_elke_opdracht_staat_in_de_documenten() -> None:
    genoemd = {shlex.split(regel)[1] for _, regel in _opdrachten()}
    assert set(typer.main.get_command(app).commands) <= genoemd  # type: ignore[attr-defined]


@pytest.mark.parametrize("document", DOCUMENTEN)
def test_getoond_makedoel_bestaat(document: str) -> None:
    doelen = set(re.findall(r"^([a-z-]+):", teksten()["Makefile"], re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", teksten()[document], re.MULTILINE)) <= doelen


# -- no trace of a person or a machine -------------------------------------------------------------------------------------


def test_geen_bsn_van_een_mens() -> None:
    """Nine digits that pass the elfproef may only be of the range that is given to nobody: starting with 9."""
    gevonden = []
    for naam, tekst in teksten().items():
        for m in re.finditer(r"(?<![0-9A-Za-z.])\d{9}(?![0-9A-Za-z]|\.\d)", tekst):
            if not m[0].startswith("9") and bsn.is_valid(m[0]):
                gevonden.append(f"{naam}:{tekst.count(chr(10), 0, m.start()) + 1}")
    assert gevonden == []


def test_geen_werk_dat_is_blijven_liggen() -> None:
    assert _vind(r"\b(?:TODO|FIXME|XXX)\b", zonder=(HIER,)) == []


def test_geen_plek_op_een_machine() -> None:
    """No folder of a developer's or build machine, and no address of a package index or mirror."""
    assert _vind(r"(?<![\w.~-])/(?:home|Users|work|build|workspace|mnt|opt)/\w", zonder=(HIER,)) == []
    assert _vind(r"(?i)--(?:extra-)?index-url|\[\[?tool\.uv\.index|artifactory|nexus", zonder=(HIER,)) == []
    sloten = [p for p in bestanden() if p.suffix == ".lock"]
    assert sloten
    assert [p.name for p in sloten if "://" in p.read_text("utf-8")] == []


def test_licentie_is_volledig() -> None:
    tekst = teksten()["LICENSE"]
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in tekst
    assert [int(n) for n in re.findall(r"^(\d+)\.[A-Z]", tekst, re.MULTILINE)] == list(range(1, 16))
    assert tekst.rstrip().endswith("require the production of a new EUPL version.")
