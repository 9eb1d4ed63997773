"""What no format can hold is left out: Word's own line break comes with what people paste, and stopped a whole book."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

_BREAK = re.compile("[\x0b\x0c\x1c-\x1f]")
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Held = TypeVar("Held")


def speakable(text: str) -> str:
    """Return a text without what XML cannot hold; breaks of lines and pages in other programs' signs are blanks."""
    return _UNSPEAKABLE.sub("", _BREAK.sub(" ", text))


def speakable_in(value: Held) -> Held:
    """Return a value with every text in it made speakable: dataclasses, tuples, lists and mappings are gone into."""
    found: Any = value
    if isinstance(value, str):
        found = speakable(value) if type(value) is str else value
    elif is_dataclass(value) and not isinstance(value, type):
        held = {one.name: getattr(value, one.name) for one in fields(value) if one.init}
        changed = {name: made for name, each in held.items() if (made := speakable_in(each)) != each}
        found = replace(value, **changed) if changed else value
    elif isinstance(value, Mapping):
        found = {key: speakable_in(each) for key, each in value.items()}
    elif isinstance(value, tuple | list):
        found = type(value)(map(speakable_in, value))
    return found  # type: ignore[no-any-return]
