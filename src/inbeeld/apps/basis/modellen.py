"""Base models: everything belongs to a tenant; a fact carries both time axes."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Now

from inbeeld.apps.basis.muren import Afgeschermd


class VanTenant(models.Model):
    """Belongs to one tenant (a region). Outside ``in_tenant`` no query on it runs."""

    tenant = models.ForeignKey("toegang.Organisatie", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[Afgeschermd[Self]] = Afgeschermd()

    class Meta:
        abstract = True


class Feit(VanTenant):
    """One statement of one source, with the *bekend* axis.

    ``bron_datum`` is the date of the newest delivery that stated exactly this; it decides which of two deliveries wins.
    ``ontvangen_op``/``vervangen_op`` say from when until when we held it true: "zoals bekend op" reads these. A row that was
    already outdated when it arrived has both equal. ``vervallen``: the source withdrew the fact; such a row keeps an older
    statement that arrives late from coming alive again.
    """

    id = models.BigAutoField(primary_key=True)
    bron = models.TextField()
    kenmerk = models.TextField(null=True)
    sleutel = models.UUIDField(help_text="which fact of this person it is, within the source")
    inhoud = models.UUIDField(help_text="digest of what is stated, to see whether anything changed")
    levering = models.ForeignKey("leveringen.Levering", on_delete=models.PROTECT, related_name="+", db_index=False)
    regel = models.BigIntegerField(help_text="line or element in the delivery")
    bron_datum = models.DateField()
    ontvangen_op = models.DateTimeField(db_default=Now())
    vervangen_op = models.DateTimeField(null=True)
    vervallen = models.BooleanField(default=False, db_default=False)

    class Meta:
        abstract = True


class Persoonsfeit(Feit):
    """A statement about a youth. ``via``: of someone with more than one number, the youth of the number it came with."""

    via = models.BigIntegerField(null=True)

    class Meta:
        abstract = True
