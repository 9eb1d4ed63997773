"""Offers that wait for an answer, the longest waiting first, and the clock of each."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When

from qiao.intake.models import FollowUp, Offer, OfferAnswer
from qiao.registry.models import Crisis

CLOCK = timedelta(hours=24)
"""Within so long whoever offers something hears an answer."""


def waiting_offers(crisis: Crisis) -> QuerySet[Any]:
    """Return the offers nobody has answered, and those whose giver wrote again after a question; the oldest first.

    `since` is when the clock began.
    """
    answers = OfferAnswer.objects.filter(offer=OuterRef("pk")).order_by("-at", "-created_at")
    later = FollowUp.objects.filter(first=OuterRef("report")).order_by("-report__received_at")
    rows: QuerySet[Any] = Offer.objects.filter(crisis=crisis, state=Offer.State.NEW, closed_at__isnull=True)
    told = rows.annotate(
        answered_at=Subquery(answers.values("at")[:1]),
        answer_kind=Subquery(answers.values("kind")[:1]),
        said_again_at=Subquery(later.values("report__received_at")[:1]),
    )
    said_again = Q(answer_kind=OfferAnswer.Kind.ASKED, said_again_at__gt=F("answered_at"))
    waiting = told.filter(Q(answered_at__isnull=True) | said_again)
    since = Case(When(answered_at__isnull=True, then=F("report__received_at")), default=F("said_again_at"))
    joined = waiting.select_related("item", "place", "party", "report__masked")
    dated: QuerySet[Any] = joined.annotate(since=since)
    return dated.order_by("since", "pk")


def overdue_offers(crisis: Crisis, *, now: datetime) -> int:
    """Return how many have waited longer than the clock allows."""
    return waiting_offers(crisis).filter(since__lt=now - CLOCK).count()


def overdue_crises(*, now: datetime) -> list[Crisis]:
    """Return the crises with offers that wait longer than the clock allows."""
    new = Offer.objects.filter(
        state=Offer.State.NEW, closed_at__isnull=True, report__received_at__lt=now - CLOCK
    )
    rows = Crisis.objects.filter(pk__in=new.order_by().values("crisis")).order_by("pk")
    return [crisis for crisis in rows if overdue_offers(crisis, now=now)]


def last_answer(offer: Offer) -> OfferAnswer | None:
    """Return what was answered last, if anything."""
    return OfferAnswer.objects.filter(offer=offer).order_by("-at", "-created_at").first()
