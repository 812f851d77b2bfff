"""Organisations."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

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

    def __str__(self) -> str:
        return self.naam
