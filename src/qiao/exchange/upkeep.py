"""What time brings due: platforms that are fetched by address are asked every ten minutes."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.exceptions import QiaoError
from qiao.exchange.actions import fetch
from qiao.exchange.models import Platform

EVERY = timedelta(minutes=10)
AT_ONCE = 5


def fetch_everywhere(now: datetime) -> int:
    """Fetch from each platform that is due; what went wrong stands on its page. Return how many parcels came."""
    with scopes_disabled():
        rows = Platform.objects.filter(
            is_asked=True, ended_at__isnull=True, checked_at__isnull=False, until__gte=timezone.localdate(now)
        )
        due = rows.filter(Q(asked_at__isnull=True) | Q(asked_at__lte=now - EVERY))
        found = list(due.order_by("asked_at", "id")[:AT_ONCE])
    parcels = 0
    for one in found:
        with scope(organization=one.organization_id):
            try:
                parcels += fetch(Actor.operator(one.organization_id), one, now=now)
            except QiaoError:
                continue  # noted on the platform by the action
    return parcels
