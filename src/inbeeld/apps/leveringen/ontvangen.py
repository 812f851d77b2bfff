"""Files on their way in: straight to the folder that only we can read, and only for who may send files in, on the page for it.

Any page of any site takes a file that is posted to it; here such a file is passed over before a byte is kept.
"""

from __future__ import annotations

import tempfile
from typing import Any, cast

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.urls import reverse

from inbeeld.apps.leveringen.aanleveren import TEGELIJK, binnen_map, grootste
from inbeeld.apps.leveringen.beleid import AANLEVEREN
from inbeeld.apps.toegang.models import Medewerker


class Binnengekomen(TemporaryUploadedFile):
    """A file in our own folder; goes when it is closed, unless it was moved away."""

    def __init__(self, name: str | None, content_type: str | None, extra: dict[str, Any] | None = None) -> None:
        bestand = tempfile.NamedTemporaryFile(prefix="komt-", dir=binnen_map())  # noqa: SIM115 (closed with the request)
        UploadedFile.__init__(self, bestand, name, content_type, 0, None, extra)


class Ontvanger(TemporaryFileUploadHandler):
    """``request.te_groot``: names of files that were passed over because of their size. ``request.aantal``: how many were sent;
    from one too many on they are passed over, for then all of them are refused."""

    request: HttpRequest

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
        self.request.__dict__["aantal"] = aantal = self.request.__dict__.get("aantal", 0) + 1
        if not self._mag() or aantal > TEGELIJK:
            raise SkipFile
        self.ontvangen = 0
        self.file = Binnengekomen(self.file_name, self.content_type, self.content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.ontvangen += len(raw_data)
        if self.ontvangen > grootste():
            te_groot = self.request.__dict__.setdefault("te_groot", [])
            te_groot.append(self.file_name)
            self.file.close()
            raise SkipFile
        self.file.write(raw_data)

    def upload_interrupted(self) -> None:
        if getattr(self, "file", None) is not None:
            self.file.close()

    def _mag(self) -> bool:
        wie = getattr(self.request, "user", None)
        if wie is None or self.request.path != reverse("leveringen:aanleveren") or not wie.is_authenticated:
            return False
        return AANLEVEREN.heeft(cast(Medewerker, wie))
