"""Pairs that may be one: taken by one person, decided, taken back. Third records follow by logic, not by asking."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError
from django.db.models import Q

from qiao.accounts.roles import Actor
from qiao.exceptions import PairContradictsError, PairDecidedError, PairsEmptyError, PairTakenError
from qiao.intake.actions.merging import JOINED, merge, part, refuse, split
from qiao.intake.actions.repeats import FIELD, pairs_of
from qiao.intake.models import Merge, Need, Offer, Pair, Telling
from qiao.intake.queries import pair_in_hand, pair_queue
from qiao.registry.joining import join_branch, join_parties, part_parties
from qiao.registry.models import Crisis, Organization
from qiao.trail.chain import together
from qiao.trail.recorded import detail, recorded

LEASE = timedelta(minutes=10)
POSTPONED_FOR = timedelta(hours=12)
TOGETHER = frozenset({Pair.State.SAME, Pair.State.UPDATE})
APART = frozenset({Pair.State.DIFFERENT, Pair.State.BRANCH})
WAITING = frozenset({Pair.State.OPEN, Pair.State.POSTPONED, Pair.State.IMPLIED})
DECISIONS = (*sorted(TOGETHER), *sorted(APART), Pair.State.POSTPONED)


def take_next_pair(actor: Actor, crisis: Crisis, *, now: datetime) -> Pair:
    """Take the pair that most deserves a decision; somebody who holds one already gets that.

    Raises PairsEmptyError where none waits.
    """
    _end_lapsed(now)
    held = pair_in_hand(actor, now=now)
    if held is not None:
        return held
    for pair in pair_queue(crisis, actor, now=now)[:20]:
        taken = _try(actor, pair, now=now)
        if taken is not None:
            return taken
    raise PairsEmptyError


def take_this_pair(actor: Actor, pair: Pair, *, now: datetime) -> Pair:
    """Take one certain pair; the one in hand before goes back. Raises PairTakenError where another holds it."""
    _end_lapsed(now)
    Pair.objects.filter(holder=actor.user_id).exclude(pk=pair.pk).update(holder=None, held_until=None)
    taken = _try(actor, pair, now=now)
    if taken is None:
        raise PairTakenError
    return taken


def _end_lapsed(now: datetime) -> None:
    Pair.objects.filter(holder__isnull=False, held_until__lt=now).update(holder=None, held_until=None)


def _try(actor: Actor, pair: Pair, *, now: datetime) -> Pair | None:
    """Take a pair where it is free; None where somebody was faster. One UPDATE decides."""
    try:
        with together():
            return _take(actor, pair, now=now)
    except (IntegrityError, PairTakenError):
        return None


@recorded("pair.take")
def _take(actor: Actor, pair: Pair, *, now: datetime) -> Pair:
    free = Q(holder__isnull=True) | Q(holder=actor.user_id)
    rows = Pair.objects.filter(free, pk=pair.pk, state__in=(Pair.State.OPEN, Pair.State.POSTPONED))
    if actor.user_id is None or not rows.update(holder=actor.user_id, held_until=now + LEASE):
        raise PairTakenError
    pair.refresh_from_db()
    return pair


@recorded("pair.release")
def release_pair(actor: Actor, pair: Pair) -> Pair:
    """Put a pair back as it was."""
    Pair.objects.filter(pk=pair.pk, holder=actor.user_id).update(holder=None, held_until=None)
    pair.refresh_from_db()
    return pair


@recorded("pair.decide")
def decide(actor: Actor, pair: Pair, decision: str, *, now: datetime) -> Pair:
    """Record what a person decided, and do what follows from it. Sent twice, the first stands.

    Raises
    ------
    PairDecidedError
        When somebody decided otherwise, or holds the pair now.
    PairContradictsError
        When it was decided before that the two, or what is joined to them, are different; or the reverse.
    MergeRefusedError
        When joining would break a match, a sheet or a call.
    """
    detail(engine=pair.verdict, decision=decision, kind=pair.kind)
    _lock_around(pair)
    mine = Q(holder__isnull=True) | Q(holder=actor.user_id)
    postponed = decision == Pair.State.POSTPONED
    waiting = Pair.objects.filter(mine, pk=pair.pk, state__in=(Pair.State.OPEN, Pair.State.POSTPONED))
    taken = waiting.update(
        state=decision,
        decided_by=actor.user_id,
        decided_at=now,
        again_at=now + POSTPONED_FOR if postponed else None,
        holder=None,
        held_until=None,
    )
    pair.refresh_from_db()
    if not taken:
        if pair.state == decision and pair.decided_by_id == actor.user_id:
            return pair
        raise PairDecidedError
    _follow(actor, pair, decision, now=now)
    return pair


def _lock_around(pair: Pair) -> None:
    """Let one decision of a crisis be made at a time, and hold every pair it may touch: always in this order."""
    if pair.crisis_id:
        list(Crisis.objects.select_for_update(no_key=True).filter(pk=pair.crisis_id))
    else:
        rows = Organization.objects.select_for_update(no_key=True)
        list(rows.filter(pk=pair.organization_id))
    ids = {pk for side in pair.sides for pk in members(side.standing)}
    list(pairs_of(ids, pair.kind).select_for_update(no_key=True).order_by("pk"))


def _follow(actor: Actor, pair: Pair, decision: str, *, now: datetime) -> None:
    """Join or keep apart what stands for the two sides today."""
    one, other = (side.standing for side in pair.sides)
    if decision in TOGETHER:
        if one == other:
            raise refuse(JOINED)
        if parted(one, other, but=pair):
            raise PairContradictsError
        if pair.kind == "party":
            join_parties(actor, one, other, now=now)
        else:
            how = Telling.How.UPDATE if decision == Pair.State.UPDATE else Telling.How.REPEAT
            merge(actor, one, other, how=how, now=now, pair=pair)
    elif decision in APART and one == other:
        raise refuse(JOINED)
    elif decision == Pair.State.BRANCH and pair.kind == "party":
        join_branch(actor, one, other, now=now)
    settle_implied(pair.kind, [*members(one), *members(other)])


@recorded("pair.undo")
def undo_pair(actor: Actor, pair: Pair, *, now: datetime) -> Pair:
    """Take a decision back: what it joined stands apart again, and the pair waits as before.

    Raises PairDecidedError where it was taken back already.
    """
    detail(decision=pair.state, kind=pair.kind)
    _lock_around(pair)
    decided = Pair.objects.filter(pk=pair.pk, state=pair.state).exclude(state__in=("OPEN", "IMPLIED"))
    if not decided.update(state=Pair.State.OPEN, decided_by=None, decided_at=None, again_at=None):
        raise PairDecidedError
    for made in Merge.objects.filter(pair=pair, undone_at__isnull=True):
        split(actor, made, now=now)
    if pair.kind == "party":
        part_parties(actor, *pair.sides, now=now)
    _settle_sides(pair)
    pair.refresh_from_db()
    return pair


@together()
def part_for_good(actor: Actor, telling: Telling, *, now: datetime) -> Need | Offer:
    """Take a telling out of a record; where a pair had joined it, that pair is from now on not the same."""
    made = Merge.objects.filter(telling=telling, undone_at__isnull=True).select_related("pair").first()
    if made is not None and made.pair is not None:
        _lock_around(made.pair)
    voice = part(actor, telling, now=now)
    if made is not None and made.pair is not None:
        made.pair.state, made.pair.decided_by_id, made.pair.decided_at = (
            Pair.State.DIFFERENT,
            actor.user_id,
            now,
        )
        made.pair.save(update_fields=("state", "decided_by", "decided_at"))
        _settle_sides(made.pair)
    return voice


def _settle_sides(pair: Pair) -> None:
    fresh = Pair.objects.get(pk=pair.pk)
    one, other = (side.standing for side in fresh.sides)
    settle_implied(pair.kind, [*members(one), *members(other)])


def members(root: Any) -> list[uuid.UUID]:
    """Return the ids of everything that was joined to a record, itself first."""
    field = "same_as" if isinstance(root, Organization) else "merged_into"
    found = [root.pk]
    layer = [root.pk]
    while layer:
        layer = list(type(root).objects.filter(**{f"{field}__in": layer}).values_list("pk", flat=True))
        found += layer
    return found


def parted(one: Any, other: Any, *, but: Pair | None = None) -> bool:
    """Say whether a person has decided that two records, or any two joined to them, are different."""
    kind = FIELD[type(one)]
    here, there = members(one), members(other)
    rows = Pair.objects.filter(state__in=APART).filter(
        Q(**{f"{kind}_a__in": here, f"{kind}_b__in": there})
        | Q(**{f"{kind}_a__in": there, f"{kind}_b__in": here})
    )
    found: bool = (rows.exclude(pk=but.pk) if but else rows).exists()
    return found


def settle_implied(kind: str, ids: Iterable[uuid.UUID]) -> None:
    """Close the waiting pairs whose answer follows from other decisions, and open again those whose no longer does."""
    rows = pairs_of(ids, kind).filter(state__in=WAITING).select_related(f"{kind}_a", f"{kind}_b")
    for pair in rows:
        one, other = (side.standing for side in pair.sides)
        follows = one == other or parted(one, other)
        if follows != (pair.state == Pair.State.IMPLIED):
            state = Pair.State.IMPLIED if follows else Pair.State.OPEN
            Pair.objects.filter(pk=pair.pk).update(state=state, holder=None, held_until=None)
