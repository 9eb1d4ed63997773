"""After goods were signed for, somebody asks whether that was enough: a round of closure the day after."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.intake.actions import ask_closure
from qiao.intake.actions.closure import LIVE
from qiao.intake.models import ClosureRound, Need
from qiao.relief.models import Receipt

AFTER_SIGNING = timedelta(hours=24)
AT_ONCE = 500


def ask_after_signing(now: datetime) -> int:
    """Open a round for each need whose goods were signed for a day ago and which nobody asked since."""
    with scopes_disabled():
        asked = ClosureRound.objects.filter(need=OuterRef("delivery__match__need")).filter(
            Q(ended_at__isnull=True) | Q(ended_at__gte=OuterRef("signed_at"))
        )
        signed = Receipt.objects.filter(
            ~Exists(asked), signed_at__lte=now - AFTER_SIGNING, delivery__match__need__state__in=LIVE
        )
        pairs = signed.values_list("delivery__match__need_id", "organization_id")
        due = list(dict.fromkeys(pairs.order_by("signed_at")[:AT_ONCE]))
    for need_id, owner in due:
        with scope(organization=owner):
            need = Need.objects.get(pk=need_id)
            ask_closure(Actor.operator(owner), need, why=ClosureRound.Why.SIGNED, now=now)
    return len(due)
