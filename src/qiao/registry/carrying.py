"""Who holds open work, told by every desk to those who look after people. Desks register from AppConfig.ready."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.module_loading import import_string

from qiao.registry.models import Crisis


@dataclass(frozen=True)
class Held:
    """Open work of one kind in one person's hands: its word, how much, since when, the page where it is done."""

    label: str | Promise
    count: int
    oldest: datetime | None
    url: str


Carrier = Callable[[Crisis, datetime], Mapping[uuid.UUID, Held]]
CARRIERS: list[str] = []


def register_carrier(path: str) -> None:
    """Let the function at a dotted path tell who holds open work of its desk, by account."""
    if path not in CARRIERS:
        CARRIERS.append(path)


def held_by_people(crisis: Crisis, *, now: datetime) -> dict[uuid.UUID, Sequence[Held]]:
    """Return the open work of a crisis by who holds it."""
    found: dict[uuid.UUID, list[Held]] = defaultdict(list)
    for path in CARRIERS:
        carrier: Carrier = import_string(path)
        for user, held in carrier(crisis, now).items():
            found[user].append(held)
    return dict(found)
