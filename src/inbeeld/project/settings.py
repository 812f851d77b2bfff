"""Settings, all from the environment. Importing them starts and writes nothing.

``INBEELD_MAP``      folder with everything of this installation (default ``./var``)
``DATABASE_URL``     an own PostgreSQL instead of the embedded one; ``DATABASE_URL_EIGENAAR`` for migrations (default: the same)
``INBEELD_ROL``      database role of this process: ``web`` (default) or ``werker``; the command line works as ``werker``
``INBEELD_HOSTS``    host names the web app answers to, separated by commas
``INBEELD_BEWAAR_LEVERINGEN``  1 to keep files that were sent in after they are taken in
``INBEELD_GROOTSTE_LEVERING``  the largest file that may be sent in, in MB (default 200)
``INBEELD_METINGEN_VANAF``  addresses or networks that may ask for measurements (default: this machine)
``INBEELD_LOGPEIL``  from which level on our own messages are logged (default INFO; on a terminal WARNING)
``INBEELD_HTTPS``    1 when https stands before the web app: secure cookies, HSTS
``INBEELD_PROXYS``   how many web servers of our own stand before the web app (default 1 with https, else 0): whose word on
                     the address of the browser is believed
``INBEELD_TWEEDE_FACTOR``  ``nee``: a password alone is enough to log in; for trying out only
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from inbeeld.apps.basis.sleutelbos import DJANGO, Sleutelbos
from inbeeld.project import database
from inbeeld.project.toezicht import logboek

INBEELD_MAP = database.installatiemap()
SLEUTEL_MAP = INBEELD_MAP / "sleutels"
LEVERING_MAP = INBEELD_MAP / "leveringen"
LEESLOG_MAP = INBEELD_MAP / "leeslog" / os.environ.get("INBEELD_DATABASE", "")  # of each database its own seals
_sleutels = Sleutelbos(SLEUTEL_MAP)

SECRET_KEY = _sleutels.lees(DJANGO) if _sleutels.heeft(DJANGO) else secrets.token_hex(32)
DEBUG = False
ALLOWED_HOSTS = [h for h in os.environ.get("INBEELD_HOSTS", "localhost,127.0.0.1").split(",") if h]
ROOT_URLCONF = "inbeeld.project.urls"
WSGI_APPLICATION = "inbeeld.project.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "inbeeld.web",
    "inbeeld.apps.sleutels",
    "inbeeld.apps.toegang",
    "inbeeld.apps.verantwoording",
    "inbeeld.apps.personen",
    "inbeeld.apps.scholen",
    "inbeeld.apps.registers",
    "inbeeld.apps.leveringen",
    "inbeeld.apps.beelden",
    "inbeeld.apps.gronden",
    "inbeeld.apps.wet",
    "inbeeld.apps.werklijst",
    "inbeeld.apps.rectificatie",
    "inbeeld.apps.bewaren",
    "inbeeld.apps.jongere",
    "inbeeld.apps.school",
    "inbeeld.apps.leeslog",
    "inbeeld.apps.inzage",
    "inbeeld.apps.mijn",
]
MIDDLEWARE = [
    "inbeeld.project.toezicht.middleware.meet",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "inbeeld.apps.toegang.middleware.veilig",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "inbeeld.apps.toegang.middleware.muren",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "inbeeld.apps.toegang.context.wie",
                "inbeeld.project.menu.menu",
            ],
        },
    }
]

DATABASES = database.instellingen(os.environ.get("INBEELD_ROL", "web"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "toegang.Medewerker"
AUTHENTICATION_BACKENDS = ["inbeeld.apps.toegang.inloggen.Wachtwoord"]
LOGIN_URL = "toegang:inloggen"
LOGIN_REDIRECT_URL = "begin"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{naam}", "OPTIONS": opties}
    for naam, opties in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("gebruikersnaam", "naam")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
]
# Of allauth only the second factors are used, in our own pages: no sign-up, no e-mail.
ACCOUNT_USER_MODEL_USERNAME_FIELD, ACCOUNT_USER_MODEL_EMAIL_FIELD = "gebruikersnaam", None
ACCOUNT_LOGIN_METHODS, ACCOUNT_SIGNUP_FIELDS = {"username"}, ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "inbeeld.apps.toegang.factoren.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "InBeeld"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_USER_VERIFICATION = "required"
TWEEDE_FACTOR = os.environ.get("INBEELD_TWEEDE_FACTOR", "ja") not in ("0", "nee")
# Over plain http only on this machine itself: who serves others puts https before it and says so.
_HTTPS = os.environ.get("INBEELD_HTTPS", "") not in ("", "0", "nee")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
PROXYS = int(os.environ.get("INBEELD_PROXYS", "1" if _HTTPS else "0"))
SECURE_REDIRECT_EXEMPT = [r"^(gezond|gereed|metingen)/$"]  # asked on this machine itself
SECURE_HSTS_SECONDS = 365 * 86400 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # whether browsers ship with the domain on their list is for its owner to decide
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "inbeeld_sessie", "inbeeld_csrf"
SESSION_ENGINE = "inbeeld.apps.toegang.sessies"
SESSION_COOKIE_AGE = 60 * 60
SESSION_SAVE_EVERY_REQUEST = False  # ``@pagina`` says which requests count as use
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in ALLOWED_HOSTS] if _HTTPS else []
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

STATIC_URL = "/static/"
STATIC_ROOT = Path(__file__).resolve().parent.parent / "web" / "static"
_THEMA = INBEELD_MAP / "thema"
STATICFILES_DIRS = [("thema", _THEMA)] if _THEMA.is_dir() else []
WHITENOISE_USE_FINDERS = bool(STATICFILES_DIRS)  # a municipality's own theme lies with its data
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

METINGEN_VANAF = [n.strip() for n in os.environ.get("INBEELD_METINGEN_VANAF", "127.0.0.1,::1").split(",") if n.strip()]

# Jobs: what they do is read by the worker only.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["inbeeld.apps.opdrachten.taken"]
WERKER_STIL = float(os.environ.get("INBEELD_WERKER_STIL", "30"))  # seconds without a sign of life: the worker is gone
GROOTSTE_LEVERING_MB = int(os.environ.get("INBEELD_GROOTSTE_LEVERING", "200"))
BEWAAR_LEVERINGEN = os.environ.get("INBEELD_BEWAAR_LEVERINGEN", "") not in ("", "0", "nee")
DATA_UPLOAD_MAX_NUMBER_FILES = None  # the handler below counts, and the page says what is too many
FILE_UPLOAD_HANDLERS = ["inbeeld.apps.leveringen.ontvangen.Ontvanger"]

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True

LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "web" / "locale"]

BASE_DIR = Path(__file__).resolve().parent
LOGGING = logboek.instelling(os.environ.get("INBEELD_LOGPEIL") or ("WARNING" if logboek.terminal() else "INFO"))
