"""What every request carries, a trace id and when it came in; and every answer: what a browser may load."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def veilig(volgende: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def doe(request: HttpRequest) -> HttpResponse:
        request.trace = uuid.uuid4().hex  # type: ignore[attr-defined]
        request.begonnen = timezone.now()  # type: ignore[attr-defined]
        antwoord = volgende(request)
        antwoord.headers.setdefault("Content-Security-Policy", CSP)
        antwoord.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return antwoord

    return doe
