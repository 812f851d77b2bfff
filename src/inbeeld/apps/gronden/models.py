"""Grounds to open a file, and notices of it to parents or youth."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from inbeeld.apps.basis.modellen import VanTenant

SIGNAAL, MELDING, VRIJSTELLING, DOORSTROOM = "signaal", "melding", "vrijstelling", "doorstroom"
OUDERS, JONGERE, TOESTEMMING, ZORG = "verzoek_ouders", "verzoek_jongere", "toestemming", "zorg_van_derde"
VANZELF = (SIGNAAL, MELDING, VRIJSTELLING, DOORSTROOM)
"""Follow from the picture and from reports: they come and go with every picture."""
VASTGELEGD = (OUDERS, JONGERE, TOESTEMMING, ZORG)
"""Someone records these, with a reason and an end."""


class Grond(VanTenant):
    """Why the file of a youth may be open, from when until when (half open; ``tot`` null: still).

    ``waarvan``: which signal, kind of report, exemption or legal position. ``door`` and ``reden``: of what someone recorded.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    jongere = models.ForeignKey("personen.Jongere", on_delete=models.PROTECT, related_name="+")
    soort = models.TextField(choices=[(s, s) for s in (*VANZELF, *VASTGELEGD)])
    waarvan = models.TextField(default="", db_default="", blank=True)
    van = models.DateField()
    tot = models.DateField(null=True)
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reden = models.TextField(default="", db_default="", blank=True)
    vastgelegd_op = models.DateTimeField(db_default=Now())
    beeindigd_door = models.ForeignKey(
        "toegang.Medewerker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "jongere", "soort", "waarvan"], condition=models.Q(tot__isnull=True), name="grond_loopt"
            ),
            models.CheckConstraint(
                condition=models.Q(tot__isnull=True) | models.Q(tot__gte=models.F("van")), name="grond_periode"
            ),
        )
        indexes = (models.Index(fields=["tenant", "-vastgelegd_op"], condition=models.Q(door__isnull=False), name="grond_door"),)

    def __str__(self) -> str:
        return f"{self.soort} {self.van}"


class Deling(VanTenant):
    """What of a youth is shared with a partner, why and until when (half open). ``ingetrokken_door``: who ended it earlier."""

    POSITIE, TIJDLIJN, SIGNALEN = "positie", "tijdlijn", "signalen"
    ONDERDELEN = (POSITIE, TIJDLIJN, SIGNALEN)

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    jongere = models.ForeignKey("personen.Jongere", on_delete=models.PROTECT, related_name="+")
    met = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+")
    onderdelen = ArrayField(models.TextField(choices=[(o, o) for o in ONDERDELEN]))
    reden = models.TextField()
    van = models.DateField()
    tot = models.DateField()
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    vastgelegd_op = models.DateTimeField(db_default=Now())
    ingetrokken_door = models.ForeignKey(
        "toegang.Medewerker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(tot__gte=models.F("van")), name="deling_periode"),)
        indexes = (models.Index(fields=["tenant", "met", "tot"], name="deling_met"),)

    def __str__(self) -> str:
        return f"{self.van} {self.tot}"


class Kennisgeving(VanTenant):
    """Whether parents or youth were told that there is a file, how and when; or why they were not told yet. Never changed."""

    AAN = ("ouders", "jongere", "beiden", "niemand")
    WIJZE = ("brief", "gesprek", "telefoon", "bericht", "via_school", "geen")

    id = models.BigAutoField(primary_key=True)
    jongere = models.ForeignKey("personen.Jongere", on_delete=models.PROTECT, related_name="+")
    aan = models.TextField(choices=[(a, a) for a in AAN])
    wijze = models.TextField(choices=[(w, w) for w in WIJZE])
    op = models.DateField()
    toelichting = models.TextField(default="", db_default="", blank=True)
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    vastgelegd_op = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(aan="niemand", wijze="geen") | (~models.Q(aan="niemand") & ~models.Q(wijze="geen")),
                name="kennisgeving_aan",
            ),
        )

    def __str__(self) -> str:
        return f"{self.aan} {self.op}"
