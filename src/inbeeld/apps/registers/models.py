"""The fact tables of youths: the columns of ``tabellen.feiten`` with tenant, source and both time axes."""

from __future__ import annotations

from django.db import models

from inbeeld.apps.basis.modellen import Persoonsfeit, VanTenant


class Jongerefeit(Persoonsfeit):
    """A fact about one youth: at most one current row per source and fact."""

    jongere = models.ForeignKey("personen.Jongere", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "jongere", "bron", "sleutel"],
                condition=models.Q(vervangen_op__isnull=True),
                name="%(class)s_geldend",
            ),
        )

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


def _school() -> models.ForeignKey[models.Model | None, models.Model | None]:
    return models.ForeignKey("scholen.School", on_delete=models.PROTECT, null=True, related_name="+")


class Verblijf(Jongerefeit):
    gemeente = models.TextField()
    van = models.DateField()
    tot = models.DateField(null=True)


class Inschrijving(Jongerefeit):
    school = _school()
    onderwijs = models.TextField()
    leerweg = models.TextField(null=True)
    leerjaar = models.SmallIntegerField(null=True)
    van = models.DateField()
    tot = models.DateField(null=True)


class Diploma(Jongerefeit):
    diploma = models.TextField()
    leerweg = models.TextField(null=True)
    datum = models.DateField()


class Vrijstelling(Jongerefeit):
    grond = models.TextField()
    van = models.DateField()
    tot = models.DateField(null=True)
    nooit_geschikt = models.BooleanField(null=True)


class Verzuim(Jongerefeit):
    school = models.ForeignKey("scholen.School", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    datum = models.DateField()
    lesuur = models.SmallIntegerField(null=True)
    begin = models.TimeField(null=True)
    eind = models.TimeField(null=True)
    minuten = models.IntegerField()
    uren = models.FloatField()
    reden = models.TextField()
    alle_lessen = models.BooleanField(null=True)
    ziekmelding = models.BigIntegerField(null=True)
    geregistreerd_op = models.DateField(null=True)

    class Meta(Jongerefeit.Meta):
        abstract = False
        indexes = (models.Index(fields=["school", "datum"], name="verzuim_school_dag"),)


class Melding(Jongerefeit):
    school = _school()
    verzuimsoort = models.TextField()
    van = models.DateField()
    tot = models.DateField(null=True)
    ontvangen = models.DateField(null=True)
    status = models.TextField(null=True)


class Werk(Jongerefeit):
    van = models.DateField()
    tot = models.DateField(null=True)
    vorm = models.TextField()
    inkomensklasse = models.TextField(null=True)
    uitkering = models.TextField(null=True)


class Dekkingsdatums(VanTenant):
    """Up to which date, per kind of fact."""

    id = models.BigAutoField(primary_key=True)
    bron = models.TextField()
    verblijf = models.DateField(null=True)
    inschrijvingen = models.DateField(null=True)
    diplomas = models.DateField(null=True)
    vrijstellingen = models.DateField(null=True)
    verzuim = models.DateField(null=True)
    meldingen = models.DateField(null=True)
    werk = models.DateField(null=True)

    class Meta:
        abstract = True


class Dekking(Dekkingsdatums):
    """Up to which date a source has spoken in full about a youth, per kind of fact.

    A full delivery says "this is all": what it leaves out is gone. This row keeps that true for statements that are older but
    arrive later.
    """

    jongere = models.ForeignKey("personen.Jongere", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tenant", "jongere", "bron"], name="dekking_sleutel"),)

    def __str__(self) -> str:
        return f"Dekking {self.pk}"


class Nummerdekking(Dekkingsdatums):
    """The same for one number of someone who has more than one (``via``: the youth it was first of)."""

    via = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tenant", "via", "bron"], name="nummerdekking_sleutel"),)

    def __str__(self) -> str:
        return f"Nummerdekking {self.pk}"
