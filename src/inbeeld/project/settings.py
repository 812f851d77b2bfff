"""Settings, all from the environment. Importing them starts and writes nothing.

``INBEELD_MAP``      folder with everything of this installation (default ``./var``)
``DATABASE_URL``     an own PostgreSQL instead of the embedded one; ``DATABASE_URL_EIGENAAR`` for migrations (default: the same)
``INBEELD_ROL``      database role of this process: ``web`` (default) or ``werker``; the command line works as ``werker``
``INBEELD_HOSTS``    host names the web app answers to, separated by commas
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from inbeeld.apps.basis.sleutelbos import DJANGO, Sleutelbos
from inbeeld.project import database

INBEELD_MAP = database.installatiemap()
SLEUTEL_MAP = INBEELD_MAP / "sleutels"
LEVERING_MAP = INBEELD_MAP / "leveringen"
_sleutels = Sleutelbos(SLEUTEL_MAP)

SECRET_KEY = _sleutels.lees(DJANGO) if _sleutels.heeft(DJANGO) else secrets.token_hex(32)
DEBUG = False
ALLOWED_HOSTS = [h for h in os.environ.get("INBEELD_HOSTS", "localhost,127.0.0.1").split(",") if h]
ROOT_URLCONF = "inbeeld.project.urls"
WSGI_APPLICATION = "inbeeld.project.wsgi.application"

INSTALLED_APPS = [
    "inbeeld.apps.toegang",
    "inbeeld.apps.personen",
    "inbeeld.apps.scholen",
    "inbeeld.apps.registers",
    "inbeeld.apps.leveringen",
    "inbeeld.apps.beelden",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

DATABASES = database.instellingen(os.environ.get("INBEELD_ROL", "web"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True

BASE_DIR = Path(__file__).resolve().parent
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    # Statements and their parameters never go to a log: they hold personal data.
    "loggers": {"django.db.backends": {"handlers": [], "level": "ERROR", "propagate": False}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
