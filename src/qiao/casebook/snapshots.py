"""A snapshot of the record for a case: facts, figures, course and contributions with the records behind each figure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from django.db.models import Count, Sum

from qiao.casebook.course import course_of
from qiao.casebook.drawn import Fact, draw_facts, unit_told
from qiao.casebook.ground import Ground
from qiao.volunteering.models import HourRecord
from qiao.volunteering.queries import valuation, worth

FORM = 1
BEHIND = {
    "reports": "report",
    "needs": "need",
    "offers": "offer",
    "matches": "match",
    "receipts": "receipt",
    "pieces_received": "receipt",
    "places": "need",
    "minutes": "hours",
    "skill_minutes": "hours",
    "money_fen": "gift",
    "proposals": "proposal",
    "filings": "filing",
    "outcomes": "outcome",
}
"""Which records stand behind each figure."""
SPECIALISED = (HourRecord.Skill.SOCIAL_WORK, HourRecord.Skill.MEDICAL)

Content = dict[str, Any]


@dataclass(frozen=True)
class Taken:
    """A snapshot before it is kept: its content, the ids behind its figures, and the hash over both."""

    content: Content
    records: dict[str, list[str]]
    hash: str


def take(ground: Ground, at: datetime) -> Taken:
    """Return what the record says now, as plain JSON values."""
    records = _records(ground)
    content: Content = {
        "form": FORM,
        "crisis": {"id": str(ground.crisis.pk), "name": ground.crisis.name},
        "organizations": [{"id": str(one.pk), "name": one.name} for one in ground.organizations],
        "is_whole": ground.is_whole,
        "figures": figures_of(ground),
        "behind": {kind: hash_of(ids) for kind, ids in records.items()},
        "goods": _goods(ground),
        "worth": _worth(ground),
        "facts": [_plain(one) for one in draw_facts(ground)],
        **course_of(ground),
    }
    whole = {"taken_at": at.isoformat(timespec="seconds"), "content": content}
    return Taken(content, records, hash_of(whole))


def hash_of(value: Any) -> str:
    """Return the SHA-256 over canonical JSON (RFC 8785)."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def _plain(fact: Fact) -> dict[str, str]:
    return {
        "dimension": fact.dimension.value,
        "zh": fact.zh,
        "en": fact.en,
        "code": fact.code,
        "record_type": fact.record_type,
        "record_id": str(fact.record_id or ""),
    }


def _records(ground: Ground) -> dict[str, list[str]]:
    kinds = {
        "report": ground.reports(),
        "need": ground.needs(),
        "offer": ground.offers(),
        "match": ground.matches(),
        "receipt": ground.receipts(),
        "hours": ground.hours().filter(is_verified=True),
        "gift": ground.gifts(),
        "proposal": ground.proposals(),
        "filing": ground.filings(),
        "outcome": ground.outcomes(),
    }
    return {
        kind: sorted(str(pk) for pk in rows.order_by().values_list("pk", flat=True))
        for kind, rows in kinds.items()
    }


def figures_of(ground: Ground) -> dict[str, int | None]:
    """Return the figures; None where the record cannot know: of others only what names them is written down."""
    receipts, served = ground.receipts(), ground.hours().filter(is_verified=True)
    known = {
        "needs": ground.needs().count(),
        "offers": ground.offers().count(),
        "matches": ground.matches().count(),
        "receipts": receipts.count(),
        "pieces_received": receipts.aggregate(sum=Sum("quantity"))["sum"] or 0,
        "places": ground.needs().filter(place__isnull=False).order_by().values("place").distinct().count(),
        "proposals": ground.proposals().count(),
        "filings": ground.filings().count(),
        "outcomes": ground.outcomes().count(),
    }
    if not ground.is_whole:
        unknown = dict.fromkeys(("reports", "minutes", "skill_minutes", "money_fen"))
        return {**known, **unknown}
    gifts = ground.gifts().aggregate(sum=Sum("amount_fen"))["sum"]
    return {
        **known,
        "reports": ground.reports().count(),
        "minutes": served.aggregate(sum=Sum("minutes"))["sum"] or 0,
        "skill_minutes": served.filter(skill__in=SPECIALISED).aggregate(sum=Sum("minutes"))["sum"] or 0,
        "money_fen": gifts,
    }


def _goods(ground: Ground) -> list[dict[str, Any]]:
    """Return what was signed for, item by item: pieces of different things are never added."""
    need = "delivery__match__need"
    named = ("item__name", "item__name_en", "item_text", "unit", "item__unit")
    fields = tuple(f"{need}__{name}" for name in named)
    rows = (
        ground.receipts()
        .order_by()
        .values_list(*fields)
        .annotate(pieces=Sum("quantity"), receipts=Count("pk"))
    )
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for name, name_en, text, said, of_goods, pieces, n in rows:
        zh, unit = name or text, unit_told(said, of_goods)
        one = told.setdefault(
            (zh, unit), {"zh": zh, "en": name_en or zh, "unit": unit, "pieces": 0, "receipts": 0}
        )
        one["pieces"] += pieces
        one["receipts"] += n
    return sorted(told.values(), key=lambda one: (-one["receipts"], one["zh"], one["unit"]))


def _worth(ground: Ground) -> list[dict[str, Any]]:
    """Return what the time is worth by three methods, each named; nothing where no wage is known."""
    found = valuation(ground.crisis) if ground.is_whole else None
    if found is None:
        return []
    return [
        {"key": one["key"], "fen": one["fen"], "zh": one["method"].zh, "en": one["method"].en}
        for one in worth(found)
    ]


@dataclass(frozen=True)
class Difference:
    """What changed between two snapshots: figures that moved, and what came or went."""

    figures: tuple[tuple[str, int | None, int | None], ...]
    came: tuple[Mapping[str, Any], ...]
    went: tuple[Mapping[str, Any], ...]
    events_came: tuple[Mapping[str, Any], ...]
    events_went: tuple[Mapping[str, Any], ...]
    kinds: tuple[str, ...]
    """Kinds of records whose set behind the figures is another one, though the count may be the same."""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing changed."""
        return not (
            self.figures or self.came or self.went or self.events_came or self.events_went or self.kinds
        )


def difference(old: Content, new: Content) -> Difference:
    """Return what changed from one content to another."""
    before, after = old.get("figures", {}), new.get("figures", {})
    moved = tuple(
        (key, before.get(key), after.get(key)) for key in BEHIND if before.get(key) != after.get(key)
    )
    behind, behind_now = old.get("behind", {}), new.get("behind", {})
    kinds = tuple(kind for kind in behind_now if behind.get(kind) != behind_now[kind])
    return Difference(
        moved,
        _less(new, old, "facts"),
        _less(old, new, "facts"),
        _less(new, old, "timeline"),
        _less(old, new, "timeline"),
        kinds,
    )


def _less(one: Content, other: Content, key: str) -> tuple[Mapping[str, Any], ...]:
    held = {rfc8785.dumps(row) for row in other.get(key, ())}
    return tuple(row for row in one.get(key, ()) if rfc8785.dumps(row) not in held)
