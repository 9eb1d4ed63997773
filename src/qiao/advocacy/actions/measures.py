"""A text that came out is put beside a proposal; a person reads clause by clause, and may take a reading back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qiao.accounts.roles import Actor
from qiao.advocacy.models import ClauseReading, Filing, Measure, MeasureClause, Outcome, ProposalItem
from qiao.engines.clauses import split
from qiao.exceptions import (
    AttributionBeforeFilingError,
    ClauseReadAlreadyError,
    MeasureInUseError,
    ReasonMissingError,
)
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded

LEAST_REASON = 4
LONGEST_HEADING = 80


@dataclass(frozen=True)
class Read:
    """What a person reads: the clause or none, how far it answers, how surely it is due, why, and by what it is known."""

    clause: MeasureClause | None
    degree: str
    attribution: int
    reason: str
    source: str = ""
    place_in_list: int | None = None


@recorded("measure.add")
def add_measure(actor: Actor, /, crisis: Crisis, *, text: str, adopted_on: date, **facts: Any) -> Measure:
    """Keep an enacted text word for word, and split it into its clauses."""
    made: Measure = Measure.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        text=text,
        adopted_on=adopted_on,
        **facts,
    )
    clauses = [
        MeasureClause(
            measure=made,
            position=position,
            number=one.number,
            heading=one.heading[:LONGEST_HEADING],
            text=one.text,
        )
        for position, one in enumerate(split(text), start=1)
    ]
    MeasureClause.objects.bulk_create(clauses)
    detail(title=made.title, clauses=len(clauses))
    return made


@recorded("measure.withdraw")
def withdraw_measure(_actor: Actor, measure: Measure, *, reason: str, at: datetime) -> Measure:
    """Take a text off the list that was put in wrongly; while readings stand on it, it stays."""
    _require_reason(reason)
    if measure.readings.filter(undone_at__isnull=True).exists():
        raise MeasureInUseError
    measure.withdrawn_at, measure.withdrawn_reason = at, reason.strip()
    measure.save(update_fields=("withdrawn_at", "withdrawn_reason"))
    return measure


@recorded("clause.read")
def read_clause(
    actor: Actor, item: ProposalItem, measure: Measure, told: Read, *, at: datetime
) -> ClauseReading:
    """Say how far a clause answers an item, and how surely it is due to it. Sequence is not proof.

    Raises AttributionBeforeFilingError for any attribution to a proposal that was not filed, as far as is known, when
    the text was adopted; ClauseReadAlreadyError where a reading stands; ReasonMissingError.
    """
    _require_reason(told.reason)
    if told.attribution > Outcome.Attribution.NONE and is_too_late(item, measure):
        raise AttributionBeforeFilingError(adopted=measure.adopted_on.isoformat())
    standing = ClauseReading.objects.filter(item=item, measure=measure, undone_at__isnull=True)
    if standing.filter(clause=told.clause).exists():
        raise ClauseReadAlreadyError
    made: ClauseReading = ClauseReading.objects.create(
        organization_id=actor.acts_for,
        item=item,
        measure=measure,
        clause=told.clause,
        degree=told.degree,
        attribution=told.attribution,
        reason=told.reason.strip(),
        source=told.source,
        place_in_list=told.place_in_list,
        read_by_id=actor.user_id,
        read_at=at,
    )
    number = told.clause.number if told.clause else ""
    detail(item=item.number, clause=number, degree=told.degree, attribution=told.attribution)
    return made


@recorded("clause.undo")
def undo_reading(actor: Actor, reading: ClauseReading, *, reason: str, at: datetime) -> ClauseReading:
    """Take a reading back. It stays in sight with who, when and why."""
    _require_reason(reason)
    if reading.undone_at is None:
        reading.undone_at, reading.undone_by_id, reading.undone_reason = at, actor.user_id, reason.strip()
        reading.save(update_fields=("undone_at", "undone_by", "undone_reason"))
    return reading


def is_too_late(item: ProposalItem, measure: Measure) -> bool:
    """Say whether a text was adopted before its item was filed, as far as is known: an unknown day says no."""
    days = list(Filing.objects.filter(proposal=item.proposal_id).values_list("filed_on", flat=True))
    known = [day for day in days if day]
    return not days or (len(known) == len(days) and min(known) > measure.adopted_on)


def _require_reason(reason: str) -> None:
    if len(reason.strip()) < LEAST_REASON:
        raise ReasonMissingError(least=LEAST_REASON)
