"""The web process: starts the embedded database when that is used, then Django."""

import os

from inbeeld.project import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbeeld.project.settings")
database.start()

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
