"""Pairs that wait for a person, how far the work is, and what was decided last."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from qiao.accounts.roles import Actor
from qiao.intake.models import Pair
from qiao.registry.models import Crisis

TOGETHER = (
    *("need_a__item", "need_a__place", "need_a__party", "need_b__item", "need_b__place", "need_b__party"),
    *("need_a__report__masked", "need_b__report__masked", "offer_a__report__masked"),
    *("offer_a__item", "offer_a__place", "offer_a__party", "offer_b__item", "offer_b__place"),
    *("offer_b__party", "offer_b__report__masked", "party_a__home", "party_b__home", "holder", "decided_by"),
)
SETTLED = ("SAME", "UPDATE", "DIFFERENT", "BRANCH", "IMPLIED")
LIVE = Q(pk__isnull=False)
for _side in ("need_a", "need_b", "offer_a", "offer_b"):
    LIVE &= (
        Q(**{f"{_side}__isnull": True})
        | Q(**{f"{_side}__closed_at__isnull": True})
        | Q(**{f"{_side}__state": "MERGED"})
    )


@dataclass(frozen=True)
class PairFigures:
    """How many pairs are decided, of how many."""

    settled: int
    waiting: int

    @property
    def total(self) -> int:
        """Return all of them."""
        return self.settled + self.waiting


def pairs_here(crisis: Crisis) -> QuerySet[Pair]:
    """Return the pairs of a crisis and those of organisations, with what their rows show."""
    rows: QuerySet[Pair] = Pair.objects.filter(Q(crisis=crisis) | Q(crisis__isnull=True))
    return rows.select_related(*TOGETHER)


def waiting_pairs(crisis: Crisis) -> QuerySet[Pair]:
    """Return the pairs that nobody decided yet, of records that still stand. Who asks again waits for nobody."""
    return _undecided(crisis).exclude(verdict=Pair.Verdict.AGAIN)


def asked_again(crisis: Crisis) -> QuerySet[Pair]:
    """Return the pairs of which one house asked for the same a week later or more, the latest first."""
    return _undecided(crisis).filter(verdict=Pair.Verdict.AGAIN).order_by("-found_at", "pk")


def _undecided(crisis: Crisis) -> QuerySet[Pair]:
    return pairs_here(crisis).filter(LIVE, state__in=(Pair.State.OPEN, Pair.State.POSTPONED))


def pair_queue(crisis: Crisis, actor: Actor, *, now: datetime) -> QuerySet[Pair]:
    """Return what waits for this person: due, in nobody else's hands, the riskiest and likeliest first."""
    elsewhere = Q(holder__isnull=False, held_until__gte=now) & ~Q(holder=actor.user_id)
    rows = waiting_pairs(crisis)
    if not actor.may("organization.join"):
        rows = rows.filter(crisis__isnull=False)
    rows = rows.exclude(elsewhere).exclude(state=Pair.State.POSTPONED, again_at__gt=now)
    return rows.order_by("-score", "found_at", "pk")


def pair_figures(crisis: Crisis) -> PairFigures:
    """Return how far the work is."""
    settled = (
        pairs_here(crisis).filter(state__in=SETTLED).exclude(verdict="AGAIN").aggregate(n=Count("pk"))["n"]
    )
    return PairFigures(settled=settled, waiting=waiting_pairs(crisis).count())


def pair_in_hand(actor: Actor, *, now: datetime) -> Pair | None:
    """Return the pair that this person holds now."""
    rows: QuerySet[Pair] = Pair.objects.filter(holder=actor.user_id, held_until__gte=now)
    return rows.select_related("crisis").first() if actor.user_id else None


def decided_pairs(crisis: Crisis, actor: Actor, *, since: datetime) -> QuerySet[Pair]:
    """Return what this person decided since a moment, the latest first."""
    rows = pairs_here(crisis).filter(decided_by=actor.user_id, decided_at__gte=since)
    return rows.order_by("-decided_at")
