"""The read log: a line for every person whose data someone saw or changed. ``docs/adr/0019-het-leeslog.md``."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now

from inbeeld.apps.basis.modellen import VanTenant

LEZEN, SCHRIJVEN, UITVOEREN = "lezen", "schrijven", "uitvoeren"
HANDELINGEN = (LEZEN, SCHRIJVEN, UITVOEREN)
"""``UITVOEREN``: data leave the program in a file."""


class Leesregel(VanTenant):
    """Who did what with data of which youth: role, purpose, page, fields, request. Nobody may change or remove a line.

    Written by ``leeslog_schrijf`` alone; time, day, number and hash are given by the database (``leeslog_keten``). ``pseudoniem``
    stands for the youth, as long as its key is there; null: the page is about no youth in particular, such as the log itself.
    ``hash``: over this line and the hash of the line before it on that day.
    """

    id = models.BigAutoField(primary_key=True)
    dag = models.DateField()
    nummer = models.BigIntegerField(help_text="place in the chain of the day, from 1")
    op = models.DateTimeField()
    begonnen = models.DateTimeField(help_text="when the request came in")
    medewerker = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    rol = models.TextField()
    pseudoniem = models.UUIDField(null=True)
    handeling = models.TextField(choices=[(h, h) for h in HANDELINGEN])
    doel = models.TextField()
    pagina = models.TextField()
    velden = ArrayField(models.TextField())
    trace = models.TextField()
    hash = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tenant", "dag", "nummer"], name="leesregel_keten"),)
        indexes = (
            models.Index(fields=["tenant", "pseudoniem", "-op"], name="leesregel_persoon"),
            models.Index(fields=["tenant", "medewerker", "-op"], name="leesregel_medewerker"),
        )

    def __str__(self) -> str:
        return f"{self.op} {self.pagina}"


class Leessleutel(VanTenant):
    """Which pseudonym stands for a youth. Without this row nobody can tell any more whom the lines are about.

    ``wie``: keyed index of the youth's id, ``jongere``: that id encrypted, bound to the pseudonym. The keys lie outside the
    database: who has only the database can't tell whose pseudonym it is, nor give it to somebody else.
    """

    id = models.BigAutoField(primary_key=True)
    wie = models.BinaryField()
    jongere = models.BinaryField()
    pseudoniem = models.UUIDField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tenant", "wie"], name="leessleutel_wie"),
            models.UniqueConstraint(fields=["tenant", "pseudoniem"], name="leessleutel_pseudoniem"),
        )

    def __str__(self) -> str:
        return str(self.pseudoniem)


class Leesvergeten(VanTenant):
    """A pseudonym whose key was destroyed on purpose. ``zegel``: that we did it, and not somebody in the database."""

    id = models.BigAutoField(primary_key=True)
    pseudoniem = models.UUIDField()
    op = models.DateTimeField(db_default=Now())
    zegel = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tenant", "pseudoniem"], name="leesvergeten_pseudoniem"),)

    def __str__(self) -> str:
        return str(self.pseudoniem)


class Leeszegel(VanTenant):
    """What the chain of a day was at some moment, under a keyed seal: who owns the database can't make another one.

    ``nummer``: place among the seals of the organisation; each is over the one before it as well. ``gesloten``: the day was over,
    and nothing comes after it; otherwise it is a seal halfway the day.
    """

    id = models.BigAutoField(primary_key=True)
    nummer = models.BigIntegerField()
    dag = models.DateField()
    aantal = models.BigIntegerField()
    hoofd = models.BinaryField(help_text="hash of the last line")
    gesloten = models.BooleanField()
    zegel = models.BinaryField()
    op = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tenant", "nummer"], name="leeszegel_nummer"),
            models.UniqueConstraint(fields=["tenant", "dag"], condition=models.Q(gesloten=True), name="leeszegel_dag"),
        )

    def __str__(self) -> str:
        return f"{self.dag} {self.aantal}"


class Leesvervallen(VanTenant):
    """A day whose lines were destroyed because their term was over (``leeslog_verval``). ``zegel``: that we did it, and how many
    lines there were, the last with which hash."""

    id = models.BigAutoField(primary_key=True)
    dag = models.DateField()
    aantal = models.BigIntegerField()
    hoofd = models.BinaryField()
    zegel = models.BinaryField()
    op = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tenant", "dag"], name="leesvervallen_dag"),)

    def __str__(self) -> str:
        return str(self.dag)


class Leescontrole(VanTenant):
    """That the worker went over the chain, and what it found: nothing (``wat`` empty), or the first thing that is wrong."""

    id = models.BigAutoField(primary_key=True)
    op = models.DateTimeField(db_default=Now())
    regels = models.BigIntegerField()
    wat = models.TextField(default="", blank=True)

    class Meta:
        indexes = (models.Index(fields=["tenant", "-op"], name="leescontrole_laatste"),)

    def __str__(self) -> str:
        return f"{self.op} {self.wat}"


# ---------------------------------------------------------------------- what someone should know of


class Letop(VanTenant):
    """A youth of whom a look is told to the teamleider: of everybody (``VIP``), or of one employee (``ADRES``, ``ZELF``).

    ``wie``: as in ``Leessleutel``. The second kind is made by the worker from the addresses of employees.
    """

    VIP, ADRES, ZELF = "vip", "adres", "zelf"

    id = models.BigAutoField(primary_key=True)
    wie = models.BinaryField()
    soort = models.TextField(choices=[(s, s) for s in (VIP, ADRES, ZELF)])
    medewerker = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reden = models.TextField(default="", blank=True)
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    op = models.DateTimeField(db_default=Now())
    tot = models.DateTimeField(null=True)
    tot_door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "wie"], condition=models.Q(tot__isnull=True, medewerker__isnull=True), name="letop_geldt"
            ),
            models.UniqueConstraint(
                fields=["tenant", "wie", "medewerker"], condition=models.Q(tot__isnull=True), name="letop_van_medewerker"
            ),
        )

    def __str__(self) -> str:
        return self.soort


class Leesmelding(VanTenant):
    """Someone looked at a youth of ``Letop``; at most once a day for the same. Made by ``leeslog_schrijf``."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    op = models.DateTimeField(db_default=Now())
    medewerker = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    pseudoniem = models.UUIDField()
    soort = models.TextField(choices=[(s, s) for s in (Letop.VIP, Letop.ADRES, Letop.ZELF)])
    pagina = models.TextField()
    trace = models.TextField()
    gezien_op = models.DateTimeField(null=True)
    gezien_door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reden = models.TextField(default="", db_default="", blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["tenant", "medewerker", "pseudoniem", "-op"], name="leesmelding_eerder"),
            models.Index(fields=["tenant", "-op"], condition=models.Q(gezien_op__isnull=True), name="leesmelding_open"),
            models.Index(fields=["tenant", "-gezien_op"], name="leesmelding_gezien"),
        )

    def __str__(self) -> str:
        return f"{self.soort} {self.op}"


class Leesdag(VanTenant):
    """What someone's day looked like. ``jongeren``: how many youths were opened or searched for, lists aside."""

    id = models.BigAutoField(primary_key=True)
    dag = models.DateField()
    medewerker = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    jongeren = models.IntegerField()
    regels = models.IntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tenant", "medewerker", "dag"], name="leesdag_dag"),)
        indexes = (models.Index(fields=["tenant", "-dag"], name="leesdag_lijst"),)

    def __str__(self) -> str:
        return f"{self.dag} {self.jongeren}"


class Leespatroon(VanTenant):
    """Something in a day that is worth a look (``leeslog.patronen``). ``gewoon``: what is usual, where that is known."""

    id = models.BigAutoField(primary_key=True)
    dag = models.DateField()
    medewerker = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    soort = models.TextField()
    rang = models.SmallIntegerField(help_text="the lower, the sooner it is shown")
    pseudoniem = models.UUIDField(null=True)
    aantal = models.IntegerField()
    gewoon = models.IntegerField(null=True)

    class Meta:
        indexes = (models.Index(fields=["tenant", "-dag", "rang", "id"], name="leespatroon_lijst"),)

    def __str__(self) -> str:
        return f"{self.dag} {self.soort}"
