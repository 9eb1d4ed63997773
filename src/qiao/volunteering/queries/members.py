"""What can be asked of members: who belongs to a group, whom one may ask, and how they answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import QuerySet

from qiao.registry.models import Crisis
from qiao.registry.queries import places_under
from qiao.volunteering.models import Enrolment, HelpAnswer, HelpCall, PurposeConsent, Segment
from qiao.volunteering.queries.people import enrolments
from qiao.volunteering.skills import skills

AN_HOUR = timedelta(hours=1)


def members_of(segment: Segment | None) -> QuerySet[Enrolment]:
    """Return the confirmed members of a group; every one of them without a group."""
    rows = enrolments().filter(state=Enrolment.State.CONFIRMED)
    if segment is None:
        return rows
    if segment.kind:
        rows = rows.filter(kind=segment.kind)
    if segment.means:
        rows = rows.filter(capacities__means=segment.means)
    if segment.place:
        rows = rows.filter(place__in=places_under(segment.place.code))
    if segment.skill in skills():
        # A list in JSON: SQLite has no containment, and no code of the table is part of another in quotes.
        able = [pk for pk, held in rows.values_list("pk", "skills") if segment.skill in held]
        rows = rows.filter(pk__in=able)
    return rows.distinct()


def who_may_be_asked(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return those of them who agreed to be asked for help and have not taken that back."""
    agreed = PurposeConsent.objects.filter(purpose=PurposeConsent.Purpose.CALLS, withdrawn_at__isnull=True)
    return rows.filter(pk__in=agreed.values("enrolment"))


def segments() -> QuerySet[Segment]:
    """Return the saved groups."""
    return Segment.objects.select_related("place")


def calls(crisis: Crisis) -> QuerySet[HelpCall]:
    """Return the calls in a crisis, the latest first, with their answers."""
    return (
        HelpCall.objects.filter(crisis=crisis).select_related("shift__activity").prefetch_related("answers")
    )


@dataclass(frozen=True)
class Answered:
    """How a call was answered. `hours` is the median wait of those who answered; None where nobody did."""

    asked: int
    yes: int
    no: int
    later: int
    hours: float | None

    @property
    def share(self) -> float:
        """Return the share that answered, 0 to 1."""
        return (self.yes + self.no + self.later) / self.asked if self.asked else 0.0


def answered(answers: Sequence[HelpAnswer]) -> Answered:
    """Return how a call was answered."""
    waits = [one.waited / AN_HOUR for one in answers if one.waited is not None]
    kinds = [one.kind for one in answers]
    return Answered(
        len(answers),
        kinds.count(HelpAnswer.Kind.YES),
        kinds.count(HelpAnswer.Kind.NO),
        kinds.count(HelpAnswer.Kind.LATER),
        median(waits) if waits else None,
    )


def answers_by_wait(answers: Sequence[HelpAnswer], bounds: Sequence[int]) -> dict[str, list[int]]:
    """Return how many answered how, by the hours it took: one count for each bound, and one for what is above."""
    found = {str(kind.value): [0] * (len(bounds) + 1) for kind in HelpAnswer.Kind}
    for one in answers:
        if one.waited is not None:
            place = sum(one.waited >= AN_HOUR * bound for bound in bounds)
            found[one.kind][place] += 1
    return found


def answers_of(call: HelpCall) -> list[HelpAnswer]:
    """Return the answers to a call, those that came first before the others, who has not answered last."""
    rows = HelpAnswer.objects.filter(call=call).select_related(
        "call", "enrolment__place", "enrolment__person", "enrolment__organization"
    )
    return sorted(rows, key=lambda one: (one.answered_at is None, one.answered_at or one.created_at))
