"""Keys of care: each file has its own, wrapped under a key of its organisation's that is no part of the database.

The context of a seal names model, field and row, so a sealed text that is moved to another row does not open.
"""

import uuid
from typing import Protocol, TypeVar

from django.db.models import Model

from qiao.accounts.sealing import (
    WRAPPING,
    generation_name,
    new_key,
    newest_generation,
    seal,
    unseal,
    unwrap,
    wrap,
)
from qiao.registry.models import Organization

UNDER_THE_HOUSE = 0
"""The generation of files that were made before organisations had keys of their own."""


class Keyed(Protocol):
    """A row that carries a wrapped key."""

    pk: uuid.UUID
    organization_id: uuid.UUID
    wrapped_key: "bytes | memoryview[int]"
    key_generation: int


def family(organization_id: uuid.UUID) -> str:
    """Return the name of an organisation's keys of care."""
    return f"care-{organization_id.hex}"


Row = TypeVar("Row", bound=Model)


def as_it_stands(row: Row) -> Row:
    """Return a file or a group as it is now, held until the transaction ends.

    Keys are changed while all of them are held: what is sealed or opened with this row's key fits it. An older copy
    of the row may carry a key that was destroyed since. Hold it before the rows that hang on it.
    """
    rows = type(row)._default_manager.select_for_update()  # noqa: SLF001 - the manager of any model
    return rows.get(pk=row.pk)


def _name(organization_id: uuid.UUID, generation: int) -> str:
    if generation == UNDER_THE_HOUSE:
        return WRAPPING
    return generation_name(family(organization_id), generation)


def context(name: str, pk: uuid.UUID) -> str:
    """Return what binds a sealed text to its row: `care.Model.field:id`."""
    return f"care.{name}:{pk}"


def hold_keys(organization_id: uuid.UUID) -> None:
    """Keep an organisation's keys as they are until the transaction ends.

    Whoever wraps and whoever changes or destroys keys take turns, so that nothing is wrapped under a key that goes.
    """
    rows = Organization.objects.select_for_update(no_key=True).filter(pk=organization_id)
    rows.order_by().values("pk").first()


def wrapped_for(organization_id: uuid.UUID, key: bytes, name: str, pk: uuid.UUID) -> tuple[bytes, int]:
    """Return a key wrapped under the newest key of an organisation, and the number of that key. Inside an action."""
    hold_keys(organization_id)
    generation = newest_generation(family(organization_id))
    return wrap(key, context(name, pk), under=_name(organization_id, generation)), generation


def key_of(row: Keyed, *, holder: uuid.UUID | None = None) -> bytes:
    """Return the key of a file, a group or a referral. `holder` is the organisation it was wrapped for."""
    owner = holder or row.organization_id
    name = f"{type(row).__name__}.key"
    return unwrap(bytes(row.wrapped_key), context(name, row.pk), under=_name(owner, row.key_generation))


def sealed(key: bytes, text: str, name: str, pk: uuid.UUID) -> bytes:
    """Return a text sealed for a field of a row; nothing for nothing."""
    return seal(key, text, context(name, pk)) if text else b""


def opened(key: bytes, content: "bytes | memoryview[int] | None", name: str, pk: uuid.UUID) -> str:
    """Return a sealed text; "" where nothing was sealed."""
    return unseal(key, bytes(content), context(name, pk)) if content else ""


__all__ = [
    "Keyed",
    "as_it_stands",
    "context",
    "family",
    "hold_keys",
    "key_of",
    "new_key",
    "opened",
    "sealed",
    "wrapped_for",
]
