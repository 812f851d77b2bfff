"""Who may see their own data here, and the code with which they come in for the first time."""

from __future__ import annotations

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from inbeeld.apps.basis.modellen import VanTenant
from inbeeld.apps.toegang.models import JONGERE, OUDER


class Betrokkene(VanTenant):
    """An account that sees one youth, from when until when (half open), and how we know that it may.

    Never changed but for its end: after a merge of persons someone confirms it, which makes a new one.
    """

    HOE = ("balie", "digid", "huisbezoek", "overgezet")
    GEZAG = ("brp", "register", "uitspraak")

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    account = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+")
    jongere = models.ForeignKey("personen.Jongere", on_delete=models.PROTECT, related_name="+")
    als = models.TextField(choices=[(a, a) for a in (OUDER, JONGERE)])
    hoe = models.TextField(choices=[(h, h) for h in HOE], help_text="how their identity was established")
    gezag = models.TextField(
        default="", db_default="", blank=True, choices=[(g, g) for g in GEZAG], help_text="how a parent's custody was established"
    )
    van = models.DateField()
    tot = models.DateField()
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    vastgelegd_op = models.DateTimeField(db_default=Now())
    beeindigd_door = models.ForeignKey(
        "toegang.Medewerker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(tot__gte=models.F("van")), name="betrokkene_periode"),
            models.CheckConstraint(
                condition=(models.Q(als=OUDER) & ~models.Q(gezag="")) | models.Q(als=JONGERE, gezag=""), name="betrokkene_gezag"
            ),
        )
        indexes = (models.Index(fields=["tenant", "account", "tot"], name="betrokkene_account"),)

    def __str__(self) -> str:
        return f"{self.als} {self.van} {self.tot}"


class Uitnodiging(VanTenant):
    """A code that lets someone set their own password, once. Only a keyed digest is kept. ``af_op``: used, or replaced."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("toegang.Medewerker", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    geldig_tot = models.DateTimeField()
    af_op = models.DateTimeField(null=True)
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    gemaakt_op = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.account_id)
