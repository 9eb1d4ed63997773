"""Closure: rounds of asking are opened by time, by a signature and by silence, and ended by a check."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from qiao.accounts.roles import Actor
from qiao.exceptions import RoundOpenError
from qiao.intake.desk.lives import life_of, lives_of
from qiao.intake.models import ClosureRound, KindLife, Need, Verification
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded

Why = ClosureRound.Why
RETRY = timedelta(hours=3)
RETRY_RESCUE = timedelta(minutes=30)
LONGEST_RETRY = timedelta(days=4)
LONGEST_RESCUE = timedelta(hours=12)
UNREACHED_LIMIT = 12
LIVE = (Need.State.NEW, Need.State.OPEN, Need.State.EXPIRED)
AT_ONCE = 2000


def retry_after(need: Need | None, misses: int) -> timedelta:
    """Return how long to wait after so many calls in a row that nobody answered: twice as long each time."""
    is_rescue = need is not None and need.tier == Need.Tier.LIFE
    first, longest = (RETRY_RESCUE, LONGEST_RESCUE) if is_rescue else (RETRY, LONGEST_RETRY)
    times: int = 2 ** min(max(0, misses - 1), UNREACHED_LIMIT)
    return min(longest, first * times)


def _rounds(need: Need) -> QuerySet[ClosureRound]:
    rows: QuerySet[ClosureRound] = ClosureRound.objects.filter(need=need)
    return rows


def _next_number(need: Need) -> int:
    last = _rounds(need).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


@recorded("closure.ask")
def ask_closure(actor: Actor, need: Need, *, why: str, now: datetime) -> ClosureRound:
    """Open one more round for a need. Raises RoundOpenError where one is open, or the need has an end."""
    if need.state not in LIVE or _rounds(need).filter(ended_at__isnull=True).exists():
        raise RoundOpenError
    detail(need=str(need.pk), why=why)
    return _open(actor, need, why=why, due_at=now, now=now)


def _open(actor: Actor, need: Need, *, why: str, due_at: datetime, now: datetime) -> ClosureRound:
    opened: ClosureRound = ClosureRound.objects.create(
        organization_id=actor.acts_for,
        crisis_id=need.crisis_id,
        need=need,
        number=_next_number(need),
        why=why,
        opened_at=now,
        due_at=due_at,
    )
    return opened


def due_for_a_round(now: datetime) -> QuerySet[Need]:
    """Return the needs past their date that have no end and are not being asked."""
    asked = ClosureRound.objects.filter(need=OuterRef("pk"), ended_at__isnull=True)
    rows: QuerySet[Need] = Need.objects.filter(state__in=LIVE, valid_until__lt=now)
    return rows.exclude(Exists(asked))


@recorded("closure.ask")
def ask_all(actor: Actor, *, now: datetime) -> int:
    """Open a round for each need past its date; return for how many."""
    due = list(due_for_a_round(now).filter(organization_id=actor.acts_for)[:AT_ONCE])
    for need in due:
        _open(actor, need, why=Why.EXPIRED, due_at=now, now=now)
    detail(opened=len(due))
    return len(due)


def end_round(actor: Actor, need: Need, check: Verification, *, misses: int) -> None:
    """End the open round with what a check came to; nobody reached opens the next, later each time."""
    now = check.checked_at
    open_rounds = _rounds(need).filter(ended_at__isnull=True)
    ended = open_rounds.update(ended_at=now, result=check.result, check_made=check)
    if check.result != Verification.Result.UNREACHABLE or need.state not in LIVE:
        return
    if not ended:
        first = _open(
            actor, need, why=Why.EXPIRED if need.state == "EXPIRED" else Why.UNREACHED, due_at=now, now=now
        )
        ClosureRound.objects.filter(pk=first.pk).update(ended_at=now, result=check.result, check_made=check)
    _open(actor, need, why=Why.UNREACHED, due_at=now + retry_after(need, misses), now=now)


def reopen_round(need: Need, check: Verification, *, now: datetime) -> None:
    """Take back what a check did to the rounds, when the check itself is taken back."""
    ended = _rounds(need).filter(check_made=check).first()
    if ended is None:
        return
    _rounds(need).filter(ended_at__isnull=True, number__gt=ended.number).update(
        ended_at=now, result=ClosureRound.UNDONE
    )
    if not _rounds(need).filter(ended_at__isnull=True).exists():
        _rounds(need).filter(pk=ended.pk).update(ended_at=None, result="", check_made=None)


def end_for_good(need: Need, *, result: str, at: datetime) -> None:
    """End the open round of a need that got its end in another way than by a check."""
    _rounds(need).filter(ended_at__isnull=True).update(ended_at=at, result=result)


@recorded("closure.set_lives")
def set_lives(actor: Actor, crisis: Crisis, lives: Mapping[str, int | None]) -> int:
    """Set how long each kind holds; None is the default again. Needs that hold move with it; return how many."""
    before = lives_of(crisis.pk)
    for kind, hours in lives.items():
        rows = KindLife.objects.filter(crisis=crisis, kind=kind)
        if hours is None:
            rows.delete()
        elif not rows.update(hours=hours):
            KindLife.objects.create(organization_id=actor.acts_for, crisis=crisis, kind=kind, hours=hours)
    after = lives_of(crisis.pk)
    moved = [need for need, until in moved_by(crisis, before, after) if _move(need, until)]
    Need.objects.bulk_update(moved, ("valid_until",), batch_size=500)
    detail(**{f"{kind.lower()}_hours": after.get(kind) for kind in KindLife.Kind.values}, moved=len(moved))
    return len(moved)


def _move(need: Need, until: datetime) -> bool:
    need.valid_until = until
    return True


def moved_by(
    crisis: Crisis, before: Mapping[str, int], after: Mapping[str, int]
) -> list[tuple[Need, datetime]]:
    """Return the needs that hold now with their date under the new lives, where that differs."""
    rows = Need.objects.filter(
        crisis=crisis, state__in=(Need.State.NEW, Need.State.OPEN), valid_until__isnull=False
    ).select_related("item")
    found = []
    for need in rows:
        old, new = (life_of(need.item, tier=need.tier, lives=one) for one in (before, after))
        if old != new and need.valid_until is not None:
            found.append((need, need.valid_until - old + new))
    return found
