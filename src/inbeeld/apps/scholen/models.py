"""Schools, calendars, timetables."""

from __future__ import annotations

from django.db import models

from inbeeld.apps.basis.modellen import Feit, Persoonsfeit, VanTenant
from inbeeld.tabellen import codes


class Schoolkenmerken(models.Model):
    """What a source can say about a school."""

    naam = models.TextField(null=True)
    soort = models.TextField(null=True)
    denominatie = models.TextField(null=True)
    gemeente = models.TextField(null=True)
    postcode = models.TextField(null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    vakantieregio = models.TextField(null=True, choices=[(c, c) for c in codes.VAKANTIEREGIO])

    class Meta:
        abstract = True


class School(VanTenant, Schoolkenmerken):
    """A location of a school or institution, as known now. Named in a delivery before it is described: then only its key."""

    id = models.BigAutoField(primary_key=True)
    brin = models.TextField()
    vestiging = models.TextField(default="", db_default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tenant", "brin", "vestiging"], name="school_sleutel"),)

    def __str__(self) -> str:
        return f"{self.brin}{self.vestiging}"


class Schoolgegevens(Feit, Schoolkenmerken):
    """One version of what one source says about a school."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "school", "bron", "sleutel"],
                condition=models.Q(vervangen_op__isnull=True),
                name="schoolgegevens_geldend",
            ),
        )

    def __str__(self) -> str:
        return f"{self.bron} {self.bron_datum}"


class Kalender(Feit):
    """A vacation or public holiday of a region or of one school."""

    vakantieregio = models.TextField(null=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+")
    soort = models.TextField(choices=[(c, c) for c in codes.KALENDERSOORT])
    van = models.DateField()
    tot = models.DateField(null=True)
    schooljaar = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "bron", "sleutel"], condition=models.Q(vervangen_op__isnull=True), name="kalender_geldend"
            ),
        )

    def __str__(self) -> str:
        return f"{self.soort} {self.schooljaar}"


class Rooster(Persoonsfeit):
    """Timetable per weekday, of a school or of one youth."""

    jongere = models.ForeignKey("personen.Jongere", on_delete=models.PROTECT, null=True, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    van = models.DateField()
    tot = models.DateField(null=True)
    weekdag = models.SmallIntegerField()
    minuten = models.IntegerField(null=True)
    lessen = models.SmallIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "bron", "sleutel"], condition=models.Q(vervangen_op__isnull=True), name="rooster_geldend"
            ),
        )
        indexes = (models.Index(fields=["school"], condition=models.Q(jongere__isnull=True), name="rooster_school"),)

    def __str__(self) -> str:
        return f"weekdag {self.weekdag}"
