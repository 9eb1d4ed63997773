"""The review page of a draft: messages in groups, each with its words lit and what would be made of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiao.intake import queries
from qiao.intake.highlight import Segment, fields_of, marks_of_reading, segments
from qiao.intake.models import DraftLine, Need, Offer, PasteDraft
from qiao.intake.pasted.plan import (
    LinePlan,
    VoicePlan,
    doubts_of,
    is_doubtful,
    plan_of,
    reports_named,
    sums_of,
)
from qiao.intake.words.voices import DOUBTS
from qiao.registry.models import Item, Place

GROUPS_A_PAGE = 50
DRAFT_DOUBTS: Mapping[str, Promise] = {
    "thin": _("没写清要什么或给什么，请看一眼归哪一类。"),
    "both": _("一条里又要又给，请看一眼。"),
    "place_unread": _("写了地点，但没认出是哪个县区，请看一眼。"),
    "maybe_repeat": _("可能和另一条说的是同一件事。"),
}
KIND_WORDS: Mapping[str, Promise] = {
    "NEED": _("需求"),
    "OFFER": _("资源"),
    "INFO": _("信息"),
    "RUMOUR": _("传闻"),
    "CHATTER": _("闲聊"),
}
KINDS_TO_CHOOSE = ("NEED", "OFFER", "INFO", "RUMOUR")
KEYS = {"NEED": "n", "OFFER": "o", "INFO": "i", "RUMOUR": "r"}


@dataclass(frozen=True)
class ShownVoice:
    """A need or an offer as it would be opened. It is not saved."""

    kind: str
    voice: Need | Offer
    into: Need | Offer | None = None
    into_line: int | None = None


@dataclass(frozen=True)
class Row:
    """One message on the page."""

    line: DraftLine
    plan: LinePlan
    segments: list[Segment]
    fields: list[str]
    voices: list[ShownVoice]
    doubts: list[str]
    likely: list[dict[str, Any]]
    is_doubtful: bool

    @property
    def kinds(self) -> list[tuple[str, Promise, str, bool]]:
        """Return the kinds to choose from: code, word, key, chosen."""
        return [(one, KIND_WORDS[one], KEYS[one], self.line.kind == one) for one in KINDS_TO_CHOOSE]

    @property
    def kind_word(self) -> Promise:
        """Return what the message counts as."""
        return KIND_WORDS[self.line.kind]


@dataclass(frozen=True)
class Group:
    """A message, and those of the paste that tell the same and are folded under it."""

    head: Row
    folded: list[Row] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        """Return the numbers of its messages."""
        return [self.head.line.number, *(one.line.number for one in self.folded)]


@dataclass
class Review:
    """All messages of a draft, planned."""

    draft: PasteDraft
    lines: list[DraftLine]
    plans: dict[int, LinePlan]
    sums: dict[str, int]

    @classmethod
    def of(cls, draft: PasteDraft) -> "Review":
        """Read the messages of a draft and plan them."""
        lines = list(queries.lines_of_draft(draft))
        plans = plan_of(lines, queries.standing_of_reports(reports_named(lines)))
        return cls(draft, lines, plans, sums_of(plans))

    def groups(self) -> list[list[int]]:
        """Return the numbers of the messages that stand together, in order; each group by its first message."""
        found: dict[int, list[int]] = {}
        for line in self.lines:
            head = self.plans[line.number].head or line.number
            found.setdefault(head, []).append(line.number)
        return [found[head] for head in sorted(found)]

    def shown(self, show: str, *, also: int | None = None) -> list[list[int]]:
        """Return the groups that a filter leaves; where it asks for folded messages, each alone.

        The message `also` stays in sight whatever the filter says: somebody has just judged it and may think again.
        """
        wanted = SHOW.get(show)
        if wanted is None:
            return self.groups()
        groups = [[line.number] for line in self.lines] if show in ALONE else self.groups()
        return [numbers for numbers in groups if also in numbers or wanted(self.plans[numbers[0]])]

    def group_of(self, number: int) -> list[int]:
        """Return the group in which a message stands."""
        return next(numbers for numbers in self.groups() if number in numbers)

    def page(self, groups: Sequence[Sequence[int]]) -> list[Group]:
        """Return these groups as the page shows them."""
        wanted = [number for numbers in groups for number in numbers]
        rows = _rows([self.plans[number] for number in wanted])
        return [Group(rows[numbers[0]], [rows[one] for one in numbers[1:]]) for numbers in groups]


def _of_kind(kind: str) -> Any:
    return lambda plan: plan.line.kind == kind and plan.line.is_kept and not plan.is_folded


SHOW: Mapping[str, Any] = {
    "doubtful": is_doubtful,
    "need": _of_kind("NEED"),
    "offer": _of_kind("OFFER"),
    "info": _of_kind("INFO"),
    "rumour": _of_kind("RUMOUR"),
    "folded": lambda plan: plan.is_folded and plan.line.is_kept,
    "left_out": lambda plan: not plan.line.is_kept and plan.line.known_id is None,
    "known": lambda plan: plan.line.known_id is not None,
    "judged": lambda plan: plan.line.is_judged,
}
ALONE = frozenset({"folded", "judged", "doubtful"})
FILTERS: Sequence[tuple[str, Promise, str]] = (
    ("", _("全部"), "messages"),
    ("doubtful", _("存疑"), "doubtful"),
    ("need", _("需求"), "NEED"),
    ("offer", _("资源"), "OFFER"),
    ("rumour", _("传闻"), "RUMOUR"),
    ("info", _("信息"), "INFO"),
    ("folded", _("重复，并入"), "folded"),
    ("left_out", _("不保存"), "left_out"),
    ("known", _("以前收过"), "known"),
    ("judged", _("我改过的"), "judged"),
)


def _rows(plans: Sequence[LinePlan]) -> dict[int, Row]:
    facts = [voice.facts for plan in plans for voice in plan.voices]
    items = {
        one.code: one for one in Item.objects.filter(code__in={one["item"] for one in facts if one["item"]})
    }
    codes = {one["place"] for one in facts if one["place"]}
    places = {one.code: one for one in Place.objects.filter(code__in=codes).select_related("parent")}
    texts = queries.masked_texts(
        {one["report"] for plan in plans for one in plan.line.likely if "report" in one}
        | {str(plan.line.known_id) for plan in plans if plan.line.known_id}
    )
    return {plan.line.number: _row(plan, items, places, texts) for plan in plans}


def _row(
    plan: LinePlan, items: Mapping[str, Item], places: Mapping[str, Place], texts: Mapping[str, str]
) -> Row:
    line = plan.line
    marks = [mark for one in line.reading for mark in marks_of_reading(one)]
    lit = segments(line.masked, marks)
    return Row(
        line=line,
        plan=plan,
        segments=lit,
        fields=fields_of(lit),
        voices=[_shown(one, items, places) for one in plan.voices],
        doubts=_said(line),
        likely=[one | {"text": texts.get(str(one.get("report")), "")} for one in line.likely],
        is_doubtful=is_doubtful(plan),
    )


def _shown(plan: VoicePlan, items: Mapping[str, Item], places: Mapping[str, Place]) -> ShownVoice:
    facts = plan.facts
    shared: dict[str, Any] = {
        "item": items.get(facts["item"] or ""),
        "item_text": facts["item_text"],
        "place": places.get(facts["place"] or ""),
        "party_text": facts["party_text"],
        **{name: facts[name] for name in ("quantity_kind", "quantity", "quantity_max", "unit")},
    }
    is_need = plan.ref.kind == DraftLine.Kind.NEED
    voice = Need(**shared, tier=facts["tier"], who_groups=facts["who_groups"]) if is_need else Offer(**shared)
    into = plan.into
    return ShownVoice(
        plan.ref.kind, voice, into.voice if into else None, into.line if into and into.voice is None else None
    )


def _said(line: DraftLine) -> list[str]:
    return [str(DRAFT_DOUBTS.get(code) or DOUBTS[code][0]) for code in _unique(doubts_of(line))]


def _unique(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))
