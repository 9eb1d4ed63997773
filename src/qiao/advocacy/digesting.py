"""The themes of one day's voices: what was asked for, where, by whom, and what of it is new.

A theme is an item; what was said of no item we know is counted apart. A day is a whole day of the house's time zone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from qiao.advocacy.models import Proposal
from qiao.intake.models import Need, Report
from qiao.registry.models import Crisis, Item

HOUR = 3600


@dataclass(frozen=True)
class Theme:
    """What was said of one item on one day, beside the day before. `is_new`: never before that day."""

    item: Item
    voices: int
    before: int
    is_new: bool
    verified: int
    places: tuple[tuple[str, int], ...]
    groups: tuple[str, ...]
    sources: tuple[tuple[str, int], ...]

    @property
    def course(self) -> str:
        """Return how it moved, in the word of the paper: never a number, which could show a single voice."""
        if self.is_new:
            return "首次出现"
        if self.voices == self.before:
            return "与前一日持平"
        return "比前一日增多" if self.voices > self.before else "比前一日减少"


@dataclass(frozen=True)
class Digest:
    """The themes of one day, the most spoken of first."""

    day: date
    reports: int
    themes: tuple[Theme, ...]
    unplaced: int
    """Reports of which no need for a known item was read."""


def newest_day(crisis: Crisis) -> date:
    """Return the day of the latest report, or today where there is none."""
    newest = Report.objects.filter(crisis=crisis).aggregate(at=Max("received_at"))["at"]
    return timezone.localdate(newest) if newest else timezone.localdate()


def digest_of(crisis: Crisis, day: date) -> Digest:
    """Return the themes of one day."""
    begins, ends = _bounds(day)
    asked = Need.objects.filter(crisis=crisis, item__isnull=False).exclude(state=Need.State.MERGED)
    today = list(
        asked.filter(report__received_at__gte=begins, report__received_at__lt=ends)
        .select_related("item", "place", "report")
        .prefetch_related("verifications")
    )
    earlier = asked.filter(
        report__received_at__gte=begins - timedelta(days=1), report__received_at__lt=begins
    )
    before: dict[object, set[object]] = defaultdict(set)
    for item, report in earlier.values_list("item_id", "report_id"):
        before[item].add(report)
    first = dict(asked.values_list("item").annotate(at=Min("report__received_at")).values_list("item", "at"))
    by_item: dict[Item, list[Need]] = defaultdict(list)
    for need in today:
        if need.item:
            by_item[need.item].append(need)
    themes = [
        _theme(item, needs, len(before[item.pk]), is_new=first[item.pk] >= begins)
        for item, needs in by_item.items()
    ]
    reports = Report.objects.filter(crisis=crisis, received_at__gte=begins, received_at__lt=ends)
    total = reports.count()
    return Digest(
        day=day,
        reports=total,
        themes=tuple(sorted(themes, key=lambda one: (-one.voices, one.item.name))),
        unplaced=total - len({need.report_id for need in today}),
    )


def _bounds(day: date) -> tuple[datetime, datetime]:
    begins = timezone.make_aware(datetime.combine(day, time.min))
    return begins, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _theme(item: Item, needs: list[Need], before: int, *, is_new: bool) -> Theme:
    return Theme(
        item=item,
        voices=len({need.report_id for need in needs}),
        before=before,
        is_new=is_new,
        verified=len({need.report_id for need in needs if need.verifications.all()}),
        places=_counted(need.place.name for need in needs if need.place),
        groups=tuple(sorted({group for need in needs for group in need.who_groups})),
        sources=_counted(need.report.source for need in needs),
    )


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True)
class Lead:
    """How long a proposal took from the first report it stands on to its filing; to now while it is not filed."""

    first_at: datetime
    until: datetime
    is_filed: bool
    is_to_the_day: bool

    @property
    def hours(self) -> int:
        """Return whole hours."""
        return max(0, int((self.until - self.first_at).total_seconds() // HOUR))


def lead_of(proposal: Proposal) -> Lead | None:
    """Return how long a proposal took, or None where no record says when it was told.

    The moment of filing is known where it was entered on the day itself; otherwise the day's noon stands for it.
    """
    rows = [row for item in proposal.items.all() for one in item.evidence.all() for row in one.records.all()]
    told = [datetime.fromisoformat(row.facts["told_at"]) for row in rows if row.facts.get("told_at")]
    if not told:
        return None
    filings = proposal.filings.filter(filed_on__isnull=False).order_by("filed_on", "created_at")
    filing = filings.first()
    if filing is None or filing.filed_on is None:
        return Lead(min(told), timezone.now(), is_filed=False, is_to_the_day=False)
    exact = timezone.localdate(filing.created_at) == filing.filed_on
    noon = timezone.make_aware(datetime.combine(filing.filed_on, time(12)))
    return Lead(min(told), filing.created_at if exact else noon, is_filed=True, is_to_the_day=not exact)
