"""Gunicorn's own messages in the form of ours: of a request that failed it would write the whole address."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from inbeeld.project.toezicht.logboek import formatter


class Logboek(Logger):  # type: ignore[misc]
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter())
