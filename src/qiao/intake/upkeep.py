"""What time brings due at the intake: needs grow old, for every organisation (DESIGN law 5)."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.intake.actions import ask_all, expire_needs, rebuild_repeats
from qiao.intake.actions.answering import remind_of_overdue
from qiao.intake.actions.closure import ASKED_AT_ONCE, due_for_a_round, offers_due_for_a_round
from qiao.intake.actions.hooks import end_held, held_too_long
from qiao.intake.actions.voices import EXPIRED_AT_ONCE
from qiao.intake.actions.warning_feeds import ask_feed
from qiao.intake.models import Need, Offer, PublicSending, WarningFeed, WrongReceiptCode
from qiao.intake.queries import organizations_with_repeats, unlooked
from qiao.intake.queries.answers import CLOCK, overdue_crises
from qiao.trail.models import TrailEntry

LOOKING_FOR = 30.0
"""Seconds that looking for repeats, or going through what is due, may take at a time."""
KEPT_FOR = timedelta(days=1)
"""How long it is remembered from where a wrong code came."""


def expire_everywhere(now: datetime) -> int:
    """Turn each organisation's overdue needs into call tasks; return how many."""
    with scopes_disabled():
        due = Need.objects.filter(state__in=(Need.State.NEW, Need.State.OPEN), valid_until__lt=now)
        organizations = list(due.order_by().values_list("organization_id", flat=True).distinct())
    return _in_turns(organizations, lambda actor: len(expire_needs(actor, now=now)), EXPIRED_AT_ONCE)


def ask_everywhere(now: datetime) -> int:
    """Open a round of asking for each need or offer past its date, in every organisation; return how many."""
    with scopes_disabled():
        organizations = sorted(
            {
                pk
                for rows in (due_for_a_round(now), offers_due_for_a_round(now))
                for pk in rows.order_by().values_list("organization_id", flat=True).distinct()
            }
        )
    return _in_turns(organizations, lambda actor: ask_all(actor, now=now), ASKED_AT_ONCE)


def _in_turns(organizations: Iterable[UUID], act: Callable[[Actor], int], at_once: int) -> int:
    """Act for each organisation until less than `at_once` was due, one transaction a turn; return how much was done.

    After `LOOKING_FOR` the rest is left to the next time. Between two turns others may write: SQLite has one writer.
    """
    done, until = 0, monotonic() + LOOKING_FOR
    for pk in organizations:
        with scope(organization=pk):
            while monotonic() < until:
                turn = act(Actor.operator(pk))
                done += turn
                if turn < at_once:
                    break
    return done


def look_for_repeats(now: datetime) -> int:
    """Look for repeats of filled forms, and again of what came in lately by other ways; return how many.

    Two messages committed in the same moment do not see each other; a second look sees both. After `LOOKING_FOR` the
    rest is left to the next time, since other chores wait.
    """
    looked, until = 0, monotonic() + LOOKING_FOR
    for pk in organizations_with_repeats():
        with scope(organization=pk):
            while waiting := unlooked(pk, now=now):
                rebuild_repeats(Actor.operator(pk), waiting, now=now)
                looked += len(waiting)
                if monotonic() > until:
                    return looked
    return looked


def remind_everywhere(now: datetime) -> int:
    """Tell each organisation, once a day, of offers past the clock of answers; return for how many crises."""
    begun = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    with scopes_disabled():
        late = Offer.objects.filter(
            state=Offer.State.NEW, closed_at__isnull=True, report__received_at__lt=now - CLOCK
        )
        organizations = set(late.order_by().values_list("organization_id", flat=True))
    told = TrailEntry.objects.filter(verb="offer.remind", at__gte=begun)
    reminded = 0
    for pk in sorted(organizations - set(told.values_list("organization_id", flat=True))):
        with scope(organization=pk):
            if overdue_crises(now=now):
                reminded += remind_of_overdue(Actor.operator(pk), now=now)
    return reminded


def forget_wrong_codes(now: datetime) -> int:
    """Forget from where wrong receipt codes and public reports came; return how many."""
    return sum(
        model.objects.filter(at__lt=now - KEPT_FOR).delete()[0] for model in (WrongReceiptCode, PublicSending)
    )


def end_held_deliveries(now: datetime) -> int:
    """Destroy the held deliveries whose time is over, and tell of those near it; return how many ended."""
    with scopes_disabled():
        organizations = list(
            held_too_long(now).order_by().values_list("organization_id", flat=True).distinct()
        )
    ended = 0
    for pk in organizations:
        with scope(organization=pk):
            ended += end_held(Actor.operator(pk), now=now)
    return ended


def ask_feeds(now: datetime) -> int:
    """Ask each feed of warnings whose time has come; return how many new warnings came in."""
    with scopes_disabled():
        due = list(WarningFeed.objects.filter(ended_at__isnull=True, next_at__lte=now))
    new = 0
    for feed in due:
        with scope(organization=feed.organization_id):
            new += ask_feed(Actor.operator(feed.organization_id), feed, now=now)
    return new
