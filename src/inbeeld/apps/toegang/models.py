"""Organisations and the people who work there."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from inbeeld.apps.basis.modellen import VanTenant
from inbeeld.apps.basis.muren import Afgeschermd
from inbeeld.tabellen import codes


class Organisatie(models.Model):
    """A tenant: a region that works for its municipalities."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    naam = models.CharField(max_length=120)
    gemeenten = ArrayField(models.CharField(max_length=4), default=list, help_text="codes of its municipalities")
    vakantieregio = models.CharField(
        max_length=10,
        default="midden",
        choices=[(c, c) for c in codes.VAKANTIEREGIO],
        help_text="for homes without a known region",
    )
    vaste_dag = models.DateField(null=True, help_text="for trying out: the day that counts as today, whatever the clock says")

    def __str__(self) -> str:
        return self.naam


LEERPLICHT, DOORSTROOM, ADMINISTRATIE = "leerplichtambtenaar", "doorstroomcoach", "administratie"
TEAMLEIDER, BEHEERDER = "teamleider", "functioneel_beheerder"
BELEID, KETENPARTNER = "beleidsmedewerker", "ketenpartner"
FUNCTIONARIS = "privacy_officer"
VERZUIM, OUDER, JONGERE = "verzuimcoordinator", "ouder", "jongere"
BETROKKEN = (OUDER, JONGERE)
"""Who does not work with the data: whom they are about."""
ROLLEN = {
    LEERPLICHT: "Leerplichtambtenaar",
    DOORSTROOM: "Doorstroomcoach",
    ADMINISTRATIE: "Administratie",
    TEAMLEIDER: "Teamleider",
    BELEID: "Beleidsmedewerker",
    KETENPARTNER: "Ketenpartner",
    BEHEERDER: "Functioneel beheerder",
    FUNCTIONARIS: "Functionaris gegevensbescherming",
    VERZUIM: "Verzuimcoördinator van een school",
    OUDER: "Ouder",
    JONGERE: "Jongere",
}


class Medewerkers(Afgeschermd["Medewerker"], BaseUserManager["Medewerker"]):
    def get_by_natural_key(self, username: str | None) -> Medewerker:
        return self.get(gebruikersnaam=(username or "").lower())


class Medewerker(AbstractBaseUser):
    """Someone who logs in. ``gemeenten`` empty = all of the organisation's; ``scholen``: for who works at a school."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.ForeignKey(Organisatie, on_delete=models.PROTECT, related_name="+")
    gebruikersnaam = models.CharField(max_length=80, unique=True)
    naam = models.CharField(max_length=120)
    functie = models.CharField(max_length=80, blank=True)
    rol = models.CharField(max_length=30, choices=list(ROLLEN.items()))
    gemeenten = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    scholen = ArrayField(
        models.CharField(max_length=6), default=list, blank=True, help_text="BRIN, with the two digits of a location or all of it"
    )
    is_active = models.BooleanField(default=True)
    toetsen_aan = models.BooleanField(default=True, help_text="single-letter keys on (WCAG 2.1.4)")
    thema = models.CharField(max_length=10, default="licht", choices=[("licht", "licht"), ("donker", "donker")])
    bezoek = models.DateTimeField(null=True, help_text="last visit to the work list")
    vorig_bezoek = models.DateTimeField(null=True, help_text="the visit before, on an earlier day: what came since is new")
    adres_index = models.BinaryField(null=True, help_text="keyed index of the own address: looking at a relative is told")

    noodsessie: Noodsessie | None = None
    """The session for looking along or break-glass access that runs in this request; set by ``@pagina``, never stored."""

    USERNAME_FIELD = "gebruikersnaam"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["naam", "rol"]
    objects: ClassVar[Medewerkers] = Medewerkers()

    def __str__(self) -> str:
        return self.gebruikersnaam

    @property
    def wat(self) -> str:
        """What someone is, in words."""
        return self.functie or ROLLEN.get(self.rol, self.rol)

    @property
    def rol_in_log(self) -> str:
        """The role as the read log keeps it: with the session that widened what may be seen."""
        sessie = self.noodsessie
        return self.rol if sessie is None else f"{self.rol}, {sessie.soort} {sessie.uuid}"


class Noodsessie(VanTenant):
    """Half an hour in which someone sees more than usual, with a reason. Each is an alarm until a teamleider has looked at it.

    ``meekijken``: a functioneel beheerder looks along as a teamleider; ``noodtoegang``: someone sees beyond their municipalities.
    """

    MEEKIJKEN, NOODTOEGANG = "meekijken", "noodtoegang"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    medewerker = models.ForeignKey(Medewerker, on_delete=models.PROTECT, related_name="+")
    soort = models.CharField(max_length=20, choices=[(s, s) for s in (MEEKIJKEN, NOODTOEGANG)])
    reden = models.TextField()
    begonnen_op = models.DateTimeField(db_default=Now())
    tot = models.DateTimeField()
    gestopt_op = models.DateTimeField(null=True)
    bekeken_op = models.DateTimeField(null=True)
    bekeken_door = models.ForeignKey(Medewerker, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = (
            models.Index(fields=["tenant", "-begonnen_op"], name="noodsessie_tijd"),
            models.Index(fields=["tenant"], name="noodsessie_open", condition=models.Q(bekeken_op=None)),
        )

    def __str__(self) -> str:
        return f"{self.soort} {self.begonnen_op}"


class Koppeling(VanTenant):
    """Who someone is at the organisation's identity provider."""

    id = models.BigAutoField(primary_key=True)
    medewerker = models.OneToOneField(Medewerker, on_delete=models.CASCADE, related_name="+")
    issuer = models.TextField()
    sub = models.TextField()
    gekoppeld_op = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tenant", "issuer", "sub"], name="koppeling_een"),)

    def __str__(self) -> str:
        return str(self.medewerker_id)


class Dienstsleutel(VanTenant):
    """A key of a program that uses the API. Only a digest is kept: who loses the key gets another.

    ``kenmerk`` names the key and is no secret; ``rechten``: the names of the permissions it has, and no others.
    """

    id = models.BigAutoField(primary_key=True)
    kenmerk = models.CharField(max_length=12)
    naam = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    rechten = ArrayField(models.CharField(max_length=60))
    gemaakt_op = models.DateTimeField(db_default=Now())
    geldig_tot = models.DateTimeField()
    laatst_gebruikt = models.DateTimeField(null=True)
    ingetrokken_op = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["tenant", "kenmerk"], name="dienstsleutel_kenmerk"),
            models.UniqueConstraint(
                fields=["tenant", "naam"], name="dienstsleutel_naam", condition=models.Q(ingetrokken_op=None)
            ),
        )

    def __str__(self) -> str:
        return self.naam


class Rem(models.Model):
    """Attempts to log in, counted. Of no tenant: who tries has not yet shown who they are.

    ``sleutel`` is a keyed digest: what was typed as a name may well be a password.
    """

    sleutel = models.CharField(max_length=64, primary_key=True)
    aantal = models.IntegerField()
    laatst = models.DateTimeField()
    dicht_tot = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["laatst"], name="rem_laatst"),)

    def __str__(self) -> str:
        return f"{self.aantal}"
