"""Which lessons a crisis opens again, and how reviews stand: lessons of its hazard, actions done at six months."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django_scopes import scopes_disabled

from qiao.casebook.models import Lesson, LessonUse, Review, ReviewAction
from qiao.casebook.queries import public_cases
from qiao.engines.eligibility.calendar import add_months
from qiao.registry.models import Crisis

SIX_MONTHS = 6


@dataclass(frozen=True)
class Opened:
    """A lesson that a crisis opens again, and the last word on it there."""

    lesson: Lesson
    use: LessonUse | None
    is_own: bool


def standing(organization_id: uuid.UUID | None) -> QuerySet[Lesson]:
    """Return the lessons somebody may read: those of the own organisation and those of published cases."""
    rows: QuerySet[Lesson] = Lesson.objects.filter(withdrawn_at__isnull=True)
    return rows.filter(Q(organization=organization_id) | Q(case__in=public_cases().values("pk")))


def opened_by(crisis: Crisis, organization_id: uuid.UUID) -> list[Opened]:
    """Return the lessons that a crisis opens again: of its hazard or of any, learned in other crises."""
    with scopes_disabled():
        rows = (
            standing(organization_id)
            .filter(Q(hazard=crisis.hazard) | Q(hazard=""))
            .exclude(case__crisis=crisis)
            .exclude(review__crisis=crisis)
            .select_related("case__subject", "case__crisis", "review__crisis")
            .order_by("dimension", "created_at", "pk")
        )
        found = list(rows)
    last: dict[uuid.UUID, LessonUse] = {}
    uses: QuerySet[LessonUse] = LessonUse.objects.filter(crisis=crisis, organization=organization_id)
    for use in uses.select_related("used_by", "task").order_by("used_at", "created_at"):
        last[use.lesson_id] = use
    return [Opened(one, last.get(one.pk), one.organization_id == organization_id) for one in found]


def find_lesson(pk: uuid.UUID, organization_id: uuid.UUID) -> Lesson | None:
    """Return one lesson as `standing` would."""
    with scopes_disabled():
        rows = standing(organization_id).select_related("case__subject", "case__crisis", "review__crisis")
        return rows.filter(pk=pk).first()


def unused(crisis: Crisis, organization_id: uuid.UUID) -> int:
    """Return how many lessons a crisis opens on which nobody has said a word yet."""
    return sum(1 for one in opened_by(crisis, organization_id) if one.use is None)


@dataclass(frozen=True)
class Done:
    """How many actions were due for a look at six months, and how many of these were done by then."""

    planned: int
    done: int

    @property
    def share(self) -> float | None:
        """Return the share done; None where none is old enough to ask."""
        return self.done / self.planned if self.planned else None


def done_at_six_months(today: date, review: Review | None = None) -> Done:
    """Return the actions of reviews held at least six months ago, and how many were done within these six months."""
    rows: Any = Review.objects.all() if review is None else Review.objects.filter(pk=review.pk)
    old = [one for one in rows if add_months(one.held_on, SIX_MONTHS) <= today]
    planned = done = 0
    for one in old:
        by = add_months(one.held_on, SIX_MONTHS)
        told = one.actions.aggregate(n=Count("pk"), done=Count("pk", filter=Q(done_on__lte=by)))
        planned += told["n"]
        done += told["done"]
    return Done(planned, done)


def reviews() -> QuerySet[Review]:
    """Return the reviews of the organisation at work, with how many actions each has and how many are done."""
    rows: QuerySet[Review] = Review.objects.all()
    return (
        rows.select_related("crisis")
        .annotate(
            planned=Count("actions", distinct=True),
            finished=Count("actions", filter=Q(actions__done_on__isnull=False), distinct=True),
            learned=Count("lessons", filter=Q(lessons__withdrawn_at__isnull=True), distinct=True),
        )
        .order_by("-held_on", "pk")
    )


def late_actions() -> QuerySet[ReviewAction]:
    """Return the open actions of the organisation at work, the most overdue first."""
    held: QuerySet[Review] = Review.objects.all()
    rows: QuerySet[ReviewAction] = ReviewAction.objects.filter(review__in=held, done_on__isnull=True)
    return rows.select_related("review", "owner").order_by(F("due_on"), "pk")


def used_since() -> QuerySet[LessonUse]:
    """Return how lessons were used, the latest first."""
    rows: QuerySet[LessonUse] = LessonUse.objects.all()
    return rows.select_related("lesson", "crisis", "used_by", "task").order_by("-used_at", "pk")
