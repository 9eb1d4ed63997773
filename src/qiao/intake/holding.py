"""Which needs and offers somebody relies on already. Later desks say so; this one only asks (DESIGN 3)."""

import uuid
from collections.abc import Callable, Collection

from django.utils.module_loading import import_string

Ids = Collection[uuid.UUID]
Holder = Callable[[Ids], set[uuid.UUID]]
"""Takes ids of needs and offers; returns those it relies on."""

AT_ONCE = 500

HOLDERS: dict[str, str] = {}


def register_holder(name: str, path: str) -> None:
    """Let the function at a dotted path say which voices it relies on. Called from AppConfig.ready."""
    HOLDERS[name] = path


def held_voices(ids: Ids) -> set[uuid.UUID]:
    """Return which of these needs and offers must not be taken back: matched, sent, received."""
    held: set[uuid.UUID] = set()
    ordered = sorted(ids)
    for path in HOLDERS.values():
        holder: Holder = import_string(path)
        for start in range(0, len(ordered), AT_ONCE):
            held |= holder(ordered[start : start + AT_ONCE])
    return held
