"""Youths and the versions of their personal data."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now

from inbeeld.apps.basis.modellen import Persoonsfeit, VanTenant
from inbeeld.tabellen import codes
from inbeeld.tabellen.leveringen import NAUWKEURIG


class Gegevens(models.Model):
    """What a source can say about a person. Numbers of parents are encrypted; the index finds relatives."""

    achternaam = models.TextField(null=True)
    voorvoegsel = models.TextField(null=True)
    voornamen = models.TextField(null=True)
    geslacht = models.TextField(null=True)
    geboren = models.DateField(null=True)
    geboren_nauwkeurig = models.TextField(null=True, choices=[(c, c) for c in NAUWKEURIG])
    overleden = models.DateField(null=True)
    straat = models.TextField(null=True)
    huisnummer = models.TextField(null=True)
    huisletter = models.TextField(null=True)
    toevoeging = models.TextField(null=True)
    postcode = models.TextField(null=True)
    woonplaats = models.TextField(null=True)
    gemeente = models.TextField(null=True)
    geheim = models.SmallIntegerField(null=True)
    nationaliteit = models.TextField(null=True)
    gezag = models.TextField(null=True)
    ouder_1 = models.BinaryField(null=True)
    ouder_1_index = models.BinaryField(null=True)
    ouder_2 = models.BinaryField(null=True)
    ouder_2_index = models.BinaryField(null=True)

    class Meta:
        abstract = True


class Jongere(VanTenant, Gegevens):
    """One youth of a tenant, as known now. ``uuid`` is the only way a page or a link may name this person."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    bsn = models.BinaryField(null=True)
    bsn_index = models.BinaryField(null=True)
    onderwijsnummer = models.BinaryField(null=True)
    onderwijsnummer_index = models.BinaryField(null=True)
    tabelnummer_index = models.BinaryField(null=True, help_text="of the number in canonical tables that were read in")
    zoeknaam = models.TextField(default="", db_default="")
    vakantieregio = models.TextField(null=True, choices=[(c, c) for c in codes.VAKANTIEREGIO])
    bron_bekend = models.TextField(default="", db_default="", help_text="best source that knows this person")
    bron_datum = models.DateField(null=True)
    opgegaan_in = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="who this turned out to be; what is left here are its numbers",
    )
    opgegaan_op = models.DateTimeField(null=True)
    dossier_weg_tot = models.DateField(null=True, help_text="the leerplicht file before this day was destroyed, and stays away")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tenant", "bsn_index"], name="jongere_bsn"),
            models.UniqueConstraint(fields=["tenant", "onderwijsnummer_index"], name="jongere_onderwijsnummer"),
            models.UniqueConstraint(fields=["tenant", "tabelnummer_index"], name="jongere_tabelnummer"),
        )
        indexes = (
            models.Index(fields=["tenant", "zoeknaam"], name="jongere_zoeknaam", opclasses=["int8_ops", "varchar_pattern_ops"]),
            models.Index(fields=["tenant", "geboren"], name="jongere_geboren"),
            models.Index(fields=["tenant", "postcode"], name="jongere_postcode"),
            models.Index(fields=["opgegaan_in"], condition=models.Q(opgegaan_in__isnull=False), name="jongere_opgegaan"),
        )

    def __str__(self) -> str:
        return str(self.uuid)


class Zoekrij(VanTenant):
    """What a youth is found by (``zoekindex``). Made from ``Jongere``; beside it, so that a new delivery date costs no index."""

    jongere = models.OneToOneField(Jongere, on_delete=models.CASCADE, primary_key=True, related_name="+")
    zoek = SearchVectorField()
    geboren = models.DateField(null=True)
    voorklank = models.TextField(help_text="how the first name sounds")
    achterklank = models.TextField(help_text="how the surname sounds")

    class Meta:
        indexes = (
            # No pending list: whoever searches would have to read it all.
            GinIndex(fields=["zoek"], name="zoekrij_zoek", fastupdate=False),
            models.Index(fields=["tenant", "geboren", "voorklank"], name="zoekrij_dubbel"),
        )

    def __str__(self) -> str:
        return str(self.jongere_id)


class Zoekwoord(VanTenant):
    """A word that is in a name of somebody, and how it sounds; a line for every way it can be heard."""

    id = models.BigAutoField(primary_key=True)
    woord = models.TextField()
    klank = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tenant", "woord", "klank"], name="zoekwoord_woord"),)
        indexes = (models.Index(fields=["tenant", "klank", "woord"], name="zoekwoord_klank"),)

    def __str__(self) -> str:
        return self.woord


class Persoonsgegevens(Persoonsfeit, Gegevens):
    """One version of what one source says about a person."""

    jongere = models.ForeignKey(Jongere, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "jongere", "bron", "sleutel"],
                condition=models.Q(vervangen_op__isnull=True),
                name="persoonsgegevens_geldend",
            ),
        )

    def __str__(self) -> str:
        return f"{self.bron} {self.bron_datum}"


# ---------------------------------------------------------------------- one and the same person


