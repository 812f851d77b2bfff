"""Rule questions: facts in, answer out. A module of ``regels`` registers its questions with ``@vraag``; ``stel`` asks one.

The names of questions, facts and answers are those of the law cases (``inbeeld wet toets``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from inbeeld.regels.kalender import Kalenders, lees_schooljaar
from inbeeld.regels.parameters import Instelling
from inbeeld.regels.regel import REGELS
from inbeeld.tabellen import codes

STANDAARD = Instelling()
"""Every parameter at its own value."""

FEITCODES = ("ongeldige_waarde", "einde_voor_begin", "voor_geboorte", "verblijf_overlapt")
"""Codes of refusal that are part of the format; the others are about the form: ``ontbreekt`` and ``onbekend_gegeven``."""

EERSTE_DAG, LAATSTE_DAG = date(1900, 1, 1), date(2060, 12, 31)


class OngeldigGegeven(ValueError):
    """Facts that are refused: there is no answer.

    Attributes:
        code: why, for a program.
        veld: which fact; ``jongeren.0.absoluut`` for one inside a list; empty when it is about several.
        uitleg: what is wrong and what to do, in Dutch.
    """

    def __init__(self, code: str, veld: str, uitleg: str) -> None:
        super().__init__(f"{veld}: {uitleg}" if veld else uitleg)
        self.code, self.veld, self.uitleg = code, veld, uitleg


class Gegevens(BaseModel):
    """The facts of a question. Numbers may be int or float, dates a date or ISO text; nothing else is converted.

    An optional fact that is given as None counts as not given.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    OORDEEL: ClassVar[str] = "zeker"
    """``beoordeling`` for a question whose answer is a proposal: a person decides."""

    @model_validator(mode="before")
    @classmethod
    def _zonder_lege(cls, gegevens: Any) -> Any:
        if not isinstance(gegevens, Mapping):
            return gegevens
        optioneel = {naam for naam, veld in cls.model_fields.items() if not veld.is_required()}
        return {naam: waarde for naam, waarde in gegevens.items() if waarde is not None or naam not in optioneel}

    def ontbrekend(self) -> tuple[str, ...]:
        """Optional facts that were not given and on which the answer depends."""
        return ()

    def bron(self) -> tuple[str, str] | None:
        """Rule number and article for these facts, where they are narrower than those of the rule."""
        return None

    def zekerheid(self, kalenders: Kalenders) -> str:
        """One of ``codes.ZEKERHEID``."""
        return "onbekend" if self.ontbrekend() else self.OORDEEL


# -- kinds of facts ---------------------------------------------------------------------------------------------------------


def weiger(code: str, uitleg: str, veld: str = "") -> PydanticCustomError:
    """The error to raise in a validator of ``Gegevens``."""
    return PydanticCustomError(code, "{uitleg}", {"uitleg": uitleg, "veld": veld})


