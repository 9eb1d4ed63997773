"""What can be asked of pastes that are looked at before they are saved."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from qiao.accounts.roles import Actor
from qiao.intake.models import DraftLine, Need, Offer, PasteDraft, Report, Telling
from qiao.registry.models import Crisis

AT_ONCE = 500
SHOWN_DRAFTS = 8
LIVE_NEEDS = (Need.State.NEW, Need.State.OPEN, Need.State.EXPIRED)
LIVE_OFFERS = (Offer.State.NEW, Offer.State.OPEN, Offer.State.EXPIRED)


def standing_of_reports(reports: Iterable[str]) -> dict[str, Sequence[Need | Offer]]:
    """Return for each report the needs and offers that stand of it: its own, else those it tells again."""
    ids = sorted(uuid.UUID(one) for one in set(reports))
    found: dict[str, list[Need | Offer]] = defaultdict(list)
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        needs = Need.objects.filter(report__in=part, state__in=LIVE_NEEDS)
        offers = Offer.objects.filter(report__in=part, state__in=LIVE_OFFERS)
        voices: list[Need | Offer] = [*needs.select_related("item"), *offers.select_related("item")]
        for voice in voices:
            found[str(voice.report_id)].append(voice)
        told = Telling.objects.filter(report__in=part, undone_at__isnull=True)
        live = Q(need__state__in=LIVE_NEEDS) | Q(offer__state__in=LIVE_OFFERS)
        for one in told.filter(live).select_related("need__item", "offer__item"):
            found[str(one.report_id)].append(one.voice)
    return dict(found)


def lines_of_draft(draft: PasteDraft) -> QuerySet[DraftLine]:
    """Return the messages of a draft in their order."""
    rows: QuerySet[DraftLine] = DraftLine.objects.filter(draft=draft).select_related("report__masked")
    return rows.order_by("number")


def drafts_of(actor: Actor, crisis: Crisis) -> list[PasteDraft]:
    """Return the pastes of a person that wait, and the latest that were saved."""
    rows: QuerySet[PasteDraft] = PasteDraft.objects.filter(crisis=crisis, made_by_id=actor.user_id)
    return list(rows.exclude(state=PasteDraft.State.DISCARDED).order_by("-created_at")[:SHOWN_DRAFTS])


@dataclass(frozen=True)
class DraftBecame:
    """What stands today of a paste that was saved."""

    reports: int
    needs: int
    offers: int
    folded: int
    withdrawn: int


def what_a_draft_became(draft: PasteDraft) -> DraftBecame:
    """Return what stands of a paste today."""
    of_draft = Q(report__draft_line__draft=draft)
    needs = list(Need.objects.filter(of_draft).values_list("state", flat=True))
    offers = list(Offer.objects.filter(of_draft).values_list("state", flat=True))
    withdrawn = needs.count(Need.State.WITHDRAWN) + offers.count(Offer.State.WITHDRAWN)
    return DraftBecame(
        reports=DraftLine.objects.filter(draft=draft, report__isnull=False).count(),
        needs=len(needs) - needs.count(Need.State.WITHDRAWN),
        offers=len(offers) - offers.count(Offer.State.WITHDRAWN),
        folded=Telling.objects.filter(of_draft, undone_at__isnull=True).count(),
        withdrawn=withdrawn,
    )


def masked_texts(reports: Iterable[str]) -> dict[str, str]:
    """Return the masked words of reports, for a page that names them."""
    ids = sorted(uuid.UUID(one) for one in reports)
    found: dict[str, str] = {}
    for start in range(0, len(ids), AT_ONCE):
        rows = Report.objects.filter(pk__in=ids[start : start + AT_ONCE], masked__isnull=False)
        found |= {str(pk): text for pk, text in rows.values_list("pk", "masked__text")}
    return found
