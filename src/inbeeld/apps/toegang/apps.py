"""What happens at every login, whichever way it goes."""

from __future__ import annotations

import time
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest


def noteer_begin(request: HttpRequest, **_: Any) -> None:
    from inbeeld.apps.toegang.pagina import INGELOGD

    request.session[INGELOGD] = int(time.time())


class Toegang(AppConfig):
    name = "inbeeld.apps.toegang"

    def ready(self) -> None:
        user_logged_in.connect(noteer_begin, dispatch_uid="toegang.begin")
