"""Sessions in the database, under a digest of their key and signed for it: who can read or write the table can't be someone else
with it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession


def _onder(sleutel: str | None) -> str:
    """What a session is kept under; 40 characters, as the table has it."""
    return hashlib.sha256((sleutel or "").encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Only the browser knows the key itself. What is in a row holds for that row: a copy under another key is nobody's."""

    @property
    def key_salt(self) -> str:
        return f"inbeeld.sessie.{_onder(self._session_key)}"

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        eigen = self.session_key
        self._session_key = _onder(eigen)
        gevonden: AbstractBaseSession | None = super()._get_session_from_db()  # type: ignore[misc]
        self._session_key = eigen if gevonden is not None else None
        return gevonden

    def exists(self, session_key: str) -> bool:
        return super().exists(_onder(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        rij = super().create_model_instance(data)
        rij.session_key = _onder(self._get_or_create_session_key())  # type: ignore[attr-defined]
        return rij

    def delete(self, session_key: str | None = None) -> None:
        if session_key is None:
            session_key = self.session_key
        if session_key is not None:
            super().delete(_onder(session_key))
