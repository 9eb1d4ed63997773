"""Items beside the clauses of an enacted text: what was read, what is suggested."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from qiao.advocacy.actions.measures import is_too_late
from qiao.advocacy.models import ClauseReading, Measure, MeasureClause, Proposal, ProposalItem
from qiao.engines.clauses import candidates
from qiao.registry.models import Crisis

SUGGESTED = 3


@dataclass(frozen=True)
class Suggestion:
    """A clause that says something like an item, and the words both have."""

    clause: MeasureClause
    shared: tuple[str, ...]
    place: int


@dataclass(frozen=True)
class Compared:
    """One item: readings that stand, those taken back, and suggestions nobody has read yet."""

    item: ProposalItem
    readings: tuple[ClauseReading, ...]
    undone: tuple[ClauseReading, ...]
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True)
class Comparison:
    """All items of a proposal beside one measure."""

    measure: Measure
    rows: tuple[Compared, ...]
    is_too_late: bool

    @property
    def read(self) -> int:
        """Return how many items somebody has read beside the measure."""
        return sum(1 for one in self.rows if one.readings)


def measures(crisis: Crisis) -> QuerySet[Measure]:
    """Return the enacted texts of a crisis that were not withdrawn, with how many clauses and readings each has."""
    rows: QuerySet[Measure] = Measure.objects.filter(crisis=crisis, withdrawn_at__isnull=True)
    return rows.annotate(
        clause_count=Count("clauses", distinct=True),
        reading_count=Count("readings", filter=Q(readings__undone_at__isnull=True), distinct=True),
    )


def readings(rows: QuerySet[ClauseReading]) -> QuerySet[ClauseReading]:
    """Return readings with all that is shown of them."""
    return rows.select_related("clause", "read_by", "undone_by", "item__proposal").order_by(
        "clause__position", "read_at"
    )


def compare(proposal: Proposal, measure: Measure) -> Comparison:
    """Lay the items of a proposal beside a measure."""
    clauses = list(measure.clauses.all())
    texts = [one.text for one in clauses]
    held: dict[object, list[ClauseReading]] = {}
    for one in readings(ClauseReading.objects.filter(measure=measure, item__proposal=proposal)):
        held.setdefault(one.item_id, []).append(one)
    items = list(proposal.items.all())
    rows = [_compared(item, held.get(item.pk, ()), clauses, texts) for item in items]
    return Comparison(measure, tuple(rows), bool(items) and is_too_late(items[0], measure))


def _compared(
    item: ProposalItem, held: Iterable[ClauseReading], clauses: list[MeasureClause], texts: list[str]
) -> Compared:
    standing = tuple(one for one in held if one.undone_at is None)
    known = {one.clause_id for one in standing}
    found = candidates(f"{item.problem}\n{item.ask}", texts, most=SUGGESTED)
    suggestions = [
        Suggestion(clauses[one.index], one.shared, place) for place, one in enumerate(found, start=1)
    ]
    return Compared(
        item,
        standing,
        tuple(one for one in held if one.undone_at is not None),
        tuple(one for one in suggestions if one.clause.pk not in known),
    )


def clauses_read(measure: Measure) -> list[MeasureClause]:
    """Return the clauses of a measure, each with the readings that stand on it, whatever proposal they are of."""
    standing = readings(ClauseReading.objects.filter(undone_at__isnull=True))
    return list(measure.clauses.prefetch_related(Prefetch("readings", standing, to_attr="standing")))


def without_clause(measure: Measure) -> list[ClauseReading]:
    """Return the readings that say an item is nowhere in the measure."""
    return list(
        readings(ClauseReading.objects.filter(measure=measure, clause__isnull=True, undone_at__isnull=True))
    )
