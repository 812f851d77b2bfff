"""Deliveries with their receipts, and what waits or was set apart."""

from __future__ import annotations

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from inbeeld.apps.basis.modellen import VanTenant


class Levering(VanTenant):
    """One file that was offered, and its receipt."""

    INGELEZEN, GEWEIGERD = "ingelezen", "geweigerd"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    sha256 = models.TextField()
    bestand = models.TextField(help_text="file name, without its folder")
    bron = models.TextField()
    naam = models.TextField(help_text="what it was recognised as")
    bron_datum = models.DateField(null=True)
    omvang = models.TextField(null=True)
    ontvangen_op = models.DateTimeField(db_default=Now())
    status = models.TextField(choices=[(INGELEZEN, INGELEZEN), (GEWEIGERD, GEWEIGERD)])
    bon = models.JSONField(default=dict)

    class Meta:
        indexes = (
            models.Index(fields=["tenant", "-ontvangen_op"], name="levering_tijd"),
            models.Index(fields=["tenant", "sha256"], name="levering_inhoud"),
        )

    def __str__(self) -> str:
        return f"{self.bron} {self.bron_datum}"


class ApartGezet(VanTenant):
    """A row that could not be used: where, why, what to do. The original cells are encrypted.

    ``pgn_index``: of the valid number of the person it is about, when there is one: the row is then a reason for doubt.
    """

    id = models.BigAutoField(primary_key=True)
    levering = models.ForeignKey(Levering, on_delete=models.CASCADE, related_name="+")
    regel = models.BigIntegerField()
    kolom = models.TextField(null=True)
    code = models.TextField()
    reden = models.TextField()
    wat_te_doen = models.TextField()
    pgn_index = models.BinaryField(null=True)
    inhoud = models.BinaryField(null=True)

    class Meta:
        indexes = (models.Index(fields=["tenant", "pgn_index"], name="apart_nummer"),)

    def __str__(self) -> str:
        return f"regel {self.regel}: {self.code}"


class OngekoppeldRij(VanTenant):
    """A row about a person we don't know (yet). It is taken in by itself as soon as a later delivery makes the person known."""

    id = models.BigAutoField(primary_key=True)
    levering = models.ForeignKey(Levering, on_delete=models.CASCADE, related_name="+")
    tabel = models.TextField()
    regel = models.BigIntegerField()
    pgn_index = models.BinaryField(null=True)
    reden = models.TextField()
    inhoud = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["tenant", "pgn_index"], name="ongekoppeld_nummer"),)

    def __str__(self) -> str:
        return f"{self.tabel} regel {self.regel}"
