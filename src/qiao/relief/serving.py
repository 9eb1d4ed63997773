"""Whether what is to leave goes where others serve already."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from qiao.intake.models import Need
from qiao.registry.models import Crisis
from qiao.registry.served import DAYS, Overlap, overlaps
from qiao.relief.models import Match


def overlaps_of(crisis: Crisis, matches: Sequence[Match]) -> list[Overlap]:
    """Return where these goods go to a place that others serve with the same, unless a person has answered that."""
    today = timezone.localdate()
    targets = [(one.need.place, one.need.item) for one in matches]
    return overlaps(crisis, targets, today=today, first=today - timedelta(days=DAYS))


def overlaps_for(need: Need) -> list[Overlap]:
    """Return who serves a need's place with its item already, unless a person has answered that."""
    today = timezone.localdate()
    return overlaps(need.crisis, [(need.place, need.item)], today=today, first=today - timedelta(days=DAYS))
