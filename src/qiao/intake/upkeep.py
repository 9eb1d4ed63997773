"""What time brings due at the intake: needs grow old, for every organisation (DESIGN law 5)."""

from datetime import datetime

from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.intake.actions import expire_needs
from qiao.intake.models import Need


def expire_everywhere(now: datetime) -> int:
    """Turn each organisation's overdue needs into call tasks; return how many."""
    with scopes_disabled():
        due = Need.objects.filter(state__in=(Need.State.NEW, Need.State.OPEN), valid_until__lt=now)
        organizations = list(due.order_by().values_list("organization_id", flat=True).distinct())
    expired = 0
    for pk in organizations:
        with scope(organization=pk):
            expired += len(expire_needs(Actor.operator(pk), now=now))
    return expired
