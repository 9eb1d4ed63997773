"""Closure: rounds of asking are opened by time, by a signature and by silence, and ended by a check."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from qiao.accounts.roles import Actor
from qiao.exceptions import RoundOpenError
from qiao.intake.desk.lives import life_of, lives_of
from qiao.intake.models import ClosureRound, KindLife, Need, Offer, Verification
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded

Why = ClosureRound.Why
RETRY = timedelta(hours=3)
RETRY_RESCUE = timedelta(minutes=30)
LONGEST_RETRY = timedelta(days=4)
LONGEST_RESCUE = timedelta(hours=12)
UNREACHED_LIMIT = 12
LIVE = (Need.State.NEW, Need.State.OPEN, Need.State.EXPIRED)
LIVE_OFFER = (Offer.State.NEW, Offer.State.OPEN, Offer.State.EXPIRED)
OFFER_HOLDS = timedelta(days=7)
"""So long an offer is taken to stand after somebody was heard of it; its own date may end it sooner."""
ASKED_AT_ONCE = 500
"""So many rounds are opened in one transaction, of needs and of offers each."""


def retry_after(need: Need | None, misses: int) -> timedelta:
    """Return how long to wait after so many calls in a row that nobody answered: twice as long each time."""
    is_rescue = need is not None and need.tier == Need.Tier.LIFE
    first, longest = (RETRY_RESCUE, LONGEST_RESCUE) if is_rescue else (RETRY, LONGEST_RETRY)
    times: int = 2 ** min(max(0, misses - 1), UNREACHED_LIMIT)
    return min(longest, first * times)


def live_states(model: type[Need] | type[Offer]) -> tuple[str, ...]:
    """Return the states without an end."""
    return LIVE if model is Need else LIVE_OFFER


def _is_live(voice: Need | Offer) -> bool:
    return voice.state in live_states(type(voice))


def _kind(voice: Need | Offer) -> str:
    return "need" if isinstance(voice, Need) else "offer"


def _rounds(voice: Need | Offer) -> QuerySet[ClosureRound]:
    rows: QuerySet[ClosureRound] = ClosureRound.objects.filter(**{_kind(voice): voice})
    return rows


def _next_number(voice: Need | Offer) -> int:
    last = _rounds(voice).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


@recorded("closure.ask")
def ask_closure(actor: Actor, voice: Need | Offer, *, why: str, now: datetime) -> ClosureRound:
    """Open one more round for a need or an offer. Raises RoundOpenError where one is open, or it has an end."""
    if not _is_live(voice) or _rounds(voice).filter(ended_at__isnull=True).exists():
        raise RoundOpenError
    detail(**{_kind(voice): str(voice.pk)}, why=why)
    return _open(actor, voice, why=why, due_at=now, now=now)


def _open(actor: Actor, voice: Need | Offer, *, why: str, due_at: datetime, now: datetime) -> ClosureRound:
    opened: ClosureRound = ClosureRound.objects.create(
        organization_id=actor.acts_for,
        crisis_id=voice.crisis_id,
        number=_next_number(voice),
        why=why,
        opened_at=now,
        due_at=due_at,
        **{_kind(voice): voice},
    )
    return opened


def due_for_a_round(now: datetime) -> QuerySet[Need]:
    """Return the needs past their date that have no end and are not being asked."""
    asked = ClosureRound.objects.filter(need=OuterRef("pk"), ended_at__isnull=True)
    rows: QuerySet[Need] = Need.objects.filter(state__in=LIVE, valid_until__lt=now)
    return rows.exclude(Exists(asked))


def offers_due_for_a_round(now: datetime) -> QuerySet[Offer]:
    """Return the offers without an end of which nobody heard for a week, or whose own date is over, not being asked."""
    asked = ClosureRound.objects.filter(offer=OuterRef("pk"), ended_at__isnull=True)
    heard = Verification.objects.filter(offer=OuterRef("pk"), checked_at__gte=now - OFFER_HOLDS)
    over = Q(expires_at__lt=now) | Q(valid_until__lt=now)
    silent = Q(report__received_at__lt=now - OFFER_HOLDS, valid_until__isnull=True)
    rows: QuerySet[Offer] = Offer.objects.filter(over | silent, state__in=LIVE_OFFER)
    reached = heard.exclude(result=Verification.Result.UNREACHABLE)
    return rows.exclude(Exists(asked)).exclude(Exists(reached))


@recorded("closure.ask")
def ask_all(actor: Actor, *, now: datetime) -> int:
    """Open a round for each need and each offer past its date, at most `ASKED_AT_ONCE` of each; return for how many."""
    due: list[Need | Offer] = [
        voice
        for rows in (due_for_a_round(now), offers_due_for_a_round(now))
        for voice in rows.filter(organization_id=actor.acts_for).order_by("pk")[:ASKED_AT_ONCE]
    ]
    for voice in due:
        _open(actor, voice, why=Why.EXPIRED, due_at=now, now=now)
    detail(opened=len(due))
    return len(due)


def end_round(actor: Actor, voice: Need | Offer, check: Verification, *, misses: int) -> None:
    """End the open round with what a check came to; nobody reached opens the next, later each time."""
    now = check.checked_at
    open_rounds = _rounds(voice).filter(ended_at__isnull=True)
    ended = open_rounds.update(ended_at=now, result=check.result, check_made=check)
    if check.result != Verification.Result.UNREACHABLE or not _is_live(voice):
        return
    if not ended:
        first = _open(
            actor, voice, why=Why.EXPIRED if voice.state == "EXPIRED" else Why.UNREACHED, due_at=now, now=now
        )
        ClosureRound.objects.filter(pk=first.pk).update(ended_at=now, result=check.result, check_made=check)
    need = voice if isinstance(voice, Need) else None
    _open(actor, voice, why=Why.UNREACHED, due_at=now + retry_after(need, misses), now=now)


def reopen_round(voice: Need | Offer, check: Verification, *, now: datetime) -> None:
    """Take back what a check did to the rounds, when the check itself is taken back."""
    ended = _rounds(voice).filter(check_made=check).first()
    if ended is None:
        return
    _rounds(voice).filter(ended_at__isnull=True, number__gt=ended.number).update(
        ended_at=now, result=ClosureRound.UNDONE
    )
    if not _rounds(voice).filter(ended_at__isnull=True).exists():
        _rounds(voice).filter(pk=ended.pk).update(ended_at=None, result="", check_made=None)


def end_for_good(voice: Need | Offer, *, result: str, at: datetime) -> None:
    """End the open round of a record that got its end in another way than by a check."""
    _rounds(voice).filter(ended_at__isnull=True).update(ended_at=at, result=result)


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
