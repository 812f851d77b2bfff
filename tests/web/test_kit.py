"""The kit of the web pages: colours that can be read, filters that keep their promise, templates that hold, words for codes."""

from __future__ import annotations

import functools
import itertools
import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.template.loader import get_template, render_to_string
from hypothesis import given
from hypothesis import strategies as st

from inbeeld.tabellen import codes
from inbeeld.web import woorden
from inbeeld.web.templatetags import inbeeld as kit

WORTEL = Path(__file__).resolve().parents[2]
WEB = WORTEL / "src" / "inbeeld" / "web"
BRON = WEB / "bron"
TOKENS = (BRON / "tokens.css").read_text("utf-8")
SJABLONEN = sorted((WORTEL / "src" / "inbeeld").rglob("templates/**/*.html"))

# -- colours ---------------------------------------------------------------------------------------------------------------


def _waarden(blok: str) -> dict[str, str]:
    return dict(re.findall(r"--(inbeeld-[\w-]+):\s*([^;]+);", blok))


@functools.cache
def themas() -> dict[str, dict[str, str]]:
    """``licht`` and ``donker`` → token → value as written."""
    licht, donker = TOKENS.split("@media screen {")
    basis = _waarden(licht)
    return {"licht": basis, "donker": basis | _waarden(donker)}


def kleur(thema: str, token: str) -> str:
    """The six hex digits behind a token."""
    waarde = themas()[thema][f"inbeeld-{token}"].strip()
    while verwijst := re.fullmatch(r"var\(--(inbeeld-[\w-]+)\)", waarde):
        waarde = themas()[thema][verwijst[1]].strip()
    assert re.fullmatch(r"#[0-9a-f]{6}", waarde), f"{token}: {waarde}"
    return waarde[1:]


