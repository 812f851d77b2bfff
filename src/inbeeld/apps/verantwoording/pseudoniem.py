"""From a youth to what stands for it in the read log, and back. Both need the keys of the installation."""

from __future__ import annotations

from uuid import UUID, uuid4

from inbeeld.apps.basis.versleuteling import ontsleutel, versleutel, zoekindex


def index_van(tenant_id: int, jongere_id: int) -> bytes:
    """What the key of a youth is found by."""
    return zoekindex(tenant_id, "LEESLOG", str(jongere_id))


def nieuw(jongere_id: int) -> tuple[UUID, bytes]:
    """A pseudonym by chance, and the youth's id encrypted for it."""
    pseudoniem = uuid4()
    return pseudoniem, versleutel(str(jongere_id), _doel(pseudoniem))


def jongere_van(pseudoniem: UUID, versleuteld: bytes | memoryview) -> int:
    """The youth's id.

    Raises:
        InbeeldFout: it was made for another pseudonym or with another key.
    """
    return int(ontsleutel(versleuteld, _doel(pseudoniem)))


def _doel(pseudoniem: UUID) -> str:
    return f"leeslog.jongere.{pseudoniem}"
