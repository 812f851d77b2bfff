"""How delivered facts about youths go into their tables."""

from __future__ import annotations

from inbeeld.apps.basis.samenvoegen import Feittabel

VERBLIJF = Feittabel("verblijf", "registers_verblijf", ("gemeente", "van", "tot"), natuurlijk=("gemeente", "van"))
INSCHRIJVINGEN = Feittabel(
    "inschrijvingen",
    "registers_inschrijving",
    ("onderwijs", "leerweg", "leerjaar", "van", "tot"),
    natuurlijk=("brin", "vestiging", "onderwijs", "van"),
    kenmerk_bij=("brin",),  # each school counts its own enrolments
    school=True,
)
DIPLOMAS = Feittabel("diplomas", "registers_diploma", ("diploma", "leerweg", "datum"), natuurlijk=("diploma", "leerweg", "datum"))
VRIJSTELLINGEN = Feittabel(
    "vrijstellingen", "registers_vrijstelling", ("grond", "van", "tot", "nooit_geschikt"), natuurlijk=("grond", "van")
)
VERZUIM = Feittabel(
    "verzuim",
    "registers_verzuim",
    ("datum", "lesuur", "begin", "eind", "minuten", "uren", "reden", "alle_lessen", "ziekmelding", "geregistreerd_op"),
    natuurlijk=("brin", "vestiging", "datum", "lesuur", "begin"),
    kenmerk_bij=("brin", "datum", "lesuur"),
    groep=True,
    school=True,
)
MELDINGEN = Feittabel(
    "meldingen",
    "registers_melding",
    ("verzuimsoort", "van", "tot", "ontvangen", "status"),
    natuurlijk=("brin", "vestiging", "verzuimsoort", "van"),
    school=True,
)
WERK = Feittabel("werk", "registers_werk", ("van", "tot", "vorm", "inkomensklasse", "uitkering"), natuurlijk=("vorm", "van"))

TABELLEN = {t.naam: t for t in (VERBLIJF, INSCHRIJVINGEN, DIPLOMAS, VRIJSTELLINGEN, VERZUIM, MELDINGEN, WERK)}
