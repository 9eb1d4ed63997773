"""Figures of service quality: what was asked, who answered, what was on time. Small cells are hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Min
from django.utils import timezone

from qiao.engines.quality import Clock, OnTime, Share, on_time, share
from qiao.engines.small_cells import BLOCK, K, show
from qiao.intake.clock import judged_at
from qiao.intake.models import Offer, OfferAnswer, Report, Verification
from qiao.intake.queries.answers import CLOCK
from qiao.quality.models import SENSITIVE, Complaint, Feedback
from qiao.registry.models import Crisis
from qiao.relief.models import Delivery, Receipt

LEVELS = ("LOW", "MIDDLE", "HIGH")
"""Scores of 1 and 2, of 3, of 4 and 5."""
K_SERVICE = BLOCK
"""Ordinary services hide below five, those about health and grief below ten (SECURITY 2.5)."""
SERVICES = Feedback.Service


@dataclass(frozen=True)
class ServiceRow:
    """One service: how many could have answered, how many did, and what they said.

    `asked` is None where nobody is asked by name, `by_code` how many of those answered with their code, `missing` the
    share of those who did not; `answered` counts who came without a code too, and is hidden of care below ten, as the
    scores are. `scores` are in whole blocks of five, None where hidden. `satisfied` counts the shown block of 4 and 5
    only: at least so many.
    """

    service: str
    asked: int | None
    answered: int | None
    by_code: int
    missing: float | None
    scores: dict[str, int | None]
    scored: int
    satisfied: Share | None


@dataclass(frozen=True)
class TimeRow:
    """One thing promised, and how often it was on time."""

    key: str
    told: OnTime


def service_rows(crisis: Crisis) -> list[ServiceRow]:
    """Return every service with how many were asked, answered and what they scored."""
    counts = _scores(crisis)
    asked = {
        SERVICES.DELIVERY.value: Receipt.objects.filter(delivery__match__crisis=crisis).count(),
        SERVICES.REPLY.value: Report.objects.filter(crisis=crisis, source=Report.Source.FORM).count(),
    }
    by_code = Feedback.objects.filter(crisis=crisis).aggregate(d=Count("delivery"), r=Count("report"))
    told = dict(
        Feedback.objects.filter(crisis=crisis).order_by().values_list("service").annotate(count=Count("pk"))
    )
    named = {SERVICES.DELIVERY.value: by_code["d"], SERVICES.REPLY.value: by_code["r"]}
    return [
        _row(one.value, counts, asked.get(one.value), told.get(one.value, 0), named.get(one.value, 0))
        for one in SERVICES
    ]


def _row(
    service: str, counts: Mapping[tuple[str, str], int], asked: int | None, answered: int, named: int
) -> ServiceRow:
    least = K if service == SERVICES.CARE else K_SERVICE
    cells = show(counts, (service,), LEVELS, k=least).cells
    scores = {level: cells[service, level] for level in LEVELS}
    scored = sum(counts.get((service, level), 0) for level in LEVELS)
    high = scores["HIGH"]
    missing = 1 - min(named, asked) / asked if asked else None
    satisfied = share(high, scored) if high is not None else None
    known = None if service == SERVICES.CARE and answered < K else answered
    return ServiceRow(service, asked, known, named, missing, scores, scored, satisfied)


def _scores(crisis: Crisis) -> dict[tuple[str, str], int]:
    rows = Feedback.objects.filter(crisis=crisis, score__isnull=False).order_by()
    found: dict[tuple[str, str], int] = {}
    for service, score, count in rows.values_list("service", "score").annotate(count=Count("pk")):
        level = "LOW" if score < 3 else "MIDDLE" if score == 3 else "HIGH"  # noqa: PLR2004 - the middle of five
        found[service, level] = found.get((service, level), 0) + count
    return found


def time_rows(crisis: Crisis, *, now: datetime) -> list[TimeRow]:
    """Return how often deliveries, answers to offers and answers to complaints were on time."""
    return [
        TimeRow("DELIVERIES", on_time(_deliveries(crisis), now=now)),
        TimeRow("OFFERS", on_time(_offers(crisis), now=now)),
        TimeRow("COMPLAINTS", on_time(_complaints(crisis), now=now)),
    ]


def time_rows_now(crisis: Crisis) -> list[TimeRow]:
    """Return the same by the moment that the crisis is judged at."""
    return time_rows(crisis, now=judged_at(crisis))


def _deliveries(crisis: Crisis) -> list[Clock]:
    rows = Delivery.objects.filter(match__crisis=crisis).exclude(state=Delivery.State.CANCELLED)
    return [Clock(due, done) for due, done in rows.values_list("match__need__deadline", "receipt__signed_at")]


def _offers(crisis: Crisis) -> list[Clock]:
    first = dict(
        OfferAnswer.objects.filter(offer__crisis=crisis)
        .order_by()
        .values_list("offer")
        .annotate(at=Min("at"))
    )
    looked = Verification.objects.filter(offer__crisis=crisis).order_by().values_list("offer")
    checked = dict(looked.annotate(at=Min("checked_at")))
    rows = Offer.objects.filter(crisis=crisis).values_list("pk", "report__received_at", "closed_at")
    return [
        Clock(came + CLOCK, min((at for at in (first.get(pk), checked.get(pk), closed) if at), default=None))
        for pk, came, closed in rows
    ]


def _complaints(crisis: Crisis) -> list[Clock]:
    rows = Complaint.objects.filter(feedback__crisis=crisis, feedback__erased_at__isnull=True)
    return [Clock(_end_of(due), done) for due, done in rows.values_list("due_on", "answered_at")]


def _end_of(day: object) -> datetime:
    moment = datetime.combine(day, time.min)  # type: ignore[arg-type]
    return timezone.make_aware(moment) + timedelta(days=1)


def complaint_rows(crisis: Crisis) -> tuple[int, dict[str, int | None]]:
    """Return how many ordinary complaints there are, and how many of each kind; small numbers are hidden."""
    rows = Complaint.objects.filter(feedback__crisis=crisis)
    counts = {
        (kind, "ALL"): count
        for kind, count in rows.order_by().values_list("kind").annotate(count=Count("pk"))
    }
    cells = show(counts, tuple(Complaint.Kind.values), ("ALL",), k=K_SERVICE).cells
    sensitive = {one.value for one in SENSITIVE}
    ordinary = sum(count for (kind, _all), count in counts.items() if kind not in sensitive)
    return ordinary, {kind: cells[kind, "ALL"] for kind in Complaint.Kind.values}
