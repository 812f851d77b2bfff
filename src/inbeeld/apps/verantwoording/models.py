"""The read log: a line for every person whose data someone saw."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from inbeeld.apps.basis.modellen import VanTenant


class Leesregel(VanTenant):
    """Who saw data of which youth: role, purpose, page, request. Written only; nobody may change or remove a line.

    No youth: rows of a delivery of which nobody knows whom they are about; ``pagina`` names the delivery.

    No foreign key to the youth: a line outlives the data it is about.
    """

    id = models.BigAutoField(primary_key=True)
    op = models.DateTimeField(db_default=Now())
    medewerker = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    rol = models.TextField()
    jongere_id = models.BigIntegerField(null=True)
    doel = models.TextField()
    pagina = models.TextField()
    trace = models.TextField()

    class Meta:
        indexes = (
            models.Index(fields=["tenant", "jongere_id", "-op"], name="leesregel_jongere"),
            models.Index(fields=["tenant", "medewerker", "-op"], name="leesregel_medewerker"),
        )

    def __str__(self) -> str:
        return f"{self.op} {self.pagina}"
