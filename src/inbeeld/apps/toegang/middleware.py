"""What every request goes through: a trace id, for whom it is done, and what a browser may load."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from inbeeld.apps.basis.muren import in_tenant

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def veilig(volgende: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def doe(request: HttpRequest) -> HttpResponse:
        request.trace = uuid.uuid4().hex  # type: ignore[attr-defined]
        antwoord = volgende(request)
        antwoord.headers.setdefault("Content-Security-Policy", CSP)
        antwoord.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return antwoord

    return doe


TENANT = "tenant"
"""Key in the session: for which organisation someone works."""


def muren(volgende: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Does the request within the organisation of who is logged in; of who is not, within none."""

    def doe(request: HttpRequest) -> HttpResponse:
        tenant = request.session.get(TENANT)
        if tenant is None and SESSION_KEY in request.session:
            request.session.flush()
        with in_tenant(tenant):
            return volgende(request)

    return doe
