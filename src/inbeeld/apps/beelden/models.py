"""Runs of the engine and the current outcomes."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from inbeeld.apps.basis.modellen import VanTenant


class Beeldrun(VanTenant):
    """The receipt of a run: enough to make the same picture again."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    gemaakt_op = models.DateTimeField(db_default=Now())
    peildatum = models.DateField()
    bekend_op = models.DateField(null=True)
    motor = models.TextField()
    regelversie = models.TextField()
    parameterversie = models.TextField()
    snapshot = models.TextField(help_text="digest of the tables the engine got")
    levering = models.BigIntegerField(null=True, help_text="number of the newest delivery whose facts are surely in it")
    bewijs = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["tenant", "-gemaakt_op"], name="beeldrun_tijd"),)

    def __str__(self) -> str:
        return f"beeld op {self.peildatum}"


class Uitkomst(VanTenant):
    """A row of an outcome table of the current picture."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Beeldrun, on_delete=models.CASCADE, related_name="+", db_index=False)
    jongere = models.ForeignKey("personen.Jongere", on_delete=models.PROTECT, related_name="+")
    regel = models.TextField()
    artikel = models.TextField()
    zekerheid = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


class Rechtspositie(Uitkomst):
    van = models.DateField()
    tot = models.DateField(null=True)
    positie = models.TextField()
    vrijgesteld = models.TextField(null=True)

    class Meta:
        indexes = (models.Index(fields=["tenant", "positie"], condition=models.Q(tot__isnull=True), name="rechtspositie_nu"),)


class Signaal(Uitkomst):
    signaal = models.TextField()
    van = models.DateField()
    tot = models.DateField(null=True)
    sinds_bekend = models.DateField()
    begin_feit = models.DateField(null=True)
    feiten = models.JSONField(default=list)
    redenen = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = (models.Index(fields=["tenant", "signaal", "van"], condition=models.Q(tot__isnull=True), name="signaal_nu"),)


class Verwachting(Uitkomst):
    wat = models.TextField()
    datum = models.DateField()

    class Meta:
        indexes = (models.Index(fields=["tenant", "datum"], name="verwachting_datum"),)


class Klok(Uitkomst):
    """A hand of the law clock (``tabellen.uitkomsten.KLOK``); ``delen``: ``[{label: Monday, aantal}]``, oldest lesweek first."""

    wijzer = models.TextField()
    stand = models.FloatField()
    grens = models.FloatField(null=True)
    eenheid = models.TextField()
    van = models.DateField()
    tot = models.DateField(null=True)
    delen = models.JSONField(default=list)
    zegt = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["tenant", "wijzer", "tot"], name="klok_wijzer"),)


class VervallenSignaal(VanTenant):
    """A signal that was present in one picture and not in the next: it lapsed by itself.

    ``reden``: ``geeindigd`` (it ended on ``tot``), ``gegevens`` (it no longer follows from the facts), ``persoon_weg`` (the youth
    is no longer anyone we follow: moved away, deceased, past the age limit, or gone from the registers). ``taak``: for whom it
    was work; null when it was none.
    """

    REDENEN = ("geeindigd", "gegevens", "persoon_weg")

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Beeldrun, on_delete=models.CASCADE, related_name="+", db_index=False)
    jongere = models.ForeignKey("personen.Jongere", on_delete=models.PROTECT, related_name="+")
    signaal = models.TextField()
    van = models.DateField()
    tot = models.DateField(null=True)
    sinds_bekend = models.DateField()
    taak = models.TextField(null=True)
    vervallen_op = models.DateTimeField(db_default=Now())
    reden = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["tenant", "-vervallen_op", "-id"], name="vervallen_laatst"),)

    def __str__(self) -> str:
        return f"{self.signaal} vervallen op {self.vervallen_op}"
