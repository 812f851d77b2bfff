"""The rules are public within the organisation: whoever works here may read how a signal comes about."""

from __future__ import annotations

from inbeeld.apps.toegang.beleid import IEDEREEN, Recht

LEZEN = Recht("wet.lezen", "De regels lezen", IEDEREEN)
