"""The lines of the work list, made anew with every picture."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from inbeeld.apps.basis.modellen import VanTenant


class Werkregel(VanTenant):
    """One youth for one task: the signal that comes first, what else there is, and by when something is asked.

    ``rang``: place in the order on the day of the picture (``regels.werklijst``).
    """

    id = models.BigAutoField(primary_key=True)
    jongere = models.ForeignKey("personen.Jongere", on_delete=models.PROTECT, related_name="+")
    signaal = models.ForeignKey("beelden.Signaal", on_delete=models.CASCADE, related_name="+")
    gemeente = models.TextField(null=True)
    taak = models.TextField()
    soort = models.TextField(help_text="heading of the signal that comes first")
    soorten = ArrayField(models.TextField(), help_text="headings of all its signals")
    signalen = ArrayField(models.TextField(), help_text="all signals that are work, the first one first")
    uiterlijk = models.DateField()
    grondslag = models.TextField(help_text="wet or afspraak")
    artikel = models.TextField()
    uitleg = models.TextField(help_text="code of what the term is")
    rang = models.BigIntegerField()
    sinds_bekend = models.DateField(help_text="when the newest of its signals became known")
    nieuw_op = models.DateTimeField(null=True, help_text="when the newest of its signals first stood on the list")

    class Meta:
        indexes = (
            models.Index(fields=["tenant", "taak", "uiterlijk", "rang", "id"], name="werkregel_volgorde"),
            models.Index(fields=["tenant", "jongere"], name="werkregel_jongere"),
        )

    def __str__(self) -> str:
        return f"{self.taak} {self.uiterlijk}"