class Dubbel(VanTenant):
    """Two youths who may be one person. Made and withdrawn by itself, as their data change (``dubbelen.ververs``).

    ``gelijk``, ``anders``: what speaks for and against, by name. ``zeker``: how much there is for it, for the order.
    """

    id = models.BigAutoField(primary_key=True)
    een = models.ForeignKey(Jongere, on_delete=models.CASCADE, related_name="+", db_index=False)
    ander = models.ForeignKey(Jongere, on_delete=models.CASCADE, related_name="+")
    gelijk = ArrayField(models.TextField(), default=list)
    anders = ArrayField(models.TextField(), default=list)
    zeker = models.SmallIntegerField()
    gezien_op = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["een", "ander"], name="dubbel_paar"),)
        indexes = (models.Index(fields=["tenant", "-zeker", "id"], name="dubbel_volgorde"),)

    def __str__(self) -> str:
        return f"{self.een_id} {self.ander_id}"


class Samenvoeging(VanTenant):
    """``vervalt`` turned out to be ``blijft``; until it turned out otherwise.

    ``leden``: those whose numbers went along: ``vervalt`` and whoever had gone up in it before. ``grens``: per fact table the
    last row there was. ``wijze``: how it was ended: put back as if it never was, or told apart again with what came since.
    """

    TERUGGEDRAAID, GESPLITST = "teruggedraaid", "gesplitst"

    id = models.BigAutoField(primary_key=True)
    blijft = models.ForeignKey(Jongere, on_delete=models.PROTECT, related_name="+")
    vervalt = models.ForeignKey(Jongere, on_delete=models.PROTECT, related_name="+")
    leden = ArrayField(models.BigIntegerField())
    grens = models.JSONField(default=dict)
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reden = models.TextField()
    op = models.DateTimeField(db_default=Now())
    ongedaan_op = models.DateTimeField(null=True)
    ongedaan_door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    ongedaan_reden = models.TextField(default="", db_default="", blank=True)
    wijze = models.TextField(null=True, choices=[(w, w) for w in (TERUGGEDRAAID, GESPLITST)])

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["vervalt"], condition=models.Q(ongedaan_op__isnull=True), name="samenvoeging_geldt"),
        )
        indexes = (models.Index(fields=["tenant", "-op"], name="samenvoeging_tijd"),)

    def __str__(self) -> str:
        return f"{self.vervalt_id} in {self.blijft_id}"


class Samenvoegrij(models.Model):
    """A fact that held of one of the two when they were merged, and what became of it: all that is needed to undo it.

    ``kopie_id``: the row that says it of ``blijft`` from then on. ``gesloten``: it holds no longer itself. ``bron_datum``: as it
    was, and ``_na`` the merge.
    """

    BLIJFT, VERVALT = "blijft", "vervalt"

    id = models.BigAutoField(primary_key=True)
    samenvoeging = models.ForeignKey(Samenvoeging, on_delete=models.CASCADE, related_name="+", db_index=False)
    tabel = models.TextField()
    kant = models.TextField(choices=[(k, k) for k in (BLIJFT, VERVALT)])
    feit_id = models.BigIntegerField()
    kopie_id = models.BigIntegerField(null=True)
    gesloten = models.BooleanField()
    bron_datum = models.DateField()
    bron_datum_na = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["samenvoeging", "tabel", "feit_id"], name="samenvoegrij_feit"),)

    def __str__(self) -> str:
        return f"{self.tabel} {self.feit_id}"


class Bevestiging(VanTenant):
    """Of someone with more than one number: up to which date this number (``via``) stated the fact."""

    id = models.BigAutoField(primary_key=True)
    tabel = models.TextField()
    feit_id = models.BigIntegerField()
    via = models.BigIntegerField()
    bron_datum = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tabel", "feit_id", "via"], name="bevestiging_feit"),)

    def __str__(self) -> str:
        return f"{self.tabel} {self.feit_id}"


class Oordeel(VanTenant):
    """What someone decided about two youths. The web app writes the decision; the worker carries it out.

    ``een`` and ``ander``: for SAMEN ``een`` stays. For SPLITS ``samenvoeging`` is the one to end.
    """

    SAMEN, TWEE, SPLITS = "samen", "twee", "splits"
    WACHT, KLAAR, MISLUKT = "wacht", "klaar", "mislukt"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    soort = models.TextField(choices=[(s, s) for s in (SAMEN, TWEE, SPLITS)])
    een = models.ForeignKey(Jongere, on_delete=models.PROTECT, related_name="+")
    ander = models.ForeignKey(Jongere, on_delete=models.PROTECT, related_name="+")
    samenvoeging = models.ForeignKey(Samenvoeging, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    door = models.ForeignKey("toegang.Medewerker", on_delete=models.PROTECT, related_name="+", db_index=False)
    reden = models.TextField()
    op = models.DateTimeField(db_default=Now())
    status = models.TextField(default=WACHT, choices=[(s, s) for s in (WACHT, KLAAR, MISLUKT)])
    fout = models.TextField(default="", blank=True)

    class Meta:
        indexes = (models.Index(fields=["tenant", "-op"], name="oordeel_tijd"),)

    def __str__(self) -> str:
        return f"{self.soort} {self.op}"