def contrast(a: str, b: str) -> float:
    """Ratio of WCAG 2.2."""

    def helderheid(hexa: str) -> float:
        delen = [int(hexa[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        r, g, b = (d / 12.92 if d <= 0.04045 else ((d + 0.055) / 1.055) ** 2.4 for d in delen)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    donker, licht = sorted((helderheid(a), helderheid(b)))
    return (licht + 0.05) / (donker + 0.05)


PAREN = [
    (voor, achter, float(eis), float(licht), float(donker))
    for voor, achter, eis, licht, donker in re.findall(
        r"\* +([\w-]+) +op ([\w-]+) +([\d.]+):1 +([\d.]+) +([\d.]+) +voldoet", TOKENS
    )
]


def test_contrasttabel_is_er() -> None:
    assert len(PAREN) >= 45


@pytest.mark.parametrize(("voor", "achter", "eis", "licht", "donker"), PAREN, ids=lambda x: str(x))
def test_contrast(voor: str, achter: str, eis: float, licht: float, donker: float) -> None:
    for thema, genoemd in (("licht", licht), ("donker", donker)):
        echt = contrast(kleur(thema, voor), kleur(thema, achter))
        assert echt >= eis, f"{thema}: {echt:.2f}"
        assert echt == pytest.approx(genoemd, abs=0.011), f"{thema}: the table is old, it is {echt:.2f}"


def test_ook_labels_en_berichten_zijn_leesbaar() -> None:
    """What onderdelen.css puts on each other besides the table."""
    for thema in ("licht", "donker"):
        for voor, achter in (
            ("color-soon", "color-soon-subtle"),
            ("color-text", "color-done-subtle"),
            ("color-text", "color-accent-subtle"),
            ("color-accent-hover", "color-accent-subtle"),
            ("color-accent", "color-soon-subtle"),
            ("color-surface", "color-text-subtle"),
            ("color-text-meta", "color-surface-sunken"),
        ):
            assert contrast(kleur(thema, voor), kleur(thema, achter)) >= 4.5, f"{thema}: {voor} op {achter}"


def test_elk_gebruikt_token_bestaat() -> None:
    bekend = set(themas()["licht"])
    paden = [*BRON.glob("*.css"), *WEB.rglob("*.py"), *SJABLONEN]
    gebruikt = {(p.name, t) for p in paden for t in re.findall(r"var\(--(inbeeld-[\w-]+)", p.read_text("utf-8"))}
    assert gebruikt
    # A name that is put together while drawing ends in a dash.
    assert {(n, t) for n, t in gebruikt if t not in bekend and not t.endswith("-")} == set()


@pytest.mark.parametrize("pad", [p for p in sorted(BRON.glob("*.css")) if p.name != "tokens.css"], ids=lambda p: p.name)
def test_onderdelen_gebruiken_rollen(pad: Path) -> None:
    """No colours of their own, no brand tokens: else a theme does not reach them."""
    css = re.sub(r"/\*.*?\*/", "", pad.read_text("utf-8"), flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*;)", css) == []
    assert re.findall(r"--inbeeld-color-(?:ink|petrol|red|amber|green|yellow|white)[\w-]*", css) == []


# -- filters ---------------------------------------------------------------------------------------------------------------

DAGEN = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


@given(DAGEN, DAGEN)
def test_dag_noemt_het_jaar_alleen_als_het_een_ander_is(d: date, nu: date) -> None:
    for tekst in (kit.dag(d, nu), kit.dag_kort(d, nu)):
        assert str(d.day) in tekst.split()
        assert (str(d.year) in tekst.split()) == (d.year != nu.year)
    assert str(d.year) in kit.dag_lang(d)
    assert kit.dag_jaar(d).endswith(str(d.year))
    assert datetime.strptime(kit.dag_invoer(d), "%d-%m-%Y").date() == d


@given(DAGEN, st.integers(min_value=-400, max_value=400))
def test_over_dagen_zegt_hoeveel(nu: date, n: int) -> None:
    d = nu + timedelta(days=n)
    tekst = kit.over_dagen(d, nu)
    assert "1 dagen" not in re.findall(r"\b1 dagen", tekst)
    if n == 0:
        assert tekst == "vandaag"
    elif n < 0:
        assert tekst == f"{-n} {'dag' if n == -1 else 'dagen'} te laat"
    elif 1 < n <= 60:
        assert tekst == f"nog {n} dagen"
    elif n > 60:
        assert tekst == kit.dag(d, nu)


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_getal_is_terug_te_lezen(n: int) -> None:
    tekst = kit.getal(n)
    assert int(tekst.replace(".", "").replace("−", "-")) == n
    assert all(len(deel) == 3 for deel in tekst.split(".")[1:])


def test_vaste_voorbeelden() -> None:
    nu = date(2026, 11, 30)
    assert kit.dag(date(2026, 11, 17), nu) == "17 nov"
    assert kit.dag(date(2025, 3, 1), nu) == "1 mrt 2025"
    assert kit.dag_kort(date(2026, 12, 2), nu) == "wo 2 dec"
    assert kit.dag_lang(nu) == "maandag 30 november 2026"
    assert kit.dag_lang(nu, nu) == "maandag 30 november"
    assert kit.tijdstip(datetime(2026, 11, 27, 5, 12, tzinfo=UTC), nu) == "vr 27 nov, 06.12 uur"
    assert [kit.getal(x) for x in (12000, 9.5, 18.0, 0.04, -0.04, None)] == ["12.000", "9,5", "18", "0", "0", ""]
    assert kit.leeftijd(date(2009, 12, 1), nu) == "16"
    assert kit.leeftijd(date(2009, 11, 30), nu) == "17"
    assert [f(None) for f in (kit.dag, kit.dag_kort, kit.dag_lang, kit.over_dagen, kit.leeftijd, kit.tijdstip)] == [""] * 6
    assert kit.hoofdletter("vrijgesteld én ingeschreven") == "Vrijgesteld én ingeschreven"


@given(st.integers(min_value=1, max_value=500).flatmap(lambda n: st.tuples(st.just(n), st.integers(min_value=1, max_value=n))))
def test_bladzijden(paar: tuple[int, int]) -> None:
    aantal, nu = paar
    uit = kit.bladzijden(aantal, nu)
    getallen = [n for n in uit if n is not None]
    assert getallen == sorted(set(getallen))
    assert {1, nu, aantal} <= set(getallen)
    assert len(uit) <= 9
    for voor, na in itertools.pairwise(getallen):
        assert (na == voor + 1) or uit[uit.index(voor) + 1] is None


# -- templates -------------------------------------------------------------------------------------------------------------


class Proefvorm(forms.Form):
    naam = forms.CharField(label="Naam", help_text="Zoals in het paspoort")
    soort = forms.ChoiceField(label="Soort", choices=[("a", "Aan"), ("u", "Uit")], widget=forms.RadioSelect)
    vak = forms.MultipleChoiceField(label="Gemeenten", choices=[("1", "Een"), ("2", "Twee")], widget=forms.CheckboxSelectMultiple)
    lijst = forms.ChoiceField(label="Lijst", choices=[("a", "Aan")])
    aan = forms.BooleanField(label="Aan", required=False)
    tekst = forms.CharField(label="Tekst", widget=forms.Textarea, required=False)
    bestand = forms.FileField(label="Bestand", required=False)


@pytest.mark.parametrize("pad", SJABLONEN, ids=lambda p: p.name)
def test_sjabloon_leest_en_heeft_niets_in_de_regel(pad: Path) -> None:
    """The browser refuses style attributes, inline scripts and anything from elsewhere."""
    tekst = pad.read_text("utf-8")
    get_template(pad.relative_to(next(p for p in pad.parents if p.name == "templates")).as_posix())
    assert re.findall(r"\sstyle\s*=", tekst) == []
    assert re.findall(r"<style|<script(?![^>]*\ssrc=)", tekst) == []
    assert re.findall(r"\son[a-z]+\s*=\s*[\"']|javascript:|hx-on|hx-vals=[\"']js:", tekst) == []
    assert re.findall(r"(?:src|href)=[\"'](?:https?:)?//", tekst) == []


@pytest.mark.parametrize(
    "naam", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "web/raam.html", "web/kaal.html"]
)
def test_zonder_context(naam: str) -> None:
    """The server's error pages get none; the login page has nobody."""
    html = render_to_string(naam)
    assert '<html lang="nl">' in html
    assert 'id="inhoud"' in html
    assert "uitloggen" not in html.lower()


def _menu() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(naam="Vandaag", url="/", aantal="11", actief=True, groep=""),
        SimpleNamespace(naam="Wet en regels", url="/wet/", aantal="", actief=False, groep="Gegevens en vak"),
    ]


@pytest.mark.parametrize("thema", ["licht", "donker"])
def test_raam_met_alles(thema: str) -> None:
    wie = SimpleNamespace(naam="Noor <b>", wat="Leerplichtambtenaar", thema=thema, toetsen_aan=False)
    context = {"medewerker": wie, "menu": _menu(), "organisatie": SimpleNamespace(naam="Regio"), "vandaag": date(2026, 11, 30)}
    html = render_to_string("web/raam.html", context)
    assert ('data-thema="donker"' in html) == (thema == "donker")
    assert 'data-toetsen="uit"' in html
    assert "Noor &lt;b&gt;" in html
    assert html.count('aria-current="page"') == 2, "in the side menu and in the menu of narrow screens"
    assert "Gegevens en vak" in html
    assert "maandag 30 november 2026" in html
    assert "Uitloggen" in html


def test_formulier_hangt_uitleg_en_fout_aan_het_veld() -> None:
    html = render_to_string("web/formulier.html", {"formulier": Proefvorm({"naam": ""})})
    assert 'aria-describedby="id_naam_helptext id_naam_error"' in html
    assert 'id="id_naam_error"' in html
    assert 'id="id_naam_helptext"' in html
    assert 'href="#id_naam"' in html
    assert 'href="#id_soort_0"' in html
    assert html.count("<legend") == 2
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert {d for groep in re.findall(r'aria-describedby="([^"]+)"', html) for d in groep.split()} <= set(ids)
    assert set(re.findall(r'for="([^"]+)"', html)) <= set(ids)
    schoon = render_to_string("web/formulier.html", {"formulier": Proefvorm()})
    assert "data-fouten" not in schoon
    assert "aria-invalid" not in schoon


def test_bladeren_en_leeg() -> None:
    html = render_to_string("web/bladeren.html", {"blad": 2, "bladen": 3, "extra": "soort=verzuim&"})
    assert 'href="?soort=verzuim&amp;blad=3"' in html
    assert html.count('aria-current="page"') == 1
    assert render_to_string("web/bladeren.html", {"blad": 1, "bladen": 1}).strip() == ""
    assert 'name="blad" value="3"' in render_to_string("web/bladeren.html", {"blad": 2, "bladen": 3, "formulier": "zoek-form"})
    assert render_to_string("web/leeg.html", {"titel": "Niemand gevonden", "tekst": "Zoek op postcode."}).count("<p>") == 1


def test_elke_icoon_en_elk_merk() -> None:
    for naam in kit.ICONEN:
        assert 'aria-hidden="true"' in kit.icoon(naam)
        assert 'aria-label="a &amp; b"' in kit.icoon(naam, naam="a & b")
    for groep in kit.MERKEN:
        assert f"merk--{groep}" in kit.merk(groep)
        assert "aria-label" not in kit.merk(groep, spreek=False)
    sjabloon = engines["django"].from_string('{% load inbeeld %}{% bron True "art. 3" %} {% bron False x %} {% pijl "rechts" %}')
    html = sjabloon.render({"x": "<b>"})
    assert "bron--wet" in html
    assert "&lt;b&gt;" in html


# -- words -----------------------------------------------------------------------------------------------------------------


KLOK = {"wijzer", "wijzer_zegt", "eenheid"}
"""The law clock's own sentences are with the page that shows it."""


def test_elke_code_heeft_woorden() -> None:
    lijsten = {n.lower(): w for n, w in vars(codes).items() if n.isupper() and isinstance(w, tuple)}
    for naam in KLOK:
        lijsten.pop(naam, None)
    assert set(lijsten) == set(woorden.WOORDEN)
    for soort, waarden in lijsten.items():
        for code in waarden:
            assert code in woorden.WOORDEN[soort], f"{soort}: {code}"
            tekst = woorden.woord(soort, code)
            assert tekst
            assert "_" not in tekst
    assert woorden.woord("grond", None) == ""


# -- the build -------------------------------------------------------------------------------------------------------------


def test_slot_zegt_niet_waar_iets_vandaan_komt() -> None:
    slot = (WORTEL / "package-lock.json").read_text("utf-8")
    assert "://" not in slot
    pakketten = json.loads(slot)["packages"]
    assert all("integrity" in p for naam, p in pakketten.items() if naam)


def test_elk_pakket_wordt_gebruikt() -> None:
    genoemd = json.loads((WORTEL / "package.json").read_text("utf-8"))["dependencies"]
    bronnen = "".join(p.read_text("utf-8") for p in BRON.glob("*.*") if p.suffix in {".css", ".js"})
    assert [p for p in genoemd if f'"{p}/' not in bronnen] == []
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", v) for v in genoemd.values()), "pinned"
