"""Assessments beside what crises showed: the interval, its history, the plan, and money by day 14."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from qiao.accounts.models import User
from qiao.engines.readiness import Readiness, rank_correlation, readiness
from qiao.funding.models import Donation, ReadinessAssessment, ReadinessTask
from qiao.funding.ready.measuring import DAYS
from qiao.registry.models import Appointment, Crisis, Membership, Organization


def scored(assessment: ReadinessAssessment) -> Readiness:
    """Return an assessment's score."""
    return readiness({int(number): level for number, level in assessment.levels.items()})


def assessments() -> QuerySet[ReadinessAssessment]:
    """Return the assessments, the newest first."""
    return ReadinessAssessment.objects.select_related("assessed_by").order_by("-assessed_on", "-created_at")


def tasks() -> QuerySet[ReadinessTask]:
    """Return the plan: what is open by its day, then what is done."""
    return ReadinessTask.objects.select_related("owner").order_by("done_on", "due_on")


def owners(organization: Organization) -> QuerySet[User]:
    """Return who works for the organisation and may be given a task."""
    held = Appointment.objects.filter(organization=organization).values("user")
    return User.objects.filter(pk__in=held, is_active=True).order_by("display_name")


@dataclass(frozen=True)
class Mobilised:
    """A crisis: the assessment before it, and the money that came in by day 14, in all and per member of then."""

    crisis: Crisis
    before: Readiness | None
    before_on: str
    raised_fen: int
    members: int

    @property
    def per_member_fen(self) -> int | None:
        return self.raised_fen // self.members if self.members else None


def mobilised(organization: Organization) -> list[Mobilised]:
    """Return each crisis in which gifts came in, the newest first."""
    given = Donation.objects.filter(campaign__isnull=False).values_list("campaign__crisis", flat=True)
    found = []
    for crisis in Crisis.objects.filter(pk__in=given.order_by().distinct()).order_by("-began_on"):
        last = crisis.began_on + DAYS
        raised = Donation.objects.filter(
            campaign__crisis=crisis, received_on__gte=crisis.began_on, received_on__lt=last
        ).aggregate(sum=Sum("amount_fen"))["sum"]
        members = Membership.objects.filter(
            Q(since__isnull=True) | Q(since__lte=crisis.began_on),
            Q(until__isnull=True) | Q(until__gte=crisis.began_on),
            organization=organization,
        ).aggregate(n=Count("pk"))["n"]
        before = assessments().filter(assessed_on__lt=crisis.began_on).first()
        found.append(
            Mobilised(
                crisis,
                scored(before) if before else None,
                before.assessed_on.isoformat() if before else "",
                raised or 0,
                members,
            )
        )
    return found


def foretold(rows: list[Mobilised]) -> tuple[int, float | None]:
    """Return how many crises have an assessment before them, and the rank correlation with money per member."""
    held = [one for one in rows if one.before is not None and one.per_member_fen is not None]
    before = [(one.before.total.low + one.before.total.high) / 2 for one in held if one.before]
    return len(held), rank_correlation(before, [one.per_member_fen or 0 for one in held])
