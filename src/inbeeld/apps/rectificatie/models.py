"""Requests to correct a fact, and what was decided."""

from __future__ import annotations

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from inbeeld.apps.basis.modellen import VanTenant


class Verzoek(VanTenant):
    """Someone says that what we know is not right. As long as nothing is decided the fact is disputed.

    ``tabel``, ``bron``, ``sleutel``: which fact (as in its table), so that later versions of it carry the note as well; all empty
    when it is about something else. ``feit``: that fact in words, as it stood.
    """

    JONGERE, OUDER, GEMACHTIGDE = "jongere", "ouder", "gemachtigde"
    VAN = (JONGERE, OUDER, GEMACHTIGDE)

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    jongere = models.ForeignKey("personen.Jongere", on_delete=models.CASCADE, related_name="+")
    tabel = models.TextField(default="", blank=True)
    bron = models.TextField(default="", blank=True)
    sleutel = models.UUIDField(null=True)
    feit = models.TextField()
    gevraagd_door = models.TextField(choices=[(w, w) for w in VAN])
    ontvangen = models.DateField()
    betwist = models.TextField(help_text="what is not right, and what it should be")
    waarom = models.TextField(help_text="on what they base that")
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    op = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = (models.Index(fields=["tenant", "ontvangen"], name="verzoek_ontvangen"),)

    def __str__(self) -> str:
        return str(self.uuid)


class Besluit(VanTenant):
    """What was decided about a request; the first one counts. ``noot`` stays with the fact, whatever the decision.

    A register is changed by its source only: ``doorgegeven`` means that the source was asked to correct it.
    """

    DOORGEGEVEN, AFGEWEZEN, INGETROKKEN = "doorgegeven", "afgewezen", "ingetrokken"
    UITKOMSTEN = (DOORGEGEVEN, AFGEWEZEN, INGETROKKEN)

    id = models.BigAutoField(primary_key=True)
    verzoek = models.OneToOneField(Verzoek, on_delete=models.CASCADE, related_name="besluit")
    jongere = models.ForeignKey("personen.Jongere", on_delete=models.CASCADE, related_name="+")
    uitkomst = models.TextField(choices=[(u, u) for u in UITKOMSTEN])
    noot = models.TextField()
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    op = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.uitkomst
