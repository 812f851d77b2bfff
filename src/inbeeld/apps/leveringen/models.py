"""Deliveries with their receipts, and what waits or was set apart."""

from __future__ import annotations

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from inbeeld.apps.basis.modellen import VanTenant


class Levering(VanTenant):
    """One file that was offered, and its receipt.

    ``via``: how it came in; ``dienst``: the key of the program that sent it; ``herstel_van``: it is one corrected row of that
    delivery.
    """

    INGELEZEN, GEWEIGERD = "ingelezen", "geweigerd"
    OPDRACHTREGEL, WEB, HERSTEL, API = "opdrachtregel", "web", "herstel", "api"

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
    via = models.TextField(default=OPDRACHTREGEL, db_default=OPDRACHTREGEL)
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    dienst = models.ForeignKey("toegang.Dienstsleutel", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    herstel_van = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=["tenant", "-ontvangen_op"], name="levering_tijd"),
            models.Index(fields=["tenant", "bron", "-bron_datum"], name="levering_bron"),
            models.Index(fields=["tenant", "sha256"], name="levering_inhoud"),
        )

    def __str__(self) -> str:
        return f"{self.bron} {self.bron_datum}"


class ApartGezet(VanTenant):
    """A row that could not be used: where, why, what to do. The original cells are encrypted.

    ``pgn_index``: of the valid number of the person it is about, when there is one: the row is then a reason for doubt.
    ``status``: open; hersteld (corrected and taken in); gelaten (left as it is, with a reason); vervallen (a later full delivery
    of the same source stated this person anew). What is no longer open keeps ``afgedaan_op``.
    """

    OPEN, HERSTELD, GELATEN, VERVALLEN = "open", "hersteld", "gelaten", "vervallen"

    id = models.BigAutoField(primary_key=True)
    levering = models.ForeignKey(Levering, on_delete=models.CASCADE, related_name="+")
    regel = models.BigIntegerField()
    kolom = models.TextField(null=True)
    code = models.TextField()
    reden = models.TextField()
    wat_te_doen = models.TextField()
    pgn_index = models.BinaryField(null=True)
    inhoud = models.BinaryField(null=True)
    status = models.TextField(default=OPEN, db_default=OPEN, choices=[(s, s) for s in (OPEN, HERSTELD, GELATEN, VERVALLEN)])
    afgedaan_op = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["tenant", "pgn_index"], name="apart_nummer"),
            models.Index(fields=["tenant", "levering", "code"], condition=models.Q(status="open"), name="apart_open"),
        )

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


class Aangeboden(VanTenant):
    """A file that was sent in through the web app, on its way to being taken in.

    ``opslag``: name of the file in the folder for what came in; empty once it is removed. ``gelezen`` of ``totaal`` rows, the
    last an estimate (null: can't be told beforehand).
    """

    WACHT, BEZIG, KLAAR, GEWEIGERD, MISLUKT = "wacht", "bezig", "klaar", "geweigerd", "mislukt"
    ONDERWEG = (WACHT, BEZIG)

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    bestand = models.TextField(help_text="file name as it was sent")
    opslag = models.TextField(blank=True)
    bytes = models.BigIntegerField()
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    dienst = models.ForeignKey("toegang.Dienstsleutel", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    sha256 = models.TextField(null=True, help_text="of what a program sent: the same once more is not taken in again")
    op = models.DateTimeField(db_default=Now())
    status = models.TextField(default=WACHT, choices=[(s, s) for s in (WACHT, BEZIG, KLAAR, GEWEIGERD, MISLUKT)])
    stap = models.TextField(default="", blank=True)
    gelezen = models.BigIntegerField(default=0)
    totaal = models.BigIntegerField(null=True)
    klaar_op = models.DateTimeField(null=True)
    levering = models.ForeignKey(Levering, on_delete=models.SET_NULL, null=True, related_name="+")
    al_ingelezen = models.BooleanField(default=False)
    fout = models.JSONField(null=True, help_text="wat, waar, doe")
    uit_zip = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        db_table = "leveringen_upload"
        indexes = (models.Index(fields=["tenant", "-op"], name="upload_tijd"),)
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "bestand", "sha256"],
                name="upload_een_keer",
                condition=models.Q(sha256__isnull=False, status__in=("wacht", "bezig", "klaar")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.op} {self.status}"


class Afhandeling(VanTenant):
    """What someone decided about a set-apart row: corrected, or left as it is. The original cells stay with the row.

    ``inhoud``: the corrected cells, encrypted. ``levering``: what came of it. The web app writes the decision; the worker
    carries it out.
    """

    HERSTELD, GELATEN = ApartGezet.HERSTELD, ApartGezet.GELATEN
    WACHT, KLAAR, MISLUKT = "wacht", "klaar", "mislukt"

    id = models.BigAutoField(primary_key=True)
    apart = models.ForeignKey(ApartGezet, on_delete=models.CASCADE, related_name="afhandelingen")
    soort = models.TextField(choices=[(s, s) for s in (HERSTELD, GELATEN)])
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    op = models.DateTimeField(db_default=Now())
    reden = models.TextField(blank=True)
    inhoud = models.BinaryField(null=True)
    status = models.TextField(default=WACHT, choices=[(s, s) for s in (WACHT, KLAAR, MISLUKT)])
    fout = models.JSONField(null=True, help_text="kolom, wat, doe")
    levering = models.ForeignKey(Levering, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["apart"], condition=~models.Q(status="mislukt"), name="afhandeling_een_per_rij"),
        )

    def __str__(self) -> str:
        return f"{self.soort} {self.op}"
