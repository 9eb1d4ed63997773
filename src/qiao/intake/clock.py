"""The clock by which a crisis is judged: a replayed one stands at the moment that its replay has reached."""

from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from qiao.intake.models import SheetSource
from qiao.registry.loading import reference_id
from qiao.registry.models import Crisis

REPLAY = reference_id("crisis", "wuhan-2020")
"""The crisis that `./qiao replay` makes."""


def is_replayed(crisis: Crisis) -> bool:
    """Say whether a crisis is a replay, and so has a clock of its own."""
    return crisis.pk == REPLAY


def judged_at(crisis: Crisis) -> datetime:
    """Return the moment by which freshness, deadlines and last days are judged: now, or the last version replayed."""
    if not is_replayed(crisis):
        return timezone.now()
    rows = SheetSource.objects.filter(crisis=crisis)
    return rows.aggregate(last=Max("last_version_at"))["last"] or timezone.now()


def judged_on(crisis: Crisis) -> date:
    """Return the day of `judged_at`, as the clocks of the place tell it."""
    return timezone.localtime(judged_at(crisis)).date()
