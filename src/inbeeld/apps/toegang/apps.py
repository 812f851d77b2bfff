"""What happens at every login, whichever way it goes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.backends.signals import connection_created
from django.http import HttpRequest

if TYPE_CHECKING:
    from inbeeld.apps.toegang.models import Medewerker


def noteer_begin(request: HttpRequest, user: Medewerker, **_: Any) -> None:
    from inbeeld.apps.toegang.middleware import TENANT
    from inbeeld.apps.toegang.pagina import INGELOGD

    request.session[INGELOGD] = int(time.time())
    request.session[TENANT] = user.tenant_id


class Toegang(AppConfig):
    name = "inbeeld.apps.toegang"

    def ready(self) -> None:
        from inbeeld.apps.basis.muren import bij_openen

        connection_created.connect(bij_openen, dispatch_uid="toegang.pas")
        user_logged_in.connect(noteer_begin, dispatch_uid="toegang.begin")
