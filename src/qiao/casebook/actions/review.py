"""After-action reviews are held, followed by actions and lessons; lessons are opened again in the next crisis."""

from datetime import date, datetime
from typing import Any

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.casebook.gate import personal, stopping
from qiao.casebook.models import CaseStudy, Lesson, LessonUse, Observation, Review, ReviewAction
from qiao.exceptions import LessonPersonalError, ReviewActionDoneError
from qiao.funding.models import ReadinessTask
from qiao.funding.ready.actions import plan_task
from qiao.registry.leaving import known_names
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded


@recorded("review.open")
def open_review(actor: Actor, crisis: Crisis, /, **facts: Any) -> Review:
    """Begin an after-action review of a crisis."""
    made: Review = Review.objects.create(organization_id=actor.acts_for, crisis=crisis, **facts)
    detail(format=made.format)
    return made


@recorded("review.observe")
def observe(_actor: Actor, review: Review, /, **facts: Any) -> Observation:
    """Note what was planned, what happened, and why."""
    made: Observation = Observation.objects.create(review=review, **facts)
    detail(review=str(review.pk), dimension=made.dimension)
    return made


@recorded("review.plan")
def plan_action(
    _actor: Actor,
    review: Review,
    *,
    what: str,
    owner: User,
    due_on: date,
    observation: Observation | None = None,
) -> ReviewAction:
    """Give somebody an action by a day."""
    made: ReviewAction = ReviewAction.objects.create(
        review=review, observation=observation, what=what, owner=owner, due_on=due_on
    )
    detail(review=str(review.pk), due_on=due_on.isoformat())
    return made


@recorded("review.finish")
def finish_action(_actor: Actor, row: ReviewAction, *, result: str, on: date) -> ReviewAction:
    """Record that an action is done and what came of it. Raises ReviewActionDoneError."""
    open_ = ReviewAction.objects.filter(pk=row.pk, done_on__isnull=True)
    if not open_.update(done_on=on, result=result):
        raise ReviewActionDoneError
    row.refresh_from_db()
    return row


@recorded("review.close")
def close_review(_actor: Actor, review: Review, *, on: date) -> Review:
    """Call a review finished; its actions go on."""
    Review.objects.filter(pk=review.pk, closed_on__isnull=True).update(closed_on=on)
    review.refresh_from_db()
    return review


@recorded("lesson.learn")
def learn(actor: Actor, origin: Review | CaseStudy, /, **facts: Any) -> Lesson:
    """Keep a lesson of a review or a case, tagged by hazard and dimension.

    Lessons of a published case are read by other organisations. Raises LessonPersonalError where one names somebody.
    """
    names = known_names()
    spots = [
        spot
        for name in ("statement", "statement_en", "advice", "advice_en")
        for spot in stopping(personal("", str(facts.get(name, "")), names, asks=name.startswith("advice")))
    ]
    if spots:
        raise LessonPersonalError(reason=spots[0].what)
    key = {"case": origin} if isinstance(origin, CaseStudy) else {"review": origin}
    made: Lesson = Lesson.objects.create(organization_id=actor.acts_for, **key, **facts)
    detail(dimension=made.dimension, hazard=made.hazard)
    return made


@recorded("lesson.withdraw")
def withdraw_lesson(_actor: Actor, lesson: Lesson, *, reason: str, at: datetime) -> Lesson:
    """Take a lesson back: it is opened no more; where it was used stays on record."""
    lesson.withdrawn_at, lesson.withdrawn_reason = at, reason
    lesson.save(update_fields=("withdrawn_at", "withdrawn_reason"))
    return lesson


@recorded("lesson.use")
def use_lesson(
    actor: Actor,
    lesson: Lesson,
    crisis: Crisis,
    *,
    verdict: str,
    note: str,
    at: datetime,
) -> LessonUse:
    """Log what became of a lesson in a crisis. The last word counts; earlier ones stay."""
    made: LessonUse = LessonUse.objects.create(
        organization_id=actor.acts_for,
        lesson=lesson,
        crisis=crisis,
        verdict=verdict,
        note=note,
        used_at=at,
        used_by_id=actor.user_id,
    )
    detail(lesson=str(lesson.pk), verdict=verdict)
    return made


def feed_readiness(actor: Actor, use: LessonUse, *, item: int, owner: User, due_on: date) -> ReadinessTask:
    """Put what a lesson asks for into the work plan of readiness, and link the two.

    The plan's own action records it, with the right the plan asks for.
    """
    lesson = use.lesson
    task: ReadinessTask = plan_task(
        actor, item=item, what=(lesson.advice or lesson.statement)[:200], owner=owner, due_on=due_on
    )
    LessonUse.objects.filter(pk=use.pk).update(task=task)
    return task
