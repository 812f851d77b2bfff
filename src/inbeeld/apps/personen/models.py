"""Youths and the versions of their personal data."""

from __future__ import annotations

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from inbeeld.apps.basis.modellen import Feit, VanTenant
from inbeeld.tabellen import codes
from inbeeld.tabellen.leveringen import NAUWKEURIG


class Gegevens(models.Model):
    """What a source can say about a person. Numbers of parents are encrypted; the index finds relatives."""

    achternaam = models.TextField(null=True)
    voorvoegsel = models.TextField(null=True)
    voornamen = models.TextField(null=True)
    geslacht = models.TextField(null=True)
    geboren = models.DateField(null=True)
    geboren_nauwkeurig = models.TextField(null=True, choices=[(c, c) for c in NAUWKEURIG])
    overleden = models.DateField(null=True)
    straat = models.TextField(null=True)
    huisnummer = models.TextField(null=True)
    huisletter = models.TextField(null=True)
    toevoeging = models.TextField(null=True)
    postcode = models.TextField(null=True)
    woonplaats = models.TextField(null=True)
    gemeente = models.TextField(null=True)
    geheim = models.SmallIntegerField(null=True)
    nationaliteit = models.TextField(null=True)
    gezag = models.TextField(null=True)
    ouder_1 = models.BinaryField(null=True)
    ouder_1_index = models.BinaryField(null=True)
    ouder_2 = models.BinaryField(null=True)
    ouder_2_index = models.BinaryField(null=True)

    class Meta:
        abstract = True


class Jongere(VanTenant, Gegevens):
    """One youth of a tenant, as known now. ``uuid`` is the only way a page or a link may name this person."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    bsn = models.BinaryField(null=True)
    bsn_index = models.BinaryField(null=True)
    onderwijsnummer = models.BinaryField(null=True)
    onderwijsnummer_index = models.BinaryField(null=True)
    tabelnummer_index = models.BinaryField(null=True, help_text="of the number in canonical tables that were read in")
    zoeknaam = models.TextField(default="", db_default="")
    vakantieregio = models.TextField(null=True, choices=[(c, c) for c in codes.VAKANTIEREGIO])
    bron_bekend = models.TextField(default="", db_default="", help_text="best source that knows this person")
    bron_datum = models.DateField(null=True)
    opgegaan_in = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="who this turned out to be; what is left here are its numbers",
    )
    opgegaan_op = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tenant", "bsn_index"], name="jongere_bsn"),
            models.UniqueConstraint(fields=["tenant", "onderwijsnummer_index"], name="jongere_onderwijsnummer"),
            models.UniqueConstraint(fields=["tenant", "tabelnummer_index"], name="jongere_tabelnummer"),
        )
        indexes = (
            models.Index(fields=["tenant", "zoeknaam"], name="jongere_zoeknaam", opclasses=["int8_ops", "varchar_pattern_ops"]),
            models.Index(fields=["tenant", "geboren"], name="jongere_geboren"),
            models.Index(fields=["tenant", "postcode"], name="jongere_postcode"),
            models.Index(fields=["opgegaan_in"], condition=models.Q(opgegaan_in__isnull=False), name="jongere_opgegaan"),
        )

    def __str__(self) -> str:
        return str(self.uuid)


class Zoekrij(VanTenant):
    """What a youth is found by (``zoekindex``). Made from ``Jongere``; beside it, so that a new delivery date costs no index."""

    jongere = models.OneToOneField(Jongere, on_delete=models.CASCADE, primary_key=True, related_name="+")
    zoek = SearchVectorField()
    geboren = models.DateField(null=True)
    voorklank = models.TextField(help_text="how the first name sounds")
    achterklank = models.TextField(help_text="how the surname sounds")

    class Meta:
        indexes = (
            # No pending list: whoever searches would have to read it all.
            GinIndex(fields=["zoek"], name="zoekrij_zoek", fastupdate=False),
            models.Index(fields=["tenant", "geboren", "voorklank"], name="zoekrij_dubbel"),
        )

    def __str__(self) -> str:
        return str(self.jongere_id)


class Zoekwoord(VanTenant):
    """A word that is in a name of somebody, and how it sounds; a line for every way it can be heard."""

    id = models.BigAutoField(primary_key=True)
    woord = models.TextField()
    klank = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tenant", "woord", "klank"], name="zoekwoord_woord"),)
        indexes = (models.Index(fields=["tenant", "klank", "woord"], name="zoekwoord_klank"),)

    def __str__(self) -> str:
        return self.woord


class Persoonsgegevens(Feit, Gegevens):
    """One version of what one source says about a person."""

    jongere = models.ForeignKey(Jongere, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "jongere", "bron", "sleutel"],
                condition=models.Q(vervangen_op__isnull=True),
                name="persoonsgegevens_geldend",
            ),
        )

    def __str__(self) -> str:
        return f"{self.bron} {self.bron_datum}"
