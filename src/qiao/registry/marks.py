"""What changed in the registry, told to those who keep something made of it: by a mark that is read, or by a call."""

import uuid
from collections.abc import Callable, Sequence

from qiao.registry.models import ReferenceMark

LEXICON = "lexicon"
_renamed: list[Callable[[Sequence[uuid.UUID]], None]] = []


def lexicon_mark() -> str:
    """Return the mark of places, items and aliases as they are now: one row by its key."""
    token = ReferenceMark.objects.filter(name=LEXICON).values_list("token", flat=True).first()
    return str(token or "")


def renew_lexicon_mark(**_signal: object) -> None:
    """Say that places, items or aliases changed. Bulk doors call it; single saves do by their signal."""
    ReferenceMark.objects.update_or_create(name=LEXICON, defaults={"token": uuid.uuid4()})


def when_names_change(call: Callable[[Sequence[uuid.UUID]], None]) -> None:
    """Let a desk above know of organisations that are called otherwise from now on."""
    if call not in _renamed:
        _renamed.append(call)


def names_changed(ids: Sequence[uuid.UUID]) -> None:
    """Tell who asked that these organisations are called otherwise, or stand for another, in this transaction."""
    for call in _renamed:
        call(ids)
