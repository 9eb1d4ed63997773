"""What waits at the verification desk, in the order in which it should be called, and whose hands hold what."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from qiao.accounts.paging import AtLeast, counted
from qiao.accounts.roles import Actor
from qiao.intake.desk.lives import Lives, life_of, lives_of
from qiao.intake.desk.priority import Priority, Standing, prioritise
from qiao.intake.desk.supplies import daily_use_of, days_of_supply
from qiao.intake.keeping import kept
from qiao.intake.models import ClosureRound, Need, Offer, Telling, Turn, Verification
from qiao.intake.queries.voices import within
from qiao.registry.models import Crisis

LOOKED_AT = 300
"""So many of the most urgent and oldest are weighed against each other; the rest wait behind them."""
MOST_WAITING = 1_000
"""So many are counted of each; who has a thousand calls before them need not know how many more."""
NOT_AGAIN = timedelta(hours=12)
"""Who skipped an entry does not get it again for so long; others do."""
SHOWN_HAND = 8


@dataclass(frozen=True)
class Wanted:
    """What somebody at the desk wants to call: needs, offers or both, in a place or anywhere."""

    kind: str = ""
    place: str = ""


@dataclass(frozen=True)
class Waiting:
    """An entry that waits, and why it stands where it stands."""

    voice: Need | Offer
    priority: Priority

    @property
    def is_need(self) -> bool:
        """Say whether it is a need."""
        return isinstance(self.voice, Need)


def queue(crisis: Crisis, actor: Actor, wanted: Wanted, *, now: datetime) -> list[Waiting]:
    """Return what waits for this person, most deserving first."""
    silent, lives = kept(_heard_counties, crisis), lives_of(crisis.pk)
    rows: list[Waiting] = []
    for model in models_for(actor, wanted):
        voices: Iterable[Need | Offer] = weighed(_waiting(crisis, model, actor, wanted, now))
        rows += [Waiting(one, prioritise(standing_of(one, silent, lives), now=now)) for one in voices]
    return sorted(rows, key=lambda one: (-one.priority.score, one.voice.created_at, one.voice.pk))


def waiting_count(crisis: Crisis, actor: Actor, wanted: Wanted, *, now: datetime) -> int:
    """Return how many entries wait for this person."""
    counts = [
        counted(_waiting(crisis, model, actor, wanted, now), most=MOST_WAITING)
        for model in models_for(actor, wanted)
    ]
    return AtLeast(sum(counts)) if any(isinstance(one, AtLeast) for one in counts) else sum(counts)


def models_for(actor: Actor, wanted: Wanted) -> list[type[Need] | type[Offer]]:
    """Return what this person wants to call and may verify."""
    kinds: dict[str, type[Need | Offer]] = {"need": Need, "offer": Offer}
    return [
        model for kind, model in kinds.items() if wanted.kind in {"", kind} and actor.may(f"{kind}.verify")
    ]


def _waiting(
    crisis: Crisis, model: type[Need] | type[Offer], actor: Actor, wanted: Wanted, now: datetime
) -> QuerySet[Any]:
    """Return new and expired entries that nobody holds, that are due, and that this person did not skip."""
    kind = model.__name__.lower()
    turns: QuerySet[Turn] = Turn.objects.filter(**{kind: OuterRef("pk")})
    held = turns.filter(ended_at__isnull=True, held_until__gte=now)
    later = turns.filter(again_at__gt=now, undone_at__isnull=True)
    skipped = turns.filter(
        holder=actor.user_id, ending=Turn.Ending.SKIPPED, again_at__isnull=True, ended_at__gt=now - NOT_AGAIN
    )
    rows: QuerySet[Any] = model.objects.filter(crisis=crisis)
    rounds = ClosureRound.objects.filter(**{kind: OuterRef("pk")}, ended_at__isnull=True)
    asked = Q(state="OPEN") & Exists(rounds.filter(due_at__lte=now))
    rows = rows.filter(Q(state__in=("NEW", "EXPIRED")) | asked)
    rows = rows.exclude(Exists(rounds.filter(due_at__gt=now)))
    rows = rows.exclude(Exists(held)).exclude(Exists(later)).exclude(Exists(skipped))
    return rows.filter(within(wanted.place)) if wanted.place else rows


def weighed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add to the most urgent and oldest entries what their weight is made of."""
    kind = rows.model.__name__.lower()
    told: QuerySet[Telling] = Telling.objects.filter(**{kind: OuterRef("pk")}, undone_at__isnull=True)
    counted = told.order_by().values(kind).annotate(times=Count("pk")).values("times")
    last = Verification.objects.filter(**{kind: OuterRef("pk")}).order_by("-checked_at")
    reached = last.exclude(result=Verification.Result.UNREACHABLE)
    order = ("tier", "valid_until", "created_at") if rows.model is Need else ("valid_until", "created_at")
    annotated: QuerySet[Any] = (
        rows.select_related("item", "place", "party", "report")
        .prefetch_related("report__readings")
        .annotate(
            told_again=Subquery(counted),
            reached_at=Subquery(reached.values("checked_at")[:1]),
            answered=Subquery(reached.values("answers")[:1]),
        )
        .order_by(*order)
    )
    return annotated[:LOOKED_AT]


