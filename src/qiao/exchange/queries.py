"""What can be asked of platforms, of what passed, and of what they bring to needs of ours."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from qiao.engines.exchange import Kind, State
from qiao.exchange.models import ForeignRecord, Likeness, Platform
from qiao.relief.elsewhere import Elsewhere

MOVEMENTS = (Kind.ALLOCATION, Kind.RECEIPT)


def platforms() -> QuerySet[Platform]:
    """Return the platforms with how many pairs wait for a person; those that were ended stand last."""
    waiting = Count(
        "records__likenesses", filter=Q(records__likenesses__state=Likeness.State.OPEN), distinct=True
    )
    rows: QuerySet[Platform] = Platform.objects.annotate(waiting=waiting)
    return rows.order_by("ended_at", "name", "id")


def foreign_records(platform: Platform, kind: str = "", link: str = "") -> QuerySet[ForeignRecord]:
    """Return what a platform told, the latest change first."""
    rows = ForeignRecord.objects.filter(platform=platform).exclude(kind__in=MOVEMENTS)
    if kind:
        rows = rows.filter(kind=kind)
    if link:
        rows = rows.filter(link=link)
    return rows.select_related("need__item", "offer__item", "party", "platform", "crisis").order_by(
        "-changed_at", "id"
    )


def open_likenesses(platform: Platform) -> QuerySet[Likeness]:
    """Return the pairs that wait for a person, the likeliest first."""
    rows = Likeness.objects.filter(foreign__platform=platform, state=Likeness.State.OPEN)
    return rows.select_related(
        "foreign", "need__item", "need__place", "offer__item", "offer__place", "party"
    ).order_by("-probability", "found_at", "id")


def brought(needs: Iterable[UUID]) -> dict[UUID, list[Elsewhere]]:
    """Return need id → what platforms bring to it, one line an allocation: promised, or signed for."""
    rows = ForeignRecord.objects.filter(
        need__in=list(needs), kind__in=MOVEMENTS, state=State.CURRENT
    ).select_related("platform")
    lines: dict[tuple[Any, UUID], dict[str, Any]] = {}
    for one in rows.order_by("kind", "changed_at", "id"):
        is_receipt = one.kind == Kind.RECEIPT
        allocation = UUID(one.body["allocation"]) if is_receipt else one.record
        line = lines.setdefault(
            (one.need_id, allocation), {"who": one.platform.name, "promised": 0, "signed": None}
        )
        line["signed" if is_receipt else "promised"] = one.body["pieces"]
        line["on"] = date.fromisoformat(one.body["on"])
    found: dict[UUID, list[Elsewhere]] = {}
    for (need, _allocation), line in lines.items():
        found.setdefault(need, []).append(Elsewhere(**line))
    return found


def seen_also(need: UUID) -> QuerySet[ForeignRecord]:
    """Return the records of platforms that are the same as a need of ours, or that we took it on from."""
    rows = ForeignRecord.objects.filter(need=need, kind=Kind.NEED)
    return rows.select_related("platform").order_by("platform__name")
