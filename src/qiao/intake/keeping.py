"""Sums over a whole crisis, kept for some minutes where it is large: nobody waits for a million rows to be counted.

A small crisis is counted anew each time. Of a large one a reader gets the sums of a moment ago, and `./qiao tick`
makes those anew that somebody looked at. What is kept is no record and no source: it can be thrown away at any time.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.utils import timezone
from django.utils.module_loading import import_string
from django_scopes import get_scope, scope

from qiao.intake.models import Report
from qiao.registry.models import Crisis

LARGE = 20_000
"""A crisis of more reports than these is large."""
FRESH = timedelta(minutes=1)
"""What is older is made anew at the next tick once somebody has looked at it."""
SPARED = 50
OLDEST = timedelta(minutes=10)
"""What is so much older than that is shown to nobody, also where no worker runs."""
ASKED = "kept:asked"
T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    """A sum and the moment it is of."""

    value: Any
    at: datetime
    took: timedelta

    @property
    def fresh_for(self) -> timedelta:
        """Return how long nobody makes it anew: the dearer it is the longer, a fiftieth of the time at most goes into it."""
        return max(FRESH, self.took * SPARED)


def is_large(crisis: Crisis) -> bool:
    """Say whether sums over this crisis are kept. Asked once for each crisis that was loaded."""
    known: bool | None = getattr(crisis, "_is_large", None)
    if known is None:
        known = Report.objects.filter(crisis=crisis).order_by()[: LARGE + 1].count() > LARGE
        crisis._is_large = known  # type: ignore[attr-defined] # noqa: SLF001 - our own note on it
    return known


def kept(compute: Callable[[Crisis], T], crisis: Crisis) -> T:
    """Return what *compute*, a function of a module, says of the crisis; of a large one as it was a moment ago."""
    organization = get_scope().get("organization")
    if not isinstance(organization, uuid.UUID) or not is_large(crisis):
        return compute(crisis)
    name, now = _name_of(compute, organization, crisis.pk), timezone.now()
    read: dict[str, Any] = crisis.__dict__.setdefault("_kept", {})
    if name not in read:
        read[name] = _read(compute, crisis, name, now)
    return cast("T", read[name])


def _read(compute: Callable[[Crisis], Any], crisis: Crisis, name: str, now: datetime) -> Any:
    found: Kept | None = cache.get(name)
    if found is None or not timedelta(0) <= now - found.at <= OLDEST + found.fresh_for:
        return _make(compute, crisis, name, now)
    if now - found.at > found.fresh_for:
        _ask(name)
    return found.value


def _name_of(compute: Callable[..., Any], organization: uuid.UUID, crisis: uuid.UUID) -> str:
    return f"kept:{compute.__module__}.{compute.__name__}:{organization}:{crisis}"


def _make(compute: Callable[[Crisis], Any], crisis: Crisis, name: str, now: datetime) -> Any:
    began = time.monotonic()
    value = compute(crisis)
    made = Kept(value, now, timedelta(seconds=time.monotonic() - began))
    cache.set(name, made, (OLDEST + made.fresh_for).total_seconds())
    return value


def _ask(name: str) -> None:
    asked = cache.get(ASKED) or ()
    if name not in asked:
        cache.set(ASKED, (*asked, name), OLDEST.total_seconds())


def make_anew(now: datetime) -> int:
    """Make anew what somebody looked at since it was older than fresh; return how much that was."""
    asked = cache.get(ASKED) or ()
    cache.delete(ASKED)
    made = 0
    for name in asked:
        path, organization, pk = name.removeprefix("kept:").split(":")
        with scope(organization=uuid.UUID(organization)):
            crisis = Crisis.objects.filter(pk=pk).first()
            if crisis is not None:
                _make(import_string(path), crisis, name, now)
                made += 1
    return made
