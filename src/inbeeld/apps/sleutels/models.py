"""Which key the indexes of numbers are made with, per organisation. Read by ``basis.versleuteling``."""

from __future__ import annotations

from django.db import models

from inbeeld.apps.basis.modellen import VanTenant


class Zoeksleutel(VanTenant):
    """Without a row: the first key. Changes in one transaction with all indexes of the organisation."""

    id = models.BigAutoField(primary_key=True)
    nummer = models.SmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tenant"], name="zoeksleutel_een_per_organisatie"),)

    def __str__(self) -> str:
        return f"{self.tenant_id}: {self.nummer}"
