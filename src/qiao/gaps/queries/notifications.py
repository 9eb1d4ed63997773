"""What can be asked of what was given to government."""

from django.db.models import QuerySet

from qiao.gaps.models import Notification
from qiao.registry.models import Crisis


def notifications(crisis: Crisis, *, waiting: bool = False) -> QuerySet[Notification]:
    """Return what departments were told in a crisis, the latest first; only what waits for an answer if asked."""
    rows: QuerySet[Notification] = Notification.objects.filter(crisis=crisis)
    if waiting:
        rows = rows.filter(answered_at__isnull=True)
    return rows.select_related("department", "place__parent", "item", "told_by").order_by("-told_at")
