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

from django.core.cache import cache, caches
from django.utils import timezone
from django.utils.module_loading import import_string
from django_scopes import get_scope, scope

from qiao.accounts.models import Kept as Stored
from qiao.accounts.patience import at_leisure
from qiao.intake.models import Report
from qiao.registry.models import Crisis

LARGE = 20_000
"""A crisis of more reports than these is large."""
FRESH = timedelta(minutes=1)
"""What is older is made anew at the next tick once somebody has looked at it."""
SPARED = 50
OLDEST = timedelta(minutes=10)
"""What is so much older than that is shown to nobody where no worker runs."""
DEAR = timedelta(seconds=1)
DAY = timedelta(days=1)
"""So old a sum is shown that takes longer than `DEAR` to make, where a worker runs and makes it anew meanwhile."""
ASKED, TICKED = "kept:asked", "kept:ticked"
PARTED = "|"
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
    """Say whether sums over this crisis are kept. Counted once for each crisis that was loaded, until it is large."""
    known: bool | None = getattr(crisis, "_is_large", None)
    if known is None:
        # Reports are never fewer again, so that what was large stays large.
        name = f"large:{get_scope().get('organization')}:{crisis.pk}:{LARGE}"
        known = bool(caches["memory"].get(name)) or _counts_as_large(crisis)
        if known:
            caches["memory"].set(name, known)
        crisis._is_large = known  # type: ignore[attr-defined] # noqa: SLF001 - our own note on it
    return known


def _counts_as_large(crisis: Crisis) -> bool:
    found: bool = Report.objects.filter(crisis=crisis).order_by()[LARGE : LARGE + 1].exists()
    return found


def kept(compute: Callable[..., T], crisis: Crisis, *asked: str) -> T:
    """Return what *compute*, a function of a module, says of the crisis; of a large one as it was a moment ago.

    Further words that *compute* takes, such as a filter, are kept apart from each other.
    """
    organization = get_scope().get("organization")
    if not isinstance(organization, uuid.UUID) or not is_large(crisis):
        return compute(crisis, *asked)
    name, now = _name_of(compute, organization, crisis.pk, asked), timezone.now()
    read: dict[str, Any] = crisis.__dict__.setdefault("_kept", {})
    if name not in read:
        read[name] = _read(compute, crisis, name, now)
    return cast("T", read[name].value)


def kept_since(crisis: Crisis) -> datetime | None:
    """Return the moment of the oldest sum that was read of this crisis; None where all were made just now."""
    return min((one.at for one in crisis.__dict__.get("_kept", {}).values()), default=None)


def _read(compute: Callable[..., Any], crisis: Crisis, name: str, now: datetime) -> Kept:
    found: Kept | None = cache.get(name)
    if found is None or not timedelta(0) <= now - found.at <= _shown_for(found):
        return _make(compute, crisis, name, now)
    if now - found.at > found.fresh_for:
        _ask(name)
    return found


def _shown_for(found: Kept) -> timedelta:
    """Return how old a sum may be: of one that is dear nobody waits for the next while a worker is at it."""
    if found.took > DEAR and cache.get(TICKED):
        return DAY
    return OLDEST + found.fresh_for


def _name_of(
    compute: Callable[..., Any], organization: uuid.UUID, crisis: uuid.UUID, asked: tuple[str, ...]
) -> str:
    whole = f"kept:{compute.__module__}.{compute.__name__}:{organization}:{crisis}"
    return ":".join((whole, PARTED.join(asked))) if asked else whole


def _make(compute: Callable[..., Any], crisis: Crisis, name: str, now: datetime) -> Kept:
    asked = name.removeprefix("kept:").split(":", 3)[3:]
    began = time.monotonic()
    value = compute(crisis, *(asked[0].split(PARTED) if asked else ()))
    made = Kept(value, now, timedelta(seconds=time.monotonic() - began))
    lives = max(OLDEST + made.fresh_for, DAY if made.took > DEAR else OLDEST)
    cache.set(name, made, lives.total_seconds())
    return made


def _ask(name: str) -> None:
    asked = cache.get(ASKED) or ()
    if name not in asked:
        cache.set(ASKED, (*asked, name), OLDEST.total_seconds())


def forget_sums(organization: uuid.UUID | None) -> None:
    """Throw away what is kept of an organisation's crises, without one of all: words in it may be of what is erased."""
    rows = Stored.objects.filter(cache_key__contains="kept:")
    (rows.filter(cache_key__contains=f":{organization}:") if organization else rows).delete()


def make_anew(now: datetime) -> int:
    """Make anew what somebody looked at since it was older than fresh; return how much that was."""
    cache.set(TICKED, now, OLDEST.total_seconds())
    asked = cache.get(ASKED) or ()
    cache.delete(ASKED)
    # A page is cut off after some minutes; a sum that nobody waits for is not.
    with at_leisure():
        return sum(_made_again(name, now) for name in asked)


def _made_again(name: str, now: datetime) -> bool:
    path, organization, pk = name.removeprefix("kept:").split(":", 3)[:3]
    with scope(organization=uuid.UUID(organization)):
        crisis = Crisis.objects.filter(pk=pk).first()
        if crisis is not None:
            _make(import_string(path), crisis, name, now)
        return crisis is not None
