"""Finds out who destroys what, once every app is there."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Bewaren(AppConfig):
    name = "inbeeld.apps.bewaren"

    def ready(self) -> None:
        autodiscover_modules("vernietigen")