def standing_of(voice: Any, heard: set[str], lives: Lives) -> Standing:
    """Return what weighs of an entry that `weighed` looked at."""
    is_need = isinstance(voice, Need)
    answers = voice.answered or {}
    people = [
        one.get("people") for kept in voice.report.readings.all() for one in kept.content.get("readings", ())
    ]
    return Standing(
        told_or_checked_at=voice.reached_at or voice.report.told_at,
        life=life_of(voice.item, tier=voice.tier if is_need else Need.Tier.ORDINARY, lives=lives),
        tier=voice.tier if is_need else Need.Tier.ORDINARY,
        groups=voice.who_groups if is_need else (),
        days_left=days_of_supply(answers.get("stock_on_hand"), daily_use_of(answers)),
        tellings=1 + (voice.told_again or 0),
        people=max((one for one in people if isinstance(one, int)), default=None),
        is_silent_place=is_need and voice.place is not None and voice.place.code not in heard,
        was_public=voice.reached_at is not None and voice.state == "EXPIRED",
    )


def _heard_counties(crisis: Crisis) -> set[str]:
    """Return the places that have a verified need: all others are silent, not well."""
    verified: QuerySet[Need] = Need.objects.filter(crisis=crisis, state__in=("OPEN", "MET"))
    return set(verified.order_by().values_list("place__code", flat=True).distinct()) - {None}


def turn_in_hand(actor: Actor, *, now: datetime) -> Turn | None:
    """Return the entry that this person holds now."""
    found: Turn | None = (
        Turn.objects.filter(holder=actor.user_id, ended_at__isnull=True, held_until__gte=now)
        .select_related("crisis", "need", "offer")
        .first()
    )
    return found


def hand_of(crisis: Crisis, actor: Actor, *, since: datetime) -> QuerySet[Turn]:
    """Return what this person called since a moment, the latest first."""
    rows: QuerySet[Turn] = Turn.objects.filter(crisis=crisis, holder=actor.user_id, ended_at__gte=since)
    return rows.exclude(ending=Turn.Ending.RELEASED).select_related(
        "need__item",
        "need__place",
        "need__party",
        "offer__item",
        "offer__place",
        "offer__party",
        "verification",
    )[:SHOWN_HAND]


def reveals_of(user_id: uuid.UUID | None, *, since: datetime) -> int:
    """Return how many entries' telephone numbers somebody has seen since a moment."""
    count: int = Turn.objects.filter(holder=user_id, revealed_at__gte=since).count()
    return count


def unreached_times(voice: Need | Offer) -> int:
    """Return how often in a row nobody could be reached."""
    rows = voice.verifications.order_by("-checked_at")
    reached = rows.exclude(result=Verification.Result.UNREACHABLE).first()
    missed = rows.filter(Q(checked_at__gt=reached.checked_at) if reached else Q())
    return missed.count()