def _dag(waarde: object) -> object:
    if isinstance(waarde, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", waarde):
        try:
            waarde = date.fromisoformat(waarde)
        except ValueError:
            raise weiger("ongeldige_waarde", f"{waarde} bestaat niet; kijk de dag na") from None
    if isinstance(waarde, datetime) or not isinstance(waarde, date):
        raise weiger("ongeldige_waarde", f"{waarde!r} is geen datum; schrijf bijvoorbeeld 2026-03-01")
    if not EERSTE_DAG <= waarde <= LAATSTE_DAG:
        raise weiger("ongeldige_waarde", f"{waarde} ligt niet tussen {EERSTE_DAG.year} en {LAATSTE_DAG.year}; kijk het jaar na")
    return waarde


def _heel(waarde: object) -> object:
    return int(waarde) if isinstance(waarde, float) and waarde.is_integer() else waarde


def _schooljaar(waarde: str) -> str:
    try:
        lees_schooljaar(waarde)
    except ValueError as fout:
        raise weiger("ongeldige_waarde", str(fout)) from None
    return waarde


def uit(*waarden: str) -> AfterValidator:
    """A text that is one of ``waarden``."""

    def keur(waarde: str) -> str:
        if waarde not in waarden:
            tip = "; '5a' kan artikel 5 onder a of artikel 5a zijn" if waarde == "5a" else ""
            raise weiger("ongeldige_waarde", f"{waarde!r} kan niet; kies uit {', '.join(waarden)}{tip}")
        return waarde

    return AfterValidator(keur)


T = TypeVar("T")
Dag = Annotated[date, BeforeValidator(_dag)]
Aantal = Annotated[int, BeforeValidator(_heel), Field(ge=0)]
"""A whole number, not negative."""
Getal = Annotated[float, Field(ge=0, allow_inf_nan=False)]
"""A number, not negative: hours, kilometres."""
Lijst = Annotated[tuple[T, ...], Field(strict=False)]
Schooljaar = Annotated[str, AfterValidator(_schooljaar)]
Gemeente = Annotated[str, Field(pattern=r"^\d{4}$")]
Vakantieregio = Annotated[str, uit(*codes.VAKANTIEREGIO)]
Rechtspositie = Annotated[str, uit(*codes.RECHTSPOSITIE)]
Grond = Annotated[str, uit(*codes.GROND)]
VERVALLEN = ("V1", "V2")
Verzuimsoort = Annotated[str, uit(*(s for s in codes.VERZUIMSOORT if s not in VERVALLEN))]


class Periode(Gegevens):
    """Half-open: ``van`` is the first day, ``tot`` the first that no longer belongs to it; None = still running."""

    van: Dag
    tot: Dag | None = None

    @model_validator(mode="after")
    def _eindigt_na_begin(self) -> Periode:
        if self.tot is not None and self.tot <= self.van:
            raise weiger("einde_voor_begin", "tot is de eerste dag die niet meer meetelt en ligt dus na van; draai ze om?", "tot")
        return self

    def bevat(self, dag: date) -> bool:
        return self.van <= dag and (self.tot is None or dag < self.tot)

    def raakt(self, van: date, tot: date) -> bool:
        """Whether it has a day in ``[van, tot)``."""
        return self.van < tot and (self.tot is None or self.tot > van)


def na_geboorte(geboren: date | None, dag: date | None, veld: str) -> None:
    """Refuses a fact before birth; for use in a validator.

    Raises:
        PydanticCustomError: ``voor_geboorte``.
    """
    if geboren is not None and dag is not None and dag < geboren:
        raise weiger("voor_geboorte", f"{dag} ligt voor de geboorte op {geboren}; kijk beide datums na", veld)


# -- asking ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Vraag:
    """A question: its facts and the rule function that answers it."""

    naam: str
    gegevens: type[Gegevens]
    functie: Callable[..., dict[str, object]]


@dataclass(frozen=True)
class Antwoord:
    """The answer and what it rests on.

    Attributes:
        uitkomst: answer per name of the question's format.
        regel: rule number.
        artikel: article or policy.
        zekerheid: one of ``codes.ZEKERHEID``.
        gebruikt: the facts given.
        ontbreekt: optional facts that were not given and matter.
    """

    uitkomst: dict[str, object]
    regel: str
    artikel: str
    zekerheid: str
    gebruikt: dict[str, object]
    ontbreekt: tuple[str, ...] = ()


VRAGEN: dict[str, Vraag] = {}
"""All questions by name; filled when the modules of ``regels`` are imported."""

F = TypeVar("F", bound=Callable[..., dict[str, object]])


def vraag(naam: str, gegevens_model: type[Gegevens]) -> Callable[[F], F]:
    """Registers a rule function ``f(g, kalenders, instelling=STANDAARD)`` as the answer to a question.

    Raises:
        ValueError: the question has another function already.
    """

    def inschrijven(functie: F) -> F:
        bestaand = VRAGEN.get(naam)
        if bestaand and bestaand.functie.__module__ != functie.__module__:
            raise ValueError(f"vraag {naam} bestaat al in {bestaand.functie.__module__}")
        VRAGEN[naam] = Vraag(naam, gegevens_model, functie)
        return functie

    return inschrijven


_UITLEG = {
    "missing": "ontbreekt; vul dit gegeven in",
    "bool_type": "{invoer} is geen ja of nee; schrijf true of false",
    "int_type": "{invoer} is geen heel getal",
    "float_type": "{invoer} is geen getal",
    "finite_number": "{invoer} is geen getal",
    "string_type": "{invoer} is geen tekst; zet er aanhalingstekens om",
    "string_pattern_mismatch": "{invoer} is geen gemeentecode; schrijf vier cijfers, zoals '0599'",
    "tuple_type": "{invoer} is geen lijst",
    "model_type": "{invoer} is geen groep gegevens; schrijf naam: waarde",
    "literal_error": "{invoer} kan niet; kies uit {expected}",
    "greater_than_equal": "{invoer} mag niet lager zijn dan {ge}",
    "less_than_equal": "{invoer} mag niet hoger zijn dan {le}",
}


def _weigering(fout: ErrorDetails, model: type[Gegevens]) -> OngeldigGegeven:
    context = fout.get("ctx", {})
    plek = [str(deel) for deel in fout["loc"]]
    veld = ".".join([*plek, context["veld"]] if context.get("veld") else plek)
    if fout["type"] == "extra_forbidden":
        bekend = f"; bekend: {', '.join(model.model_fields)}" if len(plek) == 1 else ""
        return OngeldigGegeven("onbekend_gegeven", veld, f"dit gegeven bestaat niet bij deze vraag; laat het weg{bekend}")
    if fout["type"] in FEITCODES:
        return OngeldigGegeven(fout["type"], veld, context["uitleg"])
    uitleg = _UITLEG.get(fout["type"], fout["msg"]).format(invoer=repr(fout["input"])[:80], **context)
    return OngeldigGegeven("ontbreekt" if fout["type"] == "missing" else "ongeldige_waarde", veld, uitleg)


def lees(model: type[Gegevens], gegevens: Mapping[str, object]) -> Gegevens:
    """The facts, checked.

    Raises:
        OngeldigGegeven: the first fact that is refused.
    """
    try:
        return model.model_validate(dict(gegevens))
    except ValidationError as fout:
        raise _weigering(fout.errors()[0], model) from None


def _gegeven(g: Gegevens) -> dict[str, object]:
    gegeven: dict[str, Any] = g.model_dump(exclude_unset=True)
    return {naam: waarde for naam, waarde in gegeven.items() if waarde is not None}


def stel(naam: str, gegevens: Mapping[str, object], kalenders: Kalenders, instelling: Instelling = STANDAARD) -> Antwoord:
    """Asks question ``naam``.

    Raises:
        OngeldigGegeven: a fact is refused.
        ValueError: there is no such question.
    """
    if naam not in VRAGEN:
        raise ValueError(f"onbekende vraag {naam!r}; bekend: {', '.join(sorted(VRAGEN))}")
    gevraagd = VRAGEN[naam]
    g = lees(gevraagd.gegevens, gegevens)
    uitkomst = gevraagd.functie(g, kalenders, instelling)
    r = REGELS.get(gevraagd.functie.__name__)
    nummer, artikel = g.bron() or ((r.nummer, r.artikel) if r else ("", ""))
    return Antwoord(uitkomst, nummer, artikel, g.zekerheid(kalenders), _gegeven(g), g.ontbrekend())
