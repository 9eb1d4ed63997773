"""What has no end yet, and how that share went from day to day."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from qiao.intake.models import ClosureRound, Need, Offer, Verification
from qiao.registry.models import Crisis

ENDED = (Need.State.MET, Need.State.REJECTED, Need.State.WITHDRAWN, Need.State.MERGED)
ENDED_OF: dict[type[Need] | type[Offer], tuple[str, ...]] = {
    Need: ENDED,
    Offer: (Offer.State.SPENT, Offer.State.WITHDRAWN, Offer.State.MERGED),
}
SHOWN_DAYS = 30


@dataclass(frozen=True)
class Unclosed:
    """How many entries were told, and how many of them have no end."""

    open: int
    total: int

    @property
    def share(self) -> float | None:
        """Return the share without an end; unknown where nothing was told."""
        return self.open / self.total if self.total else None

    @property
    def percent(self) -> int | None:
        """Return the share in whole per cent; more than none is never shown as 0."""
        return None if self.share is None else max(round(self.share * 100), int(self.open > 0))


def _told(crisis: Crisis, model: type[Need] | type[Offer]) -> QuerySet[Any]:
    """Return what was told of a kind; what was told twice counts once."""
    return model.objects.filter(crisis=crisis).exclude(state="MERGED")


def unclosed(crisis: Crisis, model: type[Need] | type[Offer] = Need) -> Unclosed:
    """Return how many needs, or offers, of a crisis have no end state. Those told twice count once."""
    found = _told(crisis, model).aggregate(
        total=Count("pk"), open=Count("pk", filter=~Q(state__in=ENDED_OF[model]))
    )
    return Unclosed(found["open"], found["total"])


def unclosed_offers(crisis: Crisis) -> Unclosed:
    """Return the same of offers."""
    return unclosed(crisis, Offer)


def unclosed_by_day(crisis: Crisis, model: type[Need] | type[Offer] = Need) -> list[tuple[date, Unclosed]]:
    """Return the same at the end of each of the last days: told until then, and ended until then."""
    rows = _told(crisis, model)
    told = _a_day(rows.annotate(day=TruncDate("report__received_at")))
    ended = rows.filter(state__in=ENDED_OF[model]).annotate(
        day=TruncDate(Coalesce("closed_at", "created_at"))
    )
    closed = _a_day(ended)
    if not told:
        return []
    first, last = min(told), max([*told, *closed])
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    series, total, over = [], 0, 0
    for day in days:
        total, over = total + told[day], over + closed[day]
        series.append((day, Unclosed(max(0, total - over), total)))
    return series[-SHOWN_DAYS:]


def _a_day(rows: QuerySet[Any]) -> Counter[date]:
    counted = rows.order_by().values("day").annotate(n=Count("pk")).values_list("day", "n")
    return Counter({day: n for day, n in counted if day is not None})


def without_end(crisis: Crisis, model: type[Need] | type[Offer] = Need) -> QuerySet[Any]:
    """Return the needs, or offers, without an end state, with their rounds and the last result, the longest waiting first."""
    kind = "need" if model is Need else "offer"
    rounds = ClosureRound.objects.filter(**{kind: OuterRef("pk")})
    counted = rounds.exclude(result=ClosureRound.UNDONE).order_by().values(kind).annotate(n=Count("pk"))
    open_round = rounds.filter(ended_at__isnull=True)
    last = Verification.objects.filter(**{kind: OuterRef("pk")}).order_by("-checked_at")
    rows: QuerySet[Any] = model.objects.filter(crisis=crisis).exclude(state__in=ENDED_OF[model])
    found: QuerySet[Any] = (
        rows.select_related("item", "place", "party", "report")
        .annotate(
            rounds_asked=Coalesce(Subquery(counted.values("n")[:1]), 0),
            ask_at=Subquery(open_round.values("due_at")[:1]),
            ask_why=Subquery(open_round.values("why")[:1]),
            last_result=Subquery(last.values("result")[:1]),
            last_at=Subquery(last.values("checked_at")[:1]),
        )
        .order_by(*(("tier",) if model is Need else ()), "created_at", "pk")
    )
    return found


def due_rounds(crisis: Crisis, *, now: datetime) -> QuerySet[ClosureRound]:
    """Return the rounds that wait for a call now: of what still stands."""
    rows: QuerySet[ClosureRound] = ClosureRound.objects.filter(
        crisis=crisis, ended_at__isnull=True, due_at__lte=now
    )
    return rows.filter(need__closed_at__isnull=True, offer__closed_at__isnull=True)


def rounds_due(crisis: Crisis, *, now: datetime) -> int:
    """Return how many rounds wait for a call now."""
    return due_rounds(crisis, now=now).count()
