"""Organisations and the people who work there."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

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
ROLLEN = {
    LEERPLICHT: "Leerplichtambtenaar",
    DOORSTROOM: "Doorstroomcoach",
    ADMINISTRATIE: "Administratie",
    TEAMLEIDER: "Teamleider",
    BELEID: "Beleidsmedewerker",
    KETENPARTNER: "Ketenpartner",
    BEHEERDER: "Functioneel beheerder",
}


class Medewerkers(Afgeschermd["Medewerker"], BaseUserManager["Medewerker"]):
    def get_by_natural_key(self, username: str | None) -> Medewerker:
        return self.get(gebruikersnaam=(username or "").lower())


class Medewerker(AbstractBaseUser):
    """Someone who logs in. ``gemeenten`` empty = all of the organisation's."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.ForeignKey(Organisatie, on_delete=models.PROTECT, related_name="+")
    gebruikersnaam = models.CharField(max_length=80, unique=True)
    naam = models.CharField(max_length=120)
    functie = models.CharField(max_length=80, blank=True)
    rol = models.CharField(max_length=30, choices=list(ROLLEN.items()))
    gemeenten = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    toetsen_aan = models.BooleanField(default=True, help_text="single-letter keys on (WCAG 2.1.4)")
    thema = models.CharField(max_length=10, default="licht", choices=[("licht", "licht"), ("donker", "donker")])
    bezoek = models.DateTimeField(null=True, help_text="last visit to the work list")
    vorig_bezoek = models.DateTimeField(null=True, help_text="the visit before, on an earlier day: what came since is new")

    USERNAME_FIELD = "gebruikersnaam"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["naam", "rol"]
    objects: ClassVar[Medewerkers] = Medewerkers()

    def __str__(self) -> str:
        return self.gebruikersnaam

    @property
    def wat(self) -> str:
        """What someone is, in words."""
        return self.functie or ROLLEN.get(self.rol, self.rol)
