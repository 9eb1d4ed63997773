"""Parts of a page of a lower desk that a desk above fills: registered by the kind of record, asked when it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

from qiao.accounts.roles import Actor


@dataclass(frozen=True)
class Panel:
    """A template and what it shows."""

    template: str
    context: Mapping[str, Any]


Maker = Callable[[Any, Actor], Panel | None]
PANELS: dict[str, list[str]] = {}


def register_panel(kind: str, path: str) -> None:
    """Let a desk above show something on the page of a kind of record; the function may return None."""
    paths = PANELS.setdefault(kind, [])
    if path not in paths:
        paths.append(path)


def panels_of(kind: str, record: Any, actor: Actor) -> list[Panel]:
    """Return what desks above show beside a record."""
    makers: list[Maker] = [import_string(path) for path in PANELS.get(kind, ())]
    made = (make(record, actor) for make in makers)
    return [one for one in made if one is not None]
