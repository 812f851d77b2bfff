"""Terms that a municipality decided itself, youths that were kept longer, and what was destroyed."""

from __future__ import annotations

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from inbeeld.apps.basis.modellen import VanTenant
from inbeeld.apps.basis.vernietigen import DOSSIER, PERSOON


class Termijn(VanTenant):
    """A term of the own selectielijst, from a day on, in place of the one that the rule has. The last one recorded counts."""

    id = models.BigAutoField(primary_key=True)
    parameter = models.TextField()
    jaren = models.SmallIntegerField()
    vanaf = models.DateField()
    besluit = models.TextField(help_text="which decision says so")
    op = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = (models.Index(fields=["tenant", "parameter", "-vanaf"], name="termijn_parameter"),)

    def __str__(self) -> str:
        return f"{self.parameter} {self.vanaf}"


class Uitstel(VanTenant):
    """Someone decided to keep what we know of a youth longer. The last one recorded counts, until ``tot``."""

    id = models.BigAutoField(primary_key=True)
    jongere = models.ForeignKey("personen.Jongere", on_delete=models.CASCADE, related_name="+")
    tot = models.DateField()
    reden = models.TextField()
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    op = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"tot {self.tot}"


class Vernietiging(VanTenant):
    """An approval, and once it is carried out the certificate of it. Holds nothing about a youth.

    ``gronden``: ``[{omvang, grond, artikel, jaren, aantal}]`` as approved; ``rijen``: how many went, per table. ``vooraf``: hash
    of the certificate before it. ``overgeslagen``: approved, but no longer due when it was carried out.
    """

    WACHT, BEZIG, KLAAR = "wacht", "bezig", "klaar"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    peildatum = models.DateField()
    gronden = models.JSONField(default=list)
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    reden = models.TextField()
    op = models.DateTimeField(db_default=Now())
    status = models.TextField(default=WACHT, db_default=WACHT, choices=[(s, s) for s in (WACHT, BEZIG, KLAAR)])
    personen = models.IntegerField(default=0, db_default=0)
    dossiers = models.IntegerField(default=0, db_default=0)
    overgeslagen = models.IntegerField(default=0, db_default=0)
    rijen = models.JSONField(default=dict)
    klaar_op = models.DateTimeField(null=True)
    vooraf = models.TextField(default="", db_default="", blank=True)
    hash = models.TextField(default="", db_default="", blank=True)

    class Meta:
        indexes = (models.Index(fields=["tenant", "-op"], name="vernietiging_tijd"),)

    def __str__(self) -> str:
        return str(self.uuid)


class Vernietigregel(VanTenant):
    """A youth in an approval that is still to be carried out. Goes with the youth."""

    id = models.BigAutoField(primary_key=True)
    vernietiging = models.ForeignKey(Vernietiging, on_delete=models.CASCADE, related_name="+")
    jongere = models.ForeignKey("personen.Jongere", on_delete=models.CASCADE, related_name="+")
    omvang = models.TextField(choices=[(o, o) for o in (DOSSIER, PERSOON)])
    grond = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["vernietiging", "jongere"], name="vernietigregel_een"),)

    def __str__(self) -> str:
        return f"{self.vernietiging_id} {self.jongere_id}"
