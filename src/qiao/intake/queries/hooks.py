"""What can be asked of doors for other systems."""

from django.db.models import Count, Max, Q, QuerySet

from qiao.intake.models import Hook, HookDelivery
from qiao.registry.models import Crisis


def hooks(crisis: Crisis) -> QuerySet[Hook]:
    """Return the doors of a crisis with how much came in, was held, and when last."""
    held = Q(deliveries__state=HookDelivery.State.HELD)
    return Hook.objects.filter(crisis=crisis).annotate(
        came=Count("deliveries"),
        held=Count("deliveries", filter=held),
        last_at=Max("deliveries__received_at"),
    )


def deliveries(hook: Hook, state: str = "") -> QuerySet[HookDelivery]:
    """Return what came in by a door, newest first, without its content."""
    rows: QuerySet[HookDelivery] = hook.deliveries.defer("sealed", "wrapped")
    return rows.filter(state=state) if state in HookDelivery.State.values else rows
